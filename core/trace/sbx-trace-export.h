/* sbx-trace-export.h — records as text, to be copied
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-store.h"

G_BEGIN_DECLS

/* A record as one line of JSON, without a line break: what is known of it, and its frame in `frame` (JSON)
 * and, unless that is the very text, or if it is none, in `bytes` (a string; with `"encoding":"base64"` if it
 * is not UTF-8). Main thread. (transfer full) */
char *sbx_trace_export_row (SbxStore *store, SbxTraceRow *row);

/* Several as JSON Lines, each ended by a line break. @rows: a list model of SbxTraceRow. (transfer full) */
char *sbx_trace_export_rows (SbxStore *store, GListModel *rows);

G_END_DECLS
