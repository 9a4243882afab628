/* test-trace-recorder.c — tests of SbxRecorder, and of the way from a real server's tap to the file
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm.h"
#include "sbx-pairing-private.h"
#include "sbx-recorder.h"
#include "sbx-trace-export.h"
#include "sbx-trace-model.h"
#include "trace-test-util.h"

typedef struct
{
  char *folder;
  char *path;
  SbxStore *store;
  SbxRecorder *recorder;
  gint64 now;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer role)
{
  fixture->folder = trace_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "traffic.sqlite", NULL);
  fixture->store = sbx_store_new (fixture->path, 0);
  fixture->recorder = sbx_recorder_new (fixture->store, GPOINTER_TO_UINT (role), "e", "Endpoint");
  fixture->now = g_get_monotonic_time ();
}

static void
tear_down (Fixture *fixture, gconstpointer role)
{
  g_assert_finalize_object (fixture->recorder);
  g_assert_finalize_object (fixture->store);
  trace_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static MbmTapRecord
make_tap (Fixture *fixture, MbmTapKind kind, const char *connection)
{
  return (MbmTapRecord){
    .kind = kind,
    .monotonic_time = fixture->now,
    .real_time = 1700000000000000,
    .connection_id = connection,
    .client_id = "alice",
    .address = "127.0.0.1:4000",
  };
}

static void
tap_message (Fixture *fixture, MbmTapKind kind, const char *connection, const char *text)
{
  MbmTapRecord record = make_tap (fixture, kind, connection);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmMessage) message = mbm_message_new_for_any_dialect (bytes, &error);

  g_assert_no_error (error);
  record.message = message;
  sbx_recorder_tap (&record, fixture->recorder);
}

static void
tap_request (Fixture *fixture, MbmTapKind kind, const char *connection, const char *id, const char *name)
{
  g_autofree char *text = g_strdup_printf (
    "{\"type\":\"request\",\"requestId\":\"%s\",\"requestType\":\"%s\",\"payload\":{},\"context\":{}}", id,
    name);

  tap_message (fixture, kind, connection, text);
}

static void
tap_answer (Fixture *fixture, MbmTapKind kind, const char *connection, const char *id)
{
  g_autofree char *text =
    g_strdup_printf ("{\"type\":\"response\",\"requestId\":\"%s\",\"success\":true,\"data\":1}", id);

  tap_message (fixture, kind, connection, text);
}

static SbxTraceRow *
load (Fixture *fixture, gint64 seq)
{
  SbxTraceRow *row = sbx_store_load_row (fixture->store, seq);

  g_assert_nonnull (row);
  return row;
}

static void
assert_pair (Fixture *fixture,
             gint64 request,
             gint64 answer,
             SbxTraceStatus status,
             gint64 latency,
             const char *name)
{
  g_autoptr (SbxTraceRow) asked = load (fixture, request);
  g_autoptr (SbxTraceRow) answered = load (fixture, answer);

  g_assert_cmpint (sbx_trace_row_get_kind (asked), ==, SBX_TRACE_KIND_REQUEST);
  g_assert_cmpint (sbx_trace_row_get_kind (answered), ==, SBX_TRACE_KIND_RESPONSE);
  g_assert_cmpint (sbx_trace_row_get_partner (asked), ==, answer);
  g_assert_cmpint (sbx_trace_row_get_partner (answered), ==, request);
  g_assert_cmpint (sbx_trace_row_get_status (asked), ==, status);
  g_assert_cmpint (sbx_trace_row_get_status (answered), ==, status);
  g_assert_cmpint (sbx_trace_row_get_latency (asked), ==, latency);
  g_assert_cmpint (sbx_trace_row_get_latency (answered), ==, latency);
  g_assert_cmpstr (sbx_trace_row_get_name (answered), ==, name);
}

static void
assert_status (Fixture *fixture, gint64 seq, SbxTraceStatus status)
{
  g_autoptr (SbxTraceRow) row = load (fixture, seq);

  g_assert_cmpint (sbx_trace_row_get_status (row), ==, status);
}

/* The same id is under way on two connections, and both ways on one; answers come in another order. */
static void
test_pairing (Fixture *fixture, gconstpointer role)
{
  g_autoptr (SbxStats) stats = NULL;

  tap_request (fixture, MBM_TAP_RECEIVED, "c1", "1", "first");
  fixture->now += 100;
  tap_request (fixture, MBM_TAP_RECEIVED, "c1", "2", "second");
  tap_request (fixture, MBM_TAP_RECEIVED, "c2", "1", "other");
  tap_request (fixture, MBM_TAP_SENT, "c1", "1", "back");
  /* In one batch for the first half, written before the second. */
  trace_test_settle (fixture->store);
  fixture->now += 400;
  tap_answer (fixture, MBM_TAP_SENT, "c1", "2");
  tap_answer (fixture, MBM_TAP_RECEIVED, "c1", "1");
  tap_answer (fixture, MBM_TAP_SENT, "c2", "1");
  fixture->now += 1000;
  tap_answer (fixture, MBM_TAP_SENT, "c1", "1");
  trace_test_settle (fixture->store);

  assert_pair (fixture, 2, 5, SBX_TRACE_STATUS_OK, 400, "second");
  assert_pair (fixture, 4, 6, SBX_TRACE_STATUS_OK, 400, "back");
  assert_pair (fixture, 3, 7, SBX_TRACE_STATUS_OK, 400, "other");
  assert_pair (fixture, 1, 8, SBX_TRACE_STATUS_OK, 1500, "first");

  stats = sbx_recorder_get_stats (fixture->recorder);
  g_assert_cmpuint (stats->requests_in, ==, 3);
  g_assert_cmpuint (stats->requests_out, ==, 1);
  g_assert_cmpuint (stats->messages_in, ==, 4);
  g_assert_cmpuint (stats->messages_out, ==, 4);
  g_assert_cmpuint (stats->n_latencies, ==, 4);
  g_assert_cmpint (stats->latency_min, ==, 400);
  g_assert_cmpint (stats->latency_max, ==, 1500);
  g_assert_cmpint (stats->latency_mean, ==, 675);
  g_assert_cmpuint (stats->n_pending, ==, 0);
  g_assert_cmpuint (stats->errors, ==, 0);
}

static void
tap_given_up (Fixture *fixture, const char *connection, const char *id, GError *reason)
{
  g_autofree char *text =
    g_strdup_printf ("{\"type\":\"request\",\"requestId\":\"%s\",\"requestType\":\"a\",\"payload\":{}}", id);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (MbmMessage) message = mbm_message_new_from_bytes (bytes, NULL);
  g_autoptr (GError) error = reason;
  MbmTapRecord record = make_tap (fixture, MBM_TAP_GAVE_UP, connection);

  record.message = message;
  record.error = error;
  sbx_recorder_tap (&record, fixture->recorder);
}

/* What the endpoint asked and gave up is not pending for ever; what it was asked under the same id is. */
static void
test_given_up (Fixture *fixture, gconstpointer role)
{
  g_autoptr (SbxTraceRow) timed_out = NULL, cancelled = NULL;
  g_autoptr (SbxStats) stats = NULL;

  tap_request (fixture, MBM_TAP_SENT, "c1", "1", "a");
  tap_request (fixture, MBM_TAP_SENT, "c1", "2", "b");
  tap_request (fixture, MBM_TAP_RECEIVED, "c1", "1", "c");
  tap_given_up (fixture, "c1", "1", g_error_new (MBM_ERROR, MBM_ERROR_TIMED_OUT, "No answer within 5 ms"));
  tap_given_up (fixture, "c1", "2", g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Nobody waits"));
  tap_given_up (fixture, "c1", "3", g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Never asked"));
  trace_test_settle (fixture->store);

  timed_out = load (fixture, 1);
  g_assert_cmpint (sbx_trace_row_get_status (timed_out), ==, SBX_TRACE_STATUS_TIMED_OUT);
  g_assert_cmpstr (sbx_trace_row_get_note (timed_out), ==, "No answer within 5 ms");
  g_assert_cmpstr (sbx_trace_status_to_nick (SBX_TRACE_STATUS_TIMED_OUT), ==, "timed-out");
  cancelled = load (fixture, 2);
  g_assert_cmpint (sbx_trace_row_get_status (cancelled), ==, SBX_TRACE_STATUS_NO_ANSWER);
  g_assert_cmpstr (sbx_trace_row_get_note (cancelled), ==, "Nobody waits");
  assert_status (fixture, 3, SBX_TRACE_STATUS_PENDING);
  stats = sbx_recorder_get_stats (fixture->recorder);
  g_assert_cmpuint (stats->no_answers, ==, 2);
  g_assert_cmpuint (stats->n_pending, ==, 1);
}

static void
test_no_answer (Fixture *fixture, gconstpointer role)
{
  MbmTapRecord closed = make_tap (fixture, MBM_TAP_CLOSED, "c1");
  g_autoptr (SbxTraceRow) row = NULL;
  g_autoptr (SbxTraceRow) taken = NULL;
  g_autoptr (SbxStats) stats = NULL;

  tap_request (fixture, MBM_TAP_RECEIVED, "c1", "1", "a");
  tap_request (fixture, MBM_TAP_RECEIVED, "c2", "1", "b");
  tap_request (fixture, MBM_TAP_RECEIVED, "c2", "2", "c");
  tap_request (fixture, MBM_TAP_RECEIVED, "c2", "2", "d");
  closed.close_code = 1006;
  closed.reason = "Client timeout";
  sbx_recorder_tap (&closed, fixture->recorder);
  tap_answer (fixture, MBM_TAP_SENT, "c1", "1");
  tap_answer (fixture, MBM_TAP_SENT, "c2", "1");
  tap_answer (fixture, MBM_TAP_SENT, "c2", "2");
  trace_test_settle (fixture->store);

  assert_status (fixture, 1, SBX_TRACE_STATUS_NO_ANSWER);
  assert_pair (fixture, 2, 7, SBX_TRACE_STATUS_OK, 0, "b");
  assert_pair (fixture, 4, 8, SBX_TRACE_STATUS_OK, 0, "d");
  taken = load (fixture, 3);
  g_assert_cmpint (sbx_trace_row_get_status (taken), ==, SBX_TRACE_STATUS_NO_ANSWER);
  g_assert_nonnull (sbx_trace_row_get_note (taken));
  row = load (fixture, 5);
  g_assert_cmpint (sbx_trace_row_get_kind (row), ==, SBX_TRACE_KIND_CLOSED);
  g_assert_cmpuint (sbx_trace_row_get_close_code (row), ==, 1006);
  g_assert_cmpstr (sbx_trace_row_get_note (row), ==, "Client timeout");
  g_assert_cmpstr (sbx_trace_row_get_peer (row), ==, "alice");
  stats = sbx_recorder_get_stats (fixture->recorder);
  g_assert_cmpuint (stats->no_answers, ==, 2);
  g_assert_cmpuint (stats->connections_closed, ==, 1);
}

static void
test_happenings (Fixture *fixture, gconstpointer role)
{
  MbmTapRecord opened = make_tap (fixture, MBM_TAP_OPENED, "c1");
  MbmTapRecord refused = make_tap (fixture, MBM_TAP_REFUSED, NULL);
  MbmTapRecord frame = make_tap (fixture, MBM_TAP_FRAME_REFUSED, "c1");
  static const char *const headers[] = { "Host: x", "Authorization: Bearer very-secret", NULL };
  g_autoptr (GError) error = g_error_new_literal (MBM_ERROR, MBM_ERROR_ORIGIN_REFUSED,
                                                  "Origin http://evil?token=very-secret is not allowed");
  g_autoptr (GError) too_large = g_error_new_literal (MBM_ERROR, MBM_ERROR_MESSAGE_TOO_LARGE, "Too large");
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\xff{\"password\":\"very-secret", 25);
  g_autoptr (GBytes) stored = NULL;
  g_autoptr (SbxTraceRow) first = NULL;
  g_autoptr (SbxTraceRow) second = NULL;
  g_autoptr (SbxTraceRow) third = NULL;
  g_autoptr (SbxTraceRow) fourth = NULL;
  g_autoptr (SbxStats) stats = NULL;
  g_autofree char *line = NULL;

  opened.headers = headers;
  sbx_recorder_tap (&opened, fixture->recorder);
  refused.error = error;
  refused.client_id = NULL;
  sbx_recorder_tap (&refused, fixture->recorder);
  frame.bytes = bytes;
  frame.error = too_large;
  sbx_recorder_tap (&frame, fixture->recorder);
  tap_message (fixture, MBM_TAP_SENT, "c1", "{\"type\":\"event\",\"event\":\"$heartbeat\",\"payload\":{}}");
  trace_test_settle (fixture->store);

  first = load (fixture, 1);
  g_assert_cmpint (sbx_trace_row_get_kind (first), ==, SBX_TRACE_KIND_OPENED);
  g_assert_cmpstr (sbx_trace_row_get_headers (first), ==, "Host: x\nAuthorization: Bearer •••");
  g_assert_cmpint (sbx_trace_row_get_flags (first), ==, SBX_TRACE_FLAG_MASKED);
  second = load (fixture, 2);
  g_assert_cmpint (sbx_trace_row_get_kind (second), ==, SBX_TRACE_KIND_REFUSED);
  g_assert_cmpint (sbx_trace_row_get_status (second), ==, SBX_TRACE_STATUS_ERROR);
  g_assert_cmpstr (sbx_trace_row_get_error_code (second), ==, mbm_error_to_code (MBM_ERROR_ORIGIN_REFUSED));
  g_assert_cmpstr (sbx_trace_row_get_note (second), ==, "Origin http://evil?token=••• is not allowed");
  g_assert_cmpstr (sbx_trace_row_get_peer (second), ==, "127.0.0.1:4000");
  third = load (fixture, 3);
  g_assert_cmpint (sbx_trace_row_get_kind (third), ==, SBX_TRACE_KIND_REFUSED_FRAME);
  g_assert_cmpint (sbx_trace_row_get_flags (third), ==, SBX_TRACE_FLAG_MASKED | SBX_TRACE_FLAG_TRUNCATED);
  g_assert_cmpint (sbx_trace_row_get_size (third), ==, 25);
  stored = sbx_store_load_bytes (fixture->store, 3);
  g_assert_cmpmem (g_bytes_get_data (stored, NULL), g_bytes_get_size (stored), "\xff{\"password\":\"•••", 23);
  line = sbx_trace_export_row (fixture->store, third);
  g_assert_nonnull (strstr (line, "\"encoding\":\"base64\",\"bytes\":\"/3sicGFzc3dvcmQiOiLigKLigKLigKI=\"}"));
  fourth = load (fixture, 4);
  g_assert_cmpint (sbx_trace_row_get_kind (fourth), ==, SBX_TRACE_KIND_HEARTBEAT);

  stats = sbx_recorder_get_stats (fixture->recorder);
  g_assert_cmpuint (stats->heartbeats_out, ==, 1);
  g_assert_cmpuint (stats->events_out, ==, 0);
  g_assert_cmpuint (stats->refused_frames, ==, 1);
  g_assert_cmpuint (stats->connections_refused, ==, 1);
  g_assert_cmpuint (stats->errors, ==, 2);
  g_assert_cmpuint (stats->n_codes, ==, 2);
  g_assert_cmpstr (stats->codes[0].code, ==, mbm_error_to_code (MBM_ERROR_ORIGIN_REFUSED));
  g_assert_cmpuint (stats->failures, ==, 0);
  g_assert_false (trace_test_folder_contains (fixture->folder, "very-secret"));
}

/* Answers that say no, in the ways there are. */
static void
test_errors (Fixture *fixture, gconstpointer role)
{
  g_autoptr (SbxTraceRow) coded = NULL;
  g_autoptr (SbxTraceRow) thrown = NULL;
  g_autoptr (SbxTraceRow) asked = NULL;
  g_autoptr (SbxTraceRow) login = NULL;
  g_autoptr (SbxStats) stats = NULL;

  tap_request (fixture, MBM_TAP_SENT, "c", "1", "a");
  tap_message (fixture, MBM_TAP_RECEIVED, "c",
               "{\"type\":\"response\",\"requestId\":\"1\",\"success\":false,"
               "\"error\":{\"code\":\"BAD\",\"message\":\"It is bad\"}}");
  tap_request (fixture, MBM_TAP_SENT, "c", "2", "b");
  tap_message (fixture, MBM_TAP_RECEIVED, "c",
               "{\"type\":\"response\",\"requestId\":\"2\",\"success\":false,"
               "\"error\":{\"code\":\"UNKNOWN_ERROR\",\"message\":\"ORDER_NOT_FOUND\"}}");
  tap_request (fixture, MBM_TAP_SENT, "c", "3", "$login");
  tap_message (
    fixture, MBM_TAP_RECEIVED, "c",
    "{\"type\":\"response\",\"requestId\":\"3\",\"success\":true,"
    "\"data\":{\"success\":false,\"error\":{\"code\":\"invalid_credentials\",\"message\":\"No\"}}}");
  trace_test_settle (fixture->store);

  stats = sbx_recorder_get_stats (fixture->recorder);
  g_assert_cmpuint (stats->failures, ==, 3);
  g_assert_cmpuint (stats->n_codes, ==, 3);
  g_assert_cmpstr (stats->codes[2].code, ==, "invalid_credentials");

  assert_pair (fixture, 1, 2, SBX_TRACE_STATUS_ERROR, 0, "a");
  coded = load (fixture, 2);
  g_assert_cmpstr (sbx_trace_row_get_error_code (coded), ==, "BAD");
  g_assert_cmpstr (sbx_trace_row_get_note (coded), ==, "It is bad");
  thrown = load (fixture, 4);
  g_assert_cmpstr (sbx_trace_row_get_error_code (thrown), ==, "ORDER_NOT_FOUND");
  g_assert_null (sbx_trace_row_get_note (thrown));
  asked = load (fixture, 3);
  g_assert_cmpstr (sbx_trace_row_get_error_code (asked), ==, "ORDER_NOT_FOUND");
  /* A client's peer is the server, not the client itself. */
  g_assert_cmpstr (sbx_trace_row_get_peer (asked), ==, "127.0.0.1:4000");
  assert_pair (fixture, 5, 6, SBX_TRACE_STATUS_ERROR, 0, "$login");
  login = load (fixture, 6);
  g_assert_cmpstr (sbx_trace_row_get_error_code (login), ==, "invalid_credentials");
}

/* In the other dialect ids and names stand elsewhere; an answer may be known by its id alone. */
static void
test_magic (Fixture *fixture, gconstpointer role)
{
  g_autoptr (SbxTraceRow) failure = NULL;
  g_autoptr (SbxTraceRow) event = NULL;
  g_autoptr (SbxTraceRow) shutdown = NULL;
  g_autoptr (SbxTraceRow) unasked = NULL;

  tap_message (fixture, MBM_TAP_RECEIVED, "c",
               "{\"id\":\"1\",\"type\":\"request.getOrder\",\"payload\":{},\"timestamp\":1}");
  tap_message (fixture, MBM_TAP_RECEIVED, "c",
               "{\"id\":\"2\",\"type\":\"request.cancelOrder\",\"payload\":{}}");
  fixture->now += 400;
  tap_message (fixture, MBM_TAP_SENT, "c",
               "{\"id\":\"2\",\"type\":\"error.request.cancelOrder\",\"payload\":"
               "{\"message\":\"Not yours\",\"code\":\"FORBIDDEN\"}}");
  tap_message (fixture, MBM_TAP_SENT, "c", "{\"id\":\"1\",\"type\":\"success\",\"payload\":1}");
  tap_message (fixture, MBM_TAP_SENT, "c", "{\"id\":\"e\",\"type\":\"event.orderCreated\",\"payload\":1}");
  tap_message (fixture, MBM_TAP_SENT, "c", "{\"id\":\"s\",\"type\":\"system.shutdown\",\"payload\":{}}");
  tap_message (fixture, MBM_TAP_SENT, "c", "{\"id\":\"9\",\"type\":\"response.nobody\",\"payload\":1}");
  tap_message (fixture, MBM_TAP_RECEIVED, "c",
               "{\"id\":\"3\",\"type\":\"request.$login\",\"payload\":{\"password\":\"very-secret\"},"
               "\"context\":{\"auth\":{\"userId\":\"u\",\"token\":\"very-secret\"}}}");
  tap_message (fixture, MBM_TAP_SENT, "c",
               "{\"id\":\"3\",\"type\":\"response.$login\",\"payload\":{\"success\":true,"
               "\"token\":\"very-secret\"}}");
  trace_test_settle (fixture->store);

  assert_pair (fixture, 1, 4, SBX_TRACE_STATUS_OK, 400, "getOrder");
  assert_pair (fixture, 2, 3, SBX_TRACE_STATUS_ERROR, 400, "cancelOrder");
  assert_pair (fixture, 8, 9, SBX_TRACE_STATUS_OK, 0, "$login");
  failure = load (fixture, 3);
  g_assert_cmpstr (sbx_trace_row_get_error_code (failure), ==, "FORBIDDEN");
  event = load (fixture, 5);
  g_assert_cmpint (sbx_trace_row_get_kind (event), ==, SBX_TRACE_KIND_EVENT);
  g_assert_cmpstr (sbx_trace_row_get_name (event), ==, "orderCreated");
  shutdown = load (fixture, 6);
  g_assert_cmpstr (sbx_trace_row_get_name (shutdown), ==, "system.shutdown");
  unasked = load (fixture, 7);
  g_assert_cmpint (sbx_trace_row_get_kind (unasked), ==, SBX_TRACE_KIND_RESPONSE);
  g_assert_cmpstr (sbx_trace_row_get_name (unasked), ==, "nobody");
  g_assert_false (trace_test_folder_contains (fixture->folder, "very-secret"));
}

/* What a message is stays as it is, byte for byte, but for its secrets: those are in no file, at no time. */
static void
test_secrets (Fixture *fixture, gconstpointer role)
{
  static const char *const contract_logins[] = { "openSession", NULL };
  g_autoptr (GBytes) stored = NULL;
  g_autoptr (GBytes) plain = NULL;
  static const char request[] =
    "{\"type\":\"request\", \"requestId\":\"1\",\"requestType\":\"$login\",\"payload\":"
    "{\"username\":\"u\",\"password\":\"very-secret\"},\"context\":{},\"extra\":0.10}";
  static const char expected[] =
    "{\"type\":\"request\", \"requestId\":\"1\",\"requestType\":\"$login\",\"payload\":"
    "{\"username\":\"u\",\"password\":\"•••\"},\"context\":{},\"extra\":0.10}";
  static const char ordinary[] =
    " {\"type\":\"event\",\"event\":\"e\",\"payload\":{\"b\":1.0,\"a\":18446744073709551616} }";

  sbx_recorder_set_login_requests (fixture->recorder, contract_logins);
  tap_message (fixture, MBM_TAP_RECEIVED, "c", request);
  tap_message (
    fixture, MBM_TAP_SENT, "c",
    "{\"type\":\"response\",\"requestId\":\"1\",\"success\":true,\"data\":{\"token\":\"very-secret\"}}");
  tap_message (
    fixture, MBM_TAP_RECEIVED, "c",
    "{\"type\":\"event\",\"event\":\"e\",\"payload\":{},\"context\":{\"auth\":{\"token\":\"very-secret\"}}}");
  tap_message (fixture, MBM_TAP_RECEIVED, "c",
               "{\"type\":\"request\",\"requestId\":\"2\",\"requestType\":\"openSession\",\"payload\":"
               "{\"secret\":\"very-secret\"},\"context\":{}}");
  tap_message (fixture, MBM_TAP_SENT, "c",
               "{\"type\":\"response\",\"requestId\":\"2\",\"success\":true,\"data\":\"very-secret\"}");
  /* Nobody knows the request. */
  tap_message (fixture, MBM_TAP_SENT, "c",
               "{\"type\":\"response\",\"requestId\":\"unknown\",\"success\":true,\"data\":{\"token\":\"very-"
               "secret\"}}");
  tap_message (fixture, MBM_TAP_RECEIVED, "c", ordinary);
  trace_test_settle (fixture->store);
  g_assert_false (trace_test_folder_contains (fixture->folder, "very-secret"));
  g_assert_true (trace_test_folder_contains (fixture->folder, "18446744073709551616"));

  for (gint64 seq = 1; seq <= 6; seq++)
    {
      g_autoptr (SbxTraceRow) row = load (fixture, seq);

      g_assert_cmpint (sbx_trace_row_get_flags (row), ==, SBX_TRACE_FLAG_MASKED);
    }
  stored = sbx_store_load_bytes (fixture->store, 1);
  g_assert_cmpmem (g_bytes_get_data (stored, NULL), g_bytes_get_size (stored), expected, strlen (expected));
  plain = sbx_store_load_bytes (fixture->store, 7);
  g_assert_cmpmem (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), ordinary, strlen (ordinary));
  sbx_store_close (fixture->store);
  g_assert_false (trace_test_folder_contains (fixture->folder, "very-secret"));
}

static void
test_export (Fixture *fixture, gconstpointer role)
{
  g_autoptr (SbxTraceModel) model = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  tap_message (
    fixture, MBM_TAP_RECEIVED, "c",
    "{\n \"type\":\"request\",\"requestId\":\"1\",\"requestType\":\"a\",\n \"payload\":{\"n\":0.10}}");
  fixture->now += 2500;
  tap_answer (fixture, MBM_TAP_SENT, "c", "1");
  trace_test_settle (fixture->store);
  model = sbx_trace_model_new (fixture->store, NULL);
  text = sbx_trace_export_rows (fixture->store, G_LIST_MODEL (model));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_cmpstr (
    lines[0], ==,
    "{\"seq\":1,\"time\":\"2023-11-14T22:13:20.000000Z\",\"endpoint\":\"Endpoint\",\"direction\":\"in\","
    "\"kind\":\"request\",\"name\":\"a\",\"peer\":\"alice\",\"address\":\"127.0.0.1:4000\","
    "\"connection\":\"c\",\"requestId\":\"1\",\"status\":\"ok\",\"size\":77,\"latencyMs\":2.500,"
    "\"partner\":2,\"frame\":{\"type\":\"request\",\"requestId\":\"1\",\"requestType\":\"a\","
    "\"payload\":{\"n\":0.10}},\"bytes\":\"{\\n \\\"type\\\":\\\"request\\\",\\\"requestId\\\":\\\"1\\\","
    "\\\"requestType\\\":\\\"a\\\",\\n \\\"payload\\\":{\\\"n\\\":0.10}}\"}");
  g_assert_true (mbm_json_check (lines[1], -1, NULL));
  g_assert_cmpstr (lines[2], ==, "");
}

static void
count_end (const SbxPending *pending, SbxPendingEnd end, gpointer user_data)
{
  guint *counts = user_data;

  counts[end]++;
}

static void
test_pairing_limit (void)
{
  guint counts[3] = { 0 };
  SbxPairing *pairing = sbx_pairing_new (count_end, counts);
  SbxPending pending = { 1, 2, "name", FALSE };

  for (guint i = 0; i < SBX_PAIRING_MAX + 10; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);

      sbx_pairing_add (pairing, i % 2 == 0 ? "even" : "odd", SBX_TRACE_DIRECTION_IN, id, &pending);
    }
  g_assert_cmpuint (counts[SBX_PENDING_TOO_MANY], ==, 10);
  g_assert_cmpuint (sbx_pairing_get_size (pairing), ==, SBX_PAIRING_MAX);
  g_assert_null (sbx_pairing_take (pairing, "odd", SBX_TRACE_DIRECTION_IN, "9"));
  g_assert_null (sbx_pairing_take (pairing, "even", SBX_TRACE_DIRECTION_OUT, "10"));
  {
    g_autoptr (SbxPending) taken = sbx_pairing_take (pairing, "even", SBX_TRACE_DIRECTION_IN, "10");

    g_assert_cmpstr (taken->name, ==, "name");
  }
  sbx_pairing_close (pairing, "odd");
  g_assert_cmpuint (counts[SBX_PENDING_CLOSED], ==, SBX_PAIRING_MAX / 2);
  sbx_pairing_close_all (pairing);
  g_assert_cmpuint (counts[SBX_PENDING_CLOSED], ==, SBX_PAIRING_MAX - 1);
  sbx_pairing_free (pairing);
}

/* A real server and a real client, each with a recorder, over a real socket. */
typedef struct
{
  GAsyncResult *result;
} Waiter;

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiter *waiter = user_data;

  waiter->result = g_object_ref (result);
}

static gboolean
is_done (gpointer data)
{
  return ((Waiter *) data)->result != NULL;
}

static GAsyncResult *
wait_done (Waiter *waiter)
{
  trace_test_wait_until (is_done, waiter);
  return g_steal_pointer (&waiter->result);
}

static void
test_real (Fixture *fixture, gconstpointer role)
{
  SbxRecorder *client_recorder = sbx_recorder_new (fixture->store, SBX_RECORDER_CLIENT, "client", "Client");
  MbmServer *server = mbm_server_new ("server", "1.0");
  MbmClient *client = mbm_client_new ("alice");
  g_autoptr (MbmUserStore) users = mbm_user_store_new ();
  g_autoptr (SbxStats) server_stats = NULL;
  g_autoptr (SbxStats) client_stats = NULL;
  g_autofree char *token = NULL;
  Waiter waiter = { NULL };
  GError *error = NULL;

  g_assert_true (mbm_user_store_add (users, "admin", "very-secret", NULL, &error));
  g_object_set (server, "users", users, NULL);
  mbm_server_set_tap (server, sbx_recorder_tap, fixture->recorder, NULL);
  mbm_client_set_tap (client, sbx_recorder_tap, client_recorder, NULL);

  mbm_server_start_async (server, "ws://127.0.0.1:0", NULL, on_done, &waiter);
  {
    g_autoptr (GAsyncResult) result = wait_done (&waiter);

    g_assert_true (mbm_server_start_finish (server, result, &error));
  }
  mbm_client_connect_async (client, mbm_server_get_uri (server), NULL, on_done, &waiter);
  {
    g_autoptr (GAsyncResult) result = wait_done (&waiter);

    g_assert_true (mbm_client_connect_finish (client, result, &error));
  }
  mbm_client_login_async (client, "admin", "very-secret", NULL, on_done, &waiter);
  {
    g_autoptr (GAsyncResult) result = wait_done (&waiter);
    g_autoptr (MbmUser) user = mbm_client_login_finish (client, result, &error);

    g_assert_nonnull (user);
  }
  token = g_strdup (mbm_client_get_token (client));
  g_assert_nonnull (token);
  mbm_client_ping_async (client, NULL, 5000, NULL, on_done, &waiter);
  {
    g_autoptr (GAsyncResult) result = wait_done (&waiter);

    g_assert_cmpint (mbm_client_ping_finish (client, result, NULL, &error), >=, 0);
  }
  mbm_client_disconnect_async (client, NULL, on_done, &waiter);
  {
    g_autoptr (GAsyncResult) result = wait_done (&waiter);

    g_assert_true (mbm_client_disconnect_finish (client, result, &error));
  }
  mbm_server_stop_async (server, NULL, NULL, on_done, &waiter);
  {
    g_autoptr (GAsyncResult) result = wait_done (&waiter);

    g_assert_true (mbm_server_stop_finish (server, result, &error));
  }
  g_assert_no_error (error);

  trace_test_settle (fixture->store);
  g_assert_false (trace_test_folder_contains (fixture->folder, "very-secret"));
  g_assert_false (trace_test_folder_contains (fixture->folder, token));
  server_stats = sbx_recorder_get_stats (fixture->recorder);
  client_stats = sbx_recorder_get_stats (client_recorder);
  g_assert_cmpuint (server_stats->connections_opened, ==, 1);
  g_assert_cmpuint (server_stats->connections_closed, ==, 1);
  g_assert_cmpuint (server_stats->requests_in, >=, 3);
  g_assert_cmpuint (server_stats->requests_in, ==, client_stats->requests_out);
  g_assert_cmpuint (server_stats->bytes_in, ==, client_stats->bytes_out);
  g_assert_cmpuint (client_stats->n_latencies, >=, 3);
  g_assert_cmpuint (client_stats->unsolicited, ==, 0);
  g_assert_cmpuint (server_stats->errors, ==, 0);

  mbm_server_set_tap (server, NULL, NULL, NULL);
  mbm_client_set_tap (client, NULL, NULL, NULL);
  g_object_unref (server);
  g_object_unref (client);
  g_assert_finalize_object (client_recorder);
}

static void
tap_noted (Fixture *fixture, MbmTapKind kind, const char *text, const char *note)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (MbmMessage) message = mbm_message_new_from_bytes (bytes, NULL);
  MbmTapRecord record = make_tap (fixture, kind, "c1");

  record.message = message;
  record.note = note;
  sbx_recorder_tap (&record, fixture->recorder);
}

/* Who answered is said of the answer and of the request; and what is not answered on purpose is not pending
 * for ever, nor an error of its own. */
static void
test_handler (Fixture *fixture, gconstpointer role)
{
  static const char asked[] =
    "{\"type\":\"request\",\"requestId\":\"2\",\"requestType\":\"b\",\"payload\":{}}";
  g_autoptr (SbxStats) stats = NULL;

  tap_request (fixture, MBM_TAP_RECEIVED, "c1", "1", "a");
  tap_noted (fixture, MBM_TAP_SENT, "{\"type\":\"response\",\"requestId\":\"1\",\"success\":true,\"data\":1}",
             "handler: a · json");
  tap_request (fixture, MBM_TAP_RECEIVED, "c1", "2", "b");
  tap_noted (fixture, MBM_TAP_WITHHELD, asked, "handler: b · json · fault: dropped");
  tap_noted (fixture, MBM_TAP_SENT, "{\"type\":\"event\",\"event\":\"e\",\"payload\":{}}", "timer: e · 1");
  trace_test_settle (fixture->store);

  for (gint64 seq = 1; seq <= 4; seq++)
    {
      static const char *const handlers[] = { "handler: a · json", "handler: a · json",
                                              "handler: b · json · fault: dropped", "timer: e · 1" };
      g_autoptr (SbxTraceRow) row = load (fixture, seq);
      g_autofree char *handler = NULL;

      g_object_get (row, "handler", &handler, NULL);
      g_assert_cmpstr (handler, ==, handlers[seq - 1]);
      g_assert_null (sbx_trace_row_get_note (row));
    }
  assert_status (fixture, 3, SBX_TRACE_STATUS_NO_ANSWER);
  stats = sbx_recorder_get_stats (fixture->recorder);
  g_assert_cmpuint (stats->no_answers, ==, 1);
  g_assert_cmpuint (stats->n_pending, ==, 0);
  g_assert_cmpuint (stats->errors, ==, 0);
}

#define add(name, role, func) \
  g_test_add ("/trace/recorder/" name, Fixture, GUINT_TO_POINTER (role), set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("pairing", SBX_RECORDER_SERVER, test_pairing);
  add ("no-answer", SBX_RECORDER_SERVER, test_no_answer);
  add ("given-up", SBX_RECORDER_CLIENT, test_given_up);
  add ("handler", SBX_RECORDER_SERVER, test_handler);
  add ("happenings", SBX_RECORDER_SERVER, test_happenings);
  add ("errors", SBX_RECORDER_CLIENT, test_errors);
  add ("magic-server", SBX_RECORDER_SERVER, test_magic);
  add ("secrets", SBX_RECORDER_SERVER, test_secrets);
  add ("export", SBX_RECORDER_SERVER, test_export);
  g_test_add_func ("/trace/recorder/pairing-limit", test_pairing_limit);
  add ("real", SBX_RECORDER_SERVER, test_real);
  return g_test_run ();
}
