/* raw-peer.c — the other end of a connection, byte by byte
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mbm-ws-codec-private.h"
#include "raw-peer.h"

Raw *
raw_new (int fd)
{
  Raw *raw = g_new0 (Raw, 1);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (fcntl (fd, F_SETFL, O_NONBLOCK), ==, 0);
  raw->fd = fd;
  raw->in = g_byte_array_new ();
  return raw;
}

guint16
uri_get_port (const char *uri)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);

  g_assert_cmpint (g_uri_get_port (parsed), >, 0);
  return g_uri_get_port (parsed);
}

Raw *
raw_connect (const char *uri)
{
  struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_port = g_htons (uri_get_port (uri)),
    .sin_addr.s_addr = g_htonl (INADDR_LOOPBACK),
  };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  Raw *raw;

  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  raw = raw_new (fd);
  raw->port = uri_get_port (uri);
  return raw;
}

void
raw_close (Raw *raw)
{
  if (raw->fd >= 0)
    close (raw->fd);
  raw->fd = -1;
}

void
raw_free (Raw *raw)
{
  raw_close (raw);
  g_byte_array_unref (raw->in);
  g_free (raw);
}

void
raw_send_bytes (Raw *raw, const void *data, gsize length)
{
  g_assert_cmpint (send (raw->fd, data, length, MSG_NOSIGNAL), ==, (gssize) length);
}

void
raw_send (Raw *raw, const char *text)
{
  raw_send_bytes (raw, text, strlen (text));
}

gsize
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

gboolean
raw_poll_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

gboolean
raw_contains (Raw *raw, const char *text)
{
  raw_read (raw);
  return raw->in->len > 0 && memmem (raw->in->data, raw->in->len, text, strlen (text)) != NULL;
}

gboolean
raw_ended (Raw *raw)
{
  raw_read (raw);
  return raw->is_at_end;
}

Raw *
raw_open (const char *uri)
{
  Raw *raw = raw_connect (uri);

  raw_send (raw, REQUEST);
  raw_wait_until (raw_contains (raw, "\r\n\r\n"));
  g_assert_true (g_str_has_prefix ((char *) raw->in->data, "HTTP/1.1 101 "));
  g_byte_array_set_size (raw->in, 0);
  return raw;
}

void
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

void
raw_reset (Raw *raw)
{
  setsockopt (raw->fd, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 }, sizeof (struct linger));
  raw_close (raw);
}
