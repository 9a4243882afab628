/* sbx-chart-axes.h — the axes of a chart, and what they say
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-chart.h"

G_BEGIN_DECLS

/* @format: writes a value at the upright axis
 * @start_label, @end_label: (nullable): what stands under the ends of the other */
typedef struct
{
  SbxChartFormat format;
  char *start_label;
  char *end_label;
} SbxChartAxes;

/* The smallest of 2, 4, 10, 20, 40, 100… that is not below @value: what the upright axis ends with, and half
 * of it is round as well. */
double sbx_chart_axes_round_up (double value);

/* What the labels leave of @widget for the points, when the axis ends at @top. */
void sbx_chart_axes_lay_out (const SbxChartAxes *self, GtkWidget *widget, double top, graphene_rect_t *area);
/* @area: what sbx_chart_axes_lay_out() gave */
void sbx_chart_axes_draw (const SbxChartAxes *self,
                          GtkWidget *widget,
                          GtkSnapshot *snapshot,
                          const graphene_rect_t *area,
                          double top,
                          const GdkRGBA *color);

/* Says in the middle of @widget why there are none. */
void sbx_chart_axes_draw_nothing (GtkWidget *widget,
                                  GtkSnapshot *snapshot,
                                  const char *text,
                                  const GdkRGBA *color);

G_END_DECLS
