/* mbm-cmd-info.c — mbm info: says what a server is
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

static SbxToolExit
run (SbxTool *tool, SbxClientOptions *options, MbmClient *client)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmMessage) answer = sbx_tool_request (tool, options, client, "$serverInfo", NULL, &error);
  MbmJsonValue data;

  if (answer == NULL)
    return sbx_tool_fail (tool, error);
  if (!mbm_message_is_success (answer))
    return sbx_tool_refuse_answer (answer);

  data = mbm_message_get_payload_value (answer);
  if (data.text == NULL || mbm_json_value_get_type (data) != MBM_JSON_OBJECT)
    {
      error = g_error_new (MBM_ERROR, MBM_ERROR_INVALID_PAYLOAD,
                           _ ("The server’s answer to $serverInfo is no object"));
      return sbx_tool_fail (tool, error);
    }
  sbx_tool_print (tool, data);
  return SBX_TOOL_DONE;
}

SbxToolExit
sbx_cmd_info (SbxTool *tool, char **argv)
{
  g_auto (SbxClientOptions) options = SBX_CLIENT_OPTIONS_INIT;
  g_autoptr (MbmClient) client = NULL;
  SbxToolExit status;

  if (!sbx_client_options_parse (
        &options, argv, USAGE,
        _ ("Asks a server what it is: its id, version, uptime, clients and capabilities."), NULL, TRUE) ||
      !sbx_tool_check_positional (options.positional, USAGE, 1, 1))
    return SBX_TOOL_USAGE;

  client = sbx_client_options_make_client (&options);
  if (!sbx_client_options_connect (&options, tool, client, &status))
    return status;

  status = run (tool, &options, client);
  sbx_tool_disconnect (tool, client);
  return status;
}
