/* mbm-client-events.c — events on their way to a client's handlers
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-client-private.h"
#include "mbm-json-members-private.h"

/* Simple servers send everything to everyone. Found in the context's text: parsing it costs more. A client
 * that did not register has a name that only the server knows, so that it can take nothing for somebody
 * else's. */
static gboolean
mbm_client_is_target (MbmClient *self, MbmMessage *event)
{
  MbmJsonValue context = mbm_message_get_context_value (event);
  g_autofree char *target = NULL;

  if (!mbm_client_registers (self))
    return TRUE;

  target = mbm_json_dup_string_member (context, "target");
  return target == NULL || g_str_equal (target, self->id);
}

/* Existing servers send broadcast("orderCreated", …) as `$broadcast {message:"orderCreated", data:…}`. */
static MbmMessage *
mbm_client_unwrap_broadcast (MbmMessage *event)
{
  MbmJsonValue payload = mbm_message_get_payload_value (event);
  g_autofree char *name = mbm_json_dup_string_member (payload, "message");
  g_autoptr (GBytes) data = NULL;
  MbmJsonValue value;

  if (name == NULL)
    return NULL;

  if (mbm_json_value_get_member (payload, "data", &value))
    data = g_bytes_new (value.text, value.length);
  else
    data = g_bytes_new_static ("null", 4);

  return mbm_message_new_event (name, data, mbm_message_get_context (event), NULL);
}

/* Only the named handlers: those for every event have seen the frame as it came. */
static void
mbm_client_deliver_broadcast (MbmClient *self, MbmMessage *event)
{
  g_autoptr (MbmMessage) inner = mbm_client_unwrap_broadcast (event);

  if (inner != NULL && !g_str_equal (mbm_message_get_name (inner), "$broadcast"))
    mbm_event_handlers_call (self->handlers, mbm_message_get_name (inner), self, inner);
}

/* The server says why before it closes. It tells everybody when anybody leaves, and an older connection of
 * our id may be the one that does. */
static void
mbm_client_note_farewell (MbmClient *self, MbmMessage *event)
{
  MbmJsonValue payload = mbm_message_get_payload_value (event);
  g_autofree char *client = mbm_json_dup_string_member (payload, "clientId");
  g_autofree char *connection = mbm_json_dup_string_member (payload, "connectionId");

  if (client == NULL || !g_str_equal (client, self->id))
    return;
  if (connection != NULL && self->connection_id != NULL && !g_str_equal (connection, self->connection_id))
    return;

  g_free (self->farewell);
  self->farewell = mbm_json_dup_string_member (payload, "reason");
}

static void
mbm_client_note_heartbeat (MbmClient *self, MbmMessage *event)
{
  g_autofree char *client = mbm_json_dup_string_member (mbm_message_get_payload_value (event), "clientId");

  if (client == NULL)
    mbm_client_liveness_server_beat (self);
}

/**
 * mbm_client_events_received: (skip)
 * @self: a client
 * @event: an event that came in
 *
 * Takes note of what the system contract says about us, and calls the handlers.
 */
void
mbm_client_events_received (MbmClient *self, MbmMessage *event)
{
  const char *name = mbm_message_get_name (event);

  if (!mbm_client_is_target (self, event))
    {
      mbm_client_tap_message (self, MBM_TAP_RECEIVED, MBM_TAP_FLAG_NOT_FOR_US, event);
      return;
    }

  mbm_client_tap_message (self, MBM_TAP_RECEIVED, MBM_TAP_FLAG_NONE, event);

  if (g_str_equal (name, "$disconnected"))
    mbm_client_note_farewell (self, event);
  else if (g_str_equal (name, "$heartbeat"))
    mbm_client_note_heartbeat (self, event);
  else
    mbm_client_note_shutdown (self, event);

  /* Who has asked to be disconnected expects no more calls. */
  if (self->phase == MBM_CLIENT_PHASE_CLOSING)
    return;

  if (self->streams != NULL)
    mbm_client_streams_received (self, event);
  mbm_event_handlers_call (self->handlers, name, self, event);
  mbm_event_handlers_call (self->handlers, NULL, self, event);
  if (g_str_equal (name, "$broadcast"))
    mbm_client_deliver_broadcast (self, event);
}

/**
 * mbm_client_add_event_handler:
 * @self: a client
 * @event: (nullable): an event's name, or %NULL for every event, those of the system contract among them
 * @handler: (scope notified) (closure user_data) (destroy destroy): the function to call
 * @user_data: passed to @handler
 * @destroy: (nullable): frees @user_data when the handler is removed or the client goes
 *
 * Adds a handler for an event. That does not subscribe: a client without a subscription gets all application
 * events; see [method@Mbm.Client.subscribe_async].
 *
 * Handlers stay across connections. They may add and remove handlers, themselves too. An event whose `target`
 * is somebody else reaches no handler. A `$broadcast` reaches its own handlers as it came, and those of the
 * event that it names as an event of that name.
 *
 * Returns: an id for [method@Mbm.Client.remove_event_handler]; never 0
 *
 * Since: 0.1
 */
guint
mbm_client_add_event_handler (MbmClient *self,
                              const char *event,
                              MbmClientEventHandler handler,
                              gpointer user_data,
                              GDestroyNotify destroy)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), 0);
  g_return_val_if_fail (handler != NULL, 0);

  return mbm_event_handlers_add (self->handlers, event, handler, user_data, destroy);
}

/**
 * mbm_client_remove_event_handler:
 * @self: a client
 * @id: what [method@Mbm.Client.add_event_handler] returned
 *
 * Removes a handler. It is not called again, not even for an event that is being delivered.
 *
 * Returns: %TRUE if there was a handler of that id
 *
 * Since: 0.1
 */
gboolean
mbm_client_remove_event_handler (MbmClient *self, guint id)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), FALSE);

  return mbm_event_handlers_remove (self->handlers, id);
}
