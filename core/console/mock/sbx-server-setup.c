/* sbx-server-setup.c — a server as the workspace describes it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-access-control.h"
#include "mbm-certificate.h"
#include "mbm-enum-types.h"
#include "mbm-payload-check.h"
#include "sbx-contract-text.h"
#include "sbx-demo-service.h"
#include "sbx-demo-contract.h"
#include "sbx-endpoint-config-private.h"
#include "sbx-mock.h"
#include "sbx-own-certificate.h"
#include "sbx-server-setup.h"
#include "sbx-workspace-content-private.h"

static gboolean
has_items (GListStore *store)
{
  return g_list_model_get_n_items (G_LIST_MODEL (store)) > 0;
}

/* One without anything to do costs nothing: it is not there. */
static void
update_mock (SbxServerConfig *self, MbmServer *server)
{
  SbxMock *mock = sbx_mock_get (server);

  if (mock == NULL &&
      (has_items (sbx_server_config_get_handlers (self)) || has_items (sbx_server_config_get_timers (self)) ||
       sbx_endpoint_config_get_uint (SBX_ENDPOINT_CONFIG (self), "seed") != 0))
    mock = sbx_mock_ensure (server);
  if (mock != NULL)
    sbx_mock_update (mock, self);
}

/**
 * sbx_server_setup_update: (skip)
 * @self: what the workspace says
 * @server: a server, running or not
 *
 * Gives a server the settings that may change while it runs.
 */
void
sbx_server_setup_update (SbxServerConfig *self, MbmServer *server)
{
  SbxEndpointConfig *config = SBX_ENDPOINT_CONFIG (self);
  gboolean is_system = sbx_endpoint_config_get_boolean (config, "system-broadcast");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) capabilities = NULL;

  g_strv_builder_addv (builder, (const char **) sbx_endpoint_config_get_strv (config, "capabilities"));
  if (sbx_endpoint_config_get_boolean (config, "demo"))
    g_strv_builder_add (builder, SBX_DEMO_CAPABILITY);
  capabilities = g_strv_builder_end (builder);

  g_object_set (server, "heartbeat-interval", sbx_endpoint_config_get_uint (config, "heartbeat-interval"),
                "client-timeout", sbx_endpoint_config_get_uint (config, "client-timeout"), "max-clients",
                sbx_endpoint_config_get_uint (config, "max-clients"), "announce-clients",
                sbx_endpoint_config_get_boolean (config, "announce-clients"), "broadcast-style",
                is_system ? MBM_BROADCAST_SYSTEM : MBM_BROADCAST_EVENT, "capabilities", capabilities, NULL);
  update_mock (self, server);
}

/**
 * sbx_server_setup_set_contract: (skip)
 * @self: what the workspace says
 * @server: a server, running or not
 * @contract: (nullable): what is agreed on with its clients
 *
 * Gives a server its contract, to be held against what comes and goes as far as the workspace wants that; in
 * any case for the words of its errors.
 */
void
sbx_server_setup_set_contract (SbxServerConfig *self, MbmServer *server, MbmContract *contract)
{
  SbxEndpointConfig *config = SBX_ENDPOINT_CONFIG (self);
  const char *validate = sbx_endpoint_config_get_string (config, "validate");
  gboolean enforce = sbx_endpoint_config_get_boolean (config, "enforce-access");
  g_autoptr (MbmAccessControl) open = enforce ? NULL : mbm_access_control_new (NULL);

  g_object_set (server, "access-control", contract != NULL ? open : NULL, "check-payloads",
                !g_str_equal (validate, "off"), "answer-check",
                g_str_equal (validate, "answers") ? MBM_ANSWER_CHECK_REFUSE : MBM_ANSWER_CHECK_OFF,
                "contract", contract, NULL);
}

/* An id that is the same at each start: the name, in letters, digits and hyphens; (nullable) (transfer full).
 */
static char *
make_server_id (SbxEndpointConfig *config)
{
  const char *told = sbx_endpoint_config_get_string (config, "server-id");
  g_autofree char *ascii = g_str_to_ascii (sbx_endpoint_config_get_name (config), NULL);
  g_autoptr (GString) id = g_string_new (NULL);

  if (*told != '\0')
    return g_strdup (told);

  for (const char *p = ascii; *p != '\0'; p++)
    {
      if (g_ascii_isalnum (*p))
        g_string_append_c (id, g_ascii_tolower (*p));
      else if (id->len > 0 && id->str[id->len - 1] != '-')
        g_string_append_c (id, '-');
    }
  if (id->len > 0 && id->str[id->len - 1] == '-')
    g_string_truncate (id, id->len - 1);

  return id->len > 0 ? g_strdup (id->str) : NULL;
}

/**
 * sbx_server_setup_make: (skip)
 * @self: what the workspace says
 * @id: (nullable): what the server calls itself; %NULL for what the workspace says, or its name there
 *
 * Makes a server with all settings but its users, whose passwords the workspace does not have; the demo's
 * service is attached if it is to be served.
 *
 * Returns: (transfer full): a server, stopped
 */
MbmServer *
sbx_server_setup_make (SbxServerConfig *self, const char *id)
{
  SbxEndpointConfig *config = SBX_ENDPOINT_CONFIG (self);
  g_autofree char *own_id = make_server_id (config);
  MbmServer *server =
    mbm_server_new (id != NULL ? id : own_id, sbx_endpoint_config_get_string (config, "version"));

  g_object_set (server, "require-registration",
                sbx_endpoint_config_get_boolean (config, "require-registration"), "dialect",
                sbx_endpoint_config_get_choice (config, "dialect", MBM_TYPE_SERVER_DIALECT),
                "max-unregistered", sbx_endpoint_config_get_uint (config, "max-unregistered"),
                "max-message-size", sbx_endpoint_config_get_uint64 (config, "max-message-size"),
                "max-queue-size", sbx_endpoint_config_get_uint64 (config, "max-queue-size"),
                "handshake-timeout", sbx_endpoint_config_get_uint (config, "handshake-timeout"),
                "allowed-origins", sbx_endpoint_config_get_strv (config, "allowed-origins"), "allow-remote",
                sbx_endpoint_config_get_boolean (config, "allow-remote"), "client-ca-file",
                sbx_endpoint_config_get_string (config, "client-ca-file"), NULL);
  if (sbx_endpoint_config_get_boolean (config, "demo"))
    sbx_demo_service_attach (server);
  sbx_server_setup_update (self, server);

  return server;
}

/**
 * sbx_server_setup_is_encrypted: (skip)
 * @url: what is served
 *
 * Returns: whether it takes a certificate
 */
gboolean
sbx_server_setup_is_encrypted (const char *url)
{
  return g_ascii_strncasecmp (url, "wss:", 4) == 0 || g_ascii_strncasecmp (url, "https:", 6) == 0;
}

/**
 * sbx_server_setup_load_certificate: (skip)
 * @self: what the workspace says
 * @url: what is to be served; encrypted
 * @error: return location for an error
 *
 * Reads the certificate of the config's files, or makes one on the spot. Any thread; takes some milliseconds.
 *
 * Returns: (transfer full) (nullable): a certificate with its key; %NULL with an error
 */
GTlsCertificate *
sbx_server_setup_load_certificate (SbxServerConfig *self, const char *url, GError **error)
{
  SbxEndpointConfig *config = SBX_ENDPOINT_CONFIG (self);
  const char *key_file = sbx_endpoint_config_get_string (config, "key-file");
  g_autofree char *folder = NULL;

  if (g_str_equal (sbx_endpoint_config_get_string (config, "tls"), "files"))
    return mbm_certificate_load (sbx_endpoint_config_get_string (config, "certificate-file"),
                                 *key_file != '\0' ? key_file : NULL, error);

  folder = sbx_own_certificate_dup_folder ();
  return sbx_own_certificate_load (folder, url, error);
}

/* The one with that address; the only one may be served anywhere. (transfer none) (nullable) */
static SbxServerConfig *
find_server (GPtrArray *servers, const char *url)
{
  for (guint i = 0; i < servers->len; i++)
    if (g_str_equal (sbx_endpoint_config_get_url (servers->pdata[i]), url))
      return servers->pdata[i];

  return servers->len == 1 ? servers->pdata[0] : NULL;
}

static void
make_whole (SbxServerConfig *config, GFile *file)
{
  const char *contract = sbx_endpoint_config_get_string (SBX_ENDPOINT_CONFIG (config), "contract");
  g_autoptr (GFile) parent = g_file_get_parent (file);
  g_autofree char *directory = parent != NULL ? g_file_get_path (parent) : NULL;

  sbx_endpoint_config_resolve_files (SBX_ENDPOINT_CONFIG (config), directory);
  if (*contract != '\0')
    {
      g_autofree char *whole = sbx_contract_path_resolve (contract, directory);

      g_object_set (config, "contract", whole, NULL);
    }
}

/**
 * sbx_server_setup_load: (skip)
 * @file: a workspace
 * @url: an address
 * @error: return location for an error
 *
 * Reads what a workspace says of the server with an address, or of the only server that it has. Paths of
 * files in it are whole then.
 *
 * Returns: (transfer full) (nullable): what it says; %NULL with @error set if the file cannot be read, or
 * does not tell which server is meant
 */
SbxServerConfig *
sbx_server_setup_load (GFile *file, const char *url, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (SbxWorkspaceContent) content = NULL;
  SbxServerConfig *config = NULL;
  gsize length;

  if (!g_file_load_contents (file, NULL, &text, &length, NULL, error))
    return NULL;

  content = sbx_workspace_content_parse (text, length, error);
  if (content == NULL)
    {
      g_autofree char *name = g_file_get_parse_name (file);

      g_prefix_error (error, "%s: ", name);
      return NULL;
    }

  config = find_server (content->servers, url);
  if (config == NULL)
    g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
                 _ ("The workspace has no server with the address %s"), url);

  else if (!sbx_server_config_check_items (config, NULL, error))
    config = NULL;
  if (config == NULL)
    return NULL;

  make_whole (config, file);
  return g_object_ref (config);
}

/**
 * sbx_server_setup_load_contract: (skip)
 * @config: what sbx_server_setup_load() has read
 * @error: return location for an error
 *
 * Reads the contract that a workspace names for a server; the demo's, where that is to be enforced.
 *
 * Returns: (transfer full) (nullable): the contract; %NULL without an error if there is none
 */
MbmContract *
sbx_server_setup_load_contract (SbxServerConfig *self, GError **error)
{
  SbxEndpointConfig *config = SBX_ENDPOINT_CONFIG (self);
  const char *path = sbx_endpoint_config_get_string (config, "contract");
  g_autoptr (GFile) file = NULL;
  MbmContract *contract;

  if (*path == '\0')
    return sbx_endpoint_config_get_boolean (config, "demo") &&
               (!g_str_equal (sbx_endpoint_config_get_string (config, "validate"), "off") ||
                sbx_endpoint_config_get_boolean (config, "enforce-access"))
             ? mbm_contract_ref (sbx_demo_contract_get ())
             : NULL;

  file = g_file_new_for_path (path);
  contract = sbx_contract_text_read_file (file, NULL, NULL, error);
  if (contract == NULL)
    g_prefix_error (error, "%s: ", path);
  return contract;
}
