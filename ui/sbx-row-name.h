/* sbx-row-name.h — what a screen reader calls the rows of a list or table
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Names the row of a GtkListView or GtkColumnView that @content is in, or will be. GTK has a property for it
 * from 4.12 on, and before calls the row by its class. */
void sbx_row_set_name (GtkWidget *content, const char *name);

/* Names a table, and what in it takes the focus while none of its rows has it. */
void sbx_table_set_name (GtkColumnView *table, const char *name);

G_END_DECLS
