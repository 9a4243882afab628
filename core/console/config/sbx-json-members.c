/* sbx-json-members.c — values of properties as members of a JSON object
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "sbx-json-members-private.h"

char *
sbx_json_member_name (const char *property)
{
  GString *name = g_string_new (NULL);

  for (const char *p = property; *p != '\0'; p++)
    {
      if (*p == '-' && p[1] != '\0')
        g_string_append_c (name, g_ascii_toupper (*++p));
      else
        g_string_append_c (name, *p);
    }

  return g_string_free (name, FALSE);
}

void
sbx_json_append_name (GString *json, const char *name)
{
  if (json->len > 0 && json->str[json->len - 1] != '{')
    g_string_append_c (json, ',');
  mbm_json_append_string (json, name, -1);
  g_string_append_c (json, ':');
}

void
sbx_json_append_strv (GString *json, const char *const *strings)
{
  g_string_append_c (json, '[');
  for (gsize i = 0; strings != NULL && strings[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      mbm_json_append_string (json, strings[i], -1);
    }
  g_string_append_c (json, ']');
}

/* 0.1 is 0.1, and not the 17 digits that tell it from its neighbours. */
static void
append_double (GString *json, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (json, g_ascii_formatd (text, sizeof text, "%.15g", number));
}

static void
append_nick (GString *json, GType type, int number)
{
  g_autoptr (GEnumClass) choices = g_type_class_ref (type);

  mbm_json_append_string (json, g_enum_get_value (choices, number)->value_nick, -1);
}

void
sbx_json_append_value (GString *json, const GValue *value)
{
  switch (G_VALUE_TYPE (value))
    {
    case G_TYPE_STRING:
      mbm_json_append_string (json, g_value_get_string (value), -1);
      break;
    case G_TYPE_BOOLEAN:
      g_string_append (json, g_value_get_boolean (value) ? "true" : "false");
      break;
    case G_TYPE_UINT:
      g_string_append_printf (json, "%u", g_value_get_uint (value));
      break;
    case G_TYPE_UINT64:
      g_string_append_printf (json, "%" G_GUINT64_FORMAT, g_value_get_uint64 (value));
      break;
    case G_TYPE_DOUBLE:
      append_double (json, g_value_get_double (value));
      break;
    default:
      if (G_VALUE_HOLDS_ENUM (value))
        {
          append_nick (json, G_VALUE_TYPE (value), g_value_get_enum (value));
          break;
        }
      g_assert (G_VALUE_HOLDS (value, G_TYPE_STRV));
      sbx_json_append_strv (json, g_value_get_boxed (value));
      break;
    }
}

void
sbx_json_append_description (GString *json, const char *text)
{
  g_auto (GStrv) lines = NULL;

  if (strchr (text, '\n') == NULL)
    {
      mbm_json_append_string (json, text, -1);
      return;
    }
  lines = g_strsplit (text, "\n", -1);
  sbx_json_append_strv (json, (const char *const *) lines);
}

gboolean
sbx_json_complain (GError **error, const char *path, const char *problem)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: %s", path, problem);
  return FALSE;
}

static gboolean
read_string (MbmJsonValue value, const char *path, GValue *result, GError **error)
{
  g_autofree char *text = mbm_json_value_dup_string (value);

  if (text == NULL)
    return sbx_json_complain (error, path, _ ("this must be a string"));

  g_value_take_string (result, g_steal_pointer (&text));
  return TRUE;
}

static gboolean
read_boolean (MbmJsonValue value, const char *path, GValue *result, GError **error)
{
  MbmJsonType type = mbm_json_value_get_type (value);

  if (type != MBM_JSON_TRUE && type != MBM_JSON_FALSE)
    return sbx_json_complain (error, path, _ ("this must be true or false"));

  g_value_set_boolean (result, type == MBM_JSON_TRUE);
  return TRUE;
}

static gboolean
read_number (MbmJsonValue value, GParamSpec *pspec, const char *path, GValue *result, GError **error)
{
  guint64 minimum;
  guint64 maximum;
  gint64 number;

  if (G_IS_PARAM_SPEC_UINT (pspec))
    {
      minimum = G_PARAM_SPEC_UINT (pspec)->minimum;
      maximum = G_PARAM_SPEC_UINT (pspec)->maximum;
    }
  else
    {
      minimum = G_PARAM_SPEC_UINT64 (pspec)->minimum;
      maximum = MIN (G_PARAM_SPEC_UINT64 (pspec)->maximum, G_MAXINT64);
    }

  if (!mbm_json_value_get_int (value, &number) || number < 0 || (guint64) number < minimum ||
      (guint64) number > maximum)
    {
      g_autofree char *problem =
        g_strdup_printf (_ ("this must be a whole number from %" PRIu64 " to %" PRIu64), minimum, maximum);

      return sbx_json_complain (error, path, problem);
    }

  if (G_IS_PARAM_SPEC_UINT (pspec))
    g_value_set_uint (result, number);
  else
    g_value_set_uint64 (result, number);
  return TRUE;
}

static gboolean
read_strv (MbmJsonValue value, const char *path, GValue *result, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  MbmJsonIter iter;
  MbmJsonValue element;

  if (mbm_json_value_get_type (value) != MBM_JSON_ARRAY)
    return sbx_json_complain (error, path, _ ("this must be an array of strings"));

  mbm_json_iter_init (&iter, value);
  for (guint i = 0; mbm_json_iter_next (&iter, NULL, &element); i++)
    {
      g_autofree char *text = mbm_json_value_dup_string (element);

      if (text == NULL)
        {
          g_autofree char *element_path = g_strdup_printf ("%s[%u]", path, i);

          return sbx_json_complain (error, element_path, _ ("this must be a string"));
        }
      g_strv_builder_add (builder, text);
    }

  g_value_take_boxed (result, g_strv_builder_end (builder));
  return TRUE;
}

static gboolean
read_double (MbmJsonValue value, GParamSpec *pspec, const char *path, GValue *result, GError **error)
{
  GParamSpecDouble *range = G_PARAM_SPEC_DOUBLE (pspec);
  g_autofree char *text = g_strndup (value.text, value.length);
  double number = g_ascii_strtod (text, NULL);

  if (mbm_json_value_get_type (value) != MBM_JSON_NUMBER || !(number >= range->minimum) ||
      !(number <= range->maximum))
    {
      g_autofree char *problem =
        g_strdup_printf (_ ("this must be a number from %g to %g"), range->minimum, range->maximum);

      return sbx_json_complain (error, path, problem);
    }

  g_value_set_double (result, number);
  return TRUE;
}

static gboolean
read_choice (MbmJsonValue value, const char *path, GValue *result, GError **error)
{
  g_autoptr (GEnumClass) choices = g_type_class_ref (G_VALUE_TYPE (result));
  g_autofree char *nick = mbm_json_value_dup_string (value);
  const GEnumValue *choice = nick != NULL ? g_enum_get_value_by_nick (choices, nick) : NULL;
  g_autoptr (GString) words = g_string_new (NULL);
  g_autofree char *problem = NULL;

  if (choice != NULL)
    {
      g_value_set_enum (result, choice->value);
      return TRUE;
    }

  for (guint i = 0; i < choices->n_values; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? ", " : "", choices->values[i].value_nick);
  /* Translators: the %s is a list of words such as “messaging, magic-server” */
  problem = g_strdup_printf (_ ("this must be one of: %s"), words->str);
  return sbx_json_complain (error, path, problem);
}

char *
sbx_json_read_description (MbmJsonValue value, const char *path, GError **error)
{
  g_auto (GValue) lines = G_VALUE_INIT;
  char *text;

  if (mbm_json_value_get_type (value) == MBM_JSON_ARRAY)
    {
      g_value_init (&lines, G_TYPE_STRV);
      return read_strv (value, path, &lines, error) ? g_strjoinv ("\n", g_value_get_boxed (&lines)) : NULL;
    }

  text = mbm_json_value_dup_string (value);
  if (text == NULL)
    sbx_json_complain (error, path, _ ("this must be a string, or an array of strings"));
  return text;
}

static gboolean
read_description (MbmJsonValue value, const char *path, GValue *result, GError **error)
{
  char *text = sbx_json_read_description (value, path, error);

  g_value_take_string (result, text);
  return text != NULL;
}

gboolean
sbx_json_read_value (MbmJsonValue value, GParamSpec *pspec, const char *path, GValue *result, GError **error)
{
  switch (pspec->value_type)
    {
    case G_TYPE_STRING:
      return g_str_equal (pspec->name, "description") ? read_description (value, path, result, error)
                                                      : read_string (value, path, result, error);
    case G_TYPE_BOOLEAN:
      return read_boolean (value, path, result, error);
    case G_TYPE_UINT:
    case G_TYPE_UINT64:
      return read_number (value, pspec, path, result, error);
    case G_TYPE_DOUBLE:
      return read_double (value, pspec, path, result, error);
    default:
      if (G_IS_PARAM_SPEC_ENUM (pspec))
        return read_choice (value, path, result, error);
      g_assert (pspec->value_type == G_TYPE_STRV);
      return read_strv (value, path, result, error);
    }
}
