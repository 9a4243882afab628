/* sbx-demo-service.h — the demo's order service
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "mbm-server.h"

G_BEGIN_DECLS

void sbx_demo_service_attach (MbmServer *server);

G_END_DECLS
