/* test-send-page.c — messages written and sent by hand, to real services
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>

#include "mbm-client-request.h"
#include "mbm-server.h"
#include "mbm-stream-writer.h"

#include "sbx-answer-view.h"
#include "sbx-composer.h"
#include "sbx-context-editor.h"
#include "sbx-context-parts.h"
#include "sbx-json-editor.h"
#include "sbx-json-node.h"
#include "sbx-metadata-list.h"
#include "sbx-name-entry.h"
#include "sbx-payload-view.h"
#include "sbx-questions-view.h"
#include "sbx-recipient-button.h"
#include "sbx-replies-dialog.h"
#include "sbx-reply-dialog.h"
#include "sbx-send-page.h"
#include "sbx-violation-list.h"
#include "ui-fixture.h"

typedef struct
{
  UiFixture base;
  SbxEndpoint *server; /* the demo, hosted by the console */
  SbxEndpoint *connection;
  MbmServer *service; /* nullable: the test's own, on the main thread */
  MbmServerRequest *kept;
  MbmStreamWriter *writer;
  GtkWindow *window;
  GtkWidget *page;
} Fixture;

static void
show (Fixture *fixture, SbxEndpoint *endpoint, int width)
{
  fixture->page = sbx_send_page_new (fixture->base.console, endpoint);
  gtk_window_set_default_size (fixture->window, width, 700);
  gtk_window_set_child (fixture->window, fixture->page);
  gtk_window_present (fixture->window);
  ui_wait_until (gtk_widget_get_mapped (fixture->page));
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (SbxServerConfig) config = sbx_server_config_new ();

  ui_fixture_set_up (&fixture->base, user_data);
  g_object_set (config, "url", "ws://127.0.0.1:0", "demo", TRUE, NULL);
  fixture->server = SBX_ENDPOINT (sbx_console_add_server (fixture->base.console, config));
  ui_fixture_start (fixture->server);
  fixture->connection = SBX_ENDPOINT (
    ui_fixture_add_connection (&fixture->base, "Link", sbx_endpoint_get_address (fixture->server)));
  fixture->window = GTK_WINDOW (gtk_window_new ());
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  if (fixture->window != NULL)
    ui_assert_window_goes (fixture->window);
  g_clear_pointer (&fixture->kept, mbm_server_request_unref);
  g_clear_object (&fixture->writer);
  ui_fixture_tear_down (&fixture->base, user_data);
  g_clear_object (&fixture->service);
}

static gpointer
part (Fixture *fixture, const char *widget, const char *name)
{
  gpointer owner = ui_part (fixture->page, widget);

  return name != NULL ? ui_part (owner, name) : owner;
}

static void
write_message (Fixture *fixture, const char *name, const char *payload)
{
  sbx_name_entry_set_text (part (fixture, "composer", "name"), name);
  if (payload != NULL)
    sbx_payload_editor_set_text (sbx_composer_get_payload (part (fixture, "composer", NULL)), payload);
}

static void
send_message (Fixture *fixture)
{
  g_assert_true (gtk_widget_activate_action (fixture->page, "send.send", NULL));
}

static const char *
get_status (Fixture *fixture)
{
  return gtk_label_get_label (part (fixture, "answer", "status"));
}

static const char *
get_hint (Fixture *fixture)
{
  return gtk_label_get_label (part (fixture, "composer", "hint"));
}

static gboolean
shows_page (Fixture *fixture, const char *name)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (part (fixture, "answer", "stack")), name) == 0;
}

static SbxHistoryItem *
get_last_sent (Fixture *fixture, SbxEndpoint *endpoint)
{
  GListModel *items =
    sbx_history_get_items (sbx_console_get_history (fixture->base.console), sbx_endpoint_get_id (endpoint));
  g_autoptr (SbxHistoryItem) item = g_list_model_get_item (items, 0);

  g_assert_nonnull (item);
  return item;
}

/* The button of that label, within @widget. */
static GtkWidget *
ui_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = ui_button (child, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gpointer
get_violations (Fixture *fixture)
{
  return part (fixture, "answer", "violations");
}

static void
test_request (Fixture *fixture, gconstpointer user_data)
{
  SbxHistoryItem *item;

  show (fixture, fixture->connection, 1000);
  g_assert_cmpstr (get_hint (fixture), ==, "Connect to send something.");
  ui_fixture_start (fixture->connection);
  g_assert_cmpstr (get_hint (fixture), ==, "Enter the name of a request.");
  write_message (fixture, "getOrderDetails", "{\"orderId\":\"order-123\"}");
  ui_wait_until (*get_hint (fixture) == '\0');

  send_message (fixture);
  g_assert_true (shows_page (fixture, "waiting"));
  ui_wait_until (shows_page (fixture, "answer"));
  g_assert_cmpstr (get_status (fixture), ==, "Success");
  ui_wait_until (ui_shows (get_violations (fixture), "Fits the contract"));
  item = get_last_sent (fixture, fixture->connection);
  g_assert_cmpstr (sbx_draft_get_name (sbx_history_item_get_draft (item)), ==, "getOrderDetails");
  g_assert_true (g_str_has_prefix (sbx_history_item_get_outcome (item), "Success"));
  g_assert_false (sbx_history_item_get_failed (item));

  /* What breaks the contract is sent all the same, and said to do so. */
  write_message (fixture, "getOrderDetails", "{\"orderId\":7}");
  ui_wait_until (
    g_str_equal (get_hint (fixture), "Does not fit the contract: 1 problem. It is sent as it is."));
  send_message (fixture);
  ui_wait_until (g_str_has_prefix (get_status (fixture), "INVALID_ORDER_ID"));
  g_assert_true (sbx_history_item_get_failed (get_last_sent (fixture, fixture->connection)));

  /* What is no JSON is not. */
  write_message (fixture, "getOrderDetails", "{\"orderId\":");
  g_assert_true (g_str_has_prefix (get_hint (fixture), "The payload is not JSON yet: "));
  g_assert_cmpuint (strlen (get_hint (fixture)), >, 40);
  gtk_widget_activate_action (fixture->page, "send.send", NULL);
  g_assert_true (shows_page (fixture, "answer"));
}

static void
test_placeholders (Fixture *fixture, gconstpointer user_data)
{
  SbxVariables *variables = sbx_console_get_variables (fixture->base.console);

  ui_fixture_start (fixture->connection);
  show (fixture, fixture->connection, 1000);
  g_assert_true (sbx_variables_set (variables, "order", "\"order-123\"", NULL));
  write_message (fixture, "getOrderDetails", "{\"orderId\":\"{{order}}\"}");
  send_message (fixture);
  ui_wait_until (shows_page (fixture, "answer"));
  g_assert_cmpstr (get_status (fixture), ==, "Success");

  /* The last answer has values for the next message. */
  write_message (fixture, "getOrderDetails", "{\"orderId\":\"{{last.orderId}}\"}");
  send_message (fixture);
  ui_wait_until (shows_page (fixture, "answer"));
  g_assert_cmpstr (get_status (fixture), ==, "Success");

  write_message (fixture, "getOrderDetails", "{\"orderId\":\"{{nobody knows}}\"}");
  send_message (fixture);
  g_assert_cmpstr (get_status (fixture), ==, "Not Sent");
  g_assert_true (ui_shows (part (fixture, "answer", NULL), "nobody knows"));
}

/* A contract of one's own, which the demo breaks. */
static void
test_violations (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *path = g_build_filename (fixture->base.directory, "contract.json", NULL);
  g_autoptr (SbxEndpointConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  GtkListBox *list;
  SbxPayloadView *payload;
  GtkTreeListRow *row;
  g_autoptr (SbxJsonNode) node = NULL;

  g_file_set_contents (
    path,
    "{\"name\":\"orders\",\"version\":\"1\",\"requests\":{\"getOrderDetails\":{\"request\":true,"
    "\"response\":{\"properties\":{\"total\":{\"type\":\"string\"},\"items\":{\"items\":"
    "{\"properties\":{\"price\":{\"maximum\":1}}}}}}}}}",
    -1, &error);
  g_assert_no_error (error);
  config = sbx_endpoint_config_copy (sbx_endpoint_get_config (fixture->connection));
  g_object_set (config, "contract", path, NULL);
  sbx_endpoint_set_config (fixture->connection, config);
  ui_fixture_start (fixture->connection);
  show (fixture, fixture->connection, 1000);
  ui_wait_until (sbx_shapes_get_contract (sbx_endpoint_get_shapes (fixture->connection)) != NULL);
  write_message (fixture, "getOrderDetails", "{\"orderId\":\"order-123\"}");
  send_message (fixture);
  ui_wait_until (sbx_violation_list_get_n_violations (get_violations (fixture)) == 3);
  g_assert_true (ui_shows (get_violations (fixture), "Breaks the contract in 3 places"));
  g_assert_true (ui_shows (get_violations (fixture), "/items/1/price"));

  /* Each leads to its place in the tree. */
  list = ui_part (get_violations (fixture), "list");
  for (guint i = 0; i < 3; i++)
    {
      GtkListBoxRow *violation = gtk_list_box_get_row_at_index (list, i);

      if (ui_shows (GTK_WIDGET (violation), "/items/1/price"))
        g_signal_emit_by_name (list, "row-activated", violation);
    }
  payload = part (fixture, "answer", "payload");
  row = gtk_single_selection_get_selected_item (
    GTK_SINGLE_SELECTION (gtk_list_view_get_model (ui_part (payload, "list"))));
  g_assert_nonnull (row);
  node = gtk_tree_list_row_get_item (row);
  g_assert_cmpstr (sbx_json_node_get_name (node), ==, "price");
  g_assert_cmpuint (gtk_tree_list_row_get_depth (row), ==, 3);
  g_assert_false (sbx_payload_view_select (payload, "/items/7/price"));

  /* The name that is not in it is said to be so, and can be sent. */
  write_message (fixture, "calculateTotal", "{\"items\":[]}");
  g_assert_true (ui_shows (part (fixture, "composer", "name"), "Not in the contract"));
  send_message (fixture);
  ui_wait_until (shows_page (fixture, "answer"));
}

/* --- a service of the test's own ------------------------------------------ */

static void
on_request (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GBytes) item = g_bytes_new_static ("{\"n\":1}", 7);

  if (g_str_equal (mbm_server_request_get_name (request), "keep"))
    {
      g_clear_pointer (&fixture->kept, mbm_server_request_unref);
      fixture->kept = mbm_server_request_ref (request);
      return;
    }

  g_clear_object (&fixture->writer);
  fixture->writer = mbm_server_request_start_stream (request, NULL, NULL);
  mbm_stream_writer_write (fixture->writer, item, NULL);
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (mbm_server_start_finish (MBM_SERVER (source), result, NULL));
}

static void
serve (Fixture *fixture)
{
  fixture->service = mbm_server_new ("service", "1");
  mbm_server_add_request_handler (fixture->service, "keep", on_request, fixture, NULL);
  mbm_server_add_request_handler (fixture->service, "stream", on_request, fixture, NULL);
  mbm_server_start_async (fixture->service, "ws://127.0.0.1:0", NULL, on_started, NULL);
  ui_wait_until (mbm_server_get_state (fixture->service) == MBM_SERVER_RUNNING);
  fixture->connection = SBX_ENDPOINT (
    ui_fixture_add_connection (&fixture->base, "Service", mbm_server_get_uri (fixture->service)));
  ui_fixture_start (fixture->connection);
}

static void
test_cancel (Fixture *fixture, gconstpointer user_data)
{
  serve (fixture);
  show (fixture, fixture->connection, 1000);
  write_message (fixture, "keep", NULL);
  send_message (fixture);
  ui_wait_until (fixture->kept != NULL);
  g_assert_true (gtk_widget_get_visible (part (fixture, "composer", "cancel_button")));
  gtk_widget_activate_action (fixture->page, "send.cancel", NULL);
  ui_wait_until (shows_page (fixture, "answer"));
  g_assert_cmpstr (get_status (fixture), ==, "Cancelled");
  g_assert_false (gtk_widget_get_visible (part (fixture, "composer", "cancel_button")));

  gtk_spin_button_set_value (part (fixture, "composer", "timeout"), 30);
  send_message (fixture);
  ui_wait_until (g_str_equal (get_status (fixture), "Timed Out"));
  g_assert_true (ui_shows (part (fixture, "answer", NULL), "30 ms"));

  gtk_spin_button_set_value (part (fixture, "composer", "timeout"), 30000);
  g_clear_pointer (&fixture->kept, mbm_server_request_unref);
  send_message (fixture);
  ui_wait_until (fixture->kept != NULL);
  mbm_server_stop_async (fixture->service, NULL, NULL, NULL, NULL);
  ui_wait_until (g_str_equal (get_status (fixture), "Connection Lost"));
}

/* The window may go while something is under way. */
static void
test_close (Fixture *fixture, gconstpointer user_data)
{
  serve (fixture);
  show (fixture, fixture->connection, 1000);
  write_message (fixture, "keep", NULL);
  send_message (fixture);
  ui_wait_until (fixture->kept != NULL);
  ui_assert_window_goes (g_steal_pointer (&fixture->window));
  mbm_server_request_respond (fixture->kept, NULL, NULL);

  /* And the stream of a page that goes is stopped. */
  fixture->window = GTK_WINDOW (gtk_window_new ());
  show (fixture, fixture->connection, 1000);
  write_message (fixture, "stream", NULL);
  send_message (fixture);
  ui_wait_until (ui_shows (part (fixture, "answer", "stream_view"), "1 item"));
  ui_assert_window_goes (g_steal_pointer (&fixture->window));
  ui_wait_until (mbm_stream_writer_get_state (fixture->writer) == MBM_STREAM_CANCELLED);
}

static void
test_stream (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *view;

  serve (fixture);
  show (fixture, fixture->connection, 1000);
  write_message (fixture, "stream", NULL);
  send_message (fixture);
  view = part (fixture, "answer", "stream_view");
  ui_wait_until (ui_shows (view, "Open · 1 item"));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (part (fixture, "answer", "views")), ==, "stream");
  gtk_widget_activate_action (view, "stream.stop", NULL);
  ui_wait_until (ui_shows (view, "Stopped · 1 item"));
  g_assert_cmpint (mbm_stream_writer_get_state (fixture->writer), ==, MBM_STREAM_CANCELLED);

  /* The next message ends the stream of the last. */
  send_message (fixture);
  ui_wait_until (ui_shows (view, "Open · 1 item"));
  write_message (fixture, "keep", NULL);
  send_message (fixture);
  ui_wait_until (mbm_stream_writer_get_state (fixture->writer) == MBM_STREAM_CANCELLED);
  gtk_widget_activate_action (fixture->page, "send.cancel", NULL);
  ui_wait_until (shows_page (fixture, "answer"));
}

/* --- a hosted server ------------------------------------------------------- */

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (mbm_client_connect_finish (MBM_CLIENT (source), result, NULL));
}

static void
on_asked (MbmClient *client, MbmClientRequest *request, gpointer user_data)
{
  g_autoptr (GBytes) data = g_bytes_new_static ("{\"confirmed\":true}", 18);

  mbm_client_request_respond (request, data, NULL);
}

static void
on_event (MbmClient *client, MbmMessage *event, gpointer n)
{
  (*(guint *) n)++;
}

static MbmClient *
connect_client (Fixture *fixture, const char *id, guint *n_events)
{
  MbmClient *client = mbm_client_new (id);
  guint n = sbx_server_get_n_clients (SBX_SERVER (fixture->server));

  g_object_set (client, "auto-reconnect", FALSE, NULL);
  mbm_client_add_request_handler (client, "confirm", on_asked, NULL, NULL);
  mbm_client_add_event_handler (client, "news", on_event, n_events, NULL);
  mbm_client_connect_async (client, sbx_endpoint_get_address (fixture->server), NULL, on_connected, NULL);
  ui_wait_until (sbx_server_get_n_clients (SBX_SERVER (fixture->server)) == n + 1);
  return client;
}

static GtkCheckButton *
find_check (GtkWidget *widget, const char *label)
{
  GtkCheckButton *found = NULL;

  if (GTK_IS_CHECK_BUTTON (widget))
    return g_strcmp0 (gtk_check_button_get_label (GTK_CHECK_BUTTON (widget)), label) == 0
             ? GTK_CHECK_BUTTON (widget)
             : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_check (child, label);
  return found;
}

/* As a user does, in the list. */
static void
choose_recipient (SbxRecipientButton *recipients, const char *id)
{
  gtk_menu_button_popup (ui_part (recipients, "button"));
  ui_wait_until (find_check (GTK_WIDGET (recipients), id) != NULL);
  gtk_check_button_set_active (find_check (GTK_WIDGET (recipients), id), TRUE);
}

static void
test_server (Fixture *fixture, gconstpointer user_data)
{
  guint n_one = 0, n_two = 0, n_three = 0;
  g_autoptr (MbmClient) one = connect_client (fixture, "one", &n_one);
  g_autoptr (MbmClient) two = connect_client (fixture, "two", &n_two);
  g_autoptr (MbmClient) three = connect_client (fixture, "three", &n_three);
  g_auto (GStrv) chosen = NULL;
  SbxRecipientButton *recipients;

  show (fixture, fixture->server, 1000);
  recipients = part (fixture, "composer", "recipients");
  g_assert_true (ui_shows (GTK_WIDGET (recipients), "All Clients"));
  write_message (fixture, "news", "{}");
  send_message (fixture);
  ui_wait_until (n_one == 1 && n_two == 1 && n_three == 1);
  ui_wait_until (ui_shows (part (fixture, "answer", NULL), "Event sent to 3 clients"));

  sbx_recipient_button_set_recipients (recipients, (const char *const[]){ "one", "three", NULL });
  g_assert_true (ui_shows (GTK_WIDGET (recipients), "2 Clients"));
  send_message (fixture);
  ui_wait_until (ui_shows (part (fixture, "answer", NULL), "Event sent to 2 clients"));
  ui_wait_until (n_one == 2 && n_three == 2);
  g_assert_cmpuint (n_two, ==, 1);

  /* A request goes to exactly one. */
  gtk_toggle_button_set_active (part (fixture, "composer", "request_toggle"), TRUE);
  write_message (fixture, "confirm", "{}");
  g_assert_cmpstr (get_hint (fixture), ==, "Choose the client to ask.");
  choose_recipient (recipients, "one");
  g_assert_true (ui_shows (GTK_WIDGET (recipients), "one"));
  choose_recipient (recipients, "two");
  chosen = sbx_recipient_button_dup_recipients (recipients);
  g_assert_cmpstrv (chosen, ((const char *const[]){ "two", NULL }));
  g_assert_false (gtk_check_button_get_active (find_check (GTK_WIDGET (recipients), "one")));
  send_message (fixture);
  ui_wait_until (shows_page (fixture, "answer") && g_str_equal (get_status (fixture), "Success"));
  g_assert_true (sbx_payload_view_select (part (fixture, "answer", "payload"), "/confirmed"));
  g_assert_cmpstr (sbx_draft_get_recipient (
                     sbx_history_item_get_draft (get_last_sent (fixture, fixture->server))),
                   ==, "two");

  write_message (fixture, "unknown", "{}");
  send_message (fixture);
  ui_wait_until (g_str_has_prefix (get_status (fixture), "UNKNOWN_REQUEST_TYPE"));
}

/* --- the context ------------------------------------------------------------ */

static void
test_parts (void)
{
  static const char *const same[] = {
    "{}",
    SBX_CONTEXT_USUAL,
    "{\"id\":\"i\",\"timestamp\":17,\"source\":\"s\",\"target\":\"t\",\"traceId\":\"a\",\"spanId\":\"b\","
    "\"parentSpanId\":\"c\",\"metadata\":{\"n\":1.0}}",
    "{\"timestamp\":\"{{timestamp}}\"}",
    "{\"auth\":{\"token\":\"t\"}}",
    "{\"auth\":{\"token\":null,\"actor\":{\"id\":\"a\"}},\"x\":1}",
    /* What the form has no place for stays as it is. */
    "{\"auth\":{\"actor\":{\"id\":\"a\"}}}",
    "{\"id\":7,\"timestamp\":\"noon\",\"traceId\":null,\"auth\":[],\"metadata\":3,\"deep\":{\"e\":1e400}}",
    "{\"auth\":{\"token\":7}}",
    "{\"traceId\":\"{{hex(32)}}\",\"spanId\":\"mine\"}",
  };
  static const char *const bad[] = { "[]", "{", "7", "{} {}" };

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autoptr (SbxContextParts) parts = sbx_context_parts_new (same[i]);
      g_autofree char *text = NULL;

      g_assert_nonnull (parts);
      text = sbx_context_parts_to_text (parts);
      g_assert_cmpstr (text, ==, same[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (sbx_context_parts_new (bad[i]));
}

/* What a draft keeps: the ids that are made anew are not in it. */
static void
test_draft_context (void)
{
  static const struct
  {
    const char *text, *context;
    gboolean trace;
  } cases[] = {
    { SBX_CONTEXT_USUAL, NULL, TRUE },
    { "{\"traceId\":\"{{hex(32)}}\",\"spanId\":\"{{hex(16)}}\",\"metadata\":{\"a\":1}}",
      "{\"metadata\":{\"a\":1}}", TRUE },
    { "{}", NULL, FALSE },
    { "{\"traceId\":\"t\"}", "{\"traceId\":\"t\"}", FALSE },
    { "{\"x\":[1.0]}", "{\"x\":[1.0]}", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean trace;
      g_autofree char *context = sbx_context_for_draft (cases[i].text, &trace);
      g_autofree char *back = sbx_context_from_draft (context, trace);

      g_assert_cmpstr (context, ==, cases[i].context);
      g_assert_cmpint (trace, ==, cases[i].trace);
      g_assert_cmpstr (back, ==, cases[i].text);
    }
}

static void
test_context (Fixture *fixture, gconstpointer user_data)
{
  SbxContextEditor *editor;
  SbxMetadataList *metadata;
  g_autofree char *json = NULL;
  g_autofree char *sent = NULL;

  ui_fixture_start (fixture->connection);
  show (fixture, fixture->connection, 1000);
  editor = part (fixture, "composer", "context");
  metadata = ui_part (editor, "metadata");
  g_assert_cmpstr (sbx_context_editor_get_text (editor), ==, SBX_CONTEXT_USUAL);

  /* Form and JSON are one context. */
  sbx_context_editor_set_text (editor, "{\"metadata\":{\"a\":\"x\",\"b\":[1]},\"other\":{\"k\":0.10}}");
  json = sbx_metadata_list_dup_json (metadata);
  g_assert_cmpstr (json, ==, "{\"a\":\"x\",\"b\":[1]}");
  g_object_set (ui_part (editor, "source_row"), "text", "somebody", NULL);
  g_assert_cmpstr (sbx_context_editor_get_text (editor), ==,
                   "{\"source\":\"somebody\",\"metadata\":{\"a\":\"x\",\"b\":[1]},\"other\":{\"k\":0.10}}");
  gtk_stack_set_visible_child_name (ui_part (editor, "views"), "json");
  g_object_set (ui_part (editor, "json"), "text", "{\"source\":", NULL);
  g_assert_nonnull (sbx_context_editor_get_problem (editor));
  write_message (fixture, "getOrderDetails", "{\"orderId\":\"order-123\"}");
  g_assert_cmpstr (get_hint (fixture), ==, sbx_context_editor_get_problem (editor));

  /* What is no context cannot become a form. */
  gtk_stack_set_visible_child_name (ui_part (editor, "views"), "form");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (ui_part (editor, "views")), ==, "json");
  g_object_set (ui_part (editor, "json"), "text", SBX_CONTEXT_USUAL, NULL);
  gtk_stack_set_visible_child_name (ui_part (editor, "views"), "form");
  g_assert_null (sbx_context_editor_get_problem (editor));

  /* A trace of its own for each message, which can be kept then. */
  send_message (fixture);
  ui_wait_until (shows_page (fixture, "answer"));
  g_object_set (ui_part (editor, "trace_row"), "value", "kept", NULL);
  g_object_get (ui_part (editor, "trace_id_row"), "text", &sent, NULL);
  g_assert_cmpuint (strlen (sent), ==, 32);
  g_assert_nonnull (strstr (sbx_context_editor_get_text (editor), sent));
}

static void
test_history (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (SbxDraft) draft = sbx_draft_new (TRUE, "note", "{\"a\":1}");
  g_autoptr (SbxDraft) back = NULL;

  ui_fixture_start (fixture->connection);
  show (fixture, fixture->connection, 360);
  g_object_set (draft, "context", "{\"metadata\":{\"k\":\"v\"}}", NULL);
  sbx_composer_set_draft (part (fixture, "composer", NULL), draft);
  back = sbx_composer_dup_draft (part (fixture, "composer", NULL));
  g_assert_true (sbx_draft_equal (draft, back));
  send_message (fixture);

  /* Where there is room for one pane only, the answer is the one. */
  g_assert_true (gtk_toggle_button_get_active (part (fixture, "answer_toggle", NULL)));
  ui_wait_until (ui_shows (part (fixture, "answer", NULL), "Event sent"));
  write_message (fixture, "something else", "{}");
  g_signal_emit_by_name (part (fixture, "tools", NULL), "activated",
                         sbx_history_item_get_draft (get_last_sent (fixture, fixture->connection)));
  g_assert_cmpstr (sbx_name_entry_get_text (part (fixture, "composer", "name")), ==, "note");
  g_assert_true (gtk_toggle_button_get_active (part (fixture, "message_toggle", NULL)));
}

/* --- what the service asks ---------------------------------------------------- */

static void
on_reply (GObject *source, GAsyncResult *result, gpointer answer)
{
  *(MbmMessage **) answer = mbm_server_request_client_finish (MBM_SERVER (source), result, NULL);
}

static void
ask (Fixture *fixture, const char *name, MbmMessage **answer)
{
  g_autoptr (GBytes) payload = g_bytes_new_static ("{\"amount\":12.50}", 16);
  g_autofree char *id = NULL;

  g_object_get (fixture->connection, "client-id", &id, NULL);
  g_clear_pointer (answer, mbm_message_unref);
  mbm_server_request_client_async (fixture->service, id, name, payload, NULL, 0, NULL, on_reply, answer);
}

/* The dialog that was opened last. */
static GtkWidget *
get_dialog (GType type)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (g_type_is_a (G_OBJECT_TYPE (l->data), type) && gtk_widget_get_visible (l->data))
      return l->data;
  return NULL;
}

static void
close_dialog (GType type)
{
  gtk_window_close (GTK_WINDOW (get_dialog (type)));
  ui_wait_until (get_dialog (type) == NULL);
}

/* Adds a reply as the user would. */
static void
add_reply (Fixture *fixture, const char *name, const char *kind, const char *data)
{
  GtkWidget *dialog;

  g_assert_true (gtk_widget_activate_action (fixture->page, "send.replies", NULL));
  ui_wait_until (get_dialog (SBX_TYPE_REPLIES_DIALOG) != NULL);
  g_assert_true (gtk_widget_activate_action (get_dialog (SBX_TYPE_REPLIES_DIALOG), "replies.add", NULL));
  ui_wait_until ((dialog = get_dialog (SBX_TYPE_REPLY_DIALOG)) != NULL);
  g_object_set (ui_part (dialog, "name_row"), "text", name, NULL);
  g_object_set (ui_part (dialog, "rule_row"), "value", kind, NULL);
  if (data != NULL)
    sbx_payload_editor_set_text (ui_part (dialog, "data"), data);
  g_assert_true (gtk_widget_activate_action (dialog, "reply.save", NULL));
  ui_wait_until (get_dialog (SBX_TYPE_REPLY_DIALOG) == NULL);
  g_assert_true (ui_shows (get_dialog (SBX_TYPE_REPLIES_DIALOG), name));
  close_dialog (SBX_TYPE_REPLIES_DIALOG);
}

static void
test_replies (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (MbmMessage) answer = NULL;
  SbxQuestionsView *questions;
  GtkWidget *dialog;
  MbmJsonValue data;

  serve (fixture);
  show (fixture, fixture->connection, 1000);
  questions = part (fixture, "questions", NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (questions)));

  add_reply (fixture, "canned", "data", "{\"ok\":true}");
  add_reply (fixture, "confirm", "ask", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (sbx_connection_config_get_replies (
                      SBX_CONNECTION_CONFIG (sbx_endpoint_get_config (fixture->connection))))),
                    ==, 2);
  ask (fixture, "canned", &answer);
  ui_wait_until (answer != NULL);
  g_assert_true (mbm_message_is_success (answer));

  /* The user answers one, and refuses another. */
  ask (fixture, "confirm", &answer);
  ui_wait_until (ui_shows (GTK_WIDGET (questions), "1 request waits for your answer"));
  g_assert_true (ui_shows (GTK_WIDGET (questions), "s left"));
  g_signal_emit_by_name (ui_button (GTK_WIDGET (questions), "A_nswer…"), "clicked");
  ui_wait_until ((dialog = get_dialog (SBX_TYPE_REPLY_DIALOG)) != NULL);
  g_assert_true (ui_shows (dialog, "12.50"));
  sbx_payload_editor_set_text (ui_part (dialog, "data"), "{\"yes\":1.0}");
  g_assert_true (gtk_widget_activate_action (dialog, "reply.save", NULL));
  ui_wait_until (answer != NULL);
  data = mbm_message_get_payload_value (answer);
  g_assert_cmpmem (data.text, data.length, "{\"yes\":1.0}", 11);
  ui_wait_until (get_dialog (SBX_TYPE_REPLY_DIALOG) == NULL);
  ui_wait_until (!gtk_widget_get_visible (GTK_WIDGET (questions)));

  ask (fixture, "confirm", &answer);
  ui_wait_until (gtk_widget_get_visible (GTK_WIDGET (questions)));
  g_signal_emit_by_name (ui_button (GTK_WIDGET (questions), "Re_fuse"), "clicked");
  ui_wait_until (answer != NULL);
  g_assert_cmpstr (mbm_message_get_error_code (answer), ==, "REFUSED");

  /* Nobody waits any more while somebody still writes. */
  ask (fixture, "confirm", &answer);
  ui_wait_until (gtk_widget_get_visible (GTK_WIDGET (questions)));
  g_signal_emit_by_name (ui_button (GTK_WIDGET (questions), "A_nswer…"), "clicked");
  ui_wait_until ((dialog = get_dialog (SBX_TYPE_REPLY_DIALOG)) != NULL);
  sbx_endpoint_stop_async (fixture->connection, NULL, NULL, NULL);
  ui_wait_until (ui_shows (dialog, "It does not wait for an answer any more"));
  close_dialog (SBX_TYPE_REPLY_DIALOG);

  /* Removed, it is refused again. */
  g_assert_true (gtk_widget_activate_action (fixture->page, "send.replies", NULL));
  ui_wait_until ((dialog = get_dialog (SBX_TYPE_REPLIES_DIALOG)) != NULL);
  g_assert_true (gtk_widget_activate_action (dialog, "replies.remove", "s", "confirm"));
  g_assert_false (ui_shows (dialog, "Asks me"));
  g_assert_true (gtk_widget_activate_action (dialog, "replies.remove", "s", "canned"));
  g_assert_true (ui_shows (dialog, "No Replies"));
  close_dialog (SBX_TYPE_REPLIES_DIALOG);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/send-page/parts", test_parts);
  g_test_add_func ("/send-page/draft-context", test_draft_context);
#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/send-page/request", test_request);
  ADD ("/send-page/placeholders", test_placeholders);
  ADD ("/send-page/violations", test_violations);
  ADD ("/send-page/cancel", test_cancel);
  ADD ("/send-page/close", test_close);
  ADD ("/send-page/stream", test_stream);
  ADD ("/send-page/server", test_server);
  ADD ("/send-page/context", test_context);
  ADD ("/send-page/history", test_history);
  ADD ("/send-page/replies", test_replies);

  return g_test_run ();
}
