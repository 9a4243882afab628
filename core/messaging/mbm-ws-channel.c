/* mbm-ws-channel.c — a WebSocket after its handshake
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "mbm-ws-channel-private.h"

#include "mbm-channel-private.h"
#include "mbm-poller-private.h"
#include "mbm-ws-codec-private.h"

/* Reads a connection may have before the others have their turn. One takes in hundreds of small messages, and
 * ten connections that never pause are enough to let the others wait: with four it was four times as long,
 * and no more came in. */
#define MAX_READS_PER_TURN 1

/* So much is gathered before it is written in the middle of a turn, lest a burst fill the queue of a peer
 * that reads well. */
#define MAX_GATHERED (256 * 1024)

/* While more than this waits to be written, only the latest ping will be answered: whoever pings and does not
 * read cannot make us keep the answers. */
#define MAX_QUEUED_FOR_PONG (16 * 1024)

/* Owned by whoever holds a reference; lives on the thread of its poller, and ends when the connection does or
 * the last reference is dropped. An idle one holds no buffer at all: what comes in is read into the poller's,
 * and only what is incomplete is kept, by the decoder. */
struct _MbmWsChannel
{
  MbmChannel parent_instance;

  MbmWatch watch;
  MbmSocket socket;
  MbmWsRole role;
  MbmOutQueue out;
  gsize max_queue_size;
  MbmWsDecoder decoder;

  GByteArray *early; /* what came behind the handshake, until there is a receiver */
  GError *failure;   /* why we end the connection */
  MbmWsItem *pong;   /* the ping to answer when the queue is short again */
  char *peer_reason;
  guint peer_code;

  guint is_flowing : 1;
  guint is_blocked : 1; /* the queue waits for EPOLLOUT */
  guint is_broken : 1;  /* writing failed: reading will tell how */
  guint close_sent : 1;
  guint close_received : 1;
  guint is_discarding : 1; /* we end the connection: what still comes in is of no interest */
  guint has_shut_down : 1;
};

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

/* The connection is over. */
static gboolean
mbm_ws_channel_is_over (MbmWsChannel *self)
{
  return self->socket.fd < 0;
}

static void
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

static void
mbm_ws_channel_queue_frame (MbmWsChannel *self, MbmWsOpcode opcode, const guint8 *payload, gsize length)
{
  guint8 header[MBM_WS_MAX_HEADER];
  guint8 mask[4];
  gboolean is_masked = self->role == MBM_WS_ROLE_CLIENT;
  guint header_length;
  guint8 *room;

  if (is_masked)
    mbm_ws_make_mask (mask);
  header_length = mbm_ws_encode_header (header, opcode, length, is_masked ? mask : NULL);
  room = mbm_out_queue_reserve (&self->out, header_length + length);
  memcpy (room, header, header_length);
  if (is_masked)
    mbm_ws_mask (room + header_length, payload, length, mask, 0);
  else if (length > 0)
    memcpy (room + header_length, payload, length);
}

/* Large texts are not copied, unless they have to be masked. */
static void
mbm_ws_channel_queue_text (MbmWsChannel *self, GBytes *text)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (text, &length);

  if (self->role == MBM_WS_ROLE_SERVER && length >= MBM_OUT_QUEUE_MIN_REFERENCED)
    {
      guint8 header[MBM_WS_MAX_HEADER];
      guint header_length = mbm_ws_encode_header (header, MBM_WS_OPCODE_TEXT, length, NULL);

      memcpy (mbm_out_queue_reserve (&self->out, header_length), header, header_length);
      mbm_out_queue_append_bytes (&self->out, text);
    }
  else
    {
      mbm_ws_channel_queue_frame (self, MBM_WS_OPCODE_TEXT, data, length);
    }
}

static void
mbm_ws_channel_queue_close (MbmWsChannel *self, guint code, const char *reason)
{
  guint8 payload[MBM_WS_MAX_CONTROL];
  g_autofree char *fitting = mbm_channel_dup_reason (reason);
  gsize length = 0;

  if (self->close_sent)
    return;

  self->close_sent = TRUE;
  if (code != 0)
    {
      payload[0] = code >> 8;
      payload[1] = code;
      length = 2;
      if (fitting != NULL)
        {
          memcpy (payload + 2, fitting, strlen (fitting));
          length += strlen (fitting);
        }
    }
  mbm_ws_channel_queue_frame (self, MBM_WS_OPCODE_CLOSE, payload, length);
}

/* What there is to do once everything is written. Does not call out. */
static void
mbm_ws_channel_written (MbmWsChannel *self)
{
  if (self->pong != NULL && !self->close_sent)
    {
      mbm_ws_channel_queue_frame (self, MBM_WS_OPCODE_PONG, (guint8 *) self->pong->control,
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

/* Calls nobody but who watches the queue: what goes wrong is found again by reading. */
static void
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
mbm_ws_channel_take_ping (MbmWsChannel *self, MbmWsItem *item)
{
  if (self->close_sent || self->is_broken)
    return;

  if (self->out.size <= MAX_QUEUED_FOR_PONG)
    {
      mbm_ws_channel_queue_frame (self, MBM_WS_OPCODE_PONG, (guint8 *) item->control, item->control_length);
      mbm_watch_mark_dirty (&self->watch);
      return;
    }

  if (self->pong == NULL)
    self->pong = g_new0 (MbmWsItem, 1);
  self->pong->control_length = item->control_length;
  memcpy (self->pong->control, item->control, item->control_length);
}

/* The peer closes, or has answered our close. */
static void
mbm_ws_channel_take_close (MbmWsChannel *self, MbmWsItem *item)
{
  mbm_channel_begin_closing (MBM_CHANNEL (self));
  self->close_received = TRUE;
  self->peer_code = item->code;
  g_free (self->peer_reason);
  self->peer_reason = item->control_length > 0 ? g_strdup (item->control) : NULL;

  mbm_ws_channel_queue_close (self, item->code, item->control_length > 0 ? item->control : NULL);
  mbm_ws_channel_write (self);
  if (self->out.size == 0)
    mbm_ws_channel_finish (self, NULL);
  else if (!self->watch.has_deadline)
    mbm_watch_set_timeout (&self->watch, MBM_CHANNEL_CLOSE_TIMEOUT);
}

/* What came in ends the connection: the peer is told with a close frame, and has some time to read it. */
static void
mbm_ws_channel_take_failure (MbmWsChannel *self, MbmWsItem *item)
{
  self->is_discarding = TRUE;
  g_clear_error (&self->failure);
  self->failure = g_error_copy (item->error);
  mbm_channel_close (MBM_CHANNEL (self), item->code, item->error->message);
  mbm_channel_emit_refused (MBM_CHANNEL (self), item->bytes, item->error);
  if (!mbm_ws_channel_is_over (self))
    mbm_ws_channel_write (self);
}

static void
mbm_ws_channel_take_binary (MbmWsChannel *self, MbmWsItem *item)
{
  g_autoptr (GError) error =
    g_error_new (MBM_ERROR, MBM_ERROR_UNSUPPORTED_DATA,
                 _ ("A binary message of %" PRIu64 " bytes: the protocol has text only"), item->size);

  mbm_channel_emit_refused (MBM_CHANNEL (self), item->bytes, error);
}

static void
mbm_ws_channel_take_item (MbmWsChannel *self, MbmWsItem *item)
{
  switch (item->kind)
    {
    case MBM_WS_ITEM_TEXT:
      mbm_channel_emit_received (MBM_CHANNEL (self), item->bytes);
      break;
    case MBM_WS_ITEM_BINARY:
      mbm_ws_channel_take_binary (self, item);
      break;
    case MBM_WS_ITEM_PING:
      mbm_ws_channel_take_ping (self, item);
      mbm_channel_emit_alive (MBM_CHANNEL (self));
      break;
    case MBM_WS_ITEM_PONG:
      mbm_channel_emit_alive (MBM_CHANNEL (self));
      break;
    case MBM_WS_ITEM_CLOSE:
      mbm_ws_channel_take_close (self, item);
      break;
    case MBM_WS_ITEM_FAILED:
      mbm_ws_channel_take_failure (self, item);
      break;
    case MBM_WS_ITEM_NONE:
    default:
      g_assert_not_reached ();
    }
}

/* What a receiver that stops in the middle leaves is kept until there is one again. */
static void
mbm_ws_channel_take_in (MbmWsChannel *self, guint8 *data, gsize length)
{
  while (!mbm_ws_channel_is_over (self) && !self->is_discarding && self->is_flowing)
    {
      g_auto (MbmWsItem) item = { MBM_WS_ITEM_NONE };

      if (mbm_ws_decoder_next (&self->decoder, &data, &length, &item) == MBM_WS_ITEM_NONE)
        return;
      mbm_ws_channel_take_item (self, &item);
    }

  if (!mbm_ws_channel_is_over (self) && !self->is_discarding && length > 0)
    {
      if (self->early == NULL)
        self->early = g_byte_array_new ();
      g_byte_array_append (self->early, data, length);
    }
}

static void
mbm_ws_channel_take_early (MbmWsChannel *self)
{
  g_autoptr (GByteArray) early = g_steal_pointer (&self->early);

  mbm_ws_channel_take_in (self, early->data, early->len);
}

/* The other side ended it without a close frame; where there was one, it is of no concern. */
static void
mbm_ws_channel_take_end (MbmWsChannel *self)
{
  /* We wanted to end it, and the other side did so without many words. */
  if (self->close_sent && self->out.size == 0)
    mbm_ws_channel_finish (self, NULL);
  else
    mbm_ws_channel_finish (self, g_error_new (MBM_ERROR, MBM_ERROR_CLOSED,
                                              _ ("The other side ended the connection without a close")));
}

static void
mbm_ws_channel_read (MbmWsChannel *self)
{
  gsize size;
  guint8 *scratch = mbm_poller_get_scratch (self->watch.poller, &size);
  gsize allowance = MAX_READS_PER_TURN * size;

  while (!mbm_ws_channel_is_over (self) && self->is_flowing && allowance > 0)
    {
      GError *error = NULL;
      gsize n;

      switch (mbm_socket_read (&self->socket, scratch, size, &n, &error))
        {
        case MBM_SOCKET_READ:
          break;
        case MBM_SOCKET_BLOCKED:
          return;
        case MBM_SOCKET_END:
          mbm_ws_channel_take_end (self);
          return;
        case MBM_SOCKET_FAILED:
        default:
          mbm_ws_channel_finish (self, error);
          return;
        }

      mbm_ws_channel_take_in (self, scratch, n);
      if (n < size && !mbm_socket_may_hold_data (&self->socket))
        return;
      allowance -= MIN (allowance, n);
    }

  /* The others have their turn; the descriptor need not say that there is more. */
  if (!mbm_ws_channel_is_over (self) && self->is_flowing && mbm_socket_may_hold_data (&self->socket))
    mbm_watch_wake (&self->watch);
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

  mbm_ws_channel_queue_text (self, text);
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

  mbm_ws_channel_queue_text (self, text);
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

  mbm_ws_channel_queue_frame (self, MBM_WS_OPCODE_PING, NULL, 0);
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
