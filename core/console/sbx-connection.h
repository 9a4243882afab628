/* sbx-connection.h — a connection to a service, as the main thread sees it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-answer.h"
#include "sbx-endpoint.h"
#include "sbx-login-request.h"
#include "sbx-peer.h"
#include "sbx-question.h"
#include "sbx-state-change.h"
#include "sbx-subscription.h"

G_BEGIN_DECLS

/**
 * SbxConnection:
 *
 * A connection to a service. While it is connected it asks for `$serverInfo` once and sends a `$ping` every
 * ten seconds (not any more once the service has said that it does not know pings); both are ordinary
 * messages and are seen in the traffic.
 *
 * Properties besides those of [class@SbxEndpoint], read-only and notifying:
 *  - client-id, connection-id (string, nullable): who it is there, while connected
 *  - server-id, server-version (string, nullable), server-capabilities (strv), server-uptime (int64, ms, -1
 *    unknown), server-clients (int64, -1 unknown): from `$serverInfo`
 *  - logged-in (boolean); user, user-id (string, nullable); roles (strv); token-expires-at (int64, ms since
 * the epoch, 0 unknown); login-error (string, nullable): why the last login failed
 *  - untrusted-fingerprint (string, nullable): of the certificate that is the reason why it is not connected:
 * SHA-256 in hexadecimal with colons, as the config's trusted-fingerprint wants it
 *  - remembered (string, nullable): what of a login is kept: `password`, `token` or `payload`, as far as is
 * known (see sbx_connection_look_up_remembered()); renews-at (int64, ms since the epoch, 0: it is not): when
 * the login is renewed
 *  - last-ping (int64, µs, -1 unknown or no answer)
 */
#define SBX_TYPE_CONNECTION (sbx_connection_get_type ())
G_DECLARE_FINAL_TYPE (SbxConnection, sbx_connection, SBX, CONNECTION, SbxEndpoint)

GListModel *sbx_connection_get_history (SbxConnection *self);
GListModel *sbx_connection_get_subscriptions (SbxConnection *self);
GListModel *sbx_connection_get_questions (SbxConnection *self);

/**
 * SbxPing:
 * @time: when it was sent, in microseconds since the Unix epoch
 * @round_trip: in microseconds; -1: no answer came
 *
 * One ping.
 */
typedef struct
{
  gint64 time;
  gint64 round_trip;
} SbxPing;

GArray *sbx_connection_dup_pings (SbxConnection *self);

void sbx_connection_request_async (SbxConnection *self,
                                   const char *name,
                                   const char *payload,
                                   const char *context,
                                   guint timeout,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
SbxAnswer *sbx_connection_request_finish (SbxConnection *self, GAsyncResult *result, GError **error);
void sbx_connection_request_stream_async (SbxConnection *self,
                                          const char *name,
                                          const char *payload,
                                          const char *context,
                                          guint timeout,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);

void sbx_connection_emit_async (SbxConnection *self,
                                const char *name,
                                const char *payload,
                                const char *context,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean sbx_connection_emit_finish (SbxConnection *self, GAsyncResult *result, GError **error);

void sbx_connection_subscribe_async (SbxConnection *self,
                                     const char *const *events,
                                     const char *filter,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean sbx_connection_subscribe_finish (SbxConnection *self, GAsyncResult *result, GError **error);
void sbx_connection_unsubscribe_async (SbxConnection *self,
                                       SbxSubscription *subscription,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean sbx_connection_unsubscribe_finish (SbxConnection *self, GAsyncResult *result, GError **error);

void sbx_connection_answer_async (SbxConnection *self,
                                  SbxQuestion *question,
                                  const char *data,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
void sbx_connection_refuse_async (SbxConnection *self,
                                  SbxQuestion *question,
                                  const char *code,
                                  const char *message,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean sbx_connection_answer_finish (SbxConnection *self, GAsyncResult *result, GError **error);

void sbx_connection_login_async (SbxConnection *self,
                                 const char *username,
                                 const char *password,
                                 gboolean remember,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
void sbx_connection_login_token_async (SbxConnection *self,
                                       const char *token,
                                       gboolean remember,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
void sbx_connection_login_request_async (SbxConnection *self,
                                         const SbxLoginRequest *login,
                                         gboolean remember,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean sbx_connection_login_finish (SbxConnection *self, GAsyncResult *result, GError **error);
void sbx_connection_logout_async (SbxConnection *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean sbx_connection_logout_finish (SbxConnection *self, GAsyncResult *result, GError **error);
void sbx_connection_forget_login (SbxConnection *self);
void sbx_connection_look_up_remembered (SbxConnection *self);

void sbx_connection_ping_async (SbxConnection *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gint64 sbx_connection_ping_finish (SbxConnection *self, GAsyncResult *result, GError **error);
void sbx_connection_refresh_info_async (SbxConnection *self,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean sbx_connection_refresh_info_finish (SbxConnection *self, GAsyncResult *result, GError **error);

G_END_DECLS
