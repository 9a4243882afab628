/* mbm-server-request-private.h — how a server makes and answers its requests
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-server-connection-private.h"
#include "mbm-server-request.h"

G_BEGIN_DECLS

MbmServerRequest *mbm_server_request_new (MbmServerConnection *connection, MbmMessage *message);
MbmServerConnection *mbm_server_request_get_connection (MbmServerRequest *self);
void mbm_server_request_set_user (MbmServerRequest *self, MbmUser *user);
void mbm_server_request_respond_json (MbmServerRequest *self, GString *object);
void mbm_server_request_fail (MbmServerRequest *self, const char *code, const char *format, ...)
  G_GNUC_PRINTF (3, 4);

G_END_DECLS
