/* sbx-sidebar-row.h — a row of the sidebar
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-endpoint.h"

G_BEGIN_DECLS

/* An endpoint, or all traffic when `endpoint` (construct-only) is NULL. */
#define SBX_TYPE_SIDEBAR_ROW (sbx_sidebar_row_get_type ())
G_DECLARE_FINAL_TYPE (SbxSidebarRow, sbx_sidebar_row, SBX, SIDEBAR_ROW, GtkListBoxRow)

GtkWidget *sbx_sidebar_row_new (SbxEndpoint *endpoint);
SbxEndpoint *sbx_sidebar_row_get_endpoint (SbxSidebarRow *self);

G_END_DECLS
