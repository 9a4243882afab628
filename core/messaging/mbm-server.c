/* mbm-server.c — a server of Magic Button Messaging
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-server-private.h"

/**
 * MbmServer:
 *
 * Hosts a service of Magic Button Messaging: clients connect and register, send requests and events, and are
 * told of events.
 *
 * A server belongs to the thread-default main context it was made in; all calls, handlers, signals and the
 * tap are on that thread. It serves from [method@Mbm.Server.start_async] until
 * [method@Mbm.Server.stop_async]; dropping the last reference cuts everything off.
 *
 * The limits that belong to the transport are read when the server starts; intervals, `max-clients`,
 * `capabilities`, `broadcast-style`, what one client may ask for (`max-outstanding` and the others) and the
 * like may be changed while it runs.
 *
 * Since: 0.1
 */

enum
{
  CLIENT_ADDED,
  CLIENT_REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MbmServer, mbm_server, G_TYPE_OBJECT)

static void
mbm_server_constructed (GObject *object)
{
  MbmServer *self = MBM_SERVER (object);

  if (self->id == NULL)
    self->id = g_strdup_printf ("server-%08x", g_random_int ());

  G_OBJECT_CLASS (mbm_server_parent_class)->constructed (object);
}

static void
mbm_server_dispose (GObject *object)
{
  MbmServer *self = MBM_SERVER (object);

  mbm_server_abandon (self);
  mbm_server_set_tap (self, NULL, NULL, NULL);
  g_clear_object (&self->provider);
  mbm_server_clear_contract (self);
  mbm_server_clear_router (self);
  g_clear_pointer (&self->handlers, mbm_server_handlers_free);
  g_clear_pointer (&self->note, g_free);

  G_OBJECT_CLASS (mbm_server_parent_class)->dispose (object);
}

static void
mbm_server_finalize (GObject *object)
{
  MbmServer *self = MBM_SERVER (object);

  g_assert (self->arrivals.length == 0);
  g_hash_table_unref (self->clients);
  g_ptr_array_unref (self->stop_tasks);
  g_clear_pointer (&self->asked, g_hash_table_unref);
  g_clear_pointer (&self->cancel_handle, mbm_cancel_handle_unref);
  g_free (self->ask_prefix);
  mbm_token_store_free (self->tokens);
  mbm_login_throttle_free (self->throttle);
  g_main_context_unref (self->context);
  g_free (self->id);
  g_free (self->version);
  g_free (self->uri);
  g_free (self->stop_reason);
  g_strfreev (self->capabilities);
  g_strfreev (self->allowed_origins);
  mbm_http_settings_clear (&self->http);
  mbm_tls_options_clear (&self->tls);

  G_OBJECT_CLASS (mbm_server_parent_class)->finalize (object);
}

static void
mbm_server_class_init (MbmServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = mbm_server_constructed;
  object_class->dispose = mbm_server_dispose;
  object_class->finalize = mbm_server_finalize;

  mbm_server_install_properties (object_class);

  /**
   * MbmServer::client-added:
   * @self: a server
   * @client: the client
   *
   * A client registered, or was named by an open server. It is in the list already.
   *
   * Since: 0.1
   */
  signals[CLIENT_ADDED] = g_signal_new ("client-added", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, MBM_TYPE_SERVER_CLIENT);

  /**
   * MbmServer::client-removed:
   * @self: a server
   * @client: the client; it says the reason
   *
   * A client left. It is not in the list any more.
   *
   * Since: 0.1
   */
  signals[CLIENT_REMOVED] = g_signal_new ("client-removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, MBM_TYPE_SERVER_CLIENT);
}

static void
mbm_server_init (MbmServer *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->capabilities = g_new0 (char *, 1);
  self->allowed_origins = g_new0 (char *, 1);
  self->clients = g_hash_table_new (g_str_hash, g_str_equal);
  self->stop_tasks = g_ptr_array_new_with_free_func (g_object_unref);
  self->handlers = mbm_server_handlers_new ();
  self->check_payloads = TRUE;
  self->tokens = mbm_token_store_new ();
  self->throttle = mbm_login_throttle_new ();
  mbm_field_table_init (&mbm_server_limits, &self->limits);
  mbm_field_table_init (&mbm_server_settings, self);
  mbm_http_settings_init (&self->http);
  g_queue_init (&self->connections);
  g_queue_init (&self->activity);
  g_queue_init (&self->undecided);
  g_queue_init (&self->arrivals);
  g_queue_init (&self->doomed);
  g_queue_init (&self->resting);
}

/**
 * mbm_server_new:
 * @id: (nullable): what the server calls itself; %NULL makes one: `server-` and random digits
 * @version: (nullable): the version of the service; %NULL says `1.0.0`
 *
 * Makes a server, for the thread-default main context.
 *
 * Returns: (transfer full): a new server, stopped
 *
 * Since: 0.1
 */
MbmServer *
mbm_server_new (const char *id, const char *version)
{
  return g_object_new (MBM_TYPE_SERVER, "id", id, "version", version, NULL);
}

void
mbm_server_emit_client (MbmServer *self, MbmServerClient *client, gboolean added)
{
  g_signal_emit (self, signals[added ? CLIENT_ADDED : CLIENT_REMOVED], 0, client);
}

/**
 * mbm_server_get_id:
 * @self: a server
 *
 * What the server calls itself.
 *
 * Returns: (transfer none): the server's id
 *
 * Since: 0.1
 */
const char *
mbm_server_get_id (MbmServer *self)
{
  g_return_val_if_fail (MBM_IS_SERVER (self), NULL);

  return self->id;
}

/**
 * mbm_server_get_uri:
 * @self: a server
 *
 * What is served, with the port that was chosen if the server was asked to choose one.
 *
 * Returns: (transfer none) (nullable): an address clients can connect to; %NULL while the server is stopped
 * or starting
 *
 * Since: 0.1
 */
const char *
mbm_server_get_uri (MbmServer *self)
{
  g_return_val_if_fail (MBM_IS_SERVER (self), NULL);

  return self->uri;
}

/**
 * mbm_server_get_state:
 * @self: a server
 *
 * Where the server is in its life.
 *
 * Returns: its state
 *
 * Since: 0.1
 */
MbmServerState
mbm_server_get_state (MbmServer *self)
{
  g_return_val_if_fail (MBM_IS_SERVER (self), MBM_SERVER_STOPPED);

  return self->state;
}

/**
 * mbm_server_get_uptime:
 * @self: a server
 *
 * How long it has been serving.
 *
 * Returns: milliseconds; 0 while it is stopped or starting
 *
 * Since: 0.1
 */
gint64
mbm_server_get_uptime (MbmServer *self)
{
  g_return_val_if_fail (MBM_IS_SERVER (self), 0);

  if (self->uri == NULL)
    return 0;

  return (g_get_monotonic_time () - self->started_time) / 1000;
}
