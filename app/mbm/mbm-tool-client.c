/* mbm-tool-client.c — what all commands that connect have in common
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "mbm-enum-types.h"
#include "mbm-tool-client.h"
#include "mbm-tool-input.h"
#include "mbm-tool-options.h"
#include "mbm-tool-tls.h"

/**
 * sbx_client_options_clear: (skip)
 * @self: options
 *
 * Frees what they hold.
 */
void
sbx_client_options_clear (SbxClientOptions *self)
{
  g_clear_pointer (&self->positional, g_strfreev);
  g_clear_pointer (&self->client_id, g_free);
  g_clear_pointer (&self->client_type, g_free);
  g_clear_pointer (&self->login, g_free);
  g_clear_pointer (&self->token_file, g_free);
  g_clear_pointer (&self->context_text, g_free);
  g_clear_pointer (&self->dialect_name, g_free);
  g_clear_pointer (&self->headers, g_strfreev);
  g_clear_pointer (&self->ca_file, g_free);
  g_clear_pointer (&self->fingerprint, g_free);
  g_clear_pointer (&self->certificate_file, g_free);
  g_clear_pointer (&self->key_file, g_free);
  g_clear_object (&self->certificate);
  g_clear_pointer (&self->context, mbm_context_unref);
}

/* --- the command line --------------------------------------------------- */

static gboolean
sbx_client_options_check_text (const char *option, const char *text)
{
  if (text == NULL || g_utf8_validate (text, -1, NULL))
    return TRUE;

  return sbx_tool_wrong_usage (_ ("The value of %s is not UTF-8"), option);
}

static gboolean
sbx_client_options_check_headers (SbxClientOptions *self)
{
  for (guint i = 0; self->headers != NULL && self->headers[i] != NULL; i++)
    {
      const char *colon = strchr (self->headers[i], ':');

      if (!sbx_client_options_check_text ("--header", self->headers[i]))
        return FALSE;
      if (colon == NULL || colon == self->headers[i])
        return sbx_tool_wrong_usage (_ ("“%s” is no header: write 'NAME: VALUE'"), self->headers[i]);
    }
  return TRUE;
}

static gboolean
sbx_client_options_read_context (SbxClientOptions *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) json = NULL;

  if (self->context_text == NULL)
    return TRUE;

  json =
    sbx_tool_check_json (_ ("The context"), self->context_text, strlen (self->context_text), TRUE, &error);
  if (json != NULL)
    self->context = mbm_context_new_from_json (json, &error);
  if (self->context == NULL)
    return sbx_tool_wrong_usage ("%s", error->message);

  return TRUE;
}

static gboolean
sbx_client_options_check (SbxClientOptions *self)
{
  if (!sbx_client_options_check_text ("--client-id", self->client_id) ||
      !sbx_client_options_check_text ("--client-type", self->client_type) ||
      !sbx_client_options_check_text ("--login", self->login) || !sbx_client_options_check_headers (self) ||
      !sbx_client_options_read_context (self) || !sbx_tool_check_ca_file ("--ca-file", self->ca_file) ||
      !sbx_tool_check_fingerprint ("--fingerprint", self->fingerprint) ||
      !sbx_tool_load_certificate ("--client-cert", self->certificate_file, "--client-key", self->key_file,
                                  &self->certificate) ||
      !sbx_tool_read_choice ("--dialect", self->dialect_name, MBM_TYPE_DIALECT, &self->dialect))
    return FALSE;

  if (self->login != NULL && self->token_file != NULL)
    return sbx_tool_wrong_usage (_ ("--login and --token-file exclude each other"));
  if (self->timeout == 0 || self->timeout < -1)
    return sbx_tool_wrong_usage (_ ("--timeout takes a number of milliseconds above 0"));

  return TRUE;
}

/**
 * sbx_client_options_parse: (skip)
 * @self: options, initialised with %SBX_CLIENT_OPTIONS_INIT
 * @argv: the command line, from the command's name on
 * @usage: what follows the options
 * @summary: what the command does, translated
 * @entries: (nullable): its own options
 * @with_context: whether it sends something that has a context
 *
 * Reads the command line of a command that connects. What is left is in `positional`; the command checks that
 * with sbx_tool_check_positional().
 *
 * Returns: %FALSE if it is wrong, which has been said then
 */
gboolean
sbx_client_options_parse (SbxClientOptions *self,
                          char **argv,
                          const char *usage,
                          const char *summary,
                          const GOptionEntry *entries,
                          gboolean with_context)
{
  /* File names, because the library would take strings in the encoding of the locale: what is JSON is UTF-8.
   */
  const GOptionEntry context_entry = {
    "context", 0, 0, G_OPTION_ARG_FILENAME, &self->context_text, N_ ("Send this context along"), N_ ("JSON")
  };
  GOptionEntry common[] = {
    { "client-id", 0, 0, G_OPTION_ARG_FILENAME, &self->client_id, N_ ("Register under this id"), N_ ("ID") },
    { "client-type", 0, 0, G_OPTION_ARG_FILENAME, &self->client_type, N_ ("Register as this kind of client"),
      N_ ("TYPE") },
    { "no-registration", 0, 0, G_OPTION_ARG_NONE, &self->no_registration, N_ ("Do not register"), NULL },
    { "dialect", 0, 0, G_OPTION_ARG_STRING, &self->dialect_name,
      N_ ("What the server speaks; in “magic-server” there is no registration"), "messaging|magic-server" },
    { "login", 0, 0, G_OPTION_ARG_FILENAME, &self->login,
      N_ ("Log in; the password is taken from MBM_PASSWORD, or asked for"), N_ ("USER") },
    { "token-file", 0, 0, G_OPTION_ARG_FILENAME, &self->token_file, N_ ("Log in with the token in this file"),
      N_ ("FILE") },
    { "header", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->headers,
      N_ ("Send this header with the handshake (may be repeated)"), N_ ("'NAME: VALUE'") },
    { "fingerprint", 0, 0, G_OPTION_ARG_FILENAME, &self->fingerprint,
      N_ ("Trust the server whose certificate has this SHA-256 sum, whoever signed it"), N_ ("SHA256") },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &self->ca_file,
      N_ ("Trust the certificates in this file besides the system’s"), N_ ("FILE") },
    { "client-cert", 0, 0, G_OPTION_ARG_FILENAME, &self->certificate_file,
      N_ ("Show this certificate to a server that asks for one"), N_ ("FILE") },
    { "client-key", 0, 0, G_OPTION_ARG_FILENAME, &self->key_file, N_ ("The private key of that certificate"),
      N_ ("FILE") },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &self->timeout,
      N_ ("How long to wait for the server, in milliseconds"), N_ ("MS") },
    { "verbose", 0, 0, G_OPTION_ARG_NONE, &self->verbose, N_ ("Say on standard error what happens"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->positional, NULL, NULL },
    { NULL },
    { NULL },
  };

  if (with_context)
    common[G_N_ELEMENTS (common) - 2] = context_entry;

  if (!sbx_tool_parse (argv, usage, summary, entries, common) || !sbx_client_options_check (self))
    return FALSE;
  if (self->verbose)
    sbx_tool_be_verbose ();

  return TRUE;
}

/* --- the connection ----------------------------------------------------- */

/* The server's frames that are none, and the like; that the connection is lost is said at the end. */
static void
sbx_tool_client_error (MbmClient *client, const GError *error, gpointer user_data)
{
  if (!g_error_matches (error, MBM_ERROR, MBM_ERROR_CLOSED))
    sbx_tool_complain ("%s", error->message);
}

/**
 * sbx_client_options_make_client: (skip)
 * @self: options
 *
 * Returns: (transfer full): a client that is as the options say, and not connected
 */
MbmClient *
sbx_client_options_make_client (SbxClientOptions *self)
{
  MbmClient *client = mbm_client_new (self->client_id);

  g_object_set (client, "client-type", self->client_type != NULL ? self->client_type : "mbm", "headers",
                self->headers, "register", !self->no_registration, "dialect", self->dialect, "auto-reconnect",
                FALSE, NULL);
  g_object_set (client, "trusted-fingerprint", self->fingerprint, "ca-file", self->ca_file, "certificate",
                self->certificate, NULL);
  if (self->timeout > 0)
    g_object_set (client, "request-timeout", (guint) self->timeout, "handshake-timeout",
                  (guint) self->timeout, NULL);
  g_signal_connect (client, "error", G_CALLBACK (sbx_tool_client_error), NULL);

  return client;
}

/* The last answer, for the case that it refuses. */
static void
sbx_tool_keep_answer (const MbmTapRecord *record, gpointer user_data)
{
  MbmMessage **answer = user_data;

  if (record->kind != MBM_TAP_RECEIVED || mbm_message_get_kind (record->message) != MBM_MESSAGE_RESPONSE)
    return;

  g_clear_pointer (answer, mbm_message_unref);
  *answer = mbm_message_ref (record->message);
}

/* A failed registration or login may be an answer that succeeded, and says so itself. */
static gboolean
sbx_tool_find_refusal (MbmMessage *answer, MbmJsonValue *refusal)
{
  if (answer == NULL)
    return FALSE;

  *refusal = mbm_message_get_error_value (answer);
  if (!mbm_message_is_success (answer))
    return refusal->text != NULL;

  return mbm_json_value_get_member (mbm_message_get_payload_value (answer), "error", refusal) &&
         mbm_json_value_get_type (*refusal) == MBM_JSON_OBJECT;
}

/* What the server says of it is worth more to a script than what the library does. */
static SbxToolExit
sbx_tool_fail_refused (SbxTool *tool, const GError *error, MbmMessage *answer)
{
  MbmJsonValue refusal;

  if ((g_error_matches (error, MBM_ERROR, MBM_ERROR_REMOTE) ||
       g_error_matches (error, MBM_ERROR, MBM_ERROR_LOGIN_FAILED)) &&
      sbx_tool_find_refusal (answer, &refusal))
    return sbx_tool_refuse (refusal);

  return sbx_tool_fail (tool, error);
}

static gboolean
sbx_client_options_log_in (SbxClientOptions *self,
                           SbxTool *tool,
                           MbmClient *client,
                           const char *secret,
                           GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmUser) user = NULL;

  if (secret == NULL)
    return TRUE;

  if (self->login != NULL)
    mbm_client_login_async (client, self->login, secret, tool->cancellable, sbx_tool_keep_result, &result);
  else
    mbm_client_login_token_async (client, secret, tool->cancellable, sbx_tool_keep_result, &result);
  sbx_tool_wait_result (tool, &result);
  user = mbm_client_login_finish (client, result, error);

  return user != NULL;
}

/**
 * sbx_client_options_connect: (skip)
 * @self: options
 * @tool: the run
 * @client: their client
 * @status: (out): what to end with, if it fails
 *
 * Connects to the first positional argument, registers, and logs in if that is wanted. What the user has to
 * be asked is asked first.
 *
 * Returns: %TRUE if it is connected, until sbx_tool_disconnect(); if not that has been said
 */
gboolean
sbx_client_options_connect (SbxClientOptions *self, SbxTool *tool, MbmClient *client, SbxToolExit *status)
{
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *secret = NULL;

  if (self->login != NULL)
    secret = sbx_tool_read_password (tool, self->login, &error);
  else if (self->token_file != NULL)
    secret = sbx_tool_read_secret_file (self->token_file, &error);
  if (error != NULL)
    {
      *status = sbx_tool_fail (tool, error);
      return FALSE;
    }

  mbm_client_set_tap (client, sbx_tool_keep_answer, &answer, NULL);
  mbm_client_connect_async (client, self->positional[0], tool->cancellable, sbx_tool_keep_result, &result);
  sbx_tool_wait_result (tool, &result);
  if (!mbm_client_connect_finish (client, result, &error))
    *status = sbx_tool_fail_refused (tool, error, answer);
  else if (!sbx_client_options_log_in (self, tool, client, secret, &error))
    *status = sbx_tool_fail_refused (tool, error, answer);
  mbm_client_set_tap (client, NULL, NULL, NULL);

  if (error == NULL)
    return TRUE;

  sbx_tool_disconnect (tool, client);
  return FALSE;
}

/**
 * sbx_tool_disconnect: (skip)
 * @tool: the run
 * @client: a client
 *
 * Says goodbye to the server. Takes two seconds at most.
 */
void
sbx_tool_disconnect (SbxTool *tool, MbmClient *client)
{
  g_autoptr (GAsyncResult) result = NULL;

  mbm_client_disconnect_async (client, NULL, sbx_tool_keep_result, &result);
  sbx_tool_wait_result (tool, &result);
  mbm_client_disconnect_finish (client, result, NULL);
}

/**
 * sbx_tool_request: (skip)
 * @tool: the run
 * @options: options
 * @client: a client
 * @name: the request's name
 * @payload: (nullable): its payload
 * @error: return location
 *
 * Sends a request and waits for the answer.
 *
 * Returns: (nullable) (transfer full): the answer
 */
MbmMessage *
sbx_tool_request (SbxTool *tool,
                  SbxClientOptions *options,
                  MbmClient *client,
                  const char *name,
                  GBytes *payload,
                  GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mbm_client_request_async (client, name, payload, options->context, 0, tool->cancellable,
                            sbx_tool_keep_result, &result);
  sbx_tool_wait_result (tool, &result);
  return mbm_client_request_finish (client, result, error);
}

/**
 * sbx_tool_make_ping: (skip)
 *
 * Returns: (transfer full): the payload of a `$ping`
 */
GBytes *
sbx_tool_make_ping (void)
{
  g_autofree char *text = g_strdup_printf ("{\"timestamp\":%" G_GINT64_FORMAT "}", g_get_real_time () / 1000);

  return g_bytes_new (text, strlen (text));
}

/**
 * sbx_tool_refuse_answer: (skip)
 * @answer: an answer that says that the service failed
 *
 * Says what it says.
 *
 * Returns: what to end with
 */
SbxToolExit
sbx_tool_refuse_answer (MbmMessage *answer)
{
  MbmJsonValue error = mbm_message_get_error_value (answer);

  if (error.text == NULL)
    error = mbm_json_value ("{\"code\":\"UNKNOWN_ERROR\"}", -1);
  return sbx_tool_refuse (error);
}

/* --- commands that send ------------------------------------------------- */

#define SEND_USAGE "URL NAME [JSON|-]"

/**
 * sbx_tool_run_send: (skip)
 * @tool: the run
 * @argv: the command line, from the command's name on
 * @summary: what the command does, translated
 * @entries: (nullable): its own options
 * @check: looks at it before there is a connection
 * @send: sends it, once there is one
 * @user_data: passed to both
 *
 * Runs a command that sends something of a name, with a payload.
 *
 * Returns: what to end with
 */
SbxToolExit
sbx_tool_run_send (SbxTool *tool,
                   char **argv,
                   const char *summary,
                   const GOptionEntry *entries,
                   SbxCheckFunc check,
                   SbxSendFunc send,
                   gpointer user_data)
{
  g_auto (SbxClientOptions) options = SBX_CLIENT_OPTIONS_INIT;
  g_autoptr (MbmClient) client = NULL;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) error = NULL;
  SbxToolExit status;

  if (!sbx_client_options_parse (&options, argv, SEND_USAGE, summary, entries, TRUE) ||
      !sbx_tool_check_positional (options.positional, SEND_USAGE, 2, 3))
    return SBX_TOOL_USAGE;

  if (options.positional[2] != NULL)
    {
      payload = sbx_tool_read_json (tool, _ ("The payload"), options.positional[2], &error);
      if (payload == NULL)
        return sbx_tool_fail (tool, error);
    }

  if (!check (&options, payload, user_data))
    return SBX_TOOL_USAGE;

  client = sbx_client_options_make_client (&options);
  if (!sbx_client_options_connect (&options, tool, client, &status))
    return status;

  status = send (tool, &options, client, payload, user_data);
  sbx_tool_disconnect (tool, client);
  return status;
}
