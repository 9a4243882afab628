/* mbm-http-session-private.h — a client of an HTTP service, as a channel
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-http-connection-private.h"

G_BEGIN_DECLS

#define MBM_TYPE_HTTP_SESSION (mbm_http_session_get_type ())

G_DECLARE_FINAL_TYPE (MbmHttpSession, mbm_http_session, MBM, HTTP_SESSION, MbmChannel)

typedef enum
{
  MBM_HTTP_SESSION_TRANSIENT, /* for one request of somebody without a connection id */
  MBM_HTTP_SESSION_STREAM,    /* for as long as an event stream without one is open */
  MBM_HTTP_SESSION_LASTING,   /* until it ends; begins with its registration */
} MbmHttpSessionKind;

MbmHttpSession *mbm_http_session_new (MbmHttpHub *hub, MbmHttpSessionKind kind);
const char *mbm_http_session_get_id (MbmHttpSession *self);

/* @connection carries the request, whose answer goes there. */
void mbm_http_session_take_request (MbmHttpSession *self,
                                    MbmHttpConnection *connection,
                                    const char *id,
                                    const char *name,
                                    gboolean in_result,
                                    GBytes *frame);
/* An event, or an answer to a request of the server's. */
void mbm_http_session_take_frame (MbmHttpSession *self, MbmHttpConnection *connection, GBytes *frame);
/* Something that is no message. */
void mbm_http_session_take_refused (MbmHttpSession *self,
                                    MbmHttpConnection *connection,
                                    GBytes *bytes,
                                    const GError *error);
void
mbm_http_session_take_stream (MbmHttpSession *self, MbmHttpConnection *connection, const char *last_event_id);

/* @connection does not belong to it any more. */
void mbm_http_session_release (MbmHttpSession *self, MbmHttpConnection *connection);
/* Some of what was queued on @connection is written. */
void mbm_http_session_written (MbmHttpSession *self, MbmHttpConnection *connection);

G_END_DECLS
