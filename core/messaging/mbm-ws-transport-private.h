/* mbm-ws-transport-private.h — WebSockets
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-transport.h"

G_BEGIN_DECLS

#define MBM_TYPE_WS_TRANSPORT (mbm_ws_transport_get_type ())

G_DECLARE_FINAL_TYPE (MbmWsTransport, mbm_ws_transport, MBM, WS_TRANSPORT, MbmTransport)

G_END_DECLS
