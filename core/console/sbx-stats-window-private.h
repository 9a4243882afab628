/* sbx-stats-window-private.h — what came to an endpoint's statistics within some seconds
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-stats.h"

G_BEGIN_DECLS

/**
 * SbxStatsWindow:
 *
 * Remembers as much of past statistics as is needed to tell what came within the last seconds: some sixty
 * moments, however long the window is. Any thread, but one at a time.
 */
typedef struct _SbxStatsWindow SbxStatsWindow;

/* @n_requests: that came to an end, with an answer or without; @n_failed: of these, with an error or without
 * an answer; @buckets: of the answers, see sbx_stats_find_percentile(); @span: how far they really reach
 * back, in µs: less than the window when it was watched for less */
typedef struct
{
  guint64 n_requests;
  guint64 n_failed;
  gint64 span;
  guint64 buckets[SBX_STATS_N_BUCKETS];
} SbxWindowFigures;

SbxStatsWindow *sbx_stats_window_new (guint seconds);
void sbx_stats_window_free (SbxStatsWindow *self);
/* @now: µs of a clock that never goes back. */
void sbx_stats_window_add (SbxStatsWindow *self, const SbxStats *stats, gint64 now);
void sbx_stats_window_get (SbxStatsWindow *self, SbxWindowFigures *figures);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxStatsWindow, sbx_stats_window_free)

G_END_DECLS
