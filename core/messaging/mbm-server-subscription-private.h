/* mbm-server-subscription-private.h — what a client wants to be told
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-json.h"
#include "mbm-server-limits-private.h"

G_BEGIN_DECLS

typedef struct _MbmServerSubscriptions MbmServerSubscriptions;

MbmServerSubscriptions *mbm_server_subscriptions_new (void);
void mbm_server_subscriptions_free (MbmServerSubscriptions *self);
const char *mbm_server_subscriptions_add (MbmServerSubscriptions *self,
                                          const MbmServerLimits *limits,
                                          char **events,
                                          GBytes *filter);
gboolean mbm_server_subscriptions_remove (MbmServerSubscriptions *self, const char *id);
gboolean
mbm_server_subscriptions_want (MbmServerSubscriptions *self, const char *event, MbmJsonValue payload);
char **mbm_server_subscriptions_dup_events (MbmServerSubscriptions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmServerSubscriptions, mbm_server_subscriptions_free)

G_END_DECLS
