/* sbx-learnt-schema.c — what was seen, as a JSON Schema
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "sbx-json-members-private.h"
#include "sbx-learnt-node-private.h"

#define MAX_EXAMPLES 3

/* The types of JSON Schema, in the order they are written. */
static const struct
{
  const char *name;
  MbmJsonType type;
} simple_types[] = {
  { "object", MBM_JSON_OBJECT },
  { "array", MBM_JSON_ARRAY },
  { "string", MBM_JSON_STRING },
  { "number", MBM_JSON_NUMBER },
};

static guint
count_booleans (const SbxLearntNode *self)
{
  return self->n_types[MBM_JSON_TRUE] + self->n_types[MBM_JSON_FALSE];
}

static const char *
get_type_name (const SbxLearntNode *self, guint i)
{
  if (simple_types[i].type == MBM_JSON_NUMBER && self->n_integers == self->n_types[MBM_JSON_NUMBER])
    return "integer";
  return simple_types[i].name;
}

/* The names of the types that were seen. */
static GPtrArray *
list_types (const SbxLearntNode *self)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (simple_types); i++)
    if (self->n_types[simple_types[i].type] > 0)
      g_ptr_array_add (names, (gpointer) get_type_name (self, i));
  if (count_booleans (self) > 0)
    g_ptr_array_add (names, (gpointer) "boolean");
  if (self->n_types[MBM_JSON_NULL] > 0)
    g_ptr_array_add (names, (gpointer) "null");
  return names;
}

static void
append_types (GString *json, GPtrArray *names)
{
  sbx_json_append_name (json, "type");
  if (names->len == 1)
    {
      mbm_json_append_string (json, names->pdata[0], -1);
      return;
    }
  g_string_append_c (json, '[');
  for (guint i = 0; i < names->len; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      mbm_json_append_string (json, names->pdata[i], -1);
    }
  g_string_append_c (json, ']');
}

/* A word such as those that a program chooses from, and not a number, a text or an id. */
static gboolean
is_word (const char *json)
{
  gsize length = strlen (json);

  if (json[0] != '"' || length < 3)
    return FALSE;
  for (gsize i = 1; i < length - 1; i++)
    {
      if (!g_ascii_isalpha (json[i]) && (i == 1 || strchr ("_-.:", json[i]) == NULL))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_enum (const SbxLearntNode *self, guint n_types)
{
  guint n = self->n_types[MBM_JSON_STRING];

  if (n_types != 1 || n == 0 || (self->cuts & SBX_LEARNT_CUT_VALUES) != 0 || self->values->len < 2 ||
      self->values->len > SBX_LEARNT_ENUM_MAX || n < self->values->len * SBX_LEARNT_ENUM_REPEAT)
    return FALSE;
  for (guint i = 0; i < self->values->len; i++)
    {
      const SbxLearntValue *value = &g_array_index (self->values, SbxLearntValue, i);

      if (value->n < 2 || !is_word (value->json))
        return FALSE;
    }
  return TRUE;
}

static void
append_values (const SbxLearntNode *self, GString *json, const char *keyword, guint max)
{
  g_autoptr (GPtrArray) values = sbx_learnt_node_sort_values (self);

  sbx_json_append_name (json, keyword);
  g_string_append_c (json, '[');
  for (guint i = 0; i < MIN (values->len, max); i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      g_string_append (json, ((const SbxLearntValue *) values->pdata[i])->json);
    }
  g_string_append_c (json, ']');
}

static void
append_format (const SbxLearntNode *self, GString *json)
{
  if (self->n_types[MBM_JSON_STRING] == 0)
    return;
  for (guint i = 0; i < SBX_LEARNT_N_FORMATS; i++)
    {
      if ((self->formats & 1 << i) == 0)
        continue;
      sbx_json_append_name (json, "format");
      mbm_json_append_string (json, sbx_learnt_format_get_name (i), -1);
      return;
    }
}

static void
append_required (const SbxLearntNode *self, GString *json)
{
  gboolean first = TRUE;

  for (guint i = 0; i < self->members->len; i++)
    {
      const SbxLearntMember *member = &g_array_index (self->members, SbxLearntMember, i);

      if (member->node->n_seen < self->n_types[MBM_JSON_OBJECT])
        continue;
      if (first)
        {
          sbx_json_append_name (json, "required");
          g_string_append_c (json, '[');
        }
      else
        {
          g_string_append_c (json, ',');
        }
      mbm_json_append_string (json, member->name, -1);
      first = FALSE;
    }
  if (!first)
    g_string_append_c (json, ']');
}

static void
append_members (const SbxLearntNode *self, GString *json)
{
  sbx_json_append_name (json, "properties");
  g_string_append_c (json, '{');
  for (guint i = 0; i < self->members->len; i++)
    {
      const SbxLearntMember *member = &g_array_index (self->members, SbxLearntMember, i);

      sbx_json_append_name (json, member->name);
      sbx_learnt_node_append_schema (member->node, json);
    }
  g_string_append_c (json, '}');
  append_required (self, json);
}

static void
append_cuts (const SbxLearntNode *self, GString *json)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if ((self->cuts & SBX_LEARNT_CUT_MEMBERS) != 0)
    g_string_append (text, "There were members that are not listed here. ");
  if ((self->cuts & SBX_LEARNT_CUT_ELEMENTS) != 0)
    g_string_append_printf (text, "Of longer arrays the first %d elements were looked at. ",
                            SBX_LEARNT_MAX_ELEMENTS);
  if ((self->cuts & SBX_LEARNT_CUT_DEPTH) != 0)
    g_string_append (text, "What lies deeper was not looked at. ");
  if (text->len == 0)
    return;

  sbx_json_append_name (json, "$comment");
  mbm_json_append_string (json, text->str, (gssize) text->len - 1);
}

/* Keywords say nothing about values of types that they are not for, so that they can stand side by side. */
void
sbx_learnt_node_append_schema (const SbxLearntNode *self, GString *json)
{
  g_autoptr (GPtrArray) types = list_types (self);

  g_string_append_c (json, '{');
  if (types->len > 0)
    append_types (json, types);
  if (self->members != NULL)
    append_members (self, json);
  if (self->items != NULL)
    {
      sbx_json_append_name (json, "items");
      sbx_learnt_node_append_schema (self->items, json);
    }
  append_format (self, json);
  if (is_enum (self, types->len))
    append_values (self, json, "enum", SBX_LEARNT_ENUM_MAX);
  else if (self->values != NULL && self->n_types[MBM_JSON_STRING] + self->n_types[MBM_JSON_NUMBER] > 0)
    append_values (self, json, "examples", MAX_EXAMPLES);
  append_cuts (self, json);
  g_string_append_c (json, '}');
}
