/* sbx-workspace-menu.h — opens workspaces and saves them elsewhere
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-console.h"

G_BEGIN_DECLS

/* Actions of a window: workspace.open, workspace.save-as (they ask for a file); workspace.open-file and
 * workspace.save-file (s: a path); workspace.open-usual; workspace.keep-ours, workspace.take-theirs (they end
 * a conflict). Remembers in the settings what is open and what was. Owned by the window.
 *
 * Properties, read-only and notifying: name (string): of the file that is open, empty for the usual one;
 * conflict (string, nullable): what there is to choose, in words. */
#define SBX_TYPE_WORKSPACE_MENU (sbx_workspace_menu_get_type ())
G_DECLARE_FINAL_TYPE (SbxWorkspaceMenu, sbx_workspace_menu, SBX, WORKSPACE_MENU, GObject)

SbxWorkspaceMenu *sbx_workspace_menu_new (GtkWindow *window, SbxConsole *console);
/* What was open before, the newest first. (transfer none) */
GMenuModel *sbx_workspace_menu_get_recent (SbxWorkspaceMenu *self);

G_END_DECLS
