/* hostile-fixture.c — a server under attack, and a client of it that means well
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "../core/heap.h"
#include "../core/transport-fixture.h"
#include "hostile-fixture.h"

/* What may stay behind an attack: caches of GLib's and the allocator's, and what the witness has read. */
#define REMAINDER (2 * MEBIBYTE)

/* How often the witness asks while nothing is wrong, for comparison. */
#define N_QUIET 100

static void
hostile_echo_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  g_autoptr (GBytes) payload = mbm_message_dup_payload (mbm_server_request_get_message (request));

  g_assert_true (mbm_server_request_respond (request, payload, NULL));
}

/* Ten events of the size that was asked for, in KiB, to everybody; answers how many got the last one. */
static void
hostile_flood_cb (MbmServer *server, MbmServerRequest *request, gpointer user_data)
{
  Hostile *self = user_data;
  gint64 size = json_node_get_int (mbm_server_request_get_payload (request));
  g_autofree char *filler = g_strnfill (size * 1024, '0');
  g_autofree char *text = g_strdup_printf ("\"%s\"", filler);
  g_autoptr (GBytes) payload = mbm_test_bytes (text);
  g_autofree char *answer = NULL;
  g_autoptr (GBytes) data = NULL;
  guint n_receivers;

  for (guint i = 0; i < 10; i++)
    {
      mbm_server_broadcast (server, "tick", payload, &n_receivers, NULL);
      self->n_events++;
    }
  answer = g_strdup_printf ("%u", n_receivers);
  data = mbm_test_bytes (answer);
  g_assert_true (mbm_server_request_respond (request, data, NULL));
}

/* What is made once in a program, and kept, is made before anything is counted. */
static void
hostile_warm_up (void)
{
  g_autoptr (MbmServer) server = mbm_server_new (NULL, NULL);
  g_autoptr (MbmTestPeer) peer = NULL;

  mbm_test_server_start (server, "ws://127.0.0.1:0");
  peer = mbm_test_peer_new_registered (mbm_server_get_uri (server), "first");
  mbm_test_server_stop (server, NULL);
}

Hostile *
hostile_new (void)
{
  static gsize is_warm;
  Hostile *self = g_new0 (Hostile, 1);

  if (g_once_init_enter (&is_warm))
    {
      hostile_warm_up ();
      settle ();
      g_once_init_leave (&is_warm, TRUE);
    }

  self->fds = count_open_fds ();
  self->server = mbm_server_new ("under-attack", NULL);
  mbm_server_add_request_handler (self->server, "echo", hostile_echo_cb, NULL, NULL);
  mbm_server_add_request_handler (self->server, "flood", hostile_flood_cb, self, NULL);
  return self;
}

void
hostile_start (Hostile *self)
{
  mbm_test_server_start (self->server, "ws://127.0.0.1:0");
  self->uri = mbm_server_get_uri (self->server);
  self->witness = mbm_test_peer_new_registered (self->uri, "witness");
}

void
hostile_free (Hostile *self)
{
  /* It is served to the last. */
  mbm_test_peer_sync (self->witness);
  g_assert_nonnull (mbm_server_lookup_client (self->server, "witness"));
  g_assert_false (self->witness->closed);

  mbm_test_server_stop (self->server, NULL);
  mbm_test_peer_await_closed (self->witness);
  mbm_test_peer_free (self->witness);
  g_assert_cmpuint (mbm_server_get_n_connections (self->server), ==, 0);
  g_assert_finalize_object (self->server);
  settle ();
  g_assert_cmpuint (count_open_fds (), ==, self->fds);
  g_free (self);
}

typedef struct
{
  HostileAttack attack;
  const char *uri;
  gint is_over;
} Assault;

static gpointer
hostile_thread (gpointer data)
{
  Assault *assault = data;

  assault->attack (assault->uri);
  g_atomic_int_set (&assault->is_over, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

/* One question and its answer: how long it took, in microseconds. */
static gint64
hostile_ask (Hostile *self)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (MbmMessage) answer = mbm_test_peer_request (self->witness, "echo", "{\"n\":1}");

  mbm_test_assert_success (answer);
  self->n_seen += mbm_test_peer_count_events (self->witness, "tick");
  mbm_test_peer_forget (self->witness);
  return g_get_monotonic_time () - start;
}

/* Times in steps of ten microseconds, so that it needs no memory to keep them. */
typedef struct
{
  guint32 steps[100000];
  guint n;
  gint64 longest;
} Times;

static Times quiet, loud;

static void
times_add (Times *self, gint64 time)
{
  self->steps[MIN (time / 10, (gint64) G_N_ELEMENTS (self->steps) - 1)]++;
  self->n++;
  self->longest = MAX (self->longest, time);
}

/* In milliseconds. */
static double
times_get (Times *self, guint percent)
{
  guint n = 0, i = 0;

  while (i < G_N_ELEMENTS (self->steps) - 1 && (n += self->steps[i]) * 100.0 < self->n * (double) percent)
    i++;
  return (i + 1) / 100.0;
}

static void
times_report (Times *self, const char *when)
{
  g_test_message ("%s: %u answers, half within %.2f ms, 99%% within %.2f ms, the longest took %.2f ms", when,
                  self->n, times_get (self, 50), times_get (self, 99), self->longest / 1000.0);
}

static gboolean
hostile_pause_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Asks, waits for the answer, and leaves the others a moment. */
static void
hostile_ask_again (Hostile *self, Times *times)
{
  gboolean is_over = FALSE;

  times_add (times, hostile_ask (self));
  g_timeout_add (1, hostile_pause_cb, &is_over);
  mbm_test_wait_until (is_over);
}

void
hostile_attack_with (Hostile *self, HostileAttack attack, gsize room, GPtrArray *kept)
{
  Assault assault = { .attack = attack, .uri = self->uri };
  gsize peak = 0;
  GThread *thread;

  quiet = loud = (Times){ .n = 0 };
  for (guint i = 0; i < N_QUIET; i++)
    hostile_ask_again (self, &quiet);
  times_report (&quiet, "before");

  self->heap = heap_get_size ();
  thread = g_thread_new ("foe", hostile_thread, &assault);
  do
    {
      gsize heap;

      hostile_ask_again (self, &loud);
      heap = heap_get_size ();
      peak = MAX (peak, heap);
    }
  while (!g_atomic_int_get (&assault.is_over));
  g_thread_join (thread);
  times_report (&loud, "during");
  g_test_message ("heap: %.2f MiB before, at most %.2f MiB more during", self->heap / (double) MEBIBYTE,
                  peak > self->heap ? (peak - self->heap) / (double) MEBIBYTE : 0);
  g_assert_cmpuint (peak, <=, self->heap + room);

  if (kept != NULL)
    g_ptr_array_set_size (kept, 0);

  /* Whoever was there has left; nothing of them stays. */
  mbm_test_wait_until (mbm_server_get_n_connections (self->server) == 1);
  /* What was sent to the witness has come in when it has its next answer. */
  hostile_ask (self);
  settle ();
  g_test_message ("heap: %.2f MiB after", heap_get_size () / (double) MEBIBYTE);
  mbm_test_wait_until (heap_get_size () <= self->heap + REMAINDER);
}

void
hostile_attack (Hostile *self, HostileAttack attack, gsize room)
{
  hostile_attack_with (self, attack, room, NULL);
}
