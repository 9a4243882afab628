/* test-client-events.c — events on their way to a client's handlers
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "client-fixture.h"

/* What handlers saw: `NAME=payload` each, by the handler's own letter. */
static GString *seen;

typedef struct
{
  char letter;
  guint id;
  guint other; /* removed when this is called */
  gboolean removes_itself;
  gboolean adds;
  gboolean drops_client;
} Handler;

static void handle (MbmClient *client, MbmMessage *event, gpointer user_data);

static void
count_destroyed (gpointer user_data)
{
  g_string_append (seen, "destroyed ");
}

static void
handle (MbmClient *client, MbmMessage *event, gpointer user_data)
{
  Handler *self = user_data;
  g_autofree char *payload = payload_text (event);

  g_string_append_printf (seen, "%c:%s=%s ", self->letter, mbm_message_get_name (event), payload);
  if (self->other != 0)
    g_assert_true (mbm_client_remove_event_handler (client, self->other));
  if (self->removes_itself)
    g_assert_true (mbm_client_remove_event_handler (client, self->id));
  if (self->adds)
    mbm_client_add_event_handler (client, "e", handle, self, NULL);
  if (self->drops_client)
    g_object_unref (client);
  self->other = 0;
  self->adds = FALSE;
}

static void
send_and_wait (Peer *peer, MbmClient *client, const char *text)
{
  /* An answer that nobody asked for comes behind it: when that is there, so is the event. */
  g_autoptr (Record) record = record_new (client);

  peer_send (peer, text);
  peer_send (peer, "{\"type\":\"response\",\"requestId\":\"mark\",\"success\":true,\"data\":1}");
  fixture_wait_until (record_has (record, "received answer unsolicited"));
  mbm_client_set_tap (client, NULL, NULL, NULL);
  g_signal_handlers_disconnect_by_data (client, record);
}

static void
assert_seen (const char *expected)
{
  g_assert_cmpstr (seen->str, ==, expected);
  g_string_truncate (seen, 0);
}

static void
test_handlers (void)
{
  g_autoptr (Peer) peer = peer_new ();
  MbmClient *client = client_new_connected (peer, "me");
  Handler a = { .letter = 'a' };
  Handler b = { .letter = 'b' };
  Handler all = { .letter = '*' };

  all.id = mbm_client_add_event_handler (client, NULL, handle, &all, count_destroyed);
  a.id = mbm_client_add_event_handler (client, "e", handle, &a, count_destroyed);
  b.id = mbm_client_add_event_handler (client, "e", handle, &b, NULL);
  g_assert_cmpuint (a.id, !=, 0);
  g_assert_cmpuint (a.id, !=, b.id);

  send_and_wait (peer, client, "{\"type\":\"event\",\"event\":\"e\",\"payload\":{\"n\":1.0}}");
  assert_seen ("a:e={\"n\":1.0} b:e={\"n\":1.0} *:e={\"n\":1.0} ");
  send_and_wait (peer, client, "{\"type\":\"event\",\"event\":\"other\",\"payload\":null}");
  assert_seen ("*:other=null ");
  send_and_wait (peer, client, "{\"type\":\"event\",\"event\":\"$connected\",\"payload\":{}}");
  assert_seen ("*:$connected={} ");

  g_assert_true (mbm_client_remove_event_handler (client, a.id));
  assert_seen ("destroyed ");
  g_assert_false (mbm_client_remove_event_handler (client, a.id));
  g_assert_false (mbm_client_remove_event_handler (client, 12345));
  send_and_wait (peer, client, "{\"type\":\"event\",\"event\":\"e\",\"payload\":2}");
  assert_seen ("b:e=2 *:e=2 ");

  g_assert_finalize_object (client);
  assert_seen ("destroyed ");
}

static void
test_changes_within (void)
{
  g_autoptr (Peer) peer = peer_new ();
  MbmClient *client = client_new_connected (peer, "me");
  Handler a = { .letter = 'a', .removes_itself = TRUE };
  Handler b = { .letter = 'b', .adds = TRUE };
  Handler c = { .letter = 'c' };

  a.id = mbm_client_add_event_handler (client, "e", handle, &a, count_destroyed);
  b.id = mbm_client_add_event_handler (client, "e", handle, &b, NULL);
  c.id = mbm_client_add_event_handler (client, "e", handle, &c, NULL);
  b.other = c.id;

  /* a goes, and its data with it when it has returned; c goes before its turn; what b adds waits for the
   * next. */
  send_and_wait (peer, client, "{\"type\":\"event\",\"event\":\"e\",\"payload\":1}");
  assert_seen ("a:e=1 b:e=1 destroyed ");
  send_and_wait (peer, client, "{\"type\":\"event\",\"event\":\"e\",\"payload\":2}");
  assert_seen ("b:e=2 b:e=2 ");
  g_assert_finalize_object (client);
}

static void
test_drop_within (void)
{
  g_autoptr (Peer) peer = peer_new ();
  MbmClient *client = client_new_connected (peer, "me");
  Handler a = { .letter = 'a', .drops_client = TRUE };
  Handler b = { .letter = 'b' };
  gpointer weak = client;

  mbm_client_add_event_handler (client, "e", handle, &a, NULL);
  mbm_client_add_event_handler (client, "e", handle, &b, NULL);
  g_object_add_weak_pointer (G_OBJECT (client), &weak);
  peer_send (peer, "{\"type\":\"event\",\"event\":\"e\",\"payload\":1}");
  peer_send (peer, "{\"type\":\"event\",\"event\":\"e\",\"payload\":2}");
  fixture_wait_until (weak == NULL);
  assert_seen ("a:e=1 b:e=1 ");
  fixture_wait_until (peer->channel == NULL);
}

static void
test_target (void)
{
  g_autoptr (Peer) peer = peer_new ();
  MbmClient *client = client_new_connected (peer, "me");
  g_autoptr (Record) record = record_new (client);
  Handler a = { .letter = 'a' };

  mbm_client_add_event_handler (client, NULL, handle, &a, NULL);
  peer_send (peer, "{\"type\":\"event\",\"event\":\"e\",\"payload\":1,\"context\":{\"target\":\"you\"}}");
  peer_send (peer, "{\"type\":\"event\",\"event\":\"e\",\"payload\":2,\"context\":{\"target\":\"me\"}}");
  peer_send (peer, "{\"type\":\"event\",\"event\":\"e\",\"payload\":3,\"context\":{\"target\":null}}");
  peer_send (peer, "{\"type\":\"event\",\"event\":\"e\",\"payload\":4,\"context\":{}}");
  fixture_wait_until (record->lines->len == 4);
  assert_seen ("a:e=2 a:e=3 a:e=4 ");
  g_assert_cmpstr (record->lines->pdata[0], ==, "received e not for us");
  g_assert_cmpstr (record->lines->pdata[1], ==, "received e");
  g_assert_finalize_object (client);
}

/* A client that did not register has a name that only the server knows. */
static void
test_target_unregistered (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GAsyncResult) result = NULL;
  MbmClient *client = mbm_client_new ("me");
  Handler a = { .letter = 'a' };

  g_object_set (client, "register", FALSE, NULL);
  mbm_client_connect_async (client, peer->uri, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL && peer->channel != NULL);
  g_clear_object (&result);
  mbm_client_add_event_handler (client, "e", handle, &a, NULL);
  send_and_wait (
    peer, client,
    "{\"type\":\"event\",\"event\":\"e\",\"payload\":1,\"context\":{\"target\":\"anonymous-1\"}}");
  assert_seen ("a:e=1 ");
  g_assert_finalize_object (client);
}

static void
test_broadcast (void)
{
  g_autoptr (Peer) peer = peer_new ();
  MbmClient *client = client_new_connected (peer, "me");
  Handler named = { .letter = 'n' };
  Handler system = { .letter = 's' };
  Handler all = { .letter = '*' };

  mbm_client_add_event_handler (client, NULL, handle, &all, NULL);
  mbm_client_add_event_handler (client, "orderCreated", handle, &named, NULL);
  mbm_client_add_event_handler (client, "$broadcast", handle, &system, NULL);

  send_and_wait (peer, client,
                 "{\"type\":\"event\",\"event\":\"$broadcast\",\"payload\":"
                 "{\"message\":\"orderCreated\",\"data\":{\"n\":1.10},\"timestamp\":1}}");
  assert_seen ("s:$broadcast={\"message\":\"orderCreated\",\"data\":{\"n\":1.10},\"timestamp\":1} "
               "*:$broadcast={\"message\":\"orderCreated\",\"data\":{\"n\":1.10},\"timestamp\":1} "
               "n:orderCreated={\"n\":1.10} ");

  send_and_wait (peer, client,
                 "{\"type\":\"event\",\"event\":\"$broadcast\",\"payload\":{\"message\":\"orderCreated\"}}");
  assert_seen ("s:$broadcast={\"message\":\"orderCreated\"} *:$broadcast={\"message\":\"orderCreated\"} "
               "n:orderCreated=null ");

  /* One that names nothing, or itself, is just itself. */
  send_and_wait (peer, client, "{\"type\":\"event\",\"event\":\"$broadcast\",\"payload\":{\"message\":7}}");
  assert_seen ("s:$broadcast={\"message\":7} *:$broadcast={\"message\":7} ");
  send_and_wait (peer, client, "{\"type\":\"event\",\"event\":\"$broadcast\",\"payload\":[]}");
  assert_seen ("s:$broadcast=[] *:$broadcast=[] ");
  send_and_wait (peer, client,
                 "{\"type\":\"event\",\"event\":\"$broadcast\",\"payload\":{\"message\":\"$broadcast\"}}");
  assert_seen ("s:$broadcast={\"message\":\"$broadcast\"} *:$broadcast={\"message\":\"$broadcast\"} ");
  g_assert_finalize_object (client);
}

/* What the system contract says nothing of: the client takes no harm, and every frame reaches its handlers.
 */
static void
test_odd_system_events (void)
{
  const char *const names[] = { "$connected", "$disconnected", "$heartbeat", "$broadcast",
                                "$error",     "$nonsense",     "$",          "" };
  const char *const payloads[] = {
    "null",
    "true",
    "-1e400",
    "\"x\"",
    "[]",
    "[{\"clientId\":\"me\"}]",
    "{}",
    "{\"clientId\":7,\"reason\":[]}",
    "{\"clientId\":\"me\",\"reason\":{}}",
    "{\"clientId\":\"me\",\"connectionId\":1,\"reason\":\"\\u0000\"}",
    "{\"clientId\":\"me\",\"clientId\":\"you\",\"reason\":\"\\ud800\"}",
    "{\"message\":\"\",\"data\":null}",
    "{\"message\":\"\\u0000\",\"data\":1}",
    "{\"timestamp\":\"now\",\"serverId\":{\"deep\":[[[[[[[[]]]]]]]]}}",
  };
  g_autoptr (Peer) peer = peer_new ();
  MbmClient *client = client_new_connected (peer, "me");
  g_autoptr (Record) record = record_new (client);
  Handler all = { .letter = '*' };
  guint n_sent = 0;

  mbm_client_add_event_handler (client, NULL, handle, &all, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (guint j = 0; j < G_N_ELEMENTS (payloads); j++)
      {
        g_autofree char *text =
          g_strdup_printf ("{\"type\":\"event\",\"event\":\"%s\",\"payload\":%s}", names[i], payloads[j]);

        peer_send (peer, text);
        n_sent++;
      }
  fixture_wait_until (record->lines->len == n_sent);
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_CONNECTED);
  g_string_truncate (seen, 0);

  /* None of them was the server's goodbye. */
  g_object_set (client, "auto-reconnect", FALSE, NULL);
  peer_close (peer, 1001, "this was");
  fixture_wait_until (mbm_client_get_status (client) == MBM_CLIENT_ERROR);
  assert_error (mbm_client_get_error (client), MBM_ERROR, MBM_ERROR_CLOSED, "this was");
  g_assert_finalize_object (client);
}

/* --- subscriptions ------------------------------------------------------ */

static void
test_subscribe (void)
{
  const char *const events[] = { "a", "b\"", NULL };
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GBytes) filter = bytes ("{\"n\":1.0}");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = NULL;
  g_autoptr (MbmMessage) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *payload = NULL;
  g_autofree char *second_payload = NULL;
  g_autofree char *id = NULL;
  MbmClient *client = client_new_connected (peer, "me");

  mbm_client_subscribe_async (client, events, filter, NULL, fixture_keep_result, &result);
  request = peer_expect (peer, "$subscribe");
  payload = payload_text (request);
  g_assert_cmpstr (payload, ==, "{\"clientId\":\"me\",\"events\":[\"a\",\"b\\\"\"],\"filter\":{\"n\":1.0}}");
  peer_answer (peer, request, "{\"success\":true,\"subscriptionId\":\"theirs-1\",\"events\":[\"a\"]}");
  fixture_wait_until (result != NULL);
  id = mbm_client_subscribe_finish (client, result, &error);
  g_clear_object (&result);
  g_assert_no_error (error);
  g_assert_cmpstr (id, !=, "theirs-1");

  mbm_client_unsubscribe_async (client, id, NULL, fixture_keep_result, &result);
  second = peer_expect (peer, "$unsubscribe");
  second_payload = payload_text (second);
  g_assert_cmpstr (second_payload, ==, "{\"clientId\":\"me\",\"subscriptionId\":\"theirs-1\"}");
  peer_answer (peer, second, "{\"success\":true}");
  fixture_wait_until (result != NULL);
  g_assert_true (mbm_client_unsubscribe_finish (client, result, &error));
  g_clear_object (&result);

  mbm_client_unsubscribe_async (client, id, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  g_assert_false (mbm_client_unsubscribe_finish (client, result, &error));
  assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, id);
  g_clear_object (&result);
  g_assert_finalize_object (client);
}

static void
test_subscribe_refused (void)
{
  const struct
  {
    const char *data;
    MbmError code;
  } answers[] = {
    { "{\"success\":false,\"error\":{\"code\":\"NO\",\"message\":\"no\"}}", MBM_ERROR_REMOTE },
    { "{\"success\":true}", MBM_ERROR_INVALID_PAYLOAD },
    { "{\"success\":true,\"subscriptionId\":7}", MBM_ERROR_INVALID_PAYLOAD },
    { "{\"subscriptionId\":\"s\"}", MBM_ERROR_INVALID_PAYLOAD },
    { "\"s\"", MBM_ERROR_INVALID_PAYLOAD },
  };
  const char *const events[] = { "a", NULL };
  const char *const filters[] = { "nonsense", "[]", "1" };
  g_autoptr (Peer) peer = peer_new ();
  MbmClient *client = client_new_connected (peer, "me");

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (MbmMessage) request = NULL;
      g_autoptr (GError) error = NULL;

      mbm_client_subscribe_async (client, events, NULL, NULL, fixture_keep_result, &result);
      request = peer_expect (peer, "$subscribe");
      peer_answer (peer, request, answers[i].data);
      fixture_wait_until (result != NULL);
      g_assert_null (mbm_client_subscribe_finish (client, result, &error));
      g_assert_error (error, MBM_ERROR, (int) answers[i].code);
    }

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      g_autoptr (GBytes) filter = bytes (filters[i]);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      mbm_client_subscribe_async (client, events, filter, NULL, fixture_keep_result, &result);
      fixture_wait_until (result != NULL);
      g_assert_null (mbm_client_subscribe_finish (client, result, &error));
      assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, "filter");
    }
  g_assert_true (g_queue_is_empty (&peer->received));
  g_assert_finalize_object (client);
}

/* --- the server itself -------------------------------------------------- */

static void
test_ping (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = NULL;
  g_autoptr (MbmMessage) refused = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *payload = NULL;
  MbmClient *client = client_new_connected (peer, "me");
  gint64 begin = g_get_monotonic_time ();
  gint64 round_trip;

  mbm_client_ping_async (client, "hällo", 0, NULL, fixture_keep_result, &result);
  request = peer_expect (peer, "$ping");
  payload = payload_text (request);
  g_assert_true (g_regex_match_simple ("^{\"timestamp\":[0-9]{13},\"payload\":\"hällo\"}$", payload, 0, 0));
  peer_answer (peer, request, "{\"timestamp\":1,\"serverTime\":2,\"echo\":\"hällo\"}");
  fixture_wait_until (result != NULL);
  round_trip = mbm_client_ping_finish (client, result, &answer, &error);
  g_assert_no_error (error);
  g_assert_cmpint (round_trip, >=, 0);
  g_assert_cmpint (round_trip, <=, g_get_monotonic_time () - begin);
  g_assert_nonnull (answer);
  g_clear_object (&result);

  mbm_client_ping_async (client, NULL, 0, NULL, fixture_keep_result, &result);
  refused = peer_expect (peer, "$ping");
  peer_fail (peer, refused, "UNKNOWN_REQUEST_TYPE", "Unknown request type: $ping");
  fixture_wait_until (result != NULL);
  g_assert_cmpint (mbm_client_ping_finish (client, result, NULL, &error), ==, -1);
  assert_error (error, MBM_ERROR, MBM_ERROR_REMOTE, "Unknown request type");
  g_clear_object (&result);
  g_assert_finalize_object (client);
}

static MbmServerInfo *
ask_info (MbmClient *client, Peer *peer, const char *data, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = NULL;

  mbm_client_get_server_info_async (client, NULL, fixture_keep_result, &result);
  request = peer_expect (peer, "$serverInfo");
  peer_answer (peer, request, data);
  fixture_wait_until (result != NULL);
  return mbm_client_get_server_info_finish (client, result, error);
}

static void
test_server_info (void)
{
  const char *const capabilities[] = { "a", "b", NULL };
  const char *const wrong[] = { "null", "[]", "7", "\"info\"" };
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (MbmServerInfo) info = NULL;
  g_autoptr (MbmServerInfo) copy = NULL;
  g_autoptr (MbmServerInfo) odd = NULL;
  MbmClient *client = client_new_connected (peer, "me");

  info = ask_info (client, peer,
                   "{\"serverId\":\"s\",\"version\":\"1.2\",\"uptime\":12.6,\"connectedClients\":3,"
                   "\"capabilities\":[\"a\",7,\"b\"],\"serverTime\":1700000000000}",
                   NULL);
  copy = mbm_server_info_copy (info);
  g_assert_cmpstr (copy->server_id, ==, "s");
  g_assert_cmpstr (copy->version, ==, "1.2");
  g_assert_cmpint (copy->uptime, ==, 13);
  g_assert_cmpint (copy->connected_clients, ==, 3);
  g_assert_cmpstrv (copy->capabilities, capabilities);
  g_assert_cmpint (copy->server_time, ==, 1700000000000);
  g_assert_true (copy->message == info->message);

  odd = ask_info (client, peer,
                  "{\"serverId\":null,\"version\":1,\"uptime\":\"long\",\"connectedClients\":1e300,"
                  "\"capabilities\":\"all\"}",
                  NULL);
  g_assert_null (odd->server_id);
  g_assert_null (odd->version);
  g_assert_cmpint (odd->uptime, ==, 0);
  g_assert_cmpint (odd->connected_clients, ==, 0);
  g_assert_cmpuint (g_strv_length (odd->capabilities), ==, 0);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ask_info (client, peer, wrong[i], &error));
      g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_PAYLOAD);
    }
  g_assert_finalize_object (client);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  seen = g_string_new (NULL);

  g_test_add_func ("/client/events/handlers", test_handlers);
  g_test_add_func ("/client/events/changes-within", test_changes_within);
  g_test_add_func ("/client/events/drop-within", test_drop_within);
  g_test_add_func ("/client/events/target", test_target);
  g_test_add_func ("/client/events/target-unregistered", test_target_unregistered);
  g_test_add_func ("/client/events/broadcast", test_broadcast);
  g_test_add_func ("/client/events/odd-system-events", test_odd_system_events);
  g_test_add_func ("/client/subscriptions/subscribe", test_subscribe);
  g_test_add_func ("/client/subscriptions/refused", test_subscribe_refused);
  g_test_add_func ("/client/system/ping", test_ping);
  g_test_add_func ("/client/system/server-info", test_server_info);

  status = g_test_run ();
  g_string_free (seen, TRUE);
  return status;
}
