/* sbx-trace-list-private.h — which records a model shows, and in what steps that changes
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-key-list-private.h"
#include "sbx-trace-search-private.h"

G_BEGIN_DECLS

/* A change of the list, as GListModel tells it. */
typedef struct
{
  guint position;
  guint removed;
  guint added;
} SbxTraceListChange;

/**
 * SbxTraceList:
 *
 * The keys that a model shows, in rising order: either all from one to another, and then nothing is stored,
 * or those that a search found. What is to happen to it gathers here, and is done one change at a time, so
 * that each can be told before the next.
 */
typedef struct _SbxTraceList SbxTraceList;

SbxTraceList *sbx_trace_list_new (void);
void sbx_trace_list_free (SbxTraceList *self);

guint sbx_trace_list_get_length (SbxTraceList *self);
gint64 sbx_trace_list_get (SbxTraceList *self, guint position);
/* How many wait for the end of a pause. */
guint sbx_trace_list_get_n_held (SbxTraceList *self);
gboolean sbx_trace_list_find (SbxTraceList *self, gint64 key, guint *position);
/* Whether it is not there yet, but may come. */
gboolean sbx_trace_list_is_expected (SbxTraceList *self, gint64 key);

/* Begins anew: all from @first to @last; or nothing, until results come for that range. */
void sbx_trace_list_reset (SbxTraceList *self, gboolean searched, gint64 first, gint64 last);

/* What there is: to be shown, or dropped. */
void sbx_trace_list_set_range (SbxTraceList *self, gint64 first, gint64 last);
/* Empties @results. */
void sbx_trace_list_add_results (SbxTraceList *self, SbxTraceSearchResults *results);

/* Does one of the things that wait; nothing is added but what is older, if @paused. FALSE: there is nothing
 * to do. */
gboolean sbx_trace_list_step (SbxTraceList *self, gboolean paused, SbxTraceListChange *change);

G_END_DECLS
