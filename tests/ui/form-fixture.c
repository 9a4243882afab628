/* form-fixture.c — a payload editor, its fields by their places, and what is done to them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "form-fixture.h"
#include "sbx-json-edit.h"

MbmSchema *
form_make_schema (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  MbmSchema *schema = mbm_schema_new (bytes, &error);

  g_assert_no_error (error);
  return schema;
}

SbxPayloadEditor *
form_make_editor (const char *schema_text, const char *document)
{
  SbxPayloadEditor *editor = g_object_ref_sink (SBX_PAYLOAD_EDITOR (sbx_payload_editor_new ()));
  g_autoptr (MbmSchema) schema = schema_text != NULL ? form_make_schema (schema_text) : NULL;

  sbx_payload_editor_set_schema (editor, schema);
  sbx_payload_editor_set_text (editor, document);
  return editor;
}

SbxFormField *
form_find (SbxPayloadEditor *editor, const char *pointer)
{
  SbxFormField *field = sbx_form_get_root (ui_part (editor, "form"));

  while (field != NULL && *pointer != '\0')
    {
      g_autofree char *token = sbx_json_pointer_next (&pointer);

      sbx_form_field_set_expanded (field, TRUE);
      field = sbx_form_field_find_child (field, token);
    }
  return field;
}

SbxFormField *
form_field (SbxPayloadEditor *editor, const char *pointer)
{
  SbxFormField *field = form_find (editor, pointer);

  if (field == NULL)
    g_error ("there is no field for %s", pointer);
  return field;
}

SbxFormControl *
form_control (SbxPayloadEditor *editor, const char *pointer)
{
  SbxFormControl *control = sbx_form_field_get_control (form_field (editor, pointer));

  if (control == NULL)
    g_error ("the field %s has no control", pointer);
  return control;
}

gpointer
form_input (SbxPayloadEditor *editor, const char *pointer)
{
  GtkWidget *input = sbx_form_control_get_input (form_control (editor, pointer));

  g_assert_nonnull (input);
  return input;
}

void
form_type (SbxPayloadEditor *editor, const char *pointer, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (form_input (editor, pointer)), text);
  /* That a number is gone is believed a moment later. */
  if (*text == '\0')
    while (g_main_context_pending (NULL))
      g_main_context_iteration (NULL, FALSE);
}

void
form_act (SbxPayloadEditor *editor, const char *pointer, const char *action)
{
  if (!gtk_widget_activate_action (GTK_WIDGET (form_field (editor, pointer)), action, NULL))
    g_error ("%s cannot be done at %s", action, pointer);
}

static gpointer
find_nth (GtkWidget *widget, GType type, guint *n)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && (*n)-- == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      gpointer found = find_nth (child, type, n);

      if (found != NULL)
        return found;
    }
  return NULL;
}

gpointer
form_nth (gpointer widget, GType type, guint n)
{
  gpointer found = find_nth (widget, type, &n);

  g_assert_nonnull (found);
  return found;
}

GtkDropDown *
form_chooser (SbxPayloadEditor *editor, const char *pointer)
{
  GtkWidget *choosers = ui_part (form_field (editor, pointer), "choosers");

  g_assert_true (gtk_widget_get_visible (choosers));
  return form_nth (choosers, GTK_TYPE_DROP_DOWN, 0);
}

static void
count_verdict (gpointer user_data)
{
  (*(guint *) user_data)++;
}

void
form_wait (SbxPayloadEditor *editor, guint n_violations)
{
  guint n_verdicts = 0;
  gulong id = g_signal_connect_swapped (editor, "validated", G_CALLBACK (count_verdict), &n_verdicts);

  ui_wait_until (n_verdicts > 0);
  g_signal_handler_disconnect (editor, id);
  g_assert_cmpuint (sbx_payload_editor_get_n_violations (editor), ==, n_violations);
}

static void
expand (gpointer field, gpointer user_data)
{
  guint *left = user_data;

  if (*left == 0 || !sbx_form_field_get_present (field))
    return;
  (*left)--;
  sbx_form_field_set_expanded (field, TRUE);
  if (sbx_form_field_get_control (field) != NULL)
    sbx_form_control_foreach_child (sbx_form_field_get_control (field), expand, user_data);
}

void
form_expand_all (SbxPayloadEditor *editor)
{
  guint left = 2000;

  expand (sbx_form_get_root (ui_part (editor, "form")), &left);
}
