/* mbm-server-clients.c — who is there, and telling them something
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <inttypes.h>

#include <glib/gi18n-lib.h>

#include "mbm-server-ask-private.h"
#include "mbm-server-client-private.h"
#include "mbm-server-connection-private.h"
#include "mbm-server-events-private.h"
#include "mbm-server-streams-private.h"

MbmServerConnection *
mbm_server_lookup_connection (MbmServer *self, const char *client_id)
{
  return g_hash_table_lookup (self->clients, client_id);
}

gboolean
mbm_server_is_full (MbmServer *self)
{
  return self->arrivals.length >= self->max_clients;
}

/* Takes @client into the list. Who calls has to announce it. */
void
mbm_server_add_client (MbmServer *self, MbmServerConnection *connection, MbmServerClient *client)
{
  g_assert (connection->state == MBM_CONNECTION_OPEN);
  g_assert (connection->client == NULL);
  g_assert (!g_hash_table_contains (self->clients, mbm_server_client_get_id (client)));

  mbm_server_connection_decide (connection);
  connection->client = g_object_ref (client);
  self->n_unregistered--;
  g_queue_push_tail_link (&self->arrivals, &connection->arrival_link);
  g_hash_table_insert (self->clients, (gpointer) mbm_server_client_get_id (client), connection);

  g_info ("Client %s registered from %s", mbm_server_client_get_id (client),
          mbm_server_client_get_address (client) != NULL ? mbm_server_client_get_address (client) : "?");
  mbm_server_tap_kind (self, connection, MBM_TAP_REGISTERED, NULL);
}

/* Tells everyone, the new client too, and whoever listens to the server. */
void
mbm_server_announce_connected (MbmServer *self, MbmServerClient *client)
{
  if (self->announce_clients)
    {
      g_autoptr (MbmMessage) event = mbm_server_event_new_connected (client);

      mbm_server_send_to_all (self, event);
    }

  mbm_server_emit_client (self, client, TRUE);
}

/* Lets the client of a connection go; the connection may stay. */
void
mbm_server_remove_client (MbmServer *self, MbmServerConnection *connection, const char *reason)
{
  g_autoptr (MbmServerClient) client = g_steal_pointer (&connection->client);
  MbmTapRecord record = { .kind = MBM_TAP_UNREGISTERED, .reason = reason };

  if (client == NULL)
    return;

  if (connection->transient)
    {
      mbm_server_streams_free (g_steal_pointer (&connection->streams), reason);
      mbm_server_client_retire (client, reason);
      return;
    }

  g_hash_table_remove (self->clients, mbm_server_client_get_id (client));
  g_queue_unlink (&self->arrivals, &connection->arrival_link);
  if (connection->state == MBM_CONNECTION_OPEN)
    self->n_unregistered++;
  mbm_server_client_retire (client, reason);
  g_clear_pointer (&connection->subscriptions, mbm_server_subscriptions_free);
  connection->anonymous = FALSE;

  g_info ("Client %s left: %s", mbm_server_client_get_id (client), reason);
  record.client_id = mbm_server_client_get_id (client);
  mbm_server_tap (self, connection, &record);

  /* A server that stops tells each client of its own end, and none of all the others'. */
  if (self->announce_clients && self->state == MBM_SERVER_RUNNING)
    {
      g_autoptr (MbmMessage) event = mbm_server_event_new_disconnected (client, reason, FALSE);

      mbm_server_send_to_all (self, event);
    }

  mbm_server_asks_free (g_steal_pointer (&connection->asks), reason);
  mbm_server_streams_free (g_steal_pointer (&connection->streams), reason);
  mbm_server_emit_client (self, client, FALSE);
}

static char *
mbm_server_make_name (MbmServer *self, MbmDialect dialect)
{
  if (dialect == MBM_DIALECT_MAGIC_SERVER)
    return g_strdup_printf ("magic-%" G_GUINT64_FORMAT, ++self->n_magic);

  return g_strdup_printf ("anonymous-%" G_GUINT64_FORMAT, ++self->n_anonymous);
}

/* Names one that has not registered with an open server, or speaks a dialect without that. FALSE if there is
 * no room for it. */
gboolean
mbm_server_make_anonymous (MbmServer *self, MbmServerConnection *connection)
{
  g_autoptr (MbmServerClient) client = NULL;
  g_autofree char *id = NULL;

  if (mbm_server_is_full (self))
    return FALSE;

  do
    {
      g_free (id);
      id = mbm_server_make_name (self, connection->dialect);
    }
  while (g_hash_table_contains (self->clients, id));

  client = mbm_server_client_new (connection, id, NULL, NULL, NULL);
  connection->anonymous = TRUE;
  if (connection->transient)
    {
      connection->client = g_steal_pointer (&client);
      return TRUE;
    }

  mbm_server_add_client (self, connection, client);
  mbm_server_announce_connected (self, client);

  return TRUE;
}

/* @plain: (nullable): the same for clients of the dialect `magic-server`, if that is not @message translated
 */
static guint
mbm_server_send_to_clients (MbmServer *self,
                            MbmMessage *message,
                            MbmMessage *plain,
                            const char *event,
                            MbmJsonValue payload)
{
  GBytes *frame = mbm_message_get_bytes (message);
  MbmAccessRule *rule = event != NULL ? mbm_server_find_event_rule (self, event) : NULL;
  guint n_receivers = 0;

  /* Sending only queues: nobody leaves the list meanwhile. */
  for (GList *link = self->arrivals.head; link != NULL; link = link->next)
    {
      MbmServerConnection *connection = link->data;
      MbmMessage *form = plain != NULL && connection->dialect == MBM_DIALECT_MAGIC_SERVER ? plain : message;

      if ((event == NULL || mbm_server_subscriptions_want (connection->subscriptions, event, payload)) &&
          (rule == NULL || mbm_server_rule_admits (self, rule, connection)) &&
          mbm_server_connection_send (connection, frame, form, NULL))
        n_receivers++;
    }

  return n_receivers;
}

/* An event of the system contract, for all who know that. Subscriptions are not asked. */
void
mbm_server_send_to_all (MbmServer *self, MbmMessage *message)
{
  GBytes *frame = mbm_message_get_bytes (message);

  for (GList *link = self->arrivals.head; link != NULL; link = link->next)
    {
      MbmServerConnection *connection = link->data;

      if (connection->dialect == MBM_DIALECT_MESSAGING)
        mbm_server_connection_send (connection, frame, message, NULL);
    }
}

static gboolean
mbm_server_check_running (MbmServer *self, GError **error)
{
  if (self->state == MBM_SERVER_RUNNING)
    return TRUE;

  g_set_error_literal (error, MBM_ERROR, MBM_ERROR_WRONG_STATE, _ ("The server is not running"));
  return FALSE;
}

/* One that no client's queue could hold. */
gboolean
mbm_server_check_size (MbmServer *self, MbmMessage *message, GError **error)
{
  gsize size = g_bytes_get_size (mbm_message_get_bytes (message));

  if (size <= self->max_queue_size)
    return TRUE;

  g_set_error (error, MBM_ERROR, MBM_ERROR_MESSAGE_TOO_LARGE,
               _ ("The event has %zu bytes, and no more than %" PRIu64 " may wait for a client"), size,
               self->max_queue_size);
  return FALSE;
}

/**
 * mbm_server_broadcast:
 * @self: a server
 * @event: the event's name
 * @payload: (nullable): JSON text; %NULL stands for `{}`
 * @n_receivers: (out) (optional): how many clients it was sent to
 * @error: (nullable): return location
 *
 * Sends an event to everyone who gets it: clients without a subscription, and those that subscribed to it. An
 * event whose name begins with `$` goes to all. Who may not see it, by the rules of the server's contract or
 * access control, does not get it. It is serialised once for each dialect, in the form that
 * [property@Mbm.Server:broadcast-style] says; system events always travel as themselves, and so does every
 * event to clients of the dialect `magic-server`.
 *
 * Errors: [error@Mbm.Error.WRONG_STATE] if the server is not running; [error@Mbm.Error.INVALID_ARGUMENT] if
 * @payload is not JSON; [error@Mbm.Error.MESSAGE_TOO_LARGE] if it is larger than
 * [property@Mbm.Server:max-queue-size]. A client that reads too slowly is disconnected and is no error.
 *
 * Returns: %TRUE if it was sent, be it to nobody
 *
 * Since: 0.1
 */
gboolean
mbm_server_broadcast (MbmServer *self, const char *event, GBytes *payload, guint *n_receivers, GError **error)
{
  g_autoptr (MbmMessage) message = NULL;
  g_autoptr (MbmMessage) plain = NULL;
  MbmJsonValue value = { "{}", 2 };
  gboolean system;
  guint n;

  g_return_val_if_fail (MBM_IS_SERVER (self), FALSE);
  g_return_val_if_fail (event != NULL, FALSE);

  if (n_receivers != NULL)
    *n_receivers = 0;
  if (!mbm_server_check_running (self, error))
    return FALSE;

  system = event[0] == '$';
  if (self->broadcast_style == MBM_BROADCAST_SYSTEM && !system)
    {
      message = mbm_server_event_new_broadcast (event, payload, error);
      plain = message != NULL ? mbm_message_new_event (event, payload, NULL, error) : NULL;
    }
  else
    message = mbm_message_new_event (event, payload, NULL, error);
  if (message == NULL || !mbm_server_check_size (self, message, error))
    return FALSE;

  if (payload != NULL)
    {
      gsize length;
      const char *text = g_bytes_get_data (payload, &length);

      value = mbm_json_value (text, (gssize) length);
    }

  n = mbm_server_send_to_clients (self, message, plain, system ? NULL : event, value);
  if (n_receivers != NULL)
    *n_receivers = n;

  return TRUE;
}

MbmServerConnection *
mbm_server_require_client (MbmServer *self, const char *client_id, GError **error)
{
  MbmServerConnection *connection = NULL;

  if (!mbm_server_check_running (self, error))
    return NULL;

  connection = mbm_server_lookup_connection (self, client_id);
  if (connection == NULL)
    g_set_error (error, MBM_ERROR, MBM_ERROR_UNKNOWN_CLIENT, _ ("No client “%s” is registered"), client_id);

  return connection;
}

/**
 * mbm_server_send:
 * @self: a server
 * @client_id: a client's id
 * @event: the event's name
 * @payload: (nullable): JSON text; %NULL stands for `{}`
 * @error: (nullable): return location
 *
 * Sends an event to one client, with `target` in its context, whatever that client subscribed to.
 *
 * Errors: [error@Mbm.Error.WRONG_STATE] if the server is not running; [error@Mbm.Error.UNKNOWN_CLIENT];
 * [error@Mbm.Error.INVALID_ARGUMENT] if @payload is not JSON; [error@Mbm.Error.MESSAGE_TOO_LARGE] if it is
 * larger than [property@Mbm.Server:max-queue-size]; [error@Mbm.Error.QUEUE_FULL] if the client reads too
 * slowly, and then it is disconnected; [error@Mbm.Error.CLOSED] if it is leaving;
 * [error@Mbm.Error.ACCESS_DENIED] if it may not see the event.
 *
 * Returns: %TRUE if the event was queued to be written
 *
 * Since: 0.1
 */
gboolean
mbm_server_send (MbmServer *self, const char *client_id, const char *event, GBytes *payload, GError **error)
{
  g_autoptr (MbmMessage) message = NULL;
  MbmServerConnection *connection;
  MbmAccessRule *rule;

  g_return_val_if_fail (MBM_IS_SERVER (self), FALSE);
  g_return_val_if_fail (client_id != NULL, FALSE);
  g_return_val_if_fail (event != NULL, FALSE);

  connection = mbm_server_require_client (self, client_id, error);
  if (connection == NULL)
    return FALSE;

  rule = mbm_server_find_event_rule (self, event);
  if (rule != NULL && !mbm_server_rule_admits (self, rule, connection))
    {
      mbm_access_control_set_error (mbm_server_connection_get_user (connection), event, error);
      return FALSE;
    }

  message = mbm_server_event_new_for (client_id, event, payload, error);
  if (message == NULL || !mbm_server_check_size (self, message, error))
    return FALSE;

  return mbm_server_connection_send (connection, mbm_message_get_bytes (message), message, error);
}

/**
 * mbm_server_disconnect_client:
 * @self: a server
 * @client_id: a client's id
 * @reason: (nullable): why; %NULL says `Disconnected by the server`
 * @error: (nullable): return location
 *
 * Tells a client `$disconnected` and closes its connection in order. The client leaves the list at once.
 *
 * Errors: [error@Mbm.Error.WRONG_STATE] if the server is not running; [error@Mbm.Error.UNKNOWN_CLIENT].
 *
 * Returns: %TRUE if the client was disconnected
 *
 * Since: 0.1
 */
gboolean
mbm_server_disconnect_client (MbmServer *self, const char *client_id, const char *reason, GError **error)
{
  MbmServerConnection *connection;

  g_return_val_if_fail (MBM_IS_SERVER (self), FALSE);
  g_return_val_if_fail (client_id != NULL, FALSE);

  connection = mbm_server_require_client (self, client_id, error);
  if (connection == NULL)
    return FALSE;

  if (reason == NULL)
    reason = "Disconnected by the server";

  g_object_ref (self);
  mbm_server_connection_say_goodbye (connection, reason);
  mbm_server_connection_close (connection, MBM_CLOSE_NORMAL, reason);
  g_object_unref (self);

  return TRUE;
}

/**
 * mbm_server_list_clients:
 * @self: a server
 *
 * Who is there.
 *
 * Returns: (transfer container) (element-type MbmServerClient): the clients, in order of arrival
 *
 * Since: 0.1
 */
GPtrArray *
mbm_server_list_clients (MbmServer *self)
{
  GPtrArray *list;

  g_return_val_if_fail (MBM_IS_SERVER (self), NULL);

  list = g_ptr_array_new_full (self->arrivals.length, g_object_unref);
  for (GList *link = self->arrivals.head; link != NULL; link = link->next)
    {
      MbmServerConnection *connection = link->data;

      g_ptr_array_add (list, g_object_ref (connection->client));
    }

  return list;
}

/**
 * mbm_server_lookup_client:
 * @self: a server
 * @client_id: a client's id
 *
 * Finds a client.
 *
 * Returns: (transfer none) (nullable): the client of that id, if it is there
 *
 * Since: 0.1
 */
MbmServerClient *
mbm_server_lookup_client (MbmServer *self, const char *client_id)
{
  MbmServerConnection *connection;

  g_return_val_if_fail (MBM_IS_SERVER (self), NULL);
  g_return_val_if_fail (client_id != NULL, NULL);

  connection = mbm_server_lookup_connection (self, client_id);
  return connection != NULL ? connection->client : NULL;
}

/**
 * mbm_server_get_n_clients:
 * @self: a server
 *
 * How many clients there are.
 *
 * Returns: a number of clients
 *
 * Since: 0.1
 */
guint
mbm_server_get_n_clients (MbmServer *self)
{
  g_return_val_if_fail (MBM_IS_SERVER (self), 0);

  return self->arrivals.length;
}

/**
 * mbm_server_get_n_connections:
 * @self: a server
 *
 * How many connections are open, registered or not, and those that are still being closed.
 *
 * Returns: a number of connections
 *
 * Since: 0.1
 */
guint
mbm_server_get_n_connections (MbmServer *self)
{
  g_return_val_if_fail (MBM_IS_SERVER (self), 0);

  return self->connections.length;
}
