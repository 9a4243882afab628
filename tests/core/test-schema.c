/* test-schema.c — what the official suite does not ask of schemas: exactness, words, limits, hostility
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <string.h>

#include "mbm-json-outline-private.h"
#include "mbm-schema.h"

/* Far longer than anything here may take, and far shorter than what a bound saves us from. */
#define PATIENCE (20 * G_TIME_SPAN_SECOND)

static MbmSchema *
make (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  MbmSchema *schema = mbm_schema_new (bytes, &error);

  g_assert_no_error (error);
  return schema;
}

static gboolean
is_valid (MbmSchema *schema, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) violations = NULL;

  g_assert_true (mbm_json_check (text, -1, &error));
  violations = mbm_schema_validate (schema, mbm_json_value (text, -1), &error);
  g_assert_no_error (error);
  g_assert_true (mbm_schema_check (schema, mbm_json_value (text, -1), NULL) == (violations->len == 0));
  return violations->len == 0;
}

static const struct
{
  const char *schema;
  const char *value;
  gboolean valid;
} numbers[] = {
  { "{\"const\":18446744073709551616}", "18446744073709551616", TRUE },
  { "{\"const\":18446744073709551616}", "1.8446744073709551616e19", TRUE },
  { "{\"const\":18446744073709551616}", "18446744073709551617", FALSE },
  { "{\"const\":0.1}", "1e-1", TRUE },
  { "{\"const\":0.1}", "0.1000000000000000000000000000001", FALSE },
  { "{\"enum\":[1,0.3]}", "0.30", TRUE },
  { "{\"maximum\":18446744073709551616}", "18446744073709551616", TRUE },
  { "{\"maximum\":18446744073709551616}", "18446744073709551616.0000000001", FALSE },
  { "{\"exclusiveMaximum\":18446744073709551616}", "18446744073709551615.9999999999", TRUE },
  { "{\"minimum\":-1e400}", "-1e400", TRUE },
  { "{\"minimum\":-1e400}", "-1.1e400", FALSE },
  { "{\"maximum\":1e400}", "1e401", FALSE },
  { "{\"maximum\":1e400}", "9e399", TRUE },
  { "{\"minimum\":1e-400}", "0", FALSE },
  { "{\"minimum\":1e-400}", "1e-399", TRUE },
  { "{\"exclusiveMinimum\":0}", "1e-99999999999999999999", TRUE },
  { "{\"exclusiveMinimum\":0}", "-0.0", FALSE },
  { "{\"maximum\":1e99999999999999999999}", "2e99999999999999999999", FALSE },
  { "{\"maximum\":1e99999999999999999999}", "1e99999999999999999998", TRUE },
  { "{\"minimum\":-5}", "-10", FALSE },
  { "{\"minimum\":-10}", "-9.99", TRUE },
  { "{\"multipleOf\":0.01}", "0.07", TRUE },
  { "{\"multipleOf\":0.01}", "19.99", TRUE },
  { "{\"multipleOf\":0.01}", "19.999", FALSE },
  { "{\"multipleOf\":0.1}", "1e400", TRUE },
  { "{\"multipleOf\":3}", "1e400", FALSE },
  { "{\"multipleOf\":3}", "111111111111111111111111111111", TRUE },
  { "{\"multipleOf\":3}", "111111111111111111111111111112", FALSE },
  { "{\"multipleOf\":1e308}", "1e308", TRUE },
  { "{\"multipleOf\":1e308}", "1e307", FALSE },
  { "{\"multipleOf\":999999999999999999}", "999999999999999999000000000000000000", TRUE },
  { "{\"multipleOf\":999999999999999999}", "999999999999999998", FALSE },
  { "{\"multipleOf\":1024}", "1e10", TRUE },
  { "{\"multipleOf\":1024}", "1e9", FALSE },
  { "{\"multipleOf\":7}", "0", TRUE },
  { "{\"multipleOf\":7}", "-49", TRUE },
  { "{\"type\":\"integer\"}", "1e400", TRUE },
  { "{\"type\":\"integer\"}", "1.50e1", TRUE },
  { "{\"type\":\"integer\"}", "1.5", FALSE },
  { "{\"type\":\"integer\"}", "1e-99999999999999999999", FALSE },
  { "{\"uniqueItems\":true}", "[1,1.0]", FALSE },
  { "{\"uniqueItems\":true}", "[9007199254740992,9007199254740993]", TRUE },
};

static void
test_numbers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (MbmSchema) schema = make (numbers[i].schema);

      g_test_message ("%s %s", numbers[i].schema, numbers[i].value);
      g_assert_true (is_valid (schema, numbers[i].value) == numbers[i].valid);
    }
}

static const struct
{
  const char *pattern;
  const char *text;
  int matches; /* -1: it is no regular expression */
} patterns[] = {
  { "^a$", "a\\n", FALSE },
  { "a$", "ba", TRUE },
  { "^.$", "\\u2028", FALSE },
  { "^.$", "\\ud83d\\ude00", TRUE },
  { "^[^]$", "\\n", TRUE },
  { "^[]", "a", FALSE },
  { "^\\\\d+$", "12\\u0663", FALSE },
  { "^[\\\\d-z]$", "-", TRUE },
  { "^[\\\\D]$", "1", FALSE },
  { "^[^\\\\W]$", "_", TRUE },
  { "^\\\\w$", "\\u00e9", FALSE },
  { "\\\\bx\\\\b", "\\u00e9x\\u00e9", TRUE },
  { "^\\\\s$", "\\ufeff", TRUE },
  { "^[\\\\s\\\\S]$", "\\u3000", TRUE },
  { "^\\\\u{1F600}$", "\\ud83d\\ude00", TRUE },
  { "^\\\\ud83d\\\\ude00$", "\\ud83d\\ude00", TRUE },
  { "^\\\\x41\\\\cJ\\\\0$", "A\\n\\u0000", TRUE },
  { "^\\\\p{Lu}\\\\P{Letter}$", "\\u00c4-", TRUE },
  { "^\\\\p{Script=Greek}+$", "\\u03b1\\u03b2", TRUE },
  { "^(a)|b\\\\1$", "b", TRUE },
  { "^(?:(a)|b)\\\\1$", "b", TRUE },
  { "^(?<x>a|b)\\\\k<x>$", "ab", FALSE },
  { "^(?<x>a|b)\\\\k<x>$", "bb", TRUE },
  { "^a{2}{$", "aa{", TRUE },
  { "^a{,2}$", "a{,2}", TRUE },
  { "^x\\\\/y\\\\-$", "x/y-", TRUE },
  { "(?<=a)b", "ab", TRUE },
  { "[[:alpha:]]", "b]", FALSE },
  { "[[:alpha:]]", ":]", TRUE },
  { "(", "", -1 },
  { "a)", "", -1 },
  { "a++", "", -1 },
  { "*a", "", -1 },
  { "a|*", "", -1 },
  { "(*UTF)", "", -1 },
  { "(?i)a", "", -1 },
  { "(?>a)", "", -1 },
  { "(?#a)", "", -1 },
  { "\\\\A", "", -1 },
  { "\\\\Z", "", -1 },
  { "\\\\Q.\\\\E", "", -1 },
  { "\\\\a", "", -1 },
  { "[b-a]", "", -1 },
  { "[a", "", -1 },
  { "\\\\1", "", -1 },
  { "\\\\k<x>", "", -1 },
  { "\\\\p{Nonsense}", "", -1 },
  { "\\\\", "", -1 },
  { "a{2,1}", "", -1 },
  { "a{99999999999}", "", -1 },
  { "^*", "", -1 },
};

static void
test_patterns (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"pattern\":\"%s\"}", patterns[i].pattern);
      g_autofree char *value = g_strdup_printf ("\"%s\"", patterns[i].text);
      g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
      g_autoptr (GError) error = NULL;
      g_autoptr (MbmSchema) schema = mbm_schema_new (bytes, &error);

      g_test_message ("%s %s", patterns[i].pattern, value);
      g_assert_true ((schema == NULL) == (patterns[i].matches < 0));
      if (schema == NULL)
        g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_SCHEMA);
      else
        g_assert_true (is_valid (schema, value) == patterns[i].matches);
    }
}

/* Every violation, with its places and its words. */
static void
test_violations (void)
{
  static const char *const expected[] = {
    "/items/0 | #/$defs/item/required | required | must have the member “productId”",
    "/items/0/price | #/$defs/item/properties/price/minimum | minimum | must be 0 or more",
    "/items/1 | #/$defs/item/type | type | must be of type object",
    "/a~1~0\357\277\275 | #/additionalProperties | additionalProperties | is not allowed here",
    "/kind | #/properties/kind/enum | enum | must be one of [\"a\",\"b\"]",
    "/tags/1 | #/properties/tags/items/maxLength | maxLength | must have at most 2 characters",
    "/tags | #/properties/tags/uniqueItems | uniqueItems | must not have the same item twice: 0 and 2 are",
    "/either | #/properties/either/anyOf | anyOf | is none of what it may be: /either: must be of type "
    "string; "
    "/either: must be 10 or more",
  };
  g_autoptr (MbmSchema) schema = make (
    "{\"$defs\":{\"item\":{\"type\":\"object\",\"required\":[\"productId\"],\"properties\":{\"price\":"
    "{\"minimum\":0}}}},\"properties\":{\"items\":{\"items\":{\"$ref\":\"#/$defs/item\"}},\"kind\":{\"enum\":"
    "[ \"a\", \"b\" ]},\"tags\":{\"items\":{\"maxLength\":2},\"uniqueItems\":true},\"either\":{\"anyOf\":"
    "[{\"type\":\"string\"},{\"minimum\":10}]}},\"additionalProperties\":false}");
  const char *value =
    "{\"items\":[{\"price\":-1},7,{\"productId\":1,\"price\":2}],\"a/~\\ud800\":1,\"kind\":\"c\","
    "\"tags\":[\"x\",\"xxx\",\"\\u0078\"],\"either\":3}";
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) violations = mbm_schema_validate (schema, mbm_json_value (value, -1), &error);
  g_autofree char *first = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < violations->len; i++)
    {
      MbmViolation *violation = g_ptr_array_index (violations, i);
      g_autofree char *text =
        g_strdup_printf ("%s | %s | %s | %s", mbm_violation_get_instance_path (violation),
                         mbm_violation_get_schema_path (violation), mbm_violation_get_keyword (violation),
                         mbm_violation_get_message (violation));

      g_assert_cmpuint (i, <, G_N_ELEMENTS (expected));
      g_assert_cmpstr (text, ==, expected[i]);
    }
  g_assert_cmpuint (violations->len, ==, G_N_ELEMENTS (expected));
  first = mbm_violation_to_string (g_ptr_array_index (violations, 0));
  g_assert_cmpstr (first, ==, "/items/0: must have the member “productId”");

  g_assert_false (mbm_schema_check (schema, mbm_json_value (value, -1), &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_PAYLOAD);
  g_assert_cmpstr (error->message, ==, first);
}

/* Text, bytes and trees. */
static void
test_ways (void)
{
  g_autoptr (MbmSchema) schema = make ("{\"type\":[\"object\",\"null\"],\"required\":[\"a\"]}");
  g_autoptr (GBytes) good = g_bytes_new_static ("{\"a\":1}", 7);
  g_autoptr (GBytes) bad = g_bytes_new_static (" {\"b\":1}", 8);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("{\"b\"", 4);
  g_autoptr (JsonNode) node = mbm_json_parse ("{\"b\":1}", -1, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) none = mbm_schema_validate_bytes (schema, good, &error);
  g_autoptr (GPtrArray) one = mbm_schema_validate_bytes (schema, bad, &error);
  g_autoptr (GPtrArray) same = mbm_schema_validate_node (schema, node, &error);
  g_autoptr (MbmSchema) from_node = mbm_schema_new_from_node (node, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmpuint (same->len, ==, 1);
  g_assert_nonnull (from_node);
  g_assert_null (mbm_schema_validate_bytes (schema, nothing, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_JSON);

  /* What is missing counts as null. */
  g_assert_true (mbm_schema_check (schema, (MbmJsonValue){ NULL, 0 }, NULL));
}

static void
test_limits (void)
{
  g_autoptr (MbmSchema) schema = make ("{\"items\":{\"type\":\"null\"}}");
  g_autoptr (MbmSchema) few = mbm_schema_with_limits (schema, 3, 1000);
  g_autoptr (GString) text = g_string_new ("[0");
  g_autoptr (GPtrArray) violations = NULL;
  g_autoptr (GPtrArray) three = NULL;

  for (guint i = 1; i < 1000; i++)
    g_string_append (text, ",0");
  g_string_append_c (text, ']');
  violations = mbm_schema_validate (schema, mbm_json_value (text->str, -1), NULL);
  three = mbm_schema_validate (few, mbm_json_value (text->str, -1), NULL);
  g_assert_cmpuint (violations->len, ==, MBM_SCHEMA_DEFAULT_MAX_VIOLATIONS);
  g_assert_cmpuint (three->len, ==, 3);
  g_assert_cmpuint (mbm_schema_get_max_violations (few), ==, 3);
  g_assert_cmpuint (mbm_schema_get_max_work (few), ==, 1000);
  g_assert_cmpuint (mbm_schema_get_max_work (schema), ==, MBM_SCHEMA_DEFAULT_MAX_WORK);
}

static void
assert_bounded (MbmSchema *schema, const char *value)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) violations = mbm_schema_validate (schema, mbm_json_value (value, -1), &error);

  g_assert_null (violations);
  g_assert_error (error, MBM_ERROR, MBM_ERROR_LIMIT);
  g_clear_error (&error);
  g_assert_false (mbm_schema_check (schema, mbm_json_value (value, -1), &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_LIMIT);
  g_assert_cmpint (g_get_monotonic_time () - start, <, PATIENCE);
}

/* Two alternatives a level, all of which fail at the bottom. */
static void
test_blow_up (void)
{
  g_autoptr (GString) text = g_string_new ("{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
  g_autoptr (MbmSchema) schema = NULL;

  for (guint i = 0; i < 60; i++)
    g_string_append_printf (text,
                            "\"d%u\":{\"anyOf\":[{\"$ref\":\"#/$defs/d%u\"},{\"$ref\":\"#/$defs/d%u\"}]},", i,
                            i + 1, i + 1);
  g_string_append (text, "\"d60\":{\"type\":\"null\"}}}");
  schema = make (text->str);
  assert_bounded (schema, "1");
}

/* Schemas that come back to where they were without end. */
static void
test_circles (void)
{
  g_autoptr (MbmSchema) circle =
    make ("{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"allOf\":[{\"$ref\":\"#/$defs/b\"}]},\"b\":{\"anyOf\":"
          "[{\"$ref\":\"#/$defs/a\"}]}}}");
  static const char alone[] =
    "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":"
    "\"#/$defs/a\"}}}";
  g_autoptr (GBytes) text = g_bytes_new_static (alone, sizeof alone - 1);
  g_autoptr (GError) error = NULL;

  assert_bounded (circle, "1");
  g_assert_null (mbm_schema_new (text, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_SCHEMA);
  g_assert_nonnull (strstr (error->message, "refers to itself"));
}

/* A chain of references longer than the stack would like. */
static void
test_depth (void)
{
  g_autoptr (GString) text = g_string_new ("{\"$ref\":\"#/$defs/d0\",\"$defs\":{");
  g_autoptr (MbmSchema) schema = NULL;

  for (guint i = 0; i < MBM_SCHEMA_MAX_DEPTH + 10; i++)
    g_string_append_printf (text, "\"d%u\":{\"$ref\":\"#/$defs/d%u\"},", i, i + 1);
  g_string_append_printf (text, "\"d%u\":{}}}", MBM_SCHEMA_MAX_DEPTH + 10);
  schema = make (text->str);
  assert_bounded (schema, "1");
}

/* As deep as JSON may be: a tree validates. */
static void
test_deep_value (void)
{
  g_autoptr (MbmSchema) schema = make ("{\"type\":\"array\",\"allOf\":[{\"items\":{\"$ref\":\"#\"}}]}");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MBM_JSON_MAX_DEPTH; i++)
    g_string_append_c (text, '[');
  for (guint i = 0; i < MBM_JSON_MAX_DEPTH; i++)
    g_string_append_c (text, ']');
  g_assert_true (is_valid (schema, text->str));
}

/* An expression that takes forever on a text made for it, many times over. */
static void
test_hostile_pattern (void)
{
  g_autoptr (MbmSchema) schema = make ("{\"items\":{\"not\":{\"pattern\":\"^(a+)+$\"}}}");
  g_autoptr (GString) text = g_string_new ("[\"");

  for (guint i = 0; i < 40; i++)
    g_string_append_c (text, 'a');
  g_string_append (text, "!\"]");
  assert_bounded (schema, text->str);

  /* Each below the limit, and together not. */
  g_string_assign (text, "[\"b\"");
  for (guint i = 0; i < 20000; i++)
    g_string_append (text, ",\"aaaaaaaaaaaa!\"");
  g_string_append_c (text, ']');
  assert_bounded (schema, text->str);
}

/* Items that are all different, and one that is not: as many as fit into a message of some MiB. */
static void
test_many_items (void)
{
  const guint n = 200000;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (MbmSchema) schema = make ("{\"uniqueItems\":true}");
  g_autoptr (GString) text = g_string_new ("[0");

  for (guint i = 1; i < n; i++)
    g_string_append_printf (text, ",{\"a\":%u,\"b\":\"x\"}", i);
  g_string_append_c (text, ']');
  g_assert_true (is_valid (schema, text->str));
  g_string_truncate (text, text->len - 1);
  g_string_append (text, ",{\"b\":\"\\u0078\",\"a\":1.0}]");
  g_assert_false (is_valid (schema, text->str));
  g_assert_cmpint (g_get_monotonic_time () - start, <, PATIENCE);
}

/* Many members against many names, in an order that no hash helps with. */
static void
test_many_members (void)
{
  const guint n = 100000;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GString) text = g_string_new ("{\"required\":[\"m0\"");
  g_autoptr (GString) value = g_string_new ("{\"m0\":0");
  g_autoptr (MbmSchema) schema = NULL;

  for (guint i = 1; i < n; i++)
    {
      g_string_append_printf (text, ",\"m%u\"", i);
      g_string_append_printf (value, ",\"m%u\":%u", i, i);
    }
  g_string_append (text, "],\"properties\":{\"m0\":{}");
  for (guint i = 1; i < n; i++)
    g_string_append_printf (text, ",\"m%u\":{\"const\":%u}", i, i);
  g_string_append (text, "},\"additionalProperties\":false}");
  g_string_append_c (value, '}');
  schema = make (text->str);
  g_assert_true (is_valid (schema, value->str));
  g_string_truncate (value, value->len - 1);
  g_string_append (value, ",\"m7\":8}");
  g_assert_false (is_valid (schema, value->str));
  g_assert_cmpint (g_get_monotonic_time () - start, <, PATIENCE);
}

/* Many references into one large object. */
static void
test_many_references (void)
{
  const guint n = 50000;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GString) text = g_string_new ("{\"$defs\":{\"d0\":{}");
  g_autoptr (MbmSchema) schema = NULL;

  for (guint i = 1; i < n; i++)
    g_string_append_printf (text, ",\"d%u\":{\"type\":\"integer\"}", i);
  g_string_append (text, "},\"prefixItems\":[{}");
  for (guint i = 1; i < n; i++)
    g_string_append_printf (
      text, ",{\"anyOf\":[{\"$ref\":\"#/$defs/d%u\"},{\"$ref\":\"#/prefixItems/%u/anyOf/0\"}]}", i, i);
  g_string_append (text, "]}");
  schema = make (text->str);
  g_assert_true (is_valid (schema, "[0,1,2]"));
  g_assert_false (is_valid (schema, "[0,1,\"2\"]"));
  g_assert_cmpint (g_get_monotonic_time () - start, <, PATIENCE);
}

/* What a program that makes forms does. */
static void
test_walk (void)
{
  g_autoptr (MbmSchema) schema = make ("{\"$id\":\"http://example.org/root\",\"properties\":{\"a/"
                                       "b\":{\"$ref\":\"#/$defs/x\"},\"list\":{\"items\":"
                                       "{\"title\":\"Each\"}}},\"$defs\":{\"x\":{\"$ref\":\"#y\"},\"y\":{\"$"
                                       "anchor\":\"y\",\"title\":\"Why\",\"default\":3}}}");
  g_autoptr (MbmSchema) limited = mbm_schema_with_limits (schema, 5, 6);
  g_autoptr (MbmSchema) inner = mbm_schema_lookup (limited, "/properties/a~1b");
  g_autoptr (MbmSchema) end = mbm_schema_resolve (inner);
  g_autoptr (MbmSchema) each = mbm_schema_lookup (schema, "/properties/list/items");
  g_autoptr (MbmSchema) itself = mbm_schema_lookup (schema, "");
  g_autoptr (MbmSchema) again = mbm_schema_resolve (each);
  g_autofree char *path = mbm_schema_dup_path (end);
  g_autoptr (GBytes) bytes = mbm_schema_dup_bytes (each);
  g_autofree char *title = NULL;
  MbmJsonValue value;

  g_assert_true (mbm_json_value_get_member (mbm_schema_get_value (end), "title", &value));
  title = mbm_json_value_dup_string (value);
  g_assert_cmpstr (title, ==, "Why");
  g_assert_cmpstr (path, ==, "#/$defs/y");
  g_assert_cmpuint (mbm_schema_get_max_violations (end), ==, 5);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "{\"title\":\"Each\"}", 16);
  g_assert_true (again == each);
  g_assert_nonnull (itself);
  g_assert_null (mbm_schema_lookup (schema, "/properties/none"));
  g_assert_null (mbm_schema_lookup (schema, "/$defs/y/title"));
  g_assert_null (mbm_schema_lookup (schema, "properties"));
  g_assert_cmpstr (mbm_schema_get_dialect (schema), ==, "2020-12");
}

/* What else a schema may refer to is given to it. */
static void
test_documents (void)
{
  g_autoptr (GHashTable) documents =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_bytes_unref);
  static const char text[] = "{\"properties\":{\"a\":{\"$ref\":\"other.json#/$defs/n\"}}}";
  static const char other[] = "{\"$defs\":{\"n\":{\"minimum\":3}}}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmSchema) schema = NULL;
  g_autoptr (GPtrArray) violations = NULL;

  g_assert_null (mbm_schema_new (bytes, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_SCHEMA);
  g_clear_error (&error);

  g_hash_table_insert (documents, (gpointer) "other.json", g_bytes_new_static (other, sizeof other - 1));
  schema = mbm_schema_new_with_documents (bytes, documents, &error);
  g_assert_no_error (error);
  g_assert_true (is_valid (schema, "{\"a\":3}"));
  violations = mbm_schema_validate (schema, mbm_json_value ("{\"a\":2}", -1), &error);
  g_assert_cmpuint (violations->len, ==, 1);
  g_assert_nonnull (
    strstr (mbm_violation_get_schema_path (g_ptr_array_index (violations, 0)), "other.json#/$defs/n"));
}

static const struct
{
  const char *schema;
  const char *value; /* NULL: none can be found */
} generated[] = {
  { "true", "null" },
  { "{}", "null" },
  { "false", NULL },
  { "{\"examples\":[1,{\"a\" : 2}],\"type\":\"object\",\"default\":{}}", "{\"a\":2}" },
  { "{\"type\":\"integer\",\"default\":7}", "7" },
  { "{\"type\":\"integer\",\"default\":\"7\"}", "1" },
  { "{\"const\":18446744073709551616}", "18446744073709551616" },
  { "{\"enum\":[\"b\",\"a\"]}", "\"b\"" },
  { "{\"enum\":[\"b\",\"aa\"],\"minLength\":2}", "\"aa\"" },
  { "{\"type\":\"string\"}", "\"text\"" },
  { "{\"type\":\"string\",\"maxLength\":2}", "\"te\"" },
  { "{\"type\":\"string\",\"minLength\":12}", "\"text text te\"" },
  { "{\"type\":\"string\",\"pattern\":\"^order-[0-9]+$\"}", "\"order-0\"" },
  { "{\"pattern\":\"^(?:[A-Z]{2}|x)-\\\\d{3,}(?=$)\"}", "\"AA-000\"" },
  { "{\"pattern\":\"^[^a-z]\\\\p{Lu}.?\\\\/$\"}", "\"0A/\"" },
  { "{\"type\":\"string\",\"format\":\"email\"}", "\"someone@example.org\"" },
  { "{\"format\":\"uuid\",\"type\":[\"null\",\"string\"]}", "\"123e4567-e89b-42d3-a456-426614174000\"" },
  { "{\"type\":\"number\",\"minimum\":2.5}", "3" },
  { "{\"type\":\"integer\",\"exclusiveMinimum\":3}", "4" },
  { "{\"type\":\"integer\",\"maximum\":-3}", "-3" },
  { "{\"type\":\"number\",\"exclusiveMinimum\":0,\"exclusiveMaximum\":1}", "0.5" },
  { "{\"type\":\"integer\",\"minimum\":10,\"multipleOf\":7}", "14" },
  { "{\"type\":\"number\",\"minimum\":18446744073709551617,\"maximum\":18446744073709551617}",
    "18446744073709551617" },
  { "{\"type\":\"integer\",\"minimum\":2,\"maximum\":1}", NULL },
  { "{\"type\":\"boolean\"}", "true" },
  { "{\"type\":\"array\",\"items\":{\"type\":\"integer\"},\"minItems\":3,\"uniqueItems\":true}", "[1,2,3]" },
  { "{\"type\":\"array\",\"maxItems\":0,\"items\":{\"type\":\"integer\"}}", "[]" },
  { "{\"prefixItems\":[{\"type\":\"string\"},{\"const\":4}],\"items\":false,\"minItems\":2}",
    "[\"text\",4]" },
  { "{\"contains\":{\"const\":\"x\"},\"minContains\":2}", "[\"x\",\"x\"]" },
  { "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"},\"b\":false,\"\\u0063\":{\"items\":{"
    "\"type\":\"boolean\"}}},"
    "\"required\":[\"d\"],\"additionalProperties\":{\"type\":\"integer\"}}",
    "{\"d\":1,\"a\":\"text\",\"\\u0063\":[true]}" },
  { "{\"minProperties\":2}", "{\"member1\":null,\"member2\":null}" },
  { "{\"$ref\":\"#/$defs/"
    "a\",\"$defs\":{\"a\":{\"allOf\":[{\"properties\":{\"x\":{\"type\":\"null\"}}},{\"required\":[\"y\"]}]}}"
    "}",
    "{\"y\":null,\"x\":null}" },
  { "{\"oneOf\":[false,{\"type\":\"string\",\"not\":{\"const\":\"text\"}},{\"type\":\"integer\"}]}", "0" },
  { "{\"properties\":{\"kind\":{\"enum\":[\"a\",\"b\"]}},\"required\":[\"kind\"],\"if\":{\"properties\":{"
    "\"kind\":{\"const\":\"a\"}}},"
    "\"then\":{\"required\":[\"n\"],\"properties\":{\"n\":{\"type\":\"integer\"}}}}",
    "{\"kind\":\"a\",\"n\":1}" },
  { "{\"not\":{\"type\":\"null\"}}", "{}" },
  { "{\"type\":\"string\",\"pattern\":\"^\\\\bx(?!x)y$\"}", "\"xy\"" },
  { "{\"type\":\"string\",\"pattern\":\"^(a)\\\\1$\"}", NULL },
};

static void
test_generate (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (generated); i++)
    {
      g_autoptr (MbmSchema) schema = make (generated[i].schema);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) value = mbm_schema_generate (schema, &error);
      g_autofree char *text = NULL;

      g_test_message ("%s", generated[i].schema);
      if (generated[i].value == NULL)
        {
          g_assert_error (error, MBM_ERROR, MBM_ERROR_FAILED);
          continue;
        }
      g_assert_no_error (error);
      text = g_strndup (g_bytes_get_data (value, NULL), g_bytes_get_size (value));
      g_assert_cmpstr (text, ==, generated[i].value);
      g_assert_true (is_valid (schema, generated[i].value));
    }
}

/* A schema that contains itself has small values, and none that has to go on for ever. */
static void
test_generate_recursive (void)
{
  g_autoptr (MbmSchema) tree =
    make ("{\"type\":\"object\",\"properties\":{\"children\":{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}},"
          "\"left\":{\"$ref\":\"#\"}},\"additionalProperties\":false}");
  g_autoptr (MbmSchema) endless =
    make ("{\"properties\":{\"a\":{\"$ref\":\"#\"}},\"required\":[\"a\"],\"type\":\"object\"}");
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) value = mbm_schema_generate (tree, &error);
  g_autoptr (GPtrArray) violations = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (value), <, 10000);
  violations = mbm_schema_validate_bytes (tree, value, &error);
  g_assert_cmpuint (violations->len, ==, 0);
  g_assert_null (mbm_schema_generate (endless, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_FAILED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, PATIENCE);
}

static gpointer
validate_often (gpointer data)
{
  for (guint i = 0; i < 2000; i++)
    {
      g_assert_true (is_valid (data, "{\"a\":\"order-7\",\"b\":[1,2,3]}"));
      g_assert_false (is_valid (data, "{\"a\":\"order\",\"b\":[1,2,1]}"));
    }
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (MbmSchema) schema =
    make ("{\"properties\":{\"a\":{\"pattern\":\"^order-[0-9]+$\"},\"b\":{\"uniqueItems\":true}}}");
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("validate", validate_often, schema);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/schema/numbers", test_numbers);
  g_test_add_func ("/schema/patterns", test_patterns);
  g_test_add_func ("/schema/violations", test_violations);
  g_test_add_func ("/schema/ways", test_ways);
  g_test_add_func ("/schema/limits", test_limits);
  g_test_add_func ("/schema/blow-up", test_blow_up);
  g_test_add_func ("/schema/circles", test_circles);
  g_test_add_func ("/schema/depth", test_depth);
  g_test_add_func ("/schema/deep-value", test_deep_value);
  g_test_add_func ("/schema/hostile-pattern", test_hostile_pattern);
  g_test_add_func ("/schema/many-items", test_many_items);
  g_test_add_func ("/schema/many-members", test_many_members);
  g_test_add_func ("/schema/many-references", test_many_references);
  g_test_add_func ("/schema/walk", test_walk);
  g_test_add_func ("/schema/documents", test_documents);
  g_test_add_func ("/schema/generate", test_generate);
  g_test_add_func ("/schema/generate-recursive", test_generate_recursive);
  g_test_add_func ("/schema/threads", test_threads);

  return g_test_run ();
}
