/* sbx-workspace-file.c — how the workspace's file is read and written
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-workspace-file-private.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* A workspace that is larger is none. */
#define MAX_SIZE (64 * 1024 * 1024)

char *
sbx_workspace_file_read (const char *path, gsize *length, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = NULL;
  GStatBuf info;

  if (g_stat (path, &info) == 0 && info.st_size > MAX_SIZE)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("it is larger than 64 MiB"));
      return NULL;
    }
  if (!g_file_get_contents (path, &text, length, &local_error) &&
      !g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_propagate_error (error, g_steal_pointer (&local_error));

  return g_steal_pointer (&text);
}

/* The file as it is gets the name `PATH~`, without a moment in which it has none. */
static void
keep_backup (const char *path)
{
  g_autofree char *backup = g_strconcat (path, "~", NULL);
  g_autofree char *temporary = g_strconcat (path, "~.new", NULL);
  g_autoptr (GFile) from = g_file_new_for_path (path);
  g_autoptr (GFile) to = g_file_new_for_path (backup);
  g_autoptr (GError) error = NULL;

  g_unlink (temporary);
  if (link (path, temporary) == 0 && g_rename (temporary, backup) == 0)
    return;

  /* A file system without links. */
  g_unlink (temporary);
  if (!g_file_copy (from, to, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &error))
    g_info ("There is no backup of %s: %s", path, error->message);
}

gboolean
sbx_workspace_file_write (const char *path, const char *text, const char *expected, GError **error)
{
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *found = NULL;
  g_autoptr (GError) local_error = NULL;

  if (g_mkdir_with_parents (directory, 0700) != 0)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "%s: %s", directory,
                   g_strerror (code));
      return FALSE;
    }

  found = sbx_workspace_file_read (path, NULL, &local_error);
  /* Written again it would be its own backup, and what was there before gone. */
  if (g_strcmp0 (found, text) == 0)
    return TRUE;
  if (local_error == NULL && g_strcmp0 (found, expected) != 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG, _ ("it was changed by another program"));
      return FALSE;
    }

  if (found != NULL)
    keep_backup (path);
  return g_file_set_contents_full (path, text, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

/* Whoever keeps the file elsewhere, under version control say, and a link to it here, gets it written there.
 */
char *
sbx_workspace_file_resolve (const char *path)
{
  char *real = realpath (path, NULL);
  char *resolved = g_strdup (real != NULL ? real : path);

  free (real);
  return resolved;
}

char *
sbx_workspace_file_make_recovered (const char *path)
{
  g_autofree char *stem =
    g_str_has_suffix (path, ".json") ? g_strndup (path, strlen (path) - strlen (".json")) : g_strdup (path);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *date = g_date_time_format (now, "%Y%m%dT%H%M%SZ");
  char *recovered = g_strdup_printf ("%s.recovered-%s.json", stem, date);

  for (guint i = 2; g_file_test (recovered, G_FILE_TEST_EXISTS); i++)
    {
      g_free (recovered);
      recovered = g_strdup_printf ("%s.recovered-%s-%u.json", stem, date, i);
    }
  return recovered;
}
