/* mbm-server-auth.c — who is logged in: `$login` and `$logout`
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-password-private.h"
#include "mbm-server-client-private.h"
#include "mbm-server-events-private.h"
#include "mbm-server-payload-private.h"

/* The longest name, password or token that is looked at. */
#define MBM_SERVER_MAX_CREDENTIAL 1024

/* What the answer to a failed login waits: nothing the first time, then twice as long each time. */
#define MBM_SERVER_LOGIN_DELAY     250  /* ms */
#define MBM_SERVER_LOGIN_DELAY_MAX 5000 /* ms */

/* A login under way. The connection owns it, and whoever computes or waits holds a reference; once the
 * connection has let go of it the outcome is nobody's affair any more. */
struct _MbmLogin
{
  guint ref_count;
  MbmServerRequest *request;
  GCancellable *cancellable;
  GSource *delay;
  const char *code;
  char *message;
};

static MbmLogin *
mbm_login_ref (MbmLogin *login)
{
  login->ref_count++;
  return login;
}

static void
mbm_login_unref (MbmLogin *login)
{
  if (--login->ref_count > 0)
    return;

  if (login->delay != NULL)
    g_source_destroy (login->delay);
  g_clear_pointer (&login->delay, g_source_unref);
  g_object_unref (login->cancellable);
  mbm_server_request_unref (login->request);
  g_free (login->message);
  g_free (login);
}

static MbmLogin *
mbm_login_begin (MbmServerRequest *request)
{
  MbmServerConnection *connection = mbm_server_request_get_connection (request);
  MbmLogin *login = g_new0 (MbmLogin, 1);

  login->ref_count = 1;
  login->request = mbm_server_request_ref (request);
  login->cancellable = g_cancellable_new ();
  connection->login = login;

  return login;
}

/* The connection lets go of its login, be it over or not. */
void
mbm_server_end_login (MbmServerConnection *connection)
{
  MbmLogin *login = g_steal_pointer (&connection->login);

  if (login == NULL)
    return;

  if (login->delay != NULL)
    g_source_destroy (login->delay);
  g_cancellable_cancel (login->cancellable);
  mbm_login_unref (login);
}

static void
mbm_server_add_user (GString *answer, MbmUser *user)
{
  GString *object = g_string_sized_new (96);
  g_autoptr (GBytes) text = NULL;
  gsize length;
  const char *data;

  mbm_server_json_add_string (object, "id", mbm_user_get_id (user));
  mbm_server_json_add_string (object, "username", mbm_user_get_username (user));
  mbm_server_json_add_strv (object, "roles", mbm_user_get_roles (user));
  text = mbm_server_json_end (object);
  data = g_bytes_get_data (text, &length);
  mbm_server_json_add_text (answer, "user", data, (gssize) length);
}

static void
mbm_server_set_login (MbmServer *self, MbmServerConnection *connection, MbmToken *token)
{
  g_clear_pointer (&connection->token, mbm_token_unref);
  connection->token = mbm_token_ref (token);
  connection->n_failed_logins = 0;

  mbm_server_tap_kind (self, connection, MBM_TAP_LOGGED_IN,
                       mbm_user_get_username (mbm_token_get_user (token)));
}

static void
mbm_server_answer_login (MbmServer *self, MbmServerRequest *request, MbmToken *token, const char *text)
{
  MbmServerConnection *connection = mbm_server_request_get_connection (request);
  GString *answer = g_string_sized_new (256);

  mbm_server_json_add_text (answer, "success", "true", -1);
  mbm_server_json_add_string (answer, "token", text);
  mbm_server_json_add_int (answer, "expiresAt", mbm_token_get_expires_at (token));
  mbm_server_add_user (answer, mbm_token_get_user (token));

  mbm_server_set_login (self, connection, token);
  mbm_server_request_respond_json (request, answer);
  if (connection->client != NULL)
    mbm_server_client_notify_user (connection->client);
}

/* A failed login is a successful response that says so. */
static void
mbm_server_answer_failed_login (MbmServerRequest *request, const char *code, const char *message)
{
  GString *error = g_string_sized_new (96);
  GString *answer = g_string_sized_new (128);
  g_autoptr (GBytes) text = NULL;
  gsize length;
  const char *data;

  mbm_server_json_add_string (error, "code", code);
  mbm_server_json_add_string (error, "message", message);
  text = mbm_server_json_end (error);
  data = g_bytes_get_data (text, &length);

  mbm_server_json_add_text (answer, "success", "false", -1);
  mbm_server_json_add_text (answer, "error", data, (gssize) length);
  mbm_server_request_respond_json (request, answer);
}

static void
mbm_server_succeed_login (MbmServer *self, MbmLogin *login, MbmUser *user)
{
  g_autoptr (MbmToken) token = NULL;
  char *text = NULL;

  token = mbm_token_store_issue (self->tokens, user, self->token_lifetime, &text);
  if (token != NULL)
    mbm_server_answer_login (self, login->request, token, text);
  else
    mbm_server_request_fail (login->request, MBM_CODE_INTERNAL_ERROR, "The system has no random numbers");

  mbm_password_free (text);
  mbm_server_end_login (mbm_server_request_get_connection (login->request));
}

static gboolean
mbm_server_login_delay_cb (gpointer data)
{
  MbmLogin *login = data;

  mbm_server_answer_failed_login (login->request, login->code, login->message);
  mbm_server_end_login (mbm_server_request_get_connection (login->request));

  return G_SOURCE_REMOVE;
}

/* Who guesses has to wait, longer each time. */
static void
mbm_server_fail_login (MbmServer *self, MbmLogin *login, const char *code, const char *message)
{
  MbmServerConnection *connection = mbm_server_request_get_connection (login->request);
  guint n = connection->n_failed_logins++;
  guint delay = 0;

  if (n > 0)
    delay = n <= 5 ? MIN (MBM_SERVER_LOGIN_DELAY << (n - 1), MBM_SERVER_LOGIN_DELAY_MAX)
                   : MBM_SERVER_LOGIN_DELAY_MAX;

  login->code = code;
  login->message = g_strdup (message);
  login->delay = g_timeout_source_new (delay);
  g_source_set_static_name (login->delay, "[mbm] failed login");
  g_source_set_callback (login->delay, mbm_server_login_delay_cb, mbm_login_ref (login),
                         (GDestroyNotify) mbm_login_unref);
  g_source_attach (login->delay, self->context);
}

static void
mbm_server_verified_cb (GObject *source_object, GAsyncResult *result, gpointer user_data)
{
  MbmLogin *login = user_data;
  MbmServerConnection *connection = mbm_server_request_get_connection (login->request);
  g_autoptr (GError) error = NULL;
  g_autoptr (MbmUser) user = mbm_user_store_verify_finish (MBM_USER_STORE (source_object), result, &error);

  if (connection->login == login)
    {
      g_autoptr (MbmServer) server = g_object_ref (connection->server);

      /* Users that were set aside meanwhile are users no more. */
      if (user != NULL && G_OBJECT (server->users) == source_object)
        mbm_server_succeed_login (server, login, user);
      else
        mbm_server_fail_login (server, login, "invalid_credentials", "Invalid user name or password");
    }

  mbm_login_unref (login);
}

static void
mbm_server_login_with_password (MbmServer *self, MbmServerRequest *request)
{
  g_autofree char *username = NULL;
  char *password = NULL;

  if (mbm_server_payload_get_string (request, "username", TRUE, MBM_SERVER_MAX_CREDENTIAL, &username) &&
      mbm_server_payload_get_string (request, "password", TRUE, MBM_SERVER_MAX_CREDENTIAL, &password))
    {
      MbmLogin *login = mbm_login_begin (request);

      if (self->users == NULL || mbm_user_store_get_n_users (self->users) == 0)
        mbm_server_fail_login (self, login, "user_not_found", "This server has no users");
      else
        mbm_user_store_verify_async (self->users, username, password, login->cancellable,
                                     mbm_server_verified_cb, mbm_login_ref (login));
    }

  mbm_password_free (password);
}

static void
mbm_server_login_with_token (MbmServer *self, MbmServerRequest *request)
{
  g_autoptr (MbmToken) token = NULL;
  char *text = NULL;

  if (!mbm_server_payload_get_string (request, "token", TRUE, MBM_SERVER_MAX_CREDENTIAL, &text))
    return;

  switch (mbm_token_store_lookup (self->tokens, text, &token))
    {
    case MBM_TOKEN_VALID:
      mbm_server_answer_login (self, request, token, text);
      break;
    case MBM_TOKEN_EXPIRED:
      mbm_server_fail_login (self, mbm_login_begin (request), "token_expired", "The token has expired");
      break;
    case MBM_TOKEN_UNKNOWN:
    default:
      mbm_server_fail_login (self, mbm_login_begin (request), "invalid_token", "The token is not valid");
    }

  mbm_password_free (text);
}

/* One login at a time on each connection: a flood of them can't take more than its share. */
void
mbm_server_handle_login (MbmServer *self, MbmServerRequest *request)
{
  if (mbm_server_request_get_connection (request)->login != NULL)
    mbm_server_request_fail (request, MBM_CODE_LOGIN_UNDER_WAY,
                             "A login on this connection is under way already");
  else if (mbm_server_payload_has (request, "token"))
    mbm_server_login_with_token (self, request);
  else
    mbm_server_login_with_password (self, request);
}

/* The token in the request's context, or else that of the connection's login. */
static MbmToken *
mbm_server_find_token (MbmServer *self, MbmServerRequest *request)
{
  MbmServerConnection *connection = mbm_server_request_get_connection (request);
  const char *text =
    mbm_context_get_token (mbm_message_get_context (mbm_server_request_get_message (request)));
  MbmToken *token = NULL;

  if (text != NULL)
    mbm_token_store_lookup (self->tokens, text, &token);
  else if (connection->token != NULL)
    token = mbm_token_ref (connection->token);

  return token;
}

/* Ends the login wherever its token is in use. */
void
mbm_server_handle_logout (MbmServer *self, MbmServerRequest *request)
{
  MbmServerConnection *connection = mbm_server_request_get_connection (request);
  g_autoptr (MbmToken) token = mbm_server_find_token (self, request);
  GString *answer = g_string_sized_new (32);

  if (token != NULL)
    {
      mbm_token_store_revoke (self->tokens, token);
      if (connection->token == token)
        g_clear_pointer (&connection->token, mbm_token_unref);
      mbm_server_tap_kind (self, connection, MBM_TAP_LOGGED_OUT,
                           mbm_user_get_username (mbm_token_get_user (token)));
    }

  mbm_server_json_add_text (answer, "success", "true", -1);
  mbm_server_request_respond_json (request, answer);
  if (token != NULL && connection->client != NULL)
    mbm_server_client_notify_user (connection->client);
}
