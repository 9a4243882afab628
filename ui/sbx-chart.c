/* sbx-chart.c — base of the charts: axis, grid, and a cursor that reads values
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-chart.h"

#include <adwaita.h>
#include <math.h>

#include "sbx-chart-axes.h"
#include "sbx-chart-bubble.h"
#include "sbx-chart-keys.h"

typedef struct
{
  SbxChartAxes axes;
  gboolean bare;
  char *description;
  char *empty_text;

  int cursor;     /* -1: none */
  int hovered;    /* -1: none */
  double hover_y; /* where the pointer is */
  char *value_text;
  graphene_rect_t area; /* where the points are, as last drawn */
} SbxChartPrivate;

enum
{
  PROP_0,
  PROP_BARE,
  PROP_START_LABEL,
  PROP_END_LABEL,
  PROP_DESCRIPTION,
  PROP_EMPTY_TEXT,
  PROP_CURSOR,
  PROP_VALUE_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SbxChart, sbx_chart, GTK_TYPE_WIDGET)

static char *
format_plain (double value)
{
  return g_strdup_printf ("%g", value);
}

static guint
get_n_points (SbxChart *self)
{
  return SBX_CHART_GET_CLASS (self)->get_n_points (self);
}

static gboolean
is_rtl (SbxChart *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

/* The point whose values are shown, -1: none. Who points at one wants to see that. */
static int
get_shown (SbxChart *self)
{
  SbxChartPrivate *priv = sbx_chart_get_instance_private (self);

  return priv->hovered >= 0 ? priv->hovered : priv->cursor;
}

static void
sbx_chart_update_value (SbxChart *self)
{
  SbxChartPrivate *priv = sbx_chart_get_instance_private (self);
  int shown = get_shown (self);
  g_autofree char *text = shown >= 0 ? SBX_CHART_GET_CLASS (self)->describe (self, (guint) shown) : NULL;

  if (g_strcmp0 (text, priv->value_text) == 0)
    return;

  g_free (priv->value_text);
  priv->value_text = g_steal_pointer (&text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE_TEXT]);
}

/* What the cursor is at, for a screen reader. It is told when somebody moves the cursor, not whenever there
 * are new figures: it would never be silent. */
static void
sbx_chart_announce (SbxChart *self)
{
  SbxChartPrivate *priv = sbx_chart_get_instance_private (self);
  g_autofree char *text =
    priv->cursor >= 0 ? SBX_CHART_GET_CLASS (self)->describe (self, (guint) priv->cursor) : NULL;

  if (text != NULL)
    g_strdelimit (text, "\n", ' ');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : "", GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                  text != NULL ? text : "", -1);
}

static void
sbx_chart_set_hovered (SbxChart *self, int point, double y)
{
  SbxChartPrivate *priv = sbx_chart_get_instance_private (self);

  if (priv->hovered == point && (point < 0 || fabs (priv->hover_y - y) < 1))
    return;

  priv->hovered = point;
  priv->hover_y = y;
  sbx_chart_update_value (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The point nearest to @x, -1 without any. */
static int
find_point (SbxChart *self, double x)
{
  SbxChartPrivate *priv = sbx_chart_get_instance_private (self);
  double nearest_distance = G_MAXDOUBLE;
  int nearest = -1;

  for (guint i = 0, n = get_n_points (self); i < n; i++)
    {
      double at = sbx_chart_to_x (self, &priv->area, SBX_CHART_GET_CLASS (self)->get_position (self, i));

      if (fabs (at - x) >= nearest_distance)
        continue;

      nearest_distance = fabs (at - x);
      nearest = (int) i;
    }

  return nearest;
}

static void
motion_cb (SbxChart *self, double x, double y)
{
  sbx_chart_set_hovered (self, find_point (self, x), y);
}

static void
leave_cb (SbxChart *self)
{
  sbx_chart_set_hovered (self, -1, 0);
}

/* A finger points at nothing: it puts the cursor somewhere. */
static void
pressed_cb (SbxChart *self, int n_press, double x, double y)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  sbx_chart_set_cursor (self, find_point (self, x));
}

static gboolean
key_pressed_cb (SbxChart *self, guint key, guint code, GdkModifierType modifiers)
{
  SbxChartPrivate *priv = sbx_chart_get_instance_private (self);
  int target;

  if ((modifiers & gtk_accelerator_get_default_mod_mask ()) != 0 || get_n_points (self) == 0)
    return GDK_EVENT_PROPAGATE;

  /* Escape is another's when there is nothing to put away. */
  if (key == GDK_KEY_Escape && priv->cursor >= 0)
    {
      sbx_chart_set_cursor (self, -1);
      return GDK_EVENT_STOP;
    }

  target = sbx_chart_keys_get_target (key, is_rtl (self), priv->cursor, (int) get_n_points (self) - 1);
  if (target == SBX_CHART_KEYS_NOWHERE)
    return GDK_EVENT_PROPAGATE;

  sbx_chart_set_cursor (self, target);

  return GDK_EVENT_STOP;
}

/* A line at the point, what makes it stand out, and its values. */
static void
draw_shown (SbxChart *self, GtkSnapshot *snapshot, double top, const GdkRGBA *text_color)
{
  SbxChartPrivate *priv = sbx_chart_get_instance_private (self);
  SbxChartClass *klass = SBX_CHART_GET_CLASS (self);
  int shown = get_shown (self);
  float x;

  if (shown < 0 || priv->value_text == NULL)
    return;

  x = sbx_chart_to_x (self, &priv->area, klass->get_position (self, (guint) shown));
  gtk_snapshot_append_color (snapshot, text_color,
                             &GRAPHENE_RECT_INIT (floorf (x), priv->area.origin.y, 1,
                                                  priv->area.size.height));
  klass->draw_point (self, snapshot, &priv->area, top, (guint) shown);
  sbx_chart_bubble_draw (GTK_WIDGET (self), snapshot, priv->value_text, x,
                         priv->hovered >= 0 ? priv->hover_y : priv->area.origin.y);
}

static void
sbx_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SbxChart *self = SBX_CHART (widget);
  SbxChartPrivate *priv = sbx_chart_get_instance_private (self);
  SbxChartClass *klass = SBX_CHART_GET_CLASS (self);
  double top = sbx_chart_axes_round_up (klass->get_highest (self));
  GdkRGBA text_color;

  sbx_chart_get_color (widget, "chart_label_color", &text_color);
  if (get_n_points (self) == 0)
    {
      if (!priv->bare && priv->empty_text != NULL)
        sbx_chart_axes_draw_nothing (widget, snapshot, priv->empty_text, &text_color);
      return;
    }

  if (priv->bare)
    priv->area =
      GRAPHENE_RECT_INIT (1, 1, gtk_widget_get_width (widget) - 2, gtk_widget_get_height (widget) - 2);
  else
    sbx_chart_axes_lay_out (&priv->axes, widget, top, &priv->area);
  if (priv->area.size.width < 1 || priv->area.size.height < 1)
    return;

  if (!priv->bare)
    sbx_chart_axes_draw (&priv->axes, widget, snapshot, &priv->area, top, &text_color);
  klass->draw (self, snapshot, &priv->area, top);
  if (!priv->bare)
    draw_shown (self, snapshot, top, &text_color);
}

static void
sbx_chart_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxChartPrivate *priv = sbx_chart_get_instance_private (SBX_CHART (object));

  switch (prop_id)
    {
    case PROP_BARE:
      g_value_set_boolean (value, priv->bare);
      break;
    case PROP_START_LABEL:
      g_value_set_string (value, priv->axes.start_label);
      break;
    case PROP_END_LABEL:
      g_value_set_string (value, priv->axes.end_label);
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, priv->description);
      break;
    case PROP_EMPTY_TEXT:
      g_value_set_string (value, priv->empty_text);
      break;
    case PROP_CURSOR:
      g_value_set_int (value, priv->cursor);
      break;
    case PROP_VALUE_TEXT:
      g_value_set_string (value, priv->value_text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_chart_set_bare (SbxChart *self, gboolean bare)
{
  SbxChartPrivate *priv = sbx_chart_get_instance_private (self);

  if (priv->bare == bare)
    return;

  priv->bare = bare;
  gtk_widget_set_focusable (GTK_WIDGET (self), !bare);
  gtk_widget_set_can_target (GTK_WIDGET (self), !bare);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BARE]);
}

static void
sbx_chart_set_string (SbxChart *self, guint prop_id, char **string, const char *text)
{
  if (g_strcmp0 (*string, text) == 0)
    return;

  g_free (*string);
  *string = g_strdup (text);

  /* What is only said needs no drawing. */
  if (prop_id == PROP_DESCRIPTION)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    text != NULL ? text : "", -1);
  else
    gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
sbx_chart_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxChart *self = SBX_CHART (object);
  SbxChartPrivate *priv = sbx_chart_get_instance_private (self);

  switch (prop_id)
    {
    case PROP_BARE:
      sbx_chart_set_bare (self, g_value_get_boolean (value));
      break;
    case PROP_START_LABEL:
      sbx_chart_set_string (self, prop_id, &priv->axes.start_label, g_value_get_string (value));
      break;
    case PROP_END_LABEL:
      sbx_chart_set_string (self, prop_id, &priv->axes.end_label, g_value_get_string (value));
      break;
    case PROP_DESCRIPTION:
      sbx_chart_set_string (self, prop_id, &priv->description, g_value_get_string (value));
      break;
    case PROP_EMPTY_TEXT:
      sbx_chart_set_string (self, prop_id, &priv->empty_text, g_value_get_string (value));
      break;
    case PROP_CURSOR:
      sbx_chart_set_cursor (self, g_value_get_int (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_chart_finalize (GObject *object)
{
  SbxChartPrivate *priv = sbx_chart_get_instance_private (SBX_CHART (object));

  g_free (priv->axes.start_label);
  g_free (priv->axes.end_label);
  g_free (priv->description);
  g_free (priv->empty_text);
  g_free (priv->value_text);

  G_OBJECT_CLASS (sbx_chart_parent_class)->finalize (object);
}

static void
sbx_chart_class_init (SbxChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_chart_get_property;
  object_class->set_property = sbx_chart_set_property;
  object_class->finalize = sbx_chart_finalize;

  widget_class->snapshot = sbx_chart_snapshot;

  properties[PROP_BARE] = g_param_spec_boolean ("bare", NULL, NULL, FALSE, flags);
  properties[PROP_START_LABEL] = g_param_spec_string ("start-label", NULL, NULL, NULL, flags);
  properties[PROP_END_LABEL] = g_param_spec_string ("end-label", NULL, NULL, NULL, flags);
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, flags);
  properties[PROP_EMPTY_TEXT] = g_param_spec_string ("empty-text", NULL, NULL, NULL, flags);
  properties[PROP_CURSOR] = g_param_spec_int ("cursor", NULL, NULL, -1, G_MAXINT, -1, flags);
  properties[PROP_VALUE_TEXT] =
    g_param_spec_string ("value-text", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sbx_chart_init (SbxChart *self)
{
  SbxChartPrivate *priv = sbx_chart_get_instance_private (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  AdwStyleManager *style = adw_style_manager_get_default ();

  priv->axes.format = format_plain;
  priv->cursor = -1;
  priv->hovered = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);

  g_signal_connect_swapped (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));

  /* The colours are looked up while drawing. */
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

void
sbx_chart_set_format (SbxChart *self, SbxChartFormat format)
{
  SbxChartPrivate *priv = sbx_chart_get_instance_private (self);

  g_return_if_fail (SBX_IS_CHART (self));
  g_return_if_fail (format != NULL);

  priv->axes.format = format;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* (transfer full) */
char *
sbx_chart_format (SbxChart *self, double value)
{
  SbxChartPrivate *priv = sbx_chart_get_instance_private (self);

  return priv->axes.format (value);
}

/* @cursor: a point, the last one where there are fewer; -1: none */
void
sbx_chart_set_cursor (SbxChart *self, int cursor)
{
  SbxChartPrivate *priv = sbx_chart_get_instance_private (self);

  g_return_if_fail (SBX_IS_CHART (self));

  cursor = MIN (cursor, (int) get_n_points (self) - 1);
  if (priv->cursor == cursor)
    return;

  priv->cursor = cursor;
  sbx_chart_update_value (self);
  sbx_chart_announce (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURSOR]);
}

void
sbx_chart_changed (SbxChart *self, guint shift)
{
  SbxChartPrivate *priv = sbx_chart_get_instance_private (self);
  int n = (int) get_n_points (self);
  int cursor = priv->cursor;

  if (cursor >= 0)
    cursor = MIN (MAX (cursor - (int) shift, 0), n - 1);
  priv->hovered = MIN (priv->hovered, n - 1);
  if (cursor != priv->cursor)
    {
      priv->cursor = cursor;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURSOR]);
    }
  sbx_chart_update_value (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
sbx_chart_get_bare (SbxChart *self)
{
  SbxChartPrivate *priv = sbx_chart_get_instance_private (self);

  return priv->bare;
}

float
sbx_chart_to_x (SbxChart *self, const graphene_rect_t *area, double position)
{
  return (float) (area->origin.x + area->size.width * (is_rtl (self) ? 1 - position : position));
}
