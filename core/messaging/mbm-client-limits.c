/* mbm-client-limits.c — how often and how long a client tries, and how much it takes
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-client-private.h"
#include "mbm-client-request.h"

/* Ids of properties that are limits begin here. */
#define FIRST_PROP 1000

#define FLAGS (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY)

typedef struct
{
  const char *name;
  gsize offset; /* of a guint, or of a double if it is a ratio */
  gboolean is_ratio;
  double minimum;
  double maximum;
  double value; /* the default */
} MbmClientLimit;

/* clang-format off */
static const MbmClientLimit limits[] = {
  /**
   * MbmClient:reconnect-max-interval:
   *
   * How long to wait at most between attempts to reconnect, in milliseconds; what is less than
   * [property@Mbm.Client:reconnect-interval] counts as that.
   *
   * Since: 0.1
   */
  { "reconnect-max-interval", G_STRUCT_OFFSET (MbmClient, reconnect_max_interval), FALSE, 1, G_MAXINT, MBM_DEFAULT_RECONNECT_MAX_INTERVAL },

  /**
   * MbmClient:reconnect-factor:
   *
   * How much longer each attempt to reconnect waits than the one before; 1: all wait as long.
   *
   * Since: 0.1
   */
  { "reconnect-factor", G_STRUCT_OFFSET (MbmClient, reconnect_factor), TRUE, 1, 100, MBM_DEFAULT_RECONNECT_FACTOR },

  /**
   * MbmClient:reconnect-jitter:
   *
   * By how much of it each wait is longer or shorter, at random: 0.1 for 10 % more or less. Clients that lost the
   * same server must not all come back at the same moment.
   *
   * Since: 0.1
   */
  { "reconnect-jitter", G_STRUCT_OFFSET (MbmClient, reconnect_jitter), TRUE, 0, 1, MBM_DEFAULT_RECONNECT_JITTER },

  /**
   * MbmClient:max-reconnect-attempts:
   *
   * How many attempts to reconnect may fail before the client gives up; 0: it never does.
   *
   * Since: 0.1
   */
  { "max-reconnect-attempts", G_STRUCT_OFFSET (MbmClient, max_reconnect_attempts), FALSE, 0, G_MAXUINT, 0 },

  /**
   * MbmClient:max-server-requests:
   *
   * How many requests of the server may wait for the client's answer. A further one is answered
   * `TOO_MANY_REQUESTS`.
   *
   * Since: 0.1
   */
  { "max-server-requests", G_STRUCT_OFFSET (MbmClient, max_server_requests), FALSE, 0, G_MAXUINT, MBM_DEFAULT_MAX_SERVER_REQUESTS },
};
/* clang-format on */

static const MbmClientLimit *
mbm_client_limits_find (guint prop_id)
{
  if (prop_id < FIRST_PROP || prop_id - FIRST_PROP >= G_N_ELEMENTS (limits))
    return NULL;

  return &limits[prop_id - FIRST_PROP];
}

/**
 * mbm_client_limits_init: (skip)
 * @self: a client that is being made
 *
 * Sets each limit to its default.
 */
void
mbm_client_limits_init (MbmClient *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    if (limits[i].is_ratio)
      G_STRUCT_MEMBER (double, self, limits[i].offset) = limits[i].value;
    else
      G_STRUCT_MEMBER (guint, self, limits[i].offset) = (guint) limits[i].value;
}

/**
 * mbm_client_limits_install: (skip)
 * @object_class: the class
 *
 * Gives the class the properties that are limits.
 */
void
mbm_client_limits_install (GObjectClass *object_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      const MbmClientLimit *limit = &limits[i];
      GParamSpec *pspec;

      if (limit->is_ratio)
        pspec =
          g_param_spec_double (limit->name, NULL, NULL, limit->minimum, limit->maximum, limit->value, FLAGS);
      else
        pspec = g_param_spec_uint (limit->name, NULL, NULL, (guint) limit->minimum, (guint) limit->maximum,
                                   (guint) limit->value, FLAGS);
      g_object_class_install_property (object_class, FIRST_PROP + i, pspec);
    }
}

/**
 * mbm_client_limits_get: (skip)
 * @self: a client
 * @prop_id: a property
 * @value: where to put its value
 *
 * Returns: %FALSE if it is no limit
 */
gboolean
mbm_client_limits_get (MbmClient *self, guint prop_id, GValue *value)
{
  const MbmClientLimit *limit = mbm_client_limits_find (prop_id);

  if (limit == NULL)
    return FALSE;

  if (limit->is_ratio)
    g_value_set_double (value, G_STRUCT_MEMBER (double, self, limit->offset));
  else
    g_value_set_uint (value, G_STRUCT_MEMBER (guint, self, limit->offset));
  return TRUE;
}

/**
 * mbm_client_limits_set: (skip)
 * @self: a client
 * @prop_id: a property
 * @value: its new value
 * @changed: (out): whether it is another one than before
 *
 * Returns: %FALSE if it is no limit
 */
gboolean
mbm_client_limits_set (MbmClient *self, guint prop_id, const GValue *value, gboolean *changed)
{
  const MbmClientLimit *limit = mbm_client_limits_find (prop_id);

  if (limit == NULL)
    return FALSE;

  if (limit->is_ratio)
    {
      double *ratio = &G_STRUCT_MEMBER (double, self, limit->offset);
      double old = *ratio;

      *ratio = g_value_get_double (value);
      *changed = old < *ratio || old > *ratio;
    }
  else
    {
      guint *number = &G_STRUCT_MEMBER (guint, self, limit->offset);

      *changed = *number != g_value_get_uint (value);
      *number = g_value_get_uint (value);
    }
  return TRUE;
}
