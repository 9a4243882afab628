/* sbx-subscriptions-dialog.h — what a connection has subscribed to, in a window
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-connection.h"

G_BEGIN_DECLS

#define SBX_TYPE_SUBSCRIPTIONS_DIALOG (sbx_subscriptions_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SbxSubscriptionsDialog, sbx_subscriptions_dialog, SBX, SUBSCRIPTIONS_DIALOG, AdwWindow)

GtkWindow *sbx_subscriptions_dialog_new (SbxConnection *connection);

G_END_DECLS
