/* client-fixture.h — a scripted server, and a client that is watched
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm.h"

G_BEGIN_DECLS

/* How long anything that is waited for may take, in microseconds. */
#define FIXTURE_DEADLINE (20 * G_USEC_PER_SEC)

/* Runs the main context until @condition holds; it is an error if it never does. */
#define fixture_wait_until(condition)                                                \
  G_STMT_START                                                                       \
  {                                                                                  \
    gint64 fixture_end = g_get_monotonic_time () + FIXTURE_DEADLINE;                 \
    while (!(condition))                                                             \
      {                                                                              \
        fixture_iterate ();                                                          \
        if (g_get_monotonic_time () > fixture_end)                                   \
          g_error ("%s:%d: waited in vain for: %s", __FILE__, __LINE__, #condition); \
      }                                                                              \
  }                                                                                  \
  G_STMT_END

/* One turn of the main context: as long as nothing happens, but not for ever. */
void fixture_iterate (void);

/* Everything that is ready now. */
void fixture_drain (void);

/* A GAsyncReadyCallback that keeps its result: user_data is a GAsyncResult **. */
void fixture_keep_result (GObject *source, GAsyncResult *result, gpointer user_data);

/* A server that does what the test tells it, and no more. It serves a name in memory, unless another address
 * is given. */
typedef struct
{
  MbmDialect dialect; /* what it expects */
  MbmListener *listener;
  char *uri;
  MbmChannel *channel; /* the last that was accepted, until it is closed */
  guint n_accepted;
  guint n_closed;
  GQueue received; /* MbmMessage */
} Peer;

Peer *peer_new (void);
Peer *peer_new_on (const char *uri);
void peer_free (Peer *self);
void peer_stop_listening (Peer *self);
void peer_listen_again (Peer *self);
MbmMessage *peer_next (Peer *self);
MbmMessage *peer_expect (Peer *self, const char *name);
void peer_send (Peer *self, const char *text);
void peer_answer (Peer *self, MbmMessage *request, const char *data);
void peer_fail (Peer *self, MbmMessage *request, const char *code, const char *message);
void peer_close (Peer *self, guint code, const char *reason);
void peer_cut (Peer *self);
void peer_register (Peer *self, const char *more);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Peer, peer_free)

/* What a client did, in words, in order. */
typedef struct
{
  GPtrArray *lines;
  GPtrArray *errors; /* of the `error` signal: the words */
} Record;

Record *record_new (MbmClient *client);
void record_free (Record *self);
char *record_to_string (Record *self);
gboolean record_has (Record *self, const char *line);
void record_clear (Record *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Record, record_free)

/* A client that is connected to @peer and registered, with everything that tells time by itself switched off.
 */
MbmClient *client_new_connected (Peer *peer, const char *id);
void client_connect (MbmClient *client, Peer *peer);
void client_disconnect (MbmClient *client, Peer *peer);

/* A text without a copy. */
GBytes *bytes (const char *text);
char *payload_text (MbmMessage *message);

/* Answers: a text or an error, of the call that @result ended. */
void assert_error (const GError *error, GQuark domain, int code, const char *words);

G_END_DECLS
