/* sbx-name-popover.h — asks what to call something
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* An entry for a name, where that is needed. Signal `named` (string): never empty. */
#define SBX_TYPE_NAME_POPOVER (sbx_name_popover_get_type ())
G_DECLARE_FINAL_TYPE (SbxNamePopover, sbx_name_popover, SBX, NAME_POPOVER, GtkPopover)

/* @parent unparents it at its end. */
GtkWidget *sbx_name_popover_new (GtkWidget *parent);
/* @area: of the parent, that it points to */
void sbx_name_popover_ask (SbxNamePopover *self, const GdkRectangle *area, const char *name);

G_END_DECLS
