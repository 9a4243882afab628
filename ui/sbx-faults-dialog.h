/* sbx-faults-dialog.h — a dialog that lets things go wrong for clients of a hosted server
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-server.h"

G_BEGIN_DECLS

#define SBX_TYPE_FAULTS_DIALOG (sbx_faults_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SbxFaultsDialog, sbx_faults_dialog, SBX, FAULTS_DIALOG, AdwWindow)

/* @client_ids: (nullable): whom it is about, NULL for every client that is there when it is applied. The
 * caller makes it transient for its window, whose toasts say what was done, and presents it. */
GtkWindow *sbx_faults_dialog_new (SbxServer *server, const char *const *client_ids);

G_END_DECLS
