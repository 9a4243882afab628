/* mbm-ws-channel.c — a WebSocket after its handshake
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-ws-channel-state-private.h"

#include "mbm-channel-private.h"

/* So much is gathered before it is written in the middle of a turn, lest a burst fill the queue of a peer
 * that reads well. */
#define MAX_GATHERED (256 * 1024)

G_DEFINE_FINAL_TYPE (MbmWsChannel, mbm_ws_channel, MBM_TYPE_CHANNEL)

static void
mbm_ws_channel_update_events (MbmWsChannel *self)
{
  guint32 events = 0;

  if (!mbm_watch_is_added (&self->watch))
    return;

  if (self->is_flowing)
    events |= EPOLLIN;
  if (self->is_blocked && !self->is_broken)
    events |= EPOLLOUT;
  mbm_watch_set_events (&self->watch, events);
}

/* Lets go of the socket and everything that belongs to it. */
static void
mbm_ws_channel_release (MbmWsChannel *self)
{
  mbm_watch_remove (&self->watch);
  mbm_socket_close (&self->socket);
  mbm_out_queue_clear (&self->out);
  mbm_ws_decoder_clear (&self->decoder);
  g_clear_pointer (&self->early, g_byte_array_unref);
  g_clear_pointer (&self->pong, g_free);
}

void
mbm_ws_channel_finish (MbmWsChannel *self, GError *error)
{
  g_autoptr (GError) owned = error;

  if (mbm_ws_channel_is_over (self))
    return;

  if (self->close_received && self->close_sent)
    mbm_socket_say_goodbye (&self->socket);
  mbm_ws_channel_release (self);
  if (self->failure != NULL)
    mbm_channel_emit_closed (MBM_CHANNEL (self), self->peer_code, self->peer_reason, self->failure);
  else if (self->close_received && self->close_sent)
    mbm_channel_emit_closed (MBM_CHANNEL (self), self->peer_code, self->peer_reason, NULL);
  else
    mbm_channel_emit_closed (MBM_CHANNEL (self), 0, NULL, owned);
}

void
mbm_ws_channel_queue_close (MbmWsChannel *self, guint code, const char *reason)
{
  if (self->close_sent)
    return;

  self->close_sent = TRUE;
  mbm_ws_append_close (&self->out, self->role, code, reason);
}

/* What there is to do once everything is written. Does not call out. */
static void
mbm_ws_channel_written (MbmWsChannel *self)
{
  if (self->pong != NULL && !self->close_sent)
    {
      mbm_ws_append_frame (&self->out, self->role, MBM_WS_OPCODE_PONG, (guint8 *) self->pong->control,
                           self->pong->control_length);
      g_clear_pointer (&self->pong, g_free);
      mbm_watch_mark_dirty (&self->watch);
    }

  /* Who was told that we end it sees the end behind our close frame. */
  if (self->close_sent && self->is_discarding && !self->has_shut_down)
    {
      self->has_shut_down = TRUE;
      mbm_socket_shutdown (&self->socket);
    }
}

void
mbm_ws_channel_write (MbmWsChannel *self)
{
  if (self->is_broken)
    return;

  switch (mbm_socket_write (&self->socket, &self->out))
    {
    case MBM_OUT_DONE:
      self->is_blocked = FALSE;
      mbm_ws_channel_written (self);
      break;
    case MBM_OUT_BLOCKED:
      self->is_blocked = TRUE;
      break;
    case MBM_OUT_FAILED:
      self->is_broken = TRUE;
      self->is_blocked = FALSE;
      mbm_out_queue_clear (&self->out);
      break;
    default:
      g_assert_not_reached ();
    }

  mbm_ws_channel_update_events (self);
  mbm_channel_emit_drained (MBM_CHANNEL (self));
}

static MbmWsChannel *
mbm_ws_channel_from_watch (MbmWatch *watch)
{
  return (MbmWsChannel *) (void *) ((char *) watch - G_STRUCT_OFFSET (MbmWsChannel, watch));
}

static void
mbm_ws_channel_flush (MbmWatch *watch)
{
  MbmWsChannel *self = mbm_ws_channel_from_watch (watch);

  if (!self->is_blocked)
    mbm_ws_channel_write (self);
}

static void
mbm_ws_channel_ready (MbmWatch *watch, guint32 events)
{
  MbmWsChannel *self = mbm_ws_channel_from_watch (watch);

  g_object_ref (self);

  if ((events & EPOLLOUT) != 0 && self->is_blocked)
    {
      mbm_ws_channel_write (self);
      if (self->close_received && self->out.size == 0)
        mbm_ws_channel_finish (self, NULL);
    }

  if (self->early != NULL && self->is_flowing)
    mbm_ws_channel_take_early (self);

  if (!mbm_ws_channel_is_over (self) && self->is_flowing &&
      ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 ||
       (events == 0 && mbm_socket_may_hold_data (&self->socket))))
    {
      mbm_ws_channel_read (self);
    }
  else if (!mbm_ws_channel_is_over (self) && !self->is_flowing && (events & (EPOLLHUP | EPOLLERR)) != 0)
    {
      /* Nobody reads, and it would be said again and again. */
      mbm_watch_set_suspended (watch, TRUE);
    }

  g_object_unref (self);
}

static void
mbm_ws_channel_expired (MbmWatch *watch)
{
  g_autoptr (MbmWsChannel) self = g_object_ref (mbm_ws_channel_from_watch (watch));

  mbm_ws_channel_finish (self, g_error_new (MBM_ERROR, MBM_ERROR_TIMED_OUT,
                                            _ ("The other side did not answer the close, and was cut off")));
}

static const MbmWatchFuncs watch_funcs = {
  .ready = mbm_ws_channel_ready,
  .flush = mbm_ws_channel_flush,
  .expired = mbm_ws_channel_expired,
};

static void
mbm_ws_channel_set_flowing (MbmChannel *channel, gboolean flowing)
{
  MbmWsChannel *self = MBM_WS_CHANNEL (channel);

  if (mbm_ws_channel_is_over (self))
    return;

  self->is_flowing = flowing;
  mbm_ws_channel_update_events (self);
  if (flowing)
    {
      mbm_watch_set_suspended (&self->watch, FALSE);
      if (self->early != NULL || mbm_socket_may_hold_data (&self->socket))
        mbm_watch_wake (&self->watch);
    }
}

static gboolean
mbm_ws_channel_send (MbmChannel *channel, GBytes *text, GError **error)
{
  MbmWsChannel *self = MBM_WS_CHANNEL (channel);
  gsize needed = g_bytes_get_size (text) + MBM_WS_MAX_HEADER;

  if (self->is_broken)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED, _ ("The connection to %s was lost"),
                   mbm_channel_get_address (channel));
      return FALSE;
    }

  if (needed > self->max_queue_size || self->out.size > self->max_queue_size - needed)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_QUEUE_FULL, _ ("%s reads too slowly: %zu bytes wait already"),
                   mbm_channel_get_address (channel), self->out.size);
      return FALSE;
    }

  mbm_ws_append_text (&self->out, self->role, text);
  if (self->out.size > MAX_GATHERED && !self->is_blocked)
    mbm_ws_channel_write (self);
  else
    mbm_watch_mark_dirty (&self->watch);
  return TRUE;
}

static void
mbm_ws_channel_close (MbmChannel *channel, guint code, const char *reason)
{
  MbmWsChannel *self = MBM_WS_CHANNEL (channel);

  if (mbm_ws_channel_is_over (self) || self->close_sent)
    return;

  mbm_ws_channel_queue_close (self, code, reason);
  mbm_watch_mark_dirty (&self->watch);
  mbm_watch_set_timeout (&self->watch, MBM_CHANNEL_CLOSE_TIMEOUT);
}

static void
mbm_ws_channel_abort (MbmChannel *channel)
{
  mbm_ws_channel_release (MBM_WS_CHANNEL (channel));
}

/* The header promises what does not come. */
static void
mbm_ws_channel_cut_short (MbmChannel *channel, GBytes *text)
{
  MbmWsChannel *self = MBM_WS_CHANNEL (channel);
  gsize before = self->out.size;

  if (self->is_broken)
    return;

  mbm_ws_append_text (&self->out, self->role, text);
  mbm_out_queue_truncate (&self->out, before + (self->out.size - before) / 2);
  mbm_socket_write (&self->socket, &self->out);
}

static gsize
mbm_ws_channel_get_queued (MbmChannel *channel)
{
  return MBM_WS_CHANNEL (channel)->out.size;
}

static void
mbm_ws_channel_dispose (GObject *object)
{
  mbm_ws_channel_release (MBM_WS_CHANNEL (object));

  G_OBJECT_CLASS (mbm_ws_channel_parent_class)->dispose (object);
}

static void
mbm_ws_channel_finalize (GObject *object)
{
  MbmWsChannel *self = MBM_WS_CHANNEL (object);

  g_clear_error (&self->failure);
  g_free (self->peer_reason);

  G_OBJECT_CLASS (mbm_ws_channel_parent_class)->finalize (object);
}

/* Behind what waits already an answer would say nothing new. */
static void
mbm_ws_channel_ping (MbmChannel *channel)
{
  MbmWsChannel *self = MBM_WS_CHANNEL (channel);

  if (self->close_sent || self->is_broken || self->out.size > MAX_QUEUED_FOR_PONG)
    return;

  mbm_ws_append_frame (&self->out, self->role, MBM_WS_OPCODE_PING, NULL, 0);
  mbm_watch_mark_dirty (&self->watch);
}

static void
mbm_ws_channel_class_init (MbmWsChannelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MbmChannelClass *channel_class = MBM_CHANNEL_CLASS (klass);

  object_class->dispose = mbm_ws_channel_dispose;
  object_class->finalize = mbm_ws_channel_finalize;

  channel_class->set_flowing = mbm_ws_channel_set_flowing;
  channel_class->send = mbm_ws_channel_send;
  channel_class->close = mbm_ws_channel_close;
  channel_class->abort = mbm_ws_channel_abort;
  channel_class->cut_short = mbm_ws_channel_cut_short;
  channel_class->get_queued = mbm_ws_channel_get_queued;
  channel_class->ping = mbm_ws_channel_ping;
}

static void
mbm_ws_channel_init (MbmWsChannel *self)
{
  self->socket = MBM_SOCKET_NONE;
}

MbmChannel *
mbm_ws_channel_new (MbmSocket socket,
                    MbmWsRole role,
                    const guint8 *early,
                    gsize early_length,
                    gsize max_message_size,
                    gsize max_queue_size)
{
  MbmWsChannel *self = g_object_new (MBM_TYPE_WS_CHANNEL, NULL);
  g_autoptr (MbmPoller) poller = mbm_poller_ref_thread_default ();

  self->socket = socket;
  self->role = role;
  self->max_queue_size = max_queue_size;
  mbm_ws_decoder_init (&self->decoder, role == MBM_WS_ROLE_SERVER, max_message_size);
  if (early_length > 0)
    {
      self->early = g_byte_array_new ();
      g_byte_array_append (self->early, early, early_length);
    }
  mbm_watch_add (&self->watch, poller, &watch_funcs, socket.fd, 0);
  return MBM_CHANNEL (self);
}
