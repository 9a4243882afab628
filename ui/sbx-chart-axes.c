/* sbx-chart-axes.c — the axes of a chart, and what they say
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-chart-axes.h"

#include <adwaita.h>
#include <math.h>

#include "sbx-chart-bubble.h"

#define GAP 6

static const char *const series_colors[SBX_CHART_N_SERIES] = { "chart_first_color", "chart_second_color" };

static gboolean
is_rtl (GtkWidget *widget)
{
  return gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
}

void
sbx_chart_axes_lay_out (const SbxChartAxes *self, GtkWidget *widget, double top, graphene_rect_t *area)
{
  int width = 0, height = 0;

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *text = self->format (i == 0 ? top : top / 2);
      g_autoptr (PangoLayout) layout = sbx_chart_create_label (widget, text);
      int text_width;

      pango_layout_get_pixel_size (layout, &text_width, &height);
      width = MAX (width, text_width);
    }

  area->origin.x = is_rtl (widget) ? 1 : width + GAP;
  area->size.width = gtk_widget_get_width (widget) - width - GAP - 1;
  area->origin.y = height / 2.0f;
  area->size.height = gtk_widget_get_height (widget) - height / 2.0f;
  area->size.height -=
    self->start_label != NULL || self->end_label != NULL ? GAP + height : height / 2.0f + 1;
}

/* The top, the middle and the bottom of the axis: a line each, and what it stands for. */
static void
draw_grid (const SbxChartAxes *self,
           GtkWidget *widget,
           GtkSnapshot *snapshot,
           const graphene_rect_t *area,
           double top,
           const GdkRGBA *color)
{
  GdkRGBA line = *color;

  if (!adw_style_manager_get_high_contrast (adw_style_manager_get_default ()))
    line.alpha *= 0.25f;

  for (guint i = 0; i <= 2; i++)
    {
      double y = area->origin.y + area->size.height * i / 2;
      g_autofree char *text = self->format (top * (2 - i) / 2);
      g_autoptr (PangoLayout) layout = sbx_chart_create_label (widget, text);
      int width, height;

      pango_layout_get_pixel_size (layout, &width, &height);
      gtk_snapshot_append_color (snapshot, &line,
                                 &GRAPHENE_RECT_INIT (area->origin.x, (float) floor (y), area->size.width,
                                                      1));
      sbx_chart_draw_label (snapshot, layout,
                            is_rtl (widget) ? area->origin.x + area->size.width + GAP
                                            : area->origin.x - GAP - width,
                            y - height / 2.0, color);
    }
}

static void
draw_end (GtkWidget *widget,
          GtkSnapshot *snapshot,
          const graphene_rect_t *area,
          const char *text,
          gboolean right,
          const GdkRGBA *color)
{
  g_autoptr (PangoLayout) layout = NULL;
  int width;

  if (text == NULL)
    return;

  layout = sbx_chart_create_label (widget, text);
  pango_layout_get_pixel_size (layout, &width, NULL);
  sbx_chart_draw_label (snapshot, layout, right ? area->origin.x + area->size.width - width : area->origin.x,
                        area->origin.y + area->size.height + GAP, color);
}

void
sbx_chart_axes_draw (const SbxChartAxes *self,
                     GtkWidget *widget,
                     GtkSnapshot *snapshot,
                     const graphene_rect_t *area,
                     double top,
                     const GdkRGBA *color)
{
  draw_grid (self, widget, snapshot, area, top, color);
  draw_end (widget, snapshot, area, self->start_label, is_rtl (widget), color);
  draw_end (widget, snapshot, area, self->end_label, !is_rtl (widget), color);
}

void
sbx_chart_get_color (GtkWidget *widget, const char *name, GdkRGBA *color)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);

  if (!gtk_style_context_lookup_color (context, name, color))
    gtk_style_context_get_color (context, color);
}

void
sbx_chart_get_series_color (GtkWidget *widget, guint series, GdkRGBA *color)
{
  sbx_chart_get_color (widget, series_colors[MIN (series, SBX_CHART_N_SERIES - 1)], color);
}

double
sbx_chart_axes_round_up (double value)
{
  double power = pow (10, floor (log10 (fmax (value, 1))));

  if (value <= 2 * power)
    return 2 * power;
  if (value <= 4 * power)
    return 4 * power;

  return 10 * power;
}

void
sbx_chart_axes_draw_nothing (GtkWidget *widget, GtkSnapshot *snapshot, const char *text, const GdkRGBA *color)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  int width, height;

  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_set_width (layout, gtk_widget_get_width (widget) * PANGO_SCALE);
  pango_layout_get_pixel_size (layout, &width, &height);
  sbx_chart_draw_label (snapshot, layout, 0, (gtk_widget_get_height (widget) - height) / 2.0, color);
}
