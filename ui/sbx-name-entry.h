/* sbx-name-entry.h — the name of a request or event, with completion
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-shapes.h"

G_BEGIN_DECLS

/**
 * SbxNameEntry:
 *
 * An entry for a name that knows which there are: from the contract, and seen in the traffic. Below it stands
 * what is known of the name that was entered.
 *
 * Properties: text (string, notifying). Signal `activate`: Return was pressed in it.
 */
#define SBX_TYPE_NAME_ENTRY (sbx_name_entry_get_type ())
G_DECLARE_FINAL_TYPE (SbxNameEntry, sbx_name_entry, SBX, NAME_ENTRY, GtkWidget)

const char *sbx_name_entry_get_text (SbxNameEntry *self);
void sbx_name_entry_set_text (SbxNameEntry *self, const char *text);
void sbx_name_entry_set_shapes (SbxNameEntry *self, SbxShapes *shapes, SbxShapeKind kind);

G_END_DECLS
