/* sbx-row-name.c — what a screen reader calls the rows of a list or table
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-row-name.h"

void
sbx_row_set_name (GtkListItem *item, const char *name)
{
  GtkWidget *row = gtk_list_item_get_child (item);
  GtkWidget *parent;

  /* In a table, a cell is in between; its rows are in a list too. */
  while ((parent = gtk_widget_get_parent (row)) != NULL && !GTK_IS_LIST_VIEW (parent))
    row = parent;
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
