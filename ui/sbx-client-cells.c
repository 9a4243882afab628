/* sbx-client-cells.c — the cells of the table of clients
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-client-cells.h"

#include "sbx-client-format.h"
#include "sbx-format.h"
#include "sbx-row-name.h"

/* What a factory knows. */
typedef struct
{
  GHashTable *going_on; /* see sbx_client_cells_make_factory() */
  const SbxClientColumn *column;
} Data;

typedef struct
{
  GtkListItem *item; /* owns the group that has this */
  const SbxClientColumn *column;
} Cell;

#define GROUP_KEY "sbx-peer-signals"

static gboolean
query_tooltip_cb (GtkInscription *inscription, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  const char *text = gtk_inscription_get_text (inscription);

  gtk_tooltip_set_text (tooltip, text);

  return *text != '\0';
}

void
sbx_client_cells_fill (GtkListItem *item, const SbxClientColumn *column)
{
  SbxPeer *peer = gtk_list_item_get_item (item);
  GtkWidget *cell = gtk_list_item_get_child (item);
  g_autofree char *text = column->format (peer);

  if (column->format == sbx_client_format_client)
    sbx_row_set_name (cell, text);

  if ((column->look & SBX_CLIENT_TWO_LINES) != 0)
    {
      g_autofree char *summary = sbx_client_format_summary (peer);

      sbx_inscribe (GTK_INSCRIPTION (gtk_widget_get_first_child (cell)), text, FALSE);
      sbx_inscribe (GTK_INSCRIPTION (gtk_widget_get_last_child (cell)), summary, FALSE);
      return;
    }

  sbx_inscribe (GTK_INSCRIPTION (cell), text, FALSE);
  if ((column->look & SBX_CLIENT_WARNS) != 0 && sbx_peer_get_missed (peer) > 0)
    gtk_widget_add_css_class (cell, "warning");
  else if ((column->look & SBX_CLIENT_WARNS) != 0)
    gtk_widget_remove_css_class (cell, "warning");
}

static void
peer_changed_cb (Cell *cell)
{
  if (gtk_list_item_get_item (cell->item) != NULL)
    sbx_client_cells_fill (cell->item, cell->column);
}

static GtkWidget *
make_inscription (SbxClientLook look)
{
  GtkWidget *inscription = gtk_inscription_new ("");

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (inscription), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (inscription), 0);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (inscription), 1);
  gtk_widget_set_has_tooltip (inscription, TRUE);
  g_signal_connect (inscription, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  if ((look & SBX_CLIENT_NUMERIC) != 0)
    gtk_widget_add_css_class (inscription, "numeric");
  if ((look & SBX_CLIENT_DIM) != 0)
    gtk_widget_add_css_class (inscription, "dim-label");

  return inscription;
}

static GtkWidget *
make_cell (const SbxClientColumn *column)
{
  GtkWidget *box, *second;

  if ((column->look & SBX_CLIENT_TWO_LINES) == 0)
    return make_inscription (column->look);

  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_margin_top (box, 3);
  gtk_widget_set_margin_bottom (box, 3);
  gtk_box_append (GTK_BOX (box), make_inscription (0));
  second = make_inscription (SBX_CLIENT_NUMERIC | SBX_CLIENT_DIM);
  gtk_widget_add_css_class (second, "caption");
  gtk_box_append (GTK_BOX (box), second);

  return box;
}

static void
cell_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  Data *data = user_data;
  GSignalGroup *group = g_signal_group_new (SBX_TYPE_PEER);

  gtk_list_item_set_child (item, make_cell (data->column));
  for (guint i = 0; i < G_N_ELEMENTS (data->column->properties) && data->column->properties[i] != NULL; i++)
    {
      g_autofree char *signal = g_strdup_printf ("notify::%s", data->column->properties[i]);
      Cell *cell = g_new (Cell, 1);

      *cell = (Cell){ item, data->column };
      g_signal_group_connect_data (group, signal, G_CALLBACK (peer_changed_cb), cell, cell_free,
                                   G_CONNECT_SWAPPED);
    }
  g_object_set_data_full (G_OBJECT (item), GROUP_KEY, group, g_object_unref);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  Data *data = user_data;

  g_signal_group_set_target (g_object_get_data (G_OBJECT (item), GROUP_KEY), gtk_list_item_get_item (item));
  sbx_client_cells_fill (item, data->column);
  if ((data->column->look & SBX_CLIENT_GOES_ON) != 0)
    g_hash_table_insert (data->going_on, item, (gpointer) data->column);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  Data *data = user_data;

  g_signal_group_set_target (g_object_get_data (G_OBJECT (item), GROUP_KEY), NULL);
  g_hash_table_remove (data->going_on, item);
}

static void
data_free (gpointer data, GClosure *closure)
{
  Data *self = data;

  g_hash_table_unref (self->going_on);
  g_free (self);
}

static char *
get_text (SbxPeer *peer, gpointer column)
{
  return ((const SbxClientColumn *) column)->format (peer);
}

GtkSorter *
sbx_client_cells_make_sorter (const SbxClientColumn *column)
{
  GtkExpression *expression;

  if (column->sort == SBX_CLIENT_SORT_TEXT)
    expression = gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (get_text),
                                              (gpointer) column, NULL);
  else
    expression = gtk_property_expression_new (SBX_TYPE_PEER, NULL, column->properties[0]);

  if (column->sort == SBX_CLIENT_SORT_NUMBER)
    return GTK_SORTER (gtk_numeric_sorter_new (expression));

  return GTK_SORTER (gtk_string_sorter_new (expression));
}

GtkListItemFactory *
sbx_client_cells_make_factory (const SbxClientColumn *column, GHashTable *going_on)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  Data *data = g_new (Data, 1);

  *data = (Data){ g_hash_table_ref (going_on), column };
  g_signal_connect_data (factory, "setup", G_CALLBACK (setup_cb), data, data_free, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), data);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), data);

  return factory;
}
