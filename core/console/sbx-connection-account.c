/* sbx-connection-account.c — logging in and out, and what is remembered of it
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "sbx-connection-private.h"
#include "sbx-endpoint-config-private.h"

/* What to remember once the service has agreed. */
typedef struct
{
  char *username; /* (nullable): NULL: a token */
  char *secret;
  gboolean remember;
} Login;

static void
login_free (gpointer data)
{
  Login *login = data;

  g_free (login->username);
  sbx_secrets_free_secret (login->secret);
  g_free (login);
}

static void
set_username (SbxConnection *self, const char *username)
{
  g_autoptr (SbxEndpointConfig) config = NULL;

  if (g_str_equal (sbx_endpoint_config_get_string (sbx_endpoint_get_config (SBX_ENDPOINT (self)), "username"),
                   username))
    return;

  config = sbx_endpoint_config_copy (sbx_endpoint_get_config (SBX_ENDPOINT (self)));
  g_object_set (config, "username", username, NULL);
  sbx_endpoint_set_config (SBX_ENDPOINT (self), config);
}

/* @secret: (nullable): NULL: forget it */
static void
keep (SbxConnection *self, const char *what, const char *secret)
{
  g_autofree char *key = sbx_connection_dup_key (sbx_endpoint_get_id (SBX_ENDPOINT (self)), what);
  /* Translators: the label of a password: the connection's name. */
  g_autofree char *label =
    g_strdup_printf (_ ("Signalbox: login to %s"), sbx_endpoint_get_title (SBX_ENDPOINT (self)));

  sbx_secrets_store_async (sbx_endpoint_get_secrets (SBX_ENDPOINT (self)), key, label, secret, NULL, NULL,
                           NULL);
}

static void
forget (SbxConnection *self)
{
  keep (self, "password", NULL);
  keep (self, "token", NULL);
  set_username (self, "");
}

static void
remember_login (SbxConnection *self, const Login *login)
{
  if (!login->remember)
    {
      forget (self);
      return;
    }

  if (login->username == NULL)
    {
      keep (self, "token", login->secret);
      return;
    }
  keep (self, "password", login->secret);
  keep (self, "token", NULL);
  set_username (self, login->username);
}

static void
on_logged_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SbxConnection *self = SBX_CONNECTION (source);
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      sbx_connection_set_login_error (self, error->message);
      g_task_return_error (task, error);
      return;
    }

  sbx_connection_set_login_error (self, NULL);
  remember_login (self, g_task_get_task_data (task));
  g_task_return_boolean (task, TRUE);
}

static void
log_in (SbxConnection *self, GTask *task, const char *username, const char *secret)
{
  SbxConnectionArgs *args = sbx_connection_args_new (username);
  GTask *inner = g_task_new (self, g_task_get_cancellable (task), on_logged_in, task);

  g_task_set_source_tag (inner, log_in);
  args->secret = g_strdup (secret);
  sbx_endpoint_call (SBX_ENDPOINT (self), inner, sbx_connection_backend_login, args,
                     sbx_connection_args_free);
}

static Login *
login_new (const char *username, const char *secret, gboolean remembered)
{
  Login *login = g_new (Login, 1);

  login->username = g_strdup (username);
  login->secret = g_strdup (secret);
  login->remember = remembered;
  return login;
}

/**
 * sbx_connection_login_async:
 * @remember: keep the password in SbxSecrets and log in with it after the next connect; otherwise what was
 * kept before is forgotten
 *
 * Logs in with user name and password.
 */
void
sbx_connection_login_async (SbxConnection *self,
                            const char *username,
                            const char *password,
                            gboolean remember,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SBX_IS_CONNECTION (self));
  g_return_if_fail (username != NULL && password != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sbx_connection_login_async);
  g_task_set_task_data (task, login_new (username, password, remember), login_free);
  log_in (self, task, username, password);
}

/**
 * sbx_connection_login_token_async:
 * @remember: keep the token in SbxSecrets and log in with it after the next connect
 *
 * Logs in with a token.
 */
void
sbx_connection_login_token_async (SbxConnection *self,
                                  const char *token,
                                  gboolean remember,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SBX_IS_CONNECTION (self));
  g_return_if_fail (token != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sbx_connection_login_token_async);
  g_task_set_task_data (task, login_new (NULL, token, remember), login_free);
  log_in (self, task, NULL, token);
}

/**
 * sbx_connection_login_finish:
 *
 * Returns: %TRUE; %FALSE with %MBM_ERROR_LOGIN_FAILED and the service's words if it said no
 */
gboolean
sbx_connection_login_finish (SbxConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_logged_out (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }

  forget (SBX_CONNECTION (source));
  g_task_return_boolean (task, TRUE);
}

/**
 * sbx_connection_logout_async:
 *
 * Logs out, and forgets what was remembered: the next connect logs nobody in.
 */
void
sbx_connection_logout_async (SbxConnection *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task, *inner;

  g_return_if_fail (SBX_IS_CONNECTION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sbx_connection_logout_async);
  inner = g_task_new (self, cancellable, on_logged_out, task);
  g_task_set_source_tag (inner, sbx_connection_logout_async);
  sbx_endpoint_call (SBX_ENDPOINT (self), inner, sbx_connection_backend_logout, NULL, NULL);
}

/**
 * sbx_connection_logout_finish:
 *
 * Returns: %TRUE if nobody is logged in any more; %FALSE with an error
 */
gboolean
sbx_connection_logout_finish (SbxConnection *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_logged_in_again (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* A connection that ended meanwhile is no failed login. */
  if (!g_task_propagate_boolean (G_TASK (result), &error) &&
      !g_error_matches (error, MBM_ERROR, MBM_ERROR_CLOSED) &&
      !g_error_matches (error, MBM_ERROR, MBM_ERROR_NOT_CONNECTED))
    sbx_connection_set_login_error (SBX_CONNECTION (source), error->message);
}

static void
log_in_again (SbxConnection *self, const char *username, char *secret)
{
  SbxConnectionArgs *args = sbx_connection_args_new (username);
  GTask *task = g_task_new (self, NULL, on_logged_in_again, NULL);

  g_task_set_source_tag (task, log_in_again);
  args->secret = secret;
  sbx_endpoint_call (SBX_ENDPOINT (self), task, sbx_connection_backend_login, args, sbx_connection_args_free);
}

static void
on_password_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxConnection) self = user_data;
  SbxEndpointConfig *config = sbx_endpoint_get_config (SBX_ENDPOINT (self));
  char *password = sbx_secrets_lookup_finish (SBX_SECRETS (source), result, NULL);

  if (password != NULL)
    log_in_again (self, sbx_endpoint_config_get_string (config, "username"), password);
}

static void
on_token_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SbxConnection) self = user_data;
  SbxEndpointConfig *config = sbx_endpoint_get_config (SBX_ENDPOINT (self));
  char *token = sbx_secrets_lookup_finish (SBX_SECRETS (source), result, NULL);

  if (token != NULL)
    {
      log_in_again (self, NULL, token);
    }
  else if (*sbx_endpoint_config_get_string (config, "username") != '\0')
    {
      g_autofree char *key = sbx_connection_dup_key (sbx_endpoint_config_get_id (config), "password");

      sbx_secrets_lookup_async (SBX_SECRETS (source), key, NULL, on_password_found, g_steal_pointer (&self));
    }
}

void
sbx_connection_log_in_again (SbxConnection *self)
{
  g_autofree char *key = sbx_connection_dup_key (sbx_endpoint_get_id (SBX_ENDPOINT (self)), "token");

  sbx_secrets_lookup_async (sbx_endpoint_get_secrets (SBX_ENDPOINT (self)), key, NULL, on_token_found,
                            g_object_ref (self));
}
