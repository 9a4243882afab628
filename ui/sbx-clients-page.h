/* sbx-clients-page.h — the clients of a hosted server
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "sbx-console.h"

G_BEGIN_DECLS

/* A table of who is there, with what can be done to them, and a list of who left and why.
 * Actions: clients.send (an event to the selected, or to all if none is), clients.send-all,
 * clients.disconnect (the selected). */
#define SBX_TYPE_CLIENTS_PAGE (sbx_clients_page_get_type ())
G_DECLARE_FINAL_TYPE (SbxClientsPage, sbx_clients_page, SBX, CLIENTS_PAGE, GtkWidget)

GtkWidget *sbx_clients_page_new (SbxConsole *console, SbxEndpoint *endpoint);

G_END_DECLS
