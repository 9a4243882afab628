/* mbm-message-writer.c — messages that are made here
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-frame-private.h"

static gboolean
check_text (const char *what, const char *text, GError **error)
{
  if (g_utf8_validate (text, -1, NULL))
    return TRUE;

  g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("%s is not UTF-8"), _ (what));
  return FALSE;
}

/* What a caller gave as JSON, or @fallback for nothing. It will stand @levels deep in the frame, which must
 * not become too deep for its reader by that. */
static gboolean
check_json (const char *what,
            GBytes *json,
            const char *fallback,
            guint levels,
            MbmJsonValue *value,
            GError **error)
{
  g_autoptr (GError) local = NULL;
  const char *text;
  gsize length;

  if (json == NULL)
    {
      *value = (MbmJsonValue){ fallback, strlen (fallback) };
      return TRUE;
    }

  text = g_bytes_get_data (json, &length);
  if (!mbm_json_check_inner (text, length, levels, &local))
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT, _ ("%s is not JSON. %s"), _ (what),
                   local->message);
      return FALSE;
    }
  *value = mbm_json_value (text, length);
  return TRUE;
}

static GBytes *
build_call (MbmDialect dialect,
            MbmMessageKind kind,
            const char *id,
            const char *name,
            GBytes *payload,
            MbmContext *context,
            MbmMessageSpans *spans,
            GError **error)
{
  MbmJsonValue value;

  if (id != NULL && !check_text (N_ ("The request id"), id, error))
    return NULL;
  if (!check_text (N_ ("The name"), name, error) ||
      !check_json (N_ ("The payload"), payload, "{}", 1, &value, error))
    return NULL;

  return mbm_frame_new_call (dialect, kind, id, name, value, context, spans);
}

static GBytes *
build_response (MbmMessage *request,
                GBytes *data,
                MbmContext *context,
                MbmMessageSpans *spans,
                GError **error)
{
  MbmJsonValue value;

  if (!check_json (N_ ("The answer"), data, "null", 1, &value, error))
    return NULL;

  return mbm_frame_new_answer (mbm_message_get_dialect (request), mbm_message_get_id_value (request),
                               mbm_message_get_name (request), value, context, spans);
}

static GBytes *
build_error_response (MbmMessage *request,
                      const char *code,
                      const char *message,
                      GBytes *details,
                      MbmContext *context,
                      MbmMessageSpans *spans,
                      GError **error)
{
  g_autoptr (GString) object = NULL;
  MbmJsonValue value;

  if (!check_text (N_ ("The error’s code"), code, error) ||
      !check_text (N_ ("The error’s message"), message, error) ||
      !check_json (N_ ("The error’s details"), details, "null", 2, &value, error))
    return NULL;

  object = g_string_sized_new (strlen (code) + strlen (message) + value.length + 64);
  g_string_append (object, "{\"code\":");
  mbm_json_append_string (object, code, -1);
  g_string_append (object, ",\"message\":");
  mbm_json_append_string (object, message, -1);
  if (details != NULL)
    {
      g_string_append (object, ",\"details\":");
      g_string_append_len (object, value.text, (gssize) value.length);
    }
  g_string_append_c (object, '}');

  return mbm_frame_new_failure (mbm_message_get_dialect (request), mbm_message_get_id_value (request),
                                mbm_message_get_name (request), (MbmJsonValue){ object->str, object->len },
                                context, spans);
}

MbmMessage *
mbm_message_translate (MbmMessage *self, MbmDialect dialect)
{
  static const MbmJsonValue empty = { "{}", 2 }, null = { "null", 4 };
  MbmMessageKind kind = mbm_message_get_kind (self);
  MbmContext *context = mbm_message_get_context (self);
  MbmJsonValue id = mbm_message_get_id_value (self);
  MbmJsonValue payload = mbm_message_get_payload_value (self);
  MbmJsonValue object = mbm_message_get_error_value (self);
  const char *name = mbm_message_get_name (self);
  MbmMessageSpans spans = { 0 };
  GBytes *bytes;

  if (kind == MBM_MESSAGE_RESPONSE && mbm_message_is_success (self))
    bytes = mbm_frame_new_answer (dialect, id, name, payload.text != NULL ? payload : null, context, &spans);
  else if (kind == MBM_MESSAGE_RESPONSE)
    bytes = mbm_frame_new_failure (dialect, id, name, object.text != NULL ? object : empty, context, &spans);
  else
    bytes = mbm_frame_new_call (dialect, kind, mbm_message_get_id (self), name,
                                payload.text != NULL ? payload : empty, context, &spans);

  return mbm_message_new_from_spans (kind, bytes, &spans, mbm_message_is_success (self));
}

MbmMessage *
mbm_message_new_magic_system (const char *type, GBytes *payload)
{
  MbmMessageSpans spans = { 0 };
  MbmJsonValue value;
  GBytes *bytes;
  gsize length;

  value.text = g_bytes_get_data (payload, &length);
  value.length = length;
  bytes = mbm_frame_new_magic_system (type, value, &spans);

  return mbm_message_new_from_spans (MBM_MESSAGE_EVENT, bytes, &spans, TRUE);
}

MbmMessage *
mbm_message_new_request_in (MbmDialect dialect,
                            const char *id,
                            const char *name,
                            GBytes *payload,
                            MbmContext *context,
                            GError **error)
{
  MbmMessageSpans spans = { 0 };
  GBytes *bytes = build_call (dialect, MBM_MESSAGE_REQUEST, id, name, payload, context, &spans, error);

  return bytes != NULL ? mbm_message_new_from_spans (MBM_MESSAGE_REQUEST, bytes, &spans, TRUE) : NULL;
}

MbmMessage *
mbm_message_new_event_in (MbmDialect dialect,
                          const char *name,
                          GBytes *payload,
                          MbmContext *context,
                          GError **error)
{
  MbmMessageSpans spans = { 0 };
  GBytes *bytes = build_call (dialect, MBM_MESSAGE_EVENT, NULL, name, payload, context, &spans, error);

  return bytes != NULL ? mbm_message_new_from_spans (MBM_MESSAGE_EVENT, bytes, &spans, TRUE) : NULL;
}

/**
 * mbm_message_new_request:
 * @id: an id that none of the sender's requests under way has, such as a UUID
 * @name: the request's name
 * @payload: (nullable): JSON text; %NULL stands for `{}`
 * @context: (nullable): a context; left out of the frame if %NULL or empty
 * @error: return location for an error
 *
 * Makes a request in the dialect `messaging`; see [method@Mbm.Message.to_dialect].
 *
 * Returns: (transfer full) (nullable): a new message; %NULL with @error set to %MBM_ERROR_INVALID_ARGUMENT if
 * @payload is not JSON, or another text not UTF-8
 *
 * Since: 0.1
 */
MbmMessage *
mbm_message_new_request (const char *id,
                         const char *name,
                         GBytes *payload,
                         MbmContext *context,
                         GError **error)
{
  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return mbm_message_new_request_in (MBM_DIALECT_MESSAGING, id, name, payload, context, error);
}

/**
 * mbm_message_new_event:
 * @name: the event's name
 * @payload: (nullable): JSON text; %NULL stands for `{}`
 * @context: (nullable): a context; left out of the frame if %NULL or empty
 * @error: return location for an error
 *
 * Makes an event in the dialect `messaging`; see [method@Mbm.Message.to_dialect].
 *
 * Returns: (transfer full) (nullable): a new message; %NULL with @error set to %MBM_ERROR_INVALID_ARGUMENT if
 * @payload is not JSON, or @name not UTF-8
 *
 * Since: 0.1
 */
MbmMessage *
mbm_message_new_event (const char *name, GBytes *payload, MbmContext *context, GError **error)
{
  g_return_val_if_fail (name != NULL, NULL);

  return mbm_message_new_event_in (MBM_DIALECT_MESSAGING, name, payload, context, error);
}

GBytes *
mbm_message_write_response (MbmMessage *request, GBytes *data, MbmContext *context, GError **error)
{
  MbmMessageSpans spans = { 0 };

  g_assert (mbm_message_get_kind (request) == MBM_MESSAGE_REQUEST);

  return build_response (request, data, context, &spans, error);
}

GBytes *
mbm_message_write_error_response (MbmMessage *request,
                                  const char *code,
                                  const char *message,
                                  GBytes *details,
                                  MbmContext *context,
                                  GError **error)
{
  MbmMessageSpans spans = { 0 };

  g_assert (mbm_message_get_kind (request) == MBM_MESSAGE_REQUEST);

  return build_error_response (request, code, message, details, context, &spans, error);
}

/**
 * mbm_message_new_response:
 * @request: the request that is answered
 * @data: (nullable): JSON text; %NULL stands for `null`
 * @context: (nullable): a context; left out of the frame if %NULL or empty
 * @error: return location for an error
 *
 * Makes the response of a request that went well, in the request's dialect. It repeats the request's id as it
 * was written.
 *
 * Returns: (transfer full) (nullable): a new message; %NULL with @error set to %MBM_ERROR_INVALID_ARGUMENT if
 * @data is not JSON
 *
 * Since: 0.1
 */
MbmMessage *
mbm_message_new_response (MbmMessage *request, GBytes *data, MbmContext *context, GError **error)
{
  MbmMessageSpans spans = { 0 };
  GBytes *bytes;

  g_return_val_if_fail (request != NULL, NULL);
  g_return_val_if_fail (mbm_message_get_kind (request) == MBM_MESSAGE_REQUEST, NULL);

  bytes = build_response (request, data, context, &spans, error);
  return bytes != NULL ? mbm_message_new_from_spans (MBM_MESSAGE_RESPONSE, bytes, &spans, TRUE) : NULL;
}

/**
 * mbm_message_new_error_response:
 * @request: the request that is answered
 * @code: a word for the error, such as `ORDER_NOT_FOUND`
 * @message: a sentence for people
 * @details: (nullable): JSON text; left out of the frame if %NULL
 * @context: (nullable): a context; left out of the frame if %NULL or empty
 * @error: return location for an error
 *
 * Makes the response of a request that failed, in the request's dialect. It repeats the request's id as it
 * was written.
 *
 * Returns: (transfer full) (nullable): a new message; %NULL with @error set to %MBM_ERROR_INVALID_ARGUMENT if
 * @details is not JSON, or another text not UTF-8
 *
 * Since: 0.1
 */
MbmMessage *
mbm_message_new_error_response (MbmMessage *request,
                                const char *code,
                                const char *message,
                                GBytes *details,
                                MbmContext *context,
                                GError **error)
{
  MbmMessageSpans spans = { 0 };
  GBytes *bytes;

  g_return_val_if_fail (request != NULL, NULL);
  g_return_val_if_fail (mbm_message_get_kind (request) == MBM_MESSAGE_REQUEST, NULL);
  g_return_val_if_fail (code != NULL, NULL);
  g_return_val_if_fail (message != NULL, NULL);

  bytes = build_error_response (request, code, message, details, context, &spans, error);
  return bytes != NULL ? mbm_message_new_from_spans (MBM_MESSAGE_RESPONSE, bytes, &spans, FALSE) : NULL;
}
