/* test-faults-dialog.c — what goes wrong on purpose, as a client notices it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-client-format.h"
#include "sbx-faults-dialog.h"
#include "sbx-number-row.h"
#include "ui-fixture.h"

typedef struct
{
  UiFixture base;
  SbxServer *server;
  SbxConnection *connection;
} Fixture;

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  sbx_endpoint_start_finish (SBX_ENDPOINT (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
start (gpointer endpoint)
{
  gboolean done = FALSE;

  sbx_endpoint_start_async (endpoint, NULL, started_cb, &done);
  ui_wait_until (done);
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (SbxServerConfig) config = sbx_server_config_new ();
  g_autoptr (SbxHandlerConfig) handler = sbx_handler_config_new ("echo", SBX_HANDLER_ECHO);
  g_autoptr (SbxConnectionConfig) connection = sbx_connection_config_new ();

  ui_fixture_set_up (&fixture->base, NULL);
  g_object_set (config, "name", "Orders", "url", "ws://127.0.0.1:0", NULL);
  g_list_store_append (sbx_server_config_get_handlers (config), handler);
  fixture->server = sbx_console_add_server (fixture->base.console, config);
  start (fixture->server);
  g_object_set (connection, "url", sbx_endpoint_get_address (SBX_ENDPOINT (fixture->server)), "client-id",
                "client-1", "auto-reconnect", FALSE, NULL);
  fixture->connection = sbx_console_add_connection (fixture->base.console, connection);
  start (fixture->connection);
  ui_wait_until (sbx_server_get_n_clients (fixture->server) == 1);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  ui_fixture_tear_down (&fixture->base, NULL);
}

typedef struct
{
  gboolean done;
  gboolean answered;
  gint64 latency;
} Asked;

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asked *asked = user_data;
  g_autoptr (SbxAnswer) answer = sbx_connection_request_finish (SBX_CONNECTION (source), result, NULL);

  asked->answered = answer != NULL;
  asked->latency = answer != NULL ? answer->latency : -1;
  asked->done = TRUE;
}

static Asked
ask (Fixture *fixture, guint timeout)
{
  Asked asked = { 0 };

  sbx_connection_request_async (fixture->connection, "echo", "{}", NULL, timeout, NULL, asked_cb, &asked);
  ui_wait_until (asked.done);
  return asked;
}

static GtkWindow *
open_dialog (Fixture *fixture, gboolean all)
{
  static const char *const one[] = { "client-1", NULL };
  GtkWindow *dialog = sbx_faults_dialog_new (fixture->server, all ? NULL : one);

  gtk_window_present (dialog);
  return dialog;
}

static void
set_number (GtkWindow *dialog, const char *row, double value)
{
  gtk_adjustment_set_value (sbx_number_row_get_adjustment (ui_part (dialog, row)), value);
}

/* Does it, and sees the dialog close itself. */
static void
perform (GtkWindow *dialog, const char *action)
{
  GtkWindow *alive = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &alive);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (dialog), action, NULL));
  ui_wait_until (alive == NULL);
}

static char *
dup_mark (Fixture *fixture)
{
  g_autoptr (SbxPeer) peer =
    g_list_model_get_item (sbx_endpoint_get_peers (SBX_ENDPOINT (fixture->server)), 0);

  return sbx_client_format_client (peer);
}

static void
test_answers (Fixture *fixture, gconstpointer user_data)
{
  GtkWindow *dialog = open_dialog (fixture, FALSE);
  g_autofree char *marked = NULL;
  g_autofree char *unmarked = NULL;

  g_assert_true (ui_shows (GTK_WIDGET (dialog), "client-1"));
  g_assert_false (gtk_widget_get_sensitive (ui_part (dialog, "clear_button")));
  set_number (dialog, "delay_row", 120);
  perform (dialog, "faults.apply");
  g_assert_cmpint (ask (fixture, 5000).latency, >=, 120 * 1000);

  /* It can be seen in the table, and in the dialog when it opens again. */
  marked = dup_mark (fixture);
  g_assert_nonnull (strstr (marked, "⚠ 120 ms"));
  dialog = open_dialog (fixture, FALSE);
  g_assert_cmpfloat (gtk_adjustment_get_value (sbx_number_row_get_adjustment (ui_part (dialog, "delay_row"))),
                     ==, 120);

  set_number (dialog, "delay_row", 0);
  set_number (dialog, "drop_row", 100);
  perform (dialog, "faults.apply");
  g_assert_false (ask (fixture, 150).answered);

  perform (open_dialog (fixture, FALSE), "faults.clear");
  g_assert_true (ask (fixture, 5000).answered);
  unmarked = dup_mark (fixture);
  g_assert_cmpstr (unmarked, ==, "client-1");
}

static void
test_all (Fixture *fixture, gconstpointer user_data)
{
  GtkWindow *dialog = open_dialog (fixture, TRUE);
  g_autofree char *unmarked = NULL;

  set_number (dialog, "drop_row", 100);
  perform (dialog, "faults.apply");
  g_assert_false (ask (fixture, 150).answered);

  /* Who comes later, too. */
  g_assert_nonnull (sbx_server_get_faults (fixture->server, "somebody"));
  perform (open_dialog (fixture, TRUE), "faults.clear");
  g_assert_null (sbx_server_get_faults (fixture->server, "somebody"));
  g_assert_true (ask (fixture, 5000).answered);
  unmarked = dup_mark (fixture);
  g_assert_cmpstr (unmarked, ==, "client-1");
}

static void
test_cut (Fixture *fixture, gconstpointer user_data)
{
  GtkWindow *dialog;
  gboolean enabled;

  perform (open_dialog (fixture, FALSE), "faults.cut-now");
  ui_wait_until (sbx_server_get_n_clients (fixture->server) == 0);
  ui_wait_until (sbx_endpoint_get_state (SBX_ENDPOINT (fixture->connection)) != SBX_ENDPOINT_RUNNING);

  /* Cut in the middle: the answer never comes whole. */
  start (fixture->connection);
  ui_wait_until (sbx_server_get_n_clients (fixture->server) == 1);
  perform (open_dialog (fixture, FALSE), "faults.cut-answer");
  g_assert_cmpuint (sbx_server_get_n_clients (fixture->server), ==, 1);
  g_assert_false (ask (fixture, 5000).answered);
  ui_wait_until (sbx_server_get_n_clients (fixture->server) == 0);

  /* Nobody there to be cut off. */
  dialog = open_dialog (fixture, TRUE);
  enabled = gtk_widget_get_sensitive (ui_part (dialog, "cut_button"));
  g_assert_false (enabled);
  ui_assert_window_goes (dialog);
}

static void
test_narrow (Fixture *fixture, gconstpointer user_data)
{
  GtkWindow *dialog = open_dialog (fixture, FALSE);
  int minimum;

  ui_wait_until (gtk_widget_get_mapped (GTK_WIDGET (dialog)));
  gtk_widget_measure (GTK_WIDGET (dialog), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  ui_assert_window_goes (dialog);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  add ("/ui/faults/answers", test_answers);
  add ("/ui/faults/all", test_all);
  add ("/ui/faults/cut", test_cut);
  add ("/ui/faults/narrow", test_narrow);
#undef add

  return g_test_run ();
}
