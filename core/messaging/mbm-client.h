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
 * @MBM_CLIENT_CONNECTED: connected, and registered unless that is off
 * @MBM_CLIENT_RECONNECTING: the connection was lost, and is being made again
 * @MBM_CLIENT_ERROR: given up; [method@Mbm.Client.get_error] says why
 *
 * The status of a client. The nicks are the words of the protocol: `disconnected`, `connecting` and so on.
 *
 * Since: 0.1
 */
typedef enum
{
  MBM_CLIENT_DISCONNECTED,
  MBM_CLIENT_CONNECTING,
  MBM_CLIENT_CONNECTED,
  MBM_CLIENT_RECONNECTING,
  MBM_CLIENT_ERROR,
} MbmClientStatus;

/**
 * MBM_DEFAULT_RECONNECT_INTERVAL:
 *
 * The default of [property@Mbm.Client:reconnect-interval], in milliseconds.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_RECONNECT_INTERVAL 5000

/**
 * MBM_DEFAULT_RECONNECT_MAX_INTERVAL:
 *
 * The default of [property@Mbm.Client:reconnect-max-interval], in milliseconds.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_RECONNECT_MAX_INTERVAL 60000

/**
 * MBM_DEFAULT_RECONNECT_FACTOR:
 *
 * The default of [property@Mbm.Client:reconnect-factor].
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_RECONNECT_FACTOR 2.0

/**
 * MBM_DEFAULT_RECONNECT_JITTER:
 *
 * The default of [property@Mbm.Client:reconnect-jitter].
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_RECONNECT_JITTER 0.1

/**
 * MBM_DEFAULT_MAX_RECONNECT_DELAY:
 *
 * The default of [property@Mbm.Client:max-reconnect-delay], in milliseconds.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_RECONNECT_DELAY 300000

/**
 * MBM_DEFAULT_REQUEST_TIMEOUT:
 *
 * The default of [property@Mbm.Client:request-timeout], in milliseconds.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_REQUEST_TIMEOUT 30000

#define MBM_TYPE_CLIENT (mbm_client_get_type ())
MBM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (MbmClient, mbm_client, MBM, CLIENT, GObject)

/**
 * MbmClientEventHandler:
 * @client: the client
 * @event: the event
 * @user_data: as given with the function
 *
 * Is told of an event, on the client's thread. It may do with the client what it likes, even drop the last
 * reference.
 *
 * Since: 0.1
 */
typedef void (*MbmClientEventHandler) (MbmClient *client, MbmMessage *event, gpointer user_data);

/**
 * MbmServerInfo:
 * @server_id: (nullable): its id
 * @version: (nullable): its version
 * @uptime: since when it serves, in milliseconds
 * @connected_clients: how many clients are registered
 * @capabilities: (array zero-terminated=1): what it can do
 * @server_time: its clock, in milliseconds since the Unix epoch
 * @message: the whole answer
 *
 * The answer to `$serverInfo`. What the server left out is %NULL, 0 or empty.
 *
 * Since: 0.1
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

MBM_AVAILABLE_IN_ALL
void mbm_client_connect_async (MbmClient *self,
                               const char *uri,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
MBM_AVAILABLE_IN_ALL
gboolean mbm_client_connect_finish (MbmClient *self, GAsyncResult *result, GError **error);

MBM_AVAILABLE_IN_ALL
void mbm_client_disconnect_async (MbmClient *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
MBM_AVAILABLE_IN_ALL
gboolean mbm_client_disconnect_finish (MbmClient *self, GAsyncResult *result, GError **error);

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
gboolean
mbm_client_emit (MbmClient *self, const char *event, GBytes *payload, MbmContext *context, GError **error);

MBM_AVAILABLE_IN_ALL
guint mbm_client_add_event_handler (MbmClient *self,
                                    const char *event,
                                    MbmClientEventHandler handler,
                                    gpointer user_data,
                                    GDestroyNotify destroy);
MBM_AVAILABLE_IN_ALL
gboolean mbm_client_remove_event_handler (MbmClient *self, guint id);

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
MBM_AVAILABLE_IN_ALL
MbmUser *mbm_client_login_finish (MbmClient *self, GAsyncResult *result, GError **error);
MBM_AVAILABLE_IN_ALL
MbmUser *mbm_client_login_token_finish (MbmClient *self, GAsyncResult *result, GError **error);
MBM_AVAILABLE_IN_ALL
void mbm_client_take_login (MbmClient *self, MbmUser *user, const char *token, gint64 expires_at);
MBM_AVAILABLE_IN_ALL
void mbm_client_logout_async (MbmClient *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
MBM_AVAILABLE_IN_ALL
gboolean mbm_client_logout_finish (MbmClient *self, GAsyncResult *result, GError **error);

MBM_AVAILABLE_IN_ALL
void mbm_client_ping_async (MbmClient *self,
                            const char *payload,
                            guint timeout,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
MBM_AVAILABLE_IN_ALL
gint64 mbm_client_ping_finish (MbmClient *self, GAsyncResult *result, MbmMessage **answer, GError **error);

MBM_AVAILABLE_IN_ALL
void mbm_client_get_server_info_async (MbmClient *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
MBM_AVAILABLE_IN_ALL
MbmServerInfo *mbm_client_get_server_info_finish (MbmClient *self, GAsyncResult *result, GError **error);

MBM_AVAILABLE_IN_ALL
const char *mbm_client_get_id (MbmClient *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_client_get_uri (MbmClient *self);
MBM_AVAILABLE_IN_ALL
MbmClientStatus mbm_client_get_status (MbmClient *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_client_status_to_string (MbmClientStatus status);
MBM_AVAILABLE_IN_ALL
const GError *mbm_client_get_error (MbmClient *self);
MBM_AVAILABLE_IN_ALL
gint64 mbm_client_get_retry_time (MbmClient *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_client_get_connection_id (MbmClient *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_client_get_server_id (MbmClient *self);
MBM_AVAILABLE_IN_ALL
MbmUser *mbm_client_get_user (MbmClient *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_client_get_token (MbmClient *self);
MBM_AVAILABLE_IN_ALL
gint64 mbm_client_get_token_expires_at (MbmClient *self);
MBM_AVAILABLE_IN_ALL
guint mbm_client_get_n_pending (MbmClient *self);

MBM_AVAILABLE_IN_ALL
void mbm_client_set_tap (MbmClient *self, MbmTapFunc tap, gpointer user_data, GDestroyNotify destroy);

G_END_DECLS
