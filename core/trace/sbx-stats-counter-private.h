/* sbx-stats-counter-private.h — counts what a recorder sees
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-stats.h"

G_BEGIN_DECLS

/**
 * SbxStatsCounter:
 * @totals: the figures so far; its `seconds` are a ring, and what is computed of them is not there yet
 *
 * Counts for snapshots. Times are microseconds of the monotonic clock.
 */
typedef struct
{
  SbxStats totals;
  gint64 current_second;
  gint64 latency_sum;
} SbxStatsCounter;

void sbx_stats_counter_init (SbxStatsCounter *self, gint64 real_time, gint64 now);

void sbx_stats_counter_add_message (SbxStatsCounter *self,
                                    SbxTraceDirection direction,
                                    SbxTraceKind kind,
                                    gsize n_bytes,
                                    gint64 now);
void sbx_stats_counter_add_error (SbxStatsCounter *self, const char *code, gint64 now);
void sbx_stats_counter_add_latency (SbxStatsCounter *self, gint64 latency);

/* (transfer full) */
SbxStats *sbx_stats_counter_snapshot (SbxStatsCounter *self, gint64 now);

G_END_DECLS
