/* sbx-console.h — everything the window shows, without the window
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-connection.h"
#include "sbx-secrets.h"
#include "sbx-server.h"
#include "sbx-store.h"

G_BEGIN_DECLS

/* The root object: engine thread, traffic store, workspace (servers and connections), secrets. Main thread;
 * the application owns it.
 *
 * Properties, read-only and notifying: store (SbxStore); secrets; notice (string, nullable: what the user
 * must know: a workspace file that could not be read, a store that was moved aside, a disk that does not take
 * writes; cleared with sbx_console_dismiss_notice()). The workspace file is
 * $XDG_DATA_HOME/signalbox/workspace.json: written atomically soon after a change with a backup beside it; a
 * broken file is said to be broken with its place, and never overwritten. */
#define SBX_TYPE_CONSOLE (sbx_console_get_type ())
G_DECLARE_FINAL_TYPE (SbxConsole, sbx_console, SBX, CONSOLE, GObject)

/* @data_dir NULL: the user's; else everything is kept there (tests). Never fails: see `notice`. */
SbxConsole *sbx_console_new (const char *data_dir, guint64 history_limit);
/* GListModel of SbxServer, of SbxConnection; in the workspace's order. */
GListModel *sbx_console_get_servers (SbxConsole *self);
GListModel *sbx_console_get_connections (SbxConsole *self);
SbxStore *sbx_console_get_store (SbxConsole *self);
SbxSecrets *sbx_console_get_secrets (SbxConsole *self);
const char *sbx_console_get_notice (SbxConsole *self);
void sbx_console_dismiss_notice (SbxConsole *self);

/* Adds without starting. (transfer none) */
SbxServer *sbx_console_add_server (SbxConsole *self, SbxServerConfig *config);
SbxConnection *sbx_console_add_connection (SbxConsole *self, SbxConnectionConfig *config);
/* Stops it first. Its secrets go too. */
void sbx_console_remove (SbxConsole *self, SbxEndpoint *endpoint);
/* By id, NULL if there is none. (transfer none) */
SbxEndpoint *sbx_console_lookup (SbxConsole *self, const char *id);

/* The demo: a server with the order service on a free loopback port, and simulated clients that connect,
 * beat, order, subscribe and now and then fail. Not kept in the workspace; gone when it is stopped and
 * removed. Returns the server. (transfer none) */
SbxServer *sbx_console_start_demo (SbxConsole *self);

/* Names of requests and events seen with an endpoint, most recent first, for completion; (transfer full). The
 * demo's and system names are known from the start. */
char **sbx_console_dup_seen_names (SbxConsole *self, const char *endpoint_id, gboolean events);

/* Stops all endpoints in order (every client is told), writes the workspace, closes the store. Bounded: ten
 * seconds. */
void sbx_console_shutdown_async (SbxConsole *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean sbx_console_shutdown_finish (SbxConsole *self, GAsyncResult *result, GError **error);

G_END_DECLS
