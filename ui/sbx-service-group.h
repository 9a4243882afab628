/* sbx-service-group.h — what the server of a connection says of itself
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-connection.h"

G_BEGIN_DECLS

/* Shows the answer to `$serverInfo`. Action: service.refresh. */
#define SBX_TYPE_SERVICE_GROUP (sbx_service_group_get_type ())
G_DECLARE_FINAL_TYPE (SbxServiceGroup, sbx_service_group, SBX, SERVICE_GROUP, AdwPreferencesGroup)

GtkWidget *sbx_service_group_new (SbxConnection *connection);

G_END_DECLS
