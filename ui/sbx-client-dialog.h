/* sbx-client-dialog.h — all that is known of one client
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-peer.h"

G_BEGIN_DECLS

/* Shows a client while it is there, and what it was afterwards. */
#define SBX_TYPE_CLIENT_DIALOG (sbx_client_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SbxClientDialog, sbx_client_dialog, SBX, CLIENT_DIALOG, AdwWindow)

GtkWindow *sbx_client_dialog_new (SbxPeer *peer);

G_END_DECLS
