/* sbx-call-private.h — a command's way to the engine thread and its answer's way back
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-engine-private.h"

G_BEGIN_DECLS

/**
 * SbxCall:
 *
 * One asynchronous command: made of a task on the main thread, carried out on the engine thread, and returned
 * to the task through the engine's queue, so that its callback sees everything that was posted before. If the
 * task's cancellable is cancelled, so is the call's, on the engine thread. Reference-counted; if the last
 * reference goes without a return, the task fails with %MBM_ERROR_CLOSED. All but sbx_call_start() belongs to
 * the engine thread.
 */
typedef struct _SbxCall SbxCall;

typedef void (*SbxCallFunc) (SbxCall *call, gpointer resident, gpointer data);

void sbx_call_start (SbxEngine *engine,
                     gpointer resident,
                     GTask *task,
                     SbxCallFunc func,
                     gpointer data,
                     GDestroyNotify destroy);

SbxCall *sbx_call_ref (SbxCall *self);
void sbx_call_unref (SbxCall *self);
GCancellable *sbx_call_get_cancellable (SbxCall *self);

void sbx_call_return_boolean (SbxCall *self, gboolean result);
void sbx_call_return_int (SbxCall *self, gssize result);
void sbx_call_return_pointer (SbxCall *self, gpointer result, GDestroyNotify destroy);
void sbx_call_return_error (SbxCall *self, GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxCall, sbx_call_unref)

G_END_DECLS
