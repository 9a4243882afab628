/* mbm-contract-entry.h — what a contract says of a request or an event
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-schema.h"

G_BEGIN_DECLS

#define MBM_TYPE_CONTRACT_ENTRY (mbm_contract_entry_get_type ())
typedef struct _MbmContractEntry MbmContractEntry;

MBM_AVAILABLE_IN_ALL
GType mbm_contract_entry_get_type (void) G_GNUC_CONST;
MBM_AVAILABLE_IN_ALL
MbmContractEntry *mbm_contract_entry_ref (MbmContractEntry *self);
MBM_AVAILABLE_IN_ALL
void mbm_contract_entry_unref (MbmContractEntry *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_contract_entry_get_name (MbmContractEntry *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_contract_entry_get_description (MbmContractEntry *self);
MBM_AVAILABLE_IN_ALL
MbmSchema *mbm_contract_entry_get_payload_schema (MbmContractEntry *self);
MBM_AVAILABLE_IN_ALL
MbmSchema *mbm_contract_entry_get_response_schema (MbmContractEntry *self);
MBM_AVAILABLE_IN_ALL
const char *const *mbm_contract_entry_get_allowed_roles (MbmContractEntry *self);
MBM_AVAILABLE_IN_ALL
const char *const *mbm_contract_entry_get_denied_roles (MbmContractEntry *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmContractEntry, mbm_contract_entry_unref)

G_END_DECLS
