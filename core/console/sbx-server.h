/* sbx-server.h — a hosted server, as the main thread sees it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-answer.h"
#include "sbx-endpoint.h"
#include "sbx-faults.h"
#include "sbx-peer.h"

G_BEGIN_DECLS

/**
 * SbxServer:
 *
 * A hosted server. Its clients are sbx_endpoint_get_peers(): who is there now; who leaves, leaves at once.
 *
 * Properties besides those of [class@SbxEndpoint], read-only, notifying:
 *  - n-clients (uint)
 *  - fingerprint (string, nullable): SHA-256 of the certificate that it shows, in hexadecimal with colons;
 *    %NULL while it does not run, or is not encrypted
 *
 * Signals:
 *  - faults-changed (): what sbx_server_get_faults() returns
 *
 * Where no password is kept for one of its users, it runs, and error-message says so.
 */
#define SBX_TYPE_SERVER (sbx_server_get_type ())
G_DECLARE_FINAL_TYPE (SbxServer, sbx_server, SBX, SERVER, SbxEndpoint)

guint sbx_server_get_n_clients (SbxServer *self);
GListModel *sbx_server_get_departed (SbxServer *self);
gint64 sbx_server_get_uptime (SbxServer *self);

void sbx_server_send_event_async (SbxServer *self,
                                  const char *const *client_ids,
                                  const char *name,
                                  const char *payload,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
int sbx_server_send_event_finish (SbxServer *self, GAsyncResult *result, GError **error);

void sbx_server_request_client_async (SbxServer *self,
                                      const char *client_id,
                                      const char *name,
                                      const char *payload,
                                      const char *context,
                                      guint timeout,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
SbxAnswer *sbx_server_request_client_finish (SbxServer *self, GAsyncResult *result, GError **error);

void sbx_server_disconnect_clients_async (SbxServer *self,
                                          const char *const *client_ids,
                                          const char *reason,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
gboolean sbx_server_disconnect_clients_finish (SbxServer *self, GAsyncResult *result, GError **error);

void sbx_server_fire_timer_async (SbxServer *self,
                                  SbxTimerConfig *timer,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
int sbx_server_fire_timer_finish (SbxServer *self, GAsyncResult *result, GError **error);

const SbxFaults *sbx_server_get_faults (SbxServer *self, const char *client_id);
void sbx_server_set_faults_async (SbxServer *self,
                                  const char *const *client_ids,
                                  const SbxFaults *faults,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean sbx_server_set_faults_finish (SbxServer *self, GAsyncResult *result, GError **error);

void sbx_server_cut_clients_async (SbxServer *self,
                                   const char *const *client_ids,
                                   SbxCut cut,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
int sbx_server_cut_clients_finish (SbxServer *self, GAsyncResult *result, GError **error);

void sbx_server_expire_tokens_async (SbxServer *self,
                                     const char *const *client_ids,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
int sbx_server_expire_tokens_finish (SbxServer *self, GAsyncResult *result, GError **error);

G_END_DECLS
