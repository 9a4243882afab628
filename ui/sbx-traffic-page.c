/* sbx-traffic-page.c — the traffic of an endpoint, or of all
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-focus.h"
#include "sbx-keys.h"
#include "sbx-list-stop.h"
#include "sbx-row-name.h"
#include "sbx-scroll-start.h"
#include "sbx-traffic-count.h"
#include "sbx-traffic-page-private.h"

G_DEFINE_FINAL_TYPE (SbxTrafficPage, sbx_traffic_page, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_CONSOLE,
  PROP_ENDPOINT,
  PROP_CAPTURE,
  PROP_PAUSED,
  PROP_FOLLOW,
  PROP_SHOW_REQUESTS,
  PROP_SHOW_EVENTS,
  PROP_SHOW_HEARTBEATS,
  PROP_SHOW_INCIDENTS,
  PROP_ONLY_FAILED,
  PROP_TIME_FORMAT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

SbxStore *
sbx_traffic_page_get_store (SbxTrafficPage *self)
{
  return self->capture != NULL ? sbx_capture_get_store (self->capture)
                               : sbx_console_get_store (self->console);
}

const char *
sbx_traffic_page_get_endpoint_id (SbxTrafficPage *self)
{
  return self->endpoint != NULL ? sbx_endpoint_get_id (self->endpoint) : NULL;
}

static void
update_count (SbxTrafficPage *self)
{
  g_autofree char *text = sbx_traffic_count_make_text (self->model, sbx_traffic_page_get_store (self));

  gtk_label_set_label (self->count, text);
}

/* What is empty because it cannot be written is not empty because nothing came; to a capture nothing comes.
 */
static const char *
describe_empty (SbxTrafficPage *self)
{
  const char *error = sbx_store_get_error (sbx_traffic_page_get_store (self));
  g_autofree char *escaped = g_markup_escape_text (error != NULL ? error : "", -1);

  if (self->capture != NULL)
    return "bare";

  adw_status_page_set_description (self->unrecorded, escaped);
  return error != NULL ? "unrecorded" : "empty";
}

static void
update_stack (SbxTrafficPage *self)
{
  const char *name = "rows";

  if (sbx_trace_model_get_n_shown (self->model) > 0)
    name = "rows";
  else if (sbx_trace_model_get_n_total (self->model) == 0)
    name = describe_empty (self);
  else if (!sbx_trace_model_get_filtering (self->model) && sbx_trace_model_get_n_held (self->model) == 0)
    name = "nothing";
  gtk_stack_set_visible_child_name (self->stack, name);
}

static void
on_model_changed (SbxTrafficPage *self)
{
  update_count (self);
  update_stack (self);
}

static void
on_filter_changed (SbxTrafficPage *self)
{
  g_autoptr (SbxTraceFilter) filter = NULL;
  const char *error;

  if (self->model == NULL)
    return;

  filter = sbx_traffic_filter_new (gtk_editable_get_text (GTK_EDITABLE (self->search)), self->flags);
  error = sbx_trace_filter_get_error (filter);
  gtk_label_set_label (self->filter_error, error != NULL ? error : "");
  gtk_widget_set_visible (GTK_WIDGET (self->filter_error), error != NULL);
  sbx_trace_model_set_filter (self->model, filter);
  on_model_changed (self);
}

static void
on_stop_search (SbxTrafficPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
set_flag (SbxTrafficPage *self, guint id, gboolean value)
{
  gboolean *flag = &self->flags[id - PROP_SHOW_REQUESTS];

  if (*flag == value)
    return;

  *flag = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[id]);
  on_filter_changed (self);
}

static void
on_selected (SbxTrafficPage *self)
{
  SbxTraceRow *row = gtk_single_selection_get_selected_item (self->selection);
  guint position = gtk_single_selection_get_selected (self->selection);
  gboolean has_partner = row != NULL && sbx_trace_row_get_partner (row) != 0;

  sbx_message_detail_show (self->detail, sbx_traffic_page_get_store (self), row);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "traffic.jump-to-partner", has_partner);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "traffic.copy", row != NULL);
  if (row != NULL && position + 1 < g_list_model_get_n_items (G_LIST_MODEL (self->selection)))
    sbx_row_follower_set_following (self->follower, FALSE);
}

static void
on_narrow_changed (SbxTrafficPage *self)
{
  gboolean narrow = sbx_master_detail_get_narrow (self->panes);

  gtk_widget_set_visible (self->back, narrow);
  gtk_column_view_set_single_click_activate (self->view, narrow);
}

/* Which columns there are depends on the room. */
static void
on_placed (SbxTrafficPage *self)
{
  sbx_traffic_columns_fit (self->view, gtk_widget_get_width (self->table_pane));
}

static void
on_following_changed (SbxTrafficPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FOLLOW]);
}

static void
on_activate (SbxTrafficPage *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  sbx_master_detail_set_in_detail (self->panes, TRUE);
}

static void
sbx_traffic_page_constructed (GObject *object)
{
  SbxTrafficPage *self = SBX_TRAFFIC_PAGE (object);
  SbxStore *store = sbx_traffic_page_get_store (self);

  G_OBJECT_CLASS (sbx_traffic_page_parent_class)->constructed (object);

  self->model = sbx_trace_model_new (store, sbx_traffic_page_get_endpoint_id (self));
  self->selection = g_object_new (GTK_TYPE_SINGLE_SELECTION, "autoselect", FALSE, "can-unselect", TRUE,
                                  "model", self->model, NULL);
  sbx_table_set_name (self->view, _ ("Traffic"));
  sbx_traffic_columns_add (self->view, self->model, self->endpoint == NULL);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  self->follower = sbx_row_follower_new (self->scroller, G_LIST_MODEL (self->selection));
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (sbx_traffic_page_look_for_wanted), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);

  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "notify", G_CALLBACK (on_model_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "notify::n-lost", G_CALLBACK (update_count), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "notify::error", G_CALLBACK (on_model_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->follower, "notify::following", G_CALLBACK (on_following_changed), self,
                           G_CONNECT_SWAPPED);

  self->settings = g_settings_new ("org.signalbox.Signalbox");
  g_settings_bind (self->settings, "time-format", self, "time-format", G_SETTINGS_BIND_DEFAULT);
  if (self->capture != NULL)
    {
      /* Nothing is added to it, and it is not ours to clear. */
      sbx_row_follower_set_following (self->follower, FALSE);
      gtk_widget_set_visible (self->live, FALSE);
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "traffic.clear", FALSE);
    }
  on_filter_changed (self);
  on_selected (self);
}

static void
sbx_traffic_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SbxTrafficPage *self = SBX_TRAFFIC_PAGE (object);

  switch (id)
    {
    case PROP_CONSOLE:
      g_value_set_object (value, self->console);
      break;
    case PROP_ENDPOINT:
      g_value_set_object (value, self->endpoint);
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value, sbx_trace_model_get_paused (self->model));
      break;
    case PROP_FOLLOW:
      g_value_set_boolean (value, sbx_row_follower_get_following (self->follower));
      break;
    case PROP_SHOW_REQUESTS:
    case PROP_SHOW_EVENTS:
    case PROP_SHOW_HEARTBEATS:
    case PROP_SHOW_INCIDENTS:
    case PROP_ONLY_FAILED:
      g_value_set_boolean (value, self->flags[id - PROP_SHOW_REQUESTS]);
      break;
    case PROP_TIME_FORMAT:
      g_value_set_enum (value, self->time_format);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_time_format (SbxTrafficPage *self, SbxTimeFormat format)
{
  if (self->time_format == format)
    return;

  self->time_format = format;
  sbx_traffic_columns_set_time_format (self->view, format);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TIME_FORMAT]);
}

static void
set_paused (SbxTrafficPage *self, gboolean paused)
{
  if (sbx_trace_model_get_paused (self->model) == paused)
    return;

  sbx_trace_model_set_paused (self->model, paused);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAUSED]);
}

static void
sbx_traffic_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SbxTrafficPage *self = SBX_TRAFFIC_PAGE (object);

  switch (id)
    {
    case PROP_CONSOLE:
      self->console = g_value_dup_object (value);
      break;
    case PROP_ENDPOINT:
      self->endpoint = g_value_dup_object (value);
      break;
    case PROP_CAPTURE:
      self->capture = g_value_dup_object (value);
      break;
    case PROP_PAUSED:
      set_paused (self, g_value_get_boolean (value));
      break;
    case PROP_FOLLOW:
      sbx_row_follower_set_following (self->follower, g_value_get_boolean (value));
      break;
    case PROP_SHOW_REQUESTS:
    case PROP_SHOW_EVENTS:
    case PROP_SHOW_HEARTBEATS:
    case PROP_SHOW_INCIDENTS:
    case PROP_ONLY_FAILED:
      set_flag (self, id, g_value_get_boolean (value));
      break;
    case PROP_TIME_FORMAT:
      set_time_format (self, g_value_get_enum (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_traffic_page_dispose (GObject *object)
{
  SbxTrafficPage *self = SBX_TRAFFIC_PAGE (object);

  g_clear_handle_id (&self->wanted_id, g_source_remove);
  g_clear_object (&self->settings);
  g_clear_object (&self->follower);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_object (&self->endpoint);
  g_clear_object (&self->capture);
  g_clear_object (&self->console);
  gtk_widget_dispose_template (GTK_WIDGET (self), SBX_TYPE_TRAFFIC_PAGE);

  G_OBJECT_CLASS (sbx_traffic_page_parent_class)->dispose (object);
}

static void
install_flag (guint id, const char *name, gboolean value)
{
  props[id] = g_param_spec_boolean (name, NULL, NULL, value,
                                    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (SBX_TYPE_LIST_STOP);
  g_type_ensure (SBX_TYPE_MASTER_DETAIL);
  g_type_ensure (SBX_TYPE_MESSAGE_DETAIL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-traffic-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficPage, panes);
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficPage, table_pane);
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficPage, search);
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficPage, filter_error);
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficPage, unrecorded);
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficPage, view);
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficPage, count);
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficPage, live);
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficPage, back);
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficPage, detail);
  gtk_widget_class_bind_template_callback (widget_class, on_filter_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_narrow_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_placed);
}

/* To the table, not to a row of it: it may be following the newest. */
static gboolean
sbx_traffic_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SBX_TRAFFIC_PAGE (widget)->view));
}

static void
sbx_traffic_page_class_init (SbxTrafficPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = sbx_traffic_page_constructed;
  object_class->get_property = sbx_traffic_page_get_property;
  object_class->set_property = sbx_traffic_page_set_property;
  object_class->dispose = sbx_traffic_page_dispose;
  widget_class->focus = sbx_focus_children;
  widget_class->grab_focus = sbx_traffic_page_grab_focus;

  props[PROP_CONSOLE] =
    g_param_spec_object ("console", NULL, NULL, SBX_TYPE_CONSOLE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /* Whose traffic; NULL: all. */
  props[PROP_ENDPOINT] =
    g_param_spec_object ("endpoint", NULL, NULL, SBX_TYPE_ENDPOINT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /* Which file's; NULL: what is recorded. */
  props[PROP_CAPTURE] =
    g_param_spec_object ("capture", NULL, NULL, SBX_TYPE_CAPTURE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  install_flag (PROP_PAUSED, "paused", FALSE);
  install_flag (PROP_FOLLOW, "follow", TRUE);
  install_flag (PROP_SHOW_REQUESTS, "show-requests", TRUE);
  install_flag (PROP_SHOW_EVENTS, "show-events", TRUE);
  install_flag (PROP_SHOW_HEARTBEATS, "show-heartbeats", TRUE);
  install_flag (PROP_SHOW_INCIDENTS, "show-incidents", TRUE);
  install_flag (PROP_ONLY_FAILED, "only-failed", FALSE);
  props[PROP_TIME_FORMAT] =
    g_param_spec_enum ("time-format", NULL, NULL, sbx_time_format_get_type (), SBX_TIME_ABSOLUTE,
                       G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  bind_template (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  sbx_traffic_page_install_actions (widget_class);
}

static const SbxKey keys[] = {
  { GDK_KEY_f, GDK_CONTROL_MASK, "traffic.search" },
  { GDK_KEY_period, GDK_CONTROL_MASK, "traffic.pause" },
};

static void
sbx_traffic_page_init (SbxTrafficPage *self)
{
  for (guint i = SBX_TRAFFIC_SHOW_REQUESTS; i < SBX_TRAFFIC_ONLY_FAILED; i++)
    self->flags[i] = TRUE;

  gtk_widget_init_template (GTK_WIDGET (self));
  sbx_keys_add_to_page (GTK_WIDGET (self), keys, G_N_ELEMENTS (keys));
  sbx_scroll_start_keep (GTK_SCROLLED_WINDOW (gtk_widget_get_parent (GTK_WIDGET (self->view))));
  on_narrow_changed (self);
}

/**
 * sbx_traffic_page_new:
 * @endpoint: (nullable): whose traffic to show; %NULL for all
 */
GtkWidget *
sbx_traffic_page_new (SbxConsole *console, SbxEndpoint *endpoint)
{
  return g_object_new (SBX_TYPE_TRAFFIC_PAGE, "console", console, "endpoint", endpoint, NULL);
}

GtkWidget *
sbx_traffic_page_new_for_capture (SbxConsole *console, SbxCapture *capture)
{
  g_return_val_if_fail (SBX_IS_CAPTURE (capture), NULL);

  return g_object_new (SBX_TYPE_TRAFFIC_PAGE, "console", console, "capture", capture, NULL);
}
