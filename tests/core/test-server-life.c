/* test-server-life.c — starting, stopping and dropping a server, at every moment
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "mbm-enum-types.h"
#include "server-fixture.h"

static void
result_cb (GObject *source_object, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static void
log_state_cb (MbmServer *server, GParamSpec *pspec, gpointer user_data)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (MBM_TYPE_SERVER_STATE);

  g_string_append_printf (user_data, "%s(%s) ",
                          g_enum_get_value (klass, mbm_server_get_state (server))->value_nick,
                          mbm_server_get_uri (server) != NULL ? "serves" : "-");
}

static void
test_defaults (void)
{
  g_autoptr (MbmServer) server = mbm_server_new (NULL, NULL);
  g_autofree char *version = NULL;
  g_auto (GStrv) capabilities = NULL;
  guint heartbeat, timeout, max_clients, max_unregistered, lifetime, handshake;
  guint64 max_message, max_queue;
  gboolean require, announce, remote;
  MbmBroadcastStyle style;

  g_object_get (server, "version", &version, "capabilities", &capabilities, "heartbeat-interval", &heartbeat,
                "client-timeout", &timeout, "max-clients", &max_clients, "max-unregistered",
                &max_unregistered, "token-lifetime", &lifetime, "handshake-timeout", &handshake,
                "max-message-size", &max_message, "max-queue-size", &max_queue, "require-registration",
                &require, "announce-clients", &announce, "allow-remote", &remote, "broadcast-style", &style,
                NULL);
  g_assert_true (g_str_has_prefix (mbm_server_get_id (server), "server-"));
  g_assert_cmpstr (version, ==, "1.0.0");
  g_assert_cmpuint (g_strv_length (capabilities), ==, 0);
  g_assert_cmpuint (heartbeat, ==, 30000);
  g_assert_cmpuint (timeout, ==, 90000);
  g_assert_cmpuint (max_clients, ==, 1000);
  g_assert_cmpuint (max_unregistered, ==, 256);
  g_assert_cmpuint (lifetime, ==, 24 * 60 * 60);
  g_assert_cmpuint (handshake, ==, 10000);
  g_assert_cmpuint (max_message, ==, 16 * 1024 * 1024);
  g_assert_cmpuint (max_queue, ==, 24 * 1024 * 1024);
  g_assert_true (require);
  g_assert_true (announce);
  g_assert_false (remote);
  g_assert_cmpint (style, ==, MBM_BROADCAST_EVENT);
  g_assert_null (mbm_server_get_uri (server));
  g_assert_cmpint (mbm_server_get_uptime (server), ==, 0);
}

static void
test_properties (void)
{
  g_autoptr (MbmServer) server = mbm_server_new ("mine", "3");
  g_autoptr (MbmUserStore) users = mbm_user_store_new ();
  g_autoptr (MbmUserStore) got_users = NULL;
  g_auto (GStrv) origins = NULL;
  g_autofree char *id = NULL;
  g_autofree char *uri = NULL;
  MbmServerState state;
  guint max_pending;

  g_object_set (server, "users", users, "allowed-origins", ((const char *[]){ "https://a.example", NULL }),
                "max-pending", 7, NULL);
  g_object_get (server, "id", &id, "uri", &uri, "state", &state, "users", &got_users, "allowed-origins",
                &origins, "max-pending", &max_pending, NULL);
  g_assert_cmpstr (id, ==, "mine");
  g_assert_null (uri);
  g_assert_cmpint (state, ==, MBM_SERVER_STOPPED);
  g_assert_true (got_users == users);
  g_assert_cmpstrv (origins, ((const char *[]){ "https://a.example", NULL }));
  g_assert_cmpuint (max_pending, ==, 7);

  g_object_set (server, "allowed-origins", NULL, "capabilities", NULL, NULL);
  g_clear_pointer (&origins, g_strfreev);
  g_object_get (server, "allowed-origins", &origins, NULL);
  g_assert_cmpuint (g_strv_length (origins), ==, 0);
}

static void
test_start_twice (ServerFixture *fixture)
{
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;

  mbm_server_start_async (fixture->server, fixture->listen_uri, NULL, result_cb, &first);
  mbm_server_start_async (fixture->server, fixture->listen_uri, NULL, result_cb, &second);
  mbm_test_wait_until (first != NULL && second != NULL);
  g_assert_true (mbm_server_start_finish (fixture->server, first, &error));
  g_assert_no_error (error);
  g_assert_false (mbm_server_start_finish (fixture->server, second, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE);
}

static void
test_start_stop (ServerFixture *fixture)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_signal_connect (fixture->server, "notify::state", G_CALLBACK (log_state_cb), log);
  mbm_test_server_stop (fixture->server, NULL);
  g_assert_cmpstr (log->str, ==, "");

  /* As often as one likes. */
  for (guint i = 0; i < 3; i++)
    {
      g_string_truncate (log, 0);
      server_fixture_start (fixture);
      g_assert_cmpstr (log->str, ==, "starting(-) running(serves) ");
      g_assert_false (mbm_test_server_try_start (fixture->server, fixture->listen_uri, &error));
      g_assert_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE);
      g_clear_error (&error);
      mbm_test_server_stop (fixture->server, NULL);
      g_assert_cmpstr (log->str, ==, "starting(-) running(serves) stopping(serves) stopped(-) ");
    }
}

static void
test_start_refused (void)
{
  static const struct
  {
    const char *uri;
    MbmError code;
  } cases[] = {
    { "carrier-pigeon://roof", MBM_ERROR_UNKNOWN_SCHEME },
    { "no address", MBM_ERROR_INVALID_URI },
    { "", MBM_ERROR_INVALID_URI },
    { "ws://127.0.0.1:99999", MBM_ERROR_INVALID_URI },
  };
  g_autoptr (MbmServer) server = mbm_server_new (NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (mbm_test_server_try_start (server, cases[i].uri, &error));
      g_assert_error (error, MBM_ERROR, (int) cases[i].code);
      g_assert_cmpint (mbm_server_get_state (server), ==, MBM_SERVER_STOPPED);
    }
}

static void
test_address_in_use (ServerFixture *fixture)
{
  g_autoptr (MbmServer) second = mbm_server_new (NULL, NULL);
  g_autoptr (GError) error = NULL;

  server_fixture_start (fixture);
  g_assert_false (mbm_test_server_try_start (second, fixture->uri, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_ADDRESS_IN_USE);
  g_assert_cmpint (mbm_server_get_state (second), ==, MBM_SERVER_STOPPED);
}

static void
test_stop_while_starting (ServerFixture *fixture)
{
  g_autoptr (GAsyncResult) start = NULL;
  g_autoptr (GAsyncResult) stop = NULL;
  g_autoptr (GError) error = NULL;

  mbm_server_start_async (fixture->server, fixture->listen_uri, NULL, result_cb, &start);
  g_assert_cmpint (mbm_server_get_state (fixture->server), ==, MBM_SERVER_STARTING);
  mbm_server_stop_async (fixture->server, NULL, NULL, result_cb, &stop);
  mbm_test_wait_until (start != NULL && stop != NULL);
  g_assert_false (mbm_server_start_finish (fixture->server, start, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE);
  g_clear_error (&error);
  g_assert_true (mbm_server_stop_finish (fixture->server, stop, &error));
  g_assert_cmpint (mbm_server_get_state (fixture->server), ==, MBM_SERVER_STOPPED);

  /* And it can be started after that. */
  server_fixture_start (fixture);
}

static void
test_cancel_start (ServerFixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) start = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  mbm_server_start_async (fixture->server, fixture->listen_uri, cancellable, result_cb, &start);
  mbm_test_wait_until (start != NULL);
  g_assert_false (mbm_server_start_finish (fixture->server, start, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (mbm_server_get_state (fixture->server), ==, MBM_SERVER_STOPPED);
  server_fixture_start (fixture);
}

static void
test_drop_while_starting (ServerFixture *fixture)
{
  g_autoptr (GAsyncResult) start = NULL;
  gpointer weak = fixture->server;

  g_object_add_weak_pointer (G_OBJECT (fixture->server), &weak);
  mbm_server_start_async (fixture->server, fixture->listen_uri, NULL, result_cb, &start);
  g_clear_object (&fixture->server);
  mbm_test_wait_until (start != NULL);
  g_clear_object (&start);
  mbm_test_wait_until (weak == NULL);
}

static void
test_drop_while_running (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmTestPeer) unregistered = NULL;
  g_autoptr (MbmServerClient) client = NULL;

  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  unregistered = mbm_test_peer_new (fixture->uri);
  mbm_test_peer_sync (unregistered);
  client = g_object_ref (mbm_server_lookup_client (fixture->server, "c-1"));

  g_assert_finalize_object (fixture->server);
  fixture->server = NULL;
  mbm_test_peer_await_closed (peer);
  mbm_test_peer_await_closed (unregistered);
  g_assert_cmpstr (mbm_server_client_get_id (client), ==, "c-1");
  g_assert_cmpuint (mbm_server_client_get_queued (client), ==, 0);
}

static void
test_drop_while_stopping (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (GAsyncResult) stop = NULL;
  gpointer weak = fixture->server;

  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  g_object_add_weak_pointer (G_OBJECT (fixture->server), &weak);
  mbm_server_stop_async (fixture->server, NULL, NULL, result_cb, &stop);
  g_clear_object (&fixture->server);
  mbm_test_wait_until (stop != NULL);
  g_clear_object (&stop);
  mbm_test_wait_until (weak == NULL);
}

static void
assert_told (MbmTestPeer *peer, const char *reason)
{
  g_autoptr (MbmMessage) event = NULL;

  mbm_test_peer_await_closed (peer);
  event = mbm_test_peer_await_event (peer, "$disconnected");
  mbm_test_assert_string (event, "clientId", peer->client_id);
  mbm_test_assert_string (event, "connectionId", peer->connection_id);
  mbm_test_assert_string (event, "reason", reason);
  g_assert_cmpint (mbm_test_get_int (event, "timestamp"), >, 0);
  g_assert_cmpstr (mbm_context_get_target (mbm_message_get_context (event)), ==, peer->client_id);
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "$disconnected"), ==, 0);
  g_assert_no_error (peer->close_error);
  g_assert_cmpuint (peer->close_code, ==, 1001);
  g_assert_cmpstr (peer->close_reason, ==, reason);
}

static void
test_stop_tells (ServerFixture *fixture)
{
  static const char *const reasons[] = { NULL, "Maintenance until nine" };

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      const char *said = reasons[i] != NULL ? reasons[i] : "Server shutting down";
      g_autoptr (MbmTestPeer) one = NULL;
      g_autoptr (MbmTestPeer) two = NULL;
      g_autoptr (MbmTestPeer) unregistered = NULL;
      g_autoptr (MbmServerClient) client = NULL;
      g_autoptr (GAsyncResult) first = NULL;
      g_autoptr (GAsyncResult) second = NULL;

      server_fixture_start (fixture);
      one = mbm_test_peer_new_registered (fixture->uri, "one");
      two = mbm_test_peer_new_registered (fixture->uri, "two");
      unregistered = mbm_test_peer_new (fixture->uri);
      mbm_test_peer_sync (unregistered);
      client = g_object_ref (mbm_server_lookup_client (fixture->server, "one"));

      mbm_server_stop_async (fixture->server, reasons[i], NULL, result_cb, &first);
      g_assert_cmpint (mbm_server_get_state (fixture->server), ==, MBM_SERVER_STOPPING);
      g_assert_cmpuint (mbm_server_get_n_clients (fixture->server), ==, 0);
      mbm_server_stop_async (fixture->server, "too late", NULL, result_cb, &second);
      mbm_test_wait_until (first != NULL && second != NULL);
      g_assert_true (mbm_server_stop_finish (fixture->server, first, NULL));
      g_assert_true (mbm_server_stop_finish (fixture->server, second, NULL));
      g_assert_cmpstr (mbm_server_client_get_reason (client), ==, said);

      assert_told (one, said);
      assert_told (two, said);
      mbm_test_peer_await_closed (unregistered);
      g_assert_cmpuint (unregistered->close_code, ==, 1001);
    }
}

/* A peer that does not answer the close: it is given five seconds, and no more. */
static void
test_stop_cuts (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) deaf = NULL;
  gint64 begin;

  server_fixture_start (fixture);
  deaf = mbm_test_peer_new_registered (fixture->uri, "deaf");
  mbm_test_peer_pause (deaf);
  begin = g_get_monotonic_time ();
  mbm_test_server_stop (fixture->server, NULL);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 10 * G_TIME_SPAN_SECOND);
}

static void
test_stop_cancelled (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) deaf = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) stop = NULL;
  gint64 begin;

  server_fixture_start (fixture);
  deaf = mbm_test_peer_new_registered (fixture->uri, "deaf");
  mbm_test_peer_pause (deaf);
  begin = g_get_monotonic_time ();
  mbm_server_stop_async (fixture->server, NULL, cancellable, result_cb, &stop);
  g_cancellable_cancel (cancellable);
  mbm_test_wait_until (stop != NULL);
  g_assert_true (mbm_server_stop_finish (fixture->server, stop, NULL));
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 4 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (mbm_server_get_state (fixture->server), ==, MBM_SERVER_STOPPED);
}

static void
stop_in_handler_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  mbm_server_stop_async (server, "Stopped from within", NULL, result_cb, user_data);
  g_assert_true (mbm_server_request_respond (request, NULL, NULL));
}

static void
drop_in_handler_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  MbmServer **owned = user_data;

  g_clear_object (owned);
}

static void
test_stop_in_handler (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (GAsyncResult) stop = NULL;
  g_autofree char *id = NULL;

  mbm_server_add_request_handler (fixture->server, "stop", stop_in_handler_cb, &stop, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  id = mbm_test_peer_ask (peer, "stop", "{}", NULL);
  mbm_test_wait_until (stop != NULL);
  assert_told (peer, "Stopped from within");
}

static void
test_drop_in_handler (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autofree char *id = NULL;
  gpointer weak = fixture->server;

  g_object_add_weak_pointer (G_OBJECT (fixture->server), &weak);
  mbm_server_add_request_handler (fixture->server, "drop", drop_in_handler_cb, &fixture->server, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  id = mbm_test_peer_ask (peer, "drop", "{}", NULL);
  mbm_test_wait_until (weak == NULL);
  mbm_test_peer_await_closed (peer);
}

static void
stop_on_removed_cb (MbmServer *server, MbmServerClient *client, gpointer user_data)
{
  mbm_server_stop_async (server, "Last one out", NULL, result_cb, user_data);
}

static void
test_stop_on_removed (ServerFixture *fixture)
{
  MbmTestPeer *peer;
  g_autoptr (GAsyncResult) stop = NULL;

  g_signal_connect (fixture->server, "client-removed", G_CALLBACK (stop_on_removed_cb), &stop);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  mbm_test_peer_free (peer);
  mbm_test_wait_until (stop != NULL);
  g_assert_cmpint (mbm_server_get_state (fixture->server), ==, MBM_SERVER_STOPPED);
}

static void
disconnect_on_added_cb (MbmServer *server, MbmServerClient *client, gpointer user_data)
{
  mbm_server_disconnect_client (server, mbm_server_client_get_id (client), "No visitors", NULL);
}

static void
test_disconnect_on_added (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (MbmMessage) event = NULL;

  g_signal_connect (fixture->server, "client-added", G_CALLBACK (disconnect_on_added_cb), NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new (fixture->uri);
  answer = mbm_test_peer_request (peer, "$register", "{\"clientId\":\"c-1\",\"clientType\":\"test\"}");
  mbm_test_assert_success (answer);
  event = mbm_test_peer_await_event (peer, "$disconnected");
  mbm_test_assert_string (event, "reason", "No visitors");
  mbm_test_peer_await_closed (peer);
  g_assert_cmpuint (peer->close_code, ==, 1000);
  mbm_test_wait_until (mbm_server_get_n_connections (fixture->server) == 0);
}

/* One that is named by an open server, and thrown out for it, gets no answer. */
static void
test_disconnect_named (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) asking = NULL;
  g_autoptr (MbmTestPeer) telling = NULL;
  g_autoptr (MbmMessage) event = NULL;
  g_autofree char *id = NULL;

  g_object_set (fixture->server, "require-registration", FALSE, NULL);
  g_signal_connect (fixture->server, "client-added", G_CALLBACK (disconnect_on_added_cb), NULL);
  server_fixture_start (fixture);
  asking = mbm_test_peer_new (fixture->uri);
  id = mbm_test_peer_ask (asking, "anything", "{}", NULL);
  mbm_test_peer_await_closed (asking);
  event = mbm_test_peer_await_event (asking, "$disconnected");
  mbm_test_assert_string (event, "clientId", "anonymous-1");
  for (GList *link = asking->frames.head; link != NULL; link = link->next)
    g_assert_cmpint (mbm_message_get_kind (link->data), ==, MBM_MESSAGE_EVENT);

  telling = mbm_test_peer_new (fixture->uri);
  mbm_test_peer_emit (telling, "anything", "{}");
  mbm_test_peer_await_closed (telling);
  g_assert_cmpuint (mbm_server_get_n_clients (fixture->server), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server-life/defaults", test_defaults);
  g_test_add_func ("/server-life/properties", test_properties);
  g_test_add_func ("/server-life/start-refused", test_start_refused);
  server_fixture_add_with_http ("/server-life/start-twice", test_start_twice);
  server_fixture_add_with_http ("/server-life/start-stop", test_start_stop);
  server_fixture_add_with_http ("/server-life/address-in-use", test_address_in_use);
  server_fixture_add_with_http ("/server-life/stop-while-starting", test_stop_while_starting);
  server_fixture_add_with_http ("/server-life/cancel-start", test_cancel_start);
  server_fixture_add_with_http ("/server-life/drop-while-starting", test_drop_while_starting);
  server_fixture_add ("/server-life/drop-while-running", test_drop_while_running);
  server_fixture_add_with_http ("/server-life/drop-while-stopping", test_drop_while_stopping);
  server_fixture_add ("/server-life/stop-tells", test_stop_tells);
  server_fixture_add_with_http ("/server-life/stop-cuts", test_stop_cuts);
  server_fixture_add_with_http ("/server-life/stop-cancelled", test_stop_cancelled);
  server_fixture_add_with_http ("/server-life/stop-in-handler", test_stop_in_handler);
  server_fixture_add_with_http ("/server-life/drop-in-handler", test_drop_in_handler);
  server_fixture_add ("/server-life/stop-on-removed", test_stop_on_removed);
  server_fixture_add ("/server-life/disconnect-on-added", test_disconnect_on_added);
  server_fixture_add ("/server-life/disconnect-named", test_disconnect_named);

  return g_test_run ();
}
