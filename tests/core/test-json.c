/* test-json.c — the scanner, and the cursor over what passed it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <math.h>
#include <string.h>

#include "mbm-json-private.h"

#define TEXT(literal)               \
  {                                 \
    (literal), sizeof (literal) - 1 \
  }

typedef struct
{
  const char *text;
  gsize length;
} Text;

static const Text accepted[] = {
  /* Scalars as documents. */
  TEXT ("null"),
  TEXT ("true"),
  TEXT ("false"),
  TEXT ("0"),
  TEXT ("\"\""),
  TEXT ("\"a\""),
  TEXT (" \t\r\n1 \t\r\n"),
  /* Structures. */
  TEXT ("{}"),
  TEXT ("[]"),
  TEXT ("[ ]"),
  TEXT ("{ }"),
  TEXT ("[[]   ]"),
  TEXT ("[null, 1, \"1\", {}]"),
  TEXT ("[1\n]"),
  TEXT (" [1]"),
  TEXT ("[1,null,null,null,2]"),
  TEXT ("[2] "),
  TEXT ("{\"asd\":\"sdf\", \"dfg\":\"fgh\"}"),
  TEXT ("{\"asd\":\"sdf\"}"),
  TEXT ("{\"a\":\"b\",\"a\":\"c\"}"),
  TEXT ("{\"\":0}"),
  TEXT ("{\"foo\\u0000bar\": 42}"),
  TEXT ("{ \"min\": -1.0e+28, \"max\": 1.0e+28 }"),
  TEXT ("{\"x\":[{\"id\": \"xxx\"}], \"id\": \"xxx\"}"),
  TEXT ("{\"a\":[]}"),
  TEXT ("{\n\"a\": \"b\"\n}"),
  TEXT ("[[[[]],{},[{}]],{\"a\":{\"b\":[1]}}]"),
  /* Numbers. */
  TEXT ("[123e65]"),
  TEXT ("[0e+1]"),
  TEXT ("[0e1]"),
  TEXT ("[ 4]"),
  TEXT ("[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]"),
  TEXT ("[20e1]"),
  TEXT ("[-0]"),
  TEXT ("[-123]"),
  TEXT ("[-1]"),
  TEXT ("[1E22]"),
  TEXT ("[1E-2]"),
  TEXT ("[1E+2]"),
  TEXT ("[123e45]"),
  TEXT ("[123.456e78]"),
  TEXT ("[1e-2]"),
  TEXT ("[1e+2]"),
  TEXT ("[123.456789]"),
  TEXT ("[1e9999999999999999999999]"),
  TEXT ("[123456789012345678901234567890]"),
  TEXT ("[0.1, -0.0, -0e0]"),
  /* Strings. */
  TEXT ("[\"\\u0060\\u012a\\u12AB\"]"),
  TEXT ("[\"\\uD801\\udc37\"]"),
  TEXT ("[\"\\ud83d\\ude39\\ud83d\\udc8d\"]"),
  TEXT ("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]"),
  TEXT ("[\"\\\\u0000\"]"),
  TEXT ("[\"\\\"\"]"),
  TEXT ("[\"a/*b*/c/*d//e\"]"),
  TEXT ("[\"\\\\a\"]"),
  TEXT ("[\"\\u0012\"]"),
  TEXT ("[\"\\uFFFF\"]"),
  TEXT ("[ \"asd\"]"),
  TEXT ("[\"\xe2\x80\xa8 \xe2\x80\xa9\"]"),
  TEXT ("[\"new\\u00A0line\"]"),
  TEXT ("[\"\x7f\"]"),
  TEXT ("[\"\xf4\x8f\xbf\xbf\"]"),
  TEXT ("[\"\xef\xbf\xbf\"]"),
  TEXT ("[\"\xef\xbb\xbf\"]"),
  TEXT ("[\"\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xf0\x90\x80\x80\"]"),
  TEXT ("[\"\xd0\xbf\xd1\x80\xd0\xb8 \xe2\x82\xac\xf0\x9d\x84\x9e\"]"),
  /* Surrogates without their half: the grammar allows them. */
  TEXT ("[\"\\uD800\"]"),
  TEXT ("[\"\\uDd1e\\uD834\"]"),
  TEXT ("[\"\\uD800\\uD800\\n\"]"),
};

typedef struct
{
  Text text;
  MbmError code;
  guint line;
  guint column;
} Refused;

#define JSON(literal, line, column)                          \
  {                                                          \
    TEXT (literal), MBM_ERROR_INVALID_JSON, (line), (column) \
  }
#define UTF8(literal, line, column)                          \
  {                                                          \
    TEXT (literal), MBM_ERROR_INVALID_UTF8, (line), (column) \
  }

static const Refused refused[] = {
  /* Nothing, and what is no value. */
  JSON ("", 1, 1),
  JSON (" ", 1, 2),
  JSON ("\n\n", 3, 1),
  JSON ("nul", 1, 1),
  JSON ("nulL", 1, 1),
  JSON ("True", 1, 1),
  JSON ("tru", 1, 1),
  JSON ("truetrue", 1, 5),
  JSON ("fals", 1, 1),
  JSON ("undefined", 1, 1),
  JSON ("NaN", 1, 1),
  JSON ("Infinity", 1, 1),
  JSON ("-Infinity", 1, 2),
  JSON ("-NaN", 1, 2),
  JSON ("'a'", 1, 1),
  JSON ("a", 1, 1),
  JSON ("*", 1, 1),
  JSON ("\0", 1, 1),
  JSON ("{}\0", 1, 3),
  JSON ("\f{}", 1, 1),
  JSON ("\v1", 1, 1),
  JSON ("\xc2\xa0"
        "1",
        1,
        1),
  JSON ("\xe2\x80\xa8"
        "1",
        1,
        1),
  JSON ("\xef\xbb\xbf{}", 1, 1),
  JSON ("\xef\xbb\xbf", 1, 1),
  /* Two documents, comments. */
  JSON ("1 2", 1, 3),
  JSON ("{}{}", 1, 3),
  JSON ("[][]", 1, 3),
  JSON ("{} x", 1, 4),
  JSON ("\"a\" \"b\"", 1, 5),
  JSON ("/* c */ 1", 1, 1),
  JSON ("1 // c", 1, 3),
  JSON ("[1 /**/]", 1, 4),
  JSON ("# c\n1", 1, 1),
  JSON ("{};", 1, 3),
  JSON ("[1],", 1, 4),
  JSON ("]", 1, 1),
  JSON ("}", 1, 1),
  JSON ("1]", 1, 2),
  JSON (",", 1, 1),
  JSON (":", 1, 1),
  /* Arrays. */
  JSON ("[", 1, 2),
  JSON ("[1", 1, 3),
  JSON ("[1,", 1, 4),
  JSON ("[1,]", 1, 4),
  JSON ("[,]", 1, 2),
  JSON ("[,1]", 1, 2),
  JSON ("[1,,2]", 1, 4),
  JSON ("[1 2]", 1, 4),
  JSON ("[1}", 1, 3),
  JSON ("[\"a\":1]", 1, 5),
  JSON ("[1:2]", 1, 3),
  JSON ("[\n1\n2]", 3, 1),
  JSON ("[1,\n2,\n\n  x]", 4, 3),
  JSON ("[][", 1, 3),
  JSON ("[[]", 1, 4),
  JSON ("[{]", 1, 3),
  JSON ("[a", 1, 2),
  /* Objects. */
  JSON ("{", 1, 2),
  JSON ("{\"a\"", 1, 5),
  JSON ("{\"a\":", 1, 6),
  JSON ("{\"a\":1", 1, 7),
  JSON ("{\"a\":1,", 1, 8),
  JSON ("{\"a\":1,}", 1, 8),
  JSON ("{\"a\" 1}", 1, 6),
  JSON ("{\"a\"::1}", 1, 6),
  JSON ("{\"a\":}", 1, 6),
  JSON ("{a:1}", 1, 2),
  JSON ("{'a':1}", 1, 2),
  JSON ("{1:1}", 1, 2),
  JSON ("{null:1}", 1, 2),
  JSON ("{,}", 1, 2),
  JSON ("{\"a\":1,,\"b\":2}", 1, 8),
  JSON ("{\"a\":1 \"b\":2}", 1, 8),
  JSON ("{\"a\",\"b\"}", 1, 5),
  JSON ("{\"a\":1]", 1, 7),
  JSON ("{\"a\":1}}", 1, 8),
  JSON ("{[1]}", 1, 2),
  /* Numbers. */
  JSON ("-", 1, 2),
  JSON ("+1", 1, 1),
  JSON ("01", 1, 2),
  JSON ("-01", 1, 3),
  JSON ("00", 1, 2),
  JSON ("-00", 1, 3),
  JSON ("1.", 1, 3),
  JSON (".1", 1, 1),
  JSON ("-.1", 1, 2),
  JSON ("1.e1", 1, 3),
  JSON ("0.e1", 1, 3),
  JSON ("1e", 1, 3),
  JSON ("1e+", 1, 4),
  JSON ("1E-", 1, 4),
  JSON ("1e1.5", 1, 4),
  JSON ("1.2.3", 1, 4),
  JSON ("1ea", 1, 3),
  JSON ("0x1F", 1, 2),
  JSON ("0b1", 1, 2),
  JSON ("1_000", 1, 2),
  JSON ("1,000", 1, 2),
  JSON ("--1", 1, 2),
  JSON ("- 1", 1, 2),
  JSON ("[1+2]", 1, 3),
  JSON ("[-2.]", 1, 5),
  JSON ("[0E]", 1, 4),
  JSON ("[1 000.0]", 1, 4),
  JSON ("1n", 1, 2),
  JSON ("\xef\xbc\x91", 1, 1),
  /* Strings. */
  JSON ("\"", 1, 2),
  JSON ("\"a", 1, 3),
  JSON ("\"\\\"", 1, 4),
  JSON ("\"\\", 1, 3),
  JSON ("\"\\a\"", 1, 3),
  JSON ("\"\\x00\"", 1, 3),
  JSON ("\"\\0\"", 1, 3),
  JSON ("\"\\'\"", 1, 3),
  JSON ("\"\\\n\"", 1, 3),
  JSON ("\"\\U0041\"", 1, 3),
  JSON ("\"\\u\"", 1, 4),
  JSON ("\"\\u00\"", 1, 6),
  JSON ("\"\\u00A\"", 1, 7),
  JSON ("\"\\u00G0\"", 1, 6),
  JSON ("\"\\u{41}\"", 1, 4),
  JSON ("\"\\u004", 1, 7),
  JSON ("\"\\uD834\\uDd", 1, 12),
  JSON ("\"\\ud800\\u1\"", 1, 11),
  JSON ("\"\t\"", 1, 2),
  JSON ("\"a\nb\"", 1, 3),
  JSON ("\"\0\"", 1, 2),
  JSON ("\"a\x1f\"", 1, 3),
  JSON ("\"abcdefgh\x01ijklmnop\"", 1, 10),
  JSON ("\"\xe2\x82\xac\xf0\x9d\x84\x9e\n\"", 1, 4),
  JSON ("`a`", 1, 1),
  JSON ("\xe2\x80\x9c"
        "a\xe2\x80\x9d",
        1,
        1),
  JSON ("\"\"\"\"", 1, 3),
  /* Bytes that are no UTF-8: stray, overlong, surrogates, beyond U+10FFFF, cut off. */
  UTF8 ("\"\x80\"", 1, 2),
  UTF8 ("\"\xbf\"", 1, 2),
  UTF8 ("\"\xc0\xaf\"", 1, 2),
  UTF8 ("\"\xc1\xbf\"", 1, 2),
  UTF8 ("\"\xe0\x80\xaf\"", 1, 2),
  UTF8 ("\"\xe0\x9f\xbf\"", 1, 2),
  UTF8 ("\"\xf0\x80\x80\xaf\"", 1, 2),
  UTF8 ("\"\xf0\x8f\xbf\xbf\"", 1, 2),
  UTF8 ("\"\xed\xa0\x80\"", 1, 2),
  UTF8 ("\"\xed\xbf\xbf\"", 1, 2),
  UTF8 ("\"\xf4\x90\x80\x80\"", 1, 2),
  UTF8 ("\"\xf5\x80\x80\x80\"", 1, 2),
  UTF8 ("\"\xfe\"", 1, 2),
  UTF8 ("\"\xff\"", 1, 2),
  UTF8 ("\"\xe2\x82", 1, 2),
  UTF8 ("\"\xe2\x82\"", 1, 2),
  UTF8 ("\"\xf0\x9d\x84", 1, 2),
  UTF8 ("\"a\xc3\"", 1, 3),
  UTF8 ("[\"\xc3\xa9\xc3\"]", 1, 4),
  UTF8 ("\"abcdefghijklmnop\xff\"", 1, 18),
  UTF8 ("\xff", 1, 1),
  UTF8 ("\xff\xfe[\0]\0", 1, 1),
  UTF8 ("[\xe9]", 1, 2),
  UTF8 ("{\"a\":1}\x80", 1, 8),
};

static void
test_accepts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (accepted); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", accepted[i].text);
      mbm_json_check (accepted[i].text, accepted[i].length, &error);
      g_assert_no_error (error);
    }
}

static void
test_refuses (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      const Refused *r = &refused[i];
      g_autoptr (GError) error = NULL;
      g_autofree char *place = g_strdup_printf ("Line %u, column %u: ", r->line, r->column);

      g_test_message ("Text %u", i);
      g_assert_false (mbm_json_check (r->text.text, r->text.length, &error));
      g_assert_error (error, MBM_ERROR, (int) r->code);
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (error->message, place));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_null (mbm_json_parse (r->text.text, r->text.length, NULL));
    }
}

/* What people are told. */
static void
test_messages (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } cases[] = {
    { "{\"a\":1,}", "Line 1, column 8: expected a member name in quotation marks, found “}”" },
    { "[1 2]", "Line 1, column 4: expected “,” or “]”, found “2”" },
    { "[undefined]", "Line 1, column 2: expected a value, found “undefined”" },
    { "{\"a\":\n\"b",
      "Line 2, column 3: expected a quotation mark that ends the string, found the end of the text" },
    { "\"\t\"", "Line 1, column 2: expected an escape for a control character in a string, found U+0009" },
    { "\xef\xbb\xbf{}", "Line 1, column 1: expected a value, found a byte order mark" },
    { "\"\xff\"", "Line 1, column 2: the byte 0xFF is not UTF-8" },
    { "é", "Line 1, column 1: expected a value, found “é”" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (mbm_json_check (cases[i].text, -1, &error));
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static void
test_find_error (void)
{
  g_autoptr (GError) error = NULL;
  gsize offset = 99;

  g_assert_true (mbm_json_find_error ("[1]", -1, &offset, NULL));
  g_assert_cmpuint (offset, ==, 99);
  g_assert_false (mbm_json_find_error ("[\"é\", x]", -1, &offset, NULL));
  g_assert_cmpuint (offset, ==, 7);
  g_assert_false (mbm_json_find_error ("[\"é\"", -1, &offset, &error));
  g_assert_cmpuint (offset, ==, 5);
  /* The place is the caller's to say, once. */
  g_assert_cmpstr (error->message, ==, "expected “,” or “]”, found the end of the text");
}

/* A document that uses all of the grammar; no beginning of it is one. Each beginning lies at the end of an
 * allocation of its own, so that memory checkers see a read beyond it. */
static void
test_truncations (void)
{
  static const char sample[] =
    "{\"type\":\"request\", \"n\":[-1.5e+10,0,{},[]],\"s\":\"\\u00e9\\\\ \xe2\x82\xac\xf0\x9d\x84\x9e\","
    "\"deep\":[[{\"a\":[true,false,null]}]],\"long\":\"abcdefghijklmnopqrstuvwxyz\"}";

  g_assert_true (mbm_json_check (sample, -1, NULL));
  for (gsize length = 0; length < sizeof sample - 1; length++)
    {
      g_autofree char *text = g_memdup2 (sample, length);
      g_autoptr (GError) error = NULL;

      g_assert_false (mbm_json_check (text, length, &error));
      g_assert_true (error->domain == MBM_ERROR);
    }
}

static char *
nest (const char *open, const char *middle, const char *close, guint depth)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, open);
  g_string_append (text, middle);
  for (guint i = 0; i < depth; i++)
    g_string_append (text, close);
  return g_string_free (text, FALSE);
}

static void
test_depth (void)
{
  static const struct
  {
    const char *open;
    const char *close;
  } kinds[] = { { "[", "]" }, { "{\"a\":", "}" }, { "[1,", "]" }, { "{\"a\":0,\"b\":", ",\"c\":[]}" } };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      /* The last kind opens one level more at its end. */
      guint most = i == 3 ? MBM_JSON_MAX_DEPTH - 1 : MBM_JSON_MAX_DEPTH;
      g_autofree char *deepest = nest (kinds[i].open, "1", kinds[i].close, most);
      g_autofree char *deeper = nest (kinds[i].open, "1", kinds[i].close, most + 1);
      g_autofree char *unclosed = nest (kinds[i].open, "", "", 100000);
      g_autofree char *pretty = NULL;
      g_autoptr (JsonNode) node = NULL;
      g_autoptr (GError) error = NULL;

      node = mbm_json_parse (deepest, -1, &error);
      g_assert_no_error (error);
      g_assert_nonnull (node);
      pretty = mbm_json_pretty (deepest, -1);
      g_assert_true (mbm_json_check (pretty, -1, NULL));
      g_assert_true (mbm_json_value_equal (mbm_json_value (deepest, -1), mbm_json_value (pretty, -1)));

      g_assert_false (mbm_json_check (deeper, -1, &error));
      g_assert_error (error, MBM_ERROR, MBM_ERROR_TOO_DEEP);
      g_clear_error (&error);
      g_assert_false (mbm_json_check (unclosed, -1, &error));
      g_assert_error (error, MBM_ERROR, MBM_ERROR_TOO_DEEP);
    }
}

/* Every sequence of two bytes, and every one of three and four that begins like one, against GLib's check. */
static void
test_utf8 (void)
{
  static const guchar samples[] = { 0x00, 0x22, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff };
  char text[6] = "\"";

  for (guint a = 0x80; a < 0x100; a++)
    for (guint b = 0x20; b < 0x100; b++)
      for (guint c = 0; c < G_N_ELEMENTS (samples); c++)
        for (guint d = 0; d < G_N_ELEMENTS (samples); d++)
          {
            g_autoptr (GError) error = NULL;
            gboolean valid;

            text[1] = a;
            text[2] = b;
            text[3] = samples[c];
            text[4] = samples[d];
            text[5] = '"';
            valid = g_utf8_validate_len (text, sizeof text, NULL);
            if (mbm_json_check (text, sizeof text, NULL))
              g_assert_true (valid);
            else if (valid)
              {
                /* It is UTF-8, and no JSON for another reason. */
                g_assert_false (mbm_json_check (text, sizeof text, &error));
                g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_JSON);
              }
          }
}

/* The same special byte at every place of a long string: the scanner looks at eight at a time. */
static void
test_alignment (void)
{
  for (gsize length = 1; length < 40; length++)
    for (gsize at = 0; at < length; at++)
      for (guint special = 0; special < 256; special++)
        {
          g_autofree char *text = g_malloc (length + 2);
          gboolean plain = special >= 0x20 && special != '"' && special != '\\' && special < 0x80;
          gsize offset = 0;

          memset (text, 'x', length + 2);
          text[0] = text[length + 1] = '"';
          text[1 + at] = special;
          if (plain)
            g_assert_true (mbm_json_check (text, length + 2, NULL));
          else
            {
              g_assert_false (mbm_json_find_error (text, length + 2, &offset, NULL));
              /* After an early end of the string, after a wrong escape, after an escape of the last quote. */
              if (special == '"' || special == '\\')
                g_assert_cmpuint (offset, ==, special == '\\' && at == length - 1 ? at + 3 : at + 2);
              else
                g_assert_cmpuint (offset, ==, at + 1);
            }
        }
}

static void
test_types (void)
{
  static const struct
  {
    const char *text;
    MbmJsonType type;
  } cases[] = {
    { "null", MBM_JSON_NULL },   { "false", MBM_JSON_FALSE },   { "true", MBM_JSON_TRUE },
    { " -1 ", MBM_JSON_NUMBER }, { "0", MBM_JSON_NUMBER },      { "\"\"", MBM_JSON_STRING },
    { "[]", MBM_JSON_ARRAY },    { "\n{}\n", MBM_JSON_OBJECT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (mbm_json_value_get_type (mbm_json_value (cases[i].text, -1)), ==, cases[i].type);
  g_assert_cmpint (mbm_json_value_get_type ((MbmJsonValue){ NULL, 0 }), ==, MBM_JSON_NULL);
}

static void
test_strings (void)
{
  static const struct
  {
    const char *text;
    const char *characters;
  } cases[] = {
    { "\"\"", "" },
    { "\"abc\"", "abc" },
    { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
    { "\"\\u0041\\u00e9\\u20AC\"", "Aé€" },
    { "\"\\ud834\\uDD1E\"", "𝄞" },
    { "\"x\\ud834y\"", "x\357\277\275y" },
    { "\"\\ud834\"", "\357\277\275" },
    { "\"\\ud834\\n\"", "\357\277\275\n" },
    { "\"\\ud834\\ud834\\udd1e\"", "\357\277\275𝄞" },
    { "\"\\udd1e\\ud834\"", "\357\277\275\357\277\275" },
    { "\"\\u0000\"", NULL },
    { "\"a\\u0000b\"", NULL },
    { "1", NULL },
    { "null", NULL },
    { "[\"a\"]", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *characters = mbm_json_value_dup_string (mbm_json_value (cases[i].text, -1));

      g_assert_cmpstr (characters, ==, cases[i].characters);
    }
  g_assert_null (mbm_json_value_dup_string ((MbmJsonValue){ NULL, 0 }));
}

static void
test_is_string (void)
{
  MbmJsonValue value = mbm_json_value ("\"\\u0061b\"", -1);

  g_assert_true (mbm_json_value_is_string (value, "ab", 2));
  g_assert_false (mbm_json_value_is_string (value, "a", 1));
  g_assert_false (mbm_json_value_is_string (value, "abc", 3));
  /* The raw text of a literal is not its characters. */
  value = mbm_json_value ("\"\\n\"", -1);
  g_assert_true (mbm_json_value_is_string (value, "\n", 1));
  g_assert_false (mbm_json_value_is_string (value, "\\n", 2));
  g_assert_true (mbm_json_value_is_string (mbm_json_value ("\"a\\u0000b\"", -1), "a\0b", 3));
  g_assert_false (mbm_json_value_is_string (mbm_json_value ("12", -1), "", 0));
  g_assert_false (mbm_json_value_is_string ((MbmJsonValue){ NULL, 0 }, "", 0));
}

static void
test_append_string (void)
{
  static const struct
  {
    Text text;
    const char *literal;
  } cases[] = {
    { TEXT (""), "\"\"" },
    { TEXT ("a\"b\\c/d"), "\"a\\\"b\\\\c/d\"" },
    { TEXT ("\b\f\n\r\t\x01\x1f\x7f"), "\"\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\"" },
    { TEXT ("é€𝄞"), "\"é€𝄞\"" },
    { TEXT ("a\0b"), "\"a\\u0000b\"" },
    { TEXT ("\0"), "\"\\u0000\"" },
    { TEXT ("x\xffy"), "\"x\357\277\275y\"" },
    { TEXT ("\xed\xa0\x80"), "\"\357\277\275\357\277\275\357\277\275\"" },
  };
  g_autoptr (GString) whole = g_string_new ("[");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);

      mbm_json_append_string (out, cases[i].text.text, cases[i].text.length);
      g_assert_cmpstr (out->str, ==, cases[i].literal);
      g_assert_true (mbm_json_check (out->str, out->len, NULL));
    }

  /* After what is there, and without a length. */
  mbm_json_append_string (whole, "a", -1);
  g_assert_cmpstr (whole->str, ==, "[\"a\"");
}

static void
test_integers (void)
{
  static const struct
  {
    const char *text;
    gboolean fits;
    gint64 integer;
  } cases[] = {
    { "0", TRUE, 0 },
    { "-0", TRUE, 0 },
    { "0.000e5", TRUE, 0 },
    { "0e99999999999999999999999", TRUE, 0 },
    { "42", TRUE, 42 },
    { "-42", TRUE, -42 },
    { "1.0", TRUE, 1 },
    { "1.5e1", TRUE, 15 },
    { "1e3", TRUE, 1000 },
    { "1E+3", TRUE, 1000 },
    { "1000e-3", TRUE, 1 },
    { "0.001e3", TRUE, 1 },
    { "1700000000000", TRUE, 1700000000000 },
    { "9223372036854775807", TRUE, G_MAXINT64 },
    { "-9223372036854775808", TRUE, G_MININT64 },
    { "9.223372036854775807e18", TRUE, G_MAXINT64 },
    { "9223372036854775807.000", TRUE, G_MAXINT64 },
    { "9223372036854775808", FALSE, 0 },
    { "-9223372036854775809", FALSE, 0 },
    { "18446744073709551616", FALSE, 0 },
    { "1e19", FALSE, 0 },
    { "1e18", TRUE, 1000000000000000000 },
    { "1e99999999999999999999999999", FALSE, 0 },
    { "1e-99999999999999999999999999", FALSE, 0 },
    { "1.5", FALSE, 0 },
    { "15e-1", FALSE, 0 },
    { "\"1\"", FALSE, 0 },
    { "null", FALSE, 0 },
    { "true", FALSE, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 integer = -7;

      g_test_message ("%s", cases[i].text);
      g_assert_true (mbm_json_value_get_int (mbm_json_value (cases[i].text, -1), &integer) == cases[i].fits);
      g_assert_cmpint (integer, ==, cases[i].fits ? cases[i].integer : -7);
    }
  g_assert_false (mbm_json_value_get_int ((MbmJsonValue){ NULL, 0 }, NULL));
}

static void
test_members (void)
{
  MbmJsonValue object =
    mbm_json_value (" { \"a\" : 1, \"b\":{\"a\":2}, \"\\u0063\":[3], \"a\": \"}]\\\"\" , \"d\":null} ", -1);
  MbmJsonValue value;

  g_assert_true (mbm_json_value_get_member (object, "a", &value));
  g_assert_cmpmem (value.text, value.length, "\"}]\\\"\"", 6);
  g_assert_true (mbm_json_value_get_member (object, "b", &value));
  g_assert_true (mbm_json_value_get_member (value, "a", &value));
  g_assert_cmpmem (value.text, value.length, "2", 1);
  g_assert_true (mbm_json_value_get_member (object, "c", &value));
  g_assert_cmpmem (value.text, value.length, "[3]", 3);
  g_assert_true (mbm_json_value_get_member (object, "d", NULL));
  g_assert_false (mbm_json_value_get_member (object, "e", &value));
  g_assert_false (mbm_json_value_get_member (value, "a", NULL));
  g_assert_false (mbm_json_value_get_member ((MbmJsonValue){ NULL, 0 }, "a", NULL));
}

static void
test_iter (void)
{
  MbmJsonValue name, value;
  MbmJsonIter iter;
  g_autoptr (GString) seen = g_string_new (NULL);

  g_assert_true (
    mbm_json_iter_init (&iter, mbm_json_value ("[ 1 , \"a,]\" , [2,[3]] , {\"x\":[4]} , -1e5 , true]", -1)));
  while (mbm_json_iter_next (&iter, &name, &value))
    {
      g_assert_null (name.text);
      g_string_append_printf (seen, "%.*s;", (int) value.length, value.text);
    }
  g_assert_cmpstr (seen->str, ==, "1;\"a,]\";[2,[3]];{\"x\":[4]};-1e5;true;");
  g_assert_false (mbm_json_iter_next (&iter, NULL, NULL));

  g_string_truncate (seen, 0);
  g_assert_true (mbm_json_iter_init (&iter, mbm_json_value ("{\"a\":1, \"\\\"\" : {} ,\n\"a\":2}", -1)));
  while (mbm_json_iter_next (&iter, &name, &value))
    g_string_append_printf (seen, "%.*s=%.*s;", (int) name.length, name.text, (int) value.length, value.text);
  g_assert_cmpstr (seen->str, ==, "\"a\"=1;\"\\\"\"={};\"a\"=2;");

  g_assert_true (mbm_json_iter_init (&iter, mbm_json_value ("{ }", -1)));
  g_assert_false (mbm_json_iter_next (&iter, NULL, NULL));
  g_assert_true (mbm_json_iter_init (&iter, mbm_json_value ("[]", -1)));
  g_assert_false (mbm_json_iter_next (&iter, NULL, NULL));
  g_assert_false (mbm_json_iter_init (&iter, mbm_json_value ("\"[1]\"", -1)));
  g_assert_false (mbm_json_iter_next (&iter, NULL, NULL));
}

/* Text that did not pass gives nonsense, but ends, and reads nothing beyond its end. */
static void
test_unchecked (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      gsize length = refused[i].text.length;
      g_autofree char *text = g_memdup2 (refused[i].text.text, length);
      g_autofree char *pretty = NULL;
      g_autofree char *compact = NULL;
      g_autofree char *characters = NULL;
      MbmJsonValue value;
      MbmJsonIter iter;

      if (length == 0)
        continue;
      value = mbm_json_value (text, length);
      pretty = mbm_json_pretty (text, length);
      compact = mbm_json_compact (text, length);
      characters = mbm_json_value_dup_string (value);
      mbm_json_iter_init (&iter, value);
      for (gsize n = 0; mbm_json_iter_next (&iter, NULL, NULL); n++)
        g_assert_cmpuint (n, <, length);
      mbm_json_value_get_member (value, "a", NULL);
    }
}

static void
test_equal (void)
{
  static const struct
  {
    const char *a;
    const char *b;
    gboolean equal;
  } cases[] = {
    { "1", "1", TRUE },
    { "1", "2", FALSE },
    { "1.0", "1e0", TRUE },
    { "10", "1e1", TRUE },
    { "-0", "0", TRUE },
    { "-0.0e7", "0", TRUE },
    { "-1", "1", FALSE },
    { "0.1", "0.10", TRUE },
    { "0.1", "1e-1", TRUE },
    { "0.1", "0.1000000000000000055511151231257827", FALSE },
    { "120", "12", FALSE },
    { "12.5", "125", FALSE },
    { "1.25e2", "125", TRUE },
    { "9007199254740993", "9007199254740992", FALSE },
    { "18446744073709551616", "18446744073709551616.0", TRUE },
    { "18446744073709551616", "18446744073709551617", FALSE },
    { "1e400", "1e401", FALSE },
    { "1e400", "10e399", TRUE },
    { "1e99999999999999999999", "10e99999999999999999998", TRUE },
    { "1e99999999999999999999", "0.1e100000000000000000000", TRUE },
    { "1e99999999999999999999", "1e-99999999999999999999", FALSE },
    { "1e99999999999999999999", "1e99999999999999999998", FALSE },
    { "1e-00000000000000000000000001", "0.1", TRUE },
    { "1e+0000", "1", TRUE },
    { "1", "\"1\"", FALSE },
    { "1", "true", FALSE },
    { "null", "false", FALSE },
    { "\"a\"", "\"\\u0061\"", TRUE },
    { "\"\\/\"", "\"/\"", TRUE },
    { "\"é\"", "\"\\u00E9\"", TRUE },
    { "\"𝄞\"", "\"\\uD834\\uDD1E\"", TRUE },
    { "\"a\"", "\"b\"", FALSE },
    { "\"\\u0000\"", "\"\\u0000\\u0000\"", FALSE },
    { "\"\\ud800\"", "\"\\ud801\"", FALSE },
    { "\"\\ud800\"", "\"\\uD800\"", TRUE },
    { "[]", "[ ]", TRUE },
    { "[]", "{}", FALSE },
    { "[1,2]", "[1, 2]", TRUE },
    { "[1,2]", "[2,1]", FALSE },
    { "[1,2]", "[1,2,3]", FALSE },
    { "[1,2,3]", "[1,2]", FALSE },
    { "{\"a\":1,\"b\":2}", "{\"b\":2.0, \"\\u0061\":1}", TRUE },
    { "{\"a\":1}", "{\"a\":1,\"b\":null}", FALSE },
    { "{\"a\":1}", "{\"b\":1}", FALSE },
    { "{\"a\":1,\"a\":2}", "{\"a\":2}", TRUE },
    { "{\"a\":2,\"a\":1}", "{\"a\":2}", FALSE },
    { "{\"a\":{\"b\":[1,{\"c\":1e2}]}}", "{\"a\":{\"b\":[1.0,{\"c\":100}]}}", TRUE },
    { "{\"a\\u0000\":1}", "{\"a\":1}", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MbmJsonValue a = mbm_json_value (cases[i].a, -1);
      MbmJsonValue b = mbm_json_value (cases[i].b, -1);

      g_test_message ("%s %s", cases[i].a, cases[i].b);
      g_assert_true (mbm_json_value_equal (a, b) == cases[i].equal);
      g_assert_true (mbm_json_value_equal (b, a) == cases[i].equal);
      g_assert_true (mbm_json_value_equal (a, a));
    }
  g_assert_true (mbm_json_value_equal ((MbmJsonValue){ NULL, 0 }, mbm_json_value ("null", -1)));
}

/* So many members that the test would not end in time if comparing took the square of that. */
static void
test_equal_large (void)
{
  g_autoptr (GString) a = g_string_new ("{\"x\":0");
  g_autoptr (GString) b = g_string_new ("{");

  for (guint i = 0; i < 300000; i++)
    {
      g_string_append_printf (a, ",\"m%u\":%u", i, i);
      g_string_append_printf (b, "\"m%u\":%u.0,", 299999 - i, 299999 - i);
    }
  g_string_append (a, "}");
  g_string_append (b, "\"x\":0}");
  g_assert_true (mbm_json_value_equal (mbm_json_value (a->str, a->len), mbm_json_value (b->str, b->len)));
}

static void
test_matches (void)
{
  static const struct
  {
    const char *value;
    const char *filter;
    gboolean matches;
  } cases[] = {
    { "{\"a\":1,\"b\":\"x\"}", "{}", TRUE },
    { "{\"a\":1,\"b\":\"x\"}", "{\"a\":1.0}", TRUE },
    { "{\"a\":1,\"b\":\"x\"}", "{\"b\":\"\\u0078\",\"\\u0061\":1}", TRUE },
    { "{\"\\u0061\":{\"k\":[1,2]}}", "{\"a\":{\"k\":[1,2]}}", TRUE },
    { "{\"a\":1}", "{\"a\":2}", FALSE },
    { "{\"a\":1}", "{\"a\":1,\"b\":null}", FALSE },
    { "{\"a\":1,\"a\":2}", "{\"a\":2}", TRUE },
    { "{\"a\":1,\"a\":2}", "{\"a\":1}", FALSE },
    { "{\"a\":1}", "{\"a\":2,\"a\":1}", TRUE },
    { "{\"a\":{\"k\":1,\"l\":2}}", "{\"a\":{\"k\":1}}", FALSE },
    { "[1]", "{\"a\":1}", FALSE },
    { "null", "{}", TRUE },
    { "[\"a\",1]", "{}", TRUE },
    { "{\"a\":1}", "[]", FALSE },
    { "{\"a\":1}", "null", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s %s", cases[i].value, cases[i].filter);
      g_assert_true (mbm_json_value_matches (mbm_json_value (cases[i].value, -1),
                                             mbm_json_value (cases[i].filter, -1)) == cases[i].matches);
    }
  g_assert_false (mbm_json_value_matches ((MbmJsonValue){ NULL, 0 }, mbm_json_value ("{\"a\":1}", -1)));
}

/* A tree of the given size whose leaves are their own numbers, but for @odd. Objects have their members in
 * either order. */
static void
append_tree (GString *out, GRand *random, guint *n_leaves, guint depth, guint odd, gboolean reversed)
{
  gboolean object = g_rand_boolean (random);
  guint n = depth == 0 ? 0 : (guint) g_rand_int_range (random, 1, 4);
  GString *parts[4];

  if (n == 0)
    {
      g_string_append_printf (out, *n_leaves == odd ? "-%u" : "%u", *n_leaves);
      ++*n_leaves;
      return;
    }

  for (guint i = 0; i < n; i++)
    {
      guint below = i == 0 ? depth - 1 : (guint) g_rand_int_range (random, 0, 3);

      parts[i] = g_string_new (NULL);
      if (object)
        g_string_append_printf (parts[i], "\"%u\\u0022]\":", i);
      append_tree (parts[i], random, n_leaves, MIN (below, depth - 1), odd, reversed);
    }

  g_string_append_c (out, object ? '{' : '[');
  for (guint i = 0; i < n; i++)
    {
      guint which = object && reversed ? n - 1 - i : i;

      g_string_append_printf (out, "%s%s", i > 0 ? "," : "", parts[which]->str);
      g_string_free (parts[which], TRUE);
    }
  g_string_append_c (out, object ? '}' : ']');
}

static GString *
make_tree (guint32 seed, guint depth, guint odd, gboolean reversed, guint *n_leaves)
{
  GString *tree = g_string_new (NULL);
  GRand *random = g_rand_new_with_seed (seed);

  *n_leaves = 0;
  append_tree (tree, random, n_leaves, depth, odd, reversed);
  g_rand_free (random);
  return tree;
}

/* Deep and long enough for the index: the same in another layout and order, and not the same with one leaf
 * that is different. */
static void
test_equal_deep (void)
{
  gsize longest = 0;

  for (guint seed = 0; seed < 24; seed++)
    {
      guint depth = 20 + seed * 20;
      guint n_leaves;
      g_autoptr (GString) tree = make_tree (seed, depth, G_MAXUINT, FALSE, &n_leaves);
      g_autoptr (GString) reversed = make_tree (seed, depth, G_MAXUINT, TRUE, &n_leaves);
      g_autofree char *pretty = mbm_json_pretty (reversed->str, reversed->len);
      MbmJsonValue value = mbm_json_value (tree->str, tree->len);

      g_assert_true (mbm_json_check (tree->str, tree->len, NULL));
      g_assert_true (mbm_json_value_equal (value, mbm_json_value (reversed->str, -1)));
      g_assert_true (mbm_json_value_equal (value, mbm_json_value (pretty, -1)));
      for (guint odd = 1; odd < n_leaves; odd += 1 + n_leaves / 5)
        {
          g_autoptr (GString) other = make_tree (seed, depth, odd, TRUE, &n_leaves);

          g_assert_false (mbm_json_value_equal (value, mbm_json_value (other->str, -1)));
        }
      longest = MAX (longest, tree->len);
    }
  g_assert_cmpuint (longest, >, 8192);
}

/* How long it takes to compare two documents and to parse one, with so many levels around a long string. */
static gint64
time_nested (const char *open, const char *close, guint levels)
{
  g_autofree char *filling = g_strnfill (4 * 1024 * 1024, 'x');
  g_autofree char *one = g_strdup_printf ("[\"%s\",1.0]", filling);
  g_autofree char *other = g_strdup_printf ("[\"%s\",1e0]", filling);
  g_autofree char *a = nest (open, one, close, levels);
  g_autofree char *b = nest (open, other, close, levels);
  g_autoptr (JsonNode) node = NULL;
  gint64 start = g_get_monotonic_time ();

  g_assert_true (mbm_json_value_equal (mbm_json_value (a, -1), mbm_json_value (b, -1)));
  node = mbm_json_parse (a, -1, NULL);
  g_assert_nonnull (node);
  return g_get_monotonic_time () - start;
}

/* What the machine does besides only adds to it. */
static gint64
best_time_nested (const char *open, const char *close, guint levels)
{
  gint64 best = G_MAXINT64;

  for (guint i = 0; i < 5; i++)
    {
      gint64 time = time_nested (open, close, levels);

      best = MIN (best, time);
    }
  return best;
}

/* Nesting must not cost a walk through what is inside at each level: that would be some hundred times as
 * long. */
static void
test_deep_and_long (void)
{
  static const struct
  {
    const char *open;
    const char *close;
  } kinds[] = { { "[0,", "]" }, { "{\"b\":1,\"a\":", "}" } };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      gint64 flat = best_time_nested (kinds[i].open, kinds[i].close, 1);
      gint64 deep = best_time_nested (kinds[i].open, kinds[i].close, 500);

      g_test_message ("%.3f s flat, %.3f s deep", flat / 1e6, deep / 1e6);
      g_assert_cmpint (deep, <, 10 * flat);
    }
}

static void
test_format (void)
{
  static const char text[] =
    " {\"a\" :1.50,\"b\":[ ],\"c\":[1,{\"d\":\"x : ,[]{}\\\"\"}], \"e\":{ } , \"a\":18446744073709551616 }\n";
  g_autofree char *pretty = mbm_json_pretty (text, -1);
  g_autofree char *compact = mbm_json_compact (text, -1);
  g_autofree char *again = mbm_json_compact (pretty, -1);
  g_autofree char *scalar = mbm_json_pretty (" \"a b\" ", -1);

  g_assert_cmpstr (pretty, ==,
                   "{\n"
                   "  \"a\": 1.50,\n"
                   "  \"b\": [],\n"
                   "  \"c\": [\n"
                   "    1,\n"
                   "    {\n"
                   "      \"d\": \"x : ,[]{}\\\"\"\n"
                   "    }\n"
                   "  ],\n"
                   "  \"e\": {},\n"
                   "  \"a\": 18446744073709551616\n"
                   "}");
  g_assert_cmpstr (
    compact, ==,
    "{\"a\":1.50,\"b\":[],\"c\":[1,{\"d\":\"x : ,[]{}\\\"\"}],\"e\":{},\"a\":18446744073709551616}");
  g_assert_cmpstr (again, ==, compact);
  g_assert_cmpstr (scalar, ==, "\"a b\"");
}

/* Pretty and compact say the same as the text they were made of. */
static void
test_format_keeps (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (accepted); i++)
    {
      MbmJsonValue value = mbm_json_value (accepted[i].text, accepted[i].length);
      g_autofree char *pretty = mbm_json_pretty (accepted[i].text, accepted[i].length);
      g_autofree char *compact = mbm_json_compact (accepted[i].text, accepted[i].length);

      g_assert_true (mbm_json_check (pretty, -1, NULL));
      g_assert_true (mbm_json_check (compact, -1, NULL));
      g_assert_null (strchr (compact, '\n'));
      g_assert_true (mbm_json_value_equal (value, mbm_json_value (pretty, -1)));
      g_assert_true (mbm_json_value_equal (value, mbm_json_value (compact, -1)));
    }
}

static void
test_tree (void)
{
  static const char text[] =
    "{\"s\":\"a\\u0000\\ud800\",\"i\":-9223372036854775808,\"d\":0.1,\"f\":1.0,\"b\":[true,false,null],"
    "\"big\":18446744073709551616,\"o\":{\"k\":1,\"k\":2}}";
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = mbm_json_parse (text, -1, &error);
  g_autoptr (GBytes) printed = NULL;
  JsonObject *object;

  g_assert_no_error (error);
  object = json_node_get_object (node);
  g_assert_cmpstr (json_object_get_string_member (object, "s"), ==, "a\357\277\275\357\277\275");
  g_assert_cmpint (json_object_get_int_member (object, "i"), ==, G_MININT64);
  g_assert_cmpfloat (json_object_get_double_member (object, "d"), ==, 0.1);
  g_assert_true (json_node_get_value_type (json_object_get_member (object, "f")) == G_TYPE_DOUBLE);
  g_assert_cmpfloat (json_object_get_double_member (object, "big"), ==, 18446744073709551616.0);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "b")), ==, 3);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (object, "o"), "k"), ==, 2);

  printed = mbm_json_print (node);
  g_assert_true (mbm_json_check (g_bytes_get_data (printed, NULL), g_bytes_get_size (printed), NULL));
}

static void
assert_prints (JsonNode *node, const char *expected)
{
  g_autoptr (JsonNode) owned = node;
  g_autoptr (GBytes) printed = mbm_json_print (owned);

  g_assert_cmpmem (g_bytes_get_data (printed, NULL), g_bytes_get_size (printed), expected, strlen (expected));
}

static void
test_print (void)
{
  static const char *const texts[] = {
    "{\"z\":1,\"a\":[0.1,1e+22,-5,\"\\u0001é\\\"\"],\"m\":{},\"n\":[],\"t\":true,\"f\":false,\"u\":null}",
    "[0.30000000000000004,1.7976931348623157e+308,2.2250738585072014e-308,9007199254740993]",
  };

  /* Trees of text that is written as we write it come back as it was, members in their order. */
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_prints (mbm_json_parse (texts[i], -1, NULL), texts[i]);

  assert_prints (json_node_init_double (json_node_alloc (), NAN), "null");
  assert_prints (json_node_init_double (json_node_alloc (), -INFINITY), "null");
  assert_prints (json_node_init_string (json_node_alloc (), "a\xff"), "\"a\357\277\275\"");
  assert_prints (json_node_new (JSON_NODE_NULL), "null");
}

static void
test_scan_members (void)
{
  static const MbmJsonName names[] = { MBM_JSON_NAME ("a"), MBM_JSON_NAME ("type"),
                                       MBM_JSON_NAME ("missing") };
  static const char text[] = " {\"type\" : \"x\", \"a\":{\"type\":1}, \"\\u0074ype\" : [ 1 ] ,\"b\":2} ";
  MbmJsonValue values[3];
  gboolean is_object;
  g_autoptr (GError) error = NULL;

  g_assert_true (mbm_json_scan_members (text, strlen (text), names, 3, values, &is_object, &error));
  g_assert_no_error (error);
  g_assert_true (is_object);
  g_assert_cmpmem (values[0].text, values[0].length, "{\"type\":1}", 10);
  g_assert_cmpmem (values[1].text, values[1].length, "[ 1 ]", 5);
  g_assert_null (values[2].text);

  g_assert_false (mbm_json_scan_members ("[1]", 3, names, 3, values, &is_object, &error));
  g_assert_no_error (error);
  g_assert_false (is_object);

  g_assert_false (mbm_json_scan_members ("[1", 2, names, 3, values, &is_object, &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_JSON);
}

/* The two ways through the scanner agree on what they refuse, and say the same. */
static void
test_scan_agrees (void)
{
  static const MbmJsonName names[] = { MBM_JSON_NAME ("a") };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) checked = NULL;
      g_autoptr (GError) scanned = NULL;
      MbmJsonValue values[1];
      gboolean is_object;

      mbm_json_check (refused[i].text.text, refused[i].text.length, &checked);
      g_assert_false (mbm_json_scan_members (refused[i].text.text, refused[i].text.length, names, 1, values,
                                             &is_object, &scanned));
      g_assert_cmpstr (scanned->message, ==, checked->message);
    }
  for (guint i = 0; i < G_N_ELEMENTS (accepted); i++)
    {
      g_autoptr (GError) error = NULL;
      MbmJsonValue values[1];
      gboolean is_object;

      mbm_json_scan_members (accepted[i].text, accepted[i].length, names, 1, values, &is_object, &error);
      g_assert_no_error (error);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/accepts", test_accepts);
  g_test_add_func ("/json/refuses", test_refuses);
  g_test_add_func ("/json/messages", test_messages);
  g_test_add_func ("/json/find-error", test_find_error);
  g_test_add_func ("/json/truncations", test_truncations);
  g_test_add_func ("/json/depth", test_depth);
  g_test_add_func ("/json/utf8", test_utf8);
  g_test_add_func ("/json/alignment", test_alignment);
  g_test_add_func ("/json/types", test_types);
  g_test_add_func ("/json/strings", test_strings);
  g_test_add_func ("/json/is-string", test_is_string);
  g_test_add_func ("/json/append-string", test_append_string);
  g_test_add_func ("/json/integers", test_integers);
  g_test_add_func ("/json/members", test_members);
  g_test_add_func ("/json/iter", test_iter);
  g_test_add_func ("/json/unchecked", test_unchecked);
  g_test_add_func ("/json/equal", test_equal);
  g_test_add_func ("/json/equal-large", test_equal_large);
  g_test_add_func ("/json/equal-deep", test_equal_deep);
  g_test_add_func ("/json/matches", test_matches);
  g_test_add_func ("/json/deep-and-long", test_deep_and_long);
  g_test_add_func ("/json/format", test_format);
  g_test_add_func ("/json/format-keeps", test_format_keeps);
  g_test_add_func ("/json/tree", test_tree);
  g_test_add_func ("/json/print", test_print);
  g_test_add_func ("/json/scan-members", test_scan_members);
  g_test_add_func ("/json/scan-agrees", test_scan_agrees);

  return g_test_run ();
}
