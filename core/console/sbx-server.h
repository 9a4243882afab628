/* sbx-server.h — a hosted server, as the main thread sees it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-endpoint.h"
#include "sbx-peer.h"

G_BEGIN_DECLS

/* Properties besides SbxEndpoint's: n-clients (uint). The clients are sbx_endpoint_get_peers(): who is there
 * now, leaves at once. `departed` (GListModel of SbxPeer, newest first, bounded to 200): who left, and why.
 */
#define SBX_TYPE_SERVER (sbx_server_get_type ())
G_DECLARE_FINAL_TYPE (SbxServer, sbx_server, SBX, SERVER, SbxEndpoint)

guint sbx_server_get_n_clients (SbxServer *self);
GListModel *sbx_server_get_departed (SbxServer *self);
/* Milliseconds since it began to serve, 0 when it does not. */
gint64 sbx_server_get_uptime (SbxServer *self);

/* @client_ids NULL: broadcast to all. @payload: JSON text. Finish: to how many it went, -1 on error. */
void sbx_server_send_event_async (SbxServer *self,
                                  const char *const *client_ids,
                                  const char *name,
                                  const char *payload,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
int sbx_server_send_event_finish (SbxServer *self, GAsyncResult *result, GError **error);

void sbx_server_disconnect_clients_async (SbxServer *self,
                                          const char *const *client_ids,
                                          const char *reason,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
gboolean sbx_server_disconnect_clients_finish (SbxServer *self, GAsyncResult *result, GError **error);

G_END_DECLS
