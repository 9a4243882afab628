/* mbm-server-auth.c — who is logged in: tokens, and `$logout`
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-server-client-private.h"
#include "mbm-server-events-private.h"
#include "mbm-server-payload-private.h"

/* When a login ends that begins now, in ms since the Unix epoch. @expires_at: what the provider says; 0 for
 * nothing. */
gint64
mbm_server_get_token_end (MbmServer *self, gint64 expires_at)
{
  return expires_at > 0 ? expires_at : g_get_real_time () / 1000 + (gint64) self->token_lifetime * 1000;
}

/* Looks a token up; one that nobody here knows may be known to the provider. @token is set unless the status
 * is UNKNOWN. */
MbmTokenStatus
mbm_server_lookup_token (MbmServer *self, const char *text, MbmToken **token)
{
  MbmTokenStatus status = mbm_token_store_lookup (self->tokens, text, token);
  g_autoptr (MbmAuthProvider) provider = NULL;
  g_autoptr (MbmUser) user = NULL;
  gint64 expires_at = 0;

  if (status != MBM_TOKEN_UNKNOWN || self->provider == NULL || strlen (text) > MBM_AUTH_MAX_CREDENTIAL)
    return status;

  provider = g_object_ref (self->provider);
  user = mbm_auth_provider_validate_token (provider, text, &expires_at);
  if (user == NULL)
    return MBM_TOKEN_UNKNOWN;

  mbm_token_store_set_max_tokens (self->tokens, self->limits.max_tokens);
  *token = mbm_token_store_adopt (self->tokens, user, text, mbm_server_get_token_end (self, expires_at));
  return mbm_token_get_status (*token);
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
    mbm_server_lookup_token (self, text, &token);
  else if (connection->token != NULL)
    token = mbm_token_ref (connection->token);

  return token;
}

static void
mbm_server_tell_logout (MbmServer *self, MbmToken *token)
{
  g_autoptr (MbmAuthProvider) provider = self->provider != NULL ? g_object_ref (self->provider) : NULL;

  if (provider != NULL)
    mbm_auth_provider_logout (provider, mbm_token_get_user (token), mbm_token_get_text (token));
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
      gboolean ended = mbm_token_get_status (token) == MBM_TOKEN_REVOKED;

      mbm_token_store_revoke (self->tokens, token);
      if (!ended)
        mbm_server_tell_logout (self, token);
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

/**
 * mbm_server_end_logins:
 * @self: a server
 * @user_id: a user's id
 *
 * Ends all logins of a user, wherever their tokens are in use: when the user is not to get in any more, or
 * the roles have changed.
 *
 * Returns: how many there were
 *
 * Since: 0.1
 */
guint
mbm_server_end_logins (MbmServer *self, const char *user_id)
{
  g_autoptr (GPtrArray) clients = NULL;
  g_autoptr (GPtrArray) concerned = NULL;
  guint n_ended;

  g_return_val_if_fail (MBM_IS_SERVER (self), 0);
  g_return_val_if_fail (user_id != NULL, 0);

  clients = mbm_server_list_clients (self);
  concerned = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < clients->len; i++)
    {
      MbmUser *user = mbm_server_client_get_user (clients->pdata[i]);

      if (user != NULL && strcmp (mbm_user_get_id (user), user_id) == 0)
        g_ptr_array_add (concerned, g_object_ref (clients->pdata[i]));
    }

  n_ended = mbm_token_store_revoke_user (self->tokens, user_id);
  for (guint i = 0; i < concerned->len; i++)
    mbm_server_client_notify_user (concerned->pdata[i]);

  return n_ended;
}
