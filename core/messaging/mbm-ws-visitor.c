/* mbm-ws-visitor.c — a connection before and in its handshake, as a server sees it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mbm-ws-visitor-private.h"

#include "mbm-out-queue-private.h"
#include "mbm-ws-handshake-private.h"

/* How long one that was refused may take to read why, in milliseconds. */
#define LINGER_TIMEOUT 2000

typedef enum
{
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
  int fd;
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
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
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
mbm_ws_visitor_lose (MbmWsVisitor *self, const char *problem)
{
  g_autoptr (GError) error = g_error_new_literal (MBM_ERROR, MBM_ERROR_HANDSHAKE, problem);

  self->funcs->refused (self->address, NULL, error, self->user_data);
  mbm_ws_visitor_leave (self);
}

static void
mbm_ws_visitor_admit (MbmWsVisitor *self)
{
  int fd = self->fd;

  mbm_watch_remove (&self->watch);
  self->fd = -1;
  self->funcs->admitted (fd, self->address, (const char *const *) self->answer->headers,
                         self->in->data + self->head_length, self->in->len - self->head_length,
                         self->user_data);
  mbm_ws_visitor_leave (self);
}

static void
mbm_ws_visitor_write (MbmWsVisitor *self)
{
  switch (mbm_out_queue_write (&self->out, self->fd))
    {
    case MBM_OUT_DONE:
      break;
    case MBM_OUT_BLOCKED:
      mbm_watch_set_events (&self->watch, EPOLLOUT);
      return;
    case MBM_OUT_FAILED:
      if (self->answer->error == NULL)
        mbm_ws_visitor_lose (self, _ ("The connection was lost in its handshake"));
      else
        mbm_ws_visitor_leave (self);
      return;
    default:
      g_assert_not_reached ();
    }

  if (self->answer->error == NULL)
    {
      mbm_ws_visitor_admit (self);
      return;
    }

  /* Closed at once, with something of it unread, it might never see the answer. */
  self->state = STATE_LINGERING;
  shutdown (self->fd, SHUT_WR);
  mbm_watch_set_events (&self->watch, EPOLLIN);
  mbm_watch_set_timeout (&self->watch, LINGER_TIMEOUT);
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

static void
mbm_ws_visitor_read (MbmWsVisitor *self)
{
  gsize size;
  guint8 *scratch = mbm_poller_get_scratch (self->watch.poller, &size);
  gssize n;

  do
    n = recv (self->fd, scratch, size, 0);
  while (n < 0 && errno == EINTR);

  if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
    return;

  if (self->state == STATE_LINGERING)
    {
      if (n <= 0)
        mbm_ws_visitor_leave (self);
      return;
    }
  if (n <= 0)
    {
      mbm_ws_visitor_lose (self, n == 0 ? _ ("The connection ended before it asked for anything")
                                        : _ ("The connection was lost in its handshake"));
      return;
    }

  g_byte_array_append (self->in, scratch, n);
  self->head_length = mbm_http_head_length (self->in->data, self->in->len);
  if (self->head_length > MBM_HTTP_MAX_HEAD || (self->head_length == 0 && self->in->len > MBM_HTTP_MAX_HEAD))
    mbm_ws_visitor_give_answer (
      self,
      mbm_ws_answer_new_for_error (431, g_error_new (MBM_ERROR, MBM_ERROR_HANDSHAKE,
                                                     _ ("A request with headers of more than 16 KiB came"))));
  else if (self->head_length > 0)
    mbm_ws_visitor_give_answer (self,
                                mbm_ws_answer_new (self->in->data, self->head_length, self->allowed_origins));
}

static void
mbm_ws_visitor_ready (MbmWatch *watch, guint32 events)
{
  MbmWsVisitor *self = mbm_ws_visitor_from_watch (watch);

  self->ref_count++;
  if (self->state == STATE_ANSWERING)
    mbm_ws_visitor_write (self);
  else
    mbm_ws_visitor_read (self);
  mbm_ws_visitor_unref (self);
}

static void
mbm_ws_visitor_expired (MbmWatch *watch)
{
  MbmWsVisitor *self = mbm_ws_visitor_from_watch (watch);

  self->ref_count++;
  if (self->state == STATE_READING)
    mbm_ws_visitor_give_answer (
      self,
      mbm_ws_answer_new_for_error (SOUP_STATUS_REQUEST_TIMEOUT,
                                   g_error_new (MBM_ERROR, MBM_ERROR_TIMED_OUT,
                                                _ ("A connection did not complete its handshake in time"))));
  else if (self->state == STATE_ANSWERING && self->answer->error == NULL)
    mbm_ws_visitor_lose (self, _ ("The connection did not take the answer to its handshake in time"));
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

MbmWsVisitor *
mbm_ws_visitor_new (int fd,
                    const char *address,
                    MbmPoller *poller,
                    const char *const *allowed_origins,
                    guint timeout,
                    const MbmWsVisitorFuncs *funcs,
                    gpointer user_data)
{
  MbmWsVisitor *self = g_new0 (MbmWsVisitor, 1);

  self->ref_count = 1;
  self->fd = fd;
  self->address = g_strdup (address);
  self->allowed_origins = allowed_origins;
  self->funcs = funcs;
  self->user_data = user_data;
  self->in = g_byte_array_new ();
  mbm_watch_add (&self->watch, poller, &watch_funcs, fd, EPOLLIN);
  mbm_watch_set_timeout (&self->watch, timeout);
  return self;
}
