/* sbx-row-name.c — what a screen reader calls the rows of a list or table
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-row-name.h"

#define NAME_KEY "sbx-row-name"

static void
apply_name (GtkWidget *content)
{
  const char *name = g_object_get_data (G_OBJECT (content), NAME_KEY);
  GtkWidget *row = content;
  GtkWidget *parent;

  /* In a table, a cell is in between; its rows are in a list too. */
  while ((parent = gtk_widget_get_parent (row)) != NULL && !GTK_IS_LIST_VIEW (parent))
    row = parent;
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
sbx_row_set_name (GtkWidget *content, const char *name)
{
  /* A newer GTK fills a row before it puts it into the list. */
  if (g_object_get_data (G_OBJECT (content), NAME_KEY) == NULL)
    g_signal_connect (content, "notify::root", G_CALLBACK (apply_name), NULL);
  g_object_set_data_full (G_OBJECT (content), NAME_KEY, g_strdup (name), g_free);

  /* It takes the focus of the row that it is in. */
  if (GTK_IS_TREE_EXPANDER (content))
    gtk_accessible_update_property (GTK_ACCESSIBLE (content), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  apply_name (content);
}

void
sbx_table_set_name (GtkColumnView *table, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (table), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (table)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LIST_VIEW (child))
      gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
