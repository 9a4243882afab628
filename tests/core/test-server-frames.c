/* test-server-frames.c — frames that no honest peer sends, over a real socket
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <string.h>

#include <gio/gnetworking.h>

#include "mbm-test-peer.h"

#define OPCODE_CONTINUATION 0x0
#define OPCODE_TEXT         0x1
#define OPCODE_BINARY       0x2
#define OPCODE_CLOSE        0x8
#define FIN                 0x80

typedef struct
{
  MbmServer *server;
  GSocketConnection *connection;
  GByteArray *in;
  gboolean ended;
  guint n_refused;
  int refused_code;
  GBytes *refused_bytes;
} Raw;

static void
tap_cb (const MbmTapRecord *record, gpointer user_data)
{
  Raw *raw = user_data;

  if (record->kind != MBM_TAP_FRAME_REFUSED)
    return;

  raw->n_refused++;
  raw->refused_code = record->error->code;
  g_clear_pointer (&raw->refused_bytes, g_bytes_unref);
  raw->refused_bytes = g_bytes_ref (record->bytes);
}

/* Takes what has come, without waiting. */
static void
raw_read (Raw *raw)
{
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (raw->connection));
  char buffer[4096];
  gssize n;

  while (!raw->ended)
    {
      n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (stream), buffer, sizeof buffer,
                                                    NULL, NULL);
      if (n > 0)
        g_byte_array_append (raw->in, (guint8 *) buffer, (guint) n);
      else if (n == 0)
        raw->ended = TRUE;
      else
        break;
    }
}

static gboolean
raw_has (Raw *raw, const char *text)
{
  raw_read (raw);
  return raw->in->len > 0 && memmem (raw->in->data, raw->in->len, text, strlen (text)) != NULL;
}

static gboolean
raw_has_ended (Raw *raw)
{
  raw_read (raw);
  return raw->ended;
}

/* Whether the server's close frame with that code has come: unmasked, so it reads as it is. */
static gboolean
raw_has_close (Raw *raw, guint code)
{
  raw_read (raw);
  for (guint i = 0; i + 3 < raw->in->len; i++)
    if (raw->in->data[i] == (FIN | OPCODE_CLOSE) && raw->in->data[i + 2] == code >> 8 &&
        raw->in->data[i + 3] == (code & 0xff))
      return TRUE;

  return FALSE;
}

static void
raw_write (Raw *raw, const void *data, gsize length)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (raw->connection)), data, length,
                             NULL, NULL, &error);
  g_assert_no_error (error);
}

/* One frame, masked with zeros. */
static void
raw_frame (Raw *raw, guint8 first_byte, const void *payload, gsize length)
{
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  guint8 head[8] = { first_byte };

  g_assert_cmpuint (length, <, 65536);
  if (length < 126)
    {
      head[1] = (guint8) (0x80 | length);
      g_byte_array_append (frame, head, 2);
    }
  else
    {
      head[1] = 0x80 | 126;
      head[2] = (guint8) (length >> 8);
      head[3] = (guint8) (length & 0xff);
      g_byte_array_append (frame, head, 4);
    }
  g_byte_array_append (frame, (const guint8[]){ 0, 0, 0, 0 }, 4);
  g_byte_array_append (frame, payload, (guint) length);
  raw_write (raw, frame->data, frame->len);
}

static void
raw_text (Raw *raw, const char *text)
{
  raw_frame (raw, FIN | OPCODE_TEXT, text, strlen (text));
}

static Raw *
raw_new (void)
{
  Raw *raw = g_new0 (Raw, 1);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = NULL;
  g_autofree char *handshake = NULL;

  raw->in = g_byte_array_new ();
  raw->server = mbm_server_new ("raw", NULL);
  g_object_set (raw->server, "max-message-size", (guint64) 5000, NULL);
  mbm_server_set_tap (raw->server, tap_cb, raw, NULL);
  mbm_test_server_start (raw->server, "ws://127.0.0.1:0");
  uri = g_uri_parse (mbm_server_get_uri (raw->server), G_URI_FLAGS_NONE, &error);
  g_assert_no_error (error);
  raw->connection = g_socket_client_connect_to_host (client, g_uri_get_host (uri),
                                                     (guint16) g_uri_get_port (uri), NULL, &error);
  g_assert_no_error (error);

  handshake =
    g_strdup_printf ("GET / HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
                     g_uri_get_host (uri), g_uri_get_port (uri));
  raw_write (raw, handshake, strlen (handshake));
  mbm_test_wait_until (raw_has (raw, "\r\n\r\n"));
  g_assert_true (raw_has (raw, "HTTP/1.1 101 "));

  raw_text (raw, "{\"type\":\"request\",\"requestId\":\"reg\",\"requestType\":\"$register\","
                 "\"payload\":{\"clientId\":\"raw\",\"clientType\":\"raw\"}}");
  mbm_test_wait_until (raw_has (raw, "\"requestId\":\"reg\""));
  mbm_test_wait_until (raw_has (raw, "$connected"));
  g_assert_nonnull (mbm_server_lookup_client (raw->server, "raw"));
  g_byte_array_set_size (raw->in, 0);

  return raw;
}

static void
raw_free (Raw *raw)
{
  g_object_unref (raw->connection);
  mbm_test_server_stop (raw->server, NULL);
  g_assert_finalize_object (raw->server);
  g_byte_array_unref (raw->in);
  g_clear_pointer (&raw->refused_bytes, g_bytes_unref);
  g_free (raw);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Raw, raw_free)

static void
assert_lives (Raw *raw)
{
  raw_text (
    raw,
    "{\"type\":\"request\",\"requestId\":\"alive\",\"requestType\":\"$ping\",\"payload\":{\"timestamp\":1}}");
  mbm_test_wait_until (raw_has (raw, "\"requestId\":\"alive\""));
  g_assert_nonnull (mbm_server_lookup_client (raw->server, "raw"));
}

static void
assert_refused (Raw *raw, MbmError code, const void *bytes, gsize length)
{
  g_assert_cmpuint (raw->n_refused, ==, 1);
  g_assert_cmpint (raw->refused_code, ==, code);
  g_assert_cmpmem (g_bytes_get_data (raw->refused_bytes, NULL), g_bytes_get_size (raw->refused_bytes), bytes,
                   length);
}

static void
test_binary (void)
{
  g_autoptr (Raw) raw = raw_new ();
  static const guint8 bytes[] = { 0, 1, 2, 0xff };

  raw_frame (raw, FIN | OPCODE_BINARY, bytes, sizeof bytes);
  mbm_test_wait_until (raw_has (raw, "UNSUPPORTED_DATA"));
  g_assert_true (raw_has (raw, "\"event\":\"$error\""));
  assert_refused (raw, MBM_ERROR_UNSUPPORTED_DATA, bytes, sizeof bytes);
  assert_lives (raw);
}

static void
test_binary_flood (void)
{
  g_autoptr (Raw) raw = raw_new ();

  for (guint i = 0; i < 100; i++)
    raw_frame (raw, FIN | OPCODE_BINARY, "x", 1);
  mbm_test_wait_until (raw_has_close (raw, 1008));
  g_assert_true (raw_has (raw, "Too many frames that are no messages: 100 in a row"));
  g_assert_null (mbm_server_lookup_client (raw->server, "raw"));
  g_assert_cmpuint (raw->n_refused, ==, 100);
}

static void
test_invalid_utf8 (void)
{
  g_autoptr (Raw) raw = raw_new ();
  static const char bytes[] = "{\"type\":\"event\",\"event\":\"\xc3\x28\"}";

  raw_frame (raw, FIN | OPCODE_TEXT, bytes, sizeof bytes - 1);
  mbm_test_wait_until (raw_has_close (raw, 1007));
  g_assert_null (
    mbm_server_lookup_client (raw->server, "raw")); /* at once, though the close is not answered */
  g_assert_cmpuint (raw->n_refused, ==, 1);
  g_assert_cmpint (raw->refused_code, ==, MBM_ERROR_INVALID_UTF8);
}

/* Over the limit, in fragments that are each far below it. */
static void
test_fragments (void)
{
  g_autoptr (Raw) raw = raw_new ();
  g_autofree char *piece = g_strnfill (100, ' ');

  raw_frame (raw, OPCODE_TEXT, piece, 100);
  for (guint i = 0; i < 49; i++)
    raw_frame (raw, OPCODE_CONTINUATION, piece, 100);
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (raw->n_refused, ==, 0);

  raw_frame (raw, OPCODE_CONTINUATION, piece, 1);
  mbm_test_wait_until (raw_has_close (raw, 1009));
  g_assert_null (mbm_server_lookup_client (raw->server, "raw"));
  g_assert_cmpuint (raw->n_refused, ==, 1);
  g_assert_cmpint (raw->refused_code, ==, MBM_ERROR_MESSAGE_TOO_LARGE);
}

static void
test_protocol_error (void)
{
  g_autoptr (Raw) raw = raw_new ();

  raw_frame (raw, FIN | 0x3, "x", 1); /* no such opcode */
  mbm_test_wait_until (raw_has_close (raw, 1002));
  g_assert_null (mbm_server_lookup_client (raw->server, "raw"));
}

/* The peer is killed: nothing says goodbye but the system. */
static void
test_killed (void)
{
  g_autoptr (Raw) raw = raw_new ();
  g_autoptr (MbmServerClient) client = g_object_ref (mbm_server_lookup_client (raw->server, "raw"));
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };
  GSocket *socket = g_socket_connection_get_socket (raw->connection);

  g_assert_cmpint (setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger), ==,
                   0);
  g_io_stream_close (G_IO_STREAM (raw->connection), NULL, NULL);
  mbm_test_wait_until (mbm_server_lookup_client (raw->server, "raw") == NULL);
  g_assert_cmpstr (mbm_server_client_get_reason (client), ==, g_strerror (ECONNRESET));
}

/* It answers the close, and both ends are done. */
static void
test_orderly_end (void)
{
  g_autoptr (Raw) raw = raw_new ();

  g_assert_true (mbm_server_disconnect_client (raw->server, "raw", "Enough", NULL));
  mbm_test_wait_until (raw_has_close (raw, 1000));
  g_assert_true (raw_has (raw, "$disconnected"));
  raw_frame (raw, FIN | OPCODE_CLOSE, "\x03\xe8", 2);
  mbm_test_wait_until (raw_has_ended (raw));
  mbm_test_wait_until (mbm_server_get_n_connections (raw->server) == 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server-frames/binary", test_binary);
  g_test_add_func ("/server-frames/binary-flood", test_binary_flood);
  g_test_add_func ("/server-frames/invalid-utf8", test_invalid_utf8);
  g_test_add_func ("/server-frames/fragments", test_fragments);
  g_test_add_func ("/server-frames/protocol-error", test_protocol_error);
  g_test_add_func ("/server-frames/killed", test_killed);
  g_test_add_func ("/server-frames/orderly-end", test_orderly_end);

  return g_test_run ();
}
