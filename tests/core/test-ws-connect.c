/* test-ws-connect.c — how a client comes to a WebSocket, and to none
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mbm-ws-handshake-private.h"
#include "raw-peer.h"

static void
test_headers (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0/x");
  g_autoptr (MbmTransport) transport = transport_for ("ws://");
  const char *headers[] = { "Authorization: Bearer abc", "X-Two: 2", "host: other.example", NULL };
  g_autoptr (MbmChannel) channel = NULL;
  g_autofree char *authorization = NULL;
  g_autofree char *two = NULL;
  g_autofree char *host = NULL;
  g_autofree char *accept = NULL;
  g_autoptr (GError) error = NULL;
  MbmChannel *accepted;

  mbm_transport_set_headers (transport, headers);
  channel = connect_to (transport, service_get_uri (service), NULL, &error);
  g_assert_no_error (error);
  accepted = service_get_end (service, 0)->channel;
  authorization = find_header (mbm_channel_get_headers (accepted), "Authorization");
  two = find_header (mbm_channel_get_headers (accepted), "X-Two");
  host = find_header (mbm_channel_get_headers (accepted), "Host");
  accept = find_header (mbm_channel_get_headers (channel), "Sec-WebSocket-Accept");
  g_assert_cmpstr (authorization, ==, "Bearer abc");
  g_assert_cmpstr (two, ==, "2");
  g_assert_cmpstr (host, ==, "other.example");
  g_assert_nonnull (accept);
  g_assert_true (g_str_has_prefix (mbm_channel_get_address (accepted), "127.0.0.1:"));
}

static void
test_own_headers (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0/x");
  g_autoptr (End) client = end_connect (service_get_uri (service));
  const char *const *headers = mbm_channel_get_headers (service_get_end (service, 0)->channel);
  g_autofree char *host = find_header (headers, "Host");
  g_autofree char *origin = find_header (headers, "Origin");

  g_assert_nonnull (host);
  g_assert_nonnull (strstr (service_get_uri (service), host));
  g_assert_null (origin);
  g_assert_false (mbm_channel_is_closed (client->channel));
}

static void
test_bad_headers (void)
{
  static const char *bad[] = {
    "no colon",
    ": no name",
    "Injected: a\r\nOther: b",
    "",
    "Two words: a",
    "Nul\x01: a",
    "Bell: \a",
    "upgrade: h2c",
    "Sec-WebSocket-Protocol: chat",
    "Content-Length: 5",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (MbmTransport) transport = transport_for ("ws://");
      const char *headers[] = { bad[i], NULL };
      g_autoptr (MbmChannel) channel = NULL;
      g_autoptr (GError) error = NULL;

      mbm_transport_set_headers (transport, headers);
      channel = connect_to (transport, "ws://127.0.0.1:1", NULL, &error);
      g_assert_null (channel);
      g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_ARGUMENT);
    }
}

/* A server that takes one connection and says something of its own. */
typedef struct
{
  int fd;
  char *uri;
  char *answer;
  gboolean hang_up;
  Raw *raw;
  guint poll_id;
} Stub;

static gboolean
stub_poll_cb (gpointer data)
{
  Stub *stub = data;

  if (stub->raw == NULL)
    {
      int fd = accept4 (stub->fd, NULL, NULL, SOCK_CLOEXEC);

      if (fd >= 0)
        stub->raw = raw_new (fd);
    }
  else if (stub->raw->fd >= 0 && raw_contains (stub->raw, "\r\n\r\n"))
    {
      if (stub->answer != NULL)
        raw_send (stub->raw, stub->answer);
      g_clear_pointer (&stub->answer, g_free);
      if (stub->hang_up)
        raw_close (stub->raw);
    }
  return G_SOURCE_CONTINUE;
}

static Stub *
stub_new (const char *answer, gboolean hang_up)
{
  Stub *stub = g_new0 (Stub, 1);
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = g_htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;

  stub->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  g_assert_cmpint (bind (stub->fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (stub->fd, 5), ==, 0);
  g_assert_cmpint (getsockname (stub->fd, (struct sockaddr *) &address, &length), ==, 0);
  stub->uri = g_strdup_printf ("ws://127.0.0.1:%u", g_ntohs (address.sin_port));
  stub->answer = g_strdup (answer);
  stub->hang_up = hang_up;
  stub->poll_id = g_timeout_add (1, stub_poll_cb, stub);
  return stub;
}

static void
stub_free (Stub *stub)
{
  g_source_remove (stub->poll_id);
  g_clear_pointer (&stub->raw, raw_free);
  close (stub->fd);
  g_free (stub->answer);
  g_free (stub->uri);
  g_free (stub);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Stub, stub_free)

static void
keep_result (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static void
test_bad_servers (void)
{
  static const struct
  {
    const char *answer;
    const char *said;
  } cases[] = {
    { "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "answered 404 Not Found instead" },
    { "HTTP/1.1 200 OK\r\n\r\n", "answered 200 OK instead" },
    { "SSH-2.0-OpenSSH_9.2p1\r\n", "does not speak HTTP" },
    { "HTTP/nonsense\r\n\r\n", "does not speak HTTP" },
    { "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: d3Jvbmc=\r\n\r\n",
      "did not complete the WebSocket handshake" },
    { "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n",
      "did not complete the WebSocket handshake" },
    { "", "ended the connection in the handshake" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Stub) stub = stub_new (cases[i].answer, *cases[i].answer == '\0');
      g_autoptr (MbmTransport) transport = transport_for ("ws://");
      g_autoptr (MbmChannel) channel = NULL;
      g_autoptr (GError) error = NULL;

      if (*cases[i].answer == '\0')
        g_clear_pointer (&stub->answer, g_free);
      channel = connect_to (transport, stub->uri, NULL, &error);
      g_assert_null (channel);
      g_assert_error (error, MBM_ERROR, MBM_ERROR_HANDSHAKE);
      g_assert_nonnull (strstr (error->message, cases[i].said));
      g_assert_nonnull (strstr (error->message, stub->uri));
    }
}

/* A server that says something in one piece with its answer. */
static void
test_early_frames_from_server (void)
{
  g_autoptr (Stub) stub = stub_new (NULL, FALSE);
  g_autoptr (MbmTransport) transport = transport_for ("ws://");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MbmChannel) channel = NULL;
  g_autoptr (MbmWsAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (End) end = NULL;

  mbm_transport_connect_async (transport, stub->uri, NULL, keep_result, &result);
  wait_until (stub->raw != NULL && raw_contains (stub->raw, "\r\n\r\n"));
  answer = mbm_ws_answer_new (stub->raw->in->data, stub->raw->in->len, NULL);
  g_assert_no_error (answer->error);
  g_byte_array_append (bytes, (const guint8 *) answer->response, strlen (answer->response));
  g_byte_array_append (bytes, (const guint8 *) "\x81\x02hi\x81\x05th", 9);
  raw_send_bytes (stub->raw, bytes->data, bytes->len);

  wait_until (result != NULL);
  channel = mbm_transport_connect_finish (transport, result, &error);
  g_assert_no_error (error);
  end = end_new (channel);
  g_clear_object (&channel);
  wait_until (end->received->len == 1);
  raw_send (stub->raw, "ere");
  wait_until (end->received->len == 2);
}

static void
test_endless_answer (void)
{
  g_autofree char *filler = g_strnfill (17 * 1024, 'x');
  g_autofree char *answer = g_strconcat ("HTTP/1.1 101 ", filler, NULL);
  g_autoptr (Stub) stub = stub_new (answer, FALSE);
  g_autoptr (MbmTransport) transport = transport_for ("ws://");
  g_autoptr (MbmChannel) channel = NULL;
  g_autoptr (GError) error = NULL;

  channel = connect_to (transport, stub->uri, NULL, &error);
  g_assert_error (error, MBM_ERROR, MBM_ERROR_HANDSHAKE);
}

static void
test_hanging_server (void)
{
  g_autoptr (Stub) stub = stub_new (NULL, FALSE);
  g_autoptr (MbmTransport) transport = transport_for ("ws://");
  g_autoptr (MbmChannel) channel = NULL;
  g_autoptr (GError) error = NULL;

  mbm_transport_set_handshake_timeout (transport, 50);
  channel = connect_to (transport, stub->uri, NULL, &error);
  g_assert_error (error, MBM_ERROR, MBM_ERROR_TIMED_OUT);
  /* Our end is closed as well. */
  wait_until (stub->raw != NULL);
  raw_wait_until (raw_ended (stub->raw));
}

static gboolean
cancel_cb (gpointer data)
{
  g_cancellable_cancel (data);
  return G_SOURCE_REMOVE;
}

static void
test_hanging_server_cancelled (void)
{
  g_autoptr (Stub) stub = stub_new (NULL, FALSE);
  g_autoptr (MbmTransport) transport = transport_for ("ws://");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MbmChannel) channel = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  g_timeout_add (30, cancel_cb, cancellable);
  channel = connect_to (transport, stub->uri, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 2 * G_TIME_SPAN_SECOND);
  wait_until (stub->raw != NULL);
  raw_wait_until (raw_ended (stub->raw));
  g_assert_finalize_object (g_steal_pointer (&transport));
}

/* While the address is still being connected to. */
static void
test_cancelled_at_once (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (MbmTransport) transport = transport_for ("ws://");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MbmChannel) channel = NULL;
  g_autoptr (GError) error = NULL;

  g_idle_add_full (G_PRIORITY_HIGH, cancel_cb, cancellable, NULL);
  channel = connect_to (transport, service_get_uri (service), cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  settle ();
}

static void
test_unknown_host (void)
{
  g_autoptr (MbmTransport) transport = transport_for ("ws://");
  g_autoptr (MbmChannel) channel = NULL;
  g_autoptr (MbmListener) listener = NULL;
  g_autoptr (GError) error = NULL;

  channel = connect_to (transport, "ws://no.such.host.invalid:4000", NULL, &error);
  g_assert_null (channel);
  g_assert_error (error, MBM_ERROR, MBM_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "no.such.host.invalid"));
  g_clear_error (&error);

  listener = listen_at (transport, "ws://no.such.host.invalid:0", &error);
  g_assert_null (listener);
  g_assert_error (error, MBM_ERROR, MBM_ERROR_UNREACHABLE);
}

/* Whatever goes when, nothing stays. */
static void
test_dispose_midway (void)
{
  guint before;

  service_free (service_new ("ws://127.0.0.1:0"));
  before = count_open_fds ();
  for (guint turns = 0; turns < 40; turns++)
    {
      g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
      g_autoptr (MbmTransport) transport = transport_for ("ws://");
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();

      mbm_transport_connect_async (transport, service_get_uri (service), cancellable, NULL, NULL);
      for (guint i = 0; i < turns; i++)
        g_main_context_iteration (NULL, FALSE);
      g_cancellable_cancel (cancellable);
    }
  /* GSocketClient's own parts end from idle functions. */
  wait_until (!g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (count_open_fds (), ==, before);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ws-connect/headers", test_headers);
  g_test_add_func ("/ws-connect/own-headers", test_own_headers);
  g_test_add_func ("/ws-connect/bad-headers", test_bad_headers);
  g_test_add_func ("/ws-connect/bad-servers", test_bad_servers);
  g_test_add_func ("/ws-connect/early-frames-from-server", test_early_frames_from_server);
  g_test_add_func ("/ws-connect/endless-answer", test_endless_answer);
  g_test_add_func ("/ws-connect/hanging-server", test_hanging_server);
  g_test_add_func ("/ws-connect/hanging-server-cancelled", test_hanging_server_cancelled);
  g_test_add_func ("/ws-connect/cancelled-at-once", test_cancelled_at_once);
  g_test_add_func ("/ws-connect/unknown-host", test_unknown_host);
  g_test_add_func ("/ws-connect/dispose-midway", test_dispose_midway);

  return g_test_run ();
}
