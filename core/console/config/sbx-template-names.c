/* sbx-template-names.c — names of placeholders: how they are written, and those that are known everywhere
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-template-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "sbx-json-pointer.h"

/* So many characters hex() gives at most. */
#define MAX_HEX 256

/* --- how they are written ------------------------------------------------------ */

/**
 * sbx_template_has_placeholders:
 *
 * Returns: whether there is something to expand in a text, or to complain about
 */
gboolean
sbx_template_has_placeholders (const char *text)
{
  return text != NULL && strstr (text, "{{") != NULL;
}

/**
 * sbx_template_is_name:
 * @name: what stands between the braces, without white space around it
 *
 * Returns: whether this can be the name of something: no braces, no control characters, and not too long
 */
gboolean
sbx_template_is_name (const char *name)
{
  g_return_val_if_fail (name != NULL, FALSE);

  if (*name == '\0' || strlen (name) > SBX_TEMPLATE_MAX_NAME || !g_utf8_validate (name, -1, NULL))
    return FALSE;
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    if (*p == '{' || *p == '}' || g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

/**
 * sbx_template_escape:
 * @text: a text, not JSON
 *
 * Returns: (transfer full): the text that becomes @text when it is expanded, and has no placeholder
 */
char *
sbx_template_escape (const char *text)
{
  GString *out;

  g_return_val_if_fail (text != NULL, NULL);

  out = g_string_new (NULL);
  for (const char *p = text; *p != '\0'; p++)
    {
      if (p[0] == '{' && p[1] == '{')
        {
          gsize n = 0;

          while (n < (gsize) (p - text) && p[-1 - (gssize) n] == '\\')
            n++;
          for (gsize i = 0; i < n + 1; i++)
            g_string_append_c (out, '\\');
          g_string_append (out, "{{");
          p++;
        }
      else
        {
          g_string_append_c (out, *p);
        }
    }
  return g_string_free (out, FALSE);
}

/* One step of a path: `name`, or `0` or `any name` in brackets. (transfer full) (nullable) */
static char *
read_step (const char **path)
{
  const char *start = *path;
  const char *end;

  if (*start == '[')
    {
      end = strchr (start, ']');
      if (end == NULL)
        return NULL;
      *path = end + 1;
      return g_strndup (start + 1, end - start - 1);
    }

  end = start + strcspn (start, ".[");
  *path = end;
  return end > start ? g_strndup (start, end - start) : NULL;
}

/**
 * sbx_template_lookup_path:
 * @value: a value, of any type
 * @path: a way into it: `items[0].price`, `items.0.price`; in brackets also a name with dots: `[a.b]`; empty
 *   for the value itself
 * @result: (out caller-allocates): return location for what is there
 *
 * Finds a part of a value.
 *
 * Returns: whether there is one
 */
gboolean
sbx_template_lookup_path (MbmJsonValue value, const char *path, MbmJsonValue *result)
{
  const char *p = path;

  g_return_val_if_fail (path != NULL, FALSE);

  *result = value;
  while (*p != '\0')
    {
      g_autofree char *step = NULL;
      MbmJsonValue inner;
      MbmJsonType type = mbm_json_value_get_type (*result);

      if (*p == '.' && p > path)
        p++;
      step = read_step (&p);
      if (step == NULL || (*p != '\0' && *p != '.' && *p != '['))
        return FALSE;
      if (!(type == MBM_JSON_ARRAY && sbx_json_pointer_get_element (*result, step, &inner)) &&
          !(type == MBM_JSON_OBJECT && mbm_json_value_get_member (*result, step, &inner)))
        return FALSE;
      *result = inner;
    }
  return value.text != NULL;
}

/* --- those that are known everywhere ------------------------------------------- */

static const struct
{
  const char *name;
  const char *example;
  const char *description;
} builtins[] = {
  { "uuid", "uuid", N_ ("A new UUID") },
  { "now", "now(-3600)", N_ ("The time as text, such as 2026-01-31T12:00:00.000Z; seconds may be added") },
  { "timestamp", "timestamp(60000)",
    N_ ("The time as a number, in milliseconds since 1970; milliseconds may be added") },
  { "date", "date(7)", N_ ("The day, such as 2026-01-31; days may be added") },
  { "counter", "counter", N_ ("1, 2, 3 and so on, the next with each message") },
  { "random", "random(1, 6)", N_ ("A whole number, from 0 to 999999 or within two bounds") },
  { "pick", "pick(red, green, 3)", N_ ("One of these, at random") },
  { "hex", "hex(16)", N_ ("Hexadecimal digits at random, so many of them") },
};

/**
 * sbx_template_list_builtins:
 * @n_builtins: (out): how many there are
 *
 * Returns: (transfer container) (array length=n_builtins): names that are known everywhere, to be freed with
 *   g_free()
 */
SbxTemplateBuiltin *
sbx_template_list_builtins (guint *n_builtins)
{
  SbxTemplateBuiltin *list = g_new0 (SbxTemplateBuiltin, G_N_ELEMENTS (builtins));

  for (guint i = 0; i < G_N_ELEMENTS (builtins); i++)
    list[i] = (SbxTemplateBuiltin){ builtins[i].name, builtins[i].example, _ (builtins[i].description) };
  *n_builtins = G_N_ELEMENTS (builtins);
  return list;
}

/**
 * sbx_template_is_builtin:
 *
 * Returns: whether a name is known everywhere, and so can be no variable's
 */
gboolean
sbx_template_is_builtin (const char *name)
{
  g_return_val_if_fail (name != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (builtins); i++)
    if (g_str_equal (builtins[i].name, name))
      return TRUE;
  return FALSE;
}

static char *
quote (const char *text)
{
  GString *json = g_string_new (NULL);

  mbm_json_append_string (json, text, -1);
  return g_string_free (json, FALSE);
}

static char *
refuse_arguments (GError **error, const char *example)
{
  g_set_error (error, SBX_TEMPLATE_ERROR, SBX_TEMPLATE_ERROR_SYNTAX, _ ("it is written like {{%s}}"),
               example);
  return NULL;
}

/* Whole numbers, at most @n of them; FALSE if there is anything else. */
static gboolean
read_integers (char **arguments, guint n, gint64 *numbers)
{
  for (guint i = 0; arguments[i] != NULL; i++)
    {
      const char *text = arguments[i][0] == '+' ? arguments[i] + 1 : arguments[i];

      if (i >= n || !g_ascii_string_to_signed (text, 10, G_MININT64 / 2, G_MAXINT64 / 2, &numbers[i], NULL))
        return FALSE;
    }
  return TRUE;
}

static char *
make_time (const char *name, char **arguments, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) shifted = NULL;
  g_autofree char *text = NULL;
  gboolean is_date = g_str_equal (name, "date");
  gint64 offset = 0;

  /* So that it stays within the years that there are. */
  if (!read_integers (arguments, 1, &offset) || ABS (offset) > (is_date ? 365000 : 365000LL * 86400))
    return refuse_arguments (error, is_date ? "date(7)" : "now(-3600)");

  shifted =
    is_date ? g_date_time_add_days (now, (int) offset) : g_date_time_add (now, offset * G_USEC_PER_SEC);
  if (shifted == NULL)
    return refuse_arguments (error, is_date ? "date(7)" : "now(-3600)");

  if (is_date)
    text = g_date_time_format (shifted, "%Y-%m-%d");
  else
    {
      g_autofree char *seconds = g_date_time_format (shifted, "%Y-%m-%dT%H:%M:%S");

      text = g_strdup_printf ("%s.%03dZ", seconds, g_date_time_get_microsecond (shifted) / 1000);
    }
  return quote (text);
}

static char *
make_timestamp (char **arguments, GError **error)
{
  gint64 offset = 0;

  if (!read_integers (arguments, 1, &offset))
    return refuse_arguments (error, "timestamp(60000)");
  return g_strdup_printf ("%" PRId64, g_get_real_time () / 1000 + offset);
}

/* Any of the numbers from @low to @high. */
static gint64
pick_number (gint64 low, gint64 high)
{
  guint64 range = (guint64) high - (guint64) low;
  guint64 value = ((guint64) g_random_int () << 32) | g_random_int ();

  return range == G_MAXUINT64 ? (gint64) value : low + (gint64) (value % (range + 1));
}

static char *
make_random (char **arguments, GError **error)
{
  gint64 bounds[2] = { 0, 999999 };

  if ((arguments[0] != NULL && arguments[1] == NULL) || !read_integers (arguments, 2, bounds) ||
      bounds[0] > bounds[1])
    return refuse_arguments (error, "random(1, 6)");
  return g_strdup_printf ("%" PRId64, pick_number (bounds[0], bounds[1]));
}

/* What is JSON is that, anything else a text. */
static char *
make_pick (char **arguments, GError **error)
{
  guint n = g_strv_length (arguments);
  const char *picked;

  if (n == 0)
    return refuse_arguments (error, "pick(red, green, 3)");
  picked = arguments[g_random_int_range (0, (gint32) n)];
  return mbm_json_check (picked, -1, NULL) ? g_strdup (picked) : quote (picked);
}

static char *
make_hex (char **arguments, GError **error)
{
  static const char digits[] = "0123456789abcdef";
  gint64 length = 32;
  GString *json;

  if (!read_integers (arguments, 1, &length) || length < 1 || length > MAX_HEX)
    return refuse_arguments (error, "hex(16)");

  json = g_string_new ("\"");
  for (gint64 i = 0; i < length; i++)
    g_string_append_c (json, digits[g_random_int_range (0, 16)]);
  g_string_append_c (json, '"');
  return g_string_free (json, FALSE);
}

/* `name` or `name (argument, argument)`: the name, and the arguments without white space around them;
 * (transfer full). */
static char *
read_call (const char *text, char ***arguments)
{
  const char *open = strchr (text, '(');
  g_autofree char *inner = NULL;

  if (open == NULL || !g_str_has_suffix (text, ")"))
    {
      *arguments = g_new0 (char *, 1);
      return g_strdup (text);
    }

  inner = g_strstrip (g_strndup (open + 1, strlen (open) - 2));
  *arguments = g_strsplit (inner, ",", -1);
  for (guint i = 0; (*arguments)[i] != NULL; i++)
    g_strstrip ((*arguments)[i]);
  return g_strchomp (g_strndup (text, open - text));
}

char *
sbx_template_make_builtin (const char *name, GError **error)
{
  g_auto (GStrv) arguments = NULL;
  g_autofree char *word = read_call (name, &arguments);

  if (g_str_equal (word, "uuid") && arguments[0] == NULL)
    {
      g_autofree char *uuid = g_uuid_string_random ();

      return quote (uuid);
    }
  if (g_str_equal (word, "now") || g_str_equal (word, "date"))
    return make_time (word, arguments, error);
  if (g_str_equal (word, "timestamp"))
    return make_timestamp (arguments, error);
  if (g_str_equal (word, "random"))
    return make_random (arguments, error);
  if (g_str_equal (word, "pick"))
    return make_pick (arguments, error);
  if (g_str_equal (word, "hex"))
    return make_hex (arguments, error);
  return NULL;
}
