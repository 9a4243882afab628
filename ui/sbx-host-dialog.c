/* sbx-host-dialog.c — a dialog that makes or edits a hosted server
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-host-dialog.h"

#include <glib/gi18n.h>

#include "sbx-contract-text.h"
#include "sbx-encryption-group.h"
#include "sbx-users-group.h"

#define FIRST_PORT 8080

struct _SbxHostDialog
{
  SbxConfigDialog parent_instance;

  SbxEntryRow *name_row;
  SbxEntryRow *description_row;
  SbxEntryRow *url_row;
  SbxSwitchRow *demo_row;
  SbxContractRow *contract_row;
  SbxSwitchRow *fill_row;
  SbxChoiceRow *validate_row;
  SbxSwitchRow *access_row;
  SbxEncryptionGroup *encryption_group;
  SbxUsersGroup *users_group;
  SbxChoiceRow *dialect_row;
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
  SbxNumberRow *seed_row;

  /* What the contract gave the server for a name and a version; nullable. */
  char *given_name;
  char *given_version;
};

G_DEFINE_FINAL_TYPE (SbxHostDialog, sbx_host_dialog, SBX_TYPE_CONFIG_DIALOG)

static gboolean
sbx_host_dialog_is_complete (SbxConfigDialog *dialog)
{
  return sbx_users_group_get_complete (SBX_HOST_DIALOG (dialog)->users_group);
}

static void
users_changed_cb (SbxHostDialog *self)
{
  sbx_config_form_edited (sbx_config_dialog_get_form (SBX_CONFIG_DIALOG (self)), "users");
}

static void
sbx_host_dialog_save_secrets_async (SbxConfigDialog *dialog,
                                    SbxSecrets *secrets,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  SbxEndpointConfig *config = sbx_config_form_get_config (sbx_config_dialog_get_form (dialog));

  sbx_users_group_save_passwords_async (SBX_HOST_DIALOG (dialog)->users_group, secrets,
                                        sbx_endpoint_config_get_id (config), callback, user_data);
}

static gboolean
sbx_host_dialog_save_secrets_finish (SbxConfigDialog *dialog, GAsyncResult *result, GError **error)
{
  return sbx_users_group_save_passwords_finish (SBX_HOST_DIALOG (dialog)->users_group, result, error);
}

static SbxEndpoint *
sbx_host_dialog_add (SbxConfigDialog *dialog, SbxConsole *console, SbxEndpointConfig *config)
{
  return g_object_ref (SBX_ENDPOINT (sbx_console_add_server (console, SBX_SERVER_CONFIG (config))));
}

static void
sbx_host_dialog_bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, description_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, url_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, contract_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, fill_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, validate_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, access_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, encryption_group);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, demo_row);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, users_group);
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, dialect_row);
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
  gtk_widget_class_bind_template_child (widget_class, SbxHostDialog, seed_row);
}

static void
sbx_host_dialog_finalize (GObject *object)
{
  SbxHostDialog *self = SBX_HOST_DIALOG (object);

  g_free (self->given_name);
  g_free (self->given_version);

  G_OBJECT_CLASS (sbx_host_dialog_parent_class)->finalize (object);
}

static void
sbx_host_dialog_class_init (SbxHostDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  SbxConfigDialogClass *dialog_class = SBX_CONFIG_DIALOG_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sbx_host_dialog_finalize;

  /* Translators: %s is what the keyring says */
  dialog_class->secrets_failed = N_ ("The passwords could not be kept: %s");
  dialog_class->is_complete = sbx_host_dialog_is_complete;
  dialog_class->save_secrets_async = sbx_host_dialog_save_secrets_async;
  dialog_class->save_secrets_finish = sbx_host_dialog_save_secrets_finish;
  dialog_class->add = sbx_host_dialog_add;

  g_type_ensure (SBX_TYPE_ENCRYPTION_GROUP);
  g_type_ensure (SBX_TYPE_USERS_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-host-dialog.ui");
  sbx_host_dialog_bind_children (widget_class);
}

static void
sbx_host_dialog_init (SbxHostDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* --- from a contract --------------------------------------------------------- */

static SbxServerConfig *
get_config (SbxHostDialog *self)
{
  return SBX_SERVER_CONFIG (
    sbx_config_form_get_config (sbx_config_dialog_get_form (SBX_CONFIG_DIALOG (self))));
}

static void
move_items (GListStore *from, GListStore *to)
{
  g_list_store_remove_all (to);
  for (guint i = 0; from != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (from)); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (from), i);

      g_list_store_append (to, item);
    }
}

/* What was typed stays. */
static void
give (SbxServerConfig *config, const char *property, const char *usual, char **given, const char *text)
{
  g_autofree char *now = NULL;

  g_object_get (config, property, &now, NULL);
  if (g_strcmp0 (now, usual) != 0 && g_strcmp0 (now, *given) != 0)
    return;

  g_free (*given);
  *given = g_strdup (text);
  g_object_set (config, property, text, NULL);
}

static char *
describe_filling (SbxServerConfig *config, char **warnings)
{
  guint n_handlers = g_list_model_get_n_items (G_LIST_MODEL (sbx_server_config_get_handlers (config)));
  guint n_timers = g_list_model_get_n_items (G_LIST_MODEL (sbx_server_config_get_timers (config)));
  g_autofree char *handlers =
    g_strdup_printf (ngettext ("%u handler", "%u handlers", n_handlers), n_handlers);
  g_autofree char *timers = g_strdup_printf (ngettext ("%u event", "%u events", n_timers), n_timers);
  /* Translators: a number of handlers and a number of events */
  g_autofree char *all = g_strdup_printf (_ ("Makes %s and %s"), handlers, timers);
  g_autofree char *rest = warnings[0] != NULL ? g_strjoinv ("\n", warnings) : NULL;

  return rest != NULL ? g_strjoin ("\n", all, rest, NULL) : g_steal_pointer (&all);
}

/* A new server answers what its contract knows, unless that is not wanted. */
static void
sbx_host_dialog_fill (SbxHostDialog *self)
{
  SbxServerConfig *config = get_config (self);
  MbmContract *contract = sbx_contract_row_get_contract (self->contract_row);
  g_autoptr (SbxServerConfig) made = NULL;
  g_auto (GStrv) warnings = NULL;
  g_autofree char *hint = NULL;
  gboolean wanted;

  g_object_get (self->fill_row, "active", &wanted, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->fill_row), contract != NULL);
  if (contract == NULL || !wanted)
    {
      move_items (NULL, sbx_server_config_get_handlers (config));
      move_items (NULL, sbx_server_config_get_timers (config));
      g_object_set (self->fill_row, "hint", _ ("Makes handlers and events of it"), NULL);
      return;
    }

  made = sbx_server_config_new_from_contract (contract, NULL, &warnings);
  hint = describe_filling (made, warnings);
  g_object_set (self->fill_row, "hint", hint, NULL);
  move_items (sbx_server_config_get_handlers (made), sbx_server_config_get_handlers (config));
  move_items (sbx_server_config_get_timers (made), sbx_server_config_get_timers (config));
  give (config, "name", "", &self->given_name, mbm_contract_get_name (contract));
  give (config, "version", "1.0.0", &self->given_version, mbm_contract_get_version (contract));
}

/* The contract's roles are those that a user may have. */
static void
contract_read_cb (SbxHostDialog *self)
{
  MbmContract *contract = sbx_contract_row_get_contract (self->contract_row);

  sbx_users_group_set_roles (self->users_group, contract != NULL ? mbm_contract_get_roles (contract) : NULL);
}

/* Without a contract there is nothing to hold anything against. */
static void
contract_changed_cb (SbxHostDialog *self, GParamSpec *pspec, SbxEndpointConfig *config)
{
  g_autofree char *contract = NULL;
  gboolean demo, any;

  g_object_get (config, "contract", &contract, "demo", &demo, NULL);
  any = demo || (contract != NULL && contract[0] != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->validate_row), any);
  gtk_widget_set_visible (GTK_WIDGET (self->access_row), any);
}

static void
sbx_host_dialog_fill_form (SbxHostDialog *self, SbxConfigForm *form)
{
  sbx_config_form_add_text (form, "name", self->name_row);
  sbx_config_form_add_text (form, "description", self->description_row);
  sbx_config_form_add_text (form, "url", self->url_row);
  sbx_config_form_add_switch (form, "demo", self->demo_row);
  sbx_config_form_add_choice (form, "validate", self->validate_row);
  sbx_config_form_add_switch (form, "enforce-access", self->access_row);
  sbx_config_form_add_part (form, "users", GTK_WIDGET (self->users_group));
  sbx_config_form_add_choice (form, "dialect", self->dialect_row);
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
  sbx_config_form_add_number (form, "seed", self->seed_row, 1);
}

static GtkWindow *
sbx_host_dialog_create (SbxConsole *console, SbxServer *server, SbxEndpointConfig *config)
{
  SbxHostDialog *self = g_object_new (SBX_TYPE_HOST_DIALOG, NULL);
  SbxConfigDialog *dialog = SBX_CONFIG_DIALOG (self);
  SbxConfigForm *form =
    sbx_config_dialog_begin (dialog, console, (SbxEndpoint *) server, config, _ ("Edit Server"));

  sbx_users_group_set_users (self->users_group, sbx_server_config_get_users (SBX_SERVER_CONFIG (config)),
                             server != NULL);
  sbx_host_dialog_fill_form (self, form);
  sbx_encryption_group_set_form (self->encryption_group, form, server);
  g_signal_connect_object (config, "notify::contract", G_CALLBACK (contract_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (config, "notify::demo", G_CALLBACK (contract_changed_cb), self, G_CONNECT_SWAPPED);
  contract_changed_cb (self, NULL, config);
  sbx_config_form_add_contract (form, self->contract_row, sbx_console_get_workspace_path (console));
  g_signal_connect_object (self->contract_row, "notify::contract", G_CALLBACK (contract_read_cb), self,
                           G_CONNECT_SWAPPED);
  contract_read_cb (self);
  if (server == NULL && g_list_model_get_n_items (
                          G_LIST_MODEL (sbx_server_config_get_handlers (SBX_SERVER_CONFIG (config)))) == 0)
    {
      g_signal_connect_object (self->contract_row, "notify::contract", G_CALLBACK (sbx_host_dialog_fill),
                               self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->fill_row, "notify::active", G_CALLBACK (sbx_host_dialog_fill), self,
                               G_CONNECT_SWAPPED);
    }

  g_signal_connect_object (self->users_group, "changed", G_CALLBACK (users_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->users_group, "notify::complete", G_CALLBACK (sbx_config_dialog_update), self,
                           G_CONNECT_SWAPPED);
  sbx_config_dialog_update (dialog);
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

  return sbx_host_dialog_create (console, server, config);
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

  return sbx_host_dialog_create (console, NULL, config);
}

GtkWindow *
sbx_host_dialog_new_from_contract (SbxConsole *console, const char *path)
{
  GtkWindow *dialog;
  SbxHostDialog *self;
  g_autofree char *directory = NULL;
  g_autofree char *kept = NULL;

  g_return_val_if_fail (SBX_IS_CONSOLE (console), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  dialog = sbx_host_dialog_new (console, NULL);
  self = SBX_HOST_DIALOG (dialog);
  directory = g_path_get_dirname (sbx_console_get_workspace_path (console));
  kept = sbx_contract_path_relate (path, directory);
  sbx_contract_row_set_path (self->contract_row, kept);

  return dialog;
}
