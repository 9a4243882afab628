/* sbx-copy-button.h — a button that copies a text
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Copies `text` (string) to the clipboard and shows that it did. `what` (string): the tooltip and name, such
 * as "Copy Address". */
#define SBX_TYPE_COPY_BUTTON (sbx_copy_button_get_type ())
G_DECLARE_FINAL_TYPE (SbxCopyButton, sbx_copy_button, SBX, COPY_BUTTON, GtkWidget)

G_END_DECLS
