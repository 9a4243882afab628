/* sbx-message-row.h — a message that was saved or sent, in a list
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Property: item (SbxLibraryItem or SbxHistoryItem, nullable); menu (GMenuModel, nullable: shows a button for
 * it). Signals: `send`: its button was pressed; `menu`: its menu is about to be shown. */
#define SBX_TYPE_MESSAGE_ROW (sbx_message_row_get_type ())
G_DECLARE_FINAL_TYPE (SbxMessageRow, sbx_message_row, SBX, MESSAGE_ROW, GtkWidget)

GtkWidget *sbx_message_row_new (void);
gpointer sbx_message_row_get_item (SbxMessageRow *self);

G_END_DECLS
