/* test-form-shape.c — what a form has to know of the schemas that apply to a place
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-form-shape.h"

static SbxFormShape *
make_shape (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmSchema) schema = mbm_schema_new (bytes, &error);

  g_assert_no_error (error);
  return sbx_form_shape_new (schema);
}

static char *
join (GPtrArray *strings)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; strings != NULL && i < strings->len; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? " " : "", (char *) g_ptr_array_index (strings, i));
  return g_string_free (g_steal_pointer (&out), FALSE);
}

#define assert_string(call, expected)       \
  G_STMT_START                              \
  {                                         \
    g_autofree char *string = (call);       \
    g_assert_cmpstr (string, ==, expected); \
  }                                         \
  G_STMT_END

static void
test_types (void)
{
  static const struct
  {
    const char *schema;
    guint types;
  } cases[] = {
    { "{}", SBX_FORM_TYPE_ANY },
    { "true", SBX_FORM_TYPE_ANY },
    { "{\"type\":\"string\"}", SBX_FORM_TYPE_STRING },
    { "{\"type\":[\"string\",\"null\"]}", SBX_FORM_TYPE_STRING | SBX_FORM_TYPE_NULL },
    { "{\"type\":[\"integer\",\"number\"]}", SBX_FORM_TYPE_NUMBER },
    { "{\"type\":\"number\",\"allOf\":[{\"type\":\"integer\"}]}", SBX_FORM_TYPE_INTEGER },
    { "{\"minLength\":1}", SBX_FORM_TYPE_STRING },
    { "{\"multipleOf\":1}", SBX_FORM_TYPE_NUMBER },
    { "{\"properties\":{}}", SBX_FORM_TYPE_OBJECT },
    { "{\"items\":{}}", SBX_FORM_TYPE_ARRAY },
    { "{\"type\":\"string\",\"allOf\":[{\"type\":\"number\"}]}", SBX_FORM_TYPE_ANY },
    { "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"type\":\"boolean\"}}}", SBX_FORM_TYPE_BOOLEAN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SbxFormShape) shape = make_shape (cases[i].schema);

      g_test_message ("%s", cases[i].schema);
      g_assert_cmpuint (sbx_form_shape_get_types (shape), ==, cases[i].types);
    }
}

static void
test_merging (void)
{
  g_autoptr (SbxFormShape) shape = make_shape (
    "{\"title\":\"Outer\",\"$ref\":\"#/$defs/base\",\"allOf\":[{\"properties\":{\"b\":{\"minimum\":1.50}},"
    "\"required\":[\"b\"]},{\"$ref\":\"#/$defs/base\"}],\"$defs\":{\"base\":{\"title\":\"Inner\","
    "\"properties\":{\"a\":{\"type\":\"string\"},\"b\":{\"type\":\"number\",\"maximum\":2}}}}}");
  g_autoptr (SbxFormShape) member = sbx_form_shape_dup_member (shape, "b");
  g_autoptr (GPtrArray) names = sbx_form_shape_dup_member_names (shape);
  g_autoptr (GHashTable) required = sbx_form_shape_dup_required (shape);

  assert_string (sbx_form_shape_dup_string (shape, "title"), "Outer");
  assert_string (join (names), "b a");
  g_assert_true (g_hash_table_contains (required, "b"));
  g_assert_false (g_hash_table_contains (required, "a"));
  assert_string (sbx_form_shape_dup_number (member, "minimum"), "1.50");
  assert_string (sbx_form_shape_dup_number (member, "maximum"), "2");
  g_assert_cmpuint (sbx_form_shape_get_types (member), ==, SBX_FORM_TYPE_NUMBER);
}

static void
test_draft_7 (void)
{
  g_autoptr (SbxFormShape) shape =
    make_shape ("{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"properties\":{"
                "\"a\":{\"$ref\":\"#/definitions/s\",\"title\":\"does not count\"},"
                "\"t\":{\"items\":[{\"type\":\"string\"}],\"additionalItems\":{\"type\":\"null\"}}},"
                "\"definitions\":{\"s\":{\"type\":\"string\",\"title\":\"counts\"}}}");
  g_autoptr (SbxFormShape) a = sbx_form_shape_dup_member (shape, "a");
  g_autoptr (SbxFormShape) tuple = sbx_form_shape_dup_member (shape, "t");
  g_autoptr (SbxFormShape) first = sbx_form_shape_dup_element (tuple, 0);
  g_autoptr (SbxFormShape) second = sbx_form_shape_dup_element (tuple, 1);

  assert_string (sbx_form_shape_dup_string (a, "title"), "counts");
  g_assert_cmpuint (sbx_form_shape_get_types (first), ==, SBX_FORM_TYPE_STRING);
  g_assert_cmpuint (sbx_form_shape_get_types (second), ==, SBX_FORM_TYPE_NULL);
}

static void
test_members (void)
{
  g_autoptr (SbxFormShape) shape =
    make_shape ("{\"properties\":{\"a/b\":{\"type\":\"null\"}},\"patternProperties\":{\"^x-\\\\d\":{\"type\":"
                "\"string\"}},\"additionalProperties\":{\"type\":\"integer\"}}");
  g_autoptr (SbxFormShape) closed = make_shape ("{\"properties\":{\"a\":{}},\"additionalProperties\":false}");
  g_autoptr (SbxFormShape) named = sbx_form_shape_dup_member (shape, "a/b");
  g_autoptr (SbxFormShape) matched = sbx_form_shape_dup_member (shape, "x-1");
  g_autoptr (SbxFormShape) other = sbx_form_shape_dup_member (shape, "x-");

  g_assert_cmpuint (sbx_form_shape_get_types (named), ==, SBX_FORM_TYPE_NULL);
  g_assert_cmpuint (sbx_form_shape_get_types (matched), ==, SBX_FORM_TYPE_STRING);
  g_assert_cmpuint (sbx_form_shape_get_types (other), ==, SBX_FORM_TYPE_INTEGER);
  g_assert_true (sbx_form_shape_can_add_members (shape));
  g_assert_false (sbx_form_shape_can_add_members (closed));
}

static void
test_values (void)
{
  g_autoptr (SbxFormShape) constant = make_shape ("{\"const\":{\"a\":1.0}}");
  g_autoptr (SbxFormShape) list = make_shape ("{\"enum\":[\"a\",1,null,[]]}");
  g_autoptr (SbxFormShape) titled =
    make_shape ("{\"oneOf\":[{\"const\":1,\"title\":\"One\"},{\"enum\":[2]}]}");
  g_autoptr (GPtrArray) of_constant = sbx_form_shape_dup_values (constant, NULL);
  g_autoptr (GPtrArray) of_list = sbx_form_shape_dup_values (list, NULL);
  g_autoptr (GPtrArray) titles = NULL;
  g_autoptr (GPtrArray) of_titled = sbx_form_shape_dup_values (titled, &titles);

  assert_string (join (of_constant), "{\"a\":1.0}");
  assert_string (join (of_list), "\"a\" 1 null []");
  assert_string (join (of_titled), "1 2");
  g_assert_cmpstr (g_ptr_array_index (titles, 0), ==, "One");
  g_assert_null (g_ptr_array_index (titles, 1));
  g_assert_cmpuint (sbx_form_shape_get_n_choices (titled), ==, 0);
}

#define SHAPES                                                                                           \
  "{\"properties\":{\"id\":{}},\"oneOf\":[{\"$ref\":\"#/$defs/circle\"},{\"title\":\"A "                 \
  "Box\",\"properties\":{"                                                                               \
  "\"kind\":{\"const\":\"box\"},\"w\":{\"type\":\"number\"}},\"required\":[\"kind\",\"w\"]},{"           \
  "\"properties\":{"                                                                                     \
  "\"kind\":{\"const\":\"dot\"}},\"required\":[\"kind\"]},{\"type\":\"null\"}],\"$defs\":{\"circle\":{"  \
  "\"properties\":{\"kind\":{\"const\":\"circle\"},\"r\":{\"type\":\"number\"}},\"required\":[\"kind\"," \
  "\"r\"]}}}"

static void
test_choices (void)
{
  g_autoptr (SbxFormShape) shape = make_shape (SHAPES);
  g_auto (GStrv) names = sbx_form_shape_dup_choice_names (shape);
  g_autofree char *joined = g_strjoinv ("|", names);
  g_autoptr (SbxFormShape) box = sbx_form_shape_choose (shape, 1);
  g_autoptr (GPtrArray) members = sbx_form_shape_dup_member_names (box);
  const char *old = "{\"kind\":\"circle\",\"r\":1,\"id\":\"x\"}";

  g_assert_cmpuint (sbx_form_shape_get_n_choices (shape), ==, 4);
  g_assert_cmpstr (joined, ==, "circle|A Box|dot|Null");
  assert_string (join (members), "id kind w");
  g_assert_cmpuint (sbx_form_shape_get_n_choices (box), ==, 0);
  g_assert_cmpuint (sbx_form_shape_find_choice (shape, mbm_json_value ("{\"kind\":\"dot\"}", -1)), ==, 2);
  /* Not valid, but the member that tells them apart says which is meant. */
  g_assert_cmpuint (sbx_form_shape_find_choice (shape, mbm_json_value ("{\"kind\":\"box\"}", -1)), ==, 1);
  g_assert_cmpuint (sbx_form_shape_find_choice (shape, mbm_json_value ("null", -1)), ==, 3);
  assert_string (sbx_form_shape_convert (box, mbm_json_value (old, -1)),
                 "{\"id\":\"x\",\"kind\":\"box\",\"w\":0}");
}

static void
test_constraints_are_no_choice (void)
{
  g_autoptr (SbxFormShape) shape = make_shape (
    "{\"anyOf\":[{\"required\":[\"a\"]},{\"required\":[\"b\"]}],\"oneOf\":[{\"type\":\"object\"}]}");

  g_assert_cmpuint (sbx_form_shape_get_n_choices (shape), ==, 0);
  g_assert_cmpuint (sbx_form_shape_get_types (shape), ==, SBX_FORM_TYPE_OBJECT);
}

static void
assert_resolves (SbxFormShape *shape, const char *json, const char *expected)
{
  g_autoptr (SbxFormShape) resolved = sbx_form_shape_resolve (shape, mbm_json_value (json, -1));
  g_autoptr (GPtrArray) names = sbx_form_shape_dup_member_names (resolved);

  assert_string (join (names), expected);
}

static void
test_conditions (void)
{
  g_autoptr (SbxFormShape) shape = make_shape (
    "{\"properties\":{\"a\":{}},\"if\":{\"properties\":{\"a\":{\"const\":1}},\"required\":[\"a\"]},"
    "\"then\":{\"properties\":{\"yes\":{}}},\"else\":{\"properties\":{\"no\":{}}},"
    "\"dependentSchemas\":{\"d\":{\"properties\":{\"e\":{}}}}}");

  assert_resolves (shape, "{\"a\":1}", "a yes");
  assert_resolves (shape, "{}", "a no");
  assert_resolves (shape, "{\"d\":1}", "a no e");
}

static void
test_recursion (void)
{
  g_autoptr (SbxFormShape) shape = make_shape (
    "{\"allOf\":[{\"$ref\":\"#/$defs/n\"}],\"$defs\":{\"n\":{\"properties\":{\"next\":{\"$ref\":\"#/"
    "$defs/n\"}},\"required\":[\"next\"]}}}");
  g_autoptr (SbxFormShape) next = sbx_form_shape_dup_member (shape, "next");
  g_autoptr (SbxFormShape) after = sbx_form_shape_dup_member (next, "next");
  g_autofree char *value = sbx_form_shape_dup_new_value (after);

  g_assert_true (sbx_form_shape_equal (next, after));
  g_assert_true (mbm_json_check (value, -1, NULL));
}

static void
test_new_values (void)
{
  static const struct
  {
    const char *schema, *value;
  } cases[] = {
    { "{}", "\"\"" },
    { "{\"type\":\"integer\",\"default\":18446744073709551616}", "18446744073709551616" },
    { "{\"type\":\"string\",\"default\":\"d\",\"examples\":[\"e\"]}", "\"d\"" },
    { "{\"type\":\"string\",\"examples\":[\"e\"]}", "\"e\"" },
    { "{\"type\":\"boolean\"}", "false" },
    { "{\"enum\":[7,8]}", "7" },
    { "{\"type\":\"string\",\"pattern\":\"^a{2}$\"}", "\"aa\"" },
    { "{\"properties\":{\"a\":{\"type\":\"number\"},\"b\":{},\"c\":{\"default\":[]}},\"required\":[\"a\"]}",
      "{\"a\":0,\"c\":[]}" },
    { "{\"type\":\"array\",\"minItems\":2,\"items\":{\"const\":1}}", "[1,1]" },
    /* Only the whole schema knows that there must be more. */
    { "{\"type\":\"array\",\"contains\":{\"const\":5}}", "[5]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SbxFormShape) shape = make_shape (cases[i].schema);

      g_test_message ("%s", cases[i].schema);
      assert_string (sbx_form_shape_dup_new_value (shape), cases[i].value);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/form-shape/types", test_types);
  g_test_add_func ("/form-shape/merging", test_merging);
  g_test_add_func ("/form-shape/draft-7", test_draft_7);
  g_test_add_func ("/form-shape/members", test_members);
  g_test_add_func ("/form-shape/values", test_values);
  g_test_add_func ("/form-shape/choices", test_choices);
  g_test_add_func ("/form-shape/constraints-are-no-choice", test_constraints_are_no_choice);
  g_test_add_func ("/form-shape/conditions", test_conditions);
  g_test_add_func ("/form-shape/recursion", test_recursion);
  g_test_add_func ("/form-shape/new-values", test_new_values);

  return g_test_run ();
}
