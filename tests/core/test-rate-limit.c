/* test-rate-limit.c — how often somebody may ask
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "mbm-peer-host-private.h"
#include "server-fixture.h"

/* So few that none comes back while a test runs. */
#define HARDLY_ANY 0.001

static void
answer_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_assert_true (mbm_server_request_respond (request, NULL, NULL));
}

static MbmRateLimit *
start (ServerFixture *fixture, double rate, guint burst, MbmRateKey key)
{
  MbmRateLimit *limit = mbm_rate_limit_new (rate, burst, key);

  mbm_server_add_middleware (fixture->server, MBM_MIDDLEWARE (limit), NULL);
  mbm_server_add_request_handler (fixture->server, "a", answer_cb, NULL, NULL);
  mbm_server_add_request_handler (fixture->server, "b", answer_cb, NULL, NULL);
  server_fixture_start (fixture);
  g_object_unref (limit); /* the server keeps it */

  return limit;
}

static gboolean
passes (MbmTestPeer *peer, const char *name)
{
  g_autoptr (MbmMessage) answer = mbm_test_peer_request (peer, name, "{}");

  if (mbm_message_is_success (answer))
    return TRUE;

  mbm_test_assert_error (answer, "TOO_MANY_REQUESTS", NULL);
  return FALSE;
}

static void
test_client (ServerFixture *fixture)
{
  MbmRateLimit *limit = start (fixture, HARDLY_ANY, 3, MBM_RATE_KEY_CLIENT);
  g_autoptr (MbmTestPeer) one = mbm_test_peer_new_registered (fixture->uri, "one");
  g_autoptr (MbmTestPeer) two = mbm_test_peer_new_registered (fixture->uri, "two");
  g_autoptr (MbmMessage) refused = NULL;
  g_autoptr (MbmMessage) error = NULL;
  MbmJsonValue details, wait;
  gint64 ms;

  g_assert_true (passes (one, "a"));
  g_assert_true (passes (one, "b"));
  g_assert_true (passes (one, "a"));
  g_assert_false (passes (one, "a"));
  g_assert_true (passes (two, "a"));
  g_assert_cmpuint (mbm_rate_limit_get_n_buckets (limit), ==, 2);

  refused = mbm_test_peer_request (one, "b", "{}");
  g_assert_true (mbm_json_value_get_member (mbm_message_get_error_value (refused), "details", &details));
  g_assert_true (mbm_json_value_get_member (details, "retryAfter", &wait));
  g_assert_true (mbm_json_value_get_int (wait, &ms));
  g_assert_cmpint (ms, >, 900000); /* most of a thousand seconds */
  g_assert_cmpint (ms, <=, 1000000);

  mbm_test_peer_emit (one, "happened", "{}");
  error = mbm_test_peer_await_event (one, "$error");
  mbm_test_assert_string (error, "code", "TOO_MANY_REQUESTS");
  g_assert_cmpint (mbm_test_get_int (error, "details.retryAfter"), >, 900000);

  /* The system is not meant. */
  mbm_test_peer_sync (one);
}

static void
test_refill (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  MbmRateLimit *limit = start (fixture, HARDLY_ANY, 1, MBM_RATE_KEY_CLIENT);
  gint64 begin;

  peer = mbm_test_peer_new_registered (fixture->uri, "one");
  g_assert_true (passes (peer, "a"));
  g_assert_false (passes (peer, "a"));

  /* One comes back every 50 ms, and not before. */
  begin = g_get_monotonic_time ();
  g_object_set (limit, "rate", 20.0, NULL);
  mbm_test_wait_until (passes (peer, "a"));
  mbm_test_wait_until (passes (peer, "a"));
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 90 * G_TIME_SPAN_MILLISECOND);

  /* And no more than fit in. */
  g_object_set (limit, "rate", 1e9, NULL);
  g_assert_true (passes (peer, "a"));
  g_object_set (limit, "rate", HARDLY_ANY, NULL);
  g_assert_false (passes (peer, "a"));
}

static void
test_name (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  MbmRateLimit *limit = start (fixture, HARDLY_ANY, 1, MBM_RATE_KEY_CLIENT);

  g_object_set (limit, "per-name", TRUE, NULL);
  peer = mbm_test_peer_new_registered (fixture->uri, "one");
  g_assert_true (passes (peer, "a"));
  g_assert_true (passes (peer, "b"));
  g_assert_false (passes (peer, "a"));
  g_assert_false (passes (peer, "b"));
}

/* The connections of one user count together, and so do those of one address. */
static void
test_user (ServerFixture *fixture)
{
  static const char login[] = "{\"username\":\"ann\",\"password\":\"secret\"}";
  g_autoptr (MbmUserStore) users = mbm_user_store_new ();
  g_autoptr (MbmTestPeer) one = NULL;
  g_autoptr (MbmTestPeer) two = NULL;
  g_autoptr (MbmTestPeer) nobody = NULL;
  g_autoptr (MbmMessage) login_one = NULL;
  g_autoptr (MbmMessage) login_two = NULL;

  g_assert_true (mbm_user_store_add (users, "ann", "secret", NULL, NULL));
  g_object_set (fixture->server, "users", users, NULL);
  start (fixture, HARDLY_ANY, 2, MBM_RATE_KEY_USER);
  one = mbm_test_peer_new_registered (fixture->uri, "one");
  two = mbm_test_peer_new_registered (fixture->uri, "two");
  nobody = mbm_test_peer_new_registered (fixture->uri, "ann");
  login_one = mbm_test_peer_request (one, "$login", login);
  login_two = mbm_test_peer_request (two, "$login", login);
  mbm_test_assert_member (login_two, "success", "true");

  g_assert_true (passes (one, "a"));
  g_assert_true (passes (two, "a"));
  g_assert_false (passes (one, "a"));
  g_assert_true (passes (nobody, "a")); /* a client of the user's name is not the user */
}

static void
test_address (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) one = NULL;
  g_autoptr (MbmTestPeer) two = NULL;
  MbmRateLimit *limit = start (fixture, HARDLY_ANY, 2, MBM_RATE_KEY_ADDRESS);

  one = mbm_test_peer_new_registered (fixture->uri, "one");
  two = mbm_test_peer_new_registered (fixture->uri, "two");
  g_assert_true (passes (one, "a"));
  g_assert_true (passes (two, "a"));
  g_assert_false (passes (one, "a"));
  g_assert_false (passes (two, "a"));
  g_assert_cmpuint (mbm_rate_limit_get_n_buckets (limit), ==, 1);
}

/* Memory is bounded: who was not there for the longest time is forgotten. */
static void
test_bounded (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) one = NULL;
  g_autoptr (MbmTestPeer) two = NULL;
  MbmRateLimit *limit = start (fixture, HARDLY_ANY, 1, MBM_RATE_KEY_CLIENT);

  g_object_set (limit, "max-buckets", 20, NULL);
  one = mbm_test_peer_new_registered (fixture->uri, "one");
  two = mbm_test_peer_new_registered (fixture->uri, "two");
  g_assert_true (passes (one, "a"));
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *id = g_strdup_printf ("c-%u", i);
      g_autoptr (MbmTestPeer) peer = mbm_test_peer_new_registered (fixture->uri, id);

      g_assert_true (passes (peer, "a"));
      if (i == 0)
        g_assert_true (passes (two, "a"));
      else
        g_assert_false (passes (two, "a")); /* who is there is not forgotten */
      g_assert_cmpuint (mbm_rate_limit_get_n_buckets (limit), <=, 20);
    }
  g_assert_true (passes (one, "a"));

  g_object_set (limit, "max-buckets", 5, NULL);
  g_assert_cmpuint (mbm_rate_limit_get_n_buckets (limit), ==, 5);
}

static void
test_host (void)
{
  static const struct
  {
    const char *address;
    const char *host;
  } cases[] = {
    { "127.0.0.1:51234", "127.0.0.1" },
    { "127.0.0.1", "127.0.0.1" },
    { "[::1]:80", "::" },
    { "[2001:db8:1:2:3:4:5:6]:80", "2001:db8:1:2::" },
    { "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::" },
    { "memory", "memory" },
    { "a.example:7", "a.example" },
    { "[broken", "[broken" },
    { "", "" },
    { NULL, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *host = mbm_peer_host_dup (cases[i].address);

      g_assert_cmpstr (host, ==, cases[i].host);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  server_fixture_add ("/rate-limit/client", test_client);
  server_fixture_add ("/rate-limit/refill", test_refill);
  server_fixture_add ("/rate-limit/name", test_name);
  server_fixture_add ("/rate-limit/user", test_user);
  server_fixture_add ("/rate-limit/address", test_address);
  server_fixture_add ("/rate-limit/bounded", test_bounded);
  g_test_add_func ("/rate-limit/host", test_host);

  return g_test_run ();
}
