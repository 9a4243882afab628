/* sbx-library-folders.c — where a saved message can be moved to
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-library-folders.h"

#include <glib/gi18n.h>

/* A place is the positions of folders in each other: `/2/0`; empty for the top. */

static void
append (GMenu *menu, const char *names, const char *action, const char *place)
{
  g_auto (GStrv) parts = g_strsplit (names, "_", -1);
  g_autofree char *label = g_strjoinv ("__", parts);
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", place);
  g_menu_append_item (menu, item);
}

static void
append_folders (GMenu *menu,
                GListModel *items,
                SbxLibraryItem *moved,
                const char *action,
                const char *place,
                const char *names)
{
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (SbxLibraryItem) item = g_list_model_get_item (items, i);
      g_autofree char *item_place = g_strdup_printf ("%s/%u", place, i);
      g_autofree char *item_names = NULL;

      /* A folder does not go into itself. */
      if (!sbx_library_item_is_folder (item) || item == moved)
        continue;
      item_names =
        g_strdup_printf ("%s%s%s", names, *names != '\0' ? " / " : "", sbx_library_item_get_name (item));
      if (item != sbx_library_item_get_parent (moved))
        append (menu, item_names, action, item_place);
      append_folders (menu, sbx_library_item_get_children (item), moved, action, item_place, item_names);
    }
}

void
sbx_library_folders_list (SbxLibrary *library, SbxLibraryItem *item, GMenu *menu, const char *action)
{
  g_menu_remove_all (menu);
  if (sbx_library_item_get_parent (item) != NULL)
    append (menu, C_ ("place", "Outside of Folders"), action, "");
  append_folders (menu, sbx_library_get_items (library), item, action, "", "");
  if (g_menu_model_get_n_items (G_MENU_MODEL (menu)) == 0)
    g_menu_append (menu, _ ("No Other Folder"), "library.none");
}

gboolean
sbx_library_folders_find (SbxLibrary *library, const char *place, SbxLibraryItem **folder)
{
  g_auto (GStrv) steps = g_strsplit (place, "/", -1);
  GListModel *items = sbx_library_get_items (library);

  *folder = NULL;
  for (guint i = 1; steps[0] != NULL && steps[i] != NULL; i++)
    {
      g_autoptr (SbxLibraryItem) item =
        g_list_model_get_item (items, (guint) g_ascii_strtoull (steps[i], NULL, 10));

      if (item == NULL || !sbx_library_item_is_folder (item))
        return FALSE;
      *folder = item;
      items = sbx_library_item_get_children (item);
    }
  return TRUE;
}
