/* test-pages.c — the pages of a server and of a connection to it, both real
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <signal.h>
#include <sys/resource.h>

#include "sbx-account-page.h"
#include "sbx-choice-row.h"
#include "sbx-clients-page.h"
#include "sbx-entry-row.h"
#include "sbx-name-entry.h"
#include "sbx-overview-page.h"
#include "sbx-payload-editor.h"
#include "sbx-traffic-page.h"
#include "ui-fixture.h"

typedef struct
{
  UiFixture base;
  SbxEndpoint *server;
  SbxEndpoint *connection;
  GtkWindow *window;
} Pair;

static void
stop (SbxEndpoint *endpoint)
{
  sbx_endpoint_stop_async (endpoint, NULL, NULL, NULL);
  ui_wait_until (sbx_endpoint_get_state (endpoint) == SBX_ENDPOINT_STOPPED);
}

/* A server with the demo's orders and users that runs, and a connection to it that does not yet. */
static void
set_up (Pair *pair, gconstpointer user_data)
{
  g_autoptr (SbxServerConfig) config = sbx_server_config_new ();

  ui_fixture_set_up (&pair->base, user_data);
  g_object_set (config, "url", "ws://127.0.0.1:0", "demo", TRUE, NULL);
  pair->server = SBX_ENDPOINT (sbx_console_add_server (pair->base.console, config));
  ui_fixture_start (pair->server);
  pair->connection =
    SBX_ENDPOINT (ui_fixture_add_connection (&pair->base, "Link", sbx_endpoint_get_address (pair->server)));
  g_object_set (sbx_endpoint_get_config (pair->connection), "client-id", "the-client", NULL);
  pair->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (pair->window, 1000, 700);
}

static void
tear_down (Pair *pair, gconstpointer user_data)
{
  ui_assert_window_goes (pair->window);
  ui_fixture_tear_down (&pair->base, user_data);
}

static GtkWidget *
show (Pair *pair, GtkWidget *page)
{
  gtk_window_set_child (pair->window, page);
  gtk_window_present (pair->window);
  ui_wait_until (gtk_widget_get_mapped (page));
  return page;
}

/* Whether a cell of a table says @text. */
static gboolean
table_shows (GtkWidget *widget, const char *text)
{
  if (GTK_IS_INSCRIPTION (widget))
    {
      const char *shown = gtk_inscription_get_text (GTK_INSCRIPTION (widget));

      if (shown != NULL && strstr (shown, text) != NULL)
        return TRUE;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (table_shows (child, text))
      return TRUE;
  return FALSE;
}

static void
test_clients (Pair *pair, gconstpointer user_data)
{
  GtkWidget *page = show (pair, sbx_clients_page_new (pair->base.console, pair->server));
  g_autofree char *example = g_strdup_printf ("mbm listen %s", sbx_endpoint_get_address (pair->server));

  /* Nobody is there: how to come is said. */
  ui_wait_until (ui_shows (page, "No Clients"));
  g_assert_true (ui_shows (page, example));

  /* Somebody comes. */
  ui_fixture_start (pair->connection);
  ui_wait_until (table_shows (page, "the-client"));
  g_assert_true (table_shows (page, "signalbox"));
  ui_wait_until (ui_shows (page, "1 client"));

  /* And goes: the reason stays. */
  stop (pair->connection);
  ui_wait_until (ui_shows (page, "No Clients"));
  ui_wait_until (ui_shows (page, "Clients That Left (1)"));
  ui_wait_until (ui_shows (page, "the-client"));
}

/* What is offered to be copied works with a server that knows the other dialect alone. */
static void
test_clients_of_magic_server (Pair *pair, gconstpointer user_data)
{
  g_autoptr (SbxServerConfig) config = sbx_server_config_new ();
  g_autofree char *example = NULL;
  SbxEndpoint *server;

  g_object_set (config, "url", "ws://127.0.0.1:0", "dialect", "magic-server", NULL);
  server = SBX_ENDPOINT (sbx_console_add_server (pair->base.console, config));
  ui_fixture_start (server);
  example = g_strdup_printf ("mbm listen %s --dialect magic-server", sbx_endpoint_get_address (server));
  ui_wait_until (ui_shows (show (pair, sbx_clients_page_new (pair->base.console, server)), example));
}

static void
test_disconnects (Pair *pair, gconstpointer user_data)
{
  GtkWidget *page = show (pair, sbx_clients_page_new (pair->base.console, pair->server));
  GtkSelectionModel *selection = ui_part (page, "selection");

  g_object_set (sbx_endpoint_get_config (pair->connection), "auto-reconnect", FALSE, NULL);
  ui_fixture_start (pair->connection);
  ui_wait_until (g_list_model_get_n_items (G_LIST_MODEL (selection)) == 1);

  gtk_selection_model_select_all (selection);
  ui_wait_until (ui_shows (page, "1 of 1 selected"));
  g_assert_true (gtk_widget_activate_action (page, "clients.disconnect", NULL));
  ui_wait_until (g_list_model_get_n_items (G_LIST_MODEL (selection)) == 0);
  ui_wait_until (ui_shows (page, "Disconnected by the server"));
  ui_wait_until (sbx_endpoint_get_state (pair->connection) != SBX_ENDPOINT_RUNNING);
}

static void
test_searches (Pair *pair, gconstpointer user_data)
{
  GtkWidget *page = show (pair, sbx_clients_page_new (pair->base.console, pair->server));
  GListModel *shown = G_LIST_MODEL (ui_part (page, "selection"));
  GtkEditable *search = ui_part (page, "search");
  SbxEndpoint *other =
    SBX_ENDPOINT (ui_fixture_add_connection (&pair->base, "Other", sbx_endpoint_get_address (pair->server)));

  g_object_set (sbx_endpoint_get_config (other), "client-id", "other", "client-type", "Scanner", NULL);
  ui_fixture_start (pair->connection);
  ui_fixture_start (other);
  ui_wait_until (g_list_model_get_n_items (shown) == 2);

  gtk_editable_set_text (search, "OTH scan");
  ui_wait_until (ui_shows (page, "1 of 2 found"));
  g_assert_true (table_shows (page, "other"));
  gtk_editable_set_text (search, "scan nobody");
  ui_wait_until (ui_shows (page, "No client is found"));
  gtk_editable_set_text (search, "");
  ui_wait_until (ui_shows (page, "2 clients"));
}

static gboolean
is_first (GListModel *peers, const char *id)
{
  g_autoptr (SbxPeer) first = g_list_model_get_item (peers, 0);

  return first != NULL && g_str_equal (sbx_peer_get_id (first), id);
}

static void
test_sorts (Pair *pair, gconstpointer user_data)
{
  GtkWidget *page = show (pair, sbx_clients_page_new (pair->base.console, pair->server));
  GtkColumnView *view = ui_part (page, "view");
  GListModel *shown = G_LIST_MODEL (ui_part (page, "selection"));
  g_autoptr (GtkColumnViewColumn) received = NULL;
  SbxEndpoint *busy;

  busy =
    SBX_ENDPOINT (ui_fixture_add_connection (&pair->base, "Busy", sbx_endpoint_get_address (pair->server)));
  g_object_set (sbx_endpoint_get_config (busy), "client-id", "busy-client", NULL);
  ui_fixture_start (pair->connection);
  ui_fixture_start (busy);
  ui_wait_until (g_list_model_get_n_items (shown) == 2);

  received = g_list_model_get_item (gtk_column_view_get_columns (view), 6);
  g_assert_cmpstr (gtk_column_view_column_get_title (received), ==, "Received");
  gtk_column_view_sort_by_column (view, received, GTK_SORT_DESCENDING);

  /* Who becomes the busiest comes first, without a click, whoever it was before. */
  for (guint i = 0; i < 2; i++)
    {
      SbxEndpoint *sender = i == 0 ? busy : pair->connection;
      const char *id = i == 0 ? "busy-client" : "the-client";

      for (guint n = 0; n < 20 * (i + 1); n++)
        sbx_connection_emit_async (SBX_CONNECTION (sender), "tick", "{}", NULL, NULL, NULL, NULL);
      ui_wait_until (is_first (shown, id));
    }
}

/* By keyboard one sorts from the menu; the same again turns the order round. */
static void
test_sorts_by_menu (Pair *pair, gconstpointer user_data)
{
  GtkWidget *page = show (pair, sbx_clients_page_new (pair->base.console, pair->server));
  GListModel *shown = G_LIST_MODEL (ui_part (page, "selection"));
  GListModel *columns = gtk_column_view_get_columns (ui_part (page, "view"));
  SbxEndpoint *other;
  guint n_columns;

  other =
    SBX_ENDPOINT (ui_fixture_add_connection (&pair->base, "Other", sbx_endpoint_get_address (pair->server)));
  g_object_set (sbx_endpoint_get_config (other), "client-id", "another-client", NULL);
  ui_fixture_start (pair->connection);
  ui_fixture_start (other);
  ui_wait_until (g_list_model_get_n_items (shown) == 2);

  gtk_widget_activate_action (page, "column.sort", "s", "client");
  ui_wait_until (is_first (shown, "another-client"));
  gtk_widget_activate_action (page, "column.sort", "s", "client");
  ui_wait_until (is_first (shown, "the-client"));

  /* A column that is not shown is, then. */
  n_columns = g_list_model_get_n_items (columns);
  gtk_widget_activate_action (page, "column.sort", "s", "dialect");
  gtk_widget_activate_action (page, "column.sort", "s", "nonsense");
  g_assert_cmpuint (g_list_model_get_n_items (columns), ==, n_columns + 1);
  gtk_widget_activate_action (page, "column.dialect", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (columns), ==, n_columns);
}

/* Every column can be shown and sorted by; a narrow page has rows of two lines. */
static void
test_columns (Pair *pair, gconstpointer user_data)
{
  GtkWidget *page = sbx_clients_page_new (pair->base.console, pair->server);
  GtkColumnView *view = ui_part (page, "view");
  GListModel *shown = gtk_column_view_get_columns (view);
  GtkWidget *narrow_page = sbx_clients_page_new (pair->base.console, pair->server);
  GtkWindow *narrow = GTK_WINDOW (gtk_window_new ());
  g_autoptr (GSettings) settings = g_settings_new ("org.signalbox.Signalbox");
  g_auto (GStrv) chosen = NULL;
  guint n_before;

  gtk_window_set_default_size (pair->window, 900, 400);
  show (pair, page);
  ui_fixture_start (pair->connection);
  ui_wait_until (table_shows (page, "the-client"));
  ui_wait_until (g_list_model_get_n_items (shown) > 5);
  n_before = g_list_model_get_n_items (shown);

  g_assert_true (gtk_widget_activate_action (page, "column.dialect", NULL));
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, n_before + 1);
  ui_wait_until (table_shows (page, "messaging"));
  chosen = g_settings_get_strv (settings, "client-columns");
  g_assert_true (g_strv_contains ((const char *const *) chosen, "dialect"));
  g_assert_true (gtk_widget_activate_action (page, "column.capabilities", NULL));
  for (guint i = 0; i < g_list_model_get_n_items (shown); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (shown, i);

      g_assert_nonnull (gtk_column_view_column_get_sorter (column));
      gtk_column_view_sort_by_column (view, column, i % 2 == 0 ? GTK_SORT_ASCENDING : GTK_SORT_DESCENDING);
      g_assert_true (table_shows (page, "the-client"));
    }
  g_assert_true (gtk_widget_activate_action (page, "column.capabilities", NULL));
  g_assert_true (gtk_widget_activate_action (page, "column.dialect", NULL));
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, n_before);

  gtk_window_set_child (narrow, narrow_page);
  gtk_window_set_default_size (narrow, 360, 400);
  gtk_window_present (narrow);
  ui_wait_until (g_list_model_get_n_items (gtk_column_view_get_columns (ui_part (narrow_page, "view"))) == 1);
  ui_wait_until (table_shows (narrow_page, "signalbox · ↓"));
  ui_assert_window_goes (narrow);
}

static char *
read_clipboard (GtkWidget *widget)
{
  GdkContentProvider *content = gdk_clipboard_get_content (gtk_widget_get_clipboard (widget));
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));

  return g_value_dup_string (&value);
}

/* What is done to many. */
static void
test_many (Pair *pair, gconstpointer user_data)
{
  GtkWidget *page = show (pair, sbx_clients_page_new (pair->base.console, pair->server));
  GtkSelectionModel *selection = ui_part (page, "selection");
  SbxEndpoint *other =
    SBX_ENDPOINT (ui_fixture_add_connection (&pair->base, "Other", sbx_endpoint_get_address (pair->server)));
  g_autofree char *ids = NULL;
  g_autofree char *rows = NULL;
  g_autoptr (GListModel) windows = NULL;
  guint n_windows;

  g_object_set (sbx_endpoint_get_config (other), "client-id", "other", "auto-reconnect", FALSE, NULL);
  g_object_set (sbx_endpoint_get_config (pair->connection), "auto-reconnect", FALSE, NULL);
  ui_fixture_start (pair->connection);
  ui_fixture_start (other);
  ui_wait_until (g_list_model_get_n_items (G_LIST_MODEL (selection)) == 2);
  g_assert_false (gtk_action_bar_get_revealed (ui_part (page, "action_bar")));

  g_assert_true (gtk_widget_activate_action (page, "clients.select-all", NULL));
  g_assert_true (gtk_action_bar_get_revealed (ui_part (page, "action_bar")));
  ui_wait_until (ui_shows (page, "2 of 2 selected"));
  g_assert_true (gtk_widget_activate_action (page, "clients.copy-ids", NULL));
  ids = read_clipboard (page);
  g_assert_cmpstr (ids, ==, "the-client\nother");
  g_assert_true (gtk_widget_activate_action (page, "clients.copy-rows", NULL));
  rows = read_clipboard (page);
  g_assert_true (g_str_has_prefix (rows, "Client\tType\t"));
  g_assert_nonnull (strstr (rows, "\nother\tsignalbox\t"));

  /* One of them in detail. */
  windows = g_object_ref (gtk_window_get_toplevels ());
  n_windows = g_list_model_get_n_items (windows);
  gtk_selection_model_select_item (selection, 1, TRUE);
  g_assert_true (gtk_widget_activate_action (page, "clients.details", NULL));
  g_assert_cmpuint (g_list_model_get_n_items (windows), ==, n_windows + 1);
  {
    GtkWindow *dialog = NULL;

    for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
      {
        g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

        if (window != pair->window)
          dialog = window;
      }
    g_assert_cmpstr (gtk_window_get_title (dialog), ==, "other");
    ui_wait_until (ui_shows (GTK_WIDGET (dialog), "It Gets All Events"));
    stop (other);
    ui_wait_until (ui_shows (GTK_WIDGET (dialog), "Client unregistered"));
    ui_assert_window_goes (dialog);
  }

  g_assert_true (gtk_widget_activate_action (page, "clients.select-all", NULL));
  g_assert_true (gtk_widget_activate_action (page, "clients.disconnect", NULL));
  ui_wait_until (g_list_model_get_n_items (G_LIST_MODEL (selection)) == 0);
}

static const char *
get_account (GtkWidget *page)
{
  return gtk_stack_get_visible_child_name (ui_part (page, "stack"));
}

static void
test_account (Pair *pair, gconstpointer user_data)
{
  GtkWidget *page = show (pair, sbx_account_page_new (pair->base.console, pair->connection));

  GtkWidget *form = ui_part (page, "form");

  g_assert_cmpstr (get_account (page), ==, "disconnected");
  ui_fixture_start (pair->connection);
  g_assert_cmpstr (get_account (page), ==, "login");

  /* Without a name there is no login. */
  gtk_widget_activate_action (form, "login.start", NULL);
  g_assert_false (gtk_widget_get_visible (ui_part (form, "error_row")));

  g_object_set (ui_part (form, "username_row"), "text", "admin", NULL);
  g_object_set (ui_part (form, "password_row"), "text", "wrong", NULL);
  g_assert_true (gtk_widget_activate_action (form, "login.start", NULL));
  ui_wait_until (gtk_widget_get_visible (ui_part (form, "error_row")));
  g_assert_cmpstr (get_account (page), ==, "login");

  /* What is typed anew is not wrong yet. */
  g_object_set (ui_part (form, "password_row"), "text", "secret123", NULL);
  g_assert_false (gtk_widget_get_visible (ui_part (form, "error_row")));
  g_assert_true (gtk_widget_activate_action (form, "login.start", NULL));
  ui_wait_until (g_str_equal (get_account (page), "account"));
  ui_wait_until (ui_shows (page, "admin"));
  /* A password stays on screen no longer than it is needed. */
  ui_wait_until (sbx_entry_row_get_text (ui_part (form, "password_row"))[0] == '\0');

  g_assert_true (gtk_widget_activate_action (page, "account.logout", NULL));
  ui_wait_until (g_str_equal (get_account (page), "login"));

  stop (pair->connection);
  g_assert_cmpstr (get_account (page), ==, "disconnected");
}

/* Any request can be the one that logs in; what it needs is remembered, and can be forgotten. */
static void
test_own_login (Pair *pair, gconstpointer user_data)
{
  GtkWidget *page = show (pair, sbx_account_page_new (pair->base.console, pair->connection));
  GtkWidget *form = ui_part (page, "form");
  g_autofree char *login = NULL;

  ui_fixture_start (pair->connection);
  sbx_choice_row_set_value (ui_part (form, "method_row"), "request");
  g_assert_false (gtk_widget_get_visible (ui_part (form, "password_row")));
  g_assert_true (gtk_widget_get_visible (ui_part (form, "payload_row")));
  sbx_name_entry_set_text (ui_part (form, "request"), "$login");
  sbx_payload_editor_set_text (ui_part (form, "payload"), "{\"username\":\"admin\",\"password\":\"wrong\"}");
  g_assert_true (gtk_widget_activate_action (form, "login.start", NULL));
  ui_wait_until (gtk_widget_get_visible (ui_part (form, "error_row")));

  g_object_set (ui_part (form, "remember_row"), "active", TRUE, NULL);
  sbx_payload_editor_set_text (ui_part (form, "payload"),
                               "{\"username\":\"admin\",\"password\":\"secret123\"}");
  g_assert_true (gtk_widget_activate_action (form, "login.start", NULL));
  ui_wait_until (g_str_equal (get_account (page), "account"));
  g_assert_true (ui_shows (page, "admin"));
  ui_wait_until (ui_shows (page, "Logs in again in"));
  g_assert_true (gtk_widget_get_visible (ui_part (page, "account_kept_group")));

  g_object_set (ui_part (page, "renew_row"), "active", FALSE, NULL);
  ui_wait_until (ui_shows (page, "The login just ends"));
  g_assert_true (gtk_widget_activate_action (page, "account.forget", NULL));
  ui_wait_until (!gtk_widget_get_visible (ui_part (page, "account_kept_group")));
  g_object_get (sbx_endpoint_get_config (pair->connection), "login", &login, NULL);
  g_assert_nonnull (strstr (login, "$login"));
  g_assert_null (strstr (login, "secret123"));
  stop (pair->connection);
}

static void
test_overview (Pair *pair, gconstpointer user_data)
{
  GtkWidget *page;
  GtkWidget *pings;
  GtkWidget *subscriptions;
  GListModel *subscribed = sbx_connection_get_subscriptions (SBX_CONNECTION (pair->connection));

  page = show (pair, sbx_overview_page_new (pair->base.console, pair->connection));
  ui_fixture_start (pair->connection);
  ui_wait_until (ui_shows (page, "the-client"));
  ui_wait_until (ui_shows (page, "Connected"));

  pings = ui_find (page, g_type_from_name ("SbxPingGroup"));
  g_assert_true (gtk_widget_activate_action (pings, "ping.send", NULL));
  ui_wait_until (ui_shows (pings, "ms"));

  subscriptions = ui_find (page, g_type_from_name ("SbxSubscriptionsGroup"));
  g_object_set (ui_part (subscriptions, "events_row"), "text", "orderCreated", NULL);
  g_assert_true (gtk_widget_activate_action (subscriptions, "subscription.add", NULL));
  ui_wait_until (g_list_model_get_n_items (subscribed) == 1);
  ui_wait_until (ui_shows (subscriptions, "orderCreated"));

  {
    g_autoptr (GObject) subscription = g_list_model_get_item (subscribed, 0);
    g_autofree char *id = NULL;

    g_object_get (subscription, "id", &id, NULL);
    g_assert_true (gtk_widget_activate_action (subscriptions, "subscription.remove", "s", id));
  }
  ui_wait_until (g_list_model_get_n_items (subscribed) == 0);
}

/* Files may not grow, as on a full disk: what is empty does not say that all is recorded. */
static void
test_full_disk (Pair *pair, gconstpointer user_data)
{
  g_autoptr (SbxServerConfig) config = sbx_server_config_new ();
  struct rlimit limit, before;
  SbxEndpoint *server;
  GtkWidget *page;

  g_object_set (config, "url", "memory://full-disk", NULL);
  server = SBX_ENDPOINT (sbx_console_add_server (pair->base.console, config));
  page = show (pair, sbx_traffic_page_new (pair->base.console, server));
  ui_wait_until (ui_shows (page, "No Traffic Yet"));

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  limit = (struct rlimit){ 1024, before.rlim_max };
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  ui_fixture_start (server);
  ui_wait_until (ui_shows (page, "Nothing Is Recorded"));
  g_assert_true (ui_shows (page, sbx_store_get_error (sbx_console_get_store (pair->base.console))));
  g_assert_false (ui_shows (page, "No Traffic Yet"));

  /* Room again: what waited is there. */
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  ui_wait_until (table_shows (page, "Started"));
  g_assert_false (ui_shows (page, "Nothing Is Recorded"));
}

/* Nothing will come to a file: it is not said that all is recorded. */
static void
test_bare_capture (Pair *pair, gconstpointer user_data)
{
  g_autofree char *path = g_build_filename (pair->base.directory, "bare.jsonl", NULL);
  SbxCapture *capture;
  GtkWidget *page;

  g_assert_true (g_file_set_contents (path, "{\"capture\":1}\n", -1, NULL));
  capture = sbx_console_open_capture (pair->base.console, path);
  page = show (pair, sbx_traffic_page_new_for_capture (pair->base.console, capture));
  ui_wait_until (ui_shows (page, "No Records in This Capture"));
  g_assert_false (ui_shows (page, "No Traffic Yet"));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

#define add(path, func) g_test_add (path, Pair, NULL, set_up, func, tear_down)
  add ("/ui/pages/clients", test_clients);
  add ("/ui/pages/clients/magic-server", test_clients_of_magic_server);
  add ("/ui/pages/clients/disconnect", test_disconnects);
  add ("/ui/pages/clients/sort", test_sorts);
  add ("/ui/pages/clients/sort/menu", test_sorts_by_menu);
  add ("/ui/pages/clients/search", test_searches);
  add ("/ui/pages/clients/columns", test_columns);
  add ("/ui/pages/clients/many", test_many);
  add ("/ui/pages/account", test_account);
  add ("/ui/pages/own-login", test_own_login);
  add ("/ui/pages/overview", test_overview);
  add ("/ui/pages/traffic/full-disk", test_full_disk);
  add ("/ui/pages/traffic/bare-capture", test_bare_capture);
#undef add

  return g_test_run ();
}
