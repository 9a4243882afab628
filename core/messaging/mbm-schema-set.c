/* mbm-schema-set.c — the documents, resources and nodes that schemas share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-schema-private.h"

struct _MbmSchemaSet
{
  GPtrArray *documents;
  GPtrArray *resources;
  GPtrArray *nodes;
  GHashTable *by_uri; /* address → MbmSchemaResource */
};

static void
mbm_schema_document_free (MbmSchemaDocument *self)
{
  g_clear_pointer (&self->elements, g_hash_table_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_pointer (&self->nodes, g_hash_table_unref);
  g_clear_pointer (&self->resources, g_hash_table_unref);
  mbm_json_outline_clear (&self->outline);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->uri);
  g_free (self);
}

static void
mbm_schema_resource_free (MbmSchemaResource *self)
{
  g_hash_table_unref (self->anchors);
  g_hash_table_unref (self->dynamic_anchors);
  g_free (self->base);
  g_free (self);
}

static void
mbm_schema_node_free (MbmSchemaNode *self)
{
  for (guint i = 0; i < self->n_keywords; i++)
    if (self->keywords[i].type->free_data != NULL && self->keywords[i].data != NULL)
      self->keywords[i].type->free_data (self->keywords[i].data);
  g_free (self->keywords);
  g_free (self);
}

MbmSchemaSet *
mbm_schema_set_new (void)
{
  MbmSchemaSet *self = g_atomic_rc_box_new0 (MbmSchemaSet);

  self->documents = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_schema_document_free);
  self->resources = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_schema_resource_free);
  self->nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_schema_node_free);
  self->by_uri = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

MbmSchemaSet *
mbm_schema_set_ref (MbmSchemaSet *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
mbm_schema_set_clear (MbmSchemaSet *self)
{
  g_hash_table_unref (self->by_uri);
  g_ptr_array_unref (self->nodes);
  g_ptr_array_unref (self->resources);
  g_ptr_array_unref (self->documents);
}

void
mbm_schema_set_unref (MbmSchemaSet *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) mbm_schema_set_clear);
}

/* Takes a document in, if it is JSON. */
MbmSchemaDocument *
mbm_schema_set_add_document (MbmSchemaSet *self, const char *uri, GBytes *bytes, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  MbmSchemaDocument *document;
  MbmJsonOutline outline;

  if (!mbm_json_check (text != NULL ? text : "", (gssize) length, error) ||
      !mbm_json_outline_init (&outline, mbm_json_value (text, (gssize) length), error))
    return NULL;

  /* Places are counted from the beginning of the text, white space included. */
  for (guint32 i = 0; i < outline.n_items; i++)
    {
      outline.items[i].start += outline.text - text;
      outline.items[i].name += outline.text - text;
    }
  outline.text = text;

  document = g_new0 (MbmSchemaDocument, 1);
  document->uri = g_strdup (uri);
  document->bytes = g_bytes_ref (bytes);
  document->outline = outline;
  document->resources = g_hash_table_new (NULL, NULL);
  document->nodes = g_hash_table_new (NULL, NULL);
  document->names = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) mbm_schema_names_free);
  document->elements = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  g_ptr_array_add (self->documents, document);
  return document;
}

MbmSchemaResource *
mbm_schema_set_add_resource (MbmSchemaSet *self,
                             MbmSchemaDocument *document,
                             guint32 index,
                             MbmSchemaDraft draft,
                             const char *base)
{
  MbmSchemaResource *resource = g_new0 (MbmSchemaResource, 1);

  resource->document = document;
  resource->index = index;
  resource->draft = draft;
  resource->base = g_strdup (base);
  resource->anchors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  resource->dynamic_anchors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (document->resources, GUINT_TO_POINTER (index), resource);
  g_ptr_array_add (self->resources, resource);
  return resource;
}

/* The first one to have an address keeps it. */
void
mbm_schema_set_name_resource (MbmSchemaSet *self, const char *uri, MbmSchemaResource *resource)
{
  if (!g_hash_table_contains (self->by_uri, uri))
    g_hash_table_insert (self->by_uri, g_strdup (uri), resource);
}

MbmSchemaResource *
mbm_schema_set_find_resource (MbmSchemaSet *self, const char *uri)
{
  return g_hash_table_lookup (self->by_uri, uri);
}

GPtrArray *
mbm_schema_set_get_resources (MbmSchemaSet *self)
{
  return self->resources;
}

MbmSchemaNode *
mbm_schema_set_add_node (MbmSchemaSet *self, MbmSchemaResource *resource, guint32 index)
{
  MbmSchemaNode *node = g_new0 (MbmSchemaNode, 1);

  node->resource = resource;
  node->index = index;
  g_hash_table_insert (resource->document->nodes, GUINT_TO_POINTER (index), node);
  g_ptr_array_add (self->nodes, node);
  return node;
}
