/* sbx-stats-group.h — a group that shows some of an endpoint's statistics
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-endpoint.h"
#include "sbx-stats.h"

G_BEGIN_DECLS

#define SBX_TYPE_STATS_GROUP (sbx_stats_group_get_type ())
G_DECLARE_DERIVABLE_TYPE (SbxStatsGroup, sbx_stats_group, SBX, STATS_GROUP, AdwPreferencesGroup)

/* @show: called when there are new figures, as long as the group is seen: what nobody sees is not worked out
 */
struct _SbxStatsGroupClass
{
  AdwPreferencesGroupClass parent_class;

  void (*show) (SbxStatsGroup *self, const SbxStats *stats);
};

/* Property: endpoint (construct-only). */

G_END_DECLS
