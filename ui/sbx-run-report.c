/* sbx-run-report.c — the outcome of a run in words
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-run-report.h"

#include <glib/gi18n.h>

#include "sbx-format.h"

char *
sbx_run_report_state (const SbxRunResult *result)
{
  g_autofree char *sent = sbx_format_count (result->n_sent);
  g_autofree char *wanted = sbx_format_count (result->n_wanted);

  switch (result->state)
    {
    case SBX_RUN_RUNNING:
      /* Translators: messages sent so far, and how many there are to be */
      return g_strdup_printf (_ ("%s of %s sent"), sent, wanted);
    case SBX_RUN_DONE:
      return g_strdup_printf (_ ("All %s sent"), sent);
    case SBX_RUN_STOPPED:
      return g_strdup_printf (_ ("Stopped after %s of %s"), sent, wanted);
    case SBX_RUN_LOST:
    case SBX_RUN_FAILED:
    default:
      /* Translators: numbers of messages, and why: a whole sentence */
      return g_strdup_printf (_ ("Ended after %s of %s: %s"), sent, wanted,
                              result->message != NULL ? result->message : "");
    }
}

static void
append_count (GString *text, const char *title, guint64 count)
{
  g_autofree char *number = sbx_format_count (count);

  if (count > 0)
    g_string_append_printf (text, "%s: %s\n", title, number);
}

static void
append_time (GString *text, const char *title, gint64 time)
{
  g_autofree char *words = sbx_format_latency (time);

  g_string_append_printf (text, "%s: %s\n", title, words);
}

static void
append_latencies (GString *text, const SbxRunResult *result)
{
  append_time (text, _ ("Fastest"), result->latency_min);
  append_time (text, _ ("Mean"), result->latency_sum / (gint64) result->n_latencies);
  append_time (text, _ ("Median"), sbx_run_result_get_percentile (result, 50));
  append_time (text, _ ("90 % Within"), sbx_run_result_get_percentile (result, 90));
  append_time (text, _ ("95 % Within"), sbx_run_result_get_percentile (result, 95));
  append_time (text, _ ("99 % Within"), sbx_run_result_get_percentile (result, 99));
  append_time (text, _ ("99.9 % Within"), sbx_run_result_get_percentile (result, 99.9));
  append_time (text, _ ("Slowest"), result->latency_max);
}

char *
sbx_run_report_text (const SbxRunResult *result, SbxDraft *draft, const char *address)
{
  GString *text = g_string_new (NULL);
  g_autofree char *state = sbx_run_report_state (result);
  g_autofree char *elapsed = sbx_format_duration (result->elapsed / 1000);
  g_autofree char *rate = sbx_format_rate (sbx_run_result_get_rate (result));

  /* Translators: the first line of a report: a name of a request or event, and an address */
  g_string_append_printf (text, _ ("%s to %s"), sbx_draft_get_name (draft), address);
  g_string_append_printf (text, "\n%s\n", state);
  /* Translators: a duration, and a rate such as "120/s" */
  g_string_append_printf (text, _ ("In %s, %s"), elapsed, rate);
  g_string_append_c (text, '\n');
  append_count (text, result->events ? C_ ("events", "Sent") : _ ("Succeeded"), result->n_success);
  append_count (text, _ ("Errors"), result->n_errors);
  for (guint i = 0; i < result->codes->len; i++)
    {
      const SbxRunCode *code = g_ptr_array_index (result->codes, i);

      g_string_append (text, "  ");
      append_count (text, code->code != NULL ? code->code : _ ("Other Codes"), code->count);
    }
  append_count (text, _ ("Timed Out"), result->n_timeouts);
  append_count (text, _ ("Lost"), result->n_lost);
  append_count (text, _ ("Cancelled"), result->n_cancelled);
  if (result->n_latencies > 0)
    append_latencies (text, result);
  return g_string_free (text, FALSE);
}
