/* sbx-peer-update.c — what the engine thread tells of a peer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-peer-private.h"

SbxPeerUpdate *
sbx_peer_update_new (const char *connection_id)
{
  SbxPeerUpdate *self = g_new0 (SbxPeerUpdate, 1);

  self->connection_id = g_strdup (connection_id);
  return self;
}

void
sbx_peer_update_free (SbxPeerUpdate *self)
{
  g_free (self->connection_id);
  g_free (self->id);
  g_free (self->peer_type);
  g_strfreev (self->capabilities);
  g_free (self->metadata);
  g_free (self->address);
  g_strfreev (self->subscriptions);
  g_free (self->user);
  g_strfreev (self->roles);
  g_clear_pointer (&self->beats, g_array_unref);
  g_free (self->reason);
  g_free (self);
}
