/* test-crowds.c — pages with hundreds and thousands of clients
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "peer-crowd.h"
#include "sbx-clients-page.h"
#include "sbx-heartbeat-lane.h"
#include "sbx-heartbeats-page.h"
#include "sbx-lane-row.h"
#include "ui-fixture.h"

static GtkWindow *
show (GtkWidget *page, int width)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());

  gtk_window_set_child (window, page);
  gtk_window_set_default_size (window, width, 500);
  gtk_window_present (window);
  ui_wait_until (gtk_widget_get_mapped (page) && gtk_widget_get_width (page) > 0);

  return window;
}

static const char *
get_first_id (GListModel *peers)
{
  g_autoptr (SbxPeer) peer = g_list_model_get_item (peers, 0);

  return peer != NULL ? sbx_peer_get_id (peer) : NULL;
}

static guint
count_rows (GtkWidget *widget)
{
  guint n = SBX_IS_LANE_ROW (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_rows (child);

  return n;
}

static void
test_lanes (UiFixture *fixture, gconstpointer user_data)
{
  SbxServer *server = ui_fixture_add_server (fixture, "Crowd", "memory://crowd");
  GtkWidget *page = sbx_heartbeats_page_new (fixture->console, SBX_ENDPOINT (server));
  GtkWindow *window = show (page, 800);
  GListModel *shown = G_LIST_MODEL (ui_part (page, "sorted"));
  GtkWidget *narrow_page;
  GtkWindow *narrow;

  ui_wait_until (ui_shows (page, "No Heartbeats Yet"));
  peer_crowd_arrive (server, 1000, 4, 60000);
  ui_wait_until (gtk_widget_get_mapped (ui_part (page, "list")));
  ui_wait_until (gtk_widget_get_mapped (ui_part (page, "summary")));
  ui_wait_until (ui_shows (page, "1000 peers · 4 late"));
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, 1000);
  g_assert_cmpstr (get_first_id (shown), ==, "client-00000");
  ui_wait_until (ui_shows (page, "client-00000"));
  ui_wait_until (ui_shows (page, "⚠ 1 missed"));
  ui_wait_until (ui_shows (page, "every 1 min 0 s"));
  /* Rows are made for what is seen and a little more. */
  g_assert_cmpuint (count_rows (page), <=, 250);

  gtk_drop_down_set_selected (ui_part (page, "order"), 2);
  ui_wait_until (g_str_equal (get_first_id (shown), "client-00003"));
  gtk_toggle_button_set_active (ui_part (page, "problems_button"), TRUE);
  ui_wait_until (g_list_model_get_n_items (shown) == 4);

  /* All beat again: nobody is late, and that is said. */
  peer_crowd_change (server, 0, 1000, 1);
  ui_wait_until (g_list_model_get_n_items (shown) == 0);
  ui_wait_until (ui_shows (page, "Nobody misses a heartbeat"));
  gtk_toggle_button_set_active (ui_part (page, "problems_button"), FALSE);
  gtk_drop_down_set_selected (ui_part (page, "order"), 1);
  ui_wait_until (g_list_model_get_n_items (shown) == 1000);

  /* Two lines where it is narrow; nothing scrolls sideways. */
  narrow_page = sbx_heartbeats_page_new (fixture->console, SBX_ENDPOINT (server));
  narrow = show (narrow_page, 360);
  ui_wait_until (!gtk_widget_get_visible (ui_part (narrow_page, "peer_heading")));
  g_assert_cmpint (gtk_widget_get_width (narrow_page), <=, 360);
  ui_assert_window_goes (narrow);

  peer_crowd_leave (server, 0, 1000);
  ui_wait_until (ui_shows (page, "No Heartbeats Yet"));

  ui_assert_window_goes (window);
}

/* What the lane draws; NULL as long as it was not given a place. */
static GskRenderNode *
draw (GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  return gtk_snapshot_free_to_node (snapshot);
}

/* What the pointer is at is said, whichever way the lane runs; a screen reader has words of its own. */
static void
test_lane (UiFixture *fixture, gconstpointer user_data)
{
  SbxServer *server = ui_fixture_add_server (fixture, "Crowd", "memory://crowd");
  SbxHeartbeatLane *lane = SBX_HEARTBEAT_LANE (sbx_heartbeat_lane_new ());
  GtkWindow *window = show (GTK_WIDGET (lane), 600);
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (lane));
  g_autoptr (SbxPeer) peer = NULL;

  peer_crowd_arrive (server, 8, 8, 1000);
  peer = g_list_model_get_item (sbx_endpoint_get_peers (SBX_ENDPOINT (server)), 7);
  sbx_heartbeat_lane_set_peer (lane, peer);
  for (guint i = 0; i < 2; i++)
    {
      gtk_widget_set_direction (GTK_WIDGET (lane), i == 0 ? GTK_TEXT_DIR_LTR : GTK_TEXT_DIR_RTL);
      for (double x = 0; x < gtk_widget_get_width (GTK_WIDGET (lane)); x += 50)
        {
          g_autoptr (GObject) motion = g_list_model_get_item (controllers, 0);
          GskRenderNode *node = NULL;
          graphene_rect_t bounds;

          g_signal_emit_by_name (motion, "motion", x, 10.0);
          ui_wait_until ((node = draw (GTK_WIDGET (lane))) != NULL);
          gsk_render_node_get_bounds (node, &bounds);
          g_assert_cmpfloat (bounds.size.width, <=, gtk_widget_get_width (GTK_WIDGET (lane)) + 1);
          gsk_render_node_unref (node);
        }
    }
  sbx_heartbeat_lane_set_peer (lane, NULL);

  ui_assert_window_goes (window);
}

/* Ten thousand come, change, are sorted, selected and go: what is selected stays so. */
static void
test_clients (UiFixture *fixture, gconstpointer user_data)
{
  SbxServer *server = ui_fixture_add_server (fixture, "Crowd", "memory://crowd");
  GtkWidget *page = sbx_clients_page_new (fixture->console, SBX_ENDPOINT (server));
  GtkWindow *window = show (page, 1000);
  GtkColumnView *view = ui_part (page, "view");
  GtkSelectionModel *selection = ui_part (page, "selection");
  GListModel *shown = G_LIST_MODEL (selection);
  g_autoptr (GtkColumnViewColumn) received = NULL;
  g_autoptr (GtkBitset) selected = NULL;
  g_autoptr (SbxPeer) one = NULL;
  g_autoptr (SbxPeer) same = NULL;

  peer_crowd_arrive (server, 10000, 0, 60000);
  ui_wait_until (ui_shows (page, "10000 clients"));
  one = g_list_model_get_item (shown, 5000);
  gtk_selection_model_select_item (selection, 5000, TRUE);

  received = g_list_model_get_item (gtk_column_view_get_columns (view), 6);
  gtk_column_view_sort_by_column (view, received, GTK_SORT_DESCENDING);
  peer_crowd_change (server, 0, 10000, 1);
  ui_wait_until (g_str_has_suffix (get_first_id (shown), "857")); /* 857 × 7 is 999 modulo 1000 */
  selected = gtk_selection_model_get_selection (selection);
  g_assert_cmpuint (gtk_bitset_get_size (selected), ==, 1);
  same = g_list_model_get_item (shown, gtk_bitset_get_minimum (selected));
  g_assert_true (same == one);

  g_assert_true (gtk_widget_activate_action (page, "clients.select-all", NULL));
  ui_wait_until (ui_shows (page, "10000 of 10000 selected"));
  peer_crowd_leave (server, 0, 10000);
  ui_wait_until (ui_shows (page, "No Clients"));
  ui_wait_until (ui_shows (page, "Clients That Left (the Last 200)"));

  ui_assert_window_goes (window);
}

/* A page that goes while clients are there. */
static void
test_ends (UiFixture *fixture, gconstpointer user_data)
{
  SbxServer *server = ui_fixture_add_server (fixture, "Crowd", "memory://crowd");
  GtkWidget *clients = sbx_clients_page_new (fixture->console, SBX_ENDPOINT (server));
  GtkWidget *lanes = sbx_heartbeats_page_new (fixture->console, SBX_ENDPOINT (server));
  GtkWindow *first = show (clients, 900);
  GtkWindow *second = show (lanes, 900);

  peer_crowd_arrive (server, 300, 2, 60000);
  ui_wait_until (ui_shows (clients, "300 clients"));
  ui_wait_until (ui_shows (lanes, "300 peers · 2 late"));
  gtk_selection_model_select_all (ui_part (clients, "selection"));

  ui_assert_window_goes (first);
  ui_assert_window_goes (second);
  peer_crowd_leave (server, 0, 300);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add ("/ui/crowds/lanes", UiFixture, NULL, ui_fixture_set_up, test_lanes, ui_fixture_tear_down);
  g_test_add ("/ui/crowds/lane", UiFixture, NULL, ui_fixture_set_up, test_lane, ui_fixture_tear_down);
  g_test_add ("/ui/crowds/clients", UiFixture, NULL, ui_fixture_set_up, test_clients, ui_fixture_tear_down);

  g_test_add ("/ui/crowds/ends", UiFixture, NULL, ui_fixture_set_up, test_ends, ui_fixture_tear_down);

  return g_test_run ();
}
