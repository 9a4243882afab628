/* sbx-form-field-kind.c — which control a field has, and what there is to choose from
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sbx-form-array.h"
#include "sbx-form-choice.h"
#include "sbx-form-field-private.h"
#include "sbx-form-json.h"
#include "sbx-form-note.h"
#include "sbx-form-number.h"
#include "sbx-form-object.h"
#include "sbx-form-prose.h"
#include "sbx-form-switch.h"
#include "sbx-form-text.h"
#include "sbx-form.h"

/* From this length on a text gets lines, and what is longer than that, in bytes, is for the JSON view. */
#define PROSE_FROM 200
#define MAX_TEXT   65536

gboolean
sbx_form_field_is_container (SbxFormField *self)
{
  return self->kind == SBX_FORM_KIND_OBJECT || self->kind == SBX_FORM_KIND_ARRAY;
}

static void
clear_level (SbxFormLevel *level)
{
  g_clear_pointer (&level->shape, sbx_form_shape_unref);
  g_clear_pointer (&level->left, g_hash_table_unref);
  level->drop_down = NULL;
}

void
sbx_form_field_clear_levels (SbxFormField *self, guint from)
{
  for (guint i = from; i < self->n_levels; i++)
    {
      if (self->levels[i].drop_down != NULL && self->choosers != NULL)
        gtk_box_remove (self->choosers, self->levels[i].drop_down);
      clear_level (&self->levels[i]);
    }
  self->n_levels = MIN (self->n_levels, from);
}

/* The alternatives of a level. While the user edits, what he edits stays what it is. */
static SbxFormShape *
choose (SbxFormField *self, guint i, SbxFormShape *shape, const MbmJsonValue *value)
{
  SbxFormLevel *level = &self->levels[i];
  gboolean known = i < self->n_levels && sbx_form_shape_equal (level->shape, shape);

  if (!known)
    {
      sbx_form_field_clear_levels (self, i);
      level->shape = sbx_form_shape_ref (shape);
      level->choice = value != NULL ? sbx_form_shape_find_choice (shape, *value) : 0;
      self->n_levels = i + 1;
    }
  else if (value != NULL && !sbx_form_is_editing (self->form) &&
           !sbx_form_shape_accepts_choice (shape, level->choice, *value))
    level->choice = sbx_form_shape_find_choice (shape, *value);
  return sbx_form_shape_choose (shape, level->choice);
}

static SbxFormShape *
resolve (SbxFormField *self, const MbmJsonValue *value)
{
  MbmJsonValue nothing = { NULL, 0 };
  MbmJsonValue actual = value != NULL ? *value : nothing;
  g_autoptr (SbxFormShape) shape =
    value != NULL ? sbx_form_shape_resolve (self->shape, actual) : sbx_form_shape_ref (self->shape);
  guint i;

  for (i = 0; i < SBX_FORM_MAX_LEVELS && sbx_form_shape_get_n_choices (shape) > 0; i++)
    {
      g_autoptr (SbxFormShape) chosen = choose (self, i, shape, value);

      sbx_form_shape_unref (shape);
      shape = value != NULL ? sbx_form_shape_resolve (chosen, actual) : sbx_form_shape_ref (chosen);
    }
  sbx_form_field_clear_levels (self, i);
  return g_steal_pointer (&shape);
}

static gboolean
is_number_text (const char *text)
{
  return mbm_json_check (text, -1, NULL) &&
         mbm_json_value_get_type (mbm_json_value (text, -1)) == MBM_JSON_NUMBER;
}

/* A control for text holds neither U+0000 nor half a character. */
static gboolean
is_plain (MbmJsonValue value, const char *text)
{
  g_autoptr (GString) again = NULL;

  if (text == NULL)
    return FALSE;
  if (memchr (value.text, '\\', value.length) == NULL)
    return TRUE;
  again = g_string_new (NULL);
  mbm_json_append_string (again, text, -1);
  return mbm_json_value_equal (value, mbm_json_value (again->str, (gssize) again->len));
}

static gboolean
asks_for_prose (SbxFormShape *shape)
{
  g_autofree char *maximum = sbx_form_shape_dup_number (shape, "maxLength");
  MbmJsonValue value;

  return (maximum != NULL && g_ascii_strtod (maximum, NULL) > PROSE_FROM) ||
         sbx_form_shape_get (shape, "contentMediaType", &value) ||
         sbx_form_shape_get (shape, "contentEncoding", &value);
}

static SbxFormKind
get_kind_of_string (SbxFormShape *shape, SbxFormTypes types, MbmJsonValue value)
{
  g_autofree char *text = NULL;

  if (value.length > MAX_TEXT)
    return SBX_FORM_KIND_LARGE;
  text = mbm_json_value_dup_string (value);
  if (!is_plain (value, text))
    return SBX_FORM_KIND_JSON;
  if (strpbrk (text, "\n\r") != NULL || value.length > PROSE_FROM)
    return SBX_FORM_KIND_PROSE;
  if ((types & SBX_FORM_TYPE_STRING) == 0 && (types & (SBX_FORM_TYPE_NUMBER | SBX_FORM_TYPE_INTEGER)) != 0 &&
      !is_number_text (text))
    return SBX_FORM_KIND_NUMBER;
  return (types & SBX_FORM_TYPE_STRING) != 0 && asks_for_prose (shape) ? SBX_FORM_KIND_PROSE
                                                                       : SBX_FORM_KIND_TEXT;
}

static SbxFormKind
get_kind_of_value (SbxFormShape *shape, SbxFormTypes types, MbmJsonValue value)
{
  switch (mbm_json_value_get_type (value))
    {
    case MBM_JSON_STRING:
      return get_kind_of_string (shape, types, value);
    case MBM_JSON_NUMBER:
      return value.length > MAX_TEXT ? SBX_FORM_KIND_LARGE : SBX_FORM_KIND_NUMBER;
    case MBM_JSON_TRUE:
    case MBM_JSON_FALSE:
      return SBX_FORM_KIND_SWITCH;
    case MBM_JSON_OBJECT:
      return SBX_FORM_KIND_OBJECT;
    case MBM_JSON_ARRAY:
      return SBX_FORM_KIND_ARRAY;
    case MBM_JSON_NULL:
    default:
      return SBX_FORM_KIND_NULL;
    }
}

static SbxFormKind
get_kind_of_nothing (SbxFormShape *shape, SbxFormTypes types)
{
  if (types == SBX_FORM_TYPE_ANY)
    return SBX_FORM_KIND_TEXT;
  if ((types & SBX_FORM_TYPE_OBJECT) != 0)
    return SBX_FORM_KIND_OBJECT;
  if ((types & SBX_FORM_TYPE_ARRAY) != 0)
    return SBX_FORM_KIND_ARRAY;
  if ((types & SBX_FORM_TYPE_STRING) != 0)
    return asks_for_prose (shape) ? SBX_FORM_KIND_PROSE : SBX_FORM_KIND_TEXT;
  if ((types & (SBX_FORM_TYPE_NUMBER | SBX_FORM_TYPE_INTEGER)) != 0)
    return SBX_FORM_KIND_NUMBER;
  return (types & SBX_FORM_TYPE_BOOLEAN) != 0 ? SBX_FORM_KIND_SWITCH : SBX_FORM_KIND_NULL;
}

static gboolean
is_listed (SbxFormField *self, MbmJsonValue value)
{
  for (guint i = 0; i < self->values->len; i++)
    if (mbm_json_value_equal (mbm_json_value (g_ptr_array_index (self->values, i), -1), value))
      return TRUE;
  return FALSE;
}

static SbxFormKind
get_kind (SbxFormField *self, SbxFormShape *shape, const MbmJsonValue *value)
{
  SbxFormTypes types = sbx_form_shape_get_types (shape);

  if (value != NULL && self->as_json)
    return value->length > MAX_TEXT ? SBX_FORM_KIND_LARGE : SBX_FORM_KIND_JSON;
  if (self->values != NULL && (value == NULL || is_listed (self, *value)))
    return SBX_FORM_KIND_CHOICE;
  return value != NULL ? get_kind_of_value (shape, types, *value) : get_kind_of_nothing (shape, types);
}

static GType
get_control_type (SbxFormKind kind)
{
  switch (kind)
    {
    case SBX_FORM_KIND_TEXT:
      return SBX_TYPE_FORM_TEXT;
    case SBX_FORM_KIND_PROSE:
      return SBX_TYPE_FORM_PROSE;
    case SBX_FORM_KIND_NUMBER:
      return SBX_TYPE_FORM_NUMBER;
    case SBX_FORM_KIND_SWITCH:
      return SBX_TYPE_FORM_SWITCH;
    case SBX_FORM_KIND_CHOICE:
      return SBX_TYPE_FORM_CHOICE;
    case SBX_FORM_KIND_OBJECT:
      return SBX_TYPE_FORM_OBJECT;
    case SBX_FORM_KIND_ARRAY:
      return SBX_TYPE_FORM_ARRAY;
    case SBX_FORM_KIND_JSON:
      return SBX_TYPE_FORM_JSON;
    case SBX_FORM_KIND_NULL:
    case SBX_FORM_KIND_LARGE:
    case SBX_FORM_KIND_NONE:
    default:
      return SBX_TYPE_FORM_NOTE;
    }
}

static void
remove_control (SbxFormField *self)
{
  GtkWidget *control = GTK_WIDGET (self->control);

  if (control == NULL)
    return;
  sbx_form_set_pending (self->form, self, NULL);
  self->control = NULL;
  gtk_box_remove (GTK_BOX (gtk_widget_get_parent (control)), control);
}

static void
make_control (SbxFormField *self)
{
  GtkWidget *control = g_object_new (get_control_type (self->kind), "field", self, NULL);

  self->control = SBX_FORM_CONTROL (control);
  gtk_box_append (self->kind == SBX_FORM_KIND_SWITCH ? self->slot : self->body, control);
  if (sbx_form_field_is_container (self) && self->parent != NULL)
    gtk_widget_add_css_class (control, "form-members");
  /* Of many members it is good to know first what they are for. */
  gtk_box_reorder_child_after (GTK_BOX (self->box), GTK_WIDGET (self->help),
                               sbx_form_field_is_container (self) ? self->header : GTK_WIDGET (self->body));
  sbx_form_field_describe_input (self);
}

/* Finds out what is shown how, and makes the control if there is not such a one already. */
void
sbx_form_field_choose_control (SbxFormField *self, const MbmJsonValue *value)
{
  g_autoptr (SbxFormShape) shape = resolve (self, value);
  gboolean same = self->resolved != NULL && sbx_form_shape_equal (self->resolved, shape);
  gboolean wanted;
  SbxFormKind kind;

  if (!same)
    {
      g_clear_pointer (&self->values, g_ptr_array_unref);
      self->values = sbx_form_shape_dup_values (shape, NULL);
    }
  g_clear_pointer (&self->resolved, sbx_form_shape_unref);
  self->resolved = sbx_form_shape_ref (shape);

  kind = get_kind (self, shape, value);
  /* Containers take what is new in their schema by themselves. */
  if (kind != self->kind || (!same && kind != SBX_FORM_KIND_OBJECT && kind != SBX_FORM_KIND_ARRAY))
    remove_control (self);
  self->kind = kind;
  wanted = !sbx_form_field_is_container (self) ||
           (self->present && (self->expanded || self->parent == NULL || self->control != NULL));
  if (kind == SBX_FORM_KIND_NULL && !self->present)
    wanted = FALSE;
  if (!wanted)
    remove_control (self);
  else if (self->control == NULL)
    make_control (self);
}

static const SbxFormTypes all_types[] = { SBX_FORM_TYPE_STRING,  SBX_FORM_TYPE_NUMBER, SBX_FORM_TYPE_INTEGER,
                                          SBX_FORM_TYPE_BOOLEAN, SBX_FORM_TYPE_OBJECT, SBX_FORM_TYPE_ARRAY,
                                          SBX_FORM_TYPE_NULL };

/* A list of types where there are several, or where the value is of another one. */
void
sbx_form_field_update_kinds (SbxFormField *self, const MbmJsonValue *value)
{
  SbxFormTypes allowed = sbx_form_shape_get_types (sbx_form_field_get_shape (self));
  SbxFormTypes actual = value != NULL ? sbx_form_type_of (*value) : 0;
  g_autoptr (GArray) types = g_array_new (FALSE, FALSE, sizeof (SbxFormTypes));
  guint selected = GTK_INVALID_LIST_POSITION;

  if (actual == SBX_FORM_TYPE_NUMBER && (allowed & SBX_FORM_TYPE_NUMBER) == 0 &&
      (allowed & SBX_FORM_TYPE_INTEGER) != 0)
    actual = SBX_FORM_TYPE_INTEGER;
  /* What is typed into a field for numbers is not meant as a text. */
  if (actual == SBX_FORM_TYPE_STRING && (allowed & SBX_FORM_TYPE_STRING) == 0 &&
      self->kind == SBX_FORM_KIND_NUMBER)
    actual = (allowed & SBX_FORM_TYPE_NUMBER) != 0 ? SBX_FORM_TYPE_NUMBER : SBX_FORM_TYPE_INTEGER;
  for (guint i = 0; i < G_N_ELEMENTS (all_types); i++)
    if (((allowed | actual) & all_types[i]) != 0)
      {
        if (all_types[i] == actual)
          selected = types->len;
        g_array_append_val (types, all_types[i]);
      }

  gtk_widget_set_visible (GTK_WIDGET (self->kinds), value != NULL && types->len > 1 && self->values == NULL);
  if (types->len != self->types->len ||
      memcmp (types->data, self->types->data, types->len * sizeof (SbxFormTypes)) != 0)
    {
      g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

      for (guint i = 0; i < types->len; i++)
        gtk_string_list_append (names, sbx_form_type_get_name (g_array_index (types, SbxFormTypes, i)));
      gtk_drop_down_set_model (self->kinds, G_LIST_MODEL (names));
      g_array_unref (self->types);
      self->types = g_steal_pointer (&types);
    }
  gtk_drop_down_set_selected (self->kinds, selected);
}

void
sbx_form_field_on_kind_selected (SbxFormField *self)
{
  guint selected = gtk_drop_down_get_selected (self->kinds);
  g_autofree char *old = sbx_form_field_dup_json (self);
  g_autofree char *json = NULL;
  MbmJsonValue value;

  if (selected >= self->types->len || old == NULL)
    return;
  value = mbm_json_value (old, -1);
  json = sbx_form_shape_dup_value_of_type (sbx_form_field_get_shape (self),
                                           g_array_index (self->types, SbxFormTypes, selected), &value);
  self->as_json = FALSE;
  self->expanded = TRUE;
  self->fresh = FALSE;
  sbx_form_field_replace (self, json);
}

/* What the value was under another alternative comes back when that is chosen again. */
static void
on_choice_selected (SbxFormField *self, GParamSpec *pspec, GtkDropDown *drop_down)
{
  guint selected = gtk_drop_down_get_selected (drop_down);
  g_autofree char *old = sbx_form_field_dup_json (self);
  g_autoptr (SbxFormShape) chosen = NULL;
  SbxFormLevel *level = NULL;
  const char *left;
  g_autofree char *json = NULL;

  for (guint i = 0; i < self->n_levels; i++)
    if (self->levels[i].drop_down == GTK_WIDGET (drop_down))
      level = &self->levels[i];
  if (self->updating || level == NULL || selected == GTK_INVALID_LIST_POSITION || selected == level->choice)
    return;

  if (level->left == NULL)
    level->left = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  if (old != NULL)
    g_hash_table_insert (level->left, GUINT_TO_POINTER (level->choice), g_strdup (old));
  level->choice = selected;
  chosen = sbx_form_shape_choose (level->shape, selected);
  left = g_hash_table_lookup (level->left, GUINT_TO_POINTER (selected));
  json = left != NULL  ? g_strdup (left)
         : old != NULL ? sbx_form_shape_convert (chosen, mbm_json_value (old, -1))
                       : sbx_form_shape_dup_new_value (chosen);
  self->as_json = FALSE;
  self->expanded = TRUE;
  self->fresh = FALSE;
  sbx_form_field_replace (self, json);
  sbx_form_show_violations (self->form);
}

static GtkWidget *
make_chooser (SbxFormField *self, SbxFormLevel *level)
{
  g_auto (GStrv) names = sbx_form_shape_dup_choice_names (level->shape);
  GtkWidget *drop_down = gtk_drop_down_new_from_strings ((const char *const *) names);
  g_autofree char *label = NULL;

  /* Translators: a list of alternatives; %s is the name of a form's field */
  label = g_strdup_printf (_ ("Kind of %s"), self->title_text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), level->choice);
  g_signal_connect_object (drop_down, "notify::selected", G_CALLBACK (on_choice_selected), self,
                           G_CONNECT_SWAPPED);
  return drop_down;
}

void
sbx_form_field_update_choosers (SbxFormField *self)
{
  for (guint i = 0; i < self->n_levels; i++)
    {
      SbxFormLevel *level = &self->levels[i];

      if (level->drop_down == NULL)
        {
          level->drop_down = make_chooser (self, level);
          gtk_box_append (self->choosers, level->drop_down);
        }
      gtk_drop_down_set_selected (GTK_DROP_DOWN (level->drop_down), level->choice);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->choosers),
                          self->n_levels > 0 && self->present && (self->parent == NULL || self->expanded));
}
