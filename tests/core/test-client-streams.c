/* test-client-streams.c — streams that a client reads
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "client-fixture.h"

typedef struct
{
  Peer *peer;
  MbmClient *client;
} Fixture;

static void
fixture_begin (Fixture *self, gconstpointer data)
{
  self->peer = peer_new ();
  self->client = client_new_connected (self->peer, "reader");
  g_object_set (self->client, "auto-reconnect", FALSE, NULL);
}

static void
fixture_end (Fixture *self, gconstpointer data)
{
  if (self->client != NULL)
    {
      if (mbm_client_get_status (self->client) == MBM_CLIENT_CONNECTED)
        client_disconnect (self->client, self->peer);
      fixture_drain ();
      g_assert_finalize_object (self->client);
    }
  g_assert_cmpuint (g_queue_get_length (&self->peer->received), ==, 0);
  peer_free (self->peer);
}

/* --- both ends ---------------------------------------------------------- */

static MbmMessage *
ask (Fixture *self, GCancellable *cancellable, guint timeout, GAsyncResult **result)
{
  mbm_client_request_stream_async (self->client, "start", NULL, NULL, timeout, cancellable,
                                   fixture_keep_result, result);
  return peer_expect (self->peer, "start");
}

static MbmStream *
finish (Fixture *self, GAsyncResult **result, GError **error)
{
  g_autoptr (GAsyncResult) done = NULL;

  fixture_wait_until (*result != NULL);
  done = g_steal_pointer (result);
  return mbm_client_request_stream_finish (self->client, done, NULL, error);
}

static MbmStream *
begin (Fixture *self, const char *answer)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = ask (self, NULL, 0, &result);
  g_autoptr (GError) error = NULL;
  MbmStream *stream;

  peer_answer (self->peer, request, answer);
  stream = finish (self, &result, &error);
  g_assert_no_error (error);
  return stream;
}

static void
send_item (Fixture *self, const char *id, const char *data)
{
  g_autofree char *frame = g_strdup_printf (
    "{\"type\":\"event\",\"event\":\"streamData\",\"payload\":{\"streamId\":\"%s\",\"data\":%s}}", id, data);

  peer_send (self->peer, frame);
}

static void
send_end (Fixture *self, const char *id, const char *more)
{
  g_autofree char *frame =
    g_strdup_printf ("{\"type\":\"event\",\"event\":\"streamEnd\",\"payload\":{\"streamId\":\"%s\"%s}}", id,
                     more);

  peer_send (self->peer, frame);
}

static void
expect_cancel (Fixture *self, const char *id)
{
  g_autoptr (MbmMessage) event = peer_expect (self->peer, "streamCancel");
  g_autofree char *payload = payload_text (event);
  g_autofree char *expected = g_strdup_printf ("{\"streamId\":\"%s\"}", id);

  g_assert_cmpstr (payload, ==, expected);
}

/* The next item's text, `end`, or `error: ` and the words. */
static char *
next (MbmStream *stream)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) item = NULL;
  g_autoptr (GError) error = NULL;

  mbm_stream_next_async (stream, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  item = mbm_stream_next_finish (stream, result, &error);
  if (error != NULL)
    return g_strdup_printf ("error: %s", error->message);
  if (item == NULL)
    return g_strdup ("end");
  return g_strndup (g_bytes_get_data (item, NULL), g_bytes_get_size (item));
}

static void
assert_next (MbmStream *stream, const char *expected)
{
  g_autofree char *text = next (stream);

  if (g_str_has_prefix (expected, "error: "))
    {
      g_assert_true (g_str_has_prefix (text, "error: "));
      if (strstr (text, expected + strlen ("error: ")) == NULL)
        g_error ("“%s” does not say “%s”", text, expected);
    }
  else
    g_assert_cmpstr (text, ==, expected);
}

static void
note_item (MbmStream *stream, GBytes *data, gpointer user_data)
{
  g_string_append_printf (user_data, "%.*s ", (int) g_bytes_get_size (data),
                          (const char *) g_bytes_get_data (data, NULL));
}

static void
note_closed (MbmStream *stream, gpointer user_data)
{
  static const char *const words[] = { "open", "ended", "failed", "cancelled" };

  g_string_append_printf (user_data, "%s ", words[mbm_stream_get_state (stream)]);
}

static GString *
watch (MbmStream *stream)
{
  GString *notes = g_string_new (NULL);

  g_signal_connect (stream, "item", G_CALLBACK (note_item), notes);
  g_signal_connect (stream, "closed", G_CALLBACK (note_closed), notes);
  return notes;
}

/* --- the tests ---------------------------------------------------------- */

static void
test_items (Fixture *fixture, gconstpointer answer)
{
  g_autoptr (MbmStream) stream = begin (fixture, answer);

  g_assert_cmpstr (mbm_stream_get_id (stream), ==, "s1");
  g_assert_cmpint (mbm_stream_get_state (stream), ==, MBM_STREAM_OPEN);
  send_item (fixture, "s1", "{\"price\": 1.10}");
  assert_next (stream, "{\"price\": 1.10}");
  send_item (fixture, "other", "1");
  send_item (fixture, "s1", "\"two\"");
  peer_send (fixture->peer,
             "{\"type\":\"event\",\"event\":\"streamData\",\"payload\":{\"streamId\":\"s1\"}}");
  send_end (fixture, "s1", ",\"error\":null");
  send_item (fixture, "s1", "3");
  fixture_wait_until (mbm_stream_get_state (stream) == MBM_STREAM_ENDED);
  g_assert_cmpuint (mbm_stream_get_n_buffered (stream), ==, 2);
  g_assert_cmpuint (mbm_stream_get_buffered_size (stream), ==, strlen ("\"two\"null"));
  assert_next (stream, "\"two\"");
  assert_next (stream, "null");
  assert_next (stream, "end");
  assert_next (stream, "end");
  g_assert_cmpuint (mbm_stream_get_n_items (stream), ==, 3);
  g_assert_nonnull (mbm_stream_get_end (stream));
  g_assert_null (mbm_stream_get_error (stream));
  mbm_stream_cancel (stream);
  g_assert_cmpint (mbm_stream_get_state (stream), ==, MBM_STREAM_ENDED);
}

/* Items by signal: those that wait first, and the end behind the last. */
static void
test_flowing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MbmStream) stream = begin (fixture, "\"s1\"");
  g_autoptr (GString) notes = watch (stream);

  send_item (fixture, "s1", "1");
  send_item (fixture, "s1", "2");
  fixture_wait_until (mbm_stream_get_n_buffered (stream) == 2);
  mbm_stream_set_flowing (stream, TRUE);
  g_assert_cmpstr (notes->str, ==, "1 2 ");
  send_item (fixture, "s1", "3");
  send_end (fixture, "s1", "");
  fixture_wait_until (mbm_stream_get_state (stream) == MBM_STREAM_ENDED);
  g_assert_cmpstr (notes->str, ==, "1 2 3 ended ");
}

/* What bindings see of it. */
static void
test_properties (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MbmStream) stream = begin (fixture, "\"s1\"");
  g_autofree char *id = NULL;
  MbmStreamState state = MBM_STREAM_FAILED;
  gboolean flowing = TRUE;
  guint idle = 0, items = 0;
  guint64 size = 0;

  g_object_set (stream, "idle-timeout", 60000, "max-buffered-items", 7, "max-buffered-size", (guint64) 4096,
                NULL);
  g_object_get (stream, "id", &id, "state", &state, "flowing", &flowing, "idle-timeout", &idle,
                "max-buffered-items", &items, "max-buffered-size", &size, NULL);
  g_assert_cmpstr (id, ==, "s1");
  g_assert_cmpint (state, ==, MBM_STREAM_OPEN);
  g_assert_false (flowing);
  g_assert_false (mbm_stream_is_flowing (stream));
  g_assert_cmpuint (idle, ==, 60000);
  g_assert_cmpuint (items, ==, 7);
  g_assert_cmpuint (size, ==, 4096);

  g_object_set (stream, "flowing", TRUE, NULL);
  g_assert_true (mbm_stream_is_flowing (stream));
  send_end (fixture, "s1", "");
  fixture_wait_until (mbm_stream_get_state (stream) == MBM_STREAM_ENDED);
}

/* What overtakes the answer is not lost: items, the end, and what belongs to another stream. */
static void
test_early (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) first_result = NULL, second_result = NULL;
  g_autoptr (MbmMessage) first_request = ask (fixture, NULL, 0, &first_result);
  g_autoptr (MbmMessage) second_request = ask (fixture, NULL, 0, &second_result);
  g_autoptr (MbmStream) first = NULL, second = NULL;

  send_item (fixture, "s2", "21");
  send_item (fixture, "s1", "11");
  send_item (fixture, "somebody else", "1");
  send_item (fixture, "s2", "22");
  send_end (fixture, "s2", "");
  send_item (fixture, "s2", "23");
  peer_answer (fixture->peer, first_request, "\"s1\"");
  first = finish (fixture, &first_result, NULL);
  peer_answer (fixture->peer, second_request, "{\"streamId\":\"s2\"}");
  second = finish (fixture, &second_result, NULL);

  g_assert_cmpint (mbm_stream_get_state (second), ==, MBM_STREAM_ENDED);
  assert_next (second, "21");
  assert_next (second, "22");
  assert_next (second, "end");
  assert_next (first, "11");
  send_end (fixture, "s1", "");
  assert_next (first, "end");
}

/* A bound holds for that, too, and nothing is missing without a word. */
static void
test_too_early (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL, second_result = NULL, third_result = NULL;
  g_autoptr (MbmMessage) request = ask (fixture, NULL, 0, &result);
  g_autoptr (MbmMessage) second_request = ask (fixture, NULL, 0, &second_result);
  g_autoptr (MbmMessage) third_request = NULL;
  g_autoptr (MbmStream) stream = NULL, second = NULL, third = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 65; i++)
    {
      g_autofree char *id = g_strdup_printf ("s%u", i);

      send_item (fixture, id, "1");
    }
  peer_answer (fixture->peer, request, "\"s64\"");
  stream = finish (fixture, &result, &error);
  g_assert_null (stream);
  assert_error (error, MBM_ERROR, MBM_ERROR_LIMIT, "64");
  expect_cancel (fixture, "s64");
  peer_answer (fixture->peer, second_request, "\"s63\"");
  second = finish (fixture, &second_result, NULL);
  assert_next (second, "1");
  send_end (fixture, "s63", "");
  assert_next (second, "end");

  /* What was early is forgotten with the last request. */
  third_request = ask (fixture, NULL, 0, &third_result);
  peer_answer (fixture->peer, third_request, "\"s64\"");
  third = finish (fixture, &third_result, NULL);
  send_end (fixture, "s64", "");
  assert_next (third, "end");
}

static void
test_too_much_early (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = ask (fixture, NULL, 0, &result);
  g_autoptr (MbmStream) stream = NULL;
  g_autofree char *item = g_strdup_printf ("\"%0*d\"", 1000000, 0);
  guint n = 0;

  for (guint i = 0; i < 20; i++)
    send_item (fixture, "s1", item);
  peer_answer (fixture->peer, request, "\"s1\"");
  stream = finish (fixture, &result, NULL);
  expect_cancel (fixture, "s1");
  g_assert_cmpint (mbm_stream_get_state (stream), ==, MBM_STREAM_FAILED);
  for (n = 0; mbm_stream_get_n_buffered (stream) > 0; n++)
    assert_next (stream, item);
  g_assert_cmpuint (n, ==, 16);
  assert_next (stream, "error: before the answer");
}

static const struct
{
  const char *more;
  const char *words;
} failures[] = {
  { ",\"error\":{\"code\":\"DISK_FULL\",\"message\":\"no room\"}", "error: DISK_FULL: no room" },
  { ",\"error\":{\"code\":\"DISK_FULL\"}", "error: DISK_FULL" },
  { ",\"error\":{\"message\":\"no room\"}", "error: no room" },
  { ",\"error\":\"no room\"", "error: no room" },
  { ",\"error\":{}", "error: before it was complete" },
  { ",\"error\":[1]", "error: before it was complete" },
  { ",\"error\":{\"code\":7,\"message\":{}}", "error: before it was complete" },
};

static void
test_failures (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autoptr (MbmStream) stream = begin (fixture, "\"s1\"");
      g_autoptr (GString) notes = watch (stream);

      send_item (fixture, "s1", "1");
      send_end (fixture, "s1", failures[i].more);
      fixture_wait_until (mbm_stream_get_state (stream) == MBM_STREAM_FAILED);
      g_assert_error (mbm_stream_get_error (stream), MBM_ERROR, MBM_ERROR_REMOTE);
      g_assert_cmpstr (notes->str, ==, "failed ");
      assert_next (stream, "1");
      assert_next (stream, failures[i].words);
    }
}

static const struct
{
  const char *answer;
  int code;
} answers[] = {
  { "17", MBM_ERROR_INVALID_PAYLOAD },
  { "null", MBM_ERROR_INVALID_PAYLOAD },
  { "{\"streamId\":5}", MBM_ERROR_INVALID_PAYLOAD },
  { "[\"s1\"]", MBM_ERROR_INVALID_PAYLOAD },
};

/* Answers that begin no stream; each can be looked at. */
static void
test_no_stream (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = NULL, answer = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmStream) stream = NULL, none = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (GError) wrong = NULL;
      g_autoptr (MbmMessage) asked = ask (fixture, NULL, 0, &result);

      peer_answer (fixture->peer, asked, answers[i].answer);
      g_assert_null (finish (fixture, &result, &wrong));
      g_assert_error (wrong, MBM_ERROR, answers[i].code);
    }

  request = ask (fixture, NULL, 0, &result);
  peer_fail (fixture->peer, request, "NOT_TODAY", "come back tomorrow");
  fixture_wait_until (result != NULL);
  g_assert_null (mbm_client_request_stream_finish (fixture->client, result, &answer, &error));
  assert_error (error, MBM_ERROR, MBM_ERROR_REMOTE, "NOT_TODAY: come back tomorrow");
  g_assert_cmpstr (mbm_message_get_error_code (answer), ==, "NOT_TODAY");
  g_clear_error (&error);
  g_clear_object (&result);

  /* An id that is in use would mix two streams up. */
  stream = begin (fixture, "\"s1\"");
  g_clear_pointer (&request, mbm_message_unref);
  request = ask (fixture, NULL, 0, &result);
  peer_answer (fixture->peer, request, "\"s1\"");
  none = finish (fixture, &result, &error);
  g_assert_null (none);
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_PAYLOAD);
  g_assert_cmpint (mbm_stream_get_state (stream), ==, MBM_STREAM_OPEN);
  send_end (fixture, "s1", "");
  assert_next (stream, "end");
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MbmStream) stream = begin (fixture, "\"s1\"");
  g_autoptr (MbmStream) second = begin (fixture, "\"s2\"");
  g_autoptr (GString) notes = watch (stream);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mbm_stream_next_async (stream, NULL, fixture_keep_result, &result);
  mbm_stream_cancel (stream);
  mbm_stream_cancel (stream);
  g_assert_cmpstr (notes->str, ==, "cancelled ");
  fixture_wait_until (result != NULL);
  g_assert_null (mbm_stream_next_finish (stream, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  expect_cancel (fixture, "s1");

  /* What is under way meanwhile is nobody's, and the id may be used again. */
  send_item (fixture, "s1", "1");
  send_end (fixture, "s1", "");
  send_item (fixture, "s2", "2");
  assert_next (second, "2");
  g_assert_cmpuint (mbm_stream_get_n_items (stream), ==, 0);

  /* Who drops a stream does not want it any more. */
  g_assert_finalize_object (g_steal_pointer (&second));
  expect_cancel (fixture, "s2");
}

/* An answer that only looked like a stream's: nothing is said about it. */
static void
test_forget (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MbmStream) stream = begin (fixture, "\"just a word\"");
  g_autoptr (MbmStream) second = begin (fixture, "\"s2\"");
  g_autoptr (GString) notes = watch (stream);

  mbm_stream_forget (stream);
  g_assert_cmpstr (notes->str, ==, "cancelled ");
  g_assert_finalize_object (g_steal_pointer (&stream));

  /* The first that is told is the other. */
  mbm_stream_cancel (second);
  expect_cancel (fixture, "s2");
}

static void
test_next_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MbmStream) stream = begin (fixture, "\"s1\"");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL, second = NULL;
  g_autoptr (GError) error = NULL;

  mbm_stream_next_async (stream, cancellable, fixture_keep_result, &result);
  mbm_stream_next_async (stream, NULL, fixture_keep_result, &second);
  fixture_wait_until (second != NULL);
  g_assert_null (mbm_stream_next_finish (stream, second, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE);
  g_clear_error (&error);

  g_cancellable_cancel (cancellable);
  fixture_wait_until (result != NULL);
  g_assert_null (mbm_stream_next_finish (stream, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&result);
  mbm_stream_next_async (stream, cancellable, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  g_assert_null (mbm_stream_next_finish (stream, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  send_item (fixture, "s1", "1");
  assert_next (stream, "1");
  send_end (fixture, "s1", "");
  assert_next (stream, "end");
}

/* A request that was given up: a stream that begins all the same is told that nobody reads it. */
static void
test_request_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = ask (fixture, cancellable, 0, &result);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (finish (fixture, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  peer_answer (fixture->peer, request, "\"s1\"");
  expect_cancel (fixture, "s1");
}

static void
test_request_timed_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = ask (fixture, NULL, 1, &result);
  g_autoptr (GError) error = NULL;

  g_assert_null (finish (fixture, &result, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_TIMED_OUT);
  peer_answer (fixture->peer, request, "{\"streamId\":\"s1\"}");
  expect_cancel (fixture, "s1");
}

static void
test_full (Fixture *fixture, gconstpointer by_size)
{
  g_autoptr (MbmStream) stream = begin (fixture, "\"s1\"");

  if (by_size != NULL)
    g_object_set (stream, "max-buffered-size", (guint64) 3, NULL);
  else
    g_object_set (stream, "max-buffered-items", 3, NULL);
  for (guint i = 0; i < 5; i++)
    send_item (fixture, "s1", "1");
  expect_cancel (fixture, "s1");
  fixture_wait_until (mbm_stream_get_state (stream) == MBM_STREAM_FAILED);
  g_assert_error (mbm_stream_get_error (stream), MBM_ERROR, MBM_ERROR_QUEUE_FULL);
  for (guint i = 0; i < 3; i++)
    assert_next (stream, "1");
  assert_next (stream, "error: fast enough");
}

static void
test_idle (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MbmStream) stream = begin (fixture, "\"s1\"");

  send_item (fixture, "s1", "1");
  assert_next (stream, "1");
  g_object_set (stream, "idle-timeout", 20, NULL);
  assert_next (stream, "error: 20 ms");
  g_assert_error (mbm_stream_get_error (stream), MBM_ERROR, MBM_ERROR_TIMED_OUT);
  expect_cancel (fixture, "s1");
}

typedef enum
{
  LOSE_CUT,
  LOSE_CLOSED,
  LOSE_DISCONNECT,
  LOSE_DISPOSE,
} Lose;

/* However the connection goes, what came before is there, and then the failure. */
static void
test_lost (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MbmStream) stream = begin (fixture, "\"s1\"");
  g_autoptr (GString) notes = watch (stream);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = ask (fixture, NULL, 0, &result);

  send_item (fixture, "s1", "1");
  fixture_wait_until (mbm_stream_get_n_buffered (stream) == 1);
  switch (GPOINTER_TO_INT (data))
    {
    case LOSE_CUT:
      peer_cut (fixture->peer);
      break;
    case LOSE_CLOSED:
      peer_close (fixture->peer, 1001, "going");
      break;
    case LOSE_DISCONNECT:
      client_disconnect (fixture->client, fixture->peer);
      break;
    default:
      /* A call that is under way holds the client. */
      g_clear_object (&result);
      peer_answer (fixture->peer, request, "null");
      fixture_wait_until (result != NULL);
      g_clear_object (&result);
      fixture_drain ();
      g_assert_finalize_object (g_steal_pointer (&fixture->client));
      break;
    }

  fixture_wait_until (mbm_stream_get_state (stream) == MBM_STREAM_FAILED);
  g_assert_error (mbm_stream_get_error (stream), MBM_ERROR, MBM_ERROR_CLOSED);
  g_assert_cmpstr (notes->str, ==, "failed ");
  assert_next (stream, "1");
  assert_next (stream, "error: ");
  if (fixture->client != NULL)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (finish (fixture, &result, &error));
      g_assert_error (error, MBM_ERROR, MBM_ERROR_CLOSED);
    }
}

static void
test_not_connected (void)
{
  g_autoptr (MbmClient) client = mbm_client_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mbm_client_request_stream_async (client, "start", NULL, NULL, 0, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  g_assert_null (mbm_client_request_stream_finish (client, result, NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED);
}

/* Others go on as before: handlers are called, and a stream that was asked for by hand is nobody else's. */
static void
note_event (MbmClient *client, MbmMessage *event, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_handlers (Fixture *fixture, gconstpointer data)
{
  guint n_events = 0;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmMessage) request = NULL;
  g_autoptr (MbmStream) stream = NULL;

  mbm_client_add_event_handler (fixture->client, "streamData", note_event, &n_events, NULL);
  request = ask (fixture, NULL, 0, &result);
  send_item (fixture, "by hand", "1");
  peer_answer (fixture->peer, request, "\"s1\"");
  stream = finish (fixture, &result, NULL);
  send_item (fixture, "by hand", "2");
  send_item (fixture, "s1", "3");
  assert_next (stream, "3");
  g_assert_cmpuint (n_events, ==, 3);
  peer_send (fixture->peer, "{\"type\":\"event\",\"event\":\"streamEnd\",\"payload\":{\"streamId\":\"s1\"},"
                            "\"context\":{\"target\":\"somebody else\"}}");
  send_end (fixture, "s1", "");
  assert_next (stream, "end");
}

/* Whoever is told may drop everything. */
static void
drop_all (MbmStream *stream, GBytes *data, gpointer user_data)
{
  g_clear_object ((MbmStream **) user_data);
}

static void
test_drop_from_within (Fixture *fixture, gconstpointer data)
{
  MbmStream *stream = begin (fixture, "\"s1\"");

  g_signal_connect (stream, "item", G_CALLBACK (drop_all), &stream);
  mbm_stream_set_flowing (stream, TRUE);
  send_item (fixture, "s1", "1");
  send_item (fixture, "s1", "2");
  fixture_wait_until (stream == NULL);
  expect_cancel (fixture, "s1");
}

#define ADD(path, data, test) g_test_add (path, Fixture, data, fixture_begin, test, fixture_end)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/client-streams/items/string", "\"s1\"", test_items);
  ADD ("/client-streams/items/member", "{\"total\":1,\"streamId\":\"s1\"}", test_items);
  ADD ("/client-streams/flowing", NULL, test_flowing);
  ADD ("/client-streams/properties", NULL, test_properties);
  ADD ("/client-streams/early", NULL, test_early);
  ADD ("/client-streams/too-early", NULL, test_too_early);
  ADD ("/client-streams/too-much-early", NULL, test_too_much_early);
  ADD ("/client-streams/failures", NULL, test_failures);
  ADD ("/client-streams/no-stream", NULL, test_no_stream);
  ADD ("/client-streams/cancel", NULL, test_cancel);
  ADD ("/client-streams/forget", NULL, test_forget);
  ADD ("/client-streams/next-cancelled", NULL, test_next_cancelled);
  ADD ("/client-streams/request-cancelled", NULL, test_request_cancelled);
  ADD ("/client-streams/request-timed-out", NULL, test_request_timed_out);
  ADD ("/client-streams/full/items", NULL, test_full);
  ADD ("/client-streams/full/size", "", test_full);
  ADD ("/client-streams/idle", NULL, test_idle);
  ADD ("/client-streams/lost/cut", GINT_TO_POINTER (LOSE_CUT), test_lost);
  ADD ("/client-streams/lost/closed", GINT_TO_POINTER (LOSE_CLOSED), test_lost);
  ADD ("/client-streams/lost/disconnect", GINT_TO_POINTER (LOSE_DISCONNECT), test_lost);
  ADD ("/client-streams/lost/dispose", GINT_TO_POINTER (LOSE_DISPOSE), test_lost);
  ADD ("/client-streams/handlers", NULL, test_handlers);
  ADD ("/client-streams/drop-from-within", NULL, test_drop_from_within);
  g_test_add_func ("/client-streams/not-connected", test_not_connected);

  return g_test_run ();
}
