/* mbm-ws-connect-private.h — a client's way into a WebSocket
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-transport.h"

G_BEGIN_DECLS

/* What MbmTransportClass.connect_async does; the result is a GTask with an MbmChannel. */
void mbm_ws_connect_async (MbmTransport *transport,
                           const char *uri,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);

G_END_DECLS
