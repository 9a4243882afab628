/* sbx-drop-down.h — a drop-down in which nothing is selected, or that is narrow
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Selects the item @selected of the first @n of @list, the drop-down's model. GTK_INVALID_LIST_POSITION: none
 * of them. Newer GTK has no such thing once there is something to select: an item that says @none stands for
 * it behind the others as long as it is needed. */
void
sbx_drop_down_select (GtkDropDown *drop_down, GtkStringList *list, guint n, guint selected, const char *none);

/* Lets a drop-down, whose model is a GtkStringList, be narrower than what is chosen in it. */
void sbx_drop_down_shrink (GtkDropDown *drop_down);

G_END_DECLS
