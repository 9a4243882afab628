/* sbx-json-pointer.c — JSON Pointers (RFC 6901): ways to places in a document
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-json-pointer.h"

/**
 * sbx_json_pointer_append:
 * @pointer: a JSON Pointer
 * @token: a member's name, or an index in digits
 */
void
sbx_json_pointer_append (GString *pointer, const char *token)
{
  g_string_append_c (pointer, '/');
  for (const char *p = token; *p != '\0'; p++)
    if (*p == '~')
      g_string_append (pointer, "~0");
    else if (*p == '/')
      g_string_append (pointer, "~1");
    else
      g_string_append_c (pointer, *p);
}

/**
 * sbx_json_pointer_next:
 * @pointer: (inout): a JSON Pointer; what is left of it is returned
 *
 * Returns: (transfer full) (nullable): its first token without escapes; %NULL at the end
 */
char *
sbx_json_pointer_next (const char **pointer)
{
  const char *p = *pointer;
  GString *token;

  if (*p != '/')
    return NULL;

  token = g_string_new (NULL);
  for (p++; *p != '\0' && *p != '/'; p++)
    if (*p == '~' && (p[1] == '0' || p[1] == '1'))
      g_string_append_c (token, *++p == '0' ? '~' : '/');
    else
      g_string_append_c (token, *p);
  *pointer = p;
  return g_string_free (token, FALSE);
}

/**
 * sbx_json_pointer_get_element:
 * @array: an array
 * @token: its decimal index, from 0
 * @element: (out caller-allocates): return location for the element
 *
 * Returns: whether @token is a number, and there is an element of that number
 */
gboolean
sbx_json_pointer_get_element (MbmJsonValue array, const char *token, MbmJsonValue *element)
{
  MbmJsonIter iter;
  guint64 index;

  if (!g_ascii_string_to_unsigned (token, 10, 0, G_MAXUINT32, &index, NULL))
    return FALSE;

  mbm_json_iter_init (&iter, array);
  while (mbm_json_iter_next (&iter, NULL, element))
    if (index-- == 0)
      return TRUE;
  return FALSE;
}

/**
 * sbx_json_pointer_find:
 * @document: a value, of any type
 * @pointer: a JSON Pointer; the empty one is the whole document
 * @value: (out caller-allocates): return location for the value, a part of @document
 *
 * Finds a place in a document; of members of one name the last, which is the one that counts. Any thread.
 *
 * Returns: whether it is there
 */
gboolean
sbx_json_pointer_find (MbmJsonValue document, const char *pointer, MbmJsonValue *value)
{
  *value = document;

  while (*pointer != '\0')
    {
      g_autofree char *token = sbx_json_pointer_next (&pointer);
      gboolean found = FALSE;

      if (token == NULL)
        return FALSE;
      if (mbm_json_value_get_type (*value) == MBM_JSON_OBJECT)
        found = mbm_json_value_get_member (*value, token, value);
      else if (mbm_json_value_get_type (*value) == MBM_JSON_ARRAY)
        found = sbx_json_pointer_get_element (*value, token, value);
      if (!found)
        return FALSE;
    }
  return TRUE;
}
