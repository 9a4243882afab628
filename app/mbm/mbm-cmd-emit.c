/* mbm-cmd-emit.c — mbm emit: sends an event to a service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "mbm-commands.h"
#include "mbm-tool-client.h"
#include "mbm-tool-input.h"
#include "mbm-tool-options.h"

#define USAGE "URL NAME [JSON|-]"

/* What the server says by `$error` of the event. */
static void
keep_refusal (MbmClient *client, MbmMessage *event, gpointer user_data)
{
  MbmMessage **refusal = user_data;

  if (*refusal == NULL)
    *refusal = mbm_message_ref (event);
}

/* An event has no answer. What follows it has one, and a server takes one thing after the other: when that is
 * there the event has been read, and a refusal of it would be here. */
static SbxToolExit
wait_until_read (SbxTool *tool, SbxClientOptions *options, MbmClient *client)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmMessage) refusal = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (GBytes) ping = sbx_tool_make_ping ();
  guint handler = mbm_client_add_event_handler (client, "$error", keep_refusal, &refusal, NULL);

  answer = sbx_tool_request (tool, options, client, "$ping", ping, &error);
  mbm_client_remove_event_handler (client, handler);

  if (refusal != NULL)
    return sbx_tool_refuse (mbm_message_get_payload_value (refusal));
  if (answer == NULL)
    return sbx_tool_fail (tool, error);
  return SBX_TOOL_DONE;
}

static SbxToolExit
run (SbxTool *tool, SbxClientOptions *options, MbmClient *client, GBytes *payload)
{
  g_autoptr (GError) error = NULL;

  if (!mbm_client_emit (client, options->positional[1], payload, options->context, &error))
    return sbx_tool_fail (tool, error);

  /* Servers that know no registration know no `$ping` either. */
  return options->no_registration ? SBX_TOOL_DONE : wait_until_read (tool, options, client);
}

SbxToolExit
sbx_cmd_emit (SbxTool *tool, char **argv)
{
  g_auto (SbxClientOptions) options = SBX_CLIENT_OPTIONS_INIT;
  g_autoptr (MbmClient) client = NULL;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) error = NULL;
  SbxToolExit status;

  if (!sbx_client_options_parse (
        &options, argv, USAGE,
        _ ("Sends an event. JSON is the payload, “-” reads it from standard input; without "
           "it the payload is {}."),
        NULL, TRUE) ||
      !sbx_tool_check_positional (options.positional, USAGE, 2, 3))
    return SBX_TOOL_USAGE;

  if (options.positional[2] != NULL)
    {
      payload = sbx_tool_read_json (tool, _ ("The payload"), options.positional[2], &error);
      if (payload == NULL)
        return sbx_tool_fail (tool, error);
    }

  client = sbx_client_options_make_client (&options);
  if (!sbx_client_options_connect (&options, tool, client, &status))
    return status;

  status = run (tool, &options, client, payload);
  sbx_tool_disconnect (tool, client);
  return status;
}
