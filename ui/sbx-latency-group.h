/* sbx-latency-group.h — how fast requests are answered
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-stats-group.h"

G_BEGIN_DECLS

/* A histogram of the answers, and its percentiles. */
#define SBX_TYPE_LATENCY_GROUP (sbx_latency_group_get_type ())
G_DECLARE_FINAL_TYPE (SbxLatencyGroup, sbx_latency_group, SBX, LATENCY_GROUP, SbxStatsGroup)

GtkWidget *sbx_latency_group_new (SbxEndpoint *endpoint);

G_END_DECLS
