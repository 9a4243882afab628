/* sbx-form-shape-choices.c — alternatives, and parts of a schema that depend on the value
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sbx-form-shape-private.h"
#include "sbx-json-edit.h"

/* What it may cost to find out which alternative a value is, for each. */
#define WORK_OF_A_TRY 100000
#define MAX_CHOICES   256

gboolean
sbx_form_shape_check (MbmSchema *schema, MbmJsonValue value)
{
  g_autoptr (MbmSchema) limited = mbm_schema_with_limits (schema, 1, WORK_OF_A_TRY);

  return mbm_schema_check (limited, value, NULL);
}

/* Whether an alternative says what a value is, and not only which of its members there must be. */
static gboolean
says_what_it_is (MbmSchema *choice)
{
  static const char *const keywords[] = { "type",  "const",  "enum",  "properties", "items",
                                          "title", "format", "anyOf", "oneOf",      "prefixItems" };
  g_autoptr (SbxFormShape) shape = sbx_form_shape_new_empty ();
  MbmJsonValue value;

  sbx_form_shape_add (shape, choice);
  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (sbx_form_shape_get (shape, keywords[i], &value))
      return TRUE;
  return FALSE;
}

static GPtrArray *
list_choices (MbmSchema *part, const char *keyword)
{
  GPtrArray *choices = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_schema_unref);

  for (guint i = 0; i < MAX_CHOICES; i++)
    {
      g_autofree char *pointer = g_strdup_printf ("/%s/%u", keyword, i);
      MbmSchema *choice = mbm_schema_lookup (part, pointer);

      if (choice == NULL)
        break;
      g_ptr_array_add (choices, choice);
    }
  return choices;
}

static gboolean
take_choices (SbxFormShape *self, MbmSchema *part, const char *keyword)
{
  g_autofree char *path = mbm_schema_dup_path (part);
  g_autofree char *key = g_strconcat (path, "/", keyword, NULL);
  g_autoptr (GPtrArray) choices = NULL;
  gboolean useful = FALSE;

  if (g_ptr_array_find_with_equal_func (self->decided, key, g_str_equal, NULL))
    return FALSE;
  choices = list_choices (part, keyword);
  for (guint i = 0; i < choices->len && !useful; i++)
    useful = says_what_it_is (g_ptr_array_index (choices, i));
  if (!useful)
    return FALSE;

  if (choices->len == 1)
    {
      g_ptr_array_add (self->decided, g_steal_pointer (&key));
      sbx_form_shape_add (self, g_ptr_array_index (choices, 0));
      return FALSE;
    }
  self->choices = g_steal_pointer (&choices);
  self->choice_key = g_steal_pointer (&key);
  return TRUE;
}

/* The first `oneOf` or `anyOf` that was not chosen from. Parts may come while it looks. */
void
sbx_form_shape_find_choices (SbxFormShape *self)
{
  for (guint i = 0; i < self->parts->len; i++)
    if (take_choices (self, g_ptr_array_index (self->parts, i), "oneOf") ||
        take_choices (self, g_ptr_array_index (self->parts, i), "anyOf"))
      return;
}

/**
 * sbx_form_shape_get_n_choices:
 *
 * Returns: how many alternatives there are to choose from; 0 if there are none, or each is one value, which
 * sbx_form_shape_dup_values() gives
 */
guint
sbx_form_shape_get_n_choices (SbxFormShape *self)
{
  g_autoptr (GPtrArray) values = NULL;

  if (self->choices == NULL)
    return 0;
  values = sbx_form_shape_dup_values (self, NULL);
  return values != NULL ? 0 : self->choices->len;
}

static char *
dup_shown (MbmJsonValue value)
{
  char *text = mbm_json_value_dup_string (value);

  return text != NULL ? text : g_strndup (value.text, value.length);
}

/* The value of a member that is always the same, and so tells alternatives apart. */
static gboolean
get_discriminator (SbxFormShape *choice, char **name, MbmJsonValue *value)
{
  g_autoptr (GPtrArray) names = sbx_form_shape_dup_member_names (choice);

  for (guint i = 0; i < names->len; i++)
    {
      g_autoptr (SbxFormShape) member = sbx_form_shape_dup_member (choice, g_ptr_array_index (names, i));
      MbmJsonValue list, other;
      MbmJsonIter iter;
      gboolean found = sbx_form_shape_get (member, "const", value);

      if (!found && sbx_form_shape_get (member, "enum", &list))
        {
          mbm_json_iter_init (&iter, list);
          found = mbm_json_iter_next (&iter, NULL, value) && !mbm_json_iter_next (&iter, NULL, &other);
        }
      if (!found)
        continue;
      if (name != NULL)
        *name = g_strdup (g_ptr_array_index (names, i));
      return TRUE;
    }
  return FALSE;
}

/* The last part of a reference, unless a tool made it up. */
static char *
dup_reference_name (MbmSchema *choice)
{
  g_autofree char *reference = NULL;
  const char *name;
  MbmJsonValue value;

  if (!sbx_form_shape_part_get (choice, "$ref", &value))
    return NULL;
  reference = mbm_json_value_dup_string (value);
  name = reference != NULL ? strrchr (reference, '/') : NULL;
  if (name == NULL || name[1] == '\0' || g_str_has_prefix (name, "/__") ||
      strspn (name + 1, "0123456789") == strlen (name + 1))
    return NULL;
  return sbx_json_pointer_next (&name);
}

/**
 * sbx_form_type_get_name:
 *
 * Returns: (nullable): what people call one type; %NULL for several at once
 */
const char *
sbx_form_type_get_name (SbxFormTypes type)
{
  switch ((guint) type)
    {
    case SBX_FORM_TYPE_STRING:
      return C_ ("type of a value", "Text");
    case SBX_FORM_TYPE_NUMBER:
      return C_ ("type of a value", "Number");
    case SBX_FORM_TYPE_INTEGER:
      return C_ ("type of a value", "Whole Number");
    case SBX_FORM_TYPE_BOOLEAN:
      return C_ ("type of a value", "Yes or No");
    case SBX_FORM_TYPE_OBJECT:
      return C_ ("type of a value", "Object");
    case SBX_FORM_TYPE_ARRAY:
      return C_ ("type of a value", "List");
    case SBX_FORM_TYPE_NULL:
      return C_ ("type of a value", "Null");
    default:
      return NULL;
    }
}

static char *
dup_enum_name (SbxFormShape *choice)
{
  g_autoptr (GString) name = g_string_new (NULL);
  MbmJsonValue list, value;
  MbmJsonIter iter;
  guint n = 0;

  if (!sbx_form_shape_get (choice, "enum", &list))
    return NULL;
  mbm_json_iter_init (&iter, list);
  while (mbm_json_iter_next (&iter, NULL, &value))
    {
      g_autofree char *shown = dup_shown (value);

      if (n++ == 3)
        {
          g_string_append (name, "…");
          break;
        }
      g_string_append_printf (name, "%s%s", name->len > 0 ? ", " : "", shown);
    }
  return g_string_free (g_steal_pointer (&name), FALSE);
}

static char *
dup_choice_name (MbmSchema *choice, guint i)
{
  g_autoptr (SbxFormShape) shape = sbx_form_shape_new_empty ();
  g_autofree char *name = NULL;
  MbmJsonValue value;
  const char *type;

  sbx_form_shape_add (shape, choice);
  if ((name = sbx_form_shape_dup_string (shape, "title")) != NULL ||
      (name = dup_reference_name (choice)) != NULL)
    return g_steal_pointer (&name);
  if (sbx_form_shape_get (shape, "const", &value) || get_discriminator (shape, NULL, &value))
    return dup_shown (value);
  if ((name = dup_enum_name (shape)) != NULL)
    return g_steal_pointer (&name);

  type = sbx_form_type_get_name (sbx_form_shape_get_types (shape));
  if (type != NULL)
    return g_strdup (type);
  /* Translators: an alternative of a schema that has no name of its own */
  return g_strdup_printf (_ ("Option %u"), i + 1);
}

/**
 * sbx_form_shape_dup_choice_names:
 *
 * Returns: (transfer full): what to call the alternatives: by their titles, what they refer to, the value
 * that tells them apart, or their types; no two are the same
 */
char **
sbx_form_shape_dup_choice_names (SbxFormShape *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; self->choices != NULL && i < self->choices->len; i++)
    {
      g_autofree char *name = dup_choice_name (g_ptr_array_index (self->choices, i), i);
      g_autofree char *numbered = NULL;

      for (guint n = 2; g_hash_table_contains (taken, numbered != NULL ? numbered : name); n++)
        {
          g_free (numbered);
          numbered = g_strdup_printf ("%s (%u)", name, n);
        }
      g_strv_builder_add (names, numbered != NULL ? numbered : name);
      g_hash_table_add (taken, g_strdup (numbered != NULL ? numbered : name));
    }
  return g_strv_builder_end (names);
}

/**
 * sbx_form_type_of:
 *
 * Returns: the type of a value; of a whole number too %SBX_FORM_TYPE_NUMBER
 */
SbxFormTypes
sbx_form_type_of (MbmJsonValue value)
{
  switch (mbm_json_value_get_type (value))
    {
    case MBM_JSON_STRING:
      return SBX_FORM_TYPE_STRING;
    case MBM_JSON_NUMBER:
      return SBX_FORM_TYPE_NUMBER;
    case MBM_JSON_OBJECT:
      return SBX_FORM_TYPE_OBJECT;
    case MBM_JSON_ARRAY:
      return SBX_FORM_TYPE_ARRAY;
    case MBM_JSON_NULL:
      return SBX_FORM_TYPE_NULL;
    case MBM_JSON_TRUE:
    case MBM_JSON_FALSE:
    default:
      return SBX_FORM_TYPE_BOOLEAN;
    }
}

static gboolean
has_type (SbxFormTypes types, MbmJsonValue value)
{
  if ((types & SBX_FORM_TYPE_INTEGER) != 0)
    types |= SBX_FORM_TYPE_NUMBER;
  return (types & sbx_form_type_of (value)) != 0;
}

/* How much an invalid value looks like an alternative. */
static int
score_choice (MbmSchema *choice, MbmJsonValue value)
{
  g_autoptr (SbxFormShape) shape = sbx_form_shape_new_empty ();
  g_autoptr (GPtrArray) names = NULL;
  g_autofree char *name = NULL;
  MbmJsonValue expected, actual;
  int score;

  sbx_form_shape_add (shape, choice);
  score = has_type (sbx_form_shape_get_types (shape), value) ? 100 : 0;
  if (get_discriminator (shape, &name, &expected) && mbm_json_value_get_member (value, name, &actual))
    score += mbm_json_value_equal (expected, actual) ? 1000 : -1000;
  names = sbx_form_shape_dup_member_names (shape);
  for (guint i = 0; i < names->len; i++)
    if (mbm_json_value_get_member (value, g_ptr_array_index (names, i), NULL))
      score++;
  return score;
}

/**
 * sbx_form_shape_accepts_choice:
 * @choice: the number of an alternative
 *
 * Returns: whether a value is valid by that alternative alone
 */
gboolean
sbx_form_shape_accepts_choice (SbxFormShape *self, guint choice, MbmJsonValue value)
{
  return self->choices != NULL && choice < self->choices->len &&
         sbx_form_shape_check (g_ptr_array_index (self->choices, choice), value);
}

/**
 * sbx_form_shape_find_choice:
 *
 * Returns: the alternative that a value is, or the one that it looks most like
 */
guint
sbx_form_shape_find_choice (SbxFormShape *self, MbmJsonValue value)
{
  guint best = 0;
  int best_score = G_MININT;

  for (guint i = 0; self->choices != NULL && i < self->choices->len; i++)
    {
      int score = score_choice (g_ptr_array_index (self->choices, i), value);

      /* Of several that accept it, one that means values of its type. */
      if (sbx_form_shape_accepts_choice (self, i, value))
        score += 10000;
      if (score > best_score)
        {
          best = i;
          best_score = score;
        }
    }
  return best;
}

/**
 * sbx_form_shape_get_choice_schema:
 *
 * Returns: (transfer none) (nullable): the alternative alone
 */
MbmSchema *
sbx_form_shape_get_choice_schema (SbxFormShape *self, guint choice)
{
  if (self->choices == NULL || choice >= self->choices->len)
    return NULL;
  return g_ptr_array_index (self->choices, choice);
}

/**
 * sbx_form_shape_choose:
 *
 * Returns: (transfer full): the shape with one of the alternatives. There may be others to choose from.
 */
SbxFormShape *
sbx_form_shape_choose (SbxFormShape *self, guint choice)
{
  SbxFormShape *chosen = sbx_form_shape_copy (self);

  if (self->choices != NULL && choice < self->choices->len)
    {
      g_ptr_array_add (chosen->decided, g_strdup (self->choice_key));
      sbx_form_shape_add (chosen, g_ptr_array_index (self->choices, choice));
    }
  sbx_form_shape_find_choices (chosen);
  return chosen;
}

static void
add_inner (SbxFormShape *self, MbmSchema *part, const char *pointer)
{
  g_autoptr (MbmSchema) inner = mbm_schema_lookup (part, pointer);

  if (inner != NULL)
    sbx_form_shape_add (self, inner);
}

static void
add_dependent (SbxFormShape *self, MbmSchema *part, const char *keyword, MbmJsonValue value)
{
  MbmJsonValue map, name;
  MbmJsonIter iter;

  if (!sbx_form_shape_part_get (part, keyword, &map) || mbm_json_value_get_type (map) != MBM_JSON_OBJECT)
    return;
  mbm_json_iter_init (&iter, map);
  while (mbm_json_iter_next (&iter, &name, NULL))
    {
      g_autofree char *text = mbm_json_value_dup_string (name);
      g_autoptr (GString) pointer = NULL;

      if (text == NULL || !mbm_json_value_get_member (value, text, NULL))
        continue;
      pointer = g_string_new (NULL);
      sbx_json_pointer_append (pointer, keyword);
      sbx_json_pointer_append (pointer, text);
      add_inner (self, part, pointer->str);
    }
}

/**
 * sbx_form_shape_resolve:
 *
 * Returns: (transfer full): the shape with those parts that hold for @value: `then` or `else`, and schemas
 * that depend on members
 */
SbxFormShape *
sbx_form_shape_resolve (SbxFormShape *self, MbmJsonValue value)
{
  g_autoptr (SbxFormShape) resolved = sbx_form_shape_copy (self);

  /* Parts come while it goes on. */
  for (guint i = 0; i < resolved->parts->len; i++)
    {
      MbmSchema *part = g_ptr_array_index (resolved->parts, i);
      g_autoptr (MbmSchema) condition = mbm_schema_lookup (part, "/if");

      if (condition != NULL)
        add_inner (resolved, part, sbx_form_shape_check (condition, value) ? "/then" : "/else");
      add_dependent (resolved, part, "dependentSchemas", value);
      add_dependent (resolved, part, "dependencies", value);
    }
  if (resolved->parts->len == self->parts->len)
    return sbx_form_shape_ref (self);

  sbx_form_shape_find_choices (resolved);
  return g_steal_pointer (&resolved);
}
