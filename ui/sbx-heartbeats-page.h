/* sbx-heartbeats-page.h — the heartbeats of an endpoint's peers, a lane each
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-console.h"

G_BEGIN_DECLS

#define SBX_TYPE_HEARTBEATS_PAGE (sbx_heartbeats_page_get_type ())
G_DECLARE_FINAL_TYPE (SbxHeartbeatsPage, sbx_heartbeats_page, SBX, HEARTBEATS_PAGE, GtkWidget)

GtkWidget *sbx_heartbeats_page_new (SbxConsole *console, SbxEndpoint *endpoint);

G_END_DECLS
