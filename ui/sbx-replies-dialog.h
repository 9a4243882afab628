/* sbx-replies-dialog.h — what a connection answers its service, in a window
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-connection.h"

G_BEGIN_DECLS

/**
 * SbxRepliesDialog:
 *
 * The list of names that a connection answers when its service asks, to be added to, changed and removed.
 * Changes apply at once.
 */
#define SBX_TYPE_REPLIES_DIALOG (sbx_replies_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SbxRepliesDialog, sbx_replies_dialog, SBX, REPLIES_DIALOG, AdwWindow)

GtkWindow *sbx_replies_dialog_new (SbxConnection *connection);

G_END_DECLS
