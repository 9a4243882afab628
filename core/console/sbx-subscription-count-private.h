/* sbx-subscription-count-private.h — counts what a subscription brings, on the engine thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-message.h"

G_BEGIN_DECLS

typedef struct
{
  char *id;
  char **events;
  char *filter; /* (nullable): a JSON object */
  guint64 n_received;
} SbxSubscriptionCount;

SbxSubscriptionCount *
sbx_subscription_count_new (const char *id, const char *const *events, const char *filter);
void sbx_subscription_count_free (gpointer self);
gboolean sbx_subscription_count_take (SbxSubscriptionCount *self, MbmMessage *event);

G_END_DECLS
