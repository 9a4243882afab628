/* test-server-subscriptions.c — who gets which event
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "server-fixture.h"

static char *
subscribe (MbmTestPeer *peer, const char *events, const char *filter)
{
  g_autofree char *payload = g_strdup_printf ("{\"clientId\":\"%s\",\"events\":%s,\"filter\":%s}",
                                              peer->client_id, events, filter != NULL ? filter : "null");
  g_autoptr (MbmMessage) answer = mbm_test_peer_request (peer, "$subscribe", payload);

  mbm_test_assert_success (answer);
  mbm_test_assert_member (answer, "success", "true");
  mbm_test_assert_member (answer, "events", events);
  return mbm_test_get (answer, "subscriptionId");
}

static void
unsubscribe (MbmTestPeer *peer, const char *id)
{
  g_autofree char *payload =
    g_strdup_printf ("{\"clientId\":\"%s\",\"subscriptionId\":\"%s\"}", peer->client_id, id);
  g_autoptr (MbmMessage) answer = mbm_test_peer_request (peer, "$unsubscribe", payload);

  mbm_test_assert_success (answer);
  mbm_test_assert_member (answer, "success", "true");
}

static guint
broadcast (ServerFixture *fixture, const char *event, const char *payload)
{
  g_autoptr (GBytes) bytes = payload != NULL ? mbm_test_bytes (payload) : NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_assert_true (mbm_server_broadcast (fixture->server, event, bytes, &n, &error));
  g_assert_no_error (error);
  return n;
}

static void
test_who_gets (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) all = NULL;
  g_autoptr (MbmTestPeer) some = NULL;
  g_autofree char *id_1 = NULL;
  g_autofree char *id_2 = NULL;
  g_auto (GStrv) names = NULL;
  g_autoptr (MbmMessage) directed = NULL;

  server_fixture_start (fixture);
  all = mbm_test_peer_new_registered (fixture->uri, "all");
  some = mbm_test_peer_new_registered (fixture->uri, "some");

  g_assert_cmpuint (broadcast (fixture, "a", NULL), ==, 2);
  id_1 = subscribe (some, "[\"a\",\"b\"]", NULL);
  g_assert_cmpuint (broadcast (fixture, "a", NULL), ==, 2);
  g_assert_cmpuint (broadcast (fixture, "b", NULL), ==, 2);
  g_assert_cmpuint (broadcast (fixture, "c", NULL), ==, 1);

  /* Two subscriptions to one event: it comes once. */
  id_2 = subscribe (some, "[\"b\",\"c\"]", NULL);
  g_assert_cmpstr (id_1, !=, id_2);
  names = mbm_server_client_dup_subscriptions (mbm_server_lookup_client (fixture->server, "some"));
  g_assert_cmpstrv (names, ((const char *[]){ "a", "b", "c", NULL }));
  g_assert_cmpuint (broadcast (fixture, "b", NULL), ==, 2);
  g_assert_cmpuint (broadcast (fixture, "c", NULL), ==, 2);
  mbm_test_peer_sync (some);
  g_assert_cmpuint (mbm_test_peer_count_events (some, "a"), ==, 2);
  g_assert_cmpuint (mbm_test_peer_count_events (some, "b"), ==, 2);
  g_assert_cmpuint (mbm_test_peer_count_events (some, "c"), ==, 1);

  /* One that is directed to it always reaches it, and system events go to all. */
  g_assert_true (mbm_server_send (fixture->server, "some", "z", NULL, NULL));
  directed = mbm_test_peer_await_event (some, "z");
  g_assert_cmpuint (broadcast (fixture, "z", NULL), ==, 1);
  g_assert_cmpuint (broadcast (fixture, "$notice", NULL), ==, 2);

  /* Without any subscription it gets all again. */
  unsubscribe (some, id_1);
  g_assert_cmpuint (broadcast (fixture, "a", NULL), ==, 1);
  unsubscribe (some, id_2);
  g_assert_cmpuint (broadcast (fixture, "a", NULL), ==, 2);
}

static void
test_filter (ServerFixture *fixture)
{
  static const struct
  {
    const char *filter;
    const char *payload;
    gboolean passes;
  } cases[] = {
    { "{}", "{\"a\":1}", TRUE },
    { "{}", "7", TRUE },
    { "{\"a\":1}", "{\"a\":1,\"b\":2}", TRUE },
    { "{\"a\":1}", "{\"a\":1.0}", TRUE },
    { "{\"a\":1}", "{\"a\":10e-1}", TRUE },
    { "{\"a\":1}", "{\"a\":\"1\"}", FALSE },
    { "{\"a\":1}", "{\"a\":2}", FALSE },
    { "{\"a\":1}", "{}", FALSE },
    { "{\"a\":1}", "[1]", FALSE },
    { "{\"a\":1}", "null", FALSE },
    { "{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", TRUE },
    { "{\"a\":1,\"b\":2}", "{\"a\":1}", FALSE },
    { "{\"a\":null}", "{\"a\":null}", TRUE },
    { "{\"a\":null}", "{}", FALSE },
    { "{\"a\":{\"x\":1,\"y\":[1,2]}}", "{\"a\":{\"y\":[1,2],\"x\":1}}", TRUE },
    { "{\"a\":{\"x\":1}}", "{\"a\":{\"x\":1,\"y\":2}}", FALSE },
    { "{\"a\":[1,2]}", "{\"a\":[2,1]}", FALSE },
    { "{\"\\u0061\":\"\\u00e9\"}", "{\"a\":\"é\"}", TRUE },
    { "{\"n\":18446744073709551616}", "{\"n\":18446744073709551617}", FALSE },
  };
  g_autoptr (MbmTestPeer) peer = NULL;

  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  for (MbmBroadcastStyle style = MBM_BROADCAST_EVENT; style <= MBM_BROADCAST_SYSTEM; style++)
    {
      g_object_set (fixture->server, "broadcast-style", style, NULL);
      for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
        {
          g_autofree char *id = subscribe (peer, "[\"e\"]", cases[i].filter);

          g_test_message ("%s on %s", cases[i].filter, cases[i].payload);
          g_assert_cmpuint (broadcast (fixture, "e", cases[i].payload), ==, cases[i].passes ? 1 : 0);
          g_assert_cmpuint (broadcast (fixture, "other", cases[i].payload), ==, 0);
          unsubscribe (peer, id);
        }
    }
}

/* Either of two filters is enough. */
static void
test_two_filters (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autofree char *id_1 = NULL;
  g_autofree char *id_2 = NULL;

  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  id_1 = subscribe (peer, "[\"e\"]", "{\"room\":1}");
  id_2 = subscribe (peer, "[\"e\"]", "{\"room\":2}");
  g_assert_cmpuint (broadcast (fixture, "e", "{\"room\":1}"), ==, 1);
  g_assert_cmpuint (broadcast (fixture, "e", "{\"room\":2}"), ==, 1);
  g_assert_cmpuint (broadcast (fixture, "e", "{\"room\":3}"), ==, 0);
  unsubscribe (peer, id_1);
  g_assert_cmpuint (broadcast (fixture, "e", "{\"room\":1}"), ==, 0);
  g_assert_cmpuint (broadcast (fixture, "e", "{\"room\":2}"), ==, 1);
}

static void
test_unknown_subscription (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) one = NULL;
  g_autoptr (MbmTestPeer) two = NULL;
  g_autoptr (MbmMessage) none = NULL;
  g_autoptr (MbmMessage) foreign = NULL;
  g_autofree char *id = NULL;
  g_autofree char *payload = NULL;

  server_fixture_start (fixture);
  one = mbm_test_peer_new_registered (fixture->uri, "one");
  two = mbm_test_peer_new_registered (fixture->uri, "two");
  none = mbm_test_peer_request (two, "$unsubscribe", "{\"clientId\":\"two\",\"subscriptionId\":\"nothing\"}");
  mbm_test_assert_error (none, "UNKNOWN_SUBSCRIPTION", "Client two has no subscription nothing");

  /* Nobody ends a subscription of somebody else. */
  id = subscribe (one, "[\"e\"]", NULL);
  payload = g_strdup_printf ("{\"clientId\":\"two\",\"subscriptionId\":\"%s\"}", id);
  foreign = mbm_test_peer_request (two, "$unsubscribe", payload);
  mbm_test_assert_error (foreign, "UNKNOWN_SUBSCRIPTION", NULL);
  g_assert_cmpuint (broadcast (fixture, "other", NULL), ==, 1);
}

/* A reconnect begins with no subscription, and who unregisters has none any more. */
static void
test_forgotten (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmTestPeer) again = NULL;
  g_autoptr (MbmServerClient) client = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  g_autofree char *id = NULL;
  g_autofree char *id_2 = NULL;
  g_autofree char *payload = NULL;
  g_auto (GStrv) names = NULL;

  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  client = g_object_ref (mbm_server_lookup_client (fixture->server, "c-1"));
  id = subscribe (peer, "[\"e\"]", NULL);
  g_assert_cmpuint (broadcast (fixture, "other", NULL), ==, 0);

  again = mbm_test_peer_new_registered (fixture->uri, "c-1");
  g_assert_cmpuint (broadcast (fixture, "other", NULL), ==, 1);
  names = mbm_server_client_dup_subscriptions (client);
  g_assert_cmpstrv (names, ((const char *[]){ "e", NULL })); /* what it was */

  id_2 = subscribe (again, "[\"e\"]", NULL);
  payload = g_strdup_printf ("{\"clientId\":\"c-1\",\"connectionId\":\"%s\"}", again->connection_id);
  answer = mbm_test_peer_request (again, "$unregister", payload);
  mbm_test_assert_success (answer);
  mbm_test_peer_register (again, "c-1");
  g_assert_cmpuint (broadcast (fixture, "other", NULL), ==, 1);
}

static void
test_limits (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) refused = NULL;
  g_autoptr (MbmMessage) huge = NULL;
  g_autofree char *first = NULL;
  g_autofree char *filler = g_strnfill (1024 * 1024, 'f');
  g_autofree char *payload =
    g_strdup_printf ("{\"clientId\":\"c-1\",\"events\":[\"e\"],\"filter\":{\"x\":\"%s\"}}", filler);

  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  huge = mbm_test_peer_request (peer, "$subscribe", payload);
  mbm_test_assert_error (huge, "TOO_MANY_SUBSCRIPTIONS", NULL);

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *id = subscribe (peer, "[\"e\"]", NULL);

      if (i == 0)
        first = g_steal_pointer (&id);
    }
  refused = mbm_test_peer_request (peer, "$subscribe", "{\"clientId\":\"c-1\",\"events\":[\"e\"]}");
  mbm_test_assert_error (refused, "TOO_MANY_SUBSCRIPTIONS", NULL);

  unsubscribe (peer, first);
  g_free (first);
  first = subscribe (peer, "[\"e\"]", NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  server_fixture_add_with_http ("/server-subscriptions/who-gets", test_who_gets);
  server_fixture_add_with_http ("/server-subscriptions/filter", test_filter);
  server_fixture_add_with_http ("/server-subscriptions/two-filters", test_two_filters);
  server_fixture_add_with_http ("/server-subscriptions/unknown", test_unknown_subscription);
  server_fixture_add ("/server-subscriptions/forgotten", test_forgotten);
  server_fixture_add_with_http ("/server-subscriptions/limits", test_limits);

  return g_test_run ();
}
