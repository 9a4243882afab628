/* sbx-chart-bubble.h — the words at a point of a chart
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Draws @text in a bubble like a tooltip's: at @x and above @y where there is room, and never outside of
 * @widget. Nothing is created but for the time of drawing, and so nothing can flicker or take the pointer. */
void sbx_chart_bubble_draw (GtkWidget *widget, GtkSnapshot *snapshot, const char *text, double x, double y);

/* A text of the size of what stands at an axis; (transfer full). */
PangoLayout *sbx_chart_create_label (GtkWidget *widget, const char *text);
void
sbx_chart_draw_label (GtkSnapshot *snapshot, PangoLayout *layout, double x, double y, const GdkRGBA *color);

G_END_DECLS
