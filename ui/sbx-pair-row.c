/* sbx-pair-row.c — a row with a name and a value to type
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-pair-row.h"

#include <glib/gi18n.h>

struct _SbxPairRow
{
  AdwPreferencesRow parent_instance;

  GtkEditable *name;
  GtkEditable *value;
  GtkWidget *remove_button;
  GtkWidget *note_box;
  GtkLabel *note;
  GtkButton *clear_button;

  char *shown_name;
  char *shown_value;
};

enum
{
  EDITED,
  REMOVED,
  CLEARED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxPairRow, sbx_pair_row, ADW_TYPE_PREFERENCES_ROW)

static void
done_cb (SbxPairRow *self)
{
  if (g_strcmp0 (self->shown_name, gtk_editable_get_text (self->name)) == 0 &&
      g_strcmp0 (self->shown_value, gtk_editable_get_text (self->value)) == 0)
    return;
  g_signal_emit (self, signals[EDITED], 0);
}

static void
remove_cb (SbxPairRow *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

static void
clear_cb (SbxPairRow *self)
{
  g_signal_emit (self, signals[CLEARED], 0);
}

static void
sbx_pair_row_finalize (GObject *object)
{
  SbxPairRow *self = SBX_PAIR_ROW (object);

  g_free (self->shown_name);
  g_free (self->shown_value);

  G_OBJECT_CLASS (sbx_pair_row_parent_class)->finalize (object);
}

static void
sbx_pair_row_class_init (SbxPairRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sbx_pair_row_finalize;

  signals[EDITED] =
    g_signal_new ("edited", SBX_TYPE_PAIR_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REMOVED] =
    g_signal_new ("removed", SBX_TYPE_PAIR_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CLEARED] =
    g_signal_new ("cleared", SBX_TYPE_PAIR_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-pair-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxPairRow, name);
  gtk_widget_class_bind_template_child (widget_class, SbxPairRow, value);
  gtk_widget_class_bind_template_child (widget_class, SbxPairRow, remove_button);
  gtk_widget_class_bind_template_child (widget_class, SbxPairRow, note_box);
  gtk_widget_class_bind_template_child (widget_class, SbxPairRow, note);
  gtk_widget_class_bind_template_child (widget_class, SbxPairRow, clear_button);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
}

static void
sbx_pair_row_init (SbxPairRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
label_entry (GtkEditable *entry, const char *label)
{
  g_object_set (entry, "placeholder-text", label, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

GtkWidget *
sbx_pair_row_new (const char *name, const char *value)
{
  SbxPairRow *self = g_object_new (SBX_TYPE_PAIR_ROW, NULL);

  label_entry (self->name, name);
  label_entry (self->value, value);
  return GTK_WIDGET (self);
}

const char *
sbx_pair_row_get_name (SbxPairRow *self)
{
  g_return_val_if_fail (SBX_IS_PAIR_ROW (self), NULL);

  return gtk_editable_get_text (self->name);
}

const char *
sbx_pair_row_get_value (SbxPairRow *self)
{
  g_return_val_if_fail (SBX_IS_PAIR_ROW (self), NULL);

  return gtk_editable_get_text (self->value);
}

static void
show_text (GtkEditable *entry, char **shown, const char *text)
{
  if (g_strcmp0 (*shown, text) == 0)
    return;

  g_free (*shown);
  *shown = g_strdup (text);
  if (g_strcmp0 (gtk_editable_get_text (entry), text) != 0)
    gtk_editable_set_text (entry, text);
}

void
sbx_pair_row_show (SbxPairRow *self, const char *name, const char *value)
{
  g_autofree char *label = NULL;

  g_return_if_fail (SBX_IS_PAIR_ROW (self));

  show_text (self->name, &self->shown_name, name);
  show_text (self->value, &self->shown_value, value);
  /* Translators: what a button does, for a screen reader; a name */
  label = g_strdup_printf (_ ("Remove “%s”"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

void
sbx_pair_row_set_note (SbxPairRow *self, const char *text, gboolean is_error, const char *clear_label)
{
  g_return_if_fail (SBX_IS_PAIR_ROW (self));

  gtk_label_set_label (self->note, text != NULL ? text : "");
  gtk_widget_set_visible (self->note_box, text != NULL);
  gtk_widget_set_css_classes (GTK_WIDGET (self->note),
                              (const char *[]){ "caption", is_error ? "error" : "dim-label", NULL });
  gtk_button_set_label (self->clear_button, clear_label != NULL ? clear_label : "");
  gtk_widget_set_visible (GTK_WIDGET (self->clear_button), clear_label != NULL);
}

void
sbx_pair_row_focus_name (SbxPairRow *self)
{
  g_return_if_fail (SBX_IS_PAIR_ROW (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}
