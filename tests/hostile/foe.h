/* foe.h — a peer that does not play by the rules, on a thread of its own
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* First bytes of frames. */
#define FOE_TEXT         0x81
#define FOE_TEXT_START   0x01
#define FOE_BINARY       0x82
#define FOE_CONTINUATION 0x00
#define FOE_LAST         0x80
#define FOE_CLOSE        0x88
#define FOE_PING         0x89
#define FOE_PONG         0x8a

/* Blocking, and with nothing of libmbm in it: the server under test is on another thread. A call that takes
 * twenty seconds fails the test. */
typedef struct
{
  int fd;
  GByteArray *in; /* read and not looked at */
  gboolean is_at_end;
  guint close_code; /* of the close frame, once it was read */
} Foe;

/* A TCP connection and not a byte more. */
Foe *foe_connect (const char *uri);
/* Past the handshake. */
Foe *foe_open (const char *uri);
/* And registered. */
Foe *foe_open_registered (const char *uri, const char *client_id);
void foe_free (Foe *self);
/* Ends it with an RST. */
void foe_reset (Foe *self);

const char *foe_get_handshake (void);
/* It takes little that it does not read. */
void foe_set_small_buffers (Foe *self);

/* FALSE if the server has ended the connection. */
gboolean foe_send (Foe *self, const void *data, gsize length);
gboolean foe_send_text (Foe *self, const char *text);
/* Masked, as a client's have to be, with a mask of zeros. */
gboolean foe_send_frame (Foe *self, guint8 first, const void *payload, gsize length);
/* Its header alone. */
gboolean foe_send_header (Foe *self, guint8 first, guint64 length);
/* A text message. */
gboolean foe_say (Foe *self, const char *text);
gboolean foe_sayf (Foe *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean foe_ask (Foe *self, const char *id, const char *name, const char *payload);

/* Reads what is there, without waiting. */
void foe_drain (Foe *self);
/* The same, and throws away the pongs up to anything else. */
void foe_ignore_pongs (Foe *self);
/* The next message, or NULL at the end of the connection. */
char *foe_read (Foe *self);
/* The next message with that in it. */
char *foe_read_with (Foe *self, const char *text);
/* The next message but heartbeats has that in it. */
void foe_expect (Foe *self, const char *text);
/* Waits for the end of the connection; the code of the close frame, or 0 if it came without one. */
guint foe_await_end (Foe *self);
/* The number in the first line of an HTTP answer, or 0 if there is none. */
guint foe_await_status (Foe *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Foe, foe_free)

G_END_DECLS
