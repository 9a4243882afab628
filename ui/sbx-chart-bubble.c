/* sbx-chart-bubble.c — the words at a point of a chart
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-chart-bubble.h"

#include <adwaita.h>

#define PADDING_X 8
#define PADDING_Y 5
#define RADIUS    6
/* How far it keeps from what it is about. */
#define DISTANCE 10

PangoLayout *
sbx_chart_create_label (GtkWidget *widget, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (0.82));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);

  return layout;
}

void
sbx_chart_draw_label (GtkSnapshot *snapshot, PangoLayout *layout, double x, double y, const GdkRGBA *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/* On the side of the point where it does not cover what is looked at, and within the widget. */
static graphene_rect_t
place (GtkWidget *widget, double x, double y, int width, int height)
{
  double right = gtk_widget_get_width (widget) - width;
  double bottom = gtk_widget_get_height (widget) - height;
  gboolean fits_after = x + DISTANCE <= right;
  double left = fits_after ? x + DISTANCE : x - DISTANCE - width;

  return GRAPHENE_RECT_INIT ((float) CLAMP (left, 0, MAX (right, 0)),
                             (float) CLAMP (y - DISTANCE - height, 0, MAX (bottom, 0)), (float) width,
                             (float) height);
}

void
sbx_chart_bubble_draw (GtkWidget *widget, GtkSnapshot *snapshot, const char *text, double x, double y)
{
  gboolean contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  const GdkRGBA background = { 0, 0, 0, contrast ? 1.0f : 0.85f };
  const GdkRGBA foreground = { 1, 1, 1, 1 };
  const GdkRGBA edge = { 1, 1, 1, contrast ? 1.0f : 0.2f };
  const GdkRGBA edges[4] = { edge, edge, edge, edge };
  const float widths[4] = { 1, 1, 1, 1 };
  g_autoptr (PangoLayout) layout = sbx_chart_create_label (widget, text);
  graphene_rect_t area;
  GskRoundedRect outline;
  int width, height;

  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_get_pixel_size (layout, &width, &height);
  if (width > gtk_widget_get_width (widget) - 2 * PADDING_X)
    {
      pango_layout_set_width (layout, MAX (gtk_widget_get_width (widget) - 2 * PADDING_X, 1) * PANGO_SCALE);
      pango_layout_get_pixel_size (layout, &width, &height);
    }

  area = place (widget, x, y, width + 2 * PADDING_X, height + 2 * PADDING_Y);
  gsk_rounded_rect_init_from_rect (&outline, &area, RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &background, &area);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &outline, widths, edges);
  sbx_chart_draw_label (snapshot, layout, area.origin.x + PADDING_X, area.origin.y + PADDING_Y, &foreground);
}
