/* sbx-answer-row.h — one of several answers, to be edited
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-handler-config.h"
#include "sbx-server.h"

G_BEGIN_DECLS

/* An answer of a sequence or an item of a stream; its editor is made when it is unfolded. Signals: `remove`;
 * `move (int by)`: one up or down. Actions: answer.move-up, answer.move-down, answer.remove. */
#define SBX_TYPE_ANSWER_ROW (sbx_answer_row_get_type ())
G_DECLARE_FINAL_TYPE (SbxAnswerRow, sbx_answer_row, SBX, ANSWER_ROW, AdwExpanderRow)

/* @is_item: it is a template, and nothing else to be chosen */
GtkWidget *
sbx_answer_row_new (SbxAnswerConfig *answer, SbxServer *server, const char *request, gboolean is_item);
SbxAnswerConfig *sbx_answer_row_get_answer (SbxAnswerRow *self);
/* Where it stands, from 0, of how many. */
void sbx_answer_row_set_place (SbxAnswerRow *self, guint position, guint n);

G_END_DECLS
