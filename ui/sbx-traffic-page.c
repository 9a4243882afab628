/* sbx-traffic-page.c — the traffic of an endpoint, or of all
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sbx-capture-chooser.h"
#include "sbx-format.h"
#include "sbx-master-detail.h"
#include "sbx-message-detail.h"
#include "sbx-page-shortcuts.h"
#include "sbx-row-follower.h"
#include "sbx-trace-export.h"
#include "sbx-traffic-clear.h"
#include "sbx-traffic-columns.h"
#include "sbx-traffic-count.h"
#include "sbx-traffic-filter.h"
#include "sbx-traffic-page.h"

/**
 * SbxTrafficPage:
 *
 * The table of all that was recorded, a filter bar over it, and beside it (or, in a narrow window, in its
 * place) the selected message.
 */
struct _SbxTrafficPage
{
  GtkWidget parent_instance;

  SbxMasterDetail *panes;
  GtkWidget *table_pane;
  GtkSearchEntry *search;
  GtkLabel *filter_error;
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkColumnView *view;
  GtkLabel *count;
  GtkWidget *live;
  GtkWidget *back;
  SbxMessageDetail *detail;

  SbxConsole *console;
  SbxEndpoint *endpoint; /* nullable: all */
  SbxCapture *capture;   /* nullable: what is recorded */
  SbxTraceModel *model;
  GtkSingleSelection *selection;
  SbxRowFollower *follower;
  GSettings *settings;

  gint64 wanted; /* the number of a row to show when it comes; 0: none */
  guint wanted_id;

  gboolean flags[SBX_TRAFFIC_N_FLAGS]; /* properties, in the same order */
  SbxTimeFormat time_format;
  GtkEventController *shortcuts; /* while the page is mapped */
};

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

static SbxStore *
get_store (SbxTrafficPage *self)
{
  return self->capture != NULL ? sbx_capture_get_store (self->capture)
                               : sbx_console_get_store (self->console);
}

static void
say (SbxTrafficPage *self, const char *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

static void
update_count (SbxTrafficPage *self)
{
  g_autofree char *text = sbx_traffic_count_make_text (self->model, get_store (self));

  gtk_label_set_label (self->count, text);
}

static void
update_stack (SbxTrafficPage *self)
{
  const char *name = "rows";

  if (sbx_trace_model_get_n_shown (self->model) > 0)
    name = "rows";
  else if (sbx_trace_model_get_n_total (self->model) == 0)
    name = "empty";
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

  sbx_message_detail_show (self->detail, get_store (self), row);
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

/* So long a row that is not there is waited for, in milliseconds. */
#define WAIT_FOR_ROW 2000

/* FALSE, and says why, if the row is not to be seen. */
static gboolean
go_to (SbxTrafficPage *self, gint64 seq)
{
  guint position;

  switch (sbx_trace_model_find (self->model, seq, &position))
    {
    case SBX_TRACE_FOUND:
      gtk_single_selection_set_selected (self->selection, position);
      sbx_row_follower_set_following (self->follower, FALSE);
      sbx_row_follower_scroll_to (self->follower, position);
      return TRUE;
    case SBX_TRACE_HIDDEN:
      say (self, _ ("The filter hides it"));
      break;
    case SBX_TRACE_HELD:
      say (self, _ ("It waits for the end of the pause"));
      break;
    case SBX_TRACE_GONE:
    default:
      say (self, _ ("It is no longer recorded"));
    }
  return FALSE;
}

static void
jump_to_partner (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxTrafficPage *self = SBX_TRAFFIC_PAGE (widget);
  SbxTraceRow *row = gtk_single_selection_get_selected_item (self->selection);

  if (row != NULL)
    go_to (self, sbx_trace_row_get_partner (row));
}

static void
show_wanted (SbxTrafficPage *self)
{
  gint64 seq = self->wanted;

  g_clear_handle_id (&self->wanted_id, g_source_remove);
  self->wanted = 0;
  if (go_to (self, seq))
    sbx_master_detail_set_in_detail (self->panes, TRUE);
}

static gboolean
on_wanted_late (gpointer user_data)
{
  SbxTrafficPage *self = user_data;

  self->wanted_id = 0;
  show_wanted (self);
  return G_SOURCE_REMOVE;
}

/* What was sent just now may not have been recorded yet. */
static void
on_items_changed (SbxTrafficPage *self)
{
  if (self->wanted != 0 && sbx_trace_model_find (self->model, self->wanted, NULL) == SBX_TRACE_FOUND)
    show_wanted (self);
}

static void
copy_row (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxTrafficPage *self = SBX_TRAFFIC_PAGE (widget);
  SbxTraceRow *row = gtk_single_selection_get_selected_item (self->selection);
  g_autofree char *json = NULL;

  if (row == NULL)
    return;

  json = sbx_trace_export_row (get_store (self), row);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), json);
  say (self, _ ("Copied as JSON"));
}

static const char *
get_endpoint_id (SbxTrafficPage *self)
{
  return self->endpoint != NULL ? sbx_endpoint_get_id (self->endpoint) : NULL;
}

static void
clear (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxTrafficPage *self = SBX_TRAFFIC_PAGE (widget);

  sbx_traffic_clear (widget, get_store (self), get_endpoint_id (self));
}

static void
write_capture (GtkWidget *widget, GFile *file)
{
  SbxTrafficPage *self = SBX_TRAFFIC_PAGE (widget);

  sbx_capture_chooser_write (widget, get_store (self), get_endpoint_id (self),
                             sbx_trace_model_get_filter (self->model), file);
}

static void
save_capture (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxTrafficPage *self = SBX_TRAFFIC_PAGE (widget);

  sbx_capture_chooser_save (widget, self->endpoint != NULL ? sbx_endpoint_get_title (self->endpoint) : NULL,
                            write_capture);
}

static void
search (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxTrafficPage *self = SBX_TRAFFIC_PAGE (widget);

  sbx_master_detail_set_in_detail (self->panes, FALSE);
  gtk_editable_select_region (GTK_EDITABLE (self->search), 0, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
reset_filter (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_object_set (widget, "show-requests", TRUE, "show-events", TRUE, "show-heartbeats", TRUE, "show-incidents",
                TRUE, "only-failed", FALSE, NULL);
  gtk_editable_set_text (GTK_EDITABLE (SBX_TRAFFIC_PAGE (widget)->search), "");
}

static void
go_back (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sbx_master_detail_set_in_detail (SBX_TRAFFIC_PAGE (widget)->panes, FALSE);
}

static void
sbx_traffic_page_map (GtkWidget *widget)
{
  SbxTrafficPage *self = SBX_TRAFFIC_PAGE (widget);

  GTK_WIDGET_CLASS (sbx_traffic_page_parent_class)->map (widget);

  self->shortcuts = sbx_page_shortcuts_new ();
  sbx_page_shortcuts_add (self->shortcuts, GDK_KEY_f, "traffic.search");
  sbx_page_shortcuts_add (self->shortcuts, GDK_KEY_period, "traffic.pause");
  gtk_widget_add_controller (widget, self->shortcuts);
}

static void
sbx_traffic_page_unmap (GtkWidget *widget)
{
  SbxTrafficPage *self = SBX_TRAFFIC_PAGE (widget);

  gtk_widget_remove_controller (widget, g_steal_pointer (&self->shortcuts));

  GTK_WIDGET_CLASS (sbx_traffic_page_parent_class)->unmap (widget);
}

static void
sbx_traffic_page_constructed (GObject *object)
{
  SbxTrafficPage *self = SBX_TRAFFIC_PAGE (object);
  SbxStore *store = get_store (self);

  G_OBJECT_CLASS (sbx_traffic_page_parent_class)->constructed (object);

  self->model = sbx_trace_model_new (store, get_endpoint_id (self));
  self->selection = g_object_new (GTK_TYPE_SINGLE_SELECTION, "autoselect", FALSE, "can-unselect", TRUE,
                                  "model", self->model, NULL);
  sbx_traffic_columns_add (self->view, self->model, self->endpoint == NULL);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  self->follower = sbx_row_follower_new (self->scroller, G_LIST_MODEL (self->selection));
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);

  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "notify", G_CALLBACK (on_model_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "notify::n-lost", G_CALLBACK (update_count), self, G_CONNECT_SWAPPED);
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
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "traffic.jump-to-partner", NULL, jump_to_partner);
  gtk_widget_class_install_action (widget_class, "traffic.copy", NULL, copy_row);
  gtk_widget_class_install_action (widget_class, "traffic.clear", NULL, clear);
  gtk_widget_class_install_action (widget_class, "traffic.save-capture", NULL, save_capture);
  gtk_widget_class_install_action (widget_class, "traffic.search", NULL, search);
  gtk_widget_class_install_action (widget_class, "traffic.reset-filter", NULL, reset_filter);
  gtk_widget_class_install_action (widget_class, "traffic.back", NULL, go_back);
  gtk_widget_class_install_property_action (widget_class, "traffic.pause", "paused");
  gtk_widget_class_install_property_action (widget_class, "traffic.follow", "follow");
  gtk_widget_class_install_property_action (widget_class, "traffic.show-requests", "show-requests");
  gtk_widget_class_install_property_action (widget_class, "traffic.show-events", "show-events");
  gtk_widget_class_install_property_action (widget_class, "traffic.show-heartbeats", "show-heartbeats");
  gtk_widget_class_install_property_action (widget_class, "traffic.show-incidents", "show-incidents");
  gtk_widget_class_install_property_action (widget_class, "traffic.only-failed", "only-failed");
  gtk_widget_class_install_property_action (widget_class, "traffic.time-format", "time-format");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "traffic.copy", NULL);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (SBX_TYPE_MASTER_DETAIL);
  g_type_ensure (SBX_TYPE_MESSAGE_DETAIL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-traffic-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficPage, panes);
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficPage, table_pane);
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficPage, search);
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficPage, filter_error);
  gtk_widget_class_bind_template_child (widget_class, SbxTrafficPage, stack);
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

static void
sbx_traffic_page_class_init (SbxTrafficPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = sbx_traffic_page_constructed;
  object_class->get_property = sbx_traffic_page_get_property;
  object_class->set_property = sbx_traffic_page_set_property;
  object_class->dispose = sbx_traffic_page_dispose;
  widget_class->map = sbx_traffic_page_map;
  widget_class->unmap = sbx_traffic_page_unmap;

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
  install_actions (widget_class);
}

static void
sbx_traffic_page_init (SbxTrafficPage *self)
{
  for (guint i = SBX_TRAFFIC_SHOW_REQUESTS; i < SBX_TRAFFIC_ONLY_FAILED; i++)
    self->flags[i] = TRUE;

  gtk_widget_init_template (GTK_WIDGET (self));
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

/**
 * sbx_traffic_page_show_row:
 * @seq: the number of a row
 *
 * Selects a row and shows it, as soon as it is there.
 */
void
sbx_traffic_page_show_row (SbxTrafficPage *self, gint64 seq)
{
  g_return_if_fail (SBX_IS_TRAFFIC_PAGE (self));

  g_clear_handle_id (&self->wanted_id, g_source_remove);
  self->wanted = seq;
  self->wanted_id = g_timeout_add (WAIT_FOR_ROW, on_wanted_late, self);
  on_items_changed (self);
}
