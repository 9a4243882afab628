/* sbx-contract-text.h — a contract, in whatever form somebody wrote it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-contract.h"

G_BEGIN_DECLS

GBytes *sbx_contract_text_convert (GBytes *text, GPtrArray **faults);
MbmContract *sbx_contract_text_read (GBytes *text, GPtrArray **faults, GError **error);
MbmContract *
sbx_contract_text_read_file (GFile *file, GCancellable *cancellable, GPtrArray **faults, GError **error);

char *sbx_contract_path_resolve (const char *path, const char *directory);
char *sbx_contract_path_relate (const char *path, const char *directory);

G_END_DECLS
