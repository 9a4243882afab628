/* sbx-replies.h — changes what a connection answers its service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-connection.h"

G_BEGIN_DECLS

/* The replies of a connection are part of its config; what is changed here applies at once. */

/* (transfer none) (nullable) */
SbxReplyConfig *sbx_replies_lookup (SbxConnection *connection, const char *request);
/* @old_request: (nullable): whose place @reply takes; NULL: it is added. */
void sbx_replies_put (SbxConnection *connection, const char *old_request, SbxReplyConfig *reply);
/* Returns it: (transfer full) (nullable), with where it was. */
SbxReplyConfig *sbx_replies_remove (SbxConnection *connection, const char *request, guint *position);
/* Puts one back; nothing happens if there is one of that name meanwhile. */
void sbx_replies_insert (SbxConnection *connection, SbxReplyConfig *reply, guint position);

G_END_DECLS
