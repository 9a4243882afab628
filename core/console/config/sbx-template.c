/* sbx-template.c — texts with placeholders, and what they become
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-template-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sbx-json-pointer.h"

G_DEFINE_QUARK (sbx - template - error - quark, sbx_template_error)

/* Placeholders are found in the text of a JSON string as it is written, so that what is none of them stays
 * as it was, byte for byte; what they become is not looked at again. */

typedef struct
{
  SbxTemplateLookup lookup;
  gpointer user_data;
  GString *out;
  gboolean only_text; /* a string that is one placeholder becomes text, too */
} Expansion;

static char *
make_value (const Expansion *self, const char *name, GError **error)
{
  GError *local_error = NULL;
  char *value = NULL;

  if (self->lookup != NULL)
    value = self->lookup (name, self->user_data, &local_error);
  if (value == NULL && local_error == NULL)
    value = sbx_template_make_builtin (name, &local_error);
  if (value != NULL && !mbm_json_check (value, -1, &local_error))
    g_clear_pointer (&value, g_free);
  if (value != NULL)
    return value;

  if (local_error != NULL)
    g_propagate_prefixed_error (error, local_error, "{{%s}}: ", name);
  else
    g_set_error (error, SBX_TEMPLATE_ERROR, SBX_TEMPLATE_ERROR_UNKNOWN,
                 _ ("{{%s}}: there is nothing of that name"), name);
  return NULL;
}

/* What stands between the braces, from the text of a JSON string; (transfer full). */
static char *
read_name (const char *start, const char *end, GError **error)
{
  g_autofree char *quoted = NULL;
  g_autofree char *name = NULL;

  if (end - start > SBX_TEMPLATE_MAX_NAME)
    {
      g_set_error (error, SBX_TEMPLATE_ERROR, SBX_TEMPLATE_ERROR_SYNTAX,
                   _ ("a placeholder is longer than %d bytes; \\{{ stands for braces that are none"),
                   SBX_TEMPLATE_MAX_NAME);
      return NULL;
    }

  quoted = g_strdup_printf ("\"%.*s\"", (int) (end - start), start);
  name = mbm_json_value_dup_string (mbm_json_value (quoted, -1));
  if (name != NULL && sbx_template_is_name (g_strstrip (name)))
    return g_steal_pointer (&name);

  g_set_error (error, SBX_TEMPLATE_ERROR, SBX_TEMPLATE_ERROR_SYNTAX,
               _ ("{{%s}}: this is no name; \\{{ stands for braces that are none"), name != NULL ? name : "");
  return NULL;
}

/* Where a placeholder that begins at @start ends, behind its braces. */
static const char *
find_close (const char *start, const char *end, GError **error)
{
  const char *close = memmem (start, end - start, "}}", 2);

  if (close == NULL)
    g_set_error_literal (error, SBX_TEMPLATE_ERROR, SBX_TEMPLATE_ERROR_SYNTAX,
                         _ ("a placeholder is not closed: }} is missing; \\{{ stands for braces that are "
                            "none"));
  return close;
}

/* A value within a text: a string's characters, anything else as it is written. */
static void
append_within (GString *out, const char *json)
{
  MbmJsonValue value = mbm_json_value (json, -1);

  if (mbm_json_value_get_type (value) == MBM_JSON_STRING)
    {
      g_string_append_len (out, value.text + 1, value.length - 2);
    }
  else
    {
      g_autofree char *compact = mbm_json_compact (value.text, value.length);
      g_autoptr (GString) quoted = g_string_new (NULL);

      mbm_json_append_string (quoted, compact, -1);
      g_string_append_len (out, quoted->str + 1, quoted->len - 2);
    }
}

static gboolean
expand_placeholder (const Expansion *self,
                    const char *start,
                    const char *close,
                    gboolean whole,
                    GError **error)
{
  g_autofree char *name = read_name (start, close, error);
  g_autofree char *value = name != NULL ? make_value (self, name, error) : NULL;

  if (value == NULL)
    return FALSE;

  if (whole)
    {
      g_string_truncate (self->out, self->out->len - 1);
      g_string_append (self->out, value);
    }
  else
    {
      append_within (self->out, value);
    }

  if (self->out->len > SBX_TEMPLATE_MAX_SIZE)
    {
      g_set_error (error, SBX_TEMPLATE_ERROR, SBX_TEMPLATE_ERROR_TOO_LARGE,
                   _ ("{{%s}}: the text becomes longer than %d MiB"), name,
                   SBX_TEMPLATE_MAX_SIZE / 1024 / 1024);
      return FALSE;
    }
  return TRUE;
}

/* One character of a string; (out) a backslash was among them. */
static const char *
append_character (GString *out, const char *p, guint *n_backslashes)
{
  if (*p != '\\')
    {
      *n_backslashes = 0;
      g_string_append_c (out, *p);
      return p + 1;
    }
  *n_backslashes = p[1] == '\\' ? *n_backslashes + 1 : 0;
  g_string_append_len (out, p, 2);
  return p + 2;
}

/* A JSON string: from its quote to behind the other. */
static gboolean
expand_string (const Expansion *self, const char *start, const char *end, gboolean is_name, GError **error)
{
  gboolean may_be_whole = !is_name && !self->only_text;
  const char *inner_end = end - 1;
  const char *p = start + 1;
  guint n_backslashes = 0;

  g_string_append_c (self->out, '"');
  while (p < inner_end)
    {
      const char *close;
      gboolean whole;

      if (inner_end - p < 2 || p[0] != '{' || p[1] != '{')
        {
          p = append_character (self->out, p, &n_backslashes);
          continue;
        }

      /* `\{{` is no placeholder, `\\{{` is one behind a backslash. */
      g_string_truncate (self->out, self->out->len - 2 * ((n_backslashes + 1) / 2));
      if (n_backslashes % 2 == 1)
        {
          g_string_append (self->out, "{{");
          p += 2;
          n_backslashes = 0;
          continue;
        }

      n_backslashes = 0;
      close = find_close (p + 2, inner_end, error);
      whole = may_be_whole && p == start + 1 && close == inner_end - 2;
      if (close == NULL || !expand_placeholder (self, p + 2, close, whole, error))
        return FALSE;
      if (whole)
        return TRUE;
      p = close + 2;
    }

  g_string_append_c (self->out, '"');
  return TRUE;
}

static const char *
skip_string (const char *p, const char *end)
{
  for (p++; p < end && *p != '"'; p++)
    if (*p == '\\')
      p++;
  return MIN (p + 1, end);
}

static const char *
skip_space (const char *p, const char *end)
{
  while (p < end && strchr (" \n\r\t", *p) != NULL)
    p++;
  return p;
}

/* The JSON Pointer of the value that has @place in it; (transfer full). */
static char *
dup_pointer (MbmJsonValue document, const char *place)
{
  GString *pointer = g_string_new (NULL);
  MbmJsonValue value = document;
  MbmJsonValue name, member;
  MbmJsonIter iter;
  guint index = 0;

  mbm_json_iter_init (&iter, value);
  while (mbm_json_iter_next (&iter, &name, &member))
    {
      g_autofree char *step = NULL;

      index++;
      if (place >= member.text + member.length)
        continue;

      step = name.length > 0 ? mbm_json_value_dup_string (name) : g_strdup_printf ("%u", index - 1);
      sbx_json_pointer_append (pointer, step != NULL ? step : "");
      if (place < member.text)
        break;
      value = member;
      index = 0;
      mbm_json_iter_init (&iter, value);
    }
  return g_string_free (pointer, FALSE);
}

/* Says where in the document it was. */
static gboolean
complain (GError **error, GError *problem, MbmJsonValue document, const char *place)
{
  g_autofree char *pointer = dup_pointer (document, place);

  if (*pointer != '\0')
    g_prefix_error (&problem, "%s: ", pointer);
  g_propagate_error (error, problem);
  return FALSE;
}

/* All strings of a document, its names included. */
static gboolean
expand_document (const Expansion *self, MbmJsonValue document, GError **error)
{
  const char *end = document.text + document.length;
  const char *p = document.text;

  while (p < end)
    {
      const char *quote = memchr (p, '"', end - p);
      const char *after;
      GError *problem = NULL;

      g_string_append_len (self->out, p, (quote != NULL ? quote : end) - p);
      if (quote == NULL)
        break;

      after = skip_string (quote, end);
      p = skip_space (after, end);
      if (memmem (quote, after - quote, "{{", 2) == NULL)
        g_string_append_len (self->out, quote, after - quote);
      else if (!expand_string (self, quote, after, p < end && *p == ':', &problem))
        return complain (error, problem, document, quote);
      g_string_append_len (self->out, after, p - after);
    }
  return TRUE;
}

static gboolean
check_document (const char *text, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (mbm_json_check (text, -1, &problem))
    return TRUE;

  if (strstr (text, "{{") != NULL)
    g_set_error (error, SBX_TEMPLATE_ERROR, SBX_TEMPLATE_ERROR_JSON,
                 _ ("%s. A placeholder has to stand in quotes: \"{{name}}\""), problem->message);
  else
    g_set_error_literal (error, SBX_TEMPLATE_ERROR, SBX_TEMPLATE_ERROR_JSON, problem->message);
  return FALSE;
}

/**
 * sbx_template_expand:
 * @text: a JSON document
 * @lookup: (nullable) (scope call): finds values; %NULL: just the built-in names are known
 * @user_data: for @lookup
 * @error: return location for an error: %SBX_TEMPLATE_ERROR, or one of the lookup's, with its place in front
 *
 * Puts values in the place of the placeholders `{{name}}` that stand in a document's strings. A string that
 * is nothing but one placeholder becomes the value with its type; within other text, and in the name of a
 * member, its characters are put in, or its JSON text if it is no string. White space within the braces does
 * not count. `\{{` (in JSON text `"\\{{"`) is a pair of braces and no placeholder. What a placeholder has
 * become is not expanded again. Everything else stays as it is, byte for byte. Any thread.
 *
 * Returns: (transfer full) (nullable): a JSON document; %NULL with an error
 */
char *
sbx_template_expand (const char *text, SbxTemplateLookup lookup, gpointer user_data, GError **error)
{
  g_autoptr (GString) out = NULL;
  g_autoptr (GError) problem = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (!check_document (text, error))
    return NULL;
  if (strstr (text, "{{") == NULL)
    return g_strdup (text);

  out = g_string_sized_new (strlen (text) + 64);
  if (!expand_document (&(Expansion){ lookup, user_data, out, FALSE }, mbm_json_value (text, -1), error))
    return NULL;

  /* Values may be nested deeper than there is room for where they were put. */
  if (!mbm_json_check (out->str, (gssize) out->len, &problem))
    {
      g_set_error_literal (error, SBX_TEMPLATE_ERROR, SBX_TEMPLATE_ERROR_TOO_LARGE, problem->message);
      return NULL;
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * sbx_template_expand_text:
 * @text: any text in UTF-8, such as a name
 * @lookup: (nullable) (scope call): finds values; %NULL: just the built-in names are known
 * @user_data: for @lookup
 * @error: return location for an error, as of sbx_template_expand()
 *
 * Puts values in the place of placeholders in a text that is no JSON.
 *
 * Returns: (transfer full) (nullable): the text; %NULL with an error
 */
char *
sbx_template_expand_text (const char *text, SbxTemplateLookup lookup, gpointer user_data, GError **error)
{
  g_autoptr (GString) quoted = NULL;
  g_autoptr (GString) out = NULL;
  char *result;

  g_return_val_if_fail (text != NULL, NULL);

  if (strstr (text, "{{") == NULL)
    return g_strdup (text);

  quoted = g_string_new (NULL);
  mbm_json_append_string (quoted, text, -1);
  out = g_string_new (NULL);
  if (!expand_string (&(Expansion){ lookup, user_data, out, TRUE }, quoted->str, quoted->str + quoted->len,
                      FALSE, error))
    return NULL;

  result = mbm_json_value_dup_string (mbm_json_value (out->str, (gssize) out->len));
  if (result == NULL)
    g_set_error_literal (error, SBX_TEMPLATE_ERROR, SBX_TEMPLATE_ERROR_JSON,
                         _ ("a value has U+0000 in it, which no text can have"));
  return result;
}
