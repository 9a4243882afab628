/* sbx-codes-group.h — an endpoint's errors by their code
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-stats-group.h"

G_BEGIN_DECLS

/* A row for each code, the most frequent first; hidden as long as there was no error. */
#define SBX_TYPE_CODES_GROUP (sbx_codes_group_get_type ())
G_DECLARE_FINAL_TYPE (SbxCodesGroup, sbx_codes_group, SBX, CODES_GROUP, SbxStatsGroup)

GtkWidget *sbx_codes_group_new (SbxEndpoint *endpoint);

G_END_DECLS
