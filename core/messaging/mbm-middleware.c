/* mbm-middleware.c — what stands between the wire and the handlers of a server
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-middleware.h"

/**
 * MbmMiddleware:
 *
 * Stands between the wire and the handlers of a server: looks at the requests and events of clients, changes
 * them, answers or refuses them, or lets them wait, and looks at the answers on their way back.
 *
 * A server's middleware is a chain, in the order it was added with [method@Mbm.Server.add_middleware]. A
 * request goes through it from the first to the last and then to its handler; the answer comes back through
 * those that let the request proceed, from the last to the first. What is reserved for the system, names that
 * begin with `$`, does not come by.
 *
 * [vfunc@Mbm.Middleware.request] does one of these, now or later if it takes a reference:
 *
 * - [method@Mbm.ServerRequest.proceed] lets it go on, perhaps after a change of payload, context or user;
 * - [method@Mbm.ServerRequest.respond] and its kin answer or refuse it;
 * - if it does nothing, and nobody keeps a reference, the client is told `NO_ANSWER`.
 *
 * Each request that a middleware has let proceed comes back to its [vfunc@Mbm.Middleware.answer], once, even
 * if the middleware was removed or the client has left meanwhile; what it kept for the request can be dropped
 * there. What it answered itself it does not see again.
 *
 * [vfunc@Mbm.Middleware.event] lets an event proceed with [method@Mbm.ServerEvent.proceed], refuses it with
 * [method@Mbm.ServerEvent.refuse], or drops it by doing neither.
 *
 * A request or event that waits holds up nobody: what comes later overtakes it. While it waits it counts
 * against [property@Mbm.Server:max-outstanding], an event too. When its client has left, it goes no further.
 *
 * One object may serve several servers of one thread.
 *
 * Since: 0.1
 */

G_DEFINE_TYPE (MbmMiddleware, mbm_middleware, G_TYPE_OBJECT)

static void
mbm_middleware_real_request (MbmMiddleware *self, MbmServerRequest *request)
{
  mbm_server_request_proceed (request, self);
}

static void
mbm_middleware_real_answer (MbmMiddleware *self, MbmServerRequest *request, MbmServerAnswer *answer)
{
}

static void
mbm_middleware_real_event (MbmMiddleware *self, MbmServerEvent *event)
{
  mbm_server_event_proceed (event, self);
}

static void
mbm_middleware_class_init (MbmMiddlewareClass *klass)
{
  klass->request = mbm_middleware_real_request;
  klass->answer = mbm_middleware_real_answer;
  klass->event = mbm_middleware_real_event;
}

static void
mbm_middleware_init (MbmMiddleware *self)
{
}
