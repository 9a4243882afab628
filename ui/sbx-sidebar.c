/* sbx-sidebar.c — what can be looked at: all traffic, servers, connections, captures
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-sidebar.h"

#include <glib/gi18n.h>

#include "sbx-sidebar-row.h"

struct _SbxSidebar
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkListBox *list;

  SbxConsole *console;
  GObject *selected;
  /* Lists of what the rows stand for; all traffic is a GObject of no type of its own. */
  GListModel *items;
};

enum
{
  PROP_0,
  PROP_CONSOLE,
  PROP_SELECTED,
  N_PROPS
};

enum
{
  ACTIVATED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxSidebar, sbx_sidebar, GTK_TYPE_WIDGET)

static GObject *
row_get_item (GtkListBoxRow *row)
{
  return row != NULL ? sbx_sidebar_row_get_item (SBX_SIDEBAR_ROW (row)) : NULL;
}

static GtkListBoxRow *
sbx_sidebar_find_row (SbxSidebar *self, GObject *item)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (row_get_item (row) == item)
      return row;

  return NULL;
}

static void
sbx_sidebar_take_selected (SbxSidebar *self, GObject *item)
{
  if (g_set_object (&self->selected, item))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

static void
row_selected_cb (SbxSidebar *self, GtkListBoxRow *row)
{
  /* The list selects nothing for a moment when the selected row goes: items_changed_cb() then finds another.
   */
  if (row != NULL)
    sbx_sidebar_take_selected (self, row_get_item (row));
}

static void
row_activated_cb (SbxSidebar *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
items_changed_cb (SbxSidebar *self)
{
  GtkListBoxRow *row;

  if (gtk_list_box_get_selected_row (self->list) != NULL)
    return;

  row = sbx_sidebar_find_row (self, self->selected);
  if (row == NULL)
    row = gtk_list_box_get_row_at_index (self->list, 0);
  if (row != NULL)
    gtk_list_box_select_row (self->list, row);
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  return sbx_sidebar_row_new (SBX_IS_ENDPOINT (item) || SBX_IS_CAPTURE (item) ? item : NULL);
}

static GtkWidget *
create_header (const char *title, const char *action_name, const char *action_text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (title);
  GtkWidget *button = gtk_button_new_from_icon_name ("list-add-symbolic");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), label);

  gtk_widget_set_tooltip_text (button, action_text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, action_text, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action_name);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_box_append (GTK_BOX (box), button);

  gtk_widget_add_css_class (box, "sidebar-header");

  return box;
}

/* A header stands above the first row of its kind. */
static void
update_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  GObject *item = row_get_item (row);
  GObject *above = row_get_item (before);
  GtkWidget *header = NULL;

  if (SBX_IS_SERVER (item) && !SBX_IS_SERVER (above))
    header = create_header (_ ("Servers"), "win.host", _ ("Host a Server"));
  else if (SBX_IS_CONNECTION (item) && !SBX_IS_CONNECTION (above))
    header = create_header (_ ("Connections"), "win.connect", _ ("Connect"));
  else if (SBX_IS_CAPTURE (item) && !SBX_IS_CAPTURE (above))
    header = create_header (_ ("Captures"), "win.open-capture", _ ("Open a Capture"));

  gtk_list_box_row_set_header (row, header);
}

static void
sbx_sidebar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxSidebar *self = SBX_SIDEBAR (object);

  switch (prop_id)
    {
    case PROP_CONSOLE:
      g_value_set_object (value, self->console);
      break;
    case PROP_SELECTED:
      g_value_set_object (value, self->selected);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_sidebar_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxSidebar *self = SBX_SIDEBAR (object);

  switch (prop_id)
    {
    case PROP_CONSOLE:
      sbx_sidebar_set_console (self, g_value_get_object (value));
      break;
    case PROP_SELECTED:
      sbx_sidebar_set_selected (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_sidebar_dispose (GObject *object)
{
  SbxSidebar *self = SBX_SIDEBAR (object);

  if (self->items != NULL)
    g_signal_handlers_disconnect_by_data (self->items, self);
  g_clear_object (&self->items);
  g_clear_object (&self->selected);
  g_clear_object (&self->console);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);

  G_OBJECT_CLASS (sbx_sidebar_parent_class)->dispose (object);
}

/* Tab stops at what is selected and at the buttons of the headings; from row to row, which selects it, one
 * goes by arrow. */
static gboolean
sbx_sidebar_focus (GtkWidget *widget, GtkDirectionType direction)
{
  SbxSidebar *self = SBX_SIDEBAR (widget);
  GtkWidget *list = GTK_WIDGET (self->list);
  GtkWidget *selected = GTK_WIDGET (gtk_list_box_get_selected_row (self->list));
  gboolean back = direction == GTK_DIR_TAB_BACKWARD;
  GtkWidget *child;

  if (selected == NULL || (direction != GTK_DIR_TAB_FORWARD && !back))
    return GTK_WIDGET_CLASS (sbx_sidebar_parent_class)->focus (widget, direction);

  child = gtk_widget_get_focus_child (list);
  if (child == NULL)
    child = back ? gtk_widget_get_last_child (list) : gtk_widget_get_first_child (list);
  for (; child != NULL;
       child = back ? gtk_widget_get_prev_sibling (child) : gtk_widget_get_next_sibling (child))
    if ((child == selected || !GTK_IS_LIST_BOX_ROW (child)) && gtk_widget_child_focus (child, direction))
      return TRUE;

  return FALSE;
}

static gboolean
sbx_sidebar_grab_focus (GtkWidget *widget)
{
  GtkListBoxRow *selected = gtk_list_box_get_selected_row (SBX_SIDEBAR (widget)->list);

  return selected != NULL && gtk_widget_grab_focus (GTK_WIDGET (selected));
}

static void
sbx_sidebar_class_init (SbxSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sbx_sidebar_get_property;
  object_class->set_property = sbx_sidebar_set_property;
  object_class->dispose = sbx_sidebar_dispose;

  widget_class->focus = sbx_sidebar_focus;
  widget_class->grab_focus = sbx_sidebar_grab_focus;

  properties[PROP_CONSOLE] =
    g_param_spec_object ("console", NULL, NULL, SBX_TYPE_CONSOLE,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SELECTED] =
    g_param_spec_object ("selected", NULL, NULL, G_TYPE_OBJECT,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[ACTIVATED] =
    g_signal_new ("activated", SBX_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxSidebar, scroller);
  gtk_widget_class_bind_template_child (widget_class, SbxSidebar, list);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
sbx_sidebar_init (SbxSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, update_header, NULL, NULL);
}

void
sbx_sidebar_set_console (SbxSidebar *self, SbxConsole *console)
{
  g_autoptr (GListStore) all = NULL;
  g_autoptr (GObject) all_traffic = NULL;
  GListStore *sections;

  g_return_if_fail (SBX_IS_SIDEBAR (self));
  g_return_if_fail (SBX_IS_CONSOLE (console));
  g_return_if_fail (self->console == NULL);

  self->console = g_object_ref (console);

  all = g_list_store_new (G_TYPE_OBJECT);
  all_traffic = g_object_new (G_TYPE_OBJECT, NULL);
  g_list_store_append (all, all_traffic);

  sections = g_list_store_new (G_TYPE_LIST_MODEL);
  g_list_store_append (sections, all);
  g_list_store_append (sections, sbx_console_get_servers (console));
  g_list_store_append (sections, sbx_console_get_connections (console));
  g_list_store_append (sections, sbx_console_get_captures (console));

  self->items = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (sections)));
  gtk_list_box_bind_model (self->list, self->items, create_row, NULL, NULL);
  /* After the list has made its rows. */
  g_signal_connect_object (self->items, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  items_changed_cb (self);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONSOLE]);
}

void
sbx_sidebar_set_selected (SbxSidebar *self, GObject *item)
{
  GtkListBoxRow *row;

  g_return_if_fail (SBX_IS_SIDEBAR (self));
  g_return_if_fail (item == NULL || SBX_IS_ENDPOINT (item) || SBX_IS_CAPTURE (item));

  row = sbx_sidebar_find_row (self, item);
  if (row != NULL)
    gtk_list_box_select_row (self->list, row);
}

GObject *
sbx_sidebar_get_selected (SbxSidebar *self)
{
  g_return_val_if_fail (SBX_IS_SIDEBAR (self), NULL);

  return self->selected;
}
