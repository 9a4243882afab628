/* sbx-run-dialog.h — sends a message many times, and shows how that went
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-console.h"

G_BEGIN_DECLS

/* Asks how often, how fast and over how many at a time; shows progress, and in the end outcomes, percentiles
 * and a histogram. What is under way is stopped when it closes. */
#define SBX_TYPE_RUN_DIALOG (sbx_run_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SbxRunDialog, sbx_run_dialog, SBX, RUN_DIALOG, AdwWindow)

/* @draft: with its placeholders; copied. */
GtkWindow *sbx_run_dialog_new (SbxConsole *console, SbxEndpoint *endpoint, SbxDraft *draft);

G_END_DECLS
