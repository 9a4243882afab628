/* sbx-form-text.c — a form's control for a line of text
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-form-entry.h"
#include "sbx-form-field.h"
#include "sbx-form-text.h"
#include "sbx-form-time.h"

/**
 * SbxFormText:
 *
 * A string is what is typed, whatever that is. A format brings what helps to type it: a calendar, a button
 * that makes a UUID, a keyboard for addresses; and what must only be written can be hidden.
 */
struct _SbxFormText
{
  SbxFormControl parent_instance;

  SbxFormEntry part;
};

G_DEFINE_FINAL_TYPE (SbxFormText, sbx_form_text, SBX_TYPE_FORM_CONTROL)

static void
on_changed (SbxFormText *self)
{
  if (!self->part.loading)
    sbx_form_control_set_string (SBX_FORM_CONTROL (self),
                                 gtk_editable_get_text (GTK_EDITABLE (self->part.entry)));
}

static void
on_generate (SbxFormText *self)
{
  g_autofree char *uuid = g_uuid_string_random ();

  sbx_replace_text (GTK_EDITABLE (self->part.entry), uuid);
}

static void
on_reveal (SbxFormText *self, GtkToggleButton *button)
{
  gtk_entry_set_visibility (GTK_ENTRY (self->part.entry), gtk_toggle_button_get_active (button));
}

static void
on_time_picked (SbxFormText *self, const char *text)
{
  sbx_replace_text (GTK_EDITABLE (self->part.entry), text);
}

static void
add_button (SbxFormText *self, GtkWidget *button, const char *tooltip)
{
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip, -1);
  gtk_box_append (GTK_BOX (self->part.row), button);
}

static void
add_generator (SbxFormText *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("view-refresh-symbolic");

  g_signal_connect_object (button, "clicked", G_CALLBACK (on_generate), self, G_CONNECT_SWAPPED);
  add_button (self, button, _ ("Generate"));
}

static void
add_reveal (SbxFormText *self)
{
  GtkWidget *button = gtk_toggle_button_new ();

  gtk_button_set_icon_name (GTK_BUTTON (button), "view-reveal-symbolic");
  gtk_entry_set_visibility (GTK_ENTRY (self->part.entry), FALSE);
  gtk_entry_set_input_purpose (GTK_ENTRY (self->part.entry), GTK_INPUT_PURPOSE_PASSWORD);
  g_signal_connect_object (button, "toggled", G_CALLBACK (on_reveal), self, G_CONNECT_SWAPPED);
  add_button (self, button, _ ("Show Text"));
}

static void
add_time (SbxFormText *self, SbxFormTimeParts parts)
{
  GtkWidget *button = sbx_form_time_new (parts, GTK_EDITABLE (self->part.entry));

  g_signal_connect_object (button, "picked", G_CALLBACK (on_time_picked), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->part.row), button);
}

static void
set_up_format (SbxFormText *self, const char *format)
{
  GtkEntry *entry = GTK_ENTRY (self->part.entry);

  if (g_str_equal (format, "date-time"))
    add_time (self, SBX_FORM_TIME_DATE | SBX_FORM_TIME_CLOCK);
  else if (g_str_equal (format, "date"))
    add_time (self, SBX_FORM_TIME_DATE);
  else if (g_str_equal (format, "time"))
    add_time (self, SBX_FORM_TIME_CLOCK);
  else if (g_str_equal (format, "uuid"))
    add_generator (self);
  else if (g_str_equal (format, "email") || g_str_equal (format, "idn-email"))
    gtk_entry_set_input_purpose (entry, GTK_INPUT_PURPOSE_EMAIL);
  else if (g_str_has_prefix (format, "uri") || g_str_has_prefix (format, "iri"))
    gtk_entry_set_input_purpose (entry, GTK_INPUT_PURPOSE_URL);
  else if (g_str_equal (format, "password"))
    add_reveal (self);
}

static void
sbx_form_text_load (SbxFormControl *control, const MbmJsonValue *value)
{
  SbxFormText *self = SBX_FORM_TEXT (control);
  g_autofree char *text = value != NULL ? mbm_json_value_dup_string (*value) : NULL;

  sbx_form_entry_set_text (&self->part, text != NULL ? text : "");
}

static GtkWidget *
sbx_form_text_get_input (SbxFormControl *control)
{
  return SBX_FORM_TEXT (control)->part.entry;
}

static void
sbx_form_text_constructed (GObject *object)
{
  SbxFormText *self = SBX_FORM_TEXT (object);
  SbxFormShape *shape = sbx_form_control_get_shape (SBX_FORM_CONTROL (self));
  g_autofree char *format = sbx_form_shape_dup_string (shape, "format");

  G_OBJECT_CLASS (sbx_form_text_parent_class)->constructed (object);

  sbx_form_entry_init (&self->part, SBX_FORM_CONTROL (self), TRUE);
  if (format != NULL)
    set_up_format (self, format);
  if (sbx_form_shape_get_flag (shape, "writeOnly") && g_strcmp0 (format, "password") != 0)
    add_reveal (self);
  g_signal_connect_object (self->part.entry, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
}

static void
sbx_form_text_class_init (SbxFormTextClass *klass)
{
  SbxFormControlClass *control_class = SBX_FORM_CONTROL_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = sbx_form_text_constructed;
  control_class->load = sbx_form_text_load;
  control_class->get_input = sbx_form_text_get_input;
}

static void
sbx_form_text_init (SbxFormText *self)
{
}
