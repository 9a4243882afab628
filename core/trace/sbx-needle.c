/* sbx-needle.c — finds words in text, whatever their case
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-needle-private.h"

#include <string.h>

#include "sbx-database-private.h"

struct _SbxNeedle
{
  /* Folded; in the case of ASCII that is lower case. */
  char *text;
  gsize length;
  gboolean is_ascii;
  /* For each byte, how far the word may be moved on when that byte is where its last one should be. */
  gsize skip[256];
};

SbxNeedle *
sbx_needle_new (const char *text)
{
  SbxNeedle *self = g_new0 (SbxNeedle, 1);

  self->text = g_utf8_casefold (text, -1);
  self->length = strlen (self->text);
  self->is_ascii = g_str_is_ascii (self->text);
  for (guint i = 0; i < G_N_ELEMENTS (self->skip); i++)
    self->skip[i] = self->length;
  for (gsize i = 0; i + 1 < self->length; i++)
    {
      self->skip[(guchar) self->text[i]] = self->length - 1 - i;
      self->skip[(guchar) g_ascii_toupper (self->text[i])] = self->length - 1 - i;
    }
  return self;
}

void
sbx_needle_free (SbxNeedle *self)
{
  g_free (self->text);
  g_free (self);
}

/* Horspool's way: most bytes are never looked at. */
static gboolean
find_ascii (const SbxNeedle *self, const char *text, gsize length)
{
  const char *end = text + length;
  gsize last = self->length - 1;

  for (; (gsize) (end - text) >= self->length; text += self->skip[(guchar) text[last]])
    if (g_ascii_tolower (text[last]) == self->text[last] && g_ascii_strncasecmp (text, self->text, last) == 0)
      return TRUE;
  return FALSE;
}

/* Whether text may have anything but ASCII in it, as it is or in escapes. */
static gboolean
is_plain (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if ((guchar) text[i] >= 0x80 || text[i] == '\\')
      return FALSE;
  return TRUE;
}

/* The code unit of `\uXXXX` at @text, or -1. */
static int
read_escape (const char *text, const char *end)
{
  int unit = 0;

  if (end - text < 6 || text[0] != '\\' || text[1] != 'u')
    return -1;
  for (guint i = 2; i < 6; i++)
    {
      int digit = g_ascii_xdigit_value (text[i]);

      if (digit < 0)
        return -1;
      unit = unit * 16 + digit;
    }
  return unit;
}

static char *
unescape (const char *text, gsize length)
{
  GString *out = g_string_sized_new (length);
  const char *end = text + length;

  while (text < end)
    {
      int unit = read_escape (text, end);
      int low = unit >= 0xd800 && unit < 0xdc00 ? read_escape (text + 6, end) : -1;

      if (low >= 0xdc00 && low < 0xe000)
        {
          g_string_append_unichar (out,
                                   0x10000 + (((gunichar) unit - 0xd800) << 10) + ((gunichar) low - 0xdc00));
          text += 12;
        }
      else if (unit > 0 && (unit < 0xd800 || unit >= 0xe000))
        {
          g_string_append_unichar (out, (gunichar) unit);
          text += 6;
        }
      else
        {
          /* An escaped backslash does not begin an escape. */
          gsize step = *text == '\\' && text + 1 < end && text[1] == '\\' ? 2 : 1;

          g_string_append_len (out, text, (gssize) step);
          text += step;
        }
    }
  return g_string_free (out, FALSE);
}

/* As it is compared: valid, without escapes, folded. */
static char *
fold (const char *text, gsize length)
{
  g_autofree char *plain = unescape (text, length);
  g_autofree char *valid = g_utf8_make_valid (plain, -1);

  return g_utf8_casefold (valid, -1);
}

gboolean
sbx_needle_is_in (const SbxNeedle *self, const char *text, gsize length)
{
  g_autofree char *folded = NULL;

  if (text == NULL)
    return FALSE;
  if (self->length == 0)
    return TRUE;
  if (self->is_ascii)
    return find_ascii (self, text, length);
  if (is_plain (text, length))
    return FALSE;
  folded = fold (text, length);
  return strstr (folded, self->text) != NULL;
}

gboolean
sbx_needle_equals (const SbxNeedle *self, const char *text, gsize length)
{
  g_autofree char *folded = NULL;

  if (text == NULL)
    return FALSE;
  if (self->is_ascii)
    return self->length == length && g_ascii_strncasecmp (text, self->text, length) == 0;
  if (is_plain (text, length))
    return FALSE;
  folded = fold (text, length);
  return g_str_equal (folded, self->text);
}

static void
free_needle (void *data)
{
  sbx_needle_free (data);
}

typedef gboolean (*MatchFunc) (const SbxNeedle *needle, const char *text, gsize length);

static gboolean
match_values (const SbxNeedle *needle, int n_values, sqlite3_value **values, MatchFunc func)
{
  for (int i = 0; i < n_values; i++)
    {
      const char *text = sqlite3_value_blob (values[i]);

      if (func (needle, text, (gsize) sqlite3_value_bytes (values[i])))
        return TRUE;
    }
  return FALSE;
}

static void
match_any (sqlite3_context *context, int n_values, sqlite3_value **values, MatchFunc func)
{
  /* SQLite keeps it from row to row, as long as the word is the same. */
  SbxNeedle *needle = sqlite3_get_auxdata (context, 0);
  const char *word;

  if (needle != NULL)
    {
      sqlite3_result_int (context, match_values (needle, n_values - 1, values + 1, func));
      return;
    }
  word = (const char *) sqlite3_value_text (values[0]);
  needle = sbx_needle_new (word != NULL ? word : "");
  sqlite3_result_int (context, match_values (needle, n_values - 1, values + 1, func));
  /* Last: it may free the needle at once. */
  sqlite3_set_auxdata (context, 0, needle, free_needle);
}

static void
sql_contains (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  match_any (context, n_values, values, sbx_needle_is_in);
}

static void
sql_equals (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  match_any (context, n_values, values, sbx_needle_equals);
}

gboolean
sbx_needle_install (sqlite3 *handle, GError **error)
{
  const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;

  if (sqlite3_create_function_v2 (handle, "sbx_contains", -1, flags, NULL, sql_contains, NULL, NULL, NULL) ==
        SQLITE_OK &&
      sqlite3_create_function_v2 (handle, "sbx_equals", -1, flags, NULL, sql_equals, NULL, NULL, NULL) ==
        SQLITE_OK)
    return TRUE;
  return sbx_database_take_error (handle, error);
}
