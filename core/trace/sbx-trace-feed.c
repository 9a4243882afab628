/* sbx-trace-feed.c — what a model's list is made of, as its store changes
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-trace-feed-private.h"

#include "sbx-trace-filter-private.h"
#include "sbx-trace-rows-private.h"

struct _SbxTraceFeed
{
  SbxStore *store; /* not owned */
  GSourceFunc on_results;
  gpointer user_data;

  /* An endpoint by its handle, 0 for all; or none, as it has no records yet. */
  char *endpoint_id; /* (nullable) */
  guint endpoint;
  gboolean is_known;
  SbxTraceFilter *filter; /* (nullable) */
  gboolean paused;
  SbxStoreView paused_view; /* what there was when the pause began */

  SbxTraceList *list;
  SbxTraceRows *rows;
  guint generation;
  SbxTraceSearch *search; /* (nullable): all records are in the list */
  gboolean filtering;
  double progress;
};

SbxTraceFeed *
sbx_trace_feed_new (SbxStore *store, GSourceFunc on_results, gpointer user_data)
{
  SbxTraceFeed *self = g_new0 (SbxTraceFeed, 1);

  self->store = store;
  self->on_results = on_results;
  self->user_data = user_data;
  self->list = sbx_trace_list_new ();
  self->rows = sbx_trace_rows_new (store);
  self->progress = 1;
  sbx_store_view_init (&self->paused_view);
  return self;
}

void
sbx_trace_feed_close (SbxTraceFeed *self)
{
  g_clear_pointer (&self->search, sbx_trace_search_free);
  /* Rows come from the store: without it there are none. */
  sbx_trace_list_reset (self->list, FALSE, 1, 0);
  self->store = NULL;
}

void
sbx_trace_feed_free (SbxTraceFeed *self)
{
  g_clear_pointer (&self->search, sbx_trace_search_free);
  sbx_trace_list_free (self->list);
  sbx_trace_rows_free (self->rows);
  sbx_store_view_clear (&self->paused_view);
  g_clear_object (&self->filter);
  g_free (self->endpoint_id);
  g_free (self);
}

static void
set_progress (SbxTraceFeed *self, gboolean filtering, double progress)
{
  self->filtering = filtering;
  self->progress = progress;
}

/* The numbers there are in the list's terms; none of an endpoint that is not known yet. */
static void
get_range (SbxTraceFeed *self, const SbxStoreView *view, gint64 *first, gint64 *last)
{
  const SbxStoreRange *range = sbx_store_view_get_endpoint (view, self->endpoint);

  *first = 1;
  *last = 0;
  if (!self->is_known)
    return;
  if (self->endpoint == 0)
    {
      *first = view->first;
      *last = view->last;
    }
  else if (range != NULL)
    {
      *first = range->first;
      *last = range->last;
    }
}

/* An endpoint may become known only with its first record. */
static void
resolve_endpoint (SbxTraceFeed *self)
{
  self->endpoint = self->endpoint_id != NULL ? sbx_store_find_endpoint (self->store, self->endpoint_id) : 0;
  self->is_known = self->endpoint_id == NULL || self->endpoint != 0;
}

void
sbx_trace_feed_start (SbxTraceFeed *self, const char *endpoint_id, SbxTraceFilter *filter)
{
  const SbxStoreView *view = sbx_store_get_view (self->store);
  gboolean gaps, searched;
  gint64 first, last, end;

  g_clear_pointer (&self->search, sbx_trace_search_free);
  if (g_strcmp0 (self->endpoint_id, endpoint_id) != 0)
    {
      g_free (self->endpoint_id);
      self->endpoint_id = g_strdup (endpoint_id);
    }
  g_set_object (&self->filter, filter);
  resolve_endpoint (self);
  sbx_trace_rows_reset (self->rows, self->endpoint);
  self->generation = view->generation;
  get_range (self, view, &first, &last);
  end = last;
  if (self->paused)
    {
      gint64 paused_first;

      get_range (self, &self->paused_view, &paused_first, &end);
      end = CLAMP (end, first - 1, last);
    }

  gaps = self->endpoint == 0 && !sbx_store_view_is_contiguous (view);
  searched = self->is_known && view->path != NULL && (gaps || !sbx_trace_filter_is_empty (self->filter));
  sbx_trace_list_reset (self->list, searched, first, end);
  sbx_trace_list_set_range (self->list, first, last);
  set_progress (self, searched, searched ? 0 : 1);
  if (!searched)
    return;
  self->search = sbx_trace_search_new (view->path, self->filter, self->endpoint, first, end, self->on_results,
                                       self->user_data);
  sbx_trace_search_extend (self->search, last);
}

void
sbx_trace_feed_set_paused (SbxTraceFeed *self, gboolean paused)
{
  self->paused = paused;
  if (paused)
    sbx_store_view_copy (&self->paused_view, sbx_store_get_view (self->store));
}

static void
take_results (SbxTraceFeed *self)
{
  g_autoptr (SbxTraceSearchResults) results = NULL;
  gint64 first, last;

  if (self->search == NULL)
    return;
  results = sbx_trace_search_take (self->search);
  sbx_trace_list_add_results (self->list, results);
  get_range (self, sbx_store_get_view (self->store), &first, &last);
  if (results->error != NULL)
    sbx_store_report_read_error (self->store, self->generation, results->error);
  if (results->finished || results->error != NULL)
    set_progress (self, FALSE, 1);
  else
    set_progress (self, TRUE,
                  CLAMP ((double) (last - results->back_to + 1) / MAX (last - first + 1, 1), 0, 1));
}

gboolean
sbx_trace_feed_step (SbxTraceFeed *self, SbxTraceListChange *change)
{
  take_results (self);
  return sbx_trace_list_step (self->list, self->paused, change);
}

/* Rows that are in use follow their records; those that a filter hides may have to appear, and the other way
 * round. FALSE: too many to look at each. */
static gboolean
follow_updates (SbxTraceFeed *self, const SbxStoreChanges *changes)
{
  gboolean may_move =
    self->search != NULL && self->filter != NULL && sbx_trace_filter_is_volatile (self->filter);
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (changes->all_updated || changes->renamed)
    sbx_trace_rows_reload_all (self->rows);

  for (gsize i = 0; i < changes->n_updates; i++)
    {
      const SbxStoreUpdate *update = &changes->updates[i];
      gint64 key = self->endpoint != 0 ? update->endpoint_seq : update->seq;

      if (self->endpoint != 0 && update->endpoint != self->endpoint)
        continue;
      sbx_trace_rows_reload (self->rows, key);
      if (may_move)
        g_array_append_val (keys, key);
    }
  if (keys->len > 0)
    sbx_trace_search_recheck (self->search, (const gint64 *) (gpointer) keys->data, keys->len);
  return !(changes->all_updated && may_move);
}

static gboolean
must_begin_anew (SbxTraceFeed *self, const SbxStoreChanges *changes)
{
  const SbxStoreView *view = sbx_store_get_view (self->store);

  if (!self->is_known)
    {
      resolve_endpoint (self);
      if (self->is_known)
        return TRUE;
    }
  if (view->generation != self->generation)
    return TRUE;
  return changes->cleared != NULL && (self->endpoint_id == NULL || changes->cleared[0] == '\0' ||
                                      g_str_equal (changes->cleared, self->endpoint_id));
}

gboolean
sbx_trace_feed_follow (SbxTraceFeed *self, const SbxStoreChanges *changes)
{
  gint64 first, last;

  if (must_begin_anew (self, changes))
    return FALSE;

  get_range (self, sbx_store_get_view (self->store), &first, &last);
  sbx_trace_list_set_range (self->list, first, last);
  if (self->search != NULL)
    sbx_trace_search_extend (self->search, last);
  return follow_updates (self, changes);
}

guint
sbx_trace_feed_get_length (SbxTraceFeed *self)
{
  return sbx_trace_list_get_length (self->list);
}

guint
sbx_trace_feed_get_n_held (SbxTraceFeed *self)
{
  return sbx_trace_list_get_n_held (self->list);
}

guint
sbx_trace_feed_get_n_total (SbxTraceFeed *self)
{
  const SbxStoreView *view = sbx_store_get_view (self->store);
  gint64 first, last;

  if (self->endpoint == 0 && self->is_known)
    return (guint) sbx_store_view_get_n_records (view);

  get_range (self, view, &first, &last);
  return (guint) (last - first + 1);
}

double
sbx_trace_feed_get_progress (SbxTraceFeed *self, gboolean *filtering)
{
  *filtering = self->filtering;
  return self->progress;
}

SbxTraceRow *
sbx_trace_feed_get_row (SbxTraceFeed *self, guint position)
{
  if (position >= sbx_trace_list_get_length (self->list))
    return NULL;
  return sbx_trace_rows_get (self->rows, self->list, position);
}

SbxTraceFind
sbx_trace_feed_find (SbxTraceFeed *self, gint64 seq, guint *position)
{
  g_autoptr (SbxTraceRow) row = NULL;
  guint found = 0;
  gint64 key = seq;

  row = sbx_store_load_row (self->store, seq);
  if (row == NULL)
    return SBX_TRACE_GONE;
  if (self->endpoint_id != NULL)
    {
      if (g_strcmp0 (sbx_trace_row_get_endpoint (row), self->endpoint_id) != 0)
        return SBX_TRACE_HIDDEN;
      key = sbx_trace_row_get_endpoint_seq (row);
    }
  if (sbx_trace_list_find (self->list, key, &found))
    {
      if (position != NULL)
        *position = found;
      return SBX_TRACE_FOUND;
    }
  return sbx_trace_list_is_expected (self->list, key) ? SBX_TRACE_HELD : SBX_TRACE_HIDDEN;
}
