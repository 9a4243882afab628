/* sbx-run.c — sends a message many times, from the main thread's point of view
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-run.h"

#include <glib/gi18n-lib.h>

#include "sbx-connection-backend-private.h"
#include "sbx-endpoint-private.h"
#include "sbx-server-backend-private.h"

struct _SbxRun
{
  GObject parent_instance;

  SbxEndpoint *endpoint;
  SbxDraft *draft;
  SbxScope *scope; /* until it starts */
  SbxRunSettings settings;
  GCancellable *cancellable;
  SbxRunResult *result;
  gboolean running;
};

enum
{
  PROP_0,
  PROP_RUNNING,
  PROP_RESULT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxRun, sbx_run, G_TYPE_OBJECT)

static void
sbx_run_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxRun *self = SBX_RUN (object);

  switch (prop_id)
    {
    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    case PROP_RESULT:
      g_value_set_boxed (value, self->result);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_run_finalize (GObject *object)
{
  SbxRun *self = SBX_RUN (object);

  g_clear_object (&self->endpoint);
  g_clear_object (&self->draft);
  g_clear_pointer (&self->scope, sbx_scope_free);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->result, sbx_run_result_free);

  G_OBJECT_CLASS (sbx_run_parent_class)->finalize (object);
}

static void
sbx_run_class_init (SbxRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read_only = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_run_get_property;
  object_class->finalize = sbx_run_finalize;

  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, read_only);
  properties[PROP_RESULT] = g_param_spec_boxed ("result", NULL, NULL, SBX_TYPE_RUN_RESULT, read_only);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_run_init (SbxRun *self)
{
  self->cancellable = g_cancellable_new ();
  self->result = sbx_run_result_new ();
}

/**
 * sbx_run_new:
 * @endpoint: a server or connection
 * @draft: the message; copied
 * @scope: (transfer full): what its placeholders stand for
 * @settings: how often, how fast
 *
 * Returns: (transfer full): a run that was not started yet
 */
SbxRun *
sbx_run_new (SbxEndpoint *endpoint, SbxDraft *draft, SbxScope *scope, const SbxRunSettings *settings)
{
  SbxRun *self;

  g_return_val_if_fail (SBX_IS_ENDPOINT (endpoint), NULL);
  g_return_val_if_fail (SBX_IS_DRAFT (draft), NULL);

  self = g_object_new (SBX_TYPE_RUN, NULL);
  self->endpoint = g_object_ref (endpoint);
  self->draft = sbx_draft_copy (draft);
  self->scope = scope;
  self->settings = *settings;
  self->result->events = sbx_draft_get_event (draft);
  self->result->n_wanted = settings->count;
  self->result->wanted_rate = settings->rate;
  self->result->parallel = settings->parallel;
  return self;
}

/* --- on the engine thread -------------------------------------------------------- */

/* What a call is given. */
typedef struct
{
  SbxRun *run;
  SbxDraft *draft;
  SbxScope *scope;
  SbxRunSettings settings;
} Start;

/* A run under way. */
typedef struct
{
  SbxCall *call;
  SbxEngine *engine;
  SbxRun *run; /* only passed on to the main thread */
  SbxRunner *runner;
} Active;

/* A result on its way to the main thread. */
typedef struct
{
  SbxRun *run;
  SbxRunResult *result;
} News;

static void
start_free (gpointer data)
{
  Start *start = data;

  g_clear_object (&start->draft);
  g_clear_pointer (&start->scope, sbx_scope_free);
  g_object_unref (start->run);
  g_free (start);
}

static void
news_free (gpointer data)
{
  News *news = data;

  g_object_unref (news->run);
  g_clear_pointer (&news->result, sbx_run_result_free);
  g_free (news);
}

static void take_news (gpointer data);

static void
on_progress (const SbxRunResult *result, gpointer user_data)
{
  Active *active = user_data;
  News *news = g_new (News, 1);

  news->run = g_object_ref (active->run);
  news->result = sbx_run_result_copy (result);
  sbx_engine_post (active->engine, take_news, news, news_free);
  if (result->state == SBX_RUN_RUNNING)
    return;

  g_signal_handlers_disconnect_by_data (sbx_call_get_cancellable (active->call), active->runner);
  sbx_call_return_boolean (active->call, TRUE);
  sbx_engine_remove_resident (active->engine, active->runner);
}

static void
active_free (gpointer data)
{
  Active *active = data;

  sbx_call_unref (active->call);
  g_object_unref (active->run);
  g_object_unref (active->engine);
  g_free (active);
}

static void
close_runner (gpointer runner)
{
  sbx_runner_stop (runner);
}

/* Without one the call fails. */
static gpointer
need_target (SbxCall *call, gpointer backend)
{
  gpointer client;

  if (SBX_IS_SERVER_BACKEND (backend))
    return sbx_server_backend_need_server (backend, call);

  client = sbx_connection_backend_get_client (backend);
  if (client == NULL)
    sbx_call_return_error (call, g_error_new_literal (MBM_ERROR, MBM_ERROR_NOT_CONNECTED,
                                                      _ ("There is no connection: connect first")));
  return client;
}

static void
start_on_engine (SbxCall *call, gpointer backend, gpointer data)
{
  Start *start = data;
  gpointer target = need_target (call, backend);
  g_autoptr (SbxRunner) runner = NULL;
  Active *active;

  if (target == NULL)
    return;

  runner = sbx_runner_new (target, start->draft, g_steal_pointer (&start->scope), &start->settings);
  active = g_new0 (Active, 1);
  active->call = sbx_call_ref (call);
  active->engine = g_object_ref (sbx_backend_get_engine (backend));
  active->run = g_object_ref (start->run);
  active->runner = runner;

  /* The engine holds it until it ends. */
  sbx_engine_add_resident (active->engine, runner, close_runner);
  g_signal_connect_swapped (sbx_call_get_cancellable (call), "cancelled", G_CALLBACK (sbx_runner_stop),
                            runner);
  sbx_runner_start (runner, on_progress, active, active_free);
  if (g_cancellable_is_cancelled (sbx_call_get_cancellable (call)))
    sbx_runner_stop (runner);
}

/* --- on the main thread ------------------------------------------------------------ */

static void
take_news (gpointer data)
{
  News *news = data;
  SbxRun *self = news->run;

  sbx_run_result_free (self->result);
  self->result = g_steal_pointer (&news->result);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RESULT]);
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SbxRun *self = SBX_RUN (source);
  g_autoptr (GError) error = NULL;

  /* It never began, or the program ends. */
  if (!g_task_propagate_boolean (G_TASK (result), &error) && self->result->state == SBX_RUN_RUNNING)
    {
      self->result->state = g_cancellable_is_cancelled (self->cancellable) ? SBX_RUN_STOPPED : SBX_RUN_LOST;
      self->result->message = g_strdup (error->message);
      self->result->n_lost += self->result->n_pending;
      self->result->n_pending = 0;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RESULT]);
    }

  self->running = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

/**
 * sbx_run_start:
 *
 * Starts it. It can be started once.
 */
void
sbx_run_start (SbxRun *self)
{
  Start *start;
  GTask *task;

  g_return_if_fail (SBX_IS_RUN (self));
  g_return_if_fail (self->scope != NULL);

  start = g_new0 (Start, 1);
  start->run = g_object_ref (self);
  start->draft = sbx_draft_copy (self->draft);
  start->scope = g_steal_pointer (&self->scope);
  start->settings = self->settings;

  self->running = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
  task = g_task_new (self, self->cancellable, on_ended, NULL);
  g_task_set_source_tag (task, sbx_run_start);
  sbx_endpoint_call (self->endpoint, task, start_on_engine, start, start_free);
}

/**
 * sbx_run_stop:
 *
 * Stops it soon: what is under way is cancelled.
 */
void
sbx_run_stop (SbxRun *self)
{
  g_return_if_fail (SBX_IS_RUN (self));

  g_cancellable_cancel (self->cancellable);
}

/**
 * sbx_run_get_running:
 *
 * Returns: whether it was started and has not ended
 */
gboolean
sbx_run_get_running (SbxRun *self)
{
  g_return_val_if_fail (SBX_IS_RUN (self), FALSE);

  return self->running;
}

/**
 * sbx_run_get_result:
 *
 * Returns: (transfer none): how far it is, until the property changes
 */
const SbxRunResult *
sbx_run_get_result (SbxRun *self)
{
  g_return_val_if_fail (SBX_IS_RUN (self), NULL);

  return self->result;
}
