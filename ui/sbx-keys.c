/* sbx-keys.c — keys of a list, and of the page that is seen
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-keys.h"

typedef struct
{
  const SbxKey *keys;
  guint n_keys;
  GtkEventController *controller; /* of the page, while it is mapped */
} PageKeys;

static GtkEventController *
make_controller (const SbxKey *keys, guint n_keys)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (guint i = 0; i < n_keys; i++)
    {
      GtkShortcutTrigger *trigger = gtk_keyval_trigger_new (keys[i].key, keys[i].modifiers);
      GtkShortcutAction *action = gtk_named_action_new (keys[i].action);

      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                            gtk_shortcut_new (trigger, action));
    }

  return controller;
}

void
sbx_keys_add_to_list (GtkWidget *list, const SbxKey *keys, guint n_keys)
{
  gtk_widget_add_controller (list, make_controller (keys, n_keys));
}

static void
page_mapped_cb (GtkWidget *page, gpointer user_data)
{
  PageKeys *self = user_data;

  self->controller = make_controller (self->keys, self->n_keys);
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (self->controller), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_event_controller_set_propagation_phase (self->controller, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (page, self->controller);
}

static void
page_unmapped_cb (GtkWidget *page, gpointer user_data)
{
  PageKeys *self = user_data;

  gtk_widget_remove_controller (page, g_steal_pointer (&self->controller));
}

static void
page_keys_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

void
sbx_keys_add_to_page (GtkWidget *page, const SbxKey *keys, guint n_keys)
{
  PageKeys *self = g_new0 (PageKeys, 1);

  self->keys = keys;
  self->n_keys = n_keys;
  g_signal_connect (page, "map", G_CALLBACK (page_mapped_cb), self);
  g_signal_connect_data (page, "unmap", G_CALLBACK (page_unmapped_cb), self, page_keys_free, 0);
}
