/* test-dialogs.c — the dialogs that make and edit servers and connections
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-choice-row.h"
#include "sbx-connect-dialog.h"
#include "sbx-event-dialog.h"
#include "sbx-host-dialog.h"
#include "sbx-trust-dialog.h"
#include "sbx-users-group.h"
#include "ui-fixture.h"

typedef struct
{
  SbxEndpoint *endpoint;
  guint n;
} Saved;

static void
saved_cb (GtkWindow *dialog, SbxEndpoint *endpoint, gpointer user_data)
{
  Saved *saved = user_data;

  saved->endpoint = endpoint;
  saved->n++;
}

/* One that both dialogs have; borrowed. */
static gpointer
common_part (GtkWindow *dialog, const char *property)
{
  g_autoptr (GObject) part = NULL;

  g_object_get (dialog, property, &part, NULL);
  return part;
}

static gboolean
can_confirm (GtkWindow *dialog)
{
  return gtk_widget_get_sensitive (common_part (dialog, "confirm-button"));
}

static void
write_row (GtkWindow *dialog, const char *row, const char *text)
{
  g_object_set (ui_part (dialog, row), "text", text, NULL);
}

static char *
dup_error (GtkWindow *dialog, const char *row)
{
  char *error;

  g_object_get (ui_part (dialog, row), "error", &error, NULL);
  return error;
}

#define assert_error(dialog, row, expected)                 \
  G_STMT_START                                              \
  {                                                         \
    g_autofree char *found_error = dup_error (dialog, row); \
    if (expected)                                           \
      g_assert_nonnull (found_error);                       \
    else                                                    \
      g_assert_null (found_error);                          \
  }                                                         \
  G_STMT_END

static void
test_host_defaults (UiFixture *fixture, gconstpointer user_data)
{
  GtkWindow *dialog = sbx_host_dialog_new (fixture->console, NULL);
  GtkWindow *second;
  g_autofree char *url = NULL;

  /* All is well as it is: one click hosts a server. */
  g_assert_true (can_confirm (dialog));
  assert_error (dialog, "url_row", FALSE);
  ui_assert_window_goes (dialog);

  /* A second server is offered another port. */
  ui_fixture_add_server (fixture, "First", "ws://127.0.0.1:8080");
  second = sbx_host_dialog_new (fixture->console, NULL);
  g_object_get (ui_part (second, "url_row"), "text", &url, NULL);
  g_assert_cmpstr (url, ==, "ws://127.0.0.1:8081");
  ui_assert_window_goes (second);
}

static void
test_host_errors (UiFixture *fixture, gconstpointer user_data)
{
  GtkWindow *dialog = sbx_host_dialog_new (fixture->console, NULL);

  write_row (dialog, "url_row", "127.0.0.1:8080");
  assert_error (dialog, "url_row", TRUE);
  g_assert_false (can_confirm (dialog));

  write_row (dialog, "url_row", "ws://127.0.0.1:0");
  assert_error (dialog, "url_row", FALSE);
  g_assert_true (can_confirm (dialog));

  /* What others can reach has to be allowed, and it is said at the switch that does. */
  write_row (dialog, "url_row", "ws://0.0.0.0:8080");
  assert_error (dialog, "url_row", FALSE);
  assert_error (dialog, "remote_row", TRUE);
  g_assert_false (can_confirm (dialog));
  g_object_set (ui_part (dialog, "remote_row"), "active", TRUE, NULL);
  assert_error (dialog, "remote_row", FALSE);
  g_assert_true (can_confirm (dialog));

  /* An error among the advanced options opens them. */
  g_assert_false (adw_expander_row_get_expanded (common_part (dialog, "advanced-row")));
  write_row (dialog, "origins_row", "https://a.example, no origin");
  assert_error (dialog, "origins_row", TRUE);
  g_assert_true (adw_expander_row_get_expanded (common_part (dialog, "advanced-row")));
  g_assert_false (can_confirm (dialog));

  ui_assert_window_goes (dialog);
}

static void
secret_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  char **secret = user_data;
  g_autoptr (GError) error = NULL;
  char *found = sbx_secrets_lookup_finish (SBX_SECRETS (source), result, &error);

  g_assert_no_error (error);
  *secret = g_strdup (found != NULL ? found : "");
  sbx_secrets_free_secret (found);
}

static char *
lookup_secret (UiFixture *fixture, const char *key)
{
  char *secret = NULL;

  sbx_secrets_lookup_async (sbx_console_get_secrets (fixture->console), key, NULL, secret_cb, &secret);
  ui_wait_until (secret != NULL);
  return secret;
}

static void
set_number (GtkWindow *dialog, const char *row, double value)
{
  GtkAdjustment *adjustment;

  g_object_get (ui_part (dialog, row), "adjustment", &adjustment, NULL);
  gtk_adjustment_set_value (adjustment, value);
  g_object_unref (adjustment);
}

static void
add_user (GtkWindow *dialog, const char *name, const char *password, const char *roles)
{
  GtkWidget *users = ui_part (dialog, "users_group");
  GtkWidget *row;

  g_signal_emit_by_name (ui_find (users, GTK_TYPE_BUTTON), "clicked");
  row = ui_find (users, g_type_from_name ("SbxUserRow"));
  g_object_set (ui_part (row, "name_row"), "text", name, NULL);
  /* Nobody logs in without a password. */
  g_assert_false (can_confirm (dialog));
  g_object_set (ui_part (row, "password_row"), "text", password, NULL);
  g_object_set (ui_part (row, "roles_row"), "text", roles, NULL);
}

static void
confirm (GtkWindow *dialog, Saved *saved)
{
  GtkWindow *alive = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &alive);
  g_signal_connect (dialog, "saved", G_CALLBACK (saved_cb), saved);
  gtk_window_present (dialog);
  g_assert_true (can_confirm (dialog));
  g_signal_emit_by_name (common_part (dialog, "confirm-button"), "clicked");
  /* It closes itself, and nothing holds it. */
  ui_wait_until (alive == NULL);
  g_assert_cmpuint (saved->n, ==, 1);
}

static void
test_host_saves (UiFixture *fixture, gconstpointer user_data)
{
  GtkWindow *dialog = sbx_host_dialog_new (fixture->console, NULL);
  Saved saved = { 0 };
  SbxEndpointConfig *config;
  g_autoptr (SbxUserConfig) user = NULL;
  g_auto (GStrv) capabilities = NULL;
  g_auto (GStrv) roles = NULL;
  g_autofree char *key = NULL;
  g_autofree char *password = NULL;
  guint timeout;
  guint64 max_size;

  write_row (dialog, "name_row", "Orders");
  write_row (dialog, "url_row", "ws://127.0.0.1:0");
  write_row (dialog, "capabilities_row", "orders, streaming,");
  set_number (dialog, "timeout_row", 700);
  set_number (dialog, "message_size_row", 64);
  add_user (dialog, "admin", "secret123", "admin, viewer");
  confirm (dialog, &saved);

  g_assert_true (SBX_IS_SERVER (saved.endpoint));
  g_assert_true (sbx_console_lookup (fixture->console, sbx_endpoint_get_id (saved.endpoint)) ==
                 saved.endpoint);
  config = sbx_endpoint_get_config (saved.endpoint);
  g_object_get (config, "capabilities", &capabilities, "client-timeout", &timeout, "max-message-size",
                &max_size, NULL);
  g_assert_cmpstr (sbx_endpoint_config_get_name (config), ==, "Orders");
  g_assert_cmpuint (g_strv_length (capabilities), ==, 2);
  g_assert_cmpstr (capabilities[1], ==, "streaming");
  g_assert_cmpuint (timeout, ==, 700);
  g_assert_cmpuint (max_size, ==, 64 * 1024);

  /* The password is a secret, and in no config. */
  user = g_list_model_get_item (G_LIST_MODEL (sbx_server_config_get_users (SBX_SERVER_CONFIG (config))), 0);
  g_object_get (user, "roles", &roles, NULL);
  g_assert_cmpstr (roles[0], ==, "admin");
  g_assert_cmpstr (roles[1], ==, "viewer");
  key = g_strdup_printf ("server:%s:user:admin", sbx_endpoint_get_id (saved.endpoint));
  password = lookup_secret (fixture, key);
  g_assert_cmpstr (password, ==, "secret123");
}

static void
test_host_users_differ (UiFixture *fixture, gconstpointer user_data)
{
  GtkWindow *dialog = sbx_host_dialog_new (fixture->console, NULL);

  add_user (dialog, "admin", "secret123", "");
  g_assert_true (can_confirm (dialog));
  assert_error (dialog, "users_group", FALSE);
  g_signal_emit_by_name (ui_find (ui_part (dialog, "users_group"), GTK_TYPE_BUTTON), "clicked");
  g_assert_false (can_confirm (dialog));

  ui_assert_window_goes (dialog);
}

static void
test_edit (UiFixture *fixture, gconstpointer user_data)
{
  SbxServer *server = ui_fixture_add_server (fixture, "Orders", "ws://127.0.0.1:0");
  g_autofree char *id = g_strdup (sbx_endpoint_get_id (SBX_ENDPOINT (server)));
  GtkWindow *dialog = sbx_host_dialog_new (fixture->console, server);
  Saved saved = { 0 };

  /* Until it is saved, nothing changes. */
  write_row (dialog, "name_row", "Stock");
  g_assert_cmpstr (sbx_endpoint_get_title (SBX_ENDPOINT (server)), ==, "Orders");
  confirm (dialog, &saved);

  g_assert_true (saved.endpoint == SBX_ENDPOINT (server));
  g_assert_cmpstr (sbx_endpoint_get_id (SBX_ENDPOINT (server)), ==, id);
  g_assert_cmpstr (sbx_endpoint_get_title (SBX_ENDPOINT (server)), ==, "Stock");
  g_assert_cmpuint (g_list_model_get_n_items (sbx_console_get_servers (fixture->console)), ==, 1);
}

static void
test_duplicate (UiFixture *fixture, gconstpointer user_data)
{
  SbxConnection *connection = ui_fixture_add_connection (fixture, "Orders", "ws://127.0.0.1:1");
  GtkWindow *dialog;
  Saved saved = { 0 };
  guint interval;

  g_object_set (sbx_endpoint_get_config (SBX_ENDPOINT (connection)), "heartbeat-interval", 1234, NULL);
  dialog = sbx_connect_dialog_new_like (fixture->console, connection);
  confirm (dialog, &saved);

  g_assert_true (saved.endpoint != SBX_ENDPOINT (connection));
  g_assert_cmpstr (sbx_endpoint_get_id (saved.endpoint), !=, sbx_endpoint_get_id (SBX_ENDPOINT (connection)));
  g_assert_cmpstr (sbx_endpoint_get_title (saved.endpoint), ==, "Orders (Copy)");
  g_object_get (sbx_endpoint_get_config (saved.endpoint), "heartbeat-interval", &interval, NULL);
  g_assert_cmpuint (interval, ==, 1234);
}

static void
test_connect (UiFixture *fixture, gconstpointer user_data)
{
  GtkWindow *dialog = sbx_connect_dialog_new (fixture->console, NULL);
  Saved saved = { 0 };
  g_auto (GStrv) headers = NULL;
  g_autofree char *key = NULL;
  g_autofree char *password = NULL;

  /* Nothing to connect to yet, and nothing to complain about. */
  g_assert_false (can_confirm (dialog));
  assert_error (dialog, "url_row", FALSE);

  write_row (dialog, "url_row", "w");
  assert_error (dialog, "url_row", TRUE);
  write_row (dialog, "url_row", "");
  assert_error (dialog, "url_row", TRUE);
  write_row (dialog, "url_row", "ws://127.0.0.1:1/orders");
  assert_error (dialog, "url_row", FALSE);
  g_assert_true (can_confirm (dialog));

  write_row (dialog, "metadata_row", "[1]");
  assert_error (dialog, "metadata_row", TRUE);
  g_assert_false (can_confirm (dialog));
  write_row (dialog, "metadata_row", "{\"region\": \"eu\"}");
  assert_error (dialog, "metadata_row", FALSE);

  write_row (dialog, "headers_row", "X-One: 1\n\nX-Two");
  assert_error (dialog, "headers_row", TRUE);
  write_row (dialog, "headers_row", "X-One: 1\n\nX-Two: a, b");
  assert_error (dialog, "headers_row", FALSE);

  write_row (dialog, "username_row", "viewer");
  write_row (dialog, "password_row", "viewer123");
  confirm (dialog, &saved);

  g_object_get (sbx_endpoint_get_config (saved.endpoint), "headers", &headers, NULL);
  g_assert_cmpuint (g_strv_length (headers), ==, 2);
  g_assert_cmpstr (headers[1], ==, "X-Two: a, b");
  key = g_strdup_printf ("connection:%s:password", sbx_endpoint_get_id (saved.endpoint));
  password = lookup_secret (fixture, key);
  g_assert_cmpstr (password, ==, "viewer123");
}

static void
test_dialects (UiFixture *fixture, gconstpointer user_data)
{
  GtkWindow *host = sbx_host_dialog_new (fixture->console, NULL);
  GtkWindow *connect = sbx_connect_dialog_new (fixture->console, NULL);
  Saved hosted = { 0 }, connected = { 0 };
  g_autofree char *of_server = NULL;
  g_autofree char *of_connection = NULL;

  /* What there is to choose from are values that the config takes. */
  for (guint i = 0; i < 3; i++)
    {
      gtk_drop_down_set_selected (ui_find (ui_part (host, "dialect_row"), GTK_TYPE_DROP_DOWN), i);
      assert_error (host, "dialect_row", FALSE);
    }
  write_row (host, "url_row", "ws://127.0.0.1:0");
  confirm (host, &hosted);
  g_object_get (sbx_endpoint_get_config (hosted.endpoint), "dialect", &of_server, NULL);
  g_assert_cmpstr (of_server, ==, "magic-server");

  write_row (connect, "url_row", "ws://127.0.0.1:1");
  gtk_drop_down_set_selected (ui_find (ui_part (connect, "dialect_row"), GTK_TYPE_DROP_DOWN), 1);
  confirm (connect, &connected);
  g_object_get (sbx_endpoint_get_config (connected.endpoint), "dialect", &of_connection, NULL);
  g_assert_cmpstr (of_connection, ==, "magic-server");
}

static gpointer
group_part (GtkWindow *dialog, const char *group, const char *row)
{
  return ui_part (ui_part (dialog, group), row);
}

static char *
dup_string (gpointer object, const char *property)
{
  char *text;

  g_object_get (object, property, &text, NULL);
  return text;
}

static void
test_host_encryption (UiFixture *fixture, gconstpointer user_data)
{
  GtkWindow *dialog = sbx_host_dialog_new (fixture->console, NULL);
  GtkWidget *certificate = group_part (dialog, "encryption_group", "certificate_row");
  gpointer encryption = group_part (dialog, "encryption_group", "encryption_row");
  Saved saved = { 0 };
  g_autofree char *url = NULL;
  g_autofree char *error = NULL;
  g_autofree char *none = NULL;
  g_autofree char *tls = NULL;
  g_autofree char *file = NULL;

  /* To choose encryption is to choose an address, and the other way round. */
  write_row (dialog, "url_row", "ws://127.0.0.1:0/orders");
  g_object_set (encryption, "value", "self-signed", NULL);
  url = dup_string (ui_part (dialog, "url_row"), "text");
  g_assert_cmpstr (url, ==, "wss://127.0.0.1:0/orders");
  g_assert_false (gtk_widget_get_visible (certificate));
  g_assert_true (can_confirm (dialog));
  write_row (dialog, "url_row", "http://127.0.0.1:0");
  g_assert_cmpstr (sbx_choice_row_get_value (encryption), ==, "off");
  write_row (dialog, "url_row", "https://127.0.0.1:0");
  g_assert_cmpstr (sbx_choice_row_get_value (encryption), ==, "self-signed");
  write_row (dialog, "url_row", "memory://orders");
  g_assert_false (gtk_widget_get_sensitive (encryption));
  write_row (dialog, "url_row", "wss://127.0.0.1:0");

  /* One's own is a file, and it is said where. */
  g_object_set (encryption, "value", "files", NULL);
  g_assert_true (gtk_widget_get_visible (certificate));
  error = dup_string (certificate, "error");
  g_assert_nonnull (error);
  g_assert_false (can_confirm (dialog));
  g_object_set (certificate, "path", "/etc/ssl/orders.pem", NULL);
  none = dup_string (certificate, "error");
  g_assert_null (none);
  confirm (dialog, &saved);

  g_object_get (sbx_endpoint_get_config (saved.endpoint), "tls", &tls, "certificate-file", &file, NULL);
  g_assert_cmpstr (tls, ==, "files");
  g_assert_cmpstr (file, ==, "/etc/ssl/orders.pem");
}

#define CONTRACT                                                               \
  "{\"name\":\"orders\",\"version\":\"1.2.0\",\"requests\":{"                  \
  "\"getOrder\":{\"response\":{\"type\":\"object\",\"properties\":{\"total\":" \
  "{\"type\":\"number\",\"examples\":[12.5]}},\"required\":[\"total\"]}},"     \
  "\"ping\":{\"response\":{\"const\":\"pong\"}}},"                             \
  "\"events\":{\"ticked\":{\"type\":\"integer\"}},"                            \
  "\"roles\":{\"admin\":{\"permissions\":[]},\"viewer\":{\"permissions\":[]}}}"

static guint
count_handlers (SbxEndpoint *endpoint)
{
  SbxServerConfig *config = SBX_SERVER_CONFIG (sbx_endpoint_get_config (endpoint));

  return g_list_model_get_n_items (G_LIST_MODEL (sbx_server_config_get_handlers (config)));
}

static void
test_host_contract (UiFixture *fixture, gconstpointer user_data)
{
  g_autofree char *path = g_build_filename (fixture->directory, "orders.json", NULL);
  g_autoptr (GError) error = NULL;
  GtkWindow *dialog, *like;
  Saved saved = { 0 };
  Saved copied = { 0 };
  GtkWidget *user, *roles, *suggestions;
  g_autofree char *name = NULL;
  g_autofree char *all = NULL;
  g_autofree char *contract = NULL;

  g_file_set_contents (path, CONTRACT, -1, &error);
  g_assert_no_error (error);

  /* One step: the file. What comes of it can be seen, and be done without. */
  dialog = sbx_host_dialog_new_from_contract (fixture->console, path);
  ui_wait_until (gtk_widget_get_visible (ui_part (dialog, "fill_row")));
  gtk_window_present (dialog);
  ui_wait_until (ui_shows (GTK_WIDGET (dialog), "Makes 2 handlers and 1 event"));
  name = dup_string (ui_part (dialog, "name_row"), "text");
  g_assert_cmpstr (name, ==, "orders");
  g_assert_true (gtk_widget_get_visible (ui_part (dialog, "validate_row")));
  g_assert_true (can_confirm (dialog));
  g_object_set (ui_part (dialog, "fill_row"), "active", FALSE, NULL);
  g_object_set (ui_part (dialog, "fill_row"), "active", TRUE, NULL);
  write_row (dialog, "url_row", "ws://127.0.0.1:0");

  /* Its roles are offered, also behind another one. */
  g_signal_emit_by_name (ui_find (ui_part (dialog, "users_group"), GTK_TYPE_BUTTON), "clicked");
  user = ui_find (ui_part (dialog, "users_group"), g_type_from_name ("SbxUserRow"));
  roles = ui_part (user, "roles_row");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (user), TRUE);
  gtk_widget_grab_focus (roles);
  suggestions = ui_find (roles, SBX_TYPE_SUGGESTIONS);
  g_object_set (roles, "text", "admin, vi", NULL);
  g_assert_true (gtk_widget_get_visible (suggestions));
  g_signal_emit_by_name (ui_find (suggestions, GTK_TYPE_LIST_VIEW), "activate", 0);
  all = dup_string (roles, "text");
  g_assert_cmpstr (all, ==, "admin, viewer");
  g_signal_emit_by_name (user, "remove");
  confirm (dialog, &saved);

  g_assert_cmpuint (count_handlers (saved.endpoint), ==, 2);
  contract = dup_string (sbx_endpoint_get_config (saved.endpoint), "contract");
  g_assert_cmpstr (contract, ==, "orders.json");

  /* A duplicate answers as well, and its handlers are not made anew. */
  like = sbx_host_dialog_new_like (fixture->console, SBX_SERVER (saved.endpoint));
  g_assert_false (gtk_widget_get_visible (ui_part (like, "fill_row")));
  confirm (like, &copied);
  g_assert_cmpuint (count_handlers (copied.endpoint), ==, 2);
}

static void
test_connect_trust (UiFixture *fixture, gconstpointer user_data)
{
  GtkWindow *dialog = sbx_connect_dialog_new (fixture->console, NULL);
  GtkWidget *group = ui_part (dialog, "trust_group");
  Saved saved = { 0 };
  g_autofree char *ca = NULL;
  g_autofree char *fingerprint = NULL;

  /* Only where there is something to encrypt, and never hidden with something in it. */
  g_assert_false (gtk_widget_get_visible (group));
  write_row (dialog, "url_row", "wss://127.0.0.1:1");
  g_assert_true (gtk_widget_get_visible (group));
  g_object_set (ui_part (group, "ca_row"), "path", "/etc/ssl/ca.pem", NULL);
  write_row (dialog, "url_row", "ws://127.0.0.1:1");
  g_assert_true (gtk_widget_get_visible (group));
  write_row (dialog, "url_row", "wss://127.0.0.1:1");
  g_object_set (ui_part (group, "fingerprint_row"), "text",
                "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:"
                "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF",
                NULL);
  confirm (dialog, &saved);

  g_object_get (sbx_endpoint_get_config (saved.endpoint), "ca-file", &ca, "trusted-fingerprint", &fingerprint,
                NULL);
  g_assert_cmpstr (ca, ==, "/etc/ssl/ca.pem");
  g_assert_true (g_str_has_prefix (fingerprint, "00:11:22"));
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  sbx_endpoint_start_finish (SBX_ENDPOINT (source), result, NULL);
  *(gboolean *) user_data = TRUE;
}

static void
start (gpointer endpoint)
{
  gboolean done = FALSE;

  sbx_endpoint_start_async (endpoint, NULL, finished_cb, &done);
  ui_wait_until (done);
}

static void
test_trust (UiFixture *fixture, gconstpointer user_data)
{
  SbxServer *server = ui_fixture_add_server (fixture, "Orders", "wss://127.0.0.1:0");
  SbxConnection *connection;
  GtkWindow *dialog;
  g_autofree char *shown = NULL;
  g_autofree char *untrusted = NULL;
  g_autofree char *trusted = NULL;
  g_autofree char *after = NULL;

  start (server);
  ui_wait_until ((shown = dup_string (server, "fingerprint")) != NULL);
  connection =
    ui_fixture_add_connection (fixture, "Client", sbx_endpoint_get_address (SBX_ENDPOINT (server)));
  start (connection);
  ui_wait_until (sbx_endpoint_get_state (SBX_ENDPOINT (connection)) == SBX_ENDPOINT_FAILED);
  ui_wait_until ((untrusted = dup_string (connection, "untrusted-fingerprint")) != NULL);
  g_assert_cmpstr (untrusted, ==, shown);

  /* Not by itself: only once somebody has looked at it. */
  dialog = sbx_trust_dialog_new (connection, NULL);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_assert_cmpint (sbx_endpoint_get_state (SBX_ENDPOINT (connection)), ==, SBX_ENDPOINT_FAILED);

  dialog = sbx_trust_dialog_new (connection, NULL);
  gtk_window_present (dialog);
  ui_wait_until (ui_shows (GTK_WIDGET (dialog), "Trust Certificate?"));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "trust");
  ui_wait_until (sbx_endpoint_get_state (SBX_ENDPOINT (connection)) == SBX_ENDPOINT_RUNNING);
  trusted = dup_string (sbx_endpoint_get_config (SBX_ENDPOINT (connection)), "trusted-fingerprint");
  g_assert_cmpstr (trusted, ==, shown);
  after = dup_string (connection, "untrusted-fingerprint");
  g_assert_null (after);
}

static void
test_event (UiFixture *fixture, gconstpointer user_data)
{
  static const char *const one[] = { "client-1", NULL };
  SbxServer *server = ui_fixture_add_server (fixture, "Orders", "memory://orders");
  GtkWindow *dialog = sbx_event_dialog_new (server, one);
  GtkWidget *send = ui_part (dialog, "send_button");

  gtk_window_present (dialog);
  ui_wait_until (ui_shows (GTK_WIDGET (dialog), "To client-1"));
  g_assert_false (gtk_widget_get_sensitive (send));

  write_row (dialog, "name_row", "orderCreated");
  g_assert_true (gtk_widget_get_sensitive (send));
  g_object_set (ui_part (dialog, "payload_editor"), "text", "{\"a\": 0x1F}", NULL);
  g_assert_false (gtk_widget_get_sensitive (send));
  g_object_set (ui_part (dialog, "payload_editor"), "text", "{\"a\": 31}", NULL);
  g_assert_true (gtk_widget_get_sensitive (send));
  write_row (dialog, "name_row", "$heartbeat");
  assert_error (dialog, "name_row", TRUE);
  g_assert_false (gtk_widget_get_sensitive (send));

  ui_assert_window_goes (dialog);
}

static void
test_narrow (UiFixture *fixture, gconstpointer user_data)
{
  SbxServer *server = ui_fixture_add_server (fixture, "Orders", "memory://orders");
  GtkWindow *dialogs[] = { sbx_host_dialog_new (fixture->console, NULL),
                           sbx_connect_dialog_new (fixture->console, NULL),
                           sbx_event_dialog_new (server, NULL) };

  adw_expander_row_set_expanded (common_part (dialogs[0], "advanced-row"), TRUE);
  adw_expander_row_set_expanded (common_part (dialogs[1], "advanced-row"), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++)
    {
      int minimum;

      gtk_window_present (dialogs[i]);
      ui_wait_until (gtk_widget_get_mapped (GTK_WIDGET (dialogs[i])));
      gtk_widget_measure (GTK_WIDGET (dialogs[i]), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL,
                          NULL);
      g_assert_cmpint (minimum, <=, 360);
      ui_assert_window_goes (dialogs[i]);
    }
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

#define add(path, func) g_test_add (path, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)
  add ("/ui/dialogs/host/defaults", test_host_defaults);
  add ("/ui/dialogs/host/errors", test_host_errors);
  add ("/ui/dialogs/host/saves", test_host_saves);
  add ("/ui/dialogs/host/users", test_host_users_differ);
  add ("/ui/dialogs/edit", test_edit);
  add ("/ui/dialogs/duplicate", test_duplicate);
  add ("/ui/dialogs/connect", test_connect);
  add ("/ui/dialogs/dialects", test_dialects);
  add ("/ui/dialogs/host/encryption", test_host_encryption);
  add ("/ui/dialogs/host/contract", test_host_contract);
  add ("/ui/dialogs/connect/trust", test_connect_trust);
  add ("/ui/dialogs/trust", test_trust);
  add ("/ui/dialogs/event", test_event);
  add ("/ui/dialogs/narrow", test_narrow);
#undef add

  return g_test_run ();
}
