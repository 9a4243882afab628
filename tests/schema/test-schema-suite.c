/* test-schema-suite.c — the official JSON-Schema-Test-Suite
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: test-schema-suite SUITE-FOLDER DOCS-FILE [GTEST-OPTION…]
 *
 * What is not supported is listed in the documentation, between two marks, one line each: FILE, group and
 * test, with `*` for any characters; `(invalid)` is each test whose value is to be found wrong. All that is
 * listed has to fail, so that the list cannot hide what works; and nothing else may. Distributions carry
 * different versions of the suite: a line may be about tests that one of them does not have.
 */

#include <string.h>

#include "mbm-json-private.h"
#include "mbm-schema.h"

#define BEGIN   "<!-- suite: not supported -->"
#define END     "<!-- suite: end -->"
#define REMOTES "http://localhost:1234/"
#define DRAFT_7 "http://json-schema.org/draft-07/schema#"

/* What the documentation says is not supported. */
typedef struct
{
  GPatternSpec *file;
  GPatternSpec *group;
  GPatternSpec *test;
} Exception;

static const char *suite;
static GPtrArray *exceptions;
static GHashTable *remotes;
static guint n_tests, n_excepted;

static void
read_exceptions (const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  char *begin, *end;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  begin = strstr (text, BEGIN);
  g_assert_nonnull (begin);
  end = strstr (begin, END);
  g_assert_nonnull (end);
  *end = '\0';

  exceptions = g_ptr_array_new ();
  lines = g_strsplit (begin, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) parts = NULL;
      Exception *exception;

      if (!g_str_has_prefix (lines[i], "    "))
        continue;
      parts = g_strsplit (g_strstrip (lines[i]), " | ", -1);
      g_assert_cmpuint (g_strv_length (parts), ==, 3);
      exception = g_new0 (Exception, 1);
      exception->file = g_pattern_spec_new (parts[0]);
      exception->group = g_pattern_spec_new (parts[1]);
      if (strcmp (parts[2], "(invalid)") != 0)
        exception->test = g_pattern_spec_new (parts[2]);
      g_ptr_array_add (exceptions, exception);
    }
}

static Exception *
find_exception (const char *file, const char *group, const char *test, gboolean valid)
{
  for (guint i = 0; i < exceptions->len; i++)
    {
      Exception *exception = g_ptr_array_index (exceptions, i);

      if (g_pattern_spec_match_string (exception->file, file) &&
          g_pattern_spec_match_string (exception->group, group) &&
          (exception->test != NULL ? g_pattern_spec_match_string (exception->test, test) : !valid))
        return exception;
    }
  return NULL;
}

static GBytes *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (text, length);
}

static void
read_remotes (const char *folder, const char *uri)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *inner = NULL;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        {
          inner = g_strconcat (uri, name, "/", NULL);
          read_remotes (path, inner);
        }
      else
        g_hash_table_insert (remotes, g_strconcat (uri, name, NULL), read_file (path));
    }
}

static MbmJsonValue
get (MbmJsonValue object, const char *name)
{
  MbmJsonValue value;

  g_assert_true (mbm_json_value_get_member (object, name, &value));
  return value;
}

/* What people would say of the outcome: valid or not by text, by tree, and by the quick check, which have to
 * agree. */
static gboolean
is_valid (MbmSchema *schema, MbmJsonValue data, gboolean *agreed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) violations = mbm_schema_validate (schema, data, &error);
  gboolean checked = mbm_schema_check (schema, data, NULL);

  g_assert_no_error (error);
  *agreed = (violations->len == 0) == checked;
  for (guint i = 0; i < violations->len; i++)
    {
      g_autofree char *text = mbm_violation_to_string (g_ptr_array_index (violations, i));

      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_cmpstr (mbm_violation_get_message (g_ptr_array_index (violations, i)), !=, "");
    }
  return violations->len == 0;
}

static void
run_test (MbmSchema *schema,
          const GError *schema_error,
          const char *file,
          const char *group,
          MbmJsonValue test)
{
  g_autofree char *description = mbm_json_value_dup_string (get (test, "description"));
  gboolean expected = mbm_json_value_get_type (get (test, "valid")) == MBM_JSON_TRUE;
  Exception *exception = find_exception (file, group, description, expected);
  gboolean agreed = TRUE;
  gboolean passed = schema != NULL && is_valid (schema, get (test, "data"), &agreed) == expected;

  n_tests++;
  if (!agreed)
    {
      g_test_message ("%s | %s | %s: validating and checking disagree", file, group, description);
      g_test_fail ();
    }
  if (exception != NULL)
    {
      n_excepted++;
    }
  if (passed == (exception == NULL))
    return;

  if (passed)
    g_test_message ("%s | %s | %s: is listed as not supported, and passes", file, group, description);
  else
    g_test_message ("%s | %s | %s: should be %s%s%s", file, group, description,
                    expected ? "valid" : "invalid", schema_error != NULL ? "; " : "",
                    schema_error != NULL ? schema_error->message : "");
  g_test_fail ();
}

static void
run_group (const char *file, MbmJsonValue group)
{
  g_autofree char *description = mbm_json_value_dup_string (get (group, "description"));
  MbmJsonValue value = get (group, "schema");
  g_autoptr (GString) text = g_string_new_len (value.text, (gssize) value.length);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmSchema) schema = NULL;
  MbmJsonValue test;
  MbmJsonIter iter;

  /* Schemas of draft-07 do not say so there. */
  if (g_str_has_prefix (file, "draft7/") && value.text[0] == '{' &&
      !mbm_json_value_get_member (value, "$schema", NULL))
    {
      g_string_insert (text, 1, "\"$schema\":\"" DRAFT_7 "\"");
      if (value.length > 2)
        g_string_insert_c (text, (gssize) strlen (DRAFT_7) + 13, ',');
    }
  bytes = g_bytes_new (text->str, text->len);
  schema = mbm_schema_new_with_documents (bytes, remotes, &error);

  mbm_json_iter_init (&iter, get (group, "tests"));
  while (mbm_json_iter_next (&iter, NULL, &test))
    run_test (schema, error, file, description, test);
}

static void
run_file (gconstpointer data)
{
  const char *file = data;
  g_autofree char *path = g_build_filename (suite, "tests", file, NULL);
  g_autoptr (GBytes) bytes = read_file (path);
  MbmJsonValue group;
  MbmJsonIter iter;

  mbm_json_iter_init (&iter, mbm_json_value (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
  while (mbm_json_iter_next (&iter, NULL, &group))
    run_group (file, group);
}

/* After all others: the list is short, and the suite was there. */
static void
test_list (void)
{
  g_test_message ("%u tests, %u of them listed as not supported", n_tests, n_excepted);
  g_assert_cmpuint (n_tests, >, 2500);
  g_assert_cmpuint (n_excepted, <, n_tests / 20);
}

static void
add_folder (const char *folder)
{
  g_autofree char *path = g_build_filename (suite, "tests", folder, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_strconcat (folder, "/", name, NULL);
      g_autofree char *test = g_strconcat ("/schema/", inner, NULL);

      if (g_str_has_suffix (name, ".json"))
        g_test_add_data_func_full (test, g_steal_pointer (&inner), run_file, g_free);
      else
        add_folder (inner);
    }
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  if (!g_file_test (argv[1], G_FILE_TEST_IS_DIR))
    {
      g_print ("1..0 # SKIP the suite is not there: Debian has it in libtest-json-schema-acceptance-perl\n");
      return 0;
    }

  suite = argv[1];
  read_exceptions (argv[2]);
  remotes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  folder = g_build_filename (suite, "remotes", NULL);
  read_remotes (folder, REMOTES);
  add_folder ("draft2020-12");
  add_folder ("draft7");
  g_test_add_func ("/after/listed", test_list);
  status = g_test_run ();
  g_hash_table_unref (remotes);
  return status;
}
