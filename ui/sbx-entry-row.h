/* sbx-entry-row.h — a row to type into, with a hint or what is wrong below it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-suggestions.h"

G_BEGIN_DECLS

typedef enum
{
  SBX_ENTRY_ROW_TEXT,
  SBX_ENTRY_ROW_PASSWORD,
  SBX_ENTRY_ROW_LINES, /* several, in a fixed-width font */
} SbxEntryRowKind;

GType sbx_entry_row_kind_get_type (void) G_GNUC_CONST;
#define SBX_TYPE_ENTRY_ROW_KIND (sbx_entry_row_kind_get_type ())

/* Unlike AdwEntryRow it has a place for words about the text, and its entry is an ordinary one, which tells
 * assistive technology about its focus. The title is the entry's name.
 *
 * Properties besides those of AdwPreferencesRow: kind (construct-only); text (string, never NULL);
 * placeholder-text (string; not for lines); hint (string, nullable); error (string, nullable: what is wrong,
 * instead of the hint). Signal `entry-activated`: Return was pressed in it; without a handler the default
 * widget is activated. */
#define SBX_TYPE_ENTRY_ROW (sbx_entry_row_get_type ())
G_DECLARE_FINAL_TYPE (SbxEntryRow, sbx_entry_row, SBX, ENTRY_ROW, AdwPreferencesRow)

const char *sbx_entry_row_get_text (SbxEntryRow *self);
void sbx_entry_row_set_text (SbxEntryRow *self, const char *text);
/* Of what can be typed, also in part, see sbx_suggestions_attach(). For rows of the kind text. */
SbxSuggestions *sbx_entry_row_set_suggestions (SbxEntryRow *self,
                                               SbxSuggestFunc func,
                                               gpointer user_data,
                                               GDestroyNotify destroy);
void sbx_entry_row_set_error (SbxEntryRow *self, const char *error);

G_END_DECLS
