/* sbx-event-dialog.h — a dialog that sends an event to clients
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-server.h"

G_BEGIN_DECLS

/* Action: dialog.send. */
#define SBX_TYPE_EVENT_DIALOG (sbx_event_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SbxEventDialog, sbx_event_dialog, SBX, EVENT_DIALOG, AdwWindow)

/* @client_ids: (nullable): to whom, NULL for all */
GtkWindow *sbx_event_dialog_new (SbxServer *server, const char *const *client_ids);

G_END_DECLS
