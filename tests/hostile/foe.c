/* foe.c — a peer that does not play by the rules, on a thread of its own
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "foe.h"

#define PATIENCE 20 /* s */

static const char handshake[] = "GET /chat HTTP/1.1\r\n"
                                "Host: 127.0.0.1\r\n"
                                "Upgrade: websocket\r\n"
                                "Connection: keep-alive, Upgrade\r\n"
                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                "Sec-WebSocket-Version: 13\r\n"
                                "\r\n";

const char *
foe_get_handshake (void)
{
  return handshake;
}

Foe *
foe_connect (const char *uri)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);
  const struct timeval patience = { .tv_sec = PATIENCE };
  struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_port = g_htons (g_uri_get_port (parsed)),
    .sin_addr.s_addr = g_htonl (INADDR_LOOPBACK),
  };
  Foe *self = g_new0 (Foe, 1);

  self->in = g_byte_array_new ();
  self->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (self->fd, >=, 0);
  setsockopt (self->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt (self->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  setsockopt (self->fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof (int));
  g_assert_cmpint (connect (self->fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  return self;
}

void
foe_free (Foe *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_byte_array_unref (self->in);
  g_free (self);
}

void
foe_reset (Foe *self)
{
  setsockopt (self->fd, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 }, sizeof (struct linger));
  close (self->fd);
  self->fd = -1;
}

void
foe_set_small_buffers (Foe *self)
{
  setsockopt (self->fd, SOL_SOCKET, SO_RCVBUF, &(int){ 4096 }, sizeof (int));
}

/* Reads once. FALSE at the end. */
static gboolean
foe_fill (Foe *self, int flags)
{
  guint8 buffer[65536];
  gssize n;

  do
    n = recv (self->fd, buffer, sizeof buffer, flags);
  while (n < 0 && errno == EINTR);

  if (n > 0)
    {
      g_byte_array_append (self->in, buffer, n);
      return TRUE;
    }
  if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
    {
      if ((flags & MSG_DONTWAIT) == 0)
        g_error ("The server said nothing for %d s", PATIENCE);
      return FALSE;
    }

  self->is_at_end = TRUE;
  return FALSE;
}

void
foe_drain (Foe *self)
{
  while (!self->is_at_end && foe_fill (self, MSG_DONTWAIT))
    continue;
}

gboolean
foe_send (Foe *self, const void *data, gsize length)
{
  const guint8 *position = data;

  while (length > 0)
    {
      gssize n = send (self->fd, position, length, MSG_NOSIGNAL);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        g_error ("The server took nothing for %d s", PATIENCE);
      if (n < 0)
        return FALSE;
      position += n;
      length -= n;
    }

  return TRUE;
}

gboolean
foe_send_text (Foe *self, const char *text)
{
  return foe_send (self, text, strlen (text));
}

static gsize
foe_make_header (guint8 header[14], guint8 first, guint64 length)
{
  gsize n = 2;

  header[0] = first;
  if (length <= 125)
    {
      header[1] = 0x80 | length;
    }
  else
    {
      guint bytes = length <= G_MAXUINT16 ? 2 : 8;

      header[1] = 0x80 | (bytes == 2 ? 126 : 127);
      for (guint i = 0; i < bytes; i++)
        header[n++] = length >> (8 * (bytes - 1 - i));
    }

  memset (header + n, 0, 4);
  return n + 4;
}

gboolean
foe_send_header (Foe *self, guint8 first, guint64 length)
{
  guint8 header[14];

  return foe_send (self, header, foe_make_header (header, first, length));
}

gboolean
foe_send_frame (Foe *self, guint8 first, const void *payload, gsize length)
{
  guint8 small[14 + 1024];
  gsize n = foe_make_header (small, first, length);

  if (length > 1024)
    return foe_send (self, small, n) && foe_send (self, payload, length);

  if (length > 0)
    memcpy (small + n, payload, length);
  return foe_send (self, small, n + length);
}

gboolean
foe_say (Foe *self, const char *text)
{
  return foe_send_frame (self, FOE_TEXT, text, strlen (text));
}

gboolean
foe_sayf (Foe *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  return foe_say (self, text);
}

gboolean
foe_ask (Foe *self, const char *id, const char *name, const char *payload)
{
  return foe_sayf (self, "{\"type\":\"request\",\"requestId\":\"%s\",\"requestType\":\"%s\",\"payload\":%s}",
                   id, name, payload);
}

/* Takes a frame that is there in full; 0 if there is none. */
static guint8
foe_take_frame (Foe *self, char **text)
{
  const guint8 *data = self->in->data;
  gsize size = self->in->len;
  gsize head = 2;
  guint64 payload;
  guint8 first;

  if (size < head)
    return 0;
  g_assert_cmpuint (data[1] & 0x80, ==, 0);
  payload = data[1];
  if (payload >= 126)
    {
      guint bytes = payload == 126 ? 2 : 8;

      if (size < head + bytes)
        return 0;
      payload = 0;
      for (guint i = 0; i < bytes; i++)
        payload = payload << 8 | data[head++];
    }
  if (size - head < payload)
    return 0;

  first = data[0];
  *text = g_strndup ((const char *) data + head, payload);
  g_byte_array_remove_range (self->in, 0, head + payload);
  if (first == FOE_CLOSE && payload >= 2)
    self->close_code = (guint8) (*text)[0] << 8 | (guint8) (*text)[1];
  return first;
}

void
foe_ignore_pongs (Foe *self)
{
  foe_drain (self);
  while (self->in->len > 0 && self->in->data[0] == FOE_PONG)
    {
      g_autofree char *payload = NULL;

      if (foe_take_frame (self, &payload) == 0)
        return;
    }
}

char *
foe_read (Foe *self)
{
  for (;;)
    {
      g_autofree char *text = NULL;
      guint8 first = foe_take_frame (self, &text);

      if (first == FOE_TEXT)
        return g_steal_pointer (&text);
      if (first == FOE_CLOSE)
        return NULL;
      if (first == 0 && (self->is_at_end || (!foe_fill (self, 0) && self->is_at_end)))
        return NULL;
    }
}

char *
foe_read_with (Foe *self, const char *text)
{
  char *read;

  while ((read = foe_read (self)) != NULL)
    {
      if (strstr (read, text) != NULL)
        return read;
      g_free (read);
    }

  g_error ("The connection ended before this came: %s", text);
}

void
foe_expect (Foe *self, const char *text)
{
  g_autofree char *answer = foe_read (self);

  /* On a busy machine a beat of the server's may come first. */
  while (answer != NULL && strstr (answer, "\"event\":\"$heartbeat\"") != NULL)
    {
      g_free (answer);
      answer = foe_read (self);
    }
  if (answer == NULL || strstr (answer, text) == NULL)
    g_error ("Not what was expected (%s): %.300s", text,
             answer != NULL ? answer : "the end of the connection");
}

guint
foe_await_end (Foe *self)
{
  for (;;)
    {
      g_autofree char *text = NULL;
      guint8 first = foe_take_frame (self, &text);

      if (first == 0 && !foe_fill (self, 0) && self->is_at_end)
        return self->close_code;
    }
}

guint
foe_await_status (Foe *self)
{
  g_autofree char *head = NULL;

  while (foe_fill (self, 0))
    continue;
  if (self->in->len == 0)
    return 0;

  head = g_strndup ((const char *) self->in->data, self->in->len);
  g_assert_true (g_str_has_prefix (head, "HTTP/1.1 "));
  return (guint) g_ascii_strtoull (head + strlen ("HTTP/1.1 "), NULL, 10);
}

Foe *
foe_open (const char *uri)
{
  Foe *self = foe_connect (uri);
  const guint8 *end;

  g_assert_true (foe_send_text (self, handshake));
  while (self->in->len == 0 || (end = memmem (self->in->data, self->in->len, "\r\n\r\n", 4)) == NULL)
    if (!foe_fill (self, 0))
      g_error ("The server ended the connection in its handshake");

  g_assert_cmpmem (self->in->data, 12, "HTTP/1.1 101", 12);
  g_byte_array_remove_range (self->in, 0, end + 4 - self->in->data);
  return self;
}

Foe *
foe_open_registered (const char *uri, const char *client_id)
{
  Foe *self = foe_open (uri);
  g_autofree char *payload = g_strdup_printf ("{\"clientId\":\"%s\",\"clientType\":\"foe\"}", client_id);
  g_autofree char *answer = NULL;

  g_assert_true (foe_ask (self, "register", "$register", payload));
  answer = foe_read_with (self, "\"requestId\":\"register\"");
  g_assert_nonnull (strstr (answer, "\"success\":true"));
  return self;
}
