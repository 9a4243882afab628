/* sbx-peer.h — a peer of an endpoint: a client of a hosted server, or the server of a connection
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Main thread. Properties, read-only and notifying (at most once per frame): id; connection-id; peer-type
 * (client type); capabilities (strv); metadata (string, JSON, nullable); address; connected-at (int64 µs
 * real); last-activity, last-heartbeat (int64 µs real, 0 never); n-heartbeats (uint64); heartbeat-interval
 * (uint ms: told or learnt from its beats, 0 unknown); missed (uint beats since the last one, by that
 * interval); timeout (uint ms until it is dropped, 0 none); messages-in, messages-out, bytes-in, bytes-out
 * (uint64, as the endpoint sees it); subscriptions (strv); user (string, nullable); roles (strv); present
 * (boolean); left-at (int64 µs); reason (string, nullable: why it left). */
#define SBX_TYPE_PEER (sbx_peer_get_type ())
G_DECLARE_FINAL_TYPE (SbxPeer, sbx_peer, SBX, PEER, GObject)

const char *sbx_peer_get_id (SbxPeer *self);
const char *sbx_peer_get_connection_id (SbxPeer *self);
gboolean sbx_peer_get_present (SbxPeer *self);
gint64 sbx_peer_get_last_heartbeat (SbxPeer *self);
guint sbx_peer_get_heartbeat_interval (SbxPeer *self);
guint sbx_peer_get_timeout (SbxPeer *self);
guint sbx_peer_get_missed (SbxPeer *self);

/* Beats since @since (µs real time), oldest first; a bounded memory (some hundreds per peer). (transfer full)
 * (element-type gint64). Signal on the peer: `beat`. */
GArray *sbx_peer_dup_beats (SbxPeer *self, gint64 since);

G_END_DECLS
