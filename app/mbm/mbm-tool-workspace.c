/* mbm-tool-workspace.c — servers of a workspace, for the tool
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-tool-input.h"
#include "mbm-tool-workspace.h"

/**
 * sbx_tool_load_workspace: (skip)
 * @path: a workspace's file
 * @url: an address
 *
 * Returns: (transfer full) (nullable): what the workspace says of the server with that address; %NULL, and it
 * has been said why, if it says nothing
 */
SbxServerConfig *
sbx_tool_load_workspace (const char *path, const char *url)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  SbxServerConfig *config = sbx_server_setup_load (file, url, &error);

  if (config == NULL)
    sbx_tool_complain ("%s", error->message);

  return config;
}

static gboolean
add_user (SbxTool *tool, MbmUserStore *store, SbxUserConfig *user, GError **error)
{
  const char *username = sbx_user_config_get_username (user);
  char *password = sbx_tool_read_password (tool, username, error);
  gboolean added = password != NULL &&
                   mbm_user_store_add (store, username, password, sbx_user_config_get_roles (user), error);

  if (password != NULL)
    explicit_bzero (password, strlen (password));
  g_free (password);

  return added;
}

/**
 * sbx_tool_add_workspace_users: (skip)
 * @tool: the run
 * @server: a server
 * @config: what the workspace says of it
 * @error: return location for an error
 *
 * Lets the users of the workspace log in. Their passwords are not in it: they are asked for.
 *
 * Returns: %TRUE if they can log in
 */
gboolean
sbx_tool_add_workspace_users (SbxTool *tool, MbmServer *server, SbxServerConfig *config, GError **error)
{
  GListModel *users = G_LIST_MODEL (sbx_server_config_get_users (config));
  g_autoptr (MbmUserStore) store = NULL;

  /* The demo's stay. */
  g_object_get (server, "users", &store, NULL);
  if (store == NULL)
    {
      store = mbm_user_store_new ();
      g_object_set (server, "users", store, NULL);
    }

  for (guint i = 0; i < g_list_model_get_n_items (users); i++)
    {
      g_autoptr (SbxUserConfig) user = g_list_model_get_item (users, i);

      if (!add_user (tool, store, user, error))
        return FALSE;
    }

  return TRUE;
}
