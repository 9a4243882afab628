/* sbx-connect-dialog.h — a dialog that makes or edits a connection
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-config-dialog.h"

G_BEGIN_DECLS

/* Its signal `saved` and its action are those of SbxConfigDialog. */
#define SBX_TYPE_CONNECT_DIALOG (sbx_connect_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SbxConnectDialog, sbx_connect_dialog, SBX, CONNECT_DIALOG, SbxConfigDialog)

/* @connection: (nullable): whose settings to edit, NULL for a new connection */
GtkWindow *sbx_connect_dialog_new (SbxConsole *console, SbxConnection *connection);
/* For a new connection with the settings of @connection. */
GtkWindow *sbx_connect_dialog_new_like (SbxConsole *console, SbxConnection *connection);

G_END_DECLS
