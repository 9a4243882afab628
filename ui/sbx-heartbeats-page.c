/* sbx-heartbeats-page.c — the heartbeats of an endpoint's peers, a lane each
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sbx-format.h"
#include "sbx-heartbeat-lane.h"
#include "sbx-heartbeats-page.h"
#include "sbx-server.h"

struct _SbxHeartbeatsPage
{
  GtkWidget parent_instance;

  GtkStack *stack;
  AdwStatusPage *empty;
  GtkListView *list;

  SbxEndpoint *endpoint;
};

G_DEFINE_FINAL_TYPE (SbxHeartbeatsPage, sbx_heartbeats_page, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_ENDPOINT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* Named in sbx-heartbeats-row.ui. */
static char *
describe_beats (gpointer instance, guint interval, guint missed)
{
  /* Latencies have fractions of a second, durations whole ones. */
  g_autofree char *every = interval >= 1000 ? sbx_format_duration (interval)
                           : interval > 0   ? sbx_format_latency (interval * G_GINT64_CONSTANT (1000))
                                            : NULL;

  if (missed > 0)
    /* Translators: how many heartbeats a client or server has missed */
    return g_strdup_printf (ngettext ("%u missed", "%u missed", missed), missed);
  if (every != NULL)
    /* Translators: %s is the time between two heartbeats, such as "5 s" */
    return g_strdup_printf (_ ("every %s"), every);
  return g_strdup (_ ("no interval known"));
}

static void
on_peers_changed (SbxHeartbeatsPage *self)
{
  gboolean any = g_list_model_get_n_items (sbx_endpoint_get_peers (self->endpoint)) > 0;

  gtk_stack_set_visible_child_name (self->stack, any ? "lanes" : "empty");
}

static void
set_endpoint (SbxHeartbeatsPage *self, SbxEndpoint *endpoint)
{
  GListModel *peers = sbx_endpoint_get_peers (endpoint);
  g_autoptr (GtkNoSelection) selection = gtk_no_selection_new (g_object_ref (peers));

  self->endpoint = g_object_ref (endpoint);
  adw_status_page_set_description (self->empty,
                                   SBX_IS_SERVER (endpoint)
                                     ? _ ("A lane appears here for each client that connects.")
                                     : _ ("The heartbeats of both sides appear here once connected."));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (peers, "items-changed", G_CALLBACK (on_peers_changed), self, G_CONNECT_SWAPPED);
  on_peers_changed (self);
}

static void
sbx_heartbeats_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_ENDPOINT:
      g_value_set_object (value, SBX_HEARTBEATS_PAGE (object)->endpoint);
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

  g_clear_object (&self->endpoint);
  gtk_widget_dispose_template (GTK_WIDGET (self), SBX_TYPE_HEARTBEATS_PAGE);

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

  props[PROP_ENDPOINT] =
    g_param_spec_object ("endpoint", NULL, NULL, SBX_TYPE_ENDPOINT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (SBX_TYPE_HEARTBEAT_LANE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/signalbox/Signalbox/sbx-heartbeats-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxHeartbeatsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SbxHeartbeatsPage, empty);
  gtk_widget_class_bind_template_child (widget_class, SbxHeartbeatsPage, list);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
sbx_heartbeats_page_init (SbxHeartbeatsPage *self)
{
  g_autoptr (GtkBuilderScope) scope = gtk_builder_cscope_new ();
  g_autoptr (GtkListItemFactory) factory = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_builder_cscope_add_callback (GTK_BUILDER_CSCOPE (scope), describe_beats);
  factory =
    gtk_builder_list_item_factory_new_from_resource (scope, "/org/signalbox/Signalbox/sbx-heartbeats-row.ui");
  gtk_list_view_set_factory (self->list, factory);
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
