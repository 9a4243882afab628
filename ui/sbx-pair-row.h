/* sbx-pair-row.h — a row with a name and a value to type
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Two entries, a note beneath, and a button that removes. Signals: `edited`: somebody has finished with an
 * entry whose text is another than what was shown; `removed`; `cleared`: what the note is about is to go. */
#define SBX_TYPE_PAIR_ROW (sbx_pair_row_get_type ())
G_DECLARE_FINAL_TYPE (SbxPairRow, sbx_pair_row, SBX, PAIR_ROW, AdwPreferencesRow)

/* @name, @value: what the entries are, for people */
GtkWidget *sbx_pair_row_new (const char *name, const char *value);
const char *sbx_pair_row_get_name (SbxPairRow *self);
const char *sbx_pair_row_get_value (SbxPairRow *self);
/* What is being typed is not touched, unless the text that was shown has changed. */
void sbx_pair_row_show (SbxPairRow *self, const char *name, const char *value);
/* @text: (nullable): hides it; @clear_label: (nullable): of a button beside it */
void sbx_pair_row_set_note (SbxPairRow *self, const char *text, gboolean is_error, const char *clear_label);
void sbx_pair_row_focus_name (SbxPairRow *self);

G_END_DECLS
