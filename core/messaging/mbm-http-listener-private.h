/* mbm-http-listener-private.h — an address that is served over HTTP
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-transport.h"
#include "mbm-ws-address-private.h"

G_BEGIN_DECLS

#define MBM_TYPE_HTTP_LISTENER (mbm_http_listener_get_type ())

G_DECLARE_FINAL_TYPE (MbmHttpListener, mbm_http_listener, MBM, HTTP_LISTENER, MbmListener)

MbmListener *mbm_http_listener_new (const MbmWsAddress *address,
                                    GList *inet_addresses,
                                    MbmTransport *transport,
                                    GError **error);

G_END_DECLS
