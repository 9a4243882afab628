/* sbx-line-chart.c — values over time
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-line-chart.h"

#include <glib/gi18n.h>
#include <math.h>

#include "sbx-format.h"

#define LINE_WIDTH      2.0
#define BARE_LINE_WIDTH 1.5
#define DOT_SIZE        7
#define AREA_ALPHA      0.15f
/* Beyond this long ago a time of day says more. */
#define AGO_LIMIT (10 * 60 * G_USEC_PER_SEC)

struct _SbxLineChart
{
  SbxChart parent_instance;

  GArray *values[SBX_CHART_N_SERIES]; /* of double */
  char *names[SBX_CHART_N_SERIES];
  GArray *times; /* of gint64 */
  char *gap_text;
  guint shift; /* how far the times have moved since the values were set */
};

enum
{
  PROP_0,
  PROP_GAP_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxLineChart, sbx_line_chart, SBX_TYPE_CHART)

static guint
sbx_line_chart_get_n_points (SbxChart *chart)
{
  SbxLineChart *self = SBX_LINE_CHART (chart);
  guint n = 0;

  for (guint s = 0; s < SBX_CHART_N_SERIES; s++)
    n = MAX (n, self->values[s]->len);

  return n;
}

static double
sbx_line_chart_get_highest (SbxChart *chart)
{
  SbxLineChart *self = SBX_LINE_CHART (chart);
  double highest = 0;

  for (guint s = 0; s < SBX_CHART_N_SERIES; s++)
    for (guint i = 0; i < self->values[s]->len; i++)
      highest = fmax (highest, g_array_index (self->values[s], double, i));

  return highest;
}

static double
sbx_line_chart_get_position (SbxChart *chart, guint point)
{
  guint n = sbx_line_chart_get_n_points (chart);

  return n > 1 ? point / (double) (n - 1) : 0;
}

/* NAN where the series has none. */
static double
get_value (SbxLineChart *self, guint series, guint point)
{
  return point < self->values[series]->len ? g_array_index (self->values[series], double, point) : NAN;
}

static double
to_y (const graphene_rect_t *area, double value, double top)
{
  return area->origin.y + area->size.height * (1 - value / top);
}

/* The line of values from @first up to a gap; where that is. */
static guint
trace_line (SbxLineChart *self,
            cairo_t *cr,
            guint series,
            guint first,
            const graphene_rect_t *area,
            double top,
            gboolean closed)
{
  GArray *values = self->values[series];
  guint i;

  for (i = first; i < values->len && !isnan (g_array_index (values, double, i)); i++)
    {
      double x = sbx_chart_to_x (SBX_CHART (self), area, sbx_line_chart_get_position (SBX_CHART (self), i));
      double y = to_y (area, g_array_index (values, double, i), top);

      if (i == first && closed)
        cairo_move_to (cr, x, to_y (area, 0, top));
      else if (i == first)
        cairo_move_to (cr, x, y);
      /* A line of no length is a dot: one value between two gaps is to be seen. */
      cairo_line_to (cr, x, y);
      if (closed && (i + 1 == values->len || isnan (g_array_index (values, double, i + 1))))
        cairo_line_to (cr, x, to_y (area, 0, top));
    }

  return i;
}

static void
draw_series (SbxLineChart *self, cairo_t *cr, guint series, const graphene_rect_t *area, double top)
{
  GArray *values = self->values[series];
  gboolean bare = sbx_chart_get_bare (SBX_CHART (self));
  GdkRGBA color, fill;

  sbx_chart_get_series_color (GTK_WIDGET (self), series, &color);
  fill = color;
  fill.alpha *= AREA_ALPHA;
  cairo_set_line_width (cr, bare ? BARE_LINE_WIDTH : LINE_WIDTH);

  for (guint i = 0; i < values->len; i++)
    {
      guint first = i;

      if (series == 0 && !bare)
        {
          gdk_cairo_set_source_rgba (cr, &fill);
          trace_line (self, cr, series, first, area, top, TRUE);
          cairo_fill (cr);
        }
      gdk_cairo_set_source_rgba (cr, &color);
      i = trace_line (self, cr, series, first, area, top, FALSE);
      cairo_stroke (cr);
    }
}

static void
sbx_line_chart_draw (SbxChart *chart, GtkSnapshot *snapshot, const graphene_rect_t *area, double top)
{
  SbxLineChart *self = SBX_LINE_CHART (chart);
  cairo_t *cr =
    gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (area->origin.x - 2, area->origin.y - 2,
                                                              area->size.width + 4, area->size.height + 4));

  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  for (guint s = SBX_CHART_N_SERIES; s-- > 0;)
    draw_series (self, cr, s, area, top);
  cairo_destroy (cr);
}

static void
sbx_line_chart_draw_point (SbxChart *chart,
                           GtkSnapshot *snapshot,
                           const graphene_rect_t *area,
                           double top,
                           guint point)
{
  SbxLineChart *self = SBX_LINE_CHART (chart);
  double x = sbx_chart_to_x (chart, area, sbx_line_chart_get_position (chart, point));

  for (guint s = SBX_CHART_N_SERIES; s-- > 0;)
    {
      double value = get_value (self, s, point);
      GskRoundedRect dot;
      GdkRGBA color;

      if (isnan (value))
        continue;

      sbx_chart_get_series_color (GTK_WIDGET (chart), s, &color);
      gsk_rounded_rect_init_from_rect (
        &dot,
        &GRAPHENE_RECT_INIT ((float) (x - DOT_SIZE / 2.0), (float) (to_y (area, value, top) - DOT_SIZE / 2.0),
                             DOT_SIZE, DOT_SIZE),
        DOT_SIZE / 2.0f);
      gtk_snapshot_push_rounded_clip (snapshot, &dot);
      gtk_snapshot_append_color (snapshot, &color, &dot.bounds);
      gtk_snapshot_pop (snapshot);
    }
}

static char *
describe_value (SbxLineChart *self, guint series, guint point)
{
  double value = get_value (self, series, point);
  g_autofree char *text = NULL;

  if (isnan (value) && self->gap_text == NULL)
    return NULL;

  text = isnan (value) ? g_strdup (self->gap_text) : sbx_chart_format (SBX_CHART (self), value);
  if (self->names[series] == NULL)
    return g_steal_pointer (&text);

  /* Translators: the name of a figure and the figure, in a chart: "in 12/s" */
  return g_strdup_printf (C_ ("chart", "%s %s"), self->names[series], text);
}

static char *
sbx_line_chart_describe (SbxChart *chart, guint point)
{
  SbxLineChart *self = SBX_LINE_CHART (chart);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint s = 0; s < SBX_CHART_N_SERIES; s++)
    {
      g_autofree char *value = self->values[s]->len > 0 ? describe_value (self, s, point) : NULL;

      if (value != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", value);
    }

  if (point < self->times->len)
    {
      gint64 time = g_array_index (self->times, gint64, point);
      gint64 now = g_get_real_time ();
      g_autofree char *when = now - time < AGO_LIMIT ? sbx_format_ago (time, now) : sbx_format_time (time);

      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", when);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
sbx_line_chart_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_GAP_TEXT:
      g_value_set_string (value, SBX_LINE_CHART (object)->gap_text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_line_chart_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxLineChart *self = SBX_LINE_CHART (object);

  switch (prop_id)
    {
    case PROP_GAP_TEXT:
      if (g_strcmp0 (self->gap_text, g_value_get_string (value)) == 0)
        return;
      g_free (self->gap_text);
      self->gap_text = g_value_dup_string (value);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_line_chart_finalize (GObject *object)
{
  SbxLineChart *self = SBX_LINE_CHART (object);

  for (guint s = 0; s < SBX_CHART_N_SERIES; s++)
    {
      g_array_unref (self->values[s]);
      g_free (self->names[s]);
    }
  g_array_unref (self->times);
  g_free (self->gap_text);

  G_OBJECT_CLASS (sbx_line_chart_parent_class)->finalize (object);
}

static void
sbx_line_chart_class_init (SbxLineChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SbxChartClass *chart_class = SBX_CHART_CLASS (klass);

  object_class->get_property = sbx_line_chart_get_property;
  object_class->set_property = sbx_line_chart_set_property;
  object_class->finalize = sbx_line_chart_finalize;

  chart_class->get_n_points = sbx_line_chart_get_n_points;
  chart_class->get_highest = sbx_line_chart_get_highest;
  chart_class->get_position = sbx_line_chart_get_position;
  chart_class->draw = sbx_line_chart_draw;
  chart_class->draw_point = sbx_line_chart_draw_point;
  chart_class->describe = sbx_line_chart_describe;

  properties[PROP_GAP_TEXT] =
    g_param_spec_string ("gap-text", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
sbx_line_chart_init (SbxLineChart *self)
{
  for (guint s = 0; s < SBX_CHART_N_SERIES; s++)
    self->values[s] = g_array_new (FALSE, FALSE, sizeof (double));
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
}

/* How many places nearer to the start the newest of the old times has come: times need not match to the
 * microsecond. */
static guint
find_shift (GArray *old, const gint64 *times, guint n_times)
{
  gint64 newest;
  guint shift = 0;

  if (old->len == 0 || n_times < 2)
    return 0;

  newest = g_array_index (old, gint64, old->len - 1);
  for (guint i = n_times; i-- > 1 && (times[i] + times[i - 1]) / 2 > newest;)
    shift++;

  return shift > n_times - MIN (old->len, n_times) ? shift - (n_times - MIN (old->len, n_times)) : 0;
}

void
sbx_line_chart_set_times (SbxLineChart *self, const gint64 *times, guint n_times)
{
  g_return_if_fail (SBX_IS_LINE_CHART (self));

  self->shift += find_shift (self->times, times, n_times);
  g_array_set_size (self->times, 0);
  if (n_times > 0)
    g_array_append_vals (self->times, times, n_times);
}

void
sbx_line_chart_set_name (SbxLineChart *self, guint series, const char *name)
{
  g_return_if_fail (SBX_IS_LINE_CHART (self));
  g_return_if_fail (series < SBX_CHART_N_SERIES);

  g_free (self->names[series]);
  self->names[series] = g_strdup (name);
}

void
sbx_line_chart_set_values (SbxLineChart *self, guint series, const double *values, guint n_values)
{
  GArray *kept;

  g_return_if_fail (SBX_IS_LINE_CHART (self));
  g_return_if_fail (series < SBX_CHART_N_SERIES);

  kept = self->values[series];
  if (self->shift == 0 && kept->len == n_values &&
      (n_values == 0 || memcmp (kept->data, values, n_values * sizeof (double)) == 0))
    return;

  g_array_set_size (kept, 0);
  if (n_values > 0)
    g_array_append_vals (kept, values, n_values);
  sbx_chart_changed (SBX_CHART (self), self->shift);
  self->shift = 0;
}
