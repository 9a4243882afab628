/* sbx-answer-editor.h — an editor for what a request is answered with
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-item-config.h"
#include "sbx-server.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Edits the properties `answer`, `error-code`, `error-message` and `error-details` of an item.
 *
 * Property: mode (string: `json`, `template` or `error`; anything else shows nothing). */
#define SBX_TYPE_ANSWER_EDITOR (sbx_answer_editor_get_type ())
G_DECLARE_FINAL_TYPE (SbxAnswerEditor, sbx_answer_editor, SBX, ANSWER_EDITOR, GtkWidget)

GtkWidget *sbx_answer_editor_new (void);
/* @item: (nullable) */
void sbx_answer_editor_set_item (SbxAnswerEditor *self, SbxItemConfig *item);
void sbx_answer_editor_set_mode (SbxAnswerEditor *self, const char *mode);
/* @request: what is answered: its schemas and the contract's errors are offered. @shaped: the answer is that
 * of the request, and has its schema. */
void
sbx_answer_editor_set_about (SbxAnswerEditor *self, SbxServer *server, const char *request, gboolean shaped);
void sbx_answer_editor_show_error (SbxAnswerEditor *self, const char *wrong, const char *error);

G_END_DECLS
