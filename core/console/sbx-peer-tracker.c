/* sbx-peer-tracker.c — counts a peer's beats on the engine thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-peer-tracker-private.h"

SbxPeerTracker *
sbx_peer_tracker_new (const char *connection_id, MbmServerClient *client)
{
  SbxPeerTracker *self = g_new0 (SbxPeerTracker, 1);

  self->connection_id = g_strdup (connection_id);
  g_set_object (&self->client, client);
  return self;
}

void
sbx_peer_tracker_free (SbxPeerTracker *self)
{
  g_clear_object (&self->client);
  g_free (self->connection_id);
  g_clear_pointer (&self->beats, g_array_unref);
  g_free (self);
}

gboolean
sbx_tap_record_is_beat (const MbmTapRecord *record)
{
  const char *name;

  if (record->message == NULL || mbm_message_get_kind (record->message) != MBM_MESSAGE_EVENT)
    return FALSE;

  name = mbm_message_get_name (record->message);
  return name[0] == '$' && strcmp (name, "$heartbeat") == 0;
}

/* Adds a beat. Who beats faster than updates go out is counted, but just the newest beats are remembered. */
void
sbx_peer_tracker_beat (SbxPeerTracker *self, gint64 time)
{
  if (self->beats == NULL)
    self->beats = g_array_new (FALSE, FALSE, sizeof (gint64));
  else if (self->beats->len >= SBX_PEER_MAX_BEATS)
    g_array_remove_range (self->beats, 0, SBX_PEER_MAX_BEATS / 2);
  g_array_append_val (self->beats, time);

  if (self->last_beat != 0 && time > self->last_beat)
    self->gaps[self->n_gaps++ % SBX_PEER_TRACKER_GAPS] = time - self->last_beat;
  self->last_beat = time;
  self->n_beats++;
}

void
sbx_peer_tracker_count (SbxPeerTracker *self, const MbmTapRecord *record)
{
  gsize size = g_bytes_get_size (mbm_message_get_bytes (record->message));

  if (record->kind == MBM_TAP_RECEIVED)
    {
      self->messages_in++;
      self->bytes_in += size;
      self->last_activity = record->real_time;
    }
  else
    {
      self->messages_out++;
      self->bytes_out += size;
    }
}

/* The peer was away: the time until its next beat says nothing. */
void
sbx_peer_tracker_forget_gap (SbxPeerTracker *self)
{
  self->last_beat = 0;
}

static int
compare_gaps (const void *a, const void *b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

/* The interval in ms, or 0 if it is not known. It is the median of the last gaps: a beat that was missed or
 * late does not change it. */
guint
sbx_peer_tracker_get_interval (SbxPeerTracker *self)
{
  gint64 sorted[SBX_PEER_TRACKER_GAPS];
  guint n = MIN (self->n_gaps, SBX_PEER_TRACKER_GAPS);

  if (self->told_interval != 0 || n == 0)
    return self->told_interval;

  memcpy (sorted, self->gaps, n * sizeof (gint64));
  qsort (sorted, n, sizeof (gint64), compare_gaps);
  return CLAMP ((sorted[n / 2] + 500) / 1000, 1, G_MAXUINT);
}

static void
fill_identity (SbxPeerUpdate *update, MbmServerClient *client)
{
  GBytes *metadata = mbm_server_client_get_metadata (client);

  update->id = g_strdup (mbm_server_client_get_id (client));
  update->peer_type = g_strdup (mbm_server_client_get_client_type (client));
  update->capabilities = g_strdupv ((char **) mbm_server_client_get_capabilities (client));
  update->address = g_strdup (mbm_server_client_get_address (client));
  update->connected_at = mbm_server_client_get_connected_time (client);
  if (metadata != NULL)
    update->metadata = g_strndup (g_bytes_get_data (metadata, NULL), g_bytes_get_size (metadata));
}

static void
fill_state (SbxPeerUpdate *update, MbmServerClient *client)
{
  MbmUser *user = mbm_server_client_get_user (client);

  update->last_activity = mbm_server_client_get_activity_time (client);
  update->last_heartbeat = mbm_server_client_get_heartbeat_time (client);
  update->n_heartbeats = mbm_server_client_get_n_heartbeats (client);
  mbm_server_client_get_traffic (client, &update->messages_in, &update->messages_out, &update->bytes_in,
                                 &update->bytes_out);
  update->subscriptions = mbm_server_client_dup_subscriptions (client);
  update->dialect =
    mbm_server_client_get_dialect (client) == MBM_DIALECT_MAGIC_SERVER ? "magic-server" : "messaging";
  if (user != NULL)
    {
      update->user = g_strdup (mbm_user_get_username (user));
      update->roles = g_strdupv ((char **) mbm_user_get_roles (user));
    }
}

/* @is_first: also what hardly changes. (transfer full) */
SbxPeerUpdate *
sbx_peer_tracker_make_update (SbxPeerTracker *self, gboolean is_first)
{
  SbxPeerUpdate *update = sbx_peer_update_new (self->connection_id);

  update->last_activity = self->last_activity;
  update->last_heartbeat = self->last_beat;
  update->n_heartbeats = self->n_beats;
  update->messages_in = self->messages_in;
  update->messages_out = self->messages_out;
  update->bytes_in = self->bytes_in;
  update->bytes_out = self->bytes_out;
  update->heartbeat_interval = sbx_peer_tracker_get_interval (self);
  update->beats = g_steal_pointer (&self->beats);

  if (self->client != NULL)
    {
      if (is_first)
        fill_identity (update, self->client);
      fill_state (update, self->client);
    }
  self->dirty = FALSE;

  return update;
}
