/* sbx-heartbeat-drawing.c — what a lane of heartbeats looks like
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-heartbeat-drawing.h"

#include <glib/gi18n.h>
#include <math.h>

#include "sbx-chart-bubble.h"
#include "sbx-chart.h"
#include "sbx-format.h"
#include "sbx-heartbeat-lane.h"

#define SPAN_US    ((gint64) SBX_HEARTBEAT_LANE_SPAN * G_USEC_PER_SEC)
#define TICK_WIDTH 2
/* How near a beat the pointer has to be, in pixels. */
#define NEAR 6
/* Beats that were due, at most: of a peer that was to beat every millisecond there is one for each pixel
 * anyway. */
#define MAX_DUE 600
/* A beat may be late by half an interval before the gap counts as one. */
#define LATE_NUMERATOR   3
#define LATE_DENOMINATOR 2

/* What one picture is made of. */
typedef struct
{
  GtkWidget *lane;
  GtkSnapshot *snapshot;
  GArray *beats; /* gint64 */
  gint64 interval;
  gint64 now;
  double pointer_x;
  int width;
  int height;
} Drawing;

static float
time_to_x (Drawing *drawing, gint64 time)
{
  double x = drawing->width * (1.0 - (double) (drawing->now - time) / SPAN_US);

  return (float) (gtk_widget_get_direction (drawing->lane) == GTK_TEXT_DIR_RTL ? drawing->width - x : x);
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

  sbx_chart_get_color (drawing->lane, "warning_bg_color", &band);
  band.alpha *= 0.4f;
  sbx_chart_get_color (drawing->lane, "warning_color", &mark);
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

  sbx_chart_get_color (drawing->lane, "chart_first_color", &color);
  for (guint i = 0; i < drawing->beats->len; i++)
    append_tick (drawing, &color, g_array_index (drawing->beats, gint64, i), 4, drawing->height - 8);
}

/* The line in the middle, and one for each mark of the axis. */
static void
draw_axis (Drawing *drawing)
{
  GdkRGBA color;

  sbx_chart_get_color (drawing->lane, "chart_label_color", &color);
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
  double x = drawing->pointer_x;
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
  sbx_chart_bubble_draw (drawing->lane, drawing->snapshot, text, x, drawing->height);
}

void
sbx_heartbeat_drawing_draw (GtkWidget *lane, GtkSnapshot *snapshot, SbxPeer *peer, double pointer_x)
{
  Drawing drawing = {
    .lane = lane,
    .snapshot = snapshot,
    .pointer_x = pointer_x,
    .now = g_get_real_time (),
    .width = gtk_widget_get_width (lane),
    .height = gtk_widget_get_height (lane),
  };

  if (drawing.width <= 0 || drawing.height <= 0)
    return;

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, drawing.width, drawing.height));
  draw_axis (&drawing);
  if (peer != NULL)
    {
      drawing.interval = sbx_peer_get_heartbeat_interval (peer) * G_GINT64_CONSTANT (1000);
      /* One beat before the beginning as well: a gap may have begun there. */
      drawing.beats = sbx_peer_dup_beats (peer, drawing.now - SPAN_US - 2 * drawing.interval);
      draw_gaps (&drawing);
      draw_beats (&drawing);
      draw_pointed_at (&drawing);
      g_array_unref (drawing.beats);
    }
  gtk_snapshot_pop (snapshot);
}
