/* test-run.c — a message that is sent many times, to a server that is really there
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <math.h>
#include <string.h>

#include "sbx-run.h"

#include "console-fixture.h"
#include "heap.h"

/* A demo server, whose figures tell what really arrived, and a connection to it. */
typedef struct
{
  ConsoleFixture *console;
  SbxServer *server;
  SbxConnection *connection;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->console = console_fixture_new ();
  self->server = console_fixture_serve (self->console);
  self->connection = console_fixture_connect (self->console, self->server);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  console_fixture_free (self->console);
}

static SbxRun *
make_run (Fixture *self, gpointer endpoint, SbxDraft *draft, guint64 count, double rate, guint parallel)
{
  SbxVariables *variables = sbx_console_get_variables (self->console->console);
  SbxRunSettings settings = { count, rate, parallel };

  return sbx_run_new (endpoint, draft, sbx_variables_make_scope (variables, NULL, FALSE), &settings);
}

/* Whether something has come of it since, or it has ended. */
static gboolean
has_moved (SbxRun *run, guint64 n_before)
{
  return !sbx_run_get_running (run) || sbx_run_get_result (run)->n_success > n_before;
}

/* However long that takes, as long as it goes on. */
static void
finish (SbxRun *run)
{
  sbx_run_start (run);
  g_assert_true (sbx_run_get_running (run));
  while (sbx_run_get_running (run))
    {
      guint64 before = sbx_run_get_result (run)->n_success;

      wait_until (has_moved (run, before));
    }
}

/* Every message is counted once. */
static void
assert_sums (const SbxRunResult *result)
{
  guint64 codes = 0, buckets = 0;

  g_assert_cmpuint (result->n_sent, ==,
                    result->n_pending + result->n_success + result->n_errors + result->n_timeouts +
                      result->n_lost + result->n_cancelled);
  g_assert_cmpuint (result->n_sent, <=, result->n_wanted);
  for (guint i = 0; i < result->codes->len; i++)
    codes += ((SbxRunCode *) g_ptr_array_index (result->codes, i))->count;
  g_assert_cmpuint (codes, ==, result->n_errors);
  for (guint i = 0; i < SBX_RUN_N_BUCKETS; i++)
    buckets += result->buckets[i];
  g_assert_cmpuint (buckets, ==, result->n_latencies);
}

static guint64
count_requests (Fixture *self)
{
  g_autoptr (SbxStats) stats = NULL;

  g_object_get (self->server, "stats", &stats, NULL);
  return stats != NULL ? stats->requests_in : 0;
}

static void
test_all (Fixture *self, gconstpointer data)
{
  g_autoptr (SbxDraft) draft =
    sbx_draft_new (FALSE, "calculateTotal", "{\"items\":[{\"price\":\"{{counter}}\"}]}");
  g_autoptr (SbxRun) run = make_run (self, self->connection, draft, 500, 0, 16);
  const SbxRunResult *result;
  guint64 before;

  wait_until (count_requests (self) > 0);
  before = count_requests (self);
  finish (run);
  result = sbx_run_get_result (run);
  g_assert_cmpint (result->state, ==, SBX_RUN_DONE);
  g_assert_null (result->message);
  g_assert_cmpuint (result->n_success, ==, 500);
  g_assert_cmpuint (result->n_latencies, ==, 500);
  g_assert_cmpint (result->latency_min, >, 0);
  g_assert_cmpint (result->latency_min, <=, sbx_run_result_get_percentile (result, 50));
  g_assert_cmpint (sbx_run_result_get_percentile (result, 50), <=,
                   sbx_run_result_get_percentile (result, 99));
  g_assert_cmpint (sbx_run_result_get_percentile (result, 99), <=, result->latency_max);
  assert_sums (result);

  /* The server saw each of them, and each had a number of its own. */
  wait_until (count_requests (self) >= before + 500);
  g_assert_cmpuint (sbx_variables_get_counter (sbx_console_get_variables (self->console->console)), ==, 500);
}

/* Errors by their code, the ones that handlers throw by their words. */
static void
test_errors (Fixture *self, gconstpointer data)
{
  g_autoptr (SbxDraft) draft =
    sbx_draft_new (FALSE, "getOrderDetails",
                   "{\"orderId\":\"{{pick(order-123, order-99999999, nonsense)}}\"}");
  g_autoptr (SbxRun) run = make_run (self, self->connection, draft, 300, 0, 8);
  g_autofree char *json = NULL;
  const SbxRunResult *result;

  finish (run);
  result = sbx_run_get_result (run);
  g_assert_cmpint (result->state, ==, SBX_RUN_DONE);
  g_assert_cmpuint (result->n_success + result->n_errors, ==, 300);
  g_assert_cmpuint (result->n_success, >, 20);
  g_assert_cmpuint (result->codes->len, ==, 2);
  assert_sums (result);
  json = sbx_run_result_to_json (result);
  g_assert_true (mbm_json_check (json, -1, NULL));
  g_assert_nonnull (strstr (json, "\"ORDER_NOT_FOUND\":"));
  g_assert_nonnull (strstr (json, "\"INVALID_ORDER_ID\":"));
}

/* Never more than M under way. */
static void
test_parallel (Fixture *self, gconstpointer data)
{
  g_autoptr (SbxDraft) draft = sbx_draft_new (FALSE, "calculateTotal", "{\"items\":[]}");
  g_autoptr (SbxRun) run = make_run (self, self->connection, draft, 2000, 0, 3);
  guint n_seen = 0;

  sbx_run_start (run);
  while (sbx_run_get_running (run))
    {
      g_assert_cmpuint (sbx_run_get_result (run)->n_pending, <=, 3);
      n_seen++;
      console_fixture_iterate ();
    }
  g_assert_cmpuint (n_seen, >, 0);
  g_assert_cmpuint (sbx_run_get_result (run)->n_success, ==, 2000);
}

typedef struct
{
  double rate;
  guint n_seen;
} RateWatch;

/* By counting, not by timing: at no moment more than the rate allows. */
static void
on_result (SbxRun *run, GParamSpec *pspec, RateWatch *watch)
{
  const SbxRunResult *result = sbx_run_get_result (run);

  watch->n_seen++;
  g_assert_cmpfloat ((double) result->n_sent, <=,
                     floor ((double) result->elapsed * watch->rate / G_USEC_PER_SEC) + 1);
}

static void
test_rate (Fixture *self, gconstpointer data)
{
  g_autoptr (SbxDraft) draft = sbx_draft_new (FALSE, "calculateTotal", "{\"items\":[]}");
  g_autoptr (SbxRun) run = make_run (self, self->connection, draft, 60, 100, 50);
  RateWatch watch = { 100, 0 };
  const SbxRunResult *result;

  g_signal_connect (run, "notify::result", G_CALLBACK (on_result), &watch);
  finish (run);
  result = sbx_run_get_result (run);
  g_assert_cmpint (result->state, ==, SBX_RUN_DONE);
  g_assert_cmpuint (result->n_success, ==, 60);
  g_assert_cmpuint (watch.n_seen, >=, 3);
  /* The last of 60 is due 590 ms after the first. */
  g_assert_cmpint (result->elapsed, >=, 590000);
}

static void
test_stop (Fixture *self, gconstpointer data)
{
  g_autoptr (SbxDraft) draft = sbx_draft_new (FALSE, "calculateTotal", "{\"items\":[]}");
  g_autoptr (SbxRun) run = make_run (self, self->connection, draft, SBX_RUN_MAX_COUNT, 0, 32);
  g_autoptr (SbxRun) slow = make_run (self, self->connection, draft, 100, 0.1, 1);
  const SbxRunResult *result;

  sbx_run_start (run);
  wait_until (sbx_run_get_result (run)->n_success > 0);
  sbx_run_stop (run);
  wait_until (!sbx_run_get_running (run));
  result = sbx_run_get_result (run);
  g_assert_cmpint (result->state, ==, SBX_RUN_STOPPED);
  g_assert_cmpuint (result->n_sent, <, SBX_RUN_MAX_COUNT);
  g_assert_cmpuint (result->n_pending, ==, 0);
  assert_sums (result);
  sbx_run_stop (run);

  /* One that waits for its time does not wait with its stop; one that is stopped before it starts never does.
   */
  sbx_run_start (slow);
  wait_until (sbx_run_get_result (slow)->n_success == 1);
  sbx_run_stop (slow);
  wait_until (!sbx_run_get_running (slow));
  g_assert_cmpint (sbx_run_get_result (slow)->state, ==, SBX_RUN_STOPPED);
  g_assert_cmpuint (sbx_run_get_result (slow)->n_sent, ==, 1);
}

/* The connection is lost meanwhile: the run says so, and does not go on when it is there again. */
static void
test_lost (Fixture *self, gconstpointer data)
{
  g_autoptr (SbxDraft) draft = sbx_draft_new (FALSE, "calculateTotal", "{\"items\":[]}");
  g_autoptr (SbxRun) run = make_run (self, self->connection, draft, SBX_RUN_MAX_COUNT, 0, 32);
  g_autoptr (SbxRun) waiting = make_run (self, self->connection, draft, 100, 0.1, 1);
  g_autoptr (SbxRun) late = make_run (self, self->connection, draft, 100, 0, 1);
  const SbxRunResult *result;

  sbx_run_start (run);
  sbx_run_start (waiting);
  wait_until (sbx_run_get_result (run)->n_success > 0 && sbx_run_get_result (waiting)->n_success == 1);
  stop_endpoint (self->server);
  wait_until (!sbx_run_get_running (run) && !sbx_run_get_running (waiting));
  result = sbx_run_get_result (run);
  g_assert_cmpint (result->state, ==, SBX_RUN_LOST);
  g_assert_nonnull (result->message);
  assert_sums (result);
  g_assert_cmpint (sbx_run_get_result (waiting)->state, ==, SBX_RUN_LOST);
  g_assert_cmpuint (sbx_run_get_result (waiting)->n_sent, ==, 1);

  stop_endpoint (self->connection);
  finish (late);
  g_assert_cmpint (sbx_run_get_result (late)->state, ==, SBX_RUN_LOST);
  g_assert_nonnull (sbx_run_get_result (late)->message);
  g_assert_cmpuint (sbx_run_get_result (late)->n_sent, ==, 0);
}

/* A message that cannot be made is not sent, and said. */
static void
test_failed (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *name;
    const char *payload;
    const char *context;
    const char *words;
  } bad[] = {
    { "calculateTotal", "{\"a\":\"{{nobody}}\"}", NULL, "payload: /a: {{nobody}}: " },
    { "calculateTotal", "{\"a\":", NULL, "payload: Line 1" },
    { "calculateTotal", "{}", "[]", "context: " },
    { "calculateTotal", "\"{{uuid}}\"", "\"{{uuid}}\"", "" },
    { "{{nobody}}", "{}", NULL, "name: {{nobody}}: " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (SbxDraft) draft = sbx_draft_new (FALSE, bad[i].name, bad[i].payload);
      g_autoptr (SbxRun) run = make_run (self, self->connection, draft, 5, 0, 1);
      const SbxRunResult *result;

      g_object_set (draft, "context", bad[i].context, NULL);
      g_clear_object (&run);
      run = make_run (self, self->connection, draft, 5, 0, 1);
      finish (run);
      result = sbx_run_get_result (run);
      g_assert_cmpint (result->state, ==, SBX_RUN_FAILED);
      g_test_message ("%s", result->message);
      g_assert_true (g_str_has_prefix (result->message, bad[i].words));
      g_assert_cmpuint (result->n_sent, ==, 0);
    }
}

/* A server that never answers; the message's own time-out counts. */
static void
test_timeouts (Fixture *self, gconstpointer data)
{
  g_autoptr (SbxDraft) draft = sbx_draft_new (FALSE, "calculateTotal", "{\"items\":[]}");
  g_autoptr (SbxRun) run = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  SbxFaults faults = { .drop = 1 };
  const SbxRunResult *result;

  sbx_server_set_faults_async (self->server, NULL, &faults, NULL, take_result, &done);
  wait_until (done != NULL);
  g_assert_true (sbx_server_set_faults_finish (self->server, done, NULL));
  g_object_set (draft, "timeout", 50, NULL);
  run = make_run (self, self->connection, draft, 5, 0, 2);
  finish (run);
  result = sbx_run_get_result (run);
  g_assert_cmpint (result->state, ==, SBX_RUN_DONE);
  g_assert_cmpuint (result->n_timeouts, ==, 5);
  g_assert_cmpuint (result->n_latencies, ==, 0);
  assert_sums (result);
}

/* A client that is asked answers, if only that it does not know. */
static void
test_ask (Fixture *self, gconstpointer data)
{
  g_autoptr (SbxDraft) draft = sbx_draft_new (FALSE, "whatAreYou", "{}");
  g_autofree char *id = get_string (self->connection, "client-id");
  g_autofree char *json = g_strdup_printf ("\"%s\"", id);
  g_autoptr (SbxRun) run = NULL;
  const SbxRunResult *result;

  sbx_variables_set (sbx_console_get_variables (self->console->console), "client", json, NULL);
  g_object_set (draft, "recipient", "{{client}}", NULL);
  run = make_run (self, self->server, draft, 20, 0, 2);
  finish (run);
  result = sbx_run_get_result (run);
  g_assert_cmpint (result->state, ==, SBX_RUN_DONE);
  g_assert_cmpuint (result->n_errors, ==, 20);
  assert_sums (result);
}

/* A request of a server goes to somebody. */
static void
test_nobody (Fixture *self, gconstpointer data)
{
  g_autoptr (SbxDraft) draft = sbx_draft_new (FALSE, "whatAreYou", "{}");
  g_autoptr (SbxRun) run = make_run (self, self->server, draft, 4, 0, 2);
  g_autoptr (SbxRun) gone = NULL;

  finish (run);
  g_assert_cmpint (sbx_run_get_result (run)->state, ==, SBX_RUN_FAILED);
  g_object_set (draft, "recipient", "nobody", NULL);
  gone = make_run (self, self->server, draft, 4, 0, 2);
  finish (gone);
  g_assert_cmpint (sbx_run_get_result (gone)->state, ==, SBX_RUN_LOST);
  assert_sums (sbx_run_get_result (gone));
}

static guint64
count_events (gpointer endpoint)
{
  g_autoptr (SbxStats) stats = NULL;

  g_object_get (endpoint, "stats", &stats, NULL);
  return stats != NULL ? stats->events_in : 0;
}

/* Events, both ways, as fast as they go: none is lost, and nobody is cut off for being slow. */
static void
test_events (Fixture *self, gconstpointer data)
{
  g_autoptr (SbxDraft) draft = sbx_draft_new (TRUE, "tick", "{\"n\":\"{{counter}}\"}");
  g_autoptr (SbxRun) up = make_run (self, self->connection, draft, 20000, 0, 1);
  g_autoptr (SbxRun) down = make_run (self, self->server, draft, 20000, 0, 1);
  guint64 before_up = count_events (self->server), before_down = count_events (self->connection);

  finish (up);
  g_assert_cmpint (sbx_run_get_result (up)->state, ==, SBX_RUN_DONE);
  g_assert_cmpuint (sbx_run_get_result (up)->n_success, ==, 20000);
  assert_sums (sbx_run_get_result (up));
  wait_until (count_events (self->server) >= before_up + 20000);

  finish (down);
  g_assert_cmpint (sbx_run_get_result (down)->state, ==, SBX_RUN_DONE);
  g_assert_cmpuint (sbx_run_get_result (down)->n_success, ==, 20000);
  wait_until (count_events (self->connection) >= before_down + 20000);
  g_assert_cmpint (sbx_endpoint_get_state (SBX_ENDPOINT (self->connection)), ==, SBX_ENDPOINT_RUNNING);
}

/* When an endpoint's figures were taken. */
static gint64
get_time (gpointer endpoint)
{
  g_autoptr (SbxStats) stats = NULL;

  g_object_get (endpoint, "stats", &stats, NULL);
  return stats != NULL ? stats->monotonic_time : 0;
}

/* To some clients, of whom one is not there: the others get it, and nobody else does. */
static void
test_recipients (Fixture *self, gconstpointer data)
{
  SbxConnection *other = console_fixture_connect (self->console, self->server);
  SbxConnection *third = console_fixture_connect (self->console, self->server);
  g_autofree char *first_id = get_string (self->connection, "client-id");
  g_autofree char *other_id = get_string (other, "client-id");
  const char *ids[] = { first_id, "nobody", other_id, NULL };
  g_autoptr (SbxDraft) draft = sbx_draft_new (TRUE, "tick", "1");
  g_autoptr (SbxRun) run = NULL;
  g_autoptr (SbxRun) gone = NULL;
  guint64 first_before, other_before, third_before;
  gint64 ended;

  wait_until (count_requests (self) >= 3);
  g_object_set (draft, "recipients", ids, NULL);
  run = make_run (self, self->server, draft, 10, 0, 1);
  first_before = count_events (self->connection);
  other_before = count_events (other);
  third_before = count_events (third);
  finish (run);
  ended = g_get_monotonic_time ();
  g_assert_cmpint (sbx_run_get_result (run)->state, ==, SBX_RUN_DONE);
  g_assert_cmpuint (sbx_run_get_result (run)->n_success, ==, 10);
  wait_until (count_events (self->connection) >= first_before + 10 &&
              count_events (other) >= other_before + 10);
  /* Who came and went is told to all, but the ten are not. */
  wait_until (get_time (third) > ended);
  g_assert_cmpuint (count_events (third), <, third_before + 10);

  g_object_set (draft, "recipients", (const char *[]){ "nobody", "nobody-else", NULL }, NULL);
  gone = make_run (self, self->server, draft, 10, 0, 1);
  finish (gone);
  g_assert_cmpint (sbx_run_get_result (gone)->state, ==, SBX_RUN_LOST);
  g_assert_cmpuint (sbx_run_get_result (gone)->n_sent, ==, 0);
}

/* The second fifty thousand leave no more behind than the first. */
static void
test_many (Fixture *self, gconstpointer data)
{
  g_autoptr (SbxDraft) draft = sbx_draft_new (FALSE, "calculateTotal", "{\"items\":[],\"id\":\"{{uuid}}\"}");
  SbxStore *store = sbx_console_get_store (self->console->console);
  gsize sizes[2];

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (SbxRun) run = make_run (self, self->connection, draft, 50000, 0, 64);

      finish (run);
      g_assert_cmpuint (sbx_run_get_result (run)->n_success, ==, 50000);
      /* A slow disk's arrears are no leak. */
      g_assert_true (sbx_store_flush (store, CONSOLE_DEADLINE / 1000));
      sizes[i] = heap_get_size ();
      g_test_message ("%u: %" G_GSIZE_FORMAT " KiB, %.0f/s", i, sizes[i] / 1024,
                      sbx_run_result_get_rate (sbx_run_get_result (run)));
    }
  g_assert_cmpuint (sizes[1], <, sizes[0] + 1024 * 1024);
}

/* One that is under way when the program ends is ended with it. */
static void
test_shutdown (Fixture *self, gconstpointer data)
{
  g_autoptr (SbxDraft) draft = sbx_draft_new (FALSE, "calculateTotal", "{\"items\":[]}");
  SbxRun *run = make_run (self, self->connection, draft, SBX_RUN_MAX_COUNT, 0, 4);

  sbx_run_start (run);
  wait_until (sbx_run_get_result (run)->n_success > 0);
  console_fixture_restart (self->console);
  g_assert_false (sbx_run_get_running (run));
  g_assert_cmpint (sbx_run_get_result (run)->state, !=, SBX_RUN_RUNNING);
  g_assert_finalize_object (run);
}

static void
test_result (void)
{
  g_autoptr (SbxRunResult) result = sbx_run_result_new ();
  gint64 lower, upper, last = 0;

  for (guint i = 0; i < SBX_RUN_N_BUCKETS; i++)
    {
      sbx_run_bucket_bounds (i, &lower, &upper);
      g_assert_cmpint (lower, ==, last);
      g_assert_cmpint (upper, >, lower);
      last = upper;
    }
  g_assert_cmpint (lower, >, 3600LL * G_USEC_PER_SEC);

  g_assert_cmpint (sbx_run_result_get_percentile (result, 50), ==, -1);
  for (gint64 i = 1; i <= 1000; i++)
    sbx_run_result_add_latency (result, i * 1000);
  sbx_run_result_add_latency (result, G_MAXINT64 / 4);
  sbx_run_result_add_latency (result, -5);
  g_assert_cmpint (ABS (sbx_run_result_get_percentile (result, 50) - 500000), <, 500000 / 16);
  g_assert_cmpint (ABS (sbx_run_result_get_percentile (result, 99) - 990000), <, 990000 / 16);
  g_assert_cmpint (sbx_run_result_get_percentile (result, 100), ==, G_MAXINT64 / 4);
  g_assert_cmpuint (sbx_run_result_count_latencies (result, 0, G_MAXINT64), ==, 1002);

  /* However many codes there are, some are told and all are counted. */
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *code = g_strdup_printf ("CODE_%u", i);

      sbx_run_result_add_code (result, code);
    }
  sbx_run_result_add_code (result, "CODE_0");
  g_assert_cmpuint (result->codes->len, ==, SBX_RUN_MAX_CODES + 1);
  g_assert_cmpuint (((SbxRunCode *) g_ptr_array_index (result->codes, 0))->count, ==, 2);
  g_assert_cmpuint (((SbxRunCode *) g_ptr_array_index (result->codes, SBX_RUN_MAX_CODES))->count, ==, 980);
}

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  console_fixture_init (&argc, &argv);

  g_test_add_func ("/run/result", test_result);
  add ("/run/all", test_all);
  add ("/run/errors", test_errors);
  add ("/run/parallel", test_parallel);
  add ("/run/rate", test_rate);
  add ("/run/stop", test_stop);
  add ("/run/lost", test_lost);
  add ("/run/failed", test_failed);
  add ("/run/timeouts", test_timeouts);
  add ("/run/ask", test_ask);
  add ("/run/nobody", test_nobody);
  add ("/run/events", test_events);
  add ("/run/recipients", test_recipients);
  add ("/run/many", test_many);
  add ("/run/shutdown", test_shutdown);

  return g_test_run ();
}
