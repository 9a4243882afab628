/* mbm-auth-provider.c — who decides who may log in
 *
 * SPDX-FileCopyrightText: The Signalbox authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "mbm-auth-provider.h"

/**
 * MbmAuthProvider:
 *
 * Decides who may log in to a server: [property@Mbm.Server:auth-provider]. [class@Mbm.UserStore] is the one
 * that comes with the library; others may ask a directory, or take tokens of another service.
 *
 * Since: 0.1
 */
G_DEFINE_INTERFACE (MbmAuthProvider, mbm_auth_provider, G_TYPE_OBJECT)

static void
mbm_auth_provider_real_authenticate (MbmAuthProvider *self, MbmAuthAttempt *attempt)
{
  mbm_auth_attempt_fail (attempt, "invalid_credentials", "Nobody can log in here");
}

static MbmUser *
mbm_auth_provider_real_validate_token (MbmAuthProvider *self, const char *token, gint64 *expires_at)
{
  return NULL;
}

static void
mbm_auth_provider_real_logout (MbmAuthProvider *self, MbmUser *user, const char *token)
{
}

static void
mbm_auth_provider_default_init (MbmAuthProviderInterface *iface)
{
  iface->authenticate = mbm_auth_provider_real_authenticate;
  iface->validate_token = mbm_auth_provider_real_validate_token;
  iface->logout = mbm_auth_provider_real_logout;
}

/**
 * mbm_auth_provider_authenticate:
 * @self: a provider
 * @attempt: somebody who wants to log in
 *
 * Finds out who somebody is, and says so with [method@Mbm.AuthAttempt.succeed] or
 * [method@Mbm.AuthAttempt.fail]: now, or later if it keeps a reference. A provider may pass an attempt on to
 * another one.
 *
 * A `token` among the credentials is one that the server does not know, and
 * [method@Mbm.AuthProvider.validate_token] did not.
 *
 * Since: 0.1
 */
void
mbm_auth_provider_authenticate (MbmAuthProvider *self, MbmAuthAttempt *attempt)
{
  g_return_if_fail (MBM_IS_AUTH_PROVIDER (self));
  g_return_if_fail (MBM_IS_AUTH_ATTEMPT (attempt));

  MBM_AUTH_PROVIDER_GET_IFACE (self)->authenticate (self, attempt);
}

/**
 * mbm_auth_provider_validate_token:
 * @self: a provider
 * @token: a token that the server has not seen before, or not since it was started
 * @expires_at: (out): when it ends, in milliseconds since the Unix epoch; 0 for the server's
 *   [property@Mbm.Server:token-lifetime]
 *
 * Says whose a token is. The server asks once: until the token expires, or its owner logs out, it remembers
 * the answer. A message waits for that, so that this must not block; what takes longer is for
 * [method@Mbm.AuthProvider.authenticate].
 *
 * Returns: (transfer full) (nullable): the user; %NULL if the token is not valid
 *
 * Since: 0.1
 */
MbmUser *
mbm_auth_provider_validate_token (MbmAuthProvider *self, const char *token, gint64 *expires_at)
{
  g_return_val_if_fail (MBM_IS_AUTH_PROVIDER (self), NULL);
  g_return_val_if_fail (token != NULL, NULL);
  g_return_val_if_fail (expires_at != NULL, NULL);

  *expires_at = 0;
  return MBM_AUTH_PROVIDER_GET_IFACE (self)->validate_token (self, token, expires_at);
}

/**
 * mbm_auth_provider_logout:
 * @self: a provider
 * @user: whose login has ended
 * @token: (nullable): the token, if it was the provider's own
 *
 * Tells a provider that somebody has logged out. The server does not take the token any more, whatever the
 * provider says of it.
 *
 * Since: 0.1
 */
void
mbm_auth_provider_logout (MbmAuthProvider *self, MbmUser *user, const char *token)
{
  g_return_if_fail (MBM_IS_AUTH_PROVIDER (self));
  g_return_if_fail (user != NULL);

  MBM_AUTH_PROVIDER_GET_IFACE (self)->logout (self, user, token);
}
