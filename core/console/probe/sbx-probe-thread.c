/* sbx-probe-thread.c — the thread that runs a probe's checks
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-probe-thread-private.h"

#include <glib/gi18n-lib.h>

/* What the thread knows. It never touches the probe itself: what it has to tell goes by news. */
typedef struct
{
  GMainContext *home; /* where the news go */
  SbxProbeSettings *settings;
  char **ids;
  GCancellable *cancellable;
  SbxProbeNewsFunc func;
  gpointer user_data;
} Job;

/* News on their way. */
typedef struct
{
  SbxProbeNews news;
  SbxProbeNewsFunc func;
  gpointer user_data;
} Letter;

static gboolean
deliver_cb (gpointer user_data)
{
  Letter *letter = user_data;

  letter->func (&letter->news, letter->user_data);
  return G_SOURCE_REMOVE;
}

static void
letter_free (gpointer data)
{
  Letter *letter = data;

  g_clear_pointer (&letter->news.result, sbx_probe_result_free);
  g_clear_error (&letter->news.error);
  g_free (letter);
}

static void
tell (Job *job, SbxProbeNews news)
{
  Letter *letter = g_new (Letter, 1);
  GSource *source = g_idle_source_new ();

  *letter = (Letter){ .news = news, .func = job->func, .user_data = job->user_data };
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver_cb, letter, letter_free);
  g_source_attach (source, job->home);
  g_source_unref (source);
}

/* The first connection is made whatever is asked for: without it nothing can be said of the service. */
static void
reach (SbxProbeRun *run, Job *job)
{
  g_autoptr (SbxProbeResult) result = NULL;

  if (g_strcmp0 (job->ids[0], "connect") != 0)
    result = sbx_probe_run_check (run, sbx_probe_find_spec ("connect"));
}

static GError *
run_checks (SbxProbeRun *run, Job *job)
{
  GError *error = NULL;

  reach (run, job);
  for (guint i = 0; job->ids[i] != NULL && !sbx_probe_is_stopped (run); i++)
    {
      SbxProbeResult *result;

      tell (job, (SbxProbeNews){ .position = i });
      result = sbx_probe_run_check (run, sbx_probe_find_spec (job->ids[i]));
      if (sbx_probe_is_stopped (run))
        sbx_probe_result_free (result);
      else
        tell (job, (SbxProbeNews){ .position = i, .result = result });
    }

  if (sbx_probe_is_stopped (run))
    g_set_error (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The probe was stopped"));
  else if (run->connect_error != NULL)
    error = g_error_copy (run->connect_error);
  return error;
}

static void
job_free (Job *job)
{
  g_main_context_unref (job->home);
  sbx_probe_settings_free (job->settings);
  g_strfreev (job->ids);
  g_object_unref (job->cancellable);
  g_free (job);
}

static gpointer
run_thread (gpointer user_data)
{
  Job *job = user_data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  SbxProbeRun *run;
  GError *error;

  g_main_context_push_thread_default (context);
  run = sbx_probe_run_new (job->settings, job->cancellable);
  error = run_checks (run, job);
  sbx_probe_run_free (run);
  g_main_context_pop_thread_default (context);

  tell (job, (SbxProbeNews){ .is_last = TRUE, .error = error });
  job_free (job);
  return NULL;
}

void
sbx_probe_thread_start (SbxProbeSettings *settings,
                        char **ids,
                        GCancellable *cancellable,
                        SbxProbeNewsFunc func,
                        gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->home = g_main_context_ref_thread_default ();
  job->settings = settings;
  job->ids = ids;
  job->cancellable = cancellable != NULL ? g_object_ref (cancellable) : g_cancellable_new ();
  job->func = func;
  job->user_data = user_data;
  g_thread_unref (g_thread_new ("probe", run_thread, job));
}
