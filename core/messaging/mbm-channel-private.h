/* mbm-channel-private.h — what the channels of this library share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-channel.h"

G_BEGIN_DECLS

/* How long a peer may take to answer a close frame, in milliseconds. */
#define MBM_CHANNEL_CLOSE_TIMEOUT 5000

/* The words of a close frame: 125 bytes less the code. */
#define MBM_CHANNEL_MAX_REASON 123

/* Of what is refused, so much is kept to be shown. */
#define MBM_CHANNEL_MAX_REFUSED (64u * 1024)

/* Nothing more can be sent: the peer closes, or is about to be told that we do. */
void mbm_channel_begin_closing (MbmChannel *self);

/* @reason as it fits into a close frame; (nullable). Cut between characters. */
char *mbm_channel_dup_reason (const char *reason);

/* What a transport tells the server of a channel, which server and client otherwise take for one like the
 * other.
 *
 * @id: the channel's own, which only its client is told; random. @transient: it is there for one
 * request of somebody who has not registered, and nobody is told that he came and went. */
void mbm_channel_set_id (MbmChannel *self, const char *id, gboolean transient);
const char *mbm_channel_get_id (MbmChannel *self);
gboolean mbm_channel_is_transient (MbmChannel *self);

/* Somebody is there, although nothing comes in. */
void mbm_channel_set_attended (MbmChannel *self, gboolean attended);
/* When somebody was there last, as g_get_monotonic_time() gives it; 0 if that was never said. */
gint64 mbm_channel_get_attended_time (MbmChannel *self);

/* What a client tells a channel: it has registered, or will not; and it does not wait for the answer to that
 * request any more. */
void mbm_channel_ready (MbmChannel *self);
void mbm_channel_forget (MbmChannel *self, const char *request_id);

/* What a server tells a channel: whoever has not registered gets nothing. */
void mbm_channel_set_needs_registration (MbmChannel *self, gboolean needs_registration);
gboolean mbm_channel_needs_registration (MbmChannel *self);

/* Writes what @text begins with on the wire, about half of it, and cuts the connection. */
void mbm_channel_cut_short (MbmChannel *self, GBytes *text);

/* And which HTTP status belongs to an error's code; 0: none in particular. NULL for nobody who would know. */
typedef guint (*MbmChannelStatusFunc) (const char *code, gpointer user_data);
void mbm_channel_set_status_func (MbmChannel *self, MbmChannelStatusFunc func, gpointer user_data);
guint mbm_channel_find_status (MbmChannel *self, const char *code);

G_END_DECLS
