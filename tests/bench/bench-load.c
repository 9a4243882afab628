/* bench-load.c — the load of the benchmarks: the same for every server
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bench-load.h"

#include <string.h>

#include "mbm-fd-limit.h"

static const struct
{
  const char *name;
  int (*run) (const BenchLoadOptions *options);
} loads[] = {
  { "requests", bench_load_requests },
  { "events", bench_load_events },
  { "idle", bench_load_idle },
};

/* 0 if nothing was measured. */
guint
bench_times_get_quantile (const BenchTimes *self, double part)
{
  guint64 seen = 0;
  guint bucket = 0;

  if (self->n == 0)
    return 0;

  while (bucket < BENCH_N_BUCKETS - 1 && (double) (seen += self->buckets[bucket]) < (double) self->n * part)
    bucket++;
  return (bucket + 1) * BENCH_BUCKET_US;
}

int
main (int argc, char *argv[])
{
  int connections = 8, in_flight = 64, milliseconds = 2000, warm_up = 500, beat = 30000;
  const GOptionEntry entries[] = {
    { "connections", 'c', 0, G_OPTION_ARG_INT, &connections, "Connections", "N" },
    { "in-flight", 'f', 0, G_OPTION_ARG_INT, &in_flight, "Requests in flight on each, or events on all",
      "N" },
    { "time", 't', 0, G_OPTION_ARG_INT, &milliseconds, "How long to measure", "MS" },
    { "warm-up", 'w', 0, G_OPTION_ARG_INT, &warm_up, "How long to wait before that", "MS" },
    { "beat", 'b', 0, G_OPTION_ARG_INT, &beat, "How often an idle client sends a heartbeat", "MS" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("requests|events|idle URL");
  g_autoptr (GError) error = NULL;
  BenchLoadOptions options;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 3 || connections < 1 ||
      in_flight < 1 || milliseconds < 1 || warm_up < 0 || beat < 1)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "See --help");
      return 2;
    }

  mbm_raise_fd_limit ();
  options = (BenchLoadOptions){
    .url = argv[2],
    .connections = (guint) connections,
    .in_flight = (guint) in_flight,
    .milliseconds = (guint) milliseconds,
    .warm_up = (guint) warm_up,
    .beat = (guint) beat,
  };
  for (guint i = 0; i < G_N_ELEMENTS (loads); i++)
    if (strcmp (argv[1], loads[i].name) == 0)
      return loads[i].run (&options);

  g_printerr ("There is no load “%s”\n", argv[1]);
  return 2;
}
