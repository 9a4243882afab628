/* sbx-trace-filter-private.h — a filter, as SQLite is told
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <sqlite3.h>

#include "sbx-trace-filter.h"

G_BEGIN_DECLS

/* The first parameter that a condition uses; those before it are the statement's own. */
#define SBX_TRACE_FILTER_FIRST_PARAMETER 10

/* The condition on a row of `records` and its `endpoints`; needs the functions of sbx_needle_install(). */
const char *sbx_trace_filter_get_condition (SbxTraceFilter *self);
void sbx_trace_filter_bind (SbxTraceFilter *self, sqlite3_stmt *statement);

/* Whether a record that changes may pass when it did not, or the other way round. */
gboolean sbx_trace_filter_is_volatile (SbxTraceFilter *self);

G_END_DECLS
