/* sbx-alarm-dialog.c — an alarm, to be set
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-alarm-dialog.h"

#include <glib/gi18n.h>

#include "sbx-choice-row.h"
#include "sbx-config-enums.h"
#include "sbx-entry-row.h"
#include "sbx-number-row.h"
#include "sbx-server.h"
#include "sbx-switch-row.h"
#include "sbx-undo.h"

struct _SbxAlarmDialog
{
  AdwWindow parent_instance;

  GtkButton *confirm_button;
  AdwPreferencesGroup *rule_group;
  SbxChoiceRow *kind_row;
  SbxNumberRow *count_row;
  SbxNumberRow *percent_row;
  SbxNumberRow *bound_row;
  SbxNumberRow *seconds_row;
  SbxNumberRow *minimum_row;
  SbxSwitchRow *enabled_row;
  SbxEntryRow *description_row;
  GtkWidget *remove_group;

  SbxEndpoint *endpoint;
  SbxAlarmConfig *original; /* (nullable): NULL for a new one */
  SbxAlarmConfig *alarm;    /* what is edited */
  gboolean loading;
};

G_DEFINE_FINAL_TYPE (SbxAlarmDialog, sbx_alarm_dialog, ADW_TYPE_WINDOW)

/* Which rows a kind of alarm has. */
typedef struct
{
  gboolean count, percent, bound, seconds, minimum;
} Rows;

static const Rows rows_of[SBX_ALARM_N_KINDS] = {
  [SBX_ALARM_MISSED_BEATS] = { .count = TRUE },
  [SBX_ALARM_ERROR_RATE] = { .percent = TRUE, .seconds = TRUE, .minimum = TRUE },
  [SBX_ALARM_LATENCY] = { .percent = TRUE, .bound = TRUE, .seconds = TRUE, .minimum = TRUE },
  [SBX_ALARM_NO_CLIENT] = { .seconds = TRUE },
  [SBX_ALARM_CONNECTION_LOST] = { .seconds = TRUE },
};

static void
set_number (SbxNumberRow *row, double value)
{
  gtk_adjustment_set_value (sbx_number_row_get_adjustment (row), value);
}

static double
get_number (SbxNumberRow *row)
{
  return gtk_adjustment_get_value (sbx_number_row_get_adjustment (row));
}

/* The rule in words, and the rows that it has. */
static void
sbx_alarm_dialog_update (SbxAlarmDialog *self)
{
  SbxAlarmKind kind = sbx_alarm_config_get_kind (self->alarm);
  const Rows *rows = &rows_of[kind];
  g_autofree char *rule = sbx_alarm_config_dup_rule (self->alarm);

  gtk_widget_set_visible (GTK_WIDGET (self->count_row), rows->count);
  gtk_widget_set_visible (GTK_WIDGET (self->percent_row), rows->percent);
  gtk_widget_set_visible (GTK_WIDGET (self->bound_row), rows->bound);
  gtk_widget_set_visible (GTK_WIDGET (self->seconds_row), rows->seconds);
  gtk_widget_set_visible (GTK_WIDGET (self->minimum_row), rows->minimum);
  g_object_set (self->percent_row, "hint",
                kind == SBX_ALARM_LATENCY ? _ ("Of the answers, how many should be quick enough")
                                          : _ ("Of the requests, how many may fail"),
                NULL);
  adw_preferences_group_set_description (self->rule_group, rule);
}

static void
sbx_alarm_dialog_load (SbxAlarmDialog *self)
{
  GEnumClass *kinds = g_type_class_peek (SBX_TYPE_ALARM_KIND);
  g_autofree char *description = NULL;
  gboolean enabled;

  g_object_get (self->alarm, "description", &description, "enabled", &enabled, NULL);
  self->loading = TRUE;
  sbx_choice_row_set_value (self->kind_row,
                            g_enum_get_value (kinds, sbx_alarm_config_get_kind (self->alarm))->value_nick);
  set_number (self->count_row, sbx_alarm_config_get_count (self->alarm));
  set_number (self->percent_row, sbx_alarm_config_get_percent (self->alarm));
  set_number (self->bound_row, sbx_alarm_config_get_bound (self->alarm));
  set_number (self->seconds_row, sbx_alarm_config_get_seconds (self->alarm));
  set_number (self->minimum_row, sbx_alarm_config_get_minimum (self->alarm));
  g_object_set (self->enabled_row, "active", enabled, NULL);
  sbx_entry_row_set_text (self->description_row, description);
  self->loading = FALSE;
  sbx_alarm_dialog_update (self);
}

static void
edited_cb (SbxAlarmDialog *self)
{
  gboolean enabled;

  if (self->loading || self->alarm == NULL)
    return;

  g_object_get (self->enabled_row, "active", &enabled, NULL);
  g_object_set (self->alarm, "enabled", enabled, "description",
                sbx_entry_row_get_text (self->description_row), "count", (guint) get_number (self->count_row),
                sbx_alarm_config_get_kind (self->alarm) == SBX_ALARM_LATENCY ? "percentile" : "percent",
                get_number (self->percent_row), "bound", (guint) get_number (self->bound_row), "seconds",
                (guint) get_number (self->seconds_row), "minimum", (guint) get_number (self->minimum_row),
                NULL);
  sbx_alarm_dialog_update (self);
}

/* Another kind begins with what is usual for it. */
static void
kind_changed_cb (SbxAlarmDialog *self)
{
  GEnumClass *kinds = g_type_class_peek (SBX_TYPE_ALARM_KIND);
  GEnumValue *kind = g_enum_get_value_by_nick (kinds, sbx_choice_row_get_value (self->kind_row));

  if (self->loading || kind == NULL || self->alarm == NULL)
    return;

  g_object_unref (self->alarm);
  self->alarm = sbx_alarm_config_new (kind->value);
  sbx_alarm_dialog_load (self);
}

/* Gives the endpoint its alarms, with @alarm in the place of the one that is edited; where that is.
 * @alarm: (nullable): NULL: without it */
static guint
sbx_alarm_dialog_apply (SbxAlarmDialog *self, SbxAlarmConfig *alarm)
{
  SbxEndpointConfig *current = sbx_endpoint_get_config (self->endpoint);
  g_autoptr (SbxEndpointConfig) config = sbx_endpoint_config_copy (current);
  GListStore *alarms = sbx_endpoint_config_get_alarms (config);
  guint position = g_list_model_get_n_items (G_LIST_MODEL (alarms));

  /* Another program may have changed the workspace meanwhile: then it is found no more, and added. */
  for (guint i = 0; self->original != NULL && i < position; i++)
    {
      g_autoptr (SbxItemConfig) candidate = g_list_model_get_item (G_LIST_MODEL (alarms), i);

      if (!sbx_item_config_equal (candidate, SBX_ITEM_CONFIG (self->original)))
        continue;
      g_list_store_remove (alarms, i);
      position = i;
    }
  if (alarm != NULL)
    g_list_store_insert (alarms, position, alarm);
  sbx_endpoint_set_config (self->endpoint, config);

  return position;
}

/* An alarm that was removed, and can come back. */
typedef struct
{
  SbxEndpoint *endpoint;
  SbxAlarmConfig *alarm;
  guint position;
} Removed;

static void
put_back (gpointer user_data)
{
  Removed *removed = user_data;
  g_autoptr (SbxEndpointConfig) config =
    sbx_endpoint_config_copy (sbx_endpoint_get_config (removed->endpoint));
  GListStore *alarms = sbx_endpoint_config_get_alarms (config);

  g_list_store_insert (alarms, MIN (removed->position, g_list_model_get_n_items (G_LIST_MODEL (alarms))),
                       removed->alarm);
  sbx_endpoint_set_config (removed->endpoint, config);
}

static void
removed_free (gpointer data)
{
  Removed *removed = data;

  g_object_unref (removed->endpoint);
  g_object_unref (removed->alarm);
  g_free (removed);
}

static void
confirm_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxAlarmDialog *self = SBX_ALARM_DIALOG (widget);

  sbx_alarm_dialog_apply (self, self->alarm);
  gtk_window_close (GTK_WINDOW (self));
}

static void
remove_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxAlarmDialog *self = SBX_ALARM_DIALOG (widget);
  g_autofree char *text = NULL;
  Removed *removed;

  if (self->original == NULL)
    return;

  removed = g_new (Removed, 1);
  *removed = (Removed){ g_object_ref (self->endpoint), g_object_ref (self->original),
                        sbx_alarm_dialog_apply (self, NULL) };
  /* Translators: %s is an alarm, such as Missed Heartbeats */
  text = g_strdup_printf (_ ("Alarm “%s” removed"),
                          sbx_alarm_kind_to_label (sbx_alarm_config_get_kind (self->original)));
  sbx_undo_offer (widget, text, put_back, NULL, removed, removed_free);
  gtk_window_close (GTK_WINDOW (self));
}

static void
sbx_alarm_dialog_dispose (GObject *object)
{
  SbxAlarmDialog *self = SBX_ALARM_DIALOG (object);

  g_clear_object (&self->endpoint);
  g_clear_object (&self->original);
  g_clear_object (&self->alarm);

  G_OBJECT_CLASS (sbx_alarm_dialog_parent_class)->dispose (object);
}

static void
sbx_alarm_dialog_class_init (SbxAlarmDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sbx_alarm_dialog_dispose;

  gtk_widget_class_install_action (widget_class, "dialog.confirm", NULL, confirm_action);
  gtk_widget_class_install_action (widget_class, "dialog.remove", NULL, remove_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  g_type_class_unref (g_type_class_ref (SBX_TYPE_ALARM_KIND));
  g_type_ensure (SBX_TYPE_CHOICE_ROW);
  g_type_ensure (SBX_TYPE_ENTRY_ROW);
  g_type_ensure (SBX_TYPE_NUMBER_ROW);
  g_type_ensure (SBX_TYPE_SWITCH_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-alarm-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxAlarmDialog, confirm_button);
  gtk_widget_class_bind_template_child (widget_class, SbxAlarmDialog, rule_group);
  gtk_widget_class_bind_template_child (widget_class, SbxAlarmDialog, kind_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAlarmDialog, count_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAlarmDialog, percent_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAlarmDialog, bound_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAlarmDialog, seconds_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAlarmDialog, minimum_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAlarmDialog, enabled_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAlarmDialog, description_row);
  gtk_widget_class_bind_template_child (widget_class, SbxAlarmDialog, remove_group);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, kind_changed_cb);
}

static void
sbx_alarm_dialog_init (SbxAlarmDialog *self)
{
  SbxNumberRow *rows[5];

  gtk_widget_init_template (GTK_WIDGET (self));

  rows[0] = self->count_row;
  rows[1] = self->percent_row;
  rows[2] = self->bound_row;
  rows[3] = self->seconds_row;
  rows[4] = self->minimum_row;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_signal_connect_object (sbx_number_row_get_adjustment (rows[i]), "value-changed", G_CALLBACK (edited_cb),
                             self, G_CONNECT_SWAPPED);
}

/* What a server or a connection can have an alarm about. */
static void
offer_kinds (SbxAlarmDialog *self)
{
  GEnumClass *kinds = g_type_class_peek (SBX_TYPE_ALARM_KIND);
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) values = NULL;

  for (SbxAlarmKind kind = 0; kind < SBX_ALARM_N_KINDS; kind++)
    {
      if (kind == (SBX_IS_SERVER (self->endpoint) ? SBX_ALARM_CONNECTION_LOST : SBX_ALARM_NO_CLIENT))
        continue;
      gtk_string_list_append (labels, sbx_alarm_kind_to_label (kind));
      g_strv_builder_add (builder, g_enum_get_value (kinds, kind)->value_nick);
    }
  values = g_strv_builder_end (builder);
  g_object_set (self->kind_row, "labels", labels, "values", values, NULL);
}

GtkWindow *
sbx_alarm_dialog_new (SbxEndpoint *endpoint, SbxAlarmConfig *alarm)
{
  SbxAlarmDialog *self;

  g_return_val_if_fail (SBX_IS_ENDPOINT (endpoint), NULL);
  g_return_val_if_fail (alarm == NULL || SBX_IS_ALARM_CONFIG (alarm), NULL);

  self = g_object_new (SBX_TYPE_ALARM_DIALOG, NULL);
  self->endpoint = g_object_ref (endpoint);
  g_set_object (&self->original, alarm);
  self->loading = TRUE;
  offer_kinds (self);
  self->alarm = alarm != NULL ? SBX_ALARM_CONFIG (sbx_item_config_copy (SBX_ITEM_CONFIG (alarm)))
                              : sbx_alarm_config_new (SBX_ALARM_MISSED_BEATS);
  sbx_alarm_dialog_load (self);

  gtk_widget_set_visible (self->remove_group, alarm != NULL);
  gtk_window_set_title (GTK_WINDOW (self), alarm != NULL ? _ ("Edit Alarm") : _ ("Set an Alarm"));
  gtk_button_set_label (self->confirm_button, alarm != NULL ? _ ("_Save") : _ ("_Set"));

  return GTK_WINDOW (self);
}
