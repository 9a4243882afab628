/* sbx-client-columns.h — the columns of the table of clients
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-peer.h"

G_BEGIN_DECLS

/**
 * SbxClientColumns:
 *
 * The columns of a table of SbxPeer, each of which can be sorted by: those that are chosen where there is
 * room for a table, or else a narrow one of two lines. Whoever made it owns it, and it has to live as long as
 * the view.
 *
 * Properties: chosen (strv): ids of the columns besides the first, as in the setting `client-columns`;
 * narrow (boolean): two lines instead of columns.
 */
#define SBX_TYPE_CLIENT_COLUMNS (sbx_client_columns_get_type ())
G_DECLARE_FINAL_TYPE (SbxClientColumns, sbx_client_columns, SBX, CLIENT_COLUMNS, GObject)

SbxClientColumns *sbx_client_columns_new (GtkColumnView *view);
/* What tells of a time that goes on is written anew. */
void sbx_client_columns_tick (SbxClientColumns *self);
/* For a menu: each column that can be chosen, with an action `column.ID`, and each to sort by, with
 * `column.sort`. (transfer full) */
GMenuModel *sbx_client_columns_make_menu (SbxClientColumns *self);
GActionGroup *sbx_client_columns_get_actions (SbxClientColumns *self);
/* The headings of the chosen columns, or what they say of a peer, with tabs between them. (transfer full) */
char *sbx_client_columns_dup_header (SbxClientColumns *self);
char *sbx_client_columns_dup_row (SbxClientColumns *self, SbxPeer *peer);

G_END_DECLS
