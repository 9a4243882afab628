/* sbx-answer-view.h — the answer to a request that was sent by hand
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "mbm-schema.h"
#include "sbx-answer.h"

G_BEGIN_DECLS

/**
 * SbxAnswerView:
 *
 * How a request went: whether it was answered well, with what, how fast and how large, and whether that fits
 * the contract; the items of a stream that the answer began. Signal `show-in-traffic` (int64: the number of
 * the request's row): the user wants to see it there.
 */
#define SBX_TYPE_ANSWER_VIEW (sbx_answer_view_get_type ())
G_DECLARE_FINAL_TYPE (SbxAnswerView, sbx_answer_view, SBX, ANSWER_VIEW, GtkWidget)

void sbx_answer_view_show_waiting (SbxAnswerView *self, const char *name);
void sbx_answer_view_show_answer (SbxAnswerView *self,
                                  const SbxAnswer *answer,
                                  MbmSchema *schema,
                                  gboolean learnt);
void sbx_answer_view_show_sent (SbxAnswerView *self, const char *text, const char *note);
void sbx_answer_view_show_error (SbxAnswerView *self, const char *title, const char *text);

G_END_DECLS
