/* mbm-server-streams-private.h — the streams that a server sends to one client
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-server-connection-private.h"
#include "mbm-stream-writer.h"

G_BEGIN_DECLS

/* As long as no more than this waits in the channel, the next item of a stream goes there. Everything else
 * waits in the streams' own queues: answers and events overtake it, and streams take turns. */
#define MBM_SERVER_STREAM_PORTION (128 * 1024)

/* One stream. Its writer is what the application holds of it; without one it lives until everything that was
 * queued has been sent. */
typedef struct
{
  guint ref_count;
  MbmServerConnection *connection; /* NULL once the client is gone or has cancelled */
  MbmStreamWriter *writer;         /* NULL once nobody holds it */
  char *id;
  char *note; /* (nullable): the request's, for who monitors */
  MbmContext *context;
  GQueue frames; /* MbmMessage */
  gsize queued;
  gboolean last; /* is queued: the stream goes with it */
  GList link;    /* in the connection's list of streams that have something to send */
} MbmServerStream;

MbmServerStream *mbm_server_stream_ref (MbmServerStream *self);
void mbm_server_stream_unref (MbmServerStream *self);
gboolean mbm_server_stream_check (MbmServerStream *self, MbmMessage *message, GError **error);
void mbm_server_stream_push (MbmServerStream *self, MbmMessage *message, gboolean last);

gboolean mbm_server_streams_take_cancel (MbmServerConnection *connection, MbmMessage *event);
void mbm_server_streams_free (MbmServerStreams *self, const char *reason);
void mbm_server_streams_drained (MbmServerConnection *connection);
gboolean mbm_server_streams_pump_cb (gpointer data);

/* mbm-stream-writer.c */
MbmStreamWriter *
mbm_stream_writer_new (MbmServerStream *stream, const char *client_id, const char *closed_reason);
void mbm_stream_writer_drained (MbmStreamWriter *self);
void mbm_stream_writer_cancelled (MbmStreamWriter *self, const char *reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmServerStream, mbm_server_stream_unref)

G_END_DECLS
