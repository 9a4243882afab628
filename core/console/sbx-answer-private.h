/* sbx-answer-private.h — how answers are made
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-answer.h"
#include "sbx-stream-private.h"

G_BEGIN_DECLS

/* Engine thread. @message: (transfer full) */
SbxAnswer *sbx_answer_new (MbmMessage *message, gint64 latency, gint64 sequence);
/* Main thread: lets the stream flow, if there is one. @self: (nullable) (transfer full); returns it. */
SbxAnswer *sbx_answer_receive (SbxAnswer *self);
/* For sbx_call_return_pointer(). */
void sbx_answer_destroy (gpointer answer);

G_END_DECLS
