/* sbx-connection-setup.c — a client as the workspace describes it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "mbm-certificate.h"
#include "mbm-enum-types.h"
#include "sbx-connection-setup-private.h"
#include "sbx-endpoint-config-private.h"

static MbmClient *
make (SbxEndpointConfig *config)
{
  const char *id = sbx_endpoint_config_get_string (config, "client-id");
  const char *metadata = sbx_endpoint_config_get_string (config, "metadata");
  MbmClient *client = mbm_client_new (*id != '\0' ? id : NULL);
  g_autoptr (GBytes) bytes = metadata != NULL ? g_bytes_new (metadata, strlen (metadata)) : NULL;

  g_object_set (client, "client-type", sbx_endpoint_config_get_string (config, "client-type"), "capabilities",
                sbx_endpoint_config_get_strv (config, "capabilities"), "metadata", bytes, "register",
                sbx_endpoint_config_get_boolean (config, "register"), "dialect",
                sbx_endpoint_config_get_choice (config, "dialect", MBM_TYPE_DIALECT), "headers",
                sbx_endpoint_config_get_strv (config, "headers"), "max-message-size",
                sbx_endpoint_config_get_uint64 (config, "max-message-size"), "handshake-timeout",
                sbx_endpoint_config_get_uint (config, "handshake-timeout"), NULL);
  return client;
}

/* Reads files: some milliseconds. */
static gboolean
set_trust (MbmClient *client, SbxEndpointConfig *config, GError **error)
{
  const char *file = sbx_endpoint_config_get_string (config, "client-certificate-file");
  const char *key = sbx_endpoint_config_get_string (config, "client-key-file");
  g_autoptr (GTlsCertificate) certificate = NULL;

  if (*file != '\0')
    {
      certificate = mbm_certificate_load (file, *key != '\0' ? key : NULL, error);
      if (certificate == NULL)
        return FALSE;
    }

  g_object_set (client, "certificate", certificate, "ca-file",
                sbx_endpoint_config_get_string (config, "ca-file"), "trusted-fingerprint",
                sbx_endpoint_config_get_string (config, "trusted-fingerprint"), NULL);
  return TRUE;
}

MbmClient *
sbx_connection_setup_make (SbxConnectionConfig *config, GError **error)
{
  g_autoptr (MbmClient) client = make (SBX_ENDPOINT_CONFIG (config));

  if (!set_trust (client, SBX_ENDPOINT_CONFIG (config), error))
    return NULL;
  return g_steal_pointer (&client);
}
