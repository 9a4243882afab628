/* mbm-cmd-serve.c — mbm serve: hosts a server
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "mbm-commands.h"
#include "mbm-enum-types.h"
#include "mbm-fd-limit.h"
#include "mbm-report.h"
#include "mbm-tool-contract.h"
#include "mbm-tool-options.h"
#include "mbm-tool-tls.h"
#include "mbm-tool-workspace.h"
#include "sbx-demo-service.h"
#include "sbx-mock.h"
#include "sbx-own-certificate.h"

#define USAGE "URL"

typedef struct
{
  char **positional;
  char *server_id;
  char *version;
  char **capabilities;
  int heartbeat_interval;
  int client_timeout;
  int max_clients;
  char *broadcast_style;
  char *dialect_name;
  char *users;
  char *contract;
  char *workspace;
  char **hosts;
  char **origins;
  char *certificate_file;
  char *key_file;
  char *client_ca_file;
  gint64 max_message_size;
  gboolean demo;
  gboolean allow_remote;
  gboolean no_registration;
  gboolean self_signed;
  gboolean verbose;

  int style;   /* MbmBroadcastStyle */
  int dialect; /* MbmServerDialect */
  GTlsCertificate *certificate;
} ServeOptions;

/* What is left alone keeps the library's default. */
#define UNSET (-1)

static void
serve_options_clear (ServeOptions *self)
{
  g_strfreev (self->positional);
  g_free (self->server_id);
  g_free (self->version);
  g_strfreev (self->capabilities);
  g_free (self->broadcast_style);
  g_free (self->dialect_name);
  g_free (self->users);
  g_free (self->contract);
  g_free (self->workspace);
  g_strfreev (self->hosts);
  g_strfreev (self->origins);
  g_free (self->certificate_file);
  g_free (self->key_file);
  g_free (self->client_ca_file);
  g_clear_object (&self->certificate);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ServeOptions, serve_options_clear)

/* --- the command line --------------------------------------------------- */

static gboolean
check_text (const char *option, const char *text)
{
  return text == NULL || g_utf8_validate (text, -1, NULL) ||
         sbx_tool_wrong_usage (_ ("The value of %s is not UTF-8"), option);
}

static gboolean
check_number (const char *option, gint64 number, gint64 min, gint64 max)
{
  if (number == UNSET || (number >= min && number <= max))
    return TRUE;

  return sbx_tool_wrong_usage (_ ("%s takes a number from %" PRId64 " to %" PRId64), option, min, max);
}

/* Who gives a certificate means what is served to be encrypted. */
static gboolean
check_encrypted (ServeOptions *self)
{
  const char *uri = self->positional[0];

  if (self->self_signed && self->certificate_file != NULL)
    return sbx_tool_wrong_usage (_ ("--self-signed makes a certificate: --cert would be another"));
  if ((self->certificate_file == NULL && self->client_ca_file == NULL && !self->self_signed) ||
      sbx_server_setup_is_encrypted (uri))
    return TRUE;

  return sbx_tool_wrong_usage (
    _ ("%s is not encrypted: --cert, --self-signed and --client-ca-file are for wss:// and https://"), uri);
}

static gboolean
check_options (ServeOptions *self)
{
  for (guint i = 0; self->capabilities != NULL && self->capabilities[i] != NULL; i++)
    if (!check_text ("--capability", self->capabilities[i]))
      return FALSE;

  return sbx_tool_check_positional (self->positional, USAGE, 1, 1) && check_encrypted (self) &&
         check_text ("--server-id", self->server_id) && check_text ("--version", self->version) &&
         check_number ("--heartbeat-interval", self->heartbeat_interval, 0, G_MAXINT) &&
         check_number ("--client-timeout", self->client_timeout, 0, G_MAXINT) &&
         check_number ("--max-clients", self->max_clients, 1, G_MAXINT) &&
         check_number ("--max-message-size", self->max_message_size, 1, G_MAXUINT32) &&
         sbx_tool_read_choice ("--broadcast-style", self->broadcast_style, MBM_TYPE_BROADCAST_STYLE,
                               &self->style) &&
         sbx_tool_read_choice ("--dialect", self->dialect_name, MBM_TYPE_SERVER_DIALECT, &self->dialect) &&
         sbx_tool_check_ca_file ("--client-ca-file", self->client_ca_file) &&
         sbx_tool_load_certificate ("--cert", self->certificate_file, "--key", self->key_file,
                                    &self->certificate);
}

static gboolean
parse_options (ServeOptions *self, char **argv)
{
  const GOptionEntry entries[] = {
    { "demo", 0, 0, G_OPTION_ARG_NONE, &self->demo, N_ ("Serve the demo: an order service with two users"),
      NULL },
    { "server-id", 0, 0, G_OPTION_ARG_FILENAME, &self->server_id, N_ ("The server’s id"), N_ ("ID") },
    { "version", 0, 0, G_OPTION_ARG_FILENAME, &self->version, N_ ("The version of the service"),
      N_ ("VERSION") },
    { "capability", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->capabilities,
      N_ ("Something the service can do (may be repeated)"), N_ ("NAME") },
    { "heartbeat-interval", 0, 0, G_OPTION_ARG_INT, &self->heartbeat_interval,
      N_ ("How often to send a heartbeat, in milliseconds; 0: never"), N_ ("MS") },
    { "client-timeout", 0, 0, G_OPTION_ARG_INT, &self->client_timeout,
      N_ ("How long a client may be silent, in milliseconds; 0: for ever"), N_ ("MS") },
    { "max-clients", 0, 0, G_OPTION_ARG_INT, &self->max_clients, N_ ("How many clients may register"),
      N_ ("N") },
    { "broadcast-style", 0, 0, G_OPTION_ARG_STRING, &self->broadcast_style,
      N_ ("How a broadcast travels: as the event itself, or as $broadcast"), "event|system" },
    { "dialect", 0, 0, G_OPTION_ARG_STRING, &self->dialect_name,
      N_ ("What clients speak; “auto” goes by each one’s first message"), "auto|messaging|magic-server" },
    { "users", 0, 0, G_OPTION_ARG_FILENAME, &self->users,
      N_ ("Who may log in: {\"users\":[{\"username\",\"password\",\"roles\":[]}]}"), N_ ("FILE") },
    { "contract", 0, 0, G_OPTION_ARG_FILENAME, &self->contract,
      N_ ("Hold what clients send against this contract: payloads and roles"), N_ ("FILE") },
    { "workspace", 0, 0, G_OPTION_ARG_FILENAME, &self->workspace,
      N_ ("Serve with the settings and users that this workspace has for the address"), N_ ("FILE") },
    { "no-registration", 0, 0, G_OPTION_ARG_NONE, &self->no_registration,
      N_ ("Serve clients that do not register as well"), NULL },
    { "allow-remote", 0, 0, G_OPTION_ARG_NONE, &self->allow_remote,
      N_ ("Let other machines connect, if the address can be reached"), NULL },
    { "allow-host", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->hosts,
      N_ ("Answer HTTP requests for this host name as well; * any (may be repeated)"), N_ ("NAME") },
    { "allow-origin", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->origins,
      N_ ("Let pages of this web origin connect; * all (may be repeated)"), N_ ("ORIGIN") },
    { "cert", 0, 0, G_OPTION_ARG_FILENAME, &self->certificate_file,
      N_ ("The server’s certificate, for wss:// and https://"), N_ ("FILE") },
    { "key", 0, 0, G_OPTION_ARG_FILENAME, &self->key_file, N_ ("The private key of that certificate"),
      N_ ("FILE") },
    { "self-signed", 0, 0, G_OPTION_ARG_NONE, &self->self_signed,
      N_ ("Make a certificate for wss:// and https://, and keep it for the next time"), NULL },
    { "client-ca-file", 0, 0, G_OPTION_ARG_FILENAME, &self->client_ca_file,
      N_ ("Let in only clients with a certificate that one of these authorities signed"), N_ ("FILE") },
    { "max-message-size", 0, 0, G_OPTION_ARG_INT64, &self->max_message_size,
      N_ ("The largest message to accept, in bytes"), N_ ("BYTES") },
    { "verbose", 0, 0, G_OPTION_ARG_NONE, &self->verbose, N_ ("Say on standard error what happens"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->positional, NULL, NULL },
    { NULL },
  };

  return sbx_tool_parse (
           argv, USAGE,
           _ ("Hosts a server until it is interrupted, and prints what happens, each with one line of "
              "JSON. Port 0 picks one; the first line says which."),
           entries, NULL) &&
         check_options (self);
}

/* --- the server --------------------------------------------------------- */

static void
set_number (MbmServer *server, const char *property, int number)
{
  if (number != UNSET)
    g_object_set (server, property, (guint) number, NULL);
}

/* Hashing passwords takes its time: whoever interrupts is heard meanwhile. */
static gboolean
load_users (SbxTool *tool, MbmServer *server, const char *path, GError **error)
{
  g_autoptr (MbmUserStore) users = mbm_user_store_new ();
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) cause = NULL;

  mbm_user_store_load_file_async (users, file, tool->cancellable, sbx_tool_keep_result, &result);
  sbx_tool_wait_result (tool, &result);
  if (mbm_user_store_load_file_finish (users, result, &cause))
    {
      g_object_set (server, "users", users, NULL);
      return TRUE;
    }

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&cause));
  else
    g_set_error_literal (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, cause->message);
  return FALSE;
}

/* Whoever may log in: users that are given take the place of the demo's and the workspace's. */
static gboolean
set_users (SbxTool *tool,
           MbmServer *server,
           const ServeOptions *options,
           SbxServerConfig *workspace,
           GError **error)
{
  if (options->users != NULL)
    return load_users (tool, server, options->users, error);

  return workspace == NULL || sbx_tool_add_workspace_users (tool, server, workspace, error);
}

/* What the command line says goes before what the workspace says. */
static void
set_options (MbmServer *server, const ServeOptions *options)
{
  if (options->version != NULL)
    g_object_set (server, "version", options->version, NULL);
  if (options->broadcast_style != NULL)
    g_object_set (server, "broadcast-style", options->style, NULL);
  if (options->dialect_name != NULL)
    g_object_set (server, "dialect", options->dialect, NULL);
  if (options->allow_remote)
    g_object_set (server, "allow-remote", TRUE, NULL);
  if (options->no_registration)
    g_object_set (server, "require-registration", FALSE, NULL);
  if (options->capabilities != NULL)
    g_object_set (server, "capabilities", options->capabilities, NULL);
  if (options->hosts != NULL)
    g_object_set (server, "allowed-hosts", options->hosts, NULL);
  if (options->origins != NULL)
    g_object_set (server, "allowed-origins", options->origins, NULL);
  if (options->certificate != NULL)
    g_object_set (server, "certificate", options->certificate, NULL);
  if (options->client_ca_file != NULL)
    g_object_set (server, "client-ca-file", options->client_ca_file, NULL);
  if (options->max_message_size != UNSET)
    g_object_set (server, "max-message-size", (guint64) options->max_message_size, NULL);
  set_number (server, "heartbeat-interval", options->heartbeat_interval);
  set_number (server, "client-timeout", options->client_timeout);
  set_number (server, "max-clients", options->max_clients);
}

/* Of the command line, or as the workspace says; what is not encrypted has none. */
static gboolean
load_certificate (ServeOptions *options, SbxServerConfig *workspace, GError **error)
{
  const char *uri = options->positional[0];
  g_autofree char *folder = NULL;

  if (options->certificate != NULL || !sbx_server_setup_is_encrypted (uri) ||
      (workspace == NULL && !options->self_signed))
    return TRUE;

  if (options->self_signed)
    {
      folder = sbx_own_certificate_dup_folder ();
      options->certificate = sbx_own_certificate_load (folder, uri, error);
    }
  else
    {
      options->certificate = sbx_server_setup_load_certificate (workspace, uri, error);
    }
  return options->certificate != NULL;
}

/* What is given goes before what the workspace names. */
static gboolean
load_workspace_contract (const ServeOptions *options, SbxServerConfig *workspace, MbmContract **contract)
{
  g_autoptr (GError) error = NULL;

  if (options->contract == NULL)
    *contract = sbx_server_setup_load_contract (workspace, &error);
  if (error != NULL)
    sbx_tool_complain ("%s", error->message);
  return error == NULL;
}

static void
report_problem (const char *problem, gpointer user_data)
{
  sbx_tool_complain ("%s", problem);
}

static MbmServer *
make_server (SbxTool *tool,
             const ServeOptions *options,
             SbxServerConfig *workspace,
             MbmContract *contract,
             GError **error)
{
  g_autoptr (MbmServer) server = NULL;
  gboolean has_demo = FALSE;

  if (workspace != NULL)
    {
      server = sbx_server_setup_make (workspace, options->server_id);
      if (sbx_mock_get (server) != NULL)
        sbx_mock_set_problem_func (sbx_mock_get (server), report_problem, NULL, NULL);
      g_object_get (workspace, "demo", &has_demo, NULL);
    }
  else
    {
      server = mbm_server_new (options->server_id, NULL);
    }

  set_options (server, options);
  if (options->demo && !has_demo)
    sbx_demo_service_attach (server);
  if (!set_users (tool, server, options, workspace, error))
    return NULL;
  if (options->contract != NULL)
    g_object_set (server, "contract", contract, "check-payloads", TRUE, "access-control", NULL, NULL);
  else if (workspace != NULL)
    sbx_server_setup_set_contract (workspace, server, contract);

  return g_steal_pointer (&server);
}

static SbxToolExit
serve (SbxTool *tool, MbmServer *server, const char *uri)
{
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GAsyncResult) stopped = NULL;
  g_autoptr (GError) error = NULL;
  gboolean running = TRUE;

  mbm_server_start_async (server, uri, tool->cancellable, sbx_tool_keep_result, &started);
  sbx_tool_wait_result (tool, &started);
  if (!mbm_server_start_finish (server, started, &error))
    return sbx_tool_fail (tool, error);

  sbx_tool_wait_while (tool, &running);

  mbm_server_stop_async (server, NULL, NULL, sbx_tool_keep_result, &stopped);
  sbx_tool_wait_result (tool, &stopped);
  mbm_server_stop_finish (server, stopped, NULL);
  return sbx_tool_get_ending (tool);
}

SbxToolExit
sbx_cmd_serve (SbxTool *tool, char **argv)
{
  g_auto (ServeOptions) options = {
    .heartbeat_interval = UNSET,
    .client_timeout = UNSET,
    .max_clients = UNSET,
    .max_message_size = UNSET,
  };
  g_autoptr (MbmContract) contract = NULL;
  g_autoptr (SbxServerConfig) workspace = NULL;
  g_autoptr (MbmServer) server = NULL;
  g_autoptr (SbxReport) report = NULL;
  g_autoptr (GError) error = NULL;

  if (!parse_options (&options, argv))
    return SBX_TOOL_USAGE;
  if (options.verbose)
    sbx_tool_be_verbose ();

  if (options.contract != NULL)
    {
      contract = sbx_tool_load_contract (options.contract);
      if (contract == NULL)
        return SBX_TOOL_USAGE;
    }

  if (options.workspace != NULL)
    {
      workspace = sbx_tool_load_workspace (options.workspace, options.positional[0]);
      if (workspace == NULL || !load_workspace_contract (&options, workspace, &contract))
        return SBX_TOOL_USAGE;
    }

  if (!load_certificate (&options, workspace, &error))
    return sbx_tool_wrong_usage ("%s", error->message), SBX_TOOL_USAGE;

  mbm_raise_fd_limit ();
  server = make_server (tool, &options, workspace, contract, &error);
  if (server == NULL)
    return sbx_tool_fail (tool, error);

  report = sbx_report_new (tool, server);
  return serve (tool, server, options.positional[0]);
}
