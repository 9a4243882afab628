/* sbx-server.c — a hosted server, as the main thread sees it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-endpoint-private.h"
#include "sbx-peer-list-private.h"
#include "sbx-peer-watch-private.h"
#include "sbx-server-backend-private.h"
#include "sbx-server-private.h"

/* How many of those who left are remembered. */
#define MAX_DEPARTED 200

struct _SbxServer
{
  SbxEndpoint parent_instance;

  SbxPeerList *peers;
  GListStore *departed;
  GHashTable *faults; /* see sbx_server_get_fault_table() */
  gboolean marked;    /* see sbx_server_mark_faults() */
  char *fingerprint;  /* (nullable) */
  gboolean simulated;
};

enum
{
  PROP_0,
  PROP_N_CLIENTS,
  PROP_FINGERPRINT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  FAULTS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxServer, sbx_server, SBX_TYPE_ENDPOINT)

static void
sbx_server_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_N_CLIENTS:
      g_value_set_uint (value, sbx_server_get_n_clients (SBX_SERVER (object)));
      break;
    case PROP_FINGERPRINT:
      g_value_set_string (value, SBX_SERVER (object)->fingerprint);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
set_fingerprint (SbxServer *self, const char *fingerprint)
{
  if (g_strcmp0 (self->fingerprint, fingerprint) == 0)
    return;

  g_free (self->fingerprint);
  self->fingerprint = g_strdup (fingerprint);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FINGERPRINT]);
}

/* What goes wrong on purpose does so until the server stops. */
static void
forget_run (SbxServer *self)
{
  set_fingerprint (self, NULL);
  if (g_hash_table_size (self->faults) > 0)
    {
      g_hash_table_remove_all (self->faults);
      sbx_server_mark_faults (self);
      g_signal_emit (self, signals[FAULTS_CHANGED], 0);
    }
}

static void
on_backend_stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  forget_run (SBX_SERVER (source));
  g_task_propagate_boolean (G_TASK (result), NULL);
  sbx_endpoint_return_stop (SBX_ENDPOINT (source), user_data);
}

static void
sbx_server_stop (SbxEndpoint *endpoint, GTask *task)
{
  GTask *inner = g_task_new (endpoint, NULL, on_backend_stopped, task);

  g_task_set_source_tag (inner, sbx_server_stop);
  sbx_endpoint_call (endpoint, inner, sbx_server_backend_stop, NULL, NULL);
}

static void
sbx_server_config_changed (SbxEndpoint *endpoint)
{
  if (sbx_endpoint_get_active (endpoint))
    sbx_server_apply (SBX_SERVER (endpoint));
}

void
sbx_server_take_fingerprint (gpointer front, gpointer fingerprint)
{
  set_fingerprint (front, fingerprint);
}

void
sbx_server_take_problem (gpointer front, gpointer problem)
{
  sbx_endpoint_set_error_message (front, problem);
}

static void
sbx_server_tick (SbxEndpoint *endpoint)
{
  sbx_peer_list_tick (SBX_SERVER (endpoint)->peers, g_get_real_time ());
}

static GListModel *
sbx_server_get_peers (SbxEndpoint *endpoint)
{
  return G_LIST_MODEL (SBX_SERVER (endpoint)->peers);
}

static const char *
sbx_server_get_default_text (SbxEndpoint *endpoint, SbxEndpointState state)
{
  switch (state)
    {
    case SBX_ENDPOINT_STARTING:
      return C_ ("server", "Starting…");
    case SBX_ENDPOINT_RUNNING:
      return C_ ("server", "Running");
    case SBX_ENDPOINT_STOPPING:
      return C_ ("server", "Stopping…");
    case SBX_ENDPOINT_FAILED:
      return C_ ("server", "Failed");
    case SBX_ENDPOINT_RECONNECTING:
    case SBX_ENDPOINT_STOPPED:
    default:
      return C_ ("server", "Stopped");
    }
}

static void
sbx_server_dispose (GObject *object)
{
  SbxServer *self = SBX_SERVER (object);

  G_OBJECT_CLASS (sbx_server_parent_class)->dispose (object);

  g_clear_object (&self->peers);
  g_clear_object (&self->departed);
}

static void
sbx_server_finalize (GObject *object)
{
  SbxServer *self = SBX_SERVER (object);

  g_hash_table_unref (self->faults);
  g_free (self->fingerprint);

  G_OBJECT_CLASS (sbx_server_parent_class)->finalize (object);
}

static void
sbx_server_class_init (SbxServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SbxEndpointClass *endpoint_class = SBX_ENDPOINT_CLASS (klass);

  object_class->get_property = sbx_server_get_property;
  object_class->dispose = sbx_server_dispose;
  object_class->finalize = sbx_server_finalize;
  endpoint_class->backend_type = SBX_TYPE_SERVER_BACKEND;
  endpoint_class->start = sbx_server_start;
  endpoint_class->stop = sbx_server_stop;
  endpoint_class->config_changed = sbx_server_config_changed;
  endpoint_class->tick = sbx_server_tick;
  endpoint_class->get_peers = sbx_server_get_peers;
  endpoint_class->get_default_text = sbx_server_get_default_text;

  properties[PROP_N_CLIENTS] =
    g_param_spec_uint ("n-clients", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_FINGERPRINT] =
    g_param_spec_string ("fingerprint", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[FAULTS_CHANGED] = g_signal_new ("faults-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sbx_server_init (SbxServer *self)
{
  self->peers = sbx_peer_list_new ();
  self->departed = g_list_store_new (SBX_TYPE_PEER);
  self->faults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sbx_faults_free);
  g_signal_connect_object (self->peers, "items-changed", G_CALLBACK (sbx_server_mark_faults), self,
                           G_CONNECT_SWAPPED);
}

gboolean
sbx_server_get_simulated (SbxServer *self)
{
  return self->simulated;
}

GHashTable *
sbx_server_get_fault_table (SbxServer *self)
{
  return self->faults;
}

gboolean
sbx_server_get_marked (SbxServer *self)
{
  return self->marked;
}

void
sbx_server_set_marked (SbxServer *self, gboolean marked)
{
  self->marked = marked;
}

void
sbx_server_set_simulated (SbxServer *self, gboolean simulated)
{
  self->simulated = simulated;
}

char *
sbx_server_dup_user_key (const char *server_id, const char *username)
{
  return g_strdup_printf ("server:%s:user:%s", server_id, username);
}

static gpointer
steal_update (GPtrArray *updates, guint index)
{
  return g_steal_pointer (&g_ptr_array_index (updates, index));
}

static void
take_arrivals (SbxServer *self, GPtrArray *updates)
{
  g_autoptr (GPtrArray) peers = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < updates->len; i++)
    g_ptr_array_add (peers, sbx_peer_new (steal_update (updates, i)));
  sbx_peer_list_append (self->peers, peers);
}

static void
take_changes (SbxServer *self, GPtrArray *updates)
{
  for (guint i = 0; i < updates->len; i++)
    {
      SbxPeerUpdate *update = g_ptr_array_index (updates, i);
      SbxPeer *peer = sbx_peer_list_lookup (self->peers, update->connection_id);

      if (peer != NULL)
        sbx_peer_apply (peer, steal_update (updates, i));
    }
}

static void
take_departures (SbxServer *self, GPtrArray *updates)
{
  g_autoptr (GPtrArray) peers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) newest = g_ptr_array_new ();
  guint n;

  for (guint i = 0; i < updates->len; i++)
    {
      SbxPeerUpdate *update = g_ptr_array_index (updates, i);
      SbxPeer *peer = sbx_peer_list_lookup (self->peers, update->connection_id);

      if (peer == NULL)
        continue;
      sbx_peer_apply (peer, steal_update (updates, i));
      g_ptr_array_add (peers, g_object_ref (peer));
    }
  if (peers->len == 0)
    return;

  sbx_peer_list_remove (self->peers, peers);
  for (guint i = peers->len; i > 0 && newest->len < MAX_DEPARTED; i--)
    g_ptr_array_add (newest, g_ptr_array_index (peers, i - 1));
  g_list_store_splice (self->departed, 0, 0, newest->pdata, newest->len);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->departed));
  if (n > MAX_DEPARTED)
    g_list_store_splice (self->departed, MAX_DEPARTED, n - MAX_DEPARTED, NULL, 0);
}

void
sbx_server_take_batch (gpointer front, gpointer data)
{
  SbxServer *self = front;
  SbxPeerBatch *batch = data;
  guint n_before = sbx_server_get_n_clients (self);

  take_arrivals (self, batch->arrived);
  take_changes (self, batch->changed);
  take_departures (self, batch->departed);
  if (sbx_server_get_n_clients (self) != n_before)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_CLIENTS]);
}

/**
 * sbx_server_get_n_clients:
 *
 * Returns: how many clients are there
 */
guint
sbx_server_get_n_clients (SbxServer *self)
{
  g_return_val_if_fail (SBX_IS_SERVER (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->peers));
}

/**
 * sbx_server_get_departed:
 *
 * Returns: (transfer none): GListModel of SbxPeer, newest first: the last 200 who left, and why
 */
GListModel *
sbx_server_get_departed (SbxServer *self)
{
  g_return_val_if_fail (SBX_IS_SERVER (self), NULL);

  return G_LIST_MODEL (self->departed);
}

/**
 * sbx_server_get_uptime:
 *
 * Returns: milliseconds since it began to serve; 0 when it does not
 */
gint64
sbx_server_get_uptime (SbxServer *self)
{
  g_return_val_if_fail (SBX_IS_SERVER (self), 0);

  if (sbx_endpoint_get_state (SBX_ENDPOINT (self)) != SBX_ENDPOINT_RUNNING)
    return 0;
  return MAX ((g_get_real_time () - sbx_endpoint_get_since (SBX_ENDPOINT (self))) / 1000, 0);
}

static SbxServerSend *
send_new (const char *const *client_ids, const char *name, const char *payload)
{
  SbxServerSend *send = g_new (SbxServerSend, 1);

  send->client_ids = g_strdupv ((char **) client_ids);
  send->name = g_strdup (name);
  send->payload = g_strdup (payload);
  return send;
}

/**
 * sbx_server_send_event_async:
 * @client_ids: (nullable) (array zero-terminated=1): to whom, whatever they subscribed to; %NULL: a broadcast
 * to everyone who gets that event
 * @name: the event's name
 * @payload: (nullable): JSON text; %NULL for `{}`
 *
 * Sends an event.
 */
void
sbx_server_send_event_async (SbxServer *self,
                             const char *const *client_ids,
                             const char *name,
                             const char *payload,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SBX_IS_SERVER (self));
  g_return_if_fail (name != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sbx_server_send_event_async);
  sbx_endpoint_call (SBX_ENDPOINT (self), task, sbx_server_backend_send, send_new (client_ids, name, payload),
                     sbx_server_send_free);
}

/**
 * sbx_server_send_event_finish:
 *
 * Returns: to how many clients it went, -1 with an error if it went to none of those it was meant for
 */
int
sbx_server_send_event_finish (SbxServer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

/**
 * sbx_server_disconnect_clients_async:
 * @client_ids: (array zero-terminated=1): whom
 * @reason: (nullable): why: what they are told
 *
 * Tells clients `$disconnected` and closes their connections. Who is gone already is no error.
 */
void
sbx_server_disconnect_clients_async (SbxServer *self,
                                     const char *const *client_ids,
                                     const char *reason,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SBX_IS_SERVER (self));
  g_return_if_fail (client_ids != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sbx_server_disconnect_clients_async);
  sbx_endpoint_call (SBX_ENDPOINT (self), task, sbx_server_backend_disconnect,
                     send_new (client_ids, reason, NULL), sbx_server_send_free);
}

/**
 * sbx_server_disconnect_clients_finish:
 *
 * Returns: %TRUE if none of them is there any more; %FALSE with an error
 */
gboolean
sbx_server_disconnect_clients_finish (SbxServer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
