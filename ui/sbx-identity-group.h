/* sbx-identity-group.h — what an endpoint is
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-endpoint.h"

G_BEGIN_DECLS

/* Its address, ids and version, its state and for how long, its clients. */
#define SBX_TYPE_IDENTITY_GROUP (sbx_identity_group_get_type ())
G_DECLARE_FINAL_TYPE (SbxIdentityGroup, sbx_identity_group, SBX, IDENTITY_GROUP, AdwPreferencesGroup)

GtkWidget *sbx_identity_group_new (SbxEndpoint *endpoint);

G_END_DECLS
