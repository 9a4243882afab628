/* sbx-stream-private.h — how a stream's items come from the engine thread
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-stream.h"

#include "sbx-backend-private.h"
#include "sbx-stream.h"

G_BEGIN_DECLS

/**
 * SbxStreamFeed:
 *
 * The half of an [class@SbxStream] that lives on the engine thread: reads the MbmStream, and hands on what
 * came a few times a second, however fast it comes. It holds itself until the stream is over.
 * Reference-counted, on any thread.
 */
typedef struct _SbxStreamFeed SbxStreamFeed;

/* What came since the last time, and how it is. */
typedef struct
{
  GPtrArray *items; /* GBytes, the newest of them */
  GArray *times;    /* gint64, µs real, of each */
  guint64 n_items;
  guint64 size;
  gint64 duration; /* µs from the first to the last */
  SbxStreamState state;
  char *error;
} SbxStreamBatch;

/* Engine thread. @stream: (transfer full). The engine is that of @backend. (transfer full) */
SbxStreamFeed *
sbx_stream_feed_new (SbxBackend *backend, SbxEngine *engine, MbmStream *stream, gboolean certain);
SbxStreamFeed *sbx_stream_feed_ref (SbxStreamFeed *self);
void sbx_stream_feed_unref (SbxStreamFeed *self);

/* Main thread. */
const char *sbx_stream_feed_get_id (SbxStreamFeed *self);
gboolean sbx_stream_feed_get_certain (SbxStreamFeed *self);
/* Lets @front have what comes; it has to call this with NULL before it goes. */
void sbx_stream_feed_set_front (SbxStreamFeed *self, SbxStream *front);
void sbx_stream_feed_cancel (SbxStreamFeed *self);

/* Main thread: makes the front of a feed. */
SbxStream *sbx_stream_new (SbxStreamFeed *feed);
void sbx_stream_take (SbxStream *self, SbxStreamBatch *batch);

G_END_DECLS
