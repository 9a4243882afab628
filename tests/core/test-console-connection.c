/* test-console-connection.c — connections as the window sees them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "console-fixture.h"

static SbxAnswer *
request (SbxConnection *connection, const char *name, const char *payload, GError **error)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;

  sbx_connection_request_async (connection, name, payload, NULL, 0, NULL, take_result, &result);
  done = wait_for_result (&result);
  return sbx_connection_request_finish (connection, done, error);
}

static gboolean
emit (SbxConnection *connection, const char *name, const char *payload, GError **error)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;

  sbx_connection_emit_async (connection, name, payload, NULL, NULL, take_result, &result);
  done = wait_for_result (&result);
  return sbx_connection_emit_finish (connection, done, error);
}

static gboolean
subscribe (SbxConnection *connection, const char *event, const char *filter, GError **error)
{
  const char *const events[] = { event, NULL };
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;

  sbx_connection_subscribe_async (connection, events, filter, NULL, take_result, &result);
  done = wait_for_result (&result);
  return sbx_connection_subscribe_finish (connection, done, error);
}

static gpointer
get_item (GListModel *model, guint position)
{
  g_autoptr (GObject) item = g_list_model_get_item (model, position);

  g_assert_nonnull (item);
  return item;
}

static void
test_connect (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  SbxConnection *connection = console_fixture_connect (fixture, server);
  SbxEndpoint *endpoint = SBX_ENDPOINT (connection);
  GListModel *history = sbx_connection_get_history (connection);
  g_autofree char *client_id = NULL;
  g_autofree char *version = NULL;
  g_auto (GStrv) capabilities = NULL;
  g_autoptr (GArray) pings = NULL;

  g_assert_cmpint (sbx_endpoint_get_state (endpoint), ==, SBX_ENDPOINT_RUNNING);
  g_assert_cmpstr (sbx_endpoint_get_state_text (endpoint), ==, "Connected");
  client_id = get_string (connection, "client-id");
  g_assert_nonnull (client_id);

  /* What it asks for by itself. */
  wait_until ((version = get_string (connection, "server-version")) != NULL);
  g_assert_cmpstr (version, ==, "1.0.0");
  g_object_get (connection, "server-capabilities", &capabilities, NULL);
  g_assert_true (g_strv_contains ((const char *const *) capabilities, "order-demo"));
  g_assert_cmpint (get_int64 (connection, "server-clients"), ==, 1);
  wait_until (get_int64 (connection, "last-ping") >= 0);
  pings = sbx_connection_dup_pings (connection);
  g_assert_cmpuint (pings->len, ==, 1);
  g_assert_cmpint (g_array_index (pings, SbxPing, 0).round_trip, ==, get_int64 (connection, "last-ping"));

  g_assert_cmpstr (sbx_peer_get_id (get_item (sbx_endpoint_get_peers (SBX_ENDPOINT (server)), 0)), ==,
                   client_id);
  stop_endpoint (connection);
  g_assert_cmpint (sbx_endpoint_get_state (endpoint), ==, SBX_ENDPOINT_STOPPED);
  wait_until (sbx_server_get_n_clients (server) == 0);
  g_assert_cmpstr (sbx_peer_get_reason (get_item (sbx_server_get_departed (server), 0)), ==,
                   "Client unregistered");

  g_assert_cmpuint (g_list_model_get_n_items (history), ==, 4);
  g_assert_cmpint (sbx_state_change_get_state (get_item (history, 0)), ==, SBX_ENDPOINT_STOPPED);
  g_assert_cmpint (sbx_state_change_get_state (get_item (history, 3)), ==, SBX_ENDPOINT_STARTING);
  g_assert_cmpstr (sbx_state_change_get_text (get_item (history, 2)), ==, "Connected");
  console_fixture_free (fixture);
}

static void
test_requests (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxConnection *connection = console_fixture_connect (fixture, console_fixture_serve (fixture));
  g_autoptr (GError) error = NULL;
  g_autoptr (SbxAnswer) answer =
    request (connection, "getOrderDetails", "{\"orderId\":\"order-123\"}", &error);
  g_autoptr (GBytes) sent = NULL;
  MbmJsonValue id;

  g_assert_no_error (error);
  g_assert_true (mbm_message_is_success (answer->message));
  g_assert_true (mbm_json_value_get_member (mbm_message_get_payload_value (answer->message), "orderId", &id));
  g_assert_cmpint (answer->latency, >, 0);

  /* The row in the traffic that it belongs to. */
  g_assert_cmpint (answer->sequence, >, 0);
  g_assert_true (sbx_store_flush (sbx_console_get_store (fixture->console), 5000));
  sent = sbx_store_load_bytes (sbx_console_get_store (fixture->console), answer->sequence);
  g_assert_nonnull (sent);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (sent, NULL), g_bytes_get_size (sent), "order-123"));
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (sent, NULL), g_bytes_get_size (sent), "getOrderDetails"));
  g_clear_pointer (&answer, sbx_answer_free);

  answer = request (connection, "getOrderDetails", "{\"orderId\":\"x\"}", &error);
  g_assert_no_error (error);
  g_assert_false (mbm_message_is_success (answer->message));
  g_assert_cmpstr (mbm_message_get_error_code (answer->message), ==, "INVALID_ORDER_ID");
  g_clear_pointer (&answer, sbx_answer_free);

  g_assert_null (request (connection, "getOrderDetails", "{oops", &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);

  g_assert_true (emit (connection, "hello", NULL, &error));
  g_assert_no_error (error);
  g_assert_false (emit (connection, "hello", "{\"a\":1,}", &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);

  stop_endpoint (connection);
  g_assert_null (request (connection, "getOrderDetails", NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED);
  g_clear_error (&error);
  g_assert_false (emit (connection, "hello", NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED);
  console_fixture_free (fixture);
}

static void
test_context (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxConnection *connection = console_fixture_connect (fixture, console_fixture_serve (fixture));
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (SbxAnswer) answer = NULL;
  g_autoptr (GBytes) sent = NULL;
  g_autoptr (GError) error = NULL;

  sbx_connection_request_async (connection, "getOrderDetails", NULL, "{\"metadata\":{\"from\":\"here\"}}", 0,
                                NULL, take_result, &result);
  done = wait_for_result (&result);
  answer = sbx_connection_request_finish (connection, done, &error);
  g_assert_no_error (error);
  g_clear_object (&done);
  g_assert_true (sbx_store_flush (sbx_console_get_store (fixture->console), 5000));
  sent = sbx_store_load_bytes (sbx_console_get_store (fixture->console), answer->sequence);
  g_assert_nonnull (
    g_strstr_len (g_bytes_get_data (sent, NULL), g_bytes_get_size (sent), "{\"from\":\"here\"}"));

  sbx_connection_request_async (connection, "getOrderDetails", NULL, "[1]", 0, NULL, take_result, &result);
  done = wait_for_result (&result);
  g_assert_null (sbx_connection_request_finish (connection, done, &error));
  g_assert_nonnull (error);
  console_fixture_free (fixture);
}

static void
test_subscriptions (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  SbxConnection *connection = console_fixture_connect (fixture, server);
  GListModel *subscriptions = sbx_connection_get_subscriptions (connection);
  g_autoptr (SbxSubscription) first = NULL;
  g_autoptr (SbxSubscription) second = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;
  g_autofree char *address = g_strdup (sbx_endpoint_get_address (SBX_ENDPOINT (server)));
  g_autoptr (SbxEndpointConfig) config = NULL;

  g_assert_true (subscribe (connection, "news", NULL, &error));
  g_assert_true (subscribe (connection, "news", "{\"topic\":\"rain\"}", &error));
  g_assert_no_error (error);
  g_assert_false (subscribe (connection, "news", "[]", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_cmpuint (g_list_model_get_n_items (subscriptions), ==, 2);
  first = g_object_ref (get_item (subscriptions, 0));
  second = g_object_ref (get_item (subscriptions, 1));
  g_assert_cmpstr (sbx_subscription_get_events (first)[0], ==, "news");
  g_assert_null (sbx_subscription_get_filter (first));
  g_assert_cmpstr (sbx_subscription_get_filter (second), ==, "{\"topic\":\"rain\"}");

  sbx_server_send_event_async (server, NULL, "news", "{\"topic\":\"rain\"}", NULL, NULL, NULL);
  sbx_server_send_event_async (server, NULL, "news", "{\"topic\":\"sun\"}", NULL, NULL, NULL);
  sbx_server_send_event_async (server, NULL, "olds", "{\"topic\":\"rain\"}", NULL, NULL, NULL);
  wait_until (sbx_subscription_get_n_received (first) == 2);
  g_assert_cmpuint (sbx_subscription_get_n_received (second), ==, 1);

  sbx_connection_unsubscribe_async (connection, first, NULL, take_result, &result);
  done = wait_for_result (&result);
  g_assert_true (sbx_connection_unsubscribe_finish (connection, done, &error));
  g_assert_cmpuint (g_list_model_get_n_items (subscriptions), ==, 1);

  /* Kept over a reconnect. */
  config = sbx_endpoint_config_copy (sbx_endpoint_get_config (SBX_ENDPOINT (connection)));
  g_object_set (config, "reconnect-interval", 50, NULL);
  sbx_endpoint_set_config (SBX_ENDPOINT (connection), config);
  stop_endpoint (server);
  wait_until (sbx_endpoint_get_state (SBX_ENDPOINT (connection)) == SBX_ENDPOINT_RECONNECTING);
  g_assert_nonnull (sbx_endpoint_get_error_message (SBX_ENDPOINT (connection)));
  g_assert_true (g_str_has_prefix (sbx_endpoint_get_state_text (SBX_ENDPOINT (connection)), "Reconnecting"));
  g_clear_object (&config);
  config = sbx_endpoint_config_copy (sbx_endpoint_get_config (SBX_ENDPOINT (server)));
  g_object_set (config, "url", address, NULL);
  sbx_endpoint_set_config (SBX_ENDPOINT (server), config);
  g_assert_true (start_endpoint (server, &error));
  g_assert_no_error (error);
  wait_until (sbx_endpoint_get_state (SBX_ENDPOINT (connection)) == SBX_ENDPOINT_RUNNING);
  g_assert_null (sbx_endpoint_get_error_message (SBX_ENDPOINT (connection)));
  g_assert_cmpuint (g_list_model_get_n_items (subscriptions), ==, 1);
  sbx_server_send_event_async (server, NULL, "news", "{\"topic\":\"rain\"}", NULL, NULL, NULL);
  wait_until (sbx_subscription_get_n_received (second) == 2);

  /* And gone with the connection. */
  stop_endpoint (connection);
  g_assert_cmpuint (g_list_model_get_n_items (subscriptions), ==, 0);
  console_fixture_free (fixture);
}

/* The lanes of a connection: the server's beats and its own. */
static void
test_beats (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_add_server (fixture, "memory://beats");
  SbxConnection *connection = console_fixture_add_connection (fixture, "memory://beats");
  GListModel *peers = sbx_endpoint_get_peers (SBX_ENDPOINT (connection));
  g_autoptr (SbxEndpointConfig) server_config =
    sbx_endpoint_config_copy (sbx_endpoint_get_config (SBX_ENDPOINT (server)));
  g_autoptr (SbxEndpointConfig) config =
    sbx_endpoint_config_copy (sbx_endpoint_get_config (SBX_ENDPOINT (connection)));
  SbxPeer *there, *here;

  g_object_set (server_config, "heartbeat-interval", 60, "server-id", "beating", NULL);
  sbx_endpoint_set_config (SBX_ENDPOINT (server), server_config);
  g_object_set (config, "heartbeat-interval", 40, "client-id", "me", NULL);
  sbx_endpoint_set_config (SBX_ENDPOINT (connection), config);
  g_assert_true (start_endpoint (server, NULL));
  g_assert_true (start_endpoint (connection, NULL));

  wait_until (g_list_model_get_n_items (peers) == 2);
  there = get_item (peers, 0);
  here = get_item (peers, 1);
  g_assert_cmpstr (sbx_peer_get_id (there), ==, "beating");
  g_assert_cmpstr (sbx_peer_get_id (here), ==, "me");
  g_assert_cmpuint (sbx_peer_get_heartbeat_interval (here), ==, 40);
  g_assert_cmpuint (sbx_peer_get_timeout (here), >, 0);
  wait_until (get_uint64 (there, "n-heartbeats") >= 4 && get_uint64 (here, "n-heartbeats") >= 4);
  g_assert_cmpuint (sbx_peer_get_heartbeat_interval (there), >=, 50);
  g_assert_cmpuint (sbx_peer_get_heartbeat_interval (there), <, 300);

  stop_endpoint (connection);
  g_assert_cmpuint (g_list_model_get_n_items (peers), ==, 2);
  g_assert_false (sbx_peer_get_present (there));
  g_assert_true (start_endpoint (connection, NULL));
  wait_until (sbx_peer_get_present (there));
  g_assert_true (get_item (peers, 0) == there);
  console_fixture_free (fixture);
}

static void
assert_fails (ConsoleFixture *fixture, const char *url, int code)
{
  SbxConnection *connection = console_fixture_add_connection (fixture, url);
  GListModel *history = sbx_connection_get_history (connection);
  g_autoptr (GError) error = NULL;

  g_assert_false (start_endpoint (connection, &error));
  g_assert_error (error, MBM_ERROR, code);
  g_assert_cmpint (sbx_endpoint_get_state (SBX_ENDPOINT (connection)), ==, SBX_ENDPOINT_FAILED);
  g_assert_cmpstr (sbx_endpoint_get_error_message (SBX_ENDPOINT (connection)), ==, error->message);
  g_assert_cmpuint (g_list_model_get_n_items (history), ==, 2);
  g_assert_nonnull (strstr (sbx_state_change_get_text (get_item (history, 0)), error->message));
  sbx_console_remove (fixture->console, SBX_ENDPOINT (connection));
}

static GSocketListener *
listen_anywhere (guint16 *port)
{
  GSocketListener *listener = g_socket_listener_new ();
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  g_socket_listener_add_address (listener, wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                 &address, &error);
  g_assert_no_error (error);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  return listener;
}

static void
test_failures (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  guint16 port;
  GSocketListener *listener = listen_anywhere (&port);
  g_autofree char *url = g_strdup_printf ("ws://127.0.0.1:%u", port);

  g_socket_listener_close (listener);
  g_object_unref (listener);
  assert_fails (fixture, url, MBM_ERROR_REFUSED);
  assert_fails (fixture, "memory://nobody", MBM_ERROR_REFUSED);
  console_fixture_free (fixture);
}

/* A service that takes the connection and then says nothing: cancelling helps at once, and so does stopping.
 */
static void
test_hang (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  guint16 port;
  g_autoptr (GSocketListener) listener = listen_anywhere (&port);
  g_autofree char *url = g_strdup_printf ("ws://127.0.0.1:%u", port);
  SbxConnection *connection = console_fixture_add_connection (fixture, url);
  SbxEndpoint *endpoint = SBX_ENDPOINT (connection);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GSocketConnection) first = NULL;
  g_autoptr (GSocketConnection) second = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;
  GAsyncResult *accepted = NULL;
  gint64 begun;

  g_socket_listener_accept_async (listener, NULL, take_result, &accepted);
  sbx_endpoint_start_async (endpoint, cancellable, take_result, &result);
  g_assert_cmpint (sbx_endpoint_get_state (endpoint), ==, SBX_ENDPOINT_STARTING);
  done = wait_for_result (&accepted);
  first = g_socket_listener_accept_finish (listener, done, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&done);
  g_assert_cmpint (sbx_endpoint_get_state (endpoint), ==, SBX_ENDPOINT_STARTING);

  begun = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);
  done = wait_for_result (&result);
  g_assert_false (sbx_endpoint_start_finish (endpoint, done, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (sbx_endpoint_get_state (endpoint), ==, SBX_ENDPOINT_STOPPED);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 2 * G_USEC_PER_SEC);
  g_clear_error (&error);
  g_clear_object (&done);

  g_socket_listener_accept_async (listener, NULL, take_result, &accepted);
  sbx_endpoint_start_async (endpoint, NULL, take_result, &result);
  done = wait_for_result (&accepted);
  second = g_socket_listener_accept_finish (listener, done, NULL, &error);
  g_clear_object (&done);
  begun = g_get_monotonic_time ();
  stop_endpoint (connection);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 2 * G_USEC_PER_SEC);
  g_assert_cmpint (sbx_endpoint_get_state (endpoint), ==, SBX_ENDPOINT_STOPPED);
  done = wait_for_result (&result);
  g_assert_false (sbx_endpoint_start_finish (endpoint, done, &error));

  g_clear_object (&first);
  g_clear_object (&second);
  g_socket_listener_close (listener);
  console_fixture_free (fixture);
}

/* The program ends while it connects to somebody who says nothing: it need not wait for them. */
static void
test_hang_at_end (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  guint16 port;
  g_autoptr (GSocketListener) listener = listen_anywhere (&port);
  g_autofree char *url = g_strdup_printf ("ws://127.0.0.1:%u", port);
  SbxConnection *connection = console_fixture_add_connection (fixture, url);
  g_autoptr (GSocketConnection) accepted = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;
  gint64 begun;

  g_socket_listener_accept_async (listener, NULL, take_result, &result);
  sbx_endpoint_start_async (SBX_ENDPOINT (connection), NULL, NULL, NULL);
  done = wait_for_result (&result);
  accepted = g_socket_listener_accept_finish (listener, done, NULL, &error);
  g_assert_no_error (error);
  fixture->n_sockets += 2; /* the test's own: who listens and who was accepted */

  begun = g_get_monotonic_time ();
  console_fixture_restart (fixture);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 5 * G_USEC_PER_SEC);

  g_clear_object (&accepted);
  g_socket_listener_close (listener);
  fixture->n_sockets -= 2;
  console_fixture_free (fixture);
}

/* Without auto-reconnect a lost connection is a failure. */
static void
test_lost (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  SbxConnection *connection = console_fixture_connect (fixture, server);
  g_autoptr (SbxEndpointConfig) config =
    sbx_endpoint_config_copy (sbx_endpoint_get_config (SBX_ENDPOINT (connection)));
  g_autoptr (GError) error = NULL;

  g_object_set (config, "auto-reconnect", FALSE, NULL);
  sbx_endpoint_set_config (SBX_ENDPOINT (connection), config);
  stop_endpoint (server);
  wait_until (!sbx_endpoint_get_active (SBX_ENDPOINT (connection)));
  g_assert_cmpint (sbx_endpoint_get_state (SBX_ENDPOINT (connection)), ==, SBX_ENDPOINT_FAILED);
  g_assert_nonnull (sbx_endpoint_get_error_message (SBX_ENDPOINT (connection)));

  /* And can be made anew. */
  g_assert_false (start_endpoint (connection, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_REFUSED);
  console_fixture_free (fixture);
}

static void
test_ping (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  SbxConnection *connection = console_fixture_connect (fixture, server);
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GArray) pings = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  wait_until (get_int64 (connection, "last-ping") >= 0);
  sbx_connection_ping_async (connection, NULL, take_result, &result);
  done = wait_for_result (&result);
  g_assert_cmpint (sbx_connection_ping_finish (connection, done, &error), >, 0);
  g_assert_no_error (error);
  g_clear_object (&done);
  pings = sbx_connection_dup_pings (connection);
  g_assert_cmpuint (pings->len, ==, 2);
  g_assert_cmpint (g_array_index (pings, SbxPing, 0).time, <=, g_array_index (pings, SbxPing, 1).time);

  /* Once more what the server says of itself: another client is there now. */
  console_fixture_connect (fixture, server);
  sbx_connection_refresh_info_async (connection, NULL, take_result, &result);
  done = wait_for_result (&result);
  g_assert_true (sbx_connection_refresh_info_finish (connection, done, &error));
  g_assert_cmpint (get_int64 (connection, "server-clients"), ==, 2);
  console_fixture_free (fixture);
}

/* Completion: what was seen first, then the service's own, then the system's. */
static void
test_names (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  SbxConnection *connection = console_fixture_connect (fixture, server);
  SbxShapes *shapes = sbx_endpoint_get_shapes (SBX_ENDPOINT (connection));
  g_autoptr (SbxAnswer) answer = request (connection, "somethingNew", NULL, NULL);
  g_auto (GStrv) requests = NULL;
  g_auto (GStrv) events = NULL;
  g_autofree char *version = NULL;

  g_assert_nonnull (answer);
  wait_until ((version = get_string (connection, "server-version")) != NULL);
  g_assert_true (sbx_store_flush (sbx_console_get_store (fixture->console), 5000));
  requests = sbx_shapes_dup_names (shapes, SBX_SHAPE_REQUEST);
  g_assert_true (g_strv_contains ((const char *const *) requests, "somethingNew"));
  g_assert_true (g_strv_contains ((const char *const *) requests, "createOrder"));
  g_assert_true (g_strv_contains ((const char *const *) requests, "$unsubscribe"));
  g_assert_false (g_strv_contains ((const char *const *) requests, "orderCreated"));
  events = sbx_shapes_dup_names (shapes, SBX_SHAPE_EVENT);
  g_assert_true (g_strv_contains ((const char *const *) events, "orderCreated"));
  g_assert_true (g_strv_contains ((const char *const *) events, "$broadcast"));
  g_assert_false (g_strv_contains ((const char *const *) events, "createOrder"));
  console_fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  console_fixture_init (&argc, &argv);

  g_test_add_func ("/console/connection/connect", test_connect);
  g_test_add_func ("/console/connection/requests", test_requests);
  g_test_add_func ("/console/connection/context", test_context);
  g_test_add_func ("/console/connection/subscriptions", test_subscriptions);
  g_test_add_func ("/console/connection/beats", test_beats);
  g_test_add_func ("/console/connection/failures", test_failures);
  g_test_add_func ("/console/connection/hang", test_hang);
  g_test_add_func ("/console/connection/hang-at-end", test_hang_at_end);
  g_test_add_func ("/console/connection/lost", test_lost);
  g_test_add_func ("/console/connection/ping", test_ping);
  g_test_add_func ("/console/connection/names", test_names);

  return g_test_run ();
}
