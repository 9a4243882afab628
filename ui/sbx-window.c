/* sbx-window.c — the window: sidebar and what is selected there
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-window.h"

#include <glib/gi18n.h>

#include "sbx-banner.h"
#include "sbx-capture-chooser.h"
#include "sbx-capture-list.h"
#include "sbx-connect-dialog.h"
#include "sbx-endpoint-view.h"
#include "sbx-host-dialog.h"
#include "sbx-opener.h"
#include "sbx-probe-dialog.h"
#include "sbx-sidebar.h"
#include "sbx-welcome-page.h"
#include "sbx-window-views-private.h"
#include "sbx-workspace-menu.h"

struct _SbxWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  AdwFlap *flap;
  SbxSidebar *sidebar;
  AdwViewSwitcherTitle *switcher_title;
  GtkToggleButton *sidebar_button;
  GtkStack *views;
  AdwWindowTitle *sidebar_title;
  SbxBanner *conflict_banner;
  GMenu *workspaces_menu;

  SbxConsole *console;
  SbxWorkspaceMenu *workspaces;
  GSettings *settings;
  GBinding *title_binding;
  AdwToast *undo_toast; /* nullable */
  gboolean show_history;
  /* What the sidebar is to be when there is something in it again. */
  gboolean sidebar_wanted;
  gboolean empty;
};

enum
{
  PROP_0,
  PROP_CONSOLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxWindow, sbx_window, ADW_TYPE_APPLICATION_WINDOW)

static SbxEndpointView *
sbx_window_get_endpoint_view (SbxWindow *self)
{
  GtkWidget *view = gtk_stack_get_visible_child (self->views);

  return SBX_IS_ENDPOINT_VIEW (view) ? SBX_ENDPOINT_VIEW (view) : NULL;
}

static gboolean
sbx_window_is_empty (SbxWindow *self)
{
  return !self->show_history && g_list_model_get_n_items (sbx_console_get_servers (self->console)) == 0 &&
         g_list_model_get_n_items (sbx_console_get_connections (self->console)) == 0 &&
         g_list_model_get_n_items (sbx_console_get_captures (self->console)) == 0;
}

static GtkWidget *
sbx_window_ensure_view (SbxWindow *self, GObject *item)
{
  gboolean made;
  GtkWidget *view = sbx_window_views_ensure (self->views, self->console, item, &made);

  if (made && SBX_IS_ENDPOINT_VIEW (view))
    g_object_bind_property (self->switcher_title, "title-visible", view, "compact", G_BINDING_SYNC_CREATE);
  return view;
}

static void
sbx_window_set_title_from (SbxWindow *self, GObject *item)
{
  g_clear_pointer (&self->title_binding, g_binding_unbind);

  if (item != NULL)
    self->title_binding =
      g_object_bind_property (item, "title", self->switcher_title, "title", G_BINDING_SYNC_CREATE);
  else
    adw_view_switcher_title_set_title (self->switcher_title,
                                       self->empty ? _ ("Signalbox") : _ ("All Traffic"));
}

/* Nothing to select: no sidebar, and what can be done instead. */
static void
sbx_window_set_empty (SbxWindow *self, gboolean empty)
{
  if (self->empty == empty)
    return;

  self->empty = empty;
  gtk_widget_set_visible (GTK_WIDGET (self->sidebar_button), !empty);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.sidebar", !empty);
  if (empty)
    self->sidebar_wanted = adw_flap_get_reveal_flap (self->flap);
  adw_flap_set_reveal_flap (self->flap, !empty && self->sidebar_wanted);
  adw_flap_set_swipe_to_open (self->flap, !empty);
}

static void
sbx_window_update_view (SbxWindow *self)
{
  GObject *item = sbx_sidebar_get_selected (self->sidebar);
  GtkWidget *view;

  sbx_window_set_empty (self, sbx_window_is_empty (self));
  view =
    self->empty ? gtk_stack_get_child_by_name (self->views, "welcome") : sbx_window_ensure_view (self, item);

  gtk_stack_set_visible_child (self->views, view);
  adw_view_switcher_title_set_stack (self->switcher_title,
                                     SBX_IS_ENDPOINT_VIEW (view)
                                       ? sbx_endpoint_view_get_stack (SBX_ENDPOINT_VIEW (view))
                                       : NULL);
  sbx_window_set_title_from (self, item);
}

static void
selected_cb (SbxWindow *self)
{
  if (self->console != NULL)
    sbx_window_update_view (self);
}

static void
activated_cb (SbxWindow *self)
{
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

static void
items_changed_cb (SbxWindow *self, guint position, guint removed, guint added, GListModel *items)
{
  /* The first one there is, is what one wants to see. */
  if (self->empty && added > 0)
    {
      g_autoptr (GObject) first = g_list_model_get_item (items, position);

      sbx_sidebar_set_selected (self->sidebar, first);
    }

  sbx_window_update_view (self);
  sbx_window_views_drop_orphans (self->views, self->console);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* Its view shows why. */
  if (!sbx_endpoint_start_finish (SBX_ENDPOINT (source), result, &error))
    g_debug ("Not started: %s", error->message);
}

static void
dialog_saved_cb (SbxWindow *self, SbxEndpoint *endpoint)
{
  sbx_window_show (self, endpoint, NULL);
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
demo_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxWindow *self = SBX_WINDOW (widget);

  sbx_window_show (self, SBX_ENDPOINT (sbx_console_start_demo (self->console)), "overview");
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
host_contract_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxWindow *self = SBX_WINDOW (widget);

  sbx_window_present_dialog (self,
                             sbx_host_dialog_new_from_contract (self->console,
                                                                g_variant_get_string (parameter, NULL)));
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
    sbx_endpoint_view_set_nth_page (view, g_variant_get_int32 (parameter) - 1);
}

static void
show_history_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxWindow *self = SBX_WINDOW (widget);

  self->show_history = TRUE;
  sbx_window_show (self, NULL, NULL);
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
  g_autofree char *title = g_markup_escape_text (g_variant_get_string (parameter, NULL), -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (title));
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
undo_gone_cb (SbxWindow *self, AdwToast *toast)
{
  if (self->undo_toast != toast)
    return;

  g_clear_object (&self->undo_toast);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", FALSE);
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

static gboolean
sbx_window_close_request (GtkWindow *window)
{
  sbx_window_save_state (SBX_WINDOW (window));
  /* The application tells every client before it goes. */
  gtk_widget_activate_action (GTK_WIDGET (window), "app.quit", NULL);

  return GDK_EVENT_STOP;
}

static void
sbx_window_restore_state (SbxWindow *self)
{
  g_autofree char *selection = g_settings_get_string (self->settings, "last-selection");
  g_autofree char *page = g_settings_get_string (self->settings, "last-page");
  SbxEndpoint *endpoint;

  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));

  self->sidebar_wanted = g_settings_get_boolean (self->settings, "sidebar-visible");
  adw_flap_set_reveal_flap (self->flap, self->sidebar_wanted);

  endpoint = selection[0] != '\0' ? sbx_console_lookup (self->console, selection) : NULL;
  sbx_window_show (self, endpoint, page[0] != '\0' ? page : NULL);
}

static void
sbx_window_set_up_workspaces (SbxWindow *self)
{
  self->workspaces = sbx_workspace_menu_new (GTK_WINDOW (self), self->console);
  g_menu_prepend_section (self->workspaces_menu, NULL, sbx_workspace_menu_get_recent (self->workspaces));
  g_object_bind_property (self->workspaces, "name", self->sidebar_title, "subtitle", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->workspaces, "conflict", self->conflict_banner, "text", G_BINDING_SYNC_CREATE);
}

static void
sbx_window_follow (SbxWindow *self, GListModel *items)
{
  g_signal_connect_object (items, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static void
sbx_window_constructed (GObject *object)
{
  SbxWindow *self = SBX_WINDOW (object);

  G_OBJECT_CLASS (sbx_window_parent_class)->constructed (object);

  self->settings = g_settings_new ("org.signalbox.Signalbox");
  sbx_capture_list_keep (self->console, self->settings);
  sbx_sidebar_set_console (self->sidebar, self->console);
  sbx_window_set_up_workspaces (self);
  sbx_window_restore_state (self);

  /* After the sidebar, which may have selected something else by then. */
  sbx_window_follow (self, sbx_console_get_servers (self->console));
  sbx_window_follow (self, sbx_console_get_connections (self->console));
  sbx_window_follow (self, sbx_console_get_captures (self->console));
  sbx_opener_accept_drops (GTK_WIDGET (self), self->console);
}

static void
sbx_window_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxWindow *self = SBX_WINDOW (object);

  switch (prop_id)
    {
    case PROP_CONSOLE:
      g_value_set_object (value, self->console);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_window_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxWindow *self = SBX_WINDOW (object);

  switch (prop_id)
    {
    case PROP_CONSOLE:
      self->console = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_window_dispose (GObject *object)
{
  SbxWindow *self = SBX_WINDOW (object);

  g_clear_pointer (&self->title_binding, g_binding_unbind);
  g_clear_object (&self->undo_toast);
  g_clear_object (&self->workspaces);

  G_OBJECT_CLASS (sbx_window_parent_class)->dispose (object);
}

static void
sbx_window_finalize (GObject *object)
{
  SbxWindow *self = SBX_WINDOW (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->console);

  G_OBJECT_CLASS (sbx_window_parent_class)->finalize (object);
}

static void
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

static void
sbx_window_class_init (SbxWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = sbx_window_constructed;
  object_class->get_property = sbx_window_get_property;
  object_class->set_property = sbx_window_set_property;
  object_class->dispose = sbx_window_dispose;
  object_class->finalize = sbx_window_finalize;

  GTK_WINDOW_CLASS (klass)->close_request = sbx_window_close_request;

  properties[PROP_CONSOLE] =
    g_param_spec_object ("console", NULL, NULL, SBX_TYPE_CONSOLE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  sbx_window_install_actions (widget_class);

  g_type_ensure (SBX_TYPE_BANNER);
  g_type_ensure (SBX_TYPE_SIDEBAR);
  g_type_ensure (SBX_TYPE_WELCOME_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, SbxWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, SbxWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, SbxWindow, switcher_title);
  gtk_widget_class_bind_template_child (widget_class, SbxWindow, sidebar_button);
  gtk_widget_class_bind_template_child (widget_class, SbxWindow, views);
  gtk_widget_class_bind_template_child (widget_class, SbxWindow, sidebar_title);
  gtk_widget_class_bind_template_child (widget_class, SbxWindow, conflict_banner);
  gtk_widget_class_bind_template_child (widget_class, SbxWindow, workspaces_menu);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
sbx_window_init (SbxWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", FALSE);
}

GtkWidget *
sbx_window_new (GtkApplication *application, SbxConsole *console)
{
  g_return_val_if_fail (application == NULL || GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (SBX_IS_CONSOLE (console), NULL);

  return g_object_new (SBX_TYPE_WINDOW, "application", application, "console", console, NULL);
}

void
sbx_window_show (SbxWindow *self, SbxEndpoint *endpoint, const char *page)
{
  SbxEndpointView *view;

  g_return_if_fail (SBX_IS_WINDOW (self));
  g_return_if_fail (endpoint == NULL || SBX_IS_ENDPOINT (endpoint));

  sbx_sidebar_set_selected (self->sidebar, G_OBJECT (endpoint));
  sbx_window_update_view (self);

  view = sbx_window_get_endpoint_view (self);
  if (view != NULL && page != NULL)
    sbx_endpoint_view_set_page (view, page);
}

void
sbx_window_offer_undo (SbxWindow *self, AdwToast *toast)
{
  g_return_if_fail (SBX_IS_WINDOW (self));
  g_return_if_fail (ADW_IS_TOAST (toast));

  g_set_object (&self->undo_toast, toast);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (undo_gone_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", TRUE);
  adw_toast_overlay_add_toast (self->toasts, g_object_ref (toast));
}

void
sbx_window_save_state (SbxWindow *self)
{
  GObject *item;
  SbxEndpointView *view;
  int width, height;

  g_return_if_fail (SBX_IS_WINDOW (self));

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (self->settings, "window-width", width);
  g_settings_set_int (self->settings, "window-height", height);
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)));

  /* In a narrow window the sidebar is over the content for a moment only. */
  if (!adw_flap_get_folded (self->flap))
    g_settings_set_boolean (self->settings, "sidebar-visible",
                            self->empty ? self->sidebar_wanted : adw_flap_get_reveal_flap (self->flap));

  item = sbx_sidebar_get_selected (self->sidebar);
  view = sbx_window_get_endpoint_view (self);
  g_settings_set_string (self->settings, "last-selection",
                         SBX_IS_ENDPOINT (item) ? sbx_endpoint_get_id (SBX_ENDPOINT (item)) : "");
  if (view != NULL)
    g_settings_set_string (self->settings, "last-page", sbx_endpoint_view_get_page (view));
}
