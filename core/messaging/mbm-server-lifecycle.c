/* mbm-server-lifecycle.c — starting and stopping a server
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-server-client-private.h"
#include "mbm-server-connection-private.h"
#include "mbm-transport-private.h"

/* STOPPED → STARTING → RUNNING → STOPPING → STOPPED; STARTING → STOPPED if it fails; STARTING → STOPPING →
 * STOPPED if it is stopped meanwhile, and then the start fails. */

static void
mbm_server_accepted_cb (MbmListener *listener, MbmChannel *channel, gpointer user_data)
{
  g_autoptr (MbmServer) self = g_object_ref (user_data);

  if (self->n_unregistered < self->max_unregistered)
    {
      mbm_server_connection_open (self, channel);
      return;
    }

  if (self->tap != NULL)
    {
      g_autoptr (GError) error =
        g_error_new (MBM_ERROR, MBM_ERROR_LIMIT, _ ("More than %u connections have not registered"),
                     self->max_unregistered);
      MbmTapRecord record = {
        .kind = MBM_TAP_REFUSED,
        .address = mbm_channel_get_address (channel),
        .headers = mbm_channel_get_headers (channel),
        .error = error,
      };

      mbm_server_tap (self, NULL, &record);
    }

  /* To say why takes until the peer has answered: that is a courtesy for some, not for a flood. Without a
   * reference the channel is cut. */
  if (self->n_turned_away < self->max_unregistered)
    mbm_server_connection_turn_away (self, channel);
}

static void
mbm_server_refused_cb (MbmListener *listener,
                       const char *address,
                       const char *const *headers,
                       const GError *error,
                       gpointer user_data)
{
  MbmTapRecord record = { .kind = MBM_TAP_REFUSED, .address = address, .headers = headers, .error = error };

  mbm_server_tap (user_data, NULL, &record);
}

static const MbmListenerReceiver mbm_server_listener_receiver = {
  .accepted = mbm_server_accepted_cb,
  .refused = mbm_server_refused_cb,
};

static void
mbm_server_close_listener (MbmServer *self)
{
  if (self->listener != NULL)
    {
      mbm_listener_set_receiver (self->listener, NULL, NULL);
      mbm_listener_close (self->listener);
    }

  g_clear_object (&self->listener);
  g_clear_object (&self->transport);
}

static void
mbm_server_clear_stop_source (MbmServer *self)
{
  if (self->stop_source != NULL)
    g_source_destroy (self->stop_source);
  g_clear_pointer (&self->stop_source, g_source_unref);
}

static void
mbm_server_begin_to_serve (MbmServer *self, MbmListener *listener)
{
  MbmTapRecord record = { .kind = MBM_TAP_LISTENING };

  self->listener = listener;
  self->started_time = g_get_monotonic_time ();
  mbm_server_set_uri (self, mbm_listener_get_uri (listener));
  mbm_server_timers_start (self);
  mbm_listener_set_receiver (listener, &mbm_server_listener_receiver, self);

  g_info ("Server %s serves %s", self->id, self->uri);
  record.address = self->uri;
  mbm_server_tap (self, NULL, &record);
  mbm_server_set_state (self, MBM_SERVER_RUNNING);
}

static void
mbm_server_listen_cb (GObject *source_object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  MbmServer *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmListener) listener =
    mbm_transport_listen_finish (MBM_TRANSPORT (source_object), result, &error);

  g_cancellable_disconnect (g_task_get_cancellable (task), GPOINTER_TO_SIZE (g_task_get_task_data (task)));
  g_clear_object (&self->start_cancellable);

  if (self->state == MBM_SERVER_STARTING && listener != NULL)
    {
      mbm_server_begin_to_serve (self, g_steal_pointer (&listener));
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (listener != NULL)
    mbm_listener_close (listener);
  g_clear_object (&self->transport);

  if (self->state == MBM_SERVER_STARTING)
    {
      mbm_server_set_state (self, MBM_SERVER_STOPPED);
      g_task_return_error (task, g_steal_pointer (&error));
    }
  else
    {
      g_task_return_new_error (task, MBM_ERROR, MBM_ERROR_WRONG_STATE,
                               _ ("The server was stopped while it started"));
      mbm_server_check_stopped (self);
    }
}

/* The limits of the settings, as they are now. */
static MbmTransport *
mbm_server_make_transport (MbmServer *self, const char *uri, GError **error)
{
  MbmDialect dialect =
    self->dialect == MBM_SERVER_DIALECT_MAGIC_SERVER ? MBM_DIALECT_MAGIC_SERVER : MBM_DIALECT_MESSAGING;
  MbmTransport *transport = mbm_transport_new_for_dialect (uri, dialect, error);

  if (transport == NULL)
    return NULL;

  mbm_transport_set_max_message_size (transport, self->max_message_size);
  mbm_transport_set_max_queue_size (transport, self->max_queue_size);
  mbm_transport_set_handshake_timeout (transport, self->handshake_timeout);
  mbm_transport_set_max_pending (transport, self->max_pending);
  mbm_transport_set_allowed_origins (transport, (const char *const *) self->allowed_origins);
  mbm_transport_set_allow_remote (transport, self->allow_remote);
  mbm_http_settings_copy (&mbm_transport_get_private (transport)->http, &self->http);
  mbm_transport_set_certificate (transport, self->tls.certificate);
  mbm_transport_set_client_ca_file (transport, self->tls.client_ca_file);

  return transport;
}

static void
mbm_server_start_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

/**
 * mbm_server_start_async:
 * @self: a server
 * @uri: what to serve, such as `ws://127.0.0.1:8080`, `ws://127.0.0.1:0` for a free port, or `memory://name`
 * @cancellable: (nullable): to give up
 * @callback: called when it serves, or could not
 * @user_data: for @callback
 *
 * Begins to serve. A server that runs does so until [method@Mbm.Server.stop_async], or until nobody holds a
 * reference on it. [method@Mbm.Server.get_uri] then says the address.
 *
 * Since: 0.1
 */
void
mbm_server_start_async (MbmServer *self,
                        const char *uri,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  gulong cancelled_id = 0;

  g_return_if_fail (MBM_IS_SERVER (self));
  g_return_if_fail (uri != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mbm_server_start_async);
  g_task_set_check_cancellable (task, FALSE);

  if (self->state != MBM_SERVER_STOPPED)
    {
      if (self->uri != NULL)
        g_task_return_new_error (task, MBM_ERROR, MBM_ERROR_WRONG_STATE, _ ("The server serves %s already"),
                                 self->uri);
      else
        g_task_return_new_error (task, MBM_ERROR, MBM_ERROR_WRONG_STATE,
                                 _ ("The server is starting already"));
      return;
    }

  self->transport = mbm_server_make_transport (self, uri, &error);
  if (self->transport == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  /* Its own cancellable, so that a stop can end the start as well. */
  self->start_cancellable = g_cancellable_new ();
  if (cancellable != NULL)
    cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (mbm_server_start_cancelled_cb),
                                          g_object_ref (self->start_cancellable), g_object_unref);
  g_task_set_task_data (task, GSIZE_TO_POINTER (cancelled_id), NULL);

  mbm_server_set_state (self, MBM_SERVER_STARTING);
  mbm_transport_listen_async (self->transport, uri, self->start_cancellable, mbm_server_listen_cb,
                              g_steal_pointer (&task));
}

/**
 * mbm_server_start_finish:
 * @self: a server
 * @result: what the callback got
 * @error: (nullable): return location
 *
 * Ends mbm_server_start_async().
 *
 * Errors: [error@Mbm.Error.WRONG_STATE] if the server is not stopped, or was stopped meanwhile;
 * [error@Mbm.Error.UNKNOWN_SCHEME] and [error@Mbm.Error.INVALID_URI] for the address;
 * [error@Mbm.Error.ADDRESS_IN_USE] and [error@Mbm.Error.PERMISSION] for the port;
 * [error@Mbm.Error.INVALID_ARGUMENT] if an encrypted address is to be served and the certificate, its key or
 * the client CA file cannot be used.
 *
 * Returns: %TRUE if the server serves
 *
 * Since: 0.1
 */
gboolean
mbm_server_start_finish (MbmServer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (MBM_IS_SERVER (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
mbm_server_abort_all (MbmServer *self)
{
  for (GList *link = self->connections.head; link != NULL; link = link->next)
    mbm_server_connection_abort (link->data);
}

static gboolean
mbm_server_stop_timeout_cb (gpointer data)
{
  MbmServer *self = data;

  g_source_set_ready_time (self->stop_source, -1);
  mbm_server_abort_all (self);

  return G_SOURCE_CONTINUE;
}

/* Ends a stop once the start that it cut short and the last connection are gone. */
void
mbm_server_check_stopped (MbmServer *self)
{
  g_autoptr (GPtrArray) tasks = NULL;

  if (self->state != MBM_SERVER_STOPPING || self->start_cancellable != NULL || self->connections.length > 0)
    return;

  mbm_server_clear_stop_source (self);
  mbm_server_timers_stop (self);
  tasks = g_steal_pointer (&self->stop_tasks);
  self->stop_tasks = g_ptr_array_new_with_free_func (g_object_unref);

  g_info ("Server %s stopped: %s", self->id, self->stop_reason);
  mbm_server_tap_kind (self, NULL, MBM_TAP_STOPPED, self->stop_reason);
  g_clear_pointer (&self->stop_reason, g_free);
  mbm_server_set_uri (self, NULL);
  mbm_server_set_state (self, MBM_SERVER_STOPPED);

  for (guint i = 0; i < tasks->len; i++)
    g_task_return_boolean (g_ptr_array_index (tasks, i), TRUE);
}

static void
mbm_server_close_all (MbmServer *self)
{
  while (self->activity.head != NULL)
    {
      MbmServerConnection *connection = self->activity.head->data;

      mbm_server_connection_say_goodbye (connection, self->stop_reason);
      mbm_server_connection_close (connection, MBM_CLOSE_GOING_AWAY, self->stop_reason);
    }
}

static gboolean
mbm_server_stop_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  mbm_server_abort_all (user_data);

  return G_SOURCE_REMOVE;
}

static void
mbm_server_source_free (GSource *source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

/* Whoever cancels has no patience for an orderly close. */
static void
mbm_server_watch_stop_cancelled (MbmServer *self, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GSource) source = NULL;

  if (cancellable == NULL)
    return;

  source = g_cancellable_source_new (cancellable);
  g_source_set_static_name (source, "[mbm] server stop cancelled");
  g_source_set_callback (source, G_SOURCE_FUNC (mbm_server_stop_cancelled_cb), self, NULL);
  g_source_attach (source, self->context);
  g_task_set_task_data (task, g_steal_pointer (&source), (GDestroyNotify) mbm_server_source_free);
}

/**
 * mbm_server_stop_async:
 * @self: a server
 * @reason: (nullable): why; %NULL says `Server shutting down`
 * @cancellable: (nullable): to cut off at once what is still open
 * @callback: called when the server has stopped
 * @user_data: for @callback
 *
 * Stops to serve: takes no more connections, tells every client `$disconnected`, and closes all connections
 * in order. It has stopped when the last one is closed; those that take longer than
 * [property@Mbm.Server:stop-timeout] are cut off.
 *
 * Requests that wait for their answer get none. A server that is starting is stopped, and its start fails. It
 * does nothing, and that well, if the server is stopped; if it is stopping it ends when the server has
 * stopped.
 *
 * Since: 0.1
 */
void
mbm_server_stop_async (MbmServer *self,
                       const char *reason,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task;

  g_return_if_fail (MBM_IS_SERVER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mbm_server_stop_async);
  g_task_set_check_cancellable (task, FALSE);

  if (self->state == MBM_SERVER_STOPPED)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }

  g_ptr_array_add (self->stop_tasks, task);
  mbm_server_watch_stop_cancelled (self, task);
  if (self->state == MBM_SERVER_STOPPING)
    return;

  g_object_ref (self);
  self->stop_reason = g_strdup (reason != NULL ? reason : "Server shutting down");
  if (self->start_cancellable != NULL)
    g_cancellable_cancel (self->start_cancellable);
  mbm_server_set_state (self, MBM_SERVER_STOPPING);
  mbm_server_close_listener (self);

  self->stop_source = mbm_server_timers_add (self, "[mbm] server stop", mbm_server_stop_timeout_cb);
  g_source_set_ready_time (self->stop_source,
                           g_get_monotonic_time () + self->limits.stop_timeout * G_TIME_SPAN_MILLISECOND);
  mbm_server_close_all (self);
  mbm_server_check_stopped (self);
  g_object_unref (self);
}

/**
 * mbm_server_stop_finish:
 * @self: a server
 * @result: what the callback got
 * @error: (nullable): return location
 *
 * Ends mbm_server_stop_async().
 *
 * Returns: %TRUE: a server always stops
 *
 * Since: 0.1
 */
gboolean
mbm_server_stop_finish (MbmServer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (MBM_IS_SERVER (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Nobody holds the server any more: everything is cut, and nobody is told. */
void
mbm_server_abandon (MbmServer *self)
{
  mbm_server_close_listener (self);
  mbm_server_clear_stop_source (self);
  mbm_server_timers_stop (self);

  while (self->connections.head != NULL)
    mbm_server_connection_abandon (self->connections.head->data);
}
