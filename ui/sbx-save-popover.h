/* sbx-save-popover.h — saves a message in the workspace
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-library.h"

G_BEGIN_DECLS

/* Asks for a name and a folder. A message that came from the library can also take the place of what was
 * saved. Signal `saved` (SbxLibraryItem): where it is now. */
#define SBX_TYPE_SAVE_POPOVER (sbx_save_popover_get_type ())
G_DECLARE_FINAL_TYPE (SbxSavePopover, sbx_save_popover, SBX, SAVE_POPOVER, GtkPopover)

GtkWidget *sbx_save_popover_new (SbxLibrary *library);
/* Before it is shown. @draft: what to save; @origin: (nullable): where it came from */
void sbx_save_popover_set_draft (SbxSavePopover *self, SbxDraft *draft, SbxLibraryItem *origin);

G_END_DECLS
