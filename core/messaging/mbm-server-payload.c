/* mbm-server-payload.c — reading the payloads of system requests
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-server-events-private.h"
#include "mbm-server-payload-private.h"

/* @member: (nullable): NULL if it is about the whole payload. */
gboolean
mbm_server_payload_fail (MbmServerRequest *request, const char *member, const char *what)
{
  const char *name = mbm_server_request_get_name (request);
  g_autoptr (GBytes) details = NULL;
  g_autofree char *message = NULL;

  if (member != NULL)
    {
      GString *object = g_string_new (NULL);

      mbm_server_json_add_string (object, "member", member);
      details = mbm_server_json_end (object);
    }

  message = g_strdup_printf ("%s: %s %s", name, member != NULL ? member : "the payload", what);
  mbm_server_request_respond_error (request, MBM_CODE_INVALID_PAYLOAD, message, details);

  return FALSE;
}

/* The payload must be an object; a missing one stands for an empty one. */
gboolean
mbm_server_payload_check (MbmServerRequest *request)
{
  MbmJsonValue payload = mbm_server_request_get_payload_value (request);

  if (payload.text == NULL || mbm_json_value_get_type (payload) == MBM_JSON_OBJECT ||
      mbm_json_value_get_type (payload) == MBM_JSON_NULL)
    return TRUE;

  return mbm_server_payload_fail (request, NULL, "must be an object");
}

static gboolean
mbm_server_payload_get (MbmServerRequest *request, const char *member, MbmJsonValue *value)
{
  MbmJsonValue payload = mbm_server_request_get_payload_value (request);

  return payload.text != NULL && mbm_json_value_get_member (payload, member, value) &&
         mbm_json_value_get_type (*value) != MBM_JSON_NULL;
}

gboolean
mbm_server_payload_has (MbmServerRequest *request, const char *member)
{
  MbmJsonValue value;

  return mbm_server_payload_get (request, member, &value);
}

gboolean
mbm_server_payload_get_string (MbmServerRequest *request,
                               const char *member,
                               gboolean required,
                               gsize max_length,
                               char **result)
{
  MbmJsonValue value;
  g_autofree char *text = NULL;

  if (!mbm_server_payload_get (request, member, &value))
    return required ? mbm_server_payload_fail (request, member, "is missing") : TRUE;

  text = mbm_json_value_dup_string (value);
  if (text == NULL)
    return mbm_server_payload_fail (request, member, "must be a string without U+0000");
  if (required && text[0] == '\0')
    return mbm_server_payload_fail (request, member, "must not be empty");
  if (strlen (text) > max_length)
    {
      g_autofree char *what = g_strdup_printf ("must have at most %" G_GSIZE_FORMAT " bytes", max_length);

      return mbm_server_payload_fail (request, member, what);
    }

  *result = g_steal_pointer (&text);
  return TRUE;
}

gboolean
mbm_server_payload_get_strv (MbmServerRequest *request,
                             const char *member,
                             gboolean required,
                             guint max_strings,
                             gsize max_length,
                             char ***result)
{
  g_autoptr (GStrvBuilder) strings = g_strv_builder_new ();
  MbmJsonIter iter;
  MbmJsonValue value, name, element;
  guint n_strings = 0;

  if (!mbm_server_payload_get (request, member, &value))
    return required ? mbm_server_payload_fail (request, member, "is missing") : TRUE;
  if (mbm_json_value_get_type (value) != MBM_JSON_ARRAY || !mbm_json_iter_init (&iter, value))
    return mbm_server_payload_fail (request, member, "must be an array of strings");

  while (mbm_json_iter_next (&iter, &name, &element))
    {
      g_autofree char *text = mbm_json_value_dup_string (element);
      g_autofree char *what = NULL;

      if (text == NULL)
        return mbm_server_payload_fail (request, member, "must be an array of strings");
      if (strlen (text) > max_length)
        what = g_strdup_printf ("has a string of more than %" G_GSIZE_FORMAT " bytes", max_length);
      else if (n_strings++ >= max_strings)
        what = g_strdup_printf ("has more than %u strings", max_strings);
      if (what != NULL)
        return mbm_server_payload_fail (request, member, what);
      g_strv_builder_add (strings, text);
    }

  *result = g_strv_builder_end (strings);
  return TRUE;
}

/* The text of the object, in bytes of its own: it outlives the request. */
gboolean
mbm_server_payload_get_object (MbmServerRequest *request, const char *member, GBytes **result)
{
  MbmJsonValue value;

  if (!mbm_server_payload_get (request, member, &value))
    return TRUE;
  if (mbm_json_value_get_type (value) != MBM_JSON_OBJECT)
    return mbm_server_payload_fail (request, member, "must be an object");

  *result = g_bytes_new (value.text, value.length);
  return TRUE;
}

/* The text of a number or a string, as it is in the frame. */
gboolean
mbm_server_payload_get_value (MbmServerRequest *request,
                              const char *member,
                              MbmJsonType type,
                              gboolean required,
                              MbmJsonValue *result)
{
  MbmJsonValue value;

  if (!mbm_server_payload_get (request, member, &value))
    return required ? mbm_server_payload_fail (request, member, "is missing") : TRUE;
  if (mbm_json_value_get_type (value) != type)
    return mbm_server_payload_fail (request, member,
                                    type == MBM_JSON_NUMBER ? "must be a number" : "must be a string");

  *result = value;
  return TRUE;
}
