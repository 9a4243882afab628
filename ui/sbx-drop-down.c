/* sbx-drop-down.c — a drop-down in which nothing is selected
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-drop-down.h"

void
sbx_drop_down_select (GtkDropDown *drop_down, GtkStringList *list, guint n, guint selected, const char *none)
{
  const char *const additions[] = { none, NULL };
  guint n_more;

  g_return_if_fail (GTK_IS_DROP_DOWN (drop_down));
  g_return_if_fail (GTK_IS_STRING_LIST (list));
  g_return_if_fail (none != NULL);

  n_more = g_list_model_get_n_items (G_LIST_MODEL (list)) - n;
  if (selected < n)
    {
      gtk_drop_down_set_selected (drop_down, selected);
      if (n_more > 0)
        gtk_string_list_splice (list, n, n_more, NULL);
      return;
    }

  if (n_more == 0 || g_strcmp0 (gtk_string_list_get_string (list, n), none) != 0)
    gtk_string_list_splice (list, n, n_more, additions);
  gtk_drop_down_set_selected (drop_down, n);
}
