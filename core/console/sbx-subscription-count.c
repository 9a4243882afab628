/* sbx-subscription-count.c — counts what a subscription brings, on the engine thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-subscription-count-private.h"

SbxSubscriptionCount *
sbx_subscription_count_new (const char *id, const char *const *events, const char *filter)
{
  SbxSubscriptionCount *self = g_new0 (SbxSubscriptionCount, 1);

  self->id = g_strdup (id);
  self->events = g_strdupv ((char **) events);
  self->filter = g_strdup (filter);
  return self;
}

void
sbx_subscription_count_free (gpointer data)
{
  SbxSubscriptionCount *self = data;

  g_free (self->id);
  g_strfreev (self->events);
  g_free (self->filter);
  g_free (self);
}

static gboolean
filter_matches (const char *filter, MbmJsonValue payload)
{
  return filter == NULL || mbm_json_value_matches (payload, mbm_json_value (filter, -1));
}

/* Counts an event that came in if the subscription asked for it; a `$broadcast` counts as the event it names.
 */
gboolean
sbx_subscription_count_take (SbxSubscriptionCount *self, MbmMessage *event)
{
  MbmJsonValue payload = mbm_message_get_payload_value (event);
  g_autofree char *broadcast = NULL;
  const char *name = mbm_message_get_name (event);
  MbmJsonValue message;

  if (g_str_equal (name, "$broadcast") && payload.text != NULL &&
      mbm_json_value_get_member (payload, "message", &message))
    {
      broadcast = mbm_json_value_dup_string (message);
      if (broadcast == NULL || !mbm_json_value_get_member (payload, "data", &payload))
        return FALSE;
      name = broadcast;
    }

  if (!g_strv_contains ((const char *const *) self->events, name) || !filter_matches (self->filter, payload))
    return FALSE;

  self->n_received++;
  return TRUE;
}
