/* sbx-trace-export-private.h — records as text, for any thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-trace-record.h"

G_BEGIN_DECLS

/* Appends what sbx_trace_export_row() gives. @bytes: (nullable): the record's frame */
void sbx_trace_export_append (GString *out, const SbxTraceRecord *record, GBytes *bytes);

G_END_DECLS
