/* sbx-run.h — sends a message many times, from the main thread's point of view
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-endpoint.h"
#include "sbx-runner.h"

G_BEGIN_DECLS

/**
 * SbxRun:
 *
 * Sends a message many times through a server or connection: an [class@SbxRunner] on the engine thread, which
 * the main thread does not wait for. It ends with its connection. One that nobody holds any more goes on
 * until it ends: stop it first. Main thread.
 *
 * Properties, read-only and notifying:
 *  - running (boolean): it was started and has not ended
 *  - result (SbxRunResult): how far it is: another ten times a second at most
 */
#define SBX_TYPE_RUN (sbx_run_get_type ())
G_DECLARE_FINAL_TYPE (SbxRun, sbx_run, SBX, RUN, GObject)

SbxRun *sbx_run_new (SbxEndpoint *endpoint, SbxDraft *draft, SbxScope *scope, const SbxRunSettings *settings);
void sbx_run_start (SbxRun *self);
void sbx_run_stop (SbxRun *self);
gboolean sbx_run_get_running (SbxRun *self);
const SbxRunResult *sbx_run_get_result (SbxRun *self);

G_END_DECLS
