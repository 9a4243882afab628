/* sbx-console-shutdown.c — the end of the console
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-error.h"

#include "sbx-console-private.h"
#include "sbx-endpoint.h"

/* How long a shutdown may take, in milliseconds. */
#define SHUTDOWN_TIMEOUT 10000

void
sbx_console_close_down (SbxConsole *self)
{
  if (self->is_down)
    return;

  self->is_down = TRUE;
  g_clear_handle_id (&self->save_id, g_source_remove);
  if (self->history != NULL)
    sbx_history_flush (self->history);
  if (self->engine != NULL)
    sbx_engine_stop (self->engine);
  if (self->store != NULL)
    sbx_store_close (self->store);
}

static void
finish_shutdown (SbxConsole *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->shutdown);

  g_clear_handle_id (&self->shutdown_id, g_source_remove);
  if (task == NULL)
    return;

  sbx_console_close_down (self);
  g_task_return_boolean (task, TRUE);
}

static void
on_saved_last (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxConsole) self = user_data;

  /* A failure is told by the workspace's notice. */
  sbx_workspace_save_finish (SBX_WORKSPACE (source), result, NULL);
  finish_shutdown (self);
}

static gboolean
on_shutdown_timeout (gpointer user_data)
{
  SbxConsole *self = user_data;

  self->shutdown_id = 0;
  g_info ("Not everything could be stopped in time");
  finish_shutdown (self);
  return G_SOURCE_REMOVE;
}

static void stop_all (SbxConsole *self, GListStore *list, GAsyncReadyCallback callback);

static void
on_server_stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxConsole) self = user_data;

  if (--self->n_stopping == 0)
    sbx_console_save (self, on_saved_last, g_object_ref (self));
}

static void
on_connection_stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxConsole) self = user_data;

  if (--self->n_stopping == 0)
    stop_all (self, self->servers, on_server_stopped);
}

/* Stops them at the same time; @callback comes for each, and once more for none. */
static void
stop_all (SbxConsole *self, GListStore *list, GAsyncReadyCallback callback)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));

  self->n_stopping = n + 1;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SbxEndpoint) endpoint = g_list_model_get_item (G_LIST_MODEL (list), i);

      sbx_endpoint_stop_async (endpoint, NULL, callback, g_object_ref (self));
    }
  callback (NULL, NULL, g_object_ref (self));
}

/**
 * sbx_console_shutdown_async:
 *
 * Disconnects all connections, stops all servers (every client is told), saves the workspace, ends the
 * engine's thread and closes the store: within ten seconds. The console is of no use afterwards.
 */
void
sbx_console_shutdown_async (SbxConsole *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SBX_IS_CONSOLE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, sbx_console_shutdown_async);
  if (self->shutdown != NULL)
    {
      g_task_return_new_error (task, MBM_ERROR, MBM_ERROR_WRONG_STATE, _ ("The program is ending already"));
      return;
    }
  if (self->is_down)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  sbx_console_forget_removed (self);
  self->shutdown = g_steal_pointer (&task);
  self->shutdown_id = g_timeout_add (SHUTDOWN_TIMEOUT, on_shutdown_timeout, self);
  stop_all (self, self->connections, on_connection_stopped);
}

/**
 * sbx_console_shutdown_finish:
 *
 * Returns: %TRUE; %FALSE with %MBM_ERROR_WRONG_STATE if another shutdown is under way
 */
gboolean
sbx_console_shutdown_finish (SbxConsole *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
