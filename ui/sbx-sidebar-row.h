/* sbx-sidebar-row.h — a row of the sidebar
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-capture.h"
#include "sbx-endpoint.h"

G_BEGIN_DECLS

/* An endpoint, a capture, or all traffic; properties `endpoint` and `capture` (construct-only) are NULL for
 * what it is not. */
#define SBX_TYPE_SIDEBAR_ROW (sbx_sidebar_row_get_type ())
G_DECLARE_FINAL_TYPE (SbxSidebarRow, sbx_sidebar_row, SBX, SIDEBAR_ROW, GtkListBoxRow)

/* @item: (nullable): an SbxEndpoint or SbxCapture; NULL: all traffic */
GtkWidget *sbx_sidebar_row_new (GObject *item);
GObject *sbx_sidebar_row_get_item (SbxSidebarRow *self);
SbxEndpoint *sbx_sidebar_row_get_endpoint (SbxSidebarRow *self);

G_END_DECLS
