/* sbx-ping-group.h — round trips of a connection
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-connection.h"

G_BEGIN_DECLS

/* A chart of the pings, and a button for one more. Action: ping.send. */
#define SBX_TYPE_PING_GROUP (sbx_ping_group_get_type ())
G_DECLARE_FINAL_TYPE (SbxPingGroup, sbx_ping_group, SBX, PING_GROUP, AdwPreferencesGroup)

GtkWidget *sbx_ping_group_new (SbxConnection *connection);

G_END_DECLS
