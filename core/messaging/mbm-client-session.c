/* mbm-client-session.c — a client's way to a connection, and back to one
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-client-private.h"
#include "mbm-transport-private.h"
#include "mbm-close-private.h"

#define CLOSE_NORMAL 1000

/* A connection that is being made may outlive the client that wanted it. */
typedef struct
{
  GWeakRef client;
  guint generation;
} Attempt;

static Attempt *
attempt_new (MbmClient *self)
{
  Attempt *attempt = g_new0 (Attempt, 1);

  g_weak_ref_init (&attempt->client, self);
  attempt->generation = self->generation;
  return attempt;
}

static void
attempt_free (Attempt *attempt)
{
  g_weak_ref_clear (&attempt->client);
  g_free (attempt);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, attempt_free)

/* --- the end of a connection -------------------------------------------- */

/**
 * mbm_client_session_detach: (skip)
 * @self: a client
 *
 * Heeds nothing any more that belongs to the present connection or attempt.
 */
void
mbm_client_session_detach (MbmClient *self)
{
  self->generation++;
  self->n_steps = 0;
  mbm_client_liveness_stop (self);
  mbm_client_clear_timer (&self->session_timer);
  self->retry_time = 0;
  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
}

/* Lets go of the connection, which cuts it if it is open, and tells the tap. */
static void
mbm_client_session_drop_channel (MbmClient *self, guint code, const char *reason, const GError *error)
{
  MbmTapRecord record = { .kind = MBM_TAP_CLOSED, .close_code = code, .reason = reason, .error = error };

  if (self->channel == NULL)
    return;

  mbm_client_tap (self, &record);
  mbm_channel_set_receiver (self->channel, NULL, NULL);
  g_clear_object (&self->channel);
}

static void
mbm_client_linger_closed (MbmChannel *channel,
                          guint code,
                          const char *reason,
                          const GError *error,
                          gpointer user_data)
{
  mbm_channel_set_receiver (channel, NULL, NULL);
  g_object_unref (channel);
}

/* Closes in order a connection that the client has no more use for: it lives on until the peer has answered,
 * which the channel bounds. */
static void
mbm_client_session_leave_channel (MbmClient *self, const char *reason)
{
  static const MbmChannelReceiver receiver = { .closed = mbm_client_linger_closed };
  MbmChannel *channel = self->channel;

  if (channel == NULL)
    return;

  g_object_ref (channel);
  mbm_client_session_drop_channel (self, CLOSE_NORMAL, reason, NULL);
  mbm_channel_set_receiver (channel, &receiver, NULL);
  mbm_channel_close (channel, CLOSE_NORMAL, reason);
}

/**
 * mbm_client_session_forget: (skip)
 * @self: a client
 *
 * Forgets what belongs to one server: account, subscriptions, ids.
 */
void
mbm_client_session_forget (MbmClient *self)
{
  mbm_client_account_forget (self);
  mbm_client_subscriptions_forget (self);
  mbm_client_set_connection (self, NULL, NULL);
  g_clear_pointer (&self->farewell, g_free);
  self->reconnect_delay = -1;
}

/**
 * mbm_client_session_fail: (skip)
 * @self: a client
 * @error: why
 *
 * The present attempt came to nothing: the call that waits fails, or the next attempt is scheduled.
 */
void
mbm_client_session_fail (MbmClient *self, const GError *error)
{
  g_autoptr (GPtrArray) pending = NULL;
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) told = NULL;

  /* Whoever is told of anything may call back: so nobody is before everything has found its place. */
  g_object_freeze_notify (G_OBJECT (self));
  mbm_client_session_detach (self);
  mbm_client_session_leave_channel (self, NULL);
  mbm_client_set_connection (self, NULL, NULL);
  pending = mbm_pending_table_steal_all (self->pending);
  task = g_steal_pointer (&self->connect_task);
  told = mbm_client_session_end (self, task == NULL, error);
  g_object_thaw_notify (G_OBJECT (self));

  if (task == NULL)
    mbm_client_report_failure (self, told);
  mbm_client_requests_fail (self, g_steal_pointer (&pending), error);
  if (task != NULL)
    g_task_return_error (task, g_error_copy (error));
}

/* Two clients of one id that both come back would replace each other for ever. */
static gboolean
mbm_client_session_is_replaced (MbmClient *self, guint code)
{
  return code == MBM_CLOSE_REPLACED || g_strcmp0 (self->farewell, MBM_REASON_REPLACED) == 0;
}

static GError *
mbm_client_session_make_error (MbmClient *self, guint code, const char *reason, const GError *error)
{
  if (mbm_client_session_is_replaced (self, code))
    return g_error_new (MBM_ERROR, MBM_ERROR_REPLACED,
                        _ ("Another connection has registered at %s as “%s”: give one of the two another id"),
                        self->uri, self->id);
  if (self->farewell != NULL)
    return g_error_new (MBM_ERROR, MBM_ERROR_CLOSED, _ ("%s ended the connection: %s"), self->uri,
                        self->farewell);
  if (error != NULL)
    return g_error_new (MBM_ERROR, MBM_ERROR_CLOSED, _ ("The connection to %s was lost: %s"), self->uri,
                        error->message);
  if (reason != NULL && *reason != '\0')
    return g_error_new (MBM_ERROR, MBM_ERROR_CLOSED, _ ("%s closed the connection: %s (%u)"), self->uri,
                        reason, code);
  if (code != 0)
    return g_error_new (MBM_ERROR, MBM_ERROR_CLOSED, _ ("%s closed the connection (%u)"), self->uri, code);

  return g_error_new (MBM_ERROR, MBM_ERROR_CLOSED, _ ("%s closed the connection"), self->uri);
}

static void
mbm_client_session_finish_disconnect (MbmClient *self)
{
  g_autoptr (GPtrArray) tasks = g_steal_pointer (&self->disconnect_tasks);
  g_autoptr (GPtrArray) pending = mbm_pending_table_steal_all (self->pending);
  g_autoptr (GError) error = g_error_new (MBM_ERROR, MBM_ERROR_CLOSED, _ ("The client was disconnected"));

  g_object_freeze_notify (G_OBJECT (self));
  mbm_client_session_detach (self);
  self->disconnect_tasks = g_ptr_array_new_with_free_func (g_object_unref);
  mbm_client_session_set_phase (self, MBM_CLIENT_PHASE_IDLE);
  mbm_client_session_forget (self);
  mbm_client_set_status (self, MBM_CLIENT_DISCONNECTED, NULL);
  g_object_thaw_notify (G_OBJECT (self));

  mbm_client_requests_fail (self, g_steal_pointer (&pending), error);
  for (guint i = 0; i < tasks->len; i++)
    if (!g_task_return_error_if_cancelled (tasks->pdata[i]))
      g_task_return_boolean (tasks->pdata[i], TRUE);
}

/**
 * mbm_client_session_lost: (skip)
 * @self: a client
 * @code: the close code the server sent, or 0
 * @reason: (nullable): its words
 * @cause: (nullable): how the connection was lost, if it was not closed in order
 *
 * The connection is gone, or held for gone: fails all requests under way as a set, and goes on as the phase
 * says.
 */
void
mbm_client_session_lost (MbmClient *self, guint code, const char *reason, const GError *cause)
{
  g_autoptr (GError) error = mbm_client_session_make_error (self, code, reason, cause);
  MbmClientPhase phase = self->phase;
  g_autoptr (GPtrArray) pending = NULL;
  g_autoptr (GError) told = NULL;

  mbm_client_session_drop_channel (self, code, self->farewell != NULL ? self->farewell : reason, cause);
  g_clear_pointer (&self->farewell, g_free);

  if (phase == MBM_CLIENT_PHASE_CLOSING)
    {
      mbm_client_session_finish_disconnect (self);
      return;
    }
  if (phase != MBM_CLIENT_PHASE_READY)
    {
      mbm_client_session_fail (self, error);
      return;
    }

  g_info ("%s: %s", self->id, error->message);
  g_object_freeze_notify (G_OBJECT (self));
  mbm_client_session_detach (self);
  mbm_client_set_connection (self, NULL, NULL);
  pending = mbm_pending_table_steal_all (self->pending);
  self->n_attempts = 0;
  self->lost_time = g_get_monotonic_time ();
  told = mbm_client_session_end (self, TRUE, error);
  g_object_thaw_notify (G_OBJECT (self));

  mbm_client_requests_fail (self, g_steal_pointer (&pending), error);
  mbm_client_report_error (self, told);
}

/**
 * mbm_client_session_give_up: (skip)
 * @self: a client that is not connected yet, or waits to be again
 * @error: why
 *
 * Ends the attempt, because it was cancelled or the client is to be disconnected.
 */
void
mbm_client_session_give_up (MbmClient *self, const GError *error)
{
  g_autoptr (GPtrArray) pending = mbm_pending_table_steal_all (self->pending);
  g_autoptr (GTask) task = g_steal_pointer (&self->connect_task);

  g_object_freeze_notify (G_OBJECT (self));
  mbm_client_session_detach (self);
  mbm_client_session_leave_channel (self, NULL);
  mbm_client_session_set_phase (self, MBM_CLIENT_PHASE_IDLE);
  mbm_client_session_forget (self);
  mbm_client_set_status (self, MBM_CLIENT_DISCONNECTED, NULL);
  g_object_thaw_notify (G_OBJECT (self));

  mbm_client_requests_fail (self, g_steal_pointer (&pending), error);
  if (task != NULL)
    g_task_return_error (task, g_error_copy (error));
}

/* --- the way to a connection -------------------------------------------- */

static void
mbm_client_session_refused (MbmClient *self, const GError *error)
{
  MbmTapRecord record = { .kind = MBM_TAP_REFUSED, .address = self->uri, .error = error };

  mbm_client_tap (self, &record);
  mbm_client_session_fail (self, error);
}

static void
mbm_client_session_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Attempt) attempt = user_data;
  g_autoptr (MbmClient) self = g_weak_ref_get (&attempt->client);
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmChannel) channel = NULL;
  MbmTapRecord record = { .kind = MBM_TAP_OPENED };

  channel = mbm_transport_connect_finish (MBM_TRANSPORT (source), result, &error);
  if (self == NULL || attempt->generation != self->generation)
    return;

  g_clear_object (&self->opening);
  if (channel == NULL)
    {
      mbm_client_session_refused (self, error);
      return;
    }

  self->channel = g_steal_pointer (&channel);
  self->received_time = g_get_monotonic_time ();
  g_free (self->connection_name);
  self->connection_name = g_strdup_printf ("%u", ++self->n_connections);
  record.headers = mbm_channel_get_headers (self->channel);
  mbm_client_tap (self, &record);

  mbm_channel_set_receiver (self->channel, &mbm_client_receiver, self);
  mbm_client_session_enter (self, MBM_CLIENT_PHASE_LOGGING_IN);
}

/**
 * mbm_client_session_attempt: (skip)
 * @self: a client
 *
 * Begins to open a connection, in the phase OPENING.
 */
void
mbm_client_session_attempt (MbmClient *self)
{
  g_autoptr (MbmTransport) transport = NULL;
  g_autoptr (GError) error = NULL;

  g_assert (self->phase == MBM_CLIENT_PHASE_OPENING);
  self->generation++;
  self->login_late = FALSE;
  g_clear_pointer (&self->farewell, g_free);

  transport = mbm_transport_new_for_dialect (self->uri, self->dialect, &error);
  if (transport == NULL)
    {
      mbm_client_session_refused (self, error);
      return;
    }

  mbm_transport_set_max_message_size (transport, self->max_message_size);
  mbm_transport_set_max_queue_size (transport, self->max_queue_size);
  mbm_transport_set_handshake_timeout (transport, self->handshake_timeout);
  mbm_transport_get_private (transport)->http_client = self->http;
  mbm_transport_set_headers (transport, (const char *const *) self->headers);
  mbm_transport_set_certificate (transport, self->tls.certificate);
  mbm_transport_set_ca_file (transport, self->tls.ca_file);
  mbm_transport_set_trusted_fingerprint (transport, self->tls.trusted_fingerprint);

  self->opening = g_cancellable_new ();
  mbm_transport_connect_async (transport, self->uri, self->opening, mbm_client_session_opened_cb,
                               attempt_new (self));
}

/**
 * mbm_client_session_dispose: (skip)
 * @self: a client that is being disposed of
 *
 * Cuts the connection, and fails everything that waits.
 */
void
mbm_client_session_dispose (MbmClient *self)
{
  g_autoptr (GPtrArray) pending = mbm_pending_table_steal_all (self->pending);
  g_autoptr (GPtrArray) tasks = g_steal_pointer (&self->disconnect_tasks);
  g_autoptr (GError) error = g_error_new (MBM_ERROR, MBM_ERROR_CLOSED, _ ("The client is gone"));

  self->disconnect_tasks = g_ptr_array_new_with_free_func (g_object_unref);
  if (self->connect_task != NULL)
    g_ptr_array_add (tasks, g_steal_pointer (&self->connect_task));

  mbm_client_session_detach (self);
  mbm_client_session_drop_channel (self, 0, NULL, error);
  if (self->phase != MBM_CLIENT_PHASE_IDLE)
    mbm_client_session_set_phase (self, MBM_CLIENT_PHASE_IDLE);
  self->status = MBM_CLIENT_DISCONNECTED;

  mbm_client_requests_fail (self, g_steal_pointer (&pending), error);
  for (guint i = 0; i < tasks->len; i++)
    g_task_return_error (tasks->pdata[i], g_error_copy (error));
}
