/* sbx-login-form.c — logging in: by a password, a token, or a request of the service's own
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-login-form.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sbx-choice-row.h"
#include "sbx-entry-row.h"
#include "sbx-name-entry.h"
#include "sbx-payload-editor.h"
#include "sbx-plain-row.h"
#include "sbx-switch-row.h"

/* A service that is slow on purpose is worth a word after so long, in milliseconds. */
#define PATIENCE 1000

struct _SbxLoginForm
{
  AdwPreferencesGroup parent_instance;

  GtkWidget *error_row;
  GtkLabel *error;
  SbxChoiceRow *method_row;
  SbxEntryRow *username_row;
  SbxEntryRow *password_row;
  SbxEntryRow *token_row;
  GtkWidget *request_row;
  SbxNameEntry *request;
  GtkWidget *payload_row;
  SbxPayloadEditor *payload;
  GtkWidget *answer_row;
  SbxEntryRow *token_place;
  SbxEntryRow *expires_place;
  SbxEntryRow *user_place;
  SbxEntryRow *roles_place;
  SbxEntryRow *secrets_place;
  SbxSwitchRow *remember_row;
  GtkSpinner *spinner;
  GtkLabel *wait_label;
  GtkWidget *cancel_button;

  SbxConsole *console;
  SbxConnection *connection;
  GCancellable *cancellable; /* (nullable): while it waits for the service */
  guint patience;            /* until the wait is worth a word */
};

G_DEFINE_FINAL_TYPE (SbxLoginForm, sbx_login_form, ADW_TYPE_PREFERENCES_GROUP)

static gboolean
is_method (SbxLoginForm *self, const char *method)
{
  return g_str_equal (sbx_choice_row_get_value (self->method_row), method);
}

static void
sbx_login_form_show_error (SbxLoginForm *self, const char *message)
{
  gtk_label_set_text (self->error, message != NULL ? message : "");
  gtk_widget_set_visible (self->error_row, message != NULL);
}

static gboolean
is_complete (SbxLoginForm *self)
{
  if (is_method (self, "password"))
    return sbx_entry_row_get_text (self->username_row)[0] != '\0';
  if (is_method (self, "token"))
    return sbx_entry_row_get_text (self->token_row)[0] != '\0';
  return sbx_name_entry_get_text (self->request)[0] != '\0' &&
         sbx_payload_editor_get_valid_json (self->payload);
}

static void
sbx_login_form_update (SbxLoginForm *self)
{
  gboolean busy = self->cancellable != NULL;
  gboolean by_request = is_method (self, "request");

  gtk_widget_set_visible (GTK_WIDGET (self->username_row), is_method (self, "password"));
  gtk_widget_set_visible (GTK_WIDGET (self->password_row), is_method (self, "password"));
  gtk_widget_set_visible (GTK_WIDGET (self->token_row), is_method (self, "token"));
  gtk_widget_set_visible (self->request_row, by_request);
  gtk_widget_set_visible (self->payload_row, by_request);
  gtk_widget_set_visible (self->answer_row, by_request);

  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_visible (self->cancel_button, busy);
  gtk_widget_set_visible (GTK_WIDGET (self->wait_label), busy && self->patience == 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "login.start", !busy && is_complete (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "login.cancel", busy);
}

static void
edited_cb (SbxLoginForm *self)
{
  if (self->connection == NULL)
    return;

  sbx_login_form_show_error (self, NULL);
  sbx_login_form_update (self);
}

/* What is known of a request's payload makes a form of it. */
static void
request_changed_cb (SbxLoginForm *self)
{
  const char *name = sbx_name_entry_get_text (self->request);
  SbxShapes *shapes;
  MbmSchema *schema;

  if (self->connection == NULL)
    return;

  shapes = sbx_endpoint_get_shapes (SBX_ENDPOINT (self->connection));
  schema = sbx_shapes_dup_schema (shapes, SBX_SHAPE_REQUEST, name, SBX_SHAPE_PAYLOAD);
  sbx_payload_editor_set_schema (self->payload, schema);
  g_clear_pointer (&schema, mbm_schema_unref);
  edited_cb (self);
}

/* --- logging in ------------------------------------------------------------------ */

static gboolean
patience_cb (gpointer user_data)
{
  SbxLoginForm *self = user_data;

  self->patience = 0;
  sbx_login_form_update (self);
  return G_SOURCE_REMOVE;
}

static void
sbx_login_form_set_busy (SbxLoginForm *self, gboolean busy)
{
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->patience, g_source_remove);
  if (busy)
    {
      self->cancellable = g_cancellable_new ();
      self->patience = g_timeout_add (PATIENCE, patience_cb, self);
      sbx_login_form_show_error (self, NULL);
    }
  sbx_login_form_update (self);
}

/* A secret stays on screen no longer than it is needed. */
static void
clear_secrets (SbxLoginForm *self)
{
  const char *json = NULL;
  g_autofree char *login = NULL;
  g_autoptr (SbxLoginRequest) request = NULL;

  sbx_entry_row_set_text (self->password_row, "");
  sbx_entry_row_set_text (self->token_row, "");
  g_object_get (sbx_endpoint_get_config (SBX_ENDPOINT (self->connection)), "login", &login, NULL);
  json = login;
  request = json != NULL ? sbx_login_request_from_json (json, NULL) : NULL;
  if (request != NULL)
    sbx_payload_editor_set_text (self->payload, request->payload);
}

static void
logged_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxLoginForm) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_in = sbx_connection_login_finish (SBX_CONNECTION (source), result, &error);

  /* The page has gone meanwhile. */
  if (self->connection == NULL)
    return;

  sbx_login_form_set_busy (self, FALSE);
  if (is_in)
    clear_secrets (self);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    sbx_login_form_show_error (self, error->message);
}

static void
set_place (char **place, SbxEntryRow *row)
{
  g_free (*place);
  *place = g_strstrip (g_strdup (sbx_entry_row_get_text (row)));
}

static SbxLoginRequest *
make_request (SbxLoginForm *self)
{
  g_autofree char *payload = sbx_payload_editor_dup_text (self->payload);
  SbxLoginRequest *request =
    sbx_login_request_new (sbx_name_entry_get_text (self->request), *payload != '\0' ? payload : "{}");
  g_auto (GStrv) secrets = g_strsplit_set (sbx_entry_row_get_text (self->secrets_place), ", ", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; secrets[i] != NULL; i++)
    if (*secrets[i] == '/')
      g_strv_builder_add (builder, secrets[i]);
  g_strfreev (request->secrets);
  request->secrets = g_strv_builder_end (builder);
  set_place (&request->token, self->token_place);
  set_place (&request->expires_at, self->expires_place);
  set_place (&request->user, self->user_place);
  set_place (&request->roles, self->roles_place);
  return request;
}

static void
start_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxLoginForm *self = SBX_LOGIN_FORM (widget);
  gboolean remember;

  g_object_get (self->remember_row, "active", &remember, NULL);
  sbx_login_form_set_busy (self, TRUE);
  if (is_method (self, "password"))
    {
      sbx_connection_login_async (self->connection, sbx_entry_row_get_text (self->username_row),
                                  sbx_entry_row_get_text (self->password_row), remember, self->cancellable,
                                  logged_in_cb, g_object_ref (self));
    }
  else if (is_method (self, "token"))
    {
      sbx_connection_login_token_async (self->connection, sbx_entry_row_get_text (self->token_row), remember,
                                        self->cancellable, logged_in_cb, g_object_ref (self));
    }
  else
    {
      g_autoptr (SbxLoginRequest) request = make_request (self);

      sbx_connection_login_request_async (self->connection, request, remember, self->cancellable,
                                          logged_in_cb, g_object_ref (self));
    }
}

static void
cancel_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_cancellable_cancel (SBX_LOGIN_FORM (widget)->cancellable);
}

static void
username_activated_cb (SbxLoginForm *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
}

static void
secret_activated_cb (SbxLoginForm *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "login.start", NULL);
}

/* --- what is known from before ---------------------------------------------------- */

/* A login that was remembered may have failed on its own. */
static void
login_error_cb (SbxLoginForm *self)
{
  g_autofree char *words = NULL;

  g_object_get (self->connection, "login-error", &words, NULL);
  if (self->cancellable == NULL && words != NULL)
    sbx_login_form_show_error (self, words);
}

/* Where what is remembered goes is to be known before it does. */
static void
secrets_changed_cb (SbxLoginForm *self)
{
  gboolean persistent = sbx_secrets_get_persistent (sbx_console_get_secrets (self->console));

  g_object_set (self->remember_row, "hint",
                persistent
                  ? _ ("Keeps it in the keyring, logs in after the next connect, and again before the "
                       "login ends")
                  : _ ("There is no keyring: it is forgotten when Signalbox ends"),
                NULL);
}

static void
show_request (SbxLoginForm *self, const SbxLoginRequest *request)
{
  g_autofree char *secrets = g_strjoinv (", ", request->secrets);

  sbx_choice_row_set_value (self->method_row, "request");
  sbx_name_entry_set_text (self->request, request->request);
  sbx_payload_editor_set_text (self->payload, request->payload);
  sbx_entry_row_set_text (self->token_place, request->token);
  sbx_entry_row_set_text (self->expires_place, request->expires_at);
  sbx_entry_row_set_text (self->user_place, request->user);
  sbx_entry_row_set_text (self->roles_place, request->roles);
  sbx_entry_row_set_text (self->secrets_place, secrets);
}

static void
show_config (SbxLoginForm *self)
{
  SbxEndpointConfig *config = sbx_endpoint_get_config (SBX_ENDPOINT (self->connection));
  g_autofree char *username = NULL;
  g_autofree char *login = NULL;
  g_autoptr (SbxLoginRequest) request = NULL;

  g_object_get (config, "username", &username, "login", &login, NULL);
  sbx_entry_row_set_text (self->username_row, username);
  request = login != NULL ? sbx_login_request_from_json (login, NULL) : NULL;
  if (request != NULL)
    show_request (self, request);
}

static void
sbx_login_form_dispose (GObject *object)
{
  SbxLoginForm *self = SBX_LOGIN_FORM (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->patience, g_source_remove);
  g_clear_object (&self->connection);
  g_clear_object (&self->console);

  G_OBJECT_CLASS (sbx_login_form_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, SbxLoginForm, error_row);
  gtk_widget_class_bind_template_child (widget_class, SbxLoginForm, error);
  gtk_widget_class_bind_template_child (widget_class, SbxLoginForm, method_row);
  gtk_widget_class_bind_template_child (widget_class, SbxLoginForm, username_row);
  gtk_widget_class_bind_template_child (widget_class, SbxLoginForm, password_row);
  gtk_widget_class_bind_template_child (widget_class, SbxLoginForm, token_row);
  gtk_widget_class_bind_template_child (widget_class, SbxLoginForm, request_row);
  gtk_widget_class_bind_template_child (widget_class, SbxLoginForm, request);
  gtk_widget_class_bind_template_child (widget_class, SbxLoginForm, payload_row);
  gtk_widget_class_bind_template_child (widget_class, SbxLoginForm, payload);
  gtk_widget_class_bind_template_child (widget_class, SbxLoginForm, answer_row);
  gtk_widget_class_bind_template_child (widget_class, SbxLoginForm, token_place);
  gtk_widget_class_bind_template_child (widget_class, SbxLoginForm, expires_place);
  gtk_widget_class_bind_template_child (widget_class, SbxLoginForm, user_place);
  gtk_widget_class_bind_template_child (widget_class, SbxLoginForm, roles_place);
  gtk_widget_class_bind_template_child (widget_class, SbxLoginForm, secrets_place);
  gtk_widget_class_bind_template_child (widget_class, SbxLoginForm, remember_row);
  gtk_widget_class_bind_template_child (widget_class, SbxLoginForm, spinner);
  gtk_widget_class_bind_template_child (widget_class, SbxLoginForm, wait_label);
  gtk_widget_class_bind_template_child (widget_class, SbxLoginForm, cancel_button);
}

static void
sbx_login_form_class_init (SbxLoginFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_login_form_dispose;

  gtk_widget_class_install_action (widget_class, "login.start", NULL, start_action);
  gtk_widget_class_install_action (widget_class, "login.cancel", NULL, cancel_action);

  g_type_ensure (SBX_TYPE_CHOICE_ROW);
  g_type_ensure (SBX_TYPE_ENTRY_ROW);
  g_type_ensure (SBX_TYPE_NAME_ENTRY);
  g_type_ensure (SBX_TYPE_PAYLOAD_EDITOR);
  g_type_ensure (SBX_TYPE_PLAIN_ROW);
  g_type_ensure (SBX_TYPE_SWITCH_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-login-form.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, request_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, username_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, secret_activated_cb);
}

static void
sbx_login_form_init (SbxLoginForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sbx_payload_editor_set_text (self->payload, "{}");
}

void
sbx_login_form_set_connection (SbxLoginForm *self, SbxConsole *console, SbxConnection *connection)
{
  g_return_if_fail (SBX_IS_LOGIN_FORM (self));
  g_return_if_fail (SBX_IS_CONNECTION (connection));

  self->console = g_object_ref (console);
  self->connection = g_object_ref (connection);
  sbx_name_entry_set_shapes (self->request, sbx_endpoint_get_shapes (SBX_ENDPOINT (connection)),
                             SBX_SHAPE_REQUEST);
  show_config (self);
  g_signal_connect_object (connection, "notify::login-error", G_CALLBACK (login_error_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (sbx_console_get_secrets (console), "notify::persistent",
                           G_CALLBACK (secrets_changed_cb), self, G_CONNECT_SWAPPED);
  secrets_changed_cb (self);
  login_error_cb (self);
  sbx_login_form_update (self);
}
