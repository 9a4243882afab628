/* trace-test-util.c — what the tests of the trace share
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "trace-test-util.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

char *
trace_test_make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("trace-test-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

void
trace_test_remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        trace_test_remove_folder (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

gboolean
trace_test_folder_contains (const char *folder, const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *contents = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      if (memmem (contents, length, text, strlen (text)) != NULL)
        return TRUE;
    }
  return FALSE;
}

static gboolean
on_too_late (gpointer data)
{
  g_error ("It took too long");
  return G_SOURCE_REMOVE;
}

/* Not all that is waited for wakes this thread. */
static gboolean
on_look_again (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
trace_test_wait_until (gboolean (*condition) (gpointer data), gpointer data)
{
  GSource *deadline = g_timeout_source_new_seconds (30);
  guint look_again = g_timeout_add (5, on_look_again, NULL);

  g_source_set_callback (deadline, on_too_late, NULL, NULL);
  g_source_attach (deadline, NULL);
  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (look_again);
  g_source_destroy (deadline);
  g_source_unref (deadline);
}

static void
on_changed (SbxStore *store, const SbxStoreChanges *changes, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

void
trace_test_settle (SbxStore *store)
{
  guint endpoint = sbx_store_add_endpoint (store, "settle", "");
  gboolean changed = FALSE;
  gulong handler;
  static guint n;
  g_autofree char *name = g_strdup_printf ("settle %u", ++n);

  /* A new name is a change that comes after all others. */
  g_assert_true (sbx_store_flush (store, 30000));
  handler = g_signal_connect (store, "changed", G_CALLBACK (on_changed), &changed);
  g_assert_cmpuint (sbx_store_add_endpoint (store, "settle", name), ==, endpoint);
  g_assert_true (sbx_store_flush (store, 30000));
  trace_test_wait_until (is_true, &changed);
  g_signal_handler_disconnect (store, handler);
}

gboolean
trace_test_is_under_limit (gpointer data)
{
  SbxStore *store = data;
  g_autofree char *count = NULL;
  sqlite3 *handle = NULL;
  sqlite3_stmt *statement = NULL;
  gint64 used = 0;

  g_assert_cmpint (sqlite3_open (sbx_store_get_path (store), &handle), ==, SQLITE_OK);
  sqlite3_busy_timeout (handle, 1000);
  g_assert_cmpint (sqlite3_prepare_v2 (handle,
                                       "SELECT page_count - freelist_count FROM pragma_page_count,"
                                       " pragma_freelist_count",
                                       -1, &statement, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  used = sqlite3_column_int64 (statement, 0) * 4096;
  sqlite3_finalize (statement);
  sqlite3_close (handle);
  trace_test_settle (store);
  return used <= sbx_store_get_history_limit (store);
}

gint64
trace_test_append (SbxStore *store, guint endpoint, SbxTraceKind kind, const char *name, const char *bytes)
{
  g_autoptr (GBytes) frame = bytes != NULL ? g_bytes_new (bytes, strlen (bytes)) : NULL;
  SbxTraceRecord record = SBX_TRACE_RECORD_INIT;

  record.kind = kind;
  record.direction = SBX_TRACE_DIRECTION_IN;
  record.status = kind == SBX_TRACE_KIND_REQUEST ? SBX_TRACE_STATUS_PENDING : SBX_TRACE_STATUS_NONE;
  record.name = name;
  record.real_time = g_get_real_time ();
  record.monotonic_time = g_get_monotonic_time ();
  record.size = bytes != NULL ? (gint64) strlen (bytes) : 0;
  return sbx_store_append (store, endpoint, &record, frame);
}

char *
trace_test_query_text (const char *path, const char *sql)
{
  sqlite3 *handle = NULL;
  sqlite3_stmt *statement = NULL;
  char *text;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  text = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  sqlite3_close (handle);
  return text;
}
