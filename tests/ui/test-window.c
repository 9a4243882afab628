/* test-window.c — the window: empty state, sidebar, views, folding, and that nothing of it stays
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-capture-view.h"
#include "sbx-connect-dialog.h"
#include "sbx-endpoint-view.h"
#include "sbx-host-dialog.h"
#include "sbx-page-bar.h"
#include "sbx-sidebar-row.h"
#include "sbx-sidebar.h"
#include "sbx-window.h"
#include "ui-fixture.h"

static GtkWindow *
open_window (UiFixture *fixture, int width, int height)
{
  GtkWindow *window = GTK_WINDOW (sbx_window_new (NULL, fixture->console));

  gtk_window_set_default_size (window, width, height);
  gtk_window_present (window);
  ui_wait_until (gtk_widget_get_width (GTK_WIDGET (window)) > 0);
  return window;
}

static const char *
get_view_name (GtkWindow *window)
{
  return gtk_stack_get_visible_child_name (ui_part (window, "views"));
}

static GtkListBoxRow *
get_row (GtkWindow *window, int position)
{
  return gtk_list_box_get_row_at_index (ui_part (ui_part (window, "sidebar"), "list"), position);
}

static void
test_empty (UiFixture *fixture, gconstpointer user_data)
{
  GtkWindow *window = open_window (fixture, 1200, 800);
  SbxServer *server;
  GtkWidget *view;

  g_assert_cmpstr (get_view_name (window), ==, "welcome");
  g_assert_true (ui_shows (GTK_WIDGET (window), "Host a Server"));
  g_assert_true (ui_shows (GTK_WIDGET (window), "Start the Demo"));
  g_assert_false (ui_shows (GTK_WIDGET (window), "Recorded Traffic"));
  g_assert_false (adw_flap_get_reveal_flap (ui_part (window, "flap")));

  /* The first thing there is, is shown. */
  server = ui_fixture_add_server (fixture, "Orders", "ws://127.0.0.1:0");
  g_assert_cmpstr (get_view_name (window), ==, sbx_endpoint_get_id (SBX_ENDPOINT (server)));
  g_assert_true (adw_flap_get_reveal_flap (ui_part (window, "flap")));

  view = gtk_stack_get_visible_child (ui_part (window, "views"));
  g_object_add_weak_pointer (G_OBJECT (view), (gpointer *) &view);
  sbx_console_remove (fixture->console, SBX_ENDPOINT (server));
  g_assert_cmpstr (get_view_name (window), ==, "welcome");
  ui_wait_until (view == NULL);

  ui_assert_window_goes (window);
}

static void
test_sidebar (UiFixture *fixture, gconstpointer user_data)
{
  SbxServer *first = ui_fixture_add_server (fixture, "First", "memory://first");
  SbxConnection *connection = ui_fixture_add_connection (fixture, "Link", "memory://first");
  SbxServer *second = ui_fixture_add_server (fixture, "Second", "memory://second");
  GtkWindow *window = open_window (fixture, 1200, 800);
  SbxSidebar *sidebar = ui_part (window, "sidebar");
  SbxEndpoint *expected[] = { NULL, SBX_ENDPOINT (first), SBX_ENDPOINT (second), SBX_ENDPOINT (connection) };
  gboolean headed[] = { FALSE, TRUE, FALSE, TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      GtkListBoxRow *row = get_row (window, i);

      g_assert_true (sbx_sidebar_row_get_endpoint (SBX_SIDEBAR_ROW (row)) == expected[i]);
      g_assert_true ((gtk_list_box_row_get_header (row) != NULL) == headed[i]);
    }
  g_assert_null (get_row (window, 4));

  /* What is chosen there is shown, and stays so when others go. */
  gtk_list_box_select_row (ui_part (sidebar, "list"), get_row (window, 2));
  g_assert_true (sbx_sidebar_get_selected (sidebar) == G_OBJECT (second));
  g_assert_cmpstr (get_view_name (window), ==, sbx_endpoint_get_id (SBX_ENDPOINT (second)));
  sbx_console_remove (fixture->console, SBX_ENDPOINT (first));
  g_assert_cmpstr (get_view_name (window), ==, sbx_endpoint_get_id (SBX_ENDPOINT (second)));
  g_assert_nonnull (gtk_list_box_row_get_header (get_row (window, 1)));

  /* When it goes itself, there is all traffic. */
  sbx_console_remove (fixture->console, SBX_ENDPOINT (second));
  g_assert_null (sbx_sidebar_get_selected (sidebar));
  g_assert_cmpstr (get_view_name (window), ==, "all-traffic");
  g_assert_true (gtk_list_box_row_is_selected (get_row (window, 0)));

  ui_assert_window_goes (window);
}

/* What is removed can be taken back from the toast, or by Ctrl+Z, until the window goes. */
static void
test_undo (UiFixture *fixture, gconstpointer user_data)
{
  SbxServer *server = ui_fixture_add_server (fixture, "Orders", "memory://orders");
  g_autofree char *id = g_strdup (sbx_endpoint_get_id (SBX_ENDPOINT (server)));
  GtkWindow *window = open_window (fixture, 1200, 800);
  GtkWidget *view;

  gtk_list_box_select_row (ui_part (ui_part (window, "sidebar"), "list"), get_row (window, 1));
  view = gtk_stack_get_visible_child (ui_part (window, "views"));
  g_assert_true (gtk_widget_activate_action (view, "endpoint.remove", NULL));
  g_assert_null (sbx_console_lookup (fixture->console, id));
  ui_wait_until (ui_shows (GTK_WIDGET (window), "“Orders” removed"));

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL));
  g_assert_nonnull (sbx_console_lookup (fixture->console, id));
  g_assert_cmpstr (get_view_name (window), ==, id);

  /* Once only. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (sbx_console_get_servers (fixture->console)), ==, 1);

  view = gtk_stack_get_visible_child (ui_part (window, "views"));
  g_assert_true (gtk_widget_activate_action (view, "endpoint.remove", NULL));
  ui_assert_window_goes (window);
  g_assert_null (sbx_console_lookup (fixture->console, id));
}

/* What is recorded is written to a capture, which is opened, shown, there at the next start, and closed. */
static void
test_capture (UiFixture *fixture, gconstpointer user_data)
{
  GtkWindow *window = open_window (fixture, 1200, 800);
  g_autofree char *path = g_build_filename (fixture->directory, "mine.mbmlog", NULL);
  g_autofree char *odd = g_build_filename (fixture->directory, "odd.txt", NULL);
  GtkWidget *view;

  g_assert_true (g_file_set_contents (path,
                                      "{\"capture\":1}\n{\"kind\":\"event\",\"name\":\"ticked\","
                                      "\"direction\":\"in\",\"frame\":{\"n\":1}}\n{\n",
                                      -1, NULL));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.open-file", "s", path));
  ui_wait_until (ui_shows (GTK_WIDGET (window), "1 line could not be read"));
  view = gtk_stack_get_visible_child (ui_part (window, "views"));
  g_assert_true (SBX_IS_CAPTURE_VIEW (view));
  ui_wait_until (ui_shows (view, "1 row"));
  ui_wait_until (ui_shows (GTK_WIDGET (get_row (window, 1)), "1 record"));

  g_assert_true (g_file_set_contents (odd, "Hello", -1, NULL));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-file", "s", odd);
  ui_wait_until (ui_shows (GTK_WIDGET (window), "odd.txt is no workspace"));
  ui_assert_window_goes (window);

  window = open_window (fixture, 1200, 800);
  g_assert_nonnull (sbx_console_lookup_capture (fixture->console, path));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.select-capture", "s", path);
  view = gtk_stack_get_visible_child (ui_part (window, "views"));
  g_assert_true (gtk_widget_activate_action (view, "capture.close", NULL));
  g_assert_null (sbx_console_lookup_capture (fixture->console, path));
  g_assert_cmpstr (get_view_name (window), ==, "welcome");
  ui_assert_window_goes (window);
}

/* A workspace that another program changes, and one that is opened instead. */
static void
test_workspace (UiFixture *fixture, gconstpointer user_data)
{
  SbxServer *server = ui_fixture_add_server (fixture, "Mine", "memory://mine");
  GtkWindow *window = open_window (fixture, 1200, 800);
  AdwWindowTitle *title = ui_part (window, "sidebar_title");
  g_autofree char *usual = g_build_filename (fixture->directory, "workspace.json", NULL);
  g_autofree char *other = g_build_filename (fixture->directory, "other_one.json", NULL);
  g_autoptr (GSettings) settings = g_settings_new ("org.signalbox.Signalbox");
  g_auto (GStrv) recent = NULL;

  g_assert_cmpstr (adw_window_title_get_subtitle (title), ==, "");
  ui_wait_until (g_file_test (usual, G_FILE_TEST_EXISTS));

  /* Changed here and there: the banner asks, and does what is chosen. */
  sbx_console_remove (fixture->console, SBX_ENDPOINT (server));
  g_assert_true (g_file_set_contents (
    usual, "{\"servers\":[{\"id\":\"t\",\"url\":\"memory://theirs\",\"name\":\"Theirs\"}]}", -1, NULL));
  ui_wait_until (ui_shows (GTK_WIDGET (window), "workspace.json was changed by another program"));
  gtk_widget_activate_action (GTK_WIDGET (window), "workspace.take-theirs", NULL);
  g_assert_nonnull (sbx_console_lookup (fixture->console, "t"));
  ui_wait_until (!sbx_console_get_conflict (fixture->console));

  g_assert_true (
    g_file_set_contents (other, "{\"connections\":[{\"id\":\"c\",\"url\":\"memory://c\",\"name\":\"Sea\"}]}",
                         -1, NULL));
  gtk_widget_activate_action (GTK_WIDGET (window), "workspace.open-file", "s", other);
  ui_wait_until (sbx_console_lookup (fixture->console, "c") != NULL);
  g_assert_cmpstr (adw_window_title_get_subtitle (title), ==, "other_one.json");
  g_assert_null (sbx_console_lookup (fixture->console, "t"));
  recent = g_settings_get_strv (settings, "recent-workspaces");
  g_assert_cmpstr (recent[0], ==, other);

  gtk_widget_activate_action (GTK_WIDGET (window), "workspace.open-usual", NULL);
  ui_wait_until (sbx_console_lookup (fixture->console, "t") != NULL);
  g_assert_cmpstr (adw_window_title_get_subtitle (title), ==, "");

  ui_assert_window_goes (window);
}

static gboolean
has_state (GtkWidget *widget, SbxEndpointState wanted)
{
  SbxEndpointState state;

  g_object_get (ui_find (widget, g_type_from_name ("SbxStatusIcon")), "state", &state, NULL);
  return state == wanted;
}

static void
test_start_and_stop (UiFixture *fixture, gconstpointer user_data)
{
  SbxEndpoint *server = SBX_ENDPOINT (ui_fixture_add_server (fixture, "Orders", "ws://127.0.0.1:0"));
  GtkWindow *window = open_window (fixture, 1200, 800);
  GtkWidget *view, *button;

  sbx_window_show (SBX_WINDOW (window), server, NULL);
  view = gtk_stack_get_visible_child (ui_part (window, "views"));
  button = ui_part (view, "toggle_button");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "_Start");
  g_assert_true (has_state (GTK_WIDGET (get_row (window, 1)), SBX_ENDPOINT_STOPPED));

  g_signal_emit_by_name (button, "clicked");
  ui_wait_until (sbx_endpoint_get_state (server) == SBX_ENDPOINT_RUNNING);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "_Stop");
  g_assert_true (has_state (GTK_WIDGET (get_row (window, 1)), SBX_ENDPOINT_RUNNING));
  g_assert_true (has_state (view, SBX_ENDPOINT_RUNNING));
  /* The address that is shown has the port it got. */
  g_assert_false (g_str_has_suffix (sbx_endpoint_get_address (server), ":0"));
  g_assert_true (ui_shows (view, sbx_endpoint_get_address (server)));

  g_signal_emit_by_name (button, "clicked");
  ui_wait_until (sbx_endpoint_get_state (server) == SBX_ENDPOINT_STOPPED);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "_Start");

  ui_assert_window_goes (window);
}

static void
test_failure (UiFixture *fixture, gconstpointer user_data)
{
  SbxEndpoint *connection = SBX_ENDPOINT (ui_fixture_add_connection (fixture, "Nobody", "memory://nobody"));
  GtkWindow *window = open_window (fixture, 1200, 800);
  GtkWidget *view;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  sbx_window_show (SBX_WINDOW (window), connection, NULL);
  view = gtk_stack_get_visible_child (ui_part (window, "views"));
  g_object_get (ui_find (view, g_type_from_name ("SbxBanner")), "text", &before, NULL);
  g_assert_null (before);

  g_signal_emit_by_name (ui_part (view, "toggle_button"), "clicked");
  ui_wait_until (sbx_endpoint_get_error_message (connection) != NULL);
  g_object_get (ui_find (view, g_type_from_name ("SbxBanner")), "text", &after, NULL);
  g_assert_cmpstr (after, ==, sbx_endpoint_get_error_message (connection));
  g_assert_nonnull (strstr (after, "nobody"));

  ui_assert_window_goes (window);
}

static void
test_pages (UiFixture *fixture, gconstpointer user_data)
{
  static const char *const server_pages[] = { "overview", "clients", "heartbeats",
                                              "traffic",  "send",    "handlers" };
  static const char *const connection_pages[] = { "overview", "heartbeats", "traffic", "send", "account" };
  SbxEndpoint *server = SBX_ENDPOINT (ui_fixture_add_server (fixture, "Orders", "memory://orders"));
  SbxEndpoint *connection = SBX_ENDPOINT (ui_fixture_add_connection (fixture, "Link", "memory://orders"));
  GtkWindow *window = open_window (fixture, 1200, 800);

  for (guint e = 0; e < 2; e++)
    {
      SbxEndpointView *view;
      guint n;

      sbx_window_show (SBX_WINDOW (window), e == 0 ? server : connection, NULL);
      view = SBX_ENDPOINT_VIEW (gtk_stack_get_visible_child (ui_part (window, "views")));
      n = e == 0 ? G_N_ELEMENTS (server_pages) : G_N_ELEMENTS (connection_pages);
      for (guint i = 0; i < n; i++)
        {
          GtkWidget *place;

          sbx_endpoint_view_set_nth_page (view, i);
          g_assert_cmpstr (sbx_endpoint_view_get_page (view), ==,
                           (e == 0 ? server_pages : connection_pages)[i]);
          place = adw_view_stack_get_visible_child (sbx_endpoint_view_get_stack (view));
          g_assert_nonnull (adw_bin_get_child (ADW_BIN (place)));
          ui_wait_until (gtk_widget_get_mapped (adw_bin_get_child (ADW_BIN (place))));
        }

      /* What is not there changes nothing. */
      sbx_endpoint_view_set_nth_page (view, 17);
      sbx_endpoint_view_set_page (view, "nothing");
      g_assert_cmpstr (sbx_endpoint_view_get_page (view), ==,
                       (e == 0 ? server_pages : connection_pages)[n - 1]);
    }

  ui_assert_window_goes (window);
}

/* How many sets of keys of @page count wherever the focus is. */
static guint
count_global_keys (GtkWidget *page)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (page);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_SHORTCUT_CONTROLLER (controller) &&
          gtk_shortcut_controller_get_scope (GTK_SHORTCUT_CONTROLLER (controller)) ==
            GTK_SHORTCUT_SCOPE_GLOBAL &&
          g_list_model_get_n_items (G_LIST_MODEL (controller)) == 2)
        n++;
    }
  return n;
}

/* The keys of a page are for the one that is seen, also when it is seen again. */
static void
test_page_keys (UiFixture *fixture, gconstpointer user_data)
{
  SbxEndpoint *server = SBX_ENDPOINT (ui_fixture_add_server (fixture, "Orders", "memory://orders"));
  GtkWindow *window = open_window (fixture, 1200, 800);
  SbxEndpointView *view;
  GtkWidget *traffic;

  sbx_window_show (SBX_WINDOW (window), server, "traffic");
  view = SBX_ENDPOINT_VIEW (gtk_stack_get_visible_child (ui_part (window, "views")));
  traffic = sbx_endpoint_view_get_page_child (view);
  for (guint i = 0; i < 2; i++)
    {
      ui_wait_until (gtk_widget_get_mapped (traffic));
      g_assert_cmpuint (count_global_keys (traffic), ==, 1);
      sbx_endpoint_view_set_page (view, "send");
      ui_wait_until (!gtk_widget_get_mapped (traffic));
      g_assert_cmpuint (count_global_keys (traffic), ==, 0);
      ui_wait_until (gtk_widget_get_mapped (sbx_endpoint_view_get_page_child (view)));
      g_assert_cmpuint (count_global_keys (sbx_endpoint_view_get_page_child (view)), ==, 1);
      sbx_endpoint_view_set_page (view, "traffic");
    }
  ui_assert_window_goes (window);
}

static int
get_minimum_width (GtkWidget *widget)
{
  int minimum;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

static void
test_folds (UiFixture *fixture, gconstpointer user_data)
{
  SbxEndpoint *server = SBX_ENDPOINT (ui_fixture_add_server (fixture, "Orders", "memory://orders"));
  GtkWindow *narrow = open_window (fixture, 360, 640);
  GtkWindow *wide;

  sbx_window_show (SBX_WINDOW (narrow), server, NULL);
  ui_wait_until (adw_flap_get_folded (ui_part (narrow, "flap")));
  ui_wait_until (sbx_page_bar_get_reveal (ui_find (GTK_WIDGET (narrow), SBX_TYPE_PAGE_BAR)));
  /* Nothing in it asks for more, once a page has found out how wide it is. */
  for (guint i = 0; i < 5; i++)
    {
      GtkWidget *view = gtk_stack_get_visible_child (ui_part (narrow, "views"));

      sbx_endpoint_view_set_nth_page (SBX_ENDPOINT_VIEW (view), i);
      ui_wait_until (get_minimum_width (view) <= 350);
    }
  ui_wait_until (gtk_widget_get_width (GTK_WIDGET (narrow)) <= 360);
  ui_assert_window_goes (narrow);

  wide = open_window (fixture, 1400, 800);
  sbx_window_show (SBX_WINDOW (wide), server, NULL);
  ui_wait_until (!adw_flap_get_folded (ui_part (wide, "flap")));
  ui_wait_until (!sbx_page_bar_get_reveal (ui_find (GTK_WIDGET (wide), SBX_TYPE_PAGE_BAR)));
  ui_assert_window_goes (wide);
}

/* Text half as large again asks for no more than the narrowest window either. */
static void
test_large_text (UiFixture *fixture, gconstpointer user_data)
{
  GtkSettings *settings = gtk_settings_get_default ();
  SbxEndpoint *server = SBX_ENDPOINT (ui_fixture_add_server (fixture, "Orders", "memory://orders"));
  GtkWindow *window;
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", 144 * 1024, NULL);

  window = open_window (fixture, 360, 640);
  sbx_window_show (SBX_WINDOW (window), server, NULL);
  for (guint i = 0; i < 6; i++)
    {
      GtkWidget *view = gtk_stack_get_visible_child (ui_part (window, "views"));

      sbx_endpoint_view_set_nth_page (SBX_ENDPOINT_VIEW (view), i);
      ui_wait_until (get_minimum_width (GTK_WIDGET (window)) <= 360);
    }
  for (guint i = 0; i < 2; i++)
    {
      GtkWindow *dialog = i == 0 ? sbx_host_dialog_new (fixture->console, NULL)
                                 : sbx_connect_dialog_new (fixture->console, NULL);

      gtk_window_present (dialog);
      /* Of which ten are its border. */
      ui_wait_until (get_minimum_width (GTK_WIDGET (dialog)) <= 370);
      ui_assert_window_goes (dialog);
    }

  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  ui_assert_window_goes (window);
}

/* Whether the icon of @tab, which has no name now, is in the middle of it. */
static gboolean
is_centered (GtkWidget *tab)
{
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (ui_find (tab, GTK_TYPE_IMAGE), tab, &bounds) &&
         ABS (bounds.origin.x + bounds.size.width / 2 - gtk_widget_get_width (tab) / 2.0) < 1;
}

/* Where there is no room for all names, there is a tab with an icon for each page, and the name of the page.
 */
static void
test_page_bar (UiFixture *fixture, gconstpointer user_data)
{
  SbxEndpoint *server = SBX_ENDPOINT (ui_fixture_add_server (fixture, "Orders", "memory://orders"));
  GtkWindow *window = open_window (fixture, 360, 640);
  SbxEndpointView *view;
  GtkWidget *bar, *tabs, *tab;

  sbx_window_show (SBX_WINDOW (window), server, NULL);
  view = SBX_ENDPOINT_VIEW (gtk_stack_get_visible_child (ui_part (window, "views")));
  bar = ui_find (GTK_WIDGET (window), SBX_TYPE_PAGE_BAR);
  tabs = ui_part (bar, "tabs");
  ui_wait_until (gtk_widget_get_mapped (tabs));

  tab = gtk_widget_get_first_child (tabs);
  for (guint i = 0; i < 3; i++)
    tab = gtk_widget_get_next_sibling (tab);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (tab), ==, "Traffic");
  g_assert_false (ui_shows (tab, "Traffic"));
  gtk_widget_activate (tab);
  ui_wait_until (g_str_equal (sbx_endpoint_view_get_page (view), "traffic"));
  g_assert_true (ui_shows (tab, "Traffic"));

  sbx_endpoint_view_set_page (view, "clients");
  tab = gtk_widget_get_next_sibling (gtk_widget_get_first_child (tabs));
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (tab)));

  tab = gtk_widget_get_next_sibling (tab);
  gtk_widget_set_size_request (tab, 72, -1);
  ui_wait_until (gtk_widget_get_width (tab) > 24); /* padding is not of it */
  g_assert_true (is_centered (tab));

  /* All traffic has no pages. */
  sbx_window_show (SBX_WINDOW (window), NULL, NULL);
  g_assert_null (gtk_widget_get_first_child (tabs));

  ui_assert_window_goes (window);
}

static void
test_remembers (UiFixture *fixture, gconstpointer user_data)
{
  SbxEndpoint *server = SBX_ENDPOINT (ui_fixture_add_server (fixture, "Orders", "memory://orders"));
  GtkWindow *window = open_window (fixture, 900, 640);
  int width, height;

  sbx_window_show (SBX_WINDOW (window), server, "traffic");
  adw_flap_set_reveal_flap (ui_part (window, "flap"), FALSE);
  sbx_window_save_state (SBX_WINDOW (window));
  ui_assert_window_goes (window);

  window = GTK_WINDOW (sbx_window_new (NULL, fixture->console));
  gtk_window_get_default_size (window, &width, &height);
  g_assert_cmpint (width, ==, 900);
  g_assert_cmpint (height, ==, 640);
  g_assert_false (adw_flap_get_reveal_flap (ui_part (window, "flap")));
  g_assert_cmpstr (get_view_name (window), ==, sbx_endpoint_get_id (server));
  g_assert_cmpstr (sbx_endpoint_view_get_page (
                     SBX_ENDPOINT_VIEW (gtk_stack_get_visible_child (ui_part (window, "views")))),
                   ==, "traffic");
  ui_assert_window_goes (window);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

#define add(path, func) g_test_add (path, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)
  add ("/ui/window/empty", test_empty);
  add ("/ui/window/sidebar", test_sidebar);
  add ("/ui/window/undo", test_undo);
  add ("/ui/window/capture", test_capture);
  add ("/ui/window/workspace", test_workspace);
  add ("/ui/window/start-and-stop", test_start_and_stop);
  add ("/ui/window/failure", test_failure);
  add ("/ui/window/pages", test_pages);
  add ("/ui/window/page-keys", test_page_keys);
  add ("/ui/window/folds", test_folds);
  add ("/ui/window/large-text", test_large_text);
  add ("/ui/window/page-bar", test_page_bar);
  add ("/ui/window/remembers", test_remembers);
#undef add

  return g_test_run ();
}
