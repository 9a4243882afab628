/* mbm-client-requests.c — what a client asks, and waits for
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-channel-private.h"
#include "mbm-client-private.h"
#include "mbm-retry-policy.h"
#include "mbm-message-private.h"

static gboolean
timer_source_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs timer_source_funcs = { .dispatch = timer_source_dispatch };

static char *
mbm_client_make_id (MbmClient *self, guint64 serial)
{
  return g_strdup_printf ("%s%" G_GUINT64_FORMAT, self->id_prefix, serial);
}

/* Nobody waits for the answer any more; it may still come. */
static void
mbm_client_give_up (MbmClient *self, MbmPending *pending, const GError *error)
{
  g_autofree char *id = mbm_client_make_id (self, pending->serial);
  MbmTapRecord record = { .kind = MBM_TAP_GAVE_UP, .message = pending->message, .error = error };

  mbm_pending_table_give_up (self->pending, pending->serial);
  if (self->channel != NULL)
    mbm_channel_forget (self->channel, id);
  if (pending->message != NULL)
    mbm_client_tap (self, &record);
  mbm_pending_finish (pending, self, NULL, error);
}

/* The timer is set to the next deadline or to one that was next before: it is cheaper to wake up once for
 * nothing than to set it again with each answer. */
static gboolean
mbm_client_pending_timer_cb (gpointer user_data)
{
  g_autoptr (MbmClient) self = g_object_ref (MBM_CLIENT (user_data));
  gint64 now = g_get_monotonic_time ();
  MbmPending *pending;
  gint64 next;

  g_source_set_ready_time (self->pending_timer, -1);

  while ((pending = mbm_pending_table_steal_expired (self->pending, now)) != NULL)
    {
      g_autoptr (GError) error = NULL;

      error = g_error_new (MBM_ERROR, MBM_ERROR_TIMED_OUT, _ ("No answer to “%s” within %u ms"),
                           pending->name, pending->timeout);
      mbm_client_give_up (self, pending, error);
    }

  next = mbm_pending_table_get_next_deadline (self->pending);
  if (self->pending_timer != NULL && next != MBM_PENDING_FOREVER)
    g_source_set_ready_time (self->pending_timer, next);

  return G_SOURCE_CONTINUE;
}

static void
mbm_client_schedule_deadline (MbmClient *self, gint64 deadline)
{
  gint64 set = g_source_get_ready_time (self->pending_timer);

  if (deadline != MBM_PENDING_FOREVER && (set < 0 || deadline < set))
    g_source_set_ready_time (self->pending_timer, deadline);
}

/**
 * mbm_client_requests_init: (skip)
 * @self: a client that is being made
 *
 * Prepares for requests. Ids are a random prefix and a number: unique, and found without comparing strings.
 */
void
mbm_client_requests_init (MbmClient *self)
{
  self->id_prefix = g_strdup_printf ("%08x-", g_random_int ());
  self->pending = mbm_pending_table_new ();
  self->pending_timer = g_source_new (&timer_source_funcs, sizeof (GSource));
  g_source_set_static_name (self->pending_timer, "[mbm] request time-outs");
  g_source_set_callback (self->pending_timer, mbm_client_pending_timer_cb, self, NULL);
  g_source_attach (self->pending_timer, self->context);
}

/**
 * mbm_client_requests_dispose: (skip)
 * @self: a client that is being disposed of
 *
 * Ends the timer and drops the contexts.
 */
void
mbm_client_requests_dispose (MbmClient *self)
{
  mbm_client_clear_timer (&self->pending_timer);
  mbm_client_requests_context_changed (self);
}

/* --- contexts ----------------------------------------------------------- */

/* The id and the token hardly ever change: the contexts made of them are kept. */
void
mbm_client_requests_context_changed (MbmClient *self)
{
  g_clear_pointer (&self->plain_context, mbm_context_unref);
  g_clear_pointer (&self->signed_context, mbm_context_unref);
}

/* A client that does not register has no name that the server knows: it is left out, and the server may give
 * one. Contexts of `magic-server` have no place for a token: a login there holds for the connection. */
static void
mbm_client_fill_context (MbmClient *self, MbmContext *context, const char *token)
{
  if (mbm_client_registers (self) && mbm_context_get_source (context) == NULL)
    mbm_context_set_source (context, self->id);
  if (token != NULL && self->dialect == MBM_DIALECT_MESSAGING && mbm_context_get_token (context) == NULL &&
      !mbm_context_get_anonymous (context))
    mbm_context_set_token (context, token);
}

/**
 * mbm_client_get_plain_context: (skip)
 * @self: a client
 *
 * Returns: (transfer none): a context that says who sends, without a token
 */
MbmContext *
mbm_client_get_plain_context (MbmClient *self)
{
  if (self->plain_context == NULL)
    {
      self->plain_context = mbm_context_new ();
      mbm_client_fill_context (self, self->plain_context, NULL);
    }
  return self->plain_context;
}

static MbmContext *
mbm_client_dup_context (MbmClient *self, MbmContext *context)
{
  g_autoptr (MbmContext) filled = NULL;

  if (context != NULL)
    {
      filled = mbm_context_copy (context);
      mbm_client_fill_context (self, filled, self->token);
      return g_steal_pointer (&filled);
    }

  if (self->token == NULL)
    return mbm_context_ref (mbm_client_get_plain_context (self));

  if (self->signed_context == NULL)
    {
      self->signed_context = mbm_context_new ();
      mbm_client_fill_context (self, self->signed_context, self->token);
    }
  return mbm_context_ref (self->signed_context);
}

/* --- sending ------------------------------------------------------------ */

/**
 * mbm_client_send: (skip)
 * @self: a client
 * @message: what to send
 * @error: return location
 *
 * Queues a message, translated to the client's dialect if it is of another, and tells the tap.
 *
 * Returns: %TRUE if it was queued
 */
gboolean
mbm_client_send (MbmClient *self, MbmMessage *message, GError **error)
{
  if (self->channel == NULL)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED, _ ("The client “%s” is not connected"),
                   self->id);
      return FALSE;
    }

  message = mbm_message_to_dialect (message, self->dialect);
  if (!mbm_channel_send (self->channel, mbm_message_get_bytes (message), error))
    return FALSE;

  mbm_client_tap_message (self, MBM_TAP_SENT, MBM_TAP_FLAG_NONE, message);
  return TRUE;
}

/**
 * mbm_client_send_event: (skip)
 * @self: a client
 * @name: the event
 * @payload: (nullable): JSON text
 * @context: (nullable): a context
 * @error: return location
 *
 * Makes an event and queues it.
 *
 * Returns: %TRUE if it was queued
 */
gboolean
mbm_client_send_event (MbmClient *self,
                       const char *name,
                       GBytes *payload,
                       MbmContext *context,
                       GError **error)
{
  g_autoptr (MbmContext) filled = mbm_client_dup_context (self, context);
  g_autoptr (MbmMessage) message = mbm_message_new_event_in (self->dialect, name, payload, filled, error);

  return message != NULL && mbm_client_send (self, message, error);
}

static void
mbm_client_request_cancelled (gpointer owner, guint64 serial)
{
  MbmClient *self = owner;
  MbmPending *pending = mbm_pending_table_steal (self->pending, serial);
  g_autoptr (GError) error = NULL;

  if (pending == NULL)
    return;

  error = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The request “%s” was cancelled"), pending->name);
  mbm_client_give_up (self, pending, error);
}

static MbmMessage *
mbm_client_make_request (MbmClient *self,
                         const char *name,
                         GBytes *payload,
                         MbmContext *context,
                         guint64 serial,
                         GError **error)
{
  g_autofree char *id = mbm_client_make_id (self, serial);
  g_autoptr (MbmContext) filled = NULL;

  /* A token that has expired must not keep the next one from being fetched. */
  if (context == NULL && g_str_equal (name, "$login"))
    filled = mbm_context_ref (mbm_client_get_plain_context (self));
  else
    filled = mbm_client_dup_context (self, context);

  return mbm_message_new_request_in (self->dialect, id, name, payload, filled, error);
}

/**
 * mbm_client_ask: (skip)
 * @self: a client
 * @name: the request's name
 * @payload: (nullable): JSON text
 * @context: (nullable): a context
 * @timeout: milliseconds, 0 for the default
 * @cancellable: (nullable): a cancellable
 * @func: called once, later, with the answer or an error, unless this fails
 * @user_data: passed to @func
 * @error: return location
 *
 * Sends a request in any phase that has a connection.
 *
 * Returns: %TRUE if it was sent
 */
gboolean
mbm_client_ask (MbmClient *self,
                const char *name,
                GBytes *payload,
                MbmContext *context,
                guint timeout,
                GCancellable *cancellable,
                MbmPendingFunc func,
                gpointer user_data,
                GError **error)
{
  guint64 serial = self->last_serial + 1;
  g_autoptr (MbmMessage) message = NULL;
  MbmPending *pending;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  message = mbm_client_make_request (self, name, payload, context, serial, error);
  if (message == NULL || !mbm_client_send (self, message, error))
    return FALSE;

  self->last_serial = serial;
  pending = mbm_pending_new (serial, name, func, user_data);
  pending->message = self->tap != NULL ? g_steal_pointer (&message) : NULL;
  pending->timeout = timeout != 0 ? timeout : self->request_timeout;
  pending->sent_time = g_get_monotonic_time ();
  if (pending->timeout != 0)
    pending->deadline = pending->sent_time + (gint64) pending->timeout * 1000;
  if (cancellable != NULL)
    {
      pending->cancellable = g_object_ref (cancellable);
      pending->cancelled_handler =
        mbm_cancel_handle_watch (self->handle, cancellable, mbm_client_request_cancelled, serial);
    }

  mbm_pending_table_insert (self->pending, pending);
  mbm_client_schedule_deadline (self, pending->deadline);
  return TRUE;
}

/* --- answers ------------------------------------------------------------ */

static gboolean
mbm_client_parse_id (MbmClient *self, const char *id, guint64 *serial)
{
  gsize length = strlen (self->id_prefix);

  return id != NULL && strncmp (id, self->id_prefix, length) == 0 && id[length] != '0' &&
         g_ascii_string_to_unsigned (id + length, 10, 1, G_MAXUINT64, serial, NULL);
}

/**
 * mbm_client_requests_own: (skip)
 * @self: a client
 * @id: (nullable): a message's id
 *
 * Returns: %TRUE if it is that of a request which this client made, be it over or not
 */
gboolean
mbm_client_requests_own (MbmClient *self, const char *id)
{
  guint64 serial;

  return mbm_client_parse_id (self, id, &serial);
}

/**
 * mbm_client_requests_answered: (skip)
 * @self: a client
 * @answer: a response that came in
 *
 * Hands an answer to whoever waits for it.
 */
void
mbm_client_requests_answered (MbmClient *self, MbmMessage *answer)
{
  const char *id = mbm_message_get_id (answer);
  g_autoptr (GError) error = NULL;
  MbmPending *pending = NULL;
  guint64 serial = 0;

  if (mbm_client_parse_id (self, id, &serial))
    pending = mbm_pending_table_steal (self->pending, serial);

  if (pending != NULL)
    {
      mbm_client_tap_message (self, MBM_TAP_RECEIVED, MBM_TAP_FLAG_NONE, answer);
      mbm_pending_finish (pending, self, answer, NULL);
      return;
    }

  if (serial != 0 && mbm_pending_table_take_given_up (self->pending, serial))
    {
      MbmTapRecord record = { .kind = MBM_TAP_RECEIVED, .message = answer };

      record.reason = _ ("The answer came after the request was given up");
      mbm_client_tap (self, &record);
      mbm_client_streams_late_answer (self, serial, answer);
      return;
    }

  mbm_client_tap_message (self, MBM_TAP_RECEIVED, MBM_TAP_FLAG_UNSOLICITED, answer);
  error = g_error_new (MBM_ERROR, MBM_ERROR_INVALID_FRAME,
                       _ ("The server answered a request that nobody made: “%s”"), id != NULL ? id : "");
  mbm_client_report_error (self, error);
}

/**
 * mbm_client_requests_fail: (skip)
 * @self: a client
 * @pending: (transfer full): what mbm_pending_table_steal_all() gave
 * @error: why
 *
 * Fails a set of requests, in the order they were made, and then the streams: no more comes on this
 * connection. Answers to requests may still come.
 */
void
mbm_client_requests_fail (MbmClient *self, GPtrArray *pending, const GError *error)
{
  for (guint i = 0; i < pending->len; i++)
    {
      MbmPending *one = pending->pdata[i];

      mbm_pending_table_give_up (self->pending, one->serial);
    }
  for (guint i = 0; i < pending->len; i++)
    mbm_pending_finish (pending->pdata[i], self, NULL, error);
  g_ptr_array_unref (pending);
  mbm_client_streams_fail (self, error);
}

/* --- the calls ---------------------------------------------------------- */

static void
mbm_client_request_done (gpointer owner, MbmMessage *answer, const GError *error, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  if (answer != NULL)
    g_task_return_pointer (task, mbm_message_ref (answer), (GDestroyNotify) mbm_message_unref);
  else
    g_task_return_error (task, g_error_copy (error));
}

/**
 * mbm_client_is_open: (skip)
 * @self: a client
 *
 * Returns: %TRUE if calls may be made
 */
gboolean
mbm_client_is_open (MbmClient *self)
{
  return self->phase == MBM_CLIENT_PHASE_READY;
}

/**
 * mbm_client_check_open: (skip)
 * @self: a client
 * @error: return location
 *
 * Returns: %TRUE if calls may be made; else an error that says why not
 */
gboolean
mbm_client_check_open (MbmClient *self, GError **error)
{
  if (mbm_client_is_open (self))
    return TRUE;

  if (self->status == MBM_CLIENT_RECONNECTING && self->error != NULL)
    g_set_error (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED, _ ("The client “%s” is reconnecting: %s"),
                 self->id, self->error->message);
  else if (self->status == MBM_CLIENT_ERROR && self->error != NULL)
    g_set_error (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED, _ ("The client “%s” is not connected: %s"),
                 self->id, self->error->message);
  else
    g_set_error (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED, _ ("The client “%s” is not connected"), self->id);
  return FALSE;
}

/**
 * mbm_client_ask_for_task: (skip)
 * @self: a client
 * @task: (transfer full): the call
 * @name: the request's name
 * @payload: (nullable): JSON text
 * @context: (nullable): a context
 * @timeout: milliseconds, 0 for the default
 * @done: ends the call, which it gets as its data and owns; called unless the request cannot be sent
 *
 * Sends the request that a call of the public interface stands for. If that fails the call does.
 */
void
mbm_client_ask_for_task (MbmClient *self,
                         GTask *task,
                         const char *name,
                         GBytes *payload,
                         MbmContext *context,
                         guint timeout,
                         MbmPendingFunc done)
{
  GError *error = NULL;

  if (mbm_client_check_open (self, &error) &&
      mbm_client_ask (self, name, payload, context, timeout, g_task_get_cancellable (task), done, task,
                      &error))
    return;

  g_task_return_error (task, error);
  g_object_unref (task);
}

/**
 * mbm_client_request_async:
 * @self: a client
 * @name: the request's name, such as `getOrderDetails`
 * @payload: (nullable): the payload as JSON text; %NULL stands for `{}`
 * @context: (nullable): a context; `source` and `auth.token` are filled in where it leaves them out
 * @timeout: how long to wait for the answer, in milliseconds; 0 for [property@Mbm.Client:request-timeout]
 * @cancellable: (nullable): stops the waiting
 * @callback: (scope async): called when the answer is there
 * @user_data: passed to @callback
 *
 * Sends a request. Many may be under way at a time; their answers come in any order. With a
 * [property@Mbm.Client:retry-policy] it is that of [method@Mbm.Client.request_retrying_async].
 *
 * Since: 0.1
 */
void
mbm_client_request_async (MbmClient *self,
                          const char *name,
                          GBytes *payload,
                          MbmContext *context,
                          guint timeout,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;

  g_return_if_fail (MBM_IS_CLIENT (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  if (self->retry_policy != NULL && *name != '$')
    {
      mbm_client_request_retrying_async (self, name, payload, context, timeout, self->retry_policy,
                                         cancellable, callback, user_data);
      return;
    }

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mbm_client_request_async);

  mbm_client_ask_for_task (self, task, name, payload, context, timeout, mbm_client_request_done);
}

/**
 * mbm_client_request_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: (nullable): return location
 *
 * Gets the answer of [method@Mbm.Client.request_async]. It may say that the service failed: see
 * [method@Mbm.Message.is_success] and [method@Mbm.Message.check_success]. An error here means that there is
 * no answer: [error@Mbm.Error.NOT_CONNECTED], [error@Mbm.Error.TIMED_OUT], [error@Mbm.Error.CLOSED] if the
 * connection was lost meanwhile, [error@Mbm.Error.INVALID_ARGUMENT] if the payload is not JSON,
 * [error@Mbm.Error.QUEUE_FULL], or [error@Gio.IOErrorEnum.CANCELLED].
 *
 * Returns: (transfer full): the answer, or %NULL with @error set
 *
 * Since: 0.1
 */
MbmMessage *
mbm_client_request_finish (MbmClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mbm_client_emit:
 * @self: a client
 * @event: the event's name, such as `orderCreated`
 * @payload: (nullable): the payload as JSON text; %NULL stands for `{}`
 * @context: (nullable): a context; `source` and `auth.token` are filled in where it leaves them out
 * @error: (nullable): return location
 *
 * Sends an event to the server. There is no answer.
 *
 * Errors: [error@Mbm.Error.NOT_CONNECTED], [error@Mbm.Error.INVALID_ARGUMENT] if the payload is not JSON,
 * [error@Mbm.Error.QUEUE_FULL].
 *
 * Returns: %TRUE if it was queued to be written
 *
 * Since: 0.1
 */
gboolean
mbm_client_emit (MbmClient *self, const char *event, GBytes *payload, MbmContext *context, GError **error)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), FALSE);
  g_return_val_if_fail (event != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return mbm_client_check_open (self, error) && mbm_client_send_event (self, event, payload, context, error);
}

/**
 * mbm_client_get_n_pending:
 * @self: a client
 *
 * Counts the requests under way, those of the system contract among them.
 *
 * Returns: how many requests wait for their answer
 *
 * Since: 0.1
 */
guint
mbm_client_get_n_pending (MbmClient *self)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), 0);

  return mbm_pending_table_get_size (self->pending);
}
