/* sbx-suggestions.h — what could be typed into an entry
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What could be typed now, in the order in which it is offered; (transfer full) (nullable) */
typedef char **(*SbxSuggestFunc) (gpointer user_data);

/* A list below an entry of what could be typed into it and contains what has been: it opens while one types,
 * and with the Down key (Ctrl+Down in an entry for numbers, where Down counts). Up and Down go through it,
 * Return takes what is selected, Escape closes it; the focus stays in the entry. Behind `{{` it offers names
 * of placeholders instead, where those are known: see sbx_placeholders_provide(). Belongs to its entry. */
#define SBX_TYPE_SUGGESTIONS (sbx_suggestions_get_type ())
G_DECLARE_FINAL_TYPE (SbxSuggestions, sbx_suggestions, SBX, SUGGESTIONS, GtkPopover)

/* @entry: a GtkEntry; @func: asked each time that the list is made */
SbxSuggestions *
sbx_suggestions_attach (GtkWidget *entry, SbxSuggestFunc func, gpointer user_data, GDestroyNotify destroy);
/* What is typed is a list with commas, and the suggestions are for what is behind the last one. */
void sbx_suggestions_set_is_list (SbxSuggestions *self, gboolean is_list);

/* A button, to stand beside the entry, that shows all there is; it is seen while there is anything, which is
 * looked up when the entry gets the focus and by sbx_suggestions_update_button(). */
GtkWidget *sbx_suggestions_make_button (SbxSuggestions *self);
void sbx_suggestions_update_button (SbxSuggestions *self);
gboolean sbx_suggestions_get_open (SbxSuggestions *self);
/* How many there were when it was looked last. */
guint sbx_suggestions_get_n_found (SbxSuggestions *self);
/* Does what a key in the entry is for; whether that is all. */
gboolean sbx_suggestions_handle_key (SbxSuggestions *self, guint key, GdkModifierType state);

/* Puts another text into an entry, which is never empty in between: for some that has a meaning. */
void sbx_replace_text (GtkEditable *entry, const char *text);

G_END_DECLS
