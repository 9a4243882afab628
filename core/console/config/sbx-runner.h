/* sbx-runner.h — sends a message many times
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-draft.h"
#include "sbx-run-result.h"
#include "sbx-scope.h"

G_BEGIN_DECLS

/* The most that may be asked for. */
#define SBX_RUN_MAX_COUNT    1000000
#define SBX_RUN_MAX_RATE     100000
#define SBX_RUN_MAX_PARALLEL 1000

/**
 * SbxRunSettings:
 * @count: how many times to send it, up to %SBX_RUN_MAX_COUNT
 * @rate: how many to send per second, up to %SBX_RUN_MAX_RATE; 0: as fast as it goes
 * @parallel: how many requests may be under way at a time, up to %SBX_RUN_MAX_PARALLEL; of no meaning for
 * events
 *
 * How to send it.
 */
typedef struct
{
  guint64 count;
  double rate;
  guint parallel;
} SbxRunSettings;

/**
 * SbxRunner:
 *
 * Sends a message many times from the main context that is the thread's default when it starts, and counts
 * what comes of it. Each time its placeholders get new values, and it gets new trace ids if it wants them. At
 * a rate, the n-th is not sent before its time: when the other side or this machine is too slow for the rate,
 * it falls behind and catches up as it can. It belongs to one thread.
 */
#define SBX_TYPE_RUNNER (sbx_runner_get_type ())
G_DECLARE_FINAL_TYPE (SbxRunner, sbx_runner, SBX, RUNNER, GObject)

/**
 * SbxRunnerFunc:
 * @result: how far it is, valid during the call
 * @user_data: what was passed with the function
 *
 * Told ten times a second at most, and in the end.
 */
typedef void (*SbxRunnerFunc) (const SbxRunResult *result, gpointer user_data);

SbxRunner *sbx_runner_new (gpointer target, SbxDraft *draft, SbxScope *scope, const SbxRunSettings *settings);
void sbx_runner_start (SbxRunner *self, SbxRunnerFunc func, gpointer user_data, GDestroyNotify destroy);
void sbx_runner_stop (SbxRunner *self);
const SbxRunResult *sbx_runner_get_result (SbxRunner *self);

G_END_DECLS
