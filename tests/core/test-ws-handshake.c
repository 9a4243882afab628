/* test-ws-handshake.c — how a server opens and refuses WebSockets
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-ws-address-private.h"
#include "mbm-ws-handshake-private.h"
#include "raw-peer.h"

static const struct
{
  const char *name;
  const char *request;
  guint status;
  MbmError code;
} requests[] = {
  { "rfc", REQUEST, 101, 0 },
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
  { "bare-newline", REQUEST_LINES "X: a\nOrigin: https://good.example\r\n\r\n", 400, MBM_ERROR_HANDSHAKE },
  { "bare-return", REQUEST_LINES "X: a\rOrigin: https://good.example\r\n\r\n", 400, MBM_ERROR_HANDSHAKE },
};

static void
test_answer (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  const char *allowed[] = { "https://elsewhere.example", "https://good.example/", NULL };
  const char *request = requests[i].request;
  gsize length = mbm_http_head_length ((const guint8 *) request, strlen (request));
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
    { "a\n\n", 0 },
    { "a\r\nb\r\n\r\nc", 8 },
    { "\r\n\r\n", 4 },
    { "a\r\n \r\nb", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (mbm_http_head_length ((const guint8 *) cases[i].data, strlen (cases[i].data)), ==,
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
      guint before = count_open_fds ();
      g_autoptr (Raw) raw = raw_connect (service_get_uri (service));

      raw_send (raw, cases[i].request);
      raw_wait_until (raw_ended (raw));
      /* The server has said its last word, and waits for the other side to have read it. */
      g_assert_cmpuint (count_open_fds (), ==, before + 2);
      g_assert_true (g_str_has_prefix ((char *) raw->in->data, cases[i].answer));
      g_assert_cmpuint (service->refused_errors->len, ==, i + 1);
      g_assert_error ((GError *) service->refused_errors->pdata[i], MBM_ERROR, (int) cases[i].code);
      g_assert_true (g_str_has_prefix (service->refused_address, "127.0.0.1:"));
      if (i == 0)
        {
          g_autofree char *origin = find_header ((const char *const *) service->refused_headers, "Origin");

          g_assert_cmpstr (origin, ==, "https://bad.example");
        }
      raw_close (raw);
      wait_until (count_open_fds () == before);
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
  raw_close (raw);
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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/ws-handshake/answer/%s", requests[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_answer);
    }
  g_test_add_func ("/ws-handshake/any-origin", test_any_origin);
  g_test_add_func ("/ws-handshake/head-length", test_head_length);
  g_test_add_func ("/ws-handshake/early-frames", test_early_frames);
  g_test_add_func ("/ws-handshake/refusals", test_refusals);
  g_test_add_func ("/ws-handshake/endless-head", test_endless_head);
  g_test_add_func ("/ws-handshake/vanish-in-handshake", test_vanish_in_handshake);
  g_test_add_func ("/ws-handshake/silent-visitors", test_silent_visitors);
  g_test_add_func ("/ws-handshake/close-cuts-visitors", test_close_cuts_visitors);
  g_test_add_func ("/ws-handshake/close-from-within", test_close_from_within);
  g_test_add_func ("/ws-handshake/invalid-uris", test_invalid_uris);
  g_test_add_func ("/ws-handshake/addresses", test_addresses);

  return g_test_run ();
}
