/* sbx-sidebar-row.c — a row of the sidebar
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-sidebar-row.h"

#include <glib/gi18n.h>

#include "sbx-alarms.h"
#include "sbx-format.h"
#include "sbx-line-chart.h"
#include "sbx-stats.h"
#include "sbx-status-icon.h"

/* How far the activity line reaches back. */
#define ACTIVITY_SECONDS 40

struct _SbxSidebarRow
{
  GtkListBoxRow parent_instance;

  SbxStatusIcon *status;
  GtkLabel *title;
  GtkWidget *alarm_icon;
  SbxLineChart *activity;

  GtkImage *icon;
  GtkLabel *address;

  SbxEndpoint *endpoint; /* nullable */
  SbxCapture *capture;   /* nullable */
};

enum
{
  PROP_0,
  PROP_ENDPOINT,
  PROP_CAPTURE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxSidebarRow, sbx_sidebar_row, GTK_TYPE_LIST_BOX_ROW)

static void
sbx_sidebar_row_update_activity (SbxSidebarRow *self)
{
  double values[ACTIVITY_SECONDS] = { 0 };
  g_autoptr (SbxStats) stats = NULL;
  g_autofree char *rate_text = NULL;
  g_autofree char *description = NULL;
  double rate = 0;

  g_object_get (self->endpoint, "stats", &stats, "rate", &rate, NULL);
  if (stats != NULL)
    /* The last second is not over: a line that ends with it would always fall at its end. */
    for (guint i = 0; i < ACTIVITY_SECONDS; i++)
      {
        const SbxStatsSecond *second = &stats->seconds[SBX_STATS_SECONDS - 1 - ACTIVITY_SECONDS + i];

        values[i] = second->messages_in + second->messages_out;
      }
  sbx_line_chart_set_values (self->activity, 0, values, ACTIVITY_SECONDS);

  rate_text = sbx_format_rate (rate);
  /* Translators: %s is a rate such as "12/s" */
  description = g_strdup_printf (_ ("%s messages"), rate_text);
  g_object_set (self->activity, "description", description, "tooltip-text", description, NULL);
}

/* Title, state and address in one: what a screen reader says of the row. */
static void
sbx_sidebar_row_update_name (SbxSidebarRow *self)
{
  g_autofree char *state_text = NULL;
  g_autofree char *name = NULL;
  const char *alarm = sbx_alarms_get_text (sbx_endpoint_get_alarms (self->endpoint));

  g_object_get (self->endpoint, "state-text", &state_text, NULL);
  if (alarm != NULL)
    /* Translators: title, state and address of a server or connection, and an alarm, for a screen reader */
    name = g_strdup_printf (_ ("%s, %s, %s, %s"), sbx_endpoint_get_title (self->endpoint), state_text,
                            sbx_endpoint_get_address (self->endpoint), alarm);
  else
    /* Translators: title, state and address of a server or connection, for a screen reader */
    name = g_strdup_printf (_ ("%s, %s, %s"), sbx_endpoint_get_title (self->endpoint), state_text,
                            sbx_endpoint_get_address (self->endpoint));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* How much of a capture there is, or why not. */
static void
sbx_sidebar_row_update_capture (SbxSidebarRow *self)
{
  const char *title = sbx_capture_get_title (self->capture);
  const char *error = sbx_capture_get_error (self->capture);
  g_autofree char *count = NULL;
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;
  gint64 n_records;

  g_object_get (self->capture, "n-records", &n_records, NULL);
  count = sbx_format_count (MAX (n_records, 0));
  if (error != NULL)
    text = g_strdup (_ ("Cannot be read"));
  else if (sbx_capture_get_loading (self->capture))
    text = g_strdup (_ ("Being read…"));
  else if (n_records >= 0)
    /* Translators: how many messages and other records a file has */
    text = g_strdup_printf (ngettext ("%s record", "%s records", (gulong) n_records), count);
  else
    text = g_path_get_dirname (sbx_capture_get_path (self->capture));

  gtk_label_set_label (self->address, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self),
                               error != NULL ? error : sbx_capture_get_path (self->capture));
  /* Translators: a capture's title and how many records it has, for a screen reader */
  name = g_strdup_printf (C_ ("capture", "%s, %s"), title, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
sbx_sidebar_row_show_capture (SbxSidebarRow *self)
{
  gtk_image_set_from_icon_name (self->icon, "text-x-generic-symbolic");
  gtk_label_set_label (self->title, sbx_capture_get_title (self->capture));
  gtk_widget_set_visible (GTK_WIDGET (self->address), TRUE);
  g_signal_connect_object (self->capture, "notify", G_CALLBACK (sbx_sidebar_row_update_capture), self,
                           G_CONNECT_SWAPPED);
  sbx_sidebar_row_update_capture (self);
}

/* By its shape, its colour, and words. */
static void
sbx_sidebar_row_update_alarm (SbxSidebarRow *self)
{
  SbxAlarms *alarms = sbx_endpoint_get_alarms (self->endpoint);
  const char *classes[] = { sbx_alarms_get_n_raised (alarms) > 0 ? "error" : "warning", NULL };

  gtk_widget_set_visible (self->alarm_icon, sbx_alarms_get_n_active (alarms) > 0);
  gtk_widget_set_css_classes (self->alarm_icon, classes);
  gtk_widget_set_tooltip_text (self->alarm_icon, sbx_alarms_get_text (alarms));
  sbx_sidebar_row_update_name (self);
}

static void
sbx_sidebar_row_constructed (GObject *object)
{
  SbxSidebarRow *self = SBX_SIDEBAR_ROW (object);
  SbxAlarms *alarms;

  G_OBJECT_CLASS (sbx_sidebar_row_parent_class)->constructed (object);

  gtk_widget_set_visible (GTK_WIDGET (self->status), self->endpoint != NULL);
  if (self->capture != NULL)
    {
      sbx_sidebar_row_show_capture (self);
      return;
    }
  if (self->endpoint == NULL)
    {
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("All Traffic"),
                                      -1);
      return;
    }

  g_object_bind_property (self->endpoint, "title", self->title, "label", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (self->endpoint, "notify::stats", G_CALLBACK (sbx_sidebar_row_update_activity),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->endpoint, "notify::title", G_CALLBACK (sbx_sidebar_row_update_name), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->endpoint, "notify::state-text", G_CALLBACK (sbx_sidebar_row_update_name),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->endpoint, "notify::address", G_CALLBACK (sbx_sidebar_row_update_name), self,
                           G_CONNECT_SWAPPED);
  alarms = sbx_endpoint_get_alarms (self->endpoint);
  g_signal_connect_object (alarms, "notify::n-raised", G_CALLBACK (sbx_sidebar_row_update_alarm), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (alarms, "notify::text", G_CALLBACK (sbx_sidebar_row_update_alarm), self,
                           G_CONNECT_SWAPPED);
  sbx_sidebar_row_update_activity (self);
  sbx_sidebar_row_update_alarm (self);
}

static void
sbx_sidebar_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxSidebarRow *self = SBX_SIDEBAR_ROW (object);

  switch (prop_id)
    {
    case PROP_ENDPOINT:
      g_value_set_object (value, self->endpoint);
      break;
    case PROP_CAPTURE:
      g_value_set_object (value, self->capture);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_sidebar_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  SbxSidebarRow *self = SBX_SIDEBAR_ROW (object);

  switch (prop_id)
    {
    case PROP_ENDPOINT:
      self->endpoint = g_value_dup_object (value);
      break;
    case PROP_CAPTURE:
      self->capture = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_sidebar_row_dispose (GObject *object)
{
  SbxSidebarRow *self = SBX_SIDEBAR_ROW (object);

  g_clear_object (&self->endpoint);
  g_clear_object (&self->capture);

  G_OBJECT_CLASS (sbx_sidebar_row_parent_class)->dispose (object);
}

static void
sbx_sidebar_row_class_init (SbxSidebarRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = sbx_sidebar_row_constructed;
  object_class->get_property = sbx_sidebar_row_get_property;
  object_class->set_property = sbx_sidebar_row_set_property;
  object_class->dispose = sbx_sidebar_row_dispose;

  properties[PROP_ENDPOINT] =
    g_param_spec_object ("endpoint", NULL, NULL, SBX_TYPE_ENDPOINT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_CAPTURE] =
    g_param_spec_object ("capture", NULL, NULL, SBX_TYPE_CAPTURE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (SBX_TYPE_LINE_CHART);
  g_type_ensure (SBX_TYPE_STATUS_ICON);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-sidebar-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxSidebarRow, status);
  gtk_widget_class_bind_template_child (widget_class, SbxSidebarRow, icon);
  gtk_widget_class_bind_template_child (widget_class, SbxSidebarRow, title);
  gtk_widget_class_bind_template_child (widget_class, SbxSidebarRow, alarm_icon);
  gtk_widget_class_bind_template_child (widget_class, SbxSidebarRow, address);
  gtk_widget_class_bind_template_child (widget_class, SbxSidebarRow, activity);
}

static void
sbx_sidebar_row_init (SbxSidebarRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sbx_sidebar_row_new (GObject *item)
{
  g_return_val_if_fail (item == NULL || SBX_IS_ENDPOINT (item) || SBX_IS_CAPTURE (item), NULL);

  return g_object_new (SBX_TYPE_SIDEBAR_ROW, "endpoint", SBX_IS_ENDPOINT (item) ? item : NULL, "capture",
                       SBX_IS_CAPTURE (item) ? item : NULL, NULL);
}

GObject *
sbx_sidebar_row_get_item (SbxSidebarRow *self)
{
  g_return_val_if_fail (SBX_IS_SIDEBAR_ROW (self), NULL);

  return self->capture != NULL ? G_OBJECT (self->capture) : (GObject *) self->endpoint;
}

SbxEndpoint *
sbx_sidebar_row_get_endpoint (SbxSidebarRow *self)
{
  g_return_val_if_fail (SBX_IS_SIDEBAR_ROW (self), NULL);

  return self->endpoint;
}
