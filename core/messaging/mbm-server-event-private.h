/* mbm-server-event-private.h — how a server makes the events that go through its middleware
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-middleware.h"
#include "mbm-server-connection-private.h"

G_BEGIN_DECLS

MbmServerEvent *mbm_server_event_take (MbmServerConnection *connection, MbmMessage *message, MbmUser *user);
void mbm_server_event_enter (MbmServerEvent *self, MbmServer *server);

G_END_DECLS
