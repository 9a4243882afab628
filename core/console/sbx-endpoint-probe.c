/* sbx-endpoint-probe.c — a probe of what an endpoint talks to, or is
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-endpoint-probe.h"

#include "mbm-certificate.h"
#include "mbm-enum-types.h"
#include "sbx-connection-private.h"
#include "sbx-endpoint-config-private.h"
#include "sbx-endpoint-private.h"
#include "sbx-server.h"

/* A request of the demo's that changes nothing. */
#define DEMO_REQUEST "calculateTotal"
#define DEMO_PAYLOAD "{\"items\":[{\"price\":2}]}"

static void
set_text (SbxProbe *probe, const char *property, const char *text)
{
  if (*text != '\0')
    g_object_set (probe, property, text, NULL);
}

static void
finish (GTask *task, SbxProbe *probe)
{
  g_task_return_pointer (task, g_object_ref (probe), g_object_unref);
  g_object_unref (task);
}

/* --- of a connection's service -------------------------------------------------- */

static void
on_password_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SbxProbe *probe = g_task_get_task_data (task);
  char *password = sbx_secrets_lookup_finish (SBX_SECRETS (source), result, NULL);

  g_object_set (probe, "password", password, NULL);
  sbx_secrets_free_secret (password);
  finish (task, probe);
}

static void
on_headers_filled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SbxEndpointConfig *config = SBX_ENDPOINT_CONFIG (source);
  GTask *task = user_data;
  SbxEndpoint *self = g_task_get_source_object (task);
  SbxProbe *probe = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *key = NULL;

  if (!sbx_connection_fill_headers_finish (config, result, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  g_object_set (probe, "headers", sbx_endpoint_config_get_strv (config, "headers"), NULL);
  if (*sbx_endpoint_config_get_string (config, "username") == '\0')
    {
      finish (task, probe);
      return;
    }

  g_object_set (probe, "username", sbx_endpoint_config_get_string (config, "username"), NULL);
  key = sbx_connection_dup_key (sbx_endpoint_config_get_id (config), "password");
  sbx_secrets_lookup_async (sbx_endpoint_get_secrets (self), key, g_task_get_cancellable (task),
                            on_password_found, task);
}

static void
set_up_for_connection (SbxEndpoint *self, SbxProbe *probe, SbxEndpointConfig *config)
{
  const char *certificate_file = sbx_endpoint_config_get_string (config, "client-certificate-file");
  const char *key_file = sbx_endpoint_config_get_string (config, "client-key-file");
  g_autoptr (GTlsCertificate) certificate = NULL;

  g_object_set (probe, "registers", sbx_endpoint_config_get_boolean (config, "register"), "dialect",
                sbx_endpoint_config_get_choice (config, "dialect", MBM_TYPE_DIALECT), NULL);
  set_text (probe, "ca-file", sbx_endpoint_config_get_string (config, "ca-file"));
  set_text (probe, "trusted-fingerprint", sbx_endpoint_config_get_string (config, "trusted-fingerprint"));

  /* One that cannot be read is the connection's trouble, and is told there. */
  if (*certificate_file != '\0')
    certificate = mbm_certificate_load (certificate_file, *key_file != '\0' ? key_file : NULL, NULL);
  g_object_set (probe, "certificate", certificate, NULL);
}

/* --- of a server ------------------------------------------------------------------- */

static void
set_up_for_server (SbxEndpoint *self, SbxProbe *probe, SbxEndpointConfig *config)
{
  gboolean is_magic = g_str_equal (sbx_endpoint_config_get_string (config, "dialect"), "magic-server");
  g_autofree char *fingerprint = NULL;

  g_object_set (probe, "registers", sbx_endpoint_config_get_boolean (config, "require-registration"),
                "max-message-size", sbx_endpoint_config_get_uint64 (config, "max-message-size"), "dialect",
                is_magic ? MBM_DIALECT_MAGIC_SERVER : MBM_DIALECT_MESSAGING, NULL);
  if (sbx_endpoint_config_get_boolean (config, "demo"))
    g_object_set (probe, "request-name", DEMO_REQUEST, "request-payload", DEMO_PAYLOAD, NULL);

  /* Whoever signed it: it is ours. */
  g_object_get (self, "fingerprint", &fingerprint, NULL);
  g_object_set (probe, "trusted-fingerprint", fingerprint, NULL);
}

/**
 * sbx_endpoint_make_probe_async:
 *
 * Makes a probe that has not run: of the service that a connection talks to, as the connection does, with its
 * headers, certificates and the login that is remembered; or of a server. It has the endpoint's contract. The
 * probe has connections of its own: the endpoint needs not be active, and knows nothing of it.
 */
void
sbx_endpoint_make_probe_async (SbxEndpoint *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (SbxEndpointConfig) config = NULL;
  SbxProbe *probe;
  GTask *task;

  g_return_if_fail (SBX_IS_ENDPOINT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sbx_endpoint_make_probe_async);
  config = sbx_endpoint_config_copy (sbx_endpoint_get_config (self));
  sbx_endpoint_config_resolve_files (config, sbx_shapes_get_directory (sbx_endpoint_get_shapes (self)));
  probe = sbx_probe_new (sbx_endpoint_get_address (self));
  g_task_set_task_data (task, probe, g_object_unref);
  g_object_set (probe, "contract", sbx_shapes_get_contract (sbx_endpoint_get_shapes (self)), NULL);

  if (SBX_IS_SERVER (self))
    {
      set_up_for_server (self, probe, config);
      finish (task, probe);
      return;
    }
  set_up_for_connection (self, probe, config);
  sbx_connection_fill_headers_async (config, sbx_endpoint_get_secrets (self), cancellable, on_headers_filled,
                                     task);
}

/**
 * sbx_endpoint_make_probe_finish:
 *
 * Returns: (transfer full): a probe, or %NULL with an error: the keyring did not give a header's value
 */
SbxProbe *
sbx_endpoint_make_probe_finish (SbxEndpoint *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
