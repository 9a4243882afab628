/* test-contract.c — reading contracts
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <glib/gstdio.h>
#include <string.h>

#include "mbm-contract-private.h"

static GBytes *
bytes (const char *text)
{
  return g_bytes_new_static (text, strlen (text));
}

static MbmContract *
read_contract (const char *text)
{
  g_autoptr (GBytes) data = bytes (text);
  g_autoptr (GError) error = NULL;
  MbmContract *contract = mbm_contract_new (data, &error);

  g_assert_no_error (error);
  return contract;
}

static const char orders[] =
  "{\"name\":\"orders\",\"version\":\"1.2\",\"description\":\"An order service\",\n"
  " \"$defs\":{\"id\":{\"type\":\"string\",\"pattern\":\"^order-[0-9]+$\"},\"list\":{\"type\":\"array\","
  "\"items\":{\"$ref\":\"#/$defs/id\"}}},\n"
  " \"events\":{\n"
  "  \"orderCreated\":{\"schema\":{\"type\":\"object\",\"required\":[\"orderId\"]},\"description\":\"A new "
  "order\"},\n"
  "  \"ticked\":{\"type\":\"integer\",\"description\":\"Time goes by\"},\n"
  "  \"secret\":{\"schema\":true,\"access\":{\"deniedRoles\":[\"viewer\"]}}},\n"
  " \"requests\":{\n"
  "  \"zeta\":{\"request\":{\"$ref\":\"#/$defs/list\"},\"response\":{\"type\":\"null\"}},\n"
  "  "
  "\"getOrder\":{\"requestSchema\":{\"type\":\"object\",\"properties\":{\"orderId\":{\"$ref\":\"#/$defs/"
  "id\"},\n"
  "    \"n\":{\"$ref\":\"#/$defs/small\"}},\"$defs\":{\"small\":{\"maximum\":9}}},\n"
  "   \"responseSchema\":{\"type\":\"object\"},\"description\":\"Finds an order\",\n"
  "   \"access\":{\"allowedRoles\":[\"admin\",\"viewer\"],\"deniedRoles\":[]}},\n"
  "  \"open\":{}},\n"
  " \"errors\":{\n"
  "  \"NOT_FOUND\":{\"code\":\"ORDER_NOT_FOUND\",\"message\":\"No such "
  "order\",\"severity\":\"warning\",\"status\":404},\n"
  "  \"BUSY\":{\"code\":\"BUSY\",\"message\":\"Come back later\",\"retryable\":true}},\n"
  " \"roles\":{\"admin\":{\"permissions\":[\"orders:*\"],\"extends\":[\"viewer\"]},\n"
  "  \"viewer\":{\"permissions\":[\"orders:read\",\"seeing\"],\"description\":\"Looks on\"}},\n"
  " \"permissions\":{\"seeing\":{\"resource\":\"orders\",\"actions\":[\"read\",\"list\"]}}}\n";

static void
assert_names (const char *const *names, const char *expected)
{
  g_autofree char *joined = g_strjoinv (" ", (char **) names);

  g_assert_cmpstr (joined, ==, expected);
}

static void
assert_check (MbmSchema *schema, const char *text, gboolean valid)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (mbm_schema_check (schema, mbm_json_value (text, -1), &error) == valid);
  if (!valid)
    g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_PAYLOAD);
}

static void
test_contract (void)
{
  g_autoptr (MbmContract) contract = read_contract (orders);
  g_autoptr (MbmContract) same = mbm_contract_ref (contract);

  g_assert_cmpstr (mbm_contract_get_name (contract), ==, "orders");
  g_assert_cmpstr (mbm_contract_get_version (contract), ==, "1.2");
  g_assert_cmpstr (mbm_contract_get_description (contract), ==, "An order service");
  g_assert_cmpuint (g_bytes_get_size (mbm_contract_get_bytes (contract)), ==, strlen (orders));

  /* In the order of the text, not of the alphabet. */
  assert_names (mbm_contract_get_requests (contract), "zeta getOrder open");
  assert_names (mbm_contract_get_events (contract), "orderCreated ticked secret");
  assert_names (mbm_contract_get_errors (contract), "NOT_FOUND BUSY");
  assert_names (mbm_contract_get_roles (contract), "admin viewer");
  assert_names (mbm_contract_get_permissions (contract), "seeing");
}

static void
test_requests (void)
{
  g_autoptr (MbmContract) contract = read_contract (orders);
  MbmContractEntry *entry = mbm_contract_lookup_request (contract, "getOrder");
  g_autofree char *path = NULL;

  g_assert_null (mbm_contract_lookup_request (contract, "orderCreated"));
  g_assert_cmpstr (mbm_contract_entry_get_name (entry), ==, "getOrder");
  g_assert_cmpstr (mbm_contract_entry_get_description (entry), ==, "Finds an order");
  assert_names (mbm_contract_entry_get_allowed_roles (entry), "admin viewer");
  assert_names (mbm_contract_entry_get_denied_roles (entry), "");

  /* References lead to the schema's own definitions, and to the contract's. */
  assert_check (mbm_contract_entry_get_payload_schema (entry), "{\"orderId\":\"order-1\",\"n\":9}", TRUE);
  assert_check (mbm_contract_entry_get_payload_schema (entry), "{\"orderId\":\"x\"}", FALSE);
  assert_check (mbm_contract_entry_get_payload_schema (entry), "{\"n\":10}", FALSE);
  assert_check (mbm_contract_entry_get_response_schema (entry), "{}", TRUE);
  assert_check (mbm_contract_entry_get_response_schema (entry), "[]", FALSE);
  path = mbm_schema_dup_path (mbm_contract_entry_get_response_schema (entry));
  g_assert_cmpstr (path, ==, "#/requests/getOrder/responseSchema");

  entry = mbm_contract_lookup_request (contract, "zeta");
  assert_check (mbm_contract_entry_get_payload_schema (entry), "[\"order-1\",\"order-2\"]", TRUE);
  assert_check (mbm_contract_entry_get_payload_schema (entry), "[\"order-1\",\"order\"]", FALSE);

  entry = mbm_contract_lookup_request (contract, "open");
  g_assert_null (mbm_contract_entry_get_payload_schema (entry));
  g_assert_null (mbm_contract_entry_get_response_schema (entry));
  g_assert_null (mbm_contract_entry_get_allowed_roles (entry));
  g_assert_null (mbm_contract_entry_get_description (entry));
}

static void
test_events (void)
{
  g_autoptr (MbmContract) contract = read_contract (orders);
  MbmContractEntry *entry = mbm_contract_lookup_event (contract, "orderCreated");

  assert_check (mbm_contract_entry_get_payload_schema (entry), "{\"orderId\":1}", TRUE);
  assert_check (mbm_contract_entry_get_payload_schema (entry), "{}", FALSE);
  g_assert_cmpstr (mbm_contract_entry_get_description (entry), ==, "A new order");

  /* A schema without anything around it. */
  entry = mbm_contract_lookup_event (contract, "ticked");
  assert_check (mbm_contract_entry_get_payload_schema (entry), "1.0", TRUE);
  assert_check (mbm_contract_entry_get_payload_schema (entry), "1.5", FALSE);
  g_assert_cmpstr (mbm_contract_entry_get_description (entry), ==, "Time goes by");

  entry = mbm_contract_lookup_event (contract, "secret");
  assert_names (mbm_contract_entry_get_denied_roles (entry), "viewer");
}

static void
test_errors_and_roles (void)
{
  g_autoptr (MbmContract) contract = read_contract (orders);
  MbmContractError *error = mbm_contract_lookup_error (contract, "ORDER_NOT_FOUND");
  MbmContractRole *role = mbm_contract_lookup_role (contract, "admin");

  g_assert_true (error == mbm_contract_lookup_error (contract, "NOT_FOUND"));
  g_assert_cmpstr (mbm_contract_error_get_name (error), ==, "NOT_FOUND");
  g_assert_cmpstr (mbm_contract_error_get_code (error), ==, "ORDER_NOT_FOUND");
  g_assert_cmpstr (mbm_contract_error_get_message (error), ==, "No such order");
  g_assert_cmpint (mbm_contract_error_get_severity (error), ==, MBM_SEVERITY_WARNING);
  g_assert_cmpuint (mbm_contract_error_get_status (error), ==, 404);
  g_assert_false (mbm_contract_error_get_retryable (error));

  error = mbm_contract_lookup_error (contract, "BUSY");
  g_assert_cmpint (mbm_contract_error_get_severity (error), ==, MBM_SEVERITY_ERROR);
  g_assert_cmpstr (mbm_severity_to_string (mbm_contract_error_get_severity (error)), ==, "error");
  g_assert_cmpuint (mbm_contract_error_get_status (error), ==, 0);
  g_assert_true (mbm_contract_error_get_retryable (error));
  g_assert_null (mbm_contract_lookup_error (contract, "NOTHING"));

  assert_names (mbm_contract_role_get_permissions (role), "orders:*");
  assert_names (mbm_contract_role_get_extends (role), "viewer");
  g_assert_null (mbm_contract_role_get_description (role));
  role = mbm_contract_lookup_role (contract, "viewer");
  g_assert_cmpstr (mbm_contract_role_get_name (role), ==, "viewer");
  g_assert_cmpstr (mbm_contract_role_get_description (role), ==, "Looks on");
  assert_names (mbm_contract_role_get_extends (role), "");
  assert_names (mbm_contract_lookup_permission (contract, "seeing"), "orders:read orders:list");
  g_assert_null (mbm_contract_lookup_permission (contract, "admin"));
}

/* A schema of a contract outlives it. */
static void
test_lifetime (void)
{
  MbmContract *contract = read_contract (orders);
  g_autoptr (MbmContractEntry) entry =
    mbm_contract_entry_ref (mbm_contract_lookup_request (contract, "getOrder"));

  mbm_contract_unref (contract);
  assert_check (mbm_contract_entry_get_payload_schema (entry), "{\"orderId\":\"order-1\"}", TRUE);
}

#define IN(members) "{\"name\":\"n\",\"version\":\"1\"," members "}"

static const struct
{
  const char *text;
  const char *fault; /* of the first error; NULL: there is none */
} cases[] = {
  { IN ("\"events\":{}"), NULL },
  { "[]", "1:1: must be an object" },
  { "{\"version\":\"1\"}", "1:1: must have the member “name”" },
  { "{\"name\":1,\"version\":\"1\"}", "1:9: /name: must be a string" },
  { "{\"name\":\"\",\"version\":\"1\"}", "1:9: /name: must not be empty" },
  { IN ("\"events\":[]"), "1:36: /events: must be an object" },
  { IN ("\n\"requests\":{\"ä\":\n  {\"request\":{\"type\":\"strnig\"}}}"),
    "3:22: /requests/ä/request/type: must be the name of a type, or an array of such" },
  { IN ("\"requests\":{\"a/b\":{\"request\":{\"properties\":{\"~\":{\"minimum\":\"1\"}}}}}"),
    "1:86: /requests/a~1b/request/properties/~0/minimum: must be a number" },
  { IN ("\"requests\":{\"a\":{\"request\":true,\"requestSchema\":true}}"),
    "1:75: /requests/a/requestSchema: is the same as “request”, which is there already" },
  { IN ("\"requests\":{\"a\":1}"), "1:43: /requests/a: must be an object" },
  { IN ("\"requests\":{\"a\":{\"response\":1}}"),
    "1:55: /requests/a/response: must be a schema: an object, true or false" },
  { IN ("\"requests\":{\"a\":{\"request\":{\"$ref\":\"#/$defs/x\"}}}"),
    "1:62: /requests/a/request/$ref: refers to “#/$defs/x”, which is not there" },
  { IN ("\"$defs\":{\"x\":{\"$ref\":\"#/$defs/x\"}}"), "1:48: /$defs/x/$ref: refers to itself without end" },
  { IN ("\"events\":{\"a\":{\"type\":\"integer\",\"enum\":1}}"),
    "1:66: /events/a/enum: must be an array of values" },
  { IN ("\"requests\":{\"a\":{\"access\":{\"allowedRoles\":\"admin\"}}}"),
    "1:69: /requests/a/access/allowedRoles: must be an array of strings" },
  { IN ("\"errors\":{\"A\":{\"code\":\"A\"}}"), "1:41: /errors/A: must have the member “message”" },
  { IN ("\"errors\":{\"A\":{\"message\":\"a\",\"severity\":\"bad\"}}"),
    "1:67: /errors/A/severity: must be debug, info, warning, error or critical" },
  { IN ("\"errors\":{\"A\":{\"message\":\"a\",\"status\":99}}"),
    "1:65: /errors/A/status: must be a status of HTTP, from 100 to 599" },
  { IN ("\"errors\":{\"A\":{\"message\":\"a\",\"retryable\":1}}"),
    "1:68: /errors/A/retryable: must be true or false" },
  { IN ("\"roles\":{\"a\":{\"permissions\":[\"x:y\"],\"extends\":[\"b\"]}}"),
    "1:74: /roles/a/extends/0: names a role “b” that the contract does not have" },
  { IN ("\"roles\":{\"a\":{\"extends\":[\"b\"]},\"b\":{\"extends\":[\"c\"]},\"c\":{\"extends\":[\"d\",\"b\"]}"
        ",\"d\":{}}"),
    "1:74: /roles/b/extends/0: extends itself: b → c → b" },
  { IN ("\"roles\":{\"a\":{\"extends\":[\"a\"]}}"), "1:52: /roles/a/extends/0: extends itself: a → a" },
  { IN ("\"roles\":{\"a\":{\"extends\":[\"b\",\"c\"]},\"b\":{\"extends\":[\"c\"]},\"c\":{}}"), NULL },
  { IN ("\"permissions\":{\"a\":{\"resource\":\"x\"}}"),
    "1:46: /permissions/a: must have the member “actions”" },
  { IN ("\"requests\":{\"\":{}}"), "1:42: /requests/: must have a name" },
  { IN ("\"requests\":{\"a\\u0000\":{}}"), "1:49: /requests/a\357\277\275: has a name that contains U+0000" },
};

static void
test_faults (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) text = bytes (cases[i].text);
      g_autoptr (GError) error = NULL;
      g_autoptr (MbmContract) contract = mbm_contract_new (text, &error);

      g_test_message ("%s", cases[i].text);
      g_assert_true ((contract == NULL) == (cases[i].fault != NULL));
      if (cases[i].fault == NULL)
        continue;
      g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_CONTRACT);
      g_assert_cmpstr (error->message, ==, cases[i].fault);
    }
}

static void
assert_fault (GPtrArray *faults, guint n, gboolean warning, const char *text)
{
  g_autofree char *found = NULL;

  g_assert_cmpuint (faults->len, >, n);
  found = mbm_fault_to_string (g_ptr_array_index (faults, n));
  g_assert_cmpstr (found, ==, text);
  g_assert_true (mbm_fault_is_warning (g_ptr_array_index (faults, n)) == warning);
}

/* All are found, in the order of the text. */
static void
test_all_faults (void)
{
  g_autoptr (GBytes) text =
    bytes (IN ("\"nmae\":1,\n\"requests\":{\"$a\":{},\n\"b\":{\"acess\":{},\n"
               "\"access\":{\"allowedRoles\":[\"x\"]}},\n\"b\":{\"request\":{\"format\":\"zip\","
               "\"minLength\":-1,\n\"maxLength\":1.5}}},\n\"roles\":{\"y\":{\"permissions\":[\"z\"]}}"));
  g_autoptr (GPtrArray) faults = mbm_contract_find_faults (text);
  MbmFault *fault;

  assert_fault (faults, 0, TRUE, "1:34: /nmae: is not known here, and means nothing");
  assert_fault (faults, 1, TRUE, "2:18: /requests/$a: has a name of the system's, which begin with “$”");
  assert_fault (faults, 2, TRUE, "3:5: /requests/b: comes again later, and only that counts");
  assert_fault (faults, 3, TRUE,
                "5:26: /requests/b/request/format: is a format that is not known: it is not checked");
  assert_fault (faults, 4, FALSE,
                "5:44: /requests/b/request/minLength: must be an integer that is not negative");
  assert_fault (faults, 5, FALSE,
                "6:13: /requests/b/request/maxLength: must be an integer that is not negative");
  assert_fault (faults, 6, TRUE,
                "7:30: /roles/y/permissions/0: should be a resource and an action, such as “orders:cancel”");
  g_assert_cmpuint (faults->len, ==, 7);

  fault = g_ptr_array_index (faults, 4);
  g_assert_cmpstr (mbm_fault_get_path (fault), ==, "/requests/b/request/minLength");
  g_assert_cmpuint (mbm_fault_get_line (fault), ==, 5);
  g_assert_cmpuint (mbm_fault_get_column (fault), ==, 44);
  g_assert_cmpstr (mbm_fault_get_message (fault), ==, "must be an integer that is not negative");
}

static void
test_not_json (void)
{
  g_autoptr (GBytes) text = bytes ("{\"name\":\"n\",\n \"version\" 1}");
  g_autoptr (GPtrArray) faults = mbm_contract_find_faults (text);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (faults->len, ==, 1);
  g_assert_cmpuint (mbm_fault_get_line (g_ptr_array_index (faults, 0)), ==, 2);
  g_assert_cmpuint (mbm_fault_get_column (g_ptr_array_index (faults, 0)), ==, 12);
  g_assert_null (mbm_contract_new (text, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_JSON);
}

/* More than anybody reads are not told. */
static void
test_many_faults (void)
{
  g_autoptr (GString) text = g_string_new ("{\"name\":\"n\",\"version\":\"1\",\"requests\":{");
  g_autoptr (GBytes) data = NULL;
  g_autoptr (GPtrArray) faults = NULL;

  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (text, "%s\"r%u\":0", i > 0 ? "," : "", i);
  g_string_append (text, "}}");
  data = g_bytes_new (text->str, text->len);
  faults = mbm_contract_find_faults (data);
  g_assert_cmpuint (faults->len, ==, MBM_FAULTS_MAX + 1);
}

static void
test_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmContract) contract = NULL;
  g_autoptr (GFileIOStream) stream = NULL;
  g_autoptr (GFile) file = g_file_new_tmp ("contract-XXXXXX.json", &stream, &error);
  g_autofree char *name = g_file_get_parse_name (file);

  g_assert_no_error (error);
  g_file_replace_contents (file, orders, strlen (orders), NULL, FALSE, 0, NULL, NULL, &error);
  g_assert_no_error (error);
  contract = mbm_contract_new_from_file (file, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (mbm_contract_get_name (contract), ==, "orders");

  g_file_replace_contents (file, "{}", 2, NULL, FALSE, 0, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (mbm_contract_new_from_file (file, NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_CONTRACT);
  g_assert_nonnull (strstr (error->message, name));
  g_clear_error (&error);

  g_file_delete (file, NULL, NULL);
  g_assert_null (mbm_contract_new_from_file (file, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* What is too large is not even looked at, wherever it comes from. */
static void
test_too_large (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/dev/zero");
  g_autofree char *text = g_malloc (MBM_CONTRACT_MAX_SIZE + 1);
  g_autoptr (GBytes) data = NULL;
  g_autoptr (GError) error = NULL;

  memset (text, ' ', MBM_CONTRACT_MAX_SIZE + 1);
  data = g_bytes_new_take (g_steal_pointer (&text), MBM_CONTRACT_MAX_SIZE + 1);
  g_assert_null (mbm_contract_new (data, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_LIMIT);
  g_clear_error (&error);

  g_assert_null (mbm_contract_new_from_file (file, NULL, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_LIMIT);
}

/* A chain of roles as long as it gets, and one that bites its tail. */
static void
test_long_chain (void)
{
  const guint n = 50000;

  for (guint circle = 0; circle < 2; circle++)
    {
      g_autoptr (GString) text = g_string_new ("{\"name\":\"n\",\"version\":\"1\",\"roles\":{");
      g_autoptr (GBytes) data = NULL;
      g_autoptr (MbmContract) contract = NULL;
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < n; i++)
        g_string_append_printf (text, "\"r%u\":{\"extends\":[\"r%u\"]},", i, i + 1);
      g_string_append_printf (text, "\"r%u\":{\"extends\":[%s]}}}", n, circle ? "\"r49990\"" : "");
      data = g_bytes_new (text->str, text->len);
      contract = mbm_contract_new (data, &error);
      g_assert_true ((contract == NULL) == circle);
      if (circle)
        g_assert_nonnull (strstr (error->message, "r49990 → r49991 →"));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/contract/contract", test_contract);
  g_test_add_func ("/contract/requests", test_requests);
  g_test_add_func ("/contract/events", test_events);
  g_test_add_func ("/contract/errors-and-roles", test_errors_and_roles);
  g_test_add_func ("/contract/lifetime", test_lifetime);
  g_test_add_func ("/contract/faults", test_faults);
  g_test_add_func ("/contract/all-faults", test_all_faults);
  g_test_add_func ("/contract/not-json", test_not_json);
  g_test_add_func ("/contract/many-faults", test_many_faults);
  g_test_add_func ("/contract/file", test_file);
  g_test_add_func ("/contract/too-large", test_too_large);
  g_test_add_func ("/contract/long-chain", test_long_chain);

  return g_test_run ();
}
