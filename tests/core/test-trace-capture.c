/* test-trace-capture.c — records in a file of their own, and back
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "sbx-capture-file.h"
#include "sbx-capture.h"
#include "sbx-trace-export.h"
#include "sbx-trace-model.h"
#include "trace-test-util.h"

static gboolean
is_loaded (gpointer data)
{
  return !sbx_capture_get_loading (data);
}

static SbxCapture *
open_capture (const char *path)
{
  SbxCapture *capture = sbx_capture_new (path);

  sbx_capture_load (capture);
  sbx_capture_load (capture);
  trace_test_wait_until (is_loaded, capture);
  trace_test_settle (sbx_capture_get_store (capture));
  return capture;
}

typedef struct
{
  gboolean done;
  gint64 n;
  GError *error;
} Written;

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Written *written = user_data;

  written->n = sbx_capture_write_finish (SBX_STORE (source), result, &written->error);
  written->done = TRUE;
}

static gboolean
is_written (gpointer data)
{
  return ((Written *) data)->done;
}

static Written
write_capture (SbxStore *store, const char *endpoint, SbxTraceFilter *filter, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  Written written = { 0 };

  sbx_capture_write_async (store, endpoint, filter, file, NULL, on_written, &written);
  trace_test_wait_until (is_written, &written);
  return written;
}

static gint64
append_full (SbxStore *store, guint endpoint, const SbxTraceRecord *record, const void *bytes, gsize length)
{
  g_autoptr (GBytes) frame = bytes != NULL ? g_bytes_new (bytes, length) : NULL;

  return sbx_store_append (store, endpoint, record, frame);
}

/* One of each kind, with everything that a record can have. */
static SbxStore *
make_store (const char *path)
{
  static const char frame[] = "{ \"type\":\"event\",  \"n\":0.10 }";
  SbxStore *store = sbx_store_new (path, 0);
  guint a = sbx_store_add_endpoint (store, "id-a", "Orders “here”");
  guint b = sbx_store_add_endpoint (store, "id-b", "B");

  for (guint kind = 0; kind < SBX_TRACE_N_KINDS; kind++)
    {
      SbxTraceRecord record = {
        .real_time = G_GINT64_CONSTANT (1700000000123456) + kind,
        .latency = kind == SBX_TRACE_KIND_RESPONSE ? 2500 : -1,
        .size = 10 + kind,
        .direction = kind % 3,
        .kind = kind,
        .status = kind == SBX_TRACE_KIND_REQUEST    ? SBX_TRACE_STATUS_PENDING
                  : kind == SBX_TRACE_KIND_RESPONSE ? SBX_TRACE_STATUS_OK
                                                    : SBX_TRACE_STATUS_OK + kind % 4,
        .flags = kind == SBX_TRACE_KIND_EVENT ? SBX_TRACE_FLAG_UNSOLICITED | SBX_TRACE_FLAG_NOT_FOR_US : 0,
        .close_code = kind == SBX_TRACE_KIND_CLOSED ? 1006 : 0,
        .connection = "c",
        .peer = "alice",
        .address = "127.0.0.1:4000",
        .name = "nämé\n",
        .request_id = kind < 2 ? "7" : NULL,
        .error_code = "CODE",
        .note = "a note",
        .headers = kind == SBX_TRACE_KIND_OPENED ? "Host: x\nOrigin: \"y\"" : NULL,
        .partner = kind == SBX_TRACE_KIND_RESPONSE ? 1 : 0,
      };

      append_full (store, kind % 2 == 0 ? a : b, &record, frame, strlen (frame));
    }
  sbx_store_complete (store, 1, SBX_TRACE_STATUS_OK, 2500, 2, NULL, NULL);
  trace_test_settle (store);
  return store;
}

static void
test_round_trip (void)
{
  g_autofree char *folder = trace_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "traffic.sqlite", NULL);
  g_autofree char *file = g_build_filename (folder, "mine.mbmlog", NULL);

  {
    g_autoptr (SbxStore) store = make_store (path);
    Written written = write_capture (store, NULL, NULL, file);
    g_autoptr (SbxCapture) capture = NULL;
    g_autoptr (SbxTraceModel) was = sbx_trace_model_new (store, NULL);
    g_autoptr (SbxTraceModel) is = NULL;
    g_autofree char *before = sbx_trace_export_rows (store, G_LIST_MODEL (was));
    g_autofree char *after = NULL;

    g_assert_no_error (written.error);
    g_assert_cmpint (written.n, ==, SBX_TRACE_N_KINDS);

    capture = open_capture (file);
    g_assert_cmpstr (sbx_capture_get_error (capture), ==, NULL);
    g_assert_cmpstr (sbx_capture_get_notice (capture), ==, NULL);
    g_assert_cmpstr (sbx_capture_get_title (capture), ==, "mine");
    is = sbx_trace_model_new (sbx_capture_get_store (capture), NULL);
    after = sbx_trace_export_rows (sbx_capture_get_store (capture), G_LIST_MODEL (is));
    g_assert_cmpstr (after, ==, before);
    sbx_store_close (sbx_capture_get_store (capture));
    sbx_store_close (store);
  }
  trace_test_remove_folder (folder);
}

/* Only what passes, of one endpoint; numbers are others then, and answers still know their requests. */
static void
test_selection (void)
{
  g_autofree char *folder = trace_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "traffic.sqlite", NULL);
  g_autofree char *file = g_build_filename (folder, "some.mbmlog", NULL);
  g_autoptr (SbxStore) store = sbx_store_new (path, 0);
  g_autoptr (SbxTraceFilter) filter = sbx_trace_filter_new ("name:order", 0, 0, 0, NULL);
  g_autoptr (SbxCapture) capture = NULL;
  g_autoptr (SbxTraceRow) request = NULL;
  guint a = sbx_store_add_endpoint (store, "a", "A");
  guint b = sbx_store_add_endpoint (store, "b", "B");
  SbxTraceRecord answer = SBX_TRACE_RECORD_INIT;
  Written written;
  gint64 seq;

  for (guint i = 0; i < 5; i++)
    {
      trace_test_append (store, a, SBX_TRACE_KIND_EVENT, "noise", NULL);
      trace_test_append (store, b, SBX_TRACE_KIND_EVENT, "order", NULL);
    }
  seq = trace_test_append (store, a, SBX_TRACE_KIND_REQUEST, "order", "{}");
  answer.kind = SBX_TRACE_KIND_RESPONSE;
  answer.status = SBX_TRACE_STATUS_ERROR;
  answer.name = "order";
  answer.partner = seq;
  answer.latency = 1234;
  sbx_store_complete (store, seq, SBX_TRACE_STATUS_ERROR, 1234, append_full (store, a, &answer, NULL, 0),
                      "BAD", NULL);
  trace_test_settle (store);

  written = write_capture (store, "a", filter, file);
  g_assert_cmpint (written.n, ==, 2);
  capture = open_capture (file);
  g_assert_cmpint (sbx_store_get_n_records (sbx_capture_get_store (capture)), ==, 2);
  request = sbx_store_load_row (sbx_capture_get_store (capture), 1);
  g_assert_cmpint (sbx_trace_row_get_partner (request), ==, 2);
  g_assert_cmpint (sbx_trace_row_get_status (request), ==, SBX_TRACE_STATUS_ERROR);
  g_assert_cmpint (sbx_trace_row_get_latency (request), ==, 1234);

  /* Nothing at all is a capture too. */
  written = write_capture (store, "nobody", NULL, file);
  g_assert_cmpint (written.n, ==, 0);
  g_clear_object (&capture);
  capture = open_capture (file);
  g_assert_cmpstr (sbx_capture_get_error (capture), ==, NULL);

  /* Where it cannot be written, that is said, and what was there stays. */
  written = write_capture (store, NULL, NULL, "/proc/nowhere.mbmlog");
  g_assert_cmpint (written.n, ==, -1);
  g_assert_nonnull (written.error);
  g_clear_error (&written.error);
  g_clear_object (&capture);
  sbx_store_close (store);
  g_clear_object (&store);
  trace_test_remove_folder (folder);
}

static void
assert_reads (const char *folder, const char *text, gssize length, gint64 n_records, const char *complaint)
{
  g_autofree char *path = g_build_filename (folder, "odd.mbmlog", NULL);
  g_autoptr (SbxCapture) capture = NULL;
  const char *said;

  g_assert_true (g_file_set_contents (path, text, length, NULL));
  capture = open_capture (path);
  said = sbx_capture_get_error (capture) != NULL ? sbx_capture_get_error (capture)
                                                 : sbx_capture_get_notice (capture);
  g_assert_cmpint (sbx_store_get_n_records (sbx_capture_get_store (capture)), ==, n_records);
  if (complaint == NULL)
    g_assert_cmpstr (said, ==, NULL);
  else
    g_assert_true (said != NULL && strstr (said, complaint) != NULL);
}

static void
test_odd_files (void)
{
  g_autofree char *folder = trace_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "missing.mbmlog", NULL);
  g_autoptr (SbxCapture) missing = NULL;

#define GOOD "{\"kind\":\"event\",\"name\":\"x\"}"
  assert_reads (folder, "", 0, 0, NULL);
  assert_reads (folder, GOOD, -1, 1, NULL);
  assert_reads (folder, GOOD "\r\n\n" GOOD "\n", -1, 2, NULL);
  assert_reads (folder, GOOD "\n\nnonsense\n", -1, 1, "line 3: column 1: expected a value, found “nonsense”");
  assert_reads (folder, "{\"capture\":1}\n" GOOD "\n{\"kind\":\"eve", -1, 1, "line 3");
  assert_reads (folder, GOOD "\n[1]\n{\"kind\":\"wedding\"}\n" GOOD, -1, 2, "2 lines");
  assert_reads (folder, "Hello!\n", -1, 0, "line 1");
  assert_reads (folder, "\0\xff\n", 3, 0, "line 1");
  assert_reads (folder,
                "{\"kind\":\"event\",\"time\":7,\"latencyMs\":\"x\",\"headers\":{},\"seq\":1e99,\"name\":[]}",
                -1, 1, NULL);
  assert_reads (folder, "{\"kind\":\"event\",\"encoding\":\"base64\",\"bytes\":\"!!\"}", -1, 1, NULL);
#undef GOOD

  missing = open_capture (path);
  g_assert_nonnull (strstr (sbx_capture_get_error (missing), "missing.mbmlog"));
  g_clear_object (&missing);
  trace_test_remove_folder (folder);
}

/* What somebody else did not mask. */
static void
test_secrets (void)
{
  g_autofree char *folder = trace_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "secret.mbmlog", NULL);
  g_autoptr (SbxCapture) capture = NULL;
  g_autoptr (GBytes) frame = NULL;
  g_autoptr (GBytes) refused = NULL;

  g_assert_true (g_file_set_contents (
    path,
    "{\"kind\":\"request\",\"name\":\"$login\",\"frame\":{\"type\":\"request\",\"requestType\":\"$login\","
    "\"payload\":{\"username\":\"u\",\"password\":\"very-secret\"}}}\n"
    "{\"kind\":\"refused-frame\",\"bytes\":\"{\\\"password\\\":\\\"very-secret\\\"\"}\n",
    -1, NULL));
  capture = open_capture (path);
  frame = sbx_store_load_bytes (sbx_capture_get_store (capture), 1);
  g_assert_null (
    g_strstr_len (g_bytes_get_data (frame, NULL), (gssize) g_bytes_get_size (frame), "very-secret"));
  refused = sbx_store_load_bytes (sbx_capture_get_store (capture), 2);
  g_assert_null (
    g_strstr_len (g_bytes_get_data (refused, NULL), (gssize) g_bytes_get_size (refused), "very-secret"));
  g_clear_object (&capture);
  trace_test_remove_folder (folder);
}

static gboolean
is_gone (gpointer data)
{
  return g_atomic_pointer_get ((gpointer *) data) == NULL;
}

/* Let go of while it is read. */
static void
test_abandoned (void)
{
  g_autofree char *folder = trace_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "long.mbmlog", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  SbxCapture *capture;
  SbxStore *store;

  for (guint i = 0; i < 50000; i++)
    g_string_append (text, "{\"kind\":\"event\",\"name\":\"x\",\"frame\":{\"a\":1}}\n");
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));

  capture = open_capture (path);
  g_assert_cmpint (sbx_store_get_n_records (sbx_capture_get_store (capture)), ==, 50000);
  g_object_unref (capture);

  capture = sbx_capture_new (path);
  store = sbx_capture_get_store (capture);
  g_object_add_weak_pointer (G_OBJECT (store), (gpointer *) &store);
  sbx_capture_load (capture);
  g_object_unref (capture);
  trace_test_wait_until (is_gone, &store);
  trace_test_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/trace/capture/round-trip", test_round_trip);
  g_test_add_func ("/trace/capture/selection", test_selection);
  g_test_add_func ("/trace/capture/odd-files", test_odd_files);
  g_test_add_func ("/trace/capture/secrets", test_secrets);
  g_test_add_func ("/trace/capture/abandoned", test_abandoned);

  return g_test_run ();
}
