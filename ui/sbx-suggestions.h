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
 * and with the Down key. Behind `{{` it offers names of placeholders instead, where those are known: see
 * sbx_placeholders_provide(). Belongs to its entry. */
#define SBX_TYPE_SUGGESTIONS (sbx_suggestions_get_type ())
G_DECLARE_FINAL_TYPE (SbxSuggestions, sbx_suggestions, SBX, SUGGESTIONS, GtkPopover)

/* @entry: a GtkEntry; @func: asked each time that the list is made */
SbxSuggestions *
sbx_suggestions_attach (GtkWidget *entry, SbxSuggestFunc func, gpointer user_data, GDestroyNotify destroy);
/* What is typed is a list with commas, and the suggestions are for what is behind the last one. */
void sbx_suggestions_set_is_list (SbxSuggestions *self, gboolean is_list);

G_END_DECLS
