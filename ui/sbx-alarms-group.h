/* sbx-alarms-group.h — the alarms of an endpoint
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-endpoint.h"

G_BEGIN_DECLS

/* The alarms, what they have seen, and which were raised before. Action: alarms.add. */
#define SBX_TYPE_ALARMS_GROUP (sbx_alarms_group_get_type ())
G_DECLARE_FINAL_TYPE (SbxAlarmsGroup, sbx_alarms_group, SBX, ALARMS_GROUP, AdwPreferencesGroup)

GtkWidget *sbx_alarms_group_new (SbxEndpoint *endpoint);

G_END_DECLS
