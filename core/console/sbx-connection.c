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
#define MAX_PINGS   300

struct _SbxConnection
{
  SbxEndpoint parent_instance;

  GListStore *history;
  GListStore *subscriptions;
  GListStore *questions;
  GListStore *peers;
  SbxPeer *server; /* (nullable) */
  SbxPeer *own;    /* (nullable) */
  GArray *pings;

  SbxConnectionStatus known; /* texts are owned; what is not a property is not kept */
  char *server_version;
  char **server_capabilities;
  gint64 server_uptime;
  gint64 server_clients;
  char *login_error;
  char *untrusted;
  char *remembered; /* (nullable) */
  SbxRenewal renewal;
  gint64 last_ping;
};

enum
{
  PROP_0,
  PROP_CLIENT_ID,
  PROP_CONNECTION_ID,
  PROP_SERVER_ID,
  PROP_SERVER_VERSION,
  PROP_SERVER_CAPABILITIES,
  PROP_SERVER_UPTIME,
  PROP_SERVER_CLIENTS,
  PROP_LOGGED_IN,
  PROP_USER,
  PROP_USER_ID,
  PROP_ROLES,
  PROP_TOKEN_EXPIRES_AT,
  PROP_LOGIN_ERROR,
  PROP_UNTRUSTED_FINGERPRINT,
  PROP_REMEMBERED,
  PROP_RENEWS_AT,
  PROP_LAST_PING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxConnection, sbx_connection, SBX_TYPE_ENDPOINT)

static void
notify (SbxConnection *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_string (SbxConnection *self, char **field, const char *value, guint property)
{
  if (g_strcmp0 (*field, value) == 0)
    return;

  g_free (*field);
  *field = g_strdup (value);
  notify (self, property);
}

static void
set_int64 (SbxConnection *self, gint64 *field, gint64 value, guint property)
{
  if (*field == value)
    return;

  *field = value;
  notify (self, property);
}

static void
set_strv (SbxConnection *self, char ***field, char **value, guint property)
{
  static char *none[] = { NULL };

  if (value == NULL)
    value = none;
  if (*field != NULL && g_strv_equal ((const char *const *) *field, (const char *const *) value))
    return;

  g_strfreev (*field);
  *field = g_strdupv (value);
  notify (self, property);
}

static void
sbx_connection_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxConnection *self = SBX_CONNECTION (object);

  switch (prop_id)
    {
    case PROP_CLIENT_ID:
      g_value_set_string (value, self->known.client_id);
      break;
    case PROP_CONNECTION_ID:
      g_value_set_string (value, self->known.connection_id);
      break;
    case PROP_SERVER_ID:
      g_value_set_string (value, self->known.server_id);
      break;
    case PROP_SERVER_VERSION:
      g_value_set_string (value, self->server_version);
      break;
    case PROP_SERVER_CAPABILITIES:
      g_value_set_boxed (value, self->server_capabilities);
      break;
    case PROP_SERVER_UPTIME:
      g_value_set_int64 (value, self->server_uptime);
      break;
    case PROP_SERVER_CLIENTS:
      g_value_set_int64 (value, self->server_clients);
      break;
    case PROP_LOGGED_IN:
      g_value_set_boolean (value, self->known.user != NULL);
      break;
    case PROP_USER:
      g_value_set_string (value, self->known.user);
      break;
    case PROP_USER_ID:
      g_value_set_string (value, self->known.user_id);
      break;
    case PROP_ROLES:
      g_value_set_boxed (value, self->known.roles);
      break;
    case PROP_TOKEN_EXPIRES_AT:
      g_value_set_int64 (value, self->known.token_expires_at);
      break;
    case PROP_UNTRUSTED_FINGERPRINT:
      g_value_set_string (value, self->untrusted);
      break;
    case PROP_LOGIN_ERROR:
      g_value_set_string (value, self->login_error);
      break;
    case PROP_REMEMBERED:
      g_value_set_string (value, self->remembered);
      break;
    case PROP_RENEWS_AT:
      g_value_set_int64 (value, self->renewal.renews_at);
      break;
    case PROP_LAST_PING:
      g_value_set_int64 (value, self->last_ping);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

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
  sbx_connection_set_login_error (SBX_CONNECTION (endpoint), NULL);
  set_string (SBX_CONNECTION (endpoint), &SBX_CONNECTION (endpoint)->untrusted, NULL,
              PROP_UNTRUSTED_FINGERPRINT);
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
show_countdown (SbxConnection *self)
{
  gint64 left = self->known.retry_at - g_get_real_time ();
  g_autofree char *text = NULL;

  if (sbx_endpoint_get_state (SBX_ENDPOINT (self)) != SBX_ENDPOINT_RECONNECTING || left <= 0)
    {
      sbx_endpoint_set_state_text (SBX_ENDPOINT (self), NULL);
      return;
    }

  /* Translators: the state of a connection: seconds until the next attempt. */
  text = g_strdup_printf (_ ("Reconnecting in %d s"), (int) ((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC));
  sbx_endpoint_set_state_text (SBX_ENDPOINT (self), text);
}

static void
sbx_connection_tick (SbxEndpoint *endpoint)
{
  SbxConnection *self = SBX_CONNECTION (endpoint);
  gint64 now = g_get_real_time ();

  show_countdown (self);
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

#define READ_ONLY (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS)

static void
install_string (guint id, const char *name)
{
  properties[id] = g_param_spec_string (name, NULL, NULL, NULL, READ_ONLY);
}

static void
install_strv (guint id, const char *name)
{
  properties[id] = g_param_spec_boxed (name, NULL, NULL, G_TYPE_STRV, READ_ONLY);
}

static void
install_int64 (guint id, const char *name, gint64 minimum)
{
  properties[id] = g_param_spec_int64 (name, NULL, NULL, minimum, G_MAXINT64, minimum, READ_ONLY);
}

static void
sbx_connection_class_init (SbxConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SbxEndpointClass *endpoint_class = SBX_ENDPOINT_CLASS (klass);

  object_class->get_property = sbx_connection_get_property;
  object_class->dispose = sbx_connection_dispose;
  object_class->finalize = sbx_connection_finalize;
  endpoint_class->backend_type = SBX_TYPE_CONNECTION_BACKEND;
  endpoint_class->start = sbx_connection_start;
  endpoint_class->stop = sbx_connection_stop;
  endpoint_class->config_changed = sbx_connection_config_changed;
  endpoint_class->tick = sbx_connection_tick;
  endpoint_class->get_peers = sbx_connection_get_peers;
  endpoint_class->get_default_text = sbx_connection_get_default_text;

  install_string (PROP_CLIENT_ID, "client-id");
  install_string (PROP_CONNECTION_ID, "connection-id");
  install_string (PROP_SERVER_ID, "server-id");
  install_string (PROP_SERVER_VERSION, "server-version");
  install_strv (PROP_SERVER_CAPABILITIES, "server-capabilities");
  install_int64 (PROP_SERVER_UPTIME, "server-uptime", -1);
  install_int64 (PROP_SERVER_CLIENTS, "server-clients", -1);
  properties[PROP_LOGGED_IN] = g_param_spec_boolean ("logged-in", NULL, NULL, FALSE, READ_ONLY);
  install_string (PROP_USER, "user");
  install_string (PROP_USER_ID, "user-id");
  install_strv (PROP_ROLES, "roles");
  install_int64 (PROP_TOKEN_EXPIRES_AT, "token-expires-at", 0);
  install_string (PROP_LOGIN_ERROR, "login-error");
  install_string (PROP_UNTRUSTED_FINGERPRINT, "untrusted-fingerprint");
  install_string (PROP_REMEMBERED, "remembered");
  install_int64 (PROP_RENEWS_AT, "renews-at", 0);
  install_int64 (PROP_LAST_PING, "last-ping", -1);

  g_object_class_install_properties (object_class, N_PROPS, properties);
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

void
sbx_connection_set_login_error (SbxConnection *self, const char *words)
{
  set_string (self, &self->login_error, words, PROP_LOGIN_ERROR);
}

void
sbx_connection_set_remembered (SbxConnection *self, const char *what)
{
  set_string (self, &self->remembered, what, PROP_REMEMBERED);
  sbx_connection_update_renewal (self);
}

const char *
sbx_connection_get_remembered (SbxConnection *self)
{
  return self->remembered;
}

SbxRenewal *
sbx_connection_get_renewal (SbxConnection *self)
{
  return &self->renewal;
}

void
sbx_connection_set_renews_at (SbxConnection *self, gint64 renews_at)
{
  set_int64 (self, &self->renewal.renews_at, renews_at, PROP_RENEWS_AT);
}

static void
take_state (SbxConnection *self, const SbxConnectionStatus *status)
{
  SbxEndpoint *endpoint = SBX_ENDPOINT (self);

  /* What a start or stop that is under way comes to is said by its end. */
  if (sbx_endpoint_get_attempt (endpoint) != NULL ||
      sbx_endpoint_get_state (endpoint) == SBX_ENDPOINT_STOPPING)
    return;

  switch (status->status)
    {
    case MBM_CLIENT_CONNECTED:
      sbx_endpoint_set_error_message (endpoint, NULL);
      sbx_endpoint_set_state (endpoint, SBX_ENDPOINT_RUNNING, NULL);
      break;
    case MBM_CLIENT_RECONNECTING:
      sbx_endpoint_set_error_message (endpoint, status->error);
      sbx_endpoint_set_state (endpoint, SBX_ENDPOINT_RECONNECTING, NULL);
      break;
    case MBM_CLIENT_ERROR:
      sbx_endpoint_set_error_message (endpoint, status->error);
      sbx_endpoint_set_state (endpoint, SBX_ENDPOINT_FAILED, NULL);
      break;
    case MBM_CLIENT_DISCONNECTED:
      sbx_endpoint_set_state (endpoint, SBX_ENDPOINT_STOPPED, NULL);
      break;
    case MBM_CLIENT_CONNECTING:
    default:
      break;
    }
}

void
sbx_connection_take_status (gpointer front, gpointer data)
{
  SbxConnection *self = front;
  SbxConnectionStatus *status = data;
  gboolean was_logged_in = self->known.user != NULL;

  g_object_freeze_notify (G_OBJECT (self));
  self->known.retry_at = status->retry_at;
  take_state (self, status);
  if (sbx_endpoint_get_active (SBX_ENDPOINT (self)))
    sbx_endpoint_set_address (SBX_ENDPOINT (self), status->address);
  show_countdown (self);

  if (status->error != NULL || status->status == MBM_CLIENT_CONNECTED)
    set_string (self, &self->untrusted, status->untrusted, PROP_UNTRUSTED_FINGERPRINT);
  set_string (self, &self->known.client_id, status->client_id, PROP_CLIENT_ID);
  set_string (self, &self->known.connection_id, status->connection_id, PROP_CONNECTION_ID);
  set_string (self, &self->known.server_id, status->server_id, PROP_SERVER_ID);
  set_string (self, &self->known.user, status->user, PROP_USER);
  set_string (self, &self->known.user_id, status->user_id, PROP_USER_ID);
  set_strv (self, &self->known.roles, status->roles, PROP_ROLES);
  set_int64 (self, &self->known.token_expires_at, status->token_expires_at, PROP_TOKEN_EXPIRES_AT);
  if (was_logged_in != (self->known.user != NULL))
    notify (self, PROP_LOGGED_IN);
  if (self->known.user != NULL && !was_logged_in)
    sbx_connection_set_login_error (self, NULL);
  sbx_connection_update_renewal (self);
  g_object_thaw_notify (G_OBJECT (self));
}

void
sbx_connection_take_login_error (gpointer front, gpointer words)
{
  sbx_connection_set_login_error (front, words);
}

static void
take_peer (SbxConnection *self, SbxPeer **peer, SbxPeerUpdate *update)
{
  if (*peer != NULL)
    {
      sbx_peer_apply (*peer, update);
      return;
    }

  *peer = sbx_peer_new (update);
  g_list_store_append (self->peers, *peer);
}

void
sbx_connection_take_figures (gpointer front, gpointer data)
{
  SbxConnection *self = front;
  SbxConnectionFigures *figures = data;

  take_peer (self, &self->server, g_steal_pointer (&figures->server));
  take_peer (self, &self->own, g_steal_pointer (&figures->own));

  for (guint i = 0;
       figures->received != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->subscriptions)); i++)
    {
      g_autoptr (SbxSubscription) subscription =
        g_list_model_get_item (G_LIST_MODEL (self->subscriptions), i);
      guint64 *n = g_hash_table_lookup (figures->received, sbx_subscription_get_id (subscription));

      if (n != NULL)
        sbx_subscription_set_n_received (subscription, *n);
    }
}

void
sbx_connection_take_ping (gpointer front, gpointer data)
{
  SbxConnection *self = front;
  SbxPing *ping = data;

  g_array_append_val (self->pings, *ping);
  if (self->pings->len > MAX_PINGS)
    g_array_remove_range (self->pings, 0, self->pings->len - MAX_PINGS);

  /* Also for the same time once more: there is one more ping to show. */
  self->last_ping = ping->round_trip;
  notify (self, PROP_LAST_PING);
}

void
sbx_connection_take_info (gpointer front, gpointer data)
{
  SbxConnection *self = front;
  MbmServerInfo *info = data;

  g_object_freeze_notify (G_OBJECT (self));
  if (info->server_id != NULL)
    set_string (self, &self->known.server_id, info->server_id, PROP_SERVER_ID);
  set_string (self, &self->server_version, info->version, PROP_SERVER_VERSION);
  set_strv (self, &self->server_capabilities, info->capabilities, PROP_SERVER_CAPABILITIES);
  set_int64 (self, &self->server_uptime, MAX (info->uptime, -1), PROP_SERVER_UPTIME);
  set_int64 (self, &self->server_clients, MAX (info->connected_clients, -1), PROP_SERVER_CLIENTS);
  g_object_thaw_notify (G_OBJECT (self));
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
