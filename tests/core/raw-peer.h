/* raw-peer.h — the other end of a connection, byte by byte
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "transport-fixture.h"

G_BEGIN_DECLS

/* A client's handshake: the example of RFC 6455. */
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
  guint16 port; /* of the other side, if it was connected to */
  GByteArray *in;
  gboolean is_at_end;
} Raw;

/* Takes @fd. */
Raw *raw_new (int fd);
Raw *raw_connect (const char *uri);
/* Past the handshake, with nothing read behind it. */
Raw *raw_open (const char *uri);
void raw_free (Raw *raw);
void raw_close (Raw *raw);
/* Cuts the connection with an RST. */
void raw_reset (Raw *raw);

void raw_send_bytes (Raw *raw, const void *data, gsize length);
void raw_send (Raw *raw, const char *text);
/* A masked frame; @first: its first byte as it is. */
void raw_send_frame (Raw *raw, guint8 first, const void *payload, gsize length);

/* Reads what is there, and returns how much came since the beginning. */
gsize raw_read (Raw *raw);
gboolean raw_contains (Raw *raw, const char *text);
gboolean raw_ended (Raw *raw);

gboolean raw_poll_cb (gpointer data);

/* The raw end is no source of the main context: look at it again and again. */
#define raw_wait_until(condition)                          \
  G_STMT_START                                             \
  {                                                        \
    guint poll_id_ = g_timeout_add (1, raw_poll_cb, NULL); \
    wait_until (condition);                                \
    g_source_remove (poll_id_);                            \
  }                                                        \
  G_STMT_END

guint16 uri_get_port (const char *uri);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Raw, raw_free)

G_END_DECLS
