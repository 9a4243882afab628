/* sbx-trust-dialog.c — asks whether a certificate is to be trusted
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-trust-dialog.h"

#include <glib/gi18n.h>

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* Its view shows why. */
  if (!sbx_endpoint_start_finish (SBX_ENDPOINT (source), result, &error))
    g_debug ("Not connected: %s", error->message);
}

/* What was shown is what is trusted, whatever the service shows by now. */
static void
response_cb (GtkWindow *dialog, const char *response, gpointer user_data)
{
  SbxEndpoint *endpoint = user_data;
  const char *fingerprint = g_object_get_data (G_OBJECT (dialog), "fingerprint");
  g_autoptr (SbxEndpointConfig) config = NULL;

  if (!g_str_equal (response, "trust"))
    return;

  config = sbx_endpoint_config_copy (sbx_endpoint_get_config (endpoint));
  g_object_set (config, "trusted-fingerprint", fingerprint, NULL);
  sbx_endpoint_set_config (endpoint, config);
  if (!sbx_endpoint_get_active (endpoint))
    sbx_endpoint_start_async (endpoint, NULL, started_cb, NULL);
}

/* In lines that fit: four of eight pairs. */
static char *
break_up (const char *fingerprint)
{
  GString *lines = g_string_new (NULL);

  for (gsize i = 0; fingerprint[i] != '\0'; i++)
    g_string_append_c (lines, i % 24 == 23 ? '\n' : fingerprint[i]);

  return g_string_free (lines, FALSE);
}

GtkWindow *
sbx_trust_dialog_new (SbxConnection *connection, GtkWindow *parent)
{
  GtkWidget *dialog;
  GtkWidget *label;
  g_autofree char *fingerprint = NULL;
  g_autofree char *lines = NULL;

  g_return_val_if_fail (SBX_IS_CONNECTION (connection), NULL);

  g_object_get (connection, "untrusted-fingerprint", &fingerprint, NULL);
  g_return_val_if_fail (fingerprint != NULL, NULL);

  dialog = adw_message_dialog_new (parent, _ ("Trust Certificate?"), NULL);
  adw_message_dialog_set_body (
    ADW_MESSAGE_DIALOG (dialog),
    _ ("Nobody whom this system trusts has signed it. Whoever runs the service can tell its fingerprint: "
       "trust "
       "it if that is this one. Then only this certificate is trusted, whatever its name."));
  lines = break_up (fingerprint);
  label = gtk_label_new (lines);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "monospace");
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, fingerprint, -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), label);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "trust",
                                    _ ("_Trust"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "trust", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "fingerprint", g_steal_pointer (&fingerprint), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), connection, 0);

  return GTK_WINDOW (dialog);
}
