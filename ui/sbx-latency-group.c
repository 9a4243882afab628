/* sbx-latency-group.c — how fast requests are answered
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-latency-group.h"

#include <glib/gi18n.h>

#include "sbx-chart.h"
#include "sbx-format.h"
#include "sbx-stats.h"
#include "sbx-value-row.h"

/* The bars: a doubling each, from the first that is not empty to the last, but no fewer than these. */
#define MIN_BARS   8
#define MAX_BARS   28
#define FIRST_TIME 16 /* µs */

struct _SbxLatencyGroup
{
  AdwPreferencesGroup parent_instance;

  SbxChart *chart;
  SbxValueRow *median_row;
  SbxValueRow *p95_row;
  SbxValueRow *p99_row;
  SbxValueRow *pending_row;

  SbxEndpoint *endpoint;
};

G_DEFINE_FINAL_TYPE (SbxLatencyGroup, sbx_latency_group, ADW_TYPE_PREFERENCES_GROUP)

static char *
format_axis (double value)
{
  return sbx_format_count ((guint64) value);
}

static void
sbx_latency_group_show_bars (SbxLatencyGroup *self, const SbxStats *stats)
{
  double counts[MAX_BARS];
  guint first = MAX_BARS, last = 0;
  g_autofree char *start = NULL;
  g_autofree char *end = NULL;

  for (guint i = 0; i < MAX_BARS; i++)
    {
      gint64 lower = i == 0 ? 0 : (gint64) FIRST_TIME << i;

      counts[i] = (double) sbx_stats_count_latencies (stats, lower, (gint64) FIRST_TIME << (i + 1));
      if (counts[i] > 0)
        {
          first = MIN (first, i);
          last = i;
        }
    }

  first = MIN (first, last);
  last = MIN (MAX (last, first + MIN_BARS - 1), MAX_BARS - 1);
  start = sbx_format_latency (first == 0 ? 0 : (gint64) FIRST_TIME << first);
  end = sbx_format_latency ((gint64) FIRST_TIME << (last + 1));
  sbx_chart_set_values (self->chart, 0, counts + first, last - first + 1);
  g_object_set (self->chart, "start-label", start, "end-label", end, NULL);
}

static void
show_latency (SbxValueRow *row, gint64 latency)
{
  g_autofree char *text = sbx_format_latency (latency);

  sbx_value_row_set_value (row, text);
}

static void
sbx_latency_group_update (SbxLatencyGroup *self)
{
  g_autoptr (SbxStats) stats = NULL;
  g_autofree char *pending = NULL;
  g_autofree char *answers = NULL;
  g_autofree char *median = NULL;
  g_autofree char *description = NULL;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  g_object_get (self->endpoint, "stats", &stats, NULL);
  if (stats == NULL)
    return;

  sbx_latency_group_show_bars (self, stats);
  show_latency (self->median_row, stats->latency_p50);
  show_latency (self->p95_row, stats->latency_p95);
  show_latency (self->p99_row, stats->latency_p99);
  pending = sbx_format_count (stats->n_pending);
  sbx_value_row_set_value (self->pending_row, pending);

  answers = sbx_format_count (stats->n_latencies);
  median = sbx_format_latency (stats->latency_p50);
  /* Translators: for a screen reader; a number of answers, and the time within which half of them came */
  description = g_strdup_printf (_ ("Histogram of %s answers, half of them within %s"), answers, median);
  g_object_set (self->chart, "description", description, NULL);
}

static void
sbx_latency_group_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sbx_latency_group_parent_class)->map (widget);

  sbx_latency_group_update (SBX_LATENCY_GROUP (widget));
}

static void
sbx_latency_group_dispose (GObject *object)
{
  SbxLatencyGroup *self = SBX_LATENCY_GROUP (object);

  g_clear_object (&self->endpoint);

  G_OBJECT_CLASS (sbx_latency_group_parent_class)->dispose (object);
}

static void
sbx_latency_group_class_init (SbxLatencyGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_latency_group_dispose;
  widget_class->map = sbx_latency_group_map;

  g_type_ensure (SBX_TYPE_CHART);
  g_type_ensure (SBX_TYPE_VALUE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-latency-group.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxLatencyGroup, chart);
  gtk_widget_class_bind_template_child (widget_class, SbxLatencyGroup, median_row);
  gtk_widget_class_bind_template_child (widget_class, SbxLatencyGroup, p95_row);
  gtk_widget_class_bind_template_child (widget_class, SbxLatencyGroup, p99_row);
  gtk_widget_class_bind_template_child (widget_class, SbxLatencyGroup, pending_row);
}

static void
sbx_latency_group_init (SbxLatencyGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sbx_chart_set_format (self->chart, format_axis);
}

GtkWidget *
sbx_latency_group_new (SbxEndpoint *endpoint)
{
  SbxLatencyGroup *self;

  g_return_val_if_fail (SBX_IS_ENDPOINT (endpoint), NULL);

  self = g_object_new (SBX_TYPE_LATENCY_GROUP, NULL);
  self->endpoint = g_object_ref (endpoint);
  g_signal_connect_object (endpoint, "notify::stats", G_CALLBACK (sbx_latency_group_update), self,
                           G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
