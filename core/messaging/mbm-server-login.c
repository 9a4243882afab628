/* mbm-server-login.c — who wants to be logged in: `$login`
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-auth-attempt-private.h"
#include "mbm-json-members-private.h"
#include "mbm-password-private.h"
#include "mbm-peer-host-private.h"
#include "mbm-server-client-private.h"
#include "mbm-server-events-private.h"
#include "mbm-server-payload-private.h"

/* What the answer to a failed login waits for on its connection: nothing the first time, then twice as long
 * each time. What failed on other connections is the throttle's affair. */
#define MBM_SERVER_LOGIN_DELAY 250 /* ms */

/* A login under way. The connection owns it, and whoever computes or waits holds a reference; once the
 * connection has let go of it the outcome is nobody's affair any more. */
struct _MbmLogin
{
  guint ref_count;
  MbmServerRequest *request;
  MbmAuthProvider *provider; /* NULL: the server has none */
  gboolean counted;          /* it is no token: failures are counted */
  char *username;            /* NULL: credentials of another kind */
  char *host;
  GCancellable *cancellable;
  GSource *delay;
  gboolean waiting; /* to be looked at, which the throttle counts */
  char *code;
  char *message;
};

static MbmLogin *
mbm_login_ref (MbmLogin *login)
{
  login->ref_count++;
  return login;
}

static void
mbm_login_clear_delay (MbmLogin *login)
{
  if (login->delay != NULL)
    g_source_destroy (login->delay);
  g_clear_pointer (&login->delay, g_source_unref);
}

static void
mbm_login_unref (MbmLogin *login)
{
  if (--login->ref_count > 0)
    return;

  mbm_login_clear_delay (login);
  g_clear_object (&login->provider);
  g_object_unref (login->cancellable);
  mbm_server_request_unref (login->request);
  g_free (login->username);
  g_free (login->host);
  g_free (login->code);
  g_free (login->message);
  g_free (login);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MbmLogin, mbm_login_unref)

static MbmLogin *
mbm_login_begin (MbmServer *self, MbmServerRequest *request)
{
  MbmServerConnection *connection = mbm_server_request_get_connection (request);
  MbmLogin *login = g_new0 (MbmLogin, 1);

  login->ref_count = 1;
  login->request = mbm_server_request_ref (request);
  login->provider = self->provider != NULL ? g_object_ref (self->provider) : NULL;
  login->host = mbm_peer_host_dup (mbm_channel_get_address (connection->channel));
  login->cancellable = g_cancellable_new ();
  connection->login = login;

  return login;
}

/* It does not wait to be looked at any more. */
static void
mbm_login_end_wait (MbmLogin *login, MbmServer *server)
{
  if (!login->waiting)
    return;

  login->waiting = FALSE;
  mbm_login_throttle_end_wait (server->throttle, login->host);
}

/* The connection lets go of its login, be it over or not. */
void
mbm_server_end_login (MbmServerConnection *connection)
{
  MbmLogin *login = g_steal_pointer (&connection->login);

  if (login == NULL)
    return;

  mbm_login_end_wait (login, connection->server);
  mbm_login_clear_delay (login);
  g_cancellable_cancel (login->cancellable);
  mbm_login_unref (login);
}

static void
mbm_login_wait (MbmLogin *login, MbmServer *server, guint delay, GSourceFunc func)
{
  mbm_login_clear_delay (login);
  login->delay = g_timeout_source_new (delay);
  g_source_set_static_name (login->delay, "[mbm] login");
  g_source_set_callback (login->delay, func, mbm_login_ref (login), (GDestroyNotify) mbm_login_unref);
  g_source_attach (login->delay, server->context);
}

/* --- the answer --------------------------------------------------------- */

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

/* Who brings a token when he registers is logged in by it: the connection on which he got it may have been
 * another, as over HTTP it always is. One that is not valid does not keep anybody from registering. */
void
mbm_server_login_by_context (MbmServer *self, MbmServerRequest *request)
{
  MbmServerConnection *connection = mbm_server_request_get_connection (request);
  MbmJsonValue context = mbm_message_get_context_value (mbm_server_request_get_message (request));
  g_autoptr (MbmToken) token = NULL;
  g_autofree char *text = NULL;
  MbmJsonValue auth;

  if (connection->token != NULL || !mbm_json_is_object (context) ||
      !mbm_json_value_get_member (context, "auth", &auth))
    return;

  text = mbm_json_dup_string_member (auth, "token");
  if (text != NULL && mbm_server_lookup_token (self, text, &token) == MBM_TOKEN_VALID)
    mbm_server_set_login (self, connection, token);
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

static gboolean
mbm_server_answer_failed_cb (gpointer data)
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
  guint delay = n > 0 ? MBM_SERVER_LOGIN_DELAY << MIN (n - 1, 16) : 0;

  login->code = g_strdup (code);
  login->message = g_strdup (message);
  mbm_login_wait (login, self, MIN (delay, self->limits.max_login_delay), mbm_server_answer_failed_cb);
}

/* --- the outcome -------------------------------------------------------- */

static void
mbm_server_succeed_login (MbmServer *self, MbmLogin *login, const MbmAuthOutcome *outcome)
{
  gint64 expires_at = mbm_server_get_token_end (self, outcome->expires_at);
  g_autoptr (MbmToken) token = NULL;
  char *text = NULL;

  mbm_token_store_set_max_tokens (self->tokens, self->limits.max_tokens);
  if (outcome->token != NULL)
    token = mbm_token_store_adopt (self->tokens, outcome->user, outcome->token, expires_at);
  else
    token = mbm_token_store_issue (self->tokens, outcome->user, expires_at, &text);

  if (login->username != NULL)
    mbm_login_throttle_note_success (self->throttle, login->username);
  if (token != NULL)
    mbm_server_answer_login (self, login->request, token, text != NULL ? text : outcome->token);
  else
    mbm_server_request_fail (login->request, MBM_CODE_INTERNAL_ERROR, "The system has no random numbers");

  mbm_password_free (text);
  mbm_server_end_login (mbm_server_request_get_connection (login->request));
}

/* Nobody guesses a random token, and clients that come back with an old one are no attack. */
static void
mbm_server_note_failure (MbmServer *self, MbmLogin *login)
{
  mbm_login_throttle_set_max_entries (self->throttle, self->limits.max_login_records);
  if (login->counted)
    mbm_login_throttle_note_failure (self->throttle, login->username, login->host,
                                     self->limits.free_logins_per_user, self->limits.free_logins_per_address);
}

static void
mbm_server_settled_cb (const MbmAuthOutcome *outcome, gpointer user_data)
{
  g_autoptr (MbmLogin) login = mbm_login_ref (user_data);
  MbmServerConnection *connection = mbm_server_request_get_connection (login->request);
  g_autoptr (MbmServer) server = NULL;

  if (connection->login != login)
    return;

  server = g_object_ref (connection->server);
  if (outcome->status == MBM_AUTH_INVALID)
    {
      mbm_server_payload_fail (login->request, outcome->member, outcome->message);
      mbm_server_end_login (connection);
    }
  else if (outcome->status == MBM_AUTH_SUCCEEDED && server->provider == login->provider)
    {
      mbm_server_succeed_login (server, login, outcome);
    }
  else
    {
      /* Users that were set aside meanwhile are users no more. */
      gboolean failed = outcome->status == MBM_AUTH_FAILED;

      mbm_server_note_failure (server, login);
      mbm_server_fail_login (server, login, failed ? outcome->code : "invalid_credentials",
                             failed ? outcome->message : "Invalid user name or password");
    }
}

/* --- the attempt -------------------------------------------------------- */

/* A server without a provider says so, and what is wrong with the payload before that. */
static void
mbm_server_turn_away (MbmAuthAttempt *attempt)
{
  if (mbm_auth_attempt_require (attempt, "username") && mbm_auth_attempt_require (attempt, "password"))
    mbm_auth_attempt_fail (attempt, "user_not_found", "This server has no users");
}

static void
mbm_server_look_at_login (MbmServer *self, MbmLogin *login)
{
  MbmServerConnection *connection = mbm_server_request_get_connection (login->request);
  g_autoptr (MbmAuthProvider) provider = login->provider != NULL ? g_object_ref (login->provider) : NULL;
  g_autoptr (GBytes) payload = mbm_message_dup_payload (mbm_server_request_get_message (login->request));
  g_autoptr (MbmAuthAttempt) attempt =
    mbm_auth_attempt_new (payload, mbm_channel_get_address (connection->channel),
                          mbm_server_connection_get_client_id (connection), login->cancellable,
                          mbm_server_settled_cb, mbm_login_ref (login), (GDestroyNotify) mbm_login_unref);

  /* That may end the login at once, and whoever hears of it may set the provider aside. */
  if (provider != NULL)
    mbm_auth_provider_authenticate (provider, attempt);
  else
    mbm_server_turn_away (attempt);
}

static gboolean
mbm_server_waited_cb (gpointer data)
{
  g_autoptr (MbmLogin) login = mbm_login_ref (data);
  g_autoptr (MbmServer) server = g_object_ref (mbm_server_request_get_connection (login->request)->server);

  mbm_login_end_wait (login, server);
  mbm_server_look_at_login (server, login);

  return G_SOURCE_REMOVE;
}

/* A name that is tried may have to wait for its turn, be there such a user or not. */
static void
mbm_server_login_with_credentials (MbmServer *self, MbmServerRequest *request)
{
  MbmLogin *login = mbm_login_begin (self, request);
  guint delay;

  login->counted = TRUE;
  login->username = mbm_json_dup_string_member (mbm_server_request_get_payload_value (request), "username");
  delay = mbm_login_throttle_get_delay (self->throttle, login->username, login->host,
                                        self->limits.free_logins_per_user,
                                        self->limits.free_logins_per_address, self->limits.max_login_delay);

  if (delay == 0)
    {
      mbm_server_look_at_login (self, login);
    }
  else if (mbm_login_throttle_begin_wait (self->throttle, login->host, self->limits.max_waiting_logins))
    {
      login->waiting = TRUE;
      mbm_login_wait (login, self, delay, mbm_server_waited_cb);
    }
  else
    {
      g_autofree char *text = g_strdup_printf ("{\"retryAfter\":%u}", delay);
      g_autoptr (GBytes) details = g_bytes_new (text, strlen (text));

      mbm_server_request_respond_error (request, MBM_CODE_TOO_MANY_REQUESTS,
                                        "Too many logins from this address have failed", details);
      mbm_server_end_login (mbm_server_request_get_connection (request));
    }
}

static void
mbm_server_login_with_token (MbmServer *self, MbmServerRequest *request)
{
  g_autoptr (MbmToken) token = NULL;
  char *text = NULL;

  if (!mbm_server_payload_get_string (request, "token", TRUE, MBM_AUTH_MAX_CREDENTIAL, &text))
    return;

  switch (mbm_server_lookup_token (self, text, &token))
    {
    case MBM_TOKEN_VALID:
      mbm_server_answer_login (self, request, token, text);
      break;
    case MBM_TOKEN_EXPIRED:
      mbm_server_fail_login (self, mbm_login_begin (self, request), "token_expired", "The token has expired");
      break;
    case MBM_TOKEN_UNKNOWN:
      if (self->provider != NULL)
        {
          mbm_server_look_at_login (self, mbm_login_begin (self, request));
          break;
        }
      G_GNUC_FALLTHROUGH;
    case MBM_TOKEN_REVOKED:
    default:
      mbm_server_fail_login (self, mbm_login_begin (self, request), "invalid_token",
                             "The token is not valid");
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
    mbm_server_login_with_credentials (self, request);
}
