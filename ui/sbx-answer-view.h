/* sbx-answer-view.h — the answer to a request that was sent by hand
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "mbm-message.h"

G_BEGIN_DECLS

#define SBX_TYPE_ANSWER_VIEW (sbx_answer_view_get_type ())
G_DECLARE_FINAL_TYPE (SbxAnswerView, sbx_answer_view, SBX, ANSWER_VIEW, GtkWidget)

void sbx_answer_view_show_waiting (SbxAnswerView *self, const char *name);
void sbx_answer_view_show_answer (SbxAnswerView *self, MbmMessage *message, gint64 latency);
void sbx_answer_view_show_sent (SbxAnswerView *self, const char *text);
void sbx_answer_view_show_error (SbxAnswerView *self, const char *title, const char *text);

G_END_DECLS
