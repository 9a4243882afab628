/* mbm-schema-scan.c — finds what $id and $anchor name in a schema
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-schema-private.h"

/* Where a keyword's value has schemas in it. */
typedef enum
{
  SHAPE_SCHEMA,
  SHAPE_LIST,
  SHAPE_MAP,
  SHAPE_SCHEMA_OR_LIST,
} Shape;

static const struct
{
  const char *name;
  Shape shape;
  MbmSchemaDraft drafts;
} places[] = {
  { "$defs", SHAPE_MAP, MBM_SCHEMA_DRAFT_2020_12 },
  { "additionalItems", SHAPE_SCHEMA, MBM_SCHEMA_DRAFT_7 },
  { "additionalProperties", SHAPE_SCHEMA, MBM_SCHEMA_ANY_DRAFT },
  { "allOf", SHAPE_LIST, MBM_SCHEMA_ANY_DRAFT },
  { "anyOf", SHAPE_LIST, MBM_SCHEMA_ANY_DRAFT },
  { "contains", SHAPE_SCHEMA, MBM_SCHEMA_ANY_DRAFT },
  { "definitions", SHAPE_MAP, MBM_SCHEMA_ANY_DRAFT },
  { "dependencies", SHAPE_MAP, MBM_SCHEMA_ANY_DRAFT },
  { "dependentSchemas", SHAPE_MAP, MBM_SCHEMA_DRAFT_2020_12 },
  { "else", SHAPE_SCHEMA, MBM_SCHEMA_ANY_DRAFT },
  { "if", SHAPE_SCHEMA, MBM_SCHEMA_ANY_DRAFT },
  { "items", SHAPE_SCHEMA_OR_LIST, MBM_SCHEMA_ANY_DRAFT },
  { "not", SHAPE_SCHEMA, MBM_SCHEMA_ANY_DRAFT },
  { "oneOf", SHAPE_LIST, MBM_SCHEMA_ANY_DRAFT },
  { "patternProperties", SHAPE_MAP, MBM_SCHEMA_ANY_DRAFT },
  { "prefixItems", SHAPE_LIST, MBM_SCHEMA_DRAFT_2020_12 },
  { "properties", SHAPE_MAP, MBM_SCHEMA_ANY_DRAFT },
  { "propertyNames", SHAPE_SCHEMA, MBM_SCHEMA_ANY_DRAFT },
  { "then", SHAPE_SCHEMA, MBM_SCHEMA_ANY_DRAFT },
  { "unevaluatedItems", SHAPE_SCHEMA, MBM_SCHEMA_DRAFT_2020_12 },
  { "unevaluatedProperties", SHAPE_SCHEMA, MBM_SCHEMA_DRAFT_2020_12 },
};

static const struct
{
  const char *uri;
  MbmSchemaDraft draft;
} dialects[] = {
  { "https://json-schema.org/draft/2020-12/schema", MBM_SCHEMA_DRAFT_2020_12 },
  { "http://json-schema.org/draft/2020-12/schema", MBM_SCHEMA_DRAFT_2020_12 },
  { "http://json-schema.org/draft-07/schema", MBM_SCHEMA_DRAFT_7 },
  { "https://json-schema.org/draft-07/schema", MBM_SCHEMA_DRAFT_7 },
};

static void scan_schema (MbmSchemaCompiler *compiler, MbmSchemaResource *resource, guint32 index);

static void
fault (MbmSchemaCompiler *compiler, MbmSchemaDocument *document, guint32 index, const char *message)
{
  mbm_faults_add (compiler->faults, FALSE, &document->outline, index, "%s", message);
}

/* A member that is a string; NULL if there is none. What is there and is none is a fault. */
static char *
dup_string (MbmSchemaCompiler *compiler,
            MbmSchemaDocument *document,
            guint32 schema,
            const char *name,
            guint32 *index)
{
  char *text;

  *index = mbm_json_outline_member (&document->outline, schema, name);
  if (*index == 0)
    return NULL;

  text = mbm_json_value_dup_string (mbm_json_outline_value (&document->outline, *index));
  if (text == NULL)
    fault (compiler, document, *index, _ ("must be a string"));
  return text;
}

static MbmSchemaDraft
find_draft (MbmSchemaCompiler *compiler, MbmSchemaDocument *document, guint32 schema, MbmSchemaDraft draft)
{
  guint32 index;
  g_autofree char *uri = dup_string (compiler, document, schema, "$schema", &index);
  gsize length;

  if (uri == NULL)
    return draft;

  length = strlen (uri);
  if (length > 0 && uri[length - 1] == '#')
    uri[length - 1] = '\0';
  for (guint i = 0; i < G_N_ELEMENTS (dialects); i++)
    if (strcmp (uri, dialects[i].uri) == 0)
      return dialects[i].draft;

  mbm_faults_add (compiler->faults, FALSE, &document->outline, index,
                  _ ("“%s” is not supported; draft 2020-12 and draft-07 are"), uri);
  return draft;
}

static void
add_anchor (MbmSchemaCompiler *compiler,
            MbmSchemaResource *resource,
            guint32 schema,
            guint32 place,
            const char *name)
{
  if (name[0] == '\0' || strpbrk (name, "/#%") != NULL)
    fault (compiler, resource->document, place, _ ("is no name that can be referred to"));
  else if (g_hash_table_contains (resource->anchors, name))
    fault (compiler, resource->document, place, _ ("is a name that something else has already"));
  else
    g_hash_table_insert (resource->anchors, g_strdup (name), GUINT_TO_POINTER (schema));
}

static void
scan_anchors (MbmSchemaCompiler *compiler, MbmSchemaResource *resource, guint32 schema)
{
  guint32 place;
  g_autofree char *anchor = dup_string (compiler, resource->document, schema, "$anchor", &place);
  g_autofree char *dynamic = NULL;

  if (anchor != NULL)
    add_anchor (compiler, resource, schema, place, anchor);
  dynamic = dup_string (compiler, resource->document, schema, "$dynamicAnchor", &place);
  if (dynamic != NULL)
    {
      if (g_strcmp0 (anchor, dynamic) != 0)
        add_anchor (compiler, resource, schema, place, dynamic);
      g_hash_table_insert (resource->dynamic_anchors, g_strdup (dynamic), NULL);
    }
}

/* The same schema may stand in a document several times. */
static gboolean
is_taken (MbmSchemaCompiler *compiler, MbmSchemaDocument *document, guint32 schema, const char *uri)
{
  MbmSchemaResource *other = mbm_schema_set_find_resource (compiler->set, uri);

  return other != NULL && strcmp (uri, MBM_SCHEMA_BASE) != 0 &&
         (other->document != document || other->index != schema) &&
         mbm_json_outline_compare (&other->document->outline, other->index, &document->outline, schema) != 0;
}

static MbmSchemaResource *
add_resource (MbmSchemaCompiler *compiler,
              MbmSchemaResource *outer,
              guint32 schema,
              guint32 place,
              const char *uri)
{
  MbmSchemaDocument *document = outer->document;
  MbmSchemaDraft draft = find_draft (compiler, document, schema, outer->draft);
  g_autofree char *fragment = NULL;
  g_autofree char *base = mbm_schema_resolve_uri (outer->base, uri, &fragment);
  MbmSchemaResource *resource;

  if (base == NULL)
    {
      fault (compiler, document, place, _ ("is no URI"));
      return outer;
    }
  if (is_taken (compiler, document, schema, base))
    fault (compiler, document, place, _ ("is the address of another schema already"));

  resource = g_hash_table_lookup (document->resources, GUINT_TO_POINTER (schema));
  if (resource != NULL)
    {
      g_free (resource->base);
      resource->base = g_strdup (base);
    }
  else
    resource = mbm_schema_set_add_resource (compiler->set, document, schema, draft, base);
  mbm_schema_set_name_resource (compiler->set, base, resource);
  return resource;
}

/* Which resource a schema belongs to: a new one if it has an `$id`. In draft-07 one that is only a fragment
 * is an anchor, and beside a `$ref` nothing counts. */
static MbmSchemaResource *
scan_id (MbmSchemaCompiler *compiler, MbmSchemaResource *resource, guint32 schema)
{
  MbmSchemaDocument *document = resource->document;
  guint32 place;
  g_autofree char *id = dup_string (compiler, document, schema, "$id", &place);
  char *hash;

  if (id == NULL)
    return resource;
  if (resource->draft == MBM_SCHEMA_DRAFT_7 &&
      mbm_json_outline_member (&document->outline, schema, "$ref") != 0)
    return resource;

  hash = strchr (id, '#');
  if (hash != NULL && hash[1] != '\0' && resource->draft != MBM_SCHEMA_DRAFT_7)
    {
      fault (compiler, document, place, _ ("must have no fragment; “$anchor” names a part"));
      return resource;
    }
  if (hash != id)
    resource = add_resource (compiler, resource, schema, place, id);
  if (hash != NULL && hash[1] != '\0')
    add_anchor (compiler, resource, schema, place, hash + 1);
  return resource;
}

static void
scan_all (MbmSchemaCompiler *compiler, MbmSchemaResource *resource, guint32 container)
{
  const MbmJsonOutline *outline = &resource->document->outline;

  MBM_JSON_OUTLINE_FOREACH (outline, container, child)
  scan_schema (compiler, resource, child);
}

static void
scan_place (MbmSchemaCompiler *compiler, MbmSchemaResource *resource, Shape shape, guint32 index)
{
  MbmJsonType type = mbm_json_outline_type (&resource->document->outline, index);

  if (type == MBM_JSON_ARRAY && (shape == SHAPE_LIST || shape == SHAPE_SCHEMA_OR_LIST))
    scan_all (compiler, resource, index);
  else if (type == MBM_JSON_OBJECT && shape == SHAPE_MAP)
    scan_all (compiler, resource, index);
  else if (type == MBM_JSON_OBJECT && shape != SHAPE_LIST)
    scan_schema (compiler, resource, index);
}

/* As deep as the document is nested, which the scanner bounds. */
static void
scan_schema (MbmSchemaCompiler *compiler, MbmSchemaResource *resource, guint32 index)
{
  const MbmJsonOutline *outline = &resource->document->outline;

  if (mbm_json_outline_type (outline, index) != MBM_JSON_OBJECT)
    return;

  resource = scan_id (compiler, resource, index);
  if (resource->draft == MBM_SCHEMA_DRAFT_2020_12)
    scan_anchors (compiler, resource, index);
  MBM_JSON_OUTLINE_FOREACH (outline, index, child)
  {
    MbmJsonValue name = mbm_json_outline_name (outline, child);

    for (guint i = 0; i < G_N_ELEMENTS (places); i++)
      if ((places[i].drafts & resource->draft) != 0 &&
          mbm_json_value_is_string (name, places[i].name, strlen (places[i].name)))
        scan_place (compiler, resource, places[i].shape, child);
  }
}

/* Takes in a schema that stands by itself: a document, or a part of one that is something else. */
MbmSchemaResource *
mbm_schema_scan (MbmSchemaCompiler *compiler,
                 MbmSchemaDocument *document,
                 guint32 index,
                 const char *base,
                 MbmSchemaDraft draft,
                 MbmSchemaResource *fallback)
{
  MbmSchemaResource *resource;

  draft = find_draft (compiler, document, index, draft);
  resource = mbm_schema_set_add_resource (compiler->set, document, index, draft, base);
  resource->fallback = fallback;
  mbm_schema_set_name_resource (compiler->set, base, resource);
  scan_schema (compiler, resource, index);
  return resource;
}

/* Takes in the schemas that a document keeps in its `$defs` or `definitions` without being a schema itself.
 */
void
mbm_schema_scan_definitions (MbmSchemaCompiler *compiler, MbmSchemaResource *resource, guint32 index)
{
  scan_place (compiler, resource, SHAPE_MAP, index);
}
