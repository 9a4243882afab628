/* mbm-server-handlers.c — who answers requests and takes events
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-server-request-private.h"

/* Counted, because a handler may be removed, by itself too, while it runs. */
typedef struct
{
  guint ref_count;
  guint id;
  char *name; /* NULL: every application event */
  GCallback func;
  gpointer user_data;
  GDestroyNotify destroy;
  gboolean removed;
} MbmServerHandler;

struct _MbmServerHandlers
{
  GHashTable *requests; /* name → MbmServerHandler */
  GPtrArray *events;
  guint last_id;
};

static MbmServerHandler *
mbm_server_handler_new (const char *name, GCallback func, gpointer user_data, GDestroyNotify destroy)
{
  MbmServerHandler *handler = g_new0 (MbmServerHandler, 1);

  handler->ref_count = 1;
  handler->name = g_strdup (name);
  handler->func = func;
  handler->user_data = user_data;
  handler->destroy = destroy;

  return handler;
}

static void
mbm_server_handler_unref (MbmServerHandler *handler)
{
  if (--handler->ref_count > 0)
    return;

  if (handler->destroy != NULL)
    handler->destroy (handler->user_data);
  g_free (handler->name);
  g_free (handler);
}

static void
mbm_server_handler_remove (MbmServerHandler *handler)
{
  handler->removed = TRUE;
  mbm_server_handler_unref (handler);
}

MbmServerHandlers *
mbm_server_handlers_new (void)
{
  MbmServerHandlers *self = g_new0 (MbmServerHandlers, 1);

  self->requests =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) mbm_server_handler_unref);
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_server_handler_remove);

  return self;
}

void
mbm_server_handlers_free (MbmServerHandlers *self)
{
  g_hash_table_unref (self->requests);
  g_ptr_array_unref (self->events);
  g_free (self);
}

/* The router is asked first, if there is one. It may be replaced meanwhile. */
void
mbm_server_handlers_route (MbmServer *server, MbmServerRequest *request)
{
  if (server->router == NULL || !server->router (server, request, server->router_data))
    mbm_server_handlers_call (server, request);
}

/* If nobody answers requests of that name, the client is told so. */
void
mbm_server_handlers_call (MbmServer *server, MbmServerRequest *request)
{
  const char *name = mbm_server_request_get_name (request);
  MbmServerHandler *handler = g_hash_table_lookup (server->handlers->requests, name);

  if (handler == NULL)
    {
      mbm_server_request_fail (request, MBM_CODE_UNKNOWN_REQUEST_TYPE, "Unknown request type: %s", name);
      return;
    }

  handler->ref_count++;
  ((MbmRequestHandler) handler->func) (server, request, handler->user_data);
  mbm_server_handler_unref (handler);
}

/* Handlers that are added meanwhile do not get this event, those that are removed get it no more. */
void
mbm_server_handlers_call_event (MbmServer *server, MbmServerClient *client, MbmMessage *event)
{
  g_autoptr (GPtrArray) due = NULL;
  const char *name = mbm_message_get_name (event);

  if (server->handlers->events->len == 0)
    return;

  due = g_ptr_array_new_with_free_func ((GDestroyNotify) mbm_server_handler_unref);
  for (guint i = 0; i < server->handlers->events->len; i++)
    {
      MbmServerHandler *handler = g_ptr_array_index (server->handlers->events, i);

      if (handler->name == NULL || strcmp (handler->name, name) == 0)
        {
          handler->ref_count++;
          g_ptr_array_add (due, handler);
        }
    }

  for (guint i = 0; i < due->len; i++)
    {
      MbmServerHandler *handler = g_ptr_array_index (due, i);

      if (!handler->removed)
        ((MbmServerEventHandler) handler->func) (server, client, event, handler->user_data);
    }
}

/**
 * MbmRequestHandler:
 * @server: the server
 * @request: what is asked
 * @user_data: as given with the handler
 *
 * Answers a request with [method@Mbm.ServerRequest.respond] and its kin: now, or later if it takes a
 * reference.
 *
 * Since: 0.1
 */

/**
 * MbmRequestRouter:
 * @server: the server
 * @request: what is asked
 * @user_data: as given with the router
 *
 * Is asked before the handler of a request's name. It may answer the request, or take a reference to answer
 * it later, or to pass it on with [method@Mbm.ServerRequest.pass_on].
 *
 * Returns: %TRUE if it has taken the request; %FALSE to leave it to its handler
 *
 * Since: 0.1
 */

/**
 * mbm_server_set_request_router:
 * @self: a server
 * @router: (nullable) (scope notified) (closure user_data) (destroy destroy): who is asked first
 * @user_data: for @router
 * @destroy: (nullable): frees @user_data
 *
 * Sets who is asked first, behind the middleware and what the contract demands, when a request has come: for
 * servers whose handlers have no names that are known before, or that answer in the place of others.
 *
 * There is one router: a second replaces the first. It may be set while the server runs, but not from within
 * the router.
 *
 * Since: 0.1
 */
void
mbm_server_set_request_router (MbmServer *self,
                               MbmRequestRouter router,
                               gpointer user_data,
                               GDestroyNotify destroy)
{
  g_return_if_fail (MBM_IS_SERVER (self));

  mbm_server_clear_router (self);
  self->router = router;
  self->router_data = user_data;
  self->router_destroy = destroy;
}

void
mbm_server_clear_router (MbmServer *self)
{
  GDestroyNotify destroy = self->router_destroy;

  self->router = NULL;
  self->router_destroy = NULL;
  if (destroy != NULL)
    destroy (self->router_data);
}

/**
 * mbm_server_request_pass_on:
 * @request: a request that a router has taken
 *
 * Leaves a request to the handler of its name after all, if it was not answered and its client is still
 * there.
 *
 * Since: 0.1
 */
void
mbm_server_request_pass_on (MbmServerRequest *request)
{
  g_autoptr (MbmServerRequest) kept = NULL;
  g_autoptr (MbmServer) server = NULL;

  g_return_if_fail (request != NULL);

  if (request->answered || request->connection->state != MBM_CONNECTION_OPEN)
    return;

  kept = mbm_server_request_ref (request);
  server = g_object_ref (request->connection->server);
  mbm_server_handlers_call (server, request);
}

/**
 * mbm_server_add_request_handler:
 * @self: a server
 * @name: the requests' name
 * @handler: (scope notified) (closure user_data) (destroy destroy): who answers them
 * @user_data: for @handler
 * @destroy: (nullable): frees @user_data
 *
 * Sets who answers requests of a name. There is one handler a name: a second replaces the first. Handlers may
 * be added and removed while the server runs.
 *
 * Returns: %TRUE if the handler was added; %FALSE, and then @destroy was called, if the name begins with `$`:
 * those are reserved
 *
 * Since: 0.1
 */
gboolean
mbm_server_add_request_handler (MbmServer *self,
                                const char *name,
                                MbmRequestHandler handler,
                                gpointer user_data,
                                GDestroyNotify destroy)
{
  MbmServerHandler *entry;

  g_return_val_if_fail (MBM_IS_SERVER (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (handler != NULL, FALSE);

  if (name[0] == '$')
    {
      if (destroy != NULL)
        destroy (user_data);
      return FALSE;
    }

  entry = mbm_server_handler_new (name, G_CALLBACK (handler), user_data, destroy);
  g_hash_table_replace (self->handlers->requests, entry->name, entry);

  return TRUE;
}

/**
 * mbm_server_remove_request_handler:
 * @self: a server
 * @name: the requests' name
 *
 * From now on requests of that name are answered `UNKNOWN_REQUEST_TYPE`. Those that wait for their answer
 * still get it.
 *
 * Returns: %TRUE if there was a handler
 *
 * Since: 0.1
 */
gboolean
mbm_server_remove_request_handler (MbmServer *self, const char *name)
{
  g_return_val_if_fail (MBM_IS_SERVER (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return g_hash_table_remove (self->handlers->requests, name);
}

/**
 * MbmServerEventHandler:
 * @server: the server
 * @client: who sent it: the identity of its connection, whatever the event's `source` says
 * @event: the event
 * @user_data: as given with the handler
 *
 * Takes an event that a client sent.
 *
 * Since: 0.1
 */

/**
 * mbm_server_add_event_handler:
 * @self: a server
 * @name: (nullable): the events' name, or %NULL for every application event
 * @handler: (scope notified) (closure user_data) (destroy destroy): who takes them
 * @user_data: for @handler
 * @destroy: (nullable): frees @user_data
 *
 * Adds a handler of events that clients send. Any number of them may be there, and they are called in the
 * order they were added. System events, such as `$heartbeat`, are the server's own affair.
 *
 * Returns: an id for [method@Mbm.Server.remove_event_handler], never 0
 *
 * Since: 0.1
 */
guint
mbm_server_add_event_handler (MbmServer *self,
                              const char *name,
                              MbmServerEventHandler handler,
                              gpointer user_data,
                              GDestroyNotify destroy)
{
  MbmServerHandler *entry;

  g_return_val_if_fail (MBM_IS_SERVER (self), 0);
  g_return_val_if_fail (handler != NULL, 0);

  entry = mbm_server_handler_new (name, G_CALLBACK (handler), user_data, destroy);
  entry->id = ++self->handlers->last_id;
  g_ptr_array_add (self->handlers->events, entry);

  return entry->id;
}

/**
 * mbm_server_remove_event_handler:
 * @self: a server
 * @id: what [method@Mbm.Server.add_event_handler] returned
 *
 * Removes a handler of events; it is not called any more.
 *
 * Returns: %TRUE if there was such a handler
 *
 * Since: 0.1
 */
gboolean
mbm_server_remove_event_handler (MbmServer *self, guint id)
{
  g_return_val_if_fail (MBM_IS_SERVER (self), FALSE);

  for (guint i = 0; i < self->handlers->events->len; i++)
    {
      MbmServerHandler *handler = g_ptr_array_index (self->handlers->events, i);

      if (handler->id == id)
        {
          g_ptr_array_remove_index (self->handlers->events, i);
          return TRUE;
        }
    }

  return FALSE;
}
