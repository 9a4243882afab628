/* sbx-console-workspace.c — which servers and connections there are, as a file has it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-error.h"

#include "sbx-console-private.h"
#include "sbx-endpoint-private.h"
#include "sbx-contract-text.h"
#include "sbx-shapes-private.h"

/* How long changes gather before they are saved, in milliseconds. */
#define SAVE_DELAY 500

/* --- saving ---------------------------------------------------------------- */

/* What is kept of an endpoint: in another folder (nullable) than the workspace's its contract is to be found
 * as well. (transfer full) */
static SbxEndpointConfig *
make_config (SbxConsole *self, SbxEndpoint *endpoint, const char *folder)
{
  SbxEndpointConfig *config = sbx_endpoint_get_config (endpoint);
  g_autofree char *here = g_path_get_dirname (sbx_console_get_workspace_path (self));
  g_autofree char *path = NULL;
  g_autofree char *whole = NULL;
  g_autofree char *related = NULL;

  g_object_get (config, "contract", &path, NULL);
  if (folder == NULL || *path == '\0' || g_str_equal (folder, here))
    return g_object_ref (config);

  whole = sbx_contract_path_resolve (path, here);
  related = sbx_contract_path_relate (whole, folder);
  if (g_str_equal (related, path))
    return g_object_ref (config);
  config = sbx_endpoint_config_copy (config);
  g_object_set (config, "contract", related, NULL);
  return config;
}

/* Those of a list's endpoints that are kept. */
static void
add_configs (SbxConsole *self, GListStore *endpoints, const char *folder, GPtrArray *configs)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (endpoints)); i++)
    {
      g_autoptr (SbxEndpoint) endpoint = g_list_model_get_item (G_LIST_MODEL (endpoints), i);

      if (endpoint != SBX_ENDPOINT (self->demo))
        g_ptr_array_add (configs, make_config (self, endpoint, folder));
    }
}

/* @text: (transfer full): `{…}` or `[…]` */
static char *
text_unless_empty (char *text)
{
  if (strlen (text) > 2)
    return text;
  g_free (text);
  return NULL;
}

static void
save_to (SbxConsole *self,
         SbxWorkspace *workspace,
         const char *folder,
         GAsyncReadyCallback callback,
         gpointer user_data)
{
  g_autoptr (SbxWorkspaceContent) content = sbx_workspace_content_new ();

  add_configs (self, self->servers, folder, content->servers);
  add_configs (self, self->connections, folder, content->connections);
  content->variables = text_unless_empty (sbx_variables_to_json (self->variables));
  content->messages = text_unless_empty (sbx_library_to_json (self->library));

  sbx_workspace_save_async (workspace, content, callback, user_data);
}

void
sbx_console_save (SbxConsole *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_clear_handle_id (&self->save_id, g_source_remove);
  save_to (self, self->workspace, NULL, callback, user_data);
}

static gboolean
on_save_timeout (gpointer user_data)
{
  SbxConsole *self = user_data;

  self->save_id = 0;
  sbx_console_save (self, NULL, NULL);
  return G_SOURCE_REMOVE;
}

void
sbx_console_save_soon (SbxConsole *self)
{
  if (self->is_down || self->is_loading)
    return;

  sbx_workspace_touch (self->workspace);
  if (self->save_id == 0)
    self->save_id = g_timeout_add (SAVE_DELAY, on_save_timeout, self);
}

/* --- what the file has ------------------------------------------------------- */

SbxEndpoint *
sbx_console_add_endpoint (SbxConsole *self, GListStore *list, GType type, SbxEndpointConfig *config)
{
  g_autoptr (SbxEndpoint) endpoint =
    sbx_endpoint_new (type, config, self->engine, self->store, self->secrets);
  g_autofree char *directory = g_path_get_dirname (sbx_console_get_workspace_path (self));

  sbx_shapes_set_directory (sbx_endpoint_get_shapes (endpoint), directory);
  g_signal_connect_object (endpoint, "notify::config", G_CALLBACK (sbx_console_save_soon), self,
                           G_CONNECT_SWAPPED);
  g_list_store_append (list, endpoint);
  return endpoint;
}

static gboolean
is_same (SbxEndpointConfig *a, SbxEndpointConfig *b)
{
  g_autofree char *json_a = sbx_endpoint_config_to_json (a);
  g_autofree char *json_b = sbx_endpoint_config_to_json (b);

  return g_str_equal (json_a, json_b);
}

/* Takes out what the file does not have, but for the demo. */
static void
drop_missing (SbxConsole *self, GListStore *list, GPtrArray *wanted)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (list)); i-- > 0;)
    {
      g_autoptr (SbxEndpoint) endpoint = g_list_model_get_item (G_LIST_MODEL (list), i);

      if (endpoint == SBX_ENDPOINT (self->demo) || g_ptr_array_find (wanted, endpoint, NULL))
        continue;

      /* It lives until it has stopped: the task holds it. Its secrets are kept: it may come back. */
      sbx_endpoint_stop_async (endpoint, NULL, NULL, NULL);
      g_signal_handlers_disconnect_by_data (endpoint, self);
      g_list_store_remove (list, i);
    }
}

/* The list in the order of @wanted, with the demo at its end. */
static void
put_in_order (SbxConsole *self, GListStore *list, GPtrArray *wanted)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));
  gboolean ordered = TRUE;

  if (self->demo != NULL && g_list_store_find (list, self->demo, NULL))
    g_ptr_array_add (wanted, g_object_ref (self->demo));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SbxEndpoint) endpoint = g_list_model_get_item (G_LIST_MODEL (list), i);

      ordered &= endpoint == g_ptr_array_index (wanted, i);
    }
  if (!ordered)
    g_list_store_splice (list, 0, n, wanted->pdata, wanted->len);
}

/* Makes @list what the file has: what is there already goes on, with the file's settings. */
static void
take_configs (SbxConsole *self, GListStore *list, GType type, GPtrArray *configs)
{
  g_autoptr (GPtrArray) wanted = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < configs->len; i++)
    {
      SbxEndpointConfig *config = g_ptr_array_index (configs, i);
      SbxEndpoint *endpoint = sbx_console_lookup (self, sbx_endpoint_config_get_id (config));

      if (endpoint == NULL || !g_type_is_a (G_OBJECT_TYPE (endpoint), type))
        endpoint = sbx_console_add_endpoint (self, list, type, config);
      else if (!is_same (sbx_endpoint_get_config (endpoint), config))
        sbx_endpoint_set_config (endpoint, config);
      g_ptr_array_add (wanted, g_object_ref (endpoint));
    }

  drop_missing (self, list, wanted);
  put_in_order (self, list, wanted);
}

/* Contracts' paths start from where the workspace is. */
static void
tell_directory (SbxConsole *self)
{
  GListStore *const lists[] = { self->servers, self->connections };
  g_autofree char *directory = g_path_get_dirname (sbx_console_get_workspace_path (self));

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (lists[i])); j++)
      {
        g_autoptr (SbxEndpoint) endpoint = g_list_model_get_item (G_LIST_MODEL (lists[i]), j);

        sbx_shapes_set_directory (sbx_endpoint_get_shapes (endpoint), directory);
      }
}

/* They were read before, so that they are known to be good. */
static void
take_messages (SbxConsole *self, const SbxWorkspaceContent *content)
{
  MbmJsonValue none = { NULL, 0 };

  sbx_variables_load (self->variables,
                      content->variables != NULL ? mbm_json_value (content->variables, -1) : none, NULL);
  sbx_library_load (self->library, content->messages != NULL ? mbm_json_value (content->messages, -1) : none,
                    NULL);
}

static void
take_content (SbxConsole *self)
{
  const SbxWorkspaceContent *content = sbx_workspace_get_content (self->workspace);

  g_clear_handle_id (&self->save_id, g_source_remove);
  self->is_loading = TRUE;
  take_configs (self, self->servers, SBX_TYPE_SERVER, content->servers);
  take_configs (self, self->connections, SBX_TYPE_CONNECTION, content->connections);
  take_messages (self, content);
  self->is_loading = FALSE;
  tell_directory (self);
}

static void
on_reloaded (SbxConsole *self)
{
  take_content (self);
  g_signal_emit_by_name (self, "workspace-reloaded");
}

static void
on_conflict_changed (SbxConsole *self)
{
  /* What is here is kept, whatever is chosen. */
  if (sbx_workspace_get_conflict (self->workspace))
    sbx_console_save (self, NULL, NULL);
  g_object_notify (G_OBJECT (self), "conflict");
}

/* @workspace: (transfer full) */
static void
set_workspace (SbxConsole *self, SbxWorkspace *workspace)
{
  if (self->workspace != NULL)
    g_signal_handlers_disconnect_by_data (self->workspace, self);
  g_clear_object (&self->workspace);

  self->workspace = workspace;
  g_signal_connect_object (workspace, "notify::notice", G_CALLBACK (sbx_console_update_notice), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "notify::conflict", G_CALLBACK (on_conflict_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "reloaded", G_CALLBACK (on_reloaded), self, G_CONNECT_SWAPPED);
}

void
sbx_console_load (SbxConsole *self, const char *path)
{
  gboolean is_gone = path != NULL && !g_file_test (path, G_FILE_TEST_EXISTS);

  set_workspace (self, sbx_workspace_new (path != NULL && !is_gone ? path : self->usual_path));
  sbx_workspace_load (self->workspace);
  if (is_gone && sbx_workspace_get_notice (self->workspace) == NULL)
    sbx_workspace_set_notice (
      self->workspace,
      g_strdup_printf (_ ("The workspace %s is not there any more. The usual one is open."), path));
  take_content (self);
}

/* --- another file ------------------------------------------------------------ */

static void
tell_workspace (SbxConsole *self)
{
  sbx_console_update_notice (self);
  g_object_notify (G_OBJECT (self), "workspace-path");
  g_object_notify (G_OBJECT (self), "conflict");
}

static void
on_saved_before_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SbxConsole *self = g_task_get_source_object (task);
  SbxWorkspace *workspace = g_task_get_task_data (task);
  GError *error = NULL;

  if (!sbx_workspace_save_finish (SBX_WORKSPACE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  set_workspace (self, g_object_ref (workspace));
  sbx_variables_clear (self->variables);
  take_content (self);
  tell_workspace (self);
  g_task_return_boolean (task, TRUE);
}

/**
 * sbx_console_open_workspace_async:
 * @path: an existing file
 *
 * Saves the workspace and opens another: its servers and connections take the place of those that are there,
 * which are stopped. The demo goes on. If it cannot be opened, all stays as it is.
 */
void
sbx_console_open_workspace_async (SbxConsole *self,
                                  const char *path,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (SbxWorkspace) workspace = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (SBX_IS_CONSOLE (self));
  g_return_if_fail (path != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, sbx_console_open_workspace_async);
  workspace = sbx_workspace_new (path);
  if (!g_file_test (path, G_FILE_TEST_EXISTS) && !g_str_equal (path, self->usual_path))
    {
      g_task_return_new_error (task, G_FILE_ERROR, G_FILE_ERROR_NOENT, _ ("There is no file %s"), path);
      return;
    }
  if (!sbx_workspace_open (workspace, &error))
    {
      g_task_return_new_error (task, error->domain, error->code, _ ("%s is no workspace: %s"), path,
                               error->message);
      return;
    }

  g_task_set_task_data (task, g_steal_pointer (&workspace), g_object_unref);
  sbx_console_save (self, on_saved_before_open, g_steal_pointer (&task));
}

/**
 * sbx_console_open_workspace_finish:
 *
 * Returns: %TRUE if the other workspace is open; %FALSE with an error, and all is as it was
 */
gboolean
sbx_console_open_workspace_finish (SbxConsole *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Their contracts are where they were. */
static void
move_endpoints (SbxConsole *self, GListStore *list, SbxWorkspace *workspace)
{
  g_autofree char *folder = g_path_get_dirname (sbx_workspace_get_path (workspace));

  self->is_loading = TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (SbxEndpoint) endpoint = g_list_model_get_item (G_LIST_MODEL (list), i);
      g_autoptr (SbxEndpointConfig) config = make_config (self, endpoint, folder);

      sbx_shapes_move (sbx_endpoint_get_shapes (endpoint), folder);
      sbx_endpoint_set_config (endpoint, config);
    }
  self->is_loading = FALSE;
}

static void
on_saved_as (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SbxConsole *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!sbx_workspace_save_finish (SBX_WORKSPACE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  move_endpoints (self, self->servers, SBX_WORKSPACE (source));
  move_endpoints (self, self->connections, SBX_WORKSPACE (source));
  set_workspace (self, SBX_WORKSPACE (g_object_ref (source)));
  tell_workspace (self);
  g_task_return_boolean (task, TRUE);
}

/**
 * sbx_console_save_workspace_as_async:
 * @path: a file, which is replaced if there is one; what it had stays beside it, as `PATH~`
 *
 * Saves the workspace to another file, and goes on with that one. The file it was kept in stays as it is.
 */
void
sbx_console_save_workspace_as_async (SbxConsole *self,
                                     const char *path,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (SbxWorkspace) workspace = NULL;
  g_autofree char *folder = NULL;
  GTask *task;

  g_return_if_fail (SBX_IS_CONSOLE (self));
  g_return_if_fail (path != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, sbx_console_save_workspace_as_async);
  workspace = sbx_workspace_new (path);
  sbx_workspace_adopt (workspace, self->workspace);
  folder = g_path_get_dirname (sbx_workspace_get_path (workspace));
  save_to (self, workspace, folder, on_saved_as, task);
}

/**
 * sbx_console_save_workspace_as_finish:
 *
 * Returns: %TRUE if the workspace is kept in the other file now; %FALSE with an error, and it is where it was
 */
gboolean
sbx_console_save_workspace_as_finish (SbxConsole *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sbx_console_get_workspace_path:
 *
 * Returns: (transfer none): the file that servers and connections are kept in
 */
const char *
sbx_console_get_workspace_path (SbxConsole *self)
{
  g_return_val_if_fail (SBX_IS_CONSOLE (self), NULL);

  return sbx_workspace_get_path (self->workspace);
}

/**
 * sbx_console_get_usual_workspace_path:
 *
 * Returns: (transfer none): the file that is used when nobody has opened another
 */
const char *
sbx_console_get_usual_workspace_path (SbxConsole *self)
{
  g_return_val_if_fail (SBX_IS_CONSOLE (self), NULL);

  return self->usual_path;
}

/**
 * sbx_console_get_conflict:
 *
 * Returns: whether the workspace was changed here and by another program, so that somebody has to choose
 */
gboolean
sbx_console_get_conflict (SbxConsole *self)
{
  g_return_val_if_fail (SBX_IS_CONSOLE (self), FALSE);

  return sbx_workspace_get_conflict (self->workspace);
}

/**
 * sbx_console_resolve_conflict:
 * @take_file: whether what the other program wrote counts; otherwise what is here does
 *
 * Ends a conflict. What does not count is kept beside the file.
 */
void
sbx_console_resolve_conflict (SbxConsole *self, gboolean take_file)
{
  g_return_if_fail (SBX_IS_CONSOLE (self));

  sbx_workspace_resolve (self->workspace, take_file);
  if (!take_file)
    sbx_console_save (self, NULL, NULL);
}
