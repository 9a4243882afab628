/* sbx-endpoint-view.c — a server or connection: what it is, how it is, and its pages
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-endpoint-view.h"

#include <glib/gi18n.h>

#include "sbx-alarm-banner.h"
#include "sbx-banner.h"
#include "sbx-connect-dialog.h"
#include "sbx-contract-saver.h"
#include "sbx-copy-button.h"
#include "sbx-endpoint-pages.h"
#include "sbx-endpoint-remove.h"
#include "sbx-host-dialog.h"
#include "sbx-probe-dialog.h"
#include "sbx-selectable.h"
#include "sbx-status-icon.h"
#include "sbx-traffic-page.h"
#include "sbx-trust-dialog.h"

struct _SbxEndpointView
{
  GtkWidget parent_instance;

  GtkWidget *pill;
  GtkLabel *address;
  GtkButton *toggle_button;
  SbxBanner *banner;
  AdwViewStack *stack;

  SbxConsole *console;
  SbxEndpoint *endpoint;
  gboolean compact;
  const char *pill_style;
};

enum
{
  PROP_0,
  PROP_CONSOLE,
  PROP_ENDPOINT,
  PROP_STACK,
  PROP_COMPACT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxEndpointView, sbx_endpoint_view, GTK_TYPE_WIDGET)

static gboolean
is_false (GObject *object, gboolean value, gpointer user_data)
{
  return !value;
}

static char *
get_failure (GObject *object, SbxEndpointState state, const char *message, gpointer user_data)
{
  if (state == SBX_ENDPOINT_FAILED || state == SBX_ENDPOINT_RECONNECTING)
    return g_strdup (message);

  return NULL;
}

static void
sbx_endpoint_view_toast (SbxEndpointView *self, const char *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

static void
start_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* The banner shows the endpoint's error-message, which comes from failed reconnects as well. */
  if (!sbx_endpoint_start_finish (SBX_ENDPOINT (source), result, &error))
    g_debug ("Not started: %s", error->message);
}

static void
sbx_endpoint_view_start (SbxEndpointView *self)
{
  sbx_endpoint_start_async (self->endpoint, NULL, start_cb, NULL);
}

static void
retry_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sbx_endpoint_view_start (SBX_ENDPOINT_VIEW (widget));
}

static void
trust_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxEndpointView *self = SBX_ENDPOINT_VIEW (widget);

  gtk_window_present (
    sbx_trust_dialog_new (SBX_CONNECTION (self->endpoint), GTK_WINDOW (gtk_widget_get_root (widget))));
}

/* A certificate that is not trusted may be. */
static void
untrusted_cb (SbxEndpointView *self)
{
  g_autofree char *fingerprint = NULL;

  g_object_get (self->endpoint, "untrusted-fingerprint", &fingerprint, NULL);
  g_object_set (self->banner, "other-label", fingerprint != NULL ? _ ("_Trust…") : NULL, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "endpoint.trust", fingerprint != NULL);
}

static void
toggle_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxEndpointView *self = SBX_ENDPOINT_VIEW (widget);

  if (sbx_endpoint_get_active (self->endpoint))
    sbx_endpoint_stop_async (self->endpoint, NULL, NULL, NULL);
  else
    sbx_endpoint_view_start (self);
}

static void
saved_cb (SbxEndpointView *self)
{
  if (sbx_endpoint_get_active (self->endpoint))
    sbx_endpoint_view_toast (self, SBX_IS_SERVER (self->endpoint)
                                     ? _ ("Some changes apply when the server is started again")
                                     : _ ("Some changes apply when it connects again"));
}

static void
edit_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxEndpointView *self = SBX_ENDPOINT_VIEW (widget);
  GtkWindow *dialog;

  if (SBX_IS_SERVER (self->endpoint))
    dialog = sbx_host_dialog_new (self->console, SBX_SERVER (self->endpoint));
  else
    dialog = sbx_connect_dialog_new (self->console, SBX_CONNECTION (self->endpoint));

  g_signal_connect_object (dialog, "saved", G_CALLBACK (saved_cb), self, G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (dialog, GTK_WINDOW (gtk_widget_get_root (widget)));
  gtk_window_present (dialog);
}

static void
probe_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  GtkWindow *dialog = sbx_probe_dialog_new (SBX_ENDPOINT_VIEW (widget)->endpoint);

  gtk_window_set_transient_for (dialog, GTK_WINDOW (gtk_widget_get_root (widget)));
  gtk_window_present (dialog);
}

/* A page asks for the traffic, and one row of it. */
static void
show_row_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxEndpointView *self = SBX_ENDPOINT_VIEW (widget);
  GtkWidget *page;

  sbx_endpoint_view_set_page (self, "traffic");
  page = adw_bin_get_child (ADW_BIN (adw_view_stack_get_visible_child (self->stack)));
  if (SBX_IS_TRAFFIC_PAGE (page))
    sbx_traffic_page_show_row (SBX_TRAFFIC_PAGE (page), g_variant_get_int64 (parameter));
}

static void
duplicate_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxEndpointView *self = SBX_ENDPOINT_VIEW (widget);

  /* The window shows what comes of it. */
  gtk_widget_activate_action (widget, "win.duplicate", "s", sbx_endpoint_get_id (self->endpoint));
}

static void
save_contract_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sbx_contract_saver_ask (widget, SBX_ENDPOINT_VIEW (widget)->endpoint);
}

static void
remove_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxEndpointView *self = SBX_ENDPOINT_VIEW (widget);

  sbx_endpoint_remove (widget, self->console, self->endpoint);
}

static const char *
sbx_endpoint_view_get_primary_label (SbxEndpointView *self)
{
  SbxEndpointState state = sbx_endpoint_get_state (self->endpoint);
  gboolean server = SBX_IS_SERVER (self->endpoint);

  if (!sbx_endpoint_get_active (self->endpoint))
    return server ? _ ("_Start") : _ ("Co_nnect");

  if (state == SBX_ENDPOINT_STARTING)
    return _ ("_Cancel");

  return server ? _ ("_Stop") : _ ("Disco_nnect");
}

static void
sbx_endpoint_view_update (SbxEndpointView *self)
{
  SbxEndpointState state = sbx_endpoint_get_state (self->endpoint);
  gboolean active = sbx_endpoint_get_active (self->endpoint);

  gtk_button_set_label (self->toggle_button, sbx_endpoint_view_get_primary_label (self));
  if (active)
    gtk_widget_remove_css_class (GTK_WIDGET (self->toggle_button), "suggested-action");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->toggle_button), "suggested-action");

  if (self->pill_style != NULL)
    gtk_widget_remove_css_class (self->pill, self->pill_style);
  self->pill_style = sbx_status_icon_style (state);
  gtk_widget_add_css_class (self->pill, self->pill_style);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "endpoint.toggle", state != SBX_ENDPOINT_STOPPING);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "endpoint.retry",
                                 !active && state != SBX_ENDPOINT_STOPPING);
}

static void
page_changed_cb (SbxEndpointView *self)
{
  if (self->endpoint != NULL)
    sbx_endpoint_pages_ensure (self->stack, self->console, self->endpoint);
}

static void
sbx_endpoint_view_constructed (GObject *object)
{
  SbxEndpointView *self = SBX_ENDPOINT_VIEW (object);

  G_OBJECT_CLASS (sbx_endpoint_view_parent_class)->constructed (object);

  sbx_endpoint_pages_add (self->stack, self->endpoint);
  g_signal_connect_object (self->endpoint, "notify::state", G_CALLBACK (sbx_endpoint_view_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->endpoint, "notify::active", G_CALLBACK (sbx_endpoint_view_update), self,
                           G_CONNECT_SWAPPED);
  if (SBX_IS_CONNECTION (self->endpoint))
    {
      g_signal_connect_object (self->endpoint, "notify::untrusted-fingerprint", G_CALLBACK (untrusted_cb),
                               self, G_CONNECT_SWAPPED);
      untrusted_cb (self);
    }
  sbx_endpoint_view_update (self);
}

static void
sbx_endpoint_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxEndpointView *self = SBX_ENDPOINT_VIEW (object);

  switch (prop_id)
    {
    case PROP_CONSOLE:
      g_value_set_object (value, self->console);
      break;
    case PROP_ENDPOINT:
      g_value_set_object (value, self->endpoint);
      break;
    case PROP_STACK:
      g_value_set_object (value, self->stack);
      break;
    case PROP_COMPACT:
      g_value_set_boolean (value, self->compact);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_endpoint_view_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxEndpointView *self = SBX_ENDPOINT_VIEW (object);

  switch (prop_id)
    {
    case PROP_CONSOLE:
      self->console = g_value_dup_object (value);
      break;
    case PROP_ENDPOINT:
      self->endpoint = g_value_dup_object (value);
      break;
    case PROP_COMPACT:
      if (self->compact == g_value_get_boolean (value))
        return;
      self->compact = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_endpoint_view_dispose (GObject *object)
{
  SbxEndpointView *self = SBX_ENDPOINT_VIEW (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->endpoint);
  g_clear_object (&self->console);

  G_OBJECT_CLASS (sbx_endpoint_view_parent_class)->dispose (object);
}

static void
sbx_endpoint_view_class_init (SbxEndpointViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags construct = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = sbx_endpoint_view_constructed;
  object_class->get_property = sbx_endpoint_view_get_property;
  object_class->set_property = sbx_endpoint_view_set_property;
  object_class->dispose = sbx_endpoint_view_dispose;

  properties[PROP_CONSOLE] = g_param_spec_object ("console", NULL, NULL, SBX_TYPE_CONSOLE, construct);
  properties[PROP_ENDPOINT] = g_param_spec_object ("endpoint", NULL, NULL, SBX_TYPE_ENDPOINT, construct);
  properties[PROP_STACK] =
    g_param_spec_object ("stack", NULL, NULL, ADW_TYPE_VIEW_STACK, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_COMPACT] =
    g_param_spec_boolean ("compact", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "endpoint.toggle", NULL, toggle_action);
  gtk_widget_class_install_action (widget_class, "endpoint.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "endpoint.trust", NULL, trust_action);
  gtk_widget_class_install_action (widget_class, "endpoint.edit", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "endpoint.show-row", "x", show_row_action);
  gtk_widget_class_install_action (widget_class, "endpoint.duplicate", NULL, duplicate_action);
  gtk_widget_class_install_action (widget_class, "endpoint.save-contract", NULL, save_contract_action);
  gtk_widget_class_install_action (widget_class, "endpoint.probe", NULL, probe_action);
  gtk_widget_class_install_action (widget_class, "endpoint.remove", NULL, remove_action);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "endpoint.toggle", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, "endpoint.edit", NULL);

  g_type_ensure (SBX_TYPE_ALARM_BANNER);
  g_type_ensure (SBX_TYPE_BANNER);
  g_type_ensure (SBX_TYPE_COPY_BUTTON);
  g_type_ensure (SBX_TYPE_STATUS_ICON);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-endpoint-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxEndpointView, pill);
  gtk_widget_class_bind_template_child (widget_class, SbxEndpointView, address);
  gtk_widget_class_bind_template_child (widget_class, SbxEndpointView, toggle_button);
  gtk_widget_class_bind_template_child (widget_class, SbxEndpointView, banner);
  gtk_widget_class_bind_template_child (widget_class, SbxEndpointView, stack);
  gtk_widget_class_bind_template_callback (widget_class, is_false);
  gtk_widget_class_bind_template_callback (widget_class, get_failure);
  gtk_widget_class_bind_template_callback (widget_class, page_changed_cb);
}

static void
sbx_endpoint_view_init (SbxEndpointView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sbx_selectable_by_pointer (self->address);
}

GtkWidget *
sbx_endpoint_view_new (SbxConsole *console, SbxEndpoint *endpoint)
{
  g_return_val_if_fail (SBX_IS_CONSOLE (console), NULL);
  g_return_val_if_fail (SBX_IS_ENDPOINT (endpoint), NULL);

  return g_object_new (SBX_TYPE_ENDPOINT_VIEW, "console", console, "endpoint", endpoint, NULL);
}

SbxEndpoint *
sbx_endpoint_view_get_endpoint (SbxEndpointView *self)
{
  g_return_val_if_fail (SBX_IS_ENDPOINT_VIEW (self), NULL);

  return self->endpoint;
}

AdwViewStack *
sbx_endpoint_view_get_stack (SbxEndpointView *self)
{
  g_return_val_if_fail (SBX_IS_ENDPOINT_VIEW (self), NULL);

  return self->stack;
}

const char *
sbx_endpoint_view_get_page (SbxEndpointView *self)
{
  g_return_val_if_fail (SBX_IS_ENDPOINT_VIEW (self), NULL);

  return adw_view_stack_get_visible_child_name (self->stack);
}

GtkWidget *
sbx_endpoint_view_get_page_child (SbxEndpointView *self)
{
  GtkWidget *bin;

  g_return_val_if_fail (SBX_IS_ENDPOINT_VIEW (self), NULL);

  bin = adw_view_stack_get_visible_child (self->stack);
  return bin != NULL ? adw_bin_get_child (ADW_BIN (bin)) : NULL;
}

void
sbx_endpoint_view_set_page (SbxEndpointView *self, const char *name)
{
  g_return_if_fail (SBX_IS_ENDPOINT_VIEW (self));
  g_return_if_fail (name != NULL);

  if (adw_view_stack_get_child_by_name (self->stack, name) != NULL)
    adw_view_stack_set_visible_child_name (self->stack, name);
}

void
sbx_endpoint_view_set_nth_page (SbxEndpointView *self, guint position)
{
  g_autoptr (GtkSelectionModel) pages = NULL;

  g_return_if_fail (SBX_IS_ENDPOINT_VIEW (self));

  pages = adw_view_stack_get_pages (self->stack);
  if (position < g_list_model_get_n_items (G_LIST_MODEL (pages)))
    gtk_selection_model_select_item (pages, position, TRUE);
}

void
sbx_endpoint_view_focus_page (SbxEndpointView *self)
{
  GtkWidget *page;

  g_return_if_fail (SBX_IS_ENDPOINT_VIEW (self));

  page = sbx_endpoint_view_get_page_child (self);
  if (page == NULL || (gtk_widget_get_state_flags (page) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0)
    return;

  if (!gtk_widget_grab_focus (page))
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}
