/* mbm-listen-private.h — from an address to what serves it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-transport.h"
#include "mbm-ws-address-private.h"

G_BEGIN_DECLS

/* Serves @address at @inet_addresses (GInetAddress), with the settings of @transport. */
typedef MbmListener *(*MbmListenFunc) (const MbmWsAddress *address,
                                       GList *inet_addresses,
                                       MbmTransport *transport,
                                       GError **error);

/* The `listen_async` of a transport on TCP: finds the host of @uri, refuses what other machines can reach
 * unless they may, and has @make serve the rest. */
void mbm_listen_async (MbmTransport *transport,
                       const char *uri,
                       MbmListenFunc make,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);

G_END_DECLS
