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
  char *username;           /* (nullable): NULL: a token, or a request */
  char *secret;             /* of a request its payload */
  SbxLoginRequest *request; /* (nullable) */
  gboolean remember;
} Login;

static void
login_free (gpointer data)
{
  Login *login = data;

  g_free (login->username);
  sbx_secrets_free_secret (login->secret);
  g_clear_pointer (&login->request, sbx_login_request_free);
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

/* Everything but @what: `password`, `token`, `payload`; or NULL. */
static void
forget_but (SbxConnection *self, const char *what)
{
  static const char *const all[] = { "password", "token", "payload" };

  self->renewal.serial++;
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (g_strcmp0 (all[i], what) != 0)
      keep (self, all[i], NULL);
  if (g_strcmp0 (what, "password") != 0 && g_strcmp0 (what, "token") != 0)
    set_username (self, "");
  sbx_connection_set_remembered (self, what);
}

/* How it is done is kept, whether its secrets are or not. */
static void
set_request (SbxConnection *self, const SbxLoginRequest *request)
{
  g_autoptr (SbxEndpointConfig) config = NULL;
  g_autofree char *json = sbx_login_request_to_json (request);

  if (g_strcmp0 (sbx_endpoint_config_get_string (sbx_endpoint_get_config (SBX_ENDPOINT (self)), "login"),
                 json) == 0)
    return;

  config = sbx_endpoint_config_copy (sbx_endpoint_get_config (SBX_ENDPOINT (self)));
  g_object_set (config, "login", json, NULL);
  sbx_endpoint_set_config (SBX_ENDPOINT (self), config);
}

static void
remember_login (SbxConnection *self, const Login *login)
{
  const char *what = login->request != NULL ? "payload" : login->username != NULL ? "password" : "token";

  if (login->request != NULL)
    set_request (self, login->request);
  if (!login->remember)
    {
      forget_but (self, NULL);
      return;
    }

  keep (self, what, login->secret);
  if (login->username != NULL)
    set_username (self, login->username);
  forget_but (self, what);
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
  Login *login = g_new0 (Login, 1);

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
 * sbx_connection_login_request_async:
 * @login: the request, with its secrets
 * @remember: keep the payload in SbxSecrets and log in with it after the next connect
 *
 * Logs in by a request of the service's own. How is kept in the config's `login`, without secrets; they are
 * masked in the traffic.
 */
void
sbx_connection_login_request_async (SbxConnection *self,
                                    const SbxLoginRequest *login,
                                    gboolean remember,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  Login *kept;
  GTask *task, *inner;

  g_return_if_fail (SBX_IS_CONNECTION (self));
  g_return_if_fail (login != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sbx_connection_login_request_async);
  kept = login_new (NULL, login->payload, remember);
  kept->request = sbx_login_request_copy (login);
  g_task_set_task_data (task, kept, login_free);
  inner = g_task_new (self, cancellable, on_logged_in, task);
  g_task_set_source_tag (inner, sbx_connection_login_request_async);
  sbx_connection_log_in_by_request (self, login, inner);
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

  sbx_connection_forget_login (SBX_CONNECTION (source));
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

/**
 * sbx_connection_forget_login:
 *
 * Forgets what was remembered of a login. Who is logged in stays so; nobody will be after the next connect.
 */
void
sbx_connection_forget_login (SbxConnection *self)
{
  g_return_if_fail (SBX_IS_CONNECTION (self));

  forget_but (self, NULL);
}

/* --- with what is remembered --------------------------------------------------- */

/* @secret is taken. */
static void
log_in_with (SbxConnection *self, const char *what, char *secret, GTask *task)
{
  SbxEndpointConfig *config = sbx_endpoint_get_config (SBX_ENDPOINT (self));
  gboolean is_password = g_str_equal (what, "password");
  SbxConnectionArgs *args;

  if (g_str_equal (what, "payload"))
    {
      const char *json = sbx_endpoint_config_get_string (config, "login");
      GError *error = NULL;
      g_autoptr (SbxLoginRequest) login = NULL;

      if (json != NULL)
        login = sbx_login_request_from_json (json, &error);
      if (login != NULL)
        {
          sbx_secrets_free_secret (login->payload);
          login->payload = secret;
          sbx_connection_log_in_by_request (self, login, task);
          return;
        }
      sbx_secrets_free_secret (secret);
      if (error == NULL)
        g_set_error (&error, MBM_ERROR, MBM_ERROR_LOGIN_FAILED, _ ("It is not known any more how to log in"));
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  args = sbx_connection_args_new (is_password ? sbx_endpoint_config_get_string (config, "username") : NULL);
  args->secret = secret;
  sbx_endpoint_call (SBX_ENDPOINT (self), task, sbx_connection_backend_login, args, sbx_connection_args_free);
}

static void
on_secret_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  char *secret = sbx_secrets_lookup_finish (SBX_SECRETS (source), result, &error);

  if (secret != NULL)
    {
      log_in_with (g_task_get_source_object (task), g_task_get_name (task), secret, task);
      return;
    }
  if (error == NULL)
    g_set_error (&error, MBM_ERROR, MBM_ERROR_LOGIN_FAILED, _ ("What it takes to log in is not remembered"));
  g_task_return_error (task, error);
  g_object_unref (task);
}

void
sbx_connection_log_in_with_async (SbxConnection *self,
                                  const char *what,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *key = sbx_connection_dup_key (sbx_endpoint_get_id (SBX_ENDPOINT (self)), what);

  g_task_set_source_tag (task, sbx_connection_log_in_with_async);
  g_task_set_name (task, what);
  sbx_secrets_lookup_async (sbx_endpoint_get_secrets (SBX_ENDPOINT (self)), key, NULL, on_secret_found, task);
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

/* Where we are in looking for what is remembered: the first that there is counts. */
typedef struct
{
  SbxConnection *self;
  guint position;
  guint serial;
  gboolean logs_in;
} Search;

static const char *const kinds[] = { "token", "payload", "password" };

static void search_next (Search *search);

static void
search_end (Search *search)
{
  g_object_unref (search->self);
  g_free (search);
}

static void
on_kept_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Search *search = user_data;
  const char *what = kinds[search->position];
  char *secret = sbx_secrets_lookup_finish (SBX_SECRETS (source), result, NULL);
  GTask *task;

  /* Somebody has logged in or out while the keyring was asked: what is found now is of before. */
  if (search->serial != search->self->renewal.serial)
    {
      sbx_secrets_free_secret (secret);
      search_end (search);
      return;
    }
  if (secret == NULL)
    {
      search->position++;
      search_next (search);
      return;
    }

  sbx_connection_set_remembered (search->self, what);
  if (search->logs_in)
    {
      task = g_task_new (search->self, NULL, on_logged_in_again, NULL);
      g_task_set_source_tag (task, on_kept_found);
      log_in_with (search->self, what, secret, task);
    }
  else
    {
      sbx_secrets_free_secret (secret);
    }
  search_end (search);
}

static gboolean
may_be_kept (SbxConnection *self, const char *what)
{
  SbxEndpointConfig *config = sbx_endpoint_get_config (SBX_ENDPOINT (self));

  if (g_str_equal (what, "payload"))
    return sbx_endpoint_config_get_string (config, "login") != NULL;
  return !g_str_equal (what, "password") || *sbx_endpoint_config_get_string (config, "username") != '\0';
}

static void
search_next (Search *search)
{
  SbxEndpoint *endpoint = SBX_ENDPOINT (search->self);
  g_autofree char *key = NULL;

  while (search->position < G_N_ELEMENTS (kinds) && !may_be_kept (search->self, kinds[search->position]))
    search->position++;
  if (search->position == G_N_ELEMENTS (kinds))
    {
      sbx_connection_set_remembered (search->self, NULL);
      search_end (search);
      return;
    }

  key = sbx_connection_dup_key (sbx_endpoint_get_id (endpoint), kinds[search->position]);
  sbx_secrets_lookup_async (sbx_endpoint_get_secrets (endpoint), key, NULL, on_kept_found, search);
}

static void
search (SbxConnection *self, gboolean logs_in)
{
  Search *begun = g_new0 (Search, 1);

  begun->self = g_object_ref (self);
  begun->logs_in = logs_in;
  begun->serial = self->renewal.serial;
  search_next (begun);
}

/**
 * sbx_connection_look_up_remembered:
 *
 * Has the property `remembered` say what is kept of a login, soon. Asks the keyring, which may ask the user.
 */
void
sbx_connection_look_up_remembered (SbxConnection *self)
{
  g_return_if_fail (SBX_IS_CONNECTION (self));

  search (self, FALSE);
}

void
sbx_connection_log_in_again (SbxConnection *self)
{
  search (self, TRUE);
}
