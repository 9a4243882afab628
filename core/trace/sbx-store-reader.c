/* sbx-store-reader.c — reads a store's file
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-store-reader-private.h"

#include "sbx-database-private.h"

/* CROSS JOIN keeps the order: for each record its endpoint, not the other way round. */
#define SELECT_RECORDS                                                                                       \
  "SELECT seq, endpoint_seq, real_time, monotonic_time, direction, kind, status, flags, close_code, "        \
  "latency, size, partner,"                                                                                  \
  " connection, peer, address, records.name, request_id, error_code, note, headers, handler, endpoints.id, " \
  "endpoints.name"                                                                                           \
  " FROM records CROSS JOIN endpoints ON endpoints.handle = records.endpoint "

enum
{
  BY_SEQ,
  BY_ENDPOINT,
  BYTES,
  N_STATEMENTS
};

static const char *const statements_sql[N_STATEMENTS] = {
  [BY_SEQ] = SELECT_RECORDS "WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq",
  [BY_ENDPOINT] =
    SELECT_RECORDS "WHERE endpoint = ?3 AND endpoint_seq BETWEEN ?1 AND ?2 ORDER BY endpoint_seq",
  [BYTES] = "SELECT bytes FROM frames WHERE seq = ?1",
};

struct _SbxStoreReader
{
  sqlite3 *handle;
  sqlite3_stmt *statements[N_STATEMENTS];
};

SbxStoreReader *
sbx_store_reader_new (const char *path, GError **error)
{
  g_autoptr (SbxStoreReader) self = g_new0 (SbxStoreReader, 1);

  self->handle = sbx_database_open_reader (path, error);
  if (self->handle == NULL)
    return NULL;
  for (guint i = 0; i < N_STATEMENTS; i++)
    {
      self->statements[i] = sbx_database_prepare (self->handle, statements_sql[i], error);
      if (self->statements[i] == NULL)
        return NULL;
    }
  return g_steal_pointer (&self);
}

void
sbx_store_reader_free (SbxStoreReader *self)
{
  for (guint i = 0; i < N_STATEMENTS; i++)
    sqlite3_finalize (self->statements[i]);
  sqlite3_close_v2 (self->handle);
  g_free (self);
}

sqlite3 *
sbx_store_reader_get_handle (SbxStoreReader *self)
{
  return self->handle;
}

/* A number of an enumeration of @n values; a file may hold anything. */
static guint
column_enum (sqlite3_stmt *statement, int column, guint n)
{
  gint64 value = sqlite3_column_int64 (statement, column);

  return value >= 0 && value < n ? (guint) value : 0;
}

static void
read_record (sqlite3_stmt *statement, SbxTraceRecord *record)
{
  int column = 0;

  record->seq = sqlite3_column_int64 (statement, column++);
  record->endpoint_seq = sqlite3_column_int64 (statement, column++);
  record->real_time = sqlite3_column_int64 (statement, column++);
  record->monotonic_time = sqlite3_column_int64 (statement, column++);
  record->direction = column_enum (statement, column++, SBX_TRACE_DIRECTION_OUT + 1);
  record->kind = column_enum (statement, column++, SBX_TRACE_N_KINDS);
  record->status = column_enum (statement, column++, SBX_TRACE_N_STATUSES);
  record->flags = column_enum (statement, column++, SBX_TRACE_FLAG_GONE);
  record->close_code = (guint) sqlite3_column_int64 (statement, column++);
  record->latency = sqlite3_column_int64 (statement, column++);
  record->size = sqlite3_column_int64 (statement, column++);
  record->partner = sqlite3_column_int64 (statement, column++);
  record->connection = (const char *) sqlite3_column_text (statement, column++);
  record->peer = (const char *) sqlite3_column_text (statement, column++);
  record->address = (const char *) sqlite3_column_text (statement, column++);
  record->name = (const char *) sqlite3_column_text (statement, column++);
  record->request_id = (const char *) sqlite3_column_text (statement, column++);
  record->error_code = (const char *) sqlite3_column_text (statement, column++);
  record->note = (const char *) sqlite3_column_text (statement, column++);
  record->headers = (const char *) sqlite3_column_text (statement, column++);
  record->handler = (const char *) sqlite3_column_text (statement, column++);
  record->endpoint = (const char *) sqlite3_column_text (statement, column++);
  record->endpoint_name = (const char *) sqlite3_column_text (statement, column++);
}

gboolean
sbx_store_reader_load (SbxStoreReader *self,
                       guint endpoint,
                       gint64 first,
                       gint64 last,
                       SbxStoreReaderFunc func,
                       gpointer user_data,
                       GError **error)
{
  sqlite3_stmt *statement = self->statements[endpoint == 0 ? BY_SEQ : BY_ENDPOINT];
  gboolean ok = TRUE;
  int code;

  sqlite3_bind_int64 (statement, 1, first);
  sqlite3_bind_int64 (statement, 2, last);
  if (endpoint != 0)
    sqlite3_bind_int64 (statement, 3, endpoint);
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      SbxTraceRecord record;

      read_record (statement, &record);
      if (!func (&record, user_data))
        break;
    }
  if (code != SQLITE_DONE && code != SQLITE_ROW)
    ok = sbx_database_take_error (self->handle, error);
  sqlite3_reset (statement);
  return ok;
}

GBytes *
sbx_store_reader_load_bytes (SbxStoreReader *self, gint64 seq, GError **error)
{
  sqlite3_stmt *statement = self->statements[BYTES];
  GBytes *bytes = NULL;
  int code;

  sqlite3_bind_int64 (statement, 1, seq);
  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    bytes = g_bytes_new (sqlite3_column_blob (statement, 0), (gsize) sqlite3_column_bytes (statement, 0));
  else if (code != SQLITE_DONE)
    sbx_database_take_error (self->handle, error);
  sqlite3_reset (statement);
  return bytes;
}

char **
sbx_store_reader_list_names (SbxStoreReader *self,
                             guint endpoint,
                             SbxTraceKind kind,
                             guint max,
                             GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  int code;

  statement = sbx_database_prepare (self->handle,
                                    "SELECT name FROM names WHERE kind = ?1 AND (?2 = 0 OR endpoint = ?2)"
                                    " GROUP BY name ORDER BY max (seq) DESC, name LIMIT ?3",
                                    error);
  if (statement == NULL)
    return NULL;
  sqlite3_bind_int (statement, 1, (int) kind);
  sqlite3_bind_int64 (statement, 2, endpoint);
  sqlite3_bind_int64 (statement, 3, max);
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    g_strv_builder_add (builder, (const char *) sqlite3_column_text (statement, 0));
  if (code != SQLITE_DONE)
    {
      sbx_database_take_error (self->handle, error);
      return NULL;
    }
  return g_strv_builder_end (builder);
}
