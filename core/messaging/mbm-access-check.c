/* mbm-access-check.c — middleware that asks an access control
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-access-check.h"
#include "mbm-server-private.h"

/**
 * MbmAccessCheck:
 *
 * A middleware that lets proceed what the rules of an [class@Mbm.AccessControl] let through. The rest is
 * refused: with `UNAUTHORIZED` if nobody is logged in, else with `FORBIDDEN`.
 *
 * A server with a [property@Mbm.Server:contract] or an [property@Mbm.Server:access-control] has one of its
 * own, behind all other middleware, and looks at subscriptions and at who gets an event as well.
 *
 * Since: 0.1
 */
struct _MbmAccessCheck
{
  MbmMiddleware parent_instance;

  MbmAccessControl *access_control;
};

G_DEFINE_FINAL_TYPE (MbmAccessCheck, mbm_access_check, MBM_TYPE_MIDDLEWARE)

static const char *
mbm_access_check_get_code (MbmUser *user)
{
  return user == NULL ? MBM_CODE_UNAUTHORIZED : MBM_CODE_FORBIDDEN;
}

static void
mbm_access_check_request (MbmMiddleware *middleware, MbmServerRequest *request)
{
  MbmAccessCheck *self = MBM_ACCESS_CHECK (middleware);
  MbmUser *user = mbm_server_request_get_user (request);
  const char *name = mbm_server_request_get_name (request);

  if (mbm_access_control_check_request (self->access_control, user, name, NULL))
    {
      mbm_server_request_proceed (request, middleware);
    }
  else
    {
      g_autofree char *message =
        user == NULL ? g_strdup_printf ("Log in to ask %s", name)
                     : g_strdup_printf ("%s may not ask %s", mbm_user_get_username (user), name);

      mbm_server_request_respond_error (request, mbm_access_check_get_code (user), message, NULL);
    }
}

static void
mbm_access_check_event (MbmMiddleware *middleware, MbmServerEvent *event)
{
  MbmAccessCheck *self = MBM_ACCESS_CHECK (middleware);
  MbmUser *user = mbm_server_event_get_user (event);
  const char *name = mbm_server_event_get_name (event);

  if (mbm_access_control_check_event (self->access_control, user, name, NULL))
    {
      mbm_server_event_proceed (event, middleware);
    }
  else
    {
      g_autofree char *message =
        user == NULL ? g_strdup_printf ("Log in to send %s", name)
                     : g_strdup_printf ("%s may not send %s", mbm_user_get_username (user), name);

      mbm_server_event_refuse (event, mbm_access_check_get_code (user), message, NULL);
    }
}

static void
mbm_access_check_finalize (GObject *object)
{
  g_clear_object (&MBM_ACCESS_CHECK (object)->access_control);

  G_OBJECT_CLASS (mbm_access_check_parent_class)->finalize (object);
}

static void
mbm_access_check_class_init (MbmAccessCheckClass *klass)
{
  MbmMiddlewareClass *middleware_class = MBM_MIDDLEWARE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mbm_access_check_finalize;
  middleware_class->request = mbm_access_check_request;
  middleware_class->event = mbm_access_check_event;
}

static void
mbm_access_check_init (MbmAccessCheck *self)
{
  self->access_control = mbm_access_control_new (NULL);
}

/**
 * mbm_access_check_new:
 * @access_control: who may do what
 *
 * Makes a middleware that asks an access control.
 *
 * Returns: (transfer full): a new middleware
 *
 * Since: 0.1
 */
MbmAccessCheck *
mbm_access_check_new (MbmAccessControl *access_control)
{
  MbmAccessCheck *self;

  g_return_val_if_fail (MBM_IS_ACCESS_CONTROL (access_control), NULL);

  self = g_object_new (MBM_TYPE_ACCESS_CHECK, NULL);
  g_set_object (&self->access_control, access_control);

  return self;
}
