/* test-console-login.c — logging in by a request of the service's own, and again before a login ends
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-server.h"

#include "console-fixture.h"
#include "secret-service-mock.h"
#include "sbx-login-request.h"

#define PIN   "pin-4711-0815"
#define TOKEN "own-token-of-ann"

/* A service with a login of its own. */
typedef struct
{
  ConsoleFixture *console;
  MbmServer *server;
  SbxConnection *connection;
  guint n_logins;
  guint n_with_token; /* requests that had the token */
  gint64 lifetime;    /* ms: of a login */
  gboolean refuses;
} Fixture;

static void
enter (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  Fixture *fixture = user_data;
  MbmJsonValue pin = { NULL, 0 };
  g_autofree char *text = NULL;
  g_autoptr (GBytes) data = NULL;

  if (mbm_json_value_get_member (mbm_server_request_get_payload_value (request), "pin", &pin))
    text = mbm_json_value_dup_string (pin);
  if (g_strcmp0 (text, PIN) != 0 || fixture->refuses)
    {
      mbm_server_request_respond_error (request, "WRONG_PIN", "That is not your number", NULL);
      return;
    }

  fixture->n_logins++;
  g_free (text);
  text = g_strdup_printf ("{\"session\":{\"key\":\"" TOKEN "\",\"until\":%" G_GINT64_FORMAT
                          "},\"user\":{\"id\":7,\"name\":\"Ann\",\"roles\":[\"admin\",\"ops\"]}}",
                          g_get_real_time () / 1000 + fixture->lifetime);
  data = g_bytes_new (text, strlen (text));
  mbm_server_request_respond (request, data, NULL);
}

static void
on_tap (const MbmTapRecord *record, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (record->kind == MBM_TAP_RECEIVED && record->message != NULL &&
      g_strcmp0 (mbm_context_get_token (mbm_message_get_context (record->message)), TOKEN) == 0)
    fixture->n_with_token++;
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (mbm_server_start_finish (MBM_SERVER (source), result, NULL));
}

static Fixture *
set_up (gint64 lifetime)
{
  Fixture *fixture = g_new0 (Fixture, 1);
  g_autoptr (GError) error = NULL;

  fixture->lifetime = lifetime;
  fixture->server = mbm_server_new ("own", NULL);
  mbm_server_add_request_handler (fixture->server, "door.enter", enter, fixture, NULL);
  mbm_server_set_tap (fixture->server, on_tap, fixture, NULL);
  mbm_server_start_async (fixture->server, "ws://127.0.0.1:0", NULL, on_started, NULL);
  wait_until (mbm_server_get_uri (fixture->server) != NULL);
  /* After it: what the server has open is not the console's. */
  fixture->console = console_fixture_new ();
  fixture->connection =
    console_fixture_add_connection (fixture->console, mbm_server_get_uri (fixture->server));
  g_assert_true (start_endpoint (fixture->connection, &error));
  g_assert_no_error (error);
  return fixture;
}

static void
tear_down (Fixture *fixture)
{
  console_fixture_free (fixture->console);
  mbm_server_stop_async (fixture->server, NULL, NULL, NULL, NULL);
  wait_until (mbm_server_get_state (fixture->server) == MBM_SERVER_STOPPED);
  g_object_unref (fixture->server);
  g_free (fixture);
}

static SbxLoginRequest *
make_login (const char *pin)
{
  g_autofree char *payload = g_strdup_printf ("{\"name\":\"ann\",\"pin\":\"%s\"}", pin);
  SbxLoginRequest *login = sbx_login_request_new ("door.enter", payload);
  const char *secrets[] = { "/pin", NULL };

  g_strfreev (login->secrets);
  login->secrets = g_strdupv ((char **) secrets);
  g_free (login->token);
  login->token = g_strdup ("/session/key");
  g_free (login->expires_at);
  login->expires_at = g_strdup ("/session/until");
  return login;
}

static gboolean
log_in (Fixture *fixture, const char *pin, gboolean remember, GError **error)
{
  g_autoptr (SbxLoginRequest) login = make_login (pin);
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;

  sbx_connection_login_request_async (fixture->connection, login, remember, NULL, take_result, &result);
  done = wait_for_result (&result);
  return sbx_connection_login_finish (fixture->connection, done, error);
}

/* --- the request ---------------------------------------------------------------- */

static void
test_json (void)
{
  g_autoptr (SbxLoginRequest) login = make_login (PIN);
  g_autofree char *json = sbx_login_request_to_json (login);
  g_autoptr (SbxLoginRequest) again = sbx_login_request_from_json (json, NULL);
  g_auto (GStrv) members = sbx_login_request_list_members (login);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (
    json, ==,
    "{\"request\":\"door.enter\",\"payload\":{\"name\":\"ann\",\"pin\":\"\"},\"secrets\":[\"/pin\"],"
    "\"token\":\"/session/key\",\"expiresAt\":\"/session/until\"}");
  g_assert_nonnull (again);
  g_assert_cmpstr (again->payload, ==, "{\"name\":\"ann\",\"pin\":\"\"}");
  g_assert_cmpstr (again->secrets[0], ==, "/pin");
  g_assert_true (g_strv_contains ((const char *const *) members, "pin"));
  g_assert_true (g_strv_contains ((const char *const *) members, "key"));

  g_assert_null (sbx_login_request_from_json ("{\"request\":7}", &error));
  g_assert_nonnull (strstr (error->message, "login.request"));
  g_clear_error (&error);
  g_assert_null (sbx_login_request_from_json ("{\"request\":\"a\",\"secrets\":[7]}", &error));
  g_assert_nonnull (strstr (error->message, "login.secrets"));
  g_clear_error (&error);
  g_assert_null (sbx_login_request_from_json ("[]", &error));
  g_clear_error (&error);
  g_assert_null (sbx_login_request_from_json ("{}", &error));
}

typedef struct
{
  const char *answer;
  const char *token;
  const char *user;
  const char *role;
  gint64 expires_at; /* -1: about an hour from now */
} Guess;

/* Where services usually have it. */
static void
test_guesses (void)
{
  static const Guess guesses[] = {
    { "{\"success\":true,\"token\":\"t\",\"expiresAt\":1700000000000,\"user\":{\"username\":\"u\",\"roles\":["
      "\"r\"]}}",
      "t", "u", "r", G_GINT64_CONSTANT (1700000000000) },
    { "{\"access_token\":\"t\",\"expires_in\":3600,\"username\":\"u\",\"roles\":[\"r\",7]}", "t", "u", "r",
      -1 },
    { "{\"jwt\":\"t\",\"exp\":1700000000}", "t", NULL, NULL, G_GINT64_CONSTANT (1700000000000) },
    { "{\"data\":{\"token\":\"t\",\"expiresAt\":\"2023-11-14T22:13:20Z\"}}", "t", NULL, NULL,
      G_GINT64_CONSTANT (1700000000000) },
    { "{\"nothing\":true}", NULL, NULL, NULL, 0 },
    { "null", NULL, NULL, NULL, 0 },
  };
  g_autoptr (SbxLoginRequest) login = sbx_login_request_new ("x", "{}");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (guesses); i++)
    {
      g_autoptr (SbxLoginResult) result =
        sbx_login_request_read (login, mbm_json_value (guesses[i].answer, -1), &error);

      g_assert_no_error (error);
      g_assert_cmpstr (result->token, ==, guesses[i].token);
      g_assert_cmpstr (result->user, ==, guesses[i].user);
      g_assert_cmpstr (result->roles != NULL ? result->roles[0] : NULL, ==, guesses[i].role);
      if (guesses[i].expires_at >= 0)
        g_assert_cmpint (result->expires_at, ==, guesses[i].expires_at);
      else
        g_assert_cmpint (ABS (result->expires_at - g_get_real_time () / 1000 - 3600000), <, 60000);
    }

  g_assert_null (sbx_login_request_read (
    login, mbm_json_value ("{\"success\":false,\"error\":{\"message\":\"Go away\"}}", -1), &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_LOGIN_FAILED);
  g_assert_cmpstr (error->message, ==, "Go away");
  g_clear_error (&error);
  g_free (login->token);
  login->token = g_strdup ("/there");
  g_assert_null (sbx_login_request_read (login, mbm_json_value ("{\"token\":\"t\"}", -1), &error));
  g_assert_nonnull (strstr (error->message, "/there"));
}

/* --- with a service ---------------------------------------------------------------- */

static gboolean
file_has (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = console_fixture_path (fixture->console, name);
  g_autofree char *bytes = NULL;
  gsize length = 0;

  return g_file_get_contents (path, &bytes, &length, NULL) &&
         memmem (bytes, length, text, strlen (text)) != NULL;
}

static void
test_own_request (void)
{
  Fixture *fixture = set_up (3600000);
  SbxEndpointConfig *config = sbx_endpoint_get_config (SBX_ENDPOINT (fixture->connection));
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  g_autofree char *user = NULL;
  g_autofree char *user_id = NULL;
  g_autofree char *login = NULL;
  g_auto (GStrv) roles = NULL;
  static const char *const files[] = { "traffic.sqlite", "traffic.sqlite-wal", "workspace.json" };

  g_assert_false (log_in (fixture, "wrong", TRUE, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_LOGIN_FAILED);
  g_assert_nonnull (strstr (error->message, "not your number"));
  words = get_string (fixture->connection, "login-error");
  g_assert_cmpstr (words, ==, error->message);
  g_clear_error (&error);

  g_assert_true (log_in (fixture, PIN, TRUE, &error));
  g_assert_no_error (error);
  g_assert_true (get_boolean (fixture->connection, "logged-in"));
  user = get_string (fixture->connection, "user");
  user_id = get_string (fixture->connection, "user-id");
  g_object_get (fixture->connection, "roles", &roles, NULL);
  g_assert_cmpstr (user, ==, "Ann");
  g_assert_cmpstr (user_id, ==, "7");
  g_assert_cmpstr (roles[1], ==, "ops");
  g_assert_cmpint (get_int64 (fixture->connection, "token-expires-at"), >, g_get_real_time () / 1000);
  g_clear_pointer (&words, g_free);
  words = get_string (fixture->connection, "remembered");
  g_assert_cmpstr (words, ==, "payload");

  /* The token goes along from now on. */
  sbx_connection_ping_async (fixture->connection, NULL, NULL, NULL);
  wait_until (fixture->n_with_token > 0);

  /* It is known how, without the secrets; these are in no file. */
  config = sbx_endpoint_get_config (SBX_ENDPOINT (fixture->connection));
  login = get_string (config, "login");
  g_assert_nonnull (strstr (login, "door.enter"));
  g_assert_null (strstr (login, PIN));

  /* By itself after the next connect. */
  stop_endpoint (fixture->connection);
  g_assert_true (start_endpoint (fixture->connection, &error));
  wait_until (get_boolean (fixture->connection, "logged-in"));
  g_assert_cmpuint (fixture->n_logins, ==, 2);

  sbx_connection_forget_login (fixture->connection);
  stop_endpoint (fixture->connection);
  wait_until (mbm_server_get_n_clients (fixture->server) == 0);
  console_fixture_restart (fixture->console);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_assert_false (file_has (fixture, files[i], PIN));
      g_assert_false (file_has (fixture, files[i], TOKEN));
    }
  g_assert_true (file_has (fixture, "traffic.sqlite", "door.enter"));
  g_assert_true (file_has (fixture, "workspace.json", "door.enter"));
  tear_down (fixture);
}

static void
test_renewal (void)
{
  Fixture *fixture = set_up (900);
  gint64 first;

  g_assert_true (log_in (fixture, PIN, TRUE, NULL));
  first = get_int64 (fixture->connection, "token-expires-at");
  g_assert_cmpint (get_int64 (fixture->connection, "renews-at"), <, first);
  g_assert_cmpint (get_int64 (fixture->connection, "renews-at"), >, first - 900);

  /* Again and again, and each time before the end. */
  wait_until (fixture->n_logins >= 3);
  wait_until (get_int64 (fixture->connection, "token-expires-at") > first + 900);
  g_assert_true (get_boolean (fixture->connection, "logged-in"));

  /* Not any more without what it takes. */
  sbx_connection_forget_login (fixture->connection);
  g_assert_cmpint (get_int64 (fixture->connection, "renews-at"), ==, 0);
  tear_down (fixture);
}

/* The service has changed its mind: that is said, and it is tried again. */
static void
test_renewal_fails (void)
{
  Fixture *fixture = set_up (6000);
  g_autofree char *words = NULL;

  g_assert_true (log_in (fixture, PIN, TRUE, NULL));
  fixture->refuses = TRUE;
  wait_until ((words = get_string (fixture->connection, "login-error")) != NULL);
  g_assert_nonnull (strstr (words, "not your number"));
  g_assert_cmpint (get_int64 (fixture->connection, "renews-at"), >, 0);

  fixture->refuses = FALSE;
  wait_until (fixture->n_logins == 2);
  tear_down (fixture);
}

static void
test_renewal_off (void)
{
  Fixture *fixture = set_up (3600000);
  g_autoptr (SbxEndpointConfig) config = NULL;

  /* Nothing is remembered: nothing to do it with. */
  g_assert_true (log_in (fixture, PIN, FALSE, NULL));
  g_assert_cmpint (get_int64 (fixture->connection, "renews-at"), ==, 0);
  g_assert_true (log_in (fixture, PIN, TRUE, NULL));
  g_assert_cmpint (get_int64 (fixture->connection, "renews-at"), >, 0);

  config = sbx_endpoint_config_copy (sbx_endpoint_get_config (SBX_ENDPOINT (fixture->connection)));
  g_object_set (config, "renew-login", FALSE, NULL);
  sbx_endpoint_set_config (SBX_ENDPOINT (fixture->connection), config);
  g_assert_cmpint (get_int64 (fixture->connection, "renews-at"), ==, 0);
  tear_down (fixture);
}

/* After a lost connection the token is used as it is: the service knows no `$login`. */
static void
test_reconnect (void)
{
  Fixture *fixture = set_up (3600000);
  g_autoptr (SbxEndpointConfig) config =
    sbx_endpoint_config_copy (sbx_endpoint_get_config (SBX_ENDPOINT (fixture->connection)));
  g_autofree char *uri = g_strdup (mbm_server_get_uri (fixture->server));
  guint before;

  g_object_set (config, "reconnect-interval", 50, NULL);
  sbx_endpoint_set_config (SBX_ENDPOINT (fixture->connection), config);
  g_assert_true (log_in (fixture, PIN, FALSE, NULL));

  mbm_server_stop_async (fixture->server, NULL, NULL, NULL, NULL);
  wait_until (mbm_server_get_state (fixture->server) == MBM_SERVER_STOPPED);
  wait_until (sbx_endpoint_get_state (SBX_ENDPOINT (fixture->connection)) == SBX_ENDPOINT_RECONNECTING);
  before = fixture->n_with_token;
  mbm_server_start_async (fixture->server, uri, NULL, on_started, NULL);
  wait_until (sbx_endpoint_get_state (SBX_ENDPOINT (fixture->connection)) == SBX_ENDPOINT_RUNNING);
  g_assert_true (get_boolean (fixture->connection, "logged-in"));
  wait_until (fixture->n_with_token > before);
  g_assert_cmpuint (fixture->n_logins, ==, 1);
  tear_down (fixture);
}

/* In a keyring it is there again at the next start, and goes when it is to be forgotten. */
static void
test_keyring (gconstpointer address)
{
  SecretServiceMock *service = secret_service_mock_new (address);
  Fixture *fixture = set_up (3600000);
  g_autofree char *id = g_strdup (sbx_endpoint_get_id (SBX_ENDPOINT (fixture->connection)));
  g_autofree char *key = g_strdup_printf ("connection:%s:payload", id);
  g_autofree char *remembered = NULL;

  wait_until (sbx_secrets_get_persistent (sbx_console_get_secrets (fixture->console->console)));
  g_assert_true (log_in (fixture, PIN, TRUE, NULL));
  wait_until (secret_service_mock_get_secret (service, key) != NULL);
  g_assert_nonnull (strstr (secret_service_mock_get_secret (service, key), PIN));

  stop_endpoint (fixture->connection);
  wait_until (mbm_server_get_n_clients (fixture->server) == 0);
  console_fixture_restart (fixture->console);
  fixture->connection = SBX_CONNECTION (sbx_console_lookup (fixture->console->console, id));
  g_assert_true (start_endpoint (fixture->connection, NULL));
  wait_until (get_boolean (fixture->connection, "logged-in"));
  g_assert_cmpuint (fixture->n_logins, ==, 2);
  remembered = get_string (fixture->connection, "remembered");
  g_assert_cmpstr (remembered, ==, "payload");

  sbx_connection_forget_login (fixture->connection);
  wait_until (secret_service_mock_get_n_items (service) == 0);
  tear_down (fixture);
  secret_service_mock_free (service);
}

/* One program for each state of the bus: the process knows but one session bus. */
static int
run_with_bus (void)
{
  static GTestDBus *bus; /* not freed: that would wait for libsecret to let go of its connection */
  g_autoptr (GDBusConnection) connection = NULL;
  int status;

  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  /* Open before anybody counts what is. */
  connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_assert_nonnull (connection);
  g_test_add_data_func ("/console/login/keyring", g_test_dbus_get_bus_address (bus), test_keyring);
  status = g_test_run ();
  g_dbus_connection_set_exit_on_close (connection, FALSE);
  g_test_dbus_stop (bus);
  return status;
}

int
main (int argc, char **argv)
{
  console_fixture_init (&argc, &argv);
  if (g_strcmp0 (g_getenv ("SECRETS_TEST_BUS"), "1") == 0)
    return run_with_bus ();

  g_test_add_func ("/console/login/json", test_json);
  g_test_add_func ("/console/login/guesses", test_guesses);
  g_test_add_func ("/console/login/own-request", test_own_request);
  g_test_add_func ("/console/login/renewal", test_renewal);
  g_test_add_func ("/console/login/renewal-fails", test_renewal_fails);
  g_test_add_func ("/console/login/renewal-off", test_renewal_off);
  g_test_add_func ("/console/login/reconnect", test_reconnect);
  return g_test_run ();
}
