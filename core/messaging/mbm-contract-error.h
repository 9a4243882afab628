/* mbm-contract-error.h — what a contract says of an error
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib-object.h>

#include "mbm-version-macros.h"

G_BEGIN_DECLS

/**
 * MbmSeverity:
 * @MBM_SEVERITY_DEBUG: `debug`: of interest to developers
 * @MBM_SEVERITY_INFO: `info`: to be expected
 * @MBM_SEVERITY_WARNING: `warning`: worth looking at
 * @MBM_SEVERITY_ERROR: `error`: something failed; what a contract that says nothing means
 * @MBM_SEVERITY_CRITICAL: `critical`: somebody has to look at it at once
 *
 * How bad an error is.
 *
 * Since: 0.1
 */
typedef enum
{
  MBM_SEVERITY_DEBUG,
  MBM_SEVERITY_INFO,
  MBM_SEVERITY_WARNING,
  MBM_SEVERITY_ERROR,
  MBM_SEVERITY_CRITICAL,
} MbmSeverity;

MBM_AVAILABLE_IN_ALL
const char *mbm_severity_to_string (MbmSeverity severity);

#define MBM_TYPE_CONTRACT_ERROR (mbm_contract_error_get_type ())
typedef struct _MbmContractError MbmContractError;

MBM_AVAILABLE_IN_ALL
GType mbm_contract_error_get_type (void) G_GNUC_CONST;
MBM_AVAILABLE_IN_ALL
MbmContractError *mbm_contract_error_ref (MbmContractError *self);
MBM_AVAILABLE_IN_ALL
void mbm_contract_error_unref (MbmContractError *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_contract_error_get_name (MbmContractError *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_contract_error_get_code (MbmContractError *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_contract_error_get_message (MbmContractError *self);
MBM_AVAILABLE_IN_ALL
MbmSeverity mbm_contract_error_get_severity (MbmContractError *self);
MBM_AVAILABLE_IN_ALL
guint mbm_contract_error_get_status (MbmContractError *self);
MBM_AVAILABLE_IN_ALL
gboolean mbm_contract_error_get_retryable (MbmContractError *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmContractError, mbm_contract_error_unref)

G_END_DECLS
