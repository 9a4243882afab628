/* bench-load-events.c — one event to many clients
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bench-load.h"

#include "bench-wire.h"

/* The first client asks for orders to be created, of which the server tells everybody. So many events are on
 * their way at a time: with one, the next is asked for when the last client has it. */

typedef struct
{
  guint window;
  gboolean counting;
  GByteArray *request;
  guint64 n_asked;
  guint64 n_delivered; /* all, by all clients */
  guint64 n_counted;
  gint64 *asked_at; /* by the event's number, in the window */
  BenchTimes times; /* until the last client had it */
} Events;

static void
ask (BenchPeers *peers)
{
  Events *self = peers->data;
  BenchPeer *asker = &peers->peers[0];

  while (self->n_asked - self->n_delivered / peers->n_peers < self->window)
    {
      self->asked_at[self->n_asked % self->window] = peers->now;
      bench_number_request (bench_peer_append (asker, self->request), (guint) (self->n_asked++ % 100000000));
    }
  bench_peer_flush (peers, asker);
}

static void
received_cb (BenchPeers *peers, BenchPeer *peer, const char *text, gsize length)
{
  Events *self = peers->data;
  guint64 n_complete;

  if (!BENCH_STARTS_WITH (text, length, BENCH_EVENT_START))
    return;

  self->n_counted += self->counting;
  n_complete = self->n_delivered++ / peers->n_peers;
  if (self->n_delivered / peers->n_peers > n_complete)
    {
      if (self->counting)
        bench_times_add (&self->times, peers->now - self->asked_at[n_complete % self->window]);
      ask (peers);
    }
}

int
bench_load_events (const BenchLoadOptions *options)
{
  BenchPeers peers;
  Events self = { .window = options->in_flight };
  gint64 begin;
  double seconds;

  bench_peers_init (&peers, options->url, options->connections, received_cb);
  peers.data = &self;
  self.asked_at = g_new0 (gint64, self.window);
  self.request = bench_make_request (0, "createOrder",
                                     "{\"customerId\":\"customer-42\",\"items\":[{\"productId\":\"keyboard\","
                                     "\"quantity\":1,\"price\":89.9}]}");
  bench_peers_open (&peers);
  peers.naps = TRUE;
  ask (&peers);
  bench_peers_run_until (&peers, g_get_monotonic_time () + options->warm_up * G_TIME_SPAN_MILLISECOND);

  g_print ("{\"event\":\"measuring\"}\n");
  self.counting = TRUE;
  begin = g_get_monotonic_time ();
  bench_peers_run_until (&peers, begin + options->milliseconds * G_TIME_SPAN_MILLISECOND);
  seconds = (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;

  g_print ("{\"event\":\"done\",\"count\":%" G_GUINT64_FORMAT
           ",\"seconds\":%.4f,\"rate\":%.1f,\"p50Us\":%u,\"p99Us\":%u}\n",
           self.n_counted, seconds, (double) self.n_counted / seconds,
           bench_times_get_quantile (&self.times, 0.5), bench_times_get_quantile (&self.times, 0.99));
  return self.n_counted > 0 ? 0 : 1;
}
