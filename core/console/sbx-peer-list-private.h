/* sbx-peer-list-private.h — the peers that are there, in order of arrival
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-peer.h"

G_BEGIN_DECLS

/**
 * SbxPeerList:
 *
 * A GListModel of SbxPeer that finds a peer by its connection id and stays quick with ten thousand of them:
 * many that come or go at once are told as few changes. Main thread.
 */
#define SBX_TYPE_PEER_LIST (sbx_peer_list_get_type ())
G_DECLARE_FINAL_TYPE (SbxPeerList, sbx_peer_list, SBX, PEER_LIST, GObject)

SbxPeerList *sbx_peer_list_new (void);
SbxPeer *sbx_peer_list_lookup (SbxPeerList *self, const char *connection_id);
void sbx_peer_list_append (SbxPeerList *self, GPtrArray *peers);
void sbx_peer_list_remove (SbxPeerList *self, GPtrArray *peers);
void sbx_peer_list_tick (SbxPeerList *self, gint64 now);

G_END_DECLS
