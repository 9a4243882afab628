/* sbx-yaml-scalar.c — what a YAML scalar is
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "sbx-yaml-scalar-private.h"

static gboolean
is_one_of (const char *text, const char *const *words)
{
  return g_strv_contains (words, text);
}

static gboolean
resolve_word (const char *text, MbmJsonType *type)
{
  static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
  static const char *const trues[] = { "true", "True", "TRUE", NULL };
  static const char *const falses[] = { "false", "False", "FALSE", NULL };

  if (is_one_of (text, nulls))
    *type = MBM_JSON_NULL;
  else if (is_one_of (text, trues))
    *type = MBM_JSON_TRUE;
  else if (is_one_of (text, falses))
    *type = MBM_JSON_FALSE;
  else
    return FALSE;
  return TRUE;
}

static gboolean
is_not_finite (const char *text)
{
  static const char *const words[] = { ".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN", NULL };

  if ((*text == '+' || *text == '-') && text[1] == '.' && g_ascii_tolower (text[2]) == 'i')
    text++;
  return is_one_of (text, words);
}

/* 0o17 and 0xff; TRUE if it is such a number. */
static gboolean
resolve_base (const char *text, SbxYamlProblem *problem, char **number)
{
  gboolean octal = g_str_has_prefix (text, "0o");
  const char *digits = text + 2;
  guint64 value;

  if ((!octal && !g_str_has_prefix (text, "0x")) || *digits == '\0' ||
      digits[strspn (digits, octal ? "01234567" : "0123456789abcdefABCDEF")] != '\0')
    return FALSE;

  if (g_ascii_string_to_unsigned (digits, octal ? 8 : 16, 0, G_MAXUINT64, &value, NULL))
    *number = g_strdup_printf ("%" PRIu64, value);
  else
    *problem = SBX_YAML_TOO_LARGE;
  return TRUE;
}

/* [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?, and the same as JSON writes it. */
static char *
resolve_decimal (const char *text)
{
  gboolean negative = *text == '-';
  const char *whole = *text == '-' || *text == '+' ? text + 1 : text;
  gsize n_whole = strspn (whole, "0123456789");
  const char *point = whole + n_whole;
  gsize n_fraction = *point == '.' ? strspn (point + 1, "0123456789") : 0;
  const char *exponent = *point == '.' ? point + 1 + n_fraction : point;
  const char *end = exponent;
  GString *number;

  if (n_whole + n_fraction == 0)
    return NULL;
  if (*exponent == 'e' || *exponent == 'E')
    {
      const char *digits = exponent + 1 + (exponent[1] == '-' || exponent[1] == '+');
      gsize n_digits = strspn (digits, "0123456789");

      if (n_digits == 0)
        return NULL;
      end = digits + n_digits;
    }
  if (*end != '\0')
    return NULL;

  /* JSON knows no + and no 0 before other digits, and wants digits on both sides of the point. */
  while (n_whole > 1 && *whole == '0')
    {
      whole++;
      n_whole--;
    }
  number = g_string_new (negative ? "-" : NULL);
  if (n_whole > 0)
    g_string_append_len (number, whole, (gssize) n_whole);
  else
    g_string_append_c (number, '0');
  if (n_fraction > 0)
    g_string_append_len (number, point, (gssize) n_fraction + 1);
  g_string_append_len (number, exponent, end - exponent);
  return g_string_free (number, FALSE);
}

SbxYamlProblem
sbx_yaml_resolve (const char *text, MbmJsonType *type, char **number)
{
  SbxYamlProblem problem = SBX_YAML_OK;

  *number = NULL;
  if (resolve_word (text, type))
    return SBX_YAML_OK;
  if (is_not_finite (text))
    return SBX_YAML_NOT_FINITE;

  if (!resolve_base (text, &problem, number))
    *number = resolve_decimal (text);
  *type = *number != NULL ? MBM_JSON_NUMBER : MBM_JSON_STRING;
  return problem;
}
