/* sbx-trouble-group.h — what went wrong at an endpoint
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-stats-group.h"

G_BEGIN_DECLS

/* Counts of errors by their kind. */
#define SBX_TYPE_TROUBLE_GROUP (sbx_trouble_group_get_type ())
G_DECLARE_FINAL_TYPE (SbxTroubleGroup, sbx_trouble_group, SBX, TROUBLE_GROUP, SbxStatsGroup)

GtkWidget *sbx_trouble_group_new (SbxEndpoint *endpoint);

G_END_DECLS
