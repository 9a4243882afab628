/* form-fixture.h — a payload editor, its fields by their places, and what is done to them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-form.h"
#include "sbx-payload-editor.h"
#include "ui-fixture.h"

G_BEGIN_DECLS

MbmSchema *form_make_schema (const char *text);

/* An editor that is not in a window, with that schema and document; either may be NULL. */
SbxPayloadEditor *form_make_editor (const char *schema, const char *document);

/* The field of a place; expands what it is in. NULL if there is none. */
SbxFormField *form_find (SbxPayloadEditor *editor, const char *pointer);
/* The same, where there has to be one, its control, and the widget one types into. */
SbxFormField *form_field (SbxPayloadEditor *editor, const char *pointer);
SbxFormControl *form_control (SbxPayloadEditor *editor, const char *pointer);
gpointer form_input (SbxPayloadEditor *editor, const char *pointer);

void form_type (SbxPayloadEditor *editor, const char *pointer, const char *text);
void form_act (SbxPayloadEditor *editor, const char *pointer, const char *action);

/* The @n-th descendant of that type; it has to be there. */
gpointer form_nth (gpointer widget, GType type, guint n);
/* The list of alternatives of a field. */
GtkDropDown *form_chooser (SbxPayloadEditor *editor, const char *pointer);

/* Waits for the schema's verdict on the document as it is now. */
void form_wait (SbxPayloadEditor *editor, guint n_violations);

/* Expands everything there is. */
void form_expand_all (SbxPayloadEditor *editor);

#define form_assert_text(editor, expected)                             \
  G_STMT_START                                                         \
  {                                                                    \
    g_autofree char *form_text = sbx_payload_editor_dup_text (editor); \
    g_assert_cmpstr (form_text, ==, expected);                         \
  }                                                                    \
  G_STMT_END

#define form_assert_json(editor, expected)                             \
  G_STMT_START                                                         \
  {                                                                    \
    g_autofree char *form_text = sbx_payload_editor_dup_text (editor); \
    g_autofree char *form_compact = NULL;                              \
    g_assert_true (mbm_json_check (form_text, -1, NULL));              \
    form_compact = mbm_json_compact (form_text, -1);                   \
    g_assert_cmpstr (form_compact, ==, expected);                      \
  }                                                                    \
  G_STMT_END

G_END_DECLS
