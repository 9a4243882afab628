/* sbx-scroll-start.c — tables that begin with their first column
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-scroll-start.h"

typedef struct
{
  GtkScrolledWindow *window; /* weak */
  guint idle_id;
  gboolean left; /* one has scrolled away from the start */
} Start;

static double
get_start (GtkScrolledWindow *window)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (window);

  if (gtk_widget_get_direction (GTK_WIDGET (window)) == GTK_TEXT_DIR_RTL)
    return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  return 0;
}

static gboolean
idle_cb (gpointer user_data)
{
  Start *start = user_data;

  start->idle_id = 0;
  if (start->window == NULL)
    return G_SOURCE_REMOVE;

  gtk_adjustment_set_value (gtk_scrolled_window_get_hadjustment (start->window), get_start (start->window));
  /* A table that has become narrower was put where it was before. */
  gtk_widget_queue_allocate (gtk_scrolled_window_get_child (start->window));

  return G_SOURCE_REMOVE;
}

/* It is wider or narrower now; what allocates it must not move it meanwhile. */
static void
changed_cb (Start *start)
{
  if (!start->left && start->idle_id == 0)
    start->idle_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, idle_cb, start, NULL);
}

static void
value_changed_cb (Start *start, GtkAdjustment *adjustment)
{
  if (start->idle_id == 0 && start->window != NULL)
    start->left = ABS (gtk_adjustment_get_value (adjustment) - get_start (start->window)) > 1;
}

static void
start_free (gpointer data)
{
  Start *start = data;

  g_clear_handle_id (&start->idle_id, g_source_remove);
  g_clear_weak_pointer (&start->window);
  g_free (start);
}

void
sbx_scroll_start_keep (GtkScrolledWindow *window)
{
  GtkAdjustment *adjustment;
  Start *start;

  g_return_if_fail (GTK_IS_SCROLLED_WINDOW (window));

  adjustment = gtk_scrolled_window_get_hadjustment (window);
  start = g_new0 (Start, 1);
  g_set_weak_pointer (&start->window, window);
  g_object_set_data_full (G_OBJECT (adjustment), "sbx-scroll-start", start, start_free);
  g_signal_connect_swapped (adjustment, "changed", G_CALLBACK (changed_cb), start);
  g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (value_changed_cb), start);
}
