/* sbx-master-detail.c — a list, and beside it or in its place what is selected
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-master-detail.h"

/**
 * SbxMasterDetail:
 *
 * Two panes side by side where there is room for both; else one of the two. They keep their shares when the
 * window changes, also those that the user gave them.
 */
struct _SbxMasterDetail
{
  GtkWidget parent_instance;

  GtkPaned *paned;
  guint fit_id;
  int fit_width;
  double share; /* of the master */
  int max_master;
  int placed; /* where the handle was put, until the user moves it */
  gboolean narrow;
  gboolean in_detail;
};

G_DEFINE_FINAL_TYPE (SbxMasterDetail, sbx_master_detail, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_MASTER,
  PROP_DETAIL,
  PROP_NARROW,
  PROP_IN_DETAIL,
  PROP_SHARE,
  PROP_MAX_MASTER,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

enum
{
  PLACED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* From this width on both are shown, and the master has this share of it. */
#define WIDE_FROM    680
#define MASTER_SHARE 0.6
#define MIN_WIDTH    320

static void
update_panes (SbxMasterDetail *self)
{
  GtkWidget *master = gtk_paned_get_start_child (self->paned);
  GtkWidget *detail = gtk_paned_get_end_child (self->paned);

  if (master != NULL)
    gtk_widget_set_visible (master, !self->narrow || !self->in_detail);
  if (detail != NULL)
    gtk_widget_set_visible (detail, !self->narrow || self->in_detail);
}

static void
place_panes (SbxMasterDetail *self, int width)
{
  gboolean narrow = width < WIDE_FROM;

  if (!self->narrow && self->fit_width >= WIDE_FROM && gtk_paned_get_position (self->paned) != self->placed)
    {
      self->share = CLAMP ((double) gtk_paned_get_position (self->paned) / self->fit_width, 0.3, 0.8);
      self->max_master = G_MAXINT;
    }
  self->fit_width = width;
  if (self->narrow != narrow)
    {
      self->narrow = narrow;
      update_panes (self);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NARROW]);
    }
  if (!self->narrow)
    {
      gtk_paned_set_position (self->paned, MIN ((int) (width * self->share), self->max_master));
      self->placed = gtk_paned_get_position (self->paned);
    }
}

static gboolean
on_fit (gpointer user_data)
{
  SbxMasterDetail *self = user_data;
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  self->fit_id = 0;
  if (width != self->fit_width)
    place_panes (self, width);
  g_signal_emit (self, signals[PLACED], 0);
  return G_SOURCE_REMOVE;
}

/* Panes come and go outside of the allocation, which must not change what it allocates. */
static void
sbx_master_detail_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SbxMasterDetail *self = SBX_MASTER_DETAIL (widget);
  int minimum;

  /* Until the panes are placed anew they may want more than there is. */
  gtk_widget_measure (GTK_WIDGET (self->paned), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_allocate (GTK_WIDGET (self->paned), MAX (width, minimum), height, baseline, NULL);
  if (self->fit_id == 0)
    self->fit_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_fit, self, NULL);
}

static void
sbx_master_detail_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (SBX_MASTER_DETAIL (widget)->paned), orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
  /* Never more than one pane: where the room is too small for two, one is shown. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, MIN_WIDTH);
}

static void
sbx_master_detail_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SbxMasterDetail *self = SBX_MASTER_DETAIL (object);

  switch (id)
    {
    case PROP_MASTER:
      g_value_set_object (value, gtk_paned_get_start_child (self->paned));
      break;
    case PROP_DETAIL:
      g_value_set_object (value, gtk_paned_get_end_child (self->paned));
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    case PROP_IN_DETAIL:
      g_value_set_boolean (value, self->in_detail);
      break;
    case PROP_SHARE:
      g_value_set_double (value, self->share);
      break;
    case PROP_MAX_MASTER:
      g_value_set_int (value, self->max_master);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_master_detail_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SbxMasterDetail *self = SBX_MASTER_DETAIL (object);

  switch (id)
    {
    case PROP_MASTER:
      gtk_paned_set_start_child (self->paned, g_value_get_object (value));
      update_panes (self);
      break;
    case PROP_DETAIL:
      gtk_paned_set_end_child (self->paned, g_value_get_object (value));
      update_panes (self);
      break;
    case PROP_IN_DETAIL:
      sbx_master_detail_set_in_detail (self, g_value_get_boolean (value));
      break;
    case PROP_SHARE:
      self->share = g_value_get_double (value);
      break;
    case PROP_MAX_MASTER:
      self->max_master = g_value_get_int (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sbx_master_detail_dispose (GObject *object)
{
  SbxMasterDetail *self = SBX_MASTER_DETAIL (object);

  g_clear_handle_id (&self->fit_id, g_source_remove);
  if (self->paned != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->paned)));

  G_OBJECT_CLASS (sbx_master_detail_parent_class)->dispose (object);
}

static void
sbx_master_detail_class_init (SbxMasterDetailClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sbx_master_detail_get_property;
  object_class->set_property = sbx_master_detail_set_property;
  object_class->dispose = sbx_master_detail_dispose;
  widget_class->size_allocate = sbx_master_detail_size_allocate;
  widget_class->measure = sbx_master_detail_measure;

  props[PROP_MASTER] =
    g_param_spec_object ("master", NULL, NULL, GTK_TYPE_WIDGET, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_DETAIL] =
    g_param_spec_object ("detail", NULL, NULL, GTK_TYPE_WIDGET, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  /* Whether there is room for one of the two only. */
  props[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /* Which of the two that is. */
  props[PROP_IN_DETAIL] =
    g_param_spec_boolean ("in-detail", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /* Which part of the width the list has where there is room for both, until the user decides. */
  props[PROP_SHARE] =
    g_param_spec_double ("share", NULL, NULL, 0.3, 0.8, MASTER_SHARE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /* How wide the list is at most, in pixels, until the user decides: lines are not to run across a large
   * screen. */
  props[PROP_MAX_MASTER] =
    g_param_spec_int ("max-master", NULL, NULL, MIN_WIDTH, G_MAXINT, G_MAXINT,
                      G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /* The panes have the widths they are to have; emitted outside of the allocation. */
  signals[PLACED] =
    g_signal_new ("placed", SBX_TYPE_MASTER_DETAIL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sbx_master_detail_init (SbxMasterDetail *self)
{
  self->narrow = TRUE;

  self->paned = GTK_PANED (gtk_paned_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_paned_set_shrink_start_child (self->paned, FALSE);
  gtk_paned_set_shrink_end_child (self->paned, FALSE);
  gtk_paned_set_resize_end_child (self->paned, FALSE);
  gtk_widget_set_parent (GTK_WIDGET (self->paned), GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

gboolean
sbx_master_detail_get_narrow (SbxMasterDetail *self)
{
  g_return_val_if_fail (SBX_IS_MASTER_DETAIL (self), FALSE);

  return self->narrow;
}

void
sbx_master_detail_set_in_detail (SbxMasterDetail *self, gboolean in_detail)
{
  g_return_if_fail (SBX_IS_MASTER_DETAIL (self));

  if (self->in_detail == in_detail)
    return;

  self->in_detail = in_detail;
  update_panes (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IN_DETAIL]);
}
