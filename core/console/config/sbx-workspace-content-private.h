/* sbx-workspace-content-private.h — what a workspace's file says
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* @servers: SbxServerConfig, in their order; @connections: SbxConnectionConfig, likewise; @variables: a JSON
 * object, see [class@SbxVariables], and @messages: a JSON array, see [class@SbxLibrary], both NULL if there
 * are none; @description: a remark, as JSON, NULL if there is none; @unknown: members that were not
 * understood, as they were; NULL if there are none */
typedef struct
{
  GPtrArray *servers;
  GPtrArray *connections;
  char *variables;
  char *messages;
  char *description;
  char *unknown;
} SbxWorkspaceContent;

SbxWorkspaceContent *sbx_workspace_content_new (void);
void sbx_workspace_content_free (SbxWorkspaceContent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxWorkspaceContent, sbx_workspace_content_free)

/* The error says where in the text something is wrong. (transfer full) (nullable) */
SbxWorkspaceContent *sbx_workspace_content_parse (const char *text, gsize length, GError **error);

/* With the description and the unknown members of @before, which was read. (transfer full) */
char *sbx_workspace_content_print (const SbxWorkspaceContent *self, const SbxWorkspaceContent *before);
gboolean sbx_workspace_content_is_empty (const SbxWorkspaceContent *self);

G_END_DECLS
