/* sbx-traffic-group.h — how much goes through an endpoint
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-stats-group.h"

G_BEGIN_DECLS

/* Rates over the last two minutes, and what went through in all. */
#define SBX_TYPE_TRAFFIC_GROUP (sbx_traffic_group_get_type ())
G_DECLARE_FINAL_TYPE (SbxTrafficGroup, sbx_traffic_group, SBX, TRAFFIC_GROUP, SbxStatsGroup)

GtkWidget *sbx_traffic_group_new (SbxEndpoint *endpoint);

G_END_DECLS
