/* sbx-traffic-filter.h — the switches over a table of traffic
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-trace-filter.h"

G_BEGIN_DECLS

/* The switches of the view menu. */
typedef enum
{
  SBX_TRAFFIC_SHOW_REQUESTS,
  SBX_TRAFFIC_SHOW_EVENTS,
  SBX_TRAFFIC_SHOW_HEARTBEATS,
  SBX_TRAFFIC_SHOW_INCIDENTS,
  SBX_TRAFFIC_ONLY_FAILED,
  SBX_TRAFFIC_N_FLAGS
} SbxTrafficFlag;

SbxTraceFilter *sbx_traffic_filter_new (const char *text, const gboolean flags[SBX_TRAFFIC_N_FLAGS]);

G_END_DECLS
