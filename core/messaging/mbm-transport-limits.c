/* mbm-transport-limits.c — how much a transport takes, and how long it waits
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-transport-private.h"

/**
 * mbm_transport_get_max_message_size:
 * @self: a transport
 *
 * The largest message that is taken from a peer. See [property@Mbm.Transport:max-message-size].
 *
 * Returns: a number of bytes
 *
 * Since: 0.1
 */
guint64
mbm_transport_get_max_message_size (MbmTransport *self)
{
  MbmTransportPrivate *priv = mbm_transport_get_private (self);

  g_return_val_if_fail (MBM_IS_TRANSPORT (self), 0);

  return priv->max_message_size;
}

/**
 * mbm_transport_set_max_message_size:
 * @self: a transport
 * @bytes: a number of bytes, from 1 to %G_MAXUINT32
 *
 * Sets [property@Mbm.Transport:max-message-size].
 *
 * Since: 0.1
 */
void
mbm_transport_set_max_message_size (MbmTransport *self, guint64 bytes)
{
  MbmTransportPrivate *priv = mbm_transport_get_private (self);

  g_return_if_fail (MBM_IS_TRANSPORT (self));
  g_return_if_fail (bytes >= 1 && bytes <= G_MAXUINT32);

  if (priv->max_message_size == bytes)
    return;

  priv->max_message_size = bytes;
  g_object_notify (G_OBJECT (self), "max-message-size");
}

/**
 * mbm_transport_get_handshake_timeout:
 * @self: a transport
 *
 * How long a handshake may take. See [property@Mbm.Transport:handshake-timeout].
 *
 * Returns: milliseconds, or 0 for no limit
 *
 * Since: 0.1
 */
guint
mbm_transport_get_handshake_timeout (MbmTransport *self)
{
  MbmTransportPrivate *priv = mbm_transport_get_private (self);

  g_return_val_if_fail (MBM_IS_TRANSPORT (self), 0);

  return priv->handshake_timeout;
}

/**
 * mbm_transport_set_handshake_timeout:
 * @self: a transport
 * @milliseconds: milliseconds, or 0 for no limit
 *
 * Sets [property@Mbm.Transport:handshake-timeout].
 *
 * Since: 0.1
 */
void
mbm_transport_set_handshake_timeout (MbmTransport *self, guint milliseconds)
{
  MbmTransportPrivate *priv = mbm_transport_get_private (self);

  g_return_if_fail (MBM_IS_TRANSPORT (self));

  if (priv->handshake_timeout == milliseconds)
    return;

  priv->handshake_timeout = milliseconds;
  g_object_notify (G_OBJECT (self), "handshake-timeout");
}

/**
 * mbm_transport_get_max_pending:
 * @self: a transport
 *
 * How many connections may be in their handshake at a time when serving. See
 * [property@Mbm.Transport:max-pending].
 *
 * Returns: a number of connections
 *
 * Since: 0.1
 */
guint
mbm_transport_get_max_pending (MbmTransport *self)
{
  MbmTransportPrivate *priv = mbm_transport_get_private (self);

  g_return_val_if_fail (MBM_IS_TRANSPORT (self), 0);

  return priv->max_pending;
}

/**
 * mbm_transport_set_max_pending:
 * @self: a transport
 * @connections: a number of connections, at least 1
 *
 * Sets [property@Mbm.Transport:max-pending].
 *
 * Since: 0.1
 */
void
mbm_transport_set_max_pending (MbmTransport *self, guint connections)
{
  MbmTransportPrivate *priv = mbm_transport_get_private (self);

  g_return_if_fail (MBM_IS_TRANSPORT (self));
  g_return_if_fail (connections >= 1);

  if (priv->max_pending == connections)
    return;

  priv->max_pending = connections;
  g_object_notify (G_OBJECT (self), "max-pending");
}

/**
 * mbm_transport_get_max_queue_size:
 * @self: a transport
 *
 * How many bytes may wait to be written to one peer. See [property@Mbm.Transport:max-queue-size].
 *
 * Returns: a number of bytes
 *
 * Since: 0.1
 */
guint64
mbm_transport_get_max_queue_size (MbmTransport *self)
{
  MbmTransportPrivate *priv = mbm_transport_get_private (self);

  g_return_val_if_fail (MBM_IS_TRANSPORT (self), 0);

  return priv->max_queue_size;
}

/**
 * mbm_transport_set_max_queue_size:
 * @self: a transport
 * @bytes: a number of bytes, from 1 to %G_MAXUINT32
 *
 * Sets [property@Mbm.Transport:max-queue-size].
 *
 * Since: 0.1
 */
void
mbm_transport_set_max_queue_size (MbmTransport *self, guint64 bytes)
{
  MbmTransportPrivate *priv = mbm_transport_get_private (self);

  g_return_if_fail (MBM_IS_TRANSPORT (self));
  g_return_if_fail (bytes >= 1 && bytes <= G_MAXUINT32);

  if (priv->max_queue_size == bytes)
    return;

  priv->max_queue_size = bytes;
  g_object_notify (G_OBJECT (self), "max-queue-size");
}
