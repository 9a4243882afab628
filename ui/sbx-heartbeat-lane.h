/* sbx-heartbeat-lane.h — one peer's heartbeats on a moving time axis
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-peer.h"

G_BEGIN_DECLS

/* Seconds from the left end of a lane to the right, which is now. */
#define SBX_HEARTBEAT_LANE_SPAN 60
/* How many parts the axis above the lanes marks. */
#define SBX_HEARTBEAT_LANE_MARKS 4

#define SBX_TYPE_HEARTBEAT_LANE (sbx_heartbeat_lane_get_type ())
G_DECLARE_FINAL_TYPE (SbxHeartbeatLane, sbx_heartbeat_lane, SBX, HEARTBEAT_LANE, GtkWidget)

GtkWidget *sbx_heartbeat_lane_new (void);
void sbx_heartbeat_lane_set_peer (SbxHeartbeatLane *self, SbxPeer *peer);

G_END_DECLS
