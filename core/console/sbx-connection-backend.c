/* sbx-connection-backend.c — the half of a connection that lives on the engine thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-connection-backend-private.h"
#include "sbx-connection-setup-private.h"
#include "sbx-connection-watch-private.h"
#include "sbx-endpoint-config-private.h"
#include "sbx-replies-private.h"

#define PING_INTERVAL (10 * G_USEC_PER_SEC)

/* In milliseconds. */
#define PING_TIMEOUT 5000

struct _SbxConnectionBackend
{
  SbxBackend parent_instance;

  MbmClient *client;
  SbxCall *connect;    /* (nullable): who waits for the connection */
  SbxCall *disconnect; /* (nullable): who waits for its end */
  gint64 retry_at;     /* µs real */

  SbxConnectionWatch *watch;
  SbxReplies *replies; /* (nullable): from the first connect on */

  GSource *ping_timer;
  gboolean is_pinging;
  gboolean knows_no_ping;

  gint64 sent_sequence;
};

G_DEFINE_FINAL_TYPE (SbxConnectionBackend, sbx_connection_backend, SBX_TYPE_BACKEND)

MbmClient *
sbx_connection_backend_get_client (SbxConnectionBackend *self)
{
  return self->client;
}

gint64
sbx_connection_backend_get_sent_sequence (SbxConnectionBackend *self)
{
  return self->sent_sequence;
}

/* The fingerprint in the words about a certificate that is not trusted: 32 pairs of digits and what is
 * between them. (transfer full) (nullable) */
static char *
find_fingerprint (const GError *error)
{
  const gsize length = 32 * 3 - 1;
  gsize n = 0;

  if (!g_error_matches (error, MBM_ERROR, MBM_ERROR_CERTIFICATE))
    return NULL;

  for (const char *c = error->message; *c != '\0'; c++)
    {
      n = (n % 3 == 2 ? *c == ':' : g_ascii_isxdigit (*c)) ? n + 1 : 0;
      if (n == length)
        return g_strndup (c + 1 - length, length);
    }

  return NULL;
}

void
sbx_connection_backend_tell_status (SbxConnectionBackend *self)
{
  SbxConnectionStatus *status;
  const GError *error;
  MbmUser *user;

  if (self->client == NULL)
    return;

  status = g_new0 (SbxConnectionStatus, 1);
  error = mbm_client_get_error (self->client);
  user = mbm_client_get_user (self->client);
  status->status = mbm_client_get_status (self->client);
  status->time = g_get_real_time ();
  status->error = error != NULL ? g_strdup (error->message) : NULL;
  status->untrusted = find_fingerprint (error);
  status->retry_at = status->status == MBM_CLIENT_RECONNECTING ? self->retry_at : 0;
  status->address = g_strdup (mbm_client_get_uri (self->client));
  status->client_id = g_strdup (mbm_client_get_id (self->client));
  status->connection_id = g_strdup (mbm_client_get_connection_id (self->client));
  status->server_id = g_strdup (mbm_client_get_server_id (self->client));
  if (user != NULL)
    {
      status->user = g_strdup (mbm_user_get_username (user));
      status->user_id = g_strdup (mbm_user_get_id (user));
      status->roles = g_strdupv ((char **) mbm_user_get_roles (user));
      status->token_expires_at = mbm_client_get_token_expires_at (self->client);
    }
  sbx_backend_post (SBX_BACKEND (self), sbx_connection_take_status, status, sbx_connection_status_free);
}

void
sbx_connection_backend_tell_ping (SbxConnectionBackend *self, gint64 round_trip)
{
  SbxPing *ping = g_new (SbxPing, 1);

  ping->time = g_get_real_time () - (round_trip >= 0 ? round_trip : PING_TIMEOUT * 1000);
  ping->round_trip = round_trip;
  sbx_backend_post (SBX_BACKEND (self), sbx_connection_take_ping, ping, g_free);
}

void
sbx_connection_backend_tell_info (SbxConnectionBackend *self, const MbmServerInfo *info)
{
  sbx_backend_post (SBX_BACKEND (self), sbx_connection_take_info, mbm_server_info_copy (info),
                    (GDestroyNotify) mbm_server_info_free);
}

void
sbx_connection_backend_add_subscription (SbxConnectionBackend *self,
                                         const char *id,
                                         const char *const *events,
                                         const char *filter)
{
  sbx_connection_watch_add_subscription (self->watch, id, events, filter);
}

void
sbx_connection_backend_remove_subscription (SbxConnectionBackend *self, const char *id)
{
  sbx_connection_watch_remove_subscription (self->watch, id);
}

static void
on_tap (const MbmTapRecord *record, gpointer user_data)
{
  SbxConnectionBackend *self = user_data;
  SbxRecorder *recorder = sbx_backend_get_recorder (SBX_BACKEND (self));

  sbx_recorder_tap (record, recorder);
  if (record->kind == MBM_TAP_SENT)
    self->sent_sequence = sbx_recorder_get_last_seq (recorder);
  sbx_connection_watch_tap (self->watch, record);
}

static void
on_pinged (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxConnectionBackend) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 round_trip = mbm_client_ping_finish (MBM_CLIENT (source), result, NULL, &error);

  self->is_pinging = FALSE;
  if (self->client != MBM_CLIENT (source))
    return;

  if (g_error_matches (error, MBM_ERROR, MBM_ERROR_REMOTE))
    self->knows_no_ping = TRUE;
  else if (round_trip >= 0 || g_error_matches (error, MBM_ERROR, MBM_ERROR_TIMED_OUT))
    sbx_connection_backend_tell_ping (self, round_trip);

  if (!self->knows_no_ping && mbm_client_get_status (self->client) == MBM_CLIENT_CONNECTED)
    sbx_backend_set_timer (self->ping_timer, PING_INTERVAL);
}

static gboolean
on_ping_timer (gpointer user_data)
{
  SbxConnectionBackend *self = user_data;

  if (self->client == NULL || self->is_pinging || self->knows_no_ping ||
      mbm_client_get_status (self->client) != MBM_CLIENT_CONNECTED)
    return G_SOURCE_CONTINUE;

  self->is_pinging = TRUE;
  mbm_client_ping_async (self->client, NULL, PING_TIMEOUT, NULL, on_pinged, g_object_ref (self));
  return G_SOURCE_CONTINUE;
}

static void
on_info (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxConnectionBackend) self = user_data;
  g_autoptr (MbmServerInfo) info = mbm_client_get_server_info_finish (MBM_CLIENT (source), result, NULL);

  /* A service need not tell; what it answered instead is in the traffic. */
  if (info != NULL && self->client == MBM_CLIENT (source))
    sbx_connection_backend_tell_info (self, info);
}

static void
become_connected (SbxConnectionBackend *self)
{
  self->knows_no_ping = FALSE;
  sbx_connection_watch_connected (self->watch);
  mbm_client_get_server_info_async (self->client, NULL, on_info, g_object_ref (self));
  sbx_backend_set_timer (self->ping_timer, 0);
}

static void
note_retry (SbxConnectionBackend *self, MbmClient *client)
{
  gint64 due = mbm_client_get_retry_time (client);

  self->retry_at = g_get_real_time () + (due > 0 ? due - g_get_monotonic_time () : 0);
}

static void
on_status (MbmClient *client, GParamSpec *pspec, gpointer user_data)
{
  SbxConnectionBackend *self = user_data;
  MbmClientStatus status = mbm_client_get_status (client);
  const GError *error = mbm_client_get_error (client);

  note_retry (self, client);
  sbx_connection_backend_tell_status (self);

  sbx_backend_set_active (SBX_BACKEND (self),
                          status != MBM_CLIENT_DISCONNECTED && status != MBM_CLIENT_ERROR);
  if (status != MBM_CLIENT_CONNECTED)
    sbx_replies_forget (self->replies);
  if (status == MBM_CLIENT_CONNECTED)
    become_connected (self);
  else if (status != MBM_CLIENT_CONNECTING)
    sbx_connection_watch_disconnected (self->watch,
                                       error != NULL ? error->message : C_ ("connection", "Disconnected"));
}

static void
on_account (MbmClient *client, GParamSpec *pspec, gpointer user_data)
{
  sbx_connection_backend_tell_status (user_data);
}

static void
on_error (MbmClient *client, const GError *error, gpointer user_data)
{
  SbxConnectionBackend *self = user_data;

  if (g_error_matches (error, MBM_ERROR, MBM_ERROR_LOGIN_FAILED))
    sbx_backend_post (SBX_BACKEND (self), sbx_connection_take_login_error, g_strdup (error->message), g_free);

  /* An attempt to reconnect has failed: the next one is scheduled. */
  if (mbm_client_get_status (client) == MBM_CLIENT_RECONNECTING)
    {
      note_retry (self, client);
      sbx_connection_backend_tell_status (self);
    }
}

static void
drop_client (SbxConnectionBackend *self)
{
  g_autoptr (MbmClient) client = g_steal_pointer (&self->client);

  sbx_backend_set_timer (self->ping_timer, -1);
  sbx_connection_watch_set_client (self->watch, NULL);
  if (self->replies != NULL)
    sbx_replies_forget (self->replies);
  if (client == NULL)
    return;

  mbm_client_set_tap (client, NULL, NULL, NULL);
  g_signal_handlers_disconnect_by_data (client, self);
  g_object_run_dispose (G_OBJECT (client));
}

static void
sbx_connection_backend_close (SbxBackend *backend)
{
  SbxConnectionBackend *self = SBX_CONNECTION_BACKEND (backend);

  drop_client (self);
  g_clear_pointer (&self->replies, sbx_replies_free);
  sbx_backend_clear_timer (&self->ping_timer);
  sbx_connection_watch_close (self->watch);
  g_clear_pointer (&self->connect, sbx_call_unref);
  g_clear_pointer (&self->disconnect, sbx_call_unref);
}

static void
sbx_connection_backend_finalize (GObject *object)
{
  SbxConnectionBackend *self = SBX_CONNECTION_BACKEND (object);

  sbx_connection_watch_free (self->watch);

  G_OBJECT_CLASS (sbx_connection_backend_parent_class)->finalize (object);
}

static void
sbx_connection_backend_class_init (SbxConnectionBackendClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sbx_connection_backend_finalize;
  SBX_BACKEND_CLASS (klass)->close = sbx_connection_backend_close;
}

static void
sbx_connection_backend_init (SbxConnectionBackend *self)
{
  self->watch = sbx_connection_watch_new (SBX_BACKEND (self));
}

static void
set_live_settings (SbxConnectionBackend *self, SbxEndpointConfig *config)
{
  guint heartbeat_interval = sbx_endpoint_config_get_uint (config, "heartbeat-interval");

  sbx_connection_watch_set_heartbeat_interval (self->watch, heartbeat_interval);
  sbx_replies_apply (self->replies, self->client, SBX_CONNECTION_CONFIG (config));
  g_object_set (self->client, "auto-reconnect", sbx_endpoint_config_get_boolean (config, "auto-reconnect"),
                "reconnect-interval", sbx_endpoint_config_get_uint (config, "reconnect-interval"),
                "heartbeat-interval", heartbeat_interval, "request-timeout",
                sbx_endpoint_config_get_uint (config, "request-timeout"), NULL);
}

static void
on_disconnected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxConnectionBackend) self = user_data;

  mbm_client_disconnect_finish (MBM_CLIENT (source), result, NULL);
  if (self->client != MBM_CLIENT (source))
    return;

  drop_client (self);
  sbx_backend_set_active (SBX_BACKEND (self), FALSE);
  if (self->disconnect != NULL)
    sbx_call_return_boolean (self->disconnect, TRUE);
  g_clear_pointer (&self->disconnect, sbx_call_unref);
}

static void
disconnect_client (SbxConnectionBackend *self)
{
  mbm_client_disconnect_async (self->client, NULL, on_disconnected, g_object_ref (self));
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxConnectionBackend) self = user_data;
  g_autoptr (SbxCall) call = g_steal_pointer (&self->connect);
  GError *error = NULL;
  gboolean connected = mbm_client_connect_finish (MBM_CLIENT (source), result, &error);

  if (call == NULL || self->client != MBM_CLIENT (source))
    {
      g_clear_error (&error);
      return;
    }

  if (connected)
    sbx_call_return_boolean (call, TRUE);
  else
    sbx_call_return_error (call, error);

  if (self->disconnect != NULL)
    disconnect_client (self);
  else if (!connected)
    {
      drop_client (self);
      sbx_backend_set_active (SBX_BACKEND (self), FALSE);
    }
}

static void
prepare_first_connect (SbxConnectionBackend *self)
{
  if (self->ping_timer != NULL)
    return;

  self->ping_timer = sbx_backend_add_timer (SBX_BACKEND (self), on_ping_timer, self);
  self->replies = sbx_replies_new (SBX_BACKEND (self));
}

void
sbx_connection_backend_connect (SbxCall *call, gpointer backend, gpointer data)
{
  SbxConnectionBackend *self = backend;
  SbxConnectionArgs *args = data;
  SbxEndpointConfig *config = SBX_ENDPOINT_CONFIG (args->config);
  GError *error = NULL;

  if (sbx_backend_is_closed (SBX_BACKEND (self)))
    {
      sbx_call_return_error (call,
                             g_error_new_literal (MBM_ERROR, MBM_ERROR_CLOSED, _ ("The program is ending")));
      return;
    }

  /* One that was given up is still there, for what it had to say. */
  drop_client (self);
  prepare_first_connect (self);
  self->client = sbx_connection_setup_make (args->config, &error);
  if (self->client == NULL)
    {
      sbx_call_return_error (call, error);
      return;
    }
  sbx_connection_watch_set_client (self->watch, self->client);
  set_live_settings (self, config);
  mbm_client_set_tap (self->client, on_tap, self, NULL);
  g_signal_connect (self->client, "notify::status", G_CALLBACK (on_status), self);
  g_signal_connect (self->client, "notify::user", G_CALLBACK (on_account), self);
  g_signal_connect (self->client, "notify::connection-id", G_CALLBACK (on_account), self);
  g_signal_connect (self->client, "error", G_CALLBACK (on_error), self);
  sbx_backend_set_active (SBX_BACKEND (self), TRUE);

  self->connect = sbx_call_ref (call);
  mbm_client_connect_async (self->client, sbx_endpoint_config_get_url (config),
                            sbx_call_get_cancellable (call), on_connected, g_object_ref (self));
}

void
sbx_connection_backend_disconnect (SbxCall *call, gpointer backend, gpointer args)
{
  SbxConnectionBackend *self = backend;

  if (self->client == NULL)
    {
      sbx_call_return_boolean (call, TRUE);
      return;
    }

  g_assert (self->disconnect == NULL);
  self->disconnect = sbx_call_ref (call);
  if (self->connect == NULL)
    disconnect_client (self);
}

void
sbx_connection_backend_apply (SbxCall *call, gpointer backend, gpointer args)
{
  SbxConnectionBackend *self = backend;

  if (self->client != NULL)
    set_live_settings (self, SBX_ENDPOINT_CONFIG (((SbxConnectionArgs *) args)->config));
  sbx_call_return_boolean (call, TRUE);
}

void
sbx_connection_backend_reply (SbxCall *call, gpointer backend, gpointer reply)
{
  SbxConnectionBackend *self = backend;
  GError *error = NULL;

  if (self->replies == NULL)
    sbx_call_return_error (call, g_error_new_literal (MBM_ERROR, MBM_ERROR_NOT_CONNECTED,
                                                      _ ("There is no connection: connect first")));
  else if (sbx_replies_say (self->replies, reply, &error))
    sbx_call_return_boolean (call, TRUE);
  else
    sbx_call_return_error (call, error);
}
