/* sbx-context-editor.h — the context that goes with a message
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-endpoint.h"

G_BEGIN_DECLS

/**
 * SbxContextEditor:
 *
 * Edits a message's context as a form or as JSON: trace ids, token, metadata, who and whom, and whatever else
 * is in it. The text may have placeholders, and is %SBX_CONTEXT_USUAL where nobody says otherwise. A token
 * that is `null` stands for none at all.
 *
 * Properties: endpoint (SbxEndpoint: whose login is spoken of; a server has none); text (string, notifying);
 * problem (string, nullable, read-only, notifying: why the text is no context).
 */
#define SBX_TYPE_CONTEXT_EDITOR (sbx_context_editor_get_type ())
G_DECLARE_FINAL_TYPE (SbxContextEditor, sbx_context_editor, SBX, CONTEXT_EDITOR, GtkWidget)

const char *sbx_context_editor_get_text (SbxContextEditor *self);
void sbx_context_editor_set_text (SbxContextEditor *self, const char *text);
const char *sbx_context_editor_get_problem (SbxContextEditor *self);
char *sbx_context_editor_dup_summary (SbxContextEditor *self);
void sbx_context_editor_set_last_trace (SbxContextEditor *self, const char *trace_id);

G_END_DECLS
