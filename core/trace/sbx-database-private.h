/* sbx-database-private.h — the SQLite file of a store
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* Codes are SQLite's extended result codes. */
#define SBX_DATABASE_ERROR (sbx_database_error_quark ())
GQuark sbx_database_error_quark (void);

/**
 * SbxDatabase:
 * @handle: the connection that writes
 * @path: the file in use
 * @temporary: it is removed when it is closed
 * @lock_fd: holds the lock that keeps other processes away, or -1
 *
 * An open file. Used by one thread at a time.
 */
typedef struct
{
  sqlite3 *handle;
  char *path;
  gboolean temporary;
  int lock_fd;
} SbxDatabase;

/* Opens or makes the file at @path, or a temporary one if that cannot be or @path is NULL. NULL if not even
 * that works.
 * @notice: (out): what people should know about it, or NULL. */
SbxDatabase *sbx_database_open (const char *path, char **notice, GError **error);

/* Moves a file that turned out to be damaged out of the way and begins a new one in its place. */
SbxDatabase *sbx_database_replace (SbxDatabase *damaged, char **notice, GError **error);

void sbx_database_free (SbxDatabase *self);

/* A connection that reads what @path has; for the thread that asks. */
sqlite3 *sbx_database_open_reader (const char *path, GError **error);

/* Whether the file itself is at fault, and not the disk or somebody's lock. */
gboolean sbx_database_is_damage (int code);

/* Sets @error to what SQLite says of its last call; returns FALSE, for return statements. */
gboolean sbx_database_take_error (sqlite3 *handle, GError **error);

/* Each sets @error and returns FALSE, or NULL, if SQLite does not like it. */
gboolean sbx_database_exec (sqlite3 *handle, const char *sql, GError **error);
sqlite3_stmt *sbx_database_prepare (sqlite3 *handle, const char *sql, GError **error);
/* Runs a statement that gives no rows, and resets it. */
gboolean sbx_database_run (sqlite3_stmt *statement, GError **error);
/* The first column of the first row; @fallback if there is no row, or NULL in it. */
gboolean
sbx_database_get_int (sqlite3 *handle, const char *sql, gint64 fallback, gint64 *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxDatabase, sbx_database_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

G_END_DECLS
