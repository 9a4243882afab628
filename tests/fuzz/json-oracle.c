/* json-oracle.c — another strict parser's opinion of a text
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "json-oracle.h"

#include <jansson.h>

/* So few digits fit into any double, before and behind the point, and so few into its exponent. */
#define MAX_DIGITS          15
#define MAX_EXPONENT_DIGITS 2

struct _JsonOracle
{
  GString *text; /* as jansson gets it */
  json_t *root;  /* NULL: it is no JSON */
  guint depth;
};

static gboolean
is_digit (char c)
{
  return c >= '0' && c <= '9';
}

/* The code unit of an escape \uXXXX at @p; -1 if there is none. */
static int
read_unit (const char *p, const char *end)
{
  int unit = 0;

  if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
    return -1;
  for (guint i = 2; i < 6; i++)
    {
      if (!g_ascii_isxdigit (p[i]))
        return -1;
      unit = unit << 4 | g_ascii_xdigit_value (p[i]);
    }
  return unit;
}

/* An escape in a string. U+0000 and unpaired surrogates become U+0001. Returns what is behind it. */
static const char *
copy_escape (GString *out, const char *p, const char *end)
{
  int unit = read_unit (p, end);
  int next = unit >= 0xd800 && unit <= 0xdbff ? read_unit (p + 6, end) : -1;
  gboolean is_pair = next >= 0xdc00 && next <= 0xdfff;
  gsize length = MIN (unit < 0 ? 2 : is_pair ? 12 : 6, (gsize) (end - p));

  if (unit == 0 || (unit >= 0xd800 && unit <= 0xdfff && !is_pair))
    g_string_append (out, "\\u0001");
  else
    g_string_append_len (out, p, (gssize) length);
  return p + length;
}

static const char *
copy_string (GString *out, const char *p, const char *end)
{
  g_string_append_c (out, *p++);
  while (p < end && *p != '"')
    if (*p == '\\')
      p = copy_escape (out, p, end);
    else
      g_string_append_c (out, *p++);
  if (p < end)
    g_string_append_c (out, *p++);
  return p;
}

/* A number with fewer digits is one whenever it was one before. */
static const char *
copy_digits (GString *out, const char *p, const char *end)
{
  gssize at = (gssize) out->len - 1;
  guint limit = MAX_DIGITS, n = 0;

  if (at >= 0 && (out->str[at] == '+' || out->str[at] == '-'))
    at--;
  if (at >= 0 && (out->str[at] == 'e' || out->str[at] == 'E'))
    limit = MAX_EXPONENT_DIGITS;

  for (; p < end && is_digit (*p); p++)
    if (n++ < limit)
      g_string_append_c (out, *p);
  return p;
}

static void
copy_text (JsonOracle *self, const char *p, const char *end)
{
  guint depth = 0;

  while (p < end)
    if (*p == '"')
      {
        p = copy_string (self->text, p, end);
      }
    else if (is_digit (*p))
      {
        p = copy_digits (self->text, p, end);
      }
    else
      {
        if (*p == '[' || *p == '{')
          depth++;
        else if ((*p == ']' || *p == '}') && depth > 0)
          depth--;
        self->depth = MAX (self->depth, depth);
        g_string_append_c (self->text, *p++);
      }
}

JsonOracle *
json_oracle_new (const char *text, gsize length)
{
  JsonOracle *self = g_new0 (JsonOracle, 1);

  self->text = g_string_sized_new (length);
  if (length > 0)
    copy_text (self, text, text + length);
  /* It overlooks a NUL behind a number; another control character is no more valid. */
  for (gsize i = 0; i < self->text->len; i++)
    if (self->text->str[i] == '\0')
      self->text->str[i] = 1;
  self->root = json_loadb (self->text->str, self->text->len,
                           JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL | JSON_ALLOW_NUL, NULL);
  return self;
}

void
json_oracle_free (JsonOracle *self)
{
  json_decref (self->root);
  g_string_free (self->text, TRUE);
  g_free (self);
}

guint
json_oracle_get_depth (JsonOracle *self)
{
  return self->depth;
}

const JsonOracleValue *
json_oracle_get_root (JsonOracle *self)
{
  return self->root;
}

const char *
json_oracle_get_text (JsonOracle *self, gsize *length)
{
  *length = self->text->len;
  return self->text->str;
}

char
json_oracle_value_get_kind (const JsonOracleValue *value)
{
  static const char kinds[] = {
    [JSON_OBJECT] = '{', [JSON_ARRAY] = '[', [JSON_STRING] = '"', [JSON_REAL] = '0',
    [JSON_TRUE] = 't',   [JSON_FALSE] = 'f', [JSON_NULL] = 'n',
  };

  g_assert_false (json_is_integer (value));
  return value != NULL ? kinds[json_typeof (value)] : 0;
}

const char *
json_oracle_value_get_string (const JsonOracleValue *value, gsize *length)
{
  *length = json_string_length (value);
  return json_string_value (value);
}

double
json_oracle_value_get_number (const JsonOracleValue *value)
{
  return json_real_value (value);
}

gsize
json_oracle_value_get_size (const JsonOracleValue *value)
{
  return json_is_array (value) ? json_array_size (value) : json_object_size (value);
}

const JsonOracleValue *
json_oracle_value_get_element (const JsonOracleValue *value, gsize index)
{
  return json_array_get (value, index);
}

const JsonOracleValue *
json_oracle_value_get_member (const JsonOracleValue *value, const char *name)
{
  return json_object_get (value, name);
}
