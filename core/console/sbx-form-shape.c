/* sbx-form-shape.c — what a form has to know of the schemas that apply to a place
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-form-shape-private.h"

/**
 * SbxFormShape:
 *
 * All schemas that apply to one place of a document, taken together: one schema, what it refers to, and what
 * is in its `allOf`. A form asks a shape for titles and bounds, members and alternatives. A shape only helps
 * to show: whether a value is valid, the schema says. What a shape does not know of it leaves out.
 *
 * Immutable once it is made, but for a cache; reference-counted. One thread.
 */

SbxFormShape *
sbx_form_shape_new_empty (void)
{
  SbxFormShape *self = g_new0 (SbxFormShape, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_schema_unref);
  self->paths = g_ptr_array_new_with_free_func (g_free);
  self->decided = g_ptr_array_new_with_free_func (g_free);
  return self;
}

SbxFormShape *
sbx_form_shape_copy (SbxFormShape *self)
{
  SbxFormShape *copy = sbx_form_shape_new_empty ();

  for (guint i = 0; i < self->parts->len; i++)
    g_ptr_array_add (copy->parts, mbm_schema_ref (g_ptr_array_index (self->parts, i)));
  for (guint i = 0; i < self->paths->len; i++)
    g_ptr_array_add (copy->paths, g_strdup (g_ptr_array_index (self->paths, i)));
  for (guint i = 0; i < self->decided->len; i++)
    g_ptr_array_add (copy->decided, g_strdup (g_ptr_array_index (self->decided, i)));
  copy->never = self->never;
  return copy;
}

SbxFormShape *
sbx_form_shape_ref (SbxFormShape *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
sbx_form_shape_unref (SbxFormShape *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_ptr_array_unref (self->parts);
  g_ptr_array_unref (self->paths);
  g_ptr_array_unref (self->decided);
  g_clear_pointer (&self->choices, g_ptr_array_unref);
  g_clear_pointer (&self->patterns, g_hash_table_unref);
  g_clear_pointer (&self->origin, mbm_schema_unref);
  g_free (self->choice_key);
  g_free (self);
}

gboolean
sbx_form_shape_part_get (MbmSchema *part, const char *keyword, MbmJsonValue *value)
{
  return mbm_json_value_get_member (mbm_schema_get_value (part), keyword, value);
}

static void
add_all_of (SbxFormShape *self, MbmSchema *schema)
{
  for (guint i = 0; i < SBX_FORM_MAX_PARTS; i++)
    {
      g_autofree char *pointer = g_strdup_printf ("/allOf/%u", i);
      g_autoptr (MbmSchema) inner = mbm_schema_lookup (schema, pointer);

      if (inner == NULL)
        return;
      sbx_form_shape_add (self, inner);
    }
}

/* Adds a schema, what it refers to, and what has to be satisfied together with it. */
void
sbx_form_shape_add (SbxFormShape *self, MbmSchema *schema)
{
  g_autoptr (MbmSchema) target = mbm_schema_resolve (schema);
  g_autofree char *path = mbm_schema_dup_path (schema);
  gboolean refers = target != schema;

  if (mbm_json_value_get_type (mbm_schema_get_value (schema)) == MBM_JSON_FALSE)
    self->never = TRUE;
  if (mbm_json_value_get_type (mbm_schema_get_value (schema)) != MBM_JSON_OBJECT ||
      self->parts->len >= SBX_FORM_MAX_PARTS ||
      g_ptr_array_find_with_equal_func (self->paths, path, g_str_equal, NULL))
    return;

  g_ptr_array_add (self->paths, g_steal_pointer (&path));
  /* In draft-07 nothing beside a reference counts. */
  if (!refers || !g_str_equal (mbm_schema_get_dialect (schema), "draft-07"))
    {
      g_ptr_array_add (self->parts, mbm_schema_ref (schema));
      add_all_of (self, schema);
    }
  if (refers)
    sbx_form_shape_add (self, target);
}

/**
 * sbx_form_shape_new:
 * @schema: (nullable): a schema; %NULL: anything may stand there
 */
SbxFormShape *
sbx_form_shape_new (MbmSchema *schema)
{
  SbxFormShape *self = sbx_form_shape_new_empty ();

  if (schema != NULL)
    {
      self->origin = mbm_schema_ref (schema);
      sbx_form_shape_add (self, schema);
    }
  sbx_form_shape_find_choices (self);
  return self;
}

/**
 * sbx_form_shape_equal:
 *
 * Returns: whether both are made of the same schemas
 */
gboolean
sbx_form_shape_equal (SbxFormShape *self, SbxFormShape *other)
{
  if (self == other)
    return TRUE;
  if (self->paths->len != other->paths->len || self->decided->len != other->decided->len ||
      self->never != other->never)
    return FALSE;
  for (guint i = 0; i < self->paths->len; i++)
    if (!g_str_equal (g_ptr_array_index (self->paths, i), g_ptr_array_index (other->paths, i)))
      return FALSE;
  for (guint i = 0; i < self->decided->len; i++)
    if (!g_str_equal (g_ptr_array_index (self->decided, i), g_ptr_array_index (other->decided, i)))
      return FALSE;
  return self->parts->len == 0 || mbm_schema_get_value (g_ptr_array_index (self->parts, 0)).text ==
                                    mbm_schema_get_value (g_ptr_array_index (other->parts, 0)).text;
}

/**
 * sbx_form_shape_get:
 * @value: (out caller-allocates): return location for the keyword's value, which lives as long as @self
 *
 * Returns: whether one of the schemas has the keyword; that of the outermost is given
 */
gboolean
sbx_form_shape_get (SbxFormShape *self, const char *keyword, MbmJsonValue *value)
{
  for (guint i = 0; i < self->parts->len; i++)
    if (sbx_form_shape_part_get (g_ptr_array_index (self->parts, i), keyword, value))
      return TRUE;
  return FALSE;
}

/**
 * sbx_form_shape_dup_string:
 *
 * Returns: (transfer full) (nullable): a keyword's value, if it is a string that is not empty
 */
char *
sbx_form_shape_dup_string (SbxFormShape *self, const char *keyword)
{
  MbmJsonValue value;
  char *string;

  if (!sbx_form_shape_get (self, keyword, &value))
    return NULL;
  string = mbm_json_value_dup_string (value);
  if (string != NULL && *string == '\0')
    g_clear_pointer (&string, g_free);
  return string;
}

/**
 * sbx_form_shape_dup_number:
 *
 * Returns: (transfer full) (nullable): a keyword's value as it is written, if it is a number
 */
char *
sbx_form_shape_dup_number (SbxFormShape *self, const char *keyword)
{
  MbmJsonValue value;

  if (!sbx_form_shape_get (self, keyword, &value) || mbm_json_value_get_type (value) != MBM_JSON_NUMBER)
    return NULL;
  return g_strndup (value.text, value.length);
}

/**
 * sbx_form_shape_get_flag:
 *
 * Returns: whether one of the schemas has the keyword with the value true
 */
gboolean
sbx_form_shape_get_flag (SbxFormShape *self, const char *keyword)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      MbmJsonValue value;

      if (sbx_form_shape_part_get (g_ptr_array_index (self->parts, i), keyword, &value) &&
          mbm_json_value_get_type (value) == MBM_JSON_TRUE)
        return TRUE;
    }
  return FALSE;
}

static const struct
{
  const char *name;
  SbxFormTypes type;
} type_names[] = {
  { "string", SBX_FORM_TYPE_STRING },   { "number", SBX_FORM_TYPE_NUMBER },
  { "integer", SBX_FORM_TYPE_INTEGER }, { "boolean", SBX_FORM_TYPE_BOOLEAN },
  { "object", SBX_FORM_TYPE_OBJECT },   { "array", SBX_FORM_TYPE_ARRAY },
  { "null", SBX_FORM_TYPE_NULL },
};

static SbxFormTypes
get_named_type (MbmJsonValue value)
{
  g_autofree char *name = mbm_json_value_dup_string (value);

  for (guint i = 0; i < G_N_ELEMENTS (type_names); i++)
    if (g_strcmp0 (name, type_names[i].name) == 0)
      return type_names[i].type;
  return 0;
}

static SbxFormTypes
read_types (MbmJsonValue value)
{
  SbxFormTypes types = 0;
  MbmJsonValue inner;
  MbmJsonIter iter;

  if (mbm_json_value_get_type (value) == MBM_JSON_STRING)
    return get_named_type (value);

  mbm_json_iter_init (&iter, value);
  while (mbm_json_iter_next (&iter, NULL, &inner))
    types |= get_named_type (inner);
  return types;
}

/* What a number is, a whole number may be; and where both are allowed, any number is. */
static SbxFormTypes
intersect (SbxFormTypes a, SbxFormTypes b)
{
  SbxFormTypes both = a & b;

  if (((a & SBX_FORM_TYPE_INTEGER) != 0 && (b & SBX_FORM_TYPE_NUMBER) != 0) ||
      ((b & SBX_FORM_TYPE_INTEGER) != 0 && (a & SBX_FORM_TYPE_NUMBER) != 0))
    both |= SBX_FORM_TYPE_INTEGER;
  return (both & SBX_FORM_TYPE_NUMBER) != 0 ? both & ~(guint) SBX_FORM_TYPE_INTEGER : both;
}

/* Without `type` other keywords tell what is meant. */
static SbxFormTypes
guess_types (SbxFormShape *self)
{
  static const struct
  {
    SbxFormTypes type;
    const char *hints[8];
  } guesses[] = {
    { SBX_FORM_TYPE_OBJECT,
      { "properties", "required", "additionalProperties", "patternProperties", "minProperties",
        "propertyNames", "maxProperties" } },
    { SBX_FORM_TYPE_ARRAY,
      { "items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems", "unevaluatedItems" } },
    { SBX_FORM_TYPE_STRING,
      { "pattern", "format", "minLength", "maxLength", "contentMediaType", "contentEncoding" } },
    { SBX_FORM_TYPE_NUMBER, { "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf" } },
  };
  MbmJsonValue value;

  for (guint i = 0; i < G_N_ELEMENTS (guesses); i++)
    for (guint j = 0; guesses[i].hints[j] != NULL; j++)
      if (sbx_form_shape_get (self, guesses[i].hints[j], &value))
        return guesses[i].type;
  return SBX_FORM_TYPE_ANY;
}

/**
 * sbx_form_shape_get_types:
 *
 * Returns: which types a value may have: what `type` says, or what other keywords hint at; %SBX_FORM_TYPE_ANY
 * if nothing is known
 */
SbxFormTypes
sbx_form_shape_get_types (SbxFormShape *self)
{
  SbxFormTypes types = SBX_FORM_TYPE_ANY | SBX_FORM_TYPE_INTEGER;
  gboolean known = FALSE;

  for (guint i = 0; i < self->parts->len; i++)
    {
      MbmJsonValue value;
      SbxFormTypes named;

      if (!sbx_form_shape_part_get (g_ptr_array_index (self->parts, i), "type", &value))
        continue;
      named = read_types (value);
      if ((named & SBX_FORM_TYPE_NUMBER) != 0)
        named &= ~(guint) SBX_FORM_TYPE_INTEGER;
      types = known ? intersect (types, named) : named;
      known = TRUE;
    }
  if (!known)
    return guess_types (self);
  return types != 0 ? types : SBX_FORM_TYPE_ANY;
}

static char *
dup_text (MbmJsonValue value)
{
  return g_strndup (value.text, value.length);
}

/* The one value that an alternative stands for, with a title. */
static gboolean
get_constant (MbmSchema *choice, MbmJsonValue *value, char **title)
{
  g_autoptr (SbxFormShape) shape = sbx_form_shape_new_empty ();
  MbmJsonIter iter;
  MbmJsonValue list, other;

  sbx_form_shape_add (shape, choice);
  *title = sbx_form_shape_dup_string (shape, "title");
  if (sbx_form_shape_get (shape, "const", value))
    return TRUE;
  if (!sbx_form_shape_get (shape, "enum", &list))
    return FALSE;
  mbm_json_iter_init (&iter, list);
  return mbm_json_iter_next (&iter, NULL, value) && !mbm_json_iter_next (&iter, NULL, &other);
}

/* Alternatives that are a value each are values to choose from, whose titles name them. */
static GPtrArray *
dup_constants (SbxFormShape *self, GPtrArray **titles)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; self->choices != NULL && i < self->choices->len; i++)
    {
      g_autofree char *title = NULL;
      MbmJsonValue value;

      if (!get_constant (g_ptr_array_index (self->choices, i), &value, &title))
        return NULL;
      g_ptr_array_add (values, dup_text (value));
      g_ptr_array_add (names, g_steal_pointer (&title));
    }
  if (values->len == 0)
    return NULL;
  if (titles != NULL)
    *titles = g_steal_pointer (&names);
  return g_steal_pointer (&values);
}

/**
 * sbx_form_shape_dup_values:
 * @titles: (out) (optional) (nullable): return location for names of the values, each of which may be %NULL
 *
 * Returns: (transfer full) (nullable): the values to choose from as JSON texts, from `const`, `enum` or
 * alternatives that are one value each; %NULL if there is no such limit
 */
GPtrArray *
sbx_form_shape_dup_values (SbxFormShape *self, GPtrArray **titles)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  MbmJsonValue list, value;
  MbmJsonIter iter;

  if (titles != NULL)
    *titles = NULL;
  if (sbx_form_shape_get (self, "const", &value))
    {
      g_ptr_array_add (values, dup_text (value));
      return g_steal_pointer (&values);
    }
  if (!sbx_form_shape_get (self, "enum", &list))
    return dup_constants (self, titles);

  mbm_json_iter_init (&iter, list);
  while (mbm_json_iter_next (&iter, NULL, &value))
    g_ptr_array_add (values, dup_text (value));
  return values->len > 0 ? g_steal_pointer (&values) : NULL;
}

/**
 * sbx_form_shape_dup_examples:
 *
 * Returns: (transfer full): `default` and `examples`, as JSON texts
 */
GPtrArray *
sbx_form_shape_dup_examples (SbxFormShape *self)
{
  GPtrArray *examples = g_ptr_array_new_with_free_func (g_free);
  MbmJsonValue list, value;
  MbmJsonIter iter;

  if (sbx_form_shape_get (self, "default", &value))
    g_ptr_array_add (examples, dup_text (value));
  for (guint i = 0; i < self->parts->len; i++)
    {
      if (!sbx_form_shape_part_get (g_ptr_array_index (self->parts, i), "examples", &list) ||
          mbm_json_value_get_type (list) != MBM_JSON_ARRAY)
        continue;
      mbm_json_iter_init (&iter, list);
      while (mbm_json_iter_next (&iter, NULL, &value))
        g_ptr_array_add (examples, dup_text (value));
    }
  return examples;
}
