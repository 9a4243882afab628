/* mbm-login-check.c — middleware that asks for a login
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-login-check.h"
#include "mbm-server-private.h"

/**
 * MbmLoginCheck:
 *
 * A middleware that lets proceed only what comes on behalf of a user, and refuses the rest with
 * `UNAUTHORIZED`, but for the names in [property@Mbm.LoginCheck:except].
 *
 * Since: 0.1
 */
struct _MbmLoginCheck
{
  MbmMiddleware parent_instance;

  char **except;
};

enum
{
  PROP_0,
  PROP_EXCEPT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (MbmLoginCheck, mbm_login_check, MBM_TYPE_MIDDLEWARE)

static gboolean
mbm_login_check_passes (MbmLoginCheck *self, MbmUser *user, const char *name)
{
  return user != NULL || g_strv_contains ((const char *const *) self->except, name);
}

static void
mbm_login_check_request (MbmMiddleware *middleware, MbmServerRequest *request)
{
  const char *name = mbm_server_request_get_name (request);

  if (mbm_login_check_passes (MBM_LOGIN_CHECK (middleware), mbm_server_request_get_user (request), name))
    {
      mbm_server_request_proceed (request, middleware);
    }
  else
    {
      g_autofree char *message = g_strdup_printf ("Log in to ask %s", name);

      mbm_server_request_respond_error (request, MBM_CODE_UNAUTHORIZED, message, NULL);
    }
}

static void
mbm_login_check_event (MbmMiddleware *middleware, MbmServerEvent *event)
{
  const char *name = mbm_server_event_get_name (event);

  if (mbm_login_check_passes (MBM_LOGIN_CHECK (middleware), mbm_server_event_get_user (event), name))
    {
      mbm_server_event_proceed (event, middleware);
    }
  else
    {
      g_autofree char *message = g_strdup_printf ("Log in to send %s", name);

      mbm_server_event_refuse (event, MBM_CODE_UNAUTHORIZED, message, NULL);
    }
}

static void
mbm_login_check_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  MbmLoginCheck *self = MBM_LOGIN_CHECK (object);

  switch (prop_id)
    {
    case PROP_EXCEPT:
      g_value_set_boxed (value, self->except);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mbm_login_check_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  MbmLoginCheck *self = MBM_LOGIN_CHECK (object);

  switch (prop_id)
    {
    case PROP_EXCEPT:
      g_strfreev (self->except);
      self->except = g_value_dup_boxed (value);
      if (self->except == NULL)
        self->except = g_new0 (char *, 1);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mbm_login_check_finalize (GObject *object)
{
  g_strfreev (MBM_LOGIN_CHECK (object)->except);

  G_OBJECT_CLASS (mbm_login_check_parent_class)->finalize (object);
}

static void
mbm_login_check_class_init (MbmLoginCheckClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  MbmMiddlewareClass *middleware_class = MBM_MIDDLEWARE_CLASS (klass);

  object_class->get_property = mbm_login_check_get_property;
  object_class->set_property = mbm_login_check_set_property;
  object_class->finalize = mbm_login_check_finalize;
  middleware_class->request = mbm_login_check_request;
  middleware_class->event = mbm_login_check_event;

  /**
   * MbmLoginCheck:except:
   *
   * Names of requests and events that need no login.
   *
   * Since: 0.1
   */
  props[PROP_EXCEPT] = g_param_spec_boxed ("except", NULL, NULL, G_TYPE_STRV,
                                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
mbm_login_check_init (MbmLoginCheck *self)
{
}

/**
 * mbm_login_check_new:
 * @except: (nullable) (array zero-terminated=1): names that need no login
 *
 * Makes a middleware that asks for a login.
 *
 * Returns: (transfer full): a new middleware
 *
 * Since: 0.1
 */
MbmLoginCheck *
mbm_login_check_new (const char *const *except)
{
  return g_object_new (MBM_TYPE_LOGIN_CHECK, "except", except, NULL);
}
