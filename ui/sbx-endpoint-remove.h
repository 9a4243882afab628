/* sbx-endpoint-remove.h — removes a server or connection, with a way back
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-console.h"

G_BEGIN_DECLS

/* Stops a server or connection and takes it out of the workspace, and offers in a toast of @widget's window
 * to undo it: then it is selected again. */
void sbx_endpoint_remove (GtkWidget *widget, SbxConsole *console, SbxEndpoint *endpoint);

G_END_DECLS
