/* sbx-capture-chooser.c — asks for the file of a capture
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-capture-chooser.h"

#include <glib/gi18n.h>

#include "sbx-failure.h"
#include "sbx-format.h"

#define PATTERNS "*" SBX_CAPTURE_SUFFIX " *.jsonl"

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GWeakRef *weak = user_data;
  g_autoptr (GtkWidget) window = g_weak_ref_get (weak);
  g_autoptr (GError) error = NULL;
  gint64 n = sbx_capture_write_finish (SBX_STORE (source), result, &error);
  g_autofree char *count = sbx_format_count (MAX (n, 0));
  g_autofree char *text = NULL;

  g_weak_ref_clear (weak);
  g_free (weak);
  if (window == NULL)
    return;
  if (n < 0)
    {
      sbx_failure_show (GTK_WINDOW (window), _ ("The Capture Could Not Be Saved"), error->message);
      return;
    }

  /* Translators: how many messages and other records were written to a file */
  text = g_strdup_printf (ngettext ("%s record saved", "%s records saved", (gulong) n), count);
  gtk_widget_activate_action (window, "win.toast", "s", text);
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
sbx_capture_chooser_save (GtkWidget *widget, const char *title, SbxFileChooserFunc func)
{
  const SbxFileChooserTexts texts = { _ ("Save as Capture"), _ ("Captures"), PATTERNS, NULL };
  g_autofree char *name = make_name (title);

  sbx_file_chooser_save (widget, &texts, NULL, name, func);
}

void
sbx_capture_chooser_write (GtkWidget *widget,
                           SbxStore *store,
                           const char *endpoint_id,
                           SbxTraceFilter *filter,
                           GFile *file)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, gtk_widget_get_root (widget));
  sbx_capture_write_async (store, endpoint_id, filter, file, NULL, on_written, weak);
}

static void
on_capture_chosen (GtkWidget *widget, GFile *file)
{
  sbx_file_chooser_activate (widget, "win.open-file", file);
}

void
sbx_capture_chooser_open (GtkWidget *widget)
{
  const SbxFileChooserTexts texts = { _ ("Open a Capture"), _ ("Captures"), PATTERNS, _ ("_Open") };

  sbx_file_chooser_open (widget, &texts, NULL, on_capture_chosen);
}
