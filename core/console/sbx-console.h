/* sbx-console.h — everything the window shows, without the window
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-capture.h"
#include "sbx-connection.h"
#include "sbx-history.h"
#include "sbx-library.h"
#include "sbx-secrets.h"
#include "sbx-server.h"
#include "sbx-store.h"
#include "sbx-variables.h"

G_BEGIN_DECLS

/**
 * SbxConsole:
 *
 * The root object: engine thread, traffic store, workspace (servers and connections), secrets. Main thread;
 * the application owns it, and calls sbx_console_shutdown_async() at its end.
 *
 * The workspace is `workspace.json` in the data directory, or another file that was opened: written
 * atomically soon after a change, with a backup beside it (`workspace.json~`). One that cannot be read is
 * said to be broken, with the place, and never overwritten. What another program writes to it is read at
 * once.
 *
 * Properties, read-only and notifying:
 *  - store (SbxStore), secrets (SbxSecrets)
 *  - notice (string, nullable): what the user must know: a workspace that could not be read or written, a
 * store that was moved aside, a disk that takes no writes; see sbx_console_dismiss_notice()
 *  - workspace-path (string): the workspace's file
 *  - conflict (boolean): it was changed here and by another program; see sbx_console_resolve_conflict()
 *
 * Signal `workspace-reloaded`: another program changed it, and what is here is what it has now.
 */
#define SBX_TYPE_CONSOLE (sbx_console_get_type ())
G_DECLARE_FINAL_TYPE (SbxConsole, sbx_console, SBX, CONSOLE, GObject)

SbxConsole *sbx_console_new (const char *data_dir, const char *workspace, guint64 history_limit);
GListModel *sbx_console_get_servers (SbxConsole *self);
GListModel *sbx_console_get_connections (SbxConsole *self);
SbxStore *sbx_console_get_store (SbxConsole *self);
SbxSecrets *sbx_console_get_secrets (SbxConsole *self);
SbxVariables *sbx_console_get_variables (SbxConsole *self);
SbxLibrary *sbx_console_get_library (SbxConsole *self);
SbxHistory *sbx_console_get_history (SbxConsole *self);
const char *sbx_console_get_notice (SbxConsole *self);
void sbx_console_dismiss_notice (SbxConsole *self);

SbxServer *sbx_console_add_server (SbxConsole *self, SbxServerConfig *config);
SbxConnection *sbx_console_add_connection (SbxConsole *self, SbxConnectionConfig *config);
void sbx_console_remove (SbxConsole *self, SbxEndpoint *endpoint);
void sbx_console_take_out (SbxConsole *self, SbxEndpoint *endpoint);
void sbx_console_put_back (SbxConsole *self, SbxEndpoint *endpoint);
void sbx_console_forget (SbxConsole *self, SbxEndpoint *endpoint);
SbxEndpoint *sbx_console_lookup (SbxConsole *self, const char *id);

GListModel *sbx_console_get_captures (SbxConsole *self);
SbxCapture *sbx_console_lookup_capture (SbxConsole *self, const char *path);
SbxCapture *sbx_console_open_capture (SbxConsole *self, const char *path);
void sbx_console_close_capture (SbxConsole *self, SbxCapture *capture);

SbxServer *sbx_console_start_demo (SbxConsole *self);

const char *sbx_console_get_workspace_path (SbxConsole *self);
const char *sbx_console_get_usual_workspace_path (SbxConsole *self);
void sbx_console_open_workspace_async (SbxConsole *self,
                                       const char *path,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean sbx_console_open_workspace_finish (SbxConsole *self, GAsyncResult *result, GError **error);
void sbx_console_save_workspace_as_async (SbxConsole *self,
                                          const char *path,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
gboolean sbx_console_save_workspace_as_finish (SbxConsole *self, GAsyncResult *result, GError **error);
gboolean sbx_console_get_conflict (SbxConsole *self);
void sbx_console_resolve_conflict (SbxConsole *self, gboolean take_file);

void sbx_console_shutdown_async (SbxConsole *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean sbx_console_shutdown_finish (SbxConsole *self, GAsyncResult *result, GError **error);

G_END_DECLS
