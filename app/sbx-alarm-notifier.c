/* sbx-alarm-notifier.c — tells the desktop of alarms
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-alarm-notifier.h"

#include <glib/gi18n.h>

#include "sbx-alarms.h"

struct _SbxAlarmNotifier
{
  GObject parent_instance;

  GApplication *application; /* weak: it owns us */
};

G_DEFINE_FINAL_TYPE (SbxAlarmNotifier, sbx_alarm_notifier, G_TYPE_OBJECT)

static char *
make_id (SbxAlarm *alarm)
{
  return g_strdup_printf ("alarm-%u", sbx_alarm_get_serial (alarm));
}

static void
withdraw_cb (SbxAlarmNotifier *self, SbxAlarm *alarm)
{
  g_autofree char *id = make_id (alarm);

  if (self->application != NULL)
    g_application_withdraw_notification (self->application, id);
}

static void
raised_cb (SbxAlarmNotifier *self, SbxAlarm *alarm, SbxAlarms *alarms)
{
  SbxEndpoint *endpoint = sbx_alarms_get_endpoint (alarms);
  g_autofree char *id = make_id (alarm);
  g_autofree char *title = NULL;
  g_autoptr (GNotification) notification = NULL;
  g_autoptr (GIcon) icon = g_themed_icon_new ("dialog-warning-symbolic");

  if (self->application == NULL || endpoint == NULL)
    return;

  /* Translators: the title of a notification: a server or connection, and an alarm */
  title = g_strdup_printf (_ ("%s: %s"), sbx_endpoint_get_title (endpoint), sbx_alarm_get_title (alarm));
  notification = g_notification_new (title);
  g_notification_set_body (notification, sbx_alarm_get_text (alarm));
  g_notification_set_icon (notification, icon);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action_and_target (notification, "app.show-endpoint", "s",
                                                sbx_endpoint_get_id (endpoint));
  g_application_send_notification (self->application, id, notification);
}

static void
follow (SbxAlarmNotifier *self, SbxAlarms *alarms)
{
  g_signal_connect_object (alarms, "ended", G_CALLBACK (withdraw_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (alarms, "acknowledged", G_CALLBACK (withdraw_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (alarms, "raised", G_CALLBACK (raised_cb), self, G_CONNECT_SWAPPED);
}

static void
on_endpoints (GListModel *endpoints, guint position, guint removed, guint added, SbxAlarmNotifier *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (SbxEndpoint) endpoint = g_list_model_get_item (endpoints, i);
      SbxAlarms *alarms = sbx_endpoint_get_alarms (endpoint);

      /* One that was only moved is known already. */
      g_signal_handlers_disconnect_by_data (alarms, self);
      follow (self, alarms);
    }
}

static void
sbx_alarm_notifier_finalize (GObject *object)
{
  g_clear_weak_pointer (&SBX_ALARM_NOTIFIER (object)->application);

  G_OBJECT_CLASS (sbx_alarm_notifier_parent_class)->finalize (object);
}

static void
sbx_alarm_notifier_class_init (SbxAlarmNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sbx_alarm_notifier_finalize;
}

static void
sbx_alarm_notifier_init (SbxAlarmNotifier *self)
{
}

SbxAlarmNotifier *
sbx_alarm_notifier_new (GApplication *application, SbxConsole *console)
{
  SbxAlarmNotifier *self;
  GListModel *lists[] = { sbx_console_get_servers (console), sbx_console_get_connections (console) };

  g_return_val_if_fail (G_IS_APPLICATION (application), NULL);

  self = g_object_new (SBX_TYPE_ALARM_NOTIFIER, NULL);
  g_set_weak_pointer (&self->application, application);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_signal_connect_object (lists[i], "items-changed", G_CALLBACK (on_endpoints), self, 0);
      on_endpoints (lists[i], 0, 0, g_list_model_get_n_items (lists[i]), self);
    }

  return self;
}
