/* mbm-ws-visitor.c — a connection before and in its handshake, as a server sees it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "mbm-ws-visitor-private.h"

#include "mbm-tls-entry-private.h"
#include "mbm-ws-handshake-private.h"

/* How long one that was refused may take to read why, in milliseconds. */
#define LINGER_TIMEOUT 2000

/* A TLS record of a handshake, where a request should begin. */
#define TLS_HANDSHAKE 0x16

typedef enum
{
  STATE_ENTERING, /* TLS; `entry` watches the socket, and `watch` only the time */
  STATE_READING,
  STATE_ANSWERING,
  STATE_LINGERING,
} State;

/* Whoever is told of it may free it from within, so that it holds a reference on itself while it tells. */
struct _MbmWsVisitor
{
  guint ref_count;
  gboolean is_freed;
  MbmWatch watch;
  MbmTlsEntry *entry;
  MbmSocket socket;
  State state;
  char *address;
  const char *const *allowed_origins;
  const MbmWsVisitorFuncs *funcs;
  gpointer user_data;

  GByteArray *in;
  gsize head_length;
  MbmWsAnswer *answer;
  MbmOutQueue out;
};

static MbmWsVisitor *
mbm_ws_visitor_from_watch (MbmWatch *watch)
{
  return (MbmWsVisitor *) (void *) ((char *) watch - G_STRUCT_OFFSET (MbmWsVisitor, watch));
}

static void
mbm_ws_visitor_unref (MbmWsVisitor *self)
{
  if (--self->ref_count > 0)
    return;

  mbm_out_queue_clear (&self->out);
  g_clear_pointer (&self->answer, mbm_ws_answer_free);
  g_byte_array_unref (self->in);
  g_free (self->address);
  g_free (self);
}

void
mbm_ws_visitor_free (MbmWsVisitor *self)
{
  self->is_freed = TRUE;
  mbm_watch_remove (&self->watch);
  g_clear_pointer (&self->entry, mbm_tls_entry_free);
  mbm_socket_close (&self->socket);
  mbm_ws_visitor_unref (self);
}

static void
mbm_ws_visitor_leave (MbmWsVisitor *self)
{
  if (!self->is_freed)
    self->funcs->gone (self, self->user_data);
}

/* Its connection is lost before it was admitted or refused. */
static void
mbm_ws_visitor_lose (MbmWsVisitor *self, MbmError code, const char *problem)
{
  g_autoptr (GError) error = g_error_new_literal (MBM_ERROR, code, problem);

  self->funcs->refused (self->address, NULL, error, self->user_data);
  mbm_ws_visitor_leave (self);
}

static void
mbm_ws_visitor_admit (MbmWsVisitor *self)
{
  mbm_watch_remove (&self->watch);
  self->funcs->admitted (mbm_socket_steal (&self->socket), self->address,
                         (const char *const *) self->answer->headers, self->in->data + self->head_length,
                         self->in->len - self->head_length, self->user_data);
  mbm_ws_visitor_leave (self);
}

/* Closed at once, with something of it unread, it might never see why it was refused. */
static void
mbm_ws_visitor_linger (MbmWsVisitor *self)
{
  self->state = STATE_LINGERING;
  mbm_socket_shutdown (&self->socket);
  mbm_watch_set_events (&self->watch, EPOLLIN);
  mbm_watch_set_timeout (&self->watch, LINGER_TIMEOUT);
  self->funcs->lingers (self, self->user_data);
}

static void
mbm_ws_visitor_write (MbmWsVisitor *self)
{
  switch (mbm_socket_write (&self->socket, &self->out))
    {
    case MBM_OUT_DONE:
      break;
    case MBM_OUT_BLOCKED:
      mbm_watch_set_events (&self->watch, EPOLLOUT);
      return;
    case MBM_OUT_FAILED:
      if (self->answer->error == NULL)
        mbm_ws_visitor_lose (self, MBM_ERROR_HANDSHAKE, _ ("The connection was lost in its handshake"));
      else
        mbm_ws_visitor_leave (self);
      return;
    default:
      g_assert_not_reached ();
    }

  if (self->answer->error == NULL)
    mbm_ws_visitor_admit (self);
  else
    mbm_ws_visitor_linger (self);
}

static void
mbm_ws_visitor_give_answer (MbmWsVisitor *self, MbmWsAnswer *answer)
{
  gsize length = strlen (answer->response);

  self->answer = answer;
  self->state = STATE_ANSWERING;
  memcpy (mbm_out_queue_reserve (&self->out, length), answer->response, length);
  if (answer->error != NULL)
    self->funcs->refused (self->address, (const char *const *) answer->headers, answer->error,
                          self->user_data);
  if (!self->is_freed)
    mbm_ws_visitor_write (self);
}

/* What it still sends is of no interest; it is read as it comes, encrypted or not. */
static void
mbm_ws_visitor_discard (MbmWsVisitor *self)
{
  gsize size;
  guint8 *scratch = mbm_poller_get_scratch (self->watch.poller, &size);
  gssize n = recv (self->socket.fd, scratch, size, 0);

  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
    mbm_ws_visitor_leave (self);
}

/* TRUE if there is an answer now, or nothing to wait for. */
static gboolean
mbm_ws_visitor_take (MbmWsVisitor *self, const guint8 *data, gsize length)
{
  guint status = SOUP_STATUS_BAD_REQUEST;
  GError *error = NULL;

  g_byte_array_append (self->in, data, length);
  self->head_length = mbm_http_head_length (self->in->data, self->in->len);
  if (self->socket.link == NULL && self->in->data[0] == TLS_HANDSHAKE)
    error =
      g_error_new (MBM_ERROR, MBM_ERROR_HANDSHAKE,
                   _ ("A connection that wants TLS came, and this address is not encrypted: it is ws://"));
  else if (self->head_length > MBM_HTTP_MAX_HEAD ||
           (self->head_length == 0 && self->in->len > MBM_HTTP_MAX_HEAD))
    {
      status = 431;
      error =
        g_error_new (MBM_ERROR, MBM_ERROR_HANDSHAKE, _ ("A request with headers of more than 16 KiB came"));
    }
  else if (self->head_length == 0)
    return FALSE;

  if (error != NULL)
    mbm_ws_visitor_give_answer (self, mbm_ws_answer_new_for_error (status, error));
  else
    mbm_ws_visitor_give_answer (self,
                                mbm_ws_answer_new (self->in->data, self->head_length, self->allowed_origins));
  return TRUE;
}

static void
mbm_ws_visitor_read (MbmWsVisitor *self)
{
  gsize size;
  guint8 *scratch = mbm_poller_get_scratch (self->watch.poller, &size);
  g_autoptr (GError) error = NULL;
  gsize n;

  do
    switch (mbm_socket_read (&self->socket, scratch, size, &n, &error))
      {
      case MBM_SOCKET_READ:
        if (mbm_ws_visitor_take (self, scratch, n))
          return;
        break;
      case MBM_SOCKET_BLOCKED:
        return;
      case MBM_SOCKET_END:
        mbm_ws_visitor_lose (self, MBM_ERROR_HANDSHAKE,
                             _ ("The connection ended before it asked for anything"));
        return;
      case MBM_SOCKET_FAILED:
      default:
        if (g_error_matches (error, MBM_ERROR, MBM_ERROR_CLOSED))
          {
            mbm_ws_visitor_lose (self, MBM_ERROR_HANDSHAKE, _ ("The connection was lost in its handshake"));
            return;
          }
        self->funcs->refused (self->address, NULL, error, self->user_data);
        mbm_ws_visitor_leave (self);
        return;
      }
  while (mbm_socket_may_hold_data (&self->socket));
}

static void
mbm_ws_visitor_ready (MbmWatch *watch, guint32 events)
{
  MbmWsVisitor *self = mbm_ws_visitor_from_watch (watch);

  self->ref_count++;
  if (self->state == STATE_ANSWERING)
    mbm_ws_visitor_write (self);
  else if (self->state == STATE_LINGERING)
    mbm_ws_visitor_discard (self);
  else
    mbm_ws_visitor_read (self);
  mbm_ws_visitor_unref (self);
}

static void
mbm_ws_visitor_expired (MbmWatch *watch)
{
  MbmWsVisitor *self = mbm_ws_visitor_from_watch (watch);

  self->ref_count++;
  if (self->state == STATE_ENTERING)
    mbm_ws_visitor_lose (self, MBM_ERROR_TIMED_OUT,
                         _ ("A connection did not complete its TLS handshake in time"));
  else if (self->state == STATE_READING)
    mbm_ws_visitor_give_answer (
      self,
      mbm_ws_answer_new_for_error (SOUP_STATUS_REQUEST_TIMEOUT,
                                   g_error_new (MBM_ERROR, MBM_ERROR_TIMED_OUT,
                                                _ ("A connection did not complete its handshake in time"))));
  else if (self->state == STATE_ANSWERING && self->answer->error == NULL)
    mbm_ws_visitor_lose (self, MBM_ERROR_TIMED_OUT,
                         _ ("The connection did not take the answer to its handshake in time"));
  else
    mbm_ws_visitor_leave (self);
  mbm_ws_visitor_unref (self);
}

static void
mbm_ws_visitor_flush (MbmWatch *watch)
{
}

static const MbmWatchFuncs watch_funcs = {
  .ready = mbm_ws_visitor_ready,
  .flush = mbm_ws_visitor_flush,
  .expired = mbm_ws_visitor_expired,
};

/* Its socket is ours to watch now; the time that is left goes on. */
static void
mbm_ws_visitor_watch (MbmWsVisitor *self)
{
  MbmPoller *poller = mbm_poller_ref (self->watch.poller);
  guint left = mbm_watch_get_time_left (&self->watch);

  mbm_watch_remove (&self->watch);
  mbm_watch_add (&self->watch, poller, &watch_funcs, self->socket.fd, EPOLLIN);
  mbm_watch_set_timeout (&self->watch, left);
  mbm_poller_unref (poller);
}

static void
mbm_ws_visitor_entered (MbmSocket socket, const GError *error, gpointer user_data)
{
  MbmWsVisitor *self = user_data;

  self->ref_count++;
  self->entry = NULL;
  self->socket = socket;
  self->state = STATE_READING;
  if (socket.fd >= 0)
    mbm_ws_visitor_watch (self);

  if (error != NULL)
    self->funcs->refused (self->address, NULL, error, self->user_data);
  if (self->is_freed)
    ;
  else if (error == NULL)
    mbm_ws_visitor_read (self);
  else if (socket.fd >= 0)
    mbm_ws_visitor_linger (self);
  else
    mbm_ws_visitor_leave (self);
  mbm_ws_visitor_unref (self);
}

MbmWsVisitor *
mbm_ws_visitor_new (int fd,
                    const char *address,
                    MbmPoller *poller,
                    MbmTlsGate *gate,
                    MbmTlsSettings *settings,
                    const char *const *allowed_origins,
                    guint timeout,
                    const MbmWsVisitorFuncs *funcs,
                    gpointer user_data)
{
  MbmWsVisitor *self = g_new0 (MbmWsVisitor, 1);

  self->ref_count = 1;
  self->socket = MBM_SOCKET_NONE;
  self->address = g_strdup (address);
  self->allowed_origins = allowed_origins;
  self->funcs = funcs;
  self->user_data = user_data;
  self->in = g_byte_array_new ();
  if (settings != NULL)
    {
      self->state = STATE_ENTERING;
      self->entry =
        mbm_tls_entry_new (fd, self->address, poller, gate, settings, mbm_ws_visitor_entered, self);
    }
  else
    {
      self->state = STATE_READING;
      self->socket.fd = fd;
    }
  mbm_watch_add (&self->watch, poller, &watch_funcs, self->socket.fd, EPOLLIN);
  mbm_watch_set_timeout (&self->watch, timeout);
  return self;
}
