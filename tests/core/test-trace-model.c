/* test-trace-model.c — tests of SbxTraceModel
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "sbx-trace-model.h"
#include "trace-test-util.h"

/* What items-changed said, and whether it may be believed. */
typedef struct
{
  GString *log;
  guint length;
  guint n;
  gint64 first_time;
  gint64 last_time;
} Watch;

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  Watch *watch = user_data;

  g_assert_cmpuint (position + removed, <=, watch->length);
  watch->length += added - removed;
  g_assert_cmpuint (watch->length, ==, g_list_model_get_n_items (model));
  watch->last_time = g_get_monotonic_time ();
  if (watch->n++ == 0)
    watch->first_time = watch->last_time;
  g_string_append_printf (watch->log, "%u-%u+%u ", position, removed, added);
}

static void
watch_init (Watch *watch, SbxTraceModel *model)
{
  *watch = (Watch){ .log = g_string_new (NULL), .length = g_list_model_get_n_items (G_LIST_MODEL (model)) };
  g_signal_connect (model, "items-changed", G_CALLBACK (on_items_changed), watch);
}

/* However much came, there was one change in a frame. (The first and the last may be a little early and
 * late.) */
static void
watch_clear (Watch *watch)
{
  g_assert_cmpuint (watch->n, <=, (watch->last_time - watch->first_time) / 16000 + 2);
  g_string_free (watch->log, TRUE);
}

static char *
watch_take (Watch *watch)
{
  char *log = g_strdup (g_strchomp (watch->log->str));

  g_string_truncate (watch->log, 0);
  return log;
}

#define assert_log(watch, expected)             \
  G_STMT_START                                  \
  {                                             \
    g_autofree char *log_ = watch_take (watch); \
    g_assert_cmpstr (log_, ==, expected);       \
  }                                             \
  G_STMT_END

typedef struct
{
  SbxTraceModel *model;
  guint n;
} Expected;

static gboolean
has_length (gpointer data)
{
  Expected *expected = data;

  return g_list_model_get_n_items (G_LIST_MODEL (expected->model)) == expected->n &&
         sbx_trace_model_get_n_shown (expected->model) == expected->n &&
         !sbx_trace_model_get_filtering (expected->model);
}

static void
wait_for_length (SbxTraceModel *model, guint n)
{
  Expected expected = { model, n };

  trace_test_wait_until (has_length, &expected);
}

static gboolean
has_held (gpointer data)
{
  Expected *expected = data;

  return sbx_trace_model_get_n_held (expected->model) == expected->n;
}

static void
wait_for_held (SbxTraceModel *model, guint n)
{
  Expected expected = { model, n };

  trace_test_wait_until (has_held, &expected);
}

static void
append_some (SbxStore *store, guint endpoint, const char *prefix, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s%u", prefix, i);

      trace_test_append (store, endpoint, SBX_TRACE_KIND_EVENT, name, NULL);
    }
}

static void
assert_name (SbxTraceModel *model, guint position, const char *name)
{
  g_autoptr (SbxTraceRow) row = g_list_model_get_item (G_LIST_MODEL (model), position);

  g_assert_nonnull (row);
  g_assert_cmpstr (sbx_trace_row_get_name (row), ==, name);
}

static void
test_appends (void)
{
  g_autoptr (SbxStore) store = sbx_store_new (NULL, 0);
  guint a = sbx_store_add_endpoint (store, "a", "A");
  guint b = sbx_store_add_endpoint (store, "b", "B");
  g_autoptr (SbxTraceModel) all = NULL;
  g_autoptr (SbxTraceModel) one = NULL;
  g_autoptr (SbxTraceModel) none = NULL;
  Watch watch, watch_one;

  append_some (store, a, "a", 3);
  trace_test_settle (store);
  all = sbx_trace_model_new (store, NULL);
  one = sbx_trace_model_new (store, "b");
  none = sbx_trace_model_new (store, "nobody");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (all)), ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (one)), ==, 0);
  watch_init (&watch, all);
  watch_init (&watch_one, one);

  append_some (store, b, "b", 2);
  append_some (store, a, "c", 1);
  append_some (store, b, "d", 1);
  g_assert_true (sbx_store_flush (store, 10000));
  wait_for_length (all, 7);
  wait_for_length (one, 3);
  assert_log (&watch, "3-0+4");
  assert_log (&watch_one, "0-0+3");
  assert_name (all, 0, "a0");
  assert_name (all, 4, "b1");
  assert_name (all, 6, "d0");
  assert_name (one, 0, "b0");
  assert_name (one, 2, "d0");
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (one), 3));
  g_assert_cmpuint (sbx_trace_model_get_n_total (all), ==, 7);
  g_assert_cmpuint (sbx_trace_model_get_n_total (one), ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (none)), ==, 0);

  /* An endpoint that was not there when the model was made. */
  append_some (store, sbx_store_add_endpoint (store, "nobody", "Somebody"), "late", 2);
  wait_for_length (none, 2);
  assert_name (none, 1, "late1");

  sbx_trace_model_set_endpoint (none, "a");
  wait_for_length (none, 4);
  assert_name (none, 3, "c0");
  watch_clear (&watch);
  watch_clear (&watch_one);
}

static void
on_notify (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  g_string_append_printf (user_data, "%s ", pspec->name);
}

static gboolean
is_ok (gpointer row)
{
  return sbx_trace_row_get_status (row) == SBX_TRACE_STATUS_OK;
}

static void
test_updates (void)
{
  g_autoptr (SbxStore) store = sbx_store_new (NULL, 0);
  guint a = sbx_store_add_endpoint (store, "a", "A");
  g_autoptr (SbxTraceModel) model = sbx_trace_model_new (store, NULL);
  g_autoptr (SbxTraceModel) scoped = sbx_trace_model_new (store, "a");
  g_autoptr (GString) notified = g_string_new (NULL);
  g_autoptr (SbxTraceRow) row = NULL;
  g_autoptr (SbxTraceRow) again = NULL;
  g_autoptr (SbxTraceRow) other = NULL;
  gint64 seq = trace_test_append (store, a, SBX_TRACE_KIND_REQUEST, "r", NULL);
  Watch watch;

  wait_for_length (model, 1);
  wait_for_length (scoped, 1);
  watch_init (&watch, model);
  row = g_list_model_get_item (G_LIST_MODEL (model), 0);
  again = g_list_model_get_item (G_LIST_MODEL (model), 0);
  other = g_list_model_get_item (G_LIST_MODEL (scoped), 0);
  g_assert_true (row == again);
  g_signal_connect (row, "notify", G_CALLBACK (on_notify), notified);

  sbx_store_complete (store, seq, SBX_TRACE_STATUS_OK, 500, 77, NULL, NULL);
  trace_test_wait_until (is_ok, row);
  trace_test_wait_until (is_ok, other);
  g_assert_cmpint (sbx_trace_row_get_latency (row), ==, 500);
  g_assert_cmpint (sbx_trace_row_get_partner (row), ==, 77);
  g_assert_cmpstr (notified->str, ==, "status latency partner ");

  g_string_truncate (notified, 0);
  sbx_store_add_endpoint (store, "a", "Renamed");
  trace_test_settle (store);
  g_assert_cmpstr (notified->str, ==, "endpoint-name ");
  g_assert_cmpstr (sbx_trace_row_get_endpoint_name (row), ==, "Renamed");
  assert_log (&watch, "");
  watch_clear (&watch);
}

static void
test_pause (void)
{
  g_autoptr (SbxStore) store = sbx_store_new (NULL, 0);
  guint a = sbx_store_add_endpoint (store, "a", "A");
  g_autoptr (SbxTraceModel) model = sbx_trace_model_new (store, NULL);
  g_autoptr (SbxTraceFilter) filter = sbx_trace_filter_new ("name:x", 0, 0, 0, NULL);
  Watch watch;

  append_some (store, a, "x", 2);
  wait_for_length (model, 2);
  watch_init (&watch, model);

  sbx_trace_model_set_paused (model, TRUE);
  append_some (store, a, "y", 3);
  append_some (store, a, "x", 1);
  wait_for_held (model, 4);
  assert_log (&watch, "");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 2);
  g_assert_cmpuint (sbx_trace_model_get_n_total (model), ==, 6);
  g_assert_cmpint (sbx_trace_model_find (model, 2, NULL), ==, SBX_TRACE_FOUND);
  g_assert_cmpint (sbx_trace_model_find (model, 3, NULL), ==, SBX_TRACE_HELD);
  g_assert_cmpint (sbx_trace_model_find (model, 7, NULL), ==, SBX_TRACE_GONE);

  /* A filter looks at what was there when the pause began; what came since waits, as far as it passes. */
  sbx_trace_model_set_filter (model, filter);
  wait_for_held (model, 1);
  wait_for_length (model, 2);
  append_some (store, a, "x", 2);
  append_some (store, a, "y", 1);
  wait_for_held (model, 3);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 2);
  g_string_truncate (watch.log, 0);

  sbx_trace_model_set_paused (model, FALSE);
  wait_for_length (model, 5);
  assert_log (&watch, "2-0+3");
  g_assert_cmpuint (sbx_trace_model_get_n_held (model), ==, 0);
  sbx_trace_model_set_filter (model, NULL);
  wait_for_length (model, 9);
  watch_clear (&watch);
}

static void
test_resume (void)
{
  g_autoptr (SbxStore) store = sbx_store_new (NULL, 0);
  guint a = sbx_store_add_endpoint (store, "a", "A");
  g_autoptr (SbxTraceModel) model = sbx_trace_model_new (store, "a");
  g_autoptr (SbxTraceRow) row = NULL;
  gint64 seq = trace_test_append (store, a, SBX_TRACE_KIND_REQUEST, "r", NULL);
  Watch watch;

  wait_for_length (model, 1);
  watch_init (&watch, model);
  row = g_list_model_get_item (G_LIST_MODEL (model), 0);
  sbx_trace_model_set_paused (model, TRUE);
  append_some (store, a, "x", 100);
  wait_for_held (model, 100);
  /* What is shown goes on to be true. */
  sbx_store_complete (store, seq, SBX_TRACE_STATUS_OK, 1, 2, NULL, NULL);
  trace_test_wait_until (is_ok, row);
  sbx_trace_model_set_paused (model, FALSE);
  wait_for_length (model, 101);
  assert_log (&watch, "1-0+100");
  watch_clear (&watch);
}

/* Records that a filter looked at and that are not as they were. */
static void
test_filter_updates (void)
{
  g_autoptr (SbxStore) store = sbx_store_new (NULL, 0);
  guint a = sbx_store_add_endpoint (store, "a", "A");
  g_autoptr (SbxTraceModel) model = sbx_trace_model_new (store, NULL);
  g_autoptr (SbxTraceFilter) pending = sbx_trace_filter_new ("status:pending", 0, 0, 0, NULL);
  gint64 seqs[6];
  Watch watch;

  for (guint i = 0; i < G_N_ELEMENTS (seqs); i++)
    seqs[i] = trace_test_append (store, a, SBX_TRACE_KIND_REQUEST, "r", NULL);
  append_some (store, a, "e", 10);
  wait_for_length (model, 16);
  sbx_trace_model_set_filter (model, pending);
  wait_for_length (model, 6);
  watch_init (&watch, model);

  sbx_store_complete (store, seqs[2], SBX_TRACE_STATUS_OK, 1, 2, NULL, NULL);
  wait_for_length (model, 5);
  assert_log (&watch, "2-1+0");
  sbx_store_complete (store, seqs[2], SBX_TRACE_STATUS_PENDING, 1, 2, NULL, NULL);
  wait_for_length (model, 6);
  assert_log (&watch, "2-0+1");
  {
    g_autoptr (SbxTraceRow) row = g_list_model_get_item (G_LIST_MODEL (model), 2);

    g_assert_cmpint (sbx_trace_row_get_seq (row), ==, seqs[2]);
  }
  g_assert_cmpint (sbx_trace_model_find (model, seqs[2], NULL), ==, SBX_TRACE_FOUND);
  g_assert_cmpint (sbx_trace_model_find (model, seqs[5] + 1, NULL), ==, SBX_TRACE_HIDDEN);

  /* Several at once are one change, from the first to the last of them. */
  sbx_trace_model_set_paused (model, TRUE);
  sbx_store_complete (store, seqs[1], SBX_TRACE_STATUS_OK, 1, 2, NULL, NULL);
  sbx_store_complete (store, seqs[4], SBX_TRACE_STATUS_OK, 1, 2, NULL, NULL);
  trace_test_settle (store);
  trace_test_append (store, a, SBX_TRACE_KIND_REQUEST, "r", NULL);
  wait_for_held (model, 1);
  assert_log (&watch, "");
  sbx_trace_model_set_paused (model, FALSE);
  wait_for_length (model, 5);
  {
    g_autofree char *log = watch_take (&watch);

    g_assert_true (g_str_equal (log, "1-4+2 4-0+1") || g_str_equal (log, "6-0+1 1-4+2"));
  }
  watch_clear (&watch);
}

static gpointer
append_alternately (gpointer data)
{
  SbxStore *store = data;
  guint endpoint = sbx_store_add_endpoint (store, "a", "A");

  for (guint i = 0; i < 20000; i++)
    trace_test_append (store, endpoint, SBX_TRACE_KIND_EVENT, i % 4 == 0 ? "wanted" : "other", NULL);
  return NULL;
}

/* A filter that is set while traffic comes shows each record once, in order, and none too many. */
static void
test_filter_live (void)
{
  g_autoptr (SbxStore) store = sbx_store_new (NULL, 0);
  guint a = sbx_store_add_endpoint (store, "a", "A");
  g_autoptr (SbxTraceModel) model = sbx_trace_model_new (store, NULL);
  g_autoptr (SbxTraceFilter) filter = sbx_trace_filter_new ("wanted", 0, 0, 0, NULL);
  GThread *thread;
  gint64 last = 0;
  Watch watch;

  append_alternately (store);
  trace_test_settle (store);
  g_assert_cmpuint (a, !=, 0);
  watch_init (&watch, model);
  thread = g_thread_new ("append", append_alternately, store);
  for (guint i = 0; i < 5; i++)
    g_main_context_iteration (NULL, TRUE);
  sbx_trace_model_set_filter (model, filter);
  g_thread_join (thread);
  wait_for_length (model, 10000);

  for (guint i = 0; i < 10000; i += 7)
    {
      g_autoptr (SbxTraceRow) row = g_list_model_get_item (G_LIST_MODEL (model), i);

      g_assert_cmpstr (sbx_trace_row_get_name (row), ==, "wanted");
      g_assert_cmpint (sbx_trace_row_get_seq (row), >, last);
      g_assert_cmpint (sbx_trace_row_get_seq (row), ==, i * 4 + 1);
      last = sbx_trace_row_get_seq (row);
    }
  g_assert_cmpfloat (sbx_trace_model_get_progress (model), ==, 1);
  watch_clear (&watch);
}

static void
test_clear (void)
{
  g_autoptr (SbxStore) store = sbx_store_new (NULL, 0);
  guint a = sbx_store_add_endpoint (store, "a", "A");
  guint b = sbx_store_add_endpoint (store, "b", "B");
  g_autoptr (SbxTraceModel) all = sbx_trace_model_new (store, NULL);
  g_autoptr (SbxTraceModel) one = sbx_trace_model_new (store, "b");
  Watch watch, watch_one;

  for (guint i = 0; i < 5; i++)
    {
      append_some (store, a, "a", 1);
      append_some (store, b, "b", 1);
    }
  wait_for_length (all, 10);
  wait_for_length (one, 5);
  watch_init (&watch, all);
  watch_init (&watch_one, one);

  /* The list has gaps then, and goes on without. */
  sbx_store_clear (store, "a");
  wait_for_length (all, 5);
  for (guint i = 0; i < 5; i++)
    assert_name (all, i, "b0");
  assert_log (&watch, "0-10+0 0-0+5");
  append_some (store, a, "new", 2);
  wait_for_length (all, 7);
  assert_log (&watch, "5-0+2");
  assert_name (all, 6, "new1");
  g_assert_cmpuint (sbx_trace_model_get_n_total (all), ==, 7);
  g_assert_cmpint (sbx_trace_model_find (all, 1, NULL), ==, SBX_TRACE_GONE);
  assert_log (&watch_one, "");

  sbx_store_clear (store, NULL);
  wait_for_length (all, 0);
  wait_for_length (one, 0);
  append_some (store, b, "last", 1);
  wait_for_length (all, 1);
  wait_for_length (one, 1);
  watch_clear (&watch);
  watch_clear (&watch_one);
}

/* The oldest leave while the list is shown, filtered or not, and nobody is given a wrong row. */
static void
test_history_limit (void)
{
  g_autoptr (SbxStore) store = sbx_store_new (NULL, 2 * 1024 * 1024);
  guint a = sbx_store_add_endpoint (store, "a", "A");
  g_autoptr (SbxTraceModel) model = sbx_trace_model_new (store, NULL);
  g_autoptr (SbxTraceModel) filtered = sbx_trace_model_new (store, "a");
  g_autoptr (SbxTraceFilter) filter = sbx_trace_filter_new ("is:system", 0, 0, 0, NULL);
  g_autofree char *payload = g_strnfill (1000, 'x');
  gint64 first, last;
  guint position;
  Watch watch, watch_filtered;

  watch_init (&watch, model);
  watch_init (&watch_filtered, filtered);
  sbx_trace_model_set_filter (filtered, filter);
  for (guint i = 0; i < 10000; i++)
    {
      trace_test_append (store, a, SBX_TRACE_KIND_EVENT, i % 2 == 0 ? "$even" : "odd", payload);
      if (i % 200 == 0)
        {
          g_autoptr (SbxTraceRow) row = NULL;

          g_main_context_iteration (NULL, FALSE);
          row = g_list_model_get_item (G_LIST_MODEL (model), 0);
        }
    }
  trace_test_settle (store);
  trace_test_wait_until (trace_test_is_under_limit, store);
  g_assert_true (sbx_store_get_range (store, NULL, &first, &last));
  g_assert_cmpint (first, >, 5000);
  /* trace_test_settle() counts with an endpoint of its own, and no records. */
  wait_for_length (model, (guint) (last - first + 1));
  wait_for_length (filtered, (guint) ((last - 1) / 2 - (first - 2) / 2));
  for (guint i = 0; i < (guint) (last - first + 1); i += 100)
    {
      g_autoptr (SbxTraceRow) row = g_list_model_get_item (G_LIST_MODEL (model), i);

      g_assert_cmpint (sbx_trace_row_get_seq (row), ==, first + i);
    }
  g_assert_cmpint (sbx_trace_model_find (model, first, &position), ==, SBX_TRACE_FOUND);
  g_assert_cmpuint (position, ==, 0);
  g_assert_cmpint (sbx_trace_model_find (model, first - 1, &position), ==, SBX_TRACE_GONE);
  watch_clear (&watch);
  watch_clear (&watch_filtered);
}

/* Memory does not grow with the history: only rows that somebody holds, and some thousand, are objects. */
static void
on_row_finalized (gpointer data, GObject *where_the_object_was)
{
  (*(guint *) data)++;
}

static void
test_many_rows (void)
{
  g_autoptr (SbxStore) store = sbx_store_new (NULL, 0);
  guint a = sbx_store_add_endpoint (store, "a", "A");
  g_autoptr (SbxTraceModel) model = sbx_trace_model_new (store, NULL);
  g_autoptr (SbxTraceRow) held = NULL;
  g_autoptr (SbxTraceRow) again = NULL;
  guint n_finalized = 0;

  for (guint i = 0; i < 100000; i++)
    {
      trace_test_append (store, a, SBX_TRACE_KIND_EVENT, "e", "{}");
      if (i % 10000 == 0)
        g_assert_true (sbx_store_flush (store, 30000));
    }
  wait_for_length (model, 100000);

  held = g_list_model_get_item (G_LIST_MODEL (model), 0);
  for (guint i = 0; i < 100000; i += 10)
    {
      g_autoptr (SbxTraceRow) row = g_list_model_get_item (G_LIST_MODEL (model), i);

      g_assert_cmpint (sbx_trace_row_get_seq (row), ==, i + 1);
      if (row != held)
        g_object_weak_ref (G_OBJECT (row), on_row_finalized, &n_finalized);
    }
  g_assert_cmpuint (n_finalized, >, 9000);
  again = g_list_model_get_item (G_LIST_MODEL (model), 0);
  g_assert_true (again == held);
  /* What is left of them goes with the model. */
  g_clear_object (&held);
  g_clear_object (&again);
  g_assert_finalize_object (g_steal_pointer (&model));
  g_assert_cmpuint (n_finalized, ==, 9999);
}

static void
test_finalize (void)
{
  SbxStore *store = sbx_store_new (NULL, 0);
  guint a = sbx_store_add_endpoint (store, "a", "A");
  SbxTraceModel *model;
  g_autoptr (SbxTraceFilter) filter = sbx_trace_filter_new ("payload:nothing", 0, 0, 0, NULL);
  g_autoptr (SbxTraceRow) row = NULL;

  for (guint i = 0; i < 20000; i++)
    trace_test_append (store, a, SBX_TRACE_KIND_EVENT, "e", "{}");
  trace_test_settle (store);
  model = sbx_trace_model_new (store, NULL);
  row = g_list_model_get_item (G_LIST_MODEL (model), 5);
  /* In the middle of a search. */
  sbx_trace_model_set_filter (model, filter);
  g_main_context_iteration (NULL, FALSE);
  g_assert_finalize_object (model);
  g_assert_cmpint (sbx_trace_row_get_seq (row), ==, 6);
  g_assert_finalize_object (store);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trace/model/appends", test_appends);
  g_test_add_func ("/trace/model/updates", test_updates);
  g_test_add_func ("/trace/model/pause", test_pause);
  g_test_add_func ("/trace/model/resume", test_resume);
  g_test_add_func ("/trace/model/filter-updates", test_filter_updates);
  g_test_add_func ("/trace/model/filter-live", test_filter_live);
  g_test_add_func ("/trace/model/clear", test_clear);
  g_test_add_func ("/trace/model/history-limit", test_history_limit);
  g_test_add_func ("/trace/model/many-rows", test_many_rows);
  g_test_add_func ("/trace/model/finalize", test_finalize);
  return g_test_run ();
}
