/* sbx-contract-saver.c — saves what is known of an endpoint's messages as a contract
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-contract-saver.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sbx-failure.h"
#include "sbx-file-chooser.h"

#define KEY "sbx-contract-saver"

typedef struct
{
  GtkWidget *window; /* (nullable): gone meanwhile */
  SbxEndpoint *endpoint;
  GFile *file;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_clear_weak_pointer (&saving->window);
  g_object_unref (saving->endpoint);
  g_object_unref (saving->file);
  g_free (saving);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static void
free_saving_with_closure (gpointer data, GClosure *closure)
{
  saving_free (data);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, Saving *saving)
{
  if (g_str_equal (response, "use"))
    sbx_shapes_attach_contract (sbx_endpoint_get_shapes (saving->endpoint), saving->file);
}

/* @saving: (transfer full) */
static void
offer_to_use (Saving *saving)
{
  g_autofree char *path = g_file_get_path (saving->file);
  g_autofree char *name = path != NULL ? g_filename_display_basename (path) : NULL;
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (saving->window), _ ("Use the Contract?"), NULL);

  adw_message_dialog_format_body (
    ADW_MESSAGE_DIALOG (dialog),
    /* Translators: the first %s is the name of a file, the second that of a server or connection */
    _ ("“%s” was saved. “%s” can use it from now on, so that what is changed in it counts here."), name,
    sbx_endpoint_get_title (saving->endpoint));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "no", _ ("_Not Now"), "use", _ ("_Use It"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "use", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "use");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "no");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), saving, free_saving_with_closure, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
is_used (Saving *saving)
{
  SbxContractFile *used = sbx_shapes_get_contract_file (sbx_endpoint_get_shapes (saving->endpoint));

  return used != NULL && g_file_equal (sbx_contract_file_get_file (used), saving->file);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GError) error = NULL;
  gboolean saved = sbx_shapes_save_contract_finish (SBX_SHAPES (source), result, &error);

  if (saving->window == NULL)
    return;
  if (!saved)
    sbx_failure_show (GTK_WINDOW (saving->window), _ ("The Contract Could Not Be Saved"), error->message);
  else if (is_used (saving) || !g_file_is_native (saving->file))
    gtk_widget_activate_action (saving->window, "win.toast", "s", _ ("Contract saved"));
  else
    offer_to_use (g_steal_pointer (&saving));
}

void
sbx_contract_saver_save (GtkWidget *widget, SbxEndpoint *endpoint, GFile *file)
{
  Saving *saving;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (SBX_IS_ENDPOINT (endpoint));

  saving = g_new0 (Saving, 1);
  g_set_weak_pointer (&saving->window, GTK_WIDGET (gtk_widget_get_root (widget)));
  saving->endpoint = g_object_ref (endpoint);
  saving->file = g_object_ref (file);
  sbx_shapes_save_contract_async (sbx_endpoint_get_shapes (endpoint), file, saved_cb, saving);
}

static void
chosen_cb (GtkWidget *widget, GFile *file)
{
  sbx_contract_saver_save (widget, g_object_get_data (G_OBJECT (widget), KEY), file);
}

void
sbx_contract_saver_ask (GtkWidget *widget, SbxEndpoint *endpoint)
{
  const SbxFileChooserTexts texts = { _ ("Save as Contract"), _ ("Contracts"), "*.json", NULL };
  const char *directory;
  g_autoptr (GFile) folder = NULL;
  g_autofree char *name = NULL;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (SBX_IS_ENDPOINT (endpoint));

  directory = sbx_shapes_get_directory (sbx_endpoint_get_shapes (endpoint));
  folder = directory != NULL ? g_file_new_for_path (directory) : NULL;
  name = g_strconcat (sbx_endpoint_get_title (endpoint), ".json", NULL);
  g_strdelimit (name, "/\\:", '-');
  g_object_set_data_full (G_OBJECT (widget), KEY, g_object_ref (endpoint), g_object_unref);
  sbx_file_chooser_save (widget, &texts, folder, name, chosen_cb);
}
