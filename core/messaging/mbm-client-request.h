/* mbm-client-request.h — a server's request that waits for its client's answer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-client.h"

G_BEGIN_DECLS

/**
 * MBM_DEFAULT_MAX_SERVER_REQUESTS:
 *
 * The default of [property@Mbm.Client:max-server-requests].
 *
 * Since: 0.1
 */
#define MBM_DEFAULT_MAX_SERVER_REQUESTS 1000

#define MBM_TYPE_CLIENT_REQUEST (mbm_client_request_get_type ())
typedef struct _MbmClientRequest MbmClientRequest;

/**
 * MbmClientRequestHandler:
 * @client: the client
 * @request: what is asked
 * @user_data: as given with the handler
 *
 * Answers a server's request with [method@Mbm.ClientRequest.respond] and its kin: now, or later if it takes a
 * reference.
 *
 * Since: 0.1
 */
typedef void (*MbmClientRequestHandler) (MbmClient *client, MbmClientRequest *request, gpointer user_data);

MBM_AVAILABLE_IN_ALL
gboolean mbm_client_add_request_handler (MbmClient *self,
                                         const char *name,
                                         MbmClientRequestHandler handler,
                                         gpointer user_data,
                                         GDestroyNotify destroy);
MBM_AVAILABLE_IN_ALL
gboolean mbm_client_remove_request_handler (MbmClient *self, const char *name);

MBM_AVAILABLE_IN_ALL
GType mbm_client_request_get_type (void) G_GNUC_CONST;
MBM_AVAILABLE_IN_ALL
MbmClientRequest *mbm_client_request_ref (MbmClientRequest *self);
MBM_AVAILABLE_IN_ALL
void mbm_client_request_unref (MbmClientRequest *self);

MBM_AVAILABLE_IN_ALL
const char *mbm_client_request_get_name (MbmClientRequest *self);
MBM_AVAILABLE_IN_ALL
MbmMessage *mbm_client_request_get_message (MbmClientRequest *self);
MBM_AVAILABLE_IN_ALL
JsonNode *mbm_client_request_get_payload (MbmClientRequest *self);
MBM_AVAILABLE_IN_ALL
MbmContext *mbm_client_request_get_context (MbmClientRequest *self);
MBM_AVAILABLE_IN_ALL
MbmContext *mbm_client_request_new_child_context (MbmClientRequest *self);
MBM_AVAILABLE_IN_ALL
gboolean mbm_client_request_is_answered (MbmClientRequest *self);

MBM_AVAILABLE_IN_ALL
gboolean mbm_client_request_respond (MbmClientRequest *self, GBytes *data, GError **error);
MBM_AVAILABLE_IN_ALL
void mbm_client_request_respond_node (MbmClientRequest *self, JsonNode *data);
MBM_AVAILABLE_IN_ALL
void mbm_client_request_respond_error (MbmClientRequest *self,
                                       const char *code,
                                       const char *message,
                                       GBytes *details);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmClientRequest, mbm_client_request_unref)

G_END_DECLS
