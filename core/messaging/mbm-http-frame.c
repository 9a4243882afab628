/* mbm-http-frame.c — between the frames of the protocol and the bodies of HTTP
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-http-frame-private.h"

#include "mbm-json-members-private.h"
#include "mbm-json-private.h"
#include "mbm-message-private.h"
#include "mbm-sse-private.h"

enum
{
  TYPE,
  PAYLOAD,
  CONTEXT,
  ERROR,
  RESULT,
  N_MEMBERS,
};

static const MbmJsonName member_names[N_MEMBERS] = {
  [TYPE] = MBM_JSON_NAME ("type"),       [PAYLOAD] = MBM_JSON_NAME ("payload"),
  [CONTEXT] = MBM_JSON_NAME ("context"), [ERROR] = MBM_JSON_NAME ("error"),
  [RESULT] = MBM_JSON_NAME ("result"),
};

static void
append_value (GString *out, MbmJsonValue value)
{
  g_string_append_len (out, value.text, (gssize) value.length);
}

static void
append_member (GString *out, const char *name, MbmJsonValue value)
{
  if (value.text == NULL)
    return;

  if (out->len > 0 && out->str[out->len - 1] != '{')
    g_string_append_c (out, ',');
  g_string_append_printf (out, "\"%s\":", name);
  append_value (out, value);
}

static gboolean
scan (GBytes *body, MbmJsonValue *members, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  gboolean is_object = FALSE;
  GError *local = NULL;

  if (mbm_json_scan_members (text, length, member_names, N_MEMBERS, members, &is_object, &local))
    return TRUE;

  if (local != NULL)
    g_propagate_error (error, local);
  else
    g_set_error_literal (error, MBM_ERROR, MBM_ERROR_INVALID_FRAME, _ ("The body has to be a JSON object"));
  return FALSE;
}

/* What a frame would be refused for is refused before, while there is an answer to say it in. */
static gboolean
check_context (MbmJsonValue context, GError **error)
{
  if (context.text == NULL || mbm_json_value_get_type (context) == MBM_JSON_NULL ||
      mbm_json_is_object (context))
    return TRUE;

  g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_FRAME, _ ("The “context” has to be an object"));
  return FALSE;
}

/* --- the token ----------------------------------------------------------------- */

/* @object without its last brace, and what more it is to have. The last of two members of one name counts. */
static void
append_extended (GString *out, MbmJsonValue object, const char *more)
{
  gsize end = object.length - 1;
  gsize inner = end;

  while (inner > 1 && strchr (" \t\r\n", object.text[inner - 1]) != NULL)
    inner--;
  g_string_append_len (out, object.text, (gssize) end);
  if (inner > 1)
    g_string_append_c (out, ',');
  g_string_append (out, more);
  g_string_append_c (out, '}');
}

/* What a context says itself counts; the header is for those who say nothing. */
static void
append_context (GString *out, MbmJsonValue context, const char *token)
{
  g_autoptr (GString) member = NULL;
  MbmJsonValue auth, own;
  gboolean has_auth;

  if (token == NULL || !g_utf8_validate (token, -1, NULL) ||
      (context.text != NULL && mbm_json_value_get_type (context) != MBM_JSON_NULL &&
       !mbm_json_is_object (context)))
    {
      append_member (out, "context", context);
      return;
    }

  member = g_string_new ("\"token\":");
  mbm_json_append_string (member, token, -1);
  if (!mbm_json_is_object (context))
    {
      g_string_append_printf (out, ",\"context\":{\"auth\":{%s}}", member->str);
      return;
    }

  has_auth =
    mbm_json_value_get_member (context, "auth", &auth) && mbm_json_value_get_type (auth) != MBM_JSON_NULL;
  if (has_auth && (!mbm_json_is_object (auth) || (mbm_json_value_get_member (auth, "token", &own) &&
                                                  mbm_json_value_get_type (own) != MBM_JSON_NULL)))
    {
      append_member (out, "context", context);
      return;
    }

  g_string_append (out, ",\"context\":");
  if (has_auth)
    {
      g_string_append_len (out, context.text, auth.text - context.text);
      append_extended (out, auth, member->str);
      g_string_append_len (out, auth.text + auth.length,
                           context.text + context.length - (auth.text + auth.length));
    }
  else
    {
      g_string_prepend (member, "\"auth\":{");
      g_string_append_c (member, '}');
      append_extended (out, context, member->str);
    }
}

/* --- what a server makes ---------------------------------------------------------- */

GBytes *
mbm_http_make_request_frame (const char *id,
                             const char *name,
                             GBytes *body,
                             gboolean is_payload,
                             const char *token,
                             GError **error)
{
  GString *out;
  MbmJsonValue members[N_MEMBERS] = { { NULL, 0 } };
  gsize length;
  const char *text = g_bytes_get_data (body, &length);

  if (length == 0)
    members[PAYLOAD] = (MbmJsonValue){ "{}", 2 };
  else if (is_payload && !mbm_json_check_inner (text, length, 1, error))
    return NULL;
  else if (is_payload)
    members[PAYLOAD] = mbm_json_value (text, (gssize) length);
  else if (!scan (body, members, error) || !check_context (members[CONTEXT], error))
    return NULL;

  out = g_string_sized_new (length + 128);
  g_string_append (out, "{\"type\":\"request\",\"requestId\":");
  mbm_json_append_string (out, id, -1);
  g_string_append (out, ",\"requestType\":");
  mbm_json_append_string (out, name, -1);
  append_member (out, "payload", members[PAYLOAD]);
  append_context (out, members[CONTEXT], token);
  g_string_append_c (out, '}');
  return g_string_free_to_bytes (out);
}

GBytes *
mbm_http_make_event_frame (GBytes *body, const char *token, GError **error)
{
  MbmJsonValue members[N_MEMBERS];
  GString *out;

  if (!scan (body, members, error) || !check_context (members[CONTEXT], error))
    return NULL;
  if (mbm_json_value_get_type (members[TYPE]) != MBM_JSON_STRING)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_FRAME,
                   _ ("An event has to have a “type” that is a string"));
      return NULL;
    }

  out = g_string_sized_new (g_bytes_get_size (body) + 64);
  g_string_append (out, "{\"type\":\"event\"");
  append_member (out, "event", members[TYPE]);
  append_member (out, "payload", members[PAYLOAD]);
  append_context (out, members[CONTEXT], token);
  g_string_append_c (out, '}');
  return g_string_free_to_bytes (out);
}

GBytes *
mbm_http_make_answer (MbmMessage *response, gboolean in_result)
{
  gboolean success = mbm_message_is_success (response);
  MbmJsonValue value =
    success ? mbm_message_get_payload_value (response) : mbm_message_get_error_value (response);
  const char *member = !success ? "error" : in_result ? "result" : NULL;
  GString *out;

  if (value.text == NULL)
    value = success ? (MbmJsonValue){ "null", 4 } : (MbmJsonValue){ "{}", 2 };

  out = g_string_sized_new (value.length + 16);
  if (member != NULL)
    g_string_append_c (out, '{');
  if (member != NULL)
    append_member (out, member, value);
  else
    append_value (out, value);
  if (member != NULL)
    g_string_append_c (out, '}');
  return g_string_free_to_bytes (out);
}

/* @details: (nullable): JSON text. */
GBytes *
mbm_http_make_error_with_details (const char *code, const char *message, GBytes *details)
{
  GString *out = g_string_new ("{\"error\":{\"code\":");
  g_autofree char *valid = g_utf8_make_valid (message, -1);

  mbm_json_append_string (out, code, -1);
  g_string_append (out, ",\"message\":");
  mbm_json_append_string (out, valid, -1);
  if (details != NULL)
    {
      gsize length;
      const char *text = g_bytes_get_data (details, &length);

      g_string_append (out, ",\"details\":");
      g_string_append_len (out, text, (gssize) length);
    }
  g_string_append (out, "}}");
  return g_string_free_to_bytes (out);
}

GBytes *
mbm_http_make_error (const char *code, const char *message)
{
  return mbm_http_make_error_with_details (code, message, NULL);
}

GBytes *
mbm_http_make_sse (MbmMessage *message)
{
  GString *out = g_string_new (NULL);

  if (mbm_message_get_kind (message) == MBM_MESSAGE_EVENT)
    {
      g_autoptr (GString) data = g_string_new ("{\"type\":");

      mbm_json_append_string (data, mbm_message_get_name (message), -1);
      append_member (data, "payload", mbm_message_get_payload_value (message));
      append_member (data, "context", mbm_message_get_context_value (message));
      g_string_append_c (data, '}');
      mbm_sse_append_event (out, NULL, data->str, data->len);
    }
  else
    {
      gsize length;
      const char *text = g_bytes_get_data (mbm_message_get_bytes (message), &length);

      mbm_sse_append_event (out, "request", text, length);
    }
  return g_string_free_to_bytes (out);
}

/* --- what a client makes ------------------------------------------------------------ */

GBytes *
mbm_http_make_body (MbmMessage *message, gboolean only_payload)
{
  MbmJsonValue payload = mbm_message_get_payload_value (message);
  GString *out = g_string_sized_new (payload.length + 64);

  if (only_payload)
    {
      append_value (out, payload.text != NULL ? payload : (MbmJsonValue){ "{}", 2 });
      return g_string_free_to_bytes (out);
    }

  g_string_append_c (out, '{');
  if (mbm_message_get_kind (message) == MBM_MESSAGE_EVENT)
    {
      g_string_append (out, "\"type\":");
      mbm_json_append_string (out, mbm_message_get_name (message), -1);
    }
  append_member (out, "payload", payload);
  append_member (out, "context", mbm_message_get_context_value (message));
  g_string_append_c (out, '}');
  return g_string_free_to_bytes (out);
}

char *
mbm_http_dup_token (MbmMessage *message)
{
  MbmJsonValue auth;

  if (!mbm_json_is_object (mbm_message_get_context_value (message)) ||
      !mbm_json_value_get_member (mbm_message_get_context_value (message), "auth", &auth))
    return NULL;
  return mbm_json_dup_string_member (auth, "token");
}

/* The `error` of a body that has one, or words about what else came. */
static void
append_failure (GString *out, guint status, const char *reason, GBytes *body, GError **error)
{
  MbmJsonValue members[N_MEMBERS] = { { NULL, 0 } };

  if (body != NULL && scan (body, members, NULL) && mbm_json_is_object (members[ERROR]))
    {
      append_value (out, members[ERROR]);
      return;
    }

  {
    g_autofree char *valid = g_utf8_make_valid (reason != NULL ? reason : "", -1);
    g_autofree char *words = g_strdup_printf ("The server answered %u %s", status, valid);

    g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_FRAME,
                 _ ("The server answered %u %s, without an error as the protocol has it"), status, valid);
    g_string_append_printf (out, "{\"code\":\"HTTP_%u\",\"message\":", status);
    mbm_json_append_string (out, words, -1);
    g_string_append_c (out, '}');
  }
}

gboolean
mbm_http_body_has_code (GBytes *body, const char *code)
{
  MbmJsonValue members[N_MEMBERS];
  g_autofree char *found = NULL;

  if (scan (body, members, NULL))
    found = mbm_json_dup_string_member (members[ERROR], "code");
  return g_strcmp0 (found, code) == 0;
}

static gboolean
read_result (GBytes *body, gboolean in_result, MbmJsonValue *value, GError **error)
{
  MbmJsonValue members[N_MEMBERS];
  gsize length;
  const char *text = g_bytes_get_data (body, &length);

  if (length == 0)
    {
      *value = (MbmJsonValue){ "null", 4 };
      return TRUE;
    }
  if (!in_result)
    {
      /* It will stand one level deep. */
      if (!mbm_json_check_inner (text, length, 1, error))
        return FALSE;
      *value = mbm_json_value (text, (gssize) length);
      return TRUE;
    }

  if (!scan (body, members, error))
    return FALSE;
  *value = members[RESULT].text != NULL ? members[RESULT] : (MbmJsonValue){ "null", 4 };
  return TRUE;
}

GBytes *
mbm_http_make_response_frame (MbmMessage *request,
                              guint status,
                              const char *reason,
                              GBytes *body,
                              gboolean in_result,
                              GError **error)
{
  GString *out = g_string_sized_new (g_bytes_get_size (body) + 128);
  g_autoptr (GError) local = NULL;
  MbmJsonValue value;

  g_string_append (out, "{\"type\":\"response\",\"requestId\":");
  append_value (out, mbm_message_get_id_value (request));

  if (status < 200 || status >= 300)
    {
      g_string_append (out, ",\"success\":false,\"error\":");
      append_failure (out, status, reason, body, error);
    }
  else if (read_result (body, in_result, &value, &local))
    {
      g_string_append (out, ",\"success\":true,\"data\":");
      append_value (out, value);
    }
  else
    {
      g_autofree char *valid = g_utf8_make_valid (local->message, -1);

      g_string_append_printf (out, ",\"success\":false,\"error\":{\"code\":\"%s\",\"message\":",
                              mbm_error_to_code ((MbmError) local->code));
      mbm_json_append_string (out, valid, -1);
      g_string_append_c (out, '}');
      g_propagate_error (error, g_steal_pointer (&local));
    }

  g_string_append_c (out, '}');
  return g_string_free_to_bytes (out);
}

GBytes *
mbm_http_make_streamed_frame (const char *type, GBytes *data, GError **error)
{
  if (g_strcmp0 (type, "request") == 0)
    return g_bytes_ref (data);

  return mbm_http_make_event_frame (data, NULL, error);
}

GBytes *
mbm_http_make_error_event (guint status, const char *reason, GBytes *body)
{
  g_autoptr (GString) payload = g_string_new (NULL);
  GString *out = g_string_new ("{\"type\":\"event\",\"event\":\"$error\",\"payload\":");
  MbmJsonValue value;
  g_autofree char *more = NULL;

  append_failure (payload, status, reason, body, NULL);
  value = mbm_json_value (payload->str, (gssize) payload->len);
  more = g_strdup_printf ("\"timestamp\":%" G_GINT64_FORMAT, g_get_real_time () / 1000);
  append_extended (out, value, more);
  g_string_append_c (out, '}');
  return g_string_free_to_bytes (out);
}
