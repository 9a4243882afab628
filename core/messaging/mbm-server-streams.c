/* mbm-server-streams.c — the streams that a server sends to one client
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include <glib/gi18n-lib.h>

#include "mbm-json-members-private.h"
#include "mbm-server-events-private.h"
#include "mbm-server-request-private.h"
#include "mbm-server-streams-private.h"

/* Half a portion is written while the other half is filled up again. */
#define LOW_PORTION (MBM_SERVER_STREAM_PORTION / 2)
/* For channels that do not say when they have written something. */
#define LOOK_AGAIN (250 * G_TIME_SPAN_MILLISECOND)
/* What a transport may add to a frame. */
#define FRAMING 64

/* What is sent: one item of each stream that has any, in turn, a portion at a time; then it rests until the
 * channel says that it has written most of that. */
struct _MbmServerStreams
{
  MbmServerConnection *connection;
  GHashTable *by_id; /* id → MbmServerStream, owned */
  GQueue ready;      /* those that have something to send */
  GList link;        /* in the server's list of those that rest */
  gboolean resting;
  gboolean due;
  gboolean pumping;
};

/* --- one stream --------------------------------------------------------- */

MbmServerStream *
mbm_server_stream_ref (MbmServerStream *self)
{
  self->ref_count++;
  return self;
}

static void
mbm_server_stream_clear_frames (MbmServerStream *self)
{
  g_queue_clear_full (&self->frames, (GDestroyNotify) mbm_message_unref);
  self->queued = 0;
}

void
mbm_server_stream_unref (MbmServerStream *self)
{
  if (--self->ref_count > 0)
    return;

  mbm_server_stream_clear_frames (self);
  g_clear_pointer (&self->context, mbm_context_unref);
  g_free (self->id);
  g_free (self->note);
  g_free (self);
}

static MbmServerStream *
mbm_server_stream_new (void)
{
  MbmServerStream *self = g_new0 (MbmServerStream, 1);

  self->ref_count = 1;
  self->link.data = self;
  g_queue_init (&self->frames);

  return self;
}

/* Whoever guesses an id could cancel somebody else's stream on a simple server: nobody is to guess ours. NULL
 * if the system has no random numbers. */
static char *
mbm_server_stream_make_id (void)
{
  guint8 random[16];
  char text[2 * sizeof random + 1];
  gssize n;

  do
    n = getrandom (random, sizeof random, 0);
  while (n < 0 && errno == EINTR);
  if (n != (gssize) sizeof random)
    return NULL;

  for (guint i = 0; i < sizeof random; i++)
    g_snprintf (text + (gsize) 2 * i, 3, "%02x", random[i]);
  return g_strdup (text);
}

/* One that no queue could hold would never get out of here. */
gboolean
mbm_server_stream_check (MbmServerStream *self, MbmMessage *message, GError **error)
{
  gsize size = g_bytes_get_size (mbm_message_get_bytes (message));
  guint64 max = self->connection->server->max_queue_size;

  if (size + FRAMING <= max)
    return TRUE;

  g_set_error (error, MBM_ERROR, MBM_ERROR_MESSAGE_TOO_LARGE,
               _ ("The item has %zu bytes, and no more than %zu may wait for a client"), size, (gsize) max);
  return FALSE;
}

/* --- the streams of a connection ---------------------------------------- */

static MbmServerStreams *
mbm_server_streams_ensure (MbmServerConnection *connection)
{
  MbmServerStreams *self = connection->streams;

  if (self != NULL)
    return self;

  self = g_new0 (MbmServerStreams, 1);
  self->connection = connection;
  self->link.data = self;
  self->by_id =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) mbm_server_stream_unref);
  g_queue_init (&self->ready);
  connection->streams = self;

  return self;
}

static void
mbm_server_streams_wake (MbmServerStreams *self)
{
  if (!self->resting)
    return;

  self->resting = FALSE;
  g_queue_unlink (&self->connection->server->resting, &self->link);
}

static void
mbm_server_streams_rest (MbmServerStreams *self)
{
  MbmServer *server = self->connection->server;

  self->due = FALSE;
  self->resting = TRUE;
  g_queue_push_tail_link (&server->resting, &self->link);
  mbm_channel_watch_queue (self->connection->channel, LOW_PORTION);
  mbm_server_timers_pump_at (server, g_get_monotonic_time () + LOOK_AGAIN);
}

static gboolean
mbm_server_streams_has_room (MbmServerStreams *self, MbmServerStream *stream)
{
  MbmServerConnection *connection = self->connection;
  MbmMessage *message = g_queue_peek_head (&stream->frames);
  gsize queued = mbm_channel_get_queued (connection->channel);

  return queued == 0 || (queued < MBM_SERVER_STREAM_PORTION &&
                         queued + g_bytes_get_size (mbm_message_get_bytes (message)) + FRAMING <=
                           connection->server->max_queue_size);
}

static void
mbm_server_streams_remove (MbmServerStreams *self, MbmServerStream *stream)
{
  if (stream->frames.length > 0)
    g_queue_unlink (&self->ready, &stream->link);
  mbm_server_stream_clear_frames (stream);
  stream->connection = NULL;
  g_hash_table_remove (self->by_id, stream->id);
}

/* Sends the next item of the stream whose turn it is, and lets its writer know. FALSE if the connection takes
 * nothing more. */
static gboolean
mbm_server_streams_send_one (MbmServerStreams *self)
{
  g_autoptr (MbmServerStream) stream = mbm_server_stream_ref (self->ready.head->data);
  MbmMessage *message = g_queue_peek_head (&stream->frames);
  GBytes *frame = mbm_message_get_bytes (message);
  MbmServer *server = self->connection->server;
  char *note = server->note;
  gboolean sent;

  server->note = stream->note;
  sent = mbm_server_connection_send (self->connection, frame, message, NULL);
  server->note = note;
  if (!sent)
    return FALSE;

  stream->queued -= g_bytes_get_size (frame);
  mbm_message_unref (g_queue_pop_head (&stream->frames));
  g_queue_unlink (&self->ready, &stream->link);
  if (stream->frames.length > 0)
    g_queue_push_tail_link (&self->ready, &stream->link);

  if (stream->last && stream->frames.length == 0)
    mbm_server_streams_remove (self, stream);
  else if (stream->writer != NULL)
    mbm_stream_writer_drained (stream->writer);
  return TRUE;
}

/* Whoever is told of room may do anything, even end the connection. */
static void
mbm_server_streams_pump (MbmServerConnection *connection)
{
  MbmServerStreams *self = connection->streams;

  if (self->pumping || self->resting)
    return;

  mbm_server_connection_ref (connection);
  self->pumping = TRUE;
  while (connection->streams == self && self->ready.head != NULL &&
         mbm_server_streams_has_room (self, self->ready.head->data))
    if (!mbm_server_streams_send_one (self))
      break;

  if (connection->streams == self)
    {
      self->pumping = FALSE;
      if (self->ready.head != NULL && connection->state == MBM_CONNECTION_OPEN && !connection->doomed)
        mbm_server_streams_rest (self);
    }
  mbm_server_connection_unref (connection);
}

void
mbm_server_stream_push (MbmServerStream *self, MbmMessage *message, gboolean last)
{
  MbmServerConnection *connection = self->connection;

  g_queue_push_tail (&self->frames, mbm_message_ref (message));
  self->queued += g_bytes_get_size (mbm_message_get_bytes (message));
  self->last = last;
  if (self->frames.length == 1)
    g_queue_push_tail_link (&connection->streams->ready, &self->link);
  mbm_server_streams_pump (connection);
}

/* The channel says so from within whatever it does: here it is only noted. */
void
mbm_server_streams_drained (MbmServerConnection *connection)
{
  MbmServerStreams *self = connection->streams;

  if (self == NULL || !self->resting || self->due)
    return;

  self->due = TRUE;
  g_queue_unlink (&connection->server->resting, &self->link);
  g_queue_push_head_link (&connection->server->resting, &self->link);
  mbm_server_timers_pump_at (connection->server, 0);
}

/* Those that are due are at the head; now and then all are looked at. Who rests again goes to the tail, and
 * has its turn in the next round. */
gboolean
mbm_server_streams_pump_cb (gpointer data)
{
  g_autoptr (MbmServer) server = g_object_ref (data);
  MbmServerStreams *first = server->resting.head != NULL ? server->resting.head->data : NULL;
  gboolean all = first != NULL && !first->due;
  guint n_left = server->resting.length;

  g_source_set_ready_time (server->pump_source, -1);
  while (n_left-- > 0 && server->resting.head != NULL)
    {
      MbmServerStreams *streams = server->resting.head->data;

      if (!all && !streams->due)
        break;
      mbm_server_streams_wake (streams);
      mbm_server_streams_pump (streams->connection);
    }

  if (server->resting.head != NULL)
    mbm_server_timers_pump_at (server, g_get_monotonic_time () + LOOK_AGAIN);
  return G_SOURCE_CONTINUE;
}

/* --- the end of streams ------------------------------------------------- */

static void
mbm_server_stream_cancel (MbmServerStream *self, const char *reason)
{
  if (self->writer != NULL)
    mbm_stream_writer_cancelled (self->writer, reason);
}

/* TRUE if an event cancels a stream of this connection: then it is dealt with. */
gboolean
mbm_server_streams_take_cancel (MbmServerConnection *connection, MbmMessage *event)
{
  g_autoptr (MbmServerStream) stream = NULL;
  g_autofree char *id = NULL;

  if (connection->streams == NULL || strcmp (mbm_message_get_name (event), "streamCancel") != 0)
    return FALSE;

  id = mbm_json_dup_string_member (mbm_message_get_payload_value (event), "streamId");
  stream = id != NULL ? g_hash_table_lookup (connection->streams->by_id, id) : NULL;
  if (stream == NULL)
    return FALSE;

  mbm_server_stream_ref (stream);
  mbm_server_streams_remove (connection->streams, stream);
  mbm_server_stream_cancel (stream, "Cancelled by the client");
  return TRUE;
}

/* The client is gone: all its streams end. They have been taken from the connection before. */
void
mbm_server_streams_free (MbmServerStreams *self, const char *reason)
{
  g_autoptr (GPtrArray) all = NULL;
  GHashTableIter iter;
  gpointer stream;

  if (self == NULL)
    return;

  mbm_server_streams_wake (self);
  all = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_server_stream_unref);
  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &stream))
    g_ptr_array_add (all, mbm_server_stream_ref (stream));
  for (guint i = 0; i < all->len; i++)
    mbm_server_streams_remove (self, all->pdata[i]);
  g_hash_table_unref (self->by_id);
  g_free (self);

  for (guint i = 0; i < all->len; i++)
    mbm_server_stream_cancel (all->pdata[i], reason);
}

/* --- their beginning ---------------------------------------------------- */

/* The id alone, or as a member of what the application says. */
static GBytes *
mbm_server_stream_make_answer (const char *id, GBytes *answer, GError **error)
{
  GString *text = g_string_new (NULL);
  MbmJsonValue object;
  MbmJsonIter iter;

  if (answer != NULL)
    {
      gsize length;
      const char *json = g_bytes_get_data (answer, &length);

      if (!mbm_json_check (json, (gssize) length, NULL) ||
          !mbm_json_is_object (object = mbm_json_value (json, (gssize) length)))
        {
          g_set_error_literal (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
                               _ ("A stream’s answer must be a JSON object"));
          g_string_free (text, TRUE);
          return NULL;
        }

      g_string_append_len (text, object.text, (gssize) object.length - 1);
      mbm_json_iter_init (&iter, object);
      if (mbm_json_iter_next (&iter, NULL, NULL))
        g_string_append_c (text, ',');
      g_string_append (text, "\"streamId\":");
    }

  mbm_json_append_string (text, id, -1);
  if (answer != NULL)
    g_string_append_c (text, '}');
  return g_string_free_to_bytes (text);
}

static gboolean
mbm_server_stream_check_request (MbmServerRequest *request, GError **error)
{
  MbmServerConnection *connection = mbm_server_request_get_connection (request);
  guint max;

  if (mbm_server_request_is_answered (request))
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE, _ ("The request “%s” was answered already"),
                   mbm_server_request_get_name (request));
      return FALSE;
    }

  max = connection->server != NULL ? connection->server->limits.max_streams : G_MAXUINT;
  if (connection->streams == NULL || g_hash_table_size (connection->streams->by_id) < max)
    return TRUE;

  g_set_error (error, MBM_ERROR, MBM_ERROR_LIMIT, _ ("The client has %u streams already"), max);
  mbm_server_request_fail (request, MBM_CODE_TOO_MANY_STREAMS, "%u streams of this connection are open", max);
  return FALSE;
}

/**
 * mbm_server_request_start_stream:
 * @self: a request
 * @answer: (nullable): a JSON object that is the answer, with the stream's id added to it as `streamId`;
 *   %NULL to answer with the id alone, as a string
 * @error: (nullable): return location
 *
 * Answers a request with a stream: items go to whoever asked, and to nobody else, until the writer ends it.
 * Dropping the writer before that fails the stream with `NO_ANSWER`.
 *
 * If the client is gone already, or middleware made an error of the answer, the writer is
 * %MBM_STREAM_CANCELLED from the start.
 *
 * Errors: [error@Mbm.Error.WRONG_STATE] if the request was answered before;
 * [error@Mbm.Error.INVALID_ARGUMENT] if @answer is no JSON object; [error@Mbm.Error.LIMIT] if the client has
 * [property@Mbm.Server:max-streams] already: it is told `TOO_MANY_STREAMS` then;
 * [error@Mbm.Error.FAILED] if the system has no random numbers.
 *
 * Returns: (transfer full): the stream's writer, or %NULL with @error set
 *
 * Since: 0.1
 */
MbmStreamWriter *
mbm_server_request_start_stream (MbmServerRequest *self, GBytes *answer, GError **error)
{
  g_autoptr (MbmServerStream) stream = NULL;
  g_autoptr (GBytes) data = NULL;
  g_autofree char *id = NULL;
  MbmServerConnection *connection;
  MbmServerClient *client;

  g_return_val_if_fail (self != NULL, NULL);

  connection = mbm_server_request_get_connection (self);
  client = mbm_server_request_get_client (self);
  if (!mbm_server_stream_check_request (self, error))
    return NULL;

  id = mbm_server_stream_make_id ();
  if (id == NULL)
    {
      g_set_error_literal (error, MBM_ERROR, MBM_ERROR_FAILED, _ ("The system has no random numbers"));
      return NULL;
    }

  data = mbm_server_stream_make_answer (id, answer, error);
  if (data == NULL || !mbm_server_request_respond (self, data, error))
    return NULL;

  stream = mbm_server_stream_new ();
  stream->id = g_steal_pointer (&id);
  stream->note = g_strdup (self->note);
  stream->context = mbm_server_request_new_child_context (self);
  if (client != NULL)
    mbm_context_set_target (stream->context, mbm_server_client_get_id (client));

  if (self->refused)
    return mbm_stream_writer_new (stream, mbm_server_request_get_client_id (self), "The answer was refused");

  /* Whoever registers on a connection after the one who asked has not asked. */
  if (client == NULL || connection->client != client || connection->state != MBM_CONNECTION_OPEN)
    return mbm_stream_writer_new (stream, mbm_server_request_get_client_id (self), "The client is gone");

  stream->connection = connection;
  g_hash_table_insert (mbm_server_streams_ensure (connection)->by_id, stream->id,
                       mbm_server_stream_ref (stream));
  return mbm_stream_writer_new (stream, mbm_server_request_get_client_id (self), NULL);
}
