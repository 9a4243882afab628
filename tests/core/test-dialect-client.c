/* test-dialect-client.c — a client of the dialect `magic-server`
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "client-fixture.h"
#include "mbm-message-private.h"

static MbmClient *
new_client (void)
{
  return g_object_new (MBM_TYPE_CLIENT, "id", "c-1", "dialect", MBM_DIALECT_MAGIC_SERVER,
                       "heartbeat-interval", 0, "reconnect-interval", 1, NULL);
}

static void
connect_to (MbmClient *client, const char *uri)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mbm_client_connect_async (client, uri, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  mbm_client_connect_finish (client, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_CONNECTED);
}

static Peer *
new_peer (const char *uri)
{
  Peer *peer = uri != NULL ? peer_new_on (uri) : peer_new ();

  peer->dialect = MBM_DIALECT_MAGIC_SERVER;
  return peer;
}

static MbmClient *
new_connected (Peer *peer)
{
  MbmClient *client = new_client ();

  connect_to (client, peer->uri);
  fixture_wait_until (peer->channel != NULL);
  return client;
}

static void
disconnect (MbmClient *client, Peer *peer)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mbm_client_disconnect_async (client, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  mbm_client_disconnect_finish (client, result, &error);
  g_assert_no_error (error);
  fixture_wait_until (peer->channel == NULL);
  g_assert_true (g_queue_is_empty (&peer->received));
}

G_GNUC_PRINTF (2, 3)
static void
sendf (Peer *peer, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  peer_send (peer, text);
}

static void
ask (MbmClient *client, const char *name, GAsyncResult **result)
{
  mbm_client_request_async (client, name, NULL, NULL, 0, NULL, fixture_keep_result, result);
}

static MbmMessage *
finish (MbmClient *client, GAsyncResult *const *result)
{
  g_autoptr (GError) error = NULL;
  MbmMessage *answer;

  fixture_wait_until (*result != NULL);
  answer = mbm_client_request_finish (client, *result, &error);
  g_assert_no_error (error);
  return answer;
}

/* There is nothing to say before and after. */
static void
test_connect (void)
{
  g_autoptr (Peer) peer = new_peer (NULL);
  g_autoptr (MbmClient) client = new_connected (peer);
  MbmDialect dialect;

  fixture_drain ();
  g_assert_true (g_queue_is_empty (&peer->received));
  g_assert_null (mbm_client_get_connection_id (client));
  g_object_get (client, "dialect", &dialect, NULL);
  g_assert_cmpint (dialect, ==, MBM_DIALECT_MAGIC_SERVER);

  /* What is set meanwhile is for the next connection. */
  g_object_set (client, "dialect", MBM_DIALECT_MESSAGING, NULL);
  g_assert_true (mbm_client_emit (client, "e", NULL, NULL, NULL));
  mbm_message_unref (peer_expect (peer, "e"));
  disconnect (client, peer);
}

/* An answer is what has the request's id. */
static void
test_answers (void)
{
  static const char *const types[] = { "response.x", "request.x",  "event.y", "x.result",
                                       "",           "event.shut", "system.x" };
  g_autoptr (Peer) peer = new_peer (NULL);
  g_autoptr (MbmClient) client = new_connected (peer);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (MbmMessage) request = NULL;
      g_autoptr (MbmMessage) answer = NULL;
      g_autofree char *payload = NULL;

      ask (client, "x", &result);
      request = peer_expect (peer, "x");
      g_assert_cmpint (mbm_message_get_kind (request), ==, MBM_MESSAGE_REQUEST);
      sendf (peer, "{\"id\":\"%s\",\"type\":\"%s\",\"payload\":{\"n\":%u},\"timestamp\":1}",
             mbm_message_get_id (request), types[i], i);
      answer = finish (client, &result);
      g_assert_true (mbm_message_is_success (answer));
      payload = payload_text (answer);
      g_assert_cmpuint (g_ascii_digit_value (payload[5]), ==, i);
    }
  disconnect (client, peer);
}

static void
test_order (void)
{
  g_autoptr (Peer) peer = new_peer (NULL);
  g_autoptr (MbmClient) client = new_connected (peer);
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (MbmMessage) a = NULL;
  g_autoptr (MbmMessage) b = NULL;
  g_autoptr (MbmMessage) failure = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (GError) error = NULL;

  ask (client, "a", &first);
  ask (client, "b", &second);
  a = peer_expect (peer, "a");
  b = peer_expect (peer, "b");
  sendf (peer, "{\"id\":\"%s\",\"type\":\"response.b\",\"payload\":2}", mbm_message_get_id (b));
  answer = finish (client, &second);
  g_assert_null (first);
  peer_fail (peer, a, "ORDER_NOT_FOUND", "There is no such order");
  failure = finish (client, &first);

  g_assert_true (mbm_message_is_success (answer));
  g_assert_false (mbm_message_check_success (failure, &error));
  g_assert_cmpstr (error->message, ==, "ORDER_NOT_FOUND: There is no such order");
  disconnect (client, peer);
}

/* One that comes too late, whatever its type, is not taken for something else. */
static void
test_late_answer (void)
{
  g_autoptr (Peer) peer = new_peer (NULL);
  g_autoptr (MbmClient) client = new_connected (peer);
  g_autoptr (Record) record = record_new (client);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = NULL;

  mbm_client_request_async (client, "x", NULL, NULL, 0, cancellable, fixture_keep_result, &result);
  request = peer_expect (peer, "x");
  g_cancellable_cancel (cancellable);
  fixture_wait_until (result != NULL);
  sendf (peer, "{\"id\":\"%s\",\"type\":\"request.x\",\"payload\":2}", mbm_message_get_id (request));
  fixture_wait_until (record_has (record, "received answer late"));
  sendf (peer, "{\"id\":\"unknown\",\"type\":\"response.x\",\"payload\":2}");
  fixture_wait_until (record_has (record, "received answer unsolicited"));
  g_assert_true (g_queue_is_empty (&peer->received));
  disconnect (client, peer);
  mbm_client_set_tap (client, NULL, NULL, NULL);
}

static void
event_cb (MbmClient *client, MbmMessage *event, gpointer user_data)
{
  g_autofree char *payload = payload_text (event);

  g_string_append_printf (user_data, "%s %s;", mbm_message_get_name (event), payload);
}

static void
test_events (void)
{
  g_autoptr (Peer) peer = new_peer (NULL);
  g_autoptr (MbmClient) client = new_connected (peer);
  g_autoptr (GString) log = g_string_new (NULL);

  mbm_client_add_event_handler (client, "orderCreated", event_cb, log, NULL);
  mbm_client_add_event_handler (client, "error", event_cb, log, NULL);
  sendf (peer, "{\"id\":\"e1\",\"type\":\"event.orderCreated\",\"payload\":{\"n\":1.0},\"timestamp\":1,"
               "\"context\":{\"target\":\"somebody\"}}");
  sendf (peer, "{\"type\":\"event.other\",\"payload\":1}");
  sendf (peer, "{\"type\":\"error\",\"payload\":{\"code\":\"C\"}}");
  fixture_wait_until (strstr (log->str, "error") != NULL);
  g_assert_cmpstr (log->str, ==, "orderCreated {\"n\":1.0};error {\"code\":\"C\"};");
  disconnect (client, peer);
}

static void
assert_no_context (MbmMessage *message)
{
  g_assert_null (mbm_message_get_context_value (message).text);
}

/* No name of ours, no token: only what a caller says himself, and its trace in their words. */
static void
test_sent (void)
{
  g_autoptr (Peer) peer = new_peer (NULL);
  g_autoptr (MbmClient) client = new_connected (peer);
  g_autoptr (MbmContext) context = mbm_context_new ();
  g_autoptr (GBytes) payload = bytes ("{\"n\":0.10}");
  g_autoptr (MbmMessage) plain = NULL;
  g_autoptr (MbmMessage) traced = NULL;
  g_autofree char *text = NULL;
  MbmContext *received;

  g_assert_true (mbm_client_emit (client, "seen", payload, NULL, NULL));
  plain = peer_expect (peer, "seen");
  g_assert_cmpint (mbm_message_get_kind (plain), ==, MBM_MESSAGE_EVENT);
  g_assert_nonnull (mbm_message_peek_id (plain));
  assert_no_context (plain);
  text = payload_text (plain);
  g_assert_cmpstr (text, ==, "{\"n\":0.10}");

  mbm_context_start_trace (context);
  g_assert_true (mbm_client_emit (client, "traced", NULL, context, NULL));
  traced = peer_expect (peer, "traced");
  received = mbm_message_get_context (traced);
  g_assert_null (mbm_context_get_source (received));
  g_assert_cmpstr (mbm_context_get_trace_id (received), ==, mbm_context_get_trace_id (context));
  g_assert_true (mbm_json_value_get_member (mbm_message_get_context_value (traced), "tracing", NULL));
  disconnect (client, peer);
}

/* A login holds for the connection, and is renewed with the next one. */
static void
test_login (void)
{
  g_autoptr (Peer) peer = new_peer (NULL);
  g_autoptr (MbmClient) client = new_connected (peer);
  g_autoptr (GAsyncResult) login = NULL;
  g_autoptr (GAsyncResult) asked = NULL;
  g_autoptr (MbmMessage) request = NULL;
  g_autoptr (MbmMessage) next = NULL;
  g_autoptr (MbmMessage) renewal = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  g_autofree char *payload = NULL;

  mbm_client_login_async (client, "ada", "lovelace", NULL, fixture_keep_result, &login);
  request = peer_expect (peer, "$login");
  assert_no_context (request);
  peer_answer (peer, request,
               "{\"success\":true,\"token\":\"t-1\",\"user\":{\"id\":\"1\",\"username\":\"ada\"}}");
  fixture_wait_until (login != NULL);
  g_assert_cmpstr (mbm_user_get_username (mbm_client_get_user (client)), ==, "ada");

  ask (client, "x", &asked);
  next = peer_expect (peer, "x");
  assert_no_context (next);
  peer_answer (peer, next, "1");
  answer = finish (client, &asked);

  peer_cut (peer);
  renewal = peer_expect (peer, "$login");
  payload = payload_text (renewal);
  g_assert_cmpstr (payload, ==, "{\"token\":\"t-1\"}");
  peer_answer (peer, renewal,
               "{\"success\":true,\"token\":\"t-1\",\"user\":{\"id\":\"1\",\"username\":\"ada\"}}");
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_CONNECTED);
  disconnect (client, peer);
}

/* What it does not do it says, in the dialect. */
static void
test_asked (void)
{
  g_autoptr (Peer) peer = new_peer (NULL);
  g_autoptr (MbmClient) client = new_connected (peer);
  g_autoptr (MbmMessage) answer = NULL;

  sendf (peer, "{\"id\":\"s-1\",\"type\":\"request.doThis\",\"payload\":{}}");
  answer = peer_next (peer);
  g_assert_cmpint (mbm_message_get_kind (answer), ==, MBM_MESSAGE_RESPONSE);
  g_assert_cmpstr (mbm_message_get_id (answer), ==, "s-1");
  g_assert_cmpstr (mbm_message_get_name (answer), ==, "doThis");
  g_assert_cmpstr (mbm_message_get_error_code (answer), ==, "UNKNOWN_REQUEST_TYPE");
  assert_no_context (answer);
  disconnect (client, peer);
}

/* Servers of the dialect do not know the system contract: that is an error with their words. */
static void
test_unknown_system (void)
{
  g_autoptr (Peer) peer = new_peer (NULL);
  g_autoptr (MbmClient) client = new_connected (peer);
  g_autoptr (GAsyncResult) ping = NULL;
  g_autoptr (GAsyncResult) info = NULL;
  g_autoptr (MbmMessage) request = NULL;
  g_autoptr (MbmMessage) asked = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) no_info = NULL;

  mbm_client_ping_async (client, NULL, 0, NULL, fixture_keep_result, &ping);
  request = peer_expect (peer, "$ping");
  peer_fail (peer, request, "NOT_FOUND", "No handler for $ping");
  fixture_wait_until (ping != NULL);
  g_assert_cmpint (mbm_client_ping_finish (client, ping, NULL, &error), ==, -1);
  assert_error (error, MBM_ERROR, MBM_ERROR_REMOTE, "NOT_FOUND: No handler for $ping");

  mbm_client_get_server_info_async (client, NULL, fixture_keep_result, &info);
  asked = peer_expect (peer, "$serverInfo");
  peer_fail (peer, asked, "NOT_FOUND", "No handler for $serverInfo");
  fixture_wait_until (info != NULL);
  g_assert_null (mbm_client_get_server_info_finish (client, info, &no_info));
  assert_error (no_info, MBM_ERROR, MBM_ERROR_REMOTE, "No handler");
  disconnect (client, peer);
}

static gint64
time_to_reconnect (Peer *peer, MbmClient *client, const char *payload)
{
  guint n = peer->n_accepted;
  gint64 start;

  sendf (peer, "{\"id\":\"s\",\"type\":\"system.shutdown\",\"payload\":%s,\"timestamp\":1}", payload);
  peer_close (peer, 1001, "Going");
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_RECONNECTING);
  start = g_get_monotonic_time ();
  fixture_wait_until (peer->n_accepted > n);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_CONNECTED);
  return (g_get_monotonic_time () - start) / 1000;
}

/* The reason is what people are shown; it comes back when it is asked to, and never later than it is let. */
static void
test_shutdown (void)
{
  g_autoptr (Peer) peer = new_peer (NULL);
  g_autoptr (MbmClient) client = new_connected (peer);
  g_autoptr (Record) record = record_new (client);

  g_assert_cmpint (time_to_reconnect (peer, client, "{\"reason\":\"Maintenance\",\"reconnectIn\":150}"), >=,
                   150);
  g_assert_cmpuint (record->errors->len, ==, 1);
  g_assert_nonnull (strstr (record->errors->pdata[0], "ended the connection: Maintenance"));

  /* That was for once. */
  time_to_reconnect (peer, client, "{\"reason\":\"Again\"}");
  g_object_set (client, "max-reconnect-delay", 50, NULL);
  time_to_reconnect (peer, client, "{\"reconnectIn\":86400000}");
  time_to_reconnect (peer, client, "{\"reconnectIn\":-1}");
  time_to_reconnect (peer, client, "{\"reconnectIn\":\"soon\",\"reason\":7}");
  time_to_reconnect (peer, client, "null");
  disconnect (client, peer);
  mbm_client_set_tap (client, NULL, NULL, NULL);
}

static void
test_shutdown_for_good (void)
{
  g_autoptr (Peer) peer = new_peer (NULL);
  g_autoptr (MbmClient) client = new_connected (peer);
  g_autoptr (GString) log = g_string_new (NULL);

  g_object_set (client, "auto-reconnect", FALSE, NULL);
  mbm_client_add_event_handler (client, "system.shutdown", event_cb, log, NULL);
  sendf (peer, "{\"id\":\"s\",\"type\":\"system.shutdown\",\"payload\":{\"reason\":\"Bye\"}}");
  peer_close (peer, 1001, "Going");
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_ERROR);
  assert_error (mbm_client_get_error (client), MBM_ERROR, MBM_ERROR_CLOSED, "Bye");
  g_assert_cmpstr (log->str, ==, "system.shutdown {\"reason\":\"Bye\"};");
}

/* What merely looks like it is an event of the application. */
static void
test_no_shutdown (void)
{
  g_autoptr (Peer) peer = new_peer (NULL);
  g_autoptr (MbmClient) client = new_connected (peer);

  g_object_set (client, "auto-reconnect", FALSE, NULL);
  sendf (peer, "{\"id\":\"s\",\"type\":\"event.system.shutdown\",\"payload\":{\"reason\":\"Bye\"}}");
  peer_close (peer, 1001, "Going");
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_ERROR);
  assert_error (mbm_client_get_error (client), MBM_ERROR, MBM_ERROR_CLOSED, "Going");
}

static void
peer_alive (MbmChannel *channel, gpointer user_data)
{
  guint *n_pings = user_data;

  ++*n_pings;
}

/* Pings stand for heartbeats: a server that answered them, and then none any more, is gone. */
static void
test_lost (void)
{
  static const MbmChannelReceiver receiver = { .alive = peer_alive };
  g_autoptr (Peer) peer = new_peer ("ws://127.0.0.1:0");
  g_autoptr (MbmClient) client = new_client ();
  guint n_pings = 0;

  g_object_set (client, "heartbeat-interval", 20, "auto-reconnect", FALSE, NULL);
  connect_to (client, peer->uri);
  fixture_wait_until (peer->channel != NULL);
  mbm_channel_set_receiver (peer->channel, &receiver, &n_pings);
  fixture_wait_until (n_pings >= 5);
  g_assert_true (g_queue_is_empty (&peer->received));
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_CONNECTED);

  /* It reads nothing any more. */
  mbm_channel_set_receiver (peer->channel, NULL, NULL);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_ERROR);
  assert_error (mbm_client_get_error (client), MBM_ERROR, MBM_ERROR_CLOSED, "Nothing came from");
}

/* Where there are no pings there is nothing to notice. */
static void
test_no_pings (void)
{
  g_autoptr (Peer) peer = new_peer (NULL);
  g_autoptr (MbmClient) client = new_client ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = NULL;
  g_autoptr (MbmMessage) answer = NULL;

  g_object_set (client, "heartbeat-interval", 1, NULL);
  connect_to (client, peer->uri);
  ask (client, "x", &result);
  request = peer_expect (peer, "x");
  peer_answer (peer, request, "1");
  answer = finish (client, &result);
  disconnect (client, peer);
}

static MbmServer *
new_server (MbmServerDialect dialect)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MbmServer *server = g_object_new (MBM_TYPE_SERVER, "dialect", dialect, NULL);

  mbm_server_start_async (server, "ws://127.0.0.1:0", NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  mbm_server_start_finish (server, result, &error);
  g_assert_no_error (error);
  return server;
}

/* Who speaks another dialect says so at once, rather than when time has run out. */
static void
test_wrong_dialect (void)
{
  g_autoptr (MbmServer) server = new_server (MBM_SERVER_DIALECT_MAGIC_SERVER);
  g_autoptr (MbmClient) client = mbm_client_new ("c");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_object_set (client, "request-timeout", 0, NULL);
  mbm_client_connect_async (client, mbm_server_get_uri (server), NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  g_assert_false (mbm_client_connect_finish (client, result, &error));
  assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_FRAME,
                "of the dialect “magic-server”; here “messaging” is spoken");
}

/* HTTP has no such frames. */
static void
test_http (void)
{
  g_autoptr (MbmServer) server =
    g_object_new (MBM_TYPE_SERVER, "dialect", MBM_SERVER_DIALECT_MAGIC_SERVER, NULL);
  g_autoptr (MbmClient) client = new_client ();
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GAsyncResult) connected = NULL;
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) error = NULL;

  mbm_server_start_async (server, "http://127.0.0.1:0", NULL, fixture_keep_result, &started);
  fixture_wait_until (started != NULL);
  g_assert_false (mbm_server_start_finish (server, started, &refused));
  assert_error (refused, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, "use ws:// or wss://");

  mbm_client_connect_async (client, "http://127.0.0.1:1", NULL, fixture_keep_result, &connected);
  fixture_wait_until (connected != NULL);
  g_assert_false (mbm_client_connect_finish (client, connected, &error));
  assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, "use ws:// or wss://");
}

/* Both ends ours: what the dialect itself does not have works between them. */
static void
test_own_server (void)
{
  g_autoptr (MbmServer) server = new_server (MBM_SERVER_DIALECT_AUTO);
  g_autoptr (MbmClient) client = new_client ();
  g_autoptr (GAsyncResult) info = NULL;
  g_autoptr (GAsyncResult) ping = NULL;
  g_autoptr (GAsyncResult) subscribed = NULL;
  g_autoptr (GAsyncResult) gone = NULL;
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmServerInfo) answer = NULL;
  const char *const events[] = { "wanted", NULL };

  connect_to (client, mbm_server_get_uri (server));
  mbm_client_ping_async (client, "hello", 0, NULL, fixture_keep_result, &ping);
  fixture_wait_until (ping != NULL);
  g_assert_cmpint (mbm_client_ping_finish (client, ping, NULL, &error), >=, 0);
  g_assert_no_error (error);
  mbm_client_get_server_info_async (client, NULL, fixture_keep_result, &info);
  fixture_wait_until (info != NULL);
  answer = mbm_client_get_server_info_finish (client, info, &error);
  g_assert_no_error (error);
  g_assert_cmpint (answer->connected_clients, ==, 1);

  mbm_client_add_event_handler (client, NULL, event_cb, log, NULL);
  mbm_client_subscribe_async (client, events, NULL, NULL, fixture_keep_result, &subscribed);
  fixture_wait_until (subscribed != NULL);
  mbm_server_broadcast (server, "unwanted", NULL, NULL, NULL);
  mbm_server_broadcast (server, "wanted", NULL, NULL, NULL);
  fixture_wait_until (log->len > 0);
  g_assert_cmpstr (log->str, ==, "wanted {};");

  g_object_set (client, "auto-reconnect", FALSE, NULL);
  mbm_server_stop_async (server, "Done", NULL, fixture_keep_result, &gone);
  fixture_wait_until (gone != NULL && mbm_client_get_status (client) == MBM_CLIENT_ERROR);
  assert_error (mbm_client_get_error (client), MBM_ERROR, MBM_ERROR_CLOSED, "ended the connection: Done");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dialect-client/connect", test_connect);
  g_test_add_func ("/dialect-client/answers", test_answers);
  g_test_add_func ("/dialect-client/order", test_order);
  g_test_add_func ("/dialect-client/late-answer", test_late_answer);
  g_test_add_func ("/dialect-client/events", test_events);
  g_test_add_func ("/dialect-client/sent", test_sent);
  g_test_add_func ("/dialect-client/login", test_login);
  g_test_add_func ("/dialect-client/asked", test_asked);
  g_test_add_func ("/dialect-client/unknown-system", test_unknown_system);
  g_test_add_func ("/dialect-client/shutdown", test_shutdown);
  g_test_add_func ("/dialect-client/shutdown-for-good", test_shutdown_for_good);
  g_test_add_func ("/dialect-client/no-shutdown", test_no_shutdown);
  g_test_add_func ("/dialect-client/lost", test_lost);
  g_test_add_func ("/dialect-client/no-pings", test_no_pings);
  g_test_add_func ("/dialect-client/wrong-dialect", test_wrong_dialect);
  g_test_add_func ("/dialect-client/http", test_http);
  g_test_add_func ("/dialect-client/own-server", test_own_server);

  return g_test_run ();
}
