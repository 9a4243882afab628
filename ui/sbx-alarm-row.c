/* sbx-alarm-row.c — one alarm of an endpoint
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-alarm-row.h"

#include <glib/gi18n.h>

#include "sbx-format.h"

struct _SbxAlarmRow
{
  AdwActionRow parent_instance;

  GtkImage *icon;
  GtkLabel *state_label;
  GtkWidget *acknowledge_button;

  SbxAlarm *alarm;
};

G_DEFINE_FINAL_TYPE (SbxAlarmRow, sbx_alarm_row, ADW_TYPE_ACTION_ROW)

static void
show_icon (SbxAlarmRow *self, SbxAlarmState state)
{
  static const char *const names[] = { "sbx-alarm-symbolic", "dialog-warning-symbolic",
                                       "dialog-warning-symbolic" };
  static const char *const styles[] = { "dim-label", "error", "warning" };
  const char *classes[] = { styles[state], NULL };

  gtk_image_set_from_icon_name (self->icon, names[state]);
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
}

static const char *
state_to_text (SbxAlarm *alarm)
{
  if (!sbx_alarm_config_get_enabled (sbx_alarm_get_config (alarm)))
    return C_ ("alarm", "Off");

  switch (sbx_alarm_get_state (alarm))
    {
    case SBX_ALARM_RAISED:
      return C_ ("alarm", "Raised");
    case SBX_ALARM_ACKNOWLEDGED:
      return C_ ("alarm", "Acknowledged");
    case SBX_ALARM_IDLE:
    default:
      return C_ ("alarm", "Quiet");
    }
}

/* When it is raised, or what is seen and since when. */
static char *
make_subtitle (SbxAlarm *alarm)
{
  g_autofree char *since = NULL;

  if (sbx_alarm_get_state (alarm) == SBX_ALARM_IDLE)
    return sbx_alarm_config_dup_rule (sbx_alarm_get_config (alarm));

  since = sbx_format_time (sbx_alarm_get_since (alarm));
  /* Translators: what is wrong, and the time since when */
  return g_strdup_printf (_ ("%s, since %s"), sbx_alarm_get_text (alarm), since);
}

static void
sbx_alarm_row_update (SbxAlarmRow *self)
{
  SbxAlarmState state = sbx_alarm_get_state (self->alarm);
  g_autofree char *subtitle = make_subtitle (self->alarm);
  g_autofree char *label = NULL;

  show_icon (self, state);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), sbx_alarm_get_title (self->alarm));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_label_set_text (self->state_label, state_to_text (self->alarm));
  gtk_widget_set_visible (GTK_WIDGET (self->state_label), state != SBX_ALARM_RAISED);
  gtk_widget_set_visible (self->acknowledge_button, state == SBX_ALARM_RAISED);

  /* Translators: an alarm, whether it is raised, and when it is or what it saw, for a screen reader */
  label = g_strdup_printf (_ ("%s, %s, %s"), sbx_alarm_get_title (self->alarm), state_to_text (self->alarm),
                           subtitle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
acknowledge_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxAlarmRow *self = SBX_ALARM_ROW (widget);

  gtk_widget_grab_focus (widget);
  sbx_alarm_acknowledge (self->alarm);
}

static void
sbx_alarm_row_dispose (GObject *object)
{
  g_clear_object (&SBX_ALARM_ROW (object)->alarm);

  G_OBJECT_CLASS (sbx_alarm_row_parent_class)->dispose (object);
}

static void
sbx_alarm_row_class_init (SbxAlarmRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_alarm_row_dispose;

  gtk_widget_class_install_action (widget_class, "alarm.acknowledge", NULL, acknowledge_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-alarm-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxAlarmRow, icon);
  gtk_widget_class_bind_template_child (widget_class, SbxAlarmRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, SbxAlarmRow, acknowledge_button);
}

static void
sbx_alarm_row_init (SbxAlarmRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sbx_alarm_row_new (SbxAlarm *alarm)
{
  SbxAlarmRow *self;

  g_return_val_if_fail (SBX_IS_ALARM (alarm), NULL);

  self = g_object_new (SBX_TYPE_ALARM_ROW, NULL);
  self->alarm = g_object_ref (alarm);
  g_signal_connect_object (alarm, "notify::state", G_CALLBACK (sbx_alarm_row_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (alarm, "notify::text", G_CALLBACK (sbx_alarm_row_update), self, G_CONNECT_SWAPPED);
  sbx_alarm_row_update (self);

  return GTK_WIDGET (self);
}

SbxAlarm *
sbx_alarm_row_get_alarm (SbxAlarmRow *self)
{
  g_return_val_if_fail (SBX_IS_ALARM_ROW (self), NULL);

  return self->alarm;
}
