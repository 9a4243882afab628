/* sbx-variables-dialog.h — the values that messages are made of
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-console.h"

G_BEGIN_DECLS

/* The workspace's variables, what a message takes from its answer, and the names that are known everywhere.
 * Signal `captures-changed` (GPtrArray of SbxDraftCapture): what the message takes is another. */
#define SBX_TYPE_VARIABLES_DIALOG (sbx_variables_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SbxVariablesDialog, sbx_variables_dialog, SBX, VARIABLES_DIALOG, AdwWindow)

/* @draft: (nullable): the message that is being written */
GtkWindow *sbx_variables_dialog_new (SbxConsole *console, SbxEndpoint *endpoint, SbxDraft *draft);

G_END_DECLS
