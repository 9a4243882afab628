/* mbm-server-client.h — a client as its server knows it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "mbm-user-store.h"

G_BEGIN_DECLS

/**
 * MbmServerClient:
 *
 * A client as its server knows it: live while it is in the server's list, and a record of what it was afterwards. Belongs to the server's
 * thread. Times are microseconds since the Unix epoch; 0 means never.
 */
#define MBM_TYPE_SERVER_CLIENT (mbm_server_client_get_type ())
MBM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (MbmServerClient, mbm_server_client, MBM, SERVER_CLIENT, GObject)

/* The id it registered with, or `anonymous-N` of one that did not register with an open server. */
MBM_AVAILABLE_IN_ALL
const char *mbm_server_client_get_id (MbmServerClient *self);
MBM_AVAILABLE_IN_ALL
const char *mbm_server_client_get_connection_id (MbmServerClient *self);
/* (nullable) */
MBM_AVAILABLE_IN_ALL
const char *mbm_server_client_get_client_type (MbmServerClient *self);
MBM_AVAILABLE_IN_ALL
const char *const *mbm_server_client_get_capabilities (MbmServerClient *self);
/* JSON object as text; (nullable) (transfer none) */
MBM_AVAILABLE_IN_ALL
GBytes *mbm_server_client_get_metadata (MbmServerClient *self);
/* (nullable) */
MBM_AVAILABLE_IN_ALL
const char *mbm_server_client_get_address (MbmServerClient *self);
MBM_AVAILABLE_IN_ALL
gint64 mbm_server_client_get_connected_time (MbmServerClient *self);
/* The last frame of any kind. */
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
/* Bytes that wait to be written to it. */
MBM_AVAILABLE_IN_ALL
gsize mbm_server_client_get_queued (MbmServerClient *self);
/* Names of the events it subscribed to, without repetition; (transfer full) (array zero-terminated=1) */
MBM_AVAILABLE_IN_ALL
char **mbm_server_client_dup_subscriptions (MbmServerClient *self);
/* Who is logged in; (nullable) */
MBM_AVAILABLE_IN_ALL
MbmUser *mbm_server_client_get_user (MbmServerClient *self);
/* Why it left; (nullable) while it is there. */
MBM_AVAILABLE_IN_ALL
const char *mbm_server_client_get_reason (MbmServerClient *self);

G_END_DECLS
