/* sbx-doc-json.c — reads a JSON document as a tree that knows its lines
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-doc-private.h"

typedef struct
{
  SbxDoc *doc;
  const char *seen; /* up to here lines were counted */
  guint line;
  guint column;
} Reader;

/* Places are asked for in the order of the text. */
static void
go_to (Reader *self, const char *place)
{
  for (; self->seen < place; self->seen++)
    {
      if (*self->seen == '\n')
        {
          self->line++;
          self->column = 1;
        }
      /* A character's first byte. */
      else if ((*self->seen & 0xc0) != 0x80)
        {
          self->column++;
        }
    }
}

static SbxDocNode *read_value (Reader *self, MbmJsonValue value);

static void
read_children (Reader *self, SbxDocNode *node, MbmJsonValue value)
{
  MbmJsonIter iter;
  MbmJsonValue key, child;

  mbm_json_iter_init (&iter, value);
  while (self->doc->nodes->len < SBX_DOC_MAX_SIZE / SBX_DOC_NODE_SIZE &&
         mbm_json_iter_next (&iter, &key, &child))
    {
      char *name = NULL;

      if (node->type == MBM_JSON_OBJECT)
        {
          go_to (self, key.text);
          name = mbm_json_value_dup_string (key);
          if (name == NULL)
            {
              sbx_doc_complain_at (self->doc, self->line, self->column, _ ("A name has a character U+0000"));
              continue;
            }
        }
      sbx_doc_node_add_child (node, name, read_value (self, child));
    }
}

/* As deep as the scanner allows. */
static SbxDocNode *
read_value (Reader *self, MbmJsonValue value)
{
  MbmJsonType type = mbm_json_value_get_type (value);
  SbxDocNode *node;

  go_to (self, value.text);
  node = sbx_doc_add_node (self->doc, type, self->line, self->column);
  if (type == MBM_JSON_NUMBER)
    node->text = g_strndup (value.text, value.length);
  else if (type == MBM_JSON_STRING)
    node->text = mbm_json_value_dup_string (value);
  else if (type >= MBM_JSON_ARRAY)
    read_children (self, node, value);

  if (type == MBM_JSON_STRING && node->text == NULL)
    {
      sbx_doc_complain (self->doc, node, _ ("A text has a character U+0000"));
      node->text = g_strdup ("");
    }
  return node;
}

SbxDoc *
sbx_doc_new_from_json (GBytes *text)
{
  SbxDoc *self = sbx_doc_new ();
  gsize length, offset = 0;
  const char *data = g_bytes_get_data (text, &length);
  Reader reader = { self, data, 1, 1 };
  g_autoptr (GError) error = NULL;

  if (mbm_json_find_error (data != NULL ? data : "", (gssize) length, &offset, &error))
    {
      self->root = read_value (&reader, mbm_json_value (data, (gssize) length));
      if (self->nodes->len >= SBX_DOC_MAX_SIZE / SBX_DOC_NODE_SIZE)
        sbx_doc_complain_at (self, reader.line, reader.column, "%s", _ ("There are too many values in it"));
      if (sbx_doc_has_error (self))
        self->root = NULL;
      return self;
    }

  go_to (&reader, data + MIN (offset, length));
  sbx_doc_complain_at (self, reader.line, reader.column, "%s", error->message);
  return self;
}
