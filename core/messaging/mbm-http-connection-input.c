/* mbm-http-connection-input.c — what comes in on a connection of an HTTP service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "mbm-http-connection-state-private.h"

/* What is read before others on the main context have their turn. */
#define MAX_READS_PER_TURN 4

void
mbm_http_connection_refuse (MbmHttpConnection *self, MbmHttpRefusal *refusal)
{
  mbm_http_hub_refused (self->hub, self, refusal->error);
  if (self->state != MBM_HTTP_GONE)
    mbm_http_connection_answer_refusal (self, refusal);
  g_clear_error (&refusal->error);
}

static void
mbm_http_connection_consume (MbmHttpConnection *self, gsize length)
{
  if (length >= self->in->len)
    g_clear_pointer (&self->in, g_byte_array_unref);
  else if (length > 0)
    g_byte_array_remove_range (self->in, 0, (guint) length);
}

static void
mbm_http_connection_process_body (MbmHttpConnection *self)
{
  const guint8 *data = self->in != NULL ? self->in->data : NULL;
  gsize left = self->in != NULL ? self->in->len : 0;
  MbmHttpBodyResult result = mbm_http_body_feed (&self->body, &data, &left);
  MbmHttpRefusal refusal = { 0 };
  g_autoptr (GBytes) bytes = NULL;

  if (self->in != NULL)
    mbm_http_connection_consume (self, self->in->len - left);

  switch (result)
    {
    case MBM_HTTP_BODY_MORE:
      break;
    case MBM_HTTP_BODY_TOO_LARGE:
      mbm_http_refuse (&refusal, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "MESSAGE_TOO_LARGE",
                       MBM_ERROR_MESSAGE_TOO_LARGE, _ ("A request is over the limit of %" PRIu64 " bytes"),
                       self->body.max);
      mbm_http_connection_refuse (self, &refusal);
      break;
    case MBM_HTTP_BODY_INVALID:
      mbm_http_refuse (&refusal, SOUP_STATUS_BAD_REQUEST, "BAD_REQUEST", MBM_ERROR_HANDSHAKE,
                       _ ("The chunks of a request are not as RFC 9112 has them"));
      mbm_http_connection_refuse (self, &refusal);
      break;
    case MBM_HTTP_BODY_DONE:
      bytes = g_byte_array_free_to_bytes (g_steal_pointer (&self->body.data));
      self->has_served = TRUE;
      mbm_http_connection_enter (self, MBM_HTTP_WAITING);
      mbm_http_hub_handle (self->hub, self, self->request, bytes);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
mbm_http_connection_process_head (MbmHttpConnection *self)
{
  MbmHttpRefusal refusal = { 0 };
  gsize length;

  /* Empty lines in front of a request are overlooked (RFC 9112, 2.2). */
  while (self->in != NULL && self->in->len >= 2 && memcmp (self->in->data, "\r\n", 2) == 0)
    mbm_http_connection_consume (self, 2);
  if (self->in == NULL)
    return;

  length = mbm_http_head_length (self->in->data, self->in->len);
  if (length > MBM_HTTP_MAX_HEAD || (length == 0 && self->in->len > MBM_HTTP_MAX_HEAD))
    {
      mbm_http_refuse (&refusal, 431, "HEAD_TOO_LARGE", MBM_ERROR_HANDSHAKE,
                       _ ("A request with headers of more than 16 KiB came"));
      mbm_http_connection_refuse (self, &refusal);
      return;
    }
  if (length == 0)
    return;

  self->request = mbm_http_hub_read_head (self->hub, self->socket.fd, self->in->data, length, &refusal);
  mbm_http_connection_consume (self, length);
  if (refusal.status != 0)
    {
      mbm_http_connection_refuse (self, &refusal);
      return;
    }

  mbm_http_body_init (&self->body, self->request->length, mbm_http_hub_get_max_message_size (self->hub));
  mbm_http_connection_enter (self, MBM_HTTP_BODY);
  if (self->request->expects_continue)
    {
      static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";

      memcpy (mbm_out_queue_reserve (&self->out, strlen (go_on)), go_on, strlen (go_on));
      mbm_watch_mark_dirty (&self->watch);
    }
}

/* As far as what was read goes. Each step leaves the state it found, or waits for more. */
void
mbm_http_connection_process (MbmHttpConnection *self)
{
  MbmHttpConnectionState before;

  if (self->is_processing)
    return;

  self->is_processing = TRUE;
  do
    {
      before = self->state;
      if (self->state == MBM_HTTP_HEAD && self->in != NULL)
        mbm_http_connection_process_head (self);
      if (self->state == MBM_HTTP_BODY)
        mbm_http_connection_process_body (self);
    }
  while (self->state != before && (self->state == MBM_HTTP_HEAD || self->state == MBM_HTTP_BODY) &&
         self->in != NULL);
  self->is_processing = FALSE;

  if (self->state != MBM_HTTP_GONE)
    {
      mbm_watch_mark_dirty (&self->watch);
      mbm_http_hub_connection_changed (self->hub, self);
    }
}

static void
mbm_http_connection_read_end (MbmHttpConnection *self, gboolean lost)
{
  gboolean is_between = self->state == MBM_HTTP_HEAD && self->in == NULL;

  if (is_between || self->state == MBM_HTTP_STREAMING || self->state == MBM_HTTP_LINGERING)
    mbm_http_connection_cut (self);
  else
    mbm_http_connection_lose (self, lost ? _ ("The connection was lost in the middle of a request")
                                         : _ ("The connection ended in the middle of a request"));
}

static void
mbm_http_connection_take_in (MbmHttpConnection *self, const guint8 *data, gsize length)
{
  /* Who listens has nothing to say, and who was refused nothing more. */
  if (self->state == MBM_HTTP_STREAMING || self->state == MBM_HTTP_LINGERING)
    return;

  if (self->in == NULL)
    {
      self->in = g_byte_array_new ();
      if (self->state == MBM_HTTP_HEAD)
        self->phase_time = g_get_monotonic_time ();
    }
  g_byte_array_append (self->in, data, (guint) length);
  if (self->state == MBM_HTTP_BODY)
    self->phase_bytes += length;
  mbm_http_connection_process (self);
}

gboolean
mbm_http_connection_may_read (MbmHttpConnection *self)
{
  return self->state != MBM_HTTP_ENTERING && self->state != MBM_HTTP_WAITING &&
         self->state != MBM_HTTP_ANSWERING && self->state != MBM_HTTP_GONE;
}

void
mbm_http_connection_read (MbmHttpConnection *self)
{
  gsize size;
  guint8 *scratch = mbm_poller_get_scratch (self->watch.poller, &size);

  for (guint i = 0; i < MAX_READS_PER_TURN && mbm_http_connection_may_read (self); i++)
    {
      g_autoptr (GError) error = NULL;
      gsize n = 0;

      switch (mbm_socket_read (&self->socket, scratch, size, &n, &error))
        {
        case MBM_SOCKET_READ:
          mbm_http_connection_take_in (self, scratch, n);
          break;
        case MBM_SOCKET_BLOCKED:
          return;
        case MBM_SOCKET_END:
        case MBM_SOCKET_FAILED:
        default:
          mbm_http_connection_read_end (self, error != NULL);
          return;
        }
      if (n < size && !mbm_socket_may_hold_data (&self->socket))
        return;
    }

  /* What is decrypted already is nothing that the poller knows of. */
  if (mbm_http_connection_may_read (self) && mbm_socket_may_hold_data (&self->socket))
    mbm_watch_wake (&self->watch);
}
