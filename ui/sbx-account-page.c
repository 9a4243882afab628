/* sbx-account-page.c — who a connection is logged in as
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-account-page.h"

#include <glib/gi18n.h>

#include "sbx-entry-row.h"
#include "sbx-format.h"
#include "sbx-switch-row.h"
#include "sbx-value-row.h"

struct _SbxAccountPage
{
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkWidget *login_error_row;
  GtkLabel *login_error;
  SbxEntryRow *username_row;
  SbxEntryRow *password_row;
  SbxSwitchRow *remember_row;
  GtkSpinner *spinner;
  SbxEntryRow *token_row;
  SbxValueRow *user_row;
  SbxValueRow *id_row;
  SbxValueRow *roles_row;
  SbxValueRow *expires_row;

  SbxConsole *console;
  SbxConnection *connection;
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (SbxAccountPage, sbx_account_page, GTK_TYPE_WIDGET)

static void
sbx_account_page_show_error (SbxAccountPage *self, const char *message)
{
  gtk_label_set_text (self->login_error, message != NULL ? message : "");
  gtk_widget_set_visible (self->login_error_row, message != NULL);
}

static void
sbx_account_page_update_actions (SbxAccountPage *self)
{
  gboolean has_name = sbx_entry_row_get_text (self->username_row)[0] != '\0';
  gboolean has_token = sbx_entry_row_get_text (self->token_row)[0] != '\0';

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.login", !self->busy && has_name);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.login-token", !self->busy && has_token);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.logout", !self->busy);
  gtk_spinner_set_spinning (self->spinner, self->busy);
}

static void
edited_cb (SbxAccountPage *self)
{
  if (self->connection == NULL)
    return;

  sbx_account_page_show_error (self, NULL);
  sbx_account_page_update_actions (self);
}

static void
sbx_account_page_show_account (SbxAccountPage *self)
{
  g_autofree char *user = NULL;
  g_autofree char *user_id = NULL;
  g_auto (GStrv) roles = NULL;
  gint64 expires_at;
  g_autofree char *roles_text = NULL;
  g_autofree char *expires_text = NULL;

  g_object_get (self->connection, "user", &user, "user-id", &user_id, "roles", &roles, "token-expires-at",
                &expires_at, NULL);
  roles_text = sbx_format_list ((const char *const *) roles);
  expires_text = expires_at > 0 ? sbx_format_time (expires_at * 1000) : NULL;

  sbx_value_row_set_value (self->user_row, user);
  sbx_value_row_set_value (self->id_row, user_id);
  sbx_value_row_set_value (self->roles_row, roles_text[0] != '\0' ? roles_text : C_ ("roles", "None"));
  sbx_value_row_set_value (self->expires_row,
                           expires_text != NULL ? expires_text : C_ ("expires", "Unknown"));
}

static void
sbx_account_page_update (SbxAccountPage *self)
{
  gboolean logged_in;
  g_autofree char *login_error = NULL;

  g_object_get (self->connection, "logged-in", &logged_in, "login-error", &login_error, NULL);

  sbx_account_page_show_account (self);
  /* A login that was remembered may have failed on its own. */
  if (!self->busy && login_error != NULL)
    sbx_account_page_show_error (self, login_error);

  if (sbx_endpoint_get_state (SBX_ENDPOINT (self->connection)) != SBX_ENDPOINT_RUNNING)
    gtk_stack_set_visible_child_name (self->stack, "disconnected");
  else
    gtk_stack_set_visible_child_name (self->stack, logged_in ? "account" : "login");
  sbx_account_page_update_actions (self);
}

static void
sbx_account_page_set_busy (SbxAccountPage *self, gboolean busy)
{
  self->busy = busy;
  if (busy)
    sbx_account_page_show_error (self, NULL);
  sbx_account_page_update_actions (self);
}

static void
logged_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxAccountPage) self = user_data;
  g_autoptr (GError) error = NULL;

  sbx_account_page_set_busy (self, FALSE);
  if (sbx_connection_login_finish (SBX_CONNECTION (source), result, &error))
    {
      /* A password stays on screen no longer than it is needed. */
      sbx_entry_row_set_text (self->password_row, "");
      sbx_entry_row_set_text (self->token_row, "");
    }
  else
    {
      sbx_account_page_show_error (self, error->message);
    }

  if (self->connection != NULL)
    sbx_account_page_update (self);
}

static gboolean
sbx_account_page_get_remember (SbxAccountPage *self)
{
  gboolean remember;

  g_object_get (self->remember_row, "active", &remember, NULL);

  return remember;
}

static void
login_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxAccountPage *self = SBX_ACCOUNT_PAGE (widget);

  sbx_account_page_set_busy (self, TRUE);
  sbx_connection_login_async (self->connection, sbx_entry_row_get_text (self->username_row),
                              sbx_entry_row_get_text (self->password_row),
                              sbx_account_page_get_remember (self), NULL, logged_in_cb, g_object_ref (self));
}

static void
login_token_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxAccountPage *self = SBX_ACCOUNT_PAGE (widget);

  sbx_account_page_set_busy (self, TRUE);
  sbx_connection_login_token_async (self->connection, sbx_entry_row_get_text (self->token_row),
                                    sbx_account_page_get_remember (self), NULL, logged_in_cb,
                                    g_object_ref (self));
}

static void
username_activated_cb (SbxAccountPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
}

static void
password_activated_cb (SbxAccountPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "account.login", NULL);
}

static void
token_activated_cb (SbxAccountPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "account.login-token", NULL);
}

static void
logged_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxAccountPage) self = user_data;
  g_autoptr (GError) error = NULL;

  sbx_account_page_set_busy (self, FALSE);
  if (!sbx_connection_logout_finish (SBX_CONNECTION (source), result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
logout_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxAccountPage *self = SBX_ACCOUNT_PAGE (widget);

  sbx_account_page_set_busy (self, TRUE);
  sbx_connection_logout_async (self->connection, NULL, logged_out_cb, g_object_ref (self));
}

/* Where what is remembered goes is to be known before it does. */
static void
secrets_changed_cb (SbxAccountPage *self)
{
  gboolean persistent = sbx_secrets_get_persistent (sbx_console_get_secrets (self->console));

  g_object_set (self->remember_row, "hint",
                persistent ? _ ("Keeps it in the keyring, and logs in after the next connect")
                           : _ ("There is no keyring: it is forgotten when Signalbox ends"),
                NULL);
}

static void
sbx_account_page_dispose (GObject *object)
{
  SbxAccountPage *self = SBX_ACCOUNT_PAGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->connection);
  g_clear_object (&self->console);

  G_OBJECT_CLASS (sbx_account_page_parent_class)->dispose (object);
}

static void
sbx_account_page_class_init (SbxAccountPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_account_page_dispose;

  gtk_widget_class_install_action (widget_class, "account.login", NULL, login_action);
  gtk_widget_class_install_action (widget_class, "account.login-token", NULL, login_token_action);
  gtk_widget_class_install_action (widget_class, "account.logout", NULL, logout_action);

  g_type_ensure (SBX_TYPE_ENTRY_ROW);
  g_type_ensure (SBX_TYPE_SWITCH_ROW);
  g_type_ensure (SBX_TYPE_VALUE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, login_error_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, login_error);
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, username_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, remember_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, token_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, user_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, id_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, roles_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, expires_row);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, username_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, password_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, token_activated_cb);
}

static void
sbx_account_page_init (SbxAccountPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sbx_account_page_new (SbxConsole *console, SbxEndpoint *endpoint)
{
  static const char *const told[] = { "notify::state",      "notify::logged-in", "notify::user",
                                      "notify::user-id",    "notify::roles",     "notify::token-expires-at",
                                      "notify::login-error" };
  SbxAccountPage *self;
  g_autofree char *username = NULL;

  g_return_val_if_fail (SBX_IS_CONSOLE (console), NULL);
  g_return_val_if_fail (SBX_IS_CONNECTION (endpoint), NULL);

  self = g_object_new (SBX_TYPE_ACCOUNT_PAGE, NULL);
  self->console = g_object_ref (console);
  self->connection = g_object_ref (SBX_CONNECTION (endpoint));

  g_object_get (sbx_endpoint_get_config (endpoint), "username", &username, NULL);
  sbx_entry_row_set_text (self->username_row, username);

  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    g_signal_connect_object (endpoint, told[i], G_CALLBACK (sbx_account_page_update), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (sbx_console_get_secrets (console), "notify::persistent",
                           G_CALLBACK (secrets_changed_cb), self, G_CONNECT_SWAPPED);
  secrets_changed_cb (self);
  sbx_account_page_update (self);

  return GTK_WIDGET (self);
}
