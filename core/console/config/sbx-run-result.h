/* sbx-run-result.h — what came of a message that was sent many times
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SbxRunState:
 * @SBX_RUN_RUNNING: it is under way
 * @SBX_RUN_DONE: all were sent, and of each it is known how it went
 * @SBX_RUN_STOPPED: somebody stopped it; what was under way then is counted as cancelled
 * @SBX_RUN_LOST: the connection was lost, or who was to get them left
 * @SBX_RUN_FAILED: a message could not be made or sent: the result's message says why
 *
 * How far a run is.
 */
typedef enum
{
  SBX_RUN_RUNNING,
  SBX_RUN_DONE,
  SBX_RUN_STOPPED,
  SBX_RUN_LOST,
  SBX_RUN_FAILED,
} SbxRunState;

/* Latencies are counted in buckets, 16 to each doubling, from 1 µs to beyond an hour: exact to 6 %. */
#define SBX_RUN_N_BUCKETS 512

/* So many codes of errors are counted each; those of others together. */
#define SBX_RUN_MAX_CODES 20

/**
 * SbxRunCode:
 * @code: (nullable): a code of answers that were errors; %NULL: all codes beyond %SBX_RUN_MAX_CODES
 * @count: how many
 *
 * Errors of one kind.
 */
typedef struct
{
  char *code;
  guint64 count;
} SbxRunCode;

/**
 * SbxRunResult:
 * @state: how far it is
 * @message: (nullable): why it ended before it was done
 * @events: they are events, which have no answer: success is to be sent
 * @n_wanted: how many there were to be
 * @n_sent: how many were sent
 * @n_pending: how many of these wait for their answer
 * @n_success: answers with success, or events that were sent
 * @n_errors: answers with an error
 * @n_timeouts: no answer in time
 * @n_lost: no answer any more: the connection was lost
 * @n_cancelled: no answer waited for any more: it was stopped
 * @elapsed: in microseconds, from the first that was sent
 * @wanted_rate: per second; 0: as fast as it goes
 * @parallel: how many might be under way at a time
 * @codes: (element-type SbxRunCode): errors by their code, in the order they were met
 * @n_latencies: answers, with success or error
 * @latency_min: in microseconds; -1 without answers, as for the others
 * @latency_max: in microseconds
 * @latency_sum: in microseconds
 * @buckets: how often each latency was seen: see sbx_run_bucket_bounds()
 *
 * A snapshot. Every message that was sent is counted once: n_sent is the sum of n_pending and of what follows
 * it up to n_cancelled.
 */
#define SBX_TYPE_RUN_RESULT (sbx_run_result_get_type ())
typedef struct
{
  SbxRunState state;
  char *message;
  gboolean events;
  guint64 n_wanted;
  guint64 n_sent;
  guint64 n_pending;
  guint64 n_success;
  guint64 n_errors;
  guint64 n_timeouts;
  guint64 n_lost;
  guint64 n_cancelled;
  gint64 elapsed;
  double wanted_rate;
  guint parallel;
  GPtrArray *codes;
  guint64 n_latencies;
  gint64 latency_min;
  gint64 latency_max;
  gint64 latency_sum;
  guint64 buckets[SBX_RUN_N_BUCKETS];
} SbxRunResult;

GType sbx_run_result_get_type (void) G_GNUC_CONST;
SbxRunResult *sbx_run_result_new (void);
SbxRunResult *sbx_run_result_copy (const SbxRunResult *self);
void sbx_run_result_free (SbxRunResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxRunResult, sbx_run_result_free)

void sbx_run_result_add_latency (SbxRunResult *self, gint64 latency);
void sbx_run_result_add_code (SbxRunResult *self, const char *code);

void sbx_run_bucket_bounds (guint bucket, gint64 *lower, gint64 *upper);
gint64 sbx_run_result_get_percentile (const SbxRunResult *self, double percent);
guint64 sbx_run_result_count_latencies (const SbxRunResult *self, gint64 lower, gint64 upper);
double sbx_run_result_get_rate (const SbxRunResult *self);

char *sbx_run_result_to_json (const SbxRunResult *self);

G_END_DECLS
