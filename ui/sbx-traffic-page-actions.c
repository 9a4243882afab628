/* sbx-traffic-page-actions.c — what can be done with the rows of the traffic, and how one of them is found
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n.h>

#include "sbx-capture-chooser.h"
#include "sbx-trace-export.h"
#include "sbx-traffic-clear.h"
#include "sbx-traffic-page-private.h"

static void
say (SbxTrafficPage *self, const char *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

/* So long a row that is not there is waited for, in milliseconds. */
#define WAIT_FOR_ROW 2000

/* FALSE, and says why, if the row is not to be seen. */
static gboolean
go_to (SbxTrafficPage *self, gint64 seq)
{
  guint position;

  switch (sbx_trace_model_find (self->model, seq, &position))
    {
    case SBX_TRACE_FOUND:
      gtk_single_selection_set_selected (self->selection, position);
      sbx_row_follower_set_following (self->follower, FALSE);
      sbx_row_follower_scroll_to (self->follower, position);
      return TRUE;
    case SBX_TRACE_HIDDEN:
      say (self, _ ("The filter hides it"));
      break;
    case SBX_TRACE_HELD:
      say (self, _ ("It waits for the end of the pause"));
      break;
    case SBX_TRACE_GONE:
    default:
      say (self, _ ("It is no longer recorded"));
    }
  return FALSE;
}

static void
show_wanted (SbxTrafficPage *self)
{
  gint64 seq = self->wanted;

  g_clear_handle_id (&self->wanted_id, g_source_remove);
  self->wanted = 0;
  if (go_to (self, seq))
    sbx_master_detail_set_in_detail (self->panes, TRUE);
}

static gboolean
on_wanted_late (gpointer user_data)
{
  SbxTrafficPage *self = user_data;

  self->wanted_id = 0;
  show_wanted (self);
  return G_SOURCE_REMOVE;
}

/* What was sent just now may not have been recorded yet. */
void
sbx_traffic_page_look_for_wanted (SbxTrafficPage *self)
{
  if (self->wanted != 0 && sbx_trace_model_find (self->model, self->wanted, NULL) == SBX_TRACE_FOUND)
    show_wanted (self);
}

/**
 * sbx_traffic_page_show_row:
 * @seq: the number of a row
 *
 * Selects a row and shows it, as soon as it is there.
 */
void
sbx_traffic_page_show_row (SbxTrafficPage *self, gint64 seq)
{
  g_return_if_fail (SBX_IS_TRAFFIC_PAGE (self));

  g_clear_handle_id (&self->wanted_id, g_source_remove);
  self->wanted = seq;
  self->wanted_id = g_timeout_add (WAIT_FOR_ROW, on_wanted_late, self);
  sbx_traffic_page_look_for_wanted (self);
}

static void
jump_to_partner (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxTrafficPage *self = SBX_TRAFFIC_PAGE (widget);
  SbxTraceRow *row = gtk_single_selection_get_selected_item (self->selection);

  if (row != NULL)
    go_to (self, sbx_trace_row_get_partner (row));
}

static void
copy_row (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxTrafficPage *self = SBX_TRAFFIC_PAGE (widget);
  SbxTraceRow *row = gtk_single_selection_get_selected_item (self->selection);
  g_autofree char *json = NULL;

  if (row == NULL)
    return;

  json = sbx_trace_export_row (sbx_traffic_page_get_store (self), row);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), json);
  say (self, _ ("Copied as JSON"));
}

static void
clear (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxTrafficPage *self = SBX_TRAFFIC_PAGE (widget);

  sbx_traffic_clear (widget, sbx_traffic_page_get_store (self), sbx_traffic_page_get_endpoint_id (self));
}

static void
write_capture (GtkWidget *widget, GFile *file)
{
  SbxTrafficPage *self = SBX_TRAFFIC_PAGE (widget);

  sbx_capture_chooser_write (widget, sbx_traffic_page_get_store (self),
                             sbx_traffic_page_get_endpoint_id (self),
                             sbx_trace_model_get_filter (self->model), file);
}

static void
save_capture (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxTrafficPage *self = SBX_TRAFFIC_PAGE (widget);

  sbx_capture_chooser_save (widget, self->endpoint != NULL ? sbx_endpoint_get_title (self->endpoint) : NULL,
                            write_capture);
}

static void
search (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  SbxTrafficPage *self = SBX_TRAFFIC_PAGE (widget);

  sbx_master_detail_set_in_detail (self->panes, FALSE);
  gtk_editable_select_region (GTK_EDITABLE (self->search), 0, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
reset_filter (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_object_set (widget, "show-requests", TRUE, "show-events", TRUE, "show-heartbeats", TRUE, "show-incidents",
                TRUE, "only-failed", FALSE, NULL);
  gtk_editable_set_text (GTK_EDITABLE (SBX_TRAFFIC_PAGE (widget)->search), "");
}

static void
go_back (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  sbx_master_detail_set_in_detail (SBX_TRAFFIC_PAGE (widget)->panes, FALSE);
}

void
sbx_traffic_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "traffic.jump-to-partner", NULL, jump_to_partner);
  gtk_widget_class_install_action (widget_class, "traffic.copy", NULL, copy_row);
  gtk_widget_class_install_action (widget_class, "traffic.clear", NULL, clear);
  gtk_widget_class_install_action (widget_class, "traffic.save-capture", NULL, save_capture);
  gtk_widget_class_install_action (widget_class, "traffic.search", NULL, search);
  gtk_widget_class_install_action (widget_class, "traffic.reset-filter", NULL, reset_filter);
  gtk_widget_class_install_action (widget_class, "traffic.back", NULL, go_back);
  gtk_widget_class_install_property_action (widget_class, "traffic.pause", "paused");
  gtk_widget_class_install_property_action (widget_class, "traffic.follow", "follow");
  gtk_widget_class_install_property_action (widget_class, "traffic.show-requests", "show-requests");
  gtk_widget_class_install_property_action (widget_class, "traffic.show-events", "show-events");
  gtk_widget_class_install_property_action (widget_class, "traffic.show-heartbeats", "show-heartbeats");
  gtk_widget_class_install_property_action (widget_class, "traffic.show-incidents", "show-incidents");
  gtk_widget_class_install_property_action (widget_class, "traffic.only-failed", "only-failed");
  gtk_widget_class_install_property_action (widget_class, "traffic.time-format", "time-format");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "traffic.copy", NULL);
}
