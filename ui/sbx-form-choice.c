/* sbx-form-choice.c — a form's control for one of several values
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-form-choice.h"

#include <glib/gi18n.h>

#include "sbx-drop-down.h"

/**
 * SbxFormChoice:
 *
 * Few short values are buttons side by side; many, or long ones, are a list that can be searched. The values
 * may be of any type.
 */
struct _SbxFormChoice
{
  SbxFormControl parent_instance;

  GPtrArray *values;      /* JSON texts */
  GPtrArray *buttons;     /* nullable: of GtkToggleButton */
  GtkDropDown *drop_down; /* nullable */
  gboolean loading;
};

G_DEFINE_FINAL_TYPE (SbxFormChoice, sbx_form_choice, SBX_TYPE_FORM_CONTROL)

#define MAX_BUTTONS    4
#define MAX_CHARACTERS 32

static gboolean
has_value (GPtrArray *values, const char *json)
{
  for (guint i = 0; i < values->len; i++)
    if (mbm_json_value_equal (mbm_json_value (g_ptr_array_index (values, i), -1), mbm_json_value (json, -1)))
      return TRUE;
  return FALSE;
}

/* A string by its characters, unless these are another value as well. */
static char *
dup_name (GPtrArray *values, const char *json)
{
  g_autofree char *text = mbm_json_value_dup_string (mbm_json_value (json, -1));

  if (text == NULL || *text == '\0' || strpbrk (text, "\n\r") != NULL ||
      (mbm_json_check (text, -1, NULL) && has_value (values, text)))
    return mbm_json_compact (json, -1);
  return g_steal_pointer (&text);
}

static char **
dup_names (SbxFormChoice *self, GPtrArray *titles)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < self->values->len; i++)
    {
      const char *title = titles != NULL ? g_ptr_array_index (titles, i) : NULL;
      g_autofree char *name =
        title != NULL ? g_strdup (title) : dup_name (self->values, g_ptr_array_index (self->values, i));

      g_strv_builder_add (names, name);
    }
  return g_strv_builder_end (names);
}

static void
on_toggled (SbxFormChoice *self, GtkToggleButton *button)
{
  guint i;

  if (self->loading || !gtk_toggle_button_get_active (button) ||
      !g_ptr_array_find (self->buttons, button, &i))
    return;
  sbx_form_control_set_value (SBX_FORM_CONTROL (self), g_ptr_array_index (self->values, i));
}

static void
on_selected (SbxFormChoice *self)
{
  guint selected = gtk_drop_down_get_selected (self->drop_down);

  if (!self->loading && selected < self->values->len)
    sbx_form_control_set_value (SBX_FORM_CONTROL (self), g_ptr_array_index (self->values, selected));
}

static void
add_buttons (SbxFormChoice *self, char **names)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "linked");
  gtk_widget_set_halign (box, GTK_ALIGN_START);
  self->buttons = g_ptr_array_new ();
  for (guint i = 0; names[i] != NULL; i++)
    {
      GtkWidget *button = gtk_toggle_button_new_with_label (names[i]);

      if (i > 0)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), g_ptr_array_index (self->buttons, 0));
      g_signal_connect_object (button, "toggled", G_CALLBACK (on_toggled), self, G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (box), button);
      g_ptr_array_add (self->buttons, button);
    }
  gtk_widget_set_parent (box, GTK_WIDGET (self));
}

static void
select_in_list (SbxFormChoice *self, guint selected)
{
  sbx_drop_down_select (self->drop_down, GTK_STRING_LIST (gtk_drop_down_get_model (self->drop_down)),
                        self->values->len, selected, _ ("Choose…"));
}

static void
add_list (SbxFormChoice *self, char **names)
{
  GtkExpression *text = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
  GtkWidget *list =
    gtk_drop_down_new (G_LIST_MODEL (gtk_string_list_new ((const char *const *) names)), text);

  self->drop_down = GTK_DROP_DOWN (list);
  gtk_drop_down_set_enable_search (self->drop_down, TRUE);
  select_in_list (self, GTK_INVALID_LIST_POSITION);
  g_signal_connect_object (list, "notify::selected", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (list, GTK_WIDGET (self));
}

static void
sbx_form_choice_load (SbxFormControl *control, const MbmJsonValue *value)
{
  SbxFormChoice *self = SBX_FORM_CHOICE (control);
  guint selected = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; value != NULL && i < self->values->len && selected == GTK_INVALID_LIST_POSITION; i++)
    if (mbm_json_value_equal (mbm_json_value (g_ptr_array_index (self->values, i), -1), *value))
      selected = i;

  self->loading = TRUE;
  if (self->drop_down != NULL)
    select_in_list (self, selected);
  for (guint i = 0; self->buttons != NULL && i < self->buttons->len; i++)
    gtk_toggle_button_set_active (g_ptr_array_index (self->buttons, i), i == selected);
  self->loading = FALSE;
}

static GtkWidget *
sbx_form_choice_get_input (SbxFormControl *control)
{
  SbxFormChoice *self = SBX_FORM_CHOICE (control);

  return self->drop_down != NULL ? GTK_WIDGET (self->drop_down) : GTK_WIDGET (self);
}

static void
sbx_form_choice_constructed (GObject *object)
{
  SbxFormChoice *self = SBX_FORM_CHOICE (object);
  g_autoptr (GPtrArray) titles = NULL;
  g_auto (GStrv) names = NULL;
  glong characters = 0;

  G_OBJECT_CLASS (sbx_form_choice_parent_class)->constructed (object);

  self->values = sbx_form_shape_dup_values (sbx_form_control_get_shape (SBX_FORM_CONTROL (self)), &titles);
  names = dup_names (self, titles);
  for (guint i = 0; names[i] != NULL; i++)
    characters += g_utf8_strlen (names[i], -1);
  if (self->values->len <= MAX_BUTTONS && characters <= MAX_CHARACTERS)
    add_buttons (self, names);
  else
    add_list (self, names);
}

static void
sbx_form_choice_finalize (GObject *object)
{
  SbxFormChoice *self = SBX_FORM_CHOICE (object);

  g_ptr_array_unref (self->values);
  g_clear_pointer (&self->buttons, g_ptr_array_unref);

  G_OBJECT_CLASS (sbx_form_choice_parent_class)->finalize (object);
}

static void
sbx_form_choice_class_init (SbxFormChoiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SbxFormControlClass *control_class = SBX_FORM_CONTROL_CLASS (klass);

  object_class->constructed = sbx_form_choice_constructed;
  object_class->finalize = sbx_form_choice_finalize;
  control_class->load = sbx_form_choice_load;
  control_class->get_input = sbx_form_choice_get_input;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sbx_form_choice_init (SbxFormChoice *self)
{
}
