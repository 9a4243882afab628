/* mbm-auth-attempt.c — somebody who wants to log in
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include <string.h>

#include "mbm-auth-attempt-private.h"
#include "mbm-json-members-private.h"
#include "mbm-password-private.h"

/**
 * MbmAuthAttempt:
 *
 * Somebody who wants to log in, and the way to say whether they may: now or later, once.
 *
 * If nobody holds a reference any more before that was said, the login fails. Belongs to the server's thread.
 *
 * Since: 0.1
 */
struct _MbmAuthAttempt
{
  GObject parent_instance;

  GBytes *credentials;
  char *address;
  char *client_id;
  GCancellable *cancellable;
  gboolean settled;
  MbmAuthSettledFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
};

G_DEFINE_FINAL_TYPE (MbmAuthAttempt, mbm_auth_attempt, G_TYPE_OBJECT)

static void
mbm_auth_attempt_settle (MbmAuthAttempt *self, const MbmAuthOutcome *outcome)
{
  if (self->settled)
    return;

  self->settled = TRUE;
  self->func (outcome, self->user_data);
  if (self->destroy != NULL)
    self->destroy (g_steal_pointer (&self->user_data));
}

static void
mbm_auth_attempt_dispose (GObject *object)
{
  mbm_auth_attempt_fail (MBM_AUTH_ATTEMPT (object), "invalid_credentials", "The login was not looked at");

  G_OBJECT_CLASS (mbm_auth_attempt_parent_class)->dispose (object);
}

static void
mbm_auth_attempt_finalize (GObject *object)
{
  MbmAuthAttempt *self = MBM_AUTH_ATTEMPT (object);

  g_clear_pointer (&self->credentials, g_bytes_unref);
  g_free (self->address);
  g_free (self->client_id);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (mbm_auth_attempt_parent_class)->finalize (object);
}

static void
mbm_auth_attempt_class_init (MbmAuthAttemptClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mbm_auth_attempt_dispose;
  object_class->finalize = mbm_auth_attempt_finalize;
}

static void
mbm_auth_attempt_init (MbmAuthAttempt *self)
{
}

MbmAuthAttempt *
mbm_auth_attempt_new (GBytes *credentials,
                      const char *address,
                      const char *client_id,
                      GCancellable *cancellable,
                      MbmAuthSettledFunc settled,
                      gpointer user_data,
                      GDestroyNotify destroy)
{
  MbmAuthAttempt *self = g_object_new (MBM_TYPE_AUTH_ATTEMPT, NULL);

  self->credentials = credentials != NULL ? g_bytes_ref (credentials) : g_bytes_new_static ("{}", 2);
  self->address = g_strdup (address);
  self->client_id = g_strdup (client_id);
  self->cancellable = g_object_ref (cancellable);
  self->func = settled;
  self->user_data = user_data;
  self->destroy = destroy;

  return self;
}

/**
 * mbm_auth_attempt_get_credentials:
 * @self: an attempt
 *
 * The payload of the `$login`.
 *
 * Returns: (transfer none): JSON text: an object
 *
 * Since: 0.1
 */
GBytes *
mbm_auth_attempt_get_credentials (MbmAuthAttempt *self)
{
  g_return_val_if_fail (MBM_IS_AUTH_ATTEMPT (self), NULL);

  return self->credentials;
}

/**
 * mbm_auth_attempt_dup_credential:
 * @self: an attempt
 * @member: a member of the credentials, such as `username`, `password` or `token`
 *
 * A string of the credentials.
 *
 * Returns: (transfer full) (nullable): the string; %NULL if there is none
 *
 * Since: 0.1
 */
char *
mbm_auth_attempt_dup_credential (MbmAuthAttempt *self, const char *member)
{
  gsize length;
  const char *text;

  g_return_val_if_fail (MBM_IS_AUTH_ATTEMPT (self), NULL);
  g_return_val_if_fail (member != NULL, NULL);

  text = g_bytes_get_data (self->credentials, &length);
  return mbm_json_dup_string_member (mbm_json_value (text, (gssize) length), member);
}

/* What is wrong with a member; NULL if it is as it must be. */
static char *
mbm_auth_attempt_find_fault (MbmAuthAttempt *self, const char *member)
{
  gsize length;
  const char *text = g_bytes_get_data (self->credentials, &length);
  MbmJsonValue value;
  char *string;
  char *fault = NULL;

  if (!mbm_json_value_get_member (mbm_json_value (text, (gssize) length), member, &value) ||
      mbm_json_value_get_type (value) == MBM_JSON_NULL)
    return g_strdup ("is missing");

  string = mbm_json_value_dup_string (value);
  if (string == NULL)
    fault = g_strdup ("must be a string without U+0000");
  else if (string[0] == '\0')
    fault = g_strdup ("must not be empty");
  else if (strlen (string) > MBM_AUTH_MAX_CREDENTIAL)
    fault = g_strdup_printf ("must have at most %d bytes", MBM_AUTH_MAX_CREDENTIAL);

  mbm_password_free (string);
  return fault;
}

/**
 * mbm_auth_attempt_require:
 * @self: an attempt
 * @member: a member that the credentials must have
 *
 * Checks that the credentials have a member that is a string, not empty, and not longer than
 * %MBM_AUTH_MAX_CREDENTIAL. If not, the attempt is over: the client is told `INVALID_PAYLOAD`, and which
 * member is wrong.
 *
 * Returns: %TRUE if the member is as it must be
 *
 * Since: 0.1
 */
gboolean
mbm_auth_attempt_require (MbmAuthAttempt *self, const char *member)
{
  g_autofree char *fault = NULL;
  MbmAuthOutcome outcome = { .status = MBM_AUTH_INVALID };

  g_return_val_if_fail (MBM_IS_AUTH_ATTEMPT (self), FALSE);
  g_return_val_if_fail (member != NULL, FALSE);

  fault = mbm_auth_attempt_find_fault (self, member);
  if (fault == NULL)
    return TRUE;

  outcome.member = (char *) member;
  outcome.message = fault;
  mbm_auth_attempt_settle (self, &outcome);
  return FALSE;
}

/**
 * mbm_auth_attempt_get_address:
 * @self: an attempt
 *
 * Where the connection comes from, such as `127.0.0.1:51234`.
 *
 * Returns: (transfer none) (nullable): the address, if the transport knows it
 *
 * Since: 0.1
 */
const char *
mbm_auth_attempt_get_address (MbmAuthAttempt *self)
{
  g_return_val_if_fail (MBM_IS_AUTH_ATTEMPT (self), NULL);

  return self->address;
}

/**
 * mbm_auth_attempt_get_client_id:
 * @self: an attempt
 *
 * Who is registered on the connection.
 *
 * Returns: (transfer none) (nullable): the client's id; %NULL if nobody has registered yet
 *
 * Since: 0.1
 */
const char *
mbm_auth_attempt_get_client_id (MbmAuthAttempt *self)
{
  g_return_val_if_fail (MBM_IS_AUTH_ATTEMPT (self), NULL);

  return self->client_id;
}

/**
 * mbm_auth_attempt_get_cancellable:
 * @self: an attempt
 *
 * Cancelled when nobody waits for the outcome any more, because the connection has ended.
 *
 * Returns: (transfer none): a cancellable
 *
 * Since: 0.1
 */
GCancellable *
mbm_auth_attempt_get_cancellable (MbmAuthAttempt *self)
{
  g_return_val_if_fail (MBM_IS_AUTH_ATTEMPT (self), NULL);

  return self->cancellable;
}

/**
 * mbm_auth_attempt_is_settled:
 * @self: an attempt
 *
 * Whether the outcome is known.
 *
 * Returns: %TRUE if it is
 *
 * Since: 0.1
 */
gboolean
mbm_auth_attempt_is_settled (MbmAuthAttempt *self)
{
  g_return_val_if_fail (MBM_IS_AUTH_ATTEMPT (self), FALSE);

  return self->settled;
}

/**
 * mbm_auth_attempt_succeed:
 * @self: an attempt
 * @user: who they are
 * @token: (nullable): a token of the provider's own; %NULL lets the server make a random one
 * @expires_at: when the login ends, in milliseconds since the Unix epoch; 0 for the server's
 *   [property@Mbm.Server:token-lifetime]
 *
 * Lets somebody in. Does nothing if the outcome is known already.
 *
 * Since: 0.1
 */
void
mbm_auth_attempt_succeed (MbmAuthAttempt *self, MbmUser *user, const char *token, gint64 expires_at)
{
  MbmAuthOutcome outcome = {
    .status = MBM_AUTH_SUCCEEDED,
    .user = user,
    .token = (char *) token,
    .expires_at = expires_at,
  };

  g_return_if_fail (MBM_IS_AUTH_ATTEMPT (self));
  g_return_if_fail (user != NULL);
  g_return_if_fail (token == NULL || g_utf8_validate (token, -1, NULL));

  mbm_auth_attempt_settle (self, &outcome);
}

/**
 * mbm_auth_attempt_fail:
 * @self: an attempt
 * @code: why, as a code such as `invalid_credentials`, `invalid_token` or `token_expired`
 * @message: why, in words for people; it must not tell whether there is such a user
 *
 * Turns somebody away. Does nothing if the outcome is known already.
 *
 * Since: 0.1
 */
void
mbm_auth_attempt_fail (MbmAuthAttempt *self, const char *code, const char *message)
{
  g_autofree char *valid_code = NULL;
  g_autofree char *valid_message = NULL;
  MbmAuthOutcome outcome = { .status = MBM_AUTH_FAILED };

  g_return_if_fail (MBM_IS_AUTH_ATTEMPT (self));
  g_return_if_fail (code != NULL);
  g_return_if_fail (message != NULL);

  outcome.code = valid_code = g_utf8_make_valid (code, -1);
  outcome.message = valid_message = g_utf8_make_valid (message, -1);
  mbm_auth_attempt_settle (self, &outcome);
}
