/* mbm-http-session-state-private.h — what the parts of an HTTP session share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-http-connection-private.h"
#include "mbm-http-event-log-private.h"
#include "mbm-http-session-private.h"

G_BEGIN_DECLS

/* What the server says against something that has no answer of its own. */
typedef struct
{
  char *code;
  char *message;
  GBytes *details;
} MbmHttpObjection;

/* The server owns it until it is closed. Its connections know it, and it them; neither holds the other. */
struct _MbmHttpSession
{
  MbmChannel parent_instance;

  MbmHttpHub *hub;
  MbmHttpSessionKind kind;
  char id[37];

  GPtrArray *connections; /* MbmHttpConnection: all that carry something of it */
  GHashTable *exchanges;  /* request id → what waits for its answer */
  MbmHttpConnection *stream;
  MbmHttpEventLog log;
  guint64 n_streamed; /* the last event that was written onto a stream */
  MbmHttpObjection *objection;

  guint end_code;
  char *end_reason;
  gboolean is_registered;
  gboolean is_ending;
  gboolean is_cut; /* what is sent now is not sent to its end */
};

/* mbm-http-session.c */
void mbm_http_session_attach (MbmHttpSession *self, MbmHttpConnection *connection);
/* What was begun is written to its end, and then the channel is closed. @code and @reason: as if the client
 * had said them. */
void mbm_http_session_end (MbmHttpSession *self, guint code, const char *reason, const char *answer);

/* mbm-http-session-stream.c */
gboolean
mbm_http_session_send_event (MbmHttpSession *self, GBytes *frame, MbmMessage *message, GError **error);
/* So that the client knows that the end of its stream is the end of all. */
void mbm_http_session_write_close (MbmHttpSession *self, guint code, const char *reason);

G_END_DECLS
