/* test-console-send.c — requests that the console sends, what they begin, and who else is asked
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "mbm-client-request.h"
#include "mbm-server.h"
#include "mbm-stream-writer.h"

#include "console-fixture.h"

#define N_BURST 3000

/* A service of the test's own, on the main thread, and a connection of the console to it. */
typedef struct
{
  ConsoleFixture *console;
  MbmServer *server;
  SbxConnection *connection;
  MbmStreamWriter *writer; /* of the last stream */
  GString *events;         /* names of what came in */
} Fixture;

static void
on_tap (const MbmTapRecord *record, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (record->kind == MBM_TAP_RECEIVED && mbm_message_get_kind (record->message) == MBM_MESSAGE_EVENT)
    g_string_append_printf (fixture->events, "%s ", mbm_message_get_name (record->message));
}

static MbmStreamWriter *
begin_stream (Fixture *fixture, MbmServerRequest *request)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->writer);
  fixture->writer = mbm_server_request_start_stream (request, NULL, &error);
  g_assert_no_error (error);
  return fixture->writer;
}

static void
write_item (MbmStreamWriter *writer, guint number)
{
  g_autofree char *text = g_strdup_printf ("{\"n\":%u}", number);
  g_autoptr (GBytes) data = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  mbm_stream_writer_write (writer, data, &error);
  g_assert_no_error (error);
}

static void
on_request (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  Fixture *fixture = user_data;
  const char *name = mbm_server_request_get_name (request);

  if (g_str_equal (name, "word"))
    {
      g_autoptr (GBytes) word = g_bytes_new_static ("\"just a word\"", 13);

      mbm_server_request_respond (request, word, NULL);
    }
  else if (g_str_equal (name, "burst"))
    {
      MbmStreamWriter *writer = begin_stream (fixture, request);

      for (guint i = 1; i <= N_BURST; i++)
        write_item (writer, i);
      g_assert_true (mbm_stream_writer_end (writer, NULL));
    }
  else if (g_str_equal (name, "fail"))
    {
      MbmStreamWriter *writer = begin_stream (fixture, request);

      write_item (writer, 1);
      mbm_stream_writer_fail (writer, "BROKEN", "It broke", NULL);
    }
  else
    {
      write_item (begin_stream (fixture, request), 1);
    }
}

static Fixture *
fixture_new (void)
{
  static const char *const names[] = { "word", "burst", "fail", "endless" };
  Fixture *fixture = g_new0 (Fixture, 1);
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;

  fixture->console = console_fixture_new ();
  fixture->events = g_string_new (NULL);
  fixture->server = mbm_server_new ("service", "1");
  mbm_server_set_tap (fixture->server, on_tap, fixture, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    mbm_server_add_request_handler (fixture->server, names[i], on_request, fixture, NULL);
  mbm_server_start_async (fixture->server, "ws://127.0.0.1:0", NULL, take_result, &result);
  done = wait_for_result (&result);
  g_assert_true (mbm_server_start_finish (fixture->server, done, &error));
  g_assert_no_error (error);

  fixture->connection =
    console_fixture_add_connection (fixture->console, mbm_server_get_uri (fixture->server));
  g_assert_true (start_endpoint (fixture->connection, &error));
  return fixture;
}

static void
stop_service (Fixture *fixture)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;

  mbm_server_stop_async (fixture->server, NULL, NULL, take_result, &result);
  done = wait_for_result (&result);
  mbm_server_stop_finish (fixture->server, done, NULL);
}

static void
fixture_free (Fixture *fixture)
{
  stop_endpoint (fixture->connection);
  stop_service (fixture);
  g_clear_object (&fixture->writer);
  g_clear_object (&fixture->server);
  console_fixture_free (fixture->console);
  g_string_free (fixture->events, TRUE);
  g_free (fixture);
}

static SbxAnswer *
request_stream (SbxConnection *connection, const char *name, const char *payload)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;
  SbxAnswer *answer;

  sbx_connection_request_stream_async (connection, name, payload, NULL, 0, NULL, take_result, &result);
  done = wait_for_result (&result);
  answer = sbx_connection_request_finish (connection, done, &error);
  g_assert_no_error (error);
  return answer;
}

/* What came in after everything that was sent before has arrived. */
static void
assert_events (Fixture *fixture, const char *expected)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;

  sbx_connection_emit_async (fixture->connection, "last", NULL, NULL, NULL, take_result, &result);
  done = wait_for_result (&result);
  g_assert_true (sbx_connection_emit_finish (fixture->connection, done, NULL));
  wait_until (strstr (fixture->events->str, "last") != NULL);
  g_assert_cmpstr (fixture->events->str, ==, expected);
}

static SbxStreamItem *
get_item (SbxStream *stream, guint position)
{
  g_autoptr (SbxStreamItem) item = g_list_model_get_item (sbx_stream_get_items (stream), position);

  g_assert_nonnull (item);
  return item;
}

static void
assert_item (SbxStream *stream, guint position, guint64 number, const char *json)
{
  SbxStreamItem *item = get_item (stream, position);
  GBytes *bytes = sbx_stream_item_get_json (item);

  g_assert_cmpuint (sbx_stream_item_get_number (item), ==, number);
  g_assert_cmpint (sbx_stream_item_get_time (item), >, 0);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), json, strlen (json));
}

static void
test_stream (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxConnection *connection = console_fixture_connect (fixture, console_fixture_serve (fixture));
  g_autoptr (SbxAnswer) answer = request_stream (connection, "startStream", "{\"query\":\"pens\"}");
  g_autoptr (SbxAnswer) plain = NULL;
  SbxStream *stream = answer->stream;

  g_assert_true (SBX_IS_STREAM (stream));
  wait_until (sbx_stream_get_state (stream) != SBX_STREAM_OPEN);
  g_assert_cmpint (sbx_stream_get_state (stream), ==, SBX_STREAM_ENDED);
  g_assert_cmpuint (sbx_stream_get_n_items (stream), ==, 10);
  g_assert_cmpuint (g_list_model_get_n_items (sbx_stream_get_items (stream)), ==, 10);
  g_assert_cmpint (sbx_stream_get_duration (stream), >, 0);
  g_assert_null (sbx_stream_get_error (stream));
  assert_item (stream, 9, 10, "{\"index\":9,\"text\":\"Result 10 for pens\"}");

  /* An answer that begins none. */
  plain = request_stream (connection, "getOrderDetails", "{\"orderId\":\"order-123\"}");
  g_assert_true (mbm_message_is_success (plain->message));
  g_assert_cmpint (plain->sequence, >, answer->sequence);
  g_assert_null (plain->stream);
  g_clear_pointer (&plain, sbx_answer_free);

  plain = request_stream (connection, "getOrderDetails", "{\"orderId\":\"?\"}");
  g_assert_cmpstr (mbm_message_get_error_code (plain->message), ==, "INVALID_ORDER_ID");
  console_fixture_free (fixture);
}

/* All are counted, the newest are kept. */
static void
test_burst (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (SbxAnswer) answer = request_stream (fixture->connection, "burst", NULL);
  SbxStream *stream = answer->stream;

  wait_until (sbx_stream_get_state (stream) != SBX_STREAM_OPEN);
  g_assert_cmpint (sbx_stream_get_state (stream), ==, SBX_STREAM_ENDED);
  g_assert_cmpuint (sbx_stream_get_n_items (stream), ==, N_BURST);
  g_assert_cmpuint (g_list_model_get_n_items (sbx_stream_get_items (stream)), ==, SBX_STREAM_MAX_ITEMS);
  assert_item (stream, 0, N_BURST - SBX_STREAM_MAX_ITEMS + 1, "{\"n\":2001}");
  assert_item (stream, SBX_STREAM_MAX_ITEMS - 1, N_BURST, "{\"n\":3000}");
  assert_events (fixture, "last ");
  fixture_free (fixture);
}

static void
test_stream_ends (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr (SbxAnswer) failing = request_stream (fixture->connection, "fail", NULL);
  g_autoptr (SbxAnswer) cancelled = NULL;
  g_autoptr (SbxAnswer) dropped = NULL;
  g_autoptr (SbxAnswer) lost = NULL;

  wait_until (sbx_stream_get_state (failing->stream) != SBX_STREAM_OPEN);
  g_assert_cmpint (sbx_stream_get_state (failing->stream), ==, SBX_STREAM_FAILED);
  g_assert_cmpstr (sbx_stream_get_error (failing->stream), ==, "BROKEN: It broke");
  assert_item (failing->stream, 0, 1, "{\"n\":1}");

  cancelled = request_stream (fixture->connection, "endless", NULL);
  wait_until (sbx_stream_get_n_items (cancelled->stream) == 1);
  sbx_stream_cancel (cancelled->stream);
  wait_until (sbx_stream_get_state (cancelled->stream) == SBX_STREAM_CANCELLED);
  wait_until (mbm_stream_writer_get_state (fixture->writer) == MBM_STREAM_CANCELLED);

  /* Who lets go of one wants no more of it. */
  dropped = request_stream (fixture->connection, "endless", NULL);
  wait_until (sbx_stream_get_n_items (dropped->stream) == 1);
  g_clear_pointer (&dropped, sbx_answer_free);
  wait_until (mbm_stream_writer_get_state (fixture->writer) == MBM_STREAM_CANCELLED);

  lost = request_stream (fixture->connection, "endless", NULL);
  wait_until (sbx_stream_get_n_items (lost->stream) == 1);
  stop_service (fixture);
  wait_until (sbx_stream_get_state (lost->stream) == SBX_STREAM_FAILED);
  g_assert_nonnull (sbx_stream_get_error (lost->stream));
  g_assert_cmpstr (fixture->events->str, ==, "streamCancel streamCancel ");
  fixture_free (fixture);
}

/* A string may be anything: while nothing comes under it the service hears of no stream. */
static void
test_word (void)
{
  Fixture *fixture = fixture_new ();
  SbxAnswer *answer = request_stream (fixture->connection, "word", NULL);
  g_autoptr (SbxAnswer) again = NULL;

  g_assert_true (SBX_IS_STREAM (answer->stream));
  g_assert_false (sbx_stream_get_certain (answer->stream));
  g_assert_cmpuint (sbx_stream_get_n_items (answer->stream), ==, 0);

  /* The same once more is an answer, if no stream of its own. */
  again = request_stream (fixture->connection, "word", NULL);
  g_assert_true (mbm_message_is_success (again->message));
  sbx_answer_free (answer);
  assert_events (fixture, "last ");
  fixture_free (fixture);
}

static char *
dup_sent (ConsoleFixture *fixture, const SbxAnswer *answer)
{
  SbxStore *store = sbx_console_get_store (fixture->console);
  g_autoptr (GBytes) bytes = NULL;

  g_assert_true (sbx_store_flush (store, 5000));
  bytes = sbx_store_load_bytes (store, answer->sequence);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static SbxAnswer *
request_with (SbxConnection *connection, const char *context)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;
  SbxAnswer *answer;

  sbx_connection_request_async (connection, "getOrderDetails", "{\"orderId\":\"order-123\"}", context, 0,
                                NULL, take_result, &result);
  done = wait_for_result (&result);
  answer = sbx_connection_request_finish (connection, done, &error);
  g_assert_no_error (error);
  return answer;
}

static void
test_token (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxConnection *connection = console_fixture_connect (fixture, console_fixture_serve (fixture));
  g_autoptr (SbxAnswer) with = NULL;
  g_autoptr (SbxAnswer) without = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  GAsyncResult *result = NULL;

  sbx_connection_login_async (connection, "admin", "secret123", FALSE, NULL, take_result, &result);
  done = wait_for_result (&result);
  g_assert_true (sbx_connection_login_finish (connection, done, &error));

  with = request_with (connection, "{\"traceId\":\"t1\"}");
  first = dup_sent (fixture, with);
  g_assert_nonnull (strstr (first, "\"traceId\":\"t1\""));
  g_assert_nonnull (strstr (first, "\"token\""));

  without =
    request_with (connection, "{\"traceId\":\"t2\",\"auth\":{\"token\":null,\"actor\":{\"id\":\"a\"}}}");
  second = dup_sent (fixture, without);
  g_assert_nonnull (strstr (second, "\"traceId\":\"t2\""));
  g_assert_nonnull (strstr (second, "\"auth\":{\"actor\":{\"id\":\"a\"}}"));
  g_assert_null (strstr (second, "token"));
  console_fixture_free (fixture);
}

/* --- a hosted server asks its clients ------------------------------------ */

static void
on_client_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (mbm_client_connect_finish (MBM_CLIENT (source), result, NULL));
}

static void
on_asked (MbmClient *client, MbmClientRequest *request, gpointer kept)
{
  MbmMessage *message = mbm_client_request_get_message (request);
  MbmJsonValue payload = mbm_message_get_payload_value (message);
  g_autoptr (GBytes) echo = g_bytes_new (payload.text, payload.length);

  if (g_str_equal (mbm_client_request_get_name (request), "echo"))
    mbm_client_request_respond (request, echo, NULL);
  else if (g_str_equal (mbm_client_request_get_name (request), "refuse"))
    mbm_client_request_respond_error (request, "NOT_NOW", "Later", NULL);
  else
    *(MbmClientRequest **) kept = mbm_client_request_ref (request);
}

static SbxAnswer *
ask (SbxServer *server, const char *client, const char *name, guint timeout, GError **error)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;

  sbx_server_request_client_async (server, client, name, "{\"a\":1.10}", "{\"traceId\":\"t\"}", timeout, NULL,
                                   take_result, &result);
  done = wait_for_result (&result);
  return sbx_server_request_client_finish (server, done, error);
}

static void
test_ask_client (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  g_autoptr (MbmClient) client = mbm_client_new ("one");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MbmClientRequest) kept = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (SbxAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sent = NULL;
  GAsyncResult *result = NULL;
  MbmJsonValue data;

  g_object_set (client, "auto-reconnect", FALSE, NULL);
  mbm_client_add_request_handler (client, "echo", on_asked, &kept, NULL);
  mbm_client_add_request_handler (client, "refuse", on_asked, &kept, NULL);
  mbm_client_add_request_handler (client, "keep", on_asked, &kept, NULL);
  mbm_client_connect_async (client, sbx_endpoint_get_address (SBX_ENDPOINT (server)), NULL,
                            on_client_connected, NULL);
  wait_until (sbx_server_get_n_clients (server) == 1);

  answer = ask (server, "one", "echo", 0, &error);
  g_assert_no_error (error);
  data = mbm_message_get_payload_value (answer->message);
  g_assert_cmpmem (data.text, data.length, "{\"a\":1.10}", 10);
  g_assert_cmpint (answer->latency, >, 0);
  sent = dup_sent (fixture, answer);
  g_assert_nonnull (strstr (sent, "\"requestType\":\"echo\""));
  g_assert_nonnull (strstr (sent, "\"traceId\":\"t\""));
  g_assert_nonnull (strstr (sent, "\"target\":\"one\""));
  g_clear_pointer (&answer, sbx_answer_free);

  answer = ask (server, "one", "refuse", 0, &error);
  g_assert_cmpstr (mbm_message_get_error_code (answer->message), ==, "NOT_NOW");
  g_clear_pointer (&answer, sbx_answer_free);
  answer = ask (server, "one", "nobody knows", 0, &error);
  g_assert_cmpstr (mbm_message_get_error_code (answer->message), ==, "UNKNOWN_REQUEST_TYPE");
  g_clear_pointer (&answer, sbx_answer_free);

  g_assert_null (ask (server, "two", "echo", 0, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_UNKNOWN_CLIENT);
  g_clear_error (&error);
  g_assert_null (ask (server, "one", "keep", 30, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_TIMED_OUT);
  g_clear_error (&error);
  g_clear_pointer (&kept, mbm_client_request_unref);

  sbx_server_request_client_async (server, "one", "keep", NULL, "[]", 0, cancellable, take_result, &result);
  done = wait_for_result (&result);
  g_assert_null (sbx_server_request_client_finish (server, done, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_clear_object (&done);
  sbx_server_request_client_async (server, "one", "keep", NULL, NULL, 0, cancellable, take_result, &result);
  wait_until (kept != NULL);
  g_cancellable_cancel (cancellable);
  done = wait_for_result (&result);
  g_assert_null (sbx_server_request_client_finish (server, done, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  stop_endpoint (server);
  g_assert_null (ask (server, "one", "echo", 0, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE);
  console_fixture_free (fixture);
}

/* --- a service asks a connection ------------------------------------------ */

static const char replies[] =
  "[{\"request\":\"canned\",\"data\":{\"n\":0.10}},"
  "{\"request\":\"refused\",\"kind\":\"error\",\"code\":\"NO\",\"message\":\"Never\",\"x\":1},"
  "{\"request\":\"ask\",\"kind\":\"ask\"},"
  "{\"request\":\"short\",\"kind\":\"ask\",\"wait\":50}]";

static SbxEndpointConfig *
read_config (const char *json, GError **error)
{
  g_autofree char *text = g_strdup_printf ("{\"id\":\"c\",\"url\":\"ws://h\",\"replies\":%s}", json);

  return sbx_endpoint_config_from_json (SBX_TYPE_CONNECTION_CONFIG, mbm_json_value (text, -1),
                                        "connections[0]", error);
}

static void
test_reply_config (void)
{
  static const struct
  {
    const char *json, *message;
  } bad[] = {
    { "{}", "connections[0].replies: " },
    { "[{\"request\":\"a\",\"kind\":\"maybe\"}]", "connections[0].replies[0].kind: " },
    { "[{\"request\":\"a\"},{\"request\":\"b\",\"wait\":0}]", "connections[0].replies[1].wait: " },
    { "[{}]", "connections[0].replies[0]" },
  };
  static const char *const wrong[] = {
    "[{\"request\":\"a\"},{\"request\":\"a\"}]",
    "[{\"request\":\"$ping\"}]",
    "[{\"request\":\"a\",\"kind\":\"error\",\"code\":\"\"}]",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (SbxEndpointConfig) config = read_config (replies, &error);
  g_autofree char *json = NULL;

  g_assert_no_error (error);
  json = sbx_endpoint_config_to_json (config);
  g_assert_nonnull (strstr (json, replies));
  g_assert_true (sbx_endpoint_config_check (config, NULL, &error));

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_null (read_config (bad[i].json, &error));
      g_assert_nonnull (error);
      g_assert_true (g_str_has_prefix (error->message, bad[i].message));
      g_clear_error (&error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (SbxEndpointConfig) odd = read_config (wrong[i], NULL);
      const char *property = NULL;

      g_assert_nonnull (odd);
      g_assert_false (sbx_endpoint_config_check (odd, &property, &error));
      g_assert_cmpstr (property, ==, "replies");
      g_clear_error (&error);
    }
}

static void
set_replies (Fixture *fixture, const char *json)
{
  g_autoptr (SbxEndpointConfig) odd = read_config (json, NULL);
  g_autoptr (SbxEndpointConfig) config =
    sbx_endpoint_config_copy (sbx_endpoint_get_config (SBX_ENDPOINT (fixture->connection)));
  GListModel *from = G_LIST_MODEL (sbx_connection_config_get_replies (SBX_CONNECTION_CONFIG (odd)));
  GListStore *to = sbx_connection_config_get_replies (SBX_CONNECTION_CONFIG (config));

  g_list_store_remove_all (to);
  for (guint i = 0; i < g_list_model_get_n_items (from); i++)
    {
      g_autoptr (SbxReplyConfig) reply = g_list_model_get_item (from, i);

      g_list_store_append (to, reply);
    }
  sbx_endpoint_set_config (SBX_ENDPOINT (fixture->connection), config);
}

static void
ask_connection (Fixture *fixture, const char *name, GAsyncResult **result)
{
  g_autofree char *id = get_string (fixture->connection, "client-id");

  mbm_server_request_client_async (fixture->server, id, name, NULL, NULL, 0, NULL, take_result, result);
}

/* The answer's payload, or its error as `CODE: words`. */
static char *
finish_asking (Fixture *fixture, GAsyncResult **result)
{
  g_autoptr (GAsyncResult) done = wait_for_result (result);
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmMessage) answer = mbm_server_request_client_finish (fixture->server, done, &error);
  MbmJsonValue data;

  if (answer == NULL)
    return g_strdup (error->message);
  if (!mbm_message_is_success (answer))
    return g_strdup_printf ("%s: %s", mbm_message_get_error_code (answer),
                            mbm_message_get_error_message (answer));
  data = mbm_message_get_payload_value (answer);
  return g_strndup (data.text, data.length);
}

static void
assert_reply (Fixture *fixture, const char *name, const char *expected)
{
  GAsyncResult *result = NULL;
  g_autofree char *reply = NULL;

  ask_connection (fixture, name, &result);
  reply = finish_asking (fixture, &result);
  g_assert_cmpstr (reply, ==, expected);
}

static void
wait_for_applied (Fixture *fixture)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;

  /* Commands keep their order. */
  sbx_connection_ping_async (fixture->connection, NULL, take_result, &result);
  done = wait_for_result (&result);
  g_assert_cmpint (sbx_connection_ping_finish (fixture->connection, done, NULL), >=, 0);
}

static gboolean
say (SbxConnection *connection, SbxQuestion *question, const char *data, const char *code, GError **error)
{
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) done = NULL;

  if (code != NULL)
    sbx_connection_refuse_async (connection, question, code, data, NULL, take_result, &result);
  else
    sbx_connection_answer_async (connection, question, data, NULL, take_result, &result);
  done = wait_for_result (&result);
  return sbx_connection_answer_finish (connection, done, error);
}

static void
test_replies (void)
{
  Fixture *fixture = fixture_new ();
  GListModel *questions = sbx_connection_get_questions (fixture->connection);
  g_autoptr (SbxQuestion) first = NULL;
  g_autoptr (SbxQuestion) second = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *answered = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *unanswered = NULL;
  GAsyncResult *one = NULL, *two = NULL;

  /* Nothing is known at first, and edits apply at once. */
  assert_reply (fixture, "canned", "UNKNOWN_REQUEST_TYPE: Unknown request type: canned");
  set_replies (fixture, replies);
  wait_for_applied (fixture);
  assert_reply (fixture, "canned", "{\"n\":0.10}");
  assert_reply (fixture, "refused", "NO: Never");
  assert_reply (fixture, "other", "UNKNOWN_REQUEST_TYPE: Unknown request type: other");
  assert_reply (fixture, "short", "NO_ANSWER: Nobody answered within 50 ms");
  wait_until (g_list_model_get_n_items (questions) == 0);

  ask_connection (fixture, "ask", &one);
  ask_connection (fixture, "ask", &two);
  wait_until (g_list_model_get_n_items (questions) == 2);
  first = g_list_model_get_item (questions, 0);
  second = g_list_model_get_item (questions, 1);
  g_assert_cmpstr (sbx_question_get_name (first), ==, "ask");
  g_assert_cmpint (sbx_question_get_deadline (first) - sbx_question_get_time (first), ==, 30000000);

  g_assert_false (say (fixture->connection, second, "{", NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_true (say (fixture->connection, second, "[1]", NULL, &error));
  answered = finish_asking (fixture, &two);
  g_assert_cmpstr (answered, ==, "[1]");
  wait_until (g_list_model_get_n_items (questions) == 1);
  g_assert_false (say (fixture->connection, second, "[1]", NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE);
  g_clear_error (&error);

  /* What is asked already goes on waiting when the rule goes. */
  set_replies (fixture, "[]");
  wait_for_applied (fixture);
  assert_reply (fixture, "ask", "UNKNOWN_REQUEST_TYPE: Unknown request type: ask");
  g_assert_true (say (fixture->connection, first, "Later", "NOT_NOW", &error));
  refused = finish_asking (fixture, &one);
  g_assert_cmpstr (refused, ==, "NOT_NOW: Later");

  /* Who goes asks no more. */
  set_replies (fixture, replies);
  wait_for_applied (fixture);
  ask_connection (fixture, "ask", &one);
  wait_until (g_list_model_get_n_items (questions) == 1);
  stop_endpoint (fixture->connection);
  wait_until (g_list_model_get_n_items (questions) == 0);
  unanswered = finish_asking (fixture, &one);
  g_assert_nonnull (unanswered);
  fixture_free (fixture);
}

/* Nobody can make the list grow without end. */
static void
test_many_questions (void)
{
  Fixture *fixture = fixture_new ();
  GListModel *questions = sbx_connection_get_questions (fixture->connection);
  GAsyncResult *results[101] = { NULL };
  g_autofree char *refused = NULL;

  set_replies (fixture, replies);
  wait_for_applied (fixture);
  for (guint i = 0; i < 100; i++)
    ask_connection (fixture, "ask", &results[i]);
  wait_until (g_list_model_get_n_items (questions) == 100);
  ask_connection (fixture, "ask", &results[100]);
  refused = finish_asking (fixture, &results[100]);
  g_assert_true (g_str_has_prefix (refused, "TOO_MANY_REQUESTS: "));
  stop_endpoint (fixture->connection);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *gone = finish_asking (fixture, &results[i]);

      g_assert_nonnull (gone);
    }
  fixture_free (fixture);
}

int
main (int argc, char *argv[])
{
  console_fixture_init (&argc, &argv);

  g_test_add_func ("/console-send/stream", test_stream);
  g_test_add_func ("/console-send/burst", test_burst);
  g_test_add_func ("/console-send/stream-ends", test_stream_ends);
  g_test_add_func ("/console-send/word", test_word);
  g_test_add_func ("/console-send/token", test_token);
  g_test_add_func ("/console-send/ask-client", test_ask_client);
  g_test_add_func ("/console-send/reply-config", test_reply_config);
  g_test_add_func ("/console-send/replies", test_replies);
  g_test_add_func ("/console-send/many-questions", test_many_questions);

  return g_test_run ();
}
