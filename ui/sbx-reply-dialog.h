/* sbx-reply-dialog.h — what a connection answers when its service asks
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-connection.h"

G_BEGIN_DECLS

/**
 * SbxReplyDialog:
 *
 * Writes an answer, or an error: either to one request that waits for it, or for all requests of a name from
 * now on, in which case each may be left to the user as well.
 */
#define SBX_TYPE_REPLY_DIALOG (sbx_reply_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SbxReplyDialog, sbx_reply_dialog, SBX, REPLY_DIALOG, AdwWindow)

GtkWindow *sbx_reply_dialog_new_for_question (SbxConnection *connection, SbxQuestion *question);
GtkWindow *sbx_reply_dialog_new_for_rule (SbxConnection *connection, const char *request);

G_END_DECLS
