/* mbm-server-events-private.h — the events that a server sends of its own accord
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-message.h"
#include "mbm-server-client.h"

G_BEGIN_DECLS

MbmMessage *mbm_server_event_new_connected (MbmServerClient *client);
MbmMessage *
mbm_server_event_new_disconnected (MbmServerClient *client, const char *reason, gboolean to_itself);
MbmMessage *mbm_server_event_new_shutdown (const char *reason, guint reconnect_delay);
MbmMessage *mbm_server_event_new_heartbeat (const char *server_id);
MbmMessage *mbm_server_event_new_broadcast (const char *event, GBytes *payload, GError **error);
MbmMessage *
mbm_server_event_new_error (const char *target, const char *code, const char *message, GBytes *details);
MbmMessage *mbm_server_event_new_for (const char *target, const char *event, GBytes *payload, GError **error);

/* Building the text of JSON objects: a member is added with the comma it needs. */
void mbm_server_json_add_string (GString *object, const char *name, const char *value);
void mbm_server_json_add_int (GString *object, const char *name, gint64 value);
void mbm_server_json_add_text (GString *object, const char *name, const char *json, gssize length);
void mbm_server_json_add_strv (GString *object, const char *name, const char *const *values);
void mbm_server_json_add_now (GString *object, const char *name);
GBytes *mbm_server_json_end (GString *object);

G_END_DECLS
