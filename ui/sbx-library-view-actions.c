/* sbx-library-view-actions.c — what can be done with saved messages and their folders
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-library-folders.h"
#include "sbx-library-view-private.h"
#include "sbx-undo.h"

static void
complain (SbxLibraryView *self, GError *error)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
  g_error_free (error);
}

static void
edit_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxLibraryView *self = SBX_LIBRARY_VIEW (widget);
  g_autoptr (SbxLibraryItem) item = sbx_library_view_dup_selected (self);
  const char *signal = g_str_equal (action_name, "library.send") ? "send-requested" : "activated";

  if (item != NULL && sbx_library_item_get_draft (item) != NULL)
    g_signal_emit_by_name (self, signal, sbx_library_item_get_draft (item));
}

/* Where the selected row is, or all of the list. */
static void
get_row_area (SbxLibraryView *self, GdkRectangle *area)
{
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self->list));
  GtkWidget *place = focus != NULL ? focus : GTK_WIDGET (self->list);
  graphene_rect_t bounds;

  *area = (GdkRectangle){ 0, 0, gtk_widget_get_width (GTK_WIDGET (self)), 1 };
  if (gtk_widget_compute_bounds (place, GTK_WIDGET (self), &bounds))
    *area = (GdkRectangle){ (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width,
                            (int) MIN (bounds.size.height, 48) };
}

static void
rename_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxLibraryView *self = SBX_LIBRARY_VIEW (widget);
  g_autoptr (SbxLibraryItem) item = sbx_library_view_dup_selected (self);
  GdkRectangle area;

  if (item == NULL)
    return;
  get_row_area (self, &area);
  sbx_name_popover_ask (self->name_popover, &area, sbx_library_item_get_name (item));
}

static void
new_folder_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxLibraryView *self = SBX_LIBRARY_VIEW (widget);
  g_autoptr (SbxLibraryItem) item = sbx_library_view_dup_selected (self);
  SbxLibraryItem *parent = item, *folder;
  GError *error = NULL;

  if (item != NULL && !sbx_library_item_is_folder (item))
    parent = sbx_library_item_get_parent (item);
  folder = sbx_library_add_folder (self->library, parent, _ ("New Folder"), &error);
  if (folder == NULL)
    {
      complain (self, error);
      return;
    }
  sbx_library_view_select_item (self, folder);
  gtk_widget_activate_action (widget, "library.rename", NULL);
}

static void
duplicate_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxLibraryView *self = SBX_LIBRARY_VIEW (widget);
  g_autoptr (SbxLibraryItem) item = sbx_library_view_dup_selected (self);
  GError *error = NULL;
  SbxLibraryItem *copy = item != NULL ? sbx_library_duplicate (self->library, item, &error) : NULL;

  if (copy != NULL)
    sbx_library_view_select_item (self, copy);
  else if (error != NULL)
    complain (self, error);
}

typedef struct
{
  SbxLibrary *library;
  SbxLibraryRemoval *removal;
} Removed;

static void
removed_free (gpointer data)
{
  Removed *removed = data;

  g_object_unref (removed->library);
  sbx_library_removal_free (removed->removal);
  g_free (removed);
}

static void
put_back (gpointer data)
{
  Removed *removed = data;

  sbx_library_restore (removed->library, removed->removal);
}

static void
remove_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxLibraryView *self = SBX_LIBRARY_VIEW (widget);
  g_autoptr (SbxLibraryItem) item = sbx_library_view_dup_selected (self);
  g_autofree char *text = NULL;
  Removed *removed;

  if (item == NULL)
    return;
  /* Translators: the name of a saved message or folder */
  text = g_strdup_printf (_ ("“%s” removed"), sbx_library_item_get_name (item));
  removed = g_new (Removed, 1);
  removed->library = g_object_ref (self->library);
  removed->removal = sbx_library_remove (self->library, item);
  sbx_undo_offer (widget, text, put_back, NULL, removed, removed_free);
}

static void
move_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxLibraryView *self = SBX_LIBRARY_VIEW (widget);
  g_autoptr (SbxLibraryItem) item = sbx_library_view_dup_selected (self);
  guint n, position;

  if (item == NULL)
    return;
  position = sbx_library_view_find_position (self, item, &n);
  position += g_str_equal (action_name, "library.move-up") ? -1 : 1;
  sbx_library_move (self->library, item, sbx_library_item_get_parent (item), position, NULL);
  sbx_library_view_select_item (self, item);
}

/* @parameter: a place that was in the menu */
static void
move_to_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxLibraryView *self = SBX_LIBRARY_VIEW (widget);
  g_autoptr (SbxLibraryItem) item = sbx_library_view_dup_selected (self);
  SbxLibraryItem *folder;
  GError *error = NULL;

  if (item == NULL ||
      !sbx_library_folders_find (self->library, g_variant_get_string (parameter, NULL), &folder))
    return;
  if (sbx_library_move (self->library, item, folder, G_MAXUINT, &error))
    sbx_library_view_select_item (self, item);
  else
    complain (self, error);
}

void
sbx_library_view_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "library.edit", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "library.send", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "library.rename", NULL, rename_action);
  gtk_widget_class_install_action (widget_class, "library.new-folder", NULL, new_folder_action);
  gtk_widget_class_install_action (widget_class, "library.duplicate", NULL, duplicate_action);
  gtk_widget_class_install_action (widget_class, "library.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "library.move-up", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "library.move-down", NULL, move_action);
  gtk_widget_class_install_action (widget_class, "library.move-to", "s", move_to_action);
}
