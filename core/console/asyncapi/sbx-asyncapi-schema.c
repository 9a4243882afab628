/* sbx-asyncapi-schema.c — schemas of an AsyncAPI document, as a contract has them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sbx-asyncapi-private.h"

/* AsyncAPI's schemas are a superset of JSON Schema draft-07; a contract's are of draft 2020-12. */

static void append_schema (SbxAsyncapi *self, SbxDocNode *node, GString *json);

void
sbx_asyncapi_push (SbxAsyncapi *self, const char *token)
{
  sbx_json_pointer_append (self->pointer, token);
}

void
sbx_asyncapi_pop (SbxAsyncapi *self, gsize length)
{
  g_string_truncate (self->pointer, length);
}

static void
note_origin (SbxAsyncapi *self, SbxDocNode *node)
{
  SbxAsyncapiOrigin origin = { g_strdup (self->pointer->str), node };

  g_array_append_val (self->origins, origin);
}

/* TRUE: it was said that there is too much. */
static gboolean
is_full (SbxAsyncapi *self, const GString *json)
{
  if (json->len <= SBX_ASYNCAPI_MAX_OUTPUT)
    return FALSE;
  if (!sbx_doc_has_error (self->doc))
    sbx_doc_complain (self->doc, NULL, _ ("The contract would be too large"));
  return TRUE;
}

static void
append_name (GString *json, const char *name)
{
  if (json->str[json->len - 1] != '{')
    g_string_append_c (json, ',');
  mbm_json_append_string (json, name, -1);
  g_string_append_c (json, ':');
}

/* --- references ----------------------------------------------------------------- */

/* Version 3 may say what a schema is written in. NULL, and a warning, if that is none of ours. */
static SbxDocNode *
unwrap (SbxAsyncapi *self, SbxDocNode *node, const char *outer_format)
{
  SbxDocNode *schema = sbx_doc_node_get (node, "schema");
  const char *format = sbx_doc_node_get_string (node, "schemaFormat");

  if (format == NULL || schema == NULL)
    {
      format = outer_format;
      schema = node;
    }
  if (format == NULL || g_str_has_prefix (format, "application/vnd.aai.asyncapi") ||
      g_str_has_prefix (format, "application/schema+json") ||
      g_str_has_prefix (format, "application/schema+yaml"))
    return schema;
  if (g_hash_table_add (self->told, node))
    sbx_doc_warn (self->doc, node, _ ("A contract has no schemas of the format “%s”: it is left out"),
                  format);
  return NULL;
}

static char *
make_definition_name (SbxAsyncapi *self, const char *reference)
{
  const char *slash = strrchr (reference, '/');
  g_autofree char *last = g_uri_unescape_string (slash != NULL ? slash + 1 : "schema", NULL);
  g_autoptr (GString) plain = g_string_new (NULL);
  gsize length;

  /* So that a reference to it needs no escapes. */
  for (const char *c = last != NULL ? last : ""; *c != '\0'; c++)
    g_string_append_c (plain, g_ascii_isalnum (*c) || strchr ("-_.", *c) != NULL ? *c : '_');
  if (plain->len == 0 || (slash != NULL && g_str_has_suffix (reference, "/payload")))
    g_string_assign (plain, "schema");
  length = plain->len;
  for (guint i = 2; g_hash_table_contains (self->names, plain->str); i++)
    {
      g_string_truncate (plain, length);
      g_string_append_printf (plain, "-%u", i);
    }
  return g_string_free (g_steal_pointer (&plain), FALSE);
}

/* What stands at @node is to be in `$defs`; (transfer none): under that name. */
static const char *
define (SbxAsyncapi *self, SbxDocNode *node, const char *reference)
{
  SbxAsyncapiDefinition *definition = g_hash_table_lookup (self->defined, node);

  if (definition != NULL)
    return definition->name;

  definition = g_new0 (SbxAsyncapiDefinition, 1);
  definition->node = node;
  definition->name = make_definition_name (self, reference);
  g_ptr_array_add (self->definitions, definition);
  g_hash_table_insert (self->defined, node, definition);
  g_hash_table_add (self->names, definition->name);
  return definition->name;
}

/* What may stand beside a reference: AsyncAPI ignores all of it, and this says nothing about values. */
static void
append_notes (SbxDocNode *node, GString *json)
{
  static const char *const notes[] = { "title", "description", "default", "examples", "deprecated" };

  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    {
      SbxDocNode *note = sbx_doc_node_get (node, notes[i]);

      if (note == NULL)
        continue;
      append_name (json, notes[i]);
      sbx_doc_node_append_json (note, json);
    }
}

static void
append_reference (SbxAsyncapi *self, SbxDocNode *node, GString *json)
{
  const char *reference = sbx_doc_node_get_string (node, "$ref");
  g_autofree char *pointer = *reference == '#' ? g_uri_unescape_string (reference + 1, NULL) : NULL;
  /* Not to where that refers to in turn: each keeps its name. */
  SbxDocNode *target = pointer != NULL ? sbx_asyncapi_follow (self, pointer) : NULL;

  g_string_append_c (json, '{');
  if (target != NULL && *pointer != '\0')
    {
      const char *name = define (self, target, reference);

      append_name (json, "$ref");
      g_string_append_printf (json, "\"#/$defs/%s\"", name);
    }
  else if (g_hash_table_add (self->told, node))
    {
      if (*reference != '#')
        sbx_doc_warn (self->doc, node,
                      _ ("“%s” is another document, which is not read: anything may be there"), reference);
      else
        sbx_doc_warn (self->doc, node, _ ("“%s” leads to no schema: anything may be there"), reference);
    }
  append_notes (node, json);
  g_string_append_c (json, '}');
}

/* --- schemas -------------------------------------------------------------------- */

typedef enum
{
  VALUE,   /* to be copied as it is */
  SCHEMA,  /* a schema */
  LIST,    /* an array of schemas */
  MAP,     /* an object of schemas */
  ITEMS,   /* a schema, or in draft-07 an array of schemas */
  DEPENDS, /* an object of schemas and arrays of names */
  DROPPED, /* says where and what the schema is, which is not so any more */
} KeywordUse;

static KeywordUse
get_use (const char *keyword)
{
  static const struct
  {
    const char *keyword;
    KeywordUse use;
  } keywords[] = {
    { "$id", DROPPED },
    { "$schema", DROPPED },
    { "additionalItems", SCHEMA },
    { "additionalProperties", SCHEMA },
    { "allOf", LIST },
    { "anyOf", LIST },
    { "contains", SCHEMA },
    { "definitions", MAP },
    { "$defs", MAP },
    { "dependencies", DEPENDS },
    { "dependentSchemas", MAP },
    { "discriminator", DROPPED },
    { "else", SCHEMA },
    { "if", SCHEMA },
    { "items", ITEMS },
    { "not", SCHEMA },
    { "oneOf", LIST },
    { "patternProperties", MAP },
    { "prefixItems", LIST },
    { "properties", MAP },
    { "propertyNames", SCHEMA },
    { "then", SCHEMA },
    { "unevaluatedItems", SCHEMA },
    { "unevaluatedProperties", SCHEMA },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (g_str_equal (keywords[i].keyword, keyword))
      return keywords[i].use;
  return VALUE;
}

static gboolean
is_schema (SbxDocNode *node)
{
  return node->type == MBM_JSON_OBJECT || node->type == MBM_JSON_TRUE || node->type == MBM_JSON_FALSE;
}

static void
append_children (SbxAsyncapi *self, SbxDocNode *node, GString *json)
{
  gboolean object = node->type == MBM_JSON_OBJECT;

  g_string_append_c (json, object ? '{' : '[');
  for (guint i = 0; i < sbx_doc_node_get_n_children (node); i++)
    {
      SbxDocNode *child = sbx_doc_node_get_child (node, i);

      if (object)
        append_name (json, sbx_doc_node_get_name (node, i));
      else if (i > 0)
        g_string_append_c (json, ',');
      append_schema (self, child, json);
    }
  g_string_append_c (json, object ? '}' : ']');
}

/* `items` of an array is `prefixItems` since draft 2020-12, and what was `additionalItems` is `items`. */
static void
append_keyword (SbxAsyncapi *self, SbxDocNode *schema, const char *keyword, SbxDocNode *value, GString *json)
{
  SbxDocNode *items = sbx_doc_node_get (schema, "items");
  gboolean tuple = items != NULL && items->type == MBM_JSON_ARRAY;
  KeywordUse use = get_use (keyword);

  if (g_str_equal (keyword, "discriminator"))
    sbx_asyncapi_warn_once (self, value, _ ("What a discriminator tells is not checked: it is left out"));
  if (use == DROPPED || (g_str_equal (keyword, "additionalItems") && !tuple))
    return;
  if (tuple && g_str_equal (keyword, "items"))
    append_name (json, "prefixItems");
  else if (tuple && g_str_equal (keyword, "additionalItems"))
    append_name (json, "items");
  else
    append_name (json, keyword);

  if ((use == MAP || use == DEPENDS) && value->type == MBM_JSON_OBJECT)
    append_children (self, value, json);
  else if ((use == LIST || use == ITEMS) && value->type == MBM_JSON_ARRAY)
    append_children (self, value, json);
  else if (use == SCHEMA || use == ITEMS)
    append_schema (self, value, json);
  else
    sbx_doc_node_append_json (value, json);
}

/* As deep as documents may be. */
static void
append_schema (SbxAsyncapi *self, SbxDocNode *node, GString *json)
{
  if (is_full (self, json) || !sbx_doc_node_is_object (node))
    {
      sbx_doc_node_append_json (node, json);
      return;
    }
  if (sbx_doc_node_get_string (node, "$ref") != NULL)
    {
      append_reference (self, node, json);
      return;
    }

  g_string_append_c (json, '{');
  for (guint i = 0; i < sbx_doc_node_get_n_children (node); i++)
    append_keyword (self, node, sbx_doc_node_get_name (node, i), sbx_doc_node_get_child (node, i), json);
  g_string_append_c (json, '}');
}

/* --- payloads ------------------------------------------------------------------- */

/* The payloads of a message's examples, before those that the schema has itself. */
static void
append_examples (SbxAsyncapi *self, SbxDocNode *message, SbxDocNode *schema, GString *json)
{
  SbxDocNode *examples = sbx_asyncapi_get (self, message, "examples");
  SbxDocNode *own = sbx_doc_node_get (schema, "examples");
  gboolean first = TRUE;

  for (guint i = 0; i < sbx_doc_node_get_n_children (examples); i++)
    {
      SbxDocNode *payload = sbx_doc_node_get (sbx_doc_node_get_child (examples, i), "payload");

      if (payload == NULL || is_full (self, json))
        continue;
      if (first)
        append_name (json, "examples");
      g_string_append_c (json, first ? '[' : ',');
      sbx_doc_node_append_json (payload, json);
      first = FALSE;
    }
  if (first)
    return;
  for (guint i = 0; own != NULL && own->type == MBM_JSON_ARRAY && i < sbx_doc_node_get_n_children (own); i++)
    {
      g_string_append_c (json, ',');
      sbx_doc_node_append_json (sbx_doc_node_get_child (own, i), json);
    }
  g_string_append_c (json, ']');
}

static gboolean
has_examples (SbxAsyncapi *self, SbxDocNode *message)
{
  SbxDocNode *examples = sbx_asyncapi_get (self, message, "examples");

  for (guint i = 0; i < sbx_doc_node_get_n_children (examples); i++)
    if (sbx_doc_node_get (sbx_doc_node_get_child (examples, i), "payload") != NULL)
      return TRUE;
  return FALSE;
}

static void
append_with_examples (SbxAsyncapi *self, SbxDocNode *message, SbxDocNode *schema, GString *json)
{
  gboolean reference = sbx_doc_node_get_string (schema, "$ref") != NULL;
  gsize start = json->len;

  if (reference)
    {
      append_reference (self, schema, json);
      g_string_truncate (json, json->len - 1);
    }
  else
    {
      g_string_append_c (json, '{');
      for (guint i = 0; i < sbx_doc_node_get_n_children (schema); i++)
        if (!g_str_equal (sbx_doc_node_get_name (schema, i), "examples"))
          append_keyword (self, schema, sbx_doc_node_get_name (schema, i), sbx_doc_node_get_child (schema, i),
                          json);
    }
  if (json->len == start)
    g_string_append_c (json, '{');
  append_examples (self, message, reference ? NULL : schema, json);
  g_string_append_c (json, '}');
}

void
sbx_asyncapi_append_payload (SbxAsyncapi *self, SbxDocNode *message, GString *json)
{
  SbxDocNode *payload = sbx_asyncapi_get (self, message, "payload");
  SbxDocNode *schema = NULL;

  if (payload != NULL)
    schema = unwrap (self, payload, sbx_asyncapi_get_string (self, message, "schemaFormat"));
  if (schema == NULL)
    {
      g_string_append (json, "{}");
      return;
    }

  note_origin (self, schema);
  if (sbx_doc_node_is_object (schema) && has_examples (self, message))
    append_with_examples (self, message, schema, json);
  else
    append_schema (self, schema, json);
}

void
sbx_asyncapi_append_definitions (SbxAsyncapi *self, GString *json)
{
  gsize length = self->pointer->len;

  /* While they are written there may be more of them. */
  for (guint i = 0; i < self->definitions->len; i++)
    {
      SbxAsyncapiDefinition *definition = g_ptr_array_index (self->definitions, i);
      SbxDocNode *schema = unwrap (self, definition->node, NULL);

      append_name (json, definition->name);
      sbx_asyncapi_push (self, definition->name);
      if (schema != NULL && is_schema (schema))
        {
          note_origin (self, schema);
          append_schema (self, schema, json);
        }
      else
        {
          g_string_append (json, "{}");
        }
      sbx_asyncapi_pop (self, length);
    }
}
