/* sbx-traffic-columns.c — the columns of the traffic table
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-format.h"
#include "sbx-row-name.h"
#include "sbx-traffic-columns.h"

/* A cell is one GtkInscription (or an image), filled from its row when it is bound and when the row changes:
 * thousands pass by while one scrolls. */

typedef struct
{
  const char *id;
  const char *title; /* translatable */
  int width;         /* pixels; 0: takes what is left */
  int needs;         /* the table's width from which the column is shown */
  gboolean numeric;
  char *(*format) (SbxTraceRow *row, GtkListItem *item, GtkColumnView *view);
  const char *(*style) (SbxTraceRow *row);
} Column;

typedef struct
{
  const Column *column;
  GtkColumnView *view; /* not owned: the factory lives no longer than its view */
} ColumnData;

#define MODEL_KEY  "sbx-traffic-model"
#define FORMAT_KEY "sbx-time-format"
#define GROUP_KEY  "sbx-row-signals"
#define COLUMN_KEY "sbx-column"
#define ALL_KEY    "sbx-all-columns"

GType
sbx_time_format_get_type (void)
{
  static const GEnumValue values[] = {
    { SBX_TIME_ABSOLUTE, "SBX_TIME_ABSOLUTE", "absolute" },
    { SBX_TIME_RELATIVE, "SBX_TIME_RELATIVE", "relative" },
    { SBX_TIME_DELTA, "SBX_TIME_DELTA", "delta" },
    { 0, NULL, NULL },
  };
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("SbxTimeFormat", values));
  return type;
}

static char *
format_seconds (gint64 microseconds)
{
  /* Translators: a difference of times in seconds, such as "+1.250" */
  return g_strdup_printf (_ ("%+.3f"), microseconds / (double) G_USEC_PER_SEC);
}

static char *
format_clock (gint64 real_time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (real_time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  g_autofree char *clock = g_date_time_format (local, "%H:%M:%S");

  return g_strdup_printf ("%s.%03d", clock, (int) (real_time % G_USEC_PER_SEC / 1000));
}

static char *
format_time (SbxTraceRow *row, GtkListItem *item, GtkColumnView *view)
{
  GListModel *model = g_object_get_data (G_OBJECT (view), MODEL_KEY);
  SbxTimeFormat format = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (view), FORMAT_KEY));
  guint position = gtk_list_item_get_position (item);
  gint64 time = sbx_trace_row_get_real_time (row);
  g_autoptr (SbxTraceRow) other = NULL;

  if (format == SBX_TIME_RELATIVE)
    other = g_list_model_get_item (model, 0);
  else if (format == SBX_TIME_DELTA && position > 0)
    other = g_list_model_get_item (model, position - 1);

  if (other != NULL)
    return format_seconds (time - sbx_trace_row_get_real_time (other));
  return format_clock (time);
}

static char *
format_direction (SbxTraceRow *row, GtkListItem *item, GtkColumnView *view)
{
  switch (sbx_trace_row_get_direction (row))
    {
    case SBX_TRACE_DIRECTION_IN:
      return g_strdup ("↓");
    case SBX_TRACE_DIRECTION_OUT:
      return g_strdup ("↑");
    case SBX_TRACE_DIRECTION_NONE:
    default:
      return g_strdup ("·");
    }
}

static const char *
style_direction (SbxTraceRow *row)
{
  switch (sbx_trace_row_get_direction (row))
    {
    case SBX_TRACE_DIRECTION_IN:
      return "sbx-in";
    case SBX_TRACE_DIRECTION_OUT:
      return "sbx-out";
    case SBX_TRACE_DIRECTION_NONE:
    default:
      return "dim-label";
    }
}

static char *
format_kind (SbxTraceRow *row, GtkListItem *item, GtkColumnView *view)
{
  return g_strdup (sbx_trace_kind_to_label (sbx_trace_row_get_kind (row)));
}

static const char *
style_kind (SbxTraceRow *row)
{
  return sbx_trace_row_get_kind (row) == SBX_TRACE_KIND_HEARTBEAT ? "dim-label" : NULL;
}

/* What happened has no name, but a reason, or what it was: its kind's own column may be hidden. */
static char *
format_name (SbxTraceRow *row, GtkListItem *item, GtkColumnView *view)
{
  const SbxTraceRecord *record = sbx_trace_row_get_record (row);

  if (record->name != NULL)
    return g_strdup (record->name);
  if (record->note != NULL)
    return g_strdup (record->note);
  return format_kind (row, item, view);
}

static const char *
style_name (SbxTraceRow *row)
{
  const SbxTraceRecord *record = sbx_trace_row_get_record (row);

  if (record->status == SBX_TRACE_STATUS_ERROR)
    return "error"; /* where there is no room for the status */
  return record->name == NULL || sbx_trace_row_is_system (row) ? "dim-label" : NULL;
}

static char *
format_peer (SbxTraceRow *row, GtkListItem *item, GtkColumnView *view)
{
  return g_strdup (sbx_trace_row_get_peer (row));
}

static char *
format_endpoint (SbxTraceRow *row, GtkListItem *item, GtkColumnView *view)
{
  return g_strdup (sbx_trace_row_get_endpoint_name (row));
}

static char *
format_status (SbxTraceRow *row, GtkListItem *item, GtkColumnView *view)
{
  const SbxTraceRecord *record = sbx_trace_row_get_record (row);

  if (record->status == SBX_TRACE_STATUS_NONE)
    return NULL;
  if (record->status == SBX_TRACE_STATUS_ERROR && record->error_code != NULL)
    return g_strdup (record->error_code);
  return g_strdup (sbx_trace_status_to_label (record->status));
}

static const char *
style_status (SbxTraceRow *row)
{
  switch (sbx_trace_row_get_status (row))
    {
    case SBX_TRACE_STATUS_OK:
      return "success";
    case SBX_TRACE_STATUS_ERROR:
      return "error";
    case SBX_TRACE_STATUS_NO_ANSWER:
    case SBX_TRACE_STATUS_TIMED_OUT:
      return "warning";
    case SBX_TRACE_STATUS_PENDING:
    case SBX_TRACE_STATUS_NONE:
    default:
      return "dim-label";
    }
}

static char *
format_latency (SbxTraceRow *row, GtkListItem *item, GtkColumnView *view)
{
  gint64 latency = sbx_trace_row_get_latency (row);

  return latency >= 0 ? sbx_format_latency (latency) : NULL;
}

static char *
format_size (SbxTraceRow *row, GtkListItem *item, GtkColumnView *view)
{
  gint64 size = sbx_trace_row_get_size (row);

  return size > 0 ? sbx_format_bytes (size) : NULL;
}

/* Translators: these are the headings of the columns of the traffic table */
static const Column columns[] = {
  { "time", N_ ("Time"), 104, 0, TRUE, format_time, NULL },
  { "direction", N_ ("In/Out"), 56, 0, FALSE, format_direction, style_direction },
  { "kind", N_ ("Kind"), 112, 600, FALSE, format_kind, style_kind },
  { "name", N_ ("Name"), 0, 0, FALSE, format_name, style_name },
  { "peer", N_ ("Peer"), 124, 720, FALSE, format_peer, NULL },
  { "endpoint", N_ ("Recorded By"), 140, 980, FALSE, format_endpoint, NULL },
  { "status", N_ ("Status"), 116, 400, FALSE, format_status, style_status },
  { "latency", N_ ("Latency"), 84, 490, TRUE, format_latency, NULL },
  { "size", N_ ("Size"), 96, 860, TRUE, format_size, NULL },
};

static const Column *
find_column (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (g_str_equal (columns[i].id, id))
      return &columns[i];
  return NULL;
}

static void
append_words (GString *text, const char *words)
{
  if (words != NULL && *words != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", words);
}

/* A row in words: what it is, and what became of it. */
static char *
describe_row (SbxTraceRow *row, GtkListItem *item, GtkColumnView *view)
{
  GString *text = g_string_new (NULL);
  g_autofree char *kind = format_kind (row, item, view);
  g_autofree char *name = format_name (row, item, view);
  g_autofree char *status = format_status (row, item, view);
  g_autofree char *latency = format_latency (row, item, view);
  g_autofree char *all = NULL;

  if (sbx_trace_row_get_direction (row) != SBX_TRACE_DIRECTION_NONE)
    append_words (text, sbx_trace_direction_to_label (sbx_trace_row_get_direction (row)));
  append_words (text, kind);
  if (!g_str_equal (name, kind))
    append_words (text, name);
  append_words (text, sbx_trace_row_get_peer (row));
  append_words (text, status);
  append_words (text, latency);

  all = g_string_free (text, FALSE);
  return sbx_format_line (all);
}

static void
fill_cell (GtkListItem *item, ColumnData *data)
{
  SbxTraceRow *row = gtk_list_item_get_item (item);
  GtkWidget *cell = gtk_list_item_get_child (item);
  const char *style = data->column->style != NULL ? data->column->style (row) : NULL;
  const char *classes[] = { data->column->numeric ? "numeric" : "sbx-cell", style, NULL };
  g_autofree char *text = data->column->format (row, item, data->view);

  /* Never NULL: GTK 4.8 falls over when a screen reader asks for its length. */
  sbx_inscribe (GTK_INSCRIPTION (cell), text != NULL ? text : "", data->column->numeric);
  gtk_widget_set_css_classes (cell, classes);

  if (data->column->format == format_name)
    {
      g_autofree char *name = describe_row (row, item, data->view);

      sbx_row_set_name (cell, name);
    }
}

typedef struct
{
  GtkListItem *item; /* owns the group that has this */
  ColumnData *data;
} Cell;

static void
on_row_notify (Cell *cell)
{
  if (gtk_list_item_get_item (cell->item) != NULL)
    fill_cell (cell->item, cell->data);
}

static void
cell_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  ColumnData *data = user_data;
  GtkWidget *inscription = gtk_inscription_new ("");
  GSignalGroup *group = g_signal_group_new (SBX_TYPE_TRACE_ROW);
  Cell *cell = g_new (Cell, 1);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (inscription), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (inscription), 1);
  gtk_list_item_set_child (item, inscription);

  *cell = (Cell){ item, data };
  g_signal_group_connect_data (group, "notify", G_CALLBACK (on_row_notify), cell, cell_free,
                               G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (item), GROUP_KEY, group, g_object_unref);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  g_signal_group_set_target (g_object_get_data (G_OBJECT (item), GROUP_KEY), gtk_list_item_get_item (item));
  fill_cell (item, user_data);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  g_signal_group_set_target (g_object_get_data (G_OBJECT (item), GROUP_KEY), NULL);
}

static void
column_data_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

static GtkListItemFactory *
make_factory (GtkColumnView *view, const Column *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  ColumnData *data = g_new (ColumnData, 1);

  *data = (ColumnData){ column, view };
  g_signal_connect_data (factory, "setup", G_CALLBACK (on_setup), data, column_data_free, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), data);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), data);
  return factory;
}

static GtkColumnViewColumn *
make_column (GtkColumnView *view, const Column *column)
{
  GtkColumnViewColumn *made = gtk_column_view_column_new (_ (column->title), make_factory (view, column));

  gtk_column_view_column_set_resizable (made, TRUE);
  if (column->width > 0)
    gtk_column_view_column_set_fixed_width (made, sbx_scale_to_text (column->width));
  else
    gtk_column_view_column_set_expand (made, TRUE);
  g_object_set_data (G_OBJECT (made), COLUMN_KEY, (gpointer) column);
  return made;
}

/**
 * sbx_traffic_columns_add:
 * @view: a column view that shows @model; has the columns as long as it lives
 * @with_endpoint: whether to tell the endpoint that recorded a row
 */
void
sbx_traffic_columns_add (GtkColumnView *view, SbxTraceModel *model, gboolean with_endpoint)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);

  g_object_set_data_full (G_OBJECT (view), MODEL_KEY, g_object_ref (model), g_object_unref);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      GtkColumnViewColumn *column;

      if (!with_endpoint && &columns[i] == find_column ("endpoint"))
        continue;
      column = make_column (view, &columns[i]);
      gtk_column_view_append_column (view, column);
      g_ptr_array_add (all, column);
    }
  g_object_set_data_full (G_OBJECT (view), ALL_KEY, all, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * sbx_traffic_columns_set_time_format:
 *
 * How the first column tells the time, from now on.
 */
void
sbx_traffic_columns_set_time_format (GtkColumnView *view, SbxTimeFormat format)
{
  g_autoptr (GtkColumnViewColumn) time = g_list_model_get_item (gtk_column_view_get_columns (view), 0);
  g_autoptr (GtkListItemFactory) factory = make_factory (view, find_column ("time"));

  g_object_set_data (G_OBJECT (view), FORMAT_KEY, GUINT_TO_POINTER (format));
  /* A new factory makes all cells of the column anew. */
  gtk_column_view_column_set_factory (time, factory);
}

/**
 * sbx_traffic_columns_fit:
 * @width: the table's width in pixels
 *
 * Shows as many columns as fit, the important ones first.
 */
void
sbx_traffic_columns_fit (GtkColumnView *view, int width)
{
  GPtrArray *all = g_object_get_data (G_OBJECT (view), ALL_KEY);
  guint position = 0;

  /* Taken out and put in, not hidden: GTK 4.8 still gives a hidden column its width. */
  for (guint i = 0; i < all->len; i++)
    {
      GtkColumnViewColumn *column = g_ptr_array_index (all, i);
      const Column *known = g_object_get_data (G_OBJECT (column), COLUMN_KEY);
      g_autoptr (GtkColumnViewColumn) there =
        g_list_model_get_item (gtk_column_view_get_columns (view), position);

      if (width >= sbx_scale_to_text (known->needs))
        {
          if (there != column)
            gtk_column_view_insert_column (view, position, column);
          position++;
        }
      else if (there == column)
        gtk_column_view_remove_column (view, column);
    }
}
