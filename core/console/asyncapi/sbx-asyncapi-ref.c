/* sbx-asyncapi-ref.c — references and traits of an AsyncAPI document
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-asyncapi-private.h"

/* So many references are followed one after the other. */
#define MAX_HOPS 50

void
sbx_asyncapi_warn_once (SbxAsyncapi *self, SbxDocNode *node, const char *text)
{
  if (g_hash_table_add (self->told, node))
    sbx_doc_warn (self->doc, node, "%s", text);
}

static SbxDocNode *
get_child (SbxDocNode *node, const char *token)
{
  guint64 index;

  if (node->type == MBM_JSON_ARRAY && g_ascii_string_to_unsigned (token, 10, 0, G_MAXUINT32, &index, NULL))
    return index < sbx_doc_node_get_n_children (node) ? sbx_doc_node_get_child (node, (guint) index) : NULL;
  return sbx_doc_node_get (node, token);
}

static SbxDocNode *follow (SbxAsyncapi *self, const char *pointer, guint n_hops);

/* Goes on to what is referred to, if it is a reference: NULL if that is nowhere in the document. */
static SbxDocNode *
follow_reference (SbxAsyncapi *self, SbxDocNode *node, guint n_hops)
{
  const char *reference = sbx_doc_node_get_string (node, "$ref");
  g_autofree char *pointer = NULL;

  if (reference == NULL)
    return node;
  if (*reference != '#' || n_hops >= MAX_HOPS)
    return NULL;
  pointer = g_uri_unescape_string (reference + 1, NULL);
  node = pointer != NULL ? follow (self, pointer, n_hops + 1) : NULL;
  return node != NULL ? follow_reference (self, node, n_hops + 1) : NULL;
}

static SbxDocNode *
follow (SbxAsyncapi *self, const char *pointer, guint n_hops)
{
  SbxDocNode *node = self->doc->root;

  while (node != NULL && *pointer == '/')
    {
      g_autofree char *token = sbx_json_pointer_next (&pointer);
      SbxDocNode *child = get_child (node, token);

      if (child == NULL)
        {
          node = follow_reference (self, node, n_hops);
          child = node != NULL ? get_child (node, token) : NULL;
        }
      node = child;
    }
  return *pointer == '\0' ? node : NULL;
}

SbxDocNode *
sbx_asyncapi_follow (SbxAsyncapi *self, const char *pointer)
{
  return follow (self, pointer, 0);
}

SbxDocNode *
sbx_asyncapi_resolve (SbxAsyncapi *self, SbxDocNode *node)
{
  const char *reference = sbx_doc_node_get_string (node, "$ref");
  SbxDocNode *found;

  if (node == NULL || reference == NULL)
    return node;

  found = follow_reference (self, node, 0);
  if (found != NULL || !g_hash_table_add (self->told, node))
    return found;
  if (*reference != '#')
    sbx_doc_warn (self->doc, node, _ ("“%s” is another document, which is not read"), reference);
  else
    sbx_doc_warn (self->doc, node, _ ("“%s” leads nowhere"), reference);
  return NULL;
}

/* In version 2 traits go before what they are applied to, and the last before the others; in version 3 what
 * they are applied to goes before them. */
static SbxDocNode *
get_of_traits (SbxAsyncapi *self, SbxDocNode *node, const char *name)
{
  SbxDocNode *traits = sbx_asyncapi_resolve (self, sbx_doc_node_get (node, "traits"));
  guint n = traits != NULL && traits->type == MBM_JSON_ARRAY ? sbx_doc_node_get_n_children (traits) : 0;
  guint first = 0;

  if (n > SBX_ASYNCAPI_MAX_TRAITS)
    {
      sbx_asyncapi_warn_once (self, traits, _ ("There are too many traits: only the last ones count"));
      first = n - SBX_ASYNCAPI_MAX_TRAITS;
    }
  for (guint i = n; i > first; i--)
    {
      SbxDocNode *trait = sbx_asyncapi_resolve (self, sbx_doc_node_get_child (traits, i - 1));
      SbxDocNode *found = sbx_doc_node_get (trait, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

SbxDocNode *
sbx_asyncapi_get (SbxAsyncapi *self, SbxDocNode *node, const char *name)
{
  SbxDocNode *own = sbx_doc_node_get (node, name);
  SbxDocNode *found;

  if (node == NULL)
    return NULL;
  found = self->major >= 3 && own != NULL ? own : get_of_traits (self, node, name);
  return found != NULL ? found : own;
}

const char *
sbx_asyncapi_get_string (SbxAsyncapi *self, SbxDocNode *node, const char *name)
{
  SbxDocNode *found = sbx_asyncapi_get (self, node, name);

  return found != NULL && found->type == MBM_JSON_STRING && *found->text != '\0' ? found->text : NULL;
}
