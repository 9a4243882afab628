/* test-trace-store.c — tests of SbxStore
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sbx-store-private.h"
#include "trace-test-util.h"

static void
test_append_and_load (void)
{
  g_autoptr (SbxStore) store = sbx_store_new (NULL, 0);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("{\"type\":\"event\"}", 16);
  g_autoptr (GBytes) loaded = NULL;
  g_autoptr (SbxTraceRow) row = NULL;
  guint endpoint = sbx_store_add_endpoint (store, "e1", "Orders");
  SbxTraceRecord record = SBX_TRACE_RECORD_INIT;
  gint64 first, last;

  record.kind = SBX_TRACE_KIND_REQUEST;
  record.direction = SBX_TRACE_DIRECTION_OUT;
  record.status = SBX_TRACE_STATUS_PENDING;
  record.name = "getOrder";
  record.request_id = "r-1";
  record.real_time = 1700000000000000;
  record.size = 16;
  record.flags = SBX_TRACE_FLAG_MASKED | SBX_TRACE_FLAG_TRUNCATED;
  g_assert_cmpint (sbx_store_append (store, endpoint, &record, bytes), ==, 1);
  trace_test_settle (store);

  g_assert_true (sbx_store_get_range (store, NULL, &first, &last));
  g_assert_cmpint (first, ==, 1);
  g_assert_cmpint (last, ==, 1);
  g_assert_cmpint (sbx_store_get_n_records (store), ==, 1);

  row = sbx_store_load_row (store, 1);
  g_assert_nonnull (row);
  g_assert_cmpstr (sbx_trace_row_get_name (row), ==, "getOrder");
  g_assert_cmpstr (sbx_trace_row_get_endpoint (row), ==, "e1");
  g_assert_cmpstr (sbx_trace_row_get_endpoint_name (row), ==, "Orders");
  g_assert_cmpint (sbx_trace_row_get_real_time (row), ==, 1700000000000000);
  g_assert_cmpint (sbx_trace_row_get_latency (row), ==, -1);
  g_assert_cmpint (sbx_trace_row_get_status (row), ==, SBX_TRACE_STATUS_PENDING);
  g_assert_cmpint (sbx_trace_row_get_flags (row), ==, SBX_TRACE_FLAG_MASKED | SBX_TRACE_FLAG_TRUNCATED);
  g_assert_null (sbx_trace_row_get_note (row));

  loaded = sbx_store_load_bytes (store, 1);
  g_assert_true (g_bytes_equal (bytes, loaded));
  g_assert_null (sbx_store_load_row (store, 2));
  g_assert_null (sbx_store_load_bytes (store, 2));
}

static void
on_changed_collect (SbxStore *store, const SbxStoreChanges *changes, gpointer user_data)
{
  GArray *seqs = user_data;

  for (gsize i = 0; i < changes->n_updates; i++)
    g_array_append_val (seqs, changes->updates[i].seq);
}

static void
test_complete (void)
{
  g_autoptr (SbxStore) store = sbx_store_new (NULL, 0);
  g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint endpoint = sbx_store_add_endpoint (store, "e1", "Orders");
  g_autoptr (SbxTraceRow) early = NULL;
  g_autoptr (SbxTraceRow) late = NULL;
  gint64 seq;

  g_signal_connect (store, "changed", G_CALLBACK (on_changed_collect), seqs);

  /* Written and shown before its answer comes. */
  seq = trace_test_append (store, endpoint, SBX_TRACE_KIND_REQUEST, "late", NULL);
  trace_test_settle (store);
  g_assert_cmpuint (seqs->len, ==, 0);
  sbx_store_complete (store, seq, SBX_TRACE_STATUS_ERROR, 1234, 7, "CODE", "what happened");
  trace_test_settle (store);
  g_assert_cmpuint (seqs->len, ==, 1);
  g_assert_cmpint (g_array_index (seqs, gint64, 0), ==, seq);
  late = sbx_store_load_row (store, seq);
  g_assert_cmpint (sbx_trace_row_get_status (late), ==, SBX_TRACE_STATUS_ERROR);
  g_assert_cmpint (sbx_trace_row_get_latency (late), ==, 1234);
  g_assert_cmpint (sbx_trace_row_get_partner (late), ==, 7);
  g_assert_cmpstr (sbx_trace_row_get_error_code (late), ==, "CODE");
  g_assert_cmpstr (sbx_trace_row_get_note (late), ==, "what happened");
  g_assert_cmpstr (sbx_trace_row_get_name (late), ==, "late");

  /* Completed at once: in the queue, or just after it was written. */
  seq = trace_test_append (store, endpoint, SBX_TRACE_KIND_REQUEST, "early", NULL);
  sbx_store_complete (store, seq, SBX_TRACE_STATUS_OK, 5, 9, NULL, NULL);
  trace_test_settle (store);
  early = sbx_store_load_row (store, seq);
  g_assert_cmpint (sbx_trace_row_get_status (early), ==, SBX_TRACE_STATUS_OK);
  g_assert_cmpint (sbx_trace_row_get_latency (early), ==, 5);
  g_assert_cmpstr (sbx_trace_row_get_name (early), ==, "early");
}

static void
test_reopen (void)
{
  g_autofree char *folder = trace_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "sub", "traffic.sqlite", NULL);
  gint64 first, last;

  for (guint run = 0; run < 2; run++)
    {
      g_autoptr (SbxStore) store = sbx_store_new (path, 0);
      /* Has no records, and leaves a gap among the handles at the next start. */
      guint empty = sbx_store_add_endpoint (store, "empty", "Empty");
      guint a = sbx_store_add_endpoint (store, "a", "A");
      guint b = sbx_store_add_endpoint (store, "b", run == 0 ? "B" : "Renamed");

      g_assert_null (sbx_store_get_notice (store));
      g_assert_cmpstr (sbx_store_get_path (store), ==, path);
      g_assert_cmpint (sbx_store_get_n_records (store), ==, run * 3);
      g_assert_cmpuint (empty, ==, run == 0 ? 1 : 4);
      for (guint i = 0; i < 3; i++)
        trace_test_append (store, i == 2 ? b : a, SBX_TRACE_KIND_REQUEST, "name", NULL);
      trace_test_settle (store);
    }

  {
    g_autoptr (SbxStore) store = sbx_store_new (path, 0);
    g_autoptr (SbxTraceRow) row = sbx_store_load_row (store, 6);

    g_assert_true (sbx_store_get_range (store, NULL, &first, &last));
    g_assert_cmpint (first, ==, 1);
    g_assert_cmpint (last, ==, 6);
    g_assert_true (sbx_store_get_range (store, "a", &first, &last));
    g_assert_cmpint (last, ==, 4);
    g_assert_true (sbx_store_get_range (store, "b", &first, &last));
    g_assert_cmpint (last, ==, 2);
    g_assert_false (sbx_store_get_range (store, "c", &first, &last));
    g_assert_cmpstr (sbx_trace_row_get_endpoint_name (row), ==, "Renamed");
    g_assert_cmpint (sbx_trace_row_get_endpoint_seq (row), ==, 2);
    /* What had no answer when the program ended will have none. */
    g_assert_cmpint (sbx_trace_row_get_status (row), ==, SBX_TRACE_STATUS_NO_ANSWER);
  }
  trace_test_remove_folder (folder);
}

static void
test_clear (void)
{
  g_autofree char *folder = trace_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "traffic.sqlite", NULL);
  gint64 first, last;

  {
    g_autoptr (SbxStore) store = sbx_store_new (path, 0);
    guint a = sbx_store_add_endpoint (store, "a", "A");
    guint b = sbx_store_add_endpoint (store, "b", "B");

    for (guint i = 0; i < 10; i++)
      trace_test_append (store, i % 2 == 0 ? a : b, SBX_TRACE_KIND_EVENT, "cleared-name",
                         "{\"x\":\"cleared-bytes\"}");
    sbx_store_clear (store, "a");
    trace_test_append (store, a, SBX_TRACE_KIND_EVENT, "afterwards", NULL);
    trace_test_settle (store);

    g_assert_cmpint (sbx_store_get_n_records (store), ==, 6);
    g_assert_false (sbx_store_view_is_contiguous (sbx_store_get_view (store)));
    g_assert_true (sbx_store_get_range (store, "a", &first, &last));
    g_assert_cmpint (first, ==, 6);
    g_assert_cmpint (last, ==, 6);
    g_assert_true (sbx_store_get_range (store, "b", &first, &last));
    g_assert_cmpint (first, ==, 1);
    g_assert_cmpint (last, ==, 5);
  }
  {
    g_autoptr (SbxStore) store = sbx_store_new (path, 0);
    guint b;

    /* Gaps are remembered; once there is nothing before them, they are none. */
    g_assert_false (sbx_store_view_is_contiguous (sbx_store_get_view (store)));
    sbx_store_clear (store, NULL);
    trace_test_settle (store);
    g_assert_cmpint (sbx_store_get_n_records (store), ==, 0);
    g_assert_false (sbx_store_get_range (store, NULL, &first, &last));
    g_assert_cmpint (first, ==, last + 1);
    g_assert_true (sbx_store_view_is_contiguous (sbx_store_get_view (store)));

    b = sbx_store_add_endpoint (store, "b", "B");
    g_assert_cmpint (trace_test_append (store, b, SBX_TRACE_KIND_EVENT, "next", NULL), ==, 12);
    trace_test_settle (store);
    g_assert_cmpint (sbx_store_get_n_records (store), ==, 1);
    /* Without others, one endpoint's removal leaves no gaps. */
    sbx_store_clear (store, "b");
    trace_test_settle (store);
    g_assert_true (sbx_store_view_is_contiguous (sbx_store_get_view (store)));
  }

  /* What was cleared is not in the file any more. */
  g_assert_false (trace_test_folder_contains (folder, "cleared-bytes"));
  g_assert_false (trace_test_folder_contains (folder, "cleared-name"));
  trace_test_remove_folder (folder);
}

/* Cleared in two steps: what is hidden can be shown again, until it is removed. */
static void
test_hide (void)
{
  g_autofree char *folder = trace_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "traffic.sqlite", NULL);
  gint64 first, last;
  guint number;

  {
    g_autoptr (SbxStore) store = sbx_store_new (path, 0);
    guint a = sbx_store_add_endpoint (store, "a", "A");
    guint b = sbx_store_add_endpoint (store, "b", "B");

    g_assert_cmpuint (sbx_store_hide (store, NULL), ==, 0);
    for (guint i = 0; i < 10; i++)
      trace_test_append (store, i % 2 == 0 ? a : b, SBX_TRACE_KIND_EVENT, "hidden-name", NULL);
    trace_test_settle (store);

    g_assert_cmpuint (sbx_store_hide (store, "nobody"), ==, 0);
    number = sbx_store_hide (store, "a");
    g_assert_cmpuint (number, !=, 0);
    g_assert_false (sbx_store_get_range (store, "a", &first, &last));
    g_assert_cmpint (sbx_store_get_n_records (store), ==, 5);
    /* What comes afterwards is seen. */
    trace_test_append (store, a, SBX_TRACE_KIND_EVENT, "later", NULL);
    trace_test_settle (store);
    g_assert_true (sbx_store_get_range (store, "a", &first, &last));
    g_assert_cmpint (first, ==, 6);

    sbx_store_show_hidden (store, number);
    sbx_store_show_hidden (store, number);
    g_assert_true (sbx_store_get_range (store, "a", &first, &last));
    g_assert_cmpint (first, ==, 1);
    g_assert_cmpint (last, ==, 6);

    number = sbx_store_hide (store, NULL);
    g_assert_false (sbx_store_get_range (store, NULL, &first, &last));
    g_assert_cmpint (sbx_store_get_n_records (store), ==, 0);
    trace_test_append (store, b, SBX_TRACE_KIND_EVENT, "later", NULL);
    sbx_store_clear_hidden (store, number);
    sbx_store_show_hidden (store, number);
    trace_test_settle (store);
    g_assert_true (sbx_store_get_range (store, NULL, &first, &last));
    g_assert_cmpint (first, ==, 12);
    g_assert_cmpint (last, ==, 12);
    g_assert_cmpint (sbx_store_get_n_records (store), ==, 1);

    /* Nobody said anything: it goes at the end. */
    g_assert_cmpuint (sbx_store_hide (store, NULL), !=, 0);
  }
  {
    g_autoptr (SbxStore) store = sbx_store_new (path, 0);

    g_assert_cmpint (sbx_store_get_n_records (store), ==, 0);
  }
  g_assert_false (trace_test_folder_contains (folder, "hidden-name"));
  trace_test_remove_folder (folder);
}

static void
test_names (void)
{
  g_autoptr (SbxStore) store = sbx_store_new (NULL, 0);
  guint a = sbx_store_add_endpoint (store, "a", "A");
  guint b = sbx_store_add_endpoint (store, "b", "B");
  g_auto (GStrv) all = NULL;
  g_auto (GStrv) one = NULL;
  g_auto (GStrv) none = NULL;

  trace_test_append (store, a, SBX_TRACE_KIND_REQUEST, "first", NULL);
  trace_test_append (store, b, SBX_TRACE_KIND_REQUEST, "second", NULL);
  trace_test_append (store, a, SBX_TRACE_KIND_REQUEST, "first", NULL);
  trace_test_append (store, a, SBX_TRACE_KIND_EVENT, "event", NULL);
  trace_test_settle (store);

  all = sbx_store_list_names (store, NULL, SBX_TRACE_KIND_REQUEST, 10);
  g_assert_cmpstrv (all, ((const char *const[]){ "second", "first", NULL }));
  one = sbx_store_list_names (store, "a", SBX_TRACE_KIND_EVENT, 10);
  g_assert_cmpstrv (one, ((const char *const[]){ "event", NULL }));
  none = sbx_store_list_names (store, "nobody", SBX_TRACE_KIND_EVENT, 10);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

static void
test_history_limit (void)
{
  g_autofree char *folder = trace_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "traffic.sqlite", NULL);
  g_autofree char *payload = g_strnfill (2000, 'x');
  g_autoptr (SbxStore) store = sbx_store_new (path, 4 * 1024 * 1024);
  guint a = sbx_store_add_endpoint (store, "a", "A");
  guint b = sbx_store_add_endpoint (store, "b", "B");
  gint64 first, last, n;
  g_autoptr (SbxTraceRow) row = NULL;
  GStatBuf status;

  for (guint i = 0; i < 20000; i++)
    {
      g_assert_cmpint (trace_test_append (store, i % 3 == 0 ? a : b, SBX_TRACE_KIND_EVENT, "e", payload), ==,
                       i + 1);
      if (i % 1000 == 0)
        g_assert_true (sbx_store_flush (store, 10000));
    }
  trace_test_settle (store);
  trace_test_wait_until (trace_test_is_under_limit, store);

  g_assert_true (sbx_store_get_range (store, NULL, &first, &last));
  g_assert_cmpint (last, ==, 20000);
  g_assert_cmpint (first, >, 15000);
  g_assert_cmpint (sbx_store_get_n_removed (store), ==, first - 1);
  g_assert_cmpint (sbx_store_get_n_lost (store), ==, 0);
  g_assert_true (sbx_store_view_is_contiguous (sbx_store_get_view (store)));
  n = last - first + 1;
  g_assert_cmpint (sbx_store_get_n_records (store), ==, n);
  g_assert_null (sbx_store_load_row (store, first - 1));
  row = sbx_store_load_row (store, first);
  g_assert_nonnull (row);

  /* Each endpoint's numbers still begin with its oldest record. */
  g_assert_true (sbx_store_get_range (store, "a", &first, &last));
  g_assert_cmpint (last - first + 1, <=, n / 3 + 1);
  g_assert_cmpint (last - first + 1, >=, n / 3 - 1);

  /* A lower limit also makes the file smaller. */
  sbx_store_set_history_limit (store, 1024 * 1024);
  trace_test_wait_until (trace_test_is_under_limit, store);
  sbx_store_close (store);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_size, <, 2 * 1024 * 1024);
  g_clear_object (&store);
  trace_test_remove_folder (folder);
}

static char *
find_aside (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (strstr (name, ".broken-") != NULL && !g_str_has_suffix (name, "-wal") &&
        !g_str_has_suffix (name, "-shm"))
      return g_build_filename (folder, name, NULL);
  return NULL;
}

/* The store begins anew, says so, works, and what was there is still there under another name. */
static void
assert_put_aside (const char *folder, const char *path)
{
  g_autofree char *old = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *aside = NULL;
  gsize old_length, kept_length;

  g_assert_true (g_file_get_contents (path, &old, &old_length, NULL));
  {
    g_autoptr (SbxStore) store = sbx_store_new (path, 0);
    guint endpoint = sbx_store_add_endpoint (store, "a", "A");

    g_assert_nonnull (sbx_store_get_notice (store));
    g_assert_nonnull (strstr (sbx_store_get_notice (store), ".broken-"));
    g_assert_cmpint (sbx_store_get_n_records (store), ==, 0);
    trace_test_append (store, endpoint, SBX_TRACE_KIND_EVENT, "e", NULL);
    trace_test_settle (store);
    g_assert_cmpint (sbx_store_get_n_records (store), ==, 1);
    g_assert_null (sbx_store_get_error (store));
    sbx_store_dismiss_notice (store);
    g_assert_null (sbx_store_get_notice (store));
  }
  aside = find_aside (folder);
  g_assert_nonnull (aside);
  g_assert_true (g_file_get_contents (aside, &kept, &kept_length, NULL));
  g_assert_cmpmem (kept, kept_length, old, old_length);
  {
    g_autoptr (SbxStore) store = sbx_store_new (path, 0);

    g_assert_null (sbx_store_get_notice (store));
    g_assert_cmpint (sbx_store_get_n_records (store), ==, 1);
  }
}

static void
run_sql (const char *path, const char *sql)
{
  sqlite3 *handle = NULL;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, sql, NULL, NULL, &message), ==, SQLITE_OK);
  g_assert_null (message);
  g_assert_cmpint (sqlite3_close (handle), ==, SQLITE_OK);
}

static void
fill_store (const char *path)
{
  g_autoptr (SbxStore) store = sbx_store_new (path, 0);
  guint endpoint = sbx_store_add_endpoint (store, "a", "A");

  for (guint i = 0; i < 5000; i++)
    trace_test_append (store, endpoint, SBX_TRACE_KIND_EVENT, "e", "{\"type\":\"event\"}");
  trace_test_settle (store);
}

static void
overwrite (const char *path, gsize from, gsize length)
{
  g_autofree char *contents = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  g_assert_cmpuint (from + length, <=, size);
  memset (contents + from, 0xa5, length);
  g_assert_true (g_file_set_contents (path, contents, (gssize) size, NULL));
}

static void
make_text (const char *path)
{
  g_autofree char *text = g_strnfill (10000, 'x');

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
make_foreign (const char *path)
{
  run_sql (path, "CREATE TABLE somebody (else_s INTEGER); INSERT INTO somebody VALUES (1);");
}

static void
make_newer (const char *path)
{
  fill_store (path);
  run_sql (path, "PRAGMA user_version = 99");
}

static void
make_damaged_header (const char *path)
{
  fill_store (path);
  overwrite (path, 0, 50);
}

/* The header is as it should be, all the rest is not. */
static void
make_damaged_pages (const char *path)
{
  fill_store (path);
  overwrite (path, 4096, 40 * 4096);
}

static void
test_put_aside (gconstpointer data)
{
  void (*make) (const char *path) = data;
  g_autofree char *folder = trace_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "traffic.sqlite", NULL);

  make (path);
  assert_put_aside (folder, path);
  trace_test_remove_folder (folder);
}

static gboolean
has_notice (gpointer data)
{
  return sbx_store_get_notice (data) != NULL;
}

/* The damage is in the middle, and is found when somebody reads there. */
static void
test_damage_found_later (void)
{
  g_autofree char *folder = trace_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "traffic.sqlite", NULL);
  g_autofree char *contents = NULL;
  g_autofree char *aside = NULL;
  gint64 first, last;
  gsize size, pages;

  fill_store (path);
  g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
  pages = size / 4096;
  overwrite (path, (pages / 4) * 4096, (pages / 2) * 4096);
  {
    g_autoptr (SbxStore) store = sbx_store_new (path, 0);
    guint endpoint = sbx_store_add_endpoint (store, "a", "A");
    gint64 seq;

    for (gint64 i = 1; i <= 5000 && sbx_store_get_notice (store) == NULL; i++)
      {
        g_autoptr (SbxTraceRow) row = sbx_store_load_row (store, i);
        g_autoptr (GBytes) bytes = sbx_store_load_bytes (store, i);

        g_main_context_iteration (NULL, FALSE);
      }
    trace_test_wait_until (has_notice, store);
    seq = trace_test_append (store, endpoint, SBX_TRACE_KIND_EVENT, "new", NULL);
    trace_test_settle (store);
    sbx_store_get_range (store, NULL, &first, &last);
    g_assert_cmpint (last, ==, seq);
    g_assert_cmpint (first, ==, seq);
    g_assert_null (sbx_store_get_error (store));
    {
      g_autoptr (SbxTraceRow) row = sbx_store_load_row (store, seq);

      g_assert_cmpstr (sbx_trace_row_get_name (row), ==, "new");
      g_assert_cmpstr (sbx_trace_row_get_endpoint_name (row), ==, "A");
    }
  }
  aside = find_aside (folder);
  g_assert_nonnull (aside);
  trace_test_remove_folder (folder);
}

/* A path below a file: no folder can be made there, not even by root. */
static void
test_no_folder (void)
{
  g_autofree char *folder = trace_test_make_folder ();
  g_autofree char *file = g_build_filename (folder, "file", NULL);
  g_autofree char *path = g_build_filename (file, "traffic.sqlite", NULL);
  g_autofree char *used = NULL;

  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  {
    g_autoptr (SbxStore) store = sbx_store_new (path, 0);
    guint endpoint = sbx_store_add_endpoint (store, "a", "A");

    g_assert_nonnull (strstr (sbx_store_get_notice (store), file));
    used = g_strdup (sbx_store_get_path (store));
    g_assert_cmpstr (used, !=, path);
    trace_test_append (store, endpoint, SBX_TRACE_KIND_EVENT, "e", NULL);
    trace_test_settle (store);
    g_assert_cmpint (sbx_store_get_n_records (store), ==, 1);
    g_assert_cmpint (sbx_store_get_n_lost (store), ==, 0);
    g_assert_true (g_file_test (used, G_FILE_TEST_EXISTS));
  }
  g_assert_false (g_file_test (used, G_FILE_TEST_EXISTS));
  trace_test_remove_folder (folder);
}

static void
test_two_at_once (void)
{
  g_autofree char *folder = trace_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "traffic.sqlite", NULL);
  g_autoptr (SbxStore) one = sbx_store_new (path, 0);
  g_autoptr (SbxStore) other = sbx_store_new (path, 0);

  g_assert_null (sbx_store_get_notice (one));
  g_assert_nonnull (sbx_store_get_notice (other));
  g_assert_cmpstr (sbx_store_get_path (one), ==, path);
  g_assert_cmpstr (sbx_store_get_path (other), !=, path);
  g_clear_object (&one);
  g_clear_object (&other);

  one = sbx_store_new (path, 0);
  g_assert_null (sbx_store_get_notice (one));
  g_clear_object (&one);
  trace_test_remove_folder (folder);
}

static const char *program;

static GSubprocess *
spawn_child (const char *mode, const char *path)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *child;

  child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, mode, path, NULL);
  g_assert_no_error (error);
  return child;
}

/* Runs in a process of its own: writes until it is killed, and says what is surely written. */
static int
run_writer (const char *path)
{
  g_autoptr (SbxStore) store = sbx_store_new (path, 0);
  guint endpoint = sbx_store_add_endpoint (store, "a", "A");

  for (guint round = 0; round < 100000; round++)
    {
      for (guint i = 0; i < 200; i++)
        trace_test_append (store, endpoint, SBX_TRACE_KIND_REQUEST, "e", "{\"type\":\"event\"}");
      if (!sbx_store_flush (store, 10000))
        return 1;
      g_print ("%u\n", (round + 1) * 200);
    }
  return 1;
}

static void
test_kill (void)
{
  g_autofree char *folder = trace_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "traffic.sqlite", NULL);
  gint64 total = 0;

  for (guint round = 0; round < 5; round++)
    {
      g_autoptr (GSubprocess) child = spawn_child ("--writer", path);
      g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
      g_autoptr (SbxStore) store = NULL;
      g_autofree char *check = NULL;
      gint64 written = 0, first, last;

      for (guint i = 0; i < 10 + round * 7; i++)
        {
          g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);

          g_assert_nonnull (line);
          written = g_ascii_strtoll (line, NULL, 10);
        }
      g_subprocess_force_exit (child);
      g_subprocess_wait (child, NULL, NULL);

      store = sbx_store_new (path, 0);
      g_assert_null (sbx_store_get_notice (store));
      g_assert_true (sbx_store_get_range (store, NULL, &first, &last));
      g_assert_cmpint (first, ==, 1);
      g_assert_cmpint (last, >=, total + written);
      g_assert_cmpint (sbx_store_get_n_records (store), ==, last);
      total = last;
      for (gint64 seq = MAX (1, last - 300); seq <= last; seq++)
        {
          g_autoptr (SbxTraceRow) row = sbx_store_load_row (store, seq);
          g_autoptr (GBytes) bytes = sbx_store_load_bytes (store, seq);

          g_assert_nonnull (row);
          g_assert_cmpint (sbx_trace_row_get_status (row), ==, SBX_TRACE_STATUS_NO_ANSWER);
          g_assert_nonnull (bytes);
        }
      g_clear_object (&store);
      check = trace_test_query_text (path, "PRAGMA integrity_check");
      g_assert_cmpstr (check, ==, "ok");
    }
  trace_test_remove_folder (folder);
}

/* Runs in a process of its own, whose files may not grow beyond a limit: what a full disk is like. */
static int
run_full_disk (const char *path)
{
  struct rlimit limit = { 600 * 1024, RLIM_INFINITY };
  g_autofree char *payload = g_strnfill (1000, 'x');
  g_autoptr (SbxStore) store = NULL;
  gint64 stored, kept, lost;
  guint endpoint;

  signal (SIGXFSZ, SIG_IGN);
  setrlimit (RLIMIT_FSIZE, &limit);
  store = sbx_store_new (path, 0);
  endpoint = sbx_store_add_endpoint (store, "a", "A");
  for (guint i = 0; sbx_store_get_error (store) == NULL && i < 100000; i++)
    {
      trace_test_append (store, endpoint, SBX_TRACE_KIND_EVENT, "e", payload);
      g_main_context_iteration (NULL, FALSE);
    }
  if (sbx_store_get_error (store) == NULL)
    return 10;

  /* The queue fills up and no further. */
  for (guint i = 0; i < SBX_TRACE_TEST_QUEUE_LIMIT + 500; i++)
    trace_test_append (store, endpoint, SBX_TRACE_KIND_EVENT, "e", NULL);
  lost = sbx_store_get_n_lost (store);
  if (lost < 500)
    return 11;
  stored = sbx_store_get_n_records (store);

  /* Room again: what waited is written, what was lost stays counted. */
  limit.rlim_cur = RLIM_INFINITY;
  setrlimit (RLIMIT_FSIZE, &limit);
  if (!sbx_store_flush (store, 20000))
    return 12;
  trace_test_settle (store);
  kept = sbx_store_get_n_records (store);
  if (kept <= stored || sbx_store_get_error (store) != NULL || sbx_store_get_n_lost (store) != lost)
    return 13;
  g_print ("%" G_GINT64_FORMAT "\n", kept);
  return 0;
}

static void
test_full_disk (void)
{
  g_autofree char *folder = trace_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "traffic.sqlite", NULL);
  g_autoptr (GSubprocess) child = spawn_child ("--full-disk", path);
  g_autofree char *output = NULL;
  g_autoptr (SbxStore) store = NULL;
  gint64 first, last;

  g_assert_true (g_subprocess_communicate_utf8 (child, NULL, NULL, &output, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (child));
  g_assert_cmpint (g_subprocess_get_exit_status (child), ==, 0);
  store = sbx_store_new (path, 0);
  g_assert_null (sbx_store_get_notice (store));
  g_assert_true (sbx_store_get_range (store, NULL, &first, &last));
  g_assert_cmpint (first, ==, 1);
  g_assert_cmpint (last, ==, g_ascii_strtoll (output, NULL, 10));
  g_assert_cmpint (sbx_store_get_n_records (store), ==, last);
  g_clear_object (&store);
  trace_test_remove_folder (folder);
}

static gboolean
has_error (gpointer data)
{
  return sbx_store_get_error (data) != NULL;
}

/* Runs in a process of its own, which can make no file at all until the limit is lifted. */
static int
run_no_disk (const char *path)
{
  struct rlimit limit = { 1024, RLIM_INFINITY };
  g_autoptr (SbxStore) store = NULL;
  guint endpoint;

  signal (SIGXFSZ, SIG_IGN);
  setrlimit (RLIMIT_FSIZE, &limit);
  store = sbx_store_new (path, 0);
  endpoint = sbx_store_add_endpoint (store, "new", "New");
  for (guint i = 0; i < SBX_TRACE_TEST_QUEUE_LIMIT + 500; i++)
    trace_test_append (store, endpoint, SBX_TRACE_KIND_EVENT, "e", NULL);
  trace_test_wait_until (has_error, store);
  if (sbx_store_get_n_lost (store) != 500 || sbx_store_get_n_records (store) != 0)
    return 10;
  if (sbx_store_load_row (store, 1) != NULL)
    return 11;

  limit.rlim_cur = RLIM_INFINITY;
  setrlimit (RLIMIT_FSIZE, &limit);
  if (!sbx_store_flush (store, 20000))
    return 12;
  trace_test_settle (store);
  if (sbx_store_get_n_records (store) != SBX_TRACE_TEST_QUEUE_LIMIT || sbx_store_get_error (store) != NULL)
    return 13;
  return g_str_equal (sbx_store_get_path (store), path) ? 14 : 0;
}

/* What could not be opened is neither replaced nor put aside. */
static void
test_no_disk (void)
{
  g_autofree char *folder = trace_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "traffic.sqlite", NULL);
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (SbxStore) store = NULL;

  fill_store (path);
  child = spawn_child ("--no-disk", path);
  g_assert_true (g_subprocess_wait (child, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (child));
  g_assert_cmpint (g_subprocess_get_exit_status (child), ==, 0);
  store = sbx_store_new (path, 0);
  g_assert_null (sbx_store_get_notice (store));
  g_assert_cmpint (sbx_store_get_n_records (store), ==, 5000);
  g_assert_null (find_aside (folder));
  g_clear_object (&store);
  trace_test_remove_folder (folder);
}

typedef struct
{
  gint64 first_time;
  gint64 last_time;
  guint n;
} Pace;

static void
on_changed_pace (SbxStore *store, const SbxStoreChanges *changes, gpointer user_data)
{
  Pace *pace = user_data;

  pace->last_time = g_get_monotonic_time ();
  if (pace->n++ == 0)
    pace->first_time = pace->last_time;
}

static gpointer
append_many (gpointer data)
{
  SbxStore *store = data;
  guint endpoint = sbx_store_add_endpoint (store, "other", "Other");

  for (guint i = 0; i < 50000; i++)
    trace_test_append (store, endpoint, SBX_TRACE_KIND_EVENT, "e", "{}");
  return NULL;
}

/* 100,000 records from two threads: no signal comes too early, no number is missing. */
static void
test_flood (void)
{
  g_autoptr (SbxStore) store = sbx_store_new (NULL, 0);
  guint endpoint = sbx_store_add_endpoint (store, "mine", "Mine");
  Pace pace = { 0 };
  GThread *thread;
  gint64 first, last;

  g_signal_connect (store, "changed", G_CALLBACK (on_changed_pace), &pace);
  thread = g_thread_new ("append", append_many, store);
  for (guint i = 0; i < 50000; i++)
    {
      trace_test_append (store, endpoint, SBX_TRACE_KIND_EVENT, "e", "{}");
      if (i % 100 == 0)
        g_main_context_iteration (NULL, FALSE);
    }
  g_thread_join (thread);
  trace_test_settle (store);

  g_assert_cmpint (sbx_store_get_n_lost (store), ==, 0);
  g_assert_cmpint (sbx_store_get_n_records (store), ==, 100000);
  g_assert_true (sbx_store_get_range (store, "mine", &first, &last));
  g_assert_cmpint (last - first + 1, ==, 50000);
  g_assert_cmpuint (pace.n, >, 0);
  g_assert_cmpuint (pace.n, <=, (pace.last_time - pace.first_time) / 16000 + 2);
}

static void
test_finalize (void)
{
  SbxStore *store = sbx_store_new (NULL, 0);
  guint endpoint = sbx_store_add_endpoint (store, "a", "A");

  trace_test_append (store, endpoint, SBX_TRACE_KIND_EVENT, "e", NULL);
  sbx_store_close (store);
  sbx_store_close (store);
  g_assert_cmpint (trace_test_append (store, endpoint, SBX_TRACE_KIND_EVENT, "e", NULL), ==, 0);
  g_assert_cmpint (sbx_store_get_n_lost (store), ==, 1);
  g_assert_null (sbx_store_load_row (store, 1));
  g_assert_finalize_object (store);
}

/* As the first version laid it out. */
static const char first_layout[] =
  "CREATE TABLE endpoints (handle INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL);"
  "CREATE TABLE records (seq INTEGER PRIMARY KEY, endpoint INTEGER NOT NULL, endpoint_seq INTEGER NOT NULL,"
  " real_time INTEGER NOT NULL, monotonic_time INTEGER NOT NULL, direction INTEGER NOT NULL,"
  " kind INTEGER NOT NULL, status INTEGER NOT NULL, flags INTEGER NOT NULL, close_code INTEGER NOT NULL,"
  " latency INTEGER NOT NULL, size INTEGER NOT NULL, partner INTEGER NOT NULL,"
  " connection TEXT, peer TEXT, address TEXT, name TEXT, request_id TEXT,"
  " error_code TEXT, note TEXT, headers TEXT);"
  "CREATE UNIQUE INDEX records_by_endpoint ON records (endpoint, endpoint_seq);"
  "CREATE INDEX records_pending ON records (seq) WHERE status = 1;"
  "CREATE TABLE frames (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL);"
  "CREATE TABLE names (endpoint INTEGER NOT NULL, kind INTEGER NOT NULL, name TEXT NOT NULL,"
  " seq INTEGER NOT NULL, PRIMARY KEY (endpoint, kind, name)) WITHOUT ROWID;"
  "CREATE TABLE state (holes_until INTEGER NOT NULL);"
  "INSERT INTO state VALUES (0);"
  "INSERT INTO endpoints VALUES (1, 'a', 'A');"
  "INSERT INTO records VALUES (1,1,1,5,5,1,0,2,0,0,7,9,0,'c','p','x','old',NULL,NULL,'kept',NULL);"
  "INSERT INTO frames VALUES (1, x'7b7d');"
  "PRAGMA application_id = 1398962260; PRAGMA user_version = 1;";

/* A file of an older program is read, and goes on to be written. */
static void
test_older (void)
{
  g_autofree char *folder = trace_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "traffic.sqlite", NULL);
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, first_layout, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (handle);

  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (SbxStore) store = sbx_store_new (path, 0);
      SbxTraceRecord record = SBX_TRACE_RECORD_INIT;
      g_autoptr (SbxTraceRow) old = NULL;
      g_autoptr (SbxTraceRow) row = NULL;
      gint64 seq;

      g_assert_null (sbx_store_get_notice (store));
      old = sbx_store_load_row (store, 1);
      g_assert_nonnull (old);
      g_assert_cmpstr (sbx_trace_row_get_name (old), ==, "old");
      g_assert_cmpstr (sbx_trace_row_get_note (old), ==, "kept");
      g_assert_null (sbx_trace_row_get_record (old)->handler);

      record.handler = "handler: x · json";
      seq = sbx_store_append (store, sbx_store_add_endpoint (store, "a", "A"), &record, NULL);
      g_assert_cmpint (seq, ==, 2 + round);
      trace_test_settle (store);
      row = sbx_store_load_row (store, seq);
      g_assert_cmpstr (sbx_trace_row_get_record (row)->handler, ==, "handler: x · json");
    }
  trace_test_remove_folder (folder);
}

int
main (int argc, char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--writer"))
    return run_writer (argv[2]);
  if (argc == 3 && g_str_equal (argv[1], "--full-disk"))
    return run_full_disk (argv[2]);
  if (argc == 3 && g_str_equal (argv[1], "--no-disk"))
    return run_no_disk (argv[2]);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trace/store/append-and-load", test_append_and_load);
  g_test_add_func ("/trace/store/complete", test_complete);
  g_test_add_func ("/trace/store/reopen", test_reopen);
  g_test_add_func ("/trace/store/clear", test_clear);
  g_test_add_func ("/trace/store/hide", test_hide);
  g_test_add_func ("/trace/store/names", test_names);
  g_test_add_func ("/trace/store/history-limit", test_history_limit);
  g_test_add_func ("/trace/store/older", test_older);
  g_test_add_data_func ("/trace/store/put-aside/text", make_text, test_put_aside);
  g_test_add_data_func ("/trace/store/put-aside/foreign", make_foreign, test_put_aside);
  g_test_add_data_func ("/trace/store/put-aside/newer", make_newer, test_put_aside);
  g_test_add_data_func ("/trace/store/put-aside/damaged-header", make_damaged_header, test_put_aside);
  g_test_add_data_func ("/trace/store/put-aside/damaged-pages", make_damaged_pages, test_put_aside);
  g_test_add_func ("/trace/store/damage-found-later", test_damage_found_later);
  g_test_add_func ("/trace/store/no-folder", test_no_folder);
  g_test_add_func ("/trace/store/two-at-once", test_two_at_once);
  g_test_add_func ("/trace/store/kill", test_kill);
  g_test_add_func ("/trace/store/full-disk", test_full_disk);
  g_test_add_func ("/trace/store/no-disk", test_no_disk);
  g_test_add_func ("/trace/store/flood", test_flood);
  g_test_add_func ("/trace/store/finalize", test_finalize);
  return g_test_run ();
}
