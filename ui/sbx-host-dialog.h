/* sbx-host-dialog.h — a dialog that makes or edits a hosted server
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-config-dialog.h"

G_BEGIN_DECLS

/* Its signal `saved` and its action are those of SbxConfigDialog. */
#define SBX_TYPE_HOST_DIALOG (sbx_host_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SbxHostDialog, sbx_host_dialog, SBX, HOST_DIALOG, SbxConfigDialog)

/* @server: (nullable): whose settings to edit, NULL for a new server */
GtkWindow *sbx_host_dialog_new (SbxConsole *console, SbxServer *server);
/* For a new server with the settings of @server. */
GtkWindow *sbx_host_dialog_new_like (SbxConsole *console, SbxServer *server);
/* For a new server that answers every request of a contract. @path: of the contract's file, or of an AsyncAPI
 * document. */
GtkWindow *sbx_host_dialog_new_from_contract (SbxConsole *console, const char *path);

G_END_DECLS
