/* sbx-row-follower.h — keeps the newest row of a list in sight
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SBX_TYPE_ROW_FOLLOWER (sbx_row_follower_get_type ())
G_DECLARE_FINAL_TYPE (SbxRowFollower, sbx_row_follower, SBX, ROW_FOLLOWER, GObject)

SbxRowFollower *sbx_row_follower_new (GtkScrolledWindow *scroller, GListModel *rows);
gboolean sbx_row_follower_get_following (SbxRowFollower *self);
void sbx_row_follower_set_following (SbxRowFollower *self, gboolean following);
void sbx_row_follower_scroll_to (SbxRowFollower *self, guint position);

G_END_DECLS
