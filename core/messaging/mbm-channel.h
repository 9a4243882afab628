/* mbm-channel.h — one open connection, whatever carries it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "mbm-error.h"

G_BEGIN_DECLS

#define MBM_TYPE_CHANNEL (mbm_channel_get_type ())

MBM_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (MbmChannel, mbm_channel, MBM, CHANNEL, GObject)

/**
 * MbmChannelReceiver:
 * @received: a text message came in; it is UTF-8, not yet checked to be JSON. (transfer none)
 * @refused: something came in that is no text message (binary, too large, bad UTF-8, a protocol violation): the bytes as far as
 *   they were read, and why. If the connection cannot survive it, @closed follows.
 * @closed: the channel is closed, once, and says nothing after it. @code is the peer's close code (0: none was received),
 *   @error is set if the connection was lost rather than closed in order.
 *
 * Who receives what a channel has to tell. Plain functions, not signals: this is the path of every message. The receiver may close or
 * unref the channel from within; the channel holds a reference on itself while it calls.
 */
typedef struct
{
  void (*received) (MbmChannel *channel, GBytes *text, gpointer user_data);
  void (*refused) (MbmChannel *channel, GBytes *bytes, const GError *error, gpointer user_data);
  void (*closed) (MbmChannel *channel, guint code, const char *reason, const GError *error, gpointer user_data);
} MbmChannelReceiver;

/**
 * MbmChannelClass:
 * @send: queue one text message; (transfer none). FALSE with QUEUE_FULL when the queue's limit would be passed, NOT_CONNECTED after closing.
 *   QUEUE_FULL changes nothing: whoever sends decides what to do.
 * @close: begin an orderly close: what is queued is written first, then the close frame; a peer that does not answer is cut off after
 *   some seconds. Calling it again does nothing.
 * @abort: cut the connection now; what is queued is lost.
 * @get_queued: bytes that wait to be written.
 */
struct _MbmChannelClass
{
  GObjectClass parent_class;

  gboolean (*send) (MbmChannel *self, GBytes *text, GError **error);
  void (*close) (MbmChannel *self, guint code, const char *reason);
  void (*abort) (MbmChannel *self);
  gsize (*get_queued) (MbmChannel *self);

  gpointer padding[8];
};

/* Starts the flow: nothing is reported, and nothing read, before a receiver is set. NULL detaches. */
MBM_AVAILABLE_IN_ALL
void mbm_channel_set_receiver (MbmChannel *self, const MbmChannelReceiver *receiver, gpointer user_data);

MBM_AVAILABLE_IN_ALL
gboolean mbm_channel_send (MbmChannel *self, GBytes *text, GError **error);
MBM_AVAILABLE_IN_ALL
void mbm_channel_close (MbmChannel *self, guint code, const char *reason);
MBM_AVAILABLE_IN_ALL
void mbm_channel_abort (MbmChannel *self);
MBM_AVAILABLE_IN_ALL
gsize mbm_channel_get_queued (MbmChannel *self);
MBM_AVAILABLE_IN_ALL
gboolean mbm_channel_is_closed (MbmChannel *self);

/* The peer's address as people read it, such as `127.0.0.1:51234` or `memory`. (nullable) */
MBM_AVAILABLE_IN_ALL
const char *mbm_channel_get_address (MbmChannel *self);

/* The peer's handshake headers, `Name: value` each. (nullable) (array zero-terminated=1) */
MBM_AVAILABLE_IN_ALL
const char *const *mbm_channel_get_headers (MbmChannel *self);

/* For subclasses. */
MBM_AVAILABLE_IN_ALL
void mbm_channel_set_peer (MbmChannel *self, const char *address, const char *const *headers);
MBM_AVAILABLE_IN_ALL
void mbm_channel_emit_received (MbmChannel *self, GBytes *text);
MBM_AVAILABLE_IN_ALL
void mbm_channel_emit_refused (MbmChannel *self, GBytes *bytes, const GError *error);
MBM_AVAILABLE_IN_ALL
void mbm_channel_emit_closed (MbmChannel *self, guint code, const char *reason, const GError *error);

G_END_DECLS
