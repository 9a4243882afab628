/* mbm-json-members.c — members of a JSON object, read leniently
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <math.h>

#include "mbm-json-members-private.h"

/**
 * mbm_json_is_object: (skip)
 * @value: a value, or one without text
 *
 * Returns: %TRUE if there is a value and it is an object
 */
gboolean
mbm_json_is_object (MbmJsonValue value)
{
  return value.text != NULL && value.length > 0 && mbm_json_value_get_type (value) == MBM_JSON_OBJECT;
}

static gboolean
mbm_json_get_typed_member (MbmJsonValue object, const char *name, MbmJsonType type, MbmJsonValue *result)
{
  return mbm_json_is_object (object) && mbm_json_value_get_member (object, name, result) &&
         mbm_json_value_get_type (*result) == type;
}

/**
 * mbm_json_dup_string_member: (skip)
 * @object: a value
 * @name: a member's name
 *
 * Returns: (nullable) (transfer full): the string, if there is one
 */
char *
mbm_json_dup_string_member (MbmJsonValue object, const char *name)
{
  MbmJsonValue member;

  return mbm_json_get_typed_member (object, name, MBM_JSON_STRING, &member)
           ? mbm_json_value_dup_string (member)
           : NULL;
}

/**
 * mbm_json_dup_strv_member: (skip)
 * @object: a value
 * @name: a member's name
 *
 * Returns: (transfer full) (array zero-terminated=1): the strings of an array; what is no string is left out,
 * and a member that is no array gives none
 */
char **
mbm_json_dup_strv_member (MbmJsonValue object, const char *name)
{
  g_autoptr (GStrvBuilder) strings = g_strv_builder_new ();
  MbmJsonValue array;
  MbmJsonValue element_name;
  MbmJsonValue element;
  MbmJsonIter iter;

  if (mbm_json_get_typed_member (object, name, MBM_JSON_ARRAY, &array) && mbm_json_iter_init (&iter, array))
    {
      while (mbm_json_iter_next (&iter, &element_name, &element))
        {
          g_autofree char *string = NULL;

          if (mbm_json_value_get_type (element) == MBM_JSON_STRING)
            string = mbm_json_value_dup_string (element);
          if (string != NULL)
            g_strv_builder_add (strings, string);
        }
    }

  return g_strv_builder_end (strings);
}

/**
 * mbm_json_get_boolean_member: (skip)
 * @object: a value
 * @name: a member's name
 * @result: (out): the value
 *
 * Returns: %TRUE if there is a boolean
 */
gboolean
mbm_json_get_boolean_member (MbmJsonValue object, const char *name, gboolean *result)
{
  MbmJsonValue member;

  *result = mbm_json_get_typed_member (object, name, MBM_JSON_TRUE, &member);
  return *result || mbm_json_get_typed_member (object, name, MBM_JSON_FALSE, &member);
}

/**
 * mbm_json_get_integer_member: (skip)
 * @object: a value
 * @name: a member's name
 * @result: (out): the value
 *
 * Reads a whole number; one with a fraction (`process.uptime() * 1000` has one) is rounded.
 *
 * Returns: %TRUE if there is a number and it fits
 */
gboolean
mbm_json_get_integer_member (MbmJsonValue object, const char *name, gint64 *result)
{
  g_autofree char *text = NULL;
  MbmJsonValue member;
  double number;

  *result = 0;
  if (!mbm_json_get_typed_member (object, name, MBM_JSON_NUMBER, &member))
    return FALSE;
  if (mbm_json_value_get_int (member, result))
    return TRUE;

  text = g_strndup (member.text, member.length);
  number = round (g_ascii_strtod (text, NULL));
  if (!(number > -9.2e18 && number < 9.2e18))
    return FALSE;

  *result = (gint64) number;
  return TRUE;
}
