/* bench-transport.c — what a WebSocket costs without anything on it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <locale.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mbm-fd-limit.h"
#include "mbm-transport.h"

/* A process of its own echoes what comes, or sends it to everybody. This one writes frames that were made
 * once, and counts bytes: every frame that comes back has the same size. */

#define PAYLOAD     170
#define SENT_SIZE   (8 + PAYLOAD)
#define ECHO_SIZE   (4 + PAYLOAD)
#define N_IDLE      2000
#define N_LISTENERS 500

#define REQUEST                                                            \
  "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"            \
  "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" \
  "Sec-WebSocket-Version: 13\r\n\r\n"

static const double seconds = 2;

/* --- the process that is measured ------------------------------------------- */

typedef struct
{
  GPtrArray *channels;
  gboolean to_everybody;
  int uri_fd;
} Echo;

static void
received_cb (MbmChannel *channel, GBytes *text, gpointer user_data)
{
  Echo *self = user_data;

  if (!self->to_everybody)
    mbm_channel_send (channel, text, NULL);
  for (guint i = 0; self->to_everybody && i < self->channels->len; i++)
    mbm_channel_send (self->channels->pdata[i], text, NULL);
}

static void
closed_cb (MbmChannel *channel, guint code, const char *reason, const GError *error, gpointer user_data)
{
  Echo *self = user_data;

  g_ptr_array_remove_fast (self->channels, channel);
}

static void
accepted_cb (MbmListener *listener, MbmChannel *channel, gpointer user_data)
{
  static const MbmChannelReceiver receiver = { .received = received_cb, .closed = closed_cb };
  Echo *self = user_data;

  g_ptr_array_add (self->channels, g_object_ref (channel));
  mbm_channel_set_receiver (channel, &receiver, self);
}

static void
listening_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  static const MbmListenerReceiver receiver = { .accepted = accepted_cb };
  Echo *self = user_data;
  g_autoptr (GError) error = NULL;
  MbmListener *listener = mbm_transport_listen_finish (MBM_TRANSPORT (source), result, &error);
  guint16 port;

  g_assert_no_error (error);
  mbm_listener_set_receiver (listener, &receiver, self);
  port = g_ascii_strtoull (strrchr (mbm_listener_get_uri (listener), ':') + 1, NULL, 10);
  g_assert_cmpint (write (self->uri_fd, &port, sizeof port), ==, sizeof port);
}

static void
run_echo (int uri_fd, gboolean to_everybody)
{
  Echo self = { .uri_fd = uri_fd, .to_everybody = to_everybody };
  g_autoptr (MbmTransport) transport = mbm_transport_new_for_uri ("ws://127.0.0.1:0", NULL);

  self.channels = g_ptr_array_new_with_free_func (g_object_unref);
  mbm_transport_listen_async (transport, "ws://127.0.0.1:0", NULL, listening_cb, &self);
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

static pid_t
start_echo (gboolean to_everybody, guint16 *port)
{
  int fds[2];
  pid_t pid;

  g_assert_cmpint (pipe (fds), ==, 0);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      prctl (PR_SET_PDEATHSIG, SIGKILL);
      close (fds[0]);
      run_echo (fds[1], to_everybody);
    }

  close (fds[1]);
  g_assert_cmpint (read (fds[0], port, sizeof *port), ==, sizeof *port);
  close (fds[0]);
  return pid;
}

static void
stop_echo (pid_t pid)
{
  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
}

/* User and system time of a process so far, in seconds. */
static double
get_cpu_time (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *stat = NULL;
  g_auto (GStrv) fields = NULL;

  g_assert_true (g_file_get_contents (path, &stat, NULL, NULL));
  /* Behind the name, which may hold anything: state is the third field. */
  fields = g_strsplit (strrchr (stat, ')') + 2, " ", -1);
  return (double) (g_ascii_strtoull (fields[11], NULL, 10) + g_ascii_strtoull (fields[12], NULL, 10)) /
         sysconf (_SC_CLK_TCK);
}

static gsize
get_resident_size (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/statm", pid);
  g_autofree char *statm = NULL;
  g_auto (GStrv) fields = NULL;

  g_assert_true (g_file_get_contents (path, &statm, NULL, NULL));
  fields = g_strsplit (statm, " ", 3);
  return g_ascii_strtoull (fields[1], NULL, 10) * sysconf (_SC_PAGESIZE);
}

/* --- the load ---------------------------------------------------------------- */

static int
connect_raw (guint16 port)
{
  struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_port = g_htons (port),
    .sin_addr.s_addr = g_htonl (INADDR_LOOPBACK),
  };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  char answer[1024];
  gssize n;

  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof (int));
  g_assert_cmpint (send (fd, REQUEST, strlen (REQUEST), MSG_NOSIGNAL), ==, strlen (REQUEST));
  n = recv (fd, answer, sizeof answer, 0);
  g_assert_cmpint (n, >, 4);
  g_assert_true (memcmp (answer + n - 4, "\r\n\r\n", 4) == 0);
  return fd;
}

static GBytes *
make_frames (guint n)
{
  guint8 frame[SENT_SIZE] = { 0x81, 0xfe, PAYLOAD >> 8, PAYLOAD & 0xff };
  g_autoptr (GByteArray) frames = g_byte_array_new ();

  memset (frame + 8, 'x', PAYLOAD);
  for (guint i = 0; i < n; i++)
    g_byte_array_append (frames, frame, sizeof frame);
  return g_bytes_new (frames->data, frames->len);
}

/* Blocking: what is in flight fits into the buffers of a socket. */
static void
send_frames (int fd, GBytes *frames, guint n)
{
  gsize length = (gsize) n * SENT_SIZE;
  const guint8 *data = g_bytes_get_data (frames, NULL);

  g_assert_cmpint (send (fd, data, length, MSG_NOSIGNAL), ==, length);
}

static void
measure_echo (guint n_connections, guint n_in_flight)
{
  g_autoptr (GBytes) frames = make_frames (n_in_flight);
  g_autofree gsize *got = g_new0 (gsize, n_connections);
  g_autofree int *fds = g_new0 (int, n_connections);
  g_autofree guint8 *buffer = g_malloc (1024 * 1024);
  int epoll = epoll_create1 (EPOLL_CLOEXEC);
  guint64 n_echoes = 0;
  guint16 port;
  pid_t pid = start_echo (FALSE, &port);
  double cpu;
  gint64 start;
  double elapsed;

  for (guint i = 0; i < n_connections; i++)
    {
      struct epoll_event event = { .events = EPOLLIN, .data.u32 = i };

      fds[i] = connect_raw (port);
      epoll_ctl (epoll, EPOLL_CTL_ADD, fds[i], &event);
    }

  cpu = get_cpu_time (pid);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < n_connections; i++)
    send_frames (fds[i], frames, n_in_flight);
  do
    {
      struct epoll_event events[128];
      int n = epoll_wait (epoll, events, G_N_ELEMENTS (events), 1000);

      g_assert_cmpint (n, >, 0);
      for (int j = 0; j < n; j++)
        {
          guint i = events[j].data.u32;
          gssize length = recv (fds[i], buffer, 1024 * 1024, 0);
          guint n_whole;

          g_assert_cmpint (length, >, 0);
          got[i] += length;
          n_whole = got[i] / ECHO_SIZE;
          got[i] %= ECHO_SIZE;
          n_echoes += n_whole;
          if (n_whole > 0)
            send_frames (fds[i], frames, n_whole);
        }
      elapsed = (g_get_monotonic_time () - start) / 1e6;
    }
  while (elapsed < seconds);
  cpu = get_cpu_time (pid) - cpu;

  g_print ("echo      %4u × %-3u  %9.0f/s  %6.2f µs of processor each\n", n_connections, n_in_flight,
           n_echoes / elapsed, cpu * 1e6 / n_echoes);
  for (guint i = 0; i < n_connections; i++)
    close (fds[i]);
  close (epoll);
  stop_echo (pid);
}

/* What the first one says, all are told. */
static void
measure_broadcast (void)
{
  g_autoptr (GBytes) frame = make_frames (1);
  g_autofree int *fds = g_new0 (int, N_LISTENERS);
  guint16 port;
  pid_t pid = start_echo (TRUE, &port);
  guint64 n_delivered = 0;
  double cpu;
  gint64 start;
  double elapsed;

  for (guint i = 0; i < N_LISTENERS; i++)
    fds[i] = connect_raw (port);

  cpu = get_cpu_time (pid);
  start = g_get_monotonic_time ();
  do
    {
      send_frames (fds[0], frame, 1);
      for (guint i = 0; i < N_LISTENERS; i++)
        {
          guint8 buffer[ECHO_SIZE];

          g_assert_cmpint (recv (fds[i], buffer, sizeof buffer, MSG_WAITALL), ==, ECHO_SIZE);
        }
      n_delivered += N_LISTENERS;
      elapsed = (g_get_monotonic_time () - start) / 1e6;
    }
  while (elapsed < seconds);
  cpu = get_cpu_time (pid) - cpu;

  g_print ("broadcast %4u        %9.0f/s  %6.2f µs of processor each\n", N_LISTENERS, n_delivered / elapsed,
           cpu * 1e6 / n_delivered);
  for (guint i = 0; i < N_LISTENERS; i++)
    close (fds[i]);
  stop_echo (pid);
}

static void
measure_idle (void)
{
  g_autofree int *fds = g_new0 (int, N_IDLE);
  guint16 port;
  pid_t pid = start_echo (FALSE, &port);
  gsize before = get_resident_size (pid);
  gint64 start = g_get_monotonic_time ();
  double elapsed;

  for (guint i = 0; i < N_IDLE; i++)
    fds[i] = connect_raw (port);
  elapsed = (g_get_monotonic_time () - start) / 1e6;

  g_print ("open      %4u        %9.0f/s  %6.2f KiB of memory each\n", N_IDLE, N_IDLE / elapsed,
           (get_resident_size (pid) - before) / 1024.0 / N_IDLE);
  for (guint i = 0; i < N_IDLE; i++)
    close (fds[i]);
  stop_echo (pid);
}

int
main (int argc, char *argv[])
{
  static const guint sizes[][2] = { { 1, 1 }, { 1, 64 }, { 8, 64 }, { 100, 1 } };

  setlocale (LC_ALL, "");
  mbm_raise_fd_limit ();
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    measure_echo (sizes[i][0], sizes[i][1]);
  measure_broadcast ();
  measure_idle ();
  return 0;
}
