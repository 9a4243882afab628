/* sbx-subscription.c — a subscription of a connection
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-subscription.h"

struct _SbxSubscription
{
  GObject parent_instance;

  char *id;
  char **events;
  char *filter;
  guint64 n_received;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_EVENTS,
  PROP_FILTER,
  PROP_N_RECEIVED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxSubscription, sbx_subscription, G_TYPE_OBJECT)

static void
sbx_subscription_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxSubscription *self = SBX_SUBSCRIPTION (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_EVENTS:
      g_value_set_boxed (value, self->events);
      break;
    case PROP_FILTER:
      g_value_set_string (value, self->filter);
      break;
    case PROP_N_RECEIVED:
      g_value_set_uint64 (value, self->n_received);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_subscription_finalize (GObject *object)
{
  SbxSubscription *self = SBX_SUBSCRIPTION (object);

  g_free (self->id);
  g_strfreev (self->events);
  g_free (self->filter);

  G_OBJECT_CLASS (sbx_subscription_parent_class)->finalize (object);
}

static void
sbx_subscription_class_init (SbxSubscriptionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read_only = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_subscription_get_property;
  object_class->finalize = sbx_subscription_finalize;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, read_only);
  properties[PROP_EVENTS] = g_param_spec_boxed ("events", NULL, NULL, G_TYPE_STRV, read_only);
  properties[PROP_FILTER] = g_param_spec_string ("filter", NULL, NULL, NULL, read_only);
  properties[PROP_N_RECEIVED] = g_param_spec_uint64 ("n-received", NULL, NULL, 0, G_MAXUINT64, 0, read_only);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_subscription_init (SbxSubscription *self)
{
}

/**
 * sbx_subscription_new:
 *
 * Returns: (transfer full): a subscription that has brought nothing yet
 */
SbxSubscription *
sbx_subscription_new (const char *id, const char *const *events, const char *filter)
{
  SbxSubscription *self = g_object_new (SBX_TYPE_SUBSCRIPTION, NULL);

  self->id = g_strdup (id);
  self->events = g_strdupv ((char **) events);
  self->filter = g_strdup (filter);
  return self;
}

/**
 * sbx_subscription_get_id:
 *
 * Returns: the client's own id of it, the same after a reconnect
 */
const char *
sbx_subscription_get_id (SbxSubscription *self)
{
  g_return_val_if_fail (SBX_IS_SUBSCRIPTION (self), NULL);

  return self->id;
}

/**
 * sbx_subscription_get_events:
 *
 * Returns: (array zero-terminated=1) (transfer none): names of the events it asks for
 */
const char *const *
sbx_subscription_get_events (SbxSubscription *self)
{
  g_return_val_if_fail (SBX_IS_SUBSCRIPTION (self), NULL);

  return (const char *const *) self->events;
}

/**
 * sbx_subscription_get_filter:
 *
 * Returns: (nullable): a JSON object as text, whose members must equal the payload's
 */
const char *
sbx_subscription_get_filter (SbxSubscription *self)
{
  g_return_val_if_fail (SBX_IS_SUBSCRIPTION (self), NULL);

  return self->filter;
}

/**
 * sbx_subscription_get_n_received:
 *
 * Returns: how many events it has brought
 */
guint64
sbx_subscription_get_n_received (SbxSubscription *self)
{
  g_return_val_if_fail (SBX_IS_SUBSCRIPTION (self), 0);

  return self->n_received;
}

/**
 * sbx_subscription_set_n_received:
 *
 * Tells how many events it has brought: for the connection that holds it.
 */
void
sbx_subscription_set_n_received (SbxSubscription *self, guint64 n_received)
{
  g_return_if_fail (SBX_IS_SUBSCRIPTION (self));

  if (self->n_received == n_received)
    return;

  self->n_received = n_received;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_RECEIVED]);
}
