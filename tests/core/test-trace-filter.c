/* test-trace-filter.c — tests of SbxTraceFilter
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "sbx-trace-filter.h"
#include "sbx-trace-model.h"
#include "trace-test-util.h"

typedef struct
{
  SbxTraceRecord record;
  const char *bytes;
} Sample;

/* Each is told apart by its position: the results of a filter are written as their list. */
static const Sample samples[] = {
  { { .kind = SBX_TRACE_KIND_REQUEST,
      .direction = SBX_TRACE_DIRECTION_OUT,
      .status = SBX_TRACE_STATUS_OK,
      .latency = 1500,
      .size = 500,
      .name = "getOrderDetails",
      .request_id = "req-1",
      .peer = "127.0.0.1:8080",
      .connection = "conn-a" },
    "{\"type\":\"request\",\"payload\":{\"orderId\":\"order-123\"}}" },
  { { .kind = SBX_TRACE_KIND_RESPONSE,
      .direction = SBX_TRACE_DIRECTION_IN,
      .status = SBX_TRACE_STATUS_ERROR,
      .latency = 60000,
      .size = 2000,
      .name = "getOrderDetails",
      .request_id = "req-1",
      .error_code = "ORDER_NOT_FOUND",
      .handler = "handler: getOrderDetails · Sequence 2/3 · fault: 20 ms late",
      .note = "There is no such order",
      .peer = "alice" },
    "{\"success\":false}" },
  { { .kind = SBX_TRACE_KIND_EVENT,
      .direction = SBX_TRACE_DIRECTION_IN,
      .latency = -1,
      .size = 12000,
      .name = "order:created",
      .peer = "bob",
      .flags = SBX_TRACE_FLAG_NOT_FOR_US },
    "{\"payload\":{\"city\":\"M\\u00fcnchen\",\"name\":\"Ünal\"}}" },
  { { .kind = SBX_TRACE_KIND_HEARTBEAT,
      .direction = SBX_TRACE_DIRECTION_OUT,
      .latency = -1,
      .size = 50,
      .name = "$heartbeat",
      .peer = "alice" },
    "{}" },
  { { .kind = SBX_TRACE_KIND_CLOSED,
      .latency = -1,
      .close_code = 1006,
      .note = "Client timeout",
      .peer = "bob" },
    NULL },
  { { .kind = SBX_TRACE_KIND_REQUEST,
      .direction = SBX_TRACE_DIRECTION_IN,
      .status = SBX_TRACE_STATUS_PENDING,
      .latency = -1,
      .size = 100,
      .name = "$login",
      .peer = "bob",
      .flags = SBX_TRACE_FLAG_MASKED },
    "{\"say\":\"two words\"}" },
};

typedef struct
{
  const char *text;
  const char *expected;
} Case;

static const Case cases[] = {
  { "", "0 1 2 3 4 5" },
  { "   ", "0 1 2 3 4 5" },
  { "order", "0 1 2" },
  { "ORDER", "0 1 2" },
  { "order-123", "0" },
  { "getOrder alice", "1" },
  { "-order", "3 4 5" },
  { "\"two words\"", "5" },
  { "two words", "5" },
  { "\"words two\"", "" },
  { "order:created", "2" },
  { "münchen", "2" },
  { "MÜNCHEN", "2" },
  { "ünal", "2" },
  { "1006", "" },
  { "conn-a", "0" },
  { "Shop", "0 1 2 3 4 5" },
  { "name:order", "0 1 2" },
  { "name=order", "" },
  { "name=GETorderDETAILS", "0 1" },
  { "name:\"order:cre\"", "2" },
  { "Name:heart", "3" },
  { "peer:alice", "1 3" },
  { "-peer:bob", "0 1 3" },
  { "endpoint:e-1", "0 1 2 3 4 5" },
  { "endpoint:nothing", "" },
  { "id:REQ-1", "0 1" },
  { "error:not_found", "1" },
  { "error=ORDER_NOT_FOUND", "1" },
  { "note:timeout", "4" },
  { "handler:getorder", "1" },
  { "handler:\"sequence 2/3\"", "1" },
  { "handler:fault", "1" },
  { "-handler:fault", "0 2 3 4 5" },
  { "\"20 ms late\"", "1" },
  { "connection:conn", "0" },
  { "payload:order", "0" },
  { "kind:event", "2" },
  { "kind:event,heartbeat", "2 3" },
  { "kind=closed", "4" },
  { "-kind:request", "1 2 3 4" },
  { "dir:in", "1 2 5" },
  { "direction:none", "4" },
  { "status:error", "1" },
  { "status:ok,pending", "0 5" },
  { "is:system", "3 5" },
  { "-is:system", "0 1 2 4" },
  { "is:masked", "5" },
  { "is:not-for-us,masked", "2 5" },
  { "size>1000", "1 2" },
  { "size>=2000", "1 2" },
  { "size<100", "3 4" },
  { "size:100", "5" },
  { "size=2k", "1" },
  { "size>1.5kb size<3kb", "1" },
  { "latency>50", "1" },
  { "latency<50", "0" },
  { "latency<=1.5ms", "0" },
  { "latency>1s", "" },
  { "latency>=1500us", "0 1" },
  { "-latency>50", "0 2 3 4 5" },
  { "kind:request dir:out order", "0" },
  { "\"-123\"", "0" },
  { "\"a \\\"quoted\\\" b\"", "" },
  { "%", "" },
  { "'; DROP TABLE records; --", "" },
};

static void
add_samples (SbxStore *store)
{
  guint endpoint = sbx_store_add_endpoint (store, "e-1", "Shop");

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autoptr (GBytes) bytes =
        samples[i].bytes != NULL ? g_bytes_new (samples[i].bytes, strlen (samples[i].bytes)) : NULL;

      g_assert_cmpint (sbx_store_append (store, endpoint, &samples[i].record, bytes), ==, i + 1);
    }
}

static gboolean
is_through (gpointer model)
{
  return !sbx_trace_model_get_filtering (model) &&
         sbx_trace_model_get_n_shown (model) == g_list_model_get_n_items (model);
}

static char *
list_shown (SbxTraceModel *model)
{
  GString *shown = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (model)); i++)
    {
      g_autoptr (SbxTraceRow) row = g_list_model_get_item (G_LIST_MODEL (model), i);

      g_string_append_printf (shown, "%s%d", i > 0 ? " " : "", (int) sbx_trace_row_get_seq (row) - 1);
    }
  return g_string_free (shown, FALSE);
}

static char *
apply (SbxStore *store, SbxTraceFilter *filter, const char *endpoint)
{
  g_autoptr (SbxTraceModel) model = sbx_trace_model_new (store, endpoint);

  sbx_trace_model_set_filter (model, filter);
  trace_test_wait_until (is_through, model);
  return list_shown (model);
}

static void
test_cases (void)
{
  g_autoptr (SbxStore) store = sbx_store_new (NULL, 0);

  add_samples (store);
  trace_test_settle (store);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SbxTraceFilter) filter = sbx_trace_filter_new (cases[i].text, 0, 0, 0, NULL);
      g_autofree char *all = apply (store, filter, NULL);
      g_autofree char *one = apply (store, filter, "e-1");

      g_test_message ("%s", cases[i].text);
      g_assert_null (sbx_trace_filter_get_error (filter));
      g_assert_cmpint (sbx_trace_filter_get_error_position (filter), ==, -1);
      g_assert_cmpstr (all, ==, cases[i].expected);
      g_assert_cmpstr (one, ==, cases[i].expected);
    }
}

static void
test_toggles (void)
{
  g_autoptr (SbxStore) store = sbx_store_new (NULL, 0);
  g_autoptr (SbxTraceFilter) kinds =
    sbx_trace_filter_new (NULL, SBX_TRACE_SET (SBX_TRACE_KIND_EVENT) | SBX_TRACE_SET (SBX_TRACE_KIND_CLOSED),
                          0, 0, NULL);
  g_autoptr (SbxTraceFilter) directions =
    sbx_trace_filter_new ("order", 0, SBX_TRACE_SET (SBX_TRACE_DIRECTION_IN), 0, NULL);
  g_autoptr (SbxTraceFilter) statuses =
    sbx_trace_filter_new ("", 0, 0, SBX_TRACE_SET (SBX_TRACE_STATUS_PENDING), NULL);
  g_autoptr (SbxTraceFilter) peer = sbx_trace_filter_new ("", 0, 0, 0, "bob");
  g_autofree char *by_kind = NULL;
  g_autofree char *by_direction = NULL;
  g_autofree char *by_status = NULL;
  g_autofree char *by_peer = NULL;

  add_samples (store);
  trace_test_settle (store);
  by_kind = apply (store, kinds, NULL);
  g_assert_cmpstr (by_kind, ==, "2 4");
  by_direction = apply (store, directions, NULL);
  g_assert_cmpstr (by_direction, ==, "1 2");
  by_status = apply (store, statuses, NULL);
  g_assert_cmpstr (by_status, ==, "5");
  by_peer = apply (store, peer, NULL);
  g_assert_cmpstr (by_peer, ==, "2 4 5");

  g_assert_false (sbx_trace_filter_is_empty (peer));
  g_assert_true (sbx_trace_filter_is_empty (NULL));
  g_assert_true (sbx_trace_filter_equal (peer, peer));
  g_assert_false (sbx_trace_filter_equal (peer, statuses));
}

typedef struct
{
  const char *text;
  int position;
  const char *part;
  /* What the readable rest lets pass. */
  const char *expected;
} Fault;

static const Fault faults[] = {
  { "kind:evnt", 0, "evnt", "0 1 2 3 4 5" },
  { "peer:bob kind:evnt", 9, "request, response, event", "2 4 5" },
  { "ünal dir:up", 5, "in, out", "2" },
  { "status:fine", 0, "timed-out", "0 1 2 3 4 5" },
  { "is:wet", 0, "unsolicited", "0 1 2 3 4 5" },
  { "size>big", 0, "big", "0 1 2 3 4 5" },
  { "size>", 0, "needs a value", "0 1 2 3 4 5" },
  { "size>-5", 0, "-5", "0 1 2 3 4 5" },
  { "size>1e300", 0, "1e300", "0 1 2 3 4 5" },
  { "latency<nan", 0, "milliseconds", "0 1 2 3 4 5" },
  { "latency<5parsecs", 0, "5parsecs", "0 1 2 3 4 5" },
  { "name:", 0, "name", "0 1 2 3 4 5" },
  { "-name:", 0, "name", "0 1 2 3 4 5" },
  { "name>x", 0, "name:x", "0 1 2 3 4 5" },
  { "alice \"open", 6, "quotation mark", "1 3" },
  { "kind:evnt size>big", 0, "evnt", "0 1 2 3 4 5" },
};

static void
test_faults (void)
{
  g_autoptr (SbxStore) store = sbx_store_new (NULL, 0);

  add_samples (store);
  trace_test_settle (store);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (SbxTraceFilter) filter = sbx_trace_filter_new (faults[i].text, 0, 0, 0, NULL);
      g_autofree char *shown = apply (store, filter, NULL);

      g_test_message ("%s: %s", faults[i].text, sbx_trace_filter_get_error (filter));
      g_assert_nonnull (sbx_trace_filter_get_error (filter));
      g_assert_nonnull (strstr (sbx_trace_filter_get_error (filter), faults[i].part));
      g_assert_cmpint (sbx_trace_filter_get_error_position (filter), ==, faults[i].position);
      g_assert_cmpstr (shown, ==, faults[i].expected);
    }
}

/* Somebody pastes a book: an error, and neither a crash nor a search that fails. */
static void
test_long_text (void)
{
  g_autoptr (SbxStore) store = sbx_store_new (NULL, 0);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (SbxTraceFilter) filter = NULL;
  g_autofree char *shown = NULL;

  for (guint i = 0; i < 50000; i++)
    g_string_append (text, "e ");
  filter = sbx_trace_filter_new (text->str, 0, 0, 0, NULL);
  g_assert_nonnull (sbx_trace_filter_get_error (filter));
  g_assert_cmpint (sbx_trace_filter_get_error_position (filter), ==, 200);

  add_samples (store);
  trace_test_settle (store);
  shown = apply (store, filter, NULL);
  g_assert_cmpstr (shown, ==, "0 1 2 3 4 5");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trace/filter/cases", test_cases);
  g_test_add_func ("/trace/filter/toggles", test_toggles);
  g_test_add_func ("/trace/filter/faults", test_faults);
  g_test_add_func ("/trace/filter/long-text", test_long_text);
  return g_test_run ();
}
