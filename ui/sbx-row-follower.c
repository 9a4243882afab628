/* sbx-row-follower.c — keeps the newest row of a list in sight
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-row-follower.h"

/**
 * SbxRowFollower:
 *
 * Scrolls a list whose rows are of one height: to its end as long as it follows, which it does until the user
 * looks at an older row, or to the row it is told.
 */
struct _SbxRowFollower
{
  GObject parent_instance;

  GtkScrolledWindow *scroller; /* a weak pointer */
  GListModel *rows;
  GdkFrameClock *clock; /* while a scroll waits */
  gulong handler;
  guint position;
  gboolean following;
  double last_value, last_upper;
};

G_DEFINE_FINAL_TYPE (SbxRowFollower, sbx_row_follower, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_FOLLOWING,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

#define THE_END G_MAXUINT

static void
forget_scroll (SbxRowFollower *self)
{
  if (self->clock != NULL)
    g_clear_signal_handler (&self->handler, self->clock);
  g_clear_object (&self->clock);
}

/* The rows are of one height, so that a row's place is a matter of proportion. */
static void
on_after_paint (SbxRowFollower *self)
{
  GtkAdjustment *adjustment;
  double upper, page;
  guint n = g_list_model_get_n_items (self->rows);

  forget_scroll (self);
  if (self->scroller == NULL)
    return;

  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  upper = gtk_adjustment_get_upper (adjustment);
  page = gtk_adjustment_get_page_size (adjustment);
  if (self->position >= n)
    gtk_adjustment_set_value (adjustment, upper - page);
  else
    gtk_adjustment_set_value (adjustment, upper / n * (self->position + 0.5) - page / 2);
}

static void
on_changed (SbxRowFollower *self)
{
  if (self->following)
    sbx_row_follower_scroll_to (self, THE_END);
}

/* Rows that come never move the view up, so whoever does is the user. */
static void
on_value_changed (SbxRowFollower *self, GtkAdjustment *adjustment)
{
  double value = gtk_adjustment_get_value (adjustment);
  double upper = gtk_adjustment_get_upper (adjustment);

  if (self->following && value < self->last_value && upper == self->last_upper)
    sbx_row_follower_set_following (self, FALSE);
  self->last_value = value;
  self->last_upper = upper;
}

static void
sbx_row_follower_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_FOLLOWING:
      g_value_set_boolean (value, SBX_ROW_FOLLOWER (object)->following);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_row_follower_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_FOLLOWING:
      sbx_row_follower_set_following (SBX_ROW_FOLLOWER (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_row_follower_dispose (GObject *object)
{
  SbxRowFollower *self = SBX_ROW_FOLLOWER (object);

  forget_scroll (self);
  g_clear_weak_pointer (&self->scroller);
  g_clear_object (&self->rows);

  G_OBJECT_CLASS (sbx_row_follower_parent_class)->dispose (object);
}

static void
sbx_row_follower_class_init (SbxRowFollowerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sbx_row_follower_get_property;
  object_class->set_property = sbx_row_follower_set_property;
  object_class->dispose = sbx_row_follower_dispose;

  props[PROP_FOLLOWING] =
    g_param_spec_boolean ("following", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sbx_row_follower_init (SbxRowFollower *self)
{
  self->following = TRUE;
}

SbxRowFollower *
sbx_row_follower_new (GtkScrolledWindow *scroller, GListModel *rows)
{
  SbxRowFollower *self = g_object_new (SBX_TYPE_ROW_FOLLOWER, NULL);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (scroller);

  g_set_weak_pointer (&self->scroller, scroller);
  self->rows = g_object_ref (rows);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (on_value_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (scroller, "unrealize", G_CALLBACK (forget_scroll), self, G_CONNECT_SWAPPED);

  return self;
}

gboolean
sbx_row_follower_get_following (SbxRowFollower *self)
{
  g_return_val_if_fail (SBX_IS_ROW_FOLLOWER (self), FALSE);

  return self->following;
}

void
sbx_row_follower_set_following (SbxRowFollower *self, gboolean following)
{
  g_return_if_fail (SBX_IS_ROW_FOLLOWER (self));

  if (self->following == following)
    return;

  self->following = following;
  if (following)
    sbx_row_follower_scroll_to (self, THE_END);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FOLLOWING]);
}

/* Scrolls as soon as the list is laid out: before that it does not know its rows, and complains. */
void
sbx_row_follower_scroll_to (SbxRowFollower *self, guint position)
{
  GdkFrameClock *clock;

  g_return_if_fail (SBX_IS_ROW_FOLLOWER (self));

  self->position = position;
  clock = self->scroller != NULL ? gtk_widget_get_frame_clock (GTK_WIDGET (self->scroller)) : NULL;
  if (clock == NULL || self->clock != NULL)
    return;

  self->clock = g_object_ref (clock);
  self->handler = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (on_after_paint), self);
  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_AFTER_PAINT);
}
