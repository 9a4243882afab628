/* sbx-learner-private.h — learns from an endpoint's traffic
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-learnt-book-private.h"
#include "sbx-store.h"

G_BEGIN_DECLS

/**
 * SbxLearner:
 *
 * Reads what the store has of an endpoint and learns from it, in a thread of the pool: nothing of that is on
 * the way of a message. Somebody has to ask for it first. Then the newest 20,000 records are looked at, of
 * each name the newest 100 messages, and once those of names that are older; from then on what is new, at
 * most once a second 2,000 records and of each name 20 messages. What is passed over is counted.
 *
 * Nothing of it is kept: at the next start it is learnt again from the store, which has the traffic. When the
 * endpoint's traffic is cleared, what was learnt of it is forgotten.
 *
 * Main thread. Signal `learnt`: there is another book.
 */
#define SBX_TYPE_LEARNER (sbx_learner_get_type ())
G_DECLARE_FINAL_TYPE (SbxLearner, sbx_learner, SBX, LEARNER, GObject)

SbxLearner *sbx_learner_new (SbxStore *store, const char *endpoint_id);
/* From now on somebody is interested. */
void sbx_learner_want (SbxLearner *self);
/* What was learnt so far. (transfer none) */
SbxLearntBook *sbx_learner_get_book (SbxLearner *self);
/* Learns all that is in the store now. */
void sbx_learner_catch_up_async (SbxLearner *self, GAsyncReadyCallback callback, gpointer user_data);

G_END_DECLS
