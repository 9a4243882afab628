/* sbx-question.h — a request of a service that waits for the user's answer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "mbm-message.h"

G_BEGIN_DECLS

/**
 * SbxQuestion:
 *
 * A request that a service made, and that the user is to answer: see sbx_connection_answer_async().
 * Properties, constant: name (string), time (int64, µs since the epoch: when it came), deadline (int64, µs
 * since the epoch: when it is refused). Main thread.
 */
#define SBX_TYPE_QUESTION (sbx_question_get_type ())
G_DECLARE_FINAL_TYPE (SbxQuestion, sbx_question, SBX, QUESTION, GObject)

const char *sbx_question_get_name (SbxQuestion *self);
GBytes *sbx_question_dup_payload (SbxQuestion *self);
gint64 sbx_question_get_time (SbxQuestion *self);
gint64 sbx_question_get_deadline (SbxQuestion *self);

G_END_DECLS
