/* mbm-cmd-emit.c — mbm emit: sends an event to a service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "mbm-commands.h"
#include "mbm-tool-client.h"
#include "mbm-tool-contract.h"

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
run (SbxTool *tool, SbxClientOptions *options, MbmClient *client, GBytes *payload, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!mbm_client_emit (client, options->positional[1], payload, options->context, &error))
    return sbx_tool_fail (tool, error);

  /* Servers that know no registration know no `$ping` either: that they take part in closing has to do. */
  if (options->no_registration || options->dialect == MBM_DIALECT_MAGIC_SERVER)
    return SBX_TOOL_DONE;

  return wait_until_read (tool, options, client);
}

static gboolean
check (SbxClientOptions *options, GBytes *payload, gpointer user_data)
{
  char **contract = user_data;

  return *contract == NULL ||
         sbx_tool_check_contract (*contract, MBM_MESSAGE_EVENT, options->positional[1], payload);
}

SbxToolExit
sbx_cmd_emit (SbxTool *tool, char **argv)
{
  char *contract = NULL;
  const GOptionEntry entries[] = {
    { "contract", 0, 0, G_OPTION_ARG_FILENAME, &contract, N_ ("Send only what this contract allows"),
      N_ ("FILE") },
    { NULL },
  };
  SbxToolExit status =
    sbx_tool_run_send (tool, argv,
                       _ ("Sends an event. JSON is the payload, “-” reads it from standard input; without "
                          "it the payload is {}."),
                       entries, check, run, &contract);

  g_free (contract);
  return status;
}
