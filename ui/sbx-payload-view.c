/* sbx-payload-view.c — a JSON document as a tree
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-json-node.h"
#include "sbx-json-pointer.h"
#include "sbx-list-stop.h"
#include "sbx-payload-view.h"
#include "sbx-row-name.h"

/**
 * SbxPayloadView:
 *
 * A document as a tree of names and values, in the document's order and with its own text. The first levels
 * are open; Ctrl+C and the context menu copy a value, or the path to it.
 */
struct _SbxPayloadView
{
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkLabel *empty_label;
  GtkListView *list;
  GtkWidget *popover;

  GtkSingleSelection *selection; /* nullable: while there is a document */
};

G_DEFINE_FINAL_TYPE (SbxPayloadView, sbx_payload_view, GTK_TYPE_WIDGET)

/* Documents up to this many rows are shown open from the start; larger ones with their first level. */
#define OPEN_ROWS 200

static GListModel *
create_children (gpointer item, gpointer user_data)
{
  return sbx_json_node_list_children (item);
}

static const char *
type_css_class (MbmJsonType type)
{
  switch (type)
    {
    case MBM_JSON_STRING:
      return "sbx-json-string";
    case MBM_JSON_NUMBER:
      return "sbx-json-number";
    case MBM_JSON_TRUE:
    case MBM_JSON_FALSE:
    case MBM_JSON_NULL:
      return "sbx-json-word";
    case MBM_JSON_ARRAY:
    case MBM_JSON_OBJECT:
    default:
      return "dim-label";
    }
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *expander = gtk_tree_expander_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *name = gtk_label_new (NULL);
  GtkWidget *value = gtk_label_new (NULL);

  gtk_widget_add_css_class (name, "sbx-json-name");
  gtk_widget_set_valign (name, GTK_ALIGN_BASELINE);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_selectable (GTK_LABEL (value), FALSE);
  gtk_label_set_xalign (GTK_LABEL (value), 0);
  gtk_label_set_wrap (GTK_LABEL (value), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (value), GTK_NATURAL_WRAP_NONE);
  gtk_widget_set_hexpand (value, TRUE);
  gtk_widget_set_valign (value, GTK_ALIGN_BASELINE);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), value);
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), box);
  gtk_list_item_set_child (item, expander);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkTreeListRow *row = gtk_list_item_get_item (item);
  g_autoptr (SbxJsonNode) node = gtk_tree_list_row_get_item (row);
  g_autofree char *summary = sbx_json_node_dup_summary (node);
  g_autofree char *words = NULL;
  GtkWidget *expander = gtk_list_item_get_child (item);
  GtkWidget *box = gtk_tree_expander_get_child (GTK_TREE_EXPANDER (expander));
  GtkWidget *name = gtk_widget_get_first_child (box);
  GtkWidget *value = gtk_widget_get_last_child (box);
  const char *classes[] = { type_css_class (sbx_json_node_get_json_type (node)), NULL };

  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (expander), row);
  gtk_label_set_label (GTK_LABEL (name), sbx_json_node_get_name (node));
  gtk_widget_set_visible (name, sbx_json_node_get_name (node) != NULL);
  gtk_label_set_label (GTK_LABEL (value), summary);
  gtk_widget_set_css_classes (value, classes);
  words = sbx_json_node_get_name (node) != NULL
            /* Translators: the name of something, and what it is */
            ? g_strdup_printf (_ ("%s: %s"), sbx_json_node_get_name (node), summary)
            : g_strdup (summary);
  sbx_row_set_name (expander, words);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (gtk_list_item_get_child (item)), NULL);
}

static SbxJsonNode *
dup_selected (SbxPayloadView *self)
{
  GtkTreeListRow *row = NULL;

  if (self->selection != NULL)
    row = gtk_single_selection_get_selected_item (self->selection);
  return row != NULL ? SBX_JSON_NODE (gtk_tree_list_row_get_item (row)) : NULL;
}

static void
copy_text (SbxPayloadView *self, const char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
copy_value (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxPayloadView *self = SBX_PAYLOAD_VIEW (widget);
  g_autoptr (SbxJsonNode) node = dup_selected (self);
  g_autofree char *json = NULL;

  if (node == NULL)
    return;

  json = sbx_json_node_dup_json (node);
  copy_text (self, json);
}

/* As JavaScript would write it: `items[0].price`. */
static char *
dup_path (GtkTreeListRow *row)
{
  g_autoptr (GtkTreeListRow) parent = gtk_tree_list_row_get_parent (row);
  g_autoptr (SbxJsonNode) node = gtk_tree_list_row_get_item (row);
  g_autoptr (SbxJsonNode) container = NULL;
  g_autofree char *front = NULL;

  if (parent == NULL)
    return g_strdup (sbx_json_node_get_name (node));

  front = dup_path (parent);
  container = gtk_tree_list_row_get_item (parent);
  if (sbx_json_node_get_json_type (container) == MBM_JSON_ARRAY)
    return g_strdup_printf ("%s[%s]", front != NULL ? front : "", sbx_json_node_get_name (node));
  if (front == NULL)
    return g_strdup (sbx_json_node_get_name (node));
  return g_strdup_printf ("%s.%s", front, sbx_json_node_get_name (node));
}

static void
copy_path (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxPayloadView *self = SBX_PAYLOAD_VIEW (widget);
  g_autofree char *path = NULL;

  if (self->selection != NULL && gtk_single_selection_get_selected_item (self->selection) != NULL)
    path = dup_path (gtk_single_selection_get_selected_item (self->selection));
  if (path != NULL)
    copy_text (self, path);
}

/* The row under the pointer has the selection already: the list's own gesture took it. */
static void
on_secondary_pressed (SbxPayloadView *self, int n_press, double x, double y, GtkGestureClick *gesture)
{
  double at_x, at_y;

  gtk_widget_translate_coordinates (GTK_WIDGET (self->list), GTK_WIDGET (self), x, y, &at_x, &at_y);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &(GdkRectangle){ (int) at_x, (int) at_y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

/* Where the row is that the menu is about. */
static gboolean
popup_menu (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  SbxPayloadView *self = SBX_PAYLOAD_VIEW (widget);
  GtkWidget *row = gtk_root_get_focus (gtk_widget_get_root (widget));
  graphene_rect_t bounds;

  if (row == NULL || !gtk_widget_is_ancestor (row, GTK_WIDGET (self->list)) ||
      !gtk_widget_compute_bounds (row, widget, &bounds))
    return GDK_EVENT_PROPAGATE;

  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover),
                               &(GdkRectangle){ (int) bounds.origin.x, (int) bounds.origin.y,
                                                (int) bounds.size.width, (int) bounds.size.height });
  gtk_popover_popup (GTK_POPOVER (self->popover));
  return GDK_EVENT_STOP;
}

static void
on_menu_closed (SbxPayloadView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
on_selected_changed (SbxPayloadView *self)
{
  gboolean any = self->selection != NULL && gtk_single_selection_get_selected_item (self->selection) != NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "payload.copy-value", any);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "payload.copy-path", any);
}

static void
set_selection (SbxPayloadView *self, GtkSingleSelection *selection)
{
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_func (self->selection, on_selected_changed, self);
  g_set_object (&self->selection, selection);
  if (selection != NULL)
    g_signal_connect_object (selection, "notify::selected-item", G_CALLBACK (on_selected_changed), self,
                             G_CONNECT_SWAPPED);
  on_selected_changed (self);
}

/* Opens level by level until the tree has as many rows as can be read at once. */
static void
open_rows (GtkTreeListModel *tree)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (tree)); i++)
    {
      g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_row (tree, i);
      gboolean first = gtk_tree_list_row_get_depth (row) == 0;

      if (!first && g_list_model_get_n_items (G_LIST_MODEL (tree)) > OPEN_ROWS)
        break;
      gtk_tree_list_row_set_expanded (row, TRUE);
    }
}

static void
sbx_payload_view_dispose (GObject *object)
{
  SbxPayloadView *self = SBX_PAYLOAD_VIEW (object);

  if (self->selection != NULL)
    set_selection (self, NULL);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), SBX_TYPE_PAYLOAD_VIEW);

  G_OBJECT_CLASS (sbx_payload_view_parent_class)->dispose (object);
}

static void
sbx_payload_view_class_init (SbxPayloadViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_payload_view_dispose;

  g_type_ensure (SBX_TYPE_LIST_STOP);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-payload-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxPayloadView, stack);
  gtk_widget_class_bind_template_child (widget_class, SbxPayloadView, empty_label);
  gtk_widget_class_bind_template_child (widget_class, SbxPayloadView, list);
  gtk_widget_class_bind_template_child (widget_class, SbxPayloadView, popover);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  gtk_widget_class_bind_template_callback (widget_class, on_menu_closed);
  gtk_widget_class_bind_template_callback (widget_class, on_secondary_pressed);
  gtk_widget_class_install_action (widget_class, "payload.copy-value", NULL, copy_value);
  gtk_widget_class_install_action (widget_class, "payload.copy-path", NULL, copy_path);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, popup_menu, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, popup_menu, NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "payload.copy-value", NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "payloadview");
}

static void
sbx_payload_view_init (SbxPayloadView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  on_selected_changed (self);
}

/**
 * sbx_payload_view_set_json:
 * @json: (nullable): the document; text that is not JSON is said to be so, and not shown
 */
void
sbx_payload_view_set_json (SbxPayloadView *self, GBytes *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListStore) roots = NULL;
  g_autoptr (SbxJsonNode) root = NULL;
  g_autoptr (GtkTreeListModel) tree = NULL;
  g_autoptr (GtkSingleSelection) selection = NULL;
  const char *text;
  gsize length = 0;

  g_return_if_fail (SBX_IS_PAYLOAD_VIEW (self));

  text = json != NULL ? g_bytes_get_data (json, &length) : NULL;
  if (length == 0 || !mbm_json_check (text, length, &error))
    {
      set_selection (self, NULL);
      gtk_label_set_label (self->empty_label, error != NULL ? error->message : _ ("Nothing here"));
      gtk_stack_set_visible_child_name (self->stack, "empty");
      return;
    }

  root = sbx_json_node_new (json, NULL, mbm_json_value (text, length));
  roots = g_list_store_new (SBX_TYPE_JSON_NODE);
  g_list_store_append (roots, root);
  tree = gtk_tree_list_model_new (G_LIST_MODEL (g_steal_pointer (&roots)), FALSE, FALSE, create_children,
                                  NULL, NULL);
  open_rows (tree);
  selection =
    g_object_new (GTK_TYPE_SINGLE_SELECTION, "autoselect", FALSE, "can-unselect", TRUE, "model", tree, NULL);
  set_selection (self, selection);
  gtk_stack_set_visible_child_name (self->stack, "tree");
}

/* The row of a child by its name or number; of several of one name the last, which is the one that counts. */
static GtkTreeListRow *
find_child (GtkTreeListRow *row, const char *token)
{
  g_autoptr (SbxJsonNode) node = gtk_tree_list_row_get_item (row);
  GListModel *children;
  guint64 index;

  gtk_tree_list_row_set_expanded (row, TRUE);
  children = gtk_tree_list_row_get_children (row);
  if (children == NULL)
    return NULL;
  if (sbx_json_node_get_json_type (node) == MBM_JSON_ARRAY)
    return g_ascii_string_to_unsigned (token, 10, 0, G_MAXUINT32, &index, NULL)
             ? gtk_tree_list_row_get_child_row (row, index)
             : NULL;

  for (guint i = g_list_model_get_n_items (children); i > 0; i--)
    {
      g_autoptr (SbxJsonNode) child = g_list_model_get_item (children, i - 1);

      if (g_strcmp0 (sbx_json_node_get_name (child), token) == 0)
        return gtk_tree_list_row_get_child_row (row, i - 1);
    }
  return NULL;
}

/**
 * sbx_payload_view_select:
 * @pointer: a JSON Pointer, such as `/items/0/price`; empty for the whole
 *
 * Opens the tree down to a value, selects it and brings it into sight; where there is none, the nearest that
 * holds the place.
 *
 * Returns: whether the value itself is there
 */
gboolean
sbx_payload_view_select (SbxPayloadView *self, const char *pointer)
{
  GtkTreeListModel *tree;
  g_autoptr (GtkTreeListRow) row = NULL;
  gboolean found = TRUE;

  g_return_val_if_fail (SBX_IS_PAYLOAD_VIEW (self), FALSE);

  if (self->selection == NULL)
    return FALSE;

  tree = GTK_TREE_LIST_MODEL (gtk_single_selection_get_model (self->selection));
  row = gtk_tree_list_model_get_row (tree, 0);
  while (found && *pointer == '/')
    {
      g_autofree char *name = sbx_json_pointer_next (&pointer);
      GtkTreeListRow *child = find_child (row, name);

      found = child != NULL;
      if (found)
        {
          g_object_unref (row);
          row = child;
        }
    }

  gtk_single_selection_set_selected (self->selection, gtk_tree_list_row_get_position (row));
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u",
                              gtk_tree_list_row_get_position (row));
  return found;
}
