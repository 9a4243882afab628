/* test-keyboard.c — Tab and Shift+Tab go around in every window, past all that is in it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "form-fixture.h"
#include "sbx-alarm-dialog.h"
#include "sbx-client-dialog.h"
#include "sbx-composer.h"
#include "sbx-connect-dialog.h"
#include "sbx-drafts-view.h"
#include "sbx-endpoint-view.h"
#include "sbx-event-dialog.h"
#include "sbx-faults-dialog.h"
#include "sbx-handler-editor.h"
#include "sbx-host-dialog.h"
#include "sbx-ping-dialog.h"
#include "sbx-probe-dialog.h"
#include "sbx-replies-dialog.h"
#include "sbx-reply-dialog.h"
#include "sbx-run-dialog.h"
#include "sbx-subscriptions-dialog.h"
#include "sbx-variables-dialog.h"
#include "sbx-window.h"
#include "ui-fixture.h"

/* More stops than any window has. */
#define MAX_STOPS 1000

/* A server with the demo's orders that runs, and a connection that is connected to it. */
typedef struct
{
  UiFixture base;
  SbxEndpoint *server;
  SbxEndpoint *connection;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (SbxServerConfig) config = sbx_server_config_new ();

  ui_fixture_set_up (&fixture->base, user_data);
  g_object_set (config, "name", "Orders", "url", "ws://127.0.0.1:0", "demo", TRUE, NULL);
  fixture->server = SBX_ENDPOINT (sbx_console_add_server (fixture->base.console, config));
  ui_fixture_start (fixture->server);
  fixture->connection = SBX_ENDPOINT (
    ui_fixture_add_connection (&fixture->base, "Link", sbx_endpoint_get_address (fixture->server)));
  ui_fixture_start (fixture->connection);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  ui_fixture_tear_down (&fixture->base, user_data);
}

static char *
describe (GtkWidget *widget)
{
  GString *path = g_string_new (NULL);

  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    g_string_append_printf (path, "%s%s", path->len > 0 ? " in " : "", G_OBJECT_TYPE_NAME (widget));
  return g_string_free (path, FALSE);
}

/* Other widgets have their names from what they show; rows of lists and tables only if they are told. */
static void
assert_named (GtkWidget *widget, const char *name)
{
  if (GTK_IS_LIST_VIEW (gtk_widget_get_parent (widget)) &&
      !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    {
      g_autofree char *where = describe (widget);

      g_error ("%s: a screen reader has no name for %s", name, where);
    }
}

/* Which row of a list it is, is the list's affair; from row to row one goes by arrow. */
static GtkWidget *
get_stop (GtkWidget *focus)
{
  GtkWidget *parent = focus != NULL ? gtk_widget_get_parent (focus) : NULL;

  return GTK_IS_LIST_VIEW (parent) ? parent : focus;
}

/* Until it is where it began, and never where it was just before. */
static GHashTable *
go_around (GtkWindow *window, const char *name, GtkDirectionType direction)
{
  g_autoptr (GHashTable) stops = g_hash_table_new (NULL, NULL);
  GtkWidget *last = NULL;

  for (guint i = 0; i < MAX_STOPS; i++)
    {
      GtkWidget *stop;

      gtk_widget_child_focus (GTK_WIDGET (window), direction);
      stop = get_stop (gtk_window_get_focus (window));
      if (stop == last && g_hash_table_size (stops) == 1)
        return g_steal_pointer (&stops); /* the only one */
      if (stop == NULL || stop == last)
        {
          g_autofree char *where = describe (last);

          g_error ("%s: the focus does not leave %s", name, where);
        }
      assert_named (gtk_window_get_focus (window), name);
      if (!g_hash_table_add (stops, stop))
        return g_steal_pointer (&stops);
      last = stop;
    }
  g_error ("%s: the focus does not come back", name);
}

/* What one works: it has to be a stop. */
static gboolean
is_control (GtkWidget *widget)
{
  return gtk_widget_get_focusable (widget) &&
         (GTK_IS_BUTTON (widget) || GTK_IS_TEXT (widget) || GTK_IS_TEXT_VIEW (widget) ||
          GTK_IS_SWITCH (widget) || GTK_IS_EXPANDER (widget));
}

/* Arrows step a number up and down, and with a newer GTK lead to the others of a group of which one is on. */
static gboolean
has_keys (GtkWidget *widget, GHashTable *stops)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  if (!GTK_IS_TOGGLE_BUTTON (widget))
    return GTK_IS_BUTTON (widget) && gtk_widget_get_ancestor (widget, GTK_TYPE_SPIN_BUTTON) != NULL;

  for (GtkWidget *other = gtk_widget_get_first_child (parent); other != NULL;
       other = gtk_widget_get_next_sibling (other))
    if (GTK_IS_TOGGLE_BUTTON (other) && g_hash_table_contains (stops, other))
      return TRUE;
  return FALSE;
}

static void
assert_reached (GtkWidget *widget, const char *name, GHashTable *stops)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_get_sensitive (widget) ||
      !gtk_widget_get_can_focus (widget))
    return;
  if (is_control (widget) && !has_keys (widget, stops) && !g_hash_table_contains (stops, widget))
    {
      g_autofree char *where = describe (widget);

      g_error ("%s: Tab does not reach %s", name, where);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_reached (child, name, stops);
}

static void
assert_among (GHashTable *stops, GHashTable *others, const char *name, const char *way)
{
  GHashTableIter iter;
  gpointer stop;

  g_hash_table_iter_init (&iter, stops);
  while (g_hash_table_iter_next (&iter, &stop, NULL))
    if (!g_hash_table_contains (others, stop) && gtk_widget_get_mapped (stop))
      {
        g_autofree char *where = describe (stop);

        g_error ("%s: %s passes %s by", name, way, where);
      }
}

static void
painted_cb (GdkFrameClock *clock, gboolean *painted)
{
  *painted = TRUE;
}

/* Until all has its place, which the order of the stops depends on. */
static void
settle (GtkWindow *window)
{
  GdkFrameClock *clock;
  gulong handler;
  gboolean painted;

  ui_wait_until (gtk_widget_get_mapped (GTK_WIDGET (window)));
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  handler = g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), &painted);
  for (guint i = 0; i < 2; i++)
    {
      painted = FALSE;
      gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_LAYOUT | GDK_FRAME_CLOCK_PHASE_PAINT);
      ui_wait_until (painted);
    }
  g_signal_handler_disconnect (clock, handler);
}

static void
assert_goes_around (GtkWindow *window, const char *name)
{
  g_autoptr (GHashTable) forward = NULL;
  g_autoptr (GHashTable) backward = NULL;

  settle (window);
  forward = go_around (window, name, GTK_DIR_TAB_FORWARD);
  backward = go_around (window, name, GTK_DIR_TAB_BACKWARD);
  g_test_message ("%s: %u stops", name, g_hash_table_size (forward));
  assert_among (forward, backward, name, "Shift+Tab");
  assert_among (backward, forward, name, "Tab");
  assert_reached (GTK_WIDGET (window), name, forward);
}

/* Its page @page; NULL if it has no such. */
static SbxEndpointView *
show_page (GtkWindow *window, SbxEndpoint *endpoint, const char *page)
{
  SbxEndpointView *view;

  sbx_window_show (SBX_WINDOW (window), endpoint, page);
  view = SBX_ENDPOINT_VIEW (gtk_stack_get_visible_child (ui_part (window, "views")));
  if (g_strcmp0 (sbx_endpoint_view_get_page (view), page) != 0)
    return NULL;

  return view;
}

static GtkWindow *
open_window (SbxConsole *console)
{
  GtkWindow *window = GTK_WINDOW (sbx_window_new (NULL, console));

  gtk_window_set_default_size (window, 1200, 800);
  gtk_window_present (window);
  return window;
}

static void
test_pages (Fixture *fixture, gconstpointer user_data)
{
  static const char *const pages[] = { "overview", "clients",  "heartbeats", "traffic",
                                       "send",     "handlers", "account" };
  SbxEndpoint *endpoints[] = { fixture->server, fixture->connection };
  GtkWindow *window = open_window (fixture->base.console);
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (endpoints); i++)
    for (guint j = 0; j < G_N_ELEMENTS (pages); j++)
      {
        g_autofree char *name = g_strdup_printf ("%s of a %s", pages[j], i == 0 ? "server" : "connection");

        if (show_page (window, endpoints[i], pages[j]) == NULL)
          continue;
        assert_goes_around (window, name);
        n++;
      }
  g_assert_cmpuint (n, ==, 6 + 5);
  ui_assert_window_goes (window);
}

/* With a field for each member of the request, and all of the context. */
static void
test_form (Fixture *fixture, gconstpointer user_data)
{
  GtkWindow *window = open_window (fixture->base.console);
  GtkWidget *view = GTK_WIDGET (show_page (window, fixture->connection, "send"));
  SbxComposer *composer = ui_find (view, SBX_TYPE_COMPOSER);
  g_autoptr (SbxDraft) draft = sbx_draft_new (FALSE, "createOrder", "{\"items\":[{}]}");
  SbxPayloadEditor *editor;

  sbx_composer_set_draft (composer, draft);
  editor = ui_find (GTK_WIDGET (composer), SBX_TYPE_PAYLOAD_EDITOR);
  form_expand_all (editor);
  gtk_expander_set_expanded (ui_part (composer, "context_expander"), TRUE);
  assert_goes_around (window, "a form");
  ui_assert_window_goes (window);
}

static void
test_handler (Fixture *fixture, gconstpointer user_data)
{
  static const char *const kinds[] = { "json", "template", "echo", "error", "sequence", "stream" };
  GtkWindow *window = open_window (fixture->base.console);
  GtkWidget *view = GTK_WIDGET (show_page (window, fixture->server, "handlers"));
  GtkWidget *editor;

  gtk_widget_activate_action (ui_find (view, SBX_TYPE_DRAFTS_VIEW), "drafts.add", NULL);
  editor = ui_find (view, SBX_TYPE_HANDLER_EDITOR);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *name = g_strdup_printf ("a handler: %s", kinds[i]);

      g_object_set (ui_part (editor, "kind_row"), "value", kinds[i], NULL);
      assert_goes_around (window, name);
    }
  ui_assert_window_goes (window);
}

static void
test_welcome (UiFixture *fixture, gconstpointer user_data)
{
  GtkWindow *window = GTK_WINDOW (sbx_window_new (NULL, fixture->console));

  gtk_window_present (window);
  assert_goes_around (window, "welcome");
  ui_assert_window_goes (window);
}

static void
check_dialog (GtkWindow *dialog, const char *name)
{
  gtk_window_present (dialog);
  assert_goes_around (dialog, name);
  ui_assert_window_goes (dialog);
}

static void
test_dialogs (Fixture *fixture, gconstpointer user_data)
{
  SbxConsole *console = fixture->base.console;
  SbxServer *server = SBX_SERVER (fixture->server);
  SbxConnection *connection = SBX_CONNECTION (fixture->connection);
  g_autoptr (SbxDraft) draft = sbx_draft_new (FALSE, "getOrderDetails", "{}");
  g_autoptr (SbxPeer) peer = g_list_model_get_item (sbx_endpoint_get_peers (fixture->server), 0);

  check_dialog (sbx_host_dialog_new (console, NULL), "host");
  check_dialog (sbx_host_dialog_new (console, server), "edit a server");
  check_dialog (sbx_connect_dialog_new (console, NULL), "connect");
  check_dialog (sbx_connect_dialog_new (console, connection), "edit a connection");
  check_dialog (sbx_client_dialog_new (peer), "client");
  check_dialog (sbx_event_dialog_new (server, NULL), "event");
  check_dialog (sbx_faults_dialog_new (server, NULL), "faults");
  check_dialog (sbx_alarm_dialog_new (fixture->server, NULL), "new alarm");
  check_dialog (sbx_ping_dialog_new (connection), "ping");
  check_dialog (sbx_replies_dialog_new (connection), "replies");
  check_dialog (sbx_reply_dialog_new_for_rule (connection, "getOrderDetails"), "reply");
  check_dialog (sbx_run_dialog_new (console, fixture->connection, draft), "run");
  check_dialog (sbx_subscriptions_dialog_new (connection), "subscriptions");
  check_dialog (sbx_variables_dialog_new (console, fixture->connection, draft), "variables");
  check_dialog (sbx_probe_dialog_new (fixture->connection), "probe");
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  /* What fades away could be reached still. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

  g_test_add ("/ui/keyboard/welcome", UiFixture, NULL, ui_fixture_set_up, test_welcome, ui_fixture_tear_down);
  g_test_add ("/ui/keyboard/pages", Fixture, NULL, set_up, test_pages, tear_down);
  g_test_add ("/ui/keyboard/form", Fixture, NULL, set_up, test_form, tear_down);
  g_test_add ("/ui/keyboard/handler", Fixture, NULL, set_up, test_handler, tear_down);
  g_test_add ("/ui/keyboard/dialogs", Fixture, NULL, set_up, test_dialogs, tear_down);
  return g_test_run ();
}
