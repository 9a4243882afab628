/* sbx-stats-counter.c — counts what a recorder sees
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-stats-counter-private.h"

#include "sbx-stats-private.h"

void
sbx_stats_counter_init (SbxStatsCounter *self, gint64 real_time, gint64 now)
{
  *self = (SbxStatsCounter){ 0 };
  self->totals.since = real_time;
  self->totals.latency_min = G_MAXINT64;
  self->totals.latency_max = -1;
  self->current_second = now / G_TIME_SPAN_SECOND;
}

static SbxStatsSecond *
get_second (SbxStatsCounter *self, gint64 second)
{
  return &self->totals.seconds[second % SBX_STATS_SECONDS];
}

/* The second that @now is in; those since the last one are empty. */
static SbxStatsSecond *
advance (SbxStatsCounter *self, gint64 now)
{
  gint64 second = now / G_TIME_SPAN_SECOND;
  gint64 from = MAX (self->current_second + 1, second - SBX_STATS_SECONDS + 1);

  for (gint64 i = from; i <= second; i++)
    *get_second (self, i) = (SbxStatsSecond){ 0 };
  /* A report may come a moment after a later one of another thread. */
  self->current_second = MAX (self->current_second, second);
  return get_second (self, self->current_second);
}

void
sbx_stats_counter_add_message (SbxStatsCounter *self,
                               SbxTraceDirection direction,
                               SbxTraceKind kind,
                               gsize n_bytes,
                               gint64 now)
{
  SbxStatsSecond *second = advance (self, now);
  SbxStats *totals = &self->totals;
  gboolean in = direction == SBX_TRACE_DIRECTION_IN;

  *(in ? &second->messages_in : &second->messages_out) += 1;
  *(in ? &second->bytes_in : &second->bytes_out) += n_bytes;
  *(in ? &totals->messages_in : &totals->messages_out) += 1;
  *(in ? &totals->bytes_in : &totals->bytes_out) += n_bytes;
  if (kind == SBX_TRACE_KIND_REQUEST)
    *(in ? &totals->requests_in : &totals->requests_out) += 1;
  else if (kind == SBX_TRACE_KIND_EVENT)
    *(in ? &totals->events_in : &totals->events_out) += 1;
  else if (kind == SBX_TRACE_KIND_HEARTBEAT)
    *(in ? &totals->heartbeats_in : &totals->heartbeats_out) += 1;
}

/* Copies what there is room for, and says so if that is not all. */
static void
copy_code (char *copy, const char *code)
{
  static const char more[] = "…";
  gsize length = strlen (code);

  if (length < SBX_STATS_MAX_CODE)
    {
      memcpy (copy, code, length + 1);
      return;
    }

  length = SBX_STATS_MAX_CODE - sizeof more;
  /* Not in the middle of a character. */
  while (length > 0 && ((guchar) code[length] & 0xc0) == 0x80)
    length--;
  memcpy (copy, code, length);
  memcpy (copy + length, more, sizeof more);
}

static void
add_code (SbxStats *totals, const char *code)
{
  char name[SBX_STATS_MAX_CODE];

  copy_code (name, code);
  for (guint i = 0; i < totals->n_codes; i++)
    if (strcmp (totals->codes[i].code, name) == 0)
      {
        totals->codes[i].count++;
        return;
      }

  if (totals->n_codes == SBX_STATS_N_CODES)
    {
      totals->other_codes++;
      return;
    }
  memcpy (totals->codes[totals->n_codes].code, name, sizeof name);
  totals->codes[totals->n_codes++].count = 1;
}

void
sbx_stats_counter_add_error (SbxStatsCounter *self, const char *code, gint64 now)
{
  advance (self, now)->errors++;
  self->totals.errors++;
  add_code (&self->totals, code);
}

void
sbx_stats_counter_add_latency (SbxStatsCounter *self, gint64 latency)
{
  SbxStats *totals = &self->totals;

  totals->n_latencies++;
  totals->latency_min = MIN (totals->latency_min, latency);
  totals->latency_max = MAX (totals->latency_max, latency);
  self->latency_sum += latency;
  totals->buckets[sbx_stats_find_bucket (latency)]++;
}

SbxStats *
sbx_stats_counter_snapshot (SbxStatsCounter *self, gint64 now)
{
  SbxStats *stats = sbx_stats_new (&self->totals);

  advance (self, now);
  stats->monotonic_time = now;
  for (guint i = 0; i < SBX_STATS_SECONDS; i++)
    stats->seconds[i] = *get_second (self, self->current_second + 1 + i);

  if (stats->n_latencies == 0)
    {
      stats->latency_min = -1;
      stats->latency_mean = -1;
    }
  else
    {
      stats->latency_mean = self->latency_sum / (gint64) stats->n_latencies;
    }
  stats->latency_p50 = sbx_stats_get_percentile (stats, 50);
  stats->latency_p95 = sbx_stats_get_percentile (stats, 95);
  stats->latency_p99 = sbx_stats_get_percentile (stats, 99);
  return stats;
}
