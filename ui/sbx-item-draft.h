/* sbx-item-draft.h — an item of a server's config while it is edited
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-item-config.h"

G_BEGIN_DECLS

/* An item as it stands in an editor, and as it is in use. Made by SbxItemDrafts.
 *
 * Properties, read-only and notifying: item (SbxItemConfig: what is edited); error (string, nullable: what is
 * wrong with it); wrong (string, nullable: the property that is); in-use (boolean: the server has one that
 * was right). Signal `edited`: something of it has changed. */
#define SBX_TYPE_ITEM_DRAFT (sbx_item_draft_get_type ())
G_DECLARE_FINAL_TYPE (SbxItemDraft, sbx_item_draft, SBX, ITEM_DRAFT, GObject)

/* @good: (nullable) (transfer none): what the server has */
SbxItemDraft *sbx_item_draft_new (SbxItemConfig *item, SbxItemConfig *good);
SbxItemConfig *sbx_item_draft_get_item (SbxItemDraft *self);
SbxItemConfig *sbx_item_draft_get_good (SbxItemDraft *self);
const char *sbx_item_draft_get_error (SbxItemDraft *self);
const char *sbx_item_draft_get_wrong (SbxItemDraft *self);
/* Something in a list of the item has changed, which the item itself does not tell. */
void sbx_item_draft_touch (SbxItemDraft *self);
/* Looks at the item; @clash: (nullable): what is wrong with its property @property besides. Whether it is
 * right and may be used. */
gboolean sbx_item_draft_check (SbxItemDraft *self, const char *property, const char *clash);
/* From now on the server has the item as it is. */
void sbx_item_draft_use (SbxItemDraft *self);

G_END_DECLS
