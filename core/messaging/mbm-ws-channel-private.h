/* mbm-ws-channel-private.h — a WebSocket after its handshake
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-socket-private.h"
#include "mbm-transport.h"
#include "mbm-ws-frame-private.h"

G_BEGIN_DECLS

#define MBM_TYPE_WS_CHANNEL (mbm_ws_channel_get_type ())

G_DECLARE_FINAL_TYPE (MbmWsChannel, mbm_ws_channel, MBM, WS_CHANNEL, MbmChannel)

/* Takes @socket. @early is what came behind the handshake. */
MbmChannel *mbm_ws_channel_new (MbmSocket socket,
                                MbmWsRole role,
                                const guint8 *early,
                                gsize early_length,
                                gsize max_message_size,
                                gsize max_queue_size);

G_END_DECLS
