/* sbx-subscription.h — a subscription of a connection
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SbxSubscription:
 *
 * A subscription that a connection holds. Properties, read-only: id (string), events (strv), filter (string,
 * nullable: a JSON object); notifying: n-received (uint64): events it has brought, some times a second at
 * most.
 */
#define SBX_TYPE_SUBSCRIPTION (sbx_subscription_get_type ())
G_DECLARE_FINAL_TYPE (SbxSubscription, sbx_subscription, SBX, SUBSCRIPTION, GObject)

SbxSubscription *sbx_subscription_new (const char *id, const char *const *events, const char *filter);
const char *sbx_subscription_get_id (SbxSubscription *self);
const char *const *sbx_subscription_get_events (SbxSubscription *self);
const char *sbx_subscription_get_filter (SbxSubscription *self);
guint64 sbx_subscription_get_n_received (SbxSubscription *self);
void sbx_subscription_set_n_received (SbxSubscription *self, guint64 n_received);

G_END_DECLS
