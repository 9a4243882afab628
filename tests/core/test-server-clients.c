/* test-server-clients.c — who may come, who has to go, and what the others are told
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-server-private.h"
#include "server-fixture.h"

static void
test_not_registered (ServerFixture *fixture)
{
  static const char *const names[] = { "anything",    "$subscribe", "$unsubscribe",
                                       "$unregister", "$logout",    "$other" };
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) open = NULL;
  g_autoptr (MbmMessage) event = NULL;

  server_fixture_start (fixture);
  peer = mbm_test_peer_new (fixture->uri);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (MbmMessage) named =
        mbm_test_peer_request_with (peer, names[i], "{}", "{\"source\":\"web-7\"}");
      g_autoptr (MbmMessage) nameless = mbm_test_peer_request (peer, names[i], "{}");
      const char *message = mbm_message_get_error_message (nameless);

      mbm_test_assert_error (named, "NOT_REGISTERED", "Client web-7 not registered");
      mbm_test_assert_error (nameless, "NOT_REGISTERED", NULL);
      g_assert_true (g_str_has_prefix (message, "Client "));
      g_assert_true (g_str_has_suffix (message, " not registered"));
      g_assert_cmpuint (strlen (message), ==, strlen ("Client  not registered") + 36);
    }

  open = mbm_test_peer_request (peer, "$serverInfo", "{}");
  mbm_test_assert_success (open);
  mbm_test_assert_member (open, "connectedClients", "0");

  mbm_test_peer_emit (peer, "moved", "{}");
  event = mbm_test_peer_await_event (peer, "$error");
  mbm_test_assert_string (event, "code", "NOT_REGISTERED");
  g_assert_cmpint (mbm_test_get_int (event, "timestamp"), >, 0);
}

static void
test_source_mismatch (ServerFixture *fixture)
{
  static const char *const contexts[] = { "{\"source\":\"other\"}", "{\"source\":\"\"}", "{\"source\":7}",
                                          "{\"source\":{\"id\":\"c-1\"}}",
                                          "{\"source\":\"c-1\",\"source\":\"x\"}" };
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) event = NULL;
  g_autoptr (MbmMessage) right = NULL;

  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");

  for (guint i = 0; i < G_N_ELEMENTS (contexts); i++)
    {
      g_autoptr (MbmMessage) application = mbm_test_peer_request_with (peer, "x", "{}", contexts[i]);
      g_autoptr (MbmMessage) system =
        mbm_test_peer_request_with (peer, "$ping", "{\"timestamp\":1}", contexts[i]);

      mbm_test_assert_error (application, "SOURCE_MISMATCH", NULL);
      mbm_test_assert_error (system, "SOURCE_MISMATCH", NULL);
    }

  mbm_test_peer_send (peer, "{\"type\":\"event\",\"event\":\"moved\",\"context\":{\"source\":\"other\"}}");
  event = mbm_test_peer_await_event (peer, "$error");
  mbm_test_assert_string (event, "code", "SOURCE_MISMATCH");
  g_assert_cmpstr (mbm_context_get_target (mbm_message_get_context (event)), ==, "c-1");

  right = mbm_test_peer_request_with (peer, "$ping", "{\"timestamp\":1}", "{\"source\":\"c-1\"}");
  mbm_test_assert_success (right);
}

static void
test_second_register (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) same = NULL;
  g_autoptr (MbmMessage) other = NULL;

  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  same = mbm_test_peer_request (peer, "$register", "{\"clientId\":\"c-1\",\"clientType\":\"test\"}");
  mbm_test_assert_error (same, "ALREADY_REGISTERED", NULL);
  other = mbm_test_peer_request (peer, "$register", "{\"clientId\":\"c-2\",\"clientType\":\"test\"}");
  mbm_test_assert_error (other, "ALREADY_REGISTERED", NULL);
  g_assert_cmpuint (mbm_server_get_n_clients (fixture->server), ==, 1);
  g_assert_nonnull (mbm_server_lookup_client (fixture->server, "c-1"));
}

static void
test_replace (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) watcher = NULL;
  g_autoptr (MbmTestPeer) older = NULL;
  g_autoptr (MbmTestPeer) newer = NULL;
  g_autoptr (MbmServerClient) client = NULL;
  g_autoptr (MbmMessage) goodbye = NULL;
  g_autoptr (MbmMessage) left = NULL;
  g_autoptr (MbmMessage) came = NULL;

  server_fixture_start (fixture);
  older = mbm_test_peer_new_registered (fixture->uri, "c-1");
  client = g_object_ref (mbm_server_lookup_client (fixture->server, "c-1"));
  watcher = mbm_test_peer_new_registered (fixture->uri, "watcher");
  newer = mbm_test_peer_new_registered (fixture->uri, "c-1");

  mbm_test_peer_await_closed (older);
  goodbye = mbm_test_peer_await_event (older, "$disconnected");
  mbm_test_assert_string (goodbye, "reason", "Replaced by a new connection");
  mbm_test_assert_string (goodbye, "connectionId", older->connection_id);
  g_assert_cmpuint (older->close_code, ==, 4001);
  g_assert_cmpstr (mbm_server_client_get_reason (client), ==, "Replaced by a new connection");

  g_assert_cmpuint (mbm_server_get_n_clients (fixture->server), ==, 2);
  g_assert_cmpstr (mbm_server_client_get_connection_id (mbm_server_lookup_client (fixture->server, "c-1")),
                   ==, newer->connection_id);
  left = mbm_test_peer_await_event (watcher, "$disconnected");
  mbm_test_assert_string (left, "connectionId", older->connection_id);
  g_clear_pointer (&came, mbm_message_unref);
  mbm_test_peer_sync (watcher);
  g_assert_cmpuint (mbm_test_peer_count_events (watcher, "$connected"), ==, 2); /* itself and the newer one */
  g_assert_cmpuint (mbm_test_peer_count_events (newer, "$disconnected"), ==, 0);
}

static void
test_max_clients (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) one = NULL;
  g_autoptr (MbmTestPeer) two = NULL;
  g_autoptr (MbmTestPeer) three = NULL;
  g_autoptr (MbmTestPeer) again = NULL;
  g_autoptr (MbmMessage) refused = NULL;

  g_object_set (fixture->server, "max-clients", 2, NULL);
  server_fixture_start (fixture);
  one = mbm_test_peer_new_registered (fixture->uri, "one");
  two = mbm_test_peer_new_registered (fixture->uri, "two");
  three = mbm_test_peer_new (fixture->uri);
  refused = mbm_test_peer_request (three, "$register", "{\"clientId\":\"three\",\"clientType\":\"test\"}");
  mbm_test_assert_error (refused, "MAX_CLIENTS_REACHED", "Server has reached maximum number of clients");

  /* A reconnect takes no place of its own. */
  again = mbm_test_peer_new_registered (fixture->uri, "two");
  g_assert_cmpuint (mbm_server_get_n_clients (fixture->server), ==, 2);

  /* Changes while it runs. */
  g_object_set (fixture->server, "max-clients", 3, NULL);
  mbm_test_peer_register (three, "three");
  g_assert_cmpuint (mbm_server_get_n_clients (fixture->server), ==, 3);
}

static void
test_max_unregistered (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) one = NULL;
  g_autoptr (MbmTestPeer) two = NULL;
  g_autoptr (MbmTestPeer) refused = NULL;
  g_autoptr (MbmTestPeer) third = NULL;

  g_object_set (fixture->server, "max-unregistered", 2, NULL);
  server_fixture_start (fixture);
  one = mbm_test_peer_new (fixture->uri);
  mbm_test_peer_sync (one);
  two = mbm_test_peer_new (fixture->uri);
  mbm_test_peer_sync (two);
  refused = mbm_test_peer_new (fixture->uri);
  mbm_test_peer_await_closed (refused);
  g_assert_cmpuint (refused->close_code, ==, 1013);
  g_assert_cmpstr (refused->close_reason, ==, "Too many connections that have not registered");
  mbm_test_wait_until (mbm_server_get_n_connections (fixture->server) == 2);

  mbm_test_peer_register (one, "one");
  third = mbm_test_peer_new_registered (fixture->uri, "third");
  g_assert_cmpuint (mbm_server_get_n_clients (fixture->server), ==, 2);
}

static void
test_announce (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) one = NULL;
  MbmTestPeer *two;
  g_autoptr (MbmTestPeer) quiet = NULL;
  g_autoptr (MbmMessage) self_event = NULL;
  g_autoptr (MbmMessage) came = NULL;
  g_autoptr (MbmMessage) left = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  g_autofree char *connection_id = NULL;

  server_fixture_start (fixture);
  one = mbm_test_peer_new_registered (fixture->uri, "one");
  self_event = mbm_test_peer_await_event (one, "$connected");
  mbm_test_assert_string (self_event, "clientId", "one");
  mbm_test_assert_string (self_event, "connectionId", one->connection_id);
  mbm_test_assert_member (self_event, "metadata", NULL);

  two = mbm_test_peer_new (fixture->uri);
  answer = mbm_test_peer_request (two, "$register",
                                  "{\"clientId\":\"two\",\"clientType\":\"x\",\"metadata\":{\"room\":5.0}}");
  connection_id = mbm_test_get (answer, "connectionId");
  came = mbm_test_peer_await_event (one, "$connected");
  mbm_test_assert_string (came, "clientId", "two");
  mbm_test_assert_string (came, "connectionId", connection_id);
  mbm_test_assert_member (came, "metadata", "{\"room\":5.0}");
  g_assert_cmpint (mbm_test_get_int (came, "timestamp"), >, 0);

  mbm_test_peer_free (two);
  left = mbm_test_peer_await_event (one, "$disconnected");
  mbm_test_assert_string (left, "clientId", "two");
  mbm_test_assert_string (left, "connectionId", connection_id);

  g_object_set (fixture->server, "announce-clients", FALSE, NULL);
  quiet = mbm_test_peer_new_registered (fixture->uri, "three");
  mbm_test_peer_sync (quiet);
  mbm_test_peer_sync (one);
  g_assert_cmpuint (mbm_test_peer_count_events (one, "$connected"), ==, 0);
  g_assert_cmpuint (mbm_test_peer_count_events (quiet, "$connected"), ==, 0);
}

static void
test_disconnect (ServerFixture *fixture)
{
  static const char *const reasons[] = { NULL, "You are “too loud”" };

  server_fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      const char *said = reasons[i] != NULL ? reasons[i] : "Disconnected by the server";
      g_autoptr (MbmTestPeer) peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
      g_autoptr (MbmMessage) event = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (mbm_server_disconnect_client (fixture->server, "c-1", reasons[i], &error));
      g_assert_null (mbm_server_lookup_client (fixture->server, "c-1"));
      g_assert_false (mbm_server_disconnect_client (fixture->server, "c-1", reasons[i], &error));
      g_assert_error (error, MBM_ERROR, MBM_ERROR_UNKNOWN_CLIENT);

      mbm_test_peer_await_closed (peer);
      event = mbm_test_peer_await_event (peer, "$disconnected");
      mbm_test_assert_string (event, "reason", said);
      g_assert_cmpuint (peer->close_code, ==, 1000);
      g_assert_cmpstr (peer->close_reason, ==, said);
    }
}

static void
test_heartbeat (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmTestPeer) unregistered = NULL;
  g_autoptr (MbmTestPeer) silent = NULL;
  g_autoptr (MbmMessage) open = NULL;
  g_autoptr (MbmMessage) known = NULL;
  g_autoptr (MbmMessage) again = NULL;
  gint64 begin = g_get_monotonic_time ();

  g_object_set (fixture->server, "heartbeat-interval", 60, NULL);
  server_fixture_start (fixture);
  silent = mbm_test_peer_new (fixture->uri);
  unregistered = mbm_test_peer_new (fixture->uri);
  mbm_test_peer_sync (unregistered);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (MbmMessage) beat = mbm_test_peer_await_event (peer, "$heartbeat");

      mbm_test_assert_string (beat, "serverId", "server-under-test");
      g_assert_cmpint (ABS (mbm_test_get_int (beat, "timestamp") - g_get_real_time () / 1000), <, 20000);
    }
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 4 * 60 * G_TIME_SPAN_MILLISECOND);
  open = mbm_test_peer_await_event (unregistered, "$heartbeat");

  /* Who has said nothing may speak a dialect without them. */
  mbm_test_peer_sync (silent);
  g_assert_cmpuint (mbm_test_peer_count_events (silent, "$heartbeat"), ==, 0);
  known = mbm_test_peer_await_event (silent, "$heartbeat");

  /* Off, then on again. */
  g_object_set (fixture->server, "heartbeat-interval", 0, NULL);
  mbm_test_peer_sync (peer);
  mbm_test_peer_forget (peer);
  g_object_set (fixture->server, "heartbeat-interval", 20, NULL);
  again = mbm_test_peer_await_event (peer, "$heartbeat");
}

static void
test_timeout (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) silent = NULL;
  g_autoptr (MbmTestPeer) alive = NULL;
  g_autoptr (MbmTestPeer) unregistered = NULL;
  g_autoptr (MbmServerClient) client = NULL;
  g_autoptr (MbmMessage) goodbye = NULL;
  g_autoptr (MbmMessage) told = NULL;
  gint64 begin, end;

  g_object_set (fixture->server, "client-timeout", 1200, NULL);
  server_fixture_start (fixture);
  unregistered = mbm_test_peer_new (fixture->uri);
  alive = mbm_test_peer_new_registered (fixture->uri, "alive");
  silent = mbm_test_peer_new_registered (fixture->uri, "silent");
  client = g_object_ref (mbm_server_lookup_client (fixture->server, "silent"));
  begin = g_get_monotonic_time ();

  /* Any frame keeps one alive, even a wrong one. */
  while (!silent->closed)
    {
      mbm_test_peer_send (alive, "nonsense");
      mbm_test_peer_sync (alive);
      mbm_test_iterate ();
      g_assert_cmpint (g_get_monotonic_time () - begin, <, 20 * G_TIME_SPAN_SECOND);
    }
  end = g_get_monotonic_time ();

  g_assert_cmpint (end - begin, >=, 1150 * G_TIME_SPAN_MILLISECOND);
  goodbye = mbm_test_peer_await_event (silent, "$disconnected");
  mbm_test_assert_string (goodbye, "reason", "Client timeout");
  g_assert_cmpuint (silent->close_code, ==, 1008);
  g_assert_cmpstr (mbm_server_client_get_reason (client), ==, "Client timeout");
  told = mbm_test_peer_await_event (alive, "$disconnected");
  mbm_test_assert_string (told, "clientId", "silent");
  mbm_test_assert_string (told, "reason", "Client timeout");
  g_assert_nonnull (mbm_server_lookup_client (fixture->server, "alive"));

  mbm_test_peer_await_closed (unregistered);
  g_assert_cmpstr (unregistered->close_reason, ==, "Client timeout");

  /* Shorter while it runs: the one that is left does not wait for the old time. */
  g_object_set (fixture->server, "client-timeout", 100000, NULL);
  mbm_test_peer_sync (alive);
  g_object_set (fixture->server, "client-timeout", 50, NULL);
  mbm_test_peer_await_closed (alive);
}

static void
test_no_timeout (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) answer = NULL;

  g_object_set (fixture->server, "client-timeout", 0, "heartbeat-interval", 20, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new (fixture->uri);
  answer = mbm_test_peer_request (peer, "$register", "{\"clientId\":\"c-1\",\"clientType\":\"test\"}");
  mbm_test_assert_member (answer, "ttl", NULL);

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (MbmMessage) beat = mbm_test_peer_await_event (peer, "$heartbeat");

      g_assert_nonnull (beat);
    }
  g_assert_nonnull (mbm_server_lookup_client (fixture->server, "c-1"));
}

static void
client_id_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) data = NULL;

  mbm_json_append_string (text, mbm_server_request_get_client_id (request), -1);
  g_assert_cmpstr (mbm_context_get_source (mbm_server_request_get_context (request)), ==,
                   mbm_server_request_get_client_id (request));
  data = mbm_test_bytes (text->str);
  g_assert_true (mbm_server_request_respond (request, data, NULL));
}

static void
test_anonymous (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) one = NULL;
  g_autoptr (MbmTestPeer) two = NULL;
  g_autoptr (MbmTestPeer) proper = NULL;
  g_autoptr (MbmTestPeer) listener = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (MbmMessage) named = NULL;
  g_autoptr (MbmMessage) subscribed = NULL;
  g_autoptr (MbmMessage) event = NULL;
  MbmServerClient *client;

  g_object_set (fixture->server, "require-registration", FALSE, NULL);
  mbm_server_add_request_handler (fixture->server, "who", client_id_cb, NULL, NULL);
  server_fixture_start (fixture);

  one = mbm_test_peer_new (fixture->uri);
  answer = mbm_test_peer_request (one, "who", "{}");
  mbm_test_assert_success (answer);
  g_assert_cmpmem (mbm_message_get_payload_value (answer).text, mbm_message_get_payload_value (answer).length,
                   "\"anonymous-1\"", 13);
  client = mbm_server_lookup_client (fixture->server, "anonymous-1");
  g_assert_nonnull (client);
  g_assert_null (mbm_server_client_get_client_type (client));

  /* What it calls itself is not believed, and not held against it: it could not know better. */
  two = mbm_test_peer_new (fixture->uri);
  named = mbm_test_peer_request_with (two, "who", "{}", "{\"source\":\"me\"}");
  g_assert_cmpmem (mbm_message_get_payload_value (named).text, mbm_message_get_payload_value (named).length,
                   "\"anonymous-2\"", 13);
  subscribed = mbm_test_peer_request (two, "$subscribe", "{\"clientId\":\"me\",\"events\":[\"x\"]}");
  mbm_test_assert_success (subscribed);

  /* One that registers at once is never anonymous; one that does so later changes its name. */
  proper = mbm_test_peer_new_registered (fixture->uri, "proper");
  g_assert_cmpuint (mbm_server_get_n_clients (fixture->server), ==, 3);
  mbm_test_peer_register (one, "late");
  g_assert_null (mbm_server_lookup_client (fixture->server, "anonymous-1"));
  g_assert_nonnull (mbm_server_lookup_client (fixture->server, "late"));
  g_assert_cmpuint (mbm_server_get_n_clients (fixture->server), ==, 3);

  /* And one that only listens is told of events after a moment. */
  listener = mbm_test_peer_new (fixture->uri);
  mbm_test_wait_until (mbm_server_lookup_client (fixture->server, "anonymous-3") != NULL);
  g_assert_true (mbm_server_broadcast (fixture->server, "news", NULL, NULL, NULL));
  event = mbm_test_peer_await_event (listener, "news");
}

/* Closed while one has not said whether it will register: it is not named any more. */
static void
test_closed_meanwhile (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) refused = NULL;

  g_object_set (fixture->server, "require-registration", FALSE, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new (fixture->uri);
  mbm_test_peer_sync (peer);
  g_assert_cmpuint (fixture->server->undecided.length, ==, 1);
  g_object_set (fixture->server, "require-registration", TRUE, NULL);
  mbm_test_wait_until (fixture->server->undecided.length == 0);
  g_assert_cmpuint (mbm_server_get_n_clients (fixture->server), ==, 0);
  refused = mbm_test_peer_request (peer, "anything", "{}");
  mbm_test_assert_error (refused, "NOT_REGISTERED", NULL);
}

/* One that was named must say how it wants to be called instead; else it need not say who it is. */
static void
test_anonymous_names (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) asked = NULL;
  g_autoptr (MbmMessage) nameless = NULL;
  g_autoptr (MbmMessage) subscribed = NULL;

  g_object_set (fixture->server, "require-registration", FALSE, NULL);
  server_fixture_start (fixture);
  mbm_server_add_request_handler (fixture->server, "who", client_id_cb, NULL, NULL);
  peer = mbm_test_peer_new (fixture->uri);
  asked = mbm_test_peer_request (peer, "who", "{}");
  nameless = mbm_test_peer_request (peer, "$register", "{\"clientType\":\"t\"}");
  mbm_test_assert_error (nameless, "INVALID_PAYLOAD", "$register: clientId is missing");
  subscribed = mbm_test_peer_request (peer, "$subscribe", "{\"events\":[\"a\"]}");
  mbm_test_assert_success (subscribed);
}

static void
test_anonymous_full (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) one = NULL;
  g_autoptr (MbmTestPeer) two = NULL;
  g_autoptr (MbmMessage) refused = NULL;

  g_object_set (fixture->server, "require-registration", FALSE, "max-clients", 1, NULL);
  server_fixture_start (fixture);
  one = mbm_test_peer_new_registered (fixture->uri, "one");
  two = mbm_test_peer_new (fixture->uri);
  refused = mbm_test_peer_request (two, "x", "{}");
  mbm_test_assert_error (refused, "MAX_CLIENTS_REACHED", "Server has reached maximum number of clients");
  mbm_test_peer_await_closed (two);
  g_assert_cmpuint (two->close_code, ==, 1013);
}

static void
removed_cb (MbmServer *server, MbmServerClient *client, gpointer user_data)
{
  g_string_append_printf (user_data, "-%s(%u);", mbm_server_client_get_id (client),
                          mbm_server_get_n_clients (server));
}

static void
added_cb (MbmServer *server, MbmServerClient *client, gpointer user_data)
{
  g_string_append_printf (user_data, "+%s(%u);", mbm_server_client_get_id (client),
                          mbm_server_get_n_clients (server));
}

static void
test_signals (ServerFixture *fixture)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (MbmTestPeer) one = NULL;
  g_autoptr (MbmTestPeer) two = NULL;
  g_autoptr (MbmTestPeer) again = NULL;

  g_signal_connect (fixture->server, "client-added", G_CALLBACK (added_cb), log);
  g_signal_connect (fixture->server, "client-removed", G_CALLBACK (removed_cb), log);
  server_fixture_start (fixture);
  one = mbm_test_peer_new_registered (fixture->uri, "one");
  two = mbm_test_peer_new_registered (fixture->uri, "two");
  again = mbm_test_peer_new_registered (fixture->uri, "one");
  g_assert_cmpstr (log->str, ==, "+one(1);+two(2);-one(1);+one(2);");

  /* In order of arrival. */
  list = mbm_server_list_clients (fixture->server);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (mbm_server_client_get_id (g_ptr_array_index (list, 0)), ==, "two");
  g_assert_cmpstr (mbm_server_client_get_id (g_ptr_array_index (list, 1)), ==, "one");

  g_string_truncate (log, 0);
  mbm_test_server_stop (fixture->server, NULL);
  g_assert_cmpuint (strlen (log->str), ==, strlen ("-two(1);-one(0);"));
}

/* Who does not read is disconnected with a reason, costs no more than its queue, and nobody else notices. */
static void
test_slow_reader (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) slow = NULL;
  g_autoptr (MbmTestPeer) quick = NULL;
  g_autoptr (MbmServerClient) client = NULL;
  g_autoptr (GString) text = g_string_new ("\"");
  g_autoptr (GBytes) payload = NULL;
  guint n_sent = 0, n_received = 0, n_receivers = 0;

  g_object_set (fixture->server, "max-queue-size", (guint64) 2 * 1024 * 1024, NULL);
  server_fixture_start (fixture);
  slow = mbm_test_peer_new_registered (fixture->uri, "slow");
  quick = mbm_test_peer_new_registered (fixture->uri, "quick");
  client = g_object_ref (mbm_server_lookup_client (fixture->server, "slow"));
  mbm_test_peer_pause (slow);

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (text, 'x');
  g_string_append_c (text, '"');
  payload = mbm_test_bytes (text->str);

  /* 20 MB: more than the queue and what the system keeps for a socket. */
  while (n_sent < 200)
    {
      g_assert_true (mbm_server_broadcast (fixture->server, "bulk", payload, &n_receivers, NULL));
      n_sent++;
      g_assert_cmpuint (mbm_server_client_get_queued (client), <=, 2 * 1024 * 1024);
      mbm_test_wait_until (mbm_test_peer_count_events (quick, "bulk") == 1);
      mbm_message_unref (mbm_test_peer_await_event (quick, "bulk"));
      n_received++;
    }

  g_assert_cmpuint (n_received, ==, n_sent);
  g_assert_cmpuint (n_receivers, ==, 1);
  g_assert_null (mbm_server_lookup_client (fixture->server, "slow"));
  g_assert_true (g_str_has_prefix (mbm_server_client_get_reason (client), "Client reads too slowly: "));
  g_assert_nonnull (mbm_server_lookup_client (fixture->server, "quick"));
}

static void
test_send_queue_full (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) slow = NULL;
  g_autoptr (GString) text = g_string_new ("\"");
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) error = NULL;
  guint n_sent = 0;

  g_object_set (fixture->server, "max-queue-size", (guint64) 1024 * 1024, NULL);
  server_fixture_start (fixture);
  slow = mbm_test_peer_new_registered (fixture->uri, "slow");
  mbm_test_peer_pause (slow);
  for (guint i = 0; i < 100000; i++)
    g_string_append_c (text, 'x');
  g_string_append_c (text, '"');
  payload = mbm_test_bytes (text->str);

  while (mbm_server_send (fixture->server, "slow", "bulk", payload, &error))
    {
      g_assert_cmpuint (++n_sent, <, 1000);
      mbm_test_iterate ();
    }
  g_assert_error (error, MBM_ERROR, MBM_ERROR_QUEUE_FULL);
  g_clear_error (&error);

  /* It is on its way out, and then it is gone. */
  g_assert_false (mbm_server_send (fixture->server, "slow", "bulk", payload, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_CLOSED);
  mbm_test_wait_until (mbm_server_lookup_client (fixture->server, "slow") == NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  server_fixture_add ("/server-clients/not-registered", test_not_registered);
  server_fixture_add ("/server-clients/source-mismatch", test_source_mismatch);
  server_fixture_add_with_http ("/server-clients/second-register", test_second_register);
  server_fixture_add ("/server-clients/replace", test_replace);
  server_fixture_add_with_http ("/server-clients/max-clients", test_max_clients);
  server_fixture_add ("/server-clients/max-unregistered", test_max_unregistered);
  server_fixture_add ("/server-clients/announce", test_announce);
  server_fixture_add ("/server-clients/disconnect", test_disconnect);
  server_fixture_add ("/server-clients/heartbeat", test_heartbeat);
  server_fixture_add ("/server-clients/timeout", test_timeout);
  server_fixture_add_with_http ("/server-clients/no-timeout", test_no_timeout);
  server_fixture_add ("/server-clients/anonymous", test_anonymous);
  server_fixture_add ("/server-clients/closed-meanwhile", test_closed_meanwhile);
  server_fixture_add_with_http ("/server-clients/anonymous-names", test_anonymous_names);
  server_fixture_add ("/server-clients/anonymous-full", test_anonymous_full);
  server_fixture_add_with_http ("/server-clients/signals", test_signals);
  server_fixture_add_with_http ("/server-clients/slow-reader", test_slow_reader);
  server_fixture_add_with_http ("/server-clients/send-queue-full", test_send_queue_full);

  return g_test_run ();
}
