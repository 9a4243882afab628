/* sbx-contract-row.h — a row for the file with a contract
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "mbm-contract.h"

G_BEGIN_DECLS

/* A contract that is chosen, dropped onto the row, or cleared: which file, what is in it, and what is wrong
 * with it, as the file is now.
 *
 * Properties besides those of AdwPreferencesRow: path (string, never NULL: "" for none; as a config has it:
 * from the directory on if the file lies there); directory (string, nullable: where the workspace is);
 * contract (MbmContract, nullable, read-only: as it could be read last); error (string, nullable: what is
 * wrong with the path). */
#define SBX_TYPE_CONTRACT_ROW (sbx_contract_row_get_type ())
G_DECLARE_FINAL_TYPE (SbxContractRow, sbx_contract_row, SBX, CONTRACT_ROW, AdwPreferencesRow)

GtkWidget *sbx_contract_row_new (void);
const char *sbx_contract_row_get_path (SbxContractRow *self);
void sbx_contract_row_set_path (SbxContractRow *self, const char *path);
void sbx_contract_row_set_directory (SbxContractRow *self, const char *directory);
MbmContract *sbx_contract_row_get_contract (SbxContractRow *self);

/* "orders 1.2.0: 3 requests, 2 events"; (transfer full) */
char *sbx_contract_summarize (MbmContract *contract);

G_END_DECLS
