/* sbx-connect-dialog.c — a dialog that makes or edits a connection
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-connect-dialog.h"

#include <glib/gi18n.h>

#include "sbx-banner.h"
#include "sbx-config-form.h"

struct _SbxConnectDialog
{
  AdwWindow parent_instance;

  GtkButton *confirm_button;
  SbxBanner *banner;
  AdwExpanderRow *advanced_row;
  SbxEntryRow *name_row;
  SbxEntryRow *url_row;
  SbxEntryRow *username_row;
  SbxEntryRow *password_row;
  SbxEntryRow *client_id_row;
  SbxEntryRow *client_type_row;
  SbxEntryRow *capabilities_row;
  SbxEntryRow *metadata_row;
  SbxSwitchRow *register_row;
  SbxSwitchRow *reconnect_row;
  SbxNumberRow *reconnect_interval_row;
  SbxNumberRow *heartbeat_row;
  SbxNumberRow *request_timeout_row;
  SbxNumberRow *handshake_row;
  SbxEntryRow *headers_row;
  SbxNumberRow *message_size_row;

  SbxConsole *console;
  SbxConnection *connection; /* that is edited, NULL for a new one */
  SbxConfigForm *form;
  gboolean saving;
};

enum
{
  SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxConnectDialog, sbx_connect_dialog, ADW_TYPE_WINDOW)

static void
sbx_connect_dialog_update (SbxConnectDialog *self)
{
  gboolean has_user = sbx_entry_row_get_text (self->username_row)[0] != '\0';

  gtk_widget_set_sensitive (GTK_WIDGET (self->password_row), has_user);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.confirm",
                                 !self->saving && sbx_config_form_get_valid (self->form));
}

/* What is wrong is not to hide. */
static void
error_shown_cb (SbxConnectDialog *self, GtkWidget *row)
{
  if (gtk_widget_is_ancestor (row, GTK_WIDGET (self->advanced_row)))
    adw_expander_row_set_expanded (self->advanced_row, TRUE);
}

static void
sbx_connect_dialog_finish (SbxConnectDialog *self)
{
  SbxConnectionConfig *config = SBX_CONNECTION_CONFIG (sbx_config_form_get_config (self->form));

  if (self->connection != NULL)
    sbx_endpoint_set_config (SBX_ENDPOINT (self->connection), SBX_ENDPOINT_CONFIG (config));
  else
    self->connection = g_object_ref (sbx_console_add_connection (self->console, config));

  g_signal_emit (self, signals[SAVED], 0, self->connection);
  gtk_window_close (GTK_WINDOW (self));
}

static void
password_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxConnectDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  self->saving = FALSE;
  sbx_connect_dialog_update (self);

  if (sbx_secrets_store_finish (SBX_SECRETS (source), result, &error))
    {
      sbx_connect_dialog_finish (self);
      return;
    }

  /* Translators: %s is what the keyring says */
  text = g_strdup_printf (_ ("The password could not be kept: %s"), error->message);
  g_object_set (self->banner, "text", text, NULL);
}

static void
confirm_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxConnectDialog *self = SBX_CONNECT_DIALOG (widget);
  const char *id = sbx_endpoint_config_get_id (sbx_config_form_get_config (self->form));
  const char *username = sbx_entry_row_get_text (self->username_row);
  const char *password = sbx_entry_row_get_text (self->password_row);
  g_autofree char *key = NULL;
  g_autofree char *label = NULL;

  if (username[0] == '\0' || password[0] == '\0')
    {
      sbx_connect_dialog_finish (self);
      return;
    }

  self->saving = TRUE;
  sbx_connect_dialog_update (self);
  key = g_strdup_printf ("connection:%s:password", id);
  /* Translators: how a password is named in the keyring; %s is a user name */
  label = g_strdup_printf (_ ("Signalbox: password of “%s”"), username);
  /* Before it connects: it asks for it then. */
  sbx_secrets_store_async (sbx_console_get_secrets (self->console), key, label, password, NULL,
                           password_saved_cb, g_object_ref (self));
}

static void
sbx_connect_dialog_dispose (GObject *object)
{
  SbxConnectDialog *self = SBX_CONNECT_DIALOG (object);

  g_clear_object (&self->form);
  g_clear_object (&self->connection);
  g_clear_object (&self->console);

  G_OBJECT_CLASS (sbx_connect_dialog_parent_class)->dispose (object);
}

static void
sbx_connect_dialog_bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, confirm_button);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, advanced_row);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, url_row);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, username_row);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, password_row);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, client_id_row);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, client_type_row);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, capabilities_row);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, metadata_row);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, register_row);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, reconnect_row);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, reconnect_interval_row);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, heartbeat_row);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, request_timeout_row);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, handshake_row);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, headers_row);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, message_size_row);
}

static void
sbx_connect_dialog_class_init (SbxConnectDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sbx_connect_dialog_dispose;

  signals[SAVED] = g_signal_new ("saved", SBX_TYPE_CONNECT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, SBX_TYPE_ENDPOINT);

  gtk_widget_class_install_action (widget_class, "dialog.confirm", NULL, confirm_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  g_type_ensure (SBX_TYPE_BANNER);
  g_type_ensure (SBX_TYPE_ENTRY_ROW);
  g_type_ensure (SBX_TYPE_NUMBER_ROW);
  g_type_ensure (SBX_TYPE_SWITCH_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/signalbox/Signalbox/sbx-connect-dialog.ui");
  sbx_connect_dialog_bind_children (widget_class);
}

static void
sbx_connect_dialog_init (SbxConnectDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
sbx_connect_dialog_fill_form (SbxConnectDialog *self)
{
  SbxConfigForm *form = self->form;

  sbx_config_form_add_text (form, "name", self->name_row);
  sbx_config_form_add_text (form, "url", self->url_row);
  sbx_config_form_add_text (form, "username", self->username_row);
  sbx_config_form_add_text (form, "client-id", self->client_id_row);
  sbx_config_form_add_text (form, "client-type", self->client_type_row);
  sbx_config_form_add_list (form, "capabilities", self->capabilities_row);
  sbx_config_form_add_text (form, "metadata", self->metadata_row);
  sbx_config_form_add_switch (form, "register", self->register_row);
  sbx_config_form_add_switch (form, "auto-reconnect", self->reconnect_row);
  sbx_config_form_add_number (form, "reconnect-interval", self->reconnect_interval_row, 1);
  sbx_config_form_add_number (form, "heartbeat-interval", self->heartbeat_row, 1);
  sbx_config_form_add_number (form, "request-timeout", self->request_timeout_row, 1);
  sbx_config_form_add_number (form, "handshake-timeout", self->handshake_row, 1);
  sbx_config_form_add_list (form, "headers", self->headers_row);
  sbx_config_form_add_number (form, "max-message-size", self->message_size_row, 1024);
}

static GtkWindow *
sbx_connect_dialog_create (SbxConsole *console, SbxConnection *connection, SbxConnectionConfig *config)
{
  SbxConnectDialog *self = g_object_new (SBX_TYPE_CONNECT_DIALOG, NULL);

  self->console = g_object_ref (console);
  self->form = sbx_config_form_new (SBX_ENDPOINT_CONFIG (config));
  sbx_connect_dialog_fill_form (self);

  if (connection != NULL)
    {
      self->connection = g_object_ref (connection);
      gtk_window_set_title (GTK_WINDOW (self), _ ("Edit Connection"));
      gtk_button_set_label (self->confirm_button, _ ("_Save"));
      g_object_set (self->password_row, "hint", _ ("Leave empty to keep the password"), NULL);
    }

  g_signal_connect_object (self->form, "error-shown", G_CALLBACK (error_shown_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form, "notify::valid", G_CALLBACK (sbx_connect_dialog_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->username_row, "notify::text", G_CALLBACK (sbx_connect_dialog_update), self,
                           G_CONNECT_SWAPPED);
  sbx_connect_dialog_update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->url_row));

  return GTK_WINDOW (self);
}

GtkWindow *
sbx_connect_dialog_new (SbxConsole *console, SbxConnection *connection)
{
  g_autoptr (SbxEndpointConfig) config = NULL;

  g_return_val_if_fail (SBX_IS_CONSOLE (console), NULL);
  g_return_val_if_fail (connection == NULL || SBX_IS_CONNECTION (connection), NULL);

  if (connection != NULL)
    config = sbx_endpoint_config_copy (sbx_endpoint_get_config (SBX_ENDPOINT (connection)));
  else
    config = SBX_ENDPOINT_CONFIG (sbx_connection_config_new ());

  return sbx_connect_dialog_create (console, connection, SBX_CONNECTION_CONFIG (config));
}

GtkWindow *
sbx_connect_dialog_new_like (SbxConsole *console, SbxConnection *connection)
{
  g_autoptr (SbxEndpointConfig) config = NULL;

  g_return_val_if_fail (SBX_IS_CONSOLE (console), NULL);
  g_return_val_if_fail (SBX_IS_CONNECTION (connection), NULL);

  config = sbx_config_form_copy_as_new (sbx_endpoint_get_config (SBX_ENDPOINT (connection)));

  return sbx_connect_dialog_create (console, NULL, SBX_CONNECTION_CONFIG (config));
}
