/* mbm-channel-end.c — how a channel ends, and who is told
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-channel-state-private.h"

static void
mbm_channel_tell_closed (MbmChannel *self)
{
  MbmChannelPrivate *priv = mbm_channel_get_private (self);

  priv->closed_told = TRUE;
  if (priv->receiver.closed == NULL)
    return;

  g_object_ref (self);
  priv->receiver.closed (self, priv->closed_code, priv->closed_reason, priv->closed_error, priv->user_data);
  g_object_unref (self);
}

static gboolean
mbm_channel_closed_source_cb (gpointer data)
{
  MbmChannel *self = data;
  MbmChannelPrivate *priv = mbm_channel_get_private (self);

  g_clear_pointer (&priv->closed_source, g_source_unref);
  if (priv->has_receiver && !priv->closed_told)
    mbm_channel_tell_closed (self);
  return G_SOURCE_REMOVE;
}

void
mbm_channel_schedule_closed (MbmChannel *self)
{
  MbmChannelPrivate *priv = mbm_channel_get_private (self);

  if (priv->closed_source != NULL)
    return;

  priv->closed_source = g_idle_source_new ();
  g_source_set_priority (priv->closed_source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (priv->closed_source, "[mbm] channel closed");
  g_source_set_callback (priv->closed_source, mbm_channel_closed_source_cb, self, NULL);
  g_source_attach (priv->closed_source, g_main_context_get_thread_default ());
}

static gboolean
mbm_channel_keep_closed (MbmChannel *self, guint code, const char *reason, const GError *error)
{
  MbmChannelPrivate *priv = mbm_channel_get_private (self);

  if (priv->closed)
    return FALSE;

  priv->closing = TRUE;
  priv->closed = TRUE;
  priv->closed_code = code;
  priv->closed_reason = g_strdup (reason);
  priv->closed_error = error != NULL ? g_error_copy (error) : NULL;
  g_info ("%s: connection closed: %s", priv->address != NULL ? priv->address : "peer",
          error != NULL    ? error->message
          : reason != NULL ? reason
                           : "in order");
  return TRUE;
}

/**
 * mbm_channel_emit_closed:
 * @self: a channel
 * @code: the close code the peer sent, or 0
 * @reason: (nullable): its words
 * @error: (nullable): how the connection was lost, or %NULL if it was closed in order
 *
 * Reports the end of the channel, now. For subclasses; what comes after the first time is ignored. If there
 * is no receiver it is kept for the one to come.
 *
 * Since: 0.1
 */
void
mbm_channel_emit_closed (MbmChannel *self, guint code, const char *reason, const GError *error)
{
  MbmChannelPrivate *priv = mbm_channel_get_private (self);

  g_return_if_fail (MBM_IS_CHANNEL (self));

  if (mbm_channel_keep_closed (self, code, reason, error) && priv->has_receiver)
    mbm_channel_tell_closed (self);
}

/**
 * mbm_channel_emit_closed_later:
 * @self: a channel
 * @code: the close code the peer sent, or 0
 * @reason: (nullable): its words
 * @error: (nullable): how the connection was lost, or %NULL if it was closed in order
 *
 * Like [method@Mbm.Channel.emit_closed], but the receiver is told from the main context. For subclasses that
 * find the connection ended in the middle of a call from outside.
 *
 * Since: 0.1
 */
void
mbm_channel_emit_closed_later (MbmChannel *self, guint code, const char *reason, const GError *error)
{
  MbmChannelPrivate *priv = mbm_channel_get_private (self);

  g_return_if_fail (MBM_IS_CHANNEL (self));

  if (mbm_channel_keep_closed (self, code, reason, error) && priv->has_receiver)
    mbm_channel_schedule_closed (self);
}

void
mbm_channel_begin_closing (MbmChannel *self)
{
  MbmChannelPrivate *priv = mbm_channel_get_private (self);

  priv->closing = TRUE;
}

/**
 * mbm_channel_close:
 * @self: a channel
 * @code: a WebSocket close code, such as 1000 (done) or 1001 (going away)
 * @reason: (nullable): words for the peer; what does not fit into the 123 bytes of a close frame is cut off
 *
 * Begins an orderly close: what is queued is written first, then the close frame, and the receiver's `closed`
 * is called when the peer has answered. Messages that were under way may still come in before that. A peer
 * that does not answer within five seconds is cut off.
 *
 * Calling it again does nothing.
 *
 * Since: 0.1
 */
void
mbm_channel_close (MbmChannel *self, guint code, const char *reason)
{
  MbmChannelPrivate *priv = mbm_channel_get_private (self);

  g_return_if_fail (MBM_IS_CHANNEL (self));
  g_return_if_fail (code >= 1000 && code < 5000);

  if (priv->closing)
    return;

  priv->closing = TRUE;
  g_object_ref (self);
  MBM_CHANNEL_GET_CLASS (self)->close (self, code, reason);
  g_object_unref (self);
}

/**
 * mbm_channel_abort:
 * @self: a channel
 *
 * Cuts the connection now; what is queued is lost. The receiver's `closed` is called from the main context,
 * not from within this call, with [error@Mbm.Error.CLOSED].
 *
 * Since: 0.1
 */
void
mbm_channel_abort (MbmChannel *self)
{
  MbmChannelPrivate *priv = mbm_channel_get_private (self);

  g_return_if_fail (MBM_IS_CHANNEL (self));

  if (priv->closed || priv->aborted)
    return;

  priv->closing = TRUE;
  priv->aborted = TRUE;
  g_object_ref (self);
  MBM_CHANNEL_GET_CLASS (self)->abort (self);
  if (!priv->closed)
    {
      g_autoptr (GError) error =
        g_error_new (MBM_ERROR, MBM_ERROR_CLOSED, _ ("The connection was cut by this side"));

      mbm_channel_emit_closed_later (self, 0, NULL, error);
    }
  g_object_unref (self);
}

/* To see how the other side takes it. Where there is nothing to be cut it is gone all the same. */
void
mbm_channel_cut_short (MbmChannel *self, GBytes *text)
{
  MbmChannelPrivate *priv = mbm_channel_get_private (self);
  MbmChannelClass *klass = MBM_CHANNEL_GET_CLASS (self);

  if (!priv->closing && klass->cut_short != NULL)
    klass->cut_short (self, text);
  mbm_channel_abort (self);
}

/**
 * mbm_channel_is_closed:
 * @self: a channel
 *
 * Whether nothing more can be sent: the connection ended, or [method@Mbm.Channel.close] or
 * [method@Mbm.Channel.abort] was called.
 *
 * Returns: %TRUE if the channel is closed or closing
 *
 * Since: 0.1
 */
gboolean
mbm_channel_is_closed (MbmChannel *self)
{
  MbmChannelPrivate *priv = mbm_channel_get_private (self);

  g_return_val_if_fail (MBM_IS_CHANNEL (self), TRUE);

  return priv->closing;
}
