/* sbx-workspace-save.c — writes the file that servers and connections are kept in
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-workspace-private.h"

#include <glib/gi18n-lib.h>

#include "sbx-workspace-file-private.h"

/* One save: what to write where, and the changes that it has. */
typedef struct
{
  char *path;
  char *text;
  char *expected; /* in the file, so far */
  guint n_changes;
  gboolean to_detour;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  g_free (writing->path);
  g_free (writing->text);
  g_free (writing->expected);
  g_free (writing);
}

static void
write_file (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Writing *writing = task_data;
  GError *error = NULL;

  if (sbx_workspace_file_write (writing->path, writing->text, writing->expected, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void begin_writing (SbxWorkspace *self);

static void
note_written (SbxWorkspace *self, Writing *writing)
{
  if (!writing->to_detour)
    {
      sbx_workspace_know (self, g_strdup (writing->text));
      self->n_saved = writing->n_changes;
    }
  else if (g_strcmp0 (writing->path, self->detour) == 0)
    {
      g_free (self->detour_contents);
      self->detour_contents = g_strdup (writing->text);
    }
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxWorkspace) self = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&self->writing);
  Writing *writing = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      note_written (self, writing);
      g_task_return_boolean (task, TRUE);
    }
  else if (!writing->to_detour && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG))
    {
      /* If that is a conflict, or the file is broken, what is here goes elsewhere now. */
      g_error_free (error);
      sbx_workspace_check (self);
      if (self->n_saved == self->n_changes)
        g_task_return_boolean (task, TRUE);
      else
        g_ptr_array_insert (self->waiting, 0, g_steal_pointer (&task));
    }
  else
    {
      sbx_workspace_set_notice (self,
                                g_strdup_printf (_ ("The workspace cannot be saved: %s"), error->message));
      g_task_return_error (task, error);
    }
  begin_writing (self);
  sbx_workspace_check_soon (self);
}

/* Writes for the next of those who wait; just the newest text of those that wait matters. */
static void
begin_writing (SbxWorkspace *self)
{
  g_autoptr (GTask) worker = NULL;
  Writing *writing, *waiting;

  while (self->waiting->len > 1)
    {
      g_autoptr (GTask) overtaken = g_ptr_array_steal_index (self->waiting, 0);

      g_task_return_boolean (overtaken, TRUE);
    }
  /* Who was told that it is done may have begun the next. */
  if (self->writing != NULL || self->waiting->len == 0)
    return;

  self->writing = g_ptr_array_steal_index (self->waiting, 0);
  waiting = g_task_get_task_data (self->writing);

  writing = g_new0 (Writing, 1);
  writing->to_detour = self->detour != NULL;
  writing->path = g_strdup (writing->to_detour ? self->detour : self->path);
  writing->expected = g_strdup (writing->to_detour ? self->detour_contents : self->known);
  writing->text = g_strdup (waiting->text);
  writing->n_changes = waiting->n_changes;

  /* Not the task's source: the thread may be the last to let go of that. */
  worker = g_task_new (NULL, NULL, on_written, g_object_ref (self));
  g_task_set_source_tag (worker, begin_writing);
  g_task_set_task_data (worker, writing, writing_free);
  g_task_run_in_thread (worker, write_file);
}

/* Whether the file has this text already; where there is nothing in it there is no need for one. */
static gboolean
is_written (SbxWorkspace *self, const char *text, const SbxWorkspaceContent *content)
{
  if (self->writing != NULL)
    return FALSE;
  if (self->detour != NULL)
    return g_strcmp0 (text, self->detour_contents) == 0 ||
           (self->detour_contents == NULL && self->n_saved == self->n_changes);
  return g_strcmp0 (text, self->known) == 0 ||
         (self->known == NULL && sbx_workspace_content_is_empty (content) && self->content->unknown == NULL &&
          self->content->description == NULL);
}

void
sbx_workspace_save_async (SbxWorkspace *self,
                          const SbxWorkspaceContent *content,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Writing *writing = g_new0 (Writing, 1);

  g_task_set_source_tag (task, sbx_workspace_save_async);
  writing->text = sbx_workspace_content_print (content, self->content);
  writing->n_changes = self->n_changes;
  g_task_set_task_data (task, writing, writing_free);

  if (is_written (self, writing->text, content))
    {
      if (self->detour == NULL)
        self->n_saved = self->n_changes;
      g_task_return_boolean (task, TRUE);
      return;
    }

  g_ptr_array_add (self->waiting, g_steal_pointer (&task));
  if (self->writing == NULL)
    begin_writing (self);
}

gboolean
sbx_workspace_save_finish (SbxWorkspace *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
