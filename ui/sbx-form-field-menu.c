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
#include "sbx-undo.h"

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

/* What was taken out of a document, and where it was. */
typedef struct
{
  GWeakRef form;
  guint document;
  char *container;
  char *pointer;
  char *key;
  gboolean element;
  char *json;
} Removed;

static Removed *
removed_new (SbxFormField *self)
{
  Removed *removed = g_new0 (Removed, 1);

  g_weak_ref_init (&removed->form, self->form);
  removed->document = sbx_form_get_document (self->form);
  removed->container = self->parent != NULL ? sbx_form_field_dup_pointer (self->parent) : g_strdup ("");
  removed->pointer = sbx_form_field_dup_pointer (self);
  removed->key = g_strdup (self->key);
  removed->element = get_array (self) != NULL;
  removed->json = sbx_form_field_dup_json (self);
  return removed;
}

static void
removed_free (gpointer data)
{
  Removed *removed = data;

  g_weak_ref_clear (&removed->form);
  g_free (removed->container);
  g_free (removed->pointer);
  g_free (removed->key);
  g_free (removed->json);
  g_free (removed);
}

/* Where it was; what was edited since then stays. */
static void
put_back (gpointer user_data)
{
  Removed *removed = user_data;
  g_autoptr (SbxForm) form = g_weak_ref_get (&removed->form);
  MbmJsonValue value;
  const char *text;

  if (form == NULL || sbx_form_get_document (form) != removed->document)
    return;
  text = sbx_form_get_text (form);
  if (removed->element)
    sbx_form_take_text (form, sbx_json_edit_add_element (text, removed->container,
                                                         (guint) g_ascii_strtoull (removed->key, NULL, 10),
                                                         removed->json));
  else if (sbx_json_edit_find (text, removed->pointer, &value))
    sbx_form_take_text (form, sbx_json_edit_replace (text, removed->pointer, removed->json));
  else
    sbx_form_take_text (form, sbx_json_edit_add_member (text, removed->container, removed->key, removed->key,
                                                        removed->json));
}

static void
leave_out (GtkWidget *widget, const char *action, GVariant *parameter)
{
  SbxFormField *self = SBX_FORM_FIELD (widget);
  SbxFormArray *array = get_array (self);
  SbxForm *form = self->form;
  g_autofree char *text = NULL;
  Removed *removed;

  /* What the schema names keeps its field, and its value for when it is put back. */
  if (array == NULL && (self->flags & SBX_FORM_FIELD_EXTRA) == 0)
    {
      sbx_form_field_set_present (self, FALSE);
      return;
    }
  /* Translators: %s is the name of a form's field */
  text = g_strdup_printf (_ ("“%s” removed"), self->title_text);
  removed = removed_new (self);
  if (array != NULL)
    sbx_form_array_remove (array, self);
  else
    sbx_form_field_set_present (self, FALSE);
  sbx_undo_offer (GTK_WIDGET (form), text, put_back, NULL, removed, removed_free);
}

static void
reset (GtkWidget *widget, const char *action, GVariant *parameter)
{
  SbxFormField *self = SBX_FORM_FIELD (widget);
  g_autofree char *json = sbx_form_shape_dup_new_value (self->shape);
  Removed *removed = self->present && self->parent != NULL ? removed_new (self) : NULL;
  /* Translators: %s is the name of a form's field */
  g_autofree char *text = g_strdup_printf (_ ("“%s” began anew"), self->title_text);

  self->as_json = FALSE;
  self->fresh = FALSE;
  sbx_form_set_pending (self->form, self, NULL);
  sbx_form_field_clear_levels (self, 0);
  sbx_form_field_replace (self, json);
  if (removed == NULL)
    return;
  removed->element = FALSE;
  sbx_undo_offer (widget, text, put_back, NULL, removed, removed_free);
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
