/* sbx-connection-calls.c — what a connection is asked to do, on the main thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-answer-private.h"
#include "sbx-connection-private.h"

/* @args: (nullable) (transfer full) */
static void
start_call (SbxConnection *self,
            gpointer source_tag,
            SbxCallFunc func,
            SbxConnectionArgs *args,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  sbx_endpoint_call (SBX_ENDPOINT (self), task, func, args, sbx_connection_args_free);
}

static SbxConnectionArgs *
message_args_new (const char *name, const char *payload, const char *context, guint timeout)
{
  SbxConnectionArgs *args = sbx_connection_args_new (name);

  args->payload = g_strdup (payload);
  args->context = g_strdup (context);
  args->timeout = timeout;
  return args;
}

/**
 * sbx_connection_request_async:
 * @name: the request's name
 * @payload: (nullable): JSON text; %NULL for `{}`
 * @context: (nullable): a JSON object as text; source and token are filled in where it leaves them out. A
 * token that is `null` is left out, and none is filled in
 * @timeout: in milliseconds; 0 for the config's
 *
 * Sends a request.
 */
void
sbx_connection_request_async (SbxConnection *self,
                              const char *name,
                              const char *payload,
                              const char *context,
                              guint timeout,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (SBX_IS_CONNECTION (self));
  g_return_if_fail (name != NULL);

  start_call (self, sbx_connection_request_async, sbx_connection_backend_request,
              message_args_new (name, payload, context, timeout), cancellable, callback, user_data);
}

/**
 * sbx_connection_request_stream_async:
 *
 * As sbx_connection_request_async(), and if the answer looks as if it began a stream, that is read: the
 * answer has it. Dropping it cancels it.
 */
void
sbx_connection_request_stream_async (SbxConnection *self,
                                     const char *name,
                                     const char *payload,
                                     const char *context,
                                     guint timeout,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_return_if_fail (SBX_IS_CONNECTION (self));
  g_return_if_fail (name != NULL);

  start_call (self, sbx_connection_request_stream_async, sbx_connection_backend_request_stream,
              message_args_new (name, payload, context, timeout), cancellable, callback, user_data);
}

/**
 * sbx_connection_request_finish:
 *
 * Ends sbx_connection_request_async() and sbx_connection_request_stream_async().
 *
 * Returns: (transfer full): the answer, be it success or failure; %NULL with an error if there was none
 */
SbxAnswer *
sbx_connection_request_finish (SbxConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return sbx_answer_receive (g_task_propagate_pointer (G_TASK (result), error));
}

/**
 * sbx_connection_emit_async:
 * @name: the event's name
 * @payload: (nullable): JSON text; %NULL for `{}`
 * @context: (nullable): a JSON object as text
 *
 * Sends an event.
 */
void
sbx_connection_emit_async (SbxConnection *self,
                           const char *name,
                           const char *payload,
                           const char *context,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (SBX_IS_CONNECTION (self));
  g_return_if_fail (name != NULL);

  start_call (self, sbx_connection_emit_async, sbx_connection_backend_emit,
              message_args_new (name, payload, context, 0), cancellable, callback, user_data);
}

/**
 * sbx_connection_emit_finish:
 *
 * Returns: %TRUE if the event was queued to be sent; %FALSE with an error
 */
gboolean
sbx_connection_emit_finish (SbxConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_subscribed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SbxConnection *self = SBX_CONNECTION (source);
  g_autoptr (GTask) task = user_data;
  SbxConnectionArgs *asked = g_task_get_task_data (task);
  g_autoptr (SbxSubscription) subscription = NULL;
  GError *error = NULL;
  g_autofree char *id = g_task_propagate_pointer (G_TASK (result), &error);

  if (id == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  subscription = sbx_subscription_new (id, (const char *const *) asked->events, asked->payload);
  g_list_store_append (G_LIST_STORE (sbx_connection_get_subscriptions (self)), subscription);
  g_task_return_boolean (task, TRUE);
}

static SbxConnectionArgs *
subscribe_args_new (const char *const *events, const char *filter)
{
  SbxConnectionArgs *args = sbx_connection_args_new (NULL);

  args->events = g_strdupv ((char **) events);
  args->payload = g_strdup (filter != NULL && *filter != '\0' ? filter : NULL);
  return args;
}

/**
 * sbx_connection_subscribe_async:
 * @events: (array zero-terminated=1): names of events
 * @filter: (nullable): a JSON object as text: each member must equal the payload's
 *
 * Subscribes. From then on just events that some subscription asked for come in.
 */
void
sbx_connection_subscribe_async (SbxConnection *self,
                                const char *const *events,
                                const char *filter,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task, *inner;

  g_return_if_fail (SBX_IS_CONNECTION (self));
  g_return_if_fail (events != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sbx_connection_subscribe_async);
  g_task_set_task_data (task, subscribe_args_new (events, filter), sbx_connection_args_free);
  inner = g_task_new (self, cancellable, on_subscribed, task);
  g_task_set_source_tag (inner, sbx_connection_subscribe_async);
  sbx_endpoint_call (SBX_ENDPOINT (self), inner, sbx_connection_backend_subscribe,
                     subscribe_args_new (events, filter), sbx_connection_args_free);
}

/**
 * sbx_connection_subscribe_finish:
 *
 * Returns: %TRUE if the service took it; it is in sbx_connection_get_subscriptions() then
 */
gboolean
sbx_connection_subscribe_finish (SbxConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_unsubscribed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GListStore *subscriptions = G_LIST_STORE (sbx_connection_get_subscriptions (SBX_CONNECTION (source)));
  GError *error = NULL;
  guint position;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (g_list_store_find (subscriptions, g_task_get_task_data (task), &position))
    g_list_store_remove (subscriptions, position);
  g_task_return_boolean (task, TRUE);
}

/**
 * sbx_connection_unsubscribe_async:
 * @subscription: one of sbx_connection_get_subscriptions()
 *
 * Ends a subscription.
 */
void
sbx_connection_unsubscribe_async (SbxConnection *self,
                                  SbxSubscription *subscription,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task, *inner;

  g_return_if_fail (SBX_IS_CONNECTION (self));
  g_return_if_fail (SBX_IS_SUBSCRIPTION (subscription));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sbx_connection_unsubscribe_async);
  g_task_set_task_data (task, g_object_ref (subscription), g_object_unref);
  inner = g_task_new (self, cancellable, on_unsubscribed, task);
  g_task_set_source_tag (inner, sbx_connection_unsubscribe_async);
  sbx_endpoint_call (SBX_ENDPOINT (self), inner, sbx_connection_backend_unsubscribe,
                     sbx_connection_args_new (sbx_subscription_get_id (subscription)),
                     sbx_connection_args_free);
}

/**
 * sbx_connection_unsubscribe_finish:
 *
 * Returns: %TRUE if it is gone; %FALSE with an error
 */
gboolean
sbx_connection_unsubscribe_finish (SbxConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sbx_connection_ping_async:
 *
 * Sends a `$ping`, besides those that are sent every ten seconds.
 */
void
sbx_connection_ping_async (SbxConnection *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (SBX_IS_CONNECTION (self));

  start_call (self, sbx_connection_ping_async, sbx_connection_backend_ping, NULL, cancellable, callback,
              user_data);
}

/**
 * sbx_connection_ping_finish:
 *
 * Returns: the round trip, in microseconds; -1 on error
 */
gint64
sbx_connection_ping_finish (SbxConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

/**
 * sbx_connection_refresh_info_async:
 *
 * Asks for `$serverInfo` again; the properties say what it answered.
 */
void
sbx_connection_refresh_info_async (SbxConnection *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_return_if_fail (SBX_IS_CONNECTION (self));

  start_call (self, sbx_connection_refresh_info_async, sbx_connection_backend_get_info, NULL, cancellable,
              callback, user_data);
}

/**
 * sbx_connection_refresh_info_finish:
 *
 * Returns: %TRUE if the service answered; %FALSE with an error
 */
gboolean
sbx_connection_refresh_info_finish (SbxConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
