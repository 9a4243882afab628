/* mbm-http-connection-private.h — one connection of an HTTP service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-http-hub-private.h"
#include "mbm-tls-gate-private.h"
#include "mbm-tls-private.h"

G_BEGIN_DECLS

typedef enum
{
  MBM_HTTP_CONNECTION_NEW,     /* in nobody's books yet */
  MBM_HTTP_CONNECTION_IDLE,    /* between two requests */
  MBM_HTTP_CONNECTION_PENDING, /* a request is coming in, or a refusal going out */
  MBM_HTTP_CONNECTION_BUSY,    /* a session answers, or sends its events */
  MBM_HTTP_CONNECTION_GONE,
} MbmHttpConnectionUse;

/* Takes @fd. @gate and @settings: (nullable): if it is to be encrypted; they stay with the hub. Belongs to
 * itself until it is gone, and tells the hub, whose lists it has links for. */
MbmHttpConnection *mbm_http_connection_new (MbmHttpHub *hub,
                                            int fd,
                                            const char *address,
                                            MbmTlsGate *gate,
                                            MbmTlsSettings *settings);
MbmHttpConnection *mbm_http_connection_ref (MbmHttpConnection *self);
void mbm_http_connection_unref (MbmHttpConnection *self);
/* Ends it without a word. */
void mbm_http_connection_cut (MbmHttpConnection *self);
/* As soon as the answer that is being written is. */
void mbm_http_connection_close_after (MbmHttpConnection *self);

MbmHttpConnectionUse mbm_http_connection_get_use (MbmHttpConnection *self);
/* What the hub took it for last. */
MbmHttpConnectionUse mbm_http_connection_get_counted (MbmHttpConnection *self);
void mbm_http_connection_set_counted (MbmHttpConnection *self, MbmHttpConnectionUse use);
GList *mbm_http_connection_get_link (MbmHttpConnection *self);
GList *mbm_http_connection_get_idle_link (MbmHttpConnection *self);
const char *mbm_http_connection_get_address (MbmHttpConnection *self);
MbmHttpRequest *mbm_http_connection_get_request (MbmHttpConnection *self);

/* The session whose request it carries, which is told when it is free or gone. */
void mbm_http_connection_attach (MbmHttpConnection *self, MbmHttpSession *session);

/* Ends the request that is under way; once for each. @body: (nullable): JSON. @header: (nullable): further
 * lines, each with its CR LF. */
void mbm_http_connection_answer (MbmHttpConnection *self, guint status, const char *header, GBytes *body);
/* The same without the second half of @body, which is written at once: it is going to be cut. */
void mbm_http_connection_cut_short (MbmHttpConnection *self, guint status, const char *header, GBytes *body);
void mbm_http_connection_answer_refusal (MbmHttpConnection *self, const MbmHttpRefusal *refusal);

/* From now on events are written. */
void mbm_http_connection_begin_stream (MbmHttpConnection *self);
void mbm_http_connection_write (MbmHttpConnection *self, const char *text, gsize length);
void mbm_http_connection_write_bytes (MbmHttpConnection *self, GBytes *bytes);
gsize mbm_http_connection_get_queued (MbmHttpConnection *self);
/* What is queued is written, for as long as that may take, and then it is closed. */
void mbm_http_connection_end_stream (MbmHttpConnection *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmHttpConnection, mbm_http_connection_unref)

G_END_DECLS
