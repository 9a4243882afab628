/* sbx-learnt-shape.c — what values look like that were seen
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "sbx-json-pointer.h"
#include "sbx-learnt-node-private.h"
#include "sbx-trace-sample.h"

struct _SbxLearntShape
{
  SbxLearntNode *root;
  guint n_nodes;
  guint64 n_objects;
};

static void
clear_member (gpointer data)
{
  SbxLearntMember *member = data;

  g_free (member->name);
  sbx_learnt_node_free (member->node);
}

static void
clear_value (gpointer data)
{
  SbxLearntValue *value = data;

  g_free (value->json);
}

SbxLearntNode *
sbx_learnt_node_new (void)
{
  SbxLearntNode *self = g_new0 (SbxLearntNode, 1);

  self->formats = (1 << SBX_LEARNT_N_FORMATS) - 1;
  return self;
}

void
sbx_learnt_node_free (SbxLearntNode *self)
{
  g_clear_pointer (&self->members, g_array_unref);
  g_clear_pointer (&self->items, sbx_learnt_node_free);
  g_clear_pointer (&self->values, g_array_unref);
  g_free (self);
}

static GArray *
new_members (void)
{
  GArray *members = g_array_new (FALSE, TRUE, sizeof (SbxLearntMember));

  g_array_set_clear_func (members, clear_member);
  return members;
}

static GArray *
new_values (void)
{
  GArray *values = g_array_new (FALSE, TRUE, sizeof (SbxLearntValue));

  g_array_set_clear_func (values, clear_value);
  return values;
}

SbxLearntNode *
sbx_learnt_node_copy (const SbxLearntNode *self)
{
  SbxLearntNode *copy = g_new0 (SbxLearntNode, 1);

  *copy = *self;
  copy->members = self->members != NULL ? new_members () : NULL;
  for (guint i = 0; self->members != NULL && i < self->members->len; i++)
    {
      SbxLearntMember member = g_array_index (self->members, SbxLearntMember, i);

      member.name = g_strdup (member.name);
      member.node = sbx_learnt_node_copy (member.node);
      g_array_append_val (copy->members, member);
    }
  copy->values = self->values != NULL ? new_values () : NULL;
  for (guint i = 0; self->values != NULL && i < self->values->len; i++)
    {
      SbxLearntValue value = g_array_index (self->values, SbxLearntValue, i);

      value.json = g_strdup (value.json);
      g_array_append_val (copy->values, value);
    }
  if (self->items != NULL)
    copy->items = sbx_learnt_node_copy (self->items);
  return copy;
}

SbxLearntMember *
sbx_learnt_node_find_member (const SbxLearntNode *self, const char *name)
{
  for (guint i = 0; self->members != NULL && i < self->members->len; i++)
    {
      SbxLearntMember *member = &g_array_index (self->members, SbxLearntMember, i);

      if (g_str_equal (member->name, name))
        return member;
    }
  return NULL;
}

static int
compare_values (gconstpointer a, gconstpointer b)
{
  const SbxLearntValue *left = *(const SbxLearntValue *const *) a;
  const SbxLearntValue *right = *(const SbxLearntValue *const *) b;

  if (left->n != right->n)
    return left->n > right->n ? -1 : 1;
  /* They lie in one array, in the order they came. */
  return left < right ? -1 : left > right;
}

GPtrArray *
sbx_learnt_node_sort_values (const SbxLearntNode *self)
{
  GPtrArray *sorted = g_ptr_array_new ();

  for (guint i = 0; self->values != NULL && i < self->values->len; i++)
    g_ptr_array_add (sorted, &g_array_index (self->values, SbxLearntValue, i));
  g_ptr_array_sort (sorted, compare_values);
  return sorted;
}

SbxLearntShape *
sbx_learnt_shape_new (void)
{
  SbxLearntShape *self = g_new0 (SbxLearntShape, 1);

  self->root = sbx_learnt_node_new ();
  self->n_nodes = 1;
  return self;
}

SbxLearntShape *
sbx_learnt_shape_copy (const SbxLearntShape *self)
{
  SbxLearntShape *copy = g_new0 (SbxLearntShape, 1);

  *copy = *self;
  copy->root = sbx_learnt_node_copy (self->root);
  return copy;
}

void
sbx_learnt_shape_free (SbxLearntShape *self)
{
  sbx_learnt_node_free (self->root);
  g_free (self);
}

/* NULL if there are too many. */
static SbxLearntNode *
make_node (SbxLearntShape *self)
{
  if (self->n_nodes >= SBX_LEARNT_MAX_NODES)
    return NULL;
  self->n_nodes++;
  return sbx_learnt_node_new ();
}

static gboolean
is_masked (MbmJsonValue value)
{
  return value.length == strlen (SBX_TRACE_MASKED) + 2 &&
         memcmp (value.text + 1, SBX_TRACE_MASKED, value.length - 2) == 0;
}

static void
keep_value (SbxLearntNode *node, MbmJsonValue value)
{
  SbxLearntValue fresh = { NULL, 1 };

  if (value.length > SBX_LEARNT_MAX_LENGTH || is_masked (value))
    {
      node->cuts |= SBX_LEARNT_CUT_VALUES;
      return;
    }
  if (node->values == NULL)
    node->values = new_values ();
  for (guint i = 0; i < node->values->len; i++)
    {
      SbxLearntValue *kept = &g_array_index (node->values, SbxLearntValue, i);

      if (strncmp (kept->json, value.text, value.length) == 0 && kept->json[value.length] == '\0')
        {
          kept->n++;
          return;
        }
    }
  if (node->values->len >= SBX_LEARNT_MAX_VALUES)
    {
      node->cuts |= SBX_LEARNT_CUT_VALUES;
      return;
    }
  fresh.json = g_strndup (value.text, value.length);
  g_array_append_val (node->values, fresh);
}

/* An integer is one by its value in JSON Schema; here it has to be written as one. */
static gboolean
is_integer (MbmJsonValue number)
{
  return memchr (number.text, '.', number.length) == NULL &&
         memchr (number.text, 'e', number.length) == NULL && memchr (number.text, 'E', number.length) == NULL;
}

static void
add_value (SbxLearntShape *self, SbxLearntNode *node, MbmJsonValue value, guint depth, gboolean secret);

static SbxLearntMember *
get_member (SbxLearntShape *self, SbxLearntNode *node, const char *name)
{
  SbxLearntMember *known = sbx_learnt_node_find_member (node, name);
  SbxLearntMember member = { 0 };

  if (known != NULL)
    return known;
  if (node->members != NULL && node->members->len >= SBX_LEARNT_MAX_MEMBERS)
    return NULL;
  member.node = make_node (self);
  if (member.node == NULL)
    return NULL;

  member.name = g_strdup (name);
  if (node->members == NULL)
    node->members = new_members ();
  g_array_append_val (node->members, member);
  return &g_array_index (node->members, SbxLearntMember, node->members->len - 1);
}

static void
add_members (SbxLearntShape *self, SbxLearntNode *node, MbmJsonValue object, guint depth, gboolean secret)
{
  guint64 number = ++self->n_objects;
  MbmJsonIter iter;
  MbmJsonValue key, value;

  mbm_json_iter_init (&iter, object);
  while (mbm_json_iter_next (&iter, &key, &value))
    {
      g_autofree char *name = key.length <= SBX_LEARNT_MAX_LENGTH ? mbm_json_value_dup_string (key) : NULL;
      SbxLearntMember *member = name != NULL ? get_member (self, node, name) : NULL;

      if (member == NULL)
        {
          node->cuts |= SBX_LEARNT_CUT_MEMBERS;
          continue;
        }
      add_value (self, member->node, value, depth + 1, secret || sbx_trace_is_secret_member (name));
      /* A name that comes twice was there once. */
      if (member->object == number)
        member->node->n_seen--;
      member->object = number;
    }
}

static void
add_elements (SbxLearntShape *self, SbxLearntNode *node, MbmJsonValue array, guint depth, gboolean secret)
{
  MbmJsonIter iter;
  MbmJsonValue element;

  mbm_json_iter_init (&iter, array);
  for (guint i = 0; mbm_json_iter_next (&iter, NULL, &element); i++)
    {
      if (node->items == NULL)
        node->items = make_node (self);
      if (node->items == NULL || i >= SBX_LEARNT_MAX_ELEMENTS)
        {
          node->cuts |= SBX_LEARNT_CUT_ELEMENTS;
          return;
        }
      add_value (self, node->items, element, depth + 1, secret);
    }
}

/* @secret: what stands there is named like a secret: what it looks like is learnt, and not what it is. */
static void
add_value (SbxLearntShape *self, SbxLearntNode *node, MbmJsonValue value, guint depth, gboolean secret)
{
  MbmJsonType type = mbm_json_value_get_type (value);

  node->n_seen++;
  node->n_types[type]++;
  if (type >= MBM_JSON_ARRAY && depth >= SBX_LEARNT_MAX_DEPTH)
    {
      node->cuts |= SBX_LEARNT_CUT_DEPTH;
      return;
    }

  if (type == MBM_JSON_OBJECT)
    add_members (self, node, value, depth, secret);
  else if (type == MBM_JSON_ARRAY)
    add_elements (self, node, value, depth, secret);
  else if (secret)
    node->cuts |= SBX_LEARNT_CUT_VALUES;
  else
    keep_value (node, value);

  if (type == MBM_JSON_NUMBER && is_integer (value))
    node->n_integers++;
  else if (type == MBM_JSON_STRING && node->formats != 0)
    node->formats = secret ? 0 : sbx_learnt_format_filter (value, node->formats);
}

void
sbx_learnt_shape_add (SbxLearntShape *self, MbmJsonValue value)
{
  add_value (self, self->root, value, 0, FALSE);
}

guint
sbx_learnt_shape_get_n_seen (const SbxLearntShape *self)
{
  return self->root->n_seen;
}

void
sbx_learnt_shape_append_schema (const SbxLearntShape *self, GString *json)
{
  sbx_learnt_node_append_schema (self->root, json);
}

static const SbxLearntNode *
find_node (const SbxLearntShape *self, const char *pointer)
{
  const SbxLearntNode *node = self->root;

  while (node != NULL && *pointer == '/')
    {
      g_autofree char *token = sbx_json_pointer_next (&pointer);
      SbxLearntMember *member = sbx_learnt_node_find_member (node, token);
      gboolean is_index = *token != '\0' && token[strspn (token, "0123456789")] == '\0';

      if (member != NULL)
        node = member->node;
      else
        node = is_index || g_str_equal (token, "-") ? node->items : NULL;
    }
  return *pointer == '\0' ? node : NULL;
}

char **
sbx_learnt_shape_list_values (const SbxLearntShape *self, const char *pointer)
{
  const SbxLearntNode *node = find_node (self, pointer);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GPtrArray) values = NULL;

  if (node == NULL)
    return g_new0 (char *, 1);
  values = sbx_learnt_node_sort_values (node);
  for (guint i = 0; i < values->len; i++)
    g_strv_builder_add (builder, ((const SbxLearntValue *) values->pdata[i])->json);
  return g_strv_builder_end (builder);
}
