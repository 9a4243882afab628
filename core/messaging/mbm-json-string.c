/* mbm-json-string.c — JSON strings and their characters
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-json-private.h"

#define REPLACEMENT        0xfffd
#define REPLACEMENT_LENGTH 3

static gboolean
is_surrogate (gunichar c)
{
  return c >= 0xd800 && c <= 0xdfff;
}

/* The four digits after \u. */
static gunichar
read_hex (const char *p)
{
  gunichar c = 0;

  for (guint i = 0; i < 4; i++)
    c = c << 4 | (guint) g_ascii_xdigit_value (p[i]);
  return c;
}

/* @p is after the backslash; moves it after the escape. */
static gunichar
read_escape (const char **p, const char *end)
{
  char kind = *(*p)++;
  gunichar c, low;

  switch (kind)
    {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'u':
      break;
    default:
      return (guchar) kind;
    }

  if (end - *p < 4)
    {
      *p = end;
      return REPLACEMENT;
    }
  c = read_hex (*p);
  *p += 4;
  if (c < 0xd800 || c > 0xdbff || end - *p < 6 || (*p)[0] != '\\' || (*p)[1] != 'u')
    return c;

  low = read_hex (*p + 2);
  if (low < 0xdc00 || low > 0xdfff)
    return c;
  *p += 6;
  return 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
}

/* g_unichar_to_utf8() encodes surrogates as well, which is what comparing needs and other users must not see.
 */
static gsize
decode (MbmJsonValue value, char *out, gboolean replace_surrogates)
{
  const char *p = value.text + 1;
  const char *end = value.text + value.length - 1;
  char *start = out;

  while (p < end)
    {
      const char *escape = memchr (p, '\\', end - p);
      gsize plain = (escape != NULL ? escape : end) - p;
      gunichar c;

      memcpy (out, p, plain);
      out += plain;
      p += plain;
      if (p + 1 >= end)
        break;

      p++;
      c = read_escape (&p, end);
      if (replace_surrogates && is_surrogate (c))
        c = REPLACEMENT;
      out += g_unichar_to_utf8 (c, out);
    }
  return out - start;
}

gsize
mbm_json_decode_string (MbmJsonValue value, char *out)
{
  return decode (value, out, FALSE);
}

gsize
mbm_json_decode_utf8 (MbmJsonValue value, char *out)
{
  gsize length = decode (value, out, TRUE);

  out[length] = '\0';
  return length;
}

gboolean
mbm_json_value_is_string (MbmJsonValue value, const char *text, gsize length)
{
  g_autofree char *characters = NULL;

  if (value.length < length + 2 || value.text[0] != '"')
    return FALSE;
  if (value.length == length + 2 && memcmp (value.text + 1, text, length) == 0)
    return memchr (text, '\\', length) == NULL;
  if (memchr (value.text, '\\', value.length) == NULL)
    return FALSE;

  characters = g_malloc (value.length);
  return mbm_json_decode_string (value, characters) == length && memcmp (characters, text, length) == 0;
}

/**
 * mbm_json_value_dup_string: (skip)
 * @value: a value
 *
 * Gives the characters of a string, its escapes resolved. A surrogate without its other half, which JSON
 * allows and UTF-8 does not, becomes U+FFFD.
 *
 * Returns: (transfer full) (nullable): the characters; %NULL if @value is no string, or contains U+0000,
 * which a C string cannot hold
 *
 * Since: 0.1
 */
char *
mbm_json_value_dup_string (MbmJsonValue value)
{
  g_autofree char *characters = NULL;
  gsize length;

  if (value.length < 2 || value.text[0] != '"')
    return NULL;

  characters = g_malloc (value.length);
  length = mbm_json_decode_utf8 (value, characters);
  if (memchr (characters, '\0', length) != NULL)
    return NULL;
  return g_steal_pointer (&characters);
}

/* What follows the backslash for bytes that have to be escaped: a letter of their own, or `u` and four
 * digits. */
static const char escapes[256] = {
  [0x00 ... 0x07] = 'u', ['\b'] = 'b', ['\t'] = 't',          ['\n'] = 'n', [0x0b] = 'u',
  ['\f'] = 'f',          ['\r'] = 'r', [0x0e ... 0x1f] = 'u', ['"'] = '"',  ['\\'] = '\\',
};

gsize
mbm_json_measure_string (const char *text, gsize length)
{
  gsize result = length + 2;

  for (gsize i = 0; i < length; i++)
    {
      char escape = escapes[(guchar) text[i]];

      if (escape != 0)
        result += escape == 'u' ? 5 : 1;
    }
  return result;
}

char *
mbm_json_write_string (char *out, const char *text, gsize length)
{
  *out++ = '"';
  for (gsize i = 0; i < length; i++)
    {
      char escape = escapes[(guchar) text[i]];

      if (escape == 0)
        {
          *out++ = text[i];
          continue;
        }
      *out++ = '\\';
      *out++ = escape;
      if (escape == 'u')
        {
          *out++ = '0';
          *out++ = '0';
          *out++ = "0123456789abcdef"[(guchar) text[i] >> 4];
          *out++ = "0123456789abcdef"[text[i] & 0xf];
        }
    }
  *out++ = '"';
  return out;
}

/**
 * mbm_json_append_string:
 * @out: where to append
 * @text: (array length=length) (element-type guint8): characters
 * @length: their length in bytes, or -1 if they are NUL-terminated
 *
 * Appends characters as a JSON string literal, quotes included. What is not UTF-8 becomes U+FFFD.
 *
 * Since: 0.1
 */
void
mbm_json_append_string (GString *out, const char *text, gssize length)
{
  g_autofree char *valid = NULL;
  gsize size, start;

  g_return_if_fail (out != NULL);
  g_return_if_fail (text != NULL);

  size = length < 0 ? strlen (text) : (gsize) length;
  /* U+0000 is a character, though GLib's check takes it for none. */
  for (gsize i = 0; i < size;)
    {
      const char *bad;

      if (g_utf8_validate_len (text + i, size - i, &bad))
        break;
      if (*bad != '\0')
        {
          valid = g_utf8_make_valid (text, size);
          text = valid;
          size = strlen (valid);
          break;
        }
      i = bad - text + 1;
    }

  start = out->len;
  g_string_set_size (out, start + mbm_json_measure_string (text, size));
  mbm_json_write_string (out->str + start, text, size);
}
