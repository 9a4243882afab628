/* mbm-contract.h — the names that a service knows, and what travels under them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "mbm-contract-entry.h"
#include "mbm-contract-error.h"
#include "mbm-contract-role.h"
#include "mbm-fault.h"

G_BEGIN_DECLS

/**
 * MBM_CONTRACT_MAX_SIZE:
 *
 * How large a contract file may be, in bytes.
 *
 * Since: 0.1
 */
#define MBM_CONTRACT_MAX_SIZE (16 * 1024 * 1024)

#define MBM_TYPE_CONTRACT (mbm_contract_get_type ())
typedef struct _MbmContract MbmContract;

MBM_AVAILABLE_IN_ALL
GType mbm_contract_get_type (void) G_GNUC_CONST;
MBM_AVAILABLE_IN_ALL
MbmContract *mbm_contract_new (GBytes *text, GError **error);
MBM_AVAILABLE_IN_ALL
MbmContract *mbm_contract_new_from_file (GFile *file, GCancellable *cancellable, GError **error);
MBM_AVAILABLE_IN_ALL
GPtrArray *mbm_contract_find_faults (GBytes *text);
MBM_AVAILABLE_IN_ALL
MbmContract *mbm_contract_ref (MbmContract *self);
MBM_AVAILABLE_IN_ALL
void mbm_contract_unref (MbmContract *self);

MBM_AVAILABLE_IN_ALL
const char *mbm_contract_get_name (MbmContract *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_contract_get_version (MbmContract *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_contract_get_description (MbmContract *self);
MBM_AVAILABLE_IN_ALL
GBytes *mbm_contract_get_bytes (MbmContract *self);

MBM_AVAILABLE_IN_ALL
const char *const *mbm_contract_get_requests (MbmContract *self);
MBM_AVAILABLE_IN_ALL
const char *const *mbm_contract_get_events (MbmContract *self);
MBM_AVAILABLE_IN_ALL
const char *const *mbm_contract_get_errors (MbmContract *self);
MBM_AVAILABLE_IN_ALL
const char *const *mbm_contract_get_roles (MbmContract *self);
MBM_AVAILABLE_IN_ALL
const char *const *mbm_contract_get_permissions (MbmContract *self);

MBM_AVAILABLE_IN_ALL
MbmContractEntry *mbm_contract_lookup_request (MbmContract *self, const char *name);
MBM_AVAILABLE_IN_ALL
MbmContractEntry *mbm_contract_lookup_event (MbmContract *self, const char *name);
MBM_AVAILABLE_IN_ALL
MbmContractError *mbm_contract_lookup_error (MbmContract *self, const char *code);
MBM_AVAILABLE_IN_ALL
MbmContractRole *mbm_contract_lookup_role (MbmContract *self, const char *name);
MBM_AVAILABLE_IN_ALL
const char *const *mbm_contract_lookup_permission (MbmContract *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmContract, mbm_contract_unref)

G_END_DECLS
