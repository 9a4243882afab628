/* mbm-client-private.h — what the parts of a client share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-backoff-private.h"
#include "mbm-cancel-private.h"
#include "mbm-client.h"
#include "mbm-event-handlers-private.h"
#include "mbm-http-settings-private.h"
#include "mbm-pending-private.h"
#include "mbm-tls-private.h"

G_BEGIN_DECLS

/* Where the session is. The status that is seen from outside follows from it:
 *
 *   IDLE ──connect──▶ OPENING ▶ LOGGING_IN ▶ REGISTERING ▶ LOGGING_IN_LATE ▶ SUBSCRIBING ▶ READY
 *    ▲                   ▲  a step that does not apply is passed over                        │
 *    │                   └──────── interval ──────── WAITING ◀──── connection lost ──────────┘
 *    └──── closed ──── CLOSING ◀──── disconnect, from anywhere
 *
 * A first attempt that fails ends in IDLE, a later one in WAITING. */
typedef enum
{
  MBM_CLIENT_PHASE_IDLE,
  MBM_CLIENT_PHASE_OPENING,
  MBM_CLIENT_PHASE_LOGGING_IN,
  MBM_CLIENT_PHASE_REGISTERING,
  MBM_CLIENT_PHASE_LOGGING_IN_LATE, /* for servers that want to know a client before they know its user */
  MBM_CLIENT_PHASE_SUBSCRIBING,
  MBM_CLIENT_PHASE_READY,
  MBM_CLIENT_PHASE_WAITING,
  MBM_CLIENT_PHASE_CLOSING,
} MbmClientPhase;

typedef struct
{
  char *id;        /* ours: stays the same */
  char *server_id; /* the server's `subscriptionId`; NULL while there is none */
  char **events;
  GBytes *filter;
} MbmSubscription;

typedef struct _MbmClientStreams MbmClientStreams;

struct _MbmClient
{
  GObject parent_instance;

  GMainContext *context;
  MbmCancelHandle *handle;

  /* What it was told to be. */
  char *id;
  char *client_type;
  char **capabilities;
  GBytes *metadata;
  char **headers;
  guint reconnect_interval;
  guint reconnect_max_interval;
  double reconnect_factor;
  double reconnect_jitter;
  guint max_reconnect_attempts;
  guint heartbeat_interval;
  guint request_timeout;
  guint handshake_timeout;
  MbmHttpClientSettings http;
  guint64 max_message_size;
  guint64 max_queue_size;
  MbmTlsOptions tls;
  guint max_reconnect_delay;
  MbmDialect wanted_dialect;
  gboolean auto_reconnect;
  gboolean registers;

  /* The session: mbm-client-session.c, mbm-client-handshake.c, mbm-client-connect.c. */
  MbmClientPhase phase;
  MbmClientStatus status;
  GError *error;
  char *uri;
  char *connection_id;
  char *server_id;
  MbmDialect dialect;
  char *farewell;         /* the reason of a `$disconnected` that was about us, or of `system.shutdown` */
  gint64 reconnect_delay; /* what `system.shutdown` asks for, in milliseconds; -1: nothing */
  GTask *connect_task;
  GPtrArray *disconnect_tasks;
  GCancellable *opening;
  MbmChannel *channel;
  guint generation; /* grows with each attempt: what belongs to an older one is ignored */
  guint n_connections;
  guint n_attempts;      /* since the connection was lost */
  gint64 lost_time;      /* monotonic microseconds, as the next */
  gint64 retry_time;     /* 0: none is scheduled */
  char *connection_name; /* of the tap */
  guint n_steps;         /* answers the present phase waits for */
  gboolean login_late;
  GSource *session_timer; /* until the next attempt, or until a close is cut short */

  /* Requests: mbm-client-requests.c. */
  MbmPendingTable *pending;
  GSource *pending_timer;
  char *id_prefix;
  guint64 last_serial;

  /* In whose name: mbm-client-send.c. */
  MbmContext *plain_context;  /* with our id */
  MbmContext *signed_context; /* and with the token */

  /* Streams: mbm-client-streams.c. */
  MbmClientStreams *streams; /* NULL until one is asked for */

  /* The server's requests: mbm-client-request.c. */
  GHashTable *request_handlers; /* NULL until there is one */
  guint n_server_requests;
  guint max_server_requests;

  /* Requests that are made again: mbm-client-retry.c. */
  gpointer retry_policy; /* MbmRetryPolicy; NULL: none is */

  /* The account: mbm-client-account.c. */
  MbmUser *user;
  char *token;
  gint64 token_expires_at;
  gboolean login_is_taken; /* it was made by something else than `$login`, which would not know the token */

  /* Subscriptions: mbm-client-subscriptions.c. */
  GPtrArray *subscriptions;
  guint last_subscription;

  /* Signs of life: mbm-client-liveness.c. */
  guint64 ttl; /* milliseconds, 0: the server did not say */
  GSource *heartbeat_timer;
  GSource *watchdog;
  gint64 received_time; /* monotonic microseconds, as all below */
  gint64 server_beat_time;
  gint64 server_beat_gap; /* the longest seen on this connection */

  MbmEventHandlers *handlers;

  MbmTapFunc tap;
  gpointer tap_data;
  GDestroyNotify tap_destroy;
};

/* mbm-client.c */
GSource *mbm_client_add_timer (MbmClient *self, guint milliseconds, int priority, GSourceFunc func);
void mbm_client_clear_timer (GSource **timer);

/* mbm-client-settings.c */
extern const MbmFieldTable mbm_client_settings;

/* mbm-client-properties.c */
void mbm_client_properties_install (GObjectClass *object_class);
void mbm_client_set_status (MbmClient *self, MbmClientStatus status, const GError *error);
void mbm_client_set_connection (MbmClient *self, char *connection_id, char *server_id);
void mbm_client_set_user (MbmClient *self, MbmUser *user);
void mbm_client_set_uri (MbmClient *self, const char *uri);

/* mbm-client-dialect.c */
gboolean mbm_client_registers (MbmClient *self);
gboolean mbm_client_note_shutdown (MbmClient *self, MbmMessage *event);
MbmMessage *mbm_client_read (MbmClient *self, GBytes *text, GError **error);

/* mbm-client-tap.c */
void mbm_client_tap (MbmClient *self, MbmTapRecord *record);
void mbm_client_tap_message (MbmClient *self, MbmTapKind kind, MbmTapFlags flags, MbmMessage *message);
void mbm_client_report_error (MbmClient *self, const GError *error);
void mbm_client_report_failure (MbmClient *self, const GError *error);

/* mbm-client-receive.c */
extern const MbmChannelReceiver mbm_client_receiver;

/* mbm-client-session.c */
void mbm_client_session_attempt (MbmClient *self);
void mbm_client_session_fail (MbmClient *self, const GError *error);
void mbm_client_session_give_up (MbmClient *self, const GError *error);
void mbm_client_session_lost (MbmClient *self, guint code, const char *reason, const GError *error);
void mbm_client_session_detach (MbmClient *self);
void mbm_client_session_forget (MbmClient *self);
void mbm_client_session_dispose (MbmClient *self);

/* mbm-client-reconnect.c */
void mbm_client_session_set_phase (MbmClient *self, MbmClientPhase phase);
GError *mbm_client_session_end (MbmClient *self, gboolean may_reconnect, const GError *error);

/* mbm-client-handshake.c */
void mbm_client_session_enter (MbmClient *self, MbmClientPhase phase);

/* mbm-client-requests.c */
void mbm_client_requests_init (MbmClient *self);
void mbm_client_requests_dispose (MbmClient *self);
gboolean mbm_client_ask (MbmClient *self,
                         const char *name,
                         GBytes *payload,
                         MbmContext *context,
                         guint timeout,
                         GCancellable *cancellable,
                         MbmPendingFunc func,
                         gpointer user_data,
                         GError **error);
gboolean mbm_client_requests_own (MbmClient *self, const char *id);
void mbm_client_requests_answered (MbmClient *self, MbmMessage *answer);
void mbm_client_requests_fail (MbmClient *self, GPtrArray *pending, const GError *error);

/* mbm-client-calls.c */
gboolean mbm_client_is_open (MbmClient *self);
gboolean mbm_client_check_open (MbmClient *self, GError **error);
void mbm_client_ask_for_task (MbmClient *self,
                              GTask *task,
                              const char *name,
                              GBytes *payload,
                              MbmContext *context,
                              guint timeout,
                              MbmPendingFunc done);

/* mbm-client-send.c */
void mbm_client_context_changed (MbmClient *self);
MbmContext *mbm_client_get_plain_context (MbmClient *self);
MbmContext *mbm_client_dup_context (MbmClient *self, MbmContext *context);
gboolean mbm_client_send (MbmClient *self, MbmMessage *message, GError **error);
gboolean mbm_client_send_event (MbmClient *self,
                                const char *name,
                                GBytes *payload,
                                MbmContext *context,
                                GError **error);

/* mbm-client-request.c */
void mbm_client_request_received (MbmClient *self, MbmMessage *message);

/* mbm-client-streams.c */
void mbm_client_streams_received (MbmClient *self, MbmMessage *event);
void mbm_client_streams_late_answer (MbmClient *self, guint64 serial, MbmMessage *answer);
void mbm_client_streams_fail (MbmClient *self, const GError *error);
void mbm_client_streams_dispose (MbmClient *self);

/* mbm-client-events.c */
void mbm_client_events_received (MbmClient *self, MbmMessage *event);

/* mbm-client-account.c */
GBytes *mbm_client_account_make_login (const char *username, const char *password, const char *token);
MbmUser *mbm_client_account_take_result (MbmClient *self,
                                         MbmMessage *answer,
                                         const char *username,
                                         const char *token,
                                         GError **error);
void mbm_client_account_forget (MbmClient *self);

/* mbm-client-subscriptions.c */
void mbm_subscription_free (MbmSubscription *self);
guint mbm_client_subscriptions_renew (MbmClient *self, MbmPendingFunc func, gpointer user_data);
void mbm_client_subscriptions_forget (MbmClient *self);

/* mbm-client-liveness.c */
void mbm_client_liveness_start (MbmClient *self);
void mbm_client_liveness_stop (MbmClient *self);
void mbm_client_liveness_server_beat (MbmClient *self);

/* mbm-client-system.c */
gboolean mbm_client_check_system_answer (MbmMessage *answer, MbmJsonValue *data, GError **error);
gboolean mbm_client_check_system_success (MbmMessage *answer, MbmJsonValue *data, GError **error);

/* mbm-server-info.c */
MbmServerInfo *mbm_server_info_new_from_answer (MbmMessage *answer, GError **error);

G_END_DECLS
