/* mbm-schema-generate.c — a value that a schema finds valid
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-schema-generate-private.h"

/* So many values are tried before it is given up, and so many alternatives at one place. */
#define MAX_TRIES   5000
#define MAX_CHOICES 16
#define MAX_PARTS   64

/* What one try may cost: that of a small value. */
#define WORK_OF_A_TRY 50000

typedef enum
{
  KIND_ANY,
  KIND_OBJECT,
  KIND_ARRAY,
  KIND_STRING,
  KIND_NUMBER,
  KIND_BOOLEAN,
  KIND_NULL,
} Kind;

/* In the order in which one is chosen, with the keywords that hint at it where there is no `type`. */
static const struct
{
  const char *name;
  Kind kind;
  const char *hints[7];
} kinds[] = {
  { "object",
    KIND_OBJECT,
    { "properties", "required", "additionalProperties", "patternProperties", "minProperties",
      "propertyNames" } },
  { "array", KIND_ARRAY, { "items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems" } },
  { "string", KIND_STRING, { "pattern", "format", "minLength", "maxLength" } },
  { "number", KIND_NUMBER, { "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf" } },
  { "boolean", KIND_BOOLEAN, { NULL } },
  { "null", KIND_NULL, { NULL } },
};

const MbmSchemaNode *
mbm_generator_find (const MbmGeneratorParts *parts, const char *keyword, guint32 *index)
{
  for (guint i = 0; i < parts->nodes->len; i++)
    {
      const MbmSchemaNode *node = g_ptr_array_index (parts->nodes, i);

      *index = mbm_schema_node_member (node, keyword);
      if (*index != 0)
        return node;
    }
  return NULL;
}

/* The node of a subschema; NULL if there is none. */
const MbmSchemaNode *
mbm_generator_get_node (const MbmSchemaNode *node, guint32 index)
{
  return g_hash_table_lookup (node->resource->document->nodes, GUINT_TO_POINTER (index));
}

gboolean
mbm_generator_accepts (MbmGenerator *self, const MbmSchemaNode *node, const char *text)
{
  g_autoptr (MbmSchema) whole = mbm_schema_new_for_node (self->set, (MbmSchemaNode *) node);
  g_autoptr (MbmSchema) schema = mbm_schema_with_limits (whole, 1, WORK_OF_A_TRY);

  if (self->work_left == 0)
    return FALSE;
  self->work_left--;
  return mbm_schema_check (schema, mbm_json_value (text, -1), NULL);
}

static void collect (MbmGeneratorParts *parts, const MbmSchemaNode *node);

static void
collect_member (MbmGeneratorParts *parts, const MbmSchemaNode *node, const char *keyword)
{
  guint32 index = mbm_schema_node_member (node, keyword);

  if (index != 0)
    collect (parts, mbm_generator_get_node (node, index));
}

/* All schemas of a list, or one of them. */
static void
collect_list (MbmGeneratorParts *parts, const MbmSchemaNode *node, const char *keyword, gboolean one)
{
  const MbmJsonOutline *outline = mbm_schema_node_outline (node);
  guint32 index = mbm_schema_node_member (node, keyword);
  guint n = index != 0 ? outline->items[index].n_children : 0;

  if (one)
    parts->n_choices = MAX (parts->n_choices, n);
  for (guint i = 0; i < MIN (n, MAX_PARTS); i++)
    if (!one || i == parts->choice % n)
      collect (parts, mbm_generator_get_node (node, mbm_json_outline_element (outline, index, i)));
}

/* What has to be satisfied together with a node. */
static void
collect (MbmGeneratorParts *parts, const MbmSchemaNode *node)
{
  if (node == NULL || node->boolean || parts->nodes->len >= MAX_PARTS ||
      g_ptr_array_find (parts->nodes, node, NULL))
    return;

  if (node->target == NULL || node->resource->draft != MBM_SCHEMA_DRAFT_7)
    g_ptr_array_add (parts->nodes, (gpointer) node);
  if (node->target != NULL)
    collect (parts, node->target);
  if (node->target != NULL && node->resource->draft == MBM_SCHEMA_DRAFT_7)
    return;

  collect_list (parts, node, "allOf", FALSE);
  collect_list (parts, node, "anyOf", TRUE);
  collect_list (parts, node, "oneOf", TRUE);
  if (mbm_schema_node_member (node, "if") == 0)
    return;
  parts->n_choices = MAX (parts->n_choices, 2);
  if (parts->choice % 2 == 0)
    {
      collect_member (parts, node, "if");
      collect_member (parts, node, "then");
    }
  else
    collect_member (parts, node, "else");
}

/* Whether `type`, where it stands, allows a type by its name. */
static gboolean
allows (const MbmGeneratorParts *parts, const char *name)
{
  for (guint i = 0; i < parts->nodes->len; i++)
    {
      const MbmSchemaNode *node = g_ptr_array_index (parts->nodes, i);
      const MbmJsonOutline *outline = mbm_schema_node_outline (node);
      guint32 type = mbm_schema_node_member (node, "type");
      gboolean array = type != 0 && mbm_json_outline_type (outline, type) == MBM_JSON_ARRAY;
      gboolean found = type == 0;

      for (guint32 at = array ? type + 1 : type; at != 0 && !found; at = outline->items[at].after)
        {
          MbmJsonValue value = mbm_json_outline_value (outline, at);

          found = mbm_json_value_is_string (value, name, strlen (name)) ||
                  (g_str_equal (name, "number") && mbm_json_value_is_string (value, "integer", 7));
          if (!array || outline->items[at].after >= outline->items[type].after)
            break;
        }
      if (!found)
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_hint (const MbmGeneratorParts *parts, const char *const *hints)
{
  guint32 index;

  for (guint i = 0; hints[i] != NULL; i++)
    if (mbm_generator_find (parts, hints[i], &index) != NULL)
      return TRUE;
  return FALSE;
}

static Kind
find_kind (const MbmGeneratorParts *parts)
{
  guint32 index;

  if (mbm_generator_find (parts, "type", &index) != NULL)
    {
      for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
        if (allows (parts, kinds[i].name))
          return kinds[i].kind;
      return KIND_ANY;
    }
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (has_hint (parts, kinds[i].hints))
      return kinds[i].kind;
  return KIND_ANY;
}

/* What the schema itself gives: an example goes before a default. */
static gboolean
take_given (MbmGenerator *self, const MbmGeneratorParts *parts, const MbmSchemaNode *node, GString *out)
{
  static const char *const lists[] = { "examples", "example", "default", "const", "enum" };
  guint skipped = 0;

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      guint32 index;
      const MbmSchemaNode *part = mbm_generator_find (parts, lists[i], &index);
      const MbmJsonOutline *outline = part != NULL ? mbm_schema_node_outline (part) : NULL;
      gboolean list =
        (i == 0 || i == 4) && part != NULL && mbm_json_outline_type (outline, index) == MBM_JSON_ARRAY;

      if (part == NULL || (list && outline->items[index].n_children == 0))
        continue;
      for (guint32 at = list ? index + 1 : index; at < outline->items[index].after && self->work_left > 0;
           at = outline->items[at].after)
        {
          MbmJsonValue value = mbm_json_outline_value (outline, at);
          g_autofree char *text = mbm_json_compact (value.text, (gssize) value.length);

          if (mbm_generator_accepts (self, node, text) && skipped++ == parts->variation)
            {
              g_string_append (out, text);
              return TRUE;
            }
        }
    }
  return FALSE;
}

static gboolean
make_any (MbmGenerator *self, const MbmSchemaNode *node, GString *out)
{
  static const char *const values[] = { "null", "{}", "true", "0", "\"\"", "[]", "false", "1", "\"text\"" };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (mbm_generator_accepts (self, node, values[i]))
      {
        g_string_append (out, values[i]);
        return TRUE;
      }
  return FALSE;
}

static gboolean
make_kind (MbmGenerator *self, const MbmGeneratorParts *parts, const MbmSchemaNode *node, GString *out)
{
  switch (find_kind (parts))
    {
    case KIND_OBJECT:
      return mbm_generator_make_object (self, parts, out);
    case KIND_ARRAY:
      return mbm_generator_make_array (self, parts, out);
    case KIND_STRING:
      return mbm_generator_make_string (parts, out);
    case KIND_NUMBER:
      return mbm_generator_make_number (self, parts, node, out);
    case KIND_BOOLEAN:
      g_string_append (out, parts->variation % 2 == 0 ? "true" : "false");
      return TRUE;
    case KIND_NULL:
      g_string_append (out, "null");
      return TRUE;
    default:
      return make_any (self, node, out);
    }
}

/* *@n_choices is how many alternatives there are, once it is known. */
static gboolean
make_with (MbmGenerator *self,
           const MbmSchemaNode *node,
           guint choice,
           guint *n_choices,
           guint variation,
           GString *out)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new ();
  MbmGeneratorParts parts = { nodes, choice, 1, variation };
  g_autoptr (GString) made = g_string_new (NULL);

  collect (&parts, node);
  *n_choices = MIN (parts.n_choices, MAX_CHOICES);
  if (take_given (self, &parts, node, out))
    return TRUE;
  if (!make_kind (self, &parts, node, made) || !mbm_generator_accepts (self, node, made->str))
    return FALSE;
  g_string_append_len (out, made->str, (gssize) made->len);
  return TRUE;
}

/* A value for a node: one alternative after the other is tried until one is valid. */
gboolean
mbm_generator_make (MbmGenerator *self, const MbmSchemaNode *node, guint variation, GString *out)
{
  guint n_choices = 1;
  gboolean made = FALSE;

  if (node->nothing || self->depth >= MBM_GENERATOR_DEEPEST)
    return FALSE;

  self->depth++;
  for (guint choice = 0; choice < n_choices && !made && self->work_left > 0; choice++)
    {
      self->work_left--;
      made = make_with (self, node, choice, &n_choices, variation, out);
    }
  self->depth--;
  return made;
}

/**
 * mbm_schema_generate:
 * @self: a schema
 * @error: return location for an error
 *
 * Makes a value that the schema finds valid: its first valid example, its default, or one of the values that
 * it allows; where it gives none, one that is made up of what it asks for. The same schema makes the same
 * value each time. There are schemas that this finds no value for, though there is one.
 *
 * May be called from any thread.
 *
 * Returns: (transfer full): the value, as JSON on one line; %NULL with @error set to %MBM_ERROR_FAILED
 *
 * Since: 0.1
 */
GBytes *
mbm_schema_generate (MbmSchema *self, GError **error)
{
  g_autoptr (GString) out = NULL;
  MbmGenerator generator = { .work_left = MAX_TRIES };
  const MbmSchemaNode *node;

  g_return_val_if_fail (self != NULL, NULL);

  node = mbm_schema_get_node (self, &generator.set);
  out = g_string_new (NULL);
  if (mbm_generator_make (&generator, node, 0, out))
    return g_string_free_to_bytes (g_steal_pointer (&out));

  g_set_error_literal (error, MBM_ERROR, MBM_ERROR_FAILED,
                       _ ("No value could be made up for the schema; it should have “examples”."));
  return NULL;
}
