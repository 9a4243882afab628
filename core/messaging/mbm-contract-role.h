/* mbm-contract-role.h — what a contract says of a role
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib-object.h>

#include "mbm-version-macros.h"

G_BEGIN_DECLS

#define MBM_TYPE_CONTRACT_ROLE (mbm_contract_role_get_type ())
typedef struct _MbmContractRole MbmContractRole;

MBM_AVAILABLE_IN_ALL
GType mbm_contract_role_get_type (void) G_GNUC_CONST;
MBM_AVAILABLE_IN_ALL
MbmContractRole *mbm_contract_role_ref (MbmContractRole *self);
MBM_AVAILABLE_IN_ALL
void mbm_contract_role_unref (MbmContractRole *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_contract_role_get_name (MbmContractRole *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_contract_role_get_description (MbmContractRole *self);
MBM_AVAILABLE_IN_ALL
const char *const *mbm_contract_role_get_permissions (MbmContractRole *self);
MBM_AVAILABLE_IN_ALL
const char *const *mbm_contract_role_get_extends (MbmContractRole *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmContractRole, mbm_contract_role_unref)

G_END_DECLS
