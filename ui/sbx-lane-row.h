/* sbx-lane-row.h — a peer and its heartbeats
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-peer.h"

G_BEGIN_DECLS

/* The name of a peer, its lane, and how long until it is dropped: side by side, or in two lines where it is
 * narrow. Properties: peer (SbxPeer, nullable); narrow (boolean). */
#define SBX_TYPE_LANE_ROW (sbx_lane_row_get_type ())
G_DECLARE_FINAL_TYPE (SbxLaneRow, sbx_lane_row, SBX, LANE_ROW, GtkWidget)

void sbx_lane_row_set_peer (SbxLaneRow *self, SbxPeer *peer);

G_END_DECLS
