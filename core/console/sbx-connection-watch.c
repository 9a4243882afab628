/* sbx-connection-watch.c — tells the main thread how a connection's two peers are
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-connection-watch-private.h"

#include "sbx-connection-backend-private.h"
#include "sbx-peer-tracker-private.h"
#include "sbx-subscription-count-private.h"

/* How often the figures are told, at most, in microseconds. */
#define FIGURES_INTERVAL 100000

struct _SbxConnectionWatch
{
  SbxBackend *backend; /* not owned */
  MbmClient *client;   /* (nullable), not owned */

  SbxPeerTracker *server;
  SbxPeerTracker *own;
  gboolean is_introduced; /* the front knows who the two are */
  char *register_id;      /* of the `$register` that waits for its answer */
  guint client_timeout;   /* ms, from that answer */
  GPtrArray *subscriptions;
  GSource *timer; /* (nullable): from the first client on */
  gboolean is_due;
};

static void
introduce (SbxConnectionWatch *self, SbxConnectionFigures *figures)
{
  const char *server_id = mbm_client_get_server_id (self->client);
  gint64 now = g_get_real_time ();

  figures->server->id = g_strdup (server_id != NULL ? server_id : mbm_client_get_uri (self->client));
  figures->server->connected_at = now;
  figures->own->id = g_strdup (mbm_client_get_id (self->client));
  figures->own->connected_at = now;
  g_object_get (self->client, "client-type", &figures->own->peer_type, NULL);
  self->is_introduced = TRUE;
}

/* @reason: (nullable): why it is gone; NULL: it is there. */
static void
tell_figures (SbxConnectionWatch *self, const char *reason)
{
  SbxConnectionFigures *figures = g_new0 (SbxConnectionFigures, 1);

  self->is_due = FALSE;
  sbx_backend_set_timer (self->timer, -1);
  figures->server = sbx_peer_tracker_make_update (self->server, FALSE);
  figures->own = sbx_peer_tracker_make_update (self->own, FALSE);
  figures->own->client_timeout = self->client_timeout;
  if (!self->is_introduced)
    introduce (self, figures);

  if (reason != NULL)
    {
      figures->server->left_at = g_get_real_time ();
      figures->server->reason = g_strdup (reason);
      figures->own->left_at = figures->server->left_at;
      figures->own->reason = g_strdup (reason);
    }

  if (self->subscriptions->len > 0)
    figures->received = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < self->subscriptions->len; i++)
    {
      SbxSubscriptionCount *count = g_ptr_array_index (self->subscriptions, i);

      g_hash_table_insert (figures->received, g_strdup (count->id),
                           g_memdup2 (&count->n_received, sizeof (guint64)));
    }
  sbx_backend_post (self->backend, sbx_connection_take_figures, figures, sbx_connection_figures_free);
}

static gboolean
on_timer (gpointer user_data)
{
  SbxConnectionWatch *self = user_data;

  if (self->client != NULL)
    tell_figures (self, NULL);
  return G_SOURCE_CONTINUE;
}

static void
mark_figures (SbxConnectionWatch *self)
{
  if (self->is_due)
    return;

  self->is_due = TRUE;
  sbx_backend_set_timer (self->timer, FIGURES_INTERVAL);
}

void
sbx_connection_watch_add_subscription (SbxConnectionWatch *self,
                                       const char *id,
                                       const char *const *events,
                                       const char *filter)
{
  g_ptr_array_add (self->subscriptions, sbx_subscription_count_new (id, events, filter));
}

void
sbx_connection_watch_remove_subscription (SbxConnectionWatch *self, const char *id)
{
  for (guint i = 0; i < self->subscriptions->len; i++)
    {
      SbxSubscriptionCount *count = g_ptr_array_index (self->subscriptions, i);

      if (g_str_equal (count->id, id))
        {
          g_ptr_array_remove_index (self->subscriptions, i);
          return;
        }
    }
}

/* The answer to our own `$register` says after how long a silence the server drops us. */
static void
read_timeout (SbxConnectionWatch *self, MbmMessage *answer)
{
  MbmJsonValue payload = mbm_message_get_payload_value (answer);
  MbmJsonValue ttl;
  gint64 seconds;

  if (g_strcmp0 (self->register_id, mbm_message_get_id (answer)) != 0)
    return;

  g_clear_pointer (&self->register_id, g_free);
  self->client_timeout = 0;
  if (payload.text != NULL && mbm_json_value_get_member (payload, "ttl", &ttl) &&
      mbm_json_value_get_int (ttl, &seconds) && seconds > 0)
    self->client_timeout = MIN (seconds, G_MAXUINT / 1000) * 1000;
}

static void
take_received (SbxConnectionWatch *self, const MbmTapRecord *record)
{
  sbx_peer_tracker_count (self->server, record);
  if (sbx_tap_record_is_beat (record))
    sbx_peer_tracker_beat (self->server, record->real_time);
  else if (mbm_message_get_kind (record->message) == MBM_MESSAGE_RESPONSE && self->register_id != NULL)
    read_timeout (self, record->message);

  if (mbm_message_get_kind (record->message) != MBM_MESSAGE_EVENT ||
      (record->flags & MBM_TAP_FLAG_NOT_FOR_US) != 0)
    return;
  for (guint i = 0; i < self->subscriptions->len; i++)
    sbx_subscription_count_take (g_ptr_array_index (self->subscriptions, i), record->message);
}

static void
take_sent (SbxConnectionWatch *self, const MbmTapRecord *record)
{
  sbx_peer_tracker_count (self->server, record);
  self->own->last_activity = record->real_time;
  if (sbx_tap_record_is_beat (record))
    sbx_peer_tracker_beat (self->own, record->real_time);

  if (mbm_message_get_kind (record->message) == MBM_MESSAGE_REQUEST &&
      g_str_equal (mbm_message_get_name (record->message), "$register"))
    {
      g_free (self->register_id);
      self->register_id = g_strdup (mbm_message_get_id (record->message));
    }
}

void
sbx_connection_watch_tap (SbxConnectionWatch *self, const MbmTapRecord *record)
{
  if (record->kind == MBM_TAP_RECEIVED)
    take_received (self, record);
  else if (record->kind == MBM_TAP_SENT)
    take_sent (self, record);
  else
    return;
  mark_figures (self);
}

void
sbx_connection_watch_connected (SbxConnectionWatch *self)
{
  sbx_peer_tracker_forget_gap (self->server);
  sbx_peer_tracker_forget_gap (self->own);
  self->is_introduced = FALSE;
  tell_figures (self, NULL);
}

void
sbx_connection_watch_disconnected (SbxConnectionWatch *self, const char *reason)
{
  if (self->is_introduced)
    tell_figures (self, reason);
}

void
sbx_connection_watch_set_heartbeat_interval (SbxConnectionWatch *self, guint interval)
{
  self->own->told_interval = interval;
}

void
sbx_connection_watch_set_client (SbxConnectionWatch *self, MbmClient *client)
{
  self->client = client;
  if (client != NULL && self->timer == NULL)
    self->timer = sbx_backend_add_timer (self->backend, on_timer, self);

  sbx_backend_set_timer (self->timer, -1);
  self->is_due = FALSE;
  self->is_introduced = FALSE;
  g_ptr_array_set_size (self->subscriptions, 0);
  g_clear_pointer (&self->register_id, g_free);
}

SbxConnectionWatch *
sbx_connection_watch_new (SbxBackend *backend)
{
  SbxConnectionWatch *self = g_new0 (SbxConnectionWatch, 1);

  self->backend = backend;
  self->server = sbx_peer_tracker_new ("server", NULL);
  self->own = sbx_peer_tracker_new ("own", NULL);
  self->subscriptions = g_ptr_array_new_with_free_func (sbx_subscription_count_free);
  return self;
}

void
sbx_connection_watch_close (SbxConnectionWatch *self)
{
  sbx_backend_clear_timer (&self->timer);
}

void
sbx_connection_watch_free (SbxConnectionWatch *self)
{
  sbx_peer_tracker_free (self->server);
  sbx_peer_tracker_free (self->own);
  g_ptr_array_unref (self->subscriptions);
  g_free (self->register_id);
  g_free (self);
}
