/* sbx-trace-search-private.h — finds the records that pass a filter, on a thread of its own
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "sbx-trace-filter.h"

G_BEGIN_DECLS

/* A record that was looked at once more. */
typedef struct
{
  gint64 key;
  gboolean passes;
} SbxTraceVerdict;

/**
 * SbxTraceSearchResults:
 * @older: (element-type gint64): what passes, in falling order, going on where the last results ended
 * @newer: (element-type gint64): what passes of the records that came since, in rising order
 * @verdicts: (element-type SbxTraceVerdict): answers to sbx_trace_search_recheck()
 * @back_to: what is older was not looked at yet
 * @up_to: what is newer was not looked at yet
 * @finished: all that is older was looked at
 * @error: (nullable): the search ended early
 *
 * What a search has found since it was last asked.
 */
typedef struct
{
  GArray *older;
  GArray *newer;
  GArray *verdicts;
  gint64 back_to;
  gint64 up_to;
  gboolean finished;
  GError *error;
} SbxTraceSearchResults;

void sbx_trace_search_results_free (SbxTraceSearchResults *self);

/**
 * SbxTraceSearch:
 *
 * Looks through what is there from the newest record backwards, and meanwhile at those that come. Records are
 * named by key: `seq`, or in one endpoint `endpoint_seq`. All calls on the thread of the context.
 */
typedef struct _SbxTraceSearch SbxTraceSearch;

/* @filter: (nullable): NULL: all that are there. @endpoint: its handle, or 0. @func: called in the
 * thread-default context when there are results. */
SbxTraceSearch *sbx_trace_search_new (const char *path,
                                      SbxTraceFilter *filter,
                                      guint endpoint,
                                      gint64 first,
                                      gint64 last,
                                      GSourceFunc func,
                                      gpointer user_data);
/* Ends the thread. */
void sbx_trace_search_free (SbxTraceSearch *self);

/* There are records up to @last now. */
void sbx_trace_search_extend (SbxTraceSearch *self, gint64 last);
/* Those changed. */
void sbx_trace_search_recheck (SbxTraceSearch *self, const gint64 *keys, gsize n_keys);

/* (transfer full) */
SbxTraceSearchResults *sbx_trace_search_take (SbxTraceSearch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxTraceSearchResults, sbx_trace_search_results_free)

G_END_DECLS
