/* test-console-server.c — hosted servers as the window sees them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "mbm-client.h"
#include "mbm-transport.h"

#include "console-fixture.h"

#define N_FLOOD 200

static SbxPeer *
get_peer (GListModel *model, guint position)
{
  g_autoptr (SbxPeer) peer = g_list_model_get_item (model, position);

  g_assert_nonnull (peer);
  return peer;
}

static void
on_client_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  mbm_client_connect_finish (MBM_CLIENT (source), result, &error);
  g_assert_no_error (error);
}

/* A client of the test's own, on the main thread. */
static MbmClient *
connect_client (SbxServer *server, const char *id, guint heartbeat_interval)
{
  MbmClient *client = mbm_client_new (id);

  g_object_set (client, "auto-reconnect", FALSE, "heartbeat-interval", heartbeat_interval, NULL);
  mbm_client_connect_async (client, sbx_endpoint_get_address (SBX_ENDPOINT (server)), NULL,
                            on_client_connected, NULL);
  return client;
}

static void
on_notify (GObject *object, GParamSpec *pspec, gpointer log)
{
  if (g_str_equal (pspec->name, "state"))
    g_string_append_printf (log, "%d ", sbx_endpoint_get_state (SBX_ENDPOINT (object)));
}

static void
test_life (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_add_server (fixture, "ws://127.0.0.1:0");
  SbxEndpoint *endpoint = SBX_ENDPOINT (server);
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_signal_connect (server, "notify", G_CALLBACK (on_notify), log);
  g_assert_cmpint (sbx_endpoint_get_state (endpoint), ==, SBX_ENDPOINT_STOPPED);
  g_assert_cmpstr (sbx_endpoint_get_address (endpoint), ==, "ws://127.0.0.1:0");

  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (start_endpoint (server, &error));
      g_assert_no_error (error);
      g_assert_true (sbx_endpoint_get_active (endpoint));
      g_assert_false (g_str_has_suffix (sbx_endpoint_get_address (endpoint), ":0"));
      text = get_string (server, "state-text");
      g_assert_cmpstr (text, ==, "Running");
      g_clear_pointer (&text, g_free);

      g_assert_false (start_endpoint (server, &error));
      g_assert_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE);
      g_clear_error (&error);
      g_assert_cmpint (sbx_endpoint_get_state (endpoint), ==, SBX_ENDPOINT_RUNNING);

      stop_endpoint (server);
      g_assert_false (sbx_endpoint_get_active (endpoint));
      g_assert_cmpstr (sbx_endpoint_get_address (endpoint), ==, "ws://127.0.0.1:0");
      stop_endpoint (server);
    }
  g_assert_cmpstr (log->str, ==, "1 2 4 0 1 2 4 0 ");
  g_signal_handlers_disconnect_by_data (server, log);
  console_fixture_free (fixture);
}

/* A start that fails: the state says so, the words say what, where and what to do; and the next one may
 * succeed. */
static void
test_failures (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *first = console_fixture_serve (fixture);
  SbxServer *second = console_fixture_add_server (fixture, sbx_endpoint_get_address (SBX_ENDPOINT (first)));
  SbxServer *third = console_fixture_add_server (fixture, "gopher://127.0.0.1:0");
  SbxServer *fourth = console_fixture_add_server (fixture, "ws://0.0.0.0:0");
  g_autoptr (GError) error = NULL;

  g_assert_false (start_endpoint (second, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_ADDRESS_IN_USE);
  g_assert_cmpint (sbx_endpoint_get_state (SBX_ENDPOINT (second)), ==, SBX_ENDPOINT_FAILED);
  g_assert_cmpstr (sbx_endpoint_get_error_message (SBX_ENDPOINT (second)), ==, error->message);
  g_clear_error (&error);

  g_assert_false (start_endpoint (third, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (sbx_endpoint_get_error_message (SBX_ENDPOINT (third)), "gopher"));
  g_clear_error (&error);

  g_assert_false (start_endpoint (fourth, &error));
  g_assert_nonnull (strstr (sbx_endpoint_get_error_message (SBX_ENDPOINT (fourth)), "0.0.0.0"));
  g_clear_error (&error);

  stop_endpoint (first);
  g_assert_true (start_endpoint (second, &error));
  g_assert_no_error (error);
  g_assert_null (sbx_endpoint_get_error_message (SBX_ENDPOINT (second)));
  console_fixture_free (fixture);
}

/* Started and stopped in one breath, and started and cancelled: it ends stopped. */
static void
test_hasty (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_add_server (fixture, "ws://127.0.0.1:0");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  sbx_endpoint_start_async (SBX_ENDPOINT (server), NULL, take_result, &result);
  stop_endpoint (server);
  done = wait_for_result (&result);
  sbx_endpoint_start_finish (SBX_ENDPOINT (server), done, NULL);
  g_clear_object (&done);
  g_assert_cmpint (sbx_endpoint_get_state (SBX_ENDPOINT (server)), ==, SBX_ENDPOINT_STOPPED);

  /* At any moment: what counts is that it ends stopped, and can be started again. */
  for (guint i = 0; i < 20; i++)
    {
      g_cancellable_reset (cancellable);
      sbx_endpoint_start_async (SBX_ENDPOINT (server), cancellable, take_result, &result);
      for (guint j = 0; j < i * 20; j++)
        g_thread_yield ();
      g_cancellable_cancel (cancellable);
      done = wait_for_result (&result);
      g_assert_false (sbx_endpoint_start_finish (SBX_ENDPOINT (server), done, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpint (sbx_endpoint_get_state (SBX_ENDPOINT (server)), ==, SBX_ENDPOINT_STOPPED);
      g_clear_object (&done);
      g_clear_error (&error);
    }

  /* Two who stop it both hear of its end. */
  g_assert_true (start_endpoint (server, &error));
  sbx_endpoint_stop_async (SBX_ENDPOINT (server), NULL, take_result, &result);
  stop_endpoint (server);
  done = wait_for_result (&result);
  g_assert_true (sbx_endpoint_stop_finish (SBX_ENDPOINT (server), done, &error));
  console_fixture_free (fixture);
}

static void
test_clients (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  GListModel *peers = sbx_endpoint_get_peers (SBX_ENDPOINT (server));
  GListModel *departed = sbx_server_get_departed (server);
  g_autoptr (MbmClient) client = NULL;
  g_autoptr (MbmClient) other = connect_client (server, "other", 0);
  g_autoptr (SbxPeer) peer = NULL;
  g_autofree char *type = NULL;
  g_autofree char *user = NULL;
  g_auto (GStrv) subscriptions = NULL;

  wait_until (sbx_server_get_n_clients (server) == 1);
  client = connect_client (server, "one", 50);
  wait_until (sbx_server_get_n_clients (server) == 2);
  peer = g_object_ref (get_peer (peers, 1));
  g_assert_cmpstr (sbx_peer_get_id (peer), ==, "one");
  g_assert_true (sbx_peer_get_present (peer));
  type = get_string (peer, "peer-type");
  g_assert_cmpstr (type, ==, "glib");
  g_assert_cmpint (get_int64 (peer, "connected-at"), >, 0);

  wait_until (get_uint64 (peer, "n-heartbeats") >= 4);
  g_assert_cmpuint (sbx_peer_get_heartbeat_interval (peer), >=, 40);
  g_assert_cmpuint (sbx_peer_get_heartbeat_interval (peer), <=, 200);
  g_assert_cmpuint (sbx_peer_get_timeout (peer), >, 80000);
  g_assert_cmpuint (sbx_peer_get_timeout (peer), <=, 90000);

  mbm_client_subscribe_async (client, (const char *const[]){ "orderCreated", NULL }, NULL, NULL, NULL, NULL);
  mbm_client_login_async (client, "viewer", "viewer123", NULL, NULL, NULL);
  wait_until ((user = get_string (peer, "user")) != NULL);
  g_assert_cmpstr (user, ==, "viewer");
  g_object_get (peer, "subscriptions", &subscriptions, NULL);
  g_assert_cmpuint (g_strv_length (subscriptions), ==, 1);
  g_assert_cmpstr (subscriptions[0], ==, "orderCreated");
  g_assert_cmpuint (get_uint64 (peer, "messages-in"), >=, 6);
  g_assert_cmpuint (get_uint64 (peer, "bytes-out"), >, 0);

  /* Cut, as by SIGKILL: it is gone at once, and remembered. */
  g_object_run_dispose (G_OBJECT (client));
  wait_until (sbx_server_get_n_clients (server) == 1);
  g_assert_cmpstr (sbx_peer_get_id (get_peer (peers, 0)), ==, "other");
  g_assert_true (get_peer (departed, 0) == peer);
  g_assert_false (sbx_peer_get_present (peer));
  g_assert_cmpint (sbx_peer_get_left_at (peer), >, 0);
  g_assert_nonnull (sbx_peer_get_reason (peer));

  /* In order. */
  stop_endpoint (server);
  g_assert_cmpuint (sbx_server_get_n_clients (server), ==, 0);
  g_assert_cmpstr (sbx_peer_get_id (get_peer (departed, 0)), ==, "other");
  g_assert_cmpstr (sbx_peer_get_reason (get_peer (departed, 0)), ==, "Server shutting down");
  g_clear_object (&client);
  g_clear_object (&other);
  console_fixture_free (fixture);
}

/* Who falls silent is dropped after the client timeout, and the reason says so. The config is changed while
 * the server runs. */
static void
test_timeout (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  g_autoptr (SbxEndpointConfig) config =
    sbx_endpoint_config_copy (sbx_endpoint_get_config (SBX_ENDPOINT (server)));
  g_autoptr (MbmClient) silent = connect_client (server, "silent", 0);
  g_autoptr (MbmClient) alive = connect_client (server, "alive", 100);

  wait_until (sbx_server_get_n_clients (server) == 2);
  g_object_set (config, "client-timeout", 1000, NULL);
  sbx_endpoint_set_config (SBX_ENDPOINT (server), config);
  wait_until (sbx_server_get_n_clients (server) == 1);
  g_assert_cmpstr (sbx_peer_get_id (get_peer (sbx_server_get_departed (server), 0)), ==, "silent");
  g_assert_cmpstr (sbx_peer_get_reason (get_peer (sbx_server_get_departed (server), 0)), ==,
                   "Client timeout");
  g_assert_cmpuint (sbx_peer_get_timeout (get_peer (sbx_endpoint_get_peers (SBX_ENDPOINT (server)), 0)), <=,
                    1000);

  g_clear_object (&silent);
  g_clear_object (&alive);
  console_fixture_free (fixture);
}

static void
on_event (MbmClient *client, MbmMessage *event, gpointer n)
{
  (*(guint *) n)++;
}

static int
send_event (SbxServer *server, const char *const *ids, const char *payload, GError **error)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;

  sbx_server_send_event_async (server, ids, "news", payload, NULL, take_result, &result);
  done = wait_for_result (&result);
  return sbx_server_send_event_finish (server, done, error);
}

static void
test_send (void)
{
  static const char *const one[] = { "a", NULL };
  static const char *const some[] = { "b", "nobody", NULL };
  static const char *const nobody[] = { "nobody", NULL };
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  g_autoptr (MbmClient) a = connect_client (server, "a", 0);
  g_autoptr (MbmClient) b = connect_client (server, "b", 0);
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;
  guint n_a = 0, n_b = 0;

  mbm_client_add_event_handler (a, "news", on_event, &n_a, NULL);
  mbm_client_add_event_handler (b, "news", on_event, &n_b, NULL);
  wait_until (sbx_server_get_n_clients (server) == 2);

  g_assert_cmpint (send_event (server, NULL, "{\"x\":1}", &error), ==, 2);
  g_assert_no_error (error);
  g_assert_cmpint (send_event (server, one, NULL, &error), ==, 1);
  g_assert_cmpint (send_event (server, some, "null", &error), ==, 1);
  g_assert_no_error (error);
  wait_until (n_a == 2 && n_b == 2);

  g_assert_cmpint (send_event (server, nobody, NULL, &error), ==, -1);
  g_assert_error (error, MBM_ERROR, MBM_ERROR_UNKNOWN_CLIENT);
  g_clear_error (&error);
  g_assert_cmpint (send_event (server, NULL, "{oops", &error), ==, -1);
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);

  sbx_server_disconnect_clients_async (server, some, "Out you go", NULL, take_result, &result);
  done = wait_for_result (&result);
  g_assert_true (sbx_server_disconnect_clients_finish (server, done, &error));
  wait_until (sbx_server_get_n_clients (server) == 1);
  g_assert_cmpstr (sbx_peer_get_reason (get_peer (sbx_server_get_departed (server), 0)), ==, "Out you go");

  stop_endpoint (server);
  g_assert_cmpint (send_event (server, NULL, NULL, &error), ==, -1);
  g_assert_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE);
  g_clear_object (&a);
  g_clear_object (&b);
  console_fixture_free (fixture);
}

/* Users log in with the passwords that are kept; for whom none is kept, the server says so and runs. */
static void
test_users (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  g_autoptr (SbxServerConfig) config = sbx_server_config_new ();
  g_autoptr (SbxUserConfig) eva = sbx_user_config_new ("eva", (const char *const[]){ "ops", NULL });
  g_autoptr (SbxUserConfig) bob = sbx_user_config_new ("bob", NULL);
  g_autofree char *key = NULL;
  g_autofree char *user = NULL;
  g_auto (GStrv) roles = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;
  SbxServer *server;
  SbxConnection *connection;

  g_object_set (config, "url", "ws://127.0.0.1:0", NULL);
  g_list_store_append (sbx_server_config_get_users (config), eva);
  g_list_store_append (sbx_server_config_get_users (config), bob);
  server = sbx_console_add_server (fixture->console, config);
  key = g_strdup_printf ("server:%s:user:eva", sbx_endpoint_get_id (SBX_ENDPOINT (server)));
  store_secret (sbx_console_get_secrets (fixture->console), key, "pass word");

  g_assert_true (start_endpoint (server, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (sbx_endpoint_get_error_message (SBX_ENDPOINT (server)), "bob"));
  g_assert_null (strstr (sbx_endpoint_get_error_message (SBX_ENDPOINT (server)), "eva"));

  connection = console_fixture_connect (fixture, server);
  sbx_connection_login_async (connection, "eva", "pass word", FALSE, NULL, take_result, &result);
  done = wait_for_result (&result);
  g_assert_true (sbx_connection_login_finish (connection, done, &error));
  g_assert_no_error (error);
  user = get_string (connection, "user");
  g_assert_cmpstr (user, ==, "eva");
  g_object_get (connection, "roles", &roles, NULL);
  g_assert_cmpstr (roles[0], ==, "ops");
  console_fixture_free (fixture);
}

typedef struct
{
  gint64 last;
  gint64 longest;
} Pulse;

static gboolean
on_pulse (gpointer user_data)
{
  Pulse *pulse = user_data;
  gint64 now = g_get_monotonic_time ();

  if (pulse->last != 0)
    pulse->longest = MAX (pulse->longest, now - pulse->last);
  pulse->last = now;
  return G_SOURCE_CONTINUE;
}

/* What a client on the flood's thread does: it asks again for each answer. */
static void
on_flood_answer (GObject *source, GAsyncResult *result, gpointer stop)
{
  g_autoptr (MbmMessage) answer = mbm_client_request_finish (MBM_CLIENT (source), result, NULL);

  if (answer != NULL && !g_atomic_int_get ((int *) stop))
    mbm_client_request_async (MBM_CLIENT (source), "getOrderDetails", NULL, NULL, 0, NULL, on_flood_answer,
                              stop);
}

static void
on_flood_connected (GObject *source, GAsyncResult *result, gpointer stop)
{
  if (mbm_client_connect_finish (MBM_CLIENT (source), result, NULL))
    mbm_client_request_async (MBM_CLIENT (source), "getOrderDetails", NULL, NULL, 0, NULL, on_flood_answer,
                              stop);
}

typedef struct
{
  char *url;
  int stop; /* atomic */
} Flood;

static gpointer
flood_thread (gpointer data)
{
  Flood *flood = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func (g_object_unref);

  g_main_context_push_thread_default (context);
  for (guint i = 0; i < N_FLOOD; i++)
    {
      g_autofree char *id = g_strdup_printf ("flood-%u", i);
      MbmClient *client = mbm_client_new (id);

      g_object_set (client, "heartbeat-interval", 50, "auto-reconnect", FALSE, NULL);
      g_ptr_array_add (clients, client);
      mbm_client_connect_async (client, flood->url, NULL, on_flood_connected, &flood->stop);
    }
  while (!g_atomic_int_get (&flood->stop))
    g_main_context_iteration (context, TRUE);

  for (guint i = 0; i < clients->len; i++)
    g_object_run_dispose (g_ptr_array_index (clients, i));
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
  return NULL;
}

/* Two hundred clients that beat and ask as fast as they can: the main loop goes on, and sees them all. */
static void
test_flood (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  Flood flood = { .url = g_strdup (sbx_endpoint_get_address (SBX_ENDPOINT (server))) };
  GThread *thread = g_thread_new ("flood", flood_thread, &flood);
  Pulse pulse = { 0 };
  guint id;
  SbxStats *stats;

  wait_until (sbx_server_get_n_clients (server) == N_FLOOD);
  id = g_timeout_add_full (G_PRIORITY_HIGH_IDLE + 20, 10, on_pulse, &pulse, NULL);
  wait_until ((stats = sbx_endpoint_get_stats (SBX_ENDPOINT (server))) != NULL && stats->n_latencies > 20000);
  g_source_remove (id);
  g_test_message ("%" G_GUINT64_FORMAT " messages, the longest pause of the main loop %" G_GINT64_FORMAT
                  " µs",
                  stats->messages_in + stats->messages_out, pulse.longest);
  g_assert_cmpint (pulse.longest, <, 3 * G_USEC_PER_SEC);
  g_assert_cmpint (pulse.longest, >, 0);
  wait_until (
    get_uint64 (get_peer (sbx_endpoint_get_peers (SBX_ENDPOINT (server)), N_FLOOD - 1), "n-heartbeats") > 2);

  g_atomic_int_set (&flood.stop, TRUE);
  wait_until (sbx_server_get_n_clients (server) == 0);
  g_thread_join (thread);
  g_assert_cmpuint (g_list_model_get_n_items (sbx_server_get_departed (server)), ==, N_FLOOD);
  g_free (flood.url);
  console_fixture_free (fixture);
}

/* The program ends while everything runs; what the window still holds goes its way afterwards. */
static void
test_shutdown (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = g_object_ref (console_fixture_serve (fixture));
  SbxConnection *connection = g_object_ref (console_fixture_connect (fixture, server));
  g_autoptr (GError) error = NULL;

  sbx_console_start_demo (fixture->console);
  sbx_endpoint_start_async (SBX_ENDPOINT (console_fixture_add_server (fixture, "ws://127.0.0.1:0")), NULL,
                            NULL, NULL);
  console_fixture_restart (fixture);

  g_assert_cmpint (sbx_endpoint_get_state (SBX_ENDPOINT (server)), ==, SBX_ENDPOINT_STOPPED);
  g_assert_cmpint (sbx_endpoint_get_state (SBX_ENDPOINT (connection)), ==, SBX_ENDPOINT_STOPPED);
  g_assert_false (start_endpoint (server, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_CLOSED);
  wait_until (G_OBJECT (server)->ref_count == 1 && G_OBJECT (connection)->ref_count == 1);
  g_assert_finalize_object (server);
  g_assert_finalize_object (connection);
  console_fixture_free (fixture);
}

/* Who lets go of the console without shutting it down loses the farewells, and nothing else. */
static void
test_abrupt (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  g_autoptr (SbxServerConfig) config = sbx_server_config_new ();
  g_autoptr (SbxUserConfig) eva = sbx_user_config_new ("eva", NULL);
  g_autofree char *key = NULL;
  SbxServer *slow;

  console_fixture_connect (fixture, server);
  sbx_console_start_demo (fixture->console);
  wait_until (sbx_server_get_n_clients (server) == 1);

  /* One that is just about to start, with a password to hash. */
  g_object_set (config, "url", "memory://slow", NULL);
  g_list_store_append (sbx_server_config_get_users (config), eva);
  slow = sbx_console_add_server (fixture->console, config);
  key = g_strdup_printf ("server:%s:user:eva", sbx_endpoint_get_id (SBX_ENDPOINT (slow)));
  store_secret (sbx_console_get_secrets (fixture->console), key, "pass word");
  sbx_endpoint_start_async (SBX_ENDPOINT (slow), NULL, NULL, NULL);
  for (guint i = 0; i < 5; i++)
    g_main_context_iteration (NULL, FALSE);

  g_assert_finalize_object (fixture->console);
  fixture->console = sbx_console_new (fixture->directory, NULL, 0);
  console_fixture_free (fixture);
}

/* Taken out of the workspace while it runs: it stops, and nothing is left of it. */
static void
test_remove (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  SbxConnection *connection = console_fixture_connect (fixture, server);
  g_autofree char *id = g_strdup (sbx_endpoint_get_id (SBX_ENDPOINT (server)));
  gpointer weak = server;

  g_object_add_weak_pointer (G_OBJECT (server), &weak);
  sbx_console_remove (fixture->console, SBX_ENDPOINT (server));
  g_assert_null (sbx_console_lookup (fixture->console, id));
  wait_until (weak == NULL);
  wait_until (sbx_endpoint_get_state (SBX_ENDPOINT (connection)) == SBX_ENDPOINT_RECONNECTING);
  console_fixture_free (fixture);
}

/* Taken out while it runs and put back: it is where it was, and runs again; but not if it was forgotten. */
static void
test_put_back (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxEndpoint *server = SBX_ENDPOINT (console_fixture_serve (fixture));
  SbxServer *demo;

  g_autoptr (SbxEndpoint) kept = g_object_ref (server);

  console_fixture_serve (fixture);
  sbx_console_take_out (fixture->console, server);
  g_assert_null (sbx_console_lookup (fixture->console, sbx_endpoint_get_id (server)));
  sbx_console_put_back (fixture->console, server);
  {
    g_autoptr (SbxEndpoint) first = g_list_model_get_item (sbx_console_get_servers (fixture->console), 0);

    g_assert_true (first == server);
  }
  wait_until (sbx_endpoint_get_state (server) == SBX_ENDPOINT_RUNNING);
  sbx_console_put_back (fixture->console, server);
  g_assert_cmpuint (g_list_model_get_n_items (sbx_console_get_servers (fixture->console)), ==, 2);

  sbx_console_take_out (fixture->console, server);
  sbx_console_forget (fixture->console, server);
  sbx_console_put_back (fixture->console, server);
  g_assert_null (sbx_console_lookup (fixture->console, sbx_endpoint_get_id (server)));

  /* There is one demo. */
  demo = sbx_console_start_demo (fixture->console);
  sbx_console_take_out (fixture->console, SBX_ENDPOINT (demo));
  g_assert_true (sbx_console_start_demo (fixture->console) != demo);
  sbx_console_put_back (fixture->console, SBX_ENDPOINT (demo));
  g_assert_cmpuint (g_list_model_get_n_items (sbx_console_get_servers (fixture->console)), ==, 2);

  /* What is still out when everything ends, is forgotten. */
  console_fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  console_fixture_init (&argc, &argv);

  g_test_add_func ("/console/server/life", test_life);
  g_test_add_func ("/console/server/failures", test_failures);
  g_test_add_func ("/console/server/hasty", test_hasty);
  g_test_add_func ("/console/server/clients", test_clients);
  g_test_add_func ("/console/server/timeout", test_timeout);
  g_test_add_func ("/console/server/send", test_send);
  g_test_add_func ("/console/server/users", test_users);
  g_test_add_func ("/console/server/flood", test_flood);
  g_test_add_func ("/console/server/shutdown", test_shutdown);
  g_test_add_func ("/console/server/abrupt", test_abrupt);
  g_test_add_func ("/console/server/remove", test_remove);
  g_test_add_func ("/console/server/put-back", test_put_back);

  return g_test_run ();
}
