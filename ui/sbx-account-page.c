/* sbx-account-page.c — who a connection is logged in as
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-account-page.h"

#include <glib/gi18n.h>

#include "sbx-banner.h"
#include "sbx-format.h"
#include "sbx-login-form.h"
#include "sbx-switch-row.h"
#include "sbx-value-row.h"

struct _SbxAccountPage
{
  GtkWidget parent_instance;

  GtkStack *stack;
  SbxBanner *banner;
  SbxLoginForm *form;
  SbxValueRow *user_row;
  SbxValueRow *id_row;
  SbxValueRow *roles_row;
  SbxValueRow *client_row;
  AdwActionRow *expires_row;
  SbxSwitchRow *renew_row;
  AdwActionRow *login_kept_row;
  AdwActionRow *account_kept_row;
  GtkWidget *login_kept_group;
  GtkWidget *account_kept_group;

  SbxConsole *console;
  SbxConnection *connection;
  gboolean busy;
  gboolean is_updating;
  guint countdown;
};

G_DEFINE_FINAL_TYPE (SbxAccountPage, sbx_account_page, GTK_TYPE_WIDGET)

/* --- how long it lasts ------------------------------------------------------------ */

static gint64
get_left (gint64 time)
{
  return time - g_get_real_time () / 1000;
}

static char *
describe_expiry (gint64 expires_at)
{
  g_autofree char *at = sbx_format_time (expires_at * 1000);
  g_autofree char *left = NULL;

  if (expires_at == 0)
    return g_strdup (C_ ("expires", "Unknown"));
  if (get_left (expires_at) <= 0)
    /* Translators: %s is a date and time */
    return g_strdup_printf (_ ("%s, which is over"), at);

  left = sbx_format_duration (get_left (expires_at));
  /* Translators: a duration, and a date and time: “in 2 h 5 min, 12:05:09” */
  return g_strdup_printf (_ ("in %s, %s"), left, at);
}

static char *
describe_renewal (SbxAccountPage *self)
{
  g_autofree char *remembered = NULL;
  g_autofree char *left = NULL;
  gboolean renews;
  gint64 renews_at, expires_at;

  g_object_get (self->connection, "remembered", &remembered, "renews-at", &renews_at, "token-expires-at",
                &expires_at, NULL);
  g_object_get (sbx_endpoint_get_config (SBX_ENDPOINT (self->connection)), "renew-login", &renews, NULL);
  if (expires_at == 0)
    return g_strdup (_ ("The service does not tell when the login ends"));
  if (remembered == NULL)
    return g_strdup (_ ("What it takes to log in is not remembered"));
  if (!renews)
    return g_strdup (_ ("The login just ends"));
  if (renews_at == 0)
    return g_strdup (_ ("It is not planned"));

  left = sbx_format_duration (MAX (get_left (renews_at), 0));
  return g_strdup_printf (_ ("Logs in again in %s"), left);
}

/* Both change by the second. */
static void
sbx_account_page_show_times (SbxAccountPage *self)
{
  gint64 expires_at;
  g_autofree char *expiry = NULL;
  g_autofree char *renewal = describe_renewal (self);

  g_object_get (self->connection, "token-expires-at", &expires_at, NULL);
  expiry = describe_expiry (expires_at);
  adw_action_row_set_subtitle (self->expires_row, expiry);
  g_object_set (self->renew_row, "hint", renewal, NULL);
}

static gboolean
countdown_cb (gpointer user_data)
{
  sbx_account_page_show_times (user_data);
  return G_SOURCE_CONTINUE;
}

/* Only while somebody may look. */
static void
sbx_account_page_update_countdown (SbxAccountPage *self)
{
  gboolean counts = gtk_widget_get_mapped (GTK_WIDGET (self)) && self->connection != NULL &&
                    g_str_equal (gtk_stack_get_visible_child_name (self->stack), "account");

  if (counts == (self->countdown != 0))
    return;

  if (counts)
    self->countdown = g_timeout_add_seconds (1, countdown_cb, self);
  else
    g_clear_handle_id (&self->countdown, g_source_remove);
}

static void
sbx_account_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sbx_account_page_parent_class)->map (widget);
  sbx_account_page_update_countdown (SBX_ACCOUNT_PAGE (widget));
}

static void
sbx_account_page_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sbx_account_page_parent_class)->unmap (widget);
  sbx_account_page_update_countdown (SBX_ACCOUNT_PAGE (widget));
}

/* --- who it is --------------------------------------------------------------------- */

static void
sbx_account_page_show_account (SbxAccountPage *self)
{
  g_autofree char *user = NULL;
  g_autofree char *user_id = NULL;
  g_autofree char *client_id = NULL;
  g_auto (GStrv) roles = NULL;
  g_autofree char *roles_text = NULL;

  g_object_get (self->connection, "user", &user, "user-id", &user_id, "client-id", &client_id, "roles",
                &roles, NULL);
  roles_text = sbx_format_list ((const char *const *) roles);
  sbx_value_row_set_value (self->user_row, user != NULL && *user != '\0' ? user : C_ ("user", "Unknown"));
  sbx_value_row_set_value (self->id_row, user_id);
  sbx_value_row_set_value (self->client_row, client_id);
  sbx_value_row_set_value (self->roles_row, roles_text[0] != '\0' ? roles_text : C_ ("roles", "None"));
  sbx_account_page_show_times (self);
}

/* @words: what is kept, for people; NULL: nothing. */
static void
show_kept (GtkWidget *group, AdwActionRow *row, const char *words, gboolean persistent)
{
  gtk_widget_set_visible (group, words != NULL);
  if (words == NULL)
    return;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), words);
  adw_action_row_set_subtitle (row, persistent ? _ ("In the keyring")
                                               : _ ("In memory, until Signalbox ends: there is no keyring"));
}

static void
sbx_account_page_show_kept (SbxAccountPage *self)
{
  gboolean persistent = sbx_secrets_get_persistent (sbx_console_get_secrets (self->console));
  g_autofree char *remembered = NULL;
  g_autofree char *username = NULL;
  g_autofree char *name = NULL;
  g_autofree char *words = NULL;

  g_object_get (self->connection, "remembered", &remembered, NULL);
  g_object_get (sbx_endpoint_get_config (SBX_ENDPOINT (self->connection)), "username", &username, NULL);
  name = g_markup_escape_text (username, -1);
  if (g_strcmp0 (remembered, "password") == 0)
    words = g_strdup_printf (_ ("The Password of %s"), name);
  else if (g_strcmp0 (remembered, "token") == 0)
    words = g_strdup (_ ("A Token"));
  else if (g_strcmp0 (remembered, "payload") == 0)
    words = g_strdup (_ ("What the Login’s Request Sends"));

  show_kept (self->login_kept_group, self->login_kept_row, words, persistent);
  show_kept (self->account_kept_group, self->account_kept_row, words, persistent);
}

static void
sbx_account_page_update (SbxAccountPage *self)
{
  gboolean logged_in, renews;
  g_autofree char *login_error = NULL;

  g_object_get (self->connection, "logged-in", &logged_in, "login-error", &login_error, NULL);
  g_object_get (sbx_endpoint_get_config (SBX_ENDPOINT (self->connection)), "renew-login", &renews, NULL);

  self->is_updating = TRUE;
  g_object_set (self->renew_row, "active", renews, NULL);
  self->is_updating = FALSE;
  sbx_account_page_show_account (self);
  sbx_account_page_show_kept (self);
  /* A failure to log in is told by the form; to stay so, here. */
  g_object_set (self->banner, "text", logged_in ? login_error : NULL, NULL);

  if (sbx_endpoint_get_state (SBX_ENDPOINT (self->connection)) != SBX_ENDPOINT_RUNNING)
    gtk_stack_set_visible_child_name (self->stack, "disconnected");
  else
    gtk_stack_set_visible_child_name (self->stack, logged_in ? "account" : "login");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.logout", !self->busy);
  sbx_account_page_update_countdown (self);
}

/* --- what can be done --------------------------------------------------------------- */

static void
renew_changed_cb (SbxAccountPage *self)
{
  g_autoptr (SbxEndpointConfig) config = NULL;
  gboolean active;

  if (self->is_updating || self->connection == NULL)
    return;

  g_object_get (self->renew_row, "active", &active, NULL);
  config = sbx_endpoint_config_copy (sbx_endpoint_get_config (SBX_ENDPOINT (self->connection)));
  g_object_set (config, "renew-login", active, NULL);
  sbx_endpoint_set_config (SBX_ENDPOINT (self->connection), config);
}

static void
logged_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxAccountPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_out = sbx_connection_logout_finish (SBX_CONNECTION (source), result, &error);

  if (self->connection == NULL)
    return;

  self->busy = FALSE;
  if (!is_out)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
  sbx_account_page_update (self);
}

static void
logout_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxAccountPage *self = SBX_ACCOUNT_PAGE (widget);

  self->busy = TRUE;
  gtk_widget_action_set_enabled (widget, "account.logout", FALSE);
  sbx_connection_logout_async (self->connection, NULL, logged_out_cb, g_object_ref (self));
}

static void
forget_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sbx_connection_forget_login (SBX_ACCOUNT_PAGE (widget)->connection);
}

/* --- the page ----------------------------------------------------------------------- */

static void
sbx_account_page_dispose (GObject *object)
{
  SbxAccountPage *self = SBX_ACCOUNT_PAGE (object);
  GtkWidget *child;

  g_clear_handle_id (&self->countdown, g_source_remove);
  g_clear_object (&self->connection);
  g_clear_object (&self->console);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (sbx_account_page_parent_class)->dispose (object);
}

static void
sbx_account_page_class_init (SbxAccountPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_account_page_dispose;
  widget_class->map = sbx_account_page_map;
  widget_class->unmap = sbx_account_page_unmap;

  gtk_widget_class_install_action (widget_class, "account.logout", NULL, logout_action);
  gtk_widget_class_install_action (widget_class, "account.forget", NULL, forget_action);

  g_type_ensure (SBX_TYPE_BANNER);
  g_type_ensure (SBX_TYPE_LOGIN_FORM);
  g_type_ensure (SBX_TYPE_SWITCH_ROW);
  g_type_ensure (SBX_TYPE_VALUE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, banner);
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, form);
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, user_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, id_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, roles_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, client_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, expires_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, renew_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, login_kept_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, account_kept_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, login_kept_group);
  gtk_widget_class_bind_template_child (widget_class, SbxAccountPage, account_kept_group);
  gtk_widget_class_bind_template_callback (widget_class, renew_changed_cb);
}

static void
sbx_account_page_init (SbxAccountPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sbx_account_page_new (SbxConsole *console, SbxEndpoint *endpoint)
{
  static const char *const told[] = {
    "notify::state",     "notify::logged-in",        "notify::user",        "notify::user-id",
    "notify::roles",     "notify::token-expires-at", "notify::login-error", "notify::remembered",
    "notify::renews-at", "notify::config",           "notify::client-id",
  };
  SbxAccountPage *self;

  g_return_val_if_fail (SBX_IS_CONSOLE (console), NULL);
  g_return_val_if_fail (SBX_IS_CONNECTION (endpoint), NULL);

  self = g_object_new (SBX_TYPE_ACCOUNT_PAGE, NULL);
  self->console = g_object_ref (console);
  self->connection = g_object_ref (SBX_CONNECTION (endpoint));
  sbx_login_form_set_connection (self->form, console, self->connection);

  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    g_signal_connect_object (endpoint, told[i], G_CALLBACK (sbx_account_page_update), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (sbx_console_get_secrets (console), "notify::persistent",
                           G_CALLBACK (sbx_account_page_show_kept), self, G_CONNECT_SWAPPED);
  sbx_connection_look_up_remembered (self->connection);
  sbx_account_page_update (self);

  return GTK_WIDGET (self);
}
