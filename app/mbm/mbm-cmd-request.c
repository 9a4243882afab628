/* mbm-cmd-request.c — mbm request: asks a service something
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "mbm-commands.h"
#include "mbm-tool-client.h"

static SbxToolExit
run (SbxTool *tool, SbxClientOptions *options, MbmClient *client, GBytes *payload)
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

SbxToolExit
sbx_cmd_request (SbxTool *tool, char **argv)
{
  return sbx_tool_run_send (
    tool, argv,
    _ ("Sends a request, and prints the answer’s data as it is. JSON is the payload, “-” "
       "reads it from standard input; without it the payload is {}."),
    run);
}
