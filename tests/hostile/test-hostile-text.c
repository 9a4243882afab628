/* test-hostile-text.c — peers whose messages mean no good
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "hostile-fixture.h"

#define MAX_DEPTH 512
#define ABYSS     (8 * MEBIBYTE)

/* Made before anything is measured. */
static char *brackets, *braces, *digits, *letters;

static void
make_texts (void)
{
  static const char member[] = "{\"a\":";

  brackets = g_strnfill (ABYSS, '[');
  digits = g_strnfill (MEBIBYTE, '7');
  letters = g_strnfill (4 * MEBIBYTE, 'x');
  braces = g_malloc (ABYSS + sizeof member);
  for (gsize i = 0; i < ABYSS; i += sizeof member - 1)
    memcpy (braces + i, member, sizeof member - 1);
  braces[ABYSS - ABYSS % (sizeof member - 1)] = '\0';
}

/* A request with a payload of @depth arrays, one in the other. */
static char *
make_nested (guint depth)
{
  g_autofree char *opening = g_strnfill (depth, '[');
  g_autofree char *closing = g_strnfill (depth, ']');

  return g_strdup_printf (
    "{\"type\":\"request\",\"requestId\":\"1\",\"requestType\":\"echo\",\"payload\":%s%s}", opening, closing);
}

/* What is said of other clients would only be in the way. */
static Hostile *
start (void)
{
  Hostile *hostile = hostile_new ();

  g_object_set (hostile->server, "announce-clients", FALSE, NULL);
  hostile_start (hostile);
  return hostile;
}

static void
nest (const char *uri)
{
  g_autoptr (Foe) foe = foe_open_registered (uri, "deep");
  g_autofree char *deep = make_nested (MAX_DEPTH - 1);
  g_autofree char *deeper = make_nested (MAX_DEPTH);

  foe_say (foe, deep);
  foe_expect (foe, "\"success\":true");
  foe_say (foe, deeper);
  foe_expect (foe, "\"code\":\"TOO_DEEP\"");

  /* To the bottom, and no stack is used up; nor does it take more than one look. */
  foe_say (foe, brackets);
  foe_expect (foe, "\"code\":\"TOO_DEEP\"");
  foe_say (foe, braces);
  foe_expect (foe, "\"code\":\"TOO_DEEP\"");
}

static void
test_nesting (void)
{
  g_autoptr (Hostile) hostile = start ();

  hostile_attack (hostile, nest, 3 * ABYSS);
}

/* Numbers and strings come back as they were, however large. */
static void
huge_values (const char *uri)
{
  static const char *const numbers[] = {
    "1e999999999",
    "-1E-999999999",
    "0.1000000000000000055511151231257827",
    "18446744073709551616",
    "-0",
    "123456789012345678901234567890123456789012345678901234567890",
  };
  g_autoptr (Foe) foe = foe_open_registered (uri, "huge");
  g_autofree char *digits_sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, digits, -1);

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *data = g_strdup_printf ("\"data\":%s}", numbers[i]);

      foe_ask (foe, "n", "echo", numbers[i]);
      foe_expect (foe, data);
    }

  foe_ask (foe, "digits", "echo", digits);
  {
    g_autofree char *answer = foe_read_with (foe, "\"digits\"");
    const char *data = strstr (answer, "\"data\":");
    g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, data + strlen ("\"data\":"),
                                                          (gssize) strlen (digits));

    g_assert_cmpstr (sum, ==, digits_sum);
  }

  /* A timestamp that no clock has; the answer repeats it. */
  foe_ask (foe, "ping", "$ping", "{\"timestamp\":1e400}");
  foe_expect (foe, "\"timestamp\":1e400");

  /* Names, ids and strings of megabytes, where they are allowed and where they are not. */
  foe_sayf (foe, "{\"type\":\"request\",\"requestId\":\"%s\",\"requestType\":\"echo\"}", letters);
  foe_expect (foe, "\"success\":true");
  foe_ask (foe, "name", letters, "null");
  foe_expect (foe, "\"code\":\"UNKNOWN_REQUEST_TYPE\"");
  foe_sayf (foe, "{\"type\":\"%s\",\"requestId\":\"1\"}", letters);
  foe_expect (foe, "\"code\":\"INVALID_FRAME\"");
  foe_sayf (
    foe,
    "{\"type\":\"request\",\"requestId\":\"1\",\"requestType\":\"echo\",\"context\":{\"source\":\"%s\"}}",
    letters);
  foe_expect (foe, "\"code\":\"SOURCE_MISMATCH\"");
  foe_sayf (
    foe,
    "{\"type\":\"request\",\"requestId\":\"1\",\"requestType\":\"$login\",\"payload\":{\"token\":\"%s\"}}",
    letters);
  foe_expect (foe, "\"code\":\"INVALID_PAYLOAD\"");
}

static void
test_huge_values (void)
{
  g_autoptr (Hostile) hostile = start ();

  hostile_attack (hostile, huge_values, 40 * MEBIBYTE);
}

/* The last of two members counts, and a hundred thousand are as good as one. */
static void
duplicates (const char *uri)
{
  g_autoptr (Foe) foe = foe_open_registered (uri, "twice");
  g_autoptr (GString) many = g_string_new ("{");

  foe_say (
    foe,
    "{\"type\":\"event\",\"type\":\"request\",\"requestId\":\"1\",\"requestId\":\"2\",\"requestType\":\"x\","
    "\"requestType\":\"echo\",\"payload\":1,\"payload\":2}");
  foe_expect (foe, "\"requestId\":\"2\"");

  /* The scanner and who routes agree on who it is. */
  foe_say (foe, "{\"type\":\"request\",\"requestId\":\"3\",\"requestType\":\"echo\","
                "\"context\":{\"source\":\"twice\",\"source\":\"witness\"}}");
  foe_expect (foe, "\"code\":\"SOURCE_MISMATCH\"");
  foe_say (foe, "{\"type\":\"request\",\"requestId\":\"4\",\"requestType\":\"echo\","
                "\"context\":{\"source\":\"witness\"},\"context\":{\"source\":\"twice\"}}");
  foe_expect (foe, "\"success\":true");
  foe_say (foe, "{\"type\":\"request\",\"requestId\":\"5\",\"requestType\":\"echo\","
                "\"context\":{\"s\\u006furce\":\"witness\"}}");
  foe_expect (foe, "\"code\":\"SOURCE_MISMATCH\"");

  for (guint i = 0; i < 100000; i++)
    g_string_append (many, "\"type\":\"event\",\"requestId\":\"0\",");
  g_string_append (many, "\"type\":\"request\",\"requestId\":\"6\",\"requestType\":\"echo\"}");
  foe_say (foe, many->str);
  foe_expect (foe, "\"requestId\":\"6\"");
}

static void
test_duplicates (void)
{
  g_autoptr (Hostile) hostile = start ();

  hostile_attack (hostile, duplicates, 16 * MEBIBYTE);
}

static const char *const no_messages[] = {
  "",
  " ",
  "null",
  "1",
  "\"type\"",
  "[]",
  "{}",
  "{\"type\":null}",
  "{\"type\":{}}",
  "{\"type\":\"request\"}",
  "{\"type\":\"request\",\"requestId\":1,\"requestType\":\"echo\"}",
  "{\"type\":\"request\",\"requestId\":\"1\",\"requestType\":[]}",
  "{\"type\":\"request\",\"requestId\":\"\\u0000\",\"requestType\":\"echo\"}",
  "{\"type\":\"request\",\"requestId\":\"1\",\"requestType\":\"ec\\u0000ho\"}",
  "{\"type\":\"event\"}",
  "{\"type\":\"event\",\"event\":7}",
  "{\"type\":\"event\",\"event\":\"a\"",
  "{\"type\":\"event\",\"event\":\"a\"}}",
  "{\"type\":\"event\",\"event\":\"a\",}",
  "{'type':'event'}",
  "{\"type\":\"event\",\"event\":\"a\",\"payload\":NaN}",
  "{\"type\":\"event\",\"event\":\"a\",\"payload\":01}",
  "{\"type\":\"event\",\"event\":\"a\",\"payload\":\"\\x\"}",
  "{\"type\":\"event\",\"event\":\"a\",\"payload\":\"\t\"}",
  "\xef\xbb\xbf{\"type\":\"event\",\"event\":\"a\"}",
  "{\"type\":\"response\",\"requestId\":\"1\"}",
  "//",
  "/**/{}",
};

/* What is no message is refused in words, and its sender lives on: until it says nothing else. */
static void
refused (const char *uri)
{
  g_autoptr (Foe) foe = foe_open_registered (uri, "refused");
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (no_messages); i++)
    {
      foe_say (foe, no_messages[i]);
      foe_expect (foe, "\"event\":\"$error\"");
    }
  foe_ask (foe, "1", "echo", "{}");
  foe_expect (foe, "\"success\":true");

  while (foe_say (foe, "{"))
    {
      g_autofree char *answer = foe_read (foe);

      if (answer == NULL)
        break;
      n++;
    }
  /* As many as there may be, and a goodbye. */
  g_assert_cmpuint (n, ==, MBM_DEFAULT_MAX_REFUSED);
  g_assert_cmpuint (foe->close_code, ==, 1008);
}

static void
test_refused (void)
{
  g_autoptr (Hostile) hostile = start ();

  hostile_attack (hostile, refused, 4 * MEBIBYTE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  make_texts ();

  g_test_add_func ("/hostile/text/nesting", test_nesting);
  g_test_add_func ("/hostile/text/huge-values", test_huge_values);
  g_test_add_func ("/hostile/text/duplicates", test_duplicates);
  g_test_add_func ("/hostile/text/refused", test_refused);

  return g_test_run ();
}
