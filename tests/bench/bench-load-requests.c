/* bench-load-requests.c — as many requests as a server answers
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bench-load.h"

#include <string.h>

#include "bench-wire.h"

/* Each connection keeps its number of requests in flight: an answer is followed by the same request again. */

typedef struct
{
  GByteArray *request;
  gint64 *sent_at; /* by the request's number */
  guint64 n_answers;
} Asker;

typedef struct
{
  guint in_flight;
  gboolean counting;
  guint64 n_failures;
  BenchTimes times;
} Requests;

static void
ask (BenchPeers *peers, BenchPeer *peer, guint number)
{
  Asker *asker = peer->data;

  asker->sent_at[number] = peers->now;
  bench_number_request (bench_peer_append (peer, asker->request), number);
}

static void
received_cb (BenchPeers *peers, BenchPeer *peer, const char *text, gsize length)
{
  Requests *self = peers->data;
  Asker *asker = peer->data;
  guint number;

  if (BENCH_STARTS_WITH (text, length, "{\"type\":\"event\""))
    return;

  number = bench_read_number (text, length);
  if (number >= self->in_flight)
    bench_die ("An answer nobody asked for: %.*s", (int) length, text);
  if (self->counting)
    {
      asker->n_answers++;
      self->n_failures += memmem (text, MIN (length, 128), "\"success\":true", 14) == NULL;
      bench_times_add (&self->times, peers->now - asker->sent_at[number]);
    }
  ask (peers, peer, number);
}

static void
start (BenchPeers *peers)
{
  Requests *self = peers->data;

  peers->now = g_get_monotonic_time ();
  for (guint i = 0; i < peers->n_peers; i++)
    {
      BenchPeer *peer = &peers->peers[i];
      Asker *asker = g_new0 (Asker, 1);

      asker->request = bench_make_request (i, "getOrderDetails", "{\"orderId\":\"order-123\"}");
      asker->sent_at = g_new0 (gint64, self->in_flight);
      peer->data = asker;
      for (guint number = 0; number < self->in_flight; number++)
        ask (peers, peer, number);
      bench_peer_flush (peers, peer);
    }
}

static void
report (BenchPeers *peers, double seconds)
{
  Requests *self = peers->data;
  guint64 least = G_MAXUINT64, greatest = 0;

  for (guint i = 0; i < peers->n_peers; i++)
    {
      Asker *asker = peers->peers[i].data;

      least = MIN (least, asker->n_answers);
      greatest = MAX (greatest, asker->n_answers);
    }
  g_print ("{\"event\":\"done\",\"count\":%" G_GUINT64_FORMAT ",\"failures\":%" G_GUINT64_FORMAT
           ",\"seconds\":%.4f,\"rate\":%.1f,\"p50Us\":%u,\"p99Us\":%u,\"leastOfOne\":%" G_GUINT64_FORMAT
           ",\"greatestOfOne\":%" G_GUINT64_FORMAT "}\n",
           self->times.n, self->n_failures, seconds, (double) self->times.n / seconds,
           bench_times_get_quantile (&self->times, 0.5), bench_times_get_quantile (&self->times, 0.99), least,
           greatest);
}

int
bench_load_requests (const BenchLoadOptions *options)
{
  BenchPeers peers;
  Requests self = { .in_flight = options->in_flight };
  gint64 begin;

  bench_peers_init (&peers, options->url, options->connections, received_cb);
  peers.data = &self;
  bench_peers_open (&peers);
  start (&peers);
  bench_peers_run_until (&peers, g_get_monotonic_time () + options->warm_up * G_TIME_SPAN_MILLISECOND);

  /* Who starts the load looks at the server's processor time between these two lines. */
  g_print ("{\"event\":\"measuring\"}\n");
  self.counting = TRUE;
  begin = g_get_monotonic_time ();
  bench_peers_run_until (&peers, begin + options->milliseconds * G_TIME_SPAN_MILLISECOND);
  report (&peers, (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC);
  return self.n_failures == 0 ? 0 : 1;
}
