/* mbm-client-calls.c — requests and events of an application
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-client-private.h"
#include "mbm-retry-policy.h"

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

  mbm_client_ask_for_task (self, task, name, payload, context, timeout, mbm_pending_return_to_task);
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
