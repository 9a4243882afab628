/* sbx-connection-backend-private.h — the half of a connection that lives on the engine thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-client.h"

#include "sbx-backend-private.h"
#include "sbx-connection.h"
#include "sbx-peer-private.h"

G_BEGIN_DECLS

/**
 * SbxConnectionBackend:
 *
 * Owns an MbmClient, made anew for each connect, and tells its front of its status, account, pings and
 * figures.
 */
#define SBX_TYPE_CONNECTION_BACKEND (sbx_connection_backend_get_type ())
G_DECLARE_FINAL_TYPE (SbxConnectionBackend, sbx_connection_backend, SBX, CONNECTION_BACKEND, SbxBackend)

/* Status and account at one moment. */
typedef struct
{
  MbmClientStatus status;
  gint64 time;     /* µs real */
  gint64 retry_at; /* µs real: when it tries again, about; 0: it does not */
  char *error;     /* why it is in error or reconnects */
  char *untrusted; /* (nullable): the fingerprint of a certificate that is not trusted, which is why */
  char *address;
  char *client_id;
  char *connection_id;
  char *server_id;
  char *user;
  char *user_id;
  char **roles;
  gint64 token_expires_at; /* ms */
} SbxConnectionStatus;

void sbx_connection_status_free (gpointer status);

/* How it is: what changes with each message. */
typedef struct
{
  SbxPeerUpdate *server;
  SbxPeerUpdate *own;
  GHashTable *received; /* (nullable): subscription id → guint64 * */
} SbxConnectionFigures;

void sbx_connection_figures_free (gpointer figures);

/* What a command is given: what it has no use for is NULL. */
typedef struct
{
  SbxConnectionConfig *config; /* connect: a copy, with the headers' secrets in it */
  char *name;                  /* of the request or event; user name; id of the subscription */
  char *payload;               /* or filter */
  char *context;
  char *secret; /* password, or token if there is no name */
  char **events;
  guint timeout; /* ms */
} SbxConnectionArgs;

SbxConnectionArgs *sbx_connection_args_new (const char *name);
void sbx_connection_args_free (gpointer args);

/* Each an SbxCallFunc; data is SbxConnectionArgs. They return a boolean but where said otherwise. */
void sbx_connection_backend_connect (SbxCall *call, gpointer backend, gpointer args);
void sbx_connection_backend_disconnect (SbxCall *call, gpointer backend, gpointer args);
void sbx_connection_backend_apply (SbxCall *call, gpointer backend, gpointer args);
void sbx_connection_backend_request (SbxCall *call, gpointer backend, gpointer args); /* an SbxAnswer */
void sbx_connection_backend_request_stream (SbxCall *call, gpointer backend, gpointer args); /* the same */
void sbx_connection_backend_emit (SbxCall *call, gpointer backend, gpointer args);
void sbx_connection_backend_subscribe (SbxCall *call, gpointer backend, gpointer args); /* the id (char *) */
void sbx_connection_backend_unsubscribe (SbxCall *call, gpointer backend, gpointer args);
void sbx_connection_backend_login (SbxCall *call, gpointer backend, gpointer args);
/* Data is an SbxLoginResult: a login that was made by a request. */
void sbx_connection_backend_take_login (SbxCall *call, gpointer backend, gpointer result);
void sbx_connection_backend_logout (SbxCall *call, gpointer backend, gpointer args);
void sbx_connection_backend_ping (SbxCall *call, gpointer backend, gpointer args); /* an int: µs */
void sbx_connection_backend_get_info (SbxCall *call, gpointer backend, gpointer args);

void sbx_connection_backend_reply (SbxCall *call, gpointer backend, gpointer reply); /* data is SbxReply */

/* For the commands. */
MbmClient *sbx_connection_backend_get_client (SbxConnectionBackend *self);
gint64 sbx_connection_backend_get_sent_sequence (SbxConnectionBackend *self);
void sbx_connection_backend_tell_status (SbxConnectionBackend *self);
/* @round_trip: µs; -1: no answer came in time. */
void sbx_connection_backend_tell_ping (SbxConnectionBackend *self, gint64 round_trip);
void sbx_connection_backend_tell_info (SbxConnectionBackend *self, const MbmServerInfo *info);
void sbx_connection_backend_add_subscription (SbxConnectionBackend *self,
                                              const char *id,
                                              const char *const *events,
                                              const char *filter);
void sbx_connection_backend_remove_subscription (SbxConnectionBackend *self, const char *id);

/* The front's part. */
void sbx_connection_take_status (gpointer front, gpointer status);     /* SbxConnectionStatus */
void sbx_connection_take_figures (gpointer front, gpointer figures);   /* SbxConnectionFigures */
void sbx_connection_take_ping (gpointer front, gpointer ping);         /* SbxPing */
void sbx_connection_take_info (gpointer front, gpointer info);         /* MbmServerInfo */
void sbx_connection_take_login_error (gpointer front, gpointer words); /* char * */

G_END_DECLS
