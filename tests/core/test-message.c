/* test-message.c — messages: their bytes, their members, and frames made here
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "mbm-json-private.h"
#include "mbm-message-private.h"

static MbmMessage *
read_message (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  MbmMessage *message = mbm_message_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  g_assert_nonnull (message);
  g_assert_true (mbm_message_get_bytes (message) == bytes);
  return message;
}

static void
assert_value (MbmJsonValue value, const char *expected)
{
  if (expected == NULL)
    g_assert_null (value.text);
  else
    g_assert_cmpmem (value.text, value.length, expected, strlen (expected));
}

static void
assert_bytes (GBytes *bytes, const char *expected)
{
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected, strlen (expected));
}

static GBytes *
json (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static void
test_request (void)
{
  g_autoptr (MbmMessage) message = read_message (
    " {\"context\":{\"source\":\"c-1\"}, \"payload\" : {\"orderId\":\"order-123\", \"n\":0.10} ,"
    "\"requestType\":\"getOrderDetails\",\"requestId\":\"r-1\",\"unknown\":[1],\"type\":\"request\"}\n");
  g_autoptr (GBytes) payload = mbm_message_dup_payload (message);
  g_autoptr (GError) error = NULL;
  JsonNode *node;

  g_assert_cmpint (mbm_message_get_kind (message), ==, MBM_MESSAGE_REQUEST);
  g_assert_cmpstr (mbm_message_get_id (message), ==, "r-1");
  g_assert_cmpstr (mbm_message_get_name (message), ==, "getOrderDetails");
  g_assert_false (mbm_message_is_system (message));
  g_assert_true (mbm_message_is_success (message));
  g_assert_true (mbm_message_check_success (message, &error));
  g_assert_no_error (error);
  assert_value (mbm_message_get_id_value (message), "\"r-1\"");
  assert_value (mbm_message_get_payload_value (message), "{\"orderId\":\"order-123\", \"n\":0.10}");
  assert_value (mbm_message_get_context_value (message), "{\"source\":\"c-1\"}");
  assert_value (mbm_message_get_error_value (message), NULL);
  assert_bytes (payload, "{\"orderId\":\"order-123\", \"n\":0.10}");
  g_assert_cmpstr (mbm_context_get_source (mbm_message_get_context (message)), ==, "c-1");
  assert_value (mbm_message_find_sender (message).source, "\"c-1\"");
  assert_value (mbm_message_find_sender (message).auth, NULL);
  g_assert_null (mbm_message_get_error_code (message));
  g_assert_null (mbm_message_get_useful_error (message));

  node = mbm_message_get_payload (message);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (node), "orderId"), ==, "order-123");
  g_assert_true (json_node_is_immutable (node));
  g_assert_true (mbm_message_get_payload (message) == node);
  g_assert_true (mbm_message_get_context (message) == mbm_message_get_context (message));
}

static void
test_event (void)
{
  g_autoptr (MbmMessage) message =
    read_message ("{\"type\":\"event\",\"event\":\"$heartbeat\",\"payload\":{\"timestamp\":1},"
                  "\"requestId\":7,\"success\":\"x\",\"error\":1,\"data\":2}");

  g_assert_cmpint (mbm_message_get_kind (message), ==, MBM_MESSAGE_EVENT);
  g_assert_null (mbm_message_get_id (message));
  assert_value (mbm_message_get_id_value (message), NULL);
  g_assert_cmpstr (mbm_message_get_name (message), ==, "$heartbeat");
  g_assert_true (mbm_message_is_system (message));
  g_assert_true (mbm_message_is_success (message));
  assert_value (mbm_message_get_payload_value (message), "{\"timestamp\":1}");
  g_assert_true (mbm_context_is_empty (mbm_message_get_context (message)));
  assert_value (mbm_message_get_error_value (message), NULL);
}

static void
test_response (void)
{
  g_autoptr (MbmMessage) message =
    read_message ("{\"type\":\"response\",\"requestId\":\"r\",\"success\":true,\"data\":null,"
                  "\"payload\":1,\"requestType\":\"x\",\"event\":\"y\"}");

  g_assert_cmpint (mbm_message_get_kind (message), ==, MBM_MESSAGE_RESPONSE);
  g_assert_cmpstr (mbm_message_get_id (message), ==, "r");
  g_assert_null (mbm_message_get_name (message));
  g_assert_false (mbm_message_is_system (message));
  g_assert_true (mbm_message_is_success (message));
  assert_value (mbm_message_get_payload_value (message), "null");
  g_assert_true (json_node_is_null (mbm_message_get_payload (message)));
}

static void
test_errors (void)
{
  static const struct
  {
    const char *error;
    const char *code;
    const char *message;
    const char *useful;
    const char *said;
  } cases[] = {
    { "{\"code\":\"INVALID_ORDER_ID\",\"message\":\"Ids look like order-N\"}", "INVALID_ORDER_ID",
      "Ids look like order-N", "INVALID_ORDER_ID", "INVALID_ORDER_ID: Ids look like order-N" },
    { "{\"code\":\"UNKNOWN_ERROR\",\"message\":\"ORDER_NOT_FOUND\",\"details\":{}}", "UNKNOWN_ERROR",
      "ORDER_NOT_FOUND", "ORDER_NOT_FOUND", "UNKNOWN_ERROR: ORDER_NOT_FOUND" },
    { "{\"code\":\"UNKNOWN_ERROR\",\"message\":\"\"}", "UNKNOWN_ERROR", "", "UNKNOWN_ERROR",
      "UNKNOWN_ERROR" },
    { "{\"code\":\"UNKNOWN_ERROR\"}", "UNKNOWN_ERROR", NULL, "UNKNOWN_ERROR", "UNKNOWN_ERROR" },
    { "{\"message\":\"caf\\u00e9\"}", NULL, "café", "café", "café" },
    { "{\"code\":\"\",\"message\":\"m\"}", "", "m", "m", "m" },
    { "{\"code\":\"\",\"message\":\"\"}", "", "", NULL, NULL },
    { "{\"code\":404,\"message\":[]}", NULL, NULL, NULL, NULL },
    { "\"boom\"", NULL, "boom", "boom", "boom" },
    { "null", NULL, NULL, NULL, NULL },
    { "{\"code\":\"A\",\"code\":\"B\",\"message\":\"x\",\"m\\u0065ssage\":\"y\"}", "B", "y", "B", "B: y" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text =
        g_strdup_printf ("{\"type\":\"response\",\"requestId\":\"r\",\"success\":false,\"error\":%s}",
                         cases[i].error);
      g_autoptr (MbmMessage) message = read_message (text);
      g_autoptr (GError) error = NULL;

      g_assert_false (mbm_message_is_success (message));
      g_assert_cmpstr (mbm_message_get_error_code (message), ==, cases[i].code);
      g_assert_cmpstr (mbm_message_get_error_message (message), ==, cases[i].message);
      g_assert_cmpstr (mbm_message_get_useful_error (message), ==, cases[i].useful);
      assert_value (mbm_message_get_error_value (message), cases[i].error);
      g_assert_null (mbm_message_get_payload (message));
      g_assert_null (mbm_message_dup_payload (message));
      g_assert_false (mbm_message_check_success (message, &error));
      g_assert_error (error, MBM_ERROR, MBM_ERROR_REMOTE);
      if (cases[i].said != NULL)
        g_assert_cmpstr (error->message, ==, cases[i].said);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    MbmError code;
    const char *says;
  } cases[] = {
    { "", MBM_ERROR_INVALID_JSON, "end of the text" },
    { "hello", MBM_ERROR_INVALID_JSON, "“hello”" },
    { "{\"type\":\"event\",\"event\":\"e\"", MBM_ERROR_INVALID_JSON, "end of the text" },
    { "{\"type\":\"event\",\"event\":\"e\"} x", MBM_ERROR_INVALID_JSON, "“x”" },
    { "{\"type\":\"event\",\"event\":\"e\",\"payload\":[1,]}", MBM_ERROR_INVALID_JSON, "“]”" },
    { "{\"type\":\"event\",\"event\":\"e\",\"payload\":\"\xff\"}", MBM_ERROR_INVALID_UTF8, "0xFF" },
    { "[]", MBM_ERROR_INVALID_FRAME, "a JSON object" },
    { "null", MBM_ERROR_INVALID_FRAME, "a JSON object" },
    { "\"request\"", MBM_ERROR_INVALID_FRAME, "a JSON object" },
    { "{}", MBM_ERROR_INVALID_FRAME, "no member “type”" },
    { "{\"type\":1}", MBM_ERROR_INVALID_FRAME, "“type”" },
    { "{\"type\":\"Request\"}", MBM_ERROR_INVALID_FRAME, "“type”" },
    { "{\"type\":\"hello\"}", MBM_ERROR_INVALID_FRAME, "“request”, “response” or “event”" },
    { "{\"type\":\"request\",\"requestType\":\"x\"}", MBM_ERROR_INVALID_FRAME, "no member “requestId”" },
    { "{\"type\":\"request\",\"requestId\":1,\"requestType\":\"x\"}", MBM_ERROR_INVALID_FRAME,
      "“requestId”" },
    { "{\"type\":\"request\",\"requestId\":\"1\"}", MBM_ERROR_INVALID_FRAME, "no member “requestType”" },
    { "{\"type\":\"request\",\"requestId\":\"1\",\"requestType\":null}", MBM_ERROR_INVALID_FRAME,
      "“requestType”" },
    { "{\"type\":\"response\",\"success\":true}", MBM_ERROR_INVALID_FRAME, "no member “requestId”" },
    { "{\"type\":\"response\",\"requestId\":null,\"success\":true}", MBM_ERROR_INVALID_FRAME, "“requestId”" },
    { "{\"type\":\"response\",\"requestId\":\"1\"}", MBM_ERROR_INVALID_FRAME, "no member “success”" },
    { "{\"type\":\"response\",\"requestId\":\"1\",\"success\":1}", MBM_ERROR_INVALID_FRAME, "“success”" },
    { "{\"type\":\"response\",\"requestId\":\"1\",\"success\":\"true\"}", MBM_ERROR_INVALID_FRAME,
      "“success”" },
    { "{\"type\":\"event\"}", MBM_ERROR_INVALID_FRAME, "no member “event”" },
    { "{\"type\":\"event\",\"event\":{}}", MBM_ERROR_INVALID_FRAME, "“event”" },
    { "{\"type\":\"event\",\"event\":\"a\",\"event\":1}", MBM_ERROR_INVALID_FRAME, "“event”" },
    { "{\"type\":\"event\",\"event\":\"a\",\"context\":[]}", MBM_ERROR_INVALID_FRAME, "“context”" },
    { "{\"type\":\"event\",\"event\":\"a\",\"context\":\"{}\"}", MBM_ERROR_INVALID_FRAME, "“context”" },
    { "{\"type\":\"event\",\"event\":\"a\\u0000b\"}", MBM_ERROR_INVALID_FRAME,
      "“event” of the frame contains U+0000" },
    { "{\"type\":\"request\",\"requestId\":\"\\u0000\",\"requestType\":\"x\"}", MBM_ERROR_INVALID_FRAME,
      "“requestId” of the frame contains U+0000" },
    { "{\"type\":\"request\",\"requestId\":\"x\",\"requestType\":\"\\u0000\"}", MBM_ERROR_INVALID_FRAME,
      "“requestType” of the frame contains U+0000" },
    { "{\"type\":\"response\",\"requestId\":\"\\u0000\",\"success\":true}", MBM_ERROR_INVALID_FRAME,
      "“requestId” of the frame contains U+0000" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = json (cases[i].text);
      g_autoptr (GError) error = NULL;

      g_test_message ("Frame %u", i);
      g_assert_null (mbm_message_new_from_bytes (bytes, &error));
      g_assert_error (error, MBM_ERROR, (int) cases[i].code);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

/* The frame itself is one level. */
static void
test_depth (void)
{
  for (guint depth = MBM_JSON_MAX_DEPTH - 1; depth <= MBM_JSON_MAX_DEPTH; depth++)
    {
      g_autoptr (GString) text = g_string_new ("{\"type\":\"event\",\"event\":\"e\",\"payload\":");
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (MbmMessage) message = NULL;
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < depth; i++)
        g_string_append_c (text, '[');
      for (guint i = 0; i < depth; i++)
        g_string_append_c (text, ']');
      g_string_append_c (text, '}');
      bytes = json (text->str);
      message = mbm_message_new_from_bytes (bytes, &error);
      if (depth < MBM_JSON_MAX_DEPTH)
        {
          g_assert_no_error (error);
          g_assert_nonnull (mbm_message_get_payload (message));
        }
      else
        g_assert_error (error, MBM_ERROR, MBM_ERROR_TOO_DEEP);
    }
}

/* As for JSON.parse(): also when a name is spelled with escapes. */
static void
test_last_duplicate (void)
{
  g_autoptr (MbmMessage) message = read_message (
    "{\"type\":\"event\",\"event\":\"a\",\"type\":\"request\",\"requestId\":\"1\",\"requestType\":\"x\","
    "\"request\\u0049d\":\"2\",\"payload\":1,\"payload\":{\"a\":1,\"a\":2},\"context\":{\"source\":\"s\"},"
    "\"context\":null}");

  g_assert_cmpint (mbm_message_get_kind (message), ==, MBM_MESSAGE_REQUEST);
  g_assert_cmpstr (mbm_message_get_id (message), ==, "2");
  g_assert_cmpstr (mbm_message_get_name (message), ==, "x");
  assert_value (mbm_message_get_payload_value (message), "{\"a\":1,\"a\":2}");
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (mbm_message_get_payload (message)), "a"),
                   ==, 2);
  g_assert_true (mbm_context_is_empty (mbm_message_get_context (message)));
  assert_value (mbm_message_get_context_value (message), NULL);
}

/* Names and ids are Unicode; kinds may be spelled with escapes too. */
static void
test_names (void)
{
  g_autoptr (MbmMessage) message =
    read_message ("{\"type\":\"re\\u0071uest\",\"requestId\":\"\\ud800\\\"\\u00e9\","
                  "\"requestType\":\"a.b:c/\\u00e9 𝄞\\n\",\"payload\":\"\\u0000\"}");

  g_assert_cmpstr (mbm_message_get_id (message), ==, "\357\277\275\"é");
  g_assert_cmpstr (mbm_message_get_name (message), ==, "a.b:c/é 𝄞\n");
  assert_value (mbm_message_get_id_value (message), "\"\\ud800\\\"\\u00e9\"");
  assert_value (mbm_message_get_payload_value (message), "\"\\u0000\"");
}

/* A number is what was written. */
static void
test_numbers (void)
{
  static const char payload[] = "[18446744073709551616,0.1,1.0,-0,1e400,123456789012345678901234567890.000]";
  g_autofree char *text = g_strdup_printf ("{\"type\":\"event\",\"event\":\"e\",\"payload\":%s}", payload);
  g_autoptr (MbmMessage) message = read_message (text);
  g_autoptr (GBytes) bytes = mbm_message_dup_payload (message);
  g_autoptr (MbmMessage) copy = mbm_message_new_event ("e", bytes, NULL, NULL);

  assert_bytes (bytes, payload);
  assert_bytes (mbm_message_get_bytes (copy), text);
}

/* What a maker wrote reads back as what it says of itself. */
static void
assert_consistent (MbmMessage *made)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmMessage) read = mbm_message_new_from_bytes (mbm_message_get_bytes (made), &error);
  MbmJsonValue (*const values[]) (MbmMessage *) = {
    mbm_message_get_id_value,
    mbm_message_get_payload_value,
    mbm_message_get_context_value,
    mbm_message_get_error_value,
  };

  g_assert_no_error (error);
  g_assert_cmpint (mbm_message_get_kind (made), ==, mbm_message_get_kind (read));
  g_assert_cmpstr (mbm_message_get_id (made), ==, mbm_message_get_id (read));
  g_assert_cmpstr (mbm_message_get_name (made), ==, mbm_message_get_name (read));
  g_assert_cmpstr (mbm_message_get_error_code (made), ==, mbm_message_get_error_code (read));
  g_assert_cmpstr (mbm_message_get_error_message (made), ==, mbm_message_get_error_message (read));
  g_assert_true (mbm_message_is_success (made) == mbm_message_is_success (read));
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      MbmJsonValue a = values[i](made);
      MbmJsonValue b = values[i](read);

      g_assert_true (a.text == b.text);
      g_assert_cmpuint (a.length, ==, b.length);
    }
}

static void
test_make_request (void)
{
  g_autoptr (GBytes) payload = json (" {\"a\" : 1.0}\n");
  g_autoptr (MbmContext) context = mbm_context_new ();
  g_autoptr (MbmMessage) plain = mbm_message_new_request ("r\"1", "na\nme é", payload, context, NULL);
  g_autoptr (MbmMessage) full = NULL;
  g_autoptr (MbmMessage) bare = mbm_message_new_request ("", "", NULL, NULL, NULL);

  assert_bytes (mbm_message_get_bytes (plain), "{\"type\":\"request\",\"requestId\":\"r\\\"1\","
                                               "\"requestType\":\"na\\nme é\",\"payload\":{\"a\" : 1.0}}");
  assert_consistent (plain);
  g_assert_cmpstr (mbm_message_get_id (plain), ==, "r\"1");

  mbm_context_set_source (context, "c");
  mbm_context_set_token (context, "t");
  full = mbm_message_new_request ("1", "$ping", NULL, context, NULL);
  assert_bytes (mbm_message_get_bytes (full),
                "{\"type\":\"request\",\"requestId\":\"1\",\"requestType\":\"$ping\",\"payload\":{},"
                "\"context\":{\"source\":\"c\",\"auth\":{\"token\":\"t\"}}}");
  assert_consistent (full);
  g_assert_true (mbm_message_is_system (full));
  g_assert_cmpstr (mbm_context_get_token (mbm_message_get_context (full)), ==, "t");
  assert_consistent (bare);
}

static void
test_make_event (void)
{
  g_autoptr (GBytes) payload = json ("null");
  g_autoptr (MbmMessage) message = mbm_message_new_event ("orderCreated", payload, NULL, NULL);

  assert_bytes (mbm_message_get_bytes (message),
                "{\"type\":\"event\",\"event\":\"orderCreated\",\"payload\":null}");
  assert_consistent (message);
}

/* A response repeats the id as it was written, whatever it means. */
static void
test_make_response (void)
{
  static const char *const ids[] = { "\"r-1\"", "\"\\u0072\\/\\\"\"", "\"\\ud800\"", "\"\"", "\"é\"" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *text =
        g_strdup_printf ("{\"type\":\"request\",\"requestId\":%s,\"requestType\":\"x\"}", ids[i]);
      g_autofree char *expected =
        g_strdup_printf ("{\"type\":\"response\",\"requestId\":%s,\"success\":true,\"data\":[1.50]}", ids[i]);
      g_autofree char *failed = g_strdup_printf ("{\"type\":\"response\",\"requestId\":%s,\"success\":false,"
                                                 "\"error\":{\"code\":\"C\",\"message\":\"m \\\"q\\\"\","
                                                 "\"details\":{\"a\":1}},\"context\":{\"id\":\"i\"}}",
                                                 ids[i]);
      g_autoptr (MbmMessage) request = read_message (text);
      g_autoptr (GBytes) data = json (" [1.50] ");
      g_autoptr (GBytes) details = json ("{\"a\":1}");
      g_autoptr (MbmContext) context = mbm_context_new ();
      g_autoptr (MbmMessage) response = mbm_message_new_response (request, data, NULL, NULL);
      g_autoptr (GBytes) written = mbm_message_write_response (request, data, NULL, NULL);
      g_autoptr (MbmMessage) error_response = NULL;
      g_autoptr (GBytes) error_written = NULL;

      assert_bytes (mbm_message_get_bytes (response), expected);
      assert_bytes (written, expected);
      assert_consistent (response);
      g_assert_cmpstr (mbm_message_get_id (response), ==, mbm_message_get_id (request));

      mbm_context_set_id (context, "i");
      error_response = mbm_message_new_error_response (request, "C", "m \"q\"", details, context, NULL);
      error_written = mbm_message_write_error_response (request, "C", "m \"q\"", details, context, NULL);
      assert_bytes (mbm_message_get_bytes (error_response), failed);
      assert_bytes (error_written, failed);
      assert_consistent (error_response);
      g_assert_cmpstr (mbm_message_get_error_code (error_response), ==, "C");
    }
}

static void
test_make_defaults (void)
{
  g_autoptr (MbmMessage) request =
    read_message ("{\"type\":\"request\",\"requestId\":\"1\",\"requestType\":\"x\"}");
  g_autoptr (MbmMessage) response = mbm_message_new_response (request, NULL, NULL, NULL);
  g_autoptr (MbmMessage) failed = mbm_message_new_error_response (request, "C", "", NULL, NULL, NULL);

  assert_bytes (mbm_message_get_bytes (response),
                "{\"type\":\"response\",\"requestId\":\"1\",\"success\":true,\"data\":null}");
  assert_bytes (mbm_message_get_bytes (failed), "{\"type\":\"response\",\"requestId\":\"1\",\"success\":"
                                                "false,\"error\":{\"code\":\"C\",\"message\":\"\"}}");
  assert_consistent (response);
  assert_consistent (failed);
}

static void
test_make_refused (void)
{
  g_autoptr (GBytes) bad = json ("{\"a\":}");
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (MbmMessage) request =
    read_message ("{\"type\":\"request\",\"requestId\":\"1\",\"requestType\":\"x\"}");
  g_autoptr (GError) error = NULL;

  g_assert_null (mbm_message_new_request ("1", "x", bad, NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "Line 1, column 6"));
  g_clear_error (&error);
  g_assert_null (mbm_message_new_event ("x", empty, NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_null (mbm_message_new_event ("\xff", NULL, NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_null (mbm_message_new_request ("\xff", "x", NULL, NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_null (mbm_message_new_response (request, bad, NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_null (mbm_message_new_error_response (request, "C", "\xff", NULL, NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_null (mbm_message_new_error_response (request, "C", "m", bad, NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
}

/* The bytes keep the frame, and the frame the bytes it was made of. */
static void
test_lifetime (void)
{
  MbmMessage *message = read_message (
    "{\"type\":\"event\",\"event\":\"e\",\"payload\":{\"a\":[1]},\"context\":{\"source\":\"s\"}}");
  MbmMessage *boxed = g_boxed_copy (MBM_TYPE_MESSAGE, message);
  g_autoptr (GBytes) payload = mbm_message_dup_payload (message);
  g_autoptr (MbmContext) context = mbm_context_ref (mbm_message_get_context (message));
  g_autoptr (JsonNode) node = json_node_ref (mbm_message_get_payload (message));

  g_assert_true (boxed == message);
  mbm_message_unref (message);
  g_assert_cmpstr (mbm_message_get_name (boxed), ==, "e");
  g_boxed_free (MBM_TYPE_MESSAGE, boxed);
  assert_bytes (payload, "{\"a\":[1]}");
  g_assert_cmpstr (mbm_context_get_source (context), ==, "s");
  g_assert_true (json_object_has_member (json_node_get_object (node), "a"));
}

#define N_THREADS 8

typedef struct
{
  MbmMessage *message;
  int waiting; /* (atomic) threads that are not ready yet: all begin at once */
  JsonNode *payloads[N_THREADS];
  MbmContext *contexts[N_THREADS];
  int next; /* (atomic) */
} Race;

static gpointer
run_race (gpointer data)
{
  Race *race = data;
  int self = g_atomic_int_add (&race->next, 1);

  g_atomic_int_dec_and_test (&race->waiting);
  while (g_atomic_int_get (&race->waiting) > 0)
    g_thread_yield ();
  race->payloads[self] = mbm_message_get_payload (race->message);
  race->contexts[self] = mbm_message_get_context (race->message);
  return NULL;
}

/* However many threads ask first, all get the same tree and context. */
static void
test_threads (void)
{
  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (MbmMessage) message = read_message ("{\"type\":\"event\",\"event\":\"e\",\"payload\":{\"a\":"
                                                     "[1,2,{\"b\":\"c\"}]},\"context\":{\"source\":\"s\"}}");
      Race race = { .message = message, .waiting = N_THREADS };
      GThread *threads[N_THREADS];

      for (guint i = 0; i < N_THREADS; i++)
        threads[i] = g_thread_new ("reader", run_race, &race);
      for (guint i = 0; i < N_THREADS; i++)
        g_thread_join (threads[i]);
      for (guint i = 0; i < N_THREADS; i++)
        {
          g_assert_nonnull (race.payloads[i]);
          g_assert_true (race.payloads[i] == race.payloads[0]);
          g_assert_true (race.contexts[i] == race.contexts[0]);
        }
      g_assert_cmpstr (mbm_context_get_source (race.contexts[0]), ==, "s");
    }
}

static void
test_codes (void)
{
  g_assert_cmpstr (mbm_error_to_code (MBM_ERROR_INVALID_JSON), ==, "INVALID_JSON");
  g_assert_cmpstr (mbm_error_to_code (MBM_ERROR_INVALID_ARGUMENT), ==, "INVALID_ARGUMENT");
  g_assert_cmpstr (mbm_error_to_code (9999), ==, "FAILED");
  for (guint i = 0; i <= MBM_ERROR_INVALID_ARGUMENT; i++)
    g_assert_nonnull (mbm_error_to_code (i));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/message/request", test_request);
  g_test_add_func ("/message/event", test_event);
  g_test_add_func ("/message/response", test_response);
  g_test_add_func ("/message/errors", test_errors);
  g_test_add_func ("/message/refused", test_refused);
  g_test_add_func ("/message/depth", test_depth);
  g_test_add_func ("/message/last-duplicate", test_last_duplicate);
  g_test_add_func ("/message/names", test_names);
  g_test_add_func ("/message/numbers", test_numbers);
  g_test_add_func ("/message/make-request", test_make_request);
  g_test_add_func ("/message/make-event", test_make_event);
  g_test_add_func ("/message/make-response", test_make_response);
  g_test_add_func ("/message/make-defaults", test_make_defaults);
  g_test_add_func ("/message/make-refused", test_make_refused);
  g_test_add_func ("/message/lifetime", test_lifetime);
  g_test_add_func ("/message/threads", test_threads);
  g_test_add_func ("/message/codes", test_codes);

  return g_test_run ();
}
