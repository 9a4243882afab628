/* mbm-tool-workspace.h — servers of a workspace, for the tool
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-tool.h"
#include "sbx-server-setup.h"

G_BEGIN_DECLS

SbxServerConfig *sbx_tool_load_workspace (const char *path, const char *url);
gboolean
sbx_tool_add_workspace_users (SbxTool *tool, MbmServer *server, SbxServerConfig *config, GError **error);

G_END_DECLS
