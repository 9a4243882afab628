/* test-console-account.c — logging in and out, and what is remembered of it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "mbm-server.h"

#include "console-fixture.h"

static gboolean
log_in (SbxConnection *connection,
        const char *username,
        const char *secret,
        gboolean remember,
        GError **error)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;

  if (username != NULL)
    sbx_connection_login_async (connection, username, secret, remember, NULL, take_result, &result);
  else
    sbx_connection_login_token_async (connection, secret, remember, NULL, take_result, &result);
  done = wait_for_result (&result);
  return sbx_connection_login_finish (connection, done, error);
}

static void
log_out (SbxConnection *connection)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;

  sbx_connection_logout_async (connection, NULL, take_result, &result);
  done = wait_for_result (&result);
  g_assert_true (sbx_connection_logout_finish (connection, done, &error));
  g_assert_no_error (error);
}

static char *
lookup (ConsoleFixture *fixture, SbxConnection *connection, const char *what)
{
  g_autofree char *key =
    g_strdup_printf ("connection:%s:%s", sbx_endpoint_get_id (SBX_ENDPOINT (connection)), what);

  return lookup_secret (sbx_console_get_secrets (fixture->console), key);
}

static void
test_log_in (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxConnection *connection = console_fixture_connect (fixture, console_fixture_serve (fixture));
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  g_autofree char *user = NULL;
  g_autofree char *kept = NULL;
  g_auto (GStrv) roles = NULL;
  gint64 day = G_GINT64_CONSTANT (24) * 60 * 60 * 1000;

  g_assert_false (get_boolean (connection, "logged-in"));
  g_assert_false (log_in (connection, "admin", "wrong", TRUE, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_LOGIN_FAILED);
  words = get_string (connection, "login-error");
  g_assert_cmpstr (words, ==, error->message);
  g_assert_false (get_boolean (connection, "logged-in"));
  g_clear_error (&error);
  g_clear_pointer (&words, g_free);

  g_assert_true (log_in (connection, "admin", "secret123", FALSE, &error));
  g_assert_no_error (error);
  g_assert_true (get_boolean (connection, "logged-in"));
  user = get_string (connection, "user");
  g_assert_cmpstr (user, ==, "admin");
  g_object_get (connection, "roles", &roles, NULL);
  g_assert_cmpstr (roles[0], ==, "admin");
  words = get_string (connection, "login-error");
  g_assert_null (words);
  g_assert_cmpint (ABS (get_int64 (connection, "token-expires-at") - g_get_real_time () / 1000 - day), <,
                   60000);
  kept = lookup (fixture, connection, "password");
  g_assert_null (kept);

  log_out (connection);
  wait_until (!get_boolean (connection, "logged-in"));
  g_assert_cmpint (get_int64 (connection, "token-expires-at"), ==, 0);
  console_fixture_free (fixture);
}

static void
test_remember (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxConnection *connection = console_fixture_connect (fixture, console_fixture_serve (fixture));
  g_autoptr (GError) error = NULL;
  g_autofree char *username = NULL;
  char *kept;

  g_assert_true (log_in (connection, "viewer", "viewer123", TRUE, &error));
  g_assert_no_error (error);
  kept = lookup (fixture, connection, "password");
  g_assert_cmpstr (kept, ==, "viewer123");
  sbx_secrets_free_secret (kept);
  username = get_string (sbx_endpoint_get_config (SBX_ENDPOINT (connection)), "username");
  g_assert_cmpstr (username, ==, "viewer");

  /* By itself after the next connect. */
  stop_endpoint (connection);
  g_assert_false (get_boolean (connection, "logged-in"));
  g_assert_true (start_endpoint (connection, &error));
  wait_until (get_boolean (connection, "logged-in"));

  /* Who logs out wants to be forgotten. */
  log_out (connection);
  g_assert_null (lookup (fixture, connection, "password"));
  g_clear_pointer (&username, g_free);
  username = get_string (sbx_endpoint_get_config (SBX_ENDPOINT (connection)), "username");
  g_assert_cmpstr (username, ==, "");
  console_fixture_free (fixture);
}

/* The server is another one meanwhile, and does not take the password any more: it is said. */
static void
test_stale (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  SbxConnection *connection = console_fixture_connect (fixture, server);
  g_autofree char *key =
    g_strdup_printf ("connection:%s:password", sbx_endpoint_get_id (SBX_ENDPOINT (connection)));
  g_autofree char *words = NULL;

  g_assert_true (log_in (connection, "viewer", "viewer123", TRUE, NULL));
  stop_endpoint (connection);
  store_secret (sbx_console_get_secrets (fixture->console), key, "changed");
  g_assert_true (start_endpoint (connection, NULL));
  wait_until ((words = get_string (connection, "login-error")) != NULL);
  g_assert_false (get_boolean (connection, "logged-in"));
  g_assert_cmpint (sbx_endpoint_get_state (SBX_ENDPOINT (connection)), ==, SBX_ENDPOINT_RUNNING);
  console_fixture_free (fixture);
}

/* A token, got by hand; (transfer full). */
static char *
ask_for_token (SbxConnection *connection)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (SbxAnswer) answer = NULL;
  MbmJsonValue token;

  sbx_connection_request_async (connection, "$login", "{\"username\":\"viewer\",\"password\":\"viewer123\"}",
                                NULL, 0, NULL, take_result, &result);
  done = wait_for_result (&result);
  answer = sbx_connection_request_finish (connection, done, NULL);
  g_assert_nonnull (answer);
  g_assert_true (
    mbm_json_value_get_member (mbm_message_get_payload_value (answer->message), "token", &token));
  return mbm_json_value_dup_string (token);
}

static void
test_token (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  SbxConnection *connection = console_fixture_connect (fixture, server);
  SbxConnection *other = console_fixture_connect (fixture, server);
  g_autofree char *token = ask_for_token (other);
  g_autofree char *user = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (log_in (connection, NULL, "no such token", TRUE, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_LOGIN_FAILED);
  g_assert_null (lookup (fixture, connection, "token"));
  g_clear_error (&error);

  g_assert_true (log_in (connection, NULL, token, TRUE, &error));
  g_assert_no_error (error);
  user = get_string (connection, "user");
  g_assert_cmpstr (user, ==, "viewer");
  stop_endpoint (connection);
  g_assert_true (start_endpoint (connection, &error));
  wait_until (get_boolean (connection, "logged-in"));
  console_fixture_free (fixture);
}

static void
on_header (const MbmTapRecord *record, gpointer seen)
{
  for (gsize i = 0; record->kind == MBM_TAP_OPENED && record->headers != NULL && record->headers[i] != NULL;
       i++)
    {
      if (strstr (record->headers[i], "Bearer hunter2") != NULL)
        *(gboolean *) seen = TRUE;
    }
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (mbm_server_start_finish (MBM_SERVER (source), result, NULL));
}

/* A header's value that is a secret is kept apart from the config, and sent all the same; the traffic does
 * not show it. */
static void
test_headers (void)
{
  static const char *const headers[] = { "Authorization: Bearer hunter2", "X-Team: red", NULL };
  ConsoleFixture *fixture = console_fixture_new ();
  g_autoptr (MbmServer) server = mbm_server_new ("headers", NULL);
  g_autoptr (SbxConnectionConfig) config = sbx_connection_config_new ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) kept = NULL;
  g_autofree char *key = NULL;
  SbxConnection *connection;
  gboolean seen = FALSE;

  mbm_server_set_tap (server, on_header, &seen, NULL);
  mbm_server_start_async (server, "ws://127.0.0.1:0", NULL, on_started, NULL);
  wait_until (mbm_server_get_uri (server) != NULL);

  g_object_set (config, "url", mbm_server_get_uri (server), "headers", headers, NULL);
  connection = sbx_console_add_connection (fixture->console, config);
  g_object_get (sbx_endpoint_get_config (SBX_ENDPOINT (connection)), "headers", &kept, NULL);
  g_assert_cmpstr (kept[0], ==, "Authorization:");
  g_assert_cmpstr (kept[1], ==, "X-Team: red");

  g_assert_true (start_endpoint (connection, &error));
  g_assert_no_error (error);
  wait_until (seen);
  stop_endpoint (connection);

  /* A value that is lost is asked for. */
  key =
    g_strdup_printf ("connection:%s:header:authorization", sbx_endpoint_get_id (SBX_ENDPOINT (connection)));
  store_secret (sbx_console_get_secrets (fixture->console), key, NULL);
  g_assert_false (start_endpoint (connection, &error));
  g_assert_nonnull (strstr (error->message, "Authorization"));
  g_assert_cmpint (sbx_endpoint_get_state (SBX_ENDPOINT (connection)), ==, SBX_ENDPOINT_FAILED);

  mbm_server_stop_async (server, NULL, NULL, NULL, NULL);
  wait_until (mbm_server_get_state (server) == MBM_SERVER_STOPPED);
  console_fixture_free (fixture);
}

/* With the connection go its secrets; but as long as it may be put back they stay. */
static void
test_remove (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxConnection *connection = console_fixture_connect (fixture, console_fixture_serve (fixture));
  g_autofree char *key =
    g_strdup_printf ("connection:%s:password", sbx_endpoint_get_id (SBX_ENDPOINT (connection)));

  g_assert_true (log_in (connection, "viewer", "viewer123", TRUE, NULL));
  sbx_console_take_out (fixture->console, SBX_ENDPOINT (connection));
  {
    g_autofree char *kept = lookup_secret (sbx_console_get_secrets (fixture->console), key);

    g_assert_cmpstr (kept, ==, "viewer123");
  }
  sbx_console_put_back (fixture->console, SBX_ENDPOINT (connection));
  sbx_console_remove (fixture->console, SBX_ENDPOINT (connection));
  g_assert_null (lookup_secret (sbx_console_get_secrets (fixture->console), key));
  console_fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  console_fixture_init (&argc, &argv);

  g_test_add_func ("/console/account/log-in", test_log_in);
  g_test_add_func ("/console/account/remember", test_remember);
  g_test_add_func ("/console/account/stale", test_stale);
  g_test_add_func ("/console/account/token", test_token);
  g_test_add_func ("/console/account/headers", test_headers);
  g_test_add_func ("/console/account/remove", test_remove);

  return g_test_run ();
}
