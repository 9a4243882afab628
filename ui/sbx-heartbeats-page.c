/* sbx-heartbeats-page.c — the heartbeats of an endpoint's peers, a lane each
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-heartbeats-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sbx-client-dialog.h"
#include "sbx-drop-down.h"
#include "sbx-lane-axis.h"
#include "sbx-lane-row.h"
#include "sbx-list-stop.h"
#include "sbx-row-name.h"
#include "sbx-server.h"

/* From this width on a row is one line. */
#define WIDE_FROM 520

struct _SbxHeartbeatsPage
{
  GtkWidget parent_instance;

  GtkWidget *stack;
  AdwStatusPage *empty;
  GtkLabel *summary;
  GtkToggleButton *problems_button;
  GtkDropDown *order;
  GtkWidget *peer_heading;
  GtkWidget *timeout_heading;
  GtkWidget *list;
  GtkSortListModel *sorted;
  GtkFilterListModel *filtered;
  GtkWidget *nothing_label;

  SbxEndpoint *endpoint;
  gboolean narrow;
  guint tick;
  guint fit_id;
};

/* The choices of `order`. */
typedef enum
{
  AS_THEY_CAME,
  BY_NAME,
  MOST_MISSED,
} Order;

G_DEFINE_FINAL_TYPE (SbxHeartbeatsPage, sbx_heartbeats_page, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_ENDPOINT,
  PROP_NARROW,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static gboolean
is_late (gpointer peer, gpointer user_data)
{
  return sbx_peer_get_missed (peer) > 0;
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return g_utf8_collate (sbx_peer_get_id ((SbxPeer *) a), sbx_peer_get_id ((SbxPeer *) b));
}

static int
compare_missed (gconstpointer a, gconstpointer b, gpointer user_data)
{
  guint first = sbx_peer_get_missed ((SbxPeer *) a);
  guint second = sbx_peer_get_missed ((SbxPeer *) b);

  return (first < second) - (first > second);
}

static void
sbx_heartbeats_page_update (SbxHeartbeatsPage *self)
{
  GListModel *peers = sbx_endpoint_get_peers (self->endpoint);
  guint n = g_list_model_get_n_items (peers);
  guint n_late = 0;
  g_autofree char *all = g_strdup_printf (ngettext ("%u peer", "%u peers", n), n);
  g_autofree char *late = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SbxPeer) peer = g_list_model_get_item (peers, i);

      n_late += sbx_peer_get_missed (peer) > 0;
    }
  /* Translators: how many peers have missed heartbeats */
  late = g_strdup_printf (ngettext ("%u late", "%u late", n_late), n_late);
  /* Translators: numbers of peers, such as "312 peers · 4 late" */
  text = n_late > 0 ? g_strdup_printf (_ ("%s · %s"), all, late) : g_strdup (all);

  gtk_label_set_text (self->summary, text);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), n > 0 ? "lanes" : "empty");
  gtk_widget_set_visible (self->nothing_label,
                          n > 0 && g_list_model_get_n_items (G_LIST_MODEL (self->sorted)) == 0);
}

/* Under a pointer or a cursor lanes stay where they are: somebody reads them. */
static gboolean
is_read (SbxHeartbeatsPage *self)
{
  GtkStateFlags flags = gtk_widget_get_state_flags (self->list);

  return (flags & GTK_STATE_FLAG_PRELIGHT) != 0 ||
         ((flags & GTK_STATE_FLAG_FOCUS_WITHIN) != 0 && (flags & GTK_STATE_FLAG_FOCUS_VISIBLE) != 0);
}

static gboolean
tick_cb (gpointer user_data)
{
  SbxHeartbeatsPage *self = user_data;
  GtkFilter *filter = gtk_filter_list_model_get_filter (self->filtered);
  GtkSorter *sorter = gtk_sort_list_model_get_sorter (self->sorted);

  if (filter != NULL && !is_read (self))
    gtk_filter_changed (filter, GTK_FILTER_CHANGE_DIFFERENT);
  if (gtk_drop_down_get_selected (self->order) == MOST_MISSED && sorter != NULL && !is_read (self))
    gtk_sorter_changed (sorter, GTK_SORTER_CHANGE_DIFFERENT);
  sbx_heartbeats_page_update (self);

  return G_SOURCE_CONTINUE;
}

static void
problems_toggled_cb (SbxHeartbeatsPage *self)
{
  g_autoptr (GtkFilter) filter = NULL;

  if (gtk_toggle_button_get_active (self->problems_button))
    filter = GTK_FILTER (gtk_custom_filter_new (is_late, NULL, NULL));
  gtk_filter_list_model_set_filter (self->filtered, filter);
  sbx_heartbeats_page_update (self);
}

static void
order_changed_cb (SbxHeartbeatsPage *self)
{
  static const GCompareDataFunc functions[] = { NULL, compare_names, compare_missed };
  guint order = gtk_drop_down_get_selected (self->order);
  g_autoptr (GtkSorter) sorter = NULL;

  if (order < G_N_ELEMENTS (functions) && functions[order] != NULL)
    sorter = GTK_SORTER (gtk_custom_sorter_new (functions[order], NULL, NULL));
  gtk_sort_list_model_set_sorter (self->sorted, sorter);
}

static void
setup_cb (SbxHeartbeatsPage *self, GtkListItem *item)
{
  GtkWidget *row = g_object_new (SBX_TYPE_LANE_ROW, NULL);

  g_object_bind_property (self, "narrow", row, "narrow", G_BINDING_SYNC_CREATE);
  gtk_list_item_set_child (item, row);
  gtk_list_item_set_activatable (item, SBX_IS_SERVER (self->endpoint));
}

static void
bind_cb (SbxHeartbeatsPage *self, GtkListItem *item)
{
  SbxPeer *peer = gtk_list_item_get_item (item);

  sbx_lane_row_set_peer (SBX_LANE_ROW (gtk_list_item_get_child (item)), peer);
  sbx_row_set_name (gtk_list_item_get_child (item), sbx_peer_get_id (peer));
}

static void
unbind_cb (SbxHeartbeatsPage *self, GtkListItem *item)
{
  sbx_lane_row_set_peer (SBX_LANE_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
activate_cb (SbxHeartbeatsPage *self, guint position)
{
  g_autoptr (SbxPeer) peer = g_list_model_get_item (G_LIST_MODEL (self->sorted), position);
  GtkWindow *dialog;

  if (peer == NULL || !SBX_IS_SERVER (self->endpoint))
    return;

  dialog = sbx_client_dialog_new (peer);
  gtk_window_set_transient_for (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  gtk_window_present (dialog);
}

static gboolean
fit_cb (gpointer user_data)
{
  SbxHeartbeatsPage *self = user_data;

  self->fit_id = 0;
  self->narrow = gtk_widget_get_width (GTK_WIDGET (self)) < WIDE_FROM;
  gtk_widget_set_visible (self->peer_heading, !self->narrow);
  gtk_widget_set_visible (self->timeout_heading, !self->narrow);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NARROW]);

  return G_SOURCE_REMOVE;
}

/* Rows change outside of the allocation, which must not change what it allocates. */
static void
sbx_heartbeats_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SbxHeartbeatsPage *self = SBX_HEARTBEATS_PAGE (widget);

  gtk_widget_allocate (self->stack, width, height, baseline, NULL);
  if (self->narrow != (width < WIDE_FROM) && self->fit_id == 0)
    self->fit_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, fit_cb, self, NULL);
}

static void
sbx_heartbeats_page_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  gtk_widget_measure (SBX_HEARTBEATS_PAGE (widget)->stack, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
  /* What is too wide for it becomes two lines. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, 320);
}

static void
sbx_heartbeats_page_map (GtkWidget *widget)
{
  SbxHeartbeatsPage *self = SBX_HEARTBEATS_PAGE (widget);

  GTK_WIDGET_CLASS (sbx_heartbeats_page_parent_class)->map (widget);

  tick_cb (self);
  self->tick = g_timeout_add_seconds (1, tick_cb, self);
}

static void
sbx_heartbeats_page_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&SBX_HEARTBEATS_PAGE (widget)->tick, g_source_remove);

  GTK_WIDGET_CLASS (sbx_heartbeats_page_parent_class)->unmap (widget);
}

static void
set_endpoint (SbxHeartbeatsPage *self, SbxEndpoint *endpoint)
{
  GListModel *peers = sbx_endpoint_get_peers (endpoint);

  self->endpoint = g_object_ref (endpoint);
  adw_status_page_set_description (self->empty,
                                   SBX_IS_SERVER (endpoint)
                                     ? _ ("A lane appears here for each client that connects.")
                                     : _ ("The heartbeats of both sides appear here once connected."));
  gtk_filter_list_model_set_model (self->filtered, peers);
  g_signal_connect_object (peers, "items-changed", G_CALLBACK (sbx_heartbeats_page_update), self,
                           G_CONNECT_SWAPPED);
  sbx_heartbeats_page_update (self);
}

static void
sbx_heartbeats_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_ENDPOINT:
      g_value_set_object (value, SBX_HEARTBEATS_PAGE (object)->endpoint);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, SBX_HEARTBEATS_PAGE (object)->narrow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_heartbeats_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_ENDPOINT:
      set_endpoint (SBX_HEARTBEATS_PAGE (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_heartbeats_page_dispose (GObject *object)
{
  SbxHeartbeatsPage *self = SBX_HEARTBEATS_PAGE (object);

  g_clear_handle_id (&self->fit_id, g_source_remove);
  if (self->endpoint != NULL)
    g_signal_handlers_disconnect_by_data (sbx_endpoint_get_peers (self->endpoint), self);
  gtk_widget_dispose_template (GTK_WIDGET (self), SBX_TYPE_HEARTBEATS_PAGE);
  g_clear_object (&self->endpoint);

  G_OBJECT_CLASS (sbx_heartbeats_page_parent_class)->dispose (object);
}

static void
sbx_heartbeats_page_class_init (SbxHeartbeatsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sbx_heartbeats_page_get_property;
  object_class->set_property = sbx_heartbeats_page_set_property;
  object_class->dispose = sbx_heartbeats_page_dispose;
  widget_class->measure = sbx_heartbeats_page_measure;
  widget_class->size_allocate = sbx_heartbeats_page_size_allocate;
  widget_class->map = sbx_heartbeats_page_map;
  widget_class->unmap = sbx_heartbeats_page_unmap;

  props[PROP_ENDPOINT] =
    g_param_spec_object ("endpoint", NULL, NULL, SBX_TYPE_ENDPOINT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /* For the rows: whether there is room for one line only. */
  props[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (SBX_TYPE_LANE_AXIS);
  g_type_ensure (SBX_TYPE_LIST_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/signalbox/Signalbox/sbx-heartbeats-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxHeartbeatsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SbxHeartbeatsPage, empty);
  gtk_widget_class_bind_template_child (widget_class, SbxHeartbeatsPage, summary);
  gtk_widget_class_bind_template_child (widget_class, SbxHeartbeatsPage, problems_button);
  gtk_widget_class_bind_template_child (widget_class, SbxHeartbeatsPage, order);
  gtk_widget_class_bind_template_child (widget_class, SbxHeartbeatsPage, peer_heading);
  gtk_widget_class_bind_template_child (widget_class, SbxHeartbeatsPage, timeout_heading);
  gtk_widget_class_bind_template_child (widget_class, SbxHeartbeatsPage, list);
  gtk_widget_class_bind_template_child (widget_class, SbxHeartbeatsPage, sorted);
  gtk_widget_class_bind_template_child (widget_class, SbxHeartbeatsPage, filtered);
  gtk_widget_class_bind_template_child (widget_class, SbxHeartbeatsPage, nothing_label);
  gtk_widget_class_bind_template_callback (widget_class, problems_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, order_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
sbx_heartbeats_page_init (SbxHeartbeatsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  sbx_drop_down_shrink (self->order);
}

/**
 * sbx_heartbeats_page_new:
 * @console: whose endpoint it is
 * @endpoint: whose peers to show
 */
GtkWidget *
sbx_heartbeats_page_new (SbxConsole *console, SbxEndpoint *endpoint)
{
  return g_object_new (SBX_TYPE_HEARTBEATS_PAGE, "endpoint", endpoint, NULL);
}
