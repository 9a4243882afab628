/* bench-load.h — the loads, and what they have in common
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "bench-peers.h"

G_BEGIN_DECLS

#define BENCH_N_BUCKETS 100000
#define BENCH_BUCKET_US 1

typedef struct
{
  const char *url;
  guint connections;
  guint in_flight;
  guint milliseconds;
  guint warm_up; /* ms before that */
  guint beat;    /* ms */
} BenchLoadOptions;

/* How long something took, in buckets; the last one is for all that took longer. */
typedef struct
{
  guint64 n;
  guint64 buckets[BENCH_N_BUCKETS];
} BenchTimes;

static inline void
bench_times_add (BenchTimes *self, gint64 microseconds)
{
  self->n++;
  self->buckets[CLAMP (microseconds / BENCH_BUCKET_US, 0, BENCH_N_BUCKETS - 1)]++;
}

/* The upper end of the bucket in which @part of them are, in microseconds. */
guint bench_times_get_quantile (const BenchTimes *self, double part);

int bench_load_requests (const BenchLoadOptions *options);
int bench_load_events (const BenchLoadOptions *options);
int bench_load_idle (const BenchLoadOptions *options);

G_END_DECLS
