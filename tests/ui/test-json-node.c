/* test-json-node.c — JSON documents as trees, and bytes as dumps
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-hex.h"
#include "sbx-json-node.h"

static SbxJsonNode *
make_node (const char *json)
{
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));

  g_assert_true (mbm_json_check (json, -1, NULL));
  return sbx_json_node_new (bytes, NULL, mbm_json_value (g_bytes_get_data (bytes, NULL), strlen (json)));
}

static void
assert_child (GListModel *children, guint position, const char *name, const char *summary)
{
  g_autoptr (SbxJsonNode) child = g_list_model_get_item (children, position);
  g_autofree char *text = NULL;

  g_assert_nonnull (child);
  text = sbx_json_node_dup_summary (child);
  g_assert_cmpstr (sbx_json_node_get_name (child), ==, name);
  g_assert_cmpstr (text, ==, summary);
}

static void
test_object (void)
{
  g_autoptr (SbxJsonNode) node =
    make_node ("{\"a\": 18446744073709551616, \"b\\u0065\": [1, 2.50], \"a\": \"x\\n\", \"\": {}}");
  g_autoptr (GListModel) children = sbx_json_node_list_children (node);
  g_autofree char *summary = sbx_json_node_dup_summary (node);

  /* Order, duplicates and the text of numbers are the document's. */
  g_assert_cmpuint (g_list_model_get_n_items (children), ==, 4);
  g_assert_cmpstr (summary, ==, "4 members");
  assert_child (children, 0, "a", "18446744073709551616");
  assert_child (children, 1, "be", "2 elements");
  assert_child (children, 2, "a", "\"x\\n\"");
  assert_child (children, 3, "", "0 members");
  g_assert_null (g_list_model_get_item (children, 4));
}

static void
test_array (void)
{
  g_autoptr (SbxJsonNode) node = make_node ("[null, true, 2.50]");
  g_autoptr (GListModel) children = sbx_json_node_list_children (node);

  g_assert_cmpuint (g_list_model_get_n_items (children), ==, 3);
  assert_child (children, 0, "0", "null");
  assert_child (children, 1, "1", "true");
  assert_child (children, 2, "2", "2.50");
}

static void
test_leaves (void)
{
  static const char *const leaves[] = { "1", "\"\"", "null", "{}", "[]" };

  for (guint i = 0; i < G_N_ELEMENTS (leaves); i++)
    {
      g_autoptr (SbxJsonNode) node = make_node (leaves[i]);

      g_assert_null (sbx_json_node_list_children (node));
    }
}

static void
test_long_string (void)
{
  g_autofree char *middle = g_strnfill (5000, 'x');
  g_autofree char *json = g_strdup_printf ("\"%s\"", middle);
  g_autoptr (SbxJsonNode) node = make_node (json);
  g_autofree char *summary = sbx_json_node_dup_summary (node);
  g_autofree char *whole = sbx_json_node_dup_json (node);

  /* The row says that it is cut, and how much there is; copying gives all. */
  g_assert_true (g_str_has_suffix (summary, "… (5002 characters)"));
  g_assert_cmpuint (strlen (summary), <, 2100);
  g_assert_cmpstr (whole, ==, json);
}

static void
test_outlives_model (void)
{
  g_autoptr (SbxJsonNode) node = make_node ("{\"a\":{\"b\":[7]}}");
  g_autoptr (GListModel) children = sbx_json_node_list_children (node);
  g_autoptr (SbxJsonNode) child = g_list_model_get_item (children, 0);
  g_autofree char *json = NULL;

  g_assert_finalize_object (g_steal_pointer (&node));
  g_assert_finalize_object (g_steal_pointer (&children));
  json = sbx_json_node_dup_json (child);
  g_assert_cmpstr (json, ==, "{\n  \"b\": [\n    7\n  ]\n}");
}

static void
test_hex (void)
{
  g_autofree char *empty = sbx_hex_dump (NULL, 0);
  g_autofree char *dump = sbx_hex_dump ((const guint8 *) "\x00\xff"
                                                         "abcdefghijklmnop",
                                        18);

  g_assert_cmpstr (empty, ==, "");
  g_assert_cmpstr (dump, ==,
                   "00000000  00 ff 61 62 63 64 65 66 67 68 69 6a 6b 6c 6d 6e  ..abcdefghijklmn\n"
                   "00000010  6f 70                                            op\n");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json-node/object", test_object);
  g_test_add_func ("/json-node/array", test_array);
  g_test_add_func ("/json-node/leaves", test_leaves);
  g_test_add_func ("/json-node/long-string", test_long_string);
  g_test_add_func ("/json-node/outlives-model", test_outlives_model);
  g_test_add_func ("/hex/dump", test_hex);

  return g_test_run ();
}
