/* sbx-run-report.h — the outcome of a run in words
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-draft.h"
#include "sbx-run-result.h"

G_BEGIN_DECLS

/* How it ended, or how far it is, in a line; (transfer full). */
char *sbx_run_report_state (const SbxRunResult *result);
/* All of it, for the clipboard; (transfer full). */
char *sbx_run_report_text (const SbxRunResult *result, SbxDraft *draft, const char *address);

G_END_DECLS
