/* sbx-lane-axis.c — the time axis above heartbeat lanes
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-lane-axis.h"

#include <glib/gi18n.h>

#include "sbx-chart-bubble.h"
#include "sbx-chart.h"
#include "sbx-heartbeat-lane.h"

#define TICK_HEIGHT 4
#define GAP         2

struct _SbxLaneAxis
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (SbxLaneAxis, sbx_lane_axis, GTK_TYPE_WIDGET)

/* What stands at the mark that is @i parts from the beginning; (transfer full). */
static PangoLayout *
make_label (GtkWidget *widget, guint i)
{
  gint64 seconds = SBX_HEARTBEAT_LANE_SPAN * (SBX_HEARTBEAT_LANE_MARKS - i) / SBX_HEARTBEAT_LANE_MARKS;
  g_autofree char *text = seconds > 0 ? g_strdup_printf (_ ("−%d s"), (int) seconds)
                                      /* Translators: the end of a time axis */
                                      : g_strdup (C_ ("axis", "now"));

  return sbx_chart_create_label (widget, text);
}

static void
sbx_lane_axis_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  double free_from = rtl ? width + 1 : -1;
  GdkRGBA color;

  sbx_chart_get_color (widget, "chart_label_color", &color);
  for (guint i = 0; i <= SBX_HEARTBEAT_LANE_MARKS; i++)
    {
      g_autoptr (PangoLayout) layout = make_label (widget, i);
      double x = width * i / (double) SBX_HEARTBEAT_LANE_MARKS;
      double left;
      int text_width;

      if (rtl)
        x = width - x;
      pango_layout_get_pixel_size (layout, &text_width, NULL);
      left = CLAMP (x - text_width / 2.0, 0, MAX (width - text_width, 0));
      gtk_snapshot_append_color (snapshot, &color,
                                 &GRAPHENE_RECT_INIT ((float) CLAMP (x, 0, width - 1),
                                                      (float) (height - TICK_HEIGHT), 1, TICK_HEIGHT));
      /* Where there is no room for all of them, some are left out. */
      if (i > 0 && (rtl ? left + text_width > free_from : left < free_from))
        continue;
      sbx_chart_draw_label (snapshot, layout, left, 0, &color);
      free_from = rtl ? left - 2 * GAP : left + text_width + 2 * GAP;
    }
}

static void
sbx_lane_axis_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  g_autoptr (PangoLayout) layout = make_label (widget, 0);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? width : height + GAP + TICK_HEIGHT;
  *natural = *minimum;
}

static void
sbx_lane_axis_class_init (SbxLaneAxisClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = sbx_lane_axis_snapshot;
  widget_class->measure = sbx_lane_axis_measure;

  gtk_widget_class_set_css_name (widget_class, "laneaxis");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
sbx_lane_axis_init (SbxLaneAxis *self)
{
}
