/* sbx-heartbeat-lane.c — one peer's heartbeats on a moving time axis
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-format.h"
#include "sbx-heartbeat-lane.h"

/**
 * SbxHeartbeatLane:
 *
 * A tick for each beat of the last minute, the newest at the right; a gap in which beats were missed has a
 * band in the warning colour. It moves while it is on screen, ten times a second, or once where the desktop
 * asks for reduced motion.
 */
struct _SbxHeartbeatLane
{
  GtkWidget parent_instance;

  SbxPeer *peer;
  guint timer;
  char *remaining;
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
#define TICK_WIDTH     2
#define LANE_HEIGHT    32
#define LANE_MIN_WIDTH 80
#define REDRAW_MS      100
#define REDRAW_SLOW_MS 1000
/* A beat may be late by half an interval before the gap counts as one. */
#define LATE_NUMERATOR   3
#define LATE_DENOMINATOR 2

static void
lookup_color (GtkWidget *widget, const char *name, double alpha, GdkRGBA *color)
{
  GtkStyleContext *style = gtk_widget_get_style_context (widget);

  if (!gtk_style_context_lookup_color (style, name, color))
    gtk_style_context_get_color (style, color);
  color->alpha *= alpha;
}

static float
time_to_x (gint64 time, gint64 now, int width)
{
  return width * (1.0 - (double) (now - time) / SPAN_US);
}

static void
append_band (GtkSnapshot *snapshot, const GdkRGBA *color, float from, float to, int height)
{
  from = MAX (from, 0);
  if (to > from)
    gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (from, 0, to - from, height));
}

static void
draw_gaps (SbxHeartbeatLane *self, GtkSnapshot *snapshot, GArray *beats, gint64 now, int width, int height)
{
  gint64 interval = sbx_peer_get_heartbeat_interval (self->peer) * G_GINT64_CONSTANT (1000);
  gint64 late = interval * LATE_NUMERATOR / LATE_DENOMINATOR;
  gint64 previous = 0;
  GdkRGBA color;

  if (interval == 0)
    return;

  lookup_color (GTK_WIDGET (self), "warning_bg_color", 0.45, &color);
  for (guint i = 0; i <= beats->len; i++)
    {
      gint64 time = i < beats->len ? g_array_index (beats, gint64, i) : now;

      /* The band begins where the missing beat was due. */
      if (previous != 0 && time - previous > late)
        append_band (snapshot, &color, time_to_x (previous + interval, now, width),
                     time_to_x (time, now, width), height);
      previous = time;
    }
}

static void
draw_beats (SbxHeartbeatLane *self, GtkSnapshot *snapshot, GArray *beats, gint64 now, int width, int height)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GdkRGBA color;

  lookup_color (GTK_WIDGET (self), "accent_color", 1, &color);
  for (guint i = 0; i < beats->len; i++)
    {
      float x = time_to_x (g_array_index (beats, gint64, i), now, width);

      if (x >= 0)
        gtk_snapshot_append_color (snapshot, &color,
                                   &GRAPHENE_RECT_INIT (rtl ? x : MIN (x, width - TICK_WIDTH), 4, TICK_WIDTH,
                                                        height - 8));
    }
}

static void
draw_axis (SbxHeartbeatLane *self, GtkSnapshot *snapshot, int width, int height)
{
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &color);
  color.alpha *= 0.15;
  gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (0, height / 2, width, 1));
}

static void
sbx_heartbeat_lane_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SbxHeartbeatLane *self = SBX_HEARTBEAT_LANE (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  gint64 now = g_get_real_time ();

  if (width <= 0 || height <= 0)
    return;

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  draw_axis (self, snapshot, width, height);
  if (self->peer != NULL)
    {
      /* One beat before the left end as well: a gap may have begun there. */
      gint64 before = sbx_peer_get_heartbeat_interval (self->peer) * G_GINT64_CONSTANT (2000);
      g_autoptr (GArray) beats = sbx_peer_dup_beats (self->peer, now - SPAN_US - before);

      draw_gaps (self, snapshot, beats, now, width, height);
      draw_beats (self, snapshot, beats, now, width, height);
    }
  gtk_snapshot_pop (snapshot);
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

static char *
describe_remaining (SbxHeartbeatLane *self, gint64 now)
{
  gint64 last_activity;
  gint64 left;

  if (self->peer == NULL || sbx_peer_get_timeout (self->peer) == 0)
    return g_strdup ("");

  g_object_get (self->peer, "last-activity", &last_activity, NULL);
  left = sbx_peer_get_timeout (self->peer) - (now - last_activity) / 1000;
  left = CLAMP (left, 0, (gint64) sbx_peer_get_timeout (self->peer));
  /* Rounded up: "0 s" is said when the time is over, not before. */
  return sbx_format_duration ((left + 999) / 1000 * 1000);
}

static void
update_words (SbxHeartbeatLane *self)
{
  gint64 now = g_get_real_time ();
  g_autofree char *remaining = describe_remaining (self, now);
  g_autofree char *label = NULL;
  g_autoptr (GArray) beats = NULL;

  if (g_strcmp0 (remaining, self->remaining) == 0)
    return;

  g_free (self->remaining);
  self->remaining = g_steal_pointer (&remaining);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REMAINING]);

  if (self->peer == NULL)
    return;
  beats = sbx_peer_dup_beats (self->peer, now - SPAN_US);
  /* Translators: %s is the name of a client or server */
  label = g_strdup_printf (ngettext ("%s: %u heartbeat in the last minute, %u missed",
                                     "%s: %u heartbeats in the last minute, %u missed", beats->len),
                           sbx_peer_get_id (self->peer), beats->len, sbx_peer_get_missed (self->peer));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static gboolean
on_timer (gpointer user_data)
{
  SbxHeartbeatLane *self = user_data;

  update_words (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return G_SOURCE_CONTINUE;
}

static void
sbx_heartbeat_lane_map (GtkWidget *widget)
{
  SbxHeartbeatLane *self = SBX_HEARTBEAT_LANE (widget);
  gboolean animate;

  GTK_WIDGET_CLASS (sbx_heartbeat_lane_parent_class)->map (widget);

  g_object_get (gtk_widget_get_settings (widget), "gtk-enable-animations", &animate, NULL);
  self->timer = g_timeout_add (animate ? REDRAW_MS : REDRAW_SLOW_MS, on_timer, self);
  g_source_set_name_by_id (self->timer, "[signalbox] heartbeat lane");
  update_words (self);
}

static void
sbx_heartbeat_lane_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&SBX_HEARTBEAT_LANE (widget)->timer, g_source_remove);

  GTK_WIDGET_CLASS (sbx_heartbeat_lane_parent_class)->unmap (widget);
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

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->peer);

  G_OBJECT_CLASS (sbx_heartbeat_lane_parent_class)->dispose (object);
}

static void
sbx_heartbeat_lane_finalize (GObject *object)
{
  g_free (SBX_HEARTBEAT_LANE (object)->remaining);

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
