/* mbm-middleware.h — what stands between the wire and the handlers of a server
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "mbm-server-answer.h"
#include "mbm-server-event.h"
#include "mbm-server-request.h"

G_BEGIN_DECLS

#define MBM_TYPE_MIDDLEWARE (mbm_middleware_get_type ())
MBM_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (MbmMiddleware, mbm_middleware, MBM, MIDDLEWARE, GObject)

/**
 * MbmMiddlewareClass:
 * @parent_class: the parent
 * @request: looks at a request on its way to the handler; the default lets it proceed
 * @answer: looks at the answer of a request that this middleware let proceed; the default does nothing
 * @event: looks at an event on its way to the handlers; the default lets it proceed
 *
 * What a middleware does. All are called on the server's thread.
 *
 * Since: 0.1
 */
struct _MbmMiddlewareClass
{
  GObjectClass parent_class;

  void (*request) (MbmMiddleware *self, MbmServerRequest *request);
  void (*answer) (MbmMiddleware *self, MbmServerRequest *request, MbmServerAnswer *answer);
  void (*event) (MbmMiddleware *self, MbmServerEvent *event);

  /*< private >*/
  gpointer padding[8];
};

MBM_AVAILABLE_IN_ALL
gboolean mbm_server_request_proceed (MbmServerRequest *self, MbmMiddleware *middleware);
MBM_AVAILABLE_IN_ALL
gboolean mbm_server_event_proceed (MbmServerEvent *self, MbmMiddleware *middleware);

G_END_DECLS
