/* mbm-client-streams.c — the streams that a client reads
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-client-private.h"
#include "mbm-json-members-private.h"
#include "mbm-stream-private.h"

/* Of what comes while an answer is under way that may name it: so many streams, and bytes of all together. */
#define MAX_EARLY_STREAMS 64
#define MAX_EARLY_SIZE    MBM_DEFAULT_STREAM_BUFFER_SIZE
/* So many requests for streams are remembered that were given up: an answer to one of them is told that
 * nobody reads its stream. */
#define MAX_GIVEN_UP 1024

/* Items may overtake the answer that names their stream. While a request for a stream is under way, a stream
 * is made for each id that is not known yet, and kept until somebody claims it or no such request is left. */
struct _MbmClientStreams
{
  GHashTable *by_id;    /* id → MbmStream, borrowed: all that are open */
  GHashTable *early;    /* id → MbmStream: those that nobody has claimed */
  GHashTable *given_up; /* serial */
  guint n_requests;
  gsize early_size;
  gboolean early_lost; /* there was no room for one */
};

typedef struct
{
  GTask *task;
  guint64 serial;
} Call;

static void
answer_free (gpointer answer)
{
  if (answer != NULL)
    mbm_message_unref (answer);
}

static MbmClientStreams *
mbm_client_streams_ensure (MbmClient *self)
{
  if (self->streams == NULL)
    {
      self->streams = g_new0 (MbmClientStreams, 1);
      self->streams->by_id = g_hash_table_new (g_str_hash, g_str_equal);
      self->streams->early = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
      self->streams->given_up = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
    }
  return self->streams;
}

/**
 * mbm_client_streams_dispose: (skip)
 * @self: a client whose streams have failed
 *
 * Frees what keeps streams.
 */
void
mbm_client_streams_dispose (MbmClient *self)
{
  MbmClientStreams *streams = g_steal_pointer (&self->streams);

  if (streams == NULL)
    return;

  g_hash_table_unref (streams->early);
  g_hash_table_unref (streams->by_id);
  g_hash_table_unref (streams->given_up);
  g_free (streams);
}

/* --- their end ---------------------------------------------------------- */

static void
mbm_client_send_stream_cancel (MbmClient *self, const char *id)
{
  GString *text = g_string_new ("{\"streamId\":");
  g_autoptr (GBytes) payload = NULL;

  mbm_json_append_string (text, id, -1);
  g_string_append_c (text, '}');
  payload = g_string_free_to_bytes (text);

  /* Where that cannot be sent nothing comes either. */
  mbm_client_send_event (self, "streamCancel", payload, NULL, NULL);
}

/**
 * mbm_client_streams_remove: (skip)
 * @self: a client
 * @stream: one of its streams
 * @tell: whether to tell the service that nobody reads it any more
 *
 * Forgets a stream that is not open any more.
 */
void
mbm_client_streams_remove (MbmClient *self, MbmStream *stream, gboolean tell)
{
  if (self->streams != NULL)
    g_hash_table_remove (self->streams->by_id, stream->id);
  if (tell && stream->claimed && mbm_client_is_open (self))
    mbm_client_send_stream_cancel (self, stream->id);
}

/**
 * mbm_client_streams_fail: (skip)
 * @self: a client whose connection is gone, or about to be closed
 * @error: why
 *
 * Fails all streams.
 */
void
mbm_client_streams_fail (MbmClient *self, const GError *error)
{
  g_autoptr (GPtrArray) all = NULL;
  GHashTableIter iter;
  gpointer stream;

  if (self->streams == NULL)
    return;

  all = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_iter_init (&iter, self->streams->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &stream))
    g_ptr_array_add (all, g_object_ref (stream));
  g_hash_table_remove_all (self->streams->given_up);

  for (guint i = 0; i < all->len; i++)
    mbm_stream_fail (all->pdata[i], error);
}

/* --- what comes in ------------------------------------------------------ */

/* A stream that no answer has named yet, if one may. */
static MbmStream *
mbm_client_streams_add_early (MbmClient *self, const char *id)
{
  MbmClientStreams *streams = self->streams;
  MbmStream *stream;

  if (streams->n_requests == 0)
    return NULL;
  if (g_hash_table_size (streams->early) >= MAX_EARLY_STREAMS)
    {
      streams->early_lost = TRUE;
      return NULL;
    }

  stream = mbm_stream_new (self, id);
  g_hash_table_insert (streams->early, stream->id, stream);
  g_hash_table_insert (streams->by_id, stream->id, stream);
  return stream;
}

static void
mbm_client_streams_take_item (MbmClient *self, MbmStream *stream, MbmMessage *event)
{
  g_autoptr (GError) error = NULL;

  if (g_hash_table_contains (self->streams->early, stream->id))
    {
      self->streams->early_size += g_bytes_get_size (mbm_message_get_bytes (event));
      if (self->streams->early_size > MAX_EARLY_SIZE)
        {
          error = g_error_new (MBM_ERROR, MBM_ERROR_LIMIT,
                               _ ("More than %u bytes came before the answer that names their stream"),
                               MAX_EARLY_SIZE);
          mbm_stream_fail (stream, error);
          return;
        }
    }

  mbm_stream_take_item (stream, event);
}

/**
 * mbm_client_streams_received: (skip)
 * @self: a client that has streams, or had
 * @event: an event that came in
 *
 * Hands an item, or the end, to the stream it belongs to.
 */
void
mbm_client_streams_received (MbmClient *self, MbmMessage *event)
{
  const char *name = mbm_message_get_name (event);
  gboolean is_item = g_str_equal (name, "streamData");
  g_autofree char *id = NULL;
  g_autoptr (MbmStream) stream = NULL;

  if (!is_item && !g_str_equal (name, "streamEnd"))
    return;
  if (g_hash_table_size (self->streams->by_id) == 0 && self->streams->n_requests == 0)
    return;

  id = mbm_json_dup_string_member (mbm_message_get_payload_value (event), "streamId");
  if (id == NULL)
    return;

  stream = g_hash_table_lookup (self->streams->by_id, id);
  /* One that ended before it was claimed waits for that, and is not begun again. */
  if (stream == NULL && !g_hash_table_contains (self->streams->early, id))
    stream = mbm_client_streams_add_early (self, id);
  if (stream == NULL)
    return;

  g_object_ref (stream);
  if (is_item)
    mbm_client_streams_take_item (self, stream, event);
  else
    mbm_stream_take_end (stream, event);
}

/* --- requests ----------------------------------------------------------- */

static char *
mbm_client_dup_stream_id (MbmMessage *answer)
{
  MbmJsonValue data = mbm_message_get_payload_value (answer);
  char *id = mbm_json_value_dup_string (data);

  return id != NULL ? id : mbm_json_dup_string_member (data, "streamId");
}

static void
mbm_client_streams_request_ended (MbmClient *self)
{
  MbmClientStreams *streams = self->streams;
  g_autoptr (GHashTable) early = NULL;

  if (--streams->n_requests > 0)
    return;

  early = g_steal_pointer (&streams->early);
  streams->early = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  streams->early_size = 0;
  streams->early_lost = FALSE;
}

static MbmStream *
mbm_client_streams_claim (MbmClient *self, const char *id, GError **error)
{
  MbmClientStreams *streams = self->streams;
  gpointer early = NULL;
  MbmStream *stream;

  if (g_hash_table_steal_extended (streams->early, id, NULL, &early))
    {
      stream = early;
      stream->claimed = TRUE;
      if (stream->state == MBM_STREAM_FAILED && stream->end == NULL)
        mbm_client_send_stream_cancel (self, id);
      return stream;
    }

  if (g_hash_table_contains (streams->by_id, id))
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_PAYLOAD,
                   _ ("The answer names a stream that there is already: “%s”"), id);
      return NULL;
    }
  if (streams->early_lost)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_LIMIT,
                   _ ("Items of more than %u streams came before the answers that name them"),
                   MAX_EARLY_STREAMS);
      mbm_client_send_stream_cancel (self, id);
      return NULL;
    }

  stream = mbm_stream_new (self, id);
  stream->claimed = TRUE;
  g_hash_table_insert (streams->by_id, stream->id, stream);
  return stream;
}

static MbmStream *
mbm_client_streams_take_answer (MbmClient *self, MbmMessage *answer, GError **error)
{
  g_autofree char *id = NULL;

  if (!mbm_message_check_success (answer, error))
    return NULL;

  id = mbm_client_dup_stream_id (answer);
  if (id != NULL)
    return mbm_client_streams_claim (self, id, error);

  g_set_error_literal (error, MBM_ERROR, MBM_ERROR_INVALID_PAYLOAD,
                       _ ("The answer names no stream: it is neither a string nor has it a “streamId”"));
  return NULL;
}

static void
mbm_client_stream_answered (gpointer owner, MbmMessage *answer, const GError *error, gpointer user_data)
{
  MbmClient *self = owner;
  Call *call = user_data;
  g_autoptr (GTask) task = call->task;
  g_autoptr (MbmStream) stream = NULL;
  GError *failure = NULL;

  if (answer != NULL)
    {
      g_task_set_task_data (task, mbm_message_ref (answer), answer_free);
      stream = mbm_client_streams_take_answer (self, answer, &failure);
    }
  else
    {
      failure = g_error_copy (error);
      if (self->channel != NULL && g_hash_table_size (self->streams->given_up) < MAX_GIVEN_UP)
        g_hash_table_add (self->streams->given_up, g_memdup2 (&call->serial, sizeof call->serial));
    }
  g_free (call);
  mbm_client_streams_request_ended (self);

  if (stream != NULL)
    g_task_return_pointer (task, g_steal_pointer (&stream), g_object_unref);
  else
    g_task_return_error (task, failure);
}

/**
 * mbm_client_streams_late_answer: (skip)
 * @self: a client
 * @serial: the number of a request that was given up
 * @answer: its answer
 *
 * Tells the service that nobody reads the stream that it has just begun.
 */
void
mbm_client_streams_late_answer (MbmClient *self, guint64 serial, MbmMessage *answer)
{
  g_autofree char *id = NULL;

  if (self->streams == NULL || !g_hash_table_remove (self->streams->given_up, &serial) ||
      !mbm_message_is_success (answer) || !mbm_client_is_open (self))
    return;

  id = mbm_client_dup_stream_id (answer);
  if (id != NULL)
    mbm_client_send_stream_cancel (self, id);
}

/**
 * mbm_client_request_stream_async:
 * @self: a client
 * @name: the request's name, such as `startStream`
 * @payload: (nullable): the payload as JSON text; %NULL stands for `{}`
 * @context: (nullable): a context; `source` and `auth.token` are filled in where it leaves them out
 * @timeout: how long to wait for the answer, in milliseconds; 0 for [property@Mbm.Client:request-timeout].
 *   For the time after that see [property@Mbm.Stream:idle-timeout]
 * @cancellable: (nullable): stops the waiting for the answer; a stream that is begun all the same is
 * cancelled
 * @callback: (scope async): called when the answer is there
 * @user_data: passed to @callback
 *
 * Sends a request that the service answers with a stream: with its id, as a string or as the member
 * `streamId`. The events `streamData` and `streamEnd` of that id are the stream's; handlers for these events
 * are called all the same.
 *
 * Since: 0.1
 */
void
mbm_client_request_stream_async (MbmClient *self,
                                 const char *name,
                                 GBytes *payload,
                                 MbmContext *context,
                                 guint timeout,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  Call *call;

  g_return_if_fail (MBM_IS_CLIENT (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mbm_client_request_stream_async);
  /* A stream that was claimed is handed over even if the call is cancelled then. */
  g_task_set_check_cancellable (task, FALSE);

  call = g_new0 (Call, 1);
  mbm_client_streams_ensure (self)->n_requests++;
  if (!mbm_client_check_open (self, &error) ||
      !mbm_client_ask (self, name, payload, context, timeout, cancellable, mbm_client_stream_answered, call,
                       &error))
    {
      g_free (call);
      mbm_client_streams_request_ended (self);
      g_task_return_error (task, error);
      return;
    }

  call->serial = self->last_serial;
  call->task = g_steal_pointer (&task);
}

/**
 * mbm_client_request_stream_finish:
 * @self: a client
 * @result: what the callback was given
 * @answer: (out) (optional) (nullable) (transfer full): the answer, if there was one: it may say more than
 * the stream's id, or what went wrong
 * @error: (nullable): return location
 *
 * Gets the stream that [method@Mbm.Client.request_stream_async] asked for.
 *
 * Errors: those of [method@Mbm.Client.request_finish]; [error@Mbm.Error.REMOTE] if the service answered with
 * an error; [error@Mbm.Error.INVALID_PAYLOAD] if its answer names no stream, or one that there is already;
 * [error@Mbm.Error.LIMIT] if more came before the answer than is kept.
 *
 * Returns: (transfer full): the stream, or %NULL with @error set
 *
 * Since: 0.1
 */
MbmStream *
mbm_client_request_stream_finish (MbmClient *self, GAsyncResult *result, MbmMessage **answer, GError **error)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (answer != NULL)
    {
      *answer = g_task_get_task_data (G_TASK (result));
      if (*answer != NULL)
        mbm_message_ref (*answer);
    }
  return g_task_propagate_pointer (G_TASK (result), error);
}
