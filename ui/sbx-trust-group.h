/* sbx-trust-group.h — whom a connection trusts, and who it is itself
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-config-form.h"

G_BEGIN_DECLS

/* Rows for the certificates of a connection's config; shown for an encrypted address, and as long as one of
 * them says something. */
#define SBX_TYPE_TRUST_GROUP (sbx_trust_group_get_type ())
G_DECLARE_FINAL_TYPE (SbxTrustGroup, sbx_trust_group, SBX, TRUST_GROUP, AdwPreferencesGroup)

/* @form: of an SbxConnectionConfig */
void sbx_trust_group_set_form (SbxTrustGroup *self, SbxConfigForm *form);

G_END_DECLS
