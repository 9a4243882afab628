/* mbm-server-private.h — what the parts of the server know of each other
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-access-control-private.h"
#include "mbm-login-throttle-private.h"
#include "mbm-server-chain-private.h"
#include "mbm-http-settings-private.h"
#include "mbm-server-limits-private.h"
#include "mbm-cancel-private.h"
#include "mbm-close-private.h"
#include "mbm-server.h"
#include "mbm-tls-private.h"
#include "mbm-token-store-private.h"

G_BEGIN_DECLS

/* Error codes that only a server says. */
#define MBM_CODE_ALREADY_REGISTERED     "ALREADY_REGISTERED"
#define MBM_CODE_CLIENT_ID_IN_USE       "CLIENT_ID_IN_USE"
#define MBM_CODE_FORBIDDEN              "FORBIDDEN"
#define MBM_CODE_INTERNAL_ERROR         "INTERNAL_ERROR"
#define MBM_CODE_INVALID_ANSWER         "INVALID_ANSWER"
#define MBM_CODE_INVALID_PAYLOAD        "INVALID_PAYLOAD"
#define MBM_CODE_INVALID_TOKEN          "INVALID_TOKEN"
#define MBM_CODE_LOGIN_UNDER_WAY        "LOGIN_UNDER_WAY"
#define MBM_CODE_MAX_CLIENTS_REACHED    "MAX_CLIENTS_REACHED"
#define MBM_CODE_NOT_REGISTERED         "NOT_REGISTERED"
#define MBM_CODE_NO_ANSWER              "NO_ANSWER"
#define MBM_CODE_REQUEST_TIMEOUT        "REQUEST_TIMEOUT"
#define MBM_CODE_SOURCE_MISMATCH        "SOURCE_MISMATCH"
#define MBM_CODE_TOKEN_EXPIRED          "TOKEN_EXPIRED"
#define MBM_CODE_TOO_MANY_REQUESTS      "TOO_MANY_REQUESTS"
#define MBM_CODE_TOO_MANY_STREAMS       "TOO_MANY_STREAMS"
#define MBM_CODE_TOO_MANY_SUBSCRIPTIONS "TOO_MANY_SUBSCRIPTIONS"
#define MBM_CODE_UNAUTHORIZED           "UNAUTHORIZED"
#define MBM_CODE_UNKNOWN_REQUEST_TYPE   "UNKNOWN_REQUEST_TYPE"
#define MBM_CODE_UNKNOWN_SUBSCRIPTION   "UNKNOWN_SUBSCRIPTION"

typedef struct _MbmServerConnection MbmServerConnection;
typedef struct _MbmServerHandlers MbmServerHandlers;
typedef struct _MbmServerStreams MbmServerStreams;
typedef struct _MbmServerAsks MbmServerAsks;
typedef struct _MbmLogin MbmLogin;

struct _MbmServer
{
  GObject parent_instance;

  /* Settings */
  char *id;
  char *version;
  char **capabilities;
  char **allowed_origins;
  MbmAuthProvider *provider;
  guint64 max_message_size;
  guint64 max_queue_size;
  guint heartbeat_interval; /* ms */
  guint client_timeout;     /* ms */
  guint handshake_timeout;  /* ms */
  guint token_lifetime;     /* s */
  guint max_clients;
  guint max_unregistered;
  guint max_pending;
  guint reconnect_delay; /* ms */
  MbmServerDialect dialect;
  MbmBroadcastStyle broadcast_style;
  gboolean require_registration;
  gboolean announce_clients;
  gboolean allow_remote;
  MbmServerLimits limits;
  MbmHttpSettings http;
  MbmTlsOptions tls;

  /* Life */
  GMainContext *context;
  MbmServerState state;
  char *uri;
  gint64 started_time; /* monotonic, µs */
  MbmTransport *transport;
  MbmListener *listener;
  GCancellable *start_cancellable;
  GPtrArray *stop_tasks;
  char *stop_reason;
  GSource *stop_source;
  GSource *beat_source;
  GSource *probe_source;
  GSource *watch_source;
  GSource *reap_source;
  GSource *pump_source;

  /* Who is there */
  GQueue connections;  /* every channel that is not closed yet */
  GQueue activity;     /* those that are open, the longest silent first */
  GQueue undecided;    /* those of an open server that may still register, the oldest first */
  GQueue arrivals;     /* the clients, in order of arrival */
  GQueue doomed;       /* those to be disconnected by the reaper */
  GQueue resting;      /* those whose streams wait for room, the ones that have it first */
  GHashTable *clients; /* client id → MbmServerConnection */
  guint n_unregistered;
  guint n_turned_away;
  guint64 n_anonymous; /* ever */
  guint64 n_magic;     /* likewise */

  /* Requests to clients; NULL until there is one */
  char *ask_prefix;
  GHashTable *asked; /* serial → MbmServerAsks */
  guint64 last_asked;
  MbmCancelHandle *cancel_handle;

  MbmServerHandlers *handlers;
  MbmServerChain *added; /* the middleware that was added; NULL: none */
  MbmServerChain *chain; /* that, and what the contract asks for; NULL: nothing */

  /* What was agreed on */
  MbmContract *contract;
  int answer_check; /* MbmAnswerCheck */
  gboolean check_payloads;
  MbmAccessControl *access_control; /* as it was set */
  MbmAccessControl *access;         /* that, or the contract's; NULL: there are no rules */
  MbmTokenStore *tokens;
  MbmLoginThrottle *throttle;

  MbmTapFunc tap;
  gpointer tap_data;
  GDestroyNotify tap_destroy;
  char *note; /* of what is sent now; NULL as a rule */

  MbmRequestRouter router;
  gpointer router_data;
  GDestroyNotify router_destroy;
};

/* mbm-server-settings.c */
extern const MbmFieldTable mbm_server_settings;

/* mbm-server-properties.c */
void mbm_server_install_properties (GObjectClass *object_class);
void mbm_server_set_state (MbmServer *self, MbmServerState state);
void mbm_server_set_uri (MbmServer *self, const char *uri);

/* mbm-server.c */
void mbm_server_emit_client (MbmServer *self, MbmServerClient *client, gboolean added);

/* mbm-server-lifecycle.c */
void mbm_server_check_stopped (MbmServer *self);
void mbm_server_abandon (MbmServer *self);

/* mbm-server-handlers.c */
MbmServerHandlers *mbm_server_handlers_new (void);
void mbm_server_handlers_free (MbmServerHandlers *self);
void mbm_server_handlers_call (MbmServer *server, MbmServerRequest *request);
void mbm_server_handlers_route (MbmServer *server, MbmServerRequest *request);
void mbm_server_clear_router (MbmServer *self);
void mbm_server_handlers_call_event (MbmServer *server, MbmServerClient *client, MbmMessage *event);

/* mbm-server-contract.c */
void mbm_server_update_chain (MbmServer *self);
gboolean mbm_server_set_contract (MbmServer *self, MbmContract *contract);
gboolean mbm_server_set_access_control (MbmServer *self, MbmAccessControl *access_control);
void mbm_server_set_answer_check (MbmServer *self, int answer_check);
void mbm_server_set_check_payloads (MbmServer *self, gboolean check_payloads);
void mbm_server_clear_contract (MbmServer *self);
MbmAccessRule *mbm_server_find_event_rule (MbmServer *self, const char *event);
gboolean mbm_server_rule_admits (MbmServer *self, MbmAccessRule *rule, MbmServerConnection *connection);

/* mbm-server-clients.c */
void mbm_server_add_client (MbmServer *self, MbmServerConnection *connection, MbmServerClient *client);
void mbm_server_remove_client (MbmServer *self, MbmServerConnection *connection, const char *reason);
void mbm_server_announce_connected (MbmServer *self, MbmServerClient *client);
MbmServerConnection *mbm_server_require_client (MbmServer *self, const char *client_id, GError **error);
gboolean mbm_server_check_size (MbmServer *self, MbmMessage *message, GError **error);
MbmServerConnection *mbm_server_lookup_connection (MbmServer *self, const char *client_id);
gboolean mbm_server_is_full (MbmServer *self);
gboolean mbm_server_make_anonymous (MbmServer *self, MbmServerConnection *connection);
void mbm_server_send_to_all (MbmServer *self, MbmMessage *message);

/* mbm-server-dialect.c */
void mbm_server_dialect_begin (MbmServer *self, MbmServerConnection *connection);
void mbm_server_dialect_name (MbmServer *self, MbmServerConnection *connection);
void mbm_server_dialect_recognize (MbmServer *self, MbmServerConnection *connection, GBytes *frame);
MbmMessage *mbm_server_dialect_make_goodbye (MbmServer *self, MbmServerClient *client, const char *reason);

/* mbm-server-dispatch.c */
void mbm_server_dispatch (MbmServer *self, MbmServerConnection *connection, MbmMessage *message);

/* mbm-server-system.c */
gboolean mbm_server_system_is_open (const char *name);
void mbm_server_system_handle (MbmServer *self, MbmServerRequest *request);

/* mbm-server-auth.c */
gint64 mbm_server_get_token_end (MbmServer *self, gint64 expires_at);
MbmTokenStatus mbm_server_lookup_token (MbmServer *self, const char *text, MbmToken **token);
void mbm_server_handle_logout (MbmServer *self, MbmServerRequest *request);

/* mbm-server-login.c */
void mbm_server_end_login (MbmServerConnection *connection);
void mbm_server_login_by_context (MbmServer *self, MbmServerRequest *request);
void mbm_server_handle_login (MbmServer *self, MbmServerRequest *request);

/* mbm-server-timers.c */
void mbm_server_timers_start (MbmServer *self);
void mbm_server_timers_stop (MbmServer *self);
void mbm_server_timers_restart_beat (MbmServer *self);
void mbm_server_timers_restart_probe (MbmServer *self);
void mbm_server_timers_update_watch (MbmServer *self);
void mbm_server_timers_reap_soon (MbmServer *self);
void mbm_server_timers_pump_at (MbmServer *self, gint64 time);
GSource *mbm_server_timers_add (MbmServer *self, const char *name, GSourceFunc func);

/* mbm-server-tap.c */
void mbm_server_tap (MbmServer *self, MbmServerConnection *connection, MbmTapRecord *record);
void
mbm_server_tap_kind (MbmServer *self, MbmServerConnection *connection, MbmTapKind kind, const char *reason);
void mbm_server_tap_message (MbmServer *self,
                             MbmServerConnection *connection,
                             MbmTapKind kind,
                             MbmMessage *message,
                             MbmTapFlags flags);

G_END_DECLS
