/* sbx-trace-model.h — the records of a store as a list
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-store.h"
#include "sbx-trace-filter.h"

G_BEGIN_DECLS

/**
 * SbxTraceFind:
 * @SBX_TRACE_FOUND: it is in the list
 * @SBX_TRACE_HIDDEN: the filter, or the choice of endpoint, hides it
 * @SBX_TRACE_HELD: it waits for the end of the pause, or of the search of a filter
 * @SBX_TRACE_GONE: the store has it no longer, or not yet
 *
 * Where a record is.
 */
typedef enum
{
  SBX_TRACE_FOUND,
  SBX_TRACE_HIDDEN,
  SBX_TRACE_HELD,
  SBX_TRACE_GONE,
} SbxTraceFind;

/**
 * SbxTraceModel:
 *
 * A GListModel of [class@SbxTraceRow], oldest first: what a store has of one endpoint, or of all, as far as a
 * filter lets it pass. Rows are loaded when somebody asks for them, in blocks, and let go again: memory does
 * not grow with the history (a filter takes eight bytes for each record that passes it). `items-changed`
 * comes at most once in 16 ms. A filter is run by a thread of its own, from the newest record backwards: what
 * it has found so far is in the list already. Main thread only.
 *
 * Properties, with notify:
 *  - store (SbxStore, construct-only)
 *  - endpoint (string, nullable): the id of the endpoint, or NULL for all
 *  - filter (SbxTraceFilter, nullable)
 *  - paused (boolean): nothing is added to the list; rows in it are still brought up to date, and leave it
 * when the store removes them
 *  - filtering (boolean, read-only): the search is not through yet
 *  - progress (double, 0 to 1, read-only): of the search
 *  - n-total (guint, read-only): records of the endpoint, or of all, that the store has
 *  - n-shown (guint, read-only): length of the list
 *  - n-held (guint, read-only): records that the end of the pause will add
 */
#define SBX_TYPE_TRACE_MODEL (sbx_trace_model_get_type ())
G_DECLARE_FINAL_TYPE (SbxTraceModel, sbx_trace_model, SBX, TRACE_MODEL, GObject)

/* @endpoint_id: (nullable): %NULL: the records of all endpoints */
SbxTraceModel *sbx_trace_model_new (SbxStore *store, const char *endpoint_id);

void sbx_trace_model_set_endpoint (SbxTraceModel *self, const char *endpoint_id);
void sbx_trace_model_set_filter (SbxTraceModel *self, SbxTraceFilter *filter);
SbxTraceFilter *sbx_trace_model_get_filter (SbxTraceModel *self);
void sbx_trace_model_set_paused (SbxTraceModel *self, gboolean paused);
gboolean sbx_trace_model_get_paused (SbxTraceModel *self);
gboolean sbx_trace_model_get_filtering (SbxTraceModel *self);
double sbx_trace_model_get_progress (SbxTraceModel *self);
guint sbx_trace_model_get_n_total (SbxTraceModel *self);
guint sbx_trace_model_get_n_shown (SbxTraceModel *self);
guint sbx_trace_model_get_n_held (SbxTraceModel *self);

/* Where the record @seq is in the list, such as a row's partner. @position: (out) (optional): set if FOUND.
 */
SbxTraceFind sbx_trace_model_find (SbxTraceModel *self, gint64 seq, guint *position);

G_END_DECLS
