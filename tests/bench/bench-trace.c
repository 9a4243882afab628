/* bench-trace.c — what it costs to record traffic, to open a large history, to scroll and to filter it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>
#include <time.h>

#include "sbx-recorder.h"
#include "sbx-trace-model.h"

#define N_PAIRS 500000
/* So many are fed before the writer is waited for: the queue takes 100,000. */
#define N_FEED 20000

#define REQUEST                                                                 \
  "{\"type\":\"request\",\"requestId\":\"0f8fad5b-d9cb-469f-a165-%012u\","      \
  "\"requestType\":\"getOrderDetails\",\"payload\":{\"orderId\":\"order-%u\"}," \
  "\"context\":{\"source\":\"client-1\"}}"
#define ANSWER                                                              \
  "{\"type\":\"response\",\"requestId\":\"0f8fad5b-d9cb-469f-a165-%012u\"," \
  "\"success\":true,\"data\":{\"orderId\":\"order-%u\",\"customerId\":"     \
  "\"customer-42\",\"total\":89.9,\"status\":\"shipped\"}}"

typedef struct
{
  SbxRecorder *recorder;
  SbxStore *store;
  /* Processor time, which others on the machine do not lengthen. */
  gint64 in_tap;
} Bench;

/* Of the thread, or of all threads. */
static gint64
processor_time (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);
  return time.tv_sec * G_TIME_SPAN_SECOND + time.tv_nsec / 1000;
}

static double
seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / G_TIME_SPAN_SECOND;
}

/* Takes @text. */
static MbmMessage *
make_message (char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  return mbm_message_new_from_bytes (bytes, NULL);
}

static void
feed (Bench *self, guint from, guint n)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_message_unref);
  MbmTapRecord record = { .connection_id = "1", .client_id = "client-1", .address = "127.0.0.1:40000" };
  gint64 start;

  for (guint i = from; i < from + n; i++)
    {
      g_ptr_array_add (messages, make_message (g_strdup_printf (REQUEST, i, i)));
      g_ptr_array_add (messages, make_message (g_strdup_printf (ANSWER, i, i)));
    }
  start = processor_time (CLOCK_THREAD_CPUTIME_ID);
  for (guint i = 0; i < messages->len; i++)
    {
      record.kind = i % 2 == 0 ? MBM_TAP_RECEIVED : MBM_TAP_SENT;
      record.message = messages->pdata[i];
      record.monotonic_time = g_get_monotonic_time ();
      record.real_time = g_get_real_time ();
      sbx_recorder_tap (&record, self->recorder);
    }
  self->in_tap += processor_time (CLOCK_THREAD_CPUTIME_ID) - start;
}

static void
bench_record (const char *path)
{
  Bench bench = { NULL };
  gint64 start = g_get_monotonic_time ();
  gint64 processor = processor_time (CLOCK_PROCESS_CPUTIME_ID);
  double seconds;

  bench.store = sbx_store_new (path, 0);
  bench.recorder = sbx_recorder_new (bench.store, SBX_RECORDER_SERVER, "server", "Server");
  for (guint i = 0; i < N_PAIRS; i += N_FEED)
    {
      feed (&bench, i, N_FEED);
      g_assert_true (sbx_store_flush (bench.store, 60000));
    }
  g_assert_cmpint (sbx_store_get_n_lost (bench.store), ==, 0);
  seconds = seconds_since (start);
  processor = processor_time (CLOCK_PROCESS_CPUTIME_ID) - processor;
  g_print ("tap, on the engine's thread      %8.2f µs of processor a record\n",
           (double) bench.in_tap / (2.0 * N_PAIRS));
  g_print ("made, recorded and stored        %8.2f µs of processor a record, %.0f records/s\n",
           (double) processor / (2.0 * N_PAIRS), 2.0 * N_PAIRS / seconds);
  g_object_unref (bench.recorder);
  sbx_store_close (bench.store);
  g_object_unref (bench.store);
}

static void
bench_scroll (SbxTraceModel *model)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (model));
  gint64 slowest = 0;
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < 1000; i++)
    {
      guint top = (guint) g_random_int_range (0, (int) n - 40);
      gint64 before = g_get_monotonic_time ();

      for (guint j = 0; j < 40; j++)
        {
          g_autoptr (SbxTraceRow) row = g_list_model_get_item (G_LIST_MODEL (model), top + j);

          g_assert_nonnull (sbx_trace_row_get_name (row));
        }
      slowest = MAX (slowest, g_get_monotonic_time () - before);
    }
  g_print ("a screen of 40 rows anywhere     %8.2f ms on average, %.2f ms at most\n", seconds_since (start),
           (double) slowest / 1000);
}

static void
bench_filter (SbxTraceModel *model, const char *text)
{
  g_autoptr (SbxTraceFilter) filter = sbx_trace_filter_new (text, 0, 0, 0, NULL);
  gint64 start = g_get_monotonic_time ();
  gint64 processor = processor_time (CLOCK_PROCESS_CPUTIME_ID);
  double first = 0;

  sbx_trace_model_set_filter (model, filter);
  do
    {
      g_main_context_iteration (NULL, TRUE);
      if (first == 0 && sbx_trace_model_get_filtering (model) && sbx_trace_model_get_n_shown (model) > 0)
        first = seconds_since (start);
    }
  while (sbx_trace_model_get_filtering (model) || sbx_trace_model_get_filter (model) != filter ||
         sbx_trace_model_get_n_shown (model) != g_list_model_get_n_items (G_LIST_MODEL (model)));
  processor = processor_time (CLOCK_PROCESS_CPUTIME_ID) - processor;
  g_print ("filter %-26s%8.2f s (%.2f s of processor), first rows after %.3f s, %u pass\n", text,
           seconds_since (start), (double) processor / G_TIME_SPAN_SECOND, first,
           g_list_model_get_n_items (G_LIST_MODEL (model)));
}

static void
bench_read (const char *path)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (SbxStore) store = sbx_store_new (path, 0);
  g_autoptr (SbxTraceModel) model = sbx_trace_model_new (store, NULL);
  g_autoptr (SbxTraceRow) row = NULL;

  row = g_list_model_get_item (G_LIST_MODEL (model), g_list_model_get_n_items (G_LIST_MODEL (model)) - 1);
  g_print ("open, list, and show the newest  %8.2f ms with %u records\n", seconds_since (start) * 1000,
           g_list_model_get_n_items (G_LIST_MODEL (model)));
  bench_scroll (model);
  bench_filter (model, "kind:response");
  bench_filter (model, "status:error");
  bench_filter (model, "name:getorder latency>1");
  bench_filter (model, "order-123456");
  bench_filter (model, "payload:order-499999");
  bench_filter (model, "müller");
}

int
main (void)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", ".lock" };
  g_autofree char *folder = g_dir_make_tmp ("bench-trace-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "traffic.sqlite", NULL);
  GStatBuf status;

  setlocale (LC_ALL, "");
  bench_record (path);
  if (g_stat (path, &status) == 0)
    g_print ("file                             %8.0f MB\n", (double) status.st_size / 1e6);
  bench_read (path);

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

      g_unlink (file);
    }
  g_rmdir (folder);
  return 0;
}
