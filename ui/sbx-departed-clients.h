/* sbx-departed-clients.h — the clients that left a hosted server
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-server.h"

G_BEGIN_DECLS

/* A list below the table of those who are there, as soon as somebody has left. */
#define SBX_TYPE_DEPARTED_CLIENTS (sbx_departed_clients_get_type ())
G_DECLARE_FINAL_TYPE (SbxDepartedClients, sbx_departed_clients, SBX, DEPARTED_CLIENTS, GtkWidget)

void sbx_departed_clients_set_server (SbxDepartedClients *self, SbxServer *server);

G_END_DECLS
