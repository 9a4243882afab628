/* mbm-server-request.h — a request that waits for its answer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-message.h"
#include "mbm-server-client.h"

G_BEGIN_DECLS

/**
 * MbmServerRequest:
 *
 * A request on a server, and the way to answer it: now or later, once, with a value or an error. Reference-counted; if the last
 * reference goes without an answer, the client is told `NO_ANSWER`. An answer after the client has gone is
 * dropped. Belongs to the server's thread.
 */
#define MBM_TYPE_SERVER_REQUEST (mbm_server_request_get_type ())
typedef struct _MbmServerRequest MbmServerRequest;

MBM_AVAILABLE_IN_ALL
GType mbm_server_request_get_type (void) G_GNUC_CONST;
MBM_AVAILABLE_IN_ALL
MbmServerRequest *mbm_server_request_ref (MbmServerRequest *self);
MBM_AVAILABLE_IN_ALL
void mbm_server_request_unref (MbmServerRequest *self);

MBM_AVAILABLE_IN_ALL
const char *mbm_server_request_get_name (MbmServerRequest *self);
MBM_AVAILABLE_IN_ALL
MbmMessage *mbm_server_request_get_message (MbmServerRequest *self);
MBM_AVAILABLE_IN_ALL
JsonNode *mbm_server_request_get_payload (MbmServerRequest *self);
MBM_AVAILABLE_IN_ALL
MbmJsonValue mbm_server_request_get_payload_value (MbmServerRequest *self);
MBM_AVAILABLE_IN_ALL
MbmContext *mbm_server_request_get_context (MbmServerRequest *self);
/* The identity of the connection, whatever `source` says. */
MBM_AVAILABLE_IN_ALL
const char *mbm_server_request_get_client_id (MbmServerRequest *self);
MBM_AVAILABLE_IN_ALL
MbmServerClient *mbm_server_request_get_client (MbmServerRequest *self);
/* Who sent it: by the token in its context, or the connection's login; (nullable) */
MBM_AVAILABLE_IN_ALL
MbmUser *mbm_server_request_get_user (MbmServerRequest *self);
MBM_AVAILABLE_IN_ALL
gboolean mbm_server_request_is_answered (MbmServerRequest *self);

/* @data: JSON text, NULL for `null`. FALSE with INVALID_ARGUMENT if it is not JSON (then the request is still open), WRONG_STATE if
 * it was answered before. */
MBM_AVAILABLE_IN_ALL
gboolean mbm_server_request_respond (MbmServerRequest *self, GBytes *data, GError **error);
MBM_AVAILABLE_IN_ALL
void mbm_server_request_respond_node (MbmServerRequest *self, JsonNode *data);
/* @details: (nullable) JSON text */
MBM_AVAILABLE_IN_ALL
void mbm_server_request_respond_error (MbmServerRequest *self, const char *code, const char *message, GBytes *details);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmServerRequest, mbm_server_request_unref)

G_END_DECLS
