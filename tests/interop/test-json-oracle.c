/* test-json-oracle.c — the scanner against JavaScript, on texts that are JSON and texts that nearly are
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <gio/gio.h>
#include <string.h>

#include "mbm-json-private.h"

#define N_TEXTS   40000
#define MAX_DEPTH 6

static const MbmJsonName names[] = {
  MBM_JSON_NAME ("type"),  MBM_JSON_NAME ("requestId"), MBM_JSON_NAME ("requestType"),
  MBM_JSON_NAME ("event"), MBM_JSON_NAME ("payload"),   MBM_JSON_NAME ("context"),
};

#define PICK(random, array) ((array)[g_rand_int_range ((random), 0, G_N_ELEMENTS (array))])

static void generate_value (GRand *random, GString *out, guint depth);

static void
generate_space (GRand *random, GString *out)
{
  static const char spaces[] = { ' ', '\t', '\r', '\n' };

  while (g_rand_int_range (random, 0, 6) == 0)
    g_string_append_c (out, PICK (random, spaces));
}

static void
generate_number (GRand *random, GString *out)
{
  static const char *const parts[] = {
    "0", "1", "42", "-0", "-7", "9007199254740993", "18446744073709551616"
  };
  static const char *const fractions[] = { "", "", ".0", ".5", ".10", ".000000001" };
  static const char *const exponents[] = { "", "", "", "e5", "E+2", "e-10", "e400", "E-400" };

  g_string_append (out, PICK (random, parts));
  g_string_append (out, PICK (random, fractions));
  g_string_append (out, PICK (random, exponents));
}

static void
generate_string (GRand *random, GString *out)
{
  static const char *const pieces[] = {
    "a",
    "request",
    "event",
    "response",
    " ",
    "0123456789",
    "é",
    "€",
    "𝄞",
    "\\n",
    "\\\"",
    "\\\\",
    "\\/",
    "\\u0041",
    "\\u00e9",
    "\\b",
    "\\f\\r\\t",
    "\\u0000",
    "\\ud834\\udd1e",
    "\\ud834",
    "\\udd1e",
    "{[,:]}",
    "//",
    "\xef\xbb\xbf",
    "\xe2\x80\xa8",
    "\x7f",
    "\\uDBFF\\uDFFF",
  };
  gint n = g_rand_int_range (random, 0, 5);

  g_string_append_c (out, '"');
  while (n-- > 0)
    g_string_append (out, PICK (random, pieces));
  g_string_append_c (out, '"');
}

static void
generate_name (GRand *random, GString *out)
{
  static const char *const spellings[] = { "\"t\\u0079pe\"", "\"\\u0065vent\"", "\"requestI\\u0064\"",
                                           "\"Type\"", "\"type \"" };

  if (g_rand_int_range (random, 0, 4) == 0)
    generate_string (random, out);
  else if (g_rand_int_range (random, 0, 8) == 0)
    g_string_append (out, PICK (random, spellings));
  else
    g_string_append_printf (out, "\"%s\"", PICK (random, names).name);
}

static void
generate_container (GRand *random, GString *out, guint depth)
{
  gboolean object = g_rand_int_range (random, 0, 3) > 0;
  gint n = g_rand_int_range (random, 0, 5);

  g_string_append_c (out, object ? '{' : '[');
  for (gint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      generate_space (random, out);
      if (object)
        {
          generate_name (random, out);
          generate_space (random, out);
          g_string_append_c (out, ':');
        }
      generate_value (random, out, depth + 1);
    }
  generate_space (random, out);
  g_string_append_c (out, object ? '}' : ']');
}

static void
generate_value (GRand *random, GString *out, guint depth)
{
  static const char *const words[] = { "true", "false", "null" };

  generate_space (random, out);
  if (depth == 0 || (depth < MAX_DEPTH && g_rand_int_range (random, 0, 3) == 0))
    generate_container (random, out, depth);
  else if (g_rand_int_range (random, 0, 2) == 0)
    generate_string (random, out);
  else if (g_rand_int_range (random, 0, 2) == 0)
    generate_number (random, out);
  else
    g_string_append (out, PICK (random, words));
  generate_space (random, out);
}

/* One byte or slice that is not what it was. */
static void
mutate (GRand *random, GString *text)
{
  static const char bytes[] = "{}[]:,\"\\ 0123456789-+.eEtrufalsn/*'\t\n\x01\x7f\x80\xc3\xa9\xe2\xed\xf0\xff";
  gint at = g_rand_int_range (random, 0, text->len + 1);
  gint length = g_rand_int_range (random, 1, 4);

  length = MIN (length, (gint) text->len - at);
  switch (g_rand_int_range (random, 0, 6))
    {
    case 0:
      g_string_erase (text, at, length);
      break;
    case 1:
      g_string_truncate (text, at);
      break;
    case 2:
      g_string_insert_len (text, g_rand_int_range (random, 0, text->len + 1), text->str + at, length);
      break;
    case 3:
      if (at < (gint) text->len)
        text->str[at] = bytes[g_rand_int_range (random, 0, sizeof bytes - 1)];
      break;
    case 4:
      if (at < (gint) text->len)
        text->str[at] ^= 1 << g_rand_int_range (random, 0, 8);
      break;
    default:
      g_string_insert_c (text, at, bytes[g_rand_int_range (random, 0, sizeof bytes - 1)]);
    }
}

static GPtrArray *
generate_texts (void)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  GRand *random = g_rand_new_with_seed (20260301);

  for (guint i = 0; i < N_TEXTS; i++)
    {
      GString *text = g_string_new (NULL);

      generate_value (random, text, i % 16 == 0 ? 1 : 0);
      for (gint n = g_rand_int_range (random, 0, 4); n > 1; n--)
        mutate (random, text);
      g_ptr_array_add (texts, g_string_free_to_bytes (text));
    }

  g_rand_free (random);
  return texts;
}

static char **
ask_oracle (GPtrArray *texts)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "interop", "json-oracle.mjs", NULL);
  g_autoptr (GPtrArray) command = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GString) input = g_string_new (NULL);
  g_autoptr (GBytes) sent = NULL;
  g_autoptr (GBytes) received = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;

  for (guint i = 0; i < texts->len; i++)
    {
      gsize length;
      const guchar *text = g_bytes_get_data (texts->pdata[i], &length);
      g_autofree char *line = g_base64_encode (text, length);

      g_string_append_printf (input, "%s\n", line);
    }
  sent = g_bytes_new (input->str, input->len);

  g_ptr_array_add (command, (gpointer) (g_getenv ("NODE") ?: "node"));
  g_ptr_array_add (command, script);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_ptr_array_add (command, (gpointer) names[i].name);
  g_ptr_array_add (command, NULL);
  process = g_subprocess_newv ((const char *const *) command->pdata,
                               G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate (process, sent, NULL, &received, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));

  output = g_strndup (g_bytes_get_data (received, NULL), g_bytes_get_size (received));
  return g_strsplit_set (output, "\n", -1);
}

/* The members that are strings, and no others, are those JavaScript found, with the same characters. */
static void
compare_members (const MbmJsonValue *members, MbmJsonValue strings)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      MbmJsonValue expected;
      gboolean is_string = mbm_json_value_get_member (strings, names[i].name, &expected);

      g_assert_true (is_string == (mbm_json_value_get_type (members[i]) == MBM_JSON_STRING));
      if (is_string)
        g_assert_true (mbm_json_value_equal (members[i], expected));
    }
}

/* Returns whether the text is accepted, by both. */
static gboolean
compare (GBytes *text, const char *verdict)
{
  MbmJsonValue says = mbm_json_value (verdict, -1);
  MbmJsonValue accepted, is_object, strings;
  MbmJsonValue members[G_N_ELEMENTS (names)];
  gboolean is_object_here, expected;
  gsize length;
  const char *data = g_bytes_get_data (text, &length);
  g_autoptr (GError) error = NULL;

  g_assert_true (mbm_json_check (verdict, -1, NULL));
  g_assert_true (mbm_json_value_get_member (says, "accepted", &accepted));
  expected = mbm_json_value_get_type (accepted) == MBM_JSON_TRUE;
  if (mbm_json_check (data, length, &error) != expected)
    {
      g_autofree char *shown = g_uri_escape_bytes ((const guint8 *) data, length, " {}[]:,\"\\");

      g_error ("JavaScript %s this text, the scanner does not (%s): %s", expected ? "accepts" : "refuses",
               error != NULL ? error->message : "accepted", shown);
    }

  mbm_json_scan_members (data, length, names, G_N_ELEMENTS (names), members, &is_object_here, NULL);
  if (!expected)
    return FALSE;

  g_assert_true (mbm_json_value_get_member (says, "isObject", &is_object));
  g_assert_true (mbm_json_value_get_member (says, "strings", &strings));
  g_assert_true (is_object_here == (mbm_json_value_get_type (is_object) == MBM_JSON_TRUE));
  if (is_object_here)
    compare_members (members, strings);
  return TRUE;
}

static void
test_oracle (void)
{
  g_autoptr (GPtrArray) texts = generate_texts ();
  g_auto (GStrv) verdicts = ask_oracle (texts);
  guint n_accepted = 0;

  g_assert_cmpuint (g_strv_length (verdicts), ==, N_TEXTS + 1);
  for (guint i = 0; i < texts->len; i++)
    n_accepted += compare (texts->pdata[i], verdicts[i]);

  /* Neither side of the question went unasked. */
  g_test_message ("%u of %u accepted", n_accepted, texts->len);
  g_assert_cmpuint (n_accepted, >, N_TEXTS / 4);
  g_assert_cmpuint (n_accepted, <, N_TEXTS * 3 / 4);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/oracle", test_oracle);
  return g_test_run ();
}
