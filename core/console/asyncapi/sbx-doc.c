/* sbx-doc.c — a JSON or YAML document as a tree that knows its lines
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-doc-private.h"

/* From so many members on they are found by a table. */
#define MANY 16

static void
member_free (gpointer data)
{
  SbxDocMember *member = data;

  g_free (member->name);
  g_free (member);
}

static void
node_free (gpointer data)
{
  SbxDocNode *node = data;

  g_clear_pointer (&node->by_name, g_hash_table_unref);
  g_clear_pointer (&node->children, g_ptr_array_unref);
  g_free (node->text);
  g_free (node->name);
  g_free (node);
}

SbxDoc *
sbx_doc_new (void)
{
  SbxDoc *self = g_new0 (SbxDoc, 1);

  self->nodes = g_ptr_array_new_with_free_func (node_free);
  self->faults = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_fault_unref);
  return self;
}

void
sbx_doc_free (SbxDoc *self)
{
  g_ptr_array_unref (self->nodes);
  g_ptr_array_unref (self->faults);
  g_free (self);
}

SbxDocNode *
sbx_doc_add_node (SbxDoc *self, MbmJsonType type, guint line, guint column)
{
  SbxDocNode *node = g_new0 (SbxDocNode, 1);

  node->type = type;
  node->line = line;
  node->column = column;
  node->size = SBX_DOC_NODE_SIZE;
  if (type >= MBM_JSON_ARRAY)
    node->children = g_ptr_array_new_with_free_func (member_free);
  g_ptr_array_add (self->nodes, node);
  return node;
}

static SbxDocMember *
get_member (const SbxDocNode *self, guint i)
{
  return g_ptr_array_index (self->children, i);
}

static SbxDocMember *
find_member (const SbxDocNode *self, const char *name)
{
  if (self->by_name != NULL)
    return g_hash_table_lookup (self->by_name, name);
  for (guint i = 0; i < self->children->len; i++)
    if (g_str_equal (get_member (self, i)->name, name))
      return get_member (self, i);
  return NULL;
}

static void
index_member (SbxDocNode *self, SbxDocMember *member)
{
  if (self->by_name == NULL && self->children->len < MANY)
    return;
  if (self->by_name == NULL)
    {
      self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
      for (guint i = 0; i < self->children->len; i++)
        g_hash_table_insert (self->by_name, get_member (self, i)->name, get_member (self, i));
    }
  g_hash_table_insert (self->by_name, member->name, member);
}

void
sbx_doc_node_add_child (SbxDocNode *self, char *name, SbxDocNode *child)
{
  SbxDocMember *member = name != NULL ? find_member (self, name) : NULL;

  if (child->parent == NULL)
    {
      child->parent = self;
      child->name = g_strdup (name);
      child->index = self->children->len;
    }
  self->size += child->size + (name != NULL ? strlen (name) : 0);
  if (member != NULL)
    {
      member->node = child;
      g_free (name);
      return;
    }

  member = g_new0 (SbxDocMember, 1);
  member->name = name;
  member->node = child;
  g_ptr_array_add (self->children, member);
  if (name != NULL)
    index_member (self, member);
}

static void
add_fault (SbxDoc *self, gboolean warning, const char *path, guint line, guint column, const char *message)
{
  if (self->faults->len > SBX_DOC_MAX_FAULTS)
    return;
  if (self->faults->len == SBX_DOC_MAX_FAULTS)
    message = _ ("There are more faults, which are not listed");
  g_ptr_array_add (self->faults, mbm_fault_new (warning, path, line, column, message));
}

static void add_fault_to_node (SbxDoc *self,
                               const SbxDocNode *node,
                               gboolean warning,
                               const char *format,
                               va_list arguments) G_GNUC_PRINTF (4, 0);

static void
add_fault_to_node (SbxDoc *self,
                   const SbxDocNode *node,
                   gboolean warning,
                   const char *format,
                   va_list arguments)
{
  g_autofree char *path = node != NULL ? sbx_doc_node_dup_path (node) : g_strdup ("");
  g_autofree char *message = g_strdup_vprintf (format, arguments);

  add_fault (self, warning, path, node != NULL ? node->line : 1, node != NULL ? node->column : 1, message);
}

void
sbx_doc_complain (SbxDoc *self, const SbxDocNode *node, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  add_fault_to_node (self, node, FALSE, format, arguments);
  va_end (arguments);
}

void
sbx_doc_warn (SbxDoc *self, const SbxDocNode *node, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  add_fault_to_node (self, node, TRUE, format, arguments);
  va_end (arguments);
}

void
sbx_doc_complain_at (SbxDoc *self, guint line, guint column, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  add_fault (self, FALSE, "", line, column, message);
}

gboolean
sbx_doc_has_error (const SbxDoc *self)
{
  for (guint i = 0; i < self->faults->len; i++)
    if (!mbm_fault_is_warning (g_ptr_array_index (self->faults, i)))
      return TRUE;
  return FALSE;
}

SbxDocNode *
sbx_doc_node_get (const SbxDocNode *self, const char *name)
{
  SbxDocMember *member;

  if (!sbx_doc_node_is_object (self))
    return NULL;
  member = find_member (self, name);
  return member != NULL ? member->node : NULL;
}

const char *
sbx_doc_node_get_string (const SbxDocNode *self, const char *name)
{
  SbxDocNode *node = sbx_doc_node_get (self, name);

  return node != NULL && node->type == MBM_JSON_STRING ? node->text : NULL;
}

guint
sbx_doc_node_get_n_children (const SbxDocNode *self)
{
  return self != NULL && self->children != NULL ? self->children->len : 0;
}

SbxDocNode *
sbx_doc_node_get_child (const SbxDocNode *self, guint i)
{
  return get_member (self, i)->node;
}

const char *
sbx_doc_node_get_name (const SbxDocNode *self, guint i)
{
  return get_member (self, i)->name;
}

gboolean
sbx_doc_node_is_object (const SbxDocNode *self)
{
  return self != NULL && self->type == MBM_JSON_OBJECT;
}

char *
sbx_doc_node_dup_path (const SbxDocNode *self)
{
  g_autoptr (GPtrArray) way = g_ptr_array_new ();
  GString *path = g_string_new (NULL);

  for (; self->parent != NULL; self = self->parent)
    g_ptr_array_add (way, (gpointer) self);
  for (guint i = way->len; i > 0; i--)
    {
      const SbxDocNode *node = g_ptr_array_index (way, i - 1);

      if (node->name != NULL)
        sbx_json_pointer_append (path, node->name);
      else
        g_string_append_printf (path, "/%u", node->index);
    }
  return g_string_free (path, FALSE);
}

void
sbx_doc_node_append_json (const SbxDocNode *self, GString *json)
{
  switch (self->type)
    {
    case MBM_JSON_NULL:
      g_string_append (json, "null");
      return;
    case MBM_JSON_FALSE:
      g_string_append (json, "false");
      return;
    case MBM_JSON_TRUE:
      g_string_append (json, "true");
      return;
    case MBM_JSON_NUMBER:
      g_string_append (json, self->text);
      return;
    case MBM_JSON_STRING:
      mbm_json_append_string (json, self->text, -1);
      return;
    default:
      break;
    }

  g_string_append_c (json, self->type == MBM_JSON_OBJECT ? '{' : '[');
  for (guint i = 0; i < self->children->len; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      if (self->type == MBM_JSON_OBJECT)
        {
          mbm_json_append_string (json, get_member (self, i)->name, -1);
          g_string_append_c (json, ':');
        }
      sbx_doc_node_append_json (get_member (self, i)->node, json);
    }
  g_string_append_c (json, self->type == MBM_JSON_OBJECT ? '}' : ']');
}
