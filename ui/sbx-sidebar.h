/* sbx-sidebar.h — what can be looked at: all traffic, servers, connections, captures
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-console.h"

G_BEGIN_DECLS

/* Properties: console; selected (SbxEndpoint or SbxCapture; NULL: all traffic).
 * Signal `activated`: a row was chosen, as by a click, whether or not it was selected already. */
#define SBX_TYPE_SIDEBAR (sbx_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (SbxSidebar, sbx_sidebar, SBX, SIDEBAR, GtkWidget)

void sbx_sidebar_set_console (SbxSidebar *self, SbxConsole *console);
void sbx_sidebar_set_selected (SbxSidebar *self, GObject *item);
GObject *sbx_sidebar_get_selected (SbxSidebar *self);

G_END_DECLS
