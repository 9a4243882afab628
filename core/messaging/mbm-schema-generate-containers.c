/* mbm-schema-generate-containers.c — arrays and objects that a schema finds valid
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-schema-generate-private.h"

/* Larger ones are nothing for an example. */
#define MAX_CHILDREN 100

static const MbmSchemaNode *
find_inner (const MbmGeneratorParts *parts, const char *keyword)
{
  guint32 index;
  const MbmSchemaNode *node = mbm_generator_find (parts, keyword, &index);

  return node != NULL ? mbm_generator_get_node (node, index) : NULL;
}

/* The schema of the item of that number, if there is one for it. */
static const MbmSchemaNode *
find_item (const MbmGeneratorParts *parts, guint n)
{
  static const char *const lists[] = { "prefixItems", "items" };
  gboolean list_found = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      guint32 index;
      const MbmSchemaNode *node = mbm_generator_find (parts, lists[i], &index);
      guint32 element =
        node != NULL ? mbm_json_outline_element (mbm_schema_node_outline (node), index, n) : 0;

      if (element != 0)
        return mbm_generator_get_node (node, element);
      list_found = list_found || (node != NULL && mbm_json_outline_type (mbm_schema_node_outline (node),
                                                                         index) == MBM_JSON_ARRAY);
    }
  return find_inner (parts, list_found && find_inner (parts, "items") == NULL ? "additionalItems" : "items");
}

static guint
count_first (const MbmGeneratorParts *parts)
{
  static const char *const lists[] = { "prefixItems", "items" };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      guint32 index;
      const MbmSchemaNode *node = mbm_generator_find (parts, lists[i], &index);

      if (node != NULL && mbm_json_outline_type (mbm_schema_node_outline (node), index) == MBM_JSON_ARRAY)
        return mbm_json_outline_count (mbm_schema_node_outline (node), index);
    }
  return 0;
}

/* How many items: those that have a schema of their own, one more to show, and as many as there have to be.
 */
static gint64
count_items (MbmGenerator *self, const MbmGeneratorParts *parts, guint n_first)
{
  const MbmSchemaNode *other = find_item (parts, n_first);
  gint64 min = mbm_generator_get_count (parts, "minItems", 0);
  gint64 n = n_first;

  if (self->depth > MBM_GENERATOR_SHALLOW)
    n = 0;
  else if (n == 0 && other != NULL && !other->nothing)
    n = 1;
  if (find_inner (parts, "contains") != NULL)
    n = MAX (n, n_first + mbm_generator_get_count (parts, "minContains", 1));
  return MIN (MAX (n, min), mbm_generator_get_count (parts, "maxItems", G_MAXINT64));
}

gboolean
mbm_generator_make_array (MbmGenerator *self, const MbmGeneratorParts *parts, GString *out)
{
  const MbmSchemaNode *contained = find_inner (parts, "contains");
  guint n_first = count_first (parts);
  gint64 n = count_items (self, parts, n_first);
  guint32 index;
  gboolean unique = mbm_generator_find (parts, "uniqueItems", &index) != NULL;

  if (n > MAX_CHILDREN)
    return FALSE;
  g_string_append_c (out, '[');
  for (guint i = 0; i < n; i++)
    {
      const MbmSchemaNode *node = i >= n_first && contained != NULL ? contained : find_item (parts, i);
      guint variation = parts->variation + (unique && i >= n_first ? i - n_first : 0);

      if (i > 0)
        g_string_append_c (out, ',');
      if (node == NULL || (node->boolean && !node->nothing))
        g_string_append_printf (out, "%u", variation);
      else if (!mbm_generator_make (self, node, variation, out))
        return FALSE;
    }
  g_string_append_c (out, ']');
  return TRUE;
}

/* An object in the making: the names that it has, each only once. */
typedef struct
{
  MbmGenerator *generator;
  const MbmGeneratorParts *parts;
  GString *out;
  GHashTable *names;
} Object;

static gboolean
add_member (Object *self, MbmJsonValue name, const MbmSchemaNode *node)
{
  g_autofree char *text = mbm_json_dup_shown (name);
  g_autoptr (GString) value = g_string_new (NULL);

  if (g_hash_table_contains (self->names, text))
    return TRUE;
  if (g_hash_table_size (self->names) >= MAX_CHILDREN)
    return FALSE;
  if (node == NULL)
    g_string_append (value, "null");
  else if (!mbm_generator_make (self->generator, node, self->parts->variation, value))
    return FALSE;

  if (self->out->str[self->out->len - 1] != '{')
    g_string_append_c (self->out, ',');
  g_string_append_len (self->out, name.text, (gssize) name.length);
  g_string_append_c (self->out, ':');
  g_string_append_len (self->out, value->str, (gssize) value->len);
  g_hash_table_add (self->names, g_steal_pointer (&text));
  return TRUE;
}

/* The schema of a member, by its name or, where that says nothing, of all others. */
static const MbmSchemaNode *
find_member (const MbmGeneratorParts *parts, MbmJsonValue name)
{
  g_autofree char *decoded = NULL;
  MbmJsonSpan span = mbm_json_span (name, &decoded);

  for (guint i = 0; i < parts->nodes->len; i++)
    {
      const MbmSchemaNode *node = g_ptr_array_index (parts->nodes, i);
      guint32 properties = mbm_schema_node_member (node, "properties");
      guint32 member =
        properties != 0 ? mbm_json_outline_child (mbm_schema_node_outline (node), properties, span) : 0;

      if (member != 0)
        return mbm_generator_get_node (node, member);
    }
  return find_inner (parts, "additionalProperties");
}

/* What is described, to show it; deep down only what has to be there. */
static void
add_described (Object *self, const MbmSchemaNode *node)
{
  const MbmJsonOutline *outline = mbm_schema_node_outline (node);
  guint32 properties = mbm_schema_node_member (node, "properties");
  gint64 max = mbm_generator_get_count (self->parts, "maxProperties", G_MAXINT64);

  if (properties == 0 || self->generator->depth > MBM_GENERATOR_SHALLOW)
    return;
  MBM_JSON_OUTLINE_FOREACH (outline, properties, child)
  {
    if (g_hash_table_size (self->names) >= max)
      return;
    add_member (self, mbm_json_outline_name (outline, child), mbm_generator_get_node (node, child));
  }
}

static gboolean
add_required (Object *self, const MbmSchemaNode *node)
{
  const MbmJsonOutline *outline = mbm_schema_node_outline (node);
  guint32 required = mbm_schema_node_member (node, "required");

  if (required == 0)
    return TRUE;
  MBM_JSON_OUTLINE_FOREACH (outline, required, child)
  {
    MbmJsonValue name = mbm_json_outline_value (outline, child);

    if (!add_member (self, name, find_member (self->parts, name)))
      return FALSE;
  }
  return TRUE;
}

/* Members without a meaning, until there are enough. */
static gboolean
add_more (Object *self)
{
  gint64 min = mbm_generator_get_count (self->parts, "minProperties", 0);

  for (guint i = 1; g_hash_table_size (self->names) < min && i <= MAX_CHILDREN; i++)
    {
      g_autofree char *name = g_strdup_printf ("\"member%u\"", i);

      if (!add_member (self, mbm_json_value (name, -1), find_inner (self->parts, "additionalProperties")))
        return FALSE;
    }
  return TRUE;
}

gboolean
mbm_generator_make_object (MbmGenerator *self, const MbmGeneratorParts *parts, GString *out)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Object object = { self, parts, out, names };

  g_string_append_c (out, '{');
  for (guint i = 0; i < parts->nodes->len; i++)
    if (!add_required (&object, g_ptr_array_index (parts->nodes, i)))
      return FALSE;
  for (guint i = 0; i < parts->nodes->len; i++)
    add_described (&object, g_ptr_array_index (parts->nodes, i));
  if (!add_more (&object))
    return FALSE;
  g_string_append_c (out, '}');
  return TRUE;
}
