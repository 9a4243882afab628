/* sbx-sent-message.h — something that was sent by hand, for the history
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Properties: event (boolean), name, payload, context (strings; the last nullable), outcome (string,
 * notifying: how it went), time (int64 µs real). */
#define SBX_TYPE_SENT_MESSAGE (sbx_sent_message_get_type ())
G_DECLARE_FINAL_TYPE (SbxSentMessage, sbx_sent_message, SBX, SENT_MESSAGE, GObject)

SbxSentMessage *
sbx_sent_message_new (gboolean event, const char *name, const char *payload, const char *context);
gboolean sbx_sent_message_is_event (SbxSentMessage *self);
const char *sbx_sent_message_get_name (SbxSentMessage *self);
const char *sbx_sent_message_get_payload (SbxSentMessage *self);
const char *sbx_sent_message_get_context (SbxSentMessage *self);
void sbx_sent_message_set_outcome (SbxSentMessage *self, const char *outcome);

G_END_DECLS
