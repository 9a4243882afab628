/* sbx-trace-sample.c — some messages of each name, off the main thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-trace-sample.h"

#include "sbx-database-private.h"
#include "sbx-mask-private.h"
#include "sbx-store-private.h"

G_STATIC_ASSERT (sizeof SBX_TRACE_MASKED == sizeof SBX_MASK_TEXT);

/* So many names are looked up one by one. */
#define MAX_OLDEST 200

typedef struct
{
  const SbxTracePlace *place;
  const SbxTraceSampleLimits *limits;
  SbxTraceSampleFunc func;
  gpointer user_data;
  GCancellable *cancellable;
  SbxStoreReader *reader;
  GHashTable *told; /* "KIND NAME" → how many */
  gsize n_bytes;
  guint64 n_told;
  guint64 n_skipped;
} Sampler;

gboolean
sbx_trace_place_find (SbxTracePlace *place, SbxStore *store, const char *endpoint_id)
{
  const SbxStoreView *view = sbx_store_get_view (store);
  const SbxStoreRange *range;

  *place = (SbxTracePlace){ .generation = view->generation, .first = 1 };
  range = sbx_store_view_find_endpoint (view, endpoint_id, &place->endpoint);
  if (range == NULL || view->path == NULL)
    return FALSE;
  place->path = g_strdup (view->path);
  place->first = range->first;
  place->last = range->last;
  return place->first <= place->last;
}

void
sbx_trace_place_clear (SbxTracePlace *place)
{
  g_clear_pointer (&place->path, g_free);
}

/* Tells one message, unless that is too much of them. */
static gboolean
tell (Sampler *self, SbxTraceKind kind, const char *name, gint64 seq, GError **error)
{
  g_autofree char *key = g_strdup_printf ("%u %s", (guint) kind, name);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->told, key));
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) local_error = NULL;

  if (n >= self->limits->per_name || self->n_bytes >= self->limits->bytes)
    {
      self->n_skipped++;
      return TRUE;
    }
  bytes = sbx_store_reader_load_bytes (self->reader, seq, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  /* It has been removed meanwhile. */
  if (bytes == NULL)
    return TRUE;

  g_hash_table_insert (self->told, g_steal_pointer (&key), GUINT_TO_POINTER (n + 1));
  self->n_bytes += g_bytes_get_size (bytes);
  self->n_told++;
  self->func (kind, name, bytes, self->user_data);
  return TRUE;
}

/* Rows of seq, kind, name. */
static gboolean
tell_rows (Sampler *self, sqlite3_stmt *statement, GError **error)
{
  int code;

  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      const char *name = (const char *) sqlite3_column_text (statement, 2);

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      if (name != NULL &&
          !tell (self, sqlite3_column_int (statement, 1), name, sqlite3_column_int64 (statement, 0), error))
        return FALSE;
    }
  return code == SQLITE_DONE || sbx_database_take_error (sbx_store_reader_get_handle (self->reader), error);
}

static gboolean
tell_newest (Sampler *self, GError **error)
{
  const SbxTracePlace *place = self->place;
  gint64 first = MAX (place->first, place->last - (gint64) self->limits->records + 1);
  g_autofree char *sql = NULL;
  g_autoptr (sqlite3_stmt) statement = NULL;

  sql = g_strdup_printf ("SELECT seq, kind, name FROM records WHERE endpoint = ?1"
                         " AND endpoint_seq BETWEEN ?2 AND ?3 AND (kind IN (%d, %d)"
                         " OR kind = %d AND status = %d) AND flags & %d = 0 AND name NOT LIKE '$%%'"
                         " ORDER BY endpoint_seq DESC",
                         SBX_TRACE_KIND_REQUEST, SBX_TRACE_KIND_EVENT, SBX_TRACE_KIND_RESPONSE,
                         SBX_TRACE_STATUS_OK, SBX_TRACE_FLAG_TRUNCATED);
  statement = sbx_database_prepare (sbx_store_reader_get_handle (self->reader), sql, error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, place->endpoint);
  sqlite3_bind_int64 (statement, 2, first);
  sqlite3_bind_int64 (statement, 3, place->last);
  return tell_rows (self, statement, error);
}

/* The first message of each name, and its answer. */
static gboolean
tell_oldest (Sampler *self, GError **error)
{
  g_autofree char *sql = NULL;
  g_autoptr (sqlite3_stmt) statement = NULL;
  guint64 n_told, n_skipped;

  sql = g_strdup_printf ("SELECT r.seq, r.kind, r.name FROM names AS n"
                         " JOIN records AS f ON f.seq = n.seq"
                         " JOIN records AS r ON r.seq = f.seq OR r.seq = f.partner AND f.partner > 0"
                         " AND r.status = %d"
                         " WHERE n.endpoint = ?1 AND n.name NOT LIKE '$%%' AND r.endpoint = ?1"
                         " AND r.endpoint_seq BETWEEN ?2 AND ?3 AND r.flags & %d = 0 LIMIT %d",
                         SBX_TRACE_STATUS_OK, SBX_TRACE_FLAG_TRUNCATED, MAX_OLDEST);
  statement = sbx_database_prepare (sbx_store_reader_get_handle (self->reader), sql, error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, self->place->endpoint);
  sqlite3_bind_int64 (statement, 2, self->place->first);
  /* The others were told already, or left out on purpose. */
  sqlite3_bind_int64 (statement, 3, self->place->last - (gint64) self->limits->records);
  n_told = self->n_told;
  n_skipped = self->n_skipped;
  if (!tell_rows (self, statement, error))
    return FALSE;
  /* All of them were taken for passed over before. */
  self->n_skipped = n_skipped - MIN (n_skipped, self->n_told - n_told);
  return TRUE;
}

gboolean
sbx_trace_sample (const SbxTracePlace *place,
                  const SbxTraceSampleLimits *limits,
                  SbxTraceSampleFunc func,
                  gpointer user_data,
                  GCancellable *cancellable,
                  guint64 *skipped,
                  GError **error)
{
  Sampler self = { place, limits, func, user_data, cancellable };
  gboolean done;

  g_return_val_if_fail (place->path != NULL, FALSE);

  *skipped = 0;
  self.reader = sbx_store_reader_new (place->path, error);
  if (self.reader == NULL)
    return FALSE;

  self.told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  done = tell_newest (&self, error);
  if (place->last - place->first >= limits->records)
    self.n_skipped += (guint64) (place->last - place->first + 1 - limits->records);
  if (done && limits->oldest)
    done = tell_oldest (&self, error);
  *skipped = self.n_skipped;
  g_hash_table_unref (self.told);
  sbx_store_reader_free (self.reader);
  return done;
}

gboolean
sbx_trace_is_secret_member (const char *name)
{
  return sbx_mask_is_secret_member (name);
}
