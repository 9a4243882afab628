/* sbx-lane-row.c — a peer and its heartbeats
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-lane-row.h"

#include <glib/gi18n.h>

#include "sbx-format.h"
#include "sbx-heartbeat-lane.h"

struct _SbxLaneRow
{
  GtkWidget parent_instance;

  GtkOrientable *box;
  GtkWidget *words;
  GtkLabel *name_label;
  GtkLabel *beats_label;
  SbxHeartbeatLane *lane;
  GtkWidget *remaining_label;
  GtkWidget *narrow_label;

  SbxPeer *peer;
  GSignalGroup *signals;
  gboolean narrow;
};

enum
{
  PROP_0,
  PROP_PEER,
  PROP_NARROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxLaneRow, sbx_lane_row, GTK_TYPE_WIDGET)

static char *
describe_beats (guint interval, guint missed)
{
  g_autofree char *every = NULL;

  if (missed > 0)
    /* Translators: how many heartbeats a client or server has missed */
    return g_strdup_printf (ngettext ("%u missed", "%u missed", missed), missed);
  if (interval == 0)
    return g_strdup (_ ("no interval known"));

  /* Latencies have fractions of a second, durations whole ones. */
  every = interval >= 1000 ? sbx_format_duration ((interval + 500) / 1000 * 1000)
                           : sbx_format_latency (interval * G_GINT64_CONSTANT (1000));
  /* Translators: %s is the time between two heartbeats, such as "5 s" */
  return g_strdup_printf (_ ("every %s"), every);
}

static void
sbx_lane_row_update (SbxLaneRow *self)
{
  guint missed = sbx_peer_get_missed (self->peer);
  g_autofree char *beats = describe_beats (sbx_peer_get_heartbeat_interval (self->peer), missed);
  g_autofree char *text = missed > 0 ? g_strdup_printf ("⚠ %s", beats) : g_strdup (beats);
  const char *classes[] = { "caption", "numeric", missed > 0 ? "warning" : "dim-label", NULL };

  gtk_label_set_text (self->beats_label, text);
  gtk_widget_set_css_classes (GTK_WIDGET (self->beats_label), classes);
}

static void
sbx_lane_row_set_narrow (SbxLaneRow *self, gboolean narrow)
{
  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  gtk_orientable_set_orientation (self->box, narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (GTK_BOX (self->box), narrow ? 0 : 12);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->words),
                                  narrow ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self->words), narrow ? 9 : 0);
  gtk_label_set_max_width_chars (self->name_label, narrow ? -1 : 16);
  gtk_label_set_width_chars (self->name_label, narrow ? -1 : 16);
  gtk_widget_set_visible (self->remaining_label, !narrow);
  gtk_widget_set_visible (self->narrow_label, narrow);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

static void
sbx_lane_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxLaneRow *self = SBX_LANE_ROW (object);

  switch (prop_id)
    {
    case PROP_PEER:
      g_value_set_object (value, self->peer);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_lane_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxLaneRow *self = SBX_LANE_ROW (object);

  switch (prop_id)
    {
    case PROP_PEER:
      sbx_lane_row_set_peer (self, g_value_get_object (value));
      break;
    case PROP_NARROW:
      sbx_lane_row_set_narrow (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_lane_row_dispose (GObject *object)
{
  SbxLaneRow *self = SBX_LANE_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), SBX_TYPE_LANE_ROW);
  g_clear_object (&self->signals);
  g_clear_object (&self->peer);

  G_OBJECT_CLASS (sbx_lane_row_parent_class)->dispose (object);
}

static void
sbx_lane_row_class_init (SbxLaneRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_lane_row_get_property;
  object_class->set_property = sbx_lane_row_set_property;
  object_class->dispose = sbx_lane_row_dispose;

  properties[PROP_PEER] = g_param_spec_object ("peer", NULL, NULL, SBX_TYPE_PEER, flags);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (SBX_TYPE_HEARTBEAT_LANE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-lane-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxLaneRow, box);
  gtk_widget_class_bind_template_child (widget_class, SbxLaneRow, words);
  gtk_widget_class_bind_template_child (widget_class, SbxLaneRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, SbxLaneRow, beats_label);
  gtk_widget_class_bind_template_child (widget_class, SbxLaneRow, lane);
  gtk_widget_class_bind_template_child (widget_class, SbxLaneRow, remaining_label);
  gtk_widget_class_bind_template_child (widget_class, SbxLaneRow, narrow_label);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
sbx_lane_row_init (SbxLaneRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (SBX_TYPE_PEER);
  g_signal_group_connect_swapped (self->signals, "notify::missed", G_CALLBACK (sbx_lane_row_update), self);
  g_signal_group_connect_swapped (self->signals, "notify::heartbeat-interval",
                                  G_CALLBACK (sbx_lane_row_update), self);
}

void
sbx_lane_row_set_peer (SbxLaneRow *self, SbxPeer *peer)
{
  g_return_if_fail (SBX_IS_LANE_ROW (self));
  g_return_if_fail (peer == NULL || SBX_IS_PEER (peer));

  if (!g_set_object (&self->peer, peer))
    return;

  g_signal_group_set_target (self->signals, peer);
  sbx_heartbeat_lane_set_peer (self->lane, peer);
  if (peer != NULL)
    {
      gtk_label_set_text (self->name_label, sbx_peer_get_id (peer));
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->name_label), sbx_peer_get_id (peer));
      sbx_lane_row_update (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PEER]);
}
