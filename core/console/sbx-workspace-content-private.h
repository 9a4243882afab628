/* sbx-workspace-content-private.h — what a workspace's file says
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* @servers: SbxServerConfig, in their order; @connections: SbxConnectionConfig, likewise; @unknown: members
 * that were not understood, as they were; NULL if there are none */
typedef struct
{
  GPtrArray *servers;
  GPtrArray *connections;
  char *unknown;
} SbxWorkspaceContent;

SbxWorkspaceContent *sbx_workspace_content_new (void);
void sbx_workspace_content_free (SbxWorkspaceContent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxWorkspaceContent, sbx_workspace_content_free)

/* The error says where in the text something is wrong. (transfer full) (nullable) */
SbxWorkspaceContent *sbx_workspace_content_parse (const char *text, gsize length, GError **error);

/* With these endpoints, and the members of @unknown behind them. (transfer full) */
char *sbx_workspace_content_print (GPtrArray *servers, GPtrArray *connections, const char *unknown);

G_END_DECLS
