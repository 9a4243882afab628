/* mbm-server.h — a server of Magic Button Messaging
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-server-request.h"
#include "mbm-tap.h"
#include "mbm-transport.h"

G_BEGIN_DECLS

/**
 * MbmBroadcastStyle:
 * @MBM_BROADCAST_EVENT: the event frame itself
 * @MBM_BROADCAST_SYSTEM: `$broadcast {message, data}`, as existing servers send it
 *
 * How a broadcast travels (PROTOCOL 3).
 */
typedef enum
{
  MBM_BROADCAST_EVENT,
  MBM_BROADCAST_SYSTEM,
} MbmBroadcastStyle;

/**
 * MbmServerState:
 *
 * Where a server is in its life: it can be started again after it has stopped.
 */
typedef enum
{
  MBM_SERVER_STOPPED,
  MBM_SERVER_STARTING,
  MBM_SERVER_RUNNING,
  MBM_SERVER_STOPPING,
} MbmServerState;

#define MBM_DEFAULT_HEARTBEAT_INTERVAL 30000
#define MBM_DEFAULT_CLIENT_TIMEOUT     90000
#define MBM_DEFAULT_MAX_CLIENTS        1000
#define MBM_DEFAULT_MAX_UNREGISTERED   256
#define MBM_DEFAULT_TOKEN_LIFETIME     (24u * 60 * 60)

/**
 * MbmServer:
 *
 * Hosts a service. Belongs to the thread-default main context it was made in; all calls, handlers, signals and the tap are on that thread.
 *
 * Properties: id (string, construct), version (string), heartbeat-interval (guint ms, 0 = none), client-timeout (guint ms, 0 = none), max-clients
 * (guint), max-unregistered (guint: connections that have not registered), capabilities (strv), require-registration (boolean) [TRUE],
 * announce-clients (boolean: tell all clients `$connected` and `$disconnected`) [TRUE], broadcast-style (enum), token-lifetime (guint s), users
 * (MbmUserStore, nullable), state (read-only, notifies), uri (read-only, nullable), and the transport's limits: max-message-size,
 * handshake-timeout, max-pending, max-queue-size, allowed-origins, allow-remote. Limits are read when the server starts; intervals,
 * max-clients, capabilities and broadcast-style may be changed while it runs.
 *
 * Signals: `client-added (MbmServerClient)`, `client-removed (MbmServerClient)`, after the list has changed.
 */
#define MBM_TYPE_SERVER (mbm_server_get_type ())
MBM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (MbmServer, mbm_server, MBM, SERVER, GObject)

/* Answers @request with mbm_server_request_respond() and its kin, now or (with a reference) later. */
typedef void (*MbmRequestHandler) (MbmServer *server, MbmServerRequest *request, gpointer user_data);
/* An event that a client sent. */
typedef void (*MbmServerEventHandler) (MbmServer *server, MbmServerClient *client, MbmMessage *event, gpointer user_data);

/* @id NULL: `server-` and random digits. */
MBM_AVAILABLE_IN_ALL
MbmServer *mbm_server_new (const char *id, const char *version);

/* @uri: what to serve: `ws://127.0.0.1:0`, `memory://name`. Runs until mbm_server_stop_async(); WRONG_STATE if it is not stopped. */
MBM_AVAILABLE_IN_ALL
void mbm_server_start_async (MbmServer *self,
                             const char *uri,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
MBM_AVAILABLE_IN_ALL
gboolean mbm_server_start_finish (MbmServer *self, GAsyncResult *result, GError **error);

/* Tells every client `$disconnected` with @reason (NULL: `Server shutting down`), closes, and ends when every connection is closed or was
 * cut off after five seconds. Does nothing, well, if the server is stopped. */
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
/* Milliseconds since it began to serve. */
MBM_AVAILABLE_IN_ALL
gint64 mbm_server_get_uptime (MbmServer *self);

/* One handler a name; a second replaces the first. Names that begin with `$` are reserved: FALSE. */
MBM_AVAILABLE_IN_ALL
gboolean mbm_server_add_request_handler (MbmServer *self,
                                         const char *name,
                                         MbmRequestHandler handler,
                                         gpointer user_data,
                                         GDestroyNotify destroy);
MBM_AVAILABLE_IN_ALL
gboolean mbm_server_remove_request_handler (MbmServer *self, const char *name);

/* @name NULL: every application event. Returns an id for mbm_server_remove_event_handler(). */
MBM_AVAILABLE_IN_ALL
guint mbm_server_add_event_handler (MbmServer *self,
                                    const char *name,
                                    MbmServerEventHandler handler,
                                    gpointer user_data,
                                    GDestroyNotify destroy);
MBM_AVAILABLE_IN_ALL
gboolean mbm_server_remove_event_handler (MbmServer *self, guint id);

/* To everyone who gets that event (PROTOCOL 3): serialised once. @n_receivers: (out) (optional). WRONG_STATE if not running. */
MBM_AVAILABLE_IN_ALL
gboolean mbm_server_broadcast (MbmServer *self, const char *event, GBytes *payload, guint *n_receivers, GError **error);
/* To one client, with `target`, whatever it subscribed to. UNKNOWN_CLIENT, QUEUE_FULL. */
MBM_AVAILABLE_IN_ALL
gboolean mbm_server_send (MbmServer *self, const char *client_id, const char *event, GBytes *payload, GError **error);
/* Tells it `$disconnected` with @reason and closes. */
MBM_AVAILABLE_IN_ALL
gboolean mbm_server_disconnect_client (MbmServer *self, const char *client_id, const char *reason, GError **error);

/* Those who are there, in order of arrival; (transfer container) (element-type MbmServerClient). */
MBM_AVAILABLE_IN_ALL
GPtrArray *mbm_server_list_clients (MbmServer *self);
/* (nullable) (transfer none) */
MBM_AVAILABLE_IN_ALL
MbmServerClient *mbm_server_lookup_client (MbmServer *self, const char *client_id);
MBM_AVAILABLE_IN_ALL
guint mbm_server_get_n_clients (MbmServer *self);
/* Open connections, registered or not. */
MBM_AVAILABLE_IN_ALL
guint mbm_server_get_n_connections (MbmServer *self);

/* One tap; NULL takes it off, and then monitoring costs nothing. */
MBM_AVAILABLE_IN_ALL
void mbm_server_set_tap (MbmServer *self, MbmTapFunc tap, gpointer user_data, GDestroyNotify destroy);

G_END_DECLS
