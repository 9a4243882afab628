/* sbx-workspace-private.h — the file that servers and connections are kept in
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SbxWorkspace:
 *
 * Reads and writes the workspace: one JSON document with members in a fixed order and an indent of two
 * spaces, made for git. What is not understood in it is kept and written back. A file that cannot be read is
 * left as it is, and another is written instead. Main thread; writing takes place in a thread of its own.
 *
 * Property `notice` (string, nullable, read-only, notifying): what could not be read or written.
 */
#define SBX_TYPE_WORKSPACE (sbx_workspace_get_type ())
G_DECLARE_FINAL_TYPE (SbxWorkspace, sbx_workspace, SBX, WORKSPACE, GObject)

SbxWorkspace *sbx_workspace_new (const char *path);
void sbx_workspace_load (SbxWorkspace *self);
GPtrArray *sbx_workspace_get_servers (SbxWorkspace *self);
GPtrArray *sbx_workspace_get_connections (SbxWorkspace *self);
const char *sbx_workspace_get_notice (SbxWorkspace *self);
void sbx_workspace_dismiss_notice (SbxWorkspace *self);

void sbx_workspace_save_async (SbxWorkspace *self,
                               GPtrArray *servers,
                               GPtrArray *connections,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean sbx_workspace_save_finish (SbxWorkspace *self, GAsyncResult *result, GError **error);

G_END_DECLS
