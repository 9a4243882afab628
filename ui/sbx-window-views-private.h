/* sbx-window-views-private.h — the views of what the sidebar selects
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-console.h"

G_BEGIN_DECLS

/* The view of @item (an SbxEndpoint, an SbxCapture, or NULL for all traffic) among @views, made when it is
 * first looked at: it keeps its page, filters and drafts from then on. @made: (out): whether it was made now.
 */
GtkWidget *sbx_window_views_ensure (GtkStack *views, SbxConsole *console, GObject *item, gboolean *made);

/* Shows the handler or timed event of the server whose view is seen that the trace calls @origin; whether it
 * is there. */
gboolean sbx_window_views_show_origin (GtkStack *views, const char *origin);

/* Removes the views of what is gone. */
void sbx_window_views_drop_orphans (GtkStack *views, SbxConsole *console);

G_END_DECLS
