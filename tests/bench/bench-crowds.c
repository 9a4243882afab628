/* bench-crowds.c — what the pages of a server cost with thousands of clients
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>
#include <unistd.h>

#include "peer-crowd.h"
#include "sbx-clients-page.h"
#include "sbx-heartbeats-page.h"
#include "sbx-line-chart.h"
#include "ui-fixture.h"

/* One document of JSON for each page. Frames are timed from before they are laid out until they are painted;
 * a turn is one of the main loop, which is what somebody who types waits for. Each second a tenth of the
 * clients has new figures, as the engine tells of them. */

#define N_CLIENTS 10000
#define SECONDS   8

typedef struct
{
  gint64 began;
  GArray *frames; /* of double: ms */
} Frames;

static void
before_paint_cb (GdkFrameClock *clock, Frames *frames)
{
  frames->began = g_get_monotonic_time ();
}

static void
after_paint_cb (GdkFrameClock *clock, Frames *frames)
{
  double ms = (double) (g_get_monotonic_time () - frames->began) / 1000;

  g_array_append_val (frames->frames, ms);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a;
  double second = *(const double *) b;

  return (first > second) - (first < second);
}

static double
get_percentile (GArray *values, double percent)
{
  g_array_sort (values, compare);

  return values->len > 0 ? g_array_index (values, double, (guint) ((values->len - 1) * percent / 100)) : NAN;
}

static double
get_cpu (void)
{
  return (double) clock () / CLOCKS_PER_SEC;
}

static double
get_memory (void)
{
  g_autofree char *statm = NULL;
  guint64 size = 0, resident = 0;

  if (g_file_get_contents ("/proc/self/statm", &statm, NULL, NULL) &&
      sscanf (statm, "%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, &size, &resident) == 2)
    return (double) resident * (double) sysconf (_SC_PAGESIZE) / 1e6;

  return NAN;
}

static void
run (SbxServer *server, Frames *frames, GArray *turns)
{
  gint64 end = g_get_monotonic_time () + SECONDS * G_USEC_PER_SEC;
  gint64 next = g_get_monotonic_time ();

  for (guint round = 1; g_get_monotonic_time () < end;)
    {
      gint64 began;
      double ms;

      if (g_get_monotonic_time () >= next && server != NULL)
        {
          peer_crowd_change (server, (round % 10) * (N_CLIENTS / 10), N_CLIENTS / 10, round);
          round++;
          next += G_USEC_PER_SEC;
        }
      began = g_get_monotonic_time ();
      if (!g_main_context_iteration (NULL, FALSE))
        {
          g_usleep (1000);
          continue;
        }
      ms = (double) (g_get_monotonic_time () - began) / 1000;
      g_array_append_val (turns, ms);
    }
}

static void
measure (const char *name, GtkWidget *page, SbxServer *server)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  Frames frames = { 0, g_array_new (FALSE, FALSE, sizeof (double)) };
  g_autoptr (GArray) turns = g_array_new (FALSE, FALSE, sizeof (double));
  double memory = get_memory ();
  gint64 began = g_get_monotonic_time ();
  double cpu, shown;

  gtk_window_set_child (window, page);
  gtk_window_set_default_size (window, 1200, 800);
  gtk_window_present (window);
  ui_wait_until (gtk_widget_get_mapped (page) && gtk_widget_get_width (page) > 0);
  shown = (double) (g_get_monotonic_time () - began) / 1000;

  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "before-paint",
                    G_CALLBACK (before_paint_cb), &frames);
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint",
                    G_CALLBACK (after_paint_cb), &frames);
  cpu = get_cpu ();
  run (server, &frames, turns);
  cpu = (get_cpu () - cpu) / SECONDS * 100;

  g_print ("{\"page\":\"%s\",\"shown_ms\":%.1f,\"cpu_percent\":%.1f,\"memory_mb\":%.1f,\"frames\":%u,"
           "\"frame_ms_median\":%.2f,\"frame_ms_p95\":%.2f,\"frame_ms_max\":%.2f,\"turn_ms_max\":%.1f}\n",
           name, shown, cpu, get_memory () - memory, frames.frames->len, get_percentile (frames.frames, 50),
           get_percentile (frames.frames, 95), get_percentile (frames.frames, 100),
           get_percentile (turns, 100));
  gtk_window_destroy (window);
  g_array_unref (frames.frames);
}

/* Two charts that get new values each second. */
static gboolean
feed_cb (gpointer chart)
{
  static guint n;
  double values[119];

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = (i + n) % 50;
  n++;
  sbx_line_chart_set_values (chart, 0, values, G_N_ELEMENTS (values));
  sbx_line_chart_set_values (chart, 1, values, G_N_ELEMENTS (values));

  return G_SOURCE_CONTINUE;
}

static void
measure_chart (void)
{
  GtkWidget *chart = g_object_new (SBX_TYPE_LINE_CHART, NULL);
  guint feed = g_timeout_add_seconds (1, feed_cb, chart);

  measure ("chart", chart, NULL);
  g_source_remove (feed);
}

int
main (int argc, char *argv[])
{
  UiFixture fixture = { 0 };
  SbxServer *server;
  SbxEndpoint *endpoint;
  double before;

  gtk_init ();
  adw_init ();
  ui_fixture_set_up (&fixture, NULL);
  server = ui_fixture_add_server (&fixture, "Crowd", "memory://crowd");
  endpoint = SBX_ENDPOINT (server);

  measure_chart ();
  before = get_memory ();
  peer_crowd_arrive (server, N_CLIENTS, 100, 1000);
  g_print ("{\"clients\":%d,\"memory_mb\":%.1f}\n", N_CLIENTS, get_memory () - before);
  measure ("heartbeats", sbx_heartbeats_page_new (fixture.console, endpoint), server);
  measure ("clients", sbx_clients_page_new (fixture.console, endpoint), server);
  {
    GtkWidget *page = sbx_clients_page_new (fixture.console, endpoint);
    GtkColumnView *view = ui_part (page, "view");
    g_autoptr (GtkColumnViewColumn) received = g_list_model_get_item (gtk_column_view_get_columns (view), 6);

    gtk_column_view_sort_by_column (view, received, GTK_SORT_DESCENDING);
    measure ("clients, sorted", page, server);
  }

  ui_fixture_tear_down (&fixture, NULL);

  return 0;
}
