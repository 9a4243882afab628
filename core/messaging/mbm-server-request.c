/* mbm-server-request.c — a request that waits for its answer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-server-request-private.h"

/**
 * MbmServerRequest:
 *
 * A request on a server, and the way to answer it: now or later, once, with a value or an error.
 *
 * Reference-counted. If the last reference goes without an answer, the client is told `NO_ANSWER`. An answer
 * after the client has gone is dropped. Belongs to the server's thread.
 *
 * Since: 0.1
 */

G_DEFINE_BOXED_TYPE (MbmServerRequest, mbm_server_request, mbm_server_request_ref, mbm_server_request_unref)

MbmServerRequest *
mbm_server_request_new (MbmServerConnection *connection, MbmMessage *message)
{
  MbmServerRequest *self = g_new0 (MbmServerRequest, 1);

  self->ref_count = 1;
  self->connection = mbm_server_connection_ref (connection);
  self->client = connection->client != NULL ? g_object_ref (connection->client) : NULL;
  self->message = mbm_message_ref (message);
  self->received_time = connection->traffic.activity_time;
  connection->n_outstanding++;
  connection->outstanding_bytes += g_bytes_get_size (mbm_message_get_bytes (message));

  return self;
}

MbmServerConnection *
mbm_server_request_get_connection (MbmServerRequest *self)
{
  return self->connection;
}

/**
 * mbm_server_request_ref:
 * @self: a request
 *
 * Takes a reference, to answer later.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
MbmServerRequest *
mbm_server_request_ref (MbmServerRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  self->ref_count++;
  return self;
}

/**
 * mbm_server_request_unref:
 * @self: (transfer full): a request
 *
 * Gives a reference back. If it was the last one and the request has not been answered, the client is told
 * `NO_ANSWER`.
 *
 * Since: 0.1
 */
void
mbm_server_request_unref (MbmServerRequest *self)
{
  g_return_if_fail (self != NULL);

  if (self->ref_count == 1 && !self->answered)
    mbm_server_request_fail (self, MBM_CODE_NO_ANSWER, "The server did not answer %s",
                             mbm_message_get_name (self->message));

  if (--self->ref_count > 0)
    return;

  mbm_server_connection_unref (self->connection);
  g_clear_object (&self->client);
  mbm_message_unref (self->message);
  g_clear_pointer (&self->received, mbm_message_unref);
  g_clear_pointer (&self->context, mbm_context_unref);
  g_clear_pointer (&self->user, mbm_user_unref);
  g_clear_pointer (&self->walk, mbm_server_walk_free);
  if (self->data != NULL)
    g_datalist_clear (&self->data);
  g_free (self->note);
  g_free (self);
}

/**
 * mbm_server_request_get_name:
 * @self: a request
 *
 * What is asked.
 *
 * Returns: (transfer none): the request's name
 *
 * Since: 0.1
 */
const char *
mbm_server_request_get_name (MbmServerRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return mbm_message_get_name (self->message);
}

/**
 * mbm_server_request_get_message:
 * @self: a request
 *
 * The request as it came in, or as middleware changed it.
 *
 * Returns: (transfer none): the message
 *
 * Since: 0.1
 */
MbmMessage *
mbm_server_request_get_message (MbmServerRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->message;
}

/**
 * mbm_server_request_get_payload:
 * @self: a request
 *
 * The payload, parsed when it is first asked for. It is not to be changed.
 *
 * Returns: (transfer none) (nullable): the payload; %NULL if the request has none
 *
 * Since: 0.1
 */
JsonNode *
mbm_server_request_get_payload (MbmServerRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return mbm_message_get_payload (self->message);
}

/**
 * mbm_server_request_get_payload_value:
 * @self: a request
 *
 * The payload's own text, without parsing it. It is borrowed from the request.
 *
 * Returns: the payload; its text is %NULL if the request has none
 *
 * Since: 0.1
 */
MbmJsonValue
mbm_server_request_get_payload_value (MbmServerRequest *self)
{
  g_return_val_if_fail (self != NULL, ((MbmJsonValue){ NULL, 0 }));

  return mbm_message_get_payload_value (self->message);
}

/**
 * mbm_server_request_get_context:
 * @self: a request
 *
 * The request's context. Its `source` is the identity of the connection, filled in if the client left it out.
 *
 * Returns: (transfer none): the context, never %NULL
 *
 * Since: 0.1
 */
MbmContext *
mbm_server_request_get_context (MbmServerRequest *self)
{
  const char *id;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->context != NULL)
    return self->context;

  self->context = mbm_context_ref (mbm_message_get_context (self->message));
  id = mbm_server_request_get_client_id (self);
  if (id != NULL && g_strcmp0 (mbm_context_get_source (self->context), id) != 0)
    {
      MbmContext *filled = mbm_context_copy (self->context);

      mbm_context_set_source (filled, id);
      mbm_context_unref (self->context);
      self->context = filled;
    }

  return self->context;
}

/**
 * mbm_server_request_new_child_context:
 * @self: a request
 *
 * Makes a context for what a handler sends because of a request, so that it is part of the same trace: its
 * own requests to other services, requests to clients, events. See [method@Mbm.Context.new_child].
 *
 * Returns: (transfer full): a new context
 *
 * Since: 0.1
 */
MbmContext *
mbm_server_request_new_child_context (MbmServerRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return mbm_context_new_child (mbm_message_get_context (self->message));
}

/**
 * mbm_server_request_get_client_id:
 * @self: a request
 *
 * Who asks: the identity of the connection, whatever the context's `source` says.
 *
 * Returns: (transfer none): the client's id. A handler always gets one
 *
 * Since: 0.1
 */
const char *
mbm_server_request_get_client_id (MbmServerRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->client != NULL ? mbm_server_client_get_id (self->client) : NULL;
}

/**
 * mbm_server_request_get_client:
 * @self: a request
 *
 * Who asks. The client may have left since.
 *
 * Returns: (transfer none): the client. A handler always gets one
 *
 * Since: 0.1
 */
MbmServerClient *
mbm_server_request_get_client (MbmServerRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->client;
}

/**
 * mbm_server_request_get_user:
 * @self: a request
 *
 * On whose behalf: the user of the token in the request's context, or who was logged in on the connection
 * when the request came.
 *
 * Returns: (transfer none) (nullable): the user, if there is one
 *
 * Since: 0.1
 */
MbmUser *
mbm_server_request_get_user (MbmServerRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->user;
}

/**
 * mbm_server_request_set_user:
 * @self: a request
 * @user: (nullable): a user
 *
 * Says on whose behalf the request is, for what follows in the chain: for middleware that knows another way
 * to tell.
 *
 * Since: 0.1
 */
void
mbm_server_request_set_user (MbmServerRequest *self, MbmUser *user)
{
  g_return_if_fail (self != NULL);

  if (user != NULL)
    mbm_user_ref (user);
  g_clear_pointer (&self->user, mbm_user_unref);
  self->user = user;
}

/**
 * mbm_server_request_get_server:
 * @request: a request
 *
 * The server that was asked.
 *
 * Returns: (transfer none) (nullable): the server; %NULL if the client has gone, or the server
 *
 * Since: 0.1
 */
MbmServer *
mbm_server_request_get_server (MbmServerRequest *request)
{
  g_return_val_if_fail (request != NULL, NULL);

  return request->connection->server;
}

/**
 * mbm_server_request_get_received_time:
 * @self: a request
 *
 * When the request came in.
 *
 * Returns: microseconds of the monotonic clock
 *
 * Since: 0.1
 */
gint64
mbm_server_request_get_received_time (MbmServerRequest *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->received_time;
}

/**
 * mbm_server_request_set_data: (skip)
 * @self: a request
 * @key: a name for it
 * @data: (nullable): what to keep; %NULL forgets what was kept
 * @destroy: (nullable): frees @data, at the latest with the request
 *
 * Keeps something with a request, for middleware to find it again when the answer comes back.
 *
 * Since: 0.1
 */
void
mbm_server_request_set_data (MbmServerRequest *self, const char *key, gpointer data, GDestroyNotify destroy)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (key != NULL);

  g_datalist_set_data_full (&self->data, key, data, destroy);
}

/**
 * mbm_server_request_get_data: (skip)
 * @self: a request
 * @key: a name
 *
 * What was kept with a request.
 *
 * Returns: (transfer none) (nullable): what [method@Mbm.ServerRequest.set_data] was given
 *
 * Since: 0.1
 */
gpointer
mbm_server_request_get_data (MbmServerRequest *self, const char *key)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);

  return g_datalist_get_data (&self->data, key);
}

/**
 * mbm_server_request_set_note:
 * @self: a request
 * @note: (nullable): words; %NULL for none
 *
 * Says something of the answer, such as what gave it, for whoever monitors: it is the `note` of what is
 * reported when the answer is sent, and the items of the stream that it begins. Nobody else sees it.
 *
 * Since: 0.1
 */
void
mbm_server_request_set_note (MbmServerRequest *self, const char *note)
{
  char *copy;

  g_return_if_fail (self != NULL);

  copy = g_strdup (note);
  g_free (self->note);
  self->note = copy;
}

/**
 * mbm_server_request_get_note:
 * @self: a request
 *
 * What was said of the answer.
 *
 * Returns: (transfer none) (nullable): what [method@Mbm.ServerRequest.set_note] was given
 *
 * Since: 0.1
 */
const char *
mbm_server_request_get_note (MbmServerRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->note;
}

/**
 * mbm_server_request_is_answered:
 * @self: a request
 *
 * Whether the request was answered, be it to a client that is gone.
 *
 * Returns: %TRUE after an answer
 *
 * Since: 0.1
 */
gboolean
mbm_server_request_is_answered (MbmServerRequest *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->answered;
}
