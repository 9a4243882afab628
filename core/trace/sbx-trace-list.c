/* sbx-trace-list.c — which records a model shows, and in what steps that changes
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-trace-list-private.h"

struct _SbxTraceList
{
  /* What there is. */
  gint64 first;
  gint64 last;

  /* Everything is shown: from @shown_first to @shown_last. */
  gint64 shown_first;
  gint64 shown_last;

  /* Or what a search found: it has looked at @back_to to @up_to, and what it found there is in @keys but for
   * what still waits. */
  gboolean searched;
  SbxKeyList keys;
  gint64 back_to;
  gint64 up_to;
  GArray *older;
  GArray *newer;
  GArray *verdicts;
  /* Nobody waits for ever: what was done last comes last. */
  guint turn;
};

SbxTraceList *
sbx_trace_list_new (void)
{
  SbxTraceList *self = g_new0 (SbxTraceList, 1);

  self->first = self->shown_first = 1;
  self->older = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->newer = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->verdicts = g_array_new (FALSE, FALSE, sizeof (SbxTraceVerdict));
  return self;
}

void
sbx_trace_list_free (SbxTraceList *self)
{
  sbx_key_list_clear (&self->keys);
  g_array_unref (self->older);
  g_array_unref (self->newer);
  g_array_unref (self->verdicts);
  g_free (self);
}

guint
sbx_trace_list_get_length (SbxTraceList *self)
{
  return self->searched ? (guint) self->keys.length : (guint) (self->shown_last - self->shown_first + 1);
}

gint64
sbx_trace_list_get (SbxTraceList *self, guint position)
{
  return self->searched ? sbx_key_list_get (&self->keys, position) : self->shown_first + position;
}

guint
sbx_trace_list_get_n_held (SbxTraceList *self)
{
  return self->searched ? self->newer->len : (guint) (self->last - self->shown_last);
}

gboolean
sbx_trace_list_find (SbxTraceList *self, gint64 key, guint *position)
{
  gsize found;

  if (!self->searched)
    {
      *position = (guint) (key - self->shown_first);
      return key >= self->shown_first && key <= self->shown_last;
    }
  found = sbx_key_list_find (&self->keys, key);
  *position = (guint) found;
  return found < self->keys.length && sbx_key_list_get (&self->keys, found) == key;
}

static gboolean
is_waiting (GArray *keys, gint64 key)
{
  for (guint i = 0; i < keys->len; i++)
    if (g_array_index (keys, gint64, i) == key)
      return TRUE;
  return FALSE;
}

gboolean
sbx_trace_list_is_expected (SbxTraceList *self, gint64 key)
{
  if (key < self->first || key > self->last)
    return FALSE;
  if (!self->searched)
    return key > self->shown_last;
  return key < self->back_to || key > self->up_to || is_waiting (self->older, key) ||
         is_waiting (self->newer, key);
}

void
sbx_trace_list_reset (SbxTraceList *self, gboolean searched, gint64 first, gint64 last)
{
  self->searched = searched;
  self->first = self->shown_first = first;
  self->last = self->shown_last = last;
  sbx_key_list_clear (&self->keys);
  self->back_to = last + 1;
  self->up_to = last;
  g_array_set_size (self->older, 0);
  g_array_set_size (self->newer, 0);
  g_array_set_size (self->verdicts, 0);
}

void
sbx_trace_list_set_range (SbxTraceList *self, gint64 first, gint64 last)
{
  self->first = first;
  self->last = last;
}

static void
move_all (GArray *to, GArray *from)
{
  if (from->len > 0)
    g_array_append_vals (to, from->data, from->len);
  g_array_set_size (from, 0);
}

void
sbx_trace_list_add_results (SbxTraceList *self, SbxTraceSearchResults *results)
{
  move_all (self->older, results->older);
  move_all (self->newer, results->newer);
  move_all (self->verdicts, results->verdicts);
  self->back_to = results->back_to;
  self->up_to = results->up_to;
}

/* Also what waits is gone when the store has it no longer. */
static void
trim_newer (SbxTraceList *self)
{
  guint n_gone = 0;

  while (n_gone < self->newer->len && g_array_index (self->newer, gint64, n_gone) < self->first)
    n_gone++;
  if (n_gone > 0)
    g_array_remove_range (self->newer, 0, n_gone);
}

/* Drops what the store has no longer. */
static gboolean
step_range (SbxTraceList *self, SbxTraceListChange *change)
{
  gint64 n_gone;

  trim_newer (self);
  if (self->searched)
    n_gone = (gint64) sbx_key_list_find (&self->keys, self->first);
  else
    n_gone = MIN (self->first - self->shown_first, self->shown_last - self->shown_first + 1);
  if (n_gone <= 0)
    {
      /* Nothing was shown, and what comes begins later. */
      if (!self->searched && self->shown_first < self->first)
        {
          self->shown_first = self->first;
          self->shown_last = self->first - 1;
        }
      return FALSE;
    }

  if (self->searched)
    {
      sbx_key_list_drop_front (&self->keys, (gsize) n_gone);
    }
  else
    {
      self->shown_first = self->first;
      self->shown_last = MAX (self->shown_last, self->first - 1);
    }
  *change = (SbxTraceListChange){ 0, (guint) n_gone, 0 };
  return TRUE;
}

static gboolean
step_all (SbxTraceList *self, gboolean paused, SbxTraceListChange *change)
{
  if (paused || self->last <= self->shown_last)
    return FALSE;
  *change = (SbxTraceListChange){
    sbx_trace_list_get_length (self),
    0,
    (guint) (self->last - self->shown_last),
  };
  self->shown_last = self->last;
  return TRUE;
}

static gboolean
step_older (SbxTraceList *self, SbxTraceListChange *change)
{
  guint n = self->older->len;

  /* They fall: what is gone meanwhile is at the end. */
  while (n > 0 && g_array_index (self->older, gint64, n - 1) < self->first)
    n--;
  if (n > 0)
    sbx_key_list_prepend (&self->keys, (const gint64 *) (gpointer) self->older->data, n);
  g_array_set_size (self->older, 0);
  *change = (SbxTraceListChange){ 0, 0, n };
  return n > 0;
}

static gboolean
step_newer (SbxTraceList *self, SbxTraceListChange *change)
{
  const gint64 *keys = (const gint64 *) (gpointer) self->newer->data;
  guint n = self->newer->len;
  guint n_gone = 0;

  while (n_gone < n && keys[n_gone] < self->first)
    n_gone++;
  *change = (SbxTraceListChange){ (guint) self->keys.length, 0, n - n_gone };
  if (n > n_gone)
    sbx_key_list_append (&self->keys, keys + n_gone, n - n_gone);
  g_array_set_size (self->newer, 0);
  return n > n_gone;
}

static int
compare_verdicts (gconstpointer a, gconstpointer b)
{
  const SbxTraceVerdict *one = a;
  const SbxTraceVerdict *other = b;

  return one->key < other->key ? -1 : one->key > other->key;
}

/* Sorted by key, each key once, with what was found last. */
static void
sort_verdicts (GArray *verdicts)
{
  guint n = 0;

  /* It is stable, as GLib's sorting of arrays is. */
  g_array_sort (verdicts, compare_verdicts);
  for (guint i = 0; i < verdicts->len; i++)
    {
      SbxTraceVerdict verdict = g_array_index (verdicts, SbxTraceVerdict, i);

      if (n > 0 && g_array_index (verdicts, SbxTraceVerdict, n - 1).key == verdict.key)
        n--;
      g_array_index (verdicts, SbxTraceVerdict, n++) = verdict;
    }
  g_array_set_size (verdicts, n);
}

/* Whether a verdict is about something that was found and is not in the list yet. */
static gboolean
is_too_early (SbxTraceList *self, gint64 key)
{
  return (self->newer->len > 0 && key >= g_array_index (self->newer, gint64, 0)) ||
         (self->older->len > 0 && key <= g_array_index (self->older, gint64, 0));
}

/* One change that goes from the first to the last that is not as it was. */
static gboolean
step_verdicts (SbxTraceList *self, SbxTraceListChange *change)
{
  guint old_length = (guint) self->keys.length;
  guint first = G_MAXUINT;
  guint n_kept = 0;
  guint after = 0;

  sort_verdicts (self->verdicts);
  for (guint i = 0; i < self->verdicts->len; i++)
    {
      SbxTraceVerdict verdict = g_array_index (self->verdicts, SbxTraceVerdict, i);
      guint position;
      gboolean shown = sbx_trace_list_find (self, verdict.key, &position);

      if (is_too_early (self, verdict.key))
        {
          g_array_index (self->verdicts, SbxTraceVerdict, n_kept++) = verdict;
          continue;
        }
      /* Where the search has not been yet, it will find it as it is now. */
      if (verdict.passes == shown || verdict.key < MAX (self->first, self->back_to) ||
          verdict.key > self->up_to)
        continue;
      if (shown)
        sbx_key_list_remove (&self->keys, position);
      else
        sbx_key_list_insert (&self->keys, position, verdict.key);
      first = MIN (first, position);
      after = (guint) self->keys.length - position - (shown ? 0 : 1);
    }
  g_array_set_size (self->verdicts, n_kept);
  if (first == G_MAXUINT)
    return FALSE;
  *change =
    (SbxTraceListChange){ first, old_length - first - after, (guint) self->keys.length - first - after };
  return TRUE;
}

/* What was found waits in three places, and is taken from them in turn. */
static gboolean
step_searched (SbxTraceList *self, gboolean paused, SbxTraceListChange *change)
{
  for (guint i = 0; i < 3; i++)
    {
      guint turn = self->turn++ % 3;

      if (turn == 0 && step_older (self, change))
        return TRUE;
      if (turn == 1 && !paused && step_newer (self, change))
        return TRUE;
      if (turn == 2 && !paused && step_verdicts (self, change))
        return TRUE;
    }
  return FALSE;
}

gboolean
sbx_trace_list_step (SbxTraceList *self, gboolean paused, SbxTraceListChange *change)
{
  if (step_range (self, change))
    return TRUE;
  return self->searched ? step_searched (self, paused, change) : step_all (self, paused, change);
}
