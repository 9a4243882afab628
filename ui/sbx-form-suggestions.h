/* sbx-form-suggestions.h — a list of texts under an entry, to choose from
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * SbxFormSuggestionsFetch:
 *
 * Returns: (transfer full) (nullable): all there is to suggest now
 */
typedef char **(*SbxFormSuggestionsFetch) (gpointer user_data);

#define SBX_TYPE_FORM_SUGGESTIONS (sbx_form_suggestions_get_type ())
G_DECLARE_FINAL_TYPE (SbxFormSuggestions, sbx_form_suggestions, SBX, FORM_SUGGESTIONS, GtkWidget)

GtkWidget *sbx_form_suggestions_new (GtkWidget *entry, SbxFormSuggestionsFetch fetch, gpointer user_data);
void sbx_form_suggestions_replace_text (GtkEditable *entry, const char *text);
gboolean sbx_form_suggestions_get_open (SbxFormSuggestions *self);
guint sbx_form_suggestions_get_n_shown (SbxFormSuggestions *self);
void sbx_form_suggestions_update (SbxFormSuggestions *self);
void sbx_form_suggestions_open (SbxFormSuggestions *self, gboolean all);
gboolean sbx_form_suggestions_handle_key (SbxFormSuggestions *self, guint keyval, GdkModifierType state);

G_END_DECLS
