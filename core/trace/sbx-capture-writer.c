/* sbx-capture-writer.c — writes records to a file of their own
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-capture-file.h"
#include "sbx-database-private.h"
#include "sbx-needle-private.h"
#include "sbx-store-private.h"
#include "sbx-store-reader-private.h"
#include "sbx-trace-export-private.h"
#include "sbx-trace-filter-private.h"

typedef struct
{
  char *path; /* the store's */
  guint endpoint;
  gint64 first;
  gint64 last;
  SbxTraceFilter *filter; /* nullable */
  GFile *file;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->path);
  g_clear_object (&job->filter);
  g_object_unref (job->file);
  g_free (job);
}

/* The numbers of the records that pass, in their order. */
static sqlite3_stmt *
find_records (const Job *job, sqlite3 *handle, GError **error)
{
  gboolean filtered = job->filter != NULL && !sbx_trace_filter_is_empty (job->filter);
  g_autofree char *sql = NULL;
  sqlite3_stmt *statement;

  if (!sbx_needle_install (handle, error))
    return NULL;

  sql = g_strdup_printf ("SELECT seq FROM records %s WHERE %s %s BETWEEN ?1 AND ?2 AND (%s) ORDER BY seq",
                         filtered ? "CROSS JOIN endpoints ON endpoints.handle = records.endpoint" : "",
                         job->endpoint != 0 ? "endpoint = ?3 AND" : "",
                         job->endpoint != 0 ? "endpoint_seq" : "seq",
                         filtered ? sbx_trace_filter_get_condition (job->filter) : "1");
  statement = sbx_database_prepare (handle, sql, error);
  if (statement == NULL)
    return NULL;

  sqlite3_bind_int64 (statement, 1, job->first);
  sqlite3_bind_int64 (statement, 2, job->last);
  if (job->endpoint != 0)
    sqlite3_bind_int64 (statement, 3, job->endpoint);
  if (filtered)
    sbx_trace_filter_bind (job->filter, statement);
  return statement;
}

typedef struct
{
  SbxStoreReader *reader;
  GString *line;
  GError *error;
} Writing;

static gboolean
append_record (const SbxTraceRecord *record, gpointer user_data)
{
  Writing *writing = user_data;
  g_autoptr (GBytes) bytes = sbx_store_reader_load_bytes (writing->reader, record->seq, &writing->error);

  if (writing->error == NULL)
    {
      sbx_trace_export_append (writing->line, record, bytes);
      g_string_append_c (writing->line, '\n');
    }
  return FALSE;
}

static gboolean
write_record (Writing *writing, gint64 seq, GOutputStream *stream, GCancellable *cancellable, GError **error)
{
  g_string_truncate (writing->line, 0);
  if (!sbx_store_reader_load (writing->reader, 0, seq, seq, append_record, writing, error))
    return FALSE;
  if (writing->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&writing->error));
      return FALSE;
    }
  /* One that was removed meanwhile has no line. */
  return g_output_stream_write_all (stream, writing->line->str, writing->line->len, NULL, cancellable, error);
}

static gboolean
write_head (GOutputStream *stream, GCancellable *cancellable, GError **error)
{
  static const char head[] = "{\"capture\":1,\"by\":\"Signalbox " PACKAGE_VERSION "\"}\n";

  return g_output_stream_write_all (stream, head, strlen (head), NULL, cancellable, error);
}

static gint64
write_records (const Job *job, GOutputStream *stream, GCancellable *cancellable, GError **error)
{
  g_autoptr (SbxStoreReader) reader = sbx_store_reader_new (job->path, error);
  g_autoptr (GString) line = g_string_new (NULL);
  Writing writing = { .reader = reader, .line = line };
  sqlite3_stmt *statement = NULL;
  gint64 n = 0;
  int code = SQLITE_ERROR;

  if (reader == NULL || !write_head (stream, cancellable, error))
    return -1;
  statement = find_records (job, sbx_store_reader_get_handle (reader), error);
  if (statement == NULL)
    return -1;

  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      if (!write_record (&writing, sqlite3_column_int64 (statement, 0), stream, cancellable, error))
        break;
      n++;
    }
  if (code != SQLITE_DONE && code != SQLITE_ROW)
    sbx_database_take_error (sbx_store_reader_get_handle (reader), error);
  sqlite3_finalize (statement);
  return code == SQLITE_DONE ? n : -1;
}

static void
write_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) abandon = g_cancellable_new ();
  g_autoptr (GOutputStream) stream = NULL;
  g_autoptr (GFileOutputStream) file =
    g_file_replace (job->file, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, cancellable, &error);
  gint64 n = -1;

  if (file != NULL)
    {
      stream = g_buffered_output_stream_new_sized (G_OUTPUT_STREAM (file), 256 * 1024);
      n = write_records (job, stream, cancellable, &error);
    }
  if (n >= 0 && g_output_stream_close (stream, cancellable, &error))
    {
      g_task_return_int (task, n);
      return;
    }

  /* A stream that is closed by a cancelled operation leaves the old file where it is. */
  g_cancellable_cancel (abandon);
  if (file != NULL)
    g_output_stream_close (G_OUTPUT_STREAM (file), abandon, NULL);
  g_task_return_error (task, g_steal_pointer (&error));
}

void
sbx_capture_write_async (SbxStore *store,
                         const char *endpoint_id,
                         SbxTraceFilter *filter,
                         GFile *file,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  g_return_if_fail (SBX_IS_STORE (store));
  g_return_if_fail (filter == NULL || SBX_IS_TRACE_FILTER (filter));
  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (store, cancellable, callback, user_data);
  g_task_set_source_tag (task, sbx_capture_write_async);
  job = g_new0 (Job, 1);
  job->path = g_strdup (sbx_store_get_path (store));
  g_set_object (&job->filter, filter);
  job->file = g_object_ref (file);
  job->endpoint = endpoint_id != NULL ? sbx_store_find_endpoint (store, endpoint_id) : 0;
  /* Of an endpoint that nothing is known of, as of a store without any, there is nothing: an empty capture.
   */
  if (!sbx_store_get_range (store, endpoint_id, &job->first, &job->last))
    job->last = job->first - 1;
  g_task_set_task_data (task, job, job_free);

  if (job->path == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The recorded traffic cannot be read"));
  else
    g_task_run_in_thread (task, write_thread);
}

gint64
sbx_capture_write_finish (SbxStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), -1);

  return g_task_propagate_int (G_TASK (result), error);
}
