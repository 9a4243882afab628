/* sbx-workspace-file-private.h — how the workspace's file is read and written
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The whole file. (transfer full) (nullable): NULL without an error if there is none. */
char *sbx_workspace_file_read (const char *path, gsize *length, GError **error);

/* Writes @text at once or not at all, unless the file has it already; what was there before is kept as
 * `PATH~`. Blocks. @expected is what the file has to contain before, NULL that it must not exist: otherwise
 * nothing is written, and the error is G_IO_ERROR_WRONG_ETAG. */
gboolean sbx_workspace_file_write (const char *path, const char *text, const char *expected, GError **error);

/* The file that a path leads to, through links. (transfer full) */
char *sbx_workspace_file_resolve (const char *path);

/* Where to write when @path must stay as it is: a name beside it that is not taken. (transfer full) */
char *sbx_workspace_file_make_recovered (const char *path);

G_END_DECLS
