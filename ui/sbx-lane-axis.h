/* sbx-lane-axis.h — the time axis above heartbeat lanes
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* As long as a lane, with a mark and how long ago that is for each of its parts. */
#define SBX_TYPE_LANE_AXIS (sbx_lane_axis_get_type ())
G_DECLARE_FINAL_TYPE (SbxLaneAxis, sbx_lane_axis, SBX, LANE_AXIS, GtkWidget)

G_END_DECLS
