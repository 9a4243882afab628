/* test-mock-faults.c — what goes wrong on purpose between a server and some of its clients
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mock-fixture.h"

static void
set_faults (MockFixture *fixture, const char *client_id, const SbxFaults *faults)
{
  const char *const ids[] = { client_id, NULL };

  sbx_mock_set_faults (sbx_mock_ensure (fixture->server), client_id != NULL ? ids : NULL, faults);
}

static guint
count_answers (MbmTestPeer *peer, const char *id)
{
  guint n = 0;

  for (GList *link = peer->frames.head; link != NULL; link = link->next)
    n += g_strcmp0 (mbm_message_get_id (link->data), id) == 0;
  return n;
}

/* For one client and nobody else, for those who have none of their own, and for nobody again. */
static void
test_clients (void)
{
  g_autoptr (MockFixture) fixture = mock_fixture_new ("\"handlers\":[{\"request\":\"r\",\"answer\":1}]");
  g_autoptr (MbmTestPeer) other = mbm_test_peer_new_registered (mbm_server_get_uri (fixture->server), "c-2");
  MbmTestPeer *peer = fixture->peer;
  g_autofree char *dropped = NULL;
  g_autofree char *twice = NULL;
  g_autofree char *late = NULL;
  gint64 begin;

  set_faults (fixture, "c-1", &(SbxFaults){ .drop = 1 });
  dropped = mbm_test_peer_ask (peer, "r", "{}", NULL);
  assert_answer (other, "r", "{}", "1");
  mbm_test_peer_sync (peer);
  g_assert_cmpuint (count_answers (peer, dropped), ==, 0);
  g_assert_cmpuint (fixture->n_withheld, ==, 1);
  assert_noted (fixture, "handler: r · json · fault: dropped;");

  set_faults (fixture, "c-1", &(SbxFaults){ .duplicate = 1 });
  twice = mbm_test_peer_ask (peer, "r", "{}", NULL);
  mbm_test_peer_sync (peer);
  g_assert_cmpuint (count_answers (peer, twice), ==, 2);

  set_faults (fixture, "c-1", NULL);
  set_faults (fixture, NULL, &(SbxFaults){ .delay = 80, .jitter = 20 });
  begin = g_get_monotonic_time ();
  late = mbm_test_peer_ask (other, "r", "{}", NULL);
  assert_answer (peer, "r", "{}", "1");
  {
    g_autoptr (MbmMessage) answer = mbm_test_peer_await_response (other, late);

    g_assert_cmpint (g_get_monotonic_time () - begin, >=, 80 * 1000);
    mbm_test_assert_success (answer);
  }
  {
    g_autoptr (MbmTestPeer) newcomer =
      mbm_test_peer_new_registered (mbm_server_get_uri (fixture->server), "c-3");

    begin = g_get_monotonic_time ();
    assert_answer (newcomer, "r", "{}", "1");
    g_assert_cmpint (g_get_monotonic_time () - begin, >=, 80 * 1000);
  }

  set_faults (fixture, NULL, NULL);
  begin = g_get_monotonic_time ();
  assert_answer (other, "r", "{}", "1");
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 80 * 1000);
}

/* The demo has them as well, and they repeat with their seed. */
static char *
draw (guint seed)
{
  g_autofree char *members = g_strdup_printf ("\"demo\":true,\"seed\":%u", seed);
  g_autoptr (MockFixture) fixture = mock_fixture_new (members);
  GString *drawn = g_string_new (NULL);

  set_faults (fixture, NULL, &(SbxFaults){ .drop = 0.4 });
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *id = mbm_test_peer_ask (fixture->peer, "calculateTotal", "{\"items\":[]}", NULL);

      mbm_test_peer_sync (fixture->peer);
      g_string_append_c (drawn, count_answers (fixture->peer, id) == 1 ? '.' : 'x');
    }
  assert_noted (fixture, "fault: dropped;");
  return g_string_free (drawn, FALSE);
}

static void
test_seed (void)
{
  g_autofree char *one = draw (3);
  g_autofree char *again = draw (3);
  guint n = 0;

  for (const char *c = one; *c != '\0'; c++)
    n += *c == 'x';
  g_assert_cmpstr (one, ==, again);
  g_assert_cmpuint (n, >, 15);
  g_assert_cmpuint (n, <, 70);
}

/* Who is to hear nothing hears nothing, also after it came back. */
static void
test_mute (void)
{
  g_autoptr (MockFixture) fixture =
    mock_fixture_new ("\"heartbeatInterval\":15,\"handlers\":[{\"request\":\"r\"}]");
  g_autoptr (MbmTestPeer) other = mbm_test_peer_new_registered (mbm_server_get_uri (fixture->server), "c-2");

  set_faults (fixture, "c-1", &(SbxFaults){ .mute = TRUE });
  mbm_test_peer_free (fixture->peer);
  mbm_test_wait_until (mbm_server_get_n_clients (fixture->server) == 1);
  fixture->peer = mbm_test_peer_new (mbm_server_get_uri (fixture->server));
  mbm_test_peer_register (fixture->peer, "c-1");
  mbm_test_peer_forget (fixture->peer);
  mbm_test_peer_forget (other);
  mbm_test_wait_until (mbm_test_peer_count_events (other, "$heartbeat") >= 4);
  assert_answer (fixture->peer, "r", "{}", "{}");
  g_assert_cmpuint (mbm_test_peer_count_events (fixture->peer, "$heartbeat"), ==, 0);
}

static void
test_summary (void)
{
  static const struct
  {
    SbxFaults faults;
    const char *expected;
  } cases[] = {
    { { 0 }, "" },
    { { .delay = 5 }, "5 ms late" },
    { { .delay = 5, .jitter = 10, .drop = 0.25 }, "5–15 ms late · 25 % dropped" },
    { { .duplicate = 1, .mute = TRUE }, "100 % twice · No heartbeats" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *summary = sbx_faults_dup_summary (&cases[i].faults);

      g_assert_cmpstr (summary, ==, cases[i].expected);
      g_assert_true (sbx_faults_is_none (&cases[i].faults) == (*summary == '\0'));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mock/faults/clients", test_clients);
  g_test_add_func ("/mock/faults/seed", test_seed);
  g_test_add_func ("/mock/faults/mute", test_mute);
  g_test_add_func ("/mock/faults/summary", test_summary);

  return g_test_run ();
}
