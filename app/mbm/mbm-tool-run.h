/* mbm-tool-run.h — sends a request many times
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-tool-client.h"

G_BEGIN_DECLS

/* How often, how fast and over how many at a time; -1: not said. */
typedef struct
{
  gint64 repeat;
  double rate;
  gint64 parallel;
} SbxRunOptions;

#define SBX_RUN_OPTIONS_INIT \
  {                          \
    -1, -1, -1               \
  }

/* Says itself what is wrong. */
gboolean sbx_run_options_check (const SbxRunOptions *self);
SbxToolExit sbx_tool_send_many (SbxTool *tool,
                                SbxClientOptions *options,
                                MbmClient *client,
                                GBytes *payload,
                                const SbxRunOptions *run);

G_END_DECLS
