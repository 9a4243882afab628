/* mbm-tool-input.h — what the user gives: JSON, tokens, passwords
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-tool.h"

G_BEGIN_DECLS

GBytes *
sbx_tool_check_json (const char *what, const char *text, gsize length, gboolean object, GError **error);
GBytes *sbx_tool_read_json (SbxTool *tool, const char *what, const char *argument, GError **error);
char *sbx_tool_read_secret_file (const char *path, GError **error);
char *sbx_tool_read_password (SbxTool *tool, const char *username, GError **error);

G_END_DECLS
