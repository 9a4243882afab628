/* sbx-library-view.c — messages that are saved, and those that were sent
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-library-folders.h"
#include "sbx-library-view-private.h"
#include "sbx-keys.h"
#include "sbx-list-stop.h"
#include "sbx-message-row.h"

enum
{
  ACTIVATED,
  SEND_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxLibraryView, sbx_library_view, GTK_TYPE_WIDGET)

/* The selected message or folder; (transfer full) (nullable). */
SbxLibraryItem *
sbx_library_view_dup_selected (SbxLibraryView *self)
{
  GtkTreeListRow *row = gtk_single_selection_get_selected_item (self->selection);

  return row != NULL ? gtk_tree_list_row_get_item (row) : NULL;
}

void
sbx_library_view_select_item (SbxLibraryView *self, SbxLibraryItem *item)
{
  GListModel *model = gtk_single_selection_get_model (self->selection);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (model, i);
      g_autoptr (SbxLibraryItem) candidate = gtk_tree_list_row_get_item (row);

      if (candidate != item)
        continue;
      gtk_single_selection_set_selected (self->selection, i);
      gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", i);
      return;
    }
}

guint
sbx_library_view_find_position (SbxLibraryView *self, SbxLibraryItem *item, guint *n_siblings)
{
  SbxLibraryItem *parent = sbx_library_item_get_parent (item);
  GListModel *siblings =
    parent != NULL ? sbx_library_item_get_children (parent) : sbx_library_get_items (self->library);
  guint position = 0;

  *n_siblings = g_list_model_get_n_items (siblings);
  for (; position < *n_siblings; position++)
    {
      g_autoptr (SbxLibraryItem) sibling = g_list_model_get_item (siblings, position);

      if (sibling == item)
        break;
    }
  return position;
}

static void
sbx_library_view_update_actions (SbxLibraryView *self)
{
  g_autoptr (SbxLibraryItem) item = sbx_library_view_dup_selected (self);
  GtkWidget *widget = GTK_WIDGET (self);
  guint n = 0, position = item != NULL ? sbx_library_view_find_position (self, item, &n) : 0;

  gtk_widget_action_set_enabled (widget, "library.edit", item != NULL && !sbx_library_item_is_folder (item));
  gtk_widget_action_set_enabled (widget, "library.send", item != NULL && !sbx_library_item_is_folder (item));
  gtk_widget_action_set_enabled (widget, "library.rename", item != NULL);
  gtk_widget_action_set_enabled (widget, "library.duplicate", item != NULL);
  gtk_widget_action_set_enabled (widget, "library.remove", item != NULL);
  gtk_widget_action_set_enabled (widget, "library.move-up",
                                 item != NULL && !self->is_searching && position > 0);
  gtk_widget_action_set_enabled (widget, "library.move-down",
                                 item != NULL && !self->is_searching && position + 1 < n);
}

/* --- rows ------------------------------------------------------------------------------ */

static void
row_send_cb (SbxLibraryView *self, SbxMessageRow *row)
{
  SbxLibraryItem *item = sbx_message_row_get_item (row);

  if (item != NULL && sbx_library_item_get_draft (item) != NULL)
    g_signal_emit (self, signals[SEND_REQUESTED], 0, sbx_library_item_get_draft (item));
}

/* The menu is about to be shown: it is the row's now. */
static void
row_menu_cb (SbxLibraryView *self, SbxMessageRow *row)
{
  SbxLibraryItem *item = sbx_message_row_get_item (row);

  if (item == NULL)
    return;
  sbx_library_view_select_item (self, item);
  sbx_library_folders_list (self->library, item, self->folders_menu, "library.move-to");
}

static void
setup_cb (SbxLibraryView *self, GtkListItem *list_item)
{
  GtkWidget *expander = gtk_tree_expander_new ();
  GtkWidget *row = sbx_message_row_new ();

  g_object_set (row, "menu", self->menu, NULL);
  g_signal_connect_object (row, "send", G_CALLBACK (row_send_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "menu", G_CALLBACK (row_menu_cb), self, G_CONNECT_SWAPPED);
  g_object_bind_property (expander, "item", row, "item", G_BINDING_SYNC_CREATE);
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), row);
  g_object_bind_property (list_item, "item", expander, "list-row", G_BINDING_SYNC_CREATE);
  gtk_list_item_set_child (list_item, expander);
}

static void
activate_cb (SbxLibraryView *self, guint position)
{
  GListModel *model = gtk_single_selection_get_model (self->selection);
  g_autoptr (GtkTreeListRow) row = g_list_model_get_item (model, position);
  g_autoptr (SbxLibraryItem) item = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  if (item == NULL)
    return;
  if (sbx_library_item_is_folder (item))
    gtk_tree_list_row_set_expanded (row, !gtk_tree_list_row_get_expanded (row));
  else
    g_signal_emit (self, signals[ACTIVATED], 0, sbx_library_item_get_draft (item));
}

static void
named_cb (SbxLibraryView *self, const char *name)
{
  g_autoptr (SbxLibraryItem) item = sbx_library_view_dup_selected (self);

  if (item != NULL)
    sbx_library_rename (self->library, item, name);
}

/* --- what is seen ------------------------------------------------------------------------ */

static void
toggled_cb (SbxLibraryView *self)
{
  gtk_stack_set_visible_child_name (self->stack,
                                    gtk_toggle_button_get_active (self->sent_toggle) ? "sent" : "saved");
}

static GListModel *
list_children (gpointer item, gpointer user_data)
{
  GListModel *children = sbx_library_item_get_children (item);

  return children != NULL ? g_object_ref (children) : NULL;
}

static GListModel *
make_tree (SbxLibraryView *self)
{
  return G_LIST_MODEL (gtk_tree_list_model_new (g_object_ref (sbx_library_get_items (self->library)), FALSE,
                                                TRUE, list_children, NULL, NULL));
}

static gboolean
is_found (gpointer row, gpointer user_data)
{
  SbxLibraryView *self = user_data;
  g_autoptr (SbxLibraryItem) item = gtk_tree_list_row_get_item (row);
  SbxDraft *draft = sbx_library_item_get_draft (item);
  g_autofree char *wanted = g_utf8_casefold (gtk_editable_get_text (self->search), -1);
  g_autofree char *name = g_utf8_casefold (sbx_library_item_get_name (item), -1);
  g_autofree char *draft_name =
    draft != NULL ? g_utf8_casefold (sbx_draft_get_name (draft), -1) : g_strdup ("");

  return strstr (name, wanted) != NULL || strstr (draft_name, wanted) != NULL;
}

static void
show_empty (SbxLibraryView *self)
{
  const char *child = "list";

  if (g_list_model_get_n_items (sbx_library_get_items (self->library)) == 0)
    child = "empty";
  else if (self->is_searching && g_list_model_get_n_items (G_LIST_MODEL (self->found)) == 0)
    child = "nothing";
  gtk_stack_set_visible_child_name (self->saved_stack, child);
}

/* While somebody searches, folders are open in another tree, and how they were is not lost. */
static void
search_cb (SbxLibraryView *self)
{
  gboolean searching = *gtk_editable_get_text (self->search) != '\0';

  if (searching && self->found == NULL)
    self->found =
      gtk_filter_list_model_new (make_tree (self), GTK_FILTER (gtk_custom_filter_new (is_found, self, NULL)));
  if (self->found != NULL)
    gtk_filter_changed (gtk_filter_list_model_get_filter (self->found), GTK_FILTER_CHANGE_DIFFERENT);
  if (self->is_searching != searching)
    {
      self->is_searching = searching;
      gtk_single_selection_set_model (self->selection, searching ? G_LIST_MODEL (self->found) : self->tree);
    }
  show_empty (self);
  sbx_library_view_update_actions (self);
}

/* --- life ---------------------------------------------------------------------------------- */

static void
pass_on_activated (SbxLibraryView *self, SbxDraft *draft)
{
  g_signal_emit (self, signals[ACTIVATED], 0, draft);
}

static void
pass_on_send (SbxLibraryView *self, SbxDraft *draft)
{
  g_signal_emit (self, signals[SEND_REQUESTED], 0, draft);
}

static void
sbx_library_view_dispose (GObject *object)
{
  SbxLibraryView *self = SBX_LIBRARY_VIEW (object);

  if (self->name_popover != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->name_popover)));
  if (self->box != NULL)
    gtk_widget_unparent (g_steal_pointer (&self->box));
  g_clear_object (&self->found);
  g_clear_object (&self->tree);
  g_clear_object (&self->library);

  G_OBJECT_CLASS (sbx_library_view_parent_class)->dispose (object);
}

static void
sbx_library_view_class_init (SbxLibraryViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_library_view_dispose;

  signals[ACTIVATED] = g_signal_new ("activated", SBX_TYPE_LIBRARY_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, SBX_TYPE_DRAFT);
  signals[SEND_REQUESTED] = g_signal_new ("send-requested", SBX_TYPE_LIBRARY_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, SBX_TYPE_DRAFT);

  sbx_library_view_install_actions (widget_class);
  g_type_ensure (SBX_TYPE_LIST_STOP);
  g_type_ensure (SBX_TYPE_SENT_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-library-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxLibraryView, box);
  gtk_widget_class_bind_template_child (widget_class, SbxLibraryView, saved_toggle);
  gtk_widget_class_bind_template_child (widget_class, SbxLibraryView, sent_toggle);
  gtk_widget_class_bind_template_child (widget_class, SbxLibraryView, stack);
  gtk_widget_class_bind_template_child (widget_class, SbxLibraryView, saved_stack);
  gtk_widget_class_bind_template_child (widget_class, SbxLibraryView, search);
  gtk_widget_class_bind_template_child (widget_class, SbxLibraryView, list);
  gtk_widget_class_bind_template_child (widget_class, SbxLibraryView, selection);
  gtk_widget_class_bind_template_child (widget_class, SbxLibraryView, sent);
  gtk_widget_class_bind_template_child (widget_class, SbxLibraryView, menu);
  gtk_widget_class_bind_template_child (widget_class, SbxLibraryView, folders_menu);
  gtk_widget_class_bind_template_callback (widget_class, toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, pass_on_activated);
  gtk_widget_class_bind_template_callback (widget_class, pass_on_send);
  gtk_widget_class_bind_template_callback (widget_class, sbx_library_view_update_actions);
}

/* Keys of the list alone: in what is searched for they mean something else. */
static const SbxKey keys[] = {
  { GDK_KEY_Delete, 0, "library.remove" },
  { GDK_KEY_KP_Delete, 0, "library.remove" },
  { GDK_KEY_F2, 0, "library.rename" },
  { GDK_KEY_d, GDK_CONTROL_MASK, "library.duplicate" },
  { GDK_KEY_Up, GDK_ALT_MASK, "library.move-up" },
  { GDK_KEY_Down, GDK_ALT_MASK, "library.move-down" },
  { GDK_KEY_Return, GDK_CONTROL_MASK, "library.send" },
};

static void
sbx_library_view_init (SbxLibraryView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->name_popover = SBX_NAME_POPOVER (sbx_name_popover_new (GTK_WIDGET (self)));
  g_signal_connect_object (self->name_popover, "named", G_CALLBACK (named_cb), self, G_CONNECT_SWAPPED);
  sbx_keys_add_to_list (GTK_WIDGET (self->list), keys, G_N_ELEMENTS (keys));
}

GtkWidget *
sbx_library_view_new (SbxConsole *console, SbxEndpoint *endpoint)
{
  SbxLibraryView *self;

  g_return_val_if_fail (SBX_IS_CONSOLE (console), NULL);
  g_return_val_if_fail (SBX_IS_ENDPOINT (endpoint), NULL);

  self = g_object_new (SBX_TYPE_LIBRARY_VIEW, NULL);
  self->library = g_object_ref (sbx_console_get_library (console));
  self->tree = make_tree (self);
  gtk_single_selection_set_model (self->selection, self->tree);
  sbx_sent_list_set_history (self->sent, sbx_console_get_history (console), sbx_endpoint_get_id (endpoint));
  g_signal_connect_object (sbx_library_get_items (self->library), "items-changed", G_CALLBACK (show_empty),
                           self, G_CONNECT_SWAPPED);
  show_empty (self);
  sbx_library_view_update_actions (self);
  return GTK_WIDGET (self);
}

void
sbx_library_view_show (SbxLibraryView *self, gboolean sent)
{
  g_return_if_fail (SBX_IS_LIBRARY_VIEW (self));

  gtk_toggle_button_set_active (sent ? self->sent_toggle : self->saved_toggle, TRUE);
}
