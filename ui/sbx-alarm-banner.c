/* sbx-alarm-banner.c — says above the page that an alarm is raised
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-alarm-banner.h"

#include <glib/gi18n.h>

#include "sbx-alarms.h"
#include "sbx-banner.h"
#include "sbx-format.h"

struct _SbxAlarmBanner
{
  GtkWidget parent_instance;

  GtkWidget *banner;
  SbxEndpoint *endpoint;
  GSignalGroup *signals; /* of its alarms */
};

enum
{
  PROP_0,
  PROP_ENDPOINT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SbxAlarmBanner, sbx_alarm_banner, GTK_TYPE_WIDGET)

/* The first that is raised; (transfer full) (nullable). */
static SbxAlarm *
find_raised (GListModel *alarms)
{
  for (guint i = 0; i < g_list_model_get_n_items (alarms); i++)
    {
      g_autoptr (SbxAlarm) alarm = g_list_model_get_item (alarms, i);

      if (sbx_alarm_get_state (alarm) == SBX_ALARM_RAISED)
        return g_steal_pointer (&alarm);
    }

  return NULL;
}

static void
sbx_alarm_banner_update (SbxAlarmBanner *self)
{
  SbxAlarms *alarms = self->endpoint != NULL ? sbx_endpoint_get_alarms (self->endpoint) : NULL;
  g_autoptr (SbxAlarm) alarm = alarms != NULL ? find_raised (G_LIST_MODEL (alarms)) : NULL;
  g_autofree char *text = NULL;
  g_autofree char *since = NULL;

  if (alarm != NULL && sbx_alarms_get_n_raised (alarms) > 1)
    {
      text = g_strdup_printf (ngettext ("%u alarm is raised", "%u alarms are raised",
                                        sbx_alarms_get_n_raised (alarms)),
                              sbx_alarms_get_n_raised (alarms));
    }
  else if (alarm != NULL)
    {
      since = sbx_format_time (sbx_alarm_get_since (alarm));
      /* Translators: an alarm, what was seen, and the time since when */
      text = g_strdup_printf (_ ("%s: %s, since %s"), sbx_alarm_get_title (alarm), sbx_alarm_get_text (alarm),
                              since);
    }

  g_object_set (self->banner, "text", text, NULL);
}

static void
acknowledge_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxAlarmBanner *self = SBX_ALARM_BANNER (widget);
  GListModel *alarms = G_LIST_MODEL (sbx_endpoint_get_alarms (self->endpoint));

  for (guint i = 0; i < g_list_model_get_n_items (alarms); i++)
    {
      g_autoptr (SbxAlarm) alarm = g_list_model_get_item (alarms, i);

      sbx_alarm_acknowledge (alarm);
    }
}

static void
sbx_alarm_banner_set_endpoint (SbxAlarmBanner *self, SbxEndpoint *endpoint)
{
  if (!g_set_object (&self->endpoint, endpoint))
    return;

  g_signal_group_set_target (self->signals, endpoint != NULL ? sbx_endpoint_get_alarms (endpoint) : NULL);
  sbx_alarm_banner_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENDPOINT]);
}

static void
sbx_alarm_banner_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_ENDPOINT:
      g_value_set_object (value, SBX_ALARM_BANNER (object)->endpoint);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_alarm_banner_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_ENDPOINT:
      sbx_alarm_banner_set_endpoint (SBX_ALARM_BANNER (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_alarm_banner_dispose (GObject *object)
{
  SbxAlarmBanner *self = SBX_ALARM_BANNER (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->endpoint);
  g_clear_pointer (&self->banner, gtk_widget_unparent);

  G_OBJECT_CLASS (sbx_alarm_banner_parent_class)->dispose (object);
}

static void
sbx_alarm_banner_class_init (SbxAlarmBannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = sbx_alarm_banner_get_property;
  object_class->set_property = sbx_alarm_banner_set_property;
  object_class->dispose = sbx_alarm_banner_dispose;

  properties[PROP_ENDPOINT] =
    g_param_spec_object ("endpoint", NULL, NULL, SBX_TYPE_ENDPOINT,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "alarms.acknowledge", NULL, acknowledge_action);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
sbx_alarm_banner_init (SbxAlarmBanner *self)
{
  self->banner = g_object_new (SBX_TYPE_BANNER, "error", TRUE, "button-label", _ ("_Acknowledge"),
                               "action-name", "alarms.acknowledge", NULL);
  gtk_widget_set_parent (self->banner, GTK_WIDGET (self));
  self->signals = g_signal_group_new (SBX_TYPE_ALARMS);
  g_signal_group_connect_swapped (self->signals, "notify::n-raised", G_CALLBACK (sbx_alarm_banner_update),
                                  self);
  g_signal_group_connect_swapped (self->signals, "notify::text", G_CALLBACK (sbx_alarm_banner_update), self);
}
