/* sbx-row-cache-private.h — the rows that are in use, and some that soon may be
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-trace-row.h"

G_BEGIN_DECLS

/**
 * SbxRowCache:
 *
 * Knows each row that somebody holds, so that there is one object for one record; and keeps those that were
 * asked for most recently.
 */
typedef struct _SbxRowCache SbxRowCache;

SbxRowCache *sbx_row_cache_new (guint n_kept);
void sbx_row_cache_free (SbxRowCache *self);

/* NULL if there is none. (transfer none) */
SbxTraceRow *sbx_row_cache_get (SbxRowCache *self, gint64 key);
gboolean sbx_row_cache_contains (SbxRowCache *self, gint64 key);
/* There must be none of that key. */
void sbx_row_cache_add (SbxRowCache *self, gint64 key, SbxTraceRow *row);
/* Forgets all: whoever holds a row keeps it, but it is not found again. */
void sbx_row_cache_clear (SbxRowCache *self);

/* The keys of all. (element-type gint64) (transfer full) */
GArray *sbx_row_cache_list_keys (SbxRowCache *self);

G_END_DECLS
