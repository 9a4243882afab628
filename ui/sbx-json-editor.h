/* sbx-json-editor.h — an editor for a JSON document that says what is wrong with it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define SBX_TYPE_JSON_EDITOR (sbx_json_editor_get_type ())
G_DECLARE_FINAL_TYPE (SbxJsonEditor, sbx_json_editor, SBX, JSON_EDITOR, GtkWidget)

GtkWidget *sbx_json_editor_new (void);
char *sbx_json_editor_dup_text (SbxJsonEditor *self);
void sbx_json_editor_set_text (SbxJsonEditor *self, const char *text);
gboolean sbx_json_editor_get_valid (SbxJsonEditor *self);
const char *sbx_json_editor_get_problem (SbxJsonEditor *self);

G_END_DECLS
