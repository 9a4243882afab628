/* mbm-ws-channel-input.c — what comes in over a WebSocket
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "mbm-ws-channel-state-private.h"

#include "mbm-channel-private.h"

/* Reads a connection may have before the others have their turn. One takes in hundreds of small messages, and
 * ten connections that never pause are enough to let the others wait: with four it was four times as long,
 * and no more came in. */
#define MAX_READS_PER_TURN 1

static void
mbm_ws_channel_take_ping (MbmWsChannel *self, MbmWsItem *item)
{
  if (self->close_sent || self->is_broken)
    return;

  if (self->out.size <= MAX_QUEUED_FOR_PONG)
    {
      mbm_ws_append_frame (&self->out, self->role, MBM_WS_OPCODE_PONG, (guint8 *) item->control,
                           item->control_length);
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

void
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

void
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
