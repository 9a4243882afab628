/* mbm-json-scanner.c — accepts RFC 8259 and nothing else
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-json-fault-private.h"
#include "mbm-json-private.h"

/* This is the path of every byte that comes in: it looks at each once, allocates nothing and does not
 * recurse. Only if a text is refused is it looked at again, to say where. */

typedef struct
{
  const guchar *end;
  MbmJsonFault fault;
} Scanner;

/* What a byte means within a string. */
enum
{
  PLAIN,
  QUOTE,
  ESCAPE,
  CONTROL,
  MULTIBYTE,
};

static const guint8 string_class[256] = {
  [0x00 ... 0x1f] = CONTROL,
  ['"'] = QUOTE,
  ['\\'] = ESCAPE,
  [0x80 ... 0xff] = MULTIBYTE,
};

/* Bytes that may follow a backslash, other than the `u` of four hex digits. */
static const guint8 simple_escape[256] = {
  ['"'] = 1, ['\\'] = 1, ['/'] = 1, ['b'] = 1, ['f'] = 1, ['n'] = 1, ['r'] = 1, ['t'] = 1,
};

static const guchar *
fault (Scanner *self, const guchar *at, MbmError code, const char *expected)
{
  self->fault = (MbmJsonFault){ at, code, expected };
  return NULL;
}

static inline const guchar *
skip_space (const Scanner *self, const guchar *p)
{
  /* Most frames have no white space at all, and all of it is at or below U+0020. */
  while (p < self->end && *p <= ' ' && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
    p++;
  return p;
}

static inline gboolean
is_continuation (guchar c)
{
  return (c & 0xc0) == 0x80;
}

/* The length of the character that begins with a byte over 0x7f; 0 if it is overlong, a surrogate, beyond
 * U+10FFFF or cut off. */
static gsize
measure_multibyte (const guchar *p, const guchar *end)
{
  gsize left = end - p;

  if (p[0] >= 0xc2 && p[0] <= 0xdf)
    return left >= 2 && is_continuation (p[1]) ? 2 : 0;

  if (p[0] >= 0xe0 && p[0] <= 0xef)
    {
      guchar low = p[0] == 0xe0 ? 0xa0 : 0x80;
      guchar high = p[0] == 0xed ? 0x9f : 0xbf;

      return left >= 3 && p[1] >= low && p[1] <= high && is_continuation (p[2]) ? 3 : 0;
    }

  if (p[0] >= 0xf0 && p[0] <= 0xf4)
    {
      guchar low = p[0] == 0xf0 ? 0x90 : 0x80;
      guchar high = p[0] == 0xf4 ? 0x8f : 0xbf;

      return left >= 4 && p[1] >= low && p[1] <= high && is_continuation (p[2]) && is_continuation (p[3]) ? 4
                                                                                                          : 0;
    }

  return 0;
}

/* Skips what is plain, eight bytes at a time. The high bit of a byte in @special is set for a control
 * character, a quote, a backslash or anything over 0x7f; a borrow can set it wrongly only in bytes after such
 * a one, so the first one set is right. */
static inline const guchar *
skip_plain (const guchar *p, const guchar *end)
{
  const guint64 ones = 0x0101010101010101u;

  while (end - p >= 8)
    {
      guint64 word, special;

      memcpy (&word, p, sizeof word);
      word = GUINT64_FROM_LE (word);
      special =
        (word - ones * 0x20) | ((word ^ (ones * '"')) - ones) | ((word ^ (ones * '\\')) - ones) | word;
      special &= ones * 0x80;
      if (special != 0)
        return p + (__builtin_ctzll (special) >> 3);
      p += 8;
    }

  while (p < end && string_class[*p] == PLAIN)
    p++;
  return p;
}

static const guchar *
scan_escape (Scanner *self, const guchar *p)
{
  p++;
  if (p < self->end && simple_escape[*p])
    return p + 1;

  if (p == self->end || *p != 'u')
    return fault (self, p, MBM_ERROR_INVALID_JSON, N_ ("one of \" \\ / b f n r t u after a backslash"));

  for (guint i = 1; i <= 4; i++)
    if (p + i >= self->end || !g_ascii_isxdigit (p[i]))
      return fault (self, MIN (p + i, self->end), MBM_ERROR_INVALID_JSON,
                    N_ ("four hexadecimal digits after \\u"));
  return p + 5;
}

/* @p is after the opening quote; returns what is after the closing one. */
static inline const guchar *
scan_string (Scanner *self, const guchar *p)
{
  for (;;)
    {
      p = skip_plain (p, self->end);
      if (p == self->end)
        return fault (self, p, MBM_ERROR_INVALID_JSON, N_ ("a quotation mark that ends the string"));

      switch (string_class[*p])
        {
        case QUOTE:
          return p + 1;

        case ESCAPE:
          p = scan_escape (self, p);
          if (p == NULL)
            return NULL;
          break;

        case CONTROL:
          return fault (self, p, MBM_ERROR_INVALID_JSON,
                        N_ ("an escape for a control character in a string"));

        default:
          do
            {
              gsize length = measure_multibyte (p, self->end);

              if (length == 0)
                return fault (self, p, MBM_ERROR_INVALID_UTF8, NULL);
              p += length;
            }
          while (p < self->end && *p >= 0x80);
        }
    }
}

static inline const guchar *
skip_digits (const Scanner *self, const guchar *p)
{
  while (p < self->end && g_ascii_isdigit (*p))
    p++;
  return p;
}

static const guchar *
scan_digits (Scanner *self, const guchar *p, const char *expected)
{
  const guchar *after = skip_digits (self, p);

  return after > p ? after : fault (self, p, MBM_ERROR_INVALID_JSON, expected);
}

static const guchar *
scan_number (Scanner *self, const guchar *p)
{
  if (*p == '-')
    p++;

  if (p < self->end && *p == '0')
    {
      p++;
      if (p < self->end && g_ascii_isdigit (*p))
        return fault (self, p, MBM_ERROR_INVALID_JSON, N_ ("no digit after a leading zero"));
    }
  else if ((p = scan_digits (self, p, N_ ("a digit"))) == NULL)
    return NULL;

  if (p < self->end && *p == '.')
    if ((p = scan_digits (self, p + 1, N_ ("a digit after the decimal point"))) == NULL)
      return NULL;

  if (p < self->end && (*p == 'e' || *p == 'E'))
    {
      p++;
      if (p < self->end && (*p == '+' || *p == '-'))
        p++;
      p = scan_digits (self, p, N_ ("a digit of the exponent"));
    }
  return p;
}

static const guchar *
scan_word (Scanner *self, const guchar *p, const char *word, gsize length)
{
  if ((gsize) (self->end - p) >= length && memcmp (p, word, length) == 0)
    return p + length;
  return fault (self, p, MBM_ERROR_INVALID_JSON, N_ ("a value"));
}

static const guchar *
scan_scalar (Scanner *self, const guchar *p)
{
  if (p == self->end)
    return fault (self, p, MBM_ERROR_INVALID_JSON, N_ ("a value"));

  switch (*p)
    {
    case '"':
      return scan_string (self, p + 1);
    case 't':
      return scan_word (self, p, "true", 4);
    case 'f':
      return scan_word (self, p, "false", 5);
    case 'n':
      return scan_word (self, p, "null", 4);
    case '-':
    case '0' ... '9':
      return scan_number (self, p);
    default:
      return fault (self, p, MBM_ERROR_INVALID_JSON, N_ ("a value"));
    }
}

/* A member's name and the colon. The span of the name, quotes included, goes to @name unless that is NULL. */
static inline const guchar *
scan_name (Scanner *self, const guchar *p, MbmJsonValue *name)
{
  const guchar *start;

  p = skip_space (self, p);
  if (p == self->end || *p != '"')
    return fault (self, p, MBM_ERROR_INVALID_JSON, N_ ("a member name in quotation marks"));

  start = p;
  p = scan_string (self, p + 1);
  if (p == NULL)
    return NULL;
  if (name != NULL)
    *name = (MbmJsonValue){ (const char *) start, p - start };

  p = skip_space (self, p);
  if (p == self->end || *p != ':')
    return fault (self, p, MBM_ERROR_INVALID_JSON, N_ ("“:” after a member name"));
  return p + 1;
}

/* One value that stands @base levels deep; white space before it, but not after it, is skipped. */
static const guchar *
scan_value (Scanner *self, const guchar *p, guint base)
{
  guint8 objects[MBM_JSON_MAX_DEPTH + 1];
  guint depth = base;
  gboolean in_object = FALSE;

  for (;;)
    {
      if (in_object && (p = scan_name (self, p, NULL)) == NULL)
        return NULL;

      p = skip_space (self, p);
      if (p < self->end && (*p == '{' || *p == '['))
        {
          if (depth == MBM_JSON_MAX_DEPTH)
            return fault (self, p, MBM_ERROR_TOO_DEEP, NULL);
          in_object = *p == '{';
          objects[++depth] = in_object;
          p = skip_space (self, p + 1);
          if (p == self->end || *p != (in_object ? '}' : ']'))
            continue;
        }
      else if ((p = scan_scalar (self, p)) == NULL)
        return NULL;

      /* After a value: whatever ends here, and a comma before the next. */
      for (;;)
        {
          if (depth == base)
            return p;
          p = skip_space (self, p);
          if (p < self->end && *p == ',')
            break;
          if (p == self->end || *p != (in_object ? '}' : ']'))
            return fault (self, p, MBM_ERROR_INVALID_JSON, in_object ? N_ ("“,” or “}”") : N_ ("“,” or “]”"));
          p++;
          depth--;
          in_object = depth > base && objects[depth];
        }
      p++;
    }
}

static const guchar *
scan_end (Scanner *self, const guchar *p)
{
  p = skip_space (self, p);
  return p == self->end ? p : fault (self, p, MBM_ERROR_INVALID_JSON, N_ ("the end of the text"));
}

/* A byte outside of strings that begins no UTF-8 character is wrong for that reason first. The place in @text
 * is said unless there is none. */
static gboolean
finish (Scanner *self, const char *text, const guchar *p, GError **error)
{
  if (p != NULL)
    return TRUE;

  if (self->fault.at < self->end && *self->fault.at >= 0x80 &&
      measure_multibyte (self->fault.at, self->end) == 0)
    self->fault.code = MBM_ERROR_INVALID_UTF8;
  mbm_json_fault_set_error (&self->fault, self->end, error);
  if (text != NULL)
    mbm_json_fault_prefix_place (&self->fault, (const guchar *) text, error);
  return FALSE;
}

/**
 * mbm_json_check:
 * @text: (array length=length) (element-type guint8): text to look at
 * @length: its length in bytes, or -1 if it is NUL-terminated
 * @error: return location for an error
 *
 * Tells whether a text is one JSON document as RFC 8259 defines it: in UTF-8, without a byte
 * order mark, and nested no deeper than %MBM_JSON_MAX_DEPTH levels.
 *
 * The time it takes is linear in the length of the text; it allocates nothing unless it fails.
 * May be called from any thread.
 *
 * Returns: %TRUE if it is; else %FALSE, and @error is set to %MBM_ERROR_INVALID_JSON,
 *   %MBM_ERROR_INVALID_UTF8 or %MBM_ERROR_TOO_DEEP and says line, column (in characters, both
 *   from 1), what was expected and what was found
 *
 * Since: 0.1
 */
gboolean
mbm_json_check (const char *text, gssize length, GError **error)
{
  return mbm_json_find_error (text, length, NULL, error);
}

static gboolean
check_at (const char *text, gssize length, guint levels, gsize *offset, GError **error)
{
  const guchar *p;
  Scanner scanner = { 0 };

  text = text != NULL ? text : "";
  p = (const guchar *) text;
  scanner.end = p + (length < 0 ? strlen (text) : (gsize) length);
  p = scan_value (&scanner, p, levels);
  if (p != NULL)
    p = scan_end (&scanner, p);
  if (p == NULL && offset != NULL)
    *offset = scanner.fault.at - (const guchar *) text;
  return finish (&scanner, offset == NULL ? text : NULL, p, error);
}

gboolean
mbm_json_check_inner (const char *text, gsize length, guint levels, GError **error)
{
  return check_at (text, (gssize) length, levels, NULL, error);
}

/**
 * mbm_json_find_error:
 * @text: (array length=length) (element-type guint8): text to look at
 * @length: its length in bytes, or -1 if it is NUL-terminated
 * @offset: (out) (optional): where the text is wrong, in bytes from its beginning; its length if something is
 *   missing at the end. Not set if nothing is wrong
 * @error: return location for an error
 *
 * As [func@Mbm.json_check], and tells the place as well: for whoever marks it, or says it as that of a larger
 * text. The error's message does not say it then.
 *
 * Returns: %TRUE if nothing is wrong
 *
 * Since: 0.1
 */
gboolean
mbm_json_find_error (const char *text, gssize length, gsize *offset, GError **error)
{
  g_return_val_if_fail (text != NULL || length == 0, FALSE);

  return check_at (text, length, 0, offset, error);
}

/* Which of @names a member's name is, or @n_names. */
static guint
find_name (MbmJsonValue name, const MbmJsonName *names, guint n_names)
{
  gsize length = name.length - 2;
  gboolean escaped = memchr (name.text, '\\', name.length) != NULL;

  for (guint i = 0; i < n_names; i++)
    {
      if (!escaped && length == names[i].length && memcmp (name.text + 1, names[i].name, length) == 0)
        return i;
      if (escaped && mbm_json_value_is_string (name, names[i].name, names[i].length))
        return i;
    }
  return n_names;
}

static const guchar *
scan_members (Scanner *self, const guchar *p, const MbmJsonName *names, guint n_names, MbmJsonValue *values)
{
  p = skip_space (self, p + 1);
  if (p < self->end && *p == '}')
    return p + 1;

  for (;;)
    {
      const guchar *start;
      MbmJsonValue name;
      guint i;

      p = scan_name (self, p, &name);
      if (p == NULL)
        return NULL;
      start = skip_space (self, p);
      p = scan_value (self, start, 1);
      if (p == NULL)
        return NULL;

      i = find_name (name, names, n_names);
      if (i < n_names)
        values[i] = (MbmJsonValue){ (const char *) start, p - start };

      p = skip_space (self, p);
      if (p < self->end && *p == '}')
        return p + 1;
      if (p == self->end || *p != ',')
        return fault (self, p, MBM_ERROR_INVALID_JSON, N_ ("“,” or “}”"));
      p++;
    }
}

gboolean
mbm_json_scan_members (const char *text,
                       gsize length,
                       const MbmJsonName *names,
                       guint n_names,
                       MbmJsonValue *values,
                       gboolean *is_object,
                       GError **error)
{
  const guchar *p;
  Scanner scanner = { 0 };

  text = text != NULL ? text : "";
  p = (const guchar *) text;
  scanner.end = p + length;
  memset (values, 0, n_names * sizeof *values);
  p = skip_space (&scanner, p);
  *is_object = p < scanner.end && *p == '{';
  if (*is_object)
    p = scan_members (&scanner, p, names, n_names, values);
  else
    p = scan_value (&scanner, p, 0);

  if (p != NULL)
    p = scan_end (&scanner, p);
  return finish (&scanner, text, p, error) && *is_object;
}
