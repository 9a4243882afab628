/* sbx-store-tables.c — what a store's writer says to SQLite
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-store-tables-private.h"

#include <string.h>

/* Names for completion: whoever sends random names shall not fill memory with them. */
#define MAX_NAMES       4000
#define MAX_NAME_LENGTH 200

enum
{
  BEGIN,
  COMMIT,
  ROLLBACK,
  PUT_ENDPOINT,
  PUT_RECORD,
  PUT_FRAME,
  PUT_NAME,
  COMPLETE,
  FIRST_SEQ,
  FIRST_ENDPOINT_SEQ,
  PAGE_COUNT,
  FREE_COUNT,
  N_STATEMENTS
};

static const char *const statements_sql[N_STATEMENTS] = {
  [BEGIN] = "BEGIN IMMEDIATE",
  [COMMIT] = "COMMIT",
  [ROLLBACK] = "ROLLBACK",
  [PUT_ENDPOINT] = "INSERT INTO endpoints (handle, id, name) VALUES (?1, ?2, ?3)"
                   " ON CONFLICT (handle) DO UPDATE SET name = excluded.name",
  [PUT_RECORD] =
    "INSERT INTO records (seq, endpoint, endpoint_seq, real_time, monotonic_time, direction, kind,"
    " status, flags, close_code, latency, size, partner, connection, peer, address, name, request_id,"
    " error_code, note, headers, handler) VALUES"
    " (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22)",
  [PUT_FRAME] = "INSERT INTO frames (seq, bytes) VALUES (?1, ?2)",
  [PUT_NAME] = "INSERT OR IGNORE INTO names (endpoint, kind, name, seq) VALUES (?1, ?2, ?3, ?4)",
  [COMPLETE] = "UPDATE records SET status = ?2, latency = ?3, partner = ?4,"
               " error_code = ifnull (?5, error_code), note = ifnull (?6, note),"
               " handler = ifnull (?7, handler)"
               " WHERE seq = ?1 RETURNING endpoint, endpoint_seq",
  [FIRST_SEQ] = "SELECT min (seq) FROM records",
  [FIRST_ENDPOINT_SEQ] = "SELECT min (endpoint_seq) FROM records WHERE endpoint = ?1",
  [PAGE_COUNT] = "PRAGMA page_count",
  [FREE_COUNT] = "PRAGMA freelist_count",
};

struct _SbxStoreTables
{
  sqlite3 *handle;
  sqlite3_stmt *statements[N_STATEMENTS];
  gint64 page_size;
  /* "ENDPOINT KIND NAME" of each name that is in the file; @new_names are those of the transaction that is
   * open. */
  GHashTable *names;
  GHashTable *new_names;
};

SbxStoreTables *
sbx_store_tables_new (SbxDatabase *database, GError **error)
{
  g_autoptr (SbxStoreTables) self = g_new0 (SbxStoreTables, 1);

  self->handle = database->handle;
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->new_names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < N_STATEMENTS; i++)
    {
      self->statements[i] = sbx_database_prepare (self->handle, statements_sql[i], error);
      if (self->statements[i] == NULL)
        return NULL;
    }
  if (!sbx_database_get_int (self->handle, "PRAGMA page_size", 4096, &self->page_size, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
sbx_store_tables_free (SbxStoreTables *self)
{
  for (guint i = 0; i < N_STATEMENTS; i++)
    sqlite3_finalize (self->statements[i]);
  g_hash_table_unref (self->names);
  g_hash_table_unref (self->new_names);
  g_free (self);
}

/* The one number that a statement gives; @fallback for NULL. */
static gboolean
get_int (SbxStoreTables *self, guint index, gint64 fallback, gint64 *result, GError **error)
{
  sqlite3_stmt *statement = self->statements[index];
  gboolean found = sqlite3_step (statement) == SQLITE_ROW;

  if (found)
    *result =
      sqlite3_column_type (statement, 0) != SQLITE_NULL ? sqlite3_column_int64 (statement, 0) : fallback;
  else
    sbx_database_take_error (self->handle, error);
  sqlite3_reset (statement);
  return found;
}

static char *
name_key (guint endpoint, SbxTraceKind kind, const char *name)
{
  return g_strdup_printf ("%u %u %s", endpoint, (guint) kind, name);
}

static gboolean
load_endpoints (SbxStoreTables *self, SbxStoreView *view, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  int code;

  statement = sbx_database_prepare (self->handle,
                                    "SELECT handle, id, name,"
                                    " (SELECT min (endpoint_seq) FROM records WHERE endpoint = handle),"
                                    " (SELECT max (endpoint_seq) FROM records WHERE endpoint = handle)"
                                    " FROM endpoints",
                                    error);
  if (statement == NULL)
    return FALSE;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      gint64 handle = sqlite3_column_int64 (statement, 0);
      SbxStoreRange *range;

      /* We number them from 1; anything else was not written by us. */
      if (handle < 1 || handle > G_MAXINT16)
        continue;
      range =
        sbx_store_view_add_endpoint (view, (guint) handle, (const char *) sqlite3_column_text (statement, 1),
                                     (const char *) sqlite3_column_text (statement, 2));
      if (sqlite3_column_type (statement, 3) == SQLITE_NULL)
        continue;
      range->first = sqlite3_column_int64 (statement, 3);
      range->last = sqlite3_column_int64 (statement, 4);
    }
  return code == SQLITE_DONE || sbx_database_take_error (self->handle, error);
}

static gboolean
load_names (SbxStoreTables *self, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  int code;

  statement = sbx_database_prepare (self->handle, "SELECT endpoint, kind, name FROM names", error);
  if (statement == NULL)
    return FALSE;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    g_hash_table_add (self->names, name_key ((guint) sqlite3_column_int (statement, 0),
                                             (SbxTraceKind) sqlite3_column_int (statement, 1),
                                             (const char *) sqlite3_column_text (statement, 2)));
  return code == SQLITE_DONE || sbx_database_take_error (self->handle, error);
}

gboolean
sbx_store_tables_load (SbxStoreTables *self, SbxStoreView *view, GError **error)
{
  gint64 last;

  if (!sbx_database_get_int (self->handle, "SELECT holes_until FROM state", 0, &view->holes_until, error) ||
      !sbx_database_get_int (self->handle, "SELECT max (seq) FROM records", 0, &last, error))
    return FALSE;
  /* Numbers are not used again, also not those of records that were cleared. */
  view->last = MAX (last, view->holes_until);
  return get_int (self, FIRST_SEQ, view->last + 1, &view->first, error) &&
         load_endpoints (self, view, error) && load_names (self, error);
}

gboolean
sbx_store_tables_tidy (SbxStoreTables *self, GError **error)
{
  return sbx_database_exec (self->handle,
                            "UPDATE records SET status = 4 WHERE status = 1;"
                            "DELETE FROM endpoints WHERE NOT EXISTS"
                            " (SELECT 1 FROM records WHERE records.endpoint = endpoints.handle);"
                            "DELETE FROM names WHERE endpoint NOT IN (SELECT handle FROM endpoints);",
                            error);
}

gboolean
sbx_store_tables_begin (SbxStoreTables *self, GError **error)
{
  return sbx_database_run (self->statements[BEGIN], error);
}

static gboolean
steal_key (gpointer key, gpointer value, gpointer names)
{
  g_hash_table_add (names, key);
  return TRUE;
}

gboolean
sbx_store_tables_commit (SbxStoreTables *self, GError **error)
{
  if (!sbx_database_run (self->statements[COMMIT], error))
    return FALSE;
  g_hash_table_foreach_steal (self->new_names, steal_key, self->names);
  return TRUE;
}

void
sbx_store_tables_rollback (SbxStoreTables *self)
{
  g_hash_table_remove_all (self->new_names);
  /* After some errors SQLite has done so itself. */
  if (!sqlite3_get_autocommit (self->handle))
    sbx_database_run (self->statements[ROLLBACK], NULL);
}

static void
bind_text (sqlite3_stmt *statement, int index, const char *text)
{
  if (text != NULL)
    sqlite3_bind_text (statement, index, text, -1, SQLITE_STATIC);
  else
    sqlite3_bind_null (statement, index);
}

gboolean
sbx_store_tables_put_endpoint (SbxStoreTables *self,
                               guint handle,
                               const char *id,
                               const char *name,
                               GError **error)
{
  sqlite3_stmt *statement = self->statements[PUT_ENDPOINT];

  sqlite3_bind_int64 (statement, 1, handle);
  bind_text (statement, 2, id);
  bind_text (statement, 3, name);
  return sbx_database_run (statement, error);
}

/* Only the first of each name is written. */
static gboolean
put_name (SbxStoreTables *self, guint endpoint, const SbxTraceRecord *record, GError **error)
{
  sqlite3_stmt *statement = self->statements[PUT_NAME];
  g_autofree char *key = NULL;

  if (record->name == NULL || strlen (record->name) > MAX_NAME_LENGTH ||
      (record->kind != SBX_TRACE_KIND_REQUEST && record->kind != SBX_TRACE_KIND_EVENT) ||
      g_hash_table_size (self->names) + g_hash_table_size (self->new_names) >= MAX_NAMES)
    return TRUE;
  key = name_key (endpoint, record->kind, record->name);
  if (g_hash_table_contains (self->names, key) || !g_hash_table_add (self->new_names, g_steal_pointer (&key)))
    return TRUE;

  sqlite3_bind_int64 (statement, 1, endpoint);
  sqlite3_bind_int (statement, 2, (int) record->kind);
  bind_text (statement, 3, record->name);
  sqlite3_bind_int64 (statement, 4, record->seq);
  return sbx_database_run (statement, error);
}

static gboolean
put_frame (SbxStoreTables *self, gint64 seq, GBytes *bytes, GError **error)
{
  sqlite3_stmt *statement = self->statements[PUT_FRAME];
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);
  gboolean done;

  sqlite3_bind_int64 (statement, 1, seq);
  /* A NULL pointer would be NULL, not empty. */
  sqlite3_bind_blob64 (statement, 2, size > 0 ? data : "", size, SQLITE_STATIC);
  done = sbx_database_run (statement, error);
  sqlite3_bind_null (statement, 2);
  return done;
}

gboolean
sbx_store_tables_put_record (SbxStoreTables *self, const SbxQueuedRecord *queued, GError **error)
{
  sqlite3_stmt *statement = self->statements[PUT_RECORD];
  const SbxTraceRecord *record = queued->record;
  const gint64 numbers[] = {
    record->seq,       queued->endpoint, record->endpoint_seq, record->real_time, record->monotonic_time,
    record->direction, record->kind,     record->status,       record->flags,     record->close_code,
    record->latency,   record->size,     record->partner,
  };
  const char *const texts[] = {
    record->connection, record->peer, record->address, record->name,    record->request_id,
    record->error_code, record->note, record->headers, record->handler,
  };
  int index = 1;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    sqlite3_bind_int64 (statement, index++, numbers[i]);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    bind_text (statement, index++, texts[i]);

  return sbx_database_run (statement, error) &&
         (queued->bytes == NULL || put_frame (self, record->seq, queued->bytes, error)) &&
         put_name (self, queued->endpoint, record, error);
}

gboolean
sbx_store_tables_put_completion (SbxStoreTables *self,
                                 const SbxQueuedCompletion *completion,
                                 SbxStoreUpdate *update,
                                 GError **error)
{
  sqlite3_stmt *statement = self->statements[COMPLETE];
  int code;

  *update = (SbxStoreUpdate){ 0 };
  sqlite3_bind_int64 (statement, 1, completion->seq);
  sqlite3_bind_int (statement, 2, (int) completion->status);
  sqlite3_bind_int64 (statement, 3, completion->latency);
  sqlite3_bind_int64 (statement, 4, completion->partner);
  bind_text (statement, 5, completion->error_code);
  bind_text (statement, 6, completion->note);
  bind_text (statement, 7, completion->handler);
  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    {
      update->seq = completion->seq;
      update->endpoint = (guint) sqlite3_column_int64 (statement, 0);
      update->endpoint_seq = sqlite3_column_int64 (statement, 1);
      code = sqlite3_step (statement);
    }
  if (code != SQLITE_DONE)
    sbx_database_take_error (self->handle, error);
  sqlite3_reset (statement);
  return code == SQLITE_DONE;
}

gboolean
sbx_store_tables_remove_oldest (SbxStoreTables *self, guint n, guint *n_removed, GError **error)
{
  g_autofree char *find = NULL;
  g_autofree char *remove = NULL;
  gint64 until;

  *n_removed = 0;
  find = g_strdup_printf ("SELECT max (seq) FROM (SELECT seq FROM records ORDER BY seq LIMIT %u)", n);
  if (!sbx_database_get_int (self->handle, find, 0, &until, error))
    return FALSE;

  remove = g_strdup_printf ("DELETE FROM records WHERE seq <= %" G_GINT64_FORMAT, until);
  if (!sbx_database_exec (self->handle, remove, error))
    return FALSE;
  *n_removed = (guint) sqlite3_changes (self->handle);

  g_free (remove);
  remove = g_strdup_printf ("DELETE FROM frames WHERE seq <= %" G_GINT64_FORMAT, until);
  return sbx_database_exec (self->handle, remove, error);
}

static gboolean
clear_all (SbxStoreTables *self, gint64 until, GError **error)
{
  g_autofree char *sql = NULL;
  gint64 last;

  if (!sbx_database_get_int (self->handle, "SELECT max (seq) FROM records", 0, &last, error))
    return FALSE;
  /* Without a condition, SQLite drops the pages as they are. */
  if (last <= until)
    sql = g_strdup ("DELETE FROM records; DELETE FROM frames; DELETE FROM names;");
  else
    sql = g_strdup_printf ("DELETE FROM records WHERE seq <= %1$" G_GINT64_FORMAT ";"
                           "DELETE FROM frames WHERE seq <= %1$" G_GINT64_FORMAT ";"
                           "DELETE FROM names WHERE seq <= %1$" G_GINT64_FORMAT ";",
                           until);
  return sbx_database_exec (self->handle, sql, error);
}

static gboolean
clear_one (SbxStoreTables *self, guint endpoint, gint64 until, GError **error)
{
  g_autofree char *sql = NULL;

  sql = g_strdup_printf ("UPDATE state SET holes_until = max (holes_until, ifnull ((SELECT seq FROM records"
                         " WHERE endpoint = %1$u AND seq <= %2$" G_GINT64_FORMAT
                         " ORDER BY endpoint_seq DESC LIMIT 1), 0));"
                         "DELETE FROM frames WHERE seq IN (SELECT seq FROM records WHERE endpoint = %1$u AND "
                         "seq <= %2$" G_GINT64_FORMAT ");"
                         "DELETE FROM records WHERE endpoint = %1$u AND seq <= %2$" G_GINT64_FORMAT ";"
                         "DELETE FROM names WHERE endpoint = %1$u AND seq <= %2$" G_GINT64_FORMAT ";",
                         endpoint, until);
  return sbx_database_exec (self->handle, sql, error);
}

gboolean
sbx_store_tables_clear (SbxStoreTables *self, guint endpoint, gint64 until, GError **error)
{
  gboolean done = endpoint == 0 ? clear_all (self, until, error) : clear_one (self, endpoint, until, error);

  if (!done)
    return FALSE;
  g_hash_table_remove_all (self->names);
  return load_names (self, error);
}

gboolean
sbx_store_tables_find_first (SbxStoreTables *self, SbxStoreView *view, GError **error)
{
  sqlite3_stmt *statement = self->statements[FIRST_ENDPOINT_SEQ];

  if (!get_int (self, FIRST_SEQ, view->last + 1, &view->first, error) ||
      !sbx_database_get_int (self->handle, "SELECT holes_until FROM state", 0, &view->holes_until, error))
    return FALSE;
  for (guint i = 1; i <= view->endpoints->len; i++)
    {
      SbxStoreRange *range = sbx_store_view_get_endpoint (view, i);

      if (range == NULL)
        continue;
      sqlite3_bind_int64 (statement, 1, i);
      if (!get_int (self, FIRST_ENDPOINT_SEQ, range->last + 1, &range->first, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
sbx_store_tables_measure (SbxStoreTables *self, gint64 *used, gint64 *spare, GError **error)
{
  gint64 n_pages, n_free;

  if (!get_int (self, PAGE_COUNT, 0, &n_pages, error) || !get_int (self, FREE_COUNT, 0, &n_free, error))
    return FALSE;
  *used = (n_pages - n_free) * self->page_size;
  *spare = n_free * self->page_size;
  return TRUE;
}

gboolean
sbx_store_tables_shrink (SbxStoreTables *self, GError **error)
{
  return sbx_database_exec (self->handle, "PRAGMA incremental_vacuum (1000)", error);
}
