/* mbm-client-connect.c — connecting and disconnecting a client
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-client-private.h"
#include "mbm-json-members-private.h"

/* How long a disconnect may take, in milliseconds. */
#define DISCONNECT_TIMEOUT 2000

#define CLOSE_NORMAL 1000

/* --- connect ------------------------------------------------------------ */

static void
mbm_client_session_connect_cancelled (gpointer owner, guint64 generation)
{
  MbmClient *self = owner;
  g_autoptr (GError) error = NULL;

  if (self->connect_task == NULL || self->generation != generation)
    return;

  error = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Connecting to %s was cancelled"), self->uri);
  mbm_client_session_give_up (self, error);
}

static gboolean
mbm_client_session_check_metadata (MbmClient *self, GError **error)
{
  g_autoptr (GError) cause = NULL;
  const char *text;
  gsize length;

  if (self->metadata == NULL)
    return TRUE;

  text = g_bytes_get_data (self->metadata, &length);
  if (!mbm_json_check (text, length, &cause))
    g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("The client's metadata is not JSON: %s"),
                 cause->message);
  else if (!mbm_json_is_object (mbm_json_value (text, length)))
    g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
                 _ ("The client's metadata must be a JSON object"));
  else
    return TRUE;

  return FALSE;
}

/**
 * mbm_client_connect_async:
 * @self: a client
 * @uri: the service's address, such as `ws://127.0.0.1:8080/` or `memory://name`
 * @cancellable: (nullable): ends the attempt, in every phase of it
 * @callback: (scope async): called when the client is connected or has failed
 * @user_data: passed to @callback
 *
 * Connects, and registers unless [property@Mbm.Client:register] is off. This first attempt is the only one:
 * if it fails the call fails, and the status is %MBM_CLIENT_ERROR, or %MBM_CLIENT_DISCONNECTED if it was
 * cancelled.
 *
 * A connection that is lost later is made again if [property@Mbm.Client:auto-reconnect] says so: the client
 * connects, logs in with its token if it has one, registers and subscribes again. The first attempt comes
 * after [property@Mbm.Client:reconnect-interval], and each that fails makes the next wait longer, by
 * [property@Mbm.Client:reconnect-factor] up to [property@Mbm.Client:reconnect-max-interval]. A server of the
 * dialect `magic-server` may say when it will be there again: then the first attempt waits that long instead,
 * up to [property@Mbm.Client:max-reconnect-delay].
 *
 * That ends when it succeeds, when the client is disconnected, after
 * [property@Mbm.Client:max-reconnect-attempts], and at once where trying again cannot help:
 * [error@Mbm.Error.REPLACED] if another connection has registered under the same id,
 * [error@Mbm.Error.CERTIFICATE], [error@Mbm.Error.CLIENT_CERTIFICATE], [error@Mbm.Error.ORIGIN_REFUSED],
 * [error@Mbm.Error.INVALID_URI], [error@Mbm.Error.UNKNOWN_SCHEME]. The status is %MBM_CLIENT_ERROR then, and
 * [method@Mbm.Client.get_error] says how many attempts there were in which time, and what was wrong with the
 * last. A login that cannot be renewed is reported and forgotten, and the client goes on without; an id that
 * is in use may become free, and is tried again.
 *
 * What an earlier connection left behind, such as a token, is forgotten: it may have been another server's.
 *
 * Since: 0.1
 */
void
mbm_client_connect_async (MbmClient *self,
                          const char *uri,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  guint generation;

  g_return_if_fail (MBM_IS_CLIENT (self));
  g_return_if_fail (uri != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mbm_client_connect_async);

  if (self->phase != MBM_CLIENT_PHASE_IDLE)
    {
      g_task_return_new_error (task, MBM_ERROR, MBM_ERROR_WRONG_STATE,
                               _ ("The client “%s” is connected or connecting to %s: disconnect it first"),
                               self->id, self->uri);
      return;
    }
  if (g_task_return_error_if_cancelled (task))
    return;
  if (!mbm_client_session_check_metadata (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  g_object_freeze_notify (G_OBJECT (self));
  mbm_client_session_forget (self);
  self->dialect = self->wanted_dialect;
  mbm_client_context_changed (self);
  mbm_client_set_uri (self, uri);
  mbm_cancel_handle_watch_task (self->handle, task, mbm_client_session_connect_cancelled,
                                self->generation + 1);
  self->connect_task = g_steal_pointer (&task);
  mbm_client_session_set_phase (self, MBM_CLIENT_PHASE_OPENING);
  mbm_client_set_status (self, MBM_CLIENT_CONNECTING, NULL);

  /* Whoever is notified may disconnect the client again. */
  generation = self->generation;
  g_object_thaw_notify (G_OBJECT (self));
  if (self->generation == generation)
    mbm_client_session_attempt (self);
}

/**
 * mbm_client_connect_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: (nullable): return location
 *
 * Says how [method@Mbm.Client.connect_async] went.
 *
 * Errors: those of [method@Mbm.Transport.connect_finish], such as [error@Mbm.Error.REFUSED] and
 * [error@Mbm.Error.UNKNOWN_SCHEME]; [error@Mbm.Error.REMOTE] with the server's words if it does not register
 * the client; [error@Mbm.Error.INVALID_PAYLOAD] if its answer is none; [error@Mbm.Error.TIMED_OUT];
 * [error@Mbm.Error.CLOSED] if the connection ended on the way or the client was disconnected;
 * [error@Mbm.Error.WRONG_STATE] if the client is connected or connecting;
 * [error@Mbm.Error.INVALID_ARGUMENT] if [property@Mbm.Client:metadata] is no JSON object;
 * [error@Gio.IOErrorEnum.CANCELLED].
 *
 * Returns: %TRUE if the client is connected
 *
 * Since: 0.1
 */
gboolean
mbm_client_connect_finish (MbmClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- disconnect --------------------------------------------------------- */

static gboolean
mbm_client_closing_timer_cb (gpointer user_data)
{
  g_autoptr (MbmClient) self = g_object_ref (MBM_CLIENT (user_data));
  g_autoptr (GError) error = NULL;

  mbm_client_clear_timer (&self->session_timer);
  error = g_error_new (MBM_ERROR, MBM_ERROR_TIMED_OUT, _ ("%s did not take part in closing the connection"),
                       self->uri);
  mbm_client_session_lost (self, 0, NULL, error);
  return G_SOURCE_REMOVE;
}

static void
mbm_client_disconnect_cancelled (gpointer owner, guint64 generation)
{
  MbmClient *self = owner;
  g_autoptr (GError) error = NULL;

  if (self->phase != MBM_CLIENT_PHASE_CLOSING || self->generation != generation)
    return;

  error = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Closing the connection to %s was cut short"),
                       self->uri);
  mbm_client_session_lost (self, 0, NULL, error);
}

static void
mbm_client_unregister_done (gpointer owner, MbmMessage *answer, const GError *error, gpointer user_data)
{
  MbmClient *self = owner;

  /* Whatever it says: we go. */
  if (GPOINTER_TO_UINT (user_data) == self->generation && self->channel != NULL)
    mbm_channel_close (self->channel, CLOSE_NORMAL, NULL);
}

static gboolean
mbm_client_send_unregister (MbmClient *self)
{
  GString *text = g_string_new ("{\"clientId\":");
  g_autoptr (GBytes) payload = NULL;

  mbm_json_append_string (text, self->id, -1);
  if (self->connection_id != NULL)
    {
      g_string_append (text, ",\"connectionId\":");
      mbm_json_append_string (text, self->connection_id, -1);
    }
  g_string_append_c (text, '}');
  payload = g_string_free_to_bytes (text);

  return mbm_client_ask (self, "$unregister", payload, NULL, 0, NULL, mbm_client_unregister_done,
                         GUINT_TO_POINTER (self->generation), NULL);
}

static void
mbm_client_begin_closing (MbmClient *self)
{
  g_autoptr (GPtrArray) pending = mbm_pending_table_steal_all (self->pending);
  g_autoptr (GError) error = g_error_new (MBM_ERROR, MBM_ERROR_CLOSED, _ ("The client was disconnected"));

  mbm_client_session_detach (self);
  mbm_client_session_set_phase (self, MBM_CLIENT_PHASE_CLOSING);
  self->session_timer =
    mbm_client_add_timer (self, DISCONNECT_TIMEOUT, G_PRIORITY_DEFAULT, mbm_client_closing_timer_cb);

  if (!mbm_client_registers (self) || !mbm_client_send_unregister (self))
    mbm_channel_close (self->channel, CLOSE_NORMAL, NULL);

  mbm_client_requests_fail (self, g_steal_pointer (&pending), error);
}

static void
mbm_client_abandon (MbmClient *self)
{
  g_autoptr (GError) error = NULL;

  error = g_error_new (MBM_ERROR, MBM_ERROR_CLOSED,
                       _ ("The client was disconnected before it had connected to %s"), self->uri);
  mbm_client_session_give_up (self, error);
}

/**
 * mbm_client_disconnect_async:
 * @self: a client
 * @cancellable: (nullable): cuts the connection rather than to wait for the server
 * @callback: (scope async): called when the client is disconnected
 * @user_data: passed to @callback
 *
 * Unregisters, closes the connection, ends any reconnecting, and fails what is under way with
 * [error@Mbm.Error.CLOSED]. The account, its token and the subscriptions are forgotten; event handlers stay.
 *
 * May be called in every state, and takes two seconds at most: a server that does not take part is cut off.
 * The status stays as it is until then, but no more calls are taken.
 *
 * Since: 0.1
 */
void
mbm_client_disconnect_async (MbmClient *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (MBM_IS_CLIENT (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mbm_client_disconnect_async);

  if (self->phase == MBM_CLIENT_PHASE_READY)
    {
      mbm_client_begin_closing (self);
    }
  else if (self->phase == MBM_CLIENT_PHASE_IDLE)
    {
      g_object_freeze_notify (G_OBJECT (self));
      mbm_client_session_forget (self);
      mbm_client_set_status (self, MBM_CLIENT_DISCONNECTED, NULL);
      g_object_thaw_notify (G_OBJECT (self));
    }
  else if (self->phase != MBM_CLIENT_PHASE_CLOSING)
    {
      mbm_client_abandon (self);
    }

  if (self->phase != MBM_CLIENT_PHASE_CLOSING)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  mbm_cancel_handle_watch_task (self->handle, task, mbm_client_disconnect_cancelled, self->generation);
  g_ptr_array_add (self->disconnect_tasks, g_steal_pointer (&task));
}

/**
 * mbm_client_disconnect_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: (nullable): return location
 *
 * Says how [method@Mbm.Client.disconnect_async] went. The client is disconnected in any case.
 *
 * Errors: [error@Gio.IOErrorEnum.CANCELLED] if the connection was cut because of that;
 * [error@Mbm.Error.CLOSED] if the client was disposed of meanwhile.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 0.1
 */
gboolean
mbm_client_disconnect_finish (MbmClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
