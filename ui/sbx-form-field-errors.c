/* sbx-form-field-errors.c — what is wrong with a field, as it is seen and as it is heard
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sbx-form-field-private.h"
#include "sbx-json-edit.h"

/* So many errors are shown at one field; the others are counted. */
#define MAX_ERRORS 3

SbxFormField *
sbx_form_field_find_child (SbxFormField *self, const char *token)
{
  return self->control != NULL ? sbx_form_control_find_child (self->control, token) : NULL;
}

static void
clear_child (gpointer child, gpointer user_data)
{
  sbx_form_field_clear_errors (child);
}

void
sbx_form_field_clear_errors (SbxFormField *self)
{
  g_ptr_array_set_size (self->errors, 0);
  self->n_below = 0;
  if (self->control != NULL)
    sbx_form_control_foreach_child (self->control, clear_child, NULL);
}

/* The member that is said to be missing, if there is a field for it. */
typedef struct
{
  const char *message;
  SbxFormField *found;
} Missing;

static void
look_for_missing (gpointer child, gpointer user_data)
{
  SbxFormField *field = child;
  Missing *missing = user_data;
  g_autofree char *quoted = g_strdup_printf ("“%s”", field->key);

  if (!field->present && field->errors->len == 0 && strstr (missing->message, quoted) != NULL)
    missing->found = field;
}

static gboolean
add_missing (SbxFormField *self, MbmViolation *violation)
{
  const char *keyword = mbm_violation_get_keyword (violation);
  Missing missing = { .message = mbm_violation_get_message (violation) };

  if (self->control == NULL ||
      (!g_str_equal (keyword, "required") && !g_str_equal (keyword, "dependentRequired") &&
       !g_str_equal (keyword, "dependencies")))
    return FALSE;
  sbx_form_control_foreach_child (self->control, look_for_missing, &missing);
  if (missing.found == NULL)
    return FALSE;

  /* Translators: said of a field that was left out */
  g_ptr_array_add (missing.found->errors, g_strdup (_ ("Must not be left out")));
  self->n_below++;
  return TRUE;
}

static char *
capitalise (const char *text)
{
  char first[7] = "";

  g_unichar_to_utf8 (g_unichar_toupper (g_utf8_get_char (text)), first);
  return g_strconcat (first, g_utf8_next_char (text), NULL);
}

/**
 * sbx_form_field_add_error:
 * @below: where in the value it is, for what has no field of its own; "" for the value itself
 */
void
sbx_form_field_add_error (SbxFormField *self, MbmViolation *violation, const char *below)
{
  const char *message = mbm_violation_get_message (violation);

  if (*below != '\0')
    g_ptr_array_add (self->errors, g_strdup_printf ("%s: %s", below, message));
  else if (!add_missing (self, violation) && *message != '\0')
    g_ptr_array_add (self->errors, capitalise (message));
}

void
sbx_form_field_add_errors_below (SbxFormField *self, guint n)
{
  self->n_below += n;
}

/**
 * sbx_form_field_dup_error:
 *
 * Returns: (transfer full) (nullable): what is wrong, for people
 */
char *
sbx_form_field_dup_error (SbxFormField *self)
{
  g_autoptr (GString) text = NULL;
  guint n = self->errors->len;

  if (n == 0)
    return NULL;

  text = g_string_new (NULL);
  for (guint i = 0; i < MIN (n, MAX_ERRORS); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (char *) g_ptr_array_index (self->errors, i));
  if (n > MAX_ERRORS)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text, ngettext ("and %u more", "and %u more", n - MAX_ERRORS), n - MAX_ERRORS);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Tells a screen reader what the input is, what it is for, and what is wrong with it. */
void
sbx_form_field_describe_input (SbxFormField *self)
{
  GtkWidget *input = self->control != NULL ? sbx_form_control_get_input (self->control) : NULL;
  g_autofree char *error = sbx_form_field_dup_error (self);
  const char *help = gtk_label_get_label (self->help);
  g_autofree char *description = NULL;

  if (input == NULL)
    return;

  description =
    g_strconcat (error != NULL ? error : "", error != NULL && *help != '\0' ? "\n" : "", help, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (input), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  *self->title_text != '\0' ? self->title_text : _ ("Value"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description,
                                  GTK_ACCESSIBLE_PROPERTY_REQUIRED,
                                  (self->flags & SBX_FORM_FIELD_REQUIRED) != 0, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (input), GTK_ACCESSIBLE_STATE_INVALID,
                               error != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (error != NULL)
    gtk_widget_add_css_class (input, "error");
  else
    gtk_widget_remove_css_class (input, "error");
}

static void
show_child (gpointer child, gpointer user_data)
{
  sbx_form_field_show_errors (child);
}

void
sbx_form_field_show_errors (SbxFormField *self)
{
  g_autofree char *error = sbx_form_field_dup_error (self);
  gboolean hides = sbx_form_field_is_container (self) && self->n_below > 0 && !self->expanded;
  g_autofree char *number = g_strdup_printf ("%u", self->n_below);

  gtk_label_set_label (self->error_label, error != NULL ? error : "");
  gtk_widget_set_visible (self->error_box, error != NULL);
  gtk_label_set_label (self->count_label, number);
  gtk_widget_set_visible (self->count, hides);
  sbx_form_field_describe_input (self);
  if (self->control != NULL)
    sbx_form_control_foreach_child (self->control, show_child, NULL);
}

/**
 * sbx_form_field_explain:
 * @text: the document that was validated
 * @pointer: where in it the field is
 *
 * Where a value is none of its alternatives, finds out why it is not the one that was chosen.
 *
 * Returns: (transfer full) (nullable): violations whose paths begin at the value; %NULL if that does not help
 */
GPtrArray *
sbx_form_field_explain (SbxFormField *self, MbmViolation *violation, const char *text, const char *pointer)
{
  const char *keyword = mbm_violation_get_keyword (violation);
  g_autoptr (MbmSchema) limited = NULL;
  MbmSchema *schema;
  MbmJsonValue value;

  if (self->n_levels == 0 || text == NULL ||
      (!g_str_equal (keyword, "oneOf") && !g_str_equal (keyword, "anyOf")) ||
      !sbx_json_edit_find (text, pointer, &value))
    return NULL;
  schema = sbx_form_shape_get_choice_schema (self->levels[0].shape, self->levels[0].choice);
  if (schema == NULL)
    return NULL;

  limited = mbm_schema_with_limits (schema, 20, 200000);
  return mbm_schema_validate (limited, value, NULL);
}
