/* sbx-window-private.h — what the files about the window share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-banner.h"
#include "sbx-endpoint-view.h"
#include "sbx-sidebar.h"
#include "sbx-window.h"
#include "sbx-workspace-menu.h"

G_BEGIN_DECLS

struct _SbxWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  AdwFlap *flap;
  SbxSidebar *sidebar;
  AdwViewSwitcherTitle *switcher_title;
  GtkToggleButton *sidebar_button;
  GtkStack *views;
  AdwWindowTitle *sidebar_title;
  SbxBanner *conflict_banner;
  GMenu *workspaces_menu;

  SbxConsole *console;
  SbxWorkspaceMenu *workspaces;
  GSettings *settings;
  GBindingGroup *title_binding;
  AdwToast *undo_toast; /* nullable */
  gboolean show_history;
  /* What the sidebar is to be when there is something in it again. */
  gboolean sidebar_wanted;
  gboolean empty;
};

/* The view of a server or connection, if that is what is seen; (nullable) */
SbxEndpointView *sbx_window_get_endpoint_view (SbxWindow *self);

void sbx_window_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
