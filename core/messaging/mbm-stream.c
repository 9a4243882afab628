/* mbm-stream.c — a client's end of a stream
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-json-members-private.h"
#include "mbm-stream-private.h"

/**
 * MbmStream:
 *
 * A stream that a service answered a request with: items come until it ends, fails or is cancelled.
 *
 * Items are taken one at a time with [method@Mbm.Stream.next_async], or come by
 * [signal@Mbm.Stream::item] while it is [property@Mbm.Stream:flowing]; those that came before wait in between
 * and are not lost, those that came before the answer to the request included. What waits is bounded by
 * [property@Mbm.Stream:max-buffered-items] and [property@Mbm.Stream:max-buffered-size]. The protocol has no
 * way to slow a service down: a stream whose reader falls behind that far is cancelled and fails with
 * [error@Mbm.Error.QUEUE_FULL], after the items that did fit. None is dropped without a word.
 *
 * A stream fails when the connection is lost, also if that is made again: what came meanwhile would be
 * missing. Dropping the last reference cancels it. It does not keep its client alive, and belongs to the
 * client's thread.
 *
 * Since: 0.1
 */
enum
{
  SIGNAL_ITEM,
  SIGNAL_CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MbmStream, mbm_stream, G_TYPE_OBJECT)

static void
mbm_stream_clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static GTask *
mbm_stream_take_task (MbmStream *self)
{
  mbm_stream_clear_source (&self->cancelled_source);
  return g_steal_pointer (&self->next_task);
}

/* --- taking items ------------------------------------------------------- */

static GBytes *
mbm_stream_pop (MbmStream *self)
{
  GBytes *item = g_queue_pop_head (&self->items);

  if (item != NULL)
    self->size -= g_bytes_get_size (item);
  return item;
}

/* Items first, then the end. FALSE if there is neither yet. */
static gboolean
mbm_stream_return_next (MbmStream *self, GTask *task)
{
  GBytes *item = mbm_stream_pop (self);

  if (item != NULL)
    g_task_return_pointer (task, item, (GDestroyNotify) g_bytes_unref);
  else if (self->state == MBM_STREAM_ENDED)
    g_task_return_pointer (task, NULL, NULL);
  else if (self->state != MBM_STREAM_OPEN)
    g_task_return_error (task, g_error_copy (self->error));
  else
    return FALSE;

  return TRUE;
}

/* Hands out what waits, to whoever waits for it. */
void
mbm_stream_deliver (MbmStream *self)
{
  g_autoptr (MbmStream) kept = g_object_ref (self);

  if (self->next_task != NULL && (self->items.length > 0 || self->state != MBM_STREAM_OPEN))
    {
      g_autoptr (GTask) task = mbm_stream_take_task (self);

      mbm_stream_return_next (self, task);
    }

  while (self->flowing && self->items.length > 0)
    {
      g_autoptr (GBytes) item = mbm_stream_pop (self);

      g_signal_emit (self, signals[SIGNAL_ITEM], 0, item);
    }
}

static gboolean
mbm_stream_next_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = mbm_stream_take_task (user_data);

  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/**
 * mbm_stream_next_async:
 * @self: a stream
 * @cancellable: (nullable): ends the waiting, not the stream; no item is lost by that
 * @callback: (scope async): called when there is an item, or the end
 * @user_data: passed to @callback
 *
 * Takes the next item. One such call may be under way at a time.
 *
 * Since: 0.1
 */
void
mbm_stream_next_async (MbmStream *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MBM_IS_STREAM (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mbm_stream_next_async);
  /* An item that was taken for it is handed over even if it is cancelled then. */
  g_task_set_check_cancellable (task, FALSE);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (self->next_task != NULL)
    {
      g_task_return_new_error (task, MBM_ERROR, MBM_ERROR_WRONG_STATE,
                               _ ("Somebody waits for the stream’s next item already"));
      return;
    }
  if (mbm_stream_return_next (self, task))
    return;

  self->next_task = g_steal_pointer (&task);
  if (cancellable == NULL)
    return;

  self->cancelled_source = g_cancellable_source_new (cancellable);
  g_source_set_static_name (self->cancelled_source, "[mbm] stream next cancelled");
  g_source_set_callback (self->cancelled_source, G_SOURCE_FUNC (mbm_stream_next_cancelled_cb), self, NULL);
  g_source_attach (self->cancelled_source, self->context);
}

/**
 * mbm_stream_next_finish:
 * @self: a stream
 * @result: what the callback was given
 * @error: (nullable): return location
 *
 * Gets what [method@Mbm.Stream.next_async] took.
 *
 * Errors: [error@Mbm.Error.REMOTE] if the service says that the stream failed, see
 * [method@Mbm.Stream.get_end]; [error@Mbm.Error.CLOSED] if the connection was lost;
 * [error@Mbm.Error.TIMED_OUT] after [property@Mbm.Stream:idle-timeout]; [error@Mbm.Error.QUEUE_FULL] if items
 * were not taken fast enough; [error@Mbm.Error.LIMIT] if too much came before the answer;
 * [error@Mbm.Error.WRONG_STATE] if a call is under way already; [error@Gio.IOErrorEnum.CANCELLED] if the call
 * or the stream was cancelled.
 *
 * Returns: (transfer full) (nullable): the item as JSON text; %NULL without @error at the end
 *
 * Since: 0.1
 */
GBytes *
mbm_stream_next_finish (MbmStream *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (MBM_IS_STREAM (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- its end ------------------------------------------------------------ */

/* @tell: whether the service goes on unless it is told. */
static void
mbm_stream_close (MbmStream *self, MbmStreamState state, const GError *error, gboolean tell)
{
  g_autoptr (MbmStream) kept = g_object_ref (self);
  MbmClient *client = g_steal_pointer (&self->client);

  if (self->state != MBM_STREAM_OPEN)
    return;

  mbm_stream_clear_source (&self->idle_timer);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  if (state == MBM_STREAM_CANCELLED)
    {
      g_queue_clear_full (&self->items, (GDestroyNotify) g_bytes_unref);
      self->size = 0;
    }
  if (client != NULL)
    mbm_client_streams_remove (client, self, tell);

  mbm_stream_set_state (self, state);
  mbm_stream_deliver (self);
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

/* What the service says of a failure may be of any shape. */
static GError *
mbm_stream_read_error (MbmJsonValue value)
{
  g_autofree char *code = mbm_json_dup_string_member (value, "code");
  g_autofree char *message =
    mbm_json_value_dup_string (value) ?: mbm_json_dup_string_member (value, "message");

  if (code != NULL && message != NULL)
    return g_error_new (MBM_ERROR, MBM_ERROR_REMOTE, "%s: %s", code, message);
  return g_error_new_literal (MBM_ERROR, MBM_ERROR_REMOTE,
                              message != NULL ? message
                              : code != NULL  ? code
                                              : _ ("The service ended the stream before it was complete"));
}

void
mbm_stream_take_end (MbmStream *self, MbmMessage *event)
{
  g_autoptr (GError) error = NULL;
  MbmJsonValue value;

  self->end = mbm_message_ref (event);
  if (mbm_json_value_get_member (mbm_message_get_payload_value (event), "error", &value) &&
      mbm_json_value_get_type (value) != MBM_JSON_NULL)
    error = mbm_stream_read_error (value);

  mbm_stream_close (self, error != NULL ? MBM_STREAM_FAILED : MBM_STREAM_ENDED, error, FALSE);
}

void
mbm_stream_fail (MbmStream *self, const GError *error)
{
  mbm_stream_close (self, MBM_STREAM_FAILED, error, TRUE);
}

static void
mbm_stream_abandon (MbmStream *self, gboolean tell)
{
  g_autoptr (GError) error = NULL;

  if (self->state != MBM_STREAM_OPEN)
    return;

  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The stream was cancelled"));
  mbm_stream_close (self, MBM_STREAM_CANCELLED, error, tell);
}

/**
 * mbm_stream_cancel:
 * @self: a stream
 *
 * Tells the service that nobody reads on, by the event `streamCancel`. What has not been taken is dropped,
 * and a call that waits for it fails with [error@Gio.IOErrorEnum.CANCELLED]. A service that does not know the
 * event goes on sending, and that is ignored. A stream that has ended is left alone.
 *
 * Since: 0.1
 */
void
mbm_stream_cancel (MbmStream *self)
{
  g_return_if_fail (MBM_IS_STREAM (self));

  mbm_stream_abandon (self, TRUE);
}

/**
 * mbm_stream_forget:
 * @self: a stream
 *
 * As [method@Mbm.Stream.cancel], but the service is not told: for an answer that only looked as if it named a
 * stream, such as a bare string.
 *
 * Since: 0.1
 */
void
mbm_stream_forget (MbmStream *self)
{
  g_return_if_fail (MBM_IS_STREAM (self));

  mbm_stream_abandon (self, FALSE);
}

/* --- what comes in ------------------------------------------------------ */

static gboolean
mbm_stream_is_full (MbmStream *self, gsize size)
{
  return self->items.length >= self->max_items || size > self->max_size || self->size > self->max_size - size;
}

static GBytes *
mbm_stream_get_data (MbmMessage *event)
{
  GBytes *frame = mbm_message_get_bytes (event);
  MbmJsonValue value;

  if (!mbm_json_value_get_member (mbm_message_get_payload_value (event), "data", &value))
    return g_bytes_new_static ("null", 4);

  return g_bytes_new_from_bytes (frame, value.text - (const char *) g_bytes_get_data (frame, NULL),
                                 value.length);
}

void
mbm_stream_take_item (MbmStream *self, MbmMessage *event)
{
  g_autoptr (GBytes) data = mbm_stream_get_data (event);
  gsize size = g_bytes_get_size (data);

  self->activity_time = g_get_monotonic_time ();
  self->n_items++;

  if (!self->flowing && self->next_task == NULL && mbm_stream_is_full (self, size))
    {
      g_autoptr (GError) error = NULL;

      error = g_error_new (MBM_ERROR, MBM_ERROR_QUEUE_FULL,
                           _ ("The stream’s items are not taken fast enough: %u wait, %zu bytes"),
                           self->items.length, self->size);
      mbm_stream_fail (self, error);
      return;
    }

  self->size += size;
  g_queue_push_tail (&self->items, g_steal_pointer (&data));
  mbm_stream_deliver (self);
}

/* The timer is not set again with each item: when it fires, it is looked when the last one came. */
static gboolean
mbm_stream_idle_cb (gpointer user_data)
{
  MbmStream *self = user_data;
  gint64 due = self->activity_time + (gint64) self->idle_timeout * 1000;
  g_autoptr (GError) error = NULL;

  if (g_get_monotonic_time () < due)
    {
      g_source_set_ready_time (self->idle_timer, due);
      return G_SOURCE_CONTINUE;
    }

  error = g_error_new (MBM_ERROR, MBM_ERROR_TIMED_OUT, _ ("Nothing came from the stream for %u ms"),
                       self->idle_timeout);
  mbm_stream_fail (self, error);
  return G_SOURCE_REMOVE;
}

/**
 * mbm_stream_set_idle_timeout:
 * @self: a stream
 * @milliseconds: how long nothing may come, from now on and between items; 0: for ever
 *
 * Lets the stream fail with [error@Mbm.Error.TIMED_OUT], and the service know by `streamCancel`, if nothing
 * comes for too long.
 *
 * Since: 0.1
 */
void
mbm_stream_set_idle_timeout (MbmStream *self, guint milliseconds)
{
  g_return_if_fail (MBM_IS_STREAM (self));

  mbm_stream_clear_source (&self->idle_timer);
  self->activity_time = g_get_monotonic_time ();
  if (self->idle_timeout != milliseconds)
    {
      self->idle_timeout = milliseconds;
      g_object_notify (G_OBJECT (self), "idle-timeout");
    }
  if (milliseconds == 0 || self->state != MBM_STREAM_OPEN)
    return;

  self->idle_timer = g_timeout_source_new (milliseconds);
  g_source_set_static_name (self->idle_timer, "[mbm] stream idle");
  g_source_set_callback (self->idle_timer, mbm_stream_idle_cb, self, NULL);
  g_source_attach (self->idle_timer, self->context);
}

/* --- the object --------------------------------------------------------- */

static void
mbm_stream_dispose (GObject *object)
{
  MbmStream *self = MBM_STREAM (object);

  mbm_stream_cancel (self);

  G_OBJECT_CLASS (mbm_stream_parent_class)->dispose (object);
}

static void
mbm_stream_finalize (GObject *object)
{
  MbmStream *self = MBM_STREAM (object);

  g_assert (self->next_task == NULL);
  g_queue_clear_full (&self->items, (GDestroyNotify) g_bytes_unref);
  g_clear_pointer (&self->end, mbm_message_unref);
  g_clear_error (&self->error);
  g_free (self->id);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (mbm_stream_parent_class)->finalize (object);
}

static void
mbm_stream_class_init (MbmStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mbm_stream_dispose;
  object_class->finalize = mbm_stream_finalize;
  mbm_stream_install_properties (object_class);

  /**
   * MbmStream::item:
   * @self: the stream
   * @data: the item as JSON text
   *
   * An item, while the stream is [property@Mbm.Stream:flowing].
   *
   * Since: 0.1
   */
  signals[SIGNAL_ITEM] = g_signal_new ("item", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 1, G_TYPE_BYTES);

  /**
   * MbmStream::closed:
   * @self: the stream
   *
   * Nothing more comes in; [property@Mbm.Stream:state] says why. Items that came before and were not taken
   * still wait, unless the stream was cancelled; while it is flowing they have all been handed over.
   *
   * Since: 0.1
   */
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
}

static void
mbm_stream_init (MbmStream *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->max_items = MBM_DEFAULT_STREAM_BUFFER_ITEMS;
  self->max_size = MBM_DEFAULT_STREAM_BUFFER_SIZE;
  g_queue_init (&self->items);
}

MbmStream *
mbm_stream_new (MbmClient *client, const char *id)
{
  MbmStream *self = g_object_new (MBM_TYPE_STREAM, NULL);

  self->client = client;
  self->id = g_strdup (id);
  return self;
}
