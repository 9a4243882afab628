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
#include "sbx-workspace-private.h"

static void
write_workspace (ConsoleFixture *fixture, const char *text)
{
  g_autofree char *path = console_fixture_path (fixture, "workspace.json");
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
count (guint *n)
{
  ++*n;
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

/* The contents of the file beside the workspace; (transfer full) (nullable). */
static char *
find_recovered (ConsoleFixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "workspace.recovered-") && g_str_has_suffix (name, ".json"))
      return console_fixture_read (fixture, name);
  return NULL;
}

/* A remark may stand in every object: a string, or an array of lines. */
static void
test_descriptions (void)
{
  static const char *const places[] = {
    "\"servers\":[{\"id\":\"a\",\"description\":%s}]",
    "\"connections\":[{\"id\":\"a\",\"description\":%s}]",
    "\"servers\":[{\"id\":\"a\",\"users\":[{\"username\":\"u\",\"description\":%s}]}]",
    "\"servers\":[{\"id\":\"a\",\"handlers\":[{\"request\":\"r\",\"description\":%s}]}]",
    "\"servers\":[{\"id\":\"a\",\"events\":[{\"event\":\"e\",\"description\":%s}]}]",
    "\"messages\":[{\"request\":\"r\",\"description\":%s}]",
    "\"messages\":[{\"folder\":\"f\",\"messages\":[],\"description\":%s}]",
    "\"description\":%s",
  };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (places); i++)
    {
      const char *remark = i % 2 == 0 ? "\"one line\"" : "[\"two\",\"\",\"lines\"]";
      g_auto (GStrv) parts = g_strsplit (places[i / 2], "%s", 2);
      g_autofree char *before = g_strconcat ("{\"version\":1,", parts[0], remark, parts[1], "}", NULL);
      g_autofree char *wrong = g_strconcat ("{\"version\":1,", parts[0], "[1]", parts[1], "}", NULL);
      ConsoleFixture *fixture = console_fixture_new ();
      g_autofree char *text = NULL;
      g_autofree char *compact = NULL;

      g_test_message ("%s", before);
      write_workspace (fixture, before);
      console_fixture_restart (fixture);
      g_assert_null (sbx_console_get_notice (fixture->console));
      console_fixture_add_connection (fixture, "memory://b");
      console_fixture_restart (fixture);
      text = console_fixture_read (fixture, "workspace.json");
      compact = mbm_json_compact (text, -1);
      g_assert_nonnull (strstr (compact, "memory://b"));
      g_clear_pointer (&text, g_free);
      text = g_strdup_printf ("\"description\":%s", remark);
      g_assert_nonnull (strstr (compact, text));

      write_workspace (fixture, wrong);
      console_fixture_restart (fixture);
      if (strstr (places[i / 2], "folder") == NULL)
        g_assert_nonnull (strstr (sbx_console_get_notice (fixture->console), "description"));
      console_fixture_free (fixture);
    }
}

/* What a newer Signalbox wrote is not understood, and stays as it is, whatever is done here. */
static void
test_newer (void)
{
  static const char newer[] = "{\"version\": 2, \"servers\": [{\"kind\": \"new\"}]}";
  ConsoleFixture *fixture = console_fixture_new ();
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = console_fixture_path (fixture, "other.json");
  g_autofree char *text = NULL;
  g_autofree char *other = NULL;
  g_autofree char *recovered = NULL;

  write_workspace (fixture, newer);
  for (guint i = 0; i < 3; i++)
    {
      console_fixture_restart (fixture);
      g_assert_nonnull (strstr (sbx_console_get_notice (fixture->console), "newer"));
      console_fixture_add_server (fixture, "memory://here");
    }
  console_fixture_restart (fixture);
  text = console_fixture_read (fixture, "workspace.json");
  g_assert_cmpstr (text, ==, newer);
  recovered = find_recovered (fixture);
  g_assert_nonnull (strstr (recovered, "memory://here"));

  /* Nor is one that is opened. */
  g_assert_true (g_file_set_contents (path, newer, -1, NULL));
  sbx_console_open_workspace_async (fixture->console, path, take_result, &opened);
  wait_until (opened != NULL);
  g_assert_false (sbx_console_open_workspace_finish (fixture->console, opened, &error));
  g_assert_nonnull (strstr (error->message, "newer"));
  console_fixture_add_server (fixture, "memory://there");
  g_clear_object (&opened);
  console_fixture_restart (fixture);
  other = console_fixture_read (fixture, "other.json");
  g_assert_cmpstr (other, ==, newer);
  console_fixture_free (fixture);
}

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

      recovered = find_recovered (fixture);
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
  g_autofree char *moved = g_strconcat (fixture->directory, ".moved", NULL);

  g_assert_cmpint (g_rename (fixture->directory, moved), ==, 0);
  g_assert_true (g_file_set_contents (fixture->directory, "", 0, NULL));
  console_fixture_add_server (fixture, "memory://one");
  wait_until (sbx_console_get_notice (fixture->console) != NULL);
  g_assert_nonnull (strstr (sbx_console_get_notice (fixture->console), "cannot be saved"));
  g_assert_cmpint (g_unlink (fixture->directory), ==, 0);
  g_assert_cmpint (g_rename (moved, fixture->directory), ==, 0);
  console_fixture_free (fixture);
}

/* What another program writes is there at once; what it did not change goes on. */
static void
test_changed_outside (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  g_autoptr (SbxEndpoint) kept = NULL;
  GListModel *servers = sbx_console_get_servers (fixture->console);
  guint n_reloads = 0;

  write_workspace (fixture, "{\"servers\":[{\"id\":\"a\",\"url\":\"memory://a\"},"
                            "{\"id\":\"b\",\"url\":\"memory://b\"}]}");
  wait_until (g_list_model_get_n_items (servers) == 2);
  kept = g_list_model_get_item (servers, 1);
  g_assert_true (start_endpoint (kept, NULL));
  g_signal_connect_swapped (fixture->console, "workspace-reloaded", G_CALLBACK (count), &n_reloads);

  write_workspace (fixture, "{\"servers\":[{\"id\":\"b\",\"url\":\"memory://b\",\"name\":\"Bee\"},"
                            "{\"id\":\"c\",\"url\":\"memory://c\"}],"
                            "\"connections\":[{\"id\":\"d\",\"url\":\"memory://b\"}]}");
  wait_until (n_reloads == 1);
  g_assert_cmpuint (g_list_model_get_n_items (servers), ==, 2);
  g_assert_true (get_item (servers, 0) == kept);
  g_assert_cmpstr (sbx_endpoint_get_title (kept), ==, "Bee");
  g_assert_true (sbx_endpoint_get_active (kept));
  g_assert_cmpstr (sbx_endpoint_get_id (get_item (servers, 1)), ==, "c");
  g_assert_null (sbx_console_lookup (fixture->console, "a"));
  g_assert_nonnull (sbx_console_lookup (fixture->console, "d"));
  g_assert_false (sbx_console_get_conflict (fixture->console));
  console_fixture_free (fixture);
}

/* Broken by another program: what is here stays, is saved elsewhere, and the file is read when it is mended.
 */
static void
test_broken_outside (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  g_autofree char *broken_text = NULL;

  console_fixture_add_server (fixture, "memory://one");
  console_fixture_restart (fixture);
  write_workspace (fixture, "{\"servers\":[\n<<<<<<< HEAD\n]}");
  wait_until (sbx_console_get_notice (fixture->console) != NULL);
  g_assert_nonnull (strstr (sbx_console_get_notice (fixture->console), "Line 2, column 1:"));
  g_assert_cmpuint (g_list_model_get_n_items (sbx_console_get_servers (fixture->console)), ==, 1);
  broken_text = console_fixture_read (fixture, "workspace.json");
  g_assert_cmpstr (broken_text, ==, "{\"servers\":[\n<<<<<<< HEAD\n]}");

  write_workspace (fixture, "{\"servers\":[{\"id\":\"m\",\"url\":\"memory://mended\"}]}");
  wait_until (sbx_console_lookup (fixture->console, "m") != NULL);
  g_assert_null (sbx_console_get_notice (fixture->console));
  g_assert_cmpuint (g_list_model_get_n_items (sbx_console_get_servers (fixture->console)), ==, 1);
  console_fixture_free (fixture);
}

#define THEIRS "{\"servers\":[{\"id\":\"t\",\"url\":\"memory://theirs\"}]}"

/* Changed here, and by another program before that was saved. */
static ConsoleFixture *
make_conflict (void)
{
  ConsoleFixture *fixture = console_fixture_new ();

  console_fixture_add_server (fixture, "memory://both");
  console_fixture_restart (fixture);
  console_fixture_add_server (fixture, "memory://ours");
  write_workspace (fixture, THEIRS);
  wait_until (sbx_console_get_conflict (fixture->console));
  return fixture;
}

static void
test_conflict_theirs (void)
{
  ConsoleFixture *fixture = make_conflict ();
  g_autofree char *theirs = console_fixture_read (fixture, "workspace.json");
  g_autofree char *ours = NULL;

  g_assert_cmpstr (theirs, ==, THEIRS);
  wait_until ((ours = find_recovered (fixture)) != NULL);
  g_assert_nonnull (strstr (ours, "memory://ours"));
  sbx_console_resolve_conflict (fixture->console, TRUE);
  g_assert_false (sbx_console_get_conflict (fixture->console));
  g_assert_nonnull (sbx_console_lookup (fixture->console, "t"));
  g_assert_cmpuint (g_list_model_get_n_items (sbx_console_get_servers (fixture->console)), ==, 1);
  console_fixture_restart (fixture);
  g_assert_nonnull (sbx_console_lookup (fixture->console, "t"));
  console_fixture_free (fixture);
}

static void
test_conflict_ours (void)
{
  ConsoleFixture *fixture = make_conflict ();
  g_autofree char *text = NULL;
  g_autofree char *backup = NULL;

  sbx_console_resolve_conflict (fixture->console, FALSE);
  g_assert_false (sbx_console_get_conflict (fixture->console));
  console_fixture_restart (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (sbx_console_get_servers (fixture->console)), ==, 2);
  text = console_fixture_read (fixture, "workspace.json");
  g_assert_nonnull (strstr (text, "memory://ours"));
  backup = console_fixture_read (fixture, "workspace.json~");
  g_assert_cmpstr (backup, ==, THEIRS);
  console_fixture_free (fixture);
}

/* Nobody chose: both are there. */
static void
test_conflict_left (void)
{
  ConsoleFixture *fixture = make_conflict ();
  g_autofree char *text = NULL;
  g_autofree char *ours = NULL;

  console_fixture_restart (fixture);
  text = console_fixture_read (fixture, "workspace.json");
  g_assert_cmpstr (text, ==, THEIRS);
  ours = find_recovered (fixture);
  g_assert_nonnull (strstr (ours, "memory://ours"));
  console_fixture_free (fixture);
}

/* A look at the file that was put off does not come when the workspace is gone. */
static void
test_conflict_gone (void)
{
  static const char text[] = "{\"servers\":[{\"id\":\"o\",\"url\":\"memory://ours\"}]}";
  ConsoleFixture *fixture = console_fixture_new ();
  g_autofree char *path = console_fixture_path (fixture, "other.json");
  g_autoptr (SbxWorkspace) workspace = sbx_workspace_new (path);
  g_autoptr (GError) error = NULL;
  SbxWorkspaceContent *ours = sbx_workspace_content_parse (text, strlen (text), &error);
  g_autoptr (GAsyncResult) done = NULL;
  GAsyncResult *result = NULL;
  SbxWorkspace *alive = workspace;

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, "{}", -1, NULL));
  sbx_workspace_load (workspace);
  g_assert_true (g_file_set_contents (path, THEIRS, -1, NULL));
  sbx_workspace_touch (workspace);
  sbx_workspace_save_async (workspace, ours, take_result, &result);
  done = wait_for_result (&result);
  g_assert_true (sbx_workspace_save_finish (workspace, done, &error));
  g_assert_true (sbx_workspace_get_conflict (workspace));
  sbx_workspace_resolve (workspace, TRUE);
  g_assert_false (sbx_workspace_get_conflict (workspace));

  g_clear_object (&done);
  sbx_workspace_content_free (ours);
  g_object_add_weak_pointer (G_OBJECT (workspace), (gpointer *) &alive);
  g_clear_object (&workspace);
  g_assert_null (alive);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  console_fixture_free (fixture);
}

static gboolean
open_workspace (ConsoleFixture *fixture, const char *path, GError **error)
{
  GAsyncResult *location = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  sbx_console_open_workspace_async (fixture->console, path, take_result, &location);
  result = wait_for_result (&location);
  return sbx_console_open_workspace_finish (fixture->console, result, error);
}

static void
test_open (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  g_autofree char *other = console_fixture_path (fixture, "other.json");
  g_autofree char *missing = console_fixture_path (fixture, "missing.json");
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  console_fixture_add_server (fixture, "memory://first");
  g_assert_false (open_workspace (fixture, missing, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (other, "{\"servers\":7}", -1, NULL));
  g_assert_false (open_workspace (fixture, other, &error));
  g_assert_nonnull (strstr (error->message, "servers: "));
  g_assert_cmpuint (g_list_model_get_n_items (sbx_console_get_servers (fixture->console)), ==, 1);

  g_assert_true (
    g_file_set_contents (other, "{\"connections\":[{\"id\":\"o\",\"url\":\"memory://o\"}]}", -1, NULL));
  g_assert_true (open_workspace (fixture, other, NULL));
  g_assert_cmpstr (sbx_console_get_workspace_path (fixture->console), ==, other);
  g_assert_cmpuint (g_list_model_get_n_items (sbx_console_get_servers (fixture->console)), ==, 0);
  g_assert_nonnull (sbx_console_lookup (fixture->console, "o"));
  /* What was there before was saved first. */
  text = console_fixture_read (fixture, "workspace.json");
  g_assert_nonnull (strstr (text, "memory://first"));

  console_fixture_add_server (fixture, "memory://second");
  console_fixture_restart (fixture);
  g_clear_pointer (&text, g_free);
  text = console_fixture_read (fixture, "other.json");
  g_assert_nonnull (strstr (text, "memory://second"));
  console_fixture_free (fixture);
}

static gboolean
save_workspace_as (ConsoleFixture *fixture, const char *path)
{
  GAsyncResult *location = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  sbx_console_save_workspace_as_async (fixture->console, path, take_result, &location);
  result = wait_for_result (&location);
  return sbx_console_save_workspace_as_finish (fixture->console, result, NULL);
}

static void
test_save_as (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  g_autofree char *copy = console_fixture_path (fixture, "copy.json");
  g_autofree char *old = NULL;
  g_autofree char *new = NULL;
  g_autofree char *replaced = NULL;

  write_workspace (fixture, "{\"team\":\"blue\"}");
  console_fixture_restart (fixture);
  console_fixture_add_server (fixture, "memory://one");
  g_assert_true (g_file_set_contents (copy, "something", -1, NULL));
  g_assert_true (save_workspace_as (fixture, copy));
  replaced = console_fixture_read (fixture, "copy.json~");
  g_assert_cmpstr (replaced, ==, "something");

  console_fixture_add_server (fixture, "memory://two");
  console_fixture_restart (fixture);
  new = console_fixture_read (fixture, "copy.json");
  g_assert_nonnull (strstr (new, "memory://one"));
  g_assert_nonnull (strstr (new, "memory://two"));
  g_assert_nonnull (strstr (new, "\"team\": \"blue\""));
  old = console_fixture_read (fixture, "workspace.json");
  g_assert_null (strstr (old, "memory://two"));
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
  g_test_add_func ("/workspace/descriptions", test_descriptions);
  g_test_add_func ("/workspace/newer", test_newer);
  g_test_add_func ("/workspace/unknown", test_unknown);
  g_test_add_func ("/workspace/broken", test_broken);
  g_test_add_func ("/workspace/link", test_link);
  g_test_add_func ("/workspace/unwritable", test_unwritable);
  g_test_add_func ("/workspace/changed-outside", test_changed_outside);
  g_test_add_func ("/workspace/broken-outside", test_broken_outside);
  g_test_add_func ("/workspace/conflict/theirs", test_conflict_theirs);
  g_test_add_func ("/workspace/conflict/ours", test_conflict_ours);
  g_test_add_func ("/workspace/conflict/left", test_conflict_left);
  g_test_add_func ("/workspace/conflict/gone", test_conflict_gone);
  g_test_add_func ("/workspace/open", test_open);
  g_test_add_func ("/workspace/save-as", test_save_as);
  g_test_add_func ("/workspace/no-secret", test_no_secret);

  return g_test_run ();
}
