/* test-alarms.c — alarms as people set and see them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-alarm-banner.h"
#include "sbx-alarm-dialog.h"
#include "sbx-alarm-row.h"
#include "sbx-alarms-group.h"
#include "sbx-alarms.h"
#include "sbx-choice-row.h"
#include "sbx-number-row.h"
#include "sbx-sidebar-row.h"
#include "ui-fixture.h"

static GListStore *
get_alarms (SbxEndpoint *endpoint)
{
  return sbx_endpoint_config_get_alarms (sbx_endpoint_get_config (endpoint));
}

static GtkWindow *
show (GtkWidget *widget)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());

  gtk_window_set_child (window, widget);
  gtk_window_present (window);
  ui_wait_until (gtk_widget_get_mapped (widget));

  return window;
}

static void
set_number (GtkWindow *dialog, const char *part, double value)
{
  gtk_adjustment_set_value (sbx_number_row_get_adjustment (ui_part (dialog, part)), value);
}

static gboolean
is_offered (GtkWindow *dialog, const char *part)
{
  return gtk_widget_get_visible (ui_part (dialog, part));
}

/* An alarm is made, changed and removed; each kind asks for what it needs. */
static void
test_dialog (UiFixture *fixture, gconstpointer user_data)
{
  SbxEndpoint *endpoint = SBX_ENDPOINT (ui_fixture_add_server (fixture, "Watched", "ws://127.0.0.1:0"));
  GtkWindow *dialog = sbx_alarm_dialog_new (endpoint, NULL);
  g_autoptr (SbxAlarmConfig) first = NULL;
  g_autoptr (SbxAlarmConfig) second = NULL;
  g_auto (GStrv) kinds = NULL;

  gtk_window_present (dialog);
  g_assert_true (is_offered (dialog, "count_row"));
  g_assert_false (is_offered (dialog, "bound_row"));
  g_assert_true (ui_shows (GTK_WIDGET (dialog), "Somebody misses 3 heartbeats"));

  sbx_choice_row_set_value (ui_part (dialog, "kind_row"), "latency");
  g_assert_false (is_offered (dialog, "count_row"));
  g_assert_true (is_offered (dialog, "bound_row"));
  set_number (dialog, "percent_row", 99.5);
  set_number (dialog, "bound_row", 250);
  set_number (dialog, "seconds_row", 30);
  ui_wait_until (
    ui_shows (GTK_WIDGET (dialog), "99.5 % of the answers of 30 s take longer than 250 ms at most"));
  /* A server is not connected to anything. */
  g_object_get (ui_part (dialog, "kind_row"), "values", &kinds, NULL);
  g_assert_true (g_strv_contains ((const char *const *) kinds, "no-client"));
  g_assert_false (g_strv_contains ((const char *const *) kinds, "connection-lost"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_alarms (endpoint))), ==, 0);

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (dialog), "dialog.confirm", NULL));
  first = g_list_model_get_item (G_LIST_MODEL (get_alarms (endpoint)), 0);
  g_assert_nonnull (first);
  g_assert_cmpint (sbx_alarm_config_get_kind (first), ==, SBX_ALARM_LATENCY);
  g_assert_cmpfloat (sbx_alarm_config_get_percent (first), ==, 99.5);
  g_assert_cmpuint (sbx_alarm_config_get_bound (first), ==, 250);

  dialog = sbx_alarm_dialog_new (endpoint, first);
  gtk_window_present (dialog);
  set_number (dialog, "minimum_row", 77);
  g_object_set (ui_part (dialog, "enabled_row"), "active", FALSE, NULL);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (dialog), "dialog.confirm", NULL));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_alarms (endpoint))), ==, 1);
  second = g_list_model_get_item (G_LIST_MODEL (get_alarms (endpoint)), 0);
  g_assert_cmpuint (sbx_alarm_config_get_minimum (second), ==, 77);
  g_assert_cmpuint (sbx_alarm_config_get_bound (second), ==, 250);
  g_assert_false (sbx_alarm_config_get_enabled (second));

  dialog = sbx_alarm_dialog_new (endpoint, second);
  gtk_window_present (dialog);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (dialog), "dialog.remove", NULL));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_alarms (endpoint))), ==, 0);
}

/* What is raised is said in the group, above the page and in the sidebar, until somebody knows. */
static void
test_raised (UiFixture *fixture, gconstpointer user_data)
{
  SbxEndpoint *endpoint = SBX_ENDPOINT (ui_fixture_add_server (fixture, "Watched", "ws://127.0.0.1:0"));
  SbxAlarms *alarms = sbx_endpoint_get_alarms (endpoint);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *group = sbx_alarms_group_new (endpoint);
  GtkWidget *banner = g_object_new (SBX_TYPE_ALARM_BANNER, "endpoint", endpoint, NULL);
  GtkWidget *sidebar_row = sbx_sidebar_row_new (G_OBJECT (endpoint));
  g_autoptr (SbxEndpointConfig) config = sbx_endpoint_config_copy (sbx_endpoint_get_config (endpoint));
  g_autoptr (SbxAlarmConfig) alarm = sbx_alarm_config_new (SBX_ALARM_NO_CLIENT);
  GtkWindow *window;

  gtk_box_append (GTK_BOX (box), banner);
  gtk_box_append (GTK_BOX (box), group);
  gtk_box_append (GTK_BOX (box), sidebar_row);
  window = show (box);
  ui_wait_until (ui_shows (group, "Nothing is watched"));

  g_object_set (alarm, "seconds", 1, NULL);
  g_list_store_append (sbx_endpoint_config_get_alarms (config), alarm);
  sbx_endpoint_set_config (endpoint, config);
  ui_wait_until (ui_shows (group, "No client is there for 1 s"));
  g_assert_true (ui_shows (group, "Quiet"));
  g_assert_false (gtk_widget_get_visible (ui_part (sidebar_row, "alarm_icon")));

  sbx_endpoint_start_async (endpoint, NULL, NULL, NULL);
  ui_wait_until (sbx_alarms_get_n_raised (alarms) == 1);
  ui_wait_until (ui_shows (group, "No client is there, since "));
  ui_wait_until (ui_shows (banner, "No Client: No client is there, since "));
  ui_wait_until (ui_shows (group, "Raised So Far (1)"));
  g_assert_true (gtk_widget_get_visible (ui_part (sidebar_row, "alarm_icon")));
  g_assert_true (gtk_widget_has_css_class (ui_part (sidebar_row, "alarm_icon"), "error"));

  g_assert_true (gtk_widget_activate_action (banner, "alarms.acknowledge", NULL));
  ui_wait_until (ui_shows (group, "Acknowledged"));
  ui_wait_until (!ui_shows (banner, "No client is there"));
  g_assert_true (gtk_widget_has_css_class (ui_part (sidebar_row, "alarm_icon"), "warning"));

  sbx_endpoint_stop_async (endpoint, NULL, NULL, NULL);
  ui_wait_until (sbx_alarms_get_n_active (alarms) == 0);
  ui_wait_until (ui_shows (group, "Quiet"));
  g_assert_false (gtk_widget_get_visible (ui_part (sidebar_row, "alarm_icon")));

  ui_assert_window_goes (window);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add ("/ui/alarms/dialog", UiFixture, NULL, ui_fixture_set_up, test_dialog, ui_fixture_tear_down);
  g_test_add ("/ui/alarms/raised", UiFixture, NULL, ui_fixture_set_up, test_raised, ui_fixture_tear_down);

  return g_test_run ();
}
