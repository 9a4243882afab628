/* sbx-capture-chooser.c — asks for the file of a capture
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-capture-chooser.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sbx-format.h"

/* What is to be saved, while it is asked where to; held by the chooser. */
typedef struct
{
  GtkWidget *window; /* nullable: gone meanwhile */
  SbxStore *store;
  char *endpoint_id;      /* nullable */
  SbxTraceFilter *filter; /* nullable */
} Saving;

static void
saving_free (Saving *saving)
{
  g_clear_weak_pointer (&saving->window);
  g_object_unref (saving->store);
  g_free (saving->endpoint_id);
  g_clear_object (&saving->filter);
  g_free (saving);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static void
show_failure (GtkWidget *window, const GError *error)
{
  GtkWidget *dialog =
    adw_message_dialog_new (GTK_WINDOW (window), _ ("The Capture Could Not Be Saved"), error->message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GError) error = NULL;
  gint64 n = sbx_capture_write_finish (SBX_STORE (source), result, &error);
  g_autofree char *count = sbx_format_count (MAX (n, 0));
  g_autofree char *text = NULL;

  if (saving->window == NULL)
    return;
  if (n < 0)
    {
      show_failure (saving->window, error);
      return;
    }

  /* Translators: how many messages and other records were written to a file */
  text = g_strdup_printf (ngettext ("%s record saved", "%s records saved", (gulong) n), count);
  gtk_widget_activate_action (saving->window, "win.toast", "s", text);
}

static void
on_place_chosen (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GFile) file = NULL;
  Saving *held = saving;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  g_object_unref (chooser);
  if (file == NULL)
    return;

  g_steal_pointer (&saving);
  sbx_capture_write_async (held->store, held->endpoint_id, held->filter, file, NULL, on_written, held);
}

static GtkFileChooserNative *
make_chooser (GtkWidget *widget, const char *title, GtkFileChooserAction action, const char *label)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (title, GTK_WINDOW (root), action, label, NULL);
  g_autoptr (GtkFileFilter) captures = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_filter_set_name (captures, _ ("Captures"));
  gtk_file_filter_add_pattern (captures, "*" SBX_CAPTURE_SUFFIX);
  gtk_file_filter_add_pattern (captures, "*.jsonl");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), captures);
  gtk_file_filter_set_name (all, _ ("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), all);
  return chooser;
}

/* (transfer full): a file's name made of a title and of the time. */
static char *
make_name (const char *title)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d %H-%M-%S");
  g_autofree char *used = g_strdup (title != NULL ? title : _ ("Traffic"));

  g_strdelimit (used, "/\\:", '-');
  return g_strdup_printf ("%s %s%s", used, time, SBX_CAPTURE_SUFFIX);
}

void
sbx_capture_chooser_save (GtkWidget *widget,
                          SbxStore *store,
                          const char *endpoint_id,
                          SbxTraceFilter *filter,
                          const char *title)
{
  GtkFileChooserNative *chooser =
    make_chooser (widget, _ ("Save as Capture"), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"));
  g_autofree char *name = make_name (title);
  Saving *saving = g_new0 (Saving, 1);

  g_set_weak_pointer (&saving->window, GTK_WIDGET (gtk_widget_get_root (widget)));
  saving->store = g_object_ref (store);
  saving->endpoint_id = g_strdup (endpoint_id);
  g_set_object (&saving->filter, filter);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  /* It lives until it is answered. */
  g_signal_connect (chooser, "response", G_CALLBACK (on_place_chosen), saving);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
on_capture_chosen (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  GtkWindow *window = gtk_native_dialog_get_transient_for (chooser);
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL)
    path = g_file_get_path (file);
  if (path != NULL && window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.open-file", "s", path);
  g_object_unref (chooser);
}

void
sbx_capture_chooser_open (GtkWidget *widget)
{
  GtkFileChooserNative *chooser =
    make_chooser (widget, _ ("Open a Capture"), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"));

  g_signal_connect (chooser, "response", G_CALLBACK (on_capture_chosen), NULL);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
