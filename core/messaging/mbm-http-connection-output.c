/* mbm-http-connection-output.c — what an HTTP service answers, and its event streams
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "mbm-http-connection-state-private.h"

#include "mbm-channel-private.h"
#include "mbm-http-frame-private.h"

/* How long the system keeps a stream whose other side does not answer any more, in milliseconds. */
#define STREAM_TIMEOUT 60000

/* --- answers --------------------------------------------------------------------------- */

static void
append_cors (MbmHttpConnection *self, GString *head)
{
  if (self->request == NULL || self->request->origin == NULL)
    return;

  g_string_append (head, "Vary: Origin\r\n");
  if (mbm_http_hub_allows_origin (self->hub, self->request))
    g_string_append_printf (head,
                            "Access-Control-Allow-Origin: %s\r\n"
                            "Access-Control-Expose-Headers: X-Connection-Id\r\n",
                            self->request->origin);
}

static GString *
mbm_http_connection_begin_head (MbmHttpConnection *self, guint status)
{
  GString *head = g_string_sized_new (256);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *date = soup_date_time_to_string (now, SOUP_DATE_HTTP);
  const char *phrase = status == 421   ? "Misdirected Request"
                       : status == 429 ? "Too Many Requests"
                       : status == 431 ? "Request Header Fields Too Large"
                                       : soup_status_get_phrase (status);

  g_string_append_printf (head, "HTTP/1.1 %u %s\r\nDate: %s\r\nX-Content-Type-Options: nosniff\r\n", status,
                          phrase, date);
  append_cors (self, head);
  return head;
}

void
mbm_http_connection_answer (MbmHttpConnection *self, guint status, const char *header, GBytes *body)
{
  g_autoptr (GString) head = NULL;
  gboolean has_head_only = self->request != NULL && mbm_http_request_is (self->request, "HEAD");

  if (self->state >= MBM_HTTP_ANSWERING)
    return;

  self->close_after = self->close_after || self->request == NULL || !self->request->keeps_alive ||
                      !mbm_http_hub_is_open (self->hub);
  head = mbm_http_connection_begin_head (self, status);
  if (header != NULL)
    g_string_append (head, header);
  if (body != NULL)
    g_string_append (head, "Content-Type: application/json\r\nCache-Control: no-store\r\n");
  if (status != SOUP_STATUS_NO_CONTENT)
    g_string_append_printf (head, "Content-Length: %" G_GSIZE_FORMAT "\r\n",
                            body != NULL ? g_bytes_get_size (body) : 0);
  if (self->close_after)
    g_string_append (head, "Connection: close\r\n");
  else if (self->request->version == SOUP_HTTP_1_0)
    g_string_append (head, "Connection: keep-alive\r\n");
  g_string_append (head, "\r\n");

  memcpy (mbm_out_queue_reserve (&self->out, head->len), head->str, head->len);
  if (body != NULL && !has_head_only)
    mbm_out_queue_append_bytes (&self->out, body);

  mbm_http_connection_enter (self, MBM_HTTP_ANSWERING);
}

void
mbm_http_connection_cut_short (MbmHttpConnection *self, guint status, const char *header, GBytes *body)
{
  if (self->state >= MBM_HTTP_ANSWERING)
    return;

  mbm_http_connection_answer (self, status, header, body);
  mbm_out_queue_truncate (&self->out, self->out.size - g_bytes_get_size (body) / 2);
  mbm_http_connection_write_out (self);
}

void
mbm_http_connection_answer_refusal (MbmHttpConnection *self, const MbmHttpRefusal *refusal)
{
  g_autoptr (GBytes) body = mbm_http_make_error (refusal->code, refusal->error->message);
  g_autofree char *header = NULL;
  const char *allow = self->request != NULL ? mbm_http_request_get_allow (self->request) : NULL;

  if (refusal->status == SOUP_STATUS_METHOD_NOT_ALLOWED && allow != NULL)
    header = g_strdup_printf ("Allow: %s\r\n", allow);
  /* Where what follows begins is not known, unless all of it was read. */
  if (self->state == MBM_HTTP_BODY || self->request == NULL || self->request->length != 0)
    self->close_after = TRUE;
  self->is_refusal = TRUE;
  mbm_http_connection_answer (self, refusal->status, header, body);
}

/* --- the stream -------------------------------------------------------------------------- */

void
mbm_http_connection_begin_stream (MbmHttpConnection *self)
{
  g_autoptr (GString) head = mbm_http_connection_begin_head (self, SOUP_STATUS_OK);

  /* It ends with the connection, which needs no chunks and which HTTP/1.0 understands too. */
  g_string_append (head, "Content-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
                         "X-Accel-Buffering: no\r\nConnection: close\r\n\r\n");
  self->close_after = TRUE;
  setsockopt (self->socket.fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &(int){ STREAM_TIMEOUT }, sizeof (int));
  mbm_http_connection_enter (self, MBM_HTTP_STREAMING);
  mbm_watch_set_timeout (&self->watch, mbm_http_hub_get_settings (self->hub)->event_keep_alive);
  mbm_http_connection_write (self, head->str, head->len);
}

void
mbm_http_connection_write (MbmHttpConnection *self, const char *text, gsize length)
{
  if (self->state != MBM_HTTP_STREAMING)
    return;

  memcpy (mbm_out_queue_reserve (&self->out, length), text, length);
  mbm_watch_mark_dirty (&self->watch);
}

void
mbm_http_connection_write_bytes (MbmHttpConnection *self, GBytes *bytes)
{
  if (self->state != MBM_HTTP_STREAMING)
    return;

  mbm_out_queue_append_bytes (&self->out, bytes);
  mbm_watch_mark_dirty (&self->watch);
}

gsize
mbm_http_connection_get_queued (MbmHttpConnection *self)
{
  return self->out.size;
}

void
mbm_http_connection_end_stream (MbmHttpConnection *self)
{
  if (self->state != MBM_HTTP_STREAMING || self->is_ending)
    return;

  self->is_ending = TRUE;
  mbm_watch_set_timeout (&self->watch, MBM_CHANNEL_CLOSE_TIMEOUT);
  mbm_watch_mark_dirty (&self->watch);
}
