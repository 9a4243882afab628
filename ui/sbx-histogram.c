/* sbx-histogram.c — how often each size was seen
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-histogram.h"

#include <glib/gi18n.h>
#include <math.h>

#include "sbx-format.h"

/* No fewer bars than these, if there are as many. */
#define MIN_BARS   8
#define FIRST_TIME 16 /* µs */

#define GAP        1
#define MIN_HEIGHT 2

struct _SbxHistogram
{
  SbxChart parent_instance;

  GArray *buckets; /* of SbxBucket */
  guint64 total;
};

G_DEFINE_FINAL_TYPE (SbxHistogram, sbx_histogram, SBX_TYPE_CHART)

static char *
format_count (double value)
{
  return sbx_format_count ((guint64) value);
}

static guint
sbx_histogram_get_n_points (SbxChart *chart)
{
  SbxHistogram *self = SBX_HISTOGRAM (chart);

  return self->total > 0 ? self->buckets->len : 0;
}

static double
sbx_histogram_get_highest (SbxChart *chart)
{
  SbxHistogram *self = SBX_HISTOGRAM (chart);
  guint64 highest = 0;

  for (guint i = 0; i < self->buckets->len; i++)
    highest = MAX (highest, g_array_index (self->buckets, SbxBucket, i).count);

  return (double) highest;
}

static double
sbx_histogram_get_position (SbxChart *chart, guint point)
{
  return (point + 0.5) / SBX_HISTOGRAM (chart)->buckets->len;
}

/* @extra: how much wider it is than it has to be */
static void
draw_bar (SbxHistogram *self,
          GtkSnapshot *snapshot,
          const graphene_rect_t *area,
          double top,
          guint i,
          const GdkRGBA *color,
          float extra)
{
  const SbxBucket *bucket = &g_array_index (self->buckets, SbxBucket, i);
  float from = sbx_chart_to_x (SBX_CHART (self), area, i / (double) self->buckets->len);
  float to = sbx_chart_to_x (SBX_CHART (self), area, (i + 1) / (double) self->buckets->len);
  float left = MIN (from, to) + GAP - extra;
  float height;

  if (bucket->count == 0)
    return;

  /* A bar of something is to be seen, however small it is beside the others. */
  height = fmaxf (area->size.height * (float) (bucket->count / top), MIN_HEIGHT);
  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT (left, area->origin.y + area->size.height - height,
                                                  fmaxf (fabsf (to - from) - 2 * GAP, 1) + 2 * extra,
                                                  height));
}

static void
sbx_histogram_draw (SbxChart *chart, GtkSnapshot *snapshot, const graphene_rect_t *area, double top)
{
  SbxHistogram *self = SBX_HISTOGRAM (chart);
  GdkRGBA color;

  sbx_chart_get_series_color (GTK_WIDGET (chart), 0, &color);
  for (guint i = 0; i < self->buckets->len; i++)
    draw_bar (self, snapshot, area, top, i, &color, 0);
}

static void
sbx_histogram_draw_point (SbxChart *chart,
                          GtkSnapshot *snapshot,
                          const graphene_rect_t *area,
                          double top,
                          guint point)
{
  GdkRGBA color;

  sbx_chart_get_series_color (GTK_WIDGET (chart), 1, &color);
  draw_bar (SBX_HISTOGRAM (chart), snapshot, area, top, point, &color, GAP);
}

static char *
describe_range (const SbxBucket *bucket)
{
  g_autofree char *lower = sbx_format_latency (bucket->lower);
  g_autofree char *upper = NULL;

  if (bucket->upper == G_MAXINT64)
    /* Translators: %s is a time, such as "4 min" */
    return g_strdup_printf (_ ("%s and more"), lower);

  upper = sbx_format_latency (bucket->upper);

  /* Translators: the shortest and the longest of several times */
  return g_strdup_printf (_ ("%s to %s"), lower, upper);
}

static char *
sbx_histogram_describe (SbxChart *chart, guint point)
{
  SbxHistogram *self = SBX_HISTOGRAM (chart);
  const SbxBucket *bucket = &g_array_index (self->buckets, SbxBucket, point);
  g_autofree char *range = describe_range (bucket);
  g_autofree char *count = sbx_format_count (bucket->count);
  g_autofree char *share = NULL;
  guint64 within = 0;

  for (guint i = 0; i <= point; i++)
    within += g_array_index (self->buckets, SbxBucket, i).count;
  /* Translators: of answers: the percentage that took no longer than a time */
  share = g_strdup_printf (_ ("%.1f %% took no longer"), 100.0 * (double) within / (double) self->total);

  /* Translators: a range of times, how many took so long, their percentage of all, and how many took no
   * longer: "1 ms to 2 ms\n12 (3.4 %)\n56.7 % took no longer" */
  return g_strdup_printf (_ ("%s\n%s (%.1f %%)\n%s"), range, count,
                          100.0 * (double) bucket->count / (double) self->total, share);
}

static void
sbx_histogram_finalize (GObject *object)
{
  g_array_unref (SBX_HISTOGRAM (object)->buckets);

  G_OBJECT_CLASS (sbx_histogram_parent_class)->finalize (object);
}

static void
sbx_histogram_class_init (SbxHistogramClass *klass)
{
  SbxChartClass *chart_class = SBX_CHART_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sbx_histogram_finalize;

  chart_class->get_n_points = sbx_histogram_get_n_points;
  chart_class->get_highest = sbx_histogram_get_highest;
  chart_class->get_position = sbx_histogram_get_position;
  chart_class->draw = sbx_histogram_draw;
  chart_class->draw_point = sbx_histogram_draw_point;
  chart_class->describe = sbx_histogram_describe;
}

static void
sbx_histogram_init (SbxHistogram *self)
{
  self->buckets = g_array_new (FALSE, FALSE, sizeof (SbxBucket));
  sbx_chart_set_format (SBX_CHART (self), format_count);
}

GtkWidget *
sbx_histogram_new (void)
{
  return g_object_new (SBX_TYPE_HISTOGRAM, NULL);
}

static void
show_ends (SbxHistogram *self)
{
  const SbxBucket *first = &g_array_index (self->buckets, SbxBucket, 0);
  const SbxBucket *last = &g_array_index (self->buckets, SbxBucket, self->buckets->len - 1);
  g_autofree char *start = sbx_format_latency (first->lower);
  g_autofree char *end = last->upper == G_MAXINT64 ? describe_range (last) : sbx_format_latency (last->upper);

  g_object_set (self, "start-label", start, "end-label", end, NULL);
}

/* From the first that is not empty to the last; how many. */
static guint
trim (const SbxBucket *buckets, guint n_buckets, guint *first)
{
  guint last = n_buckets;

  *first = 0;
  while (last - *first > MIN_BARS && buckets[last - 1].count == 0)
    last--;
  while (last - *first > MIN_BARS && buckets[*first].count == 0)
    (*first)++;

  return last - *first;
}

void
sbx_histogram_set_buckets (SbxHistogram *self, const SbxBucket *buckets, guint n_buckets)
{
  guint first;

  g_return_if_fail (SBX_IS_HISTOGRAM (self));

  n_buckets = trim (buckets, n_buckets, &first);
  buckets += first;
  if (self->buckets->len == n_buckets &&
      (n_buckets == 0 || memcmp (self->buckets->data, buckets, n_buckets * sizeof (SbxBucket)) == 0))
    return;

  g_array_set_size (self->buckets, 0);
  self->total = 0;
  for (guint i = 0; i < n_buckets; i++)
    {
      g_array_append_val (self->buckets, buckets[i]);
      self->total += buckets[i].count;
    }
  if (n_buckets > 0)
    show_ends (self);

  sbx_chart_changed (SBX_CHART (self), 0);
}

void
sbx_histogram_set_times (SbxHistogram *self, const gint64 *times, guint n_times)
{
  SbxBucket buckets[SBX_HISTOGRAM_N_DOUBLINGS];

  g_return_if_fail (SBX_IS_HISTOGRAM (self));

  sbx_histogram_init_doublings (buckets);
  for (guint t = 0; t < n_times; t++)
    for (guint i = 0; times[t] >= 0 && i < SBX_HISTOGRAM_N_DOUBLINGS; i++)
      if (times[t] < buckets[i].upper)
        {
          buckets[i].count++;
          break;
        }

  sbx_histogram_set_buckets (self, buckets, SBX_HISTOGRAM_N_DOUBLINGS);
}

void
sbx_histogram_init_doublings (SbxBucket buckets[SBX_HISTOGRAM_N_DOUBLINGS])
{
  for (guint i = 0; i < SBX_HISTOGRAM_N_DOUBLINGS; i++)
    {
      buckets[i].lower = i == 0 ? 0 : (gint64) FIRST_TIME << i;
      buckets[i].upper = i == SBX_HISTOGRAM_N_DOUBLINGS - 1 ? G_MAXINT64 : (gint64) FIRST_TIME << (i + 1);
      buckets[i].count = 0;
    }
}
