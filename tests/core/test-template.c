/* test-template.c — placeholders become values, and nothing else changes
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "sbx-draft.h"

/* A few variables; `sly` has what looks like a placeholder in it. */
static char *
lookup (const char *name, gpointer user_data, GError **error)
{
  static const char document[] =
    "{\"orderId\":\"order-7\",\"count\":3,\"price\":0.10,\"big\":18446744073709551616,"
    "\"items\":[{\"id\":\"a\"},{\"id\":\"b\"}],\"none\":null,\"yes\":true,"
    "\"quote\":\"\\\"\\\\\\n\",\"sly\":\"{{orderId}}\",\"with.dot\":{\"x y\":1},"
    "\"\xc3\xa9t\xc3\xa9\":\"warm\"}";
  guint *n_calls = user_data;
  MbmJsonValue value;

  if (n_calls != NULL)
    ++*n_calls;
  if (g_str_equal (name, "late"))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PENDING, "not yet");
      return NULL;
    }
  if (g_str_equal (name, "broken"))
    return g_strdup ("{");
  if (!sbx_template_lookup_path (mbm_json_value (document, -1), name, &value))
    return NULL;
  return g_strndup (value.text, value.length);
}

static const struct
{
  const char *text;
  const char *expected;
} good[] = {
  { "{}", "{}" },
  { " [ 1.0 , 0.10 ] ", " [ 1.0 , 0.10 ] " },
  { "\"{{orderId}}\"", "\"order-7\"" },
  { "\"{{count}}\"", "3" },
  { "\"{{ count }}\"", "3" },
  { "\"{{price}}\"", "0.10" },
  { "\"{{big}}\"", "18446744073709551616" },
  { "\"{{none}}\"", "null" },
  { "\"{{yes}}\"", "true" },
  { "\"{{items}}\"", "[{\"id\":\"a\"},{\"id\":\"b\"}]" },
  { "\"{{items[1].id}}\"", "\"b\"" },
  { "\"{{items.1.id}}\"", "\"b\"" },
  { "\"{{[with.dot][x y]}}\"", "1" },
  { "\"{{\\u00e9t\xc3\xa9}}\"", "\"warm\"" },
  { "\"no {{orderId}}, {{count}}\"", "\"no order-7, 3\"" },
  { "\" {{count}}\"", "\" 3\"" },
  { "\"{{count}} \"", "\"3 \"" },
  { "\"{{count}}{{count}}\"", "\"33\"" },
  { "\"{{items[0]}}!\"", "\"{\\\"id\\\":\\\"a\\\"}!\"" },
  { "\"{{quote}}\"", "\"\\\"\\\\\\n\"" },
  { "\"<{{quote}}>\"", "\"<\\\"\\\\\\n>\"" },
  { "\"{{sly}}\"", "\"{{orderId}}\"" },
  { "\"-{{sly}}-\"", "\"-{{orderId}}-\"" },
  { "{\"{{orderId}}\":1}", "{\"order-7\":1}" },
  { "{\"{{count}}\" : \"{{count}}\"}", "{\"3\" : 3}" },
  { "\"\\\\{{count}}\"", "\"{{count}}\"" },
  { "\"\\\\\\\\{{count}}\"", "\"\\\\3\"" },
  { "\"\\\\\\\\\\\\{{count}}\"", "\"\\\\{{count}}\"" },
  { "\"a\\\\b {{count}}\"", "\"a\\\\b 3\"" },
  { "\"\\\"{{count}}\\\"\"", "\"\\\"3\\\"\"" },
  { "\"\\u005c{{count}}\"", "\"\\u005c3\"" },
  { "\"\\ud800 {{count}} \\u0000\"", "\"\\ud800 3 \\u0000\"" },
  { "\"{ {count} }\"", "\"{ {count} }\"" },
  { "\"}} {{count}}}\"", "\"}} 3}\"" },
  { "[\"{{count}}\",[\"{{count}}\"],{\"a\":{\"b\":\"{{count}}\"}}]", "[3,[3],{\"a\":{\"b\":3}}]" },
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *result = sbx_template_expand (good[i].text, lookup, NULL, &error);

      g_test_message ("%s", good[i].text);
      g_assert_no_error (error);
      g_assert_cmpstr (result, ==, good[i].expected);
    }
}

static const struct
{
  const char *text;
  int code;
  const char *words; /* where and what */
} bad[] = {
  { "", SBX_TEMPLATE_ERROR_JSON, "Line 1" },
  { "{\"a\":{{count}}}", SBX_TEMPLATE_ERROR_JSON, "quotes" },
  { "\"{{nobody}}\"", SBX_TEMPLATE_ERROR_UNKNOWN, "{{nobody}}: " },
  { "[0,{\"a/b\":[{\"~\":\"x {{nobody}}\"}]}]", SBX_TEMPLATE_ERROR_UNKNOWN, "/1/a~1b/0/~0: {{nobody}}: " },
  { "{\"a\":1,\"{{nobody}}\":2}", SBX_TEMPLATE_ERROR_UNKNOWN, "/{{nobody}}: " },
  { "{\"a\":\"{{items[2]}}\"}", SBX_TEMPLATE_ERROR_UNKNOWN, "/a: {{items[2]}}: " },
  { "\"{{items[-1]}}\"", SBX_TEMPLATE_ERROR_UNKNOWN, "items" },
  { "\"{{items[0}}\"", SBX_TEMPLATE_ERROR_UNKNOWN, "items" },
  { "\"{{items[0]id}}\"", SBX_TEMPLATE_ERROR_UNKNOWN, "items" },
  { "\"{{items..id}}\"", SBX_TEMPLATE_ERROR_UNKNOWN, "items" },
  { "\"{{count.x}}\"", SBX_TEMPLATE_ERROR_UNKNOWN, "count.x" },
  { "\"{{count\"", SBX_TEMPLATE_ERROR_SYNTAX, "}} is missing" },
  { "\"{{count}\"", SBX_TEMPLATE_ERROR_SYNTAX, "}} is missing" },
  { "[\"{{count\",\"}}\"]", SBX_TEMPLATE_ERROR_SYNTAX, "/0: " },
  { "\"{{}}\"", SBX_TEMPLATE_ERROR_SYNTAX, "no name" },
  { "\"{{  }}\"", SBX_TEMPLATE_ERROR_SYNTAX, "no name" },
  { "\"{{{count}}}\"", SBX_TEMPLATE_ERROR_SYNTAX, "no name" },
  { "\"{{a\\u0000b}}\"", SBX_TEMPLATE_ERROR_SYNTAX, "no name" },
  { "\"{{a\\nb}}\"", SBX_TEMPLATE_ERROR_SYNTAX, "no name" },
  { "\"{{random(6, 1)}}\"", SBX_TEMPLATE_ERROR_SYNTAX, "random(1, 6)" },
  { "\"{{random(1)}}\"", SBX_TEMPLATE_ERROR_SYNTAX, "random(1, 6)" },
  { "\"{{random(1,2,3)}}\"", SBX_TEMPLATE_ERROR_SYNTAX, "random(1, 6)" },
  { "\"{{hex(0)}}\"", SBX_TEMPLATE_ERROR_SYNTAX, "hex(16)" },
  { "\"{{hex(257)}}\"", SBX_TEMPLATE_ERROR_SYNTAX, "hex(16)" },
  { "\"{{now(99999999999999)}}\"", SBX_TEMPLATE_ERROR_SYNTAX, "now(-3600)" },
  { "\"{{date(9999999)}}\"", SBX_TEMPLATE_ERROR_SYNTAX, "date(7)" },
  { "\"{{timestamp(x)}}\"", SBX_TEMPLATE_ERROR_SYNTAX, "timestamp(60000)" },
  { "\"{{pick()}}\"", SBX_TEMPLATE_ERROR_SYNTAX, "pick(" },
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *result = sbx_template_expand (bad[i].text, lookup, NULL, &error);

      g_test_message ("%s", bad[i].text);
      g_assert_error (error, SBX_TEMPLATE_ERROR, bad[i].code);
      g_test_message ("→ %s", error->message);
      g_assert_nonnull (strstr (error->message, bad[i].words));
      g_assert_null (result);
    }
}

/* A lookup's own error comes through, and what it gives has to be JSON. */
static void
test_lookup_errors (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (sbx_template_expand ("{\"a\":\"{{late}}\"}", lookup, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  g_assert_cmpstr (error->message, ==, "/a: {{late}}: not yet");
  g_clear_error (&error);

  g_assert_null (sbx_template_expand ("[\"{{broken}}\"]", lookup, NULL, &error));
  g_assert_nonnull (error);
  g_assert_true (g_str_has_prefix (error->message, "/0: {{broken}}: "));
}

static void
test_text (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *plain = sbx_template_expand_text ("say \"hello\"\\", lookup, NULL, &error);
  g_autofree char *one = sbx_template_expand_text ("{{count}}", lookup, NULL, &error);
  g_autofree char *mixed =
    sbx_template_expand_text ("{{orderId}}/{{count}} \"x\" \\{{count}}", lookup, NULL, &error);
  g_autofree char *quote = sbx_template_expand_text ("{{quote}}", lookup, NULL, &error);
  g_autofree char *list = sbx_template_expand_text ("{{items[0]}}", lookup, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (plain, ==, "say \"hello\"\\");
  g_assert_cmpstr (one, ==, "3");
  g_assert_cmpstr (mixed, ==, "order-7/3 \"x\" {{count}}");
  g_assert_cmpstr (quote, ==, "\"\\\n");
  g_assert_cmpstr (list, ==, "{\"id\":\"a\"}");
  g_assert_null (sbx_template_expand_text ("a {{nobody}}", lookup, NULL, &error));
  g_assert_error (error, SBX_TEMPLATE_ERROR, SBX_TEMPLATE_ERROR_UNKNOWN);
}

static void
test_escape (void)
{
  static const char *const texts[] = { "",   "{{", "a {{count}} b", "\\{{count}}", "\\\\{{{{x", "{{{",
                                       "\\", "{ {" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *escaped = sbx_template_escape (texts[i]);
      g_autofree char *result = sbx_template_expand_text (escaped, lookup, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (result, ==, texts[i]);
    }
}

/* The value that `"{{name}}"` becomes; (transfer full). */
static char *
expand_one (const char *name)
{
  g_autofree char *text = g_strdup_printf ("\"{{%s}}\"", name);
  g_autoptr (GError) error = NULL;
  char *result = sbx_template_expand (text, NULL, NULL, &error);

  g_assert_no_error (error);
  return result;
}

static void
assert_looks (const char *name, const char *pattern)
{
  g_autofree char *value = expand_one (name);

  g_test_message ("%s: %s", name, value);
  g_assert_true (g_regex_match_simple (pattern, value, G_REGEX_DOLLAR_ENDONLY, 0));
}

static void
test_builtins (void)
{
  g_autofree char *one = expand_one ("uuid");
  g_autofree char *other = expand_one ("uuid");
  g_autofree char *time = expand_one ("timestamp");
  g_autofree char *later = expand_one ("timestamp(+60000)");
  g_autofree SbxTemplateBuiltin *builtins = NULL;
  gint64 before;
  guint n;

  g_assert_cmpstr (one, !=, other);
  assert_looks ("uuid", "^\"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\"$");
  assert_looks ("now", "^\"20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d\\d\\dZ\"$");
  assert_looks ("now( -3600 )", "^\"20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d\\d\\dZ\"$");
  assert_looks ("date(7)", "^\"20\\d\\d-\\d\\d-\\d\\d\"$");
  assert_looks ("random", "^\\d{1,6}$");
  assert_looks ("random(-5, -5)", "^-5$");
  assert_looks ("random(1,6)", "^[1-6]$");
  assert_looks ("pick(red, green, 3)", "^(\"red\"|\"green\"|3)$");
  assert_looks ("hex", "^\"[0-9a-f]{32}\"$");
  assert_looks ("hex(16)", "^\"[0-9a-f]{16}\"$");
  before = g_ascii_strtoll (time, NULL, 10);
  g_assert_cmpint (before, <=, g_get_real_time () / 1000);
  g_assert_cmpint (g_ascii_strtoll (later, NULL, 10), >=, before + 60000);

  builtins = sbx_template_list_builtins (&n);
  g_assert_cmpuint (n, >, 5);
  for (guint i = 0; i < n; i++)
    {
      g_assert_true (sbx_template_is_builtin (builtins[i].name));
      g_assert_true (g_str_has_prefix (builtins[i].example, builtins[i].name));
      if (!g_str_equal (builtins[i].name, "counter"))
        g_free (expand_one (builtins[i].example));
    }
}

static char *
lookup_large (const char *name, gpointer user_data, GError **error)
{
  return g_strdup (user_data);
}

/* A short text may not become an endless one, nor one that is nested too deeply to be read. */
static void
test_bounds (void)
{
  g_autofree char *megabyte = g_strnfill (1024 * 1024, 'x');
  g_autofree char *value = g_strdup_printf ("\"%s\"", megabyte);
  g_autoptr (GString) text = g_string_new ("\"");
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (text, "{{a}}");
  g_string_append_c (text, '"');
  g_assert_null (sbx_template_expand (text->str, lookup_large, value, &error));
  g_assert_error (error, SBX_TEMPLATE_ERROR, SBX_TEMPLATE_ERROR_TOO_LARGE);
  g_clear_error (&error);

  for (guint i = 0; i < 400; i++)
    g_string_append_c (deep, '[');
  for (guint i = 0; i < 400; i++)
    g_string_append_c (deep, ']');
  g_string_assign (text, deep->str);
  g_string_insert (text, 400, "\"{{a}}\"");
  g_assert_null (sbx_template_expand (text->str, lookup_large, deep->str, &error));
  g_assert_error (error, SBX_TEMPLATE_ERROR, SBX_TEMPLATE_ERROR_TOO_LARGE);
  g_clear_error (&error);

  g_string_assign (text, "\"{{");
  for (guint i = 0; i < SBX_TEMPLATE_MAX_NAME + 1; i++)
    g_string_append_c (text, 'n');
  g_string_append (text, "}}\"");
  g_assert_null (sbx_template_expand (text->str, lookup_large, value, &error));
  g_assert_error (error, SBX_TEMPLATE_ERROR, SBX_TEMPLATE_ERROR_SYNTAX);
}

/* Nobody is asked where there is nothing to ask. */
static void
test_calls (void)
{
  guint n_calls = 0;
  g_autofree char *none = sbx_template_expand ("{\"a\":\"{b}\"}", lookup, &n_calls, NULL);
  g_autofree char *two = NULL;

  g_assert_cmpuint (n_calls, ==, 0);
  two = sbx_template_expand ("[\"{{count}} {{count}}\",\"\\\\{{count}}\"]", lookup, &n_calls, NULL);
  g_assert_cmpuint (n_calls, ==, 2);
}

/* --- drafts --------------------------------------------------------------------- */

static SbxDraft *
make_draft (void)
{
  g_autoptr (GPtrArray) captures = g_ptr_array_new ();
  SbxDraft *draft = sbx_draft_new (FALSE, "getOrder", "{\"orderId\": \"{{orderId}}\", \"n\": 0.10}");
  SbxDraftCapture capture = { (char *) "last", (char *) "/items/0" };

  g_object_set (draft, "context", "{\"metadata\":{\"n\":\"{{count}}\"}}", "timeout", 1500, "recipient",
                "{{count}}", "title", "An order", "description", "Why", NULL);
  g_ptr_array_add (captures, &capture);
  sbx_draft_set_captures (draft, captures);
  return draft;
}

static void
test_draft_json (void)
{
  g_autoptr (SbxDraft) draft = make_draft ();
  g_autofree char *json = sbx_draft_to_json (draft);
  g_autoptr (GError) error = NULL;
  g_autoptr (SbxDraft) again = sbx_draft_from_json (mbm_json_value (json, -1), "messages[0]", &error);
  g_autoptr (SbxDraft) copy = sbx_draft_copy (draft);
  g_autofree char *json_again = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (json, ==,
                   "{\"title\":\"An order\",\"description\":\"Why\",\"request\":\"getOrder\","
                   "\"recipient\":\"{{count}}\",\"payload\":{\"orderId\":\"{{orderId}}\",\"n\":0.10},"
                   "\"context\":{\"metadata\":{\"n\":\"{{count}}\"}},\"timeout\":1500,"
                   "\"capture\":[{\"variable\":\"last\",\"pointer\":\"/items/0\"}]}");
  json_again = sbx_draft_to_json (again);
  g_assert_cmpstr (json_again, ==, json);
  g_assert_true (sbx_draft_equal (draft, copy));
  g_object_set (copy, "timeout", 1, NULL);
  g_assert_false (sbx_draft_equal (draft, copy));
}

/* What is half written is kept as it is, and what is not understood as well. */
static void
test_draft_odd (void)
{
  g_autoptr (SbxDraft) draft = sbx_draft_new (TRUE, "tick", "{\"a\":");
  g_autofree char *json = sbx_draft_to_json (draft);
  static const char text[] =
    "{\"event\":\"tick\",\"color\":0.10,\"recipients\":[\"a\",\"b\"],\"payloadText\":\"{\\\"a\\\":\"}";
  g_autoptr (GError) error = NULL;
  g_autoptr (SbxDraft) read = sbx_draft_from_json (mbm_json_value (text, -1), "messages[0]", &error);
  g_autofree char *written = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (json, ==, "{\"event\":\"tick\",\"payloadText\":\"{\\\"a\\\":\"}");
  g_assert_true (sbx_draft_get_event (read));
  g_assert_cmpstr (sbx_draft_get_payload (read), ==, "{\"a\":");
  written = sbx_draft_to_json (read);
  g_assert_cmpstr (
    written, ==,
    "{\"event\":\"tick\",\"recipients\":[\"a\",\"b\"],\"payloadText\":\"{\\\"a\\\":\",\"color\":0.10}");
}

static void
test_draft_broken (void)
{
  static const struct
  {
    const char *text;
    const char *words;
  } broken[] = {
    { "[]", "messages[0]: " },
    { "{}", "messages[0]: " },
    { "{\"request\":1}", "messages[0].request: " },
    { "{\"request\":\"a\",\"timeout\":-1}", "messages[0].timeout: " },
    { "{\"request\":\"a\",\"capture\":{}}", "messages[0].capture: " },
    { "{\"request\":\"a\",\"capture\":[{}]}", "messages[0].capture[0]: " },
    { "{\"request\":\"a\",\"capture\":[{\"variable\":\"x\",\"pointer\":2}]}",
      "messages[0].capture[0].pointer: " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sbx_draft_from_json (mbm_json_value (broken[i].text, -1), "messages[0]", &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_assert_true (g_str_has_prefix (error->message, broken[i].words));
    }
}

static void
test_draft_expand (void)
{
  g_autoptr (SbxDraft) draft = make_draft ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SbxDraft) sent = sbx_draft_expand (draft, lookup, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (sbx_draft_get_payload (sent), ==, "{\"orderId\": \"order-7\", \"n\": 0.10}");
  g_assert_cmpstr (sbx_draft_get_context (sent), ==, "{\"metadata\":{\"n\":3}}");
  g_assert_cmpstr (sbx_draft_get_recipient (sent), ==, "3");
  g_assert_cmpstr (sbx_draft_get_payload (draft), ==, "{\"orderId\": \"{{orderId}}\", \"n\": 0.10}");

  g_object_set (draft, "payload", "{\"a\":[\"{{nobody}}\"]}", NULL);
  g_clear_object (&sent);
  g_assert_null (sbx_draft_expand (draft, lookup, NULL, &error));
  g_assert_error (error, SBX_TEMPLATE_ERROR, SBX_TEMPLATE_ERROR_UNKNOWN);
  g_assert_true (g_str_has_prefix (error->message, "payload: /a/0: {{nobody}}: "));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/template/good", test_good);
  g_test_add_func ("/template/bad", test_bad);
  g_test_add_func ("/template/lookup-errors", test_lookup_errors);
  g_test_add_func ("/template/text", test_text);
  g_test_add_func ("/template/escape", test_escape);
  g_test_add_func ("/template/builtins", test_builtins);
  g_test_add_func ("/template/bounds", test_bounds);
  g_test_add_func ("/template/calls", test_calls);
  g_test_add_func ("/draft/json", test_draft_json);
  g_test_add_func ("/draft/odd", test_draft_odd);
  g_test_add_func ("/draft/broken", test_draft_broken);
  g_test_add_func ("/draft/expand", test_draft_expand);

  return g_test_run ();
}
