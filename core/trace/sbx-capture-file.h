/* sbx-capture-file.h — records in a file of their own
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-store.h"
#include "sbx-trace-filter.h"

G_BEGIN_DECLS

/* The longest line that is read, in bytes: a frame of 16 MiB takes up to six times as much as a JSON string.
 */
#define SBX_CAPTURE_MAX_LINE (128u * 1024 * 1024)

/* What ends the names of such files. */
#define SBX_CAPTURE_SUFFIX ".mbmlog"

/**
 * sbx_capture_write_async:
 * @store: whose records
 * @endpoint_id: (nullable): of one endpoint; %NULL: of all
 * @filter: (nullable): only those that pass it
 * @file: where to; what is there is replaced once everything is written
 *
 * Writes what the store has now to a capture: JSON Lines, of which the first says what the file is and each
 * other is a record as sbx_trace_export_row() makes it. Works in a thread of its own. Main thread.
 */
void sbx_capture_write_async (SbxStore *store,
                              const char *endpoint_id,
                              SbxTraceFilter *filter,
                              GFile *file,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

/* How many records were written; -1 with @error, and what was there is as it was. */
gint64 sbx_capture_write_finish (SbxStore *store, GAsyncResult *result, GError **error);

/**
 * SbxCaptureRead:
 * @n_records: how many records were read
 * @n_bad: lines that are no record
 * @first_bad: what is wrong with the first of them, and its number; or %NULL
 *
 * How reading a capture went.
 */
typedef struct
{
  gint64 n_records;
  gint64 n_bad;
  char *first_bad;
} SbxCaptureRead;

void sbx_capture_read_free (SbxCaptureRead *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SbxCaptureRead, sbx_capture_read_free)

/**
 * sbx_capture_read_async:
 * @file: a capture, or records as they are copied from the traffic
 * @store: where to: one that has nothing yet
 *
 * Reads a capture into a store. Lines that are no record are counted and left out. Works in a thread of its
 * own. Main thread.
 */
void sbx_capture_read_async (GFile *file,
                             SbxStore *store,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

/* (transfer full): %NULL with @error if it cannot be read, or has no record at all. */
SbxCaptureRead *sbx_capture_read_finish (GFile *file, GAsyncResult *result, GError **error);

G_END_DECLS
