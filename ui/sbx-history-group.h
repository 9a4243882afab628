/* sbx-history-group.h — how a connection came to its state
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-connection.h"

G_BEGIN_DECLS

/* The changes of its state, newest first. */
#define SBX_TYPE_HISTORY_GROUP (sbx_history_group_get_type ())
G_DECLARE_FINAL_TYPE (SbxHistoryGroup, sbx_history_group, SBX, HISTORY_GROUP, AdwPreferencesGroup)

GtkWidget *sbx_history_group_new (SbxConnection *connection);

G_END_DECLS
