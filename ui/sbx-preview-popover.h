/* sbx-preview-popover.h — what a message would be if it were sent now
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-console.h"

G_BEGIN_DECLS

/* Shows a message with values in the place of its placeholders, or why that cannot be. Nothing is used up. */
#define SBX_TYPE_PREVIEW_POPOVER (sbx_preview_popover_get_type ())
G_DECLARE_FINAL_TYPE (SbxPreviewPopover, sbx_preview_popover, SBX, PREVIEW_POPOVER, GtkPopover)

GtkWidget *sbx_preview_popover_new (SbxConsole *console, SbxEndpoint *endpoint);
/* Before it is shown. */
void sbx_preview_popover_set_draft (SbxPreviewPopover *self, SbxDraft *draft);

G_END_DECLS
