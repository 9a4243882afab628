/* mbm-listener.c — an address that is being served
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-listener.h"

/**
 * MbmListener:
 *
 * An address that is being served, made by [method@Mbm.Transport.listen_finish].
 *
 * It belongs to the thread-default main context of the thread that made it. Connections wait in the system
 * until [method@Mbm.Listener.set_receiver] is called. Dropping the last reference stops to listen; channels
 * that were accepted live on.
 *
 * Since: 0.1
 */
typedef struct
{
  MbmListenerReceiver receiver;
  gpointer user_data;
  char *uri;
  guint has_receiver : 1;
  guint closed : 1;
} MbmListenerPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (MbmListener, mbm_listener, G_TYPE_OBJECT)

static void
mbm_listener_dispose (GObject *object)
{
  MbmListenerPrivate *priv = mbm_listener_get_instance_private (MBM_LISTENER (object));

  priv->has_receiver = FALSE;
  mbm_listener_close (MBM_LISTENER (object));

  G_OBJECT_CLASS (mbm_listener_parent_class)->dispose (object);
}

static void
mbm_listener_finalize (GObject *object)
{
  MbmListenerPrivate *priv = mbm_listener_get_instance_private (MBM_LISTENER (object));

  g_free (priv->uri);

  G_OBJECT_CLASS (mbm_listener_parent_class)->finalize (object);
}

static void
mbm_listener_class_init (MbmListenerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mbm_listener_dispose;
  object_class->finalize = mbm_listener_finalize;
}

static void
mbm_listener_init (MbmListener *self)
{
}

/**
 * mbm_listener_set_receiver:
 * @self: a listener
 * @receiver: (nullable): who receives from now on, or %NULL to detach; it is copied
 * @user_data: passed to the receiver's functions
 *
 * Starts to accept connections. With %NULL they wait again. Nothing is reported from within this call.
 *
 * Since: 0.1
 */
void
mbm_listener_set_receiver (MbmListener *self, const MbmListenerReceiver *receiver, gpointer user_data)
{
  MbmListenerPrivate *priv = mbm_listener_get_instance_private (self);
  MbmListenerClass *klass = MBM_LISTENER_GET_CLASS (self);
  gboolean had_receiver = priv->has_receiver;

  g_return_if_fail (MBM_IS_LISTENER (self));

  priv->receiver = receiver != NULL ? *receiver : (MbmListenerReceiver){ NULL };
  priv->user_data = receiver != NULL ? user_data : NULL;
  priv->has_receiver = receiver != NULL;

  if (!priv->closed && had_receiver != priv->has_receiver && klass->set_flowing != NULL)
    klass->set_flowing (self, priv->has_receiver);
}

/**
 * mbm_listener_close:
 * @self: a listener
 *
 * Stops to listen. Connections that are still in their handshake are cut; channels that were accepted live
 * on. The address is free when this returns. Calling it again does nothing.
 *
 * Since: 0.1
 */
void
mbm_listener_close (MbmListener *self)
{
  MbmListenerPrivate *priv = mbm_listener_get_instance_private (self);

  g_return_if_fail (MBM_IS_LISTENER (self));

  if (priv->closed)
    return;

  priv->closed = TRUE;
  MBM_LISTENER_GET_CLASS (self)->close (self);
}

/**
 * mbm_listener_get_uri:
 * @self: a listener
 *
 * What is served, with the port that was chosen if it was asked to choose one.
 *
 * Returns: (transfer none): an address clients can connect to
 *
 * Since: 0.1
 */
const char *
mbm_listener_get_uri (MbmListener *self)
{
  MbmListenerPrivate *priv = mbm_listener_get_instance_private (self);

  g_return_val_if_fail (MBM_IS_LISTENER (self), NULL);

  return priv->uri;
}

/**
 * mbm_listener_set_uri:
 * @self: a listener
 * @uri: what is served
 *
 * Says what is served. For subclasses, once, before the listener is handed out.
 *
 * Since: 0.1
 */
void
mbm_listener_set_uri (MbmListener *self, const char *uri)
{
  MbmListenerPrivate *priv = mbm_listener_get_instance_private (self);

  g_return_if_fail (MBM_IS_LISTENER (self));
  g_return_if_fail (uri != NULL);

  g_free (priv->uri);
  priv->uri = g_strdup (uri);
}

/**
 * mbm_listener_is_flowing:
 * @self: a listener
 *
 * Whether somebody receives. For subclasses, which have to ask after each report whether they may go on.
 *
 * Returns: %TRUE if a receiver is set and the listener is not closed
 *
 * Since: 0.1
 */
gboolean
mbm_listener_is_flowing (MbmListener *self)
{
  MbmListenerPrivate *priv = mbm_listener_get_instance_private (self);

  g_return_val_if_fail (MBM_IS_LISTENER (self), FALSE);

  return priv->has_receiver && !priv->closed;
}

/**
 * mbm_listener_emit_accepted:
 * @self: a listener
 * @channel: (transfer none): a connection that passed its handshake
 *
 * Reports a new connection. For subclasses, while [method@Mbm.Listener.is_flowing].
 *
 * Since: 0.1
 */
void
mbm_listener_emit_accepted (MbmListener *self, MbmChannel *channel)
{
  MbmListenerPrivate *priv = mbm_listener_get_instance_private (self);

  g_return_if_fail (MBM_IS_LISTENER (self));
  g_return_if_fail (MBM_IS_CHANNEL (channel));

  if (priv->closed || priv->receiver.accepted == NULL)
    return;

  g_info ("%s: connection from %s", priv->uri, mbm_channel_get_address (channel));
  g_object_ref (self);
  priv->receiver.accepted (self, channel, priv->user_data);
  g_object_unref (self);
}

/**
 * mbm_listener_emit_refused:
 * @self: a listener
 * @address: (nullable): the peer's address
 * @headers: (nullable) (array zero-terminated=1): its handshake headers, as far as they came
 * @error: why it was refused
 *
 * Reports a connection that did not pass its handshake. For subclasses, while
 * [method@Mbm.Listener.is_flowing].
 *
 * Since: 0.1
 */
void
mbm_listener_emit_refused (MbmListener *self,
                           const char *address,
                           const char *const *headers,
                           const GError *error)
{
  MbmListenerPrivate *priv = mbm_listener_get_instance_private (self);

  g_return_if_fail (MBM_IS_LISTENER (self));
  g_return_if_fail (error != NULL);

  if (priv->closed)
    return;

  g_info ("%s: refused %s: %s", priv->uri, address != NULL ? address : "a connection", error->message);
  if (priv->receiver.refused == NULL)
    return;

  g_object_ref (self);
  priv->receiver.refused (self, address, headers, error, priv->user_data);
  g_object_unref (self);
}
