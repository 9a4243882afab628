/* sbx-row-name.h — what a screen reader calls the rows of a list or table
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Names the row that shows @item, which is bound and has a child: GTK names such rows from 4.12 on, if it is
 * told, and calls them by their class before. Does nothing while the child is in no list. */
void sbx_row_set_name (GtkListItem *item, const char *name);

G_END_DECLS
