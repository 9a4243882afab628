/* sbx-connection-messages.c — what passes between the halves of a connection
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "sbx-connection-backend-private.h"
#include "sbx-secrets.h"

void
sbx_connection_status_free (gpointer data)
{
  SbxConnectionStatus *status = data;

  g_free (status->error);
  g_free (status->untrusted);
  g_free (status->address);
  g_free (status->client_id);
  g_free (status->connection_id);
  g_free (status->server_id);
  g_free (status->user);
  g_free (status->user_id);
  g_strfreev (status->roles);
  g_free (status);
}

void
sbx_connection_figures_free (gpointer data)
{
  SbxConnectionFigures *figures = data;

  g_clear_pointer (&figures->server, sbx_peer_update_free);
  g_clear_pointer (&figures->own, sbx_peer_update_free);
  g_clear_pointer (&figures->received, g_hash_table_unref);
  g_free (figures);
}

SbxConnectionArgs *
sbx_connection_args_new (const char *name)
{
  SbxConnectionArgs *args = g_new0 (SbxConnectionArgs, 1);

  args->name = g_strdup (name);
  return args;
}

void
sbx_connection_args_free (gpointer data)
{
  SbxConnectionArgs *args = data;

  g_clear_object (&args->config);
  g_free (args->name);
  g_free (args->payload);
  g_free (args->context);
  sbx_secrets_free_secret (args->secret);
  g_strfreev (args->events);
  g_free (args);
}
