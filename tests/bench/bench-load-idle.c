/* bench-load-idle.c — many clients that do nothing but to be there
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "bench-load.h"

#include "bench-wire.h"

/* Each sends its heartbeat at its interval, one after the other rather than all at once, and counts the
 * server's. */

static void
received_cb (BenchPeers *peers, BenchPeer *peer, const char *text, gsize length)
{
  guint64 *n_beats = peers->data;

  *n_beats += BENCH_STARTS_WITH (text, length, "{\"type\":\"event\",\"event\":\"$heartbeat\"");
}

static GByteArray *
make_heartbeat (guint index)
{
  g_autofree char *client_id = bench_make_client_id (index);
  g_autofree char *text = g_strdup_printf (
    "{\"type\":\"event\",\"event\":\"$heartbeat\",\"payload\":{\"timestamp\":%" G_GINT64_FORMAT
    ",\"clientId\":\"%s\"},\"context\":{\"source\":\"%s\"}}",
    g_get_real_time () / 1000, client_id, client_id);

  return bench_make_frame (text);
}

static void
beat_for (BenchPeers *peers, const BenchLoadOptions *options)
{
  gint64 begin = g_get_monotonic_time ();
  gint64 end = begin + options->milliseconds * G_TIME_SPAN_MILLISECOND;
  double each = (double) options->beat * G_TIME_SPAN_MILLISECOND / peers->n_peers;
  guint64 n_sent = 0;

  while (peers->now < end)
    {
      guint64 n_due = (guint64) ((double) (g_get_monotonic_time () - begin) / each);

      for (; n_sent < n_due; n_sent++)
        {
          BenchPeer *peer = &peers->peers[n_sent % peers->n_peers];
          g_autoptr (GByteArray) frame = make_heartbeat (peer->index);

          bench_peer_append (peer, frame);
          bench_peer_flush (peers, peer);
        }
      bench_peers_run_until (peers, MIN (end, g_get_monotonic_time () + 2 * G_TIME_SPAN_MILLISECOND));
    }
}

int
bench_load_idle (const BenchLoadOptions *options)
{
  BenchPeers peers;
  guint64 n_beats = 0;
  gint64 begin = g_get_monotonic_time ();

  bench_peers_init (&peers, options->url, options->connections, received_cb);
  peers.data = &n_beats;
  bench_peers_open (&peers);
  g_print ("{\"event\":\"connected\",\"seconds\":%.3f}\n",
           (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC);

  /* What the arrival set off is over by then. */
  bench_peers_run_until (&peers, g_get_monotonic_time () + options->warm_up * G_TIME_SPAN_MILLISECOND);
  n_beats = 0;
  g_print ("{\"event\":\"measuring\"}\n");
  beat_for (&peers, options);
  g_print ("{\"event\":\"done\",\"count\":%" G_GUINT64_FORMAT "}\n", n_beats);

  /* Here until it is ended, so that they can be looked at. */
  bench_peers_run_until (&peers, g_get_monotonic_time () + 60 * G_USEC_PER_SEC);
  return 0;
}
