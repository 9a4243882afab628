/* sbx-server-private.h — what only the console asks of a hosted server
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-server.h"

G_BEGIN_DECLS

/* Whether simulated clients come with the next start. */
void sbx_server_set_simulated (SbxServer *self, gboolean simulated);
gboolean sbx_server_get_simulated (SbxServer *self);

/* An SbxEndpointClass.start: passwords and the contract are looked up first. */
void sbx_server_start (SbxEndpoint *endpoint, GTask *task);
/* Gives a server that runs its config, and its contract, as they are now. */
void sbx_server_apply (SbxServer *self);

/* The key of a user's password in SbxSecrets; (transfer full). */
char *sbx_server_dup_user_key (const char *server_id, const char *username);

/* Client id, or "" for whoever has none of their own → SbxFaults; (transfer none). */
GHashTable *sbx_server_get_fault_table (SbxServer *self);
/* Whether clients were told that something does. */
gboolean sbx_server_get_marked (SbxServer *self);
void sbx_server_set_marked (SbxServer *self, gboolean marked);
/* Tells each client what goes wrong with it. */
void sbx_server_mark_faults (SbxServer *self);

G_END_DECLS
