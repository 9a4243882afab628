/* test-workspace.c — servers and connections are there again at the next start
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "console-fixture.h"

static void
write_workspace (ConsoleFixture *fixture, const char *text)
{
  g_autofree char *path = console_fixture_path (fixture, "workspace.json");
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static gpointer
get_item (GListModel *model, guint position)
{
  g_autoptr (GObject) item = g_list_model_get_item (model, position);

  g_assert_nonnull (item);
  return item;
}

static void
test_first_start (void)
{
  ConsoleFixture *fixture = console_fixture_new ();

  g_assert_null (sbx_console_get_notice (fixture->console));
  g_assert_cmpuint (g_list_model_get_n_items (sbx_console_get_servers (fixture->console)), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (sbx_console_get_connections (fixture->console)), ==, 0);
  console_fixture_free (fixture);
}

/* The file as it is: member for member, line for line. */
static void
test_format (void)
{
  static const char expected[] = "{\n"
                                 "  \"version\": 1,\n"
                                 "  \"servers\": [\n"
                                 "    {\n"
                                 "      \"id\": \"a\",\n"
                                 "      \"name\": \"Orders\",\n"
                                 "      \"url\": \"memory://orders\",\n"
                                 "      \"clientTimeout\": 15000\n"
                                 "    }\n"
                                 "  ],\n"
                                 "  \"connections\": []\n"
                                 "}\n";
  ConsoleFixture *fixture = console_fixture_new ();
  g_autoptr (SbxServerConfig) config =
    g_object_new (SBX_TYPE_SERVER_CONFIG, "id", "a", "name", "Orders", "url", "memory://orders", NULL);
  g_autofree char *text = NULL;

  g_object_set (config, "client-timeout", 15000, NULL);
  sbx_console_add_server (fixture->console, config);

  /* Soon after the change, not only at the end. */
  wait_until ((text = console_fixture_read (fixture, "workspace.json")) != NULL);
  g_assert_cmpstr (text, ==, expected);
  console_fixture_free (fixture);
}

static void
test_restart (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_add_server (fixture, "memory://one");
  SbxConnection *connection;
  g_autofree char *server_id = g_strdup (sbx_endpoint_get_id (SBX_ENDPOINT (server)));
  g_autofree char *backup = NULL;
  g_autoptr (SbxEndpointConfig) changed = NULL;

  console_fixture_add_server (fixture, "memory://two");
  connection = console_fixture_add_connection (fixture, "memory://one");
  g_assert_true (start_endpoint (server, NULL));
  g_assert_true (start_endpoint (connection, NULL));
  console_fixture_restart (fixture);

  g_assert_null (sbx_console_get_notice (fixture->console));
  g_assert_cmpuint (g_list_model_get_n_items (sbx_console_get_servers (fixture->console)), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (sbx_console_get_connections (fixture->console)), ==, 1);
  server = get_item (sbx_console_get_servers (fixture->console), 0);
  g_assert_cmpstr (sbx_endpoint_get_id (SBX_ENDPOINT (server)), ==, server_id);
  g_assert_cmpstr (sbx_endpoint_get_address (SBX_ENDPOINT (server)), ==, "memory://one");
  g_assert_true (sbx_console_lookup (fixture->console, server_id) == SBX_ENDPOINT (server));
  g_assert_false (sbx_endpoint_get_active (SBX_ENDPOINT (server)));

  changed = sbx_endpoint_config_copy (sbx_endpoint_get_config (SBX_ENDPOINT (server)));
  g_object_set (changed, "name", "First", NULL);
  sbx_endpoint_set_config (SBX_ENDPOINT (server), changed);
  g_assert_cmpstr (sbx_endpoint_get_title (SBX_ENDPOINT (server)), ==, "First");
  sbx_console_remove (fixture->console, get_item (sbx_console_get_servers (fixture->console), 1));
  console_fixture_restart (fixture);

  g_assert_cmpuint (g_list_model_get_n_items (sbx_console_get_servers (fixture->console)), ==, 1);
  server = get_item (sbx_console_get_servers (fixture->console), 0);
  g_assert_cmpstr (sbx_endpoint_get_title (SBX_ENDPOINT (server)), ==, "First");

  /* What was there before the last change. */
  backup = console_fixture_read (fixture, "workspace.json~");
  g_assert_nonnull (backup);
  g_assert_nonnull (strstr (backup, "memory://two"));
  console_fixture_free (fixture);
}

/* A file that has nothing new to say is not written: its time tells git nothing. */
static void
test_untouched (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  g_autofree char *path = console_fixture_path (fixture, "workspace.json");
  GStatBuf before, after;

  console_fixture_add_server (fixture, "memory://one");
  console_fixture_restart (fixture);
  g_assert_cmpint (g_stat (path, &before), ==, 0);
  console_fixture_restart (fixture);
  g_assert_cmpint (g_stat (path, &after), ==, 0);
  g_assert_cmpuint (before.st_ino, ==, after.st_ino);
  console_fixture_free (fixture);
}

static void
test_unknown (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  g_autofree char *text = NULL;

  write_workspace (
    fixture, "{\"team\":{\"size\":1e400},\"servers\":[{\"id\":\"a\",\"url\":\"memory://a\",\"color\":0.10}],"
             "\"version\":1,\"mailbox\":[18446744073709551616]}");
  console_fixture_restart (fixture);
  console_fixture_add_connection (fixture, "memory://a");
  console_fixture_restart (fixture);
  text = console_fixture_read (fixture, "workspace.json");

  g_assert_nonnull (strstr (text, "\"color\": 0.10"));
  g_assert_nonnull (strstr (text, "\"size\": 1e400"));
  g_assert_nonnull (strstr (text, "18446744073709551616"));
  g_assert_true (strstr (text, "\"version\"") < strstr (text, "\"servers\""));
  g_assert_true (strstr (text, "\"connections\"") < strstr (text, "\"team\""));
  g_assert_true (strstr (text, "\"team\"") < strstr (text, "\"mailbox\""));
  console_fixture_free (fixture);
}

static const struct
{
  const char *text;
  const char *words; /* in the notice */
} broken[] = {
  { "", "Line 1, column 1:" },
  { "{\"version\":1,}", "Line 1, column 14:" },
  { "{\"version\":1,\n\"servers\":[}", "Line 2, column 12:" },
  { "[]", "object" },
  { "{\"version\":2}", "newer" },
  { "{\"version\":\"x\"}", "version: " },
  { "{\"servers\":{}}", "servers: " },
  { "{\"servers\":[{\"id\":\"a\"},{\"id\":\"b\",\"clientTimeout\":true}]}", "servers[1].clientTimeout: " },
  { "{\"connections\":[{\"headers\":[1]}]}", "connections[0].headers[0]: " },
  { "{\"servers\":[{\"id\":\"a\"}],\"connections\":[{\"id\":\"a\"}]}", "connections[0]: " },
  { "{\"a\":\"\xff\"}", "UTF-8" },
};

/* A broken file is said to be broken, with its place, and left as it is. */
static void
test_broken (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      ConsoleFixture *fixture = console_fixture_new ();
      g_autofree char *readable = g_strescape (broken[i].text, "\"");
      g_autofree char *text = NULL;
      g_autofree char *recovered = NULL;
      g_autoptr (GDir) dir = NULL;
      const char *name;

      g_test_message ("%s", readable);
      write_workspace (fixture, broken[i].text);
      console_fixture_restart (fixture);
      g_assert_nonnull (sbx_console_get_notice (fixture->console));
      g_test_message ("%s", sbx_console_get_notice (fixture->console));
      g_assert_nonnull (strstr (sbx_console_get_notice (fixture->console), broken[i].words));
      g_assert_nonnull (strstr (sbx_console_get_notice (fixture->console), "workspace.json"));
      g_assert_cmpuint (g_list_model_get_n_items (sbx_console_get_servers (fixture->console)), ==, 0);
      sbx_console_dismiss_notice (fixture->console);
      g_assert_null (sbx_console_get_notice (fixture->console));

      console_fixture_add_server (fixture, "memory://new");
      console_fixture_restart (fixture);
      text = console_fixture_read (fixture, "workspace.json");
      g_assert_cmpstr (text, ==, broken[i].text);

      dir = g_dir_open (fixture->directory, 0, NULL);
      while (recovered == NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          if (g_str_has_prefix (name, "workspace.recovered-"))
            recovered = console_fixture_read (fixture, name);
        }
      g_assert_nonnull (recovered);
      g_assert_nonnull (strstr (recovered, "memory://new"));
      console_fixture_free (fixture);
    }
}

/* A link to where people keep it stays one. */
static void
test_link (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  g_autofree char *link_path = console_fixture_path (fixture, "workspace.json");
  g_autofree char *real_path = console_fixture_path (fixture, "in-git.json");
  g_autofree char *text = NULL;

  g_file_set_contents (real_path, "{}", -1, NULL);
  g_assert_cmpint (symlink (real_path, link_path), ==, 0);
  console_fixture_restart (fixture);
  console_fixture_add_server (fixture, "memory://linked");
  console_fixture_restart (fixture);

  g_assert_true (g_file_test (link_path, G_FILE_TEST_IS_SYMLINK));
  text = console_fixture_read (fixture, "in-git.json");
  g_assert_nonnull (strstr (text, "memory://linked"));
  console_fixture_free (fixture);
}

/* A disk that takes nothing: it is said, and the program goes on. */
static void
test_unwritable (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  g_autofree char *path = console_fixture_path (fixture, "workspace.json");

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  console_fixture_add_server (fixture, "memory://one");
  wait_until (sbx_console_get_notice (fixture->console) != NULL);
  g_assert_nonnull (strstr (sbx_console_get_notice (fixture->console), "cannot be saved"));
  g_assert_cmpint (g_rmdir (path), ==, 0);
  console_fixture_free (fixture);
}

/* Neither a password that was remembered, nor a header's, nor a user's is in the file. */
static void
test_no_secret (void)
{
  static const char *const headers[] = { "Authorization: Bearer hunter2", NULL };
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  g_autoptr (SbxConnectionConfig) config = sbx_connection_config_new ();
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  GAsyncResult *result = NULL;
  SbxConnection *connection;

  g_object_set (config, "url", sbx_endpoint_get_address (SBX_ENDPOINT (server)), "headers", headers, NULL);
  connection = sbx_console_add_connection (fixture->console, config);
  g_assert_true (start_endpoint (connection, &error));
  g_assert_no_error (error);
  sbx_connection_login_async (connection, "admin", "secret123", TRUE, NULL, take_result, &result);
  done = wait_for_result (&result);
  g_assert_true (sbx_connection_login_finish (connection, done, &error));
  g_assert_no_error (error);
  g_clear_object (&done);

  console_fixture_restart (fixture);
  text = console_fixture_read (fixture, "workspace.json");
  g_assert_nonnull (strstr (text, "\"username\": \"admin\""));
  g_assert_nonnull (strstr (text, "Authorization:"));
  g_assert_null (strstr (text, "hunter2"));
  g_assert_null (strstr (text, "secret123"));
  console_fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  console_fixture_init (&argc, &argv);

  g_test_add_func ("/workspace/first-start", test_first_start);
  g_test_add_func ("/workspace/format", test_format);
  g_test_add_func ("/workspace/restart", test_restart);
  g_test_add_func ("/workspace/untouched", test_untouched);
  g_test_add_func ("/workspace/unknown", test_unknown);
  g_test_add_func ("/workspace/broken", test_broken);
  g_test_add_func ("/workspace/link", test_link);
  g_test_add_func ("/workspace/unwritable", test_unwritable);
  g_test_add_func ("/workspace/no-secret", test_no_secret);

  return g_test_run ();
}
