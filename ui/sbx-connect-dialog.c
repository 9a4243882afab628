/* sbx-connect-dialog.c — a dialog that makes or edits a connection
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-connect-dialog.h"

#include <glib/gi18n.h>

#include "sbx-trust-group.h"

struct _SbxConnectDialog
{
  SbxConfigDialog parent_instance;

  SbxEntryRow *name_row;
  SbxEntryRow *description_row;
  SbxEntryRow *url_row;
  SbxContractRow *contract_row;
  SbxTrustGroup *trust_group;
  SbxEntryRow *username_row;
  SbxEntryRow *password_row;
  SbxChoiceRow *dialect_row;
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
};

G_DEFINE_FINAL_TYPE (SbxConnectDialog, sbx_connect_dialog, SBX_TYPE_CONFIG_DIALOG)

static gboolean
sbx_connect_dialog_is_complete (SbxConfigDialog *dialog)
{
  return TRUE;
}

static void
password_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (sbx_secrets_store_finish (SBX_SECRETS (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
sbx_connect_dialog_save_secrets_async (SbxConfigDialog *dialog,
                                       SbxSecrets *secrets,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  SbxConnectDialog *self = SBX_CONNECT_DIALOG (dialog);
  SbxEndpointConfig *config = sbx_config_form_get_config (sbx_config_dialog_get_form (dialog));
  const char *username = sbx_entry_row_get_text (self->username_row);
  const char *password = sbx_entry_row_get_text (self->password_row);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *key = NULL;
  g_autofree char *label = NULL;

  g_task_set_source_tag (task, sbx_connect_dialog_save_secrets_async);
  if (username[0] == '\0' || password[0] == '\0')
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  key = g_strdup_printf ("connection:%s:password", sbx_endpoint_config_get_id (config));
  /* Translators: how a password is named in the keyring; %s is a user name */
  label = g_strdup_printf (_ ("Signalbox: password of “%s”"), username);
  sbx_secrets_store_async (secrets, key, label, password, NULL, password_saved_cb, g_steal_pointer (&task));
}

static gboolean
sbx_connect_dialog_save_secrets_finish (SbxConfigDialog *dialog, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static SbxEndpoint *
sbx_connect_dialog_add (SbxConfigDialog *dialog, SbxConsole *console, SbxEndpointConfig *config)
{
  return g_object_ref (SBX_ENDPOINT (sbx_console_add_connection (console, SBX_CONNECTION_CONFIG (config))));
}

static void
username_changed_cb (SbxConnectDialog *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->password_row),
                            sbx_entry_row_get_text (self->username_row)[0] != '\0');
}

static void
sbx_connect_dialog_bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, description_row);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, url_row);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, contract_row);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, trust_group);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, username_row);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, password_row);
  gtk_widget_class_bind_template_child (widget_class, SbxConnectDialog, dialect_row);
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
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  SbxConfigDialogClass *dialog_class = SBX_CONFIG_DIALOG_CLASS (klass);

  /* Translators: %s is what the keyring says */
  dialog_class->secrets_failed = N_ ("The password could not be kept: %s");
  dialog_class->is_complete = sbx_connect_dialog_is_complete;
  dialog_class->save_secrets_async = sbx_connect_dialog_save_secrets_async;
  dialog_class->save_secrets_finish = sbx_connect_dialog_save_secrets_finish;
  dialog_class->add = sbx_connect_dialog_add;

  g_type_ensure (SBX_TYPE_TRUST_GROUP);
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
sbx_connect_dialog_fill_form (SbxConnectDialog *self, SbxConfigForm *form)
{
  sbx_config_form_add_text (form, "name", self->name_row);
  sbx_config_form_add_text (form, "description", self->description_row);
  sbx_config_form_add_text (form, "url", self->url_row);
  sbx_config_form_add_text (form, "username", self->username_row);
  sbx_config_form_add_choice (form, "dialect", self->dialect_row);
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
  sbx_trust_group_set_form (self->trust_group, form);
}

static GtkWindow *
sbx_connect_dialog_create (SbxConsole *console, SbxConnection *connection, SbxEndpointConfig *config)
{
  SbxConnectDialog *self = g_object_new (SBX_TYPE_CONNECT_DIALOG, NULL);
  SbxConfigDialog *dialog = SBX_CONFIG_DIALOG (self);
  SbxConfigForm *form =
    sbx_config_dialog_begin (dialog, console, (SbxEndpoint *) connection, config, _ ("Edit Connection"));

  sbx_connect_dialog_fill_form (self, form);
  sbx_config_form_add_contract (form, self->contract_row, sbx_console_get_workspace_path (console));
  if (connection != NULL)
    g_object_set (self->password_row, "hint", _ ("Leave empty to keep the password"), NULL);

  g_signal_connect_object (self->username_row, "notify::text", G_CALLBACK (username_changed_cb), self,
                           G_CONNECT_SWAPPED);
  username_changed_cb (self);
  sbx_config_dialog_update (dialog);
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

  return sbx_connect_dialog_create (console, connection, config);
}

GtkWindow *
sbx_connect_dialog_new_like (SbxConsole *console, SbxConnection *connection)
{
  g_autoptr (SbxEndpointConfig) config = NULL;

  g_return_val_if_fail (SBX_IS_CONSOLE (console), NULL);
  g_return_val_if_fail (SBX_IS_CONNECTION (connection), NULL);

  config = sbx_config_form_copy_as_new (sbx_endpoint_get_config (SBX_ENDPOINT (connection)));

  return sbx_connect_dialog_create (console, NULL, config);
}
