/* sbx-chart.h — base of the charts: axis, grid, and a cursor that reads values
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How many series there are colours for. */
#define SBX_CHART_N_SERIES 2

/* Writes a value at the axis; (transfer full). */
typedef char *(*SbxChartFormat) (double value);

/**
 * SbxChart:
 *
 * Base of [class@SbxLineChart] and [class@SbxHistogram]: points along an axis of time or of sizes, values
 * from zero up to a round number. The pointer over it, or the cursor that Left, Right, Page Up, Page Down,
 * Home and End move while it has the focus, shows what a point is; Escape puts the cursor away. A screen
 * reader is told what the cursor is at as the chart's description. In right-to-left locales the axis runs the
 * other way, and so do the keys. It draws only when something has changed, and nothing moves.
 *
 * Properties:
 *  - bare (boolean): neither grid nor labels nor cursor, for a line in a list
 *  - start-label, end-label (string, nullable): what stands under the first and the last point
 *  - description (string, nullable): what it is and shows: the accessible name
 *  - empty-text (string, nullable): what stands there as long as there is no point
 *  - cursor (int): the point that the keyboard is at, -1 none
 *  - value-text (string, nullable, read-only): what is shown of the point under the pointer, or else under
 * the cursor
 */
#define SBX_TYPE_CHART (sbx_chart_get_type ())
G_DECLARE_DERIVABLE_TYPE (SbxChart, sbx_chart, SBX, CHART, GtkWidget)

/**
 * SbxChartClass:
 * @parent_class: the parent
 * @get_n_points: how many points there are along the axis
 * @get_highest: the highest value of all points
 * @get_position: where on the axis a point is, 0 at its start, 1 at its end
 * @draw: draws the points into @area, where @top is the value at its upper edge
 * @draw_point: draws what makes one point stand out
 * @describe: a point and its values in words, in one or more lines; (transfer full)
 *
 * What kinds of chart implement.
 */
struct _SbxChartClass
{
  GtkWidgetClass parent_class;

  guint (*get_n_points) (SbxChart *self);
  double (*get_highest) (SbxChart *self);
  double (*get_position) (SbxChart *self, guint point);
  void (*draw) (SbxChart *self, GtkSnapshot *snapshot, const graphene_rect_t *area, double top);
  void (*draw_point) (SbxChart *self,
                      GtkSnapshot *snapshot,
                      const graphene_rect_t *area,
                      double top,
                      guint point);
  char *(*describe) (SbxChart *self, guint point);
};

void sbx_chart_set_format (SbxChart *self, SbxChartFormat format);
char *sbx_chart_format (SbxChart *self, double value);
void sbx_chart_set_cursor (SbxChart *self, int cursor);

/* For kinds of chart: the points are others. @shift: how many points the same moment moved towards the start
 * of the axis, so that the cursor stays with it. */
void sbx_chart_changed (SbxChart *self, guint shift);
gboolean sbx_chart_get_bare (SbxChart *self);
/* A colour that style.css defines, or the widget's own where there is none of that name. */
void sbx_chart_get_color (GtkWidget *widget, const char *name, GdkRGBA *color);
void sbx_chart_get_series_color (GtkWidget *widget, guint series, GdkRGBA *color);
/* From a place on the axis (0 to 1) to one in @area, with regard to the direction of text. */
float sbx_chart_to_x (SbxChart *self, const graphene_rect_t *area, double position);

G_END_DECLS
