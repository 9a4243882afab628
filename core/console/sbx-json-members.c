/* sbx-json-members.c — values of properties as members of a JSON object
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

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
    default:
      g_assert (G_VALUE_HOLDS (value, G_TYPE_STRV));
      sbx_json_append_strv (json, g_value_get_boxed (value));
      break;
    }
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

gboolean
sbx_json_read_value (MbmJsonValue value, GParamSpec *pspec, const char *path, GValue *result, GError **error)
{
  switch (pspec->value_type)
    {
    case G_TYPE_STRING:
      return read_string (value, path, result, error);
    case G_TYPE_BOOLEAN:
      return read_boolean (value, path, result, error);
    case G_TYPE_UINT:
    case G_TYPE_UINT64:
      return read_number (value, pspec, path, result, error);
    default:
      g_assert (pspec->value_type == G_TYPE_STRV);
      return read_strv (value, path, result, error);
    }
}
