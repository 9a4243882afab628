/* sbx-peer-watch.c — tells the main thread of a server's clients
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-peer-tracker-private.h"
#include "sbx-peer-watch-private.h"

/* How often one peer's figures are told, at most, in microseconds. */
#define CHANGES_INTERVAL 100000

/* How many peers' figures are told at a time. */
#define MAX_CHANGES 400

struct _SbxPeerWatch
{
  SbxBackend *backend; /* borrowed: it owns the watch */
  MbmServer *server;
  guint client_timeout;

  GHashTable *trackers; /* connection id, the tracker's own → SbxPeerTracker */
  GQueue dirty;         /* links of SbxPeerTracker, whose figures changed longest ago first */
  SbxPeerBatch *batch;  /* what is told with the next frame; NULL: nothing yet */
  GSource *batch_timer;
  GSource *changes_timer;
  gint64 told_at;
};

/* Whoever took an update has left NULL in its place. */
static void
update_free (gpointer data)
{
  if (data != NULL)
    sbx_peer_update_free (data);
}

static SbxPeerBatch *
batch_new (void)
{
  SbxPeerBatch *batch = g_new (SbxPeerBatch, 1);

  batch->arrived = g_ptr_array_new_with_free_func (update_free);
  batch->changed = g_ptr_array_new_with_free_func (update_free);
  batch->departed = g_ptr_array_new_with_free_func (update_free);
  return batch;
}

static void
batch_free (gpointer data)
{
  SbxPeerBatch *self = data;

  g_ptr_array_unref (self->arrived);
  g_ptr_array_unref (self->changed);
  g_ptr_array_unref (self->departed);
  g_free (self);
}

static void
tell_batch (SbxPeerWatch *self)
{
  sbx_backend_set_timer (self->batch_timer, -1);
  if (self->batch == NULL)
    return;

  self->told_at = g_get_monotonic_time ();
  sbx_backend_post (self->backend, sbx_server_take_batch, g_steal_pointer (&self->batch), batch_free);
}

static gboolean
on_batch_timer (gpointer user_data)
{
  tell_batch (user_data);
  return G_SOURCE_CONTINUE;
}

/* The batch that is being filled, which is told within a frame. */
static SbxPeerBatch *
fill_batch (SbxPeerWatch *self)
{
  if (self->batch == NULL)
    {
      gint64 due = self->told_at + SBX_ENGINE_FRAME - g_get_monotonic_time ();

      self->batch = batch_new ();
      sbx_backend_set_timer (self->batch_timer, MAX (due, 0));
    }
  return self->batch;
}

static SbxPeerUpdate *
make_update (SbxPeerWatch *self, SbxPeerTracker *tracker, gboolean is_first)
{
  SbxPeerUpdate *update = sbx_peer_tracker_make_update (tracker, is_first);

  update->client_timeout = self->client_timeout;
  return update;
}

static gboolean
on_changes_timer (gpointer user_data)
{
  SbxPeerWatch *self = user_data;
  GList *link;

  for (guint n = 0; n < MAX_CHANGES && (link = g_queue_pop_head_link (&self->dirty)) != NULL; n++)
    g_ptr_array_add (fill_batch (self)->changed, make_update (self, link->data, FALSE));

  if (!g_queue_is_empty (&self->dirty))
    sbx_backend_set_timer (self->changes_timer, CHANGES_INTERVAL);
  return G_SOURCE_CONTINUE;
}

static void
mark_dirty (SbxPeerWatch *self, SbxPeerTracker *tracker)
{
  if (tracker->dirty)
    return;

  tracker->dirty = TRUE;
  if (g_queue_is_empty (&self->dirty))
    sbx_backend_set_timer (self->changes_timer, CHANGES_INTERVAL);
  tracker->dirty_link.data = tracker;
  g_queue_push_tail_link (&self->dirty, &tracker->dirty_link);
}

static void
on_client_added (MbmServer *server, MbmServerClient *client, gpointer user_data)
{
  SbxPeerWatch *self = user_data;
  SbxPeerTracker *tracker = sbx_peer_tracker_new (mbm_server_client_get_connection_id (client), client);

  g_hash_table_replace (self->trackers, tracker->connection_id, tracker);
  g_ptr_array_add (fill_batch (self)->arrived, make_update (self, tracker, TRUE));
}

static void
on_client_removed (MbmServer *server, MbmServerClient *client, gpointer user_data)
{
  SbxPeerWatch *self = user_data;
  const char *id = mbm_server_client_get_connection_id (client);
  SbxPeerTracker *tracker = g_hash_table_lookup (self->trackers, id);
  SbxPeerUpdate *update;

  if (tracker == NULL)
    return;

  if (tracker->dirty)
    g_queue_unlink (&self->dirty, &tracker->dirty_link);
  update = make_update (self, tracker, FALSE);
  update->left_at = g_get_real_time ();
  update->reason = g_strdup (mbm_server_client_get_reason (client));
  g_ptr_array_add (fill_batch (self)->departed, update);
  g_hash_table_remove (self->trackers, id);
}

static void
tracker_free (gpointer data)
{
  sbx_peer_tracker_free (data);
}

/* @client_timeout: ms */
SbxPeerWatch *
sbx_peer_watch_new (SbxBackend *backend, MbmServer *server, guint client_timeout)
{
  SbxPeerWatch *self = g_new0 (SbxPeerWatch, 1);

  self->backend = backend;
  self->server = g_object_ref (server);
  self->client_timeout = client_timeout;
  self->trackers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, tracker_free);
  g_queue_init (&self->dirty);
  self->batch_timer = sbx_backend_add_timer (backend, on_batch_timer, self);
  self->changes_timer = sbx_backend_add_timer (backend, on_changes_timer, self);
  g_signal_connect (server, "client-added", G_CALLBACK (on_client_added), self);
  g_signal_connect (server, "client-removed", G_CALLBACK (on_client_removed), self);

  return self;
}

/* What was not told yet is told. */
void
sbx_peer_watch_free (SbxPeerWatch *self)
{
  tell_batch (self);
  g_signal_handlers_disconnect_by_data (self->server, self);
  g_object_unref (self->server);
  sbx_backend_clear_timer (&self->batch_timer);
  sbx_backend_clear_timer (&self->changes_timer);
  g_hash_table_unref (self->trackers);
  g_free (self);
}

static void
mark_each_dirty (gpointer key, gpointer tracker, gpointer self)
{
  mark_dirty (self, tracker);
}

/* @client_timeout: ms */
void
sbx_peer_watch_set_client_timeout (SbxPeerWatch *self, guint client_timeout)
{
  if (self->client_timeout == client_timeout)
    return;

  self->client_timeout = client_timeout;
  g_hash_table_foreach (self->trackers, mark_each_dirty, self);
}

/* Takes each record of the server's tap. */
void
sbx_peer_watch_tap (SbxPeerWatch *self, const MbmTapRecord *record)
{
  SbxPeerTracker *tracker =
    record->connection_id != NULL ? g_hash_table_lookup (self->trackers, record->connection_id) : NULL;

  if (tracker == NULL)
    return;

  if (record->kind == MBM_TAP_RECEIVED && sbx_tap_record_is_beat (record))
    sbx_peer_tracker_beat (tracker, record->real_time);
  mark_dirty (self, tracker);
}
