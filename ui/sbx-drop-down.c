/* sbx-drop-down.c — a drop-down in which nothing is selected, or that is narrow
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-drop-down.h"
#include "sbx-format.h"

/* What is left of what is chosen where there is no room for it, at least: with large text there is less room.
 */
#define MIN_CHARS       16
#define MIN_CHARS_LARGE 6

static int
get_min_chars (void)
{
  return sbx_scale_to_text (100) > 100 ? MIN_CHARS_LARGE : MIN_CHARS;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), get_min_chars ());
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_list_item_get_child (item);
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));

  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_label_set_width_chars (GTK_LABEL (label), MIN (get_min_chars (), (int) g_utf8_strlen (text, -1)));
}

void
sbx_drop_down_shrink (GtkDropDown *drop_down)
{
  g_autoptr (GtkListItemFactory) factory = NULL;

  g_return_if_fail (GTK_IS_DROP_DOWN (drop_down));

  /* What can be chosen stays as it is, with a mark at what is chosen. */
  gtk_drop_down_set_list_factory (drop_down, gtk_drop_down_get_factory (drop_down));

  factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_drop_down_set_factory (drop_down, factory);
}

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
