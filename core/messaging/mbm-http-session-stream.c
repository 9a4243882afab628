/* mbm-http-session-stream.c — the event stream of a client of an HTTP service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-http-session-state-private.h"

#include "mbm-channel-private.h"
#include "mbm-http-frame-private.h"
#include "mbm-json.h"
#include "mbm-sse-private.h"

/* How soon a browser opens its event stream again, in milliseconds. */
#define RETRY 2000

/* What an id line costs in the queue. */
#define MAX_ID_LINE 32

static void
mbm_http_session_write_event (MbmHttpSession *self, guint64 number, GBytes *event)
{
  char line[MAX_ID_LINE];
  int length = g_snprintf (line, sizeof line, "id: %" G_GUINT64_FORMAT "\n", number);

  mbm_http_connection_write (self->stream, line, (gsize) length);
  mbm_http_connection_write_bytes (self->stream, event);
  self->n_streamed = MAX (self->n_streamed, number);
}

/* Nobody shall think that there was nothing. */
static void
mbm_http_session_write_gap (MbmHttpSession *self, guint64 number, guint64 n_missed)
{
  g_autofree char *data =
    g_strdup_printf ("{\"type\":\"$error\",\"payload\":{\"code\":\"EVENTS_LOST\","
                     "\"message\":\"%" G_GUINT64_FORMAT " events were not kept for this client\","
                     "\"details\":{\"missed\":%" G_GUINT64_FORMAT "},\"timestamp\":%" G_GINT64_FORMAT "}}",
                     n_missed, n_missed, g_get_real_time () / 1000);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) event = NULL;

  mbm_sse_append_event (text, NULL, data, strlen (data));
  event = g_bytes_new (text->str, text->len);
  mbm_http_session_write_event (self, number, event);
}

/* Behind the last event that the client says it has seen or, if it says nothing, that was sent to it. */
static void
mbm_http_session_resume (MbmHttpSession *self, const char *last_event_id)
{
  guint64 after = self->n_streamed;
  guint64 number, n_missed;
  GList *link;

  if (last_event_id != NULL &&
      !g_ascii_string_to_unsigned (last_event_id, 10, 0, self->log.last, &after, NULL))
    after = self->n_streamed;

  link = mbm_http_event_log_find (&self->log, after, &number, &n_missed);
  if (n_missed > 0)
    mbm_http_session_write_gap (self, number - 1, n_missed);
  for (; link != NULL; link = link->next)
    mbm_http_session_write_event (self, number++, link->data);
}

void
mbm_http_session_take_stream (MbmHttpSession *self, MbmHttpConnection *connection, const char *last_event_id)
{
  static const char retry[] = "retry: " G_STRINGIFY (RETRY) "\n\n";

  mbm_http_session_attach (self, connection);
  if (self->kind == MBM_HTTP_SESSION_STREAM && mbm_channel_needs_registration (MBM_CHANNEL (self)))
    {
      g_autoptr (GBytes) body =
        mbm_http_make_error ("NOT_REGISTERED", "Register first, and name the connection by its id");

      mbm_http_connection_answer (connection, SOUP_STATUS_FORBIDDEN, NULL, body);
      mbm_http_session_end (self, 0, NULL, NULL);
      return;
    }

  /* The one before is dead, as a rule, and nobody has noticed yet. */
  if (self->stream != NULL)
    mbm_http_connection_end_stream (self->stream);
  self->stream = connection;
  mbm_channel_set_attended (MBM_CHANNEL (self), TRUE);
  mbm_http_connection_begin_stream (connection);
  mbm_http_connection_write (connection, retry, strlen (retry));
  mbm_http_session_resume (self, last_event_id);
}

gboolean
mbm_http_session_send_event (MbmHttpSession *self, GBytes *frame, MbmMessage *message, GError **error)
{
  gboolean is_beat = mbm_message_get_kind (message) == MBM_MESSAGE_EVENT &&
                     g_str_equal (mbm_message_get_name (message), "$heartbeat");
  g_autoptr (GBytes) event = NULL;
  guint64 number;

  /* Nobody wants to hear later that the server was alive. */
  if (self->stream == NULL && (is_beat || !self->is_registered))
    {
      g_set_error_literal (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED, _ ("The client has no event stream"));
      return FALSE;
    }

  event = mbm_http_hub_make_sse (self->hub, frame, message);
  if (self->stream != NULL)
    {
      gsize needed = g_bytes_get_size (event) + MAX_ID_LINE;
      gsize queued = mbm_http_connection_get_queued (self->stream);
      guint64 max = mbm_http_hub_get_max_queue_size (self->hub);

      if (needed > max || queued > max - needed)
        {
          g_set_error (error, MBM_ERROR, MBM_ERROR_QUEUE_FULL,
                       _ ("%s reads too slowly: %zu bytes wait already"),
                       mbm_channel_get_address (MBM_CHANNEL (self)), queued);
          return FALSE;
        }
    }

  number = mbm_http_event_log_add (&self->log, event);
  if (self->stream != NULL)
    mbm_http_session_write_event (self, number, event);
  return TRUE;
}

void
mbm_http_session_write_close (MbmHttpSession *self, guint code, const char *reason)
{
  g_autofree char *fitting = mbm_channel_dup_reason (reason);
  g_autoptr (GString) data = g_string_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (data, "{\"code\":%u,\"reason\":", code);
  mbm_json_append_string (data, fitting != NULL ? fitting : "", -1);
  g_string_append_c (data, '}');
  mbm_sse_append_event (text, "close", data->str, data->len);
  mbm_http_connection_write (self->stream, text->str, text->len);
}
