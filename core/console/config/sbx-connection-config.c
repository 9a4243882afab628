/* sbx-connection-config.c — what is kept of a connection in the workspace
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-client.h"
#include "mbm-enum-types.h"
#include "mbm-server.h"

#include "sbx-endpoint-config-private.h"

struct _SbxConnectionConfig
{
  SbxEndpointConfig parent_instance;
};

G_DEFINE_FINAL_TYPE (SbxConnectionConfig, sbx_connection_config, SBX_TYPE_ENDPOINT_CONFIG)

/* What may be in the name of a header: RFC 9110's tchar. */
#define HEADER_NAME_CHARS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~"

/**
 * sbx_header_is_secret:
 * @header: `Name: value`, or the name alone
 *
 * Returns: whether a header of that name carries a secret: it is Authorization, Proxy-Authorization or
 * Cookie, or speaks of a token, secret, password or API key
 */
gboolean
sbx_header_is_secret (const char *header)
{
  static const char *const words[] = { "authorization", "cookie", "token",   "secret",
                                       "password",      "apikey", "api-key", "api_key" };
  g_autofree char *name = NULL;

  g_return_val_if_fail (header != NULL, FALSE);

  name = g_ascii_strdown (header, strcspn (header, ":"));
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (strstr (name, words[i]) != NULL)
        return TRUE;
    }
  return FALSE;
}

static gboolean
check_headers (SbxEndpointConfig *config, const char **property, GError **error)
{
  const char *const *headers = sbx_endpoint_config_get_strv (config, "headers");

  for (gsize i = 0; headers[i] != NULL; i++)
    {
      gsize length = strspn (headers[i], HEADER_NAME_CHARS);

      if (length == 0 || headers[i][length] != ':')
        return sbx_item_config_complain (property, "headers", error,
                                         _ ("A header is written as “Name: value”"));
      if (strpbrk (headers[i], "\r\n") != NULL)
        return sbx_item_config_complain (property, "headers", error,
                                         _ ("The header “%.*s” must be on one line"), (int) length,
                                         headers[i]);
    }
  return TRUE;
}

static gboolean
check_metadata (SbxEndpointConfig *config, const char **property, GError **error)
{
  const char *metadata = sbx_endpoint_config_get_string (config, "metadata");
  g_autoptr (GError) local_error = NULL;

  if (metadata == NULL || *metadata == '\0')
    return TRUE;
  if (!mbm_json_check (metadata, -1, &local_error))
    return sbx_item_config_complain (property, "metadata", error, "%s", local_error->message);
  if (mbm_json_value_get_type (mbm_json_value (metadata, -1)) != MBM_JSON_OBJECT)
    return sbx_item_config_complain (property, "metadata", error,
                                     _ ("Metadata is a JSON object such as {\"region\": \"eu\"}"));
  return TRUE;
}

/* Each is right by itself, and there is one for a name. */
static gboolean
check_replies (SbxConnectionConfig *self, const char **property, GError **error)
{
  GListModel *replies = G_LIST_MODEL (sbx_connection_config_get_replies (self));
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < g_list_model_get_n_items (replies); i++)
    {
      g_autoptr (SbxReplyConfig) reply = g_list_model_get_item (replies, i);
      const char *request = sbx_reply_config_get_request (reply);
      g_autoptr (GError) fault = NULL;

      if (!sbx_item_config_check (SBX_ITEM_CONFIG (reply), NULL, &fault))
        return sbx_item_config_complain (property, "replies", error, "%s", fault->message);
      if (!g_hash_table_add (names, (char *) request))
        return sbx_item_config_complain (property, "replies", error, _ ("There are two replies to “%s”"),
                                         request);
    }
  return TRUE;
}

/* What else is in it is looked at when somebody logs in. */
static gboolean
check_login (SbxEndpointConfig *config, const char **property, GError **error)
{
  const char *login = sbx_endpoint_config_get_string (config, "login");
  g_autofree char *request = NULL;
  MbmJsonValue value;

  if (login == NULL)
    return TRUE;
  if (!mbm_json_check (login, -1, NULL) ||
      mbm_json_value_get_type (mbm_json_value (login, -1)) != MBM_JSON_OBJECT)
    return sbx_item_config_complain (property, "login", error, _ ("The login is no JSON object"));
  if (mbm_json_value_get_member (mbm_json_value (login, -1), "request", &value))
    request = mbm_json_value_dup_string (value);
  if (request == NULL || *request == '\0')
    return sbx_item_config_complain (property, "login", error, _ ("The login names no request"));
  return TRUE;
}

static gboolean
check_trust (SbxEndpointConfig *config, const char **property, GError **error)
{
  const char *fingerprint = sbx_endpoint_config_get_string (config, "trusted-fingerprint");
  guint n_digits = 0;

  if (*sbx_endpoint_config_get_string (config, "client-key-file") != '\0' &&
      *sbx_endpoint_config_get_string (config, "client-certificate-file") == '\0')
    return sbx_item_config_complain (property, "client-certificate-file", error,
                                     _ ("A private key is of no use without its certificate"));

  for (const char *c = fingerprint; *c != '\0'; c++)
    if (g_ascii_isxdigit (*c))
      n_digits++;
    else if (*c != ':' && *c != '-' && !g_ascii_isspace (*c))
      n_digits = G_MAXUINT16;
  if (n_digits != 0 && n_digits != 64)
    return sbx_item_config_complain (
      property, "trusted-fingerprint", error,
      _ ("This is no fingerprint: enter the 64 hexadecimal digits of the certificate’s SHA-256 sum"));
  return TRUE;
}

static gboolean
sbx_connection_config_check (SbxItemConfig *item, const char **property, GError **error)
{
  SbxEndpointConfig *config = SBX_ENDPOINT_CONFIG (item);

  if (!SBX_ITEM_CONFIG_CLASS (sbx_connection_config_parent_class)->check (item, property, error))
    return FALSE;
  if (g_strv_contains (sbx_endpoint_config_get_strv (config, "capabilities"), ""))
    return sbx_item_config_complain (property, "capabilities", error, _ ("A capability has no name"));

  return check_trust (config, property, error) && check_metadata (config, property, error) &&
         check_headers (config, property, error) && check_login (config, property, error) &&
         check_replies (SBX_CONNECTION_CONFIG (config), property, error) &&
         sbx_endpoint_config_check_choice (config, "dialect", MBM_TYPE_DIALECT, property, error);
}

static void
sbx_connection_config_class_init (SbxConnectionConfigClass *klass)
{
  SbxEndpointConfigClass *config_class = SBX_ENDPOINT_CONFIG_CLASS (klass);

  SBX_ITEM_CONFIG_CLASS (klass)->check = sbx_connection_config_check;

  sbx_endpoint_config_class_add_string (config_class, "client-id", "");
  sbx_endpoint_config_class_add_string (config_class, "client-type", "signalbox");
  sbx_endpoint_config_class_add_strv (config_class, "capabilities");
  sbx_endpoint_config_class_add_json (config_class, "metadata");
  sbx_endpoint_config_class_add_boolean (config_class, "auto-reconnect", TRUE);
  sbx_endpoint_config_class_add_uint (config_class, "reconnect-interval", 1, MBM_DEFAULT_RECONNECT_INTERVAL);
  sbx_endpoint_config_class_add_uint (config_class, "heartbeat-interval", 0, MBM_DEFAULT_HEARTBEAT_INTERVAL);
  sbx_endpoint_config_class_add_uint (config_class, "request-timeout", 1, MBM_DEFAULT_REQUEST_TIMEOUT);
  sbx_endpoint_config_class_add_boolean (config_class, "register", TRUE);
  sbx_endpoint_config_class_add_string (config_class, "dialect", "messaging");
  sbx_endpoint_config_class_add_headers (config_class, "headers");
  sbx_endpoint_config_class_add_uint64 (config_class, "max-message-size", 1024, MBM_DEFAULT_MAX_MESSAGE_SIZE);
  sbx_endpoint_config_class_add_uint (config_class, "handshake-timeout", 1, MBM_DEFAULT_HANDSHAKE_TIMEOUT);
  sbx_endpoint_config_class_add_string (config_class, "username", "");
  sbx_endpoint_config_class_add_json (config_class, "login");
  sbx_endpoint_config_class_add_boolean (config_class, "renew-login", TRUE);
  sbx_endpoint_config_class_add_string (config_class, "ca-file", "");
  sbx_endpoint_config_class_add_string (config_class, "client-certificate-file", "");
  sbx_endpoint_config_class_add_string (config_class, "client-key-file", "");
  sbx_endpoint_config_class_add_string (config_class, "trusted-fingerprint", "");
  sbx_endpoint_config_class_add_alarms (config_class);
  sbx_endpoint_config_class_add_list (config_class, "replies");
}

static void
sbx_connection_config_init (SbxConnectionConfig *self)
{
  sbx_endpoint_config_init_alarms (SBX_ENDPOINT_CONFIG (self));
  sbx_endpoint_config_init_list (SBX_ENDPOINT_CONFIG (self), "replies", SBX_TYPE_REPLY_CONFIG);
}

/**
 * sbx_connection_config_new:
 *
 * Returns: (transfer full): a config with everything at its default, a new id and no address
 */
SbxConnectionConfig *
sbx_connection_config_new (void)
{
  return g_object_new (SBX_TYPE_CONNECTION_CONFIG, NULL);
}

/**
 * sbx_connection_config_get_replies:
 *
 * Returns: (transfer none): SbxReplyConfig: how requests of the service are answered, to be changed in place
 */
GListStore *
sbx_connection_config_get_replies (SbxConnectionConfig *self)
{
  g_return_val_if_fail (SBX_IS_CONNECTION_CONFIG (self), NULL);

  return sbx_endpoint_config_get_list (SBX_ENDPOINT_CONFIG (self), "replies");
}
