/* sbx-doc-yaml.c — reads a YAML document as a tree that knows its lines
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <yaml.h>

#include "sbx-doc-private.h"
#include "sbx-yaml-scalar-private.h"

#define CORE_TAG "tag:yaml.org,2002:"

/* An array or object that is not at its end. */
typedef struct
{
  SbxDocNode *node;
  char *anchor;      /* (nullable) */
  char *key;         /* (nullable): of the member whose value comes next */
  gboolean merges;   /* that value is to be merged in */
  GPtrArray *merged; /* (nullable): what is merged in at the end */
} Open;

typedef struct
{
  SbxDoc *doc;
  yaml_parser_t parser;
  GArray *open;        /* of Open */
  GHashTable *anchors; /* name → SbxDocNode, or NULL while it is open */
} Reader;

static void
clear_open (gpointer data)
{
  Open *open = data;

  g_free (open->anchor);
  g_free (open->key);
  g_clear_pointer (&open->merged, g_ptr_array_unref);
}

static void
complain (Reader *self, const yaml_event_t *event, const char *message)
{
  sbx_doc_complain_at (self->doc, (guint) event->start_mark.line + 1, (guint) event->start_mark.column + 1,
                       "%s", message);
}

static Open *
get_open (Reader *self)
{
  return self->open->len > 0 ? &g_array_index (self->open, Open, self->open->len - 1) : NULL;
}

/* --- merging ------------------------------------------------------------------ */

static void
note_merge (Reader *self, Open *open, SbxDocNode *value, const yaml_event_t *event)
{
  gboolean good = value->type == MBM_JSON_OBJECT;

  if (open->merged == NULL)
    open->merged = g_ptr_array_new ();
  if (good)
    g_ptr_array_add (open->merged, value);
  for (guint i = 0; value->type == MBM_JSON_ARRAY && i < sbx_doc_node_get_n_children (value); i++)
    {
      good = sbx_doc_node_is_object (sbx_doc_node_get_child (value, i));
      if (!good)
        break;
      g_ptr_array_add (open->merged, sbx_doc_node_get_child (value, i));
    }
  if (!good && !(value->type == MBM_JSON_ARRAY && sbx_doc_node_get_n_children (value) == 0))
    complain (self, event, _ ("“<<” merges mappings, and this is none"));
}

/* What is written there goes before what is merged in, and what is merged in earlier before what is later. */
static gboolean
merge (Open *open)
{
  for (guint i = 0; open->merged != NULL && i < open->merged->len; i++)
    {
      SbxDocNode *other = g_ptr_array_index (open->merged, i);

      for (guint j = 0; j < sbx_doc_node_get_n_children (other); j++)
        {
          const char *name = sbx_doc_node_get_name (other, j);

          if (sbx_doc_node_get (open->node, name) == NULL)
            sbx_doc_node_add_child (open->node, g_strdup (name), sbx_doc_node_get_child (other, j));
          if (open->node->size > SBX_DOC_MAX_SIZE)
            return FALSE;
        }
    }
  return TRUE;
}

/* --- values ------------------------------------------------------------------- */

/* Puts a whole value where it stands. */
static gboolean
place (Reader *self, SbxDocNode *node, const yaml_event_t *event)
{
  Open *open = get_open (self);

  if (open == NULL)
    {
      self->doc->root = node;
      return TRUE;
    }
  if (open->merges)
    {
      note_merge (self, open, node, event);
      open->merges = FALSE;
      g_clear_pointer (&open->key, g_free);
      return !sbx_doc_has_error (self->doc);
    }

  sbx_doc_node_add_child (open->node, g_steal_pointer (&open->key), node);
  if (open->node->size <= SBX_DOC_MAX_SIZE)
    return TRUE;
  complain (self, event, _ ("It is too large, with all that its aliases stand for"));
  return FALSE;
}

static const char *
get_core_tag (const yaml_char_t *tag)
{
  const char *text = (const char *) tag;

  return text != NULL && g_str_has_prefix (text, CORE_TAG) ? text + strlen (CORE_TAG) : NULL;
}

/* FALSE: there is a tag, and it is not one of those. */
static gboolean
check_tag (Reader *self, const yaml_char_t *tag, const char *expected, const yaml_event_t *event)
{
  g_autofree char *message = NULL;

  if (tag == NULL || g_strcmp0 (get_core_tag (tag), expected) == 0 || g_str_equal ((const char *) tag, "!"))
    return TRUE;
  message = g_strdup_printf (_ ("The tag “%s” cannot be understood here"), (const char *) tag);
  complain (self, event, message);
  return FALSE;
}

static gboolean
is_tagged_rightly (const char *tag, MbmJsonType type, const char *number)
{
  if (g_str_equal (tag, "null"))
    return type == MBM_JSON_NULL;
  if (g_str_equal (tag, "bool"))
    return type == MBM_JSON_TRUE || type == MBM_JSON_FALSE;
  if (g_str_equal (tag, "int"))
    return type == MBM_JSON_NUMBER && strpbrk (number, ".eE") == NULL;
  return g_str_equal (tag, "float") && type == MBM_JSON_NUMBER;
}

/* What the scalar is; *@text (transfer full): as SbxDocNode has it. */
static SbxYamlProblem
resolve (const yaml_event_t *event, MbmJsonType *type, char **text)
{
  const char *value = (const char *) event->data.scalar.value;
  const char *tag = get_core_tag (event->data.scalar.tag);
  SbxYamlProblem problem = SBX_YAML_OK;

  *type = MBM_JSON_STRING;
  *text = NULL;
  if (tag != NULL ? !g_str_equal (tag, "str") : event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
    problem = sbx_yaml_resolve (value, type, text);
  if (problem == SBX_YAML_OK && tag != NULL && !g_str_equal (tag, "str") &&
      !is_tagged_rightly (tag, *type, *text))
    problem = SBX_YAML_MISMATCH;
  if (problem == SBX_YAML_OK && *type == MBM_JSON_STRING)
    *text = g_strdup (value);
  if (problem != SBX_YAML_OK)
    g_clear_pointer (text, g_free);
  return problem;
}

static gboolean
explain (Reader *self, SbxYamlProblem problem, const yaml_event_t *event)
{
  g_autofree char *message = NULL;
  const char *value = (const char *) event->data.scalar.value;

  switch (problem)
    {
    case SBX_YAML_OK:
      return TRUE;
    case SBX_YAML_NOT_FINITE:
      message = g_strdup_printf (_ ("JSON has no number such as “%s”"), value);
      break;
    case SBX_YAML_TOO_LARGE:
      message = g_strdup_printf (_ ("“%s” is too large a number"), value);
      break;
    default:
      message = g_strdup_printf (_ ("“%s” is not what its tag says"), value);
      break;
    }
  complain (self, event, message);
  return FALSE;
}

static gboolean
take_key (Reader *self, Open *open, const yaml_event_t *event)
{
  const char *value = (const char *) event->data.scalar.value;
  g_autofree char *message = NULL;

  if (event->data.scalar.anchor != NULL)
    {
      complain (self, event, _ ("A name cannot have an anchor here"));
      return FALSE;
    }
  open->merges = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && g_str_equal (value, "<<");
  open->key = g_strdup (value);
  if (open->merges || sbx_doc_node_get (open->node, value) == NULL)
    return TRUE;
  message = g_strdup_printf (_ ("“%s” is there already"), value);
  complain (self, event, message);
  return FALSE;
}

static gboolean
set_anchor (Reader *self, const yaml_char_t *anchor, SbxDocNode *node)
{
  if (anchor != NULL)
    g_hash_table_replace (self->anchors, g_strdup ((const char *) anchor), node);
  return TRUE;
}

static gboolean
take_scalar (Reader *self, const yaml_event_t *event)
{
  Open *open = get_open (self);
  SbxDocNode *node;
  MbmJsonType type;
  char *text;

  if (memchr (event->data.scalar.value, 0, event->data.scalar.length) != NULL)
    {
      complain (self, event, _ ("A text has a character U+0000"));
      return FALSE;
    }
  if (open != NULL && open->node->type == MBM_JSON_OBJECT && open->key == NULL)
    return take_key (self, open, event);
  if (get_core_tag (event->data.scalar.tag) == NULL &&
      !check_tag (self, event->data.scalar.tag, "str", event))
    return FALSE;
  if (!explain (self, resolve (event, &type, &text), event))
    return FALSE;

  node = sbx_doc_add_node (self->doc, type, (guint) event->start_mark.line + 1,
                           (guint) event->start_mark.column + 1);
  node->text = text;
  node->size += text != NULL ? strlen (text) : 0;
  set_anchor (self, event->data.scalar.anchor, node);
  return place (self, node, event);
}

static gboolean
take_start (Reader *self, const yaml_event_t *event, MbmJsonType type)
{
  gboolean object = type == MBM_JSON_OBJECT;
  const yaml_char_t *anchor = object ? event->data.mapping_start.anchor : event->data.sequence_start.anchor;
  const yaml_char_t *tag = object ? event->data.mapping_start.tag : event->data.sequence_start.tag;
  Open *outer = get_open (self);
  Open open = { 0 };

  if (outer != NULL && outer->node->type == MBM_JSON_OBJECT && outer->key == NULL)
    {
      complain (self, event, _ ("A name has to be a text"));
      return FALSE;
    }
  if (self->open->len >= SBX_DOC_MAX_DEPTH)
    {
      complain (self, event, _ ("It is nested too deeply"));
      return FALSE;
    }
  if (!check_tag (self, tag, object ? "map" : "seq", event))
    return FALSE;

  open.node = sbx_doc_add_node (self->doc, type, (guint) event->start_mark.line + 1,
                                (guint) event->start_mark.column + 1);
  open.anchor = g_strdup ((const char *) anchor);
  /* Until its end nobody may stand for it. */
  set_anchor (self, anchor, NULL);
  g_array_append_val (self->open, open);
  return TRUE;
}

static gboolean
take_end (Reader *self, const yaml_event_t *event)
{
  Open *open = get_open (self);
  SbxDocNode *node = open->node;

  if (!merge (open))
    {
      complain (self, event, _ ("It is too large, with all that its aliases stand for"));
      return FALSE;
    }
  set_anchor (self, (const yaml_char_t *) open->anchor, node);
  g_array_set_size (self->open, self->open->len - 1);
  return place (self, node, event);
}

static gboolean
take_alias (Reader *self, const yaml_event_t *event)
{
  const char *name = (const char *) event->data.alias.anchor;
  Open *open = get_open (self);
  g_autofree char *message = NULL;
  gpointer node = NULL;

  if (!g_hash_table_lookup_extended (self->anchors, name, NULL, &node))
    message = g_strdup_printf (_ ("There is no anchor “%s” before it"), name);
  else if (node == NULL)
    message = g_strdup_printf (_ ("“%s” would contain itself"), name);
  else if (open != NULL && open->node->type == MBM_JSON_OBJECT && open->key == NULL)
    message = g_strdup (_ ("A name has to be a text"));
  if (message == NULL)
    return place (self, node, event);
  complain (self, event, message);
  return FALSE;
}

static gboolean
take_event (Reader *self, const yaml_event_t *event, gboolean *ended)
{
  switch (event->type)
    {
    case YAML_STREAM_END_EVENT:
      *ended = TRUE;
      return TRUE;
    case YAML_DOCUMENT_START_EVENT:
      if (self->doc->root == NULL)
        return TRUE;
      complain (self, event, _ ("There is more than one document in it"));
      return FALSE;
    case YAML_ALIAS_EVENT:
      return take_alias (self, event);
    case YAML_SCALAR_EVENT:
      return take_scalar (self, event);
    case YAML_SEQUENCE_START_EVENT:
      return take_start (self, event, MBM_JSON_ARRAY);
    case YAML_MAPPING_START_EVENT:
      return take_start (self, event, MBM_JSON_OBJECT);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
      return take_end (self, event);
    default:
      return TRUE;
    }
}

/* What the parser says is English, as what JSON's scanner says of a place. */
static void
complain_of_syntax (Reader *self)
{
  const yaml_parser_t *parser = &self->parser;

  sbx_doc_complain_at (self->doc, (guint) parser->problem_mark.line + 1,
                       (guint) parser->problem_mark.column + 1, _ ("This is no YAML: %s"),
                       parser->problem != NULL ? parser->problem : "");
}

static void
read_events (Reader *self)
{
  gboolean ended = FALSE;
  gboolean good = TRUE;

  while (good && !ended)
    {
      yaml_event_t event;

      if (!yaml_parser_parse (&self->parser, &event))
        {
          complain_of_syntax (self);
          return;
        }
      good = take_event (self, &event, &ended);
      yaml_event_delete (&event);
    }
  if (good && self->doc->root == NULL)
    sbx_doc_complain_at (self->doc, 1, 1, "%s", _ ("There is nothing in it"));
}

SbxDoc *
sbx_doc_new_from_yaml (GBytes *text)
{
  Reader self = { 0 };
  gsize length;
  const char *data = g_bytes_get_data (text, &length);

  self.doc = sbx_doc_new ();
  self.open = g_array_new (FALSE, TRUE, sizeof (Open));
  g_array_set_clear_func (self.open, clear_open);
  self.anchors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (yaml_parser_initialize (&self.parser))
    {
      yaml_parser_set_input_string (&self.parser, (const unsigned char *) (data != NULL ? data : ""), length);
      read_events (&self);
      yaml_parser_delete (&self.parser);
    }
  else
    {
      sbx_doc_complain_at (self.doc, 1, 1, "%s", _ ("There is not enough memory"));
    }

  g_hash_table_unref (self.anchors);
  g_array_unref (self.open);
  if (sbx_doc_has_error (self.doc))
    self.doc->root = NULL;
  return self.doc;
}
