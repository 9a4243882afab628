/* mbm-schema-format-uri.c — URIs of RFC 3986, IRIs of RFC 3987, templates of RFC 6570
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-schema-format-private.h"

#define UNRESERVED "-._~"
#define DELIMITERS "!$&'()*+,;="

typedef struct
{
  const char *p;
  const char *end;
  gboolean international;
} Cursor;

/* Letters, digits, escapes and what is listed, up to anything else. */
static void
take_characters (Cursor *self, const char *others)
{
  while (self->p < self->end)
    {
      guchar c = (guchar) *self->p;

      if (c >= 0x80 ? self->international : c != '\0' && (g_ascii_isalnum (c) || strchr (others, c) != NULL))
        self->p++;
      else if (c == '%' && self->end - self->p > 2 && g_ascii_isxdigit (self->p[1]) &&
               g_ascii_isxdigit (self->p[2]))
        self->p += 3;
      else
        return;
    }
}

static gboolean
take (Cursor *self, char c)
{
  if (self->p == self->end || *self->p != c)
    return FALSE;
  self->p++;
  return TRUE;
}

/* Only if there is one, with its colon. */
static gboolean
take_scheme (Cursor *self)
{
  const char *p = self->p;

  if (p == self->end || !g_ascii_isalpha (*p))
    return FALSE;
  while (p < self->end && (g_ascii_isalnum (*p) || *p == '+' || *p == '-' || *p == '.'))
    p++;
  if (p == self->end || *p != ':')
    return FALSE;
  self->p = p + 1;
  return TRUE;
}

static gboolean
take_literal_address (Cursor *self)
{
  const char *close = memchr (self->p, ']', self->end - self->p);
  gboolean valid;

  if (close == NULL)
    return FALSE;
  if (*self->p == 'v' || *self->p == 'V')
    {
      Cursor inner = { self->p + 1, close, FALSE };

      take_characters (&inner, UNRESERVED DELIMITERS ":");
      valid = inner.p == close && close - self->p > 3;
    }
  else
    valid = mbm_format_ipv6 (self->p, close - self->p);
  self->p = close + 1;
  return valid;
}

/* After the two slashes. */
static gboolean
take_authority (Cursor *self)
{
  Cursor user = *self;

  take_characters (&user, UNRESERVED DELIMITERS ":");
  if (take (&user, '@'))
    *self = user;

  if (!take (self, '['))
    take_characters (self, UNRESERVED DELIMITERS);
  else if (!take_literal_address (self))
    return FALSE;
  if (take (self, ':'))
    while (self->p < self->end && g_ascii_isdigit (*self->p))
      self->p++;
  return self->p == self->end || strchr ("/?#", *self->p) != NULL;
}

static gboolean
is_uri (const char *text, gsize length, gboolean international, gboolean relative)
{
  Cursor cursor = { text, text + length, international };
  gboolean scheme = take_scheme (&cursor);

  if (!scheme && !relative)
    return FALSE;

  if (cursor.end - cursor.p > 1 && cursor.p[0] == '/' && cursor.p[1] == '/')
    {
      cursor.p += 2;
      if (!take_authority (&cursor))
        return FALSE;
    }
  else if (!scheme)
    {
      /* In the first part of a path a colon would end a scheme. */
      take_characters (&cursor, UNRESERVED DELIMITERS "@");
      if (cursor.p < cursor.end && *cursor.p == ':')
        return FALSE;
    }
  take_characters (&cursor, UNRESERVED DELIMITERS ":@/");
  if (take (&cursor, '?'))
    take_characters (&cursor, UNRESERVED DELIMITERS ":@/?");
  if (take (&cursor, '#'))
    take_characters (&cursor, UNRESERVED DELIMITERS ":@/?");
  return cursor.p == cursor.end;
}

gboolean
mbm_format_uri (const char *text, gsize length)
{
  return is_uri (text, length, FALSE, FALSE);
}

gboolean
mbm_format_uri_reference (const char *text, gsize length)
{
  return is_uri (text, length, FALSE, TRUE);
}

gboolean
mbm_format_iri (const char *text, gsize length)
{
  return is_uri (text, length, TRUE, FALSE);
}

gboolean
mbm_format_iri_reference (const char *text, gsize length)
{
  return is_uri (text, length, TRUE, TRUE);
}

/* A name, with `*` or how many of its characters. */
static gboolean
take_variable (Cursor *self)
{
  const char *start = self->p;

  take_characters (self, "_.");
  if (self->p == start)
    return FALSE;
  if (take (self, '*'))
    return TRUE;
  if (!take (self, ':'))
    return TRUE;
  start = self->p;
  while (self->p < self->end && g_ascii_isdigit (*self->p))
    self->p++;
  return self->p > start && self->p - start <= 4 && *start != '0';
}

static gboolean
take_expression (Cursor *self)
{
  if (self->p < self->end && *self->p != '\0' && strchr ("+#./;?&", *self->p) != NULL)
    self->p++;
  do
    if (!take_variable (self))
      return FALSE;
  while (take (self, ','));
  return take (self, '}');
}

gboolean
mbm_format_uri_template (const char *text, gsize length)
{
  Cursor cursor = { text, text + length, TRUE };

  while (cursor.p < cursor.end)
    {
      const char *start = cursor.p;

      take_characters (&cursor, UNRESERVED DELIMITERS ":/?#[]@");
      if (take (&cursor, '{') && !take_expression (&cursor))
        return FALSE;
      if (cursor.p == start)
        return FALSE;
    }
  return TRUE;
}
