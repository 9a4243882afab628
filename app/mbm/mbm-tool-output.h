/* mbm-tool-output.h — lines on the way to whoever reads them
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lines for a file descriptor, written by a thread of their own: a reader that is slow, or stopped, does not
 * hold up a server. What is written leads to a write soon, without waiting for more; lines of the same moment
 * go together. Over SBX_TOOL_OUTPUT_MAX_WAITING lines are dropped, and a line says how many as soon as there
 * is room. */
typedef struct _SbxToolOutput SbxToolOutput;

#define SBX_TOOL_OUTPUT_MAX_WAITING (64u * 1024 * 1024)

/* Called on the main context when nobody reads any more. */
typedef void (*SbxToolOutputClosed) (gpointer user_data);

SbxToolOutput *sbx_tool_output_new (int fd, SbxToolOutputClosed closed, gpointer user_data);
gboolean sbx_tool_output_finish (SbxToolOutput *self, gboolean hurry);
void sbx_tool_output_write_line (SbxToolOutput *self, const char *line);

G_END_DECLS
