/* mbm-cmd-request.c — mbm request: asks a service something
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "mbm-commands.h"
#include "mbm-stream.h"
#include "mbm-tool-client.h"
#include "mbm-tool-contract.h"
#include "mbm-tool-run.h"

/* --- an answer ---------------------------------------------------------- */

static SbxToolExit
print_answer (SbxTool *tool, SbxClientOptions *options, MbmClient *client, GBytes *payload)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmMessage) answer =
    sbx_tool_request (tool, options, client, options->positional[1], payload, &error);
  MbmJsonValue data;

  if (answer == NULL)
    return sbx_tool_fail (tool, error);
  if (!mbm_message_is_success (answer))
    return sbx_tool_refuse_answer (answer);

  data = mbm_message_get_payload_value (answer);
  if (data.text == NULL)
    data = mbm_json_value ("null", -1);
  sbx_tool_print (tool, data);
  return SBX_TOOL_DONE;
}

/* --- a stream ----------------------------------------------------------- */

/* What the service says of a failure is worth more to a script than what the library does. */
static SbxToolExit
fail_stream (SbxTool *tool, MbmStream *stream, const GError *error)
{
  MbmMessage *end = mbm_stream_get_end (stream);
  MbmJsonValue refusal;

  if (end != NULL && mbm_json_value_get_member (mbm_message_get_payload_value (end), "error", &refusal))
    return sbx_tool_refuse (refusal);

  return sbx_tool_fail (tool, error);
}

static SbxToolExit
print_items (SbxTool *tool, MbmStream *stream)
{
  while (TRUE)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) item = NULL;
      const char *text;
      gsize length;

      mbm_stream_next_async (stream, tool->cancellable, sbx_tool_keep_result, &result);
      sbx_tool_wait_result (tool, &result);
      item = mbm_stream_next_finish (stream, result, &error);
      if (error != NULL)
        return fail_stream (tool, stream, error);
      if (item == NULL)
        return SBX_TOOL_DONE;

      text = g_bytes_get_data (item, &length);
      sbx_tool_print (tool, mbm_json_value (text, (gssize) length));
    }
}

static SbxToolExit
print_stream (SbxTool *tool, SbxClientOptions *options, MbmClient *client, GBytes *payload)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (MbmStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  SbxToolExit status;

  mbm_client_request_stream_async (client, options->positional[1], payload, options->context, 0,
                                   tool->cancellable, sbx_tool_keep_result, &result);
  sbx_tool_wait_result (tool, &result);
  stream = mbm_client_request_stream_finish (client, result, &answer, &error);
  if (stream == NULL && answer != NULL && !mbm_message_is_success (answer))
    return sbx_tool_refuse_answer (answer);
  if (stream == NULL)
    return sbx_tool_fail (tool, error);

  if (options->timeout > 0)
    mbm_stream_set_idle_timeout (stream, (guint) options->timeout);
  status = print_items (tool, stream);

  /* One that has not ended yet is not wanted any more. */
  mbm_stream_cancel (stream);
  return status;
}

/* --- the command -------------------------------------------------------- */

typedef struct
{
  gboolean wants_stream;
  char *contract;
  SbxRunOptions run;
} RequestOptions;

static gboolean
check (SbxClientOptions *options, GBytes *payload, gpointer user_data)
{
  const RequestOptions *own = user_data;

  if (!sbx_run_options_check (&own->run))
    return FALSE;
  if (own->wants_stream && own->run.repeat > 0)
    {
      sbx_tool_complain (_ ("--stream does not go with --repeat"));
      return FALSE;
    }
  return own->contract == NULL ||
         sbx_tool_check_contract (own->contract, MBM_MESSAGE_REQUEST, options->positional[1], payload);
}

static SbxToolExit
run (SbxTool *tool, SbxClientOptions *options, MbmClient *client, GBytes *payload, gpointer user_data)
{
  const RequestOptions *own = user_data;

  if (own->wants_stream)
    return print_stream (tool, options, client, payload);
  if (own->run.repeat > 0)
    return sbx_tool_send_many (tool, options, client, payload, &own->run);

  return print_answer (tool, options, client, payload);
}

SbxToolExit
sbx_cmd_request (SbxTool *tool, char **argv)
{
  RequestOptions own = { FALSE, NULL, SBX_RUN_OPTIONS_INIT };
  const GOptionEntry entries[] = {
    { "stream", 0, 0, G_OPTION_ARG_NONE, &own.wants_stream,
      N_ ("Print the stream that the answer begins, one item a line"), NULL },
    { "contract", 0, 0, G_OPTION_ARG_FILENAME, &own.contract, N_ ("Send only what this contract allows"),
      N_ ("FILE") },
    { "repeat", 0, 0, G_OPTION_ARG_INT64, &own.run.repeat,
      N_ ("Send it so many times, with new values for placeholders, and print what came of it"), N_ ("N") },
    { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &own.run.rate, N_ ("Of these, send so many per second"), N_ ("R") },
    { "parallel", 0, 0, G_OPTION_ARG_INT64, &own.run.parallel,
      N_ ("Of these, let so many wait for their answers at a time"), N_ ("M") },
    { NULL },
  };
  SbxToolExit status =
    sbx_tool_run_send (tool, argv,
                       _ ("Sends a request, and prints the answer’s data as it is. JSON is the payload, “-” "
                          "reads it from standard input; without it the payload is {}."),
                       entries, check, run, &own);

  g_free (own.contract);
  return status;
}
