/* sbx-peer-private.h — what the engine thread tells of a peer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-peer.h"

G_BEGIN_DECLS

/**
 * SbxPeerUpdate:
 *
 * All that is known of a peer at one moment, to be carried from thread to thread. What does not change while
 * it is there (`id` to `connected_at`) is set in the first one only. Times are µs since the epoch.
 */
typedef struct
{
  char *connection_id;

  char *id;
  char *peer_type;
  char **capabilities;
  char *metadata;
  char *address;
  gint64 connected_at;

  gint64 last_activity;
  gint64 last_heartbeat;
  guint64 n_heartbeats;
  guint heartbeat_interval; /* ms */
  guint client_timeout;     /* ms of silence after which it is dropped, 0 none */
  guint64 messages_in;
  guint64 messages_out;
  guint64 bytes_in;
  guint64 bytes_out;
  char **subscriptions;
  const char *dialect; /* (nullable): static */
  char *user;
  char **roles;
  GArray *beats; /* (nullable): gint64, those since the last update */

  gint64 left_at; /* 0: it is there */
  char *reason;
} SbxPeerUpdate;

SbxPeerUpdate *sbx_peer_update_new (const char *connection_id);
void sbx_peer_update_free (SbxPeerUpdate *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxPeerUpdate, sbx_peer_update_free)

/* How many beats are remembered of one peer. */
#define SBX_PEER_MAX_BEATS 512

SbxPeer *sbx_peer_new (SbxPeerUpdate *update);
void sbx_peer_apply (SbxPeer *self, SbxPeerUpdate *update);
/* What goes wrong with it on purpose, in words; NULL: nothing. */
void sbx_peer_set_faults (SbxPeer *self, const char *faults);
/* Time has passed: `missed` and `timeout` may be others. */
void sbx_peer_tick (SbxPeer *self, gint64 now);

G_END_DECLS
