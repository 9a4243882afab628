/* mbm-tls-entry.c — the TLS handshake, as a server sees it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "mbm-tls-entry-private.h"

/* What a record begins with: its type, a version, a length. */
#define RECORD_HEADER    5
#define RECORD_HANDSHAKE 0x16
#define RECORD_VERSION   0x03
#define MAX_RECORD       (16 * 1024)

/* What an HTTP request begins with is a word in capitals. */
#define PLAIN_ANSWER                                                                           \
  "HTTP/1.1 400 Bad Request (this port speaks TLS)\r\n"                                        \
  "Connection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 54\r\n\r\n" \
  "This port speaks TLS: use an address with wss:// etc.\n"

typedef enum
{
  HELLO_INCOMPLETE,
  HELLO_COMPLETE,
  HELLO_HTTP, /* not encrypted */
  HELLO_ELSE,
  HELLO_GONE,
} Hello;

/* Owned by who made it until it calls its function. First nothing is read: the socket keeps what comes, and
 * says when it is a whole greeting, so that connections which never send one cost no thread. */
struct _MbmTlsEntry
{
  MbmWatch watch;
  MbmTlsTicket ticket;
  int fd; /* until there is a link */
  MbmTlsLink *link;
  MbmTlsGate *gate;
  MbmTlsSettings *settings;
  const char *address;
  MbmTlsEntryFunc func;
  gpointer user_data;
};

void
mbm_tls_entry_free (MbmTlsEntry *self)
{
  MbmSocket socket = { .fd = self->fd, .link = self->link };

  mbm_watch_remove (&self->watch);
  mbm_tls_gate_leave (&self->ticket);
  mbm_socket_close (&socket);
  g_free (self);
}

static void
mbm_tls_entry_end (MbmTlsEntry *self, const GError *error)
{
  MbmSocket socket = { .fd = self->fd, .link = g_steal_pointer (&self->link) };
  MbmTlsEntryFunc func = self->func;
  gpointer user_data = self->user_data;

  self->fd = -1;
  mbm_tls_entry_free (self);
  func (socket, error, user_data);
}

static void
mbm_tls_entry_fail (MbmTlsEntry *self, MbmError code, const char *problem)
{
  g_autoptr (GError) error = g_error_new_literal (MBM_ERROR, code, problem);

  mbm_tls_entry_end (self, error);
}

static Hello
mbm_tls_entry_peek (int fd)
{
  guint8 header[RECORD_HEADER] = { 0 };
  gsize needed = RECORD_HEADER;
  gssize n = recv (fd, header, sizeof header, MSG_PEEK);
  int available = 0;

  if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
    return HELLO_INCOMPLETE;
  if (n <= 0)
    return HELLO_GONE;
  if (header[0] != RECORD_HANDSHAKE || (n > 1 && header[1] != RECORD_VERSION))
    return g_ascii_isupper (header[0]) ? HELLO_HTTP : HELLO_ELSE;

  if (n == RECORD_HEADER)
    needed += header[3] << 8 | header[4];
  if (needed > RECORD_HEADER + MAX_RECORD)
    return HELLO_ELSE;
  if (ioctl (fd, FIONREAD, &available) == 0 && available >= (int) needed && n == RECORD_HEADER)
    {
      setsockopt (fd, SOL_SOCKET, SO_RCVLOWAT, &(int){ 1 }, sizeof (int));
      return HELLO_COMPLETE;
    }

  /* Not before there is more of it: what is left unread must not be reported again and again. */
  setsockopt (fd, SOL_SOCKET, SO_RCVLOWAT, &(int){ needed }, sizeof (int));
  return HELLO_INCOMPLETE;
}

static void
mbm_tls_entry_tell_http (MbmTlsEntry *self)
{
  G_GNUC_UNUSED gssize n = send (self->fd, PLAIN_ANSWER, strlen (PLAIN_ANSWER), MSG_NOSIGNAL);

  mbm_tls_entry_fail (self, MBM_ERROR_HANDSHAKE,
                      _ ("An HTTP request without encryption came, and this address speaks TLS"));
}

static MbmTlsEntry *
mbm_tls_entry_from_watch (MbmWatch *watch)
{
  return (MbmTlsEntry *) (void *) ((char *) watch - G_STRUCT_OFFSET (MbmTlsEntry, watch));
}

static void
mbm_tls_entry_ready (MbmWatch *watch, guint32 events)
{
  MbmTlsEntry *self = mbm_tls_entry_from_watch (watch);

  switch (mbm_tls_entry_peek (self->fd))
    {
    case HELLO_COMPLETE:
      /* From here on the handshake reads. */
      mbm_watch_set_suspended (watch, TRUE);
      mbm_tls_gate_enter (self->gate, &self->ticket);
      break;
    case HELLO_HTTP:
      mbm_tls_entry_tell_http (self);
      break;
    case HELLO_ELSE:
      mbm_tls_entry_fail (self, MBM_ERROR_HANDSHAKE, _ ("What came is not TLS, which this address speaks"));
      break;
    case HELLO_GONE:
      mbm_tls_entry_fail (self, MBM_ERROR_HANDSHAKE, _ ("The connection ended before its TLS handshake"));
      break;
    case HELLO_INCOMPLETE:
    default:
      /* It will not become complete any more. */
      if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
        mbm_tls_entry_fail (self, MBM_ERROR_HANDSHAKE, _ ("The connection ended in its TLS handshake"));
    }
}

static void
mbm_tls_entry_flush (MbmWatch *watch)
{
}

static void
mbm_tls_entry_expired (MbmWatch *watch)
{
}

static const MbmWatchFuncs watch_funcs = {
  .ready = mbm_tls_entry_ready,
  .flush = mbm_tls_entry_flush,
  .expired = mbm_tls_entry_expired,
};

static MbmTlsEntry *
mbm_tls_entry_from_ticket (MbmTlsTicket *ticket)
{
  return (MbmTlsEntry *) (void *) ((char *) ticket - G_STRUCT_OFFSET (MbmTlsEntry, ticket));
}

static void
mbm_tls_entry_shaken (MbmTlsLink *link, const GError *error, gpointer user_data)
{
  mbm_tls_entry_end (user_data, error);
}

static void
mbm_tls_entry_go (MbmTlsTicket *ticket)
{
  MbmTlsEntry *self = mbm_tls_entry_from_ticket (ticket);
  g_autoptr (GError) error = NULL;

  self->link = mbm_tls_link_new_server (self->settings, self->fd, self->address, &error);
  if (self->link == NULL)
    {
      self->fd = -1;
      mbm_tls_entry_end (self, error);
      return;
    }

  mbm_tls_link_shake_hands (self->link, mbm_tls_entry_shaken, self);
}

/* In the middle of its handshake there is nobody who could be told why. */
static void
mbm_tls_entry_cut (MbmTlsTicket *ticket)
{
  MbmTlsEntry *self = mbm_tls_entry_from_ticket (ticket);

  g_clear_pointer (&self->link, mbm_tls_link_free);
  self->fd = -1;
  mbm_tls_entry_fail (self, MBM_ERROR_TIMED_OUT,
                      _ ("A connection did not go on with its TLS handshake while others waited for theirs"));
}

MbmTlsEntry *
mbm_tls_entry_new (int fd,
                   const char *address,
                   MbmPoller *poller,
                   MbmTlsGate *gate,
                   MbmTlsSettings *settings,
                   MbmTlsEntryFunc func,
                   gpointer user_data)
{
  MbmTlsEntry *self = g_new0 (MbmTlsEntry, 1);

  self->fd = fd;
  self->address = address;
  self->gate = gate;
  self->settings = settings;
  self->func = func;
  self->user_data = user_data;
  self->ticket.go = mbm_tls_entry_go;
  self->ticket.cut = mbm_tls_entry_cut;
  setsockopt (fd, SOL_SOCKET, SO_RCVLOWAT, &(int){ RECORD_HEADER }, sizeof (int));
  mbm_watch_add (&self->watch, poller, &watch_funcs, fd, EPOLLIN | EPOLLRDHUP);
  return self;
}
