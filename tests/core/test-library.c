/* test-library.c — variables and saved messages, alone and in a workspace
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "console-fixture.h"

static void
count (guint *n)
{
  ++*n;
}

/* What a text becomes; (transfer full). */
static char *
expand (SbxVariables *variables, const char *text, gboolean preview)
{
  g_autoptr (SbxScope) scope = sbx_variables_make_scope (variables, "endpoint", preview);
  g_autoptr (GError) error = NULL;
  char *result = sbx_template_expand (text, sbx_scope_lookup, scope, &error);

  g_assert_no_error (error);
  return result;
}

static void
assert_expands (SbxVariables *variables, const char *text, const char *expected)
{
  g_autofree char *result = expand (variables, text, FALSE);

  g_assert_cmpstr (result, ==, expected);
}

static void
set (SbxVariables *variables, const char *name, const char *value)
{
  g_autoptr (GError) error = NULL;

  sbx_variables_set (variables, name, value, &error);
  g_assert_no_error (error);
}

/* --- variables ------------------------------------------------------------------ */

static void
test_set (void)
{
  g_autoptr (SbxVariables) variables = sbx_variables_new ();
  g_autoptr (SbxVariable) removed = NULL;
  g_autofree char *json = NULL;
  g_autofree char *again = NULL;
  guint n_changed = 0, position = 9;

  g_signal_connect_swapped (variables, "changed", G_CALLBACK (count), &n_changed);
  set (variables, "orderId", "\"order-7\"");
  set (variables, "count", " 3 ");
  set (variables, "order", "{ \"items\" : [ 0.10 ] }");
  g_assert_cmpuint (n_changed, ==, 3);
  assert_expands (variables, "[\"{{orderId}}\",\"{{count}}\",\"{{order.items[0]}}\"]",
                  "[\"order-7\",3,0.10]");

  json = sbx_variables_to_json (variables);
  g_assert_cmpstr (json, ==, "{\"orderId\":\"order-7\",\"count\":3,\"order\":{\"items\":[0.10]}}");

  removed = sbx_variables_remove (variables, "count", &position);
  g_assert_cmpuint (position, ==, 1);
  g_assert_null (sbx_variables_lookup (variables, "count"));
  sbx_variables_restore (variables, removed, position);
  sbx_variables_restore (variables, removed, position);
  again = sbx_variables_to_json (variables);
  g_assert_cmpstr (again, ==, json);
  g_assert_null (sbx_variables_remove (variables, "nobody", NULL));
}

static void
test_names (void)
{
  static const char *const bad[] = { "",     "1a",   "a b",  "a.b",     "a[0]", "-a",
                                     "uuid", "last", "{{a}", "counter", "a\n",  "\xff" };
  static const char *const good[] = { "a", "_", "orderId", "order-id", "order_2", "\xc3\xa9t\xc3\xa9" };
  g_autoptr (SbxVariables) variables = sbx_variables_new ();
  g_autofree char *long_name = g_strnfill (65, 'a');
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_false (sbx_variables_set (variables, bad[i], "1", &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_clear_error (&error);
    }
  g_assert_false (sbx_variables_check_name (long_name, NULL));
  g_assert_false (sbx_variables_set (variables, "a", "{", NULL));
  g_assert_cmpuint (g_list_model_get_n_items (sbx_variables_get_items (variables)), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    set (variables, good[i], "1");

  g_assert_false (sbx_variables_rename (variables, "a", "_", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_true (sbx_variables_rename (variables, "a", "b", NULL));
  g_assert_nonnull (sbx_variables_lookup (variables, "b"));
}

static void
test_limits (void)
{
  g_autoptr (SbxVariables) variables = sbx_variables_new ();
  g_autofree char *large = g_strnfill (SBX_VARIABLE_MAX_SIZE + 1, '1');
  g_autoptr (GError) error = NULL;

  g_assert_false (sbx_variables_set (variables, "large", large, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  for (guint i = 0; i < SBX_VARIABLES_MAX; i++)
    {
      g_autofree char *name = g_strdup_printf ("v%u", i);

      set (variables, name, "1");
    }
  g_assert_false (sbx_variables_set (variables, "more", "1", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

/* What was taken from answers counts until it is forgotten, and is nowhere to be saved. */
static void
test_answers (void)
{
  static const char answer[] =
    "{\"orderId\":\"order-9\",\"items\":[{\"a/b\":1},{\"~x\":2}],\"odd.name\":3,\"token\":\"abc\"}";
  g_autoptr (SbxVariables) variables = sbx_variables_new ();
  g_autoptr (SbxDraft) draft = sbx_draft_new (FALSE, "getOrder", "{}");
  g_autoptr (GPtrArray) captures = g_ptr_array_new ();
  SbxDraftCapture wanted[] = {
    { (char *) "orderId", (char *) "/orderId" }, { (char *) "one", (char *) "/items/0/a~1b" },
    { (char *) "two", (char *) "/items/1/~0x" }, { (char *) "all", (char *) "" },
    { (char *) "gone", (char *) "/items/2" },    { (char *) "bad name", (char *) "/orderId" }
  };
  g_autoptr (SbxScope) scope = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) problems = NULL;
  g_auto (GStrv) names = NULL;
  g_autofree char *json = NULL;
  guint n_changed = 0;

  set (variables, "orderId", "\"order-1\"");
  g_signal_connect_swapped (variables, "changed", G_CALLBACK (count), &n_changed);
  scope = sbx_variables_make_scope (variables, "endpoint", FALSE);
  g_assert_null (sbx_template_expand ("\"{{last.orderId}}\"", sbx_scope_lookup, scope, &error));
  g_assert_error (error, SBX_TEMPLATE_ERROR, SBX_TEMPLATE_ERROR_UNKNOWN);
  g_assert_nonnull (strstr (error->message, "no answer yet"));
  g_clear_error (&error);

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_ptr_array_add (captures, &wanted[i]);
  sbx_draft_set_captures (draft, captures);
  problems = sbx_variables_take_answer (variables, "endpoint", sbx_draft_get_captures (draft),
                                        mbm_json_value (answer, -1));
  g_assert_cmpuint (g_strv_length (problems), ==, 2);
  g_assert_nonnull (strstr (problems[0], "/items/2"));
  g_assert_nonnull (strstr (problems[1], "bad name"));

  assert_expands (variables,
                  "[\"{{orderId}}\",\"{{one}}\",\"{{two}}\",\"{{last.items[0][a/b]}}\",\"{{all.orderId}}\"]",
                  "[\"order-9\",1,2,1,\"order-9\"]");
  assert_expands (variables, "\"{{last[odd.name]}}\"", "3");
  names = sbx_variables_dup_names (variables, "endpoint");
  g_assert_true (g_strv_contains ((const char *const *) names, "last.orderId"));
  g_assert_true (g_strv_contains ((const char *const *) names, "last[odd.name]"));
  g_assert_true (g_strv_contains ((const char *const *) names, "one"));

  /* The older snapshot knows nothing of it; nor does another endpoint. */
  g_assert_null (sbx_template_expand ("\"{{last}}\"", sbx_scope_lookup, scope, NULL));
  json = sbx_variables_to_json (variables);
  g_assert_cmpstr (json, ==, "{\"orderId\":\"order-1\"}");
  g_assert_cmpuint (n_changed, ==, 0);

  sbx_variables_forget_taken (variables, "orderId");
  assert_expands (variables, "\"{{orderId}}\"", "\"order-1\"");
  sbx_variables_forget_taken (variables, "one");
  g_assert_null (sbx_variables_lookup (variables, "one"));
}

/* An answer that is too large is not remembered, and the one before is not taken for it. */
static void
test_large_answer (void)
{
  g_autoptr (SbxVariables) variables = sbx_variables_new ();
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GString) large = g_string_new ("\"");
  g_auto (GStrv) first = NULL;
  g_auto (GStrv) second = NULL;
  g_autoptr (SbxScope) scope = NULL;

  first = sbx_variables_take_answer (variables, "endpoint", none, mbm_json_value ("1", -1));
  assert_expands (variables, "\"{{last}}\"", "1");
  for (guint i = 0; i < SBX_VARIABLE_MAX_SIZE; i++)
    g_string_append_c (large, 'x');
  g_string_append_c (large, '"');
  second = sbx_variables_take_answer (variables, "endpoint", none, mbm_json_value (large->str, -1));
  scope = sbx_variables_make_scope (variables, "endpoint", FALSE);
  g_assert_null (sbx_template_expand ("\"{{last}}\"", sbx_scope_lookup, scope, NULL));
}

/* A number for each message, and none for a look at it. */
static void
test_counter (void)
{
  g_autoptr (SbxVariables) variables = sbx_variables_new ();
  g_autofree char *seen = expand (variables, "\"{{counter}}\"", TRUE);
  g_autofree char *seen_again = expand (variables, "\"{{counter}}\"", TRUE);
  g_autoptr (SbxScope) one = NULL;
  g_autoptr (SbxScope) other = NULL;
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  g_autofree char *c = NULL;

  g_assert_cmpstr (seen, ==, "1");
  g_assert_cmpstr (seen_again, ==, "1");
  assert_expands (variables, "[\"{{counter}}\",\"{{counter}}\"]", "[1,1]");
  assert_expands (variables, "\"{{counter}}\"", "2");
  assert_expands (variables, "1", "1");
  g_assert_cmpuint (sbx_variables_get_counter (variables), ==, 2);

  one = sbx_variables_make_scope (variables, NULL, FALSE);
  other = sbx_variables_make_scope (variables, NULL, FALSE);
  a = sbx_scope_lookup ("counter", one, NULL);
  b = sbx_scope_lookup ("counter", other, NULL);
  sbx_scope_begin (one);
  c = sbx_scope_lookup ("counter", one, NULL);
  g_assert_cmpstr (a, ==, "3");
  g_assert_cmpstr (b, ==, "4");
  g_assert_cmpstr (c, ==, "5");
  sbx_variables_set_counter (variables, 0);
  assert_expands (variables, "\"{{counter}}\"", "1");
}

static void
test_secret_variables (void)
{
  g_autoptr (SbxVariables) variables = sbx_variables_new ();
  g_autofree char *json = NULL;

  set (variables, "password", "\"secret123\"");
  set (variables, "account", "{\"apiKey\":\"secret456\",\"name\":\"a\"}");
  json = sbx_variables_to_json (variables);
  g_assert_cmpstr (json, ==, "{\"password\":\"\",\"account\":{\"apiKey\":\"\",\"name\":\"a\"}}");
  g_assert_true (sbx_variable_is_secret (sbx_variables_lookup (variables, "password")));
  assert_expands (variables, "\"{{password}}\"", "\"secret123\"");

  /* Reading the file again does not lose what was not in it. */
  g_assert_true (sbx_variables_load (variables, mbm_json_value (json, -1), NULL));
  assert_expands (variables, "\"{{password}}\"", "\"secret123\"");
}

/* --- the library ------------------------------------------------------------------ */

static SbxLibraryItem *
add (SbxLibrary *library, SbxLibraryItem *parent, const char *name)
{
  g_autoptr (SbxDraft) draft = sbx_draft_new (FALSE, name, NULL);
  g_autoptr (GError) error = NULL;
  SbxLibraryItem *item = sbx_library_add (library, parent, draft, &error);

  g_assert_no_error (error);
  return item;
}

static void
assert_library (SbxLibrary *library, const char *expected)
{
  g_autofree char *json = sbx_library_to_json (library);
  g_autoptr (GString) text = g_string_new (expected);

  g_string_replace (text, "'", "\"", 0);
  g_assert_cmpstr (json, ==, text->str);
}

static void
test_tree (void)
{
  g_autoptr (SbxLibrary) library = sbx_library_new ();
  g_autoptr (SbxLibraryRemoval) removal = NULL;
  g_autoptr (SbxDraft) draft = sbx_draft_new (TRUE, "tick", "[1]");
  SbxLibraryItem *orders, *inner, *one, *two, *copy;
  guint n_changed = 0;

  g_signal_connect_swapped (library, "changed", G_CALLBACK (count), &n_changed);
  orders = sbx_library_add_folder (library, NULL, "Orders", NULL);
  one = add (library, orders, "one");
  two = add (library, NULL, "two");
  g_assert_cmpuint (n_changed, ==, 3);
  assert_library (library, "[{'folder':'Orders','messages':[{'request':'one'}]},{'request':'two'}]");
  g_assert_true (sbx_library_item_get_parent (one) == orders);

  sbx_library_rename (library, two, "Second");
  sbx_library_rename (library, orders, "All");
  g_assert_cmpstr (sbx_library_item_get_name (two), ==, "Second");
  assert_library (library,
                  "[{'folder':'All','messages':[{'request':'one'}]},{'title':'Second','request':'two'}]");
  sbx_library_rename (library, two, "two");
  g_assert_null (sbx_draft_get_title (sbx_library_item_get_draft (two)));

  g_assert_true (sbx_library_move (library, two, orders, 0, NULL));
  assert_library (library, "[{'folder':'All','messages':[{'request':'two'},{'request':'one'}]}]");
  g_assert_true (sbx_library_move (library, two, orders, 1, NULL));
  assert_library (library, "[{'folder':'All','messages':[{'request':'one'},{'request':'two'}]}]");

  inner = sbx_library_add_folder (library, orders, "Inner", NULL);
  g_assert_false (sbx_library_move (library, orders, inner, 0, NULL));
  g_assert_false (sbx_library_move (library, orders, orders, 0, NULL));
  g_assert_true (sbx_library_move (library, one, inner, G_MAXUINT, NULL));
  copy = sbx_library_duplicate (library, inner, NULL);
  g_assert_true (sbx_library_item_get_parent (copy) == orders);
  assert_library (library, "[{'folder':'All','messages':[{'request':'two'},"
                           "{'folder':'Inner','messages':[{'request':'one'}]},"
                           "{'folder':'Inner (copy)','messages':[{'request':'one'}]}]}]");

  g_assert_true (sbx_library_update (library, two, draft));
  g_assert_false (sbx_library_update (library, two, draft));
  removal = sbx_library_remove (library, inner);
  assert_library (library, "[{'folder':'All','messages':[{'event':'tick','payload':[1]},"
                           "{'folder':'Inner (copy)','messages':[{'request':'one'}]}]}]");
  g_assert_true (sbx_library_restore (library, removal) == inner);
  assert_library (library, "[{'folder':'All','messages':[{'event':'tick','payload':[1]},"
                           "{'folder':'Inner','messages':[{'request':'one'}]},"
                           "{'folder':'Inner (copy)','messages':[{'request':'one'}]}]}]");
  g_assert_cmpuint (sbx_library_get_n_items (library), ==, 6);
}

/* What was removed comes back, wherever there is a place for it. */
static void
test_restore_without_folder (void)
{
  g_autoptr (SbxLibrary) library = sbx_library_new ();
  SbxLibraryItem *folder = sbx_library_add_folder (library, NULL, "Folder", NULL);
  SbxLibraryItem *item = add (library, folder, "one");
  g_autoptr (SbxLibraryRemoval) removal = sbx_library_remove (library, item);
  g_autoptr (SbxLibraryRemoval) folder_removal = sbx_library_remove (library, folder);

  assert_library (library, "[]");
  sbx_library_restore (library, removal);
  assert_library (library, "[{'request':'one'}]");
  sbx_library_restore (library, folder_removal);
  assert_library (library, "[{'folder':'Folder','messages':[]},{'request':'one'}]");
}

static void
test_library_limits (void)
{
  g_autoptr (SbxLibrary) library = sbx_library_new ();
  SbxLibraryItem *folder = NULL, *first = NULL, *other;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < SBX_LIBRARY_MAX_DEPTH; i++)
    {
      folder = sbx_library_add_folder (library, folder, "f", &error);
      g_assert_no_error (error);
      first = first != NULL ? first : folder;
    }
  add (library, folder, "deepest");
  g_assert_null (sbx_library_add_folder (library, folder, "f", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_clear_error (&error);
  other = sbx_library_add_folder (library, NULL, "other", NULL);
  g_assert_false (sbx_library_move (library, first, other, 0, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_clear_error (&error);

  while (sbx_library_get_n_items (library) < SBX_LIBRARY_MAX_ITEMS - 17)
    g_assert_nonnull (sbx_library_duplicate (library, first, NULL));
  while (sbx_library_get_n_items (library) < SBX_LIBRARY_MAX_ITEMS)
    add (library, NULL, "one");
  g_assert_null (sbx_library_duplicate (library, first, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

static void
test_library_secrets (void)
{
  g_autoptr (SbxLibrary) library = sbx_library_new ();
  g_autoptr (SbxDraft) draft =
    sbx_draft_new (FALSE, "createUser",
                   "{\"name\":\"a\",\"password\":\"secret123\",\"token\":\"{{token}}\",\"pin\":12}");
  g_autoptr (SbxDraft) login = sbx_draft_new (FALSE, "$login", "\"secret123\"");
  g_autoptr (SbxDraft) half = sbx_draft_new (FALSE, "other", "{\"password\":\"secret123\"");

  g_object_set (draft, "context", "{\"auth\":{\"token\":\"secret123\"}}", NULL);
  sbx_library_add (library, NULL, draft, NULL);
  sbx_library_add (library, NULL, login, NULL);
  sbx_library_add (library, NULL, half, NULL);
  assert_library (
    library,
    "[{'request':'createUser','payload':{'name':'a','password':'','token':'{{token}}','pin':12},"
    "'context':{'auth':{'token':''}}},{'request':'$login','payload':''},"
    "{'request':'other','payloadText':'{\\'password\\':\\'\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2\\''}]");
  g_assert_nonnull (strstr (sbx_draft_get_payload (draft), "secret123"));
}

static const struct
{
  const char *text;
  const char *words;
} broken[] = {
  { "{}", "messages: " },
  { "[1]", "messages[0]: " },
  { "[{}]", "messages[0]: " },
  { "[{\"folder\":1}]", "messages[0].folder: " },
  { "[{\"folder\":\"a\",\"messages\":[{\"request\":\"a\"},{\"request\":\"b\",\"timeout\":\"x\"}]}]",
    "messages[0].messages[1].timeout: " },
};

static void
test_library_broken (void)
{
  g_autoptr (SbxLibrary) library = sbx_library_new ();
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  add (library, NULL, "kept");
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_assert_false (sbx_library_load (library, mbm_json_value (broken[i].text, -1), &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_assert_true (g_str_has_prefix (error->message, broken[i].words));
      g_clear_error (&error);
    }

  for (guint i = 0; i < 200; i++)
    g_string_append (deep, "[{\"folder\":\"a\",\"messages\":");
  g_string_append (deep, "[]");
  for (guint i = 0; i < 200; i++)
    g_string_append (deep, "}]");
  g_assert_false (sbx_library_load (library, mbm_json_value (deep->str, -1), &error));
  g_assert_nonnull (strstr (error->message, "too deeply"));
  assert_library (library, "[{'request':'kept'}]");
}

/* --- in a workspace ------------------------------------------------------------- */

static void
write_workspace (ConsoleFixture *fixture, const char *text)
{
  g_autofree char *path = console_fixture_path (fixture, "workspace.json");
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static const char workspace[] = "{\n"
                                "  \"version\": 1,\n"
                                "  \"servers\": [],\n"
                                "  \"connections\": [],\n"
                                "  \"variables\": {\n"
                                "    \"orderId\": \"order-7\"\n"
                                "  },\n"
                                "  \"messages\": [\n"
                                "    {\n"
                                "      \"folder\": \"Orders\",\n"
                                "      \"messages\": [\n"
                                "        {\n"
                                "          \"request\": \"getOrder\",\n"
                                "          \"payload\": {\n"
                                "            \"orderId\": \"{{orderId}}\"\n"
                                "          },\n"
                                "          \"color\": \"red\"\n"
                                "        }\n"
                                "      ],\n"
                                "      \"color\": 0.10\n"
                                "    }\n"
                                "  ],\n"
                                "  \"team\": 1\n"
                                "}\n";

/* Written and read letter for letter, with what is not understood. */
static void
test_workspace (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  g_autofree char *text = NULL;
  g_autofree char *later = NULL;

  write_workspace (fixture, workspace);
  console_fixture_restart (fixture);
  g_assert_null (sbx_console_get_notice (fixture->console));
  g_assert_cmpuint (sbx_library_get_n_items (sbx_console_get_library (fixture->console)), ==, 2);
  console_fixture_restart (fixture);
  text = console_fixture_read (fixture, "workspace.json");
  g_assert_cmpstr (text, ==, workspace);

  set (sbx_console_get_variables (fixture->console), "more", "[1]");
  add (sbx_console_get_library (fixture->console), NULL, "another");
  console_fixture_restart (fixture);
  later = console_fixture_read (fixture, "workspace.json");
  g_assert_nonnull (strstr (later, "\"more\": ["));
  g_assert_nonnull (strstr (later, "\"request\": \"another\""));
  g_assert_nonnull (strstr (later, "\"color\": \"red\""));
  g_assert_cmpuint (sbx_library_get_n_items (sbx_console_get_library (fixture->console)), ==, 3);
  console_fixture_free (fixture);
}

/* A file without servers is kept for its messages alone. */
static void
test_workspace_alone (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  g_autofree char *text = NULL;

  add (sbx_console_get_library (fixture->console), NULL, "one");
  wait_until ((text = console_fixture_read (fixture, "workspace.json")) != NULL);
  g_assert_nonnull (strstr (text, "\"request\": \"one\""));
  console_fixture_free (fixture);
}

/* What another program writes is there at once; what was taken from answers stays. */
static void
test_workspace_reload (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxVariables *variables;
  SbxLibrary *library;
  g_autoptr (GString) changed = g_string_new (workspace);

  write_workspace (fixture, workspace);
  console_fixture_restart (fixture);
  variables = sbx_console_get_variables (fixture->console);
  library = sbx_console_get_library (fixture->console);
  sbx_variables_take (variables, "taken", "5", NULL);

  g_string_replace (changed, "order-7", "order-8", 0);
  g_string_replace (changed, "\"getOrder\"", "\"getAll\"", 0);
  write_workspace (fixture, changed->str);
  wait_until (
    g_str_equal (sbx_variable_get_value (sbx_variables_lookup (variables, "orderId")), "\"order-8\""));
  assert_expands (variables, "[\"{{orderId}}\",\"{{taken}}\"]", "[\"order-8\",5]");
  g_assert_cmpuint (sbx_library_get_n_items (library), ==, 2);
  g_assert_null (sbx_console_get_notice (fixture->console));
  console_fixture_free (fixture);
}

static void
test_workspace_broken (void)
{
  static const struct
  {
    const char *text;
    const char *words;
  } files[] = {
    { "{\"variables\":[]}", "variables: " },
    { "{\"variables\":{\"a b\":1}}", "variables.a b: " },
    { "{\"messages\":[{\"request\":\"a\",\"timeout\":true}]}", "messages[0].timeout: " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      ConsoleFixture *fixture = console_fixture_new ();
      g_autofree char *text = NULL;

      write_workspace (fixture, files[i].text);
      console_fixture_restart (fixture);
      g_assert_nonnull (strstr (sbx_console_get_notice (fixture->console), files[i].words));
      add (sbx_console_get_library (fixture->console), NULL, "one");
      console_fixture_restart (fixture);
      text = console_fixture_read (fixture, "workspace.json");
      g_assert_cmpstr (text, ==, files[i].text);
      console_fixture_free (fixture);
    }
}

/* --- history ---------------------------------------------------------------------- */

static SbxHistoryItem *
get_sent (ConsoleFixture *fixture, const char *id, guint position)
{
  GListModel *items = sbx_history_get_items (sbx_console_get_history (fixture->console), id);
  g_autoptr (SbxHistoryItem) item = g_list_model_get_item (items, position);

  return item;
}

static void
send (ConsoleFixture *fixture, const char *id, const char *name, const char *payload, const char *outcome)
{
  SbxHistory *history = sbx_console_get_history (fixture->console);
  g_autoptr (SbxDraft) draft = sbx_draft_new (FALSE, name, payload);
  g_autoptr (SbxHistoryItem) item = sbx_history_add (history, id, draft);

  if (outcome != NULL)
    sbx_history_set_outcome (history, item, outcome, g_str_equal (outcome, "BAD"));
}

/* There again at the next start, with placeholders, and without secrets. */
static void
test_history (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxHistoryItem *item;
  g_autofree char *text = NULL;

  send (fixture, "a", "one", "{\"n\":\"{{counter}}\"}", "ok");
  send (fixture, "a", "$login", "{\"username\":\"u\",\"password\":\"secret123\"}", "BAD");
  send (fixture, "b", "other", "", NULL);
  item = get_sent (fixture, "a", 0);
  g_assert_false (sbx_history_item_get_stripped (item));
  g_assert_nonnull (strstr (sbx_draft_get_payload (sbx_history_item_get_draft (item)), "secret123"));
  console_fixture_restart (fixture);

  text = console_fixture_read (fixture, "history.json");
  g_assert_null (strstr (text, "secret123"));
  item = get_sent (fixture, "a", 0);
  g_assert_cmpstr (sbx_draft_get_name (sbx_history_item_get_draft (item)), ==, "$login");
  g_assert_true (sbx_history_item_get_stripped (item));
  g_assert_true (sbx_history_item_get_failed (item));
  g_assert_cmpstr (sbx_history_item_get_outcome (item), ==, "BAD");
  item = get_sent (fixture, "a", 1);
  g_assert_nonnull (strstr (sbx_draft_get_payload (sbx_history_item_get_draft (item)), "{{counter}}"));
  g_assert_cmpint (sbx_history_item_get_time (item), >, 0);
  g_assert_null (sbx_history_item_get_outcome (get_sent (fixture, "b", 0)));

  /* What was stripped stays so. */
  send (fixture, "b", "more", "1", NULL);
  console_fixture_restart (fixture);
  g_assert_true (sbx_history_item_get_stripped (get_sent (fixture, "a", 0)));
  console_fixture_free (fixture);
}

static void
test_history_bounds (void)
{
  ConsoleFixture *fixture = console_fixture_new ();
  SbxHistory *history = sbx_console_get_history (fixture->console);
  GListModel *items = sbx_history_get_items (history, "a");
  g_autofree char *filler = g_strnfill (900 * 1024, 'x');
  g_autofree char *large = g_strdup_printf ("\"%s\"", filler);
  g_autoptr (GPtrArray) cleared = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < SBX_HISTORY_MAX_ITEMS + 50; i++)
    send (fixture, "a", "one", "1", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (items), ==, SBX_HISTORY_MAX_ITEMS);

  cleared = sbx_history_clear (history, "a");
  g_assert_cmpuint (g_list_model_get_n_items (items), ==, 0);
  send (fixture, "a", "newest", large, NULL);
  send (fixture, "a", "newest", large, NULL);
  sbx_history_restore (history, "a", cleared);
  g_assert_cmpuint (g_list_model_get_n_items (items), ==, SBX_HISTORY_MAX_ITEMS);

  /* One of the two large ones has a place in the file, and the small ones behind it have, too. */
  console_fixture_restart (fixture);
  text = console_fixture_read (fixture, "history.json");
  g_assert_cmpuint (strlen (text), <, 1100 * 1024);
  items = sbx_history_get_items (sbx_console_get_history (fixture->console), "a");
  g_assert_cmpuint (g_list_model_get_n_items (items), ==, SBX_HISTORY_MAX_ITEMS - 1);
  console_fixture_free (fixture);
}

/* A file that cannot be read stops nothing, and is not lost. */
static void
test_history_broken (void)
{
  static const char *const files[] = { "", "[]", "{\"endpoints\":{\"a\":1}}",
                                       "{\"endpoints\":{\"a\":[{\"time\":1}]}}", "\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      ConsoleFixture *fixture = console_fixture_new ();
      g_autofree char *path = console_fixture_path (fixture, "history.json");
      g_autofree char *aside = NULL;

      g_assert_true (g_file_set_contents (path, files[i], -1, NULL));
      g_assert_null (sbx_console_get_notice (fixture->console));
      send (fixture, "a", "one", "1", NULL);
      g_assert_nonnull (strstr (sbx_console_get_notice (fixture->console), "history.json.broken"));
      sbx_console_dismiss_notice (fixture->console);
      g_assert_null (sbx_console_get_notice (fixture->console));
      aside = console_fixture_read (fixture, "history.json.broken");
      g_assert_cmpstr (aside, ==, files[i]);
      console_fixture_restart (fixture);
      g_assert_cmpstr (sbx_draft_get_name (sbx_history_item_get_draft (get_sent (fixture, "a", 0))), ==,
                       "one");
      console_fixture_free (fixture);
    }
}

int
main (int argc, char *argv[])
{
  console_fixture_init (&argc, &argv);

  g_test_add_func ("/variables/set", test_set);
  g_test_add_func ("/variables/names", test_names);
  g_test_add_func ("/variables/limits", test_limits);
  g_test_add_func ("/variables/answers", test_answers);
  g_test_add_func ("/variables/large-answer", test_large_answer);
  g_test_add_func ("/variables/counter", test_counter);
  g_test_add_func ("/variables/secrets", test_secret_variables);
  g_test_add_func ("/library/tree", test_tree);
  g_test_add_func ("/library/restore-without-folder", test_restore_without_folder);
  g_test_add_func ("/library/limits", test_library_limits);
  g_test_add_func ("/library/secrets", test_library_secrets);
  g_test_add_func ("/library/broken", test_library_broken);
  g_test_add_func ("/workspace-messages/format", test_workspace);
  g_test_add_func ("/workspace-messages/alone", test_workspace_alone);
  g_test_add_func ("/workspace-messages/reload", test_workspace_reload);
  g_test_add_func ("/workspace-messages/broken", test_workspace_broken);

  g_test_add_func ("/history/kept", test_history);
  g_test_add_func ("/history/bounds", test_history_bounds);
  g_test_add_func ("/history/broken", test_history_broken);

  return g_test_run ();
}
