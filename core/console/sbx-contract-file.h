/* sbx-contract-file.h — a contract on a disk, watched
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-contract.h"

G_BEGIN_DECLS

/**
 * SbxContractFile:
 *
 * Reads a contract, or what can be made one (see sbx_contract_text_read()), in a thread of its own; reads it
 * again whenever the file changes. When it cannot be read any more, the contract that was read last stays,
 * and `problem` says so. Main thread; ends with its last reference.
 *
 * Properties, read-only and notifying:
 *  - file (GFile, construct-only)
 *  - contract (MbmContract, nullable): the last one that could be read
 *  - faults (GPtrArray of MbmFault): what is wrong with the file as it is now, and what looks wrong
 *  - problem (string, nullable): why the file as it is now is no contract: where, and what; %NULL if it is
 *  - loading (boolean): it is being read for the first time
 *
 * Signal `changed`: the file was read, with whatever result; the properties are as they are now.
 */
#define SBX_TYPE_CONTRACT_FILE (sbx_contract_file_get_type ())
G_DECLARE_FINAL_TYPE (SbxContractFile, sbx_contract_file, SBX, CONTRACT_FILE, GObject)

SbxContractFile *sbx_contract_file_new (GFile *file);
GFile *sbx_contract_file_get_file (SbxContractFile *self);
MbmContract *sbx_contract_file_get_contract (SbxContractFile *self);
GPtrArray *sbx_contract_file_get_faults (SbxContractFile *self);
const char *sbx_contract_file_get_problem (SbxContractFile *self);
gboolean sbx_contract_file_get_loading (SbxContractFile *self);

G_END_DECLS
