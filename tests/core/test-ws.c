/* test-ws.c — WebSockets against raw sockets: handshakes, closes, and peers that behave badly
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mbm-fd-limit-private.h"
#include "mbm-ws-address-private.h"
#include "mbm-ws-codec-private.h"
#include "mbm-ws-handshake-private.h"
#include "transport-fixture.h"

#define REQUEST_LINES                               \
  "GET /chat HTTP/1.1\r\n"                          \
  "Host: server.example.com\r\n"                    \
  "Upgrade: websocket\r\n"                          \
  "Connection: keep-alive, Upgrade\r\n"             \
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" \
  "Sec-WebSocket-Version: 13\r\n"

#define REQUEST REQUEST_LINES "\r\n"

/* A socket without any WebSocket behind it, and what was read from it. */
typedef struct
{
  int fd;
  GByteArray *in;
  gboolean is_at_end;
} Raw;

static Raw *
raw_new (int fd)
{
  Raw *raw = g_new0 (Raw, 1);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (fcntl (fd, F_SETFL, O_NONBLOCK), ==, 0);
  raw->fd = fd;
  raw->in = g_byte_array_new ();
  return raw;
}

static guint16
uri_get_port (const char *uri)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);

  g_assert_cmpint (g_uri_get_port (parsed), >, 0);
  return g_uri_get_port (parsed);
}

static Raw *
raw_connect (const char *uri)
{
  struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_port = g_htons (uri_get_port (uri)),
    .sin_addr.s_addr = g_htonl (INADDR_LOOPBACK),
  };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  return raw_new (fd);
}

static void
raw_free (Raw *raw)
{
  if (raw->fd >= 0)
    close (raw->fd);
  g_byte_array_unref (raw->in);
  g_free (raw);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Raw, raw_free)

static void
raw_send_bytes (Raw *raw, const void *data, gsize length)
{
  g_assert_cmpint (send (raw->fd, data, length, MSG_NOSIGNAL), ==, (gssize) length);
}

static void
raw_send (Raw *raw, const char *text)
{
  raw_send_bytes (raw, text, strlen (text));
}

/* Reads what is there; never waits longer than a moment for it. */
static gsize
raw_read (Raw *raw)
{
  guint8 buffer[65536];
  gssize n = recv (raw->fd, buffer, sizeof buffer, 0);

  if (n > 0)
    g_byte_array_append (raw->in, buffer, n);
  else if (n == 0 || (errno != EAGAIN && errno != EINTR))
    raw->is_at_end = TRUE;
  return raw->in->len;
}

static gboolean
poll_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* The raw end is no source of the main context: look at it again and again. */
#define raw_wait_until(condition)                      \
  G_STMT_START                                         \
  {                                                    \
    guint poll_id_ = g_timeout_add (1, poll_cb, NULL); \
    wait_until (condition);                            \
    g_source_remove (poll_id_);                        \
  }                                                    \
  G_STMT_END

static gboolean
raw_contains (Raw *raw, const char *text)
{
  raw_read (raw);
  return raw->in->len > 0 && memmem (raw->in->data, raw->in->len, text, strlen (text)) != NULL;
}

static gboolean
raw_ended (Raw *raw)
{
  raw_read (raw);
  return raw->is_at_end;
}

/* Past the handshake, with nothing read behind it. */
static Raw *
raw_open (const char *uri)
{
  Raw *raw = raw_connect (uri);

  raw_send (raw, REQUEST);
  raw_wait_until (raw_contains (raw, "\r\n\r\n"));
  g_assert_true (g_str_has_prefix ((char *) raw->in->data, "HTTP/1.1 101 "));
  g_byte_array_set_size (raw->in, 0);
  return raw;
}

static void
raw_send_frame (Raw *raw, guint8 first, const void *payload, gsize length)
{
  const guint8 mask[4] = { 0x37, 0xfa, 0x21, 0x3d };
  guint8 header[MBM_WS_MAX_HEADER];
  guint n = mbm_ws_encode_header (header, first & 0xf, length, mask);
  g_autofree guint8 *frame = g_malloc (n + length);

  header[0] = first;
  memcpy (frame, header, n);
  if (length > 0)
    mbm_ws_mask (frame + n, payload, length, mask, 0);
  raw_send_bytes (raw, frame, n + length);
}

/* Cuts the connection with an RST. */
static void
raw_reset (Raw *raw)
{
  setsockopt (raw->fd, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 }, sizeof (struct linger));
  close (raw->fd);
  raw->fd = -1;
}

static char *
find_header (const char *const *headers, const char *name)
{
  for (guint i = 0; headers != NULL && headers[i] != NULL; i++)
    if (g_ascii_strncasecmp (headers[i], name, strlen (name)) == 0 && headers[i][strlen (name)] == ':')
      return g_strdup (headers[i] + strlen (name) + 2);

  return NULL;
}

static const struct
{
  const char *name;
  const char *request;
  guint status;
  MbmError code;
} requests[] = {
  { "rfc", REQUEST, 101, 0 },
  { "bare-newlines",
    "GET / HTTP/1.1\nHost: h\nUpgrade: WebSocket\nConnection: upgrade\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Version: 13\n\n",
    101, 0 },
  { "deflate-is-not-taken", REQUEST_LINES "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n", 101, 0 },
  { "protocol-is-not-taken", REQUEST_LINES "Sec-WebSocket-Protocol: chat\r\n\r\n", 101, 0 },
  { "allowed-origin", REQUEST_LINES "Origin: https://Good.example\r\n\r\n", 101, 0 },
  { "foreign-origin", REQUEST_LINES "Origin: https://bad.example\r\n\r\n", 403, MBM_ERROR_ORIGIN_REFUSED },
  { "same-host-is-foreign", REQUEST_LINES "Origin: http://server.example.com\r\n\r\n", 403,
    MBM_ERROR_ORIGIN_REFUSED },
  { "null-origin", REQUEST_LINES "Origin: null\r\n\r\n", 403, MBM_ERROR_ORIGIN_REFUSED },
  { "prefix-of-origin", REQUEST_LINES "Origin: https://good.example.bad\r\n\r\n", 403,
    MBM_ERROR_ORIGIN_REFUSED },
  { "two-origins", REQUEST_LINES "Origin: https://good.example\r\nOrigin: https://bad.example\r\n\r\n", 403,
    MBM_ERROR_ORIGIN_REFUSED },
  { "plain", "GET / HTTP/1.1\r\nHost: h\r\n\r\n", 426, MBM_ERROR_HANDSHAKE },
  { "other-upgrade", "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n", 426,
    MBM_ERROR_HANDSHAKE },
  { "post", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n", 405, MBM_ERROR_HANDSHAKE },
  { "http-1.0", "GET / HTTP/1.0\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", 426,
    MBM_ERROR_HANDSHAKE },
  { "no-host", "GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", 400,
    MBM_ERROR_HANDSHAKE },
  { "no-connection", "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n\r\n", 400, MBM_ERROR_HANDSHAKE },
  { "body", REQUEST_LINES "Content-Length: 5\r\n\r\n", 400, MBM_ERROR_HANDSHAKE },
  { "chunked-body", REQUEST_LINES "Transfer-Encoding: chunked\r\n\r\n", 400, MBM_ERROR_HANDSHAKE },
  { "version-8",
    "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    426, MBM_ERROR_HANDSHAKE },
  { "no-key",
    "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: "
    "13\r\n\r\n",
    400, MBM_ERROR_HANDSHAKE },
  { "short-key",
    "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZQ==\r\n\r\n",
    400, MBM_ERROR_HANDSHAKE },
  { "garbage", "\x16\x03\x01 something\r\n\r\n", 400, MBM_ERROR_HANDSHAKE },
  { "empty", "\r\n\r\n", 400, MBM_ERROR_HANDSHAKE },
};

static void
test_answer (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  const char *allowed[] = { "https://elsewhere.example", "https://good.example/", NULL };
  const char *request = requests[i].request;
  gsize length = mbm_ws_head_length ((const guint8 *) request, strlen (request));
  g_autoptr (MbmWsAnswer) answer = NULL;
  g_autofree char *start = g_strdup_printf ("HTTP/1.1 %u ", requests[i].status);

  g_assert_cmpuint (length, ==, strlen (request));
  answer = mbm_ws_answer_new ((const guint8 *) request, length, allowed);
  g_assert_true (g_str_has_prefix (answer->response, start));
  g_assert_true (g_utf8_validate (answer->response, -1, NULL));
  if (requests[i].status == 101)
    {
      g_assert_no_error (answer->error);
      g_assert_nonnull (strstr (answer->response, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
      g_assert_null (strstr (answer->response, "Extensions"));
      g_assert_null (strstr (answer->response, "Protocol:"));
      g_assert_true (g_str_has_suffix (answer->response, "\r\n\r\n"));
    }
  else
    {
      g_assert_error (answer->error, MBM_ERROR, (int) requests[i].code);
      g_assert_nonnull (strstr (answer->response, answer->error->message));
    }
  if (requests[i].status == 426)
    g_assert_nonnull (strstr (answer->response, "Sec-WebSocket-Version: 13\r\n"));
}

static void
test_any_origin (void)
{
  const char *any[] = { "*", NULL };
  const char *request = REQUEST_LINES "Origin: https://bad.example\r\n\r\n";
  g_autoptr (MbmWsAnswer) answer = mbm_ws_answer_new ((const guint8 *) request, strlen (request), any);

  g_assert_no_error (answer->error);
}

static void
test_head_length (void)
{
  static const struct
  {
    const char *data;
    gsize expected;
  } cases[] = {
    { "", 0 },
    { "\r\n", 0 },
    { "a\r\n\r", 0 },
    { "a\r\n\r\n", 5 },
    { "a\r\n\r\nmore\r\n\r\n", 5 },
    { "a\n\n", 3 },
    { "a\r\nb\r\n\r\nc", 8 },
    { "\r\n\r\n", 4 },
    { "a\r\n \r\nb", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (mbm_ws_head_length ((const guint8 *) cases[i].data, strlen (cases[i].data)), ==,
                      cases[i].expected);
}

/* The first frames come in one segment with the handshake, or everything comes byte by byte. */
static void
test_early_frames (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) raw = raw_connect (service_get_uri (service));
  g_autoptr (Raw) slow = raw_connect (service_get_uri (service));
  const guint8 frames[] = { 0x81, 0x81, 0, 0, 0, 0, 'a', 0x81, 0x81, 0, 0, 0, 0, 'b', 0x81, 0x82, 0 };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *text = NULL;
  End *end;

  g_byte_array_append (bytes, (const guint8 *) REQUEST, strlen (REQUEST));
  g_byte_array_append (bytes, frames, sizeof frames);
  raw_send_bytes (raw, bytes->data, bytes->len);
  end = service_get_end (service, 0);
  wait_until (end->received->len == 2);
  raw_send_bytes (raw, "\0\0\0cd", 5);
  wait_until (end->received->len == 3);
  text = end_get_text (end, 2);
  g_assert_cmpstr (text, ==, "cd");

  for (guint i = 0; i < bytes->len; i++)
    {
      raw_send_bytes (slow, bytes->data + i, 1);
      settle ();
    }
  end = service_get_end (service, 1);
  wait_until (end->received->len == 2);
}

static void
test_refusals (void)
{
  static const struct
  {
    const char *request;
    const char *answer;
    MbmError code;
  } cases[] = {
    { REQUEST_LINES "Origin: https://bad.example\r\n\r\n", "HTTP/1.1 403 Forbidden",
      MBM_ERROR_ORIGIN_REFUSED },
    { "GET / HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.1 426 Upgrade Required", MBM_ERROR_HANDSHAKE },
    { "garbage\r\n\r\n", "HTTP/1.1 400 Bad Request", MBM_ERROR_HANDSHAKE },
  };
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Raw) raw = raw_connect (service_get_uri (service));

      raw_send (raw, cases[i].request);
      raw_wait_until (raw_ended (raw));
      g_assert_true (g_str_has_prefix ((char *) raw->in->data, cases[i].answer));
      g_assert_cmpuint (service->refused_errors->len, ==, i + 1);
      g_assert_error ((GError *) service->refused_errors->pdata[i], MBM_ERROR, (int) cases[i].code);
      g_assert_true (g_str_has_prefix (service->refused_address, "127.0.0.1:"));
      if (i == 0)
        {
          g_autofree char *origin = find_header ((const char *const *) service->refused_headers, "Origin");

          g_assert_cmpstr (origin, ==, "https://bad.example");
        }
    }
  g_assert_cmpuint (service->ends->len, ==, 0);
}

static void
test_endless_head (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) raw = raw_connect (service_get_uri (service));
  g_autofree char *filler = g_strnfill (17 * 1024, 'x');

  raw_send (raw, "GET / HTTP/1.1\r\nX: ");
  raw_send (raw, filler);
  raw_wait_until (raw_ended (raw));
  g_assert_true (g_str_has_prefix ((char *) raw->in->data, "HTTP/1.1 431 "));
  g_assert_error ((GError *) service->refused_errors->pdata[0], MBM_ERROR, MBM_ERROR_HANDSHAKE);
}

static void
test_vanish_in_handshake (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) raw = raw_connect (service_get_uri (service));
  g_autoptr (Raw) other = raw_connect (service_get_uri (service));

  raw_send (raw, "GET / HT");
  close (raw->fd);
  raw->fd = -1;
  wait_until (service->refused_errors->len == 1);
  raw_send (other, "GET / HT");
  raw_reset (other);
  wait_until (service->refused_errors->len == 2);
  g_assert_error ((GError *) service->refused_errors->pdata[1], MBM_ERROR, MBM_ERROR_HANDSHAKE);
}

/* Those who say nothing are not waited for, and keep nobody out for longer than that. */
static void
test_silent_visitors (void)
{
  g_autoptr (MbmTransport) transport = transport_for ("ws://127.0.0.1:0");
  g_autoptr (Service) service = NULL;
  g_autoptr (Raw) first = NULL;
  g_autoptr (Raw) second = NULL;
  g_autoptr (End) client = NULL;

  mbm_transport_set_handshake_timeout (transport, 100);
  mbm_transport_set_max_pending (transport, 2);
  service = service_new_for_transport (transport, "ws://127.0.0.1:0");
  first = raw_connect (service_get_uri (service));
  second = raw_connect (service_get_uri (service));
  client = end_connect (service_get_uri (service));
  g_assert_cmpuint (service->refused_errors->len, >=, 1);
  wait_until (service->refused_errors->len == 2);
  g_assert_error ((GError *) service->refused_errors->pdata[0], MBM_ERROR, MBM_ERROR_TIMED_OUT);
  raw_wait_until (raw_ended (first));
  g_assert_true (g_str_has_prefix ((char *) first->in->data, "HTTP/1.1 408 "));
}

static void
test_close_cuts_visitors (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) raw = raw_connect (service_get_uri (service));
  guint before = count_open_fds ();

  wait_until (count_open_fds () == before + 1);
  mbm_listener_close (service->listener);
  raw_wait_until (raw_ended (raw));
  g_assert_cmpuint (raw->in->len, ==, 0);
}

static void
close_listener_on_refusal (MbmListener *listener,
                           const char *address,
                           const char *const *headers,
                           const GError *error,
                           gpointer user_data)
{
  guint *n_refused = user_data;

  (*n_refused)++;
  mbm_listener_close (listener);
  g_assert_error (error, MBM_ERROR, MBM_ERROR_HANDSHAKE);
}

static void
close_listener_on_arrival (MbmListener *listener, MbmChannel *channel, gpointer user_data)
{
  guint *n_accepted = user_data;

  (*n_accepted)++;
  mbm_listener_close (listener);
  g_assert_cmpstr (mbm_channel_get_headers (channel)[0], ==, "Host: server.example.com");
}

static void
test_close_from_within (void)
{
  g_autoptr (MbmTransport) transport = transport_for ("ws://127.0.0.1:0");
  const MbmListenerReceiver refuser = { .refused = close_listener_on_refusal };
  const MbmListenerReceiver accepter = { .accepted = close_listener_on_arrival };
  guint n_told = 0;

  {
    g_autoptr (MbmListener) listener = listen_at (transport, "ws://127.0.0.1:0", NULL);
    g_autoptr (Raw) raw = raw_connect (mbm_listener_get_uri (listener));
    g_autoptr (Raw) silent = raw_connect (mbm_listener_get_uri (listener));

    mbm_listener_set_receiver (listener, &refuser, &n_told);
    raw_send (raw, "garbage\r\n\r\n");
    wait_until (n_told == 1);
    raw_wait_until (raw_ended (raw) && raw_ended (silent));
  }
  {
    g_autoptr (MbmListener) listener = listen_at (transport, "ws://127.0.0.1:0", NULL);
    g_autoptr (Raw) raw = raw_connect (mbm_listener_get_uri (listener));

    mbm_listener_set_receiver (listener, &accepter, &n_told);
    raw_send (raw, REQUEST);
    /* Nobody took a reference: it is cut. */
    raw_wait_until (raw_ended (raw));
    g_assert_cmpuint (n_told, ==, 2);
  }
}

static void
test_close_handshake (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) raw = raw_open (service_get_uri (service));
  End *end = service_get_end (service, 0);

  mbm_channel_close (end->channel, 1001, "Bye");
  raw_wait_until (raw_read (raw) == 7);
  g_assert_cmpmem (raw->in->data, 7,
                   "\x88\x05\x03\xe9"
                   "Bye",
                   7);
  g_assert_cmpuint (end->n_closed, ==, 0);

  /* What was under way is still told. */
  raw_send_frame (raw, 0x81, "late", 4);
  raw_send_frame (raw, 0x88, "\x03\xe9", 2);
  wait_until (end->n_closed == 1);
  g_assert_cmpuint (end->received->len, ==, 1);
  g_assert_cmpuint (end->close_code, ==, 1001);
  g_assert_no_error (end->close_error);
  raw_wait_until (raw_ended (raw));
  g_assert_cmpuint (raw->in->len, ==, 7);
}

static void
test_close_is_echoed (void)
{
  static const struct
  {
    const char *payload;
    gsize length;
    guint code;
    const char *reason;
  } cases[] = {
    { "", 0, 0, NULL },
    { "\x03\xe8", 2, 1000, NULL },
    { "\x0f\xa1"
      "so long",
      9, 4001, "so long" },
  };
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Raw) raw = raw_open (service_get_uri (service));
      End *end = service_get_end (service, i);

      end_send (end, "x");
      raw_send_frame (raw, 0x88, cases[i].payload, cases[i].length);
      raw_wait_until (raw_ended (raw));
      g_assert_cmpuint (end->n_closed, ==, 1);
      g_assert_cmpuint (end->close_code, ==, cases[i].code);
      g_assert_cmpstr (end->close_reason, ==, cases[i].reason);
      g_assert_no_error (end->close_error);
      g_assert_cmpuint (raw->in->len, ==, 3 + 2 + cases[i].length);
      g_assert_cmpmem (raw->in->data + 5, cases[i].length, cases[i].payload, cases[i].length);
    }
}

/* A peer that does not answer a close is cut off after five seconds; one that just goes has answered well
 * enough. */
static void
test_close_not_answered (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) stubborn = raw_open (service_get_uri (service));
  End *first = service_get_end (service, 0);
  g_autoptr (Raw) leaving = raw_open (service_get_uri (service));
  End *second = service_get_end (service, 1);

  mbm_channel_close (first->channel, 1000, NULL);
  mbm_channel_close (second->channel, 1000, NULL);
  raw_wait_until (raw_read (leaving) > 0);
  close (leaving->fd);
  leaving->fd = -1;
  wait_until (second->n_closed == 1);
  g_assert_cmpuint (first->n_closed, ==, 0);
  g_assert_no_error (second->close_error);
  g_assert_cmpuint (second->close_code, ==, 0);

  wait_until (first->n_closed == 1);
  g_assert_error (first->close_error, MBM_ERROR, MBM_ERROR_TIMED_OUT);
  raw_wait_until (raw_ended (stubborn));
}

static void
test_violation (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) raw = raw_open (service_get_uri (service));
  End *end = service_get_end (service, 0);
  g_autofree char *lots = g_strnfill (200000, 'x');

  raw_send_frame (raw, 0x81, "good", 4);
  raw_send_bytes (raw, "\x81\x01x", 3);
  raw_send_bytes (raw, lots, 200000);
  wait_until (end->refused->len == 1);
  g_assert_error (end_get_refusal (end, 0), MBM_ERROR, MBM_ERROR_PROTOCOL);
  g_assert_cmpuint (end->received->len, ==, 1);
  g_assert_true (mbm_channel_is_closed (end->channel));

  /* The peer sees why, whatever it sent after it, and then the end. */
  raw_wait_until (raw_ended (raw));
  g_assert_cmpmem (raw->in->data, 1, "\x88", 1);
  g_assert_cmpmem (raw->in->data + 2, 2, "\x03\xea", 2);
  close (raw->fd);
  raw->fd = -1;
  wait_until (end->n_closed == 1);
  g_assert_error (end->close_error, MBM_ERROR, MBM_ERROR_PROTOCOL);
}

static void
test_binary_survives (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) raw = raw_open (service_get_uri (service));
  End *end = service_get_end (service, 0);

  raw_send_frame (raw, 0x82, "\x00\xff\x01", 3);
  raw_send_frame (raw, 0x81, "text", 4);
  wait_until (end->received->len == 1);
  g_assert_cmpuint (end->refused->len, ==, 1);
  g_assert_error (end_get_refusal (end, 0), MBM_ERROR, MBM_ERROR_UNSUPPORTED_DATA);
  g_assert_cmpmem (g_bytes_get_data (end->refused->pdata[0], NULL), g_bytes_get_size (end->refused->pdata[0]),
                   "\x00\xff\x01", 3);
  g_assert_false (mbm_channel_is_closed (end->channel));
}

static void
test_reset (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) raw = raw_open (service_get_uri (service));
  End *end = service_get_end (service, 0);

  raw_reset (raw);
  wait_until (end->n_closed == 1);
  g_assert_error (end->close_error, MBM_ERROR, MBM_ERROR_CLOSED);
}

/* While nobody receives, a peer that vanishes must not keep the loop busy. */
static void
test_reset_while_detached (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) raw = raw_open (service_get_uri (service));
  End *end = service_get_end (service, 0);
  g_autoptr (End) other = NULL;
  guint n_turns = 0;

  mbm_channel_set_receiver (end->channel, NULL, NULL);
  raw_reset (raw);
  while (g_main_context_iteration (NULL, FALSE))
    g_assert_cmpuint (n_turns++, <, 100);
  other = end_new (end->channel);
  g_clear_object (&end->channel);
  wait_until (other->n_closed == 1);
  g_assert_error (other->close_error, MBM_ERROR, MBM_ERROR_CLOSED);
}

static void
test_ping (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) raw = raw_open (service_get_uri (service));

  raw_send_frame (raw, 0x89, "one", 3);
  raw_send_frame (raw, 0x89, "two", 3);
  raw_send_frame (raw, 0x8a, "nobody asked", 12);
  raw_wait_until (raw_read (raw) >= 10);
  g_assert_cmpmem (raw->in->data, raw->in->len,
                   "\x8a\x03"
                   "one\x8a\x03"
                   "two",
                   10);
}

/* Pings without end from one that reads nothing: the answers do not pile up. */
static void
test_ping_flood (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) raw = raw_open (service_get_uri (service));
  End *end = service_get_end (service, 0);
  g_autoptr (GByteArray) burst = g_byte_array_new ();
  g_autofree char *payload = g_strnfill (125, 'p');
  gsize sent = 0;

  for (guint i = 0; i < 100; i++)
    {
      guint8 header[MBM_WS_MAX_HEADER];
      const guint8 mask[4] = { 0 };

      g_byte_array_append (burst, header, mbm_ws_encode_header (header, MBM_WS_OPCODE_PING, 125, mask));
      g_byte_array_append (burst, (guint8 *) payload, 125);
    }

  while (sent < 40 * 1024 * 1024)
    {
      gssize n =
        send (raw->fd, burst->data + sent % burst->len, burst->len - sent % burst->len, MSG_NOSIGNAL);

      if (n > 0)
        sent += n;
      g_main_context_iteration (NULL, FALSE);
      g_assert_cmpuint (mbm_channel_get_queued (end->channel), <, 64 * 1024);
    }
  g_assert_false (mbm_channel_is_closed (end->channel));

  /* And when it reads again, everything is as before. */
  raw_send_bytes (raw, burst->data + sent % burst->len, burst->len - sent % burst->len);
  end_send (end, "still here");
  while (!raw_contains (raw, "still here"))
    {
      /* A sign of it may be at the very end. */
      if (raw->in->len > 16)
        g_byte_array_remove_range (raw->in, 0, raw->in->len - 16);
      g_main_context_iteration (NULL, FALSE);
    }
}

static void
test_tiny_fragments (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (Raw) raw = raw_open (service_get_uri (service));
  End *end = service_get_end (service, 0);

  for (guint i = 0; i < 5000; i++)
    {
      raw_send_frame (raw, i == 0 ? 0x01 : 0x00, "x", 1);
      if (i % 100 == 0)
        settle ();
    }
  raw_send_frame (raw, 0x80, NULL, 0);
  wait_until (end->received->len == 1);
  g_assert_cmpuint (end->n_bytes, ==, 5000);
}

/* One that never stops sending leaves the others their turn. */
static void
test_fairness (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (End) loud = end_connect (service_get_uri (service));
  g_autoptr (End) quiet = NULL;
  g_autofree char *text = g_strnfill (100, 'x');
  End *loud_end = service_get_end (service, 0);
  End *quiet_end;

  quiet = end_connect (service_get_uri (service));
  quiet_end = service_get_end (service, 1);
  for (guint i = 0; i < 100000; i++)
    end_send (loud, text);
  end_send (quiet, "me too");
  wait_until (quiet_end->received->len == 1);
  g_assert_cmpuint (loud_end->received->len, <, 100000);
  wait_until (loud_end->received->len == 100000);
}

static void
test_headers (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0/x");
  g_autoptr (MbmTransport) transport = transport_for ("ws://");
  const char *headers[] = { "Authorization: Bearer abc", "X-Two: 2", NULL };
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
  g_assert_nonnull (strstr (service_get_uri (service), host));
  g_assert_nonnull (accept);
  g_assert_true (g_str_has_prefix (mbm_channel_get_address (accepted), "127.0.0.1:"));
}

static void
test_bad_headers (void)
{
  static const char *bad[] = { "no colon", ": no name", "Injected: a\r\nOther: b", "" };

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
        {
          close (stub->raw->fd);
          stub->raw->fd = -1;
        }
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

static void
test_invalid_uris (void)
{
  static const char *bad[] = {
    "ws://host:port", "ws://host:70000", "ws://[::1",  "ws://user:secret@host",      "ws:///",
    "ws://ho st/",    "ws://%ff:1",      "ws://ho<st", "ws://host/a\r\nInjected: b", "ws://host/ x",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (MbmTransport) transport = transport_for ("ws://");
      g_autoptr (MbmChannel) channel = NULL;
      g_autoptr (MbmListener) listener = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      channel = connect_to (transport, bad[i], NULL, &error);
      g_assert_null (channel);
      g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_URI);
      g_clear_error (&error);
      listener = listen_at (transport, bad[i], &error);
      g_assert_null (listener);
      g_assert_error (error, MBM_ERROR, MBM_ERROR_INVALID_URI);
    }
}

static void
test_addresses (void)
{
  static const struct
  {
    const char *uri;
    const char *host;
    const char *authority;
    const char *resource;
  } cases[] = {
    { "ws://127.0.0.1:4000", "127.0.0.1", "127.0.0.1:4000", "" },
    { "ws://example.org", "example.org", "example.org:80", "" },
    { "WS://example.org:1/", "example.org", "example.org:1", "/" },
    { "ws://:4000", "localhost", "localhost:4000", "" },
    { "ws://[::1]:4000/a/b?c=d&e", "::1", "[::1]:4000", "/a/b?c=d&e" },
    { "ws://h:1?q", "h", "h:1", "/?q" },
    { "ws://h:1/%C3%BC#fragment", "h", "h:1", "/%C3%BC" },
    { "ws://h:1/ü\"<>", "h", "h:1", "/%C3%BC%22%3C%3E" },
    { "ws://bücher.example:1", "xn--bcher-kva.example", "xn--bcher-kva.example:1", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MbmWsAddress) address = mbm_ws_address_parse (cases[i].uri, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (address->host, ==, cases[i].host);
      g_assert_cmpstr (address->authority, ==, cases[i].authority);
      g_assert_cmpstr (address->resource, ==, cases[i].resource);
    }
}

static void
test_loopback_only (void)
{
  static const char *remote[] = { "ws://0.0.0.0:0", "ws://[::]:0", "ws://192.0.2.1:0" };

  for (guint i = 0; i < G_N_ELEMENTS (remote); i++)
    {
      g_autoptr (MbmTransport) transport = transport_for ("ws://");
      g_autoptr (MbmListener) listener = NULL;
      g_autoptr (GError) error = NULL;

      listener = listen_at (transport, remote[i], &error);
      g_assert_null (listener);
      g_assert_error (error, MBM_ERROR, MBM_ERROR_PERMISSION);
      g_assert_nonnull (strstr (error->message, "--allow-remote"));
    }

  {
    g_autoptr (MbmTransport) transport = transport_for ("ws://");
    g_autoptr (MbmListener) listener = NULL;
    g_autoptr (MbmListener) nowhere = NULL;
    g_autoptr (GError) error = NULL;

    mbm_transport_set_allow_remote (transport, TRUE);
    listener = listen_at (transport, "ws://0.0.0.0:0", &error);
    g_assert_no_error (error);
    g_assert_true (g_str_has_prefix (mbm_listener_get_uri (listener), "ws://0.0.0.0:"));
    nowhere = listen_at (transport, "ws://192.0.2.1:0", &error);
    g_assert_null (nowhere);
    g_assert_error (error, MBM_ERROR, MBM_ERROR_UNREACHABLE);
  }
}

static gboolean
has_ipv6 (void)
{
  struct sockaddr_in6 address = { .sin6_family = AF_INET6, .sin6_addr = in6addr_loopback };
  int fd = socket (AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  gboolean works = fd >= 0 && bind (fd, (struct sockaddr *) &address, sizeof address) == 0;

  if (fd >= 0)
    close (fd);
  return works;
}

/* Both addresses of localhost, on one port: whichever a client tries first is the service. Where there is no
 * IPv6, the one. */
static void
test_localhost (void)
{
  g_autoptr (Service) service = service_new ("ws://localhost:0/path?query=1");
  guint16 port = uri_get_port (service_get_uri (service));
  g_autofree char *four = g_strdup_printf ("ws://127.0.0.1:%u", port);
  g_autofree char *six = g_strdup_printf ("ws://[::1]:%u", port);
  g_autofree char *expected = g_strdup_printf ("ws://localhost:%u/path?query=1", port);
  g_autoptr (End) by_name = end_connect (service_get_uri (service));
  g_autoptr (End) by_four = end_connect (four);

  g_assert_cmpstr (service_get_uri (service), ==, expected);
  if (has_ipv6 ())
    {
      g_autoptr (End) by_six = end_connect (six);

      g_assert_true (
        g_str_has_prefix (mbm_channel_get_address (service_get_end (service, 2)->channel), "[::1]:"));
    }
}

static void
test_port_in_use (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  g_autoptr (MbmTransport) transport = transport_for ("ws://");
  g_autoptr (MbmListener) second = NULL;
  g_autoptr (GError) error = NULL;
  guint16 port = uri_get_port (service_get_uri (service));
  g_autofree char *number = g_strdup_printf ("port %u", port);
  g_autofree char *localhost = g_strdup_printf ("ws://localhost:%u", port);
  guint before = count_open_fds ();

  /* One of its addresses is taken, so both are left. */
  second = listen_at (transport, localhost, &error);
  g_assert_null (second);
  g_assert_error (error, MBM_ERROR, MBM_ERROR_ADDRESS_IN_USE);
  g_assert_nonnull (strstr (error->message, number));
  g_assert_cmpuint (count_open_fds (), ==, before);
}

/* Without descriptors nobody is accepted, and the processor is left in peace; with some again, everybody is.
 */
static void
test_out_of_descriptors (void)
{
  g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");
  struct rlimit limit;
  struct rlimit tight;
  guint n_turns = 0;
  g_autoptr (Raw) raw = NULL;
  gint64 until;

  settle ();
  raw = raw_connect (service_get_uri (service));
  raw_send (raw, REQUEST);
  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  tight = limit;
  tight.rlim_cur = raw->fd + 1;
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &tight), ==, 0);

  until = g_get_monotonic_time () + 200 * G_TIME_SPAN_MILLISECOND;
  for (guint id = g_timeout_add (20, poll_cb, NULL); g_get_monotonic_time () < until || !g_source_remove (id);
       n_turns++)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (service->ends->len, ==, 0);
  g_assert_cmpuint (n_turns, <, 50);

  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  service_get_end (service, 0);
}

static void
test_thousand_connections (void)
{
  g_autoptr (GPtrArray) raws = g_ptr_array_new_with_free_func ((GDestroyNotify) raw_free);
  guint before;
  guint n_closed = 0;

  mbm_raise_fd_limit ();
  service_free (service_new ("ws://127.0.0.1:0"));
  before = count_open_fds ();
  {
    g_autoptr (Service) service = service_new ("ws://127.0.0.1:0");

    for (guint i = 0; i < 1000; i++)
      {
        g_ptr_array_add (raws, raw_connect (service_get_uri (service)));
        raw_send (raws->pdata[i], REQUEST);
        if (i % 64 == 0)
          settle ();
      }
    wait_until (service->ends->len == 1000);
    for (guint i = 0; i < 1000; i++)
      {
        raw_send_frame (raws->pdata[i], 0x81, "hello", 5);
        raw_send_frame (raws->pdata[i], 0x88, "\x03\xe8", 2);
      }
    while (n_closed < 1000)
      {
        End *end = service->ends->pdata[n_closed];

        wait_until (end->n_closed == 1);
        g_assert_cmpuint (end->received->len, ==, 1);
        n_closed++;
      }
  }
  g_ptr_array_set_size (raws, 0);
  g_assert_cmpuint (count_open_fds (), ==, before);
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

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/ws/answer/%s", requests[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_answer);
    }
  g_test_add_func ("/ws/any-origin", test_any_origin);
  g_test_add_func ("/ws/head-length", test_head_length);
  g_test_add_func ("/ws/early-frames", test_early_frames);
  g_test_add_func ("/ws/refusals", test_refusals);
  g_test_add_func ("/ws/endless-head", test_endless_head);
  g_test_add_func ("/ws/vanish-in-handshake", test_vanish_in_handshake);
  g_test_add_func ("/ws/silent-visitors", test_silent_visitors);
  g_test_add_func ("/ws/close-cuts-visitors", test_close_cuts_visitors);
  g_test_add_func ("/ws/close-from-within", test_close_from_within);
  g_test_add_func ("/ws/close-handshake", test_close_handshake);
  g_test_add_func ("/ws/close-is-echoed", test_close_is_echoed);
  g_test_add_func ("/ws/close-not-answered", test_close_not_answered);
  g_test_add_func ("/ws/violation", test_violation);
  g_test_add_func ("/ws/binary-survives", test_binary_survives);
  g_test_add_func ("/ws/reset", test_reset);
  g_test_add_func ("/ws/reset-while-detached", test_reset_while_detached);
  g_test_add_func ("/ws/ping", test_ping);
  g_test_add_func ("/ws/ping-flood", test_ping_flood);
  g_test_add_func ("/ws/tiny-fragments", test_tiny_fragments);
  g_test_add_func ("/ws/fairness", test_fairness);
  g_test_add_func ("/ws/headers", test_headers);
  g_test_add_func ("/ws/bad-headers", test_bad_headers);
  g_test_add_func ("/ws/bad-servers", test_bad_servers);
  g_test_add_func ("/ws/endless-answer", test_endless_answer);
  g_test_add_func ("/ws/hanging-server", test_hanging_server);
  g_test_add_func ("/ws/hanging-server-cancelled", test_hanging_server_cancelled);
  g_test_add_func ("/ws/cancelled-at-once", test_cancelled_at_once);
  g_test_add_func ("/ws/unknown-host", test_unknown_host);
  g_test_add_func ("/ws/invalid-uris", test_invalid_uris);
  g_test_add_func ("/ws/addresses", test_addresses);
  g_test_add_func ("/ws/loopback-only", test_loopback_only);
  g_test_add_func ("/ws/localhost", test_localhost);
  g_test_add_func ("/ws/port-in-use", test_port_in_use);
  g_test_add_func ("/ws/out-of-descriptors", test_out_of_descriptors);
  g_test_add_func ("/ws/thousand-connections", test_thousand_connections);
  g_test_add_func ("/ws/dispose-midway", test_dispose_midway);

  return g_test_run ();
}
