/* sbx-buckets.h — buckets in which latencies are counted
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SbxBuckets:
 * @bits: each doubling of a value has 2 to the power of @bits buckets
 * @n_buckets: how many there are; the last has no upper bound
 *
 * How values from 0 upwards, such as latencies in microseconds, are told apart. Smaller values than twice
 * what a doubling has buckets have one each.
 */
typedef struct
{
  guint bits;
  guint n_buckets;
} SbxBuckets;

/* The bucket of a value. */
guint sbx_buckets_find (const SbxBuckets *self, gint64 value);
/* The smallest value in a bucket. */
gint64 sbx_buckets_get_lower (const SbxBuckets *self, guint bucket);
/* From @lower to just below @upper, %G_MAXINT64 for the last. */
void sbx_buckets_get_bounds (const SbxBuckets *self, guint bucket, gint64 *lower, gint64 *upper);

/* The same for what was counted: @counts has @n_buckets of them. */
/* How many values there are from @lower to just below @upper: buckets count where their lower bound lies. */
guint64 sbx_buckets_count (const SbxBuckets *self, const guint64 *counts, gint64 lower, gint64 upper);
/* The bucket that has the value which is the @rank-th, from 1, when they are sorted. */
guint sbx_buckets_find_rank (const SbxBuckets *self, const guint64 *counts, guint64 rank);

G_END_DECLS
