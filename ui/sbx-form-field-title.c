/* sbx-form-field-title.c — what a field of a form is called, and what is on it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-form-field-private.h"

static void
set_label (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static char *
make_badges (SbxFormShape *shape)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  if (sbx_form_shape_get_flag (shape, "deprecated"))
    g_strv_builder_add (words, C_ ("mark of a field", "deprecated"));
  if (sbx_form_shape_get_flag (shape, "readOnly"))
    g_strv_builder_add (words, C_ ("mark of a field", "read-only"));
  if (sbx_form_shape_get_flag (shape, "writeOnly"))
    g_strv_builder_add (words, C_ ("mark of a field", "write-only"));
  list = g_strv_builder_end (words);
  return list[0] != NULL ? g_strjoinv (" · ", list) : NULL;
}

static void
update_title (SbxFormField *self)
{
  g_autofree char *schema_title = sbx_form_shape_dup_string (self->shape, "title");
  g_autofree char *description = sbx_form_shape_dup_string (self->shape, "description");
  g_autofree char *badges = make_badges (self->shape);
  g_autofree char *include = NULL;
  gboolean element = (self->flags & SBX_FORM_FIELD_ELEMENT) != 0;
  gboolean required = (self->flags & SBX_FORM_FIELD_REQUIRED) != 0;
  const char *parent_title = self->parent != NULL ? self->parent->title_text : "";
  g_autofree char *shown = NULL;

  g_free (self->title_text);
  if (element)
    {
      guint number = (guint) g_ascii_strtoull (self->key, NULL, 10) + 1;

      /* Translators: an element of a list: the list's or the element's name, and its number */
      self->title_text = g_strdup_printf (C_ ("element of a list", "%s %u"),
                                          schema_title != NULL ? schema_title : parent_title, number);
      shown = schema_title != NULL ? g_strdup (self->title_text) : g_strdup_printf ("%u", number);
    }
  else
    {
      self->title_text = g_strdup (schema_title != NULL ? schema_title : self->key);
      shown =
        g_strconcat (*self->title_text != '\0' || (self->flags & SBX_FORM_FIELD_ROOT) != 0 ? self->title_text
                                                                                           : "“”",
                     required ? " *" : "", NULL);
    }
  gtk_label_set_label (self->title, shown);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title),
                               required ? C_ ("mark of a field", "required") : NULL);
  set_label (self->key_label,
             !element && schema_title != NULL && *self->key != '\0' && !g_str_equal (schema_title, self->key)
               ? self->key
               : NULL);
  set_label (self->badges, badges);
  set_label (self->help, description);

  /* Translators: a check button before a member that can be left out */
  include = g_strdup_printf (_ ("Include %s"), self->title_text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check), GTK_ACCESSIBLE_PROPERTY_LABEL, include, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->title_text, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->expander), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->title_text, -1);
}

/* Takes @label. */
static void
name_widget (gpointer widget, char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_free (label);
}

static void
name_buttons (SbxFormField *self)
{
  const char *title = self->title_text;

  /* Translators: %s is the name of a form's field */
  name_widget (self->up_button, g_strdup_printf (_ ("Move %s Up"), title));
  /* Translators: %s is the name of a form's field */
  name_widget (self->down_button, g_strdup_printf (_ ("Move %s Down"), title));
  /* Translators: %s is the name of a form's field */
  name_widget (self->remove_button, g_strdup_printf (_ ("Remove %s"), title));
  /* Translators: %s is the name of a form's field; a menu */
  name_widget (self->menu_button, g_strdup_printf (_ ("More for %s"), title));
  /* Translators: %s is the name of a form's field; text, a number and so on */
  name_widget (self->kinds, g_strdup_printf (_ ("Type of %s"), title));
}

void
sbx_form_field_update_title (SbxFormField *self)
{
  update_title (self);
  name_buttons (self);
}
