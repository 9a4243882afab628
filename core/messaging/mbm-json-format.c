/* mbm-json-format.c — a document on one line or on many
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-json-private.h"

#define INDENT 2

/* The end of the string or of the run of other bytes that a token is. */
static const char *
skip_token (const char *p, const char *end)
{
  if (*p == '"')
    return mbm_json_skip_string (p, end);

  do
    p++;
  while (p < end && strchr ("{}[],:\" \t\r\n", *p) == NULL);
  return p;
}

void
mbm_json_append_compact (GString *out, MbmJsonValue value)
{
  const char *p = value.text;
  const char *end = p + value.length;

  while ((p = mbm_json_skip_space (p, end)) < end)
    {
      const char *start = p;

      p = strchr ("{}[],:", *p) != NULL ? p + 1 : skip_token (p, end);
      g_string_append_len (out, start, p - start);
    }
}

static void
break_line (GString *out, gsize depth)
{
  gsize start = out->len;

  g_string_set_size (out, start + 1 + depth * INDENT);
  out->str[start] = '\n';
  memset (out->str + start + 1, ' ', depth * INDENT);
}

static void
append_pretty (GString *out, MbmJsonValue value)
{
  const char *p = value.text;
  const char *end = p + value.length;
  gsize depth = 0;

  while ((p = mbm_json_skip_space (p, end)) < end)
    {
      const char *start = p;

      switch (*p)
        {
        case '{':
        case '[':
          g_string_append_c (out, *p);
          p = mbm_json_skip_space (p + 1, end);
          if (p < end && (*p == '}' || *p == ']'))
            g_string_append_c (out, *p++);
          else
            break_line (out, ++depth);
          break;

        case '}':
        case ']':
          depth -= depth > 0;
          break_line (out, depth);
          g_string_append_c (out, *p++);
          break;

        case ',':
          g_string_append_c (out, *p++);
          break_line (out, depth);
          break;

        case ':':
          g_string_append (out, ": ");
          p++;
          break;

        default:
          p = skip_token (p, end);
          g_string_append_len (out, start, p - start);
        }
    }
}

/**
 * mbm_json_pretty:
 * @text: (array length=length) (element-type guint8): a document that passed [func@Mbm.json_check]
 * @length: its length in bytes, or -1 if it is NUL-terminated
 *
 * Lays a document out on lines of their own, with an indent of two spaces a level. Strings and
 * numbers keep their own text, members their order.
 *
 * Returns: (transfer full): the text, NUL-terminated, without a line break at its end
 *
 * Since: 0.1
 */
char *
mbm_json_pretty (const char *text, gssize length)
{
  MbmJsonValue value;
  GString *out;

  g_return_val_if_fail (text != NULL, NULL);

  value = mbm_json_value (text, length);
  out = g_string_sized_new (value.length * 2);
  append_pretty (out, value);
  return g_string_free (out, FALSE);
}

/**
 * mbm_json_compact:
 * @text: (array length=length) (element-type guint8): a document that passed [func@Mbm.json_check]
 * @length: its length in bytes, or -1 if it is NUL-terminated
 *
 * Puts a document on one line without any white space between its parts. Strings and numbers
 * keep their own text, members their order.
 *
 * Returns: (transfer full): the text, NUL-terminated
 *
 * Since: 0.1
 */
char *
mbm_json_compact (const char *text, gssize length)
{
  MbmJsonValue value;
  GString *out;

  g_return_val_if_fail (text != NULL, NULL);

  value = mbm_json_value (text, length);
  out = g_string_sized_new (value.length + 1);
  mbm_json_append_compact (out, value);
  return g_string_free (out, FALSE);
}
