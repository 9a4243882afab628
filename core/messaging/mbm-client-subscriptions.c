/* mbm-client-subscriptions.c — which events the server is asked for
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-client-private.h"
#include "mbm-json-members-private.h"

/* One subscription of a set that is renewed, and what to do then. */
typedef struct
{
  char *id;
  MbmPendingFunc func;
  gpointer user_data;
} Renewal;

/**
 * mbm_subscription_free: (skip)
 * @self: a subscription
 *
 * Frees a subscription.
 */
void
mbm_subscription_free (MbmSubscription *self)
{
  g_free (self->id);
  g_free (self->server_id);
  g_strfreev (self->events);
  g_clear_pointer (&self->filter, g_bytes_unref);
  g_free (self);
}

static MbmSubscription *
mbm_client_find_subscription (MbmClient *self, const char *id, guint *index)
{
  for (guint i = 0; i < self->subscriptions->len; i++)
    {
      MbmSubscription *subscription = self->subscriptions->pdata[i];

      if (g_str_equal (subscription->id, id))
        {
          if (index != NULL)
            *index = i;
          return subscription;
        }
    }
  return NULL;
}

static void
mbm_client_drop_subscription (MbmClient *self, const char *id)
{
  guint index;

  if (mbm_client_find_subscription (self, id, &index) != NULL)
    g_ptr_array_remove_index (self->subscriptions, index);
}

/**
 * mbm_client_subscriptions_forget: (skip)
 * @self: a client
 *
 * Forgets all subscriptions.
 */
void
mbm_client_subscriptions_forget (MbmClient *self)
{
  g_ptr_array_set_size (self->subscriptions, 0);
}

/* --- subscribe ---------------------------------------------------------- */

static GBytes *
mbm_client_make_subscribe (MbmClient *self, MbmSubscription *subscription)
{
  GString *payload = g_string_new ("{\"clientId\":");

  mbm_json_append_string (payload, self->id, -1);
  g_string_append (payload, ",\"events\":[");
  for (guint i = 0; subscription->events[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (payload, ',');
      mbm_json_append_string (payload, subscription->events[i], -1);
    }
  g_string_append_c (payload, ']');
  if (subscription->filter != NULL)
    {
      g_string_append (payload, ",\"filter\":");
      g_string_append_len (payload, g_bytes_get_data (subscription->filter, NULL),
                           g_bytes_get_size (subscription->filter));
    }
  g_string_append_c (payload, '}');

  return g_string_free_to_bytes (payload);
}

static gboolean
mbm_client_read_subscribe (MbmMessage *answer, char **server_id, GError **error)
{
  MbmJsonValue data;

  if (!mbm_client_check_system_success (answer, &data, error))
    return FALSE;

  *server_id = mbm_json_dup_string_member (data, "subscriptionId");
  if (*server_id != NULL)
    return TRUE;

  g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_PAYLOAD,
               _ ("The answer to $subscribe has no “subscriptionId” that is a string"));
  return FALSE;
}

static void
mbm_client_subscribe_done (gpointer owner, MbmMessage *answer, const GError *error, gpointer user_data)
{
  MbmClient *self = owner;
  g_autoptr (GTask) task = user_data;
  MbmSubscription *subscription = g_task_get_task_data (task);
  GError *failure = NULL;
  MbmSubscription *kept;

  if (answer == NULL)
    {
      g_task_return_error (task, g_error_copy (error));
      return;
    }
  if (!mbm_client_read_subscribe (answer, &subscription->server_id, &failure))
    {
      g_task_return_error (task, failure);
      return;
    }

  kept = g_new0 (MbmSubscription, 1);
  kept->id = g_strdup_printf ("sub-%u", ++self->last_subscription);
  kept->server_id = g_steal_pointer (&subscription->server_id);
  kept->events = g_steal_pointer (&subscription->events);
  kept->filter = g_steal_pointer (&subscription->filter);
  g_ptr_array_add (self->subscriptions, kept);

  g_task_return_pointer (task, g_strdup (kept->id), g_free);
}

static gboolean
mbm_client_check_filter (GBytes *filter, GError **error)
{
  g_autoptr (GError) cause = NULL;
  const char *text;
  gsize length;

  if (filter == NULL)
    return TRUE;

  text = g_bytes_get_data (filter, &length);
  if (!mbm_json_check (text, length, &cause))
    g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("The filter is not JSON: %s"),
                 cause->message);
  else if (!mbm_json_is_object (mbm_json_value (text, length)))
    g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("The filter must be a JSON object"));
  else
    return TRUE;

  return FALSE;
}

/**
 * mbm_client_subscribe_async:
 * @self: a client
 * @events: (array zero-terminated=1): names of events, one at least
 * @filter: (nullable): a JSON object as text; an event passes if its payload's members equal each of the
 * filter's
 * @cancellable: (nullable): stops the waiting
 * @callback: (scope async): called when the server has answered
 * @user_data: passed to @callback
 *
 * Asks the server for these events. A client without a subscription gets all application events; one that has
 * any gets what it subscribed to. After a reconnect the client subscribes again by itself.
 *
 * Since: 0.1
 */
void
mbm_client_subscribe_async (MbmClient *self,
                            const char *const *events,
                            GBytes *filter,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GBytes) payload = NULL;
  MbmSubscription *subscription;
  GError *error = NULL;

  g_return_if_fail (MBM_IS_CLIENT (self));
  g_return_if_fail (events != NULL && events[0] != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mbm_client_subscribe_async);
  subscription = g_new0 (MbmSubscription, 1);
  subscription->events = g_strdupv ((char **) events);
  subscription->filter = filter != NULL ? g_bytes_ref (filter) : NULL;
  g_task_set_task_data (task, subscription, (GDestroyNotify) mbm_subscription_free);

  if (!mbm_client_check_filter (filter, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  payload = mbm_client_make_subscribe (self, subscription);
  mbm_client_ask_for_task (self, g_steal_pointer (&task), "$subscribe", payload, NULL, 0,
                           mbm_client_subscribe_done);
}

/**
 * mbm_client_subscribe_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: (nullable): return location
 *
 * Gets the id of the new subscription. It is the client's own, and stays the same when the client subscribes
 * again after a reconnect.
 *
 * Errors: [error@Mbm.Error.REMOTE] with the server's words if it refuses, [error@Mbm.Error.INVALID_PAYLOAD]
 * if its answer is none, [error@Mbm.Error.INVALID_ARGUMENT] if the filter is no JSON object, and those of
 * [method@Mbm.Client.request_finish].
 *
 * Returns: (transfer full): an id for [method@Mbm.Client.unsubscribe_async], or %NULL with @error set
 *
 * Since: 0.1
 */
char *
mbm_client_subscribe_finish (MbmClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- after a reconnect -------------------------------------------------- */

static Renewal *
renewal_new (const char *id, MbmPendingFunc func, gpointer user_data)
{
  Renewal *renewal = g_new0 (Renewal, 1);

  renewal->id = g_strdup (id);
  renewal->func = func;
  renewal->user_data = user_data;
  return renewal;
}

static void
renewal_free (Renewal *renewal)
{
  g_free (renewal->id);
  g_free (renewal);
}

static void
mbm_client_renewed (gpointer owner, MbmMessage *answer, const GError *error, gpointer user_data)
{
  MbmClient *self = owner;
  Renewal *renewal = user_data;
  MbmSubscription *subscription = mbm_client_find_subscription (self, renewal->id, NULL);
  g_autoptr (GError) failure = NULL;
  g_autofree char *server_id = NULL;

  if (answer == NULL)
    failure = g_error_copy (error);
  else if (mbm_client_read_subscribe (answer, &server_id, &failure) && subscription != NULL)
    subscription->server_id = g_steal_pointer (&server_id);

  /* A lost connection is told as such, once, and not by each subscription. */
  if (failure != NULL && subscription != NULL && self->phase == MBM_CLIENT_PHASE_SUBSCRIBING)
    {
      g_autofree char *events = g_strjoinv (", ", subscription->events);

      g_prefix_error (&failure, _ ("The subscription to %s could not be renewed: "), events);
      mbm_client_report_failure (self, failure);
    }

  renewal->func (self, answer, error, renewal->user_data);
  renewal_free (renewal);
}

/**
 * mbm_client_subscriptions_renew: (skip)
 * @self: a client
 * @func: called for each, when its answer is there or will not come
 * @user_data: passed to @func
 *
 * Subscribes again, on a new connection. One that the server refuses is reported, and tried again on the
 * next.
 *
 * Returns: how often @func will be called
 */
guint
mbm_client_subscriptions_renew (MbmClient *self, MbmPendingFunc func, gpointer user_data)
{
  g_autoptr (GError) failure = NULL;
  guint n_asked = 0;

  for (guint i = 0; i < self->subscriptions->len; i++)
    {
      MbmSubscription *subscription = self->subscriptions->pdata[i];
      g_autoptr (GBytes) payload = mbm_client_make_subscribe (self, subscription);
      Renewal *renewal = renewal_new (subscription->id, func, user_data);

      g_clear_pointer (&subscription->server_id, g_free);
      if (mbm_client_ask (self, "$subscribe", payload, NULL, 0, NULL, mbm_client_renewed, renewal,
                          failure == NULL ? &failure : NULL))
        n_asked++;
      else
        renewal_free (renewal);
    }

  /* Last: whoever hears of it may end the session. */
  if (failure != NULL)
    {
      g_prefix_error (&failure, _ ("Not all subscriptions could be renewed: "));
      mbm_client_report_failure (self, failure);
    }
  return n_asked;
}

/* --- unsubscribe -------------------------------------------------------- */

static GBytes *
mbm_client_make_unsubscribe (MbmClient *self, const char *server_id)
{
  GString *payload = g_string_new ("{\"clientId\":");

  mbm_json_append_string (payload, self->id, -1);
  g_string_append (payload, ",\"subscriptionId\":");
  mbm_json_append_string (payload, server_id, -1);
  g_string_append_c (payload, '}');

  return g_string_free_to_bytes (payload);
}

static void
mbm_client_unsubscribe_done (gpointer owner, MbmMessage *answer, const GError *error, gpointer user_data)
{
  MbmClient *self = owner;
  g_autoptr (GTask) task = user_data;
  GError *failure = NULL;
  MbmJsonValue data;

  /* A connection that is gone took the subscription with it: it must not come back with the next. */
  if (answer == NULL && g_error_matches (error, MBM_ERROR, MBM_ERROR_CLOSED))
    mbm_client_drop_subscription (self, g_task_get_task_data (task));

  if (answer == NULL)
    {
      g_task_return_error (task, g_error_copy (error));
      return;
    }
  if (!mbm_client_check_system_success (answer, &data, &failure))
    {
      g_task_return_error (task, failure);
      return;
    }

  mbm_client_drop_subscription (self, g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
}

/**
 * mbm_client_unsubscribe_async:
 * @self: a client
 * @subscription: what [method@Mbm.Client.subscribe_finish] returned
 * @cancellable: (nullable): stops the waiting
 * @callback: (scope async): called when the server has answered
 * @user_data: passed to @callback
 *
 * Ends a subscription. While the client is reconnecting it is just forgotten, and so not renewed.
 *
 * Since: 0.1
 */
void
mbm_client_unsubscribe_async (MbmClient *self,
                              const char *subscription,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GBytes) payload = NULL;
  MbmSubscription *found;

  g_return_if_fail (MBM_IS_CLIENT (self));
  g_return_if_fail (subscription != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mbm_client_unsubscribe_async);
  g_task_set_task_data (task, g_strdup (subscription), g_free);

  found = mbm_client_find_subscription (self, subscription, NULL);
  if (found == NULL)
    {
      g_task_return_new_error (task, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT,
                               _ ("There is no subscription “%s”"), subscription);
      return;
    }
  if (!mbm_client_is_open (self) || found->server_id == NULL)
    {
      mbm_client_drop_subscription (self, subscription);
      g_task_return_boolean (task, TRUE);
      return;
    }

  payload = mbm_client_make_unsubscribe (self, found->server_id);
  mbm_client_ask_for_task (self, g_steal_pointer (&task), "$unsubscribe", payload, NULL, 0,
                           mbm_client_unsubscribe_done);
}

/**
 * mbm_client_unsubscribe_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: (nullable): return location
 *
 * Says how [method@Mbm.Client.unsubscribe_async] went. If it failed without an answer because the connection
 * was lost, the subscription is gone all the same; otherwise it is still there.
 *
 * Errors: [error@Mbm.Error.INVALID_ARGUMENT] if there is no such subscription, [error@Mbm.Error.REMOTE] with
 * the server's words if it refuses, and those of [method@Mbm.Client.request_finish].
 *
 * Returns: %TRUE if the subscription has ended
 *
 * Since: 0.1
 */
gboolean
mbm_client_unsubscribe_finish (MbmClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
