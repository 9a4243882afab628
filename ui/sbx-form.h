/* sbx-form.h — a JSON document as a form
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-form-field.h"
#include "sbx-payload-editor.h"

G_BEGIN_DECLS

#define SBX_TYPE_FORM (sbx_form_get_type ())
G_DECLARE_FINAL_TYPE (SbxForm, sbx_form, SBX, FORM, GtkWidget)

void sbx_form_set_schema (SbxForm *self, MbmSchema *schema);
void sbx_form_set_text (SbxForm *self, const char *text);
char *sbx_form_dup_text (SbxForm *self);
SbxFormField *sbx_form_get_root (SbxForm *self);
void sbx_form_set_violations (SbxForm *self, GPtrArray *violations, const char *text);
void sbx_form_set_completion (SbxForm *self, SbxPayloadCompletion func, gpointer user_data);

/* For its fields. */
const char *sbx_form_get_text (SbxForm *self);
guint sbx_form_get_document (SbxForm *self);
gboolean sbx_form_is_editing (SbxForm *self);
void sbx_form_take_text (SbxForm *self, char *text);
void sbx_form_show_violations (SbxForm *self);
void sbx_form_set_pending (SbxForm *self, SbxFormField *field, const char *text);
gboolean sbx_form_has_pending (SbxForm *self, SbxFormField *field);
char **sbx_form_dup_seen (SbxForm *self, const char *pointer);

G_END_DECLS
