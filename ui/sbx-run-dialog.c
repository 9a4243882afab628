/* sbx-run-dialog.c — sends a message many times, and shows how that went
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-run-dialog.h"

#include <glib/gi18n.h>

#include "sbx-banner.h"
#include "sbx-copy-button.h"
#include "sbx-format.h"
#include "sbx-histogram.h"
#include "sbx-number-row.h"
#include "sbx-plain-row.h"
#include "sbx-run-report.h"
#include "sbx-run.h"
#include "sbx-value-row.h"

struct _SbxRunDialog
{
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  SbxBanner *banner;
  GtkWidget *settings_group;
  SbxNumberRow *count_row;
  SbxNumberRow *rate_row;
  GtkWidget *parallel_row;
  GtkWidget *start_button;
  GtkWidget *stop_button;
  GtkProgressBar *progress;
  AdwPreferencesGroup *outcome_group;
  SbxCopyButton *copy_button;
  SbxValueRow *success_row;
  SbxValueRow *errors_row;
  SbxValueRow *timeouts_row;
  SbxValueRow *lost_row;
  SbxValueRow *cancelled_row;
  SbxValueRow *pending_row;
  SbxValueRow *rate_value_row;
  GtkWidget *codes_group;
  GtkWidget *latency_group;
  SbxHistogram *histogram;
  SbxValueRow *lowest_row;
  SbxValueRow *mean_row;
  SbxValueRow *median_row;
  SbxValueRow *p90_row;
  SbxValueRow *p95_row;
  SbxValueRow *p99_row;
  SbxValueRow *p999_row;
  SbxValueRow *highest_row;

  SbxConsole *console;
  SbxEndpoint *endpoint;
  SbxDraft *draft;
  SbxRun *run;          /* (nullable) */
  GPtrArray *code_rows; /* SbxValueRow */
};

G_DEFINE_FINAL_TYPE (SbxRunDialog, sbx_run_dialog, ADW_TYPE_WINDOW)

/* --- what came of it ----------------------------------------------------------------- */

static void
show_time (SbxValueRow *row, gint64 time)
{
  g_autofree char *text = sbx_format_latency (time);

  sbx_value_row_set_value (row, text);
}

static char *
format_share (guint64 n, guint64 total)
{
  g_autofree char *count = sbx_format_count (n);

  if (total == 0)
    return g_strdup ("–");
  /* Translators: a number, and its percentage of all: "9 (90.0 %)" */
  return g_strdup_printf (_ ("%s (%.1f %%)"), count, 100.0 * (double) n / (double) total);
}

/* @is_trouble: a number above zero stands out, and a row for none is not there. */
static void
show_share (SbxValueRow *row, guint64 n, guint64 total, gboolean is_trouble)
{
  g_autofree char *text = format_share (n, total);

  sbx_value_row_set_value (row, text);
  if (is_trouble)
    gtk_widget_set_visible (GTK_WIDGET (row), n > 0);
}

static void
show_codes (SbxRunDialog *self, const SbxRunResult *result)
{
  while (self->code_rows->len > result->codes->len)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self->codes_group),
                                  g_ptr_array_steal_index (self->code_rows, self->code_rows->len - 1));

  for (guint i = 0; i < result->codes->len; i++)
    {
      const SbxRunCode *code = g_ptr_array_index (result->codes, i);
      g_autofree char *text = format_share (code->count, result->n_sent);
      const char *name = code->code != NULL ? code->code : _ ("Other Codes");

      if (i == self->code_rows->len)
        {
          GtkWidget *row = g_object_new (SBX_TYPE_VALUE_ROW, "use-markup", FALSE, "title-lines", 2, NULL);

          gtk_widget_add_css_class (row, "trouble");
          adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->codes_group), row);
          g_ptr_array_add (self->code_rows, row);
        }
      adw_preferences_row_set_title (g_ptr_array_index (self->code_rows, i),
                                     *name != '\0' ? name : C_ ("error", "Without a Code"));
      sbx_value_row_set_value (g_ptr_array_index (self->code_rows, i), text);
    }
  gtk_widget_set_visible (self->codes_group, result->codes->len > 0);
}

static void
show_histogram (SbxRunDialog *self, const SbxRunResult *result)
{
  SbxBucket buckets[SBX_HISTOGRAM_N_DOUBLINGS];

  sbx_histogram_init_doublings (buckets);
  for (guint i = 0; i < G_N_ELEMENTS (buckets); i++)
    buckets[i].count = sbx_run_result_count_latencies (result, buckets[i].lower, buckets[i].upper);
  sbx_histogram_set_buckets (self->histogram, buckets, G_N_ELEMENTS (buckets));
}

static void
show_latencies (SbxRunDialog *self, const SbxRunResult *result)
{
  gint64 n = (gint64) result->n_latencies;

  gtk_widget_set_visible (self->latency_group, !result->events);
  show_histogram (self, result);
  show_time (self->lowest_row, result->latency_min);
  show_time (self->mean_row, n > 0 ? result->latency_sum / n : -1);
  show_time (self->median_row, sbx_run_result_get_percentile (result, 50));
  show_time (self->p90_row, sbx_run_result_get_percentile (result, 90));
  show_time (self->p95_row, sbx_run_result_get_percentile (result, 95));
  show_time (self->p99_row, sbx_run_result_get_percentile (result, 99));
  show_time (self->p999_row, sbx_run_result_get_percentile (result, 99.9));
  show_time (self->highest_row, result->latency_max);
}

static void
show_outcomes (SbxRunDialog *self, const SbxRunResult *result)
{
  g_autofree char *state = sbx_run_report_state (result);
  g_autofree char *escaped = g_markup_escape_text (state, -1);
  g_autofree char *rate = sbx_format_rate (sbx_run_result_get_rate (result));
  g_autofree char *duration = sbx_format_latency (result->elapsed);
  /* Translators: a rate such as "120/s", and a time */
  g_autofree char *speed = g_strdup_printf (_ ("%s in %s"), rate, duration);

  adw_preferences_group_set_description (self->outcome_group, escaped);
  show_share (self->success_row, result->n_success, result->n_sent, FALSE);
  show_share (self->errors_row, result->n_errors, result->n_sent, TRUE);
  show_share (self->timeouts_row, result->n_timeouts, result->n_sent, TRUE);
  show_share (self->lost_row, result->n_lost, result->n_sent, TRUE);
  show_share (self->cancelled_row, result->n_cancelled, result->n_sent, TRUE);
  show_share (self->pending_row, result->n_pending, result->n_sent, TRUE);
  sbx_value_row_set_value (self->rate_value_row, result->n_sent > 0 ? speed : NULL);
  gtk_progress_bar_set_fraction (self->progress,
                                 (double) (result->n_sent - result->n_pending) / (double) result->n_wanted);
}

static void
sbx_run_dialog_show_result (SbxRunDialog *self)
{
  const SbxRunResult *result = sbx_run_get_result (self->run);
  g_autofree char *report =
    sbx_run_report_text (result, self->draft, sbx_endpoint_get_address (self->endpoint));

  show_outcomes (self, result);
  show_codes (self, result);
  show_latencies (self, result);
  g_object_set (self->copy_button, "text", report, NULL);
}

/* --- its course ---------------------------------------------------------------------- */

static gboolean
is_running (SbxRunDialog *self)
{
  return self->run != NULL && sbx_run_get_running (self->run);
}

static const char *
find_problem (SbxRunDialog *self)
{
  if (is_running (self))
    return NULL;
  if (self->run != NULL && (sbx_run_get_result (self->run)->state == SBX_RUN_LOST ||
                            sbx_run_get_result (self->run)->state == SBX_RUN_FAILED))
    return sbx_run_get_result (self->run)->message;
  if (sbx_endpoint_get_state (self->endpoint) != SBX_ENDPOINT_RUNNING)
    return SBX_IS_SERVER (self->endpoint) ? _ ("The server is not running") : _ ("It is not connected");
  return NULL;
}

static void
sbx_run_dialog_update (SbxRunDialog *self)
{
  gboolean running = is_running (self);
  gboolean ready = sbx_endpoint_get_state (self->endpoint) == SBX_ENDPOINT_RUNNING;

  gtk_widget_set_visible (self->start_button, !running);
  gtk_widget_set_visible (self->stop_button, running);
  gtk_widget_set_sensitive (self->settings_group, !running);
  gtk_widget_set_opacity (GTK_WIDGET (self->progress), running ? 1 : 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "run.start", ready && !running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "run.stop", running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "run.copy-json", self->run != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->copy_button), self->run != NULL);
  g_object_set (self->banner, "text", find_problem (self), NULL);
}

static double
get_number (gpointer row)
{
  return gtk_adjustment_get_value (sbx_number_row_get_adjustment (SBX_NUMBER_ROW (row)));
}

static void
drop_run (SbxRunDialog *self)
{
  if (self->run == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->run, self);
  sbx_run_stop (self->run);
  g_clear_object (&self->run);
}

static void
start_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxRunDialog *self = SBX_RUN_DIALOG (widget);
  SbxRunSettings settings = { (guint64) get_number (self->count_row), get_number (self->rate_row),
                              (guint) get_number (self->parallel_row) };

  drop_run (self);
  self->run = sbx_run_new (self->endpoint, self->draft,
                           sbx_variables_make_scope (sbx_console_get_variables (self->console),
                                                     sbx_endpoint_get_id (self->endpoint), FALSE),
                           &settings);
  g_signal_connect_object (self->run, "notify::result", G_CALLBACK (sbx_run_dialog_show_result), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->run, "notify::running", G_CALLBACK (sbx_run_dialog_update), self,
                           G_CONNECT_SWAPPED);
  sbx_run_start (self->run);
  sbx_run_dialog_show_result (self);
  gtk_widget_set_visible (GTK_WIDGET (self->outcome_group), TRUE);
  gtk_widget_grab_focus (self->stop_button);
}

static void
stop_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sbx_run_stop (SBX_RUN_DIALOG (widget)->run);
}

static void
copy_json_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxRunDialog *self = SBX_RUN_DIALOG (widget);
  g_autofree char *json = sbx_run_result_to_json (sbx_run_get_result (self->run));
  g_autofree char *pretty = mbm_json_pretty (json, -1);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), pretty);
}

static void
sbx_run_dialog_dispose (GObject *object)
{
  SbxRunDialog *self = SBX_RUN_DIALOG (object);

  drop_run (self);
  g_clear_object (&self->console);
  g_clear_object (&self->endpoint);
  g_clear_object (&self->draft);
  g_ptr_array_set_size (self->code_rows, 0);

  G_OBJECT_CLASS (sbx_run_dialog_parent_class)->dispose (object);
}

static void
sbx_run_dialog_finalize (GObject *object)
{
  g_ptr_array_unref (SBX_RUN_DIALOG (object)->code_rows);

  G_OBJECT_CLASS (sbx_run_dialog_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (SBX_TYPE_BANNER);
  g_type_ensure (SBX_TYPE_COPY_BUTTON);
  g_type_ensure (SBX_TYPE_HISTOGRAM);
  g_type_ensure (SBX_TYPE_NUMBER_ROW);
  g_type_ensure (SBX_TYPE_PLAIN_ROW);
  g_type_ensure (SBX_TYPE_VALUE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-run-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, title);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, settings_group);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, count_row);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, rate_row);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, parallel_row);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, start_button);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, stop_button);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, outcome_group);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, copy_button);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, success_row);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, errors_row);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, timeouts_row);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, lost_row);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, cancelled_row);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, pending_row);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, rate_value_row);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, codes_group);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, latency_group);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, histogram);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, lowest_row);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, mean_row);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, median_row);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, p90_row);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, p95_row);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, p99_row);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, p999_row);
  gtk_widget_class_bind_template_child (widget_class, SbxRunDialog, highest_row);
}

static void
sbx_run_dialog_class_init (SbxRunDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_run_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = sbx_run_dialog_finalize;

  gtk_widget_class_install_action (widget_class, "run.start", NULL, start_action);
  gtk_widget_class_install_action (widget_class, "run.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "run.copy-json", NULL, copy_json_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  bind_template (widget_class);
}

static void
sbx_run_dialog_init (SbxRunDialog *self)
{
  self->code_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWindow *
sbx_run_dialog_new (SbxConsole *console, SbxEndpoint *endpoint, SbxDraft *draft)
{
  SbxRunDialog *self;
  gboolean events;

  g_return_val_if_fail (SBX_IS_CONSOLE (console), NULL);
  g_return_val_if_fail (SBX_IS_ENDPOINT (endpoint), NULL);
  g_return_val_if_fail (SBX_IS_DRAFT (draft), NULL);

  self = g_object_new (SBX_TYPE_RUN_DIALOG, NULL);
  self->console = g_object_ref (console);
  self->endpoint = g_object_ref (endpoint);
  self->draft = sbx_draft_copy (draft);

  events = sbx_draft_get_event (draft);
  gtk_widget_set_visible (self->parallel_row, !events);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->success_row),
                                 events ? C_ ("events", "Sent") : _ ("Succeeded"));
  adw_window_title_set_subtitle (self->title, sbx_draft_get_name (draft));
  g_signal_connect_object (endpoint, "notify::state", G_CALLBACK (sbx_run_dialog_update), self,
                           G_CONNECT_SWAPPED);
  sbx_run_dialog_update (self);
  return GTK_WINDOW (self);
}
