/* sbx-heartbeat-lane.c — one peer's heartbeats on a moving time axis
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "sbx-chart-bubble.h"
#include "sbx-chart.h"
#include "sbx-format.h"
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
#define TICK_WIDTH     2
#define LANE_HEIGHT    32
#define LANE_MIN_WIDTH 80
#define REDRAW_MS      100
#define REDRAW_SLOW_MS 1000
/* How near a beat the pointer has to be, in pixels. */
#define NEAR 6
/* Beats that were due, at most: of a peer that was to beat every millisecond there is one for each pixel
 * anyway. */
#define MAX_DUE 600
/* A beat may be late by half an interval before the gap counts as one. */
#define LATE_NUMERATOR   3
#define LATE_DENOMINATOR 2

/* All lanes that are mapped share one timer. A list maps many more rows than one sees: these do not draw. */
static GPtrArray *mapped_lanes;
static guint timer;

/* What one picture is made of. */
typedef struct
{
  SbxHeartbeatLane *lane;
  GtkSnapshot *snapshot;
  GArray *beats; /* gint64 */
  gint64 interval;
  gint64 now;
  int width;
  int height;
} Drawing;

static float
time_to_x (Drawing *drawing, gint64 time)
{
  double x = drawing->width * (1.0 - (double) (drawing->now - time) / SPAN_US);

  return (float) (gtk_widget_get_direction (GTK_WIDGET (drawing->lane)) == GTK_TEXT_DIR_RTL
                    ? drawing->width - x
                    : x);
}

static void
append_tick (Drawing *drawing, const GdkRGBA *color, gint64 time, int from, int height)
{
  float x = time_to_x (drawing, time);

  if (x >= 0 && x <= drawing->width)
    gtk_snapshot_append_color (drawing->snapshot, color,
                               &GRAPHENE_RECT_INIT (CLAMP (x - TICK_WIDTH / 2, 0,
                                                           drawing->width - TICK_WIDTH),
                                                    from, TICK_WIDTH, height));
}

/* From when the first was due that did not come until when one came: a band, and a broken tick for each. */
static void
draw_gap (Drawing *drawing, gint64 from, gint64 to, const GdkRGBA *band, const GdkRGBA *mark)
{
  float a = CLAMP (time_to_x (drawing, from), 0, drawing->width);
  float b = CLAMP (time_to_x (drawing, to), 0, drawing->width);

  gtk_snapshot_append_color (drawing->snapshot, band,
                             &GRAPHENE_RECT_INIT (MIN (a, b), 0, fabsf (b - a), drawing->height));
  for (guint i = 0; i < MAX_DUE && from < to - drawing->interval / 4; i++, from += drawing->interval)
    {
      append_tick (drawing, mark, from, 4, 6);
      append_tick (drawing, mark, from, drawing->height - 10, 6);
    }
}

static void
draw_gaps (Drawing *drawing)
{
  gint64 late = drawing->interval * LATE_NUMERATOR / LATE_DENOMINATOR;
  gint64 previous = 0;
  GdkRGBA band, mark;

  if (drawing->interval == 0)
    return;

  sbx_chart_get_color (GTK_WIDGET (drawing->lane), "warning_bg_color", &band);
  band.alpha *= 0.4f;
  sbx_chart_get_color (GTK_WIDGET (drawing->lane), "warning_color", &mark);
  for (guint i = 0; i <= drawing->beats->len; i++)
    {
      gint64 time = i < drawing->beats->len ? g_array_index (drawing->beats, gint64, i) : drawing->now;
      gint64 due = previous + drawing->interval;

      /* Of a long gap only what is in sight, in step with the beats. */
      if (previous != 0 && time - previous > late)
        draw_gap (drawing,
                  due + MAX (drawing->now - SPAN_US - due, 0) / drawing->interval * drawing->interval, time,
                  &band, &mark);
      previous = time;
    }
}

static void
draw_beats (Drawing *drawing)
{
  GdkRGBA color;

  sbx_chart_get_color (GTK_WIDGET (drawing->lane), "chart_first_color", &color);
  for (guint i = 0; i < drawing->beats->len; i++)
    append_tick (drawing, &color, g_array_index (drawing->beats, gint64, i), 4, drawing->height - 8);
}

/* The line in the middle, and one for each mark of the axis. */
static void
draw_axis (Drawing *drawing)
{
  GdkRGBA color;

  sbx_chart_get_color (GTK_WIDGET (drawing->lane), "chart_label_color", &color);
  color.alpha *= 0.25f;
  gtk_snapshot_append_color (drawing->snapshot, &color,
                             &GRAPHENE_RECT_INIT (0, drawing->height / 2, drawing->width, 1));
  for (guint i = 1; i < SBX_HEARTBEAT_LANE_MARKS; i++)
    gtk_snapshot_append_color (drawing->snapshot, &color,
                               &GRAPHENE_RECT_INIT (floorf (drawing->width * i /
                                                            (float) SBX_HEARTBEAT_LANE_MARKS),
                                                    0, 1, drawing->height));
}

/* When a beat came, and how long after the one before. */
static char *
describe_beat (Drawing *drawing, guint index)
{
  gint64 time = g_array_index (drawing->beats, gint64, index);
  g_autofree char *ago = sbx_format_latency (drawing->now - time);
  g_autofree char *gap = NULL;

  if (index == 0)
    /* Translators: when a heartbeat came; %s is a time such as "12.3 s" */
    return g_strdup_printf (_ ("%s ago"), ago);

  gap = sbx_format_latency (time - g_array_index (drawing->beats, gint64, index - 1));
  /* Translators: when a heartbeat came, and how long after the one before: "12.3 s ago, after 5.0 s" */
  return g_strdup_printf (_ ("%s ago, after %s"), ago, gap);
}

static void
draw_pointed_at (Drawing *drawing)
{
  double x = drawing->lane->pointer_x;
  float nearest = NEAR;
  guint index = G_MAXUINT;
  g_autofree char *text = NULL;

  if (x < 0)
    return;

  for (guint i = 0; i < drawing->beats->len; i++)
    {
      float distance = fabsf (time_to_x (drawing, g_array_index (drawing->beats, gint64, i)) - (float) x);

      if (distance >= nearest)
        continue;
      nearest = distance;
      index = i;
    }
  if (index == G_MAXUINT)
    return;

  text = describe_beat (drawing, index);
  sbx_chart_bubble_draw (GTK_WIDGET (drawing->lane), drawing->snapshot, text, x, drawing->height);
}

static void
sbx_heartbeat_lane_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SbxHeartbeatLane *self = SBX_HEARTBEAT_LANE (widget);
  Drawing drawing = {
    .lane = self,
    .snapshot = snapshot,
    .now = g_get_real_time (),
    .width = gtk_widget_get_width (widget),
    .height = gtk_widget_get_height (widget),
  };

  if (drawing.width <= 0 || drawing.height <= 0)
    return;

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, drawing.width, drawing.height));
  draw_axis (&drawing);
  if (self->peer != NULL)
    {
      drawing.interval = sbx_peer_get_heartbeat_interval (self->peer) * G_GINT64_CONSTANT (1000);
      /* One beat before the beginning as well: a gap may have begun there. */
      drawing.beats = sbx_peer_dup_beats (self->peer, drawing.now - SPAN_US - 2 * drawing.interval);
      draw_gaps (&drawing);
      draw_beats (&drawing);
      draw_pointed_at (&drawing);
      g_array_unref (drawing.beats);
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
