/* sbx-ping-group.c — round trips of a connection
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-ping-group.h"

#include <glib/gi18n.h>
#include <math.h>

#include "sbx-format.h"
#include "sbx-line-chart.h"
#include "sbx-ping-dialog.h"
#include "sbx-plain-row.h"
#include "sbx-value-row.h"

struct _SbxPingGroup
{
  AdwPreferencesGroup parent_instance;

  SbxLineChart *chart;
  SbxValueRow *last_row;
  SbxValueRow *mean_row;
  SbxValueRow *range_row;

  SbxConnection *connection;
};

G_DEFINE_FINAL_TYPE (SbxPingGroup, sbx_ping_group, ADW_TYPE_PREFERENCES_GROUP)

static char *
format_axis (double value)
{
  return value > 0 ? sbx_format_latency ((gint64) value) : g_strdup ("0");
}

static void
sbx_ping_group_show_figures (SbxPingGroup *self, gint64 last, gint64 mean, gint64 lowest, gint64 highest)
{
  g_autofree char *last_text = sbx_format_latency (last);
  g_autofree char *mean_text = sbx_format_latency (mean);
  g_autofree char *lowest_text = sbx_format_latency (lowest);
  g_autofree char *highest_text = sbx_format_latency (highest);
  /* Translators: the shortest and the longest of several times */
  g_autofree char *range_text = g_strdup_printf (_ ("%s to %s"), lowest_text, highest_text);
  /* Translators: for a screen reader; the times of pings */
  g_autofree char *description = g_strdup_printf (_ ("Round trips: last %s, mean %s"), last_text, mean_text);

  sbx_value_row_set_value (self->last_row, last_text);
  sbx_value_row_set_value (self->mean_row, mean_text);
  sbx_value_row_set_value (self->range_row, mean < 0 ? NULL : range_text);
  g_object_set (self->chart, "description", description, NULL);
}

static void
sbx_ping_group_update (SbxPingGroup *self)
{
  g_autoptr (GArray) pings = sbx_connection_dup_pings (self->connection);
  g_autofree double *values = g_new (double, MAX (pings->len, 1));
  g_autofree gint64 *times = g_new (gint64, MAX (pings->len, 1));
  gint64 last = -1, lowest = G_MAXINT64, highest = -1, sum = 0, n = 0;

  for (guint i = 0; i < pings->len; i++)
    {
      const SbxPing *ping = &g_array_index (pings, SbxPing, i);

      last = ping->round_trip;
      times[i] = ping->time;
      values[i] = last >= 0 ? (double) last : NAN;
      if (last < 0)
        continue;

      lowest = MIN (lowest, last);
      highest = MAX (highest, last);
      sum += last;
      n++;
    }

  sbx_line_chart_set_times (self->chart, times, pings->len);
  sbx_line_chart_set_values (self->chart, 0, values, pings->len);
  sbx_ping_group_show_figures (self, last, n > 0 ? sum / n : -1, n > 0 ? lowest : -1, highest);
}

static void
sbx_ping_group_update_actions (SbxPingGroup *self)
{
  gboolean running = sbx_endpoint_get_state (SBX_ENDPOINT (self->connection)) == SBX_ENDPOINT_RUNNING;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "ping.send", running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "ping.series", running);
}

static void
pinged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxPingGroup) self = user_data;
  g_autoptr (GError) error = NULL;

  if (sbx_connection_ping_finish (SBX_CONNECTION (source), result, &error) < 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
ping_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxPingGroup *self = SBX_PING_GROUP (widget);

  sbx_connection_ping_async (self->connection, NULL, pinged_cb, g_object_ref (self));
}

static void
series_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  GtkWindow *dialog = sbx_ping_dialog_new (SBX_PING_GROUP (widget)->connection);

  gtk_window_set_transient_for (dialog, GTK_WINDOW (gtk_widget_get_root (widget)));
  gtk_window_present (dialog);
}

static void
sbx_ping_group_dispose (GObject *object)
{
  SbxPingGroup *self = SBX_PING_GROUP (object);

  g_clear_object (&self->connection);

  G_OBJECT_CLASS (sbx_ping_group_parent_class)->dispose (object);
}

static void
sbx_ping_group_class_init (SbxPingGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_ping_group_dispose;

  gtk_widget_class_install_action (widget_class, "ping.send", NULL, ping_action);
  gtk_widget_class_install_action (widget_class, "ping.series", NULL, series_action);

  g_type_ensure (SBX_TYPE_LINE_CHART);
  g_type_ensure (SBX_TYPE_PLAIN_ROW);
  g_type_ensure (SBX_TYPE_VALUE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-ping-group.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxPingGroup, chart);
  gtk_widget_class_bind_template_child (widget_class, SbxPingGroup, last_row);
  gtk_widget_class_bind_template_child (widget_class, SbxPingGroup, mean_row);
  gtk_widget_class_bind_template_child (widget_class, SbxPingGroup, range_row);
}

static void
sbx_ping_group_init (SbxPingGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sbx_chart_set_format (SBX_CHART (self->chart), format_axis);
}

GtkWidget *
sbx_ping_group_new (SbxConnection *connection)
{
  SbxPingGroup *self;

  g_return_val_if_fail (SBX_IS_CONNECTION (connection), NULL);

  self = g_object_new (SBX_TYPE_PING_GROUP, NULL);
  self->connection = g_object_ref (connection);
  g_signal_connect_object (connection, "notify::last-ping", G_CALLBACK (sbx_ping_group_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (connection, "notify::state", G_CALLBACK (sbx_ping_group_update_actions), self,
                           G_CONNECT_SWAPPED);
  sbx_ping_group_update (self);
  sbx_ping_group_update_actions (self);

  return GTK_WIDGET (self);
}
