/* mbm-server-receive.c — what comes in over a connection of a server, and its end
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-server-connection-private.h"
#include "mbm-server-streams-private.h"

static void
mbm_server_connection_note_life (MbmServerConnection *self)
{
  self->traffic.activity_time = g_get_monotonic_time ();
  if (self->state == MBM_CONNECTION_OPEN && self->server->activity.tail != &self->activity_link)
    {
      g_queue_unlink (&self->server->activity, &self->activity_link);
      g_queue_push_tail_link (&self->server->activity, &self->activity_link);
    }
}

static void
mbm_server_connection_note_activity (MbmServerConnection *self, gsize size)
{
  mbm_server_connection_note_life (self);
  self->traffic.messages_in++;
  self->traffic.bytes_in += size;
}

static void
mbm_server_connection_note_heartbeat (MbmServerConnection *self)
{
  mbm_server_connection_note_life (self);
  self->traffic.n_heartbeats++;
  self->traffic.heartbeat_time = g_get_real_time ();
}

/* Asks who sends no heartbeats whether it is there. What has no such question cannot be lost unnoticed. */
void
mbm_server_connection_probe (MbmServerConnection *self)
{
  if (!mbm_channel_ping (self->channel))
    mbm_server_connection_note_life (self);
}

static void
mbm_server_connection_alive_cb (MbmChannel *channel, gpointer user_data)
{
  MbmServerConnection *self = user_data;

  if (!self->turned_away)
    mbm_server_connection_note_heartbeat (self);
}

/* Something that is no message: the peer is told, unless it does nothing else. */
static void
mbm_server_connection_refuse (MbmServerConnection *self, GBytes *bytes, const GError *error)
{
  MbmTapRecord record = { .kind = MBM_TAP_FRAME_REFUSED, .bytes = bytes, .error = error };

  mbm_server_tap (self->server, self, &record);
  if (self->state != MBM_CONNECTION_OPEN || mbm_channel_is_closed (self->channel))
    return;

  if (++self->n_refused < self->server->limits.max_refused)
    {
      mbm_server_connection_send_error (self, mbm_error_to_code ((MbmError) error->code), error->message,
                                        NULL);
    }
  else
    {
      g_autofree char *reason =
        g_strdup_printf ("Too many frames that are no messages: %u in a row", self->n_refused);

      mbm_server_connection_say_goodbye (self, reason);
      mbm_server_connection_close (self, MBM_CLOSE_POLICY, reason);
    }
}

static void
mbm_server_connection_received_cb (MbmChannel *channel, GBytes *text, gpointer user_data)
{
  g_autoptr (MbmServerConnection) self = mbm_server_connection_ref (user_data);
  g_autoptr (MbmServer) server = g_object_ref (self->server);
  g_autoptr (MbmMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  if (self->turned_away)
    return;

  mbm_server_connection_note_activity (self, g_bytes_get_size (text));

  if (!self->recognized)
    mbm_server_dialect_recognize (server, self, text);

  message = mbm_message_new_for_dialect (self->dialect, text, &error);
  if (message == NULL)
    {
      mbm_server_connection_refuse (self, text, error);
      return;
    }

  self->n_refused = 0;
  mbm_server_dispatch (server, self, message);
}

/* Bytes that the channel did not take for a text message. Where it cannot go on it closes by itself. */
static void
mbm_server_connection_refused_cb (MbmChannel *channel, GBytes *bytes, const GError *error, gpointer user_data)
{
  g_autoptr (MbmServerConnection) self = mbm_server_connection_ref (user_data);
  g_autoptr (MbmServer) server = g_object_ref (self->server);

  if (self->turned_away)
    return;

  mbm_server_connection_note_activity (self, g_bytes_get_size (bytes));

  if (!mbm_channel_is_closed (channel))
    {
      mbm_server_connection_refuse (self, bytes, error);
    }
  else
    {
      MbmTapRecord record = { .kind = MBM_TAP_FRAME_REFUSED, .bytes = bytes, .error = error };

      mbm_server_tap (server, self, &record);
      mbm_server_connection_leave (self, error->message);
    }
}

static void
mbm_server_connection_drained_cb (MbmChannel *channel, gpointer user_data)
{
  mbm_server_streams_drained (user_data);
}

/* Why a client is gone, in words for the others. */
static char *
mbm_server_connection_describe_end (guint code, const char *reason, const GError *error)
{
  if (error != NULL)
    return g_strdup (error->message);
  if (reason != NULL && reason[0] != '\0')
    return g_strdup (reason);
  return g_strdup ("Connection closed by the client");
}

static void
mbm_server_connection_closed_cb (MbmChannel *channel,
                                 guint code,
                                 const char *reason,
                                 const GError *error,
                                 gpointer user_data)
{
  g_autoptr (MbmServerConnection) self = mbm_server_connection_ref (user_data);
  g_autoptr (MbmServer) server = g_object_ref (self->server);
  g_autofree char *end = mbm_server_connection_describe_end (code, reason, error);
  MbmTapRecord record = { .kind = MBM_TAP_CLOSED, .close_code = code, .error = error };

  /* Whoever is called from here may stop or drop the server; the connection is then gone from its lists. */
  mbm_server_connection_leave_open (self, MBM_CONNECTION_CLOSED);
  mbm_server_remove_client (server, self, end);
  if (self->server == NULL)
    return;

  record.reason = self->close_reason != NULL ? self->close_reason : reason;
  if (!self->turned_away)
    mbm_server_tap (server, self, &record);

  mbm_server_connection_detach (self);
  mbm_server_connection_unref (self);
  mbm_server_check_stopped (server);
}

const MbmChannelReceiver mbm_server_connection_receiver = {
  .received = mbm_server_connection_received_cb,
  .refused = mbm_server_connection_refused_cb,
  .closed = mbm_server_connection_closed_cb,
  .alive = mbm_server_connection_alive_cb,
  .drained = mbm_server_connection_drained_cb,
};
