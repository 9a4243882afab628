/* test-contract-row.c — the row for a contract, in the dialogs and alone; saving what was learnt
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>

#include "sbx-connect-dialog.h"
#include "sbx-contract-row.h"
#include "sbx-contract-saver.h"
#include "sbx-host-dialog.h"
#include "ui-fixture.h"

#define GOOD \
  "{\"name\":\"orders\",\"version\":\"1.2\",\"requests\":{\"a\":{},\"b\":{}},\"events\":{\"c\":{}}}"

static char *
write_file (UiFixture *fixture, const char *name, const char *text)
{
  char *path = g_build_filename (fixture->directory, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static gboolean
drop (SbxContractRow *row, const char *path)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (row));
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_array (&file, 1));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", &value, 0.0, 0.0, &taken);
    }
  return taken;
}

static gboolean
says (SbxContractRow *row, const char *text)
{
  return strstr (gtk_label_get_text (ui_part (row, "words")), text) != NULL;
}

static guint
count_children (GtkWidget *widget)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n++;
  return n;
}

static void
test_row (UiFixture *fixture, gconstpointer user_data)
{
  g_autoptr (SbxContractRow) row = g_object_ref_sink (SBX_CONTRACT_ROW (sbx_contract_row_new ()));
  g_autofree char *path = write_file (fixture, "orders.json", GOOD);

  sbx_contract_row_set_directory (row, fixture->directory);
  g_assert_cmpstr (sbx_contract_row_get_path (row), ==, "");
  g_assert_false (gtk_widget_get_visible (ui_part (row, "clear_button")));

  /* Below the workspace: by its path from there. */
  g_assert_true (drop (row, path));
  g_assert_cmpstr (sbx_contract_row_get_path (row), ==, "orders.json");
  g_assert_cmpstr (gtk_label_get_text (ui_part (row, "name")), ==, "orders.json");
  ui_wait_until (says (row, "orders 1.2: 2 requests, 1 event"));
  g_assert_false (gtk_widget_get_visible (ui_part (row, "faults_button")));
  g_assert_nonnull (sbx_contract_row_get_contract (row));

  /* What is broken is listed, and what was read before is there. */
  g_free (write_file (fixture, "orders.json", "{\"name\":1,\"version\":\"1\",\"requests\":[],\"x\":1}"));
  ui_wait_until (gtk_widget_has_css_class (GTK_WIDGET (row), "error"));
  g_assert_true (says (row, "1:9: /name"));
  g_assert_true (says (row, "goes on to be used"));
  g_assert_true (gtk_widget_get_visible (ui_part (row, "faults_button")));
  g_assert_cmpuint (count_children (ui_part (row, "faults")), ==, 3);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (ui_part (row, "faults_button")), ==, "Show 3 Faults");
  g_assert_nonnull (sbx_contract_row_get_contract (row));

  /* A warning is no error. */
  g_free (write_file (fixture, "orders.json", "{\"name\":\"n\",\"version\":\"1\",\"x\":1}"));
  ui_wait_until (!gtk_widget_has_css_class (GTK_WIDGET (row), "error"));
  g_assert_true (says (row, "n 1: 0 requests, 0 events"));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (ui_part (row, "faults_button")), ==, "Show 1 Warning");

  g_signal_emit_by_name (ui_part (row, "clear_button"), "clicked");
  g_assert_cmpstr (sbx_contract_row_get_path (row), ==, "");
  g_assert_null (sbx_contract_row_get_contract (row));
  g_assert_false (gtk_widget_get_visible (ui_part (row, "faults_button")));

  /* Elsewhere, and not there. */
  sbx_contract_row_set_path (row, "/nowhere/at-all.json");
  ui_wait_until (gtk_widget_has_css_class (GTK_WIDGET (row), "error"));
  g_assert_cmpstr (gtk_label_get_text (ui_part (row, "name")), ==, "at-all.json");
}

static void
test_dialogs (UiFixture *fixture, gconstpointer user_data)
{
  SbxServer *server = ui_fixture_add_server (fixture, "Orders", "ws://127.0.0.1:0");
  g_autofree char *path = write_file (fixture, "orders.json", GOOD);
  GtkWindow *host = sbx_host_dialog_new (fixture->console, server);
  GtkWindow *connect = sbx_connect_dialog_new (fixture->console, NULL);
  g_autofree char *kept = NULL;
  g_autofree char *remark = NULL;

  gtk_window_present (host);
  gtk_window_present (connect);
  g_assert_true (drop (ui_find (GTK_WIDGET (host), SBX_TYPE_CONTRACT_ROW), path));
  g_assert_true (drop (ui_find (GTK_WIDGET (connect), SBX_TYPE_CONTRACT_ROW), path));
  ui_wait_until (ui_shows (GTK_WIDGET (host), "orders 1.2: 2 requests, 1 event"));
  ui_wait_until (ui_shows (GTK_WIDGET (connect), "orders 1.2: 2 requests, 1 event"));
  g_object_set (ui_part (host, "description_row"), "text", "two\nlines", NULL);
  gtk_widget_activate_action (GTK_WIDGET (host), "dialog.confirm", NULL);
  ui_wait_until (sbx_shapes_get_contract (sbx_endpoint_get_shapes (SBX_ENDPOINT (server))) != NULL);
  g_object_get (sbx_endpoint_get_config (SBX_ENDPOINT (server)), "contract", &kept, NULL);
  g_assert_cmpstr (kept, ==, "orders.json");
  g_object_get (sbx_endpoint_get_config (SBX_ENDPOINT (server)), "description", &remark, NULL);
  g_assert_cmpstr (remark, ==, "two\nlines");
  ui_assert_window_goes (connect);
}

static GtkWindow *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        return window;
    }
  return NULL;
}

/* As its button does. */
static void
answer (const char *response)
{
  GtkWindow *dialog = find_dialog ();

  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_close (dialog);
  ui_wait_until (find_dialog () == NULL);
}

/* What was saved can be used at once; where there is nothing to save it is said. */
static void
test_save (UiFixture *fixture, gconstpointer user_data)
{
  SbxEndpoint *server = SBX_ENDPOINT (ui_fixture_add_server (fixture, "Orders", "ws://127.0.0.1:0"));
  SbxStore *store = sbx_console_get_store (fixture->console);
  const char *text = "{\"type\":\"event\",\"event\":\"tick\",\"payload\":1}";
  GtkWindow *window = GTK_WINDOW (adw_window_new ());
  g_autofree char *path = g_build_filename (fixture->directory, "learnt.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GBytes) frame = g_bytes_new_static (text, strlen (text));
  SbxTraceRecord record = SBX_TRACE_RECORD_INIT;

  gtk_window_present (window);
  sbx_contract_saver_save (GTK_WIDGET (window), server, file);
  ui_wait_until (find_dialog () != NULL);
  g_assert_true (ui_shows (GTK_WIDGET (find_dialog ()), "The Contract Could Not Be Saved"));
  answer ("close");

  record.kind = SBX_TRACE_KIND_EVENT;
  record.name = "tick";
  sbx_store_append (store, sbx_store_add_endpoint (store, sbx_endpoint_get_id (server), "Orders"), &record,
                    frame);
  g_assert_true (sbx_store_flush (store, 5000));
  ui_wait_until (sbx_store_get_n_records (store) == 1);
  sbx_contract_saver_save (GTK_WIDGET (window), server, file);
  ui_wait_until (find_dialog () != NULL);
  answer ("use");
  ui_wait_until (sbx_shapes_get_contract (sbx_endpoint_get_shapes (server)) != NULL);
  g_assert_cmpint (sbx_shapes_get_origin (sbx_endpoint_get_shapes (server), SBX_SHAPE_EVENT, "tick"), ==,
                   SBX_SHAPE_ORIGIN_CONTRACT);
  ui_assert_window_goes (window);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

#define add(path, func) g_test_add (path, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)
  add ("/ui/contract-row/row", test_row);
  add ("/ui/contract-row/dialogs", test_dialogs);
  add ("/ui/contract-row/save", test_save);
#undef add

  return g_test_run ();
}
