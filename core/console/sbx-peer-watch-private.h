/* sbx-peer-watch-private.h — tells the main thread of a server's clients
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-server.h"

#include "sbx-backend-private.h"
#include "sbx-peer-private.h"

G_BEGIN_DECLS

/* Who came, how they are, who left: arrays of SbxPeerUpdate, to be taken in this order. */
typedef struct
{
  GPtrArray *arrived;
  GPtrArray *changed;
  GPtrArray *departed;
} SbxPeerBatch;

/**
 * SbxPeerWatch:
 *
 * Watches the clients of a server, on the engine thread, and tells the backend's front: arrivals and
 * departures within a frame; figures of a peer a few times a second, and of some hundreds of peers at a time,
 * however many there are and however much they say. Owned by the backend, for as long as the server runs.
 */
typedef struct _SbxPeerWatch SbxPeerWatch;

SbxPeerWatch *sbx_peer_watch_new (SbxBackend *backend, MbmServer *server, guint client_timeout);
void sbx_peer_watch_free (SbxPeerWatch *self);
void sbx_peer_watch_set_client_timeout (SbxPeerWatch *self, guint client_timeout);
void sbx_peer_watch_tap (SbxPeerWatch *self, const MbmTapRecord *record);

/* The front's part: takes a SbxPeerBatch. */
void sbx_server_take_batch (gpointer front, gpointer batch);

G_END_DECLS
