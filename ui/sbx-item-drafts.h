/* sbx-item-drafts.h — a list of a server's config while it is edited
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-item-draft.h"
#include "sbx-server.h"

G_BEGIN_DECLS

/* The handlers or the timers of a server as they stand in an editor: a list model of SbxItemDraft. Soon after
 * the last edit the server gets what is right of it; of an item that is wrong it keeps what was right last,
 * and one that was never right it does not get. What comes from elsewhere, such as another program that
 * writes the workspace, is taken over, and replaces what was being edited of the same item.
 *
 * Owned by a page, on the main thread; what is under way when it is disposed of is given to the server then.
 */
#define SBX_TYPE_ITEM_DRAFTS (sbx_item_drafts_get_type ())
G_DECLARE_FINAL_TYPE (SbxItemDrafts, sbx_item_drafts, SBX, ITEM_DRAFTS, GObject)

/* @property: the name of the list in SbxServerConfig; @unique: (nullable): a string property that no two
 * enabled items may have in common. Both static. */
SbxItemDrafts *sbx_item_drafts_new (SbxServer *server, const char *property, const char *unique);

/* @item: (transfer none): is edited from then on; (transfer none) */
SbxItemDraft *sbx_item_drafts_insert (SbxItemDrafts *self, guint position, SbxItemConfig *item);
/* The draft that is not there any more, to be put back with sbx_item_drafts_restore(); (transfer full) */
SbxItemDraft *sbx_item_drafts_remove (SbxItemDrafts *self, guint position);
void sbx_item_drafts_restore (SbxItemDrafts *self, guint position, SbxItemDraft *draft);
/* Puts the one at @from where the one at @to is. */
void sbx_item_drafts_move (SbxItemDrafts *self, guint from, guint to);
/* G_MAXUINT if it is not there. */
guint sbx_item_drafts_find (SbxItemDrafts *self, SbxItemDraft *draft);
/* Does now what would be done soon. */
void sbx_item_drafts_commit (SbxItemDrafts *self);

G_END_DECLS
