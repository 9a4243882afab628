/* mbm-http-connection.c — one connection of an HTTP service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mbm-http-connection-state-private.h"

/* How long one that was refused may take to read why, in milliseconds. */
#define LINGER_TIMEOUT 2000

/* Bytes a millisecond: who is slower than that, after the time a handshake has, is cut off. */
#define MIN_RATE 16

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

  g_assert (self->socket.fd < 0 && self->session == NULL);
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
  if (self->state == MBM_HTTP_GONE)
    return;

  mbm_http_connection_ref (self);
  self->state = MBM_HTTP_GONE;
  g_clear_pointer (&self->entry, mbm_tls_entry_free);
  mbm_watch_remove (&self->watch);
  mbm_socket_close (&self->socket);
  mbm_out_queue_clear (&self->out);
  mbm_http_connection_clear_request (self);
  g_clear_pointer (&self->in, g_byte_array_unref);
  mbm_http_connection_detach (self);
  mbm_http_hub_connection_changed (self->hub, self);

  /* What it was to itself. */
  mbm_http_connection_unref (self);
  mbm_http_connection_unref (self);
}

void
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
    case MBM_HTTP_ENTERING:
      return;
    case MBM_HTTP_HEAD:
    case MBM_HTTP_BODY:
      events |= EPOLLIN;
      if (self->state == MBM_HTTP_HEAD && self->in == NULL && self->has_served)
        mbm_watch_set_timeout (&self->watch, settings->keep_alive_timeout);
      else
        mbm_http_connection_update_deadline (self);
      break;
    case MBM_HTTP_ANSWERING:
      mbm_http_connection_update_deadline (self);
      break;
    case MBM_HTTP_WAITING:
      events |= self->has_ended ? 0 : EPOLLRDHUP;
      mbm_watch_set_timeout (&self->watch,
                             self->has_ended ? mbm_http_hub_get_handshake_timeout (self->hub) : 0);
      break;
    case MBM_HTTP_STREAMING:
      events |= EPOLLIN;
      break;
    case MBM_HTTP_LINGERING:
      events |= EPOLLIN;
      mbm_watch_set_timeout (&self->watch, LINGER_TIMEOUT);
      break;
    case MBM_HTTP_GONE:
    default:
      return;
    }
  mbm_watch_set_events (&self->watch, events);
}

void
mbm_http_connection_enter (MbmHttpConnection *self, MbmHttpConnectionState state)
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
    case MBM_HTTP_HEAD:
      return self->in == NULL ? MBM_HTTP_CONNECTION_IDLE : MBM_HTTP_CONNECTION_PENDING;
    case MBM_HTTP_ENTERING:
    case MBM_HTTP_BODY:
    case MBM_HTTP_LINGERING:
      return MBM_HTTP_CONNECTION_PENDING;
    case MBM_HTTP_ANSWERING:
      return self->is_refusal ? MBM_HTTP_CONNECTION_PENDING : MBM_HTTP_CONNECTION_BUSY;
    case MBM_HTTP_WAITING:
    case MBM_HTTP_STREAMING:
      return MBM_HTTP_CONNECTION_BUSY;
    case MBM_HTTP_GONE:
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
      mbm_socket_shutdown (&self->socket);
      mbm_http_connection_enter (self, MBM_HTTP_LINGERING);
    }
  else
    {
      mbm_http_connection_enter (self, MBM_HTTP_HEAD);
    }
}

/* Nothing is left to write of what ends with that. */
static gboolean
mbm_http_connection_is_done (MbmHttpConnection *self)
{
  return self->out.size == 0 &&
         (self->state == MBM_HTTP_ANSWERING || (self->state == MBM_HTTP_STREAMING && self->is_ending));
}

/* Must not call out: what there is to tell is told from the main context. */
void
mbm_http_connection_write_out (MbmHttpConnection *self)
{
  gsize before = self->out.size;
  MbmOutResult result = mbm_socket_write (&self->socket, &self->out);

  self->is_blocked = result == MBM_OUT_BLOCKED;
  self->is_broken = result == MBM_OUT_FAILED;
  self->phase_bytes += before - self->out.size;
  if (self->is_broken)
    mbm_watch_wake (&self->watch);
  else if (self->session != NULL && before > self->out.size)
    mbm_http_session_written (self->session, self);
}

void
mbm_http_connection_close_after (MbmHttpConnection *self)
{
  self->close_after = TRUE;
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
                          (self->state == MBM_HTTP_WAITING || self->state == MBM_HTTP_ANSWERING)))
    {
      mbm_http_connection_cut (self);
      return;
    }

  if ((events & EPOLLOUT) != 0)
    {
      self->is_blocked = FALSE;
      mbm_watch_mark_dirty (watch);
    }
  if ((events & EPOLLRDHUP) != 0 && self->state == MBM_HTTP_WAITING)
    {
      /* Some close their side when they have asked, and still want to hear the answer. */
      self->has_ended = TRUE;
      mbm_watch_mark_dirty (watch);
    }
  else if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && mbm_http_connection_may_read (self))
    {
      mbm_http_connection_read (self);
    }
  else if (events == 0)
    {
      if (mbm_http_connection_is_done (self))
        mbm_http_connection_answered (self);
      if (self->state == MBM_HTTP_HEAD && self->in != NULL)
        mbm_http_connection_process (self);
      if (mbm_http_connection_may_read (self) && mbm_socket_may_hold_data (&self->socket))
        mbm_http_connection_read (self);
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

  if (self->state == MBM_HTTP_ENTERING)
    mbm_http_connection_lose (self, _ ("A connection did not complete its handshake in time"));
  else if (self->state == MBM_HTTP_STREAMING && !self->is_ending)
    mbm_http_connection_beat (self);
  else if (self->state == MBM_HTTP_BODY ||
           (self->state == MBM_HTTP_HEAD && (self->in != NULL || !self->has_served)))
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

static void
mbm_http_connection_entered (MbmSocket socket, const GError *error, gpointer user_data)
{
  g_autoptr (MbmHttpConnection) self = mbm_http_connection_ref (user_data);

  self->entry = NULL;
  self->socket = socket;
  if (socket.fd >= 0)
    {
      mbm_watch_remove (&self->watch);
      mbm_watch_add (&self->watch, mbm_http_hub_get_poller (self->hub), &watch_funcs, socket.fd, 0);
    }

  if (error != NULL)
    mbm_http_hub_refused (self->hub, self, error);
  if (self->state == MBM_HTTP_GONE)
    return;

  if (error == NULL)
    {
      mbm_http_connection_enter (self, MBM_HTTP_HEAD);
      mbm_http_connection_read (self);
    }
  else if (socket.fd >= 0)
    {
      mbm_http_connection_enter (self, MBM_HTTP_LINGERING);
    }
  else
    {
      mbm_http_connection_cut (self);
    }
}

MbmHttpConnection *
mbm_http_connection_new (MbmHttpHub *hub,
                         int fd,
                         const char *address,
                         MbmTlsGate *gate,
                         MbmTlsSettings *settings)
{
  MbmHttpConnection *self = g_new0 (MbmHttpConnection, 1);

  self->ref_count = 1;
  self->hub = mbm_http_hub_ref (hub);
  self->socket = MBM_SOCKET_NONE;
  self->address = g_strdup (address);
  self->link.data = self;
  self->idle_link.data = self;
  self->phase_time = g_get_monotonic_time ();
  if (settings != NULL)
    {
      self->entry = mbm_tls_entry_new (fd, self->address, mbm_http_hub_get_poller (hub), gate, settings,
                                       mbm_http_connection_entered, self);
    }
  else
    {
      self->state = MBM_HTTP_HEAD;
      self->socket.fd = fd;
    }
  mbm_watch_add (&self->watch, mbm_http_hub_get_poller (hub), &watch_funcs, self->socket.fd, 0);
  if (self->state == MBM_HTTP_ENTERING)
    mbm_watch_set_timeout (&self->watch, mbm_http_hub_get_handshake_timeout (hub));
  else
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
