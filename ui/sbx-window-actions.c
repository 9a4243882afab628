/* sbx-window-actions.c — what the menu, the keyboard and everything inside the window can ask it for
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-capture-chooser.h"
#include "sbx-connect-dialog.h"
#include "sbx-host-dialog.h"
#include "sbx-opener.h"
#include "sbx-probe-dialog.h"
#include "sbx-toast.h"
#include "sbx-window-private.h"
#include "sbx-window-views-private.h"

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* Its view shows why. */
  if (!sbx_endpoint_start_finish (SBX_ENDPOINT (source), result, &error))
    g_debug ("Not started: %s", error->message);
}

/* Who works by keyboard goes on with what is new, and a screen reader tells of it. */
static void
sbx_window_focus_view (SbxWindow *self)
{
  SbxEndpointView *view = sbx_window_get_endpoint_view (self);

  if (adw_flap_get_reveal_flap (self->flap) && !adw_flap_get_folded (self->flap))
    gtk_widget_grab_focus (GTK_WIDGET (self->sidebar));
  else if (view != NULL)
    sbx_endpoint_view_focus_page (view);
}

static void
dialog_saved_cb (SbxWindow *self, SbxEndpoint *endpoint)
{
  sbx_window_show (self, endpoint, NULL);
  sbx_window_focus_view (self);
  sbx_endpoint_start_async (endpoint, NULL, started_cb, NULL);
}

/* Presents a dialog that makes a server or connection; what it makes is started and shown. */
static void
sbx_window_present_dialog (SbxWindow *self, GtkWindow *dialog)
{
  g_signal_connect_object (dialog, "saved", G_CALLBACK (dialog_saved_cb), self, G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (dialog, GTK_WINDOW (self));
  gtk_window_present (dialog);
}

static void
host_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxWindow *self = SBX_WINDOW (widget);

  sbx_window_present_dialog (self, sbx_host_dialog_new (self->console, NULL));
}

static void
connect_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxWindow *self = SBX_WINDOW (widget);

  sbx_window_present_dialog (self, sbx_connect_dialog_new (self->console, NULL));
}

static void
probe_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  GtkWindow *dialog = sbx_probe_dialog_new (NULL);

  gtk_window_set_transient_for (dialog, GTK_WINDOW (widget));
  gtk_window_present (dialog);
}

static void
duplicate_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxWindow *self = SBX_WINDOW (widget);
  SbxEndpoint *endpoint = sbx_console_lookup (self->console, g_variant_get_string (parameter, NULL));

  if (SBX_IS_SERVER (endpoint))
    sbx_window_present_dialog (self, sbx_host_dialog_new_like (self->console, SBX_SERVER (endpoint)));
  else if (SBX_IS_CONNECTION (endpoint))
    sbx_window_present_dialog (self, sbx_connect_dialog_new_like (self->console, SBX_CONNECTION (endpoint)));
}

static void
host_contract_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxWindow *self = SBX_WINDOW (widget);

  sbx_window_present_dialog (self,
                             sbx_host_dialog_new_from_contract (self->console,
                                                                g_variant_get_string (parameter, NULL)));
}

static void
demo_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxWindow *self = SBX_WINDOW (widget);

  sbx_window_show (self, SBX_ENDPOINT (sbx_console_start_demo (self->console)), "overview");
  sbx_window_focus_view (self);
}

static void
select_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxWindow *self = SBX_WINDOW (widget);
  const char *id = g_variant_get_string (parameter, NULL);

  sbx_window_show (self, id[0] != '\0' ? sbx_console_lookup (self->console, id) : NULL, NULL);
}

static void
show_origin_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxWindow *self = SBX_WINDOW (widget);
  const char *id, *origin;
  SbxEndpoint *endpoint;

  g_variant_get (parameter, "(&s&s)", &id, &origin);
  endpoint = sbx_console_lookup (self->console, id);
  if (endpoint != NULL)
    sbx_window_show (self, endpoint, NULL);
  if (endpoint == NULL || !sbx_window_views_show_origin (self->views, origin))
    gtk_widget_activate_action (widget, "win.toast", "s", _ ("It is not there any more"));
}

static void
select_capture_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxWindow *self = SBX_WINDOW (widget);
  SbxCapture *capture = sbx_console_lookup_capture (self->console, g_variant_get_string (parameter, NULL));

  if (capture != NULL)
    sbx_sidebar_set_selected (self->sidebar, G_OBJECT (capture));
}

static void
show_history_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxWindow *self = SBX_WINDOW (widget);

  self->show_history = TRUE;
  sbx_window_show (self, NULL, NULL);
}

static void
open_capture_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sbx_capture_chooser_open (widget);
}

static void
open_file_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sbx_opener_open_path (widget, SBX_WINDOW (widget)->console, g_variant_get_string (parameter, NULL));
}

static void
show_page_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxEndpointView *view = sbx_window_get_endpoint_view (SBX_WINDOW (widget));

  if (view != NULL)
    sbx_endpoint_view_set_page (view, g_variant_get_string (parameter, NULL));
}

static void
nth_page_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxEndpointView *view = sbx_window_get_endpoint_view (SBX_WINDOW (widget));

  if (view != NULL)
    {
      sbx_endpoint_view_set_nth_page (view, g_variant_get_int32 (parameter) - 1);
      sbx_endpoint_view_focus_page (view);
    }
}

static void
sidebar_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxWindow *self = SBX_WINDOW (widget);

  adw_flap_set_reveal_flap (self->flap, !adw_flap_get_reveal_flap (self->flap));
}

static void
toast_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxWindow *self = SBX_WINDOW (widget);

  adw_toast_overlay_add_toast (self->toasts, sbx_toast_new (g_variant_get_string (parameter, NULL)));
}

static void
undo_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxWindow *self = SBX_WINDOW (widget);
  g_autoptr (AdwToast) toast = g_steal_pointer (&self->undo_toast);

  if (toast == NULL)
    return;

  gtk_widget_action_set_enabled (widget, "win.undo", FALSE);
  g_signal_emit_by_name (toast, "button-clicked");
  adw_toast_dismiss (toast);
}

static void
dismiss_notice_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sbx_console_dismiss_notice (SBX_WINDOW (widget)->console);
}

/* Shortcuts of what is shown work wherever the focus is. */
static gboolean
activate_in_view (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  SbxEndpointView *view = sbx_window_get_endpoint_view (SBX_WINDOW (widget));
  const char *action_name;

  g_variant_get (arguments, "(&s)", &action_name);

  return view != NULL && gtk_widget_activate_action (GTK_WIDGET (view), action_name, NULL);
}

void
sbx_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.host", NULL, host_action);
  gtk_widget_class_install_action (widget_class, "win.host-contract", "s", host_contract_action);
  gtk_widget_class_install_action (widget_class, "win.connect", NULL, connect_action);
  gtk_widget_class_install_action (widget_class, "win.probe", NULL, probe_action);
  gtk_widget_class_install_action (widget_class, "win.duplicate", "s", duplicate_action);
  gtk_widget_class_install_action (widget_class, "win.demo", NULL, demo_action);
  gtk_widget_class_install_action (widget_class, "win.select", "s", select_action);
  gtk_widget_class_install_action (widget_class, "win.show-origin", "(ss)", show_origin_action);
  gtk_widget_class_install_action (widget_class, "win.select-capture", "s", select_capture_action);
  gtk_widget_class_install_action (widget_class, "win.open-capture", NULL, open_capture_action);
  gtk_widget_class_install_action (widget_class, "win.open-file", "s", open_file_action);
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", show_page_action);
  gtk_widget_class_install_action (widget_class, "win.nth-page", "i", nth_page_action);
  gtk_widget_class_install_action (widget_class, "win.show-history", NULL, show_history_action);
  gtk_widget_class_install_action (widget_class, "win.sidebar", NULL, sidebar_action);
  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast_action);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "win.dismiss-notice", NULL, dismiss_notice_action);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, "win.host", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_k, GDK_CONTROL_MASK, "win.connect", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_CONTROL_MASK, "workspace.open", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F9, 0, "win.sidebar", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_s, GDK_CONTROL_MASK | GDK_SHIFT_MASK, activate_in_view,
                                "(s)", "endpoint.toggle");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, activate_in_view, "(s)",
                                "endpoint.edit");
  for (int i = 1; i <= 9; i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0 + i, GDK_ALT_MASK, "win.nth-page", "i", i);
}
