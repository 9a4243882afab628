/* test-mock-streams.c — streams that handlers answer with, and events on timers
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mock-fixture.h"

/* The payloads of what came of a stream, in order, with a semicolon behind each. */
static char *
take_items (MbmTestPeer *peer, const char *id)
{
  GString *items = g_string_new (NULL);

  for (GList *link = peer->frames.head; link != NULL; link = link->next)
    {
      MbmMessage *message = link->data;
      g_autofree char *stream = NULL;
      g_autofree char *data = NULL;

      if (mbm_message_get_kind (message) != MBM_MESSAGE_EVENT ||
          g_strcmp0 (mbm_message_get_name (message), "streamData") != 0)
        continue;
      stream = mbm_test_get (message, "streamId");
      if (g_strcmp0 (stream, id) != 0)
        continue;
      {
        MbmJsonValue value;

        g_assert_true (mbm_json_value_get_member (mbm_message_get_payload_value (message), "data", &value));
        g_string_append_printf (items, "%.*s;", (int) value.length, value.text);
      }
    }
  return g_string_free (items, FALSE);
}

static char *
start_stream (MbmTestPeer *peer, const char *name, const char *payload)
{
  g_autoptr (MbmMessage) answer = mbm_test_peer_request (peer, name, payload);
  MbmJsonValue value = mbm_message_get_payload_value (answer);

  mbm_test_assert_success (answer);
  return mbm_json_value_dup_string (value);
}

static void
test_ends (void)
{
  g_autoptr (MockFixture) fixture = mock_fixture_new (
    "\"handlers\":[{\"request\":\"s\",\"kind\":\"stream\",\"interval\":2,\"count\":5,\"items\":["
    "{\"i\":\"{{index}}\",\"q\":\"{{payload.q}}\"},\"{{client.id}}\"]},"
    "{\"request\":\"f\",\"kind\":\"stream\",\"interval\":0,\"items\":[1,2,3],\"streamEnd\":\"fails\","
    "\"errorCode\":\"BROKEN\",\"errorMessage\":\"After {{payload}}\"},"
    "{\"request\":\"none\",\"kind\":\"stream\"},"
    "{\"request\":\"bad\",\"kind\":\"stream\",\"items\":[1,\"{{nonsense}}\"],\"interval\":0}]");
  MbmTestPeer *peer = fixture->peer;
  g_autofree char *id = start_stream (peer, "s", "{\"q\":[7]}");
  g_autoptr (MbmMessage) end = mbm_test_peer_await_event (peer, "streamEnd");
  g_autofree char *items = take_items (peer, id);
  g_autofree char *failing = NULL;
  g_autofree char *failed_items = NULL;
  g_autofree char *empty = NULL;
  g_autofree char *bad = NULL;
  g_autoptr (MbmMessage) failed = NULL;
  g_autoptr (MbmMessage) ended = NULL;
  g_autoptr (MbmMessage) broken = NULL;

  mbm_test_assert_string (end, "streamId", id);
  g_assert_cmpstr (items, ==, "{\"i\":1,\"q\":[7]};\"c-1\";{\"i\":3,\"q\":[7]};\"c-1\";{\"i\":5,\"q\":[7]};");
  /* The answer, five items and the end. */
  g_assert_cmpstr (fixture->notes->str, ==,
                   "handler: s · stream;handler: s · stream;handler: s · stream;handler: s · stream;"
                   "handler: s · stream;handler: s · stream;handler: s · stream;");

  failing = start_stream (peer, "f", "7");
  failed = mbm_test_peer_await_event (peer, "streamEnd");
  failed_items = take_items (peer, failing);
  g_assert_cmpstr (failed_items, ==, "1;2;3;");
  mbm_test_assert_string (failed, "error.code", "BROKEN");
  mbm_test_assert_string (failed, "error.message", "After 7");

  empty = start_stream (peer, "none", "{}");
  ended = mbm_test_peer_await_event (peer, "streamEnd");
  mbm_test_assert_string (ended, "streamId", empty);

  bad = start_stream (peer, "bad", "{}");
  broken = mbm_test_peer_await_event (peer, "streamEnd");
  mbm_test_assert_string (broken, "error.code", "TEMPLATE_ERROR");
}

/* Who has had enough says so, and nothing is made any more; so it is for one that stays open. */
static void
test_cancel (void)
{
  g_autoptr (MockFixture) fixture = mock_fixture_new (
    "\"handlers\":[{\"request\":\"s\",\"kind\":\"stream\",\"interval\":1,\"count\":2000000000,"
    "\"items\":[1]},{\"request\":\"stays\",\"kind\":\"stream\",\"items\":[1],\"streamEnd\":\"stays\"},"
    "{\"request\":\"r\"}]");
  MbmTestPeer *peer = fixture->peer;
  g_autofree char *id = start_stream (peer, "s", "{}");
  g_autofree char *stays = start_stream (peer, "stays", "{}");
  g_autofree char *payload = g_strdup_printf ("{\"streamId\":\"%s\"}", id);
  guint n;

  mbm_test_wait_until (mbm_test_peer_count_events (peer, "streamData") >= 4);
  mbm_test_peer_emit (peer, "streamCancel", payload);
  mbm_test_peer_sync (peer);
  n = mbm_test_peer_count_events (peer, "streamData");
  for (guint i = 0; i < 20; i++)
    assert_answer (peer, "r", "{}", "{}");
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "streamData"), ==, n);
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "streamEnd"), ==, 0);
}

/* A reader that does not read stops its stream, and is not thrown out for it; when it reads, all comes. */
static void
test_slow_reader (void)
{
  g_autofree char *filler = g_strnfill (200000, 'x');
  g_autofree char *members = g_strdup_printf (
    "\"handlers\":[{\"request\":\"s\",\"kind\":\"stream\",\"interval\":0,\"count\":400,\"items\":[\"%s\"]}]",
    filler);
  g_autoptr (MockFixture) fixture = mock_fixture_new (members);
  g_autoptr (MbmTestPeer) other = mbm_test_peer_new_registered (mbm_server_get_uri (fixture->server), "c-2");
  g_autofree char *id = mbm_test_peer_ask (fixture->peer, "s", "{}", NULL);

  mbm_test_peer_sync (fixture->peer);
  mbm_test_peer_pause (fixture->peer);
  for (guint i = 0; i < 50; i++)
    mbm_test_peer_sync (other);
  g_assert_cmpuint (mbm_server_get_n_clients (fixture->server), ==, 2);
  mbm_test_peer_resume (fixture->peer);
  {
    g_autoptr (MbmMessage) end = mbm_test_peer_await_event (fixture->peer, "streamEnd");
  }
  g_assert_cmpuint (mbm_test_peer_count_events (fixture->peer, "streamData"), ==, 400);
}

/* --- timers --------------------------------------------------------------- */

static void
test_timers (void)
{
  g_autoptr (MockFixture) fixture = mock_fixture_new (
    "\"events\":[{\"event\":\"tick\",\"interval\":10,\"count\":3,\"payload\":{\"n\":\"{{index}}\",\"s\":\"{{"
    "server.id}}\"}},"
    "{\"event\":\"mine\",\"interval\":10,\"jitter\":5,\"to\":\"clients\",\"recipients\":[\"c-1\",\"gone\"],"
    "\"payload\":\"{{client.id}}\"},"
    "{\"event\":\"off\",\"enabled\":false,\"interval\":1},{\"event\":\"button\",\"interval\":0}]");
  g_autoptr (MbmTestPeer) other = mbm_test_peer_new_registered (mbm_server_get_uri (fixture->server), "c-2");
  MbmTestPeer *peer = fixture->peer;

  for (guint i = 1; i <= 3; i++)
    {
      g_autoptr (MbmMessage) tick = mbm_test_peer_await_event (peer, "tick");

      g_assert_cmpint (mbm_test_get_int (tick, "n"), ==, i);
      mbm_test_assert_string (tick, "s", "mock");
    }
  mbm_test_wait_until (mbm_test_peer_count_events (peer, "mine") >= 8);
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "tick"), ==, 0);
  g_assert_cmpuint (mbm_test_peer_count_events (other, "mine"), ==, 0);
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "off"), ==, 0);
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "button"), ==, 0);
  assert_noted (fixture, "timer: tick · 3;");

  /* What was not changed goes on counting: it has had its three. */
  mock_fixture_update (fixture, "\"events\":[{\"event\":\"tick\",\"interval\":10,\"count\":3,"
                                "\"payload\":{\"n\":\"{{index}}\",\"s\":\"{{server.id}}\"}},"
                                "{\"event\":\"new\",\"interval\":10}]");
  mbm_test_peer_forget (peer);
  mbm_test_wait_until (mbm_test_peer_count_events (peer, "new") >= 5);
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "tick"), ==, 0);
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "mine"), ==, 0);
}

static SbxTimerConfig *
get_timer (MockFixture *fixture, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (sbx_server_config_get_timers (fixture->config)), position);
}

static int
fire (MockFixture *fixture, guint position)
{
  g_autoptr (SbxTimerConfig) timer = get_timer (fixture, position);
  g_autoptr (GError) error = NULL;
  int n = sbx_mock_fire (sbx_mock_get (fixture->server), timer, &error);

  g_assert_true ((n < 0) == (error != NULL));
  return n;
}

/* By button, to all, some or one after the other. */
static void
test_fire (void)
{
  g_autoptr (MockFixture) fixture = mock_fixture_new (
    "\"events\":[{\"event\":\"all\",\"interval\":0,\"payload\":\"{{index}}\"},"
    "{\"event\":\"type\",\"interval\":0,\"to\":\"types\",\"recipients\":[\"test\"],\"enabled\":false},"
    "{\"event\":\"nobody\",\"interval\":0,\"to\":\"types\",\"recipients\":[\"other\"]},"
    "{\"event\":\"user\",\"interval\":0,\"to\":\"users\",\"recipients\":[\"eva\"],\"payload\":\"{{user}}\"},"
    "{\"event\":\"turn\",\"interval\":0,\"inTurn\":true},"
    "{\"event\":\"wrong\",\"interval\":0,\"payload\":\"{{client.id}}\"}]");
  g_autoptr (MbmTestPeer) other = mbm_test_peer_new_registered (mbm_server_get_uri (fixture->server), "c-2");
  g_autoptr (MbmUserStore) users = mbm_user_store_new ();
  MbmTestPeer *peer = fixture->peer;
  g_autoptr (MbmMessage) login = NULL;
  g_autoptr (MbmMessage) told = NULL;

  mbm_user_store_add (users, "eva", "secret", NULL, NULL);
  g_object_set (fixture->server, "users", users, NULL);
  login = mbm_test_peer_request (other, "$login", "{\"username\":\"eva\",\"password\":\"secret\"}");
  mbm_test_assert_success (login);

  g_assert_cmpint (fire (fixture, 0), ==, 2);
  g_assert_cmpint (fire (fixture, 0), ==, 2);
  {
    g_autoptr (MbmMessage) first = mbm_test_peer_await_event (peer, "all");
    g_autoptr (MbmMessage) second = mbm_test_peer_await_event (peer, "all");

    g_assert_cmpint (mbm_test_get_int (first, ""), ==, 1);
    g_assert_cmpint (mbm_test_get_int (second, ""), ==, 2);
  }
  g_assert_cmpint (fire (fixture, 1), ==, 2);
  g_assert_cmpint (fire (fixture, 2), ==, 0);
  g_assert_cmpint (fire (fixture, 3), ==, 1);
  told = mbm_test_peer_await_event (other, "user");
  mbm_test_assert_string (told, "", "eva");

  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (fire (fixture, 4), ==, 1);
  mbm_test_peer_sync (peer);
  mbm_test_peer_sync (other);
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "turn"), ==, 2);
  g_assert_cmpuint (mbm_test_peer_count_events (other, "turn"), ==, 1);
  g_assert_cmpint (fire (fixture, 5), ==, -1);
}

/* A timer that cannot be emitted stops, and says so once. */
static void
test_stuck (void)
{
  g_autoptr (MockFixture) fixture =
    mock_fixture_new ("\"events\":[{\"event\":\"bad\",\"interval\":2,\"payload\":{\"a\":\"{{nonsense}}\"}},"
                      "{\"event\":\"good\",\"interval\":2}]");

  mbm_test_wait_until (fixture->problems->len > 0);
  mbm_test_wait_until (mbm_test_peer_count_events (fixture->peer, "good") >= 10);
  g_assert_true (g_str_has_prefix (fixture->problems->str, "bad: /a: {{nonsense}}"));
  g_assert_nonnull (strchr (fixture->problems->str, ';'));
  g_assert_null (strchr (strchr (fixture->problems->str, ';') + 1, ';'));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mock/streams/ends", test_ends);
  g_test_add_func ("/mock/streams/cancel", test_cancel);
  g_test_add_func ("/mock/streams/slow-reader", test_slow_reader);
  g_test_add_func ("/mock/timers/interval", test_timers);
  g_test_add_func ("/mock/timers/fire", test_fire);
  g_test_add_func ("/mock/timers/stuck", test_stuck);

  return g_test_run ();
}
