/* test-handlers-page.c — what is typed on the handlers page, answered to real requests
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-answer-editor.h"
#include "sbx-answer-row.h"
#include "sbx-answers-group.h"
#include "sbx-choice-row.h"
#include "sbx-drafts-view.h"
#include "sbx-endpoint-view.h"
#include "sbx-handler-editor.h"
#include "sbx-handler-offers.h"
#include "sbx-handlers-page.h"
#include "sbx-item-drafts.h"
#include "sbx-json-editor.h"
#include "sbx-number-row.h"
#include "sbx-payload-editor.h"
#include "sbx-recipients-row.h"
#include "sbx-shapes.h"
#include "sbx-template-help.h"
#include "sbx-timer-editor.h"
#include "sbx-window.h"
#include "ui-fixture.h"

typedef struct
{
  UiFixture base;
  SbxServer *server;
  SbxConnection *connection;
  GtkWindow *window;
  GtkWidget *page;
  SbxDraftsView *handlers;
  SbxDraftsView *timers;
} Fixture;

/* --- a server, a client, and the page ------------------------------------------ */

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
present (Fixture *fixture, int width)
{
  GtkStack *stack;

  fixture->page = sbx_handlers_page_new (fixture->base.console, SBX_ENDPOINT (fixture->server));
  fixture->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (fixture->window, width, 700);
  gtk_window_set_child (fixture->window, fixture->page);
  gtk_window_present (fixture->window);
  stack = ui_part (fixture->page, "stack");
  fixture->handlers = SBX_DRAFTS_VIEW (gtk_stack_get_child_by_name (stack, "requests"));
  fixture->timers = SBX_DRAFTS_VIEW (gtk_stack_get_child_by_name (stack, "events"));
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  ui_fixture_set_up (&fixture->base, NULL);
  fixture->server = ui_fixture_add_server (&fixture->base, "Orders", "memory://handlers");
  fixture->connection = ui_fixture_add_connection (&fixture->base, "Client", "memory://handlers");
  start (fixture->server);
  start (fixture->connection);
  present (fixture, 1000);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  if (fixture->window != NULL)
    ui_assert_window_goes (fixture->window);
  ui_fixture_tear_down (&fixture->base, NULL);
}

typedef struct
{
  gboolean done;
  char *text;
  gint64 latency;
} Asked;

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asked *asked = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SbxAnswer) answer = sbx_connection_request_finish (SBX_CONNECTION (source), result, &error);

  if (answer != NULL && mbm_message_is_success (answer->message))
    {
      MbmJsonValue value = mbm_message_get_payload_value (answer->message);
      g_autofree char *text = g_strndup (value.text, value.length);

      asked->text = mbm_json_compact (text, -1);
      asked->latency = answer->latency;
    }
  else if (answer != NULL)
    {
      MbmJsonValue value = mbm_message_get_error_value (answer->message);
      MbmJsonValue code;

      g_assert_true (mbm_json_value_get_member (value, "code", &code));
      asked->text = mbm_json_value_dup_string (code);
    }
  else
    {
      asked->text = g_strdup (error->message);
    }
  asked->done = TRUE;
}

static Asked
ask_and_measure (Fixture *fixture, const char *request, const char *payload)
{
  Asked asked = { 0 };

  sbx_connection_request_async (fixture->connection, request, payload, NULL, 5000, NULL, asked_cb, &asked);
  ui_wait_until (asked.done);
  return asked;
}

/* The answer's data, or its error's code. */
static char *
ask (Fixture *fixture, const char *request, const char *payload)
{
  return ask_and_measure (fixture, request, payload).text;
}

static gboolean
answers (Fixture *fixture, const char *request, const char *payload, const char *expected)
{
  g_autofree char *text = ask (fixture, request, payload);

  if (!g_str_equal (text, expected))
    g_test_message ("%s: %s", request, text);
  return g_str_equal (text, expected);
}

#define assert_answer(fixture, request, payload, expected)           \
  G_STMT_START                                                       \
  {                                                                  \
    g_autofree char *assert_found = ask (fixture, request, payload); \
    g_assert_cmpstr (assert_found, ==, expected);                    \
  }                                                                  \
  G_STMT_END

/* --- what a user does ------------------------------------------------------------ */

static gpointer
editor_of (SbxDraftsView *view, GType type)
{
  return ui_find (ui_part (view, "editor_bin"), type);
}

static gpointer
handler_part (Fixture *fixture, const char *name)
{
  return ui_part (editor_of (fixture->handlers, SBX_TYPE_HANDLER_EDITOR), name);
}

static void
write_document (gpointer payload_editor, const char *text)
{
  SbxJsonEditor *json = ui_find (payload_editor, SBX_TYPE_JSON_EDITOR);

  g_object_set (json, "text", text, NULL);
}

static void
write_answer (Fixture *fixture, const char *text)
{
  write_document (ui_part (handler_part (fixture, "answer_editor"), "answer"), text);
}

static void
write_row (gpointer row, const char *text)
{
  g_object_set (row, "text", text, NULL);
}

static void
set_number (gpointer row, double value)
{
  gtk_adjustment_set_value (sbx_number_row_get_adjustment (row), value);
}

static void
choose (gpointer row, const char *value)
{
  g_object_set (row, "value", value, NULL);
}

static void
add_handler (Fixture *fixture, const char *request, const char *kind)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->handlers), "drafts.add", NULL);
  write_row (handler_part (fixture, "request_row"), request);
  choose (handler_part (fixture, "kind_row"), kind);
}

static void
commit (Fixture *fixture)
{
  sbx_item_drafts_commit (sbx_drafts_view_get_drafts (fixture->handlers));
}

static char *
dup_text (gpointer object)
{
  char *text;

  g_object_get (object, "text", &text, NULL);
  return text;
}

/* --- tests ------------------------------------------------------------------------- */

static void
test_json (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *said = NULL;
  g_autofree char *silent = NULL;

  g_assert_true (ui_shows (fixture->page, "No Handlers"));
  assert_answer (fixture, "getOrder", "{}", "UNKNOWN_REQUEST_TYPE");

  g_signal_emit_by_name (ui_part (fixture->handlers, "empty_button"), "clicked");
  g_assert_false (ui_shows (fixture->page, "No Handlers"));
  write_row (handler_part (fixture, "request_row"), "getOrder");
  write_answer (fixture, "{\"orderId\": \"order-1\"}");
  ui_wait_until (answers (fixture, "getOrder", "{}", "{\"orderId\":\"order-1\"}"));

  /* Another answer, while it runs. */
  write_answer (fixture, "[1, 2]");
  ui_wait_until (answers (fixture, "getOrder", "{}", "[1,2]"));

  /* What is wrong is said, and the last one that was right is used. */
  write_answer (fixture, "[1, 2");
  ui_wait_until ((said = dup_text (handler_part (fixture, "banner"))) != NULL);
  g_assert_nonnull (strstr (said, "as it did before"));
  assert_answer (fixture, "getOrder", "{}", "[1,2]");
  write_answer (fixture, "[3]");
  ui_wait_until (answers (fixture, "getOrder", "{}", "[3]"));
  ui_wait_until ((silent = dup_text (handler_part (fixture, "banner"))) == NULL);
}

static void
test_template (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *help = ui_find (handler_part (fixture, "answer_editor"), SBX_TYPE_TEMPLATE_HELP);
  g_autofree char *preview = NULL;

  add_handler (fixture, "getOrder", "template");
  write_answer (fixture, "{\"id\": \"{{payload.orderId}}\", \"by\": \"{{request.name}}\"}");
  ui_wait_until (answers (fixture, "getOrder", "{\"orderId\": 7}", "{\"id\":7,\"by\":\"getOrder\"}"));

  /* The preview says at once what it would be, and what would go wrong. */
  write_answer (fixture, "{\"by\": \"{{request.name}}\"}");
  preview = dup_text (ui_part (help, "preview"));
  g_assert_nonnull (strstr (preview, "\"getOrder\""));
  write_answer (fixture, "{\"by\": \"{{nobody}}\"}");
  g_assert_true (gtk_widget_has_css_class (ui_part (help, "words"), "error"));
  g_assert_true (ui_shows (help, "nobody"));
}

static void
test_kinds (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *error = handler_part (fixture, "answer_editor");

  add_handler (fixture, "echo", "echo");
  g_assert_false (gtk_widget_get_visible (handler_part (fixture, "answer_group")));
  commit (fixture);
  assert_answer (fixture, "echo", "{\"a\": [1]}", "{\"a\":[1]}");

  add_handler (fixture, "cancelOrder", "error");
  write_row (ui_part (error, "code_row"), "ORDER_NOT_FOUND");
  commit (fixture);
  assert_answer (fixture, "cancelOrder", "{}", "ORDER_NOT_FOUND");

  /* Back to the first: its rows show what it has. */
  choose (handler_part (fixture, "kind_row"), "json");
  write_answer (fixture, "\"cancelled\"");
  commit (fixture);
  assert_answer (fixture, "cancelOrder", "{}", "\"cancelled\"");

  /* The name is needed, and one name answers once. */
  add_handler (fixture, "echo", "json");
  commit (fixture);
  {
    g_autofree char *wrong = NULL;

    g_object_get (handler_part (fixture, "request_row"), "error", &wrong, NULL);
    g_assert_nonnull (wrong);
  }
  assert_answer (fixture, "echo", "1", "1");
}

static SbxAnswerRow *
nth_answer (SbxAnswersGroup *group, guint n)
{
  GtkWidget *row = ui_find (GTK_WIDGET (group), SBX_TYPE_ANSWER_ROW);

  while (n-- > 0)
    row = gtk_widget_get_next_sibling (row);
  return SBX_ANSWER_ROW (row);
}

static void
add_answer (SbxAnswersGroup *group, guint n, const char *text)
{
  g_signal_emit_by_name (ui_part (group, "add_button"), "clicked");
  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (nth_answer (group, n))));
  write_document (ui_part (ui_find (GTK_WIDGET (nth_answer (group, n)), SBX_TYPE_ANSWER_EDITOR), "answer"),
                  text);
}

static void
test_sequence (Fixture *fixture, gconstpointer user_data)
{
  SbxAnswersGroup *group = handler_part (fixture, "sequence_group");
  GtkWidget *last;

  add_handler (fixture, "next", "sequence");
  commit (fixture);
  g_assert_true (ui_shows (fixture->page, "has no answers"));

  add_answer (group, 0, "1");
  add_answer (group, 1, "2");
  commit (fixture);
  assert_answer (fixture, "next", "{}", "1");
  assert_answer (fixture, "next", "{}", "2");
  assert_answer (fixture, "next", "{}", "1");

  /* In another order, the last of them an error, and no more after it. */
  gtk_widget_activate_action (GTK_WIDGET (nth_answer (group, 1)), "answer.move-up", NULL);
  g_signal_emit_by_name (ui_part (group, "add_button"), "clicked");
  last = GTK_WIDGET (nth_answer (group, 2));
  choose (ui_find (last, SBX_TYPE_CHOICE_ROW), "error");
  write_row (ui_part (ui_find (last, SBX_TYPE_ANSWER_EDITOR), "code_row"), "EXHAUSTED");
  choose (handler_part (fixture, "at_end_row"), "last");
  commit (fixture);
  assert_answer (fixture, "next", "{}", "2");
  assert_answer (fixture, "next", "{}", "1");
  assert_answer (fixture, "next", "{}", "EXHAUSTED");
  assert_answer (fixture, "next", "{}", "EXHAUSTED");

  gtk_widget_activate_action (GTK_WIDGET (nth_answer (group, 0)), "answer.remove", NULL);
  commit (fixture);
  assert_answer (fixture, "next", "{}", "1");
}

static guint64
count_events (Fixture *fixture)
{
  SbxStats *stats = sbx_endpoint_get_stats (SBX_ENDPOINT (fixture->connection));

  return stats != NULL ? stats->events_in : 0;
}

static void
test_stream (Fixture *fixture, gconstpointer user_data)
{
  SbxAnswersGroup *group = handler_part (fixture, "items_group");
  SbxItemConfig *item;
  g_auto (GStrv) items = NULL;
  g_autofree char *id = NULL;
  guint interval, count;
  guint64 before;

  add_handler (fixture, "watch", "stream");
  set_number (handler_part (fixture, "interval_row"), 10);
  add_answer (group, 0, "{\"price\": 1}");
  add_answer (group, 1, "{\"price\": \"{{index}}\"}");
  set_number (handler_part (fixture, "count_row"), 4);
  commit (fixture);

  item = sbx_item_draft_get_item (sbx_drafts_view_get_selected (fixture->handlers));
  g_object_get (item, "items", &items, "interval", &interval, "count", &count, NULL);
  g_assert_cmpuint (g_strv_length (items), ==, 2);
  g_assert_cmpstr (items[1], ==, "{\"price\": \"{{index}}\"}");
  g_assert_cmpuint (interval, ==, 10);
  g_assert_cmpuint (count, ==, 4);

  /* The stream's id comes at once. */
  before = count_events (fixture);
  id = ask (fixture, "watch", "{}");
  g_assert_cmpstr (id, !=, "UNKNOWN_REQUEST_TYPE");
  g_assert_true (id[0] == '"' || id[0] == '{');
  ui_wait_until (count_events (fixture) >= before + 5); /* and the end */

  /* Ends with an error: asks for one. */
  choose (handler_part (fixture, "stream_end_row"), "fails");
  commit (fixture);
  g_assert_cmpstr (sbx_item_draft_get_wrong (sbx_drafts_view_get_selected (fixture->handlers)), ==,
                   "error-code");
  write_row (ui_part (handler_part (fixture, "stream_error_editor"), "code_row"), "GONE");
  commit (fixture);
  g_assert_null (sbx_item_draft_get_error (sbx_drafts_view_get_selected (fixture->handlers)));
}

static void
test_timing (Fixture *fixture, gconstpointer user_data)
{
  Asked asked;

  add_handler (fixture, "slow", "echo");
  set_number (handler_part (fixture, "delay_row"), 150);
  commit (fixture);
  asked = ask_and_measure (fixture, "slow", "1");
  g_assert_cmpstr (asked.text, ==, "1");
  g_assert_cmpint (asked.latency, >=, 150 * 1000);
  g_free (asked.text);

  set_number (handler_part (fixture, "delay_row"), 0);
  set_number (handler_part (fixture, "failure_rate_row"), 100);
  commit (fixture);
  assert_answer (fixture, "slow", "1", "SIMULATED_FAILURE");
  write_row (handler_part (fixture, "failure_code_row"), "BUSY");
  commit (fixture);
  assert_answer (fixture, "slow", "1", "BUSY");
}

static void
test_list (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *view = GTK_WIDGET (fixture->handlers);
  SbxItemDrafts *drafts = sbx_drafts_view_get_drafts (fixture->handlers);
  GtkSwitch *enabled;

  add_handler (fixture, "a", "json");
  write_answer (fixture, "1");
  add_handler (fixture, "b", "json");
  write_answer (fixture, "2");
  commit (fixture);
  ui_wait_until (ui_find (ui_part (view, "list"), SBX_TYPE_DRAFT_ROW) != NULL);

  /* Off and on, in the list. */
  enabled = ui_part (ui_find (ui_part (view, "list"), SBX_TYPE_DRAFT_ROW), "enabled");
  gtk_switch_set_active (enabled, FALSE);
  commit (fixture);
  assert_answer (fixture, "a", "{}", "UNKNOWN_REQUEST_TYPE");
  gtk_switch_set_active (enabled, TRUE);
  commit (fixture);
  assert_answer (fixture, "a", "{}", "1");

  /* A duplicate is off, and is what is edited next. */
  gtk_widget_activate_action (view, "drafts.duplicate", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (drafts)), ==, 3);
  write_answer (fixture, "22");
  commit (fixture);
  assert_answer (fixture, "b", "{}", "2");

  gtk_widget_activate_action (view, "drafts.move-up", NULL);
  g_assert_cmpuint (sbx_item_drafts_find (drafts, sbx_drafts_view_get_selected (fixture->handlers)), ==, 1);
  gtk_widget_activate_action (view, "drafts.remove", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (drafts)), ==, 2);
  g_assert_nonnull (sbx_drafts_view_get_selected (fixture->handlers));
  assert_answer (fixture, "b", "{}", "2");

  /* From the trace to the handler. */
  g_assert_true (sbx_handlers_page_show_origin (SBX_HANDLERS_PAGE (fixture->page), "handler: a · json"));
  g_assert_cmpuint (sbx_item_drafts_find (drafts, sbx_drafts_view_get_selected (fixture->handlers)), ==, 0);
  g_assert_true (sbx_handlers_page_show_origin (SBX_HANDLERS_PAGE (fixture->page), "handler: b"));
  g_assert_cmpuint (sbx_item_drafts_find (drafts, sbx_drafts_view_get_selected (fixture->handlers)), ==, 1);
  g_assert_false (sbx_handlers_page_show_origin (SBX_HANDLERS_PAGE (fixture->page), "handler: ab"));
  g_assert_false (sbx_handlers_page_show_origin (SBX_HANDLERS_PAGE (fixture->page), "timer: a"));
}

#define CONTRACT                                                                          \
  "{\"name\":\"orders\",\"version\":\"1\",\"requests\":{"                                 \
  "\"getOrder\":{\"request\":{\"type\":\"object\",\"properties\":{\"orderId\":{\"type\":" \
  "\"string\"}}},\"response\":{\"type\":\"object\",\"properties\":{\"total\":{\"type\":"  \
  "\"number\",\"examples\":[12.5]}},\"required\":[\"total\"]}},"                          \
  "\"ping\":{\"response\":{\"const\":\"pong\"}}},\"errors\":{\"ORDER_NOT_FOUND\":{"       \
  "\"code\":\"ORDER_NOT_FOUND\",\"message\":\"There is no such order\"}}}"

static void
test_offers (Fixture *fixture, gconstpointer user_data)
{
  SbxEndpoint *endpoint = SBX_ENDPOINT (fixture->server);
  SbxHandlerOffers *offers = ui_find (fixture->page, SBX_TYPE_HANDLER_OFFERS);
  g_autofree char *path = g_build_filename (fixture->base.directory, "orders.json", NULL);
  g_autoptr (SbxEndpointConfig) config = sbx_endpoint_config_copy (sbx_endpoint_get_config (endpoint));
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (sbx_handler_offers_get_n_missing (offers), ==, 0);
  g_file_set_contents (path, CONTRACT, -1, &error);
  g_assert_no_error (error);
  g_object_set (config, "contract", path, NULL);
  sbx_endpoint_set_config (endpoint, config);
  ui_wait_until (sbx_handler_offers_get_n_missing (offers) == 2);
  g_assert_true (ui_shows (fixture->page, "Answer All 2 Requests of the Contract"));

  /* Each with an answer that its schema wants. */
  gtk_widget_activate_action (fixture->page, "handlers.add-all", NULL);
  ui_wait_until (sbx_handler_offers_get_n_missing (offers) == 0);
  assert_answer (fixture, "ping", "{}", "\"pong\"");
  assert_answer (fixture, "getOrder", "{}", "{\"total\":12.5}");

  /* One of them gone is offered again, where others are. */
  gtk_widget_activate_action (GTK_WIDGET (fixture->handlers), "drafts.remove", NULL);
  ui_wait_until (ui_shows (fixture->page, "1 request of the contract is not answered"));

  /* What was asked for in vain. */
  assert_answer (fixture, "listOrders", "{}", "UNKNOWN_REQUEST_TYPE");
  ui_wait_until (ui_shows (fixture->page, "listOrders"));
  gtk_widget_activate_action (fixture->page, "handlers.add-asked", NULL);
  assert_answer (fixture, "listOrders", "{}", "{}");
}

static void
test_timer (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *editor;
  SbxItemDraft *draft;
  guint64 before;

  gtk_stack_set_visible_child_name (ui_part (fixture->page, "stack"), "events");
  gtk_widget_activate_action (GTK_WIDGET (fixture->timers), "drafts.add", NULL);
  editor = editor_of (fixture->timers, SBX_TYPE_TIMER_EDITOR);
  g_assert_false (gtk_widget_get_sensitive (ui_part (editor, "send_button")));
  set_number (ui_part (editor, "interval_row"), 0);
  write_row (ui_part (editor, "event_row"), "priceChanged");
  write_document (ui_part (editor, "payload"), "{\"n\": \"{{index}}\"}");
  draft = sbx_drafts_view_get_selected (fixture->timers);
  ui_wait_until (sbx_item_draft_get_good (draft) != NULL);

  ui_wait_until (gtk_widget_get_sensitive (ui_part (editor, "send_button")));
  g_signal_emit_by_name (ui_part (editor, "send_button"), "clicked");
  ui_wait_until (ui_shows (editor, "Sent to 1 client"));

  /* On the timer, as fast as it goes, until it is paused. */
  before = count_events (fixture);
  set_number (ui_part (editor, "interval_row"), 5);
  ui_wait_until (count_events (fixture) > before + 3);

  /* To nobody who is there. */
  set_number (ui_part (editor, "interval_row"), 0);
  choose (ui_part (editor, "to_row"), "clients");
  write_row (ui_part (editor, "recipients_row"), "somebody, else");
  ui_wait_until (gtk_widget_get_sensitive (ui_part (editor, "send_button")));
  g_signal_emit_by_name (ui_part (editor, "send_button"), "clicked");
  ui_wait_until (!ui_shows (editor, "Sent to 1 client"));
}

static void
test_recipients (Fixture *fixture, gconstpointer user_data)
{
  static const char *const chosen[] = { "somebody", NULL };
  g_autoptr (SbxRecipientsRow) row =
    g_object_ref_sink (g_object_new (SBX_TYPE_RECIPIENTS_ROW, "title", "Whom", "recipients", chosen, NULL));
  GListModel *peers = sbx_endpoint_get_peers (SBX_ENDPOINT (fixture->server));
  g_autoptr (SbxPeer) peer = g_list_model_get_item (peers, 0);
  GtkMenuButton *button = ui_find (GTK_WIDGET (row), GTK_TYPE_MENU_BUTTON);
  GtkWidget *window = gtk_window_new ();
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *view, *check;
  g_auto (GStrv) recipients = NULL;

  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (row));
  gtk_window_set_child (GTK_WINDOW (window), list);
  gtk_window_present (GTK_WINDOW (window));
  sbx_recipients_row_set_server (row, fixture->server);
  g_object_set (row, "kind", 1 /* clients */, NULL);

  /* Who is chosen is listed, though not there, and who is there. */
  gtk_menu_button_popup (button);
  view = ui_find (GTK_WIDGET (gtk_menu_button_get_popover (button)), GTK_TYPE_LIST_VIEW);
  ui_wait_until (g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (view)))) ==
                 2);
  ui_wait_until (ui_shows (view, sbx_peer_get_id (peer)));
  check = ui_find (gtk_widget_get_last_child (view), GTK_TYPE_CHECK_BUTTON);
  g_assert_false (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  g_object_get (row, "recipients", &recipients, NULL);
  g_assert_cmpstr (recipients[0], ==, "somebody");
  g_assert_cmpstr (recipients[1], ==, sbx_peer_get_id (peer));

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_narrow (Fixture *fixture, gconstpointer user_data)
{
  static const char *const kinds[] = { "json", "template", "echo", "error", "sequence", "stream", "silent" };
  GtkWidget *back = ui_part (fixture->handlers, "back_button");
  int minimum;

  ui_assert_window_goes (fixture->window);
  present (fixture, 360);
  back = ui_part (fixture->handlers, "back_button");
  add_handler (fixture, "getOrder", "json");
  add_answer (handler_part (fixture, "sequence_group"), 0, "1");

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      choose (handler_part (fixture, "kind_row"), kinds[i]);
      gtk_widget_measure (GTK_WIDGET (fixture->page), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL,
                          NULL);
      g_assert_cmpint (minimum, <=, 360);
    }

  /* One of the two, and back. */
  ui_wait_until (gtk_widget_get_mapped (back));
  g_assert_false (gtk_widget_get_mapped (ui_part (fixture->handlers, "list")));
  gtk_widget_activate_action (GTK_WIDGET (fixture->handlers), "drafts.back", NULL);
  ui_wait_until (gtk_widget_get_mapped (ui_part (fixture->handlers, "list")));
  g_assert_false (gtk_widget_get_mapped (back));
}

/* In the window: the way from the trace, and the way back from a removal. */
static void
test_window (Fixture *fixture, gconstpointer user_data)
{
  GtkWindow *window = GTK_WINDOW (sbx_window_new (NULL, fixture->base.console));
  SbxEndpointView *view;
  SbxDraftsView *handlers;
  GListModel *drafts;

  add_handler (fixture, "a", "json");
  add_handler (fixture, "b", "echo");
  commit (fixture);
  gtk_window_set_default_size (window, 1200, 800);
  gtk_window_present (window);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-origin", "(ss)",
                              sbx_endpoint_get_id (SBX_ENDPOINT (fixture->server)), "handler: b · echo");
  view = ui_find (GTK_WIDGET (window), SBX_TYPE_ENDPOINT_VIEW);
  g_assert_cmpstr (sbx_endpoint_view_get_page (view), ==, "handlers");
  handlers = ui_find (GTK_WIDGET (view), SBX_TYPE_DRAFTS_VIEW);
  drafts = G_LIST_MODEL (sbx_drafts_view_get_drafts (handlers));
  g_assert_cmpuint (sbx_item_drafts_find (SBX_ITEM_DRAFTS (drafts), sbx_drafts_view_get_selected (handlers)),
                    ==, 1);
  assert_answer (fixture, "b", "7", "7");

  /* Both views of the server follow each other. */
  gtk_widget_activate_action (GTK_WIDGET (handlers), "drafts.remove", NULL);
  assert_answer (fixture, "b", "7", "UNKNOWN_REQUEST_TYPE");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (sbx_drafts_view_get_drafts (fixture->handlers))),
                    ==, 1);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.undo", NULL));
  g_assert_cmpuint (g_list_model_get_n_items (drafts), ==, 2);
  assert_answer (fixture, "b", "7", "7");

  /* What is gone is said to be. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-origin", "(ss)",
                              sbx_endpoint_get_id (SBX_ENDPOINT (fixture->server)), "handler: c · json");
  ui_wait_until (ui_shows (GTK_WIDGET (window), "It is not there any more"));

  ui_assert_window_goes (window);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  add ("/ui/handlers/json", test_json);
  add ("/ui/handlers/template", test_template);
  add ("/ui/handlers/kinds", test_kinds);
  add ("/ui/handlers/sequence", test_sequence);
  add ("/ui/handlers/stream", test_stream);
  add ("/ui/handlers/timing", test_timing);
  add ("/ui/handlers/list", test_list);
  add ("/ui/handlers/offers", test_offers);
  add ("/ui/handlers/timer", test_timer);
  add ("/ui/handlers/recipients", test_recipients);
  add ("/ui/handlers/narrow", test_narrow);
  add ("/ui/handlers/window", test_window);
#undef add

  return g_test_run ();
}
