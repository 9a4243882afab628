/* test-widgets.c — the small widgets, and how numbers are written
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <adwaita.h>

#include "sbx-banner.h"
#include "sbx-columns.h"
#include "sbx-copy-button.h"
#include "sbx-entry-row.h"
#include "sbx-format.h"
#include "sbx-scroll-start.h"
#include "sbx-status-icon.h"
#include "sbx-time-label.h"
#include "sbx-value-row.h"
#include "ui-fixture.h"

static void
test_durations (void)
{
  static const struct
  {
    gint64 milliseconds;
    const char *text;
  } cases[] = {
    { -5, "0 s" },           { 999, "0 s" },           { 59999, "59 s" },       { 60000, "1 min 0 s" },
    { 185000, "3 min 5 s" }, { 3600000, "1 h 0 min" }, { 90061000, "1 d 1 h" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = sbx_format_duration (cases[i].milliseconds);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_lines (void)
{
  g_autofree char *longest = g_strnfill (200, 'x');
  g_autofree char *longer = g_strconcat (longest, "y", NULL);
  g_autofree char *cut = g_strconcat (longest, "…", NULL);
  const char *const cases[][2] = {
    { "", "" },
    { "getOrder", "getOrder" },
    { "<b>שלום\xf0\x9f\x98\x80", "<b>שלום\xf0\x9f\x98\x80" },
    { "a\nb", "a↵b" },
    { "a\r\n\tb", "a↵↵ b" },
    { "a\xe2\x80\xa8\x1b[1m", "a↵↵[1m" },
    { longest, longest },
    { longer, cut },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = sbx_format_line (cases[i][0]);

      g_assert_cmpstr (text, ==, cases[i][1]);
    }
}

static void
test_latencies (void)
{
  static const struct
  {
    gint64 microseconds;
    const char *text;
  } cases[] = {
    { -1, "–" },        { 0, "0 ms" },        { 420, "0.42 ms" },  { 9994, "9.99 ms" },  { 9995, "10 ms" },
    { 12345, "12 ms" }, { 999499, "999 ms" }, { 999500, "1.0 s" }, { 1260000, "1.3 s" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = sbx_format_latency (cases[i].microseconds);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_ago (void)
{
  const gint64 now = 1000 * G_USEC_PER_SEC;
  g_autofree char *never = sbx_format_ago (0, now);
  g_autofree char *just_now = sbx_format_ago (now - 1, now);
  g_autofree char *future = sbx_format_ago (now + G_USEC_PER_SEC, now);
  g_autofree char *past = sbx_format_ago (now - 12 * G_USEC_PER_SEC, now);

  g_assert_cmpstr (never, ==, "never");
  g_assert_cmpstr (just_now, ==, "now");
  g_assert_cmpstr (future, ==, "now");
  g_assert_cmpstr (past, ==, "12 s ago");
}

static void
test_lists (void)
{
  g_auto (GStrv) none = sbx_split_list (NULL);
  g_auto (GStrv) some = sbx_split_list (" a,b  ,, a\tc,");
  g_autofree char *text = sbx_format_list ((const char *const *) some);

  g_assert_null (none[0]);
  g_assert_cmpuint (g_strv_length (some), ==, 3);
  g_assert_cmpstr (text, ==, "a, b, c");
}

static void
test_entry_row (gconstpointer user_data)
{
  SbxEntryRow *row = g_object_ref_sink (
    g_object_new (SBX_TYPE_ENTRY_ROW, "kind", GPOINTER_TO_INT (user_data), "title", "_Address", NULL));
  guint n_notified = 0;

  g_signal_connect_swapped (row, "notify::text", G_CALLBACK (g_atomic_int_inc), &n_notified);
  g_assert_cmpstr (sbx_entry_row_get_text (row), ==, "");
  sbx_entry_row_set_text (row, "ws://a");
  g_assert_cmpstr (sbx_entry_row_get_text (row), ==, "ws://a");
  g_assert_cmpuint (n_notified, >=, 1);
  n_notified = 0;
  sbx_entry_row_set_text (row, "ws://a");
  g_assert_cmpuint (n_notified, ==, 0);

  /* What is wrong stands in the place of the hint. */
  g_object_set (row, "hint", "A hint", NULL);
  g_assert_true (ui_shows (GTK_WIDGET (row), "A hint"));
  sbx_entry_row_set_error (row, "Not so");
  g_assert_false (ui_shows (GTK_WIDGET (row), "A hint"));
  g_assert_true (ui_shows (GTK_WIDGET (row), "Not so"));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (row), "error"));
  sbx_entry_row_set_error (row, NULL);
  g_assert_true (ui_shows (GTK_WIDGET (row), "A hint"));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (row), "error"));

  g_assert_finalize_object (row);
}

static void
test_status_icon (void)
{
  SbxStatusIcon *icon = g_object_ref_sink (g_object_new (SBX_TYPE_STATUS_ICON, NULL));
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());
  g_autoptr (GHashTable) shapes = g_hash_table_new (g_str_hash, g_str_equal);

  gtk_icon_theme_add_resource_path (theme, "/org/signalbox/Signalbox/icons");
  for (SbxEndpointState state = SBX_ENDPOINT_STOPPED; state <= SBX_ENDPOINT_FAILED; state++)
    {
      g_object_set (icon, "state", state, NULL);
      g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (icon), sbx_status_icon_style (state)));
      g_assert_true (gtk_icon_theme_has_icon (theme, sbx_status_icon_name (state)));
      g_hash_table_add (shapes, (gpointer) sbx_status_icon_name (state));
    }
  /* To stand still, to begin or end, to run, to try again, to have failed: told apart without colour. */
  g_assert_cmpuint (g_hash_table_size (shapes), ==, 5);

  g_assert_finalize_object (icon);
}

static void
test_time_label (void)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  GtkWidget *label = g_object_new (SBX_TYPE_TIME_LABEL, "mode", SBX_TIME_LABEL_AGO, NULL);

  gtk_window_set_child (window, label);
  gtk_window_present (window);
  g_assert_true (ui_shows (label, "never"));
  g_object_set (label, "time", g_get_real_time (), NULL);
  g_assert_true (ui_shows (label, "now"));
  /* It goes on by itself. */
  ui_wait_until (ui_shows (label, "1 s ago"));

  ui_assert_window_goes (window);
}

static void
test_banner (void)
{
  SbxBanner *banner = g_object_ref_sink (g_object_new (SBX_TYPE_BANNER, NULL));
  GtkRevealer *revealer = ui_part (banner, "revealer");

  g_assert_false (gtk_revealer_get_reveal_child (revealer));
  g_object_set (banner, "text", "The disk is full", NULL);
  g_assert_true (gtk_revealer_get_reveal_child (revealer));
  g_object_set (banner, "text", NULL, NULL);
  g_assert_false (gtk_revealer_get_reveal_child (revealer));

  g_assert_finalize_object (banner);
}

/* Two buttons stand beside the text, or under it where there is little room. */
static void
test_banner_narrow (void)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  SbxBanner *banner = g_object_new (SBX_TYPE_BANNER, "text", "It was changed by another program as well",
                                    "button-label", "Keep", "other-label", "Load", NULL);
  GtkOrientable *bar = ui_part (banner, "bar");

  gtk_window_set_child (window, GTK_WIDGET (banner));
  gtk_window_set_default_size (window, 360, 300);
  gtk_window_present (window);
  ui_wait_until (gtk_orientable_get_orientation (bar) == GTK_ORIENTATION_VERTICAL);
  gtk_window_set_default_size (window, 700, 300);
  ui_wait_until (gtk_orientable_get_orientation (bar) == GTK_ORIENTATION_HORIZONTAL);
  g_object_set (banner, "other-label", NULL, NULL);
  gtk_window_set_default_size (window, 360, 300);
  ui_wait_until (gtk_widget_get_width (GTK_WIDGET (banner)) == 360);
  g_assert_cmpint (gtk_orientable_get_orientation (bar), ==, GTK_ORIENTATION_HORIZONTAL);

  ui_assert_window_goes (window);
}

/* A row may go while what it shows has the focus, and is held by whoever looks at it. */
static void
test_value_row (void)
{
  SbxValueRow *row = g_object_ref_sink (
    g_object_new (SBX_TYPE_VALUE_ROW, "title", "Client ID", "value", "c-1", "copy-name", "Copy ID", NULL));
  GtkLabel *label = ui_part (row, "label");
  g_autofree char *copied = NULL;

  g_assert_cmpstr (gtk_label_get_text (label), ==, "c-1");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (GTK_WIDGET (label)), ==, "c-1");
  sbx_value_row_set_value (row, "c-2");
  g_assert_cmpstr (gtk_label_get_text (label), ==, "c-2");
  g_object_get (ui_part (row, "copy_button"), "text", &copied, NULL);
  g_assert_cmpstr (copied, ==, "c-2");
  g_assert_true (gtk_widget_get_visible (ui_part (row, "copy_button")));
  g_object_set (row, "copy-name", NULL, NULL);
  g_assert_false (gtk_widget_get_visible (ui_part (row, "copy_button")));

  g_object_ref (label);
  g_assert_finalize_object (row);
  g_assert_finalize_object (label);
}

/* Words stand at the side of their heading, whichever way they are read themselves. */
static void
test_inscribe (void)
{
  static const struct
  {
    GtkTextDirection direction;
    const char *text;
    gboolean at_end;
    double xalign;
  } cases[] = {
    { GTK_TEXT_DIR_LTR, "orders", FALSE, 0 }, { GTK_TEXT_DIR_LTR, "orders", TRUE, 1 },
    { GTK_TEXT_DIR_LTR, "הזמנות", FALSE, 1 }, { GTK_TEXT_DIR_RTL, "orders", FALSE, 1 },
    { GTK_TEXT_DIR_RTL, "orders", TRUE, 0 },  { GTK_TEXT_DIR_RTL, "הזמנות", FALSE, 0 },
    { GTK_TEXT_DIR_RTL, "12", FALSE, 0 },     { GTK_TEXT_DIR_RTL, "", FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GtkWidget *cell = g_object_ref_sink (gtk_inscription_new (""));

      gtk_widget_set_direction (cell, cases[i].direction);
      sbx_inscribe (GTK_INSCRIPTION (cell), cases[i].text, cases[i].at_end);
      g_assert_cmpstr (gtk_inscription_get_text (GTK_INSCRIPTION (cell)), ==, cases[i].text);
      g_assert_cmpfloat (gtk_inscription_get_xalign (GTK_INSCRIPTION (cell)), ==, cases[i].xalign);
      g_assert_finalize_object (cell);
    }
}

static void
test_large_text (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", 96 * 1024, NULL);
  g_assert_cmpint (sbx_scale_to_text (100), ==, 100);
  g_object_set (settings, "gtk-xft-dpi", 144 * 1024, NULL);
  g_assert_cmpint (sbx_scale_to_text (100), ==, 150);
  g_assert_cmpint (sbx_scale_to_text (0), ==, 0);
  /* Columns are never narrower than they were drawn. */
  g_object_set (settings, "gtk-xft-dpi", 72 * 1024, NULL);
  g_assert_cmpint (sbx_scale_to_text (100), ==, 100);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
}

/* Columns stand side by side where their text has room: the larger it is, the fewer there are. */
static void
test_columns (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  GtkWidget *columns =
    g_object_ref_sink (g_object_new (SBX_TYPE_COLUMNS, "column-width", 300, "spacing", 20, NULL));
  GtkWidget *children[2];
  graphene_rect_t bounds;
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      children[i] = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
      gtk_widget_set_size_request (children[i], -1, 50);
      gtk_widget_set_parent (children[i], columns);
    }

  g_object_set (settings, "gtk-xft-dpi", 96 * 1024, NULL);
  gtk_widget_measure (columns, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_allocate (columns, 700, 200, -1, NULL);
  g_assert_true (gtk_widget_compute_bounds (children[1], columns, &bounds));
  g_assert_cmpfloat (bounds.origin.x, ==, 360);
  g_assert_cmpfloat (bounds.origin.y, ==, 0);
  g_assert_cmpfloat (bounds.size.width, ==, 340);

  g_object_set (settings, "gtk-xft-dpi", 144 * 1024, NULL);
  gtk_widget_queue_resize (columns);
  gtk_widget_measure (columns, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_allocate (columns, 700, 200, -1, NULL);
  g_assert_true (gtk_widget_compute_bounds (children[1], columns, &bounds));
  g_assert_cmpfloat (bounds.origin.x, ==, 0);
  g_assert_cmpfloat (bounds.origin.y, ==, 70);
  g_assert_cmpfloat (bounds.size.width, ==, 700);

  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  g_assert_finalize_object (columns);
}

/* Where the middle of the first column's heading is in @window. */
static float
get_first_heading (GtkWidget *window, GtkWidget *view)
{
  GtkWidget *heading = gtk_widget_get_first_child (gtk_widget_get_first_child (view));
  graphene_rect_t bounds;

  if (heading == NULL || !gtk_widget_compute_bounds (heading, window, &bounds))
    return -1;
  return bounds.origin.x + bounds.size.width / 2;
}

/* A table begins with its first column, from right to left too, and also once it has become narrower. */
static void
test_scroll_start (void)
{
  GtkTextDirection direction = gtk_widget_get_default_direction ();
  GtkWidget *window, *scrolled, *view;
  GtkColumnViewColumn *columns[3];

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  window = gtk_window_new ();
  scrolled = gtk_scrolled_window_new ();
  view = gtk_column_view_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      columns[i] = gtk_column_view_column_new ("Column", NULL);
      gtk_column_view_column_set_fixed_width (columns[i], 200);
      gtk_column_view_append_column (GTK_COLUMN_VIEW (view), columns[i]);
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  sbx_scroll_start_keep (GTK_SCROLLED_WINDOW (scrolled));
  gtk_window_set_child (GTK_WINDOW (window), scrolled);
  gtk_window_set_default_size (GTK_WINDOW (window), 300, 200);
  gtk_window_present (GTK_WINDOW (window));
  ui_wait_until (ABS (get_first_heading (scrolled, view) - 200) < 2);

  gtk_column_view_remove_column (GTK_COLUMN_VIEW (view), columns[2]);
  gtk_column_view_remove_column (GTK_COLUMN_VIEW (view), columns[1]);
  /* It fills the width, to be told from where it was before the table was laid out anew. */
  gtk_column_view_column_set_expand (columns[0], TRUE);
  ui_wait_until (ABS (get_first_heading (scrolled, view) - 150) < 2);

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    g_object_unref (columns[i]);
  gtk_window_destroy (GTK_WINDOW (window));
  gtk_widget_set_default_direction (direction);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/ui/format/durations", test_durations);
  g_test_add_func ("/ui/format/lines", test_lines);
  g_test_add_func ("/ui/format/latencies", test_latencies);
  g_test_add_func ("/ui/format/ago", test_ago);
  g_test_add_func ("/ui/format/lists", test_lists);
  g_test_add_data_func ("/ui/entry-row/text", GINT_TO_POINTER (SBX_ENTRY_ROW_TEXT), test_entry_row);
  g_test_add_data_func ("/ui/entry-row/password", GINT_TO_POINTER (SBX_ENTRY_ROW_PASSWORD), test_entry_row);
  g_test_add_data_func ("/ui/entry-row/lines", GINT_TO_POINTER (SBX_ENTRY_ROW_LINES), test_entry_row);
  g_test_add_func ("/ui/status-icon", test_status_icon);
  g_test_add_func ("/ui/time-label", test_time_label);
  g_test_add_func ("/ui/banner", test_banner);
  g_test_add_func ("/ui/banner/narrow", test_banner_narrow);
  g_test_add_func ("/ui/value-row", test_value_row);
  g_test_add_func ("/ui/inscribe", test_inscribe);
  g_test_add_func ("/ui/large-text", test_large_text);
  g_test_add_func ("/ui/columns", test_columns);
  g_test_add_func ("/ui/scroll-start", test_scroll_start);

  return g_test_run ();
}
