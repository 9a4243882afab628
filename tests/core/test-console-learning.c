/* test-console-learning.c — shapes that are learnt from what is seen
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "console-fixture.h"
#include "sbx-connection.h"
#include "sbx-learnt-shape-private.h"

static char *
dup_schema (SbxLearntShape *shape)
{
  GString *json = g_string_new (NULL);

  sbx_learnt_shape_append_schema (shape, json);
  return g_string_free (json, FALSE);
}

static void
learn (SbxLearntShape *shape, const char *value)
{
  g_assert_true (mbm_json_check (value, -1, NULL));
  sbx_learnt_shape_add (shape, mbm_json_value (value, -1));
}

static const struct
{
  const char *name;
  const char *values[12];
  const char *schema;
} cases[] = {
  { "nothing", { NULL }, "{}" },
  { "null", { "null" }, "{\"type\":\"null\"}" },
  { "boolean", { "true", "false" }, "{\"type\":\"boolean\"}" },
  { "integers", { "1", "-7", "1" }, "{\"type\":\"integer\",\"examples\":[1,-7]}" },
  { "numbers", { "1", "2.5" }, "{\"type\":\"number\",\"examples\":[1,2.5]}" },
  { "large", { "18446744073709551616" }, "{\"type\":\"integer\",\"examples\":[18446744073709551616]}" },
  { "nullable", { "\"a b\"", "null" }, "{\"type\":[\"string\",\"null\"],\"examples\":[\"a b\",null]}" },
  { "union",
    { "\"x y\"", "1", "true" },
    "{\"type\":[\"string\",\"integer\",\"boolean\"],\"examples\":[\"x y\",1,true]}" },
  { "object",
    { "{\"a\":1,\"b\":\"x y\"}", "{\"a\":2}" },
    "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\",\"examples\":[1,2]},"
    "\"b\":{\"type\":\"string\",\"examples\":[\"x y\"]}},\"required\":[\"a\"]}" },
  { "empty-object", { "{}" }, "{\"type\":\"object\"}" },
  { "twice",
    { "{\"a\":1,\"a\":\"x y\"}", "{}" },
    "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"string\",\"integer\"],\"examples\":[1,\"x "
    "y\"]}}}" },
  { "array",
    { "[1,2]", "[]", "[null]" },
    "{\"type\":\"array\",\"items\":{\"type\":[\"integer\",\"null\"],\"examples\":[1,2,null]}}" },
  { "nested",
    { "{\"a\":[{\"b\":[]}]}" },
    "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
    "\"properties\":"
    "{\"b\":{\"type\":\"array\"}},\"required\":[\"b\"]}}},\"required\":[\"a\"]}" },
  { "date-time",
    { "\"2026-01-01T00:00:00Z\"" },
    "{\"type\":\"string\",\"format\":\"date-time\",\"examples\":[\"2026-01-01T00:00:00Z\"]}" },
  { "date", { "\"2026-01-01\"" }, "{\"type\":\"string\",\"format\":\"date\",\"examples\":[\"2026-01-01\"]}" },
  { "no-format",
    { "\"2026-01-01\"", "\"soon or late\"" },
    "{\"type\":\"string\",\"examples\":[\"2026-01-01\",\"soon or late\"]}" },
  { "uuid",
    { "\"123e4567-e89b-12d3-a456-426614174000\"" },
    "{\"type\":\"string\",\"format\":\"uuid\",\"examples\":[\"123e4567-e89b-12d3-a456-426614174000\"]}" },
  { "email",
    { "\"a@example.org\"" },
    "{\"type\":\"string\",\"format\":\"email\",\"examples\":[\"a@example.org\"]}" },
  { "uri",
    { "\"https://example.org/a\"" },
    "{\"type\":\"string\",\"format\":\"uri\",\"examples\":[\"https://example.org/a\"]}" },
  { "no-uri", { "\"order:123\"" }, "{\"type\":\"string\",\"examples\":[\"order:123\"]}" },
  { "enum",
    { "\"new\"", "\"done\"", "\"new\"", "\"new\"", "\"done\"", "\"new\"", "\"new\"", "\"new\"", "\"done\"",
      "\"new\"" },
    "{\"type\":\"string\",\"enum\":[\"new\",\"done\"]}" },
  { "ids-are-no-enum",
    { "\"c-1\"", "\"c-2\"", "\"c-1\"", "\"c-1\"", "\"c-2\"", "\"c-1\"", "\"c-1\"", "\"c-1\"", "\"c-2\"",
      "\"c-1\"" },
    "{\"type\":\"string\",\"examples\":[\"c-1\",\"c-2\"]}" },
  { "secret",
    { "{\"user\":\"a b\",\"password\":\"hunter2\",\"auth\":{\"refresh_token\":\"t@example.org\"}}" },
    "{\"type\":\"object\",\"properties\":{\"user\":{\"type\":\"string\",\"examples\":[\"a b\"]},"
    "\"password\":{\"type\":\"string\"},\"auth\":{\"type\":\"object\",\"properties\":{\"refresh_token\":"
    "{\"type\":\"string\"}},\"required\":[\"refresh_token\"]}},\"required\":[\"user\",\"password\",\"auth\"]"
    "}" },
  { "masked", { "\"•••\"" }, "{\"type\":\"string\"}" },
};

static void
test_case (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (SbxLearntShape) shape = sbx_learnt_shape_new ();
  g_autoptr (SbxLearntShape) copy = NULL;
  g_autofree char *schema = NULL;
  g_autofree char *copied = NULL;

  for (guint j = 0; cases[i].values[j] != NULL; j++)
    learn (shape, cases[i].values[j]);
  schema = dup_schema (shape);
  g_assert_cmpstr (schema, ==, cases[i].schema);
  copy = sbx_learnt_shape_copy (shape);
  copied = dup_schema (copy);
  g_assert_cmpstr (copied, ==, schema);
}

/* A value at random, of few names and texts, so that they meet. */
static void
append_random (GString *json, guint depth)
{
  static const char *const scalars[] = { "null",   "true",        "false",          "0",
                                         "-1.5e3", "7",           "\"a\"",          "\"b\"",
                                         "\"\"",   "\"\\u0000\"", "\"2026-01-01\"", "\"a@b.example\"",
                                         "1e400" };
  int kind = depth < 4 ? g_test_rand_int_range (0, 4) : 0;
  int n = g_test_rand_int_range (0, 5);

  if (kind < 2)
    {
      g_string_append (json, scalars[g_test_rand_int_range (0, G_N_ELEMENTS (scalars))]);
      return;
    }
  g_string_append_c (json, kind == 2 ? '[' : '{');
  for (int i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      if (kind == 3)
        g_string_append_printf (json, "\"%c\":", g_test_rand_int_range ('a', 'f'));
      append_random (json, depth + 1);
    }
  g_string_append_c (json, kind == 2 ? ']' : '}');
}

/* Whatever was learnt from passes the schema. */
static void
test_random (void)
{
  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (SbxLearntShape) shape = sbx_learnt_shape_new ();
      g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
      g_autofree char *text = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (MbmSchema) schema = NULL;
      g_autoptr (GError) error = NULL;

      for (int i = g_test_rand_int_range (1, 30); i > 0; i--)
        {
          GString *json = g_string_new (NULL);

          append_random (json, 0);
          learn (shape, json->str);
          g_ptr_array_add (values, g_string_free (json, FALSE));
        }
      text = dup_schema (shape);
      bytes = g_bytes_new (text, strlen (text));
      schema = mbm_schema_new (bytes, &error);
      g_assert_no_error (error);
      for (guint i = 0; i < values->len; i++)
        {
          mbm_schema_check (schema, mbm_json_value (values->pdata[i], -1), &error);
          g_assert_no_error (error);
        }
    }
}

/* However much comes, no more is kept than the limits say, and what is cut is said. */
static void
test_bounds (void)
{
  g_autoptr (SbxLearntShape) shape = sbx_learnt_shape_new ();
  GString *wide = g_string_new ("{");
  GString *deep = g_string_new (NULL);
  GString *lengthy = g_string_new ("[[");
  g_autofree char *schema = NULL;
  g_auto (GStrv) values = NULL;

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (wide, "%s\"m%u\":{\"v\":%u}", i > 0 ? "," : "", i, i);
  g_string_append (wide, "}");
  for (guint i = 0; i < 400; i++)
    g_string_append (deep, "{\"m\":");
  g_string_append (deep, "1");
  for (guint i = 0; i < 400; i++)
    g_string_append (deep, "}");
  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (lengthy, "%s%u", i > 0 ? "," : "", i);
  g_string_append (lengthy, "]]");

  learn (shape, deep->str);
  learn (shape, wide->str);
  learn (shape, lengthy->str);
  schema = dup_schema (shape);
  g_assert_cmpuint (strlen (schema), <, 200 * 1024);
  g_assert_nonnull (strstr (schema, "There were members that are not listed here."));
  g_assert_nonnull (strstr (schema, "the first 50 elements were looked at."));
  g_assert_nonnull (strstr (schema, "What lies deeper was not looked at."));
  values = sbx_learnt_shape_list_values (shape, "/0/0");
  g_assert_cmpuint (g_strv_length (values), ==, SBX_LEARNT_MAX_VALUES);
  g_string_free (wide, TRUE);
  g_string_free (deep, TRUE);
  g_string_free (lengthy, TRUE);
}

static void
assert_values (SbxLearntShape *shape, const char *pointer, const char *expected)
{
  g_auto (GStrv) values = sbx_learnt_shape_list_values (shape, pointer);
  g_autofree char *joined = g_strjoinv (" ", values);

  g_assert_cmpstr (joined, ==, expected);
}

static void
test_values (void)
{
  g_autoptr (SbxLearntShape) shape = sbx_learnt_shape_new ();

  learn (shape, "{\"items\":[{\"id\":\"b\"},{\"id\":\"a\"}],\"a/b~c\":1,\"token\":\"x\"}");
  learn (shape, "{\"items\":[{\"id\":\"a\"}],\"a/b~c\":2}");
  assert_values (shape, "/items/0/id", "\"a\" \"b\"");
  assert_values (shape, "/items/17/id", "\"a\" \"b\"");
  assert_values (shape, "/items/-/id", "\"a\" \"b\"");
  assert_values (shape, "/items/x/id", "");
  assert_values (shape, "/a~1b~0c", "1 2");
  assert_values (shape, "/token", "");
  assert_values (shape, "", "");
  assert_values (shape, "nonsense", "");
}

/* --- with a console --------------------------------------------------------- */

static void
send_request (SbxConnection *connection, const char *name, const char *payload)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SbxAnswer) answer = NULL;

  sbx_connection_request_async (connection, name, payload, NULL, 0, NULL, take_result, &result);
  wait_until (result != NULL);
  answer = sbx_connection_request_finish (connection, result, NULL);
  g_assert_nonnull (answer);
}

static gboolean
save_contract (SbxShapes *shapes, const char *path, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);

  sbx_shapes_save_contract_async (shapes, file, take_result, &result);
  wait_until (result != NULL);
  return sbx_shapes_save_contract_finish (shapes, result, error);
}

/* Takes the demo's contract away, so that its traffic has to be learnt from. */
static SbxShapes *
hide_contract (SbxConnection *connection)
{
  g_autoptr (SbxEndpointConfig) config =
    sbx_endpoint_config_copy (sbx_endpoint_get_config (SBX_ENDPOINT (connection)));

  g_object_set (config, "contract", "none.json", NULL);
  sbx_endpoint_set_config (SBX_ENDPOINT (connection), config);
  return sbx_endpoint_get_shapes (SBX_ENDPOINT (connection));
}

#define ORDER "{\"customerId\":\"c1\",\"items\":[{\"productId\":\"p\",\"quantity\":2,\"price\":0.5}]}"

static void
test_traffic (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  SbxConnection *connection = console_fixture_connect (fixture, server);
  SbxShapes *shapes = hide_contract (connection);
  g_autofree char *id = g_strdup (sbx_endpoint_get_id (SBX_ENDPOINT (connection)));
  g_autofree char *path = console_fixture_path (fixture, "learnt.json");
  g_autoptr (MbmSchema) payload = NULL;
  g_autofree char *kept = NULL;
  g_autoptr (MbmContract) contract = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) values = NULL;
  MbmContractEntry *entry;

  g_assert_false (save_contract (shapes, path, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE);
  g_clear_error (&error);

  g_assert_null (sbx_shapes_dup_schema (shapes, SBX_SHAPE_REQUEST, "createOrder", SBX_SHAPE_PAYLOAD));
  send_request (connection, "createOrder", ORDER);
  wait_until (sbx_shapes_get_n_learnt (shapes, SBX_SHAPE_REQUEST, "createOrder") == 1);
  g_assert_cmpint (sbx_shapes_get_origin (shapes, SBX_SHAPE_REQUEST, "createOrder"), ==,
                   SBX_SHAPE_ORIGIN_LEARNT);
  payload = sbx_shapes_dup_schema (shapes, SBX_SHAPE_REQUEST, "createOrder", SBX_SHAPE_PAYLOAD);
  g_assert_true (mbm_schema_check (payload, mbm_json_value (ORDER, -1), NULL));
  g_assert_false (mbm_schema_check (payload, mbm_json_value ("{}", -1), NULL));
  values = sbx_shapes_dup_values (shapes, SBX_SHAPE_REQUEST, "createOrder", "/items/0/productId");
  g_assert_cmpstr (values[0], ==, "\"p\"");

  /* An error's answer is none that could be learnt from. */
  send_request (connection, "getOrderDetails", "{\"orderId\":\"nonsense\"}");
  wait_until (sbx_shapes_get_n_learnt (shapes, SBX_SHAPE_REQUEST, "getOrderDetails") == 1);
  g_assert_null (sbx_shapes_dup_schema (shapes, SBX_SHAPE_REQUEST, "getOrderDetails", SBX_SHAPE_RESPONSE));
  g_assert_cmpuint (sbx_shapes_get_n_learnt (shapes, SBX_SHAPE_REQUEST, "$register"), ==, 0);

  /* What is saved has all that there is at that moment. */
  send_request (connection, "startStream", "{\"query\":\"q\"}");
  g_assert_true (sbx_store_flush (sbx_console_get_store (fixture->console), 5000));
  wait_until (save_contract (shapes, path, &error) && error == NULL);
  contract = mbm_contract_new_from_file (file, NULL, &error);
  g_assert_no_error (error);
  entry = mbm_contract_lookup_request (contract, "createOrder");
  g_assert_nonnull (entry);
  g_assert_nonnull (mbm_contract_entry_get_response_schema (entry));
  g_assert_nonnull (mbm_contract_lookup_event (contract, "orderCreated"));
  g_assert_null (mbm_contract_lookup_event (contract, "$heartbeat"));
  sbx_shapes_attach_contract (shapes, file);
  wait_until (sbx_shapes_get_contract (shapes) != NULL);
  kept = get_string (sbx_endpoint_get_config (SBX_ENDPOINT (connection)), "contract");
  g_assert_cmpstr (kept, ==, "learnt.json");
  g_assert_cmpint (sbx_shapes_get_origin (shapes, SBX_SHAPE_REQUEST, "createOrder"), ==,
                   SBX_SHAPE_ORIGIN_CONTRACT);

  /* Learnt again at the next start. */
  hide_contract (connection);
  console_fixture_restart (fixture);
  shapes = sbx_endpoint_get_shapes (sbx_console_lookup (fixture->console, id));
  sbx_shapes_get_origin (shapes, SBX_SHAPE_REQUEST, "createOrder");
  wait_until (sbx_shapes_get_n_learnt (shapes, SBX_SHAPE_REQUEST, "createOrder") == 1);

  /* And forgotten with the traffic. */
  sbx_store_clear (sbx_console_get_store (fixture->console), id);
  wait_until (sbx_shapes_get_n_learnt (shapes, SBX_SHAPE_REQUEST, "createOrder") == 0);
  console_fixture_free (fixture);
}

/* What the contract has goes before, with all that it has; what it does not have is learnt, and added. */
static void
test_extend (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxServer *server = console_fixture_serve (fixture);
  SbxConnection *connection = console_fixture_connect (fixture, server);
  SbxShapes *shapes = hide_contract (connection);
  g_autofree char *none = console_fixture_path (fixture, "none.json");
  g_autofree char *path = console_fixture_path (fixture, "more.json");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (MbmContract) contract = NULL;
  g_autoptr (MbmSchema) whole = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (none,
                       "{\"name\":\"n\",\"version\":\"7\",\"$defs\":{\"x\":{\"type\":\"object\"}},"
                       "\"requests\":{ },\"errors\":{\"E\":{\"message\":\"m\"}},"
                       "\"events\":{\"orderCreated\":{\"schema\":{\"$ref\":\"#/$defs/x\"}}}}",
                       -1, &error);
  g_assert_no_error (error);
  wait_until (sbx_shapes_get_contract (shapes) != NULL);
  send_request (connection, "createOrder", ORDER);
  g_assert_true (sbx_store_flush (sbx_console_get_store (fixture->console), 5000));
  wait_until (sbx_shapes_get_n_learnt (shapes, SBX_SHAPE_REQUEST, "createOrder") == 1);
  g_assert_true (save_contract (shapes, path, &error));
  contract = mbm_contract_new_from_file (file, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mbm_contract_get_version (contract), ==, "7");
  g_assert_nonnull (mbm_contract_lookup_request (contract, "createOrder"));
  g_assert_nonnull (mbm_contract_lookup_error (contract, "E"));
  whole = mbm_schema_resolve (
    mbm_contract_entry_get_payload_schema (mbm_contract_lookup_event (contract, "orderCreated")));
  g_assert_nonnull (whole);
  console_fixture_free (fixture);
}

/* A flood is sampled, and it is said how much was passed over. */
static void
test_flood (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxStore *store = sbx_console_get_store (fixture->console);
  SbxServer *server = console_fixture_add_server (fixture, "ws://127.0.0.1:0");
  SbxShapes *shapes = sbx_endpoint_get_shapes (SBX_ENDPOINT (server));
  guint handle = sbx_store_add_endpoint (store, sbx_endpoint_get_id (SBX_ENDPOINT (server)), "flood");
  const char *rare = "{\"type\":\"event\",\"event\":\"rare\",\"payload\":true}";
  g_autoptr (GBytes) event = NULL;
  SbxTraceRecord record = SBX_TRACE_RECORD_INIT;

  record.kind = SBX_TRACE_KIND_EVENT;
  record.name = "rare";
  event = g_bytes_new (rare, strlen (rare));
  sbx_store_append (store, handle, &record, event);
  for (guint i = 0; i < 30000; i++)
    {
      g_autofree char *text =
        g_strdup_printf ("{\"type\":\"event\",\"event\":\"tick\",\"payload\":{\"n\":%u}}", i);
      g_autoptr (GBytes) frame = g_bytes_new (text, strlen (text));

      record.name = "tick";
      sbx_store_append (store, handle, &record, frame);
    }
  g_assert_true (sbx_store_flush (store, 20000));
  wait_until (sbx_store_get_n_records (store) == 30001);
  wait_until (sbx_shapes_get_n_learnt (shapes, SBX_SHAPE_EVENT, "tick") == 100);
  /* All but a hundred of the newest 20,000, and one of the 10,001 before. */
  g_assert_cmpuint (sbx_shapes_get_n_skipped (shapes), ==, 19900 + 10000);
  /* The only one of its name is found all the same. */
  g_assert_cmpuint (sbx_shapes_get_n_learnt (shapes, SBX_SHAPE_EVENT, "rare"), ==, 1);
  console_fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  console_fixture_init (&argc, &argv);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/console/learning/case/", cases[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/console/learning/random", test_random);
  g_test_add_func ("/console/learning/bounds", test_bounds);
  g_test_add_func ("/console/learning/values", test_values);
  g_test_add_func ("/console/learning/traffic", test_traffic);
  g_test_add_func ("/console/learning/extend", test_extend);
  g_test_add_func ("/console/learning/flood", test_flood);

  return g_test_run ();
}
