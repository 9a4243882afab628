/* sbx-form-field-menu.c — what can be done with a field besides filling it in
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-form-array.h"
#include "sbx-form-field-private.h"
#include "sbx-form.h"
#include "sbx-json-edit.h"

static SbxFormArray *
get_array (SbxFormField *self)
{
  SbxFormControl *control = self->parent != NULL ? self->parent->control : NULL;

  return SBX_IS_FORM_ARRAY (control) ? SBX_FORM_ARRAY (control) : NULL;
}

/* The element that a field is, or is in. */
static void
move_element (SbxFormField *self, int by)
{
  while (self != NULL && get_array (self) == NULL)
    self = self->parent;
  if (self != NULL)
    sbx_form_array_move (get_array (self), self, by);
}

static void
move_up (GtkWidget *widget, const char *action, GVariant *parameter)
{
  move_element (SBX_FORM_FIELD (widget), -1);
}

static void
move_down (GtkWidget *widget, const char *action, GVariant *parameter)
{
  move_element (SBX_FORM_FIELD (widget), 1);
}

static void
duplicate (GtkWidget *widget, const char *action, GVariant *parameter)
{
  SbxFormArray *array = get_array (SBX_FORM_FIELD (widget));

  if (array != NULL)
    sbx_form_array_duplicate (array, SBX_FORM_FIELD (widget));
}

static void
leave_out (GtkWidget *widget, const char *action, GVariant *parameter)
{
  SbxFormField *self = SBX_FORM_FIELD (widget);
  SbxFormArray *array = get_array (self);

  if (array != NULL)
    sbx_form_array_remove (array, self);
  else
    sbx_form_field_set_present (self, FALSE);
}

static void
reset (GtkWidget *widget, const char *action, GVariant *parameter)
{
  SbxFormField *self = SBX_FORM_FIELD (widget);
  g_autofree char *json = sbx_form_shape_dup_new_value (self->shape);

  self->as_json = FALSE;
  self->fresh = FALSE;
  sbx_form_set_pending (self->form, self, NULL);
  sbx_form_field_clear_levels (self, 0);
  sbx_form_field_replace (self, json);
}

static void
load_again (SbxFormField *self)
{
  g_autofree char *pointer = sbx_form_field_dup_pointer (self);
  MbmJsonValue value;

  self->fresh = FALSE;
  if (self->present && sbx_json_edit_find (sbx_form_get_text (self->form), pointer, &value))
    sbx_form_field_load (self, &value);
  sbx_form_show_violations (self->form);
}

static void
edit_as_json (GtkWidget *widget, const char *action, GVariant *parameter)
{
  SbxFormField *self = SBX_FORM_FIELD (widget);

  /* What is no JSON could not be shown otherwise. */
  if (!self->present || (self->as_json && sbx_form_has_pending (self->form, self)))
    return;
  self->as_json = !self->as_json;
  self->expanded = TRUE;
  load_again (self);
  gtk_widget_grab_focus (widget);
}

static void
copy_json (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autofree char *json = sbx_form_field_dup_json (SBX_FORM_FIELD (widget));

  if (json != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), json);
}

void
sbx_form_field_update_actions (SbxFormField *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean element = (self->flags & SBX_FORM_FIELD_ELEMENT) != 0;

  gtk_widget_action_set_enabled (widget, "field.duplicate", element);
  gtk_widget_action_set_enabled (widget, "field.remove", self->present);
  gtk_widget_action_set_enabled (widget, "field.reset", TRUE);
  gtk_widget_action_set_enabled (widget, "field.json",
                                 self->present && (self->flags & SBX_FORM_FIELD_ROOT) == 0);
  gtk_widget_action_set_enabled (widget, "field.copy", self->present);
}

/* Made when it is wanted: there are many fields. */
void
sbx_form_field_make_menu (GtkMenuButton *button, gpointer user_data)
{
  SbxFormField *self = user_data;
  g_autoptr (GMenu) menu = g_menu_new ();

  if ((self->flags & SBX_FORM_FIELD_ROOT) == 0)
    g_menu_append (menu, self->as_json ? _ ("Edit in Form") : _ ("Edit as JSON"), "field.json");
  g_menu_append (menu, _ ("Copy JSON"), "field.copy");
  g_menu_append (menu, _ ("Start Over"), "field.reset");
  if ((self->flags & SBX_FORM_FIELD_ELEMENT) != 0)
    g_menu_append (menu, _ ("Duplicate"), "field.duplicate");
  else if ((self->flags & SBX_FORM_FIELD_MEMBER) != 0)
    g_menu_append (menu, _ ("Leave Out"), "field.remove");
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

void
sbx_form_field_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "field.up", NULL, move_up);
  gtk_widget_class_install_action (widget_class, "field.down", NULL, move_down);
  gtk_widget_class_install_action (widget_class, "field.duplicate", NULL, duplicate);
  gtk_widget_class_install_action (widget_class, "field.remove", NULL, leave_out);
  gtk_widget_class_install_action (widget_class, "field.reset", NULL, reset);
  gtk_widget_class_install_action (widget_class, "field.json", NULL, edit_as_json);
  gtk_widget_class_install_action (widget_class, "field.copy", NULL, copy_json);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "field.up", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "field.down", NULL);
}
