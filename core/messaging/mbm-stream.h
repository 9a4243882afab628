/* mbm-stream.h — a client's end of a stream
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-client.h"

G_BEGIN_DECLS

/**
 * MbmStreamState:
 * @MBM_STREAM_OPEN: items may come
 * @MBM_STREAM_ENDED: it is complete
 * @MBM_STREAM_FAILED: it ended before it was complete
 * @MBM_STREAM_CANCELLED: its reader does not want it any more, or is gone
 *
 * Whether a stream goes on, and if not how it ended.
 *
 * Since: 0.1
 */
typedef enum
{
  MBM_STREAM_OPEN,
  MBM_STREAM_ENDED,
  MBM_STREAM_FAILED,
  MBM_STREAM_CANCELLED,
} MbmStreamState;

/**
 * MBM_DEFAULT_STREAM_BUFFER_ITEMS:
 *
 * The default of [property@Mbm.Stream:max-buffered-items].
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_STREAM_BUFFER_ITEMS 10000

/**
 * MBM_DEFAULT_STREAM_BUFFER_SIZE:
 *
 * The default of [property@Mbm.Stream:max-buffered-size], in bytes.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_STREAM_BUFFER_SIZE (16 * 1024 * 1024)

#define MBM_TYPE_STREAM (mbm_stream_get_type ())
MBM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (MbmStream, mbm_stream, MBM, STREAM, GObject)

MBM_AVAILABLE_IN_ALL
void mbm_client_request_stream_async (MbmClient *self,
                                      const char *name,
                                      GBytes *payload,
                                      MbmContext *context,
                                      guint timeout,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
MBM_AVAILABLE_IN_ALL
MbmStream *
mbm_client_request_stream_finish (MbmClient *self, GAsyncResult *result, MbmMessage **answer, GError **error);

MBM_AVAILABLE_IN_ALL
const char *mbm_stream_get_id (MbmStream *self);
MBM_AVAILABLE_IN_ALL
MbmStreamState mbm_stream_get_state (MbmStream *self);
MBM_AVAILABLE_IN_ALL
const GError *mbm_stream_get_error (MbmStream *self);
MBM_AVAILABLE_IN_ALL
MbmMessage *mbm_stream_get_end (MbmStream *self);
MBM_AVAILABLE_IN_ALL
guint64 mbm_stream_get_n_items (MbmStream *self);
MBM_AVAILABLE_IN_ALL
guint mbm_stream_get_n_buffered (MbmStream *self);
MBM_AVAILABLE_IN_ALL
gsize mbm_stream_get_buffered_size (MbmStream *self);

MBM_AVAILABLE_IN_ALL
void mbm_stream_next_async (MbmStream *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
MBM_AVAILABLE_IN_ALL
GBytes *mbm_stream_next_finish (MbmStream *self, GAsyncResult *result, GError **error);
MBM_AVAILABLE_IN_ALL
gboolean mbm_stream_is_flowing (MbmStream *self);
MBM_AVAILABLE_IN_ALL
void mbm_stream_set_flowing (MbmStream *self, gboolean flowing);
MBM_AVAILABLE_IN_ALL
void mbm_stream_set_limits (MbmStream *self, guint max_items, guint64 max_size);
MBM_AVAILABLE_IN_ALL
void mbm_stream_set_idle_timeout (MbmStream *self, guint milliseconds);
MBM_AVAILABLE_IN_ALL
void mbm_stream_cancel (MbmStream *self);
MBM_AVAILABLE_IN_ALL
void mbm_stream_forget (MbmStream *self);

G_END_DECLS
