/* mbm-ws-channel-state-private.h — what the parts of a WebSocket share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-poller-private.h"
#include "mbm-ws-channel-private.h"
#include "mbm-ws-codec-private.h"

G_BEGIN_DECLS

/* While more than this waits to be written, only the latest ping will be answered: whoever pings and does not
 * read cannot make us keep the answers. */
#define MAX_QUEUED_FOR_PONG (16 * 1024)

/* Owned by whoever holds a reference; lives on the thread of its poller, and ends when the connection does or
 * the last reference is dropped. An idle one holds no buffer at all: what comes in is read into the poller's,
 * and only what is incomplete is kept, by the decoder. */
struct _MbmWsChannel
{
  MbmChannel parent_instance;

  MbmWatch watch;
  MbmSocket socket;
  MbmWsRole role;
  MbmOutQueue out;
  gsize max_queue_size;
  MbmWsDecoder decoder;

  GByteArray *early; /* what came behind the handshake, until there is a receiver */
  GError *failure;   /* why we end the connection */
  MbmWsItem *pong;   /* the ping to answer when the queue is short again */
  char *peer_reason;
  guint peer_code;

  guint is_flowing : 1;
  guint is_blocked : 1; /* the queue waits for EPOLLOUT */
  guint is_broken : 1;  /* writing failed: reading will tell how */
  guint close_sent : 1;
  guint close_received : 1;
  guint is_discarding : 1; /* we end the connection: what still comes in is of no interest */
  guint has_shut_down : 1;
};

/* The connection is over. */
static inline gboolean
mbm_ws_channel_is_over (MbmWsChannel *self)
{
  return self->socket.fd < 0;
}

/* mbm-ws-channel.c */
/* Calls nobody but who watches the queue: what goes wrong is found again by reading. */
void mbm_ws_channel_write (MbmWsChannel *self);
void mbm_ws_channel_queue_close (MbmWsChannel *self, guint code, const char *reason);
/* It is over. Takes @error: (nullable): how it was lost. */
void mbm_ws_channel_finish (MbmWsChannel *self, GError *error);

/* mbm-ws-channel-input.c */
void mbm_ws_channel_read (MbmWsChannel *self);
void mbm_ws_channel_take_early (MbmWsChannel *self);

G_END_DECLS
