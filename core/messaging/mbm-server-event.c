/* mbm-server-event.c — an event of a client on its way to the handlers
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-json-private.h"
#include "mbm-server-chain-private.h"
#include "mbm-server-event-private.h"

/* Where the details of an `$error` stand in its frame. */
#define LEVELS_OF_DETAILS 2

/**
 * MbmServerEvent:
 *
 * An event that a client sent, on its way through the middleware of a server.
 *
 * Reference-counted. If the last reference goes before it was let proceed or refused, nobody hears of the
 * event. Belongs to the server's thread.
 *
 * Since: 0.1
 */
struct _MbmServerEvent
{
  guint ref_count;
  gboolean settled; /* it has arrived, or was refused */
  MbmServerConnection *connection;
  MbmServerClient *client;
  MbmMessage *message;
  gsize size; /* as it came in */
  MbmUser *user;
  MbmServerWalk *walk;
};

G_DEFINE_BOXED_TYPE (MbmServerEvent, mbm_server_event, mbm_server_event_ref, mbm_server_event_unref)

/* It counts among the requests of its connection that wait. */
MbmServerEvent *
mbm_server_event_take (MbmServerConnection *connection, MbmMessage *message, MbmUser *user)
{
  MbmServerEvent *self = g_new0 (MbmServerEvent, 1);

  self->ref_count = 1;
  self->connection = mbm_server_connection_ref (connection);
  self->client = g_object_ref (connection->client);
  self->message = mbm_message_ref (message);
  self->size = g_bytes_get_size (mbm_message_get_bytes (message));
  self->user = user != NULL ? mbm_user_ref (user) : NULL;
  connection->n_outstanding++;
  connection->outstanding_bytes += self->size;

  return self;
}

static void
mbm_server_event_settle (MbmServerEvent *self)
{
  if (self->settled)
    return;

  self->settled = TRUE;
  self->connection->n_outstanding--;
  self->connection->outstanding_bytes -= self->size;
}

/**
 * mbm_server_event_ref:
 * @self: an event
 *
 * Takes a reference, to let it proceed later.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
MbmServerEvent *
mbm_server_event_ref (MbmServerEvent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  self->ref_count++;
  return self;
}

/**
 * mbm_server_event_unref:
 * @self: (transfer full): an event
 *
 * Gives a reference back. If it was the last one, and the event was not let proceed, it is dropped.
 *
 * Since: 0.1
 */
void
mbm_server_event_unref (MbmServerEvent *self)
{
  g_return_if_fail (self != NULL);

  if (--self->ref_count > 0)
    return;

  mbm_server_event_settle (self);
  mbm_server_connection_unref (self->connection);
  g_object_unref (self->client);
  mbm_message_unref (self->message);
  g_clear_pointer (&self->user, mbm_user_unref);
  g_clear_pointer (&self->walk, mbm_server_walk_free);
  g_free (self);
}

/**
 * mbm_server_event_get_name:
 * @self: an event
 *
 * What has happened.
 *
 * Returns: (transfer none): the event's name
 *
 * Since: 0.1
 */
const char *
mbm_server_event_get_name (MbmServerEvent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return mbm_message_get_name (self->message);
}

/**
 * mbm_server_event_get_message:
 * @self: an event
 *
 * The event as it came in, or as it was changed.
 *
 * Returns: (transfer none): the message
 *
 * Since: 0.1
 */
MbmMessage *
mbm_server_event_get_message (MbmServerEvent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->message;
}

/**
 * mbm_server_event_get_payload:
 * @self: an event
 *
 * The payload, parsed when it is first asked for. It is not to be changed.
 *
 * Returns: (transfer none) (nullable): the payload; %NULL if the event has none
 *
 * Since: 0.1
 */
JsonNode *
mbm_server_event_get_payload (MbmServerEvent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return mbm_message_get_payload (self->message);
}

/**
 * mbm_server_event_get_payload_value: (skip)
 * @self: an event
 *
 * The payload's own text, without parsing it. It is borrowed from the event's message.
 *
 * Returns: the payload; its text is %NULL if the event has none
 *
 * Since: 0.1
 */
MbmJsonValue
mbm_server_event_get_payload_value (MbmServerEvent *self)
{
  g_return_val_if_fail (self != NULL, ((MbmJsonValue){ NULL, 0 }));

  return mbm_message_get_payload_value (self->message);
}

/**
 * mbm_server_event_get_client:
 * @self: an event
 *
 * Who sent it: the identity of the connection, whatever the event's `source` says. The client may have left
 * since.
 *
 * Returns: (transfer none): the client
 *
 * Since: 0.1
 */
MbmServerClient *
mbm_server_event_get_client (MbmServerEvent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->client;
}

/**
 * mbm_server_event_get_user:
 * @self: an event
 *
 * On whose behalf: the user of the token in the event's context, or who was logged in on the connection when
 * the event came.
 *
 * Returns: (transfer none) (nullable): the user, if there is one
 *
 * Since: 0.1
 */
MbmUser *
mbm_server_event_get_user (MbmServerEvent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->user;
}

/**
 * mbm_server_event_set_user:
 * @self: an event
 * @user: (nullable): a user
 *
 * Says on whose behalf the event is, for what follows in the chain: for middleware that knows another way to
 * tell.
 *
 * Since: 0.1
 */
void
mbm_server_event_set_user (MbmServerEvent *self, MbmUser *user)
{
  g_return_if_fail (self != NULL);

  if (user != NULL)
    mbm_user_ref (user);
  g_clear_pointer (&self->user, mbm_user_unref);
  self->user = user;
}

/**
 * mbm_server_event_set_payload:
 * @self: an event
 * @payload: (nullable): JSON text; %NULL stands for `{}`
 * @error: (nullable): return location
 *
 * Gives the event another payload for what follows. What was on the wire stays as it was for the tap.
 *
 * Errors: [error@Mbm.Error.INVALID_ARGUMENT] if @payload is not JSON, and then the event is as it was.
 *
 * Returns: %TRUE if the payload was replaced
 *
 * Since: 0.1
 */
gboolean
mbm_server_event_set_payload (MbmServerEvent *self, GBytes *payload, GError **error)
{
  MbmMessage *changed;

  g_return_val_if_fail (self != NULL, FALSE);

  changed = mbm_message_new_event (mbm_message_get_name (self->message), payload,
                                   mbm_message_get_context (self->message), error);
  if (changed == NULL)
    return FALSE;

  mbm_message_unref (self->message);
  self->message = changed;

  return TRUE;
}

/**
 * mbm_server_event_is_settled:
 * @self: an event
 *
 * Whether the event has got to the handlers, or was refused.
 *
 * Returns: %TRUE if nothing more can become of it
 *
 * Since: 0.1
 */
gboolean
mbm_server_event_is_settled (MbmServerEvent *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->settled;
}

/**
 * mbm_server_event_refuse:
 * @self: an event
 * @code: a code such as `FORBIDDEN`
 * @message: what is wrong, in words
 * @details: (nullable): JSON text; left out if it is not JSON
 *
 * Does not let the event proceed, and tells its sender by the event `$error`. What is not UTF-8 in @code and
 * @message is replaced. Does nothing if the event is settled.
 *
 * Since: 0.1
 */
void
mbm_server_event_refuse (MbmServerEvent *self, const char *code, const char *message, GBytes *details)
{
  g_autofree char *valid_code = NULL;
  g_autofree char *valid_message = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (code != NULL);
  g_return_if_fail (message != NULL);

  if (self->settled)
    return;

  mbm_server_event_settle (self);
  if (details != NULL)
    {
      gsize length;
      const char *text = g_bytes_get_data (details, &length);

      if (!mbm_json_check_inner (text, length, LEVELS_OF_DETAILS, NULL))
        details = NULL;
    }

  valid_code = g_utf8_make_valid (code, -1);
  valid_message = g_utf8_make_valid (message, -1);
  mbm_server_connection_send_error (self->connection, valid_code, valid_message, details);
}

static void
mbm_server_event_advance (MbmServerEvent *self, MbmServer *server)
{
  MbmMiddleware *next = mbm_server_walk_next (self->walk, mbm_message_get_name (self->message));

  if (next != NULL)
    {
      MBM_MIDDLEWARE_GET_CLASS (next)->event (next, self);
      return;
    }

  mbm_server_event_settle (self);
  mbm_server_handlers_call_event (server, self->client, self->message);
}

/* At the first of the server's middleware. */
void
mbm_server_event_enter (MbmServerEvent *self, MbmServer *server)
{
  self->walk = mbm_server_walk_new (server->chain);
  mbm_server_event_advance (self, server);
}

/**
 * mbm_server_event_proceed:
 * @self: an event
 * @middleware: where it is: who calls
 *
 * Lets an event go on to the next middleware, and after the last one to its handlers.
 *
 * Returns: %TRUE if it went on; %FALSE if @middleware is not where it is, because it was let proceed or
 * refused before, or if its client has left
 *
 * Since: 0.1
 */
gboolean
mbm_server_event_proceed (MbmServerEvent *self, MbmMiddleware *middleware)
{
  g_autoptr (MbmServerEvent) kept = NULL;
  g_autoptr (MbmServer) server = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (MBM_IS_MIDDLEWARE (middleware), FALSE);

  if (self->settled || !mbm_server_walk_is_at (self->walk, middleware) ||
      self->connection->state != MBM_CONNECTION_OPEN || self->connection->client != self->client)
    return FALSE;

  kept = mbm_server_event_ref (self);
  server = g_object_ref (self->connection->server);
  mbm_server_event_advance (self, server);

  return TRUE;
}
