/* test-library-against-node.c — MbmClient at a server of Node.js
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <signal.h>
#include <string.h>

#include "node-server.h"

/* --- what the tests do ----------------------------------------------------- */

static MbmClient *
make_client (const char *id)
{
  MbmClient *client = mbm_client_new (id);

  g_object_set (client, "reconnect-interval", 50, NULL);
  return client;
}

static gboolean
try_connect (MbmClient *client, const char *url, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mbm_client_connect_async (client, url, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  return mbm_client_connect_finish (client, result, error);
}

static MbmClient *
make_connected (NodeServer *server, const char *id)
{
  MbmClient *client = make_client (id);
  g_autoptr (GError) error = NULL;

  try_connect (client, server->url, &error);
  g_assert_no_error (error);
  node_server_expect (server, "registered", "clientId", id);
  return client;
}

static void
leave (MbmClient *client)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mbm_client_disconnect_async (client, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  mbm_client_disconnect_finish (client, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  fixture_drain ();
  g_assert_finalize_object (client);
}

static MbmMessage *
ask (MbmClient *client, const char *name, const char *payload, GError **error)
{
  g_autoptr (GBytes) json = bytes (payload);
  g_autoptr (GAsyncResult) result = NULL;

  mbm_client_request_async (client, name, json, NULL, 0, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  return mbm_client_request_finish (client, result, error);
}

/* The answer to a request that goes well. */
static MbmMessage *
ask_well (MbmClient *client, const char *name, const char *payload)
{
  g_autoptr (GError) error = NULL;
  MbmMessage *answer = ask (client, name, payload, &error);

  g_assert_no_error (error);
  g_assert_true (mbm_message_check_success (answer, &error));
  return answer;
}

static gboolean
log_in (MbmClient *client, const char *username, const char *password, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmUser) user = NULL;

  mbm_client_login_async (client, username, password, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  user = mbm_client_login_finish (client, result, error);
  return user != NULL;
}

static char *
subscribe (MbmClient *client, const char *event, const char *filter)
{
  g_autoptr (GBytes) json = filter != NULL ? bytes (filter) : NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *id;

  mbm_client_subscribe_async (client, (const char *[]){ event, NULL }, json, NULL, fixture_keep_result,
                              &result);
  fixture_wait_until (result != NULL);
  id = mbm_client_subscribe_finish (client, result, &error);
  g_assert_no_error (error);
  return id;
}

static void
keep_payload (MbmClient *client, MbmMessage *event, gpointer user_data)
{
  g_ptr_array_add (user_data, payload_text (event));
}

static GPtrArray *
keep_payloads (MbmClient *client, const char *event)
{
  GPtrArray *payloads = g_ptr_array_new_with_free_func (g_free);

  mbm_client_add_event_handler (client, event, keep_payload, payloads, NULL);
  return payloads;
}

/* --- the tests -------------------------------------------------------------- */

static void
test_requests (void)
{
  g_autoptr (NodeServer) server = node_server_new ("--server-id srv");
  MbmClient *client = make_connected (server, "c");
  g_autoptr (MbmMessage) order = ask_well (client, "getOrderDetails", "{\"orderId\":\"order-123\"}");
  g_autoptr (MbmMessage) failed = NULL;
  g_autoptr (MbmServerInfo) info = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) ping_result = NULL;
  g_autoptr (MbmMessage) pong = NULL;
  g_autoptr (GError) error = NULL;
  MbmJsonValue value;

  g_assert_true (mbm_json_value_get_member (mbm_message_get_payload_value (order), "total", &value));
  g_assert_true (mbm_json_value_equal (value, mbm_json_value ("112.4", -1)));
  g_assert_cmpstr (mbm_client_get_server_id (client), ==, "srv");

  failed = ask (client, "getOrderDetails", "{\"orderId\":\"x\"}", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mbm_message_get_useful_error (failed), ==, "INVALID_ORDER_ID");

  mbm_client_get_server_info_async (client, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  info = mbm_client_get_server_info_finish (client, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (info->connected_clients, ==, 1);
  g_assert_cmpstr (info->capabilities[0], ==, "orders");

  mbm_client_ping_async (client, "écho", 0, NULL, fixture_keep_result, &ping_result);
  fixture_wait_until (ping_result != NULL);
  g_assert_cmpint (mbm_client_ping_finish (client, ping_result, &pong, &error), >=, 0);
  g_assert_no_error (error);
  g_assert_true (mbm_json_value_get_member (mbm_message_get_payload_value (pong), "echo", &value));
  g_assert_true (mbm_json_value_equal (value, mbm_json_value ("\"écho\"", -1)));

  g_clear_object (&result);
  g_clear_object (&ping_result);
  leave (client);
  node_server_expect (server, "unregistered", "clientId", "c");
}

static void
test_errors_of_the_field (void)
{
  g_autoptr (NodeServer) server = node_server_new ("--throw-errors");
  MbmClient *client = make_connected (server, "c");
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmMessage) failed = ask (client, "getOrderDetails", "{\"orderId\":\"order-0\"}", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (mbm_message_get_error_code (failed), ==, "UNKNOWN_ERROR");
  g_assert_cmpstr (mbm_message_get_useful_error (failed), ==, "ORDER_NOT_FOUND");
  leave (client);
}

static void
test_events (void)
{
  g_autoptr (NodeServer) server = node_server_new ("");
  MbmClient *client = make_connected (server, "c");
  g_autoptr (GPtrArray) news = keep_payloads (client, "news");
  g_autoptr (GPtrArray) all = keep_payloads (client, NULL);
  g_autofree char *subscription = subscribe (client, "news", "{\"kind\":\"good\"}");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) payload = bytes ("{\"n\":1.50}");
  g_autoptr (GError) error = NULL;

  node_server_command (server, "{\"do\":\"broadcast\",\"name\":\"news\",\"payload\":{\"kind\":\"bad\"}}");
  node_server_command (server, "{\"do\":\"broadcast\",\"name\":\"other\",\"payload\":{}}");
  /* Simple servers send everyone what is meant for one. */
  node_server_command (
    server,
    "{\"do\":\"raw\",\"clientId\":\"c\",\"text\":\"{\\\"type\\\":\\\"event\\\",\\\"event\\\":\\\"news\\\","
    "\\\"payload\\\":0,\\\"context\\\":{\\\"target\\\":\\\"somebody else\\\"}}\"}");
  node_server_command (server, "{\"do\":\"send\",\"clientId\":\"c\",\"name\":\"news\",\"payload\":1}");
  node_server_command (server, "{\"do\":\"broadcast\",\"name\":\"news\",\"payload\":{\"kind\":\"good\"}}");
  fixture_wait_until (news->len == 2);
  g_assert_cmpstr (news->pdata[0], ==, "1");
  g_assert_cmpstr (news->pdata[1], ==, "{\"kind\":\"good\"}");

  mbm_client_unsubscribe_async (client, subscription, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  g_assert_true (mbm_client_unsubscribe_finish (client, result, &error));
  g_assert_no_error (error);
  node_server_command (server, "{\"do\":\"broadcast\",\"name\":\"news\",\"payload\":{\"kind\":\"bad\"}}");
  fixture_wait_until (news->len == 3);
  g_assert_cmpuint (all->len, >=, news->len);

  g_assert_true (mbm_client_emit (client, "hello", payload, NULL, &error));
  g_assert_nonnull (strstr (node_server_expect (server, "message", "name", "hello"), "{\"n\":1.5}"));

  g_clear_object (&result);
  leave (client);
}

static void
test_system_broadcast (void)
{
  g_autoptr (NodeServer) server = node_server_new ("--broadcast-style system");
  MbmClient *client = make_connected (server, "c");
  g_autoptr (GPtrArray) news = keep_payloads (client, "news");
  g_autoptr (GPtrArray) broadcasts = keep_payloads (client, "$broadcast");

  node_server_command (server, "{\"do\":\"broadcast\",\"name\":\"news\",\"payload\":{\"a\":1}}");
  fixture_wait_until (news->len == 1 && broadcasts->len == 1);
  g_assert_nonnull (strstr (news->pdata[0], "{\"a\":1}"));
  leave (client);
}

static void
test_accounts (void)
{
  g_autoptr (NodeServer) server = node_server_new ("");
  MbmClient *client = make_connected (server, "c");
  g_autoptr (MbmMessage) refused = NULL;
  g_autoptr (MbmMessage) cancelled = NULL;
  g_autoptr (MbmMessage) again = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (log_in (client, "admin", "wrong", &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_LOGIN_FAILED);
  g_assert_nonnull (strstr (error->message, "invalid_credentials"));
  g_clear_error (&error);
  refused = ask (client, "cancelOrder", "{\"orderId\":\"order-123\"}", NULL);
  g_assert_cmpstr (mbm_message_get_useful_error (refused), ==, "UNAUTHORIZED");

  g_assert_true (log_in (client, "admin", "secret123", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (mbm_user_get_username (mbm_client_get_user (client)), ==, "admin");
  g_assert_true (mbm_user_has_role (mbm_client_get_user (client), "admin"));
  g_assert_cmpint (mbm_client_get_token_expires_at (client), >, g_get_real_time () / 1000);
  cancelled = ask_well (client, "cancelOrder", "{\"orderId\":\"order-123\"}");

  mbm_client_logout_async (client, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  g_assert_true (mbm_client_logout_finish (client, result, &error));
  g_assert_null (mbm_client_get_user (client));
  again = ask (client, "cancelOrder", "{\"orderId\":\"order-123\"}", NULL);
  g_assert_cmpstr (mbm_message_get_useful_error (again), ==, "UNAUTHORIZED");

  g_clear_object (&result);
  leave (client);
}

/* Registered, logged in and subscribed again, and what was under way has failed. */
static void
test_reconnect (void)
{
  g_autoptr (NodeServer) server = node_server_new ("--mute slow");
  MbmClient *client = make_connected (server, "c");
  g_autoptr (GPtrArray) news = keep_payloads (client, "news");
  g_autofree char *subscription = subscribe (client, "news", "{\"kind\":\"good\"}");
  g_autoptr (GAsyncResult) lost = NULL;
  g_autoptr (MbmMessage) cancelled = NULL;
  g_autoptr (GBytes) nothing = bytes ("{}");
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (subscription);
  g_assert_true (log_in (client, "admin", "secret123", &error));
  mbm_client_request_async (client, "slow", nothing, NULL, 0, NULL, fixture_keep_result, &lost);
  node_server_expect (server, "request", "name", "slow");

  node_server_command (server, "{\"do\":\"drop\",\"clientId\":\"c\"}");
  fixture_wait_until (lost != NULL);
  g_assert_null (mbm_client_request_finish (client, lost, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_CLOSED);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_RECONNECTING);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_CONNECTED);

  g_assert_cmpstr (mbm_user_get_username (mbm_client_get_user (client)), ==, "admin");
  cancelled = ask_well (client, "cancelOrder", "{\"orderId\":\"order-123\"}");
  node_server_command (server, "{\"do\":\"broadcast\",\"name\":\"news\",\"payload\":{\"kind\":\"bad\"}}");
  node_server_command (server, "{\"do\":\"broadcast\",\"name\":\"news\",\"payload\":{\"kind\":\"good\"}}");
  fixture_wait_until (news->len == 1);
  g_assert_cmpstr (news->pdata[0], ==, "{\"kind\":\"good\"}");

  g_clear_object (&lost);
  leave (client);
}

/* The server is gone, and comes back later at its address. */
static void
test_server_restarts (void)
{
  NodeServer *server = node_server_new ("");
  g_autofree char *port = g_strdup (strrchr (server->url, ':') + 1);
  MbmClient *client = make_connected (server, "c");
  g_autoptr (NodeServer) second = NULL;
  g_autofree char *arguments = NULL;
  g_autoptr (MbmMessage) order = NULL;

  *strchr (port, '/') = '\0';
  node_server_free (server);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_RECONNECTING);
  arguments = g_strdup_printf ("--port %s", port);
  second = node_server_new (arguments);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_CONNECTED);
  order = ask_well (client, "getOrderDetails", "{\"orderId\":\"order-123\"}");
  leave (client);
}

static void
count_heartbeats (const MbmTapRecord *record, gpointer user_data)
{
  if (record->kind == MBM_TAP_RECEIVED &&
      g_strcmp0 (mbm_message_get_name (record->message), "$heartbeat") == 0)
    ++*(guint *) user_data;
}

/* Both ways; and a server that is stopped, and so says nothing though its connection stands, is noticed. */
static void
test_heartbeats (void)
{
  g_autoptr (NodeServer) server = node_server_new ("--heartbeat-interval 100");
  MbmClient *client = make_client ("c");
  g_autoptr (GError) error = NULL;
  guint n_heartbeats = 0;

  g_object_set (client, "heartbeat-interval", 100, NULL);
  mbm_client_set_tap (client, count_heartbeats, &n_heartbeats, NULL);
  g_assert_true (try_connect (client, server->url, &error));
  for (guint i = 0; i < 3; i++)
    node_server_expect (server, "heartbeat", "clientId", "c");
  fixture_wait_until (n_heartbeats >= 3);

  g_subprocess_send_signal (server->process, SIGSTOP);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_RECONNECTING);
  g_subprocess_send_signal (server->process, SIGCONT);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_CONNECTED);
  leave (client);
}

static void
test_time_out_and_cancel (void)
{
  g_autoptr (NodeServer) server = node_server_new ("--mute slow");
  MbmClient *client = make_connected (server, "c");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GBytes) nothing = bytes ("{}");
  g_autoptr (GAsyncResult) late = NULL;
  g_autoptr (GAsyncResult) cancelled = NULL;
  g_autoptr (GError) error = NULL;

  mbm_client_request_async (client, "slow", nothing, NULL, 50, NULL, fixture_keep_result, &late);
  fixture_wait_until (late != NULL);
  g_assert_null (mbm_client_request_finish (client, late, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_TIMED_OUT);
  g_clear_error (&error);

  mbm_client_request_async (client, "slow", nothing, NULL, 0, cancellable, fixture_keep_result, &cancelled);
  node_server_expect (server, "request", "name", "slow");
  g_cancellable_cancel (cancellable);
  fixture_wait_until (cancelled != NULL);
  g_assert_null (mbm_client_request_finish (client, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_clear_object (&late);
  g_clear_object (&cancelled);
  leave (client);
}

static void
assert_no_connection (const char *url, int code)
{
  g_autoptr (MbmClient) client = make_client ("c");
  g_autoptr (GError) error = NULL;

  g_object_set (client, "handshake-timeout", 300, NULL);
  g_assert_false (try_connect (client, url, &error));
  g_assert_error (error, MBM_ERROR, code);
}

static void
test_handshakes (void)
{
  g_autoptr (NodeServer) refusing = node_server_new ("--refuse");
  g_autoptr (NodeServer) hanging = node_server_new ("--hang");
  NodeServer *gone = node_server_new ("");
  g_autofree char *gone_url = g_strdup (gone->url);
  g_autoptr (MbmClient) client = make_client ("c");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  node_server_free (gone);
  assert_no_connection (gone_url, MBM_ERROR_REFUSED);
  assert_no_connection (refusing->url, MBM_ERROR_HANDSHAKE);
  assert_no_connection (hanging->url, MBM_ERROR_TIMED_OUT);
  assert_no_connection ("nosuch://x", MBM_ERROR_UNKNOWN_SCHEME);

  node_server_expect (hanging, "accepted", NULL, NULL);
  mbm_client_connect_async (client, hanging->url, cancellable, fixture_keep_result, &result);
  node_server_expect (hanging, "accepted", NULL, NULL);
  g_cancellable_cancel (cancellable);
  fixture_wait_until (result != NULL);
  g_assert_false (mbm_client_connect_finish (client, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_DISCONNECTED);
}

/* What is no frame is told, and the connection goes on; what is no text ends it, as the protocol wants. */
static void
test_wrong_frames (void)
{
  g_autoptr (NodeServer) server = node_server_new ("--misbehave");
  MbmClient *client = make_connected (server, "c");
  g_autoptr (Record) record = record_new (client);
  g_autoptr (MbmMessage) done = ask_well (client, "misbehave", "{}");
  g_autoptr (MbmMessage) order = ask_well (client, "getOrderDetails", "{\"orderId\":\"order-123\"}");

  g_assert_nonnull (done);
  g_assert_nonnull (order);
  g_assert_cmpuint (record->errors->len, >=, 6);
  node_server_command (server, "{\"do\":\"raw\",\"clientId\":\"c\",\"base64\":\"Iv8i\"}");
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_RECONNECTING);
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_CONNECTED);
  mbm_client_set_tap (client, NULL, NULL, NULL);
  leave (client);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/library-against-node/requests", test_requests);
  g_test_add_func ("/library-against-node/errors-of-the-field", test_errors_of_the_field);
  g_test_add_func ("/library-against-node/events", test_events);
  g_test_add_func ("/library-against-node/system-broadcast", test_system_broadcast);
  g_test_add_func ("/library-against-node/accounts", test_accounts);
  g_test_add_func ("/library-against-node/reconnect", test_reconnect);
  g_test_add_func ("/library-against-node/server-restarts", test_server_restarts);
  g_test_add_func ("/library-against-node/heartbeats", test_heartbeats);
  g_test_add_func ("/library-against-node/time-out-and-cancel", test_time_out_and_cancel);
  g_test_add_func ("/library-against-node/handshakes", test_handshakes);
  g_test_add_func ("/library-against-node/wrong-frames", test_wrong_frames);

  return g_test_run ();
}
