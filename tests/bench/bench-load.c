/* bench-load.c — as many requests as a server answers
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib-unix.h>

/* The client must not be what is measured: one thread, one epoll, frames made once and then only given
 * another id, no JSON. Each connection registers, and then keeps its number of requests in flight. */

#define N_BUCKETS   2048
#define BUCKET_US   10
#define READ_SIZE   (256 * 1024)
#define SLOT_DIGITS 8

static const guint8 mask[4] = { 0x5a, 0x12, 0xc3, 0x7e };

typedef struct
{
  int fd;
  guint index;
  gboolean upgraded;
  gboolean registered;
  gboolean wants_write;
  GByteArray *in;
  GByteArray *out;
  GByteArray *frame; /* the request, masked, but for the digits of its slot */
  gsize digits;      /* where those are */
  gint64 *sent_at;   /* by slot */
} Connection;

typedef struct
{
  int epoll;
  const char *host;
  guint16 port;
  guint n_connections;
  guint n_in_flight;
  guint n_ready;
  gboolean counting;
  guint64 n_answers;
  guint64 n_failures;
  gint64 now;
  guint64 latency[N_BUCKETS]; /* by tens of microseconds, the last for all above */
} Load;

G_NORETURN G_GNUC_PRINTF (1, 2) static void die (const char *format, ...)
{
  va_list args;
  g_autofree char *message = NULL;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("bench-load: %s\n", message);
  exit (1);
}

static void
append_frame (GByteArray *out, const char *text, gsize length, guint8 opcode)
{
  guint8 header[8] = { 0x80 | opcode, 0x80 | (guint8) MIN (length, 126), length >> 8, length & 0xff };
  gsize header_size = length < 126 ? 2 : 4;
  gsize start;

  g_assert (length < 65536);
  memcpy (header + header_size, mask, 4);
  g_byte_array_append (out, header, header_size + 4);
  start = out->len;
  g_byte_array_append (out, (const guint8 *) text, length);
  for (gsize i = 0; i < length; i++)
    out->data[start + i] ^= mask[i & 3];
}

static void
flush (Load *self, Connection *connection)
{
  while (connection->out->len > 0)
    {
      gssize n = send (connection->fd, connection->out->data, connection->out->len, MSG_NOSIGNAL);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 && errno != EAGAIN)
        die ("Connection %u was lost: %s", connection->index, g_strerror (errno));
      if (n < 0)
        break;
      g_byte_array_remove_range (connection->out, 0, n);
    }

  if (connection->wants_write != (connection->out->len > 0))
    {
      struct epoll_event event = { .data.ptr = connection };

      connection->wants_write = connection->out->len > 0;
      event.events = EPOLLIN | (connection->wants_write ? EPOLLOUT : 0);
      epoll_ctl (self->epoll, EPOLL_CTL_MOD, connection->fd, &event);
    }
}

static void
send_request (Load *self, Connection *connection, guint slot)
{
  gsize start = connection->out->len;
  guint8 *digits;

  g_byte_array_append (connection->out, connection->frame->data, connection->frame->len);
  digits = connection->out->data + start + connection->digits;
  for (guint i = SLOT_DIGITS; i-- > 0; slot /= 10)
    {
      gsize in_payload = connection->digits - 8 + i;

      digits[i] = ('0' + slot % 10) ^ mask[in_payload & 3];
    }
}

static void
begin_requests (Load *self, Connection *connection)
{
  connection->registered = TRUE;
  self->n_ready++;
  for (guint slot = 0; slot < self->n_in_flight; slot++)
    {
      connection->sent_at[slot] = self->now;
      send_request (self, connection, slot);
    }
}

static void
on_answer (Load *self, Connection *connection, const char *text, gsize length)
{
  static const char id[] = "\"requestId\":\"";
  const char *at = memmem (text, MIN (length, 64), id, sizeof id - 1);
  guint slot = 0;

  if (!connection->registered)
    {
      begin_requests (self, connection);
      return;
    }
  if (at == NULL)
    die ("An answer without an id: %.*s", (int) length, text);

  for (guint i = 0; i < SLOT_DIGITS; i++)
    slot = slot * 10 + (at[sizeof id - 1 + i] - '0');
  g_assert (slot < self->n_in_flight);
  if (self->counting)
    {
      self->n_answers++;
      self->n_failures += memmem (text, MIN (length, 128), "\"success\":true", 14) == NULL;
      self->latency[MIN ((self->now - connection->sent_at[slot]) / BUCKET_US, N_BUCKETS - 1)]++;
    }
  connection->sent_at[slot] = self->now;
  send_request (self, connection, slot);
}

static void
on_frame (Load *self, Connection *connection, guint8 opcode, const char *payload, gsize length)
{
  switch (opcode)
    {
    case 1:
      if (memmem (payload, MIN (length, 32), "\"response\"", 10) != NULL)
        on_answer (self, connection, payload, length);
      break;
    case 8:
      die ("The server closed connection %u", connection->index);
    case 9:
      append_frame (connection->out, payload, length, 10);
      break;
    default:
      break;
    }
}

/* Returns how much of the data was whole frames. */
static gsize
take_frames (Load *self, Connection *connection, const guint8 *data, gsize size)
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
          length = left < 4 ? G_MAXSIZE / 2 : (gsize) p[2] << 8 | p[3];
        }
      else if (length == 127)
        die ("An answer over 64 KiB");
      if (left < header || left - header < length)
        return taken;

      on_frame (self, connection, p[0] & 0x0f, (const char *) p + header, length);
      taken += header + length;
    }
}

static void
send_register (Connection *connection)
{
  g_autofree char *text = g_strdup_printf (
    "{\"type\":\"request\",\"requestId\":\"register\",\"requestType\":\"$register\",\"payload\":"
    "{\"clientId\":\"bench-%u\",\"clientType\":\"bench\"},\"context\":{\"source\":\"bench-%u\"}}",
    connection->index, connection->index);

  append_frame (connection->out, text, strlen (text), 1);
}

/* Returns how much of the data was the answer to the handshake. */
static gsize
take_handshake (Connection *connection, const guint8 *data, gsize size)
{
  const char *end = memmem (data, size, "\r\n\r\n", 4);

  if (end == NULL)
    return 0;
  if (!g_str_has_prefix ((const char *) data, "HTTP/1.1 101"))
    die ("The handshake was refused: %.*s", (int) size, data);
  connection->upgraded = TRUE;
  send_register (connection);
  return end + 4 - (const char *) data;
}

static void
on_readable (Load *self, Connection *connection)
{
  static guint8 buffer[READ_SIZE];
  gssize n = recv (connection->fd, buffer, sizeof buffer, 0);
  const guint8 *data = buffer;
  gsize size, taken = 0;

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  if (n <= 0)
    die ("Connection %u was lost: %s", connection->index, n < 0 ? g_strerror (errno) : "closed");

  /* What was left of the last read goes first. */
  size = n;
  if (connection->in->len > 0)
    {
      g_byte_array_append (connection->in, buffer, n);
      data = connection->in->data;
      size = connection->in->len;
    }
  if (!connection->upgraded)
    taken = take_handshake (connection, data, size);
  if (connection->upgraded)
    taken += take_frames (self, connection, data + taken, size - taken);

  if (data == buffer)
    g_byte_array_append (connection->in, buffer + taken, size - taken);
  else
    g_byte_array_remove_range (connection->in, 0, taken);
}

static void
make_request (Connection *connection)
{
  g_autofree char *text = g_strdup_printf (
    "{\"type\":\"request\",\"requestId\":\"%0*u-4c1d-8e6a-2f5b9d7a3c10\",\"requestType\":\"getOrderDetails\","
    "\"payload\":{\"orderId\":\"order-123\"},\"context\":{\"source\":\"bench-%u\"}}",
    SLOT_DIGITS, 0, connection->index);
  const char *digits = strstr (text, "\"requestId\":\"") + strlen ("\"requestId\":\"");

  connection->frame = g_byte_array_new ();
  append_frame (connection->frame, text, strlen (text), 1);
  connection->digits = 8 + (digits - text);
}

static Connection *
open_connection (Load *self, guint index)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (self->port) };
  Connection *connection = g_new0 (Connection, 1);
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = connection };
  g_autofree char *handshake = NULL;
  int on = 1;

  connection->index = index;
  connection->in = g_byte_array_new ();
  connection->out = g_byte_array_new ();
  connection->sent_at = g_new0 (gint64, self->n_in_flight);
  make_request (connection);

  connection->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connection->fd < 0 || inet_pton (AF_INET, self->host, &address.sin_addr) != 1 ||
      connect (connection->fd, (struct sockaddr *) &address, sizeof address) != 0)
    die ("Connection %u cannot be made: %s", index, g_strerror (errno));
  setsockopt (connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  g_unix_set_fd_nonblocking (connection->fd, TRUE, NULL);
  epoll_ctl (self->epoll, EPOLL_CTL_ADD, connection->fd, &event);

  handshake =
    g_strdup_printf ("GET / HTTP/1.1\r\nHost: %s:%u\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\nSec-WebSocket-Version: 13\r\n\r\n",
                     self->host, self->port);
  g_byte_array_append (connection->out, (const guint8 *) handshake, strlen (handshake));
  flush (self, connection);
  return connection;
}

static void
run_until (Load *self, gint64 deadline, gboolean until_ready)
{
  struct epoll_event events[256];

  while ((self->now = g_get_monotonic_time ()) < deadline &&
         !(until_ready && self->n_ready == self->n_connections))
    {
      int n = epoll_wait (self->epoll, events, G_N_ELEMENTS (events), 100);

      self->now = g_get_monotonic_time ();
      for (int i = 0; i < n; i++)
        {
          Connection *connection = events[i].data.ptr;

          if (events[i].events & ~EPOLLOUT)
            on_readable (self, connection);
          flush (self, connection);
        }
    }
}

/* In microseconds; the upper end of the bucket. */
static guint
quantile (const Load *self, double part)
{
  guint64 seen = 0;
  guint bucket = 0;

  while (bucket < N_BUCKETS - 1 && (seen += self->latency[bucket]) < self->n_answers * part)
    bucket++;
  return (bucket + 1) * BUCKET_US;
}

static void
raise_file_limit (void)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
}

int
main (int argc, char *argv[])
{
  int connections = 8, in_flight = 64, milliseconds = 2000, warm_up = 500;
  const GOptionEntry entries[] = {
    { "connections", 'c', 0, G_OPTION_ARG_INT, &connections, "Connections", "N" },
    { "in-flight", 'f', 0, G_OPTION_ARG_INT, &in_flight, "Requests in flight on each", "N" },
    { "time", 't', 0, G_OPTION_ARG_INT, &milliseconds, "How long to measure", "MS" },
    { "warm-up", 'w', 0, G_OPTION_ARG_INT, &warm_up, "How long to wait before that", "MS" },
    { NULL },
  };
  g_autoptr (GOptionContext) options = g_option_context_new ("URL");
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GError) error = NULL;
  Load load = { 0 };
  gint64 start;
  double seconds;

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error) || argc != 2 ||
      (uri = g_uri_parse (argv[1], G_URI_FLAGS_NONE, &error)) == NULL || connections < 1 || in_flight < 1)
    {
      g_printerr ("%s\n",
                  error != NULL ? error->message : "Give the URL of a server, such as ws://127.0.0.1:8080/");
      return 2;
    }

  raise_file_limit ();
  load.epoll = epoll_create1 (EPOLL_CLOEXEC);
  load.host = g_uri_get_host (uri);
  load.port = g_uri_get_port (uri);
  load.n_connections = connections;
  load.n_in_flight = in_flight;
  for (guint i = 0; i < load.n_connections; i++)
    open_connection (&load, i);
  run_until (&load, g_get_monotonic_time () + 30 * G_USEC_PER_SEC, TRUE);
  if (load.n_ready < load.n_connections)
    die ("Only %u of %u connections were registered", load.n_ready, load.n_connections);

  run_until (&load, g_get_monotonic_time () + warm_up * 1000, FALSE);
  load.counting = TRUE;
  start = g_get_monotonic_time ();
  run_until (&load, start + milliseconds * 1000, FALSE);
  seconds = (g_get_monotonic_time () - start) / 1e6;

  g_print ("{\"requests\":%" G_GUINT64_FORMAT ",\"failures\":%" G_GUINT64_FORMAT
           ",\"seconds\":%.3f,\"rate\":%.0f,"
           "\"medianUs\":%u,\"p99Us\":%u}\n",
           load.n_answers, load.n_failures, seconds, load.n_answers / seconds, quantile (&load, 0.5),
           quantile (&load, 0.99));
  return load.n_failures == 0 ? 0 : 1;
}
