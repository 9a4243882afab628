/* sbx-choice-row.h — a row for one of a few
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-field-row.h"

G_BEGIN_DECLS

/* A drop-down whose choices have a word for people and a word for the config each.
 *
 * Properties: labels (GListModel of GtkStringObject: the words for people); values (strv: what each of them
 * stands for, in the same order); value (string, never NULL: that of the chosen one). A value that is none
 * of them is kept, and nothing is chosen. */
#define SBX_TYPE_CHOICE_ROW (sbx_choice_row_get_type ())
G_DECLARE_FINAL_TYPE (SbxChoiceRow, sbx_choice_row, SBX, CHOICE_ROW, SbxFieldRow)

GtkWidget *sbx_choice_row_new (void);
const char *sbx_choice_row_get_value (SbxChoiceRow *self);
void sbx_choice_row_set_value (SbxChoiceRow *self, const char *value);

G_END_DECLS
