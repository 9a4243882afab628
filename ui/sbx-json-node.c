/* sbx-json-node.c — a value in a JSON document, as a row of a tree
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-json-node.h"

/**
 * SbxJsonNode:
 *
 * A value and its name, borrowed from a document that it keeps alive. Everything is shown with the document's
 * own text, numbers too. It is also the list of its children, which are found when the list is first asked
 * for, and made into objects as rows scroll into sight: an array of a million elements costs two words each.
 */
struct _SbxJsonNode
{
  GObject parent_instance;

  GBytes *document;
  char *name;
  MbmJsonValue value;
};

/* The children of an array or object. */
#define SBX_TYPE_JSON_CHILDREN (sbx_json_children_get_type ())
G_DECLARE_FINAL_TYPE (SbxJsonChildren, sbx_json_children, SBX, JSON_CHILDREN, GObject)

typedef struct
{
  MbmJsonValue name; /* empty in an array */
  MbmJsonValue value;
} Child;

struct _SbxJsonChildren
{
  GObject parent_instance;

  GBytes *document;
  GArray *children; /* of Child */
};

static void sbx_json_children_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE (SbxJsonNode, sbx_json_node, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (SbxJsonChildren,
                               sbx_json_children,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, sbx_json_children_list_model_init))

enum
{
  PROP_0,
  PROP_NAME,
  PROP_SUMMARY,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* Longer strings are cut in the row, with a word that says so; copying gives the whole. */
#define SUMMARY_MAX_CHARS 2000

static GType
sbx_json_children_get_item_type (GListModel *model)
{
  return SBX_TYPE_JSON_NODE;
}

static guint
sbx_json_children_get_n_items (GListModel *model)
{
  return SBX_JSON_CHILDREN (model)->children->len;
}

static gpointer
sbx_json_children_get_item (GListModel *model, guint position)
{
  SbxJsonChildren *self = SBX_JSON_CHILDREN (model);
  g_autofree char *name = NULL;
  Child *child;

  if (position >= self->children->len)
    return NULL;

  child = &g_array_index (self->children, Child, position);
  if (child->name.length == 0)
    name = g_strdup_printf ("%u", position);
  else if ((name = mbm_json_value_dup_string (child->name)) == NULL)
    name = g_strndup (child->name.text, child->name.length); /* has U+0000: shown as it is written */

  return sbx_json_node_new (self->document, name, child->value);
}

static void
sbx_json_children_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = sbx_json_children_get_item_type;
  iface->get_n_items = sbx_json_children_get_n_items;
  iface->get_item = sbx_json_children_get_item;
}

static void
sbx_json_children_finalize (GObject *object)
{
  SbxJsonChildren *self = SBX_JSON_CHILDREN (object);

  g_bytes_unref (self->document);
  g_array_unref (self->children);

  G_OBJECT_CLASS (sbx_json_children_parent_class)->finalize (object);
}

static void
sbx_json_children_class_init (SbxJsonChildrenClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sbx_json_children_finalize;
}

static void
sbx_json_children_init (SbxJsonChildren *self)
{
  self->children = g_array_new (FALSE, FALSE, sizeof (Child));
}

static void
sbx_json_node_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SbxJsonNode *self = SBX_JSON_NODE (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_SUMMARY:
      g_value_take_string (value, sbx_json_node_dup_summary (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_json_node_finalize (GObject *object)
{
  SbxJsonNode *self = SBX_JSON_NODE (object);

  g_bytes_unref (self->document);
  g_free (self->name);

  G_OBJECT_CLASS (sbx_json_node_parent_class)->finalize (object);
}

static void
sbx_json_node_class_init (SbxJsonNodeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sbx_json_node_get_property;
  object_class->finalize = sbx_json_node_finalize;

  props[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_SUMMARY] =
    g_param_spec_string ("summary", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sbx_json_node_init (SbxJsonNode *self)
{
}

/**
 * sbx_json_node_new:
 * @document: holds the text of @value
 * @name: (nullable): what the value is called where it stands
 * @value: text that passed mbm_json_check()
 */
SbxJsonNode *
sbx_json_node_new (GBytes *document, const char *name, MbmJsonValue value)
{
  SbxJsonNode *self = g_object_new (SBX_TYPE_JSON_NODE, NULL);

  self->document = g_bytes_ref (document);
  self->name = g_strdup (name);
  self->value = value;

  return self;
}

const char *
sbx_json_node_get_name (SbxJsonNode *self)
{
  return self->name;
}

MbmJsonType
sbx_json_node_get_json_type (SbxJsonNode *self)
{
  return mbm_json_value_get_type (self->value);
}

static guint
count_children (MbmJsonValue value)
{
  MbmJsonIter iter;
  MbmJsonValue name, child;
  guint n = 0;

  if (mbm_json_iter_init (&iter, value))
    while (mbm_json_iter_next (&iter, &name, &child))
      n++;

  return n;
}

static char *
cut (const char *text, gsize length)
{
  glong n_chars = g_utf8_strlen (text, length);
  g_autofree char *start = NULL;

  if (n_chars <= SUMMARY_MAX_CHARS)
    return g_strndup (text, length);

  start = g_utf8_substring (text, 0, SUMMARY_MAX_CHARS);
  /* Translators: the beginning of a long text, and how long it is */
  return g_strdup_printf (_ ("%s… (%ld characters)"), start, n_chars);
}

/**
 * sbx_json_node_dup_summary:
 *
 * Returns: (transfer full): the value on one line: its own text, or how much it holds
 */
char *
sbx_json_node_dup_summary (SbxJsonNode *self)
{
  guint n;

  switch (mbm_json_value_get_type (self->value))
    {
    case MBM_JSON_OBJECT:
      n = count_children (self->value);
      /* Translators: how many members a JSON object has */
      return g_strdup_printf (ngettext ("%'u member", "%'u members", n), n);
    case MBM_JSON_ARRAY:
      n = count_children (self->value);
      /* Translators: how many elements a JSON array has */
      return g_strdup_printf (ngettext ("%'u element", "%'u elements", n), n);
    case MBM_JSON_STRING:
    case MBM_JSON_NUMBER:
    case MBM_JSON_TRUE:
    case MBM_JSON_FALSE:
    case MBM_JSON_NULL:
    default:
      return cut (self->value.text, self->value.length);
    }
}

/**
 * sbx_json_node_dup_json:
 *
 * Returns: (transfer full): the value as JSON with indents, for copying
 */
char *
sbx_json_node_dup_json (SbxJsonNode *self)
{
  return mbm_json_pretty (self->value.text, self->value.length);
}

/**
 * sbx_json_node_list_children:
 *
 * Returns: (transfer full) (nullable): a list of #SbxJsonNode; %NULL if the value has no children
 */
GListModel *
sbx_json_node_list_children (SbxJsonNode *self)
{
  SbxJsonChildren *children;
  MbmJsonIter iter;
  Child child;

  if (!mbm_json_iter_init (&iter, self->value))
    return NULL;

  children = g_object_new (SBX_TYPE_JSON_CHILDREN, NULL);
  children->document = g_bytes_ref (self->document);
  while (mbm_json_iter_next (&iter, &child.name, &child.value))
    g_array_append_val (children->children, child);

  if (children->children->len == 0)
    g_clear_object (&children);
  return G_LIST_MODEL (children);
}
