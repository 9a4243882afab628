/* mbm-http-channel-private.h — a client's connection to an HTTP service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-http-call-private.h"
#include "mbm-transport.h"

G_BEGIN_DECLS

#define MBM_TYPE_HTTP_CHANNEL (mbm_http_channel_get_type ())

G_DECLARE_FINAL_TYPE (MbmHttpChannel, mbm_http_channel, MBM, HTTP_CHANNEL, MbmChannel)

/* Takes what is in @service. */
MbmChannel *mbm_http_channel_new (MbmHttpService *service, guint64 max_queue_size, gboolean api_form);

/* The transport's. */
void mbm_http_connect_async (MbmTransport *transport,
                             const char *uri,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

G_END_DECLS
