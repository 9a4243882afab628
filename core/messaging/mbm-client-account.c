/* mbm-client-account.c — logging in and out
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "mbm-client-private.h"
#include "mbm-json-members-private.h"

typedef struct
{
  char *username;
  char *token;
} Credentials;

static void
credentials_free (gpointer data)
{
  Credentials *credentials = data;

  g_free (credentials->username);
  g_free (credentials->token);
  g_free (credentials);
}

/* --- the account -------------------------------------------------------- */

static void
mbm_client_account_set (MbmClient *self, const char *token, gint64 expires_at, MbmUser *user)
{
  char *old = self->token;

  /* The old token may be the new one. */
  self->token = g_strdup (token);
  g_free (old);
  self->token_expires_at = expires_at;
  self->login_is_taken = FALSE;
  mbm_client_context_changed (self);
  mbm_client_set_user (self, user);
}

/**
 * mbm_client_account_forget: (skip)
 * @self: a client
 *
 * Forgets user and token.
 */
void
mbm_client_account_forget (MbmClient *self)
{
  mbm_client_account_set (self, NULL, 0, NULL);
}

/**
 * mbm_client_account_make_login: (skip)
 * @username: (nullable): a user name, with @password
 * @password: (nullable): the password
 * @token: (nullable): or a token
 *
 * Returns: (transfer full): the payload of `$login`
 */
GBytes *
mbm_client_account_make_login (const char *username, const char *password, const char *token)
{
  GString *payload = g_string_new (NULL);

  if (token != NULL)
    {
      g_string_append (payload, "{\"token\":");
      mbm_json_append_string (payload, token, -1);
    }
  else
    {
      g_string_append (payload, "{\"username\":");
      mbm_json_append_string (payload, username, -1);
      g_string_append (payload, ",\"password\":");
      mbm_json_append_string (payload, password, -1);
    }
  g_string_append_c (payload, '}');

  return g_string_free_to_bytes (payload);
}

/* Servers say more or less of the user; the name we logged in with is better than none. */
static MbmUser *
mbm_client_account_read_user (MbmJsonValue result, const char *username)
{
  g_auto (GStrv) roles = NULL;
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;
  MbmJsonValue user;

  if (!mbm_json_value_get_member (result, "user", &user))
    user = mbm_json_value ("{}", 2);

  id = mbm_json_dup_string_member (user, "id");
  name = mbm_json_dup_string_member (user, "username");
  roles = mbm_json_dup_strv_member (user, "roles");
  if (name == NULL)
    name = g_strdup (username != NULL ? username : id);
  if (name == NULL)
    name = g_strdup ("");
  if (id == NULL)
    id = g_strdup (name);

  return mbm_user_new (id, name, (const char *const *) roles);
}

static void
mbm_client_account_set_refusal (MbmJsonValue result, GError **error)
{
  g_autofree char *code = NULL;
  g_autofree char *message = NULL;
  MbmJsonValue details;

  if (mbm_json_value_get_member (result, "error", &details))
    {
      code = mbm_json_dup_string_member (details, "code");
      message = mbm_json_dup_string_member (details, "message");
    }

  if (code != NULL && message != NULL)
    g_set_error (error, MBM_ERROR, MBM_ERROR_LOGIN_FAILED, "%s (%s)", message, code);
  else if (code != NULL || message != NULL)
    g_set_error_literal (error, MBM_ERROR, MBM_ERROR_LOGIN_FAILED, message != NULL ? message : code);
  else
    g_set_error (error, MBM_ERROR, MBM_ERROR_LOGIN_FAILED,
                 _ ("The server refused the login and did not say why"));
}

/**
 * mbm_client_account_take_result: (skip)
 * @self: a client
 * @answer: the answer to `$login`
 * @username: (nullable): who logged in, as far as it is known
 * @token: (nullable): the token that was sent; it is kept if the server gives no other
 * @error: return location
 *
 * Reads an auth result, and keeps what it says. A refusal changes nothing.
 *
 * Returns: (transfer full): who is logged in, or %NULL with @error set
 */
MbmUser *
mbm_client_account_take_result (MbmClient *self,
                                MbmMessage *answer,
                                const char *username,
                                const char *token,
                                GError **error)
{
  MbmTapRecord record = { .kind = MBM_TAP_LOGGED_IN };
  g_autoptr (GError) refusal = NULL;
  g_autoptr (MbmUser) user = NULL;
  g_autofree char *new_token = NULL;
  MbmJsonValue result;
  gboolean success;
  gint64 expires_at;

  if (!mbm_message_check_success (answer, &refusal))
    {
      g_set_error_literal (error, MBM_ERROR, MBM_ERROR_LOGIN_FAILED, refusal->message);
      return NULL;
    }
  if (!mbm_client_check_system_answer (answer, &result, error))
    return NULL;
  if (!mbm_json_get_boolean_member (result, "success", &success))
    {
      g_set_error (
        error, MBM_ERROR, MBM_ERROR_INVALID_PAYLOAD,
        _ ("The answer to $login does not say whether it succeeded: “success” must be true or false"));
      return NULL;
    }
  if (!success)
    {
      mbm_client_account_set_refusal (result, error);
      return NULL;
    }

  user = mbm_client_account_read_user (result, username);
  new_token = mbm_json_dup_string_member (result, "token");
  mbm_json_get_integer_member (result, "expiresAt", &expires_at);
  mbm_client_account_set (self, new_token != NULL ? new_token : token, expires_at, user);

  record.reason = mbm_user_get_username (user);
  mbm_client_tap (self, &record);
  return g_steal_pointer (&user);
}

/* --- login -------------------------------------------------------------- */

static void
mbm_client_login_done (gpointer owner, MbmMessage *answer, const GError *error, gpointer user_data)
{
  MbmClient *self = owner;
  g_autoptr (GTask) task = user_data;
  Credentials *credentials = g_task_get_task_data (task);
  GError *refusal = NULL;
  MbmUser *user = NULL;

  if (answer != NULL)
    user = mbm_client_account_take_result (self, answer, credentials->username, credentials->token, &refusal);
  else
    refusal = g_error_copy (error);

  if (user != NULL)
    g_task_return_pointer (task, user, (GDestroyNotify) mbm_user_unref);
  else
    g_task_return_error (task, refusal);
}

static void
mbm_client_begin_login (MbmClient *self, GTask *task, const char *password)
{
  Credentials *credentials = g_task_get_task_data (task);
  g_autoptr (GBytes) payload =
    mbm_client_account_make_login (credentials->username, password, credentials->token);

  mbm_client_ask_for_task (self, task, "$login", payload, NULL, 0, mbm_client_login_done);
}

/**
 * mbm_client_login_async:
 * @self: a client
 * @username: a user name
 * @password: the password; it is not kept
 * @cancellable: (nullable): stops the waiting
 * @callback: (scope async): called when the server has answered
 * @user_data: passed to @callback
 *
 * Logs in. The token the server gives is kept in memory, added to every request and event, and used to log in
 * again after a reconnect. [property@Mbm.Client:user] says who is logged in.
 *
 * Since: 0.1
 */
void
mbm_client_login_async (MbmClient *self,
                        const char *username,
                        const char *password,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  Credentials *credentials;
  GTask *task;

  g_return_if_fail (MBM_IS_CLIENT (self));
  g_return_if_fail (username != NULL && password != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mbm_client_login_async);
  credentials = g_new0 (Credentials, 1);
  credentials->username = g_strdup (username);
  g_task_set_task_data (task, credentials, credentials_free);

  mbm_client_begin_login (self, task, password);
}

/**
 * mbm_client_login_token_async:
 * @self: a client
 * @token: a token from an earlier login
 * @cancellable: (nullable): stops the waiting
 * @callback: (scope async): called when the server has answered; finish with
 *   [method@Mbm.Client.login_token_finish]
 * @user_data: passed to @callback
 *
 * Logs in with a token. It is kept as that of [method@Mbm.Client.login_async] is, unless the server gives a
 * new one.
 *
 * Since: 0.1
 */
void
mbm_client_login_token_async (MbmClient *self,
                              const char *token,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  Credentials *credentials;
  GTask *task;

  g_return_if_fail (MBM_IS_CLIENT (self));
  g_return_if_fail (token != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mbm_client_login_token_async);
  credentials = g_new0 (Credentials, 1);
  credentials->token = g_strdup (token);
  g_task_set_task_data (task, credentials, credentials_free);

  mbm_client_begin_login (self, task, NULL);
}

/**
 * mbm_client_login_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: (nullable): return location
 *
 * Says who is logged in. If the server did not say so, it is the name that was given, or one that is empty.
 *
 * Errors: [error@Mbm.Error.LOGIN_FAILED] with the server's words, message and code, if it refuses; that
 * leaves an earlier login as it was. [error@Mbm.Error.INVALID_PAYLOAD] if its answer is none; and those of
 * [method@Mbm.Client.request_finish].
 *
 * Returns: (transfer full): the user, or %NULL with @error set
 *
 * Since: 0.1
 */
MbmUser *
mbm_client_login_finish (MbmClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * mbm_client_login_token_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: (nullable): return location
 *
 * Says who is logged in, as [method@Mbm.Client.login_finish] does, which takes the result of either call.
 *
 * Returns: (transfer full): the user, or %NULL with @error set
 *
 * Since: 0.1
 */
MbmUser *
mbm_client_login_token_finish (MbmClient *self, GAsyncResult *result, GError **error)
{
  return mbm_client_login_finish (self, result, error);
}

/**
 * mbm_client_take_login:
 * @self: a client
 * @user: who is logged in
 * @token: (nullable): the token
 * @expires_at: when the login ends, in milliseconds since the Unix epoch, or 0
 *
 * Takes a login that was made in another way than by `$login`, such as by a request of the service's own. The
 * token is added to every request and event from now on. After a reconnect it is used as it is: there is no
 * `$login` with it.
 *
 * Since: 0.1
 */
void
mbm_client_take_login (MbmClient *self, MbmUser *user, const char *token, gint64 expires_at)
{
  MbmTapRecord record = { .kind = MBM_TAP_LOGGED_IN };

  g_return_if_fail (MBM_IS_CLIENT (self));
  g_return_if_fail (user != NULL);

  mbm_client_account_set (self, token, expires_at, user);
  self->login_is_taken = TRUE;
  record.reason = mbm_user_get_username (user);
  mbm_client_tap (self, &record);
}

/* --- logout ------------------------------------------------------------- */

static void
mbm_client_logout_done (gpointer owner, MbmMessage *answer, const GError *error, gpointer user_data)
{
  MbmClient *self = owner;
  g_autoptr (GTask) task = user_data;
  g_autoptr (MbmUser) user = NULL;
  GError *refusal = NULL;

  if (answer == NULL)
    {
      g_task_return_error (task, g_error_copy (error));
      return;
    }

  user = self->user != NULL ? mbm_user_ref (self->user) : NULL;
  mbm_client_account_forget (self);
  if (user != NULL)
    {
      MbmTapRecord record = { .kind = MBM_TAP_LOGGED_OUT, .reason = mbm_user_get_username (user) };

      mbm_client_tap (self, &record);
    }

  if (mbm_message_check_success (answer, &refusal))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, refusal);
}

/**
 * mbm_client_logout_async:
 * @self: a client
 * @cancellable: (nullable): stops the waiting
 * @callback: (scope async): called when the server has answered
 * @user_data: passed to @callback
 *
 * Logs out. Whatever the server answers, the token is forgotten then; without an answer it is not.
 *
 * Since: 0.1
 */
void
mbm_client_logout_async (MbmClient *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task;

  g_return_if_fail (MBM_IS_CLIENT (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mbm_client_logout_async);

  mbm_client_ask_for_task (self, task, "$logout", NULL, NULL, 0, mbm_client_logout_done);
}

/**
 * mbm_client_logout_finish:
 * @self: a client
 * @result: what the callback was given
 * @error: (nullable): return location
 *
 * Says how [method@Mbm.Client.logout_async] went.
 *
 * Errors: [error@Mbm.Error.REMOTE] if the server answered with an error, and those of
 * [method@Mbm.Client.request_finish].
 *
 * Returns: %TRUE if the server logged the user out
 *
 * Since: 0.1
 */
gboolean
mbm_client_logout_finish (MbmClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * mbm_client_get_token:
 * @self: a client
 *
 * Gets the token of the login. It is a secret: do not write it where others can read it.
 *
 * Returns: (nullable) (transfer none): the token, if somebody is logged in and the server gave one
 *
 * Since: 0.1
 */
const char *
mbm_client_get_token (MbmClient *self)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), NULL);

  return self->token;
}

/**
 * mbm_client_get_token_expires_at:
 * @self: a client
 *
 * Gets when the login ends.
 *
 * Returns: milliseconds since the Unix epoch, or 0 if it is not known
 *
 * Since: 0.1
 */
gint64
mbm_client_get_token_expires_at (MbmClient *self)
{
  g_return_val_if_fail (MBM_IS_CLIENT (self), 0);

  return self->token_expires_at;
}
