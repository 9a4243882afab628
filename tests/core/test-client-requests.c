/* test-client-requests.c — requests of a client: answers, time-outs, losses, many at once
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "client-fixture.h"

#define MANY 100000

static void
ask (MbmClient *client,
     const char *name,
     const char *payload,
     guint timeout,
     GCancellable *cancellable,
     GAsyncResult **result)
{
  g_autoptr (GBytes) text = payload != NULL ? bytes (payload) : NULL;

  mbm_client_request_async (client, name, text, NULL, timeout, cancellable, fixture_keep_result, result);
}

static MbmMessage *
finish (MbmClient *client, GAsyncResult **result, GError **error)
{
  MbmMessage *answer;

  fixture_wait_until (*result != NULL);
  answer = mbm_client_request_finish (client, *result, error);
  g_clear_object (result);
  return answer;
}

/* --- answers ------------------------------------------------------------ */

static void
test_answer (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sent = NULL;
  g_autofree char *received = NULL;
  MbmClient *client = client_new_connected (peer, "me");

  ask (client, "a.b:$ü", "{ \"n\": 1.10 }", 0, NULL, &result);
  g_assert_cmpuint (mbm_client_get_n_pending (client), ==, 1);
  request = peer_expect (peer, "a.b:$ü");
  sent = payload_text (request);
  g_assert_cmpstr (sent, ==, "{ \"n\": 1.10 }");
  g_assert_cmpstr (mbm_context_get_source (mbm_message_get_context (request)), ==, "me");
  g_assert_null (mbm_context_get_token (mbm_message_get_context (request)));

  peer_answer (peer, request, "{\"big\":18446744073709551616}");
  answer = finish (client, &result, &error);
  g_assert_no_error (error);
  g_assert_true (mbm_message_is_success (answer));
  received = payload_text (answer);
  g_assert_cmpstr (received, ==, "{\"big\":18446744073709551616}");
  g_assert_cmpuint (mbm_client_get_n_pending (client), ==, 0);
  g_assert_finalize_object (client);
}

/* A failure of the service is an answer. */
static void
test_failure (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = NULL;
  g_autoptr (MbmMessage) answer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sent = NULL;
  MbmClient *client = client_new_connected (peer, "me");

  ask (client, "x", NULL, 0, NULL, &result);
  request = peer_expect (peer, "x");
  sent = payload_text (request);
  g_assert_cmpstr (sent, ==, "{}");
  peer_fail (peer, request, "ORDER_NOT_FOUND", "There is no such order");
  answer = finish (client, &result, &error);
  g_assert_no_error (error);
  g_assert_false (mbm_message_is_success (answer));
  g_assert_cmpstr (mbm_message_get_error_code (answer), ==, "ORDER_NOT_FOUND");
  g_assert_false (mbm_message_check_success (answer, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_REMOTE);
  g_assert_finalize_object (client);
}

static void
test_any_order (void)
{
  g_autoptr (Peer) peer = peer_new ();
  MbmClient *client = client_new_connected (peer, "me");
  GAsyncResult *results[5] = { NULL };
  MbmMessage *requests[5];

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *payload = g_strdup_printf ("%u", i);

      ask (client, "number", payload, 0, NULL, &results[i]);
    }
  for (guint i = 0; i < 5; i++)
    requests[i] = peer_expect (peer, "number");
  for (guint i = 5; i-- > 0;)
    {
      g_autofree char *payload = payload_text (requests[i]);

      for (guint j = i + 1; j < 5; j++)
        g_assert_cmpstr (mbm_message_get_id (requests[i]), !=, mbm_message_get_id (requests[j]));
      peer_answer (peer, requests[i], payload);
    }
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *expected = g_strdup_printf ("%u", i);
      g_autoptr (MbmMessage) answer = finish (client, &results[i], NULL);
      g_autofree char *payload = payload_text (answer);

      g_assert_cmpstr (payload, ==, expected);
      mbm_message_unref (requests[i]);
    }
  g_assert_finalize_object (client);
}

static void
test_context (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (MbmContext) context = mbm_context_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = NULL;
  g_autoptr (MbmMessage) event = NULL;
  g_autoptr (GError) error = NULL;
  MbmClient *client = client_new_connected (peer, "me");

  /* What the caller leaves out is filled in, in a copy. */
  mbm_context_start_trace (context);
  mbm_client_request_async (client, "x", NULL, context, 0, NULL, fixture_keep_result, &result);
  request = peer_expect (peer, "x");
  g_assert_cmpstr (mbm_context_get_source (mbm_message_get_context (request)), ==, "me");
  g_assert_cmpstr (mbm_context_get_trace_id (mbm_message_get_context (request)), ==,
                   mbm_context_get_trace_id (context));
  g_assert_null (mbm_context_get_source (context));

  /* What the caller says stays. */
  mbm_context_set_source (context, "somebody");
  mbm_context_set_token (context, "theirs");
  mbm_client_emit (client, "e", NULL, context, &error);
  g_assert_no_error (error);
  event = peer_expect (peer, "e");
  g_assert_cmpstr (mbm_context_get_source (mbm_message_get_context (event)), ==, "somebody");
  g_assert_cmpstr (mbm_context_get_token (mbm_message_get_context (event)), ==, "theirs");

  peer_answer (peer, request, "null");
  mbm_message_unref (finish (client, &result, NULL));
  g_assert_finalize_object (client);
}

/* --- wrong use ---------------------------------------------------------- */

static void
test_not_connected (void)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MbmClient *client = mbm_client_new ("me");

  ask (client, "x", NULL, 0, NULL, &result);
  g_assert_null (finish (client, &result, &error));
  assert_error (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED, "me");
  g_clear_error (&error);

  g_assert_false (mbm_client_emit (client, "x", NULL, NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED);
  g_assert_finalize_object (client);
}

static void
test_no_json (void)
{
  const char *const wrong[] = { "", "nonsense", "{", "{} {}", "'x'", "01", "\xff" };
  g_autoptr (Peer) peer = peer_new ();
  MbmClient *client = client_new_connected (peer, "me");

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GBytes) payload = bytes (wrong[i]);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      ask (client, "x", wrong[i], 0, NULL, &result);
      g_assert_null (finish (client, &result, &error));
      g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
      g_clear_error (&error);
      g_assert_false (mbm_client_emit (client, "x", payload, NULL, &error));
      g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
    }

  g_assert_cmpuint (mbm_client_get_n_pending (client), ==, 0);
  g_assert_true (g_queue_is_empty (&peer->received));
  g_assert_finalize_object (client);
}

static void
test_queue_full (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GString) text = g_string_new ("\"");
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) error = NULL;
  MbmClient *client = mbm_client_new ("me");
  guint n_sent = 0;

  g_object_set (client, "max-queue-size", (guint64) 64 * 1024, "heartbeat-interval", 0, NULL);
  client_connect (client, peer);

  for (guint i = 0; i < 8 * 1024; i++)
    g_string_append_c (text, 'x');
  g_string_append_c (text, '"');
  payload = g_bytes_new (text->str, text->len);

  while (n_sent < 1000 && mbm_client_emit (client, "much", payload, NULL, &error))
    n_sent++;
  g_assert_error (error, MBM_ERROR, MBM_ERROR_QUEUE_FULL);
  g_assert_cmpuint (n_sent, <, 9);
  ask (client, "more", text->str, 0, NULL, &result);
  g_clear_error (&error);
  g_assert_null (finish (client, &result, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_QUEUE_FULL);
  g_assert_cmpuint (mbm_client_get_n_pending (client), ==, 0);

  /* The connection is none the worse for it. */
  fixture_wait_until (g_queue_get_length (&peer->received) == n_sent);
  g_assert_true (mbm_client_emit (client, "again", NULL, NULL, NULL));
  g_assert_finalize_object (client);
}

/* --- time --------------------------------------------------------------- */

static void
test_timed_out (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GAsyncResult) slow = NULL;
  g_autoptr (GAsyncResult) quick = NULL;
  g_autoptr (GAsyncResult) other = NULL;
  g_autoptr (MbmMessage) first = NULL;
  g_autoptr (MbmMessage) second = NULL;
  g_autoptr (MbmMessage) third = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  MbmClient *client = client_new_connected (peer, "me");
  g_autoptr (Record) record = record_new (client);
  gint64 begin = g_get_monotonic_time ();

  /* The later one is due first. */
  ask (client, "slow", NULL, 60000, NULL, &slow);
  ask (client, "quick", NULL, 30, NULL, &quick);
  g_assert_null (finish (client, &quick, &error));
  assert_error (error, MBM_ERROR, MBM_ERROR_TIMED_OUT, "“quick” within 30 ms");
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 30 * 1000);
  g_assert_null (slow);
  g_assert_cmpuint (mbm_client_get_n_pending (client), ==, 1);

  /* The property's default. */
  g_object_set (client, "request-timeout", 20, NULL);
  ask (client, "other", NULL, 0, NULL, &other);
  g_clear_error (&error);
  g_assert_null (finish (client, &other, &error));
  assert_error (error, MBM_ERROR, MBM_ERROR_TIMED_OUT, "“other” within 20 ms");

  /* A late answer is seen, but no noise is made of it; a second one is. */
  first = peer_expect (peer, "slow");
  second = peer_expect (peer, "quick");
  third = peer_expect (peer, "other");
  peer_answer (peer, second, "1");
  peer_answer (peer, second, "2");
  peer_answer (peer, first, "3");
  mbm_message_unref (finish (client, &slow, NULL));
  text = record_to_string (record);
  g_assert_cmpstr (
    text, ==,
    "sent slow | sent quick | gave up quick (TIMED_OUT) | sent other | gave up other (TIMED_OUT) | "
    "received answer late | received answer unsolicited | received answer");
  g_assert_cmpuint (record->errors->len, ==, 1);
  g_assert_finalize_object (client);
}

/* 0 is no limit. */
static void
test_no_timeout (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GAsyncResult) forever = NULL;
  g_autoptr (GAsyncResult) quick = NULL;
  g_autoptr (MbmMessage) request = NULL;
  MbmClient *client = client_new_connected (peer, "me");

  g_object_set (client, "request-timeout", 0, NULL);
  ask (client, "forever", NULL, 0, NULL, &forever);
  ask (client, "quick", NULL, 10, NULL, &quick);
  g_assert_null (finish (client, &quick, NULL));
  g_assert_null (forever);
  request = peer_expect (peer, "forever");
  peer_answer (peer, request, "1");
  mbm_message_unref (finish (client, &forever, NULL));
  g_assert_finalize_object (client);
}

/* --- cancelling --------------------------------------------------------- */

static gpointer
cancel_in_thread (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancelled (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) one = NULL;
  g_autoptr (GAsyncResult) two = NULL;
  g_autoptr (GAsyncResult) kept = NULL;
  g_autoptr (GAsyncResult) late = NULL;
  g_autoptr (MbmMessage) request = NULL;
  g_autoptr (MbmMessage) request_two = NULL;
  g_autoptr (MbmMessage) request_kept = NULL;
  g_autoptr (GError) error = NULL;
  MbmClient *client = client_new_connected (peer, "me");
  g_autoptr (Record) record = record_new (client);

  ask (client, "one", NULL, 0, cancellable, &one);
  ask (client, "two", NULL, 0, cancellable, &two);
  ask (client, "kept", NULL, 0, NULL, &kept);
  request = peer_expect (peer, "one");
  g_thread_join (g_thread_new ("cancel", cancel_in_thread, cancellable));
  g_assert_null (one); /* never from within, nor on that thread */
  g_assert_null (finish (client, &one, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (finish (client, &two, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (kept);

  /* Before it begins: nothing is sent. */
  ask (client, "late", NULL, 0, cancellable, &late);
  g_assert_null (finish (client, &late, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  request_two = peer_expect (peer, "two");
  request_kept = peer_expect (peer, "kept");
  peer_answer (peer, request, "1");
  peer_answer (peer, request_kept, "2");
  mbm_message_unref (finish (client, &kept, NULL));
  g_assert_true (record_has (record, "received answer late"));
  g_assert_false (record_has (record, "sent late"));
  g_assert_cmpuint (record->errors->len, ==, 0);
  g_assert_finalize_object (client);
}

/* A handler of the cancellable that leads back into the client must not deadlock. */
static void
test_cancelled_reentrant_cb (GCancellable *cancellable, gpointer user_data)
{
  g_object_run_dispose (user_data);
}

static void
test_cancelled_reentrant (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  MbmClient *client = client_new_connected (peer, "me");

  g_signal_connect (cancellable, "cancelled", G_CALLBACK (test_cancelled_reentrant_cb), client);
  ask (client, "one", NULL, 0, cancellable, &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (finish (client, &result, NULL));
  g_assert_finalize_object (client);
}

/* --- loss --------------------------------------------------------------- */

static void
note_end (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GString *order = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmMessage) answer = mbm_client_request_finish (MBM_CLIENT (source), result, &error);

  assert_error (error, MBM_ERROR, MBM_ERROR_CLOSED, "going away");
  g_assert_null (answer);

  /* They fail as a set: none is left when the first hears of it. */
  g_assert_cmpuint (mbm_client_get_n_pending (MBM_CLIENT (source)), ==, 0);
  g_string_append_c (order, 'x');
}

static void
test_lost (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GString) order = g_string_new (NULL);
  MbmClient *client = client_new_connected (peer, "me");

  g_object_set (client, "auto-reconnect", FALSE, NULL);
  for (guint i = 0; i < 10; i++)
    mbm_client_request_async (client, "x", NULL, NULL, 0, NULL, note_end, order);
  g_assert_cmpuint (mbm_client_get_n_pending (client), ==, 10);
  peer_close (peer, 1001, "going away");
  fixture_wait_until (order->len == 10);
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_ERROR);
  g_assert_finalize_object (client);
}

/* Whoever hears of the loss may begin anew at once: the new requests are no part of the old set. */
typedef struct
{
  Peer *peer;
  GAsyncResult *connected;
} Anew;

static void
begin_anew (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Anew *anew = user_data;
  g_autoptr (GError) error = NULL;

  g_assert_null (mbm_client_request_finish (MBM_CLIENT (source), result, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_CLOSED);
  mbm_client_connect_async (MBM_CLIENT (source), anew->peer->uri, NULL, fixture_keep_result,
                            &anew->connected);
}

static void
test_lost_and_anew (void)
{
  g_autoptr (Peer) peer = peer_new ();
  MbmClient *client = client_new_connected (peer, "me");
  Anew anew = { .peer = peer };
  g_autoptr (MbmMessage) first = NULL;
  g_autoptr (GError) error = NULL;

  g_object_set (client, "auto-reconnect", FALSE, NULL);
  mbm_client_request_async (client, "first", NULL, NULL, 0, NULL, begin_anew, &anew);
  first = peer_expect (peer, "first");
  peer_cut (peer);
  peer_register (peer, NULL);
  fixture_wait_until (anew.connected != NULL);
  g_assert_true (mbm_client_connect_finish (client, anew.connected, &error));
  g_clear_object (&anew.connected);
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_CONNECTED);
  g_assert_finalize_object (client);
}

/* --- what the server sends ---------------------------------------------- */

static void
test_unsolicited (void)
{
  const char *const ids[] = { "nobody", "", "-1", "00000000-1" };
  g_autoptr (Peer) peer = peer_new ();
  MbmClient *client = client_new_connected (peer, "me");
  g_autoptr (Record) record = record_new (client);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *text =
        g_strdup_printf ("{\"type\":\"response\",\"requestId\":\"%s\",\"success\":true,\"data\":1}", ids[i]);

      peer_send (peer, text);
    }
  fixture_wait_until (record->lines->len == G_N_ELEMENTS (ids));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_cmpstr (record->lines->pdata[i], ==, "received answer unsolicited");
  g_assert_cmpuint (record->errors->len, ==, G_N_ELEMENTS (ids));
  g_assert_cmpint (mbm_client_get_status (client), ==, MBM_CLIENT_CONNECTED);
  g_assert_finalize_object (client);
}

static void
test_frames_refused (void)
{
  const char *const wrong[] = { "nonsense", "[]", "{}", "{\"type\":\"request\"}", "{\"type\":7}" };
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = NULL;
  MbmClient *client = client_new_connected (peer, "me");
  g_autoptr (Record) record = record_new (client);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    peer_send (peer, wrong[i]);
  fixture_wait_until (record->lines->len == G_N_ELEMENTS (wrong));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *expected =
        g_strdup_printf ("frame refused %s (%s)", wrong[i], i == 0 ? "INVALID_JSON" : "INVALID_FRAME");

      g_assert_cmpstr (record->lines->pdata[i], ==, expected);
    }
  g_assert_cmpuint (record->errors->len, ==, G_N_ELEMENTS (wrong));

  /* The connection survives. */
  ask (client, "x", NULL, 0, NULL, &result);
  request = peer_expect (peer, "x");
  peer_answer (peer, request, "1");
  mbm_message_unref (finish (client, &result, NULL));
  g_assert_finalize_object (client);
}

static void
test_request_from_server (void)
{
  g_autoptr (Peer) peer = peer_new ();
  g_autoptr (MbmMessage) answer = NULL;
  MbmClient *client = client_new_connected (peer, "me");
  g_autoptr (Record) record = record_new (client);
  g_autofree char *text = NULL;

  peer_send (peer, "{\"type\":\"request\",\"requestId\":\"s-1\",\"requestType\":\"doThis\",\"payload\":{}}");
  answer = peer_next (peer);
  g_assert_cmpint (mbm_message_get_kind (answer), ==, MBM_MESSAGE_RESPONSE);
  g_assert_cmpstr (mbm_message_get_id (answer), ==, "s-1");
  g_assert_false (mbm_message_is_success (answer));
  g_assert_cmpstr (mbm_message_get_error_code (answer), ==, "UNKNOWN_REQUEST_TYPE");
  g_assert_cmpstr (mbm_message_get_error_message (answer), ==, "Unknown request type: doThis");
  text = record_to_string (record);
  g_assert_cmpstr (text, ==, "received doThis | sent failure");
  g_assert_finalize_object (client);
}

/* --- many --------------------------------------------------------------- */

typedef struct
{
  guint n_answered;
  guint n_timed_out;
  guint n_closed;
} Count;

static void
count_end (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Count *count = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmMessage) answer = mbm_client_request_finish (MBM_CLIENT (source), result, &error);

  if (answer != NULL)
    count->n_answered++;
  else if (g_error_matches (error, MBM_ERROR, MBM_ERROR_TIMED_OUT))
    count->n_timed_out++;
  else if (g_error_matches (error, MBM_ERROR, MBM_ERROR_CLOSED))
    count->n_closed++;
  else
    g_assert_no_error (error);
}

/* Under way at the same time; every second one is answered, the others time out. */
static void
test_many (void)
{
  g_autoptr (Peer) peer = peer_new ();
  MbmClient *client = mbm_client_new ("me");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Count count = { 0 };
  guint n_handled = 0;

  g_object_set (client, "heartbeat-interval", 0, "max-queue-size", (guint64) 256 * 1024 * 1024, NULL);
  client_connect (client, peer);

  for (guint i = 0; i < MANY; i++)
    mbm_client_request_async (client, "x", NULL, NULL, i % 2 != 0 ? 1000 + i % 7 : 600000, cancellable,
                              count_end, &count);
  g_assert_cmpuint (mbm_client_get_n_pending (client), ==, MANY);

  while (n_handled < MANY)
    {
      g_autoptr (MbmMessage) request = peer_next (peer);

      if (n_handled++ % 2 == 0)
        peer_answer (peer, request, "1");
    }
  fixture_wait_until (count.n_answered == MANY / 2);
  fixture_wait_until (count.n_timed_out == MANY / 2);
  g_assert_cmpuint (mbm_client_get_n_pending (client), ==, 0);

  /* The rest goes as a set. */
  for (guint i = 0; i < MANY / 10; i++)
    mbm_client_request_async (client, "y", NULL, NULL, 600000, cancellable, count_end, &count);
  g_object_run_dispose (G_OBJECT (client));
  fixture_wait_until (count.n_closed == MANY / 10);
  g_assert_finalize_object (client);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/client/request/answer", test_answer);
  g_test_add_func ("/client/request/failure", test_failure);
  g_test_add_func ("/client/request/any-order", test_any_order);
  g_test_add_func ("/client/request/context", test_context);
  g_test_add_func ("/client/request/not-connected", test_not_connected);
  g_test_add_func ("/client/request/no-json", test_no_json);
  g_test_add_func ("/client/request/queue-full", test_queue_full);
  g_test_add_func ("/client/request/timed-out", test_timed_out);
  g_test_add_func ("/client/request/no-timeout", test_no_timeout);
  g_test_add_func ("/client/request/cancelled", test_cancelled);
  g_test_add_func ("/client/request/cancelled-reentrant", test_cancelled_reentrant);
  g_test_add_func ("/client/request/lost", test_lost);
  g_test_add_func ("/client/request/lost-and-anew", test_lost_and_anew);
  g_test_add_func ("/client/receive/unsolicited", test_unsolicited);
  g_test_add_func ("/client/receive/frames-refused", test_frames_refused);
  g_test_add_func ("/client/receive/request", test_request_from_server);
  g_test_add_func ("/client/request/many", test_many);

  return g_test_run ();
}
