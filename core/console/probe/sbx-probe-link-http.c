/* sbx-probe-link-http.c — a probe's connection over HTTP: requests, and the event stream once registered
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sbx-probe-http-private.h"
#include "sbx-probe-link-private.h"

/* A line of the event stream, and an event, may be so long. */
#define MAX_EVENT (4u * 1024 * 1024)

typedef struct
{
  SbxProbeHttp *http;

  GInputStream *stream; /* (nullable): events */
  gboolean is_reading;
  gboolean is_opening;
  GString *line;
  GString *data;
  char *event;
} Carried;

/* A message whose answer is awaited. */
typedef struct
{
  SbxProbeLink *link;
  MbmMessage *message;
} Letter;

static void read_events (SbxProbeLink *self);

/* --- the event stream --------------------------------------------------------- */

static GBytes *
dup_value (MbmJsonValue value)
{
  return value.text != NULL ? g_bytes_new (value.text, value.length) : NULL;
}

static MbmMessage *
make_event (const char *text, gsize length, GError **error)
{
  g_autofree char *name = NULL;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GBytes) context_json = NULL;
  g_autoptr (MbmContext) context = NULL;
  MbmJsonValue document, type, member;

  if (!mbm_json_check (text, (gssize) length, error))
    return NULL;

  document = mbm_json_value (text, (gssize) length);
  if (mbm_json_value_get_member (document, "type", &type))
    name = mbm_json_value_dup_string (type);
  if (name == NULL)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_INVALID_FRAME, _ ("an event without “type”"));
      return NULL;
    }
  if (mbm_json_value_get_member (document, "payload", &member))
    payload = dup_value (member);
  if (mbm_json_value_get_member (document, "context", &member) &&
      mbm_json_value_get_type (member) == MBM_JSON_OBJECT)
    {
      context_json = dup_value (member);
      context = mbm_context_new_from_json (context_json, error);
      if (context == NULL)
        return NULL;
    }
  return mbm_message_new_event (name, payload, context, error);
}

static void
take_close (SbxProbeLink *self, const char *text, gsize length)
{
  gint64 code = 0;
  g_autofree char *reason = NULL;
  MbmJsonValue member;

  if (mbm_json_check (text, (gssize) length, NULL))
    {
      MbmJsonValue document = mbm_json_value (text, (gssize) length);

      if (mbm_json_value_get_member (document, "code", &member))
        mbm_json_value_get_int (member, &code);
      if (mbm_json_value_get_member (document, "reason", &member))
        reason = mbm_json_value_dup_string (member);
    }
  sbx_probe_link_take_closed (self, (guint) CLAMP (code, 0, 4999), reason, NULL);
}

static void
dispatch (SbxProbeLink *self)
{
  Carried *carried = self->carried;
  g_autofree char *event = g_steal_pointer (&carried->event);
  g_autoptr (GBytes) text = g_bytes_new (carried->data->str, carried->data->len);
  gsize length = g_bytes_get_size (text);

  g_string_truncate (carried->data, 0);
  if (length == 0)
    return;

  if (g_strcmp0 (event, "close") == 0)
    {
      sbx_probe_step (self->run, SBX_PROBE_GOT, self->number, g_bytes_get_data (text, NULL), length);
      take_close (self, g_bytes_get_data (text, NULL), length);
    }
  else if (event == NULL || g_str_equal (event, "message"))
    {
      g_autoptr (GError) error = NULL;
      MbmMessage *message = make_event (g_bytes_get_data (text, NULL), length, &error);

      sbx_probe_link_take (self, text, message, error);
    }
}

static const char *
skip_field (const char *line, const char *name)
{
  gsize length = strlen (name);

  if (!g_str_has_prefix (line, name) || line[length] != ':')
    return NULL;
  return line + length + 1 + (line[length + 1] == ' ' ? 1 : 0);
}

static void
take_line (SbxProbeLink *self, const char *line)
{
  Carried *carried = self->carried;
  const char *value;

  if (*line == '\0')
    {
      dispatch (self);
      return;
    }
  if (*line == ':')
    self->n_alive++;

  value = skip_field (line, "data");
  if (value != NULL && carried->data->len + strlen (value) < MAX_EVENT)
    g_string_append_printf (carried->data, "%s%s", carried->data->len > 0 ? "\n" : "", value);
  value = skip_field (line, "event");
  if (value != NULL)
    {
      g_free (carried->event);
      carried->event = g_strdup (value);
    }
}

static void
take_bytes (SbxProbeLink *self, GBytes *bytes)
{
  Carried *carried = self->carried;
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] != '\n')
        {
          if (carried->line->len < MAX_EVENT)
            g_string_append_c (carried->line, text[i]);
          continue;
        }
      if (carried->line->len > 0 && carried->line->str[carried->line->len - 1] == '\r')
        g_string_truncate (carried->line, carried->line->len - 1);
      take_line (self, carried->line->str);
      g_string_truncate (carried->line, 0);
    }
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SbxProbeLink *self = user_data;
  Carried *carried = self->carried;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  carried->is_reading = FALSE;
  if (g_cancellable_is_cancelled (sbx_probe_http_get_cancellable (carried->http)))
    return;
  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    {
      sbx_probe_happened (self->run, self->number, _ ("The event stream ended"));
      g_clear_object (&carried->stream);
      return;
    }

  take_bytes (self, bytes);
  read_events (self);
}

static void
read_events (SbxProbeLink *self)
{
  Carried *carried = self->carried;

  carried->is_reading = TRUE;
  g_input_stream_read_bytes_async (carried->stream, 16384, G_PRIORITY_DEFAULT,
                                   sbx_probe_http_get_cancellable (carried->http), read_cb, self);
}

static void
stream_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SbxProbeLink *self = user_data;
  Carried *carried = self->carried;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (source), result);

  carried->is_opening = FALSE;
  if (g_cancellable_is_cancelled (sbx_probe_http_get_cancellable (carried->http)))
    return;

  self->stream_status = soup_message_get_status (message);
  self->stream_type =
    g_strdup (soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL));
  if (stream == NULL)
    {
      sbx_probe_happened (self->run, self->number, _ ("There is no event stream: %s"), error->message);
    }
  else if (soup_message_get_status (message) != SOUP_STATUS_OK)
    {
      sbx_probe_happened (self->run, self->number, _ ("There is no event stream: HTTP status %u"),
                          soup_message_get_status (message));
    }
  else
    {
      sbx_probe_happened (self->run, self->number, _ ("The event stream is open"));
      carried->stream = g_steal_pointer (&stream);
      read_events (self);
    }
}

static void
open_stream (SbxProbeLink *self)
{
  Carried *carried = self->carried;
  g_autoptr (SoupMessage) message = sbx_probe_http_make (carried->http, "GET", "/events");

  soup_message_headers_replace (soup_message_get_request_headers (message), "X-Connection-Id",
                                self->connection_id);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept", "text/event-stream");
  carried->is_opening = TRUE;
  soup_session_send_async (sbx_probe_http_get_session (carried->http), message, G_PRIORITY_DEFAULT,
                           sbx_probe_http_get_cancellable (carried->http), stream_opened_cb, self);
}

/* --- answers ------------------------------------------------------------------------ */

static MbmMessage *
make_failure (MbmMessage *request, MbmJsonValue error)
{
  g_autofree char *code = NULL;
  g_autofree char *words = NULL;
  g_autoptr (GBytes) details = NULL;
  MbmJsonValue member;

  if (mbm_json_value_get_member (error, "code", &member))
    code = mbm_json_value_dup_string (member);
  if (mbm_json_value_get_member (error, "message", &member))
    words = mbm_json_value_dup_string (member);
  if (mbm_json_value_get_member (error, "details", &member))
    details = dup_value (member);
  if (code == NULL)
    return NULL;
  return mbm_message_new_error_response (request, code, words != NULL ? words : "", details, NULL, NULL);
}

/* As a frame would have said it; NULL: it is no answer of the protocol. */
static MbmMessage *
make_answer (MbmMessage *request, SbxProbeReply *reply)
{
  gsize length;
  const char *text = g_bytes_get_data (reply->body, &length);
  MbmJsonValue error;

  if (!mbm_json_check (text, (gssize) length, NULL))
    return NULL;
  if (reply->status >= 200 && reply->status < 300)
    return mbm_message_new_response (request, reply->body, NULL, NULL);
  if (mbm_json_value_get_member (mbm_json_value (text, (gssize) length), "error", &error))
    return make_failure (request, error);
  return NULL;
}

static MbmMessage *
make_http_failure (SbxProbeLink *self, MbmMessage *request, guint status)
{
  g_autofree char *words = g_strdup_printf ("HTTP %u", status);

  self->n_refused++;
  sbx_probe_happened (self->run, self->number, _ ("That is no answer of the protocol"));
  return mbm_message_new_error_response (request, "HTTP_STATUS", words, NULL, NULL, NULL);
}

static void
learn_connection (SbxProbeLink *self, MbmMessage *answer)
{
  MbmJsonValue member;

  if (!mbm_message_is_success (answer) ||
      !mbm_json_value_get_member (mbm_message_get_payload_value (answer), "connectionId", &member))
    return;

  g_free (self->connection_id);
  self->connection_id = mbm_json_value_dup_string (member);
  sbx_probe_hide (self->run, self->connection_id);
  if (self->connection_id != NULL && *self->connection_id != '\0')
    open_stream (self);
}

static void
take_reply (SbxProbeLink *self, MbmMessage *message, SbxProbeReply *reply)
{
  MbmMessage *answer;

  if (mbm_message_get_kind (message) == MBM_MESSAGE_EVENT)
    {
      g_autoptr (MbmMessage) event = NULL;
      gsize length;
      const char *text = g_bytes_get_data (reply->body, &length);
      MbmJsonValue error;

      /* What a frame would be answered with. */
      if (reply->status >= 400 && mbm_json_check (text, (gssize) length, NULL) &&
          mbm_json_value_get_member (mbm_json_value (text, (gssize) length), "error", &error))
        {
          g_autoptr (GBytes) payload = dup_value (error);

          event = mbm_message_new_event ("$error", payload, NULL, NULL);
        }
      if (event != NULL)
        sbx_probe_link_queue (self, g_steal_pointer (&event));
      return;
    }

  answer = make_answer (message, reply);
  if (answer == NULL)
    answer = make_http_failure (self, message, reply->status);
  if (g_strcmp0 (mbm_message_get_name (message), "$register") == 0)
    learn_connection (self, answer);
  sbx_probe_link_queue (self, answer);
}

static void
replied_cb (SbxProbeReply *reply, const GError *error, gpointer user_data)
{
  Letter *letter = user_data;

  if (reply != NULL)
    take_reply (letter->link, letter->message, reply);
  else if (error != NULL)
    sbx_probe_link_take_closed (letter->link, 0, NULL, error);

  mbm_message_unref (letter->message);
  g_free (letter);
}

/* --- the carrier ------------------------------------------------------------------- */

static void
append_member (GString *body, const char *name, MbmJsonValue value)
{
  if (value.text == NULL)
    return;
  if (body->str[body->len - 1] != '{')
    g_string_append_c (body, ',');
  g_string_append_printf (body, "\"%s\":", name);
  g_string_append_len (body, value.text, (gssize) value.length);
}

static void
http_send (SbxProbeLink *self, MbmMessage *message)
{
  Carried *carried = self->carried;
  gboolean is_event = mbm_message_get_kind (message) == MBM_MESSAGE_EVENT;
  g_autofree char *name = g_uri_escape_string (mbm_message_get_name (message), "$", FALSE);
  g_autofree char *path = is_event ? g_strdup ("/events") : g_strconcat ("/requests/", name, NULL);
  g_autoptr (GString) body = g_string_new ("{");
  SoupMessage *call = sbx_probe_http_make (carried->http, "POST", path);
  SoupMessageHeaders *headers = soup_message_get_request_headers (call);
  Letter *letter = g_new (Letter, 1);

  letter->link = self;
  letter->message = mbm_message_ref (message);
  if (is_event)
    {
      g_string_append (body, "\"type\":");
      mbm_json_append_string (body, mbm_message_get_name (message), -1);
    }
  append_member (body, "payload", mbm_message_get_payload_value (message));
  append_member (body, "context", mbm_message_get_context_value (message));
  g_string_append_c (body, '}');

  soup_message_headers_replace (headers, "Content-Type", "application/json");
  if (self->connection_id != NULL)
    soup_message_headers_replace (headers, "X-Connection-Id", self->connection_id);
  sbx_probe_http_send (carried->http, call, body->str, replied_cb, letter);
}

/* In the words of the other transports. */
static void
set_connect_error (SbxProbeLink *self, const GError *reason, GError **error)
{
  MbmError code = MBM_ERROR_UNREACHABLE;

  if (reason->domain == MBM_ERROR)
    code = (MbmError) reason->code;
  else if (reason->domain == G_TLS_ERROR)
    code = MBM_ERROR_CERTIFICATE;
  else if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    code = MBM_ERROR_REFUSED;
  else if (reason->domain == SOUP_SESSION_ERROR)
    code = MBM_ERROR_HANDSHAKE;

  /* Translators: an address, and why */
  g_set_error (error, MBM_ERROR, (int) code, _ ("%s cannot be reached: %s"), self->run->settings->url,
               reason->message);
}

/* There is no connection as such: whether somebody answers HTTP there is what counts. */
static gboolean
http_open (SbxProbeLink *self, GError **error)
{
  SbxProbeHttp *http = sbx_probe_http_new (self->run, self->number, error);
  g_autoptr (SbxProbeReply) reply = NULL;
  g_autoptr (GError) reason = NULL;
  SoupMessage *message;
  Carried *carried;

  if (http == NULL)
    return FALSE;

  carried = g_new0 (Carried, 1);
  carried->http = http;
  carried->line = g_string_new (NULL);
  carried->data = g_string_new (NULL);
  self->carried = carried;

  message = sbx_probe_http_make (http, "POST", "/requests/$ping");
  soup_message_headers_replace (soup_message_get_request_headers (message), "Content-Type",
                                "application/json");
  reply = sbx_probe_http_call (http, message, "{\"payload\":{\"timestamp\":1}}", &reason);
  if (reply == NULL)
    set_connect_error (self, reason, error);
  return reply != NULL;
}

static void
http_close (SbxProbeLink *self, gboolean orderly)
{
  Carried *carried = self->carried;

  if (orderly && self->connection_id != NULL)
    {
      g_autoptr (GString) payload = g_string_new ("{\"clientId\":");
      g_autofree char *id = NULL;
      g_autoptr (MbmMessage) answer = NULL;

      mbm_json_append_string (payload, self->client_id != NULL ? self->client_id : "", -1);
      g_string_append (payload, ",\"connectionId\":");
      mbm_json_append_string (payload, self->connection_id, -1);
      g_string_append_c (payload, '}');
      id = sbx_probe_link_send_request (self, "$unregister", payload->str, NULL);
      answer = sbx_probe_link_await_answer (self, id);
    }
  g_cancellable_cancel (sbx_probe_http_get_cancellable (carried->http));
  if (orderly)
    sbx_probe_link_take_closed (self, 1000, NULL, NULL);
}

static void
http_free (SbxProbeLink *self)
{
  Carried *carried = self->carried;

  if (carried == NULL)
    return;

  g_cancellable_cancel (sbx_probe_http_get_cancellable (carried->http));
  while (carried->is_reading || carried->is_opening)
    g_main_context_iteration (self->run->context, TRUE);
  sbx_probe_http_free (carried->http);
  g_clear_object (&carried->stream);
  g_string_free (carried->line, TRUE);
  g_string_free (carried->data, TRUE);
  g_free (carried->event);
  g_free (carried);
}

const SbxProbeCarrier sbx_probe_http_carrier = { http_open, http_send, http_close, http_free };
