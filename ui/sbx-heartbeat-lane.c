/* sbx-heartbeat-lane.c — one peer's heartbeats on a moving time axis
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-format.h"
#include "sbx-heartbeat-drawing.h"
#include "sbx-heartbeat-lane.h"

/**
 * SbxHeartbeatLane:
 *
 * A tick for each beat of the last minute, the newest at the end of the line. Where beats were missed there
 * is a band in the warning colour, and a broken tick for each that was due. What is under the pointer is
 * said. It moves while it is really seen, by a pixel or so at a time, or once a second where the desktop asks
 * for reduced motion.
 */
struct _SbxHeartbeatLane
{
  GtkWidget parent_instance;

  SbxPeer *peer;
  GtkWidget *viewport; /* what it scrolls in, while it is mapped; not owned */
  gint64 drawn_at;     /* when it was drawn last, µs */
  gint64 worded_at;    /* when its words were looked at last, µs */
  double pointer_x;    /* negative: the pointer is elsewhere */
  char *remaining;
  char *label;
};

G_DEFINE_FINAL_TYPE (SbxHeartbeatLane, sbx_heartbeat_lane, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_PEER,
  PROP_REMAINING,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

#define SPAN_US        ((gint64) SBX_HEARTBEAT_LANE_SPAN * G_USEC_PER_SEC)
#define LANE_HEIGHT    32
#define LANE_MIN_WIDTH 80
#define REDRAW_MS      100
#define REDRAW_SLOW_MS 1000

/* All lanes that are mapped share one timer. A list maps many more rows than one sees: these do not draw. */
static GPtrArray *mapped_lanes;
static guint timer;

static void
sbx_heartbeat_lane_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SbxHeartbeatLane *self = SBX_HEARTBEAT_LANE (widget);

  sbx_heartbeat_drawing_draw (widget, snapshot, self->peer, self->pointer_x);
}

static void
sbx_heartbeat_lane_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? LANE_MIN_WIDTH : LANE_HEIGHT;
  *natural = *minimum;
}

/* How long until it is dropped, in words; "" if it never is. */
static char *
describe_remaining (SbxHeartbeatLane *self)
{
  guint left = self->peer != NULL ? sbx_peer_get_timeout (self->peer) : 0;

  /* Rounded up: "0 s" is said when the time is over, not before. */
  return left == 0 ? g_strdup ("") : sbx_format_duration (((gint64) left + 999) / 1000 * 1000);
}

/* What a screen reader says of the lane. */
static void
update_label (SbxHeartbeatLane *self)
{
  g_autoptr (GArray) beats = NULL;
  g_autofree char *label = NULL;

  if (self->peer == NULL)
    return;

  beats = sbx_peer_dup_beats (self->peer, g_get_real_time () - SPAN_US);
  /* Translators: %s is the name of a client or server */
  label = g_strdup_printf (ngettext ("%s: %u heartbeat in the last minute, %u missed",
                                     "%s: %u heartbeats in the last minute, %u missed", beats->len),
                           sbx_peer_get_id (self->peer), beats->len, sbx_peer_get_missed (self->peer));
  if (g_strcmp0 (label, self->label) == 0)
    return;

  g_free (self->label);
  self->label = g_steal_pointer (&label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->label, -1);
}

static void
update_words (SbxHeartbeatLane *self)
{
  g_autofree char *remaining = describe_remaining (self);

  update_label (self);
  if (g_strcmp0 (remaining, self->remaining) == 0)
    return;

  g_free (self->remaining);
  self->remaining = g_steal_pointer (&remaining);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REMAINING]);
}

/* Whether it is within what its list shows. */
static gboolean
is_seen (SbxHeartbeatLane *self)
{
  graphene_rect_t bounds;

  if (self->viewport == NULL)
    return TRUE;
  if (!gtk_widget_compute_bounds (GTK_WIDGET (self), self->viewport, &bounds))
    return FALSE;

  return bounds.origin.y + bounds.size.height > 0 && bounds.origin.y < gtk_widget_get_height (self->viewport);
}

/* Moves by a pixel or so: a narrow lane needs fewer pictures. */
static void
move (SbxHeartbeatLane *self, gint64 now, gboolean animate)
{
  int width = MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1);

  if (now - self->worded_at >= G_USEC_PER_SEC / 2)
    {
      self->worded_at = now;
      update_words (self);
    }
  if (animate && now - self->drawn_at < SPAN_US / width)
    return;

  self->drawn_at = now;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void start_timer (gboolean animate);

static gboolean
on_timer (gpointer user_data)
{
  gboolean animate = GPOINTER_TO_INT (user_data);
  gboolean wanted;
  gint64 now = g_get_monotonic_time ();

  for (guint i = 0; i < mapped_lanes->len; i++)
    {
      SbxHeartbeatLane *self = g_ptr_array_index (mapped_lanes, i);

      if (is_seen (self))
        move (self, now, animate);
    }

  g_object_get (gtk_settings_get_default (), "gtk-enable-animations", &wanted, NULL);
  if (wanted == animate)
    return G_SOURCE_CONTINUE;

  start_timer (wanted);
  return G_SOURCE_REMOVE;
}

static void
start_timer (gboolean animate)
{
  timer = g_timeout_add (animate ? REDRAW_MS : REDRAW_SLOW_MS, on_timer, GINT_TO_POINTER (animate));
  g_source_set_name_by_id (timer, "[signalbox] heartbeat lanes");
}

static void
sbx_heartbeat_lane_map (GtkWidget *widget)
{
  SbxHeartbeatLane *self = SBX_HEARTBEAT_LANE (widget);

  GTK_WIDGET_CLASS (sbx_heartbeat_lane_parent_class)->map (widget);

  self->viewport = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  if (mapped_lanes == NULL)
    mapped_lanes = g_ptr_array_new ();
  g_ptr_array_add (mapped_lanes, self);
  if (mapped_lanes->len == 1)
    {
      gboolean animate;

      g_object_get (gtk_widget_get_settings (widget), "gtk-enable-animations", &animate, NULL);
      start_timer (animate);
    }
  update_words (self);
}

static void
sbx_heartbeat_lane_unmap (GtkWidget *widget)
{
  SbxHeartbeatLane *self = SBX_HEARTBEAT_LANE (widget);

  self->viewport = NULL;
  g_ptr_array_remove_fast (mapped_lanes, self);
  if (mapped_lanes->len == 0)
    {
      g_clear_handle_id (&timer, g_source_remove);
      g_clear_pointer (&mapped_lanes, g_ptr_array_unref);
    }

  GTK_WIDGET_CLASS (sbx_heartbeat_lane_parent_class)->unmap (widget);
}

static void
motion_cb (SbxHeartbeatLane *self, double x, double y)
{
  self->pointer_x = x;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
leave_cb (SbxHeartbeatLane *self)
{
  self->pointer_x = -1;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
sbx_heartbeat_lane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SbxHeartbeatLane *self = SBX_HEARTBEAT_LANE (object);

  switch (id)
    {
    case PROP_PEER:
      g_value_set_object (value, self->peer);
      break;
    case PROP_REMAINING:
      g_value_set_string (value, self->remaining);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_heartbeat_lane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_PEER:
      sbx_heartbeat_lane_set_peer (SBX_HEARTBEAT_LANE (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_heartbeat_lane_dispose (GObject *object)
{
  SbxHeartbeatLane *self = SBX_HEARTBEAT_LANE (object);

  g_clear_object (&self->peer);

  G_OBJECT_CLASS (sbx_heartbeat_lane_parent_class)->dispose (object);
}

static void
sbx_heartbeat_lane_finalize (GObject *object)
{
  g_free (SBX_HEARTBEAT_LANE (object)->remaining);
  g_free (SBX_HEARTBEAT_LANE (object)->label);

  G_OBJECT_CLASS (sbx_heartbeat_lane_parent_class)->finalize (object);
}

static void
sbx_heartbeat_lane_class_init (SbxHeartbeatLaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sbx_heartbeat_lane_get_property;
  object_class->set_property = sbx_heartbeat_lane_set_property;
  object_class->dispose = sbx_heartbeat_lane_dispose;
  object_class->finalize = sbx_heartbeat_lane_finalize;
  widget_class->snapshot = sbx_heartbeat_lane_snapshot;
  widget_class->measure = sbx_heartbeat_lane_measure;
  widget_class->map = sbx_heartbeat_lane_map;
  widget_class->unmap = sbx_heartbeat_lane_unmap;

  props[PROP_PEER] =
    g_param_spec_object ("peer", NULL, NULL, SBX_TYPE_PEER,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /* How long until the peer is dropped if it stays silent, for a label beside the lane; "" if it never is. */
  props[PROP_REMAINING] =
    g_param_spec_string ("remaining", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_css_name (widget_class, "heartbeatlane");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sbx_heartbeat_lane_init (SbxHeartbeatLane *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->pointer_x = -1;
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}

GtkWidget *
sbx_heartbeat_lane_new (void)
{
  return g_object_new (SBX_TYPE_HEARTBEAT_LANE, NULL);
}

void
sbx_heartbeat_lane_set_peer (SbxHeartbeatLane *self, SbxPeer *peer)
{
  g_return_if_fail (SBX_IS_HEARTBEAT_LANE (self));
  g_return_if_fail (peer == NULL || SBX_IS_PEER (peer));

  if (!g_set_object (&self->peer, peer))
    return;

  g_clear_pointer (&self->remaining, g_free);
  update_words (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PEER]);
}
