/* mbm-client.h — a client of Magic Button Messaging
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-message.h"
#include "mbm-tap.h"
#include "mbm-transport.h"
#include "mbm-user-store.h"

G_BEGIN_DECLS

/**
 * MbmClientStatus:
 * @MBM_CLIENT_DISCONNECTED: not connected, and not trying to
 * @MBM_CLIENT_CONNECTING: on the way for the first time
 * @MBM_CLIENT_CONNECTED: connected and registered
 * @MBM_CLIENT_RECONNECTING: the connection was lost, and is being made again
 * @MBM_CLIENT_ERROR: given up; the reason is mbm_client_get_error()
 *
 * The status of a client. Nicks are the words of the protocol: `disconnected` …
 */
typedef enum
{
  MBM_CLIENT_DISCONNECTED,
  MBM_CLIENT_CONNECTING,
  MBM_CLIENT_CONNECTED,
  MBM_CLIENT_RECONNECTING,
  MBM_CLIENT_ERROR,
} MbmClientStatus;

#define MBM_DEFAULT_RECONNECT_INTERVAL 5000
#define MBM_DEFAULT_REQUEST_TIMEOUT    30000

/**
 * MbmClient:
 *
 * Connects to a service. Belongs to the thread-default main context it was made in; all calls, handlers, signals and the tap are on that thread.
 *
 * Properties: id (string, construct; default `client-` and random hex digits), client-type (string) [`glib`], capabilities (strv), metadata (GBytes: a JSON
 * object as text, nullable), auto-reconnect (boolean) [TRUE], reconnect-interval (guint ms), heartbeat-interval (guint ms, 0 = none),
 * request-timeout (guint ms, default for requests), register (boolean: register after connecting) [TRUE], headers (strv, for the handshake),
 * max-message-size, max-queue-size, handshake-timeout; read-only and notifying: status (MbmClientStatus), uri, connection-id, server-id, user (MbmUser).
 *
 * Signals: `error (GError)`: something failed that no call can report, such as a reconnect that was refused, a frame that was no frame, or a
 * failed login after a reconnect.
 */
#define MBM_TYPE_CLIENT (mbm_client_get_type ())
MBM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (MbmClient, mbm_client, MBM, CLIENT, GObject)

typedef void (*MbmClientEventHandler) (MbmClient *client, MbmMessage *event, gpointer user_data);

/**
 * MbmServerInfo:
 * @server_id: (nullable): its id
 * @version: (nullable): its version
 * @uptime: milliseconds
 * @connected_clients: how many
 * @capabilities: (array zero-terminated=1): what it can do
 * @server_time: its clock, milliseconds since the Unix epoch
 * @message: the whole answer
 *
 * The answer to `$serverInfo`. Free with mbm_server_info_free().
 */
typedef struct
{
  char *server_id;
  char *version;
  gint64 uptime;
  gint64 connected_clients;
  char **capabilities;
  gint64 server_time;
  MbmMessage *message;
} MbmServerInfo;

#define MBM_TYPE_SERVER_INFO (mbm_server_info_get_type ())
MBM_AVAILABLE_IN_ALL
GType mbm_server_info_get_type (void) G_GNUC_CONST;
MBM_AVAILABLE_IN_ALL
MbmServerInfo *mbm_server_info_copy (const MbmServerInfo *self);
MBM_AVAILABLE_IN_ALL
void mbm_server_info_free (MbmServerInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmServerInfo, mbm_server_info_free)

MBM_AVAILABLE_IN_ALL
MbmClient *mbm_client_new (const char *id);

/* Connects and, unless `register` is off, registers. If this first attempt fails the call fails, and the status is ERROR. WRONG_STATE unless
 * disconnected or in error. */
MBM_AVAILABLE_IN_ALL
void mbm_client_connect_async (MbmClient *self,
                               const char *uri,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
MBM_AVAILABLE_IN_ALL
gboolean mbm_client_connect_finish (MbmClient *self, GAsyncResult *result, GError **error);

/* Unregisters, closes, ends any reconnecting, and fails what is under way with CLOSED. Forgets subscriptions and the token. */
MBM_AVAILABLE_IN_ALL
void mbm_client_disconnect_async (MbmClient *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
MBM_AVAILABLE_IN_ALL
gboolean mbm_client_disconnect_finish (MbmClient *self, GAsyncResult *result, GError **error);

/* @payload: JSON text, NULL for `{}`. @context: (nullable); `source` and `auth.token` are filled in where it leaves them out.
 * @timeout: ms, 0 for the default of the property. Finish returns the answer, be it success or failure (see mbm_message_check_success());
 * an error means that there was none: NOT_CONNECTED, TIMED_OUT, CLOSED, INVALID_ARGUMENT, cancelled. */
MBM_AVAILABLE_IN_ALL
void mbm_client_request_async (MbmClient *self,
                               const char *name,
                               GBytes *payload,
                               MbmContext *context,
                               guint timeout,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
MBM_AVAILABLE_IN_ALL
MbmMessage *mbm_client_request_finish (MbmClient *self, GAsyncResult *result, GError **error);

MBM_AVAILABLE_IN_ALL
gboolean mbm_client_emit (MbmClient *self, const char *event, GBytes *payload, MbmContext *context, GError **error);

/* @event NULL: every event, system events too. `$broadcast` also reaches the handlers of the event it names. Does not subscribe. */
MBM_AVAILABLE_IN_ALL
guint mbm_client_add_event_handler (MbmClient *self,
                                    const char *event,
                                    MbmClientEventHandler handler,
                                    gpointer user_data,
                                    GDestroyNotify destroy);
MBM_AVAILABLE_IN_ALL
gboolean mbm_client_remove_event_handler (MbmClient *self, guint id);

/* @filter: (nullable) JSON object as text. Finish returns an id of the client's own for mbm_client_unsubscribe_async(): it stays the
 * same when the client subscribes again after a reconnect. (transfer full) */
MBM_AVAILABLE_IN_ALL
void mbm_client_subscribe_async (MbmClient *self,
                                 const char *const *events,
                                 GBytes *filter,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
MBM_AVAILABLE_IN_ALL
char *mbm_client_subscribe_finish (MbmClient *self, GAsyncResult *result, GError **error);
MBM_AVAILABLE_IN_ALL
void mbm_client_unsubscribe_async (MbmClient *self,
                                   const char *subscription,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
MBM_AVAILABLE_IN_ALL
gboolean mbm_client_unsubscribe_finish (MbmClient *self, GAsyncResult *result, GError **error);

/* `$login`. LOGIN_FAILED with the server's words if it says no. The token is kept in memory, added to every request and event, and used
 * after a reconnect. */
MBM_AVAILABLE_IN_ALL
void mbm_client_login_async (MbmClient *self,
                             const char *username,
                             const char *password,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
MBM_AVAILABLE_IN_ALL
void mbm_client_login_token_async (MbmClient *self,
                                   const char *token,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
/* (transfer full) */
MBM_AVAILABLE_IN_ALL
MbmUser *mbm_client_login_finish (MbmClient *self, GAsyncResult *result, GError **error);
MBM_AVAILABLE_IN_ALL
void mbm_client_logout_async (MbmClient *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
MBM_AVAILABLE_IN_ALL
gboolean mbm_client_logout_finish (MbmClient *self, GAsyncResult *result, GError **error);

/* The round trip, in microseconds. */
MBM_AVAILABLE_IN_ALL
void mbm_client_ping_async (MbmClient *self,
                            const char *payload,
                            guint timeout,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
/* -1 on error. @answer: (out) (optional) (transfer full): the answering message */
MBM_AVAILABLE_IN_ALL
gint64 mbm_client_ping_finish (MbmClient *self, GAsyncResult *result, MbmMessage **answer, GError **error);

MBM_AVAILABLE_IN_ALL
void mbm_client_get_server_info_async (MbmClient *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
/* (transfer full) */
MBM_AVAILABLE_IN_ALL
MbmServerInfo *mbm_client_get_server_info_finish (MbmClient *self, GAsyncResult *result, GError **error);

MBM_AVAILABLE_IN_ALL
const char *mbm_client_get_id (MbmClient *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_client_get_uri (MbmClient *self);
MBM_AVAILABLE_IN_ALL
MbmClientStatus mbm_client_get_status (MbmClient *self);
/* `disconnected`, `connecting` … */
MBM_AVAILABLE_IN_ALL
const char *mbm_client_status_to_string (MbmClientStatus status);
/* Why the status is ERROR or RECONNECTING; (nullable) */
MBM_AVAILABLE_IN_ALL
const GError *mbm_client_get_error (MbmClient *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_client_get_connection_id (MbmClient *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_client_get_server_id (MbmClient *self);
/* (nullable) (transfer none) */
MBM_AVAILABLE_IN_ALL
MbmUser *mbm_client_get_user (MbmClient *self);
/* (nullable): a secret */
MBM_AVAILABLE_IN_ALL
const char *mbm_client_get_token (MbmClient *self);
/* Milliseconds since the Unix epoch, 0 if it is not known. */
MBM_AVAILABLE_IN_ALL
gint64 mbm_client_get_token_expires_at (MbmClient *self);
/* Requests that wait for their answer. */
MBM_AVAILABLE_IN_ALL
guint mbm_client_get_n_pending (MbmClient *self);

MBM_AVAILABLE_IN_ALL
void mbm_client_set_tap (MbmClient *self, MbmTapFunc tap, gpointer user_data, GDestroyNotify destroy);

G_END_DECLS
