/* sbx-history-group.c — how a connection came to its state
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-history-group.h"

#include "sbx-status-icon.h"
#include "sbx-time-label.h"

struct _SbxHistoryGroup
{
  AdwPreferencesGroup parent_instance;

  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (SbxHistoryGroup, sbx_history_group, ADW_TYPE_PREFERENCES_GROUP)

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = g_object_new (SBX_TYPE_STATUS_ICON, "valign", GTK_ALIGN_CENTER, "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *time = g_object_new (SBX_TYPE_TIME_LABEL, "mode", SBX_TIME_LABEL_CLOCK, NULL);
  g_autofree char *text = NULL;
  g_autofree char *title = NULL;

  /* A change never changes. */
  g_object_get (item, "text", &text, NULL);
  title = g_markup_escape_text (text, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 3);
  g_object_bind_property (item, "state", icon, "state", G_BINDING_SYNC_CREATE);
  g_object_bind_property (item, "time", time, "time", G_BINDING_SYNC_CREATE);
  gtk_widget_add_css_class (time, "dim-label");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), time);

  return row;
}

static void
sbx_history_group_class_init (SbxHistoryGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/signalbox/Signalbox/sbx-history-group.ui");
  gtk_widget_class_bind_template_child (widget_class, SbxHistoryGroup, list);
}

static void
sbx_history_group_init (SbxHistoryGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
sbx_history_group_new (SbxConnection *connection)
{
  SbxHistoryGroup *self;

  g_return_val_if_fail (SBX_IS_CONNECTION (connection), NULL);

  self = g_object_new (SBX_TYPE_HISTORY_GROUP, NULL);
  gtk_list_box_bind_model (self->list, sbx_connection_get_history (connection), create_row, NULL, NULL);

  return GTK_WIDGET (self);
}
