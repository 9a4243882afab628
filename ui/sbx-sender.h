/* sbx-sender.h — sends what was written, and shows what comes of it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-answer-view.h"
#include "sbx-console.h"

G_BEGIN_DECLS

/**
 * SbxSender:
 *
 * Sends drafts through an endpoint, one at a time: gives placeholders their values, remembers in the history
 * what was sent and how it went, takes values from the answer, and shows it in an answer view. What is under
 * way when it goes is cancelled.
 *
 * Property: busy (boolean, read-only, notifying): something is under way.
 */
#define SBX_TYPE_SENDER (sbx_sender_get_type ())
G_DECLARE_FINAL_TYPE (SbxSender, sbx_sender, SBX, SENDER, GObject)

SbxSender *sbx_sender_new (SbxConsole *console, SbxEndpoint *endpoint, SbxAnswerView *view);
void sbx_sender_send (SbxSender *self, SbxDraft *draft, const char *const *recipients);
void sbx_sender_cancel (SbxSender *self);
gboolean sbx_sender_get_busy (SbxSender *self);
const char *sbx_sender_get_last_trace (SbxSender *self);

G_END_DECLS
