/* sbx-overview-page.h — an endpoint at a glance
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-console.h"

G_BEGIN_DECLS

/* What it is, what goes through it, how fast it answers, what went wrong; of a connection also what its
 * server says, pings, the history of its state, and subscriptions. */
#define SBX_TYPE_OVERVIEW_PAGE (sbx_overview_page_get_type ())
G_DECLARE_FINAL_TYPE (SbxOverviewPage, sbx_overview_page, SBX, OVERVIEW_PAGE, GtkWidget)

GtkWidget *sbx_overview_page_new (SbxConsole *console, SbxEndpoint *endpoint);

G_END_DECLS
