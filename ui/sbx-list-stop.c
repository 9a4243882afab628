/* sbx-list-stop.c — makes a list or table one stop of the Tab key
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-list-stop.h"

#include "sbx-focus.h"

struct _SbxListStop
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (SbxListStop, sbx_list_stop, ADW_TYPE_BIN)

/* The row that has the focus, or has something in it that does; NULL for none. */
static GtkWidget *
sbx_list_stop_get_row (SbxListStop *self)
{
  GtkWidget *row = gtk_widget_get_focus_child (GTK_WIDGET (self));

  while (row != NULL && !GTK_IS_LIST_VIEW (gtk_widget_get_parent (row)))
    row = gtk_widget_get_focus_child (row);
  return row;
}

static gboolean
sbx_list_stop_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *row = sbx_list_stop_get_row (SBX_LIST_STOP (widget));

  if (row != NULL && (direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD))
    return gtk_widget_child_focus (row, direction);
  return sbx_focus_children (widget, direction);
}

static gboolean
sbx_list_stop_grab_focus (GtkWidget *widget)
{
  return sbx_focus_children (widget, GTK_DIR_TAB_FORWARD);
}

static void
sbx_list_stop_class_init (SbxListStopClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->focus = sbx_list_stop_focus;
  widget_class->grab_focus = sbx_list_stop_grab_focus;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sbx_list_stop_init (SbxListStop *self)
{
}
