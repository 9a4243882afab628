/* sbx-ping-dialog.c — a series of pings, and its statistics
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-ping-dialog.h"

#include <glib/gi18n.h>
#include <math.h>

#include "sbx-banner.h"
#include "sbx-copy-button.h"
#include "sbx-format.h"
#include "sbx-histogram.h"
#include "sbx-line-chart.h"
#include "sbx-number-row.h"
#include "sbx-ping-series.h"
#include "sbx-plain-row.h"
#include "sbx-value-row.h"

/* How often new figures are shown at most. */
#define SHOW_MS 100
/* How many of the last pings the chart shows. */
#define MAX_POINTS 300

struct _SbxPingDialog
{
  AdwWindow parent_instance;

  SbxBanner *banner;
  SbxNumberRow *count_row;
  SbxNumberRow *interval_row;
  GtkWidget *start_button;
  GtkWidget *stop_button;
  GtkProgressBar *progress;
  SbxLineChart *chart;
  SbxHistogram *histogram;
  SbxCopyButton *copy_button;
  SbxValueRow *answered_row;
  SbxValueRow *lost_row;
  SbxValueRow *lowest_row;
  SbxValueRow *mean_row;
  SbxValueRow *median_row;
  SbxValueRow *highest_row;
  SbxValueRow *deviation_row;

  SbxConnection *connection;
  SbxPingSeries *series;
  guint show_timeout;
};

G_DEFINE_FINAL_TYPE (SbxPingDialog, sbx_ping_dialog, ADW_TYPE_WINDOW)

static char *
format_axis (double value)
{
  return value > 0 ? sbx_format_latency ((gint64) value) : g_strdup ("0");
}

static void
show_time (SbxValueRow *row, gint64 time)
{
  g_autofree char *text = sbx_format_latency (time);

  sbx_value_row_set_value (row, text);
}

static void
show_share (SbxValueRow *row, guint n, guint n_sent)
{
  g_autofree char *count = sbx_format_count (n);
  g_autofree char *text = n_sent > 0
                            /* Translators: a number, and its percentage of all: "9 (90.0 %)" */
                            ? g_strdup_printf (_ ("%s (%.1f %%)"), count, 100.0 * n / n_sent)
                            : g_strdup ("–");

  sbx_value_row_set_value (row, text);
}

static void
sbx_ping_dialog_show_charts (SbxPingDialog *self)
{
  g_autoptr (GArray) round_trips = sbx_ping_series_dup_round_trips (self->series);
  guint first = round_trips->len > MAX_POINTS ? round_trips->len - MAX_POINTS : 0;
  g_autofree double *values = g_new (double, round_trips->len - first + 1);

  for (guint i = first; i < round_trips->len; i++)
    {
      gint64 round_trip = g_array_index (round_trips, gint64, i);

      values[i - first] = round_trip >= 0 ? (double) round_trip : NAN;
    }
  sbx_line_chart_set_values (self->chart, 0, values, round_trips->len - first);
  sbx_histogram_set_times (self->histogram, (const gint64 *) (gconstpointer) round_trips->data,
                           round_trips->len);
}

/* What goes to the clipboard: words and figures as in the dialog. */
static char *
make_report (SbxPingDialog *self, const SbxPingFigures *figures)
{
  g_autofree char *lowest = sbx_format_latency (figures->lowest);
  g_autofree char *mean = sbx_format_latency (figures->mean);
  g_autofree char *median = sbx_format_latency (figures->median);
  g_autofree char *highest = sbx_format_latency (figures->highest);
  g_autofree char *deviation = sbx_format_latency (figures->deviation);

  /* Translators: the report of a series of pings, for the clipboard: an address, numbers, and times */
  return g_strdup_printf (_ ("Pings of %s: %u sent, %u answered, %u lost\n"
                             "fastest %s, mean %s, median %s, slowest %s, standard deviation %s"),
                          sbx_endpoint_get_address (SBX_ENDPOINT (self->connection)), figures->n_sent,
                          figures->n_answered, figures->n_lost, lowest, mean, median, highest, deviation);
}

static void
sbx_ping_dialog_show (SbxPingDialog *self)
{
  guint count = sbx_ping_series_get_count (self->series);
  SbxPingFigures figures;
  g_autofree char *report = NULL;

  sbx_ping_series_get_figures (self->series, &figures);
  sbx_ping_dialog_show_charts (self);
  show_share (self->answered_row, figures.n_answered, figures.n_sent);
  show_share (self->lost_row, figures.n_lost, figures.n_sent);
  if (figures.n_lost > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->lost_row), "trouble");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->lost_row), "trouble");
  show_time (self->lowest_row, figures.lowest);
  show_time (self->mean_row, figures.mean);
  show_time (self->median_row, figures.median);
  show_time (self->highest_row, figures.highest);
  show_time (self->deviation_row, figures.deviation);

  gtk_progress_bar_set_fraction (self->progress,
                                 count > 0 ? (figures.n_answered + figures.n_lost) / (double) count : 0);
  report = make_report (self, &figures);
  g_object_set (self->copy_button, "text", report, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->copy_button), figures.n_sent > 0);
}

static void
sbx_ping_dialog_update (SbxPingDialog *self)
{
  gboolean running = sbx_ping_series_get_running (self->series);
  gboolean connected = sbx_endpoint_get_state (SBX_ENDPOINT (self->connection)) == SBX_ENDPOINT_RUNNING;

  gtk_widget_set_visible (self->start_button, !running);
  gtk_widget_set_visible (self->stop_button, running);
  gtk_widget_set_sensitive (GTK_WIDGET (self->count_row), !running);
  gtk_widget_set_sensitive (GTK_WIDGET (self->interval_row), !running);
  gtk_widget_set_opacity (GTK_WIDGET (self->progress), running ? 1 : 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "ping.start", connected && !running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "ping.stop", running);
  g_object_set (self->banner, "text",
                connected ? sbx_ping_series_get_error_message (self->series) : _ ("It is not connected"),
                NULL);
  sbx_ping_dialog_show (self);
}

static gboolean
show_later_cb (gpointer user_data)
{
  SbxPingDialog *self = user_data;

  self->show_timeout = 0;
  sbx_ping_dialog_show (self);

  return G_SOURCE_REMOVE;
}

static void
series_changed_cb (SbxPingDialog *self)
{
  if (self->show_timeout == 0)
    self->show_timeout = g_timeout_add (SHOW_MS, show_later_cb, self);
}

static guint
get_number (SbxNumberRow *row)
{
  return (guint) gtk_adjustment_get_value (sbx_number_row_get_adjustment (row));
}

static void
start_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxPingDialog *self = SBX_PING_DIALOG (widget);

  sbx_ping_series_start (self->series, get_number (self->count_row), get_number (self->interval_row));
  gtk_widget_grab_focus (self->stop_button);
}

static void
stop_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxPingDialog *self = SBX_PING_DIALOG (widget);

  sbx_ping_series_stop (self->series);
  gtk_widget_grab_focus (self->start_button);
}

static void
sbx_ping_dialog_dispose (GObject *object)
{
  SbxPingDialog *self = SBX_PING_DIALOG (object);

  g_clear_handle_id (&self->show_timeout, g_source_remove);
  if (self->series != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->series, self);
      sbx_ping_series_stop (self->series);
    }
  g_clear_object (&self->series);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (sbx_ping_dialog_parent_class)->dispose (object);
}

static void
sbx_ping_dialog_class_init (SbxPingDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_ping_dialog_dispose;

  gtk_widget_class_install_action (widget_class, "ping.start", NULL, start_action);
  gtk_widget_class_install_action (widget_class, "ping.stop", NULL, stop_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  g_type_ensure (SBX_TYPE_BANNER);
  g_type_ensure (SBX_TYPE_COPY_BUTTON);
  g_type_ensure (SBX_TYPE_HISTOGRAM);
  g_type_ensure (SBX_TYPE_LINE_CHART);
  g_type_ensure (SBX_TYPE_NUMBER_ROW);
  g_type_ensure (SBX_TYPE_PLAIN_ROW);
  g_type_ensure (SBX_TYPE_VALUE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-ping-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxPingDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, SbxPingDialog, count_row);
  gtk_widget_class_bind_template_child (widget_class, SbxPingDialog, interval_row);
  gtk_widget_class_bind_template_child (widget_class, SbxPingDialog, start_button);
  gtk_widget_class_bind_template_child (widget_class, SbxPingDialog, stop_button);
  gtk_widget_class_bind_template_child (widget_class, SbxPingDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, SbxPingDialog, chart);
  gtk_widget_class_bind_template_child (widget_class, SbxPingDialog, histogram);
  gtk_widget_class_bind_template_child (widget_class, SbxPingDialog, copy_button);
  gtk_widget_class_bind_template_child (widget_class, SbxPingDialog, answered_row);
  gtk_widget_class_bind_template_child (widget_class, SbxPingDialog, lost_row);
  gtk_widget_class_bind_template_child (widget_class, SbxPingDialog, lowest_row);
  gtk_widget_class_bind_template_child (widget_class, SbxPingDialog, mean_row);
  gtk_widget_class_bind_template_child (widget_class, SbxPingDialog, median_row);
  gtk_widget_class_bind_template_child (widget_class, SbxPingDialog, highest_row);
  gtk_widget_class_bind_template_child (widget_class, SbxPingDialog, deviation_row);
}

static void
sbx_ping_dialog_init (SbxPingDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sbx_chart_set_format (SBX_CHART (self->chart), format_axis);
}

/**
 * sbx_ping_dialog_new:
 * @connection: what to ping through
 */
GtkWindow *
sbx_ping_dialog_new (SbxConnection *connection)
{
  SbxPingDialog *self;

  g_return_val_if_fail (SBX_IS_CONNECTION (connection), NULL);

  self = g_object_new (SBX_TYPE_PING_DIALOG, NULL);
  self->connection = g_object_ref (connection);
  self->series = sbx_ping_series_new (connection);
  g_signal_connect_object (self->series, "changed", G_CALLBACK (series_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->series, "notify::running", G_CALLBACK (sbx_ping_dialog_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->series, "notify::error-message", G_CALLBACK (sbx_ping_dialog_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (connection, "notify::state", G_CALLBACK (sbx_ping_dialog_update), self,
                           G_CONNECT_SWAPPED);
  sbx_ping_dialog_update (self);

  return GTK_WINDOW (self);
}
