/* mbm-server-event.h — an event of a client on its way to the handlers
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-message.h"
#include "mbm-server-client.h"

G_BEGIN_DECLS

#define MBM_TYPE_SERVER_EVENT (mbm_server_event_get_type ())
typedef struct _MbmServerEvent MbmServerEvent;

MBM_AVAILABLE_IN_ALL
GType mbm_server_event_get_type (void) G_GNUC_CONST;
MBM_AVAILABLE_IN_ALL
MbmServerEvent *mbm_server_event_ref (MbmServerEvent *self);
MBM_AVAILABLE_IN_ALL
void mbm_server_event_unref (MbmServerEvent *self);

MBM_AVAILABLE_IN_ALL
const char *mbm_server_event_get_name (MbmServerEvent *self);
MBM_AVAILABLE_IN_ALL
MbmMessage *mbm_server_event_get_message (MbmServerEvent *self);
MBM_AVAILABLE_IN_ALL
JsonNode *mbm_server_event_get_payload (MbmServerEvent *self);
MBM_AVAILABLE_IN_ALL
MbmJsonValue mbm_server_event_get_payload_value (MbmServerEvent *self);
MBM_AVAILABLE_IN_ALL
MbmServerClient *mbm_server_event_get_client (MbmServerEvent *self);
MBM_AVAILABLE_IN_ALL
MbmUser *mbm_server_event_get_user (MbmServerEvent *self);
MBM_AVAILABLE_IN_ALL
void mbm_server_event_set_user (MbmServerEvent *self, MbmUser *user);
MBM_AVAILABLE_IN_ALL
gboolean mbm_server_event_set_payload (MbmServerEvent *self, GBytes *payload, GError **error);
MBM_AVAILABLE_IN_ALL
gboolean mbm_server_event_is_settled (MbmServerEvent *self);
MBM_AVAILABLE_IN_ALL
void mbm_server_event_refuse (MbmServerEvent *self, const char *code, const char *message, GBytes *details);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmServerEvent, mbm_server_event_unref)

G_END_DECLS
