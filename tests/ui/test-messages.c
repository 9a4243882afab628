/* test-messages.c — saved messages, history, variables and runs, as widgets
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-copy-button.h"
#include "sbx-library-view.h"
#include "sbx-json-editor.h"
#include "sbx-message-row.h"
#include "sbx-message-tools.h"
#include "sbx-number-row.h"
#include "sbx-pair-row.h"
#include "sbx-placeholders.h"
#include "sbx-preview-popover.h"
#include "sbx-run-dialog.h"
#include "sbx-save-popover.h"
#include "sbx-sent-list.h"
#include "sbx-suggestions.h"
#include "sbx-variables-dialog.h"
#include "ui-fixture.h"

static GtkWindow *
present (GtkWidget *child)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());

  gtk_window_set_default_size (window, 400, 600);
  gtk_window_set_child (window, child);
  gtk_window_present (window);
  ui_wait_until (gtk_widget_get_mapped (child));
  return window;
}

static SbxLibraryItem *
save (UiFixture *fixture, SbxLibraryItem *folder, const char *name, const char *payload)
{
  g_autoptr (SbxDraft) draft = sbx_draft_new (FALSE, name, payload);

  return sbx_library_add (sbx_console_get_library (fixture->console), folder, draft, NULL);
}

static void
assert_library (UiFixture *fixture, const char *expected)
{
  g_autofree char *json = sbx_library_to_json (sbx_console_get_library (fixture->console));
  g_autoptr (GString) text = g_string_new (expected);

  g_string_replace (text, "'", "\"", 0);
  g_assert_cmpstr (json, ==, text->str);
}

/* Collects descendants of a type that are on screen, in their order. */
static void
collect (GtkWidget *widget, GType type, GPtrArray *found)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && gtk_widget_get_mapped (widget))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, type, found);
}

static guint
count_rows (gpointer widget, GType type)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  collect (widget, type, rows);
  return rows->len;
}

static gpointer
get_row (gpointer widget, GType type, guint n)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  collect (widget, type, rows);
  g_assert_cmpuint (n, <, rows->len);
  return g_ptr_array_index (rows, n);
}

static void
take_draft (GtkWidget *widget, SbxDraft *draft, SbxDraft **location)
{
  g_set_object (location, draft);
}

static void
type (gpointer editable, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (editable), text);
}

/* --- the library ---------------------------------------------------------------------------- */

/* What the menu of a row offers as places to move it to. */
static void
assert_places (GtkWidget *view, guint row, const char *expected)
{
  GMenuModel *menu = ui_part (view, "folders_menu");
  g_autofree char *label = NULL;

  g_signal_emit_by_name (get_row (view, SBX_TYPE_MESSAGE_ROW, row), "menu");
  g_assert_cmpint (g_menu_model_get_n_items (menu), ==, 1);
  g_menu_model_get_item_attribute (menu, 0, G_MENU_ATTRIBUTE_LABEL, "s", &label);
  g_assert_cmpstr (label, ==, expected);
}

static void
test_library (UiFixture *fixture, gconstpointer data)
{
  SbxConnection *connection = ui_fixture_add_connection (fixture, "Orders", "ws://127.0.0.1:1");
  SbxLibrary *library = sbx_console_get_library (fixture->console);
  GtkWidget *view = sbx_library_view_new (fixture->console, SBX_ENDPOINT (connection));
  GtkWindow *window = present (view);
  g_autoptr (SbxDraft) activated = NULL;
  g_autoptr (SbxDraft) sent = NULL;
  SbxLibraryItem *folder, *one, *two;
  GtkSingleSelection *selection = ui_part (view, "selection");
  GtkListView *list = ui_part (view, "list");

  g_signal_connect (view, "activated", G_CALLBACK (take_draft), &activated);
  g_signal_connect (view, "send-requested", G_CALLBACK (take_draft), &sent);
  g_assert_true (ui_shows (view, "Nothing was saved yet"));

  folder = sbx_library_add_folder (library, NULL, "Folder", NULL);
  one = save (fixture, folder, "one", "{}");
  two = save (fixture, NULL, "two", "[2]");
  ui_wait_until (count_rows (view, SBX_TYPE_MESSAGE_ROW) == 3);
  g_assert_true (ui_shows (view, "Folder"));
  g_assert_true (ui_shows (view, "one"));

  /* A message is given out, a folder opens and closes. */
  g_signal_emit_by_name (list, "activate", 2);
  g_assert_true (activated == sbx_library_item_get_draft (two));
  g_clear_object (&activated);
  g_signal_emit_by_name (list, "activate", 0);
  ui_wait_until (count_rows (view, SBX_TYPE_MESSAGE_ROW) == 2);
  g_assert_null (activated);
  g_signal_emit_by_name (list, "activate", 0);
  ui_wait_until (count_rows (view, SBX_TYPE_MESSAGE_ROW) == 3);

  g_signal_emit_by_name (get_row (view, SBX_TYPE_MESSAGE_ROW, 1), "send");
  g_assert_true (sent == sbx_library_item_get_draft (one));

  /* What is selected is what actions are about. */
  gtk_single_selection_set_selected (selection, 2);
  gtk_widget_activate_action (view, "library.duplicate", NULL);
  assert_library (fixture, "[{'folder':'Folder','messages':[{'request':'one','payload':{}}]},"
                           "{'request':'two','payload':[2]},"
                           "{'title':'two (copy)','request':'two','payload':[2]}]");
  gtk_widget_activate_action (view, "library.move-up", NULL);
  gtk_widget_activate_action (view, "library.move-to", "s", "/0");
  assert_library (fixture, "[{'folder':'Folder','messages':[{'request':'one','payload':{}},"
                           "{'title':'two (copy)','request':'two','payload':[2]}]},"
                           "{'request':'two','payload':[2]}]");
  gtk_widget_activate_action (view, "library.move-to", "s", "");
  gtk_widget_activate_action (view, "library.remove", NULL);
  assert_library (fixture, "[{'folder':'Folder','messages':[{'request':'one','payload':{}}]},"
                           "{'request':'two','payload':[2]}]");
  gtk_widget_activate_action (view, "library.move-to", "s", "/7/0");

  /* The menu of a row says where it can go: not to where it is, and no folder into itself. */
  assert_places (view, 0, "No Other Folder");
  assert_places (view, 1, "Outside of Folders");
  assert_places (view, 2, "Folder");
  ui_assert_window_goes (window);
}

static void
test_library_names (UiFixture *fixture, gconstpointer data)
{
  SbxConnection *connection = ui_fixture_add_connection (fixture, "Orders", "ws://127.0.0.1:1");
  GtkWidget *view = sbx_library_view_new (fixture->console, SBX_ENDPOINT (connection));
  GtkWindow *window = present (view);
  GtkWidget *popover;

  save (fixture, NULL, "one", "");
  ui_wait_until (count_rows (view, SBX_TYPE_MESSAGE_ROW) == 1);
  gtk_widget_activate_action (view, "library.new-folder", NULL);
  assert_library (fixture, "[{'request':'one'},{'folder':'New Folder','messages':[]}]");
  popover = gtk_widget_get_last_child (view);
  ui_wait_until (gtk_widget_get_mapped (popover));
  type (ui_find (popover, GTK_TYPE_ENTRY), "  ");
  g_signal_emit_by_name (ui_find (popover, GTK_TYPE_ENTRY), "activate");
  g_assert_true (gtk_widget_get_mapped (popover));
  type (ui_find (popover, GTK_TYPE_ENTRY), " <Orders> ");
  g_signal_emit_by_name (ui_find (popover, GTK_TYPE_ENTRY), "activate");
  assert_library (fixture, "[{'request':'one'},{'folder':'<Orders>','messages':[]}]");
  ui_wait_until (!gtk_widget_get_mapped (popover));
  ui_wait_until (ui_shows (view, "<Orders>"));
  ui_assert_window_goes (window);
}

static void
test_library_search (UiFixture *fixture, gconstpointer data)
{
  SbxConnection *connection = ui_fixture_add_connection (fixture, "Orders", "ws://127.0.0.1:1");
  SbxLibrary *library = sbx_console_get_library (fixture->console);
  GtkWidget *view = sbx_library_view_new (fixture->console, SBX_ENDPOINT (connection));
  GtkWindow *window = present (view);
  SbxLibraryItem *folder = sbx_library_add_folder (library, NULL, "Folder", NULL);

  save (fixture, folder, "getOrder", "");
  save (fixture, NULL, "createOrder", "");
  save (fixture, NULL, "other", "");
  ui_wait_until (count_rows (view, SBX_TYPE_MESSAGE_ROW) == 4);
  g_signal_emit_by_name (ui_part (view, "list"), "activate", 0);
  ui_wait_until (count_rows (view, SBX_TYPE_MESSAGE_ROW) == 3);

  /* What lies in a folder that is closed is found, too. */
  type (ui_part (view, "search"), "ORDER");
  ui_wait_until (count_rows (view, SBX_TYPE_MESSAGE_ROW) == 2 && ui_shows (view, "getOrder"));
  type (ui_part (view, "search"), "nobody");
  ui_wait_until (ui_shows (view, "Nothing was found"));
  type (ui_part (view, "search"), "");
  ui_wait_until (count_rows (view, SBX_TYPE_MESSAGE_ROW) == 3);
  ui_assert_window_goes (window);
}

static void
test_history (UiFixture *fixture, gconstpointer data)
{
  SbxConnection *connection = ui_fixture_add_connection (fixture, "Orders", "ws://127.0.0.1:1");
  const char *id = sbx_endpoint_get_id (SBX_ENDPOINT (connection));
  SbxHistory *history = sbx_console_get_history (fixture->console);
  GtkWidget *view = sbx_library_view_new (fixture->console, SBX_ENDPOINT (connection));
  GtkWindow *window = present (view);
  g_autoptr (SbxDraft) draft = sbx_draft_new (TRUE, "tick", "1");
  g_autoptr (SbxHistoryItem) item = NULL;
  g_autoptr (SbxDraft) activated = NULL;
  g_autoptr (SbxDraft) sent = NULL;

  g_signal_connect (view, "activated", G_CALLBACK (take_draft), &activated);
  g_signal_connect (view, "send-requested", G_CALLBACK (take_draft), &sent);
  sbx_library_view_show (SBX_LIBRARY_VIEW (view), TRUE);
  ui_wait_until (ui_shows (view, "Nothing was sent yet"));
  item = sbx_history_add (history, id, draft);
  ui_wait_until (count_rows (view, SBX_TYPE_MESSAGE_ROW) == 1);
  sbx_history_set_outcome (history, item, "Very bad", TRUE);
  g_assert_true (ui_shows (view, "Very bad"));
  g_signal_emit_by_name (get_row (view, SBX_TYPE_MESSAGE_ROW, 0), "send");
  g_assert_true (sent == sbx_history_item_get_draft (item));
  g_signal_emit_by_name (ui_find (ui_part (view, "sent"), GTK_TYPE_LIST_VIEW), "activate", 0);
  g_assert_true (activated == sbx_history_item_get_draft (item));
  gtk_widget_activate_action (ui_part (view, "sent"), "sent.clear", NULL);
  ui_wait_until (ui_shows (view, "Nothing was sent yet"));
  ui_assert_window_goes (window);
}

/* --- saving, looking ------------------------------------------------------------------------- */

static SbxDraft *
give_draft (gpointer draft)
{
  return g_object_ref (draft);
}

static void
test_save (UiFixture *fixture, gconstpointer data)
{
  SbxConnection *connection = ui_fixture_add_connection (fixture, "Orders", "ws://127.0.0.1:1");
  SbxLibrary *library = sbx_console_get_library (fixture->console);
  SbxLibraryItem *folder = sbx_library_add_folder (library, NULL, "Folder", NULL);
  g_autoptr (SbxDraft) draft = sbx_draft_new (FALSE, "getOrder", "{\"password\":\"secret123\"}");
  GtkWidget *tools = sbx_message_tools_new ();
  GtkWindow *window;
  GtkWidget *popover;

  sbx_message_tools_set_up (SBX_MESSAGE_TOOLS (tools), fixture->console, SBX_ENDPOINT (connection),
                            give_draft, draft);
  window = present (tools);
  gtk_widget_activate_action (tools, "tools.save", NULL);
  popover = GTK_WIDGET (gtk_menu_button_get_popover (ui_part (tools, "save_button")));
  ui_wait_until (gtk_widget_get_mapped (popover));
  g_assert_cmpstr (gtk_editable_get_text (ui_part (popover, "name")), ==, "getOrder");
  g_assert_true (gtk_widget_get_visible (ui_part (popover, "secrets_label")));
  g_assert_false (gtk_widget_get_visible (ui_part (popover, "replace_button")));
  type (ui_part (popover, "name"), "");
  g_assert_false (gtk_widget_get_sensitive (ui_part (popover, "save_button")));
  type (ui_part (popover, "name"), "My Order");
  gtk_drop_down_set_selected (ui_part (popover, "folder"), 1);
  g_signal_emit_by_name (ui_part (popover, "save_button"), "clicked");
  assert_library (fixture, "[{'folder':'Folder','messages':["
                           "{'title':'My Order','request':'getOrder','payload':{'password':''}}]}]");

  /* Now it can take the place of what was saved, until that is removed. */
  g_object_set (draft, "payload", "[1]", NULL);
  ui_wait_until (!gtk_widget_get_mapped (popover));
  gtk_widget_activate_action (tools, "tools.save", NULL);
  ui_wait_until (gtk_widget_get_mapped (popover));
  g_assert_true (gtk_widget_get_visible (ui_part (popover, "replace_button")));
  g_assert_cmpuint (gtk_drop_down_get_selected (ui_part (popover, "folder")), ==, 1);
  g_signal_emit_by_name (ui_part (popover, "replace_button"), "clicked");
  assert_library (fixture, "[{'folder':'Folder','messages':["
                           "{'title':'My Order','request':'getOrder','payload':[1]}]}]");
  sbx_library_removal_free (sbx_library_remove (library, folder));
  ui_wait_until (!gtk_widget_get_mapped (popover));
  gtk_widget_activate_action (tools, "tools.save", NULL);
  ui_wait_until (gtk_widget_get_mapped (popover));
  g_assert_false (gtk_widget_get_visible (ui_part (popover, "replace_button")));
  ui_assert_window_goes (window);
}

static char *
dup_view_text (GtkTextView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
test_preview (UiFixture *fixture, gconstpointer data)
{
  SbxConnection *connection = ui_fixture_add_connection (fixture, "Orders", "ws://127.0.0.1:1");
  SbxVariables *variables = sbx_console_get_variables (fixture->console);
  g_autoptr (SbxDraft) draft = sbx_draft_new (FALSE, "get{{what}}", "[\"{{what}}\",\"{{counter}}\"]");
  GtkWidget *tools = sbx_message_tools_new ();
  GtkWindow *window;
  GtkWidget *popover;
  g_autofree char *text = NULL;
  g_autofree char *broken = NULL;

  sbx_variables_set (variables, "what", "\"Order\"", NULL);
  sbx_message_tools_set_up (SBX_MESSAGE_TOOLS (tools), fixture->console, SBX_ENDPOINT (connection),
                            give_draft, draft);
  window = present (tools);
  gtk_widget_activate_action (tools, "tools.preview", NULL);
  popover = ui_find (tools, SBX_TYPE_PREVIEW_POPOVER);
  ui_wait_until (gtk_widget_get_mapped (popover));
  text = dup_view_text (ui_part (popover, "view"));
  g_assert_cmpstr (text, ==, "[\n  \"Order\",\n  1\n]");
  g_assert_true (ui_shows (popover, "getOrder"));
  g_assert_cmpuint (sbx_variables_get_counter (variables), ==, 0);

  /* What cannot be sent is said to be so, with its place. */
  g_object_set (draft, "payload", "{\"a\":\"{{nobody}}\"}", NULL);
  gtk_widget_activate_action (tools, "tools.preview", NULL);
  broken = dup_view_text (ui_part (popover, "view"));
  g_assert_nonnull (strstr (broken, "{{nobody}}"));
  g_assert_nonnull (strstr (gtk_label_get_label (ui_part (popover, "note")), "payload: /a: {{nobody}}"));
  ui_assert_window_goes (window);
}

/* --- variables ------------------------------------------------------------------------------ */

static void
edit (SbxPairRow *row, const char *part, const char *text)
{
  type (ui_part (row, part), text);
  g_signal_emit_by_name (ui_part (row, part), "activate");
}

static const char *
get_value (SbxVariables *variables, const char *name)
{
  SbxVariable *variable = sbx_variables_lookup (variables, name);

  return variable != NULL ? sbx_variable_get_value (variable) : NULL;
}

static void
test_variables (UiFixture *fixture, gconstpointer data)
{
  SbxConnection *connection = ui_fixture_add_connection (fixture, "Orders", "ws://127.0.0.1:1");
  SbxVariables *variables = sbx_console_get_variables (fixture->console);
  GtkWindow *dialog;
  GtkWidget *list;
  SbxPairRow *row;

  sbx_variables_set (variables, "text", "\"a b\"", NULL);
  sbx_variables_set (variables, "digits", "\"12\"", NULL);
  dialog = sbx_variables_dialog_new (fixture->console, SBX_ENDPOINT (connection), NULL);
  gtk_window_present (dialog);
  list = ui_part (dialog, "list");
  ui_wait_until (count_rows (list, SBX_TYPE_PAIR_ROW) == 2);
  g_assert_cmpstr (sbx_pair_row_get_value (get_row (list, SBX_TYPE_PAIR_ROW, 0)), ==, "a b");
  g_assert_cmpstr (sbx_pair_row_get_value (get_row (list, SBX_TYPE_PAIR_ROW, 1)), ==, "\"12\"");
  g_assert_false (gtk_widget_get_visible (ui_part (dialog, "captures_group")));

  gtk_widget_activate_action (GTK_WIDGET (dialog), "variables.add", NULL);
  ui_wait_until (count_rows (list, SBX_TYPE_PAIR_ROW) == 3);
  row = get_row (list, SBX_TYPE_PAIR_ROW, 2);
  edit (row, "name", "orderId");
  g_assert_null (sbx_variables_lookup (variables, "variable"));
  edit (row, "value", "order-7");
  g_assert_cmpstr (get_value (variables, "orderId"), ==, "\"order-7\"");
  edit (row, "value", "42");
  g_assert_cmpstr (get_value (variables, "orderId"), ==, "42");
  edit (row, "value", "{\"a\":");
  g_assert_cmpstr (get_value (variables, "orderId"), ==, "42");
  g_assert_true (gtk_widget_get_visible (ui_part (row, "note_box")));
  edit (row, "value", "{\"a\": 1}");
  g_assert_cmpstr (get_value (variables, "orderId"), ==, "{\"a\":1}");
  g_assert_false (gtk_widget_get_visible (ui_part (row, "note_box")));
  edit (row, "name", "text");
  g_assert_true (gtk_widget_get_visible (ui_part (row, "note_box")));
  g_assert_nonnull (sbx_variables_lookup (variables, "orderId"));
  edit (row, "name", "password");
  g_assert_nonnull (strstr (gtk_label_get_label (ui_part (row, "note")), "Not saved"));

  /* What came from an answer is shown, and can be forgotten. */
  sbx_variables_take (variables, "text", "\"taken\"", NULL);
  row = get_row (list, SBX_TYPE_PAIR_ROW, 0);
  g_assert_nonnull (strstr (gtk_label_get_label (ui_part (row, "note")), "\"taken\""));
  g_signal_emit_by_name (ui_part (row, "clear_button"), "clicked");
  g_assert_null (sbx_variable_get_taken (sbx_variables_lookup (variables, "text")));
  g_signal_emit_by_name (ui_part (row, "remove_button"), "clicked");
  g_assert_null (sbx_variables_lookup (variables, "text"));

  sbx_variables_set_counter (variables, 6);
  g_assert_true (ui_shows (GTK_WIDGET (dialog), "Next: 7"));
  gtk_widget_activate_action (GTK_WIDGET (dialog), "variables.reset-counter", NULL);
  g_assert_cmpuint (sbx_variables_get_counter (variables), ==, 0);
  ui_assert_window_goes (dialog);
}

static void
take_captures (GtkWindow *dialog, GPtrArray *captures, SbxDraft *draft)
{
  sbx_draft_set_captures (draft, captures);
}

static void
test_captures (UiFixture *fixture, gconstpointer data)
{
  SbxConnection *connection = ui_fixture_add_connection (fixture, "Orders", "ws://127.0.0.1:1");
  g_autoptr (SbxDraft) draft = sbx_draft_new (FALSE, "getOrder", "");
  GtkWindow *dialog = sbx_variables_dialog_new (fixture->console, SBX_ENDPOINT (connection), draft);
  GtkWidget *list = ui_part (dialog, "captures_list");
  const SbxDraftCapture *capture;
  SbxPairRow *row;

  g_signal_connect (dialog, "captures-changed", G_CALLBACK (take_captures), draft);
  gtk_window_present (dialog);
  ui_wait_until (gtk_widget_get_mapped (list));
  gtk_widget_activate_action (GTK_WIDGET (dialog), "variables.add-capture", NULL);
  ui_wait_until (count_rows (list, SBX_TYPE_PAIR_ROW) == 1);
  row = get_row (list, SBX_TYPE_PAIR_ROW, 0);
  edit (row, "value", "orderId");
  g_assert_true (gtk_widget_get_visible (ui_part (row, "note_box")));
  edit (row, "name", "orderId");
  g_assert_cmpuint (sbx_draft_get_captures (draft)->len, ==, 0);
  edit (row, "value", "/orderId");
  g_assert_false (gtk_widget_get_visible (ui_part (row, "note_box")));
  g_assert_cmpuint (sbx_draft_get_captures (draft)->len, ==, 1);
  capture = g_ptr_array_index (sbx_draft_get_captures (draft), 0);
  g_assert_cmpstr (capture->variable, ==, "orderId");
  g_assert_cmpstr (capture->pointer, ==, "/orderId");
  g_signal_emit_by_name (ui_part (row, "remove_button"), "clicked");
  g_assert_cmpuint (sbx_draft_get_captures (draft)->len, ==, 0);
  ui_assert_window_goes (dialog);
}

/* --- completion ----------------------------------------------------------------------------- */

static char **
suggest (gpointer user_data)
{
  return g_strdupv ((char *[]){ (char *) "getOrder", NULL });
}

static void
type_at_cursor (gpointer entry, const char *text)
{
  g_signal_emit_by_name (gtk_editable_get_delegate (entry), "insert-at-cursor", text);
}

/* Names are offered behind two braces, where they are known, and put in their place. */
static void
test_entry_placeholders (UiFixture *fixture, gconstpointer data)
{
  SbxConnection *connection = ui_fixture_add_connection (fixture, "Orders", "ws://127.0.0.1:1");
  GtkWidget *entry = gtk_entry_new ();
  SbxSuggestions *suggestions = sbx_suggestions_attach (entry, suggest, NULL, NULL);
  GtkWindow *window;
  GtkListView *list;

  sbx_variables_set (sbx_console_get_variables (fixture->console), "orderId", "1", NULL);
  gtk_widget_set_valign (entry, GTK_ALIGN_START);
  window = present (entry);
  gtk_widget_grab_focus (entry);
  type_at_cursor (entry, "{{or");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (suggestions)));
  sbx_placeholders_provide (GTK_WIDGET (window), fixture->console, SBX_ENDPOINT (connection));
  type_at_cursor (entry, "der");
  ui_wait_until (gtk_widget_get_mapped (GTK_WIDGET (suggestions)));
  g_assert_true (ui_shows (GTK_WIDGET (suggestions), "orderId"));
  list = ui_find (GTK_WIDGET (suggestions), GTK_TYPE_LIST_VIEW);
  g_signal_emit_by_name (list, "activate", 0);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "{{orderId}}");
  g_assert_cmpint (gtk_editable_get_position (GTK_EDITABLE (entry)), ==, 11);

  /* Braces that are there already are not doubled; plain text has its own suggestions. */
  gtk_editable_set_text (GTK_EDITABLE (entry), "a {{}} b");
  gtk_editable_set_position (GTK_EDITABLE (entry), 4);
  type_at_cursor (entry, "uu");
  ui_wait_until (gtk_widget_get_mapped (GTK_WIDGET (suggestions)));
  g_signal_emit_by_name (list, "activate", 0);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "a {{uuid}} b");
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  type_at_cursor (entry, "get");
  ui_wait_until (gtk_widget_get_mapped (GTK_WIDGET (suggestions)));
  g_assert_true (ui_shows (GTK_WIDGET (suggestions), "getOrder"));
  ui_assert_window_goes (window);
}

static void
test_prefix (void)
{
  g_assert_cmpstr (sbx_placeholders_find_prefix ("a {{or"), ==, "or");
  g_assert_cmpstr (sbx_placeholders_find_prefix ("{{"), ==, "");
  g_assert_cmpstr (sbx_placeholders_find_prefix ("{{a}} {{last.items[0"), ==, "last.items[0");
  g_assert_null (sbx_placeholders_find_prefix ("a {or"));
  g_assert_null (sbx_placeholders_find_prefix ("{{a}}"));
  g_assert_null (sbx_placeholders_find_prefix ("{{a}"));
  g_assert_null (sbx_placeholders_find_prefix ("\\{{a"));
  g_assert_null (sbx_placeholders_find_prefix ("{{a\", \"b"));
}

static void
test_editor_placeholders (UiFixture *fixture, gconstpointer data)
{
  SbxConnection *connection = ui_fixture_add_connection (fixture, "Orders", "ws://127.0.0.1:1");
  GtkWidget *editor = sbx_json_editor_new ();
  GtkWindow *window;
  GtkSourceCompletion *completion;
  GtkTextView *view;

  sbx_variables_set (sbx_console_get_variables (fixture->console), "orderId", "1", NULL);
  window = present (editor);
  sbx_placeholders_provide (GTK_WIDGET (window), fixture->console, SBX_ENDPOINT (connection));
  view = ui_find (editor, GTK_SOURCE_TYPE_VIEW);
  gtk_widget_grab_focus (GTK_WIDGET (view));
  /* Newer versions offer nothing to a view that has no focus yet. */
  ui_wait_until (gtk_window_is_active (GTK_WINDOW (window)) && gtk_widget_has_focus (GTK_WIDGET (view)));
  g_signal_emit_by_name (view, "insert-at-cursor", "{\"a\": \"{{ord");
  completion = gtk_source_view_get_completion (GTK_SOURCE_VIEW (view));
  gtk_source_completion_show (completion);
  ui_wait_until (ui_shows (GTK_WIDGET (window), "orderId"));
  ui_assert_window_goes (window);
}

/* --- runs ------------------------------------------------------------------------------------ */

static gboolean
is_running (gpointer endpoint)
{
  return sbx_endpoint_get_state (endpoint) == SBX_ENDPOINT_RUNNING;
}

static SbxConnection *
connect_demo (UiFixture *fixture, SbxServer **server)
{
  SbxConnection *connection;

  *server = sbx_console_start_demo (fixture->console);
  ui_wait_until (is_running (*server));
  connection =
    ui_fixture_add_connection (fixture, "Orders", sbx_endpoint_get_address (SBX_ENDPOINT (*server)));
  sbx_endpoint_start_async (SBX_ENDPOINT (connection), NULL, NULL, NULL);
  ui_wait_until (is_running (connection));
  return connection;
}

static void
set_number (gpointer dialog, const char *part, double value)
{
  gtk_adjustment_set_value (sbx_number_row_get_adjustment (ui_part (dialog, part)), value);
}

static void
test_run (UiFixture *fixture, gconstpointer data)
{
  SbxServer *server;
  SbxConnection *connection = connect_demo (fixture, &server);
  g_autoptr (SbxDraft) draft =
    sbx_draft_new (FALSE, "getOrderDetails", "{\"orderId\":\"{{pick(order-123,nonsense)}}\"}");
  GtkWindow *dialog = sbx_run_dialog_new (fixture->console, SBX_ENDPOINT (connection), draft);
  GtkWidget *widget = GTK_WIDGET (dialog);
  g_autofree char *report = NULL;

  gtk_window_present (dialog);
  ui_wait_until (gtk_widget_get_mapped (widget));
  g_assert_false (gtk_widget_get_visible (ui_part (dialog, "outcome_group")));
  set_number (dialog, "count_row", 200);
  set_number (dialog, "parallel_row", 4);
  gtk_widget_activate_action (widget, "run.start", NULL);
  g_assert_true (gtk_widget_get_visible (ui_part (dialog, "stop_button")));
  g_assert_false (gtk_widget_get_sensitive (ui_part (dialog, "settings_group")));
  ui_wait_until (gtk_widget_get_visible (ui_part (dialog, "start_button")));
  g_assert_true (ui_shows (widget, "All 200 sent"));
  g_assert_true (ui_shows (widget, "INVALID_ORDER_ID"));
  g_assert_true (gtk_widget_get_visible (ui_part (dialog, "histogram")));
  g_object_get (ui_part (dialog, "copy_button"), "text", &report, NULL);
  g_assert_nonnull (strstr (report, "getOrderDetails"));
  g_assert_nonnull (strstr (report, "99 %"));
  gtk_widget_activate_action (widget, "run.copy-json", NULL);

  /* Again, without end; and stopped. */
  set_number (dialog, "count_row", 1000000);
  gtk_widget_activate_action (widget, "run.start", NULL);
  ui_wait_until (!ui_shows (widget, "0 of 1,000,000 sent"));
  gtk_widget_activate_action (widget, "run.stop", NULL);
  ui_wait_until (gtk_widget_get_visible (ui_part (dialog, "start_button")));

  /* The connection is lost, and that is said. */
  gtk_widget_activate_action (widget, "run.start", NULL);
  g_clear_pointer (&report, g_free);
  sbx_endpoint_stop_async (SBX_ENDPOINT (server), NULL, NULL, NULL);
  ui_wait_until (gtk_widget_get_visible (ui_part (dialog, "start_button")));
  g_object_get (ui_part (dialog, "banner"), "text", &report, NULL);
  g_assert_nonnull (report);
  ui_wait_until (!is_running (connection));
  g_assert_false (gtk_widget_get_sensitive (ui_part (dialog, "start_button")));
  ui_assert_window_goes (dialog);
}

/* Closing it stops what is under way. */
static void
test_run_closed (UiFixture *fixture, gconstpointer data)
{
  SbxServer *server;
  SbxConnection *connection = connect_demo (fixture, &server);
  g_autoptr (SbxDraft) draft = sbx_draft_new (TRUE, "tick", "1");
  GtkWindow *dialog = sbx_run_dialog_new (fixture->console, SBX_ENDPOINT (connection), draft);

  gtk_window_present (dialog);
  g_assert_false (gtk_widget_get_visible (ui_part (dialog, "parallel_row")));
  set_number (dialog, "count_row", 1000000);
  set_number (dialog, "rate_row", 10);
  gtk_widget_activate_action (GTK_WIDGET (dialog), "run.start", NULL);
  ui_wait_until (gtk_widget_get_visible (ui_part (dialog, "stop_button")));
  ui_assert_window_goes (dialog);
}

#define add(path, func) g_test_add (path, UiFixture, NULL, ui_fixture_set_up, func, ui_fixture_tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  add ("/messages/library", test_library);
  add ("/messages/library/names", test_library_names);
  add ("/messages/library/search", test_library_search);
  add ("/messages/history", test_history);
  add ("/messages/save", test_save);
  add ("/messages/preview", test_preview);
  add ("/messages/variables", test_variables);
  add ("/messages/captures", test_captures);
  g_test_add_func ("/messages/completion/prefix", test_prefix);
  add ("/messages/completion/entry", test_entry_placeholders);
  add ("/messages/completion/editor", test_editor_placeholders);
  add ("/messages/run", test_run);
  add ("/messages/run/closed", test_run_closed);

  return g_test_run ();
}
