/* sbx-traffic-clear.h — removes recorded traffic, with a way back
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "sbx-store.h"

G_BEGIN_DECLS

/* Clears what @store has of an endpoint, or of all (@endpoint_id NULL), and offers in a toast of @widget's
 * window to undo it. */
void sbx_traffic_clear (GtkWidget *widget, SbxStore *store, const char *endpoint_id);

G_END_DECLS
