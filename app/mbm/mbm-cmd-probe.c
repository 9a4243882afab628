/* mbm-cmd-probe.c — mbm probe: tries whether a service keeps to the protocol
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "mbm-commands.h"
#include "mbm-tool-client.h"
#include "mbm-tool-contract.h"
#include "mbm-tool-input.h"
#include "mbm-tool-options.h"
#include "sbx-probe.h"

#define USAGE "URL"

/* What the command takes besides what all take that connect. */
typedef struct
{
  char **only;
  char *request;
  char *payload;
  char *contract;
  gint64 max_message_size;
  int heartbeat_wait;
  gboolean list;
} Options;

static void
options_clear (Options *self)
{
  g_strfreev (self->only);
  g_free (self->request);
  g_free (self->payload);
  g_free (self->contract);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
check_options (const Options *self)
{
  for (guint i = 0; self->only != NULL && self->only[i] != NULL; i++)
    if (!sbx_probe_has_check (self->only[i]))
      return sbx_tool_wrong_usage (_ ("There is no check “%s”; --list tells which there are"), self->only[i]);

  if (self->request != NULL && !g_utf8_validate (self->request, -1, NULL))
    return sbx_tool_wrong_usage (_ ("The value of %s is not UTF-8"), "--request");
  if (self->payload != NULL && self->request == NULL)
    return sbx_tool_wrong_usage (_ ("--payload goes with --request"));
  if (self->max_message_size < 0)
    return sbx_tool_wrong_usage (_ ("--max-message-size takes a number of bytes above 0"));
  if (self->heartbeat_wait < 0)
    return sbx_tool_wrong_usage (_ ("--heartbeat-wait takes a number of milliseconds"));
  return TRUE;
}

static void
print_json (SbxTool *tool, const char *json)
{
  sbx_tool_print (tool, mbm_json_value (json, (gssize) strlen (json)));
}

static SbxToolExit
list_checks (SbxTool *tool)
{
  g_autoptr (SbxProbe) probe = g_object_new (SBX_TYPE_PROBE, NULL);
  GListModel *checks = sbx_probe_get_checks (probe);

  for (guint i = 0; i < g_list_model_get_n_items (checks); i++)
    {
      g_autoptr (SbxProbeCheck) check = g_list_model_get_item (checks, i);
      g_autoptr (GString) json = g_string_new ("{\"check\":");

      mbm_json_append_string (json, sbx_probe_check_get_id (check), -1);
      g_string_append (json, ",\"title\":");
      mbm_json_append_string (json, sbx_probe_check_get_title (check), -1);
      g_string_append (json, ",\"section\":");
      mbm_json_append_string (json, sbx_probe_check_get_section (check), -1);
      g_string_append (json, ",\"expectation\":");
      mbm_json_append_string (json, sbx_probe_check_get_expectation (check), -1);
      g_string_append_c (json, '}');
      print_json (tool, json->str);
    }
  return SBX_TOOL_DONE;
}

/* A check is printed when it is done: not before, and not twice. */
static void
check_changed_cb (SbxProbeCheck *check, GParamSpec *pspec, gpointer user_data)
{
  SbxProbeStatus status = sbx_probe_check_get_status (check);
  g_autofree char *line = NULL;

  if (status == SBX_PROBE_NOT_RUN || status == SBX_PROBE_RUNNING)
    return;

  line = sbx_probe_check_to_json (check);
  print_json (user_data, line);
}

static gboolean
set_secrets (SbxTool *tool, SbxProbe *probe, SbxClientOptions *client, SbxToolExit *status)
{
  g_autoptr (GError) error = NULL;
  char *secret = NULL;

  if (client->login != NULL)
    secret = sbx_tool_read_password (tool, client->login, &error);
  else if (client->token_file != NULL)
    secret = sbx_tool_read_secret_file (client->token_file, &error);
  if (error != NULL)
    {
      *status = sbx_tool_fail (tool, error);
      return FALSE;
    }

  g_object_set (probe, "username", client->login, client->login != NULL ? "password" : "token", secret, NULL);
  g_free (secret);
  return TRUE;
}

static SbxToolExit
run (SbxTool *tool, SbxProbe *probe)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *summary = NULL;
  gboolean is_done;

  sbx_probe_run_async (probe, tool->cancellable, sbx_tool_keep_result, &result);
  sbx_tool_wait_result (tool, &result);
  is_done = sbx_probe_run_finish (probe, result, &error);

  summary = sbx_probe_summary_to_json (probe);
  print_json (tool, summary);
  if (!is_done)
    return sbx_tool_fail (tool, error);
  return sbx_probe_count (probe, SBX_PROBE_FAILED) > 0 ? SBX_TOOL_REFUSED : SBX_TOOL_DONE;
}

static SbxProbe *
make_probe (SbxTool *tool, SbxClientOptions *client, const Options *options, MbmContract *contract)
{
  SbxProbe *probe = sbx_probe_new (client->positional[0]);
  GListModel *checks;

  g_object_set (probe, "dialect", client->dialect, "registers", !client->no_registration, "headers",
                client->headers, "ca-file", client->ca_file, "trusted-fingerprint", client->fingerprint,
                "certificate", client->certificate, NULL);
  g_object_set (probe, "request-name", options->request, "request-payload", options->payload, "contract",
                contract, "max-message-size", (guint64) options->max_message_size, "heartbeat-wait",
                (guint) options->heartbeat_wait, "only", options->only, NULL);
  if (client->timeout > 0)
    g_object_set (probe, "timeout", (guint) client->timeout, NULL);

  checks = sbx_probe_get_checks (probe);
  for (guint i = 0; i < g_list_model_get_n_items (checks); i++)
    {
      g_autoptr (SbxProbeCheck) check = g_list_model_get_item (checks, i);

      g_signal_connect (check, "notify::duration", G_CALLBACK (check_changed_cb), tool);
    }
  return probe;
}

static gboolean
check_payload (const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) json = NULL;

  if (options->payload == NULL)
    return TRUE;

  json = sbx_tool_check_json (_ ("The payload"), options->payload, strlen (options->payload), FALSE, &error);
  return json != NULL || sbx_tool_wrong_usage ("%s", error->message);
}

/* What can be known to be wrong before anybody is asked. */
static gboolean
check_address (SbxClientOptions *client)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmTransport) transport = mbm_transport_new_for_uri (client->positional[0], &error);

  if (transport == NULL)
    return sbx_tool_wrong_usage ("%s", error->message);
  if (client->dialect == MBM_DIALECT_MAGIC_SERVER &&
      g_ascii_strncasecmp (client->positional[0], "http", strlen ("http")) == 0)
    return sbx_tool_wrong_usage (_ ("The dialect “magic-server” is not spoken over HTTP"));
  return TRUE;
}

SbxToolExit
sbx_cmd_probe (SbxTool *tool, char **argv)
{
  g_auto (SbxClientOptions) client = SBX_CLIENT_OPTIONS_INIT;
  g_auto (Options) options = { NULL };
  g_autoptr (MbmContract) contract = NULL;
  g_autoptr (SbxProbe) probe = NULL;
  const GOptionEntry entries[] = {
    { "only", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.only, N_ ("Run this check alone (may be repeated)"),
      N_ ("CHECK") },
    { "list", 0, 0, G_OPTION_ARG_NONE, &options.list, N_ ("Print the checks, and run none"), NULL },
    { "request", 0, 0, G_OPTION_ARG_FILENAME, &options.request, N_ ("A request that the probe may make"),
      N_ ("NAME") },
    { "payload", 0, 0, G_OPTION_ARG_FILENAME, &options.payload, N_ ("The payload of that request"),
      N_ ("JSON") },
    { "contract", 0, 0, G_OPTION_ARG_FILENAME, &options.contract,
      N_ ("Take from this contract what payloads and answers should be"), N_ ("FILE") },
    { "heartbeat-wait", 0, 0, G_OPTION_ARG_INT, &options.heartbeat_wait,
      N_ ("Find fault if no heartbeat comes for so many milliseconds"), N_ ("MS") },
    { "max-message-size", 0, 0, G_OPTION_ARG_INT64, &options.max_message_size,
      N_ ("The service’s limit: send one byte more"), N_ ("BYTES") },
    { NULL },
  };
  SbxToolExit status;

  if (!sbx_client_options_parse (
        &client, argv, USAGE,
        _ ("Tries whether a service keeps to the protocol: one line for each check, with what was sent\n"
           "and got, and one that sums up. The exit status is 1 if a check has failed."),
        entries, FALSE) ||
      !sbx_tool_check_positional (client.positional, USAGE, options.list ? 0 : 1, 1) ||
      !check_options (&options) || !check_payload (&options))
    return SBX_TOOL_USAGE;
  if (options.list)
    return list_checks (tool);
  if (!check_address (&client))
    return SBX_TOOL_USAGE;

  if (options.contract != NULL)
    {
      contract = sbx_tool_load_contract (options.contract);
      if (contract == NULL)
        return SBX_TOOL_USAGE;
    }

  probe = make_probe (tool, &client, &options, contract);
  if (!set_secrets (tool, probe, &client, &status))
    return status;
  return run (tool, probe);
}
