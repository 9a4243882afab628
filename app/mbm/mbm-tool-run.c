/* mbm-tool-run.c — sends a request many times
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "mbm-tool-run.h"

#include <glib/gi18n.h>

#include "sbx-runner.h"
#include "sbx-variables.h"

gboolean
sbx_run_options_check (const SbxRunOptions *self)
{
  if (self->repeat < 0 && (self->rate >= 0 || self->parallel >= 0))
    sbx_tool_complain (_ ("--rate and --parallel go with --repeat"));
  else if (self->repeat != -1 && (self->repeat < 1 || self->repeat > SBX_RUN_MAX_COUNT))
    sbx_tool_complain (_ ("--repeat: this must be a whole number from 1 to %d"), SBX_RUN_MAX_COUNT);
  else if (self->rate != -1 && !(self->rate >= 0 && self->rate <= SBX_RUN_MAX_RATE))
    sbx_tool_complain (_ ("--rate: this must be a number from 0 to %d"), SBX_RUN_MAX_RATE);
  else if (self->parallel != -1 && (self->parallel < 1 || self->parallel > SBX_RUN_MAX_PARALLEL))
    sbx_tool_complain (_ ("--parallel: this must be a whole number from 1 to %d"), SBX_RUN_MAX_PARALLEL);
  else
    return TRUE;
  return FALSE;
}

static void
on_progress (const SbxRunResult *result, gpointer user_data)
{
  *(gboolean *) user_data = result->state == SBX_RUN_RUNNING;
}

static SbxRunner *
make_runner (SbxClientOptions *options, MbmClient *client, GBytes *payload, const SbxRunOptions *run)
{
  SbxRunSettings settings = { (guint64) run->repeat, MAX (run->rate, 0), (guint) MAX (run->parallel, 1) };
  g_autofree char *text =
    payload != NULL ? g_strndup (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload)) : NULL;
  g_autoptr (SbxDraft) draft = sbx_draft_new (FALSE, options->positional[1], text);
  g_autoptr (SbxVariables) variables = sbx_variables_new ();

  g_object_set (draft, "context", options->context_text, "timeout",
                options->timeout > 0 ? (guint) options->timeout : 0, NULL);
  return sbx_runner_new (client, draft, sbx_variables_make_scope (variables, NULL, FALSE), &settings);
}

static SbxToolExit
get_status (SbxTool *tool, const SbxRunResult *result)
{
  if (sbx_tool_is_ended (tool))
    return sbx_tool_get_ending (tool);
  if (result->message != NULL)
    sbx_tool_complain ("%s", result->message);
  if (result->state == SBX_RUN_FAILED)
    return SBX_TOOL_USAGE;
  if (result->state != SBX_RUN_DONE || result->n_timeouts > 0)
    return SBX_TOOL_UNREACHED;
  return result->n_errors > 0 ? SBX_TOOL_REFUSED : SBX_TOOL_DONE;
}

SbxToolExit
sbx_tool_send_many (SbxTool *tool,
                    SbxClientOptions *options,
                    MbmClient *client,
                    GBytes *payload,
                    const SbxRunOptions *run)
{
  g_autoptr (SbxRunner) runner = make_runner (options, client, payload, run);
  g_autofree char *json = NULL;
  gboolean running = TRUE;

  sbx_runner_start (runner, on_progress, &running, NULL);
  /* What came of it until then is told as well. */
  if (!sbx_tool_wait_while (tool, &running))
    sbx_runner_stop (runner);
  json = sbx_run_result_to_json (sbx_runner_get_result (runner));
  sbx_tool_print (tool, mbm_json_value (json, -1));
  return get_status (tool, sbx_runner_get_result (runner));
}
