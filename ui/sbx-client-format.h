/* sbx-client-format.h — what there is to say of a client
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-peer.h"

G_BEGIN_DECLS

/* Words for people about one thing of a peer; never NULL, (transfer full). */
char *sbx_client_format_id (SbxPeer *peer);
/* Its id, and what goes wrong with it on purpose. */
char *sbx_client_format_client (SbxPeer *peer);
char *sbx_client_format_faults (SbxPeer *peer);
char *sbx_client_format_type (SbxPeer *peer);
char *sbx_client_format_user (SbxPeer *peer);
char *sbx_client_format_connected (SbxPeer *peer);
char *sbx_client_format_heartbeat (SbxPeer *peer);
char *sbx_client_format_missed (SbxPeer *peer);
char *sbx_client_format_received (SbxPeer *peer);
char *sbx_client_format_sent (SbxPeer *peer);
char *sbx_client_format_subscriptions (SbxPeer *peer);
char *sbx_client_format_capabilities (SbxPeer *peer);
char *sbx_client_format_address (SbxPeer *peer);
char *sbx_client_format_dialect (SbxPeer *peer);
/* All that fits into a line below the id. */
char *sbx_client_format_summary (SbxPeer *peer);

G_END_DECLS
