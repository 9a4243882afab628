/* sbx-host-dialog.c — a dialog that makes or edits a hosted server
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-host-dialog.h"

#include <glib/gi18n.h>

#include "sbx-banner.h"
#include "sbx-config-form.h"
#include "sbx-users-group.h"

#define FIRST_PORT 8080

struct _SbxHostDialog
{
  AdwWindow parent_instance;

  GtkButton *confirm_button;
  SbxBanner *banner;
  AdwExpanderRow *advanced_row;
  SbxEntryRow *name_row;
  SbxEntryRow *url_row;
  SbxSwitchRow *demo_row;
  SbxUsersGroup *users_group;
  SbxEntryRow *server_id_row;
  SbxEntryRow *version_row;
  SbxEntryRow *capabilities_row;
  SbxNumberRow *heartbeat_row;
  SbxNumberRow *timeout_row;
  SbxNumberRow *clients_row;
  SbxSwitchRow *registration_row;
  SbxSwitchRow *announce_row;
  SbxSwitchRow *broadcast_row;
  SbxSwitchRow *remote_row;
  SbxEntryRow *origins_row;
  SbxNumberRow *message_size_row;
  SbxNumberRow *queue_size_row;
  SbxNumberRow *handshake_row;
  SbxNumberRow *unregistered_row;

  SbxConsole *console;
  SbxServer *server; /* that is edited, NULL for a new one */
  SbxConfigForm *form;
  gboolean saving;
};

enum
{
  SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxHostDialog, sbx_host_dialog, ADW_TYPE_WINDOW)

static void
sbx_host_dialog_update (SbxHostDialog *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.confirm",
                                 !self->saving && sbx_config_form_get_valid (self->form) &&
                                   sbx_users_group_get_complete (self->users_group));
}

static void
users_changed_cb (SbxHostDialog *self)
{
  sbx_config_form_edited (self->form, "users");
}

/* What is wrong is not to hide. */
static void
error_shown_cb (SbxHostDialog *self, GtkWidget *row)
{
  if (gtk_widget_is_ancestor (row, GTK_WIDGET (self->advanced_row)))
    adw_expander_row_set_expanded (self->advanced_row, TRUE);
}

static void
sbx_host_dialog_finish (SbxHostDialog *self)
{
  SbxServerConfig *config = SBX_SERVER_CONFIG (sbx_config_form_get_config (self->form));

  if (self->server != NULL)
    sbx_endpoint_set_config (SBX_ENDPOINT (self->server), SBX_ENDPOINT_CONFIG (config));
  else
    self->server = g_object_ref (sbx_console_add_server (self->console, config));

  g_signal_emit (self, signals[SAVED], 0, self->server);
  gtk_window_close (GTK_WINDOW (self));
}

static void
passwords_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxHostDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  self->saving = FALSE;
  sbx_host_dialog_update (self);

  if (sbx_users_group_save_passwords_finish (SBX_USERS_GROUP (source), result, &error))
    {
      sbx_host_dialog_finish (self);
      return;
    }

  /* Translators: %s is what the keyring says */
  text = g_strdup_printf (_ ("The passwords could not be kept: %s"), error->message);
  g_object_set (self->banner, "text", text, NULL);
}

static void
confirm_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxHostDialog *self = SBX_HOST_DIALOG (widget);

  self->saving = TRUE;
  sbx_host_dialog_update (self);
  /* Before the server starts: it asks for them then. */
  sbx_users_group_save_passwords_async (self->users_group, sbx_console_get_secrets (self->console),
                                        sbx_endpoint_config_get_id (sbx_config_form_get_config (self->form)),
                                        passwords_saved_cb, g_object_ref (self));
}

static void
sbx_host_dialog_dispose (GObject *object)
{
  SbxHostDialog *self = SBX_HOST_DIALOG (object);

  g_clear_object (&self->form);
  g_clear_object (&self->server);
  g_clear_object (&self->console);

  G_OBJECT_CLASS (sbx_host_dialog_parent_class)->dispose (object);
}

static void
sbx_host_dialog_bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, confirm_button);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, advanced_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, url_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, demo_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, users_group);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, server_id_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, version_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, capabilities_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, heartbeat_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, timeout_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, clients_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, registration_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, announce_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, broadcast_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, remote_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, origins_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, message_size_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, queue_size_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, handshake_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, unregistered_row);
}

static void
sbx_host_dialog_class_init (SbxHostDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sbx_host_dialog_dispose;

  signals[SAVED] = g_signal_new ("saved", SBX_TYPE_HOST_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, SBX_TYPE_ENDPOINT);

  gtk_widget_class_install_action (widget_class, "dialog.confirm", NULL, confirm_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  g_type_ensure (SBX_TYPE_BANNER);
  g_type_ensure (SBX_TYPE_ENTRY_ROW);
  g_type_ensure (SBX_TYPE_NUMBER_ROW);
  g_type_ensure (SBX_TYPE_SWITCH_ROW);
  g_type_ensure (SBX_TYPE_USERS_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-host-dialog.ui");
  sbx_host_dialog_bind_children (widget_class);
}

static void
sbx_host_dialog_init (SbxHostDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
sbx_host_dialog_fill_form (SbxHostDialog *self)
{
  SbxConfigForm *form = self->form;

  sbx_config_form_add_text (form, "name", self->name_row);
  sbx_config_form_add_text (form, "url", self->url_row);
  sbx_config_form_add_switch (form, "demo", self->demo_row);
  sbx_config_form_add_part (form, "users", GTK_WIDGET (self->users_group));
  sbx_config_form_add_text (form, "server-id", self->server_id_row);
  sbx_config_form_add_text (form, "version", self->version_row);
  sbx_config_form_add_list (form, "capabilities", self->capabilities_row);
  sbx_config_form_add_number (form, "heartbeat-interval", self->heartbeat_row, 1);
  sbx_config_form_add_number (form, "client-timeout", self->timeout_row, 1);
  sbx_config_form_add_number (form, "max-clients", self->clients_row, 1);
  sbx_config_form_add_switch (form, "require-registration", self->registration_row);
  sbx_config_form_add_switch (form, "announce-clients", self->announce_row);
  sbx_config_form_add_switch (form, "system-broadcast", self->broadcast_row);
  sbx_config_form_add_switch (form, "allow-remote", self->remote_row);
  sbx_config_form_add_list (form, "allowed-origins", self->origins_row);
  sbx_config_form_add_number (form, "max-message-size", self->message_size_row, 1024);
  sbx_config_form_add_number (form, "max-queue-size", self->queue_size_row, 1024);
  sbx_config_form_add_number (form, "handshake-timeout", self->handshake_row, 1);
  sbx_config_form_add_number (form, "max-unregistered", self->unregistered_row, 1);
}

static GtkWindow *
sbx_host_dialog_create (SbxConsole *console, SbxServer *server, SbxServerConfig *config)
{
  SbxHostDialog *self = g_object_new (SBX_TYPE_HOST_DIALOG, NULL);

  self->console = g_object_ref (console);
  self->form = sbx_config_form_new (SBX_ENDPOINT_CONFIG (config));
  sbx_users_group_set_users (self->users_group, sbx_server_config_get_users (config), server != NULL);
  sbx_host_dialog_fill_form (self);

  if (server != NULL)
    {
      self->server = g_object_ref (server);
      gtk_window_set_title (GTK_WINDOW (self), _ ("Edit Server"));
      gtk_button_set_label (self->confirm_button, _ ("_Save"));
    }

  g_signal_connect_object (self->users_group, "changed", G_CALLBACK (users_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->users_group, "notify::complete", G_CALLBACK (sbx_host_dialog_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form, "error-shown", G_CALLBACK (error_shown_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form, "notify::valid", G_CALLBACK (sbx_host_dialog_update), self,
                           G_CONNECT_SWAPPED);
  sbx_host_dialog_update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));

  return GTK_WINDOW (self);
}

/* An address that no server of the console has. */
static char *
suggest_url (SbxConsole *console)
{
  GListModel *servers = sbx_console_get_servers (console);

  for (guint port = FIRST_PORT;; port++)
    {
      g_autofree char *url = g_strdup_printf ("ws://127.0.0.1:%u", port);
      gboolean taken = FALSE;

      for (guint i = 0; i < g_list_model_get_n_items (servers); i++)
        {
          g_autoptr (SbxEndpoint) other = g_list_model_get_item (servers, i);

          taken |= g_strcmp0 (sbx_endpoint_config_get_url (sbx_endpoint_get_config (other)), url) == 0;
        }

      if (!taken)
        return g_steal_pointer (&url);
    }
}

GtkWindow *
sbx_host_dialog_new (SbxConsole *console, SbxServer *server)
{
  g_autoptr (SbxEndpointConfig) config = NULL;

  g_return_val_if_fail (SBX_IS_CONSOLE (console), NULL);
  g_return_val_if_fail (server == NULL || SBX_IS_SERVER (server), NULL);

  if (server != NULL)
    {
      config = sbx_endpoint_config_copy (sbx_endpoint_get_config (SBX_ENDPOINT (server)));
    }
  else
    {
      g_autofree char *url = suggest_url (console);

      config = SBX_ENDPOINT_CONFIG (sbx_server_config_new ());
      g_object_set (config, "url", url, NULL);
    }

  return sbx_host_dialog_create (console, server, SBX_SERVER_CONFIG (config));
}

GtkWindow *
sbx_host_dialog_new_like (SbxConsole *console, SbxServer *server)
{
  g_autoptr (SbxEndpointConfig) config = NULL;
  g_autofree char *url = NULL;

  g_return_val_if_fail (SBX_IS_CONSOLE (console), NULL);
  g_return_val_if_fail (SBX_IS_SERVER (server), NULL);

  url = suggest_url (console);
  config = sbx_config_form_copy_as_new (sbx_endpoint_get_config (SBX_ENDPOINT (server)));
  g_object_set (config, "url", url, NULL);

  return sbx_host_dialog_create (console, NULL, SBX_SERVER_CONFIG (config));
}
