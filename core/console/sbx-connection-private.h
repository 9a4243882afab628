/* sbx-connection-private.h — what the parts of a connection share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-connection-backend-private.h"
#include "sbx-connection.h"
#include "sbx-endpoint-private.h"

G_BEGIN_DECLS

/* @words: (nullable) */
void sbx_connection_set_login_error (SbxConnection *self, const char *words);

/* Logs in with what is remembered, if anything is. */
void sbx_connection_log_in_again (SbxConnection *self);

/* The key of one of its secrets in SbxSecrets: `password`, `token` or `header:NAME`; (transfer full). */
char *sbx_connection_dup_key (const char *connection_id, const char *what);
/* The key for a header; (transfer full). */
char *sbx_connection_dup_header_key (const char *connection_id, const char *header);

/* Takes the values that are secrets out of the config's headers, and keeps them. */
void sbx_connection_keep_headers (SbxEndpointConfig *config, SbxSecrets *secrets);
/* Puts them back, in a copy that nothing is written of. */
void sbx_connection_fill_headers_async (SbxEndpointConfig *config,
                                        SbxSecrets *secrets,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean sbx_connection_fill_headers_finish (SbxEndpointConfig *config, GAsyncResult *result, GError **error);

G_END_DECLS
