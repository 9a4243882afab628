/* sbx-opener.h — opens whatever one brings to the window
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-console.h"
#include "sbx-file-kind.h"

G_BEGIN_DECLS

/* Opens a file by what is in it: a capture is added to the captures, a workspace opened, a contract made a
 * server of (after a question); a toast says if it is something else. */
void sbx_opener_open_path (GtkWidget *window, SbxConsole *console, const char *path);
/* The same for one of which it is known already what it is. */
void sbx_opener_open_as (GtkWidget *window, SbxConsole *console, const char *path, SbxFileKind kind);

/* Connects to an address, with the connection that the workspace has for it if there is one. FALSE: it is
 * none. */
gboolean sbx_opener_open_url (GtkWidget *window, SbxConsole *console, const char *url, GError **error);

/* Lets addresses (as text) and files be dropped onto the window. */
void sbx_opener_accept_drops (GtkWidget *window, SbxConsole *console);

G_END_DECLS
