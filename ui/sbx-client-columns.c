/* sbx-client-columns.c — the columns of the table of clients
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-client-columns.h"

#include <glib/gi18n.h>

#include "sbx-client-cells.h"
#include "sbx-client-format.h"
#include "sbx-format.h"

/* Those that are shown at first have room beside the sidebar of a window of 1400 pixels.
 * Translators: the headings of the table of clients */
static const SbxClientColumn columns[] = {
  { "client", N_ ("Client"), 0, 0, SBX_CLIENT_SORT_STRING, { "id", "faults" }, sbx_client_format_client },
  { "type",
    N_ ("Type"),
    85,
    SBX_CLIENT_DIM,
    SBX_CLIENT_SORT_STRING,
    { "peer-type" },
    sbx_client_format_type },
  { "user",
    N_ ("User"),
    120,
    SBX_CLIENT_EXPANDS,
    SBX_CLIENT_SORT_STRING,
    { "user", "roles" },
    sbx_client_format_user },
  { "connected",
    N_ ("Connected"),
    100,
    SBX_CLIENT_NUMERIC | SBX_CLIENT_GOES_ON,
    SBX_CLIENT_SORT_NUMBER,
    { "connected-at" },
    sbx_client_format_connected },
  { "heartbeat",
    N_ ("Last Beat"),
    100,
    SBX_CLIENT_NUMERIC | SBX_CLIENT_GOES_ON,
    SBX_CLIENT_SORT_NUMBER,
    { "last-heartbeat" },
    sbx_client_format_heartbeat },
  { "missed",
    N_ ("Missed"),
    80,
    SBX_CLIENT_NUMERIC | SBX_CLIENT_WARNS,
    SBX_CLIENT_SORT_NUMBER,
    { "missed" },
    sbx_client_format_missed },
  { "received",
    N_ ("Received"),
    105,
    SBX_CLIENT_NUMERIC,
    SBX_CLIENT_SORT_NUMBER,
    { "messages-in", "bytes-in" },
    sbx_client_format_received },
  { "sent",
    N_ ("Sent"),
    105,
    SBX_CLIENT_NUMERIC,
    SBX_CLIENT_SORT_NUMBER,
    { "messages-out", "bytes-out" },
    sbx_client_format_sent },
  { "subscriptions",
    N_ ("Subscriptions"),
    145,
    SBX_CLIENT_EXPANDS,
    SBX_CLIENT_SORT_TEXT,
    { "subscriptions" },
    sbx_client_format_subscriptions },
  { "capabilities",
    N_ ("Capabilities"),
    140,
    SBX_CLIENT_EXPANDS,
    SBX_CLIENT_SORT_TEXT,
    { "capabilities" },
    sbx_client_format_capabilities },
  { "address",
    N_ ("Address"),
    125,
    SBX_CLIENT_NUMERIC | SBX_CLIENT_DIM,
    SBX_CLIENT_SORT_STRING,
    { "address" },
    sbx_client_format_address },
  { "dialect",
    N_ ("Dialect"),
    110,
    SBX_CLIENT_DIM,
    SBX_CLIENT_SORT_STRING,
    { "dialect" },
    sbx_client_format_dialect },
};

/* The first column where there is no room for the others. */
static const SbxClientColumn narrow_column = {
  "client",
  N_ ("Client"),
  0,
  SBX_CLIENT_TWO_LINES,
  SBX_CLIENT_SORT_STRING,
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
  guint sorted_by; /* the column that the menu sorted by last */
  gboolean descending;
};

enum
{
  PROP_0,
  PROP_CHOSEN,
  PROP_NARROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxClientColumns, sbx_client_columns, G_TYPE_OBJECT)

static GtkColumnViewColumn *
make_column (SbxClientColumns *self, const SbxClientColumn *column)
{
  GtkColumnViewColumn *made =
    gtk_column_view_column_new (_ (column->title), sbx_client_cells_make_factory (column, self->going_on));
  g_autoptr (GtkSorter) sorter = sbx_client_cells_make_sorter (column);

  gtk_column_view_column_set_sorter (made, sorter);
  gtk_column_view_column_set_resizable (made, column->width > 0 || column->look != SBX_CLIENT_TWO_LINES);
  gtk_column_view_column_set_expand (made, column->width == 0 || (column->look & SBX_CLIENT_EXPANDS) != 0);
  if (column->width > 0)
    gtk_column_view_column_set_fixed_width (made, sbx_scale_to_text (column->width));
  else if ((column->look & SBX_CLIENT_TWO_LINES) == 0)
    gtk_column_view_column_set_fixed_width (made, sbx_scale_to_text (150));

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

/* What a click on a heading does, for the keyboard: the same column again turns the order round. */
static void
sort_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SbxClientColumns *self = user_data;
  guint i = 0;

  while (i < N_COLUMNS && !g_str_equal (columns[i].id, g_variant_get_string (parameter, NULL)))
    i++;
  if (i == N_COLUMNS || self->view == NULL)
    return;

  self->descending = self->sorted_by == i && !self->descending;
  self->sorted_by = i;
  /* One that is not shown cannot be sorted by. */
  if (i > 0)
    g_action_group_change_action_state (G_ACTION_GROUP (self->actions), columns[i].id,
                                        g_variant_new_boolean (TRUE));
  gtk_column_view_sort_by_column (self->view, self->narrow ? self->narrow_made : self->made[i],
                                  self->descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
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
  g_autoptr (GSimpleAction) sort = g_simple_action_new ("sort", G_VARIANT_TYPE_STRING);

  self->going_on = g_hash_table_new (NULL, NULL);
  self->chosen = g_new0 (char *, 1);
  self->sorted_by = N_COLUMNS;
  self->actions = g_simple_action_group_new ();
  g_signal_connect_object (sort, "activate", G_CALLBACK (sort_cb), self, 0);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (sort));
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
    sbx_client_cells_fill (item, column);
}

GMenuModel *
sbx_client_columns_make_menu (SbxClientColumns *self)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) shown = g_menu_new ();
  g_autoptr (GMenu) order = g_menu_new ();

  for (guint i = 0; i < N_COLUMNS; i++)
    {
      g_autofree char *action = g_strdup_printf ("column.%s", columns[i].id);
      g_autofree char *sort = g_strdup_printf ("column.sort::%s", columns[i].id);

      if (i > 0)
        g_menu_append (shown, _ (columns[i].title), action);
      g_menu_append (order, _ (columns[i].title), sort);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (shown));
  /* Translators: a menu; the columns of a table follow */
  g_menu_append_submenu (menu, _ ("_Sort By"), G_MENU_MODEL (order));

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
