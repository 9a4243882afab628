/* bench-broadcast.c — how many events a server delivers to many clients
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib-unix.h>

#include "mbm.h"

/* So many events may be on their way to each client: enough to keep it busy, and no more than it can take. */
#define WINDOW 16

/* The clients: one thread that does nothing but to count what comes. */
typedef struct
{
  guint16 port;
  guint n_connections;
  int epoll;
  guint64 n_bytes; /* atomic, as below */
  gint ready;
  gint done;
} Sink;

typedef struct
{
  MbmServer *server;
  GMainLoop *loop;
  GThread *thread;
  Sink sink;
  GBytes *payload;
  gsize frame_size; /* of one event on the wire */
  guint64 n_sent;   /* events */
  guint milliseconds;
  gint64 start;
  guint64 start_bytes;
  double start_cpu;
} Bench;

static void
send_text (int fd, const char *text)
{
  gsize length = strlen (text);
  guint8 head[8] = { 0x81, 0x80 | 126, (guint8) (length >> 8), (guint8) length, 0, 0, 0, 0 };

  if (write (fd, head, sizeof head) != sizeof head || write (fd, text, length) != (gssize) length)
    g_error ("Cannot write: %s", g_strerror (errno));
}

static void
await (int fd, const char *text)
{
  char buffer[4096];
  gsize length = 0;

  while (memmem (buffer, length, text, strlen (text)) == NULL)
    {
      gssize n = read (fd, buffer + length, sizeof buffer - length);

      if (n <= 0)
        g_error ("The server did not say “%s”", text);
      length += (gsize) n;
    }
}

static void
join (Sink *self, guint index)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (self->port) };
  struct epoll_event event = { .events = EPOLLIN };
  g_autofree char *request = NULL;

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  event.data.fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (event.data.fd < 0 || connect (event.data.fd, (struct sockaddr *) &address, sizeof address) != 0)
    g_error ("Cannot connect: %s", g_strerror (errno));
  setsockopt (event.data.fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof (int));

  request =
    g_strdup_printf ("GET / HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\nSec-WebSocket-Version: 13\r\n\r\n",
                     self->port);
  if (write (event.data.fd, request, strlen (request)) < 0)
    g_error ("Cannot write: %s", g_strerror (errno));
  await (event.data.fd, "\r\n\r\n");

  g_free (request);
  request = g_strdup_printf (
    "{\"type\":\"request\",\"requestId\":\"r\",\"requestType\":\"$register\",\"payload\":"
    "{\"clientId\":\"client-%u\",\"clientType\":\"bench\",\"metadata\":{\"filler\":\"%050u\"}}}",
    index, index);
  send_text (event.data.fd, request);
  await (event.data.fd, "\"success\":true");
  epoll_ctl (self->epoll, EPOLL_CTL_ADD, event.data.fd, &event);
}

static gpointer
sink_thread (gpointer data)
{
  Sink *self = data;
  struct epoll_event events[256];
  g_autofree char *buffer = g_malloc (65536);

  for (guint i = 0; i < self->n_connections; i++)
    join (self, i);
  g_atomic_int_set (&self->ready, TRUE);

  while (!g_atomic_int_get (&self->done))
    {
      int n = epoll_wait (self->epoll, events, G_N_ELEMENTS (events), 10);
      guint64 got = 0;

      for (int i = 0; i < n; i++)
        {
          gssize size = recv (events[i].data.fd, buffer, 65536, MSG_DONTWAIT);

          if (size > 0)
            got += (guint64) size;
        }
      __atomic_fetch_add (&self->n_bytes, got, __ATOMIC_RELAXED);
    }

  return NULL;
}

static double
measure_cpu (void)
{
  struct rusage usage;

  getrusage (RUSAGE_THREAD, &usage);
  return (double) usage.ru_utime.tv_sec + (double) usage.ru_stime.tv_sec +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static guint64
get_received (Bench *self)
{
  return __atomic_load_n (&self->sink.n_bytes, __ATOMIC_RELAXED);
}

static void
report (Bench *self)
{
  double seconds = (double) (g_get_monotonic_time () - self->start) / 1e6;
  guint64 delivered = (get_received (self) - self->start_bytes) / self->frame_size;

  g_print ("{\"clients\":%u,\"frameBytes\":%" G_GSIZE_FORMAT ",\"delivered\":%" G_GUINT64_FORMAT
           ",\"seconds\":%.3f,\"rate\":%.0f,\"cpuUs\":%.2f}\n",
           self->sink.n_connections, self->frame_size, delivered, seconds, (double) delivered / seconds,
           (measure_cpu () - self->start_cpu) * 1e6 / (double) MAX (delivered, 1));
}

static gboolean
broadcast_cb (gpointer data)
{
  Bench *self = data;
  guint64 on_their_way;
  guint n_receivers = 0;

  if (!g_atomic_int_get (&self->sink.ready))
    return G_SOURCE_CONTINUE;

  if (self->start == 0)
    {
      self->start = g_get_monotonic_time ();
      self->start_bytes = get_received (self);
      self->start_cpu = measure_cpu ();
    }
  if (g_get_monotonic_time () - self->start > self->milliseconds * G_TIME_SPAN_MILLISECOND)
    {
      report (self);
      g_main_loop_quit (self->loop);
      return G_SOURCE_REMOVE;
    }

  on_their_way =
    self->n_sent * self->sink.n_connections * self->frame_size - (get_received (self) - self->start_bytes);
  if (on_their_way < (guint64) WINDOW * self->sink.n_connections * self->frame_size)
    {
      g_assert_true (mbm_server_broadcast (self->server, "orderCreated", self->payload, &n_receivers, NULL));
      g_assert_cmpuint (n_receivers, ==, self->sink.n_connections);
      self->n_sent++;
    }

  return G_SOURCE_CONTINUE;
}

static void
started_cb (GObject *source_object, GAsyncResult *result, gpointer user_data)
{
  Bench *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = NULL;

  mbm_server_start_finish (self->server, result, &error);
  g_assert_no_error (error);
  uri = g_uri_parse (mbm_server_get_uri (self->server), G_URI_FLAGS_NONE, NULL);
  self->sink.port = (guint16) g_uri_get_port (uri);
  self->thread = g_thread_new ("clients", sink_thread, &self->sink);
  g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, 0, broadcast_cb, self, NULL);
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
  static const char payload[] =
    "{\"orderId\":\"order-123\",\"customerId\":\"customer-42\",\"amount\":112.4,\"timestamp\":1700000000000}";
  Bench bench = { .milliseconds = 2000 };
  g_autoptr (MbmMessage) event = NULL;
  gsize size;

  raise_file_limit ();
  bench.sink.n_connections = argc > 1 ? (guint) strtoul (argv[1], NULL, 10) : 1000;
  bench.sink.epoll = epoll_create1 (EPOLL_CLOEXEC);
  bench.payload = g_bytes_new_static (payload, sizeof payload - 1);
  event = mbm_message_new_event ("orderCreated", bench.payload, NULL, NULL);
  size = g_bytes_get_size (mbm_message_get_bytes (event));
  bench.frame_size = size + (size < 126 ? 2 : 4);

  bench.server = mbm_server_new ("bench", NULL);
  g_object_set (bench.server, "heartbeat-interval", 0, "announce-clients", FALSE, "max-clients",
                bench.sink.n_connections, NULL);
  bench.loop = g_main_loop_new (NULL, FALSE);
  mbm_server_start_async (bench.server, "ws://127.0.0.1:0", NULL, started_cb, &bench);
  g_main_loop_run (bench.loop);

  g_atomic_int_set (&bench.sink.done, TRUE);
  g_thread_join (bench.thread);
  g_object_unref (bench.server);
  g_main_loop_unref (bench.loop);
  g_bytes_unref (bench.payload);
  return 0;
}
