/* sbx-stats.c — figures of an endpoint at one moment
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-stats-private.h"

#include "sbx-buckets.h"

G_DEFINE_BOXED_TYPE (SbxStats, sbx_stats, sbx_stats_ref, sbx_stats_unref)

/* Eight buckets to a doubling. */
static const SbxBuckets latencies = { .bits = 3, .n_buckets = SBX_STATS_N_BUCKETS };

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
  return sbx_buckets_find (&latencies, latency);
}

void
sbx_stats_bucket_bounds (guint bucket, gint64 *lower, gint64 *upper)
{
  sbx_buckets_get_bounds (&latencies, bucket, lower, upper);
}

guint64
sbx_stats_count_latencies (const SbxStats *self, gint64 lower, gint64 upper)
{
  return sbx_buckets_count (&latencies, self->buckets, lower, upper);
}

gint64
sbx_stats_find_percentile (const guint64 buckets[SBX_STATS_N_BUCKETS], double percent)
{
  guint64 total = 0, rank;
  gint64 lower, upper;

  for (guint i = 0; i < SBX_STATS_N_BUCKETS; i++)
    total += buckets[i];
  if (total == 0)
    return -1;

  rank = CLAMP ((guint64) (percent / 100 * (double) total + 0.5), 1, total);
  sbx_stats_bucket_bounds (sbx_buckets_find_rank (&latencies, buckets, rank), &lower, &upper);
  return upper == G_MAXINT64 ? lower : lower + (upper - 1 - lower) / 2;
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
