/* sbx-stats.c — figures of an endpoint at one moment
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-stats-private.h"

G_DEFINE_BOXED_TYPE (SbxStats, sbx_stats, sbx_stats_ref, sbx_stats_unref)

/* Eight buckets to a doubling: below 16 each has a value of its own. */
#define SUB_BITS    3
#define SUB_BUCKETS (1 << SUB_BITS)

SbxStats *
sbx_stats_new (const SbxStats *figures)
{
  SbxStats *self = g_atomic_rc_box_new (SbxStats);

  *self = *figures;
  return self;
}

SbxStats *
sbx_stats_ref (SbxStats *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
sbx_stats_unref (SbxStats *self)
{
  g_atomic_rc_box_release (self);
}

guint
sbx_stats_find_bucket (gint64 latency)
{
  guint64 value = (guint64) MAX (latency, 0);
  guint exponent, bucket;

  if (value < SUB_BUCKETS)
    return (guint) value;
  exponent = (guint) g_bit_nth_msf (value, -1);
  bucket = (exponent - SUB_BITS + 1) * SUB_BUCKETS + ((value >> (exponent - SUB_BITS)) & (SUB_BUCKETS - 1));
  return MIN (bucket, SBX_STATS_N_BUCKETS - 1);
}

static gint64
lower_bound (guint bucket)
{
  guint exponent = bucket / SUB_BUCKETS;
  gint64 sub = bucket % SUB_BUCKETS;

  return exponent == 0 ? sub : (SUB_BUCKETS + sub) << (exponent - 1);
}

void
sbx_stats_bucket_bounds (guint bucket, gint64 *lower, gint64 *upper)
{
  g_return_if_fail (bucket < SBX_STATS_N_BUCKETS);

  *lower = lower_bound (bucket);
  *upper = bucket + 1 < SBX_STATS_N_BUCKETS ? lower_bound (bucket + 1) : G_MAXINT64;
}

guint64
sbx_stats_count_latencies (const SbxStats *self, gint64 lower, gint64 upper)
{
  guint64 count = 0;

  for (guint i = 0; i < SBX_STATS_N_BUCKETS; i++)
    if (lower_bound (i) >= lower && lower_bound (i) < upper)
      count += self->buckets[i];
  return count;
}

gint64
sbx_stats_find_percentile (const guint64 buckets[SBX_STATS_N_BUCKETS], double percent)
{
  guint64 total = 0, count = 0, rank;

  for (guint i = 0; i < SBX_STATS_N_BUCKETS; i++)
    total += buckets[i];
  if (total == 0)
    return -1;

  rank = CLAMP ((guint64) (percent / 100 * (double) total + 0.5), 1, total);
  for (guint i = 0; i < SBX_STATS_N_BUCKETS; i++)
    {
      gint64 lower, upper;

      count += buckets[i];
      if (count < rank)
        continue;
      sbx_stats_bucket_bounds (i, &lower, &upper);
      return upper == G_MAXINT64 ? lower : lower + (upper - 1 - lower) / 2;
    }
  g_assert_not_reached ();
}

gint64
sbx_stats_get_percentile (const SbxStats *self, double percent)
{
  gint64 latency = sbx_stats_find_percentile (self->buckets, percent);
  gint64 last_lower, last_upper;

  if (latency < 0)
    return -1;

  /* The middle of a bucket, but never beyond what was really seen. */
  sbx_stats_bucket_bounds (SBX_STATS_N_BUCKETS - 1, &last_lower, &last_upper);
  return latency == last_lower ? self->latency_max : CLAMP (latency, self->latency_min, self->latency_max);
}

double
sbx_stats_get_message_rate (const SbxStats *self, SbxTraceDirection direction, guint n_seconds)
{
  guint64 sum = 0;

  g_return_val_if_fail (n_seconds >= 1 && n_seconds < SBX_STATS_SECONDS, 0);

  /* The running second would make it look slower than it is. */
  for (guint i = SBX_STATS_SECONDS - 1 - n_seconds; i < SBX_STATS_SECONDS - 1; i++)
    {
      if (direction != SBX_TRACE_DIRECTION_OUT)
        sum += self->seconds[i].messages_in;
      if (direction != SBX_TRACE_DIRECTION_IN)
        sum += self->seconds[i].messages_out;
    }
  return (double) sum / n_seconds;
}

double
sbx_stats_get_byte_rate (const SbxStats *self, SbxTraceDirection direction, guint n_seconds)
{
  guint64 sum = 0;

  g_return_val_if_fail (n_seconds >= 1 && n_seconds < SBX_STATS_SECONDS, 0);

  for (guint i = SBX_STATS_SECONDS - 1 - n_seconds; i < SBX_STATS_SECONDS - 1; i++)
    {
      if (direction != SBX_TRACE_DIRECTION_OUT)
        sum += self->seconds[i].bytes_in;
      if (direction != SBX_TRACE_DIRECTION_IN)
        sum += self->seconds[i].bytes_out;
    }
  return (double) sum / n_seconds;
}
