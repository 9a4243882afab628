/* sbx-connection-news.c — what a connection hears from the engine thread, and the properties that show it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-connection-private.h"

#define MAX_PINGS 300

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

void
sbx_connection_install_properties (GObjectClass *object_class)
{
  object_class->get_property = sbx_connection_get_property;

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

void
sbx_connection_show_countdown (SbxConnection *self)
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

void
sbx_connection_set_login_error (SbxConnection *self, const char *words)
{
  set_string (self, &self->login_error, words, PROP_LOGIN_ERROR);
}

void
sbx_connection_forget_refusals (SbxConnection *self)
{
  sbx_connection_set_login_error (self, NULL);
  set_string (self, &self->untrusted, NULL, PROP_UNTRUSTED_FINGERPRINT);
}

void
sbx_connection_set_remembered (SbxConnection *self, const char *what)
{
  set_string (self, &self->remembered, what, PROP_REMEMBERED);
  sbx_connection_update_renewal (self);
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
  sbx_connection_show_countdown (self);

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
