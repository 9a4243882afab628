/* sbx-server-config.c — what is kept of a hosted server in the workspace
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-enum-types.h"
#include "mbm-server.h"

#include "sbx-endpoint-config-private.h"

struct _SbxServerConfig
{
  SbxEndpointConfig parent_instance;
};

G_DEFINE_FINAL_TYPE (SbxServerConfig, sbx_server_config, SBX_TYPE_ENDPOINT_CONFIG)

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);
  return g_ascii_strcasecmp (host, "localhost") == 0 || g_str_has_suffix (host, ".localhost");
}

static gboolean
check_reach (SbxEndpointConfig *config, const char **property, GError **error)
{
  const char *url = sbx_endpoint_config_get_url (config);
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  if (g_str_equal (g_uri_get_scheme (uri), "memory") ||
      sbx_endpoint_config_get_boolean (config, "allow-remote") || is_loopback (g_uri_get_host (uri)))
    return TRUE;

  return sbx_item_config_complain (property, "allow-remote", error,
                                   _ ("Other machines can reach %s: allow that, or serve 127.0.0.1"),
                                   g_uri_get_host (uri));
}

static gboolean
check_capabilities (SbxEndpointConfig *config, const char **property, GError **error)
{
  const char *const *capabilities = sbx_endpoint_config_get_strv (config, "capabilities");

  if (g_strv_contains (capabilities, ""))
    return sbx_item_config_complain (property, "capabilities", error, _ ("A capability has no name"));
  return TRUE;
}

static gboolean
check_origins (SbxEndpointConfig *config, const char **property, GError **error)
{
  const char *const *origins = sbx_endpoint_config_get_strv (config, "allowed-origins");

  for (gsize i = 0; origins[i] != NULL; i++)
    {
      g_autoptr (GUri) uri = g_uri_parse (origins[i], G_URI_FLAGS_NONE, NULL);

      if (g_str_equal (origins[i], "*") || g_str_equal (origins[i], "null"))
        continue;
      if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
          *g_uri_get_path (uri) != '\0')
        return sbx_item_config_complain (property, "allowed-origins", error,
                                         _ ("“%s” is no web origin: write one such as https://example.org"),
                                         origins[i]);
    }
  return TRUE;
}

static gboolean
check_users (SbxServerConfig *self, const char **property, GError **error)
{
  GListModel *users = G_LIST_MODEL (sbx_server_config_get_users (self));
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (users); i++)
    {
      g_autoptr (SbxUserConfig) user = g_list_model_get_item (users, i);
      const char *username = sbx_user_config_get_username (user);

      if (*username == '\0')
        return sbx_item_config_complain (property, "users", error, _ ("A user has no name"));
      if (!g_hash_table_add (names, g_strdup (username)))
        return sbx_item_config_complain (property, "users", error, _ ("There are two users named “%s”"),
                                         username);
    }
  return TRUE;
}

static gboolean
check_items (GListStore *items, const char *name, const char **property, GError **error)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (items)); i++)
    {
      g_autoptr (SbxItemConfig) item = g_list_model_get_item (G_LIST_MODEL (items), i);

      if (!sbx_item_config_check (item, NULL, error))
        {
          if (property != NULL)
            *property = name;
          return FALSE;
        }
    }
  return TRUE;
}

/* Two would be one too many: which of them answers? */
static gboolean
check_handlers (SbxServerConfig *self, const char **property, GError **error)
{
  GListModel *handlers = G_LIST_MODEL (sbx_server_config_get_handlers (self));
  g_autoptr (GHashTable) requests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (!check_items (sbx_server_config_get_handlers (self), "handlers", property, error))
    return FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (handlers); i++)
    {
      g_autoptr (SbxHandlerConfig) handler = g_list_model_get_item (handlers, i);
      const char *request = sbx_handler_config_get_request (handler);

      if (sbx_handler_config_get_enabled (handler) && !g_hash_table_add (requests, g_strdup (request)))
        return sbx_item_config_complain (property, "handlers", error,
                                         _ ("“%s” has two handlers: turn one of them off"), request);
    }
  return TRUE;
}

gboolean
sbx_server_config_check_items (SbxServerConfig *self, const char **property, GError **error)
{
  return check_handlers (self, property, error) &&
         check_items (sbx_server_config_get_timers (self), "events", property, error);
}

static gboolean
check_tls (SbxEndpointConfig *config, const char **property, GError **error)
{
  static const char *const words[] = { "self-signed", "files", NULL };

  if (!sbx_endpoint_config_check_word (config, "tls", words, property, error))
    return FALSE;
  if (!g_str_equal (sbx_endpoint_config_get_string (config, "tls"), "files"))
    return TRUE;
  if (*sbx_endpoint_config_get_string (config, "certificate-file") == '\0')
    return sbx_item_config_complain (property, "certificate-file", error,
                                     _ ("Choose the file with the server’s certificate"));
  return TRUE;
}

static gboolean
sbx_server_config_check (SbxItemConfig *item, const char **property, GError **error)
{
  static const char *const validations[] = { "off", "payloads", "answers", NULL };
  SbxServerConfig *self = SBX_SERVER_CONFIG (item);
  SbxEndpointConfig *config = SBX_ENDPOINT_CONFIG (item);
  guint64 message_size = sbx_endpoint_config_get_uint64 (config, "max-message-size");
  guint64 queue_size = sbx_endpoint_config_get_uint64 (config, "max-queue-size");

  if (!SBX_ITEM_CONFIG_CLASS (sbx_server_config_parent_class)->check (item, property, error))
    return FALSE;
  if (queue_size < message_size)
    return sbx_item_config_complain (property, "max-queue-size", error,
                                     _ (
                                       "A message of the largest size does not fit into the outgoing queue"));

  return check_reach (config, property, error) && check_capabilities (config, property, error) &&
         check_origins (config, property, error) &&
         sbx_endpoint_config_check_choice (config, "dialect", MBM_TYPE_SERVER_DIALECT, property, error) &&
         sbx_endpoint_config_check_word (config, "validate", validations, property, error) &&
         check_tls (config, property, error) && check_users (self, property, error) &&
         sbx_server_config_check_items (self, property, error);
}

static void
sbx_server_config_class_init (SbxServerConfigClass *klass)
{
  SbxEndpointConfigClass *config_class = SBX_ENDPOINT_CONFIG_CLASS (klass);

  SBX_ITEM_CONFIG_CLASS (klass)->check = sbx_server_config_check;

  sbx_endpoint_config_class_add_string (config_class, "server-id", "");
  sbx_endpoint_config_class_add_string (config_class, "version", "1.0.0");
  sbx_endpoint_config_class_add_uint (config_class, "heartbeat-interval", 0, MBM_DEFAULT_HEARTBEAT_INTERVAL);
  sbx_endpoint_config_class_add_uint (config_class, "client-timeout", 0, MBM_DEFAULT_CLIENT_TIMEOUT);
  sbx_endpoint_config_class_add_uint (config_class, "max-clients", 1, MBM_DEFAULT_MAX_CLIENTS);
  sbx_endpoint_config_class_add_strv (config_class, "capabilities");
  sbx_endpoint_config_class_add_boolean (config_class, "require-registration", TRUE);
  sbx_endpoint_config_class_add_boolean (config_class, "announce-clients", TRUE);
  sbx_endpoint_config_class_add_boolean (config_class, "system-broadcast", FALSE);
  sbx_endpoint_config_class_add_string (config_class, "dialect", "auto");
  sbx_endpoint_config_class_add_boolean (config_class, "allow-remote", FALSE);
  sbx_endpoint_config_class_add_strv (config_class, "allowed-origins");
  sbx_endpoint_config_class_add_uint64 (config_class, "max-message-size", 1024, MBM_DEFAULT_MAX_MESSAGE_SIZE);
  sbx_endpoint_config_class_add_uint (config_class, "handshake-timeout", 1, MBM_DEFAULT_HANDSHAKE_TIMEOUT);
  sbx_endpoint_config_class_add_uint (config_class, "max-unregistered", 1, MBM_DEFAULT_MAX_UNREGISTERED);
  sbx_endpoint_config_class_add_uint64 (config_class, "max-queue-size", 1024, MBM_DEFAULT_MAX_QUEUE_SIZE);
  sbx_endpoint_config_class_add_boolean (config_class, "demo", FALSE);
  sbx_endpoint_config_class_add_string (config_class, "validate", "off");
  sbx_endpoint_config_class_add_boolean (config_class, "enforce-access", FALSE);
  sbx_endpoint_config_class_add_string (config_class, "tls", "self-signed");
  sbx_endpoint_config_class_add_string (config_class, "certificate-file", "");
  sbx_endpoint_config_class_add_string (config_class, "key-file", "");
  sbx_endpoint_config_class_add_string (config_class, "client-ca-file", "");
  sbx_endpoint_config_class_add_uint (config_class, "seed", 0, 0);
  sbx_endpoint_config_class_add_list (config_class, "users");
  sbx_endpoint_config_class_add_list (config_class, "handlers");
  sbx_endpoint_config_class_add_list (config_class, "events");
  sbx_endpoint_config_class_add_alarms (config_class);
}

static void
sbx_server_config_init (SbxServerConfig *self)
{
  sbx_endpoint_config_init_list (SBX_ENDPOINT_CONFIG (self), "users", SBX_TYPE_USER_CONFIG);
  sbx_endpoint_config_init_list (SBX_ENDPOINT_CONFIG (self), "handlers", SBX_TYPE_HANDLER_CONFIG);
  sbx_endpoint_config_init_list (SBX_ENDPOINT_CONFIG (self), "events", SBX_TYPE_TIMER_CONFIG);
  sbx_endpoint_config_init_alarms (SBX_ENDPOINT_CONFIG (self));
}

/**
 * sbx_server_config_new:
 *
 * Returns: (transfer full): a config with everything at its default, a new id and no address
 */
SbxServerConfig *
sbx_server_config_new (void)
{
  return g_object_new (SBX_TYPE_SERVER_CONFIG, NULL);
}

/**
 * sbx_server_config_get_users:
 *
 * Returns: (transfer none): who can log in, to be changed in place
 */
GListStore *
sbx_server_config_get_users (SbxServerConfig *self)
{
  g_return_val_if_fail (SBX_IS_SERVER_CONFIG (self), NULL);

  return sbx_endpoint_config_get_list (SBX_ENDPOINT_CONFIG (self), "users");
}

/**
 * sbx_server_config_get_handlers:
 *
 * Returns: (transfer none): SbxHandlerConfig: how it answers requests, to be changed in place
 */
GListStore *
sbx_server_config_get_handlers (SbxServerConfig *self)
{
  g_return_val_if_fail (SBX_IS_SERVER_CONFIG (self), NULL);

  return sbx_endpoint_config_get_list (SBX_ENDPOINT_CONFIG (self), "handlers");
}

/**
 * sbx_server_config_get_timers:
 *
 * Returns: (transfer none): SbxTimerConfig: the events that it emits by itself, to be changed in place
 */
GListStore *
sbx_server_config_get_timers (SbxServerConfig *self)
{
  g_return_val_if_fail (SBX_IS_SERVER_CONFIG (self), NULL);

  return sbx_endpoint_config_get_list (SBX_ENDPOINT_CONFIG (self), "events");
}
