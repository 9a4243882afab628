/* mbm-server-dispatch.c — what becomes of a message that came in
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "mbm-message-private.h"
#include "mbm-password-private.h"
#include "mbm-server-ask-private.h"
#include "mbm-server-client-private.h"
#include "mbm-server-event-private.h"
#include "mbm-server-request-private.h"
#include "mbm-server-streams-private.h"

/* What is wrong with a message that is well-formed: a code and words for its sender. */
typedef struct
{
  const char *code;
  char *message;
} MbmRefusal;

static gboolean
mbm_refusal_set (MbmRefusal *refusal, const char *code, char *message)
{
  refusal->code = code;
  refusal->message = message;
  return FALSE;
}

/* The connection is the identity, whatever a message says. One that was named by the server could not know
 * its name: what it calls itself is overridden instead. */
static gboolean
mbm_server_check_source (MbmServerConnection *connection, MbmJsonValue source, MbmRefusal *refusal)
{
  const char *id = mbm_server_client_get_id (connection->client);
  g_autofree char *claimed = NULL;

  if (connection->anonymous || mbm_json_value_get_type (source) == MBM_JSON_NULL ||
      mbm_json_value_is_string (source, id, strlen (id)))
    return TRUE;

  claimed = mbm_json_value_dup_string (source);
  if (claimed == NULL)
    return mbm_refusal_set (refusal, MBM_CODE_SOURCE_MISMATCH,
                            g_strdup_printf ("context.source is not the id of this connection's client, %s",
                                             id));

  return mbm_refusal_set (refusal, MBM_CODE_SOURCE_MISMATCH,
                          g_strdup_printf ("context.source is %s, but the client of this connection is %s",
                                           claimed, id));
}

/* Looks a token up, unless it is the one that the last message had: as a rule it is. */
static MbmTokenStatus
mbm_server_find_token (MbmServer *self, MbmServerConnection *connection, MbmJsonValue value)
{
  g_autofree char *text = NULL;

  if (connection->seen_text == NULL || strlen (connection->seen_text) != value.length ||
      memcmp (connection->seen_text, value.text, value.length) != 0)
    {
      g_clear_pointer (&connection->seen_token, mbm_token_unref);
      g_clear_pointer (&connection->seen_text, mbm_password_free);
      text = mbm_json_value_dup_string (value);
      if (text == NULL || mbm_server_lookup_token (self, text, &connection->seen_token) == MBM_TOKEN_UNKNOWN)
        return MBM_TOKEN_UNKNOWN;

      connection->seen_text = g_strndup (value.text, value.length);
    }

  return mbm_token_get_status (connection->seen_token);
}

/* Finds out on whose behalf a message comes: by `auth.token` in its context or, without one, by the login of
 * the connection. */
static gboolean
mbm_server_check_token (MbmServer *self,
                        MbmServerConnection *connection,
                        MbmJsonValue auth,
                        MbmUser **user,
                        MbmRefusal *refusal)
{
  MbmJsonValue value;

  *user = mbm_server_connection_get_user (connection);

  if (!mbm_json_value_get_member (auth, "token", &value) || mbm_json_value_get_type (value) == MBM_JSON_NULL)
    return TRUE;

  switch (mbm_server_find_token (self, connection, value))
    {
    case MBM_TOKEN_VALID:
      *user = mbm_token_get_user (connection->seen_token);
      return TRUE;
    case MBM_TOKEN_EXPIRED:
      return mbm_refusal_set (refusal, MBM_CODE_TOKEN_EXPIRED,
                              g_strdup ("The token has expired: log in again"));
    case MBM_TOKEN_UNKNOWN:
    case MBM_TOKEN_REVOKED:
    default:
      return mbm_refusal_set (refusal, MBM_CODE_INVALID_TOKEN,
                              g_strdup ("The token is not valid: log in again"));
    }
}

/* Who is not registered is named if the server is open, and refused if it is not. */
static gboolean
mbm_server_check_registered (MbmServer *self,
                             MbmServerConnection *connection,
                             MbmMessage *message,
                             MbmRefusal *refusal)
{
  const char *source;

  if (connection->client != NULL)
    return TRUE;

  if (!self->require_registration || connection->dialect == MBM_DIALECT_MAGIC_SERVER)
    {
      if (mbm_server_make_anonymous (self, connection))
        return TRUE;
      return mbm_refusal_set (refusal, MBM_CODE_MAX_CLIENTS_REACHED,
                              g_strdup ("Server has reached maximum number of clients"));
    }

  source = mbm_context_get_source (mbm_message_get_context (message));
  return mbm_refusal_set (refusal, MBM_CODE_NOT_REGISTERED,
                          g_strdup_printf ("Client %s not registered",
                                           source != NULL ? source : connection->id));
}

/* The request that came last has been counted already; alone it is never too much. */
static gboolean
mbm_server_is_overloaded (MbmServer *self, MbmServerConnection *connection)
{
  return connection->n_outstanding > self->limits.max_outstanding ||
         (connection->n_outstanding > 1 && connection->outstanding_bytes > self->limits.max_outstanding_size);
}

static void
mbm_server_dispatch_request (MbmServer *self, MbmServerConnection *connection, MbmMessage *message)
{
  const char *name = mbm_message_get_name (message);
  gboolean system = mbm_message_is_system (message);
  MbmMessageSender sender = mbm_message_find_sender (message);
  g_autoptr (MbmServerRequest) request = NULL;
  MbmRefusal refusal = { NULL, NULL };
  MbmUser *user = NULL;

  if (!(system && mbm_server_system_is_open (name)) &&
      !mbm_server_check_registered (self, connection, message, &refusal))
    {
      request = mbm_server_request_new (connection, message);
      mbm_server_request_respond_error (request, refusal.code, refusal.message, NULL);
      g_free (refusal.message);
      return;
    }

  /* Naming a client tells the world, and the world may have closed the connection. */
  if (connection->state != MBM_CONNECTION_OPEN)
    return;

  request = mbm_server_request_new (connection, message);
  if (!system && mbm_server_is_overloaded (self, connection))
    {
      mbm_server_request_fail (request, MBM_CODE_TOO_MANY_REQUESTS,
                               "%u requests of this connection wait for an answer",
                               connection->n_outstanding - 1);
      return;
    }

  if ((connection->client != NULL && !mbm_server_check_source (connection, sender.source, &refusal)) ||
      (!system && !mbm_server_check_token (self, connection, sender.auth, &user, &refusal)))
    {
      mbm_server_request_respond_error (request, refusal.code, refusal.message, NULL);
      g_free (refusal.message);
      return;
    }

  if (system)
    {
      mbm_server_system_handle (self, request);
      return;
    }

  if (user != NULL)
    mbm_server_request_set_user (request, user);
  if (self->chain == NULL)
    mbm_server_handlers_route (self, request);
  else
    mbm_server_request_enter (request, self);
}

static void
mbm_server_dispatch_through_chain (MbmServer *self,
                                   MbmServerConnection *connection,
                                   MbmMessage *message,
                                   MbmUser *user)
{
  g_autoptr (MbmServerEvent) event = mbm_server_event_take (connection, message, user);

  if (mbm_server_is_overloaded (self, connection))
    mbm_server_event_refuse (event, MBM_CODE_TOO_MANY_REQUESTS,
                             "Too many events and requests of this connection wait", NULL);
  else
    mbm_server_event_enter (event, self);
}

static void
mbm_server_dispatch_event (MbmServer *self, MbmServerConnection *connection, MbmMessage *message)
{
  MbmRefusal refusal = { NULL, NULL };
  gboolean system = mbm_message_is_system (message);
  MbmMessageSender sender = mbm_message_find_sender (message);
  MbmUser *user = NULL;

  if (mbm_server_streams_take_cancel (connection, message))
    return;

  if (!mbm_server_check_registered (self, connection, message, &refusal) ||
      (connection->client != NULL && !mbm_server_check_source (connection, sender.source, &refusal)) ||
      (!system && !mbm_server_check_token (self, connection, sender.auth, &user, &refusal)))
    {
      mbm_server_connection_send_error (connection, refusal.code, refusal.message, NULL);
      g_free (refusal.message);
      return;
    }

  if (connection->client == NULL)
    return;

  if (!system)
    {
      if (self->chain == NULL)
        {
          g_autoptr (MbmServerClient) client = g_object_ref (connection->client);

          mbm_server_handlers_call_event (self, client, message);
        }
      else
        {
          mbm_server_dispatch_through_chain (self, connection, message, user);
        }
    }
  else if (strcmp (mbm_message_get_name (message), "$heartbeat") == 0)
    {
      connection->traffic.n_heartbeats++;
      connection->traffic.heartbeat_time = g_get_real_time ();
    }
}

/* In `magic-server` any type may be an answer's. One that nobody asked for was meant to be something else, as
 * a rule by who writes frames by hand. */
static gboolean
mbm_server_is_misnamed (MbmMessage *answer)
{
  return mbm_message_get_dialect (answer) == MBM_DIALECT_MAGIC_SERVER && mbm_message_is_success (answer) &&
         mbm_message_get_name (answer) == NULL;
}

/* An answer to what the server asked, or one that nobody asked for. */
static void
mbm_server_dispatch_response (MbmServer *self, MbmServerConnection *connection, MbmMessage *message)
{
  MbmTapRecord record = { .kind = MBM_TAP_RECEIVED, .message = message };
  MbmPending *pending;

  switch (mbm_server_asks_take (connection, message, &pending))
    {
    case MBM_ASKED_LATE:
      record.reason = _ ("The answer came after the request was given up");
      break;
    case MBM_ASKED_NOT:
      record.flags = MBM_TAP_FLAG_UNSOLICITED;
      break;
    case MBM_ASKED_WAITING:
    default:
      break;
    }

  mbm_server_tap (self, connection, &record);
  if (pending != NULL)
    mbm_pending_finish (pending, self, message, NULL);
  else if (record.flags != MBM_TAP_FLAG_NONE && mbm_server_is_misnamed (message))
    mbm_server_connection_send_error (connection, mbm_error_to_code (MBM_ERROR_INVALID_FRAME),
                                      "The type of a request is “request.” and its name, that of an event "
                                      "“event.” and its name",
                                      NULL);
}

/* What arrives after this side has said that it closes is monitored, and nothing else. */
void
mbm_server_dispatch (MbmServer *self, MbmServerConnection *connection, MbmMessage *message)
{
  MbmMessageKind kind = mbm_message_get_kind (message);
  g_autoptr (MbmMessage) answer = NULL;

  /* In `magic-server` whatever has the id of one of our requests is its answer. */
  if (kind != MBM_MESSAGE_RESPONSE && connection->dialect == MBM_DIALECT_MAGIC_SERVER &&
      mbm_server_asks_own (connection, mbm_message_peek_id (message)))
    {
      message = answer = mbm_message_new_magic_answer (message);
      kind = MBM_MESSAGE_RESPONSE;
    }

  if (kind == MBM_MESSAGE_RESPONSE)
    {
      mbm_server_dispatch_response (self, connection, message);
      return;
    }

  if (self->tap != NULL)
    mbm_server_tap_message (self, connection, MBM_TAP_RECEIVED, message, MBM_TAP_FLAG_NONE);

  if (connection->state != MBM_CONNECTION_OPEN)
    return;

  if (kind == MBM_MESSAGE_REQUEST)
    mbm_server_dispatch_request (self, connection, message);
  else
    mbm_server_dispatch_event (self, connection, message);
}
