/* sbx-form-shape-members.c — what may stand in an object or an array, and values to begin with
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-form-shape-private.h"
#include "sbx-json-edit.h"

/* New values are made so deep and no deeper, and with so many elements. */
#define MAX_NEW_DEPTH    12
#define MAX_NEW_ELEMENTS 16

static void
add_names (GPtrArray *names, GHashTable *seen, MbmJsonValue list)
{
  gboolean in_object = mbm_json_value_get_type (list) == MBM_JSON_OBJECT;
  MbmJsonValue name, value;
  MbmJsonIter iter;

  mbm_json_iter_init (&iter, list);
  while (mbm_json_iter_next (&iter, &name, &value))
    {
      char *text = mbm_json_value_dup_string (in_object ? name : value);

      if (text == NULL || g_hash_table_contains (seen, text))
        {
          g_free (text);
          continue;
        }
      g_ptr_array_add (names, text);
      g_hash_table_add (seen, text);
    }
}

/**
 * sbx_form_shape_dup_member_names:
 *
 * Returns: (transfer full): the members that the schemas name, in their order
 */
GPtrArray *
sbx_form_shape_dup_member_names (SbxFormShape *self)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  MbmJsonValue list;

  for (guint i = 0; i < self->parts->len; i++)
    if (sbx_form_shape_part_get (g_ptr_array_index (self->parts, i), "properties", &list))
      add_names (names, seen, list);
  for (guint i = 0; i < self->parts->len; i++)
    if (sbx_form_shape_part_get (g_ptr_array_index (self->parts, i), "required", &list))
      add_names (names, seen, list);
  return names;
}

/**
 * sbx_form_shape_dup_required:
 *
 * Returns: (transfer full): the set of the members that there have to be
 */
GHashTable *
sbx_form_shape_dup_required (SbxFormShape *self)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  MbmJsonValue list, value;
  MbmJsonIter iter;

  for (guint i = 0; i < self->parts->len; i++)
    {
      if (!sbx_form_shape_part_get (g_ptr_array_index (self->parts, i), "required", &list))
        continue;
      mbm_json_iter_init (&iter, list);
      while (mbm_json_iter_next (&iter, NULL, &value))
        {
          char *name = mbm_json_value_dup_string (value);

          if (name != NULL)
            g_hash_table_add (names, name);
        }
    }
  return names;
}

/* A pattern is a schema for names, so that it means the same as to the validator, and costs no more. */
static gboolean
matches (SbxFormShape *self, MbmJsonValue pattern, const char *name)
{
  g_autofree char *key = g_strndup (pattern.text, pattern.length);
  g_autoptr (GString) text = g_string_new (NULL);
  MbmSchema *schema = NULL;

  if (self->patterns == NULL)
    self->patterns =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) mbm_schema_unref);
  schema = g_hash_table_lookup (self->patterns, key);
  if (schema == NULL)
    {
      g_autofree char *json = g_strdup_printf ("{\"pattern\":%s}", key);
      g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));

      schema = mbm_schema_new (bytes, NULL);
      if (schema == NULL)
        return FALSE;
      g_hash_table_insert (self->patterns, g_steal_pointer (&key), schema);
    }

  mbm_json_append_string (text, name, -1);
  return sbx_form_shape_check (schema, mbm_json_value (text->str, (gssize) text->len));
}

static gboolean
add_at (SbxFormShape *self, MbmSchema *part, const char *keyword, const char *name)
{
  g_autoptr (GString) pointer = g_string_new (NULL);
  g_autoptr (MbmSchema) schema = NULL;

  sbx_json_pointer_append (pointer, keyword);
  if (name != NULL)
    sbx_json_pointer_append (pointer, name);
  schema = mbm_schema_lookup (part, pointer->str);
  if (schema == NULL)
    return FALSE;

  /* The only one says all of it. */
  if (self->parts->len == 0 && self->paths->len == 0 && self->origin == NULL)
    self->origin = mbm_schema_ref (schema);
  else
    g_clear_pointer (&self->origin, mbm_schema_unref);
  sbx_form_shape_add (self, schema);
  return TRUE;
}

static gboolean
add_matching (SbxFormShape *self, SbxFormShape *member, MbmSchema *part, const char *name)
{
  gboolean found = FALSE;
  MbmJsonValue map, pattern;
  MbmJsonIter iter;

  if (!sbx_form_shape_part_get (part, "patternProperties", &map) ||
      mbm_json_value_get_type (map) != MBM_JSON_OBJECT)
    return FALSE;
  mbm_json_iter_init (&iter, map);
  while (mbm_json_iter_next (&iter, &pattern, NULL))
    {
      g_autofree char *text = mbm_json_value_dup_string (pattern);

      if (text != NULL && matches (self, pattern, name))
        found |= add_at (member, part, "patternProperties", text);
    }
  return found;
}

/**
 * sbx_form_shape_dup_member:
 *
 * Returns: (transfer full): what may stand in a member of that name, whether the schemas name it or not
 */
SbxFormShape *
sbx_form_shape_dup_member (SbxFormShape *self, const char *name)
{
  SbxFormShape *member = sbx_form_shape_new_empty ();
  gboolean known = FALSE;

  for (guint i = 0; i < self->parts->len; i++)
    {
      MbmSchema *part = g_ptr_array_index (self->parts, i);
      gboolean here = add_at (member, part, "properties", name);

      here |= add_matching (self, member, part, name);
      if (!here)
        here = add_at (member, part, "additionalProperties", NULL);
      known |= here;
    }
  for (guint i = 0; i < self->parts->len && !known; i++)
    add_at (member, g_ptr_array_index (self->parts, i), "unevaluatedProperties", NULL);
  sbx_form_shape_find_choices (member);
  return member;
}

/**
 * sbx_form_shape_can_add_members:
 *
 * Returns: whether there may be members that the schemas do not name
 */
gboolean
sbx_form_shape_can_add_members (SbxFormShape *self)
{
  MbmJsonValue value;
  gboolean patterns = sbx_form_shape_get (self, "patternProperties", &value);

  for (guint i = 0; i < self->parts->len; i++)
    {
      MbmSchema *part = g_ptr_array_index (self->parts, i);

      if (patterns)
        break;
      if ((sbx_form_shape_part_get (part, "additionalProperties", &value) &&
           mbm_json_value_get_type (value) == MBM_JSON_FALSE) ||
          (sbx_form_shape_part_get (part, "unevaluatedProperties", &value) &&
           mbm_json_value_get_type (value) == MBM_JSON_FALSE))
        return FALSE;
    }
  return TRUE;
}

/**
 * sbx_form_shape_dup_element:
 *
 * Returns: (transfer full): what may stand in an array's element
 */
SbxFormShape *
sbx_form_shape_dup_element (SbxFormShape *self, guint index)
{
  SbxFormShape *element = sbx_form_shape_new_empty ();
  g_autofree char *number = g_strdup_printf ("%u", index);

  for (guint i = 0; i < self->parts->len; i++)
    {
      MbmSchema *part = g_ptr_array_index (self->parts, i);

      /* In draft-07 `items` may be a list, and what follows are `additionalItems`. */
      if (!add_at (element, part, "prefixItems", number) && !add_at (element, part, "items", number) &&
          !add_at (element, part, "items", NULL) && !add_at (element, part, "additionalItems", NULL))
        add_at (element, part, "unevaluatedItems", NULL);
    }
  sbx_form_shape_find_choices (element);
  return element;
}

static char *make_value (SbxFormShape *self, MbmJsonValue *old, guint depth);

static void
append_member (GString *out, const char *name, const char *json)
{
  if (out->len > 1)
    g_string_append_c (out, ',');
  mbm_json_append_string (out, name, -1);
  g_string_append_printf (out, ":%s", json);
}

/* A fixed value is not taken over from what was there before. */
static gboolean
may_keep (SbxFormShape *member, MbmJsonValue old)
{
  g_autoptr (GPtrArray) values = sbx_form_shape_dup_values (member, NULL);

  for (guint i = 0; values != NULL && i < values->len; i++)
    if (mbm_json_value_equal (mbm_json_value (g_ptr_array_index (values, i), -1), old))
      return TRUE;
  return values == NULL;
}

static char *
make_object (SbxFormShape *self, MbmJsonValue *old, guint depth)
{
  g_autoptr (GPtrArray) names = sbx_form_shape_dup_member_names (self);
  g_autoptr (GHashTable) required = sbx_form_shape_dup_required (self);
  g_autoptr (GString) out = g_string_new ("{");

  for (guint i = 0; i < names->len && depth < MAX_NEW_DEPTH; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autoptr (SbxFormShape) member = sbx_form_shape_dup_member (self, name);
      g_autofree char *json = NULL;
      MbmJsonValue kept;

      if (old != NULL && mbm_json_value_get_member (*old, name, &kept) && may_keep (member, kept))
        json = g_strndup (kept.text, kept.length);
      else if (g_hash_table_contains (required, name) || sbx_form_shape_get (member, "default", &kept))
        json = make_value (member, NULL, depth + 1);
      if (json != NULL)
        append_member (out, name, json);
    }
  g_string_append_c (out, '}');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
make_array (SbxFormShape *self, guint depth)
{
  g_autofree char *minimum = sbx_form_shape_dup_number (self, "minItems");
  guint64 n = minimum != NULL ? g_ascii_strtoull (minimum, NULL, 10) : 0;
  g_autoptr (GString) out = g_string_new ("[");

  for (guint i = 0; i < MIN (n, MAX_NEW_ELEMENTS) && depth < MAX_NEW_DEPTH; i++)
    {
      g_autoptr (SbxFormShape) element = sbx_form_shape_dup_element (self, i);
      g_autofree char *json = make_value (element, NULL, depth + 1);

      g_string_append_printf (out, "%s%s", i > 0 ? "," : "", json);
    }
  g_string_append_c (out, ']');
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
generate (MbmSchema *schema)
{
  g_autoptr (GBytes) bytes = mbm_schema_generate (schema, NULL);

  return bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;
}

static gboolean
is_accepted (SbxFormShape *self, const char *json)
{
  for (guint i = 0; i < self->parts->len; i++)
    if (!sbx_form_shape_check (g_ptr_array_index (self->parts, i), mbm_json_value (json, -1)))
      return FALSE;
  return TRUE;
}

/* A plain value, which people replace; or one that satisfies a part and the others too. */
static char *
make_scalar (SbxFormShape *self, SbxFormTypes types)
{
  const char *plain = "null";

  if ((types & SBX_FORM_TYPE_STRING) != 0)
    plain = "\"\"";
  else if ((types & (SBX_FORM_TYPE_NUMBER | SBX_FORM_TYPE_INTEGER)) != 0)
    plain = "0";
  else if ((types & SBX_FORM_TYPE_BOOLEAN) != 0)
    plain = "false";
  if (is_accepted (self, plain))
    return g_strdup (plain);

  for (guint i = 0; i < self->parts->len; i++)
    {
      g_autofree char *json = generate (g_ptr_array_index (self->parts, i));

      if (json != NULL && is_accepted (self, json))
        return g_steal_pointer (&json);
    }
  return g_strdup (plain);
}

/* The first of some values that satisfies the schemas; NULL if there is none. */
static char *
find_accepted (SbxFormShape *self, GPtrArray *values)
{
  for (guint i = 0; values != NULL && i < values->len; i++)
    if (is_accepted (self, g_ptr_array_index (values, i)))
      return g_strdup (g_ptr_array_index (values, i));
  return NULL;
}

static char *
make_value (SbxFormShape *self, MbmJsonValue *old, guint depth)
{
  g_autoptr (SbxFormShape) chosen = NULL;
  g_autoptr (GPtrArray) examples = sbx_form_shape_dup_examples (self);
  g_autoptr (GPtrArray) values = sbx_form_shape_dup_values (self, NULL);
  SbxFormTypes types = sbx_form_shape_get_types (self);
  char *json;

  if (old == NULL && (json = find_accepted (self, examples)) != NULL)
    return json;
  if ((json = find_accepted (self, values)) != NULL)
    return json;
  if (sbx_form_shape_get_n_choices (self) > 0 && depth < MAX_NEW_DEPTH)
    {
      chosen = sbx_form_shape_choose (self, 0);
      return make_value (chosen, old, depth + 1);
    }
  if ((types & SBX_FORM_TYPE_OBJECT) != 0 && types != SBX_FORM_TYPE_ANY)
    return make_object (self, old, depth);
  if ((types & SBX_FORM_TYPE_ARRAY) != 0 && types != SBX_FORM_TYPE_ANY)
    return make_array (self, depth);
  return make_scalar (self, types);
}

/**
 * sbx_form_shape_dup_new_value:
 *
 * Returns: (transfer full): a value to begin with, as JSON text: the default, an example, or a plain one with
 * what there has to be; one that the schema finds valid, if one can be found
 */
char *
sbx_form_shape_dup_new_value (SbxFormShape *self)
{
  g_autofree char *json = make_value (self, NULL, 0);
  char *generated = NULL;

  if (self->origin != NULL && !sbx_form_shape_check (self->origin, mbm_json_value (json, -1)))
    generated = generate (self->origin);
  return generated != NULL ? generated : g_steal_pointer (&json);
}

/**
 * sbx_form_shape_convert:
 * @old: what was there before
 *
 * Returns: (transfer full): a value to begin with that keeps those members of @old that this shape names as
 * well
 */
char *
sbx_form_shape_convert (SbxFormShape *self, MbmJsonValue old)
{
  gboolean object = mbm_json_value_get_type (old) == MBM_JSON_OBJECT;

  if (!object && is_accepted (self, "null") && mbm_json_value_get_type (old) == MBM_JSON_NULL)
    return g_strdup ("null");
  return make_value (self, object ? &old : NULL, 0);
}

/**
 * sbx_form_shape_dup_value_of_type:
 * @type: one type
 * @old: (nullable): what was there before
 *
 * Returns: (transfer full): a plain value of that type, which keeps of @old what it can
 */
char *
sbx_form_shape_dup_value_of_type (SbxFormShape *self, SbxFormTypes type, const MbmJsonValue *old)
{
  MbmJsonType old_type = old != NULL ? mbm_json_value_get_type (*old) : MBM_JSON_NULL;
  MbmJsonValue copy = old != NULL ? *old : (MbmJsonValue){ NULL, 0 };
  g_autofree char *text = NULL;

  switch ((guint) type)
    {
    case SBX_FORM_TYPE_OBJECT:
      return make_object (self, old_type == MBM_JSON_OBJECT ? &copy : NULL, 0);
    case SBX_FORM_TYPE_ARRAY:
      return old_type == MBM_JSON_ARRAY ? g_strndup (copy.text, copy.length) : make_array (self, 0);
    case SBX_FORM_TYPE_STRING:
      if (old_type == MBM_JSON_STRING)
        return g_strndup (copy.text, copy.length);
      return old_type == MBM_JSON_NUMBER ? g_strdup_printf ("\"%.*s\"", (int) copy.length, copy.text)
                                         : g_strdup ("\"\"");
    case SBX_FORM_TYPE_NUMBER:
    case SBX_FORM_TYPE_INTEGER:
      text = old_type == MBM_JSON_STRING ? mbm_json_value_dup_string (copy) : NULL;
      if (text != NULL && mbm_json_check (text, -1, NULL) &&
          mbm_json_value_get_type (mbm_json_value (text, -1)) == MBM_JSON_NUMBER)
        return g_strdup (g_strstrip (text));
      return old_type == MBM_JSON_NUMBER ? g_strndup (copy.text, copy.length) : g_strdup ("0");
    case SBX_FORM_TYPE_BOOLEAN:
      return g_strdup (old_type == MBM_JSON_TRUE ? "true" : "false");
    default:
      return g_strdup ("null");
    }
}
