/* mbm-schema-ref.c — from a $ref to what it refers to
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-schema-private.h"

/* Up to so many members or elements are looked through. */
#define FEW 32

/* Resolves a reference against an address. *@fragment is what follows the `#`, decoded. NULL if it is no
 * URI. */
char *
mbm_schema_resolve_uri (const char *base, const char *reference, char **fragment)
{
  const char *hash = strchr (reference, '#');
  g_autofree char *address = hash != NULL ? g_strndup (reference, hash - reference) : g_strdup (reference);
  char *resolved;

  *fragment = hash != NULL ? g_uri_unescape_string (hash + 1, NULL) : g_strdup ("");
  if (*fragment == NULL)
    return NULL;

  if (address[0] == '\0')
    resolved = g_strdup (base);
  else
    resolved = g_uri_resolve_relative (base, address, G_URI_FLAGS_ENCODED, NULL);
  if (resolved == NULL)
    g_clear_pointer (fragment, g_free);
  return resolved;
}

static char *
unescape_token (const char *token, gsize length)
{
  GString *out = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    if (token[i] == '~' && i + 1 < length && (token[i + 1] == '0' || token[i + 1] == '1'))
      g_string_append_c (out, token[++i] == '0' ? '~' : '/');
    else
      g_string_append_c (out, token[i]);
  return g_string_free (out, FALSE);
}

static gboolean
parse_number (const char *token, guint *number)
{
  guint64 value;

  if (token[0] == '0' && token[1] != '\0')
    return FALSE;
  if (!g_ascii_string_to_unsigned (token, 10, 0, G_MAXINT32, &value, NULL))
    return FALSE;
  *number = value;
  return TRUE;
}

/* Where many things may be referred to they are sorted once; later other threads look on. */
static guint32
find_member (MbmSchemaDocument *document, guint32 index, const char *name, gboolean compiling)
{
  MbmSchemaNames *names = g_hash_table_lookup (document->names, GUINT_TO_POINTER (index));
  const MbmSchemaName *found;

  if (names == NULL && (!compiling || document->outline.items[index].n_children <= FEW))
    return mbm_json_outline_member (&document->outline, index, name);

  if (names == NULL)
    {
      names = g_new0 (MbmSchemaNames, 1);
      mbm_schema_names_init (names, &document->outline, index);
      g_hash_table_insert (document->names, GUINT_TO_POINTER (index), names);
    }
  found = mbm_schema_names_find (names, (MbmJsonSpan){ name, strlen (name) });
  return found != NULL ? found->index : 0;
}

static guint32
find_element (MbmSchemaDocument *document, guint32 index, guint n, gboolean compiling)
{
  GArray *elements = g_hash_table_lookup (document->elements, GUINT_TO_POINTER (index));

  if (elements == NULL && (!compiling || document->outline.items[index].n_children <= FEW))
    return mbm_json_outline_element (&document->outline, index, n);

  if (elements == NULL)
    {
      elements = g_array_new (FALSE, FALSE, sizeof (guint32));
      MBM_JSON_OUTLINE_FOREACH (&document->outline, index, child)
      g_array_append_val (elements, child);
      g_hash_table_insert (document->elements, GUINT_TO_POINTER (index), elements);
    }
  return n < elements->len ? g_array_index (elements, guint32, n) : 0;
}

static guint32
find_child (MbmSchemaDocument *document, guint32 index, const char *token, gboolean compiling)
{
  guint number;

  switch (mbm_json_outline_type (&document->outline, index))
    {
    case MBM_JSON_ARRAY:
      return parse_number (token, &number) ? find_element (document, index, number, compiling) : 0;
    case MBM_JSON_OBJECT:
      return find_member (document, index, token, compiling);
    default:
      return 0;
    }
}

/* From a place in a resource to another below it, by a JSON Pointer. What it passes through may begin another
 * resource. */
gboolean
mbm_schema_follow_pointer (MbmSchemaResource **resource,
                           guint32 *index,
                           const char *pointer,
                           gboolean compiling)
{
  MbmSchemaDocument *document = (*resource)->document;

  while (*pointer == '/')
    {
      gsize length = strcspn (pointer + 1, "/");
      g_autofree char *token = unescape_token (pointer + 1, length);
      MbmSchemaResource *inner;

      *index = find_child (document, *index, token, compiling);
      if (*index == 0)
        return FALSE;
      inner = g_hash_table_lookup (document->resources, GUINT_TO_POINTER (*index));
      if (inner != NULL)
        *resource = inner;
      pointer += 1 + length;
    }
  return *pointer == '\0';
}

static gboolean
find_fragment (MbmSchemaResource **resource, guint32 *index, const char *fragment)
{
  gpointer found;

  *index = (*resource)->index;
  if (fragment[0] == '\0' || fragment[0] == '/')
    return mbm_schema_follow_pointer (resource, index, fragment, TRUE);
  if (!g_hash_table_lookup_extended ((*resource)->anchors, fragment, NULL, &found))
    return FALSE;

  *index = GPOINTER_TO_UINT (found);
  return TRUE;
}

static GBytes *
find_document (MbmSchemaCompiler *compiler, const char *uri)
{
  GBytes *bytes = g_hash_table_lookup (compiler->documents, uri);

  /* The name that it was given, where no address is known. */
  if (bytes == NULL && g_str_has_prefix (uri, MBM_SCHEMA_BASE))
    bytes = g_hash_table_lookup (compiler->documents, uri + strlen (MBM_SCHEMA_BASE));
  return bytes;
}

/* A document that is referred to for the first time is taken in. One that does not say which draft it is in
 * is in that of the schema that refers to it. */
static MbmSchemaResource *
find_resource (MbmSchemaCompiler *compiler, MbmSchemaDraft draft, const char *uri)
{
  MbmSchemaResource *resource = mbm_schema_set_find_resource (compiler->set, uri);
  MbmSchemaDocument *document;
  GBytes *bytes;

  if (resource != NULL || compiler->documents == NULL)
    return resource;
  bytes = find_document (compiler, uri);
  if (bytes == NULL)
    return NULL;

  document =
    mbm_schema_set_add_document (compiler->set,
                                 uri +
                                   (g_str_has_prefix (uri, MBM_SCHEMA_BASE) ? strlen (MBM_SCHEMA_BASE) : 0),
                                 bytes, NULL);
  if (document == NULL)
    return NULL;
  return mbm_schema_scan (compiler, document, 0, uri, draft, NULL);
}

gboolean
mbm_schema_find_reference (MbmSchemaCompiler *compiler,
                           MbmSchemaResource *from,
                           const char *reference,
                           MbmSchemaResource **resource,
                           guint32 *index)
{
  g_autofree char *fragment = NULL;
  g_autofree char *uri = mbm_schema_resolve_uri (from->base, reference, &fragment);

  if (uri == NULL)
    return FALSE;

  *resource = strcmp (uri, from->base) == 0 ? from : find_resource (compiler, from->draft, uri);
  if (*resource == NULL)
    return FALSE;
  if (find_fragment (resource, index, fragment))
    return TRUE;

  *resource = from->fallback;
  return *resource != NULL && reference[0] == '#' && find_fragment (resource, index, fragment);
}
