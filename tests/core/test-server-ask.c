/* test-server-ask.c — what a server asks its clients
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "server-fixture.h"

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  g_assert_null (*kept);
  *kept = g_object_ref (result);
}

static MbmMessage *
await_request (MbmTestPeer *peer, const char *name)
{
  while (TRUE)
    {
      mbm_test_wait_until (peer->frames.length > 0);
      for (GList *link = peer->frames.head; link != NULL; link = link->next)
        if (mbm_message_get_kind (link->data) == MBM_MESSAGE_REQUEST)
          {
            MbmMessage *message = link->data;

            g_queue_delete_link (&peer->frames, link);
            g_assert_cmpstr (mbm_message_get_name (message), ==, name);
            return message;
          }
      mbm_test_iterate ();
    }
}

static MbmMessage *
ask (ServerFixture *fixture,
     MbmTestPeer *peer,
     guint timeout,
     GCancellable *cancellable,
     GAsyncResult **result)
{
  g_autoptr (GBytes) payload = mbm_test_bytes ("{\"a\": 1.50}");

  mbm_server_request_client_async (fixture->server, peer->client_id, "state", payload, NULL, timeout,
                                   cancellable, keep_result, result);
  return await_request (peer, "state");
}

static void
answer (MbmTestPeer *peer, const char *id, const char *data)
{
  mbm_test_peer_sendf (peer, "{\"type\":\"response\",\"requestId\":\"%s\",\"success\":true,\"data\":%s}", id,
                       data);
}

static MbmMessage *
finish (ServerFixture *fixture, GAsyncResult **result, GError **error)
{
  g_autoptr (GAsyncResult) done = NULL;

  mbm_test_wait_until (*result != NULL);
  done = g_steal_pointer (result);
  return mbm_server_request_client_finish (fixture->server, done, error);
}

static void
assert_fails (ServerFixture *fixture, GAsyncResult **result, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (finish (fixture, result, &error));
  g_assert_error (error, domain, code);
}

/* What the tap says of responses and of requests that were given up. */
static void
note_tap (const MbmTapRecord *record, gpointer user_data)
{
  if (record->kind == MBM_TAP_GAVE_UP)
    g_string_append_printf (user_data, "gave up %s (%s) %s\n", mbm_message_get_name (record->message),
                            record->client_id, record->error->domain == MBM_ERROR ? "in time" : "cancelled");
  if (record->kind == MBM_TAP_RECEIVED && mbm_message_get_kind (record->message) == MBM_MESSAGE_RESPONSE)
    g_string_append_printf (user_data, "%s%s\n",
                            record->flags & MBM_TAP_FLAG_UNSOLICITED ? "unsolicited" : "answer",
                            record->reason != NULL ? " late" : "");
}

/* --- the tests ---------------------------------------------------------- */

static void
test_answers (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (GAsyncResult) first_result = NULL, second_result = NULL, third_result = NULL;
  g_autoptr (MbmMessage) first = NULL, second = NULL, third = NULL;
  g_autoptr (MbmMessage) first_answer = NULL, second_answer = NULL, third_answer = NULL;
  g_autoptr (GString) notes = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  mbm_server_set_tap (fixture->server, note_tap, notes, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "asked");
  first = ask (fixture, peer, 0, NULL, &first_result);
  second = ask (fixture, peer, 0, NULL, &second_result);
  third = ask (fixture, peer, 0, NULL, &third_result);
  mbm_test_assert_member (first, "a", "1.50");
  g_assert_cmpstr (mbm_context_get_target (mbm_message_get_context (first)), ==, "asked");
  g_assert_cmpstr (mbm_message_get_id (first), !=, mbm_message_get_id (second));

  /* In any order. */
  mbm_test_peer_sendf (peer,
                       "{\"type\":\"response\",\"requestId\":\"%s\",\"success\":false,"
                       "\"error\":{\"code\":\"NOT_NOW\",\"message\":\"busy\"}}",
                       mbm_message_get_id (third));
  answer (peer, mbm_message_get_id (second), "2");
  answer (peer, mbm_message_get_id (first), "[1]");
  first_answer = finish (fixture, &first_result, &error);
  g_assert_no_error (error);
  second_answer = finish (fixture, &second_result, &error);
  third_answer = finish (fixture, &third_result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mbm_message_get_id (first_answer), ==, mbm_message_get_id (first));
  g_assert_cmpstr (mbm_message_get_id (second_answer), ==, mbm_message_get_id (second));
  mbm_test_assert_error (third_answer, "NOT_NOW", "busy");

  /* One answer is enough. */
  answer (peer, mbm_message_get_id (first), "3");
  answer (peer, "who knows", "3");
  mbm_test_peer_sync (peer);
  g_assert_cmpstr (notes->str, ==, "answer\nanswer\nanswer\nunsolicited\nunsolicited\n");
}

/* Nobody can answer for somebody else, not even with the right id. */
static void
test_other_connection (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL, other = NULL;
  g_autoptr (GAsyncResult) result = NULL, other_result = NULL;
  g_autoptr (MbmMessage) request = NULL, other_request = NULL, response = NULL;
  g_autoptr (GString) notes = g_string_new (NULL);

  mbm_server_set_tap (fixture->server, note_tap, notes, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "asked");
  other = mbm_test_peer_new_registered (fixture->uri, "other");
  request = ask (fixture, peer, 0, NULL, &result);
  other_request = ask (fixture, other, 0, NULL, &other_result);

  answer (other, mbm_message_get_id (request), "\"forged\"");
  mbm_test_peer_sync (other);
  g_assert_null (result);
  answer (peer, mbm_message_get_id (request), "\"true\"");
  response = finish (fixture, &result, NULL);
  g_assert_cmpstr (notes->str, ==, "unsolicited\nanswer\n");
  answer (other, mbm_message_get_id (other_request), "1");
  g_clear_pointer (&response, mbm_message_unref);
  response = finish (fixture, &other_result, NULL);
}

static void
test_given_up (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MbmMessage) timed_out = NULL, cancelled = NULL, by_default = NULL;
  g_autoptr (GString) notes = g_string_new (NULL);

  mbm_server_set_tap (fixture->server, note_tap, notes, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "asked");
  timed_out = ask (fixture, peer, 1, NULL, &result);
  assert_fails (fixture, &result, MBM_ERROR, MBM_ERROR_TIMED_OUT);
  cancelled = ask (fixture, peer, 0, cancellable, &result);
  g_cancellable_cancel (cancellable);
  assert_fails (fixture, &result, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (notes->str, ==, "gave up state (asked) in time\ngave up state (asked) cancelled\n");

  g_string_truncate (notes, 0);
  answer (peer, mbm_message_get_id (timed_out), "1");
  answer (peer, mbm_message_get_id (timed_out), "1");
  answer (peer, mbm_message_get_id (cancelled), "1");
  mbm_test_peer_sync (peer);
  g_assert_cmpstr (notes->str, ==, "answer late\nunsolicited\nanswer late\n");

  mbm_server_request_client_async (fixture->server, "asked", "state", NULL, NULL, 0, cancellable, keep_result,
                                   &result);
  assert_fails (fixture, &result, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_object_set (fixture->server, "client-request-timeout", 1, NULL);
  by_default = ask (fixture, peer, 0, NULL, &result);
  assert_fails (fixture, &result, MBM_ERROR, MBM_ERROR_TIMED_OUT);
}

static void
test_refused (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (GAsyncResult) result = NULL, waiting = NULL;
  g_autoptr (GBytes) nonsense = mbm_test_bytes ("{");
  g_autofree char *text = g_strdup_printf ("\"%0*d\"", 70000, 0);
  g_autoptr (GBytes) large = mbm_test_bytes (text);
  g_autoptr (MbmMessage) request = NULL, response = NULL;

  mbm_server_request_client_async (fixture->server, "asked", "state", NULL, NULL, 0, NULL, keep_result,
                                   &result);
  assert_fails (fixture, &result, MBM_ERROR, MBM_ERROR_WRONG_STATE);
  g_object_set (fixture->server, "max-client-requests", 1, "max-queue-size", (guint64) 64 * 1024, NULL);
  server_fixture_start (fixture);
  mbm_server_request_client_async (fixture->server, "asked", "state", NULL, NULL, 0, NULL, keep_result,
                                   &result);
  assert_fails (fixture, &result, MBM_ERROR, MBM_ERROR_UNKNOWN_CLIENT);
  peer = mbm_test_peer_new_registered (fixture->uri, "asked");
  mbm_server_request_client_async (fixture->server, "asked", "state", nonsense, NULL, 0, NULL, keep_result,
                                   &result);
  assert_fails (fixture, &result, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  mbm_server_request_client_async (fixture->server, "asked", "state", large, NULL, 0, NULL, keep_result,
                                   &result);
  assert_fails (fixture, &result, MBM_ERROR, MBM_ERROR_MESSAGE_TOO_LARGE);

  request = ask (fixture, peer, 0, NULL, &waiting);
  mbm_server_request_client_async (fixture->server, "asked", "state", NULL, NULL, 0, NULL, keep_result,
                                   &result);
  assert_fails (fixture, &result, MBM_ERROR, MBM_ERROR_LIMIT);
  answer (peer, mbm_message_get_id (request), "1");
  response = finish (fixture, &waiting, NULL);
  g_assert_nonnull (response);
}

/* However a client goes, what it was asked fails; what comes after belongs to nobody. */
static void
test_gone (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL, again = NULL, last = NULL;
  g_autoptr (GAsyncResult) result = NULL, second = NULL;
  g_autoptr (MbmMessage) request = NULL, second_request = NULL, third = NULL, fourth = NULL;
  g_autofree char *payload = NULL;

  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "asked");
  request = ask (fixture, peer, 0, NULL, &result);
  payload = g_strdup_printf ("{\"clientId\":\"asked\",\"connectionId\":\"%s\"}", peer->connection_id);
  g_free (mbm_test_peer_ask (peer, "$unregister", payload, NULL));
  assert_fails (fixture, &result, MBM_ERROR, MBM_ERROR_CLOSED);
  answer (peer, mbm_message_get_id (request), "1");

  again = mbm_test_peer_new_registered (fixture->uri, "asked");
  second_request = ask (fixture, again, 0, NULL, &result);
  third = ask (fixture, again, 0, NULL, &second);
  g_clear_pointer (&again, mbm_test_peer_free);
  assert_fails (fixture, &result, MBM_ERROR, MBM_ERROR_CLOSED);
  assert_fails (fixture, &second, MBM_ERROR, MBM_ERROR_CLOSED);

  last = mbm_test_peer_new_registered (fixture->uri, "asked");
  fourth = ask (fixture, last, 0, NULL, &result);
  mbm_test_server_stop (fixture->server, NULL);
  assert_fails (fixture, &result, MBM_ERROR, MBM_ERROR_CLOSED);
}

static void
keep_text (MbmChannel *channel, GBytes *text, gpointer user_data)
{
  char **kept = user_data;

  g_free (*kept);
  *kept = g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text));
}

/* A client of the other dialect answers with the request's own type: what counts is the id. */
static void
test_magic (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) response = NULL;
  g_autofree char *id = NULL, *frame = NULL;
  g_autoptr (GPtrArray) clients = NULL;
  const MbmChannelReceiver receiver = { .received = keep_text };

  server_fixture_start (fixture);
  peer = mbm_test_peer_new (fixture->uri);
  mbm_channel_set_receiver (peer->channel, &receiver, &frame);
  mbm_test_peer_send (peer, "{\"id\":\"1\",\"type\":\"event.hello\",\"payload\":{},\"timestamp\":1}");
  mbm_test_wait_until (mbm_server_get_n_clients (fixture->server) == 1);
  clients = mbm_server_list_clients (fixture->server);

  mbm_server_request_client_async (fixture->server, mbm_server_client_get_id (clients->pdata[0]), "state",
                                   NULL, NULL, 0, NULL, keep_result, &result);
  mbm_test_wait_until (frame != NULL);
  id = g_strdup (strstr (frame, "\"id\":\"") + strlen ("\"id\":\""));
  *strchr (id, '"') = '\0';
  mbm_test_peer_sendf (peer, "{\"id\":\"%s\",\"type\":\"request.state\",\"payload\":7,\"timestamp\":1}", id);
  response = finish (fixture, &result, NULL);
  g_assert_cmpint (mbm_json_value_get_type (mbm_message_get_payload_value (response)), ==, MBM_JSON_NUMBER);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  server_fixture_add ("/server-ask/answers", test_answers);
  server_fixture_add ("/server-ask/other-connection", test_other_connection);
  server_fixture_add ("/server-ask/given-up", test_given_up);
  server_fixture_add ("/server-ask/refused", test_refused);
  server_fixture_add ("/server-ask/gone", test_gone);
  server_fixture_add ("/server-ask/magic", test_magic);

  return g_test_run ();
}
