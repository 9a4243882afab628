/* sbx-alarms-group.c — the alarms of an endpoint
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-alarms-group.h"

#include <glib/gi18n.h>

#include "sbx-alarm-dialog.h"
#include "sbx-alarm-row.h"
#include "sbx-alarms.h"
#include "sbx-format.h"

struct _SbxAlarmsGroup
{
  AdwPreferencesGroup parent_instance;

  GtkListBox *list;
  AdwExpanderRow *history_row;

  SbxEndpoint *endpoint;
  GPtrArray *history_rows; /* GtkWidget */
};

G_DEFINE_FINAL_TYPE (SbxAlarmsGroup, sbx_alarms_group, ADW_TYPE_PREFERENCES_GROUP)

static void
sbx_alarms_group_present (SbxAlarmsGroup *self, SbxAlarmConfig *alarm)
{
  GtkWindow *dialog = sbx_alarm_dialog_new (self->endpoint, alarm);

  gtk_window_set_transient_for (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  gtk_window_present (dialog);
}

static void
add_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sbx_alarms_group_present (SBX_ALARMS_GROUP (widget), NULL);
}

static void
row_activated_cb (SbxAlarmsGroup *self, GtkListBoxRow *row)
{
  if (SBX_IS_ALARM_ROW (row))
    sbx_alarms_group_present (self, sbx_alarm_get_config (sbx_alarm_row_get_alarm (SBX_ALARM_ROW (row))));
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  return sbx_alarm_row_new (item);
}

static GtkWidget *
create_history_row (SbxAlarmEvent *event)
{
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;
  g_autofree char *subtitle = NULL;
  g_autofree char *began = NULL;
  g_autofree char *ended = NULL;
  gint64 raised_at, ended_at;

  g_object_get (event, "title", &title, "text", &text, "raised-at", &raised_at, "ended-at", &ended_at, NULL);
  began = sbx_format_time (raised_at);
  ended = sbx_format_time (ended_at);
  if (ended_at != 0)
    /* Translators: what was wrong, and from when to when */
    subtitle = g_strdup_printf (_ ("%s, from %s to %s"), text, began, ended);
  else
    /* Translators: what is wrong, and the time since when */
    subtitle = g_strdup_printf (_ ("%s, since %s"), text, began);

  return g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", title, "subtitle", subtitle, NULL);
}

/* It is short, and seldom another. */
static void
sbx_alarms_group_show_history (SbxAlarmsGroup *self)
{
  GListModel *history = sbx_alarms_get_history (sbx_endpoint_get_alarms (self->endpoint));
  guint n = g_list_model_get_n_items (history);
  g_autofree char *title = NULL;

  for (guint i = 0; i < self->history_rows->len; i++)
    adw_expander_row_remove (self->history_row, g_ptr_array_index (self->history_rows, i));
  g_ptr_array_set_size (self->history_rows, 0);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SbxAlarmEvent) event = g_list_model_get_item (history, i);
      GtkWidget *row = create_history_row (event);

      adw_expander_row_add_row (self->history_row, row);
      g_ptr_array_add (self->history_rows, row);
    }

  if (n < SBX_ALARMS_MAX_HISTORY)
    /* Translators: how many alarms were raised */
    title = g_strdup_printf (_ ("Raised So Far (%u)"), n);
  else
    /* Translators: more alarms were raised than are remembered; %u is how many are */
    title = g_strdup_printf (_ ("Raised So Far (the Last %u)"), n);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->history_row), title);
  gtk_widget_set_visible (GTK_WIDGET (self->history_row), n > 0);
}

static void
sbx_alarms_group_dispose (GObject *object)
{
  SbxAlarmsGroup *self = SBX_ALARMS_GROUP (object);

  g_ptr_array_set_size (self->history_rows, 0);
  g_clear_object (&self->endpoint);

  G_OBJECT_CLASS (sbx_alarms_group_parent_class)->dispose (object);
}

static void
sbx_alarms_group_finalize (GObject *object)
{
  g_ptr_array_unref (SBX_ALARMS_GROUP (object)->history_rows);

  G_OBJECT_CLASS (sbx_alarms_group_parent_class)->finalize (object);
}

static void
sbx_alarms_group_class_init (SbxAlarmsGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_alarms_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = sbx_alarms_group_finalize;

  gtk_widget_class_install_action (widget_class, "alarms.add", NULL, add_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-alarms-group.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxAlarmsGroup, list);
  gtk_widget_class_bind_template_child (widget_class, SbxAlarmsGroup, history_row);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
sbx_alarms_group_init (SbxAlarmsGroup *self)
{
  self->history_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sbx_alarms_group_new (SbxEndpoint *endpoint)
{
  SbxAlarmsGroup *self;
  SbxAlarms *alarms;

  g_return_val_if_fail (SBX_IS_ENDPOINT (endpoint), NULL);

  self = g_object_new (SBX_TYPE_ALARMS_GROUP, NULL);
  self->endpoint = g_object_ref (endpoint);
  alarms = sbx_endpoint_get_alarms (endpoint);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (alarms), create_row, NULL, NULL);
  g_signal_connect_object (alarms, "raised", G_CALLBACK (sbx_alarms_group_show_history), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (alarms, "ended", G_CALLBACK (sbx_alarms_group_show_history), self,
                           G_CONNECT_SWAPPED);
  sbx_alarms_group_show_history (self);

  return GTK_WIDGET (self);
}
