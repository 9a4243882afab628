/* sbx-form-entry.c — an entry of a form's control, with suggestions
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-form-entry.h"
#include "sbx-form-field.h"
#include "sbx-form.h"

/* A value as it would be typed; NULL for what cannot be. */
static char *
dup_typed (const char *json, gboolean strings)
{
  MbmJsonValue value;

  if (!mbm_json_check (json, -1, NULL))
    return NULL;
  value = mbm_json_value (json, -1);
  if (mbm_json_value_get_type (value) == MBM_JSON_STRING)
    {
      char *text = mbm_json_value_dup_string (value);

      if (text != NULL && (*text == '\0' || strpbrk (text, "\n\r") != NULL))
        g_clear_pointer (&text, g_free);
      return text;
    }
  if (strings || mbm_json_value_get_type (value) != MBM_JSON_NUMBER)
    return NULL;
  return g_strndup (value.text, value.length);
}

static void
add (GPtrArray *texts, const char *json, gboolean strings)
{
  g_autofree char *text = dup_typed (json, strings);

  if (text != NULL && !g_ptr_array_find_with_equal_func (texts, text, g_str_equal, NULL))
    g_ptr_array_add (texts, g_steal_pointer (&text));
}

/* Values of an enumeration, default and examples, and then what was seen before. */
static char **
fetch (gpointer user_data)
{
  SbxFormEntry *self = user_data;
  SbxFormControl *control = self->control;
  SbxFormField *field = sbx_form_control_get_field (control);
  g_autofree char *pointer = sbx_form_field_dup_pointer (field);
  g_autoptr (GPtrArray) examples = sbx_form_shape_dup_examples (sbx_form_control_get_shape (control));
  g_autoptr (GPtrArray) values = sbx_form_shape_dup_values (sbx_form_control_get_shape (control), NULL);
  g_auto (GStrv) seen = sbx_form_dup_seen (sbx_form_field_get_form (field), pointer);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  /* What is hidden is not shown in a list. */
  if (!gtk_entry_get_visibility (GTK_ENTRY (self->entry)) ||
      sbx_form_shape_get_flag (sbx_form_control_get_shape (control), "writeOnly"))
    return NULL;
  for (guint i = 0; values != NULL && i < values->len; i++)
    add (texts, g_ptr_array_index (values, i), self->strings);
  for (guint i = 0; i < examples->len; i++)
    add (texts, g_ptr_array_index (examples, i), self->strings);
  for (guint i = 0; seen != NULL && seen[i] != NULL; i++)
    add (texts, seen[i], self->strings);

  g_ptr_array_add (texts, NULL);
  g_ptr_array_set_free_func (texts, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&texts), FALSE);
}

/**
 * sbx_form_entry_init:
 * @self: a part of @control
 * @strings: it is for texts, and not for numbers
 *
 * Makes the widgets, which belong to @control then.
 */
void
sbx_form_entry_init (SbxFormEntry *self, SbxFormControl *control, gboolean strings)
{
  g_autoptr (GPtrArray) examples = sbx_form_shape_dup_examples (sbx_form_control_get_shape (control));

  self->control = control;
  self->strings = strings;
  self->row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->entry = gtk_entry_new ();
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 6);
  gtk_entry_set_activates_default (GTK_ENTRY (self->entry), TRUE);
  gtk_box_append (GTK_BOX (self->row), self->entry);
  self->suggestions = sbx_suggestions_attach (self->entry, fetch, self, NULL);
  gtk_box_append (GTK_BOX (self->row), sbx_suggestions_make_button (self->suggestions));
  gtk_widget_set_parent (self->row, GTK_WIDGET (control));

  if (examples->len > 0)
    {
      g_autofree char *text = dup_typed (g_ptr_array_index (examples, 0), strings);

      gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), text);
    }
  sbx_suggestions_update_button (self->suggestions);
}

/* Shows a text, unless it is there already: then the cursor stays where it is. */
void
sbx_form_entry_set_text (SbxFormEntry *self, const char *text)
{
  if (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->entry)), text))
    return;
  self->loading = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  self->loading = FALSE;
}
