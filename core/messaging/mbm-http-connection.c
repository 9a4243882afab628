/* mbm-http-connection.c — one connection of an HTTP service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mbm-http-connection-private.h"

#include "mbm-channel-private.h"
#include "mbm-http-body-private.h"
#include "mbm-http-frame-private.h"
#include "mbm-http-rules-private.h"
#include "mbm-http-session-private.h"
#include "mbm-out-queue-private.h"

/* How long one that was refused may take to read why, in milliseconds. */
#define LINGER_TIMEOUT 2000

/* Bytes a millisecond: who is slower than that, after the time a handshake has, is cut off. */
#define MIN_RATE 16

/* How long the system keeps a stream whose other side does not answer any more, in milliseconds. */
#define STREAM_TIMEOUT 60000

/*   HEAD ▶ BODY ▶ WAITING ▶ ANSWERING ▶ HEAD …
 *                    │          └▶ LINGERING, if it is to be closed
 *                    └▶ STREAMING
 */
typedef enum
{
  STATE_HEAD,
  STATE_BODY,
  STATE_WAITING,
  STATE_ANSWERING,
  STATE_STREAMING,
  STATE_LINGERING,
  STATE_GONE,
} State;

struct _MbmHttpConnection
{
  guint ref_count;
  MbmHttpHub *hub;
  MbmHttpSession *session; /* while it carries something of one; not held */
  MbmWatch watch;
  int fd;
  State state;
  char *address;
  GList link;
  GList idle_link;
  MbmHttpConnectionUse counted;

  GByteArray *in; /* NULL: nothing is kept */
  MbmHttpRequest *request;
  MbmHttpBody body;
  MbmOutQueue out;
  gint64 phase_time;   /* monotonic, when the present state began */
  guint64 phase_bytes; /* that came or went in it */
  guint64 beat_bytes;  /* what it was when the stream was last looked at */

  guint has_served : 1; /* one request at least */
  guint close_after : 1;
  guint is_refusal : 1; /* the answer is one, and no session's */
  guint has_ended : 1;  /* nothing more comes in */
  guint is_ending : 1;  /* the stream is to be closed once all is written */
  guint is_processing : 1;
  guint is_blocked : 1; /* the queue waits for EPOLLOUT */
  guint is_broken : 1;  /* writing failed */
};

/* --- life ------------------------------------------------------------------------- */

MbmHttpConnection *
mbm_http_connection_ref (MbmHttpConnection *self)
{
  self->ref_count++;
  return self;
}

void
mbm_http_connection_unref (MbmHttpConnection *self)
{
  if (--self->ref_count > 0)
    return;

  g_assert (self->fd < 0 && self->session == NULL);
  mbm_http_hub_unref (self->hub);
  g_free (self->address);
  g_free (self);
}

static void
mbm_http_connection_clear_request (MbmHttpConnection *self)
{
  g_clear_pointer (&self->request, mbm_http_request_free);
  mbm_http_body_clear (&self->body);
}

static void
mbm_http_connection_detach (MbmHttpConnection *self)
{
  g_autoptr (MbmHttpSession) session = self->session != NULL ? g_object_ref (self->session) : NULL;

  self->session = NULL;
  if (session != NULL)
    mbm_http_session_release (session, self);
}

void
mbm_http_connection_cut (MbmHttpConnection *self)
{
  if (self->state == STATE_GONE)
    return;

  mbm_http_connection_ref (self);
  self->state = STATE_GONE;
  mbm_watch_remove (&self->watch);
  close (self->fd);
  self->fd = -1;
  mbm_out_queue_clear (&self->out);
  mbm_http_connection_clear_request (self);
  g_clear_pointer (&self->in, g_byte_array_unref);
  mbm_http_connection_detach (self);
  mbm_http_hub_connection_changed (self->hub, self);

  /* What it was to itself. */
  mbm_http_connection_unref (self);
  mbm_http_connection_unref (self);
}

/* It is over before a request was complete, and somebody may want to know why. */
static void
mbm_http_connection_lose (MbmHttpConnection *self, const char *problem)
{
  g_autoptr (GError) error = g_error_new_literal (MBM_ERROR, MBM_ERROR_HANDSHAKE, problem);

  mbm_http_connection_ref (self);
  mbm_http_hub_refused (self->hub, self, error);
  mbm_http_connection_cut (self);
  mbm_http_connection_unref (self);
}

/* --- state --------------------------------------------------------------------------- */

/* What is slow is given more time for each byte, so that who goes on has time for all of it, and who trickles
 * has not. */
static void
mbm_http_connection_update_deadline (MbmHttpConnection *self)
{
  guint timeout = mbm_http_hub_get_handshake_timeout (self->hub);
  gint64 allowed = timeout + (gint64) MIN (self->phase_bytes / MIN_RATE, G_MAXINT32);
  gint64 left = allowed - (g_get_monotonic_time () - self->phase_time) / 1000;

  mbm_watch_set_timeout (&self->watch, timeout == 0 ? 0 : (guint) CLAMP (left, 1, G_MAXINT32));
}

static void
mbm_http_connection_update_watch (MbmHttpConnection *self)
{
  const MbmHttpSettings *settings = mbm_http_hub_get_settings (self->hub);
  guint32 events = self->is_blocked ? EPOLLOUT : 0;

  switch (self->state)
    {
    case STATE_HEAD:
    case STATE_BODY:
      events |= EPOLLIN;
      if (self->state == STATE_HEAD && self->in == NULL && self->has_served)
        mbm_watch_set_timeout (&self->watch, settings->keep_alive_timeout);
      else
        mbm_http_connection_update_deadline (self);
      break;
    case STATE_ANSWERING:
      mbm_http_connection_update_deadline (self);
      break;
    case STATE_WAITING:
      events |= self->has_ended ? 0 : EPOLLRDHUP;
      mbm_watch_set_timeout (&self->watch,
                             self->has_ended ? mbm_http_hub_get_handshake_timeout (self->hub) : 0);
      break;
    case STATE_STREAMING:
      events |= EPOLLIN;
      break;
    case STATE_LINGERING:
      events |= EPOLLIN;
      mbm_watch_set_timeout (&self->watch, LINGER_TIMEOUT);
      break;
    case STATE_GONE:
    default:
      return;
    }
  mbm_watch_set_events (&self->watch, events);
}

static void
mbm_http_connection_enter (MbmHttpConnection *self, State state)
{
  self->state = state;
  self->phase_time = g_get_monotonic_time ();
  self->phase_bytes = 0;
  mbm_watch_mark_dirty (&self->watch);
  mbm_http_hub_connection_changed (self->hub, self);
}

MbmHttpConnectionUse
mbm_http_connection_get_use (MbmHttpConnection *self)
{
  switch (self->state)
    {
    case STATE_HEAD:
      return self->in == NULL ? MBM_HTTP_CONNECTION_IDLE : MBM_HTTP_CONNECTION_PENDING;
    case STATE_BODY:
    case STATE_LINGERING:
      return MBM_HTTP_CONNECTION_PENDING;
    case STATE_ANSWERING:
      return self->is_refusal ? MBM_HTTP_CONNECTION_PENDING : MBM_HTTP_CONNECTION_BUSY;
    case STATE_WAITING:
    case STATE_STREAMING:
      return MBM_HTTP_CONNECTION_BUSY;
    case STATE_GONE:
    default:
      return MBM_HTTP_CONNECTION_GONE;
    }
}

/* --- writing --------------------------------------------------------------------------- */

/* All of an answer is written: on to the next request, or to the end. */
static void
mbm_http_connection_answered (MbmHttpConnection *self)
{
  gboolean close_now = self->close_after || self->has_ended || !mbm_http_hub_is_open (self->hub);

  mbm_http_connection_detach (self);
  mbm_http_connection_clear_request (self);
  self->has_served = TRUE;
  self->is_refusal = FALSE;

  if (close_now && self->has_ended)
    {
      mbm_http_connection_cut (self);
    }
  else if (close_now)
    {
      /* Closed at once, with something of it unread, it might never see the answer. */
      shutdown (self->fd, SHUT_WR);
      mbm_http_connection_enter (self, STATE_LINGERING);
    }
  else
    {
      mbm_http_connection_enter (self, STATE_HEAD);
    }
}

/* Nothing is left to write of what ends with that. */
static gboolean
mbm_http_connection_is_done (MbmHttpConnection *self)
{
  return self->out.size == 0 &&
         (self->state == STATE_ANSWERING || (self->state == STATE_STREAMING && self->is_ending));
}

/* Must not call out: what there is to tell is told from the main context. */
static void
mbm_http_connection_write_out (MbmHttpConnection *self)
{
  gsize before = self->out.size;
  MbmOutResult result = mbm_out_queue_write (&self->out, self->fd);

  self->is_blocked = result == MBM_OUT_BLOCKED;
  self->is_broken = result == MBM_OUT_FAILED;
  self->phase_bytes += before - self->out.size;
  if (self->is_broken)
    mbm_watch_wake (&self->watch);
  else if (self->session != NULL && before > self->out.size)
    mbm_http_session_written (self->session, self);
}

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

  if (self->state >= STATE_ANSWERING)
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

  mbm_http_connection_enter (self, STATE_ANSWERING);
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
  if (self->state == STATE_BODY || self->request == NULL || self->request->length != 0)
    self->close_after = TRUE;
  self->is_refusal = TRUE;
  mbm_http_connection_answer (self, refusal->status, header, body);
}

/* --- the stream ----------------------------------------------------------------------------- */

void
mbm_http_connection_begin_stream (MbmHttpConnection *self)
{
  g_autoptr (GString) head = mbm_http_connection_begin_head (self, SOUP_STATUS_OK);

  /* It ends with the connection, which needs no chunks and which HTTP/1.0 understands too. */
  g_string_append (head, "Content-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
                         "X-Accel-Buffering: no\r\nConnection: close\r\n\r\n");
  self->close_after = TRUE;
  setsockopt (self->fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &(int){ STREAM_TIMEOUT }, sizeof (int));
  mbm_http_connection_enter (self, STATE_STREAMING);
  mbm_watch_set_timeout (&self->watch, mbm_http_hub_get_settings (self->hub)->event_keep_alive);
  mbm_http_connection_write (self, head->str, head->len);
}

void
mbm_http_connection_write (MbmHttpConnection *self, const char *text, gsize length)
{
  if (self->state != STATE_STREAMING)
    return;

  memcpy (mbm_out_queue_reserve (&self->out, length), text, length);
  mbm_watch_mark_dirty (&self->watch);
}

void
mbm_http_connection_write_bytes (MbmHttpConnection *self, GBytes *bytes)
{
  if (self->state != STATE_STREAMING)
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
  if (self->state != STATE_STREAMING || self->is_ending)
    return;

  self->is_ending = TRUE;
  mbm_watch_set_timeout (&self->watch, MBM_CHANNEL_CLOSE_TIMEOUT);
  mbm_watch_mark_dirty (&self->watch);
}

void
mbm_http_connection_close_after (MbmHttpConnection *self)
{
  self->close_after = TRUE;
}

/* --- reading ---------------------------------------------------------------------------------- */

static void
mbm_http_connection_refuse (MbmHttpConnection *self, MbmHttpRefusal *refusal)
{
  mbm_http_hub_refused (self->hub, self, refusal->error);
  if (self->state != STATE_GONE)
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
      mbm_http_connection_enter (self, STATE_WAITING);
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

  self->request = mbm_http_hub_read_head (self->hub, self->fd, self->in->data, length, &refusal);
  mbm_http_connection_consume (self, length);
  if (refusal.status != 0)
    {
      mbm_http_connection_refuse (self, &refusal);
      return;
    }

  mbm_http_body_init (&self->body, self->request->length, mbm_http_hub_get_max_message_size (self->hub));
  mbm_http_connection_enter (self, STATE_BODY);
  if (self->request->expects_continue)
    {
      static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";

      memcpy (mbm_out_queue_reserve (&self->out, strlen (go_on)), go_on, strlen (go_on));
      mbm_watch_mark_dirty (&self->watch);
    }
}

/* As far as what was read goes. Each step leaves the state it found, or waits for more. */
static void
mbm_http_connection_process (MbmHttpConnection *self)
{
  State before;

  if (self->is_processing)
    return;

  self->is_processing = TRUE;
  do
    {
      before = self->state;
      if (self->state == STATE_HEAD && self->in != NULL)
        mbm_http_connection_process_head (self);
      if (self->state == STATE_BODY)
        mbm_http_connection_process_body (self);
    }
  while (self->state != before && (self->state == STATE_HEAD || self->state == STATE_BODY) &&
         self->in != NULL);
  self->is_processing = FALSE;

  if (self->state != STATE_GONE)
    {
      mbm_watch_mark_dirty (&self->watch);
      mbm_http_hub_connection_changed (self->hub, self);
    }
}

static void
mbm_http_connection_read_end (MbmHttpConnection *self, gboolean lost)
{
  gboolean is_between = self->state == STATE_HEAD && self->in == NULL;

  if (is_between || self->state == STATE_STREAMING || self->state == STATE_LINGERING)
    mbm_http_connection_cut (self);
  else
    mbm_http_connection_lose (self, lost ? _ ("The connection was lost in the middle of a request")
                                         : _ ("The connection ended in the middle of a request"));
}

static void
mbm_http_connection_read (MbmHttpConnection *self)
{
  gsize size;
  guint8 *scratch = mbm_poller_get_scratch (self->watch.poller, &size);
  gssize n;

  do
    n = recv (self->fd, scratch, size, 0);
  while (n < 0 && errno == EINTR);

  if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
    return;
  if (n <= 0)
    {
      mbm_http_connection_read_end (self, n < 0);
      return;
    }

  /* Who listens has nothing to say, and who was refused nothing more. */
  if (self->state == STATE_STREAMING || self->state == STATE_LINGERING)
    return;

  if (self->in == NULL)
    {
      self->in = g_byte_array_new ();
      if (self->state == STATE_HEAD)
        self->phase_time = g_get_monotonic_time ();
    }
  g_byte_array_append (self->in, scratch, (guint) n);
  if (self->state == STATE_BODY)
    self->phase_bytes += (guint64) n;
  mbm_http_connection_process (self);
}

/* --- the watch ------------------------------------------------------------------------------------ */

static MbmHttpConnection *
mbm_http_connection_from_watch (MbmWatch *watch)
{
  return (MbmHttpConnection *) (void *) ((char *) watch - G_STRUCT_OFFSET (MbmHttpConnection, watch));
}

static void
mbm_http_connection_ready (MbmWatch *watch, guint32 events)
{
  g_autoptr (MbmHttpConnection) self = mbm_http_connection_ref (mbm_http_connection_from_watch (watch));

  if (self->is_broken || ((events & (EPOLLHUP | EPOLLERR)) != 0 &&
                          (self->state == STATE_WAITING || self->state == STATE_ANSWERING)))
    {
      mbm_http_connection_cut (self);
      return;
    }

  if ((events & EPOLLOUT) != 0)
    {
      self->is_blocked = FALSE;
      mbm_watch_mark_dirty (watch);
    }
  if ((events & EPOLLRDHUP) != 0 && self->state == STATE_WAITING)
    {
      /* Some close their side when they have asked, and still want to hear the answer. */
      self->has_ended = TRUE;
      mbm_watch_mark_dirty (watch);
    }
  else if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && self->state != STATE_WAITING &&
           self->state != STATE_ANSWERING)
    {
      mbm_http_connection_read (self);
    }
  else if (events == 0)
    {
      if (mbm_http_connection_is_done (self))
        mbm_http_connection_answered (self);
      if (self->state == STATE_HEAD && self->in != NULL)
        mbm_http_connection_process (self);
    }
}

/* Once for all that happened in a turn. */
static void
mbm_http_connection_flush (MbmWatch *watch)
{
  MbmHttpConnection *self = mbm_http_connection_from_watch (watch);

  if (self->out.size > 0 && !self->is_blocked && !self->is_broken)
    mbm_http_connection_write_out (self);
  if (mbm_http_connection_is_done (self))
    mbm_watch_wake (watch);
  else
    mbm_http_connection_update_watch (self);
}

static void
mbm_http_connection_refuse_slow (MbmHttpConnection *self)
{
  MbmHttpRefusal refusal = { 0 };

  mbm_http_refuse (&refusal, SOUP_STATUS_REQUEST_TIMEOUT, "TIMED_OUT", MBM_ERROR_TIMED_OUT,
                   _ ("A connection did not complete its request in time"));
  self->close_after = TRUE;
  mbm_http_connection_refuse (self, &refusal);
}

static void
mbm_http_connection_beat (MbmHttpConnection *self)
{
  static const char comment[] = ":\n\n";

  if (self->beat_bytes == self->phase_bytes && self->out.size == 0)
    mbm_http_connection_write (self, comment, strlen (comment));
  self->beat_bytes = self->phase_bytes;
  mbm_watch_set_timeout (&self->watch, mbm_http_hub_get_settings (self->hub)->event_keep_alive);
}

static void
mbm_http_connection_expired (MbmWatch *watch)
{
  g_autoptr (MbmHttpConnection) self = mbm_http_connection_ref (mbm_http_connection_from_watch (watch));

  if (self->state == STATE_STREAMING && !self->is_ending)
    mbm_http_connection_beat (self);
  else if (self->state == STATE_BODY ||
           (self->state == STATE_HEAD && (self->in != NULL || !self->has_served)))
    mbm_http_connection_refuse_slow (self);
  else
    mbm_http_connection_cut (self);
}

static const MbmWatchFuncs watch_funcs = {
  .ready = mbm_http_connection_ready,
  .flush = mbm_http_connection_flush,
  .expired = mbm_http_connection_expired,
};

/* --- the rest -------------------------------------------------------------------------------------- */

MbmHttpConnection *
mbm_http_connection_new (MbmHttpHub *hub, int fd, const char *address)
{
  MbmHttpConnection *self = g_new0 (MbmHttpConnection, 1);

  self->ref_count = 1;
  self->hub = mbm_http_hub_ref (hub);
  self->fd = fd;
  self->address = g_strdup (address);
  self->link.data = self;
  self->idle_link.data = self;
  mbm_watch_add (&self->watch, mbm_http_hub_get_poller (hub), &watch_funcs, fd, 0);
  self->state = STATE_HEAD;
  self->phase_time = g_get_monotonic_time ();
  mbm_http_connection_update_watch (self);
  return self;
}

void
mbm_http_connection_attach (MbmHttpConnection *self, MbmHttpSession *session)
{
  self->session = session;
}

MbmHttpConnectionUse
mbm_http_connection_get_counted (MbmHttpConnection *self)
{
  return self->counted;
}

void
mbm_http_connection_set_counted (MbmHttpConnection *self, MbmHttpConnectionUse use)
{
  self->counted = use;
}

GList *
mbm_http_connection_get_link (MbmHttpConnection *self)
{
  return &self->link;
}

GList *
mbm_http_connection_get_idle_link (MbmHttpConnection *self)
{
  return &self->idle_link;
}

const char *
mbm_http_connection_get_address (MbmHttpConnection *self)
{
  return self->address;
}

MbmHttpRequest *
mbm_http_connection_get_request (MbmHttpConnection *self)
{
  return self->request;
}
