/* sbx-ping-dialog.h — a series of pings, and its statistics
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-connection.h"

G_BEGIN_DECLS

/* Closing it stops the series. Actions: ping.start, ping.stop. */
#define SBX_TYPE_PING_DIALOG (sbx_ping_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SbxPingDialog, sbx_ping_dialog, SBX, PING_DIALOG, AdwWindow)

GtkWindow *sbx_ping_dialog_new (SbxConnection *connection);

G_END_DECLS
