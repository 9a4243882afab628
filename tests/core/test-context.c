/* test-context.c — the context that travels with a message
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "mbm-context.h"
#include "mbm-json.h"

static MbmContext *
read_context (const char *json)
{
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr (GError) error = NULL;
  MbmContext *context = mbm_context_new_from_json (bytes, &error);

  g_assert_no_error (error);
  g_assert_nonnull (context);
  return context;
}

static void
assert_json (MbmContext *context, const char *expected)
{
  g_autoptr (GBytes) json = mbm_context_to_json (context);

  g_assert_cmpmem (g_bytes_get_data (json, NULL), g_bytes_get_size (json), expected, strlen (expected));
}

static void
assert_member (MbmContext *context, const char *name, const char *expected)
{
  g_autoptr (GBytes) json = mbm_context_dup_member (context, name);

  if (expected == NULL)
    g_assert_null (json);
  else
    g_assert_cmpmem (g_bytes_get_data (json, NULL), g_bytes_get_size (json), expected, strlen (expected));
}

static void
test_empty (void)
{
  g_autoptr (MbmContext) context = mbm_context_new ();
  g_autoptr (MbmContext) read = read_context (" { } ");

  g_assert_true (mbm_context_is_empty (context));
  g_assert_true (mbm_context_is_empty (read));
  assert_json (context, "{}");
  assert_json (read, "{}");
  g_assert_null (mbm_context_get_id (context));
  g_assert_null (mbm_context_get_source (context));
  g_assert_null (mbm_context_get_target (context));
  g_assert_null (mbm_context_get_token (context));
  g_assert_null (mbm_context_get_trace_id (context));
  g_assert_null (mbm_context_get_span_id (context));
  g_assert_null (mbm_context_get_parent_span_id (context));
  g_assert_cmpint (mbm_context_get_timestamp (context), ==, 0);
  assert_member (context, "id", NULL);
}

static void
test_read (void)
{
  g_autoptr (MbmContext) context = read_context (
    "{\"id\":\"c-1\",\"timestamp\":1700000000000,\"source\":\"client \\u00e9\",\"target\":\"t\","
    "\"auth\":{\"actor\":{\"id\":\"u\",\"type\":\"user\",\"n\":0.10},\"token\":\"secret\"},"
    "\"traceId\":\"0123456789abcdef0123456789abcdef\",\"spanId\":\"0123456789abcdef\","
    "\"parentSpanId\":\"fedcba9876543210\",\"metadata\":{\"big\":18446744073709551616},\"x\":[1.0, 2]}");

  g_assert_false (mbm_context_is_empty (context));
  g_assert_cmpstr (mbm_context_get_id (context), ==, "c-1");
  g_assert_cmpint (mbm_context_get_timestamp (context), ==, 1700000000000);
  g_assert_cmpstr (mbm_context_get_source (context), ==, "client é");
  g_assert_cmpstr (mbm_context_get_target (context), ==, "t");
  g_assert_cmpstr (mbm_context_get_token (context), ==, "secret");
  g_assert_cmpstr (mbm_context_get_trace_id (context), ==, "0123456789abcdef0123456789abcdef");
  g_assert_cmpstr (mbm_context_get_span_id (context), ==, "0123456789abcdef");
  g_assert_cmpstr (mbm_context_get_parent_span_id (context), ==, "fedcba9876543210");
  assert_member (context, "metadata", "{\"big\":18446744073709551616}");
  assert_member (context, "x", "[1.0, 2]");
  assert_member (context, "y", NULL);
}

/* What is of the wrong type counts as missing, and is kept. */
static void
test_wrong_types (void)
{
  static const char json[] =
    "{\"id\":1,\"timestamp\":\"now\",\"source\":null,\"target\":[],\"auth\":\"x\",\"traceId\":{},"
    "\"spanId\":true,\"parentSpanId\":\"a\\u0000b\"}";
  g_autoptr (MbmContext) context = read_context (json);

  g_assert_null (mbm_context_get_id (context));
  g_assert_cmpint (mbm_context_get_timestamp (context), ==, 0);
  g_assert_null (mbm_context_get_source (context));
  g_assert_null (mbm_context_get_target (context));
  g_assert_null (mbm_context_get_token (context));
  g_assert_null (mbm_context_get_trace_id (context));
  g_assert_null (mbm_context_get_span_id (context));
  g_assert_null (mbm_context_get_parent_span_id (context));
  assert_json (context, json);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *json;
    MbmError code;
  } cases[] = {
    { "", MBM_ERROR_INVALID_JSON },
    { "{", MBM_ERROR_INVALID_JSON },
    { "{\"a\":\"\xff\"}", MBM_ERROR_INVALID_UTF8 },
    { "[]", MBM_ERROR_INVALID_ARGUMENT },
    { "null", MBM_ERROR_INVALID_ARGUMENT },
    { "\"{}\"", MBM_ERROR_INVALID_ARGUMENT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (cases[i].json, strlen (cases[i].json));
      g_autoptr (GError) error = NULL;

      g_assert_null (mbm_context_new_from_json (bytes, &error));
      g_assert_error (error, MBM_ERROR, (int) cases[i].code);
    }
}

static void
test_set (void)
{
  g_autoptr (MbmContext) context = mbm_context_new ();

  mbm_context_set_id (context, "i\"d");
  mbm_context_set_timestamp (context, 1700000000001);
  mbm_context_set_source (context, "s");
  mbm_context_set_target (context, "t");
  mbm_context_set_token (context, "k");
  mbm_context_set_trace (context, "T", "S", "P");
  assert_json (context, "{\"id\":\"i\\\"d\",\"timestamp\":1700000000001,\"source\":\"s\",\"target\":\"t\","
                        "\"auth\":{\"token\":\"k\"},"
                        "\"traceId\":\"T\",\"spanId\":\"S\",\"parentSpanId\":\"P\"}");
  g_assert_cmpstr (mbm_context_get_id (context), ==, "i\"d");
  g_assert_cmpint (mbm_context_get_timestamp (context), ==, 1700000000001);
  g_assert_cmpstr (mbm_context_get_token (context), ==, "k");
  g_assert_cmpstr (mbm_context_get_parent_span_id (context), ==, "P");

  /* What is there keeps its place, also when it is set to itself. */
  mbm_context_set_source (context, mbm_context_get_source (context));
  mbm_context_set_source (context, "other");
  g_assert_cmpstr (mbm_context_get_source (context), ==, "other");
  mbm_context_set_target (context, NULL);
  mbm_context_set_id (context, NULL);
  mbm_context_set_timestamp (context, 0);
  mbm_context_set_token (context, NULL);
  mbm_context_set_trace (context, NULL, "S2", NULL);
  assert_json (context, "{\"source\":\"other\",\"spanId\":\"S2\"}");
  g_assert_null (mbm_context_get_target (context));
  g_assert_null (mbm_context_get_token (context));
  g_assert_null (mbm_context_get_trace_id (context));
  g_assert_cmpint (mbm_context_get_timestamp (context), ==, 0);
}

static void
test_token (void)
{
  g_autoptr (MbmContext) context = read_context (
    "{\"a\":1,\"auth\":{\"actor\":{\"id\":\"u\",\"n\":1.50},\"token\":\"old\",\"more\":[1]},\"b\":2}");

  mbm_context_set_token (context, "new");
  assert_json (
    context,
    "{\"a\":1,\"auth\":{\"token\":\"new\",\"actor\":{\"id\":\"u\",\"n\":1.50},\"more\":[1]},\"b\":2}");
  g_assert_cmpstr (mbm_context_get_token (context), ==, "new");

  mbm_context_set_token (context, NULL);
  assert_json (context, "{\"a\":1,\"auth\":{\"actor\":{\"id\":\"u\",\"n\":1.50},\"more\":[1]},\"b\":2}");
  g_assert_null (mbm_context_get_token (context));
}

/* No member, so that only copies have it. */
static void
test_anonymous (void)
{
  g_autoptr (MbmContext) context = read_context ("{\"source\":\"a\"}");
  g_autoptr (MbmContext) copy = NULL;

  g_assert_false (mbm_context_get_anonymous (context));
  mbm_context_set_anonymous (context, TRUE);
  assert_json (context, "{\"source\":\"a\"}");
  copy = mbm_context_copy (context);
  g_assert_true (mbm_context_get_anonymous (copy));
  mbm_context_set_anonymous (copy, FALSE);
  g_assert_true (mbm_context_get_anonymous (context));
}

/* A member can be known by another spelling, and be there more than once: the last counts. */
static void
test_duplicates (void)
{
  g_autoptr (MbmContext) context = read_context ("{\"source\":\"a\",\"s\\u006furce\":\"b\",\"x\":1,\"x\":2}");

  g_assert_cmpstr (mbm_context_get_source (context), ==, "b");
  assert_member (context, "x", "2");
  mbm_context_set_source (context, "c");
  g_assert_cmpstr (mbm_context_get_source (context), ==, "c");
  mbm_context_set_source (context, NULL);
  g_assert_null (mbm_context_get_source (context));
  assert_json (context, "{\"x\":1,\"x\":2}");
  g_assert_true (mbm_context_set_member (context, "x", NULL, NULL));
  g_assert_true (mbm_context_is_empty (context));
}

static void
test_set_member (void)
{
  g_autoptr (MbmContext) context = read_context ("{\"a\":1,\"metadata\":{}}");
  g_autoptr (GBytes) good = g_bytes_new_static (" { \"k\" : 1.0 } ", 15);
  g_autoptr (GBytes) bad = g_bytes_new_static ("{", 1);
  g_autoptr (GBytes) source = g_bytes_new_static ("\"me\"", 4);
  g_autoptr (GError) error = NULL;

  g_assert_true (mbm_context_set_member (context, "metadata", good, &error));
  g_assert_no_error (error);
  assert_member (context, "metadata", "{ \"k\" : 1.0 }");
  g_assert_true (mbm_context_set_member (context, "q\"", good, &error));
  assert_json (context, "{\"a\":1,\"metadata\":{\"k\":1.0},\"q\\\"\":{\"k\":1.0}}");

  g_assert_false (mbm_context_set_member (context, "a", bad, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  assert_member (context, "a", "1");

  g_assert_true (mbm_context_set_member (context, "source", source, NULL));
  g_assert_cmpstr (mbm_context_get_source (context), ==, "me");
  g_assert_true (mbm_context_set_member (context, "source", NULL, NULL));
  g_assert_null (mbm_context_get_source (context));
}

static void
test_copy (void)
{
  g_autoptr (MbmContext) context = read_context ("{\"source\":\"a\",\"auth\":{\"token\":\"t\"},\"n\":1.00}");
  g_autoptr (MbmContext) copy = mbm_context_copy (context);

  mbm_context_set_source (copy, "b");
  mbm_context_set_token (copy, NULL);
  assert_json (context, "{\"source\":\"a\",\"auth\":{\"token\":\"t\"},\"n\":1.00}");
  assert_json (copy, "{\"source\":\"b\",\"n\":1.00}");
  g_assert_cmpstr (mbm_context_get_token (context), ==, "t");
}

/* One line, whatever the text it was made of; strings keep their own. */
static void
test_one_line (void)
{
  g_autoptr (MbmContext) context = read_context ("{\n  \"a b\" : [ 1 ,\r\n\t2 ],\n  \"s\": \"x  y\"\n}\n");

  assert_json (context, "{\"a b\":[1,2],\"s\":\"x  y\"}");
}

static gboolean
is_hex (const char *text, gsize length)
{
  return strlen (text) == length && strspn (text, "0123456789abcdef") == length &&
         strspn (text, "0") < length;
}

static void
test_trace (void)
{
  g_autoptr (MbmContext) a = mbm_context_new ();
  g_autoptr (MbmContext) b = mbm_context_new ();

  mbm_context_set_trace (a, NULL, NULL, "parent");
  mbm_context_start_trace (a);
  mbm_context_start_trace (b);
  g_assert_true (is_hex (mbm_context_get_trace_id (a), 32));
  g_assert_true (is_hex (mbm_context_get_span_id (a), 16));
  g_assert_null (mbm_context_get_parent_span_id (a));
  g_assert_cmpstr (mbm_context_get_trace_id (a), !=, mbm_context_get_trace_id (b));
  g_assert_cmpstr (mbm_context_get_span_id (a), !=, mbm_context_get_span_id (b));
}

/* As many members as a frame can hold: removing one name must not take the square of that. */
static void
test_large (void)
{
  g_autoptr (GString) json = g_string_new ("{\"a\":0");
  g_autoptr (MbmContext) context = NULL;

  for (guint i = 0; i < 300000; i++)
    g_string_append (json, ",\"x\":0,\"y\":0");
  g_string_append (json, ",\"z\":0}");
  context = read_context (json->str);
  g_assert_true (mbm_context_set_member (context, "x", NULL, NULL));
  g_assert_true (mbm_context_set_member (context, "y", NULL, NULL));
  assert_json (context, "{\"a\":0,\"z\":0}");
}

static void
test_boxed (void)
{
  MbmContext *context = mbm_context_new ();
  MbmContext *boxed = g_boxed_copy (MBM_TYPE_CONTEXT, context);

  g_assert_true (boxed == context);
  mbm_context_unref (context);
  mbm_context_set_id (boxed, "still here");
  g_assert_cmpstr (mbm_context_get_id (boxed), ==, "still here");
  g_boxed_free (MBM_TYPE_CONTEXT, boxed);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/context/empty", test_empty);
  g_test_add_func ("/context/read", test_read);
  g_test_add_func ("/context/wrong-types", test_wrong_types);
  g_test_add_func ("/context/refused", test_refused);
  g_test_add_func ("/context/set", test_set);
  g_test_add_func ("/context/token", test_token);
  g_test_add_func ("/context/anonymous", test_anonymous);
  g_test_add_func ("/context/duplicates", test_duplicates);
  g_test_add_func ("/context/set-member", test_set_member);
  g_test_add_func ("/context/copy", test_copy);
  g_test_add_func ("/context/one-line", test_one_line);
  g_test_add_func ("/context/trace", test_trace);
  g_test_add_func ("/context/large", test_large);
  g_test_add_func ("/context/boxed", test_boxed);

  return g_test_run ();
}
