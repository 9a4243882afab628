/* sbx-database.c — the SQLite file of a store
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-database-private.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

/* In the header of each file: says that it is ours ("SbxT"), and how it is laid out. */
#define APPLICATION_ID 0x53627854
#define LAYOUT_VERSION 2

/* Not G_DEFINE_QUARK(): it takes the name from tokens, and formatting parts those. */
GQuark
sbx_database_error_quark (void)
{
  return g_quark_from_static_string ("sbx-database-error-quark");
}

/* What makes a file of the version before one of the next: [1] of version 1 one of version 2. */
static const char *const upgrades[LAYOUT_VERSION] = {
  [1] = "ALTER TABLE records ADD COLUMN handler TEXT;",
};

static const char schema[] =
  "CREATE TABLE endpoints ("
  " handle INTEGER PRIMARY KEY,"
  " id TEXT NOT NULL UNIQUE,"
  " name TEXT NOT NULL);"
  "CREATE TABLE records ("
  " seq INTEGER PRIMARY KEY,"
  " endpoint INTEGER NOT NULL,"
  " endpoint_seq INTEGER NOT NULL,"
  " real_time INTEGER NOT NULL,"
  " monotonic_time INTEGER NOT NULL,"
  " direction INTEGER NOT NULL,"
  " kind INTEGER NOT NULL,"
  " status INTEGER NOT NULL,"
  " flags INTEGER NOT NULL,"
  " close_code INTEGER NOT NULL,"
  " latency INTEGER NOT NULL,"
  " size INTEGER NOT NULL,"
  " partner INTEGER NOT NULL,"
  " connection TEXT, peer TEXT, address TEXT, name TEXT, request_id TEXT,"
  " error_code TEXT, note TEXT, headers TEXT, handler TEXT);"
  "CREATE UNIQUE INDEX records_by_endpoint ON records (endpoint, endpoint_seq);"
  /* Small: what was under way when the program was killed is found by it at the next start. */
  "CREATE INDEX records_pending ON records (seq) WHERE status = 1;"
  /* Apart from the records, so that these lie close together and a list of them is quick. */
  "CREATE TABLE frames (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL);"
  "CREATE TABLE names ("
  " endpoint INTEGER NOT NULL,"
  " kind INTEGER NOT NULL,"
  " name TEXT NOT NULL,"
  " seq INTEGER NOT NULL,"
  " PRIMARY KEY (endpoint, kind, name)) WITHOUT ROWID;"
  "CREATE TABLE state (holes_until INTEGER NOT NULL);"
  "INSERT INTO state VALUES (0);";

gboolean
sbx_database_take_error (sqlite3 *handle, GError **error)
{
  g_set_error_literal (error, SBX_DATABASE_ERROR, sqlite3_extended_errcode (handle), sqlite3_errmsg (handle));
  return FALSE;
}

gboolean
sbx_database_is_damage (int code)
{
  switch (code & 0xff)
    {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_INTERRUPT:
    case SQLITE_PROTOCOL:
      return FALSE;
    default:
      return TRUE;
    }
}

gboolean
sbx_database_exec (sqlite3 *handle, const char *sql, GError **error)
{
  if (sqlite3_exec (handle, sql, NULL, NULL, NULL) != SQLITE_OK)
    return sbx_database_take_error (handle, error);
  return TRUE;
}

sqlite3_stmt *
sbx_database_prepare (sqlite3 *handle, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v3 (handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
    sbx_database_take_error (handle, error);
  return statement;
}

gboolean
sbx_database_run (sqlite3_stmt *statement, GError **error)
{
  gboolean done = sqlite3_step (statement) == SQLITE_DONE;

  if (!done)
    sbx_database_take_error (sqlite3_db_handle (statement), error);
  sqlite3_reset (statement);
  return done;
}

gboolean
sbx_database_get_int (sqlite3 *handle, const char *sql, gint64 fallback, gint64 *result, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = sbx_database_prepare (handle, sql, error);
  int code;

  *result = fallback;
  if (statement == NULL)
    return FALSE;
  code = sqlite3_step (statement);
  if (code != SQLITE_ROW && code != SQLITE_DONE)
    return sbx_database_take_error (handle, error);
  if (code == SQLITE_ROW && sqlite3_column_type (statement, 0) != SQLITE_NULL)
    *result = sqlite3_column_int64 (statement, 0);
  return TRUE;
}

static gboolean
refuse_file (GError **error, const char *why)
{
  g_set_error_literal (error, SBX_DATABASE_ERROR, SQLITE_NOTADB, why);
  return FALSE;
}

/* Looks without changing anything. @fresh: there is nothing in it yet. @version: of its layout. */
static gboolean
check_file (sqlite3 *handle, gboolean *fresh, gint64 *version, GError **error)
{
  gint64 application_id, n_objects;

  if (!sbx_database_get_int (handle, "PRAGMA application_id", 0, &application_id, error) ||
      !sbx_database_get_int (handle, "PRAGMA user_version", 0, version, error) ||
      !sbx_database_get_int (handle, "SELECT count(*) FROM sqlite_master", 0, &n_objects, error))
    return FALSE;

  *fresh = application_id == 0 && *version == 0 && n_objects == 0;
  if (*fresh)
    return TRUE;
  if (application_id != APPLICATION_ID)
    return refuse_file (error, _ ("the file belongs to another program"));
  if (*version > LAYOUT_VERSION)
    return refuse_file (error, _ ("the file was written by a newer Signalbox"));
  if (*version < 1)
    return refuse_file (error, _ ("the file was written by an older Signalbox that cannot be read any more"));
  return TRUE;
}

static gboolean
create_schema (sqlite3 *handle, GError **error)
{
  g_autofree char *header = NULL;

  header =
    g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d;", APPLICATION_ID, LAYOUT_VERSION);

  /* One transaction: a kill within leaves an empty file, which is made again. */
  return sbx_database_exec (handle, "BEGIN IMMEDIATE", error) && sbx_database_exec (handle, schema, error) &&
         sbx_database_exec (handle, header, error) && sbx_database_exec (handle, "COMMIT", error);
}

/* A kill within leaves it as it was. */
static gboolean
upgrade (sqlite3 *handle, gint64 version, GError **error)
{
  g_autofree char *header = g_strdup_printf ("PRAGMA user_version = %d;", LAYOUT_VERSION);

  if (!sbx_database_exec (handle, "BEGIN IMMEDIATE", error))
    return FALSE;
  for (; version < LAYOUT_VERSION; version++)
    if (!sbx_database_exec (handle, upgrades[version], error))
      return FALSE;
  return sbx_database_exec (handle, header, error) && sbx_database_exec (handle, "COMMIT", error);
}

static gboolean
set_up (sqlite3 *handle, GError **error)
{
  gboolean fresh;
  gint64 version;

  sqlite3_extended_result_codes (handle, 1);
  sqlite3_busy_timeout (handle, 2000);
  if (!check_file (handle, &fresh, &version, error))
    return FALSE;

  if (fresh && !sbx_database_exec (handle, "PRAGMA auto_vacuum = INCREMENTAL", error))
    return FALSE;
  /* In WAL mode and NORMAL, a kill loses nothing that was committed, and a power cut the last moments but not
   * the file. */
  if (!sbx_database_exec (handle,
                          "PRAGMA journal_mode = WAL;"
                          "PRAGMA synchronous = NORMAL;"
                          "PRAGMA wal_autocheckpoint = 2000;"
                          "PRAGMA journal_size_limit = 33554432;"
                          "PRAGMA cache_size = -16384;"
                          "PRAGMA temp_store = MEMORY;",
                          error))
    return FALSE;
  if (fresh)
    return create_schema (handle, error);
  return version == LAYOUT_VERSION || upgrade (handle, version, error);
}

static void
set_errno_error (GError **error, const char *path, int saved_errno)
{
  g_set_error (error, SBX_DATABASE_ERROR, SQLITE_CANTOPEN, "%s: %s", path, g_strerror (saved_errno));
}

static SbxDatabase *
open_file (const char *path, GError **error)
{
  g_autoptr (SbxDatabase) self = g_new0 (SbxDatabase, 1);
  int fd;

  self->path = g_strdup (path);
  self->lock_fd = -1;

  /* Traffic is nobody else's business; SQLite gives its other files the mode of this one. */
  fd = g_open (path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      set_errno_error (error, path, errno);
      return NULL;
    }
  close (fd);

  if (sqlite3_open_v2 (path, &self->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    {
      g_set_error_literal (error, SBX_DATABASE_ERROR, SQLITE_CANTOPEN,
                           self->handle != NULL ? sqlite3_errmsg (self->handle) : g_strerror (ENOMEM));
      return NULL;
    }
  if (!set_up (self->handle, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* The name under which a file is put aside; one that nobody has. */
static char *
choose_aside (const char *path)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y%m%d-%H%M%S");
  char *aside = g_strdup_printf ("%s.broken-%s", path, date);

  for (guint i = 2; g_file_test (aside, G_FILE_TEST_EXISTS); i++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.broken-%s-%u", path, date, i);
    }
  return aside;
}

static gboolean
move_aside (const char *path, const char *why, char **notice, GError **error)
{
  static const char *const suffixes[] = { "-wal", "-shm" };
  g_autofree char *aside = choose_aside (path);
  g_autofree char *name = g_path_get_basename (aside);

  if (g_rename (path, aside) != 0)
    {
      g_set_error_literal (error, SBX_DATABASE_ERROR, SQLITE_CANTOPEN, g_strerror (errno));
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (aside, suffixes[i], NULL);

      /* There need not be one. */
      g_rename (from, to);
    }

  /* Translators: the first %s is a file name, the second says why. */
  *notice =
    g_strdup_printf (_ ("The earlier traffic could not be read and was put aside as “%s”: %s"), name, why);
  return TRUE;
}

static int
take_lock (const char *path, GError **error)
{
  g_autofree char *lock = g_strconcat (path, ".lock", NULL);
  int fd = g_open (lock, O_CREAT | O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      set_errno_error (error, lock, errno);
      return -1;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      g_set_error_literal (error, SBX_DATABASE_ERROR, SQLITE_BUSY,
                           errno == EWOULDBLOCK ? _ ("another Signalbox uses the history")
                                                : g_strerror (errno));
      close (fd);
      return -1;
    }
  return fd;
}

static SbxDatabase *
open_or_move_aside (const char *path, char **notice, GError **error)
{
  g_autoptr (GError) local = NULL;
  SbxDatabase *self = open_file (path, &local);

  if (self != NULL)
    return self;
  if (!sbx_database_is_damage (local->code))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (!move_aside (path, local->message, notice, error))
    return NULL;
  return open_file (path, error);
}

static SbxDatabase *
open_persistent (const char *path, char **notice, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  SbxDatabase *self;
  int lock;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      set_errno_error (error, folder, errno);
      return NULL;
    }
  lock = take_lock (path, error);
  if (lock < 0)
    return NULL;

  self = open_or_move_aside (path, notice, error);
  if (self != NULL)
    self->lock_fd = lock;
  else
    close (lock);
  return self;
}

static SbxDatabase *
open_temporary (GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("signalbox-XXXXXX", error);
  g_autofree char *path = NULL;
  SbxDatabase *self;

  if (folder == NULL)
    return NULL;
  path = g_build_filename (folder, "traffic.sqlite", NULL);
  self = open_file (path, error);
  if (self != NULL)
    {
      self->temporary = TRUE;
    }
  else
    {
      g_unlink (path);
      g_rmdir (folder);
    }
  return self;
}

SbxDatabase *
sbx_database_open (const char *path, char **notice, GError **error)
{
  g_autoptr (GError) local = NULL;
  SbxDatabase *self;

  *notice = NULL;
  if (path == NULL)
    return open_temporary (error);

  self = open_persistent (path, notice, &local);
  if (self != NULL)
    return self;

  g_free (*notice);
  /* Translators: %s says why. */
  *notice = g_strdup_printf (_ ("Traffic is kept only until Signalbox closes: %s"), local->message);
  return open_temporary (error);
}

SbxDatabase *
sbx_database_replace (SbxDatabase *damaged, char **notice, GError **error)
{
  g_autofree char *why = g_strdup (sqlite3_errmsg (damaged->handle));
  SbxDatabase *self = NULL;

  *notice = NULL;
  g_clear_pointer (&damaged->handle, sqlite3_close_v2);
  if (move_aside (damaged->path, why, notice, error))
    self = open_file (damaged->path, error);
  if (self == NULL)
    return NULL;

  self->temporary = damaged->temporary;
  self->lock_fd = damaged->lock_fd;
  damaged->lock_fd = -1;
  damaged->temporary = FALSE;
  sbx_database_free (damaged);
  return self;
}

static void
remove_temporary (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  /* The folder is ours alone. */
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (folder, name, NULL);

      g_unlink (file);
    }
  g_rmdir (folder);
}

void
sbx_database_free (SbxDatabase *self)
{
  g_clear_pointer (&self->handle, sqlite3_close_v2);
  if (self->temporary)
    remove_temporary (self->path);
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_free (self->path);
  g_free (self);
}

sqlite3 *
sbx_database_open_reader (const char *path, GError **error)
{
  sqlite3 *handle = NULL;

  /* Not READONLY: the last one to close may have to tidy up the write-ahead log. */
  if (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    {
      g_set_error_literal (error, SBX_DATABASE_ERROR, SQLITE_CANTOPEN,
                           handle != NULL ? sqlite3_errmsg (handle) : g_strerror (ENOMEM));
      sqlite3_close_v2 (handle);
      return NULL;
    }
  sqlite3_extended_result_codes (handle, 1);
  sqlite3_busy_timeout (handle, 2000);
  if (!sbx_database_exec (handle, "PRAGMA query_only = ON; PRAGMA cache_size = -8192;", error))
    g_clear_pointer (&handle, sqlite3_close_v2);
  return handle;
}
