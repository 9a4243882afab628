/* sbx-trace-rows-private.h — the row objects of a model
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-store.h"
#include "sbx-trace-list-private.h"

G_BEGIN_DECLS

/**
 * SbxTraceRows:
 *
 * Loads the rows of a list when they are asked for, in blocks, and brings those that are in use up to date.
 */
typedef struct _SbxTraceRows SbxTraceRows;

/* Borrows @store. */
SbxTraceRows *sbx_trace_rows_new (SbxStore *store);
void sbx_trace_rows_free (SbxTraceRows *self);

/* Forgets all; from now on keys are those of that endpoint, or of all (0). */
void sbx_trace_rows_reset (SbxTraceRows *self, guint endpoint);

/* The row at a position of @list; one that says that it is gone, if the store has dropped it meanwhile.
 * (transfer full) */
SbxTraceRow *sbx_trace_rows_get (SbxTraceRows *self, SbxTraceList *list, guint position);

/* Those that are in use are as the store has them now. */
void sbx_trace_rows_reload (SbxTraceRows *self, gint64 key);
void sbx_trace_rows_reload_all (SbxTraceRows *self);

G_END_DECLS
