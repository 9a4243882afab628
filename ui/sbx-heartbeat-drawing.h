/* sbx-heartbeat-drawing.h — what a lane of heartbeats looks like
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-peer.h"

G_BEGIN_DECLS

/* Draws the last minute of @peer (nullable) over all of @lane. @pointer_x: where the pointer is, whose beat
 * is told; negative: elsewhere */
void sbx_heartbeat_drawing_draw (GtkWidget *lane, GtkSnapshot *snapshot, SbxPeer *peer, double pointer_x);

G_END_DECLS
