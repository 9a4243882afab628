/* test-charts.c — what charts draw, say, and do at a key
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>
#include <math.h>

#include "sbx-histogram.h"
#include "sbx-line-chart.h"
#include "ui-fixture.h"

/* What the chart draws; NULL as long as it was not given a place. */
static GskRenderNode *
draw (gpointer widget)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  return gtk_snapshot_free_to_node (snapshot);
}

static GtkWindow *
show (gpointer widget)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());

  gtk_window_set_child (window, widget);
  gtk_window_set_default_size (window, 300, 150);
  gtk_window_present (window);
  ui_wait_until (gtk_widget_get_width (widget) > 0);

  return window;
}

/* It draws something, and not far beyond its place. */
static void
assert_draws (gpointer widget)
{
  GskRenderNode *node = NULL;
  graphene_rect_t bounds;

  ui_wait_until ((node = draw (widget)) != NULL);
  gsk_render_node_get_bounds (node, &bounds);
  g_assert_true (isfinite (bounds.origin.x) && isfinite (bounds.origin.y));
  g_assert_cmpfloat (bounds.origin.x, >=, -4);
  g_assert_cmpfloat (bounds.size.width, <=, gtk_widget_get_width (widget) + 8);
  g_assert_cmpfloat (bounds.size.height, <=, gtk_widget_get_height (widget) + 8);
  gsk_render_node_unref (node);
}

static gpointer
find_controller (gpointer widget, GType type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (g_type_is_a (G_OBJECT_TYPE (controller), type))
        return controller;
    }

  g_assert_not_reached ();
}

static gboolean
press (gpointer chart, guint key)
{
  gboolean handled = FALSE;

  g_signal_emit_by_name (find_controller (chart, GTK_TYPE_EVENT_CONTROLLER_KEY), "key-pressed", key, 0, 0,
                         &handled);

  return handled;
}

static void
point_at (gpointer chart, double x)
{
  g_signal_emit_by_name (find_controller (chart, GTK_TYPE_EVENT_CONTROLLER_MOTION), "motion", x, 20.0);
}

static void
assert_cursor (gpointer chart, int expected, const char *value)
{
  g_autofree char *text = NULL;
  int cursor;

  g_object_get (chart, "cursor", &cursor, "value-text", &text, NULL);
  g_assert_cmpint (cursor, ==, expected);
  g_assert_cmpstr (text, ==, value);
}

static void
assert_value (gpointer chart, const char *value)
{
  g_autofree char *text = NULL;

  g_object_get (chart, "value-text", &text, NULL);
  g_assert_cmpstr (text, ==, value);
}

/* Gaps, a single value, and none at all. */
static void
test_draws (void)
{
  const double values[] = { 0, 3, NAN, 12, NAN, 7 };
  SbxLineChart *chart =
    g_object_new (SBX_TYPE_LINE_CHART, "start-label", "then", "end-label", "now", "empty-text", "None", NULL);
  GtkWindow *window = show (chart);

  assert_draws (chart);
  for (guint pass = 0; pass < 4; pass++)
    {
      sbx_line_chart_set_values (chart, 0, values, G_N_ELEMENTS (values));
      sbx_line_chart_set_values (chart, 1, values, pass % 2);
      gtk_widget_set_direction (GTK_WIDGET (chart), pass >= 2 ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
      point_at (chart, 20 * pass);
      assert_draws (chart);
    }
  g_object_set (chart, "bare", TRUE, NULL);
  assert_draws (chart);

  ui_assert_window_goes (window);
}

static void
test_keys (void)
{
  const double values[] = { 1, NAN, 3, 4 };
  SbxLineChart *chart = g_object_new (SBX_TYPE_LINE_CHART, "gap-text", "nothing", NULL);
  GtkWindow *window = show (chart);

  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (chart)));
  /* There is nothing to read yet. */
  g_assert_false (press (chart, GDK_KEY_Right));
  sbx_line_chart_set_values (chart, 0, values, G_N_ELEMENTS (values));
  assert_cursor (chart, -1, NULL);

  g_assert_true (press (chart, GDK_KEY_Right));
  assert_cursor (chart, 0, "1");
  press (chart, GDK_KEY_Right);
  assert_cursor (chart, 1, "nothing");
  press (chart, GDK_KEY_End);
  assert_cursor (chart, 3, "4");
  press (chart, GDK_KEY_Right);
  assert_cursor (chart, 3, "4");
  press (chart, GDK_KEY_Left);
  assert_cursor (chart, 2, "3");
  press (chart, GDK_KEY_Home);
  press (chart, GDK_KEY_Left);
  assert_cursor (chart, 0, "1");
  press (chart, GDK_KEY_Page_Down);
  assert_cursor (chart, 3, "4");
  g_assert_false (press (chart, GDK_KEY_Up));

  g_assert_true (press (chart, GDK_KEY_Escape));
  assert_cursor (chart, -1, NULL);
  /* Escape is the dialog's now. */
  g_assert_false (press (chart, GDK_KEY_Escape));

  /* The axis runs the other way, and so do the keys; the first one comes from outside. */
  gtk_widget_set_direction (GTK_WIDGET (chart), GTK_TEXT_DIR_RTL);
  press (chart, GDK_KEY_Right);
  assert_cursor (chart, 3, "4");
  press (chart, GDK_KEY_Left);
  assert_cursor (chart, 3, "4");
  press (chart, GDK_KEY_Right);
  assert_cursor (chart, 2, "3");

  /* Fewer values: the cursor is at one that is there. */
  sbx_line_chart_set_values (chart, 0, values, 1);
  assert_cursor (chart, 0, "1");
  sbx_line_chart_set_values (chart, 0, NULL, 0);
  assert_cursor (chart, -1, NULL);

  ui_assert_window_goes (window);
}

static void
test_pointer (void)
{
  const double values[] = { 5, 6, 7 };
  SbxLineChart *chart = g_object_new (SBX_TYPE_LINE_CHART, NULL);
  GtkWindow *window = show (chart);

  sbx_line_chart_set_values (chart, 0, values, G_N_ELEMENTS (values));
  sbx_line_chart_set_name (chart, 0, "In");
  sbx_line_chart_set_values (chart, 1, values, 2);
  sbx_line_chart_set_name (chart, 1, "Out");
  assert_draws (chart);

  point_at (chart, gtk_widget_get_width (GTK_WIDGET (chart)));
  assert_value (chart, "In 7");
  point_at (chart, 0);
  assert_value (chart, "In 5\nOut 5");

  /* What is pointed at comes first; the cursor stays where it is, and is there again. */
  press (chart, GDK_KEY_End);
  assert_cursor (chart, 2, "In 5\nOut 5");
  g_signal_emit_by_name (find_controller (chart, GTK_TYPE_EVENT_CONTROLLER_MOTION), "leave");
  assert_cursor (chart, 2, "In 7");

  ui_assert_window_goes (window);
}

/* The cursor stays with a moment while time passes, until it is out of sight. */
static void
test_moves_on (void)
{
  const double values[] = { 1, 2, 3, 4 };
  gint64 times[4];
  gint64 start = g_get_real_time () - G_TIME_SPAN_HOUR;
  SbxLineChart *chart = g_object_ref_sink (g_object_new (SBX_TYPE_LINE_CHART, NULL));
  int cursor;

  for (guint second = 0; second < 6; second++)
    {
      /* Timers are late now and then. */
      for (guint i = 0; i < 4; i++)
        times[i] = start + (second + i) * G_USEC_PER_SEC + second % 2 * 200000;
      sbx_line_chart_set_times (chart, times, 4);
      sbx_line_chart_set_values (chart, 0, values, 4);
      if (second == 0)
        sbx_chart_set_cursor (SBX_CHART (chart), 3);

      g_object_get (chart, "cursor", &cursor, NULL);
      g_assert_cmpint (cursor, ==, second < 3 ? 3 - (int) second : 0);
    }

  g_assert_finalize_object (chart);
}

static guint n_drawn;

static void
drawn_cb (void)
{
  n_drawn++;
}

/* The same figures once more: nothing is drawn. */
static void
test_idle (void)
{
  const double values[] = { 1, 2, 3, 4 };
  const double others[] = { 1, 2, 3, 5 };
  SbxLineChart *chart = g_object_new (SBX_TYPE_LINE_CHART, NULL);
  GtkWindow *window = show (chart);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (chart));

  sbx_line_chart_set_values (chart, 0, values, G_N_ELEMENTS (values));
  assert_draws (chart);
  g_signal_connect (paintable, "invalidate-contents", G_CALLBACK (drawn_cb), NULL);
  n_drawn = 0;
  for (guint i = 0; i < 10; i++)
    sbx_line_chart_set_values (chart, 0, values, G_N_ELEMENTS (values));
  sbx_line_chart_set_values (chart, 0, others, G_N_ELEMENTS (others));
  ui_wait_until (n_drawn > 0);
  g_assert_cmpuint (n_drawn, <=, 2);

  g_clear_object (&paintable);
  ui_assert_window_goes (window);
}

static void
test_histogram (void)
{
  const gint64 times[] = { 20, 900, 1100, 1200, -1, 40000 };
  const SbxBucket buckets[] = { { 0, 1000, 3 }, { 1000, G_MAXINT64, 1 } };
  SbxHistogram *chart = SBX_HISTOGRAM (sbx_histogram_new ());
  GtkWindow *window;
  g_autofree char *start = NULL;
  g_autofree char *end = NULL;

  g_object_set (chart, "empty-text", "Nothing", NULL);
  window = show (chart);
  assert_draws (chart);
  sbx_histogram_set_times (chart, NULL, 0);
  g_assert_false (press (chart, GDK_KEY_Home));

  sbx_histogram_set_times (chart, times, G_N_ELEMENTS (times));
  assert_draws (chart);
  g_object_get (chart, "start-label", &start, "end-label", &end, NULL);
  g_assert_cmpstr (start, ==, "0 ms");
  g_assert_cmpstr (end, ==, "66 ms");
  press (chart, GDK_KEY_End);
  assert_cursor (chart, 11, "33 ms to 66 ms\n1 (20.0 %)\n100.0 % took no longer");

  sbx_histogram_set_buckets (chart, buckets, G_N_ELEMENTS (buckets));
  assert_cursor (chart, 1, "1.00 ms and more\n1 (25.0 %)\n100.0 % took no longer");
  press (chart, GDK_KEY_Home);
  assert_cursor (chart, 0, "0 ms to 1.00 ms\n3 (75.0 %)\n75.0 % took no longer");
  assert_draws (chart);

  ui_assert_window_goes (window);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/ui/chart/draws", test_draws);
  g_test_add_func ("/ui/chart/keys", test_keys);
  g_test_add_func ("/ui/chart/pointer", test_pointer);
  g_test_add_func ("/ui/chart/moves-on", test_moves_on);
  g_test_add_func ("/ui/chart/idle", test_idle);
  g_test_add_func ("/ui/chart/histogram", test_histogram);

  return g_test_run ();
}
