/* mbm-client-requests.c — what a client asks, and waits for
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-channel-private.h"
#include "mbm-client-private.h"
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
  mbm_client_context_changed (self);
}

/* --- sending ------------------------------------------------------------ */

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
