/* sbx-time-label.c — a time that goes on while one looks at it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-time-label.h"

#include "sbx-format.h"

struct _SbxTimeLabel
{
  GtkWidget parent_instance;

  GtkLabel *label;
  gint64 time;
  SbxTimeLabelMode mode;
  guint tick;
};

enum
{
  PROP_0,
  PROP_TIME,
  PROP_MODE,
  PROP_XALIGN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxTimeLabel, sbx_time_label, GTK_TYPE_WIDGET)

G_DEFINE_ENUM_TYPE (SbxTimeLabelMode,
                    sbx_time_label_mode,
                    G_DEFINE_ENUM_VALUE (SBX_TIME_LABEL_AGO, "ago"),
                    G_DEFINE_ENUM_VALUE (SBX_TIME_LABEL_DURATION, "duration"),
                    G_DEFINE_ENUM_VALUE (SBX_TIME_LABEL_CLOCK, "clock"))

static char *
sbx_time_label_dup_text (SbxTimeLabel *self)
{
  gint64 now = g_get_real_time ();

  switch (self->mode)
    {
    case SBX_TIME_LABEL_AGO:
      return sbx_format_ago (self->time, now);
    case SBX_TIME_LABEL_DURATION:
      return self->time == 0 ? g_strdup ("–") : sbx_format_duration ((now - self->time) / 1000);
    case SBX_TIME_LABEL_CLOCK:
    default:
      return sbx_format_time (self->time);
    }
}

static void
sbx_time_label_update (SbxTimeLabel *self)
{
  g_autofree char *text = sbx_time_label_dup_text (self);

  gtk_label_set_text (self->label, text);
}

static gboolean
sbx_time_label_tick (gpointer user_data)
{
  sbx_time_label_update (user_data);

  return G_SOURCE_CONTINUE;
}

static void
sbx_time_label_map (GtkWidget *widget)
{
  SbxTimeLabel *self = SBX_TIME_LABEL (widget);

  sbx_time_label_update (self);
  /* All of them together wake the machine once a second. */
  self->tick = g_timeout_add_seconds (1, sbx_time_label_tick, self);

  GTK_WIDGET_CLASS (sbx_time_label_parent_class)->map (widget);
}

static void
sbx_time_label_unmap (GtkWidget *widget)
{
  SbxTimeLabel *self = SBX_TIME_LABEL (widget);

  g_clear_handle_id (&self->tick, g_source_remove);

  GTK_WIDGET_CLASS (sbx_time_label_parent_class)->unmap (widget);
}

static void
sbx_time_label_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxTimeLabel *self = SBX_TIME_LABEL (object);

  switch (prop_id)
    {
    case PROP_TIME:
      g_value_set_int64 (value, self->time);
      break;
    case PROP_MODE:
      g_value_set_enum (value, self->mode);
      break;
    case PROP_XALIGN:
      g_value_set_float (value, gtk_label_get_xalign (self->label));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_time_label_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxTimeLabel *self = SBX_TIME_LABEL (object);

  switch (prop_id)
    {
    case PROP_TIME:
      if (self->time == g_value_get_int64 (value))
        return;
      self->time = g_value_get_int64 (value);
      break;
    case PROP_MODE:
      if (self->mode == (SbxTimeLabelMode) g_value_get_enum (value))
        return;
      self->mode = g_value_get_enum (value);
      break;
    case PROP_XALIGN:
      gtk_label_set_xalign (self->label, g_value_get_float (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }

  sbx_time_label_update (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
sbx_time_label_dispose (GObject *object)
{
  SbxTimeLabel *self = SBX_TIME_LABEL (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->label != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->label)));

  G_OBJECT_CLASS (sbx_time_label_parent_class)->dispose (object);
}

static void
sbx_time_label_class_init (SbxTimeLabelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sbx_time_label_get_property;
  object_class->set_property = sbx_time_label_set_property;
  object_class->dispose = sbx_time_label_dispose;

  widget_class->map = sbx_time_label_map;
  widget_class->unmap = sbx_time_label_unmap;

  properties[PROP_TIME] =
    g_param_spec_int64 ("time", NULL, NULL, G_MININT64, G_MAXINT64, 0,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_MODE] =
    g_param_spec_enum ("mode", NULL, NULL, SBX_TYPE_TIME_LABEL_MODE, SBX_TIME_LABEL_AGO,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_XALIGN] =
    g_param_spec_float ("xalign", NULL, NULL, 0, 1, 0,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "timelabel");
}

static void
sbx_time_label_init (SbxTimeLabel *self)
{
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_widget_set_parent (GTK_WIDGET (self->label), GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "numeric");
  sbx_time_label_update (self);
}
