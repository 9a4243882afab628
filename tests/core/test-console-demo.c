/* test-console-demo.c — the demo: everything is seen to move
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "console-fixture.h"

static guint
count_beats (SbxServer *server)
{
  GListModel *peers = sbx_endpoint_get_peers (SBX_ENDPOINT (server));
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (peers); i++)
    {
      g_autoptr (SbxPeer) peer = g_list_model_get_item (peers, i);
      g_autoptr (GArray) beats = sbx_peer_dup_beats (peer, 0);

      n += beats->len;
    }
  return n;
}

static void
test_moves (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = sbx_console_start_demo (fixture->console);
  SbxEndpoint *endpoint = SBX_ENDPOINT (server);
  SbxStats *stats;

  g_assert_true (sbx_console_start_demo (fixture->console) == server);
  wait_until (sbx_endpoint_get_state (endpoint) == SBX_ENDPOINT_RUNNING);
  g_assert_true (g_str_has_prefix (sbx_endpoint_get_address (endpoint), "ws://127.0.0.1:"));
  g_assert_false (g_str_has_suffix (sbx_endpoint_get_address (endpoint), ":0"));

  wait_until (sbx_server_get_n_clients (server) == 5);
  wait_until (count_beats (server) >= 3);
  wait_until ((stats = sbx_endpoint_get_stats (endpoint)) != NULL && stats->n_latencies >= 3 &&
              stats->events_out >= 2 && stats->heartbeats_in >= 2);
  g_assert_cmpint (sbx_server_get_uptime (server), >, 0);

  stop_endpoint (server);
  g_assert_cmpuint (sbx_server_get_n_clients (server), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (sbx_server_get_departed (server)), >=, 5);

  /* It is there once more, also for who cannot wait for its end; and it is not kept. */
  g_assert_true (sbx_console_start_demo (fixture->console) == server);
  wait_until (sbx_endpoint_get_state (endpoint) == SBX_ENDPOINT_RUNNING);
  sbx_endpoint_stop_async (endpoint, NULL, NULL, NULL);
  g_assert_true (sbx_console_start_demo (fixture->console) == server);
  wait_until (sbx_server_get_n_clients (server) >= 1);
  console_fixture_restart (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (sbx_console_get_servers (fixture->console)), ==, 0);

  console_fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  console_fixture_init (&argc, &argv);

  g_test_add_func ("/console/demo/moves", test_moves);

  return g_test_run ();
}
