/* test-json-edit.c — changes to a JSON text that leave the rest of it as it is
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-json-edit.h"

#define assert_takes(call, expected)        \
  G_STMT_START                              \
  {                                         \
    g_autofree char *result = (call);       \
    g_assert_cmpstr (result, ==, expected); \
  }                                         \
  G_STMT_END

#define LINES "{\n    \"a\": 1.0,\n    \"b\": [\n        1,\n        2\n    ],\n    \"c\" : {}\n}\n"

static void
test_pointer (void)
{
  g_autoptr (GString) pointer = g_string_new (NULL);
  const char *left;
  g_autofree char *first = NULL, *second = NULL, *third = NULL;

  sbx_json_pointer_append (pointer, "a/b~1");
  sbx_json_pointer_append (pointer, "");
  g_assert_cmpstr (pointer->str, ==, "/a~1b~01/");
  left = pointer->str;
  first = sbx_json_pointer_next (&left);
  second = sbx_json_pointer_next (&left);
  third = sbx_json_pointer_next (&left);
  g_assert_cmpstr (first, ==, "a/b~1");
  g_assert_cmpstr (second, ==, "");
  g_assert_null (third);
}

static void
test_find (void)
{
  MbmJsonValue value;

  g_assert_true (sbx_json_edit_find (" [1,{\"a\":2,\"a\":3}] ", "/1/a", &value));
  g_assert_cmpmem (value.text, value.length, "3", 1);
  g_assert_true (sbx_json_edit_find (" [] ", "", &value));
  g_assert_cmpmem (value.text, value.length, "[]", 2);
  g_assert_false (sbx_json_edit_find ("[1]", "/1", &value));
  g_assert_false (sbx_json_edit_find ("[1]", "/01x", &value));
  g_assert_false (sbx_json_edit_find ("[1]", "/-1", &value));
  g_assert_false (sbx_json_edit_find ("[1]", "/0/a", &value));
  g_assert_false (sbx_json_edit_find ("{\"a\":1}", "/b", &value));
  g_assert_false (sbx_json_edit_find ("{\"a\":1}", "a", &value));
}

static void
test_replace (void)
{
  assert_takes (sbx_json_edit_replace ("{\"a\" : 1.0 , \"b\":1E400}", "/a", "18446744073709551616"),
                "{\"a\" : 18446744073709551616 , \"b\":1E400}");
  assert_takes (sbx_json_edit_replace ("{\"a\":1,\"a\":2}", "/a", "3"), "{\"a\":1,\"a\":3}");
  assert_takes (sbx_json_edit_replace (" 1 ", "", "[1,2]"), " [\n   1,\n   2\n ] ");
  assert_takes (sbx_json_edit_replace ("[1 ]", "/0", "{\n  \"x\": 1\n}"), "[{\"x\":1} ]");
  assert_takes (sbx_json_edit_replace ("{\n\t\"a\": 1\n}", "/a", "[1,[]]"),
                "{\n\t\"a\": [\n\t\t1,\n\t\t[]\n\t]\n}");
  /* What is laid out already is only moved. */
  assert_takes (sbx_json_edit_replace (LINES, "/b", "[1,\n 2]"),
                "{\n    \"a\": 1.0,\n    \"b\": [1,\n     2],\n    \"c\" : {}\n}\n");
  assert_takes (sbx_json_edit_replace ("[]", "/0", "1"), NULL);
}

static void
test_remove (void)
{
  assert_takes (sbx_json_edit_remove (LINES, "/a"),
                "{\n    \"b\": [\n        1,\n        2\n    ],\n    \"c\" : {}\n}\n");
  assert_takes (sbx_json_edit_remove (LINES, "/c"),
                "{\n    \"a\": 1.0,\n    \"b\": [\n        1,\n        2\n    ]\n}\n");
  assert_takes (sbx_json_edit_remove (LINES, "/b/0"),
                "{\n    \"a\": 1.0,\n    \"b\": [\n        2\n    ],\n    \"c\" : {}\n}\n");
  assert_takes (sbx_json_edit_remove ("{ \"a\": 1 }", "/a"), "{}");
  assert_takes (sbx_json_edit_remove ("[ 1 ]", "/0"), "[]");
  /* A name that is there twice is gone when it is removed. */
  assert_takes (sbx_json_edit_remove ("{\"a\":1,\"b\":2,\"a\":3}", "/a"), "{\"b\":2}");
  assert_takes (sbx_json_edit_remove ("{\"\\u0061\" : 1,\"b\":2}", "/a"), "{\"b\":2}");
  assert_takes (sbx_json_edit_remove ("{}", "/a"), NULL);
  assert_takes (sbx_json_edit_remove ("{}", ""), NULL);
}

static void
test_add_member (void)
{
  assert_takes (sbx_json_edit_add_member ("{}", "", "a", NULL, "1"), "{\n  \"a\": 1\n}");
  assert_takes (sbx_json_edit_add_member ("{\"b\":2}", "", "a", NULL, "1"), "{\"a\":1,\"b\":2}");
  assert_takes (sbx_json_edit_add_member ("{ \"b\": 2 }", "", "a", "b", "1"), "{ \"b\": 2, \"a\": 1 }");
  assert_takes (sbx_json_edit_add_member ("{\"b\": 2, \"c\": 3}", "", "a\"", "b", "1"),
                "{\"b\": 2, \"a\\\"\": 1, \"c\": 3}");
  assert_takes (sbx_json_edit_add_member ("{\"b\": 2, \"c\": 3}", "", "a", "x", "1"),
                "{\"b\": 2, \"c\": 3, \"a\": 1}");
  assert_takes (
    sbx_json_edit_add_member (LINES, "/c", "d", NULL, "[1]"),
    "{\n    \"a\": 1.0,\n    \"b\": [\n        1,\n        2\n    ],\n    \"c\" : {\n        \"d\": [\n"
    "            1\n        ]\n    }\n}\n");
  assert_takes (sbx_json_edit_add_member (LINES, "", "d", "a", "{}"),
                "{\n    \"a\": 1.0,\n    \"d\": {},\n    \"b\": [\n        1,\n        2\n    ],\n"
                "    \"c\" : {}\n}\n");
  assert_takes (sbx_json_edit_add_member ("[]", "", "a", NULL, "1"), NULL);
}

static void
test_elements (void)
{
  assert_takes (sbx_json_edit_add_element ("[1, 2]", "", 99, "3"), "[1, 2, 3]");
  assert_takes (sbx_json_edit_add_element ("[1, 2]", "", 0, "3"), "[3, 1, 2]");
  assert_takes (sbx_json_edit_add_element ("{\"a\":[]}", "/a", 0, "3"), "{\"a\":[3]}");
  assert_takes (sbx_json_edit_add_element ("{}", "", 0, "3"), NULL);
  assert_takes (sbx_json_edit_move_element ("[1,  2, 3,\n4]", "", 0, 2), "[2,  3, 1,\n4]");
  assert_takes (sbx_json_edit_move_element ("[1,  2, 3,\n4]", "", 3, 1), "[1,  4, 2,\n3]");
  assert_takes (sbx_json_edit_move_element ("[1,2]", "", 1, 1), "[1,2]");
  assert_takes (sbx_json_edit_move_element ("[1,2]", "", 0, 2), NULL);
}

static const char *const documents[] = {
  LINES,
  "{}",
  "[ ]",
  "[[[1]]]",
  "{\"a\":{\"b\":{\"c\":[]}}}",
  "{ \"x\" : [ { \"y\" : \"} ] , \\\" \" } , { } ] , \"x\" : null }",
  "\n[\n\t{\n\t\t\"a\" :\n\t\t\t[ 1,\n\t\t\t2 ]\n\t},\n\t\"\\ud800\"\n]\n",
  "{\"a/b\":1,\"m~n\":2,\"\":3,\"ä\":4}",
};

/* What is replaced by itself, and what is added and removed, leaves no trace; and all others keep their text.
 */
static void
try_container (const char *text, const char *pointer, MbmJsonValue container)
{
  gboolean in_object = mbm_json_value_get_type (container) == MBM_JSON_OBJECT;
  g_autofree char *fragment = sbx_json_edit_dup_fragment (text, container);
  g_autofree char *longer = NULL;
  g_autofree char *added = NULL;
  MbmJsonValue name, value;
  MbmJsonIter iter;
  guint n = 0;

  if (strchr (text, '\n') != NULL && strchr (fragment, '\n') != NULL)
    assert_takes (sbx_json_edit_replace (text, pointer, fragment), text);

  mbm_json_iter_init (&iter, container);
  while (mbm_json_iter_next (&iter, &name, &value))
    n++;
  added = g_strdup_printf ("%s/%s", pointer, in_object ? "new" : "0");
  longer = in_object ? sbx_json_edit_add_member (text, pointer, "new", n % 2 == 0 ? NULL : "", "{\"n\":[1]}")
                     : sbx_json_edit_add_element (text, pointer, 0, "{\"n\":[1]}");
  g_assert_true (mbm_json_check (longer, -1, NULL));
  g_assert_true (sbx_json_edit_find (longer, added, &value));
  if (n > 0)
    assert_takes (sbx_json_edit_remove (longer, added), text);
}

static void
walk (const char *text, const char *pointer, MbmJsonValue value)
{
  MbmJsonValue name, inner;
  MbmJsonIter iter;
  guint i = 0;

  if (!mbm_json_iter_init (&iter, value))
    return;
  try_container (text, pointer, value);
  while (mbm_json_iter_next (&iter, &name, &inner))
    {
      g_autoptr (GString) below = g_string_new (pointer);
      g_autofree char *token =
        name.text != NULL ? mbm_json_value_dup_string (name) : g_strdup_printf ("%u", i++);
      MbmJsonValue found;

      sbx_json_pointer_append (below, token);
      g_assert_true (sbx_json_edit_find (text, below->str, &found));
      walk (text, below->str, found);
    }
}

static void
test_no_trace (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_assert_true (mbm_json_check (documents[i], -1, NULL));
      walk (documents[i], "", mbm_json_value (documents[i], -1));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json-edit/pointer", test_pointer);
  g_test_add_func ("/json-edit/find", test_find);
  g_test_add_func ("/json-edit/replace", test_replace);
  g_test_add_func ("/json-edit/remove", test_remove);
  g_test_add_func ("/json-edit/add-member", test_add_member);
  g_test_add_func ("/json-edit/elements", test_elements);
  g_test_add_func ("/json-edit/no-trace", test_no_trace);

  return g_test_run ();
}
