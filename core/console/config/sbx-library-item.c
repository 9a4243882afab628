/* sbx-library-item.c — a message or folder in a library
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-json-members-private.h"
#include "sbx-library-private.h"

struct _SbxLibraryItem
{
  GObject parent_instance;

  char *name;             /* a folder's */
  SbxDraft *draft;        /* a message's; else NULL */
  GListStore *children;   /* a folder's */
  SbxLibraryItem *parent; /* not owned: it owns this one; NULL at the top */
  char *unknown;          /* members of a folder that were not understood */
};

enum
{
  PROP_0,
  PROP_NAME,
  PROP_DRAFT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxLibraryItem, sbx_library_item, G_TYPE_OBJECT)

static void
sbx_library_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxLibraryItem *self = SBX_LIBRARY_ITEM (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, sbx_library_item_get_name (self));
      break;
    case PROP_DRAFT:
      g_value_set_object (value, self->draft);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_library_item_dispose (GObject *object)
{
  SbxLibraryItem *self = SBX_LIBRARY_ITEM (object);

  /* Somebody may hold what was in it for longer. */
  for (guint i = 0; self->children != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->children));
       i++)
    {
      g_autoptr (SbxLibraryItem) child = g_list_model_get_item (G_LIST_MODEL (self->children), i);

      child->parent = NULL;
    }
  g_clear_object (&self->children);
  g_clear_object (&self->draft);

  G_OBJECT_CLASS (sbx_library_item_parent_class)->dispose (object);
}

static void
sbx_library_item_finalize (GObject *object)
{
  SbxLibraryItem *self = SBX_LIBRARY_ITEM (object);

  g_free (self->name);
  g_free (self->unknown);

  G_OBJECT_CLASS (sbx_library_item_parent_class)->finalize (object);
}

static void
sbx_library_item_class_init (SbxLibraryItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read_only = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_library_item_get_property;
  object_class->dispose = sbx_library_item_dispose;
  object_class->finalize = sbx_library_item_finalize;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, read_only);
  properties[PROP_DRAFT] = g_param_spec_object ("draft", NULL, NULL, SBX_TYPE_DRAFT, read_only);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_library_item_init (SbxLibraryItem *self)
{
}

SbxLibraryItem *
sbx_library_item_new (const char *name, SbxDraft *draft)
{
  SbxLibraryItem *self = g_object_new (SBX_TYPE_LIBRARY_ITEM, NULL);

  if (draft != NULL)
    {
      self->draft = g_object_ref (draft);
    }
  else
    {
      self->name = g_strdup (name);
      self->children = g_list_store_new (SBX_TYPE_LIBRARY_ITEM);
    }
  return self;
}

SbxLibraryItem *
sbx_library_item_copy (SbxLibraryItem *self)
{
  g_autoptr (SbxDraft) draft = self->draft != NULL ? sbx_draft_copy (self->draft) : NULL;
  SbxLibraryItem *copy = sbx_library_item_new (self->name, draft);

  copy->unknown = g_strdup (self->unknown);
  for (guint i = 0; self->children != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->children));
       i++)
    {
      g_autoptr (SbxLibraryItem) child = g_list_model_get_item (G_LIST_MODEL (self->children), i);
      g_autoptr (SbxLibraryItem) child_copy = sbx_library_item_copy (child);

      child_copy->parent = copy;
      g_list_store_append (copy->children, child_copy);
    }
  return copy;
}

/**
 * sbx_library_item_get_name:
 *
 * Returns: what to call it
 */
const char *
sbx_library_item_get_name (SbxLibraryItem *self)
{
  g_return_val_if_fail (SBX_IS_LIBRARY_ITEM (self), NULL);

  if (self->draft == NULL)
    return self->name;
  return sbx_draft_get_title (self->draft) != NULL ? sbx_draft_get_title (self->draft)
                                                   : sbx_draft_get_name (self->draft);
}

/**
 * sbx_library_item_is_folder:
 *
 * Returns: whether it is a folder, and no message
 */
gboolean
sbx_library_item_is_folder (SbxLibraryItem *self)
{
  g_return_val_if_fail (SBX_IS_LIBRARY_ITEM (self), FALSE);

  return self->draft == NULL;
}

/**
 * sbx_library_item_get_draft:
 *
 * Returns: (transfer none) (nullable): the message, not to be changed; %NULL for a folder
 */
SbxDraft *
sbx_library_item_get_draft (SbxLibraryItem *self)
{
  g_return_val_if_fail (SBX_IS_LIBRARY_ITEM (self), NULL);

  return self->draft;
}

/**
 * sbx_library_item_get_parent:
 *
 * Returns: (transfer none) (nullable): the folder that it is in; %NULL at the top
 */
SbxLibraryItem *
sbx_library_item_get_parent (SbxLibraryItem *self)
{
  g_return_val_if_fail (SBX_IS_LIBRARY_ITEM (self), NULL);

  return self->parent;
}

/**
 * sbx_library_item_get_children:
 *
 * Returns: (transfer none) (nullable): GListModel of SbxLibraryItem; %NULL for a message
 */
GListModel *
sbx_library_item_get_children (SbxLibraryItem *self)
{
  g_return_val_if_fail (SBX_IS_LIBRARY_ITEM (self), NULL);

  return self->children != NULL ? G_LIST_MODEL (self->children) : NULL;
}

GListStore *
sbx_library_item_get_store (SbxLibraryItem *self)
{
  return self->children;
}

void
sbx_library_item_set_parent (SbxLibraryItem *self, SbxLibraryItem *parent)
{
  self->parent = parent;
}

void
sbx_library_item_set_name (SbxLibraryItem *self, const char *name)
{
  if (self->draft == NULL)
    {
      g_free (self->name);
      self->name = g_strdup (name);
    }
  else
    {
      g_autoptr (SbxDraft) renamed = sbx_draft_copy (self->draft);

      g_object_set (renamed, "title", g_str_equal (name, sbx_draft_get_name (renamed)) ? NULL : name, NULL);
      sbx_library_item_set_draft (self, renamed);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

void
sbx_library_item_set_draft (SbxLibraryItem *self, SbxDraft *draft)
{
  g_set_object (&self->draft, draft);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DRAFT]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

guint
sbx_library_item_count (SbxLibraryItem *self)
{
  guint n = 1;

  for (guint i = 0; self->children != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->children));
       i++)
    {
      g_autoptr (SbxLibraryItem) child = g_list_model_get_item (G_LIST_MODEL (self->children), i);

      n += sbx_library_item_count (child);
    }
  return n;
}

guint
sbx_library_item_get_depth (SbxLibraryItem *self)
{
  guint deepest = 0;

  if (self->children == NULL)
    return 0;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->children)); i++)
    {
      g_autoptr (SbxLibraryItem) child = g_list_model_get_item (G_LIST_MODEL (self->children), i);

      deepest = MAX (deepest, sbx_library_item_get_depth (child));
    }
  return deepest + 1;
}

/* --- as the workspace has it ---------------------------------------------------- */

void
sbx_library_append_items (GString *json, GListModel *items)
{
  g_string_append_c (json, '[');
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (SbxLibraryItem) item = g_list_model_get_item (items, i);

      if (i > 0)
        g_string_append_c (json, ',');
      sbx_library_item_append_json (item, json);
    }
  g_string_append_c (json, ']');
}

void
sbx_library_item_append_json (SbxLibraryItem *self, GString *json)
{
  if (self->draft != NULL)
    {
      g_autofree char *text = sbx_draft_to_json (self->draft);

      g_string_append (json, text);
      return;
    }

  g_string_append_c (json, '{');
  sbx_json_append_name (json, "folder");
  mbm_json_append_string (json, self->name, -1);
  sbx_json_append_name (json, "messages");
  sbx_library_append_items (json, G_LIST_MODEL (self->children));
  if (self->unknown != NULL)
    g_string_append_printf (json, ",%s", self->unknown);
  g_string_append_c (json, '}');
}

gboolean
sbx_library_read_items (GListStore *store,
                        SbxLibraryItem *parent,
                        MbmJsonValue value,
                        const char *path,
                        guint depth,
                        GError **error)
{
  MbmJsonIter iter;
  MbmJsonValue element;

  if (mbm_json_value_get_type (value) != MBM_JSON_ARRAY)
    return sbx_json_complain (error, path, _ ("this must be an array of messages and folders"));

  mbm_json_iter_init (&iter, value);
  for (guint i = 0; mbm_json_iter_next (&iter, NULL, &element); i++)
    {
      g_autofree char *item_path = g_strdup_printf ("%s[%u]", path, i);
      g_autoptr (SbxLibraryItem) item = sbx_library_item_from_json (element, item_path, depth, error);

      if (item == NULL)
        return FALSE;
      item->parent = parent;
      g_list_store_append (store, item);
    }
  return TRUE;
}

static gboolean
read_folder (SbxLibraryItem *self, MbmJsonValue value, const char *path, guint depth, GError **error)
{
  g_autoptr (GString) unknown = g_string_new (NULL);
  MbmJsonIter iter;
  MbmJsonValue key, member;

  mbm_json_iter_init (&iter, value);
  while (mbm_json_iter_next (&iter, &key, &member))
    {
      g_autofree char *name = mbm_json_value_dup_string (key);
      g_autofree char *member_path = g_strdup_printf ("%s.%s", path, name != NULL ? name : "");

      if (g_strcmp0 (name, "folder") == 0)
        {
          g_free (self->name);
          self->name = mbm_json_value_dup_string (member);
          if (self->name == NULL)
            return sbx_json_complain (error, member_path, _ ("this must be a string"));
        }
      else if (g_strcmp0 (name, "messages") == 0)
        {
          g_list_store_remove_all (self->children);
          if (!sbx_library_read_items (self->children, self, member, member_path, depth + 1, error))
            return FALSE;
        }
      else
        {
          g_string_append_printf (unknown, "%s%.*s:%.*s", unknown->len > 0 ? "," : "", (int) key.length,
                                  key.text, (int) member.length, member.text);
        }
    }

  if (unknown->len > 0)
    self->unknown = g_strdup (unknown->str);
  return TRUE;
}

SbxLibraryItem *
sbx_library_item_from_json (MbmJsonValue value, const char *path, guint depth, GError **error)
{
  g_autoptr (SbxLibraryItem) self = NULL;
  g_autoptr (SbxDraft) draft = NULL;
  MbmJsonValue name;

  if (!mbm_json_value_get_member (value, "folder", &name))
    {
      draft = sbx_draft_from_json (value, path, error);
      return draft != NULL ? sbx_library_item_new (NULL, draft) : NULL;
    }

  if (depth >= SBX_LIBRARY_MAX_DEPTH)
    {
      sbx_json_complain (error, path, _ ("folders lie in folders too deeply"));
      return NULL;
    }
  self = sbx_library_item_new ("", NULL);
  return read_folder (self, value, path, depth, error) ? g_steal_pointer (&self) : NULL;
}
