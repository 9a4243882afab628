/* mbm-client-dialect.c — what a client does otherwise in the dialect `magic-server`
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-client-private.h"
#include "mbm-json-members-private.h"
#include "mbm-message-private.h"

/**
 * mbm_client_registers: (skip)
 * @self: a client
 *
 * Whether it registers, and so has a name that the server knows. In the dialect `magic-server` connecting is
 * registering: the server gives a name, and does not say which.
 *
 * Returns: %TRUE if it does
 */
gboolean
mbm_client_registers (MbmClient *self)
{
  return self->registers && self->dialect == MBM_DIALECT_MESSAGING;
}

/**
 * mbm_client_read: (skip)
 * @self: a client
 * @text: a frame that came in
 * @error: return location
 *
 * Reads a frame of the client's dialect. In `magic-server` whatever has the id of one of our requests is its
 * answer.
 *
 * Returns: (transfer full) (nullable): a message
 */
MbmMessage *
mbm_client_read (MbmClient *self, GBytes *text, GError **error)
{
  g_autoptr (MbmMessage) message = mbm_message_new_for_dialect (self->dialect, text, error);

  if (message != NULL && self->dialect == MBM_DIALECT_MAGIC_SERVER &&
      mbm_message_get_kind (message) != MBM_MESSAGE_RESPONSE &&
      mbm_client_requests_own (self, mbm_message_peek_id (message)))
    return mbm_message_new_magic_answer (message);

  return g_steal_pointer (&message);
}

/**
 * mbm_client_note_shutdown: (skip)
 * @self: a client
 * @event: an event
 *
 * Takes note of `system.shutdown`: why the server goes, and when it wants to see us again.
 *
 * Returns: %TRUE if @event is that
 */
gboolean
mbm_client_note_shutdown (MbmClient *self, MbmMessage *event)
{
  MbmJsonValue payload = mbm_message_get_payload_value (event);
  gint64 delay;

  if (self->dialect != MBM_DIALECT_MAGIC_SERVER || !mbm_message_is_system (event) ||
      !g_str_equal (mbm_message_get_name (event), "system.shutdown"))
    return FALSE;

  g_free (self->farewell);
  self->farewell = mbm_json_dup_string_member (payload, "reason");
  if (self->farewell == NULL)
    self->farewell = g_strdup ("system.shutdown");
  if (mbm_json_get_integer_member (payload, "reconnectIn", &delay) && delay >= 0)
    self->reconnect_delay = MIN (delay, (gint64) self->max_reconnect_delay);

  return TRUE;
}
