/* test-console-engine.c — the engine thread, and the ways to it and back
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "console-fixture.h"
#include "sbx-call-private.h"

#define N_POSTS 200000

typedef struct
{
  SbxEngine *engine;
  GThread *main_thread;
  guint n_invoked;
  guint n_posted;
  guint n_freed;
  gboolean in_order;
} Traffic;

static void
traffic_init (Traffic *traffic)
{
  *traffic = (Traffic){ .engine = sbx_engine_new (), .main_thread = g_thread_self (), .in_order = TRUE };
}

typedef struct
{
  Traffic *traffic;
  guint number;
} Item;

static Item *
item_new (Traffic *traffic, guint number)
{
  Item *item = g_new (Item, 1);

  item->traffic = traffic;
  item->number = number;
  return item;
}

static void
on_posted (gpointer data)
{
  Item *item = data;

  g_assert_true (g_thread_self () == item->traffic->main_thread);
  if (item->traffic->n_posted++ != item->number)
    item->traffic->in_order = FALSE;
}

static void
on_freed (gpointer data)
{
  Item *item = data;

  item->traffic->n_freed++;
  g_free (item);
}

static void
on_invoked (gpointer data)
{
  Item *item = data;

  g_assert_true (g_thread_self () != item->traffic->main_thread);
  g_assert_true (g_main_context_get_thread_default () == sbx_engine_get_context (item->traffic->engine));
  if (item->traffic->n_invoked++ != item->number)
    item->traffic->in_order = FALSE;
  sbx_engine_post (item->traffic->engine, on_posted, item_new (item->traffic, item->number), on_freed);
}

static void
test_order (void)
{
  Traffic traffic;

  traffic_init (&traffic);
  for (guint i = 0; i < 1000; i++)
    sbx_engine_invoke (traffic.engine, on_invoked, item_new (&traffic, i), g_free);
  wait_until (traffic.n_freed == 1000);
  g_assert_cmpuint (traffic.n_posted, ==, 1000);
  g_assert_true (traffic.in_order);
  g_assert_finalize_object (traffic.engine);
}

static void
flood (gpointer data)
{
  Traffic *traffic = data;

  for (guint i = 0; i < N_POSTS; i++)
    sbx_engine_post (traffic->engine, on_posted, item_new (traffic, i), on_freed);
}

typedef struct
{
  gint64 last;
  gint64 longest;
  guint n;
} Frames;

static gboolean
on_frame (gpointer user_data)
{
  Frames *frames = user_data;
  gint64 now = g_get_monotonic_time ();

  if (frames->last != 0)
    frames->longest = MAX (frames->longest, now - frames->last);
  frames->last = now;
  frames->n++;
  return G_SOURCE_CONTINUE;
}

static void
on_slowly_posted (gpointer data)
{
  gint64 end = g_get_monotonic_time () + 20;

  while (g_get_monotonic_time () < end)
    ;
  on_posted (data);
}

static void
flood_slowly (gpointer data)
{
  Traffic *traffic = data;

  for (guint i = 0; i < N_POSTS / 10; i++)
    sbx_engine_post (traffic->engine, on_slowly_posted, item_new (traffic, i), on_freed);
}

/* While a flood is taken that costs the main thread 400 ms, something of a redraw's priority gets its turn
 * all along. */
static void
test_flood (void)
{
  Traffic traffic;
  Frames frames = { 0 };
  guint id;

  traffic_init (&traffic);
  id = g_timeout_add_full (G_PRIORITY_HIGH_IDLE + 20, 5, on_frame, &frames, NULL);
  sbx_engine_invoke (traffic.engine, flood_slowly, &traffic, NULL);
  wait_until (traffic.n_freed == N_POSTS / 10);
  g_source_remove (id);
  g_assert_true (traffic.in_order);
  g_test_message ("%u frames, the longest %" G_GINT64_FORMAT " µs", frames.n, frames.longest);
  g_assert_cmpuint (frames.n, >=, 20);
  g_assert_finalize_object (traffic.engine);
}

/* What was posted is taken before the engine has stopped; what is invoked too late is freed. */
static void
test_stop (void)
{
  Traffic traffic;

  traffic_init (&traffic);
  sbx_engine_invoke (traffic.engine, flood, &traffic, NULL);
  wait_until (traffic.n_posted > 0);
  sbx_engine_stop (traffic.engine);
  g_assert_cmpuint (traffic.n_freed, ==, N_POSTS);

  sbx_engine_invoke (traffic.engine, on_invoked, item_new (&traffic, 0), on_freed);
  g_assert_cmpuint (traffic.n_invoked, ==, 0);
  g_assert_cmpuint (traffic.n_freed, ==, N_POSTS + 1);
  g_assert_finalize_object (traffic.engine);
}

static SbxCall *kept_call;

static void
keep_call (SbxCall *call, gpointer resident, gpointer data)
{
  kept_call = sbx_call_ref (call);
}

static void
drop_call (gpointer data)
{
  g_clear_pointer (&kept_call, sbx_call_unref);
}

static void
answer_call (SbxCall *call, gpointer resident, gpointer data)
{
  sbx_call_return_int (call, GPOINTER_TO_INT (data));
}

static void
on_engine_cancelled (GCancellable *cancellable, gpointer user_data)
{
  sbx_call_return_error (kept_call, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled"));
}

static void
watch_call (SbxCall *call, gpointer resident, gpointer data)
{
  keep_call (call, resident, data);
  g_signal_connect (sbx_call_get_cancellable (call), "cancelled", G_CALLBACK (on_engine_cancelled), NULL);
}

static void
test_calls (void)
{
  SbxEngine *engine = sbx_engine_new ();
  g_autoptr (GObject) resident = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  GAsyncResult *result = NULL;

  sbx_call_start (engine, resident, g_task_new (NULL, NULL, take_result, &result), answer_call,
                  GINT_TO_POINTER (42), NULL);
  done = wait_for_result (&result);
  g_assert_cmpint (g_task_propagate_int (G_TASK (done), &error), ==, 42);
  g_assert_no_error (error);
  g_clear_object (&done);

  /* Cancelled here, it is cancelled there. */
  sbx_call_start (engine, resident, g_task_new (NULL, cancellable, take_result, &result), watch_call, NULL,
                  NULL);
  g_cancellable_cancel (cancellable);
  done = wait_for_result (&result);
  g_assert_false (g_task_propagate_boolean (G_TASK (done), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&done);
  sbx_engine_invoke (engine, drop_call, NULL, NULL);

  g_cancellable_reset (cancellable);

  /* One that nobody answers fails when the last who could is gone. */
  sbx_call_start (engine, resident, g_task_new (NULL, cancellable, take_result, &result), keep_call, NULL,
                  NULL);
  sbx_engine_invoke (engine, drop_call, NULL, NULL);
  done = wait_for_result (&result);
  g_assert_false (g_task_propagate_boolean (G_TASK (done), &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_CLOSED);
  g_clear_error (&error);
  g_clear_object (&done);

  /* And so does one that comes after the end. */
  sbx_engine_stop (engine);
  sbx_call_start (engine, resident, g_task_new (NULL, cancellable, take_result, &result), answer_call, NULL,
                  NULL);
  done = wait_for_result (&result);
  g_assert_false (g_task_propagate_boolean (G_TASK (done), &error));
  g_assert_error (error, MBM_ERROR, MBM_ERROR_CLOSED);

  wait_until (G_OBJECT (engine)->ref_count == 1);
  g_assert_finalize_object (engine);
}

int
main (int argc, char **argv)
{
  console_fixture_init (&argc, &argv);

  g_test_add_func ("/console/engine/order", test_order);
  g_test_add_func ("/console/engine/flood", test_flood);
  g_test_add_func ("/console/engine/stop", test_stop);
  g_test_add_func ("/console/engine/calls", test_calls);

  return g_test_run ();
}
