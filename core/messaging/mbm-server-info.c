/* mbm-server-info.c — what a server says of itself
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-client-private.h"
#include "mbm-json-members-private.h"

G_DEFINE_BOXED_TYPE (MbmServerInfo, mbm_server_info, mbm_server_info_copy, mbm_server_info_free)

/**
 * mbm_server_info_new_from_answer: (skip)
 * @answer: the answer to `$serverInfo`
 * @error: return location
 *
 * Reads an answer. What is missing or of another type than it should be is left empty: the whole answer is
 * there to be shown.
 *
 * Returns: (transfer full): what it says, or %NULL if it says nothing
 */
MbmServerInfo *
mbm_server_info_new_from_answer (MbmMessage *answer, GError **error)
{
  MbmServerInfo *self;
  MbmJsonValue data;

  if (!mbm_client_check_system_answer (answer, &data, error))
    return NULL;

  self = g_new0 (MbmServerInfo, 1);
  self->server_id = mbm_json_dup_string_member (data, "serverId");
  self->version = mbm_json_dup_string_member (data, "version");
  self->capabilities = mbm_json_dup_strv_member (data, "capabilities");
  mbm_json_get_integer_member (data, "uptime", &self->uptime);
  mbm_json_get_integer_member (data, "connectedClients", &self->connected_clients);
  mbm_json_get_integer_member (data, "serverTime", &self->server_time);
  self->message = mbm_message_ref (answer);

  return self;
}

/**
 * mbm_server_info_copy:
 * @self: what a server says of itself
 *
 * Copies it.
 *
 * Returns: (transfer full): a copy
 *
 * Since: 0.1
 */
MbmServerInfo *
mbm_server_info_copy (const MbmServerInfo *self)
{
  MbmServerInfo *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->server_id = g_strdup (self->server_id);
  copy->version = g_strdup (self->version);
  copy->capabilities = g_strdupv (self->capabilities);
  copy->message = mbm_message_ref (self->message);

  return copy;
}

/**
 * mbm_server_info_free:
 * @self: (transfer full): what a server says of itself
 *
 * Frees it.
 *
 * Since: 0.1
 */
void
mbm_server_info_free (MbmServerInfo *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->server_id);
  g_free (self->version);
  g_strfreev (self->capabilities);
  mbm_message_unref (self->message);
  g_free (self);
}
