/* mbm-server-ask.c — what a server asks its clients
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "mbm-message-private.h"
#include "mbm-server-ask-private.h"

/* The requests that one client has not answered yet. A table each: what another client answers, with
 * whatever id, answers nothing here. */
struct _MbmServerAsks
{
  MbmServerConnection *connection;
  MbmPendingTable *table;
  GSource *timer;
};

/* --- ids ---------------------------------------------------------------- */

static gboolean
mbm_server_asks_parse_id (MbmServer *server, const char *id, guint64 *serial)
{
  gsize length;

  if (id == NULL || server->ask_prefix == NULL)
    return FALSE;

  length = strlen (server->ask_prefix);
  return strncmp (id, server->ask_prefix, length) == 0 && id[length] != '0' &&
         g_ascii_string_to_unsigned (id + length, 10, 1, server->last_asked, serial, NULL);
}

gboolean
mbm_server_asks_own (MbmServerConnection *connection, const char *id)
{
  guint64 serial;

  return connection->asks != NULL && mbm_server_asks_parse_id (connection->server, id, &serial);
}

/* --- the end of a request ----------------------------------------------- */

static MbmPending *
mbm_server_asks_steal (MbmServerAsks *self, guint64 serial)
{
  MbmPending *pending = mbm_pending_table_steal (self->table, serial);

  if (pending != NULL)
    g_hash_table_remove (self->connection->server->asked, &serial);
  return pending;
}

/* Nobody waits for the answer any more. */
static void
mbm_server_asks_give_up (MbmServerAsks *self, MbmPending *pending, const GError *error)
{
  MbmServer *server = self->connection->server;
  MbmTapRecord record = { .kind = MBM_TAP_GAVE_UP, .message = pending->message, .error = error };

  mbm_pending_table_give_up (self->table, pending->serial);
  if (pending->message != NULL)
    mbm_server_tap (server, self->connection, &record);
  mbm_pending_finish (pending, server, NULL, error);
}

static void
mbm_server_ask_cancelled (gpointer owner, guint64 serial)
{
  MbmServer *server = owner;
  MbmServerAsks *self = g_hash_table_lookup (server->asked, &serial);
  MbmPending *pending = self != NULL ? mbm_server_asks_steal (self, serial) : NULL;
  g_autoptr (GError) error = NULL;

  if (pending == NULL)
    return;

  error = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The request “%s” was cancelled"), pending->name);
  mbm_server_asks_give_up (self, pending, error);
}

/* As that of a client: it may wake up for nothing, and is not set again with each answer. Whoever is told may
 * end the connection, or all of them. */
static gboolean
mbm_server_asks_timer_cb (gpointer data)
{
  MbmServerAsks *self = data;
  g_autoptr (MbmServerConnection) connection = mbm_server_connection_ref (self->connection);
  g_autoptr (MbmServer) server = g_object_ref (connection->server);
  gint64 now = g_get_monotonic_time ();
  MbmPending *pending;
  gint64 next;

  g_source_set_ready_time (self->timer, -1);
  while (connection->asks == self && (pending = mbm_pending_table_steal_expired (self->table, now)) != NULL)
    {
      g_autoptr (GError) error = NULL;

      g_hash_table_remove (server->asked, &pending->serial);
      error = g_error_new (MBM_ERROR, MBM_ERROR_TIMED_OUT, _ ("No answer to “%s” within %u ms"),
                           pending->name, pending->timeout);
      mbm_server_asks_give_up (self, pending, error);
    }

  if (connection->asks != self)
    return G_SOURCE_REMOVE;

  next = mbm_pending_table_get_next_deadline (self->table);
  if (next != MBM_PENDING_FOREVER)
    g_source_set_ready_time (self->timer, next);
  return G_SOURCE_CONTINUE;
}

MbmAsked
mbm_server_asks_take (MbmServerConnection *connection, MbmMessage *response, MbmPending **pending)
{
  MbmServerAsks *self = connection->asks;
  guint64 serial;

  *pending = NULL;
  if (self == NULL || !mbm_server_asks_parse_id (connection->server, mbm_message_get_id (response), &serial))
    return MBM_ASKED_NOT;

  *pending = mbm_server_asks_steal (self, serial);
  if (*pending != NULL)
    return MBM_ASKED_WAITING;

  return mbm_pending_table_take_given_up (self->table, serial) ? MBM_ASKED_LATE : MBM_ASKED_NOT;
}

/* The client is gone: it answers nothing any more. The table has been taken from the connection before. */
void
mbm_server_asks_free (MbmServerAsks *self, const char *reason)
{
  g_autoptr (GPtrArray) pending = NULL;
  g_autoptr (GError) error = NULL;
  MbmServer *server;

  if (self == NULL)
    return;

  server = self->connection->server;
  pending = mbm_pending_table_steal_all (self->table);
  for (guint i = 0; i < pending->len; i++)
    g_hash_table_remove (server->asked, &((MbmPending *) pending->pdata[i])->serial);
  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  mbm_pending_table_free (self->table);
  g_free (self);

  error = g_error_new (MBM_ERROR, MBM_ERROR_CLOSED, _ ("The client is gone: %s"), reason);
  for (guint i = 0; i < pending->len; i++)
    mbm_pending_finish (pending->pdata[i], server, NULL, error);
}

/* --- its beginning ------------------------------------------------------ */

static MbmServerAsks *
mbm_server_asks_ensure (MbmServerConnection *connection)
{
  MbmServerAsks *self = connection->asks;

  if (self != NULL)
    return self;

  self = g_new0 (MbmServerAsks, 1);
  self->connection = connection;
  self->table = mbm_pending_table_new ();
  self->timer =
    mbm_server_timers_add (connection->server, "[mbm] requests to a client", mbm_server_asks_timer_cb);
  g_source_set_callback (self->timer, mbm_server_asks_timer_cb, self, NULL);
  connection->asks = self;

  return self;
}

static void
mbm_server_prepare_to_ask (MbmServer *self)
{
  if (self->asked != NULL)
    return;

  self->ask_prefix = g_strdup_printf ("%08x-", g_random_int ());
  self->asked = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->cancel_handle = mbm_cancel_handle_new (self, self->context);
}

static MbmMessage *
mbm_server_make_ask (MbmServer *self,
                     MbmServerConnection *connection,
                     const char *name,
                     GBytes *payload,
                     MbmContext *context,
                     GError **error)
{
  g_autofree char *id = g_strdup_printf ("%s%" G_GUINT64_FORMAT, self->ask_prefix, self->last_asked + 1);
  g_autoptr (MbmContext) filled = context != NULL ? mbm_context_copy (context) : mbm_context_new ();

  mbm_context_set_target (filled, mbm_server_connection_get_client_id (connection));
  return mbm_message_new_request_in (connection->dialect, id, name, payload, filled, error);
}

static gboolean
mbm_server_check_asks (MbmServer *self, MbmServerConnection *connection, GError **error)
{
  guint max = self->limits.max_client_requests;

  if (connection->asks == NULL || mbm_pending_table_get_size (connection->asks->table) < max)
    return TRUE;

  g_set_error (error, MBM_ERROR, MBM_ERROR_LIMIT, _ ("%u requests wait for an answer of “%s” already"), max,
               mbm_server_connection_get_client_id (connection));
  return FALSE;
}

/* Takes @task. */
static void
mbm_server_ask (MbmServer *self,
                MbmServerConnection *connection,
                MbmMessage *message,
                guint timeout,
                GTask *task)
{
  MbmServerAsks *asks = mbm_server_asks_ensure (connection);
  GCancellable *cancellable = g_task_get_cancellable (task);
  MbmPending *pending =
    mbm_pending_new (++self->last_asked, mbm_message_get_name (message), mbm_pending_return_to_task, task);
  gint64 due;

  pending->message = self->tap != NULL ? mbm_message_ref (message) : NULL;
  pending->timeout = timeout != 0 ? timeout : self->limits.client_request_timeout;
  pending->sent_time = g_get_monotonic_time ();
  if (pending->timeout != 0)
    pending->deadline = pending->sent_time + (gint64) pending->timeout * 1000;
  if (cancellable != NULL)
    {
      pending->cancellable = g_object_ref (cancellable);
      pending->cancelled_handler =
        mbm_cancel_handle_watch (self->cancel_handle, cancellable, mbm_server_ask_cancelled, pending->serial);
    }

  mbm_pending_table_insert (asks->table, pending);
  g_hash_table_insert (self->asked, &pending->serial, asks);
  due = g_source_get_ready_time (asks->timer);
  if (pending->deadline != MBM_PENDING_FOREVER && (due < 0 || pending->deadline < due))
    g_source_set_ready_time (asks->timer, pending->deadline);
}

/**
 * mbm_server_request_client_async:
 * @self: a server
 * @client_id: a client's id
 * @name: the request's name
 * @payload: (nullable): the payload as JSON text; %NULL stands for `{}`
 * @context: (nullable): a context, such as that of [method@Mbm.ServerRequest.new_child_context]; `target` is
 *   filled in
 * @timeout: how long to wait for the answer, in milliseconds; 0 for
 *   [property@Mbm.Server:client-request-timeout]
 * @cancellable: (nullable): stops the waiting
 * @callback: (scope async): called when the answer is there
 * @user_data: passed to @callback
 *
 * Asks a client something. Communication goes both ways: see [method@Mbm.Client.add_request_handler] for the
 * other end. Many requests may be under way at a time; only the client that was asked can answer, on the
 * connection that it was asked on.
 *
 * Since: 0.1
 */
void
mbm_server_request_client_async (MbmServer *self,
                                 const char *client_id,
                                 const char *name,
                                 GBytes *payload,
                                 MbmContext *context,
                                 guint timeout,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (MbmMessage) message = NULL;
  MbmServerConnection *connection;
  GError *error = NULL;

  g_return_if_fail (MBM_IS_SERVER (self));
  g_return_if_fail (client_id != NULL);
  g_return_if_fail (name != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mbm_server_request_client_async);
  if (g_task_return_error_if_cancelled (task))
    return;

  connection = mbm_server_require_client (self, client_id, &error);
  if (connection != NULL && mbm_server_check_asks (self, connection, &error))
    {
      mbm_server_prepare_to_ask (self);
      message = mbm_server_make_ask (self, connection, name, payload, context, &error);
    }
  if (message == NULL || !mbm_server_check_size (self, message, &error) ||
      !mbm_server_connection_send (connection, mbm_message_get_bytes (message), message, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  mbm_server_ask (self, connection, message, timeout, g_steal_pointer (&task));
}

/**
 * mbm_server_request_client_finish:
 * @self: a server
 * @result: what the callback was given
 * @error: (nullable): return location
 *
 * Gets the answer of [method@Mbm.Server.request_client_async]. It may say that the client failed: see
 * [method@Mbm.Message.check_success]; a client that does not know the request answers
 * `UNKNOWN_REQUEST_TYPE`. An error here means that there is no answer: [error@Mbm.Error.WRONG_STATE] if the
 * server is not running, [error@Mbm.Error.UNKNOWN_CLIENT], [error@Mbm.Error.INVALID_ARGUMENT] if the payload
 * is not JSON, [error@Mbm.Error.MESSAGE_TOO_LARGE], [error@Mbm.Error.QUEUE_FULL],
 * [error@Mbm.Error.LIMIT] if [property@Mbm.Server:max-client-requests] wait already,
 * [error@Mbm.Error.TIMED_OUT], [error@Mbm.Error.CLOSED] if the client has gone meanwhile, or
 * [error@Gio.IOErrorEnum.CANCELLED].
 *
 * Returns: (transfer full): the answer, or %NULL with @error set
 *
 * Since: 0.1
 */
MbmMessage *
mbm_server_request_client_finish (MbmServer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (MBM_IS_SERVER (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
