/* bench-peers.c — many clients in one thread, as cheap as they can be
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bench-peers.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib-unix.h>

#include "bench-wire.h"

#define READ_SIZE (256 * 1024)

/* So many are between connecting and being registered, and all have so long. */
#define MAX_OPENING   32
#define OPEN_TIMEOUT  (60 * G_USEC_PER_SEC)
#define LARGEST_FRAME 65535

static const guint8 mask[4] = BENCH_MASK;

void
bench_die (const char *format, ...)
{
  va_list args;
  g_autofree char *message = NULL;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("%s: %s\n", g_get_prgname (), message);
  exit (1);
}

/* --- frames --------------------------------------------------------------- */

static GByteArray *
make_frame (guint8 opcode, const char *text, gsize length)
{
  GByteArray *frame = g_byte_array_sized_new (BENCH_HEADER_SIZE + length);
  guint8 header[BENCH_HEADER_SIZE] = { 0x80 | opcode, 0x80 };
  guint header_size = 2;
  gsize start;

  if (length > LARGEST_FRAME)
    bench_die ("A frame of %" G_GSIZE_FORMAT " bytes is none of a benchmark", length);
  if (length < 126)
    {
      header[1] |= (guint8) length;
    }
  else
    {
      header[1] |= 126;
      header[header_size++] = (guint8) (length >> 8);
      header[header_size++] = (guint8) length;
    }
  memcpy (header + header_size, mask, 4);
  start = header_size + 4;
  g_byte_array_append (frame, header, start);
  g_byte_array_append (frame, (const guint8 *) text, length);
  for (gsize i = 0; i < length; i++)
    frame->data[start + i] ^= mask[i & 3];
  return frame;
}

GByteArray *
bench_make_frame (const char *text)
{
  return make_frame (1, text, strlen (text));
}

char *
bench_make_client_id (guint index)
{
  return g_strdup_printf ("bench-%d-%u", (int) getpid (), index);
}

GByteArray *
bench_make_request (guint index, const char *name, const char *payload)
{
  g_autofree char *client_id = bench_make_client_id (index);
  g_autofree char *text =
    g_strdup_printf (BENCH_REQUEST_START "%0*u" BENCH_ID_REST "\",\"requestType\":\"%s\",\"payload\":%s,"
                                         "\"context\":{\"source\":\"%s\"}}",
                     BENCH_ID_DIGITS, 0, name, payload, client_id);

  g_assert (strlen (text) > 125);
  return bench_make_frame (text);
}

void
bench_number_request (guint8 *frame, guint number)
{
  const gsize at = sizeof BENCH_REQUEST_START - 1;

  for (guint i = BENCH_ID_DIGITS; i-- > 0; number /= 10)
    frame[BENCH_HEADER_SIZE + at + i] = (guint8) ('0' + number % 10) ^ mask[(at + i) & 3];
}

guint
bench_read_number (const char *text, gsize length)
{
  const gsize at = sizeof BENCH_ANSWER_START - 1;
  guint number = 0;

  if (!BENCH_STARTS_WITH (text, length, BENCH_ANSWER_START) || length < at + BENCH_ID_DIGITS)
    bench_die ("What came is no answer: %.*s", (int) length, text);
  for (guint i = 0; i < BENCH_ID_DIGITS; i++)
    number = number * 10 + (guint) (text[at + i] - '0');
  return number;
}

gboolean
bench_starts_with (const char *text, gsize length, const char *start, gsize start_length)
{
  return length >= start_length && memcmp (text, start, start_length) == 0;
}

guint8 *
bench_peer_append (BenchPeer *peer, const GByteArray *frame)
{
  gsize start;

  if (peer->out == NULL)
    peer->out = g_byte_array_new ();
  start = peer->out->len;
  g_byte_array_append (peer->out, frame->data, frame->len);
  return peer->out->data + start;
}

void
bench_peer_flush (BenchPeers *self, BenchPeer *peer)
{
  gsize written = 0;
  gboolean wants_write;

  if (peer->out == NULL)
    return;

  while (written < peer->out->len)
    {
      gssize n = send (peer->fd, peer->out->data + written, peer->out->len - written, MSG_NOSIGNAL);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 && errno == EAGAIN)
        break;
      if (n < 0)
        bench_die ("Connection %u was lost: %s", peer->index, g_strerror (errno));
      written += (gsize) n;
    }
  g_byte_array_remove_range (peer->out, 0, (guint) written);

  wants_write = peer->out->len > 0;
  if (peer->wants_write != wants_write)
    {
      struct epoll_event event = { .events = EPOLLIN | (wants_write ? EPOLLOUT : 0), .data.ptr = peer };

      peer->wants_write = wants_write;
      epoll_ctl (self->epoll, EPOLL_CTL_MOD, peer->fd, &event);
    }
}

/* --- what comes in -------------------------------------------------------- */

static void
take_answer_to_register (BenchPeers *self, BenchPeer *peer, const char *text, gsize length)
{
  if (!BENCH_STARTS_WITH (text, length, "{\"type\":\"response\""))
    return;

  if (memmem (text, length, "\"success\":true", 14) == NULL)
    bench_die ("Client %u was not let in: %.*s", peer->index, (int) length, text);
  peer->registered = TRUE;
  self->n_registered++;
}

static void
take_frame (BenchPeers *self, BenchPeer *peer, guint8 opcode, const char *payload, gsize length)
{
  switch (opcode)
    {
    case 0x1:
      if (peer->registered)
        self->received (self, peer, payload, length);
      else
        take_answer_to_register (self, peer, payload, length);
      break;
    case 0x8:
      bench_die ("The server closed connection %u: %.*s", peer->index, (int) MAX (length, 2) - 2,
                 payload + 2);
    case 0x9:
      {
        g_autoptr (GByteArray) pong = make_frame (0xa, payload, length);

        bench_peer_append (peer, pong);
        break;
      }
    default:
      break;
    }
}

/* Returns how much of the data was whole frames. */
static gsize
take_frames (BenchPeers *self, BenchPeer *peer, const guint8 *data, gsize size)
{
  gsize taken = 0;

  for (;;)
    {
      const guint8 *p = data + taken;
      gsize left = size - taken;
      gsize header = 2, length;

      if (left < 2)
        return taken;
      length = p[1] & 0x7f;
      if (length == 126)
        {
          header = 4;
          length = left < header ? LARGEST_FRAME : (gsize) p[2] << 8 | p[3];
        }
      else if (length == 127)
        {
          bench_die ("A message over 64 KiB came to connection %u", peer->index);
        }
      if (left < header + length)
        return taken;

      take_frame (self, peer, p[0] & 0x0f, (const char *) p + header, length);
      taken += header + length;
    }
}

static void
send_register (BenchPeer *peer)
{
  g_autofree char *client_id = bench_make_client_id (peer->index);
  g_autofree char *payload = g_strdup_printf ("{\"clientId\":\"%s\",\"clientType\":\"bench\"}", client_id);
  g_autoptr (GByteArray) frame = bench_make_request (peer->index, "$register", payload);

  bench_peer_append (peer, frame);
}

/* Returns how much of the data was the answer to the handshake. */
static gsize
take_handshake (BenchPeer *peer, const guint8 *data, gsize size)
{
  const char *end = memmem (data, size, "\r\n\r\n", 4);

  if (end == NULL)
    return 0;
  if (!BENCH_STARTS_WITH ((const char *) data, size, "HTTP/1.1 101"))
    bench_die ("The handshake was refused: %.*s", (int) size, data);

  peer->upgraded = TRUE;
  send_register (peer);
  return (gsize) (end + 4 - (const char *) data);
}

static void
read_peer (BenchPeers *self, BenchPeer *peer)
{
  static guint8 buffer[READ_SIZE];
  gssize n = recv (peer->fd, buffer, sizeof buffer, 0);
  const guint8 *data = buffer;
  gsize size, taken = 0;

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  if (n <= 0)
    bench_die ("Connection %u was lost: %s", peer->index, n < 0 ? g_strerror (errno) : "closed");

  /* What was left of the last read goes first. */
  size = (gsize) n;
  if (peer->in != NULL)
    {
      g_byte_array_append (peer->in, buffer, (guint) n);
      data = peer->in->data;
      size = peer->in->len;
    }
  if (!peer->upgraded)
    taken = take_handshake (peer, data, size);
  if (peer->upgraded)
    taken += take_frames (self, peer, data + taken, size - taken);

  if (peer->in != NULL)
    g_byte_array_remove_range (peer->in, 0, (guint) taken);
  else if (taken < size)
    peer->in = g_byte_array_append (g_byte_array_new (), buffer + taken, (guint) (size - taken));
  if (peer->in != NULL && peer->in->len == 0)
    g_clear_pointer (&peer->in, g_byte_array_unref);
}

static void
turn (BenchPeers *self, gint64 deadline)
{
  struct epoll_event events[256];
  gint64 left = (deadline - self->now + 999) / 1000;
  int n =
    epoll_wait (self->epoll, events, G_N_ELEMENTS (events), self->naps ? 0 : (int) CLAMP (left, 0, 100));

  if (self->naps && n < (int) G_N_ELEMENTS (events))
    g_usleep (100);

  self->now = g_get_monotonic_time ();
  for (int i = 0; i < n; i++)
    {
      BenchPeer *peer = events[i].data.ptr;

      if (events[i].events & ~(guint32) EPOLLOUT)
        read_peer (self, peer);
      bench_peer_flush (self, peer);
    }
}

void
bench_peers_run_until (BenchPeers *self, gint64 deadline)
{
  self->now = g_get_monotonic_time ();
  while (self->now < deadline)
    turn (self, deadline);
}

/* --- connecting ----------------------------------------------------------- */

static void
open_peer (BenchPeers *self, BenchPeer *peer)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (self->port) };
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = peer };
  g_autofree char *handshake =
    g_strdup_printf ("GET / HTTP/1.1\r\nHost: %s:%u\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\nSec-WebSocket-Version: 13\r\n\r\n",
                     self->host, self->port);

  peer->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (peer->fd < 0 || inet_pton (AF_INET, self->host, &address.sin_addr) != 1 ||
      connect (peer->fd, (struct sockaddr *) &address, sizeof address) != 0)
    bench_die ("Connection %u cannot be made: %s", peer->index, g_strerror (errno));
  setsockopt (peer->fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof (int));
  g_unix_set_fd_nonblocking (peer->fd, TRUE, NULL);
  epoll_ctl (self->epoll, EPOLL_CTL_ADD, peer->fd, &event);

  peer->out =
    g_byte_array_append (g_byte_array_new (), (const guint8 *) handshake, (guint) strlen (handshake));
  bench_peer_flush (self, peer);
}

void
bench_peers_init (BenchPeers *self, const char *url, guint n_peers, BenchPeersFunc received)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, &error);

  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_port (uri) < 1)
    bench_die ("%s is no URL such as ws://127.0.0.1:8080/", url);

  *self = (BenchPeers){
    .epoll = epoll_create1 (EPOLL_CLOEXEC),
    .host = g_intern_string (g_uri_get_host (uri)),
    .port = (guint16) g_uri_get_port (uri),
    .n_peers = n_peers,
    .peers = g_new0 (BenchPeer, n_peers),
    .received = received,
  };
  for (guint i = 0; i < n_peers; i++)
    self->peers[i].index = i;
}

void
bench_peers_open (BenchPeers *self)
{
  gint64 deadline = g_get_monotonic_time () + OPEN_TIMEOUT;

  while (self->n_registered < self->n_peers)
    {
      while (self->n_opened < self->n_peers && self->n_opened - self->n_registered < MAX_OPENING)
        open_peer (self, &self->peers[self->n_opened++]);
      self->now = g_get_monotonic_time ();
      if (self->now >= deadline)
        bench_die ("Only %u of %u clients were registered in time", self->n_registered, self->n_peers);
      turn (self, deadline);
    }
}
