/* test-message-magic.c — messages of the dialect `magic-server`, and their way from one dialect to the other
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "mbm-json-private.h"
#include "mbm-message-private.h"

static GBytes *
json (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static MbmMessage *
read_in (MbmDialect dialect, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  MbmMessage *message = mbm_message_new_for_dialect (dialect, bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpint (mbm_message_get_dialect (message), ==, dialect);
  return message;
}

static MbmMessage *
read_message (const char *text)
{
  g_autoptr (GBytes) bytes = json (text);
  MbmMessage *message = read_in (MBM_DIALECT_MAGIC_SERVER, bytes);

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

/* A frame with its timestamp, which must be that of now, made 0, and the random id of an event X. */
static char *
normalize (MbmMessage *message)
{
  MbmJsonValue frame, timestamp, id;
  gsize length;
  gint64 time;
  GString *text;

  frame.text = g_bytes_get_data (mbm_message_get_bytes (message), &length);
  frame.length = length;
  g_assert_true (mbm_json_check (frame.text, (gssize) length, NULL));
  g_assert_true (mbm_json_value_get_member (frame, "timestamp", &timestamp));
  g_assert_true (mbm_json_value_get_int (timestamp, &time));
  g_assert_cmpint (ABS (g_get_real_time () / 1000 - time), <, 60000);
  g_assert_true (mbm_json_value_get_member (frame, "id", &id));

  text = g_string_new_len (frame.text, (gssize) length);
  g_string_erase (text, timestamp.text - frame.text, (gssize) timestamp.length);
  g_string_insert_c (text, timestamp.text - frame.text, '0');
  if (mbm_message_get_kind (message) == MBM_MESSAGE_EVENT)
    {
      g_string_erase (text, id.text - frame.text, (gssize) id.length);
      g_string_insert (text, id.text - frame.text, "X");
    }
  return g_string_free (text, FALSE);
}

static void
assert_frame (MbmMessage *message, const char *expected)
{
  g_autofree char *text = normalize (message);

  g_assert_cmpstr (text, ==, expected);
}

/* What a maker wrote reads back as what it says of itself. */
static void
assert_consistent (MbmMessage *made)
{
  g_autoptr (MbmMessage) read = read_in (mbm_message_get_dialect (made), mbm_message_get_bytes (made));
  MbmJsonValue (*const values[]) (MbmMessage *) = {
    mbm_message_get_id_value,
    mbm_message_get_payload_value,
    mbm_message_get_context_value,
    mbm_message_get_error_value,
  };

  g_assert_cmpint (mbm_message_get_kind (made), ==, mbm_message_get_kind (read));
  g_assert_cmpstr (mbm_message_get_id (made), ==, mbm_message_get_id (read));
  g_assert_cmpstr (mbm_message_peek_id (made), ==, mbm_message_peek_id (read));
  g_assert_cmpstr (mbm_message_get_name (made), ==, mbm_message_get_name (read));
  g_assert_cmpint (mbm_message_is_system (made), ==, mbm_message_is_system (read));
  g_assert_cmpstr (mbm_message_get_error_code (made), ==, mbm_message_get_error_code (read));
  g_assert_cmpstr (mbm_message_get_error_message (made), ==, mbm_message_get_error_message (read));
  g_assert_cmpint (mbm_message_is_success (made), ==, mbm_message_is_success (read));
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      MbmJsonValue a = values[i](made);
      MbmJsonValue b = values[i](read);

      g_assert_true (a.text == b.text);
      g_assert_cmpuint (a.length, ==, b.length);
    }
}

/* --- reading ------------------------------------------------------------ */

static void
test_read (void)
{
  static const struct
  {
    const char *text;
    MbmMessageKind kind;
    const char *id;
    const char *name;
    gboolean system;
    gboolean success;
    const char *payload;
    const char *error;
  } cases[] = {
    { "{\"id\":\"1\",\"type\":\"request.getOrder\",\"payload\":{\"n\":0.10},\"timestamp\":1}",
      MBM_MESSAGE_REQUEST, "1", "getOrder", FALSE, TRUE, "{\"n\":0.10}", NULL },
    { "{\"type\":\"request.$ping\",\"id\":\"1\"}", MBM_MESSAGE_REQUEST, "1", "$ping", TRUE, TRUE, NULL,
      NULL },
    { "{\"type\":\"request.\",\"id\":\"\"}", MBM_MESSAGE_REQUEST, "", "", FALSE, TRUE, NULL, NULL },
    { "{\"type\":\"request.event.x\",\"id\":\"1\"}", MBM_MESSAGE_REQUEST, "1", "event.x", FALSE, TRUE, NULL,
      NULL },
    { "{\"type\":\"re\\u0071uest.caf\\u00e9\",\"id\":\"\\ud800\"}", MBM_MESSAGE_REQUEST, "\357\277\275",
      "café", FALSE, TRUE, NULL, NULL },
    { "{\"id\":\"e\",\"type\":\"event.orderCreated\",\"payload\":[1]}", MBM_MESSAGE_EVENT, NULL,
      "orderCreated", FALSE, TRUE, "[1]", NULL },
    { "{\"id\":7,\"type\":\"event.a.b\",\"timestamp\":\"now\"}", MBM_MESSAGE_EVENT, NULL, "a.b", FALSE, TRUE,
      NULL, NULL },
    { "{\"type\":\"event.system.shutdown\"}", MBM_MESSAGE_EVENT, NULL, "system.shutdown", FALSE, TRUE, NULL,
      NULL },
    { "{\"type\":\"event.$error\"}", MBM_MESSAGE_EVENT, NULL, "$error", TRUE, TRUE, NULL, NULL },
    { "{\"id\":\"s\",\"type\":\"system.shutdown\",\"payload\":{\"reason\":\"r\"}}", MBM_MESSAGE_EVENT, NULL,
      "system.shutdown", TRUE, TRUE, "{\"reason\":\"r\"}", NULL },
    { "{\"id\":\"1\",\"type\":\"response.getOrder\",\"payload\":null}", MBM_MESSAGE_RESPONSE, "1", "getOrder",
      FALSE, TRUE, "null", NULL },
    { "{\"id\":\"1\",\"type\":\"response.$ping\"}", MBM_MESSAGE_RESPONSE, "1", "$ping", FALSE, TRUE, NULL,
      NULL },
    { "{\"id\":\"1\",\"type\":\"getOrder.result\",\"payload\":1}", MBM_MESSAGE_RESPONSE, "1", NULL, FALSE,
      TRUE, "1", NULL },
    { "{\"id\":\"1\",\"type\":\"\",\"payload\":1}", MBM_MESSAGE_RESPONSE, "1", NULL, FALSE, TRUE, "1", NULL },
    { "{\"id\":\"1\",\"type\":\"request\"}", MBM_MESSAGE_RESPONSE, "1", NULL, FALSE, TRUE, NULL, NULL },
    { "{\"id\":\"1\",\"type\":\"errors\"}", MBM_MESSAGE_RESPONSE, "1", NULL, FALSE, TRUE, NULL, NULL },
    { "{\"id\":\"1\",\"type\":\"error.request.x\",\"payload\":{\"code\":\"C\",\"message\":\"m\"}}",
      MBM_MESSAGE_RESPONSE, "1", "x", FALSE, FALSE, NULL, "{\"code\":\"C\",\"message\":\"m\"}" },
    { "{\"id\":\"1\",\"type\":\"error.x\",\"payload\":{}}", MBM_MESSAGE_RESPONSE, "1", "x", FALSE, FALSE,
      NULL, "{}" },
    { "{\"id\":\"1\",\"type\":\"error\"}", MBM_MESSAGE_RESPONSE, "1", NULL, FALSE, FALSE, NULL, NULL },
    { "{\"id\":null,\"type\":\"error.request.x\",\"payload\":{\"code\":\"C\"}}", MBM_MESSAGE_EVENT, NULL,
      "error.request.x", TRUE, TRUE, "{\"code\":\"C\"}", NULL },
    { "{\"type\":\"error\",\"payload\":\"boom\"}", MBM_MESSAGE_EVENT, NULL, "error", TRUE, TRUE, "\"boom\"",
      NULL },
    { "{\"type\":\"request.a\",\"id\":\"1\",\"type\":\"request.b\",\"i\\u0064\":\"2\"}", MBM_MESSAGE_REQUEST,
      "2", "b", FALSE, TRUE, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MbmMessage) message = NULL;

      g_test_message ("%s", cases[i].text);
      message = read_message (cases[i].text);
      g_assert_cmpint (mbm_message_get_kind (message), ==, cases[i].kind);
      g_assert_cmpstr (mbm_message_get_id (message), ==, cases[i].id);
      g_assert_cmpstr (mbm_message_get_name (message), ==, cases[i].name);
      g_assert_cmpint (mbm_message_is_system (message), ==, cases[i].system);
      g_assert_cmpint (mbm_message_is_success (message), ==, cases[i].success);
      assert_value (mbm_message_get_payload_value (message), cases[i].payload);
      assert_value (mbm_message_get_error_value (message), cases[i].error);
      g_assert_true (mbm_context_is_empty (mbm_message_get_context (message)));
    }
}

static void
test_read_errors (void)
{
  g_autoptr (MbmMessage) full = read_message (
    "{\"id\":\"1\",\"type\":\"error.request.x\",\"payload\":{\"message\":\"caf\\u00e9\",\"code\":\"C\"}}");
  g_autoptr (MbmMessage) words =
    read_message ("{\"id\":\"1\",\"type\":\"error.request.x\",\"payload\":\"boom\"}");
  g_autoptr (MbmMessage) number =
    read_message ("{\"id\":\"1\",\"type\":\"error.request.x\",\"payload\":{\"message\":\"m\",\"code\":404}}");
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (mbm_message_get_error_code (full), ==, "C");
  g_assert_cmpstr (mbm_message_get_error_message (full), ==, "café");
  g_assert_cmpstr (mbm_message_get_useful_error (words), ==, "boom");
  g_assert_cmpstr (mbm_message_get_useful_error (number), ==, "m");
  g_assert_false (mbm_message_check_success (full, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_REMOTE);
  g_assert_cmpstr (error->message, ==, "C: café");
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
    { "{\"type\":\"event.x\",}", MBM_ERROR_INVALID_JSON, "“}”" },
    { "{\"type\":\"event.\xff\"}", MBM_ERROR_INVALID_UTF8, "0xFF" },
    { "[\"request.x\"]", MBM_ERROR_INVALID_FRAME, "a JSON object" },
    { "{}", MBM_ERROR_INVALID_FRAME, "no member “type”" },
    { "{\"type\":7,\"id\":\"1\"}", MBM_ERROR_INVALID_FRAME, "“type” of the frame has to be “request.”" },
    { "{\"type\":\"hello\"}", MBM_ERROR_INVALID_FRAME, "“request.”, “response.” or “event.” and a name" },
    { "{\"type\":\"hello\",\"id\":1}", MBM_ERROR_INVALID_FRAME, "“type”" },
    { "{\"type\":\"request.x\"}", MBM_ERROR_INVALID_FRAME, "no member “id”; it has to be a string" },
    { "{\"type\":\"request.x\",\"id\":1}", MBM_ERROR_INVALID_FRAME, "“id” of the frame has to be a string" },
    { "{\"type\":\"response.x\",\"id\":null}", MBM_ERROR_INVALID_FRAME, "“id”" },
    { "{\"type\":\"event.x\",\"context\":[]}", MBM_ERROR_INVALID_FRAME, "“context”" },
    { "{\"type\":\"event.x\\u0000\"}", MBM_ERROR_INVALID_FRAME, "“type” of the frame contains U+0000" },
    { "{\"type\":\"request.x\",\"id\":\"\\u0000\"}", MBM_ERROR_INVALID_FRAME,
      "“id” of the frame contains U+0000" },
    { "{\"type\":\"request\",\"requestId\":\"1\",\"requestType\":\"x\"}", MBM_ERROR_INVALID_FRAME,
      "of the dialect “messaging”; here “magic-server” is spoken" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = json (cases[i].text);
      g_autoptr (GError) error = NULL;

      g_assert_null (mbm_message_new_for_dialect (MBM_DIALECT_MAGIC_SERVER, bytes, &error));
      g_assert_error (error, MBM_ERROR, (int) cases[i].code);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

static void
test_recognize (void)
{
  static const struct
  {
    const char *text;
    int dialect; /* -1: neither */
  } cases[] = {
    { "{\"type\":\"request\"}", MBM_DIALECT_MESSAGING },
    { "{\"type\":\"response\"}", MBM_DIALECT_MESSAGING },
    { "{\"type\":\"\\u0065vent\"}", MBM_DIALECT_MESSAGING },
    { "{\"type\":\"request.x\"}", MBM_DIALECT_MAGIC_SERVER },
    { "{\"type\":\"response.\"}", MBM_DIALECT_MAGIC_SERVER },
    { "{\"type\":\"\\u0065vent.x\"}", MBM_DIALECT_MAGIC_SERVER },
    { "{\"type\":\"error.request.x\"}", MBM_DIALECT_MAGIC_SERVER },
    { "{\"type\":\"error\"}", MBM_DIALECT_MAGIC_SERVER },
    { "{\"type\":\"system.shutdown\"}", MBM_DIALECT_MAGIC_SERVER },
    { "{\"type\":\"requests.x\"}", -1 },
    { "{\"type\":\"x\",\"id\":\"1\"}", -1 },
    { "{\"type\":1}", -1 },
    { "{}", -1 },
    { "[]", -1 },
    { "hello", -1 },
    { "", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = json (cases[i].text);
      MbmDialect dialect = 77;

      g_assert_cmpint (mbm_dialect_recognize (bytes, &dialect), ==, cases[i].dialect >= 0);
      g_assert_cmpint (dialect, ==, cases[i].dialect >= 0 ? cases[i].dialect : 77);
    }
}

/* Who reads what was kept knows no connection any more. */
static void
test_any_dialect (void)
{
  static const struct
  {
    const char *text;
    int dialect; /* -1: no message */
    MbmMessageKind kind;
  } cases[] = {
    { "{\"type\":\"event\",\"event\":\"e\"}", MBM_DIALECT_MESSAGING, MBM_MESSAGE_EVENT },
    { "{\"type\":\"event.e\"}", MBM_DIALECT_MAGIC_SERVER, MBM_MESSAGE_EVENT },
    { "{\"type\":\"success\",\"id\":\"1\"}", MBM_DIALECT_MAGIC_SERVER, MBM_MESSAGE_RESPONSE },
    { "{\"type\":\"success\"}", -1, 0 },
    { "{\"type\":\"request\",\"id\":\"1\"}", -1, 0 },
    { "{\"type\":\"request.x\"}", -1, 0 },
    { "x", -1, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = json (cases[i].text);
      g_autoptr (GError) error = NULL;
      g_autoptr (MbmMessage) message = mbm_message_new_for_any_dialect (bytes, &error);

      g_assert_cmpint (message != NULL, ==, cases[i].dialect >= 0);
      g_assert_cmpint (error == NULL, ==, cases[i].dialect >= 0);
      if (message != NULL)
        {
          g_assert_cmpint (mbm_message_get_dialect (message), ==, cases[i].dialect);
          g_assert_cmpint (mbm_message_get_kind (message), ==, cases[i].kind);
        }
    }
}

/* Their words for a trace; who somebody is said to be is nobody's word for it. */
static void
test_context (void)
{
  g_autoptr (MbmMessage) message = read_message (
    "{\"id\":\"1\",\"type\":\"request.x\",\"context\":{\"auth\":{\"userId\":\"u\",\"roles\":[\"admin\"]},"
    "\"tracing\":{\"requestId\":\"caf\\u00e9\",\"parentId\":\"p\"}}}");
  g_autoptr (MbmMessage) both = read_message (
    "{\"id\":\"1\",\"type\":\"request.x\",\"context\":{\"spanId\":\"s\",\"tracing\":{\"requestId\":7}}}");
  MbmContext *context = mbm_message_get_context (message);
  g_autoptr (GBytes) auth = mbm_context_dup_member (context, "auth");
  g_autoptr (MbmContext) copy = mbm_context_copy (context);

  assert_value (mbm_message_get_context_value (message),
                "{\"auth\":{\"userId\":\"u\",\"roles\":[\"admin\"]},"
                "\"tracing\":{\"requestId\":\"caf\\u00e9\",\"parentId\":\"p\"}}");
  g_assert_cmpstr (mbm_context_get_span_id (context), ==, "café");
  g_assert_cmpstr (mbm_context_get_parent_span_id (context), ==, "p");
  g_assert_null (mbm_context_get_trace_id (context));
  g_assert_null (mbm_context_get_token (context));
  g_assert_null (mbm_context_get_source (context));
  g_assert_nonnull (auth);

  mbm_context_set_trace (copy, "t", "s", NULL);
  g_assert_cmpstr (mbm_context_get_span_id (copy), ==, "s");
  g_assert_cmpstr (mbm_context_get_span_id (mbm_message_get_context (both)), ==, "s");
  g_assert_null (mbm_context_get_parent_span_id (mbm_message_get_context (both)));
}

/* --- writing ------------------------------------------------------------ */

static void
test_write_request (void)
{
  g_autoptr (GBytes) payload = json ("{\"n\":0.10}");
  g_autoptr (MbmContext) context = mbm_context_new ();
  g_autoptr (MbmMessage) plain = NULL;
  g_autoptr (MbmMessage) full = NULL;
  g_autoptr (MbmMessage) none = NULL;
  g_autoptr (GError) error = NULL;

  plain = mbm_message_new_request_in (MBM_DIALECT_MAGIC_SERVER, "r-1", "getOrder", payload, context, &error);
  g_assert_no_error (error);
  assert_frame (plain,
                "{\"id\":\"r-1\",\"type\":\"request.getOrder\",\"payload\":{\"n\":0.10},\"timestamp\":0}");
  assert_consistent (plain);

  mbm_context_set_source (context, "c");
  mbm_context_set_target (context, "d");
  mbm_context_set_trace (context, "t", "s\"", "p");
  full = mbm_message_new_request_in (MBM_DIALECT_MAGIC_SERVER, "\"\n", "é\"", NULL, context, &error);
  g_assert_no_error (error);
  assert_frame (full,
                "{\"id\":\"\\\"\\n\",\"type\":\"request.é\\\"\",\"payload\":{},\"timestamp\":0,\"context\":"
                "{\"traceId\":\"t\",\"spanId\":\"s\\\"\",\"parentSpanId\":\"p\","
                "\"tracing\":{\"requestId\":\"s\\\"\",\"parentId\":\"p\"}}}");
  assert_consistent (full);

  none = mbm_message_new_request_in (MBM_DIALECT_MAGIC_SERVER, "1", "\xff", NULL, NULL, &error);
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_assert_null (none);
}

/* Only what of `tracing` is known is said, and what a caller says of it himself stands. */
static void
test_write_tracing (void)
{
  g_autoptr (MbmContext) parent = mbm_context_new ();
  g_autoptr (MbmContext) own = NULL;
  g_autoptr (GBytes) text = json ("{\"spanId\":\"s\",\"tracing\":{\"requestId\":\"mine\"}}");
  g_autoptr (MbmMessage) first = NULL;
  g_autoptr (MbmMessage) second = NULL;

  mbm_context_set_trace (parent, NULL, NULL, "p");
  own = mbm_context_new_from_json (text, NULL);
  first = mbm_message_new_event_in (MBM_DIALECT_MAGIC_SERVER, "e", NULL, parent, NULL);
  second = mbm_message_new_event_in (MBM_DIALECT_MAGIC_SERVER, "e", NULL, own, NULL);

  assert_frame (first, "{\"id\":X,\"type\":\"event.e\",\"payload\":{},\"timestamp\":0,\"context\":"
                       "{\"parentSpanId\":\"p\",\"tracing\":{\"parentId\":\"p\"}}}");
  assert_frame (second, "{\"id\":X,\"type\":\"event.e\",\"payload\":{},\"timestamp\":0,\"context\":"
                        "{\"spanId\":\"s\",\"tracing\":{\"requestId\":\"mine\"}}}");
}

static void
test_write_event (void)
{
  g_autoptr (MbmMessage) a = mbm_message_new_event_in (MBM_DIALECT_MAGIC_SERVER, "a.b", NULL, NULL, NULL);
  g_autoptr (MbmMessage) b = mbm_message_new_event_in (MBM_DIALECT_MAGIC_SERVER, "a.b", NULL, NULL, NULL);
  g_autoptr (GBytes) payload = json ("{\"reason\":\"r\",\"reconnectIn\":5}");
  g_autoptr (MbmMessage) shutdown = mbm_message_new_magic_system ("system.shutdown", payload);

  assert_frame (a, "{\"id\":X,\"type\":\"event.a.b\",\"payload\":{},\"timestamp\":0}");
  assert_consistent (a);
  assert_consistent (b);
  g_assert_null (mbm_message_get_id (a));
  g_assert_cmpstr (mbm_message_peek_id (a), !=, mbm_message_peek_id (b));

  assert_frame (shutdown, "{\"id\":X,\"type\":\"system.shutdown\",\"payload\":{\"reason\":\"r\","
                          "\"reconnectIn\":5},\"timestamp\":0}");
  assert_consistent (shutdown);
  g_assert_true (mbm_message_is_system (shutdown));
}

/* An answer follows its request, in its dialect; the id is repeated as it was written. */
static void
test_write_answer (void)
{
  g_autoptr (MbmMessage) request =
    read_message ("{\"id\":\"\\u0061\",\"type\":\"request.caf\\u00e9\",\"payload\":{}}");
  g_autoptr (GBytes) data = json (" [1.0] ");
  g_autoptr (GBytes) details = json ("{\"n\":1}");
  g_autoptr (MbmMessage) answer = mbm_message_new_response (request, data, NULL, NULL);
  g_autoptr (MbmMessage) nothing = mbm_message_new_response (request, NULL, NULL, NULL);
  g_autoptr (MbmMessage) failure = mbm_message_new_error_response (request, "C", "m", details, NULL, NULL);
  g_autoptr (GBytes) frame = mbm_message_write_response (request, data, NULL, NULL);
  g_autoptr (GBytes) failed = mbm_message_write_error_response (request, "C", "m", NULL, NULL, NULL);
  g_autoptr (MbmMessage) read = read_in (MBM_DIALECT_MAGIC_SERVER, frame);
  g_autoptr (MbmMessage) read_failure = read_in (MBM_DIALECT_MAGIC_SERVER, failed);

  assert_frame (answer, "{\"id\":\"\\u0061\",\"type\":\"response.café\",\"payload\":[1.0],\"timestamp\":0}");
  assert_frame (nothing, "{\"id\":\"\\u0061\",\"type\":\"response.café\",\"payload\":null,\"timestamp\":0}");
  assert_frame (failure, "{\"id\":\"\\u0061\",\"type\":\"error.request.café\",\"payload\":{\"code\":\"C\","
                         "\"message\":\"m\",\"details\":{\"n\":1}},\"timestamp\":0}");
  assert_frame (read, "{\"id\":\"\\u0061\",\"type\":\"response.café\",\"payload\":[1.0],\"timestamp\":0}");
  assert_frame (read_failure,
                "{\"id\":\"\\u0061\",\"type\":\"error.request.café\",\"payload\":{\"code\":\"C\","
                "\"message\":\"m\"},\"timestamp\":0}");
  assert_consistent (answer);
  assert_consistent (failure);
  g_assert_cmpstr (mbm_message_get_name (answer), ==, "café");
}

/* Whatever answers: only who asked can know that it does. */
static void
test_as_answer (void)
{
  g_autoptr (MbmMessage) event = read_message (
    "{\"id\":\"1\",\"type\":\"event.orderFetched\",\"payload\":{\"a\":1},\"context\":{\"k\":2}}");
  g_autoptr (MbmMessage) answer = mbm_message_new_magic_answer (event);

  g_assert_cmpint (mbm_message_get_kind (answer), ==, MBM_MESSAGE_RESPONSE);
  g_assert_cmpstr (mbm_message_get_id (answer), ==, "1");
  g_assert_true (mbm_message_is_success (answer));
  assert_value (mbm_message_get_payload_value (answer), "{\"a\":1}");
  assert_value (mbm_message_get_context_value (answer), "{\"k\":2}");
  g_assert_true (mbm_message_get_bytes (answer) == mbm_message_get_bytes (event));
}

/* --- translating -------------------------------------------------------- */

static void
test_translate (void)
{
  static const struct
  {
    const char *messaging;
    const char *magic;
    const char *back; /* NULL: as it was */
  } cases[] = {
    { "{\"type\":\"request\",\"requestId\":\"1\",\"requestType\":\"x\",\"payload\":{\"n\":1.0}}",
      "{\"id\":\"1\",\"type\":\"request.x\",\"payload\":{\"n\":1.0},\"timestamp\":0}", NULL },
    { "{\"type\":\"request\",\"requestId\":\"1\",\"requestType\":\"x\",\"unknown\":1}",
      "{\"id\":\"1\",\"type\":\"request.x\",\"payload\":{},\"timestamp\":0}",
      "{\"type\":\"request\",\"requestId\":\"1\",\"requestType\":\"x\",\"payload\":{}}" },
    { "{\"type\":\"event\",\"event\":\"e\",\"payload\":[],\"context\":{\"target\":\"c\",\"k\":1}}",
      "{\"id\":X,\"type\":\"event.e\",\"payload\":[],\"timestamp\":0,\"context\":{\"k\":1}}",
      "{\"type\":\"event\",\"event\":\"e\",\"payload\":[],\"context\":{\"k\":1}}" },
    { "{\"type\":\"event\",\"event\":\"e\",\"payload\":[],\"context\":{\"target\":\"c\"}}",
      "{\"id\":X,\"type\":\"event.e\",\"payload\":[],\"timestamp\":0}",
      "{\"type\":\"event\",\"event\":\"e\",\"payload\":[]}" },
    { "{\"type\":\"response\",\"requestId\":\"1\",\"success\":true,\"data\":{\"a\":1}}",
      "{\"id\":\"1\",\"type\":\"response.\",\"payload\":{\"a\":1},\"timestamp\":0}", NULL },
    { "{\"type\":\"response\",\"requestId\":\"1\",\"success\":true}",
      "{\"id\":\"1\",\"type\":\"response.\",\"payload\":null,\"timestamp\":0}",
      "{\"type\":\"response\",\"requestId\":\"1\",\"success\":true,\"data\":null}" },
    { "{\"type\":\"response\",\"requestId\":\"1\",\"success\":false,\"error\":{\"code\":\"C\",\"more\":1}}",
      "{\"id\":\"1\",\"type\":\"error.request.\",\"payload\":{\"code\":\"C\",\"more\":1},\"timestamp\":0}",
      NULL },
    { "{\"type\":\"response\",\"requestId\":\"1\",\"success\":false,\"error\":\"boom\"}",
      "{\"id\":\"1\",\"type\":\"error.request.\",\"payload\":\"boom\",\"timestamp\":0}", NULL },
    { "{\"type\":\"response\",\"requestId\":\"1\",\"success\":false}",
      "{\"id\":\"1\",\"type\":\"error.request.\",\"payload\":{},\"timestamp\":0}",
      "{\"type\":\"response\",\"requestId\":\"1\",\"success\":false,\"error\":{}}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = json (cases[i].messaging);
      g_autoptr (MbmMessage) message = read_in (MBM_DIALECT_MESSAGING, bytes);
      MbmMessage *magic = mbm_message_to_dialect (message, MBM_DIALECT_MAGIC_SERVER);
      MbmMessage *back = mbm_message_to_dialect (magic, MBM_DIALECT_MESSAGING);
      const char *expected = cases[i].back != NULL ? cases[i].back : cases[i].messaging;
      GBytes *frame = mbm_message_get_bytes (back);

      assert_frame (magic, cases[i].magic);
      assert_consistent (magic);
      assert_consistent (back);
      g_assert_cmpmem (g_bytes_get_data (frame, NULL), g_bytes_get_size (frame), expected, strlen (expected));

      /* Once in each dialect. */
      g_assert_true (mbm_message_to_dialect (message, MBM_DIALECT_MESSAGING) == message);
      g_assert_true (mbm_message_to_dialect (message, MBM_DIALECT_MAGIC_SERVER) == magic);
    }
}

/* One message, translated by many at a time. */
static gpointer
translate_thread (gpointer data)
{
  return mbm_message_to_dialect (data, MBM_DIALECT_MAGIC_SERVER);
}

static void
test_translate_threads (void)
{
  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (MbmMessage) message = mbm_message_new_event ("e", NULL, NULL, NULL);
      GThread *threads[4];

      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        threads[i] = g_thread_new ("translate", translate_thread, message);
      for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
        g_assert_true (g_thread_join (threads[i]) ==
                       mbm_message_to_dialect (message, MBM_DIALECT_MAGIC_SERVER));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/message-magic/read", test_read);
  g_test_add_func ("/message-magic/read-errors", test_read_errors);
  g_test_add_func ("/message-magic/refused", test_refused);
  g_test_add_func ("/message-magic/recognize", test_recognize);
  g_test_add_func ("/message-magic/any-dialect", test_any_dialect);
  g_test_add_func ("/message-magic/context", test_context);
  g_test_add_func ("/message-magic/write-request", test_write_request);
  g_test_add_func ("/message-magic/write-tracing", test_write_tracing);
  g_test_add_func ("/message-magic/write-event", test_write_event);
  g_test_add_func ("/message-magic/write-answer", test_write_answer);
  g_test_add_func ("/message-magic/as-answer", test_as_answer);
  g_test_add_func ("/message-magic/translate", test_translate);
  g_test_add_func ("/message-magic/translate-threads", test_translate_threads);

  return g_test_run ();
}
