/* sbx-library.c — messages that are kept, in folders
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-draft-private.h"
#include "sbx-json-members-private.h"
#include "sbx-library-private.h"

struct _SbxLibrary
{
  GObject parent_instance;

  GListStore *items;
};

struct _SbxLibraryRemoval
{
  SbxLibraryItem *item;
  SbxLibraryItem *parent; /* (nullable) */
  guint position;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxLibrary, sbx_library, G_TYPE_OBJECT)

static void
sbx_library_finalize (GObject *object)
{
  g_object_unref (SBX_LIBRARY (object)->items);

  G_OBJECT_CLASS (sbx_library_parent_class)->finalize (object);
}

static void
sbx_library_class_init (SbxLibraryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sbx_library_finalize;

  signals[CHANGED] =
    g_signal_new ("changed", SBX_TYPE_LIBRARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sbx_library_init (SbxLibrary *self)
{
  self->items = g_list_store_new (SBX_TYPE_LIBRARY_ITEM);
}

/**
 * sbx_library_new:
 *
 * Returns: (transfer full): an empty library
 */
SbxLibrary *
sbx_library_new (void)
{
  return g_object_new (SBX_TYPE_LIBRARY, NULL);
}

/**
 * sbx_library_get_items:
 *
 * Returns: (transfer none): GListModel of SbxLibraryItem: what is at the top
 */
GListModel *
sbx_library_get_items (SbxLibrary *self)
{
  g_return_val_if_fail (SBX_IS_LIBRARY (self), NULL);

  return G_LIST_MODEL (self->items);
}

/**
 * sbx_library_get_n_items:
 *
 * Returns: how many messages and folders there are, at any depth
 */
guint
sbx_library_get_n_items (SbxLibrary *self)
{
  guint n = 0;

  g_return_val_if_fail (SBX_IS_LIBRARY (self), 0);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr (SbxLibraryItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      n += sbx_library_item_count (item);
    }
  return n;
}

static GListStore *
get_store (SbxLibrary *self, SbxLibraryItem *parent)
{
  return parent != NULL ? sbx_library_item_get_store (parent) : self->items;
}

/* Whether @item is @other or lies in it. */
static gboolean
is_within (SbxLibraryItem *item, SbxLibraryItem *other)
{
  for (; item != NULL; item = sbx_library_item_get_parent (item))
    if (item == other)
      return TRUE;
  return FALSE;
}

static guint
get_level (SbxLibraryItem *folder)
{
  guint level = 0;

  for (; folder != NULL; folder = sbx_library_item_get_parent (folder))
    level++;
  return level;
}

/* Whether @item may lie in @parent. */
static gboolean
has_room (SbxLibrary *self, SbxLibraryItem *parent, SbxLibraryItem *item, gboolean is_new, GError **error)
{
  if (get_level (parent) + sbx_library_item_get_depth (item) > SBX_LIBRARY_MAX_DEPTH)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, _ ("Folders lie %d deep in each other at most"),
                   SBX_LIBRARY_MAX_DEPTH);
      return FALSE;
    }
  if (is_new && sbx_library_get_n_items (self) + sbx_library_item_count (item) > SBX_LIBRARY_MAX_ITEMS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   _ ("There are %d saved messages and folders at most"), SBX_LIBRARY_MAX_ITEMS);
      return FALSE;
    }
  return TRUE;
}

static void
insert (SbxLibrary *self, SbxLibraryItem *parent, guint position, SbxLibraryItem *item)
{
  GListStore *store = get_store (self, parent);

  sbx_library_item_set_parent (item, parent);
  g_list_store_insert (store, MIN (position, g_list_model_get_n_items (G_LIST_MODEL (store))), item);
}

static void
tell (SbxLibrary *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* @item: (transfer full) */
static SbxLibraryItem *
add (SbxLibrary *self, SbxLibraryItem *parent, guint position, SbxLibraryItem *item, GError **error)
{
  g_autoptr (SbxLibraryItem) owned = item;

  if (!has_room (self, parent, item, TRUE, error))
    return NULL;
  insert (self, parent, position, item);
  tell (self);
  return item;
}

/**
 * sbx_library_add_folder:
 * @parent: (nullable): the folder to put it in; %NULL: at the top
 * @name: what to call it
 * @error: return location for an error: %G_IO_ERROR_NO_SPACE
 *
 * Adds an empty folder behind what is there.
 *
 * Returns: (transfer none) (nullable): the folder; %NULL with an error
 */
SbxLibraryItem *
sbx_library_add_folder (SbxLibrary *self, SbxLibraryItem *parent, const char *name, GError **error)
{
  g_return_val_if_fail (SBX_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (parent == NULL || sbx_library_item_is_folder (parent), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return add (self, parent, G_MAXUINT, sbx_library_item_new (name, NULL), error);
}

/**
 * sbx_library_add:
 * @parent: (nullable): the folder to put it in; %NULL: at the top
 * @draft: a message; copied, without the secrets in it: see sbx_draft_strip_secrets()
 * @error: return location for an error: %G_IO_ERROR_NO_SPACE
 *
 * Saves a message behind what is there.
 *
 * Returns: (transfer none) (nullable): the item; %NULL with an error
 */
SbxLibraryItem *
sbx_library_add (SbxLibrary *self, SbxLibraryItem *parent, SbxDraft *draft, GError **error)
{
  g_autoptr (SbxDraft) copy = NULL;

  g_return_val_if_fail (SBX_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (parent == NULL || sbx_library_item_is_folder (parent), NULL);
  g_return_val_if_fail (SBX_IS_DRAFT (draft), NULL);

  copy = sbx_draft_copy (draft);
  sbx_draft_strip_secrets (copy);
  return add (self, parent, G_MAXUINT, sbx_library_item_new (NULL, copy), error);
}

/**
 * sbx_library_update:
 * @item: a message
 * @draft: what to save in its place; copied, without the secrets in it. What people call it stays
 *
 * Saves a message in the place of another. What a newer version kept there stays.
 *
 * Returns: whether it is another than before
 */
gboolean
sbx_library_update (SbxLibrary *self, SbxLibraryItem *item, SbxDraft *draft)
{
  g_autoptr (SbxDraft) copy = NULL;
  SbxDraft *old;

  g_return_val_if_fail (SBX_IS_LIBRARY (self), FALSE);
  g_return_val_if_fail (SBX_IS_LIBRARY_ITEM (item), FALSE);
  g_return_val_if_fail (SBX_IS_DRAFT (draft), FALSE);

  old = sbx_library_item_get_draft (item);
  g_return_val_if_fail (old != NULL, FALSE);

  copy = sbx_draft_copy (draft);
  sbx_draft_strip_secrets (copy);
  sbx_draft_set_unknown (copy, sbx_draft_get_unknown (old));
  g_object_set (copy, "title", sbx_draft_get_title (old), "description", sbx_draft_get_description (old),
                NULL);
  if (sbx_draft_equal (copy, old))
    return FALSE;

  sbx_library_item_set_draft (item, copy);
  tell (self);
  return TRUE;
}

/**
 * sbx_library_rename:
 * @item: a message or folder
 * @name: what to call it; a message keeps the name of its request or event
 *
 * Gives it another name.
 */
void
sbx_library_rename (SbxLibrary *self, SbxLibraryItem *item, const char *name)
{
  g_return_if_fail (SBX_IS_LIBRARY (self));
  g_return_if_fail (SBX_IS_LIBRARY_ITEM (item));
  g_return_if_fail (name != NULL);

  if (g_str_equal (sbx_library_item_get_name (item), name))
    return;
  sbx_library_item_set_name (item, name);
  tell (self);
}

static guint
get_position (SbxLibrary *self, SbxLibraryItem *item)
{
  guint position = G_MAXUINT;

  g_list_store_find (get_store (self, sbx_library_item_get_parent (item)), item, &position);
  return position;
}

/**
 * sbx_library_move:
 * @item: a message or folder
 * @parent: (nullable): the folder to put it in; %NULL: at the top
 * @position: where in it, counted without @item; %G_MAXUINT: behind all
 * @error: return location for an error: %G_IO_ERROR_NO_SPACE, %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Moves it. A folder cannot be put into itself.
 *
 * Returns: whether it was done
 */
gboolean
sbx_library_move (SbxLibrary *self,
                  SbxLibraryItem *item,
                  SbxLibraryItem *parent,
                  guint position,
                  GError **error)
{
  g_autoptr (SbxLibraryItem) held = NULL;

  g_return_val_if_fail (SBX_IS_LIBRARY (self), FALSE);
  g_return_val_if_fail (SBX_IS_LIBRARY_ITEM (item), FALSE);
  g_return_val_if_fail (parent == NULL || sbx_library_item_is_folder (parent), FALSE);

  if (is_within (parent, item))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _ ("A folder cannot be put into itself"));
      return FALSE;
    }
  if (!has_room (self, parent, item, FALSE, error))
    return FALSE;

  held = g_object_ref (item);
  g_list_store_remove (get_store (self, sbx_library_item_get_parent (item)), get_position (self, item));
  insert (self, parent, position, item);
  tell (self);
  return TRUE;
}

/**
 * sbx_library_duplicate:
 * @item: a message or folder
 * @error: return location for an error: %G_IO_ERROR_NO_SPACE
 *
 * Puts a copy behind it, with all that is in it.
 *
 * Returns: (transfer none) (nullable): the copy; %NULL with an error
 */
SbxLibraryItem *
sbx_library_duplicate (SbxLibrary *self, SbxLibraryItem *item, GError **error)
{
  SbxLibraryItem *copy;
  g_autofree char *name = NULL;

  g_return_val_if_fail (SBX_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (SBX_IS_LIBRARY_ITEM (item), NULL);

  copy = sbx_library_item_copy (item);
  /* Translators: the name of a copy of a saved message or folder */
  name = g_strdup_printf (_ ("%s (copy)"), sbx_library_item_get_name (item));
  sbx_library_item_set_name (copy, name);
  return add (self, sbx_library_item_get_parent (item), get_position (self, item) + 1, copy, error);
}

/**
 * sbx_library_remove:
 * @item: a message or folder
 *
 * Removes it with all that is in it.
 *
 * Returns: (transfer full): what sbx_library_restore() puts back
 */
SbxLibraryRemoval *
sbx_library_remove (SbxLibrary *self, SbxLibraryItem *item)
{
  SbxLibraryRemoval *removal;
  SbxLibraryItem *parent;

  g_return_val_if_fail (SBX_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (SBX_IS_LIBRARY_ITEM (item), NULL);

  parent = sbx_library_item_get_parent (item);
  removal = g_new0 (SbxLibraryRemoval, 1);
  removal->item = g_object_ref (item);
  removal->parent = parent != NULL ? g_object_ref (parent) : NULL;
  removal->position = get_position (self, item);
  if (removal->position != G_MAXUINT)
    g_list_store_remove (get_store (self, parent), removal->position);
  sbx_library_item_set_parent (item, NULL);
  tell (self);
  return removal;
}

/* Whether @item is in this library now. */
static gboolean
has_item (SbxLibrary *self, SbxLibraryItem *item)
{
  SbxLibraryItem *top = item;

  while (sbx_library_item_get_parent (top) != NULL)
    top = sbx_library_item_get_parent (top);
  return g_list_store_find (self->items, top, NULL);
}

/**
 * sbx_library_restore:
 * @removal: what sbx_library_remove() gave; it can be used once
 *
 * Puts back what was removed. If its folder is gone, it is put at the top.
 *
 * Returns: (transfer none) (nullable): what is there again; %NULL if there is no room any more
 */
SbxLibraryItem *
sbx_library_restore (SbxLibrary *self, SbxLibraryRemoval *removal)
{
  SbxLibraryItem *parent;

  g_return_val_if_fail (SBX_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (removal != NULL, NULL);
  g_return_val_if_fail (removal->item != NULL, NULL);

  parent = removal->parent != NULL && has_item (self, removal->parent) ? removal->parent : NULL;
  return add (self, parent, parent == removal->parent ? removal->position : G_MAXUINT,
              g_steal_pointer (&removal->item), NULL);
}

/**
 * sbx_library_removal_free:
 *
 * Frees it: what was removed is gone for good.
 */
void
sbx_library_removal_free (SbxLibraryRemoval *self)
{
  g_clear_object (&self->item);
  g_clear_object (&self->parent);
  g_free (self);
}

/* --- as the workspace has it ---------------------------------------------------- */

/**
 * sbx_library_to_json:
 *
 * Returns: (transfer full): a JSON array: messages and folders
 */
char *
sbx_library_to_json (SbxLibrary *self)
{
  GString *json;

  g_return_val_if_fail (SBX_IS_LIBRARY (self), NULL);

  json = g_string_new (NULL);
  sbx_library_append_items (json, G_LIST_MODEL (self->items));
  return g_string_free (json, FALSE);
}

/**
 * sbx_library_load:
 * @value: the workspace's member `messages`; one that is missing has none
 * @error: return location for an error: %G_IO_ERROR_INVALID_DATA
 *
 * Takes over what the workspace has. If it is the same, the items stay.
 *
 * Returns: %FALSE with an error that names the place: `messages[2].timeout: …`; the library is as it was then
 */
gboolean
sbx_library_load (SbxLibrary *self, MbmJsonValue value, GError **error)
{
  g_autoptr (SbxLibrary) other = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autofree char *old_text = NULL;
  g_autofree char *new_text = NULL;
  GListModel *model;

  g_return_val_if_fail (SBX_IS_LIBRARY (self), FALSE);

  other = sbx_library_new ();
  if (value.text != NULL && !sbx_library_read_items (other->items, NULL, value, "messages", 0, error))
    return FALSE;
  if (sbx_library_get_n_items (other) > SBX_LIBRARY_MAX_ITEMS)
    return sbx_json_complain (error, "messages", _ ("there are more than 5000 messages and folders"));

  old_text = sbx_library_to_json (self);
  new_text = sbx_library_to_json (other);
  if (g_str_equal (old_text, new_text))
    return TRUE;

  items = g_ptr_array_new_with_free_func (g_object_unref);
  model = G_LIST_MODEL (other->items);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_ptr_array_add (items, g_list_model_get_item (model, i));
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)), items->pdata,
                       items->len);
  return TRUE;
}
