/* sbx-console.c — everything the window shows, without the window
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-console-private.h"
#include "sbx-endpoint-private.h"
#include "sbx-server-private.h"
#include "sbx-workspace-file-private.h"

enum
{
  PROP_0,
  PROP_STORE,
  PROP_SECRETS,
  PROP_NOTICE,
  PROP_WORKSPACE_PATH,
  PROP_CONFLICT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  WORKSPACE_RELOADED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SbxConsole, sbx_console, G_TYPE_OBJECT)

static void
sbx_console_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SbxConsole *self = SBX_CONSOLE (object);

  switch (prop_id)
    {
    case PROP_STORE:
      g_value_set_object (value, self->store);
      break;
    case PROP_SECRETS:
      g_value_set_object (value, self->secrets);
      break;
    case PROP_NOTICE:
      g_value_set_string (value, self->notice);
      break;
    case PROP_WORKSPACE_PATH:
      g_value_set_string (value, sbx_console_get_workspace_path (self));
      break;
    case PROP_CONFLICT:
      g_value_set_boolean (value, sbx_console_get_conflict (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
sbx_console_dispose (GObject *object)
{
  SbxConsole *self = SBX_CONSOLE (object);

  sbx_console_close_down (self);
  g_clear_pointer (&self->removed, g_ptr_array_unref);
  g_clear_object (&self->demo);
  g_clear_object (&self->servers);
  g_clear_object (&self->connections);
  g_clear_object (&self->captures);
  g_clear_object (&self->variables);
  g_clear_object (&self->library);
  g_clear_object (&self->history);
  g_clear_object (&self->workspace);
  g_clear_object (&self->secrets);
  g_clear_object (&self->store);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (sbx_console_parent_class)->dispose (object);
}

static void
sbx_console_finalize (GObject *object)
{
  SbxConsole *self = SBX_CONSOLE (object);

  g_free (self->usual_path);
  g_free (self->notice);
  g_free (self->dismissed);

  G_OBJECT_CLASS (sbx_console_parent_class)->finalize (object);
}

static void
sbx_console_class_init (SbxConsoleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read_only = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sbx_console_get_property;
  object_class->dispose = sbx_console_dispose;
  object_class->finalize = sbx_console_finalize;

  properties[PROP_STORE] = g_param_spec_object ("store", NULL, NULL, SBX_TYPE_STORE, read_only);
  properties[PROP_SECRETS] = g_param_spec_object ("secrets", NULL, NULL, SBX_TYPE_SECRETS, read_only);
  properties[PROP_NOTICE] = g_param_spec_string ("notice", NULL, NULL, NULL, read_only);
  properties[PROP_WORKSPACE_PATH] = g_param_spec_string ("workspace-path", NULL, NULL, NULL, read_only);
  properties[PROP_CONFLICT] = g_param_spec_boolean ("conflict", NULL, NULL, FALSE, read_only);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[WORKSPACE_RELOADED] = g_signal_new ("workspace-reloaded", SBX_TYPE_CONSOLE, G_SIGNAL_RUN_LAST, 0,
                                              NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sbx_console_init (SbxConsole *self)
{
  self->servers = g_list_store_new (SBX_TYPE_SERVER);
  self->connections = g_list_store_new (SBX_TYPE_CONNECTION);
  self->captures = g_list_store_new (SBX_TYPE_CAPTURE);
  self->variables = sbx_variables_new ();
  self->library = sbx_library_new ();
  g_signal_connect_object (self->variables, "changed", G_CALLBACK (sbx_console_save_soon), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->library, "changed", G_CALLBACK (sbx_console_save_soon), self,
                           G_CONNECT_SWAPPED);
}

/* What weighs most of what there is to tell. */
void
sbx_console_update_notice (SbxConsole *self)
{
  const char *error = sbx_store_get_error (self->store);
  const char *notice = sbx_workspace_get_notice (self->workspace);

  if (error == NULL)
    g_clear_pointer (&self->dismissed, g_free);
  if (notice == NULL && error != NULL && g_strcmp0 (error, self->dismissed) != 0)
    notice = error;
  if (notice == NULL)
    notice = sbx_store_get_notice (self->store);
  if (notice == NULL)
    notice = sbx_history_get_notice (self->history);

  if (g_strcmp0 (self->notice, notice) == 0)
    return;
  g_free (self->notice);
  self->notice = g_strdup (notice);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTICE]);
}

/**
 * sbx_console_new:
 * @data_dir: (nullable): where everything is kept; %NULL: the user's data directory
 * @workspace: (nullable): the path of the workspace to open; %NULL, and if there is no such file: the usual
 * one
 * @history_limit: how much traffic is kept, in bytes; 0: all
 *
 * Opens the workspace and the store. Never fails: see the property `notice`. Nothing is started.
 *
 * Returns: (transfer full): the console
 */
SbxConsole *
sbx_console_new (const char *data_dir, const char *workspace, guint64 history_limit)
{
  SbxConsole *self = g_object_new (SBX_TYPE_CONSOLE, NULL);
  g_autofree char *directory =
    data_dir != NULL ? g_strdup (data_dir) : g_build_filename (g_get_user_data_dir (), "signalbox", NULL);
  g_autofree char *store_path = g_build_filename (directory, "traffic.sqlite", NULL);
  g_autofree char *usual = g_build_filename (directory, "workspace.json", NULL);
  g_autofree char *history_path = g_build_filename (directory, "history.json", NULL);

  /* Where it cannot be made, store and workspace say what they could not do. */
  g_mkdir_with_parents (directory, 0700);
  self->engine = sbx_engine_new ();
  self->secrets = sbx_secrets_new ();
  self->store = sbx_store_new (store_path, MIN (history_limit, G_MAXINT64));
  self->history = sbx_history_new (history_path);
  self->usual_path = sbx_workspace_file_resolve (usual);
  sbx_console_load (self, workspace);

  g_signal_connect_object (self->store, "notify::notice", G_CALLBACK (sbx_console_update_notice), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->history, "notify::notice", G_CALLBACK (sbx_console_update_notice), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->store, "notify::error", G_CALLBACK (sbx_console_update_notice), self,
                           G_CONNECT_SWAPPED);
  sbx_console_update_notice (self);

  return self;
}

/**
 * sbx_console_get_servers:
 *
 * Returns: (transfer none): GListModel of SbxServer, in the workspace's order
 */
GListModel *
sbx_console_get_servers (SbxConsole *self)
{
  g_return_val_if_fail (SBX_IS_CONSOLE (self), NULL);

  return G_LIST_MODEL (self->servers);
}

/**
 * sbx_console_get_connections:
 *
 * Returns: (transfer none): GListModel of SbxConnection, in the workspace's order
 */
GListModel *
sbx_console_get_connections (SbxConsole *self)
{
  g_return_val_if_fail (SBX_IS_CONSOLE (self), NULL);

  return G_LIST_MODEL (self->connections);
}

/**
 * sbx_console_get_store:
 *
 * Returns: (transfer none): the traffic of all endpoints
 */
SbxStore *
sbx_console_get_store (SbxConsole *self)
{
  g_return_val_if_fail (SBX_IS_CONSOLE (self), NULL);

  return self->store;
}

/**
 * sbx_console_get_secrets:
 *
 * Returns: (transfer none): passwords and tokens
 */
SbxSecrets *
sbx_console_get_secrets (SbxConsole *self)
{
  g_return_val_if_fail (SBX_IS_CONSOLE (self), NULL);

  return self->secrets;
}

/**
 * sbx_console_get_variables:
 *
 * Returns: (transfer none): the workspace's variables
 */
SbxVariables *
sbx_console_get_variables (SbxConsole *self)
{
  g_return_val_if_fail (SBX_IS_CONSOLE (self), NULL);

  return self->variables;
}

/**
 * sbx_console_get_library:
 *
 * Returns: (transfer none): the messages that are saved in the workspace
 */
SbxLibrary *
sbx_console_get_library (SbxConsole *self)
{
  g_return_val_if_fail (SBX_IS_CONSOLE (self), NULL);

  return self->library;
}

/**
 * sbx_console_get_history:
 *
 * Returns: (transfer none): what was sent by hand
 */
SbxHistory *
sbx_console_get_history (SbxConsole *self)
{
  g_return_val_if_fail (SBX_IS_CONSOLE (self), NULL);

  return self->history;
}

/**
 * sbx_console_get_notice:
 *
 * Returns: (nullable): what the user must know
 */
const char *
sbx_console_get_notice (SbxConsole *self)
{
  g_return_val_if_fail (SBX_IS_CONSOLE (self), NULL);

  return self->notice;
}

/**
 * sbx_console_dismiss_notice:
 *
 * The user has seen it. There may be another.
 */
void
sbx_console_dismiss_notice (SbxConsole *self)
{
  g_return_if_fail (SBX_IS_CONSOLE (self));

  if (sbx_workspace_get_notice (self->workspace) != NULL)
    {
      sbx_workspace_dismiss_notice (self->workspace);
    }
  else if (g_strcmp0 (self->notice, sbx_store_get_error (self->store)) == 0)
    {
      g_free (self->dismissed);
      self->dismissed = g_strdup (self->notice);
    }
  else if (sbx_store_get_notice (self->store) != NULL)
    {
      sbx_store_dismiss_notice (self->store);
    }
  else
    {
      sbx_history_dismiss_notice (self->history);
    }
  sbx_console_update_notice (self);
}

/**
 * sbx_console_add_server:
 * @config: what it is like; the console keeps a reference
 *
 * Adds a server to the workspace, without starting it.
 *
 * Returns: (transfer none): the server
 */
SbxServer *
sbx_console_add_server (SbxConsole *self, SbxServerConfig *config)
{
  g_return_val_if_fail (SBX_IS_CONSOLE (self), NULL);
  g_return_val_if_fail (SBX_IS_SERVER_CONFIG (config), NULL);

  sbx_console_save_soon (self);
  return SBX_SERVER (
    sbx_console_add_endpoint (self, self->servers, SBX_TYPE_SERVER, SBX_ENDPOINT_CONFIG (config)));
}

/**
 * sbx_console_add_connection:
 * @config: what it is like; the console keeps a reference
 *
 * Adds a connection to the workspace, without connecting it.
 *
 * Returns: (transfer none): the connection
 */
SbxConnection *
sbx_console_add_connection (SbxConsole *self, SbxConnectionConfig *config)
{
  g_return_val_if_fail (SBX_IS_CONSOLE (self), NULL);
  g_return_val_if_fail (SBX_IS_CONNECTION_CONFIG (config), NULL);

  sbx_console_save_soon (self);
  return SBX_CONNECTION (
    sbx_console_add_endpoint (self, self->connections, SBX_TYPE_CONNECTION, SBX_ENDPOINT_CONFIG (config)));
}

static SbxEndpoint *
find (GListStore *list, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (SbxEndpoint) endpoint = g_list_model_get_item (G_LIST_MODEL (list), i);

      if (g_str_equal (sbx_endpoint_get_id (endpoint), id))
        return endpoint;
    }
  return NULL;
}

/**
 * sbx_console_lookup:
 *
 * Returns: (nullable) (transfer none): the server or connection of that id
 */
SbxEndpoint *
sbx_console_lookup (SbxConsole *self, const char *id)
{
  SbxEndpoint *endpoint;

  g_return_val_if_fail (SBX_IS_CONSOLE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  endpoint = find (self->servers, id);
  return endpoint != NULL ? endpoint : find (self->connections, id);
}

static void
on_demo_stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  sbx_endpoint_start_async (SBX_ENDPOINT (source), NULL, NULL, NULL);
}

/**
 * sbx_console_start_demo:
 *
 * Starts the demo: a server with the order service on a free port of this machine, and simulated clients that
 * connect, beat, order, subscribe and now and then fail. It is not kept in the workspace; there is one at a
 * time: asked for again, it is started again if it was stopped.
 *
 * Returns: (transfer none): the server
 */
SbxServer *
sbx_console_start_demo (SbxConsole *self)
{
  g_return_val_if_fail (SBX_IS_CONSOLE (self), NULL);

  if (self->demo == NULL)
    {
      g_autoptr (SbxEndpointConfig) config =
        g_object_new (SBX_TYPE_SERVER_CONFIG, "name", _ ("Demo: Order Service"), "url", "ws://127.0.0.1:0",
                      "server-id", "order-service", "demo", TRUE, "heartbeat-interval", 5000,
                      "client-timeout", 15000, NULL);

      self->demo =
        g_object_ref (SBX_SERVER (sbx_console_add_endpoint (self, self->servers, SBX_TYPE_SERVER, config)));
      sbx_server_set_simulated (self->demo, TRUE);
    }
  if (sbx_endpoint_get_state (SBX_ENDPOINT (self->demo)) == SBX_ENDPOINT_STOPPING)
    sbx_endpoint_stop_async (SBX_ENDPOINT (self->demo), NULL, on_demo_stopped, NULL);
  else if (!sbx_endpoint_get_active (SBX_ENDPOINT (self->demo)))
    sbx_endpoint_start_async (SBX_ENDPOINT (self->demo), NULL, NULL, NULL);

  return self->demo;
}
