/* sbx-encryption-group.h — whether a hosted server is encrypted, and with what certificate
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-config-form.h"
#include "sbx-server.h"

G_BEGIN_DECLS

/* Rows for the encryption of a server's config. What a server shows is decided by its address (`wss://`,
 * `https://`), so that to choose encryption changes the address, and the other way round. */
#define SBX_TYPE_ENCRYPTION_GROUP (sbx_encryption_group_get_type ())
G_DECLARE_FINAL_TYPE (SbxEncryptionGroup, sbx_encryption_group, SBX, ENCRYPTION_GROUP, AdwPreferencesGroup)

/* @form: of an SbxServerConfig; @server: (nullable): the one that is edited, whose fingerprint is shown */
void sbx_encryption_group_set_form (SbxEncryptionGroup *self, SbxConfigForm *form, SbxServer *server);

G_END_DECLS
