/* mbm-server-request.h — a request that waits for its answer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-message.h"
#include "mbm-server-client.h"

G_BEGIN_DECLS

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
MBM_AVAILABLE_IN_ALL
MbmContext *mbm_server_request_new_child_context (MbmServerRequest *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_server_request_get_client_id (MbmServerRequest *self);
MBM_AVAILABLE_IN_ALL
MbmServerClient *mbm_server_request_get_client (MbmServerRequest *self);
MBM_AVAILABLE_IN_ALL
MbmUser *mbm_server_request_get_user (MbmServerRequest *self);
MBM_AVAILABLE_IN_ALL
void mbm_server_request_set_user (MbmServerRequest *self, MbmUser *user);
MBM_AVAILABLE_IN_ALL
gint64 mbm_server_request_get_received_time (MbmServerRequest *self);
MBM_AVAILABLE_IN_ALL
void
mbm_server_request_set_data (MbmServerRequest *self, const char *key, gpointer data, GDestroyNotify destroy);
MBM_AVAILABLE_IN_ALL
gpointer mbm_server_request_get_data (MbmServerRequest *self, const char *key);
MBM_AVAILABLE_IN_ALL
void mbm_server_request_set_note (MbmServerRequest *self, const char *note);
MBM_AVAILABLE_IN_ALL
const char *mbm_server_request_get_note (MbmServerRequest *self);
MBM_AVAILABLE_IN_ALL
gboolean mbm_server_request_is_answered (MbmServerRequest *self);

MBM_AVAILABLE_IN_ALL
gboolean mbm_server_request_set_payload (MbmServerRequest *self, GBytes *payload, GError **error);
MBM_AVAILABLE_IN_ALL
void mbm_server_request_set_context (MbmServerRequest *self, MbmContext *context);

MBM_AVAILABLE_IN_ALL
gboolean mbm_server_request_respond (MbmServerRequest *self, GBytes *data, GError **error);
MBM_AVAILABLE_IN_ALL
void mbm_server_request_respond_node (MbmServerRequest *self, JsonNode *data);
MBM_AVAILABLE_IN_ALL
void mbm_server_request_fail_code (MbmServerRequest *self, const char *code, GBytes *details);
MBM_AVAILABLE_IN_ALL
void mbm_server_request_respond_error (MbmServerRequest *self,
                                       const char *code,
                                       const char *message,
                                       GBytes *details);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmServerRequest, mbm_server_request_unref)

G_END_DECLS
