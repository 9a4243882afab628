/* mbm-server-request-chain.c — a request's way through the middleware, and back
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-message-private.h"
#include "mbm-server-chain-private.h"
#include "mbm-server-request-private.h"

/* Puts another message in the place of the one that handlers see. */
static gboolean
mbm_server_request_replace (MbmServerRequest *self, GBytes *payload, MbmContext *context, GError **error)
{
  const char *id = mbm_message_get_id (self->message);
  MbmMessage *changed = mbm_message_new_request (id != NULL ? id : "", mbm_message_get_name (self->message),
                                                 payload, context, error);

  if (changed == NULL)
    return FALSE;

  if (self->received == NULL)
    self->received = g_steal_pointer (&self->message);
  g_clear_pointer (&self->message, mbm_message_unref);
  self->message = changed;
  g_clear_pointer (&self->context, mbm_context_unref);

  return TRUE;
}

/**
 * mbm_server_request_set_payload:
 * @self: a request
 * @payload: (nullable): JSON text; %NULL stands for `{}`
 * @error: (nullable): return location
 *
 * Gives the request another payload, for what follows in the chain and for the handler. What was on the wire
 * stays as it was for the tap. What getters returned before, [method@Mbm.ServerRequest.get_payload] for one,
 * is not valid any more.
 *
 * Errors: [error@Mbm.Error.INVALID_ARGUMENT] if @payload is not JSON, and then the request is as it was.
 *
 * Returns: %TRUE if the payload was replaced
 *
 * Since: 0.1
 */
gboolean
mbm_server_request_set_payload (MbmServerRequest *self, GBytes *payload, GError **error)
{
  g_autoptr (MbmContext) context = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  context = mbm_context_ref (mbm_message_get_context (self->message));
  return mbm_server_request_replace (self, payload, context, error);
}

/**
 * mbm_server_request_set_context:
 * @self: a request
 * @context: a context
 *
 * Gives the request another context, for what follows in the chain and for the handler. Who asks stays who it
 * is: neither `source` nor a token in @context changes that. What getters returned before is not valid any
 * more.
 *
 * Since: 0.1
 */
void
mbm_server_request_set_context (MbmServerRequest *self, MbmContext *context)
{
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (context != NULL);

  payload = mbm_message_dup_payload (self->message);
  if (!mbm_server_request_replace (self, payload, context, &error))
    g_warning ("The context of a request is not replaced: %s", error->message);
}

static void
mbm_server_request_advance (MbmServerRequest *self, MbmServer *server)
{
  MbmMiddleware *next = mbm_server_walk_next (self->walk, mbm_message_get_name (self->message));

  if (next != NULL)
    MBM_MIDDLEWARE_GET_CLASS (next)->request (next, self);
  else
    mbm_server_handlers_route (server, self);
}

/* At the first of the server's middleware. */
void
mbm_server_request_enter (MbmServerRequest *self, MbmServer *server)
{
  self->walk = mbm_server_walk_new (server->chain);
  mbm_server_request_advance (self, server);
}

/**
 * mbm_server_request_proceed:
 * @self: a request
 * @middleware: where it is: who calls
 *
 * Lets a request go on to the next middleware, and after the last one to its handler.
 *
 * Returns: %TRUE if it went on; %FALSE if @middleware is not where it is, because it was let proceed or
 * answered before, or if its client has left
 *
 * Since: 0.1
 */
gboolean
mbm_server_request_proceed (MbmServerRequest *self, MbmMiddleware *middleware)
{
  g_autoptr (MbmServerRequest) kept = NULL;
  g_autoptr (MbmServer) server = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (MBM_IS_MIDDLEWARE (middleware), FALSE);

  if (self->answered || self->walk == NULL || !mbm_server_walk_is_at (self->walk, middleware) ||
      self->connection->state != MBM_CONNECTION_OPEN || self->connection->client != self->client)
    return FALSE;

  kept = mbm_server_request_ref (self);
  server = g_object_ref (self->connection->server);
  mbm_server_request_advance (self, server);

  return TRUE;
}

/* Shows the answer to those who let the request proceed, the last one first. */
void
mbm_server_request_review (MbmServerRequest *self, MbmServerAnswer *answer)
{
  MbmMiddleware *middleware;

  while ((middleware = mbm_server_walk_back (self->walk)) != NULL)
    MBM_MIDDLEWARE_GET_CLASS (middleware)->answer (middleware, self, answer);
}
