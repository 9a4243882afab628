/* mbm-http-transport-private.h — requests and event streams over HTTP
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-transport.h"

G_BEGIN_DECLS

#define MBM_TYPE_HTTP_TRANSPORT (mbm_http_transport_get_type ())

G_DECLARE_FINAL_TYPE (MbmHttpTransport, mbm_http_transport, MBM, HTTP_TRANSPORT, MbmTransport)

G_END_DECLS
