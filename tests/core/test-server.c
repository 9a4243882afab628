/* test-server.c — a server's life, its requests and events
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "server-fixture.h"

static void
echo_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_autoptr (GBytes) payload = mbm_message_dup_payload (mbm_server_request_get_message (request));
  g_autoptr (GError) error = NULL;

  g_assert_true (mbm_server_request_respond (request, payload, &error));
  g_assert_no_error (error);
  g_assert_true (mbm_server_request_is_answered (request));
}

static void
test_register (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (GPtrArray) clients = NULL;
  g_auto (GStrv) subscriptions = NULL;
  g_autoptr (MbmUser) user = NULL;
  g_autofree char *id = NULL;
  MbmServerClient *client;
  guint64 messages_in, messages_out, bytes_in, bytes_out;
  gint64 now;

  server_fixture_start (fixture);
  peer = mbm_test_peer_new (fixture->uri);
  answer =
    mbm_test_peer_request (peer, "$register",
                           "{\"clientId\":\"c-1\",\"clientType\":\"web\",\"capabilities\":[\"a\",\"b\"],"
                           "\"metadata\":{\"n\":0.10}}");
  now = g_get_real_time ();

  mbm_test_assert_success (answer);
  mbm_test_assert_member (answer, "success", "true");
  mbm_test_assert_string (answer, "serverId", "server-under-test");
  mbm_test_assert_member (answer, "ttl", "90");
  g_assert_cmpint (ABS (mbm_test_get_int (answer, "serverTime") - now / 1000), <, 5000);

  g_assert_cmpuint (mbm_server_get_n_clients (fixture->server), ==, 1);
  g_assert_cmpuint (mbm_server_get_n_connections (fixture->server), ==, 1);
  clients = mbm_server_list_clients (fixture->server);
  g_assert_cmpuint (clients->len, ==, 1);
  client = g_ptr_array_index (clients, 0);
  g_assert_true (mbm_server_lookup_client (fixture->server, "c-1") == client);
  g_assert_null (mbm_server_lookup_client (fixture->server, "c-2"));

  g_assert_cmpstr (mbm_server_client_get_id (client), ==, "c-1");
  g_assert_cmpstr (mbm_server_client_get_client_type (client), ==, "web");
  g_assert_cmpstrv (mbm_server_client_get_capabilities (client), ((const char *[]){ "a", "b", NULL }));
  mbm_test_assert_string (answer, "connectionId", mbm_server_client_get_connection_id (client));
  g_assert_true (g_uuid_string_is_valid (mbm_server_client_get_connection_id (client)));
  g_assert_cmpmem ("{\"n\":0.10}", 10, g_bytes_get_data (mbm_server_client_get_metadata (client), NULL),
                   g_bytes_get_size (mbm_server_client_get_metadata (client)));
  g_assert_nonnull (mbm_server_client_get_address (client));
  g_assert_cmpint (ABS (mbm_server_client_get_connected_time (client) - now), <, 5 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (ABS (mbm_server_client_get_activity_time (client) - now), <, 5 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (mbm_server_client_get_heartbeat_time (client), ==, 0);
  g_assert_null (mbm_server_client_get_user (client));
  g_assert_null (mbm_server_client_get_reason (client));
  subscriptions = mbm_server_client_dup_subscriptions (client);
  g_assert_cmpuint (g_strv_length (subscriptions), ==, 0);

  g_object_get (client, "id", &id, "user", &user, NULL);
  g_assert_cmpstr (id, ==, "c-1");
  g_assert_null (user);

  mbm_test_peer_emit (peer, "$heartbeat", "{\"timestamp\":1}");
  mbm_test_peer_sync (peer);
  g_assert_cmpuint (mbm_server_client_get_n_heartbeats (client), ==, 1);
  g_assert_cmpint (mbm_server_client_get_heartbeat_time (client), >=, now);
  mbm_server_client_get_traffic (client, &messages_in, &messages_out, &bytes_in, &bytes_out);
  g_assert_cmpuint (messages_in, ==, 3);
  g_assert_cmpuint (messages_out, ==, 3); /* two answers and $connected */
  g_assert_cmpuint (bytes_in, >, 100);
  g_assert_cmpuint (bytes_out, >, 100);
}

static void
test_unregister (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmTestPeer) other = NULL;
  g_autoptr (MbmServerClient) client = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (MbmMessage) refused = NULL;
  g_autoptr (MbmMessage) event = NULL;
  g_autofree char *payload = NULL;

  server_fixture_start (fixture);
  other = mbm_test_peer_new_registered (fixture->uri, "other");
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  client = g_object_ref (mbm_server_lookup_client (fixture->server, "c-1"));

  payload = g_strdup_printf ("{\"clientId\":\"c-1\",\"connectionId\":\"%s\"}", peer->connection_id);
  answer = mbm_test_peer_request (peer, "$unregister", payload);
  mbm_test_assert_success (answer);
  mbm_test_assert_member (answer, "success", "true");
  g_assert_cmpint (mbm_test_get_int (answer, "timestamp"), >, 0);

  g_assert_null (mbm_server_lookup_client (fixture->server, "c-1"));
  g_assert_cmpstr (mbm_server_client_get_reason (client), ==, "Client unregistered");
  g_assert_cmpuint (mbm_server_get_n_connections (fixture->server), ==, 2);
  event = mbm_test_peer_await_event (other, "$disconnected");
  mbm_test_assert_string (event, "clientId", "c-1");
  mbm_test_assert_string (event, "connectionId", peer->connection_id);
  mbm_test_assert_string (event, "reason", "Client unregistered");

  /* The connection lives, and may register again. */
  refused = mbm_test_peer_request (peer, "anything", "{}");
  mbm_test_assert_error (refused, "NOT_REGISTERED", NULL);
  mbm_test_peer_register (peer, "c-2");
  g_assert_nonnull (mbm_server_lookup_client (fixture->server, "c-2"));
}

static void
test_requests (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (MbmMessage) unknown = NULL;
  g_autoptr (MbmMessage) unknown_system = NULL;

  g_assert_true (mbm_server_add_request_handler (fixture->server, "echo", echo_cb, NULL, NULL));
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");

  answer = mbm_test_peer_request (peer, "echo", "{\"deep\":[1.0,\"\\u00e9\",null]}");
  mbm_test_assert_success (answer);
  mbm_test_assert_member (answer, "deep", "[1.0,\"é\",null]");

  unknown = mbm_test_peer_request (peer, "no.such:thing", "{}");
  mbm_test_assert_error (unknown, "UNKNOWN_REQUEST_TYPE", "Unknown request type: no.such:thing");
  unknown_system = mbm_test_peer_request (peer, "$noSuchThing", "{}");
  mbm_test_assert_error (unknown_system, "UNKNOWN_REQUEST_TYPE", "Unknown request type: $noSuchThing");

  g_assert_true (mbm_server_remove_request_handler (fixture->server, "echo"));
  g_assert_false (mbm_server_remove_request_handler (fixture->server, "echo"));
  g_clear_pointer (&unknown, mbm_message_unref);
  unknown = mbm_test_peer_request (peer, "echo", "{}");
  mbm_test_assert_error (unknown, "UNKNOWN_REQUEST_TYPE", "Unknown request type: echo");
}

static void
count_cb (gpointer data)
{
  (*(guint *) data)++;
}

static void
replace_self_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  guint *n_destroyed = user_data;

  /* What a handler stands on must not be pulled from under it. */
  g_assert_true (mbm_server_remove_request_handler (server, "self"));
  g_assert_cmpuint (*n_destroyed, ==, 0);
  g_assert_true (mbm_server_request_respond (request, NULL, NULL));
}

static void
test_handler_lifetime (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  guint n_reserved = 0, n_replaced = 0, n_left = 0, n_self = 0;

  g_assert_false (mbm_server_add_request_handler (fixture->server, "$mine", echo_cb, &n_reserved, count_cb));
  g_assert_cmpuint (n_reserved, ==, 1);

  g_assert_true (mbm_server_add_request_handler (fixture->server, "a", echo_cb, &n_replaced, count_cb));
  g_assert_true (mbm_server_add_request_handler (fixture->server, "a", echo_cb, &n_left, count_cb));
  g_assert_cmpuint (n_replaced, ==, 1);
  g_assert_cmpuint (n_left, ==, 0);

  g_assert_true (
    mbm_server_add_request_handler (fixture->server, "self", replace_self_cb, &n_self, count_cb));
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  answer = mbm_test_peer_request (peer, "self", "{}");
  mbm_test_assert_success (answer);
  g_assert_cmpint (mbm_json_value_get_type (mbm_message_get_payload_value (answer)), ==, MBM_JSON_NULL);
  g_assert_cmpuint (n_self, ==, 1);

  mbm_test_server_stop (fixture->server, NULL);
  g_assert_finalize_object (fixture->server);
  fixture->server = NULL;
  g_assert_cmpuint (n_left, ==, 1);
}

static void
keep_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_ptr_array_add (user_data, mbm_server_request_ref (request));
}

static void
test_answer_later (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_server_request_unref);
  g_autoptr (MbmMessage) first = NULL;
  g_autoptr (MbmMessage) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bad = mbm_test_bytes ("{oops}");
  g_autoptr (GBytes) good = mbm_test_bytes ("[1]");
  g_autoptr (GBytes) details = mbm_test_bytes ("{\"field\":\"x\"}");
  g_autofree char *id_1 = NULL;
  g_autofree char *id_2 = NULL;
  MbmServerRequest *request;

  mbm_server_add_request_handler (fixture->server, "later", keep_cb, kept, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  id_1 = mbm_test_peer_ask (peer, "later", "{\"n\":1}", NULL);
  id_2 = mbm_test_peer_ask (peer, "later", "{\"n\":2}", NULL);
  mbm_test_wait_until (kept->len == 2);

  /* In any order; and an answer that is no JSON leaves the request open. */
  request = g_ptr_array_index (kept, 1);
  g_assert_cmpstr (mbm_server_request_get_name (request), ==, "later");
  g_assert_cmpstr (mbm_server_request_get_client_id (request), ==, "c-1");
  g_assert_true (mbm_server_request_get_client (request) ==
                 mbm_server_lookup_client (fixture->server, "c-1"));
  g_assert_false (mbm_server_request_respond (request, bad, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_assert_false (mbm_server_request_is_answered (request));
  g_clear_error (&error);
  g_assert_true (mbm_server_request_respond (request, good, &error));
  g_assert_no_error (error);
  second = mbm_test_peer_await_response (peer, id_2);
  mbm_test_assert_member (second, "0", "1");

  g_assert_false (mbm_server_request_respond (request, good, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE);
  mbm_server_request_respond_error (request, "X", "ignored", NULL);

  request = g_ptr_array_index (kept, 0);
  mbm_server_request_respond_error (request, "ORDER_NOT_FOUND", "There is no order \"1\"", details);
  first = mbm_test_peer_await_response (peer, id_1);
  mbm_test_assert_error (first, "ORDER_NOT_FOUND", "There is no order \"1\"");
  g_assert_nonnull (strstr (mbm_message_get_error_value (first).text, "\"details\":{\"field\":\"x\"}"));
  mbm_test_peer_sync (peer);
  g_assert_cmpuint (peer->frames.length, ==, 1); /* $connected, and no second answer */
}

static void
ignore_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
}

static void
node_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  mbm_server_request_respond_node (request, mbm_server_request_get_payload (request));
}

static void
deep_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_autoptr (JsonNode) node = json_node_init_null (json_node_alloc ());

  for (guint i = 0; i < MBM_JSON_MAX_DEPTH; i++)
    {
      JsonArray *array = json_array_new ();

      json_array_add_element (array, g_steal_pointer (&node));
      node = json_node_init_array (json_node_alloc (), array);
      json_array_unref (array);
    }

  mbm_server_request_respond_node (request, node);
  mbm_server_request_respond_node (request, NULL); /* answered already: ignored */
}

static void
bad_details_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_autoptr (GBytes) details = mbm_test_bytes ("{nonsense");

  mbm_server_request_respond_error (request, "BAD",
                                    "B\xe4"
                                    "d",
                                    details);
}

static void
test_answers (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) deep = NULL;
  g_autoptr (MbmMessage) bad = NULL;
  g_autoptr (MbmMessage) forgotten = NULL;
  g_autoptr (MbmMessage) node = NULL;
  g_autoptr (MbmMessage) absent = NULL;

  mbm_server_add_request_handler (fixture->server, "ignore", ignore_cb, NULL, NULL);
  mbm_server_add_request_handler (fixture->server, "node", node_cb, NULL, NULL);
  mbm_server_add_request_handler (fixture->server, "deep", deep_cb, NULL, NULL);
  mbm_server_add_request_handler (fixture->server, "bad", bad_details_cb, NULL, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");

  forgotten = mbm_test_peer_request (peer, "ignore", "{}");
  mbm_test_assert_error (forgotten, "NO_ANSWER", "The server did not answer ignore");
  node = mbm_test_peer_request (peer, "node", "{\"a\":[true,\"x\"]}");
  mbm_test_assert_member (node, "a", "[true,\"x\"]");

  /* What a client could not read never goes out. */
  deep = mbm_test_peer_request (peer, "deep", "{}");
  mbm_test_assert_error (deep, "INTERNAL_ERROR", NULL);
  bad = mbm_test_peer_request (peer, "bad", "{}");
  mbm_test_assert_error (bad, "BAD", "B�d");
  g_assert_null (g_strstr_len (mbm_message_get_error_value (bad).text,
                               (gssize) mbm_message_get_error_value (bad).length, "details"));

  mbm_test_peer_send (peer, "{\"type\":\"request\",\"requestId\":\"bare\",\"requestType\":\"node\"}");
  absent = mbm_test_peer_await_response (peer, "bare");
  mbm_test_assert_success (absent);
}

static void
test_answer_after_client_left (ServerFixture *fixture)
{
  MbmTestPeer *peer;
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_server_request_unref);
  g_autofree char *id_1 = NULL;
  g_autofree char *id_2 = NULL;
  MbmServerRequest *request;

  mbm_server_add_request_handler (fixture->server, "later", keep_cb, kept, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  id_1 = mbm_test_peer_ask (peer, "later", "{}", NULL);
  id_2 = mbm_test_peer_ask (peer, "later", "{}", NULL);
  mbm_test_wait_until (kept->len == 2);
  mbm_test_peer_free (peer);
  mbm_test_wait_until (mbm_server_get_n_connections (fixture->server) == 0);
  g_assert_cmpuint (mbm_server_get_n_clients (fixture->server), ==, 0);

  request = g_ptr_array_index (kept, 0);
  g_assert_nonnull (mbm_server_client_get_reason (mbm_server_request_get_client (request)));
  g_assert_cmpstr (mbm_server_request_get_client_id (request), ==, "c-1");
  g_assert_true (mbm_server_request_respond (request, NULL, NULL));
  g_ptr_array_set_size (kept, 1); /* the other is never answered */

  /* And one that outlives the server. */
  mbm_test_server_stop (fixture->server, NULL);
  g_assert_finalize_object (fixture->server);
  fixture->server = NULL;
}

static void
context_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  MbmContext *context = mbm_server_request_get_context (request);
  g_autoptr (GBytes) json = mbm_context_to_json (context);

  g_assert_true (context == mbm_server_request_get_context (request));
  g_assert_true (mbm_server_request_respond (request, json, NULL));
}

static void
test_context (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) filled = NULL;
  g_autoptr (MbmMessage) same = NULL;
  g_autoptr (MbmMessage) escaped = NULL;
  g_autoptr (MbmMessage) null_source = NULL;

  mbm_server_add_request_handler (fixture->server, "context", context_cb, NULL, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");

  filled = mbm_test_peer_request_with (peer, "context", "{}", "{\"traceId\":\"t\",\"x\":1.50}");
  mbm_test_assert_string (filled, "source", "c-1");
  mbm_test_assert_string (filled, "traceId", "t");
  mbm_test_assert_member (filled, "x", "1.50");
  same = mbm_test_peer_request_with (peer, "context", "{}", "{\"source\":\"c-1\"}");
  mbm_test_assert_string (same, "source", "c-1");
  escaped = mbm_test_peer_request_with (peer, "context", "{}", "{\"source\":\"\\u0063-1\"}");
  mbm_test_assert_string (escaped, "source", "c-1");
  null_source = mbm_test_peer_request_with (peer, "context", "{}", "{\"source\":null}");
  mbm_test_assert_string (null_source, "source", "c-1");
}

static void
test_ping_and_info (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) ping = NULL;
  g_autoptr (MbmMessage) echo = NULL;
  g_autoptr (MbmMessage) info = NULL;

  g_object_set (fixture->server, "capabilities", ((const char *[]){ "orders", "streams", NULL }), NULL);
  server_fixture_start (fixture);

  /* Before it has registered. */
  peer = mbm_test_peer_new (fixture->uri);
  ping = mbm_test_peer_request (peer, "$ping", "{\"timestamp\":1234567890123}");
  mbm_test_assert_member (ping, "timestamp", "1234567890123");
  mbm_test_assert_member (ping, "echo", NULL);
  g_assert_cmpint (ABS (mbm_test_get_int (ping, "serverTime") - g_get_real_time () / 1000), <, 5000);
  echo = mbm_test_peer_request (peer, "$ping", "{\"timestamp\":1e3,\"payload\":\"h\\u00e9\\u0000\"}");
  mbm_test_assert_member (echo, "timestamp", "1000");
  mbm_test_assert_member (echo, "echo", "\"h\\u00e9\\u0000\"");

  mbm_test_peer_register (peer, "c-1");
  info = mbm_test_peer_request (peer, "$serverInfo", "{}");
  mbm_test_assert_string (info, "serverId", "server-under-test");
  mbm_test_assert_string (info, "version", "2.3.4");
  mbm_test_assert_member (info, "connectedClients", "1");
  mbm_test_assert_member (info, "capabilities", "[\"orders\",\"streams\"]");
  g_assert_cmpint (mbm_test_get_int (info, "uptime"), >=, 0);
  g_assert_cmpint (mbm_test_get_int (info, "uptime"), <, 60000);
  g_assert_cmpint (mbm_test_get_int (info, "serverTime"), >, 0);
}

typedef struct
{
  GString *log;
  guint remove_id;
} EventLog;

static void
log_event_cb (MbmServer *server, MbmServerClient *client, MbmMessage *event, gpointer user_data)
{
  g_string_append_printf (user_data, "%s:%s;", mbm_server_client_get_id (client),
                          mbm_message_get_name (event));
}

static void
remove_other_cb (MbmServer *server, MbmServerClient *client, MbmMessage *event, gpointer user_data)
{
  EventLog *log = user_data;

  g_string_append (log->log, "first;");
  if (log->remove_id != 0)
    g_assert_true (mbm_server_remove_event_handler (server, log->remove_id));
  log->remove_id = 0;
}

static void
test_client_events (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (GString) all = g_string_new (NULL);
  g_autoptr (GString) some = g_string_new (NULL);
  g_autoptr (GString) order = g_string_new (NULL);
  EventLog log = { order, 0 };
  guint all_id, removed_id;

  all_id = mbm_server_add_event_handler (fixture->server, NULL, log_event_cb, all, NULL);
  g_assert_cmpuint (all_id, !=, 0);
  mbm_server_add_event_handler (fixture->server, "moved", log_event_cb, some, NULL);
  mbm_server_add_event_handler (fixture->server, "moved", remove_other_cb, &log, NULL);
  removed_id = mbm_server_add_event_handler (fixture->server, "moved", log_event_cb, order, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");

  mbm_test_peer_emit (peer, "moved", "{\"x\":1}");
  mbm_test_peer_emit (peer, "$heartbeat", "{}");
  mbm_test_peer_emit (peer, "stopped", "null");
  mbm_test_peer_sync (peer);
  g_assert_cmpstr (all->str, ==, "c-1:moved;c-1:stopped;");
  g_assert_cmpstr (some->str, ==, "c-1:moved;");
  g_assert_cmpstr (order->str, ==, "first;c-1:moved;");

  /* One that is removed while the event is on its way does not get it. */
  g_string_truncate (order, 0);
  log.remove_id = removed_id;
  g_assert_true (mbm_server_remove_event_handler (fixture->server, all_id));
  g_assert_false (mbm_server_remove_event_handler (fixture->server, all_id));
  mbm_test_peer_emit (peer, "moved", "{}");
  mbm_test_peer_sync (peer);
  g_assert_cmpstr (all->str, ==, "c-1:moved;c-1:stopped;");
  g_assert_cmpstr (order->str, ==, "first;");
}

static void
test_send (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) one = NULL;
  g_autoptr (MbmTestPeer) two = NULL;
  g_autoptr (MbmMessage) event = NULL;
  g_autoptr (GBytes) payload = mbm_test_bytes ("{\"n\":1e2}");
  g_autoptr (GBytes) bad = mbm_test_bytes ("{\"n\":}");
  g_autoptr (GError) error = NULL;

  g_assert_false (mbm_server_send (fixture->server, "one", "x", payload, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE);
  g_clear_error (&error);

  server_fixture_start (fixture);
  one = mbm_test_peer_new_registered (fixture->uri, "one");
  two = mbm_test_peer_new_registered (fixture->uri, "two");

  g_assert_true (mbm_server_send (fixture->server, "one", "news", payload, &error));
  g_assert_no_error (error);
  event = mbm_test_peer_await_event (one, "news");
  mbm_test_assert_member (event, "n", "100");
  g_assert_cmpstr (mbm_context_get_target (mbm_message_get_context (event)), ==, "one");
  mbm_test_peer_sync (two);
  g_assert_cmpuint (mbm_test_peer_count_events (two, "news"), ==, 0);

  g_assert_false (mbm_server_send (fixture->server, "three", "news", payload, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_UNKNOWN_CLIENT);
  g_clear_error (&error);
  g_assert_false (mbm_server_send (fixture->server, "one", "news", bad, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
}

static void
test_broadcast (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) one = NULL;
  g_autoptr (MbmTestPeer) two = NULL;
  g_autoptr (MbmTestPeer) unregistered = NULL;
  g_autoptr (MbmMessage) event = NULL;
  g_autoptr (MbmMessage) system = NULL;
  g_autoptr (GBytes) payload = mbm_test_bytes ("{\"n\":1}");
  g_autoptr (GBytes) bad = mbm_test_bytes ("nope");
  g_autoptr (GError) error = NULL;
  guint n = 99;

  g_assert_false (mbm_server_broadcast (fixture->server, "news", payload, &n, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE);
  g_assert_cmpuint (n, ==, 0);
  g_clear_error (&error);

  server_fixture_start (fixture);
  g_assert_true (mbm_server_broadcast (fixture->server, "news", NULL, &n, &error));
  g_assert_cmpuint (n, ==, 0);
  one = mbm_test_peer_new_registered (fixture->uri, "one");
  two = mbm_test_peer_new_registered (fixture->uri, "two");
  unregistered = mbm_test_peer_new (fixture->uri);
  mbm_test_peer_sync (unregistered);

  g_assert_true (mbm_server_broadcast (fixture->server, "news", payload, &n, &error));
  g_assert_cmpuint (n, ==, 2);
  event = mbm_test_peer_await_event (one, "news");
  mbm_test_assert_member (event, "n", "1");
  g_assert_null (mbm_context_get_target (mbm_message_get_context (event)));
  g_clear_pointer (&event, mbm_message_unref);
  event = mbm_test_peer_await_event (two, "news");
  mbm_test_peer_sync (unregistered);
  g_assert_cmpuint (mbm_test_peer_count_events (unregistered, "news"), ==, 0);

  /* As deep as a frame may be, and no deeper. */
  for (guint i = 511; i <= 512; i++)
    {
      g_autofree char *opening = g_strnfill (i, '[');
      g_autofree char *closing = g_strnfill (i, ']');
      g_autofree char *text = g_strconcat (opening, closing, NULL);
      g_autoptr (GBytes) nested = mbm_test_bytes (text);

      g_assert_true (mbm_server_broadcast (fixture->server, "deep", nested, NULL, &error) == (i == 511));
      if (i == 512)
        g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
      g_clear_error (&error);
    }
  g_clear_pointer (&event, mbm_message_unref);
  event = mbm_test_peer_await_event (one, "deep");

  g_object_set (fixture->server, "broadcast-style", MBM_BROADCAST_SYSTEM, NULL);
  g_assert_true (mbm_server_broadcast (fixture->server, "news", payload, &n, &error));
  g_assert_cmpuint (n, ==, 2);
  system = mbm_test_peer_await_event (one, "$broadcast");
  mbm_test_assert_string (system, "message", "news");
  mbm_test_assert_member (system, "data", "{\"n\":1}");
  g_clear_pointer (&system, mbm_message_unref);
  g_assert_true (mbm_server_broadcast (fixture->server, "plain", NULL, NULL, &error));
  system = mbm_test_peer_await_event (one, "$broadcast");
  mbm_test_assert_string (system, "message", "plain");
  mbm_test_assert_member (system, "data", "{}");
  g_assert_cmpint (mbm_test_get_int (system, "timestamp"), >, 0);
  mbm_test_peer_sync (one);
  g_assert_cmpuint (mbm_test_peer_count_events (one, "news"), ==, 0);

  for (MbmBroadcastStyle style = MBM_BROADCAST_EVENT; style <= MBM_BROADCAST_SYSTEM; style++)
    {
      g_object_set (fixture->server, "broadcast-style", style, NULL);
      g_assert_false (mbm_server_broadcast (fixture->server, "news", bad, NULL, &error));
      g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
      g_clear_error (&error);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  server_fixture_add ("/server/register", test_register);
  server_fixture_add ("/server/unregister", test_unregister);
  server_fixture_add_with_http ("/server/requests", test_requests);
  server_fixture_add_with_http ("/server/handler-lifetime", test_handler_lifetime);
  server_fixture_add_with_http ("/server/answer-later", test_answer_later);
  server_fixture_add_with_http ("/server/answers", test_answers);
  server_fixture_add ("/server/answer-after-client-left", test_answer_after_client_left);
  server_fixture_add_with_http ("/server/context", test_context);
  server_fixture_add_with_http ("/server/ping-and-info", test_ping_and_info);
  server_fixture_add_with_http ("/server/client-events", test_client_events);
  server_fixture_add_with_http ("/server/send", test_send);
  server_fixture_add_with_http ("/server/broadcast", test_broadcast);

  return g_test_run ();
}
