/* sbx-scroll-start.h — tables that begin with their first column
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Shows the first column of a table that is wider than @window, until one scrolls to others. GTK begins at
 * the left, which from right to left is the end. */
void sbx_scroll_start_keep (GtkScrolledWindow *window);

G_END_DECLS
