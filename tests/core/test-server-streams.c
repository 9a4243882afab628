/* test-server-streams.c — streams that a server sends
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "server-fixture.h"

/* What a handler was told to answer, and the writers it got. */
typedef struct
{
  const char *answer;
  GPtrArray *writers;
  GString *notes;
} Handler;

static void
note_cancelled (MbmStreamWriter *writer, const char *reason, gpointer user_data)
{
  Handler *self = user_data;

  g_assert_cmpint (mbm_stream_writer_get_state (writer), ==, MBM_STREAM_CANCELLED);
  g_assert_cmpstr (mbm_stream_writer_get_reason (writer), ==, reason);
  g_string_append_printf (self->notes, "cancelled: %s\n", reason);
}

static void
handle_stream (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  Handler *self = user_data;
  g_autoptr (GBytes) answer = self->answer != NULL ? mbm_test_bytes (self->answer) : NULL;
  g_autoptr (GError) error = NULL;
  MbmStreamWriter *writer = mbm_server_request_start_stream (request, answer, &error);

  if (writer == NULL)
    {
      g_string_append_printf (self->notes, "%s\n", mbm_error_to_code ((MbmError) error->code));
      return;
    }
  g_signal_connect (writer, "cancelled", G_CALLBACK (note_cancelled), self);
  g_ptr_array_add (self->writers, writer);
}

static Handler *
handler_new (MbmServer *server)
{
  Handler *self = g_new0 (Handler, 1);

  self->writers = g_ptr_array_new_with_free_func (g_object_unref);
  self->notes = g_string_new (NULL);
  mbm_server_add_request_handler (server, "stream", handle_stream, self, NULL);
  return self;
}

static void
handler_free (Handler *self)
{
  g_ptr_array_unref (self->writers);
  g_string_free (self->notes, TRUE);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Handler, handler_free)

static MbmStreamWriter *
start_stream (Handler *self, MbmTestPeer *peer)
{
  g_autoptr (MbmMessage) answer = mbm_test_peer_request (peer, "stream", "{}");

  mbm_test_assert_success (answer);
  return g_ptr_array_index (self->writers, self->writers->len - 1);
}

static void
write_item (MbmStreamWriter *writer, const char *data)
{
  g_autoptr (GBytes) item = mbm_test_bytes (data);
  g_autoptr (GError) error = NULL;

  mbm_stream_writer_write (writer, item, &error);
  g_assert_no_error (error);
}

static void
assert_write_fails (MbmStreamWriter *writer, const char *data, int code)
{
  g_autoptr (GBytes) item = mbm_test_bytes (data);
  g_autoptr (GError) error = NULL;

  g_assert_false (mbm_stream_writer_write (writer, item, &error));
  g_assert_error (error, MBM_ERROR, code);
}

static void
assert_end_fails (MbmStreamWriter *writer, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (mbm_stream_writer_end (writer, &error));
  g_assert_error (error, MBM_ERROR, code);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  g_assert_null (*kept);
  *kept = g_object_ref (result);
}

/* --- the tests ---------------------------------------------------------- */

/* What bindings see of a writer that has just begun. */
static void
assert_properties (MbmStreamWriter *writer, const char *id)
{
  g_autofree char *seen_id = NULL;
  g_autofree char *client = NULL;
  MbmStreamState state = MBM_STREAM_FAILED;
  gboolean writable = FALSE;
  guint64 high = 0, low = 0;

  g_object_set (writer, "high-water-mark", (guint64) 100000, "low-water-mark", (guint64) 1000, NULL);
  g_object_get (writer, "id", &seen_id, "client-id", &client, "state", &state, "writable", &writable,
                "high-water-mark", &high, "low-water-mark", &low, NULL);
  g_assert_cmpstr (seen_id, ==, id);
  g_assert_cmpstr (client, ==, "reader");
  g_assert_cmpint (state, ==, MBM_STREAM_OPEN);
  g_assert_true (writable);
  g_assert_cmpuint (high, ==, 100000);
  g_assert_cmpuint (low, ==, 1000);
}

/* The bare id as the answer; items in order, with the client as their target; the end. */
static void
test_items (ServerFixture *fixture)
{
  g_autoptr (Handler) handler = handler_new (fixture->server);
  g_autoptr (MbmTestPeer) peer = NULL, other = NULL;
  g_autoptr (MbmMessage) answer = NULL, item = NULL, end = NULL;
  g_autofree char *id = NULL;
  MbmStreamWriter *writer;

  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "reader");
  other = mbm_test_peer_new_registered (fixture->uri, "other");

  answer = mbm_test_peer_request (peer, "stream", "{}");
  mbm_test_assert_success (answer);
  writer = g_ptr_array_index (handler->writers, 0);
  id = mbm_json_value_dup_string (mbm_message_get_payload_value (answer));
  g_assert_cmpstr (id, ==, mbm_stream_writer_get_id (writer));
  g_assert_cmpuint (strlen (id), ==, 32);
  g_assert_cmpstr (mbm_stream_writer_get_client_id (writer), ==, "reader");
  g_assert_true (mbm_stream_writer_is_writable (writer));
  assert_properties (writer, id);

  write_item (writer, "{\"n\": 0.10}");
  g_assert_true (mbm_stream_writer_write (writer, NULL, NULL));
  assert_write_fails (writer, "1,2", MBM_ERROR_INVALID_ARGUMENT);
  assert_write_fails (writer, "1},\"more\":{\"x\":2", MBM_ERROR_INVALID_ARGUMENT);
  g_assert_true (mbm_stream_writer_end (writer, NULL));
  g_assert_cmpint (mbm_stream_writer_get_state (writer), ==, MBM_STREAM_ENDED);
  g_assert_false (mbm_stream_writer_is_writable (writer));
  assert_end_fails (writer, MBM_ERROR_WRONG_STATE);
  assert_write_fails (writer, "1", MBM_ERROR_WRONG_STATE);
  mbm_stream_writer_fail (writer, "LATE", "too late", NULL);

  item = mbm_test_peer_await_event (peer, "streamData");
  mbm_test_assert_string (item, "streamId", id);
  mbm_test_assert_member (item, "data", "{\"n\": 0.10}");
  g_assert_cmpstr (mbm_context_get_target (mbm_message_get_context (item)), ==, "reader");
  g_clear_pointer (&item, mbm_message_unref);
  item = mbm_test_peer_await_event (peer, "streamData");
  mbm_test_assert_member (item, "data", "null");
  end = mbm_test_peer_await_event (peer, "streamEnd");
  mbm_test_assert_string (end, "streamId", id);
  g_assert_null (mbm_test_get (end, "error"));

  mbm_test_peer_sync (peer);
  mbm_test_peer_sync (other);
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "streamEnd"), ==, 0);
  g_assert_cmpuint (mbm_test_peer_count_events (other, "streamData"), ==, 0);
  g_assert_cmpuint (mbm_test_peer_count_events (other, "streamEnd"), ==, 0);
}

/* The id as a member, and what is no answer. */
static void
test_answers (ServerFixture *fixture)
{
  static const char *const wrong[] = { "[]", "\"x\"", "{", "1", "" };
  g_autoptr (Handler) handler = handler_new (fixture->server);
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) empty = NULL, full = NULL;
  MbmStreamWriter *writer;

  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "reader");

  handler->answer = " {} ";
  empty = mbm_test_peer_request (peer, "stream", "{}");
  writer = g_ptr_array_index (handler->writers, 0);
  mbm_test_assert_string (empty, "streamId", mbm_stream_writer_get_id (writer));

  handler->answer = "{\"total\":3 }";
  full = mbm_test_peer_request (peer, "stream", "{}");
  writer = g_ptr_array_index (handler->writers, 1);
  mbm_test_assert_string (full, "streamId", mbm_stream_writer_get_id (writer));
  mbm_test_assert_member (full, "total", "3");

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (MbmMessage) answer = NULL;

      handler->answer = wrong[i];
      g_string_truncate (handler->notes, 0);
      answer = mbm_test_peer_request (peer, "stream", "{}");
      mbm_test_assert_error (answer, "NO_ANSWER", NULL);
      g_assert_cmpstr (handler->notes->str, ==, "INVALID_ARGUMENT\n");
    }
}

static void
test_failures (ServerFixture *fixture)
{
  g_autoptr (Handler) handler = handler_new (fixture->server);
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) failed = NULL, odd = NULL, dropped = NULL;
  g_autoptr (GBytes) details = mbm_test_bytes ("{\"retryable\":true}");
  MbmStreamWriter *writer;

  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "reader");

  writer = start_stream (handler, peer);
  mbm_stream_writer_fail (writer, "DISK_FULL", "no room", details);
  g_assert_cmpint (mbm_stream_writer_get_state (writer), ==, MBM_STREAM_FAILED);
  failed = mbm_test_peer_await_event (peer, "streamEnd");
  mbm_test_assert_string (failed, "error.code", "DISK_FULL");
  mbm_test_assert_string (failed, "error.message", "no room");
  mbm_test_assert_member (failed, "error.details", "{\"retryable\":true}");

  /* What is not UTF-8, and details that are not JSON, do not keep it from failing. */
  g_clear_pointer (&details, g_bytes_unref);
  details = mbm_test_bytes ("nonsense");
  mbm_stream_writer_fail (start_stream (handler, peer), "BAD", "a\xff", details);
  odd = mbm_test_peer_await_event (peer, "streamEnd");
  mbm_test_assert_string (odd, "error.message", "a\357\277\275");
  g_assert_null (mbm_test_get (odd, "error.details"));

  /* A writer that is dropped has not ended its stream. */
  write_item (start_stream (handler, peer), "1");
  g_ptr_array_set_size (handler->writers, 0);
  dropped = mbm_test_peer_await_event (peer, "streamEnd");
  mbm_test_assert_string (dropped, "error.code", "NO_ANSWER");
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "streamData"), ==, 1);
  g_assert_cmpstr (handler->notes->str, ==, "");
}

/* Whoever reads nothing does not fill the memory, and is not disconnected for it. */
static void
test_backpressure (ServerFixture *fixture)
{
  g_autoptr (Handler) handler = handler_new (fixture->server);
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autofree char *text = g_strdup_printf ("\"%0*d\"", 10000, 0);
  g_autoptr (GBytes) item = mbm_test_bytes (text);
  g_autoptr (GAsyncResult) result = NULL, second = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  MbmStreamWriter *writer;
  guint n_written = 0;

  g_object_set (fixture->server, "max-queue-size", (guint64) 200 * 1024, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "reader");
  writer = start_stream (handler, peer);
  g_object_set (writer, "high-water-mark", (guint64) 50000, "low-water-mark", (guint64) 20000, NULL);
  mbm_test_peer_pause (peer);

  /* Until the system takes no more either. */
  for (guint quiet = 0; quiet < 3; quiet++)
    {
      while (mbm_stream_writer_is_writable (writer))
        {
          g_assert_true (mbm_stream_writer_write (writer, item, NULL));
          g_assert_cmpuint (mbm_stream_writer_get_queued (writer), <, 50000 + 11000);
          n_written++;
          quiet = 0;
        }
      mbm_test_iterate ();
    }
  g_assert_cmpuint (mbm_server_client_get_queued (mbm_server_lookup_client (fixture->server, "reader")), <=,
                    200 * 1024);
  assert_write_fails (writer, text, MBM_ERROR_QUEUE_FULL);

  /* An item that waits can be taken back; another takes its place, and there is one at a time. */
  mbm_stream_writer_write_async (writer, item, cancellable, keep_result, &result);
  mbm_stream_writer_write_async (writer, item, NULL, keep_result, &second);
  mbm_test_wait_until (second != NULL);
  g_assert_false (mbm_stream_writer_write_finish (writer, second, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE);
  g_clear_error (&error);
  g_clear_object (&second);
  g_assert_null (result);
  g_cancellable_cancel (cancellable);
  mbm_test_wait_until (result != NULL);
  g_assert_false (mbm_stream_writer_write_finish (writer, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&result);

  mbm_stream_writer_write_async (writer, item, NULL, keep_result, &result);
  mbm_test_iterate ();
  g_assert_null (result);
  mbm_test_peer_resume (peer);
  mbm_test_wait_until (result != NULL);
  g_assert_true (mbm_stream_writer_write_finish (writer, result, &error));
  mbm_test_wait_until (mbm_stream_writer_is_writable (writer));
  g_assert_true (mbm_stream_writer_end (writer, NULL));
  mbm_test_wait_until (mbm_test_peer_count_events (peer, "streamEnd") == 1);
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "streamData"), ==, n_written + 1);
  g_assert_false (peer->closed);
}

/* What is ended while most of it waits arrives whole, though nobody holds the writer; answers overtake it. */
static void
test_ended_before_sent (ServerFixture *fixture)
{
  g_autoptr (Handler) handler = handler_new (fixture->server);
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) pong = NULL;
  g_autofree char *text = g_strdup_printf ("\"%0*d\"", 10000, 0);
  MbmStreamWriter *writer;

  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "reader");
  writer = start_stream (handler, peer);
  for (guint i = 0; i < 100; i++)
    write_item (writer, text);
  g_assert_cmpuint (mbm_stream_writer_get_queued (writer), >, 0);
  g_assert_true (mbm_stream_writer_end (writer, NULL));
  g_ptr_array_set_size (handler->writers, 0);

  pong = mbm_test_peer_request (peer, "$ping", "{\"timestamp\":1}");
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "streamEnd"), ==, 0);
  mbm_test_wait_until (mbm_test_peer_count_events (peer, "streamEnd") == 1);
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "streamData"), ==, 100);
}

/* A long stream does not keep a short one waiting. */
static void
test_fair (ServerFixture *fixture)
{
  g_autoptr (Handler) handler = handler_new (fixture->server);
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autofree char *text = g_strdup_printf ("\"%0*d\"", 10000, 0);
  MbmStreamWriter *long_one, *short_one;
  guint n_long = 0;

  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "reader");
  long_one = start_stream (handler, peer);
  short_one = start_stream (handler, peer);
  g_assert_cmpstr (mbm_stream_writer_get_id (long_one), !=, mbm_stream_writer_get_id (short_one));
  mbm_stream_writer_set_marks (long_one, 1024 * 1024 * 1024, 0);
  for (guint i = 0; i < 1000; i++)
    write_item (long_one, text);
  for (guint i = 0; i < 10; i++)
    write_item (short_one, "1");
  g_assert_true (mbm_stream_writer_end (short_one, NULL));

  mbm_test_wait_until (mbm_test_peer_count_events (peer, "streamEnd") == 1);
  for (GList *link = peer->frames.head; link != NULL; link = link->next)
    {
      g_autofree char *id = mbm_test_get (link->data, "streamId");

      if (g_strcmp0 (mbm_message_get_name (link->data), "streamEnd") == 0)
        break;
      n_long += g_strcmp0 (id, mbm_stream_writer_get_id (long_one)) == 0;
    }
  /* A portion that was on its way, and then as many as the short one had. */
  g_assert_cmpuint (n_long, >=, 10);
  g_assert_cmpuint (n_long, <, 100);
  mbm_test_wait_until (mbm_stream_writer_get_queued (long_one) == 0);
  mbm_test_wait_until (mbm_test_peer_count_events (peer, "streamData") == 1010);
}

/* Only its own client can cancel a stream, and only that one ends. */
static void
test_cancel (ServerFixture *fixture)
{
  g_autoptr (Handler) handler = handler_new (fixture->server);
  g_autoptr (MbmTestPeer) peer = NULL, other = NULL;
  g_autofree char *payload = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) item = mbm_test_bytes ("1");
  g_autoptr (GError) error = NULL;
  MbmStreamWriter *writer, *second;

  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "reader");
  other = mbm_test_peer_new_registered (fixture->uri, "other");
  writer = start_stream (handler, peer);
  second = start_stream (handler, peer);
  payload = g_strdup_printf ("{\"streamId\":\"%s\"}", mbm_stream_writer_get_id (writer));

  mbm_test_peer_emit (other, "streamCancel", payload);
  mbm_test_peer_emit (peer, "streamCancel", "{\"streamId\":\"no such stream\"}");
  mbm_test_peer_emit (peer, "streamCancel", "{\"streamId\":7}");
  mbm_test_peer_emit (peer, "streamCancel", "null");
  mbm_test_peer_sync (other);
  mbm_test_peer_sync (peer);
  g_assert_cmpint (mbm_stream_writer_get_state (writer), ==, MBM_STREAM_OPEN);

  mbm_stream_writer_set_marks (writer, 1, 0);
  mbm_test_peer_pause (peer);
  mbm_test_peer_emit (peer, "streamCancel", payload);
  while (mbm_stream_writer_get_state (writer) == MBM_STREAM_OPEN)
    mbm_test_iterate ();
  g_assert_cmpstr (handler->notes->str, ==, "cancelled: Cancelled by the client\n");
  g_assert_false (mbm_stream_writer_is_writable (writer));
  assert_write_fails (writer, "1", MBM_ERROR_CLOSED);
  assert_end_fails (writer, MBM_ERROR_CLOSED);
  mbm_stream_writer_write_async (writer, item, NULL, keep_result, &result);
  mbm_test_wait_until (result != NULL);
  g_assert_false (mbm_stream_writer_write_finish (writer, result, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_CLOSED);

  g_assert_cmpint (mbm_stream_writer_get_state (second), ==, MBM_STREAM_OPEN);
  write_item (second, "2");
  mbm_test_peer_resume (peer);
  mbm_test_wait_until (mbm_test_peer_count_events (peer, "streamData") == 1);
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "streamEnd"), ==, 0);
}

/* A handler may look after such events itself, for streams of its own. */
static void
note_event (MbmServer *server, MbmServerClient *client, MbmMessage *event, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_cancel_of_others (ServerFixture *fixture)
{
  g_autoptr (Handler) handler = handler_new (fixture->server);
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autofree char *payload = NULL;
  guint n_events = 0;

  mbm_server_add_event_handler (fixture->server, "streamCancel", note_event, &n_events, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "reader");
  mbm_test_peer_emit (peer, "streamCancel", "{\"streamId\":\"my own\"}");
  mbm_test_peer_sync (peer);
  g_assert_cmpuint (n_events, ==, 1);

  payload =
    g_strdup_printf ("{\"streamId\":\"%s\"}", mbm_stream_writer_get_id (start_stream (handler, peer)));
  mbm_test_peer_emit (peer, "streamCancel", payload);
  mbm_test_peer_sync (peer);
  g_assert_cmpuint (n_events, ==, 1);
  g_assert_cmpstr (handler->notes->str, ==, "cancelled: Cancelled by the client\n");
}

typedef enum
{
  LEAVE_UNREGISTER,
  LEAVE_CUT,
  LEAVE_DISCONNECTED,
  LEAVE_STOP,
  LEAVE_DROP,
} Leave;

/* However a client goes, its streams end, those with items that wait and a write that does too. */
static void
leave (ServerFixture *fixture, Leave how, const char *words)
{
  g_autoptr (Handler) handler = handler_new (fixture->server);
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autofree char *text = g_strdup_printf ("\"%0*d\"", 10000, 0);
  g_autoptr (GBytes) item = mbm_test_bytes (text);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *payload = NULL;
  MbmStreamWriter *writer;

  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "reader");
  start_stream (handler, peer);
  writer = start_stream (handler, peer);
  while (mbm_stream_writer_is_writable (writer))
    mbm_stream_writer_write (writer, item, NULL);
  mbm_stream_writer_write_async (writer, item, NULL, keep_result, &result);

  if (how == LEAVE_UNREGISTER)
    {
      payload = g_strdup_printf ("{\"clientId\":\"reader\",\"connectionId\":\"%s\"}", peer->connection_id);
      g_free (mbm_test_peer_ask (peer, "$unregister", payload, NULL));
      mbm_test_peer_pause (peer);
    }
  else if (how == LEAVE_CUT)
    g_clear_pointer (&peer, mbm_test_peer_free);
  else if (how == LEAVE_DISCONNECTED)
    g_assert_true (mbm_server_disconnect_client (fixture->server, "reader", "enough", NULL));
  else if (how == LEAVE_STOP)
    mbm_test_server_stop (fixture->server, NULL);
  else
    g_assert_finalize_object (g_steal_pointer (&fixture->server));

  mbm_test_wait_until (result != NULL);
  g_assert_false (mbm_stream_writer_write_finish (writer, result, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_CLOSED);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (mbm_stream_writer_get_state (g_ptr_array_index (handler->writers, i)), ==,
                     MBM_STREAM_CANCELLED);
  g_assert_nonnull (strstr (handler->notes->str, words));
  if (peer != NULL)
    mbm_test_peer_resume (peer);
}

static void
test_unregister (ServerFixture *fixture)
{
  leave (fixture, LEAVE_UNREGISTER, "cancelled: Client unregistered\n");
}

static void
test_cut (ServerFixture *fixture)
{
  leave (fixture, LEAVE_CUT, "cancelled: ");
}

static void
test_disconnected (ServerFixture *fixture)
{
  leave (fixture, LEAVE_DISCONNECTED, "cancelled: enough\n");
}

static void
test_stop (ServerFixture *fixture)
{
  leave (fixture, LEAVE_STOP, "cancelled: Server shutting down\n");
}

static void
test_drop (ServerFixture *fixture)
{
  leave (fixture, LEAVE_DROP, "cancelled: Server shutting down\n");
}

/* A request that is answered when nobody is there any more. */
static void
keep_request (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  *(MbmServerRequest **) user_data = mbm_server_request_ref (request);
}

static void
test_too_late (ServerFixture *fixture)
{
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmServerRequest) request = NULL;
  g_autoptr (MbmStreamWriter) writer = NULL;
  g_autoptr (GError) error = NULL;

  mbm_server_add_request_handler (fixture->server, "later", keep_request, &request, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "reader");
  g_free (mbm_test_peer_ask (peer, "later", "{}", NULL));
  mbm_test_wait_until (request != NULL);
  g_clear_pointer (&peer, mbm_test_peer_free);
  mbm_test_wait_until (mbm_server_get_n_clients (fixture->server) == 0);

  writer = mbm_server_request_start_stream (request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mbm_stream_writer_get_state (writer), ==, MBM_STREAM_CANCELLED);
  assert_write_fails (writer, "1", MBM_ERROR_CLOSED);
  g_assert_null (mbm_server_request_start_stream (request, NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE);
}

static void
test_limits (ServerFixture *fixture)
{
  g_autoptr (Handler) handler = handler_new (fixture->server);
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) refused = NULL;
  g_autofree char *large = g_strdup_printf ("\"%0*d\"", 70000, 0);

  g_object_set (fixture->server, "max-streams", 2, "max-queue-size", (guint64) 64 * 1024, NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "reader");
  start_stream (handler, peer);
  assert_write_fails (start_stream (handler, peer), large, MBM_ERROR_MESSAGE_TOO_LARGE);
  refused = mbm_test_peer_request (peer, "stream", "{}");
  mbm_test_assert_error (refused, "TOO_MANY_STREAMS", NULL);
  g_assert_cmpstr (handler->notes->str, ==, "LIMIT\n");

  g_assert_true (mbm_stream_writer_end (g_ptr_array_index (handler->writers, 0), NULL));
  start_stream (handler, peer);
  g_assert_false (peer->closed);
}

/* Items are part of the request's trace, and their parent is the request. */
static void
test_trace (ServerFixture *fixture)
{
  g_autoptr (Handler) handler = handler_new (fixture->server);
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) answer = NULL, item = NULL;
  MbmContext *context;

  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "reader");
  answer =
    mbm_test_peer_request_with (peer, "stream", "{}",
                                "{\"source\":\"reader\",\"traceId\":\"0123456789abcdef0123456789abcdef\","
                                "\"spanId\":\"0123456789abcdef\"}");
  write_item (g_ptr_array_index (handler->writers, 0), "1");
  item = mbm_test_peer_await_event (peer, "streamData");
  context = mbm_message_get_context (item);
  g_assert_cmpstr (mbm_context_get_trace_id (context), ==, "0123456789abcdef0123456789abcdef");
  g_assert_cmpstr (mbm_context_get_parent_span_id (context), ==, "0123456789abcdef");
  g_assert_cmpuint (strlen (mbm_context_get_span_id (context)), ==, 16);
}

static void
refuse_answer (MbmMiddleware *middleware,
               MbmServerRequest *request,
               MbmServerAnswer *answer,
               gpointer user_data)
{
  mbm_server_answer_set_error (answer, "NOT_TODAY", "no streams today", NULL);
}

/* A stream whose answer does not reach the client is not begun. */
static void
test_refused (ServerFixture *fixture)
{
  g_autoptr (Handler) handler = handler_new (fixture->server);
  g_autoptr (MbmFunctionMiddleware) middleware = mbm_function_middleware_new ();
  g_autoptr (MbmTestPeer) peer = NULL;
  g_autoptr (MbmMessage) answer = NULL;

  mbm_function_middleware_set_answer_func (middleware, refuse_answer, NULL, NULL);
  mbm_server_add_middleware (fixture->server, MBM_MIDDLEWARE (middleware), NULL);
  server_fixture_start (fixture);
  peer = mbm_test_peer_new_registered (fixture->uri, "reader");
  answer = mbm_test_peer_request (peer, "stream", "{}");
  mbm_test_assert_error (answer, "NOT_TODAY", NULL);
  assert_write_fails (g_ptr_array_index (handler->writers, 0), "1", MBM_ERROR_CLOSED);
  mbm_test_peer_sync (peer);
  g_assert_cmpuint (mbm_test_peer_count_events (peer, "streamEnd"), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  server_fixture_add ("/server-streams/items", test_items);
  server_fixture_add ("/server-streams/answers", test_answers);
  server_fixture_add ("/server-streams/failures", test_failures);
  server_fixture_add ("/server-streams/backpressure", test_backpressure);
  server_fixture_add ("/server-streams/ended-before-sent", test_ended_before_sent);
  server_fixture_add ("/server-streams/fair", test_fair);
  server_fixture_add ("/server-streams/cancel", test_cancel);
  server_fixture_add ("/server-streams/cancel-of-others", test_cancel_of_others);
  server_fixture_add ("/server-streams/unregister", test_unregister);
  server_fixture_add ("/server-streams/cut", test_cut);
  server_fixture_add ("/server-streams/disconnected", test_disconnected);
  server_fixture_add ("/server-streams/stop", test_stop);
  server_fixture_add ("/server-streams/drop", test_drop);
  server_fixture_add ("/server-streams/too-late", test_too_late);
  server_fixture_add ("/server-streams/limits", test_limits);
  server_fixture_add ("/server-streams/trace", test_trace);
  server_fixture_add ("/server-streams/refused", test_refused);

  return g_test_run ();
}
