/* sbx-trace-row.h — a record as an object, to be shown
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-trace-enums.h"
#include "sbx-trace-record.h"

G_BEGIN_DECLS

/**
 * SbxTraceRow:
 *
 * A record of traffic for widgets: made on demand by a [class@SbxTraceModel] or [method@SbxStore.load_row],
 * main thread only. While somebody holds a row of a model, the model has no second one for the same record;
 * still, compare `seq`, not pointers.
 *
 * Properties, all read-only: seq, endpoint-seq, real-time, monotonic-time, latency, size, partner (gint64),
 * direction, kind, status (enums), flags, close-code (guint), endpoint, endpoint-name, connection, peer,
 * address, name, request-id, error-code, note, headers, handler (strings, nullable), is-system (the name
 * begins with
 * `$`). Units are those of [struct@SbxTraceRecord].
 *
 * What can change while a row lives (each with a notify): status, latency, partner, error-code, note,
 * handler, flags, endpoint-name.
 */
#define SBX_TYPE_TRACE_ROW (sbx_trace_row_get_type ())
G_DECLARE_FINAL_TYPE (SbxTraceRow, sbx_trace_row, SBX, TRACE_ROW, GObject)

/* Copies @record. */
SbxTraceRow *sbx_trace_row_new (const SbxTraceRecord *record);

/* Everything at once: borrowed, valid until the row changes or goes. */
const SbxTraceRecord *sbx_trace_row_get_record (SbxTraceRow *self);

/* Takes over what changed, and notifies of each; for those who load rows. @record is of the same `seq`. */
void sbx_trace_row_update (SbxTraceRow *self, const SbxTraceRecord *record);

gint64 sbx_trace_row_get_seq (SbxTraceRow *self);
gint64 sbx_trace_row_get_endpoint_seq (SbxTraceRow *self);
gint64 sbx_trace_row_get_real_time (SbxTraceRow *self);
gint64 sbx_trace_row_get_latency (SbxTraceRow *self);
gint64 sbx_trace_row_get_size (SbxTraceRow *self);
gint64 sbx_trace_row_get_partner (SbxTraceRow *self);
SbxTraceDirection sbx_trace_row_get_direction (SbxTraceRow *self);
SbxTraceKind sbx_trace_row_get_kind (SbxTraceRow *self);
SbxTraceStatus sbx_trace_row_get_status (SbxTraceRow *self);
SbxTraceFlags sbx_trace_row_get_flags (SbxTraceRow *self);
guint sbx_trace_row_get_close_code (SbxTraceRow *self);
const char *sbx_trace_row_get_endpoint (SbxTraceRow *self);
const char *sbx_trace_row_get_endpoint_name (SbxTraceRow *self);
const char *sbx_trace_row_get_peer (SbxTraceRow *self);
const char *sbx_trace_row_get_name (SbxTraceRow *self);
const char *sbx_trace_row_get_error_code (SbxTraceRow *self);
const char *sbx_trace_row_get_note (SbxTraceRow *self);
const char *sbx_trace_row_get_headers (SbxTraceRow *self);
gboolean sbx_trace_row_is_system (SbxTraceRow *self);

G_END_DECLS
