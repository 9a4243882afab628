/* test-probe-dialog.c — a probe in the window: of an address, of a server, stopped and closed
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "sbx-endpoint-probe.h"
#include "sbx-probe-dialog.h"
#include "sbx-probe-row.h"
#include "ui-fixture.h"

static SbxServer *
add_running_server (UiFixture *fixture)
{
  SbxServer *server = ui_fixture_add_server (fixture, "Probed", "ws://127.0.0.1:0");

  sbx_endpoint_start_async (SBX_ENDPOINT (server), NULL, NULL, NULL);
  ui_wait_until (sbx_endpoint_get_state (SBX_ENDPOINT (server)) == SBX_ENDPOINT_RUNNING);
  return server;
}

static SbxProbeRow *
get_row (GtkWindow *dialog, const char *id)
{
  GtkListBox *list = ui_part (dialog, "list");
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (list, i)) != NULL; i++)
    if (g_str_equal (sbx_probe_check_get_id (sbx_probe_row_get_check (SBX_PROBE_ROW (row))), id))
      return SBX_PROBE_ROW (row);
  g_assert_not_reached ();
}

static SbxProbeStatus
get_status (GtkWindow *dialog, const char *id)
{
  return sbx_probe_check_get_status (sbx_probe_row_get_check (get_row (dialog, id)));
}

static gboolean
is_shown (GtkWindow *dialog, const char *part)
{
  return gtk_widget_get_visible (ui_part (dialog, part));
}

static void
text_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static void
test_server (UiFixture *fixture, gconstpointer user_data)
{
  SbxServer *server = add_running_server (fixture);
  GtkWindow *dialog = sbx_probe_dialog_new (SBX_ENDPOINT (server));
  g_autofree char *report = NULL;

  gtk_window_present (dialog);
  ui_wait_until (is_shown (dialog, "again_button"));
  g_assert_true (ui_shows (GTK_WIDGET (dialog), "All Is Well"));
  g_assert_cmpint (get_status (dialog, "ping"), ==, SBX_PROBE_PASSED);
  g_assert_cmpint (get_status (dialog, "oversized"), ==, SBX_PROBE_PASSED);
  g_assert_cmpint (get_status (dialog, "http-api"), ==, SBX_PROBE_NOT_APPLICABLE);

  /* What was sent and got is there for who asks. */
  g_assert_false (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (get_row (dialog, "register"))));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (get_row (dialog, "register")), TRUE);
  ui_wait_until (ui_shows (GTK_WIDGET (get_row (dialog, "register")), "\"requestType\": \"$register\""));

  gtk_widget_activate_action (GTK_WIDGET (dialog), "probe.copy", NULL);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (dialog)), NULL, text_cb, &report);
  ui_wait_until (report != NULL);
  g_assert_nonnull (strstr (report, "Passed: Ping (ping)"));

  gtk_widget_activate_action (GTK_WIDGET (dialog), "probe.start", NULL);
  g_assert_true (is_shown (dialog, "stop_button"));
  ui_wait_until (is_shown (dialog, "again_button"));
  ui_assert_window_goes (dialog);
}

static void
test_address (UiFixture *fixture, gconstpointer user_data)
{
  GtkWindow *dialog = sbx_probe_dialog_new (NULL);
  g_autofree char *error = NULL;

  gtk_window_present (dialog);
  g_assert_false (gtk_widget_get_sensitive (ui_part (dialog, "start_button")));
  g_object_set (ui_part (dialog, "url_row"), "text", "nonsense", NULL);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "probe.start", NULL);
  g_object_get (ui_part (dialog, "url_row"), "error", &error, NULL);
  g_assert_nonnull (error);

  g_object_set (ui_part (dialog, "url_row"), "text", "memory://nobody", NULL);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "probe.start", NULL);
  ui_wait_until (is_shown (dialog, "again_button"));
  g_assert_true (ui_shows (GTK_WIDGET (dialog), "Something Is Wrong"));
  g_assert_cmpint (get_status (dialog, "connect"), ==, SBX_PROBE_FAILED);
  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (get_row (dialog, "connect"))));

  gtk_widget_activate_action (GTK_WIDGET (dialog), "probe.back", NULL);
  g_assert_true (is_shown (dialog, "start_button"));
  ui_assert_window_goes (dialog);
}

/* Stopped in the midst, of a service that takes connections and says nothing; and closed in the midst:
 * nothing of it stays. */
static void
test_stop (UiFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *url = g_strdup_printf ("ws://127.0.0.1:%u", port);
  SbxConnection *silent = ui_fixture_add_connection (fixture, "Silent", url);
  GtkWindow *dialog = sbx_probe_dialog_new (SBX_ENDPOINT (silent));

  gtk_window_present (dialog);
  ui_wait_until (gtk_list_box_get_row_at_index (ui_part (dialog, "list"), 0) != NULL &&
                 get_status (dialog, "connect") == SBX_PROBE_RUNNING);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "probe.stop", NULL);
  ui_wait_until (is_shown (dialog, "again_button"));
  g_assert_true (ui_shows (GTK_WIDGET (dialog), "Stopped"));
  g_assert_cmpint (get_status (dialog, "ping"), ==, SBX_PROBE_NOT_RUN);
  gtk_window_destroy (dialog);

  dialog = sbx_probe_dialog_new (SBX_ENDPOINT (add_running_server (fixture)));
  gtk_window_present (dialog);
  ui_wait_until (gtk_list_box_get_row_at_index (ui_part (dialog, "list"), 0) != NULL &&
                 get_status (dialog, "connect") == SBX_PROBE_PASSED);
  gtk_window_destroy (dialog);
  ui_wait_until (g_list_model_get_n_items (gtk_window_get_toplevels ()) == 0);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(SbxProbe **) user_data = sbx_endpoint_make_probe_finish (SBX_ENDPOINT (source), result, NULL);
}

/* As the connection does: with its headers, and those of them that are secrets. */
static void
test_of_connection (UiFixture *fixture, gconstpointer user_data)
{
  SbxConnection *connection = ui_fixture_add_connection (fixture, "There", "ws://127.0.0.1:1/x");
  static const char *const headers[] = { "X-Plain: 1", "Authorization: Bearer abc", NULL };
  g_autoptr (SbxEndpointConfig) config =
    sbx_endpoint_config_copy (sbx_endpoint_get_config (SBX_ENDPOINT (connection)));
  g_autoptr (SbxProbe) probe = NULL;
  g_autofree char *url = NULL;
  g_auto (GStrv) filled = NULL;
  gboolean registers;

  g_object_set (config, "headers", headers, "register", FALSE, NULL);
  sbx_endpoint_set_config (SBX_ENDPOINT (connection), config);
  sbx_endpoint_make_probe_async (SBX_ENDPOINT (connection), NULL, made_cb, &probe);
  ui_wait_until (probe != NULL);
  g_object_get (probe, "url", &url, "headers", &filled, "registers", &registers, NULL);
  g_assert_cmpstr (url, ==, "ws://127.0.0.1:1/x");
  g_assert_false (registers);
  g_assert_true (g_strv_equal (headers, (const char *const *) filled));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

#define ADD(path, test) g_test_add (path, UiFixture, NULL, ui_fixture_set_up, test, ui_fixture_tear_down)
  ADD ("/ui/probe/server", test_server);
  ADD ("/ui/probe/address", test_address);
  ADD ("/ui/probe/stop", test_stop);
  ADD ("/ui/probe/of-connection", test_of_connection);
  return g_test_run ();
}
