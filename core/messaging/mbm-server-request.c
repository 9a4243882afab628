/* mbm-server-request.c — a request that waits for its answer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-message-private.h"
#include "mbm-server-events-private.h"
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
struct _MbmServerRequest
{
  guint ref_count;
  gboolean answered;
  MbmServerConnection *connection;
  MbmServerClient *client; /* NULL for system requests of those who have not registered */
  MbmMessage *message;
  MbmContext *context; /* made when somebody asks */
  MbmUser *user;
};

G_DEFINE_BOXED_TYPE (MbmServerRequest, mbm_server_request, mbm_server_request_ref, mbm_server_request_unref)

MbmServerRequest *
mbm_server_request_new (MbmServerConnection *connection, MbmMessage *message)
{
  MbmServerRequest *self = g_new0 (MbmServerRequest, 1);

  self->ref_count = 1;
  self->connection = mbm_server_connection_ref (connection);
  self->client = connection->client != NULL ? g_object_ref (connection->client) : NULL;
  self->message = mbm_message_ref (message);
  connection->n_outstanding++;
  connection->outstanding_bytes += g_bytes_get_size (mbm_message_get_bytes (message));

  return self;
}

MbmServerConnection *
mbm_server_request_get_connection (MbmServerRequest *self)
{
  return self->connection;
}

void
mbm_server_request_set_user (MbmServerRequest *self, MbmUser *user)
{
  g_clear_pointer (&self->user, mbm_user_unref);
  self->user = user != NULL ? mbm_user_ref (user) : NULL;
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
  g_clear_pointer (&self->context, mbm_context_unref);
  g_clear_pointer (&self->user, mbm_user_unref);
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
 * The request as it came in.
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

/* FALSE if the answer is too large for the client to be sent. */
static gboolean
mbm_server_request_send (MbmServerRequest *self, GBytes *frame, MbmMessage *message)
{
  g_autoptr (GError) error = NULL;

  if (mbm_server_connection_send (self->connection, frame, message, &error))
    return TRUE;

  return self->connection->state != MBM_CONNECTION_OPEN || self->connection->doomed ||
         !g_error_matches (error, MBM_ERROR, MBM_ERROR_QUEUE_FULL);
}

static void
mbm_server_request_finish (MbmServerRequest *self, GBytes *frame, MbmMessage *message)
{
  self->answered = TRUE;
  self->connection->n_outstanding--;
  self->connection->outstanding_bytes -= g_bytes_get_size (mbm_message_get_bytes (self->message));

  if (!mbm_server_request_send (self, frame, message))
    {
      g_autoptr (GBytes) excuse =
        mbm_message_write_error_response (self->message, MBM_CODE_INTERNAL_ERROR,
                                          "The answer is larger than the server may queue", NULL, NULL, NULL);

      mbm_server_request_send (self, excuse, NULL);
    }
}

/* Who monitors wants a message: to make one at once is cheaper than to read it out of its frame again. */
static gboolean
mbm_server_request_is_monitored (MbmServerRequest *self)
{
  return self->connection->server != NULL && self->connection->server->tap != NULL;
}

/**
 * mbm_server_request_respond:
 * @self: a request
 * @data: (nullable): JSON text; %NULL stands for `null`
 * @error: (nullable): return location
 *
 * Answers a request with a value.
 *
 * Errors: [error@Mbm.Error.INVALID_ARGUMENT] if @data is not JSON, and then the request is still open;
 * [error@Mbm.Error.WRONG_STATE] if it was answered before.
 *
 * Returns: %TRUE if this was the answer, even if the client is gone
 *
 * Since: 0.1
 */
gboolean
mbm_server_request_respond (MbmServerRequest *self, GBytes *data, GError **error)
{
  g_autoptr (MbmMessage) message = NULL;
  g_autoptr (GBytes) frame = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->answered)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE, _ ("The request “%s” was answered already"),
                   mbm_message_get_name (self->message));
      return FALSE;
    }

  if (mbm_server_request_is_monitored (self))
    {
      message = mbm_message_new_response (self->message, data, NULL, error);
      frame = message != NULL ? g_bytes_ref (mbm_message_get_bytes (message)) : NULL;
    }
  else
    {
      frame = mbm_message_write_response (self->message, data, NULL, error);
    }

  if (frame == NULL)
    return FALSE;

  mbm_server_request_finish (self, frame, message);
  return TRUE;
}

/* With a JSON object of our own making, which is taken. */
void
mbm_server_request_respond_json (MbmServerRequest *self, GString *object)
{
  g_autoptr (GBytes) data = mbm_server_json_end (object);
  g_autoptr (GError) error = NULL;

  mbm_server_request_respond (self, data, &error);
  g_assert_no_error (error);
}

/**
 * mbm_server_request_respond_node:
 * @self: a request
 * @data: (nullable) (transfer none): a JSON value; %NULL stands for `null`
 *
 * Answers a request with a value. A second answer is ignored.
 *
 * Since: 0.1
 */
void
mbm_server_request_respond_node (MbmServerRequest *self, JsonNode *data)
{
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (self != NULL);

  if (self->answered)
    return;

  text = data != NULL ? mbm_json_print (data) : NULL;
  if (!mbm_server_request_respond (self, text, &error))
    mbm_server_request_fail (self, MBM_CODE_INTERNAL_ERROR, "The answer is not JSON: %s", error->message);
}

/**
 * mbm_server_request_respond_error:
 * @self: a request
 * @code: a code such as `ORDER_NOT_FOUND`
 * @message: what is wrong, in words
 * @details: (nullable): JSON text; left out if it is not JSON
 *
 * Answers a request with an error. A second answer is ignored. What is not UTF-8 in @code and @message is
 * replaced.
 *
 * Since: 0.1
 */
void
mbm_server_request_respond_error (MbmServerRequest *self,
                                  const char *code,
                                  const char *message,
                                  GBytes *details)
{
  g_autoptr (GBytes) frame = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (code != NULL);
  g_return_if_fail (message != NULL);

  if (self->answered)
    return;

  frame = mbm_message_write_error_response (self->message, code, message, details, NULL, NULL);
  if (frame == NULL)
    {
      g_autofree char *valid_code = g_utf8_make_valid (code, -1);
      g_autofree char *valid_message = g_utf8_make_valid (message, -1);

      frame = mbm_message_write_error_response (self->message, valid_code, valid_message, NULL, NULL, NULL);
    }

  mbm_server_request_finish (self, frame, NULL);
}

void
mbm_server_request_fail (MbmServerRequest *self, const char *code, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  mbm_server_request_respond_error (self, code, message, NULL);
}
