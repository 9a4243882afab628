/* mbm-server-subscription.c — what a client wants to be told
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-server-private.h"
#include "mbm-server-subscription-private.h"

typedef struct
{
  char *id;
  char **events;
  guint n_events;
  GBytes *filter; /* a JSON object; NULL: everything */
  gsize size;
} MbmServerSubscription;

struct _MbmServerSubscriptions
{
  GPtrArray *list;
  guint n_events;
  gsize size;
};

static void
mbm_server_subscription_free (MbmServerSubscription *subscription)
{
  g_free (subscription->id);
  g_strfreev (subscription->events);
  g_clear_pointer (&subscription->filter, g_bytes_unref);
  g_free (subscription);
}

MbmServerSubscriptions *
mbm_server_subscriptions_new (void)
{
  MbmServerSubscriptions *self = g_new0 (MbmServerSubscriptions, 1);

  self->list = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_server_subscription_free);

  return self;
}

void
mbm_server_subscriptions_free (MbmServerSubscriptions *self)
{
  g_ptr_array_unref (self->list);
  g_free (self);
}

/* Takes @events. Returns the new subscription's id, or NULL if the client would have more than a server keeps
 * for one: each subscription is looked at for each event. */
const char *
mbm_server_subscriptions_add (MbmServerSubscriptions *self,
                              const MbmServerLimits *limits,
                              char **events,
                              GBytes *filter)
{
  MbmServerSubscription *subscription = g_new0 (MbmServerSubscription, 1);

  subscription->id = g_uuid_string_random ();
  subscription->events = events;
  subscription->n_events = g_strv_length (events);
  subscription->filter = filter != NULL ? g_bytes_ref (filter) : NULL;
  subscription->size = filter != NULL ? g_bytes_get_size (filter) : 0;
  for (guint i = 0; events[i] != NULL; i++)
    subscription->size += strlen (events[i]);

  if (self->list->len >= limits->max_subscriptions ||
      self->n_events + subscription->n_events > limits->max_subscribed_events ||
      self->size + subscription->size > limits->max_subscription_size)
    {
      mbm_server_subscription_free (subscription);
      return NULL;
    }

  self->n_events += subscription->n_events;
  self->size += subscription->size;
  g_ptr_array_add (self->list, subscription);

  return subscription->id;
}

gboolean
mbm_server_subscriptions_remove (MbmServerSubscriptions *self, const char *id)
{
  for (guint i = 0; i < self->list->len; i++)
    {
      MbmServerSubscription *subscription = g_ptr_array_index (self->list, i);

      if (strcmp (subscription->id, id) != 0)
        continue;

      self->n_events -= subscription->n_events;
      self->size -= subscription->size;
      g_ptr_array_remove_index (self->list, i);
      return TRUE;
    }

  return FALSE;
}

static gboolean
mbm_server_subscription_passes (MbmServerSubscription *subscription, MbmJsonValue payload)
{
  const char *text;
  gsize length;

  if (subscription->filter == NULL)
    return TRUE;

  text = g_bytes_get_data (subscription->filter, &length);
  return mbm_json_value_matches (payload, mbm_json_value (text, (gssize) length));
}

/* Who has no subscription wants every event. */
gboolean
mbm_server_subscriptions_want (MbmServerSubscriptions *self, const char *event, MbmJsonValue payload)
{
  if (self == NULL || self->list->len == 0)
    return TRUE;

  for (guint i = 0; i < self->list->len; i++)
    {
      MbmServerSubscription *subscription = g_ptr_array_index (self->list, i);

      if (g_strv_contains ((const char *const *) subscription->events, event) &&
          mbm_server_subscription_passes (subscription, payload))
        return TRUE;
    }

  return FALSE;
}

/* The names of all events, without repetition, in the order they were subscribed to. */
char **
mbm_server_subscriptions_dup_events (MbmServerSubscriptions *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; self != NULL && i < self->list->len; i++)
    {
      MbmServerSubscription *subscription = g_ptr_array_index (self->list, i);

      for (guint j = 0; subscription->events[j] != NULL; j++)
        if (g_hash_table_add (seen, subscription->events[j]))
          g_strv_builder_add (names, subscription->events[j]);
    }

  return g_strv_builder_end (names);
}
