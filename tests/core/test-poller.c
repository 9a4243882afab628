/* test-poller.c — many sockets in one source
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <sys/socket.h>
#include <unistd.h>

#include "mbm-poller-private.h"
#include "transport-fixture.h"

typedef struct _Probe Probe;

struct _Probe
{
  MbmWatch watch;
  int fds[2];
  guint n_ready;
  guint n_flushed;
  guint n_expired;
  guint32 last_events;
  guint order;
  void (*on_ready) (Probe *probe);
  Probe *other;
};

static guint order;

static Probe *
probe_from_watch (MbmWatch *watch)
{
  return (Probe *) (void *) watch;
}

static void
probe_ready (MbmWatch *watch, guint32 events)
{
  Probe *probe = probe_from_watch (watch);

  probe->n_ready++;
  probe->last_events = events;
  if (probe->on_ready != NULL)
    probe->on_ready (probe);
}

static void
probe_flush (MbmWatch *watch)
{
  probe_from_watch (watch)->n_flushed++;
}

static void
probe_expired (MbmWatch *watch)
{
  Probe *probe = probe_from_watch (watch);

  probe->n_expired++;
  probe->order = ++order;
}

static const MbmWatchFuncs probe_funcs = {
  .ready = probe_ready,
  .flush = probe_flush,
  .expired = probe_expired,
};

static void
probe_init (Probe *probe, MbmPoller *poller, guint32 events)
{
  *probe = (Probe){ .fds = { -1, -1 } };
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, probe->fds), ==, 0);
  mbm_watch_add (&probe->watch, poller, &probe_funcs, probe->fds[0], events);
}

static void
probe_clear (Probe *probe)
{
  mbm_watch_remove (&probe->watch);
  for (guint i = 0; i < 2; i++)
    if (probe->fds[i] >= 0)
      close (probe->fds[i]);
}

static void
probe_poke (Probe *probe)
{
  g_assert_cmpint (write (probe->fds[1], "x", 1), ==, 1);
}

static void
drain (Probe *probe)
{
  char byte;

  while (read (probe->fds[0], &byte, 1) > 0)
    ;
}

static void
test_one_for_each_context (void)
{
  g_autoptr (MbmPoller) first = mbm_poller_ref_thread_default ();
  g_autoptr (MbmPoller) again = mbm_poller_ref_thread_default ();
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (MbmPoller) other = NULL;
  guint before;

  g_assert_true (first == again);
  g_main_context_push_thread_default (context);
  before = count_open_fds ();
  other = mbm_poller_ref_thread_default ();
  g_assert_true (other != first);
  g_assert_cmpuint (count_open_fds (), ==, before + 1);
  g_clear_pointer (&other, mbm_poller_unref);
  g_assert_cmpuint (count_open_fds (), ==, before);
  g_main_context_pop_thread_default (context);
}

static void
test_ready (void)
{
  g_autoptr (MbmPoller) poller = mbm_poller_ref_thread_default ();
  Probe probe;

  probe_init (&probe, poller, EPOLLIN);
  settle ();
  g_assert_cmpuint (probe.n_ready, ==, 0);

  /* What is not dealt with comes again. */
  probe_poke (&probe);
  wait_until (probe.n_ready >= 3);
  g_assert_cmpuint (probe.last_events, ==, EPOLLIN);

  probe.on_ready = drain;
  settle ();
  probe.n_ready = 0;
  settle ();
  g_assert_cmpuint (probe.n_ready, ==, 0);

  mbm_watch_set_events (&probe.watch, 0);
  probe_poke (&probe);
  settle ();
  g_assert_cmpuint (probe.n_ready, ==, 0);
  mbm_watch_set_events (&probe.watch, EPOLLIN);
  wait_until (probe.n_ready == 1);

  mbm_watch_set_events (&probe.watch, EPOLLOUT);
  wait_until (probe.last_events == EPOLLOUT);
  probe_clear (&probe);
}

static void
test_suspended (void)
{
  g_autoptr (MbmPoller) poller = mbm_poller_ref_thread_default ();
  Probe probe;

  probe_init (&probe, poller, 0);
  close (probe.fds[1]);
  probe.fds[1] = -1;
  wait_until (probe.n_ready > 0);
  g_assert_cmpuint (probe.last_events & EPOLLHUP, ==, EPOLLHUP);

  mbm_watch_set_suspended (&probe.watch, TRUE);
  mbm_watch_set_suspended (&probe.watch, TRUE);
  probe.n_ready = 0;
  settle ();
  g_assert_cmpuint (probe.n_ready, ==, 0);
  mbm_watch_set_events (&probe.watch, EPOLLIN);
  mbm_watch_set_suspended (&probe.watch, FALSE);
  wait_until (probe.n_ready > 0);
  g_assert_cmpuint (probe.last_events & EPOLLIN, ==, EPOLLIN);

  mbm_watch_set_suspended (&probe.watch, TRUE);
  probe_clear (&probe);
}

static void
remove_other (Probe *probe)
{
  drain (probe);
  mbm_watch_remove (&probe->other->watch);
}

/* Both are ready at once: whichever comes first takes the other away, which is not told any more. */
static void
test_remove_from_within (void)
{
  g_autoptr (MbmPoller) poller = mbm_poller_ref_thread_default ();
  Probe a;
  Probe b;

  probe_init (&a, poller, EPOLLIN);
  probe_init (&b, poller, EPOLLIN);
  a.other = &b;
  b.other = &a;
  a.on_ready = remove_other;
  b.on_ready = remove_other;
  probe_poke (&a);
  probe_poke (&b);
  wait_until (a.n_ready + b.n_ready > 0);
  settle ();
  g_assert_cmpuint (a.n_ready + b.n_ready, ==, 1);
  probe_clear (&a);
  probe_clear (&b);
}

static void
remove_self (Probe *probe)
{
  mbm_watch_remove (&probe->watch);
}

/* The last watch, and with it the poller, goes while the poller tells it. */
static void
test_remove_last_from_within (void)
{
  MbmPoller *poller = mbm_poller_ref_thread_default ();
  Probe probe;

  probe_init (&probe, poller, EPOLLIN);
  mbm_poller_unref (poller);
  probe.on_ready = remove_self;
  probe_poke (&probe);
  wait_until (probe.n_ready == 1);
  settle ();
  probe_clear (&probe);
}

static void
mark_dirty (Probe *probe)
{
  drain (probe);
  mbm_watch_mark_dirty (&probe->watch);
  mbm_watch_mark_dirty (&probe->watch);
  /* Not from within. */
  g_assert_cmpuint (probe->n_flushed, ==, 0);
}

static void
test_flush (void)
{
  g_autoptr (MbmPoller) poller = mbm_poller_ref_thread_default ();
  Probe probe;

  probe_init (&probe, poller, EPOLLIN);

  /* In a dispatch: before it ends. */
  probe.on_ready = mark_dirty;
  probe_poke (&probe);
  wait_until (probe.n_ready == 1);
  g_assert_cmpuint (probe.n_flushed, ==, 1);

  /* Outside of any: before the loop sleeps. */
  mbm_watch_mark_dirty (&probe.watch);
  g_assert_cmpuint (probe.n_flushed, ==, 1);
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (probe.n_flushed, ==, 2);

  /* Not if it goes before that. */
  mbm_watch_mark_dirty (&probe.watch);
  probe_clear (&probe);
  settle ();
  g_assert_cmpuint (probe.n_flushed, ==, 2);
}

static void
wake_again (Probe *probe)
{
  if (probe->n_ready < 3)
    mbm_watch_wake (&probe->watch);
}

static void
test_wake (void)
{
  g_autoptr (MbmPoller) poller = mbm_poller_ref_thread_default ();
  Probe probe;

  probe_init (&probe, poller, EPOLLIN);
  mbm_watch_wake (&probe.watch);
  mbm_watch_wake (&probe.watch);
  g_assert_cmpuint (probe.n_ready, ==, 0);
  wait_until (probe.n_ready == 1);
  g_assert_cmpuint (probe.last_events, ==, 0);
  settle ();
  g_assert_cmpuint (probe.n_ready, ==, 1);

  probe.n_ready = 0;
  probe.on_ready = wake_again;
  mbm_watch_wake (&probe.watch);
  wait_until (probe.n_ready == 3);

  mbm_watch_wake (&probe.watch);
  probe_clear (&probe);
  settle ();
  g_assert_cmpuint (probe.n_ready, ==, 3);
}

static gboolean
set_true_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* A handler that runs the loop until its own timer is due. */
static void
run_loop_within (Probe *probe)
{
  gboolean is_due = FALSE;
  guint n_turns = 0;

  drain (probe);
  probe->on_ready = drain;
  probe_poke (probe->other);
  mbm_watch_set_timeout (&probe->other->watch, 1);
  mbm_watch_mark_dirty (&probe->watch);
  g_timeout_add (30, set_true_cb, &is_due);
  while (!is_due)
    {
      g_main_context_iteration (NULL, TRUE);
      n_turns++;
    }

  /* What was to be written went out, what came in and what is due waits, and nobody went round and round. */
  g_assert_cmpuint (probe->n_flushed, ==, 1);
  g_assert_cmpuint (probe->other->n_ready, ==, 0);
  g_assert_cmpuint (probe->other->n_expired, ==, 0);
  g_assert_cmpuint (n_turns, <, 20);
}

static void
test_loop_within (void)
{
  g_autoptr (MbmPoller) poller = mbm_poller_ref_thread_default ();
  Probe outer;
  Probe inner;

  probe_init (&outer, poller, EPOLLIN);
  probe_init (&inner, poller, EPOLLIN);
  outer.other = &inner;
  outer.on_ready = run_loop_within;
  inner.on_ready = drain;
  probe_poke (&outer);
  wait_until (inner.n_ready == 1 && inner.n_expired == 1);
  g_assert_cmpuint (outer.n_ready, ==, 1);

  /* As before. */
  probe_poke (&inner);
  wait_until (inner.n_ready == 2);
  probe_clear (&outer);
  probe_clear (&inner);
}

static void
test_deadlines (void)
{
  static const guint times[] = { 60, 20, 100, 20, 1, 0 };
  g_autoptr (MbmPoller) poller = mbm_poller_ref_thread_default ();
  Probe probes[G_N_ELEMENTS (times)];
  gint64 start = g_get_monotonic_time ();

  order = 0;
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      probe_init (&probes[i], poller, 0);
      mbm_watch_set_timeout (&probes[i].watch, times[i]);
    }
  /* One is put off, and one called off. */
  mbm_watch_set_timeout (&probes[4].watch, 40);
  mbm_watch_set_timeout (&probes[3].watch, 0);

  wait_until (probes[2].n_expired == 1);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 100 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpuint (probes[1].order, ==, 1);
  g_assert_cmpuint (probes[4].order, ==, 2);
  g_assert_cmpuint (probes[0].order, ==, 3);
  g_assert_cmpuint (probes[2].order, ==, 4);
  g_assert_cmpuint (probes[3].n_expired, ==, 0);
  g_assert_cmpuint (probes[5].n_expired, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    probe_clear (&probes[i]);
}

static void
call_off (Probe *probe)
{
  drain (probe);
  mbm_watch_set_timeout (&probe->watch, 0);
}

/* The loop was kept busy by somebody else: what has come meanwhile is seen before the deadline is. */
static void
test_deadline_after_stall (void)
{
  g_autoptr (MbmPoller) poller = mbm_poller_ref_thread_default ();
  Probe probe;
  gint64 until;

  probe_init (&probe, poller, EPOLLIN);
  probe.on_ready = call_off;
  mbm_watch_set_timeout (&probe.watch, 1);
  probe_poke (&probe);
  until = g_get_monotonic_time () + 5 * G_TIME_SPAN_MILLISECOND;
  while (g_get_monotonic_time () < until)
    ;
  wait_until (probe.n_ready == 1);
  settle ();
  g_assert_cmpuint (probe.n_expired, ==, 0);
  probe_clear (&probe);
}

/* Without a descriptor there is still the deadline. */
static void
test_deadline_only (void)
{
  g_autoptr (MbmPoller) poller = mbm_poller_ref_thread_default ();
  Probe probe = { .fds = { -1, -1 } };

  mbm_watch_add (&probe.watch, poller, &probe_funcs, -1, 0);
  mbm_watch_set_timeout (&probe.watch, 1);
  wait_until (probe.n_expired == 1);
  g_assert_false (probe.watch.has_deadline);
  probe_clear (&probe);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/poller/one-for-each-context", test_one_for_each_context);
  g_test_add_func ("/poller/ready", test_ready);
  g_test_add_func ("/poller/suspended", test_suspended);
  g_test_add_func ("/poller/remove-from-within", test_remove_from_within);
  g_test_add_func ("/poller/remove-last-from-within", test_remove_last_from_within);
  g_test_add_func ("/poller/flush", test_flush);
  g_test_add_func ("/poller/wake", test_wake);
  g_test_add_func ("/poller/loop-within", test_loop_within);
  g_test_add_func ("/poller/deadlines", test_deadlines);
  g_test_add_func ("/poller/deadline-after-stall", test_deadline_after_stall);
  g_test_add_func ("/poller/deadline-only", test_deadline_only);

  return g_test_run ();
}
