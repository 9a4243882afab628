/* mbm-channel.c — one open connection, whatever carries it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-channel-state-private.h"

/**
 * MbmChannel:
 *
 * One open connection that carries text messages in both directions, whatever is underneath.
 *
 * Channels come from [method@Mbm.Transport.connect_finish] and from a [class@Mbm.Listener]; they belong to
 * the thread-default main context of the thread that made them, and everything is called and reported there.
 * A channel reads nothing and reports nothing before [method@Mbm.Channel.set_receiver].
 *
 * Dropping the last reference cuts the connection.
 *
 * Since: 0.1
 */
G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (MbmChannel, mbm_channel, G_TYPE_OBJECT)

MbmChannelPrivate *
mbm_channel_get_private (MbmChannel *self)
{
  return mbm_channel_get_instance_private (self);
}

static void
mbm_channel_dispose (GObject *object)
{
  MbmChannelPrivate *priv = mbm_channel_get_instance_private (MBM_CHANNEL (object));

  priv->has_receiver = FALSE;
  if (priv->closed_source != NULL)
    {
      g_source_destroy (priv->closed_source);
      g_clear_pointer (&priv->closed_source, g_source_unref);
    }

  G_OBJECT_CLASS (mbm_channel_parent_class)->dispose (object);
}

static void
mbm_channel_finalize (GObject *object)
{
  MbmChannelPrivate *priv = mbm_channel_get_instance_private (MBM_CHANNEL (object));

  g_free (priv->id);
  g_free (priv->address);
  g_strfreev (priv->headers);
  g_free (priv->closed_reason);
  g_clear_error (&priv->closed_error);

  G_OBJECT_CLASS (mbm_channel_parent_class)->finalize (object);
}

static void
mbm_channel_class_init (MbmChannelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mbm_channel_dispose;
  object_class->finalize = mbm_channel_finalize;
}

static void
mbm_channel_init (MbmChannel *self)
{
}

/**
 * mbm_channel_set_receiver:
 * @self: a channel
 * @receiver: (nullable): who receives from now on, or %NULL to detach; it is copied
 * @user_data: passed to the receiver's functions
 *
 * Starts the flow: nothing is reported, and nothing read, before a receiver is set. With %NULL the flow
 * stops, and what the peer sends waits on its side until there is a receiver again; an end that nobody was
 * told of is told then.
 *
 * Nothing is reported from within this call.
 *
 * Since: 0.1
 */
void
mbm_channel_set_receiver (MbmChannel *self, const MbmChannelReceiver *receiver, gpointer user_data)
{
  MbmChannelPrivate *priv = mbm_channel_get_instance_private (self);
  MbmChannelClass *klass = MBM_CHANNEL_GET_CLASS (self);
  gboolean had_receiver = priv->has_receiver;

  g_return_if_fail (MBM_IS_CHANNEL (self));

  priv->receiver = receiver != NULL ? *receiver : (MbmChannelReceiver){ NULL };
  priv->user_data = receiver != NULL ? user_data : NULL;
  priv->has_receiver = receiver != NULL;

  if (priv->closed)
    {
      if (priv->has_receiver && !priv->closed_told)
        mbm_channel_schedule_closed (self);
    }
  else if (had_receiver != priv->has_receiver && klass->set_flowing != NULL)
    {
      klass->set_flowing (self, priv->has_receiver);
    }
}

/**
 * mbm_channel_send:
 * @self: a channel
 * @text: one message; UTF-8
 * @error: (nullable): return location
 *
 * Queues one text message. It is written when the main context has nothing else to do, together with what
 * else is queued by then.
 *
 * Errors: [error@Mbm.Error.QUEUE_FULL] if more would wait than [property@Mbm.Transport:max-queue-size]
 * allows; that changes nothing about the channel, and who sends decides what to do.
 * [error@Mbm.Error.NOT_CONNECTED] once the channel is closed or closing.
 *
 * Returns: %TRUE if it was queued
 *
 * Since: 0.1
 */
gboolean
mbm_channel_send (MbmChannel *self, GBytes *text, GError **error)
{
  MbmChannelPrivate *priv = mbm_channel_get_instance_private (self);

  g_return_val_if_fail (MBM_IS_CHANNEL (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (priv->closing)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED, _ ("The connection to %s is closed"),
                   priv->address != NULL ? priv->address : _ ("the peer"));
      return FALSE;
    }

  return MBM_CHANNEL_GET_CLASS (self)->send (self, text, error);
}

/**
 * mbm_channel_ping:
 * @self: a channel
 *
 * Asks the peer for a sign of life that is no message: a WebSocket ping. `alive` of the receiver says when it
 * comes; each one, and also pings of the peer, calls that. It does nothing if the channel is closed or about
 * to.
 *
 * Returns: %FALSE if this kind of connection has no such thing
 *
 * Since: 0.1
 */
gboolean
mbm_channel_ping (MbmChannel *self)
{
  MbmChannelPrivate *priv = mbm_channel_get_instance_private (self);
  MbmChannelClass *klass;

  g_return_val_if_fail (MBM_IS_CHANNEL (self), FALSE);

  klass = MBM_CHANNEL_GET_CLASS (self);
  if (klass->ping == NULL)
    return FALSE;

  if (!priv->closing)
    klass->ping (self);
  return TRUE;
}

/**
 * mbm_channel_get_queued:
 * @self: a channel
 *
 * How much was sent and has not been handed to the system yet.
 *
 * Returns: a number of bytes
 *
 * Since: 0.1
 */
gsize
mbm_channel_get_queued (MbmChannel *self)
{
  MbmChannelClass *klass;

  g_return_val_if_fail (MBM_IS_CHANNEL (self), 0);

  klass = MBM_CHANNEL_GET_CLASS (self);
  return klass->get_queued != NULL ? klass->get_queued (self) : 0;
}

/**
 * mbm_channel_watch_queue:
 * @self: a channel for which more than @mark bytes wait to be written
 * @mark: a number of bytes
 *
 * Has the receiver's `drained` called, once, when no more than @mark bytes wait any more: the way to send
 * much to a slow reader without ever queueing much. Nothing is called if the channel closes before.
 *
 * Since: 0.1
 */
void
mbm_channel_watch_queue (MbmChannel *self, gsize mark)
{
  MbmChannelPrivate *priv = mbm_channel_get_instance_private (self);
  MbmChannelClass *klass;

  g_return_if_fail (MBM_IS_CHANNEL (self));

  priv->watches_queue = TRUE;
  priv->queue_mark = mark;

  klass = MBM_CHANNEL_GET_CLASS (self);
  if (klass->watch_queue != NULL)
    klass->watch_queue (self, mark);
}

/**
 * mbm_channel_get_address:
 * @self: a channel
 *
 * The peer's address as people read it, such as `127.0.0.1:51234` or `memory`.
 *
 * Returns: (nullable) (transfer none): the address, if it is known
 *
 * Since: 0.1
 */
const char *
mbm_channel_get_address (MbmChannel *self)
{
  MbmChannelPrivate *priv = mbm_channel_get_instance_private (self);

  g_return_val_if_fail (MBM_IS_CHANNEL (self), NULL);

  return priv->address;
}

/**
 * mbm_channel_get_headers:
 * @self: a channel
 *
 * The headers the peer sent in its handshake, `Name: value` each, in order.
 *
 * Returns: (nullable) (transfer none) (array zero-terminated=1): the headers, if there was a handshake
 *
 * Since: 0.1
 */
const char *const *
mbm_channel_get_headers (MbmChannel *self)
{
  MbmChannelPrivate *priv = mbm_channel_get_instance_private (self);

  g_return_val_if_fail (MBM_IS_CHANNEL (self), NULL);

  return (const char *const *) priv->headers;
}

/**
 * mbm_channel_set_peer:
 * @self: a channel
 * @address: (nullable): the peer's address
 * @headers: (nullable) (array zero-terminated=1): its handshake headers, `Name: value` each
 *
 * Says who is at the other end. For subclasses, once, before the channel is handed out.
 *
 * Since: 0.1
 */
void
mbm_channel_set_peer (MbmChannel *self, const char *address, const char *const *headers)
{
  MbmChannelPrivate *priv = mbm_channel_get_instance_private (self);

  g_return_if_fail (MBM_IS_CHANNEL (self));

  g_free (priv->address);
  priv->address = g_strdup (address);
  g_strfreev (priv->headers);
  priv->headers = g_strdupv ((char **) headers);
}

/**
 * mbm_channel_is_flowing:
 * @self: a channel
 *
 * Whether somebody receives. For subclasses, which have to ask after each report whether they may go on.
 *
 * Returns: %TRUE if a receiver is set and the channel has not ended
 *
 * Since: 0.1
 */
gboolean
mbm_channel_is_flowing (MbmChannel *self)
{
  MbmChannelPrivate *priv = mbm_channel_get_instance_private (self);

  g_return_val_if_fail (MBM_IS_CHANNEL (self), FALSE);

  return priv->has_receiver && !priv->closed;
}

/**
 * mbm_channel_emit_received:
 * @self: a channel
 * @text: a message
 *
 * Reports a text message. For subclasses, while [method@Mbm.Channel.is_flowing].
 *
 * Since: 0.1
 */
void
mbm_channel_emit_received (MbmChannel *self, GBytes *text)
{
  MbmChannelPrivate *priv = mbm_channel_get_instance_private (self);

  g_return_if_fail (MBM_IS_CHANNEL (self));
  g_return_if_fail (text != NULL);

  if (priv->closed || priv->receiver.received == NULL)
    return;

  g_object_ref (self);
  priv->receiver.received (self, text, priv->user_data);
  g_object_unref (self);
}

/**
 * mbm_channel_emit_refused:
 * @self: a channel
 * @bytes: what came in, as far as it was read
 * @error: why it is refused
 *
 * Reports something that is no text message. For subclasses, while [method@Mbm.Channel.is_flowing].
 *
 * Since: 0.1
 */
void
mbm_channel_emit_refused (MbmChannel *self, GBytes *bytes, const GError *error)
{
  MbmChannelPrivate *priv = mbm_channel_get_instance_private (self);

  g_return_if_fail (MBM_IS_CHANNEL (self));
  g_return_if_fail (bytes != NULL);
  g_return_if_fail (error != NULL);

  if (priv->closed || priv->receiver.refused == NULL)
    return;

  g_object_ref (self);
  priv->receiver.refused (self, bytes, error, priv->user_data);
  g_object_unref (self);
}

/**
 * mbm_channel_emit_drained:
 * @self: a channel
 *
 * Says that some of what was queued has been written. For subclasses, after each write; it costs nothing
 * unless somebody watches the queue and it is short enough now.
 *
 * Since: 0.1
 */
void
mbm_channel_emit_drained (MbmChannel *self)
{
  MbmChannelPrivate *priv = mbm_channel_get_instance_private (self);

  g_return_if_fail (MBM_IS_CHANNEL (self));

  if (!priv->watches_queue || priv->closing || mbm_channel_get_queued (self) > priv->queue_mark)
    return;

  priv->watches_queue = FALSE;
  if (priv->receiver.drained != NULL)
    priv->receiver.drained (self, priv->user_data);
}

/**
 * mbm_channel_emit_alive:
 * @self: a channel
 *
 * For subclasses: the peer gave a sign of life that is no message.
 *
 * Since: 0.1
 */
void
mbm_channel_emit_alive (MbmChannel *self)
{
  MbmChannelPrivate *priv = mbm_channel_get_instance_private (self);

  g_return_if_fail (MBM_IS_CHANNEL (self));

  if (priv->closed || priv->receiver.alive == NULL)
    return;

  g_object_ref (self);
  priv->receiver.alive (self, priv->user_data);
  g_object_unref (self);
}

char *
mbm_channel_dup_reason (const char *reason)
{
  g_autofree char *valid = NULL;
  gsize length;

  if (reason == NULL)
    return NULL;

  valid = g_utf8_make_valid (reason, -1);
  length = strlen (valid);
  if (length > MBM_CHANNEL_MAX_REASON)
    {
      const char *end = g_utf8_find_prev_char (valid, valid + MBM_CHANNEL_MAX_REASON + 1);

      length = end != NULL ? end - valid : 0;
    }
  return g_strndup (valid, length);
}
