/* sbx-store-writer.c — the thread that writes a store's file
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-store-writer-private.h"

#include <glib/gi18n-lib.h>
#include <stdatomic.h>

#include "sbx-database-private.h"
#include "sbx-store-tables-private.h"

/* A transaction also ends when so much is in it. */
#define BATCH_BYTES (8u * 1024 * 1024)

/* How long after a failure it is tried again. */
#define RETRY_TIME G_TIME_SPAN_SECOND

/* Removing the oldest: so many records in one transaction, until this part of the limit is in use. */
#define REMOVE_RECORDS 5000
#define REMOVE_TARGET  0.95

/* The history of a temporary file, which may lie in memory. */
#define TEMPORARY_LIMIT (G_GINT64_CONSTANT (256) << 20)

struct _SbxStoreWriter
{
  SbxStoreQueue *queue;
  SbxStorePublishFunc publish;
  gpointer user_data;
  atomic_llong history_limit;
  /* The generation that somebody found damaged. */
  atomic_uint damaged;
  GThread *thread;

  /* The rest is the thread's, once it runs. */
  SbxDatabase *database;
  SbxStoreTables *tables;
  SbxStoreView view;
  GArray *updates;
  GArray *clears;
  gboolean renamed;
  gboolean removing;
  gboolean shrinking;
};

static void
publish (SbxStoreWriter *self, const char *cleared, const char *notice)
{
  SbxStorePublished published = {
    .view = &self->view,
    .updates = (const SbxStoreUpdate *) (gpointer) self->updates->data,
    .n_updates = self->updates->len,
    .cleared = cleared,
    .renamed = self->renamed,
    .notice = notice,
  };

  self->publish (&published, self->user_data);
  g_array_set_size (self->updates, 0);
  self->renamed = FALSE;
}

static void
close_file (SbxStoreWriter *self)
{
  g_clear_pointer (&self->tables, sbx_store_tables_free);
  g_clear_pointer (&self->database, sbx_database_free);
}

/* Takes over an open file, and what is in it. */
static gboolean
adopt (SbxStoreWriter *self, SbxDatabase *database, GError **error)
{
  self->database = database;
  self->tables = sbx_store_tables_new (database, error);
  if (self->tables == NULL)
    return FALSE;
  sbx_store_view_set_string (&self->view.path, database->path);
  self->view.generation++;
  return TRUE;
}

/* A new file knows nothing yet: numbers go on, and the endpoints are told to it. */
static gboolean
begin_anew (SbxStoreWriter *self, GError **error)
{
  self->view.first = self->view.last + 1;
  self->view.holes_until = 0;
  for (guint i = 1; i <= self->view.endpoints->len; i++)
    {
      SbxStoreRange *range = sbx_store_view_get_endpoint (&self->view, i);

      if (range == NULL)
        continue;
      range->first = range->last + 1;
      if (!sbx_store_tables_put_endpoint (self->tables, i, range->id, range->name, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
replace_file (SbxStoreWriter *self, GError **error)
{
  g_autofree char *notice = NULL;
  SbxDatabase *database;

  g_clear_pointer (&self->tables, sbx_store_tables_free);
  database = sbx_database_replace (self->database, &notice, error);
  if (database == NULL)
    {
      close_file (self);
      return FALSE;
    }
  if (!adopt (self, database, error) || !begin_anew (self, error))
    {
      close_file (self);
      return FALSE;
    }
  publish (self, "", notice);
  return TRUE;
}

/* Where no file could be made at the start, or a damaged one not be replaced: one to go on with. */
static gboolean
open_again (SbxStoreWriter *self, GError **error)
{
  g_autofree char *notice = NULL;
  SbxDatabase *database = sbx_database_open (NULL, &notice, error);

  if (database == NULL)
    return FALSE;
  if (!adopt (self, database, error) || !begin_anew (self, error))
    {
      close_file (self);
      return FALSE;
    }
  publish (self, "", NULL);
  return TRUE;
}

static void
report_trouble (SbxStoreWriter *self, const GError *error)
{
  if (g_strcmp0 (self->view.error, error->message) != 0)
    g_message ("Traffic cannot be stored: %s", error->message);
  sbx_store_view_set_string (&self->view.error, error->message);
  /* Also when it is the same as before: what is lost meanwhile is shown. */
  publish (self, NULL, NULL);
}

static void
report_success (SbxStoreWriter *self)
{
  if (self->view.error != NULL)
    g_message ("Traffic is stored again");
  sbx_store_view_set_string (&self->view.error, NULL);
}

/* Makes the file usable after @trouble; FALSE if that is to be tried later. */
static gboolean
recover (SbxStoreWriter *self, const GError *trouble)
{
  g_autoptr (GError) error = NULL;

  if (self->database == NULL)
    {
      if (open_again (self, &error))
        return TRUE;
    }
  else if (trouble != NULL && trouble->domain == SBX_DATABASE_ERROR && sbx_database_is_damage (trouble->code))
    {
      if (replace_file (self, &error))
        return TRUE;
    }
  report_trouble (self, error != NULL ? error : trouble);
  return FALSE;
}

static gboolean
put_endpoints (SbxStoreWriter *self, GArray *endpoints, GError **error)
{
  for (guint i = 0; i < endpoints->len; i++)
    {
      SbxQueuedEndpoint *endpoint = &g_array_index (endpoints, SbxQueuedEndpoint, i);

      if (!sbx_store_tables_put_endpoint (self->tables, endpoint->handle, endpoint->id, endpoint->name,
                                          error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
put_completions (SbxStoreWriter *self, GArray *completions, GError **error)
{
  for (guint i = 0; i < completions->len; i++)
    {
      SbxStoreUpdate update;

      if (!sbx_store_tables_put_completion (self->tables,
                                            &g_array_index (completions, SbxQueuedCompletion, i), &update,
                                            error))
        return FALSE;
      if (update.seq != 0)
        g_array_append_val (self->updates, update);
    }
  return TRUE;
}

/* How many records from @from go into the next transaction, and what they take. */
static guint
measure_chunk (GArray *records, guint from, gsize *n_bytes)
{
  guint n = 0;

  *n_bytes = 0;
  while (from + n < records->len && n < SBX_STORE_BATCH_RECORDS && *n_bytes < BATCH_BYTES)
    {
      *n_bytes += g_array_index (records, SbxQueuedRecord, from + n).size;
      n++;
    }
  return n;
}

/* What the view says once the transaction is through. */
static void
count_endpoints (SbxStoreWriter *self, GArray *endpoints)
{
  for (guint i = 0; i < endpoints->len; i++)
    {
      SbxQueuedEndpoint *endpoint = &g_array_index (endpoints, SbxQueuedEndpoint, i);

      sbx_store_view_add_endpoint (&self->view, endpoint->handle, endpoint->id, endpoint->name);
      self->renamed = TRUE;
    }
}

static void
count_records (SbxStoreWriter *self, GArray *records, guint from, guint n)
{
  for (guint i = from; i < from + n; i++)
    {
      const SbxQueuedRecord *queued = &g_array_index (records, SbxQueuedRecord, i);
      SbxStoreRange *range = sbx_store_view_get_endpoint (&self->view, queued->endpoint);

      range->last = queued->record->endpoint_seq;
      self->view.last = queued->record->seq;
    }
}

/* One transaction: up to @n records from @from; with the first go the endpoints, with the last the
 * completions. */
static gboolean
write_chunk (SbxStoreWriter *self, const SbxStoreBatch *batch, guint from, guint n, GError **error)
{
  gboolean first = from == 0;
  gboolean last = from + n == batch->records->len;
  gboolean ok;

  if (!sbx_store_tables_begin (self->tables, error))
    return FALSE;
  ok = !first || put_endpoints (self, batch->endpoints, error);
  for (guint i = from; ok && i < from + n; i++)
    ok =
      sbx_store_tables_put_record (self->tables, &g_array_index (batch->records, SbxQueuedRecord, i), error);
  ok = ok && (!last || put_completions (self, batch->completions, error));
  ok = ok && sbx_store_tables_commit (self->tables, error);
  if (!ok)
    {
      sbx_store_tables_rollback (self->tables);
      g_array_set_size (self->updates, 0);
      return FALSE;
    }

  if (first)
    count_endpoints (self, batch->endpoints);
  count_records (self, batch->records, from, n);
  report_success (self);
  publish (self, NULL, NULL);
  return TRUE;
}

/* Tries until it is written; at the end of the store only once. */
static gboolean
write_chunk_somehow (SbxStoreWriter *self, const SbxStoreBatch *batch, guint from, guint n)
{
  gboolean again = TRUE;

  while (again)
    {
      g_autoptr (GError) error = NULL;

      if (self->database == NULL)
        again = recover (self, NULL);
      if (self->database != NULL)
        {
          if (write_chunk (self, batch, from, n, &error))
            return TRUE;
          if (recover (self, error))
            continue;
        }
      again = sbx_store_queue_wait (self->queue, RETRY_TIME);
    }
  return FALSE;
}

static void
write_batch (SbxStoreWriter *self, const SbxStoreBatch *batch)
{
  guint n_records = batch->records->len;
  guint from = 0;

  if (batch->clears->len > 0)
    g_array_append_vals (self->clears, batch->clears->data, batch->clears->len);
  if (n_records == 0 && batch->endpoints->len == 0 && batch->completions->len == 0)
    return;

  do
    {
      gsize n_bytes;
      guint n = measure_chunk (batch->records, from, &n_bytes);
      gboolean written = write_chunk_somehow (self, batch, from, n);

      sbx_store_queue_settle (self->queue, n, n_bytes, !written);
      from += n;
    }
  while (from < n_records);
}

static gboolean
clear_step (SbxStoreWriter *self, GError **error)
{
  SbxQueuedClear *clear = &g_array_index (self->clears, SbxQueuedClear, 0);
  SbxStoreRange *range = sbx_store_view_get_endpoint (&self->view, clear->endpoint);
  gboolean alone;

  /* Without the others' records there will be no gaps. */
  alone = range != NULL && range->last - range->first + 1 == sbx_store_view_get_n_records (&self->view);
  if (!sbx_store_tables_begin (self->tables, error))
    return FALSE;
  if (!sbx_store_tables_clear (self->tables, alone ? 0 : clear->endpoint, clear->until, error) ||
      !sbx_store_tables_commit (self->tables, error))
    {
      sbx_store_tables_rollback (self->tables);
      return FALSE;
    }
  if (!sbx_store_tables_find_first (self->tables, &self->view, error))
    return FALSE;

  self->shrinking = TRUE;
  publish (self, range != NULL ? range->id : "", NULL);
  g_array_remove_index (self->clears, 0);
  return TRUE;
}

static gint64
get_limit (SbxStoreWriter *self)
{
  gint64 limit = atomic_load (&self->history_limit);

  if (!self->database->temporary)
    return limit;
  return limit > 0 ? MIN (limit, TEMPORARY_LIMIT) : TEMPORARY_LIMIT;
}

/* Removes a portion of the oldest. @used, @target: bytes */
static gboolean
remove_step (SbxStoreWriter *self, gint64 used, gint64 target, GError **error)
{
  gint64 n_records = sbx_store_view_get_n_records (&self->view);
  gint64 average = MAX (used / MAX (n_records, 1), 1);
  guint n = (guint) CLAMP ((used - target) / average + 1, 1, REMOVE_RECORDS);
  guint n_removed = 0;

  /* The newest one stays, however large it is. */
  if (n_records <= 1)
    {
      self->removing = FALSE;
      return TRUE;
    }
  n = (guint) MIN (n, n_records - 1);

  if (!sbx_store_tables_begin (self->tables, error))
    return FALSE;
  if (!sbx_store_tables_remove_oldest (self->tables, n, &n_removed, error) ||
      !sbx_store_tables_commit (self->tables, error))
    {
      sbx_store_tables_rollback (self->tables);
      return FALSE;
    }
  if (!sbx_store_tables_find_first (self->tables, &self->view, error))
    return FALSE;
  self->view.n_removed += n_removed;
  publish (self, NULL, NULL);
  return TRUE;
}

/* One step of what is not urgent. @more: (out): there is another. */
static gboolean
tidy_step (SbxStoreWriter *self, gboolean *more, GError **error)
{
  gint64 limit = get_limit (self);
  gint64 used, spare;

  *more = TRUE;
  if (self->clears->len > 0)
    return clear_step (self, error);

  if (!sbx_store_tables_measure (self->tables, &used, &spare, error))
    return FALSE;
  if (limit > 0 && used > limit)
    self->removing = TRUE;
  if (self->removing && limit > 0 && used > limit * REMOVE_TARGET)
    return remove_step (self, used, (gint64) (limit * REMOVE_TARGET), error);
  self->removing = FALSE;

  /* What was removed for the limit's sake is soon used again; what was cleared is given back, as is what a
   * lower limit leaves. */
  if (spare > 0 && (self->shrinking || (limit > 0 && used + spare > limit + limit / 4)))
    return sbx_store_tables_shrink (self->tables, error);
  if (self->shrinking)
    {
      self->shrinking = FALSE;
      sqlite3_wal_checkpoint_v2 (self->database->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    }
  *more = FALSE;
  return TRUE;
}

/* What was cleared is gone when the program is: nobody finds it in the file tomorrow. */
static void
finish_clearing (SbxStoreWriter *self)
{
  gboolean more;

  while (self->database != NULL && (self->clears->len > 0 || self->shrinking))
    if (!tidy_step (self, &more, NULL))
      break;
}

static gpointer
writer_thread (gpointer data)
{
  SbxStoreWriter *self = data;
  gboolean more = FALSE;
  SbxStoreBatch *batch;

  while ((batch = sbx_store_queue_take (self->queue, !more)) != NULL)
    {
      g_autoptr (GError) error = NULL;

      write_batch (self, batch);
      sbx_store_batch_free (batch);
      sbx_store_queue_done (self->queue);

      more = FALSE;
      if (self->database != NULL && atomic_load (&self->damaged) == self->view.generation)
        g_set_error_literal (&error, SBX_DATABASE_ERROR, SQLITE_CORRUPT, _ ("the file is damaged"));
      if (error != NULL || (self->database != NULL && !tidy_step (self, &more, &error)))
        {
          more = FALSE;
          recover (self, error);
        }
    }
  finish_clearing (self);
  return NULL;
}

static gboolean
load (SbxStoreWriter *self, GError **error)
{
  g_autoptr (GError) local = NULL;

  /* A full disk is no reason not to show what there is. */
  if (!sbx_store_tables_tidy (self->tables, &local) && sbx_database_is_damage (local->code))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return sbx_store_tables_load (self->tables, &self->view, error);
}

/* Opens the file and finds out what it has. A damage that shows only now is treated as one that shows at
 * once. */
static void
open_first (SbxStoreWriter *self, const char *path, char **notice)
{
  g_autoptr (GError) error = NULL;
  SbxDatabase *database = sbx_database_open (path, notice, &error);

  if (database != NULL && (!adopt (self, database, &error) || !load (self, &error)))
    {
      sbx_store_view_clear (&self->view);
      sbx_store_view_init (&self->view);
      g_clear_pointer (&self->tables, sbx_store_tables_free);
      g_clear_pointer (notice, g_free);
      database = NULL;
      if (sbx_database_is_damage (error->code))
        database = sbx_database_replace (self->database, notice, NULL);
      if (database == NULL || !adopt (self, database, NULL))
        close_file (self);
    }
  /* If there is none still, the writer tries again. */
  if (self->database == NULL && error != NULL)
    report_trouble (self, error);
}

SbxStoreWriter *
sbx_store_writer_new (const char *path,
                      gint64 history_limit,
                      SbxStoreQueue *queue,
                      SbxStorePublishFunc publish_func,
                      gpointer user_data,
                      char **notice)
{
  SbxStoreWriter *self = g_new0 (SbxStoreWriter, 1);

  *notice = NULL;
  self->queue = queue;
  self->publish = publish_func;
  self->user_data = user_data;
  atomic_init (&self->history_limit, history_limit);
  atomic_init (&self->damaged, 0);
  self->updates = g_array_new (FALSE, FALSE, sizeof (SbxStoreUpdate));
  self->clears = g_array_new (FALSE, FALSE, sizeof (SbxQueuedClear));
  sbx_store_view_init (&self->view);
  open_first (self, path, notice);
  return self;
}

const SbxStoreView *
sbx_store_writer_get_view (SbxStoreWriter *self)
{
  return &self->view;
}

void
sbx_store_writer_start (SbxStoreWriter *self)
{
  self->thread = g_thread_new ("sbx-store", writer_thread, self);
}

void
sbx_store_writer_free (SbxStoreWriter *self)
{
  if (self->thread != NULL)
    g_thread_join (self->thread);
  close_file (self);
  sbx_store_view_clear (&self->view);
  g_array_unref (self->updates);
  g_array_unref (self->clears);
  g_free (self);
}

void
sbx_store_writer_set_history_limit (SbxStoreWriter *self, gint64 bytes)
{
  atomic_store (&self->history_limit, bytes);
  sbx_store_queue_poke (self->queue);
}

void
sbx_store_writer_report_damage (SbxStoreWriter *self, guint generation)
{
  atomic_store (&self->damaged, generation);
  sbx_store_queue_poke (self->queue);
}
