/* test-demo.c — the demo's order service, as a client sees it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "client-fixture.h"
#include "sbx-demo-contract.h"
#include "sbx-demo-orders.h"
#include "sbx-demo-service.h"

typedef struct
{
  MbmServer *server;
  MbmClient *client;
  GString *events; /* names and payloads of what came, a line each */
} Fixture;

static void
on_event (MbmClient *client, MbmMessage *event, gpointer user_data)
{
  Fixture *fixture = user_data;
  MbmJsonValue payload = mbm_message_get_payload_value (event);

  if (!mbm_message_is_system (event))
    g_string_append_printf (fixture->events, "%s %.*s\n", mbm_message_get_name (event), (int) payload.length,
                            payload.text);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GAsyncResult) connected = NULL;
  g_autoptr (GError) error = NULL;

  fixture->events = g_string_new (NULL);
  fixture->server = mbm_server_new ("demo", "1.0.0");
  sbx_demo_service_attach (fixture->server);
  mbm_server_start_async (fixture->server, "memory://demo", NULL, fixture_keep_result, &started);
  fixture_wait_until (started != NULL);
  mbm_server_start_finish (fixture->server, started, &error);
  g_assert_no_error (error);

  fixture->client = mbm_client_new ("shopper");
  mbm_client_add_event_handler (fixture->client, NULL, on_event, fixture, NULL);
  mbm_client_connect_async (fixture->client, "memory://demo", NULL, fixture_keep_result, &connected);
  fixture_wait_until (connected != NULL);
  mbm_client_connect_finish (fixture->client, connected, &error);
  g_assert_no_error (error);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) disconnected = NULL;
  g_autoptr (GAsyncResult) stopped = NULL;

  mbm_client_disconnect_async (fixture->client, NULL, fixture_keep_result, &disconnected);
  fixture_wait_until (disconnected != NULL);
  mbm_server_stop_async (fixture->server, NULL, NULL, fixture_keep_result, &stopped);
  fixture_wait_until (stopped != NULL);
  g_clear_object (&disconnected);
  g_clear_object (&stopped);
  fixture_drain ();
  g_assert_finalize_object (fixture->client);
  g_assert_finalize_object (fixture->server);
  g_string_free (fixture->events, TRUE);
}

static MbmMessage *
request (Fixture *fixture, const char *name, const char *payload)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes_of_payload = g_bytes_new (payload, strlen (payload));
  g_autoptr (GError) error = NULL;
  MbmMessage *answer;

  mbm_client_request_async (fixture->client, name, bytes_of_payload, NULL, 0, NULL, fixture_keep_result,
                            &result);
  fixture_wait_until (result != NULL);
  answer = mbm_client_request_finish (fixture->client, result, &error);
  g_assert_no_error (error);
  return answer;
}

static void
assert_error_code (Fixture *fixture, const char *name, const char *payload, const char *code)
{
  g_autoptr (MbmMessage) answer = request (fixture, name, payload);

  g_assert_false (mbm_message_is_success (answer));
  g_assert_cmpstr (mbm_message_get_error_code (answer), ==, code);
  g_assert_nonnull (mbm_message_get_error_message (answer));
}

static char *
answer_member (Fixture *fixture, const char *name, const char *payload, const char *member)
{
  g_autoptr (MbmMessage) answer = request (fixture, name, payload);
  MbmJsonValue value;

  mbm_message_check_success (answer, NULL);
  g_assert_true (mbm_message_is_success (answer));
  g_assert_true (mbm_json_value_get_member (mbm_message_get_payload_value (answer), member, &value));
  return g_strndup (value.text, value.length);
}

#define assert_member(fixture, name, payload, member, expected)                    \
  G_STMT_START                                                                     \
  {                                                                                \
    g_autofree char *member_text = answer_member (fixture, name, payload, member); \
    g_assert_cmpstr (member_text, ==, expected);                                   \
  }                                                                                \
  G_STMT_END

static void
login (Fixture *fixture, const char *username, const char *password)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmUser) user = NULL;

  mbm_client_login_async (fixture->client, username, password, NULL, fixture_keep_result, &result);
  fixture_wait_until (result != NULL);
  user = mbm_client_login_finish (fixture->client, result, &error);
  g_assert_no_error (error);
  g_assert_true (mbm_user_has_role (user, username));
}

static void
test_order_details (Fixture *fixture, gconstpointer data)
{
  assert_member (fixture, "getOrderDetails", "{\"orderId\":\"order-123\"}", "orderId", "\"order-123\"");
  assert_member (fixture, "getOrderDetails", "{\"orderId\":\"order-123\"}", "total", "112.4");
  assert_member (fixture, "getOrderDetails", "{\"orderId\":\"order-123\"}", "status", "\"shipped\"");
  assert_error_code (fixture, "getOrderDetails", "{\"orderId\":\"x\"}", "INVALID_ORDER_ID");
  assert_error_code (fixture, "getOrderDetails", "{\"orderId\":\"order-\"}", "INVALID_ORDER_ID");
  assert_error_code (fixture, "getOrderDetails", "{\"orderId\":\"order-1x\"}", "INVALID_ORDER_ID");
  assert_error_code (fixture, "getOrderDetails", "{\"orderId\":7}", "INVALID_ORDER_ID");
  assert_error_code (fixture, "getOrderDetails", "{}", "INVALID_ORDER_ID");
  assert_error_code (fixture, "getOrderDetails", "[]", "INVALID_ORDER_ID");
  assert_error_code (fixture, "getOrderDetails", "{\"orderId\":\"order-9\"}", "ORDER_NOT_FOUND");
}

static void
test_create (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = answer_member (fixture, "createOrder",
                                       "{\"customerId\":\"c\",\"items\":[{\"productId\":\"p\",\"quantity\":3,"
                                       "\"price\":0.10}]}",
                                       "orderId");
  g_autofree char *payload = g_strdup_printf ("{\"orderId\":%s}", id);

  assert_member (fixture, "getOrderDetails", payload, "total", "0.3");
  /* The items are those that were ordered, to the letter. */
  assert_member (fixture, "getOrderDetails", payload, "items",
                 "[{\"productId\":\"p\",\"quantity\":3,\"price\":0.10}]");
  fixture_wait_until (strstr (fixture->events->str, "orderCreated") != NULL);
  g_assert_nonnull (strstr (fixture->events->str, "\"amount\":0.3,"));
}

static void
test_create_refused (Fixture *fixture, gconstpointer data)
{
  static const char *const payloads[] = {
    "{}",
    "{\"customerId\":\"\",\"items\":[{\"productId\":\"p\",\"quantity\":1,\"price\":1}]}",
    "{\"customerId\":\"c\"}",
    "{\"customerId\":\"c\",\"items\":{}}",
    "{\"customerId\":\"c\",\"items\":[]}",
    "{\"customerId\":\"c\",\"items\":[{\"quantity\":1,\"price\":1}]}",
    "{\"customerId\":\"c\",\"items\":[{\"productId\":\"p\",\"quantity\":0,\"price\":1}]}",
    "{\"customerId\":\"c\",\"items\":[{\"productId\":\"p\",\"quantity\":1.5,\"price\":1}]}",
    "{\"customerId\":\"c\",\"items\":[{\"productId\":\"p\",\"quantity\":1,\"price\":-1}]}",
    "{\"customerId\":\"c\",\"items\":[{\"productId\":\"p\",\"quantity\":1,\"price\":1e999}]}",
    "{\"customerId\":\"c\",\"items\":[7]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (payloads); i++)
    assert_error_code (fixture, "createOrder", payloads[i], "INVALID_PAYLOAD");
  g_assert_cmpstr (fixture->events->str, ==, "");
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  const char *payload = "{\"orderId\":\"order-123\",\"reason\":\"none\"}";

  assert_error_code (fixture, "cancelOrder", payload, "UNAUTHORIZED");
  login (fixture, "viewer", "viewer123");
  assert_error_code (fixture, "cancelOrder", payload, "FORBIDDEN");
  login (fixture, "admin", "secret123");
  assert_error_code (fixture, "cancelOrder", "{\"orderId\":\"x\"}", "INVALID_ORDER_ID");
  assert_member (fixture, "cancelOrder", payload, "success", "true");
  fixture_wait_until (strstr (fixture->events->str, "orderStatusUpdated") != NULL);
  assert_member (fixture, "getOrderDetails", "{\"orderId\":\"order-123\"}", "status", "\"cancelled\"");
}

static void
test_total (Fixture *fixture, gconstpointer data)
{
  assert_member (fixture, "calculateTotal", "{\"items\":[]}", "total", "0");
  assert_member (fixture, "calculateTotal", "{\"items\":[{\"price\":0.1},{\"price\":0.2}]}", "total", "0.3");
  assert_member (fixture, "calculateTotal", "{\"items\":[{\"price\":10},{\"price\":20}]}", "total", "30");
  assert_error_code (fixture, "calculateTotal", "{}", "INVALID_PAYLOAD");
  assert_error_code (fixture, "calculateTotal", "{\"items\":[{}]}", "INVALID_PAYLOAD");
}

static guint
count_lines (const char *text, const char *prefix)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    n += g_str_has_prefix (lines[i], prefix);
  return n;
}

static void
test_stream (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MbmMessage) answer = request (fixture, "startStream", "{\"query\":\"a \\\"b\\\"\"}");
  MbmJsonValue id = mbm_message_get_payload_value (answer);
  g_autofree char *end = g_strdup_printf ("streamEnd {\"streamId\":%.*s}\n", (int) id.length, id.text);

  fixture_wait_until (strstr (fixture->events->str, "streamEnd") != NULL);
  g_assert_true (g_str_has_suffix (fixture->events->str, end));
  g_assert_cmpuint (count_lines (fixture->events->str, "streamData {\"streamId\":"), ==, 10);
  g_assert_nonnull (strstr (fixture->events->str, "\"text\":\"Result 10 for a \\\"b\\\"\""));
  assert_error_code (fixture, "startStream", "{}", "INVALID_PAYLOAD");
}

/* The stream's client goes, and then the server: nothing is left of the stream. */
static void
test_stream_abandoned (Fixture *fixture, gconstpointer data)
{
  g_autoptr (MbmMessage) answer = request (fixture, "startStream", "{\"query\":\"q\"}");

  fixture_wait_until (strstr (fixture->events->str, "streamData") != NULL);
}

static void
assert_valid (MbmSchema *schema, MbmJsonValue value)
{
  g_autoptr (GError) error = NULL;

  mbm_schema_check (schema, value, &error);
  g_assert_no_error (error);
}

/* Answers and events are as the contract says, and what it makes up is taken. */
static void
test_contract (Fixture *fixture, gconstpointer data)
{
  MbmContract *contract = sbx_demo_contract_get ();
  const char *const *names = mbm_contract_get_requests (contract);

  g_autoptr (GPtrArray) faults = mbm_contract_find_faults (mbm_contract_get_bytes (contract));

  g_assert_cmpuint (faults->len, ==, 0);
  login (fixture, "admin", "secret123");
  for (guint i = 0; names[i] != NULL; i++)
    {
      MbmContractEntry *entry = mbm_contract_lookup_request (contract, names[i]);
      g_autoptr (GBytes) payload = mbm_schema_generate (mbm_contract_entry_get_payload_schema (entry), NULL);
      g_autofree char *text = g_strndup (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload));
      g_autoptr (MbmMessage) answer = request (fixture, names[i], text);

      g_assert_true (mbm_message_is_success (answer));
      assert_valid (mbm_contract_entry_get_response_schema (entry), mbm_message_get_payload_value (answer));
    }
}

static void
assert_event (gpointer line)
{
  g_auto (GStrv) parts = g_strsplit (line, " ", 2);
  MbmContractEntry *entry = mbm_contract_lookup_event (sbx_demo_contract_get (), parts[0]);

  g_assert_nonnull (entry);
  assert_valid (mbm_contract_entry_get_payload_schema (entry), mbm_json_value (parts[1], -1));
}

static void
test_contract_events (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  test_contract (fixture, data);
  fixture_wait_until (strstr (fixture->events->str, "streamEnd") != NULL);
  lines = g_strsplit (fixture->events->str, "\n", -1);
  for (; lines[n] != NULL && *lines[n] != '\0'; n++)
    assert_event (lines[n]);
  /* orderCreated, orderStatusUpdated, ten results and the end. */
  g_assert_cmpuint (n, ==, 13);
}

/* Each description is one that can be translated, so that none is forgotten. */
static void
test_descriptions (void)
{
  MbmContract *contract = sbx_demo_contract_get ();
  const char *const *events = mbm_contract_get_events (contract);

  for (guint i = 0; events[i] != NULL; i++)
    {
      const char *text = mbm_contract_entry_get_description (mbm_contract_lookup_event (contract, events[i]));

      g_assert_true (sbx_demo_contract_translate (text) != text);
    }
}

static void
test_bounded (void)
{
  g_autoptr (SbxDemoOrders) orders = sbx_demo_orders_new ();
  MbmJsonValue items = mbm_json_value ("[{\"price\":1}]", -1);
  g_autofree char *first = g_strdup (sbx_demo_orders_create (orders, "c", items)->id);
  g_autofree char *second = g_strdup (sbx_demo_orders_create (orders, "c", items)->id);

  for (guint i = 0; i < SBX_DEMO_MAX_ORDERS - 1; i++)
    sbx_demo_orders_create (orders, "c", items);
  g_assert_null (sbx_demo_orders_lookup (orders, first));
  g_assert_nonnull (sbx_demo_orders_lookup (orders, second));
  g_assert_nonnull (sbx_demo_orders_lookup (orders, "order-123"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define add(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)
  add ("/demo/order-details", test_order_details);
  add ("/demo/create", test_create);
  add ("/demo/create-refused", test_create_refused);
  add ("/demo/cancel", test_cancel);
  add ("/demo/total", test_total);
  add ("/demo/stream", test_stream);
  add ("/demo/stream-abandoned", test_stream_abandoned);
  add ("/demo/contract", test_contract);
  add ("/demo/contract-events", test_contract_events);
#undef add
  g_test_add_func ("/demo/bounded", test_bounded);
  g_test_add_func ("/demo/descriptions", test_descriptions);

  return g_test_run ();
}
