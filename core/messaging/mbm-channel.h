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
 * @received: (nullable): a text message came in. The text is UTF-8; that it is JSON has not been checked yet
 * @refused: (nullable): something came in that is no text message: the bytes as far as they were read, and
 * why. After [error@Mbm.Error.UNSUPPORTED_DATA] (a binary message) the connection goes on; after anything
 * else it cannot, and @closed follows
 * @closed: (nullable): the channel is closed. Called once, and nothing after it. `code` is the close code the
 * peer sent, or 0 if none was received; `error` is set if the connection was lost rather than closed in order
 * @drained: (nullable): no more waits to be written than [method@Mbm.Channel.watch_queue] was told. May be
 * called from within any call: it is to take note, and to send from the main context
 * @alive: (nullable): the peer gave a sign of life that is no message, such as the answer to
 * [method@Mbm.Channel.ping]
 *
 * Who receives what a channel has to tell.
 *
 * Plain functions rather than signals, because this is the way of every message. All of them are called on
 * the channel's main context. A receiver may send on, close or unref the channel from within: the channel
 * holds a reference on itself while it calls. What it is handed is borrowed, and valid during the call. A
 * receiver must not run the main context itself: until it returns, nothing comes in or goes out on the
 * channels of that context.
 *
 * Since: 0.1
 */
typedef struct
{
  void (*received) (MbmChannel *channel, GBytes *text, gpointer user_data);
  void (*refused) (MbmChannel *channel, GBytes *bytes, const GError *error, gpointer user_data);
  void (
    *closed) (MbmChannel *channel, guint code, const char *reason, const GError *error, gpointer user_data);
  void (*drained) (MbmChannel *channel, gpointer user_data);
  void (*alive) (MbmChannel *channel, gpointer user_data);
} MbmChannelReceiver;

/**
 * MbmChannelClass:
 * @parent_class: the parent
 * @set_flowing: begin to read and report, or hold back. Called when a receiver is set and when it is detached
 * @send: queue one text message
 * @close: begin an orderly close; called once at most
 * @abort: cut the connection; called once at most, and never after the channel was closed
 * @get_queued: how many bytes wait to be written
 * @watch_queue: (nullable): [method@Mbm.Channel.emit_drained] is wanted once no more than `mark` bytes wait.
 *   Only for a channel that does not call that after each write anyway
 * @ping: (nullable): ask the peer for a sign of life. Never called after a close was begun. %NULL if this
 * kind of connection has nothing of that sort
 * @ready: (nullable): a client has registered, or will not
 * @forget: (nullable): nobody waits for the answer to that request any more
 * @cut_short: (nullable): write about half of what the text is on the wire; it is cut then. Called once at
 * most, and never after a close was begun
 *
 * What a kind of connection implements.
 *
 * Since: 0.1
 */
struct _MbmChannelClass
{
  GObjectClass parent_class;

  void (*set_flowing) (MbmChannel *self, gboolean flowing);
  gboolean (*send) (MbmChannel *self, GBytes *text, GError **error);
  void (*close) (MbmChannel *self, guint code, const char *reason);
  void (*abort) (MbmChannel *self);
  gsize (*get_queued) (MbmChannel *self);
  void (*watch_queue) (MbmChannel *self, gsize mark);
  void (*ping) (MbmChannel *self);
  void (*ready) (MbmChannel *self);
  void (*forget) (MbmChannel *self, const char *request_id);
  void (*cut_short) (MbmChannel *self, GBytes *text);

  /*< private >*/
  gpointer padding[3];
};

MBM_AVAILABLE_IN_ALL
void mbm_channel_set_receiver (MbmChannel *self, const MbmChannelReceiver *receiver, gpointer user_data);

MBM_AVAILABLE_IN_ALL
gboolean mbm_channel_send (MbmChannel *self, GBytes *text, GError **error);
MBM_AVAILABLE_IN_ALL
gboolean mbm_channel_ping (MbmChannel *self);
MBM_AVAILABLE_IN_ALL
void mbm_channel_close (MbmChannel *self, guint code, const char *reason);
MBM_AVAILABLE_IN_ALL
void mbm_channel_abort (MbmChannel *self);
MBM_AVAILABLE_IN_ALL
gsize mbm_channel_get_queued (MbmChannel *self);
MBM_AVAILABLE_IN_ALL
void mbm_channel_watch_queue (MbmChannel *self, gsize mark);
MBM_AVAILABLE_IN_ALL
gboolean mbm_channel_is_closed (MbmChannel *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_channel_get_address (MbmChannel *self);
MBM_AVAILABLE_IN_ALL
const char *const *mbm_channel_get_headers (MbmChannel *self);

/* For subclasses. */
MBM_AVAILABLE_IN_ALL
void mbm_channel_set_peer (MbmChannel *self, const char *address, const char *const *headers);
MBM_AVAILABLE_IN_ALL
gboolean mbm_channel_is_flowing (MbmChannel *self);
MBM_AVAILABLE_IN_ALL
void mbm_channel_emit_received (MbmChannel *self, GBytes *text);
MBM_AVAILABLE_IN_ALL
void mbm_channel_emit_refused (MbmChannel *self, GBytes *bytes, const GError *error);
MBM_AVAILABLE_IN_ALL
void mbm_channel_emit_drained (MbmChannel *self);
MBM_AVAILABLE_IN_ALL
void mbm_channel_emit_alive (MbmChannel *self);
MBM_AVAILABLE_IN_ALL
void mbm_channel_emit_closed (MbmChannel *self, guint code, const char *reason, const GError *error);
MBM_AVAILABLE_IN_ALL
void mbm_channel_emit_closed_later (MbmChannel *self, guint code, const char *reason, const GError *error);

G_END_DECLS
