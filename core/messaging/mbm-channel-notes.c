/* mbm-channel-notes.c — what a transport and the server or client tell each other of a channel
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-channel-state-private.h"

void
mbm_channel_set_id (MbmChannel *self, const char *id, gboolean transient)
{
  MbmChannelPrivate *priv = mbm_channel_get_private (self);

  g_free (priv->id);
  priv->id = g_strdup (id);
  priv->transient = transient;
}

const char *
mbm_channel_get_id (MbmChannel *self)
{
  MbmChannelPrivate *priv = mbm_channel_get_private (self);

  return priv->id;
}

gboolean
mbm_channel_is_transient (MbmChannel *self)
{
  MbmChannelPrivate *priv = mbm_channel_get_private (self);

  return priv->transient;
}

void
mbm_channel_set_attended (MbmChannel *self, gboolean attended)
{
  MbmChannelPrivate *priv = mbm_channel_get_private (self);

  priv->attended = attended;
  priv->attended_time = g_get_monotonic_time ();
}

gint64
mbm_channel_get_attended_time (MbmChannel *self)
{
  MbmChannelPrivate *priv = mbm_channel_get_private (self);

  return priv->attended ? g_get_monotonic_time () : priv->attended_time;
}

void
mbm_channel_set_needs_registration (MbmChannel *self, gboolean needs_registration)
{
  MbmChannelPrivate *priv = mbm_channel_get_private (self);

  priv->needs_registration = needs_registration;
}

gboolean
mbm_channel_needs_registration (MbmChannel *self)
{
  MbmChannelPrivate *priv = mbm_channel_get_private (self);

  return priv->needs_registration;
}

void
mbm_channel_ready (MbmChannel *self)
{
  MbmChannelClass *klass = MBM_CHANNEL_GET_CLASS (self);

  if (klass->ready != NULL && !mbm_channel_is_closed (self))
    klass->ready (self);
}

void
mbm_channel_forget (MbmChannel *self, const char *request_id)
{
  MbmChannelClass *klass = MBM_CHANNEL_GET_CLASS (self);

  if (klass->forget != NULL)
    klass->forget (self, request_id);
}

void
mbm_channel_set_status_func (MbmChannel *self, MbmChannelStatusFunc func, gpointer user_data)
{
  MbmChannelPrivate *priv = mbm_channel_get_private (self);

  priv->status_func = func;
  priv->status_data = user_data;
}

guint
mbm_channel_find_status (MbmChannel *self, const char *code)
{
  MbmChannelPrivate *priv = mbm_channel_get_private (self);

  return priv->status_func != NULL && code != NULL ? priv->status_func (code, priv->status_data) : 0;
}
