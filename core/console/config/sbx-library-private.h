/* sbx-library-private.h — what the parts of a library share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-library.h"

G_BEGIN_DECLS

/* @draft: (nullable): NULL for a folder, which @name is for. (transfer full) */
SbxLibraryItem *sbx_library_item_new (const char *name, SbxDraft *draft);
/* With all that is in it. (transfer full) */
SbxLibraryItem *sbx_library_item_copy (SbxLibraryItem *self);
void sbx_library_item_set_name (SbxLibraryItem *self, const char *name);
void sbx_library_item_set_draft (SbxLibraryItem *self, SbxDraft *draft);
void sbx_library_item_set_parent (SbxLibraryItem *self, SbxLibraryItem *parent);
GListStore *sbx_library_item_get_store (SbxLibraryItem *self);
/* Items in it, itself included; and how deep folders lie in it, 0 for a message. */
guint sbx_library_item_count (SbxLibraryItem *self);
guint sbx_library_item_get_depth (SbxLibraryItem *self);

void sbx_library_item_append_json (SbxLibraryItem *self, GString *json);
/* @path: that of @value; @depth: how many folders it lies in. (transfer full) (nullable) */
SbxLibraryItem *
sbx_library_item_from_json (MbmJsonValue value, const char *path, guint depth, GError **error);
/* Reads an array of items into @store, whose folder is @parent. */
gboolean sbx_library_read_items (GListStore *store,
                                 SbxLibraryItem *parent,
                                 MbmJsonValue value,
                                 const char *path,
                                 guint depth,
                                 GError **error);
void sbx_library_append_items (GString *json, GListModel *items);

G_END_DECLS
