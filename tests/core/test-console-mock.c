/* test-console-mock.c — test servers as the window has them: handlers, faults, certificates
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "mbm-client.h"

#include "console-fixture.h"

static const char *
get_url (SbxServer *server)
{
  return sbx_endpoint_get_address (SBX_ENDPOINT (server));
}

static MbmClient *
connect_client (SbxServer *server, const char *id)
{
  MbmClient *client = mbm_client_new (id);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_object_set (client, "auto-reconnect", FALSE, "heartbeat-interval", 0, NULL);
  mbm_client_connect_async (client, get_url (server), NULL, take_result, &result);
  wait_until (result != NULL);
  g_assert_true (mbm_client_connect_finish (client, result, &error));
  g_assert_no_error (error);
  wait_until (sbx_server_get_n_clients (server) > 0);
  return client;
}

static void
begin (MbmClient *client, const char *name, guint timeout, GAsyncResult **result)
{
  mbm_client_request_async (client, name, NULL, NULL, timeout, NULL, take_result, result);
}

/* The answer's data, its error's code, or why there is none. (transfer full) */
static char *
take_answer (MbmClient *client, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  MbmJsonValue data;

  wait_until (*result != NULL);
  answer = mbm_client_request_finish (client, *result, &error);
  g_clear_object (result);
  if (answer == NULL)
    return g_strdup (error->message);
  if (!mbm_message_is_success (answer))
    return g_strdup (mbm_message_get_error_code (answer));
  data = mbm_message_get_payload_value (answer);
  return g_strndup (data.text, data.length);
}

static char *
ask (MbmClient *client, const char *name)
{
  g_autoptr (GAsyncResult) result = NULL;

  begin (client, name, 0, &result);
  return take_answer (client, &result);
}

/* As an editor does it: a copy is changed, and given back. */
static void
set_handlers (SbxServer *server, const char *answer, guint delay)
{
  SbxEndpoint *endpoint = SBX_ENDPOINT (server);
  g_autoptr (SbxEndpointConfig) config = sbx_endpoint_config_copy (sbx_endpoint_get_config (endpoint));
  GListStore *handlers = sbx_server_config_get_handlers (SBX_SERVER_CONFIG (config));
  g_autoptr (SbxHandlerConfig) handler = sbx_handler_config_new ("r", SBX_HANDLER_JSON);

  g_object_set (handler, "answer", answer, "delay", delay, NULL);
  g_list_store_remove_all (handlers);
  g_list_store_append (handlers, handler);
  sbx_endpoint_set_config (endpoint, config);
}

/* An edit takes its way to the engine. */
static void
wait_for_answer (MbmClient *client, const char *expected)
{
  g_autofree char *answer = NULL;

  wait_until ((g_free (answer), answer = ask (client, "r")) != NULL && g_str_equal (answer, expected));
}

/* Edits reach a server that runs; nobody is disconnected, and what was asked before is answered as it was. */
static void
test_edit (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  g_autoptr (MbmClient) client = connect_client (server, "c");
  g_autoptr (GAsyncResult) slow = NULL;
  g_autofree char *unknown = ask (client, "r");
  g_autofree char *behind = NULL;
  g_autofree char *before = NULL;

  g_assert_cmpstr (unknown, ==, "UNKNOWN_REQUEST_TYPE");
  set_handlers (server, "\"old\"", 200);
  wait_for_answer (client, "\"old\"");
  begin (client, "r", 0, &slow);
  behind = ask (client, "other");
  g_assert_cmpstr (behind, ==, "UNKNOWN_REQUEST_TYPE");
  g_assert_null (slow);

  set_handlers (server, "\"new\"", 0);
  wait_for_answer (client, "\"new\"");
  before = take_answer (client, &slow);
  g_assert_cmpstr (before, ==, "\"old\"");
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_CONNECTED);

  g_clear_object (&client);
  console_fixture_free (fixture);
}

static void
set_faults (SbxServer *server, const char *client_id, const SbxFaults *faults)
{
  const char *const ids[] = { client_id, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  sbx_server_set_faults_async (server, client_id != NULL ? ids : NULL, faults, NULL, take_result, &result);
  wait_until (result != NULL);
  g_assert_true (sbx_server_set_faults_finish (server, result, &error));
  g_assert_no_error (error);
}

static void
on_faults_changed (SbxServer *server, gpointer n_changes)
{
  (*(guint *) n_changes)++;
}

static void
test_faults (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  g_autoptr (MbmClient) client = connect_client (server, "c");
  g_autoptr (GAsyncResult) dropped = NULL;
  g_autofree char *lost = NULL;
  g_autofree char *good = NULL;
  guint n_changes = 0;

  g_signal_connect (server, "faults-changed", G_CALLBACK (on_faults_changed), &n_changes);
  set_handlers (server, "1", 0);
  wait_for_answer (client, "1");
  g_assert_null (sbx_server_get_faults (server, "c"));
  set_faults (server, NULL, &(SbxFaults){ .drop = 1 });
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpfloat (sbx_server_get_faults (server, "c")->drop, ==, 1);
  begin (client, "r", 50, &dropped);
  lost = take_answer (client, &dropped);
  g_assert_nonnull (strstr (lost, "50"));

  /* This one is spared what all others get. */
  set_faults (server, "c", NULL);
  g_assert_null (sbx_server_get_faults (server, "c"));
  g_assert_nonnull (sbx_server_get_faults (server, "d"));
  good = ask (client, "r");
  g_assert_cmpstr (good, ==, "1");

  stop_endpoint (server);
  g_assert_null (sbx_server_get_faults (server, "d"));
  g_assert_cmpuint (n_changes, ==, 3);
  {
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;

    sbx_server_set_faults_async (server, NULL, NULL, NULL, take_result, &result);
    wait_until (result != NULL);
    g_assert_false (sbx_server_set_faults_finish (server, result, &error));
    g_assert_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE);
  }
  g_clear_object (&client);
  console_fixture_free (fixture);
}

static int
cut (SbxServer *server, const char *client_id, SbxCut how)
{
  const char *const ids[] = { client_id, "nobody", NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  int n;

  sbx_server_cut_clients_async (server, ids, how, NULL, take_result, &result);
  wait_until (result != NULL);
  n = sbx_server_cut_clients_finish (server, result, &error);
  g_assert_no_error (error);
  return n;
}

static void
test_cut (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  g_autoptr (MbmClient) client = connect_client (server, "c");
  g_autoptr (MbmClient) other = NULL;
  g_autofree char *answer = NULL;

  set_handlers (server, "1", 0);
  wait_for_answer (client, "1");
  g_assert_cmpint (cut (server, "c", SBX_CUT_NOW), ==, 1);
  wait_until (mbm_client_get_status (client) != MBM_CLIENT_CONNECTED);
  wait_until (sbx_server_get_n_clients (server) == 0);

  other = connect_client (server, "d");
  g_assert_cmpint (cut (server, "d", SBX_CUT_MID_ANSWER), ==, 1);
  g_assert_cmpint (mbm_client_get_status (other), ==, MBM_CLIENT_CONNECTED);
  answer = ask (other, "r");
  g_assert_cmpstr (answer, !=, "1");
  wait_until (mbm_client_get_status (other) != MBM_CLIENT_CONNECTED);

  g_clear_object (&client);
  g_clear_object (&other);
  console_fixture_free (fixture);
}

static int
fire (SbxServer *server, SbxTimerConfig *timer, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  sbx_server_fire_timer_async (server, timer, NULL, take_result, &result);
  wait_until (result != NULL);
  return sbx_server_fire_timer_finish (server, result, error);
}

static void
test_fire (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  g_autoptr (MbmClient) client = connect_client (server, "c");
  g_autoptr (SbxTimerConfig) timer = sbx_timer_config_new ("tick");
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  g_assert_cmpint (fire (server, timer, &error), ==, 1);
  g_assert_no_error (error);
  g_object_set (timer, "payload", "{\"a\":\"{{nonsense}}\"}", NULL);
  g_assert_cmpint (fire (server, timer, &error), ==, -1);
  g_assert_nonnull (strstr (error->message, "nonsense"));

  /* One on its interval says so where people look. */
  {
    SbxEndpoint *endpoint = SBX_ENDPOINT (server);
    g_autoptr (SbxEndpointConfig) config = sbx_endpoint_config_copy (sbx_endpoint_get_config (endpoint));

    g_object_set (timer, "interval", 5, NULL);
    g_list_store_append (sbx_server_config_get_timers (SBX_SERVER_CONFIG (config)), timer);
    sbx_endpoint_set_config (endpoint, config);
  }
  wait_until ((g_free (words), words = get_string (server, "error-message")) != NULL);
  g_assert_nonnull (strstr (words, "nonsense"));

  g_clear_object (&client);
  console_fixture_free (fixture);
}

/* The contract that the config names is held against what comes, also when it is another. */
static void
test_contract (void)
{
  static const char contract[] =
    "{\"name\":\"c\",\"version\":\"1\",\"requests\":{\"r\":{\"request\":{\"type\":\"%s\"},\"response\":{}}},"
    "\"events\":{},\"errors\":{}}";
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_add_server (fixture, "ws://127.0.0.1:0");
  SbxEndpoint *endpoint = SBX_ENDPOINT (server);
  g_autoptr (SbxEndpointConfig) config = sbx_endpoint_config_copy (sbx_endpoint_get_config (endpoint));
  g_autofree char *path = console_fixture_path (fixture, "contract.json");
  g_autofree char *refused = NULL;
  g_autofree char *taken = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmClient) client = NULL;
  g_autoptr (GString) text = g_string_new (contract);

  g_string_replace (text, "%s", "array", 0);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  g_object_set (config, "contract", path, "validate", "payloads", NULL);
  sbx_endpoint_set_config (endpoint, config);
  set_handlers (server, "1", 0);
  g_assert_true (start_endpoint (server, &error));
  g_assert_no_error (error);
  client = connect_client (server, "c");
  refused = ask (client, "r");
  g_assert_cmpstr (refused, !=, "1");

  g_string_assign (text, contract);
  g_string_replace (text, "%s", "object", 0);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  wait_until ((g_free (taken), taken = ask (client, "r")) != NULL && g_str_equal (taken, "1"));

  g_clear_object (&client);
  console_fixture_free (fixture);
}

static gboolean
start_connection (ConsoleFixture *fixture, SbxServer *server, const char *fingerprint, GError **error)
{
  SbxConnection *connection = console_fixture_add_connection (fixture, get_url (server));
  g_autoptr (SbxEndpointConfig) config =
    sbx_endpoint_config_copy (sbx_endpoint_get_config (SBX_ENDPOINT (connection)));

  g_object_set (config, "trusted-fingerprint", fingerprint, "auto-reconnect", FALSE, NULL);
  sbx_endpoint_set_config (SBX_ENDPOINT (connection), config);
  return start_endpoint (connection, error);
}

/* An encrypted server needs nothing but its address; who connects is told the fingerprint, and may trust it.
 */
static void
test_tls (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_add_server (fixture, "wss://127.0.0.1:0");
  g_autofree char *fingerprint = NULL;
  g_autofree char *none = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (start_endpoint (server, &error));
  g_assert_no_error (error);
  fingerprint = get_string (server, "fingerprint");
  g_assert_nonnull (fingerprint);
  g_assert_true (g_str_has_prefix (get_url (server), "wss://127.0.0.1:"));

  g_assert_false (start_connection (fixture, server, NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_CERTIFICATE);
  g_assert_nonnull (strstr (error->message, fingerprint));
  g_clear_error (&error);
  g_assert_true (start_connection (fixture, server, fingerprint, &error));
  g_assert_no_error (error);

  stop_endpoint (server);
  none = get_string (server, "fingerprint");
  g_assert_null (none);
  console_fixture_free (fixture);
}

/* Files of one's own: what is wrong with them is said, and where they lie may be said from the workspace. */
static void
test_files (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_add_server (fixture, "wss://127.0.0.1:0");
  SbxEndpoint *endpoint = SBX_ENDPOINT (server);
  g_autoptr (SbxEndpointConfig) config = sbx_endpoint_config_copy (sbx_endpoint_get_config (endpoint));
  g_autofree char *made =
    g_build_filename (g_get_user_data_dir (), "signalbox", "certificates", "127.0.0.1.pem", NULL);
  g_autofree char *path = console_fixture_path (fixture, "mine.pem");
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_object_set (config, "tls", "files", "certificate-file", "missing.pem", NULL);
  sbx_endpoint_set_config (endpoint, config);
  g_assert_false (start_endpoint (server, &error));
  g_assert_nonnull (strstr (error->message, "missing.pem"));
  g_clear_error (&error);

  g_assert_true (g_file_get_contents (made, &text, NULL, NULL));
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_object_set (config, "certificate-file", "mine.pem", NULL);
  sbx_endpoint_set_config (endpoint, config);
  g_assert_true (start_endpoint (server, &error));
  g_assert_no_error (error);
  console_fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  g_autofree char *data = g_dir_make_tmp ("signalbox-XXXXXX", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -r %s", data);
  int status;

  g_setenv ("XDG_DATA_HOME", data, TRUE);
  console_fixture_init (&argc, &argv);

  g_test_add_func ("/console/mock/edit", test_edit);
  g_test_add_func ("/console/mock/faults", test_faults);
  g_test_add_func ("/console/mock/cut", test_cut);
  g_test_add_func ("/console/mock/fire", test_fire);
  g_test_add_func ("/console/mock/contract", test_contract);
  g_test_add_func ("/console/mock/tls", test_tls);
  g_test_add_func ("/console/mock/files", test_files);

  status = g_test_run ();
  g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL);
  return status;
}
