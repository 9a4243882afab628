/* sbx-run-result.c — what came of a message that was sent many times
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-run-result.h"

#include <inttypes.h>
#include <math.h>

#include "sbx-buckets.h"
#include "sbx-json-members-private.h"

static const SbxBuckets latencies = { .bits = 4, .n_buckets = SBX_RUN_N_BUCKETS };

G_DEFINE_BOXED_TYPE (SbxRunResult, sbx_run_result, sbx_run_result_copy, sbx_run_result_free)

static void
code_free (gpointer data)
{
  SbxRunCode *code = data;

  g_free (code->code);
  g_free (code);
}

/**
 * sbx_run_result_new:
 *
 * Returns: (transfer full): nothing came of it yet
 */
SbxRunResult *
sbx_run_result_new (void)
{
  SbxRunResult *self = g_new0 (SbxRunResult, 1);

  self->codes = g_ptr_array_new_with_free_func (code_free);
  self->latency_min = -1;
  self->latency_max = -1;
  return self;
}

static void
add_code (SbxRunResult *self, const char *name, guint64 count)
{
  SbxRunCode *code = g_new (SbxRunCode, 1);

  code->code = g_strdup (name);
  code->count = count;
  g_ptr_array_add (self->codes, code);
}

/**
 * sbx_run_result_copy:
 *
 * Returns: (transfer full): a copy
 */
SbxRunResult *
sbx_run_result_copy (const SbxRunResult *self)
{
  SbxRunResult *copy = g_memdup2 (self, sizeof *self);

  copy->message = g_strdup (self->message);
  copy->codes = g_ptr_array_new_with_free_func (code_free);
  for (guint i = 0; i < self->codes->len; i++)
    {
      const SbxRunCode *code = g_ptr_array_index (self->codes, i);

      add_code (copy, code->code, code->count);
    }
  return copy;
}

/**
 * sbx_run_result_free:
 *
 * Frees it.
 */
void
sbx_run_result_free (SbxRunResult *self)
{
  g_free (self->message);
  g_ptr_array_unref (self->codes);
  g_free (self);
}

/**
 * sbx_run_bucket_bounds:
 * @bucket: which one
 * @lower: (out): in microseconds
 * @upper: (out): what is just beyond it, in microseconds; %G_MAXINT64 for the last
 *
 * Gives the bounds of a bucket.
 */
void
sbx_run_bucket_bounds (guint bucket, gint64 *lower, gint64 *upper)
{
  sbx_buckets_get_bounds (&latencies, bucket, lower, upper);
}

/**
 * sbx_run_result_add_latency:
 * @latency: in microseconds
 *
 * Counts an answer's time.
 */
void
sbx_run_result_add_latency (SbxRunResult *self, gint64 latency)
{
  if (self->n_latencies == 0 || latency < self->latency_min)
    self->latency_min = latency;
  self->latency_max = MAX (self->latency_max, latency);
  self->latency_sum += latency;
  self->n_latencies++;
  self->buckets[sbx_buckets_find (&latencies, latency)]++;
}

/**
 * sbx_run_result_add_code:
 * @code: (nullable): of an answer that is an error
 *
 * Counts an error.
 */
void
sbx_run_result_add_code (SbxRunResult *self, const char *code)
{
  if (code == NULL)
    code = "";
  for (guint i = 0; i < self->codes->len; i++)
    {
      SbxRunCode *known = g_ptr_array_index (self->codes, i);

      if (known->code == NULL || g_str_equal (known->code, code))
        {
          known->count++;
          return;
        }
    }
  add_code (self, self->codes->len < SBX_RUN_MAX_CODES ? code : NULL, 1);
}

/**
 * sbx_run_result_get_percentile:
 * @percent: from 0 to 100
 *
 * Returns: the latency that so many percent of the answers did not exceed, in microseconds; -1 without
 * answers
 */
gint64
sbx_run_result_get_percentile (const SbxRunResult *self, double percent)
{
  gint64 lower, upper;
  guint64 rank;

  if (self->n_latencies == 0)
    return -1;

  rank = MAX ((guint64) ceil (percent / 100 * (double) self->n_latencies), 1);
  sbx_run_bucket_bounds (sbx_buckets_find_rank (&latencies, self->buckets, rank), &lower, &upper);
  /* The middle of a bucket, but never beyond what was really seen. */
  return CLAMP (upper == G_MAXINT64 ? self->latency_max : lower + (upper - lower) / 2, self->latency_min,
                self->latency_max);
}

/**
 * sbx_run_result_count_latencies:
 * @lower: in microseconds
 * @upper: in microseconds
 *
 * Counts for a histogram of fewer bars: buckets count where their lower bound lies.
 *
 * Returns: how many answers took from @lower to just below @upper
 */
guint64
sbx_run_result_count_latencies (const SbxRunResult *self, gint64 lower, gint64 upper)
{
  return sbx_buckets_count (&latencies, self->buckets, lower, upper);
}

/**
 * sbx_run_result_get_rate:
 *
 * Returns: how many were sent per second
 */
double
sbx_run_result_get_rate (const SbxRunResult *self)
{
  return self->elapsed > 0 ? (double) self->n_sent * G_USEC_PER_SEC / (double) self->elapsed : 0;
}

static void
append_number (GString *json, const char *name, guint64 number)
{
  sbx_json_append_name (json, name);
  g_string_append_printf (json, "%" PRIu64, number);
}

static void
append_double (GString *json, const char *name, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  sbx_json_append_name (json, name);
  g_string_append (json, g_ascii_formatd (text, sizeof text, "%.3f", number));
}

static void
append_latencies (const SbxRunResult *self, GString *json)
{
  static const struct
  {
    const char *name;
    double percent;
  } percentiles[] = { { "p50", 50 }, { "p90", 90 }, { "p95", 95 }, { "p99", 99 }, { "p999", 99.9 } };

  sbx_json_append_name (json, "latency");
  g_string_append_c (json, '{');
  append_double (json, "min", (double) self->latency_min / 1000);
  append_double (json, "mean", (double) self->latency_sum / (double) self->n_latencies / 1000);
  for (guint i = 0; i < G_N_ELEMENTS (percentiles); i++)
    append_double (json, percentiles[i].name,
                   (double) sbx_run_result_get_percentile (self, percentiles[i].percent) / 1000);
  append_double (json, "max", (double) self->latency_max / 1000);
  g_string_append_c (json, '}');

  sbx_json_append_name (json, "histogram");
  g_string_append_c (json, '[');
  for (guint i = 0; i < SBX_RUN_N_BUCKETS; i++)
    {
      if (self->buckets[i] == 0)
        continue;
      g_string_append (json, json->str[json->len - 1] == '[' ? "{" : ",{");
      append_double (json, "from", (double) sbx_buckets_get_lower (&latencies, i) / 1000);
      append_number (json, "count", self->buckets[i]);
      g_string_append_c (json, '}');
    }
  g_string_append_c (json, ']');
}

/**
 * sbx_run_result_to_json:
 *
 * Writes a result for other programs; times are milliseconds.
 *
 * Returns: (transfer full): a JSON object on one line
 */
char *
sbx_run_result_to_json (const SbxRunResult *self)
{
  static const char *const states[] = { "running", "done", "stopped", "lost", "failed" };
  GString *json = g_string_new ("{");

  sbx_json_append_name (json, "state");
  mbm_json_append_string (json, states[self->state], -1);
  if (self->message != NULL)
    {
      sbx_json_append_name (json, "message");
      mbm_json_append_string (json, self->message, -1);
    }
  append_number (json, "count", self->n_wanted);
  append_number (json, "sent", self->n_sent);
  append_number (json, "success", self->n_success);
  append_number (json, "errors", self->n_errors);
  append_number (json, "timeouts", self->n_timeouts);
  append_number (json, "lost", self->n_lost);
  append_number (json, "cancelled", self->n_cancelled);
  if (self->n_pending > 0)
    append_number (json, "pending", self->n_pending);
  append_double (json, "elapsed", (double) self->elapsed / 1000);
  append_double (json, "rate", sbx_run_result_get_rate (self));
  if (self->codes->len > 0)
    {
      sbx_json_append_name (json, "codes");
      g_string_append_c (json, '{');
      for (guint i = 0; i < self->codes->len; i++)
        {
          const SbxRunCode *code = g_ptr_array_index (self->codes, i);

          append_number (json, code->code != NULL ? code->code : "(others)", code->count);
        }
      g_string_append_c (json, '}');
    }
  if (self->n_latencies > 0)
    append_latencies (self, json);
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}
