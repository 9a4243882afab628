/* test-server-books.c — whatever its clients do, a server's books are right
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "mbm-server-client-private.h"
#include "server-fixture.h"

#define N_PEERS 12
#define N_STEPS 4000

/* Every list and every figure of the server against what its connections say themselves. */
static void
check_books (MbmServer *server)
{
  guint n_open = 0, n_registered = 0, n_unregistered = 0, n_turned_away = 0, n_undecided = 0, n_doomed = 0;
  gint64 last = 0;

  for (GList *link = server->connections.head; link != NULL; link = link->next)
    {
      MbmServerConnection *connection = link->data;

      g_assert_true (connection->server == server);
      g_assert_nonnull (connection->channel);
      n_turned_away += connection->turned_away;
      n_undecided += connection->undecided;
      n_doomed += connection->doomed;
      if (connection->state != MBM_CONNECTION_OPEN)
        {
          g_assert_null (connection->client);
          g_assert_false (connection->undecided);
          g_assert_false (connection->doomed);
          continue;
        }

      n_open++;
      if (connection->client == NULL)
        {
          n_unregistered++;
          continue;
        }

      n_registered++;
      g_assert_false (connection->undecided);
      g_assert_true (g_hash_table_lookup (server->clients, mbm_server_client_get_id (connection->client)) ==
                     connection);
    }

  g_assert_cmpuint (server->activity.length, ==, n_open);
  g_assert_cmpuint (server->arrivals.length, ==, n_registered);
  g_assert_cmpuint (g_hash_table_size (server->clients), ==, n_registered);
  g_assert_cmpuint (server->n_unregistered, ==, n_unregistered);
  g_assert_cmpuint (server->n_turned_away, ==, n_turned_away);
  g_assert_cmpuint (server->undecided.length, ==, n_undecided);
  g_assert_cmpuint (server->doomed.length, ==, n_doomed);

  for (GList *link = server->activity.head; link != NULL; link = link->next)
    {
      MbmServerConnection *connection = link->data;

      g_assert_cmpint (connection->traffic.activity_time, >=, last);
      last = connection->traffic.activity_time;
    }
}

static void
keep_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  GPtrArray *kept = user_data;

  if (g_test_rand_bit ())
    g_ptr_array_add (kept, mbm_server_request_ref (request));
  if (kept->len > 20)
    {
      guint index = (guint) g_test_rand_int_range (0, (gint32) kept->len);

      if (g_test_rand_bit ())
        mbm_server_request_respond (g_ptr_array_index (kept, index), NULL, NULL);
      g_ptr_array_remove_index_fast (kept, index);
    }
}

static void
changed_cb (MbmServer *server, MbmServerClient *client, gpointer user_data)
{
  check_books (server);
  if (g_test_rand_int_range (0, 20) == 0)
    mbm_server_broadcast (server, "something", NULL, NULL, NULL);
  if (g_test_rand_int_range (0, 40) == 0)
    mbm_server_disconnect_client (server, mbm_server_client_get_id (client), "At random", NULL);
}

static void
act (ServerFixture *fixture, MbmTestPeer *peer)
{
  static const char *const frames[] = {
    "{\"type\":\"request\",\"requestId\":\"1\",\"requestType\":\"keep\"}",
    "{\"type\":\"request\",\"requestId\":\"2\",\"requestType\":\"$ping\",\"payload\":{\"timestamp\":1}}",
    "{\"type\":\"request\",\"requestId\":\"3\",\"requestType\":\"$login\",\"payload\":{\"token\":\"x\"}}",
    "{\"type\":\"request\",\"requestId\":\"4\",\"requestType\":\"$logout\"}",
    ("{\"type\":\"request\",\"requestId\":\"5\",\"requestType\":\"$unsubscribe\",\"payload\":{\"clientId\":"
     "\"c-1\"}}"),
    "{\"type\":\"event\",\"event\":\"$heartbeat\",\"payload\":{\"timestamp\":1}}",
    "{\"type\":\"event\",\"event\":\"moved\",\"context\":{\"source\":\"c-1\"}}",
    "{\"type\":\"response\",\"requestId\":\"6\",\"success\":true}",
    "rubbish",
    "{}",
  };
  guint kind = (guint) g_test_rand_int_range (0, 10);
  guint number = (guint) g_test_rand_int_range (0, 5);

  if (mbm_channel_is_closed (peer->channel))
    return;

  if (kind < 2)
    mbm_test_peer_sendf (
      peer,
      "{\"type\":\"request\",\"requestId\":\"r\",\"requestType\":\"$register\",\"payload\":"
      "{\"clientId\":\"c-%u\",\"clientType\":\"t\"}}",
      number);
  else if (kind == 2)
    mbm_test_peer_sendf (
      peer,
      "{\"type\":\"request\",\"requestId\":\"s\",\"requestType\":\"$subscribe\",\"payload\":"
      "{\"clientId\":\"c-%u\",\"events\":[\"something\"]}}",
      number);
  else if (kind == 3 && mbm_server_lookup_client (fixture->server, "c-1") != NULL)
    mbm_test_peer_sendf (
      peer,
      "{\"type\":\"request\",\"requestId\":\"u\",\"requestType\":\"$unregister\",\"payload\":"
      "{\"clientId\":\"c-1\",\"connectionId\":\"%s\"}}",
      mbm_server_client_get_connection_id (mbm_server_lookup_client (fixture->server, "c-1")));
  else if (kind == 4 && number == 0)
    mbm_channel_close (peer->channel, 1000, NULL);
  else
    mbm_test_peer_send (peer, frames[g_test_rand_int_range (0, G_N_ELEMENTS (frames))]);
}

static void
run (ServerFixture *fixture)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_server_request_unref);
  MbmTestPeer *peers[N_PEERS] = { NULL };

  g_object_set (fixture->server, "max-clients", 4, "max-unregistered", 5, "heartbeat-interval", 30, NULL);
  mbm_server_add_request_handler (fixture->server, "keep", keep_cb, kept, NULL);
  g_signal_connect (fixture->server, "client-added", G_CALLBACK (changed_cb), NULL);
  g_signal_connect (fixture->server, "client-removed", G_CALLBACK (changed_cb), NULL);
  server_fixture_start (fixture);

  for (guint step = 0; step < N_STEPS; step++)
    {
      guint index = (guint) g_test_rand_int_range (0, N_PEERS);

      if (peers[index] == NULL)
        peers[index] = mbm_test_peer_new (fixture->uri);
      else if (g_test_rand_int_range (0, 30) == 0)
        g_clear_pointer (&peers[index], mbm_test_peer_free);
      else
        act (fixture, peers[index]);

      if (g_test_rand_bit ())
        g_main_context_iteration (NULL, FALSE);
      check_books (fixture->server);
    }

  for (guint i = 0; i < N_PEERS; i++)
    g_clear_pointer (&peers[i], mbm_test_peer_free);
  mbm_test_wait_until (mbm_server_get_n_connections (fixture->server) == 0);
  check_books (fixture->server);
  g_assert_cmpuint (mbm_server_get_n_clients (fixture->server), ==, 0);
}

static void
test_closed_server (ServerFixture *fixture)
{
  run (fixture);
}

static void
test_open_server (ServerFixture *fixture)
{
  g_object_set (fixture->server, "require-registration", FALSE, NULL);
  run (fixture);
}

static void
test_impatient_server (ServerFixture *fixture)
{
  g_object_set (fixture->server, "client-timeout", 1, NULL);
  run (fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  server_fixture_add ("/server-books/closed", test_closed_server);
  server_fixture_add ("/server-books/open", test_open_server);
  server_fixture_add ("/server-books/impatient", test_impatient_server);

  return g_test_run ();
}
