/* sbx-window.c — the window: sidebar and what is selected there
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-capture-list.h"
#include "sbx-opener.h"
#include "sbx-page-bar.h"
#include "sbx-welcome-page.h"
#include "sbx-window-private.h"
#include "sbx-window-views-private.h"

enum
{
  PROP_0,
  PROP_CONSOLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxWindow, sbx_window, ADW_TYPE_APPLICATION_WINDOW)

SbxEndpointView *
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
  g_binding_group_set_source (self->title_binding, item);
  if (item == NULL)
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
undo_gone_cb (SbxWindow *self, AdwToast *toast)
{
  if (self->undo_toast != toast)
    return;

  g_clear_object (&self->undo_toast);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo", FALSE);
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

  g_clear_object (&self->title_binding);
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
  g_type_ensure (SBX_TYPE_PAGE_BAR);
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
  self->title_binding = g_binding_group_new ();
  g_binding_group_bind (self->title_binding, "title", self->switcher_title, "title", G_BINDING_SYNC_CREATE);
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
