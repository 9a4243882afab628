/* sbx-connection.c — a connection to a service, as the main thread sees it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-connection-private.h"
#include "sbx-endpoint-config-private.h"

#define MAX_HISTORY 200

G_DEFINE_FINAL_TYPE (SbxConnection, sbx_connection, SBX_TYPE_ENDPOINT)

static void
on_backend_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SbxConnection *self = SBX_CONNECTION (source);
  GError *error = NULL;
  gboolean connected = g_task_propagate_boolean (G_TASK (result), &error);

  sbx_endpoint_return_start (SBX_ENDPOINT (self), user_data, error);
  if (connected && sbx_endpoint_get_state (SBX_ENDPOINT (self)) == SBX_ENDPOINT_RUNNING)
    sbx_connection_log_in_again (self);
}

static void
on_headers_filled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SbxEndpointConfig *config = SBX_ENDPOINT_CONFIG (source);
  GTask *inner = user_data;
  SbxConnectionArgs *args;
  GError *error = NULL;

  if (!sbx_connection_fill_headers_finish (config, result, &error))
    {
      g_task_return_error (inner, error);
      g_object_unref (inner);
      return;
    }

  args = sbx_connection_args_new (NULL);
  args->config = g_object_ref (SBX_CONNECTION_CONFIG (config));
  sbx_endpoint_call (g_task_get_source_object (inner), inner, sbx_connection_backend_connect, args,
                     sbx_connection_args_free);
}

static void
sbx_connection_start (SbxEndpoint *endpoint, GTask *task)
{
  GCancellable *attempt = sbx_endpoint_get_attempt (endpoint);
  GTask *inner = g_task_new (endpoint, attempt, on_backend_connected, task);
  g_autoptr (SbxEndpointConfig) config = sbx_endpoint_config_copy (sbx_endpoint_get_config (endpoint));

  g_task_set_source_tag (inner, sbx_connection_start);
  sbx_endpoint_config_resolve_files (config, sbx_shapes_get_directory (sbx_endpoint_get_shapes (endpoint)));
  sbx_connection_mask_login (SBX_CONNECTION (endpoint), NULL);
  sbx_connection_forget_refusals (SBX_CONNECTION (endpoint));
  sbx_connection_fill_headers_async (config, sbx_endpoint_get_secrets (endpoint), attempt, on_headers_filled,
                                     inner);
}

static void
on_backend_disconnected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SbxConnection *self = SBX_CONNECTION (source);

  g_task_propagate_boolean (G_TASK (result), NULL);
  g_list_store_remove_all (self->subscriptions);
  sbx_endpoint_return_stop (SBX_ENDPOINT (source), user_data);
}

static void
sbx_connection_stop (SbxEndpoint *endpoint, GTask *task)
{
  GTask *inner = g_task_new (endpoint, NULL, on_backend_disconnected, task);

  g_task_set_source_tag (inner, sbx_connection_stop);
  sbx_endpoint_call (endpoint, inner, sbx_connection_backend_disconnect, NULL, NULL);
}

static void
sbx_connection_config_changed (SbxEndpoint *endpoint)
{
  SbxEndpointConfig *config = sbx_endpoint_get_config (endpoint);
  SbxConnectionArgs *args;
  GTask *task;

  sbx_connection_mask_login (SBX_CONNECTION (endpoint), NULL);
  sbx_connection_update_renewal (SBX_CONNECTION (endpoint));
  sbx_connection_keep_headers (config, sbx_endpoint_get_secrets (endpoint));
  if (!sbx_endpoint_get_active (endpoint))
    return;

  args = sbx_connection_args_new (NULL);
  args->config = SBX_CONNECTION_CONFIG (sbx_endpoint_config_copy (config));
  task = g_task_new (endpoint, NULL, NULL, NULL);
  g_task_set_source_tag (task, sbx_connection_config_changed);
  sbx_endpoint_call (endpoint, task, sbx_connection_backend_apply, args, sbx_connection_args_free);
}

static void
sbx_connection_tick (SbxEndpoint *endpoint)
{
  SbxConnection *self = SBX_CONNECTION (endpoint);
  gint64 now = g_get_real_time ();

  sbx_connection_show_countdown (self);
  if (self->server != NULL)
    sbx_peer_tick (self->server, now);
  if (self->own != NULL)
    sbx_peer_tick (self->own, now);
}

static GListModel *
sbx_connection_get_peers (SbxEndpoint *endpoint)
{
  return G_LIST_MODEL (SBX_CONNECTION (endpoint)->peers);
}

static const char *
sbx_connection_get_default_text (SbxEndpoint *endpoint, SbxEndpointState state)
{
  switch (state)
    {
    case SBX_ENDPOINT_STARTING:
      return C_ ("connection", "Connecting…");
    case SBX_ENDPOINT_RUNNING:
      return C_ ("connection", "Connected");
    case SBX_ENDPOINT_RECONNECTING:
      return C_ ("connection", "Reconnecting…");
    case SBX_ENDPOINT_STOPPING:
      return C_ ("connection", "Disconnecting…");
    case SBX_ENDPOINT_FAILED:
      return C_ ("connection", "Failed");
    case SBX_ENDPOINT_STOPPED:
    default:
      return C_ ("connection", "Disconnected");
    }
}

static void
on_state_changed (SbxConnection *self, GParamSpec *pspec, gpointer user_data)
{
  SbxEndpoint *endpoint = SBX_ENDPOINT (self);
  SbxEndpointState state = sbx_endpoint_get_state (endpoint);
  const char *words = sbx_connection_get_default_text (endpoint, state);
  const char *reason = sbx_endpoint_get_error_message (endpoint);
  g_autoptr (SbxStateChange) change = NULL;
  g_autofree char *text = NULL;
  guint n;

  if (reason != NULL && (state == SBX_ENDPOINT_FAILED || state == SBX_ENDPOINT_RECONNECTING))
    text = g_strdup_printf ("%s %s", words, reason);
  else
    text = g_strdup (words);

  change = sbx_state_change_new (state, text, sbx_endpoint_get_since (endpoint));
  g_list_store_insert (self->history, 0, change);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->history));
  if (n > MAX_HISTORY)
    g_list_store_splice (self->history, MAX_HISTORY, n - MAX_HISTORY, NULL, 0);
}

static void
sbx_connection_dispose (GObject *object)
{
  SbxConnection *self = SBX_CONNECTION (object);

  sbx_connection_clear_renewal (self);
  G_OBJECT_CLASS (sbx_connection_parent_class)->dispose (object);

  g_clear_object (&self->history);
  g_clear_object (&self->subscriptions);
  g_clear_object (&self->questions);
  g_clear_object (&self->peers);
  g_clear_object (&self->server);
  g_clear_object (&self->own);
}

static void
sbx_connection_finalize (GObject *object)
{
  SbxConnection *self = SBX_CONNECTION (object);

  g_array_unref (self->pings);
  g_free (self->known.client_id);
  g_free (self->known.connection_id);
  g_free (self->known.server_id);
  g_free (self->known.user);
  g_free (self->known.user_id);
  g_strfreev (self->known.roles);
  g_free (self->server_version);
  g_strfreev (self->server_capabilities);
  g_free (self->login_error);
  g_free (self->untrusted);
  g_free (self->remembered);

  G_OBJECT_CLASS (sbx_connection_parent_class)->finalize (object);
}

static void
sbx_connection_class_init (SbxConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SbxEndpointClass *endpoint_class = SBX_ENDPOINT_CLASS (klass);

  object_class->dispose = sbx_connection_dispose;
  object_class->finalize = sbx_connection_finalize;
  endpoint_class->backend_type = SBX_TYPE_CONNECTION_BACKEND;
  endpoint_class->start = sbx_connection_start;
  endpoint_class->stop = sbx_connection_stop;
  endpoint_class->config_changed = sbx_connection_config_changed;
  endpoint_class->tick = sbx_connection_tick;
  endpoint_class->get_peers = sbx_connection_get_peers;
  endpoint_class->get_default_text = sbx_connection_get_default_text;

  sbx_connection_install_properties (object_class);
}

static void
sbx_connection_init (SbxConnection *self)
{
  self->history = g_list_store_new (SBX_TYPE_STATE_CHANGE);
  self->subscriptions = g_list_store_new (SBX_TYPE_SUBSCRIPTION);
  self->questions = g_list_store_new (SBX_TYPE_QUESTION);
  self->peers = g_list_store_new (SBX_TYPE_PEER);
  self->pings = g_array_new (FALSE, FALSE, sizeof (SbxPing));
  self->server_capabilities = g_new0 (char *, 1);
  self->known.roles = g_new0 (char *, 1);
  self->server_uptime = -1;
  self->server_clients = -1;
  self->last_ping = -1;

  g_signal_connect (self, "notify::state", G_CALLBACK (on_state_changed), NULL);
}

/**
 * sbx_connection_get_history:
 *
 * Returns: (transfer none): GListModel of SbxStateChange, newest first: the last 200
 */
GListModel *
sbx_connection_get_history (SbxConnection *self)
{
  g_return_val_if_fail (SBX_IS_CONNECTION (self), NULL);

  return G_LIST_MODEL (self->history);
}

/**
 * sbx_connection_get_subscriptions:
 *
 * Returns: (transfer none): GListModel of SbxSubscription: those that the connection holds; kept over a
 * reconnect, gone after a disconnect
 */
GListModel *
sbx_connection_get_subscriptions (SbxConnection *self)
{
  g_return_val_if_fail (SBX_IS_CONNECTION (self), NULL);

  return G_LIST_MODEL (self->subscriptions);
}

/**
 * sbx_connection_get_questions:
 *
 * Returns: (transfer none): GListModel of SbxQuestion, oldest first: what the service asked and the user is
 * to answer; each goes when it is answered, or nobody waits any more
 */
GListModel *
sbx_connection_get_questions (SbxConnection *self)
{
  g_return_val_if_fail (SBX_IS_CONNECTION (self), NULL);

  return G_LIST_MODEL (self->questions);
}

/**
 * sbx_connection_dup_pings:
 *
 * Returns: (transfer full) (element-type SbxPing): the last 300 round trips, newest last
 */
GArray *
sbx_connection_dup_pings (SbxConnection *self)
{
  g_return_val_if_fail (SBX_IS_CONNECTION (self), NULL);

  return g_array_copy (self->pings);
}
