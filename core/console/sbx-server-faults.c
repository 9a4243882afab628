/* sbx-server-faults.c — what a hosted server does on demand: events, faults, cuts, tokens that expire
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-endpoint-private.h"
#include "sbx-peer-private.h"
#include "sbx-server-backend-private.h"
#include "sbx-server-private.h"

static GTask *
task_new (SbxServer *self,
          gpointer tag,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  return task;
}

/**
 * sbx_server_fire_timer_async:
 * @timer: an event, of the server's config or another
 *
 * Emits an event now, as @timer says it, whether it is enabled or not; its own interval goes on as it did.
 */
void
sbx_server_fire_timer_async (SbxServer *self,
                             SbxTimerConfig *timer,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (SBX_IS_SERVER (self));
  g_return_if_fail (SBX_IS_TIMER_CONFIG (timer));

  sbx_endpoint_call (SBX_ENDPOINT (self),
                     task_new (self, sbx_server_fire_timer_async, cancellable, callback, user_data),
                     sbx_server_backend_fire_timer, sbx_item_config_copy (SBX_ITEM_CONFIG (timer)),
                     g_object_unref);
}

/**
 * sbx_server_fire_timer_finish:
 *
 * Returns: to how many clients it went, which may be none; -1 with an error that says what is wrong with the
 *   event, or that the server does not run
 */
int
sbx_server_fire_timer_finish (SbxServer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

static SbxServerFaultsCall *
faults_call_new (const char *const *client_ids, const SbxFaults *faults, SbxCut cut)
{
  SbxServerFaultsCall *call = g_new0 (SbxServerFaultsCall, 1);

  call->client_ids = g_strdupv ((char **) client_ids);
  call->faults = sbx_faults_is_none (faults) ? NULL : sbx_faults_copy (faults);
  call->cut = cut;
  return call;
}

void
sbx_server_mark_faults (SbxServer *self)
{
  GListModel *peers = sbx_endpoint_get_peers (SBX_ENDPOINT (self));
  gboolean any = g_hash_table_size (sbx_server_get_fault_table (self)) > 0;

  /* Thousands may come and go where nothing goes wrong. */
  if (!any && !sbx_server_get_marked (self))
    return;

  sbx_server_set_marked (self, any);
  for (guint i = 0; i < g_list_model_get_n_items (peers); i++)
    {
      g_autoptr (SbxPeer) peer = g_list_model_get_item (peers, i);
      const SbxFaults *faults = sbx_server_get_faults (self, sbx_peer_get_id (peer));
      g_autofree char *words = faults != NULL ? sbx_faults_dup_summary (faults) : NULL;

      sbx_peer_set_faults (peer, words);
    }
}

/* What is told to the engine is what it knows, unless it has stopped meanwhile. */
static void
remember_faults (SbxServer *self, const char *const *client_ids, const SbxFaults *faults)
{
  static const char *const newcomers[] = { "", NULL };
  GHashTable *table = sbx_server_get_fault_table (self);

  if (client_ids == NULL)
    client_ids = newcomers;
  for (gsize i = 0; client_ids[i] != NULL; i++)
    {
      if (client_ids == newcomers && sbx_faults_is_none (faults))
        g_hash_table_remove (table, client_ids[i]);
      else
        g_hash_table_insert (table, g_strdup (client_ids[i]),
                             faults != NULL ? sbx_faults_copy (faults) : g_new0 (SbxFaults, 1));
    }
  sbx_server_mark_faults (self);
  g_signal_emit_by_name (self, "faults-changed");
}

static void
on_faults_set (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SbxServerFaultsCall *call = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }

  remember_faults (SBX_SERVER (source), (const char *const *) call->client_ids, call->faults);
  g_task_return_boolean (task, TRUE);
}

/**
 * sbx_server_set_faults_async:
 * @client_ids: (nullable) (array zero-terminated=1): which clients, who need not be there; %NULL: those who
 *   have no faults of their own, whoever may come
 * @faults: (nullable): what goes wrong; %NULL or none: nothing
 *
 * Lets things go wrong between the server and some of its clients, from now until it stops.
 */
void
sbx_server_set_faults_async (SbxServer *self,
                             const char *const *client_ids,
                             const SbxFaults *faults,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *outer, *inner;

  g_return_if_fail (SBX_IS_SERVER (self));

  outer = task_new (self, sbx_server_set_faults_async, cancellable, callback, user_data);
  g_task_set_task_data (outer, faults_call_new (client_ids, faults, 0), sbx_server_faults_call_free);
  inner = task_new (self, sbx_server_set_faults_async, cancellable, on_faults_set, outer);
  sbx_endpoint_call (SBX_ENDPOINT (self), inner, sbx_server_backend_set_faults,
                     faults_call_new (client_ids, faults, 0), sbx_server_faults_call_free);
}

/**
 * sbx_server_set_faults_finish:
 *
 * Returns: %TRUE if it is so; %FALSE with an error if the server does not run
 */
gboolean
sbx_server_set_faults_finish (SbxServer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sbx_server_get_faults:
 * @client_id: (nullable): a client; %NULL: those who have no faults of their own
 *
 * Returns: (transfer none) (nullable): what goes wrong between the server and that client; %NULL if nothing
 *   does on purpose
 */
const SbxFaults *
sbx_server_get_faults (SbxServer *self, const char *client_id)
{
  GHashTable *table;
  const SbxFaults *faults = NULL;

  g_return_val_if_fail (SBX_IS_SERVER (self), NULL);

  table = sbx_server_get_fault_table (self);
  if (client_id != NULL)
    faults = g_hash_table_lookup (table, client_id);
  if (faults == NULL)
    faults = g_hash_table_lookup (table, "");
  return sbx_faults_is_none (faults) ? NULL : faults;
}

/**
 * sbx_server_cut_clients_async:
 * @client_ids: (array zero-terminated=1): whom
 * @cut: how
 *
 * Cuts clients off, as a broken network does. Who is gone already is no error.
 */
void
sbx_server_cut_clients_async (SbxServer *self,
                              const char *const *client_ids,
                              SbxCut cut,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (SBX_IS_SERVER (self));
  g_return_if_fail (client_ids != NULL);

  sbx_endpoint_call (SBX_ENDPOINT (self),
                     task_new (self, sbx_server_cut_clients_async, cancellable, callback, user_data),
                     sbx_server_backend_cut, faults_call_new (client_ids, NULL, cut),
                     sbx_server_faults_call_free);
}

/**
 * sbx_server_cut_clients_finish:
 *
 * Returns: how many are cut off, or will be with their next answer; -1 with an error if the server does not
 *   run
 */
int
sbx_server_cut_clients_finish (SbxServer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

/**
 * sbx_server_expire_tokens_async:
 * @client_ids: (array zero-terminated=1): whose
 *
 * Lets the logins of clients expire now: what they send with their token is answered `TOKEN_EXPIRED`.
 */
void
sbx_server_expire_tokens_async (SbxServer *self,
                                const char *const *client_ids,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (SBX_IS_SERVER (self));
  g_return_if_fail (client_ids != NULL);

  sbx_endpoint_call (SBX_ENDPOINT (self),
                     task_new (self, sbx_server_expire_tokens_async, cancellable, callback, user_data),
                     sbx_server_backend_expire, faults_call_new (client_ids, NULL, 0),
                     sbx_server_faults_call_free);
}

/**
 * sbx_server_expire_tokens_finish:
 *
 * Returns: how many were logged in; -1 with an error if the server does not run
 */
int
sbx_server_expire_tokens_finish (SbxServer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}
