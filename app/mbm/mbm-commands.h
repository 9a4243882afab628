/* mbm-commands.h — the commands of the mbm tool
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-tool.h"

G_BEGIN_DECLS

/* Each gets the command line from its own name on. */
SbxToolExit sbx_cmd_contract (SbxTool *tool, char **argv);
SbxToolExit sbx_cmd_emit (SbxTool *tool, char **argv);
SbxToolExit sbx_cmd_info (SbxTool *tool, char **argv);
SbxToolExit sbx_cmd_listen (SbxTool *tool, char **argv);
SbxToolExit sbx_cmd_ping (SbxTool *tool, char **argv);
SbxToolExit sbx_cmd_probe (SbxTool *tool, char **argv);
SbxToolExit sbx_cmd_request (SbxTool *tool, char **argv);
SbxToolExit sbx_cmd_serve (SbxTool *tool, char **argv);

G_END_DECLS
