/* mbm-server-connection-private.h — one connection of a server, from its handshake to its end
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-server-private.h"
#include "mbm-server-subscription-private.h"

G_BEGIN_DECLS

/* OPEN → CLOSING → CLOSED, or OPEN → CLOSED when the peer ends it. Whether a client is registered on it is
 * another matter: that is `client`. */
typedef enum
{
  MBM_CONNECTION_OPEN,
  MBM_CONNECTION_CLOSING, /* told to close: what comes in is monitored and ignored */
  MBM_CONNECTION_CLOSED,
} MbmConnectionState;

/* What goes over a connection; the client that is registered on it shows these figures. */
typedef struct
{
  gint64 activity_time;  /* monotonic, µs */
  gint64 heartbeat_time; /* µs since the Unix epoch; 0: never */
  guint64 n_heartbeats;
  guint64 messages_in;
  guint64 messages_out;
  guint64 bytes_in;
  guint64 bytes_out;
} MbmConnectionTraffic;

/* Owned by the server until it is closed; requests hold references too, to find out whether somebody still
 * waits. */
struct _MbmServerConnection
{
  guint ref_count;
  MbmConnectionState state;
  MbmServer *server;   /* NULL once closed or abandoned */
  MbmChannel *channel; /* NULL likewise */
  char id[37];
  MbmDialect dialect;  /* what it is sent, and expected to send */
  gboolean recognized; /* that is settled: else its first frame tells */
  char *close_reason;  /* why this side closes */
  guint close_code;

  MbmServerClient *client; /* NULL: nobody has registered */
  gboolean anonymous;      /* the client did not register: the server named it */
  gboolean transient;      /* for one request: nobody is told of its client, and the server's lists lack it */
  gboolean turned_away;    /* there was no room for it: it never counted */
  MbmServerSubscriptions *subscriptions;
  MbmServerAsks *asks;       /* NULL: it was never asked anything */
  MbmServerStreams *streams; /* NULL: none was ever started */
  MbmToken *token;           /* the login */
  MbmLogin *login;           /* the login under way */
  guint n_failed_logins;
  MbmToken *seen_token; /* what the last message's context.auth.token was, and stood for */
  char *seen_text;

  guint n_refused; /* in a row */
  guint n_outstanding;
  gsize outstanding_bytes;
  MbmConnectionTraffic traffic;
  gint64 opened_time; /* monotonic, µs */

  GList link;           /* in the server's connections */
  GList activity_link;  /* while open */
  GList undecided_link; /* while it may register or not */
  GList arrival_link;   /* while it has a client */
  GList doomed_link;    /* until the reaper comes */
  gboolean undecided;
  gboolean doomed;
  gboolean muted;    /* it gets no signs of life */
  gboolean cut_next; /* in the middle of the next answer */
};

void mbm_server_connection_open (MbmServer *server, MbmChannel *channel);
void mbm_server_connection_turn_away (MbmServer *server, MbmChannel *channel);
MbmServerConnection *mbm_server_connection_ref (MbmServerConnection *self);
void mbm_server_connection_unref (MbmServerConnection *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmServerConnection, mbm_server_connection_unref)

const char *mbm_server_connection_get_key (MbmServerConnection *self);
const char *mbm_server_connection_get_client_id (MbmServerConnection *self);
MbmUser *mbm_server_connection_get_user (MbmServerConnection *self);

/* A message of another dialect is translated: senders need not care. Without a message @frame has to be in
 * the connection's dialect, as answers are that follow their request. */
gboolean
mbm_server_connection_send (MbmServerConnection *self, GBytes *frame, MbmMessage *message, GError **error);
void mbm_server_connection_send_error (MbmServerConnection *self,
                                       const char *code,
                                       const char *message,
                                       GBytes *details);
void mbm_server_connection_say_goodbye (MbmServerConnection *self, const char *reason);
void mbm_server_connection_close (MbmServerConnection *self, guint code, const char *reason);
void mbm_server_connection_close_later (MbmServerConnection *self, guint code, const char *reason);
void mbm_server_connection_abort (MbmServerConnection *self);
/* Writes what @frame begins with, and cuts it off. */
void mbm_server_connection_cut_short (MbmServerConnection *self, GBytes *frame);
void mbm_server_connection_abandon (MbmServerConnection *self);
void mbm_server_connection_decide (MbmServerConnection *self);
void mbm_server_connection_leave (MbmServerConnection *self, const char *reason);
/* It is not open any more. */
void mbm_server_connection_leave_open (MbmServerConnection *self, MbmConnectionState state);
/* Lets go of the channel, and leaves the server. */
void mbm_server_connection_detach (MbmServerConnection *self);

/* mbm-server-receive.c */
extern const MbmChannelReceiver mbm_server_connection_receiver;
void mbm_server_connection_probe (MbmServerConnection *self);

G_END_DECLS
