/* sbx-library.h — messages that are kept, in folders
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-draft.h"

G_BEGIN_DECLS

/**
 * SBX_LIBRARY_MAX_DEPTH:
 *
 * How deep folders may lie in folders.
 */
#define SBX_LIBRARY_MAX_DEPTH 16

/**
 * SBX_LIBRARY_MAX_ITEMS:
 *
 * How many messages and folders there may be.
 */
#define SBX_LIBRARY_MAX_ITEMS 5000

/**
 * SbxLibraryItem:
 *
 * A message or folder in a library. Properties, read-only and notifying:
 *  - name (string): the folder's, or the message's title, or its name if it has none
 *  - draft (SbxDraft, nullable): the message; NULL for a folder. It is replaced, never changed
 */
#define SBX_TYPE_LIBRARY_ITEM (sbx_library_item_get_type ())
G_DECLARE_FINAL_TYPE (SbxLibraryItem, sbx_library_item, SBX, LIBRARY_ITEM, GObject)

const char *sbx_library_item_get_name (SbxLibraryItem *self);
gboolean sbx_library_item_is_folder (SbxLibraryItem *self);
SbxDraft *sbx_library_item_get_draft (SbxLibraryItem *self);
SbxLibraryItem *sbx_library_item_get_parent (SbxLibraryItem *self);
GListModel *sbx_library_item_get_children (SbxLibraryItem *self);

/**
 * SbxLibrary:
 *
 * The messages that are saved in a workspace: a tree of folders and messages, in an order of their own. Main
 * thread. No secret is kept in it: values that are called like one are taken out of what is saved.
 *
 * Signal `changed`: what the workspace has is another.
 */
#define SBX_TYPE_LIBRARY (sbx_library_get_type ())
G_DECLARE_FINAL_TYPE (SbxLibrary, sbx_library, SBX, LIBRARY, GObject)

SbxLibrary *sbx_library_new (void);
GListModel *sbx_library_get_items (SbxLibrary *self);
guint sbx_library_get_n_items (SbxLibrary *self);

SbxLibraryItem *
sbx_library_add_folder (SbxLibrary *self, SbxLibraryItem *parent, const char *name, GError **error);
SbxLibraryItem *sbx_library_add (SbxLibrary *self, SbxLibraryItem *parent, SbxDraft *draft, GError **error);
gboolean sbx_library_update (SbxLibrary *self, SbxLibraryItem *item, SbxDraft *draft);
void sbx_library_rename (SbxLibrary *self, SbxLibraryItem *item, const char *name);
gboolean sbx_library_move (SbxLibrary *self,
                           SbxLibraryItem *item,
                           SbxLibraryItem *parent,
                           guint position,
                           GError **error);
SbxLibraryItem *sbx_library_duplicate (SbxLibrary *self, SbxLibraryItem *item, GError **error);

/**
 * SbxLibraryRemoval:
 *
 * What was removed, and where it was.
 */
typedef struct _SbxLibraryRemoval SbxLibraryRemoval;

SbxLibraryRemoval *sbx_library_remove (SbxLibrary *self, SbxLibraryItem *item);
SbxLibraryItem *sbx_library_restore (SbxLibrary *self, SbxLibraryRemoval *removal);
void sbx_library_removal_free (SbxLibraryRemoval *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxLibraryRemoval, sbx_library_removal_free)

char *sbx_library_to_json (SbxLibrary *self);
gboolean sbx_library_load (SbxLibrary *self, MbmJsonValue value, GError **error);

G_END_DECLS
