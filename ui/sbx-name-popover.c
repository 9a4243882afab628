/* sbx-name-popover.c — asks what to call something
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-name-popover.h"

#include <glib/gi18n.h>

struct _SbxNamePopover
{
  GtkPopover parent_instance;

  GtkEditable *entry;
  GtkWidget *button;
};

enum
{
  NAMED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxNamePopover, sbx_name_popover, GTK_TYPE_POPOVER)

static char *
dup_name (SbxNamePopover *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));
}

static void
changed_cb (SbxNamePopover *self)
{
  g_autofree char *name = dup_name (self);

  gtk_widget_set_sensitive (self->button, *name != '\0');
}

static void
accept_cb (SbxNamePopover *self)
{
  g_autofree char *name = dup_name (self);

  if (*name == '\0')
    return;
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[NAMED], 0, name);
}

static void
sbx_name_popover_class_init (SbxNamePopoverClass *klass)
{
  signals[NAMED] = g_signal_new ("named", SBX_TYPE_NAME_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
sbx_name_popover_init (SbxNamePopover *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *entry = gtk_entry_new ();

  self->entry = GTK_EDITABLE (entry);
  gtk_editable_set_width_chars (self->entry, 18);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Name"), -1);
  self->button = gtk_button_new_with_mnemonic (_ ("_Rename"));
  gtk_widget_add_css_class (self->button, "suggested-action");
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), self->button);
  gtk_popover_set_child (GTK_POPOVER (self), box);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (accept_cb), self);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (accept_cb), self);
}

GtkWidget *
sbx_name_popover_new (GtkWidget *parent)
{
  GtkWidget *self = g_object_new (SBX_TYPE_NAME_POPOVER, NULL);

  gtk_widget_set_parent (self, parent);
  return self;
}

void
sbx_name_popover_ask (SbxNamePopover *self, const GdkRectangle *area, const char *name)
{
  gtk_editable_set_text (self->entry, name);
  gtk_editable_select_region (self->entry, 0, -1);
  gtk_popover_set_pointing_to (GTK_POPOVER (self), area);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}
