/* sbx-client-columns.c — the columns of the table of clients
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-client-columns.h"

#include <glib/gi18n.h>

#include "sbx-client-format.h"
#include "sbx-format.h"

/* A cell is one GtkInscription, or two of them, filled when it is bound and when what it shows has changed:
 * thousands pass by while one scrolls. */

typedef enum
{
  SORT_STRING,
  SORT_NUMBER,
  SORT_TEXT, /* as it is shown */
} SortKind;

typedef enum
{
  NUMERIC = 1 << 0,
  GOES_ON = 1 << 1, /* it changes with the time */
  DIM = 1 << 2,
  WARNS = 1 << 3,
  TWO_LINES = 1 << 4,
  EXPANDS = 1 << 5, /* takes a share of the room that is left */
} Look;

typedef struct
{
  const char *id;
  const char *title; /* translatable */
  int width;         /* pixels; 0: takes what is left */
  Look look;
  SortKind sort;
  const char *properties[4]; /* of SbxPeer, what it is made of; sorted by the first */
  char *(*format) (SbxPeer *peer);
} Column;

/* Translators: the headings of the table of clients */
static const Column columns[] = {
  { "client", N_ ("Client"), 0, 0, SORT_STRING, { "id", "faults" }, sbx_client_format_client },
  { "type", N_ ("Type"), 110, DIM, SORT_STRING, { "peer-type" }, sbx_client_format_type },
  { "user", N_ ("User"), 110, EXPANDS, SORT_STRING, { "user", "roles" }, sbx_client_format_user },
  { "connected",
    N_ ("Connected"),
    110,
    NUMERIC | GOES_ON,
    SORT_NUMBER,
    { "connected-at" },
    sbx_client_format_connected },
  { "heartbeat",
    N_ ("Last Beat"),
    100,
    NUMERIC | GOES_ON,
    SORT_NUMBER,
    { "last-heartbeat" },
    sbx_client_format_heartbeat },
  { "missed", N_ ("Missed"), 80, NUMERIC | WARNS, SORT_NUMBER, { "missed" }, sbx_client_format_missed },
  { "received",
    N_ ("Received"),
    130,
    NUMERIC,
    SORT_NUMBER,
    { "messages-in", "bytes-in" },
    sbx_client_format_received },
  { "sent", N_ ("Sent"), 130, NUMERIC, SORT_NUMBER, { "messages-out", "bytes-out" }, sbx_client_format_sent },
  { "subscriptions",
    N_ ("Subscriptions"),
    160,
    EXPANDS,
    SORT_TEXT,
    { "subscriptions" },
    sbx_client_format_subscriptions },
  { "capabilities",
    N_ ("Capabilities"),
    140,
    EXPANDS,
    SORT_TEXT,
    { "capabilities" },
    sbx_client_format_capabilities },
  { "address", N_ ("Address"), 150, NUMERIC | DIM, SORT_STRING, { "address" }, sbx_client_format_address },
  { "dialect", N_ ("Dialect"), 110, DIM, SORT_STRING, { "dialect" }, sbx_client_format_dialect },
};

/* The first column where there is no room for the others. */
static const Column narrow_column = {
  "client",
  N_ ("Client"),
  0,
  TWO_LINES,
  SORT_STRING,
  { "id", "messages-in", "messages-out", "faults" },
  sbx_client_format_client,
};

#define N_COLUMNS G_N_ELEMENTS (columns)

struct _SbxClientColumns
{
  GObject parent_instance;

  GtkColumnView *view; /* weak: it may end earlier */
  GtkColumnViewColumn *made[N_COLUMNS];
  GtkColumnViewColumn *narrow_made;
  GHashTable *going_on; /* GtkListItem of cells that change with the time, while they are bound */
  GSimpleActionGroup *actions;
  char **chosen;
  gboolean narrow;
};

/* What a factory knows. */
typedef struct
{
  SbxClientColumns *columns; /* not owned: it lives as long as the view */
  const Column *column;
} Data;

typedef struct
{
  GtkListItem *item; /* owns the group that has this */
  const Column *column;
} Cell;

#define GROUP_KEY "sbx-peer-signals"

enum
{
  PROP_0,
  PROP_CHOSEN,
  PROP_NARROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxClientColumns, sbx_client_columns, G_TYPE_OBJECT)

static gboolean
query_tooltip_cb (GtkInscription *inscription, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  const char *text = gtk_inscription_get_text (inscription);

  gtk_tooltip_set_text (tooltip, text);

  return *text != '\0';
}

static void
fill_cell (GtkListItem *item, const Column *column)
{
  SbxPeer *peer = gtk_list_item_get_item (item);
  GtkWidget *cell = gtk_list_item_get_child (item);
  g_autofree char *text = column->format (peer);

  if ((column->look & TWO_LINES) != 0)
    {
      g_autofree char *summary = sbx_client_format_summary (peer);

      sbx_inscribe (GTK_INSCRIPTION (gtk_widget_get_first_child (cell)), text, FALSE);
      sbx_inscribe (GTK_INSCRIPTION (gtk_widget_get_last_child (cell)), summary, FALSE);
      return;
    }

  sbx_inscribe (GTK_INSCRIPTION (cell), text, FALSE);
  if ((column->look & WARNS) != 0 && sbx_peer_get_missed (peer) > 0)
    gtk_widget_add_css_class (cell, "warning");
  else if ((column->look & WARNS) != 0)
    gtk_widget_remove_css_class (cell, "warning");
}

static void
peer_changed_cb (Cell *cell)
{
  if (gtk_list_item_get_item (cell->item) != NULL)
    fill_cell (cell->item, cell->column);
}

static GtkWidget *
make_inscription (Look look)
{
  GtkWidget *inscription = gtk_inscription_new ("");

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (inscription), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (inscription), 0);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (inscription), 1);
  gtk_widget_set_has_tooltip (inscription, TRUE);
  g_signal_connect (inscription, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  if ((look & NUMERIC) != 0)
    gtk_widget_add_css_class (inscription, "numeric");
  if ((look & DIM) != 0)
    gtk_widget_add_css_class (inscription, "dim-label");

  return inscription;
}

static GtkWidget *
make_cell (const Column *column)
{
  GtkWidget *box, *second;

  if ((column->look & TWO_LINES) == 0)
    return make_inscription (column->look);

  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (box), make_inscription (0));
  second = make_inscription (NUMERIC | DIM);
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
  fill_cell (item, data->column);
  if ((data->column->look & GOES_ON) != 0)
    g_hash_table_insert (data->columns->going_on, item, (gpointer) data->column);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  Data *data = user_data;

  g_signal_group_set_target (g_object_get_data (G_OBJECT (item), GROUP_KEY), NULL);
  g_hash_table_remove (data->columns->going_on, item);
}

static void
data_free (gpointer data, GClosure *closure)
{
  Data *self = data;

  g_object_unref (self->columns);
  g_free (self);
}

static char *
get_text (SbxPeer *peer, gpointer column)
{
  return ((const Column *) column)->format (peer);
}

static GtkSorter *
make_sorter (const Column *column)
{
  GtkExpression *expression;

  if (column->sort == SORT_TEXT)
    expression = gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (get_text),
                                              (gpointer) column, NULL);
  else
    expression = gtk_property_expression_new (SBX_TYPE_PEER, NULL, column->properties[0]);

  if (column->sort == SORT_NUMBER)
    return GTK_SORTER (gtk_numeric_sorter_new (expression));

  return GTK_SORTER (gtk_string_sorter_new (expression));
}

static GtkColumnViewColumn *
make_column (SbxClientColumns *self, const Column *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *made = gtk_column_view_column_new (_ (column->title), factory);
  g_autoptr (GtkSorter) sorter = make_sorter (column);
  Data *data = g_new (Data, 1);

  *data = (Data){ g_object_ref (self), column };
  g_signal_connect_data (factory, "setup", G_CALLBACK (setup_cb), data, data_free, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), data);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), data);
  gtk_column_view_column_set_sorter (made, sorter);
  gtk_column_view_column_set_resizable (made, column->width > 0 || column->look != TWO_LINES);
  gtk_column_view_column_set_expand (made, column->width == 0 || (column->look & EXPANDS) != 0);
  if (column->width > 0)
    gtk_column_view_column_set_fixed_width (made, sbx_scale_to_text (column->width));
  else if ((column->look & TWO_LINES) == 0)
    gtk_column_view_column_set_fixed_width (made, sbx_scale_to_text (180));

  return made;
}

static gboolean
is_shown (SbxClientColumns *self, guint column)
{
  if (self->narrow)
    return FALSE;

  return column == 0 || g_strv_contains ((const char *const *) self->chosen, columns[column].id);
}

/* @shown: whether @column is to stand at @position; where the next one stands. */
static guint
place (SbxClientColumns *self, GtkColumnViewColumn *column, gboolean shown, guint position)
{
  gboolean there = gtk_column_view_column_get_column_view (column) != NULL;

  /* Taken out and put in, not hidden: GTK 4.8 still gives a hidden column its width. */
  if (shown && !there)
    gtk_column_view_insert_column (self->view, position, column);
  else if (!shown && there)
    gtk_column_view_remove_column (self->view, column);

  return position + (shown ? 1 : 0);
}

static void
update_columns (SbxClientColumns *self)
{
  guint position = 0;

  if (self->view == NULL)
    return;

  position = place (self, self->narrow_made, self->narrow, position);
  for (guint i = 0; i < N_COLUMNS; i++)
    position = place (self, self->made[i], is_shown (self, i), position);
}

static void
update_actions (SbxClientColumns *self)
{
  for (guint i = 1; i < N_COLUMNS; i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), columns[i].id);
      gboolean chosen = g_strv_contains ((const char *const *) self->chosen, columns[i].id);

      g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (chosen));
    }
}

static void
set_chosen (SbxClientColumns *self, const char *const *chosen)
{
  if (g_strv_equal ((const char *const *) self->chosen, chosen))
    return;

  g_strfreev (self->chosen);
  self->chosen = g_strdupv ((char **) chosen);
  update_columns (self);
  update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOSEN]);
}

/* In the order of the columns. */
static void
change_state_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  SbxClientColumns *self = user_data;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) chosen = NULL;

  for (guint i = 1; i < N_COLUMNS; i++)
    {
      gboolean is_it = g_str_equal (columns[i].id, g_action_get_name (G_ACTION (action)));

      if (is_it ? g_variant_get_boolean (state)
                : g_strv_contains ((const char *const *) self->chosen, columns[i].id))
        g_strv_builder_add (builder, columns[i].id);
    }
  chosen = g_strv_builder_end (builder);
  set_chosen (self, (const char *const *) chosen);
}

static void
sbx_client_columns_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxClientColumns *self = SBX_CLIENT_COLUMNS (object);

  switch (prop_id)
    {
    case PROP_CHOSEN:
      g_value_set_boxed (value, self->chosen);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_client_columns_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxClientColumns *self = SBX_CLIENT_COLUMNS (object);
  static const char *const none[] = { NULL };

  switch (prop_id)
    {
    case PROP_CHOSEN:
      set_chosen (self, g_value_get_boxed (value) != NULL ? g_value_get_boxed (value) : none);
      break;
    case PROP_NARROW:
      if (self->narrow == g_value_get_boolean (value))
        return;
      self->narrow = g_value_get_boolean (value);
      update_columns (self);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_client_columns_dispose (GObject *object)
{
  SbxClientColumns *self = SBX_CLIENT_COLUMNS (object);

  g_clear_weak_pointer (&self->view);

  G_OBJECT_CLASS (sbx_client_columns_parent_class)->dispose (object);
}

static void
sbx_client_columns_finalize (GObject *object)
{
  SbxClientColumns *self = SBX_CLIENT_COLUMNS (object);

  g_hash_table_unref (self->going_on);
  g_object_unref (self->actions);
  g_strfreev (self->chosen);

  G_OBJECT_CLASS (sbx_client_columns_parent_class)->finalize (object);
}

static void
sbx_client_columns_class_init (SbxClientColumnsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_client_columns_get_property;
  object_class->set_property = sbx_client_columns_set_property;
  object_class->dispose = sbx_client_columns_dispose;
  object_class->finalize = sbx_client_columns_finalize;

  properties[PROP_CHOSEN] = g_param_spec_boxed ("chosen", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_client_columns_init (SbxClientColumns *self)
{
  self->going_on = g_hash_table_new (NULL, NULL);
  self->chosen = g_new0 (char *, 1);
  self->actions = g_simple_action_group_new ();
  for (guint i = 1; i < N_COLUMNS; i++)
    {
      g_autoptr (GSimpleAction) action =
        g_simple_action_new_stateful (columns[i].id, NULL, g_variant_new_boolean (FALSE));

      g_signal_connect_object (action, "change-state", G_CALLBACK (change_state_cb), self, 0);
      g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
    }
}

/**
 * sbx_client_columns_new:
 * @view: a view of SbxPeer without columns
 */
SbxClientColumns *
sbx_client_columns_new (GtkColumnView *view)
{
  SbxClientColumns *self = g_object_new (SBX_TYPE_CLIENT_COLUMNS, NULL);

  g_set_weak_pointer (&self->view, view);
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      self->made[i] = make_column (self, &columns[i]);
      g_object_set_data_full (G_OBJECT (view), columns[i].id, self->made[i], g_object_unref);
    }
  self->narrow_made = make_column (self, &narrow_column);
  g_object_set_data_full (G_OBJECT (view), "narrow", self->narrow_made, g_object_unref);
  update_columns (self);

  return self;
}

void
sbx_client_columns_tick (SbxClientColumns *self)
{
  GHashTableIter iter;
  gpointer item, column;

  g_hash_table_iter_init (&iter, self->going_on);
  while (g_hash_table_iter_next (&iter, &item, &column))
    fill_cell (item, column);
}

GMenuModel *
sbx_client_columns_make_menu (SbxClientColumns *self)
{
  GMenu *menu = g_menu_new ();

  for (guint i = 1; i < N_COLUMNS; i++)
    {
      g_autofree char *action = g_strdup_printf ("column.%s", columns[i].id);

      g_menu_append (menu, _ (columns[i].title), action);
    }

  return G_MENU_MODEL (menu);
}

/* (transfer none) */
GActionGroup *
sbx_client_columns_get_actions (SbxClientColumns *self)
{
  return G_ACTION_GROUP (self->actions);
}

/* @peer: (nullable): NULL for the headings */
static char *
make_line (SbxClientColumns *self, SbxPeer *peer)
{
  GString *line = g_string_new (NULL);

  for (guint i = 0; i < N_COLUMNS; i++)
    {
      g_autofree char *text = NULL;

      if (i > 0 && !g_strv_contains ((const char *const *) self->chosen, columns[i].id))
        continue;

      text = peer != NULL ? columns[i].format (peer) : g_strdup (_ (columns[i].title));
      g_strdelimit (text, "\t\n\r", ' ');
      g_string_append_printf (line, "%s%s", line->len > 0 ? "\t" : "", text);
    }

  return g_string_free (line, FALSE);
}

char *
sbx_client_columns_dup_header (SbxClientColumns *self)
{
  return make_line (self, NULL);
}

char *
sbx_client_columns_dup_row (SbxClientColumns *self, SbxPeer *peer)
{
  return make_line (self, peer);
}
