/* sbx-mock.c — what a server answers and emits because its config says so
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-endpoint-config-private.h"
#include "sbx-item-config-private.h"
#include "sbx-mock-private.h"

#define MOCK "sbx-mock"

static void
clear_problem_func (SbxMock *self)
{
  GDestroyNotify destroy = self->problem_destroy;

  self->problem_func = NULL;
  self->problem_destroy = NULL;
  if (destroy != NULL)
    destroy (self->problem_data);
}

/* The server goes, or is about to. */
static void
sbx_mock_free (gpointer data)
{
  SbxMock *self = data;

  while (self->jobs.head != NULL)
    sbx_mock_job_end (self->jobs.head->data);
  clear_problem_func (self);
  g_ptr_array_unref (self->timers);
  g_hash_table_unref (self->handlers);
  g_hash_table_unref (self->fired);
  sbx_mock_faults_detach (self->faults);
  g_object_unref (self->faults);
  g_rand_free (self->chance.rand);
  g_free (self);
}

static gboolean
route (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  SbxMock *self = user_data;
  SbxMockHandler *handler = g_hash_table_lookup (self->handlers, mbm_server_request_get_name (request));

  if (handler == NULL)
    handler = g_hash_table_lookup (self->handlers, SBX_HANDLER_ANY);
  if (handler == NULL)
    return FALSE;

  sbx_mock_take (self, handler, request);
  return TRUE;
}

static void
update_running (SbxMock *self)
{
  self->is_running = mbm_server_get_state (self->server) == MBM_SERVER_RUNNING;
  for (guint i = 0; i < self->timers->len; i++)
    {
      SbxMockTimer *timer = g_ptr_array_index (self->timers, i);

      if (self->is_running)
        sbx_mock_timer_start (timer);
      else
        sbx_mock_timer_stop (timer);
    }
}

static void
on_state_changed (MbmServer *server, GParamSpec *pspec, gpointer user_data)
{
  SbxMock *self = sbx_mock_get (server);

  if (self != NULL)
    update_running (self);
}

/**
 * sbx_mock_get: (skip)
 * @server: a server
 *
 * Returns: (transfer none) (nullable): its mock, if it has one
 */
SbxMock *
sbx_mock_get (MbmServer *server)
{
  return g_object_get_data (G_OBJECT (server), MOCK);
}

/**
 * sbx_mock_ensure: (skip)
 * @server: a server
 *
 * Returns: (transfer none): its mock, which is made if it has none
 */
SbxMock *
sbx_mock_ensure (MbmServer *server)
{
  SbxMock *self = sbx_mock_get (server);

  if (self != NULL)
    return self;

  self = g_new0 (SbxMock, 1);
  self->server = server;
  self->handlers =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sbx_mock_handler_unref);
  self->timers = g_ptr_array_new_with_free_func ((GDestroyNotify) sbx_mock_timer_free);
  self->fired = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->jobs);
  self->chance.rand = g_rand_new ();
  self->faults = sbx_mock_faults_new (server, &self->chance);
  g_object_set_data_full (G_OBJECT (server), MOCK, self, sbx_mock_free);
  mbm_server_set_request_router (server, route, self, NULL);
  g_signal_connect (server, "notify::state", G_CALLBACK (on_state_changed), NULL);
  update_running (self);
  return self;
}

static void
update_chance (SbxMock *self, guint seed)
{
  if (self->chance.seed == seed)
    return;

  self->chance.seed = seed;
  g_rand_free (self->chance.rand);
  self->chance.rand = seed != 0 ? g_rand_new_with_seed (seed) : g_rand_new ();
}

/* A handler that was not changed stays, with where its sequence is. */
static void
update_handlers (SbxMock *self, GListModel *configs)
{
  g_autoptr (GHashTable) before = g_steal_pointer (&self->handlers);

  self->handlers =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sbx_mock_handler_unref);
  for (guint i = 0; i < g_list_model_get_n_items (configs); i++)
    {
      g_autoptr (SbxHandlerConfig) config = g_list_model_get_item (configs, i);
      const char *request = sbx_handler_config_get_request (config);
      SbxMockHandler *known = g_hash_table_lookup (before, request);

      if (!sbx_handler_config_get_enabled (config))
        continue;
      if (known != NULL && sbx_item_config_equal (known->config, SBX_ITEM_CONFIG (config)))
        sbx_mock_handler_ref (known);
      else
        known = sbx_mock_handler_new (config);
      g_hash_table_replace (self->handlers, g_strdup (request), known);
    }
}

/* (transfer full) (nullable) */
static SbxMockTimer *
steal_timer (GPtrArray *timers, SbxTimerConfig *config)
{
  for (guint i = 0; i < timers->len; i++)
    {
      SbxMockTimer *timer = g_ptr_array_index (timers, i);

      if (sbx_item_config_equal (timer->config, SBX_ITEM_CONFIG (config)))
        return g_ptr_array_steal_index (timers, i);
    }
  return NULL;
}

static void
update_timers (SbxMock *self, GListModel *configs)
{
  g_autoptr (GPtrArray) before = g_steal_pointer (&self->timers);

  self->timers = g_ptr_array_new_with_free_func ((GDestroyNotify) sbx_mock_timer_free);
  for (guint i = 0; i < g_list_model_get_n_items (configs); i++)
    {
      g_autoptr (SbxTimerConfig) config = g_list_model_get_item (configs, i);
      SbxMockTimer *timer;

      if (!sbx_timer_config_get_enabled (config))
        continue;
      timer = steal_timer (before, config);
      g_ptr_array_add (self->timers, timer != NULL ? timer : sbx_mock_timer_new (self, config));
    }
  update_running (self);
}

/**
 * sbx_mock_update: (skip)
 * @config: what the server is to do from now on
 *
 * Takes handlers and events, at once: what comes from now on is answered by the new ones, and what is on its
 * way by those that it began with. Those that are as they were go on: their sequence, counter and interval.
 */
void
sbx_mock_update (SbxMock *self, SbxServerConfig *config)
{
  update_chance (self, sbx_endpoint_config_get_uint (SBX_ENDPOINT_CONFIG (config), "seed"));
  update_handlers (self, G_LIST_MODEL (sbx_server_config_get_handlers (config)));
  update_timers (self, G_LIST_MODEL (sbx_server_config_get_timers (config)));
}

/**
 * sbx_mock_set_problem_func: (skip)
 * @func: (nullable): who is told of problems
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data
 *
 * Without one, problems go to GLib's log.
 */
void
sbx_mock_set_problem_func (SbxMock *self, SbxMockProblemFunc func, gpointer user_data, GDestroyNotify destroy)
{
  clear_problem_func (self);
  self->problem_func = func;
  self->problem_data = user_data;
  self->problem_destroy = destroy;
}

void
sbx_mock_report (SbxMock *self, const char *problem)
{
  if (self->problem_func != NULL)
    self->problem_func (problem, self->problem_data);
  else
    g_message ("%s", problem);
}

/**
 * sbx_mock_fire: (skip)
 * @timer: an event
 * @error: return location for an error
 *
 * Emits an event now. One that runs at the same time counts it.
 *
 * Returns: to how many clients it went; -1 with an error
 */
int
sbx_mock_fire (SbxMock *self, SbxTimerConfig *timer, GError **error)
{
  SbxItemConfig *item = SBX_ITEM_CONFIG (timer);
  const char *event = sbx_timer_config_get_event (timer);
  SbxMockTimer *running = NULL;
  guint n_before;
  int n;

  if (!sbx_item_config_check (item, NULL, error))
    return -1;

  for (guint i = 0; i < self->timers->len && running == NULL; i++)
    {
      SbxMockTimer *candidate = g_ptr_array_index (self->timers, i);

      if (sbx_item_config_equal (candidate->config, item))
        running = candidate;
    }

  if (running != NULL)
    n_before = running->n_emitted;
  else
    n_before = GPOINTER_TO_UINT (g_hash_table_lookup (self->fired, event));
  n = sbx_mock_emit (self->server, item, n_before, error);
  if (n >= 0 && running != NULL)
    running->n_emitted++;
  else if (n >= 0)
    g_hash_table_replace (self->fired, g_strdup (event), GUINT_TO_POINTER (n_before + 1));
  return n;
}

/**
 * sbx_mock_set_faults: (skip)
 * @client_ids: (nullable): which clients; %NULL: those who have none of their own
 * @faults: (nullable): what goes wrong
 *
 * Lets things go wrong from now on.
 */
void
sbx_mock_set_faults (SbxMock *self, const char *const *client_ids, const SbxFaults *faults)
{
  sbx_mock_faults_set (self->faults, client_ids, faults);
}
