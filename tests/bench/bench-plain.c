/* bench-plain.c — what plain sockets could do: a server that answers without reading
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib-unix.h>

#include "bench-wire.h"
#include "mbm-fd-limit.h"

/* One thread, one epoll, a read and a write for all that has come. A frame is its length: every one gets the
 * same answer but for its number, and with --events every one but the first is an event to everybody. Nothing
 * that parses or keeps books can be faster, and the load is cheap enough if it is not the bottleneck here. */

#define READ_SIZE (256 * 1024)

#define HANDSHAKE_ANSWER                                       \
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n" \
  "Connection: Upgrade\r\nSec-WebSocket-Accept: JkfuZPZ0vsyfTSmANB1JUqgL5Jg=\r\n\r\n"

typedef struct
{
  int fd;
  gboolean upgraded;
  gboolean registered;
  gboolean wants_write;
  GByteArray *in;
  GByteArray *out;
} Connection;

typedef struct
{
  int epoll;
  int listener;
  gboolean events;
  GPtrArray *connections;
  GByteArray *answer;
  GByteArray *event;
} Plain;

static GByteArray *
make_frame (const char *text)
{
  gsize length = strlen (text);
  guint8 header[4] = { 0x81, 126, (guint8) (length >> 8), (guint8) length };
  GByteArray *frame = g_byte_array_new ();

  g_assert (length > 125 && length <= G_MAXUINT16);
  g_byte_array_append (frame, header, sizeof header);
  return g_byte_array_append (frame, (const guint8 *) text, (guint) length);
}

static void
write_out (Plain *self, Connection *connection)
{
  GByteArray *out = connection->out;
  gssize n = out->len > 0 ? send (connection->fd, out->data, out->len, MSG_NOSIGNAL) : 0;
  gboolean wants_write;

  /* A connection that is lost is dropped when it is read. */
  if (n > 0)
    g_byte_array_remove_range (out, 0, (guint) n);
  wants_write = out->len > 0;
  if (connection->wants_write != wants_write)
    {
      struct epoll_event event = { .events = EPOLLIN | (wants_write ? EPOLLOUT : 0), .data.ptr = connection };

      connection->wants_write = wants_write;
      epoll_ctl (self->epoll, EPOLL_CTL_MOD, connection->fd, &event);
    }
}

static void
tell_everybody (Plain *self)
{
  for (guint i = 0; i < self->connections->len; i++)
    {
      Connection *connection = self->connections->pdata[i];

      if (!connection->registered)
        continue;
      g_byte_array_append (connection->out, self->event->data, self->event->len);
      write_out (self, connection);
    }
}

static void
answer (Plain *self, Connection *connection, const guint8 *payload)
{
  static const guint8 mask[4] = BENCH_MASK;
  const gsize from = sizeof BENCH_REQUEST_START - 1;
  gsize to = connection->out->len + 4 + sizeof BENCH_ANSWER_START - 1;

  g_byte_array_append (connection->out, self->answer->data, self->answer->len);
  for (guint i = 0; i < BENCH_ID_DIGITS; i++)
    connection->out->data[to + i] = payload[from + i] ^ mask[(from + i) & 3];
  if (self->events && connection->registered)
    tell_everybody (self);
  connection->registered = TRUE;
}

static gsize
take (Plain *self, Connection *connection, const guint8 *data, gsize size)
{
  gsize taken = 0;

  if (!connection->upgraded)
    {
      const guint8 *end = memmem (data, size, "\r\n\r\n", 4);

      if (end == NULL)
        return 0;
      connection->upgraded = TRUE;
      g_byte_array_append (connection->out, (const guint8 *) HANDSHAKE_ANSWER, sizeof HANDSHAKE_ANSWER - 1);
      taken = (gsize) (end + 4 - data);
    }

  while (size - taken >= BENCH_HEADER_SIZE)
    {
      const guint8 *p = data + taken;
      gsize length = (gsize) p[2] << 8 | p[3];

      if (size - taken < BENCH_HEADER_SIZE + length)
        break;
      answer (self, connection, p + BENCH_HEADER_SIZE);
      taken += BENCH_HEADER_SIZE + length;
    }
  return taken;
}

static void
drop (Plain *self, Connection *connection)
{
  close (connection->fd);
  g_ptr_array_remove_fast (self->connections, connection);
  g_byte_array_unref (connection->in);
  g_byte_array_unref (connection->out);
  g_free (connection);
}

static void
read_in (Plain *self, Connection *connection)
{
  static guint8 buffer[READ_SIZE];
  gssize n = recv (connection->fd, buffer, sizeof buffer, 0);
  gsize taken;

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  if (n <= 0)
    {
      drop (self, connection);
      return;
    }

  if (connection->in->len == 0)
    {
      taken = take (self, connection, buffer, (gsize) n);
      g_byte_array_append (connection->in, buffer + taken, (guint) ((gsize) n - taken));
    }
  else
    {
      g_byte_array_append (connection->in, buffer, (guint) n);
      taken = take (self, connection, connection->in->data, connection->in->len);
      g_byte_array_remove_range (connection->in, 0, (guint) taken);
    }
  write_out (self, connection);
}

static void
accept_one (Plain *self)
{
  int fd = accept4 (self->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  Connection *connection;
  struct epoll_event event = { .events = EPOLLIN };

  if (fd < 0)
    return;
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof (int));
  connection = g_new0 (Connection, 1);
  connection->fd = fd;
  connection->in = g_byte_array_new ();
  connection->out = g_byte_array_new ();
  g_ptr_array_add (self->connections, connection);
  event.data.ptr = connection;
  epoll_ctl (self->epoll, EPOLL_CTL_ADD, fd, &event);
}

static void
start_listening (Plain *self)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof address;
  struct epoll_event event = { .events = EPOLLIN };

  self->epoll = epoll_create1 (EPOLL_CLOEXEC);
  self->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (bind (self->listener, (struct sockaddr *) &address, size) != 0 || listen (self->listener, 1024) != 0 ||
      getsockname (self->listener, (struct sockaddr *) &address, &size) != 0)
    g_error ("Cannot listen: %s", g_strerror (errno));
  epoll_ctl (self->epoll, EPOLL_CTL_ADD, self->listener, &event);
  g_print ("{\"event\":\"listening\",\"url\":\"ws://127.0.0.1:%u/\"}\n", ntohs (address.sin_port));
}

int
main (int argc, char *argv[])
{
  Plain self = {
    .events = argc > 1 && strcmp (argv[1], "--events") == 0,
    .connections = g_ptr_array_new (),
    .answer = make_frame (BENCH_ANSWER_START "00000000" BENCH_ID_REST BENCH_ANSWER_MIDDLE BENCH_ORDER "}"),
    .event = make_frame (BENCH_EVENT_START ",\"payload\":" BENCH_CREATED "}"),
  };

  mbm_raise_fd_limit ();
  start_listening (&self);
  for (;;)
    {
      struct epoll_event events[256];
      int n = epoll_wait (self.epoll, events, G_N_ELEMENTS (events), -1);

      for (int i = 0; i < n; i++)
        {
          Connection *connection = events[i].data.ptr;

          if (connection == NULL)
            accept_one (&self);
          else if ((events[i].events & ~(guint32) EPOLLOUT) != 0)
            read_in (&self, connection);
          else
            write_out (&self, connection);
        }
    }
}
