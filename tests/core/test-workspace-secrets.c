/* test-workspace-secrets.c — no secret is ever in a workspace's file, its backup or what is kept beside it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "console-fixture.h"
#include "sbx-library.h"
#include "sbx-server-private.h"
#include "sbx-variables.h"
#include "secret-service-mock.h"

/* Each secret that is entered has this in it. */
#define MARK "hunter2"

static void
add_server (ConsoleFixture *fixture)
{
  g_autoptr (SbxServerConfig) config = sbx_server_config_new ();
  g_autoptr (SbxUserConfig) user = sbx_user_config_new ("anna", (const char *const[]){ "admin", NULL });
  g_autofree char *key = NULL;

  g_object_set (config, "name", "Hosted", "url", "memory://hosted", NULL);
  g_list_store_append (sbx_server_config_get_users (config), user);
  sbx_console_add_server (fixture->console, config);
  key = sbx_server_dup_user_key (sbx_endpoint_config_get_id (SBX_ENDPOINT_CONFIG (config)), "anna");
  store_secret (sbx_console_get_secrets (fixture->console), key, MARK "-user");
}

/* (transfer none): a connection to the demo whose headers are secrets. */
static SbxConnection *
add_connection (ConsoleFixture *fixture, const char *url)
{
  static const char *const headers[] = { "Authorization: Bearer " MARK "-header",
                                         "x-api-key: " MARK "-key",
                                         "Cookie: session=" MARK "-cookie",
                                         "X-Auth-Token:" MARK "-token",
                                         "X-Region: eu",
                                         NULL };
  g_autoptr (SbxConnectionConfig) config = sbx_connection_config_new ();
  SbxConnection *connection;

  g_object_set (config, "name", "Outgoing", "url", url, "headers", headers, NULL);
  connection = sbx_console_add_connection (fixture->console, config);
  start_endpoint (connection, NULL);
  return connection;
}

static void
log_in (SbxConnection *connection, const char *password, const char *token)
{
  g_autoptr (GAsyncResult) result = NULL;

  if (password != NULL)
    sbx_connection_login_async (connection, "admin", password, TRUE, NULL, take_result, &result);
  else
    sbx_connection_login_token_async (connection, token, TRUE, NULL, take_result, &result);
  wait_until (result != NULL);
  /* A wrong one is as secret: it may be right elsewhere. */
  sbx_connection_login_finish (connection, result, NULL);
}

static void
save_messages (ConsoleFixture *fixture)
{
  SbxLibrary *library = sbx_console_get_library (fixture->console);
  SbxVariables *variables = sbx_console_get_variables (fixture->console);
  g_autoptr (SbxDraft) login =
    sbx_draft_new (FALSE, "$login", "{\"username\":\"anna\",\"password\":\"" MARK "-draft\"}");
  g_autoptr (SbxDraft) other =
    sbx_draft_new (FALSE, "createUser",
                   "{\"name\":\"b\",\"account\":{\"password\":\"" MARK "-deep\",\"api_key\":\"" MARK "\"}}");
  g_autoptr (GError) error = NULL;

  g_object_set (other, "context", "{\"auth\":{\"token\":\"" MARK "-context\"}}", NULL);
  g_assert_nonnull (sbx_library_add (library, NULL, login, &error));
  g_assert_nonnull (sbx_library_add (library, NULL, other, &error));
  g_assert_true (sbx_variables_set (variables, "password", "\"" MARK "-variable\"", &error));
  g_assert_true (sbx_variables_set (variables, "apiToken", "\"" MARK "-variable\"", &error));
  g_assert_true (sbx_variables_set (variables, "region", "\"eu\"", &error));
  g_assert_no_error (error);
}

static void
send_request (SbxConnection *connection, const char *name, const char *payload)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SbxAnswer) answer = NULL;

  sbx_connection_request_async (connection, name, payload, NULL, 0, NULL, take_result, &result);
  wait_until (result != NULL);
  answer = sbx_connection_request_finish (connection, result, NULL);
}

/* All that was learnt of that as a contract, which may lie beside the workspace. */
static void
save_contract (ConsoleFixture *fixture, SbxConnection *connection)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *path = console_fixture_path (fixture, "workspace-contract.json");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_assert_true (sbx_store_flush (sbx_console_get_store (fixture->console), 5000));
  sbx_shapes_save_contract_async (sbx_endpoint_get_shapes (SBX_ENDPOINT (connection)), file, take_result,
                                  &result);
  wait_until (result != NULL);
  sbx_shapes_save_contract_finish (sbx_endpoint_get_shapes (SBX_ENDPOINT (connection)), result, &error);
  g_assert_no_error (error);
}

/* How many files of the workspace there are; none has a secret. */
static guint
search (ConsoleFixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->directory, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = console_fixture_path (fixture, name);
      g_autofree char *text = NULL;
      gsize length;

      if (!g_file_get_contents (path, &text, &length, NULL))
        continue;
      if (memmem (text, length, MARK, strlen (MARK)) != NULL ||
          memmem (text, length, "secret123", strlen ("secret123")) != NULL)
        g_error ("%s has a secret in it", name);
      n += g_str_has_prefix (name, "workspace") || g_str_has_prefix (name, "other") ? 1 : 0;
    }
  return n;
}

static void
assert_kept_elsewhere (ConsoleFixture *fixture)
{
  GListModel *servers = sbx_console_get_servers (fixture->console);
  g_autoptr (SbxEndpoint) hosted = NULL;
  g_autofree char *key = NULL;
  char *password;

  for (guint i = 0; i < g_list_model_get_n_items (servers); i++)
    {
      g_autoptr (SbxEndpoint) server = g_list_model_get_item (servers, i);

      if (g_str_equal (sbx_endpoint_get_title (server), "Hosted"))
        g_set_object (&hosted, server);
    }
  g_assert_nonnull (hosted);
  key = sbx_server_dup_user_key (sbx_endpoint_get_id (hosted), "anna");
  password = lookup_secret (sbx_console_get_secrets (fixture->console), key);
  g_assert_cmpstr (password, ==, MARK "-user");
  sbx_secrets_free_secret (password);
}

/* Everything that can be entered, through all the ways that the workspace is written. */
static void
enter_everything (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  SbxConnection *connection = add_connection (fixture, sbx_endpoint_get_address (SBX_ENDPOINT (server)));
  g_autoptr (GAsyncResult) saved = NULL;
  g_autofree char *other = console_fixture_path (fixture, "other.json");
  g_autofree char *path = console_fixture_path (fixture, "workspace.json");
  g_autofree char *text = NULL;

  add_server (fixture);
  log_in (connection, MARK "-wrong", NULL);
  log_in (connection, "secret123", NULL);
  log_in (connection, NULL, MARK "-login-token");
  save_messages (fixture);
  send_request (connection, "userLogin", "{\"password\":\"" MARK "-sent\"}");
  save_contract (fixture, connection);
  assert_kept_elsewhere (fixture);

  /* Saved, saved again so that there is a backup, saved as another, and the other changed. */
  wait_until (g_file_test (path, G_FILE_TEST_EXISTS));
  console_fixture_add_server (fixture, "memory://one");
  sbx_console_save_workspace_as_async (fixture->console, other, take_result, &saved);
  wait_until (saved != NULL);
  g_assert_true (sbx_console_save_workspace_as_finish (fixture->console, saved, NULL));
  g_clear_object (&saved);
  console_fixture_add_server (fixture, "memory://two");
  console_fixture_restart (fixture);
  console_fixture_add_server (fixture, "memory://three");
  g_assert_cmpuint (search (fixture), >=, 3);

  /* What is here goes beside the file when that is broken. */
  g_assert_true (g_file_set_contents (path, "{", -1, NULL));
  wait_until (sbx_console_get_notice (fixture->console) != NULL);
  log_in (add_connection (fixture, "ws://127.0.0.1:9"), "secret123", NULL);
  console_fixture_restart (fixture);
  text = console_fixture_read (fixture, "workspace.json");
  g_assert_cmpstr (text, ==, "{");
  g_assert_cmpuint (search (fixture), >=, 4);
  console_fixture_free (fixture);
}

static void
test_memory (void)
{
  enter_everything ();
}

static void
test_service (gconstpointer address)
{
  SecretServiceMock *service = secret_service_mock_new (address);
  g_autoptr (SbxSecrets) secrets = sbx_secrets_new ();

  /* Its connection to the bus stays, and is counted before. */
  wait_until (sbx_secrets_get_persistent (secrets));
  enter_everything ();
  /* They were kept there instead. */
  g_assert_cmpuint (secret_service_mock_get_n_items (service), >=, 3);
  secret_service_mock_free (service);
}

int
main (int argc, char **argv)
{
  static GTestDBus *bus; /* not freed: that would wait for libsecret to let go of its connection */
  g_autoptr (GDBusConnection) connection = NULL;
  int status;

  console_fixture_init (&argc, &argv);

  /* One program for each state of the bus: the process knows but one session bus. */
  if (g_strcmp0 (g_getenv ("SECRETS_TEST_BUS"), "1") != 0)
    {
      g_test_add_func ("/workspace-secrets/memory", test_memory);
      return g_test_run ();
    }

  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  g_test_add_data_func ("/workspace-secrets/service", g_test_dbus_get_bus_address (bus), test_service);
  status = g_test_run ();

  connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  if (connection != NULL)
    g_dbus_connection_set_exit_on_close (connection, FALSE);
  g_test_dbus_stop (bus);
  return status;
}
