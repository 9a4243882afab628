/* mbm-server-client-private.h — how a server makes and retires its clients
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-server-client.h"
#include "mbm-server-connection-private.h"

G_BEGIN_DECLS

MbmServerClient *mbm_server_client_new (MbmServerConnection *connection,
                                        const char *id,
                                        const char *client_type,
                                        const char *const *capabilities,
                                        GBytes *metadata);
/* The id of its connection as the client itself knows it. */
const char *mbm_server_client_get_key (MbmServerClient *self);
void mbm_server_client_notify_user (MbmServerClient *self);
void mbm_server_client_retire (MbmServerClient *self, const char *reason);

G_END_DECLS
