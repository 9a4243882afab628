/* mbm-stream-writer.c — a server's end of a stream
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-stream-writer-private.h"

/**
 * MbmStreamWriter:
 *
 * What a server writes into a stream that it answered a request with; see
 * [method@Mbm.ServerRequest.start_stream].
 *
 * Items wait in a queue of their own and are sent as fast as the client reads them; several streams to one
 * client take turns, and answers and events overtake them. The queue is bounded: at
 * [property@Mbm.StreamWriter:high-water-mark] the writer is not [property@Mbm.StreamWriter:writable] any more
 * and takes nothing, and it is again when no more than [property@Mbm.StreamWriter:low-water-mark] waits.
 * [method@Mbm.StreamWriter.write_async] waits for that by itself.
 *
 * A stream ends with [method@Mbm.StreamWriter.end] or [method@Mbm.StreamWriter.fail]. It is cancelled when
 * the client says so by `streamCancel`, unregisters, or is gone: [signal@Mbm.StreamWriter::cancelled].
 *
 * Belongs to the server's thread. The application owns it, and it needs neither the server nor the request to
 * stay.
 *
 * Since: 0.1
 */
enum
{
  SIGNAL_CANCELLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MbmStreamWriter, mbm_stream_writer, G_TYPE_OBJECT)

static GTask *
mbm_stream_writer_take_task (MbmStreamWriter *self)
{
  if (self->cancelled_source != NULL)
    {
      g_source_destroy (self->cancelled_source);
      g_clear_pointer (&self->cancelled_source, g_source_unref);
    }
  return g_steal_pointer (&self->write_task);
}

/* --- what goes out ------------------------------------------------------ */

static gboolean
mbm_stream_writer_check_open (MbmStreamWriter *self, GError **error)
{
  if (self->state == MBM_STREAM_OPEN && self->stream->connection != NULL)
    return TRUE;

  if (self->state == MBM_STREAM_CANCELLED)
    g_set_error (error, MBM_ERROR, MBM_ERROR_CLOSED, _ ("The stream was cancelled: %s"), self->reason);
  else if (self->state == MBM_STREAM_OPEN)
    g_set_error_literal (error, MBM_ERROR, MBM_ERROR_CLOSED, _ ("The stream’s client is gone"));
  else
    g_set_error_literal (error, MBM_ERROR, MBM_ERROR_WRONG_STATE, _ ("The stream has ended already"));
  return FALSE;
}

/* @member: what comes after the id, or NULL. It is checked with the whole. */
static MbmMessage *
mbm_stream_writer_make (MbmStreamWriter *self,
                        const char *event,
                        const char *member,
                        GBytes *value,
                        GError **error)
{
  GString *payload = g_string_sized_new (64 + (value != NULL ? g_bytes_get_size (value) : 0));
  g_autoptr (GBytes) text = NULL;

  g_string_append (payload, "{\"streamId\":");
  mbm_json_append_string (payload, self->stream->id, -1);
  if (member != NULL)
    {
      g_string_append_printf (payload, ",\"%s\":", member);
      if (value != NULL)
        g_string_append_len (payload, g_bytes_get_data (value, NULL), (gssize) g_bytes_get_size (value));
      else
        g_string_append (payload, "null");
    }
  g_string_append_c (payload, '}');
  text = g_string_free_to_bytes (payload);

  return mbm_message_new_event (event, text, self->stream->context, error);
}

static gboolean
mbm_stream_writer_check_json (GBytes *data, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (data == NULL ||
      mbm_json_check (g_bytes_get_data (data, NULL), (gssize) g_bytes_get_size (data), &cause))
    return TRUE;

  g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("The item is not JSON: %s"), cause->message);
  return FALSE;
}

static MbmMessage *
mbm_stream_writer_make_item (MbmStreamWriter *self, GBytes *data, GError **error)
{
  g_autoptr (MbmMessage) message = NULL;

  /* By itself, or two values with something between them might look like one. */
  if (!mbm_stream_writer_check_open (self, error) || !mbm_stream_writer_check_json (data, error))
    return NULL;

  message = mbm_stream_writer_make (self, "streamData", "data", data, error);
  if (message == NULL || !mbm_server_stream_check (self->stream, message, error))
    return NULL;

  return g_steal_pointer (&message);
}

static void
mbm_stream_writer_push (MbmStreamWriter *self, MbmMessage *message)
{
  mbm_server_stream_push (self->stream, message, FALSE);
  mbm_stream_writer_update_writable (self);
}

/**
 * mbm_stream_writer_write:
 * @self: a writer
 * @data: (nullable): one item as JSON text; %NULL stands for `null`
 * @error: (nullable): return location
 *
 * Sends an item, or queues it until the client has read those before it.
 *
 * Errors: [error@Mbm.Error.QUEUE_FULL] if [property@Mbm.StreamWriter:high-water-mark] has been reached;
 * [error@Mbm.Error.CLOSED] if the stream was cancelled; [error@Mbm.Error.WRONG_STATE] if it has ended;
 * [error@Mbm.Error.INVALID_ARGUMENT] if @data is not JSON; [error@Mbm.Error.MESSAGE_TOO_LARGE] if it is
 * larger than the server may queue for a client. Nothing is sent then, and the stream goes on.
 *
 * Returns: %TRUE if the item was taken
 *
 * Since: 0.1
 */
gboolean
mbm_stream_writer_write (MbmStreamWriter *self, GBytes *data, GError **error)
{
  g_autoptr (MbmStreamWriter) kept = NULL;
  g_autoptr (MbmMessage) message = NULL;

  g_return_val_if_fail (MBM_IS_STREAM_WRITER (self), FALSE);

  if (!mbm_stream_writer_check_open (self, error))
    return FALSE;
  if (self->write_task != NULL || self->stream->queued >= self->high)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_QUEUE_FULL,
                   _ ("The client reads too slowly: %zu bytes of the stream wait"), self->stream->queued);
      return FALSE;
    }

  message = mbm_stream_writer_make_item (self, data, error);
  if (message == NULL)
    return FALSE;

  kept = g_object_ref (self);
  mbm_stream_writer_push (self, message);
  return TRUE;
}

static gboolean
mbm_stream_writer_write_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = mbm_stream_writer_take_task (user_data);

  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
mbm_stream_writer_watch_cancellable (MbmStreamWriter *self, GCancellable *cancellable)
{
  if (cancellable == NULL)
    return;

  self->cancelled_source = g_cancellable_source_new (cancellable);
  g_source_set_static_name (self->cancelled_source, "[mbm] stream write cancelled");
  g_source_set_callback (self->cancelled_source, G_SOURCE_FUNC (mbm_stream_writer_write_cancelled_cb), self,
                         NULL);
  g_source_attach (self->cancelled_source, self->context);
}

/**
 * mbm_stream_writer_write_async:
 * @self: a writer
 * @data: (nullable): one item as JSON text; %NULL stands for `null`
 * @cancellable: (nullable): gives the item up while it waits for room
 * @callback: (scope async): called when the item was taken
 * @user_data: passed to @callback
 *
 * Sends an item when there is room for it: what the client reads slowly is written slowly. One such call may
 * be under way at a time.
 *
 * Since: 0.1
 */
void
mbm_stream_writer_write_async (MbmStreamWriter *self,
                               GBytes *data,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (MbmMessage) message = NULL;
  GError *error = NULL;

  g_return_if_fail (MBM_IS_STREAM_WRITER (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mbm_stream_writer_write_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (self->write_task != NULL)
    {
      g_task_return_new_error (task, MBM_ERROR, MBM_ERROR_WRONG_STATE,
                               _ ("The stream waits to take another item"));
      return;
    }

  message = mbm_stream_writer_make_item (self, data, &error);
  if (message == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if (self->writable)
    {
      mbm_stream_writer_push (self, message);
      g_task_return_boolean (task, TRUE);
      return;
    }

  g_task_set_task_data (task, g_steal_pointer (&message), (GDestroyNotify) mbm_message_unref);
  self->write_task = g_steal_pointer (&task);
  mbm_stream_writer_watch_cancellable (self, cancellable);
}

/**
 * mbm_stream_writer_write_finish:
 * @self: a writer
 * @result: what the callback was given
 * @error: (nullable): return location
 *
 * Says how [method@Mbm.StreamWriter.write_async] went.
 *
 * Errors: as for [method@Mbm.StreamWriter.write], but for the full queue; [error@Mbm.Error.WRONG_STATE] also
 * if another item waits already; [error@Gio.IOErrorEnum.CANCELLED].
 *
 * Returns: %TRUE if the item was taken
 *
 * Since: 0.1
 */
gboolean
mbm_stream_writer_write_finish (MbmStreamWriter *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (MBM_IS_STREAM_WRITER (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
mbm_stream_writer_fail_write (MbmStreamWriter *self)
{
  g_autoptr (GTask) task = mbm_stream_writer_take_task (self);
  GError *error = NULL;

  if (task != NULL && !mbm_stream_writer_check_open (self, &error))
    g_task_return_error (task, error);
}

/* --- its end ------------------------------------------------------------ */

/* What was queued goes first; the stream does not need its writer for that. */
static void
mbm_stream_writer_finish (MbmStreamWriter *self, MbmStreamState state, MbmMessage *message)
{
  g_autoptr (MbmServerStream) stream = mbm_server_stream_ref (self->stream);

  stream->writer = NULL;
  if (stream->connection != NULL)
    mbm_server_stream_push (stream, message, TRUE);
  mbm_stream_writer_set_state (self, state);
  mbm_stream_writer_fail_write (self);
}

/**
 * mbm_stream_writer_end:
 * @self: a writer
 * @error: (nullable): return location
 *
 * Ends the stream, after what is queued. An item that still waits in
 * [method@Mbm.StreamWriter.write_async] is not sent.
 *
 * Errors: [error@Mbm.Error.CLOSED] if the stream was cancelled; [error@Mbm.Error.WRONG_STATE] if it has
 * ended.
 *
 * Returns: %TRUE if this was the end
 *
 * Since: 0.1
 */
gboolean
mbm_stream_writer_end (MbmStreamWriter *self, GError **error)
{
  g_autoptr (MbmStreamWriter) kept = NULL;
  g_autoptr (MbmMessage) message = NULL;

  g_return_val_if_fail (MBM_IS_STREAM_WRITER (self), FALSE);

  if (!mbm_stream_writer_check_open (self, error))
    return FALSE;
  message = mbm_stream_writer_make (self, "streamEnd", NULL, NULL, error);
  if (message == NULL)
    return FALSE;

  kept = g_object_ref (self);
  mbm_stream_writer_finish (self, MBM_STREAM_ENDED, message);
  return TRUE;
}

static GBytes *
mbm_stream_writer_make_error (const char *code, const char *message, GBytes *details)
{
  g_autofree char *valid_code = g_utf8_make_valid (code, -1);
  g_autofree char *valid_message = g_utf8_make_valid (message, -1);
  GString *object = g_string_new ("{\"code\":");

  mbm_json_append_string (object, valid_code, -1);
  g_string_append (object, ",\"message\":");
  mbm_json_append_string (object, valid_message, -1);
  if (details != NULL && mbm_stream_writer_check_json (details, NULL))
    {
      g_string_append (object, ",\"details\":");
      g_string_append_len (object, g_bytes_get_data (details, NULL), (gssize) g_bytes_get_size (details));
    }
  g_string_append_c (object, '}');
  return g_string_free_to_bytes (object);
}

/**
 * mbm_stream_writer_fail:
 * @self: a writer
 * @code: a code such as `ORDER_NOT_FOUND`
 * @message: what is wrong, in words
 * @details: (nullable): JSON text; left out if it is not JSON, or nested too deeply
 *
 * Ends the stream, after what is queued, and says that it is not complete. A stream that has ended already is
 * left alone. What is not UTF-8 in @code and @message is replaced.
 *
 * Since: 0.1
 */
void
mbm_stream_writer_fail (MbmStreamWriter *self, const char *code, const char *message, GBytes *details)
{
  g_autoptr (MbmStreamWriter) kept = NULL;
  g_autoptr (MbmMessage) event = NULL;
  g_autoptr (GBytes) error = NULL;

  g_return_if_fail (MBM_IS_STREAM_WRITER (self));
  g_return_if_fail (code != NULL);
  g_return_if_fail (message != NULL);

  if (self->state != MBM_STREAM_OPEN)
    return;

  error = mbm_stream_writer_make_error (code, message, details);
  event = mbm_stream_writer_make (self, "streamEnd", "error", error, NULL);
  if (event == NULL)
    {
      g_clear_pointer (&error, g_bytes_unref);
      error = mbm_stream_writer_make_error (code, message, NULL);
      event = mbm_stream_writer_make (self, "streamEnd", "error", error, NULL);
    }

  kept = g_object_ref (self);
  mbm_stream_writer_finish (self, MBM_STREAM_FAILED, event);
}

/* --- what the connection says ------------------------------------------- */

void
mbm_stream_writer_drained (MbmStreamWriter *self)
{
  g_autoptr (MbmStreamWriter) kept = g_object_ref (self);
  g_autoptr (GTask) task = NULL;

  if (self->state != MBM_STREAM_OPEN || self->stream->queued > self->low)
    return;

  task = mbm_stream_writer_take_task (self);
  if (task != NULL)
    {
      mbm_stream_writer_push (self, g_task_get_task_data (task));
      g_task_return_boolean (task, TRUE);
    }
  mbm_stream_writer_update_writable (self);
}

void
mbm_stream_writer_cancelled (MbmStreamWriter *self, const char *reason)
{
  g_autoptr (MbmStreamWriter) kept = g_object_ref (self);

  self->stream->writer = NULL;
  self->reason = g_strdup (reason);
  mbm_stream_writer_set_state (self, MBM_STREAM_CANCELLED);
  mbm_stream_writer_fail_write (self);
  g_signal_emit (self, signals[SIGNAL_CANCELLED], 0, self->reason);
}

/* --- the object --------------------------------------------------------- */

/* Nobody can end it any more. */
static void
mbm_stream_writer_dispose (GObject *object)
{
  MbmStreamWriter *self = MBM_STREAM_WRITER (object);

  mbm_stream_writer_fail (self, MBM_CODE_NO_ANSWER, "The server let the stream go", NULL);

  G_OBJECT_CLASS (mbm_stream_writer_parent_class)->dispose (object);
}

static void
mbm_stream_writer_finalize (GObject *object)
{
  MbmStreamWriter *self = MBM_STREAM_WRITER (object);

  g_clear_pointer (&self->stream, mbm_server_stream_unref);
  g_free (self->client_id);
  g_free (self->reason);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (mbm_stream_writer_parent_class)->finalize (object);
}

static void
mbm_stream_writer_class_init (MbmStreamWriterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mbm_stream_writer_dispose;
  object_class->finalize = mbm_stream_writer_finalize;

  mbm_stream_writer_install_properties (object_class);

  /**
   * MbmStreamWriter::cancelled:
   * @self: a writer
   * @reason: why
   *
   * Nobody reads the stream any more: the client cancelled it, or is gone. What was queued is dropped.
   *
   * Since: 0.1
   */
  signals[SIGNAL_CANCELLED] = g_signal_new ("cancelled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
mbm_stream_writer_init (MbmStreamWriter *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->high = MBM_DEFAULT_STREAM_HIGH_WATER_MARK;
  self->low = MBM_DEFAULT_STREAM_LOW_WATER_MARK;
  self->writable = TRUE;
}

/* @closed_reason: (nullable): why it is cancelled from the start */
MbmStreamWriter *
mbm_stream_writer_new (MbmServerStream *stream, const char *client_id, const char *closed_reason)
{
  MbmStreamWriter *self = g_object_new (MBM_TYPE_STREAM_WRITER, NULL);

  self->stream = mbm_server_stream_ref (stream);
  self->client_id = g_strdup (client_id);
  if (closed_reason != NULL)
    {
      self->state = MBM_STREAM_CANCELLED;
      self->reason = g_strdup (closed_reason);
      self->writable = FALSE;
    }
  else
    {
      stream->writer = self;
    }

  return self;
}
