/* sbx-probe-dialog.c — a probe of a service, check after check
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-probe-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "mbm-enum-types.h"
#include "sbx-banner.h"
#include "sbx-choice-row.h"
#include "sbx-endpoint-probe.h"
#include "sbx-entry-row.h"
#include "sbx-file-chooser.h"
#include "sbx-probe-row.h"

struct _SbxProbeDialog
{
  AdwWindow parent_instance;

  AdwWindowTitle *title;
  GtkStack *pages;
  GtkWidget *start_button;
  GtkWidget *back_button;
  GtkWidget *stop_button;
  GtkWidget *again_button;
  GtkWidget *report_button;
  GtkProgressBar *progress;
  SbxBanner *banner;

  SbxEntryRow *url_row;
  SbxChoiceRow *dialect_row;
  SbxEntryRow *username_row;
  SbxEntryRow *password_row;
  SbxEntryRow *request_row;
  SbxEntryRow *payload_row;

  GtkLabel *verdict;
  GtkLabel *counts;
  GtkListBox *list;

  SbxProbe *probe;           /* (nullable): until there is one */
  GCancellable *cancellable; /* (nullable): while it runs, or is made */
  gboolean asks;             /* for an address */
};

G_DEFINE_FINAL_TYPE (SbxProbeDialog, sbx_probe_dialog, ADW_TYPE_WINDOW)

/* --- what it came to ------------------------------------------------------------ */

static char *
make_counts (SbxProbe *probe)
{
  guint n_passed = sbx_probe_count (probe, SBX_PROBE_PASSED);
  guint n_warnings = sbx_probe_count (probe, SBX_PROBE_WARNING);
  guint n_failed = sbx_probe_count (probe, SBX_PROBE_FAILED);
  g_autofree char *passed =
    g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u passed", "%u passed", n_passed), n_passed);
  g_autofree char *warnings =
    g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u warning", "%u warnings", n_warnings), n_warnings);
  g_autofree char *failed =
    g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u failed", "%u failed", n_failed), n_failed);

  return g_strjoin (" · ", passed, warnings, failed, NULL);
}

static const char *
get_verdict (SbxProbe *probe)
{
  if (sbx_probe_get_running (probe))
    return C_ ("probe", "Probing…");
  if (sbx_probe_count (probe, SBX_PROBE_FAILED) > 0)
    return C_ ("probe", "Something Is Wrong");
  if (sbx_probe_count (probe, SBX_PROBE_NOT_RUN) > 0)
    return C_ ("probe", "Stopped");
  if (sbx_probe_count (probe, SBX_PROBE_WARNING) > 0)
    return C_ ("probe", "Nothing Is Wrong, Something Is Unusual");
  return C_ ("probe", "All Is Well");
}

static void
sbx_probe_dialog_update (SbxProbeDialog *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean running = self->cancellable != NULL;
  gboolean has_probe = self->probe != NULL;
  gboolean has_address = sbx_entry_row_get_text (self->url_row)[0] != '\0';
  guint n = has_probe ? g_list_model_get_n_items (sbx_probe_get_checks (self->probe)) : 0;
  guint n_left = 0;
  g_autofree char *counts = has_probe ? make_counts (self->probe) : g_strdup ("");

  if (has_probe)
    g_object_get (self->probe, "n-left", &n_left, NULL);
  gtk_stack_set_visible_child_name (self->pages, has_probe || running ? "checks" : "address");
  gtk_label_set_label (self->verdict, has_probe ? get_verdict (self->probe) : C_ ("probe", "Probing…"));
  gtk_label_set_label (self->counts, counts);
  gtk_progress_bar_set_fraction (self->progress, n > 0 ? (n - n_left) / (double) n : 0);
  gtk_widget_set_opacity (GTK_WIDGET (self->progress), running ? 1 : 0);

  gtk_widget_set_visible (self->start_button, !has_probe && !running);
  gtk_widget_set_visible (self->stop_button, running);
  gtk_widget_set_visible (self->again_button, has_probe && !running);
  gtk_widget_set_visible (self->back_button, self->asks && has_probe && !running);
  gtk_widget_set_visible (self->report_button, has_probe && !running);
  gtk_widget_action_set_enabled (widget, "probe.start",
                                 !running && (has_probe || !self->asks || has_address));
  gtk_widget_action_set_enabled (widget, "probe.stop", running);
  gtk_widget_action_set_enabled (widget, "probe.back", self->asks && has_probe && !running);
  gtk_widget_action_set_enabled (widget, "probe.copy", has_probe && !running);
  gtk_widget_action_set_enabled (widget, "probe.save", has_probe && !running);
}

/* --- running -------------------------------------------------------------------------- */

/* What is wrong is opened, so that nobody has to look for it. */
static void
open_faults (SbxProbeDialog *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (sbx_probe_check_get_status (sbx_probe_row_get_check (SBX_PROBE_ROW (row))) == SBX_PROBE_FAILED)
      {
        adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
        return;
      }
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxProbeDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  sbx_probe_run_finish (SBX_PROBE (source), result, &error);
  /* Closed meanwhile, or another one begun. */
  if (self->probe != SBX_PROBE (source))
    return;

  g_clear_object (&self->cancellable);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_object_set (self->banner, "text", error->message, NULL);
  sbx_probe_dialog_update (self);
  open_faults (self);
  gtk_widget_grab_focus (self->again_button);
}

static void
sbx_probe_dialog_run (SbxProbeDialog *self)
{
  g_set_object (&self->cancellable, NULL);
  self->cancellable = g_cancellable_new ();
  g_object_set (self->banner, "text", NULL, NULL);
  adw_window_title_set_subtitle (self->title, sbx_probe_get_url (self->probe));
  sbx_probe_run_async (self->probe, self->cancellable, ran_cb, g_object_ref (self));
  sbx_probe_dialog_update (self);
  gtk_widget_grab_focus (self->stop_button);
}

static void
clear_rows (SbxProbeDialog *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

/* Takes @probe. */
static void
sbx_probe_dialog_take (SbxProbeDialog *self, SbxProbe *probe)
{
  GListModel *checks = sbx_probe_get_checks (probe);

  self->probe = probe;
  clear_rows (self);
  for (guint i = 0; i < g_list_model_get_n_items (checks); i++)
    {
      g_autoptr (SbxProbeCheck) check = g_list_model_get_item (checks, i);

      gtk_list_box_append (self->list, sbx_probe_row_new (check));
    }
  g_signal_connect_object (probe, "notify::n-left", G_CALLBACK (sbx_probe_dialog_update), self,
                           G_CONNECT_SWAPPED);
  sbx_probe_dialog_run (self);
}

/* --- whom to probe -------------------------------------------------------------------- */

static const char *
get_text_or_null (SbxEntryRow *row)
{
  const char *text = sbx_entry_row_get_text (row);

  return *text != '\0' ? text : NULL;
}

static gboolean
check_form (SbxProbeDialog *self)
{
  const char *payload = get_text_or_null (self->payload_row);
  g_autofree char *scheme = g_uri_parse_scheme (sbx_entry_row_get_text (self->url_row));
  g_autoptr (GError) error = NULL;
  gboolean is_magic = g_str_equal (sbx_choice_row_get_value (self->dialect_row), "magic-server");

  g_object_set (self->url_row, "error", NULL, NULL);
  g_object_set (self->payload_row, "error", NULL, NULL);
  if (scheme == NULL || strstr (sbx_entry_row_get_text (self->url_row), "://") == NULL)
    {
      g_object_set (self->url_row, "error", _ ("Write an address such as ws://127.0.0.1:8080"), NULL);
      gtk_widget_grab_focus (GTK_WIDGET (self->url_row));
      return FALSE;
    }
  if (is_magic && g_ascii_strncasecmp (scheme, "http", 4) == 0)
    {
      g_object_set (self->url_row, "error", _ ("The dialect “magic-server” is not spoken over HTTP"), NULL);
      return FALSE;
    }
  if (payload != NULL && !mbm_json_check (payload, -1, &error))
    {
      g_object_set (self->payload_row, "error", error->message, NULL);
      gtk_widget_grab_focus (GTK_WIDGET (self->payload_row));
      return FALSE;
    }
  return TRUE;
}

static SbxProbe *
make_probe_of_form (SbxProbeDialog *self)
{
  SbxProbe *probe = sbx_probe_new (sbx_entry_row_get_text (self->url_row));
  gboolean is_magic = g_str_equal (sbx_choice_row_get_value (self->dialect_row), "magic-server");

  g_object_set (probe, "dialect", is_magic ? MBM_DIALECT_MAGIC_SERVER : MBM_DIALECT_MESSAGING, "username",
                get_text_or_null (self->username_row), "password", get_text_or_null (self->password_row),
                "request-name", get_text_or_null (self->request_row), "request-payload",
                get_text_or_null (self->payload_row), NULL);
  return probe;
}

static void
edited_cb (SbxProbeDialog *self)
{
  g_object_set (self->url_row, "error", NULL, NULL);
  sbx_probe_dialog_update (self);
}

static void
start_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxProbeDialog *self = SBX_PROBE_DIALOG (widget);

  if (self->probe != NULL)
    sbx_probe_dialog_run (self);
  else if (check_form (self))
    sbx_probe_dialog_take (self, make_probe_of_form (self));
}

static void
stop_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_cancellable_cancel (SBX_PROBE_DIALOG (widget)->cancellable);
}

static void
back_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxProbeDialog *self = SBX_PROBE_DIALOG (widget);

  g_signal_handlers_disconnect_by_data (self->probe, self);
  g_clear_object (&self->probe);
  g_object_set (self->banner, "text", NULL, NULL);
  adw_window_title_set_subtitle (self->title, "");
  sbx_probe_dialog_update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->url_row));
}

/* --- the report ------------------------------------------------------------------------- */

static void
copy_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxProbeDialog *self = SBX_PROBE_DIALOG (widget);
  g_autofree char *text = sbx_probe_to_text (self->probe);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxProbeDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error) && self->probe != NULL)
    {
      /* Translators: the error says why */
      g_autofree char *text = g_strdup_printf (_ ("The report could not be saved: %s"), error->message);

      g_object_set (self->banner, "text", text, NULL);
    }
}

static void
save_cb (GtkWidget *widget, GFile *file)
{
  SbxProbeDialog *self = SBX_PROBE_DIALOG (widget);
  g_autofree char *json = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (self->probe == NULL)
    return;

  json = sbx_probe_to_json (self->probe);
  bytes = g_bytes_new (json, strlen (json));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL, saved_cb,
                                       g_object_ref (self));
}

static void
save_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  const SbxFileChooserTexts texts = { _ ("Save Report"), _ ("Reports"), "*.json", NULL };

  sbx_file_chooser_save (widget, &texts, NULL, "probe.json", save_cb);
}

/* --- the dialog ---------------------------------------------------------------------------- */

static void
sbx_probe_dialog_dispose (GObject *object)
{
  SbxProbeDialog *self = SBX_PROBE_DIALOG (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->probe != NULL)
    g_signal_handlers_disconnect_by_data (self->probe, self);
  g_clear_object (&self->probe);

  G_OBJECT_CLASS (sbx_probe_dialog_parent_class)->dispose (object);
}

static void
sbx_probe_dialog_class_init (SbxProbeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_probe_dialog_dispose;

  gtk_widget_class_install_action (widget_class, "probe.start", NULL, start_action);
  gtk_widget_class_install_action (widget_class, "probe.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "probe.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "probe.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "probe.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "probe.save", NULL);

  g_type_ensure (SBX_TYPE_BANNER);
  g_type_ensure (SBX_TYPE_CHOICE_ROW);
  g_type_ensure (SBX_TYPE_ENTRY_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-probe-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxProbeDialog, title);
  gtk_widget_class_bind_template_child (widget_class, SbxProbeDialog, pages);
  gtk_widget_class_bind_template_child (widget_class, SbxProbeDialog, start_button);
  gtk_widget_class_bind_template_child (widget_class, SbxProbeDialog, back_button);
  gtk_widget_class_bind_template_child (widget_class, SbxProbeDialog, stop_button);
  gtk_widget_class_bind_template_child (widget_class, SbxProbeDialog, again_button);
  gtk_widget_class_bind_template_child (widget_class, SbxProbeDialog, report_button);
  gtk_widget_class_bind_template_child (widget_class, SbxProbeDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, SbxProbeDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, SbxProbeDialog, url_row);
  gtk_widget_class_bind_template_child (widget_class, SbxProbeDialog, dialect_row);
  gtk_widget_class_bind_template_child (widget_class, SbxProbeDialog, username_row);
  gtk_widget_class_bind_template_child (widget_class, SbxProbeDialog, password_row);
  gtk_widget_class_bind_template_child (widget_class, SbxProbeDialog, request_row);
  gtk_widget_class_bind_template_child (widget_class, SbxProbeDialog, payload_row);
  gtk_widget_class_bind_template_child (widget_class, SbxProbeDialog, verdict);
  gtk_widget_class_bind_template_child (widget_class, SbxProbeDialog, counts);
  gtk_widget_class_bind_template_child (widget_class, SbxProbeDialog, list);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
}

static void
sbx_probe_dialog_init (SbxProbeDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxProbeDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  SbxProbe *probe = sbx_endpoint_make_probe_finish (SBX_ENDPOINT (source), result, &error);
  gboolean is_closed = self->cancellable == NULL;

  g_clear_object (&self->cancellable);
  if (probe != NULL && !is_closed)
    {
      sbx_probe_dialog_take (self, probe);
      return;
    }

  g_clear_object (&probe);
  if (is_closed)
    return;
  if (error != NULL)
    g_object_set (self->banner, "text", error->message, NULL);
  sbx_probe_dialog_update (self);
}

GtkWindow *
sbx_probe_dialog_new (SbxEndpoint *endpoint)
{
  SbxProbeDialog *self = g_object_new (SBX_TYPE_PROBE_DIALOG, NULL);

  g_return_val_if_fail (endpoint == NULL || SBX_IS_ENDPOINT (endpoint), NULL);

  self->asks = endpoint == NULL;
  if (endpoint != NULL)
    {
      self->cancellable = g_cancellable_new ();
      adw_window_title_set_subtitle (self->title, sbx_endpoint_get_address (endpoint));
      sbx_entry_row_set_text (self->url_row, sbx_endpoint_get_address (endpoint));
      sbx_endpoint_make_probe_async (endpoint, self->cancellable, made_cb, g_object_ref (self));
    }
  sbx_probe_dialog_update (self);
  return GTK_WINDOW (self);
}
