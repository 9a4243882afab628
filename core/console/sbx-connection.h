/* sbx-connection.h — a connection to a service, as the main thread sees it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-message.h"
#include "sbx-endpoint.h"
#include "sbx-peer.h"

G_BEGIN_DECLS

/* Properties besides SbxEndpoint's, read-only and notifying: client-id; connection-id; server-id,
 * server-version (nullable); server-capabilities (strv); server-uptime (int64 ms), server-clients (int64, -1
 * unknown): from `$serverInfo`, asked after connecting and by sbx_connection_refresh_info_async(); logged-in
 * (boolean); user (string, nullable); user-id; roles (strv); token-expires-at (int64 ms since the epoch, 0
 * unknown); login-error (nullable); last-ping (int64 µs, -1 unknown). */
#define SBX_TYPE_CONNECTION (sbx_connection_get_type ())
G_DECLARE_FINAL_TYPE (SbxConnection, sbx_connection, SBX, CONNECTION, SbxEndpoint)

/* A change of state, for the history on the overview: state (SbxEndpointState), text (string), time (int64 µs
 * real). */
#define SBX_TYPE_STATE_CHANGE (sbx_state_change_get_type ())
G_DECLARE_FINAL_TYPE (SbxStateChange, sbx_state_change, SBX, STATE_CHANGE, GObject)

/* A subscription: id (string), events (strv), filter (string, JSON, nullable), n-received (uint64). */
#define SBX_TYPE_SUBSCRIPTION (sbx_subscription_get_type ())
G_DECLARE_FINAL_TYPE (SbxSubscription, sbx_subscription, SBX, SUBSCRIPTION, GObject)

/* GListModel of SbxStateChange, newest first, bounded to 200. */
GListModel *sbx_connection_get_history (SbxConnection *self);
/* GListModel of SbxSubscription. */
GListModel *sbx_connection_get_subscriptions (SbxConnection *self);
/* Round trips, newest last, bounded to 300: (transfer full) (element-type SbxPing). */
typedef struct
{
  gint64 time;       /* µs real */
  gint64 round_trip; /* µs, -1: no answer */
} SbxPing;
GArray *sbx_connection_dup_pings (SbxConnection *self);

/* An answer, with what the screen wants to know of it. */
typedef struct
{
  MbmMessage *message;
  gint64 latency;  /* µs */
  gint64 sequence; /* of the request's row in the traffic, 0 if it could not be told */
} SbxAnswer;
void sbx_answer_free (SbxAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxAnswer, sbx_answer_free)

/* @payload, @context: JSON text, nullable. @timeout: ms, 0: the config's. Finish: the answer, success or
 * failure; an error means there was none. */
void sbx_connection_request_async (SbxConnection *self,
                                   const char *name,
                                   const char *payload,
                                   const char *context,
                                   guint timeout,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
SbxAnswer *sbx_connection_request_finish (SbxConnection *self, GAsyncResult *result, GError **error);

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

/* @remember: keep the password (or token) in SbxSecrets and log in with it after the next connect. */
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
gboolean sbx_connection_login_finish (SbxConnection *self, GAsyncResult *result, GError **error);
void sbx_connection_logout_async (SbxConnection *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean sbx_connection_logout_finish (SbxConnection *self, GAsyncResult *result, GError **error);

/* µs, -1 on error. */
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
