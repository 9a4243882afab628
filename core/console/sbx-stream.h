/* sbx-stream.h — a stream that an answer began, as the main thread sees it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "sbx-stream-item.h"

G_BEGIN_DECLS

/**
 * SbxStreamState:
 * @SBX_STREAM_OPEN: items may come
 * @SBX_STREAM_ENDED: it is complete
 * @SBX_STREAM_FAILED: it ended before it was complete; `error` says why
 * @SBX_STREAM_CANCELLED: nobody wanted more of it
 *
 * Whether a stream goes on, and if not how it ended.
 */
typedef enum
{
  SBX_STREAM_OPEN,
  SBX_STREAM_ENDED,
  SBX_STREAM_FAILED,
  SBX_STREAM_CANCELLED,
} SbxStreamState;

/* How many items of a stream are kept, and how many bytes of them; all are counted, and the traffic has all.
 */
#define SBX_STREAM_MAX_ITEMS 1000
#define SBX_STREAM_MAX_SIZE  (4 * 1024 * 1024)

/**
 * SbxStream:
 *
 * A stream that a service answered a request with. It fills by itself until it ends, fails, is cancelled or
 * the connection goes; its newest items are sbx_stream_get_items(). An answer that is a bare string may be no
 * stream at all: then `n-items` stays 0, and the service never hears of it. Main thread.
 *
 * Properties, read-only and notifying: state (int, an SbxStreamState), n-items (uint64: how many came), size
 * (uint64: bytes of all), error (string, nullable). Constant: id (string), certain (boolean: the answer calls
 * it a stream, rather than being a string that may be anything).
 */
#define SBX_TYPE_STREAM (sbx_stream_get_type ())
G_DECLARE_FINAL_TYPE (SbxStream, sbx_stream, SBX, STREAM, GObject)

const char *sbx_stream_get_id (SbxStream *self);
gboolean sbx_stream_get_certain (SbxStream *self);
SbxStreamState sbx_stream_get_state (SbxStream *self);
guint64 sbx_stream_get_n_items (SbxStream *self);
guint64 sbx_stream_get_size (SbxStream *self);
gint64 sbx_stream_get_duration (SbxStream *self);
const char *sbx_stream_get_error (SbxStream *self);
GListModel *sbx_stream_get_items (SbxStream *self);
void sbx_stream_cancel (SbxStream *self);

G_END_DECLS
