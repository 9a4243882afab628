/* test-server-limits.c — what a server takes from its peers, where it is told how much
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "server-fixture.h"

static const struct
{
  const char *name;
  guint64 value;
} defaults[] = {
  { "max-outstanding", MBM_DEFAULT_MAX_OUTSTANDING },
  { "max-outstanding-size", MBM_DEFAULT_MAX_OUTSTANDING_SIZE },
  { "max-refused", MBM_DEFAULT_MAX_REFUSED },
  { "max-subscriptions", MBM_DEFAULT_MAX_SUBSCRIPTIONS },
  { "max-subscribed-events", MBM_DEFAULT_MAX_SUBSCRIBED_EVENTS },
  { "max-subscription-size", MBM_DEFAULT_MAX_SUBSCRIPTION_SIZE },
  { "max-capabilities", MBM_DEFAULT_MAX_CAPABILITIES },
  { "max-metadata-size", MBM_DEFAULT_MAX_METADATA_SIZE },
  { "max-name-length", MBM_DEFAULT_MAX_NAME_LENGTH },
  { "anonymous-delay", MBM_DEFAULT_ANONYMOUS_DELAY },
  { "stop-timeout", MBM_DEFAULT_STOP_TIMEOUT },
};

static guint64
get_number (MbmServer *server, const char *name)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_object_get_property (G_OBJECT (server), name, &value);
  return G_VALUE_HOLDS_UINT64 (&value) ? g_value_get_uint64 (&value) : g_value_get_uint (&value);
}

static void
test_defaults (void)
{
  g_autoptr (MbmServer) server = mbm_server_new (NULL, NULL);
  g_autoptr (MbmServer) other = mbm_server_new (NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (defaults); i++)
    {
      GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (server), defaults[i].name);
      g_auto (GValue) value = G_VALUE_INIT;
      g_auto (GValue) number = G_VALUE_INIT;

      g_assert_nonnull (pspec);
      g_assert_cmpuint (get_number (server, defaults[i].name), ==, defaults[i].value);
      g_value_init (&number, G_TYPE_UINT);
      g_value_set_uint (&number, 10 + i);
      g_value_init (&value, pspec->value_type);
      g_assert_true (g_value_transform (&number, &value));
      g_object_set_property (G_OBJECT (server), defaults[i].name, &value);
    }

  for (guint i = 0; i < G_N_ELEMENTS (defaults); i++)
    {
      g_assert_cmpuint (get_number (server, defaults[i].name), ==, 10 + i);
      g_assert_cmpuint (get_number (other, defaults[i].name), ==, defaults[i].value);
    }
}

static void
assert_refused (MbmTestPeer *peer, const char *name, const char *payload, const char *code, const char *words)
{
  g_autoptr (MbmMessage) answer = mbm_test_peer_request (peer, name, payload);

  mbm_test_assert_error (answer, code, words);
}

static void
assert_taken (MbmTestPeer *peer, const char *name, const char *payload)
{
  g_autoptr (MbmMessage) answer = mbm_test_peer_request (peer, name, payload);

  mbm_test_assert_success (answer);
}

static void
keep_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_ptr_array_add (user_data, mbm_server_request_ref (request));
}

static void
test_outstanding (ServerFixture *fixture)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_server_request_unref);
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autofree char *filler = g_strnfill (2000, '1');

  g_object_set (fixture->server, "max-outstanding", 2, "max-outstanding-size", (guint64) 4000, NULL);
  mbm_server_add_request_handler (fixture->server, "later", keep_cb, kept, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *id = mbm_test_peer_ask (peer, "later", "{}", NULL);
    }
  assert_refused (peer, "later", "{}", "TOO_MANY_REQUESTS",
                  "2 requests of this connection wait for an answer");

  g_ptr_array_set_size (kept, 0);
  {
    g_autofree char *id = mbm_test_peer_ask (peer, "later", filler, NULL);
  }
  assert_refused (peer, "later", filler, "TOO_MANY_REQUESTS",
                  "1 requests of this connection wait for an answer");
  g_assert_cmpuint (kept->len, ==, 1);
  g_ptr_array_set_size (kept, 0);
}

static void
test_refused (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;

  g_object_set (fixture->server, "max-refused", 3, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");

  /* A message in between, and it is forgiven. */
  mbm_test_peer_send (peer, "1");
  mbm_test_peer_send (peer, "2");
  mbm_test_peer_sync (peer);
  mbm_test_peer_send (peer, "3");
  mbm_test_peer_send (peer, "4");
  mbm_test_peer_send (peer, "5");
  mbm_test_peer_await_closed (peer);
  g_assert_cmpuint (peer->close_code, ==, 1008);
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "$error"), ==, 4);
}

static void
test_subscriptions (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;

  g_object_set (fixture->server, "max-subscriptions", 3, "max-subscribed-events", 4, "max-subscription-size",
                (guint64) 20, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");

  assert_refused (peer, "$subscribe", "{\"clientId\":\"c-1\",\"events\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}",
                  "INVALID_PAYLOAD", "$subscribe: events has more than 4 strings");
  assert_refused (peer, "$subscribe",
                  "{\"clientId\":\"c-1\",\"events\":[\"a\"],\"filter\":{\"member\":123456789}}",
                  "TOO_MANY_SUBSCRIPTIONS", "A client may have 3 subscriptions to 4 events in 20 bytes");
  assert_taken (peer, "$subscribe", "{\"clientId\":\"c-1\",\"events\":[\"a\",\"b\",\"c\"]}");
  assert_refused (peer, "$subscribe", "{\"clientId\":\"c-1\",\"events\":[\"d\",\"e\"]}",
                  "TOO_MANY_SUBSCRIPTIONS", NULL);

  g_object_set (fixture->server, "max-subscribed-events", 100, NULL);
  assert_taken (peer, "$subscribe", "{\"clientId\":\"c-1\",\"events\":[\"d\"]}");
  assert_taken (peer, "$subscribe", "{\"clientId\":\"c-1\",\"events\":[\"e\"]}");
  assert_refused (peer, "$subscribe", "{\"clientId\":\"c-1\",\"events\":[\"f\"]}", "TOO_MANY_SUBSCRIPTIONS",
                  NULL);
}

static void
test_names (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;

  g_object_set (fixture->server, "max-name-length", 4, "max-capabilities", 2, "max-metadata-size",
                (guint64) 10, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new (fixture->uri);

  assert_refused (peer, "$register", "{\"clientId\":\"client\",\"clientType\":\"t\"}", "INVALID_PAYLOAD",
                  "$register: clientId must have at most 4 bytes");
  assert_refused (peer, "$register",
                  "{\"clientId\":\"c-1\",\"clientType\":\"t\",\"capabilities\":[\"alpha\"]}",
                  "INVALID_PAYLOAD", "$register: capabilities has a string of more than 4 bytes");
  assert_refused (peer, "$register",
                  "{\"clientId\":\"c-1\",\"clientType\":\"t\",\"capabilities\":[\"a\",\"b\",\"c\"]}",
                  "INVALID_PAYLOAD", "$register: capabilities has more than 2 strings");
  assert_refused (peer, "$register",
                  "{\"clientId\":\"c-1\",\"clientType\":\"t\",\"metadata\":{\"a\":123456}}",
                  "INVALID_PAYLOAD", "$register: metadata must have at most 10 bytes");
  assert_taken (
    peer, "$register",
    "{\"clientId\":\"c-1\",\"clientType\":\"t\",\"capabilities\":[\"a\",\"b\"],\"metadata\":{\"a\":1234}}");
}

/* Without patience for the undecided, everybody is somebody at once. */
static void
test_anonymous_delay (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;

  g_object_set (fixture->server, "require-registration", FALSE, "anonymous-delay", 0, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new (fixture->uri);
  mbm_test_wait_until (mbm_server_get_n_clients (fixture->server) == 1);
  g_assert_nonnull (mbm_server_lookup_client (fixture->server, "anonymous-1"));
}

static void
note_end_cb (const MbmTapRecord *record, gpointer user_data)
{
  char **end = user_data;

  if (record->kind == MBM_TAP_CLOSED && record->error != NULL)
    *end = g_strdup (record->error->message);
}

/* A peer that does not answer the close is cut off, sooner than its channel would have given up by itself. */
static void
test_stop_timeout (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autofree char *end = NULL;
  gint64 start;

  g_object_set (fixture->server, "stop-timeout", 10, NULL);
  mbm_server_set_tap (fixture->server, note_end_cb, &end, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "c-1");
  mbm_test_peer_pause (peer);
  start = g_get_monotonic_time ();
  mbm_test_server_stop (fixture->server, NULL);
  g_test_message ("stopped after %.1f ms", (g_get_monotonic_time () - start) / 1000.0);
  g_assert_cmpuint (mbm_server_get_n_connections (fixture->server), ==, 0);
  g_assert_cmpstr (end, ==, "The connection was cut by this side");
  mbm_server_set_tap (fixture->server, NULL, NULL, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server-limits/defaults", test_defaults);
  server_fixture_add_with_http ("/server-limits/outstanding", test_outstanding);
  server_fixture_add ("/server-limits/refused", test_refused);
  server_fixture_add_with_http ("/server-limits/subscriptions", test_subscriptions);
  server_fixture_add_with_http ("/server-limits/names", test_names);
  server_fixture_add ("/server-limits/anonymous-delay", test_anonymous_delay);
  server_fixture_add ("/server-limits/stop-timeout", test_stop_timeout);

  return g_test_run ();
}
