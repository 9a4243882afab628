/* mbm-client-request.c — a server's request that waits for its client's answer
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-client-private.h"
#include "mbm-client-request.h"

/**
 * MbmClientRequest:
 *
 * A request of the server's, and the way to answer it: now or later, once, with a value or an error; see
 * [method@Mbm.Client.add_request_handler].
 *
 * Reference-counted. If the last reference goes without an answer, the server is told `NO_ANSWER`. An answer
 * after the connection was lost is dropped. It does not keep the client alive, and belongs to its thread.
 *
 * Since: 0.1
 */
struct _MbmClientRequest
{
  guint ref_count;
  gboolean answered;
  GWeakRef client;
  guint n_connection; /* that it came on: no other one is to see the answer */
  MbmMessage *message;
};

typedef struct
{
  guint ref_count;
  MbmClientRequestHandler func;
  gpointer user_data;
  GDestroyNotify destroy;
} Handler;

G_DEFINE_BOXED_TYPE (MbmClientRequest, mbm_client_request, mbm_client_request_ref, mbm_client_request_unref)

/* --- handlers ----------------------------------------------------------- */

/* Counted, because a handler may be removed while it runs. */
static void
handler_unref (gpointer data)
{
  Handler *handler = data;

  if (--handler->ref_count > 0)
    return;

  if (handler->destroy != NULL)
    handler->destroy (handler->user_data);
  g_free (handler);
}

/**
 * mbm_client_add_request_handler:
 * @self: a client
 * @name: the requests' name
 * @handler: (scope notified) (closure user_data) (destroy destroy): who answers them
 * @user_data: passed to @handler
 * @destroy: (nullable): frees @user_data
 *
 * Sets who answers the server's requests of a name. There is one handler a name: a second replaces the first.
 * Handlers stay across connections. What nobody handles is answered `UNKNOWN_REQUEST_TYPE`; more than
 * [property@Mbm.Client:max-server-requests] at a time `TOO_MANY_REQUESTS`.
 *
 * Returns: %TRUE if the handler was added; %FALSE, and then @destroy was called, if the name begins with `$`:
 * those are reserved
 *
 * Since: 0.1
 */
gboolean
mbm_client_add_request_handler (MbmClient *self,
                                const char *name,
                                MbmClientRequestHandler handler,
                                gpointer user_data,
                                GDestroyNotify destroy)
{
  Handler *entry;

  g_return_val_if_fail (MBM_IS_CLIENT (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (handler != NULL, FALSE);

  if (name[0] == '$')
    {
      if (destroy != NULL)
        destroy (user_data);
      return FALSE;
    }

  entry = g_new0 (Handler, 1);
  entry->ref_count = 1;
  entry->func = handler;
  entry->user_data = user_data;
  entry->destroy = destroy;

  if (self->request_handlers == NULL)
    self->request_handlers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, handler_unref);
  g_hash_table_replace (self->request_handlers, g_strdup (name), entry);
  return TRUE;
}

/**
 * mbm_client_remove_request_handler:
 * @self: a client
 * @name: the requests' name
 *
 * Removes a handler. Requests that it has not answered yet can still be answered.
 *
 * Returns: %TRUE if there was one
 *
 * Since: 0.1
 */
gboolean
mbm_client_remove_request_handler (MbmClient *self, const char *name)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return self->request_handlers != NULL && g_hash_table_remove (self->request_handlers, name);
}

/* --- a request ---------------------------------------------------------- */

static MbmClientRequest *
mbm_client_request_new (MbmClient *client, MbmMessage *message)
{
  MbmClientRequest *self = g_new0 (MbmClientRequest, 1);

  self->ref_count = 1;
  g_weak_ref_init (&self->client, client);
  self->n_connection = client->n_connections;
  self->message = mbm_message_ref (message);
  client->n_server_requests++;

  return self;
}

static void
mbm_client_request_fail (MbmClientRequest *self, const char *code, const char *words)
{
  g_autofree char *message = g_strdup_printf ("%s: %s", words, mbm_message_get_name (self->message));

  mbm_client_request_respond_error (self, code, message, NULL);
}

/**
 * mbm_client_request_received: (skip)
 * @self: a client
 * @message: a request that came in
 *
 * Hands it to whoever answers it. Nobody leaves a server waiting.
 */
void
mbm_client_request_received (MbmClient *self, MbmMessage *message)
{
  g_autoptr (MbmClientRequest) request = NULL;
  Handler *handler = NULL;

  mbm_client_tap_message (self, MBM_TAP_RECEIVED, MBM_TAP_FLAG_NONE, message);

  request = mbm_client_request_new (self, message);
  if (self->request_handlers != NULL && self->phase != MBM_CLIENT_PHASE_CLOSING)
    handler = g_hash_table_lookup (self->request_handlers, mbm_message_get_name (message));

  /* The protocol's own words: not to be translated. */
  if (handler == NULL)
    {
      mbm_client_request_fail (request, "UNKNOWN_REQUEST_TYPE", "Unknown request type");
      return;
    }
  if (self->n_server_requests > self->max_server_requests)
    {
      mbm_client_request_fail (request, "TOO_MANY_REQUESTS", "Too many requests wait for an answer");
      return;
    }

  handler->ref_count++;
  handler->func (self, request, handler->user_data);
  handler_unref (handler);
}

/**
 * mbm_client_request_ref:
 * @self: a request
 *
 * Takes a reference, to answer later.
 *
 * Returns: (transfer full): @self
 *
 * Since: 0.1
 */
MbmClientRequest *
mbm_client_request_ref (MbmClientRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  self->ref_count++;
  return self;
}

/**
 * mbm_client_request_unref:
 * @self: (transfer full): a request
 *
 * Gives a reference back. If it was the last one and the request has not been answered, the server is told
 * `NO_ANSWER`.
 *
 * Since: 0.1
 */
void
mbm_client_request_unref (MbmClientRequest *self)
{
  g_return_if_fail (self != NULL);

  if (self->ref_count == 1 && !self->answered)
    mbm_client_request_fail (self, "NO_ANSWER", "The client did not answer");

  if (--self->ref_count > 0)
    return;

  g_weak_ref_clear (&self->client);
  mbm_message_unref (self->message);
  g_free (self);
}

/**
 * mbm_client_request_get_name:
 * @self: a request
 *
 * What is asked.
 *
 * Returns: (transfer none): the request's name
 *
 * Since: 0.1
 */
const char *
mbm_client_request_get_name (MbmClientRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return mbm_message_get_name (self->message);
}

/**
 * mbm_client_request_get_message:
 * @self: a request
 *
 * The request as it came in.
 *
 * Returns: (transfer none): the message
 *
 * Since: 0.1
 */
MbmMessage *
mbm_client_request_get_message (MbmClientRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->message;
}

/**
 * mbm_client_request_get_payload:
 * @self: a request
 *
 * The payload, parsed when it is first asked for. It is not to be changed.
 *
 * Returns: (transfer none) (nullable): the payload; %NULL if the request has none
 *
 * Since: 0.1
 */
JsonNode *
mbm_client_request_get_payload (MbmClientRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return mbm_message_get_payload (self->message);
}

/**
 * mbm_client_request_get_context:
 * @self: a request
 *
 * The request's context.
 *
 * Returns: (transfer none): the context, never %NULL
 *
 * Since: 0.1
 */
MbmContext *
mbm_client_request_get_context (MbmClientRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return mbm_message_get_context (self->message);
}

/**
 * mbm_client_request_new_child_context:
 * @self: a request
 *
 * Makes a context for what a handler sends because of a request, so that it is part of the same trace; see
 * [method@Mbm.Context.new_child].
 *
 * Returns: (transfer full): a new context
 *
 * Since: 0.1
 */
MbmContext *
mbm_client_request_new_child_context (MbmClientRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return mbm_context_new_child (mbm_message_get_context (self->message));
}

/**
 * mbm_client_request_is_answered:
 * @self: a request
 *
 * Whether the request was answered, be it over a connection that is gone.
 *
 * Returns: %TRUE after an answer
 *
 * Since: 0.1
 */
gboolean
mbm_client_request_is_answered (MbmClientRequest *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->answered;
}

/* --- its answer --------------------------------------------------------- */

static void
mbm_client_request_send (MbmClientRequest *self, MbmMessage *answer)
{
  g_autoptr (MbmClient) client = g_weak_ref_get (&self->client);
  g_autoptr (MbmMessage) excuse = NULL;
  g_autoptr (GError) error = NULL;

  self->answered = TRUE;
  if (client == NULL)
    return;

  client->n_server_requests--;
  if (client->channel == NULL || client->n_connections != self->n_connection ||
      mbm_client_send (client, answer, &error))
    return;

  mbm_client_report_failure (client, error);
  if (!g_error_matches (error, MBM_ERROR, MBM_ERROR_QUEUE_FULL))
    return;

  excuse = mbm_message_new_error_response (self->message, "INTERNAL_ERROR",
                                           "The answer is larger than the client may queue", NULL,
                                           mbm_client_get_plain_context (client), NULL);
  if (excuse != NULL)
    mbm_client_send (client, excuse, NULL);
}

/* With who answers; no token: a server knows whom it asked. */
static MbmContext *
mbm_client_request_dup_answer_context (MbmClientRequest *self)
{
  g_autoptr (MbmClient) client = g_weak_ref_get (&self->client);

  return client != NULL ? mbm_context_ref (mbm_client_get_plain_context (client)) : mbm_context_new ();
}

/**
 * mbm_client_request_respond:
 * @self: a request
 * @data: (nullable): JSON text; %NULL stands for `null`
 * @error: (nullable): return location
 *
 * Answers a request with a value.
 *
 * Errors: [error@Mbm.Error.INVALID_ARGUMENT] if @data is not JSON, and then the request is still open;
 * [error@Mbm.Error.WRONG_STATE] if it was answered before.
 *
 * Returns: %TRUE if this was the answer, even if the connection is gone
 *
 * Since: 0.1
 */
gboolean
mbm_client_request_respond (MbmClientRequest *self, GBytes *data, GError **error)
{
  g_autoptr (MbmContext) context = NULL;
  g_autoptr (MbmMessage) answer = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->answered)
    {
      g_set_error (error, MBM_ERROR, MBM_ERROR_WRONG_STATE, _ ("The request “%s” was answered already"),
                   mbm_message_get_name (self->message));
      return FALSE;
    }

  context = mbm_client_request_dup_answer_context (self);
  answer = mbm_message_new_response (self->message, data, context, error);
  if (answer == NULL)
    return FALSE;

  mbm_client_request_send (self, answer);
  return TRUE;
}

/**
 * mbm_client_request_respond_node:
 * @self: a request
 * @data: (nullable) (transfer none): a JSON value; %NULL stands for `null`
 *
 * Answers a request with a value. A second answer is ignored.
 *
 * Since: 0.1
 */
void
mbm_client_request_respond_node (MbmClientRequest *self, JsonNode *data)
{
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (self != NULL);

  if (self->answered)
    return;

  text = data != NULL ? mbm_json_print (data) : NULL;
  if (!mbm_client_request_respond (self, text, &error))
    mbm_client_request_respond_error (self, "INTERNAL_ERROR", error->message, NULL);
}

/**
 * mbm_client_request_respond_error:
 * @self: a request
 * @code: a code such as `NOT_NOW`
 * @message: what is wrong, in words
 * @details: (nullable): JSON text; left out if it is not JSON
 *
 * Answers a request with an error. A second answer is ignored. What is not UTF-8 in @code and @message is
 * replaced.
 *
 * Since: 0.1
 */
void
mbm_client_request_respond_error (MbmClientRequest *self,
                                  const char *code,
                                  const char *message,
                                  GBytes *details)
{
  g_autoptr (MbmContext) context = NULL;
  g_autoptr (MbmMessage) answer = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (code != NULL);
  g_return_if_fail (message != NULL);

  if (self->answered)
    return;

  context = mbm_client_request_dup_answer_context (self);
  answer = mbm_message_new_error_response (self->message, code, message, details, context, NULL);
  if (answer == NULL)
    {
      g_autofree char *valid_code = g_utf8_make_valid (code, -1);
      g_autofree char *valid_message = g_utf8_make_valid (message, -1);

      answer = mbm_message_new_error_response (self->message, valid_code, valid_message, NULL, context, NULL);
    }

  mbm_client_request_send (self, answer);
}
