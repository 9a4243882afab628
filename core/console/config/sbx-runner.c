/* sbx-runner.c — sends a message many times
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-runner.h"

#include <glib/gi18n-lib.h>

#include "mbm-client.h"
#include "mbm-server.h"

#include "sbx-run-message-private.h"

/* How many to send before others have their turn. */
#define BURST 128

/* How often to tell how far it is, and when to try again what there was no room for, in microseconds. */
#define PROGRESS_INTERVAL 100000
#define RETRY_DELAY       5000

struct _SbxRunner
{
  GObject parent_instance;

  GObject *target; /* MbmClient or MbmServer */
  SbxDraft *draft;
  SbxRunMessage *message;
  SbxRunSettings settings;

  GSource *timer;
  GCancellable *cancellable;
  gint64 begin; /* µs monotonic */
  gint64 told;
  SbxRunResult *result;

  SbxRunnerFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
};

G_DEFINE_FINAL_TYPE (SbxRunner, sbx_runner, G_TYPE_OBJECT)

/* A request under way. */
typedef struct
{
  SbxRunner *runner;
  gint64 sent_at; /* µs monotonic */
} Sent;

static void
sbx_runner_dispose (GObject *object)
{
  SbxRunner *self = SBX_RUNNER (object);

  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  if (self->target != NULL)
    g_signal_handlers_disconnect_by_data (self->target, self);
  g_clear_object (&self->target);

  G_OBJECT_CLASS (sbx_runner_parent_class)->dispose (object);
}

static void
sbx_runner_finalize (GObject *object)
{
  SbxRunner *self = SBX_RUNNER (object);

  g_clear_object (&self->draft);
  sbx_run_message_free (self->message);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->result, sbx_run_result_free);
  if (self->destroy != NULL)
    self->destroy (self->user_data);

  G_OBJECT_CLASS (sbx_runner_parent_class)->finalize (object);
}

static void
sbx_runner_class_init (SbxRunnerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sbx_runner_dispose;
  object_class->finalize = sbx_runner_finalize;
}

static void
sbx_runner_init (SbxRunner *self)
{
  self->cancellable = g_cancellable_new ();
  self->result = sbx_run_result_new ();
}

/**
 * sbx_runner_new:
 * @target: (type GObject): an MbmClient, or an MbmServer, whose requests go to the draft's recipient
 * @draft: the message; copied
 * @scope: (transfer full): what its placeholders stand for
 * @settings: how often, how fast; what is beyond the limits is cut to them
 *
 * Returns: (transfer full): a runner that has not started
 */
SbxRunner *
sbx_runner_new (gpointer target, SbxDraft *draft, SbxScope *scope, const SbxRunSettings *settings)
{
  SbxRunner *self;

  g_return_val_if_fail (MBM_IS_CLIENT (target) || MBM_IS_SERVER (target), NULL);
  g_return_val_if_fail (SBX_IS_DRAFT (draft), NULL);

  self = g_object_new (SBX_TYPE_RUNNER, NULL);
  self->target = g_object_ref (target);
  self->draft = sbx_draft_copy (draft);
  self->message = sbx_run_message_new (self->draft, scope);
  self->settings.count = CLAMP (settings->count, 1, SBX_RUN_MAX_COUNT);
  self->settings.rate = settings->rate > 0 ? MIN (settings->rate, SBX_RUN_MAX_RATE) : 0;
  self->settings.parallel = CLAMP (settings->parallel, 1, SBX_RUN_MAX_PARALLEL);

  self->result->events = sbx_draft_get_event (draft);
  self->result->n_wanted = self->settings.count;
  self->result->wanted_rate = self->settings.rate;
  self->result->parallel = self->settings.parallel;
  return self;
}

/**
 * sbx_runner_get_result:
 *
 * Returns: (transfer none): how far it is
 */
const SbxRunResult *
sbx_runner_get_result (SbxRunner *self)
{
  g_return_val_if_fail (SBX_IS_RUNNER (self), NULL);

  return self->result;
}

/* --- its end --------------------------------------------------------------------- */

static gboolean
is_over (SbxRunner *self)
{
  return self->result->state != SBX_RUN_RUNNING;
}

static void
tell (SbxRunner *self)
{
  self->told = g_get_monotonic_time ();
  self->result->elapsed = self->begin > 0 ? self->told - self->begin : 0;
  if (self->func != NULL)
    self->func (self->result, self->user_data);
}

/* What is under way is not waited for: it is counted as @left. */
static void
end (SbxRunner *self, SbxRunState state, const char *message, guint64 *left)
{
  g_autoptr (SbxRunner) held = g_object_ref (self);

  if (is_over (self))
    return;

  self->result->state = state;
  self->result->message = g_strdup (message);
  if (left != NULL)
    *left += self->result->n_pending;
  self->result->n_pending = 0;
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  g_signal_handlers_disconnect_by_data (self->target, self);

  tell (self);
  self->func = NULL;
  g_cancellable_cancel (self->cancellable);
}

/**
 * sbx_runner_stop:
 *
 * Ends it at once. Requests that are under way are cancelled: their answers count no more, though they may
 * still come. Does nothing when it has ended.
 */
void
sbx_runner_stop (SbxRunner *self)
{
  g_return_if_fail (SBX_IS_RUNNER (self));

  end (self, SBX_RUN_STOPPED, NULL, &self->result->n_cancelled);
}

static gboolean
is_loss (const GError *error)
{
  return g_error_matches (error, MBM_ERROR, MBM_ERROR_CLOSED) ||
         g_error_matches (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED) ||
         g_error_matches (error, MBM_ERROR, MBM_ERROR_WRONG_STATE) ||
         g_error_matches (error, MBM_ERROR, MBM_ERROR_UNKNOWN_CLIENT);
}

/* Nothing can be sent any more, and what is under way will have no answer. */
static void
lose (SbxRunner *self, const char *message)
{
  end (self, SBX_RUN_LOST, message, &self->result->n_lost);
}

static void
on_client_status (MbmClient *client, GParamSpec *pspec, SbxRunner *self)
{
  const GError *error = mbm_client_get_error (client);

  if (mbm_client_get_status (client) != MBM_CLIENT_CONNECTED)
    lose (self, error != NULL ? error->message : _ ("The connection was closed"));
}

static void
on_server_state (MbmServer *server, GParamSpec *pspec, SbxRunner *self)
{
  if (mbm_server_get_state (server) != MBM_SERVER_RUNNING)
    lose (self, _ ("The server was stopped"));
}

/* --- sending --------------------------------------------------------------------- */

static void
set_timer (SbxRunner *self, gint64 time)
{
  if (self->timer != NULL)
    g_source_set_ready_time (self->timer, time);
}

/* Takes @message, or else @error. */
static void
count_answer (SbxRunner *self, MbmMessage *message, const GError *error, gint64 latency)
{
  SbxRunResult *result = self->result;

  result->n_pending--;
  if (message != NULL)
    {
      sbx_run_result_add_latency (result, latency);
      if (mbm_message_is_success (message))
        {
          result->n_success++;
        }
      else
        {
          result->n_errors++;
          sbx_run_result_add_code (result, mbm_message_get_useful_error (message));
        }
    }
  else if (g_error_matches (error, MBM_ERROR, MBM_ERROR_TIMED_OUT))
    {
      result->n_timeouts++;
    }
  else if (is_loss (error))
    {
      result->n_lost++;
      lose (self, error->message);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      result->n_cancelled++;
    }
  else
    {
      result->n_errors++;
      sbx_run_result_add_code (result, error->message);
    }
}

static void
on_answered (GObject *source, GAsyncResult *async_result, gpointer user_data)
{
  Sent *sent = user_data;
  g_autoptr (SbxRunner) self = sent->runner;
  gint64 latency = g_get_monotonic_time () - sent->sent_at;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmMessage) message = NULL;

  if (MBM_IS_CLIENT (source))
    message = mbm_client_request_finish (MBM_CLIENT (source), async_result, &error);
  else
    message = mbm_server_request_client_finish (MBM_SERVER (source), async_result, &error);
  g_free (sent);
  if (is_over (self))
    return;

  count_answer (self, message, error, latency);
  /* The next may go, at once or when it is due; that is decided in one place. */
  set_timer (self, 0);
}

static void
send_request (SbxRunner *self, SbxDraft *message, GBytes *payload, MbmContext *context)
{
  Sent *sent = g_new (Sent, 1);
  const char *name = sbx_draft_get_name (message);
  guint timeout = sbx_draft_get_timeout (message);

  sent->runner = g_object_ref (self);
  sent->sent_at = g_get_monotonic_time ();
  self->result->n_sent++;
  self->result->n_pending++;
  if (MBM_IS_CLIENT (self->target))
    mbm_client_request_async (MBM_CLIENT (self->target), name, payload, context, timeout, self->cancellable,
                              on_answered, sent);
  else
    mbm_server_request_client_async (MBM_SERVER (self->target), sbx_draft_get_recipient (message), name,
                                     payload, context, timeout, self->cancellable, on_answered, sent);
}

/* One that goes to several is one message; who is gone does not get it. */
static gboolean
send_to_several (SbxRunner *self,
                 const char *const *recipients,
                 const char *name,
                 GBytes *payload,
                 GError **error)
{
  gboolean sent = FALSE;

  for (guint i = 0; recipients[i] != NULL; i++)
    {
      g_autoptr (GError) problem = NULL;

      if (mbm_server_send (MBM_SERVER (self->target), recipients[i], name, payload, &problem))
        sent = TRUE;
      else if (recipients[i + 1] == NULL && !sent)
        g_propagate_error (error, g_steal_pointer (&problem));
    }
  return sent;
}

static gboolean
send_event (SbxRunner *self, SbxDraft *message, GBytes *payload, MbmContext *context, GError **error)
{
  const char *name = sbx_draft_get_name (message);
  const char *recipient = sbx_draft_get_recipient (message);
  gboolean sent;

  if (MBM_IS_CLIENT (self->target))
    sent = mbm_client_emit (MBM_CLIENT (self->target), name, payload, context, error);
  else if (sbx_draft_get_recipients (message) != NULL)
    sent = send_to_several (self, sbx_draft_get_recipients (message), name, payload, error);
  else if (recipient != NULL)
    sent = mbm_server_send (MBM_SERVER (self->target), recipient, name, payload, error);
  else
    sent = mbm_server_broadcast (MBM_SERVER (self->target), name, payload, NULL, error);
  if (!sent)
    return FALSE;

  self->result->n_sent++;
  self->result->n_success++;
  return TRUE;
}

/* FALSE if there is no room for it now, or all is over. */
static gboolean
send_one (SbxRunner *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (MbmContext) context = NULL;
  g_autoptr (SbxDraft) message = sbx_run_message_make (self->message, &payload, &context, &error);

  if (message == NULL)
    {
      end (self, SBX_RUN_FAILED, error->message, &self->result->n_cancelled);
      return FALSE;
    }
  if (!self->result->events)
    {
      send_request (self, message, payload, context);
      return !is_over (self);
    }
  if (send_event (self, message, payload, context, &error))
    return TRUE;

  if (is_loss (error))
    lose (self, error->message);
  else if (!g_error_matches (error, MBM_ERROR, MBM_ERROR_QUEUE_FULL))
    end (self, SBX_RUN_FAILED, error->message, NULL);
  return FALSE;
}

/* How many should have been sent by now. */
static guint64
count_due (SbxRunner *self, gint64 now)
{
  double due;

  if (self->settings.rate == 0)
    return self->settings.count;
  due = (double) (now - self->begin) * self->settings.rate / G_USEC_PER_SEC + 1;
  return due < (double) self->settings.count ? (guint64) due : self->settings.count;
}

static void
wait_for_next (SbxRunner *self, guint64 due, gboolean is_full)
{
  const SbxRunResult *result = self->result;
  gint64 told_next = self->told + PROGRESS_INTERVAL;

  if (is_full)
    set_timer (self, g_get_monotonic_time () + RETRY_DELAY);
  else if (result->n_sent == result->n_wanted || result->n_pending >= self->settings.parallel)
    set_timer (self, told_next);
  else if (result->n_sent < due)
    set_timer (self, 0);
  else
    set_timer (self, MIN (self->begin +
                            (gint64) ((double) result->n_sent * G_USEC_PER_SEC / self->settings.rate) + 1,
                          told_next));
}

static gboolean
on_timer (gpointer user_data)
{
  g_autoptr (SbxRunner) self = g_object_ref (user_data);
  const SbxRunResult *result = self->result;
  gint64 now = g_get_monotonic_time ();
  guint64 due = count_due (self, now);
  gboolean is_full = FALSE;

  set_timer (self, -1);
  for (guint i = 0; i < BURST && result->n_sent < due && result->n_pending < self->settings.parallel; i++)
    if (!send_one (self))
      {
        is_full = TRUE;
        break;
      }

  if (!is_over (self) && result->n_sent == result->n_wanted && result->n_pending == 0)
    end (self, SBX_RUN_DONE, NULL, NULL);
  if (is_over (self))
    return G_SOURCE_REMOVE;

  if (now - self->told >= PROGRESS_INTERVAL)
    tell (self);
  if (!is_over (self))
    wait_for_next (self, due, is_full);
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_timer (GSource *timer, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs timer_funcs = { .dispatch = dispatch_timer };

static gboolean
has_recipient (SbxRunner *self)
{
  const char *recipient = sbx_draft_get_recipient (self->draft);

  return !MBM_IS_SERVER (self->target) || self->result->events || (recipient != NULL && *recipient != '\0');
}

/**
 * sbx_runner_start:
 * @func: (nullable): told how far it is, the last time when it has ended
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data, with the runner
 *
 * Starts. It can be started once. Who started it holds it until it has ended.
 */
void
sbx_runner_start (SbxRunner *self, SbxRunnerFunc func, gpointer user_data, GDestroyNotify destroy)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (SBX_IS_RUNNER (self));
  g_return_if_fail (self->begin == 0);

  self->func = func;
  self->user_data = user_data;
  self->destroy = destroy;
  self->begin = g_get_monotonic_time ();
  self->told = self->begin;
  if (!has_recipient (self))
    {
      end (self, SBX_RUN_FAILED, _ ("Nobody is chosen to be asked: a request goes to one client"), NULL);
      return;
    }
  if (!sbx_run_message_prepare (self->message, &error))
    {
      end (self, SBX_RUN_FAILED, error->message, NULL);
      return;
    }

  if (MBM_IS_CLIENT (self->target))
    g_signal_connect (self->target, "notify::status", G_CALLBACK (on_client_status), self);
  else
    g_signal_connect (self->target, "notify::state", G_CALLBACK (on_server_state), self);

  self->timer = g_source_new (&timer_funcs, sizeof (GSource));
  g_source_set_callback (self->timer, on_timer, self, NULL);
  g_source_set_ready_time (self->timer, 0);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}
