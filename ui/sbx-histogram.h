/* sbx-histogram.h — how often each size was seen
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-chart.h"

G_BEGIN_DECLS

/**
 * SbxBucket:
 * @lower: from here, µs
 * @upper: to just below this, µs; G_MAXINT64: without a bound
 * @count: how many there are
 *
 * One bar of a histogram of times.
 */
typedef struct
{
  gint64 lower;
  gint64 upper;
  guint64 count;
} SbxBucket;

/* Bars of times, each as wide as the others whatever it spans. What a bar is, how many are in it and which
 * share of all that is, is said where it is pointed at. */
#define SBX_TYPE_HISTOGRAM (sbx_histogram_get_type ())
G_DECLARE_FINAL_TYPE (SbxHistogram, sbx_histogram, SBX, HISTOGRAM, SbxChart)

GtkWidget *sbx_histogram_new (void);
/* Copied; nothing is drawn again when they are the same. Empty ones at both ends are left out as long as
 * eight remain. Without any, or all of them empty, `empty-text` stands there. */
void sbx_histogram_set_buckets (SbxHistogram *self, const SbxBucket *buckets, guint n_buckets);
/* The same of @n_times times, µs: a doubling each. Negative ones do not count. */
void sbx_histogram_set_times (SbxHistogram *self, const gint64 *times, guint n_times);

/* Buckets of a doubling each, from 16 µs to beyond half an hour, with nothing in them. */
#define SBX_HISTOGRAM_N_DOUBLINGS 28
void sbx_histogram_init_doublings (SbxBucket buckets[SBX_HISTOGRAM_N_DOUBLINGS]);

G_END_DECLS
