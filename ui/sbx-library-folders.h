/* sbx-library-folders.h — where a saved message can be moved to
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-library.h"

G_BEGIN_DECLS

/* Fills @menu with the folders that @item can be moved to, but for the one that it is in; @action gets a
 * place (a string). */
void sbx_library_folders_list (SbxLibrary *library, SbxLibraryItem *item, GMenu *menu, const char *action);
/* The folder at a place, NULL for the top; FALSE if there is none any more. */
gboolean sbx_library_folders_find (SbxLibrary *library, const char *place, SbxLibraryItem **folder);

G_END_DECLS
