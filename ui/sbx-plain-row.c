/* sbx-plain-row.c — a row that holds something and is nothing itself
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-focus.h"
#include "sbx-plain-row.h"

struct _SbxPlainRow
{
  AdwPreferencesRow parent_instance;
};

G_DEFINE_FINAL_TYPE (SbxPlainRow, sbx_plain_row, ADW_TYPE_PREFERENCES_ROW)

static gboolean
sbx_plain_row_focus (GtkWidget *widget, GtkDirectionType direction)
{
  gboolean back = direction == GTK_DIR_TAB_BACKWARD || direction == GTK_DIR_UP;
  GtkWidget *row = widget;

  if (sbx_focus_children (widget, direction))
    return TRUE;

  /* The list tries no row but the next. */
  while ((row = back ? gtk_widget_get_prev_sibling (row) : gtk_widget_get_next_sibling (row)) != NULL)
    if (gtk_widget_child_focus (row, direction))
      return TRUE;
  return FALSE;
}

static void
sbx_plain_row_class_init (SbxPlainRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->focus = sbx_plain_row_focus;
}

static void
sbx_plain_row_init (SbxPlainRow *self)
{
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
}

GtkWidget *
sbx_plain_row_new (GtkWidget *child)
{
  return g_object_new (SBX_TYPE_PLAIN_ROW, "child", child, NULL);
}
