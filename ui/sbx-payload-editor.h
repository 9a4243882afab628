/* sbx-payload-editor.h — one JSON document, as a form and as text
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "mbm-schema.h"

G_BEGIN_DECLS

/**
 * SbxPayloadCompletion:
 * @pointer: a JSON Pointer to a place in the document, such as `/items/0/price`
 *
 * Gives values seen before at a place, for completion. Main thread, while the user types.
 *
 * Returns: (transfer full) (nullable): JSON texts, ended by %NULL
 */
typedef char **(*SbxPayloadCompletion) (const char *pointer, gpointer user_data);

/**
 * SbxPayloadExpander:
 * @text: a JSON document
 *
 * Replaces placeholders such as `{{uuid}}` in a copy of the document before it is validated. Main thread,
 * while the user types: it must be quick, and change nothing.
 *
 * Returns: (transfer full) (nullable): the document as it would be sent, or %NULL with @error set
 */
typedef char *(*SbxPayloadExpander) (const char *text, gpointer user_data, GError **error);

#define SBX_TYPE_PAYLOAD_EDITOR (sbx_payload_editor_get_type ())
G_DECLARE_FINAL_TYPE (SbxPayloadEditor, sbx_payload_editor, SBX, PAYLOAD_EDITOR, GtkWidget)

GtkWidget *sbx_payload_editor_new (void);

MbmSchema *sbx_payload_editor_get_schema (SbxPayloadEditor *self);
void sbx_payload_editor_set_schema (SbxPayloadEditor *self, MbmSchema *schema);
char *sbx_payload_editor_dup_text (SbxPayloadEditor *self);
void sbx_payload_editor_set_text (SbxPayloadEditor *self, const char *text);
void sbx_payload_editor_fill (SbxPayloadEditor *self);
gboolean sbx_payload_editor_get_valid_json (SbxPayloadEditor *self);
guint sbx_payload_editor_get_n_violations (SbxPayloadEditor *self);

void sbx_payload_editor_set_completion (SbxPayloadEditor *self,
                                        SbxPayloadCompletion func,
                                        gpointer user_data,
                                        GDestroyNotify destroy);
void sbx_payload_editor_set_expander (SbxPayloadEditor *self,
                                      SbxPayloadExpander func,
                                      gpointer user_data,
                                      GDestroyNotify destroy);

G_END_DECLS
