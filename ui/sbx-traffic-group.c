/* sbx-traffic-group.c — how much goes through an endpoint
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-traffic-group.h"

#include <glib/gi18n.h>

#include "sbx-format.h"
#include "sbx-line-chart.h"
#include "sbx-plain-row.h"
#include "sbx-value-row.h"

/* The rate that is said is that of the last few seconds: one alone jumps too much to be read. */
#define RATE_SECONDS 3

struct _SbxTrafficGroup
{
  SbxStatsGroup parent_instance;

  GtkLabel *in_label;
  GtkLabel *out_label;
  SbxLineChart *chart;
  SbxValueRow *received_row;
  SbxValueRow *sent_row;
  SbxValueRow *requests_row;
  SbxValueRow *events_row;
  SbxValueRow *data_row;
};

G_DEFINE_FINAL_TYPE (SbxTrafficGroup, sbx_traffic_group, SBX_TYPE_STATS_GROUP)

static void
show_volume (SbxValueRow *row, guint64 messages, guint64 bytes)
{
  g_autofree char *count = sbx_format_count (messages);
  g_autofree char *size = sbx_format_bytes (bytes);
  /* Translators: a number of messages and their size, such as "1,234 (56 kB)" */
  g_autofree char *text = g_strdup_printf (C_ ("volume", "%s (%s)"), count, size);

  sbx_value_row_set_value (row, text);
}

static void
show_directions (SbxValueRow *row, guint64 in, guint64 out)
{
  g_autofree char *count_in = sbx_format_count (in);
  g_autofree char *count_out = sbx_format_count (out);
  /* Translators: numbers of messages received and sent */
  g_autofree char *text = g_strdup_printf (_ ("%s in, %s out"), count_in, count_out);

  sbx_value_row_set_value (row, text);
}

static void
show_data_rate (SbxValueRow *row, const SbxStats *stats)
{
  double in = sbx_stats_get_byte_rate (stats, SBX_TRACE_DIRECTION_IN, RATE_SECONDS);
  double out = sbx_stats_get_byte_rate (stats, SBX_TRACE_DIRECTION_OUT, RATE_SECONDS);
  g_autofree char *size_in = sbx_format_bytes ((guint64) in);
  g_autofree char *size_out = sbx_format_bytes ((guint64) out);
  /* Translators: sizes of what is received and sent in a second */
  g_autofree char *text = g_strdup_printf (_ ("%s in, %s out"), size_in, size_out);

  sbx_value_row_set_value (row, text);
}

static void
sbx_traffic_group_show_rates (SbxTrafficGroup *self, const SbxStats *stats)
{
  /* The last second is not over yet. */
  double in[SBX_STATS_SECONDS - 1];
  double out[SBX_STATS_SECONDS - 1];
  gint64 times[SBX_STATS_SECONDS - 1];
  gint64 now = g_get_real_time ();
  g_autofree char *rate_in =
    sbx_format_rate (sbx_stats_get_message_rate (stats, SBX_TRACE_DIRECTION_IN, RATE_SECONDS));
  g_autofree char *rate_out =
    sbx_format_rate (sbx_stats_get_message_rate (stats, SBX_TRACE_DIRECTION_OUT, RATE_SECONDS));
  /* Translators: a rate such as "12/s" of messages that come in */
  g_autofree char *text_in = g_strdup_printf (_ ("↓ %s in"), rate_in);
  /* Translators: a rate such as "12/s" of messages that go out */
  g_autofree char *text_out = g_strdup_printf (_ ("↑ %s out"), rate_out);
  g_autofree char *description = g_strdup_printf (_ ("Messages a second: %s in, %s out"), rate_in, rate_out);

  for (guint i = 0; i < G_N_ELEMENTS (in); i++)
    {
      in[i] = stats->seconds[i].messages_in;
      out[i] = stats->seconds[i].messages_out;
      times[i] = now - (gint64) (SBX_STATS_SECONDS - 1 - i) * G_USEC_PER_SEC;
    }
  sbx_line_chart_set_times (self->chart, times, G_N_ELEMENTS (times));
  sbx_line_chart_set_values (self->chart, 0, in, G_N_ELEMENTS (in));
  sbx_line_chart_set_values (self->chart, 1, out, G_N_ELEMENTS (out));
  g_object_set (self->chart, "description", description, NULL);
  gtk_label_set_text (self->in_label, text_in);
  gtk_label_set_text (self->out_label, text_out);
}

static void
sbx_traffic_group_show (SbxStatsGroup *group, const SbxStats *stats)
{
  SbxTrafficGroup *self = SBX_TRAFFIC_GROUP (group);

  sbx_traffic_group_show_rates (self, stats);
  show_volume (self->received_row, stats->messages_in, stats->bytes_in);
  show_volume (self->sent_row, stats->messages_out, stats->bytes_out);
  show_directions (self->requests_row, stats->requests_in, stats->requests_out);
  show_directions (self->events_row, stats->events_in, stats->events_out);
  show_data_rate (self->data_row, stats);
}

static void
sbx_traffic_group_class_init (SbxTrafficGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  SBX_STATS_GROUP_CLASS (klass)->show = sbx_traffic_group_show;

  g_type_ensure (SBX_TYPE_LINE_CHART);
  g_type_ensure (SBX_TYPE_PLAIN_ROW);
  g_type_ensure (SBX_TYPE_VALUE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-traffic-group.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficGroup, in_label);
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficGroup, out_label);
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficGroup, chart);
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficGroup, received_row);
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficGroup, sent_row);
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficGroup, requests_row);
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficGroup, events_row);
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficGroup, data_row);
}

static void
sbx_traffic_group_init (SbxTrafficGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sbx_chart_set_format (SBX_CHART (self->chart), sbx_format_rate);
  /* Translators: before a rate: messages that came in */
  sbx_line_chart_set_name (self->chart, 0, C_ ("chart", "In"));
  /* Translators: before a rate: messages that went out */
  sbx_line_chart_set_name (self->chart, 1, C_ ("chart", "Out"));
}

GtkWidget *
sbx_traffic_group_new (SbxEndpoint *endpoint)
{
  g_return_val_if_fail (SBX_IS_ENDPOINT (endpoint), NULL);

  return g_object_new (SBX_TYPE_TRAFFIC_GROUP, "endpoint", endpoint, NULL);
}
