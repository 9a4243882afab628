/* sbx-latency-group.c — how fast requests are answered
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-latency-group.h"

#include <glib/gi18n.h>

#include "sbx-format.h"
#include "sbx-histogram.h"
#include "sbx-plain-row.h"
#include "sbx-value-row.h"

struct _SbxLatencyGroup
{
  SbxStatsGroup parent_instance;

  SbxHistogram *chart;
  SbxValueRow *median_row;
  SbxValueRow *p95_row;
  SbxValueRow *p99_row;
  SbxValueRow *pending_row;
};

G_DEFINE_FINAL_TYPE (SbxLatencyGroup, sbx_latency_group, SBX_TYPE_STATS_GROUP)

static void
sbx_latency_group_show_bars (SbxLatencyGroup *self, const SbxStats *stats)
{
  SbxBucket buckets[SBX_HISTOGRAM_N_DOUBLINGS];

  sbx_histogram_init_doublings (buckets);
  for (guint i = 0; i < G_N_ELEMENTS (buckets); i++)
    buckets[i].count = sbx_stats_count_latencies (stats, buckets[i].lower, buckets[i].upper);
  sbx_histogram_set_buckets (self->chart, buckets, G_N_ELEMENTS (buckets));
}

static void
show_latency (SbxValueRow *row, gint64 latency)
{
  g_autofree char *text = sbx_format_latency (latency);

  sbx_value_row_set_value (row, text);
}

static void
sbx_latency_group_show (SbxStatsGroup *group, const SbxStats *stats)
{
  SbxLatencyGroup *self = SBX_LATENCY_GROUP (group);
  g_autofree char *pending = NULL;
  g_autofree char *answers = NULL;
  g_autofree char *median = NULL;
  g_autofree char *description = NULL;

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
sbx_latency_group_class_init (SbxLatencyGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  SBX_STATS_GROUP_CLASS (klass)->show = sbx_latency_group_show;

  g_type_ensure (SBX_TYPE_HISTOGRAM);
  g_type_ensure (SBX_TYPE_PLAIN_ROW);
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
}

GtkWidget *
sbx_latency_group_new (SbxEndpoint *endpoint)
{
  g_return_val_if_fail (SBX_IS_ENDPOINT (endpoint), NULL);

  return g_object_new (SBX_TYPE_LATENCY_GROUP, "endpoint", endpoint, NULL);
}
