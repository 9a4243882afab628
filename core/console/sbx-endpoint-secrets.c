/* sbx-endpoint-secrets.c — what of an endpoint is kept with the secrets
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-connection-private.h"
#include "sbx-endpoint-config-private.h"
#include "sbx-server-private.h"

/* @key: (transfer full) */
static void
forget (SbxSecrets *secrets, char *key)
{
  sbx_secrets_store_async (secrets, key, "", NULL, NULL, NULL, NULL);
  g_free (key);
}

static void
forget_users (SbxServerConfig *config, SbxSecrets *secrets)
{
  const char *id = sbx_endpoint_config_get_id (SBX_ENDPOINT_CONFIG (config));
  GListModel *users = G_LIST_MODEL (sbx_server_config_get_users (config));

  for (guint i = 0; i < g_list_model_get_n_items (users); i++)
    {
      g_autoptr (SbxUserConfig) user = g_list_model_get_item (users, i);

      forget (secrets, sbx_server_dup_user_key (id, sbx_user_config_get_username (user)));
    }
}

static void
forget_account (SbxEndpointConfig *config, SbxSecrets *secrets)
{
  const char *id = sbx_endpoint_config_get_id (config);
  const char *const *headers = sbx_endpoint_config_get_strv (config, "headers");

  forget (secrets, sbx_connection_dup_key (id, "password"));
  forget (secrets, sbx_connection_dup_key (id, "token"));
  forget (secrets, sbx_connection_dup_key (id, "payload"));
  for (gsize i = 0; headers[i] != NULL; i++)
    {
      if (sbx_header_is_secret (headers[i]))
        forget (secrets, sbx_connection_dup_header_key (id, headers[i]));
    }
}

void
sbx_endpoint_forget_secrets (SbxEndpoint *self)
{
  SbxEndpointConfig *config = sbx_endpoint_get_config (self);
  SbxSecrets *secrets = sbx_endpoint_get_secrets (self);

  if (SBX_IS_SERVER_CONFIG (config))
    forget_users (SBX_SERVER_CONFIG (config), secrets);
  else
    forget_account (config, secrets);
}
