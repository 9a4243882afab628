/* sbx-peer-filter.h — passes the peers that some words are about
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A GtkFilter of SbxPeer. */
#define SBX_TYPE_PEER_FILTER (sbx_peer_filter_get_type ())
G_DECLARE_FINAL_TYPE (SbxPeerFilter, sbx_peer_filter, SBX, PEER_FILTER, GtkFilter)

/* Each word of @text has to occur in the peer's id, type, address, user, roles, capabilities or
 * subscriptions. */
void sbx_peer_filter_set_text (SbxPeerFilter *self, const char *text);

G_END_DECLS
