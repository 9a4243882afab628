/* mbm-schema-sample.c — strings that look like something
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-schema-sample-private.h"

#define MAX_LENGTH 4096
#define MAX_GROUPS 64

static const struct
{
  const char *format;
  const char *sample;
} samples[] = {
  { "date", "2024-01-31" },
  { "date-time", "2024-01-31T12:00:00Z" },
  { "duration", "PT1H30M" },
  { "email", "someone@example.org" },
  { "hostname", "host.example.org" },
  { "idn-email", "someone@example.org" },
  { "idn-hostname", "host.example.org" },
  { "ipv4", "192.0.2.1" },
  { "ipv6", "2001:db8::1" },
  { "iri", "https://example.org/" },
  { "iri-reference", "/path" },
  { "json-pointer", "/member/0" },
  { "regex", "^[a-z]+$" },
  { "relative-json-pointer", "1/member" },
  { "time", "12:00:00Z" },
  { "uri", "https://example.org/" },
  { "uri-reference", "/path" },
  { "uri-template", "https://example.org/{id}" },
  { "uuid", "123e4567-e89b-42d3-a456-426614174000" },
};

const char *
mbm_sample_format (const char *format)
{
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    if (strcmp (samples[i].format, format) == 0)
      return samples[i].sample;
  return NULL;
}

typedef struct
{
  const char *p;
  const char *end;
  guint depth;
} Sampler;

static gboolean sample_alternatives (Sampler *self, GString *out);

static gboolean
take (Sampler *self, const char *text)
{
  gsize length = strlen (text);

  if ((gsize) (self->end - self->p) < length || memcmp (self->p, text, length) != 0)
    return FALSE;
  self->p += length;
  return TRUE;
}

/* What may stand for an escape; 0 if nothing can be made up. */
static gunichar
sample_escape (Sampler *self)
{
  static const char kinds[] = "dDwWsStnrfv";
  static const char picks[] = "0aa- a\t\n\r\f\v";
  gunichar c = self->p < self->end ? g_utf8_get_char (self->p) : 0;
  const char *kind = c != 0 && c < 0x80 ? strchr (kinds, (int) c) : NULL;

  if (c == 0)
    return 0;
  self->p = g_utf8_next_char (self->p);
  if (kind != NULL)
    return (guchar) picks[kind - kinds];
  if (c == 'p' && take (self, "{"))
    {
      gboolean number = take (self, "N") || take (self, "digit");
      gboolean capital = !number && take (self, "Lu");
      const char *close = memchr (self->p, '}', self->end - self->p);

      self->p = close != NULL ? close + 1 : self->end;
      return number ? '0' : capital ? 'A' : 'a';
    }
  return c < 0x80 && g_ascii_isalnum ((char) c) ? 0 : c;
}

/* After the `[`: the first character that it lists, or for an opposite one that it probably does not. */
static gunichar
sample_class (Sampler *self)
{
  gboolean negated = take (self, "^");
  gunichar first = 0;

  while (self->p < self->end && *self->p != ']')
    {
      gunichar c = g_utf8_get_char (self->p);

      self->p = g_utf8_next_char (self->p);
      if (c == '\\')
        c = sample_escape (self);
      if (first == 0)
        first = c;
    }
  take (self, "]");
  if (!negated)
    return first;
  return first == 'a' || first == 'A' ? '0' : 'a';
}

/* How often what came before is repeated, at least. */
static guint
take_repeat (Sampler *self)
{
  guint64 n = 0;
  const char *p;

  if (take (self, "*") || take (self, "?"))
    n = 0;
  else if (take (self, "+") || self->p == self->end || *self->p != '{')
    n = 1;
  else
    {
      for (p = self->p + 1; p < self->end && g_ascii_isdigit (*p) && n < MAX_LENGTH; p++)
        n = n * 10 + (guint64) (*p - '0');
      p = p > self->p + 1 ? memchr (p, '}', self->end - p) : NULL;
      if (p == NULL)
        return 1;
      self->p = p + 1;
    }
  take (self, "?");
  return (guint) n;
}

/* After the `(`. What only looks ahead or back is left out. */
static gboolean
sample_group (Sampler *self, GString *out)
{
  gboolean around = take (self, "?=") || take (self, "?!") || take (self, "?<=") || take (self, "?<!");
  g_autoptr (GString) ignored = g_string_new (NULL);
  gboolean done;

  if (!around && !take (self, "?:") && take (self, "?<"))
    while (self->p < self->end && *self->p++ != '>')
      ;
  if (++self->depth > MAX_GROUPS)
    return FALSE;
  done = sample_alternatives (self, around ? ignored : out) && take (self, ")");
  self->depth--;
  return done;
}

static gboolean
sample_atom (Sampler *self, GString *out)
{
  gunichar c = g_utf8_get_char (self->p);

  self->p = g_utf8_next_char (self->p);
  switch (c)
    {
    case '^':
    case '$':
      return TRUE;
    case '(':
      return sample_group (self, out);
    case '.':
      c = 'a';
      break;
    case '[':
      c = sample_class (self);
      break;
    case '\\':
      if (take (self, "b") || take (self, "B"))
        return TRUE;
      c = sample_escape (self);
      break;
    default:
      break;
    }
  if (c == 0)
    return FALSE;
  g_string_append_unichar (out, c);
  return TRUE;
}

/* The first alternative; the others are read over. */
static gboolean
sample_alternatives (Sampler *self, GString *out)
{
  g_autoptr (GString) others = g_string_new (NULL);
  GString *into = out;

  while (self->p < self->end && *self->p != ')')
    {
      g_autoptr (GString) atom = g_string_new (NULL);
      guint n;

      if (take (self, "|"))
        {
          into = others;
          continue;
        }
      if (!sample_atom (self, atom))
        return FALSE;
      n = take_repeat (self);
      if ((guint64) n * atom->len + into->len > MAX_LENGTH)
        return FALSE;
      while (n-- > 0)
        g_string_append_len (into, atom->str, (gssize) atom->len);
    }
  return TRUE;
}

char *
mbm_sample_pattern (const char *pattern)
{
  Sampler self = { pattern, pattern + strlen (pattern), 0 };
  g_autoptr (GString) out = g_string_new (NULL);

  if (!sample_alternatives (&self, out) || self.p < self.end)
    return NULL;
  return g_string_free (g_steal_pointer (&out), FALSE);
}
