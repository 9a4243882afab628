/* mbm-stream-writer.h — a server's end of a stream
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-server-request.h"
#include "mbm-stream.h"

G_BEGIN_DECLS

/**
 * MBM_DEFAULT_STREAM_HIGH_WATER_MARK:
 *
 * The default of [property@Mbm.StreamWriter:high-water-mark], in bytes.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_STREAM_HIGH_WATER_MARK (1024 * 1024)

/**
 * MBM_DEFAULT_STREAM_LOW_WATER_MARK:
 *
 * The default of [property@Mbm.StreamWriter:low-water-mark], in bytes.
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_STREAM_LOW_WATER_MARK (256 * 1024)

#define MBM_TYPE_STREAM_WRITER (mbm_stream_writer_get_type ())
MBM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (MbmStreamWriter, mbm_stream_writer, MBM, STREAM_WRITER, GObject)

MBM_AVAILABLE_IN_ALL
MbmStreamWriter *mbm_server_request_start_stream (MbmServerRequest *self, GBytes *answer, GError **error);

MBM_AVAILABLE_IN_ALL
const char *mbm_stream_writer_get_id (MbmStreamWriter *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_stream_writer_get_client_id (MbmStreamWriter *self);
MBM_AVAILABLE_IN_ALL
MbmStreamState mbm_stream_writer_get_state (MbmStreamWriter *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_stream_writer_get_reason (MbmStreamWriter *self);
MBM_AVAILABLE_IN_ALL
gboolean mbm_stream_writer_is_writable (MbmStreamWriter *self);
MBM_AVAILABLE_IN_ALL
gsize mbm_stream_writer_get_queued (MbmStreamWriter *self);
MBM_AVAILABLE_IN_ALL
void mbm_stream_writer_set_marks (MbmStreamWriter *self, gsize high, gsize low);

MBM_AVAILABLE_IN_ALL
gboolean mbm_stream_writer_write (MbmStreamWriter *self, GBytes *data, GError **error);
MBM_AVAILABLE_IN_ALL
void mbm_stream_writer_write_async (MbmStreamWriter *self,
                                    GBytes *data,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
MBM_AVAILABLE_IN_ALL
gboolean mbm_stream_writer_write_finish (MbmStreamWriter *self, GAsyncResult *result, GError **error);
MBM_AVAILABLE_IN_ALL
gboolean mbm_stream_writer_end (MbmStreamWriter *self, GError **error);
MBM_AVAILABLE_IN_ALL
void mbm_stream_writer_fail (MbmStreamWriter *self, const char *code, const char *message, GBytes *details);

G_END_DECLS
