/* sbx-peer.h — a peer of an endpoint: a client of a hosted server, or the server of a connection
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SbxPeer:
 *
 * A peer of an endpoint, as the main thread knows it: a client of a hosted server, live while it is in the
 * server's list and a record of what it was afterwards; or one of the two ends of a connection.
 *
 * Properties, read-only and notifying, some times a second at most:
 *  - id (string), connection-id (string), peer-type (string, nullable: the client type), capabilities (strv),
 *    metadata (string, nullable: a JSON object), address (string, nullable), connected-at (int64, µs real)
 *  - last-activity, last-heartbeat (int64, µs real, 0 never), n-heartbeats (uint64)
 *  - heartbeat-interval (uint, ms): told, or learnt from its beats; 0 unknown
 *  - missed (uint): beats that were due since the last one, by that interval
 *  - timeout (uint, ms): how long until it is dropped for its silence; 0 never
 *  - messages-in, messages-out, bytes-in, bytes-out (uint64): as the endpoint sees it
 *  - dialect (string, nullable): what it speaks: `messaging` or `magic-server`
 *  - subscriptions (strv): names of events; user (string, nullable): who is logged in; roles (strv)
 *  - present (boolean); left-at (int64, µs real, 0 while it is there); reason (string, nullable): why it left
 *  - faults (string, nullable): what a hosted server lets go wrong with it on purpose, in words
 *
 * Signal `beat`: one or more heartbeats have come; see sbx_peer_dup_beats().
 */
#define SBX_TYPE_PEER (sbx_peer_get_type ())
G_DECLARE_FINAL_TYPE (SbxPeer, sbx_peer, SBX, PEER, GObject)

const char *sbx_peer_get_id (SbxPeer *self);
const char *sbx_peer_get_connection_id (SbxPeer *self);
gboolean sbx_peer_get_present (SbxPeer *self);
gint64 sbx_peer_get_last_heartbeat (SbxPeer *self);
guint sbx_peer_get_heartbeat_interval (SbxPeer *self);
guint sbx_peer_get_timeout (SbxPeer *self);
guint sbx_peer_get_missed (SbxPeer *self);
const char *sbx_peer_get_reason (SbxPeer *self);
gint64 sbx_peer_get_left_at (SbxPeer *self);

GArray *sbx_peer_dup_beats (SbxPeer *self, gint64 since);

G_END_DECLS
