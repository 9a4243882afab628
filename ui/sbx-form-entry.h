/* sbx-form-entry.h — an entry of a form's control, with suggestions
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-form-control.h"
#include "sbx-suggestions.h"

G_BEGIN_DECLS

/**
 * SbxFormEntry:
 *
 * What controls for text and for numbers have in common: an entry, examples in it while it is empty, and
 * suggestions.
 */
typedef struct
{
  SbxFormControl *control; /* unowned: this is a part of it */
  GtkWidget *row;
  GtkWidget *entry;
  SbxSuggestions *suggestions;
  gboolean strings; /* texts are suggested by their characters, and not as JSON */
  gboolean loading;
} SbxFormEntry;

void sbx_form_entry_init (SbxFormEntry *self, SbxFormControl *control, gboolean strings);
void sbx_form_entry_set_text (SbxFormEntry *self, const char *text);

G_END_DECLS
