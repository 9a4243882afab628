/* ui-fixture.c — a console of its own for each test, and waiting
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "ui-fixture.h"

#include <glib/gstdio.h>

gboolean
ui_continue (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
ui_fixture_set_up (UiFixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  fixture->directory = g_dir_make_tmp ("signalbox-ui-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->console = sbx_console_new (fixture->directory, NULL, 0);
}

static void
shut_down (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *done = user_data;
  g_autoptr (GError) error = NULL;

  sbx_console_shutdown_finish (SBX_CONSOLE (source), result, &error);
  g_assert_no_error (error);
  *done = TRUE;
}

static void
remove_directory (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_directory (child);
      else
        g_assert_cmpint (g_unlink (child), ==, 0);
    }
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

void
ui_fixture_tear_down (UiFixture *fixture, gconstpointer user_data)
{
  gboolean done = FALSE;

  sbx_console_shutdown_async (fixture->console, shut_down, &done);
  ui_wait_until (done);
  g_clear_object (&fixture->console);
  remove_directory (fixture->directory);
  g_clear_pointer (&fixture->directory, g_free);
}

SbxServer *
ui_fixture_add_server (UiFixture *fixture, const char *name, const char *url)
{
  g_autoptr (SbxServerConfig) config = sbx_server_config_new ();

  g_object_set (config, "name", name, "url", url, NULL);
  return sbx_console_add_server (fixture->console, config);
}

SbxConnection *
ui_fixture_add_connection (UiFixture *fixture, const char *name, const char *url)
{
  g_autoptr (SbxConnectionConfig) config = sbx_connection_config_new ();

  g_object_set (config, "name", name, "url", url, NULL);
  return sbx_console_add_connection (fixture->console, config);
}

void
ui_fixture_start (SbxEndpoint *endpoint)
{
  sbx_endpoint_start_async (endpoint, NULL, NULL, NULL);
  ui_wait_until (sbx_endpoint_get_state (endpoint) == SBX_ENDPOINT_RUNNING);
}

gpointer
ui_find (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      gpointer found = ui_find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

gboolean
ui_shows (GtkWidget *widget, const char *text)
{
  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (ui_shows (child, text))
      return TRUE;
  return FALSE;
}

void
ui_assert_window_goes (GtkWindow *window)
{
  GtkWindow *alive = window;

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &alive);
  gtk_window_destroy (window);
  ui_wait_until (alive == NULL);
}
