/* sbx-subscriptions-dialog.c — what a connection has subscribed to, in a window
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-subscriptions-dialog.h"

#include "sbx-subscriptions-group.h"

struct _SbxSubscriptionsDialog
{
  AdwWindow parent_instance;

  AdwPreferencesPage *page;
};

G_DEFINE_FINAL_TYPE (SbxSubscriptionsDialog, sbx_subscriptions_dialog, ADW_TYPE_WINDOW)

static void
sbx_subscriptions_dialog_class_init (SbxSubscriptionsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/signalbox/Signalbox/sbx-subscriptions-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxSubscriptionsDialog, page);
}

static void
sbx_subscriptions_dialog_init (SbxSubscriptionsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sbx_subscriptions_dialog_new:
 *
 * Returns: (transfer full): a window to subscribe and unsubscribe in
 */
GtkWindow *
sbx_subscriptions_dialog_new (SbxConnection *connection)
{
  SbxSubscriptionsDialog *self;

  g_return_val_if_fail (SBX_IS_CONNECTION (connection), NULL);

  self = g_object_new (SBX_TYPE_SUBSCRIPTIONS_DIALOG, NULL);
  adw_preferences_page_add (self->page, ADW_PREFERENCES_GROUP (sbx_subscriptions_group_new (connection)));
  return GTK_WINDOW (self);
}
