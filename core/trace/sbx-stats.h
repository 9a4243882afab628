/* sbx-stats.h — figures of an endpoint at one moment
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-trace-record.h"

G_BEGIN_DECLS

/* How many seconds the rates reach back. */
#define SBX_STATS_SECONDS 120

/* Latencies are counted in buckets, eight to each doubling, from 1 µs to beyond four minutes: exact to 6 %.
 */
#define SBX_STATS_N_BUCKETS 224

/**
 * SbxStatsSecond:
 *
 * What went through within one second. Heartbeats count.
 */
typedef struct
{
  guint messages_in;
  guint messages_out;
  guint errors;
  guint64 bytes_in;
  guint64 bytes_out;
} SbxStatsSecond;

/* How many error codes are counted apart, and how long a code is at most: a longer one ends in “…”. */
#define SBX_STATS_N_CODES  24
#define SBX_STATS_MAX_CODE 64

/**
 * SbxStatsCode:
 * @code: an error's code, or the word for what happened where there is none (`refused-frame`)
 * @count: how often it was seen
 *
 * How often something went wrong in one way.
 */
typedef struct
{
  char code[SBX_STATS_MAX_CODE];
  guint64 count;
} SbxStatsCode;

/**
 * SbxStats:
 * @since: when counting began, in microseconds since the Unix epoch
 * @monotonic_time: when the snapshot was taken, in microseconds of the monotonic clock
 * @messages_in: messages received, heartbeats included
 * @messages_out: messages sent, heartbeats included
 * @bytes_in: bytes of these
 * @bytes_out: bytes of these
 * @requests_in: requests received
 * @requests_out: requests sent
 * @events_in: events received, heartbeats not included
 * @events_out: events sent, heartbeats not included
 * @heartbeats_in: heartbeats received
 * @heartbeats_out: heartbeats sent
 * @errors: answers with an error, refused frames and connections, lost connections and other errors
 * @refused_frames: frames that were no message
 * @failures: of the requests that were answered: those answered with an error
 * @no_answers: requests without an answer: their connection ended before, or nobody waited any longer
 * @unsolicited: answers to no request
 * @connections_opened: since the beginning
 * @connections_closed: since the beginning
 * @connections_refused: since the beginning
 * @n_pending: requests under way
 * @n_unfollowed: requests that were under way in such numbers that their answers could not be followed
 * @n_latencies: how many requests were answered
 * @latency_min: microseconds; -1 if nothing was answered, as for those that follow
 * @latency_max: microseconds
 * @latency_mean: microseconds
 * @latency_p50: microseconds: half were answered within
 * @latency_p95: microseconds
 * @latency_p99: microseconds
 * @seconds: the last %SBX_STATS_SECONDS seconds, oldest first; the last of them is not over yet
 * @buckets: how often each latency was seen: see sbx_stats_bucket_bounds()
 * @n_codes: how many different errors were seen, up to %SBX_STATS_N_CODES
 * @codes: these, in the order they were first seen
 * @other_codes: errors of still other codes
 *
 * An immutable snapshot: counted from the start of the recorder, whatever the store keeps. May be used from
 * any thread.
 */
#define SBX_TYPE_STATS (sbx_stats_get_type ())
typedef struct
{
  gint64 since;
  gint64 monotonic_time;
  guint64 messages_in;
  guint64 messages_out;
  guint64 bytes_in;
  guint64 bytes_out;
  guint64 requests_in;
  guint64 requests_out;
  guint64 events_in;
  guint64 events_out;
  guint64 heartbeats_in;
  guint64 heartbeats_out;
  guint64 errors;
  guint64 refused_frames;
  guint64 failures;
  guint64 no_answers;
  guint64 unsolicited;
  guint64 connections_opened;
  guint64 connections_closed;
  guint64 connections_refused;
  guint64 n_pending;
  guint64 n_unfollowed;
  guint64 n_latencies;
  gint64 latency_min;
  gint64 latency_max;
  gint64 latency_mean;
  gint64 latency_p50;
  gint64 latency_p95;
  gint64 latency_p99;
  SbxStatsSecond seconds[SBX_STATS_SECONDS];
  guint64 buckets[SBX_STATS_N_BUCKETS];
  guint n_codes;
  SbxStatsCode codes[SBX_STATS_N_CODES];
  guint64 other_codes;
} SbxStats;

GType sbx_stats_get_type (void) G_GNUC_CONST;
SbxStats *sbx_stats_ref (SbxStats *self);
void sbx_stats_unref (SbxStats *self);

/* Messages per second, the mean of the last @n_seconds whole ones (1 to 119). NONE: both ways. */
double sbx_stats_get_message_rate (const SbxStats *self, SbxTraceDirection direction, guint n_seconds);
/* Bytes per second, in the same way. */
double sbx_stats_get_byte_rate (const SbxStats *self, SbxTraceDirection direction, guint n_seconds);

/* The latency that @percent (0 to 100) of the answers did not exceed, in microseconds; -1 without answers. */
gint64 sbx_stats_get_percentile (const SbxStats *self, double percent);
/* The same of buckets that are not, or not all, those of a snapshot: of what came between two of them. */
gint64 sbx_stats_find_percentile (const guint64 buckets[SBX_STATS_N_BUCKETS], double percent);

/* From @lower to just below @upper, in microseconds. The last bucket has no upper bound: G_MAXINT64. */
void sbx_stats_bucket_bounds (guint bucket, gint64 *lower, gint64 *upper);

/* How many answers took from @lower to just below @upper, for a histogram of fewer bars: buckets count where
 * their lower bound lies. */
guint64 sbx_stats_count_latencies (const SbxStats *self, gint64 lower, gint64 upper);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxStats, sbx_stats_unref)

G_END_DECLS
