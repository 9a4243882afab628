/* mbm-server.h — a server of Magic Button Messaging
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-middleware.h"
#include "mbm-server-limits.h"
#include "mbm-server-request.h"
#include "mbm-tap.h"
#include "mbm-transport.h"

G_BEGIN_DECLS

/**
 * MbmBroadcastStyle:
 * @MBM_BROADCAST_EVENT: the event frame itself
 * @MBM_BROADCAST_SYSTEM: `$broadcast {message, data}`, as existing servers send it
 *
 * How a broadcast travels.
 *
 * Since: 0.1
 */
typedef enum
{
  MBM_BROADCAST_EVENT,
  MBM_BROADCAST_SYSTEM,
} MbmBroadcastStyle;

/**
 * MbmServerDialect:
 * @MBM_SERVER_DIALECT_AUTO: that of each connection's first frame
 * @MBM_SERVER_DIALECT_MESSAGING: `messaging`
 * @MBM_SERVER_DIALECT_MAGIC_SERVER: `magic-server`: whoever connects is a client at once
 *
 * What a server speaks.
 *
 * Since: 0.1
 */
typedef enum
{
  MBM_SERVER_DIALECT_AUTO,
  MBM_SERVER_DIALECT_MESSAGING,
  MBM_SERVER_DIALECT_MAGIC_SERVER,
} MbmServerDialect;

/**
 * MbmServerState:
 * @MBM_SERVER_STOPPED: it does not serve
 * @MBM_SERVER_STARTING: it is about to serve
 * @MBM_SERVER_RUNNING: it serves
 * @MBM_SERVER_STOPPING: it takes no more connections, and closes those that are open
 *
 * Where a server is in its life: it can be started again after it has stopped.
 *
 * Since: 0.1
 */
typedef enum
{
  MBM_SERVER_STOPPED,
  MBM_SERVER_STARTING,
  MBM_SERVER_RUNNING,
  MBM_SERVER_STOPPING,
} MbmServerState;

/**
 * MBM_DEFAULT_HEARTBEAT_INTERVAL:
 *
 * How often a server and a client send `$heartbeat` if nothing else is set, in milliseconds.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_HEARTBEAT_INTERVAL 30000

/**
 * MBM_DEFAULT_RECONNECT_DELAY:
 *
 * When a server that stops asks clients of the dialect `magic-server` to come back if nothing else is set, in
 * milliseconds.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_RECONNECT_DELAY 5000

/**
 * MBM_DEFAULT_CLIENT_TIMEOUT:
 *
 * How long a peer of a server may be silent if nothing else is set, in milliseconds.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_CLIENT_TIMEOUT 90000

/**
 * MBM_DEFAULT_MAX_CLIENTS:
 *
 * How many clients a server takes if nothing else is set.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_CLIENTS 1000

/**
 * MBM_DEFAULT_MAX_UNREGISTERED:
 *
 * How many connections that have not registered a server takes if nothing else is set.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_UNREGISTERED 256

/**
 * MBM_DEFAULT_TOKEN_LIFETIME:
 *
 * How long a login lasts if nothing else is set, in seconds.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_TOKEN_LIFETIME (24u * 60 * 60)

#define MBM_TYPE_SERVER (mbm_server_get_type ())
MBM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (MbmServer, mbm_server, MBM, SERVER, GObject)

/**
 * MbmCut:
 * @MBM_CUT_NOW: at once
 * @MBM_CUT_MID_ANSWER: in the middle of the next answer to a request
 *
 * When a client is cut off.
 *
 * Since: 0.1
 */
typedef enum
{
  MBM_CUT_NOW,
  MBM_CUT_MID_ANSWER,
} MbmCut;

typedef void (*MbmRequestHandler) (MbmServer *server, MbmServerRequest *request, gpointer user_data);
typedef gboolean (*MbmRequestRouter) (MbmServer *server, MbmServerRequest *request, gpointer user_data);
typedef void (*MbmServerEventHandler) (MbmServer *server,
                                       MbmServerClient *client,
                                       MbmMessage *event,
                                       gpointer user_data);

MBM_AVAILABLE_IN_ALL
MbmServer *mbm_server_new (const char *id, const char *version);

MBM_AVAILABLE_IN_ALL
void mbm_server_start_async (MbmServer *self,
                             const char *uri,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
MBM_AVAILABLE_IN_ALL
gboolean mbm_server_start_finish (MbmServer *self, GAsyncResult *result, GError **error);

MBM_AVAILABLE_IN_ALL
void mbm_server_stop_async (MbmServer *self,
                            const char *reason,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
MBM_AVAILABLE_IN_ALL
gboolean mbm_server_stop_finish (MbmServer *self, GAsyncResult *result, GError **error);

MBM_AVAILABLE_IN_ALL
const char *mbm_server_get_id (MbmServer *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_server_get_uri (MbmServer *self);
MBM_AVAILABLE_IN_ALL
MbmServerState mbm_server_get_state (MbmServer *self);
MBM_AVAILABLE_IN_ALL
gint64 mbm_server_get_uptime (MbmServer *self);

MBM_AVAILABLE_IN_ALL
gboolean mbm_server_add_request_handler (MbmServer *self,
                                         const char *name,
                                         MbmRequestHandler handler,
                                         gpointer user_data,
                                         GDestroyNotify destroy);
MBM_AVAILABLE_IN_ALL
gboolean mbm_server_remove_request_handler (MbmServer *self, const char *name);

MBM_AVAILABLE_IN_ALL
void mbm_server_set_request_router (MbmServer *self,
                                    MbmRequestRouter router,
                                    gpointer user_data,
                                    GDestroyNotify destroy);
MBM_AVAILABLE_IN_ALL
void mbm_server_request_pass_on (MbmServerRequest *request);

MBM_AVAILABLE_IN_ALL
guint mbm_server_add_event_handler (MbmServer *self,
                                    const char *name,
                                    MbmServerEventHandler handler,
                                    gpointer user_data,
                                    GDestroyNotify destroy);
MBM_AVAILABLE_IN_ALL
gboolean mbm_server_remove_event_handler (MbmServer *self, guint id);

MBM_AVAILABLE_IN_ALL
guint mbm_server_end_logins (MbmServer *self, const char *user_id);

MBM_AVAILABLE_IN_ALL
void mbm_server_add_middleware (MbmServer *self, MbmMiddleware *middleware, const char *const *names);
MBM_AVAILABLE_IN_ALL
gboolean mbm_server_remove_middleware (MbmServer *self, MbmMiddleware *middleware);
MBM_AVAILABLE_IN_ALL
MbmServer *mbm_server_request_get_server (MbmServerRequest *request);

MBM_AVAILABLE_IN_ALL
gboolean mbm_server_broadcast (MbmServer *self,
                               const char *event,
                               GBytes *payload,
                               guint *n_receivers,
                               GError **error);
MBM_AVAILABLE_IN_ALL
gboolean
mbm_server_send (MbmServer *self, const char *client_id, const char *event, GBytes *payload, GError **error);
MBM_AVAILABLE_IN_ALL
gboolean
mbm_server_disconnect_client (MbmServer *self, const char *client_id, const char *reason, GError **error);

MBM_AVAILABLE_IN_ALL
void mbm_server_request_client_async (MbmServer *self,
                                      const char *client_id,
                                      const char *name,
                                      GBytes *payload,
                                      MbmContext *context,
                                      guint timeout,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
MBM_AVAILABLE_IN_ALL
MbmMessage *mbm_server_request_client_finish (MbmServer *self, GAsyncResult *result, GError **error);

MBM_AVAILABLE_IN_ALL
GPtrArray *mbm_server_list_clients (MbmServer *self);
MBM_AVAILABLE_IN_ALL
MbmServerClient *mbm_server_lookup_client (MbmServer *self, const char *client_id);
MBM_AVAILABLE_IN_ALL
guint mbm_server_get_n_clients (MbmServer *self);
MBM_AVAILABLE_IN_ALL
guint mbm_server_get_n_connections (MbmServer *self);

MBM_AVAILABLE_IN_ALL
gboolean mbm_server_cut_client (MbmServer *self, const char *client_id, MbmCut cut, GError **error);
MBM_AVAILABLE_IN_ALL
gboolean mbm_server_mute_client (MbmServer *self, const char *client_id, gboolean muted, GError **error);
MBM_AVAILABLE_IN_ALL
gboolean mbm_server_expire_login (MbmServer *self, const char *client_id, GError **error);

MBM_AVAILABLE_IN_ALL
void mbm_server_set_note (MbmServer *self, const char *note);
MBM_AVAILABLE_IN_ALL
void mbm_server_set_tap (MbmServer *self, MbmTapFunc tap, gpointer user_data, GDestroyNotify destroy);

G_END_DECLS
