/* mbm-server-system.c — the system contract: requests whose names begin with `$`
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-server-client-private.h"
#include "mbm-server-events-private.h"
#include "mbm-server-payload-private.h"

typedef void (*MbmSystemHandler) (MbmServer *self, MbmServerRequest *request);

static gboolean
mbm_server_same_user (MbmUser *a, MbmUser *b)
{
  return a != NULL && b != NULL && strcmp (mbm_user_get_id (a), mbm_user_get_id (b)) == 0;
}

/* A reconnect replaces the older connection of an id, unless somebody is logged in there who has not logged
 * in here as well. */
static gboolean
mbm_server_may_replace (MbmServerConnection *older, MbmServerConnection *newer)
{
  MbmUser *user = mbm_server_connection_get_user (older);

  return user == NULL || mbm_server_same_user (user, mbm_server_connection_get_user (newer));
}

/* Makes room for @connection under a new name: whoever holds that name leaves, and so does the name that the
 * server gave it. */
static void
mbm_server_make_room (MbmServer *self, MbmServerConnection *connection, MbmServerConnection *older)
{
  if (older != NULL)
    {
      mbm_server_connection_say_goodbye (older, MBM_REASON_REPLACED);
      mbm_server_connection_close (older, MBM_CLOSE_REPLACED, MBM_REASON_REPLACED);
    }
  if (connection->client != NULL)
    mbm_server_remove_client (self, connection, "Registered under a name of its own");
}

static void
mbm_server_answer_register (MbmServer *self, MbmServerRequest *request, const char *connection_id)
{
  GString *answer = g_string_sized_new (192);

  mbm_server_json_add_text (answer, "success", "true", -1);
  mbm_server_json_add_string (answer, "connectionId", connection_id);
  mbm_server_json_add_string (answer, "serverId", self->id);
  mbm_server_json_add_now (answer, "serverTime");
  if (self->client_timeout > 0)
    mbm_server_json_add_int (answer, "ttl", (self->client_timeout + 999) / 1000);
  mbm_server_request_respond_json (request, answer);
}

static void
mbm_server_register (MbmServer *self,
                     MbmServerRequest *request,
                     const char *client_id,
                     const char *client_type,
                     char **capabilities,
                     GBytes *metadata)
{
  MbmServerConnection *connection = mbm_server_request_get_connection (request);
  MbmServerConnection *older = mbm_server_lookup_connection (self, client_id);
  g_autoptr (MbmServerClient) client = NULL;

  if (older == NULL && connection->client == NULL && mbm_server_is_full (self))
    {
      mbm_server_request_fail (request, MBM_CODE_MAX_CLIENTS_REACHED,
                               "Server has reached maximum number of clients");
      return;
    }
  if (older != NULL && older != connection && !mbm_server_may_replace (older, connection))
    {
      mbm_server_request_fail (request, MBM_CODE_CLIENT_ID_IN_USE,
                               "Client id %s is in use by a connection that is logged in", client_id);
      return;
    }

  mbm_server_make_room (self, connection, older != connection ? older : NULL);

  /* That told the world, and the world may have closed this connection, or taken the name. */
  if (connection->state != MBM_CONNECTION_OPEN || connection->client != NULL ||
      mbm_server_lookup_connection (self, client_id) != NULL)
    {
      mbm_server_request_fail (request, MBM_CODE_INTERNAL_ERROR, "The registration was overtaken");
      return;
    }

  client =
    mbm_server_client_new (connection, client_id, client_type, (const char *const *) capabilities, metadata);
  mbm_server_add_client (self, connection, client);
  mbm_server_answer_register (self, request, mbm_server_connection_get_key (connection));
  mbm_server_announce_connected (self, client);
}

static void
mbm_server_handle_register (MbmServer *self, MbmServerRequest *request)
{
  MbmServerConnection *connection = mbm_server_request_get_connection (request);
  g_autofree char *client_id = NULL;
  g_autofree char *client_type = NULL;
  g_auto (GStrv) capabilities = NULL;
  g_autoptr (GBytes) metadata = NULL;

  if (connection->client != NULL && !connection->anonymous)
    {
      mbm_server_request_fail (request, MBM_CODE_ALREADY_REGISTERED,
                               "This connection has registered as %s already",
                               mbm_server_client_get_id (connection->client));
      return;
    }

  if (!mbm_server_payload_get_string (request, "clientId", TRUE, self->limits.max_name_length, &client_id) ||
      !mbm_server_payload_get_string (request, "clientType", TRUE, self->limits.max_name_length,
                                      &client_type) ||
      !mbm_server_payload_get_strv (request, "capabilities", FALSE, self->limits.max_capabilities,
                                    self->limits.max_name_length, &capabilities) ||
      !mbm_server_payload_get_object (request, "metadata", &metadata))
    return;

  mbm_server_login_by_context (self, request);
  if (metadata != NULL && g_bytes_get_size (metadata) > self->limits.max_metadata_size)
    {
      g_autofree char *what =
        g_strdup_printf ("must have at most %" G_GUINT64_FORMAT " bytes", self->limits.max_metadata_size);

      mbm_server_payload_fail (request, "metadata", what);
      return;
    }

  mbm_server_register (self, request, client_id, client_type, capabilities, metadata);
}

/* Whether `clientId` is who asks. One that was named by the server could not know. */
static gboolean
mbm_server_check_client_id (MbmServer *self, MbmServerRequest *request)
{
  MbmServerConnection *connection = mbm_server_request_get_connection (request);
  g_autofree char *client_id = NULL;
  g_autofree char *what = NULL;

  if (!mbm_server_payload_get_string (request, "clientId", !connection->anonymous,
                                      self->limits.max_name_length, &client_id))
    return FALSE;
  if (connection->anonymous || strcmp (client_id, mbm_server_client_get_id (connection->client)) == 0)
    return TRUE;

  what = g_strdup_printf ("must be the id of this connection's client, %s",
                          mbm_server_client_get_id (connection->client));
  return mbm_server_payload_fail (request, "clientId", what);
}

static void
mbm_server_handle_unregister (MbmServer *self, MbmServerRequest *request)
{
  MbmServerConnection *connection = mbm_server_request_get_connection (request);
  g_autofree char *connection_id = NULL;
  GString *answer;

  if (!mbm_server_check_client_id (self, request) ||
      !mbm_server_payload_get_string (request, "connectionId", TRUE, self->limits.max_name_length,
                                      &connection_id))
    return;
  if (strcmp (connection_id, mbm_server_connection_get_key (connection)) != 0)
    {
      mbm_server_payload_fail (request, "connectionId", "must be the id of this connection");
      return;
    }

  answer = g_string_sized_new (64);
  mbm_server_json_add_text (answer, "success", "true", -1);
  mbm_server_json_add_now (answer, "timestamp");
  mbm_server_request_respond_json (request, answer);

  mbm_server_remove_client (self, connection, "Client unregistered");
}

static void
mbm_server_handle_ping (MbmServer *self, MbmServerRequest *request)
{
  MbmJsonValue timestamp, echo = { NULL, 0 };
  GString *answer;

  if (!mbm_server_payload_get_value (request, "timestamp", MBM_JSON_NUMBER, TRUE, &timestamp) ||
      !mbm_server_payload_get_value (request, "payload", MBM_JSON_STRING, FALSE, &echo))
    return;

  answer = g_string_sized_new (96);
  mbm_server_json_add_text (answer, "timestamp", timestamp.text, (gssize) timestamp.length);
  mbm_server_json_add_now (answer, "serverTime");
  if (echo.text != NULL)
    mbm_server_json_add_text (answer, "echo", echo.text, (gssize) echo.length);
  mbm_server_request_respond_json (request, answer);
}

static void
mbm_server_handle_server_info (MbmServer *self, MbmServerRequest *request)
{
  GString *answer = g_string_sized_new (192);

  mbm_server_json_add_string (answer, "serverId", self->id);
  mbm_server_json_add_string (answer, "version", self->version);
  mbm_server_json_add_int (answer, "uptime", mbm_server_get_uptime (self));
  mbm_server_json_add_int (answer, "connectedClients", mbm_server_get_n_clients (self));
  mbm_server_json_add_strv (answer, "capabilities", (const char *const *) self->capabilities);
  mbm_server_json_add_now (answer, "serverTime");
  mbm_server_request_respond_json (request, answer);
}

/* Whether everything that is subscribed to may be seen. */
static gboolean
mbm_server_check_visible (MbmServer *self, MbmServerRequest *request, char **events)
{
  MbmServerConnection *connection = mbm_server_request_get_connection (request);

  for (guint i = 0; events[i] != NULL; i++)
    {
      MbmAccessRule *rule = mbm_server_find_event_rule (self, events[i]);

      if (rule != NULL && !mbm_server_rule_admits (self, rule, connection))
        {
          MbmUser *user = mbm_server_connection_get_user (connection);

          if (user == NULL)
            mbm_server_request_fail (request, MBM_CODE_UNAUTHORIZED, "Log in to subscribe to %s", events[i]);
          else
            mbm_server_request_fail (request, MBM_CODE_FORBIDDEN, "%s may not subscribe to %s",
                                     mbm_user_get_username (user), events[i]);
          return FALSE;
        }
    }

  return TRUE;
}

static void
mbm_server_handle_subscribe (MbmServer *self, MbmServerRequest *request)
{
  MbmServerConnection *connection = mbm_server_request_get_connection (request);
  g_auto (GStrv) events = NULL;
  g_auto (GStrv) kept = NULL;
  g_autoptr (GBytes) filter = NULL;
  const char *id;
  GString *answer;

  if (!mbm_server_check_client_id (self, request) ||
      !mbm_server_payload_get_strv (request, "events", TRUE, self->limits.max_subscribed_events,
                                    self->limits.max_name_length, &events) ||
      !mbm_server_payload_get_object (request, "filter", &filter))
    return;
  if (events[0] == NULL)
    {
      mbm_server_payload_fail (request, "events", "must name an event");
      return;
    }

  if (!mbm_server_check_visible (self, request, events))
    return;

  if (connection->subscriptions == NULL)
    connection->subscriptions = mbm_server_subscriptions_new ();
  kept = g_strdupv (events);
  id =
    mbm_server_subscriptions_add (connection->subscriptions, &self->limits, g_steal_pointer (&kept), filter);
  if (id == NULL)
    {
      mbm_server_request_fail (request, MBM_CODE_TOO_MANY_SUBSCRIPTIONS,
                               "A client may have %u subscriptions to %u events in %" G_GUINT64_FORMAT
                               " bytes",
                               self->limits.max_subscriptions, self->limits.max_subscribed_events,
                               self->limits.max_subscription_size);
      return;
    }

  answer = g_string_sized_new (128);
  mbm_server_json_add_text (answer, "success", "true", -1);
  mbm_server_json_add_string (answer, "subscriptionId", id);
  mbm_server_json_add_strv (answer, "events", (const char *const *) events);
  mbm_server_request_respond_json (request, answer);
}

static void
mbm_server_handle_unsubscribe (MbmServer *self, MbmServerRequest *request)
{
  MbmServerConnection *connection = mbm_server_request_get_connection (request);
  g_autofree char *id = NULL;
  GString *answer;

  if (!mbm_server_check_client_id (self, request) ||
      !mbm_server_payload_get_string (request, "subscriptionId", TRUE, self->limits.max_name_length, &id))
    return;

  if (connection->subscriptions == NULL || !mbm_server_subscriptions_remove (connection->subscriptions, id))
    {
      mbm_server_request_fail (request, MBM_CODE_UNKNOWN_SUBSCRIPTION, "Client %s has no subscription %s",
                               mbm_server_client_get_id (connection->client), id);
      return;
    }

  answer = g_string_sized_new (32);
  mbm_server_json_add_text (answer, "success", "true", -1);
  mbm_server_request_respond_json (request, answer);
}

static const struct
{
  const char *name;
  MbmSystemHandler handle;
  gboolean open;         /* to those who have not registered */
  gboolean registration; /* there only where there is such a thing */
} mbm_server_system_requests[] = {
  { "$ping", mbm_server_handle_ping, TRUE, FALSE },
  { "$register", mbm_server_handle_register, TRUE, TRUE },
  { "$unregister", mbm_server_handle_unregister, FALSE, TRUE },
  { "$serverInfo", mbm_server_handle_server_info, TRUE, FALSE },
  { "$subscribe", mbm_server_handle_subscribe, FALSE, FALSE },
  { "$unsubscribe", mbm_server_handle_unsubscribe, FALSE, FALSE },
  { "$login", mbm_server_handle_login, TRUE, FALSE },
  { "$logout", mbm_server_handle_logout, FALSE, FALSE },
};

/* Whether those who have not registered may ask that. */
gboolean
mbm_server_system_is_open (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (mbm_server_system_requests); i++)
    if (strcmp (mbm_server_system_requests[i].name, name) == 0)
      return mbm_server_system_requests[i].open;

  return FALSE;
}

void
mbm_server_system_handle (MbmServer *self, MbmServerRequest *request)
{
  const char *name = mbm_server_request_get_name (request);
  gboolean registers = mbm_server_request_get_connection (request)->dialect == MBM_DIALECT_MESSAGING;

  for (guint i = 0; i < G_N_ELEMENTS (mbm_server_system_requests); i++)
    if (strcmp (mbm_server_system_requests[i].name, name) == 0 &&
        (registers || !mbm_server_system_requests[i].registration))
      {
        if (mbm_server_request_get_connection (request)->muted && strcmp (name, "$ping") == 0)
          mbm_server_request_withhold (request, "The client is to get no sign of life");
        else if (mbm_server_payload_check (request))
          mbm_server_system_requests[i].handle (self, request);
        return;
      }

  mbm_server_request_fail (request, MBM_CODE_UNKNOWN_REQUEST_TYPE, "Unknown request type: %s", name);
}
