/* sbx-endpoint-remove.c — removes a server or connection, with a way back
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-endpoint-remove.h"

#include <glib/gi18n.h>

#include "sbx-undo.h"

/* What was removed; its view goes with it. */
typedef struct
{
  SbxConsole *console;
  SbxEndpoint *endpoint;
  GtkWidget *window; /* nullable */
} Removed;

static void
removed_free (gpointer data)
{
  Removed *removed = data;

  g_object_unref (removed->console);
  g_object_unref (removed->endpoint);
  g_clear_weak_pointer (&removed->window);
  g_free (removed);
}

static void
put_back (gpointer data)
{
  Removed *removed = data;

  sbx_console_put_back (removed->console, removed->endpoint);
  if (removed->window != NULL)
    gtk_widget_activate_action (removed->window, "win.select", "s", sbx_endpoint_get_id (removed->endpoint));
}

static void
forget (gpointer data)
{
  Removed *removed = data;

  sbx_console_forget (removed->console, removed->endpoint);
}

void
sbx_endpoint_remove (GtkWidget *widget, SbxConsole *console, SbxEndpoint *endpoint)
{
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (widget));
  Removed *removed = g_new0 (Removed, 1);
  g_autofree char *text = NULL;

  removed->console = g_object_ref (console);
  removed->endpoint = g_object_ref (endpoint);
  g_set_weak_pointer (&removed->window, window);
  text = g_strdup_printf (sbx_endpoint_get_active (endpoint)
                            /* Translators: %s is the name of a server or connection */
                            ? _ ("“%s” stopped and removed")
                            /* Translators: %s is the name of a server or connection */
                            : _ ("“%s” removed"),
                          sbx_endpoint_get_title (endpoint));
  sbx_console_take_out (removed->console, removed->endpoint);
  sbx_undo_offer (window, text, put_back, forget, removed, removed_free);
}
