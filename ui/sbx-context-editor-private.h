/* sbx-context-editor-private.h — what the files about the context editor share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-choice-row.h"
#include "sbx-context-editor.h"
#include "sbx-context-parts.h"
#include "sbx-entry-row.h"
#include "sbx-json-editor.h"
#include "sbx-metadata-list.h"

G_BEGIN_DECLS

struct _SbxContextEditor
{
  GtkWidget parent_instance;

  GtkWidget *content;
  GtkStack *views;
  SbxChoiceRow *trace_row;
  SbxEntryRow *trace_id_row;
  SbxEntryRow *span_id_row;
  SbxEntryRow *parent_span_id_row;
  SbxChoiceRow *token_row;
  SbxEntryRow *other_token_row;
  SbxMetadataList *metadata;
  SbxEntryRow *id_row;
  SbxEntryRow *timestamp_row;
  SbxEntryRow *source_row;
  SbxEntryRow *target_row;
  SbxJsonEditor *others;
  SbxJsonEditor *json;

  SbxEndpoint *endpoint; /* nullable */
  char *text;
  char *problem;
  char *last_trace;
  gboolean filling;
};

gboolean sbx_context_editor_is_object (const char *text);

/* The form: what it says, and what is wrong with it, as a sentence (nullable); both (transfer full). */
SbxContextParts *sbx_context_editor_read_form (SbxContextEditor *self);
char *sbx_context_editor_find_form_problem (SbxContextEditor *self);
void sbx_context_editor_fill_form (SbxContextEditor *self, const SbxContextParts *parts);
void sbx_context_editor_update_trace_rows (SbxContextEditor *self);
void sbx_context_editor_update_token_rows (SbxContextEditor *self);
void sbx_context_editor_keep_last_trace (SbxContextEditor *self);

/* Whose login goes along; (transfer full) (nullable). */
char *sbx_context_editor_describe_login (SbxContextEditor *self);
gboolean sbx_context_editor_is_logged_in (SbxContextEditor *self);

G_END_DECLS
