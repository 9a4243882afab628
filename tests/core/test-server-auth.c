/* test-server-auth.c — logging in and out of a server
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-server-connection-private.h"
#include "server-fixture.h"

#define LOGIN_ADMIN "{\"username\":\"admin\",\"password\":\"secret123\"}"
#define LOGIN_WRONG "{\"username\":\"admin\",\"password\":\"secret124\"}"

/* Hashing takes its time: all tests share the users. */
static MbmUserStore *
get_users (void)
{
  static MbmUserStore *users;

  if (g_once_init_enter (&users))
    {
      MbmUserStore *made = mbm_user_store_new ();

      g_assert_true (
        mbm_user_store_add (made, "admin", "secret123", ((const char *[]){ "admin", NULL }), NULL));
      g_assert_true (mbm_user_store_add (made, "viewer", "viewer123",
                                         ((const char *[]){ "viewer", "guest", NULL }), NULL));
      g_once_init_leave (&users, made);
    }

  return users;
}

static void
who_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  MbmUser *user = mbm_server_request_get_user (request);
  g_autofree char *text =
    g_strdup_printf ("{\"user\":\"%s\"}", user != NULL ? mbm_user_get_username (user) : "-");
  g_autoptr (GBytes) data = mbm_test_bytes (text);

  g_assert_true (mbm_server_request_respond (request, data, NULL));
}

static void
start (ServerFixture *fixture)
{
  g_object_set (fixture->server, "users", get_users (), NULL);
  mbm_server_add_request_handler (fixture->server, "who", who_cb, NULL, NULL);
  server_fixture_start (fixture);
}

static void
assert_who (MbmTestPeer *peer, const char *token, const char *username)
{
  g_autofree char *context = token != NULL ? g_strdup_printf ("{\"auth\":{\"token\":\"%s\"}}", token) : NULL;
  g_autoptr (MbmMessage) answer = mbm_test_peer_request_with (peer, "who", "{}", context);

  mbm_test_assert_success (answer);
  mbm_test_assert_string (answer, "user", username);
}

/* Returns the token. */
static char *
login (MbmTestPeer *peer, const char *payload)
{
  g_autoptr (MbmMessage) answer = mbm_test_peer_request (peer, "$login", payload);

  mbm_test_assert_success (answer);
  mbm_test_assert_member (answer, "success", "true");
  return mbm_test_get (answer, "token");
}

static char *
login_with_token (MbmTestPeer *peer, const char *token)
{
  g_autofree char *payload = g_strdup_printf ("{\"token\":\"%s\"}", token);

  return login (peer, payload);
}

static void
assert_login_fails (MbmTestPeer *peer, const char *payload, const char *code)
{
  g_autoptr (MbmMessage) answer = mbm_test_peer_request (peer, "$login", payload);
  g_autofree char *message = NULL;

  mbm_test_assert_success (answer); /* the response succeeds, the login does not */
  mbm_test_assert_member (answer, "success", "false");
  mbm_test_assert_string (answer, "error.code", code);
  message = mbm_test_get (answer, "error.message");
  g_assert_cmpuint (strlen (message), >, 5);
  mbm_test_assert_member (answer, "token", NULL);
  mbm_test_assert_member (answer, "user", NULL);
}

static void
count_notify_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_login (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (MbmMessage) logout = NULL;
  g_autofree char *token = NULL;
  MbmServerClient *client;
  gint64 expires, day = 24 * 60 * 60 * 1000;
  guint n_notified = 0;

  start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  client = mbm_server_lookup_client (fixture->server, "c-1");
  g_signal_connect (client, "notify::user", G_CALLBACK (count_notify_cb), &n_notified);
  assert_who (peer, NULL, "-");

  answer = mbm_test_peer_request (peer, "$login", LOGIN_ADMIN);
  mbm_test_assert_success (answer);
  mbm_test_assert_member (answer, "success", "true");
  mbm_test_assert_string (answer, "user.id", "admin");
  mbm_test_assert_string (answer, "user.username", "admin");
  mbm_test_assert_member (answer, "user.roles", "[\"admin\"]");
  mbm_test_assert_member (answer, "error", NULL);
  expires = mbm_test_get_int (answer, "expiresAt") - g_get_real_time () / 1000;
  g_assert_cmpint (expires, >, day - 60000);
  g_assert_cmpint (expires, <=, day);
  token = mbm_test_get (answer, "token");
  g_assert_cmpuint (strlen (token), >=, 43);
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_cmpstr (mbm_user_get_username (mbm_server_client_get_user (client)), ==, "admin");

  /* The connection is logged in; the token says the same. */
  assert_who (peer, NULL, "admin");
  assert_who (peer, token, "admin");

  logout = mbm_test_peer_request (peer, "$logout", "{}");
  mbm_test_assert_success (logout);
  g_assert_cmpuint (n_notified, ==, 2);
  g_assert_null (mbm_server_client_get_user (client));
  assert_who (peer, NULL, "-");
  g_clear_pointer (&answer, mbm_message_unref);
  {
    g_autofree char *context = g_strdup_printf ("{\"auth\":{\"token\":\"%s\"}}", token);

    answer = mbm_test_peer_request_with (peer, "who", "{}", context);
    mbm_test_assert_error (answer, "INVALID_TOKEN", NULL);
  }

  /* Nobody to log out: well as well. */
  g_clear_pointer (&logout, mbm_message_unref);
  logout = mbm_test_peer_request (peer, "$logout", "{}");
  mbm_test_assert_success (logout);
}

static void
test_failures (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;

  start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  assert_login_fails (peer, LOGIN_WRONG, "invalid_credentials");
  assert_login_fails (peer, "{\"username\":\"nobody\",\"password\":\"secret123\"}", "invalid_credentials");
  assert_login_fails (peer, "{\"token\":\"nonsense\"}", "invalid_token");
  assert_who (peer, NULL, "-");
  g_assert_null (mbm_server_client_get_user (mbm_server_lookup_client (fixture->server, "c-1")));
}

/* A failed login does not end the one before it. */
static void
test_failure_keeps_login (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autofree char *token = NULL;
  g_autofree char *other = NULL;

  start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  token = login (peer, LOGIN_ADMIN);
  assert_login_fails (peer, LOGIN_WRONG, "invalid_credentials");
  assert_who (peer, NULL, "admin");

  /* Another user on the same connection: the connection is that user's, the first token still good. */
  other = login (peer, "{\"username\":\"viewer\",\"password\":\"viewer123\"}");
  assert_who (peer, NULL, "viewer");
  assert_who (peer, token, "admin");
}

static void
test_no_users (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmUserStore) empty = mbm_user_store_new ();

  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  assert_login_fails (peer, LOGIN_ADMIN, "user_not_found");
  g_object_set (fixture->server, "users", empty, NULL);
  assert_login_fails (peer, LOGIN_ADMIN, "user_not_found");
}

static void
test_token (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) one = NULL;
  g_autoptr (MbmTestPeer) two = NULL;
  g_autoptr (MbmMessage) logout = NULL;
  g_autofree char *token = NULL;
  g_autofree char *same = NULL;
  g_autofree char *payload = NULL;

  start (fixture);
  one = mbm_test_peer_new_registered (fixture->uri, "one");
  token = login (one, LOGIN_ADMIN);

  /* Login by token, before the registration too. */
  two = mbm_test_peer_new (fixture->uri);
  same = login_with_token (two, token);
  g_assert_cmpstr (same, ==, token);
  mbm_test_peer_register (two, "two");
  assert_who (two, NULL, "admin");
  g_assert_cmpstr (mbm_user_get_username (
                     mbm_server_client_get_user (mbm_server_lookup_client (fixture->server, "two"))),
                   ==, "admin");

  /* A logout ends the login wherever its token is in use. */
  logout = mbm_test_peer_request (one, "$logout", "{}");
  mbm_test_assert_success (logout);
  assert_who (two, NULL, "-");
  g_assert_null (mbm_server_client_get_user (mbm_server_lookup_client (fixture->server, "two")));
  payload = g_strdup_printf ("{\"token\":\"%s\"}", token);
  assert_login_fails (two, payload, "invalid_token");
}

static void
test_logout_of_context_token (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) one = NULL;
  g_autoptr (MbmTestPeer) two = NULL;
  g_autoptr (MbmMessage) logout = NULL;
  g_autoptr (MbmMessage) refused = NULL;
  g_autofree char *admin = NULL;
  g_autofree char *viewer = NULL;
  g_autofree char *context = NULL;

  start (fixture);
  one = mbm_test_peer_new_registered (fixture->uri, "one");
  two = mbm_test_peer_new_registered (fixture->uri, "two");
  admin = login (one, LOGIN_ADMIN);
  viewer = login (two, "{\"username\":\"viewer\",\"password\":\"viewer123\"}");

  context = g_strdup_printf ("{\"auth\":{\"token\":\"%s\"}}", viewer);
  logout = mbm_test_peer_request_with (one, "$logout", "{}", context);
  mbm_test_assert_success (logout);
  assert_who (one, NULL, "admin");
  assert_who (two, NULL, "-");
  refused = mbm_test_peer_request_with (two, "who", "{}", context);
  mbm_test_assert_error (refused, "INVALID_TOKEN", NULL);
}

static void
test_expired (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) refused = NULL;
  g_autoptr (MbmMessage) ping = NULL;
  g_autoptr (MbmMessage) event = NULL;
  g_autofree char *token = NULL;
  g_autofree char *context = NULL;
  g_autofree char *payload = NULL;

  g_object_set (fixture->server, "token-lifetime", 0, NULL);
  start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  token = login (peer, LOGIN_ADMIN);
  assert_who (peer, NULL, "-"); /* a login that has expired is none */

  context = g_strdup_printf ("{\"auth\":{\"token\":\"%s\"}}", token);
  refused = mbm_test_peer_request_with (peer, "who", "{}", context);
  mbm_test_assert_error (refused, "TOKEN_EXPIRED", NULL);
  payload = g_strdup_printf ("{\"token\":\"%s\"}", token);
  assert_login_fails (peer, payload, "token_expired");

  /* What needs no user needs no token; an event with a bad one is refused. */
  ping = mbm_test_peer_request_with (peer, "$ping", "{\"timestamp\":1}", context);
  mbm_test_assert_success (ping);
  mbm_test_peer_sendf (peer, "{\"type\":\"event\",\"event\":\"x\",\"context\":%s}", context);
  event = mbm_test_peer_await_event (peer, "$error");
  mbm_test_assert_string (event, "code", "TOKEN_EXPIRED");
}

static void
test_bad_tokens (ServerFixture *fixture)
{
  static const char *const contexts[] = { "{\"auth\":{\"token\":\"x\"}}", "{\"auth\":{\"token\":7}}",
                                          "{\"auth\":{\"token\":\"\"}}" };
  static const char *const without[] = { "{\"auth\":{}}", "{\"auth\":{\"token\":null}}", "{\"auth\":null}",
                                         "{\"auth\":7}",
                                         "{\"auth\":{\"actor\":{\"id\":\"admin\",\"type\":\"user\"}}}" };
  g_autoptr (MbmTestPeer) peer = NULL;

  start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  for (guint i = 0; i < G_N_ELEMENTS (contexts); i++)
    {
      g_autoptr (MbmMessage) answer = mbm_test_peer_request_with (peer, "who", "{}", contexts[i]);

      mbm_test_assert_error (answer, "INVALID_TOKEN", NULL);
    }

  /* Who says who it is without a token has said nothing. */
  for (guint i = 0; i < G_N_ELEMENTS (without); i++)
    {
      g_autoptr (MbmMessage) answer = mbm_test_peer_request_with (peer, "who", "{}", without[i]);

      mbm_test_assert_success (answer);
      mbm_test_assert_string (answer, "user", "-");
    }
}

static void
test_replace_rules (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) owner = NULL;
  g_autoptr (MbmTestPeer) stranger = NULL;
  g_autoptr (MbmTestPeer) other_user = NULL;
  g_autoptr (MbmTestPeer) again = NULL;
  g_autoptr (MbmTestPeer) after_logout = NULL;
  g_autoptr (MbmMessage) refused = NULL;
  g_autoptr (MbmMessage) refused_too = NULL;
  g_autoptr (MbmMessage) goodbye = NULL;
  g_autoptr (MbmMessage) logout = NULL;
  g_autofree char *token = NULL;
  g_autofree char *viewer = NULL;
  g_autofree char *same = NULL;

  start (fixture);
  owner = mbm_test_peer_new_registered (fixture->uri, "c-1");
  token = login (owner, LOGIN_ADMIN);

  /* Somebody who is not logged in, or is somebody else, does not get the name. */
  stranger = mbm_test_peer_new (fixture->uri);
  refused = mbm_test_peer_request (stranger, "$register", "{\"clientId\":\"c-1\",\"clientType\":\"test\"}");
  mbm_test_assert_error (refused, "CLIENT_ID_IN_USE", NULL);
  other_user = mbm_test_peer_new (fixture->uri);
  viewer = login (other_user, "{\"username\":\"viewer\",\"password\":\"viewer123\"}");
  refused_too =
    mbm_test_peer_request (other_user, "$register", "{\"clientId\":\"c-1\",\"clientType\":\"test\"}");
  mbm_test_assert_error (refused_too, "CLIENT_ID_IN_USE", NULL);
  mbm_test_peer_sync (owner);
  g_assert_false (owner->closed);

  /* The refused ones can still register under another name. */
  mbm_test_peer_register (stranger, "c-2");

  /* The same user does get it. */
  again = mbm_test_peer_new (fixture->uri);
  same = login_with_token (again, token);
  mbm_test_peer_register (again, "c-1");
  mbm_test_peer_await_closed (owner);
  goodbye = mbm_test_peer_await_event (owner, "$disconnected");
  mbm_test_assert_string (goodbye, "reason", "Replaced by a new connection");
  assert_who (again, NULL, "admin");

  /* And after a logout anybody does. */
  logout = mbm_test_peer_request (again, "$logout", "{}");
  mbm_test_assert_success (logout);
  after_logout = mbm_test_peer_new_registered (fixture->uri, "c-1");
  mbm_test_peer_await_closed (again);
}

/* Who guesses waits longer each time: 0, 250, 500, 1000 ms. */
static void
test_delay (ServerFixture *fixture)
{
  static const gint64 least[] = { 0, 240, 490, 990 };
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) under_way = NULL;
  g_autoptr (MbmMessage) late = NULL;
  g_autofree char *id = NULL;
  g_autofree char *token = NULL;
  gint64 begin, time, first = G_MAXINT64;

  start (fixture);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (MbmTestPeer) once = mbm_test_peer_new (fixture->uri);

      begin = g_get_monotonic_time ();
      assert_login_fails (once, "{\"token\":\"x\"}", "invalid_token");
      first = MIN (first, g_get_monotonic_time () - begin);
    }

  peer = mbm_test_peer_new (fixture->uri);
  for (guint i = 0; i < G_N_ELEMENTS (least); i++)
    {
      begin = g_get_monotonic_time ();
      assert_login_fails (peer, "{\"token\":\"x\"}", "invalid_token");
      time = g_get_monotonic_time () - begin;
      g_assert_cmpint (time, >=, least[i] * G_TIME_SPAN_MILLISECOND);
    }
  /* Another's first is not made to wait as long. */
  g_assert_cmpint (first, <, time);

  /* Meanwhile nothing else is held up, but for a second login. */
  id = mbm_test_peer_ask (peer, "$login", "{\"token\":\"x\"}", NULL);
  mbm_test_peer_sync (peer);
  under_way = mbm_test_peer_request (peer, "$login", LOGIN_ADMIN);
  mbm_test_assert_error (under_way, "LOGIN_UNDER_WAY", NULL);
  late = mbm_test_peer_await_response (peer, id);
  mbm_test_assert_member (late, "success", "false");

  /* And the right password is not made to wait four times as long as the last of those, which another wrong
   * one would be. */
  begin = g_get_monotonic_time ();
  token = login (peer, LOGIN_ADMIN);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 3 * time);
}

/* A peer that goes while its login is looked at, or waits: nobody is told, and nothing is left behind. */
static void
test_gone_meanwhile (ServerFixture *fixture)
{
  MbmTestPeer *hashing;
  MbmTestPeer *waiting;
  g_autofree char *id_1 = NULL;
  g_autofree char *id_2 = NULL;

  start (fixture);
  hashing = mbm_test_peer_new (fixture->uri);
  mbm_test_peer_sync (hashing);
  waiting = mbm_test_peer_new (fixture->uri);
  assert_login_fails (waiting, "{\"token\":\"x\"}", "invalid_token");

  id_1 = mbm_test_peer_ask (hashing, "$login", LOGIN_ADMIN, NULL);
  id_2 = mbm_test_peer_ask (waiting, "$login", "{\"token\":\"x\"}", NULL);
  mbm_test_peer_sync (hashing);
  mbm_test_peer_sync (waiting);
  mbm_test_peer_free (hashing);
  mbm_test_peer_free (waiting);
  mbm_test_wait_until (mbm_server_get_n_connections (fixture->server) == 0);
}

/* The whole server goes while a password is looked at. */
static void
test_dropped_meanwhile (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autofree char *id = NULL;

  start (fixture);
  peer = mbm_test_peer_new (fixture->uri);
  mbm_test_peer_sync (peer);
  id = mbm_test_peer_ask (peer, "$login", LOGIN_ADMIN, NULL);
  mbm_test_peer_sync (peer);
  g_assert_finalize_object (fixture->server);
  fixture->server = NULL;
  mbm_test_peer_await_closed (peer);
}

/* Other users: other logins. */
static void
test_users_changed (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autofree char *token = NULL;
  g_autofree char *context = NULL;
  g_autoptr (MbmMessage) refused = NULL;

  start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  token = login (peer, LOGIN_ADMIN);
  g_object_set (fixture->server, "users", get_users (), NULL);
  assert_who (peer, token, "admin");

  g_object_set (fixture->server, "users", NULL, NULL);
  assert_who (peer, NULL, "-");
  context = g_strdup_printf ("{\"auth\":{\"token\":\"%s\"}}", token);
  refused = mbm_test_peer_request_with (peer, "who", "{}", context);
  mbm_test_assert_error (refused, "INVALID_TOKEN", NULL);
}

static void
test_users_changed_meanwhile (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  g_autofree char *id = NULL;

  start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  id = mbm_test_peer_ask (peer, "$login", LOGIN_ADMIN, NULL);
  mbm_test_wait_until (mbm_server_lookup_connection (fixture->server, "c-1")->login != NULL);
  g_object_set (fixture->server, "users", NULL, NULL);
  answer = mbm_test_peer_await_response (peer, id);
  mbm_test_assert_member (answer, "success", "false");
  mbm_test_assert_string (answer, "error.code", "invalid_credentials");
}

/* A token is good after the server was started again: a client that reconnects uses it. */
static void
test_restart (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmTestPeer) again = NULL;
  g_autofree char *token = NULL;
  g_autofree char *same = NULL;

  start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  token = login (peer, LOGIN_ADMIN);
  mbm_test_server_stop (fixture->server, NULL);
  server_fixture_start (fixture);
  again = mbm_test_peer_new (fixture->uri);
  same = login_with_token (again, token);
  g_assert_cmpstr (same, ==, token);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);

  server_fixture_add_with_http ("/server-auth/login", test_login);
  server_fixture_add_with_http ("/server-auth/failures", test_failures);
  server_fixture_add_with_http ("/server-auth/failure-keeps-login", test_failure_keeps_login);
  server_fixture_add_with_http ("/server-auth/no-users", test_no_users);
  server_fixture_add ("/server-auth/token", test_token);
  server_fixture_add_with_http ("/server-auth/logout-of-context-token", test_logout_of_context_token);
  server_fixture_add_with_http ("/server-auth/expired", test_expired);
  server_fixture_add_with_http ("/server-auth/bad-tokens", test_bad_tokens);
  server_fixture_add ("/server-auth/replace-rules", test_replace_rules);
  server_fixture_add ("/server-auth/delay", test_delay);
  server_fixture_add_with_http ("/server-auth/gone-meanwhile", test_gone_meanwhile);
  server_fixture_add_with_http ("/server-auth/dropped-meanwhile", test_dropped_meanwhile);
  server_fixture_add_with_http ("/server-auth/users-changed", test_users_changed);
  server_fixture_add_with_http ("/server-auth/users-changed-meanwhile", test_users_changed_meanwhile);
  server_fixture_add_with_http ("/server-auth/restart", test_restart);

  result = g_test_run ();
  g_object_unref (get_users ());
  return result;
}
