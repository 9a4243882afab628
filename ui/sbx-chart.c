/* sbx-chart.c — a small chart: lines or bars
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-chart.h"

#include <math.h>

#define GAP        6
#define LINE_WIDTH 2.0

struct _SbxChart
{
  GtkWidget parent_instance;

  GArray *values[SBX_CHART_N_SERIES]; /* of double */
  SbxChartFormat format;
  gboolean bars;
  gboolean bare;
  char *start_label;
  char *end_label;
  char *description;
};

enum
{
  PROP_0,
  PROP_BARS,
  PROP_BARE,
  PROP_START_LABEL,
  PROP_END_LABEL,
  PROP_DESCRIPTION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxChart, sbx_chart, GTK_TYPE_WIDGET)

static const char *const series_colors[SBX_CHART_N_SERIES] = { "chart_first_color", "chart_second_color" };

static char *
format_plain (double value)
{
  return g_strdup_printf ("%g", value);
}

/* The smallest of 2, 4, 10, 20, 40, 100… that is not below @value: what the axis ends with, and half of it is
 * round as well. */
static double
round_up (double value)
{
  double power = pow (10, floor (log10 (fmax (value, 1))));

  if (value <= 2 * power)
    return 2 * power;
  if (value <= 4 * power)
    return 4 * power;

  return 10 * power;
}

static double
sbx_chart_get_top (SbxChart *self)
{
  double top = 0;

  for (guint s = 0; s < SBX_CHART_N_SERIES; s++)
    for (guint i = 0; i < self->values[s]->len; i++)
      top = fmax (top, g_array_index (self->values[s], double, i));

  return round_up (top);
}

static void
sbx_chart_get_color (SbxChart *self, const char *name, GdkRGBA *color)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));

  if (!gtk_style_context_lookup_color (context, name, color))
    gtk_style_context_get_color (context, color);
}

static PangoLayout *
sbx_chart_create_label (SbxChart *self, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (0.8));
  pango_layout_set_attributes (layout, attributes);

  return layout;
}

static void
draw_label (GtkSnapshot *snapshot, PangoLayout *layout, double x, double y, const GdkRGBA *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/* The top, the middle and the bottom of the axis: a line each, and what it stands for. */
static void
sbx_chart_draw_grid (SbxChart *self,
                     GtkSnapshot *snapshot,
                     const graphene_rect_t *area,
                     double top,
                     const GdkRGBA *text_color)
{
  GdkRGBA line = *text_color;

  line.alpha *= 0.25f;

  for (guint i = 0; i <= 2; i++)
    {
      double y = area->origin.y + area->size.height * i / 2;
      g_autofree char *text = self->format (top * (2 - i) / 2);
      g_autoptr (PangoLayout) layout = sbx_chart_create_label (self, text);
      int width, height;

      pango_layout_get_pixel_size (layout, &width, &height);
      gtk_snapshot_append_color (snapshot, &line,
                                 &GRAPHENE_RECT_INIT (area->origin.x, (float) floor (y), area->size.width,
                                                      1));
      draw_label (snapshot, layout, area->origin.x - GAP - width, y - height / 2.0, text_color);
    }
}

static void
sbx_chart_draw_ends (SbxChart *self,
                     GtkSnapshot *snapshot,
                     const graphene_rect_t *area,
                     const GdkRGBA *text_color)
{
  double y = area->origin.y + area->size.height + GAP;

  if (self->start_label != NULL)
    {
      g_autoptr (PangoLayout) layout = sbx_chart_create_label (self, self->start_label);

      draw_label (snapshot, layout, area->origin.x, y, text_color);
    }

  if (self->end_label != NULL)
    {
      g_autoptr (PangoLayout) layout = sbx_chart_create_label (self, self->end_label);
      int width;

      pango_layout_get_pixel_size (layout, &width, NULL);
      draw_label (snapshot, layout, area->origin.x + area->size.width - width, y, text_color);
    }
}

static void
draw_bars (GtkSnapshot *snapshot,
           GArray *values,
           const graphene_rect_t *area,
           double top,
           const GdkRGBA *color)
{
  double step = area->size.width / values->len;

  for (guint i = 0; i < values->len; i++)
    {
      double value = g_array_index (values, double, i);
      double height;

      if (isnan (value) || value <= 0)
        continue;

      /* A bar of something is to be seen, however small it is beside the others. */
      height = fmax (area->size.height * value / top, 2);
      gtk_snapshot_append_color (snapshot, color,
                                 &GRAPHENE_RECT_INIT ((float) (area->origin.x + i * step + 1),
                                                      (float) (area->origin.y + area->size.height - height),
                                                      (float) fmax (step - 2, 1), (float) height));
    }
}

static void
draw_lines (GtkSnapshot *snapshot,
            GArray *values,
            const graphene_rect_t *area,
            double top,
            const GdkRGBA *color,
            double line_width)
{
  double step = values->len > 1 ? area->size.width / (values->len - 1) : 0;
  gboolean down = FALSE;
  cairo_t *cr;

  cr =
    gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (area->origin.x - 2, area->origin.y - 2,
                                                              area->size.width + 4, area->size.height + 4));
  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, line_width);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);

  for (guint i = 0; i < values->len; i++)
    {
      double value = g_array_index (values, double, i);
      double x = area->origin.x + i * step;
      double y = area->origin.y + area->size.height * (1 - value / top);

      if (isnan (value))
        {
          down = FALSE;
          continue;
        }

      /* A line of no length is a dot: one value between two gaps is to be seen. */
      if (!down)
        cairo_move_to (cr, x, y);
      cairo_line_to (cr, x, y);
      down = TRUE;
    }

  cairo_stroke (cr);
  cairo_destroy (cr);
}

/* How much the labels at the axis take, and those below it. */
static void
sbx_chart_measure_labels (SbxChart *self, double top, int *width, int *height)
{
  g_autofree char *first = self->format (top);
  g_autofree char *second = self->format (top / 2);
  g_autoptr (PangoLayout) a = sbx_chart_create_label (self, first);
  g_autoptr (PangoLayout) b = sbx_chart_create_label (self, second);
  int other;

  pango_layout_get_pixel_size (a, width, height);
  pango_layout_get_pixel_size (b, &other, NULL);
  *width = MAX (*width, other);
}

static void
sbx_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SbxChart *self = SBX_CHART (widget);
  double top = sbx_chart_get_top (self);
  graphene_rect_t area =
    GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget));

  if (self->bare)
    {
      graphene_rect_inset (&area, 1, 1);
    }
  else
    {
      GdkRGBA text_color;
      int width, height;

      sbx_chart_get_color (self, "chart_label_color", &text_color);
      sbx_chart_measure_labels (self, top, &width, &height);
      area.origin.x += width + GAP;
      area.size.width -= width + GAP + 1;
      area.origin.y += height / 2.0f;
      area.size.height -= height / 2.0f + GAP + height;
      if (area.size.width < 1 || area.size.height < 1)
        return;

      sbx_chart_draw_grid (self, snapshot, &area, top, &text_color);
      sbx_chart_draw_ends (self, snapshot, &area, &text_color);
    }

  for (guint s = SBX_CHART_N_SERIES; s-- > 0;)
    {
      GdkRGBA color;

      if (self->values[s]->len == 0)
        continue;

      sbx_chart_get_color (self, series_colors[s], &color);
      if (self->bars)
        draw_bars (snapshot, self->values[s], &area, top, &color);
      else
        draw_lines (snapshot, self->values[s], &area, top, &color, self->bare ? 1.5 : LINE_WIDTH);
    }
}

static void
sbx_chart_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxChart *self = SBX_CHART (object);

  switch (prop_id)
    {
    case PROP_BARS:
      g_value_set_boolean (value, self->bars);
      break;
    case PROP_BARE:
      g_value_set_boolean (value, self->bare);
      break;
    case PROP_START_LABEL:
      g_value_set_string (value, self->start_label);
      break;
    case PROP_END_LABEL:
      g_value_set_string (value, self->end_label);
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* Whether it changed. */
static gboolean
replace_string (char **string, const GValue *value)
{
  if (g_strcmp0 (*string, g_value_get_string (value)) == 0)
    return FALSE;

  g_free (*string);
  *string = g_value_dup_string (value);

  return TRUE;
}

static gboolean
replace_boolean (gboolean *flag, const GValue *value)
{
  if (*flag == g_value_get_boolean (value))
    return FALSE;

  *flag = g_value_get_boolean (value);

  return TRUE;
}

static void
sbx_chart_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxChart *self = SBX_CHART (object);
  gboolean changed = FALSE;

  switch (prop_id)
    {
    case PROP_BARS:
      changed = replace_boolean (&self->bars, value);
      break;
    case PROP_BARE:
      changed = replace_boolean (&self->bare, value);
      break;
    case PROP_START_LABEL:
      changed = replace_string (&self->start_label, value);
      break;
    case PROP_END_LABEL:
      changed = replace_string (&self->end_label, value);
      break;
    case PROP_DESCRIPTION:
      changed = replace_string (&self->description, value);
      if (changed)
        gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                        self->description != NULL ? self->description : "", -1);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }

  if (changed)
    {
      gtk_widget_queue_draw (GTK_WIDGET (self));
      g_object_notify_by_pspec (object, pspec);
    }
}

static void
sbx_chart_finalize (GObject *object)
{
  SbxChart *self = SBX_CHART (object);

  for (guint s = 0; s < SBX_CHART_N_SERIES; s++)
    g_array_unref (self->values[s]);
  g_free (self->start_label);
  g_free (self->end_label);
  g_free (self->description);

  G_OBJECT_CLASS (sbx_chart_parent_class)->finalize (object);
}

static void
sbx_chart_class_init (SbxChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_chart_get_property;
  object_class->set_property = sbx_chart_set_property;
  object_class->finalize = sbx_chart_finalize;

  widget_class->snapshot = sbx_chart_snapshot;

  properties[PROP_BARS] = g_param_spec_boolean ("bars", NULL, NULL, FALSE, flags);
  properties[PROP_BARE] = g_param_spec_boolean ("bare", NULL, NULL, FALSE, flags);
  properties[PROP_START_LABEL] = g_param_spec_string ("start-label", NULL, NULL, NULL, flags);
  properties[PROP_END_LABEL] = g_param_spec_string ("end-label", NULL, NULL, NULL, flags);
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sbx_chart_init (SbxChart *self)
{
  self->format = format_plain;
  for (guint s = 0; s < SBX_CHART_N_SERIES; s++)
    self->values[s] = g_array_new (FALSE, FALSE, sizeof (double));
}

void
sbx_chart_set_values (SbxChart *self, guint series, const double *values, guint n_values)
{
  g_return_if_fail (SBX_IS_CHART (self));
  g_return_if_fail (series < SBX_CHART_N_SERIES);

  g_array_set_size (self->values[series], 0);
  if (n_values > 0)
    g_array_append_vals (self->values[series], values, n_values);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
sbx_chart_set_format (SbxChart *self, SbxChartFormat format)
{
  g_return_if_fail (SBX_IS_CHART (self));
  g_return_if_fail (format != NULL);

  self->format = format;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
