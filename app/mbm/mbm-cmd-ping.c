/* mbm-cmd-ping.c — mbm ping: measures how fast a server answers
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "mbm-commands.h"
#include "mbm-tool-client.h"
#include "mbm-tool-options.h"

#define USAGE "URL"

/* Between two of them, in milliseconds. */
#define PAUSE 1000

typedef struct
{
  guint sent;
  guint received;
  double min;
  double max;
  double sum;
} Summary;

/* When the answer was there, rather than when it was our turn. */
typedef struct
{
  GAsyncResult *result;
  gint64 time;
} Arrival;

static void
keep_arrival (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Arrival *arrival = user_data;

  arrival->time = g_get_monotonic_time ();
  arrival->result = g_object_ref (result);
}

static void
append_milliseconds (GString *line, const char *name, double milliseconds)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (line, ",\"%s\":%s", name,
                          g_ascii_formatd (number, sizeof number, "%.3f", milliseconds));
}

static void
print_answer (SbxTool *tool, Summary *summary, MbmMessage *answer, double milliseconds)
{
  g_autoptr (GString) line = g_string_new (NULL);
  MbmJsonValue server_time;

  g_string_printf (line, "{\"sequence\":%u", summary->sent);
  append_milliseconds (line, "roundTrip", milliseconds);
  if (mbm_json_value_get_member (mbm_message_get_payload_value (answer), "serverTime", &server_time))
    {
      g_string_append (line, ",\"serverTime\":");
      g_string_append_len (line, server_time.text, (gssize) server_time.length);
    }
  g_string_append_c (line, '}');
  sbx_tool_print (tool, mbm_json_value (line->str, (gssize) line->len));

  summary->min = summary->received == 0 ? milliseconds : MIN (summary->min, milliseconds);
  summary->max = MAX (summary->max, milliseconds);
  summary->sum += milliseconds;
  summary->received++;
}

static void
print_summary (SbxTool *tool, const Summary *summary)
{
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_printf (line, "{\"sent\":%u,\"received\":%u", summary->sent, summary->received);
  if (summary->received > 0)
    {
      append_milliseconds (line, "min", summary->min);
      append_milliseconds (line, "mean", summary->sum / summary->received);
      append_milliseconds (line, "max", summary->max);
    }
  g_string_append_c (line, '}');
  sbx_tool_print (tool, mbm_json_value (line->str, (gssize) line->len));
}

static SbxToolExit
ping_once (SbxTool *tool, SbxClientOptions *options, MbmClient *client, Summary *summary)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payload = sbx_tool_make_ping ();
  g_autoptr (MbmMessage) answer = NULL;
  gint64 begin = g_get_monotonic_time ();
  Arrival arrival = { NULL };

  summary->sent++;
  mbm_client_request_async (client, "$ping", payload, options->context, 0, tool->cancellable, keep_arrival,
                            &arrival);
  sbx_tool_wait_result (tool, &arrival.result);
  answer = mbm_client_request_finish (client, arrival.result, &error);
  g_object_unref (arrival.result);

  if (answer == NULL)
    return sbx_tool_fail (tool, error);
  if (!mbm_message_is_success (answer))
    return sbx_tool_refuse_answer (answer);

  print_answer (tool, summary, answer, (double) (arrival.time - begin) / 1000);
  return SBX_TOOL_DONE;
}

/* A time-out is not the end: the next may be in time. Everything else is. */
static SbxToolExit
run (SbxTool *tool, SbxClientOptions *options, MbmClient *client, guint count)
{
  SbxToolExit status = SBX_TOOL_DONE;
  Summary summary = { 0 };

  for (guint i = 0; i < count; i++)
    {
      SbxToolExit one;

      if (i > 0 && !sbx_tool_pause (tool, PAUSE))
        break;

      one = ping_once (tool, options, client, &summary);
      status = MAX (status, one);
      if (one != SBX_TOOL_DONE && mbm_client_get_status (client) != MBM_CLIENT_CONNECTED)
        break;
      if (one == SBX_TOOL_REFUSED || sbx_tool_is_ended (tool))
        break;
    }

  if (count > 1)
    print_summary (tool, &summary);
  return sbx_tool_is_ended (tool) ? sbx_tool_get_ending (tool) : status;
}

SbxToolExit
sbx_cmd_ping (SbxTool *tool, char **argv)
{
  g_auto (SbxClientOptions) options = SBX_CLIENT_OPTIONS_INIT;
  g_autoptr (MbmClient) client = NULL;
  int count = 4;
  const GOptionEntry entries[] = {
    { "count", 'c', 0, G_OPTION_ARG_INT, &count, N_ ("How often (4)"), N_ ("N") },
    { NULL },
  };
  SbxToolExit status;

  if (!sbx_client_options_parse (
        &options, argv, USAGE,
        _ ("Measures how long a server takes to answer, once a second, in milliseconds."), entries, TRUE) ||
      !sbx_tool_check_positional (options.positional, USAGE, 1, 1))
    return SBX_TOOL_USAGE;
  if (count < 1)
    {
      sbx_tool_wrong_usage (_ ("--count takes a number above 0"));
      return SBX_TOOL_USAGE;
    }

  client = sbx_client_options_make_client (&options);
  if (!sbx_client_options_connect (&options, tool, client, &status))
    return status;

  status = run (tool, &options, client, (guint) count);
  sbx_tool_disconnect (tool, client);
  return status;
}
