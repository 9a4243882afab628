/* mbm-function-middleware.c — middleware made of functions
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-function-middleware.h"

/* Counted: a function may be replaced, by itself too, while it runs. */
typedef struct
{
  guint ref_count;
  GCallback func;
  gpointer user_data;
  GDestroyNotify destroy;
} MbmHook;

/**
 * MbmFunctionMiddleware:
 *
 * A middleware made of up to three functions, for those who would rather not derive a class.
 *
 * What has no function behaves as [class@Mbm.Middleware] does by itself: requests and events proceed, and
 * answers are left alone.
 *
 * Since: 0.1
 */
struct _MbmFunctionMiddleware
{
  MbmMiddleware parent_instance;

  MbmHook *request;
  MbmHook *answer;
  MbmHook *event;
};

G_DEFINE_FINAL_TYPE (MbmFunctionMiddleware, mbm_function_middleware, MBM_TYPE_MIDDLEWARE)

static void
mbm_hook_unref (MbmHook *hook)
{
  if (--hook->ref_count > 0)
    return;

  if (hook->destroy != NULL)
    hook->destroy (hook->user_data);
  g_free (hook);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmHook, mbm_hook_unref)

static MbmHook *
mbm_hook_ref (MbmHook *hook)
{
  hook->ref_count++;
  return hook;
}

static void
mbm_hook_replace (MbmHook **place, GCallback func, gpointer user_data, GDestroyNotify destroy)
{
  g_autoptr (MbmHook) before = g_steal_pointer (place);

  if (func == NULL)
    {
      if (destroy != NULL)
        destroy (user_data);
      return;
    }

  *place = g_new0 (MbmHook, 1);
  (*place)->ref_count = 1;
  (*place)->func = func;
  (*place)->user_data = user_data;
  (*place)->destroy = destroy;
}

static void
mbm_function_middleware_request (MbmMiddleware *middleware, MbmServerRequest *request)
{
  MbmFunctionMiddleware *self = MBM_FUNCTION_MIDDLEWARE (middleware);
  g_autoptr (MbmHook) hook = NULL;

  if (self->request == NULL)
    {
      mbm_server_request_proceed (request, middleware);
      return;
    }

  hook = mbm_hook_ref (self->request);
  ((MbmMiddlewareRequestFunc) hook->func) (middleware, request, hook->user_data);
}

static void
mbm_function_middleware_answer (MbmMiddleware *middleware, MbmServerRequest *request, MbmServerAnswer *answer)
{
  MbmFunctionMiddleware *self = MBM_FUNCTION_MIDDLEWARE (middleware);
  g_autoptr (MbmHook) hook = NULL;

  if (self->answer == NULL)
    return;

  hook = mbm_hook_ref (self->answer);
  ((MbmMiddlewareAnswerFunc) hook->func) (middleware, request, answer, hook->user_data);
}

static void
mbm_function_middleware_event (MbmMiddleware *middleware, MbmServerEvent *event)
{
  MbmFunctionMiddleware *self = MBM_FUNCTION_MIDDLEWARE (middleware);
  g_autoptr (MbmHook) hook = NULL;

  if (self->event == NULL)
    {
      mbm_server_event_proceed (event, middleware);
      return;
    }

  hook = mbm_hook_ref (self->event);
  ((MbmMiddlewareEventFunc) hook->func) (middleware, event, hook->user_data);
}

static void
mbm_function_middleware_dispose (GObject *object)
{
  MbmFunctionMiddleware *self = MBM_FUNCTION_MIDDLEWARE (object);

  g_clear_pointer (&self->request, mbm_hook_unref);
  g_clear_pointer (&self->answer, mbm_hook_unref);
  g_clear_pointer (&self->event, mbm_hook_unref);

  G_OBJECT_CLASS (mbm_function_middleware_parent_class)->dispose (object);
}

static void
mbm_function_middleware_class_init (MbmFunctionMiddlewareClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MbmMiddlewareClass *middleware_class = MBM_MIDDLEWARE_CLASS (klass);

  object_class->dispose = mbm_function_middleware_dispose;
  middleware_class->request = mbm_function_middleware_request;
  middleware_class->answer = mbm_function_middleware_answer;
  middleware_class->event = mbm_function_middleware_event;
}

static void
mbm_function_middleware_init (MbmFunctionMiddleware *self)
{
}

/**
 * mbm_function_middleware_new:
 *
 * Makes a middleware that lets everything proceed until it is given functions.
 *
 * Returns: (transfer full): a new middleware
 *
 * Since: 0.1
 */
MbmFunctionMiddleware *
mbm_function_middleware_new (void)
{
  return g_object_new (MBM_TYPE_FUNCTION_MIDDLEWARE, NULL);
}

/**
 * MbmMiddlewareRequestFunc:
 * @middleware: the middleware
 * @request: a request
 * @user_data: as given with the function
 *
 * Looks at a request; see [class@Mbm.Middleware] for what it may do.
 *
 * Since: 0.1
 */

/**
 * mbm_function_middleware_set_request_func:
 * @self: a middleware
 * @func: (nullable) (scope notified) (closure user_data) (destroy destroy): what looks at requests; %NULL
 * lets them proceed
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data
 *
 * Sets what looks at requests.
 *
 * Since: 0.1
 */
void
mbm_function_middleware_set_request_func (MbmFunctionMiddleware *self,
                                          MbmMiddlewareRequestFunc func,
                                          gpointer user_data,
                                          GDestroyNotify destroy)
{
  g_return_if_fail (MBM_IS_FUNCTION_MIDDLEWARE (self));

  mbm_hook_replace (&self->request, G_CALLBACK (func), user_data, destroy);
}

/**
 * MbmMiddlewareAnswerFunc:
 * @middleware: the middleware
 * @request: the request that is answered
 * @answer: the answer, which may be changed
 * @user_data: as given with the function
 *
 * Looks at the answer of a request that the middleware let proceed.
 *
 * Since: 0.1
 */

/**
 * mbm_function_middleware_set_answer_func:
 * @self: a middleware
 * @func: (nullable) (scope notified) (closure user_data) (destroy destroy): what looks at answers; %NULL
 * leaves them alone
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data
 *
 * Sets what looks at answers.
 *
 * Since: 0.1
 */
void
mbm_function_middleware_set_answer_func (MbmFunctionMiddleware *self,
                                         MbmMiddlewareAnswerFunc func,
                                         gpointer user_data,
                                         GDestroyNotify destroy)
{
  g_return_if_fail (MBM_IS_FUNCTION_MIDDLEWARE (self));

  mbm_hook_replace (&self->answer, G_CALLBACK (func), user_data, destroy);
}

/**
 * MbmMiddlewareEventFunc:
 * @middleware: the middleware
 * @event: an event that a client sent
 * @user_data: as given with the function
 *
 * Looks at an event; see [class@Mbm.Middleware] for what it may do.
 *
 * Since: 0.1
 */

/**
 * mbm_function_middleware_set_event_func:
 * @self: a middleware
 * @func: (nullable) (scope notified) (closure user_data) (destroy destroy): what looks at events; %NULL lets
 *   them proceed
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data
 *
 * Sets what looks at events.
 *
 * Since: 0.1
 */
void
mbm_function_middleware_set_event_func (MbmFunctionMiddleware *self,
                                        MbmMiddlewareEventFunc func,
                                        gpointer user_data,
                                        GDestroyNotify destroy)
{
  g_return_if_fail (MBM_IS_FUNCTION_MIDDLEWARE (self));

  mbm_hook_replace (&self->event, G_CALLBACK (func), user_data, destroy);
}
