/* sbx-trace-term.c — reads the text of a filter
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-trace-term-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* More than anybody types; SQLite would refuse a condition of some hundreds. */
#define MAX_TERMS 100

typedef struct
{
  const char *key;
  SbxTraceTermField field;
} Key;

static const Key keys[] = {
  { "name", SBX_TRACE_TERM_NAME },         { "peer", SBX_TRACE_TERM_PEER },
  { "endpoint", SBX_TRACE_TERM_ENDPOINT }, { "id", SBX_TRACE_TERM_ID },
  { "error", SBX_TRACE_TERM_ERROR },       { "note", SBX_TRACE_TERM_NOTE },
  { "handler", SBX_TRACE_TERM_HANDLER },   { "connection", SBX_TRACE_TERM_CONNECTION },
  { "payload", SBX_TRACE_TERM_PAYLOAD },   { "kind", SBX_TRACE_TERM_KIND },
  { "dir", SBX_TRACE_TERM_DIRECTION },     { "direction", SBX_TRACE_TERM_DIRECTION },
  { "status", SBX_TRACE_TERM_STATUS },     { "is", SBX_TRACE_TERM_IS },
  { "size", SBX_TRACE_TERM_SIZE },         { "latency", SBX_TRACE_TERM_LATENCY },
};

static const struct
{
  const char *word;
  guint flag;
} flag_words[] = {
  { "system", SBX_TRACE_TERM_IS_SYSTEM },      { "unsolicited", SBX_TRACE_FLAG_UNSOLICITED },
  { "not-for-us", SBX_TRACE_FLAG_NOT_FOR_US }, { "masked", SBX_TRACE_FLAG_MASKED },
  { "truncated", SBX_TRACE_FLAG_TRUNCATED },
};

/* In bytes, and in microseconds. */
typedef struct
{
  const char *unit;
  double factor;
} Unit;

static const Unit size_units[] = {
  { "", 1 },       { "b", 1 },   { "k", 1e3 },  { "kb", 1e3 },
  { "kib", 1024 }, { "m", 1e6 }, { "mb", 1e6 }, { "mib", 1024 * 1024 },
};
static const Unit time_units[] = { { "", 1e3 }, { "us", 1 }, { "µs", 1 }, { "ms", 1e3 }, { "s", 1e6 } };

static void
term_free (gpointer data)
{
  SbxTraceTerm *term = data;

  g_free (term->text);
  g_free (term);
}

static gboolean
is_text_field (SbxTraceTermField field)
{
  return field <= SBX_TRACE_TERM_PAYLOAD;
}

static gboolean
is_number_field (SbxTraceTermField field)
{
  return field == SBX_TRACE_TERM_SIZE || field == SBX_TRACE_TERM_LATENCY;
}

/* The key that @text begins with, and the sign after it. @rest: (out): what follows them. */
static const Key *
read_key (const char *text, SbxTraceTermOperator *operator, const char ** rest)
{
  gsize length = strcspn (text, ":=<> \t\"");
  const char *sign = text + length;
  gboolean or_equal;

  if (*sign == '\0' || strchr (":=<>", *sign) == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (strlen (keys[i].key) != length || g_ascii_strncasecmp (text, keys[i].key, length) != 0)
        continue;
      or_equal = (*sign == '<' || *sign == '>') && sign[1] == '=';
      *rest = sign + (or_equal ? 2 : 1);
      if (*sign == '<')
        *operator= or_equal ? SBX_TRACE_TERM_LESS_EQUAL : SBX_TRACE_TERM_LESS;
      else if (*sign == '>')
        *operator= or_equal ? SBX_TRACE_TERM_GREATER_EQUAL : SBX_TRACE_TERM_GREATER;
      else
        *operator= * sign == '=' ? SBX_TRACE_TERM_EQUAL : SBX_TRACE_TERM_CONTAINS;
      return &keys[i];
    }
  return NULL;
}

/* A word, or several in quotation marks. @rest: (out): what follows. NULL and an error if a mark is missing.
 */
static char *
read_value (const char *text, const char **rest, char **error)
{
  GString *value;
  gsize length;

  if (*text != '"')
    {
      length = strcspn (text, " \t\r\n");
      *rest = text + length;
      return g_strndup (text, length);
    }

  value = g_string_new (NULL);
  for (text++; *text != '\0' && *text != '"'; text++)
    {
      if (text[0] == '\\' && (text[1] == '"' || text[1] == '\\'))
        text++;
      g_string_append_c (value, *text);
    }
  *rest = *text == '"' ? text + 1 : text;
  if (*text != '"')
    {
      *error = g_strdup (_ ("The closing quotation mark is missing"));
      g_string_free (value, TRUE);
      return NULL;
    }
  return g_string_free (value, FALSE);
}

/* The value of a word in @field's set, or 0. */
static guint
find_word (SbxTraceTermField field, const char *word)
{
  switch (field)
    {
    case SBX_TRACE_TERM_KIND:
      for (guint i = 0; i < SBX_TRACE_N_KINDS; i++)
        if (g_ascii_strcasecmp (word, sbx_trace_kind_to_nick (i)) == 0)
          return 1u << i;
      return 0;
    case SBX_TRACE_TERM_DIRECTION:
      for (guint i = 0; i <= SBX_TRACE_DIRECTION_OUT; i++)
        if (g_ascii_strcasecmp (word, sbx_trace_direction_to_nick (i)) == 0)
          return 1u << i;
      return 0;
    case SBX_TRACE_TERM_STATUS:
      for (guint i = 0; i < SBX_TRACE_N_STATUSES; i++)
        if (g_ascii_strcasecmp (word, sbx_trace_status_to_nick (i)) == 0)
          return 1u << i;
      return 0;
    default:
      for (guint i = 0; i < G_N_ELEMENTS (flag_words); i++)
        if (g_ascii_strcasecmp (word, flag_words[i].word) == 0)
          return flag_words[i].flag;
      return 0;
    }
}

/* All words that a field takes, for an error. */
static char *
list_words (SbxTraceTermField field)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  if (field == SBX_TRACE_TERM_KIND)
    for (guint i = 0; i < SBX_TRACE_N_KINDS; i++)
      g_ptr_array_add (words, (char *) sbx_trace_kind_to_nick (i));
  else if (field == SBX_TRACE_TERM_DIRECTION)
    for (guint i = 0; i <= SBX_TRACE_DIRECTION_OUT; i++)
      g_ptr_array_add (words, (char *) sbx_trace_direction_to_nick (i));
  else if (field == SBX_TRACE_TERM_STATUS)
    for (guint i = 0; i < SBX_TRACE_N_STATUSES; i++)
      g_ptr_array_add (words, (char *) sbx_trace_status_to_nick (i));
  else
    for (guint i = 0; i < G_N_ELEMENTS (flag_words); i++)
      g_ptr_array_add (words, (char *) flag_words[i].word);
  g_ptr_array_add (words, NULL);
  return g_strjoinv (", ", (char **) words->pdata);
}

static gboolean
read_set (SbxTraceTerm *term, const char *key, const char *value, char **error)
{
  g_auto (GStrv) words = g_strsplit (value, ",", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint bit = find_word (term->field, words[i]);

      if (bit == 0)
        {
          g_autofree char *known = list_words (term->field);

          /* Translators: the first %s is a word of the filter language such as “kind”, the last a list of
           * words. */
          *error = g_strdup_printf (_ ("“%s:” does not know “%s”; it takes %s"), key, words[i], known);
          return FALSE;
        }
      term->set |= bit;
    }
  return TRUE;
}

static gboolean
read_number (SbxTraceTerm *term, const char *key, const char *value, char **error)
{
  const Unit *units = term->field == SBX_TRACE_TERM_SIZE ? size_units : time_units;
  guint n_units = term->field == SBX_TRACE_TERM_SIZE ? G_N_ELEMENTS (size_units) : G_N_ELEMENTS (time_units);
  char *unit;
  double number = g_ascii_strtod (value, &unit);

  for (guint i = 0; unit != value && i < n_units; i++)
    {
      if (g_ascii_strcasecmp (unit, units[i].unit) != 0)
        continue;
      if (!(number >= 0 && number * units[i].factor < 1e15))
        break;
      term->number = (gint64) (number * units[i].factor + 0.5);
      return TRUE;
    }

  if (term->field == SBX_TRACE_TERM_SIZE)
    *error =
      g_strdup_printf (_ ("“%s” needs a number of bytes, such as 500, 10k or 1M, and not “%s”"), key, value);
  else
    *error = g_strdup_printf (_ ("“%s” needs a number of milliseconds, such as 50, 50us or 2s, and not “%s”"),
                              key, value);
  return FALSE;
}

static gboolean
read_field (SbxTraceTerm *term, const char *key, char *value, char **error)
{
  gboolean compares = term->operator> SBX_TRACE_TERM_EQUAL;

  if (*value == '\0')
    {
      *error = g_strdup_printf (_ ("“%s” needs a value"), key);
      return FALSE;
    }
  if (compares && !is_number_field (term->field))
    {
      *error = g_strdup_printf (_ ("“%s” is no number: write “%s:%s”"), key, key, value);
      return FALSE;
    }
  if (is_text_field (term->field))
    {
      term->text = g_strdup (value);
      return TRUE;
    }
  if (!is_number_field (term->field))
    return read_set (term, key, value, error);
  if (!compares)
    term->operator= SBX_TRACE_TERM_EQUAL;
  return read_number (term, key, value, error);
}

/* One term. NULL: it cannot be read. */
static SbxTraceTerm *
read_term (const char *text, const char **rest, char **error)
{
  g_autofree char *value = NULL;
  SbxTraceTerm *term = g_new0 (SbxTraceTerm, 1);
  const Key *key;

  if (text[0] == '-' && text[1] != '\0' && !g_ascii_isspace (text[1]))
    {
      term->negated = TRUE;
      text++;
    }
  key = read_key (text, &term->operator, & text);
  value = read_value (text, rest, error);
  if (value != NULL)
    {
      if (key == NULL)
        {
          term->text = g_steal_pointer (&value);
          return term;
        }
      term->field = key->field;
      if (read_field (term, key->key, value, error))
        return term;
    }
  term_free (term);
  return NULL;
}

GPtrArray *
sbx_trace_term_parse (const char *text, char **error, int *position)
{
  GPtrArray *terms = g_ptr_array_new_with_free_func (term_free);
  const char *rest = text;

  *error = NULL;
  *position = -1;
  while (TRUE)
    {
      g_autofree char *fault = NULL;
      const char *start;
      SbxTraceTerm *term;

      while (g_ascii_isspace (*rest))
        rest++;
      if (*rest == '\0')
        break;
      start = rest;
      if (terms->len == MAX_TERMS)
        {
          if (*error == NULL)
            {
              *error = g_strdup_printf (_ ("A filter has at most %d terms"), MAX_TERMS);
              *position = (int) g_utf8_pointer_to_offset (text, start);
            }
          break;
        }
      term = read_term (start, &rest, &fault);
      if (term != NULL)
        {
          g_ptr_array_add (terms, term);
        }
      else if (*error == NULL)
        {
          *error = g_steal_pointer (&fault);
          *position = (int) g_utf8_pointer_to_offset (text, start);
        }
    }
  return terms;
}
