/* sbx-subscriptions-group.h — what a connection has subscribed to
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-connection.h"

G_BEGIN_DECLS

/* Lists, adds and removes subscriptions. Actions: subscription.add; subscription.remove (s: its id). */
#define SBX_TYPE_SUBSCRIPTIONS_GROUP (sbx_subscriptions_group_get_type ())
G_DECLARE_FINAL_TYPE (SbxSubscriptionsGroup,
                      sbx_subscriptions_group,
                      SBX,
                      SUBSCRIPTIONS_GROUP,
                      AdwPreferencesGroup)

GtkWidget *sbx_subscriptions_group_new (SbxConnection *connection);

G_END_DECLS
