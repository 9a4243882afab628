/* sbx-connection-private.h — what the parts of a connection share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-connection-backend-private.h"
#include "sbx-connection.h"
#include "sbx-endpoint-private.h"

G_BEGIN_DECLS

/* When a login is renewed. */
typedef struct
{
  guint timer;
  gint64 expires_at; /* ms: of the login it was planned for */
  gint64 renews_at;  /* ms, 0: it is not */
  guint serial;      /* counts what was remembered or forgotten, for who looks for it meanwhile */
} SbxRenewal;

struct _SbxConnection
{
  SbxEndpoint parent_instance;

  GListStore *history;
  GListStore *subscriptions;
  GListStore *questions;
  GListStore *peers;
  SbxPeer *server; /* (nullable) */
  SbxPeer *own;    /* (nullable) */
  GArray *pings;

  SbxConnectionStatus known; /* texts are owned; what is not a property is not kept */
  char *server_version;
  char **server_capabilities;
  gint64 server_uptime;
  gint64 server_clients;
  char *login_error;
  char *untrusted;
  char *remembered; /* (nullable) */
  SbxRenewal renewal;
  gint64 last_ping;
};

/* sbx-connection-news.c */
void sbx_connection_install_properties (GObjectClass *object_class);
/* @words: (nullable) */
void sbx_connection_set_login_error (SbxConnection *self, const char *words);
/* What kept an earlier attempt from the service or from being logged in. */
void sbx_connection_forget_refusals (SbxConnection *self);
/* Says in how many seconds it is tried again, as long as it waits for that. */
void sbx_connection_show_countdown (SbxConnection *self);

/* Logs in with what is remembered, if anything is. */
void sbx_connection_log_in_again (SbxConnection *self);
/* The same with @what is remembered: `password`, `token` or `payload`. The task's result is a boolean. */
void sbx_connection_log_in_with_async (SbxConnection *self,
                                       const char *what,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
/* Logs in by a request of the service's own; @task: (transfer full): its result is a boolean. */
void sbx_connection_log_in_by_request (SbxConnection *self, const SbxLoginRequest *login, GTask *task);

/* What a log-in left behind: @what: `password`, `token`, `payload` or NULL. */
void sbx_connection_set_remembered (SbxConnection *self, const char *what);

void sbx_connection_set_renews_at (SbxConnection *self, gint64 renews_at);
/* Plans it anew, if what it depends on has changed. */
void sbx_connection_update_renewal (SbxConnection *self);
void sbx_connection_clear_renewal (SbxConnection *self);

/* Sees that the traffic shows no secret of the login that the config has. */
void sbx_connection_mask_login (SbxConnection *self, const SbxLoginRequest *login);

/* The key of one of its secrets in SbxSecrets: `password`, `token`, `payload` or `header:NAME`; (transfer
 * full).
 */
char *sbx_connection_dup_key (const char *connection_id, const char *what);
/* The key for a header; (transfer full). */
char *sbx_connection_dup_header_key (const char *connection_id, const char *header);

/* Takes the values that are secrets out of the config's headers, and keeps them. */
void sbx_connection_keep_headers (SbxEndpointConfig *config, SbxSecrets *secrets);
/* Puts them back, in a copy that nothing is written of. */
void sbx_connection_fill_headers_async (SbxEndpointConfig *config,
                                        SbxSecrets *secrets,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean sbx_connection_fill_headers_finish (SbxEndpointConfig *config, GAsyncResult *result, GError **error);

G_END_DECLS
