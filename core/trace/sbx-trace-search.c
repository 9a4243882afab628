/* sbx-trace-search.c — finds the records that pass a filter, on a thread of its own
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-trace-search-private.h"

#include <stdatomic.h>

#include "sbx-database-private.h"
#include "sbx-needle-private.h"
#include "sbx-trace-filter-private.h"

/* So many records are looked at in one go; then somebody may end the search, or ask for something more
 * urgent. */
#define CHUNK 5000

/* Records that changed are looked at together if so few lie between them. */
#define RUN_GAP 8

struct _SbxTraceSearch
{
  GMainContext *context;
  GSourceFunc func;
  gpointer user_data;
  GThread *thread;
  char *path;
  SbxTraceFilter *filter;
  guint endpoint;
  gint64 first;
  atomic_bool cancelled;

  GMutex mutex;
  GCond cond;
  /* Guarded: what is to be done, and what was found. */
  gint64 back_to;
  gint64 up_to;
  gint64 last;
  GArray *rechecks;
  SbxTraceSearchResults *results;
  GError *error;
  GSource *source;

  /* The thread's. */
  sqlite3 *handle;
  sqlite3_stmt *statement;
};

static SbxTraceSearchResults *
results_new (void)
{
  SbxTraceSearchResults *self = g_new0 (SbxTraceSearchResults, 1);

  self->older = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->newer = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->verdicts = g_array_new (FALSE, FALSE, sizeof (SbxTraceVerdict));
  return self;
}

void
sbx_trace_search_results_free (SbxTraceSearchResults *self)
{
  g_array_unref (self->older);
  g_array_unref (self->newer);
  g_array_unref (self->verdicts);
  g_clear_error (&self->error);
  g_free (self);
}

static gboolean
on_results (gpointer data)
{
  SbxTraceSearch *self = data;

  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->source, g_source_unref);
  g_mutex_unlock (&self->mutex);
  self->func (self->user_data);
  return G_SOURCE_REMOVE;
}

/* With the mutex held: tells the other thread, which frees us in its own time only. */
static void
tell (SbxTraceSearch *self)
{
  if (self->source != NULL)
    return;
  self->source = g_idle_source_new ();
  g_source_set_priority (self->source, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->source, on_results, self, NULL);
  g_source_set_static_name (self->source, "[signalbox] search results");
  g_source_attach (self->source, self->context);
}

/* Ends also what looks long and finds nothing. */
static int
on_progress (void *data)
{
  SbxTraceSearch *self = data;

  return atomic_load (&self->cancelled);
}

static gboolean
open_file (SbxTraceSearch *self, GError **error)
{
  g_autofree char *sql = NULL;
  const char *condition = self->filter != NULL ? sbx_trace_filter_get_condition (self->filter) : "1";
  gboolean joined = self->filter != NULL && !sbx_trace_filter_is_empty (self->filter);
  const char *column = self->endpoint != 0 ? "endpoint_seq" : "seq";

  self->handle = sbx_database_open_reader (self->path, error);
  if (self->handle == NULL || !sbx_needle_install (self->handle, error))
    return FALSE;
  sql = g_strdup_printf ("SELECT %s FROM records %s WHERE %s %s BETWEEN ?1 AND ?2 AND (%s) ORDER BY %s",
                         column, joined ? "CROSS JOIN endpoints ON endpoints.handle = records.endpoint" : "",
                         self->endpoint != 0 ? "endpoint = ?3 AND" : "", column, condition, column);
  self->statement = sbx_database_prepare (self->handle, sql, error);
  if (self->statement == NULL)
    return FALSE;
  sqlite3_progress_handler (self->handle, 1000, on_progress, self);
  if (self->endpoint != 0)
    sqlite3_bind_int64 (self->statement, 3, self->endpoint);
  if (joined)
    sbx_trace_filter_bind (self->filter, self->statement);
  return TRUE;
}

/* Appends the keys from @first to @last that pass. */
static gboolean
find (SbxTraceSearch *self, gint64 first, gint64 last, GArray *keys, GError **error)
{
  int code;

  sqlite3_bind_int64 (self->statement, 1, first);
  sqlite3_bind_int64 (self->statement, 2, last);
  while ((code = sqlite3_step (self->statement)) == SQLITE_ROW)
    {
      gint64 key = sqlite3_column_int64 (self->statement, 0);

      g_array_append_val (keys, key);
    }
  if (code != SQLITE_DONE)
    sbx_database_take_error (self->handle, error);
  sqlite3_reset (self->statement);
  return code == SQLITE_DONE;
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  gint64 one = *(const gint64 *) a;
  gint64 other = *(const gint64 *) b;

  return one < other ? -1 : one > other;
}

/* How many of the sorted keys from @from lie so close together that one look at all between is cheaper than
 * one at each. */
static guint
measure_run (GArray *keys, guint from)
{
  guint n = 1;

  while (from + n < keys->len &&
         g_array_index (keys, gint64, from + n) - g_array_index (keys, gint64, from + n - 1) <= RUN_GAP &&
         g_array_index (keys, gint64, from + n) - g_array_index (keys, gint64, from) < CHUNK)
    n++;
  return n;
}

static gboolean
recheck (SbxTraceSearch *self, GArray *keys, GError **error)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) verdicts = g_array_new (FALSE, FALSE, sizeof (SbxTraceVerdict));

  g_array_sort (keys, compare_keys);
  for (guint from = 0, n; from < keys->len; from += n)
    {
      guint next = 0;

      n = measure_run (keys, from);
      g_array_set_size (found, 0);
      if (!find (self, g_array_index (keys, gint64, from), g_array_index (keys, gint64, from + n - 1), found,
                 error))
        return FALSE;
      for (guint i = from; i < from + n; i++)
        {
          SbxTraceVerdict verdict = { g_array_index (keys, gint64, i), FALSE };

          while (next < found->len && g_array_index (found, gint64, next) < verdict.key)
            next++;
          verdict.passes = next < found->len && g_array_index (found, gint64, next) == verdict.key;
          g_array_append_val (verdicts, verdict);
        }
    }
  g_mutex_lock (&self->mutex);
  g_array_append_vals (self->results->verdicts, verdicts->data, verdicts->len);
  tell (self);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

static gboolean
search_newer (SbxTraceSearch *self, gint64 from, gint64 to, GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!find (self, from, to, keys, error))
    return FALSE;
  g_mutex_lock (&self->mutex);
  g_array_append_vals (self->results->newer, keys->data, keys->len);
  self->up_to = to;
  tell (self);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

static gboolean
search_older (SbxTraceSearch *self, gint64 from, gint64 to, GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!find (self, from, to, keys, error))
    return FALSE;
  g_mutex_lock (&self->mutex);
  for (guint i = keys->len; i > 0; i--)
    g_array_append_val (self->results->older, g_array_index (keys, gint64, i - 1));
  self->back_to = from;
  tell (self);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

/* What is to be done next, the most urgent first; waits for it. */
static gboolean
step (SbxTraceSearch *self, GError **error)
{
  g_autoptr (GArray) rechecks = NULL;
  gint64 up_to, last, back_to;

  g_mutex_lock (&self->mutex);
  while (!atomic_load (&self->cancelled) && self->rechecks->len == 0 && self->up_to >= self->last &&
         self->back_to <= self->first)
    g_cond_wait (&self->cond, &self->mutex);
  if (self->rechecks->len > 0)
    {
      rechecks = self->rechecks;
      self->rechecks = g_array_new (FALSE, FALSE, sizeof (gint64));
    }
  up_to = self->up_to;
  last = self->last;
  back_to = self->back_to;
  g_mutex_unlock (&self->mutex);

  if (atomic_load (&self->cancelled))
    return FALSE;
  if (rechecks != NULL)
    return recheck (self, rechecks, error);
  if (up_to < last)
    return search_newer (self, up_to + 1, MIN (last, up_to + CHUNK), error);
  return search_older (self, MAX (self->first, back_to - CHUNK), back_to - 1, error);
}

static gpointer
search_thread (gpointer data)
{
  SbxTraceSearch *self = data;
  GError *error = NULL;

  if (open_file (self, &error))
    while (step (self, &error))
      ;

  g_mutex_lock (&self->mutex);
  if (error != NULL && !atomic_load (&self->cancelled))
    {
      self->results->error = g_steal_pointer (&error);
      tell (self);
    }
  g_mutex_unlock (&self->mutex);
  g_clear_error (&error);
  sqlite3_finalize (self->statement);
  sqlite3_close_v2 (self->handle);
  return NULL;
}

SbxTraceSearch *
sbx_trace_search_new (const char *path,
                      SbxTraceFilter *filter,
                      guint endpoint,
                      gint64 first,
                      gint64 last,
                      GSourceFunc func,
                      gpointer user_data)
{
  SbxTraceSearch *self = g_new0 (SbxTraceSearch, 1);

  self->context = g_main_context_ref_thread_default ();
  self->func = func;
  self->user_data = user_data;
  self->path = g_strdup (path);
  self->filter = filter != NULL ? g_object_ref (filter) : NULL;
  self->endpoint = endpoint;
  self->first = first;
  atomic_init (&self->cancelled, FALSE);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->back_to = last + 1;
  self->up_to = last;
  self->last = last;
  self->rechecks = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->results = results_new ();
  self->thread = g_thread_new ("sbx-search", search_thread, self);
  return self;
}

void
sbx_trace_search_free (SbxTraceSearch *self)
{
  atomic_store (&self->cancelled, TRUE);
  g_mutex_lock (&self->mutex);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  g_thread_join (self->thread);

  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  sbx_trace_search_results_free (self->results);
  g_array_unref (self->rechecks);
  g_clear_object (&self->filter);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self->path);
  g_free (self);
}

void
sbx_trace_search_extend (SbxTraceSearch *self, gint64 last)
{
  g_mutex_lock (&self->mutex);
  self->last = MAX (self->last, last);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

void
sbx_trace_search_recheck (SbxTraceSearch *self, const gint64 *keys, gsize n_keys)
{
  g_mutex_lock (&self->mutex);
  g_array_append_vals (self->rechecks, keys, (guint) n_keys);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

SbxTraceSearchResults *
sbx_trace_search_take (SbxTraceSearch *self)
{
  SbxTraceSearchResults *results;

  g_mutex_lock (&self->mutex);
  results = self->results;
  results->back_to = self->back_to;
  results->up_to = self->up_to;
  results->finished = self->back_to <= self->first;
  self->results = results_new ();
  g_mutex_unlock (&self->mutex);
  return results;
}
