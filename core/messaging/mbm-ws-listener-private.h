/* mbm-ws-listener-private.h — a port that is served
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-transport.h"

#include "mbm-ws-address-private.h"

G_BEGIN_DECLS

#define MBM_TYPE_WS_LISTENER (mbm_ws_listener_get_type ())

G_DECLARE_FINAL_TYPE (MbmWsListener, mbm_ws_listener, MBM, WS_LISTENER, MbmListener)

/* Serves @address at all of @inet_addresses (GInetAddress), on one port, with the limits of @transport.
 * Errors: ADDRESS_IN_USE, PERMISSION, UNREACHABLE, FAILED. */
MbmListener *mbm_ws_listener_new (const MbmWsAddress *address,
                                  GList *inet_addresses,
                                  MbmTransport *transport,
                                  GError **error);

G_END_DECLS
