/* sbx-file-chooser.c — asking for a file
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-file-chooser.h"

#include <glib/gi18n.h>

/* On the widget, while the dialog is there: it goes with it. */
#define KEY "sbx-file-chooser"

typedef struct
{
  GtkFileChooserNative *chooser;
  GtkWidget *widget; /* which has us */
  SbxFileChooserFunc func;
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;

  g_signal_handlers_disconnect_by_data (asking->chooser, asking);
  gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (asking->chooser));
  g_object_unref (asking->chooser);
  g_free (asking);
}

static void
response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  Asking *asking = user_data;
  g_autoptr (GtkWidget) widget = g_object_ref (asking->widget);
  SbxFileChooserFunc func = asking->func;
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_object_set_data (G_OBJECT (widget), KEY, NULL);
  if (file != NULL)
    func (widget, file);
}

static void
add_filters (GtkFileChooser *chooser, const SbxFileChooserTexts *texts)
{
  g_auto (GStrv) patterns = g_strsplit (texts->patterns, " ", -1);
  g_autoptr (GtkFileFilter) such = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (such, texts->kind != NULL ? texts->kind : texts->patterns);
  for (guint i = 0; patterns[i] != NULL; i++)
    if (*patterns[i] != '\0')
      gtk_file_filter_add_pattern (such, patterns[i]);
  gtk_file_filter_set_name (all, _ ("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (chooser, such);
  gtk_file_chooser_add_filter (chooser, all);
}

/* NULL: one is there already. (transfer none) */
static GtkFileChooser *
make_chooser (GtkWidget *widget,
              const SbxFileChooserTexts *texts,
              GtkFileChooserAction action,
              SbxFileChooserFunc func)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  const char *label = action == GTK_FILE_CHOOSER_ACTION_SAVE ? _ ("_Save") : _ ("_Choose");
  Asking *asking;

  if (g_object_get_data (G_OBJECT (widget), KEY) != NULL)
    return NULL;

  if (texts->accept != NULL)
    label = texts->accept;
  asking = g_new0 (Asking, 1);
  asking->widget = widget;
  asking->func = func;
  asking->chooser =
    gtk_file_chooser_native_new (texts->title, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, action, label,
                                 NULL);
  g_object_set_data_full (G_OBJECT (widget), KEY, asking, asking_free);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (asking->chooser), TRUE);
  if (texts->patterns != NULL)
    add_filters (GTK_FILE_CHOOSER (asking->chooser), texts);
  g_signal_connect (asking->chooser, "response", G_CALLBACK (response_cb), asking);
  return GTK_FILE_CHOOSER (asking->chooser);
}

void
sbx_file_chooser_open (GtkWidget *widget,
                       const SbxFileChooserTexts *texts,
                       GFile *current,
                       SbxFileChooserFunc func)
{
  GtkFileChooser *chooser = make_chooser (widget, texts, GTK_FILE_CHOOSER_ACTION_OPEN, func);

  if (chooser == NULL)
    return;
  if (current != NULL)
    gtk_file_chooser_set_file (chooser, current, NULL);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

void
sbx_file_chooser_save (GtkWidget *widget,
                       const SbxFileChooserTexts *texts,
                       GFile *folder,
                       const char *name,
                       SbxFileChooserFunc func)
{
  GtkFileChooser *chooser = make_chooser (widget, texts, GTK_FILE_CHOOSER_ACTION_SAVE, func);

  if (chooser == NULL)
    return;
  if (folder != NULL)
    gtk_file_chooser_set_current_folder (chooser, folder, NULL);
  gtk_file_chooser_set_current_name (chooser, name);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

char *
sbx_file_chooser_dup_path (GFile *file, const char **problem)
{
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL && g_utf8_validate (path, -1, NULL))
    return g_steal_pointer (&path);

  *problem = _ ("Only files on this machine, with a readable name, can be used");
  return NULL;
}

void
sbx_file_chooser_activate (GtkWidget *widget, const char *action, GFile *file)
{
  const char *path = g_file_peek_path (file);

  if (path != NULL)
    gtk_widget_activate_action (widget, action, "s", path);
}
