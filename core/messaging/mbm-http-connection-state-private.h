/* mbm-http-connection-state-private.h — what the parts of an HTTP connection share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-http-body-private.h"
#include "mbm-http-connection-private.h"
#include "mbm-http-session-private.h"
#include "mbm-socket-private.h"
#include "mbm-tls-entry-private.h"

G_BEGIN_DECLS

/*   ENTERING ▶ HEAD, if it is encrypted
 *   HEAD ▶ BODY ▶ WAITING ▶ ANSWERING ▶ HEAD …
 *                    │          └▶ LINGERING, if it is to be closed
 *                    └▶ STREAMING
 */
typedef enum
{
  MBM_HTTP_ENTERING,
  MBM_HTTP_HEAD,
  MBM_HTTP_BODY,
  MBM_HTTP_WAITING,
  MBM_HTTP_ANSWERING,
  MBM_HTTP_STREAMING,
  MBM_HTTP_LINGERING,
  MBM_HTTP_GONE,
} MbmHttpConnectionState;

struct _MbmHttpConnection
{
  guint ref_count;
  MbmHttpHub *hub;
  MbmHttpSession *session; /* while it carries something of one; not held */
  MbmWatch watch;
  MbmSocket socket;
  MbmTlsEntry *entry; /* while ENTERING */
  MbmHttpConnectionState state;
  char *address;
  GList link;
  GList idle_link;
  MbmHttpConnectionUse counted;

  GByteArray *in; /* NULL: nothing is kept */
  MbmHttpRequest *request;
  MbmHttpBody body;
  MbmOutQueue out;
  gint64 phase_time;   /* monotonic, when the present state began */
  guint64 phase_bytes; /* that came or went in it */
  guint64 beat_bytes;  /* what it was when the stream was last looked at */

  guint has_served : 1; /* one request at least */
  guint close_after : 1;
  guint is_refusal : 1; /* the answer is one, and no session's */
  guint has_ended : 1;  /* nothing more comes in */
  guint is_ending : 1;  /* the stream is to be closed once all is written */
  guint is_processing : 1;
  guint is_blocked : 1; /* the queue waits for EPOLLOUT */
  guint is_broken : 1;  /* writing failed */
};

/* mbm-http-connection.c */
void mbm_http_connection_enter (MbmHttpConnection *self, MbmHttpConnectionState state);
/* It is over before a request was complete, and somebody may want to know why. */
void mbm_http_connection_lose (MbmHttpConnection *self, const char *problem);
/* Writes what the system takes. Calls nobody: what there is to tell is told from the main context. */
void mbm_http_connection_write_out (MbmHttpConnection *self);

/* mbm-http-connection-input.c */
gboolean mbm_http_connection_may_read (MbmHttpConnection *self);
void mbm_http_connection_read (MbmHttpConnection *self);
void mbm_http_connection_process (MbmHttpConnection *self);
void mbm_http_connection_refuse (MbmHttpConnection *self, MbmHttpRefusal *refusal);

G_END_DECLS
