/* mbm-schema-compile.c — from the text of a schema to its nodes
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-schema-private.h"

/* In the order in which they are checked. */
static const MbmSchemaKeywordType *const keyword_types[] = {
  mbm_schema_value_keywords,  mbm_schema_string_keywords, mbm_schema_array_keywords,
  mbm_schema_object_keywords, mbm_schema_logic_keywords,  mbm_schema_unevaluated_keywords,
};

void
mbm_schema_compiler_init (MbmSchemaCompiler *self, MbmSchemaSet *set, GHashTable *documents)
{
  self->set = set;
  self->faults = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_fault_unref);
  self->documents = documents;
  g_queue_init (&self->pending);
}

void
mbm_schema_compiler_clear (MbmSchemaCompiler *self)
{
  g_queue_clear (&self->pending);
  g_clear_pointer (&self->faults, g_ptr_array_unref);
}

gboolean
mbm_schema_compiler_fail (MbmSchemaCompiler *self,
                          MbmSchemaNode *node,
                          guint32 index,
                          const char *format,
                          ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  mbm_faults_add (self->faults, FALSE, mbm_schema_node_outline (node), index, "%s", message);
  return FALSE;
}

/* The node of a subschema; its keywords are set up later, so that schemas may refer to each other in circles,
 * and be nested deeply. */
MbmSchemaNode *
mbm_schema_compiler_get_node (MbmSchemaCompiler *self,
                              MbmSchemaResource *resource,
                              guint32 index,
                              const char *owner)
{
  MbmSchemaDocument *document = resource->document;
  MbmSchemaNode *node = g_hash_table_lookup (document->nodes, GUINT_TO_POINTER (index));

  if (node == NULL)
    {
      node = mbm_schema_set_add_node (self->set, resource, index);
      node->owner = owner;
      g_queue_push_tail (&self->pending, node);
    }
  return node;
}

/* The node of a subschema that stands in another schema. */
MbmSchemaNode *
mbm_schema_compiler_get_inner (MbmSchemaCompiler *self, MbmSchemaNode *node, guint32 index, const char *owner)
{
  MbmSchemaResource *inner =
    g_hash_table_lookup (node->resource->document->resources, GUINT_TO_POINTER (index));

  return mbm_schema_compiler_get_node (self, inner != NULL ? inner : node->resource, index, owner);
}

guint32
mbm_schema_node_member (const MbmSchemaNode *node, const char *name)
{
  return mbm_json_outline_member (mbm_schema_node_outline (node), node->index, name);
}

static void
set_up_keyword (MbmSchemaCompiler *self,
                MbmSchemaNode *node,
                const MbmSchemaKeywordType *type,
                GArray *keywords)
{
  MbmSchemaKeyword keyword = { .type = type, .index = mbm_schema_node_member (node, type->name) };

  if ((type->drafts & node->resource->draft) == 0 || (keyword.index == 0 && !type->group))
    return;
  if (type->setup (self, node, &keyword))
    g_array_append_val (keywords, keyword);
  else if (keyword.data != NULL && type->free_data != NULL)
    type->free_data (keyword.data);
}

static void
set_up_node (MbmSchemaCompiler *self, MbmSchemaNode *node)
{
  const MbmJsonOutline *outline = mbm_schema_node_outline (node);
  MbmJsonType type = mbm_json_outline_type (outline, node->index);
  g_autoptr (GArray) keywords = g_array_new (FALSE, FALSE, sizeof (MbmSchemaKeyword));
  gboolean alone;

  node->boolean = type != MBM_JSON_OBJECT;
  node->nothing = type == MBM_JSON_FALSE;
  if (node->boolean)
    {
      if (type != MBM_JSON_TRUE && type != MBM_JSON_FALSE)
        mbm_schema_compiler_fail (self, node, node->index, _ ("must be a schema: an object, true or false"));
      return;
    }

  /* In draft-07 nothing beside a reference counts. */
  alone = node->resource->draft == MBM_SCHEMA_DRAFT_7 && mbm_schema_node_member (node, "$ref") != 0;
  for (guint i = 0; i < G_N_ELEMENTS (keyword_types); i++)
    for (const MbmSchemaKeywordType *each = keyword_types[i]; each->name != NULL; each++)
      if (!alone || strcmp (each->name, "$ref") == 0)
        set_up_keyword (self, node, each, keywords);

  node->n_keywords = keywords->len;
  node->keywords = (MbmSchemaKeyword *) (gpointer) g_array_free (g_steal_pointer (&keywords), FALSE);
}

/* The subschemas that nothing but a reference leads to. */
static void
set_up_definitions (MbmSchemaCompiler *self, MbmSchemaNode *node)
{
  const MbmJsonOutline *outline = mbm_schema_node_outline (node);
  static const char *const names[] = { "$defs", "definitions" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      guint32 index = node->boolean ? 0 : mbm_schema_node_member (node, names[i]);

      if (index == 0)
        continue;
      if (mbm_json_outline_type (outline, index) != MBM_JSON_OBJECT)
        {
          mbm_schema_compiler_fail (self, node, index, _ ("must be an object of schemas"));
          continue;
        }
      MBM_JSON_OUTLINE_FOREACH (outline, index, child)
      mbm_schema_compiler_get_inner (self, node, child, "");
    }
}

/* A schema that is nothing but a reference to itself, perhaps by way of others, has no end. */
static void
check_circle (MbmSchemaCompiler *self, MbmSchemaNode *node, guint walk)
{
  MbmSchemaNode *at = node;

  while (at != NULL && at->walk == 0)
    {
      at->walk = walk;
      at = at->target;
    }
  if (at != NULL && at->walk == walk)
    mbm_schema_compiler_fail (self, at, mbm_schema_node_member (at, "$ref"),
                              _ ("refers to itself without end"));
}

/* The schemas that dynamic references may come to lead to, in all resources. */
static void
add_dynamic_nodes (MbmSchemaCompiler *self)
{
  GPtrArray *resources = mbm_schema_set_get_resources (self->set);

  for (guint i = 0; i < resources->len; i++)
    {
      MbmSchemaResource *resource = g_ptr_array_index (resources, i);
      GHashTableIter iter;
      gpointer name, node;

      g_hash_table_iter_init (&iter, resource->dynamic_anchors);
      while (g_hash_table_iter_next (&iter, &name, &node))
        if (node == NULL)
          {
            guint32 index = GPOINTER_TO_UINT (g_hash_table_lookup (resource->anchors, name));

            g_hash_table_iter_replace (&iter, mbm_schema_compiler_get_node (self, resource, index, ""));
          }
    }
}

void
mbm_schema_compiler_run (MbmSchemaCompiler *self)
{
  g_autoptr (GPtrArray) referring = g_ptr_array_new ();
  MbmSchemaNode *node;

  do
    {
      while ((node = g_queue_pop_head (&self->pending)) != NULL)
        {
          set_up_node (self, node);
          set_up_definitions (self, node);
          if (node->target != NULL)
            g_ptr_array_add (referring, node);
        }
      add_dynamic_nodes (self);
    }
  while (!g_queue_is_empty (&self->pending));

  for (guint i = 0; i < referring->len; i++)
    check_circle (self, g_ptr_array_index (referring, i), i + 1);
}

/* The end of the work: FALSE with the first fault as error, if there was one. */
gboolean
mbm_schema_compiler_finish (MbmSchemaCompiler *self, GError **error)
{
  MbmFault *fault = mbm_faults_find_error (self->faults);
  g_autofree char *text = fault != NULL ? mbm_fault_to_string (fault) : NULL;

  if (text != NULL)
    g_set_error_literal (error, MBM_ERROR, MBM_ERROR_INVALID_SCHEMA, text);
  mbm_schema_compiler_clear (self);
  return text == NULL;
}
