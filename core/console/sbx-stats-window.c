/* sbx-stats-window.c — what came to an endpoint's statistics within some seconds
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-stats-window-private.h"

/* How many moments are remembered of a window, besides the newest. */
#define N_MOMENTS 60

typedef struct
{
  gint64 time;
  guint64 n_answered;
  guint64 n_failed;
  guint64 n_no_answer;
  guint64 buckets[SBX_STATS_N_BUCKETS];
} Moment;

struct _SbxStatsWindow
{
  gint64 length;  /* µs */
  gint64 step;    /* µs: how far moments that are kept lie apart */
  GQueue moments; /* Moment, oldest first; the last is the newest there is */
};

SbxStatsWindow *
sbx_stats_window_new (guint seconds)
{
  SbxStatsWindow *self = g_new0 (SbxStatsWindow, 1);

  self->length = seconds * (gint64) G_USEC_PER_SEC;
  self->step = self->length / N_MOMENTS;
  g_queue_init (&self->moments);

  return self;
}

static void
clear (SbxStatsWindow *self)
{
  g_queue_clear_full (&self->moments, g_free);
}

void
sbx_stats_window_free (SbxStatsWindow *self)
{
  clear (self);
  g_free (self);
}

/* The newest takes the place of the one before, unless that is to be kept. */
static Moment *
make_room (SbxStatsWindow *self, gint64 now)
{
  GList *last = self->moments.tail;
  Moment *moment;

  if (last != NULL && last->prev != NULL && now - ((const Moment *) last->prev->data)->time < self->step)
    return last->data;

  moment = g_new (Moment, 1);
  g_queue_push_tail (&self->moments, moment);

  return moment;
}

void
sbx_stats_window_add (SbxStatsWindow *self, const SbxStats *stats, gint64 now)
{
  const Moment *newest = g_queue_peek_tail (&self->moments);
  Moment *moment;

  /* It counts from the beginning: another recorder. */
  if (newest != NULL && stats->n_latencies < newest->n_answered)
    clear (self);

  moment = make_room (self, now);
  moment->time = now;
  moment->n_answered = stats->n_latencies;
  moment->n_failed = stats->failures;
  moment->n_no_answer = stats->no_answers;
  memcpy (moment->buckets, stats->buckets, sizeof moment->buckets);

  /* One that is as old as the window, or a little older, remains. */
  while (self->moments.length > 1 &&
         ((const Moment *) self->moments.head->next->data)->time <= now - self->length)
    g_free (g_queue_pop_head (&self->moments));
}

void
sbx_stats_window_get (SbxStatsWindow *self, SbxWindowFigures *figures)
{
  const Moment *oldest = g_queue_peek_head (&self->moments);
  const Moment *newest = g_queue_peek_tail (&self->moments);

  *figures = (SbxWindowFigures){ 0 };
  if (oldest == newest)
    return;

  figures->n_failed = newest->n_failed - oldest->n_failed + newest->n_no_answer - oldest->n_no_answer;
  figures->n_requests = newest->n_answered - oldest->n_answered + newest->n_no_answer - oldest->n_no_answer;
  figures->span = newest->time - oldest->time;
  for (guint i = 0; i < SBX_STATS_N_BUCKETS; i++)
    figures->buckets[i] = newest->buckets[i] - oldest->buckets[i];
}
