/* test-dialect-server.c — a server and its clients of the dialect `magic-server`
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-message-private.h"
#include "server-fixture.h"

static void
echo_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_autoptr (GBytes) payload = mbm_message_dup_payload (mbm_server_request_get_message (request));
  g_autoptr (GError) error = NULL;

  g_assert_true (mbm_server_request_respond (request, payload, &error));
  g_assert_no_error (error);
}

static void
fail_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_autoptr (GBytes) details = mbm_test_bytes ("{\"n\":1}");

  mbm_server_request_respond_error (request, "OUT_OF_STOCK", "There is none left", details);
}

/* Says who asks. */
static void
who_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  MbmUser *user = mbm_server_request_get_user (request);
  g_autofree char *text = g_strdup_printf ("{\"client\":\"%s\",\"source\":\"%s\",\"user\":\"%s\"}",
                                           mbm_server_request_get_client_id (request),
                                           mbm_context_get_source (mbm_server_request_get_context (request)),
                                           user != NULL ? mbm_user_get_username (user) : "nobody");
  g_autoptr (GBytes) data = mbm_test_bytes (text);
  g_autoptr (GError) error = NULL;

  mbm_server_request_respond (request, data, &error);
  g_assert_no_error (error);
}

static void
start (ServerFixture *fixture)
{
  server_fixture_start (fixture);
  mbm_server_add_request_handler (fixture->server, "echo", echo_cb, NULL, NULL);
  mbm_server_add_request_handler (fixture->server, "fail", fail_cb, NULL, NULL);
  mbm_server_add_request_handler (fixture->server, "who", who_cb, NULL, NULL);
}

static MbmServerClient *
client_of (ServerFixture *fixture, const char *id)
{
  MbmServerClient *client = mbm_server_lookup_client (fixture->server, id);

  g_assert_nonnull (client);
  return client;
}

/* The first frame tells. Connecting was registering, and everybody hears of it. */
static void
test_recognized (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) messaging = NULL;
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmTestPeer) second = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (MbmMessage) connected = NULL;
  g_autoptr (MbmMessage) disconnected = NULL;
  g_autoptr (MbmMessage) other = NULL;
  MbmServerClient *client;

  start (fixture);
  messaging = mbm_test_peer_new_registered (fixture->uri, "m");
  mbm_test_peer_forget (messaging);
  peer = mbm_test_peer_new_magic (fixture->uri);
  g_assert_cmpuint (mbm_server_get_n_clients (fixture->server), ==, 1);

  answer = mbm_test_peer_request (peer, "echo", "{\"n\":0.10}");
  mbm_test_assert_success (answer);
  g_assert_cmpstr (mbm_message_get_name (answer), ==, "echo");
  mbm_test_assert_member (answer, "n", "0.10");

  g_assert_cmpuint (mbm_server_get_n_clients (fixture->server), ==, 2);
  client = client_of (fixture, "magic-1");
  g_assert_cmpint (mbm_server_client_get_dialect (client), ==, MBM_DIALECT_MAGIC_SERVER);
  g_assert_cmpint (mbm_server_client_get_dialect (client_of (fixture, "m")), ==, MBM_DIALECT_MESSAGING);
  g_assert_null (mbm_server_client_get_client_type (client));
  connected = mbm_test_peer_await_event (messaging, "$connected");
  mbm_test_assert_string (connected, "clientId", "magic-1");

  second = mbm_test_peer_new_magic (fixture->uri);
  other = mbm_test_peer_request (second, "who", "{}");
  mbm_test_assert_string (other, "client", "magic-2");
  mbm_test_assert_string (other, "source", "magic-2");

  /* Nobody who knows no such events is told of them. */
  mbm_test_peer_sync (peer);
  g_assert_cmpuint (peer->frames.length, ==, 0);

  g_clear_pointer (&second, mbm_test_peer_free);
  disconnected = mbm_test_peer_await_event (messaging, "$disconnected");
  mbm_test_assert_string (disconnected, "clientId", "magic-2");
  mbm_test_peer_sync (peer);
  g_assert_cmpuint (peer->frames.length, ==, 0);
}

static void
test_errors (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) unknown = NULL;
  g_autoptr (MbmMessage) failure = NULL;
  g_autoptr (MbmMessage) registering = NULL;
  g_autoptr (MbmMessage) unregistering = NULL;
  MbmJsonValue details;

  start (fixture);
  peer = mbm_test_peer_new_magic (fixture->uri);

  unknown = mbm_test_peer_request (peer, "nobody.answers", "{}");
  mbm_test_assert_error (unknown, "UNKNOWN_REQUEST_TYPE", "Unknown request type: nobody.answers");
  g_assert_cmpstr (mbm_message_get_name (unknown), ==, "nobody.answers");
  failure = mbm_test_peer_request (peer, "fail", "{}");
  mbm_test_assert_error (failure, "OUT_OF_STOCK", "There is none left");
  g_assert_true (mbm_json_value_get_member (mbm_message_get_error_value (failure), "details", &details));

  /* There is no such thing here: who connected is a client. */
  registering = mbm_test_peer_request (peer, "$register", "{\"clientId\":\"mine\",\"clientType\":\"test\"}");
  mbm_test_assert_error (registering, "UNKNOWN_REQUEST_TYPE", NULL);
  unregistering =
    mbm_test_peer_request (peer, "$unregister", "{\"clientId\":\"magic-1\",\"connectionId\":\"x\"}");
  mbm_test_assert_error (unregistering, "UNKNOWN_REQUEST_TYPE", NULL);
  g_assert_null (mbm_server_lookup_client (fixture->server, "mine"));
  client_of (fixture, "magic-1");
}

/* Frames that are none are refused in the dialect, and the connection lives. */
static void
test_refused (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) no_json = NULL;
  g_autoptr (MbmMessage) no_id = NULL;
  g_autoptr (MbmMessage) other = NULL;
  g_autoptr (MbmMessage) misnamed = NULL;

  start (fixture);
  peer = mbm_test_peer_new_magic (fixture->uri);
  mbm_test_peer_sync (peer);

  mbm_test_peer_send (peer, "hello");
  no_json = mbm_test_peer_await_event (peer, "$error");
  mbm_test_assert_string (no_json, "code", "INVALID_JSON");
  mbm_test_peer_send (peer, "{\"type\":\"request.echo\",\"payload\":1}");
  no_id = mbm_test_peer_await_event (peer, "$error");
  mbm_test_assert_string (no_id, "code", "INVALID_FRAME");
  mbm_test_peer_send (peer, "{\"type\":\"request\",\"requestId\":\"1\",\"requestType\":\"echo\"}");
  other = mbm_test_peer_await_event (peer, "$error");
  mbm_test_assert_string (other, "code", "INVALID_FRAME");

  /* By its id it might be an answer, but it is none. */
  mbm_test_peer_send (peer, "{\"id\":\"1\",\"type\":\"echo\",\"payload\":1}");
  misnamed = mbm_test_peer_await_event (peer, "$error");
  mbm_test_assert_string (misnamed, "code", "INVALID_FRAME");
  mbm_test_peer_send (peer, "{\"id\":\"1\",\"type\":\"response.echo\",\"payload\":1}");
  mbm_test_peer_send (peer, "{\"id\":\"1\",\"type\":\"error\"}");
  mbm_test_peer_sync (peer);
  g_assert_cmpuint (peer->frames.length, ==, 0);
}

/* What is no frame of any dialect leaves it open. */
static void
test_recognized_late (ServerFixture *fixture)
{
  MbmTestPeer *peer;
  g_autoptr (MbmMessage) error = NULL;
  g_autoptr (MbmMessage) answer = NULL;

  start (fixture);
  peer = mbm_test_peer_new (fixture->uri);
  mbm_test_peer_send (peer, "{\"type\":\"hello\"}");
  error = mbm_test_peer_await_event (peer, "$error");
  mbm_test_assert_string (error, "code", "INVALID_FRAME");
  g_assert_cmpuint (mbm_server_get_n_clients (fixture->server), ==, 0);

  peer->dialect = MBM_DIALECT_MAGIC_SERVER;
  answer = mbm_test_peer_request (peer, "echo", "[1]");
  mbm_test_assert_success (answer);
  client_of (fixture, "magic-1");
  mbm_test_peer_free (peer);
}

static void
event_cb (MbmServer *server, MbmServerClient *client, MbmMessage *event, gpointer user_data)
{
  GString *log = user_data;
  MbmJsonValue payload = mbm_message_get_payload_value (event);

  g_string_append_printf (log, "%s %s %.*s;", mbm_server_client_get_id (client), mbm_message_get_name (event),
                          (int) payload.length, payload.text);
}

static void
test_events_in (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (GString) log = g_string_new (NULL);

  start (fixture);
  mbm_server_add_event_handler (fixture->server, NULL, event_cb, log, NULL);
  peer = mbm_test_peer_new_magic (fixture->uri);
  mbm_test_peer_emit (peer, "seen", "{\"n\":1}");
  mbm_test_peer_send (peer, "{\"type\":\"event.bare\",\"payload\":2}");
  mbm_test_peer_send (peer, "{\"type\":\"system.anything\",\"payload\":2}");
  mbm_test_peer_emit (peer, "$heartbeat", "{}");
  mbm_test_peer_sync (peer);

  g_assert_cmpstr (log->str, ==, "magic-1 seen {\"n\":1};magic-1 bare 2;");
  g_assert_cmpuint (mbm_server_client_get_n_heartbeats (client_of (fixture, "magic-1")), >=, 1);
}

static MbmTestPeer *
new_known_magic (ServerFixture *fixture)
{
  MbmTestPeer *peer = mbm_test_peer_new_magic (fixture->uri);

  mbm_test_peer_sync (peer);
  return peer;
}

/* Each in its own dialect, and written once for all of one. */
static void
test_broadcast (ServerFixture *fixture)
{
  g_autoptr (GBytes) payload = mbm_test_bytes ("{\"amount\":1.50}");
  g_autoptr (MbmTestPeer) messaging = NULL;
  g_autoptr (MbmTestPeer) first = NULL;
  g_autoptr (MbmTestPeer) second = NULL;
  g_autoptr (MbmMessage) plain = NULL;
  g_autoptr (MbmMessage) magic = NULL;
  g_autoptr (MbmMessage) again = NULL;
  g_autoptr (GError) error = NULL;
  guint n_receivers;

  start (fixture);
  messaging = mbm_test_peer_new_registered (fixture->uri, "m");
  first = new_known_magic (fixture);
  second = new_known_magic (fixture);
  mbm_server_broadcast (fixture->server, "orderCreated", payload, &n_receivers, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_receivers, ==, 3);

  plain = mbm_test_peer_await_event (messaging, "orderCreated");
  mbm_test_assert_member (plain, "amount", "1.50");
  magic = mbm_test_peer_await_event (first, "orderCreated");
  mbm_test_assert_member (magic, "amount", "1.50");
  again = mbm_test_peer_await_event (second, "orderCreated");
  g_assert_true (g_bytes_equal (mbm_message_get_bytes (magic), mbm_message_get_bytes (again)));
}

/* Only those who know the form get it. */
static void
test_broadcast_style (ServerFixture *fixture)
{
  g_autoptr (GBytes) payload = mbm_test_bytes ("{\"amount\":1.50}");
  g_autoptr (MbmTestPeer) messaging = NULL;
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) wrapped = NULL;
  g_autoptr (MbmMessage) plain = NULL;
  g_autoptr (GError) error = NULL;

  g_object_set (fixture->server, "broadcast-style", MBM_BROADCAST_SYSTEM, NULL);
  start (fixture);
  messaging = mbm_test_peer_new_registered (fixture->uri, "m");
  peer = new_known_magic (fixture);
  mbm_server_broadcast (fixture->server, "orderCreated", payload, NULL, &error);
  g_assert_no_error (error);

  wrapped = mbm_test_peer_await_event (messaging, "$broadcast");
  mbm_test_assert_string (wrapped, "message", "orderCreated");
  plain = mbm_test_peer_await_event (peer, "orderCreated");
  mbm_test_assert_member (plain, "amount", "1.50");
}

static void
test_directed (ServerFixture *fixture)
{
  g_autoptr (GBytes) payload = mbm_test_bytes ("{\"n\":1}");
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) event = NULL;
  g_autoptr (GError) error = NULL;

  start (fixture);
  peer = new_known_magic (fixture);
  mbm_server_send (fixture->server, "magic-1", "yours", payload, &error);
  g_assert_no_error (error);
  event = mbm_test_peer_await_event (peer, "yours");
  mbm_test_assert_member (event, "n", "1");
  g_assert_null (mbm_message_get_context_value (event).text);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

/* What the server asks comes as a request of the dialect, and its answer by its id, whatever its type. */
static void
test_asked (ServerFixture *fixture)
{
  static const char *const types[] = { "response.state", "request.state", "event.state", "state" };
  g_autoptr (MbmTestPeer) peer = NULL;

  start (fixture);
  peer = new_known_magic (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (MbmMessage) request = NULL;
      g_autoptr (MbmMessage) answer = NULL;
      g_autoptr (GError) error = NULL;

      mbm_server_request_client_async (fixture->server, "magic-1", "state", NULL, NULL, 0, NULL, keep_result,
                                       &result);
      mbm_test_wait_until (peer->frames.length > 0);
      request = g_queue_pop_head (&peer->frames);
      g_assert_cmpint (mbm_message_get_kind (request), ==, MBM_MESSAGE_REQUEST);
      g_assert_cmpstr (mbm_message_get_name (request), ==, "state");
      mbm_test_peer_sendf (peer, "{\"id\":\"%s\",\"type\":\"%s\",\"payload\":{\"n\":%u}}",
                           mbm_message_get_id (request), types[i], i);
      mbm_test_wait_until (result != NULL);
      answer = mbm_server_request_client_finish (fixture->server, result, &error);
      g_assert_no_error (error);
      g_assert_cmpint (mbm_test_get_int (answer, "n"), ==, i);
    }
  g_assert_cmpuint (peer->frames.length, ==, 0);
}

/* A client that cannot know its name need not say it. */
static void
test_subscribe (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) subscribed = NULL;
  g_autoptr (MbmMessage) wanted = NULL;
  g_autoptr (MbmMessage) removed = NULL;
  g_autofree char *id = NULL;
  g_autofree char *request = NULL;

  start (fixture);
  peer = mbm_test_peer_new_magic (fixture->uri);
  subscribed = mbm_test_peer_request (peer, "$subscribe", "{\"events\":[\"a\"]}");
  mbm_test_assert_success (subscribed);
  mbm_server_broadcast (fixture->server, "b", NULL, NULL, NULL);
  mbm_server_broadcast (fixture->server, "a", NULL, NULL, NULL);
  wanted = mbm_test_peer_await_event (peer, "a");
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "b"), ==, 0);

  id = mbm_test_get (subscribed, "subscriptionId");
  request = g_strdup_printf ("{\"subscriptionId\":\"%s\"}", id);
  removed = mbm_test_peer_request (peer, "$unsubscribe", request);
  mbm_test_assert_success (removed);
}

/* Who a context says that somebody is counts for nothing; a login does, for the connection. */
static void
test_login (ServerFixture *fixture)
{
  static const char claim[] = "{\"auth\":{\"userId\":\"ada\",\"roles\":[\"admin\"]}}";
  const char *const roles[] = { "admin", NULL };
  g_autoptr (MbmUserStore) users = mbm_user_store_new ();
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) claimed = NULL;
  g_autoptr (MbmMessage) wrong = NULL;
  g_autoptr (MbmMessage) login = NULL;
  g_autoptr (MbmMessage) known = NULL;
  g_autoptr (MbmMessage) logout = NULL;
  g_autoptr (MbmMessage) unknown = NULL;
  g_autoptr (GError) error = NULL;

  mbm_user_store_add (users, "ada", "lovelace", roles, &error);
  g_assert_no_error (error);
  g_object_set (fixture->server, "users", users, NULL);
  start (fixture);
  peer = mbm_test_peer_new_magic (fixture->uri);

  claimed = mbm_test_peer_request_with (peer, "who", "{}", claim);
  mbm_test_assert_string (claimed, "user", "nobody");
  wrong = mbm_test_peer_request (peer, "$login", "{\"username\":\"ada\",\"password\":\"x\"}");
  mbm_test_assert_success (wrong);
  mbm_test_assert_member (wrong, "success", "false");
  mbm_test_assert_string (wrong, "error.code", "invalid_credentials");

  login = mbm_test_peer_request (peer, "$login", "{\"username\":\"ada\",\"password\":\"lovelace\"}");
  mbm_test_assert_success (login);
  mbm_test_assert_member (login, "success", "true");
  mbm_test_assert_string (login, "user.username", "ada");
  known = mbm_test_peer_request (peer, "who", "{}");
  mbm_test_assert_string (known, "user", "ada");

  logout = mbm_test_peer_request (peer, "$logout", "{}");
  mbm_test_assert_success (logout);
  unknown = mbm_test_peer_request_with (peer, "who", "{}", claim);
  mbm_test_assert_string (unknown, "user", "nobody");
}

static void
test_shutdown (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) messaging = NULL;
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) goodbye = NULL;
  g_autoptr (MbmMessage) other = NULL;

  g_object_set (fixture->server, "reconnect-delay", 1234, NULL);
  start (fixture);
  messaging = mbm_test_peer_new_registered (fixture->uri, "m");
  peer = new_known_magic (fixture);
  mbm_test_server_stop (fixture->server, "Maintenance");

  goodbye = mbm_test_peer_await_event (peer, "system.shutdown");
  g_assert_true (mbm_message_is_system (goodbye));
  mbm_test_assert_string (goodbye, "reason", "Maintenance");
  mbm_test_assert_member (goodbye, "reconnectIn", "1234");
  mbm_test_peer_await_closed (peer);
  g_assert_cmpuint (peer->close_code, ==, 1001);
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "$disconnected"), ==, 0);
  other = mbm_test_peer_await_event (messaging, "$disconnected");
  g_assert_cmpuint (mbm_test_peer_count_events (messaging, "system.shutdown"), ==, 0);
}

/* The server does not shut down for one that has to go. */
static void
test_disconnected (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (GError) error = NULL;

  start (fixture);
  peer = new_known_magic (fixture);
  mbm_server_disconnect_client (fixture->server, "magic-1", "Enough", &error);
  g_assert_no_error (error);
  mbm_test_peer_await_closed (peer);
  g_assert_cmpstr (peer->close_reason, ==, "Enough");
  g_assert_cmpuint (peer->frames.length, ==, 0);
}

/* A server that speaks nothing else knows its clients when they connect. */
static void
test_only_magic (ServerFixture *fixture)
{
  MbmTestPeer *silent;
  g_autoptr (MbmTestPeer) wrong = NULL;
  g_autoptr (MbmMessage) event = NULL;
  g_autoptr (MbmMessage) refused = NULL;
  g_autoptr (MbmMessage) answer = NULL;

  g_object_set (fixture->server, "dialect", MBM_SERVER_DIALECT_MAGIC_SERVER, NULL);
  start (fixture);
  silent = mbm_test_peer_new_magic (fixture->uri);
  mbm_test_wait_until (mbm_server_get_n_clients (fixture->server) == 1);
  client_of (fixture, "magic-1");
  mbm_server_broadcast (fixture->server, "news", NULL, NULL, NULL);
  event = mbm_test_peer_await_event (silent, "news");

  wrong = mbm_test_peer_new_magic (fixture->uri);
  mbm_test_peer_send (wrong, "{\"type\":\"request\",\"requestId\":\"1\",\"requestType\":\"echo\"}");
  refused = mbm_test_peer_await_event (wrong, "$error");
  mbm_test_assert_string (refused, "code", "INVALID_FRAME");
  answer = mbm_test_peer_request (wrong, "who", "{}");
  mbm_test_assert_string (answer, "client", "magic-2");
  mbm_test_peer_free (silent);
  mbm_test_wait_until (mbm_server_get_n_clients (fixture->server) == 1);
}

static void
test_only_magic_full (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) first = NULL;
  g_autoptr (MbmTestPeer) second = NULL;

  g_object_set (fixture->server, "dialect", MBM_SERVER_DIALECT_MAGIC_SERVER, "max-clients", 1, NULL);
  start (fixture);
  first = mbm_test_peer_new_magic (fixture->uri);
  mbm_test_wait_until (mbm_server_get_n_clients (fixture->server) == 1);
  second = mbm_test_peer_new_magic (fixture->uri);
  mbm_test_peer_await_closed (second);
  g_assert_cmpuint (second->close_code, ==, 1013);
  g_assert_cmpstr (second->close_reason, ==, "Server has reached maximum number of clients");
  mbm_test_peer_sync (first);
}

/* One that is recognized by its request is told in the answer, and let in once there is room. */
static void
test_full (ServerFixture *fixture)
{
  MbmTestPeer *first;
  g_autoptr (MbmTestPeer) second = NULL;
  g_autoptr (MbmMessage) refused = NULL;
  g_autoptr (MbmMessage) registering = NULL;
  g_autoptr (MbmMessage) answer = NULL;

  g_object_set (fixture->server, "max-clients", 1, NULL);
  start (fixture);
  first = new_known_magic (fixture);
  second = mbm_test_peer_new_magic (fixture->uri);
  refused = mbm_test_peer_request (second, "who", "{}");
  mbm_test_assert_error (refused, "MAX_CLIENTS_REACHED", NULL);
  registering = mbm_test_peer_request (second, "$register", "{\"clientId\":\"m\",\"clientType\":\"t\"}");
  mbm_test_assert_error (registering, "UNKNOWN_REQUEST_TYPE", NULL);
  mbm_test_peer_free (first);
  mbm_test_wait_until (mbm_server_get_n_clients (fixture->server) == 0);
  answer = mbm_test_peer_request (second, "who", "{}");
  mbm_test_assert_success (answer);
}

static void
test_only_messaging (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) refused = NULL;

  g_object_set (fixture->server, "dialect", MBM_SERVER_DIALECT_MESSAGING, NULL);
  start (fixture);
  peer = mbm_test_peer_new (fixture->uri);
  mbm_test_peer_send (peer, "{\"id\":\"1\",\"type\":\"request.echo\",\"payload\":1}");
  refused = mbm_test_peer_await_event (peer, "$error");
  mbm_test_assert_string (refused, "code", "INVALID_FRAME");
  mbm_test_peer_register (peer, "m");
  g_assert_null (mbm_server_lookup_client (fixture->server, "magic-1"));
}

/* An open server has named who said nothing: the name stays, and the dialect is what it speaks then. */
static void
test_named_before (ServerFixture *fixture)
{
  MbmTestPeer *peer;
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (MbmMessage) event = NULL;

  g_object_set (fixture->server, "require-registration", FALSE, "anonymous-delay", 1, "announce-clients",
                FALSE, NULL);
  start (fixture);
  peer = mbm_test_peer_new_magic (fixture->uri);
  mbm_test_wait_until (mbm_server_get_n_clients (fixture->server) == 1);
  g_assert_cmpint (mbm_server_client_get_dialect (client_of (fixture, "anonymous-1")), ==,
                   MBM_DIALECT_MESSAGING);

  answer = mbm_test_peer_request (peer, "who", "{}");
  mbm_test_assert_string (answer, "client", "anonymous-1");
  g_assert_cmpint (mbm_server_client_get_dialect (client_of (fixture, "anonymous-1")), ==,
                   MBM_DIALECT_MAGIC_SERVER);
  mbm_server_broadcast (fixture->server, "news", NULL, NULL, NULL);
  event = mbm_test_peer_await_event (peer, "news");
  mbm_test_peer_free (peer);
}

/* It has shown life for longer than it may be silent; which must be long enough for a machine that is busy.
 */
static gboolean
has_outlived (MbmServerClient *client, guint timeout)
{
  return mbm_server_client_get_activity_time (client) >
         mbm_server_client_get_connected_time (client) + 2 * timeout * G_TIME_SPAN_MILLISECOND;
}

/* Who knows no heartbeats is asked by pings, which every WebSocket answers by itself. */
static void
test_pings (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) messaging = NULL;
  g_autoptr (MbmTestPeer) peer = NULL;
  MbmServerClient *client;

  g_object_set (fixture->server, "heartbeat-interval", 20, "client-timeout", 600, NULL);
  start (fixture);
  messaging = mbm_test_peer_new_registered (fixture->uri, "m");
  peer = new_known_magic (fixture);
  client = client_of (fixture, "magic-1");

  /* The other one is silent, and has to go. */
  mbm_test_peer_await_closed (messaging);
  g_assert_cmpstr (messaging->close_reason, ==, "Client timeout");
  g_assert_cmpuint (mbm_test_peer_count_events (messaging, "$heartbeat"), >, 1);

  mbm_test_wait_until (has_outlived (client, 600));
  g_assert_true (mbm_server_lookup_client (fixture->server, "magic-1") == client);
  g_assert_cmpuint (peer->frames.length, ==, 0);
  if (g_str_has_prefix (fixture->listen_uri, "ws:"))
    g_assert_cmpuint (mbm_server_client_get_n_heartbeats (client), >, 1);
}

/* Also where nothing is sent as often as silence is noticed. */
static void
test_pings_for_timeout (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;

  g_object_set (fixture->server, "heartbeat-interval", 0, "client-timeout", 600, NULL);
  start (fixture);
  peer = new_known_magic (fixture);
  mbm_test_wait_until (has_outlived (client_of (fixture, "magic-1"), 600));
  g_assert_false (peer->closed);
  mbm_test_peer_sync (peer);
}

/* One that answers no pings is gone. */
static void
test_lost (void)
{
  ServerFixture fixture = { .listen_uri = "ws://127.0.0.1:0", .server = mbm_server_new ("s", NULL) };
  g_autoptr (MbmServerClient) client = NULL;
  MbmTestPeer *peer;

  g_object_set (fixture.server, "client-timeout", 100, NULL);
  start (&fixture);
  peer = new_known_magic (&fixture);
  client = g_object_ref (client_of (&fixture, "magic-1"));
  mbm_test_peer_pause (peer);
  mbm_test_wait_until (mbm_server_get_n_clients (fixture.server) == 0);
  g_assert_cmpstr (mbm_server_client_get_reason (client), ==, "Client timeout");
  g_assert_cmpint (mbm_server_client_get_dialect (client), ==, MBM_DIALECT_MAGIC_SERVER);
  mbm_test_peer_free (peer);
  mbm_test_server_stop (fixture.server, NULL);
  g_object_unref (fixture.server);
}

static void
stop_cb (MbmServer *server, MbmServerClient *client, gpointer user_data)
{
  mbm_server_stop_async (server, NULL, NULL, NULL, NULL);
}

/* Whoever hears of a client may do anything, in the middle of the connection's first moment. */
static void
test_stopped_at_once (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;

  g_object_set (fixture->server, "dialect", MBM_SERVER_DIALECT_MAGIC_SERVER, NULL);
  start (fixture);
  g_signal_connect (fixture->server, "client-added", G_CALLBACK (stop_cb), NULL);
  peer = mbm_test_peer_new_magic (fixture->uri);
  mbm_test_peer_await_closed (peer);
  mbm_test_wait_until (mbm_server_get_state (fixture->server) == MBM_SERVER_STOPPED);
}

static void
test_stopped_when_recognized (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autofree char *id = NULL;

  start (fixture);
  g_signal_connect (fixture->server, "client-added", G_CALLBACK (stop_cb), NULL);
  peer = mbm_test_peer_new_magic (fixture->uri);
  id = mbm_test_peer_ask (peer, "echo", "1", NULL);
  mbm_test_peer_await_closed (peer);
  mbm_test_wait_until (mbm_server_get_state (fixture->server) == MBM_SERVER_STOPPED);
}

/* What a monitor sees is what was on the wire. */
static void
tap_cb (const MbmTapRecord *record, gpointer user_data)
{
  GString *log = user_data;

  if (record->message != NULL)
    g_string_append_printf (log, "%s %s %d %s;", record->kind == MBM_TAP_SENT ? "out" : "in",
                            mbm_message_get_name (record->message),
                            mbm_message_get_dialect (record->message) == MBM_DIALECT_MAGIC_SERVER,
                            record->client_id);
}

static void
test_tap (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (MbmMessage) failure = NULL;

  start (fixture);
  mbm_server_set_tap (fixture->server, tap_cb, log, NULL);
  peer = mbm_test_peer_new_magic (fixture->uri);
  answer = mbm_test_peer_request (peer, "echo", "1");
  failure = mbm_test_peer_request (peer, "fail", "1");
  mbm_server_broadcast (fixture->server, "news", NULL, NULL, NULL);
  mbm_server_set_tap (fixture->server, NULL, NULL, NULL);

  g_assert_cmpstr (log->str, ==,
                   "in echo 1 magic-1;out echo 1 magic-1;in fail 1 magic-1;out fail 1 magic-1;"
                   "out news 1 magic-1;");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  server_fixture_add ("/dialect-server/recognized", test_recognized);
  server_fixture_add ("/dialect-server/errors", test_errors);
  server_fixture_add ("/dialect-server/refused", test_refused);
  server_fixture_add ("/dialect-server/recognized-late", test_recognized_late);
  server_fixture_add ("/dialect-server/events-in", test_events_in);
  server_fixture_add ("/dialect-server/broadcast", test_broadcast);
  server_fixture_add ("/dialect-server/broadcast-style", test_broadcast_style);
  server_fixture_add ("/dialect-server/directed", test_directed);
  server_fixture_add ("/dialect-server/asked", test_asked);
  server_fixture_add ("/dialect-server/subscribe", test_subscribe);
  server_fixture_add ("/dialect-server/login", test_login);
  server_fixture_add ("/dialect-server/shutdown", test_shutdown);
  server_fixture_add ("/dialect-server/disconnected", test_disconnected);
  server_fixture_add ("/dialect-server/only-magic", test_only_magic);
  server_fixture_add ("/dialect-server/only-magic-full", test_only_magic_full);
  server_fixture_add ("/dialect-server/full", test_full);
  server_fixture_add ("/dialect-server/only-messaging", test_only_messaging);
  server_fixture_add ("/dialect-server/named-before", test_named_before);
  server_fixture_add ("/dialect-server/pings", test_pings);
  server_fixture_add ("/dialect-server/pings-for-timeout", test_pings_for_timeout);
  server_fixture_add ("/dialect-server/stopped-at-once", test_stopped_at_once);
  server_fixture_add ("/dialect-server/stopped-when-recognized", test_stopped_when_recognized);
  server_fixture_add ("/dialect-server/tap", test_tap);
  g_test_add_func ("/dialect-server/lost", test_lost);

  return g_test_run ();
}
