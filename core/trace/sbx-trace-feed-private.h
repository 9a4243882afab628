/* sbx-trace-feed-private.h — what a model's list is made of, as its store changes
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-store-private.h"
#include "sbx-trace-list-private.h"
#include "sbx-trace-model.h"

G_BEGIN_DECLS

/**
 * SbxTraceFeed:
 *
 * Brings the records of an endpoint, or of all, into the list of a model: those that there are, or those that
 * a search finds. It knows nothing of frames and signals: the model asks it for one change after the other.
 */
typedef struct _SbxTraceFeed SbxTraceFeed;

/* Borrows @store. @on_results: there may be a step to do. */
SbxTraceFeed *sbx_trace_feed_new (SbxStore *store, GSourceFunc on_results, gpointer user_data);
/* Nothing is in the list any more, and nothing comes; before the store goes. */
void sbx_trace_feed_close (SbxTraceFeed *self);
void sbx_trace_feed_free (SbxTraceFeed *self);

/* Begins anew. @endpoint_id: (nullable): NULL: of all. @filter: (nullable) */
void sbx_trace_feed_start (SbxTraceFeed *self, const char *endpoint_id, SbxTraceFilter *filter);
void sbx_trace_feed_set_paused (SbxTraceFeed *self, gboolean paused);

/* Takes over what the store tells; FALSE: it has to begin anew. */
gboolean sbx_trace_feed_follow (SbxTraceFeed *self, const SbxStoreChanges *changes);
/* Changes the list once; FALSE: there is nothing to do. */
gboolean sbx_trace_feed_step (SbxTraceFeed *self, SbxTraceListChange *change);

guint sbx_trace_feed_get_length (SbxTraceFeed *self);
guint sbx_trace_feed_get_n_held (SbxTraceFeed *self);
guint sbx_trace_feed_get_n_total (SbxTraceFeed *self);
/* Of the search, 0 to 1; @filtering: (out): it is not through yet */
double sbx_trace_feed_get_progress (SbxTraceFeed *self, gboolean *filtering);
/* (nullable) (transfer full) */
SbxTraceRow *sbx_trace_feed_get_row (SbxTraceFeed *self, guint position);
SbxTraceFind sbx_trace_feed_find (SbxTraceFeed *self, gint64 seq, guint *position);

G_END_DECLS
