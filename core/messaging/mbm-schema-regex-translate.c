/* mbm-schema-regex-translate.c — regular expressions of ECMA-262, said in PCRE's words
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-error.h"
#include "mbm-schema-regex-private.h"

/* What the two read differently: `$` and `.` about line ends, the classes \d, \w, \s and the \b made of them,
 * which are of ASCII in ECMA-262; \c, \u, and \p by long names; references to groups that took no part, which
 * match nothing rather than nowhere; and all that only PCRE has, which is refused: \A, \Z, (*VERB),
 * possessive quantifiers, POSIX classes and so on. Punctuation may be escaped whether or not it need be, as
 * without the flag `u`; a letter may not, as with it. */

#define MAX_REPEAT 65535

typedef struct
{
  const char *p;
  const char *end;
  GString *out;
  guint n_groups; /* how many the whole expression has */
  GPtrArray *names;
  GError *error;
} Translator;

static gboolean
fail (Translator *self, const char *message)
{
  if (self->error == NULL)
    g_set_error (&self->error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("is no regular expression: %s"),
                 message);
  return FALSE;
}

static gunichar
peek (const Translator *self)
{
  return self->p < self->end ? g_utf8_get_char (self->p) : 0;
}

static gboolean
take (Translator *self, const char *text)
{
  gsize length = strlen (text);

  if ((gsize) (self->end - self->p) < length || memcmp (self->p, text, length) != 0)
    return FALSE;
  self->p += length;
  return TRUE;
}

static void
append_char (Translator *self, gunichar c)
{
  if (c < 0x80 && g_ascii_isalnum ((char) c))
    g_string_append_c (self->out, (char) c);
  else
    g_string_append_printf (self->out, "\\x{%x}", c);
}

static gboolean
read_hex (Translator *self, guint n_digits, gunichar *result)
{
  gunichar value = 0;

  if ((gsize) (self->end - self->p) < n_digits)
    return FALSE;
  for (guint i = 0; i < n_digits; i++)
    {
      if (!g_ascii_isxdigit (self->p[i]))
        return FALSE;
      value = value << 4 | (gunichar) g_ascii_xdigit_value (self->p[i]);
    }
  self->p += n_digits;
  *result = value;
  return TRUE;
}

/* After \u: four digits, two times four for a pair of surrogates, or any in braces. */
static gboolean
read_unicode (Translator *self, gunichar *result)
{
  const char *before;
  gunichar low;

  *result = 0;
  if (take (self, "{"))
    {
      for (before = self->p; self->p < self->end && g_ascii_isxdigit (*self->p); self->p++)
        {
          *result = *result << 4 | (gunichar) g_ascii_xdigit_value (*self->p);
          if (*result > 0x10ffff)
            return fail (self, _ ("there is no such character"));
        }
      return (self->p > before && take (self, "}")) || fail (self, _ ("“\\u{” wants digits and “}”"));
    }
  if (!read_hex (self, 4, result))
    return fail (self, _ ("“\\u” wants four digits"));
  before = self->p;
  if (*result >= 0xd800 && *result <= 0xdbff && take (self, "\\u") && read_hex (self, 4, &low) &&
      low >= 0xdc00 && low <= 0xdfff)
    *result = 0x10000 + ((*result - 0xd800) << 10) + (low - 0xdc00);
  else
    self->p = before;
  /* Half a pair is no character of UTF-8 and reads as the one that stands for such. */
  if (*result >= 0xd800 && *result <= 0xdfff)
    *result = 0xfffd;
  return TRUE;
}

/* An escape that is one character; @c follows the backslash and is read already. */
static gboolean
read_char_escape (Translator *self, gunichar c, gunichar *result)
{
  static const char letters[] = "tnvfr";
  static const char controls[] = "\t\n\v\f\r";
  const char *letter = c < 0x80 && c != 0 ? strchr (letters, (int) c) : NULL;

  if (letter != NULL)
    {
      *result = (guchar) controls[letter - letters];
      return TRUE;
    }
  switch (c)
    {
    case '0':
      *result = 0;
      return !g_ascii_isdigit (peek (self)) || fail (self, _ ("“\\0” must not be followed by a digit"));
    case 'c':
      *result = peek (self) % 32;
      if (peek (self) >= 0x80 || !g_ascii_isalpha ((char) peek (self)))
        return fail (self, _ ("“\\c” wants a letter"));
      self->p++;
      return TRUE;
    case 'x':
      return read_hex (self, 2, result) || fail (self, _ ("“\\x” wants two digits"));
    case 'u':
      return read_unicode (self, result);
    default:
      *result = c;
      if (c < 0x80 ? g_ascii_ispunct ((char) c) && c != '_' : !g_unichar_isalnum (c))
        return TRUE;
      return fail (self, _ ("there is an escape that ECMA-262 does not have"));
    }
}

/* After \p or \P. */
static gboolean
translate_property (Translator *self, gboolean negated)
{
  const char *close = take (self, "{") ? memchr (self->p, '}', self->end - self->p) : NULL;
  g_autofree char *property = close != NULL ? mbm_regex_property (self->p, close - self->p) : NULL;

  if (property == NULL)
    return fail (self, _ ("“\\p” wants a Unicode property in braces"));
  g_string_append_printf (self->out, "\\%c{%s}", negated ? 'P' : 'p', property);
  self->p = close + 1;
  return TRUE;
}

/* In a class, after the `[`: either a set, which is written at once, or one character. */
static gboolean
read_class_atom (Translator *self, gboolean *single, gunichar *result)
{
  gunichar c = peek (self);

  *single = TRUE;
  *result = c;
  self->p = g_utf8_next_char (self->p);
  if (c != '\\')
    return TRUE;
  if (self->p == self->end)
    return fail (self, _ ("it ends with a backslash"));

  c = peek (self);
  self->p = g_utf8_next_char (self->p);
  *single = FALSE;
  if (mbm_regex_class_escape (c) != NULL)
    {
      g_string_append (self->out, mbm_regex_class_escape (c));
      return TRUE;
    }
  if (c == 'p' || c == 'P')
    return translate_property (self, c == 'P');

  *single = TRUE;
  *result = '\b';
  return c == 'b' || read_char_escape (self, c, result);
}

static gboolean
translate_class_range (Translator *self)
{
  gboolean single;
  gunichar low, high;

  if (!read_class_atom (self, &single, &low))
    return FALSE;
  if (!single)
    return TRUE;

  append_char (self, low);
  if (self->end - self->p < 2 || self->p[0] != '-' || self->p[1] == ']')
    return TRUE;

  self->p++;
  g_string_append_c (self->out, '-');
  if (!read_class_atom (self, &single, &high))
    return FALSE;
  if (!single || high < low)
    return fail (self, _ ("there is a range without order"));
  append_char (self, high);
  return TRUE;
}

/* After the `[`. An empty class matches nothing, and the opposite of it anything. */
static gboolean
translate_class (Translator *self)
{
  gboolean negated = take (self, "^");

  if (take (self, "]"))
    {
      g_string_append (self->out, negated ? "[\\x{0}-\\x{10ffff}]" : "(?!)");
      return TRUE;
    }
  g_string_append (self->out, negated ? "[^" : "[");
  while (self->p < self->end && *self->p != ']')
    if (!translate_class_range (self))
      return FALSE;
  g_string_append_c (self->out, ']');
  return take (self, "]") || fail (self, _ ("a class is not closed"));
}

static gboolean
has_name (const Translator *self, const char *name)
{
  for (guint i = 0; i < self->names->len; i++)
    if (strcmp (g_ptr_array_index (self->names, i), name) == 0)
      return TRUE;
  return FALSE;
}

static char *
read_name (Translator *self)
{
  const char *close = memchr (self->p, '>', self->end - self->p);
  g_autofree char *name = close != NULL ? g_strndup (self->p, close - self->p) : NULL;

  if (name == NULL || name[0] == '\0' || g_ascii_isdigit (name[0]) || strlen (name) > 32)
    return NULL;
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '_')
      return NULL;
  self->p = close + 1;
  return g_steal_pointer (&name);
}

static gboolean
translate_back_reference (Translator *self, gunichar first)
{
  guint number = first - '0';

  while (self->p < self->end && g_ascii_isdigit (*self->p) && number <= self->n_groups)
    number = number * 10 + (guint) (*self->p++ - '0');
  if (number > self->n_groups)
    return fail (self, _ ("it refers to a group that is not there"));
  g_string_append_printf (self->out, "(?(%u)\\g{%u})", number, number);
  return TRUE;
}

static gboolean
translate_named_reference (Translator *self)
{
  g_autofree char *name = take (self, "<") ? read_name (self) : NULL;

  if (name == NULL || !has_name (self, name))
    return fail (self, _ ("it refers to a group that is not there"));
  g_string_append_printf (self->out, "(?(<%s>)\\k<%s>)", name, name);
  return TRUE;
}

/* After a backslash outside of a class. *@assertion tells that it may not be repeated. */
static gboolean
translate_escape (Translator *self, gboolean *assertion)
{
  gunichar c = peek (self), result;

  if (self->p == self->end)
    return fail (self, _ ("it ends with a backslash"));
  self->p = g_utf8_next_char (self->p);
  if (mbm_regex_class_escape (c) != NULL)
    {
      g_string_append_printf (self->out, "[%s]", mbm_regex_class_escape (c));
      return TRUE;
    }
  if (c >= '1' && c <= '9')
    return translate_back_reference (self, c);

  switch (c)
    {
    case 'b':
      g_string_append (self->out, "(?:(?<=[A-Za-z0-9_])(?![A-Za-z0-9_])|(?<![A-Za-z0-9_])(?=[A-Za-z0-9_]))");
      *assertion = TRUE;
      return TRUE;
    case 'B':
      g_string_append (self->out, "(?:(?<=[A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<![A-Za-z0-9_])(?![A-Za-z0-9_]))");
      *assertion = TRUE;
      return TRUE;
    case 'k':
      return translate_named_reference (self);
    case 'p':
    case 'P':
      return translate_property (self, c == 'P');
    default:
      if (!read_char_escape (self, c, &result))
        return FALSE;
      append_char (self, result);
      return TRUE;
    }
}

/* After the `(`: what kind of group it is. */
static gboolean
translate_group (Translator *self)
{
  static const char *const kinds[] = { "?:", "?=", "?!", "?<=", "?<!" };
  g_autofree char *name = NULL;

  g_string_append_c (self->out, '(');
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (take (self, kinds[i]))
      {
        g_string_append (self->out, kinds[i]);
        return TRUE;
      }
  if (!take (self, "?"))
    return TRUE;

  name = take (self, "<") ? read_name (self) : NULL;
  if (name == NULL)
    return fail (self, _ ("there is a kind of group that ECMA-262 does not have"));
  g_string_append_printf (self->out, "?<%s>", name);
  return TRUE;
}

/* `{n}`, `{n,}` or `{n,m}` at @p, which then goes behind it; anything else leaves it where it is. */
static gboolean
read_repeat (const char **p, const char *end, guint64 *min, guint64 *max)
{
  const char *at = *p + 1;
  gboolean some = FALSE;

  *min = 0;
  for (; at < end && g_ascii_isdigit (*at); at++, some = TRUE)
    *min = MIN (*min * 10 + (guint64) (*at - '0'), MAX_REPEAT + 1);
  *max = *min;
  if (some && at < end && *at == ',')
    {
      at++;
      *max = at < end && *at != '}' ? 0 : G_MAXUINT64;
      for (; at < end && g_ascii_isdigit (*at); at++)
        *max = MIN (*max * 10 + (guint64) (*at - '0'), MAX_REPEAT + 1);
    }
  if (!some || at == end || *at != '}')
    return FALSE;
  *p = at + 1;
  return TRUE;
}

static gboolean
translate_repeat (Translator *self)
{
  const char *start = self->p;
  guint64 min, max;

  if (!read_repeat (&self->p, self->end, &min, &max))
    return FALSE;
  if (max < min)
    return fail (self, _ ("the numbers of a repetition are in the wrong order"));
  if (min > MAX_REPEAT || (max != G_MAXUINT64 && max > MAX_REPEAT))
    return fail (self, _ ("a repetition is of more than 65,535 times"));
  g_string_append_len (self->out, start, self->p - start);
  return TRUE;
}

/* What may follow an atom. */
static gboolean
translate_quantifier (Translator *self, gboolean repeatable)
{
  gunichar c = peek (self);
  gboolean found = c == '*' || c == '+' || c == '?';

  if (found)
    {
      g_string_append_c (self->out, (char) c);
      self->p++;
    }
  else if (c == '{')
    found = translate_repeat (self);
  if (self->error != NULL)
    return FALSE;
  if (!found)
    return TRUE;
  if (!repeatable)
    return fail (self, _ ("there is nothing to repeat"));
  if (take (self, "?"))
    g_string_append_c (self->out, '?');
  return TRUE;
}

/* One atom and what repeats it. @open has for each open group whether it may not be repeated. */
static gboolean
translate_next (Translator *self, GArray *open)
{
  gunichar c = peek (self);
  gboolean assertion = FALSE;

  self->p = g_utf8_next_char (self->p);
  switch (c)
    {
    case '\\':
      if (!translate_escape (self, &assertion))
        return FALSE;
      break;
    case '[':
      if (!translate_class (self))
        return FALSE;
      break;
    case '(':
      {
        /* An assertion that looks back is nothing that can be repeated. */
        gboolean back = self->end - self->p > 2 && self->p[0] == '?' && self->p[1] == '<' &&
                        (self->p[2] == '=' || self->p[2] == '!');

        g_array_append_val (open, back);
        return translate_group (self) && translate_quantifier (self, FALSE);
      }
    case ')':
      if (open->len == 0)
        return fail (self, _ ("there is a “)” without a “(”"));
      assertion = g_array_index (open, gboolean, open->len - 1);
      g_array_set_size (open, open->len - 1);
      g_string_append_c (self->out, ')');
      break;
    case '|':
      g_string_append_c (self->out, '|');
      return translate_quantifier (self, FALSE);
    case '^':
      g_string_append_c (self->out, '^');
      assertion = TRUE;
      break;
    case '$':
      g_string_append (self->out, "\\z");
      assertion = TRUE;
      break;
    case '.':
      g_string_append (self->out, "[^\\x{a}\\x{d}\\x{2028}\\x{2029}]");
      break;
    case '*':
    case '+':
    case '?':
      return fail (self, _ ("there is nothing to repeat"));
    default:
      append_char (self, c);
    }
  return translate_quantifier (self, !assertion);
}

/* Groups are counted, and their names read, before anything refers to them. */
static void
find_groups (Translator *self)
{
  gboolean in_class = FALSE;

  for (; self->p < self->end; self->p++)
    {
      if (*self->p == '\\')
        self->p += self->end - self->p > 1;
      else if (*self->p == '[' || *self->p == ']')
        in_class = *self->p == '[';
      else if (*self->p == '(' && !in_class)
        {
          const char *group = self->p + 1;
          gboolean named =
            self->end - group > 2 && group[0] == '?' && group[1] == '<' && group[2] != '=' && group[2] != '!';

          if (group < self->end && group[0] == '?' && !named)
            continue;
          self->n_groups++;
          if (named)
            {
              Translator inner = { .p = group + 2, .end = self->end };
              char *name = read_name (&inner);

              if (name != NULL)
                g_ptr_array_add (self->names, name);
            }
        }
    }
}

char *
mbm_regex_translate (const char *text, gsize length, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (gboolean));
  g_autoptr (GString) out = g_string_new (NULL);
  Translator self = { .p = text, .end = text + length, .out = out, .names = names };

  find_groups (&self);
  self.p = text;
  translate_quantifier (&self, FALSE);
  while (self.error == NULL && self.p < self.end)
    translate_next (&self, open);
  if (self.error == NULL && open->len > 0)
    fail (&self, _ ("a group is not closed"));
  if (self.error == NULL)
    return g_string_free (g_steal_pointer (&out), FALSE);

  g_propagate_error (error, self.error);
  return NULL;
}
