/* test-trace-stats.c — tests of SbxStats
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-stats-counter-private.h"
#include "sbx-stats-private.h"

#define SECOND G_TIME_SPAN_SECOND

/* Every latency falls into the one bucket whose bounds it is between; buckets follow each other without gaps.
 */
static void
test_buckets (void)
{
  gint64 lower, upper, next = 0;

  for (guint i = 0; i < SBX_STATS_N_BUCKETS; i++)
    {
      sbx_stats_bucket_bounds (i, &lower, &upper);
      g_assert_cmpint (lower, ==, next);
      g_assert_cmpint (lower, <, upper);
      g_assert_cmpuint (sbx_stats_find_bucket (lower), ==, i);
      g_assert_cmpuint (sbx_stats_find_bucket (upper - 1), ==, i);
      if (i + 1 < SBX_STATS_N_BUCKETS && lower >= 16)
        g_assert_cmpfloat ((double) (upper - lower) / (double) lower, <=, 0.125);
      next = upper;
    }
  g_assert_cmpint (next, ==, G_MAXINT64);
  sbx_stats_bucket_bounds (SBX_STATS_N_BUCKETS - 1, &lower, &upper);
  g_assert_cmpint (lower, >, 4 * 60 * SECOND);
  g_assert_cmpuint (sbx_stats_find_bucket (-5), ==, 0);
}

static void
test_percentiles (void)
{
  SbxStatsCounter counter;
  g_autoptr (SbxStats) none = NULL;
  g_autoptr (SbxStats) stats = NULL;
  guint64 sum = 0;

  sbx_stats_counter_init (&counter, 0, 1000 * SECOND);
  none = sbx_stats_counter_snapshot (&counter, 1000 * SECOND);
  g_assert_cmpint (none->latency_p50, ==, -1);
  g_assert_cmpint (none->latency_min, ==, -1);
  g_assert_cmpint (none->latency_max, ==, -1);
  g_assert_cmpint (none->latency_mean, ==, -1);

  for (gint64 i = 1; i <= 10000; i++)
    sbx_stats_counter_add_latency (&counter, i * 10);
  stats = sbx_stats_counter_snapshot (&counter, 1000 * SECOND);
  g_assert_cmpint (stats->latency_min, ==, 10);
  g_assert_cmpint (stats->latency_max, ==, 100000);
  g_assert_cmpint (stats->latency_mean, ==, 50005);
  g_assert_cmpint (ABS (stats->latency_p50 - 50000), <, 50000 * 0.065);
  g_assert_cmpint (ABS (stats->latency_p95 - 95000), <, 95000 * 0.065);
  g_assert_cmpint (ABS (stats->latency_p99 - 99000), <, 99000 * 0.065);
  g_assert_cmpint (sbx_stats_get_percentile (stats, 100), <=, 100000);
  g_assert_cmpint (sbx_stats_get_percentile (stats, 0), >=, 10);
  for (guint i = 0; i < SBX_STATS_N_BUCKETS; i++)
    sum += stats->buckets[i];
  g_assert_cmpuint (sum, ==, 10000);
  g_assert_cmpuint (sbx_stats_count_latencies (stats, 0, G_MAXINT64), ==, 10000);
  /* The snapshot before is what it was. */
  g_assert_cmpuint (none->n_latencies, ==, 0);
}

static void
test_rates (void)
{
  SbxStatsCounter counter;
  g_autoptr (SbxStats) stats = NULL;
  g_autoptr (SbxStats) later = NULL;
  g_autoptr (SbxStats) much_later = NULL;
  gint64 start = 5000 * SECOND;

  sbx_stats_counter_init (&counter, 0, start);
  /* Ten seconds of 5 in and 2 out each, and the beginning of another. */
  for (gint64 second = 0; second < 10; second++)
    {
      for (guint i = 0; i < 5; i++)
        sbx_stats_counter_add_message (&counter, SBX_TRACE_DIRECTION_IN, SBX_TRACE_KIND_EVENT, 100,
                                       start + second * SECOND + i);
      for (guint i = 0; i < 2; i++)
        sbx_stats_counter_add_message (&counter, SBX_TRACE_DIRECTION_OUT, SBX_TRACE_KIND_EVENT, 10,
                                       start + second * SECOND + i);
    }
  sbx_stats_counter_add_error (&counter, "SOME", start + 9 * SECOND);
  sbx_stats_counter_add_message (&counter, SBX_TRACE_DIRECTION_IN, SBX_TRACE_KIND_EVENT, 100,
                                 start + 10 * SECOND);

  stats = sbx_stats_counter_snapshot (&counter, start + 10 * SECOND + 5);
  g_assert_cmpuint (stats->seconds[SBX_STATS_SECONDS - 1].messages_in, ==, 1);
  g_assert_cmpuint (stats->seconds[SBX_STATS_SECONDS - 2].messages_in, ==, 5);
  g_assert_cmpuint (stats->seconds[SBX_STATS_SECONDS - 2].errors, ==, 1);
  g_assert_cmpuint (stats->seconds[SBX_STATS_SECONDS - 11].messages_out, ==, 2);
  g_assert_cmpuint (stats->seconds[SBX_STATS_SECONDS - 12].messages_out, ==, 0);
  g_assert_cmpfloat (sbx_stats_get_message_rate (stats, SBX_TRACE_DIRECTION_IN, 5), ==, 5);
  g_assert_cmpfloat (sbx_stats_get_message_rate (stats, SBX_TRACE_DIRECTION_NONE, 10), ==, 7);
  g_assert_cmpfloat (sbx_stats_get_message_rate (stats, SBX_TRACE_DIRECTION_OUT, 20), ==, 1);
  g_assert_cmpfloat (sbx_stats_get_byte_rate (stats, SBX_TRACE_DIRECTION_IN, 1), ==, 500);
  g_assert_cmpfloat (sbx_stats_get_byte_rate (stats, SBX_TRACE_DIRECTION_NONE, 1), ==, 520);

  /* Without traffic the rates go to nothing, the totals stay. */
  later = sbx_stats_counter_snapshot (&counter, start + 13 * SECOND);
  g_assert_cmpfloat (sbx_stats_get_message_rate (later, SBX_TRACE_DIRECTION_NONE, 2), ==, 0);
  g_assert_cmpuint (later->seconds[SBX_STATS_SECONDS - 5].messages_in, ==, 5);
  much_later = sbx_stats_counter_snapshot (&counter, start + 5000 * SECOND);
  for (guint i = 0; i < SBX_STATS_SECONDS; i++)
    g_assert_cmpuint (much_later->seconds[i].messages_in, ==, 0);
  g_assert_cmpuint (much_later->messages_in, ==, 51);
  g_assert_cmpuint (much_later->events_out, ==, 20);
}

/* How often each error was seen, with an end to how many are told apart. */
static void
test_codes (void)
{
  SbxStatsCounter counter;
  g_autoptr (SbxStats) stats = NULL;
  g_autofree char *long_code = g_strnfill (200, 'x');
  const char *umlauts = "ÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜÄÖÜ";

  sbx_stats_counter_init (&counter, 0, 1000 * SECOND);
  for (guint i = 0; i < 3; i++)
    sbx_stats_counter_add_error (&counter, "ORDER_NOT_FOUND", 1000 * SECOND);
  sbx_stats_counter_add_error (&counter, long_code, 1000 * SECOND);
  sbx_stats_counter_add_error (&counter, umlauts, 1000 * SECOND);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *code = g_strdup_printf ("CODE_%u", i);

      sbx_stats_counter_add_error (&counter, code, 1000 * SECOND);
    }

  stats = sbx_stats_counter_snapshot (&counter, 1000 * SECOND);
  g_assert_cmpuint (stats->errors, ==, 105);
  g_assert_cmpuint (stats->n_codes, ==, SBX_STATS_N_CODES);
  g_assert_cmpuint (stats->other_codes, ==, 100 - (SBX_STATS_N_CODES - 3));
  g_assert_cmpstr (stats->codes[0].code, ==, "ORDER_NOT_FOUND");
  g_assert_cmpuint (stats->codes[0].count, ==, 3);
  g_assert_true (g_str_has_suffix (stats->codes[1].code, "x…"));
  g_assert_cmpuint (strlen (stats->codes[1].code), <, SBX_STATS_MAX_CODE);
  g_assert_true (g_utf8_validate (stats->codes[2].code, -1, NULL));
  g_assert_true (g_str_has_suffix (stats->codes[2].code, "…"));
  g_assert_cmpstr (stats->codes[3].code, ==, "CODE_0");
}

/* Of what came between two snapshots. */
static void
test_between (void)
{
  SbxStatsCounter counter;
  g_autoptr (SbxStats) before = NULL;
  g_autoptr (SbxStats) after = NULL;
  guint64 between[SBX_STATS_N_BUCKETS];

  sbx_stats_counter_init (&counter, 0, 1000 * SECOND);
  for (guint i = 0; i < 1000; i++)
    sbx_stats_counter_add_latency (&counter, 5);
  before = sbx_stats_counter_snapshot (&counter, 1000 * SECOND);
  for (guint i = 0; i < 10; i++)
    sbx_stats_counter_add_latency (&counter, 100000);
  after = sbx_stats_counter_snapshot (&counter, 1001 * SECOND);

  for (guint i = 0; i < SBX_STATS_N_BUCKETS; i++)
    between[i] = after->buckets[i] - before->buckets[i];
  g_assert_cmpint (sbx_stats_get_percentile (after, 95), ==, 5);
  g_assert_cmpint (sbx_stats_find_percentile (between, 95), >, 90000);
  g_assert_cmpint (sbx_stats_find_percentile (between, 95), <, 110000);
  memset (between, 0, sizeof between);
  g_assert_cmpint (sbx_stats_find_percentile (between, 95), ==, -1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trace/stats/buckets", test_buckets);
  g_test_add_func ("/trace/stats/percentiles", test_percentiles);
  g_test_add_func ("/trace/stats/rates", test_rates);
  g_test_add_func ("/trace/stats/codes", test_codes);
  g_test_add_func ("/trace/stats/between", test_between);
  return g_test_run ();
}
