/* bench-peers.h — many clients in one thread, as cheap as they can be
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The load must not be what is measured: one thread, one epoll, frames that are made once, no JSON. Whatever
 * goes wrong ends the program with a word about it. */
typedef struct _BenchPeers BenchPeers;

typedef struct
{
  guint index;
  int fd;
  gboolean upgraded;
  gboolean registered;
  gboolean wants_write;
  GByteArray *in;  /* a frame that has not come in full; NULL if there is none */
  GByteArray *out; /* what the socket did not take yet */
  gpointer data;   /* the load's */
} BenchPeer;

/* What to do with a text message of a peer that has registered. */
typedef void (*BenchPeersFunc) (BenchPeers *self, BenchPeer *peer, const char *text, gsize length);

struct _BenchPeers
{
  int epoll;
  const char *host;
  guint16 port;
  guint n_peers;
  guint n_opened;
  guint n_registered;
  gboolean naps;
  gint64 now; /* monotonic, µs; when the loop last woke */
  BenchPeer *peers;
  BenchPeersFunc received;
  gpointer data; /* the load's */
};

G_NORETURN void bench_die (const char *format, ...) G_GNUC_PRINTF (1, 2);

void bench_peers_init (BenchPeers *self, const char *url, guint n_peers, BenchPeersFunc received);
/* Connects and registers all, a few at a time. */
void bench_peers_open (BenchPeers *self);
void bench_peers_run_until (BenchPeers *self, gint64 deadline);

/* Queues a whole frame as it is; bench_peer_flush() writes it, and is called after `received` by itself. */
guint8 *bench_peer_append (BenchPeer *peer, const GByteArray *frame);
void bench_peer_flush (BenchPeers *self, BenchPeer *peer);

/* Several loads may be at one server. */
char *bench_make_client_id (guint index);
/* A masked text frame. */
GByteArray *bench_make_frame (const char *text);
/* A masked request whose id begins with zeros. */
GByteArray *bench_make_request (guint index, const char *name, const char *payload);
/* The same one with another number. */
void bench_number_request (guint8 *frame, guint number);
/* The number of the request that an answer is for. */
guint bench_read_number (const char *text, gsize length);

gboolean bench_starts_with (const char *text, gsize length, const char *start, gsize start_length);
#define BENCH_STARTS_WITH(text, length, literal) \
  bench_starts_with ((text), (length), (literal), sizeof (literal) - 1)

G_END_DECLS
