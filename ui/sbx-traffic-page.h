/* sbx-traffic-page.h — the traffic of an endpoint, or of all
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-console.h"

G_BEGIN_DECLS

#define SBX_TYPE_TRAFFIC_PAGE (sbx_traffic_page_get_type ())
G_DECLARE_FINAL_TYPE (SbxTrafficPage, sbx_traffic_page, SBX, TRAFFIC_PAGE, GtkWidget)

GtkWidget *sbx_traffic_page_new (SbxConsole *console, SbxEndpoint *endpoint);
/* What a capture has, read when it is looked at. */
GtkWidget *sbx_traffic_page_new_for_capture (SbxConsole *console, SbxCapture *capture);
void sbx_traffic_page_show_row (SbxTrafficPage *self, gint64 seq);

G_END_DECLS
