/* sbx-opener.c — opens whatever one brings to the window
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-opener.h"

#include <glib/gi18n.h>

typedef struct
{
  GtkWidget *window; /* nullable: gone meanwhile */
  SbxConsole *console;
} Opening;

static void
opening_free (Opening *opening)
{
  g_clear_weak_pointer (&opening->window);
  g_object_unref (opening->console);
  g_free (opening);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static void
say (GtkWidget *window, const char *text)
{
  gtk_widget_activate_action (window, "win.toast", "s", text);
}

void
sbx_opener_open_as (GtkWidget *window, SbxConsole *console, const char *path, SbxFileKind kind)
{
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (GTK_IS_WIDGET (window));
  g_return_if_fail (SBX_IS_CONSOLE (console));
  g_return_if_fail (path != NULL);

  switch (kind)
    {
    case SBX_FILE_CAPTURE:
      sbx_console_open_capture (console, path);
      gtk_widget_activate_action (window, "win.select-capture", "s", path);
      break;
    case SBX_FILE_WORKSPACE:
      gtk_widget_activate_action (window, "workspace.open-file", "s", path);
      break;
    case SBX_FILE_CONTRACT:
      gtk_widget_activate_action (window, "win.host-contract", "s", path);
      break;
    case SBX_FILE_UNKNOWN:
    default:
      name = g_filename_display_basename (path);
      /* Translators: %s is a file's name */
      text = g_strdup_printf (_ ("%s is no workspace, capture or contract"), name);
      say (window, text);
    }
}

static void
on_detected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Opening) opening = user_data;
  g_autoptr (GError) error = NULL;
  SbxFileKind kind = sbx_file_kind_detect_finish (G_FILE (source), result, &error);

  if (opening->window == NULL)
    return;
  if (error != NULL)
    say (opening->window, error->message);
  else
    sbx_opener_open_as (opening->window, opening->console, g_file_peek_path (G_FILE (source)), kind);
}

void
sbx_opener_open_path (GtkWidget *window, SbxConsole *console, const char *path)
{
  g_autoptr (GFile) file = NULL;
  Opening *opening;

  g_return_if_fail (GTK_IS_WIDGET (window));
  g_return_if_fail (SBX_IS_CONSOLE (console));
  g_return_if_fail (path != NULL);

  file = g_file_new_for_path (path);
  opening = g_new0 (Opening, 1);
  g_set_weak_pointer (&opening->window, window);
  opening->console = g_object_ref (console);
  sbx_file_kind_detect_async (file, NULL, on_detected, opening);
}

static SbxConnection *
find_connection (SbxConsole *console, const char *url)
{
  GListModel *connections = sbx_console_get_connections (console);

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (SbxEndpoint) connection = g_list_model_get_item (connections, i);

      if (g_strcmp0 (sbx_endpoint_config_get_url (sbx_endpoint_get_config (connection)), url) == 0)
        return SBX_CONNECTION (connection);
    }
  return NULL;
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* Its view shows why. */
  if (!sbx_endpoint_start_finish (SBX_ENDPOINT (source), result, &error))
    g_debug ("Not connected: %s", error->message);
}

gboolean
sbx_opener_open_url (GtkWidget *window, SbxConsole *console, const char *url, GError **error)
{
  SbxConnection *connection;

  g_return_val_if_fail (GTK_IS_WIDGET (window), FALSE);
  g_return_val_if_fail (SBX_IS_CONSOLE (console), FALSE);
  g_return_val_if_fail (url != NULL, FALSE);

  connection = find_connection (console, url);
  if (connection == NULL)
    {
      g_autoptr (SbxConnectionConfig) config = sbx_connection_config_new ();

      g_object_set (config, "url", url, NULL);
      if (!sbx_endpoint_config_check (SBX_ENDPOINT_CONFIG (config), NULL, error))
        return FALSE;
      connection = sbx_console_add_connection (console, config);
    }

  if (!sbx_endpoint_get_active (SBX_ENDPOINT (connection)))
    sbx_endpoint_start_async (SBX_ENDPOINT (connection), NULL, on_connected, NULL);
  gtk_widget_activate_action (window, "win.select", "s", sbx_endpoint_get_id (SBX_ENDPOINT (connection)));
  return TRUE;
}

/* --- drops ----------------------------------------------------------------------- */

static gboolean
take_files (GtkWidget *window, SbxConsole *console, const GValue *value)
{
  GSList *files = gdk_file_list_get_files (g_value_get_boxed (value));
  gboolean any = FALSE;

  for (GSList *l = files; l != NULL; l = l->next)
    {
      const char *path = g_file_peek_path (l->data);

      if (path == NULL)
        continue;
      sbx_opener_open_path (window, console, path);
      any = TRUE;
    }
  g_slist_free (files);
  if (!any)
    say (window, _ ("Only files on this machine can be opened"));
  return any;
}

static gboolean
take_text (GtkWidget *window, SbxConsole *console, const char *text)
{
  g_autofree char *url = g_strstrip (g_strdup (text));
  g_autoptr (GError) error = NULL;

  if (sbx_opener_open_url (window, console, url, &error))
    return TRUE;
  say (window, error->message);
  return FALSE;
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, gpointer user_data)
{
  GtkWidget *window = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));

  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return take_files (window, user_data, value);
  return take_text (window, user_data, g_value_get_string (value));
}

void
sbx_opener_accept_drops (GtkWidget *window, SbxConsole *console)
{
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_STRING };
  GtkDropTarget *target;

  g_return_if_fail (GTK_IS_WIDGET (window));
  g_return_if_fail (SBX_IS_CONSOLE (console));

  target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), console, 0);
  gtk_widget_add_controller (window, GTK_EVENT_CONTROLLER (target));
}
