/* mbm-client.c — a client of Magic Button Messaging
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-client-private.h"

/**
 * MbmClient:
 *
 * Connects to a service.
 *
 * A client belongs to the thread-default main context it was made in: all calls are made there, and handlers,
 * signals and the tap are called there. Calls that are under way hold a reference on the client; dropping the
 * last one cuts the connection without a word to the server ([method@Mbm.Client.disconnect_async] says
 * goodbye).
 *
 * ```c
 * MbmClient *client = mbm_client_new (NULL);
 *
 * mbm_client_connect_async (client, "ws://127.0.0.1:8080/", NULL, connected_cb, NULL);
 * // and in connected_cb(), after mbm_client_connect_finish():
 * mbm_client_request_async (client, "getOrderDetails", payload, NULL, 0, NULL, answered_cb, NULL);
 * ```
 *
 * While it is connected it sends a `$heartbeat` every [property@Mbm.Client:heartbeat-interval], or three
 * times within the time after which the server says it forgets a silent client, whichever is more often. A
 * server that was heard to beat, and from which then nothing at all comes for three of its intervals (the
 * longest seen, and a second at least), is held for lost.
 *
 * In the dialect `magic-server` there are no heartbeats: the client sends WebSocket pings instead, and goes
 * by the answers to them.
 *
 * Requests that the server sends are answered by handlers, see [method@Mbm.Client.add_request_handler], and
 * `UNKNOWN_REQUEST_TYPE` where there is none.
 *
 * Since: 0.1
 */
enum
{
  SIGNAL_ERROR,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MbmClient, mbm_client, G_TYPE_OBJECT)

/* --- what the parts share ----------------------------------------------- */

/**
 * mbm_client_add_timer: (skip)
 * @self: a client
 * @milliseconds: when, and how often if @func returns %G_SOURCE_CONTINUE
 * @priority: the source's priority
 * @func: the function, which gets @self without a reference
 *
 * Adds a timer on the client's main context.
 *
 * Returns: (transfer full): the timer, for mbm_client_clear_timer()
 */
GSource *
mbm_client_add_timer (MbmClient *self, guint milliseconds, int priority, GSourceFunc func)
{
  GSource *timer = g_timeout_source_new (milliseconds);

  g_source_set_priority (timer, priority);
  g_source_set_static_name (timer, "[mbm] client");
  g_source_set_callback (timer, func, self, NULL);
  g_source_attach (timer, self->context);

  return timer;
}

/**
 * mbm_client_clear_timer: (skip)
 * @timer: (inout): a timer or %NULL
 *
 * Ends a timer.
 */
void
mbm_client_clear_timer (GSource **timer)
{
  if (*timer != NULL)
    g_source_destroy (*timer);
  g_clear_pointer (timer, g_source_unref);
}

/* --- the object --------------------------------------------------------- */

static void
mbm_client_constructed (GObject *object)
{
  MbmClient *self = MBM_CLIENT (object);

  G_OBJECT_CLASS (mbm_client_parent_class)->constructed (object);

  if (self->id == NULL || *self->id == '\0')
    {
      g_free (self->id);
      self->id = g_strdup_printf ("client-%08x", g_random_int ());
    }
}

static void
mbm_client_dispose (GObject *object)
{
  MbmClient *self = MBM_CLIENT (object);

  mbm_client_session_dispose (self);
  mbm_client_requests_dispose (self);
  mbm_client_streams_dispose (self);
  g_clear_pointer (&self->request_handlers, g_hash_table_unref);
  g_clear_object ((GObject **) &self->retry_policy);
  mbm_event_handlers_remove_all (self->handlers);
  mbm_client_subscriptions_forget (self);
  mbm_client_set_tap (self, NULL, NULL, NULL);

  G_OBJECT_CLASS (mbm_client_parent_class)->dispose (object);
}

static void
mbm_client_finalize (GObject *object)
{
  MbmClient *self = MBM_CLIENT (object);

  g_free (self->id);
  g_free (self->client_type);
  g_strfreev (self->capabilities);
  g_clear_pointer (&self->metadata, g_bytes_unref);
  g_strfreev (self->headers);
  mbm_tls_options_clear (&self->tls);
  g_clear_error (&self->error);
  g_free (self->uri);
  g_free (self->connection_id);
  g_free (self->server_id);
  g_free (self->farewell);
  g_free (self->connection_name);
  g_free (self->id_prefix);
  g_free (self->token);
  g_clear_pointer (&self->user, mbm_user_unref);
  g_ptr_array_unref (self->disconnect_tasks);
  g_ptr_array_unref (self->subscriptions);
  mbm_pending_table_free (self->pending);
  mbm_event_handlers_free (self->handlers);
  mbm_cancel_handle_unref (self->handle);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (mbm_client_parent_class)->finalize (object);
}

static void
mbm_client_class_init (MbmClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = mbm_client_constructed;
  object_class->dispose = mbm_client_dispose;
  object_class->finalize = mbm_client_finalize;

  mbm_client_properties_install (object_class);

  /**
   * MbmClient::error:
   * @self: the client
   * @error: what went wrong
   *
   * Something failed that no call can report: the connection was lost, an attempt to reconnect failed, a
   * login or a subscription could not be renewed, a frame came in that is none, or an answer that nobody
   * asked for.
   *
   * Since: 0.1
   */
  signals[SIGNAL_ERROR] = g_signal_new ("error", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
mbm_client_init (MbmClient *self)
{
  mbm_http_client_settings_init (&self->http);
  self->context = g_main_context_ref_thread_default ();
  self->handle = mbm_cancel_handle_new (self, self->context);
  self->reconnect_delay = -1;
  self->handlers = mbm_event_handlers_new ();
  self->disconnect_tasks = g_ptr_array_new_with_free_func (g_object_unref);
  self->subscriptions = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_subscription_free);
  mbm_field_table_init (&mbm_client_settings, self);
  mbm_client_requests_init (self);
}

/**
 * mbm_client_new:
 * @id: (nullable): the client's id, or %NULL for a random one
 *
 * Makes a client for the thread-default main context.
 *
 * Returns: (transfer full): a new client, which is not connected
 *
 * Since: 0.1
 */
MbmClient *
mbm_client_new (const char *id)
{
  return g_object_new (MBM_TYPE_CLIENT, "id", id, NULL);
}

/**
 * mbm_client_get_id:
 * @self: a client
 *
 * Gets the client's id.
 *
 * Returns: (transfer none): the id
 *
 * Since: 0.1
 */
const char *
mbm_client_get_id (MbmClient *self)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), NULL);

  return self->id;
}

/**
 * mbm_client_get_uri:
 * @self: a client
 *
 * Gets the address of the service the client is, or was last, told to connect to.
 *
 * Returns: (nullable) (transfer none): the address
 *
 * Since: 0.1
 */
const char *
mbm_client_get_uri (MbmClient *self)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), NULL);

  return self->uri;
}

/**
 * mbm_client_get_status:
 * @self: a client
 *
 * Gets the status.
 *
 * Returns: the status
 *
 * Since: 0.1
 */
MbmClientStatus
mbm_client_get_status (MbmClient *self)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), MBM_CLIENT_DISCONNECTED);

  return self->status;
}

/**
 * mbm_client_status_to_string:
 * @status: a status
 *
 * Gets the protocol's word for a status: `disconnected`, `connecting`, `connected`, `reconnecting` or
 * `error`. Not translated.
 *
 * Returns: (transfer none): a word
 *
 * Since: 0.1
 */
const char *
mbm_client_status_to_string (MbmClientStatus status)
{
  static const char *const words[] = { "disconnected", "connecting", "connected", "reconnecting", "error" };

  g_return_val_if_fail ((guint) status < G_N_ELEMENTS (words), NULL);

  return words[status];
}

/**
 * mbm_client_get_error:
 * @self: a client
 *
 * Gets why the status is %MBM_CLIENT_ERROR or %MBM_CLIENT_RECONNECTING.
 *
 * Returns: (nullable) (transfer none): what went wrong; valid until the status changes
 *
 * Since: 0.1
 */
const GError *
mbm_client_get_error (MbmClient *self)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), NULL);

  return self->error;
}

/**
 * mbm_client_get_connection_id:
 * @self: a client
 *
 * Gets what the server calls the connection.
 *
 * Returns: (nullable) (transfer none): the id, while the client is registered
 *
 * Since: 0.1
 */
const char *
mbm_client_get_connection_id (MbmClient *self)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), NULL);

  return self->connection_id;
}

/**
 * mbm_client_get_server_id:
 * @self: a client
 *
 * Gets the server's id.
 *
 * Returns: (nullable) (transfer none): the id, while the client is registered
 *
 * Since: 0.1
 */
const char *
mbm_client_get_server_id (MbmClient *self)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), NULL);

  return self->server_id;
}

/**
 * mbm_client_get_user:
 * @self: a client
 *
 * Gets who is logged in.
 *
 * Returns: (nullable) (transfer none): the user
 *
 * Since: 0.1
 */
MbmUser *
mbm_client_get_user (MbmClient *self)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), NULL);

  return self->user;
}
