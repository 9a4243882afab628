/* mbm-client-retry.c — requests that are made again
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-client-private.h"
#include "mbm-retry-policy.h"

/* One request, and as many attempts at it as it takes. Belongs to the task. */
typedef struct
{
  MbmRetryPolicy *policy;
  char *name;
  GBytes *payload;
  MbmContext *context;
  gint64 deadline; /* monotonic microseconds; G_MAXINT64: none */
  guint n_attempts;
  MbmMessage *answer; /* the last one, or */
  GError *error;      /* why there was none */
} Retry;

static void mbm_client_retry_attempt (GTask *task);

static void
retry_clear_result (Retry *self)
{
  g_clear_pointer (&self->answer, mbm_message_unref);
  g_clear_error (&self->error);
}

static void
retry_free (gpointer data)
{
  Retry *self = data;

  retry_clear_result (self);
  g_object_unref (self->policy);
  g_free (self->name);
  g_clear_pointer (&self->payload, g_bytes_unref);
  g_clear_pointer (&self->context, mbm_context_unref);
  g_free (self);
}

/* Takes @task. */
static void
mbm_client_retry_end (GTask *task)
{
  Retry *self = g_task_get_task_data (task);

  if (self->answer != NULL)
    g_task_return_pointer (task, g_steal_pointer (&self->answer), (GDestroyNotify) mbm_message_unref);
  else
    g_task_return_error (task, g_steal_pointer (&self->error));
  g_object_unref (task);
}

static gboolean
mbm_client_retry_timer_cb (gpointer user_data)
{
  mbm_client_retry_attempt (g_object_ref (user_data));
  return G_SOURCE_REMOVE;
}

static gboolean
mbm_client_retry_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

/* The timer also ends when the call is cancelled. Takes @task. */
static void
mbm_client_retry_wait (GTask *task, guint delay)
{
  MbmClient *client = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GSource) timer = g_timeout_source_new (delay);

  g_source_set_static_name (timer, "[mbm] request again");
  g_source_set_callback (timer, mbm_client_retry_timer_cb, task, g_object_unref);
  if (cancellable != NULL)
    {
      g_autoptr (GSource) cancelled = g_cancellable_source_new (cancellable);

      g_source_set_callback (cancelled, G_SOURCE_FUNC (mbm_client_retry_cancelled_cb), NULL, NULL);
      g_source_add_child_source (timer, cancelled);
    }
  g_source_attach (timer, client->context);
}

/* Nobody waits for a connection that is not being made. */
static gint64
mbm_client_retry_judge (MbmClient *client, Retry *self)
{
  if (self->answer != NULL)
    return mbm_retry_policy_judge_answer (self->policy, self->answer, self->n_attempts);
  if (!mbm_client_is_open (client) && client->status != MBM_CLIENT_RECONNECTING)
    return -1;

  return mbm_retry_policy_judge_error (self->policy, self->error, self->n_attempts);
}

/* Ends the call, or makes another attempt if there is time for it. Takes @task. */
static void
mbm_client_retry_done (GTask *task)
{
  Retry *self = g_task_get_task_data (task);
  gint64 delay = mbm_client_retry_judge (g_task_get_source_object (task), self);
  gint64 left = self->deadline != G_MAXINT64 ? (self->deadline - g_get_monotonic_time ()) / 1000 : G_MAXINT;

  if (delay < 0 || delay >= left)
    mbm_client_retry_end (task);
  else
    mbm_client_retry_wait (task, (guint) delay);
}

static void
mbm_client_retry_answered (gpointer owner, MbmMessage *answer, const GError *error, gpointer user_data)
{
  GTask *task = user_data;
  Retry *self = g_task_get_task_data (task);

  retry_clear_result (self);
  if (answer != NULL)
    self->answer = mbm_message_ref (answer);
  else
    self->error = g_error_copy (error);
  mbm_client_retry_done (task);
}

/* Takes @task. */
static void
mbm_client_retry_attempt (GTask *task)
{
  MbmClient *client = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  Retry *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gint64 left = 0;

  if (g_cancellable_is_cancelled (cancellable))
    {
      retry_clear_result (self);
      g_cancellable_set_error_if_cancelled (cancellable, &self->error);
      mbm_client_retry_end (task);
      return;
    }

  if (self->deadline != G_MAXINT64)
    left = MAX ((self->deadline - g_get_monotonic_time ()) / 1000, 1);
  self->n_attempts++;
  if (mbm_client_check_open (client, &error) &&
      mbm_client_ask (client, self->name, self->payload, self->context, (guint) left, cancellable,
                      mbm_client_retry_answered, task, &error))
    return;

  retry_clear_result (self);
  self->error = g_steal_pointer (&error);
  mbm_client_retry_done (task);
}

/**
 * mbm_client_request_retrying_async:
 * @self: a client
 * @name: the request's name
 * @payload: (nullable): the payload as JSON text; %NULL stands for `{}`
 * @context: (nullable): a context; `source` and `auth.token` are filled in where it leaves them out
 * @timeout: how long all attempts may take together, with the time between them, in milliseconds; 0 for
 *   [property@Mbm.Client:request-timeout]
 * @policy: when the request is made again
 * @cancellable: (nullable): stops the waiting, between attempts too
 * @callback: (scope async): called when there is an answer that is not to be asked for again
 * @user_data: passed to @callback
 *
 * Sends a request, and sends it again as @policy says; each attempt is a request of its own id. An attempt
 * for which there is no time left is not made.
 *
 * Since: 0.1
 */
void
mbm_client_request_retrying_async (MbmClient *self,
                                   const char *name,
                                   GBytes *payload,
                                   MbmContext *context,
                                   guint timeout,
                                   MbmRetryPolicy *policy,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  Retry *retry;
  GTask *task;

  g_return_if_fail (MBM_IS_CLIENT (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (MBM_IS_RETRY_POLICY (policy));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mbm_client_request_retrying_async);

  if (timeout == 0)
    timeout = self->request_timeout;
  retry = g_new0 (Retry, 1);
  retry->policy = g_object_ref (policy);
  retry->name = g_strdup (name);
  retry->payload = payload != NULL ? g_bytes_ref (payload) : NULL;
  retry->context = context != NULL ? mbm_context_ref (context) : NULL;
  retry->deadline = timeout != 0 ? g_get_monotonic_time () + (gint64) timeout * 1000 : G_MAXINT64;
  g_task_set_task_data (task, retry, retry_free);

  mbm_client_retry_attempt (task);
}

/**
 * mbm_client_request_retrying_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: (nullable): return location
 *
 * Gets the answer of [method@Mbm.Client.request_retrying_async]: that of the last attempt, which may say that
 * the service failed. Errors: those of [method@Mbm.Client.request_finish].
 *
 * Returns: (transfer full): the answer, or %NULL with @error set
 *
 * Since: 0.1
 */
MbmMessage *
mbm_client_request_retrying_finish (MbmClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
