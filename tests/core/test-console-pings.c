/* test-console-pings.c — series of pings, and what they come to
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "console-fixture.h"
#include "sbx-ping-series.h"

static void
test_figures (void)
{
  const gint64 times[] = { 400, -1, 100, -2, 200, 300, -1 };
  const gint64 lost[] = { -1, -1 };
  const gint64 one[] = { 70 };
  SbxPingFigures figures;

  sbx_ping_figures_init (&figures, times, G_N_ELEMENTS (times));
  g_assert_cmpuint (figures.n_sent, ==, 7);
  g_assert_cmpuint (figures.n_answered, ==, 4);
  g_assert_cmpuint (figures.n_lost, ==, 2);
  g_assert_cmpint (figures.lowest, ==, 100);
  g_assert_cmpint (figures.highest, ==, 400);
  g_assert_cmpint (figures.mean, ==, 250);
  g_assert_cmpint (figures.median, ==, 250);
  g_assert_cmpint (figures.deviation, ==, 112);

  sbx_ping_figures_init (&figures, one, 1);
  g_assert_cmpint (figures.median, ==, 70);
  g_assert_cmpint (figures.deviation, ==, 0);

  sbx_ping_figures_init (&figures, lost, G_N_ELEMENTS (lost));
  g_assert_cmpuint (figures.n_lost, ==, 2);
  g_assert_cmpint (figures.median, ==, -1);
  sbx_ping_figures_init (&figures, NULL, 0);
  g_assert_cmpuint (figures.n_sent, ==, 0);
}

static void
on_changed (SbxPingSeries *series, guint *n_changes)
{
  (*n_changes)++;
}

static void
test_series (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  SbxConnection *connection = console_fixture_connect (fixture, server);
  SbxPingSeries *series = sbx_ping_series_new (connection);
  SbxPingFigures figures;
  guint n_changes = 0;

  g_signal_connect (series, "changed", G_CALLBACK (on_changed), &n_changes);
  sbx_ping_series_start (series, 5, 10);
  g_assert_true (sbx_ping_series_get_running (series));
  wait_until (!sbx_ping_series_get_running (series));
  sbx_ping_series_get_figures (series, &figures);
  g_assert_cmpuint (figures.n_sent, ==, 5);
  g_assert_cmpuint (figures.n_answered, ==, 5);
  g_assert_cmpint (figures.lowest, >, 0);
  g_assert_cmpint (figures.lowest, <=, figures.median);
  g_assert_cmpint (figures.median, <=, figures.highest);
  g_assert_cmpuint (n_changes, ==, 10);
  g_assert_null (sbx_ping_series_get_error_message (series));

  /* One that is stopped: what was under way was not lost. */
  sbx_ping_series_start (series, SBX_PING_SERIES_MAX, 1);
  wait_until ((sbx_ping_series_get_figures (series, &figures), figures.n_answered >= 3));
  sbx_ping_series_stop (series);
  g_assert_false (sbx_ping_series_get_running (series));
  sbx_ping_series_get_figures (series, &figures);
  g_assert_cmpuint (figures.n_lost, ==, 0);
  g_assert_cmpuint (figures.n_sent, ==, figures.n_answered);

  /* A run begins anew, though answers of the last are still on their way. */
  sbx_ping_series_start (series, 2, 1);
  wait_until (!sbx_ping_series_get_running (series));
  sbx_ping_series_get_figures (series, &figures);
  g_assert_cmpuint (figures.n_answered, ==, 2);

  /* The connection ends: so does the series, and says why. */
  sbx_ping_series_start (series, SBX_PING_SERIES_MAX, 1);
  wait_until ((sbx_ping_series_get_figures (series, &figures), figures.n_answered >= 3));
  stop_endpoint (connection);
  wait_until (!sbx_ping_series_get_running (series));
  sbx_ping_series_get_figures (series, &figures);
  g_assert_cmpuint (figures.n_sent, <, SBX_PING_SERIES_MAX);
  g_assert_cmpuint (figures.n_lost, >=, 1);
  g_assert_nonnull (sbx_ping_series_get_error_message (series));

  g_assert_finalize_object (series);
  console_fixture_free (fixture);
}

int
main (int argc, char *argv[])
{
  console_fixture_init (&argc, &argv);
  g_test_add_func ("/console/pings/figures", test_figures);
  g_test_add_func ("/console/pings/series", test_series);
  return g_test_run ();
}
