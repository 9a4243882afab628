/* mbm-server-client.h — a client as its server knows it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "mbm-message.h"
#include "mbm-user-store.h"

G_BEGIN_DECLS

#define MBM_TYPE_SERVER_CLIENT (mbm_server_client_get_type ())
MBM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (MbmServerClient, mbm_server_client, MBM, SERVER_CLIENT, GObject)

MBM_AVAILABLE_IN_ALL
const char *mbm_server_client_get_id (MbmServerClient *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_server_client_get_connection_id (MbmServerClient *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_server_client_get_client_type (MbmServerClient *self);
MBM_AVAILABLE_IN_ALL
const char *const *mbm_server_client_get_capabilities (MbmServerClient *self);
MBM_AVAILABLE_IN_ALL
GBytes *mbm_server_client_get_metadata (MbmServerClient *self);
MBM_AVAILABLE_IN_ALL
MbmDialect mbm_server_client_get_dialect (MbmServerClient *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_server_client_get_address (MbmServerClient *self);
MBM_AVAILABLE_IN_ALL
gint64 mbm_server_client_get_connected_time (MbmServerClient *self);
MBM_AVAILABLE_IN_ALL
gint64 mbm_server_client_get_activity_time (MbmServerClient *self);
MBM_AVAILABLE_IN_ALL
gint64 mbm_server_client_get_heartbeat_time (MbmServerClient *self);
MBM_AVAILABLE_IN_ALL
guint64 mbm_server_client_get_n_heartbeats (MbmServerClient *self);
MBM_AVAILABLE_IN_ALL
void mbm_server_client_get_traffic (MbmServerClient *self,
                                    guint64 *messages_in,
                                    guint64 *messages_out,
                                    guint64 *bytes_in,
                                    guint64 *bytes_out);
MBM_AVAILABLE_IN_ALL
gsize mbm_server_client_get_queued (MbmServerClient *self);
MBM_AVAILABLE_IN_ALL
char **mbm_server_client_dup_subscriptions (MbmServerClient *self);
MBM_AVAILABLE_IN_ALL
MbmUser *mbm_server_client_get_user (MbmServerClient *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_server_client_get_reason (MbmServerClient *self);

G_END_DECLS
