/* mbm-tool.h — what all commands of the mbm tool stand on
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "mbm-json.h"
#include "mbm-tool-output.h"

G_BEGIN_DECLS

/* What the tool ends with. Scripts rely on these numbers. */
typedef enum
{
  SBX_TOOL_DONE = 0,
  SBX_TOOL_REFUSED = 1, /* the service answered with an error */
  SBX_TOOL_USAGE = 2,
  SBX_TOOL_UNREACHED = 3, /* no connection, or no answer in time */
  SBX_TOOL_INTERRUPTED = 130,
} SbxToolExit;

/* One run of the tool. Commands are written straight on: they start something that ends later, and wait for
 * it here, while the main context goes on. */
typedef struct
{
  GCancellable *cancellable; /* cancelled when the user, or the reader of the output, has enough */
  SbxToolOutput *output;
  gboolean interrupted;
  guint interrupt_source;
  guint terminate_source;
} SbxTool;

SbxTool *sbx_tool_new (void);
SbxToolExit sbx_tool_finish (SbxTool *self, SbxToolExit status);

void sbx_tool_keep_result (GObject *source, GAsyncResult *result, gpointer user_data);
void sbx_tool_wait_result (SbxTool *self, GAsyncResult **result);
gboolean sbx_tool_wait_while (SbxTool *self, const gboolean *flag);
gboolean sbx_tool_pause (SbxTool *self, guint milliseconds);
gboolean sbx_tool_is_ended (SbxTool *self);
SbxToolExit sbx_tool_get_ending (SbxTool *self);

void sbx_tool_print (SbxTool *self, MbmJsonValue json);

void sbx_tool_complain (const char *format, ...) G_GNUC_PRINTF (1, 2);
SbxToolExit sbx_tool_fail (SbxTool *self, const GError *error);
SbxToolExit sbx_tool_refuse (MbmJsonValue error);

G_END_DECLS
