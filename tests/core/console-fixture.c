/* console-fixture.c — a console in a directory of its own, and ways to wait
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "console-fixture.h"

void
console_fixture_init (int *argc, char ***argv)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_test_init (argc, argv, NULL);
}

static gboolean
on_wake (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

void
console_fixture_iterate (void)
{
  guint id = g_timeout_add_full (G_PRIORITY_LOW, 20, on_wake, NULL, NULL);
  GSource *source = g_main_context_find_source_by_id (NULL, id);

  g_source_ref (source);
  g_main_context_iteration (NULL, TRUE);
  g_source_destroy (source);
  g_source_unref (source);
}

static guint
count_sockets (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/fd", name, NULL);
      g_autofree char *target = g_file_read_link (path, NULL);

      if (target != NULL && g_str_has_prefix (target, "socket:"))
        n++;
    }
  return n;
}

static gboolean
has_engine_thread (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/task", 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/task", name, "comm", NULL);
      g_autofree char *comm = NULL;

      if (g_file_get_contents (path, &comm, NULL, NULL) && g_str_equal (g_strstrip (comm), "engine"))
        return TRUE;
    }
  return FALSE;
}

ConsoleFixture *
console_fixture_new (void)
{
  ConsoleFixture *self = g_new0 (ConsoleFixture, 1);
  g_autoptr (GError) error = NULL;

  self->n_sockets = count_sockets ();
  self->directory = g_dir_make_tmp ("signalbox-test-XXXXXX", &error);
  g_assert_no_error (error);
  self->console = sbx_console_new (self->directory, NULL, 0);
  wait_until (has_engine_thread ());
  return self;
}

static void
shut_down (ConsoleFixture *self)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;

  sbx_console_shutdown_async (self->console, take_result, &result);
  done = wait_for_result (&result);
  g_assert_true (sbx_console_shutdown_finish (self->console, done, &error));
  g_assert_no_error (error);
  g_clear_object (&done);

  g_assert_false (has_engine_thread ());
  g_assert_cmpuint (count_sockets (), <=, self->n_sockets);

  /* Callbacks that hold it may still be on their way through the main loop. */
  wait_until (G_OBJECT (self->console)->ref_count == 1);
  g_assert_finalize_object (self->console);
  self->console = NULL;
}

void
console_fixture_restart (ConsoleFixture *self)
{
  shut_down (self);
  self->console = sbx_console_new (self->directory, NULL, 0);
}

static void
remove_directory (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      g_assert_cmpint (g_unlink (child), ==, 0);
    }
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

void
console_fixture_free (ConsoleFixture *self)
{
  shut_down (self);
  remove_directory (self->directory);
  g_free (self->directory);
  g_free (self);
}

char *
console_fixture_path (ConsoleFixture *self, const char *name)
{
  return g_build_filename (self->directory, name, NULL);
}

char *
console_fixture_read (ConsoleFixture *self, const char *name)
{
  g_autofree char *path = console_fixture_path (self, name);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

SbxServer *
console_fixture_add_server (ConsoleFixture *self, const char *url)
{
  g_autoptr (SbxServerConfig) config = sbx_server_config_new ();

  g_object_set (config, "url", url, NULL);
  return sbx_console_add_server (self->console, config);
}

SbxConnection *
console_fixture_add_connection (ConsoleFixture *self, const char *url)
{
  g_autoptr (SbxConnectionConfig) config = sbx_connection_config_new ();

  g_object_set (config, "url", url, NULL);
  return sbx_console_add_connection (self->console, config);
}

SbxServer *
console_fixture_serve (ConsoleFixture *self)
{
  g_autoptr (SbxServerConfig) config = sbx_server_config_new ();
  g_autoptr (GError) error = NULL;
  SbxServer *server;

  g_object_set (config, "url", "ws://127.0.0.1:0", "demo", TRUE, NULL);
  server = sbx_console_add_server (self->console, config);
  start_endpoint (server, &error);
  g_assert_no_error (error);
  return server;
}

SbxConnection *
console_fixture_connect (ConsoleFixture *self, SbxServer *server)
{
  SbxConnection *connection =
    console_fixture_add_connection (self, sbx_endpoint_get_address (SBX_ENDPOINT (server)));
  g_autoptr (GError) error = NULL;

  start_endpoint (connection, &error);
  g_assert_no_error (error);
  return connection;
}

void
take_result (GObject *source, GAsyncResult *result, gpointer location)
{
  *(GAsyncResult **) location = g_object_ref (result);
}

GAsyncResult *
wait_for_result (GAsyncResult **location)
{
  wait_until (*location != NULL);
  return g_steal_pointer (location);
}

gboolean
start_endpoint (gpointer endpoint, GError **error)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;

  sbx_endpoint_start_async (endpoint, NULL, take_result, &result);
  done = wait_for_result (&result);
  return sbx_endpoint_start_finish (endpoint, done, error);
}

void
stop_endpoint (gpointer endpoint)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;

  sbx_endpoint_stop_async (endpoint, NULL, take_result, &result);
  done = wait_for_result (&result);
  g_assert_true (sbx_endpoint_stop_finish (endpoint, done, &error));
  g_assert_no_error (error);
}

void
store_secret (SbxSecrets *secrets, const char *key, const char *secret)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;

  sbx_secrets_store_async (secrets, key, "Signalbox test", secret, NULL, take_result, &result);
  done = wait_for_result (&result);
  g_assert_true (sbx_secrets_store_finish (secrets, done, &error));
  g_assert_no_error (error);
}

char *
lookup_secret (SbxSecrets *secrets, const char *key)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;
  char *secret;

  sbx_secrets_lookup_async (secrets, key, NULL, take_result, &result);
  done = wait_for_result (&result);
  secret = sbx_secrets_lookup_finish (secrets, done, &error);
  g_assert_no_error (error);
  return secret;
}

char *
get_string (gpointer object, const char *property)
{
  char *value;

  g_object_get (object, property, &value, NULL);
  return value;
}

gint64
get_int64 (gpointer object, const char *property)
{
  gint64 value;

  g_object_get (object, property, &value, NULL);
  return value;
}

guint
get_uint (gpointer object, const char *property)
{
  guint value;

  g_object_get (object, property, &value, NULL);
  return value;
}

guint64
get_uint64 (gpointer object, const char *property)
{
  guint64 value;

  g_object_get (object, property, &value, NULL);
  return value;
}

gboolean
get_boolean (gpointer object, const char *property)
{
  gboolean value;

  g_object_get (object, property, &value, NULL);
  return value;
}
